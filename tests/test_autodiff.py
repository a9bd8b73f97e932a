"""Value: every rule against SymPy, the complex step and PyTorch; order, second walks, shapes."""

import operator

import numpy as np
import pytest
import sympy as sp

from helpers import data, gradcheck, optimizers, training
from helpers.activations import log_softmax
from helpers.autodiff import Value, as_value, unbroadcast
from helpers.losses import softmax_cross_entropy_grad
from helpers.network import Network
from helpers.symbolic import prove

BINARY = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "truediv": operator.truediv,
}
UNARY = {
    "neg": operator.neg,
    "cube": lambda s: s**3,
    "inverse": lambda s: s**-1,
    "root": lambda s: s**0.5,
    "one": lambda s: s**0,
    "7 + s": lambda s: 7 + s,
    "7 - s": lambda s: 7 - s,
    "7 s": lambda s: 7 * s,
    "7 / s": lambda s: 7 / s,
    "s s": lambda s: s * s,
    "s + s": lambda s: s + s,
}
METHODS = ("exp", "log", "tanh")
SHAPES = [
    ((5, 3), (5, 3)),
    ((5, 3), (1, 3)),
    ((5, 3), (5, 1)),
    ((5, 3), (3,)),
    ((5, 3), ()),
    ((5, 1), (1, 3)),
    ((1, 1), (5, 3)),
    ((2, 5, 3), (5, 1)),
    ((), ()),
]


def numbers(*shapes, seed=0):
    """Arrays between 1 and 2: away from zeros, poles and kinks."""
    rng = np.random.default_rng(seed)
    return [1 + rng.random(shape) for shape in shapes]


def weights(shape):
    return np.random.default_rng(9).normal(size=shape)


def total(result):
    """One number, in which all entries have different slopes; of arrays or of Values."""
    return (result * weights(np.shape(getattr(result, "data", result)))).sum()


def assert_gradients(program, *arrays, rtol=1e-11):
    """Each operand's grad has its shape and is the complex step through the same program."""
    values = [Value(array) for array in arrays]
    total(program(*values)).backward()
    for k, (array, value) in enumerate(zip(arrays, values)):

        def moved(q, k=k):
            return total(program(*arrays[:k], q, *arrays[k + 1 :]))

        assert np.shape(value.grad) == array.shape
        measured = gradcheck.complex_step(moved, array)
        np.testing.assert_allclose(value.grad, measured, rtol=rtol, atol=1e-14)


@pytest.mark.parametrize("shapes", SHAPES, ids=str)
@pytest.mark.parametrize("name", BINARY)
def test_binary_operators_and_stretching_in_both_places(name, shapes):
    assert_gradients(BINARY[name], *numbers(*shapes))
    assert_gradients(BINARY[name], *numbers(*reversed(shapes)))


@pytest.mark.parametrize("name", UNARY)
def test_unary_operators(name):
    assert_gradients(UNARY[name], *numbers((5, 3)))


def test_the_power_0_has_no_slope_even_at_0():
    s = Value(0.0)
    (s**0).backward()
    assert s.grad == 0


@pytest.mark.parametrize("name", METHODS)
def test_functions(name):
    value = Value(numbers((5, 3))[0])
    total(getattr(value, name)()).backward()
    f = getattr(np, name)
    measured = gradcheck.complex_step(lambda q: total(f(q)), value.data)
    np.testing.assert_allclose(value.grad, measured, rtol=1e-12)


def test_relu_and_its_convention_at_the_kink():
    value = Value(np.array([-2.0, 0.0, 3.0]))
    (value.relu() * np.array([5.0, 7.0, 11.0])).sum().backward()
    assert value.relu().data.tolist() == [0, 0, 3] and value.grad.tolist() == [0, 0, 11]


@pytest.mark.parametrize(
    "shapes", [((5, 4), (4, 3)), ((2, 5, 4), (4, 3)), ((5, 4), (2, 4, 3)), ((2, 5, 4), (2, 4, 3))]
)
def test_matrix_products(shapes):
    assert_gradients(operator.matmul, *numbers(*shapes))
    left, right = numbers(*shapes)
    assert_gradients(lambda q: q @ right, left)
    assert_gradients(lambda q: left @ q, right)


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 2), (-1, 0)])
def test_sums(axis, keepdims):
    assert_gradients(lambda q: q.sum(axis=axis, keepdims=keepdims) ** 2, *numbers((2, 5, 3)))


def test_arrays_and_symbols_may_stand_on_the_left():
    s, (array,) = sp.Symbol("s", real=True), numbers((2, 3))
    for op in (*BINARY.values(), operator.matmul):
        other = array.T if op is operator.matmul else array + 1
        result = op(array, Value(other))
        assert isinstance(result, Value) and np.allclose(result.data, op(array, other))
    for op in BINARY.values():
        result = op(s, Value(sp.Integer(3)))
        assert isinstance(result, Value) and result.data == op(s, sp.Integer(3))
    assert isinstance(np.float64(2) * Value(3.0), Value)
    assert sum([Value(1.0), Value(2.0)]).data == 3


@pytest.mark.parametrize("name", [*BINARY, *UNARY, *METHODS, "relu"])
def test_letters_give_the_derivative_that_sympy_finds(name):
    S, T = sp.symbols("s t", positive=True)
    s, t = Value(S), Value(T)
    if name in BINARY:
        result = BINARY[name](s, t) * t
    else:
        result = (UNARY[name](s) if name in UNARY else getattr(s, name)()) * t
    result.backward()
    assert prove(s.grad, sp.diff(result.data, S)) and prove(t.grad, sp.diff(result.data, T))


def test_relu_of_a_letter_keeps_the_convention():
    s = Value(sp.Symbol("s", real=True))
    s.relu().backward()
    assert [s.grad.subs(s.data, x) for x in (-1, 0, 1)] == [0, 0, 1]


def test_numbers_and_letters_may_meet():
    W = Value(sp.symarray("w", (2, 1), real=True))
    X = Value(np.array([[1.0, 2.0], [3.0, 4.0]]))
    ((X * 2.0).sum() + ((X @ W) ** 2).sum()).backward()
    assert X.grad.shape == (2, 2)
    w0, w1 = W.data.flat
    assert prove(sp.nsimplify(X.grad[0, 1]), 2 + 2 * w1 * (w0 + 2 * w1))


# ---- the walk


def test_the_three_node_counterexample():
    A = Value(1.0)
    B = A + A
    C = B + B
    C.backward()
    assert (A.grad, B.grad, C.grad) == (4, 2, 1)


def test_the_neuron_of_notebook_3():
    x, w, b, y = (Value(number) for number in (1.0, 2.0, 1.0, 4.0))
    ((w * (w * x + b) + b - y) ** 2).backward()
    assert (x.grad, w.grad, b.grad, y.grad) == (24, 30, 18, -6)


def test_order_lists_each_value_once_and_after_its_parents():
    rng, values = np.random.default_rng(3), [Value(1.0), Value(2.0)]
    for _ in range(60):
        s, t = (values[k] for k in rng.integers(len(values), size=2))
        values.append(s * t if rng.random() < 0.5 else s + t)
    for output in values[-5:]:
        order = output.topological_order()
        place = {value: k for k, value in enumerate(order)}
        assert len(place) == len(order) and order[-1] is output
        assert all(place[p] < place[v] for v in order for p, _ in v.parents)


def test_a_long_program_does_not_exhaust_the_stack():
    first = value = Value(1.0)
    for _ in range(20_000):
        value = value + 1
    value.backward()
    assert first.grad == 1 and value.data == 20_001


def test_many_paths_cost_one_visit_each():
    first = value = Value(1.0)
    for _ in range(200):
        value = value + value
    value.backward()
    assert len(value.topological_order()) == 201 and first.grad == 2**200


def test_slopes_are_of_the_kind_of_the_data():
    for dtype in (float, np.float32):
        x = y = Value(np.ones(3, dtype))
        for _ in range(64):
            y = y + y
        for output in (y.sum(), y.sum(keepdims=True)):
            output.backward()
            assert x.grad.dtype == dtype and x.grad.tolist() == [2.0**64] * 3
    whole = y = Value(1)
    for _ in range(64):
        y = y + y
    (y - 2**64).backward()  # Python's whole numbers have no largest
    assert whole.grad == 2**64
    for letter in (sp.Symbol("s"), np.array(sp.Symbol("s")), sp.symarray("s", (1, 1))):
        s = Value(letter)
        (s * sp.Rational(1, 3)).backward()
        assert np.shape(s.grad) == np.shape(letter)
        assert np.ravel(s.grad).tolist() == [sp.Rational(1, 3)]  # no float crept in


def test_backward_sets_and_does_not_add():
    a, bystander = Value(3.0), Value(1.0)
    (bystander * 5).backward()
    A = a * a
    B = A * a
    A.backward()
    assert (a.grad, A.grad, B.grad) == (6, 1, None)
    for _ in range(2):
        B.backward()
        assert (a.grad, A.grad, B.grad, bystander.grad) == (27, 3, 1, 5)
    A.backward()
    assert (a.grad, A.grad, B.grad) == (6, 1, 1)
    (A + B).backward()
    assert a.grad == 33


def test_a_second_walk_leaves_earlier_gradients_and_all_operands_alone():
    arrays = numbers((5, 4), (4, 3), (1, 3))
    X, W, b = (Value(array.copy()) for array in arrays)
    loss = ((X @ W + b + b).tanh() ** 2).sum()
    loss.backward()
    kept = [v.grad for v in (X, W, b)]
    copies = [grad.copy() for grad in kept]
    loss.backward()
    for value, before, grad, copy in zip((X, W, b), arrays, kept, copies):
        assert np.array_equal(grad, copy) and np.array_equal(value.grad, copy)
        assert np.array_equal(value.data, before) and value.grad is not grad


def test_backward_starts_from_one_number_only():
    with pytest.raises(ValueError, match=r"one number; got shape \(3,\)"):
        Value(np.ones(3)).backward()
    X = Value(np.ones((4, 1)))
    (X.data.T @ X).backward()  # of shape (1, 1)
    assert X.grad.tolist() == [[1]] * 4


def test_what_a_value_holds():
    assert Value([1, 2]).data.dtype == float and Value(np.arange(3)).data.dtype == float
    assert Value(np.ones(2, np.float32)).data.dtype == np.float32
    value = Value(2.0)
    assert as_value(value) is value and as_value(3).parents == ()
    assert repr(value) == "Value(2.0, grad=None)"
    with pytest.raises(TypeError, match="got Value"):
        Value(value)
    with pytest.raises(TypeError, match="constant"):
        value**value
    with pytest.raises(TypeError, match="constant"):
        value ** np.ones(2)
    with pytest.raises(ValueError, match=r"matrices; got shapes \(3,\) and \(3, 2\)"):
        Value(np.ones(3)) @ np.ones((3, 2))


def test_unbroadcast_undoes_stretching():
    slope = np.arange(30.0).reshape(2, 5, 3)
    for shape in ((2, 5, 3), (5, 3), (1, 3), (3,), (5, 1), (1, 1, 1), (2, 1, 3), ()):
        total = unbroadcast(slope, shape)
        assert np.shape(total) == shape and np.sum(total) == slope.sum()
    assert unbroadcast(slope, (1, 3)).tolist() == [slope.sum(axis=(0, 1)).tolist()]
    assert unbroadcast(slope, (5, 1))[:, 0].tolist() == slope.sum(axis=(0, 2)).tolist()


# ---- networks


def cross_entropy(Z, Y):
    shifted = Z - Z.data.max(axis=1, keepdims=True)
    log_P = shifted - shifted.exp().sum(axis=1, keepdims=True).log()
    return -(Y * log_P).sum() / len(Y)


def theta_gradient(net, X, Y):
    """dL/dtheta of a network with softmax cross-entropy, by the engine."""
    parameters = [Value(q) for layer in zip(net.W, net.b) for q in layer]
    A = as_value(X)
    for W, b in zip(parameters[::2], parameters[1::2]):
        Z = A @ W + b
        A = getattr(Z, net.activation_name)()
    cross_entropy(Z, Y).backward()
    return np.concatenate([q.grad.ravel() for q in parameters])


@pytest.mark.parametrize("sizes", [[4, 3], [4, 5, 3], [4, 6, 2, 5, 3]], ids=str)
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_the_gradient_of_a_network(sizes, activation):
    rng = np.random.default_rng(1)
    net, X, Y = (
        Network(sizes, activation, seed=1),
        rng.normal(size=(7, 4)),
        np.eye(3)[[0, 1, 2] * 2 + [1]],
    )
    net.theta += 0.2 * rng.normal(size=net.theta.shape)
    expected = net.loss_and_gradient(X, Y)[1]
    np.testing.assert_allclose(theta_gradient(net, X, Y), expected, rtol=1e-11, atol=1e-15)


def test_cross_entropy_is_stable():
    Z, Y = Value(np.array([[1e4, 9998.0, 0.0], [5.0, -1e4, 5.0]])), np.eye(3)[[1, 2]]
    loss = cross_entropy(Z, Y)
    loss.backward()
    assert loss.data == pytest.approx(-np.sum(Y * log_softmax(Z.data)) / 2)
    np.testing.assert_allclose(Z.grad, softmax_cross_entropy_grad(Z.data, Y), atol=1e-16)


def test_it_trains_the_iris_network_to_the_same_weights():
    (train,) = data.standardise(data.split(data.iris(), seed=3)[0])
    net, twin = Network([4, 10, 3], seed=0), Network([4, 10, 3], seed=0)
    start = twin.theta.copy()
    training.fit(net, train.X, train.Y, optimizers.Adam(0.01), epochs=10, batch_size=32, seed=0)
    adam, rng = optimizers.Adam(0.01), np.random.default_rng(0)
    for _ in range(10):
        for batch in training.minibatches(len(train), 32, rng):
            adam.step(twin.theta, theta_gradient(twin, train.X[batch], train.Y[batch]))
    assert abs(net.theta - twin.theta).max() < 1e-10 < abs(twin.theta - start).max()


# ---- cost


class Counted(np.ndarray):
    """An array that counts operations of single numbers."""

    operations = 0

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        inputs = [np.asarray(x) for x in inputs]
        result = np.asarray(getattr(ufunc, method)(*inputs, **options))
        terms = 2 * inputs[0].shape[-1] - 1 if ufunc is np.matmul else 1
        summed = inputs[0].size - result.size
        Counted.operations += summed if method == "reduce" else result.size * terms
        return result.view(Counted)


def counts(operation, *arrays):
    """Operations forwards; and backwards, with the additions to slopes that are 0 so far."""
    Counted.operations = 0
    result = operation(*(Value(array.view(Counted)) for array in arrays))
    forwards, Counted.operations = Counted.operations, 0
    for value in result.topological_order():
        value.grad = 0
    result.grad = np.ones(result.data.shape).view(Counted)
    for value in reversed(result.topological_order()):
        for parent, pass_on in value.parents:
            parent.grad = parent.grad + unbroadcast(pass_on(value.grad), parent.data.shape)
    return forwards, Counted.operations


def test_no_operator_costs_more_than_notebook_3_allows():
    s, t, row, wide = numbers((5, 3), (5, 3), (1, 3), (3, 4))
    made = [counts(op, s, other) for op in BINARY.values() for other in (t, row)]
    made += [counts(f, s) for f in (operator.neg, lambda s: s**3, Value.relu)]
    made += [counts(getattr(Value, name), s) for name in METHODS]
    made += [
        counts(Value.sum, s),
        counts(lambda s: s.sum(axis=1), s),
        counts(operator.matmul, s, wide),
    ]
    assert all(0 < backwards <= 4 * forwards for forwards, backwards in made), made
    assert counts(operator.mul, s, t) == (15, 60) and counts(Value.tanh, s) == (15, 60)
    assert counts(operator.matmul, s, wide) == (5 * 4 * 5, 4 * 5 * 3 * 4)


# ---- another engine


def torch_and(*shapes):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: nothing to compare with")
    arrays = numbers(*shapes)
    return torch, arrays, [torch.tensor(array, requires_grad=True) for array in arrays]


@pytest.mark.parametrize("name", [*BINARY, "matmul"])
def test_torch_agrees_on_operators(name):
    shapes = ((5, 3), (3, 4)) if name == "matmul" else ((5, 3), (5, 1))
    _, arrays, tensors = torch_and(*shapes)
    values = [Value(array) for array in arrays]
    result = getattr(operator, name)(*values)
    (result * result).sum().backward()
    (getattr(operator, name)(*tensors) ** 2).sum().backward()
    for value, tensor in zip(values, tensors):
        np.testing.assert_allclose(value.grad, tensor.grad.numpy(), rtol=1e-12)


@pytest.mark.parametrize("name", [*METHODS, "relu"])
def test_torch_agrees_on_functions_and_on_the_kink(name):
    torch, (array,), (_,) = torch_and((5, 3))
    array = np.vstack([array, [[0.0, -1.0, 2.0]]]) if name == "relu" else array
    value, tensor = Value(array), torch.tensor(array, requires_grad=True)
    (getattr(value, name)().sum(axis=0) ** 2).sum().backward()
    (getattr(torch, name)(tensor).sum(axis=0) ** 2).sum().backward()
    np.testing.assert_allclose(value.grad, tensor.grad.numpy(), rtol=1e-12)


def test_torch_agrees_on_a_network_and_adds_up_in_leaves():
    torch, arrays, tensors = torch_and((5, 4), (4, 3), (1, 3))
    labels = [0, 2, 1, 1, 0]
    X, W, b = map(Value, arrays)
    cross_entropy(((X @ W + b) * 0.1).tanh(), np.eye(3)[labels]).backward()
    Z = torch.tanh((tensors[0] @ tensors[1] + tensors[2]) * 0.1)
    loss = torch.nn.functional.cross_entropy(Z, torch.tensor(labels))
    for walks in (1, 2):  # what notebook 12 says of PyTorch's second walk
        loss.backward(retain_graph=True)
        for value, tensor in zip((X, W, b), tensors):
            np.testing.assert_allclose(walks * value.grad, tensor.grad.numpy(), rtol=1e-11)


def test_torch_adds_up_as_exercise_1_says():
    torch, _, _ = torch_and()
    a = torch.tensor(3.0, requires_grad=True)
    A = a * a
    B = A * a
    A.backward(retain_graph=True)
    B.backward()
    assert a.grad == 33
