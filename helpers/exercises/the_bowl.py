"""The checks of side path 2a: second derivatives, flat valleys, bottoms."""

import numpy as np

from helpers.exercises.checking import FunctionCheck, Progress, ValueCheck
from helpers.exercises.comparing import as_array, same

NUMPY_ON_SHAPES = (
    "matmul",
    "broadcast",
    "not aligned",
    "must be square",
    "mismatch",
    "Incompatible",
)


class ShapedCheck(FunctionCheck):
    """A FunctionCheck that says `shapes`, a sentence, where NumPy would speak of operands. Three
    dots in a line are a stub.
    """

    def __init__(self, *arguments, shapes, **options):
        super().__init__(*arguments, **options)
        self.shapes = shapes

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if result is ...:
            raise NotImplementedError
        if fault and "ellipsis" in fault:
            fault = "one of your lines still holds the three dots"
        elif fault and any(words in fault for words in NUMPY_ON_SHAPES):
            fault = f"two shapes do not fit together. {self.shapes}"
        elif fault and "Singular" in fault:
            fault = f"these equations have no single solution. {self.shapes}"
        return result, fault

    def _first_difference(self, results, expected):
        a, b = as_array(results[0]), np.asarray(expected[0])
        if a is not None and b.ndim == 0 and a.ndim:
            return f"one number is wanted; yours is an array of shape {a.shape}"
        return super()._first_difference(results, expected)


class DirectionCheck(ValueCheck):
    """A ValueCheck for a direction: a multiple of the right one, but not 0 times it, is right."""

    def find_fault(self, answer):
        """As for every value, after the first number has been made 1."""
        array = as_array(answer)
        if array is not None and array.dtype.kind in "iuf" and array.shape == np.shape(self.right):
            if array[0] and same(array / array[0], self.right, self.rtol):
                return None
        return super().find_fault(answer)


# ---- second derivatives

check_second_derivatives = ValueCheck(
    right=[26 / 3, 14],
    mistakes={
        "those are the sums of the products; multiply them by 2/m, with m = 3 houses": [13, 21],
        "the 2 of the square is missing": [13 / 3, 7],
        "the 1/m is missing: there are 3 houses": [26, 42],
        "the right numbers in the other order": [14, 26 / 3],
        "the first is the one along the size twice; one size and one distance are wanted": (
            [28 / 3, 14]
        ),
        "the second needs each distance squared": [26 / 3, 14 / 3],
        "you multiplied the sums; multiply house by house, then add": [28, 98 / 3],
        "the second is right; in the first, multiply size and distance house by house": [28, 14],
    },
    rtol=5e-3,
)


def _walk(m, n, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, n)), rng.normal(size=n)


check_curvature = ShapedCheck(
    right=lambda X, v: 2 / len(X) * np.sum((X @ v) ** 2),
    mistakes={
        "the 2 is missing": lambda X, v: np.mean((X @ v) ** 2),
        "the 1/m is missing": lambda X, v: 2 * np.sum((X @ v) ** 2),
        "the 2 and the 1/m are both missing": lambda X, v: np.sum((X @ v) ** 2),
        "square each gain first, then add": lambda X, v: 2 / len(X) * np.sum(X @ v) ** 2,
        "the square is missing": lambda X, v: 2 / len(X) * np.sum(X @ v),
        "divided by the number of weights, not of houses": lambda X, v: (
            2 / len(v) * np.sum((X @ v) ** 2)
        ),
        "one number for each house; add them up": lambda X, v: 2 / len(X) * (X @ v) ** 2,
        "weigh first, then square: not each feature by itself": lambda X, v: (
            2 / len(X) * np.sum(X**2 @ v**2)
        ),
        "leave v as long as it is; do not divide by its length": lambda X, v: (
            2 / len(X) * np.sum((X @ v) ** 2) / np.sum(v**2)
        ),
        "that is (2/m) XᵀX v, an array; multiply once more by v": lambda X, v: (
            2 / len(X) * X.T @ (X @ v)
        ),
    },
    cases=[_walk(5, 3, seed=1), _walk(4, 2, seed=2)],
    shapes="X is (m, n) and v is (n,): the gains of the predictions are X @ v, with m entries",
)

check_ahead = ValueCheck(
    right=1 / 18 + 35 / 3,
    mistakes={
        "that is the rise alone; it starts from the least loss": 35 / 3,
        "half of that rise: the curvature has a 2, the rise has not": 1 / 18 + 70 / 3,
        "a mean over the 3 houses, not a sum": 1 / 18 + 35,
        "square each gain first, then add": 1 / 18 + 27,
        "the gains have to be squared": 1 / 18 + 3,
        "the loss rises from the bottom, it cannot fall": 1 / 18 - 35 / 3,
        "the bias falls by 1, and so lowers each prediction by 1": 1 / 18 + 83 / 3,
        "that is without the step of the bias": 1 / 18 + 56 / 3,
    },
)

check_flat_direction = DirectionCheck(
    right=[1, 1, -1],
    mistakes={
        "that is no step at all": [0, 0, 0],
        "then each prediction rises by twice the total": [1, 1, 1],
        "then each prediction rises by house minus garden": [1, -1, 0],
        "then each prediction rises by house plus garden": [1, 1, 0],
        "then each prediction falls by twice the garden": [1, -1, -1],
        "then each prediction falls by the size of the garden": [1, 0, -1],
        "then each prediction falls by the size of the house": [0, 1, -1],
        "half as much of the third would do": [1, 1, -2],
    },
)

# ---- bottoms


def _table(m, n, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, n)), rng.normal(size=m)


check_bottom = ShapedCheck(
    right=lambda X, y: np.linalg.solve(X.T @ X, X.T @ y),
    mistakes={
        "that is the right-hand side alone; the equations are not solved": lambda X, y: X.T @ y,
        "you multiply by the table of the equations; they have to be solved": lambda X, y: (
            X.T @ X @ (X.T @ y)
        ),
        "2/m stands on one side only; on both, or on none": lambda X, y: np.linalg.solve(
            2 / len(X) * X.T @ X, X.T @ y
        ),
        "1/m stands on one side only; on both, or on none": lambda X, y: np.linalg.solve(
            X.T @ X, X.T @ y / len(X)
        ),
        "sign flipped: the prices stand on the right-hand side with a plus": lambda X, y: (
            -np.linalg.solve(X.T @ X, X.T @ y)
        ),
        "that fits each weight by itself; the equations hang together": lambda X, y: (
            (X.T @ y) / np.diag(X.T @ X)
        ),
        "those are the predictions at the bottom; the weights are wanted": lambda X, y: (
            X @ np.linalg.solve(X.T @ X, X.T @ y)
        ),
        "as many equations as weights: put no rows of X aside": lambda X, y: np.linalg.solve(
            X[: X.shape[1]], y[: X.shape[1]]
        ),
    },
    cases=[_table(5, 3, seed=1), _table(4, 2, seed=2)],
    shapes="X is (m, n) and y is (m,): there are n equations, so both sides start with Xᵀ",
)

# ---- exercises


def _with_penalty(factor):
    """The bottom with factor(m) times the penalty on the diagonal."""

    def bottom(X, y, penalty):
        return np.linalg.solve(X.T @ X + factor(len(y)) * penalty * np.eye(len(X.T)), X.T @ y)

    return bottom


def _penalised(m, n, penalty, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, n)), rng.normal(size=m), penalty


check_penalty = ShapedCheck(
    right=lambda X, y, penalty: np.linalg.solve(
        X.T @ X + len(y) * penalty * np.eye(X.shape[1]), X.T @ y
    ),
    mistakes={
        "the penalty is missing": lambda X, y, penalty: np.linalg.solve(X.T @ X, X.T @ y),
        "multiply both sides by m/2: then an m stands at the penalty": _with_penalty(lambda m: 1),
        "after the multiplication, m multiplies the penalty; it does not divide it": (
            _with_penalty(lambda m: 1 / m)
        ),
        "m/2 times the 2 of the penalty's slope: the 2 goes out": _with_penalty(lambda m: 2 * m),
        "multiply the slope of the penalty by m/2 too": _with_penalty(lambda m: 2),
        "the slope of the penalty has a 2, since it is a square": _with_penalty(lambda m: m / 2),
        "a penalty pulls towards 0: look at its sign": _with_penalty(lambda m: -m),
        "you added the penalty to every entry; it belongs on the diagonal": (
            lambda X, y, penalty: np.linalg.solve(X.T @ X + len(y) * penalty, X.T @ y)
        ),
    },
    cases=[_penalised(5, 3, 0.1, seed=1), _penalised(4, 2, 0.3, seed=2)],
    shapes="X is (m, n) and y is (m,): there are n equations, and the identity is (n, n)",
)

check_misprint = ValueCheck(
    right=[3, 5],
    mistakes={
        "right place; now continue the parabola from the numbers before it": [3, 6],
        "right place; the second differences should all be alike": [3, 4],
        "that one fits; counted from 0, look one further": [2, 5],
        "that one fits; the places are counted from 0": [4, 5],
        "the place first, then the number": [5, 3],
        "a place and a number; the second differences say where": 5,
        "a place, and the number that should stand there": 3,
    },
)

progress = Progress(
    "the_bowl",
    exercises={"a penalty fills the valley": check_penalty, "find the bug": check_misprint},
    turns={
        "two features": check_second_derivatives,
        "the curvature along v": check_curvature,
        "the loss somewhere else": check_ahead,
        "a flat direction": check_flat_direction,
        "the bottom": check_bottom,
    },
)
