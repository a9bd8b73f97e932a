"""The checks of side path 6a: a stand-in with numbers, first slopes, a theorem's conditions."""

import inspect
import re

import numpy as np
from sympy import Sum

from helpers.exercises.checking import FormulaCheck, Progress, ValueCheck
from helpers.exercises.comparing import as_array, shown
from helpers.exercises.the_bowl import ShapedCheck
from helpers.symbolic import arrays, indices, sizes


class ExactCheck(ValueCheck):
    """A ValueCheck for a sum of a few products, which a pencil finds without rounding.

    `rounded` is another number, and its name, that an answer may have rounded to 3 digits or more.
    """

    def __init__(self, right, mistakes, rounded=()):
        super().__init__(right, mistakes, rtol=1e-6)
        self.rounded = rounded

    def _wrong_value(self, answer):
        for why, number in self.rounded:
            if np.ndim(answer) == 0 and any(
                np.isclose(as_array(answer), round(number, places), rtol=1e-6)
                for places in range(4, 9)
            ):
                return why
        near = np.ndim(answer) == 0 and abs(as_array(answer) / self.right - 1) < 0.02
        if near:
            return f"{shown(answer)} is near, but the products and their sum need no rounding"
        return super()._wrong_value(answer)


class ListedCheck(ValueCheck):
    """A ValueCheck for a list whose order does not matter; a single number is a list of one."""

    def find_fault(self, answer):
        """As for every value, after the numbers have been sorted."""
        array = as_array(answer)
        if array is not None and array.dtype.kind in "iuf":
            answer = sorted(set(array.ravel().tolist()))
            if not set(answer) <= {0, 1, 2, 3}:
                return "the networks have the numbers 0, 1, 2 and 3"
            if len(answer) != len(self.right) and answer not in self.mistakes.values():
                return f"{len(self.right)} networks are wanted; look at the rows of Y, and at g"
        return super().find_fault(answer)


class HousesCheck(ShapedCheck):
    """A ShapedCheck that knows which names are missing in a function of tables."""

    def _run(self, answer, case):
        code = getattr(answer, "__code__", None)
        own = ", ".join(inspect.signature(answer).parameters if code else self._names())
        for name in getattr(code, "co_names", ()):
            if isinstance(answer.__globals__.get(name), np.ndarray):
                return None, f"it uses the notebook's {name}, with 2 houses; its own are {own}"
        result, fault = super()._run(answer, case)
        if unknown := re.search(r"name '(\w+)' is not defined", fault or ""):
            name = unknown[1]
            fault = f"there is no {name} in your function: it has {own}"
            if name in ("m", "tanh"):
                fault = f"there is no {name} here; write {'len(Y)' if name == 'm' else 'np.tanh'}"
        return result, fault


class SharesCheck(FormulaCheck):
    """A FormulaCheck for a sum over houses."""

    def find_fault(self, answer):
        """As for every formula; a number is none."""
        if isinstance(answer, (int, float)):
            return "that is a number; a formula is wanted, Sum(..., houses_)"
        return super().find_fault(answer)

    def _foreign_symbol(self, formula):
        if _i in formula.free_symbols:
            return "an i_ is left outside the sum; Sum(..., houses_) goes round all that has an i_"
        return super()._foreign_symbol(formula)


# ---- the stand-in, with a pencil

_EXACT = "that is the exact change; the slopes alone are asked for, without the rest"
_EXACT_CHANGE = 0.5 * np.log1p(np.exp(-0.03)) + 0.5 * np.log1p(np.exp(-0.04)) - np.log(2)

# D = [[-1/4, 1/4], [1/4, -1/4]] and W2 = [[1, 2], [3, -1]].
check_change = ExactCheck(
    right=-0.0175,
    mistakes={
        "the signs are flipped, or the houses exchanged: house 0 has -1/4 and 1/4": 0.0175,
        "house 1: its second score moves, by 0.04, and its slope is -1/4": 0.0025,
        "house 0: its slopes are -1/4 and 1/4, in this order": -0.0025,
        "house 0: each change has its own slope, -1/4 and 1/4; add both products": -0.0125,
        "house 0: one of its two products is missing, 0.01 times -1/4": -0.015,
        "the signs of the last two products: the slopes are 1/4 in house 0, -1/4 in house 1": (
            0.0125
        ),
        "each slope is a quarter: P - Y is one half, divided by 2 houses": -0.07,
        "the slopes are quarters, and all signs are flipped": 0.07,
        "the signs of the slopes are missing": 0.0075,
        "that is house 0 alone, or a wrong sign in its second share, -0.02 times 1/4": -0.0075,
        "that is house 1 alone; add house 0": -0.01,
        "the 1/m is in the slopes already": -0.00875,
        "the slopes are a quarter each: P - Y is divided by 2 houses": -0.035,
        _EXACT: _EXACT_CHANGE,
        "those are the changes alone, added; multiply each by its slope": 0.03,
    },
    rounded=[(_EXACT, _EXACT_CHANGE)],
)

check_answer_slope = ExactCheck(
    right=-0.25,
    mistakes={
        "three slips give this: the second product, with the weight 2, is missing; or the signs "
        "are flipped; or that is house 0": 0.25,
        "neuron 0 has the row (1, 2) of W2, not the column (1, 3); if you have both weights, a "
        "product is missing, or the slopes are quarters and not halves": -0.5,
        "neuron 0 has the row (1, 2) of W2, not the column (1, 3), and the signs of house 1 are "
        "plus, minus; if that is right, a product is missing, and the slopes are quarters": 0.5,
        "either a sign in D, or neuron 0 has the row (1, 2) of W2 and not the column (1, 3)": -0.75,
        "the 1/m is in the slopes already": -0.125,
        "the signs of the slopes are missing": 0.75,
        "those are the weights added; multiply each by its number in D": 3,
        "the weights of neuron 0 are the row (1, 2) of W2, and the slopes in D have signs": 1,
        "either the quarters are missing, the slopes in D being quarters; or that is A[0, 1], "
        "of house 0 and hidden neuron 1": -1,
        "that is the slope along the sum; the answer comes after the square": -2,
        "the answer itself does not occur in its slope": -4,
    },
)

# ---- the first slopes


def _predicted(m, K, seed):
    """Probabilities and targets, whose rows sum to anything but 1."""
    rng = np.random.default_rng(seed)
    P = rng.random((m, K)) + 0.1
    return P / P.sum(axis=1, keepdims=True), rng.random((m, K)) + 0.3


def _first_slopes(P, Y, sums=None, share=1.0):
    sums = Y.sum(axis=1, keepdims=True) if sums is None else sums
    return share * (P * sums - Y) / len(Y)


check_first_slopes = HousesCheck(
    right=lambda P, Y: _first_slopes(P, Y),
    mistakes={
        "that is right only if each row of Y sums to 1": lambda P, Y: _first_slopes(P, Y, sums=1),
        "the mean over the houses is missing: divide by len(Y)": lambda P, Y: _first_slopes(
            P, Y, share=len(Y)
        ),
        "the 2 is the sum of the row (1, 1); each house has its own, with axis=1": lambda P, Y: (
            (2 * P - Y) / len(Y)
        ),
        "the row sum is wanted, not the largest target of the row": lambda P, Y: _first_slopes(
            P, Y, sums=Y.max(axis=1, keepdims=True)
        ),
        "the row sum is wanted, not the mean of the row": lambda P, Y: _first_slopes(
            P, Y, sums=Y.mean(axis=1, keepdims=True)
        ),
        "each probability is multiplied by its row's sum, not by its own target": lambda P, Y: (
            _first_slopes(P, Y, sums=Y)
        ),
        "that is P - Y: the row sums and the mean are missing": lambda P, Y: P - Y,
        "sign flipped: the probability has the plus": lambda P, Y: _first_slopes(P, Y, share=-1),
        "those are sums down the columns; each house has its own sum, with axis=1": (
            lambda P, Y: _first_slopes(P, Y, sums=Y.sum(axis=0, keepdims=True))
        ),
        "that is the sum of all targets; each house has a sum of its own, with axis=1": (
            lambda P, Y: _first_slopes(P, Y, sums=Y.sum())
        ),
        "there are not always 2 houses; divide by len(Y)": lambda P, Y: _first_slopes(
            P, Y, share=len(Y) / 2
        ),
        "the row sums are missing, and there are not always 2 houses": lambda P, Y: (P - Y) / 2,
        "the row sums are missing, and you divide by all entries; the mean is over len(Y)": (
            lambda P, Y: (P - Y) / Y.size
        ),
        "sign flipped, and the row sums are missing": lambda P, Y: (Y - P) / len(Y),
        "brackets: the whole difference is divided by len(Y)": lambda P, Y: (
            P * Y.sum(axis=1, keepdims=True) - Y / len(Y)
        ),
        "the row sum multiplies the probability, not the target": lambda P, Y: (
            (P - Y * Y.sum(axis=1, keepdims=True)) / len(Y)
        ),
        "the row sum multiplies the probability alone, not the target": lambda P, Y: (
            (P - Y) * Y.sum(axis=1, keepdims=True) / len(Y)
        ),
        "you divide by all entries; the mean is over the houses, len(Y)": lambda P, Y: (
            _first_slopes(P, Y, share=1 / Y.shape[1])
        ),
        "you divided by the number of scores; the mean is over the houses, len(Y)": (
            lambda P, Y: _first_slopes(P, Y, share=len(Y) / Y.shape[1])
        ),
    },
    cases=[_predicted(5, 3, seed=1), _predicted(4, 2, seed=2)],
    shapes="P and Y are (m, K); a sum along the rows is (m,), and a column (m, 1) with "
    "keepdims=True",
)


def _scores(m, K, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, K)), rng.normal(size=(m, K))


check_log_cosh_slopes = HousesCheck(
    right=lambda Z2, Y: np.tanh(Z2 - Y) / len(Y),
    mistakes={
        "the mean over the houses is missing: divide by len(Y)": lambda Z2, Y: np.tanh(Z2 - Y),
        "sign flipped: the score has the plus": lambda Z2, Y: np.tanh(Y - Z2) / len(Y),
        "sign flipped, and the mean over the houses is missing: divide by len(Y)": (
            lambda Z2, Y: np.tanh(Y - Z2)
        ),
        "you divide by all entries; the mean is over the houses only": lambda Z2, Y: (
            np.tanh(Z2 - Y) / Y.size
        ),
        "you divide by the number of scores; the mean is over the houses": lambda Z2, Y: (
            np.tanh(Z2 - Y) / Y.shape[1]
        ),
        "there are not always 2 houses; divide by len(Y)": lambda Z2, Y: np.tanh(Z2 - Y) / 2,
        "that is the loss of each entry, not its slope": lambda Z2, Y: (
            np.log(np.cosh(Z2 - Y)) / len(Y)
        ),
        "that is the loss, one number; each score has a slope of its own": lambda Z2, Y: (
            np.sum(np.log(np.cosh(Z2 - Y))) / len(Y)
        ),
        "a 2 comes from a square, and there is none here": lambda Z2, Y: (
            2 * np.tanh(Z2 - Y) / len(Y)
        ),
        "that is the slope of the squared error": lambda Z2, Y: 2 * (Z2 - Y) / len(Y),
        "tanh of the difference, not the difference of two tanh": lambda Z2, Y: (
            (np.tanh(Z2) - np.tanh(Y)) / len(Y)
        ),
        "the target belongs inside the tanh": lambda Z2, Y: (np.tanh(Z2) - Y) / len(Y),
        "that is the slope of tanh; tanh itself is the slope of log cosh": lambda Z2, Y: (
            (1 - np.tanh(Z2 - Y) ** 2) / len(Y)
        ),
        "you added over the scores; each has a slope of its own": lambda Z2, Y: (
            np.tanh(Z2 - Y).sum(axis=1) / len(Y)
        ),
        "divide by m outside the tanh": lambda Z2, Y: np.tanh((Z2 - Y) / len(Y)),
    },
    cases=[_scores(5, 3, seed=1), _scores(4, 2, seed=2)],
    shapes="Z2 and Y have the same shape (m, K), and so have the slopes",
)

# ---- the conditions

check_conditions = ListedCheck(
    right=[1, 3],
    mistakes={
        "1 is right; one more: look at the sums of the rows of Y": [1],
        "3 is right; one more: look for an activation without a slope": [3],
        "rows of one half each sum to 1, and tanh has slopes everywhere: 0 is fine": [0, 1, 3],
        "weights may be anything, also 0: 2 is fine": [1, 2, 3],
        "rows of one half each sum to 1, and tanh has slopes everywhere": [0],
        "weights may be anything, also 0, and the square has slopes everywhere": [2],
        "1 is right; 0 is fine, since one half and one half are 1; another is wanted": [0, 1],
        "3 is right; 0 is fine, since one half and one half are 1; another is wanted": [0, 3],
        "1 is right; 2 is fine, since weights may be 0; another is wanted": [1, 2],
        "3 is right; 2 is fine, since weights may be 0; another is wanted": [2, 3],
        "it is the other two": [0, 2],
        "in two of them the theorem does hold": [0, 1, 2, 3],
    },
)

check_biases = ValueCheck(
    right=[-2, 9],
    mistakes={
        "b2 is missing: 1 is added to each": [-3, 8],
        "those are sums along the rows of W2; b1 meets its columns": [0, 12],
        "those are sums along the rows of W2; b1 meets its columns, and b2 is missing": [-1, 11],
        "that is b1 + b2; b1 has to go through layer 2": [4, -1],
        "right for both, in the other order": [9, -2],
        "minus 2 times minus 1 is plus 2": [-2, 5],
        "in the first, the second hidden bias is -2, so 3 is subtracted twice": [10, 9],
        "in both, the second hidden bias is -2, not 2": [10, 5],
        "b1 goes through layer 2, so its matrix is W2, not W1": [6, -6],
        "that is W1, which b1 does not meet, and b2 is missing": [5, -7],
        "the second is right; in the first, b2 is 1, with a plus": [-4, 9],
        "the second is right; in the first, b2 is missing": [-3, 9],
        "the second is right; in the first, a sign has slipped": [2, 9],
        "the first is right; in the second, b2 is 1, with a plus": [-2, 7],
        "the first is right; in the second, b2 is missing": [-2, 8],
        "b2 is added, not subtracted": [-4, 7],
        "all signs are flipped": [2, -9],
    },
)

# ---- exercises

_m, (_i, _s, _t) = sizes("m"), indices("i s t")
_X, _A, _D1, _D2 = arrays("X A D1 D2")


def _over_houses(term):
    return Sum(term, (_i, 0, _m - 1))


_first, _second = _over_houses(_X[_i, _s] * _D1[_i, _t]), _over_houses(_D2[_i, _s] * _A[_i, _t])

check_tied_weights = SharesCheck(
    right=_first + _second,
    mistakes={
        "that is the first layer's share; W acts in the second layer too": _first,
        "that is the second layer's share; W acts in the first layer too": _second,
        "in the second layer W is transposed: which of D2's entries does W[s, t] reach?": (
            _first + _over_houses(_A[_i, _s] * _D2[_i, _t])
        ),
        "in the first layer, an input has the letter s, and a hidden neuron the letter t": (
            _over_houses(_X[_i, _t] * _D1[_i, _s]) + _second
        ),
        "the two shares add; they are not averaged": (_first + _second) / 2,
        "the two shares add; there is no minus": _first - _second,
        "the two shares add; they are not multiplied": _first * _second,
        "the two shares add, house by house; they are not multiplied": _over_houses(
            _X[_i, _s] * _D1[_i, _t] * _D2[_i, _s] * _A[_i, _t]
        ),
        "W is used twice, but not by two equal layers": 2 * _first,
        "the 1/m is in D1 and D2 already": (_first + _second) / _m,
        "all signs are flipped: both shares have a plus": -_first - _second,
        "that is twice the right one: each use gives one share": 2 * (_first + _second),
        "what came into layer 1 is X, and it meets D1; A came into layer 2": (
            _over_houses(_A[_i, _s] * _D1[_i, _t]) + _second
        ),
        "in layer 2 the hidden answer A meets D2; X came into layer 1": (
            _first + _over_houses(_D2[_i, _s] * _X[_i, _t])
        ),
        "X and A are exchanged: X came into layer 1, A into layer 2": (
            _over_houses(_A[_i, _s] * _D1[_i, _t] + _D2[_i, _s] * _X[_i, _t])
        ),
        "both shares are transposed: s is the row of W, an input; t the column, a hidden neuron": (
            _over_houses(_X[_i, _t] * _D1[_i, _s] + _D2[_i, _t] * _A[_i, _s])
        ),
        "D1 and D2 are exchanged: X meets the slopes D1 of its own layer, A meets D2": (
            _over_houses(_X[_i, _s] * _D2[_i, _t] + _D1[_i, _s] * _A[_i, _t])
        ),
        "D1 and D2 are exchanged, and in the second share s and t as well": (
            _over_houses(_X[_i, _s] * _D2[_i, _t] + _A[_i, _s] * _D1[_i, _t])
        ),
    },
)

check_stale_line = ValueCheck(
    right=2,
    mistakes={
        "line 1 is the start; in the loop it would undo every step": 1,
        "line 3 is the loop itself": 3,
        "line 4 is in the loop already, and it is (6.4); look at what it is given": 4,
        "line 5 is in the loop already; look at what it subtracts": 5,
        "line 6 is the loss at the end; it is right": 6,
        "one line is enough": [2, 4],
    },
)

progress = Progress(
    "the_theorem",
    exercises={
        "a weight used twice": check_tied_weights,
        "find the bug": check_stale_line,
        "two layers without an activation are one": check_biases,
        "a new loss": check_log_cosh_slopes,
    },
    turns={
        "a small move": check_change,
        "a hidden answer": check_answer_slope,
        "any targets": check_first_slopes,
        "conditions": check_conditions,
    },
)
