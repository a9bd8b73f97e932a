"""The checks of side path 10a: what two splits share, a correlation, what fifty splits are worth,
and a margin; then 5,000 splits, and two flowers that are twins.
"""

import numpy as np

from helpers.exercises.checking import Progress
from helpers.exercises.comparing import as_array, same
from helpers.exercises.noise import OneNumberCheck
from helpers.exercises.one_run_is_luck import TableCheck, TwoNumbersCheck

# ---- what two splits share


class SharedCheck(TwoNumbersCheck):
    """A TwoNumbersCheck with a hint where no mistake is known, and for simulated numbers."""

    def _wrong_value(self, answer):
        if same(answer, self.right, 0.02):
            return "close to it; the exact averages are wanted, not those of a simulation"
        fault = super()._wrong_value(answer)
        if not fault.endswith("is not it"):
            return fault
        test = fault.startswith("the first")
        what = "tests 30" if test else "trains on 120"
        return f"{fault}; split 2 {what} of 150 flowers, whatever split 1 did with them"


check_shared = SharedCheck(
    right=[6, 96],
    mistakes={
        "in the other order: test flowers first": [96, 6],
        "those are the shares; how many flowers are they?": [0.2, 0.8],
        "those are all flowers of a part; the second split deals anew": [30, 120],
        "those are the fewest and the most that are possible": [0, 120],
        "those are the ones that are not in the same part again": [24, 24],
    },
    first={
        "that is 150 over 30; which share of the 30 is tested again?": 5,
        "those are all test flowers; the second split deals anew": 30,
        "that is the fewest possible; on average it is more": 0,
        "those are the ones that are not tested again": 24,
        "that is the share; how many flowers of the 30 is that?": 0.2,
        "the share was taken twice; once, of the 30 flowers": 1.2,
        "the share is 30 of all 150, not of the 120": 7.5,
    },
    second={
        "that is the fewest possible; on average it is more": 90,
        "those are all training flowers; the second split deals anew": 120,
        "those are the ones that are not trained on again": 24,
        "that is the share; how many flowers of the 120 is that?": 0.8,
        "split 2 leaves out 30 flowers of its own, and some of them are others": 114,
        "the share was taken twice; once, of the 120 flowers": 76.8,
        "that is four fifths of 100; the training part has 120": 80,
        "that is a share of 100; how many flowers of the 120 is it?": 64,
    },
)

# ---- correlation


class CorrelationCheck(TableCheck):
    """A TableCheck that knows the table that NumPy's own function returns."""

    def _first_difference(self, results, expected):
        arrays = [as_array(result) for result in results]
        if all(array is not None and array.shape == (2, 2) for array in arrays):
            return "np.corrcoef returns a table of four; the correlation is its entry [0, 1]"
        return super()._first_difference(results, expected)


def _correlation(first, second):
    one, two = first - first.mean(), second - second.mean()
    return np.mean(one * two) / (first.std() * second.std())


def _deviations(first, second):
    return first - first.mean(), second - second.mean()


def _covariance(first, second):
    one, two = _deviations(first, second)
    return np.mean(one * two)


check_correlation = CorrelationCheck(
    right=_correlation,
    mistakes={
        "that is the covariance; divide it by both standard deviations": _covariance,
        "divided by the variance of the first alone; the second may spread otherwise": (
            lambda first, second: _covariance(first, second) / first.var()
        ),
        "divided by the variance of the second alone; the first may spread otherwise": (
            lambda first, second: _covariance(first, second) / second.var()
        ),
        "divided by the two variances; .std takes the root, .var does not": (
            lambda first, second: _covariance(first, second) / (first.var() * second.var())
        ),
        "divided by one standard deviation; both are wanted": (
            lambda first, second: _covariance(first, second) / first.std()
        ),
        "divided by one standard deviation only; both are wanted": (
            lambda first, second: _covariance(first, second) / second.std()
        ),
        "the means are not subtracted: products of deviations are wanted, not of scores": (
            lambda first, second: np.mean(first * second) / (first.std() * second.std())
        ),
        "the products are added up; take their mean": (
            lambda first, second: (
                len(first) * _covariance(first, second) / (first.std() * second.std())
            )
        ),
        "a product of means: multiply the deviations first, then take the mean": (
            lambda first, second: first.mean() * second.mean() / (first.std() * second.std())
        ),
        "the mean of a deviation is 0; multiply first, then take the mean": (
            lambda first, second: 0.0
        ),
        "divided by the sum of the standard deviations; it is their product": (
            lambda first, second: _covariance(first, second) / (first.std() + second.std())
        ),
        "brackets: divide by the product of both standard deviations": (
            lambda first, second: _covariance(first, second) / first.std() * second.std()
        ),
        "brackets: divide by the product of both, second.std() first": (
            lambda first, second: _covariance(first, second) / second.std() * first.std()
        ),
        "here .std() as it is; ddof=1 divides by another number than .mean() does": (
            lambda first, second: (
                _covariance(first, second) / (first.std(ddof=1) * second.std(ddof=1))
            )
        ),
        "the root of their product is too much: .std has taken the root already": (
            lambda first, second: _covariance(first, second) / np.sqrt(first.std() * second.std())
        ),
        "subtract from each row its own mean; 1 is that of the coins": (
            lambda first, second: np.mean((first - 1) * (second - 1)) / (first.std() * second.std())
        ),
        "the mean of the products divides by their number, not by one less": (
            lambda first, second: _correlation(first, second) * len(first) / (len(first) - 1)
        ),
        "a deviation keeps its sign": lambda first, second: (
            np.mean(np.abs(np.multiply(*_deviations(first, second)))) / (first.std() * second.std())
        ),
        "the deviations are multiplied as they are, not squared": lambda first, second: (
            np.mean(np.multiply(*_deviations(first, second)) ** 2) / (first.std() * second.std())
        ),
        "that is its square": lambda first, second: _correlation(first, second) ** 2,
        "without its sign: numbers that move against each other have one below 0": (
            lambda first, second: abs(_correlation(first, second))
        ),
        "always below 0; numbers that move together have a correlation above 0": (
            lambda first, second: -abs(_correlation(first, second))
        ),
    },
    cases=[
        (
            np.array([1.0, 2.0, 2.0, 3.0, 1.0, 2.0, 2.0, 3.0]),
            np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]),
        ),
        (np.array([1.0, 5.0, 2.0, 4.0, 8.0]), np.array([7.0, 4.0, 6.0, 5.0, 1.0])),
        (np.array([2.0, 1.0, 4.0, 7.0]), np.array([1.0, 3.0, 2.0, 9.0])),
    ],
    blanks=3,
    shapes={"": "first and second are rows with as many entries each"},
    where="with two rows of the check",
)

# ---- what fifty splits are worth

_FACTOR = 1 / 50 + (1 - 1 / 50) / 5


class FlowersCheck(OneNumberCheck):
    """A OneNumberCheck for what fifty splits are worth, which says what cannot be."""

    def _wrong_value(self, answer):
        number = as_array(answer)
        if number.dtype.kind not in "iuf" or number.ndim:
            return super()._wrong_value(answer)
        if abs(number - self.right) < 2:
            return "close to it; to the next whole flower, please"
        if number > 150:
            return f"{number:g} is not it; you have no more than 150 flowers: {self.hint}"
        if 1 < number < 30:
            return f"{number:g} is not it; a single split is worth 30 already: {self.hint}"
        return super()._wrong_value(answer)


check_worth = FlowersCheck(
    right=30 / _FACTOR,
    rtol=5e-3,
    mistakes={
        "that would be right if no two splits shared a flower": 1500,
        "that is what endlessly many splits are worth; fifty are worth a little less": 150,
        "that is what a single split is worth": 30,
        "30 times the bracket; divide 30 by it": 30 * _FACTOR,
        "that is the bracket; at which n is v/n the same as v/30 times it?": _FACTOR,
        "that is 1 over the bracket; sigma^2 is v/30": 1 / _FACTOR,
        "without the factor 1 - 1/50 before the correlation": 30 / (1 / 50 + 1 / 5),
        "with 1/4 in place of the correlation, which is 1/5": 30 / (1 / 50 + (1 - 1 / 50) / 4),
        "with 1/4 added to 1/50; the bracket of (D10a.2) has (1 - 1/50) times 1/5": (
            30 / (1 / 50 + 1 / 4)
        ),
        "with four fifths, which the training parts share; the test parts share a fifth": (
            30 / (1 / 50 + (1 - 1 / 50) * 4 / 5)
        ),
        "that is the number of splits; how many flowers are they worth?": 50,
        "that is 50 times 150; the 150 flowers are the same each time": 7500,
        "that is a training part; for which n are the two variances equal?": 120,
        "with 150 in place of 30; a split tests 30 flowers": 150 / _FACTOR,
    },
    hint="set v/n equal to v/30 times the bracket of (D10a.2), with 50 splits and 1/5",
)

# ---- a margin


def _margin(extra=lambda test, train: test / train, ddof=1, factor=2, one=1):
    """A function that computes a margin, or with a mistake."""
    return lambda accuracies, test, train: (
        factor * accuracies.std(ddof=ddof) * np.sqrt(one / len(accuracies) + extra(test, train))
    )


def _of_bracket(accuracies, rho):
    J = len(accuracies)
    return 2 * accuracies.std(ddof=1) * np.sqrt(1 / J + (1 - 1 / J) * rho)


class MarginCheck(TableCheck):
    """A TableCheck that says what has no length."""

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if fault and "has no len()" in fault:
            fault = "test and train are numbers of flowers; len is for the row accuracies"
        return result, fault


STUDENT = {7: 2.446912, 3: 4.302653}  # the factors for the cases below

check_margin = MarginCheck(
    right=lambda accuracies, test, train: _margin()(accuracies, test, train),
    mistakes={
        "that is the usual margin: test / train is not added": _margin(lambda test, train: 0),
        "divided by J: S is .std(ddof=1), which divides by J - 1": _margin(ddof=0),
        "the factor 2 is missing": _margin(factor=1),
        "the correlation itself is added; it enters as rho/(1 - rho), which is test / train": (
            _margin(lambda test, train: test / (test + train))
        ),
        "upside down: it is test / train": _margin(lambda test, train: train / test),
        "1/J is missing": _margin(one=0),
        "the root is missing": lambda accuracies, test, train: (
            2 * accuracies.std(ddof=1) * (1 / len(accuracies) + test / train)
        ),
        "before the root stands S, not S^2: .std(ddof=1) gives S": (
            lambda accuracies, test, train: (
                2 * accuracies.var(ddof=1) * np.sqrt(1 / len(accuracies) + test / train)
            )
        ),
        "that is the variance; the margin is twice its root": (
            lambda accuracies, test, train: (
                accuracies.var(ddof=1) * (1 / len(accuracies) + test / train)
            )
        ),
        "the number of splits is len(accuracies); it need not be 50": (
            lambda accuracies, test, train: (
                2 * accuracies.std(ddof=1) * np.sqrt(1 / 50 + test / train)
            )
        ),
        "the root reaches too short: it covers 1/J and test / train": (
            lambda accuracies, test, train: (
                2 * accuracies.std(ddof=1) * (np.sqrt(1 / len(accuracies)) + test / train)
            )
        ),
        "the root was taken of each; take it of their sum": (
            lambda accuracies, test, train: (
                2 * accuracies.std(ddof=1) * (np.sqrt(1 / len(accuracies)) + np.sqrt(test / train))
            )
        ),
        "30 and 120 are those of Iris; use test and train": _margin(lambda test, train: 30 / 120),
        "the root also covers S; only S^2 may stand below it": lambda accuracies, test, train: (
            2 * np.sqrt(accuracies.std(ddof=1) * (1 / len(accuracies) + test / train))
        ),
        "that is twice the variance; the margin is twice its root": (
            lambda accuracies, test, train: (
                2 * accuracies.var(ddof=1) * (1 / len(accuracies) + test / train)
            )
        ),
        "the factor 2 slipped below the root": _margin(factor=2**0.5),
        "test / train belongs below the root": lambda accuracies, test, train: (
            2 * accuracies.std(ddof=1) * np.sqrt(1 / len(accuracies)) + test / train
        ),
        "test / train is rho/(1 - rho) already; add it as it is": _margin(
            lambda test, train: (test / train) / (1 - test / train)
        ),
        "twice the root is asked for, and not 1.96 times": _margin(factor=1.96),
        "twice the root is asked for, and not 2.01 times": _margin(factor=2.01),
        "1/J has J below it, and not J - 1; that one is inside S": lambda accuracies, test, train: (
            2 * accuracies.std(ddof=1) * np.sqrt(1 / (len(accuracies) - 1) + test / train)
        ),
        "the margin alone is wanted; the mean is not added to it": (
            lambda accuracies, test, train: accuracies.mean() + _margin()(accuracies, test, train)
        ),
        "1/J has the number of splits below it, len(accuracies), and not the test flowers": (
            lambda accuracies, test, train: (
                2 * accuracies.std(ddof=1) * np.sqrt(1 / test + test / train)
            )
        ),
        "that is the bracket of (D10a.2), for sigma^2; S^2 takes 1/J + test / train": (
            lambda accuracies, test, train: _of_bracket(accuracies, test / (test + train))
        ),
        "that is the bracket of (D10a.2), with test / train; S^2 takes 1/J + test / train": (
            lambda accuracies, test, train: _of_bracket(accuracies, test / train)
        ),
        "that is Student's factor; here twice the root is asked for": (
            lambda accuracies, test, train: (
                STUDENT[len(accuracies)] / 2 * _margin()(accuracies, test, train)
            )
        ),
        "both sides together; the margin is one of them": _margin(factor=4),
    },
    cases=[
        (np.array([0.9, 0.8, 0.95, 1.0, 0.85, 0.9, 0.7]), 20, 80),
        (np.array([0.7, 0.6, 0.9]), 10, 30),
    ],
    blanks=2,
    shapes={"": "accuracies is a row; test and train are single numbers"},
    where="with the accuracies of the check",
)

# ---- exercises

check_narrower = OneNumberCheck(
    right=np.sqrt((1 / 5000 + 1 / 4) / (1 / 50 + 1 / 4)),
    rtol=4e-3,
    mistakes={
        "a little does change: 1/50 becomes 1/5000": 1,
        "that is too small, or rounded too far; take the root of 1/J + 1/4 for both, and divide": (
            0.9
        ),
        "that is how much the usual margin shrinks": 0.1,
        "those are the squares; a margin is as their root": ((1 / 5000 + 1 / 4) / (1 / 50 + 1 / 4)),
        "the other way round: the new margin over the old one": (
            np.sqrt((1 / 50 + 1 / 4) / (1 / 5000 + 1 / 4))
        ),
        "with rho = 1/5; it enters as rho/(1 - rho) = 1/4": (
            np.sqrt((1 / 5000 + 1 / 5) / (1 / 50 + 1 / 5))
        ),
        "that is the root for 5,000 splits alone; divide by that for fifty": (
            np.sqrt(1 / 5000 + 1 / 4)
        ),
        "that is how much it shrinks; by what is the old margin multiplied?": (
            1 - np.sqrt((1 / 5000 + 1 / 4) / (1 / 50 + 1 / 4))
        ),
    },
    hint="take the root of 1/J + 1/4 for both numbers of splits, and divide",
)


class ShareOfSplitsCheck(OneNumberCheck):
    """A OneNumberCheck for a share: what is above 1 may be meant in percent."""

    def _wrong_value(self, answer):
        number = as_array(answer)
        if number.dtype.kind in "iuf" and abs(number / 100 - self.right) < 0.006:
            return "as a share between 0 and 1, not in percent"
        return super()._wrong_value(answer)


check_twins = ShareOfSplitsCheck(
    right=2 * 30 * 120 / (150 * 149),
    mistakes={
        "three digits, please: with 150 places for the second twin, or 149?": 0.32,
        "that is one of the two ways; the twins may also change their parts": (
            30 * 120 / (150 * 149)
        ),
        "one of the two ways only, and two digits; three, please": 0.16,
        "three digits, please; and 101 and 142 can be dealt apart in two ways": 0.3,
        "that is the chance that they are in one part together, in two digits": 0.68,
        "that is the chance that both are tested": 30 * 29 / (150 * 149),
        "that is the chance that both are trained on": 120 * 119 / (150 * 149),
        "that is the chance that they are in one part together": (1 - 2 * 30 * 120 / (150 * 149)),
        "that is the chance that flower 101 is tested; its twin must then be trained on": 0.2,
        "that deals each species by itself; here all 150 flowers are dealt together": (
            2 * 10 * 40 / (50 * 49)
        ),
    },
    hint="101 is tested in 30 of 150 cases; and its twin is then one of the 149 others",
    rtol=1.5e-3,
)

progress = Progress(
    "overlapping_splits",
    exercises={"a hundred times as many": check_narrower, "twins apart": check_twins},
    turns={
        "what two splits share": check_shared,
        "correlation": check_correlation,
        "what fifty splits are worth": check_worth,
        "an honest margin": check_margin,
    },
)
