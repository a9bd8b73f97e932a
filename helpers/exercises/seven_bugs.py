"""The checks of side path 7a: which check catches which bug; and how the eight programs learn."""

import numpy as np
import sympy as sp
from sympy import Sum, tanh

from helpers.activations import softmax
from helpers.exercises.checking import FormulaCheck, Progress, ValueCheck
from helpers.exercises.comparing import as_array, shown
from helpers.exercises.gradient_check import HIDDEN, SEEDS, EntriesCheck, WholeCheck, flowers, step
from helpers.network import Network
from helpers.symbolic import arrays, evaluate, indices, sizes

# ---- ten networks of a program


def learned(letter, rate, steps):
    """Accuracies and losses (10,) of ten networks of notebook 7, trained by program `letter`.

    The accuracy is that on the 120 new flowers, the loss that on the thirty of the training.
    """
    X, Y, X_new, kinds = map(np.array, zip(*map(flowers, SEEDS)))
    net = Network([4, HIDDEN, 3], activation="tanh")
    theta = np.array([_start(seed) for seed in SEEDS])
    for _ in range(steps):
        theta = step(letter, theta, X, Y, rate)
    (W1, W2), (b1, b2) = net.unflatten(theta)
    right = (np.tanh(X_new @ W1 + b1) @ W2 + b2).argmax(axis=-1) == kinds
    P = softmax(np.tanh(X @ W1 + b1) @ W2 + b2)
    tiny = np.finfo(float).tiny  # where a probability is 0, its logarithm is not wanted
    return right.mean(axis=-1), -np.log(np.maximum((P * Y).sum(axis=-1), tiny)).mean(axis=-1)


def _start(seed):
    rng = np.random.default_rng(seed)
    W1, W2 = 0.4 * rng.normal(size=4 * HIDDEN), 0.4 * rng.normal(size=HIDDEN * 3)
    return np.concatenate([W1, np.zeros(HIDDEN), W2, np.zeros(3)])


# ---- the turns

check_at_rest = EntriesCheck(
    right=[0.1, 0],
    mistakes={
        "first H, then B; you have them the other way round": [0, 0.1],
        "not a number for each flower: first db1 of H, then db1 of B": [0.12, -0.12],
    },
    entries={
        "H": {
            "that is with the slopes of tanh; H adds the dA1 alone": 0,
            "the sign is flipped": -0.1,
            "a sum, not a mean": 0.05,
            "0.12 has the slope of tanh in it; H adds the dA1 alone": 0.12,
            "minus 0.2 is negative; add 0.3 and -0.2": 0.5,
            "that is the sum of the slopes of tanh; H forgets them": 1,
            "that is what the first flower gives alone; add the second": 0.3,
        },
        "B": {
            "B doubles what the right program finds, and that is 0": 0.2,
            "B has the slopes of tanh, only H forgets them; double 0.12 - 0.12": 0.1,
            "the two flowers have opposite signs; double 0.12 - 0.12": 0.48,
            "0.12 is the first flower alone; the second gives -0.12": 0.24,
        },
    },
)


_STOPS = (
    "0: dZ2 has 3 columns there, and W2 has 2 rows, so NumPy stops",
    "2: dZ2 has 2 columns there, and W2 has 3 rows, so NumPy stops",
)


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

# The program as a formula, up to dA1. For the check dA1 and Z1 are free numbers: that is quicker.
_m, _n, _hidden, _kinds = sizes("m n H K")
_i, _j, _q, _k = indices("i j q k")
_X, _Y, _W1, _b1, _W2, _b2 = arrays("X Y W1 b1 W2 b2")
_flowers = (_i, 0, _m - 1)
_A1 = tanh(Sum(_X[_i, _j] * _W1[_j, _q], (_j, 0, _n - 1)) + _b1[_q])
_Z2 = Sum(_A1 * _W2[_q, _k], (_q, 0, _hidden - 1)) + _b2[_k]
_total = Sum(sp.exp(_Z2), (_k, 0, _kinds - 1))
_along_answer = Sum((sp.exp(_Z2) / _total - _Y[_i, _k]) / _m * _W2[_q, _k], (_k, 0, _kinds - 1))
_slopes, _sums = arrays("dA Z")
_its_slope, _its_sum = _slopes[_i, _q], _sums[_i, _q]
_FREE = {_along_answer: _its_slope, _A1: tanh(_its_sum)}
ONLY = "only dA1_ and A1_ are needed, as they are named above, with no brackets behind them"


def in_numbers(formula, entry, net, X, Y):
    """A formula for the slopes of a block, with our numbers in it: an entry for each entry of the
    block, in the order of theta. `entry` has the block's letters, as in W1_[j_, q_].
    """
    (n, H), K = net.W[0].shape, net.W[1].shape[1]
    values = {"m": len(X), "n": n, "H": H, "K": K, "X": X, "Y": Y, "eta": 0.1}
    values |= {"W1": net.W[0], "b1": net.b[0][0], "W2": net.W[1], "b2": net.b[1][0]}
    letters = [str(letter) for letter in entry.indices]
    shape = [{"j": n, "q": H, "k": K}[letter] for letter in letters]
    places = [dict(zip(letters, place)) for place in np.ndindex(*shape)]
    return np.array([evaluate(formula, **values, **place) for place in places])


def _of_flowers(gate):
    return Sum(_its_slope * gate, _flowers)


class BlockCheck(FormulaCheck):
    """A FormulaCheck for a sum over flowers, which knows forms that are none."""

    def find_fault(self, answer):
        """As for every formula, after a look at its form."""
        if isinstance(answer, str):
            return "a formula without quotation marks, please"
        if callable(answer) and not isinstance(answer, sp.Basic):
            return "a function stands without its brackets"
        if isinstance(answer, sp.Basic):
            if _i in answer.free_symbols:
                return "an i_ is left outside the sum; Sum(..., flowers_) goes round it all"
            if answer == Sum(_along_answer, _flowers):  # for SymPy, one sum over both indices
                answer = _of_flowers(1)
            answer = answer.xreplace(_FREE)
            if {str(x.base) for x in answer.atoms(sp.Indexed)} - {"dA", "Z", "X"}:
                return ONLY
        fault = super().find_fault(answer)
        if fault and fault.startswith("the right formula does not depend on"):
            return f"{fault}; {ONLY}"
        return fault


check_formula = BlockCheck(
    right=_of_flowers(1 - tanh(tanh(_its_sum)) ** 2),
    mistakes={
        "that is the right program; A takes the slope at A1, which is tanh of Z1": _of_flowers(
            1 - tanh(_its_sum) ** 2
        ),
        "that is program H, without any slope of tanh": _of_flowers(1),
        "dA1_ is missing; the slope of tanh multiplies it": Sum(
            1 - tanh(tanh(_its_sum)) ** 2, _flowers
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
        "divided by m; the 1/m is in dA1_ already": _of_flowers(1 - tanh(tanh(_its_sum)) ** 2) / _m,
        "the sign is flipped": -_of_flowers(1 - tanh(tanh(_its_sum)) ** 2),
        "that is a row of dW1; a bias has no input beside it": Sum(
            _X[_i, _j] * _its_slope * (1 - tanh(tanh(_its_sum)) ** 2), _flowers
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
        "thirty flowers, not 150: the others are for the test": 1.5,
        "thirty flowers, not 120: those are for the test": 1.2,
        "that is the factor; multiply the rate of F by it": 30,
        "that is 30 times 0.1; the rate of F is 0.01": 3,
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

check_careless_line = WholeCheck(
    right=3,
    mistakes={
        "line 1 comes first, whatever happens": 1,
        "line 2 needs line 1, and the others need it": 2,
        "b2 is needed by no later line": 4,
        "to move line 5 up would do, too; which line is to move down": 5,
        "nothing after line 6 needs W1": 6,
        "line 7 is the last one already": 7,
        "a number from 1 to 7": 0,
        "there are seven lines": 8,
    },
)


class LimitCheck(RateCheck):
    """A ValueCheck that says on which side of the right learning rate an answer lies."""

    def _wrong_value(self, answer):
        rate = float(as_array(answer))
        if rate >= 1e-3:
            return "the report shows errors far above 1e-7 for such rates; go on to smaller ones"
        side = "above" if rate > self.right else "below"
        return f"with that rate the error is about {0.088 * rate:.1e}, {side} 1e-7"


check_limit = LimitCheck(
    right=1e-7 / 0.088,
    mistakes={
        "that is the error, not the learning rate": 1e-7,
        "ten times too large: the error at the rate 0.1 is 0.0087": 1e-7 / 0.0087,
        "upside down: a small rate makes a small error": 0.088 / 1e-7,
        "that is where the lenient limit 1e-2 stands": 0.01 / 0.088,
        "that is the limit 1e-4; right means up to 1e-7": 1e-4 / 0.088,
    },
    rtol=0.15,
)

PLACES = ("shape", "bottom", "zeros", "complex step")


class WordsCheck(ValueCheck):
    """A ValueCheck for a list of checks by name, in any order."""

    def find_fault(self, answer):
        """What is known of a word that does not belong there, or that one is missing."""
        words = [answer] if isinstance(answer, str) else answer
        if not isinstance(words, (list, tuple, set, np.ndarray)):
            return "a list of words, please"
        if not all(isinstance(word, str) for word in words):
            return "a list of words in quotation marks, please"
        given = {word.strip().lower() for word in words}
        if not given:
            return "the list is empty, and more than one belongs there"
        if strange := given - set(PLACES):
            if strange <= {"central difference", "proof"}:
                return f"{min(strange)!r} is not asked for here; choose from {', '.join(PLACES)}"
            return f"{min(strange)!r} is none of the checks: {', '.join(PLACES)}"
        if "shape" in given:
            return "X @ W1 has the shape of Z1, so all shapes are right"
        if "zeros" in given:
            return "with W2 = 0 nothing comes back to layer 1; and b1 is 0 there, too"
        if left := [name for name in self.right if name not in given]:
            told = (
                "look at b1 where E came to rest"
                if "bottom" in left
                else "at which other place is b1 not 0"
            )
            return f"one more catches it: {told}"
        return None


check_places = WordsCheck(
    right=["bottom", "complex step"],
    mistakes={
        "one more catches it: look at b1 where E came to rest": ["complex step"],
        "one more catches it: at which other place is b1 not 0": ["bottom"],
        "the list is empty, and more than one belongs there": [],
        "X @ W1 has the shape of Z1, so all shapes are right": ["shape", "complex step"],
        "with W2 = 0 nothing comes back to layer 1; and b1 is 0 there, too": [
            "bottom",
            "zeros",
            "complex step",
        ],
    },
)

progress = Progress(
    "seven_bugs",
    turns={
        "two flowers at rest": check_at_rest,
        "a forgotten transpose": check_shapes,
        "three checks and a gap": check_escaped,
        "a bug as a formula": check_formula,
        "a factor in disguise": check_rate,
        "four rules, three sums": check_slopes_of_relu,
    },
    exercises={
        "find the bug in a step": check_careless_line,
        "down to which learning rate?": check_limit,
        "a forgotten bias": check_places,
    },
)
