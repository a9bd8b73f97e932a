"""The checks of notebook 0: a loss, a step, a slope from two losses, and what tests can show."""

import numpy as np
import sympy as sp

from helpers.exercises.checking import Check, FormulaCheck, FunctionCheck, Progress, ValueCheck
from helpers.exercises.comparing import as_array, is_words, shown

_X, _Y = np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 4.0])


def _loss(w):
    return np.mean((w * _X - _Y) ** 2)


class _NumberFunctionCheck(FunctionCheck):
    """For a function that returns one number; another shape is met with a sentence."""

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if fault and any(word in fault for word in ("matmul", "broadcast", "aligned", "operands")):
            fault = "two shapes in your code do not fit: w is one number, so multiply by *"
        return result, fault

    def _first_difference(self, results, expected):
        for case, result in zip(self.cases, results):
            array = as_array(result)
            if array is not None and not is_words(array) and array.ndim:
                what = f"{array.size} numbers" if array.size != 1 else "a list of one"
                return f"{self._at(case)} you get {what}; it should be one plain number"
        return super()._first_difference(results, expected)


class _WeightCheck(Check):
    """For a weight that is found by trying: any of `right` will do, up to `within`."""

    def __init__(self, right, mistakes, within, told):
        super().__init__(right[0], mistakes)
        self.all_right, self.within, self.told = right, within, told

    def find_fault(self, answer):
        """A known mistake, or what stands at the answer."""
        array = as_array(answer)
        if array is None or is_words(array) or array.size != 1 or not np.all(np.isfinite(array)):
            return f"expected a number; got {shown(answer)}"
        if np.iscomplexobj(array):
            return f"expected a number without i; got {shown(answer)}"
        w = float(array.reshape(()))
        if min(abs(w - right) for right in self.all_right) < self.within:
            return None
        known = [why for why, value in self.mistakes.items() if abs(w - value) < self.within / 5]
        with np.errstate(over="ignore", invalid="ignore"):  # of a weight without bounds
            return known[0] if known else self.told(w)


# ---- turns

check_loss = ValueCheck(
    right=0.5,
    mistakes={
        "these are the squares; the loss is their mean, one number": [0.25, 1, 0.25],
        "these are the residuals; square them, and take the mean": [0.5, 1, 0.5],
        "these are the predictions; the loss is one number": [1.5, 3, 4.5],
        "that is the sum of the three squares; the loss is their mean": 1.5,
        "square each residual before you take the mean": 2 / 3,
        "square each residual first, then take the mean": 0.67,
        "first square, then take the mean; you squared the mean": 4 / 9,
        "there are three houses: divide the sum by 3, not by 2": 0.75,
        "the loss has no square root": np.sqrt(0.5),
        "that is the mean of the squared predictions; subtract the prices first": 10.5,
        "a mean of squares is never negative": -0.5,
        "you halved the loss; it is the mean, and nothing else": 0.25,
    },
)

check_step = _NumberFunctionCheck(
    right=lambda w, slope, learning_rate: w - learning_rate * slope,
    mistakes={
        "you go uphill: the rule subtracts": lambda w, slope, learning_rate: (
            w + learning_rate * slope
        ),
        "that is how far w moves; it starts from the old w": (
            lambda w, slope, learning_rate: -learning_rate * slope
        ),
        "that is how far w moves, with the wrong sign; subtract it from the old w": (
            lambda w, slope, learning_rate: learning_rate * slope
        ),
        "the learning rate is missing": lambda w, slope, learning_rate: w - slope,
        "the slope is missing": lambda w, slope, learning_rate: w - learning_rate,
        "the learning rate multiplies the slope; you divide": (
            lambda w, slope, learning_rate: w - slope / learning_rate
        ),
        "only the slope is multiplied by the learning rate: a bracket is too many": (
            lambda w, slope, learning_rate: (w - slope) * learning_rate
        ),
        "only the learning rate is multiplied by the slope: a bracket is too many": (
            lambda w, slope, learning_rate: (w - learning_rate) * slope
        ),
        "it returns the old w; is the new one returned?": lambda w, slope, learning_rate: w,
        "keep the sign of the slope: it says where to go": (
            lambda w, slope, learning_rate: w - learning_rate * abs(slope)
        ),
        "nothing multiplies the old w: subtract from it": (
            lambda w, slope, learning_rate: w * (1 - learning_rate * slope)
        ),
        "use the learning rate that is handed in; you use 0.1": (
            lambda w, slope, learning_rate: w - 0.1 * slope
        ),
    },
    cases=[(2.0, 3.0, 0.2), (-1.0, -2.0, 0.25), (0.5, -4.0, 0.05)],
)


def cube(w):
    """A loss that is no parabola: there the two sides of w differ."""
    return w**3 + 2 * w


def bowl(w):
    """A loss with its bottom at 3."""
    return (w - 3) ** 2 + 1


check_slope = _NumberFunctionCheck(
    right=lambda loss, w, h: (loss(w + h) - loss(w - h)) / (2 * h),
    mistakes={
        "you divide by 2 and then multiply by h: write / (2 * h)": (
            lambda loss, w, h: (loss(w + h) - loss(w - h)) / 2 * h
        ),
        "only the second loss is divided: put a bracket around the difference": (
            lambda loss, w, h: loss(w + h) - loss(w - h) / (2 * h)
        ),
        "neither bracket is there: / comes before -, and / 2 * h multiplies by h": (
            lambda loss, w, h: loss(w + h) - loss(w - h) / 2 * h
        ),
        "from w - h to w + h it is 2h, not h": lambda loss, w, h: (loss(w + h) - loss(w - h)) / h,
        "divide by 2h, not by 2": lambda loss, w, h: (loss(w + h) - loss(w - h)) / 2,
        "sign: the loss on the right minus the loss on the left": (
            lambda loss, w, h: (loss(w - h) - loss(w + h)) / (2 * h)
        ),
        "you step to the right only; (0.2) steps to both sides": (
            lambda loss, w, h: (loss(w + h) - loss(w)) / h
        ),
        "you step to the left only; (0.2) steps to both sides": (
            lambda loss, w, h: (loss(w) - loss(w - h)) / h
        ),
        "you step to the right only, and divide by the way to both sides": (
            lambda loss, w, h: (loss(w + h) - loss(w)) / (2 * h)
        ),
        "subtract the two losses; you add them": (
            lambda loss, w, h: (loss(w + h) + loss(w - h)) / (2 * h)
        ),
        "that is the change of the loss; divide it by the distance 2h": (
            lambda loss, w, h: loss(w + h) - loss(w - h)
        ),
        "use the loss that is handed in; you use the one of the three houses": (
            lambda loss, w, h: (_loss(w + h) - _loss(w - h)) / (2 * h)
        ),
        "use the h that is handed in; you use 0.001": (
            lambda loss, w, h: (loss(w + 1e-3) - loss(w - 1e-3)) / 2e-3
        ),
        "that is the loss at w, not its slope": lambda loss, w, h: loss(w),
        "that is the change of w; take the change of the loss: loss(w + h) and so on": (
            lambda loss, w, h: ((w + h) - (w - h)) / (2 * h)
        ),
        "you halve it twice; the distance is 2h": (
            lambda loss, w, h: (loss(w + h) - loss(w - h)) / (4 * h)
        ),
        "keep the sign: a slope may be negative": (
            lambda loss, w, h: abs(loss(w + h) - loss(w - h)) / (2 * h)
        ),
    },
    cases=[(cube, 1.0, 0.5), (bowl, 2.0, 0.25), (cube, -0.5, 0.1)],
)

check_first_steps = ValueCheck(
    right=[17 / 30, -0.35],
    rtol=1e-2,  # 0.57 will do
    mistakes={
        "both signs: the rule subtracts, so w moves against the slope": [-17 / 30, 0.35],
        "the first slope is negative, and minus times minus is plus": [-17 / 30, -0.35],
        "the article's slope is positive, so its walk must lower w": [17 / 30, 0.35],
        "the measured walk first, then the article's": [-0.35, 17 / 30],
        "these are the slopes with their signs turned; multiply by 0.05": [34 / 3, -7],
        "these are the slopes; the rule takes 0.05 of them, and subtracts": [-34 / 3, 7],
        "nearly; give two decimals": [0.6, -0.4],
        "the learning rate is 0.05; you took 0.5": [17 / 3, -3.5],
        "the learning rate is 0.05; you took 0.1": [17 / 15, -0.7],
    },
)


def _slope_at(w):
    slope = 2 * np.mean((w * _X - _Y) * _X)
    return f"at w = {w:g} the measured slope is {slope:.4g}; go against it"


check_bottom = _WeightCheck(
    right=[17 / 14],
    within=1e-3,
    told=_slope_at,
    mistakes={
        "there the slope is still -0.13; give three decimals": 1.2,
        "there the slope is still -0.04; give three decimals": 1.21,
        "there the slope is already 0.05; give three decimals": 1.22,
        "that is after 8 steps; the walk still moves": 1.2063,
        "that line goes through two houses, and is too low for the third": 1.0,
        "that is the loss at the bottom; which weight has it?": 5 / 42,
        "that is the mean of price by size; the third house is the largest, and counts more": 10
        / 9,
    },
)

_w, _s, _p = sp.symbols("w s p")
_one_house = (_w * _s - _p) ** 2

check_one_house = FormulaCheck(
    right=sp.diff(_one_house, _w),
    mistakes={
        "that is the loss of the house; take sp.diff of it": _one_house,
        "a factor s is missing: when w rises by 1, the prediction rises by s": 2 * (_w * _s - _p),
        "the factor 2 of the square is missing": _s * (_w * _s - _p),
        "the sign is turned: the residual is prediction minus price": -2 * _s * (_w * _s - _p),
        "you differentiated by the size; the number that changes is w": sp.diff(_one_house, _s),
        "you differentiated by the price; the number that changes is w": sp.diff(_one_house, _p),
        "that is the residual; square it, then take sp.diff": _w * _s - _p,
        "that is the slope of the residual; square it first": _s,
        "the bracket: the price is multiplied by the size too": 2 * _w * _s**2 - 2 * _p,
        "that is the slope of w s, squared; the price is missing": 2 * _s**2 * _w,
    },
)

# ---- exercises


def _two_values_at(w):
    slope = 2 * np.mean((w * _X - _Y) * _X)
    return f"at w = {w:g} the article's formula is {_loss(w):.4g} and the slope is {slope:.4g}"


check_agreement = _WeightCheck(
    right=[(31 - np.sqrt(191)) / 14, (31 + np.sqrt(191)) / 14],
    within=5e-3,
    told=_two_values_at,
    mistakes={
        "at the bottom the slope is 0 and the article's formula is 5/42": 17 / 14,
        "at w = 0 one is 7 and the other negative": 0.0,
        "at w = 1 one is positive and the other negative": 1.0,
        "at w = 2 one is 3 and the other is 7.33": 2.0,
        "that is half-way between the two crossings": 31 / 14,
    },
)


class _TestsCheck(ValueCheck):
    """For a list of tests: the first one that is too many is named."""

    def _wrong_value(self, answer):
        why_not = {tests[0]: why for why, tests in self.mistakes.items() if len(tests) == 2}
        for word in as_array(answer).ravel().tolist():
            if word != "number":
                return why_not.get(word, f"{shown(word)} is none of the four words")
        return "name each test once"


check_tests_that_catch = _TestsCheck(
    right=["number"],
    mistakes={
        "it does change its sign, as a slope must": ["sign", "number"],
        "at the bottom, the mean of residual times size is 0": ["bottom", "number"],
        "it grows tenfold when the prices do, as a slope must": ["scale", "number"],
        "none of the first three depends on a constant factor": [
            "sign",
            "bottom",
            "scale",
            "number",
        ],
        "one does: compare its value with a measured slope": [],
    },
)

check_repaired_loss = _NumberFunctionCheck(
    right=lambda w, x, y: np.mean((w * x - y) ** 2),
    mistakes={
        "that is the colleague's loss: here too-high and too-low cancel": (
            lambda w, x, y: np.mean(w * x - y) ** 2
        ),
        "that is the sum; the loss is the mean": lambda w, x, y: np.sum((w * x - y) ** 2),
        "divide by the number of houses that are handed in, not by 3": (
            lambda w, x, y: np.sum((w * x - y) ** 2) / 3
        ),
        "the weight is missing: predict w * x": lambda w, x, y: np.mean((x - y) ** 2),
        "the square is missing: it is the mean of the residuals": (
            lambda w, x, y: np.mean(w * x - y)
        ),
        "that is the mean distance; the loss squares each residual": (
            lambda w, x, y: np.mean(abs(w * x - y))
        ),
        "you have the squares; take their mean": lambda w, x, y: (w * x - y) ** 2,
        "only the prices are squared; put a bracket around the residual": (
            lambda w, x, y: np.mean(w * x - y**2)
        ),
        "the loss has no square root": lambda w, x, y: np.sqrt(np.mean((w * x - y) ** 2)),
        "you halved the loss; it is the mean, and nothing else": (
            lambda w, x, y: np.mean((w * x - y) ** 2) / 2
        ),
        "use the x and y that are handed in; you use those of the three houses": (
            lambda w, x, y: _loss(w)
        ),
    },
    cases=[
        (2.0, np.array([1.0, 3.0]), np.array([1.0, 9.0])),
        (0.5, np.array([2.0, 1.0, 4.0, 3.0]), np.array([3.0, 2.0, 1.0, 5.0])),
    ],
)

progress = Progress(
    "a_wrong_formula",
    exercises={
        "one agreement proves nothing": check_agreement,
        "a subtler mistake": check_tests_that_catch,
        "find the bug": check_repaired_loss,
    },
    turns={
        "a loss with a pencil": check_loss,
        "one step": check_step,
        "a slope from two losses": check_slope,
        "the first step of two walks": check_first_steps,
        "find the bottom": check_bottom,
        "one house in letters": check_one_house,
    },
)
