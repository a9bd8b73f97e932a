"""The checks of side path 10c: a rule that chooses a rate, a drop of ink, images that one of two
models alone has right; then an honest choice, and six coins.
"""

import numpy as np

from helpers.exercises.checking import Progress, ValueCheck
from helpers.exercises.comparing import as_array
from helpers.exercises.layers import LayerCheck
from helpers.exercises.many_networks import TwoNumbersCheck

# ---- a rule for a rate


class CheckOfArrays(LayerCheck):
    """A LayerCheck for arrays of the check, with words for what goes wrong with their axes."""

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if not fault:
            return result, None
        if "boolean subtract" in fault:
            fault = "True and False can't be subtracted; & means and, ~ means not"
        elif "look at one number" in fault:
            fault = (
                "and, or, not, if look at one number; for whole arrays write & for and, ~ for not"
            )
        elif "cannot reshape" in fault:
            fault = "the numbers do not fill that table: reshape(-1, seeds) has a row for each rate"
        elif "AxisError" in fault or "tuple index out of range" in fault:
            fault = f"an axis that is not there; {self.shapes['']}"
        return result, fault

    def _at(self, case):
        return "in a case of the check"

    def _first_difference(self, results, expected):
        for a, b in zip(map(as_array, results), map(np.asarray, expected)):
            if a is not None and b.ndim == 0 and a.ndim:
                return f"one number is wanted; yours is an array of shape {a.shape}"
        return super()._first_difference(results, expected)

    def _unknown(self, name):
        told = " and ".join(self._names())
        return f"there is no {name} in your function: it has {told}, and what its lines define"


def _losses(rates, seeds, seed):
    rng = np.random.default_rng(seed)
    return 0.4 + rng.normal(size=(rates, 1)) / 30 + rng.random((rates, seeds))


def _rule(valid_loss, seeds, add=np.mean, axis=1, choose=np.argmin):
    return choose(add(valid_loss.reshape(-1, seeds), axis=axis))


def _wrong_rule(**changed):
    return lambda valid_loss, seeds: _rule(valid_loss, seeds, **changed)


check_rule = CheckOfArrays(
    right=lambda valid_loss, seeds: _rule(valid_loss, seeds),
    mistakes={
        "that is the number of a network; a rate is wanted, so average over its seeds": (
            lambda valid_loss, seeds: valid_loss.argmin()
        ),
        "that is the rate of the luckiest seed; average over the seeds": _wrong_rule(add=np.min),
        "that is the rate with the largest mean loss": _wrong_rule(choose=np.argmax),
        "the mean runs over the rates; each row of the table is a rate, so axis=1": _wrong_rule(
            axis=0
        ),
        "the rate is judged by its worst seed; average over the seeds": _wrong_rule(add=np.max),
        "that is the smallest mean loss; its place is wanted: argmin": _wrong_rule(choose=np.min),
        "the mean losses of all rates; the place of the smallest is wanted: argmin": _wrong_rule(
            choose=lambda means: means
        ),
        "always rate 0; has means a number for each rate? .mean(axis=1) makes one for each row": (
            lambda valid_loss, seeds: 0
        ),
        "rows and columns are changed over: reshape(-1, seeds) has a row for each rate": (
            lambda valid_loss, seeds: valid_loss.reshape(seeds, -1).mean(axis=1).argmin()
        ),
        "a column for each rate came out of reshape; network 16 a + b has rate a, so a row": (
            lambda valid_loss, seeds: valid_loss.reshape(seeds, -1).mean(axis=0).argmin()
        ),
    },
    cases=[
        (_losses(13, 4, 112).ravel(), 4),
        (_losses(11, 6, 212).ravel(), 6),
        (_losses(17, 5, 312).ravel(), 5),
    ],
    blanks=3,
    shapes={"": "table has a row for each rate and a column for each seed"},
)

# ---- a drop of ink

check_ink = TwoNumbersCheck(
    right=[0.0995, 90.35],
    rtol=7e-4,
    mistakes={
        "the first number: that is the variance; the deviation is its root": [0.0099, 908.1],
        "the first number: that is the mean": [0.01, 899],
        "the second number: 9 divided by the deviation; first subtract the mean": [0.0995, 90.45],
        "the second number: divided by the mean; divide by the deviation": [0.0995, 899],
        "in the other order": [90.35, 0.0995],
    },
    first={
        "0.1 is a little too large: either the mean, 0.01, was not subtracted before the square, "
        "or 99 stands where 100 belongs": 0.1,
        "that is the mean": 0.01,
        "that is the variance; the deviation is its root": 0.0099,
    },
    second={
        "9 divided by the deviation; first subtract the mean": 9 / 0.0994987,
        "close: the deviation is a little less than 0.1; take more digits": 89.9,
        "divided by the variance; take its root": 8.99 / 0.0099,
        "that many are between 9 and the mean; divide by the deviation": 8.99,
        "divided by the mean; divide by the deviation": 899,
        "9 divided by the mean; it is 9 minus the mean, divided by the deviation": 900,
        "close: subtract the mean, and take more digits of the deviation": 90,
    },
)

# ---- one alone is right


def _answers(m, seed):
    rng = np.random.default_rng(seed)
    return rng.random(m) < 0.6, rng.random(m) < 0.45


def _alone(ours, theirs):
    return np.sum(ours & ~theirs), np.sum(theirs & ~ours)


check_alone = CheckOfArrays(
    right=lambda ours, theirs: _alone(ours, theirs),
    mistakes={
        "all right answers of each; count those where the other is wrong": lambda ours, theirs: (
            ours.sum(),
            theirs.sum(),
        ),
        "all images where they differ; tell the two kinds apart": lambda ours, theirs: (
            np.sum(ours != theirs),
            np.sum(ours != theirs),
        ),
        "the difference of the totals; count the images where one alone is right": (
            lambda ours, theirs: (ours.sum() - theirs.sum(), theirs.sum() - ours.sum())
        ),
        "len counts True and False alike; .sum() counts the True": lambda ours, theirs: (
            len(ours),
            len(theirs),
        ),
        "the same count twice; change ours and theirs over": lambda ours, theirs: (
            _alone(ours, theirs)[0],
            _alone(ours, theirs)[0],
        ),
        "those where both are right": lambda ours, theirs: (
            np.sum(ours & theirs),
            np.sum(ours & theirs),
        ),
        "shares; counts are wanted": lambda ours, theirs: (
            np.mean(ours & ~theirs),
            np.mean(theirs & ~ours),
        ),
        "those where one at least is right; `|` means or, & means and": lambda ours, theirs: (
            np.sum(ours | ~theirs),
            np.sum(theirs | ~ours),
        ),
        "True and False for each image; count them: .sum()": lambda ours, theirs: (
            ours & ~theirs,
            theirs & ~ours,
        ),
        "the wrong answers of each; count those where one alone is right": lambda ours, theirs: (
            np.sum(~ours),
            np.sum(~theirs),
        ),
    },
    cases=[_answers(40, 1), _answers(53, 2)],
    parts=("ours_alone", "theirs_alone"),
    returns="ours_alone, theirs_alone",
    blanks=2,
    shapes={"": "ours and theirs have one entry, True or False, for each image"},
)

# ---- exercises

check_honest_choice = TwoNumbersCheck(
    right=[0.01, 27.5],
    mistakes={
        "the right rate; but its validation score was the reason to choose it": [0.01, 28.5],
        "the right rate; report all seeds, not the best": [0.01, 28],
        "that rate was chosen on the test part, or by one run; average the validation runs": [
            0.1,
            28.25,
        ],
        "chosen by one run, and reported by it; average over seeds, and ask the test part": [
            0.1,
            30,
        ],
        "chosen on the training part, which the largest rate learned by heart": [1, 26],
        "in the other order: first the rate": [27.5, 0.01],
    },
    first={
        "best on the test part, or by one run; average the validation scores": 0.1,
        "that has the smallest training loss; which part chooses?": 1,
        "the validation means are 25, 28.5, 27.75 and 26": 0.001,
    },
    second={
        "its validation score was the reason to choose it; which part reports?": 28.5,
        "report all seeds, not the best": 28,
        "that is the worst seed; report all of them": 27,
        "as a number of right answers, not as a share": 27.5 / 30,
    },
)


class CoinsCheck(ValueCheck):
    """A ValueCheck that asks for one number."""

    def _wrong_kind(self, answer):
        array = as_array(answer)
        if array is None or array.ndim or array.dtype.kind not in "iuf":
            return "one number is wanted, a share between 0 and 1"
        return None


check_six_coins = CoinsCheck(
    right=14 / 64,
    rtol=0.01,
    mistakes={
        "one side alone; five to one the other way is as far": 7 / 64,
        "six alike are farther, so they count, too": 12 / 64,
        "only six alike; five to one is as far as what was measured": 2 / 64,
        "one side alone, and without six alike": 6 / 64,
        "that is how many; divide by the number of ways to fall": 14,
        "that is the share of the others": 50 / 64,
        "as a share, not in percent": 21.875,
        "six coins fall in 2 times 2 times 2 times 2 times 2 times 2 ways": 14 / 36,
        "the coin that is turned can be any of six": 4 / 64,
    },
)

progress = Progress(
    "digits",
    exercises={"choose honestly": check_honest_choice, "six coins": check_six_coins},
    turns={
        "a rule": check_rule,
        "a drop of ink": check_ink,
        "one alone is right": check_alone,
    },
)
