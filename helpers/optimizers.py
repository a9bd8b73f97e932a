"""What to do with a gradient: `step(theta, gradient)` changes theta, in place.

Backpropagation says which way is down; an optimiser decides how far to go. It sees a flat vector,
never a layer. `learning_rate` may be a sequence of M numbers for M networks side by side, theta
(M, P).
"""

import numpy as np

from helpers.validation import between, positive


class GradientDescent:
    """theta <- theta - eta dL/dtheta, eta being `learning_rate`. Eq. (0.1)."""

    def __init__(self, learning_rate):
        self.learning_rate = _rates(learning_rate)

    def step(self, theta, gradient):
        """One update of `theta`, in place."""
        _check(theta, gradient, None, self.learning_rate)
        theta -= self.learning_rate * gradient


class Adam:
    """theta <- theta - eta mhat / (sqrt(vhat) + epsilon). Eq. (9.3).

    m <- beta1 m + (1 - beta1) g and v <- beta2 v + (1 - beta2) g^2 are running means of the
    gradient g and of its square; mhat = m / (1 - beta1^t) and vhat = v / (1 - beta2^t) correct for
    their start at 0. Algorithm 1 of Kingma and Ba (2015).
    """

    def __init__(self, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate = _rates(learning_rate)
        self.beta1, self.beta2 = between("beta1", beta1, 0, 1), between("beta2", beta2, 0, 1)
        self.epsilon = float(positive("epsilon", epsilon))
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


def _rates(learning_rate):
    """One learning rate as a number; M of them as a column, one for each row of theta."""
    rates = positive("learning_rate", learning_rate)
    return rates[..., None] if rates.ndim else float(rates)


def _check(theta, gradient, begun, rates):
    """Raise ValueError, before anything is changed, if these do not fit each other."""
    if begun is not None and begun.shape == theta.shape == gradient.shape:
        return  # as at the step before
    if not isinstance(theta, np.ndarray):
        raise ValueError(f"theta must be an array, to be changed in place; got {type(theta)}")
    if np.shape(gradient) != theta.shape:
        expected = f"{theta.shape}, that of theta"
        raise ValueError(f"gradient has shape {np.shape(gradient)}; expected {expected}")
    if begun is not None:
        raise ValueError(f"theta has shape {theta.shape}; this optimiser began with {begun.shape}")
    if np.ndim(rates) and (rates.ndim, len(rates)) != (theta.ndim, len(theta)):
        raise ValueError(f"learning_rate has {len(rates)} numbers; theta has shape {theta.shape}")
