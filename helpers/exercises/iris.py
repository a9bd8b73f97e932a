"""The checks of notebook 9: borders, batches, a step, an accuracy, a training loop; then a
confusion matrix, accuracies by species, a larger network, and a report that leaks.
"""

import re
import warnings
from collections.abc import Iterator
from functools import reduce
from itertools import islice

import numpy as np

from helpers import data
from helpers.activations import sigmoid, softmax
from helpers.exercises.checking import (
    NOTHING,
    Progress,
    ValueCheck,
)
from helpers.exercises.comparing import as_array, missing
from helpers.exercises.layers import LayerCheck
from helpers.exercises.mse import CountedCheck, PairCheck
from helpers.network import Network
from helpers.optimizers import Adam
from helpers.training import minibatches


def _pair(answer):
    """The two numbers of `answer`, or None."""
    array = as_array(answer)
    if array is None or array.dtype.kind not in "iuf" or array.size != 2:
        return None
    pair = array.ravel().astype(float)
    return pair if np.all(np.isfinite(pair)) else None


# ---- two borders

TOO_FEW = 140
LEAST = 6  # so many flowers are wrong at the best second border


class BordersCheck(ValueCheck):
    """For two borders of the petal width in cm: any with `TOO_FEW` right answers or more."""

    def __call__(self, answer):
        """Print how many flowers are right, if there are two borders, and the verdict."""
        borders = _pair(answer)
        if borders is not None and borders[0] <= borders[1]:
            print(f"right for {self._count(borders)} of 150 flowers")
        super().__call__(answer)

    def find_fault(self, answer):
        """Which border is to be moved, and which way."""
        if missing(answer):
            return "a number is still missing"
        borders = _pair(answer)
        if borders is None:
            return "two numbers are wanted, in a list: the first border and the second, in cm"
        low, high = borders
        if max(low, high) >= 7:
            return "no petal is as wide as that; 8 millimetres are 0.8 cm"
        if low > high:
            return "the smaller border comes first"
        if 1.9 <= low and 2.6 < high:
            return "those look like lengths of petals; the width is asked"
        if self._count(borders) >= TOO_FEW:
            return None
        return self._worse_border(low, high)

    def _worse_border(self, low, high):
        """Which border costs more flowers than the best one would, and which way it should go."""
        flowers = data.iris()
        setosa, versicolor, virginica = (flowers.X[flowers.labels == k, 3] for k in range(3))
        up, down = np.sum(setosa >= low), np.sum(versicolor < low)
        on, off = np.sum(versicolor >= high), np.sum(virginica < high)
        if up + down > on + off - LEAST:
            if up > down:
                return "some setosas lie above your first border: move it up"
            return "some versicolors lie below your first border: move it down"
        if on > off:
            return "many versicolors lie above your second border: move it up"
        return "many virginicas lie below your second border: move it down"

    def _count(self, borders):
        flowers = data.iris()
        answers = np.sum(flowers.X[:, [3]] >= borders, axis=1)
        return int(np.sum(answers == flowers.labels))


check_borders = BordersCheck(
    right=[0.8, 1.7],
    mistakes={
        "the smaller border comes first": [1.7, 0.8],
        "no petal is as wide as that; 8 millimetres are 0.8 cm": [8, 17],
        "those look like lengths of petals; the width is asked": [2.5, 4.9],
        "some setosas lie above your first border: move it up": [0.2, 1.7],
        "some versicolors lie below your first border: move it down": [1.4, 1.7],
        "many versicolors lie above your second border: move it up": [0.8, 1.3],
        "many virginicas lie below your second border: move it down": [0.8, 2.2],
        "two numbers are wanted, in a list: the first border and the second, in cm": 0.8,
    },
)

# ---- functions of flowers


OUTSIDE = (
    "train_inputs",
    "test_inputs",
    "X_train",
    "X_test",
    "Y_train",
    "Y_test",
    "Z_train",
    "Z_test",
)


class FlowersCheck(LayerCheck):
    """A LayerCheck that speaks of flowers, and knows the notebook's own tables by name."""

    def find_fault(self, answer):
        """As for every function; a table that was not handed in is named first."""
        fault = super().find_fault(answer)
        used = getattr(getattr(answer, "__code__", None), "co_names", ())
        outside = [name for name in OUTSIDE if name in used]
        if fault and outside:
            return (
                f"{outside[0]} is a table from outside; the check hands in other flowers, so use "
                f"only {', '.join(self._names())}"
            )
        return fault

    def _first_difference(self, results, expected):
        for a, b in zip(map(as_array, results), map(np.asarray, expected)):
            if a is not None and a.dtype.kind in "biufc" and b.ndim == 0 and a.ndim:
                return f"one number is wanted; yours is an array of shape {a.shape}"
        return super()._first_difference(results, expected)

    def _at(self, case):
        return f"with {len(case[0])} flowers"

    def _unknown(self, name):
        told = super()._unknown(name)
        return told.replace("the number of houses", "the number of flowers")


SHUFFLED = "shuffled, but not by one rng.permutation alone, which is wanted here"


class BatchesCheck(FlowersCheck):
    """For a function of m, size and rng that returns batches of row numbers.

    It is called twice with one rng, since the second epoch needs another order than the first.
    """

    def find_fault(self, answer):
        """What is wrong with the batches: their kind, sizes, numbers, order, or the second call."""
        if fault := self._not_callable(answer):
            return fault
        for case in self.cases:
            result, fault = self._run(answer, case)
            fault = fault or self._fault_of_epochs(*case, *result)
            if fault == SHUFFLED and self._differs_again(answer, case, result[0]):
                return "that shuffle does not use the rng that is handed in; rng.permutation does"
            if fault:
                return fault
        return None

    def _differs_again(self, answer, case, first):
        """Whether the same generator, made anew, leads to another order."""
        again, fault = self._run(answer, case)
        return bool(fault) or not np.array_equal(np.concatenate(first), np.concatenate(again[0]))

    def _fault_of_epochs(self, m, size, seed, first, second):
        if first is None:
            return NOTHING
        if fault := _fault_of_batches(first, m, size) or _fault_of_batches(second, m, size):
            return fault
        one, two = np.concatenate(first), np.concatenate(second)
        if np.array_equal(one, np.arange(m)):
            return "in their old order: shuffle them, and take each batch out of order"
        if np.array_equal(one, two):
            return "each call gives the same order; take the rng that is handed in, not a new one"
        again = self.call(minibatches, m, size, seed)
        if not np.array_equal(one, np.concatenate(again[0])):
            return SHUFFLED
        return None

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if fault and "'NoneType' object is not subscriptable" in fault:
            fault = (
                "order is None: shuffle works in place and returns nothing; rng.permutation "
                "returns the order"
            )
        elif fault and "not subscriptable" in fault:
            fault = "rng.permutation stands without its brackets and what goes into it"
        elif fault and "object is not callable" in fault:
            fault = "a slice stands in square brackets, right behind order"
        elif fault and "cannot reshape" in fault:
            fault = "the last batch is smaller, so this is no table: cut slices in a loop"
        return result, fault

    def _at(self, case):
        return f"for m = {case[0]} and size = {case[1]}"

    def _unknown(self, name):
        return f"there is no {name} in your function: it has m, size, rng, and what it defines"


def _fault_of_batches(batches, m, size):
    """What is wrong with one list of batches; or None."""
    batches = _as_list(batches)
    arrays = [as_array(batch) for batch in batches or []]
    if not arrays or any(a is None or a.dtype.kind not in "iuf" or a.ndim != 1 for a in arrays):
        return "a list of batches is wanted, each of them a row of whole numbers"
    numbers, sizes = np.concatenate(arrays), [len(a) for a in arrays]
    if not np.all(np.isfinite(numbers)) or np.any(numbers != np.round(numbers)):
        return "the batches must hold whole numbers, the numbers of rows"
    if set(numbers) == set(range(size)) and m > size == len(numbers):
        return "the order has only size numbers; all m are to be shuffled"
    if sizes[0] == size < m and all(np.array_equal(a, arrays[0]) for a in arrays[1:]):
        return "a single batch, or each time the same one: a slice begins at start"
    if fault := _fault_of_sizes(sizes, m, size):
        return fault
    if min(numbers) < 0 or max(numbers) >= m:
        return "the numbers are 0 to m - 1, and m is handed in"
    if len(set(numbers)) != m:
        return "some rows come twice and others never: shuffle once, before the loop"
    return None


def _fault_of_sizes(sizes, m, size):
    """What is wrong with the lengths of the batches; or None."""
    full, rest = divmod(m, size)
    right = [size] * full + [rest] * (rest > 0)
    if sizes == right:
        return None
    if sizes == right[:-1]:
        return "the last, smaller batch is lost: the loop must run to the end of the order"
    if sizes == [size] * (full + 1):
        return "each batch is a slice of the order, which holds 0 to m - 1 and nothing else"
    if sizes == [size]:
        return "a single batch comes back: does the return stand inside the loop?"
    if sizes == list(range(m, 0, -size)):
        return "a slice ends at start + size, and size is handed in"
    if len(sizes) > 1 and sizes[0] == size and not any(sizes[1:]):
        return (
            "only the first batch has flowers: order must hold all m rows, and a slice ends at "
            "start + size, not at size"
        )
    if sizes[:-1] == right[:-1] and sum(sizes) == m - 1:
        return "one row never comes: rng.permutation gives 0 to m - 1 on its own"
    if sizes[:-1] == right[:-1] and sum(sizes) == m + 1:
        return "one row too many: rng.permutation gives 0 to m - 1 on its own"
    if len(sizes) == m:
        return "one batch for each flower; the start goes up in steps of size"
    if sizes[0] == size - 1:
        return "the batches are one short: a slice leaves out its end, so that is start + size"
    if sizes[0] > size:
        return "a batch has too many rows: its length is the argument size"
    return "all batches have the given size, and only the last one is smaller"


def _as_list(batches):
    """The batches one by one, or None for what has no entries."""
    try:
        return None if isinstance(batches, (str, dict, set)) else list(batches)
    except Exception:  # whatever a learner's object does when it is asked for its entries
        return None


def _epochs(function, m, size, seed):
    """What two calls return, with one random generator."""
    rng = np.random.default_rng(seed)
    first = _drawn(function(m, size, rng), m)
    return first, None if first is None else _drawn(function(m, size, rng), m)


def _drawn(batches, m):
    """The list of what `yield` or `map` gives, no longer than it can be; all else as it is."""
    return list(islice(batches, m + 1)) if isinstance(batches, Iterator) else batches


def _cut(order, size, m=None, step=None):
    """Slices of `order`."""
    starts = range(0, len(order) if m is None else m, step or size)
    return tuple(order[start : start + size] for start in starts)


check_batches = BatchesCheck(
    right=lambda m, size, rng: _cut(rng.permutation(m), size),
    mistakes={
        "in their old order: shuffle them, and take each batch out of order": (
            lambda m, size, rng: _cut(np.arange(m), size)
        ),
        "the last, smaller batch is lost: the loop must run to the end of the order": (
            lambda m, size, rng: _cut(rng.permutation(m), size, m=m - size)
        ),
        "each call gives the same order; take the rng that is handed in, not a new one": (
            lambda m, size, rng: _cut(np.random.default_rng(0).permutation(m), size)
        ),
        "all batches have the given size, and only the last one is smaller": (
            lambda m, size, rng: tuple(np.array_split(rng.permutation(m), -(-m // size)))
        ),
        "one batch for each flower; the start goes up in steps of size": (
            lambda m, size, rng: _cut(rng.permutation(m), size, step=1)
        ),
        "one row never comes: rng.permutation gives 0 to m - 1 on its own": (
            lambda m, size, rng: _cut(rng.permutation(m - 1), size, m=m)
        ),
        "one row too many: rng.permutation gives 0 to m - 1 on its own": (
            lambda m, size, rng: _cut(rng.permutation(m + 1), size, m=m)
        ),
        "the order has only size numbers; all m are to be shuffled": (
            lambda m, size, rng: _cut(rng.permutation(size), size, m=m)
        ),
        "some rows come twice and others never: shuffle once, before the loop": (
            lambda m, size, rng: _cut(rng.integers(m, size=m), size)
        ),
        "a slice ends at start + size, and size is handed in": (
            lambda m, size, rng: tuple(rng.permutation(m)[start:] for start in range(0, m, size))
        ),
        "the numbers are 0 to m - 1, and m is handed in": (
            lambda m, size, rng: _cut(1 + rng.permutation(m), size)
        ),
        SHUFFLED: (lambda m, size, rng: _cut(rng.permutation(m)[::-1], size)),
        "a list of batches is wanted, each of them a row of whole numbers": (
            lambda m, size, rng: rng.permutation(m)
        ),
    },
    cases=[(23, 5, 3), (120, 32, 4)],
    blanks=2,
    shapes={"": "order is one row of m numbers, and each batch is a slice of it"},
    call=_epochs,
)

# ---- one step without a hidden layer


def _step(X, Y, W, b, rate, scale=1.0, mean=True, sums=None, inputs=None, forward=None, back=None):
    """W and b after one step, or after one with a mistake."""
    P = softmax(X @ W + b) if forward is None else forward(X @ W + b)
    dZ = (P - Y) / (len(X) if mean else 1)
    db = dZ.sum(axis=0, keepdims=True) if sums is None else sums(dZ)
    dW = X.T @ dZ if back is None else back(X, dZ)
    return W - scale * rate * dW, b - scale * rate * db


check_step = FlowersCheck(
    right=lambda X, Y, W, b, rate: _step(X, Y, W, b, rate),
    mistakes={
        "that walks uphill: dZ is P - Y, and rule (0.1) subtracts": lambda X, Y, W, b, rate: _step(
            X, Y, W, b, rate, scale=-1
        ),
        "the 1/m is missing in dZ": lambda X, Y, W, b, rate: _step(X, Y, W, b, rate, mean=False),
        "the learning rate is missing": lambda X, Y, W, b, rate: _step(
            X, Y, W, b, rate, scale=1 / rate
        ),
        "these are the slopes; the step subtracts rate times each from W and b": (
            lambda X, Y, W, b, rate: tuple(
                (old - new) / rate for old, new in zip((W, b), _step(X, Y, W, b, rate))
            )
        ),
        "the scores go through softmax before Y is subtracted": lambda X, Y, W, b, rate: _step(
            X, Y, W, b, rate, forward=lambda Z: Z
        ),
        "the bias is missing in the scores": lambda X, Y, W, b, rate: _step(
            X, Y, W, b, rate, forward=lambda Z: softmax(Z - b)
        ),
        "db is a mean; the flowers add, and the 1/m is in dZ already": (
            lambda X, Y, W, b, rate: _step(
                X, Y, W, b, rate, sums=lambda dZ: dZ.mean(axis=0, keepdims=True)
            )
        ),
        "b has not moved: the step is for b, too, and db is a row, the sums down the columns": (
            lambda X, Y, W, b, rate: _step(X, Y, W, b, rate, sums=lambda dZ: dZ.sum())
        ),
        "db has a number for each flower; add down the columns, with axis=0": (
            lambda X, Y, W, b, rate: _step(
                X, Y, W, b, rate, sums=lambda dZ: dZ.sum(axis=1, keepdims=True)
            )
        ),
        "db has a row for each flower; add them up": lambda X, Y, W, b, rate: _step(
            X, Y, W, b, rate, sums=lambda dZ: dZ
        ),
        "dZ is divided by the number of all entries; m is that of the flowers": (
            lambda X, Y, W, b, rate: _step(X, Y, W, b, rate, scale=1 / Y.shape[1])
        ),
        "divided by the number of features; m is len(X)": lambda X, Y, W, b, rate: _step(
            X, Y, W, b, rate, mean=False, scale=1 / X.shape[1]
        ),
        "divided by the number of species; m is len(X)": lambda X, Y, W, b, rate: _step(
            X, Y, W, b, rate, mean=False, scale=1 / Y.shape[1]
        ),
        "divided by 120; m is the number of flowers that come in, len(X)": (
            lambda X, Y, W, b, rate: _step(X, Y, W, b, rate, mean=False, scale=1 / 120)
        ),
        "divided by 32; m is the number of flowers that come in, len(X)": (
            lambda X, Y, W, b, rate: _step(X, Y, W, b, rate, mean=False, scale=1 / 32)
        ),
        "that is the sigmoid, entry by entry; softmax makes each row sum to 1": (
            lambda X, Y, W, b, rate: _step(X, Y, W, b, rate, forward=sigmoid)
        ),
        "all right, but in another order: return the new W and the new b": (
            lambda X, Y, W, b, rate: _step(X, Y, W, b, rate)[::-1]
        ),
        "the rate is written as 0.1; it is handed in, as rate": lambda X, Y, W, b, rate: _step(
            X, Y, W, b, 0.1
        ),
        "divided by 3; m is the number of flowers that come in, len(X)": (
            lambda X, Y, W, b, rate: _step(X, Y, W, b, rate, mean=False, scale=1 / 3)
        ),
        "the 1/m a second time in dW: it is in dZ already": lambda X, Y, W, b, rate: _step(
            X, Y, W, b, rate, back=lambda X, dZ: X.T @ dZ / len(X)
        ),
        "rate times the slope alone; the step subtracts it from the old W, and so for b": (
            lambda X, Y, W, b, rate: tuple(
                old - new for old, new in zip((W, b), _step(X, Y, W, b, rate))
            )
        ),
        "minus rate times the slope alone; the old W stands before it, and so for b": (
            lambda X, Y, W, b, rate: tuple(
                new - old for old, new in zip((W, b), _step(X, Y, W, b, rate))
            )
        ),
        "the slopes of b were taken after W had moved; take all slopes before the step": (
            lambda X, Y, W, b, rate: (
                (moved := _step(X, Y, W, b, rate)[0]),
                _step(X, Y, moved, b, rate)[1],
            )
        ),
        "W and b are still the old ones": lambda X, Y, W, b, rate: (W, b),
    },
    cases=[
        (
            *(np.random.default_rng(seed).normal(size=shape) for shape in ((m, n),)),
            np.eye(K)[np.random.default_rng(seed).permutation(np.arange(m) % K)],
            *(np.random.default_rng(seed + 9).normal(size=shape) for shape in ((n, K), (1, K))),
            rate,
        )
        for m, n, K, rate, seed in ((7, 4, 3, 0.1, 1), (8, 6, 5, 0.3, 2))
    ],
    parts=("W", "b"),
    returns="the new W and the new b",
    blanks=6,
    shapes={
        "P": "X is (m, n), W is (n, K): the product is X @ W, and b is a row",
        "dZ": "P and Y are both (m, K)",
        "dW": "X is (m, n), dZ is (m, K), dW is (n, K): the flowers must meet in the middle, so "
        "look at the order, at the transpose, and at @ or *",
        "db": "dZ is (m, K), db is (1, K): add down the columns",
        "W_new": "what is subtracted must have the shape of W, (n, K): is it dW? Look at its line, "
        "too",
        "b_new": "db has the shape of b",
        "": "look at the order, at the transpose, and at @ or *",
    },
)

# ---- a metric


def _case(m, K, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, K)), np.eye(K)[rng.integers(K, size=m)]


class AccuracyCheck(FlowersCheck):
    """A FlowersCheck that knows a single truth value."""

    def _fault(self, results, part=None):
        if all(isinstance(result, (bool, np.bool_)) for result in results):
            return "one truth value for all flowers together; the share of right ones is wanted"
        return super()._fault(results, part)


check_accuracy = AccuracyCheck(
    right=lambda Z, Y: np.mean(Z.argmax(axis=1) == Y.argmax(axis=1)),
    mistakes={
        "argmax ran over the flowers; it must run along a row": lambda Z, Y: np.mean(
            Z.argmax(axis=0) == Y.argmax(axis=0)
        ),
        "that is the article's metric: an argmax over species numbers": lambda Z, Y: float(
            Z.argmax(axis=1).argmax() == Y.argmax(axis=1).argmax()
        ),
        "a count; accuracy is a share": lambda Z, Y: np.sum(Z.argmax(axis=1) == Y.argmax(axis=1)),
        "that is the share of mistakes": lambda Z, Y: np.mean(Z.argmax(axis=1) != Y.argmax(axis=1)),
        "a percentage; a share lies between 0 and 1": lambda Z, Y: (
            100 * np.mean(Z.argmax(axis=1) == Y.argmax(axis=1))
        ),
        "without axis=1 argmax looks at the whole table": lambda Z, Y: float(
            Z.argmax() == Y.argmax()
        ),
        "each score was judged alone; the answer of a row is its largest score": lambda Z, Y: (
            np.mean((Z > 0) == Y)
        ),
        "divided by all entries; there is one answer a row": lambda Z, Y: (
            np.sum(Z.argmax(axis=1) == Y.argmax(axis=1)) / Y.size
        ),
        "divided by 30; the check hands in other flowers: their number is len(Y)": lambda Z, Y: (
            np.sum(Z.argmax(axis=1) == Y.argmax(axis=1)) / 30
        ),
        "divided by 120; the check hands in other flowers: their number is len(Y)": lambda Z, Y: (
            np.sum(Z.argmax(axis=1) == Y.argmax(axis=1)) / 120
        ),
        "nothing that you compare is equal; compare two places, as argmax, with brackets, gives": (
            lambda Z, Y: np.mean(Z.max(axis=1) == Y.max(axis=1))
        ),
        "in truth stands max, the 1 itself; argmax is its place": lambda Z, Y: np.mean(
            Z.argmax(axis=1) == Y.max(axis=1)
        ),
        "one truth value for each flower; their mean is the share": lambda Z, Y: (
            Z.argmax(axis=1) == Y.argmax(axis=1)
        ),
        "all right, whatever comes in: the answers come from Z, and the truth from Y": (
            lambda Z, Y: 1.0
        ),
        "divided by 150; the check hands in other flowers: their number is len(Y)": lambda Z, Y: (
            np.sum(Z.argmax(axis=1) == Y.argmax(axis=1)) / 150
        ),
        "divided by the number of species; divide by that of the flowers, len(Y)": lambda Z, Y: (
            np.sum(Z.argmax(axis=1) == Y.argmax(axis=1)) / Y.shape[1]
        ),
        "that is rounded; return the share as it is": lambda Z, Y: np.round(
            np.mean(Z.argmax(axis=1) == Y.argmax(axis=1)), 2
        ),
    },
    cases=[_case(7, 3, seed=31), _case(11, 4, seed=1032)],
    blanks=3,
    shapes={"": "answers and truth must both be rows of m numbers"},
)

# ---- the training loop

BATCH = 32


class TrainCheck(FlowersCheck):
    """For a function that trains a network: its losses are compared, and the network after it."""

    def _at(self, case):
        return f"with {len(case[1])} flowers and {case[4]} epochs"

    def _unknown(self, name):
        if name == "batches":
            return "there is no batches: run the cell after the solution of T9.2"
        told = "net, X, Y, optimizer, epochs, rng, and what its lines define"
        return f"there is no {name} in your function: it has {told}"

    def _run(self, answer, case):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # NumPy's, of the mean of an empty list
            result, fault = super()._run(answer, case)
        for sign, told in SLIPS.items():
            if fault and re.search(sign, fault):
                fault = told
        return result, fault

    def _first_difference(self, results, expected):
        for a, b in zip(map(as_array, results), map(np.asarray, expected)):
            if a is not None and a.dtype.kind in "iuf" and a.ndim == 0:
                return "one number; a list is wanted, with a number for each epoch"
            if a is not None and a.ndim == 1 and len(a) > len(b):
                return "too many numbers: append one for each epoch, after its batches"
            if a is not None and a.ndim == 1 and len(a) < len(b):
                return "too few numbers: the return stands below the loop over the epochs"
            if a is not None and a.shape == b.shape and np.isnan(a).all():
                return "NaN in each epoch: is that the mean of a list that is still empty?"
        return super()._first_difference(results, expected)


# What an error says, and what the learner is told.
SLIPS = {
    r"non-iterable (numpy\.)?float": "net.loss_and_gradient returns two things; net.loss only one",
    r"non-iterable method": "net.loss_and_gradient stands without its brackets and what goes in",
    r"too many values to unpack": "the loss and the gradient come from net.loss_and_gradient; "
    "net.forward gives the scores alone",
    r"gradient has shape \(\)": "the step got the loss, not the gradient: first comes the loss",
    r"theta must be finite": "the step changes net.theta, and returns None: no = before it",
    r"ValueError: [XY] has": "hand in X[batch] and Y[batch], the rows of this batch",
    r"has no attribute 'shape'": "the optimizer takes net.theta, the long row of all parameters",
}


def _trained(function, sizes, X, Y, rate, epochs, seed):
    """The losses that `function` returns, and the network's numbers after it."""
    net = Network(sizes, seed=seed)
    losses = function(net, X, Y, Adam(rate), epochs, np.random.default_rng(seed))
    return losses, net.theta.copy()


def _adam(net, optimizer, gradient):
    optimizer.step(net.theta, gradient)


def _descent(net, optimizer, gradient):
    net.theta = net.theta - optimizer.learning_rate * gradient


def _no_step(net, optimizer, gradient):
    pass


def _after_each_epoch(net, X, Y, optimizer, epochs, rng):
    losses = []
    for _ in range(epochs):
        _train()(net, X, Y, optimizer, 1, rng)
        losses.append(net.loss(X, Y))
    return np.array(losses)


def _loss_after_the_step(net, X, Y, optimizer, epochs, rng):
    losses = []
    for _ in range(epochs):
        total = 0.0
        for batch in minibatches(len(X), BATCH, rng):
            optimizer.step(net.theta, net.loss_and_gradient(X[batch], Y[batch])[1])
            total += net.loss(X[batch], Y[batch]) * len(batch)
        losses.append(total / len(X))
    return np.array(losses)


def _one_step_an_epoch(net, X, Y, optimizer, epochs, rng):
    losses = []
    for _ in range(epochs):
        total = 0.0
        for batch in minibatches(len(X), BATCH, rng):
            loss, gradient = net.loss_and_gradient(X[batch], Y[batch])
            total += loss * len(batch)
        optimizer.step(net.theta, gradient)
        losses.append(total / len(X))
    return np.array(losses)


def _divided_by_epochs(net, X, Y, optimizer, epochs, rng):
    return _train()(net, X, Y, optimizer, epochs, rng) * len(X) / epochs


def _train(
    see=None, told=None, step=_adam, times=lambda batch: 1.0, cut=None, fresh=False, keep=False
):
    """A training loop, or one with a mistake.

    see(X, Y, batch) is what a step sees, told(losses, sizes) what is said of an epoch.
    """

    def train(net, X, Y, optimizer, epochs, rng):
        losses, seen, sizes = [], [], []
        for _ in range(epochs):
            optimizer = Adam(optimizer.learning_rate) if fresh else optimizer
            if not keep:
                seen, sizes = [], []
            for batch in cut(len(X)) if cut else minibatches(len(X), BATCH, rng):
                X_seen, Y_seen = (X[batch], Y[batch]) if see is None else see(X, Y, batch)
                loss, gradient = net.loss_and_gradient(X_seen, Y_seen)
                step(net, optimizer, times(batch) * gradient)
                seen.append(loss)
                sizes.append(len(batch))
            losses.append((told or _of_flowers)(np.array(seen), np.array(sizes), len(X)))
        return np.array(losses)

    return train


def _of_flowers(seen, sizes, m):
    return float(np.sum(seen * sizes) / m)


check_train = TrainCheck(
    right=lambda net, X, Y, optimizer, epochs, rng: _train()(net, X, Y, optimizer, epochs, rng),
    mistakes={
        "that is the loss of the last batch, as in the article": _train(
            told=lambda seen, sizes, m: seen[-1]
        ),
        "each batch counts alike; weigh its loss by len(batch)": _train(
            told=lambda seen, sizes, m: np.mean(seen)
        ),
        "the plain sum; weigh each loss by len(batch), not len(X), and divide by len(X)": _train(
            told=lambda seen, sizes, m: np.sum(seen)
        ),
        "the losses are weighed, but not divided: append total / len(X)": _train(
            told=lambda seen, sizes, m: np.sum(seen * sizes)
        ),
        "the losses are added without their weights: times len(batch)": _train(
            told=lambda seen, sizes, m: np.sum(seen) / m
        ),
        "divided by the length of the last batch; the total is that of all flowers": _train(
            told=lambda seen, sizes, m: np.sum(seen * sizes) / sizes[-1]
        ),
        "each step sees all flowers; it should see X[batch] and Y[batch]": _train(
            see=lambda X, Y, batch: (X, Y)
        ),
        "the network does not move: is there a step, with net.theta itself first?": _train(
            step=_no_step
        ),
        "that is plain descent; the step is the optimizer's": _train(step=_descent),
        "the last batch is smaller: times len(batch), not 32": _train(
            told=lambda seen, sizes, m: np.sum(seen * BATCH) / m
        ),
        "only the last batch is in the total: add to what it was": _train(
            told=lambda seen, sizes, m: seen[-1] * sizes[-1] / m
        ),
        "that is the loss after the epoch; the mean of the batches' losses is wanted": (
            _after_each_epoch
        ),
        "that is the loss after the step; take the one that came with the gradient": (
            _loss_after_the_step
        ),
        "one step in each epoch; the step stands inside the loop over the batches": (
            _one_step_an_epoch
        ),
        "divided by the number of epochs; the total is that of all flowers: len(X)": (
            _divided_by_epochs
        ),
        "divided by the number of batches; the total is that of all flowers: len(X)": _train(
            told=lambda seen, sizes, m: np.sum(seen * sizes) / len(sizes)
        ),
        "divided by 120; the check hands in other flowers: their number is len(X)": _train(
            told=lambda seen, sizes, m: np.sum(seen * sizes) / 120
        ),
        "divided by 4; the check hands in other flowers: their number is len(X)": _train(
            told=lambda seen, sizes, m: np.sum(seen * sizes) / 4
        ),
        "divided by 24; the check hands in other flowers: their number is len(X)": _train(
            told=lambda seen, sizes, m: np.sum(seen * sizes) / 24
        ),
        "divided by 32; the total is that of all flowers: len(X)": _train(
            told=lambda seen, sizes, m: np.sum(seen * sizes) / BATCH
        ),
        "each step sees the first 32 flowers; it should see X[batch] and Y[batch]": _train(
            see=lambda X, Y, batch: (X[:BATCH], Y[:BATCH])
        ),
        "the old total is added twice: the gap holds the loss of this batch alone": _train(
            told=lambda seen, sizes, m: reduce(lambda t, x: 2 * t + x, seen * sizes, 0.0) / m
        ),
        "the gradient was multiplied; it is a mean already, so hand it in as it came": _train(
            times=len
        ),
        "the gradient was divided; it is a mean already, so hand it in as it came": _train(
            times=lambda batch: 1 / len(batch)
        ),
        "four equal weights; weigh each loss by len(batch), and divide by len(X)": _train(
            told=lambda seen, sizes, m: np.sum(seen) / 4
        ),
        "the loss of a batch is divided by len(batch); it is a mean already, so times": _train(
            told=lambda seen, sizes, m: np.sum(seen / sizes) / m
        ),
        "that walks uphill: the optimizer subtracts on its own, so hand in the gradient": _train(
            times=lambda batch: -1.0
        ),
        "the batches are not shuffled: take them from batches(len(X), 32, rng)": _train(
            cut=lambda m: np.split(np.arange(m), range(BATCH, m, BATCH))
        ),
        "total must start anew in each epoch": _train(keep=True),
        "the optimizer must live through the whole training: do not make a new one": _train(
            fresh=True
        ),
    },
    cases=[
        (
            [n, H, K],
            np.random.default_rng(seed).normal(size=(m, n)),
            np.eye(K)[np.random.default_rng(seed).permutation(np.arange(m) % K)],
            0.05,
            epochs,
            seed,
        )
        for m, n, H, K, epochs, seed in ((70, 4, 5, 3, 3, 1), (45, 6, 7, 5, 4, 2))
    ],
    parts=("losses", "theta"),
    returns="losses",
    blanks=5,
    shapes={
        "total": "batch is a row of numbers; how many flowers it has is len(batch)",
        "": "X[batch] and Y[batch] are the rows of this batch",
    },
    call=_trained,
)

# ---- a confusion matrix


class TwoNumbersCheck(PairCheck):
    """A PairCheck that knows a number that is still missing."""

    def find_fault(self, answer):
        """As for every pair; None in the list becomes NaN."""
        entries = answer if isinstance(answer, (list, tuple)) and as_array(answer) is None else ()
        if any(isinstance(entry, (list, tuple)) for entry in entries):
            return "two numbers are wanted, in one list; yours has a list inside"
        return "a number is still missing" if missing(answer) else super().find_fault(answer)


check_confusion = TwoNumbersCheck(
    right=[14, 36],
    mistakes={
        "row and column are swapped in the first: the truth is the row": [3, 36],
        "in the second, all 50 that it calls virginica; how many of them are virginicas?": [14, 50],
        "that is the row of virginica, 39 flowers; the second asks along its column": [14, 39],
        "right for both, in the other order": [36, 14],
        "the second is the share; the number is wanted": [14, 0.72],
        "both mistakes together; the first asks for the versicolors alone": [17, 36],
    },
    rtol=1e-9,
    first={
        "row and column are swapped: the truth is the row": 3,
        "those are the versicolors that it got right": 27,
        "those are all versicolors": 41,
        "both mistakes together; only the versicolors are asked": 17,
    },
    second={
        "all that it calls virginica; how many of them are virginicas?": 50,
        "that is the row of virginica; look along the column of what it calls virginica": 39,
        "those are the versicolors among them": 14,
    },
)

# ---- exercises


def _by_species(Z, Y, right=None, of=None):
    hits = Z.argmax(axis=1) == Y.argmax(axis=1)
    counted = Y if of is None else of(Z, Y)
    return (hits[:, None] * (Y if right is None else right(Z, Y))).sum(axis=0) / counted.sum(axis=0)


def _answers(Z, Y):
    return np.eye(Y.shape[1])[Z.argmax(axis=1)]


def _even_case(m, K, seed):
    """Scores that favour the truth, and labels in which every class has two flowers or more."""
    rng = np.random.default_rng(seed)
    Y = np.eye(K)[rng.permutation(np.minimum(np.arange(m) // 2, K - 1))]
    return rng.normal(size=(m, K)) + 0.8 * Y, Y


class SpeciesCheck(FlowersCheck):
    """For a function that returns a number for each species; a row (1, K) is one, too."""

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        array = None if fault else as_array(result)
        row = array is not None and array.shape == (1, case[1].shape[1])
        return array[0] if row else result, fault

    def _first_difference(self, results, expected):
        for case, a, b in zip(self.cases, map(as_array, results), expected):
            if a is not None and a.shape == (len(case[0]),):
                return "a number for each flower; add down the columns, with axis=0"
            if a is not None and a.shape == (3,) and b.size != 3:
                return "three numbers, but the check has other flowers: Y.shape[1] species"
        return super()._first_difference(results, expected)


check_by_species = SpeciesCheck(
    right=lambda Z, Y: _by_species(Z, Y),
    mistakes={
        "divided by what the answers say; divide by how many flowers of the species there are": (
            lambda Z, Y: _by_species(Z, Y, of=_answers)
        ),
        "divided by all flowers; each species by its own number": lambda Z, Y: (
            _by_species(Z, Y) * Y.mean(axis=0)
        ),
        "counts; a share is wanted for each species": lambda Z, Y: (
            _by_species(Z, Y) * Y.sum(axis=0)
        ),
        "one accuracy for all; a number is wanted for each species": lambda Z, Y: np.mean(
            Z.argmax(axis=1) == Y.argmax(axis=1)
        ),
        "percentages; a share lies between 0 and 1": lambda Z, Y: 100 * _by_species(Z, Y),
        "divided by 40; each species by its own number, Y.sum(axis=0)": lambda Z, Y: (
            _by_species(Z, Y) * Y.sum(axis=0) / 40
        ),
        "divided by 50; each species by its own number, Y.sum(axis=0)": lambda Z, Y: (
            _by_species(Z, Y) * Y.sum(axis=0) / 50
        ),
        "those are the shares of mistakes": lambda Z, Y: 1 - _by_species(Z, Y),
        "that counts how often each species was answered; it must be right, too": lambda Z, Y: (
            _answers(Z, Y).sum(axis=0) / Y.sum(axis=0)
        ),
    },
    cases=[_even_case(11, 3, seed=3), _even_case(17, 4, seed=9)],
    blanks=2,
    shapes={"": "hits is a row of m truth values; Y has a row for each flower"},
)


class DigitsCheck(TwoNumbersCheck):
    """A count, which is exact, and a loss, which may be rounded to two digits or more."""

    def find_fault(self, answer):
        """As for every pair, once a rounded loss has its digits."""
        pair = _pair(answer)
        if pair is None:
            return super().find_fault(answer)
        if pair[0] != 1210 and abs(pair[0] - 1210) < 5:
            return f"the first number: {pair[0]:g} is close; count again"
        known = {np.log(3): 0.04, np.log2(10): 0.04, -np.log(10): 0.04}
        known |= {np.log(10): 0.005, 2.3: 0.005}
        near = [next((x for x in known if abs(p - x) <= known[x]), p) for p in pair.tolist()]
        near = [np.log(10) if p == 2.3 else p for p in near]
        return super().find_fault(near)


check_digits = DigitsCheck(
    right=[1210, np.log(10)],
    mistakes={
        "the biases are missing: each of the 16 and of the 10 neurons has one": [1184, np.log(10)],
        "the biases of the last layer are missing": [1200, np.log(10)],
        "the biases of the hidden layer are missing": [1194, np.log(10)],
        "in the second, the logarithm to base 10; the loss takes the natural one": [1210, 1],
        "in the second, ten answers now, not three": [1210, np.log(3)],
        "right for both, in the other order": [np.log(10), 1210],
    },
    first={
        "the biases are missing: each of the 16 and of the 10 neurons has one": 1184,
        "the biases of the last layer are missing": 1200,
        "the biases of the hidden layer are missing": 1194,
        "the hidden layer alone; there is a second one": 1040,
        "those are the three sizes multiplied; each layer has a table of its own": 64 * 16 * 10,
    },
    second={
        "the logarithm to base 10; the loss takes the natural one": 1,
        "ten answers now, not three": np.log(3),
        "the logarithm of 1/10, without its minus": -np.log(10),
        "the logarithm to base 2; the loss takes the natural one": np.log2(10),
        "that is the probability; what does it cost?": 0.1,
    },
)


class LinesCheck(CountedCheck):
    """A CountedCheck for numbers of lines, in any order; `innocent` tells why a line is right."""

    def __init__(self, *arguments, innocent, **options):
        super().__init__(*arguments, **options)
        self.innocent = innocent

    def find_fault(self, answer):
        """As for every list; its order does not count."""
        answer = list(answer) if isinstance(answer, (set, frozenset)) else answer
        array = as_array(answer)
        if array is not None and array.size == 0:
            return "the list is empty: line numbers are wanted"
        if array is not None and array.ndim == 1 and array.dtype.kind in "iuf":
            answer = sorted(array.tolist())
        if missing(answer):
            return "a number is still missing"
        return super().find_fault(answer)

    def _wrong_kind(self, answer):
        array = as_array(answer)
        if array is not None and array.ndim == 0 and array.dtype.kind in "iuf":
            return "a list is wanted, in square brackets: there is more than one"
        return super()._wrong_kind(answer)

    def _wrong_value(self, answer):
        lines = set(np.ravel(as_array(answer)).tolist())
        if not lines <= set(range(1, 9)):
            return "the lines are numbered from 1 to 8"
        for line, why in self.innocent.items():
            if line in lines:
                return f"line {line}: {why}"
        if len(lines) < as_array(answer).size:
            return "a line stands there twice"
        return super()._wrong_value(answer)


INNOCENT = {
    2: "to deal at random is fair; the line trains nothing and chooses nothing",
    3: "a 0 lets nothing in",
    4: "the rates were written down beforehand; the choice among them comes later",
    5: "a fixed seed is fair: it was not chosen by its result",
    6: "fit sees the training part alone; what an earlier line let into it is that line's fault",
    8: "printing decides nothing; the choice was made a line earlier",
}

check_leaks = LinesCheck(
    right=[1, 7],
    rtol=1e-9,
    innocent=INNOCENT,
    mistakes={
        "that is one; another line lets the test labels decide something": [1],
        "that is one; another line computes with the test flowers before they are set apart": [7],
        f"line 2: {INNOCENT[2]}": [1, 2],
        f"line 5: {INNOCENT[5]}": [1, 5, 7],
        f"line 6: {INNOCENT[6]}": [1, 6, 7],
        f"line 8: {INNOCENT[8]}": [1, 7, 8],
    },
)

progress = Progress(
    "iris",
    exercises={
        "accuracy, species by species": check_by_species,
        "ten digits": check_digits,
        "find the bugs": check_leaks,
    },
    turns={
        "two borders": check_borders,
        "batches": check_batches,
        "one step": check_step,
        "accuracy": check_accuracy,
        "the training loop": check_train,
        "read the table": check_confusion,
    },
)
