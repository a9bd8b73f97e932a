"""What the mistakes that people make get: the call, and what comes. No answer is silently wrong.

A row is a mistake, and words of the message that names it: ours says what came and what was
expected; NumPy's, Python's and scikit-learn's stand where they are as true and as plain.
"""

import numpy as np
import pytest

from helpers import activations, data, gradcheck, losses, training
from helpers.network import Network
from helpers.optimizers import AdaGrad, Adam, GradientDescent, Momentum, Nesterov, RMSProp

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(7, 4)), np.eye(3)[[0, 1, 2, 0, 1, 2, 0]]
numbers, column, iris = np.array([1.0, 2.0, 3.0]), np.ones((3, 1)), data.iris()
masked = np.ma.array([1.0, 2.0, 3.0], mask=[True, False, False])


def net(**options):
    """A new network for X and Y."""
    return Network([4, 5, 3], **options)


def assigned(thing, name, value):
    """Do thing.name = value."""
    setattr(thing, name, value)


def replaced(network):
    """Put other numbers in the place of W1, where W1's numbers should have been changed."""
    network.W[0] = np.zeros((4, 5))


def with_nan(array):
    """A copy of `array` whose first entry is NaN."""
    array = array.copy()
    array.flat[0] = np.nan
    return array


def stepped(optimizer, *pairs):
    """One step for each (theta, gradient)."""
    for theta, gradient in pairs:
        optimizer.step(theta, gradient)


LOSSES = {
    "lengths": (lambda: losses.mse(numbers, [1.0]), "target has shape (1,); expected (3,), that"),
    "(m, 1) and (m,)": (lambda: losses.mse(column, numbers), "target has shape (3,); expected (3"),
    "(m,) and (m, 1)": (lambda: losses.mse(numbers, column), "target has shape (3, 1); expected ("),
    "NaN": (lambda: losses.mse([1, np.nan], [1, 2]), "prediction must be finite; got 1 NaN or"),
    "infinity": (lambda: losses.mse([1.0], [np.inf]), "target must be finite; got 1 NaN or inf"),
    "words": (lambda: losses.mse(["a"], [1.0]), "prediction must hold numbers; got ['a']"),
    "digits in words": (lambda: losses.mse([1.0], ["1"]), "target must hold numbers; got ['1']"),
    "ragged": (lambda: losses.mse([[1], [1, 2]], [1]), "prediction must hold numbers; got [[1"),
    "a missing entry": (
        lambda: losses.mse([1, None], [1, 2]),
        "prediction must be finite; got 1 NaN",
    ),
    "masked": (lambda: losses.mse(numbers, masked), "target has masked entries"),
    "no samples": (lambda: losses.mse([], []), "prediction is empty; got shape (0,), expected at"),
    "one number": (lambda: losses.mse(1.0, 1.0), "target has shape (); expected (samples,) or"),
    "complex": (lambda: losses.mse_grad([1.0], [1j]), "target must be real; got complex numbers"),
    "labels of -1 and 1": (
        lambda: losses.sigmoid_cross_entropy([2.0, 1.0], [-1, 1]),
        "y holds labels from -1.0 to 1.0; expected numbers from 0 to 1",
    ),
    "labels in percent": (
        lambda: losses.sigmoid_cross_entropy_grad([2.0], [50]),
        "y holds labels from 50.0 to 50.0; expected numbers from 0 to 1",
    ),
    "class numbers": (
        lambda: losses.softmax_cross_entropy(np.eye(3), [0, 2, 1]),
        "Y has shape (3,); expected (samples, columns)",
    ),
    "a column of class numbers": (
        lambda: losses.softmax_cross_entropy_grad(np.eye(3), [[0], [2], [1]]),
        "Y must be one-hot, a single 1 in each row; got row [0.0]",
    ),
    "no class": (lambda: losses.softmax_cross_entropy([[1, 2]], [[0, 0]]), "Y must be one-hot, a"),
    "shares": (lambda: losses.softmax_cross_entropy([[1, 2]], [[2, -1]]), "Y must ... [2.0, -1"),
    "other classes": (
        lambda: losses.softmax_cross_entropy([[1, 2]], [[1, 0, 0]]),
        "Y has shape (1, 3); expected (1, 2), that of logits",
    ),
}

DATA = {
    "a label too many": (
        lambda: data.one_hot([0, 3], 3),
        "labels must be class numbers from 0 to 2; got 3.0",
    ),
    "a label below 0": (
        lambda: data.one_hot([-1, 0], 3),
        "labels must be class numbers from 0 to 2; got -1.0",
    ),
    "half a label": (
        lambda: data.one_hot([0.5], 3),
        "labels must be class numbers from 0 to 2; got 0.5",
    ),
    "one-hot twice": (
        lambda: data.one_hot(Y, 3),
        "labels must be class numbers from 0 to 2; got shape",
    ),
    "no classes": (lambda: data.one_hot([0], 0), "K must be a whole number of at least 1; got 0"),
    "labels without a class": (
        lambda: data.Dataset(X, [0, 1, 2, 0, 1, 2, 5], ("a",) * 4, ("x", "y", "z")),
        "labels must be class numbers from 0 to 2; got 5.0",
    ),
    "X and labels": (
        lambda: data.split(data.Dataset(X, [0, 1], ("a",) * 4, ("x", "y"))),
        "Found input variables with inconsistent numbers of samples: [7, 2]",
    ),
    "other features": (
        lambda: data.standardise(iris, data.Dataset(X[:, :3], [0] * 7, ("a",) * 3, ("x",))),
        "X has 3 features, but StandardScaler is expecting 4 features",
    ),
}

NETWORK = {
    "one size": (lambda: Network([4]), "sizes must list widths from inputs to outputs, as in"),
    "no list": (lambda: Network(4), "sizes must list widths from inputs to outputs, as in"),
    "no neuron": (lambda: Network([4, 0, 3]), "sizes[1] must be a whole number of at lea"),
    "half a neuron": (lambda: Network([4, 2.5]), "sizes[1] must be a whole number of at"),
    "a typo": (lambda: net(activation="rellu"), "activation must be one of 'relu', 'tanh', 'sig"),
    "no such loss": (lambda: net(loss="binary"), "loss must be one of 'mse', 'sigmoid_cross_entr"),
    "int": (lambda: net(dtype=int), "dtype must be float32 or float64, so that small"),
    "float16": (lambda: net(dtype=np.float16), "dtype must be float32 or ... got float16"),
    "half a seed": (lambda: net(seed=1.5), "SeedSequence expects ... not 1.5"),
    "below 0": (lambda: net(seed=-1), "expected non-negative integer"),
    "swapped axes": (lambda: net().forward(X.T), "X has shape (4, 7); expected (samples, 4)"),
    "one sample": (lambda: net().predict(X[0]), "X has shape (4,); expected (samples, 4)"),
    "lengths": (lambda: net().loss(X, Y[:5]), "Y has 5 rows; expected 7, one for each row of X\n"),
    "class numbers": (lambda: net().loss(X, Y.argmax(1)), "Y has shape (7,); expected (samples,"),
    "classes": (lambda: net().loss(X, Y[:, :2]), "Y has shape (7, 2); expected (samples, 3)"),
    "outputs": (
        lambda: net(loss="mse").loss(X, Y[:, :1]),
        "Y has shape (7, 1); expected (samples, ",
    ),
    "no one-hot rows": (lambda: net().loss(X, 2 * Y), "Y must be one-hot, a single 1 in each row;"),
    "labels": (lambda: net(loss="sigmoid_cross_entropy").loss(X, -Y), "Y holds labels from -1.0"),
    "NaN": (lambda: net().loss_and_gradient(with_nan(X), Y), "X must be finite; got 1 NaN or infi"),
    "theta": (lambda: net().loss(X, Y, theta=np.ones(42)), "theta has shape (42,); expected (43,)"),
    "its theta": (lambda: assigned(net(), "theta", 0), "theta has shape (); expected (43,)"),
    "theta of NaN": (lambda: assigned(net(), "theta", [np.nan] * 43), "theta must be finite;"),
    "W": (lambda: assigned(net(), "W", net().W), "property 'W' of 'Network' object has no setter"),
    "W1": (lambda: replaced(net()), "'tuple' object does not support item assignment"),
    "a vector": (lambda: net().unflatten(np.ones(44)), "vector has shape (44,); expected ("),
}

STEPS = {
    "a gradient of one number": (
        lambda: Adam().step(np.ones(3), np.ones(1)),
        "gradient has shape (1,); expected (3,), that of theta",
    ),
    "whole numbers": (
        lambda: GradientDescent(0.1).step(np.ones(3, int), np.ones(3)),
        "theta must be float32 or float64, so that small steps have room; got int64",
    ),
    "float16": (
        lambda: Adam().step(np.ones(3, np.float16), np.ones(3)),
        "theta must be float32 or float64, so that small steps have room; got float16",
    ),
    "a list": (lambda: Adam().step([1.0], [1.0]), "'list' object has no attribute 'shape'"),
    "complex": (
        lambda: GradientDescent(0.1).step(np.ones(1), np.array([1j])),
        "Cannot cast ufunc 'subtract' output from dtype('complex128') to dtype('float64')",
    ),
    "another theta": (
        lambda: stepped(Momentum(0.1), (np.ones(3), np.ones(3)), (np.ones(2), np.ones(2))),
        "operands could not be broadcast together with shapes (3,) (2,)",
    ),
    "rates": (
        lambda: Adam([0.1, 0.2]).step(np.ones(3), np.ones(3)),
        "non-broadcastable output operand",
    ),
    "uphill": (lambda: GradientDescent(-0.1), "learning_rate must be a number >= 0, or M of them;"),
    "NaN": (lambda: GradientDescent(np.nan), "learning_rate must be finite; got 1 NaN or infin"),
    "no step": (lambda: RMSProp([0.1, 0]), "learning_rate must be positive; got [0.1, 0]"),
    "a name": (lambda: Adam("fast"), "learning_rate must hold numbers; got 'fast'"),
    "a matrix of rates": (lambda: Adam(np.ones((2, 3))), "learning_rate must be a number >= 0, or"),
    "beta 1": (lambda: Nesterov(0.1, beta=1), "beta must be at least 0 and less than 1; got 1"),
    "beta1": (lambda: Adam(beta1=1.0), "beta1 must be at least 0 and less than 1; got 1.0"),
    "beta2": (lambda: Adam(beta2=-0.1), "beta2 must be at least 0 and less than 1; got -0.1"),
    "beta of RMSProp": (lambda: RMSProp(beta=1), "beta must be at least 0 and less than 1; got 1"),
    "epsilon": (lambda: AdaGrad(epsilon=0), "epsilon must be a positive number; got 0"),
    "epsilon of RMSProp": (
        lambda: RMSProp(epsilon=-1),
        "epsilon must be a positive number; got -1",
    ),
    "epsilon of Adam": (lambda: Adam(epsilon=0), "epsilon must be a positive number; got 0"),
}

FIT = {
    "the class": (
        lambda: training.fit(net(), X, Y, Adam),
        "optimizer must be made first, as in Adam(0.01); got <class",
    ),
    "its name": (lambda: training.fit(net(), X, Y, "adam"), "'str' object has no attribute 'step'"),
    "no epochs": (lambda: training.fit(net(), X, Y, Adam(), 0), "epochs must be a whole number of"),
    "a batch of 2.5": (
        lambda: training.fit(net(), X, Y, Adam(), batch_size=2.5),
        "batch_size must be a whole number of at least 1; got 2.5",
    ),
    "swapped axes": (lambda: training.fit(net(), X.T, Y, Adam()), "X has shape (4, 7); expected ("),
    "NaN": (lambda: training.fit(net(), with_nan(X), Y, Adam()), "X must be finite; got 1 NaN or"),
    "too large a rate": (
        lambda: training.fit(net(loss="mse"), X, Y, GradientDescent(1e9), 50),
        "the loss is ... in epoch ... ; try a smaller learning rate",
    ),
}

GRADCHECK = {
    "no step": (lambda: gradcheck.central_difference(np.exp, 1.0, h=0), "h must be a positive nu"),
    "backwards": (lambda: gradcheck.complex_step(np.exp, 1.0, h=-1), "h must be a positive numb"),
    "NaN": (lambda: gradcheck.complex_step(np.exp, np.nan), "x must be finite; got 1 NaN"),
    "f of NaN": (lambda: gradcheck.central_difference(with_nan, numbers), "f(x) must be finite;"),
    "far away": (lambda: gradcheck.central_difference(np.sum, numbers * 1e13), "h is lost beside"),
    "a number for f": (lambda: gradcheck.complex_step(0.3, 1.0), "'float' object is not callable"),
    "abs": (lambda: gradcheck.complex_step(np.abs, 1.0), "f must keep a complex argument complex;"),
    "rows that share": (
        lambda: gradcheck.central_difference(activations.softmax, numbers),
        "f(x) has a number for each row of x, and one depends on another row",
    ),
    "rows that share, complex": (
        lambda: gradcheck.complex_step(lambda x: x[::-1], numbers),
        "f(x) has a number for each row of x, and one depends on another row",
    ),
    "a number for each entry": (
        lambda: gradcheck.complex_step(np.exp, np.ones((3, 2))),
        "f(x) has shape (3, 2); expected one number, or 3, one for each row of x",
    ),
    "two numbers": (
        lambda: gradcheck.central_difference(lambda x: np.array([x, x]), 1.0),
        "f(x) has shape (2,); expected one number",
    ),
    "gradient": (
        lambda: gradcheck.check_gradient(net(), X, Y, np.ones(3)),
        "gradient has shape (3,); expected (43,), that of theta",
    ),
    "gradient of NaN": (
        lambda: gradcheck.check_gradient(net(), X, Y, np.full(43, np.nan)),
        "gradient must be finite; got 43 NaN or infinite entries",
    ),
    "a": (lambda: gradcheck.relative_error([np.nan], [1.0]), "a must be finite; got 1 NaN or"),
    "b": (lambda: gradcheck.relative_error([1.0], [np.inf]), "b must be finite; got 1 NaN or"),
    "two shapes": (
        lambda: gradcheck.relative_error([0.0], [0.0, 1.0]),
        "a and b must have one shape; got (1,) and (2,)",
    ),
}

TABLES = {"loss": LOSSES, "data": DATA, "network": NETWORK, "step": STEPS, "fit": FIT}
TABLES["gradcheck"] = GRADCHECK
ROWS = {f"{t}: {mistake}": row for t, rows in TABLES.items() for mistake, row in rows.items()}


@pytest.mark.parametrize("call, message", ROWS.values(), ids=ROWS)
def test_the_mistake_is_named(call, message):
    with pytest.raises((ValueError, TypeError, AttributeError, ArithmeticError)) as caught:
        call()
    start, *rest = message.split(" ... ")
    assert f"{caught.value}\n".startswith(start)
    assert all(part in str(caught.value) for part in rest)


@pytest.mark.parametrize(
    "call",
    [
        lambda: activations.softmax([np.inf, 1.0]),
        lambda: losses.mse([1e200], [0.0]),
        lambda: Network([4, 3], dtype=np.float32).forward(1e200 * X),
    ],
)
def test_what_overflows_warns(call):
    with pytest.warns(RuntimeWarning):
        assert not np.isfinite(call()).all()


def test_whole_numbers_and_objects_are_numbers():
    assert losses.mse(np.array([1.0, 2.0], object), np.array([1, 3], np.uint8)) == 0.5
    assert losses.mse(prediction=[True], target=[False]) == 1
    assert activations.sigmoid_grad(np.array([3], np.uint8)) == activations.sigmoid_grad(3.0)
    theta = np.array([1.0])
    AdaGrad(0.5).step(theta, np.array([100], np.int8))  # whose square is no int8
    assert theta[0] == pytest.approx(0.5)


@pytest.mark.parametrize("kind", [GradientDescent, Momentum, Nesterov, AdaGrad, RMSProp, Adam])
def test_a_refused_step_changes_nothing(kind):
    optimizer, theta = kind(0.1), np.ones(3)
    for bad in (np.ones(1), np.ones((3, 1)), 1.0):
        with pytest.raises(ValueError, match="gradient has shape"):
            optimizer.step(theta, bad)
    assert theta.tolist() == [1, 1, 1] and optimizer.t == 0
    optimizer.step(theta, [1.0, 1.0, 1.0])  # a list will do
    assert theta[0] < 1


def test_refused_data_leave_a_network_as_it_was():
    network, before = net(), net().theta.copy()
    for bad in ({"X": X.T}, {"Y": Y[:3]}, {"optimizer": Adam}, {"epochs": 0}, {"batch_size": 0}):
        with pytest.raises((ValueError, TypeError)):
            training.fit(**{"net": network, "X": X, "Y": Y, "optimizer": Adam()} | bad)
    for wrong in (np.ones(3), [np.nan] * 43):
        with pytest.raises(ValueError, match="theta"):
            network.theta = wrong
    assert np.array_equal(network.theta, before)
