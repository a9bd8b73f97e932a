"""What to do with a gradient: `step(theta, gradient)` changes theta, in place.

Backpropagation says which way is down; an optimiser decides how far to go. It sees a flat vector,
never a layer. A rule is its `update`, what a step subtracts from theta; its running sums start
at 0. `learning_rate` may be a sequence of M numbers for M networks side by side, theta (M, P).
"""

import numpy as np

from helpers.activations import floats
from helpers.validation import check_between, check_positive, check_precision, check_real


class Optimizer:
    """theta <- theta - update(g), g being the gradient: what all rules share.

    running  the names of a rule's running sums; the first step makes them, 0 and shaped like theta
    t        the number of steps taken
    """

    running = ()  # for instance ("v",), which becomes self.v

    def __init__(self, learning_rate):
        self.t = 0
        self.learning_rate = learning_rate  # checked below, whenever it is set
        if np.any(self.learning_rate == 0):  # for a schedule an end, for a start a slip
            raise ValueError(f"learning_rate must be positive; got {learning_rate!r}")

    @property
    def learning_rate(self):
        """The size of a step: a number, or a column of M. A schedule may set it, to 0 as well."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        rates = check_real("learning_rate", value)
        shapes = (), (rates.size,), (rates.size, 1)  # a number, M of them, a column of M
        if (rates < 0).any() or rates.shape not in shapes:
            raise ValueError(f"learning_rate must be a number >= 0, or M of them; got {value!r}")
        self._learning_rate = rates.reshape(-1, 1).copy() if rates.ndim else float(rates)

    def step(self, theta, gradient):
        """One update of `theta`, in place."""
        gradient = floats(gradient)
        if gradient.shape != theta.shape:  # or broadcasting would spread it, in silence
            expected = f"{theta.shape}, that of theta"
            raise ValueError(f"gradient has shape {gradient.shape}; expected {expected}")
        if self.t == 0:
            check_precision("theta", theta.dtype)  # no whole numbers, no float16
            for name in self.running:
                setattr(self, name, np.zeros_like(theta))
        self.t += 1
        theta -= self.update(gradient)

    def update(self, g):
        """What a step subtracts from theta; running sums are updated first."""
        raise NotImplementedError


class GradientDescent(Optimizer):
    """theta <- theta - eta g, eta being `learning_rate`. Eq. (0.1)."""

    def update(self, g):
        """eta g."""
        return self.learning_rate * g


class Momentum(Optimizer):
    """v <- beta v + g, then theta <- theta - eta v. Eq. (8.4).

    The heavy ball of Polyak (1964). As in PyTorch's SGD with dampening 0, g enters with weight 1,
    not 1 - beta; with 1 - beta, eta would have to be 1 / (1 - beta) times as large.
    """

    running = ("v",)

    def __init__(self, learning_rate, beta=0.9):
        super().__init__(learning_rate)
        self.beta = check_between("beta", beta, 0, 1)

    def update(self, g):
        """eta v, after v <- beta v + g."""
        self.v *= self.beta
        self.v += g
        return self.learning_rate * self.v


class Nesterov(Momentum):
    """v <- beta v + g, then theta <- theta - eta (g + beta v). Eq. (8.9).

    Nesterov (1983) walks with a point phi, and takes g at phi - eta beta v, where v alone would
    carry phi. Our theta is that second point, so a step needs one gradient, at theta; then the rule
    reads as above, as in Bengio et al. (2012) and in PyTorch.
    """

    def update(self, g):
        """eta (g + beta v), after v <- beta v + g."""
        self.v *= self.beta
        self.v += g
        return self.learning_rate * (g + self.beta * self.v)


class AdaGrad(Optimizer):
    """s <- s + g^2, then theta <- theta - eta g / (sqrt(s) + epsilon). Eq. (8.10).

    Duchi et al. (2011), their version with a number for each parameter. PyTorch can shrink eta as
    well (lr_decay); here that is left to a schedule.
    """

    running = ("s",)

    def __init__(self, learning_rate=1e-2, epsilon=1e-10):
        super().__init__(learning_rate)
        self.epsilon = check_positive("epsilon", epsilon)

    def update(self, g):
        """eta g / (sqrt(s) + epsilon), after s <- s + g^2."""
        self.s += g * g
        return self.learning_rate * g / (np.sqrt(self.s) + self.epsilon)


class RMSProp(Optimizer):
    """s <- beta s + (1 - beta) g^2, theta <- theta - eta g / (sqrt(s) + epsilon). Eq. (8.11).

    Tieleman and Hinton (2012), lecture 6.5, where beta is 0.9 and no epsilon is written. Epsilon
    stands outside the root as in PyTorch (whose beta, called alpha, is 0.99); Keras has it inside.
    """

    running = ("s",)

    def __init__(self, learning_rate=1e-2, beta=0.9, epsilon=1e-8):
        super().__init__(learning_rate)
        self.beta = check_between("beta", beta, 0, 1)
        self.epsilon = check_positive("epsilon", epsilon)

    def update(self, g):
        """eta g / (sqrt(s) + epsilon), after s <- beta s + (1 - beta) g^2."""
        self.s *= self.beta
        self.s += (1 - self.beta) * g * g
        return self.learning_rate * g / (np.sqrt(self.s) + self.epsilon)


class Adam(Optimizer):
    """theta <- theta - eta mhat / (sqrt(vhat) + epsilon). Eq. (8.12) and (9.3).

    m <- beta1 m + (1 - beta1) g and v <- beta2 v + (1 - beta2) g^2 are running means of the
    gradient g and of its square; mhat = m / (1 - beta1^t) and vhat = v / (1 - beta2^t) correct for
    their start at 0. Algorithm 1 of Kingma and Ba (2015).
    """

    running = ("m", "v")

    def __init__(self, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        super().__init__(learning_rate)
        self.beta1 = check_between("beta1", beta1, 0, 1)
        self.beta2 = check_between("beta2", beta2, 0, 1)
        self.epsilon = check_positive("epsilon", epsilon)

    def update(self, g):
        """eta mhat / (sqrt(vhat) + epsilon)."""
        self.m *= self.beta1
        self.m += (1 - self.beta1) * g
        self.v *= self.beta2
        self.v += (1 - self.beta2) * g * g
        rate = self.learning_rate / (1 - self.beta1**self.t)  # eta mhat = rate m
        return rate * self.m / (np.sqrt(self.v / (1 - self.beta2**self.t)) + self.epsilon)


def inverse_time(start, t, half_time):
    """The learning rate start / (1 + t / half_time) after t = 0, 1, 2, ... steps.

    It is half of `start` at `half_time`. Set it by `optimizer.learning_rate = inverse_time(...)`,
    before a step or after an epoch.
    """
    return start / (1 + t / half_time)


def cosine(start, t, steps):
    """The learning rate start (1 + cos(pi t / steps)) / 2: from `start` to 0 in `steps` steps.

    Half a wave, and 0 afterwards. Loshchilov and Hutter (2017), without restarts.
    """
    return start * (1 + np.cos(np.pi * np.minimum(t / steps, 1))) / 2
