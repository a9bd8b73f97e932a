"""The checks of notebook 2: a vector of slopes, weight decay, and a bug that two samples hide."""

import numpy as np
import sympy as sp

from helpers.exercises.checking import FormulaCheck, FunctionCheck, Progress, ValueCheck
from helpers.symbolic import arrays, indices, sizes


def _case(m, n, seed):
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(size=shape) for shape in ((m, n), (m,), (n,), ()))


check_weight_gradient = FunctionCheck(
    right=lambda X, y, w, b: 2 / len(y) * X.T @ (X @ w + b - y),
    mistakes={
        "sign flipped: the residual is prediction minus target": lambda X, y, w, b: (
            2 / len(y) * X.T @ (y - X @ w - b)
        ),
        "no 1/m: it doubles when you repeat the data": lambda X, y, w, b: 2 * X.T @ (X @ w + b - y),
        "the factor 2 of the square is missing": lambda X, y, w, b: X.T @ (X @ w + b - y) / len(y),
        "divided by the number of features, not of samples": lambda X, y, w, b: (
            2 / len(w) * X.T @ (X @ w + b - y)
        ),
        "the bias b is missing from the prediction": lambda X, y, w, b: (
            2 / len(y) * X.T @ (X @ w - y)
        ),
        "that is the loss, not its gradient (the article's mistake)": lambda X, y, w, b: np.mean(
            (X @ w + b - y) ** 2
        ),
        "a constant answer: it does not depend on the data": lambda X, y, w, b: np.zeros_like(w),
    },
    cases=[_case(5, 3, seed=1), _case(4, 2, seed=2)],
)

_m, (_i, _k) = sizes("m"), indices("i k")
_x, _y = arrays("x y")
_w, _b, _lambda = sp.symbols("w b lambda", real=True)
_residuals = sp.Sum((_w * _x[_i] + _b - _y[_i]) * _x[_i], (_i, 0, _m - 1))

check_weight_decay = FormulaCheck(
    right=2 / _m * _residuals + 2 * _lambda * _w,
    mistakes={
        "the penalty's slope is missing": 2 / _m * _residuals,
        "the penalty is outside the mean: no 1/m on it": 2 / _m * (_residuals + _lambda * _w),
        "the square of the penalty brings a factor 2": 2 / _m * _residuals + _lambda * _w,
        "a penalty pulls w towards 0: check its sign": 2 / _m * _residuals - 2 * _lambda * _w,
        "you added the penalty itself, not its slope": 2 / _m * _residuals + _lambda * _w**2,
    },
)

check_hiding_size = ValueCheck(
    right=2,
    mistakes={
        "with one sample the right answer is twice the colleague's": 1,
        "with four samples the right answer is half the colleague's": 4,
        "with three samples the right answer is two thirds of the colleague's": 3,
        "some number does: compare the two factors": 0,
        "a number of samples is whole; compare the two factors": 0.5,
    },
)

progress = Progress(
    "mse",
    {
        "the gradient, in one line": check_weight_gradient,
        "derive it": check_weight_decay,
        "find the bug": check_hiding_size,
    },
)
