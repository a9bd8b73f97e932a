"""The checks of notebook 6: a line, a forward pass, slopes by pencil, and three backward passes."""

import copy
import re

import numpy as np

from helpers import plotting
from helpers.activations import softmax, tanh, tanh_grad
from helpers.exercises.checking import CORRECT, FunctionCheck, Progress, ValueCheck, traceback_in
from helpers.exercises.comparing import as_array, close, close_entries, shown, shown_apart
from helpers.exercises.mse import NO_BRACKETS, PairCheck, SlopeCheck
from helpers.plotting import layers as figures

HOUSES = 200
LIKE_A_COIN = (
    "about as good as a coin: on each side about as many are sold as wait; get one whole group "
    "alone on a side"
)


def the_pattern():
    """The houses of the notebook, (200, 2), and which were sold, (200,)."""
    rng = np.random.default_rng(3)
    centres = np.repeat([[-1, -1], [1, 1], [-1, 1], [1, -1]], 50, axis=0)
    return centres + 0.35 * rng.normal(size=(HOUSES, 2)), np.repeat([1, 1, 0, 0], 50)


class LineCheck(ValueCheck):
    """For the three numbers [w0, w1, b] of a line: any that cuts off one group is right.

    A call draws the line, so that the learner sees it.
    """

    def __call__(self, answer):
        """Print the verdict on the learner's `answer`, under a picture if there is a line."""
        line = self._numbers(answer)
        if line is not None and np.any(line[:2]):
            houses, sold = the_pattern()
            count = self._count(line)
            fig = figures.line(line, houses, sold)
            plotting.show(
                fig,
                f"Your neuron says sold in the shaded part, and is right for {count} of {HOUSES}.",
            )
        super().__call__(answer)

    def find_fault(self, answer):
        """What keeps the line from the best that a line can do."""
        line = self._numbers(answer)
        if line is None:
            return "three numbers are wanted, in a list: w0, w1 and b"
        if not np.any(line[:2]):
            return "with both weights 0 there is no line: all houses get the same answer"
        count, fewer = self._count(line), self._on_the_smaller_side(line)
        if count >= 140:
            return None
        if fewer == 0:
            return "all houses lie on one side of your line: move it in among them, by b"
        if fewer < 20:
            return f"all houses but {fewer} lie on one side of your line: move it further in, by b"
        if count <= HOUSES - 140:
            return "a good line, but it says sold on the wrong side: turn all three signs"
        if count > 110:
            return (
                "better than a coin; turn or move the line until it has one whole group on its own "
                "side"
            )
        if count < 90:
            return "worse than a coin: turn all three signs, then turn or move the line"
        return LIKE_A_COIN

    def _numbers(self, answer):
        """The three numbers, or None."""
        array = as_array(answer)
        if array is None or array.dtype.kind not in "iuf" or array.size != 3:
            return None
        line = array.ravel().astype(float)
        return line if np.all(np.isfinite(line)) else None

    def _count(self, line):
        houses, sold = the_pattern()
        return int(np.sum((houses @ line[:2] + line[2] > 0) == sold))

    def _on_the_smaller_side(self, line):
        positive = int(np.sum(the_pattern()[0] @ line[:2] + line[2] > 0))
        return min(positive, HOUSES - positive)


FALLBACKS = {
    "first": "two lines lead out of neuron 1: along each, weight times the slope of its score; add",
    "second": "what comes in along W1[1, 1], times the slope of the sum of neuron 1",
}


class HiddenCheck(PairCheck):
    """A PairCheck that knows a number that is still missing."""

    def find_fault(self, answer):
        """As for every pair; None in the list becomes NaN."""
        array = as_array(answer)
        if array is not None and array.dtype.kind == "f" and np.isnan(array).any():
            return "a number is still missing"
        fault = super().find_fault(answer)
        if fault and fault.endswith(" is not it"):
            at = fault.split(" number:")[0].removeprefix("the ")
            return f"{fault}; {FALLBACKS[at]}" if at in FALLBACKS else fault
        return fault


class LayerCheck(SlopeCheck):
    """A SlopeCheck for functions of tables, whose first argument has a row for each house. It knows
    its parts in another order.
    """

    def __init__(self, *arguments, returns="", call=None, **options):
        super().__init__(*arguments, **options)
        self.returns = returns or ", ".join(self.parts)
        self.call = call or self.call

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if fault and fault.startswith("it must return"):
            fault = f"it must return {len(self.parts)} arrays: {self.returns}"
        elif fault == NO_BRACKETS:
            fault = "a function stands without its brackets and what goes into it"
        elif fault and fault.startswith("two shapes do not fit"):
            fault = self._one_line_up(answer, case) or fault
        elif fault and "truth value" in fault:
            fault = "max, min and if look at one number, not at an array; g takes a whole array"
        elif late := re.search(r"raises UnboundLocalError: .*variable '(\w+)'", fault or ""):
            fault = f"{late[1]} is used in a line above the one that makes it"
        elif fault and fault.startswith("it changes its argument"):
            fault += "; -= changes an array in its place, so write = and the old name again"
        return result, fault

    def _one_line_up(self, answer, case):
        """What is wrong with an array from a line before the one that fails; or None."""

    def find_fault(self, answer):
        """As for every function, after a look at the order of what it returns."""
        return self._order(answer) or super().find_fault(answer)

    def _order(self, answer):
        """That all parts are right, but stand in another order; or None."""
        if self._not_callable(answer):
            return None
        runs = [self._run(answer, case) for case in self.cases]
        if any(fault for _, fault in runs):
            return None
        parts = range(len(self.parts))
        rights = [self._on_all_cases(self.right, part) for part in parts]
        mine = [[result[part] for result, _ in runs] for part in parts]
        found = [[k for k in parts if self._all_close(mine[part], rights[k])] for part in parts]
        in_place = all(part in found[part] for part in parts)
        if not in_place and sorted(k for row in found for k in row) == list(parts):
            return f"all right, but in another order: return {self.returns}"
        return None

    def _at(self, case):
        return f"with {len(case[0])} houses"

    def _unknown(self, name):
        names = self._names()
        if "A" in names and name in ("X", "A1", "x"):
            return f"there is no {name} in your function: what came into the layer is called A here"
        if name == "m":
            return f"there is no m in your function: the number of houses is len({names[0]})"
        told = ", ".join(names)
        return f"there is no {name} in your function: it has {told}, and what its lines define"

    def _kinship(self, results, expected):
        return FunctionCheck._kinship(self, results, expected)

    def _first_difference(self, results, expected):
        if any(result is ... for result in results):
            return "three dots are returned here in place of an array"
        for a, b in zip(map(as_array, results), map(np.asarray, expected)):
            if a is not None and a.dtype.kind in "biufc" and a.shape != b.shape:
                return f"its shape is {a.shape}; it should be {b.shape}"
        return FunctionCheck._first_difference(self, results, expected)


def _stopped(function, case):
    """The error with which `function` stops, and its variables at that moment."""
    try:
        with np.errstate(all="ignore"):
            function(*copy.deepcopy(case))
    except Exception as error:
        step = traceback_in(function, error)
        return str(error), dict(step.tb_frame.f_locals) if step else {}
    return "", {}


class ForwardCheck(LayerCheck):
    """A LayerCheck that looks at A1, if the line of Z2 fails."""

    def _one_line_up(self, answer, case):
        has = _stopped(answer, case)[1]
        if callable(has.get("A1")):
            return "in the line of A1, g stands without its brackets: A1 = g(Z1)"
        if "A1" in has and "Z1" in has and np.shape(has["A1"]) != np.shape(has["Z1"]):
            return "A1 has another shape than Z1: it is made of Z1, by g(Z1)"
        return None


# ---- a line, and two layers forward

check_line = LineCheck(
    right=[-1, -1, -1],
    mistakes={
        "a good line, but it says sold on the wrong side: turn all three signs": [1, 1, 1],
        LIKE_A_COIN: [1, 0, 0],
        "with both weights 0 there is no line: all houses get the same answer": [0, 0, 1],
        "better than a coin; turn or move the line until it has one whole group on its own side": [
            -1,
            -1,
            -0.25,
        ],
        "all houses lie on one side of your line: move it in among them, by b": [1, 1, 5],
        "three numbers are wanted, in a list: w0, w1 and b": [1, 1],
        "worse than a coin: turn all three signs, then turn or move the line": [1, 1, 0.25],
    },
)


def _tables(rng, *shapes):
    return tuple(rng.normal(size=shape) for shape in shapes)


def _network(m, n, H, K, seed):
    """X, W1, b1, W2, b2 of these sizes."""
    return _tables(np.random.default_rng(seed), (m, n), (n, H), (1, H), (H, K), (1, K))


def _one_hot(m, K, seed):
    return np.eye(K)[np.random.default_rng(seed).permutation(np.arange(m) % K)]


def _forward(X, W1, b1, W2, b2, g):
    Z1 = X @ W1 + b1
    A1 = g(Z1)
    return Z1, A1, A1 @ W2 + b2


def _with_g_at_the_end(X, W1, b1, W2, b2, g):
    Z1, A1, Z2 = _forward(X, W1, b1, W2, b2, g)
    return Z1, A1, g(Z2)


def _relu_for_g(X, W1, b1, W2, b2, g):
    return _forward(X, W1, b1, W2, b2, lambda z: np.maximum(0, z))


def _tanh_for_g(X, W1, b1, W2, b2, g):
    return _forward(X, W1, b1, W2, b2, tanh)


def _without_b(X, W1, b1, W2, b2, g):
    return _forward(X, W1, 0 * b1, W2, 0 * b2, g)


check_forward = ForwardCheck(
    right=_forward,
    mistakes={
        "the biases are missing: each layer adds its own": _without_b,
        "layer 2 reads A1, not Z1": lambda X, W1, b1, W2, b2, g: (
            X @ W1 + b1,
            g(X @ W1 + b1),
            (X @ W1 + b1) @ W2 + b2,
        ),
        "g is still to be applied: A1 is not Z1": lambda X, W1, b1, W2, b2, g: _forward(
            X, W1, b1, W2, b2, lambda z: z
        ),
        "use the argument g: the check has another activation than ReLU": _relu_for_g,
        "use the argument g: the check has other activations than tanh, too": _tanh_for_g,
        "no g after layer 2: Z2 holds the sums themselves": _with_g_at_the_end,
        "layer 2 has a bias of its own, b2": lambda X, W1, b1, W2, b2, g: _forward(
            X, W1, b1, W2, 0 * b2, g
        ),
        "the bias is subtracted; a sum adds it": lambda X, W1, b1, W2, b2, g: _forward(
            X, W1, -b1, W2, -b2, g
        ),
    },
    cases=[(*_network(5, 4, 3, 2, seed=1), tanh), (*_network(6, 3, 7, 4, seed=2), np.sin)],
    parts=("Z1", "A1", "Z2"),
    blanks=3,
    shapes={
        "Z1": "X is (m, n) and W1 is (n, H): the matrix product is written with @, X first",
        "A1": "A1 is g(Z1): g works entry by entry",
        "Z2": "A1 is (m, H), W2 is (H, K), and the bias of layer 2 is b2, (1, K): A1 stands "
        "first, then @",
        "": "In each line, what comes in stands first, then @, then the weights",
    },
)

# ---- one house, with a pencil

check_hidden = HiddenCheck(
    right=[-2, -4],
    mistakes={
        "right for both, in the other order": [-4, -2],
        "those are the slopes of hidden neuron 0; neuron 1 is asked": [1, 2],
        "both signs are flipped: score 0 has the slope -0.5": [2, 4],
        "along a column; the lines that lead out of neuron 1 are a row of W2": [-2.5, -5],
        "the first is right; the weight's slope is what comes in, times this": [-2, -2],
        "one path over each score: add the two": [-1, -1],
    },
    first={
        "that is neuron 0; neuron 1 is asked": 1,
        "only one of the two paths; add the other": -1,
        "the two paths add; with these signs they do not cancel. 0 is also the sum of the weights "
        "alone: each is multiplied by the slope of its score": 0,
        "the sign is flipped: score 0 has the slope -0.5": 2,
        "each weight is multiplied by the slope of its score, -0.5 and 0.5, and the two are "
        "added": 4,
        "along a column; the lines that lead out of neuron 1 are a row of W2": -2.5,
        "along a column, and with the sign flipped; out of neuron 1 leads a row of W2": 2.5,
        "-0.5 is the slope of score 0; neuron 1 feeds both scores, with the weights 2 and -2": -0.5,
        "3 belongs to neuron 0; the lines out of neuron 1 have the weights 2 and -2": 3,
    },
    second={
        "W1[1, 1] reads the second input, which is 2": -2,
        "the sign is flipped": 4,
        "2 is what comes in, or -2 times the weight -1; the slope of the weight is what comes in, "
        "times the slope that you found for neuron 1": 2,
        "-1 is the weight itself; its slope is what comes in, times the slope of neuron 1": -1,
        "what comes in counts once: 2, times the slope of neuron 1": -8,
        "times what comes in, the input, not times the weight W1[1, 1]": 2.5,
    },
)

# ---- one layer backwards


def _layer_case(m, n, K, seed):
    return _tables(np.random.default_rng(seed), (m, K), (m, n), (n, K))


def _layer(dZ, A, W, dW=None, db=None, dA=None):
    """The right three, but for those that are given."""
    return (
        A.T @ dZ if dW is None else dW,
        dZ.sum(axis=0, keepdims=True) if db is None else db,
        dZ @ W.T if dA is None else dA,
    )


check_linear_backward = LayerCheck(
    right=lambda dZ, A, W: _layer(dZ, A, W),
    mistakes={
        "dW is transposed: it has the shape of W, a row for each input": lambda dZ, A, W: _layer(
            dZ, A, W, dW=dZ.T @ A
        ),
        "dW is divided by m; the 1/m is in dZ already": lambda dZ, A, W: _layer(
            dZ, A, W, dW=A.T @ dZ / len(A)
        ),
        "dW is W times something; a weight's slope is what came in times dZ": lambda dZ, A, W: (
            _layer(dZ, A, W, dW=W)
        ),
        "db is a mean; the houses add, and the 1/m is in dZ already": lambda dZ, A, W: _layer(
            dZ, A, W, db=dZ.mean(axis=0, keepdims=True)
        ),
        "db is a row, [[...]]: .sum with keepdims=True makes it": lambda dZ, A, W: _layer(
            dZ, A, W, db=dZ.sum(axis=0)
        ),
        "db adds along the rows; a bias is used by all houses, so add down the columns": (
            lambda dZ, A, W: _layer(dZ, A, W, db=dZ.sum(axis=1, keepdims=True))
        ),
        "db has one row for each house; add them up": lambda dZ, A, W: _layer(dZ, A, W, db=dZ),
        "db is one number; each neuron has a bias of its own": lambda dZ, A, W: _layer(
            dZ, A, W, db=dZ.sum()
        ),
        "dA is divided by m; the 1/m is in dZ already": lambda dZ, A, W: _layer(
            dZ, A, W, dA=dZ @ W.T / len(A)
        ),
        "dA is transposed: it has the shape of A, a row for each house": lambda dZ, A, W: _layer(
            dZ, A, W, dA=W @ dZ.T
        ),
        "dA is A itself; the slopes of what came in are made of dZ and W": lambda dZ, A, W: _layer(
            dZ, A, W, dA=A
        ),
        "dW is made of A and dZ; in its place stands dZ": lambda dZ, A, W: _layer(dZ, A, W, dW=dZ),
        "dA is made of dZ and W; in its place stands dZ": lambda dZ, A, W: _layer(dZ, A, W, dA=dZ),
        "dA has the wrong sign": lambda dZ, A, W: _layer(dZ, A, W, dA=-dZ @ W.T),
        "the sign is flipped; the descent subtracts later": lambda dZ, A, W: tuple(
            -part for part in _layer(dZ, A, W)
        ),
    },
    cases=[_layer_case(5, 4, 3, seed=1), _layer_case(2, 3, 6, seed=2)],
    parts=("dW", "db", "dA"),
    blanks=3,
    shapes={
        "dW": "A is (house, input), dZ is (house, neuron), dW is (input, neuron): the houses must "
        "meet in the middle, so look at the order, at the transpose, and at @ or *",
        "db": "dZ is (house, neuron), and db is one row: add down the columns",
        "dA": "dZ is (house, neuron), W is (input, neuron), dA is (house, input): the neurons must "
        "meet in the middle, so look at the order, at the transpose, and at @ or *",
        "": "Look at the order, at the transposes, and at @ or *; if each array has a line of its "
        "own, the check can say which",
    },
)

# ---- two layers backwards


class WayBackCheck(LayerCheck):
    """A LayerCheck that knows what follows for dZ1 if layer 2 or one of dW1 and db1 is right."""

    def find_fault(self, answer):
        """As for every function; but no line is blamed whose result is seen to be right."""
        fault = super().find_fault(answer)
        told = re.sub(r"^dW1: |^db1: | \(dW2 is right\)$", "", fault or "")
        gate, factor = told in GATES, told in FACTORS
        if re.match("dW1: with .* entry", fault or ""):
            results = [self._run(answer, case)[0] for case in self.cases]
            db1 = self._all_close(
                [result[3] for result in results], self._on_all_cases(self.right, 3)
            )
            if db1:
                return DZ1_IS_RIGHT.format("db1", "dW1")
            return f"layer 2 is right; look at the lines of dA1, dZ1 and dW1 ({fault})"
        if not gate and not factor:
            return fault
        results = [self._run(answer, case)[0] for case in self.cases]
        dW2, db2, dW1, db1 = (
            self._all_close(
                [result[part] for result in results], self._on_all_cases(self.right, part)
            )
            for part in range(4)
        )
        if db1:
            return fault if factor else DZ1_IS_RIGHT.format("db1", "dW1")
        if dW1:
            return fault if factor else DZ1_IS_RIGHT.format("dW1", "db1")
        if dW2 and db2 and factor:
            return f"layer 2 is right; layer 1: {FACTORS[told]} in the line of dA1 or dZ1"
        return fault

    def _one_line_up(self, answer, case):
        error, has = _stopped(answer, case)
        if "dA1" not in has or "dZ1" in has:
            return None
        dA1, Z1 = np.shape(has["dA1"]), np.shape(has.get("Z1"))
        if dA1 == Z1[::-1]:
            return "dA1 is transposed: it has the shape of A1, so in (6.6) dZ2 stands first"
        if dA1 != Z1:
            return "dA1 has another shape than A1; look at its line, (6.6)"
        if "matmul" in error:
            return "in the line of dZ1 the gate works entry by entry: *, not @"
        return None


DZ1_IS_RIGHT = "dZ1 is right, since {} is: look at the line of {}; does it use dZ1?"
FACTORS = {
    "the signs are flipped; the descent subtracts later": "the sign is flipped",
    "the 1/m a second time: it is in dZ2 already": "the 1/m comes a second time",
    "the 1/m is lost: dZ2 had it": "the 1/m is lost",
}


def _backward(X, Y, W1, b1, W2, b2, g, g_slope, gate=lambda dA, Z, A: None, **changed):
    """dW1, db1, dW2, db2; `gate` may make another dZ1, and `changed` other parts of the way."""
    Z1, A1, Z2 = _forward(X, W1, b1, W2, b2, g)
    dZ2 = (softmax(Z2) - Y) / len(X)
    dA1 = dZ2 @ W2.T
    dZ1 = gate(dA1, Z1, A1)
    dZ1 = dA1 * g_slope(Z1) if dZ1 is None else dZ1
    share = changed.get("share", 1)
    sums = changed.get("sums", lambda dZ: dZ.sum(axis=0, keepdims=True))
    into_1, into_2 = changed.get("came_in", lambda X, Z1, A1: (X, A1))(X, Z1, A1)
    of_1, of_2 = changed.get("of", lambda dZ1, dZ2: (dZ1, dZ2))(dZ1, dZ2)
    return share * into_1.T @ dZ1, share * sums(of_1), share * into_2.T @ dZ2, share * sums(of_2)


def _changed(**options):
    """A backward pass with a mistake in it."""

    def backward(X, Y, W1, b1, W2, b2, g, g_slope):
        return _backward(X, Y, W1, b1, W2, b2, g, g_slope, **options)

    return backward


def _gated_by(gate):
    """A backward pass whose dZ1 is gate(dA1, Z1, A1, g, g_slope)."""

    def backward(X, Y, W1, b1, W2, b2, g, g_slope):
        def with_g(dA, Z, A):
            return gate(dA, Z, A, g, g_slope)

        return _backward(X, Y, W1, b1, W2, b2, g, g_slope, gate=with_g)

    return backward


def _with_dA1(made):
    """A backward pass whose dA1 is made(Z2, dZ2, A1, W2)."""

    def backward(X, Y, W1, b1, W2, b2, g, g_slope):
        Z1, A1, Z2 = _forward(X, W1, b1, W2, b2, g)
        dA1 = made(Z2, (softmax(Z2) - Y) / len(X), A1, W2)
        return _backward(X, Y, W1, b1, W2, b2, g, g_slope, gate=lambda dA, Z, A: dA1 * g_slope(Z1))

    return backward


def _a_second_mean(X, Y, W1, b1, W2, b2, g, g_slope):
    return tuple(part / len(X) for part in _backward(X, Y, W1, b1, W2, b2, g, g_slope))


def _negative(X, Y, W1, b1, W2, b2, g, g_slope):
    return tuple(-part for part in _backward(X, Y, W1, b1, W2, b2, g, g_slope))


def _sum_over_houses(X, Y, W1, b1, W2, b2, g, g_slope):
    return tuple(len(X) * part for part in _backward(X, Y, W1, b1, W2, b2, g, g_slope))


def _from_the_end(function, *case):
    """The results in the order in which they are made: layer 2 first."""
    result = function(*case)
    if isinstance(result, (tuple, list)) and len(result) == 4:
        return [*result[2:], *result[:2]]
    return result


def _case(m, n, H, K, seed, g=tanh, g_slope=tanh_grad):
    X, *weights = _network(m, n, H, K, seed)
    return (X, _one_hot(m, K, seed), *weights, g, g_slope)


GATES = {
    "dZ1 has not been through the gate: (6.7) is missing": _gated_by(
        lambda dA, Z, A, g, g_slope: dA
    ),
    "the gate is taken at A1; g_slope belongs to the sums, Z1": _gated_by(
        lambda dA, Z, A, g, g_slope: dA * g_slope(A)
    ),
    "g for its slope: dA1 is multiplied by g_slope(Z1), not by g(Z1)": _gated_by(
        lambda dA, Z, A, g, g_slope: dA * g(Z)
    ),
    "dA1 is multiplied by Z1 itself, not by the slope of g there": _gated_by(
        lambda dA, Z, A, g, g_slope: dA * Z
    ),
    "the slope of g belongs at the sums, Z1, not at dA1": _gated_by(
        lambda dA, Z, A, g, g_slope: dA * g_slope(dA)
    ),
    "use the argument g_slope: the check has another activation than ReLU": _gated_by(
        lambda dA, Z, A, g, g_slope: dA * (Z > 0)
    ),
    "g_slope takes the sums Z1 alone; its result is multiplied by dA1": _gated_by(
        lambda dA, Z, A, g, g_slope: g_slope(dA * Z)
    ),
    "dA1 is multiplied by g_slope(Z1), not added to it": _gated_by(
        lambda dA, Z, A, g, g_slope: dA + g_slope(Z)
    ),
    "dZ1 is made of dA1, not of A1": _gated_by(lambda dA, Z, A, g, g_slope: A * g_slope(Z)),
    "dA1 is missing: dZ1 is not the slope of g alone": _gated_by(
        lambda dA, Z, A, g, g_slope: g_slope(Z)
    ),
    "g_slope takes Z1; its result is multiplied by dA1": _gated_by(
        lambda dA, Z, A, g, g_slope: g_slope(dA)
    ),
    "g has no place in dZ1: it is dA1 times g_slope(Z1), and nothing else": _gated_by(
        lambda dA, Z, A, g, g_slope: dA * g(Z) * g_slope(Z)
    ),
    "use the argument g_slope: 1 - Z1**2 is not the slope of tanh, which is 1 - A1**2": _gated_by(
        lambda dA, Z, A, g, g_slope: dA * (1 - Z**2)
    ),
    "the gate is used twice": _gated_by(lambda dA, Z, A, g, g_slope: dA * g_slope(Z) ** 2),
    "use the argument g_slope: not every activation has the slope 1 - A1**2": _gated_by(
        lambda dA, Z, A, g, g_slope: dA * (1 - A**2)
    ),
    "use the argument g_slope: the check has other activations than tanh, too": _gated_by(
        lambda dA, Z, A, g, g_slope: dA * (1 - np.tanh(Z) ** 2)
    ),
}

check_backward = WayBackCheck(
    right=lambda X, Y, W1, b1, W2, b2, g, g_slope: _backward(X, Y, W1, b1, W2, b2, g, g_slope),
    mistakes={
        **GATES,
        "dA1 is made of dZ2, not of Z2": _with_dA1(lambda Z2, dZ2, A1, W2: Z2 @ W2.T),
        "dA1 is made of dZ2 and the weights W2 themselves, not of dW2": _with_dA1(
            lambda Z2, dZ2, A1, W2: dZ2 @ (A1.T @ dZ2).T
        ),
        "db has one row for each house; add them up": _changed(sums=lambda dZ: dZ),
        "db is one number; each neuron has a bias of its own": _changed(sums=lambda dZ: dZ.sum()),
        "into layer 2 came A1, not Z1": _changed(came_in=lambda X, Z1, A1: (X, Z1)),
        "into layer 2 came A1, not X": _changed(came_in=lambda X, Z1, A1: (X, X)),
        "into layer 1 came X, not A1": _changed(came_in=lambda X, Z1, A1: (A1, A1)),
        "db1 holds column sums of dZ1, not of dZ2": _changed(of=lambda dZ1, dZ2: (dZ2, dZ2)),
        "db is a mean; the houses add, and the 1/m is in dZ2 already": _changed(
            sums=lambda dZ: dZ.mean(axis=0, keepdims=True)
        ),
        "the 1/m a second time: it is in dZ2 already": _a_second_mean,
        "the signs are flipped; the descent subtracts later": _negative,
        "the 1/m is lost: dZ2 had it": _sum_over_houses,
        "db2 and db1 are rows of shape (1, K) and (1, H): .sum with keepdims=True": _changed(
            sums=lambda dZ: dZ.sum(axis=0)
        ),
        "db adds along the rows; each neuron has its bias, so add down the columns": _changed(
            sums=lambda dZ: dZ.sum(axis=1, keepdims=True)
        ),
    },
    cases=[_case(5, 4, 3, 2, seed=1), _case(6, 3, 7, 4, 2, np.sin, np.cos)],
    parts=("dW2", "db2", "dW1", "db1"),
    returns="dW1, db1, dW2, db2",
    call=_from_the_end,
    blanks=6,
    shapes={
        "dW2": "Into layer 2 came A1, of shape (m, H); dZ2 is (m, K), dW2 is (H, K): the houses "
        "must meet in the middle, so look at the order, at the transpose, and at @ or *",
        "db2": "dZ2 is (m, K), and db2 is (1, K): add down the columns",
        "dA1": "dZ2 is (m, K), W2 is (H, K), dA1 is (m, H): the neurons of layer 2 must meet in "
        "the middle, so look at the names, at the order, at the transpose, and at @ or *",
        "dZ1": "dA1 is (m, H); its gate is g_slope at the sums of the same layer, Z1, also (m, H), "
        "and nothing else comes in",
        "dW1": "Into layer 1 came X, of shape (m, n); dZ1 is (m, H), dW1 is (n, H): the houses "
        "must meet in the middle, so look at the order, at the transpose, and at @ or *",
        "db1": "dZ1 is (m, H), and db1 is (1, H): add down the columns",
        "": "Look at the order, at the transposes, and at @ or *; if each array has a line of its "
        "own, the check can say which",
    },
)

# ---- the exercises


class SmallestCheck(ValueCheck):
    """A ValueCheck that says which numbers were asked about, and why 2 is right."""

    def __call__(self, answer):
        """Print the verdict, and below the right one the counts."""
        super().__call__(answer)
        if self.state == CORRECT:
            print("one hidden neuron gets 146 houses right, two get 199")

    def _wrong_value(self, answer):
        return f"{shown(answer)} is none of the four numbers that were asked about"


class LineNumberCheck(ValueCheck):
    """A ValueCheck that says which lines there are."""

    def _wrong_value(self, answer):
        return f"{shown(answer)} is not it; the lines are numbered from 1 to 5"


check_smallest = SmallestCheck(
    right=2,
    mistakes={
        "one hidden neuron still draws one straight line": 1,
        "enough, but fewer are enough": 3,
        "8 are enough, but far fewer are, too": 8,
        "with 0 hidden neurons nothing of a house arrives: all get the same scores": 0,
        "that is how many houses it gets right; how many hidden neurons has it?": 199,
    },
)

check_buggy_line = LineNumberCheck(
    right=4,
    mistakes={
        "line 1 makes A1, and a wrong A1 would spoil dW2 as well": 1,
        "line 2 makes dZ2, and a wrong dZ2 would spoil dW2 as well": 2,
        "line 3 makes dW2, which comes out right": 3,
        "line 5 is (6.4) and holds no activation: it works with what it is given": 5,
        "a single line is wrong; the next one works with what it is given": [4, 5],
    },
)


def _deep(X, Y, W, b, g, g_slope, gate=None, across=lambda W: W.T, **changed):
    """dW and db of a network of any number of layers; the options make mistakes."""
    A, Z = [X], []
    for table, bias in zip(W, b):
        Z.append(A[-1] @ table + changed.get("bias", 1) * bias)
        A.append(g(Z[-1]))
    gate = gate or (lambda dA, z, a: dA * g_slope(a if changed.get("at_A") else z))
    end = A[-1] if changed.get("g_at_the_end") else Z[-1]
    dZ = (softmax(end) - Y) / (len(X) if changed.get("mean", True) else 1)
    dZ = dZ * g_slope(Z[-1]) if changed.get("gate_at_the_end") else dZ
    sums = changed.get("sums", lambda dZ: dZ.sum(axis=0, keepdims=True))
    dW, db = [], []
    for layer in range(len(W) - 1, -1, -1):
        came_in = Z[layer - 1] if changed.get("sums_came_in") and layer > 0 else A[layer]
        came_in = A[layer + 1] if changed.get("went_out") else came_in
        came_in = changed["into"](A, layer) if "into" in changed else came_in
        product = dZ.T @ came_in if changed.get("transposed") else came_in.T @ dZ
        dW.insert(0, changed.get("share", lambda X: 1)(X) * product)
        db.insert(0, changed.get("share", lambda X: 1)(X) * sums(dZ))
        if layer > 0 and not changed.get("stale"):
            at = layer - 1 + changed.get("late", 0)
            at_A = A[layer - changed.get("too_early", 0)]
            dZ = gate(dZ @ across(W[layer - changed.get("early", 0)]), Z[at], at_A)
    if len({table.shape for table in W}) > 1:
        return dW, db
    order = slice(None, None, changed.get("order", 1))
    return np.array(dW)[order], np.array(db)[order]


def _deep_with(**options):
    """A deep backward pass with a mistake in it."""

    def backward(X, Y, W, b, g, g_slope):
        return _deep(X, Y, W, b, g, g_slope, **options)

    return backward


def _deep_with_g(X, Y, W, b, g, g_slope):
    return _deep(X, Y, W, b, g, g_slope, gate=lambda dA, z, a: dA * g(z))


def _deep_at_A(X, Y, W, b, g, g_slope):
    return _deep(X, Y, W, b, g, g_slope, gate=lambda dA, z, a: dA * g_slope(a))


def _deep_with_tanh(X, Y, W, b, g, g_slope):
    return _deep(X, Y, W, b, tanh, tanh_grad)


class DeepCheck(LayerCheck):
    """A LayerCheck that counts the layers first, and at last tries layers of several lengths."""

    def find_fault(self, answer):
        """As for every function; then what is wrong with 3 inputs, 4 hidden neurons, 2 scores."""
        if fault := super().find_fault(answer):
            return fault
        case = _uneven_case()
        result, fault = self._run(answer, case)
        expected = self.right(*copy.deepcopy(case))
        parts = zip(result or (), expected)
        if not fault and all(
            len(mine) == len(right) and all(close(a, b, self.rtol) for a, b in zip(mine, right))
            for mine, right in parts
        ):
            return None
        if fault and not fault.startswith("two shapes"):
            return f"right where all layers have the same length; in another network {fault}"
        return (
            "right where all layers have the same length, but not with 3 inputs, 4 hidden neurons "
            "and 2 scores: is `if layer > 0` missing? At layer 0, Z[layer - 1] is Z[-1], the sums "
            "of the last layer"
        )

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if fault and "IndexError" in fault:
            fault = (
                "a list has no such entry: the layers are counted from 0 here, so the last is "
                "W[len(W) - 1], and A is one longer than W and Z"
            )
        return result, fault

    def _first_difference(self, results, expected):
        for a, b in zip(results, expected):
            if isinstance(a, (list, tuple, np.ndarray)) and len(a) != len(b):
                return (
                    f"it holds {len(a)} arrays for a network of {len(b)} layers; each layer needs "
                    "one, layer 1 too"
                )
        a, b = as_array(results[0]), np.asarray(expected[0])
        if a is None or a.dtype.kind not in "iuf" or a.shape != b.shape:
            return super()._first_difference(results, expected)
        for at in range(len(b) - 1, -1, -1):
            wrong = ~close_entries(a[at], b[at], self.rtol)
            if wrong.any():
                where = tuple(int(k) for k in np.argwhere(wrong)[0])
                came, wanted = shown_apart(a[at][where], b[at][where])
                after = "; the layers after it are right" if at < len(b) - 1 else ""
                return (
                    f"in the array of layer {at + 1} of {len(b)}, entry {where} is {came}; "
                    f"expected {wanted}{after}"
                )
        return super()._first_difference(results, expected)


def _deep_case(m, n, layers, seed, g=tanh, g_slope=tanh_grad):
    rng = np.random.default_rng(seed)
    tables = _tables(rng, (m, n), (layers, n, n), (layers, 1, n))
    return (tables[0], _one_hot(m, n, seed), *tables[1:], g, g_slope)


def _uneven_case():
    rng = np.random.default_rng(3)
    W, b = _tables(rng, (3, 4), (4, 2)), _tables(rng, (1, 4), (1, 2))
    return (rng.normal(size=(5, 3)), _one_hot(5, 2, 3), list(W), list(b), tanh, tanh_grad)


check_deep = DeepCheck(
    right=_deep_with(),
    mistakes={
        "no gate: (6.7) is missing between two layers": _deep_with(gate=lambda dA, z, a: dA),
        "the slope of g is taken at A; it belongs to the sums, Z": _deep_at_A,
        "use the arguments g and g_slope: the check has other activations than tanh, too": (
            _deep_with_tanh
        ),
        "g for its slope: dA is multiplied by g_slope, not by g": _deep_with_g,
        "the gate is taken at Z[layer]; in front of this layer stand the sums Z[layer - 1]": (
            _deep_with(late=1)
        ),
        "on the way back through a layer stand its own weights, W[layer]": _deep_with(early=1),
        "dZ stays the same for all layers: (6.6) and (6.7) make a new one for the layer before": (
            _deep_with(stale=True)
        ),
        "W is not transposed on the way back: dA sums over the neurons": _deep_with(
            across=lambda W: W
        ),
        "the 1/m is missing in the first dZ": _deep_with(mean=False),
        "db is a mean; the houses add, and the 1/m is in dZ already": _deep_with(
            sums=lambda dZ: dZ.mean(axis=0, keepdims=True)
        ),
        "the 1/m a second time: it is in the first dZ already": _deep_with(
            share=lambda X: 1 / len(X)
        ),
        "the signs are flipped; the descent subtracts later": _deep_with(share=lambda X: -1),
        "db has rows of shape (1, n): keepdims=True is missing": _deep_with(
            sums=lambda dZ: dZ.sum(axis=0)
        ),
        "the layers come in the other order: entry 0 belongs to layer 1": _deep_with(order=-1),
        "no g after the last layer: softmax takes its sums": _deep_with(g_at_the_end=True),
        "no gate behind the last layer: its dZ is (P - Y)/m": _deep_with(gate_at_the_end=True),
        "the A of one layer is used for all; (6.4) takes the one that comes in, A[layer] if A "
        "starts with X": _deep_with(into=lambda A, layer: A[-1]),
        "A[layer - 1] came into the layer before; if A starts with X, A[layer] comes into this": (
            _deep_with(into=lambda A, layer: A[layer - 1])
        ),
        "the biases are missing in the forward pass": _deep_with(bias=0),
        "dW is transposed: (6.4) has the transpose on what comes in": _deep_with(transposed=True),
        "the slope of g is taken at A[layer - 1]; it belongs to the sums, Z[layer - 1]": (
            _deep_with(at_A=True, too_early=1)
        ),
        "each layer reads the A before it, not the Z": _deep_with(sums_came_in=True),
        "that is the A that goes out of the layer; (6.4) takes the one that comes in, A[layer] if "
        "A starts with X": _deep_with(went_out=True),
    },
    cases=[
        _deep_case(5, 3, 4, seed=1),
        _deep_case(6, 4, 2, 2, np.sin, np.cos),
    ],
    parts=("dW", "db"),
    blanks=2,
    shapes={
        "dZ": "On the way back dZ is (m, neurons): dA is dZ @ W.T, and the gate is *, entry by "
        "entry",
        "": "Look at which layer each table belongs to, at the transposes, and at @ or *",
    },
)

progress = Progress(
    "layers",
    exercises={
        "how many hidden neurons": check_smallest,
        "find the bug": check_buggy_line,
        "any number of layers": check_deep,
    },
    turns={
        "a straight line": check_line,
        "two layers forward": check_forward,
        "hidden neuron 1": check_hidden,
        "one layer backwards": check_linear_backward,
        "the whole way back": check_backward,
    },
)
