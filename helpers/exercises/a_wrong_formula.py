"""The checks of notebook 0: a loss, a step, a slope from two losses, and what tests can show."""

import numpy as np
import sympy as sp

from helpers.exercises.checking import Check, FormulaCheck, FunctionCheck, Progress, ValueCheck
from helpers.exercises.comparing import as_array, is_words, same, shown

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
    """For a weight that is found by trying: three decimals of it count."""

    def __init__(self, right, mistakes, told):
        super().__init__(right, mistakes)
        self.told = told

    def find_fault(self, answer):
        """A known mistake, or what stands at the answer."""
        array = as_array(answer)
        if array is None or is_words(array) or array.ndim or not np.isfinite(array):
            return f"expected a number; got {shown(answer)}"
        if np.iscomplexobj(array):
            return f"expected a number without i; got {shown(answer)}"
        w = float(array)
        if round(w, 3) == round(self.right, 3):
            return None
        known = [why for why, value in self.mistakes.items() if round(w, 3) == round(value, 3)]
        with np.errstate(over="ignore", invalid="ignore"):  # of a weight without bounds
            return known[0] if known else self.told(w)


# ---- turns

check_loss = ValueCheck(
    right=0.5,
    mistakes={
        "these are the squares; the loss is their mean, one number": [0.25, 1, 0.25],
        "these are the residuals; square them, and take the mean": [0.5, 1, 0.5],
        "these are the predictions; the loss is one number": [1.5, 3, 4.5],
        "1.5 is the weight, and also the sum of the three squares; take their mean": 1.5,
        "that is the sum of the three residuals; square each one, and take the mean": 2,
        "square each residual before you take the mean": 2 / 3,
        "square each residual first, then take the mean": 0.67,
        "first square, then take the mean; you squared the mean": 4 / 9,
        "there are three houses: divide the sum by 3, not by 2": 0.75,
        "the loss has no square root": np.sqrt(0.5),
        "leave the square root out": 0.71,
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
        "turned round: the old w comes first, and the rest is subtracted from it": (
            lambda w, slope, learning_rate: learning_rate * slope - w
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
    return w**3


def square(w):
    """A parabola."""
    return w**2


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
    cases=[(cube, 1.0, 0.5), (square, -2.0, 0.25), (cube, -0.5, 0.1)],
)


class _PlacesCheck(ValueCheck):
    """For two places: the wrong one is told by its walker."""

    def _wrong_value(self, answer):
        places = as_array(answer)
        if places.shape != (2,):
            return f"expected two numbers, one for each walker; got {shown(answer)}"
        for walker, place, right in zip(("measured", "article's"), places, self.right):
            if not same(place, right, self.rtol):
                return f"the walker with the {walker} slope does not stand at {shown(place)}"
        return super()._wrong_value(answer)


check_first_steps = _PlacesCheck(
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


def _where_it_is_smaller(w):
    where = "right" if w < 17 / 14 else "left"
    return f"at w = {w:g} the loss is {_loss(w):.7g}; a little to the {where} it is smaller"


check_bottom = _WeightCheck(
    right=17 / 14,
    told=_where_it_is_smaller,
    mistakes={
        "of the steps of 0.1 it is the best; go on around it in steps of 0.01": 1.2,
        "of the steps of 0.01 it is the best; go on around it in steps of 0.001": 1.21,
        "that is where the walk was after 8 steps; it still moves": 1.2063,
        "that line goes through two houses, and is too low for the third": 1.0,
        "that is the loss at the bottom; which weight has it?": 5 / 42,
        "that is the mean of price by size; the third house is the largest, and counts more": 10
        / 9,
    },
)


class _HouseCheck(FormulaCheck):
    """For a formula that depends on w: a number w has taken the letter's place if w is missing.

    A derivative that is only written down is not taken for an answer.
    """

    def find_fault(self, answer):
        """As for every formula; or that a derivative is still to be taken."""
        if isinstance(answer, (str, sp.Basic)) and "Derivative(" in str(answer):
            return "that says which slope is meant; let SymPy take it, with sp.diff or .doit()"
        return super().find_fault(answer)

    def _in_our_symbols(self, formula):
        text = isinstance(formula, str)
        return super()._in_our_symbols(formula.replace("_", "") if text else formula)

    def _difference(self, formula):
        if _w not in formula.free_symbols:
            return "there is no letter w in it; did you write w_, with its underscore?"
        return super()._difference(formula)


_w = sp.Symbol("w")
_s, _p = sp.symbols("s p", real=True)
_one_house = (_w * _s - _p) ** 2

check_one_house = _HouseCheck(
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
    told = f"at w = {w:g} the article's formula is {_loss(w):.4g} and the slope is {slope:.4g}"
    if abs(w - _SECOND) < 0.05:
        return f"{told}: there they cross a second time; we ask for the crossing near the bottom"
    return f"{told}; they cross further to the {'right' if w < _FIRST else 'left'}"


_FIRST, _SECOND = (31 - np.sqrt(191)) / 14, (31 + np.sqrt(191)) / 14

check_agreement = _WeightCheck(
    right=_FIRST,
    told=_two_values_at,
    mistakes={
        "at the bottom the slope is 0 and the article's formula is 5/42": 17 / 14,
        "nearly: there one is 0.120 and the other 0.147; give three decimals": 1.23,
        "at w = 0 one is 7 and the other negative": 0.0,
        "at w = 1 one is positive and the other negative": 1.0,
        "at w = 2 one is 3 and the other is 7.33": 2.0,
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
        "none of the first three depends on a positive constant factor": [
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
        "that is the square of the mean distance; square each residual, then take the mean": (
            lambda w, x, y: np.mean(abs(w * x - y)) ** 2
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
        (0.5, np.array([2.0, 1.0, 4.0, 3.0]), np.array([3.0, 2.0, 1.0, 6.0])),
        (-1.5, np.array([2.0, 1.0, 4.0, 3.0, 5.0]), np.array([3.0, 2.0, 1.0, 6.0, 4.0])),
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
