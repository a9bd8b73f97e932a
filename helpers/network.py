"""A network of layers, its loss, and the loss's gradient by backpropagation (notebook 6).

Rows are samples. Layer l computes Z_l = A_{l-1} W_l + b_l and A_l = g(Z_l), starting from A_0 = X;
the last layer's Z is the network's answer. Backpropagation walks the same layers the other way,
from dZ_L, the gradient of the loss:

    dW_l = A_{l-1}^T dZ_l
    db_l = column sums of dZ_l
    dZ_{l-1} = (dZ_l W_l^T) * g'(Z_{l-1})

where d<name> stands for dL/d<name> and has the shape of <name>.

A bias is the weight of an input that is always 1. So every A has a last column of ones here, every
T_l is W_l with b_l as its last row, and one product serves both: Z_l = A_{l-1} T_l, forwards, and
dT_l = A_{l-1}^T dZ_l, backwards.

All parameters lie in one flat vector `theta`; T_l, W_l and b_l are views of it, so an optimiser
updates `theta` and never hears of layers. `theta` may carry a leading axis: (P,) is one network,
(M, P) is M networks side by side, and the same lines serve both, since matrix products and `.mT`
look at the last two axes only.
"""

import numpy as np

from helpers import validation
from helpers.activations import ACTIVATIONS
from helpers.losses import LOSSES

MOST = 2**31 - 1  # neurons a layer: a larger number is a slip


class Network:
    """A fully connected network with an activation after every layer but the last.

    sizes       widths from the inputs to the outputs, as in [4, 10, 3]
    activation  "relu", "tanh", "sigmoid" or "identity"
    loss        "softmax_cross_entropy", "sigmoid_cross_entropy" or "mse"
    seed        an integer, or a sequence of M integers for M networks
    dtype       of theta: float (float64) or numpy.float32

    theta (P,) or (M, P) holds all parameters; W and b are tuples of views of it, W[0] (n, H) and
    b[0] (1, H) being the formulas' W1 and b1. Weights start uniform in +-sqrt(6 / (inputs +
    outputs)) (Glorot and Bengio 2010, eq. (16)), biases at 0.

    Raises ValueError for fewer than two sizes, sizes below 1, or an unknown activation or loss.
    A loss or Z that overflows, or that a NaN in theta has reached, is inf or NaN, with no warning.
    """

    def __init__(self, sizes, activation="relu", loss="softmax_cross_entropy", seed=0, dtype=float):
        listed = isinstance(sizes, list | tuple) or (isinstance(sizes, np.ndarray) and sizes.ndim)
        if not listed or len(sizes) < 2:
            expected = "widths from inputs to outputs, as in [4, 10, 3]"
            raise ValueError(f"sizes must list {expected}; got {sizes!r}")
        self.sizes = [validation.size(f"sizes[{i}]", n, most=MOST) for i, n in enumerate(sizes)]
        self.g, self.g_grad = validation.choice("activation", activation, ACTIVATIONS)
        self.loss_and_grad = validation.choice("loss", loss, LOSSES)
        self.activation_name, self.loss_name = activation, loss
        validation.floating_type("dtype", dtype)
        seeds = validation.seeds("seed", seed)
        self.P = sum((n + 1) * h for n, h in zip(self.sizes, self.sizes[1:]))
        self._allocate(np.zeros((*seeds.shape, self.P), dtype))
        for index, one in np.ndenumerate(seeds):
            self._initialise(index, np.random.default_rng(one))

    def _allocate(self, theta):
        """Keep `theta`, its layers, and an array for the gradient."""
        self._theta, self._gradient, self._workspaces = theta, np.zeros_like(theta), {}
        self._T, self._dT = self.layers(self._theta), self.layers(self._gradient)
        self.W, self.b = self.views(self._theta)

    def _initialise(self, index, rng):
        for W in self.W:
            limit = np.sqrt(6 / sum(W.shape[-2:]))
            W[index] = rng.uniform(-limit, limit, W.shape[-2:])

    @property
    def theta(self):
        """All parameters, one flat vector a network. Assigning to it copies the numbers in."""
        return self._theta

    @theta.setter
    def theta(self, values):
        self._theta[...] = validation.cast(
            "theta", validation.real("theta", self._parameters(values)), self._theta.dtype
        )

    def layers(self, vector):
        """[T1, T2, ...] inside `vector`, without a copy: T_l (n + 1, H) is W_l over b_l."""
        if not isinstance(vector, np.ndarray) or vector.shape[-1:] != (self.P,):
            came = getattr(vector, "shape", type(vector).__name__)
            raise ValueError(f"vector must be an array (..., {self.P}); got {came}")
        T, start = [], 0
        for n, h in zip(self.sizes, self.sizes[1:]):
            end = start + (n + 1) * h
            T.append(vector[..., start:end].reshape(*vector.shape[:-1], n + 1, h))
            start = end
        return T

    def views(self, vector):
        """The weights (W1, W2, ...) and biases (b1, b2, ...) inside `vector`, without a copy."""
        T = self.layers(vector)
        return tuple(T_l[..., :-1, :] for T_l in T), tuple(T_l[..., -1:, :] for T_l in T)

    def forward(self, X):
        """The last layer's Z (m, K), or (M, m, K): predictions (mse) or logits (the others)."""
        X = with_ones(self._inputs(X))
        with np.errstate(over="ignore", invalid="ignore"):
            return self._forward(X, self._T, self._workspace(len(X), X.dtype)).copy()

    def loss(self, X, Y, theta=None):
        """L at `theta`, which may be complex (see gradcheck), or at the network's own."""
        X, Y = self.prepare(X, Y)
        theta = self._theta if theta is None else self._parameters(theta)
        with np.errstate(over="ignore", invalid="ignore"):
            Z = self._forward(X, self.layers(theta), self._workspace(len(X), theta.dtype))
            return self.loss_and_grad(Z, Y)[0]

    def loss_and_gradient(self, X, Y):
        """L, and dL/dtheta, shaped like theta. Eq. (6.4) to (6.7).

        X (m, n); Y (m, K): one-hot, labels in [0, 1], or any numbers, as the loss asks. Raises
        ValueError for others.
        """
        X, Y = self.prepare(X, Y)
        with np.errstate(over="ignore", invalid="ignore"):
            loss, gradient = self.backpropagate(X, Y)
        return loss, gradient.copy()

    def backpropagate(self, X, Y):
        """As `loss_and_gradient`, for X and Y from `prepare`; the next call reuses the gradient."""
        work = self._workspace(len(X), X.dtype)
        loss, dZ = self.loss_and_grad(self._forward(X, self._T, work), Y)
        for layer in reversed(range(len(self.W))):
            np.matmul(work.A[layer].mT, dZ, out=self._dT[layer])
            if layer > 0:
                dZ = np.matmul(dZ, self.W[layer].mT, out=work.dA[layer])
                dZ *= self.g_grad(work.Z[layer - 1])
        return loss, self._gradient

    def _forward(self, X, T, work):
        """The last Z, after filling `work` with every layer's A and Z. Eq. (6.1) to (6.3)."""
        work.A[0] = X
        for layer, T_l in enumerate(T):
            Z = np.matmul(work.A[layer], T_l, out=work.Z[layer])
            if layer + 1 < len(T):
                self.g(Z, out=work.bent[layer + 1])
        return Z

    def predict(self, X):
        """For each row of X: its class (softmax), 0 or 1 an output (sigmoid), the outputs (mse)."""
        Z = self.forward(X)
        if self.loss_name == "softmax_cross_entropy":
            return Z.argmax(axis=-1)
        return Z if self.loss_name == "mse" else (Z > 0).astype(int)

    def prepare(self, X, Y):
        """Check X and Y, and return X with its column of ones, and Y, both in theta's precision."""
        X, Y = self._inputs(X), validation.matrix("Y", Y, columns=self.sizes[-1])
        validation.same_samples("Y", Y, "X", X)
        if self.loss_name == "softmax_cross_entropy":
            validation.one_hot_rows("Y", Y)
        elif self.loss_name == "sigmoid_cross_entropy":
            validation.labels("Y", Y)
        return with_ones(X), np.asfortranarray(validation.cast("Y", Y, self._theta.dtype))

    def _inputs(self, X):
        X = validation.matrix("X", X, columns=self.sizes[0])
        return validation.cast("X", X, self._theta.dtype)

    def _parameters(self, theta):
        theta = validation.numbers("theta", theta)
        if theta.shape != self._theta.shape:
            expected = f"{self._theta.shape}, that of the network"
            raise ValueError(f"theta has shape {theta.shape}; expected {expected}")
        return theta

    def _workspace(self, m, dtype):
        """The arrays for m samples: made once, for the few batch sizes that a training has."""
        if (m, dtype) not in self._workspaces:
            if len(self._workspaces) == 4:
                self._workspaces.clear()
            lead = self._theta.shape[:-1]
            self._workspaces[m, dtype] = Workspace(self.sizes, lead, m, dtype)
        return self._workspaces[m, dtype]

    def __getstate__(self):
        """What pickle and copy keep; the views are made anew."""
        return {"sizes": self.sizes, "activation": self.activation_name, "loss": self.loss_name}, (
            self._theta
        )

    def __setstate__(self, state):
        arguments, theta = state
        self.__init__(**arguments)
        self._allocate(theta.copy())


class Workspace:
    """The arrays that a pass over m samples fills: a step then allocates next to nothing.

    They read as rows, (m, H), and lie in memory as columns: NumPy's inner loops run along memory,
    and m samples make a longer loop than H neurons.

    A[l]     (..., m, n + 1)  input of layer l + 1, with its column of ones; A[0] is set to X
    bent[l]  (..., m, n)      A[l] without the ones, where the activation writes
    Z[l]     (..., m, H)      Z of layer l + 1
    dA[l]    (..., m, n)      dL/dA[l], without the ones
    """

    def __init__(self, sizes, lead, m, dtype):
        self.A = [None, *(rows((*lead, m, n + 1), dtype) for n in sizes[1:-1])]
        self.bent = [None, *(A[..., :-1] for A in self.A[1:])]
        self.Z = [rows((*lead, m, h), dtype) for h in sizes[1:]]
        self.dA = [None, *(rows((*lead, m, n), dtype) for n in sizes[1:-1])]


def rows(shape, dtype):
    """Ones of that shape, which lie in memory column by column."""
    *lead, m, n = shape
    return np.ones((*lead, n, m), dtype).swapaxes(-1, -2)


def with_ones(X):
    """[X, 1]: the inputs (m, n) with a last column of ones, whose weight is the bias."""
    m, n = X.shape
    X_one = rows((m, n + 1), X.dtype)
    X_one[:, :-1] = X
    return X_one
