"""The checks of notebook 11: a mean square, a start, ten neurons in a row, twins, five sick
trainings; then a uniform start, dead units, gradients by layer, and a repaired scaling.

`sick_trainings` runs what the learner diagnoses: its code would give the answers away.
"""

from typing import NamedTuple

import numpy as np
import sympy as sp

from helpers import activations, data, network, optimizers
from helpers.exercises.checking import NOTHING, FormulaCheck, Progress, ValueCheck
from helpers.exercises.comparing import as_array, is_words, same, shown
from helpers.exercises.iris import FlowersCheck
from helpers.symbolic import sizes

_n = sizes("n")


class NumberCheck(ValueCheck):
    """A ValueCheck for one number, which says so to a list, to words and to what is missing."""

    def find_fault(self, answer):
        """As for every value; a list with a single number in it is taken for the number."""
        array = as_array(answer)
        if isinstance(answer, str):
            return "one number is wanted, without quotation marks"
        if array is None or is_words(array) or array.size != 1:
            return f"one number is wanted; got {shown(answer)}"
        number = array.ravel()[0]
        if not np.isfinite(number):
            return "that is not a finite number"
        return super().find_fault(number)


# ---- a layer's sum

check_mean_square = NumberCheck(
    right=0.6,
    mistakes={
        "that is the size of z, a root; its mean square is asked": 0.6**0.5,
        "0.1 is the spread; its square stands in (11.1)": 6.0,
        "the number of inputs is missing": 0.02,
        "just half: the inputs' mean square is missing, or you took ReLU's half": 0.3,
        "2 is a mean of squares already: don't square it again": 1.2,
        "of the 30 times 30 products only the 30 squares are left": 18.0,
        "2 is a mean of squares already, and 0.1 has to be squared": 12.0,
    },
    rtol=1e-3,
)

# ---- a start that keeps the signal

TABLE = "a table of weights is wanted, with a row for each input and a column for each output"
KEEPS = "n s^2 = 1 keeps the mean square of the sums; ReLU then halves it"
OUTPUTS = "the number of inputs counts, not that of the outputs"
UNIFORM = (
    "uniform weights reach as far as your limit, but their spread is smaller; rng.normal takes the "
    "spread itself"
)
NOT_ZERO = (
    "the mean of your weights is not 0; they need both signs alike, as rng.normal draws them when "
    "its first argument is 0"
)
FIXED = "your spread is the same for every n, but more inputs need smaller weights"
OWN_DRAWS = "the draws do not come from the rng that is handed in: rng.normal, without np.random"
SAME_AGAIN = "each call gives the same table; take the rng that is handed in, not a new one"
EQUAL = (
    "all weights are equal; each should be drawn for itself, and rng.normal takes the middle "
    "first, then the spread"
)
SHARED = "weights are shared: each of the n times K should be drawn for itself"
SPREADS = {
    "that is s^2; rng.normal wants the spread s, its root": lambda n, K: 2 / n,
    KEEPS: lambda n, K: np.sqrt(1 / n),
    OUTPUTS: lambda n, K: np.sqrt(2 / K),
    f"{KEEPS}. And {OUTPUTS}": lambda n, K: np.sqrt(1 / K),
    "upside down: half of n s^2 must be 1, so n stands below": lambda n, K: np.sqrt(n / 2),
    "half of n s^2 must be 1: the 2 goes up, above the n": lambda n, K: np.sqrt(1 / (2 * n)),
    "inputs plus outputs: on the way forward only the inputs count": lambda n, K: np.sqrt(
        2 / (n + K)
    ),
    UNIFORM: lambda n, K: np.sqrt(2 / (3 * n)),
    "with your weights half of n s^2 is 2, not 1": lambda n, K: 2 / np.sqrt(n),
    FIXED: lambda n, K: 0.26,
    "1/n falls too fast: half of n s^2 must be 1, and the spread s is a root": lambda n, K: 1 / n,
    "the root goes over the n, too": lambda n, K: np.sqrt(2) / n,
}


class StartCheck(FlowersCheck):
    """For a function of n, K and rng that draws a table of weights; its spread is measured."""

    def find_fault(self, answer):
        """What is wrong with the table: its kind, shape, spread, middle, or how it is drawn."""
        if fault := self._not_callable(answer):
            return fault
        tables = []
        for case in self.cases:
            result, fault = self._run(answer, case)
            fault = fault or self._fault_of_table(*case[:2], *result)
            if fault:
                return fault
            tables.append(as_array(result[0]))
        if fault := self._fault_of_spread(tables):
            return fault
        again, fault = self._run(answer, self.cases[-1])
        return fault or (None if np.array_equal(again[0], tables[-1]) else OWN_DRAWS)

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if fault and "scale < 0" in fault:
            fault = "a spread is positive: the root, without a minus sign"
        return result, fault

    def _fault_of_table(self, n, K, first, second):
        if first is None:
            return NOTHING
        if callable(first):
            return "rng.normal stands without its brackets and what goes into it"
        table = as_array(first)
        if table is None or is_words(table) or table.dtype.kind == "c":
            return f"{TABLE}; got {shown(first)}"
        if table.ndim == 0:
            return f"one number comes back; {TABLE}: size=(n, K)"
        if table.shape == (K, n):
            return f"transposed: {TABLE}, so size=(n, K)"
        if table.shape != (n, K):
            return f"its shape is {table.shape}; for n = {n} and K = {K} it should be {(n, K)}"
        if not np.all(np.isfinite(table)):
            return "there are weights that are no numbers, from 1/0 or the root of a negative one"
        if np.all(table == table[0, 0]):
            return EQUAL
        if np.allclose(table, table[:1]) or np.allclose(table, table[:, :1]):
            return SHARED
        if np.array_equal(table, as_array(second)):
            return SAME_AGAIN
        return None

    def _at(self, case):
        return f"for n = {case[0]} and K = {case[1]}"

    def _fault_of_spread(self, tables):
        sizes_ = [case[:2] for case in self.cases]
        mean_squares = [np.mean(table**2) for table in tables]
        middles = [abs(np.mean(table)) / np.std(table) for table in tables]
        if max(middles) > 0.05:
            return NOT_ZERO
        if self._fits(mean_squares, lambda n, K: np.sqrt(2 / n)):
            return None
        for why, spread in SPREADS.items():
            if self._fits(mean_squares, spread):
                return why
        if np.allclose(mean_squares, mean_squares[0], rtol=0.03):
            return FIXED
        told = [f"{n * q / 2:.3g} for n = {n}" for (n, K), q in zip(sizes_, mean_squares)]
        return f"half of n s^2 should be 1; with your weights it is {' and '.join(told)}"

    def _fits(self, mean_squares, spread):
        """Whether all tables have this spread, as nearly as so many draws tell."""
        expected = [spread(n, K) ** 2 for n, K, _ in self.cases]
        return np.allclose(mean_squares, expected, rtol=0.03)

    def _unknown(self, name):
        if name in {"sqrt", "normal", "random"}:
            where = {"sqrt": "np.sqrt", "normal": "rng.normal", "random": "rng.normal"}[name]
            return f"there is no {name} in your function; it is {where}"
        if name == "spread":
            return "there is no spread in your function: give its formula, with n"
        return f"there is no {name} in your function: it has n, K and rng"


def _two_tables(function, n, K, seed):
    """What two calls return, with one random generator."""
    rng = np.random.default_rng(seed)
    first = function(n, K, rng)
    return first, None if first is None else function(n, K, rng)


def _normal(spread, middle=0.0):
    return lambda n, K, rng: rng.normal(middle, spread(n, K), size=(n, K))


def _limits(n, K, rng):
    limit = np.sqrt(2 / n)
    return rng.uniform(-limit, limit, size=(n, K))


check_start = StartCheck(
    right=lambda n, K, rng: rng.normal(0, np.sqrt(2 / n), size=(n, K)),
    mistakes={why: _normal(spread) for why, spread in SPREADS.items()}
    | {
        UNIFORM: _limits,
        NOT_ZERO: lambda n, K, rng: rng.normal(np.sqrt(2 / n), 1, size=(n, K)),
        SAME_AGAIN: lambda n, K, rng: np.random.default_rng(0).normal(
            0, np.sqrt(2 / n), size=(n, K)
        ),
        EQUAL: lambda n, K, rng: np.full((n, K), np.sqrt(2 / n)),
        OWN_DRAWS: lambda n, K, rng: np.random.default_rng().normal(0, np.sqrt(2 / n), size=(n, K)),
        SHARED: lambda n, K, rng: rng.normal(0, np.sqrt(2 / n), size=(n, 1)) * np.ones((1, K)),
        f"transposed: {TABLE}, so size=(n, K)": lambda n, K, rng: rng.normal(
            0, np.sqrt(2 / n), size=(K, n)
        ),
        f"one number comes back; {TABLE}: size=(n, K)": lambda n, K, rng: rng.normal(
            0, np.sqrt(2 / n)
        ),
    },
    cases=[(400, 250, 1), (150, 600, 2)],
    blanks=1,
    shapes={"": "size=(n, K) has a row for each input and a column for each output"},
    call=_two_tables,
)

# ---- ten neurons in a row

check_row = NumberCheck(
    right=0.25**9,
    mistakes={
        "from neuron 10 to neuron 1 there are 9 steps, not 10": 0.25**10,
        "from neuron 10 to neuron 1 there are 9 steps, not 8": 0.25**8,
        "that is by how much it shrinks at least; the slope is 1 divided by it": 4.0**9,
        "no slope is larger than that, well seen; here the steepest sigmoid is put into each step, "
        "though no row of neurons has that": 1.736e-6,
        "the slope is 1 divided by such a number; and from 10 to 1 there are 9 steps": 4.0**10,
        "along a chain slopes multiply; they do not add": 9 * 0.25,
        "a single step; there are 9": 0.25,
        "a sigmoid's slope is a (1 - a): at most a quarter, not a half": 0.5**9,
        "a sigmoid's slope is not 1: it is a (1 - a), and so at most a quarter": 1,
        "along a chain slopes multiply; divided by 9 is one step alone": 0.25 / 9,
        "it is about that; give the number itself, as a power or with three digits": 4e-6,
    },
    rtol=4e-3,
)

# ---- letters


class LettersCheck(ValueCheck):
    """For a choice among letters, in any order; `hints` has a hint for each letter."""

    def __init__(self, *arguments, hints, **options):
        super().__init__(*arguments, **options)
        self.hints = hints

    def find_fault(self, answer):
        """The first letter that is too many or missing, with its hint."""
        letters = _letters(answer)
        if letters is None:
            return f'letters are wanted, as in "BD"; got {shown(answer)}'
        strange = [x for x in letters if x not in self.hints]
        if isinstance(answer, str) and " and " in answer.lower():
            return 'the letters alone, without "and"'
        if strange:
            return f"the starts have the letters {', '.join(self.hints)}; there is no {strange[0]}"
        if len(set(letters)) < len(letters):
            return "each letter once, please"
        many = [x for x in letters if x not in self.right]
        missing = [x for x in self.right if x not in letters]
        if many:
            return self.hints[min(many)]
        return MISSING if missing else None


class CausesCheck(ValueCheck):
    """For a letter for each of several things; `look` is {the thing: where to look}."""

    def __init__(self, *arguments, each, look, **options):
        super().__init__(*arguments, **options)
        self.each, self.look = each, look

    def find_fault(self, answer):
        """The first wrong letter, and where to look."""
        letters = _letters(answer)
        if letters is None:
            return f"letters are wanted, one for each {self.each}; got {shown(answer)}"
        if len(letters) != len(self.right):
            wanted = f"{len(self.right)} letters are wanted, one for each {self.each}"
            return f"{wanted}; got {len(letters)}"
        if sorted(letters) != sorted(self.right):
            return f"the letters {', '.join(sorted(self.right))}, each of them once"
        for letter, right, (thing, look) in zip(letters, self.right, self.look.items()):
            if letter != right:
                return f"{thing}: it is not {letter}; {look}"
        return None


def _letters(answer):
    """The letters of an answer, "BD" or ["B", "D"], in capitals; None for anything else."""
    array = as_array(answer)
    if array is None or not is_words(array):
        return None
    letters = "".join(array.ravel().tolist()).upper()
    return letters if letters.isalpha() and len(letters) <= 26 else None


_OF_B = "B: the neurons send different weights on, so their slopes differ: look at W2"
_OF_C = "C: the neurons read the inputs with different weights from the start"
_OF_D = "D: the neurons have different biases, hence different outputs"
MISSING = (
    "what you have keeps them, and at least one more start does: compare the columns of W1, the "
    "biases and the rows of W2"
)

check_twins = LettersCheck(
    right="AE",
    mistakes={
        _OF_B: "ABE",
        MISSING: "A",
        _OF_C: "ACE",
        _OF_D: "ADE",
        "each letter once, please": "AAE",
    },
    hints={"A": "", "B": _OF_B, "C": _OF_C, "D": _OF_D, "E": ""},
)

_CAUSES = {
    "dead ReLUs": "which ReLUs have a slope of 0 everywhere before the first step?",
    "saturation": "which tanh neurons lie nearly all where tanh is flat?",
    "too large a rate": "no number from before the first step shows it; look at the curves",
    "twins": "which columns of W1 do not differ at all?",
    "unscaled input": "which two inputs have spreads that are far apart?",
}

check_causes = CausesCheck(
    right="CEDAB",
    mistakes={
        f"dead ReLUs: it is not E; {_CAUSES['dead ReLUs']}": "ECDAB",
        f"dead ReLUs: it is not D; {_CAUSES['dead ReLUs']}": "DECAB",
        f"saturation: it is not D; {_CAUSES['saturation']}": "CDEAB",
        f"saturation: it is not A; {_CAUSES['saturation']}": "CADEB",
        f"too large a rate: it is not B; {_CAUSES['too large a rate']}": "CEBAD",
        f"twins: it is not B; {_CAUSES['twins']}": "CEDBA",
        "5 letters are wanted, one for each cause; got 4": "CEDA",
    },
    each="cause",
    look=_CAUSES,
)

# ---- the exercises at the end


class LetterCheck(FormulaCheck):
    """A FormulaCheck that asks for the letter where a number was put in."""

    def find_fault(self, answer):
        """As for every formula; a number is no formula in n_."""
        array = as_array(answer)
        if array is not None and array.size == 1 and array.dtype.kind in "iuf":
            return f"{shown(answer)} is a number; a formula with n_ is wanted, right for every n"
        return super().find_fault(answer)


check_limit = LetterCheck(
    right=sp.sqrt(6 / _n),
    mistakes={
        "that is the spread: a uniform weight can lie further out, up to c": sp.sqrt(2 / _n),
        "that keeps n s^2 at 1; ReLU loses half, so it must be 2": sp.sqrt(3 / _n),
        "c^2/12 is for a length of c; from -c to c it is 2c": 2 * sp.sqrt(6 / _n),
        "that is c^2": 6 / _n,
        "a limit is positive: the other root": -sp.sqrt(6 / _n),
        "upside down: n stands below, for more inputs need smaller weights": sp.sqrt(_n / 6),
        "with this limit the mean square is 4/n, not 2/n": sp.sqrt(12 / _n),
        "that is the mean square of He's weights; which c gives it? integrate": 2 / _n,
        "upside down: c^2 is three times the mean square, not a third of it": sp.sqrt(2 / (3 * _n)),
    },
)


def _case(m, n, H, largest, seed):
    """Inputs like lengths, all positive, the first rows small; biases up to `largest`."""
    rng = np.random.default_rng(seed)
    b1 = rng.permutation(np.linspace(-3, largest, H))[None]
    return (
        rng.uniform(0, 1, size=(m, n)) * np.arange(1, m + 1)[:, None] / 3,
        rng.normal(size=(n, H)),
        b1,
    )


def _active(X, W1, b1):
    return X @ W1 + b1 > 0


ONE_TRUTH = (
    "not, if, and look at one True or False, not at an array; ~ turns each entry of an array round"
)
NO_AXIS = (
    "0 for both tables of the check: has each .any its axis=0? Without it, it asks the whole table"
)


class DeadCheck(FlowersCheck):
    """A FlowersCheck for a count."""

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if fault and "max, min and if look at one number" in fault:
            fault = ONE_TRUTH
        elif fault and "boolean" in fault and "negative" in fault:
            fault = "- is no sign for a table of True and False; ~ turns each entry round"
        elif fault and "generator" in fault:
            fault = "np.sum wants an array, and got a generator, for ... in ... without brackets"
        elif isinstance(result, (bool, np.bool_)):
            fault = "one True or False comes back; a count is wanted"
        return result, fault

    def _first_difference(self, results, expected):
        for a, b in zip(map(as_array, results), expected):
            if a is not None and a.dtype.kind in "biuf" and a.ndim == 0:
                if not same(a, b, self.rtol):
                    return f"you count {shown(a)} where {shown(b)} are dead"
        return super()._first_difference(results, expected)


check_dead = DeadCheck(
    right=lambda X, W1, b1: np.sum(~_active(X, W1, b1).any(axis=0)),
    mistakes={
        "one quiet sample is no death; the neuron must be off for all samples": lambda X, W1, b1: (
            np.sum(~_active(X, W1, b1).all(axis=0))
        ),
        "that counts samples that wake no neuron; count neurons": lambda X, W1, b1: np.sum(
            ~_active(X, W1, b1).any(axis=1)
        ),
        "that counts entries of Z1; count columns": lambda X, W1, b1: np.sum(~_active(X, W1, b1)),
        "the biases are missing": lambda X, W1, b1: np.sum(~_active(X, W1, 0).any(axis=0)),
        "the biases are added, not subtracted": lambda X, W1, b1: np.sum(
            ~_active(X, W1, -b1).any(axis=0)
        ),
        "those are the living": lambda X, W1, b1: np.sum(_active(X, W1, b1).any(axis=0)),
        "those are on for all samples; count what is off for all": lambda X, W1, b1: np.sum(
            _active(X, W1, b1).all(axis=0)
        ),
        "a column's sum or mean below 0 is not enough: each entry must be": lambda X, W1, b1: (
            np.sum((X @ W1 + b1).sum(axis=0) < 0)
        ),
        "a mask; sum it": lambda X, W1, b1: ~_active(X, W1, b1).any(axis=0),
        "that is a share; return a count": lambda X, W1, b1: np.mean(
            ~_active(X, W1, b1).any(axis=0)
        ),
        NO_AXIS: lambda X, W1, b1: 0,
    },
    cases=[_case(6, 4, 14, 1.5, seed=0), _case(8, 3, 17, -0.2, seed=1)],
    blanks=1,
    shapes={"": "the sums are X @ W1 + b1: (m, n) times (n, H), plus a row (1, H)"},
)

_ROWS = {
    "row 1": "are its layers alike, or do the first ones starve? And how large is the gradient?",
    "row 2": "level, like others; compare how large it is with the other level rows",
    "row 3": "what happens from layer 7 back to layer 1?",
    "row 4": "which start keeps both the signal and the slopes?",
}

check_diagnosis = CausesCheck(
    right="BDAC",
    mistakes={
        f"row 1: it is not A; {_ROWS['row 1']}": "ADBC",
        f"row 2: it is not C; {_ROWS['row 2']}": "BCAD",
        f"row 1: it is not C; {_ROWS['row 1']}": "CABD",
        f"row 3: it is not C; {_ROWS['row 3']}": "BDCA",
        "letters are wanted, one for each row; got [3, 1, 4, 2]": [3, 1, 4, 2],
        "4 letters are wanted, one for each row; got 3": "BDA",
    },
    each="row",
    look=_ROWS,
)


class ScaledCheck(FlowersCheck):
    """A FlowersCheck that looks at a mean and a spread of each column."""

    def _at(self, case):
        return f"for X of shape {case[0].shape}"


def _scaled(X):
    return (X - X.mean(axis=0)) / X.std(axis=0)


check_scaled = ScaledCheck(
    right=_scaled,
    mistakes={
        "one mean and one spread for the whole table: each column needs its own": lambda X: (
            (X - X.mean()) / X.std()
        ),
        "the spread is still that of the whole table": lambda X: (X - X.mean(axis=0)) / X.std(),
        "the mean is still that of the whole table": lambda X: (X - X.mean()) / X.std(axis=0),
        "axis=1 takes the mean of a row, of one house: here it is axis=0": lambda X: (
            (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
        ),
        "the spread is missing: divide by it": lambda X: X - X.mean(axis=0),
        "the mean is missing: subtract it": lambda X: X / X.std(axis=0),
        "divide by the spread, np.std, not by its square": lambda X: (
            (X - X.mean(axis=0)) / X.var(axis=0)
        ),
        "brackets: first subtract, then divide": lambda X: X - X.mean(axis=0) / X.std(axis=0),
        "ddof=1 divides by m - 1; the spread of this course divides by m": lambda X: (
            (X - X.mean(axis=0)) / X.std(axis=0, ddof=1)
        ),
        "that brings each column between 0 and 1; mean 0 and spread 1 are wanted": lambda X: (
            (X - X.min(axis=0)) / (X.max(axis=0) - X.min(axis=0))
        ),
    },
    cases=[
        (np.random.default_rng(4).normal([3, 40], [1, 9], size=(7, 2)),),
        (np.random.default_rng(5).normal([1, -2, 30], [0.1, 5, 1], size=(5, 3)),),
    ],
    blanks=1,
    shapes={"": "each column has its own mean and spread: mean(axis=0), a row"},
)


# ---- five sick trainings


class Training(NamedTuple):
    """The losses of a training, and what one sees before its first step: the activation, the share
    of hidden outputs where it is flat, how far columns of W1 are apart, the spreads of the inputs.
    Then how many neurons are off for all houses, at the start and at the end.
    """

    losses: np.ndarray
    activation: str
    flat: float
    apart: float
    spreads: np.ndarray
    off_at_start: int
    off_at_end: int


def sick_trainings():
    """Six trainings on the houses of notebook 6, {name: Training}; the first is healthy."""
    houses, Y = _houses()
    measured = np.column_stack([100 + 30 * houses[:, 0], 3000 + 1500 * houses[:, 1]])
    badly_scaled = (measured - measured.mean()) / measured.std()
    nets = {name: _start("tanh") for name in ("healthy", "B", "E")}
    nets["A"], nets["C"], nets["D"] = _all_equal(), _start("relu"), _start("relu")
    nets["C"].b[0][:] = -5
    nets["E"].W[0][:] *= 100
    told = {}
    for name in ("healthy", "A", "B", "C", "D", "E"):
        net, X = nets[name], badly_scaled if name == "B" else houses
        numbers, off = _before(net, X), _off(net, X)  # the training changes the network
        losses = _losses(net, X, Y, 5 if name == "D" else 0.3)
        told[name] = Training(losses, *numbers, off, _off(net, X))
    return told


def long_training_of_a(nudge):
    """The losses of A in 3,000 steps, with `nudge` added to a single weight at the start."""
    net = _all_equal()
    net.W[0][0, 0] += nudge
    return _losses(net, *_houses(), 0.3, steps=3000)


def _houses():
    rng = np.random.default_rng(3)
    centres = [[-1, -1], [1, 1], [-1, 1], [1, -1]]
    houses = np.repeat(centres, 50, axis=0) + 0.35 * rng.normal(size=(200, 2))
    return houses, data.one_hot(np.repeat([0, 0, 1, 1], 50), 2)


def _all_equal():
    """Eight copies of one random neuron."""
    net = _start("tanh")
    net.W[0][:], net.W[1][:] = net.W[0][:, 4:5].copy(), net.W[1][4:5].copy()
    return net


def _off(net, X):
    return np.sum(np.all(X @ net.W[0] + net.b[0] <= 0, axis=0))


def _start(activation):
    net, rng = network.Network([2, 8, 2], activation), np.random.default_rng(0)
    for W in net.W:
        n = len(W) if activation == "relu" else sum(W.shape)
        W[:] = rng.normal(0, np.sqrt(2 / n), size=W.shape)
    return net


def _before(net, X):
    slope = activations.ACTIVATIONS[net.activation_name][1](X @ net.W[0] + net.b[0])
    columns = net.W[0].max(axis=1) - net.W[0].min(axis=1)
    return net.activation_name, np.mean(slope < 0.01), columns.max(), X.std(axis=0)


def _losses(net, X, Y, rate, steps=300):
    optimizer, losses = optimizers.GradientDescent(rate), []
    for _ in range(steps + 1):
        loss, gradient = net.loss_and_gradient(X, Y)
        losses.append(loss)
        optimizer.step(net.theta, gradient)
    return np.array(losses)


progress = Progress(
    "why_networks_fail",
    turns={
        "a layer's sum": check_mean_square,
        "a start that keeps the signal": check_start,
        "ten neurons in a row": check_row,
        "which starts keep twins?": check_twins,
        "five sick trainings": check_causes,
    },
    exercises={
        "where the six comes from": check_limit,
        "count the dead": check_dead,
        "gradients by layer": check_diagnosis,
        "find the bug": check_scaled,
    },
)
