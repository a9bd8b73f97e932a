"""What to do with a gradient: `step(theta, gradient)` changes theta, in place.

Backpropagation says which way is down; an optimiser decides how far to go. It sees theta, one flat
vector of all P parameters, and never a layer. What makes one optimiser differ from another is its
`update`: what a step subtracts from theta. Some keep sums or means of the gradients so far, which
start at 0. For M networks side by side, theta has shape (M, P), and `learning_rate` may be M
numbers. Products, squares and roots are taken entry by entry: each parameter has its own.
"""

import numpy as np

from helpers.activations import floats
from helpers.validation import check_beta, check_positive, check_precision, check_real, check_shape


class Optimizer:
    """theta <- theta - update(g), g being the gradient: what all optimisers share.

    running  the names of what is kept from step to step, for instance ("v",) for self.v; the first
             step makes them: arrays of zeros, shaped like theta
    t        the number of steps taken
    """

    running = ()

    def __init__(self, learning_rate):
        self.t = 0
        self.learning_rate = learning_rate  # checked below, whenever it is set
        if np.any(self.learning_rate == 0):  # a schedule may end at 0; to start at 0 is a mistake
            raise ValueError(f"learning_rate must be positive; got {learning_rate!r}")

    @property
    def learning_rate(self):
        """What the gradient is multiplied by: a number, or a column of M.

        It may be set between two steps, by a schedule for instance, down to 0.
        """
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        rates = check_real("learning_rate", value)
        if (rates < 0).any() or rates.shape[1:] not in [(), (1,)]:
            raise ValueError(f"learning_rate must be a number >= 0, or M of them; got {value!r}")
        self._learning_rate = rates.reshape(-1, 1).copy() if rates.ndim else float(rates)

    def step(self, theta, gradient):
        """One update of `theta`, in place."""
        gradient = floats(gradient)
        check_shape("gradient", gradient, theta.shape, "theta")
        if self.t == 0:
            check_precision("theta", theta.dtype)  # no whole numbers, no float16
            for name in self.running:
                setattr(self, name, np.zeros_like(theta))
        self.t += 1
        theta -= self.update(gradient)

    def update(self, g):
        """What a step subtracts from theta, for the gradient g; each optimiser has its own."""
        raise NotImplementedError


class GradientDescent(Optimizer):
    """theta <- theta - eta g, eta being `learning_rate`. Eq. (0.1)."""

    def update(self, g):
        """eta g."""
        return self.learning_rate * g


class Momentum(Optimizer):
    """v <- beta v + g, then theta <- theta - eta v. Eq. (8.3).

    v remembers the gradients so far, older ones with weights beta, beta^2, ...: like a heavy ball,
    theta keeps some of its speed (Polyak 1964). Some write v <- beta v + (1 - beta) g; the walk is
    then the same with an eta that is 1 / (1 - beta) times as large. 0 <= beta < 1.
    """

    running = ("v",)

    def __init__(self, learning_rate, beta=0.9):
        super().__init__(learning_rate)
        self.beta = check_beta("beta", beta)

    def update(self, g):
        """eta v, after v <- beta v + g."""
        self.v *= self.beta
        self.v += g
        return self.learning_rate * self.v


class Nesterov(Momentum):
    """v <- beta v + g, then theta <- theta - eta (g + beta v). Eq. (D8a.5).

    Momentum that looks ahead. The next v will be beta v + g with a new g, so the part eta beta v
    of the next step is known already; this step takes it too. Nesterov's rule (1983), in the form
    of Bengio et al. (2012); side path 8a turns one into the other.
    """

    def update(self, g):
        """eta (g + beta v), after v <- beta v + g."""
        self.v *= self.beta
        self.v += g
        return self.learning_rate * (g + self.beta * self.v)


class AdaGrad(Optimizer):
    """s <- s + g^2, then theta <- theta - eta g / (sqrt(s) + epsilon). Eq. (D8c.1).

    s is the sum of all squared gradients, an entry for each parameter. So each has a learning rate
    of its own, eta / sqrt(s), and it is small for a parameter whose slopes have been steep. A small
    epsilon keeps 0 / 0 away. Duchi et al. (2011).
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
    """s <- beta s + (1 - beta) g^2, theta <- theta - eta g / (sqrt(s) + epsilon). Eq. (D8c.2).

    AdaGrad with a running mean of g^2 in place of the sum, so that steps do not shrink for ever.
    Tieleman and Hinton (2012), lecture 6.5, with beta = 0.9 and no epsilon. Libraries differ in the
    default of beta, and in whether epsilon stands outside the root, as here, or inside.
    """

    running = ("s",)

    def __init__(self, learning_rate=1e-2, beta=0.9, epsilon=1e-8):
        super().__init__(learning_rate)
        self.beta = check_beta("beta", beta)
        self.epsilon = check_positive("epsilon", epsilon)

    def update(self, g):
        """eta g / (sqrt(s) + epsilon), after s <- beta s + (1 - beta) g^2."""
        self.s *= self.beta
        self.s += (1 - self.beta) * g * g
        return self.learning_rate * g / (np.sqrt(self.s) + self.epsilon)


class Adam(Optimizer):
    """theta <- theta - eta mhat / (sqrt(vhat) + epsilon). Eq. (8.6).

    m <- beta1 m + (1 - beta1) g and v <- beta2 v + (1 - beta2) g^2 are running means of the
    gradient g and of its square. As they start at 0, they are too small at first: after t equal
    gradients, m is (1 - beta1^t) g. So mhat = m / (1 - beta1^t) and vhat = v / (1 - beta2^t).
    Algorithm 1 of Kingma and Ba (2015).
    """

    running = ("m", "v")

    def __init__(self, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        super().__init__(learning_rate)
        self.beta1 = check_beta("beta1", beta1)
        self.beta2 = check_beta("beta2", beta2)
        self.epsilon = check_positive("epsilon", epsilon)

    def update(self, g):
        """eta mhat / (sqrt(vhat) + epsilon)."""
        self.m *= self.beta1
        self.m += (1 - self.beta1) * g
        self.v *= self.beta2
        self.v += (1 - self.beta2) * g * g
        rate = self.learning_rate / (1 - self.beta1**self.t)  # so that rate m = eta mhat
        return rate * self.m / (np.sqrt(self.v / (1 - self.beta2**self.t)) + self.epsilon)


def inverse_time(start, t, half_time):
    """The learning rate start / (1 + t / half_time); at t = half_time it is start / 2.

    t and half_time count the same thing, steps for instance. Before each step, set
    `optimizer.learning_rate = inverse_time(0.1, optimizer.t, half_time=100)`.
    """
    return start / (1 + t / half_time)


def cosine(start, t, steps):
    """The learning rate start (1 + cos(pi t / steps)) / 2: from `start` to 0 in `steps` steps.

    Half a wave of the cosine, from its top to its bottom, and 0 afterwards. `start` and t may be
    arrays. Loshchilov and Hutter (2017), who also start again from the top; here it ends.
    """
    return start * (1 + np.cos(np.pi * np.minimum(t / steps, 1))) / 2
