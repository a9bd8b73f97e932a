"""The checks of side path 2b: slopes along predictions, and along the weights of two outputs."""

import numpy as np

from helpers.exercises.checking import Progress, ValueCheck
from helpers.exercises.the_bowl import ShapedCheck


def _outputs(m, K, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, K)), rng.normal(size=(m, K))


check_mse_grad = ShapedCheck(
    right=lambda prediction, target: 2 * (prediction - target) / len(target),
    mistakes={
        "sign flipped: the residual is prediction minus target": lambda prediction, target: (
            2 * (target - prediction) / len(target)
        ),
        "the 2 of the square is missing": lambda prediction, target: (
            (prediction - target) / len(target)
        ),
        "the 1/m is missing": lambda prediction, target: 2 * (prediction - target),
        "the 2 and the 1/m are both missing": lambda prediction, target: prediction - target,
        "you divide by all entries; the loss is a mean over the houses only": (
            lambda prediction, target: 2 * (prediction - target) / target.size
        ),
        "you divide by the number of outputs; the mean is over the houses": (
            lambda prediction, target: 2 * (prediction - target) / target.shape[1]
        ),
        "there are not always 3 houses; divide by the number of rows": lambda prediction, target: (
            2 * (prediction - target) / 3
        ),
        "you added over the outputs; each prediction has a slope of its own": (
            lambda prediction, target: 2 * (prediction - target).sum(axis=1) / len(target)
        ),
        "you added over the houses; each prediction has a slope of its own": (
            lambda prediction, target: 2 * (prediction - target).sum(axis=0) / len(target)
        ),
        "the square is still there: the slope of a square is not a square": (
            lambda prediction, target: 2 * (prediction - target) ** 2 / len(target)
        ),
        "that is the loss, not its slopes": lambda prediction, target: (
            np.sum((prediction - target) ** 2) / len(target)
        ),
    },
    cases=[_outputs(5, 3, seed=1), _outputs(4, 2, seed=2)],
    shapes="prediction and target have the same shape (m, K), and so have the slopes",
)

check_changes = ValueCheck(
    right=[0, 0, 4, 2],
    mistakes={
        "the predicted prices do not rise with the bias of the rent": [4, 2, 4, 2],
        "those are the changes when the bias of the price rises": [4, 2, 0, 0],
        "those are the changes when the weight of the price rises": [28 / 3, 4, 0, 0],
        "those are the changes when the weight of the rent rises": [0, 0, 28 / 3, 4],
        "the weight of an output comes before its bias": [0, 0, 2, 4],
        "first both slopes of the price, then both of the rent": [0, 4, 0, 2],
        "twice as much: the square brings a 2, and there is no mean over the outputs": [0, 0, 2, 1],
        "the 1/m is missing: there are 3 houses": [0, 0, 12, 6],
        "those are the sums alone; multiply them by 2/m, with m = 3 houses": [0, 0, 6, 3],
        "the bias of the rent moves the predicted rents, and so the slope along its weight": (
            [0, 0, 0, 2]
        ),
        "look at the sign: the residuals of the rent rise": [0, 0, -4, -2],
    },
)

progress = Progress(
    "several_outputs",
    turns={
        "the slope along every prediction": check_mse_grad,
        "the bias of the rent": check_changes,
    },
)
