"""Losses against their formulas, gradients against the proved formulas and the complex step."""

import numpy as np
import pytest
from samples import targets
from sympy import Sum, exp, log

from helpers import gradcheck, losses
from helpers.symbolic import arrays, assert_matches, gradient, indices, sigmoid, sizes

m, K = sizes("m K")
i, k, l, p, q = indices("i k l p q")
A, Z, Y = arrays("A Z Y")


def over(term):
    """The mean over samples of the sum over outputs."""
    return Sum(term, (k, 0, K - 1), (i, 0, m - 1)) / m


FORMULAS = {
    "mse": over((Z[i, k] - Y[i, k]) ** 2),
    "sigmoid_cross_entropy": -over(
        Y[i, k] * log(sigmoid(Z[i, k])) + (1 - Y[i, k]) * log(1 - sigmoid(Z[i, k]))
    ),
    "softmax_cross_entropy": -over(Y[i, k] * log(exp(Z[i, k]) / Sum(exp(Z[i, l]), (l, 0, K - 1)))),
}


def data(name, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(5, 3)), targets(rng, name, 5, 3)


@pytest.mark.parametrize("name", losses.LOSSES)
def test_loss_and_gradient_match_the_formula(name):
    loss, grad = getattr(losses, name), getattr(losses, f"{name}_grad")
    scores, targets = data(name)
    values = {"m": 5, "K": 3, "Z": scores, "Y": targets}
    assert_matches(loss(scores, targets), FORMULAS[name], [], **values)
    assert_matches(grad(scores, targets), gradient(FORMULAS[name], Z[p, q]), [p, q], **values)


@pytest.mark.parametrize("name", losses.LOSSES)
def test_gradient_is_the_complex_step(name):
    loss, grad = getattr(losses, name), getattr(losses, f"{name}_grad")
    scores, targets = data(name, seed=1)
    measured = gradcheck.complex_step(lambda z: loss(z, targets), scores)
    np.testing.assert_allclose(grad(scores, targets), measured, rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("name", losses.LOSSES)
def test_stacked_scores_give_one_loss_each(name):
    loss, grad = getattr(losses, name), getattr(losses, f"{name}_grad")
    scores, targets = data(name)
    stacked = np.stack([scores, scores + 1.5])
    assert loss(stacked, targets).tolist() == [loss(s, targets) for s in stacked]
    np.testing.assert_array_equal(grad(stacked, targets), [grad(s, targets) for s in stacked])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("z", [-1e4, -40.0, 40.0, 1e4])
def test_cross_entropies_survive_extreme_logits(z):
    right = -z if z < 0 else np.log1p(np.exp(-z))  # 4e-18 at 40: not 0
    assert losses.sigmoid_cross_entropy([z], [1.0]) == pytest.approx(right, rel=1e-12, abs=0)
    assert losses.sigmoid_cross_entropy([-z], [0.0]) == pytest.approx(right, rel=1e-12, abs=0)
    assert losses.softmax_cross_entropy([[z, 0.0]], [[1, 0]]) == pytest.approx(right, rel=1e-12)
    slope = -1 / (1 + np.exp(min(z, 700)))
    assert losses.sigmoid_cross_entropy_grad([z], [1.0])[0] == pytest.approx(slope, abs=1e-15)
    assert losses.softmax_cross_entropy_grad([[z, 0.0]], [[1, 0]])[0] == pytest.approx(
        [slope, -slope], abs=1e-15
    )


def test_targets_of_one_axis_are_samples():
    assert losses.mse([1.0, 2.0, 4.0], [0.0, 0.0, 0.0]) == 7
    assert losses.mse([[1.0], [2.0], [4.0]], [[0.0], [0.0], [0.0]]) == 7
    np.testing.assert_allclose(losses.mse_grad([1.0, 2.0, 4.0], [0.0] * 3), [2 / 3, 4 / 3, 8 / 3])
