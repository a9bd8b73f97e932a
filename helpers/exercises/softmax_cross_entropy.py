"""The checks of notebook 5: one row, a temperature, a product without its matrix, a wrong axis."""

import numpy as np
import sympy as sp

from helpers.activations import softmax
from helpers.exercises.checking import FormulaCheck, FunctionCheck, Progress, ValueCheck

# Scores log 5, log 4, 0, hence probabilities 0.5, 0.4, 0.1; the third answer is the true one.
_forecast, _error = np.array([0.5, 0.4, 0.1]), np.array([0.5, 0.4, -0.9])

check_one_row = ValueCheck(
    right=[0.5, 0.4, -0.9],
    mistakes={
        "sign flipped: probabilities minus labels": [-0.5, -0.4, 0.9],
        "those are the probabilities; now subtract the label": [0.5, 0.4, 0.1],
        "those are the exponentials; they do not sum to 1 yet": [5, 4, 0],
        "the classes that did not happen have slopes too": [0, 0, -0.9],
        "the loss itself is not asked for": [0, 0, np.log(10)],
        "the score 0 counts as well: e^0 = 1": [5 / 9, 4 / 9, -1],
        "the Jacobian has cancelled; it does not come in again": (
            _forecast * (_error - _forecast @ _error)
        ),
        "no factor p (1 - p) is left; it has cancelled": _forecast * (1 - _forecast) * _error,
        "the third answer is the one that happened": [-0.5, 0.4, 0.1],
    },
)

_p, _y, _T = sp.symbols("p_j y_j T", positive=True)

check_temperature = FormulaCheck(
    right=(_p - _y) / _T,
    mistakes={
        "the inner slope is missing: how fast does z / T move with z?": _p - _y,
        "does z / T move faster than z, or more slowly, if T is large?": _T * (_p - _y),
        "sign flipped: the probability minus the label": (_y - _p) / _T,
        "the label passes through T as well": _p / _T - _y,
        "the probability passes through T as well": _p - _y / _T,
        "T itself does not move; no square arises": (_p - _y) / _T**2,
        "the Jacobian has cancelled; it does not come in again": _p * (1 - _p) * (_p - _y) / _T,
    },
)


def _row(K, seed):
    rng = np.random.default_rng(seed)
    return softmax(rng.normal(size=K)), rng.normal(size=K)


check_softmax_backward = FunctionCheck(
    right=lambda p, u: p * (u - p @ u),
    mistakes={
        "only a score's own probability is counted; the others move too": lambda p, u: (
            p * (1 - p) * u
        ),
        "the part of J off the diagonal is missing": lambda p, u: p * u,
        "the diagonal of J is missing": lambda p, u: -p * (p @ u),
        "sign flipped": lambda p, u: p * (p @ u - u),
        "subtract the mean of u under p, not its plain mean": lambda p, u: p * (u - u.mean()),
        "each u_k counts in the sum by its probability": lambda p, u: p * (u - u.sum()),
        "the factor p_j is missing in the second term": lambda p, u: p * u - p @ u,
        "the factor p in front is missing": lambda p, u: u - p @ u,
        "p - y is for cross-entropy; here u is any slope": lambda p, u: p - u,
        "zeros: the loss would not depend on the scores": lambda p, u: 0 * u,
    },
    cases=[_row(4, seed=1), _row(3, seed=2)],
)


def _batch(m, K, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, K)), np.eye(K)[rng.integers(0, K, m)]


def _columns(Z):
    E = np.exp(Z)
    return E / E.sum(axis=0)


check_gradient = FunctionCheck(
    right=lambda Z, Y: (softmax(Z) - Y) / len(Y),
    mistakes={
        "the bug is still there: each column of P sums to 1": lambda Z, Y: (
            (_columns(Z) - Y) / len(Y)
        ),
        "the whole of P sums to 1; each row should": lambda Z, Y: (
            (np.exp(Z) / np.exp(Z).sum() - Y) / len(Y)
        ),
        "no 1/m: it doubles when you repeat the data": lambda Z, Y: softmax(Z) - Y,
        "divided by the number of classes, not of samples": lambda Z, Y: (
            (softmax(Z) - Y) / Y.shape[1]
        ),
        "divided by m K; the loss is a mean over samples only": lambda Z, Y: (
            (softmax(Z) - Y) / Y.size
        ),
        "sign flipped: probabilities minus labels": lambda Z, Y: (Y - softmax(Z)) / len(Y),
        "transposed; it must have the shape of Z": lambda Z, Y: ((softmax(Z) - Y) / len(Y)).T,
        "softmax was applied twice": lambda Z, Y: (softmax(softmax(Z)) - Y) / len(Y),
        "the scores went in without their softmax": lambda Z, Y: (Z - Y) / len(Y),
        "zeros: the loss would not depend on the scores": lambda Z, Y: 0 * Z,
    },
    cases=[_batch(5, 3, seed=1), _batch(2, 4, seed=2)],
)

progress = Progress(
    "softmax_cross_entropy",
    {
        "one row by hand": check_one_row,
        "derive it": check_temperature,
        "back through softmax, without the matrix": check_softmax_backward,
        "find the bug": check_gradient,
    },
)
