"""The checks of notebook 4: one slope by hand, labels -1 and +1, and a chain rule gone too far."""

import numpy as np
import sympy as sp

from helpers.activations import sigmoid
from helpers.exercises.checking import FormulaCheck, FunctionCheck, Progress, ValueCheck
from helpers.losses import sigmoid_cross_entropy

# A house with input x = 2 and logit z = log 3, so that p = 3/4; it was not sold, y = 0.
check_one_slope = ValueCheck(
    right=3 / 4 * 2,
    mistakes={
        "that is the slope along the logit; how fast does w move the logit": 3 / 4,
        "sign flipped: the probability minus the label": -3 / 4 * 2,
        "that is the slope for a house that was sold": (3 / 4 - 1) * 2,
        "the sigmoid's slope has cancelled; it does not come in again": 3 / 4 * (3 / 16) * 2,
        "the factor 2 in front belongs to the squared error": 2 * 3 / 4 * 2,
        "3 is the odds; the probability is 3/4": 3 * 2,
        "that is how fast the probability moves; the loss moves with it": 3 / 16 * 2,
        "that is the loss, not its slope (the article's mistake)": np.log(4),
        "log 3 is the logit; the probability is its sigmoid": np.log(3) * 2,
    },
)


_t, _z = sp.symbols("t z", real=True)

check_signed_slope = FormulaCheck(
    right=-_t / (1 + sp.exp(_t * _z)),
    mistakes={
        "the factor t is missing: -t z moves at the rate -t": -1 / (1 + sp.exp(_t * _z)),
        "one of the three slopes is missing: -t z moves too": 1 / (1 + sp.exp(_t * _z)),
        "sign flipped: raising z must lower the loss when t is +1": _t / (1 + sp.exp(_t * _z)),
        "the logarithm's own slope is missing": -_t * sp.exp(-_t * _z),
        "only the logarithm is differentiated, not what stands in it": 1 / (1 + sp.exp(-_t * _z)),
        "the exponent's sign went astray in the last step": -_t / (1 + sp.exp(-_t * _z)),
        "p - y is for labels 0 and 1; here a label is -1 or +1": 1 / (1 + sp.exp(-_z)) - _t,
        "that is the loss, not its slope": sp.log(1 + sp.exp(-_t * _z)),
    },
)


def _case(m, n, seed):
    rng = np.random.default_rng(seed)
    y = (rng.random(m) < 0.5).astype(float)
    return rng.normal(size=(m, n)), y, rng.normal(size=n), rng.normal()


def _mean_times_input(slope):
    """The gradient X^T d / m of a colleague whose dL/dz_i is d_i / m, d = slope(p, y)."""
    return lambda X, y, w, b: X.T @ slope(sigmoid(X @ w + b), y) / len(y)


check_repaired_gradient = FunctionCheck(
    right=_mean_times_input(lambda p, y: p - y),
    mistakes={
        "the bug is still there: compare with a measured slope": _mean_times_input(
            lambda p, y: (p - y) * p * (1 - p)
        ),
        "that is dL/dp; the factor p (1 - p) of the sigmoid is missing": _mean_times_input(
            lambda p, y: (p - y) / (p * (1 - p))
        ),
        "that is the gradient of the squared error": _mean_times_input(
            lambda p, y: 2 * (p - y) * p * (1 - p)
        ),
        "that is how fast the probabilities move; the loss's slope along p is missing": (
            _mean_times_input(lambda p, y: p * (1 - p))
        ),
        "exp(z) is the odds; the probability is sigmoid(z)": lambda X, y, w, b: (
            X.T @ (np.exp(X @ w + b) - y) / len(y)
        ),
        "sign flipped: the probability minus the label": _mean_times_input(lambda p, y: y - p),
        "the factor 2 belongs to the squared error": _mean_times_input(lambda p, y: 2 * (p - y)),
        "no 1/m: it doubles when you repeat the data": lambda X, y, w, b: (
            X.T @ (sigmoid(X @ w + b) - y)
        ),
        "divided by the number of features, not of samples": lambda X, y, w, b: (
            X.T @ (sigmoid(X @ w + b) - y) / len(w)
        ),
        "the bias b is missing from the logit": lambda X, y, w, b: (
            X.T @ (sigmoid(X @ w) - y) / len(y)
        ),
        "the logit went in without its sigmoid": lambda X, y, w, b: X.T @ (X @ w + b - y) / len(y),
        "that is the loss, not its gradient (the article's mistake)": lambda X, y, w, b: (
            sigmoid_cross_entropy(X @ w + b, y)
        ),
        "a constant answer: it does not depend on the data": lambda X, y, w, b: np.zeros_like(w),
    },
    cases=[_case(5, 3, seed=1), _case(4, 2, seed=2)],
)

progress = Progress(
    "binary_cross_entropy",
    {
        "one house by hand": check_one_slope,
        "derive it": check_signed_slope,
        "find the bug": check_repaired_gradient,
    },
)
