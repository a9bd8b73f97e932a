"""The checks of side path 10b: a layer that survives a leading axis, one first layer for many
networks, and an honest choice.
"""

import numpy as np
from sympy import Sum

from helpers.exercises.checking import FormulaCheck, FunctionCheck, Progress, ValueCheck
from helpers.symbolic import arrays, indices, sizes


def _case(*lead, m, n, H, seed):
    rng = np.random.default_rng(seed)
    A, W, b = (rng.normal(size=(*lead, *shape)) for shape in ((m, n), (n, H), (1, H)))
    return A, W, b, np.eye(H)[rng.integers(H, size=m)]


def _last_layer(A, W, b, Y, axis=-1, count=None):
    E = np.exp(A @ W + b)
    return A.mT @ (E / E.sum(axis=axis, keepdims=True) - Y) / (count or len(Y))


check_last_layer = FunctionCheck(
    right=_last_layer,
    mistakes={
        "1/m: `len` counts along the first axis, which is now the networks": lambda A, W, b, Y: (
            _last_layer(A, W, b, Y, count=len(A))
        ),
        "the softmax must run over the classes; axis 1 is now the samples": lambda A, W, b, Y: (
            _last_layer(A, W, b, Y, axis=1)
        ),
        "both silent faults are still there: axis=1, and `len`": lambda A, W, b, Y: _last_layer(
            A, W, b, Y, axis=1, count=len(A)
        ),
        "the 1/m is missing": lambda A, W, b, Y: _last_layer(A, W, b, Y, count=1),
        "that is dW of each network transposed": lambda A, W, b, Y: _last_layer(A, W, b, Y).mT,
        "divided by the number of classes; which axis of E holds the samples?": (
            lambda A, W, b, Y: _last_layer(A, W, b, Y, count=Y.shape[-1])
        ),
    },
    cases=[_case(m=5, n=4, H=3, seed=1), _case(6, m=7, n=3, H=4, seed=2)],
)

_M, _K = sizes("M K")
_r, _i, _k, _p, _q = indices("r i k p q")
_D, _W = arrays("D W")
_networks, _classes = (_r, 0, _M - 1), (_k, 0, _K - 1)

check_shared_layer = FormulaCheck(
    right=Sum(_D[_r, _i, _k] * _W[_r, _p, _k], _classes, _networks),
    mistakes={
        "that is one network's share; A has no r, so every network pulls on it": Sum(
            _D[_r, _i, _k] * _W[_r, _p, _k], _classes
        ),
        "a mean over the networks; the loss is their sum": Sum(
            _D[_r, _i, _k] * _W[_r, _p, _k], _classes, _networks
        )
        / _M,
        "the errors of one network meet the weights of another: one r for both": Sum(
            Sum(_D[_r, _i, _k], _networks) * Sum(_W[_r, _p, _k], _networks), _classes
        ),
        "the sum over the classes is missing": Sum(_D[_r, _i, _k] * _W[_r, _p, _k], _networks),
        "the transpose is missing: p counts hidden neurons, the middle axis of W": Sum(
            _D[_r, _i, _k] * _W[_r, _k, _p], _classes, _networks
        ),
    },
)

check_honest_choice = ValueCheck(
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
    },
)

progress = Progress(
    "many_networks",
    {
        "make it survive": check_last_layer,
        "one first layer for all": check_shared_layer,
        "choose honestly": check_honest_choice,
    },
)
