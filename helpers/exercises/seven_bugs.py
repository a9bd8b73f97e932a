"""The checks of side path 7a: which check catches which bug; and how the eight programs learn."""

import numpy as np
import sympy as sp
from sympy import Sum, exp, tanh

from helpers.activations import softmax
from helpers.exercises.checking import FormulaCheck, Progress, ValueCheck
from helpers.exercises.comparing import as_array
from helpers.exercises.gradient_check import HIDDEN, SEEDS, EntriesCheck, WholeCheck, flowers, step
from helpers.network import Network
from helpers.symbolic import arrays, indices, sizes

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
    },
    entries={
        "H": {
            "that is with the gate; H adds the dA1 alone": 0,
            "the sign is flipped": -0.1,
            "a sum, not a mean": 0.05,
            "minus 0.2 is negative; add 0.3 and -0.2": 0.5,
            "that is the sum of the slopes of tanh; H forgets them": 1,
            "that is what the first flower gives alone; add the second": 0.3,
        },
        "B": {
            "B doubles what the right program finds, and that is 0": 0.2,
            "B has the gate; double 0.12 - 0.12": 0.1,
            "the two flowers have opposite signs; double 0.12 - 0.12": 0.48,
            "0.12 is the first flower alone; the second gives -0.12": 0.24,
        },
    },
)


class NumbersCheck(ValueCheck):
    """A ValueCheck for a list of numbers of a list, in any order."""

    def __init__(self, right, mistakes, each):
        super().__init__(right, mistakes)
        self.each = each

    def find_fault(self, answer):
        """What is known of a number that does not belong there, or that one is missing."""
        array = as_array(answer)
        if isinstance(answer, str) or array is None or array.dtype.kind not in "iuf":
            return "a list of numbers, please, as in [0, 2]"
        given = set(np.ravel(array).tolist())
        if np.isnan(list(given)).any():
            return "a number is still missing"
        if strange := given - set(range(len(self.each))):
            return (
                f"{min(strange):g} is no number of the list; they go from 0 to {len(self.each) - 1}"
            )
        for number, told in enumerate(self.each):
            if number in given and number not in self.right:
                return f"{number}: {told}"
        left = [number for number in self.right if number not in given]
        return "right so far, but one more belongs there" if left else None


check_shapes = NumbersCheck(
    right=[1, 3],
    mistakes={"these two stop with an error: dZ2 has K columns, and W2 has H rows": [0, 2]},
    each=(
        "dZ2 has 3 columns there, and W2 has 2 rows, so NumPy stops",
        "it runs there",
        "dZ2 has 2 columns there, and W2 has 3 rows, so NumPy stops",
        "it runs there",
    ),
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

# The formulas of the notebook, in its letters.
_m, _n, _H, _K = sizes("m n H K")
_i, _j, _q, _k, _p, _s, _t = indices("i j q k p s t")
_X, _Y, _W1, _b1, _W2, _b2 = arrays("X Y W1 b1 W2 b2")
_flowers = (_i, 0, _m - 1)


def _A1(i, q):
    return tanh(Sum(_W1[_j, q] * _X[i, _j], (_j, 0, _n - 1)) + _b1[q])


def _Z2(i, k):
    return Sum(_A1(i, _q) * _W2[_q, k], (_q, 0, _H - 1)) + _b2[k]


def _dZ2(i, k):
    return (exp(_Z2(i, k)) / Sum(exp(_Z2(i, _p)), (_p, 0, _K - 1)) - _Y[i, k]) / _m


def _dA1(i, q):
    return Sum(_dZ2(i, _k) * _W2[q, _k], (_k, 0, _K - 1))


def _gate(i, q):
    return 1 - _A1(i, q) ** 2


class BlockCheck(FormulaCheck):
    """A FormulaCheck for a formula of a block, which knows forms that are none."""

    def find_fault(self, answer):
        """As for every formula, after a look at its form."""
        if callable(answer) and not isinstance(answer, sp.Basic):
            return "a function stands without its brackets: dA1_(i_, t_) is a formula"
        if isinstance(answer, sp.Basic) and _i in answer.free_symbols:
            return "an i_ is left outside the sum; Sum(..., flowers_) goes round all that has an i_"
        fault = super().find_fault(answer)
        if fault and fault.startswith("the right formula does not depend on q"):
            return "q_ is every neuron in turn, in a sum; the neuron of db1 has the letter t_"
        return fault


check_formula = BlockCheck(
    right=Sum(_dA1(_i, _t), _flowers),
    mistakes={
        "that is the right db1; H forgets the gate": Sum(_dA1(_i, _t) * _gate(_i, _t), _flowers),
        "that is db2; H forgets the gate in layer 1": Sum(_dZ2(_i, _t), _flowers),
        "divided by m once more; the 1/m is in dZ2": Sum(_dA1(_i, _t), _flowers) / _m,
        "the sign is flipped": -Sum(_dA1(_i, _t), _flowers),
        "that is dW1; a bias has no input beside it": Sum(_X[_i, _s] * _dA1(_i, _t), _flowers),
    },
)

check_rate = ValueCheck(
    right=0.3,
    mistakes={
        "that is the rate of F; E must take larger steps to keep up": 0.01,
        "upside down: the slopes of F are thirty times those of E": 0.01 / 30,
        "the factor is m, the number of flowers that a network learns from": 0.05,
        "thirty flowers, not 150: the others are for the test": 1.5,
        "thirty flowers, not 120: those are for the test": 1.2,
        "that is the factor; multiply the rate of F by it": 30,
        "0.01 times 30": 3,
    },
)

check_slopes_of_relu = EntriesCheck(
    right=[1, 1, 2, 3],
    mistakes={
        "in the order of the table, please: the strict rules come first": [2, 3, 1, 1],
    },
    entries={
        "z > 0": {"0 is not above 0": 2, "one of the three sums is above 0": 0},
        "relu(z) > 0": {
            "relu(0) is 0, which is not above 0": 2,
            "relu makes 0 of -2 and of 0, and 0 is not above 0": 3,
            "relu(3) is 3": 0,
        },
        "z >= 0": {"0 counts, since 0 >= 0": 1, "-2 is below 0": 3},
        "relu(z) >= 0": {
            "relu(-2) is 0, and 0 >= 0": 2,
            "relu(-2) and relu(0) are both 0, and 0 >= 0": 1,
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
    },
)


class LimitCheck(ValueCheck):
    """A ValueCheck that says on which side of the right learning rate an answer lies."""

    def _wrong_value(self, answer):
        rate = float(as_array(answer))
        if not 0 < rate < 1:
            return "a learning rate between 0 and 1, please"
        side = "above" if rate > self.right else "below"
        return f"with that rate the error is about {0.087 * rate:.1e}, {side} 1e-7"


check_limit = LimitCheck(
    right=1e-7 / 0.087,
    mistakes={
        "that is the error, not the learning rate": 1e-7,
        "ten times too large: the error at the rate 0.1 is 0.0087": 1e-7 / 0.0087,
        "upside down: a small rate makes a small error": 0.087 / 1e-7,
        "that is where the lenient limit 1e-2 stands": 0.01 / 0.087,
        "that is the limit 1e-4; right means up to 1e-7": 1e-4 / 0.087,
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
        if strange := given - set(PLACES):
            return f"{min(strange)!r} is none of the checks: {', '.join(PLACES)}"
        if "shape" in given:
            return "X @ W1 has the shape of Z1, so all shapes are right"
        if "zeros" in given:
            return "with W2 = 0 nothing comes back to layer 1; and b1 is 0 there, too"
        if left := [name for name in self.right if name not in given]:
            told = "look at b1 where E came to rest" if "bottom" in left else "where is b1 not 0"
            return f"one more catches it: {told}"
        return None


check_places = WordsCheck(
    right=["bottom", "complex step"],
    mistakes={
        "one more catches it: look at b1 where E came to rest": ["complex step"],
        "one more catches it: where is b1 not 0": ["bottom"],
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
