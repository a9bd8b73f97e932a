"""The checks of notebook 13: three numbers for a formula, a bound, a program's lines, two forecasts
that refute a sentence; then a border, the lines of a proof, and four verdicts.
"""

from fractions import Fraction

import numpy as np

from helpers.activations import sigmoid
from helpers.exercises.checking import Check, Progress, ValueCheck
from helpers.exercises.comparing import as_array, is_words, shown
from helpers.exercises.mse import CountedCheck, SlopeCheck

# ---- three numbers for the second formula


def _cost(w, x, y):
    p = sigmoid(w * x)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def _slope(w, x, y):
    return np.mean((sigmoid(w * x) - y) * x)


def _measured(w, x, y, h=1e-3):
    return (_cost(w + h, x, y) - _cost(w - h, x, y)) / (2 * h)


def _trial(printed=_cost, right=_slope, measured=_measured):
    """A trial with its three numbers, each a function of w, x and y."""

    def trial(w, x, y):
        return printed(w, x, y), right(w, x, y), measured(w, x, y)

    return trial


def _three(function, *case):
    """What a function returns; an array of three numbers may stand for their list."""
    result = function(*case)
    return list(result) if isinstance(result, np.ndarray) and result.shape == (3,) else result


COPIED = (
    "measured: it is the second number to the last digit, so one of the two is a copy: right is a "
    "formula, and measured comes from two losses, at w + h and at w - h"
)


def _copied(result):
    """Whether the third number is the second one to the last digit; float32 has too few to tell."""
    _, right, measured = map(np.asarray, result)
    return right.dtype == np.float64 and right == measured


class TrialCheck(SlopeCheck):
    """A SlopeCheck for three numbers, of which the third must not come from a formula."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.call = _three

    def find_fault(self, answer):
        """As for every function; or that the third number is a copy of the second."""
        fault = super().find_fault(answer)
        if fault:
            return fault
        results = [self._run(answer, case)[0] for case in self.cases]
        return COPIED if all(map(_copied, results)) else None

    def _unknown(self, name):
        if name == "b":
            return "there is no b in your function: this neuron has no bias"
        if name == "m":
            return super()._unknown(name)
        known = "w, x, y, p and h, and np, sigmoid and cross_entropy from outside"
        return f"there is no {name} in your function: it has {known}"

    def _fault(self, results, part=None):
        if any(result is None or result is ... for result in results):
            return "a number is still missing"
        return super()._fault(results, part)

    def _first_difference(self, results, expected):
        for result, right in zip(map(as_array, results), expected):
            if result is not None and not is_words(result) and result.ndim:
                return (
                    f"one number is wanted; yours has shape {result.shape}: {_put(result, right)}"
                )
        return super()._first_difference(results, expected)


def _put(shares, right):
    """How the houses of an array come together to the right number, if they do."""
    if np.isclose(np.sum(shares), right, rtol=1e-5):
        return "add up over the houses, with np.sum"
    if np.isclose(np.mean(shares), right, rtol=1e-5):
        return "take the mean over the houses"
    return "one for each house; and together they do not give it yet, neither as sum nor as mean"


def _case(w, x, y):
    return w, np.array(x), np.array(y)


check_trial = TrialCheck(
    right=_trial(),
    parts=("printed", "right", "measured"),
    blanks=3,
    shapes={"": "w is one number, x and y have one number for each house; multiply by *"},
    cases=[
        _case(0.4, [-1.5, 0.5, 2.0], [0.0, 1.0, 1.0]),
        _case(-0.7, [0.7, -1.1, 2.3, 0.4, 1.9], [1.0, 0.0, 0.0, 1.0, 1.0]),
    ],
    mistakes={
        "printed: the minus in front of the article's right side is missing": _trial(
            lambda *case: -_cost(*case)
        ),
        "printed: the article divides by m: take the mean, not the sum": _trial(
            lambda w, x, y: len(y) * _cost(w, x, y)
        ),
        "printed: divide by the number of houses that are handed in, not by 3": _trial(
            lambda w, x, y: len(y) / 3 * _cost(w, x, y)
        ),
        "printed: that is the right slope; the article's right side is asked": _trial(_slope),
        "printed: only the houses with y = 1 are in it; the second term is missing": _trial(
            lambda w, x, y: -np.mean(y * np.log(sigmoid(w * x)))
        ),
        "printed: only the houses with y = 0 are in it; the first term is missing": _trial(
            lambda w, x, y: -np.mean((1 - y) * np.log(1 - sigmoid(w * x)))
        ),
        "printed: that is the squared error; the second sentence is about the cross-entropy": (
            _trial(lambda w, x, y: np.mean((y - sigmoid(w * x)) ** 2))
        ),
        "right: that is the loss again; notebook 4 has its slope": _trial(right=_cost),
        "right: sign: p minus y, as in notebook 4": _trial(right=lambda *case: -_slope(*case)),
        "right: the input is missing: when w rises by 1, the score rises by x": _trial(
            right=lambda w, x, y: np.mean(sigmoid(w * x) - y)
        ),
        "right: take the mean over the houses; yours is the sum": _trial(
            right=lambda w, x, y: len(y) * _slope(w, x, y)
        ),
        "right: p (1 - p) is one factor too many; it has cancelled": _trial(
            right=lambda w, x, y: np.mean(
                (sigmoid(w * x) - y) * x * sigmoid(w * x) * (1 - sigmoid(w * x))
            )
        ),
        "right: divide by the number of houses that are handed in, not by 3": _trial(
            right=lambda w, x, y: len(y) / 3 * _slope(w, x, y)
        ),
        "right: p (1 - p) below the line has cancelled with the slope of the sigmoid": _trial(
            right=lambda w, x, y: np.mean(
                (sigmoid(w * x) - y) * x / (sigmoid(w * x) * (1 - sigmoid(w * x)))
            )
        ),
        "right: that is the slope along p; it goes on through the sigmoid and the score": _trial(
            right=lambda w, x, y: np.mean(
                (sigmoid(w * x) - y) / (sigmoid(w * x) * (1 - sigmoid(w * x)))
            )
        ),
        "right: the 2 belongs to the squared error": _trial(
            right=lambda *case: 2 * _slope(*case)
        ),
        "right: that is the slope of the squared error; the cross-entropy is on trial": _trial(
            right=lambda w, x, y: 2 * np.mean((w * x - y) * x)
        ),
        "right: that is the slope of a squared error behind the sigmoid; the cross-entropy is on "
        "trial": _trial(
            right=lambda w, x, y: (
                2
                * np.mean(
                    (sigmoid(w * x) - y) * x * sigmoid(w * x) * (1 - sigmoid(w * x))
                )
            )
        ),
        "measured: that is the loss; take its change, from w - h to w + h, and divide": _trial(
            measured=_cost
        ),
        "measured: that is the slope of `loss`, of the three houses; take cross_entropy": _trial(
            measured=lambda w, x, y: 28 / 3 * (w - 17 / 14)
        ),
        "measured: from w - h to w + h it is 2h, not h": _trial(
            measured=lambda *case: 2 * _measured(*case)
        ),
        "measured: / 2 * h multiplies by h; write / (2 * h)": _trial(
            measured=lambda *case: 1e-6 * _measured(*case)
        ),
        "measured: put a bracket around the difference of the two losses": _trial(
            measured=lambda w, x, y: _cost(w + 1e-3, x, y) - _cost(w - 1e-3, x, y) / 2e-3
        ),
        "measured: that is the change of the loss; divide it by 2h": _trial(
            measured=lambda *case: 2e-3 * _measured(*case)
        ),
        "measured: sign: the loss at w + h minus the loss at w - h": _trial(
            measured=lambda *case: -_measured(*case)
        ),
        "measured: a step of 0.1 is too long; take the h of the stub": _trial(
            measured=lambda *case: _measured(*case, h=0.1)
        ),
        "measured: you step to one side only; (0.2) steps to both": _trial(
            measured=lambda w, x, y: (_cost(w + 1e-3, x, y) - _cost(w, x, y)) / 1e-3
        ),
    },
)  # fmt: skip

# ---- a bound


class StepsCheck(ValueCheck):
    """A ValueCheck for a whole number of steps; a rounded step may cost one more."""

    def find_fault(self, answer):
        """As for every number; what lies near the right one is met first."""
        array = as_array(answer)
        if array is None or array.ndim or array.dtype.kind not in "iuf":
            return super().find_fault(answer)
        steps = float(array)
        if abs(steps - 1512) < 1e-6:
            return None
        if 1490 < steps < 1530 and steps != round(steps):
            return (
                f"{steps:.10g} is near it, but steps are whole: was a step rounded on the way? "
                "take 0.05 * 5/42 itself"
            )
        if steps == 1511:
            return "after 1511 steps the promise is still above -6: one more"
        return super().find_fault(answer)

    def _wrong_value(self, answer):
        steps = as_array(answer)
        if steps.dtype.kind == "c":
            return "a number of steps is a whole number"
        steps = float(steps)
        if steps < 0:
            return "a number of steps is not negative"
        if not np.isfinite(steps):
            return "a number of steps is finite"
        way = steps * 0.05 * 5 / 42
        enough = "fewer are enough" if way > 9 else "more are needed"
        return f"{steps:.10g} steps are sure to go {way:.4g}, and the way is 9: {enough}"


# From 3 to -6 are 9; (13.1) promises 0.05 * 5/42 a step.
check_sure = StepsCheck(
    right=1512,
    mistakes={
        "that is how far one step is sure to go; how many make 9?": 0.05 * 5 / 42,
        "the way from 3 down to -6 is 9 long; you took 6": 6 / (0.05 * 5 / 42),
        "the way from 3 down to -6 is 9 long; you took 3": 3 / (0.05 * 5 / 42),
        "L* is missing: a step is sure to go eta times L*, not eta": 180,
        "the learning rate is missing: a step is sure to go eta times L*": 9 / (5 / 42),
        "a number of steps is not negative": -1512,
        "a step was rounded to 0.006; take 0.05 * 5/42 itself": 1500,
        "that is the way; how many steps does it take?": 9,
        "so many this walk took; the question is how many (13.1) needs to be sure": 82,
        "5/42 is not 42/5": 9 / (0.05 * 42 / 5),
        "that is the way times a step; divide the way by a step": 9 * 0.05 * 5 / 42,
    },
    rtol=1e-6,  # a count is exact
)

# ---- a program

ORDER = "all right, but in another order: stops, prints, lets in"
ROLES = ("the line that stops", "the line that prints under a wrong name", "the line that lets in")
ROLE_WRONG = (
    {
        1: "line 1 runs",
        3: "line 3 runs",
        2: "line 2 runs: it gives four names to four parts",
        4: "line 4 runs; look at what the loop goes through, in the line below it",
        6: "line 6 would run, if it were reached",
        7: "line 7 would run, if it were reached",
        8: "line 8 would run, if it were reached",
        9: "line 9 would run, if it were reached",
    },
    {k: f"line {k} prints nothing" for k in (1, 2, 3, 4, 5, 7)}
    | {
        6: "line 6 prints nothing; is its number printed under a right name?",
        9: "line 9 compares the answer and the species of each flower, and takes the mean",
    },
    {k: f"line {k} has the training part alone" for k in (5, 6, 7, 8)}
    | {
        2: "line 2 only splits a table in two; what was done to that table before?",
        3: "line 3 sees no flower",
        4: "line 4 sees no flower",
        9: "line 9 tests, and chooses nothing",
    },
)


class LinesCheck(CountedCheck):
    """For the numbers of three lines, each with a role."""

    def find_fault(self, answer):
        """As for every list; three dots in it stand for a number that is missing."""
        if isinstance(answer, (list, tuple)) and any(entry is ... for entry in answer):
            return "a number is still missing"
        return super().find_fault(answer)

    def _wrong_value(self, answer):
        lines = as_array(answer)
        if lines.shape != (3,):
            return f"three numbers are expected, one for each question; got {shown(answer)}"
        if sorted(lines.tolist(), key=str) == sorted(self.right):
            return ORDER
        for line, right, role, known in zip(lines, self.right, ROLES, ROLE_WRONG):
            if line != right:
                told = known.get(complex(line), f"{shown(line)} is not it")
                return "a number is still missing" if np.isnan(line) else f"{role}: {told}"
        return super()._wrong_value(answer)


check_lines = LinesCheck(
    right=[5, 8, 1],
    mistakes={
        ORDER: [1, 5, 8],
        "the line that stops: line 2 runs: it gives four names to four parts": [2, 8, 1],
        "the line that stops: line 6 would run, if it were reached": [6, 8, 1],
        "the line that prints under a wrong name: line 9 compares the answer and the species of "
        "each flower, and takes the mean": [5, 9, 1],
        "the line that prints under a wrong name: line 6 prints nothing; is its number printed "
        "under a right name?": [5, 6, 1],
        "the line that lets in: line 2 only splits a table in two; what was done to that table "
        "before?": [5, 8, 2],
        "the line that lets in: line 9 tests, and chooses nothing": [5, 8, 9],
    },
)  # fmt: skip

# ---- evidence against a sentence

_SOLD = np.array([1, 1, 0])
VISIBLE = 1e-6  # a loss falls if it falls by more, and not in the sixteenth digit alone
OTHER_WAY = "a counterexample, but the other way round: the list is [before, after]"
TWO_LISTS = "two lists of three probabilities are expected: [before, after]"


def _two_forecasts(answer):
    """The two forecasts of `answer`, an array of shape (2, 3); or None."""
    array = as_array(answer)
    if array is None or array.dtype.kind not in "iuf" or array.shape != (2, 3):
        return None
    return array.astype(float)


class EvidenceCheck(Check):
    """For two forecasts: from the first to the second the loss must fall, and the number of right
    answers too.
    """

    def __call__(self, answer):
        """Print loss and count of the two forecasts, if there are two, and the verdict."""
        forecasts = _two_forecasts(answer)
        if forecasts is not None and np.all((forecasts > 0) & (forecasts < 1)):
            for name, p in zip(("before", "after"), forecasts):
                print(f"{name}: loss {self._loss(p):.3f}, right for {self._count(p)} of 3 houses")
        super().__call__(answer)

    def find_fault(self, answer):
        """What the two forecasts show in place of a counterexample."""
        forecasts = _two_forecasts(answer)
        if forecasts is None:
            return TWO_LISTS
        if not np.all((forecasts > 0) & (forecasts < 1)):
            return "a probability here is above 0 and below 1: the loss takes its logarithm"
        if self._refutes(*reversed(forecasts)):
            return OTHER_WAY
        before, after = map(self._loss, forecasts)
        counts = [self._count(p) for p in forecasts]
        if self._refutes(*forecasts):
            return None
        if after > before - VISIBLE:
            return "the loss does not fall; the sentence is about a loss that falls"
        if counts[1] > counts[0]:
            return "the loss falls and more answers are right: that speaks for the sentence"
        return "the loss falls, and as many answers are right as before; make them fewer"

    def _refutes(self, before, after):
        """Whether the loss falls from one forecast to the next, and the count does too."""
        cheaper = self._loss(after) < self._loss(before) - VISIBLE
        return cheaper and self._count(after) < self._count(before)

    def _loss(self, p):
        return -np.mean(np.log(np.where(_SOLD == 1, p, 1 - p)))

    def _count(self, p):
        return int(np.sum(np.where(_SOLD == 1, p > 0.5, p < 0.5)))


check_evidence = EvidenceCheck(
    right=[[0.6, 0.6, 0.99], [0.45, 0.45, 0.55]],
    mistakes={
        OTHER_WAY: [[0.45, 0.45, 0.55], [0.6, 0.6, 0.99]],
        "the loss does not fall; the sentence is about a loss that falls": [
            [0.6, 0.6, 0.4], [0.4, 0.4, 0.6],
        ],
        "the loss falls and more answers are right: that speaks for the sentence": [
            [0.4, 0.4, 0.6], [0.9, 0.9, 0.1],
        ],
        "the loss falls, and as many answers are right as before; make them fewer": [
            [0.6, 0.6, 0.99], [0.7, 0.7, 0.9],
        ],
        "a probability here is above 0 and below 1: the loss takes its logarithm": [
            [0.6, 0.6, 1], [0.45, 0.45, 0.55],
        ],
        TWO_LISTS: [0.6, 0.6, 0.99],
    },
)  # fmt: skip

# ---- exercises


class BorderCheck(ValueCheck):
    """A ValueCheck for a learning rate, which may be typed as "3/14"; it tries a wrong one."""

    def find_fault(self, answer):
        """As for every number; the text of a fraction is one."""
        if isinstance(answer, str):
            try:
                answer = float(Fraction(answer.replace(" ", "")))
            except (ValueError, ZeroDivisionError, OverflowError):
                return 'a number or a fraction is expected, such as 0.25, 1/4 or "1/4"'
        return super().find_fault(answer)

    def _wrong_value(self, answer):
        rate = as_array(answer)
        if rate.dtype.kind == "c":
            return "a learning rate is a real number"
        rate = float(rate)
        if not rate > 0 or rate > 1e6:
            return "a learning rate is a positive number, and here a small one"
        after = 14 / 3 * (17 / 14) ** 2 * (1 - 28 * rate / 3) ** 2 + 5 / 42
        moves = "lowers" if after < 7 else "raises"
        border = "is higher" if after < 7 else "is lower"
        tried = (
            f"from w = 0 a step with the rate {rate:.4g} {moves} the loss, from 7 to {after:.4g}"
        )
        return f"{tried}: the border {border}"


# One step with the right slope on the three houses multiplies w - 17/14 by 1 - 28 eta / 3.
check_border = BorderCheck(
    right=3 / 14,
    rtol=2e-3,  # 0.214 will do
    mistakes={
        "that step lands on the bottom; a longer one may still end lower than it began": 3 / 28,
        "that is the curvature; the larger it is, the smaller the step must be": 28 / 3,
        "the slope of (14/3) (w - 17/14)^2 has a factor 2": 3 / 7,
        "that is where the factor is 0.9; how negative may it be?": 3 / 280,
        "the factor is then -1/2: the loss still falls": 9 / 56,
    },
)

ONLY_3 = "line 3 does not follow, that is right; there is one more"
ONLY_4 = "line 4 does not follow, that is right; there is one more"


class ProofCheck(ValueCheck):
    """For the lines of a proof that do not follow, in any order."""

    def find_fault(self, answer):
        """As for every list; the order does not count."""
        answer = list(answer) if isinstance(answer, (set, frozenset)) else answer
        array = as_array(answer)
        if array is not None and array.dtype.kind in "iuf" and array.ndim == 1:
            answer = sorted(array.tolist())
        return super().find_fault(answer)

    def _wrong_value(self, answer):
        lines = as_array(answer)
        found = len(lines) == 2 and [line for line in self.right if np.any(lines == line)]
        for line, why in ((1, _FOLLOWS_1), (2, _FOLLOWS_2)):
            if np.any(lines == line):
                return f"{why}; the other line is right" if found else why
        return "give the numbers of the lines that do not follow, from 1 to 4, each once"


_FOLLOWS_1 = "line 1 is an assumption: it says what kind of loss it is"
_FOLLOWS_2 = "line 2 follows: it says where the step goes, and not how far"

check_proof = ProofCheck(
    right=[3, 4],
    mistakes={
        ONLY_3: [3],
        ONLY_4: [4],
        f"{_FOLLOWS_2}; the other line is right": [2, 3],
        f"{_FOLLOWS_1}; the other line is right": [1, 4],
        "expected a list of numbers; got 3": 3,
    },
)

PLACES = ("first", "second", "third", "fourth")
SENTENCES = (
    "the first: try it with the mean of 1 and 3, and then with that of 1, 3, 1 and 3",
    "the second: draw two different curves; can they meet at a point?",
    "the third: measure its slope at 0 twice, once with a step to each side",
    "the fourth: the slopes are p - y, up to a factor; add them up for one flower",
)


class VerdictsCheck(ValueCheck):
    """For four words; the first wrong one gets a question, and not its reason."""

    def _wrong_kind(self, answer):
        if isinstance(answer, (list, tuple)) and any(word in (None, ...) for word in answer):
            return "a word is still missing"
        array = as_array(answer)
        if array is None or not is_words(array) or array.ndim != 1:
            return 'a list of four words is expected, each "right" or "wrong"'
        return None

    def _wrong_value(self, answer):
        words = as_array(answer).ravel().tolist()
        if len(words) != len(self.right):
            return f"four words are expected; got {len(words)}"
        for word, right, why, place in zip(words, self.right, SENTENCES, PLACES):
            if word not in ("right", "wrong"):
                return f'the {place}: write "right" or "wrong"'
            if word != right:
                return why
        return super()._wrong_value(answer)


check_verdicts = VerdictsCheck(
    right=["wrong", "wrong", "right", "right"],
    mistakes={
        SENTENCES[0]: ["right", "wrong", "right", "right"],
        SENTENCES[1]: ["wrong", "right", "right", "right"],
        SENTENCES[2]: ["wrong", "wrong", "wrong", "right"],
        SENTENCES[3]: ["wrong", "wrong", "right", "wrong"],
        "four words are expected; got 3": ["wrong", "wrong", "right"],
    },
)

progress = Progress(
    "errata",
    exercises={
        "how long may a step be?": check_border,
        "find the bug in a proof": check_proof,
        "four sentences": check_verdicts,
    },
    turns={
        "three numbers": check_trial,
        "how soon can one be sure?": check_sure,
        "three lines of a program": check_lines,
        "evidence": check_evidence,
    },
)
