"""The checks of notebook 7: a relative error, where to check, and four colleagues' bugs."""

import numpy as np

from helpers.activations import softmax, tanh_grad
from helpers.exercises.checking import FunctionCheck, Progress, ValueCheck


def _case(shape, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=shape), 3 * rng.normal(size=shape)


def _quotient(top, bottom):
    return top / bottom if bottom else 0.0


def _right(a, b):
    return _quotient(np.abs(a - b).max(), max(np.abs(a).max(), np.abs(b).max()))


def _entry_by_entry(a, b):
    scale = np.maximum(np.abs(a), np.abs(b))
    return (np.abs(a - b) / np.where(scale, scale, 1)).max()


check_relative_error = FunctionCheck(
    right=_right,
    mistakes={
        "that is the absolute error: divide it by the size of the gradients": lambda a, b: np.abs(
            a - b
        ).max(),
        "you divide entry by entry, so one entry near 0 decides; first the maxima": _entry_by_entry,
        "you divide by b alone: the error should be the same for (a, b) and (b, a)": lambda a, b: (
            _quotient(np.abs(a - b).max(), np.abs(b).max())
        ),
        "you divide by a alone: the error should be the same for (a, b) and (b, a)": lambda a, b: (
            _quotient(np.abs(a - b).max(), np.abs(a).max())
        ),
        "a mean lets one wrong entry hide among many right ones": lambda a, b: _quotient(
            np.abs(a - b).mean(), max(np.abs(a).mean(), np.abs(b).mean())
        ),
        "a difference may be negative: which one is the largest": lambda a, b: _quotient(
            (a - b).max(), max(np.abs(a).max(), np.abs(b).max())
        ),
        "a constant answer: it does not depend on the two gradients": lambda a, b: 0.0,
        "you divide by the sum of the two sizes, not by the larger one": lambda a, b: _quotient(
            np.abs(a - b).max(), np.abs(a).max() + np.abs(b).max()
        ),
    },
    cases=[_case((2,), seed=3), _case((4, 3), seed=1), (np.zeros(2), np.zeros(2))],
)

check_places = ValueCheck(
    right=["bottom", "random"],
    mistakes={
        "one more catches it: is the bias 0 where the training ended": ["random"],
        "one more catches it: where are all numbers different from 0": ["bottom"],
        "at the start b1 is 0, and then the two slopes agree": ["bottom", "start", "random"],
        "with W2 = 0, what is the gradient of the hidden layer": ["bottom", "zeros", "random"],
        "at the start b1 is 0; and look at the bottom again": ["start", "random"],
        "right, but keep the order of the list": ["random", "bottom"],
        "two of the four places make the two slopes agree, or hide them": [
            "bottom",
            "zeros",
            "start",
            "random",
        ],
    },
)

check_diagnoses = ValueCheck(
    right=[3, 1, 4, 2],
    mistakes={
        "B: a flipped sign gives an error of 2": [3, 5, 4, 2],
        "B: without 1/m the error is 1 - 1/5, by (7.2)": [3, 6, 4, 2],
        "A and C: a wrong slope of tanh cannot touch W2, it comes after it": [4, 1, 3, 2],
        "D: only the biases are wrong there": [3, 1, 4, 6],
        "D: a factor common to all blocks would show in all of them": [3, 1, 4, 1],
    },
)


def colleague(name, net, X, Y):
    """The gradient that colleague "A", "B", "C" or "D" computes for a tanh network of two layers.

    Each has one bug, and this function's source tells which.
    """
    Z1 = X @ net.W[0] + net.b[0]
    A1 = np.tanh(Z1)
    dZ2 = (softmax(A1 @ net.W[1] + net.b[1]) - Y) / len(X)
    dZ1 = dZ2 @ net.W[1].T * (1 if name == "A" else tanh_grad(Z1))
    dW1, db1 = X.T @ dZ1, dZ1.sum(axis=0)
    dW2, db2 = (Z1 if name == "C" else A1).T @ dZ2, dZ2.sum(axis=0)
    if name == "D":
        db1, db2 = dZ1.mean(axis=0), dZ2.mean(axis=0)
    return (2 if name == "B" else 1) * np.concatenate([dW1.ravel(), db1, dW2.ravel(), db2])


progress = Progress(
    "gradient_check",
    {
        'one number for "how wrong"': check_relative_error,
        "where would you look?": check_places,
        "four colleagues, four bugs": check_diagnoses,
    },
)
