"""The checks of notebook 1: a gradient measured, a slope by hand, a loss that lost its slope."""

import numpy as np
import sympy as sp

from helpers.exercises.checking import FormulaCheck, FunctionCheck, Progress


def _entry_by_entry(x, slope, keep_moves=False):
    """slope(step) for every step that moves one entry of x; or, a mistake, the earlier ones too."""
    result, step = np.zeros_like(x), np.zeros_like(x)
    for k in range(len(x)):
        step[k] = 1
        result[k] = slope(step)
        step[k] = keep_moves
    return result


def _central(f, x, h, keep_moves=False):
    return _entry_by_entry(x, lambda e: (f(x + h * e) - f(x - h * e)) / (2 * h), keep_moves)


def _product(x):
    return np.prod(np.exp(x) + 1)


def _wave(x):
    return np.sin(x[0] * x[1]) + x[1] ** 3


check_vector = FunctionCheck(
    right=_central,
    mistakes={
        "that is the forward difference; step to the left as well": lambda f, x, h: _entry_by_entry(
            x, lambda e: (f(x + h * e) - f(x)) / h
        ),
        "x + h and x - h are 2h apart": lambda f, x, h: 2 * _central(f, x, h),
        "all entries moved at once; move one, and hold the others still": lambda f, x, h: (
            (f(x + h) - f(x - h)) / (2 * h)
        ),
        "an entry must be back in its place before the next one moves": lambda f, x, h: _central(
            f, x, h, keep_moves=True
        ),
        "sign flipped: right minus left": lambda f, x, h: -_central(f, x, h),
        "f(x) itself is not a slope": lambda f, x, h: f(x),
        "the step is missing: divide by it": lambda f, x, h: 2 * h * _central(f, x, h),
    },
    cases=[(_product, np.array([0.3, -0.7, 0.9]), 0.1), (_wave, np.array([0.8, 0.5]), 0.05)],
)

# g = z s with s = sigmoid(z), in the symbols z and s.
_z, _s = sp.symbols("z s", real=True)

check_swish = FormulaCheck(
    right=_s + _z * _s * (1 - _s),
    mistakes={
        "only z moved; s moves with it": _s,
        "only s moved; the factor z moves too": _z * _s * (1 - _s),
        "the slope of a product is not the product of the slopes": _s * (1 - _s),
        "each slope is multiplied by the other factor: z is missing": _s + _s * (1 - _s),
        "the slope of s has two factors, (1.3)": _s + _z * (1 - _s),
        "that is the function itself": _z * _s,
    },
)


def _mean_of(loss):
    return lambda w, x, y: np.mean(loss(w * x - y))


check_absolute = FunctionCheck(
    right=_mean_of(lambda r: np.where(r.real > 0, r, -r)),
    mistakes={
        "abs throws the imaginary part away, and the slope with it": _mean_of(np.abs),
        "the real part alone holds no slope": _mean_of(lambda r: np.abs(r.real)),
        "the imaginary part must change its sign with the real part": _mean_of(
            lambda r: np.abs(r.real) + 1j * r.imag
        ),
        "that is the mean squared error, another loss": _mean_of(lambda r: r**2),
        "without its absolute value a loss can be negative": _mean_of(lambda r: r),
        "sign flipped: where the residual is positive, keep it": _mean_of(
            lambda r: np.where(r.real > 0, -r, r)
        ),
        "the mean is missing: divide by m": lambda w, x, y: np.sum(
            np.where((w * x - y).real > 0, w * x - y, y - w * x)
        ),
    },
    cases=[
        (1.5 + 0.2j, np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 5.0])),
        (0.4 + 0.1j, np.array([2.0, -1.0, 0.5, 3.0]), np.array([1.0, 0.7, -0.6, 0.9])),
    ],
)

progress = Progress(
    "slopes",
    {
        "measure a gradient": check_vector,
        "a fourth bend": check_swish,
        "find the bug": check_absolute,
    },
)
