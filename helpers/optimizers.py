"""What to do with a gradient: `step(theta, gradient)` changes theta, in place.

Backpropagation says which way is down; an optimiser decides how far to go. It sees a flat vector,
never a layer. `learning_rate` may be a sequence of M numbers for M networks side by side, theta
(M, P). Gradients are not checked for being finite: `training.fit` checks the loss.
"""

import numpy as np

from helpers.validation import between, positive, positive_number, real


class _Rule:
    """What all rules share: a learning rate that is checked whenever it is set."""

    def __init__(self, learning_rate):
        self.learning_rate = positive("learning_rate", learning_rate)

    @property
    def learning_rate(self):
        """The size of a step: a number, or a column of M. A schedule may set it, to 0 as well."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        self._learning_rate = _rates(value)


class GradientDescent(_Rule):
    """theta <- theta - eta dL/dtheta, eta being `learning_rate`. Eq. (0.1)."""

    def step(self, theta, gradient):
        """One update of `theta`, in place."""
        _check(theta, gradient, None, self.learning_rate)
        theta -= self.learning_rate * gradient


class Momentum(_Rule):
    """v <- beta v + g, then theta <- theta - eta v, v starting at 0. Eq. (8.4).

    The heavy ball of Polyak (1964). As in PyTorch's SGD with dampening 0, g enters with weight 1,
    not 1 - beta; with 1 - beta, eta would have to be 1 / (1 - beta) times as large.
    """

    def __init__(self, learning_rate, beta=0.9):
        super().__init__(learning_rate)
        self.beta = between("beta", beta, 0, 1)
        self.v = None

    def step(self, theta, gradient):
        """One update of `theta`, in place."""
        self._remember(theta, gradient)
        theta -= self.learning_rate * self.v

    def _remember(self, theta, gradient):
        _check(theta, gradient, self.v, self.learning_rate)
        if self.v is None:
            self.v = np.zeros_like(theta)
        self.v *= self.beta
        self.v += gradient


class Nesterov(Momentum):
    """v <- beta v + g, then theta <- theta - eta (g + beta v), v starting at 0. Eq. (8.9).

    Nesterov (1983) takes g at the point where momentum alone would lead; theta here is that point,
    so that a step needs one gradient, at theta: Bengio et al. (2012), and PyTorch.
    """

    def step(self, theta, gradient):
        """One update of `theta`, in place."""
        self._remember(theta, gradient)
        theta -= self.learning_rate * (gradient + self.beta * self.v)


class AdaGrad(_Rule):
    """s <- s + g^2, then theta <- theta - eta g / (sqrt(s) + epsilon). Eq. (8.10).

    s starts at 0. Duchi et al. (2011), with diagonal matrices. PyTorch's lr_decay is 0 here.
    """

    def __init__(self, learning_rate=1e-2, epsilon=1e-10):
        super().__init__(learning_rate)
        self.epsilon = positive_number("epsilon", epsilon)
        self.s = None

    def step(self, theta, gradient):
        """One update of `theta`, in place."""
        _check(theta, gradient, self.s, self.learning_rate)
        if self.s is None:
            self.s = np.zeros_like(theta)
        self.s += np.square(gradient, dtype=self.s.dtype)  # small integers would wrap around
        theta -= self.learning_rate * gradient / (np.sqrt(self.s) + self.epsilon)


class RMSProp(_Rule):
    """s <- beta s + (1 - beta) g^2, theta <- theta - eta g / (sqrt(s) + epsilon). Eq. (8.11).

    Tieleman and Hinton (2012), lecture 6.5, where beta is 0.9 and no epsilon is written. It stands
    outside the root as in PyTorch (whose beta, called alpha, is 0.99); Keras has it inside.
    """

    def __init__(self, learning_rate=1e-2, beta=0.9, epsilon=1e-8):
        super().__init__(learning_rate)
        self.beta = between("beta", beta, 0, 1)
        self.epsilon = positive_number("epsilon", epsilon)
        self.s = None

    def step(self, theta, gradient):
        """One update of `theta`, in place."""
        _check(theta, gradient, self.s, self.learning_rate)
        if self.s is None:
            self.s = np.zeros_like(theta)
        self.s *= self.beta
        self.s += (1 - self.beta) * gradient * gradient
        theta -= self.learning_rate * gradient / (np.sqrt(self.s) + self.epsilon)


class Adam(_Rule):
    """theta <- theta - eta mhat / (sqrt(vhat) + epsilon). Eq. (8.12) and (9.3).

    m <- beta1 m + (1 - beta1) g and v <- beta2 v + (1 - beta2) g^2 are running means of the
    gradient g and of its square; mhat = m / (1 - beta1^t) and vhat = v / (1 - beta2^t) correct for
    their start at 0. Algorithm 1 of Kingma and Ba (2015).
    """

    def __init__(self, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        super().__init__(learning_rate)
        self.beta1, self.beta2 = between("beta1", beta1, 0, 1), between("beta2", beta2, 0, 1)
        self.epsilon = positive_number("epsilon", epsilon)
        self.t, self.m, self.v = 0, None, None

    def step(self, theta, gradient):
        """One update of `theta`, in place."""
        _check(theta, gradient, self.m, self.learning_rate)
        if self.m is None:
            self.m, self.v = np.zeros_like(theta), np.zeros_like(theta)
        self.t += 1
        self.m *= self.beta1
        self.m += (1 - self.beta1) * gradient
        self.v *= self.beta2
        self.v += (1 - self.beta2) * gradient * gradient
        rate = self.learning_rate / (1 - self.beta1**self.t)  # eta mhat = rate m
        theta -= rate * self.m / (np.sqrt(self.v / (1 - self.beta2**self.t)) + self.epsilon)


def inverse_time(start, t, half):
    """The learning rate start / (1 + t / half) after t = 0, 1, 2, ... steps; half of it at `half`.

    Set it by `optimizer.learning_rate = inverse_time(...)`, before a step or after an epoch.
    """
    return positive("start", start) / (1 + _elapsed(t) / positive_number("half", half))


def cosine(start, t, steps):
    """The learning rate start (1 + cos(pi t / steps)) / 2: from `start` to 0 in `steps` steps.

    Half a wave, and 0 afterwards. Loshchilov and Hutter (2017), without restarts.
    """
    share = np.minimum(_elapsed(t) / positive_number("steps", steps), 1)
    return positive("start", start) * (1 + np.cos(np.pi * share)) / 2


def _elapsed(t):
    return between("t", t, 0, np.inf)


def _rates(learning_rate):
    """One learning rate as a number; M of them as a column, one for each row of theta."""
    rates = real("learning_rate", learning_rate)
    if (rates < 0).any():
        raise ValueError(f"learning_rate must not be negative; got {learning_rate!r}")
    if rates.ndim == 0:
        return float(rates)
    if rates.shape not in ((len(rates),), (len(rates), 1)):
        raise ValueError(f"learning_rate has shape {rates.shape}; expected a number, or M of them")
    return rates.reshape(-1, 1).copy()


def _check(theta, gradient, begun, rates):
    """Raise ValueError, before anything is changed, if these do not fit each other."""
    if begun is not None and type(begun) is type(theta) is type(gradient):
        same = begun.shape == theta.shape == gradient.shape and theta.flags.writeable
        if same and begun.dtype is theta.dtype is gradient.dtype and type(rates) is float:
            return  # as at the step before
    for name, array in (("theta", theta), ("gradient", gradient)):
        if not isinstance(array, np.ndarray) or isinstance(array, np.matrix | np.ma.MaskedArray):
            raise ValueError(f"{name} must be an array; got {type(array)}")
    if not theta.flags.writeable:
        raise ValueError("theta is read-only; a step changes it in place")
    if theta.dtype.kind != "f":  # a step of 0.1 has no room in an integer
        raise ValueError(f"theta must hold floating-point numbers; got {theta.dtype}")
    if gradient.dtype.kind not in "fiu":
        raise ValueError(f"gradient must hold real numbers; got {gradient.dtype}")
    if gradient.shape != theta.shape:
        expected = f"{theta.shape}, that of theta"
        raise ValueError(f"gradient has shape {gradient.shape}; expected {expected}")
    if begun is not None and begun.shape != theta.shape:
        raise ValueError(f"theta has shape {theta.shape}; this optimiser began with {begun.shape}")
    if np.ndim(rates) and (theta.ndim != 2 or len(rates) != len(theta)):
        raise ValueError(f"learning_rate has {len(rates)} numbers; theta has shape {theta.shape}")
