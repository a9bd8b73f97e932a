"""The checks of notebook 13: four verdicts, one border, and a row with its trial."""

import numpy as np

from helpers.exercises.checking import FunctionCheck, Progress, ValueCheck

# Adam computes the gradient; ReLU's slope at 0; every sample twice; a check passed at one point.
check_verdicts = ValueCheck(
    right=["wrong", "right", "wrong", "wrong"],
    mistakes={
        "the first: an optimiser is given the gradient": ["right", "right", "wrong", "wrong"],
        "the second: the slopes from the left and from the right differ": [
            "wrong", "wrong", "wrong", "wrong",
        ],
        "the third: a mean over samples does not notice the copies": [
            "wrong", "right", "right", "wrong",
        ],
        "the third and the fourth: copy the samples of a mean; then see exercise 0.2": [
            "wrong", "right", "right", "right",
        ],
        "the fourth: two different formulas can agree at one point (notebook 0)": [
            "wrong", "right", "wrong", "right",
        ],
    },
)  # fmt: skip

# One step with the right slope on the three houses multiplies w - 17/14 by 1 - 28 eta / 3.
check_border = ValueCheck(
    right=3 / 14,
    mistakes={
        "that step lands on the bottom; a longer one may still end lower than it began": 3 / 28,
        "that is the loss's curvature; a larger one allows smaller steps": 28 / 3,
        "the slope of (14/3) (w - 17/14)^2 has a factor 2": 3 / 7,
        "that is where the factor is 0.9; ask when it is -1": 3 / 280,
        "the factor is then -1/2: the loss still falls": 9 / 56,
    },
)


def _slope(f, w, h=1e-4):
    return (f(w + h) - f(w - h)) / (2 * h)


def _case(w, x, y):
    return w, np.array(x), np.array(y)


def _trial(printed, right, measured):
    """A trial's three numbers, each a function of the loss, w, x and y."""

    def trial(w, x, y):
        def loss(w):
            return np.mean((w * x - y) ** 2)

        return np.array([part(loss, w, x, y) for part in (printed, right, measured)])

    return trial


def _half(loss, w, x, y):
    return np.mean((w * x - y) * x)


def _whole(loss, w, x, y):
    return 2 * np.mean((w * x - y) * x)


def _measured(loss, w, x, y):
    return _slope(loss, w)


check_trial = FunctionCheck(
    right=_trial(_half, _whole, _measured),
    mistakes={
        "printed and right have changed places": _trial(_whole, _half, _measured),
        "nothing was measured: take two losses, and no formula": _trial(_half, _whole, _half),
        "the first number is the article's formula; this claim is another": _trial(
            lambda loss, w, x, y: loss(w), _whole, _measured
        ),
        "sums; the loss is a mean": _trial(
            lambda loss, w, x, y: np.sum((w * x - y) * x),
            lambda loss, w, x, y: 2 * np.sum((w * x - y) * x),
            lambda loss, w, x, y: len(x) * _slope(loss, w),
        ),
        "sign: a residual is prediction minus target": _trial(
            lambda *a: -_half(*a), lambda *a: -_whole(*a), _measured
        ),
        "the measured slope is divided by h; the two losses are 2h apart": _trial(
            _half, _whole, lambda *a: 2 * _measured(*a)
        ),
    },
    cases=[
        _case(2.0, [1.0, 2.0, 3.0], [1.0, 2.0, 4.0]),
        _case(-0.3, [0.7, -1.1, 2.3, 0.4, 1.9], [1.2, 0.4, -0.6, 2.1, 0.9]),
    ],
)

progress = Progress(
    "errata",
    {
        "four new sentences": check_verdicts,
        "how long may a step be?": check_border,
        "add a row and its check": check_trial,
    },
)
