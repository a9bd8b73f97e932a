"""What to do with a gradient: `step(theta, gradient)` changes theta, in place.

Backpropagation says which way is down; an optimiser decides how far to go. It sees a flat vector,
never a layer. `learning_rate` may be a sequence of M numbers for M networks side by side, theta (M,
P).
"""

import numpy as np

from helpers.validation import positive


class GradientDescent:
    """theta <- theta - eta dL/dtheta, eta being `learning_rate`. Eq. (0.1)."""

    def __init__(self, learning_rate):
        self.learning_rate = positive("learning_rate", learning_rate)[..., None]

    def step(self, theta, gradient):
        """One update of `theta`, in place."""
        theta -= self.learning_rate * gradient


class Adam:
    """theta <- theta - eta mhat / (sqrt(vhat) + epsilon): Algorithm 1 of Kingma and Ba (2015).
    Eq. (9.3).

    m <- beta1 m + (1 - beta1) g and v <- beta2 v + (1 - beta2) g^2 are running means of the
    gradient g and of its square; mhat = m / (1 - beta1^t) and vhat = v / (1 - beta2^t) correct for
    their start at 0.
    """

    def __init__(self, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate = positive("learning_rate", learning_rate)[..., None]
        for name, beta in (("beta1", beta1), ("beta2", beta2)):
            if not 0 <= beta < 1:
                raise ValueError(f"{name} must be at least 0 and less than 1; got {beta!r}")
        self.beta1, self.beta2, self.epsilon = beta1, beta2, positive("epsilon", epsilon)
        self.t, self.m, self.v = 0, 0.0, 0.0

    def step(self, theta, gradient):
        """One update of `theta`, in place."""
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * gradient
        self.v = self.beta2 * self.v + (1 - self.beta2) * gradient**2
        m_hat = self.m / (1 - self.beta1**self.t)
        v_hat = self.v / (1 - self.beta2**self.t)
        theta -= self.learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)
