"""The checks of notebook 6: one layer backwards, a weight used twice, and a bug that ReLU hides."""

import numpy as np
from sympy import Sum

from helpers.exercises.checking import FormulaCheck, FunctionCheck, Progress, ValueCheck
from helpers.symbolic import arrays, indices, sizes


def _case(m, n, k, seed):
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(size=shape) for shape in ((m, k), (m, n), (n, k)))


def _backward(dZ, A, W, dW=None, db=None, dA=None):
    """The right three gradients, those that are given apart."""
    return (
        A.T @ dZ if dW is None else dW,
        dZ.sum(axis=0, keepdims=True) if db is None else db,
        dZ @ W.T if dA is None else dA,
    )


check_linear_backward = FunctionCheck(
    parts=("dW", "db", "dA"),
    right=lambda dZ, A, W: _backward(dZ, A, W),
    mistakes={
        "dW is transposed; it must have the shape of W": lambda dZ, A, W: _backward(
            dZ, A, W, dW=dZ.T @ A
        ),
        "dW is divided by m; the 1/m is in dZ already": lambda dZ, A, W: _backward(
            dZ, A, W, dW=A.T @ dZ / len(A)
        ),
        "db is averaged; the 1/m is in dZ already": lambda dZ, A, W: _backward(
            dZ, A, W, db=dZ.mean(axis=0, keepdims=True)
        ),
        "db has shape (K,); b is a row of shape (1, K)": lambda dZ, A, W: _backward(
            dZ, A, W, db=dZ.sum(axis=0)
        ),
        "db sums over the neurons; each neuron has a bias of its own": lambda dZ, A, W: _backward(
            dZ, A, W, db=dZ.sum(axis=1, keepdims=True)
        ),
        "db has a row for each sample; all samples share one b": lambda dZ, A, W: _backward(
            dZ, A, W, db=dZ
        ),
        "dA is transposed; it must have the shape of A": lambda dZ, A, W: _backward(
            dZ, A, W, dA=W @ dZ.T
        ),
        "the signs are flipped; a descent subtracts later": lambda dZ, A, W: tuple(
            -part for part in _backward(dZ, A, W)
        ),
        "zeros: the loss would not depend on this layer": lambda dZ, A, W: tuple(
            0 * part for part in _backward(dZ, A, W)
        ),
    },
    cases=[_case(5, 4, 3, seed=1), _case(2, 3, 6, seed=2)],
)

_m, (_i, _p, _q) = sizes("m"), indices("i p q")
_X, _A, _D1, _D2 = arrays("X A D1 D2")


def _over_samples(term):
    return Sum(term, (_i, 0, _m - 1))


_encoder, _decoder = (
    _over_samples(_X[_i, _p] * _D1[_i, _q]),
    _over_samples(_D2[_i, _p] * _A[_i, _q]),
)

check_tied_weights = FormulaCheck(
    right=_encoder + _decoder,
    mistakes={
        "that is the first layer's share; W acts in the second layer too": _encoder,
        "that is the second layer's share; W acts in the first layer too": _decoder,
        "in the second layer W is transposed: which of D2's entries does W[p, q] reach?": _encoder
        + _over_samples(_A[_i, _p] * _D2[_i, _q]),
        "the two shares add; they are not averaged": (_encoder + _decoder) / 2,
        "W is used twice, but not by two equal layers": 2 * _encoder,
        "the 1/m is in D1 and D2 already": (_encoder + _decoder) / _m,
    },
)

check_buggy_line = ValueCheck(
    right=4,
    mistakes={
        "line 1 is (6.1) and (6.2); a wrong score would spoil W2 as well": 1,
        "line 2 is right: with a wrong dZ2 no gradient would be": 2,
        "line 3 makes dW2 and db2, and those are right": 3,
        "one line alone is wrong; the other is right, and works with what it is given": [4, 5],
        "line 5 is (6.4) and (6.5); with ReLU the same line gives right answers": 5,
    },
)

progress = Progress(
    "layers",
    {
        "one layer, in three lines": check_linear_backward,
        "a weight used twice": check_tied_weights,
        "find the bug": check_buggy_line,
    },
)
