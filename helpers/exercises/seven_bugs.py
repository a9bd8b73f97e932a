"""The checks of side path 7a: which check catches which bug; and how the eight programs learn."""

import math

import numpy as np
import sympy as sp
from sympy import Sum, tanh

from helpers.exercises.checking import FormulaCheck, Progress, ValueCheck
from helpers.exercises.comparing import as_array, shown
from helpers.exercises.gradient_check import HIDDEN, SEEDS, EntriesCheck, WholeCheck, flowers, step
from helpers.network import Network
from helpers.symbolic import arrays, indices, sizes
from helpers.symbolic.numeric import letters_of

# ---- ten networks of a program


def learned(letter, rate, steps):
    """Accuracies (10,) on the 120 new flowers, of ten networks of notebook 7 that learn from thirty
    flowers each, trained by program `letter`.
    """
    X, Y, X_new, kinds = map(np.array, zip(*map(flowers, SEEDS)))
    net = Network([4, HIDDEN, 3], activation="tanh")
    theta = np.array([_start(seed) for seed in SEEDS])
    for _ in range(steps):
        theta = step(letter, theta, X, Y, rate)
    (W1, W2), (b1, b2) = net.unflatten(theta)
    return ((np.tanh(X_new @ W1 + b1) @ W2 + b2).argmax(axis=-1) == kinds).mean(axis=-1)


def _start(seed):
    rng = np.random.default_rng(seed)
    W1, W2 = 0.4 * rng.normal(size=4 * HIDDEN), 0.4 * rng.normal(size=HIDDEN * 3)
    return np.concatenate([W1, np.zeros(HIDDEN), W2, np.zeros(3)])


# ---- the turns

_H_AT_REST = 0.0255  # what the rounded numbers of the notebook give is 0.026

check_at_rest = EntriesCheck(
    right=[_H_AT_REST, 0],
    mistakes={
        "first H, then B; you have them the other way round": [0, _H_AT_REST],
    },
    entries={
        "H": {
            "that is what E finds, with the slopes of tanh; H leaves them out": 0,
            "the sign is flipped": -_H_AT_REST,
            "a sum, not a mean": _H_AT_REST / 5,
            "that is twice as much; H has no factor 2": 2 * _H_AT_REST,
            "a width and a pull may be negative; add the products with their signs": 0.122,
            "that is program A, with the slopes of tanh at A1; H leaves them out": 0.0116,
            "that is the first line alone; add all five": 0.07,
            "the widths are missing; each product is width times pull": -0.0004,
        },
        "B": {
            "it doubles what E finds, which is 0; only H leaves out the slopes of tanh": (
                2 * _H_AT_REST
            ),
            "it keeps the slopes of tanh, and doubles what E finds": _H_AT_REST,
            "that is the factor; it doubles what E finds": 2,
        },
    },
)
check_at_rest.rtol = 0.04


_STOPS = (
    "0: dZ2 has 3 columns there, and W2 has 2 rows, so NumPy stops",
    "2: dZ2 has 2 columns there, and W2 has 3 rows, so NumPy stops",
)


_AS_SIZES = ([4, 2, 3], [4, 3, 3], [3, 3, 2], [2, 2, 2])


class NumbersCheck(ValueCheck):
    """A ValueCheck for numbers of a list, in any order."""

    def find_fault(self, answer):
        """As for every value, after a look at its form."""
        array = as_array(sorted(answer) if isinstance(answer, set) else answer)
        if array is not None and array.size == 0:
            return "the list is empty, and more than one belongs there"
        if isinstance(answer, str) or array is None or array.dtype.kind not in "iuf":
            return "a list of numbers, please, as in [0, 2]"
        if np.isnan(array).any():
            return "a number is still missing"
        if (array.ndim == 2 and array.shape[1] == 3) or array.ravel().tolist() in _AS_SIZES:
            return "the number in front of the sizes, please: 0, 1, 2 or 3"
        return super().find_fault(sorted(set(array.ravel().tolist())))

    def _wrong_value(self, answer):
        if strange := set(answer) - {0, 1, 2, 3}:
            return f"{min(strange):g} is no number of the list; they go from 0 to 3"
        return _STOPS[0] if 0 in answer else _STOPS[1]


check_shapes = NumbersCheck(
    right=[1, 3],
    mistakes={
        "these are the two that stop: dZ2 has K columns, W2 has H rows": [0, 2],
        "right so far, but not the only one; compare hidden neurons and kinds": [1],
        "right so far, but not the only one: compare hidden neurons and kinds": [3],
        _STOPS[0]: [0, 1, 3],
        _STOPS[1]: [1, 2, 3],
        "two of them stop: dZ2 has K columns, W2 has H rows": [0, 1, 2, 3],
    },
)


class LetterCheck(ValueCheck):
    """A ValueCheck for the letter of a program; small letters count."""

    def find_fault(self, answer):
        """As for every word, after a look at its form."""
        if isinstance(answer, (list, tuple)) and len(answer) == 1:
            answer = answer[0]
        if not isinstance(answer, str) or answer.strip().upper() not in set("ABCDEFGH"):
            return 'the letter of a program is wanted, from "A" to "H"'
        return super().find_fault(answer.strip().upper())


_AT_ZEROS = "it is wrong in b2, and so it is caught at zeros"
_AT_REST = "it weighs the flowers in another way, and so it is caught at the bottom"

check_escaped = LetterCheck(
    right="C",
    mistakes={
        f"A: {_AT_REST}": "A",
        f"B: {_AT_ZEROS}": "B",
        f"D: {_AT_ZEROS}": "D",
        "E is the right program; it should get through": "E",
        f"F: {_AT_ZEROS}": "F",
        f"G: {_AT_ZEROS}": "G",
        f"H: {_AT_REST}": "H",
    },
)

# The letters of the notebook, and the program as a formula, up to dA1. For the check dA1 and Z1 are
# free numbers: that is quicker.
m_, n_, H_, K_ = sizes("m n H K")
i_, j_, q_, k_ = indices("i j q k")  # a flower, an input, a hidden neuron, a kind
X_, Y_, W1_, b1_, W2_, b2_ = arrays("X Y W1 b1 W2 b2")
flowers_, inputs_ = (i_, 0, m_ - 1), (j_, 0, n_ - 1)
hidden_, kinds_ = (q_, 0, H_ - 1), (k_, 0, K_ - 1)
eta_ = sp.Symbol("eta", positive=True)
_A1 = tanh(Sum(X_[i_, j_] * W1_[j_, q_], inputs_) + b1_[q_])
_Z2 = Sum(_A1 * W2_[q_, k_], hidden_) + b2_[k_]
_total = Sum(sp.exp(_Z2), kinds_)
_along_answer = Sum((sp.exp(_Z2) / _total - Y_[i_, k_]) / m_ * W2_[q_, k_], kinds_)
_slopes, _sums = arrays("dA Z")
_its_slope, _its_sum = _slopes[i_, q_], _sums[i_, q_]
_FREE = {_along_answer: _its_slope, _A1: tanh(_its_sum)}
ONLY = "only dA1_ and A1_ are needed, as they are named above, with no brackets behind them"


def in_numbers(formula, entry, net, X, Y):
    """A formula for the slopes of a block, with our numbers in it: an entry for each entry of the
    block, in the order of theta. `entry` has the block's letters, as in W1_[j_, q_].
    """
    (n, H), K = net.W[0].shape, net.W[1].shape[1]
    values = {"m": len(X), "n": n, "H": H, "K": K, "X": X, "Y": Y, "eta": 0.1}
    values |= {"W1": net.W[0], "b1": net.b[0][0], "W2": net.W[1], "b2": net.b[1][0]}
    letters = letters_of(formula)
    in_floats = sp.lambdify(letters, formula, "math")  # evaluate has 50 digits, and takes long
    moving = [str(letter) for letter in entry.indices]
    result = []
    for place in np.ndindex(*({"j": n, "q": H, "k": K}[letter] for letter in moving)):
        values |= zip(moving, place)
        result.append(in_floats(*(values[letter.name] for letter in letters)))
    return np.array(result)


def _of_flowers(gate):
    return Sum(_its_slope * gate, flowers_)


class BlockCheck(FormulaCheck):
    """A FormulaCheck for a sum over flowers, which knows forms that are none."""

    def find_fault(self, answer):
        """As for every formula, after a look at its form."""
        if isinstance(answer, str):
            return "a formula without quotation marks, please"
        if callable(answer) and not isinstance(answer, sp.Basic):
            return "a function stands without its brackets"
        if isinstance(answer, sp.Basic):
            outside = isinstance(answer, Sum) and i_ not in answer.variables
            if outside and answer != _along_answer:
                return "the sum goes over another letter; a bias adds over the flowers: flowers_"
            if i_ in answer.free_symbols:
                return "an i_ is left outside the sum; Sum(..., flowers_) goes round it all"
            if answer == Sum(_along_answer, flowers_):  # for SymPy, one sum over both indices
                answer = _of_flowers(1)
            answer = answer.xreplace(_FREE)
            if {str(x.base) for x in answer.atoms(sp.Indexed)} - {"dA", "Z", "X"}:
                return ONLY
        fault = super().find_fault(answer)
        if fault and fault.startswith("the right formula does not depend on"):
            return f"{fault}; {ONLY}"
        return fault

    def _difference(self, formula):
        """What one flower gives: the letters of a counterexample would be none of the learner's."""
        right = 1 - math.tanh(0.5) ** 2
        if isinstance(formula, Sum) and formula.limits == (sp.Tuple(*flowers_),):
            term = formula.function.xreplace({_its_slope: 1, _its_sum: sp.atanh(sp.Rational(1, 2))})
            if term.is_number and term.is_real and abs(float(term) - right) > 1e-3:
                return (
                    f"for dA1_ = 1 and A1_ = 0.5 a flower gives {float(term):.3f} in yours, and "
                    f"{right:.3f} in program A"
                )
        return "program A adds, over the flowers, dA1_ times the slope of tanh at A1_"


check_formula = BlockCheck(
    right=_of_flowers(1 - tanh(tanh(_its_sum)) ** 2),
    mistakes={
        "that is the right program; A takes the slope at A1, which is tanh of Z1": _of_flowers(
            1 - tanh(_its_sum) ** 2
        ),
        "that is program H, without any slope of tanh": _of_flowers(1),
        "dA1_ is missing; the slope of tanh multiplies it": Sum(
            1 - tanh(tanh(_its_sum)) ** 2, flowers_
        ),
        "tanh and the square are missing; the slope of tanh at a is 1 - tanh(a)**2": _of_flowers(
            1 - tanh(_its_sum)
        ),
        "a plus stands where a minus belongs, before the square": _of_flowers(
            1 + tanh(tanh(_its_sum)) ** 2
        ),
        "one tanh too many; A1_ is tanh of the sum already": _of_flowers(
            1 - tanh(tanh(tanh(_its_sum))) ** 2
        ),
        "where is the slope? it is 1 minus the square of tanh, by (1.5)": _of_flowers(
            tanh(tanh(_its_sum))
        ),
        "that is the square of a sum; the slope of tanh at a is 1 - tanh(a)**2": _of_flowers(
            1 - _its_sum**2
        ),
        "the square is missing: the slope of tanh at a is 1 - tanh(a)**2": _of_flowers(
            1 - tanh(tanh(_its_sum))
        ),
        "that is tanh of the slope; A takes the slope of tanh, at tanh of Z1": _of_flowers(
            tanh(1 - tanh(_its_sum) ** 2)
        ),
        "both slopes are multiplied; A has a single one, at the wrong place": _of_flowers(
            (1 - tanh(_its_sum) ** 2) * (1 - tanh(tanh(_its_sum)) ** 2)
        ),
        "divided by m; the 1/m is in dA1_ already": _of_flowers(1 - tanh(tanh(_its_sum)) ** 2) / m_,
        "A has no factor 2, that is program B": 2 * _of_flowers(1 - tanh(tanh(_its_sum)) ** 2),
        "the sign is flipped": -_of_flowers(1 - tanh(tanh(_its_sum)) ** 2),
        "the square belongs to tanh(a) alone: 1 - tanh(a)**2": _of_flowers(
            (1 - tanh(tanh(_its_sum))) ** 2
        ),
        "the square belongs to tanh(a) alone, and tanh is missing: 1 - tanh(a)**2": _of_flowers(
            (1 - tanh(_its_sum)) ** 2
        ),
        "the square stands inside of tanh; it is the square of tanh(a): tanh(a)**2": _of_flowers(
            1 - tanh(tanh(_its_sum) ** 2)
        ),
        "the square stands inside of tanh, and 1 minus is missing: 1 - tanh(a)**2": _of_flowers(
            tanh(tanh(_its_sum) ** 2)
        ),
        "1 minus is missing: the slope of tanh at a is 1 - tanh(a)**2": _of_flowers(
            tanh(tanh(_its_sum)) ** 2
        ),
        "that is the square of the slope at Z1; A has a single slope, at A1": _of_flowers(
            (1 - tanh(_its_sum) ** 2) ** 2
        ),
        "the slope of tanh is taken at dA1_; A takes it at A1_": _of_flowers(
            1 - tanh(_its_slope) ** 2
        ),
        "that is tanh of dA1_; A takes the slope of tanh, at A1_": _of_flowers(tanh(_its_slope)),
        "dA1_ and A1_ are exchanged": Sum(tanh(_its_sum) * (1 - tanh(_its_slope) ** 2), flowers_),
        "that is a row of dW1; a bias has no input beside it": Sum(
            X_[i_, j_] * _its_slope * (1 - tanh(tanh(_its_sum)) ** 2), flowers_
        ),
    },
)


class RateCheck(ValueCheck):
    """A ValueCheck for one learning rate; a list with one entry is taken for its entry."""

    def find_fault(self, answer):
        """As for every number, after a look at its form."""
        array = as_array(answer)
        if isinstance(answer, str) or array is None or array.dtype.kind not in "iuf":
            return "a number, please, without quotation marks"
        if array.size != 1:
            return "one number, please"
        rate = array.item()
        return super().find_fault(rate) if rate > 0 else "a learning rate is above 0"

    def _wrong_value(self, answer):
        return f"{shown(answer)} is not it; by which factor are the slopes of F larger"


check_rate = RateCheck(
    right=0.3,
    mistakes={
        "that is the rate of F; E must take larger steps to keep up": 0.01,
        "upside down: the slopes of F are thirty times those of E": 0.01 / 30,
        "the factor is m, the number of flowers that a network learns from": 0.05,
        "thirty flowers, not twenty: those were for the place of rest": 0.2,
        "thirty flowers, not 150: the others are for the test": 1.5,
        "thirty flowers, not 120: those are for the test": 1.2,
        "that is the factor; multiply the rate of F by it": 30,
        "that is 30 times 0.1; the rate of F is 0.01": 3,
        "that is the rate of the picture; here F has 0.01, and E needs a larger one": 0.1,
    },
)

check_slopes_of_relu = EntriesCheck(
    right=[1, 1, 2, 3],
    mistakes={
        "in the order of the question, please: first the rules with >, then those with >=": [
            2,
            3,
            1,
            1,
        ],
    },
    entries={
        "z > 0": {
            "0 is not above 0": 2,
            "-2 and 0 are not above 0": 3,
            "one of the three sums is above 0": 0,
        },
        "relu(z) > 0": {
            "relu(0) is 0, which is not above 0": 2,
            "relu makes 0 of -2 and of 0, and 0 is not above 0": 3,
            "relu(3) is 3": 0,
        },
        "z >= 0": {"0 counts, since 0 >= 0": 1, "-2 is below 0": 3, "0 and 3 are >= 0": 0},
        "relu(z) >= 0": {
            "relu(-2) is 0, and 0 >= 0": 2,
            "relu(-2) and relu(0) are both 0, and 0 >= 0": 1,
            "no answer of relu is below 0": 0,
        },
    },
)

# ---- the exercises

check_colleagues_line = WholeCheck(
    right=3,
    mistakes={
        "line 1 is one step of the program, from the place of rest, as it should be": 1,
        "line 2 says how far each parameter has moved, and should have stayed": 2,
        "line 4 has the limit of the slopes, times the rate 0.1, as it should be": 4,
        "a number from 1 to 4": 0,
        "there are four lines": 5,
    },
)


class LimitCheck(RateCheck):
    """A ValueCheck that says on which side of the right learning rate an answer lies."""

    def _wrong_value(self, answer):
        rate = float(as_array(answer))
        if rate >= 5e-4:
            return "the report shows errors far above 1e-7 for such rates; go on to smaller ones"
        if rate > self.right:
            return f"there the error is about {0.0875 * rate:.3g}, above 1e-7: it is still caught"
        return "there the bug escapes already; a larger rate would do"


check_limit = LimitCheck(
    right=1.07e-6,  # from 1e-6 to 1.14e-6 counts
    mistakes={
        "that is the limit of the error; a larger learning rate would do": 1e-7,
        "ten times too large: the error at the rate 0.1 is 0.0087, not 0.087": 1e-5,
        "with the last rate of the report the error is 8.8e-5; go on to smaller ones": 0.001,
        "with the first rate of the report the error is 0.0087; go on to smaller ones": 0.1,
        "upside down: a small rate makes a small error": 1e7 * 0.087,
    },
    rtol=0.057,
)

progress = Progress(
    "seven_bugs",
    turns={
        "five widths at rest": check_at_rest,
        "a forgotten transpose": check_shapes,
        "three checks and a gap": check_escaped,
        "a bug as a formula": check_formula,
        "a factor in disguise": check_rate,
        "four rules, three sums": check_slopes_of_relu,
    },
    exercises={
        "find the bug in a check": check_colleagues_line,
        "down to which learning rate?": check_limit,
    },
)
