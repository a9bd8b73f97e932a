"""The checks of notebook 8: momentum by hand, the best rate, and an Adam that miscounts."""

import numpy as np
import sympy as sp

from helpers.exercises.checking import FormulaCheck, FunctionCheck, Progress, ValueCheck

# L = theta^2 from theta = 2, eta = 1/4, beta = 1/2: v = 4, 4, 2.
check_three_steps = ValueCheck(
    right=[1.0, 0.0, -0.5],
    mistakes={
        "that is gradient descent: nothing is remembered": [1.0, 0.5, 0.25],
        "that is the convention with (1 - beta) g; in (8.4) g has weight 1": [1.5, 0.875, 0.34375],
        "that is Nesterov's rule (8.9), which adds g to beta v": [0.5, -0.125, -0.21875],
        "the step used the old velocity; update v first, and use it at once": [2.0, 1.0, -0.5],
        "sign: the update subtracts": [3.0, 5.0, 8.5],
        "those are the velocities; the parameters are asked for": [4.0, 4.0, 2.0],
    },
)

_mu, _Lambda = sp.symbols("mu Lambda", positive=True)

check_best_rate = FormulaCheck(
    right=2 / (_mu + _Lambda),
    mistakes={
        "that is the edge (8.2): along the steepest axis the error never shrinks": 2 / _Lambda,
        "that rate is safe, and the flat axis could still go faster": 1 / _Lambda,
        "that is beyond the edge of the steepest axis": 2 / _mu,
        "both factors are equal at 1 - eta mu = -(1 - eta Lambda); look at the 2": (
            1 / (_mu + _Lambda)
        ),
        "that is what survives a step at the best rate; the rate is asked for": (
            (_Lambda - _mu) / (_Lambda + _mu)
        ),
        "sign: solve 1 - eta mu = -(1 - eta Lambda) again": 2 / (_Lambda - _mu),
    },
)


def _adam(gradients, eta, start=1, right=(True, True), betas=(0.9, 0.999), inside=False):
    """Adam counted from `start`; `right` says which of the two means are corrected."""
    theta, m, v, path = 0.0, 0.0, 0.0, []
    for t, g in enumerate(gradients, start):
        m, v = (beta * q + (1 - beta) * p for beta, q, p in zip(betas, (m, v), (g, g**2)))
        m_hat, v_hat = (
            q / (1 - beta**t) if corrected and t else q
            for q, beta, corrected in zip((m, v), betas, right)
        )
        theta -= eta * m_hat / (np.sqrt(v_hat + 1e-8) if inside else np.sqrt(v_hat) + 1e-8)
        path.append(theta)
    return np.array(path)


check_adam = FunctionCheck(
    right=lambda gradients, eta: _adam(gradients, eta),
    mistakes={
        "as it was: the first step is not corrected, and the others for one step too few": (
            lambda gradients, eta: _adam(gradients, eta, start=0)
        ),
        "no correction at all: the first step is three times too long": (
            lambda gradients, eta: _adam(gradients, eta, right=(False, False))
        ),
        "only the mean of the gradient is corrected": (
            lambda gradients, eta: _adam(gradients, eta, right=(True, False))
        ),
        "only the mean of the square is corrected": (
            lambda gradients, eta: _adam(gradients, eta, right=(False, True))
        ),
        "counted from 2: the first correction is for one gradient, not two": (
            lambda gradients, eta: _adam(gradients, eta, start=2)
        ),
        "beta1 and beta2 have changed places": (
            lambda gradients, eta: _adam(gradients, eta, betas=(0.999, 0.9))
        ),
        "epsilon stands inside the root": lambda gradients, eta: _adam(gradients, eta, inside=True),
        "sign: the update subtracts": lambda gradients, eta: -_adam(gradients, eta),
    },
    cases=[
        (np.array([0.7, -0.2, 0.4, 1.1]), 0.1),
        (np.array([3e-4, 2e-4, -1e-4, 5e-4, 2e-4]), 0.03),
    ],
)

progress = Progress(
    "optimizers",
    {
        "three steps by hand": check_three_steps,
        "the best rate, derived": check_best_rate,
        "find the bug": check_adam,
    },
)
