"""The checks of notebook 0: a first step, one agreement, four tests."""

import numpy as np

from helpers.exercises.checking import Check, Progress, ValueCheck
from helpers.exercises.comparing import shown

_X, _Y = np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 4.0])

# At w = 3 with learning rate 0.01: w - 0.01 (28 w - 34) / 3.
check_next_weight = ValueCheck(
    right=3 - 0.01 * 50 / 3,
    rtol=2e-3,  # two decimals are enough
    mistakes={
        "you went uphill: the update subtracts the slope": 3 + 0.01 * 50 / 3,
        "that is the step of the article's formula": 3 - 0.01 * 15,
        "that is the slope itself; the update takes 0.01 of it": 50 / 3,
        "that is the step; where does it lead from 3": -0.01 * 50 / 3,
        "the slope is the mean over the three houses: divide by m": 3 - 0.01 * 50,
    },
)

check_tests_that_catch = ValueCheck(
    right=["number"],
    mistakes={
        "it does change its sign, as a slope must": ["sign", "number"],
        "at the bottom, the mean of residual times input is 0": ["bottom", "number"],
        "residual times input has the unit of a slope": ["scale", "number"],
        "none of these three depends on a constant factor": ["sign", "bottom", "scale", "number"],
        "one does: compare its value with a measured slope": [],
    },
)


class _AgreementCheck(Check):
    """For a weight at which the article's formula and the slope agree: there are two."""

    def find_fault(self, answer):
        """A known mistake, or both values at the answer."""
        try:
            w = float(answer)
        except Exception:  # whatever a learner's object does when it is asked for a number
            w = np.nan
        if not np.isfinite(w):
            return f"expected a number; got {shown(answer)}"
        if min(abs(w - (31 + sign * np.sqrt(191)) / 14) for sign in (-1, 1)) < 5e-3:
            return None
        known = [why for why, value in self.mistakes.items() if abs(w - value) < 5e-3]
        if known:
            return known[0]
        with np.errstate(over="ignore", invalid="ignore"):  # of a w without bounds
            article, slope = np.mean((w * _X - _Y) ** 2), 2 * np.mean((w * _X - _Y) * _X)
        return f"at w = {w:g} the article's formula is {article:.4f} and the slope is {slope:.4f}"


check_agreement = _AgreementCheck(
    right=1.2271,
    mistakes={
        "at the bottom the slope is 0 and the article's formula is 5/42": 17 / 14,
        "at w = 0 one is 7 and the other negative": 0.0,
        "that is half-way between the two crossings: the root is missing": 31 / 14,
        "the quadratic formula divides by twice the first coefficient, 14": 31 - np.sqrt(191),
        "sign: both crossings lie to the right of 0": (-31 + np.sqrt(191)) / 14,
        "under the root stands b^2 - 4 a c; is the 4 there": (62 - np.sqrt(62**2 - 14 * 55)) / 28,
    },
)

progress = Progress(
    "a_wrong_formula",
    {
        "one step": check_next_weight,
        "one agreement proves nothing": check_agreement,
        "a subtler mistake": check_tests_that_catch,
    },
)
