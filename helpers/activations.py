"""Activations g and their slopes g'.

A layer computes Z = A W + b, which is linear, and then bends it: g(Z), entry by entry. Without the
bend, two layers collapse into one (notebook 6). Each slope is a function of z, the number *before*
the bend. `out` is an array to write into, as in NumPy.

Anything that holds numbers may come in; what does not is a ValueError. Where there is something to
compute, whole numbers become floats: small ones would wrap around. As in NumPy, NaN gives NaN (but
`relu_grad` is 0 there: NaN is not above 0), and infinity the limit. A row for softmax must have a
largest entry, so +inf is refused, while -inf is a probability of 0.
"""

import numpy as np

from helpers.validation import checked, floats


def sigmoid(z, out=None):
    """s(z) = 1 / (1 + exp(-z)), without overflow. Eq. (1.3)."""
    z = np.asarray(z)
    # Of exp(z) and exp(-z), the one that cannot overflow.
    small = np.exp(np.where(z.real > 0, -z, z))
    return _into(out, np.where(z.real > 0, 1, small) / (1 + small))


def sigmoid_grad(z):
    """s'(z) = s(z) (1 - s(z)), at most 1/4. Eq. (1.3)."""
    return _sigmoid(z) * _sigmoid(-np.asarray(z))  # 1 - s(z) is s(-z), which keeps its digits


def tanh(z, out=None):
    """tanh(z) = (exp(z) - exp(-z)) / (exp(z) + exp(-z)). Eq. (1.4)."""
    return np.tanh(z, out=out)


def tanh_grad(z):
    """tanh'(z) = 1 - tanh(z)^2, with an absolute error of about 1e-16. Eq. (1.4)."""
    return 1 - np.tanh(z) ** 2


def relu(z, out=None):
    """max(0, z). Eq. (1.5)."""
    z = np.asarray(z)
    if z.dtype.kind == "c":
        return _into(out, np.where(z.real <= 0, 0, z))
    return np.maximum(z, 0, out=out)


def relu_grad(z):
    """1 where z > 0, else 0: also at the kink z = 0, where no derivative exists. Eq. (1.5)."""
    z = np.asarray(z)
    return (z.real > 0).astype(z.dtype)


def identity(z, out=None):
    """z itself: no bend, hence a linear network."""
    return _into(out, np.asarray(z))


def identity_grad(z):
    """1."""
    return np.ones_like(z)


def softmax(Z):
    """p_k = exp(z_k) / sum_l exp(z_l) along the last axis. Eq. (5.1)."""
    E = np.exp(_shifted(Z))
    return E / E.sum(axis=-1, keepdims=True)


def softmax_jacobian(z):
    """dp_k / dz_j = p_k (delta_kj - p_j), or diag(p) - p p^T, for one row z (K,). Eq. (5.2)."""
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)


def log_softmax(Z):
    """log p_k = z_k - log sum_l exp(z_l) along the last axis, without forming p. Eq. (5.5)."""
    Z = _shifted(Z)
    return Z - np.log(np.exp(Z).sum(axis=-1, keepdims=True))


def _shifted(Z):
    """Z less its row's largest (real) entry: softmax does not notice, and exp cannot overflow."""
    Z = np.asarray(Z)
    return Z - Z.real.max(axis=-1, keepdims=True)


def _into(out, values):
    """`values`, written into `out` if it is given."""
    if out is None:
        return values
    out[...] = values
    return out


# What `Network(activation=...)` accepts: the bend, and its slope, both without the door below.
ACTIVATIONS = {
    "relu": (relu, relu_grad),
    "tanh": (tanh, tanh_grad),
    "sigmoid": (sigmoid, sigmoid_grad),
    "identity": (identity, identity_grad),
}


# ---- the door: training calls the formulas above as they are, everyone else with a check before


def _any_numbers(z):
    return (floats("z", z),)


def _whole_numbers_too(z, out=None):
    floats("z", z)
    return _with_out(np.asarray(z), out)


def _numbers_and_out(z, out=None):
    return _with_out(floats("z", z), out)


def _with_out(z, out):
    if out is not None:
        fits = isinstance(out, np.ndarray) and out.dtype.kind in "fc" and out.flags.writeable
        if not fits or out.shape != z.shape or not np.can_cast(z.dtype, out.dtype, "same_kind"):
            came = f"{out.dtype} {out.shape}" if isinstance(out, np.ndarray) else type(out).__name__
            raise ValueError(f"out must be a writeable {z.dtype} array {z.shape}; got {came}")
    return z, out


def _rows(Z):
    Z = floats("Z", Z)
    if Z.size == 0 or Z.ndim == 0:
        raise ValueError(f"Z has shape {Z.shape}; expected rows (..., K)")
    return (_with_finite_peaks("Z", Z),)


def _one_row(z):
    z = floats("z", z)
    if z.size == 0 or z.ndim != 1:
        raise ValueError(f"z has shape {z.shape}; expected one row (K,)")
    return (_with_finite_peaks("z", z),)


def _with_finite_peaks(name, rows):
    if np.isinf(rows.real.max(axis=-1)).any():
        raise ValueError(f"{name} must have a finite largest entry in every row")
    return rows


_sigmoid = sigmoid
sigmoid, tanh = map(checked(_numbers_and_out), (sigmoid, tanh))
relu, identity = map(checked(_whole_numbers_too), (relu, identity))
sigmoid_grad, tanh_grad = map(checked(_any_numbers), (sigmoid_grad, tanh_grad))
relu_grad, identity_grad = map(checked(_any_numbers), (relu_grad, identity_grad))
softmax, log_softmax = map(checked(_rows), (softmax, log_softmax))
softmax_jacobian = checked(_one_row)(softmax_jacobian)
