"""Network: gradients against notebook 6's theorem and the complex step; views; threads."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from samples import targets
from sympy import Function, Max, Sum, exp, log, tanh

from helpers import gradcheck
from helpers.activations import ACTIVATIONS
from helpers.losses import LOSSES
from helpers.network import Network
from helpers.symbolic import arrays, assert_matches, gradient, indices, sizes

SIZES = {"linear": [4, 3], "one hidden": [4, 5, 3], "deep": [4, 5, 2, 6, 3]}


def data(loss, K=3, m=7, n=4):
    rng = np.random.default_rng(0)
    return rng.normal(size=(m, n)), targets(rng, loss, m, K)


def network(sizes, activation="relu", loss="softmax_cross_entropy", seed=0):
    """A network whose biases are not zero: zeros hide mistakes."""
    net = Network(sizes, activation, loss, seed=seed)
    net.theta += 0.2 * np.random.default_rng(9).normal(size=net.theta.shape)
    return net


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_gradient_is_the_complex_step(sizes, activation, loss):
    net, (X, Y) = network(sizes, activation, loss), data(loss)
    value, grad = net.loss_and_gradient(X, Y)
    measured = gradcheck.complex_step(lambda theta: net.loss(X, Y, theta=theta), net.theta)
    assert gradcheck.relative_error(grad, measured) < 1e-10
    assert value == net.loss(X, Y) and grad.shape == net.theta.shape


def theorem():
    """The loss of a two-layer network with symbols for all sizes, and its parameters' entries."""
    m, n, H, K = sizes("m n H K")
    i, j, h, k, l, p, q = indices("i j h k l p q")
    X, Y, W1, b1, W2, b2 = arrays("X Y W1 b1 W2 b2")
    g = Function("g")

    def Z2(i, k):
        hidden = g(Sum(X[i, j] * W1[j, h], (j, 0, n - 1)) + b1[0, h]) * W2[h, k]
        return Sum(hidden, (h, 0, H - 1)) + b2[0, k]

    P = exp(Z2(i, k)) / Sum(exp(Z2(i, l)), (l, 0, K - 1))
    L = -Sum(Y[i, k] * log(P), (k, 0, K - 1), (i, 0, m - 1)) / m
    entries = (W1[p, q], b1[0, q], W2[p, q], b2[0, q])
    return g, L, (p, q), entries


@pytest.mark.slow
@pytest.mark.parametrize("name, formula", [("tanh", tanh), ("relu", lambda z: Max(0, z))])
def test_gradient_is_what_sympy_derives_for_any_size(name, formula):
    g, L, (p, q), entries = theorem()
    net, (X, Y) = network([4, 3, 2], name), data("softmax_cross_entropy", K=2, m=5)
    (dW1, dW2), (db1, db2) = net.unflatten(net.loss_and_gradient(X, Y)[1])
    values = {"m": 5, "n": 4, "H": 3, "K": 2, "X": X, "Y": Y}
    values |= {"W1": net.W[0], "b1": net.b[0], "W2": net.W[1], "b2": net.b[1]}
    for ours, entry in zip((dW1, db1, dW2, db2), entries):
        derived = gradient(L.replace(g, formula), entry)
        free = [p, q] if p in entry.free_symbols else [q]
        assert_matches(ours if len(free) == 2 else ours[0], derived, free, **values)


def test_weights_and_biases_are_views_of_theta():
    net = Network([4, 3, 2])
    assert [W.shape for W in net.W] == [(4, 3), (3, 2)]
    assert [b.shape for b in net.b] == [(1, 3), (1, 2)]
    assert all(np.shares_memory(part, net.theta) for part in net.W + net.b)
    net.theta[:] = np.arange(len(net.theta))
    np.testing.assert_array_equal(net.W[0], np.arange(12).reshape(4, 3))
    np.testing.assert_array_equal(net.b[1], [[21, 22]])


def test_theta_may_be_assigned_and_copied_and_pickled():
    net, (X, Y) = network([4, 5, 3]), data("softmax_cross_entropy")
    gradient = net.loss_and_gradient(X, Y)[1]
    before = net.loss(X, Y)
    net.theta = net.theta - 0.1 * gradient
    assert net.loss(X, Y) < before and np.shares_memory(net.theta, net.W[0])
    for twin in (copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        assert np.array_equal(twin.theta, net.theta) and twin.loss(X, Y) == net.loss(X, Y)
        twin.theta[:] = 0
        assert not twin.W[0].any() and net.W[0].any()


def test_results_are_the_callers_own():
    net, (X, Y) = network([4, 5, 3]), data("softmax_cross_entropy")
    first, Z = net.loss_and_gradient(X, Y)[1], net.forward(X)
    kept, kept_Z = first.copy(), Z.copy()
    net.theta *= 2
    net.loss_and_gradient(X, Y), net.forward(X)
    assert np.array_equal(first, kept) and np.array_equal(Z, kept_Z)


def test_a_nan_in_theta_is_not_hidden_by_relu():
    net, (X, Y) = network([4, 5, 3]), data("softmax_cross_entropy")
    net.W[0][0, 0] = np.nan
    assert np.isnan(net.loss(X, Y)) and np.isnan(net.forward(X)).any()


def test_glorot_start():
    net = Network([40, 30], seed=3)
    limit = np.sqrt(6 / 70)
    assert 0.99 * limit < np.abs(net.W[0]).max() <= limit
    assert net.W[0].mean() == pytest.approx(0, abs=0.02) and not net.b[0].any()
    assert np.array_equal(net.theta, Network([40, 30], seed=3).theta)
    assert not np.array_equal(net.theta, Network([40, 30], seed=4).theta)
    assert np.array_equal(Network([4, 3]).theta, Network([4, 3], seed=0).theta)


def test_loss_at_another_theta_leaves_the_network_alone():
    net, (X, Y) = network([4, 5, 3]), data("softmax_cross_entropy")
    before = net.theta.copy()
    assert net.loss(X, Y, theta=0 * net.theta) == pytest.approx(np.log(3))
    assert np.array_equal(net.theta, before)


def test_float32_stays_float32():
    for activation in ACTIVATIONS:
        for loss in LOSSES:
            net = Network([4, 5, 3], activation, loss, dtype=np.float32)
            value, grad = net.loss_and_gradient(*data(loss))
            assert net.forward(data(loss)[0]).dtype == value.dtype == grad.dtype == np.float32
            kept = net.forward_pass(net.prepare(*data(loss))[0], net._Wb)
            assert {a.dtype for a in (*kept.A, *kept.Z, *kept.dA[1:])} == {np.dtype(np.float32)}


def test_buffers_for_four_sizes_are_kept():
    net, (X, Y) = network([4, 5, 3]), data("softmax_cross_entropy")
    kept = []
    for m in (7, 6, 5, 4, 3):
        net.loss(X[:m], Y[:m])
        kept.append(len(vars(net._made)))
    assert kept == [1, 2, 3, 4, 1]


def test_predict_reads_the_last_layer():
    X = np.random.default_rng(0).normal(size=(6, 4))
    for loss in LOSSES:
        net = network([4, 3], loss=loss)
        Z = X @ net.W[0] + net.b[0]
        right = {"mse": Z, "sigmoid_cross_entropy": Z > 0, "softmax_cross_entropy": Z.argmax(1)}
        np.testing.assert_allclose(net.predict(X), right[loss])


def test_a_logit_of_0_is_a_no():
    net = Network([4, 3], loss="sigmoid_cross_entropy")
    answers = net.predict(np.zeros((2, 4)))
    assert answers.dtype == int and answers.tolist() == [[0, 0, 0], [0, 0, 0]]


def test_threads_get_the_answers_of_one():
    net, rng = Network([64, 96, 10], seed=0), np.random.default_rng(0)
    batches = [(rng.normal(size=(200, 64)), np.eye(10)[rng.integers(0, 10, 200)]) for _ in range(6)]
    right = [(net.forward(X), *net.loss_and_gradient(X, Y)) for X, Y in batches]

    def answers(batch):
        return [(net.forward(X), *net.loss_and_gradient(X, Y)) for X, Y in [batch] * 10]

    with ThreadPoolExecutor(4) as pool:
        for expected, tenfold in zip(right, pool.map(answers, batches)):
            for answer in tenfold:
                assert all(np.array_equal(a, b) for a, b in zip(expected, answer))


def test_an_adopted_theta_is_the_one_that_is_used():
    net, theta = Network([4, 3]), np.arange(15.0)
    net.adopt(theta)
    assert net.theta is theta and net.W[0][0].tolist() == [0, 1, 2]
    theta[:] = 0
    assert not net.forward(data("mse")[0]).any()
