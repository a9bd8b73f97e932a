"""The checks of side path 11a: a sum of two inputs, a layer, a stretched row, three steps back;
then weights in pairs, and a start that is too small.
"""

import numpy as np

from helpers.exercises.checking import Progress
from helpers.exercises.comparing import as_array, is_words, shown
from helpers.exercises.noise import OneNumberCheck


class NumberCheck(OneNumberCheck):
    """A OneNumberCheck that says so to words, to several numbers and to what is no number."""

    def find_fault(self, answer):
        """As for every number; a list with a single number in it is taken for the number."""
        array = as_array(answer)
        if isinstance(answer, str):
            return "one number is wanted, without quotation marks"
        if array is None or is_words(array) or array.size != 1 or array.dtype.kind not in "iuf":
            return f"one number is wanted; got {shown(answer)}"
        if not np.isfinite(array.ravel()[0]):
            return "that is not a finite number"
        return super().find_fault(answer)

    def _wrong_value(self, answer):
        if abs(answer - self.right) <= 0.025 * abs(self.right):
            wanted = "the exact number is wanted, as a fraction or with more digits"
            return f"{shown(answer)} is near it; {wanted}"
        return super()._wrong_value(answer)


# ---- means

check_pair = NumberCheck(
    right=4.5,
    mistakes={
        "that is for weights of +1 and -1; each square of a weight is 0.25 here": 18,
        "that is twice the answer; take the mean over both samples, and the square of 0.5": 9,
        "that holds the cross term; it cancels, since each weight has its own coin": 8.5,
        "square each input first, then take the mean; not the other way round": 3.25,
        "that is the sample (0, 2) alone; take the mean of both samples": 1,
        "that is the sample (4, 4) alone; take the mean of both samples": 8,
        "the sum of two terms is asked: their mean squares are added, not averaged": 2.25,
        "that is its root, the size of z; the mean square is asked": np.sqrt(4.5),
        "that is the mean of z, which is 0; the mean of its square is asked": 0,
        "that is the second input's part; the first one adds its own": 2.5,
        "that is the first input's part; the second one adds its own": 2,
        "that holds the cross term, and the weights are not squared": 17,
        "that holds the cross term, and the weights are missing": 34,
    },
    hint="as in the example: what is the mean of a_1^2, that of a_2^2, and that of w_1^2?",
)

check_layer = NumberCheck(
    right=0.9,
    mistakes={
        "that is the sum's mean square; ReLU leaves half of it": 1.8,
        "0.3 is the limit c: the mean square of the weights is c^2 / 3": 2.7,
        "that is for weights with the spread 0.3, and before ReLU; here 0.3 is the limit": 5.4,
        "the limit is not squared: c^2 / 3": 3,
        "the limit is not squared, and that is before ReLU": 6,
        "1.5 is a mean of squares already: do not square it again": 1.35,
        "the inputs' mean square 1.5 is missing": 0.6,
        "the number of inputs is missing": 0.0225,
        "that is a quarter: ReLU leaves half of the mean square": 0.45,
        "that is its root; the mean square is asked": np.sqrt(0.9),
        "1.5 is a mean of squares already: take no root of it": 0.6 * np.sqrt(1.5),
    },
    hint="which mean square have these weights? then the sum, (D11a.2), and ReLU",
    rtol=4e-3,
)

# ---- lengths

_ROOT = np.sqrt(104)

check_factor = NumberCheck(
    right=_ROOT / 5,
    mistakes={
        "that is the new length; divide by the old one, which is 5": _ROOT,
        "those are squares; the factor of the lengths is the root": 104 / 25,
        "that is the new length squared": 104,
        "that is W times a column: here a row stands on the left, x W": np.sqrt(197) / 5,
        "that is W times a column, and its length not yet divided by 5": np.sqrt(197),
        "that is the largest factor, of the row (1, 0); this row has its own": np.sqrt(8),
        "that is the factor of the row (0, 1); this row has its own": np.sqrt(2),
        "upside down: the new length, divided by the old one": 5 / _ROOT,
        "a length is a root of squares, not the sum of the entries": 12 / 7,
        "that is the new sum of entries over the old length": 12 / 5,
        "the new length is a root of two squares, a little more than its larger entry": 2,
    },
    hint="what is the new row, x W, and how long is it?",
    rtol=4e-3,
)

check_length = NumberCheck(
    right=1.875,
    mistakes={
        "without the slopes of the sigmoid: each step back brings a quarter": 120,
        "one quarter for all; each of the three steps brings its own": 30,
        "two quarters; from layer 4 to layer 1 there are three steps": 7.5,
        "four quarters; from layer 4 to layer 1 there are three steps": 0.46875,
        "factors of one step after the other multiply; they do not add": 16 * 8.5 / 64,
        "that is the factor; it multiplies the length of dz_4, which is 16": 7.5 / 64,
        "the steepest slope of a sigmoid is 1/4, not 1/2": 15,
        "the norms are missing": 0.25,
        "the norm 3 of W_2 is missing: the last step back goes through it": 0.625,
        "the norm 5 of W_4 is missing: the first step back goes through it": 0.375,
        "the norm 0.5 of W_3 is missing": 3.75,
    },
    hint="how many steps are there, and which two factors does (D11a.3) give to each?",
    rtol=4e-3,
)

# ---- exercises

check_shared = NumberCheck(
    right=8,
    mistakes={
        "that holds for four weights of their own; here two and two share one": 4,
        "that holds if all four share one weight": 16,
        "half: 2 w_1 has the mean square 4, and so has 2 w_2": 2,
        "that is its root": np.sqrt(8),
        "that is the mean of z; its mean square is asked": 0,
        "z is 4, 0, 0 or -4, and all four cases count": 32 / 3,
        "that is the sum over the four cases; divide by 4": 32,
    },
    hint="go through the four cases of the two coins",
)

check_bug = NumberCheck(
    right=1 / 3,
    mistakes={
        "that is He's start; these weights are uniform, and a limit is not a spread": 1,
        "that is before ReLU, which leaves half": 2 / 3,
        "the mean square of uniform weights is c^2 / 3, not c^2 / 2": 1 / 2,
        "ReLU leaves half once, not twice": 1 / 6,
        "that is the size's factor; its square is asked": np.sqrt(1 / 3),
        "after nine layers, yes; one layer is asked": 3.0**-9,
        "upside down: the mean square falls": 3,
    },
    hint="which mean square have these weights? then (11.2)",
    rtol=4e-3,
)

progress = Progress(
    "variance_and_norms",
    exercises={"weights in pairs": check_shared, "find the bug": check_bug},
    turns={
        "another pair": check_pair,
        "a layer, predicted": check_layer,
        "one row": check_factor,
        "three steps back": check_length,
    },
)
