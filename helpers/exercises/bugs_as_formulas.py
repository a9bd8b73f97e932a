"""The checks of side path 7b: the seven bugs of notebook 7, as formulas."""

import math

import numpy as np
import sympy as sp
from sympy import Sum, tanh

from helpers.exercises.checking import FormulaCheck, Progress, ValueCheck
from helpers.exercises.comparing import as_array, shown
from helpers.exercises.gradient_check import EntriesCheck, WholeCheck
from helpers.exercises.seven_bugs import fault_of_form
from helpers.symbolic import arrays, indices, sizes
from helpers.symbolic.numeric import letters_of

# ---- by pencil

check_pencil = EntriesCheck(
    right=[0.55, 0.344],
    mistakes={
        "the two are the other way round": [0.344, 0.55],
        "db1 adds the two flowers: dA1 times the slope of tanh": [0.55, 0.55],
    },
    entries={
        "dA1 of flower 2": {
            "W2 has a minus: 0.25 times 1.1, plus -0.25 times -1.1": 0,
            "that is the first kind alone; add what comes back from the second": 0.275,
            "that is flower 1; flower 2 has 0.25 and -0.25": -0.275,
            "the sign is flipped": -0.55,
            "the 1/m is missing; dZ2 of flower 2 is 0.25 and -0.25": 1.1,
            "W2 is missing; multiply by 1.1 and -1.1, then add": 0.5,
        },
        "db1": {
            "the slopes of tanh are missing: 0.75 and 1": 0.275,
            "a sum, not a mean; the 1/m is in dZ2 already": 0.172,
            "the first flower's pull is negative": 0.756,
            "the sign is flipped": -0.344,
            "the slopes of tanh are 0.75 for flower 1, and 1 for flower 2": 0.1375,
            "that is flower 1 alone; add flower 2": -0.206,
            "flower 2 has the slope 1; only flower 1 has 0.75": 0.206,
        },
    },
)
check_pencil.rtol = 0.015

_NO_FLOWER = "without flowers there is no step at all"

check_coincidences = EntriesCheck(
    right=[2, 1, 1],
    mistakes={"the list has F and B first, then F, then D": [1, 1, 2]},
    entries={
        "F and B": {
            "F has the factor m, and B the factor 2": 1,
            _NO_FLOWER: 0,
            "that is our five; F then has the factor 5, and B the factor 2": 5,
            "F then has the factor 4, and B the factor 2": 4,
        },
        "F": {
            _NO_FLOWER: 0,
            "F then doubles every slope; a factor that changes nothing is 1": 2,
            "F then has the factor 5; a factor that changes nothing is 1": 5,
        },
        "D": {
            _NO_FLOWER: 0,
            "D then halves the slopes of the biases; 1/m should be 1": 2,
            "D then divides the slopes of the biases by 5; 1/m should be 1": 5,
        },
    },
)


class NumberCheck(ValueCheck):
    """A ValueCheck for one number; a list with one entry is taken for its entry."""

    def find_fault(self, answer):
        """As for every number, after a look at its form."""
        if fault := fault_of_form(answer):
            return fault
        number = as_array(answer).item()
        return "the number is still missing" if np.isnan(number) else super().find_fault(number)

    def _wrong_value(self, answer):
        return f"{shown(answer)} is not it; first W2 after its step, then dA1 of both flowers"


check_late = NumberCheck(
    right=0.359,
    mistakes={
        "that is E; C moves W2 first": 0.344,
        "W2 moved the wrong way: the step is minus 0.8 times dW2, and dW2 begins with -0.0625": (
            0.328
        ),
        "the slopes of tanh are missing; C has them: 0.75 and 1": 0.2875,
        "a sum, not a mean; the 1/m is in dZ2 already": 0.18,
        "that is the rate 1; here it is 0.8": 0.363,
        "that is the rate 0.1; here it is 0.8": 0.346,
        "that is dA1 of flower 2; multiply by the slopes of tanh, and add flower 1": 0.575,
        "that is the first entry of W2 after its step; go on with dA1": 1.15,
        "that is program H": 0.275,
        "the sign is flipped": -0.359,
        "the first flower's pull is negative": 0.79,
        "dW2 is taken in place of W2; C takes W2 minus 0.8 times dW2": -0.0195,
    },
    rtol=0.003,
)

# ---- the formulas

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
_SLOPE_ALONG_SCORE = (sp.exp(_Z2) / _total - Y_[i_, k_]) / m_
_along_answer = Sum(_SLOPE_ALONG_SCORE * W2_[q_, k_], kinds_)
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


def _by_tanh(formula):
    """`formula` with 1 - tanh**2 for 1/cosh**2 and sech**2."""
    known = {(sp.cosh, -2), (sp.sech, 2)}
    powers = [p for p in formula.atoms(sp.Pow) if (p.base.func, p.exp) in known]
    return formula.xreplace({p: 1 - tanh(p.base.args[0]) ** 2 for p in powers})


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
            if answer == Sum(_SLOPE_ALONG_SCORE, flowers_):
                return "that is the theorem's db2; the db1 of A is wanted, with dA1_ and A1_"
            if answer.has(sp.sin, sp.cos, sp.tan):
                return "tanh, not a function of angles"
            # for SymPy, Sum(dA1_, flowers_) is one sum over both indices
            answer = answer.xreplace({Sum(_along_answer, flowers_): _of_flowers(1)})
            answer = _by_tanh(answer.xreplace(_FREE))
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
        "an m stands in front; the 1/m is in dA1_, and belongs there": m_
        * _of_flowers(1 - tanh(tanh(_its_sum)) ** 2),
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

# ---- the exercises

check_line = WholeCheck(
    right=2,
    mistakes={
        "line 1 has all five flowers, as it should": 1,
        "line 3 is a random point, as it should be": 3,
        "line 4 compares with the right program, which is as good as the theorem": 4,
        "line 5 allows only rounding errors, as it should": 5,
        "a number from 1 to 5": 0,
        "there are five lines": 6,
    },
)

BLOCKS = ("w1", "b1", "w2", "b2")  # as_array makes small letters of words


class BlocksCheck(ValueCheck):
    """A ValueCheck for a list of blocks, in any order."""

    def find_fault(self, answer):
        """As for every list, after a look at its form."""
        array = as_array(sorted(answer) if isinstance(answer, set) else answer)
        if array is not None and array.size == 0:
            return "the list is empty, and some slopes are right"
        if array is None or array.dtype.kind != "U":
            return 'a list of names in quotation marks, please, out of "W1", "b1", "W2", "b2"'
        words = [word.removeprefix("d") for word in array.ravel().tolist()]
        if strange := set(words) - set(BLOCKS):
            return f"{sorted(strange)[0]!r} is none of the four: W1, b1, W2, b2"
        return super().find_fault([word for word in BLOCKS if word in words])

    def _wrong_value(self, answer):
        return "a weight gets the factor m of F, and nothing takes it away"


check_blocks = BlocksCheck(
    right=["b1", "b2"],
    mistakes={
        "right so far; and what of the other bias": ["b1"],
        "right so far; and what of the bias of layer 1": ["b2"],
        "the other way round: D divides the biases alone": ["w1", "w2"],
        "both biases are alike, and W1 keeps the factor m of F": ["w1", "b1"],
        "both biases are alike, and W2 keeps the factor m of F": ["w2", "b2"],
        "D divides the biases alone; the weights keep the factor m of F": ["w1", "b1", "w2", "b2"],
    },
)

progress = Progress(
    "bugs_as_formulas",
    turns={
        "two flowers by pencil": check_pencil,
        "three coincidences": check_coincidences,
        "a pull that comes late": check_late,
        "a bug as a formula": check_formula,
    },
    exercises={
        "find the bug in a comparison": check_line,
        "two bugs in one program": check_blocks,
    },
)
