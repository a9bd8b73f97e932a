"""The checks of side path 10b: two shapes, a layer backwards for a pile of networks, a bias without
its middle axis, and two prices; then a layer that survives a pile, and a first layer that all
networks share. With them the counter of the notebook: what NumPy is asked to do in a step of
training.
"""

from dataclasses import dataclass
from unittest.mock import patch

import numpy as np
from sympy import Sum

from helpers import network, optimizers
from helpers.exercises.checking import FormulaCheck, Progress, ValueCheck
from helpers.exercises.comparing import as_array, same, shown
from helpers.exercises.layers import LayerCheck
from helpers.exercises.mse import PairCheck
from helpers.symbolic import arrays, indices, sizes

# ---- the counter


@dataclass
class Tally:
    """How many calls of NumPy's arithmetic, how many operations in them, and how many bytes of new
    arrays. A product of (m, n) and (n, k) has 2 m n k operations, everything else one an entry.
    """

    calls: int = 0
    operations: int = 0
    made: int = 0

    def note(self, ufunc, method, inputs, result, into):
        """One call of `ufunc`, its inputs, its result, and whether an array for it existed."""
        self.calls += 1
        self.made += 0 if into else result.nbytes
        if ufunc is np.matmul:
            self.operations += 2 * result.size * np.shape(inputs[0])[-1]
        else:
            self.operations += np.size(inputs[0]) if method == "reduce" else result.size


class _Counted(np.ndarray):
    """An array that notes what is computed with it: NumPy hands every such call to its method."""

    tally = Tally()

    def __array_ufunc__(self, ufunc, method, *inputs, out=(), **options):
        if out:
            options["out"] = tuple(array.view(np.ndarray) for array in out)
        plain = [a.view(np.ndarray) if isinstance(a, _Counted) else a for a in inputs]
        result = np.asanyarray(getattr(ufunc, method)(*plain, **options))
        _Counted.tally.note(ufunc, method, plain, result, into=bool(out))
        return result.view(_Counted)


def count(work, *arguments):
    """The Tally of work(*arguments); arrays among the arguments are counted."""
    counted = [a.view(_Counted) if isinstance(a, np.ndarray) else a for a in arguments]
    _Counted.tally = Tally()
    with patch("numpy.asarray", np.asanyarray):  # which would take the counter off an array
        work(*counted)
    return _Counted.tally


def count_step(many, with_optimizer=True):
    """The Tally of a step of Adam, 32 flowers, with `many` networks 4-10-3 with tanh; or of the
    gradient alone. The buffers are made by a step before.
    """
    plain = network.by_columns
    batch, targets = np.ones((32, 4)), np.eye(3)[np.arange(32) % 3]

    def by_columns(shape, dtype):
        return plain(shape, dtype).view(_Counted)

    def step(*ready):
        gradient = net.backpropagate(*ready)[1]
        if with_optimizer:
            adam.step(net.theta, gradient)

    with patch("helpers.network.by_columns", by_columns):
        net, adam = network.Network([4, 10, 3], "tanh", seed=range(many)), optimizers.Adam()
        net.adopt(net.theta.view(_Counted))
        ready = net.prepare(batch, targets)
        count(step, *ready)
        return count(step, *ready)


# ---- two shapes


class ShapesCheck(ValueCheck):
    """For two shapes of three numbers, with a catalogue for each, {why it is wrong: the shape}. All
    six numbers in one list will do.
    """

    def __init__(self, *arguments, names, first, second, **options):
        super().__init__(*arguments, **options)
        self.names, self.entries = names, (first, second)

    def find_fault(self, answer):
        """As for every value; each shape by itself."""
        array, rights = as_array(answer), (self.right[:3], self.right[3:])
        if array is not None and array.dtype.kind in "iuf" and array.size == 6:
            answer = array.reshape(2, 3).tolist()
        if not isinstance(answer, (list, tuple, np.ndarray)) or len(answer) != 2:
            return "two shapes are wanted, each in its own brackets"
        if any(row is None or row is ... for row in answer):
            return "a shape is still missing"
        rows = [as_array(row) for row in answer]
        if any(row is None or row.dtype.kind not in "iuf" or row.ndim != 1 for row in rows):
            return "a shape is a few whole numbers, as in (2, 3, 4)"
        if any(np.isnan(row).any() for row in rows):
            return "a number is still missing"
        if all(same(row, right, 0) for row, right in zip(rows, reversed(rights))):
            return "both right, but in the other order"
        for row, right, known, name in zip(rows, rights, self.entries, self.names):
            if not same(row, right, 0):
                told = [why for why, shape in known.items() if same(row, shape, 0)]
                return f"{name}: {told[0] if told else self._general(row)}"
        return None

    def _general(self, row):
        if row.size != 3:
            return "a pile has three numbers: cards, rows, columns"
        return f"{tuple(row.tolist())} is not it; which two numbers must agree, and disappear?"


check_shapes = ShapesCheck(
    right=[256, 32, 10, 256, 4, 10],
    mistakes={
        "both right, but in the other order": [256, 4, 10, 256, 32, 10],
        "X @ W1: rows and columns are swapped": [256, 10, 32, 256, 4, 10],
        "X.mT @ dZ1: rows and columns are swapped": [256, 32, 10, 256, 10, 4],
        "X @ W1: the inner 4 is summed over, and disappears": [256, 32, 4, 256, 4, 10],
        "X.mT @ dZ1: the cards are counted in front": [256, 32, 10, 4, 256, 10],
    },
    names=("X @ W1", "X.mT @ dZ1"),
    first={
        "X is laid on each of the 256 cards, so the result is a pile": [32, 10],
        "rows and columns are swapped": [256, 10, 32],
        "the inner 4 is summed over, and disappears": [256, 32, 4],
        "the inner 4 is summed over, and disappears; 32 rows are left": [256, 4, 10],
        "the cards are counted in front": [32, 256, 10],
        "the cards are counted in front, not behind": [32, 10, 256],
    },
    second={
        "X.mT is laid on each of the 256 cards, so the result is a pile": [4, 10],
        "rows and columns are swapped": [256, 10, 4],
        "the 32 samples are summed over, and disappear": [256, 32, 10],
        "X.mT has 4 rows and 32 columns; the 32 is summed over": [256, 32, 4],
        "the cards are counted in front": [4, 256, 10],
        "the cards are counted in front, not behind": [4, 10, 256],
    },
)

# ---- a layer backwards

NO_MT = (
    ".T turns all the axes of a pile round, the cards as well; .mT swaps the last two, and serves "
    "both"
)


class PileCheck(LayerCheck):
    """A LayerCheck for functions that serve one network and a pile of them."""

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if fault and "axes don't match" in fault:
            fault = "transpose with three numbers serves a pile only; .mT serves one network, too"
        elif fault and fault.startswith("two shapes do not fit") and self._has_plain_T(answer):
            fault = f"{fault.split('. ')[0]}. {NO_MT}"
        elif fault and "'numpy.ndarray' object is not callable" in fault:
            fault = "round brackets follow an array; .mT and .T have none"
        elif fault and "AxisError" in fault:
            fault = "an axis that a single network does not have: count from the back, axis=-2"
        return result, fault

    def _has_plain_T(self, answer):
        code = getattr(answer, "__code__", None)
        return bool({"T", "transpose"} & set(getattr(code, "co_names", ())))

    def _at(self, case):
        lead = next(np.shape(array) for array in case if np.ndim(array) in (2, 3))
        return f"for a pile of {lead[0]} networks" if len(lead) == 3 else "for a single network"

    def _unknown(self, name):
        if name == "m":
            return f"there is no m here: the number of samples is {self._names()[0]}.shape[-2]"
        return super()._unknown(name)


def _layer_case(*lead, m, n, K, seed):
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(size=(*lead, *shape)) for shape in ((m, K), (m, n), (n, K)))


def _backward(dZ, A, W, dW=None, db=None, dA=None):
    """The right three, or those that are given."""
    return (
        A.mT @ dZ if dW is None else dW,
        dZ.sum(axis=-2, keepdims=True) if db is None else db,
        dZ @ W.mT if dA is None else dA,
    )


def _sum_of(**options):
    """A layer backwards whose db is another sum."""
    return lambda dZ, A, W: _backward(dZ, A, W, db=dZ.sum(**options))


check_pile_backward = PileCheck(
    right=lambda dZ, A, W: _backward(dZ, A, W),
    mistakes={
        "dW is transposed: it has the shape of W, so A.mT stands first": lambda dZ, A, W: _backward(
            dZ, A, W, dW=dZ.mT @ A
        ),
        "dW is divided by the number of samples; the 1/m is in dZ already": lambda dZ, A, W: (
            _backward(dZ, A, W, dW=A.mT @ dZ / A.shape[-2])
        ),
        "dW is divided by len, which counts the networks of a pile; the 1/m is in dZ already": (
            lambda dZ, A, W: _backward(dZ, A, W, dW=A.mT @ dZ / len(dZ))
        ),
        "db: axis=0 adds the networks of a pile; the samples are the last axis but one": _sum_of(
            axis=0, keepdims=True
        ),
        "db: axis=0 adds the networks of a pile; the samples are the last axis but one, and "
        "keepdims=True keeps their place": _sum_of(axis=0),
        "db: axis=1 adds the samples of a pile, but the neurons of a single network; count from "
        "the back": lambda dZ, A, W: _backward(dZ, A, W, db=dZ.sum(axis=1, keepdims=True)),
        "db: axis=-1 adds the neurons; the samples are the last axis but one": _sum_of(
            axis=-1, keepdims=True
        ),
        "db must keep the place of the samples: keepdims=True": _sum_of(axis=-2),
        "db is a single sum of everything; add over the samples alone": _sum_of(),
        "db is a mean; the samples add, and the 1/m is in dZ already": lambda dZ, A, W: _backward(
            dZ, A, W, db=dZ.mean(axis=-2, keepdims=True)
        ),
        "db is a sum over A; it is one over dZ": lambda dZ, A, W: _backward(
            dZ, A, W, db=A.sum(axis=-2, keepdims=True)
        ),
        "dA is transposed: it has the shape of A, so dZ stands first": lambda dZ, A, W: _backward(
            dZ, A, W, dA=W @ dZ.mT
        ),
        "dA is A times something; it is dZ that goes back through the weights": (
            lambda dZ, A, W: _backward(dZ, A, W, dA=A)
        ),
        "the sign is flipped": lambda dZ, A, W: tuple(-part for part in _backward(dZ, A, W)),
    },
    cases=[_layer_case(6, m=7, n=3, K=4, seed=1), _layer_case(m=5, n=2, K=8, seed=2)],
    parts=("dW", "db", "dA"),
    blanks=3,
    shapes={
        "dW": "On each card A is (m, n), dZ is (m, K), and dW is to be (n, K): A.mT stands first",
        "dA": "On each card dZ is (m, K), W is (n, K), and dA is to be (m, n): dZ stands first",
        "": "On each card A is (m, n), W is (n, K) and dZ is (m, K)",
    },
)

# ---- a bias without its middle axis


class TwoNumbersCheck(PairCheck):
    """A PairCheck that asks for a list, and for what is still missing in it."""

    def find_fault(self, answer):
        """As for every pair, after a look at its form."""
        array = as_array(answer)
        if array is None or array.dtype.kind not in "iuf" or array.ndim == 0:
            return "two numbers are wanted, in a list"
        if np.isnan(array).any():
            return "a number is still missing"
        return super().find_fault(array.ravel().tolist() if array.shape == (2, 1) else answer)


check_landing = TwoNumbersCheck(
    right=[10, 20],
    mistakes={
        "that is what was meant. But b has no middle axis: its 2 networks stand under the 2 "
        "samples of Z": [10, 10],
        "that would be what was meant for card 1; card 0 is asked": [20, 20],
        "in the other order: the first number is that of sample 0": [20, 10],
        "the biases are not added up; each sample gets one of them": [30, 30],
        "Z is 0, but a bias is added to it": [0, 0],
    },
    first={
        "sample 0 meets the first row of b": 20,
        "Z is 0, but a bias is added to it": 0,
        "the biases are not added up; each sample gets one of them": 30,
    },
    second={
        "sample 1 meets the second row of b: the networks of b stand under the samples of Z": 10,
        "Z is 0, but a bias is added to it": 0,
        "the biases are not added up; each sample gets one of them": 30,
    },
)

# ---- two prices

CALLS, OPERATIONS = 36, 16_000  # of one network, rounded in the turn
ONE_BY_ONE, TOGETHER = 256 * (CALLS + 1.6), CALLS + 256 * 1.6


class PriceCheck(TwoNumbersCheck):
    """A TwoNumbersCheck that knows prices that are too high, and those for a single network."""

    def _wrong_value(self, answer):
        array = as_array(answer)
        if array.shape == (2,) and same(array, np.array(self.right) / 1000, self.rtol):
            return "that is in milliseconds; in microseconds, please"
        return super()._wrong_value(answer)


check_prices = PriceCheck(
    right=[ONE_BY_ONE, TOGETHER],
    mistakes={
        "the two in the other order: first one by one": [TOGETHER, ONE_BY_ONE],
        "that is a single network; 256 of them, one by one": [CALLS + 1.6, TOGETHER],
        "the second number: in one call the operations are still those of 256 networks": [
            ONE_BY_ONE,
            CALLS + 1.6,
        ],
        "only the calls; the operations have a price, too": [256 * CALLS, CALLS],
        "only the operations; each call has a price, too": [256 * 1.6, 256 * 1.6],
    },
    first={
        "that is a single network; 256 of them, one by one": CALLS + 1.6,
        "only the calls; the operations have a price, too": 256 * CALLS,
        "only the operations; each call has a price, too": 256 * 1.6,
        "36 calls are made for each of the 256 networks": TOGETHER,
        "rounded too far; three digits, please": 9600,
        "10,000 operations cost one microsecond, so 16,000 cost 1.6": 256 * (CALLS + 16_000),
        "10,000 operations cost one microsecond, so 16,000 cost 1.6, not 16": 256 * (CALLS + 16),
        "10,000 operations cost one microsecond, so 16,000 cost 1.6, not 0.16": (
            256 * (CALLS + 0.16)
        ),
    },
    second={
        "in one call the operations are still those of 256 networks": CALLS + 1.6,
        "only the operations; the 36 calls have a price, too": 256 * 1.6,
        "only the calls; the operations of 256 networks have a price, too": CALLS,
        "with the exact count of operations; take the rounded 16,000 for each network": 451.14,
        "with 16,312 operations for each network; take the rounded 16,000": CALLS + 256 * 1.6312,
        "the pile makes 36 calls in all, not 36 for each network": ONE_BY_ONE,
        "that is for one network of the pile; the whole pile is asked": TOGETHER / 256,
        "10,000 operations cost one microsecond, so 16,000 cost 1.6": CALLS + 256 * 16_000,
        "10,000 operations cost one microsecond, so 16,000 cost 1.6, not 16": CALLS + 256 * 16,
        "10,000 operations cost one microsecond, so 16,000 cost 1.6, not 0.16": (
            CALLS + 256 * 0.16
        ),
    },
)

# ---- exercises


def _case(*lead, m, n, H, seed):
    rng = np.random.default_rng(seed)
    A, W, b = (rng.normal(size=(*lead, *shape)) for shape in ((m, n), (n, H), (1, H)))
    return A, W, b, np.eye(H)[rng.integers(H, size=m)]


def _last_layer(A, W, b, Y, axis=-1, count=None):
    E = np.exp(A @ W + b)
    return A.mT @ (E / E.sum(axis=axis, keepdims=True) - Y) / (count or len(Y))


check_last_layer = PileCheck(
    right=lambda A, W, b, Y: _last_layer(A, W, b, Y),
    mistakes={
        "1/m: `len` counts along the first axis, which is now the networks": lambda A, W, b, Y: (
            _last_layer(A, W, b, Y, count=len(A))
        ),
        "the softmax must run over the classes; axis 1 is now the samples": lambda A, W, b, Y: (
            _last_layer(A, W, b, Y, axis=1)
        ),
        "both silent faults are still there: axis=1, and `len`": lambda A, W, b, Y: _last_layer(
            A, W, b, Y, axis=1, count=len(A)
        ),
        "the softmax adds over the samples; it must run over the classes, the last axis": (
            lambda A, W, b, Y: _last_layer(A, W, b, Y, axis=-2)
        ),
        "the 1/m is missing": lambda A, W, b, Y: _last_layer(A, W, b, Y, count=1),
        "that is dW of each network transposed": lambda A, W, b, Y: _last_layer(A, W, b, Y).mT,
        "divided by the number of classes; which axis of E holds the samples?": (
            lambda A, W, b, Y: _last_layer(A, W, b, Y, count=Y.shape[-1])
        ),
        "axis 1 holds the samples of a pile, but the classes of a single network": (
            lambda A, W, b, Y: _last_layer(A, W, b, Y, count=(A @ W).shape[1])
        ),
        "the bias is missing": lambda A, W, b, Y: _last_layer(A, W, 0 * b, Y),
        "the targets Y are not subtracted": lambda A, W, b, Y: _last_layer(A, W, b, 0 * Y),
    },
    cases=[_case(m=5, n=4, H=3, seed=1), _case(6, m=7, n=3, H=4, seed=2)],
    blanks=2,
    shapes={
        "E": "On each card A is (m, n), W is (n, K), and b is one row: A @ W + b",
        "P": "The sum of E must keep its place: keepdims=True",
        "": "On each card A is (m, n) and dZ is (m, K): A.mT stands first",
    },
)

_M, _K = sizes("M K")
_r, _i, _k, _p, _q = indices("r i k p q")
_D, _W = arrays("D W")
_networks, _classes = (_r, 0, _M - 1), (_k, 0, _K - 1)


class SharedCheck(FormulaCheck):
    """A FormulaCheck that names the plain letters where those of SymPy have an underscore."""

    def find_fault(self, answer):
        """As for every formula; an index that is a number was a plain Python name."""
        if isinstance(answer, str):
            return "a formula without quotation marks, please"
        array = as_array(answer)
        if array is not None:
            return f"a formula with Sum is wanted; got {shown(answer)}"
        return super().find_fault(answer)


_product = _D[_r, _i, _k] * _W[_r, _p, _k]

check_shared_layer = SharedCheck(
    right=Sum(_product, _classes, _networks),
    mistakes={
        "that is one network's share; A has no r, so every network pulls on it": Sum(
            _product, _classes
        ),
        "a mean over the networks; the loss is their sum": Sum(_product, _classes, _networks) / _M,
        "the errors of one network meet the weights of another: one r for both": Sum(
            Sum(_D[_r, _i, _k], _networks) * Sum(_W[_r, _p, _k], _networks), _classes
        ),
        "the sum over the classes is missing": Sum(_product, _networks),
        "both sums are missing": _product,
        "the transpose is missing: p counts hidden neurons, the middle axis of W": Sum(
            _D[_r, _i, _k] * _W[_r, _k, _p], _classes, _networks
        ),
        "the sign is flipped": -Sum(_product, _classes, _networks),
    },
)

progress = Progress(
    "many_networks",
    exercises={
        "make it survive": check_last_layer,
        "one first layer for all": check_shared_layer,
    },
    turns={
        "two shapes": check_shapes,
        "a layer for a pile": check_pile_backward,
        "the wrong card": check_landing,
        "two prices": check_prices,
    },
)
