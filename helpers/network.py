"""A network of layers, its loss, and the loss's gradient by backpropagation (notebook 6).

Rows are samples. Layer l computes Z_l = A_{l-1} W_l + b_l and A_l = g(Z_l), starting from A_0 = X;
the last layer's Z is the network's answer. Backpropagation walks the same layers the other way,
from dZ_L, the gradient of the loss:

    dW_l = A_{l-1}^T dZ_l
    db_l = column sums of dZ_l
    dZ_{l-1} = (dZ_l W_l^T) * g'(Z_{l-1})

where d<name> stands for dL/d<name> and has the shape of <name>.

All parameters lie in one flat vector `theta`; W_l and b_l are views of it, so an optimiser updates
`theta` and never hears of layers. `theta` may carry a leading axis: (P,) is one network, (M, P) is
M networks side by side, and the same lines serve both, since matrix products, `.mT` and sums look
at the last two axes only.
"""

import numpy as np

from helpers import validation
from helpers.activations import ACTIVATIONS
from helpers.losses import LOSSES


class Network:
    """A fully connected network with an activation after every layer but the last.

    sizes       widths from the inputs to the outputs, as in [4, 10, 3]
    activation  "relu", "tanh", "sigmoid" or "identity"
    loss        "softmax_cross_entropy", "sigmoid_cross_entropy" or "mse"
    seed        an integer, or a sequence of M integers for M networks
    dtype       of theta: float (float64) or numpy.float32

    theta (P,) or (M, P) holds all parameters; W and b are lists of views of it, W[0] (n, H) and
    b[0] (1, H) being the formulas' W1 and b1. Weights start uniform in +-sqrt(6 / (inputs +
    outputs)) (Glorot and Bengio 2010, eq. (16)), biases at 0.

    Raises ValueError for fewer than two sizes, sizes below 1, or an unknown activation or loss.
    """

    def __init__(self, sizes, activation="relu", loss="softmax_cross_entropy", seed=0, dtype=float):
        if np.ndim(sizes) != 1 or len(sizes) < 2:
            raise ValueError(
                f"sizes must list widths from inputs to outputs, as in [4, 10, 3]; got {sizes!r}"
            )
        self.sizes = [validation.size(f"sizes[{i}]", n) for i, n in enumerate(sizes)]
        self.g, self.g_grad = validation.choice("activation", activation, ACTIVATIONS)
        # This class checks X and Y at its own door, so it needs the losses' bare formulas.
        self.L, self.L_grad = (f.__wrapped__ for f in validation.choice("loss", loss, LOSSES))
        self.loss_name = loss
        parameters = sum((n + 1) * h for n, h in zip(self.sizes, self.sizes[1:]))
        self.theta = np.zeros((*np.shape(seed), parameters), dtype)
        self.W, self.b = self.views(self.theta)
        for index, one in np.ndenumerate(seed):
            self._initialise(index, np.random.default_rng(validation.size("seed", one, least=0)))

    def _initialise(self, index, rng):
        for W in self.W:
            limit = np.sqrt(6 / sum(W.shape[-2:]))
            W[index] = rng.uniform(-limit, limit, W.shape[-2:])

    def views(self, vector):
        """The weights [W1, W2, ...] and biases [b1, b2, ...] inside `vector`, without a copy."""
        W, b, start = [], [], 0
        for n, h in zip(self.sizes, self.sizes[1:]):
            middle, end = start + n * h, start + n * h + h
            W.append(vector[..., start:middle].reshape(*vector.shape[:-1], n, h))
            b.append(vector[..., middle:end].reshape(*vector.shape[:-1], 1, h))
            start = end
        return W, b

    def forward(self, X):
        """The last layer's Z (m, K), or (M, m, K): predictions (mse) or logits (the others)."""
        return self._forward(self._inputs(X), self.W, self.b)[1][-1]

    def loss(self, X, Y, theta=None):
        """L at `theta`, which may be complex (see gradcheck), or at the network's own."""
        X, Y = self.check(X, Y)
        W, b = (self.W, self.b) if theta is None else self.views(self._parameters(theta))
        return self.L(self._forward(X, W, b)[1][-1], Y)

    def loss_and_gradient(self, X, Y):
        """L, and dL/dtheta, shaped like theta. Eq. (6.4) to (6.7).

        X (m, n); Y (m, K): one-hot, labels in [0, 1], or any numbers, as the loss asks. Raises
        ValueError for others.
        """
        return self.backpropagate(*self.check(X, Y))

    def backpropagate(self, X, Y):
        """As `loss_and_gradient`, for X and Y that `check` has passed already."""
        A, Z = self._forward(X, self.W, self.b)
        gradient = np.empty_like(self.theta)
        dW, db = self.views(gradient)
        dZ = self.L_grad(Z[-1], Y)
        for layer in reversed(range(len(self.W))):
            dW[layer][:] = A[layer].mT @ dZ
            db[layer][:] = dZ.sum(axis=-2, keepdims=True)
            if layer > 0:
                dZ = (dZ @ self.W[layer].mT) * self.g_grad(Z[layer - 1])
        return self.L(Z[-1], Y), gradient

    def _forward(self, X, W, b):
        """Every layer's input, [X, A1, ...], and its pre-activation, [Z1, Z2, ...]."""
        A, Z = [X], [X @ W[0] + b[0]]
        for W_l, b_l in zip(W[1:], b[1:]):
            A.append(self.g(Z[-1]))
            Z.append(A[-1] @ W_l + b_l)
        return A, Z

    def predict(self, X):
        """For each row of X: its class (softmax), 0 or 1 an output (sigmoid), the outputs (mse)."""
        Z = self.forward(X)
        if self.loss_name == "softmax_cross_entropy":
            return Z.argmax(axis=-1)
        return Z if self.loss_name == "mse" else (Z > 0).astype(int)

    def check(self, X, Y):
        """X and Y in theta's precision; ValueError if they do not fit the network or its loss."""
        X = self._inputs(X)
        Y = validation.matrix("Y", Y, columns=self.sizes[-1])
        validation.same_samples("Y", Y, "X", X)
        if self.loss_name == "softmax_cross_entropy":
            validation.one_hot("Y", Y)
        elif self.loss_name == "sigmoid_cross_entropy":
            validation.labels("Y", Y)
        return X, Y.astype(self.theta.dtype, copy=False)

    def _inputs(self, X):
        return validation.matrix("X", X, columns=self.sizes[0]).astype(self.theta.dtype, copy=False)

    def _parameters(self, theta):
        theta = validation.numbers("theta", theta)
        if theta.shape != self.theta.shape:
            raise ValueError(
                f"theta has shape {theta.shape}; expected {self.theta.shape}, that of the network"
            )
        return theta
