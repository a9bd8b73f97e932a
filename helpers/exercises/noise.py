"""The checks of side path 8b: a batch, an average over chance, a step at the bottom, a rate that
shrinks, two conditions, and three exercises.
"""

import inspect

import numpy as np

from helpers.exercises.checking import Progress, ValueCheck
from helpers.exercises.comparing import as_array, same, shown
from helpers.exercises.one_bowl import LineCheck
from helpers.exercises.optimizers import NumbersCheck

POWER = "a power is written ** in Python, not ^"


class YesNoCheck(ValueCheck):
    """A ValueCheck for a list of yes and no, one for each of `names`; True and False will do, and
    1 and 0. `why` may hold a hint for a wrong name, {name: hint}.
    """

    def __init__(self, *arguments, names, why=None, **options):
        super().__init__(*arguments, **options)
        self.names, self.why = names, why or {}

    def find_fault(self, answer):
        """As for every value; which word is wrong, where no mistake is known."""
        array = as_array(answer)
        numbers = array is not None and array.dtype.kind in "biuf" and array.ndim == 1
        if numbers and array.size and np.isin(array, (0, 1)).all():
            return self.find_fault(np.where(array == 1, "yes", "no").tolist())
        if array is None or array.dtype.kind != "U" or array.ndim != 1:
            count = len(self.names)
            return f'a list of {count} words is wanted, each "yes" or "no"; got {shown(answer)}'
        return super().find_fault(answer)

    def _wrong_value(self, answer):
        words, right = list(as_array(answer)), list(as_array(self.right))
        if len(words) != len(right):
            return f"{len(right)} answers are wanted; you gave {len(words)}"
        if foreign := [word for word in words if word not in ("yes", "no")]:
            return f'"{foreign[0]}" is neither yes nor no'
        wrong = [name for name, mine, yours in zip(self.names, words, right) if mine != yours]
        hints = [f"; {name}: {self.why[name]}" for name in wrong if name in self.why]
        return f"look again at {' and '.join(wrong)}{''.join(hints)}"


def only_digits_missing(number, right):
    """Whether `number` is `right`, rounded or cut off after one digit behind the point or more."""
    for scale in (10, 100, 1000):
        if any(np.isclose(number * scale, f(right * scale)) for f in (np.round, np.trunc)):
            return True
    return False


class OneNumberCheck(ValueCheck):
    """A ValueCheck for a number, with a `hint` for whoever is far off; [10] is taken for 10. Where
    `whole` names the answer, "a count" for instance, a fraction is told that it is a whole number.
    """

    def __init__(self, *arguments, hint, whole=None, **options):
        super().__init__(*arguments, **options)
        self.hint, self.whole = hint, whole

    def find_fault(self, answer):
        """As for every number."""
        array = as_array(answer)
        if array is not None and array.dtype.kind in "iuf" and array.size == 1:
            answer = array.ravel()[0].item()
            if np.isnan(answer):
                return "a number is still missing"
        return super().find_fault(answer)

    def _wrong_value(self, answer):
        if self.whole and isinstance(answer, float) and np.isfinite(answer) and answer % 1:
            return f"{shown(answer)} is not it; {self.whole} is a whole number: {self.hint}"
        if np.ndim(answer) == 0 and only_digits_missing(answer, self.right):
            return f"{shown(answer)} is close; give more digits, or write a fraction"
        return f"{shown(answer)} is not it; {self.hint}"


class NearNumbersCheck(NumbersCheck):
    """A NumbersCheck that says where only digits are missing, and with a catalogue `slips` for each
    number alone, {why it is wrong: the number}.
    """

    def __init__(self, *arguments, slips, near=0.012, **options):
        super().__init__(*arguments, **options)
        self.slips, self.near = slips, near

    def _wrong_value(self, answer):
        array = as_array(answer)
        if array.shape != (len(self.right),):
            return super()._wrong_value(answer)
        rows = zip(array, self.right, self.names, self.hints, self.slips)
        faults = [fault for row in rows if (fault := self._fault_of(*row))]
        return "; ".join(dict.fromkeys(faults))

    def _fault_of(self, number, right, name, hint, slips):
        """What is wrong with one of the numbers, or None."""
        if same(number, right, self.rtol):
            return None
        for why, value in slips.items():
            if same(number, value, self.near / 2):
                return f"{name}: {why}"
        if only_digits_missing(number, right):
            return f"{name}: {shown(number)} is close; give more digits, or write a fraction"
        return f"{name}: {shown(number)} is not it; {hint}"


class MendingCheck(NearNumbersCheck):
    """A NearNumbersCheck for an average and the two houses of a batch, in either order."""

    def find_fault(self, answer):
        """As for every list; [2, [3, 0]] is taken for [2, 3, 0]."""
        if isinstance(answer, (list, tuple)) and len(answer) == 2:
            average, batch = answer
            if isinstance(batch, (list, tuple)) and len(batch) == 2:
                answer = [average, *batch]
        array = as_array(answer)
        if array is not None and array.dtype.kind in "iuf" and array.shape == (3,):
            answer = [array[0], *sorted(array[1:])]
        return super().find_fault(answer)

    def _wrong_value(self, answer):
        array = as_array(answer)
        if array.shape == (3,):
            average = self._fault_of(
                array[0], self.right[0], self.names[0], self.hints[0], self.slips[0]
            )
            mended = same(array[1:], self.right[1:], self.rtol)
            batch = None if mended else f"{self.names[1]}: {self.hints[1]}"
            return "; ".join(fault for fault in (average, batch) if fault)
        return super()._wrong_value(answer)


class PowerCheck(LineCheck):
    """A LineCheck that knows Python's sentence about ^, and arguments in another order."""

    def find_fault(self, answer):
        """As for every function."""
        try:
            theirs = list(inspect.signature(answer).parameters)
        except Exception:  # no function, one that does not tell, or a learner's odd object
            theirs = []
        if theirs != self._names() and sorted(theirs) == sorted(self._names()):
            return f"the arguments stand in the order {', '.join(self._names())}"
        return super().find_fault(answer)

    def _kinship(self, results, expected):
        """The mistakes of any function, and a rounding."""
        for digits in range(1, 7):
            if self._all_close(results, [np.round(b, digits) for b in expected]):
                return "do not round: a small rate would lose its digits"
        return super()._kinship(results, expected)

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        return result, POWER if fault and "operand type(s) for ^" in fault else fault


# ---- batches

check_third_pair = NumbersCheck(
    right=[-6, -2],
    mistakes={
        "that is the sum of the two houses; a batch takes their mean": [-12, -4],
        "divided twice: half of the sum is enough": [-3, -1],
        "the sign: house 2 has the residual 2 - 4 = -2": [6, 2],
        "the right numbers in the other order: w first, then b": [-2, -6],
        "that is the batch of houses 0 and 2": [-5, -1],
        "that is the batch of houses 0 and 1": [1, 1],
        "those are all three houses; the batch has only houses 1 and 2": [-10 / 3, -2 / 3],
        "divide by the 2 houses of the batch, not by 3": [-4, -4 / 3],
        "that is a step with the rate 0.05; the slopes themselves are asked for": [0.3, 0.1],
        "those are slopes times the rate 0.05; the slopes themselves are asked for": [-0.3, -0.1],
    },
    names=("the slope along w", "the slope along b"),
    hints=2 * ("add the two entries of houses 1 and 2 in the table, and halve",),
)

check_count = OneNumberCheck(
    right=10,
    mistakes={
        "that is the number of all batches; house 0 is not in each of them": 20,
        "that is the number of places in all batches together; share them out": 60,
        "that is the number of places in one batch": 3,
        "20 batches of 3 have 60 places; share the places, not the batches": 20 / 6,
        "that is the number of pairs of six houses; here the batches have three": 15,
        "that is the example of five houses; here six houses share 60 places": 4,
        "that is the share, as a fraction of all; how many batches is it?": 1 / 2,
    },
    hint="how many places are there in 20 batches of 3, and how many houses share them?",
    whole="a count",
)

# ---- chance

check_expectations = NearNumbersCheck(
    right=[-10 / 3, 148 / 3],
    mistakes={
        "those are sums; each of the three has the probability 1/3": [-10, 148],
        "divide by 3: a slope of 0 is one of three values as well": [-5, 74],
        "the right numbers in the other order": [148 / 3, -10 / 3],
        "those are the slopes along b; w is asked for": [-2 / 3, 20 / 3],
        "those belong to the three pairs; here one house is drawn": [-10 / 3, 62 / 3],
    },
    names=("the expectation", "the expected square"),
    slips=(
        {
            "that is the sum; each of the three has the probability 1/3": -10,
            "rounded too much; give more digits, or a fraction": -3,
            "a sum with the wrong sign: add 2, 0 and -12, each times 1/3": 10,
            "divide by 3: a slope of 0 is one of three values as well": -5,
            "it keeps the sign, and the sum is below 0": 10 / 3,
            "the signs: the slopes are 2, 0 and -12": 14 / 3,
            "all three slopes are along w: 2, 0 and -12": -2 / 3,
        },
        {
            "that is the sum; each of the three has the probability 1/3": 148,
            "divide by 3: a slope of 0 is one of three values as well": 74,
            "that is the square of the expectation; square each slope first": 100 / 9,
            "that is the square of the sum; square each slope first": 100,
            "subtract nothing: the mean of the squares is asked for": 344 / 9,
            "(-12)^2 is +144; in Python -12**2 is -144": -140 / 3,
            "the square of 2 is 4": 146 / 3,
            "that is its root; the expected square itself is asked for": np.sqrt(148 / 3),
        },
    ),
    hints=(
        "add 2, 0 and -12, each times 1/3",
        "add the squares of 2, 0 and -12, each times 1/3",
    ),
    rtol=1.1e-2,
    near=0.025,
)

# ---- trembling

_W, _B = 3 / 2, -2 / 3

check_from_bottom = NearNumbersCheck(
    right=[_W - 0.05 * 4 / 3, _B - 0.05 * 2 / 3],
    mistakes={
        "that is the bottom itself: house 1's own slopes are not 0 there": [_W, _B],
        "the sign: the step is subtracted": [_W + 0.05 * 4 / 3, _B + 0.05 * 2 / 3],
        "the rate is missing: multiply the slopes by 0.05": [_W - 4 / 3, _B - 2 / 3],
        "that is the step of house 0; house 1 is drawn": [_W + 0.05 / 3, _B + 0.05 / 3],
        "that is the step of house 2; house 1 is drawn": [_W + 0.05, _B + 0.05 / 3],
        "that is the step itself; where does it end?": [-0.05 * 4 / 3, -0.05 * 2 / 3],
        "one house is asked: its slopes are not divided by 3": [
            _W - 0.05 * 4 / 9,
            _B - 0.05 * 2 / 9,
        ],
        "w is right; b starts at -2/3, below 0": [_W - 0.05 * 4 / 3, -_B - 0.05 * 2 / 3],
        "the two slopes have changed places": [_W - 0.05 * 2 / 3, _B - 0.05 * 4 / 3],
        "the right numbers in the other order: w first, then b": [
            _B - 0.05 * 2 / 3,
            _W - 0.05 * 4 / 3,
        ],
        "the walk stands at the bottom, not at the start": [-0.05 * 4 / 3, 2 - 0.05 * 2 / 3],
        "that is a step from the start; here the walk stands at the bottom": [0, 2],
        "the rate is 0.05, not 0.005": [_W - 0.02 / 3, _B - 0.01 / 3],
        "the rate is 0.05, not 0.5": [_W - 2 / 3, _B - 1 / 3],
    },
    slips=(
        {
            "house 1 pushes w; it does not stay at 3/2": _W,
            "that is a slope of 1; along w house 1 has another in the table": _W - 0.05,
            "the sign: the step is subtracted": _W + 0.05 * 4 / 3,
            "the walk stands at w = 3/2, and not at 0": -0.05 * 4 / 3,
        },
        {
            "house 1 pushes b, too; it does not stay at -2/3": _B,
            "that is a slope of 1; along b house 1 has another in the table": _B - 0.05,
            "the sign: the step is subtracted": _B + 0.05 * 2 / 3,
            "the walk stands at b = -2/3, and not at 2": 2 - 0.05 * 2 / 3,
        },
    ),
    names=("w", "b"),
    hints=(
        "the old w, minus the rate times the slope along w of house 1 in the table",
        "the old b, minus the rate times the slope along b of house 1 in the table",
    ),
    rtol=3e-3,
)

check_rate = PowerCheck(
    right=lambda start, t, half_time: start / (1 + t / half_time),
    mistakes={
        "half_time is missing: at t = half_time the rate should be half of start": (
            lambda start, t, half_time: start / (1 + t)
        ),
        "upside down: divide t by half_time": (
            lambda start, t, half_time: start / (1 + half_time / t)
        ),
        "that rate grows: divide start by the bracket": (
            lambda start, t, half_time: start * (1 + t / half_time)
        ),
        "the 1 is missing: at t = 0 the rate should be start": (
            lambda start, t, half_time: start / (t / half_time)
        ),
        "that halves again and again; at t = 2 half_time a third is asked for": (
            lambda start, t, half_time: start / 2 ** (t / half_time)
        ),
        "start is missing, and that halves again and again": (
            lambda start, t, half_time: 1 / 2 ** (t / half_time)
        ),
        "do not square the bracket": (lambda start, t, half_time: start / (1 + t / half_time) ** 2),
        "take no root of the bracket": lambda start, t, half_time: (
            start / (1 + t / half_time) ** 0.5
        ),
        "start is missing": lambda start, t, half_time: 1 / (1 + t / half_time),
        "brackets: start is divided by the whole of 1 + t / half_time": (
            lambda start, t, half_time: start / 1 + t / half_time
        ),
        "t is divided by half_time, not multiplied": (
            lambda start, t, half_time: start / (1 + t * half_time)
        ),
        "a straight line falls below 0 in the end": (
            lambda start, t, half_time: start * (1 - t / half_time)
        ),
        "that is a straight line through half of start; at t = 2 half_time it is 0": (
            lambda start, t, half_time: start * (1 - t / half_time / 2)
        ),
        "that falls like exp; at t = half_time half of start is asked for": (
            lambda start, t, half_time: start * np.exp(-t / half_time)
        ),
        "divide t by half_time first, then add 1": (
            lambda start, t, half_time: start / (1 + t) / half_time
        ),
        "// drops what is behind the point; divide with /": (
            lambda start, t, half_time: start / (1 + t // half_time)
        ),
        "// drops what is behind the point, so a rate becomes 0; divide with /": (
            lambda start, t, half_time: start // (1 + t / half_time)
        ),
        "the rate does not depend on t": lambda start, t, half_time: start + 0 * t,
        "that is the rate after half_time steps; the rate depends on t": (
            lambda start, t, half_time: start / 2
        ),
        "brackets: 1 + t / half_time, and not (1 + t) / half_time": (
            lambda start, t, half_time: start / ((1 + t) / half_time)
        ),
    },
    cases=[(0.3, 7.0, 20.0), (0.05, 500.0, 150.0), (2.0, 3.0, 5.0)],
    shapes="all three are single numbers",
)

check_conditions = YesNoCheck(
    right=["no", "yes", "no", "no"],
    mistakes={
        "A and D fail one condition, too: look at their squares": ["yes", "yes", "no", "yes"],
        "A, B and C are right; D's squares are 0.05^2 / (1 + t)": ["no", "yes", "no", "yes"],
        "B, C and D are right; in A every square is 0.05^2, and none is ever smaller": (
            ["yes", "yes", "no", "no"]
        ),
        "A, B and D are right; C falls so fast that its own sum is finite": (
            ["no", "yes", "yes", "no"]
        ),
        "all the other way round": ["yes", "no", "yes", "yes"],
        "A, C and D are right; in B both sums are in the text above": ["no"] * 4,
        "some of the four fail: look at one sum at a time": ["yes"] * 4,
        "B and C have changed places": ["no", "no", "yes", "no"],
    },
    names="ABCD",
    why={
        "A": "every square is 0.05^2, and none is ever smaller",
        "B": "both sums are in the text above, times a fixed number",
        "C": "its own sum is finite, like that of 1/t^2",
        "D": "its squares are 0.05^2 / (1 + t)",
    },
)

# ---- exercises

check_pair_variance = OneNumberCheck(
    right=86 / 9,
    mistakes={
        "that is the variance of a single house": 344 / 9,
        "that is the sum of the squared distances; each pair has the probability 1/3": 86 / 3,
        "that is the expected square; the distances are counted from -10/3": 62 / 3,
        "divide by 3, the number of pairs, not by 2": 43 / 3,
        "that is its root; the variance is asked for": np.sqrt(86 / 9),
        "that would be right if the same house could be drawn twice; here the two differ": 172 / 9,
        "the distances themselves cancel; square them first": 0,
        "that is the square of the expectation": 100 / 9,
        "that is along b; w is asked for": 14 / 9,
        "that is what it is divided by; the variance itself is asked for": 4,
    },
    hint="take the distances of 1, -5 and -6 from -10/3, square them, and average",
    rtol=6e-3,
)

_AVERAGES = {
    "that is the slope of all four houses; houses 0 and 3 are in one batch each": 3,
    "add the three batches' slopes, and divide by 3": 6,
    "that is one batch's slope; take the mean of the three": 0,
    "each batch takes the mean of its two houses": 4,
    "three batches, not four": 1.5,
}

check_neighbours = MendingCheck(
    right=[2, 0, 3],
    mistakes={
        "the average comes first, then the two houses": [3, 0, 2],
        **{f"the average: {why}": [value, 0, 3] for why, value in _AVERAGES.items()},
        "the fourth batch: a house cannot be in it twice": [2, 3, 3],
        "the fourth batch: houses 1 and 2 are in two batches already": [2, 1, 2],
    },
    names=("the average", "the fourth batch", "the fourth batch"),
    slips=(_AVERAGES, {}, {}),
    hints=("first take the mean in each batch, then the mean over the three batches",)
    + 2 * ("which two houses are in fewer batches than the others?",),
)

progress = Progress(
    "noise",
    exercises={
        "how much calmer is a pair": check_pair_variance,
        "find the bug": check_neighbours,
        "count the batches": check_count,
    },
    turns={
        "the third pair": check_third_pair,
        "an average over chance": check_expectations,
        "a step from the bottom": check_from_bottom,
        "a rate that shrinks": check_rate,
        "both conditions": check_conditions,
    },
)
