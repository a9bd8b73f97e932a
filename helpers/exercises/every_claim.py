"""The checks of side path 13a: rows that are searched, rows that depend on a word, verdicts, and
lines of TensorFlow; then two exercises.
"""

import numpy as np

from helpers.article import CLAIMS, VERDICTS
from helpers.exercises.checking import FunctionCheck, Progress, ValueCheck
from helpers.exercises.comparing import as_array, is_words, shown
from helpers.exercises.errata import TrialCheck


class RolesCheck(ValueCheck):
    """For a list of numbers, each with a role; `known` has for each role {number: why not}."""

    def __init__(self, *arguments, roles, known, numbers, order, **options):
        super().__init__(*arguments, **options)
        self.roles, self.known, self.numbers, self.order = roles, known, numbers, order

    def _wrong_kind(self, answer):
        array = as_array(answer)
        if array is None or is_words(array) or array.ndim != 1:
            return f"a list of {self.numbers} is expected; got {shown(answer)}"
        return None

    def _wrong_value(self, answer):
        found = as_array(answer).ravel()
        if len(found) != len(self.right):
            return f"{self.numbers} are expected, in a list; yours has {len(found)}"
        if np.isnan(found).any():
            return "a number is still missing"
        in_order = sorted(found.tolist(), key=str) == sorted(self.right, key=str)
        for number, right, role, known in zip(found, self.right, self.roles, self.known):
            if number != right and in_order and complex(number) not in known:
                return self.order
            if number != right:
                return f"{role}: {known.get(complex(number), self._other(number))}"
        return super()._wrong_value(answer)

    def _other(self, number):
        return f"{shown(number)} is not it"


class RowsCheck(RolesCheck):
    """A RolesCheck for rows of the table; it reads the row that was named aloud."""

    def _other(self, number):
        if number in range(1, len(CLAIMS) + 1):
            return f'row {int(number)} says "{CLAIMS[int(number) - 1].translation}"'
        return f"the rows are numbered from 1 to {len(CLAIMS)}"


class LinesCheck(RolesCheck):
    """A RolesCheck for the five lines of a program."""

    def _other(self, number):
        return f"there is no line {shown(number)}; the lines are numbered from 1 to 5"


# ---- search

ROWS_IN_ORDER = "these are the rows, but in another order"

check_search = RowsCheck(
    right=[5, 31, 38],
    roles=("a", "b", "c"),
    numbers="three numbers",
    order=ROWS_IN_ORDER,
    known=(
        {7: "row 7 is about the direction too, but it is right; one row contradicts it"},
        {
            28: "row 28 makes the batches; what is printed after them?",
            32: "row 32 is about the accuracy; the question is about a loss",
            34: "row 34 is about the accuracy; the question is about a loss",
        },
        {
            19: "row 19 has labels; the question is about data without them",
            23: "row 23 has labels; the question is about data without them",
        },
    ),
    mistakes={
        ROWS_IN_ORDER: [31, 5, 38],
        "a: row 7 is about the direction too, but it is right; one row contradicts it": [7, 31, 38],
        "b: row 28 makes the batches; what is printed after them?": [5, 28, 38],
        "c: row 19 has labels; the question is about data without them": [5, 31, 19],
        "three numbers are expected, in a list; yours has 2": [5, 31],
    },
)

# ---- which rows depend on a word

ROW_2 = "row 14 is one; in which other row does a book explain how a word is used?"
ROW_14 = "row 2 is one; which of the other four is about a name, and not about a number?"
NOT_WORDS = {
    11: "row 11: the two answers, 1.5 and 3.0, differ whatever one calls them",
    28: "row 28: the line stops with a TypeError, whatever one calls a batch",
    34: "row 34: it says 0.0 to 10 right answers of 30, a share of right answers in no sense",
}


class RowsInAnyOrderCheck(ValueCheck):
    """For a list of rows; the order does not count."""

    def find_fault(self, answer):
        """As for every list, once it is sorted."""
        answer = list(answer) if isinstance(answer, (set, frozenset)) else answer
        array = as_array(answer)
        if array is not None and array.dtype.kind in "iuf" and array.ndim == 1:
            answer = sorted(array.tolist())
        return super().find_fault(answer)

    def _wrong_value(self, answer):
        rows = as_array(answer).ravel()
        for row, why in NOT_WORDS.items():
            if np.any(rows == row):
                return why
        if foreign := [row for row in rows.tolist() if row not in (2, 14)]:
            return f"{shown(foreign[0])} is not among the five rows"
        return f"two rows are expected, each once; yours are {shown(answer)}"


check_words = RowsInAnyOrderCheck(
    right=[2, 14],
    mistakes={
        ROW_2: [14],
        ROW_14: [2],
        NOT_WORDS[11]: [2, 11],
        NOT_WORDS[28]: [14, 28],
        NOT_WORDS[34]: [2, 34],
    },
)

# ---- verdicts on three of the six steps

ABOUT_STEPS = (
    {
        "right": "step 1: nothing is false; but would you know what to type, at random or 0?",
        "wrong": "step 1: what it says is true; what does it not say?",
        "misleading": "step 1: what it says is true; what does it not say?",
    },
    dict.fromkeys(("wrong", "misleading", "omitted"), "step 5: that is rule (0.1) in words"),
    {
        "right": "step 6: a budget of steps is fine; can one always wait for the least loss?",
        "wrong": "step 6: its second half is sound, so in a kind reading it is not false",
        "omitted": "step 6: it does say when to stop; and is all of that sound?",
    },
)


class VerdictsCheck(ValueCheck):
    """For three of the four verdicts; the first wrong one is told with its reason."""

    def _wrong_kind(self, answer):
        array = as_array(answer)
        if array is None or not is_words(array) or array.ndim != 1:
            return f"a list of three words is expected, each one of {', '.join(VERDICTS)}"
        return None

    def _wrong_value(self, answer):
        words = as_array(answer).ravel().tolist()
        if len(words) != 3:
            return f"three words are expected; yours are {len(words)}"
        for step, word, right, about in zip((1, 5, 6), words, self.right, ABOUT_STEPS):
            if word not in VERDICTS:
                return f"step {step}: write one of {', '.join(VERDICTS)}"
            if word != right:
                return about[word]
        return super()._wrong_value(answer)


check_steps = VerdictsCheck(
    right=["omitted", "right", "misleading"],
    mistakes={
        ABOUT_STEPS[0]["right"]: ["right", "right", "misleading"],
        ABOUT_STEPS[0]["misleading"]: ["misleading", "right", "misleading"],
        ABOUT_STEPS[1]["omitted"]: ["omitted", "omitted", "misleading"],
        ABOUT_STEPS[2]["right"]: ["omitted", "right", "right"],
        ABOUT_STEPS[2]["wrong"]: ["omitted", "right", "wrong"],
        ABOUT_STEPS[2]["omitted"]: ["omitted", "right", "omitted"],
    },
)

# ---- lines of TensorFlow

LINES_IN_ORDER = "these are the lines, but in another order: back, forward, step, record"

check_lines = LinesCheck(
    right=[4, 2, 5, 1],
    roles=("back", "forward", "step", "record"),
    numbers="four numbers",
    order=LINES_IN_ORDER,
    known=(
        {
            2: "line 2 goes the other way, from the inputs to the answers",
            1: "line 1 is not the walk itself; at that point there is no loss to walk back from",
            3: "line 3 ends the way forward, with the loss",
            5: "line 5 is handed the gradient, and changes the parameters with it",
        },
        {
            5: "line 5 changes the parameters; the inputs went through the network before",
            4: "line 4 goes the other way, from the loss back to the parameters",
            1: "line 1 computes nothing yet",
            3: "line 3 has the answers of the network already, and says what they cost",
        },
        {
            1: "after line 1 all parameters are as before",
            2: "after line 2 all parameters are as before",
            3: "after line 3 all parameters are as before",
            4: "after line 4 all parameters are as before",
        },
        {
            3: "line 3 computes; who has been told to remember it?",
            5: "line 5 comes last, and uses what was recorded",
            2: "line 2 computes; who has been told to remember it?",
            4: "line 4 needs what was recorded",
        },
    ),
    mistakes={
        LINES_IN_ORDER: [4, 5, 2, 1],
        "back: line 5 is handed the gradient, and changes the parameters with it": [5, 2, 5, 1],
        "back: line 1 is not the walk itself; at that point there is no loss to walk back from": [
            1, 2, 5, 1,
        ],
        "forward: line 3 has the answers of the network already, and says what they cost": [
            4, 3, 5, 1,
        ],
        "step: after line 4 all parameters are as before": [4, 2, 4, 1],
        "record: line 4 needs what was recorded": [4, 2, 5, 4],
        "record: line 2 computes; who has been told to remember it?": [4, 2, 5, 2],
    },
)  # fmt: skip

# ---- exercise: the missing 2


def _loss(w, x, y):
    return np.mean((w * x - y) ** 2)


def _half(w, x, y):
    return np.mean((w * x - y) * x)


def _whole(w, x, y):
    return 2 * _half(w, x, y)


def _measured(w, x, y, h=1e-3):
    return (_loss(w + h, x, y) - _loss(w - h, x, y)) / (2 * h)


def _trial(printed=_half, right=_whole, measured=_measured):
    """A trial with its three numbers, each a function of w, x and y."""

    def trial(w, x, y):
        return printed(w, x, y), right(w, x, y), measured(w, x, y)

    return trial


def _case(w, x, y):
    return w, np.array(x), np.array(y)


check_trial = TrialCheck(
    right=_trial(),
    parts=("printed", "right", "measured"),
    blanks=3,
    shapes={"": "w is one number, x and y have one number for each house; multiply by *"},
    cases=[
        _case(2.0, [1.0, 2.0, 3.0], [1.0, 2.0, 4.0]),
        _case(-0.3, [0.7, -1.1, 2.3, 0.4, 1.9], [1.2, 0.4, -0.6, 2.1, 0.9]),
    ],
    mistakes={
        "printed: that has the 2 already; the other text prints none": _trial(_whole),
        "printed: that is our article's formula, the loss; this text prints another": _trial(_loss),
        "printed: the text divides by m: take the mean, not the sum": _trial(
            lambda w, x, y: len(x) * _half(w, x, y)
        ),
        "printed: sign: the text has prediction minus price": _trial(lambda *c: -_half(*c)),
        "printed: the size is missing: each house counts times x": _trial(
            lambda w, x, y: np.mean(w * x - y)
        ),
        "printed: divide by the number of houses that are handed in, not by 3": _trial(
            lambda w, x, y: len(x) / 3 * _half(w, x, y)
        ),
        "right: divide by the number of houses that are handed in, not by 3": _trial(
            right=lambda w, x, y: len(x) / 3 * _whole(w, x, y)
        ),
        "right: that is what the text prints; what does the square give?": _trial(right=_half),
        "right: take the mean over the houses; yours is the sum": _trial(
            right=lambda w, x, y: len(x) * _whole(w, x, y)
        ),
        "right: sign: prediction minus price, as in (2.1)": _trial(right=lambda *c: -_whole(*c)),
        "right: that is the loss": _trial(right=_loss),
        "right: the size is missing: each house counts times x": _trial(
            right=lambda w, x, y: 2 * np.mean(w * x - y)
        ),
        "measured: that is the loss; take its change, from w - h to w + h, and divide": _trial(
            measured=_loss
        ),
        "measured: from w - h to w + h it is 2h, not h": _trial(
            measured=lambda *c: 2 * _measured(*c)
        ),
        "measured: / 2 * h multiplies by h; write / (2 * h)": _trial(
            measured=lambda *c: 1e-6 * _measured(*c)
        ),
        "measured: put a bracket around the difference of the two losses": _trial(
            measured=lambda w, x, y: _loss(w + 1e-3, x, y) - _loss(w - 1e-3, x, y) / 2e-3
        ),
        "measured: that is the change of the loss; divide it by 2h": _trial(
            measured=lambda *c: 2e-3 * _measured(*c)
        ),
        "measured: sign: the loss at w + h minus the loss at w - h": _trial(
            measured=lambda *c: -_measured(*c)
        ),
        "measured: you step to the left only; (0.2) steps to both sides": _trial(
            measured=lambda w, x, y: (_loss(w, x, y) - _loss(w - 1e-3, x, y)) / 1e-3
        ),
        "measured: you step to one side only; (0.2) steps to both": _trial(
            measured=lambda w, x, y: (_loss(w + 1e-3, x, y) - _loss(w, x, y)) / 1e-3
        ),
    },
)

# ---- exercise: the rule of the metric


def _rule(Y, P):
    return np.mean(np.argmax(P, axis=1) == np.argmax(Y, axis=1))


def _share_without(axis):
    return lambda Y, P: np.mean(np.argmax(P, axis=axis) == np.argmax(Y, axis=axis))


class MetricCheck(FunctionCheck):
    """A FunctionCheck that asks for one number."""

    def _kinship(self, results, expected):
        for result in map(as_array, results):
            if result is not None and not is_words(result) and result.ndim:
                return (
                    f"one number is wanted; yours has shape {result.shape}: "
                    "take the mean, np.mean(...), of the whole comparison"
                )
        return super()._kinship(results, expected)


check_metric = MetricCheck(
    right=_rule,
    cases=[
        (
            np.eye(3)[[0, 1, 2, 2, 1]],
            np.array(
                [[1.0, 1e-20, 1e-20], [0.4, 0.35, 0.25], [0.1, 0.3, 0.6], [0.2, 0.7, 0.1],
                 [0.3, 0.4, 0.3]]
            ),
        ),
        (
            np.eye(4)[[3, 0, 2, 1, 0, 1, 3]],
            np.array(
                [[0.1, 0.2, 0.3, 0.4], [0.3, 0.4, 0.2, 0.1], [0.2, 0.2, 0.5, 0.1],
                 [0.1, 0.6, 0.2, 0.1], [0.4, 0.3, 0.2, 0.1], [0.1, 0.3, 0.5, 0.1],
                 [0.3, 0.25, 0.1, 0.35]]
            ),
        ),
    ],
    mistakes={
        "that looks down the columns, flower by flower for each species; axis=1 is along a row": (
            _share_without(0)
        ),
        "without axis, argmax looks at the whole table at once, and not row by row": (
            _share_without(None)
        ),
        "that is the count; divide it by the number of flowers": lambda Y, P: np.sum(
            np.argmax(P, axis=1) == np.argmax(Y, axis=1)
        ),
        "that is in per cent; a share lies between 0 and 1": lambda Y, P: 100 * _rule(Y, P),
        "divide by the number of flowers, len(Y), and not by the number of entries": (
            lambda Y, P: len(Y) * _rule(Y, P) / Y.size
        ),
        "that is the share of wrong answers": lambda Y, P: 1 - _rule(Y, P),
        "that compares the largest numbers themselves; argmax says where they stand": (
            lambda Y, P: np.mean(P.max(axis=1) == Y.max(axis=1))
        ),
        "that compares every entry; a row is right if its largest entry is in the right place": (
            lambda Y, P: np.mean(Y == P)
        ),
        "that rounds the probabilities; the largest of a row may be below one half": (
            lambda Y, P: np.mean(np.all(np.round(P) == Y, axis=1))
        ),
        "that is the mean probability of the true species; count rows": lambda Y, P: np.mean(
            np.sum(Y * P, axis=1)
        ),
        "divide by the number of flowers that are handed in, len(Y), not by 30": (
            lambda Y, P: len(Y) * _rule(Y, P) / 30
        ),
    },
)  # fmt: skip

progress = Progress(
    "every_claim",
    exercises={"the missing 2": check_trial, "the rule of the metric": check_metric},
    turns={
        "find three claims": check_search,
        "which depend on a word?": check_words,
        "three verdicts": check_steps,
        "four lines of TensorFlow": check_lines,
    },
)
