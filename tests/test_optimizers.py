"""Optimisers against exact rational arithmetic."""

from fractions import Fraction

import numpy as np
import pytest

from helpers import optimizers
from helpers.optimizers import AdaGrad, Adam, GradientDescent, Momentum, Nesterov, RMSProp

GRADIENTS = np.array([[3, -1], [1, 2], [-2, 5]])
ALL = [GradientDescent, Momentum, Nesterov, AdaGrad, RMSProp, Adam]
BETA, BETA2, EPSILON = Fraction(3, 4), Fraction(7, 8), Fraction(1, 4)


def over_root(numerator, square):
    """numerator / (sqrt(square) + epsilon), the root in floating-point numbers."""
    return numerator / (np.sqrt(square.astype(float)) + float(EPSILON))


# Each rule with what it subtracts from theta, over eta: move(t, g, m, v) gives the new m and v too.
RULES = [
    (GradientDescent, (0.125,), lambda t, g, m, v: (m, v, g)),
    (Momentum, (0.125, 0.75), lambda t, g, m, v: (m := BETA * m + g, v, m)),
    (Nesterov, (0.125, 0.75), lambda t, g, m, v: (m := BETA * m + g, v, g + BETA * m)),
    (AdaGrad, (0.125, 0.25), lambda t, g, m, v: (m, v := v + g * g, over_root(g, v))),
    (
        RMSProp,
        (0.125, 0.75, 0.25),
        lambda t, g, m, v: (m, v := BETA * v + (1 - BETA) * g * g, over_root(g, v)),
    ),
    (
        Adam,
        (0.125, 0.75, 0.875, 0.25),
        lambda t, g, m, v: (
            m := BETA * m + (1 - BETA) * g,
            v := BETA2 * v + (1 - BETA2) * g * g,
            over_root(m / (1 - BETA**t), v / (1 - BETA2**t)),
        ),
    ),
]


@pytest.mark.parametrize("kind, options, move", RULES, ids=lambda x: getattr(x, "__name__", ""))
def test_every_rule_is_its_formula(kind, options, move):
    optimizer = kind(*options)
    theta, exact = np.array([1.0, 2.0]), np.array([Fraction(1), Fraction(2)])
    m = v = np.array([Fraction(0)] * 2)
    for t, gradient in enumerate(GRADIENTS, 1):
        m, v, moved = move(t, gradient + Fraction(0), m, v)
        exact = exact - Fraction(1, 8) * moved
        assert optimizer.step(theta, gradient.astype(float)) is None
        if optimizer.running in ((), ("v",)):  # without a root, floats are exact too
            assert theta.tolist() == exact.astype(float).tolist()
        np.testing.assert_allclose(theta, exact.astype(float), rtol=1e-14)


def test_defaults_are_those_of_the_sources():
    assert Momentum(1.0).beta == Nesterov(1.0).beta == RMSProp().beta == 0.9
    assert (AdaGrad().epsilon, RMSProp().epsilon, Adam().epsilon) == (1e-10, 1e-8, 1e-8)
    assert (Adam().learning_rate, Adam().beta1, Adam().beta2) == (0.001, 0.9, 0.999)
    assert (AdaGrad().learning_rate, RMSProp().learning_rate) == (0.01, 0.01)


def test_schedules():
    inverse = [optimizers.inverse_time(0.5, t, half_time=10) for t in (0, 10, 30)]
    np.testing.assert_allclose(inverse, [0.5, 0.25, 0.125])
    wave = [optimizers.cosine(0.5, t, steps=12) for t in (0, 4, 6, 8, 12, 13)]
    np.testing.assert_allclose(wave, [0.5, 0.375, 0.25, 0.125, 0, 0], atol=1e-16)


def test_one_learning_rate_for_each_network():
    for kind in ALL:
        stacked, singles = np.ones((2, 3)), [np.ones(3), np.ones(3)]
        together, apart = kind([0.1, 0.2]), [kind(0.1), kind(0.2)]
        for gradient in np.random.default_rng(0).normal(size=(4, 2, 3)):
            together.step(stacked, gradient)
            for optimizer, theta, g in zip(apart, singles, gradient):
                optimizer.step(theta, g)
        assert np.array_equal(stacked, singles)


def test_a_learning_rate_is_checked_when_it_is_set():
    optimizer = Adam(0.1)
    for wrong in (-0.1, [0.1, -0.1], np.nan, "fast", np.ones((2, 3))):
        with pytest.raises(ValueError, match=r"^learning_rate must "):
            optimizer.learning_rate = wrong
        assert optimizer.learning_rate == 0.1


@pytest.mark.parametrize("kind", ALL)
def test_a_learning_rate_that_is_set_is_used(kind):
    optimizer, theta, g = kind(0.1), np.ones((2, 3)), np.full((2, 3), 0.5)
    optimizer.learning_rate = np.float64(0)
    optimizer.step(theta, g)
    assert theta.tolist() == np.ones((2, 3)).tolist()
    optimizer.learning_rate = rates = np.array([0.0, 0.2])
    rates[:] = -1  # a copy was kept
    assert optimizer.learning_rate.tolist() == [[0.0], [0.2]]
    optimizer.learning_rate = optimizer.learning_rate
    optimizer.step(theta, g)
    assert theta[0].tolist() == [1, 1, 1] and (theta[1] < 1).all()
