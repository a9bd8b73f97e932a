"""Optimisers against exact rational arithmetic."""

from fractions import Fraction

import numpy as np
import pytest

from helpers import optimizers
from helpers.optimizers import AdaGrad, Adam, GradientDescent, Momentum, Nesterov, RMSProp

GRADIENTS = [[3, -1], [1, 2], [-2, 5]]
ALL = [GradientDescent, Momentum, Nesterov, AdaGrad, RMSProp, Adam]
ADAPTIVE = [AdaGrad, RMSProp, Adam]


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


@pytest.mark.parametrize("kind", [Momentum, Nesterov])
def test_momentum_and_nesterov_are_exact(kind):
    beta, eta = Fraction(3, 4), Fraction(1, 8)  # powers of 2, so that floats are exact too
    theta, exact = np.array([1.0, 2.0]), np.array([Fraction(1), Fraction(2)])
    optimizer, v = kind(float(eta), float(beta)), np.array([Fraction(0)] * 2)
    for gradient in GRADIENTS:
        g = np.array([Fraction(entry) for entry in gradient])
        v = beta * v + g
        exact = exact - eta * (v if kind is Momentum else g + beta * v)
        optimizer.step(theta, g.astype(float))
        assert theta.tolist() == exact.astype(float).tolist()


@pytest.mark.parametrize("kind", [AdaGrad, RMSProp])
def test_adagrad_sums_and_rmsprop_averages_the_squares(kind):
    keep, add = (1, 1) if kind is AdaGrad else (Fraction(3, 4), Fraction(1, 4))
    optimizer = AdaGrad(0.5, 0.25) if kind is AdaGrad else RMSProp(0.5, 0.75, 0.25)
    theta, s, expected = np.array([1.0, 2.0]), np.array([Fraction(0)] * 2), np.array([1.0, 2.0])
    for gradient in GRADIENTS:
        g = np.array([Fraction(entry) for entry in gradient])
        s = keep * s + add * g * g
        expected -= 0.5 * g.astype(float) / (np.sqrt(s.astype(float)) + 0.25)
        optimizer.step(theta, g.astype(float))
        np.testing.assert_allclose(theta, expected, rtol=1e-14)


def test_nesterov_looks_ahead():
    """The textbook's two lines, with the gradient at phi - eta beta v, walk through our points."""
    eta, beta, minimum = 0.1, 0.6, np.array([1.0, -2.0])
    curvature = np.array([[3.0, 1.0], [1.0, 2.0]])
    phi, v, theta, nesterov = np.zeros(2), np.zeros(2), np.zeros(2), Nesterov(eta, beta)
    for _ in range(5):
        np.testing.assert_allclose(theta, phi - eta * beta * v, atol=1e-15)
        v = beta * v + curvature @ (phi - eta * beta * v - minimum)
        phi = phi - eta * v
        nesterov.step(theta, curvature @ (theta - minimum))
    assert not np.allclose(theta, phi)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("kind", [Momentum, Nesterov])
def test_the_edge_is_where_the_notebook_says(kind, beta):
    edge = 2 * (1 + beta) / (1 if kind is Momentum else 1 + 2 * beta)
    for times, settles in ((0.97, True), (1.03, False)):
        optimizer, theta = kind(times * edge / 4, beta), np.array([1.0])
        for _ in range(3000):
            optimizer.step(theta, 4 * theta)
            if abs(theta[0]) > 1e6:
                break
        assert (abs(theta[0]) < 1e-6) == settles


@pytest.mark.parametrize("kind", ADAPTIVE)
def test_the_size_of_the_loss_does_not_matter_to_adaptive_rules(kind):
    small, large = np.ones(2), np.ones(2)
    one, other = kind(0.1, epsilon=1e-300), kind(0.1, epsilon=1e-300)
    for gradient in np.array(GRADIENTS, float):
        one.step(small, gradient)
        other.step(large, 1000 * gradient)
    np.testing.assert_allclose(small, large, rtol=1e-12)


def test_defaults_are_those_of_the_sources():
    assert Momentum(1.0).beta == Nesterov(1.0).beta == RMSProp().beta == 0.9
    assert (AdaGrad().epsilon, RMSProp().epsilon, Adam().epsilon) == (1e-10, 1e-8, 1e-8)
    assert (AdaGrad().learning_rate, RMSProp().learning_rate) == (0.01, 0.01)


def test_pytorch_agrees():
    torch = pytest.importorskip("torch", reason="PyTorch, a peer to measure against, is missing")
    t = torch.optim
    pairs = [
        (GradientDescent(0.1), lambda p: t.SGD(p, 0.1)),
        (Momentum(0.1, 0.7), lambda p: t.SGD(p, 0.1, momentum=0.7)),
        (Nesterov(0.1, 0.7), lambda p: t.SGD(p, 0.1, momentum=0.7, nesterov=True)),
        (AdaGrad(0.1), lambda p: t.Adagrad(p, 0.1)),
        (RMSProp(0.1, 0.8), lambda p: t.RMSprop(p, 0.1, alpha=0.8)),
        (Adam(0.1), lambda p: t.Adam(p, 0.1)),
    ]
    start, gradients = np.random.default_rng(1).normal(size=3), np.random.default_rng(0)
    gradients = gradients.normal(size=(20, 3))
    for ours, make in pairs:
        theta, parameter = start.copy(), torch.tensor(start, requires_grad=True)
        theirs = make([parameter])
        for g in gradients:
            ours.step(theta, g)
            parameter.grad = torch.tensor(g)
            theirs.step()
            np.testing.assert_allclose(theta, parameter.detach().numpy(), rtol=1e-12, atol=1e-12)


def test_schedules():
    inverse = [optimizers.inverse_time(0.5, t, half_time=10) for t in (0, 10, 30)]
    np.testing.assert_allclose(inverse, [0.5, 0.25, 0.125])
    wave = [optimizers.cosine(0.5, t, steps=12) for t in (0, 4, 6, 8, 12, 13)]
    np.testing.assert_allclose(wave, [0.5, 0.375, 0.25, 0.125, 0, 0], atol=1e-16)


def test_epsilon_stands_outside_the_root_and_after_the_correction():
    theta = np.array([0.0])
    Adam(1.0, epsilon=0.5).step(theta, np.array([2.0]))
    assert theta[0] == pytest.approx(-2 / (2 + 0.5), rel=1e-12)


def test_one_learning_rate_for_each_network():
    for kind in ALL:
        stacked, singles = np.ones((2, 3)), [np.ones(3), np.ones(3)]
        together, apart = kind([0.1, 0.2]), [kind(0.1), kind(0.2)]
        for gradient in np.random.default_rng(0).normal(size=(4, 2, 3)):
            together.step(stacked, gradient)
            for optimizer, theta, g in zip(apart, singles, gradient):
                optimizer.step(theta, g)
        assert np.array_equal(stacked, singles)


@pytest.mark.parametrize("kind", ALL)
def test_a_learning_rate_is_checked_when_it_is_set(kind):
    optimizer = kind(0.1)
    for wrong, message in (
        (-0.1, r"learning_rate must be a number >= 0, .* got -0\.1"),
        ([0.1, -0.1], r"learning_rate must be a number >= 0, or M of them; got \[0\.1, -0\.1\]"),
        (np.nan, "learning_rate must be finite"),
        (np.inf, "learning_rate must be finite"),
        ("fast", "learning_rate must hold numbers; got 'fast'"),
        (np.ones((2, 3)), "learning_rate must be a number >= 0, or M of them"),
    ):
        with pytest.raises(ValueError, match=message):
            optimizer.learning_rate = wrong
        assert optimizer.learning_rate == 0.1
    with pytest.raises(ValueError, match=r"learning_rate must be positive; got \[0\.1, 0\]"):
        kind([0.1, 0])


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
