"""A network of layers, its loss, and the loss's gradient by backpropagation (notebook 6).

Rows are samples. Layer l computes Z_l = A_{l-1} W_l + b_l and A_l = g(Z_l), starting from A_0 = X;
the last layer's Z is the network's answer. Backpropagation walks the same layers the other way,
from dZ_L, the gradient of the loss:

    dW_l = A_{l-1}^T dZ_l
    db_l = column sums of dZ_l
    dZ_{l-1} = (dZ_l W_l^T) * g'(Z_{l-1})

where d<name> stands for dL/d<name> and has the shape of <name>.

A bias is the weight of an input that is always 1. So every A has a last column of ones here, every
Wb_l is W_l with b_l as its last row, and one product serves both: Z_l = A_{l-1} Wb_l, forwards, and
dWb_l = A_{l-1}^T dZ_l, backwards.

All parameters lie in one flat vector `theta`; Wb_l, W_l and b_l are views of it, so an optimiser
updates `theta` and never hears of layers. `theta` may carry a leading axis: (n_parameters,) is one
network, (M, n_parameters) is M networks side by side, and the same lines serve both, since matrix
products and `.mT` look at the last two axes only.
"""

import threading
from itertools import pairwise

import numpy as np

from helpers.activations import ACTIVATIONS
from helpers.losses import LOSSES
from helpers.validation import (
    check_choice,
    check_matrix,
    check_precision,
    check_real,
    check_shape,
    check_widths,
)


class Network:
    """A fully connected network with an activation after every layer but the last.

    sizes       widths from the inputs to the outputs, as in [4, 10, 3]
    activation  "relu", "tanh", "sigmoid" or "identity"
    loss        "softmax_cross_entropy", "sigmoid_cross_entropy" or "mse"
    seed        an integer, or a sequence of M integers for M networks
    dtype       of theta: float (float64) or numpy.float32

    theta (n_parameters,) or (M, n_parameters) holds all parameters. W and b are tuples of views of
    it, W[0] (n, H) and b[0] (1, H) being the formulas' W1 and b1: write into them, as in
    net.W[0][...] = 0. Weights start uniform in +-sqrt(6 / (inputs + outputs)) (Glorot and Bengio
    2010, eq. (16)), biases at 0.

    Raises ValueError for fewer than two sizes, sizes below 1, or an unknown activation or loss.
    """

    def __init__(self, sizes, activation="relu", loss="softmax_cross_entropy", seed=0, dtype=float):
        self.sizes = check_widths("sizes", sizes)
        self.g, self.g_grad = check_choice("activation", activation, ACTIVATIONS)
        self.loss_and_dZ, self.check_targets = check_choice("loss", loss, LOSSES)
        self.activation_name, self.loss_name = activation, loss
        self.n_parameters = sum((n + 1) * h for n, h in pairwise(self.sizes))
        shape = (*np.shape(seed), self.n_parameters)
        self.adopt(np.zeros(shape, check_precision("dtype", dtype)))
        for index, one in np.ndenumerate(np.asarray(seed)):  # for a single seed, index is ()
            rng = np.random.default_rng(one)
            for W in self.W:
                limit = np.sqrt(6 / sum(W.shape[-2:]))
                W[index] = rng.uniform(-limit, limit, W.shape[-2:])

    def adopt(self, theta):
        """Take `theta` itself, not a copy, for all parameters: W and b become views of it."""
        self._theta, self._Wb = theta, self._stacked(theta)
        self._W, self._b = self.unflatten(theta)
        self._made = threading.local()  # buffers: each thread has its own, so that two may ask

    @property
    def theta(self):
        """All parameters, one flat vector a network. Assigning to it copies the numbers in."""
        return self._theta

    @theta.setter
    def theta(self, values):
        values = check_real("theta", values)
        check_shape("theta", values, self._theta.shape, "the network")
        self._theta[...] = values

    @property
    def W(self):
        """The weights (W1, W2, ...): views of theta."""
        return self._W

    @property
    def b(self):
        """The biases (b1, b2, ...): views of theta."""
        return self._b

    def unflatten(self, vector):
        """The weights (W1, W2, ...) and biases (b1, b2, ...) inside `vector`, without a copy."""
        check_shape("vector", vector, (*vector.shape[:-1], self.n_parameters), "the network")
        Wb = self._stacked(vector)
        return tuple(Wb_l[..., :-1, :] for Wb_l in Wb), tuple(Wb_l[..., -1:, :] for Wb_l in Wb)

    def _stacked(self, vector):
        """[Wb1, Wb2, ...] inside `vector`, without a copy: Wb_l (n + 1, H) is W_l over b_l."""
        Wb, start = [], 0
        for n, h in pairwise(self.sizes):
            end = start + (n + 1) * h
            Wb.append(vector[..., start:end].reshape(*vector.shape[:-1], n + 1, h))
            start = end
        return Wb

    def forward(self, X):
        """The last layer's Z (m, K), or (M, m, K): predictions (mse) or logits (the others)."""
        return self.forward_pass(self._inputs(X), self._Wb).Z[-1].copy()

    def loss(self, X, Y, theta=None):
        """L at `theta`, which may be complex (see gradcheck), or at the network's own."""
        X, Y = self.prepare(X, Y)
        Wb = self._Wb
        if theta is not None:
            theta = np.asarray(theta)
            check_shape("theta", theta, self._theta.shape, "the network")
            Wb = self._stacked(theta)
        return self.loss_and_dZ(self.forward_pass(X, Wb).Z[-1], Y)[0]

    def loss_and_gradient(self, X, Y):
        """L, and dL/dtheta, shaped like theta. Eq. (6.4) to (6.7).

        X (m, n); Y (m, K): one-hot, labels in [0, 1], or any numbers, as the loss asks. Raises
        ValueError for others.
        """
        loss, gradient = self.backpropagate(*self.prepare(X, Y))
        return loss, gradient.copy()

    def predict(self, X):
        """For each row of X: its class (softmax), 0 or 1 an output (sigmoid), the outputs (mse)."""
        Z = self.forward(X)
        if self.loss_name == "softmax_cross_entropy":
            return Z.argmax(axis=-1)
        return Z if self.loss_name == "mse" else (Z > 0).astype(int)

    # ---- the inner loop of `fit`: checked once, by `prepare`, then without a check or a copy

    def prepare(self, X, Y):
        """Check X and Y, and return X with its column of ones, and Y, both in theta's precision."""
        X, Y = self._inputs(X), check_matrix("Y", Y, columns=self.sizes[-1])
        if len(Y) != len(X):
            raise ValueError(f"Y has {len(Y)} rows; expected {len(X)}, one for each row of X")
        self.check_targets("Y", Y)
        return X, np.asfortranarray(Y, self._theta.dtype)  # by columns, as `by_columns` makes them

    def backpropagate(self, X, Y):
        """L, and a gradient that the next call overwrites, for X and Y from `prepare`."""
        kept = self.forward_pass(X, self._Wb)
        loss, dZ = self.loss_and_dZ(kept.Z[-1], Y)
        for l in reversed(range(len(self._Wb))):
            np.matmul(kept.A[l].mT, dZ, out=kept.dWb[l])  # (6.4) and (6.5)
            if l > 0:
                dZ = np.matmul(dZ, self._W[l].mT, out=kept.dA[l])  # (6.6)
                dZ *= self.g_grad(kept.Z[l - 1])  # (6.7)
        return loss, kept.gradient

    def forward_pass(self, X, Wb):
        """Buffers, which the next call overwrites, with every layer's A and Z. Eq. (6.1) to (6.3).

        X from `prepare`; backpropagation needs the A and Z that are kept.
        """
        kept = self._buffers(len(X), Wb[0].dtype)
        kept.A[0] = X
        for l, Wb_l in enumerate(Wb):
            Z = np.matmul(kept.A[l], Wb_l, out=kept.Z[l])
            if l + 1 < len(Wb):
                kept.A[l + 1][..., :-1] = self.g(Z)  # the last column stays 1
        return kept

    def _buffers(self, m, dtype):
        """The arrays of this thread for m samples; few are kept: a training has few batch sizes."""
        made = vars(self._made)  # a dictionary, another one in every thread
        if (m, dtype) not in made:
            if len(made) == 4:
                made.clear()
            made[m, dtype] = Buffers(self, m, dtype)
        return made[m, dtype]

    def _inputs(self, X):
        """[X, 1]: the inputs (m, n) with a last column of ones, whose weight is the bias."""
        X = check_matrix("X", X, columns=self.sizes[0])
        return np.asfortranarray(np.column_stack([X, np.ones(len(X))]), self._theta.dtype)

    def __reduce__(self):
        """For pickle and copy: a new network is made by these arguments, and adopts this theta."""
        return type(self), (self.sizes, self.activation_name, self.loss_name), self._theta.copy()

    __setstate__ = adopt


class Buffers:
    """What passes over m samples write into: a step of a training then allocates little.

    A[l]      (..., m, n + 1)  input of layer l + 1, with its column of ones; A[0] is set to X
    Z[l]      (..., m, H)      Z of layer l + 1
    dA[l]     (..., m, n)      dL/dA[l], without the ones
    gradient  like theta       dL/dtheta, and dWb[l] (..., n + 1, H) the part of layer l + 1 in it
    """

    def __init__(self, net, m, dtype):
        lead = net.theta.shape[:-1]
        self.A = [None, *(by_columns((*lead, m, n + 1), dtype) for n in net.sizes[1:-1])]
        self.Z = [by_columns((*lead, m, h), dtype) for h in net.sizes[1:]]
        self.dA = [None, *(by_columns((*lead, m, n), dtype) for n in net.sizes[1:-1])]
        self.gradient = np.empty_like(net.theta)
        self.dWb = net._stacked(self.gradient)


def by_columns(shape, dtype):
    """Ones that read as rows (..., m, n), and lie in memory column by column.

    NumPy's inner loops run along memory, and m samples make a longer loop than n neurons.
    """
    *lead, m, n = shape
    return np.ones((*lead, n, m), dtype).mT
