"""Activations against SymPy, slopes against the complex step, and both where floats end."""

import numpy as np
import pytest
import sympy as sp

from helpers import activations, gradcheck

FORMULAS = {
    "sigmoid": lambda z: 1 / (1 + sp.exp(-z)),
    "tanh": lambda z: (sp.exp(z) - sp.exp(-z)) / (sp.exp(z) + sp.exp(-z)),
    "relu": lambda z: sp.Max(0, z),
    "identity": lambda z: z,
}
POINTS = np.array([-3.2, -0.7, 0.4, 1.9])


@pytest.mark.parametrize("name", activations.ACTIVATIONS)
def test_value_and_slope_are_the_formulas(name):
    g, g_grad = activations.ACTIVATIONS[name]
    z = sp.Symbol("z", real=True)
    for point in POINTS:
        value = FORMULAS[name](z).subs(z, sp.Float(point, 30))
        slope = sp.diff(FORMULAS[name](z), z).subs(z, sp.Float(point, 30))
        assert g(point) == pytest.approx(float(value), rel=1e-14)
        assert g_grad(point) == pytest.approx(float(slope), rel=1e-13)


@pytest.mark.parametrize("name", activations.ACTIVATIONS)
def test_slope_is_the_complex_step_and_keeps_shape_and_precision(name):
    g, g_grad = activations.ACTIVATIONS[name]
    Z = np.random.default_rng(0).normal(size=(2, 5, 3))
    measured = gradcheck.complex_step(lambda z: np.sum(g(z)), Z)
    np.testing.assert_allclose(g_grad(Z), measured, rtol=1e-13)
    assert g(Z.astype(np.float32)).dtype == g_grad(Z.astype(np.float32)).dtype == np.float32


def test_relu_has_slope_zero_at_its_kink():
    np.testing.assert_array_equal(activations.relu_grad([-1.0, 0.0, 1.0]), [0, 0, 1])
    np.testing.assert_array_equal(activations.relu([-1.0, 0.0, 1.0]), [0, 0, 1])
    assert gradcheck.complex_step(activations.relu, 0.0) == 0


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("z", [-1e4, -750.0, 750.0, 1e4])
def test_far_from_zero_nothing_overflows(z):
    assert activations.sigmoid(z) == (z > 0)
    assert activations.sigmoid_grad(z) == 0
    np.testing.assert_array_equal(activations.softmax([z, 0.0]), [z > 0, z < 0])
    np.testing.assert_array_equal(activations.log_softmax([z, 0.0]), [min(z, 0), min(-z, 0)])


def test_softmax_rows_are_probabilities_that_ignore_a_shift():
    Z = np.random.default_rng(1).normal(size=(4, 5, 3))
    P = activations.softmax(Z)
    np.testing.assert_allclose(P, np.exp(Z) / np.exp(Z).sum(axis=-1, keepdims=True), rtol=1e-14)
    np.testing.assert_allclose(P.sum(axis=-1), 1, rtol=1e-14)
    np.testing.assert_allclose(activations.softmax(Z + 100), P, rtol=1e-11)
    np.testing.assert_allclose(activations.log_softmax(Z), np.log(P), rtol=1e-12)


def test_softmax_jacobian_is_the_complex_step():
    z = np.array([0.3, -1.2, 0.8, 2.0])
    rows = [gradcheck.complex_step(lambda z, k=k: activations.softmax(z)[k], z) for k in range(4)]
    np.testing.assert_allclose(activations.softmax_jacobian(z), rows, rtol=1e-13)
