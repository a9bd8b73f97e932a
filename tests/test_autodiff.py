"""Value: every rule against SymPy and the complex step; the walk, shapes, refusals."""

import operator

import numpy as np
import pytest
import sympy as sp

from helpers import gradcheck
from helpers.autodiff import Value, as_value
from helpers.symbolic import prove


def function(name):
    """The method of that name of a Value or a tensor, NumPy's function of an array."""
    return lambda s: getattr(s, name)() if hasattr(s, name) else getattr(np, name)(s)


BINARY = {name: getattr(operator, name) for name in ("add", "sub", "mul", "truediv")}
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
    **{name: function(name) for name in ("exp", "log", "tanh")},
}
SHAPES = [
    ((5, 3), (5, 3)),
    ((5, 3), (1, 3)),
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


def total(result):
    """One number, in which all entries have different slopes; of arrays or of Values."""
    shape = np.shape(getattr(result, "data", result))
    return (result * np.random.default_rng(9).normal(size=shape)).sum()


def assert_gradients(program, *arrays):
    """Each operand's grad has its shape and is the complex step through the same program."""
    values = [Value(array) for array in arrays]
    total(program(*values)).backward()
    for k, (array, value) in enumerate(zip(arrays, values)):
        before, after = arrays[:k], arrays[k + 1 :]
        measured = gradcheck.complex_step(
            lambda q, before=before, after=after: total(program(*before, q, *after)), array
        )
        assert np.shape(value.grad) == array.shape
        np.testing.assert_allclose(value.grad, measured, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("shapes", SHAPES, ids=str)
@pytest.mark.parametrize("name", BINARY)
def test_binary_operators_and_stretching_in_both_places(name, shapes):
    assert_gradients(BINARY[name], *numbers(*shapes))
    assert_gradients(BINARY[name], *numbers(*reversed(shapes)))


@pytest.mark.parametrize("name", UNARY)
def test_unary_operators(name):
    assert_gradients(UNARY[name], *numbers((5, 3)))


def test_relu_and_its_convention_at_the_kink():
    value = Value(np.array([-2.0, 0.0, 0.5]))
    (value.relu() * np.array([5.0, 7.0, 11.0])).sum().backward()
    assert value.relu().data.tolist() == [0, 0, 0.5] and value.grad.tolist() == [0, 0, 11]


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
        assert np.allclose(op(array, Value(other)).data, op(array, other))
        if op is not operator.matmul:
            assert op(s, Value(sp.Integer(3))).data == op(s, sp.Integer(3))
    assert isinstance(np.float64(2) * Value(3.0), Value)
    assert sum([Value(1.0), Value(2.0)]).data == 3


@pytest.mark.parametrize("name", [*BINARY, *UNARY])
def test_letters_give_the_derivative_that_sympy_finds(name):
    S, T = sp.symbols("s t", positive=True)
    s, t = Value(S), Value(T)
    result = (BINARY[name](s, t) if name in BINARY else UNARY[name](s)) * t
    result.backward()
    assert prove(s.grad, sp.diff(result.data, S)) and prove(t.grad, sp.diff(result.data, T))


def test_relu_of_a_letter_keeps_the_convention():
    s = Value(sp.Symbol("s", real=True))
    c = s.relu()
    c.backward()
    found = [(c.data.subs(s.data, x), s.grad.subs(s.data, x)) for x in (-1, 0, 1)]
    assert found == [(0, 0), (0, 0), (1, 1)]


def test_numbers_and_letters_may_meet():
    W = Value(sp.symarray("w", (2, 1), real=True))
    X = Value(np.array([[1.0, 2.0], [3.0, 4.0]]))
    ((X * 2.0).sum() + ((X @ W) ** 2).sum()).backward()
    assert X.grad.shape == (2, 2)
    w0, w1 = W.data.flat
    assert prove(sp.nsimplify(X.grad[0, 1]), 2 + 2 * w1 * (w0 + 2 * w1))


# ---- the walk


def test_a_long_program_of_many_paths_costs_one_visit_each():
    first = value = Value(0)
    for _ in range(20_000):
        value = value + value
    value.backward()
    assert len(value.topological_order()) == 20_001
    assert first.grad == 2**20_000  # Python's whole numbers have no largest


def test_slopes_are_of_the_kind_of_the_data():
    for dtype in (float, np.float32):
        x = y = Value(np.ones(3, dtype))
        for _ in range(64):
            y = y + y
        for output in (y.sum(), y.sum(keepdims=True)):
            output.backward()
            assert x.grad.dtype == dtype and x.grad.tolist() == [2.0**64] * 3
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


def test_what_a_value_holds():
    for whole in ([1, 2], np.arange(3), np.int64(3), np.array(True)):
        assert Value(whole).data.dtype == float
    assert Value(np.ones(2, np.float32)).data.dtype == np.float32
    row = sp.Matrix([[1, 2]])
    assert (Value(row) * row).data.tolist() == [[1, 4]]
    mixed = Value(np.array([1, 0.5, sp.Symbol("s")], dtype=object))
    mixed.sum().backward()
    assert mixed.grad.tolist() == [1, 1, 1]
    value = Value(2.0)
    assert as_value(value) is value and repr(value) == "Value(2.0, grad=None)"


def test_every_operation_names_itself():
    s = Value(np.ones((2, 2)))
    made = [s, s + s, s - s, s * s, s @ s, s**2, -s, s.exp(), s.log(), s.tanh(), s.relu(), s.sum()]
    assert [v.op for v in made] == ["", *"+-*@", "**2", "neg", "exp", "log", "tanh", "relu", "sum"]
    assert made[-1].data.shape == ()


# ---- where there is no slope


HALF = sp.Rational(1, 2)
ZEROS = [0.0, 0, np.float32(0), np.array([1.0, 0.0]), sp.Integer(0), sp.symarray("s", 2) * [1, 0]]
NEGATIVES = [-2.0, -2, np.array([1.0, -2.0]), sp.Integer(-2), np.array([sp.Symbol("s"), -2])]
NEGATIVES += [sp.Symbol("m", negative=True)]
NO_SLOPE = [
    (lambda s: 1 / s, "**-1", ZEROS),
    (lambda s: s**0.5, "**0.5", ZEROS + NEGATIVES),
    (lambda s: s**HALF, "**1/2", ZEROS + NEGATIVES),
    (lambda s: s**-1.5, "**-1.5", ZEROS + NEGATIVES),
    (Value.log, "log", ZEROS + NEGATIVES),
]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("run, op, places", NO_SLOPE, ids=lambda x: x if isinstance(x, str) else "")
def test_one_message_where_there_is_no_slope(run, op, places):
    for data in places:
        s = Value(data)
        with pytest.raises(ValueError) as caught:
            run(s).sum().backward()
        *words, where = str(caught.value).split()
        assert words == ["the", "operation", op, "has", "no", "slope", "at"]
        assert where == "m" or float(where) in (0, -2)
        assert s.grad is None


def test_a_walk_that_fails_changes_no_slope():
    s, t = Value(0.0), Value(3.0)
    (s * t).backward()
    root = s**0.5
    assert root.data == 0  # the value is there; only its slope is not
    with pytest.raises(ValueError, match=r"^the operation \*\*0.5 has no slope at 0.0$"):
        (root + t).backward()
    assert (s.grad, t.grad) == (3, 0)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("zero", [0.0, 0, np.zeros(1), sp.Integer(0), np.array([sp.Integer(0)])])
def test_slopes_of_powers_at_0(zero):
    for n, slope in ((0, 0), (1, 1), (1.5, 0), (sp.Rational(3, 2), 0), (2, 0), (3, 0)):
        s = Value(zero)
        (s**n).sum().backward()
        assert s.grad == slope


def test_powers_of_negative_numbers_and_open_questions():
    n, a, s = sp.Symbol("n", integer=True), sp.Symbol("a"), sp.Symbol("s")
    for base in (-2.0, np.array(-2.0), sp.Integer(-2), sp.Symbol("m", negative=True)):
        for exponent in (3, 2.0, -1, n, a):
            value = Value(base)
            (value**exponent).backward()
            assert value.grad == exponent * base ** (exponent - 1)
    for open_ in (lambda v: v**HALF, lambda v: v**-1, Value.log, lambda v: v**a):
        assert open_(Value(s)).data.has(s)


def test_overflow_is_left_to_the_numbers():
    with pytest.warns(RuntimeWarning, match="overflow"):
        assert Value(1000.0).exp().data == np.inf
    with pytest.warns(RuntimeWarning, match="overflow"):
        assert (Value(np.array([1e200])) ** 2).data == np.inf
    with pytest.raises(OverflowError):
        Value(1e200) ** 2
    assert Value(1000.0).tanh().data == 1


def flat_mean(s):
    """A mean whose rule forgets to give the slope the shape of s."""
    return Value(s.data.mean(keepdims=True), ((s, lambda d: d / s.data.size),))


REFUSED = {
    "a Value": (lambda v: Value(v), TypeError, "numbers or expressions; got Value"),
    "a list of Values": (lambda v: Value([v, v]), TypeError, "numbers or expressions; got Value"),
    "a text": (lambda v: Value("3"), TypeError, "numbers or expressions; got .*'3'"),
    "None": (lambda v: v * None, TypeError, "numbers or expressions; got None"),
    "np.matrix": (
        lambda v: Value(np.eye(2).view(np.matrix)),
        TypeError,
        "^data must be an array: .* product$",
    ),
    "a matrix symbol": (lambda v: v * sp.MatrixSymbol("A", 2, 2), TypeError, "must be an array"),
    "a Value as exponent": (lambda v: v**v, TypeError, "constant number; got Value"),
    "exponents": (lambda v: v ** np.ones(2), TypeError, "constant number; got array"),
    "vector @": (lambda v: v @ np.ones((3, 2)), ValueError, r"matrices; .* \(3,\) and \(3, 2\)"),
    "@ vector": (lambda v: np.ones((2, 3)) @ v, ValueError, r"matrices; .* \(2, 3\) and \(3,\)"),
    "a vector's walk": (lambda v: v.backward(), ValueError, r"one number; got shape \(3,\)"),
    "no number's walk": (lambda v: Value([]).backward(), ValueError, r"got shape \(0,\)"),
    "a flat slope": (
        lambda v: flat_mean(v).backward(),
        ValueError,
        r"of shape \(1,\) to .* \(3,\)",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_go_wrong_in_silence_is_refused(name):
    run, error, message = REFUSED[name]
    with pytest.raises(error, match=message):
        run(Value(np.ones(3)))


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
    ones = np.ones(result.data.shape).view(Counted)  # the slopes that arrive, at no cost
    Value(0.0, ((result, lambda d: ones),)).backward()
    return forwards, Counted.operations - ones.size


def test_no_operator_costs_more_than_notebook_3_allows():
    s, t, row, wide = numbers((5, 3), (5, 3), (1, 3), (3, 4))
    made = [counts(op, s, other) for op in BINARY.values() for other in (t, row)]
    unary = operator.neg, UNARY["cube"], Value.exp, Value.log, Value.tanh, Value.relu, Value.sum
    made += [counts(f, s) for f in (*unary, lambda s: s.sum(axis=1))]
    assert all(0 < backwards <= 4 * forwards for forwards, backwards in made), made
    assert counts(operator.mul, s, t) == (15, 60) and counts(Value.tanh, s) == (15, 60)
    assert counts(operator.matmul, s, wide) == (5 * 4 * 5, 4 * 5 * 3 * 4)


# ---- another engine


def values_and_tensors(*arrays):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: nothing to compare with")
    return [Value(q) for q in arrays], [torch.tensor(q, requires_grad=True) for q in arrays], torch


def test_torch_adds_up_in_leaves():
    values, tensors, _ = values_and_tensors(*numbers((5, 4), (4, 3), (1, 3)))
    loss, theirs = (((X @ W + b) * 0.1).tanh().sum() for X, W, b in (values, tensors))
    loss.backward()
    for walks in (1, 2):  # what notebook 12 says of PyTorch's second walk
        theirs.backward(retain_graph=True)
        for value, tensor in zip(values, tensors):
            np.testing.assert_allclose(walks * value.grad, tensor.grad.numpy(), rtol=1e-11)


def test_torch_adds_up_as_exercise_1_says():
    _, (a,), _ = values_and_tensors(np.array(3.0))
    A = a * a
    B = A * a
    A.backward(retain_graph=True)
    B.backward()
    assert a.grad == 33
