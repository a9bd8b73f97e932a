"""The checks of side path 11b: two losses, four species, slopes without going back, a twin that is
none; then the best that twins can do, and two causes.
"""

import numpy as np

from helpers.exercises.checking import Progress, ValueCheck
from helpers.exercises.comparing import as_array, is_words, shown
from helpers.exercises.noise import NearNumbersCheck
from helpers.exercises.variance_and_norms import NumberCheck

# ---- the first loss

check_mean_loss = NumberCheck(
    right=np.log(35 / 3) / 2,
    mistakes={
        "that is the sum of the two losses; take their mean": np.log(35 / 3),
        "that is the loss for (log 3, 0, 0) alone": np.log(5 / 3),
        "that is the loss for (-log 3, 0, 0) alone": np.log(7),
        "that is the cost of a guess": np.log(3),
        "that is the example, with log 2; here it is log 3": np.log(10) / 2,
        "first the two losses, then their mean; not the loss of the mean probability": -np.log(
            (3 / 5 + 1 / 7) / 2
        ),
        "that is the mean of the two probabilities; a loss is minus a logarithm": 13 / 35,
        "the sign: a loss is minus a logarithm": -np.log(35 / 3) / 2,
        "e^0 is 1: the other two species count in the sum": 0,
        "two other species stand in each sum, not one": (np.log(4 / 3) + np.log(4)) / 2,
    },
    hint="softmax divides (3, 1, 1) by 5, and (1/3, 1, 1) by 7/3; what does species 0 cost?",
    rtol=2e-3,
)

check_four = NumberCheck(
    right=3 / 8,
    mistakes={
        "that is the factor for three species": 1 / 3,
        "that is the mean of f''(0); half of it counts": 3 / 4,
        "one square; with four species each sum has four": 3 / 32,
        "without the second sum of f''": 1 / 2,
        "three squares; with four species each sum has four": 9 / 32,
        "the second fraction F'/F is squared, so its 1/4 is too: 1/16": 0,
        "with four species F is 4 at t = 0, not 3": (4 / 3 - 4 / 9) / 2,
        "that continues 1/3 by a pattern; work out f''(0) with F = 4": 1 / 4,
        "the sign: the curve bends upwards, so the mean loss lies above a guess": -3 / 8,
        "if you rounded, give all digits; else put F = 4 into f''(0), and take half": 2 / 5,
    },
    hint="put F = 4 into f''(0), with four squares in each sum, and take half",
    rtol=4e-3,
)

# ---- the same sum

check_slopes = NearNumbersCheck(
    right=[3, 24],
    mistakes={
        "the slopes are not equal; weight times slope is": [6, 6],
        "that is weight times slope, which is equal; divide it by each weight": [12, 12],
        "the right numbers in the other order: the second weight first": [24, 3],
        "the other way: a larger weight has a smaller slope, since the product is equal": [12, 1.5],
        "12 is to be divided by each weight, not multiplied": [48, 6],
        "6 is the slope; the product is the first weight times it, 12": [1.5, 12],
        "only the second and the third are asked: the slope of the first is given": [6, 3],
        "the second is right; for the third divide 12 by its weight, do not multiply": [3, 6],
        "the product is the first weight times its slope, 2 * 6, not 6 / 2": [0.75, 6],
        "the sign: weight times slope is 2 * 6, above 0, and so are the weights": [-3, -24],
    },
    names=("the second slope", "the third slope"),
    slips=(
        {
            "weight times slope is equal, not the slope": 6,
            "that is weight times slope; divide it by the weight 4": 12,
            "the product is 2 * 6 = 12, not 6": 1.5,
        },
        {
            "weight times slope is equal, not the slope": 6,
            "that is weight times slope; divide it by the weight 0.5": 12,
            "that divides 12 by the second weight; the third weight is 0.5": 3,
        },
    ),
    hints=2 * ("the first weight times its slope is 12; so it is in every layer",),
)

# ---- twins

check_twin = NearNumbersCheck(
    right=[4.5, 1.5],
    mistakes={
        "those are neuron 0's; neuron 1 has the weights out 4 and 1": [1.5, 0.5],
        "the second score pulls down: its slope is -0.5": [7.5, 2.5],
        "the right numbers in the other order: first the weight of the input 3": [1.5, 4.5],
        "that is the slope of the output; each weight in multiplies it by its input": [1.5, 1.5],
        "those are the slopes of the weights out; the weights in are asked": [1, -1],
        "the inputs multiply, 3 and 1; the weights in, 1 and -1, do not": [1.5, -1.5],
        "the gate is open: it multiplies by 1, not by the sum 2": [9, 3],
        "the sign: 0.5 * 4 - 0.5 * 1 is positive": [-4.5, -1.5],
        "the slopes of the scores are missing: 0.5 and -0.5": [15, 5],
        "both scores count: the second one has the slope -0.5": [6, 2],
    },
    names=("the weight of the input 3", "the weight of the input 1"),
    slips=(
        {
            "that is the slope of the output; it is multiplied by the input 3": 1.5,
            "the gate is open: it multiplies by 1, not by the sum 2": 9,
            "the second score's slope is -0.5: it pulls down": 7.5,
            "both scores count: the second one has the slope -0.5": 6,
        },
        {
            "that is the slope for the input 3; this input is 1": 4.5,
            "the input is 1; the weight -1 does not count here": -1.5,
        },
    ),
    hints=2 * ("the output's slope is 0.5 * 4 - 0.5 * 1; multiply it by the input",),
)

# ---- exercises

_BEST = (2 * np.log(3 / 2) + np.log(3)) / 4


class LogNumbersCheck(NearNumbersCheck):
    """A NearNumbersCheck whose last number is no fraction, but made of logarithms."""

    def _fault_of(self, number, right, name, hint, slips):
        fault = super()._fault_of(number, right, name, hint, slips)
        if fault and name == self.names[-1]:
            return fault.replace("write a fraction", "compute it with np.log")
        return fault


check_best = LogNumbersCheck(
    right=[2 / 3, _BEST],
    mistakes={
        "p is right; the loss is the mean over four pairs, and the fourth costs 0": [
            2 / 3,
            4 * _BEST / 3,
        ],
        "p is right; that is the sum, and the mean is asked": [2 / 3, 4 * _BEST],
        "that is a guess; two of the three deserve a 1, so p can do better": [0.5, np.log(2)],
        "two of the three should be 1, not one of them": [1 / 3, _BEST],
        "p is right; two pairs cost -log p, and one -log(1 - p)": [
            2 / 3,
            (np.log(3 / 2) + 2 * np.log(3)) / 4,
        ],
        "p is right; the sign: a loss is minus a logarithm": [2 / 3, -_BEST],
    },
    names=("p", "the mean loss"),
    slips=(
        {
            "two of the three should be 1": 1 / 3,
            "that is a guess; p can do better": 0.5,
            "at 0.6 the derivative of -2 log p - log(1 - p) is not yet 0": 0.6,
        },
        {
            "the mean over four pairs is asked; the fourth costs 0": 4 * _BEST / 3,
            "that is the sum; the mean is asked": 4 * _BEST,
        },
    ),
    hints=(
        "where is the derivative of -2 log p - log(1 - p) equal to 0?",
        "put p into the four losses; the fourth is 0; take the mean",
    ),
    rtol=6e-3,
)

_ONE = {
    "B": "before training no network knows the labels: their order makes no two seeds alike",
    "C": "large weights give a different loss for each seed",
    "D": "biases of 0 are the usual start, and scores still differ from seed to seed",
}
_TWO = {
    "A": "with a last table of 0 the loss is a guess's",
    "B": "before training no network knows the labels: their order makes no loss so large",
    "D": "biases of 0 are the usual start, with a first loss of about 1.2",
}


class TwoLettersCheck(ValueCheck):
    """For two letters, a cause for each of two observations."""

    def find_fault(self, answer):
        """The first letter that is wrong, and why."""
        array = as_array(answer)
        letters = "".join(array.ravel().tolist()) if array is not None and is_words(array) else ""
        letters = letters.upper().replace(" ", "").replace(",", "")
        if not letters or set(letters) - set("ABCD"):
            return f'two letters out of A, B, C, D are wanted, as in "BD"; got {shown(answer)}'
        if len(letters) != 2:
            return f"two letters are wanted, one for each observation; got {len(letters)}"
        if letters == "CA":
            return "the right letters, swapped: the first is for observation 1"
        for place, letter, right, hints in zip("12", letters, self.right, (_ONE, _TWO)):
            if letter != right:
                return f"observation {place}: not {letter}; {hints[letter]}"
        return None


check_causes = TwoLettersCheck(
    right="AC",
    mistakes={
        f"observation 1: not {letter}; {why}": f"{letter}C"
        for letter, why in _ONE.items()
        if letter != "C"
    }
    | {"the right letters, swapped: the first is for observation 1": "CA"}
    | {f"observation 2: not {letter}; {why}": f"A{letter}" for letter, why in _TWO.items()},
)

progress = Progress(
    "first_loss",
    exercises={"the best that twins can do": check_best, "find the bug": check_causes},
    turns={
        "a larger score": check_mean_loss,
        "four species": check_four,
        "without going back": check_slopes,
        "a twin that is none": check_twin,
    },
)
