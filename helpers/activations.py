"""Activations g and their derivatives g'.

A layer computes Z = A W + b and then applies an activation: g(Z), entry by entry. Without it, two
layers collapse into one (notebook 6). Each derivative is a function of z, the number *before* the
activation. At the end stand softmax and its logarithm, which work on whole rows of scores.

These are formulas and check nothing: NaN and infinity give what NumPy's arithmetic makes of them.
z may be complex: the complex step (helpers.gradcheck) measures a slope as the imaginary part of
f(x + ih), divided by h. So where the code asks for the sign or the size of z, it asks its real
part, `z.real`; for a real number that is the number itself.
"""

import numpy as np


def floats(z):
    """z as an array of floats, real or complex: in int8, 100 + 100 would be -56."""
    z = np.asarray(z)
    return z if z.dtype.kind in "fc" else z.astype(float)  # f: floats, c: complex


def sigmoid(z):
    """s(z) = 1 / (1 + exp(-z)), without overflow. Eq. (1.3)."""
    z = floats(z)
    small = np.exp(np.where(z.real > 0, -z, z))  # e^-|z| for real z: at most 1, so no overflow
    return np.where(z.real > 0, 1, small) / (1 + small)  # for z <= 0: e^z / (1 + e^z)


def sigmoid_grad(z):
    """s'(z) = s(z) (1 - s(z)), at most 1/4. Eq. (1.3)."""
    return sigmoid(z) * sigmoid(-floats(z))  # s(-z) = 1 - s(z), but 1 - 0.999... loses digits


def tanh(z):
    """tanh(z) = (exp(z) - exp(-z)) / (exp(z) + exp(-z)). Eq. (1.4)."""
    return np.tanh(floats(z))


def tanh_grad(z):
    """tanh'(z) = 1 - tanh(z)^2. Eq. (1.4)."""
    return 1 - tanh(z) ** 2


def relu(z):
    """max(0, z). Eq. (1.5)."""
    z = floats(z)
    if np.iscomplexobj(z):  # complex numbers have no order, so no maximum
        return np.where(z.real <= 0, 0, z)
    return np.maximum(z, 0)  # the same for real z


def relu_grad(z):
    """1 where z > 0, else 0: also at the kink z = 0, where no derivative exists. Eq. (1.5)."""
    z = floats(z)
    return (z.real > 0).astype(z.dtype)


def identity(z):
    """z itself: with it, the network is linear."""
    return floats(z)


def identity_grad(z):
    """1 for every entry of z."""
    return np.ones_like(floats(z))


def shifted(Z):
    """Z minus the largest entry of its row, so that exp cannot overflow.

    Softmax stays the same: e^(z - c) = e^z / e^c, and e^c cancels in its fraction.
    """
    Z = floats(Z)
    return Z - Z.real.max(axis=-1, keepdims=True)


def softmax(Z):
    """p_k = exp(z_k) / sum_l exp(z_l) along the last axis. Eq. (5.1)."""
    E = np.exp(shifted(Z))
    return E / E.sum(axis=-1, keepdims=True)


def softmax_jacobian(z):
    """dp_k / dz_j = p_k (delta_kj - p_j), or diag(p) - p p^T, for one row z (K,). Eq. (5.2).

    delta_kj is 1 for k = j and 0 otherwise; diag(p) is the matrix with p on its diagonal.
    """
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)


def log_softmax(Z):
    """log p_k = z_k - log sum_l exp(z_l) along the last axis, without forming p. Eq. (5.5)."""
    Z = shifted(Z)  # p is the same for the shifted scores, and so is its logarithm
    return Z - np.log(np.exp(Z).sum(axis=-1, keepdims=True))


# The activations of a layer by name, each with its derivative: what a network accepts.
ACTIVATIONS = {
    "relu": (relu, relu_grad),
    "tanh": (tanh, tanh_grad),
    "sigmoid": (sigmoid, sigmoid_grad),
    "identity": (identity, identity_grad),
}
