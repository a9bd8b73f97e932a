"""The checks of notebook 7, and its eight programs: one is right, and seven have a bug each."""

import copy
from functools import lru_cache

import numpy as np

from helpers.activations import softmax, tanh_grad
from helpers.exercises.checking import FunctionCheck, Progress, ValueCheck
from helpers.exercises.comparing import as_array, close, same, shown
from helpers.exercises.mse import NO_BRACKETS, CountedCheck, SlopeCheck
from helpers.gradcheck import central_difference, relative_error
from helpers.losses import softmax_cross_entropy

# ---- thirty flowers to learn from, and the other 120

SEEDS, HIDDEN, RATE, STEPS = range(10), 10, 0.1, 1000


@lru_cache
def flowers(seed=0):
    """Measurements (30, 4) and one-hot kinds (30, 3) of the flowers to learn from; measurements
    (120, 4) and kinds (120,) of the others.

    Fisher's irises, split at random, with a third of each kind in either part. The mean and the
    spread of the thirty are the zero and the unit of all measurements.
    """
    from sklearn.datasets import load_iris
    from sklearn.model_selection import train_test_split

    measured, kinds = load_iris(return_X_y=True)
    X, X_new, kinds, kinds_new = train_test_split(
        measured, kinds, train_size=30, stratify=kinds, random_state=seed
    )
    mean, spread = X.mean(axis=0), X.std(axis=0)
    return (X - mean) / spread, np.eye(3)[kinds], (X_new - mean) / spread, kinds_new


def five_flowers():
    """Measurements (5, 4) and one-hot kinds (5, 3) of five of the thirty, all three kinds."""
    X, Y, _, _ = flowers()
    return X[:5].round(2), Y[:5]


# ---- the eight programs

RIGHT = 0  # otherwise a number of the table of the notebook
BUGS = {"A": 6, "B": 2, "C": 7, "D": 4, "E": RIGHT, "F": 1, "G": 3, "H": 5}


def step(letter, theta, X, Y, rate):
    """The numbers of a network of two layers after a step of descent by program "A", ..., "H".

    theta holds W1, b1, W2, b2, one after the other. It is changed by rule (0.1), with the backward
    pass of notebook 6, in which at most one thing is wrong. This function's source tells which.
    All arrays may have one more axis in front, for many networks at once.
    """
    blocks = _blocks(theta, X.shape[-1], Y.shape[-1])
    slopes = _backward(BUGS[letter], X, Y, *blocks, rate)
    rows = [slope.reshape(*theta.shape[:-1], -1) for slope in slopes]
    return theta - rate * np.concatenate(rows, axis=-1)


def _blocks(theta, n, K):
    """W1, b1, W2, b2 inside theta."""
    H = (theta.shape[-1] - K) // (n + 1 + K)
    shapes, tables, start = ((n, H), (1, H), (H, K), (1, K)), [], 0
    for rows, columns in shapes:
        end = start + rows * columns
        tables.append(theta[..., start:end].reshape(*theta.shape[:-1], rows, columns))
        start = end
    return tables


def _backward(bug, X, Y, W1, b1, W2, b2, rate):
    """dW1, db1, dW2, db2 of a network with tanh, with bug number `bug`."""
    m = X.shape[-2]
    Z1 = X @ W1 + b1
    A1 = np.tanh(Z1)
    P = softmax(A1 @ W2 + b2)
    dZ2 = (P - Y) / m
    if bug == 1:
        dZ2 = P - Y
    if bug == 2:
        dZ2 = 2 * (P - Y) / m
    if bug == 3:
        dZ2 = (Y - P) / m
    dW2, db2 = A1.mT @ dZ2, dZ2.sum(axis=-2)
    if bug == 7:
        W2 = W2 - rate * dW2
    dA1 = dZ2 @ W2.mT
    dZ1 = dA1 * tanh_grad(Z1)
    if bug == 5:
        dZ1 = dA1
    if bug == 6:
        dZ1 = dA1 * tanh_grad(A1)
    dW1, db1 = X.mT @ dZ1, dZ1.sum(axis=-2)
    if bug == 4:
        db1, db2 = db1 / m, db2 / m
    return dW1, db1, dW2, db2


@lru_cache
def accuracies():
    """For each of the eight programs and ten seeds, (8, 10): the part of the 120 new flowers that
    a network of ten hidden neurons gets right, trained by 1000 of the program's steps.

    A seed decides which flowers are new, and where the network starts.
    """
    X, Y, X_new, kinds = map(np.array, zip(*map(flowers, SEEDS)))
    result = []
    for letter in BUGS:
        theta = np.array([_start(seed) for seed in SEEDS])
        for _ in range(STEPS):
            theta = step(letter, theta, X, Y, RATE)
        W1, b1, W2, b2 = _blocks(theta, 4, 3)
        scores = np.tanh(X_new @ W1 + b1) @ W2 + b2
        result.append(np.mean(scores.argmax(axis=-1) == kinds, axis=-1))
    return np.array(result)


def _start(seed):
    rng = np.random.default_rng(seed)
    W1, W2 = 0.4 * rng.normal(size=4 * HIDDEN), 0.4 * rng.normal(size=HIDDEN * 3)
    return np.concatenate([W1, np.zeros(HIDDEN), W2, np.zeros(3)])


def reports():
    """{letter: (4,)}: the relative errors (7.1) of W1, b1, W2, b2, at the random point of the
    notebook, on its five flowers, for the gradient that a step of the program implies (7.3).
    """
    X, Y = five_flowers()
    theta = np.random.default_rng(7).normal(size=19)

    def loss(theta):
        W1, b1, W2, b2 = _blocks(theta, 4, 3)
        return softmax_cross_entropy(np.tanh(X @ W1 + b1) @ W2 + b2, Y)

    measured = _blocks(central_difference(loss, theta), 4, 3)
    result = {}
    for letter in BUGS:
        claimed = _blocks((theta - step(letter, theta, X, Y, RATE)) / RATE, 4, 3)
        result[letter] = np.array([relative_error(a, b) for a, b in zip(claimed, measured)])
    return result


# ---- kinds of check


_TOLD = {  # what a learner is told instead
    "it changes its argument theta": "it changes theta itself; move an entry of theta.copy()",
    "object does not support item assignment": "copy stands without its brackets: theta.copy()",
    "a real number, not 'function'": "a function goes into an entry: its brackets are missing, and "
    "what goes into it",
    "invalid index to scalar": "theta[k] is a single number; one_slope takes all of theta, and k",
    "only integers, slices": "an index is not a whole number: h is added to the value, "
    "not to its place k; or are k and h exchanged?",
    "setting an array element with a sequence": "a whole row does not fit into entry k: is a [k] "
    "missing behind it?",
    "not 'ellipsis'": "a function that yours calls still holds three dots; one_slope is finished",
    "cannot be interpreted as an integer": "np.max takes one array; the larger of two numbers is "
    "max(p, q)",
    "only integer scalar arrays": "np.max takes one array; the larger of two numbers is max(p, q)",
    "return arrays must be of ArrayType": "np.abs takes one thing, and here it gets two",
    "cannot reshape array": "that works on our network alone; measure with the loss handed over",
}


class ThetaCheck(SlopeCheck):
    """A SlopeCheck for functions of a loss and of theta, all parameters in one row."""

    def find_fault(self, answer):
        """As for every function; a changed theta gets a hint, and so does a row that is not one."""
        fault = super().find_fault(answer)
        for words, told in _TOLD.items():
            if fault and words in fault:
                return told
        return fault

    def _unknown(self, name):
        return f"there is no {name} in your function: it has {', '.join(self._names())}, and what "\
            "its lines define"  # fmt: skip

    def _kinship(self, results, expected):
        return FunctionCheck._kinship(self, results, expected)

    def _at(self, case):
        return f"for the loss {case[0].__name__}"

    def _first_difference(self, results, expected):
        a, b = as_array(results[0]), np.asarray(expected[0])
        if any(map(callable, results)):
            return "a function is returned, not a number: are its brackets missing?"
        if a is not None and a.dtype.kind in "biufc" and a.shape != b.shape:
            if b.ndim == 0:
                return (
                    f"one number is wanted, the slope along entry k; yours is {shown(results[0])}"
                )
            if a.ndim == 0:
                return "one number; a slope for each entry of theta is wanted, in an array"
            return f"it has shape {a.shape}; theta has {b.size} entries, so {b.shape} is wanted"
        return FunctionCheck._first_difference(self, results, expected)


def _all_whole(array, dtypes="iuf"):
    return array.dtype.kind in dtypes and bool(np.all(array == np.round(array)))


class EntriesCheck(CountedCheck):
    """A CountedCheck that speaks of each entry: `entries` holds {name: {why it is wrong: value}}
    in the order of the list. Where all of `right` are whole numbers, only whole ones count, and
    none beyond `last`.
    """

    def __init__(self, right, mistakes, entries, last=np.inf):
        for place, (name, known) in enumerate(entries.items()):
            for why, value in known.items():
                wrong = [*right[:place], value, *right[place + 1 :]]
                mistakes = {**mistakes, f"{name}: {why}": wrong}
        super().__init__(right, mistakes)
        self.entries, self.whole = entries, _all_whole(as_array(right), dtypes="iu")
        self.last = last

    def find_fault(self, answer):
        """As for every list; None among the entries is a number that is still missing."""
        if isinstance(answer, (list, tuple)) and any(x is None or x is ... for x in answer):
            return "a number is still missing"
        fault, array = super().find_fault(answer), as_array(answer)
        numbers = array is not None and array.dtype.kind in "iuf"
        if fault not in self.mistakes and self.whole and numbers and not _all_whole(array):
            return "whole numbers, please"
        return fault

    def _wrong_value(self, answer):
        array = as_array(answer)
        if array.shape != (len(self.right),):
            return super()._wrong_value(answer)
        for (name, known), number, right in zip(self.entries.items(), array, self.right):
            if not same(number, right, self.rtol):
                if number > self.last:
                    return f"{name}: the numbers go up to {self.last}"
                told = [why for why, value in known.items() if same(number, value, self.rtol)]
                return f"{name}: {told[0] if told else f'{shown(number)} is not it'}"
        return None


class WholeCheck(ValueCheck):
    """A ValueCheck for one whole number up to `last`; a list with one entry is its entry."""

    def __init__(self, right, mistakes, last=np.inf):
        super().__init__(right, mistakes)
        self.last = last

    def find_fault(self, answer):
        """As for every number, after a look at its form."""
        array = as_array(answer)
        if array is not None and array.dtype.kind == "f" and np.isnan(array).any():
            return "a number is still missing"
        if isinstance(answer, (str, bool)) or array is None or array.dtype.kind not in "iufb":
            return "a whole number, please"
        if array.dtype.kind == "f" and not _all_whole(array):
            return "a whole number, please"
        if array.size == 1 and array.item() > self.last:
            return f"the numbers go up to {self.last}"
        return super().find_fault(array.item() if array.size == 1 else answer)

    def _wrong_kind(self, answer):
        return "one whole number, please" if as_array(answer).size != 1 else None


_EDGES = (  # the last cases of an ErrorCheck
    "both blocks are 0 throughout",
    "claimed is 0 throughout, but measured is not",
    "measured is 0 throughout, but claimed is not",
)


def _told(result):
    array = as_array(result)
    nan = array is not None and array.dtype.kind in "fc" and np.any(np.isnan(array))
    return "NaN" if nan else shown(result)


class ErrorCheck(ThetaCheck):
    """A ThetaCheck for the relative error of a block; its last cases are those of `_EDGES`."""

    def find_fault(self, answer):
        """As for every function; an array of errors is not yet one number. Python's max of a row
        works, and of a table not: where it does, a known mistake decides.
        """
        fault = super().find_fault(answer)
        if fault == NO_BRACKETS:
            return "a function stands without its brackets: .max() is a number, .max is not"
        if fault and "The truth value of an array" in fault:
            rows = copy.copy(self)
            rows.cases = [case for case in self.cases if case[0].ndim == 1]
            known = super(ErrorCheck, rows).find_fault(answer)
            if known in self.mistakes:
                return known
            return "max takes no table, and if takes no array: np.abs(a).max() is one number"
        return fault

    def _at(self, case):
        return f"for two blocks of shape {case[0].shape}"

    def _fault(self, results, part=None):
        right = self._on_all_cases(self.right, None)
        usual = sum(all(map(np.any, case)) for case in self.cases)  # then those with zeros alone
        if self._all_close(results[:usual], right[:usual]):
            for edge, result, due in zip(_EDGES, results[usual:], right[usual:]):
                if not close(result, due, self.rtol):
                    told = f"{_told(result)} comes out, {due:.0f} is due"
                    return f"right, except where {edge}: {told}"
        for why, mistake in self.mistakes.items():  # made by someone who forgot the 0, too
            if self._all_close(results[:usual], self._on_all_cases(mistake, None)[:usual]):
                return why
        return super()._fault(results, part)

    def _first_difference(self, results, expected):
        array = as_array(results[0])
        if array is not None and array.ndim and array.dtype.kind in "biufc":
            return "one number is wanted for the whole block, and yours is an array: which maximum?"
        return super()._first_difference(results, expected)


# ---- the turns

check_program = WholeCheck(
    right=3,
    mistakes={
        "without 1/m each step is m times as long, but its direction is right": 1,
        "with a factor 2 each step is twice as long, but its direction is right": 2,
        "that one moves the biases too slowly; the weights still learn": 4,
        "without the gate the steps point elsewhere, but mostly downhill": 5,
        "at the wrong place the gate is off, but keeps its sign": 6,
        "the order of two lines makes a small error alone": 7,
        "the number of a bug in the table is wanted, from 1 to 7": 0,
    },
    last=7,
)


def sum_of_cubes(theta):
    """A loss of two parameters or more; its slope along entry k is 3 theta[k]^2 + 1."""
    return np.sum(theta**3 + theta)


def product_minus_cubes(theta):
    """A loss in which each parameter matters to the slopes along the others, most of them < 0."""
    return np.prod(theta) - 5 * np.sum(theta**3)


def _moved(theta, k, h):
    moved = theta.astype(float)
    moved[k] = moved[k] + h
    return moved


def _one_slope(loss, theta, k, h):
    return (loss(_moved(theta, k, h)) - loss(_moved(theta, k, -h))) / (2 * h)


def _random(size, seed):
    return np.random.default_rng(seed).uniform(0.5, 2, size)


check_one_slope = ThetaCheck(
    right=lambda loss, theta, k, h: _one_slope(loss, theta, k, h),
    mistakes={
        "the sign is flipped: the loss to the right, minus the loss to the left": (
            lambda loss, theta, k, h: -_one_slope(loss, theta, k, h)
        ),
        "the two losses lie 2h apart: divide by 2 * h": lambda loss, theta, k, h: (
            2 * _one_slope(loss, theta, k, h)
        ),
        "brackets are missing: x / 2 * h is x / 2, times h; write x / (2 * h)": (
            lambda loss, theta, k, h: _one_slope(loss, theta, k, h) * h * h
        ),
        "divided by 2, but not by h": lambda loss, theta, k, h: _one_slope(loss, theta, k, h) * h,
        "use the h that is handed over": lambda loss, theta, k, h: _one_slope(loss, theta, k, 1e-5),
        "a slope may be negative: take no abs of it": lambda loss, theta, k, h: abs(
            _one_slope(loss, theta, k, h)
        ),
        "the loss takes the whole row, not entry k alone": lambda loss, theta, k, h: _one_slope(
            loss, theta[k : k + 1], 0, h
        ),
        "not yet divided by the distance 2h": lambda loss, theta, k, h: (
            _one_slope(loss, theta, k, h) * 2 * h
        ),
        "that is a step to one side; (1.2) steps to the right and to the left": (
            lambda loss, theta, k, h: (loss(_moved(theta, k, h)) - loss(theta)) / h
        ),
        "a step to one side, and to the left at that; (1.2) steps to both sides": (
            lambda loss, theta, k, h: (loss(theta) - loss(_moved(theta, k, -h))) / h
        ),
        "a step to one side, divided by 2h": lambda loss, theta, k, h: (
            (loss(_moved(theta, k, h)) - loss(theta)) / (2 * h)
        ),
        "all entries of theta move; only entry k should": lambda loss, theta, k, h: (
            (loss(theta + h) - loss(theta - h)) / (2 * h)
        ),
        "entry 0 moves; entry k should": lambda loss, theta, k, h: _one_slope(loss, theta, 0, h),
        "the two losses are the same: right and left must be two copies of theta, and entry k "
        "moves up in one, down in the other": lambda loss, theta, k, h: 0.0,
        "the old value of entry k is lost: add h to it": lambda loss, theta, k, h: _one_slope(
            loss, _moved(theta, k, -theta[k]), k, h
        ),
        "brackets are missing: the whole difference is divided": lambda loss, theta, k, h: (
            loss(_moved(theta, k, h)) - loss(_moved(theta, k, -h)) / (2 * h)
        ),
        "that is how far entry k moves, divided by 2h; the losses are missing": (
            lambda loss, theta, k, h: 1.0
        ),
        "that is the loss itself": lambda loss, theta, k, h: loss(theta),
    },
    cases=[
        (sum_of_cubes, _random(3, seed=1), 1, 0.1),
        (product_minus_cubes, _random(5, seed=2), 4, 0.05),
    ],
    blanks=3,
    shapes={"": "theta has one row of numbers, and theta[k] is one of them"},
)


def _all_slopes(loss, theta, h):
    return np.array([_one_slope(loss, theta, k, h) for k in range(theta.size)])


def _claimed():
    theta = np.random.default_rng(7).normal(size=19)
    return theta - step("E", theta, *five_flowers(), 1)


def _left_moved(loss, theta, h):
    slopes, moved = [], theta.copy()
    for k in range(theta.size):
        slopes.append(_one_slope(loss, moved, k, h))
        moved = _moved(moved, k, h)
    return np.array(slopes)


def _all_but(place):
    def slopes(loss, theta, h):
        result = _all_slopes(loss, theta, h)
        result[place] = 0
        return result

    return slopes


def _only(place):
    def slopes(loss, theta, h):
        result = np.zeros(theta.size)
        result[place] = _one_slope(loss, theta, place % theta.size, h)
        return result

    return slopes


check_slopes = ThetaCheck(
    right=lambda loss, theta, h: _all_slopes(loss, theta, h),
    mistakes={
        "one number; a slope for each entry of theta is wanted": lambda loss, theta, h: _all_slopes(
            loss, theta, h
        ).sum(),
        "only the first slope: is the return inside the loop?": _only(0),
        "only the last slope is filled in; each round must write into its own entry k": _only(-1),
        "the first slope alone: is the return inside the loop?": lambda loss, theta, h: _one_slope(
            loss, theta, 0, h
        ),
        "the last slope alone; keep one for each k": lambda loss, theta, h: _one_slope(
            loss, theta, theta.size - 1, h
        ),
        "entry 0 is never filled in: which k does the loop begin with?": _all_but(0),
        "the last entry is never filled in: which k does the loop end with?": _all_but(-1),
        "only entry 0 is filled in; round k must fill entry k": lambda loss, theta, h: np.append(
            _one_slope(loss, theta, theta.size - 1, h), np.zeros(theta.size - 1)
        ),
        "those are the claimed slopes of our network; measure, with the loss handed over": (
            lambda loss, theta, h: _claimed()[: theta.size]
        ),
        "the loss takes the whole row, not entry k alone": lambda loss, theta, h: np.array(
            [_one_slope(loss, theta[k : k + 1], 0, h) for k in range(theta.size)]
        ),
        "all entries of theta move; in round k only entry k should": lambda loss, theta, h: np.full(
            theta.size, (loss(theta + h) - loss(theta - h)) / (2 * h)
        ),
        "use the h that is handed over": lambda loss, theta, h: _all_slopes(loss, theta, 1e-5),
        "a slope may be negative: take no abs of it": lambda loss, theta, h: np.abs(
            _all_slopes(loss, theta, h)
        ),
        "each slope is doubled; one_slope has divided by 2h already": lambda loss, theta, h: (
            2 * _all_slopes(loss, theta, h)
        ),
        "all zeros: the slopes are not written into the array": lambda loss, theta, h: np.zeros(
            theta.size
        ),
        "every entry is the slope along entry 0; in round k, move entry k": (
            lambda loss, theta, h: np.full(theta.size, _one_slope(loss, theta, 0, h))
        ),
        "the entries stay moved: each round starts from theta as it came in": _left_moved,
        "a step to one side; one_slope steps to both": lambda loss, theta, h: np.array(
            [(loss(_moved(theta, k, h)) - loss(theta)) / h for k in range(theta.size)]
        ),
        "the last entry is missing: the loop runs to len(theta)": lambda loss, theta, h: (
            _all_slopes(loss, theta, h)[:-1]
        ),
    },
    cases=[
        (sum_of_cubes, _random(3, seed=3), 0.1),
        (product_minus_cubes, _random(5, seed=4), 0.05),
    ],
    blanks=1,
    shapes={"": "in round k one number goes into entry k of the array"},
)


def _case(shape, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=shape), 3 * rng.normal(size=shape)


def _quotient(top, bottom):
    return top / bottom if bottom else 0.0


def _relative_error(claimed, measured):
    scale = max(np.abs(claimed).max(), np.abs(measured).max())
    return _quotient(np.abs(claimed - measured).max(), scale)


def _where_they_differ_most(claimed, measured):
    place = np.abs(claimed - measured).argmax()
    return _quotient(
        np.abs(claimed - measured).max(), max(abs(claimed.flat[place]), abs(measured.flat[place]))
    )


def _entry_by_entry(claimed, measured):
    scale = np.maximum(np.abs(claimed), np.abs(measured))
    return (np.abs(claimed - measured) / np.where(scale, scale, 1)).max()


check_relative_error = ErrorCheck(
    right=lambda claimed, measured: _relative_error(claimed, measured),
    mistakes={
        "that is the absolute error: divide it by the size of the slopes": (
            lambda claimed, measured: np.abs(claimed - measured).max()
        ),
        "you divide entry by entry, so one entry near 0 decides; first the maxima": _entry_by_entry,
        "the size is taken where the two differ most; the largest slope of the block may stand "
        "elsewhere": _where_they_differ_most,
        "you divide by measured alone; (7.1) takes the larger of the two": (
            lambda claimed, measured: _quotient(
                np.abs(claimed - measured).max(), np.abs(measured).max()
            )
        ),
        "you divide by claimed alone; (7.1) takes the larger of the two": (
            lambda claimed, measured: _quotient(
                np.abs(claimed - measured).max(), np.abs(claimed).max()
            )
        ),
        "a mean or a sum lets one wrong entry hide among right ones": lambda claimed, measured: (
            _quotient(
                np.abs(claimed - measured).mean(),
                max(np.abs(claimed).mean(), np.abs(measured).mean()),
            )
        ),
        "a difference may be negative: np.abs is missing on top": lambda claimed, measured: (
            _quotient(
                (claimed - measured).max(), max(np.abs(claimed).max(), np.abs(measured).max())
            )
        ),
        "a difference may be negative, measured - claimed, too: np.abs is missing on top": (
            lambda claimed, measured: _quotient(
                (measured - claimed).max(), max(np.abs(claimed).max(), np.abs(measured).max())
            )
        ),
        "a measured slope may be negative: np.abs is missing below the line": (
            lambda claimed, measured: _quotient(
                np.abs(claimed - measured).max(), max(np.abs(claimed).max(), measured.max())
            )
        ),
        "a claimed slope may be negative: np.abs is missing below the line": (
            lambda claimed, measured: _quotient(
                np.abs(claimed - measured).max(), max(claimed.max(), np.abs(measured).max())
            )
        ),
        "np.abs comes before the maximum on top: abs of the largest entry is not the largest abs": (
            lambda claimed, measured: _quotient(
                abs((claimed - measured).max()), max(np.abs(claimed).max(), np.abs(measured).max())
            )
        ),
        "np.abs is missing, on top and below the line, and measured - claimed may be < 0, too": (
            lambda claimed, measured: _quotient(
                (measured - claimed).max(), max(claimed.max(), measured.max())
            )
        ),
        "np.abs is missing, on top and at measured below the line": lambda claimed, measured: (
            _quotient((claimed - measured).max(), max(np.abs(claimed).max(), measured.max()))
        ),
        "np.abs is missing, on top and below the line": lambda claimed, measured: _quotient(
            (claimed - measured).max(), max(claimed.max(), measured.max())
        ),
        "a slope may be negative: np.abs is missing below the line": lambda claimed, measured: (
            _quotient(np.abs(claimed - measured).max(), max(claimed.max(), measured.max()))
        ),
        "np.abs comes before the maximum: abs of the largest entry is not the largest abs": (
            lambda claimed, measured: _quotient(
                abs((claimed - measured).max()), max(abs(claimed.max()), abs(measured.max()))
            )
        ),
        "you divide by the smaller of the two; (7.1) takes the larger": lambda claimed, measured: (
            _quotient(
                np.abs(claimed - measured).max(), min(np.abs(claimed).max(), np.abs(measured).max())
            )
        ),
        "lengths in place of maxima: (7.1) looks for the largest entries": (
            lambda claimed, measured: _quotient(
                np.linalg.norm(claimed - measured),
                max(np.linalg.norm(claimed), np.linalg.norm(measured)),
            )
        ),
        "first subtract, then take sizes: the difference of two sizes misses a wrong sign": (
            lambda claimed, measured: _quotient(
                abs(np.abs(claimed).max() - np.abs(measured).max()),
                max(np.abs(claimed).max(), np.abs(measured).max()),
            )
        ),
        "first subtract, then take sizes: the difference of two maxima is not the largest "
        "difference": lambda claimed, measured: _quotient(
            abs(claimed.max() - measured.max()),
            max(np.abs(claimed).max(), np.abs(measured).max()),
        ),
        "first subtract, then take sizes: |2| - |-2| is 0, though the two differ by 4": (
            lambda claimed, measured: _quotient(
                (np.abs(claimed) - np.abs(measured)).max(),
                max(np.abs(claimed).max(), np.abs(measured).max()),
            )
        ),
        "first subtract, then take sizes: |2| and |-2| agree, though the two differ by 4": (
            lambda claimed, measured: _quotient(
                np.abs(np.abs(claimed) - np.abs(measured)).max(),
                max(np.abs(claimed).max(), np.abs(measured).max()),
            )
        ),
        "a constant answer: it does not depend on the two": lambda claimed, measured: 0.0,
        "you divide by the sum of the two sizes, not by the larger one": lambda claimed, measured: (
            _quotient(
                np.abs(claimed - measured).max(), np.abs(claimed).max() + np.abs(measured).max()
            )
        ),
        "upside down: the difference stands above the line": lambda claimed, measured: _quotient(
            max(np.abs(claimed).max(), np.abs(measured).max()), np.abs(claimed - measured).max()
        ),
    },
    cases=[
        _case((2,), seed=3),
        _case((4, 3), seed=1),
        (
            np.array([0.5, -3, 1, 0.2, -0.5]),
            np.array([1.5, -1, 1.2, 0.7, 0.5]),
        ),  # all differ by < 0
        (np.array([1, 0.5, 0.3, -0.4, 0.8, 2]), np.array([-4, 0.2, -0.3, -0.9, 0.6, 1.5])),  # > 0
        (  # the largest difference stands beside the largest slope
            np.array([10, 1, 4, -3, 2, 5, 7.0]),
            np.array([10, 2, 4.5, -3.2, 2.1, 5.3, 6.8]),
        ),
        (np.zeros(2), np.zeros(2)),
        (np.zeros(2), np.array([1.0, 2.0])),
        (np.array([1.0, 2.0]), np.zeros(2)),
    ],
    blanks=3,
    shapes={"": "claimed and measured have one shape; all that is done works entry by entry"},
)

_OF_B = {
    "the bugs have the numbers from 1 to 7, and B is wrong in all blocks": 0,
    "a flipped sign gives an error of 2 by (7.2)": 3,
    "without 1/m the error is 1 - 1/5 by (7.2)": 1,
    "W1 and W2 are wrong, too, and no weight needs a bias line": 4,
    "W2 and b2 are wrong, too, and their lines do not need dZ1": 5,
    "W2 and b2 are wrong, and their lines do not need dZ1": 6,
    "its errors are all the same number, so by (7.2) it is a factor": 7,
}
_OF_D = {
    "the bugs have the numbers from 1 to 7, and D is wrong in two blocks": 0,
    "that would spoil the weights, too": 1,
    "a factor in dZ2 would show in all four blocks": 2,
    "a flipped sign would show in all four blocks": 3,
    "b2 is wrong, too, and its line does not need dZ1": 5,
    "b2 is wrong, and its line does not need dZ1": 6,
    "that would leave b2 right, and W1 wrong": 7,
}
_OF_F = {
    "the bugs have the numbers from 1 to 7, and F is wrong in all blocks": 0,
    "a factor 2 gives an error of 1/2 by (7.2)": 2,
    "a flipped sign gives an error of 2 by (7.2)": 3,
    "W1 and W2 are wrong, too, and no weight needs a bias line": 4,
    "W2 and b2 are wrong, too, and their lines do not need dZ1": 5,
    "W2 and b2 are wrong, and their lines do not need dZ1": 6,
    "its errors are all the same number, so by (7.2) it is a factor": 7,
}

check_reports = EntriesCheck(
    right=[2, 4, 1],
    mistakes={
        "B and F are exchanged: put c = 2 and c = 5 into (7.2)": [1, 4, 2],
        "those are the errors; the numbers of the bugs in the table are wanted": [0.5, 0.8, 0.8],
    },
    entries={"B": _OF_B, "D": _OF_D, "F": _OF_F},
    last=7,
)

check_at_zeros = WholeCheck(
    right=4,
    mistakes={
        "those with a wrong dZ2 reach db2; is there another way to spoil it?": 3,
        "db2 is not 0 there: which of the seven reach it?": 0,
        "one block alone is not 0 there, but more than one bug reaches it": 1,
        "db2 is the sum of dZ2: which rows of the table change one of the two?": 2,
        "too many: bugs 5, 6 and 7 spoil layer 1 alone; what comes back to it there?": 5,
        "bugs 5, 6 and 7 spoil layer 1 alone; what comes back to it there?": 6,
        "all seven were caught at the random point; at zeros dW1, db1 and dW2 are 0": 7,
    },
    last=7,
)

# ---- the exercises

check_line = WholeCheck(
    right=2,
    mistakes={
        "line 1 takes the right entries: a block, from its start to its end": 1,
        "line 3 is right: (7.1) divides by this largest slope": 3,
        "line 4 divides, and works with what it is given": 4,
        "the number of a line is wanted, from 1 to 4": 0,
        "there are four lines": 5,
        "a single line is wrong; the last one works with what it is given": [2, 4],
    },
)

_SAME_SLOPES = "at the start b1 is 0, and then the two slopes agree"
_NOTHING_BACK = "with W2 = 0, what is the gradient of the hidden layer?"


class PlacesCheck(ValueCheck):
    """A ValueCheck for a list of the four places of exercise 7.2."""

    def _wrong_value(self, answer):
        words = as_array(answer).ravel().tolist()
        named = set(words)
        if strange := named - set(PLACES):
            return f"{sorted(strange)[0]!r} is none of the places: {', '.join(PLACES)}"
        if twice := [word for word in words if words.count(word) > 1]:
            return f"{twice[0]!r} stands there twice"
        if "start" in named:
            return _SAME_SLOPES
        return _NOTHING_BACK if "zeros" in named else super()._wrong_value(answer)


PLACES = ("zeros", "start", "trained", "random")

check_places = PlacesCheck(
    right=["trained", "random"],
    mistakes={
        "one more catches it: is b1 still 0 after a hundred steps?": ["random"],
        "one more catches it: where else is b1 different from 0?": ["trained"],
        _SAME_SLOPES: ["start", "trained", "random"],
        f"{_SAME_SLOPES}; and one more catches it": ["start", "random"],
        _NOTHING_BACK: ["zeros", "trained", "random"],
        f"{_NOTHING_BACK} And one more catches it": ["zeros", "random"],
        "right, but keep the order of the list": ["random", "trained"],
        "two of the four places make the two slopes agree, or hide them": [
            "zeros",
            "start",
            "trained",
            "random",
        ],
        "those two are where it hides": ["zeros", "start"],
    },
)

check_diagnoses = EntriesCheck(
    right=[3, 1, 4, 2],
    mistakes={
        "Ada and Cleo are exchanged: whose W2 is wrong?": [
            4,
            1,
            3,
            2,
        ],
    },
    entries={
        "Ada": {
            "a factor in dZ2 would show in all four blocks": 1,
            "the weights W1 are wrong, too": 2,
            "W2 is right there; where is Z1 put in place of A1?": 4,
            "5 is the flipped sign in this list; it would show as 2, in all four blocks": 5,
            "without 1/m all four blocks would be wrong": 6,
        },
        "Ben": {
            "a flipped sign gives an error of 2": 5,
            "without 1/m the error is 1 - 1/5, by (7.2)": 6,
            "2 spoils only biases in this list, and W1 and W2 are wrong, too": 2,
            "b2 and W2 are wrong, too; tanh cannot touch them": 3,
            "all four blocks are wrong, by one and the same factor": 4,
        },
        "Cleo": {
            "only W2 is wrong there, and its line does not need the slope of tanh": 3,
            "a factor would show in all four blocks": 1,
            "the biases are right there": 2,
            "5 is the flipped sign in this list; it would show as 2, in all four blocks": 5,
            "without 1/m all four blocks would be wrong": 6,
        },
        "Dan": {
            "only the biases are wrong there": 6,
            "a factor common to all blocks would show in all of them": 1,
            "W1 is right there, and b2 is wrong": 3,
            "4 spoils W2 in this list, and W2 is right there": 4,
            "a flipped sign would show as 2": 5,
        },
    },
    last=6,
)


def colleague(name, net, X, Y):
    """The gradient that "Ada", "Ben", "Cleo" or "Dan" computes for a tanh network of two layers.

    Each has one bug, and this function's source tells which.
    """
    Z1 = X @ net.W[0] + net.b[0]
    A1 = np.tanh(Z1)
    dZ2 = (softmax(A1 @ net.W[1] + net.b[1]) - Y) / len(X)
    dZ1 = dZ2 @ net.W[1].T * (1 if name == "Ada" else tanh_grad(Z1))
    dW1, db1 = X.T @ dZ1, dZ1.sum(axis=0)
    dW2, db2 = (Z1 if name == "Cleo" else A1).T @ dZ2, dZ2.sum(axis=0)
    if name == "Dan":
        db1, db2 = dZ1.mean(axis=0), dZ2.mean(axis=0)
    return (2 if name == "Ben" else 1) * np.concatenate([dW1.ravel(), db1, dW2.ravel(), db2])


progress = Progress(
    "gradient_check",
    exercises={
        "find the bug in a checker": check_line,
        "where would you look?": check_places,
        "four colleagues, four bugs": check_diagnoses,
    },
    turns={
        "the program that does not learn": check_program,
        "one slope": check_one_slope,
        "all slopes": check_slopes,
        "a relative error": check_relative_error,
        "three reports": check_reports,
        "a check at zeros": check_at_zeros,
    },
)
