"""The checks of side path 12a: a quotient, a tie, a sum over an axis, a cost, and two exercises;
beside them the engine of notebook 12, and a counter of operations.
"""

import re

import numpy as np
import sympy as sp

from helpers.autodiff import Value, elementwise
from helpers.exercises.autodiff import LAMBDA, EngineCheck, _of_two, _two
from helpers.exercises.checking import FunctionCheck, Progress
from helpers.exercises.noise import OneNumberCheck, YesNoCheck


class Small:
    """The engine of notebook 12, as its learner writes it."""

    def __init__(self, data, parents=(), op=""):
        self.data, self.parents, self.op, self.grad = data, parents, op, None

    def __add__(self, other):
        s, t = self, other
        return Small(s.data + t.data, ((s, lambda d: d), (t, lambda d: d)), "+")

    def __sub__(self, other):
        s, t = self, other
        return Small(s.data - t.data, ((s, lambda d: d), (t, lambda d: -d)), "-")

    def __mul__(self, other):
        s, t = self, other
        back = ((s, lambda d: d * t.data), (t, lambda d: d * s.data))
        return Small(s.data * t.data, back, "*")

    def tanh(self):
        """As in notebook 12."""
        t = elementwise(np.tanh, sp.tanh, self.data)
        return Small(t, ((self, lambda d: d * (1 - t**2)),), "tanh")

    def visit(self, order, seen):
        """As in notebook 12: it calls itself."""
        if self not in seen:
            seen.add(self)
            for parent, _ in self.parents:
                parent.visit(order, seen)
            order.append(self)

    def topological_order(self):
        """As in notebook 12."""
        order = []
        self.visit(order, set())
        return order

    def backward(self):
        """As in notebook 12: no slope is summed over copies."""
        order = self.topological_order()
        for value in order:
            value.grad = 0
        self.grad = 1
        for value in reversed(order):
            for parent, pass_on in value.parents:
                parent.grad = parent.grad + pass_on(value.grad)


# ---- what a walk costs


class Counted(np.ndarray):
    """An array that counts what NumPy does with it: one operation an entry of the result, n - 1
    for a sum of n terms, and n products with n - 1 additions an entry of a matrix product. What
    only compares is not counted: the search for a largest entry, and the tests of a sign.
    """

    operations = 0
    counted = (
        *(np.add, np.subtract, np.multiply, np.divide, np.negative, np.power, np.square),
        *(np.matmul, np.exp, np.log, np.tanh, np.maximum),
    )

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        inputs = [np.asarray(x) for x in inputs]
        result = np.asarray(getattr(ufunc, method)(*inputs, **options))
        if ufunc not in self.counted or (ufunc, method) == (np.maximum, "reduce"):
            pass
        elif method == "reduce":
            Counted.operations += inputs[0].size - result.size
        else:
            an_entry = 2 * inputs[0].shape[-1] - 1 if ufunc is np.matmul else 1
            Counted.operations += result.size * an_entry
        return result.view(Counted)


def count_operations(program, tables):
    """How many operations program(values of the tables) takes, and the walk back from it."""
    values = [Value(table.view(Counted)) for table in tables]
    one = np.ones(()).view(Counted)  # so that the walk starts from a number that counts
    Counted.operations = 0
    loss = program(values)
    forwards = Counted.operations
    loss = loss * one
    Counted.operations = 0
    loss.backward()
    return forwards, Counted.operations


# ---- the turns


def _quotient(to_s, to_t):
    return _two(lambda a, b: a / b, to_s, to_t)


def _to_t(slope):
    """A quotient with a right rule for s and this one for t."""
    return _quotient(lambda d, a, b: d / b, slope)


def _to_s(slope):
    """A quotient with a right rule for t and this one for s."""
    return _quotient(slope, lambda d, a, b: -d * a / b**2)


check_div = EngineCheck(
    right=_quotient(lambda d, a, b: d / b, lambda d, a, b: -d * a / b**2),
    mistakes={
        "the slope of t has the other sign: when t grows, c falls towards 0": _to_t(
            lambda d, a, b: d * a / b**2
        ),
        "to t: the factor s is missing": _to_t(lambda d, a, b: -d / b**2),
        "to t: the factor s and the minus are missing": _to_t(lambda d, a, b: d / b**2),
        "to t: the derivative of 1/t has a square below the line": _to_t(
            lambda d, a, b: -d * a / b
        ),
        "to t: d is missing, the slope that arrives": _to_t(lambda d, a, b: -a / b**2),
        "to t: s and t have changed places": _to_t(lambda d, a, b: -d * b / a**2),
        "to t passes back what a difference would; here t is below the line": _to_t(
            lambda d, a, b: -d
        ),
        "to t passes back d as it is; here t is below the line": _to_t(lambda d, a, b: d),
        "to t passes back what a product would; here t is below the line": _to_t(
            lambda d, a, b: d * a
        ),
        "to t: the minus is right; but t is below the line, and its derivative, too": _to_t(
            lambda d, a, b: -d * a
        ),
        "to s: d is missing, the slope that arrives": _to_s(lambda d, a, b: 1 / b),
        "to s passes back what a product would: when s grows by 1, c grows by 1 / t": _to_s(
            lambda d, a, b: d * b
        ),
        "to s passes back the quotient itself: when s grows by 1, c grows by 1 / t": _to_s(
            lambda d, a, b: d * a / b
        ),
        "to s passes back d as it is: when s grows by 1, c grows by 1 / t": _to_s(
            lambda d, a, b: d
        ),
        "the local slopes alone: multiply each by d, the slope that arrives": _quotient(
            lambda d, a, b: 1 / b, lambda d, a, b: -a / b**2
        ),
        "swapped: the first function is for s": _quotient(
            lambda d, a, b: -d * a / b**2, lambda d, a, b: d / b
        ),
        "these are the rules of a product": _quotient(lambda d, a, b: d * b, lambda d, a, b: d * a),
        "these are the rules of a difference": _quotient(lambda d, a, b: d, lambda d, a, b: -d),
    },
    probe=lambda function: _of_two(function, {"__truediv__": "s / t"}),
    blanks=2,
    names={"d": LAMBDA},
)

check_tie = OneNumberCheck(
    right=0.75,
    hint="multiply along each of the two paths, and add",
    rtol=1e-6,
    mistakes={
        "1 is the slope of s itself; add up what the walk passes on, path by path. Along a path, "
        "local slopes multiply": 1,
        "along a path, local slopes multiply; there are two ties on the path relu(relu(s))": 1.5,
        "that is one path; there are two, and their shares add": 0.25,
        "that is the path through relu(-s) alone; add what comes through relu(relu(s))": 0.5,
        "the path through relu(-s) has two minus signs: its share is positive": -0.25,
        "the share of relu(relu(s)) is positive, and so is the other one": -0.75,
        "0 is what helpers gives; here each tie passes back half of d": 0,
    },
)


class RowSumCheck(FunctionCheck):
    """A FunctionCheck that has a sentence for names and shapes that do not fit."""

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if not fault:
            return result, fault
        if unknown := re.search(r"raises NameError: name '(\w+)' is not defined", fault):
            fault = f"there is no {unknown[1]} in your function: it has d and shape"
        elif "broadcast" in fault or "remapped" in fault:
            fault = (
                "the shapes don't fit where d is stretched: either the lost axis is missing or in "
                "another place than axis=1 took it from, or the second argument is not shape"
            )
        elif "AxisError" in fault:
            fault = "d has one axis, axis 0; the lost one comes back as in S.sum(axis=1)"
        elif "Cannot interpret" in fault or "reshape" in fault:
            fault = "the shapes don't fit; the shape goes in as it is, as one argument"
        return result, fault


def _copied(d, shape):
    return np.broadcast_to(np.expand_dims(d, 1), shape)


def _row_sum_case(m, n, seed):
    return np.random.default_rng(seed).normal(size=m), (m, n)


check_row_sums = RowSumCheck(
    right=lambda d, shape: _copied(d, shape),
    mistakes={
        "d comes back as it is; each entry of the table needs its slope": lambda d, shape: d,
        "the axis is back, but with length 1: stretch it to shape": lambda d, shape: np.expand_dims(
            d, 1
        ),
        "that passes a mean back; each entry moves its sum at the rate 1": lambda d, shape: (
            _copied(d, shape) / shape[1]
        ),
        "the slope is not shared out among the rows": lambda d, shape: _copied(d, shape) / shape[0],
        "ones are the local slopes; multiply by d, the slope that arrives": lambda d, shape: (
            np.ones(shape)
        ),
        "each entry is in one sum only, and gets the slope of that one": lambda d, shape: np.full(
            shape, d.sum()
        ),
        "nothing is added on the way back of a sum: its slope is copied": lambda d, shape: (
            _copied(d, shape) * shape[1]
        ),
    },
    cases=[_row_sum_case(4, 3, 1), _row_sum_case(2, 5, 2), _row_sum_case(6, 6, 3)],
)

check_products = OneNumberCheck(
    right=2560,
    hint="for each product: how many entries come out, of how many multiplications each?",
    whole="a count",
    rtol=1e-6,
    mistakes={
        "that is one of the two products; the walk needs both": 1280,
        "that counts the product forwards, too; only the way back is asked": 3840,
        "additions are counted, too; only multiplications are asked": 4952,
        "that is how many entries come out; count the multiplications that each takes": 168,
        "multiplications and additions of one product; two products, and only their "
        "multiplications, are asked": 2432,
        "additions are counted, too, and one product is missing": 2520,
        "twice too many: the walk takes two products": 5120,
        "one number is wanted: the two products together": [1280, 1280],
        "an entry of d @ W.mT takes as many multiplications as d has columns, not as W has rows": (
            32 * 4 * 4 + 4 * 10 * 32
        ),
    },
)

# ---- the exercises


SMALL_CASE = "try one sample with the scores 2 and 0. Is the line with the forgotten shift log p?"
NO_RECORD = "the shift is a plain table without a record. What does the walk see of it?"

# Each message speaks of the first wrong word alone, so that the others are still to be found.
check_forgotten = YesNoCheck(
    right=["no", "yes", "no"],
    mistakes={
        f"begin with the loss: {SMALL_CASE}": ["yes", "yes", "no"],
        f"that would be a harmless slip. Begin with the loss: {SMALL_CASE}": ["yes", "yes", "yes"],
        f"begin again, with the loss: {SMALL_CASE}": ["yes", "no", "yes"],
        f"before the slopes, the loss: {SMALL_CASE}": ["yes", "no", "no"],
        f"look again at the slopes of the walk: {NO_RECORD}": ["no", "no", "no"],
        f"the slopes of the walk come next: {NO_RECORD}": ["no", "no", "yes"],
        "look again at the central difference: it computes the loss twice, and finds the largest "
        "score anew each time": ["no", "yes", "yes"],
    },
    names=("the loss", "the slopes of the walk", "the central difference"),
)

check_changed = OneNumberCheck(
    right=10,
    hint="the two functions are called by the walk; what does the array hold then?",
    rtol=1e-6,
    mistakes={
        "6 is the slope of the program that ran; but the two functions look up the array when "
        "the walk calls them": 6,
        "both functions look up the array when the walk calls them, not only one": 8,
        "x is used twice, and both shares add": 5,
        "that is a value of L; its slope is asked": 25,
        "that is the value of L; its slope is asked": 9,
    },
)

progress = Progress(
    "engine",
    exercises={
        "a forgotten shift": check_forgotten,
        "find the bug": check_changed,
    },
    turns={
        "a quotient": check_div,
        "half at the tie": check_tie,
        "sums of rows": check_row_sums,
        "two products": check_products,
    },
)
