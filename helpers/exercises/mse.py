"""The checks of notebook 2: shares, slopes along a weight, a bias and n weights, and a walk."""

import copy
import dis
import re

import numpy as np
import sympy as sp

from helpers.exercises.checking import (
    CORRECT,
    NOT_ATTEMPTED,
    FormulaCheck,
    FunctionCheck,
    Progress,
    ValueCheck,
    traceback_in,
)
from helpers.exercises.comparing import as_array, same, shown
from helpers.symbolic import arrays, indices, sizes

NUMPY_ON_SHAPES = ("matmul", "could not be broadcast", "not aligned", "core dimension")
PLACES = ("first", "second")
A_FUNCTION = (
    r"unsupported operand.*'(builtin_function_or_method|function|method|numpy\.\w*Dispatcher)'"
)
NO_BRACKETS = "a function stands without its brackets: .sum() is a number, .sum is not"


class SlopeCheck(FunctionCheck):
    """A FunctionCheck whose stub holds `blanks` times three dots. Where NumPy would speak of
    operands, it names the line and says `shapes[the name that the line defines]`, or shapes[""].
    It knows a factor that is the same in every entry.
    """

    def __init__(self, *arguments, blanks, shapes, **options):
        super().__init__(*arguments, call=_called, **options)
        self.blanks, self.shapes = blanks, shapes

    def verdict(self, answer):
        """As for every check; dots that are left decide, unless the answer is correct."""
        left = dots(answer)
        if left == self.blanks:
            return NOT_ATTEMPTED
        verdict = super().verdict(answer)
        if left and verdict != CORRECT:
            return "wrong: one of your lines still holds the three dots"
        return verdict

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if fault and any(words in fault for words in NUMPY_ON_SHAPES):
            line = _failing_line(answer, case, self.call)
            where = f" in the line of {line}" if line else ""
            fault = (
                f"two shapes do not fit together{where}. {self.shapes.get(line, self.shapes[''])}"
            )
        elif unknown := re.search(r"raises NameError: name '(\w+)' is not defined", fault or ""):
            fault = self._unknown(unknown[1])
        elif fault and re.search(A_FUNCTION, fault):
            fault = NO_BRACKETS
        return result, fault and fault.replace(" arrays: ", " things: ")

    def _unknown(self, name):
        names = ", ".join(self._names())
        if name == "m":
            return "there is no m in your function: the number of houses is len(y)"
        return f"there is no {name} in your function: it has {names}, and what its lines define"

    def _fault(self, results, part=None):
        """As for every function; where a mistake was made in the second part alone, it says so."""
        why = super()._fault(results, part)
        if part and why in self.mistakes:
            first = self._on_all_cases(self.mistakes[why], 0)
            if not self._all_close(first, self._on_all_cases(self.right, 0)):
                return f"{why} ({self.parts[0]} is right)"
        return why

    def _swapped(self, results):
        """Whether a function of two parts returns both right, in the other order."""
        rights = [self._on_all_cases(self.right, part) for part in (1, 0)]
        pairs = zip(zip(*results), rights)
        return all(self._all_close(mine, theirs) for mine, theirs in pairs)

    def _kinship(self, results, expected):
        houses = [len(case[1]) for case in self.cases]
        return super()._kinship(results, expected) or factor(results, expected, houses)

    def _first_difference(self, results, expected):
        if any(map(callable, results)):
            return NO_BRACKETS
        for a, b in zip(map(as_array, results), map(np.asarray, expected)):
            if a is None or a.shape == b.shape or a.dtype.kind == "U":
                continue
            if b.ndim and a.ndim == 0:
                return f"one number; w has {b.size} entries here, and each has its own slope"
            if b.ndim:
                return f"it has shape {a.shape}; expected {b.shape}, one slope for each weight"
            add = "; put the houses together" if a.size > 1 else ""
            return f"one number is wanted; yours is an array of shape {a.shape}{add}"
        return super()._first_difference(results, expected)


class GradientCheck(SlopeCheck):
    """A SlopeCheck that knows its two parts in the other order."""

    def find_fault(self, answer):
        """As for every function, after a look at the order."""
        if not self._not_callable(answer):
            runs = [self._run(answer, case) for case in self.cases]
            if not any(fault for _, fault in runs) and self._swapped([run[0] for run in runs]):
                return f"the two in the other order: first {self.parts[0]}, then {self.parts[1]}"
        return super().find_fault(answer)


class WalkCheck(GradientCheck):
    """A GradientCheck that looks at a single step first: later, a wrong slope along b spoils w."""

    def find_fault(self, answer):
        """What is wrong after one step, or else after all."""
        one_step = copy.copy(self)
        one_step.cases = [(*case[:-1], 1) for case in self.cases]
        return super(WalkCheck, one_step).find_fault(answer) or super().find_fault(answer)


class WorkedOutCheck(FormulaCheck):
    """A FormulaCheck that wants a slope worked out: a derivative that is only written is none.
    It looks at the indices of X_, w_ and y_ first.
    """

    def find_fault(self, answer):
        """As for every formula; a derivative sign in it is no answer, even if it is equal."""
        if isinstance(answer, str):
            return "a formula without quotation marks, please"
        fault = _fault_of_indices(answer) if isinstance(answer, sp.Basic) else None
        fault = fault or super().find_fault(answer)
        if not fault and isinstance(answer, sp.Basic) and answer.has(sp.Derivative):
            return "equal, but not worked out: a derivative sign is still in it; put its value in"
        return fault

    def _foreign_symbol(self, formula):
        if _i in formula.free_symbols:
            return "an i_ is left outside the sum; Sum(..., houses_) goes round all that has an i_"
        if _j in formula.free_symbols:
            return "j_ is every feature in turn, in a sum; the weight that moves has the letter k_"
        return super()._foreign_symbol(formula)


class CountedCheck(ValueCheck):
    """A ValueCheck that counts the numbers."""

    def _wrong_value(self, answer):
        count = as_array(answer).size
        if count != len(self.right):
            return f"{len(self.right)} numbers are wanted, not {count}"
        return super()._wrong_value(answer)


class PairCheck(CountedCheck):
    """A CountedCheck for two numbers with a catalogue for each, {why it is wrong: the number}."""

    def __init__(self, *arguments, first, second, **options):
        super().__init__(*arguments, **options)
        self.entries = first, second

    def _wrong_value(self, answer):
        array = as_array(answer)
        if array.shape != (2,):
            return super()._wrong_value(answer)
        for number, right, known, name in zip(array, self.right, self.entries, PLACES):
            if not same(number, right, self.rtol):
                told = [why for why, value in known.items() if same(number, value, self.rtol)]
                return f"the {name} number: {told[0] if told else f'{shown(number)} is not it'}"
        return super()._wrong_value(answer)


class RateCheck(ValueCheck):
    """A ValueCheck that says on which side of the right rate an answer lies."""

    def _wrong_value(self, answer):
        rate = as_array(answer)
        if rate.dtype.kind == "c" or not 0 < rate < 1:
            return "a rate between 0 and 1, please"
        if not np.isclose(rate, np.round(rate, 2), atol=1e-9):
            return "two decimals are enough"
        if rate < self.right:
            return "a larger rate ends lower"
        return "with that rate the walk ends higher than with a smaller one"


INDICES = {
    "X": (2, "X_ takes two indices, the house and the feature: X_[i_, k_]"),
    "w": (1, "w_ takes one index, as in w_[k_], the weight that moves"),
    "y": (1, "y_ takes one index, the house: y_[i_]"),
}
LETTERS = {"X": ("i", "k"), "w": ("k",), "y": ("i",)}


def _fault_of_indices(formula):
    """That X_, w_ or y_ has too few or too many indices, or a number for a letter; or None."""
    entries = formula.atoms(sp.Indexed)
    bare = formula.xreplace({entry: sp.Dummy() for entry in entries}).atoms(sp.IndexedBase)
    for base in sorted(bare, key=str):
        if str(base) in INDICES:
            return INDICES[str(base)][1]
    for entry in sorted(entries, key=str):
        name = str(entry.base)
        if name not in INDICES:
            continue
        count, told = INDICES[name]
        if len(entry.indices) != count:
            return told
        for letter, index in zip(LETTERS[name], entry.indices):
            if index.is_Number:
                return (
                    f"the number {index} stands as an index of {name}_: "
                    f"does {letter}_ lack its underscore?"
                )
    return None


def _failing_line(function, case, call):
    """The name that the line defines in which `function` fails, "return", or "" if unknown."""
    try:
        with np.errstate(all="ignore"):
            call(function, *copy.deepcopy(case))
    except Exception as error:
        step = traceback_in(function, error)
        return _defined_on(function.__code__, step.tb_lineno) if step else ""
    return ""


def _defined_on(code, line):
    """The name that a line of `code` defines, or "return"."""
    spans = [(start, end) for start, end, number in code.co_lines() if number == line]
    for step in dis.get_instructions(code):
        if any(start <= step.offset < end for start, end in spans):
            if step.opname.startswith("STORE_FAST"):
                return step.argval if isinstance(step.argval, str) else step.argval[0]
            if step.opname.startswith("RETURN"):
                return "return"
    return ""


def _called(function, *case):
    """What a function returns; an array of several numbers may stand for their list."""
    result = function(*case)
    return list(result) if isinstance(result, np.ndarray) and result.shape == (2,) else result


def dots(answer):
    """How many times three dots stand in the function `answer`."""
    try:
        return sum(step.argval is ... for step in dis.get_instructions(answer))
    except Exception:  # dis refuses what was not written in Python
        return 0


def factor(results, expected, houses):
    """That all entries are off by one factor, the same for all cases or one that follows m."""
    factors = []
    for a, b in zip(map(as_array, results), map(np.asarray, expected)):
        if a is None or a.shape != b.shape or a.dtype.kind not in "iuf" or not np.any(a):
            return None
        factors.append(np.sum(a * b) / np.sum(b * b))
        if not np.allclose(a, factors[-1] * b, rtol=1e-5):
            return None
    sign = "; the sign is flipped, too" if factors[0] < 0 else ""
    if np.allclose(factors, factors[0], rtol=1e-5):
        return f"it is {abs(factors[0]):.3g} times what it should be, for all houses{sign}"
    for power, why in ((-1, "it must be divided by m"), (1, "it is divided by m once too often")):
        free = np.array(factors) * np.array(houses, dtype=float) ** power
        if np.allclose(free, free[0], rtol=1e-5):
            told = f"{abs(factors[0]):.3g} times what it should be for {houses[0]} houses, "
            return f"it is {told}{abs(factors[1]):.3g} times for {houses[1]}: {why}{sign}"
    return None


# ---- one weight and a bias

check_shares = CountedCheck(
    right=[-1, -4, -12],
    mistakes={
        "these are the residuals alone; multiply each by the size of the house": [-1, -2, -4],
        "sign flipped: the residual is prediction minus price, here 0 minus price": [1, 4, 12],
        "you squared the residuals; a share is residual times input": [1, 4, 16],
        "without the 2, please: a share is residual times input": [-2, -8, -24],
        "you multiplied by the weight, which is 0; multiply by the size of the house": [0, 0, 0],
        "those are the shares at the flat line, w = 0 and b = 3; now b is 0": [2, 2, -3],
        "three numbers, one for each house, before they are added": -17,
    },
)


def _houses(m, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=m), rng.normal(size=m), rng.normal(), rng.normal()


_LINE_SHAPES = "x and y have one entry for each house, w and b are numbers; use * between them"

check_slope_w = SlopeCheck(
    right=lambda x, y, w, b: 2 * np.mean((w * x + b - y) * x),
    mistakes={
        "sign flipped: the residual is prediction minus price": lambda x, y, w, b: (
            2 * np.mean((y - w * x - b) * x)
        ),
        "a sum, where the loss has a mean: the 1/m is missing": lambda x, y, w, b: (
            2 * np.sum((w * x + b - y) * x)
        ),
        "the 2 of the square is missing": lambda x, y, w, b: np.mean((w * x + b - y) * x),
        "the 2 and the 1/m are both missing": lambda x, y, w, b: np.sum((w * x + b - y) * x),
        "the bias b is missing from the prediction": lambda x, y, w, b: (
            2 * np.mean((w * x - y) * x)
        ),
        "where is the input? each residual is multiplied by its x": lambda x, y, w, b: (
            2 * np.mean(w * x + b - y)
        ),
        "the residual moves at the rate x when w moves, not at the rate w": lambda x, y, w, b: (
            2 * np.mean((w * x + b - y) * w)
        ),
        "one number for each house; take their mean": lambda x, y, w, b: 2 * (w * x + b - y) * x,
        "the mean of a product is not the product of the means": lambda x, y, w, b: (
            2 * np.mean(w * x + b - y) * np.mean(x)
        ),
        "the square has gone: its slope is 2 r, not r squared": lambda x, y, w, b: (
            2 * np.mean((w * x + b - y) ** 2 * x)
        ),
        "1/m twice: a mean has it already": lambda x, y, w, b: (
            2 / len(x) * np.mean((w * x + b - y) * x)
        ),
        "that is the loss, not its slope": lambda x, y, w, b: np.mean((w * x + b - y) ** 2),
        "m is 3 for our houses only; inside the function write len(y)": lambda x, y, w, b: (
            2 / 3 * np.sum((w * x + b - y) * x)
        ),
        "the mean has a 1/m already; with 2 / m goes a sum": lambda x, y, w, b: (
            2 / 3 * np.mean((w * x + b - y) * x)
        ),
    },
    cases=[_houses(5, seed=1), _houses(4, seed=2), _houses(3, seed=3)],
    blanks=2,
    shapes={"": _LINE_SHAPES},
)

# The letters of the formulas, as in the notebook.
_m, _n = sizes("m n")
_i, _j, _k = indices("i j k")
_y, _X, _weights = arrays("y X w")
_b, _lambda = sp.symbols("b lambda", real=True)
_houses, _features = (_i, 0, _m - 1), (_j, 0, _n - 1)

# ---- several weights

check_two_slopes = PairCheck(
    right=[-2, 2 / 3],
    mistakes={
        "sign flipped: the residuals are -1, -1 and 3": [2, -2 / 3],
        "those are the sums; multiply them by 2/m, with m = 3 houses": [-3, 1],
        "the 2 of the square is missing": [-1, 1 / 3],
        "the 1/m is missing: there are 3 houses": [-6, 2],
        "the first is along the size weight; take the column of the distances": [4, 2 / 3],
        "size and distance; the distance and the bias were asked for": [4, -2],
        "the right numbers in the other order": [2 / 3, -2],
        "two numbers: the last two, along w_1 and along b": [4, -2, 2 / 3],
        "those are shares of house 0 alone; add up all three, and multiply by 2/m": [-2, -1],
    },
    rtol=1.5e-2,
    first={
        "sign flipped: the residuals are -1, -1 and 3": 2,
        "that is the sum of the shares; multiply it by 2/m, with m = 3 houses": -3,
        "the 2 of the square is missing": -1,
        "the 1/m is missing: there are 3 houses": -6,
        "that is the slope along the size's weight; take the column of the distances": 4,
        "that is the slope along b; for w_1, multiply each residual by the distance": 2 / 3,
    },
    second={
        "sign flipped: the residuals are -1, -1 and 3": -2 / 3,
        "that is the sum of the residuals; multiply it by 2/m, with m = 3 houses": 1,
        "the 2 of the square is missing": 1 / 3,
        "the 1/m is missing: there are 3 houses": 2,
        "nearly; give more digits, or write a fraction": 0.7,
        "close; give more digits, or write a fraction": 0.6,
        "for b, each residual counts as it is: its input is 1, not the distance": -2,
        "for b, each residual counts as it is: its input is 1, not the size": 4,
    },
)

_many = sp.Sum(_X[_i, _j] * _weights[_j], _features) + _b - _y[_i]

check_last_line = WorkedOutCheck(
    right=2 / _m * sp.Sum(_many * _X[_i, _k], _houses),
    mistakes={
        "j is every feature in turn; the weight that moves is w_k": (
            2 / _m * sp.Sum(_many * _X[_i, _j], _houses)
        ),
        "the first index of X is the house, the second the feature": (
            2 / _m * sp.Sum(_many * _X[_k, _i], _houses)
        ),
        "where is the input? w_k multiplies an entry of X": 2 / _m * sp.Sum(_many, _houses),
        "the 2 of the square is missing": sp.Sum(_many * _X[_i, _k], _houses) / _m,
        "the 1/m of the mean is missing": 2 * sp.Sum(_many * _X[_i, _k], _houses),
        "the 2/m is missing": sp.Sum(_many * _X[_i, _k], _houses),
        "divide by the number of houses, not of features": (
            2 / _n * sp.Sum(_many * _X[_i, _k], _houses)
        ),
        "sign flipped: the residual is prediction minus price": (
            -2 / _m * sp.Sum(_many * _X[_i, _k], _houses)
        ),
        "the residual moves at the rate of the input, not of the weight": (
            2 / _m * sp.Sum(_many * _weights[_k], _houses)
        ),
        "add up over the houses: Sum(..., houses_)": 2 / _m * _many * _X[_i, _k],
        "the sum runs over the houses, not over the features: Sum(..., houses_)": (
            2 / _m * sp.Sum(_many * _X[_i, _k], (_j, 0, _n - 1))
        ),
        "over the houses, not over the features: 2 / m_ and Sum(..., houses_)": (
            2 / _n * sp.Sum(_many * _X[_i, _k], (_j, 0, _n - 1))
        ),
        "a number stands where the letter m_ should: does it lack its underscore?": (
            sp.Rational(2, 3) * sp.Sum(_many * _X[_i, _k], _houses)
        ),
        "that is the loss, not its slope": sp.Sum(_many**2, _houses) / _m,
        "the square has gone: its slope is 2 r, not r squared": (
            2 / _m * sp.Sum(_many**2 * _X[_i, _k], _houses)
        ),
        "the bias b is missing from the residual": (
            2 / _m * sp.Sum((_many - _b) * _X[_i, _k], _houses)
        ),
    },
)


def _table(m, n, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, n)), rng.normal(size=m), rng.normal(size=n), rng.normal()


def _residual(X, y, w, b):
    return X @ w + b - y


def _gradient(X, y, w, b):
    residual = _residual(X, y, w, b)
    return 2 / len(y) * X.T @ residual, 2 / len(y) * residual.sum()


def _gradient_without_b(X, y, w, b):
    return _gradient(X, y, w, 0)


check_gradient = GradientCheck(
    right=_gradient,
    mistakes={
        "sign flipped: the residual is prediction minus price": lambda X, y, w, b: (
            -_gradient(X, y, w, b)[0],
            -_gradient(X, y, w, b)[1],
        ),
        "the 1/m is missing: it doubles when every house is counted twice": lambda X, y, w, b: (
            2 * X.T @ _residual(X, y, w, b),
            2 * _residual(X, y, w, b).sum(),
        ),
        "the 2 of the square is missing": lambda X, y, w, b: (
            X.T @ _residual(X, y, w, b) / len(y),
            _residual(X, y, w, b).mean(),
        ),
        "the 2 and the 1/m are both missing": lambda X, y, w, b: (
            X.T @ _residual(X, y, w, b),
            _residual(X, y, w, b).sum(),
        ),
        "divided by the number of features, not of houses": lambda X, y, w, b: (
            2 / len(w) * X.T @ _residual(X, y, w, b),
            2 / len(w) * _residual(X, y, w, b).sum(),
        ),
        "the bias b is missing from the prediction": _gradient_without_b,
        "1/m twice: the mean has it already": lambda X, y, w, b: (
            2 / len(y) ** 2 * X.T @ _residual(X, y, w, b),
            2 / len(y) ** 2 * _residual(X, y, w, b).sum(),
        ),
        "one number for each house; add them up": lambda X, y, w, b: (
            (2 / len(y) * _residual(X, y, w, b)[:, None] * X),
            2 / len(y) * _residual(X, y, w, b),
        ),
        "b's input is 1: add the bare residuals up, without X": lambda X, y, w, b: (
            _gradient(X, y, w, b)[0],
            _gradient(X, y, w, b)[0],
        ),
        "where is X? each residual is multiplied by the inputs of its house": lambda X, y, w, b: (
            _gradient(X, y, w, b)[1],
            _gradient(X, y, w, b)[1],
        ),
        "m is 3 for our houses only; inside the function write len(y)": lambda X, y, w, b: (
            2 / 3 * X.T @ _residual(X, y, w, b),
            2 / 3 * _residual(X, y, w, b).sum(),
        ),
        "the square has gone: its slope is 2 r, not r squared": lambda X, y, w, b: (
            2 / len(y) * X.T @ _residual(X, y, w, b) ** 2,
            2 * np.mean(_residual(X, y, w, b) ** 2),
        ),
        "brackets are missing: 2/m multiplies the whole residual": lambda X, y, w, b: (
            X.T @ (2 / len(y) * X @ w + b - y),
            np.sum(2 / len(y) * X @ w + b - y),
        ),
        "that is the loss, not its gradient": lambda X, y, w, b: (
            np.mean(_residual(X, y, w, b) ** 2),
            np.mean(_residual(X, y, w, b) ** 2),
        ),
    },
    cases=[_table(5, 3, seed=1), _table(4, 2, seed=2)],
    parts=("dw", "db"),
    blanks=3,
    shapes={
        "residual": "X is (m, n), w is (n,), y is (m,): the predictions are X @ w + b",
        "dw": "X is (m, n), the residual (m,): dw sums over the houses, so look at the transpose, "
        "at @ or *, and at the brackets round X @ w + b - y",
        "db": "the residual is (m,), and db is the sum of its entries, without X",
        "": "X is (m, n), w is (n,), the residual (m,): the predictions are X @ w + b, and dw sums "
        "over the houses, so look at the transpose",
    },
)

# ---- the walk


def _walk(slopes, move=lambda number, slope, rate: number - rate * slope):
    """A walk of so many steps whose slopes come from slopes(x, y, w, b)."""

    def walk(x, y, w, b, rate, steps):
        for _ in range(steps):
            dw, db = slopes(x, y, w, b)
            w, b = move(w, dw, rate), move(b, db, rate)
        return w, b

    return walk


def _slopes(x, y, w, b):
    residual = w * x + b - y
    return 2 * np.mean(residual * x), 2 * np.mean(residual)


def _walk_one_after_the_other(x, y, w, b, rate, steps):
    for _ in range(steps):
        w = w - rate * _slopes(x, y, w, b)[0]
        b = b - rate * _slopes(x, y, w, b)[1]
    return w, b


def _walk_start(m, steps, seed):
    rng = np.random.default_rng(seed)
    return rng.uniform(1, 3, size=m), rng.uniform(1, 4, size=m), 0.3, -0.2, 0.07, steps


check_walk = WalkCheck(
    right=_walk(_slopes),
    mistakes={
        "you walk uphill: go against the slope, with a minus": _walk(
            _slopes, lambda number, slope, rate: number + rate * slope
        ),
        "the rate is missing: each step is rate times slope": _walk(
            _slopes, lambda number, slope, rate: number - slope
        ),
        "it stops after one step: is the return inside the loop?": (
            lambda x, y, w, b, rate, steps: _walk(_slopes)(x, y, w, b, rate, 1)
        ),
        "the old number is missing: the step is subtracted from the old w, or b": _walk(
            _slopes, lambda number, slope, rate: -rate * slope
        ),
        "rate times slope is the step alone: it is subtracted from the old w, or b": _walk(
            _slopes, lambda number, slope, rate: rate * slope
        ),
        "w has moved already when you look for the slope along b; find both slopes first": (
            _walk_one_after_the_other
        ),
        "a mean over the houses, but d_prediction has the 1/m already: add up": _walk(
            lambda x, y, w, b: [slope / len(x) for slope in _slopes(x, y, w, b)]
        ),
        "the 2/m once more: d_prediction has it already": _walk(
            lambda x, y, w, b: [2 / len(x) * slope for slope in _slopes(x, y, w, b)]
        ),
        "along w, each entry of d_prediction is multiplied by its input x": _walk(
            lambda x, y, w, b: 2 * [_slopes(x, y, w, b)[1]]
        ),
        "along b, the input is 1 and not x": _walk(lambda x, y, w, b: 2 * [_slopes(x, y, w, b)[0]]),
        "the steps are twice as long: d_prediction has the 2 already": _walk(
            lambda x, y, w, b: [2 * slope for slope in _slopes(x, y, w, b)]
        ),
        "a fixed rate; the rate is an argument of the function": _walk(
            _slopes, lambda number, slope, rate: number - 0.1 * slope
        ),
        "the 2/m once more, and with m = 3: d_prediction has it already": _walk(
            lambda x, y, w, b: [2 / 3 * slope for slope in _slopes(x, y, w, b)]
        ),
        "b never moves": _walk(lambda x, y, w, b: (_slopes(x, y, w, b)[0], 0)),
    },
    cases=[_walk_start(5, 3, seed=1), _walk_start(4, 2, seed=2)],
    parts=("w", "b"),
    blanks=4,
    shapes={"": "x and d_prediction have one entry for each house; each slope is one number"},
)

check_rate = RateCheck(
    right=0.17,
    mistakes={
        "a little too large: at 0.18 the loss is still 5.27 after 40 steps": 0.18,
        "close; try the rates beside it": 0.16,
        "there is something between 0.15 and the first rate that fails": 0.15,
        "good, but not the best; try larger rates": 0.1,
        "that is the walk that runs away": 0.19,
        "too small: 40 larger steps end lower": 0.01,
        "that rate runs away; try smaller ones": 0.2,
        "two decimals are enough": 0.175,
    },
)

# ---- the exercises

_sum = sp.Sum(_many * _X[_i, _k], _houses)
_moving = _weights[_k]

check_weight_decay = WorkedOutCheck(
    right=2 / _m * _sum + 2 * _lambda * _moving,
    mistakes={
        "the penalty's slope is missing": 2 / _m * _sum,
        "the penalty is outside the mean: no 1/m on it": 2 / _m * (_sum + _lambda * _moving),
        "the square of the penalty brings a factor 2": 2 / _m * _sum + _lambda * _moving,
        "a penalty pulls w_k towards 0: check its sign": 2 / _m * _sum - 2 * _lambda * _moving,
        "you added the penalty itself, not its slope": (
            2 / _m * _sum + _lambda * sp.Sum(_weights[_j] ** 2, _features)
        ),
        "you added the penalty of w_k, not its slope": 2 / _m * _sum + _lambda * _moving**2,
        "only w_k moves: of the n terms of the penalty, one has a slope": (
            2 / _m * _sum + 2 * _lambda * sp.Sum(_weights[_j], _features)
        ),
        "j is every feature in turn; the weight that moves is w_k": (
            2 / _m * _sum + 2 * _lambda * _weights[_j]
        ),
        "no sum over the penalty's slopes: of its n terms only the one with w_k moves": (
            2 / _m * _sum + 2 * _lambda * sp.Sum(_moving, _features)
        ),
        "w_k is missing: the slope of w_k squared is 2 w_k": 2 / _m * _sum + 2 * _lambda,
        "the slope of w_k squared is 2 w_k": 2 / _m * _sum + 2 * _lambda * _moving**2,
        "the penalty has w_k alone in it, no X": 2 / _m * _sum + 2 * _lambda * _X[_i, _k],
        "the penalty has no X in it": 2 / _m * _sum + 2 * _lambda * _moving * _X[_i, _k],
        "the lambda of the penalty is missing": 2 / _m * _sum + 2 * _moving,
        "where is the input? w_k multiplies an entry of X": (
            2 / _m * sp.Sum(_many, _houses) + 2 * _lambda * _moving
        ),
        "the bias b is missing from the residual": (
            2 / _m * sp.Sum((_many - _b) * _X[_i, _k], _houses) + 2 * _lambda * _moving
        ),
        "that is the slope of the penalty alone": 2 * _lambda * _moving,
        "the 2/m of the mean squared error is missing": _sum + 2 * _lambda * _moving,
        "the 2 of the squared residuals is missing": _sum / _m + 2 * _lambda * _moving,
        "the 1/m of the mean is missing": 2 * _sum + 2 * _lambda * _moving,
        "a number stands where the letter m_ should: does it lack its underscore?": (
            sp.Rational(2, 3) * _sum + 2 * _lambda * _moving
        ),
        "the residual is prediction minus price: check the sign of the sum": (
            -2 / _m * _sum + 2 * _lambda * _moving
        ),
    },
)

check_two_rates = PairCheck(
    right=[0.2, 1 / 30],
    mistakes={
        "upside down: a smaller slope needs a larger rate": [0.05, 0.3],
        "the same rate makes other steps, since the slopes differ": [0.1, 0.1],
        "right for both, in the other order": [1 / 30, 0.2],
        "A and B have different slopes, so their rates differ too": [0.2, 0.2],
        "those are what the slopes are multiplied by; the rates go the other way": [0.5, 3],
    },
    rtol=1.2e-2,
    first={
        "A's slope is half of ours, so its rate is larger than ours": 0.05,
        "the same rate makes shorter steps, since A's slope is half of ours": 0.1,
    },
    second={
        "close; give more digits, or write a fraction": 0.03,
        "B's slope is 3 times ours, so its rate is smaller than ours": 0.3,
        "the same rate makes longer steps: B sums over 3 houses": 0.1,
        "B's slope has a 2, as ours": 1 / 15,
        "B's slope has no 1/m, and its 2 is in ours too": 1 / 60,
    },
)

check_hiding_size = ValueCheck(
    right=2,
    mistakes={
        "with one house the right answer is twice the colleague's": 1,
        "with four houses the right answer is half the colleague's": 4,
        "with three houses the right answer is two thirds of the colleague's": 3,
        "some number does: compare the two factors": 0,
        "a number of houses is whole; compare the two factors": 0.5,
    },
)

progress = Progress(
    "mse",
    exercises={
        "derive it": check_weight_decay,
        "two other programs": check_two_rates,
        "find the bug": check_hiding_size,
        "the best rate": check_rate,
    },
    turns={
        "the shares of the free houses": check_shares,
        "the slope along the weight": check_slope_w,
        "the other two slopes": check_two_slopes,
        "the last line": check_last_line,
        "the gradient, for a whole table": check_gradient,
        "the walk": check_walk,
    },
)
