"""The referee for numbers: accurate where it should be, and not fooled by the usual mistakes."""

import numpy as np
import pytest

from helpers import gradcheck
from helpers.network import Network

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(5, 4)), np.eye(2)[RNG.integers(0, 2, 5)]


def network(activation="tanh"):
    net = Network([4, 3, 2], activation, seed=1)
    net.theta += 0.3 * np.random.default_rng(2).normal(size=net.theta.shape)
    return net


@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_both_measure_a_known_gradient(shape):
    x = RNG.normal(size=shape)
    for method, tolerance in (
        (gradcheck.central_difference, 1e-9),
        (gradcheck.complex_step, 1e-14),
    ):
        measured = method(lambda x: np.sum(np.exp(x) * x**2), x)
        np.testing.assert_allclose(measured, np.exp(x) * (x**2 + 2 * x), rtol=tolerance)
        assert np.shape(measured) == shape


def test_errors_are_those_of_the_taylor_series():
    h, third = 1e-2, np.exp(0.3)
    central = gradcheck.central_difference(np.exp, 0.3, h) - np.exp(0.3)
    step = gradcheck.complex_step(np.exp, 0.3, h) - np.exp(0.3)
    assert central == pytest.approx(h**2 / 6 * third, rel=1e-4)
    assert step == pytest.approx(-(h**2) / 6 * third, rel=1e-4)


def test_the_argument_stays_as_it_was():
    x = np.array([1.0, 2.0])
    gradcheck.central_difference(lambda x: np.sum(x**2), x)
    assert x.tolist() == [1.0, 2.0]
    assert gradcheck.central_difference(lambda x: np.sum(x**2), [1, 2]) == pytest.approx([2, 4])


@pytest.mark.parametrize("method", [gradcheck.complex_step, gradcheck.central_difference])
def test_a_number_for_each_row_is_measured_row_by_row(method):
    x = np.array([[1.0, 2.0], [3.0, 5.0], [0.5, 0.0]])
    measured = method(lambda x: x[:, 0] * x[:, 1] ** 2, x)
    exact = np.stack([x[:, 1] ** 2, 2 * x[:, 0] * x[:, 1]], axis=1)
    np.testing.assert_allclose(measured, exact, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(method(np.exp, x[:, 0]), np.exp(x[:, 0]), rtol=1e-9)
    assert method(lambda x: np.array([x * x]), 3.0) == pytest.approx(6)  # one number in brackets


def test_relative_error():
    assert gradcheck.relative_error([1.0, 2.0], [1.0, 2.2]) == pytest.approx(0.2 / 2.2)
    assert gradcheck.relative_error([-4.0, 0.0], [-3.0, 0.0]) == 0.25
    assert gradcheck.relative_error([0.0], [0.0]) == 0
    assert gradcheck.relative_error([1e-17], [-1e-17]) == 2


@pytest.mark.parametrize("method", [gradcheck.complex_step, gradcheck.central_difference])
def test_a_right_gradient_passes(method):
    report = gradcheck.check_gradient(network(), X, Y, method=method)
    assert report.right
    assert [(block.name, block.shape) for block in report.blocks] == [
        ("W1", (4, 3)),
        ("b1", (1, 3)),
        ("W2", (3, 2)),
        ("b2", (1, 2)),
    ]


@pytest.mark.parametrize("entry, block", [(0, "W1"), (13, "b1"), (16, "W2"), (22, "b2")])
def test_one_wrong_entry_is_found_in_its_block(entry, block):
    net = network()
    gradient = net.loss_and_gradient(X, Y)[1]
    gradient[entry] += 1e-6
    report = gradcheck.check_gradient(net, X, Y, gradient)
    assert not report.right
    assert [b.name for b in report.blocks if b.verdict != "right"] == [block]


def test_factors_signs_and_transposes_are_wrong():
    net = network()
    gradient = net.loss_and_gradient(X, Y)[1]
    for wrong in (2 * gradient, -gradient, gradient * len(X), gradient[::-1], 0 * gradient):
        assert all(b.verdict == "wrong" for b in gradcheck.check_gradient(net, X, Y, wrong).blocks)
    dW1 = net.unflatten(gradient)[0][0]
    dW1[:] = dW1[[1, 2, 3, 0]]
    assert gradcheck.check_gradient(net, X, Y, gradient).blocks[0].verdict == "wrong"


def test_the_report_reads_as_a_table_without_noise():
    net = network()
    gradient = net.loss_and_gradient(X, Y)[1]
    gradient[12:15] *= 2
    lines = str(gradcheck.check_gradient(net, X, Y, gradient)).splitlines()
    assert lines[0] == "W1   (4, 3)     below 1e-07  right"
    assert lines[1] == "b1   (1, 3)     5.0e-01      wrong"
    assert [gradcheck.BlockError("W", (1,), e).verdict for e in (1e-7, 1e-5, 1e-4)] == [
        "right",
        "look again",
        "wrong",
    ]
    assert str(gradcheck.BlockError("W", (1,), 1e-7)) == "W    (1,)       below 1e-07  right"


def test_rounding_is_judged_by_the_size_of_the_whole_gradient():
    net = network()
    measured = gradcheck.complex_step(lambda theta: net.loss(X, Y, theta=theta), net.theta)
    largest = np.abs(measured).max()
    balanced = Network([4, 3, 2], "tanh")
    balanced.theta = 0 * balanced.theta
    Y_balanced = np.eye(2)[[0, 1, 0, 1]]
    assert gradcheck.check_gradient(balanced, X[:4], Y_balanced).right  # db2 is 0, up to rounding
    near = measured.copy()
    near[0] += 0.5e-14 * largest
    assert gradcheck.check_gradient(net, X, Y, near).right


def test_rounding_in_a_block_of_zeros_is_judged_by_the_other_blocks():
    net = Network([4, 3, 2], "relu", "mse")
    net.b[0][:], net.b[1][:] = -100, 1000  # no ReLU answers, so dW1 is 0
    gradient = net.loss_and_gradient(X, Y)[1]
    net.unflatten(gradient)[0][0][:] = 0.5e-14 * np.abs(gradient).max()
    assert gradcheck.check_gradient(net, X, Y, gradient).right


def test_an_entry_is_judged_by_the_largest_of_its_block():
    net = network()
    gradient = net.loss_and_gradient(X, Y)[1]
    dW1 = net.unflatten(gradient)[0][0]
    dW1.flat[np.abs(dW1).argmin()] += 0.9e-7 * np.abs(dW1).max()
    assert gradcheck.check_gradient(net, X, Y, gradient).right


def test_a_stack_is_checked_network_by_network():
    net = Network([4, 3, 2], "tanh", seed=(1, 2))
    net.W[1][1] *= 1e-8  # its dW1 is small beside the other network's
    assert gradcheck.check_gradient(net, X, Y).right
    gradient = net.loss_and_gradient(X, Y)[1]
    net.unflatten(gradient)[0][0][1] *= -1
    report = gradcheck.check_gradient(net, X, Y, gradient)
    assert [(b.name, b.shape) for b in report.blocks if b.verdict == "wrong"] == [("W1", (2, 4, 3))]


def test_rounding_in_a_stack_is_judged_network_by_network():
    net = Network([4, 2], loss="mse", seed=(1, 2))
    net.theta[0] *= 1e9
    gradient = net.loss_and_gradient(X, Y)[1]
    gradient[1] *= 1 + 1e-5
    assert not gradcheck.check_gradient(net, X, Y, gradient).right


def test_a_kink_is_named_and_not_judged():
    net, X_ = network("relu"), X.copy()
    net.b[0][:], X_[2] = 0, 0
    report = gradcheck.check_gradient(net, X_, Y)
    assert report.right  # both choose the slope 0 there
    assert str(report).splitlines()[4:] == [
        "Z1: 3 at the kink of ReLU, where no slope can be judged"
    ]
    report = gradcheck.check_gradient(net, X_, Y, method=gradcheck.central_difference)
    assert [b.verdict for b in report.blocks] == [
        "right",
        "at a kink",
        "right",
        "right",
    ]  # half the jump
    assert not report.right
    gradient = net.loss_and_gradient(X_, Y)[1]
    net.unflatten(gradient)[1][1][:] *= 2
    assert (
        gradcheck.check_gradient(net, X_, Y, gradient).blocks[3].verdict == "wrong"
    )  # b2 feeds no ReLU


def network_at_a_kink(activation):
    """Its second hidden layer has a 0 among its Z."""
    net = Network([4, 3, 3, 2], activation, seed=3)
    A1 = net.g(X @ net.W[0])
    net.b[1][0, 1] = -(A1 @ net.W[1])[4, 1]
    return net


def test_kinks_in_deeper_layers_are_counted_for_relu_alone():
    for activation, kinks in (("relu", (0, 1)), ("tanh", ()), ("identity", ())):
        assert gradcheck.check_gradient(network_at_a_kink(activation), X, Y).kinks == kinks
    net = network_at_a_kink("relu")
    blocks = gradcheck.check_gradient(net, X, Y, method=gradcheck.central_difference).blocks
    assert {b.name for b in blocks if b.verdict == "at a kink"} >= {"W1", "b1", "W2", "b2"}
    assert {b.name for b in blocks if b.verdict == "right"} >= {"W3", "b3"}
    net.b[1][0, 1] += 1e-9
    assert gradcheck.check_gradient(net, X, Y).kinks == (0, 0)


def test_a_kink_is_a_kink_but_for_rounding():
    net = Network([1, 1, 2])
    net.W[0][:], net.b[0][:] = 0.1, -0.3  # 3 * 0.1 - 0.3 is 5.6e-17
    assert gradcheck.check_gradient(net, [[3.0]], [[1.0, 0.0]]).kinks == (1,)
