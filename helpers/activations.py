"""Activations g and their slopes g'.

A layer computes Z = A W + b, which is linear, and then bends it: g(Z), entry by entry. Without the
bend, two layers collapse into one (notebook 6). Each slope is a function of z, the number *before*
the bend. `out` is an array to write into, as in NumPy.

The complex step of `gradcheck` runs through these lines with complex z, so none of them may take a
conjugate or an absolute value, and comparisons look at the real part.
"""

import numpy as np


def sigmoid(z, out=None):
    """s(z) = 1 / (1 + exp(-z)), without overflow. Eq. (1.3)."""
    z = np.asarray(z)
    # Of exp(z) and exp(-z), the one that cannot overflow.
    small = np.exp(np.where(z.real > 0, -z, z))
    return _into(out, np.where(z.real > 0, 1, small) / (1 + small))


def sigmoid_grad(z):
    """s'(z) = s(z) (1 - s(z)), at most 1/4. Eq. (1.3)."""
    return sigmoid(z) * sigmoid(-np.asarray(z))  # 1 - s(z) is s(-z), which keeps its digits


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
    return (z > 0).astype(z.dtype)


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


# What `Network(activation=...)` accepts: the bend, and its slope.
ACTIVATIONS = {
    "relu": (relu, relu_grad),
    "tanh": (tanh, tanh_grad),
    "sigmoid": (sigmoid, sigmoid_grad),
    "identity": (identity, identity_grad),
}
