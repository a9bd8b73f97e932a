"""Optimisers against exact rational arithmetic."""

from fractions import Fraction

import numpy as np
import pytest

from helpers.optimizers import Adam, GradientDescent

GRADIENTS = [[3, -1], [1, 2], [-2, 5]]


def test_gradient_descent_subtracts_the_gradient():
    theta = np.array([1.0, 2.0])
    for gradient in GRADIENTS:
        assert GradientDescent(0.5).step(theta, np.array(gradient, float)) is None
    np.testing.assert_array_equal(theta, [0.0, -1.0])


def test_adam_follows_algorithm_1():
    b1, b2, eta, epsilon = Fraction(9, 10), Fraction(999, 1000), Fraction(1, 10), 1e-8
    m = v = np.array([Fraction(0)] * 2)
    theta, expected = np.array([1.0, 2.0]), np.array([1.0, 2.0])
    adam = Adam(0.1)
    for t, gradient in enumerate(GRADIENTS, 1):
        g = np.array([Fraction(entry) for entry in gradient])
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        m_hat, v_hat = m / (1 - b1**t), v / (1 - b2**t)
        expected -= float(eta) * m_hat.astype(float) / (np.sqrt(v_hat.astype(float)) + epsilon)
        adam.step(theta, g.astype(float))
        np.testing.assert_allclose(theta, expected, rtol=1e-13)


def test_epsilon_stands_outside_the_root_and_after_the_correction():
    theta = np.array([0.0])
    Adam(1.0, epsilon=0.5).step(theta, np.array([2.0]))
    assert theta[0] == pytest.approx(-2 / (2 + 0.5), rel=1e-12)


def test_one_learning_rate_for_each_network():
    for kind in (GradientDescent, Adam):
        stacked, singles = np.ones((2, 3)), [np.ones(3), np.ones(3)]
        together, apart = kind([0.1, 0.2]), [kind(0.1), kind(0.2)]
        for gradient in np.random.default_rng(0).normal(size=(4, 2, 3)):
            together.step(stacked, gradient)
            for optimizer, theta, g in zip(apart, singles, gradient):
                optimizer.step(theta, g)
        assert np.array_equal(stacked, singles)


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: GradientDescent(0), "learning_rate must be positive; got 0"),
        (lambda: GradientDescent(np.nan), "learning_rate must be finite"),
        (lambda: Adam("fast"), "learning_rate must hold numbers; got 'fast'"),
        (lambda: Adam(beta1=1.0), r"beta1 must be at least 0 and less than 1; got 1\.0"),
        (lambda: Adam(beta2=-0.1), r"beta2 must be at least 0 and less than 1; got -0\.1"),
        (lambda: Adam(epsilon=0), "epsilon must be positive; got 0"),
    ],
)
def test_bad_settings_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("kind", [GradientDescent, Adam])
def test_what_does_not_fit_is_refused_before_anything_changes(kind):
    theta = np.ones(3)
    optimizer = kind([0.1, 0.2])
    for wrong_theta, gradient, message in (
        ([1.0], np.ones(1), "theta must be an array"),
        (theta, np.ones(1), r"gradient has shape \(1,\); expected \(3,\)"),
        (theta, np.ones(3), r"learning_rate has 2 numbers; theta has shape \(3,\)"),
    ):
        with pytest.raises(ValueError, match=message):
            optimizer.step(wrong_theta, gradient)
    assert theta.tolist() == [1, 1, 1]
    optimizer.step(np.ones((2, 3)), np.ones((2, 3)))


def test_adam_serves_one_theta():
    adam, other = Adam(), np.ones(4)
    adam.step(np.ones(3), np.ones(3))
    with pytest.raises(
        ValueError, match=r"theta has shape \(4,\); this optimiser began with \(3,\)"
    ):
        adam.step(other, np.ones(4))
    assert other.tolist() == [1, 1, 1, 1] and adam.t == 1
