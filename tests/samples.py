"""Random samples for a network or a loss."""

import numpy as np


def targets(rng, loss, m, outputs):
    """A random Y (m, outputs) that suits the loss."""
    if loss == "softmax_cross_entropy":
        return np.eye(outputs)[rng.integers(0, outputs, m)]
    if loss == "sigmoid_cross_entropy":
        return rng.integers(0, 2, (m, outputs)).astype(float)
    return rng.normal(size=(m, outputs))
