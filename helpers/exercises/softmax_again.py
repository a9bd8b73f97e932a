"""The checks of side path 5a: log-sum-exp, any row, a curvature, floors, and no matrix."""

import tracemalloc

import numpy as np

from helpers.activations import log_softmax, softmax, softmax_jacobian
from helpers.exercises.checking import Progress, ValueCheck
from helpers.exercises.comparing import as_array
from helpers.exercises.the_bowl import ShapedCheck


class WholeCheck(ValueCheck):
    """A ValueCheck that takes two digits after the point, and names a number still missing."""

    def __init__(self, right, mistakes, rtol=5e-3):
        super().__init__(right, mistakes, rtol)

    def find_fault(self, answer):
        """As for every value; or that an entry of a list is None."""
        if isinstance(answer, (list, tuple)):
            for place, entry in enumerate(answer):
                if entry is None or entry is ...:
                    return f"the {('first', 'second')[place > 0]} number is still missing"
            if np.ndim(self.right) and len(answer) != len(self.right):
                return f"{len(self.right)} numbers are wanted; yours has {len(answer)}"
        return super().find_fault(answer)


# ---- log-sum-exp: scores log 5, log 2, log 1, so S = 8

check_log_sum_exp = WholeCheck(
    right=[np.log(8), np.log(8) + 0.1],
    mistakes={
        "the first is right; three scores rise, but the slopes are the probabilities: add them": (
            [np.log(8), np.log(8) + 0.3]
        ),
        "the first is right; each score counts by its probability: what do those sum to?": (
            [np.log(8), np.log(8) + 0.1 / 3]
        ),
        "the first is right; the probabilities stay, but log-sum-exp does not": [np.log(8)] * 2,
        "the first is right; the second is its rise alone": [np.log(8), 0.1],
        "those are the sums S; take their logarithm": [8, 8 * np.exp(0.1)],
        "that is the sum of the scores; first their exponentials, then the sum": (
            [np.log(10), np.log(10) + 0.3]
        ),
        "the score log 1 is 0, and e to the 0 is 1: it counts": [np.log(7), np.log(7) + 0.1],
        "logarithms to the base e are wanted: np.log": [np.log10(8), np.log10(8) + 0.1],
        "the first is the largest score; log-sum-exp lies above it": [np.log(5), np.log(5) + 0.1],
        "the first is right; the scores rise by 0.1, not by a tenth": [np.log(8), np.log(8) * 1.1],
        "the first is right; the second rises, it does not fall": [np.log(8), np.log(8) - 0.1],
        "the right numbers in the other order": [np.log(8) + 0.1, np.log(8)],
    },
)


def _row(K, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=K), rng.uniform(0.2, 2, size=K)


check_any_row = ShapedCheck(
    right=lambda z, y: softmax(z) * y.sum() - y,
    mistakes={
        "that is p - y; it needs a row that sums to 1": lambda z, y: softmax(z) - y,
        "sign flipped: the probability comes with a plus, the label with a minus": lambda z, y: (
            y - softmax(z) * y.sum()
        ),
        "those are the slopes of the first term alone; the second is - y_k z_k, added up": (
            lambda z, y: softmax(z) * y.sum()
        ),
        "the second term is subtracted": lambda z, y: softmax(z) * y.sum() + y,
        "the sum of the row belongs to log-sum-exp only; each y_j stands alone": lambda z, y: (
            (softmax(z) - y) * y.sum()
        ),
        "the row must not be made to sum to 1: its loss is not divided": lambda z, y: (
            softmax(z) - y / y.sum()
        ),
        "log-sum-exp is multiplied by the sum of the row, not by its length": lambda z, y: (
            softmax(z) * len(y) - y
        ),
        "every y_k comes with log-sum-exp: its sum, not y itself": lambda z, y: softmax(z) * y - y,
        "that is the loss; its slopes are wanted, one for each score": lambda z, y: (
            -y @ log_softmax(z)
        ),
        "that is the sum of the slopes, which is 0; the slopes themselves are wanted": (
            lambda z, y: 0.0
        ),
        "log-sum-exp itself has stayed; its slope is p": lambda z, y: (
            (z - log_softmax(z)) * y.sum() - y
        ),
    },
    cases=[_row(4, seed=1), _row(3, seed=2)],
    shapes="z, y and the slopes have the same shape (K,); y.sum() is one number",
)

# ---- only differences count: scores 7 + log 3 and 7

check_two_scores = WholeCheck(
    right=0.75,
    mistakes={
        "that is the logit, the difference of the scores; now the sigmoid of it": np.log(3),
        "those are the odds; as a probability?": 3,
        "that is the other answer's probability": 0.25,
        "too sure: both scores are high, and only their difference counts": (
            1 / (1 + np.exp(-7 - np.log(3)))
        ),
        "probabilities, not scores, sum to 1: take exponentials first": (
            (7 + np.log(3)) / (14 + np.log(3))
        ),
        "in percent; as a number between 0 and 1, please": 75,
        "odds of 3 to 1 are 3 parts of 4, not of 3": 2 / 3,
        "the difference of the scores is log 3, not 3": 1 / (1 + np.exp(-3)),
        "with log 3 to the base 10; np.log is wanted": 1 / (1 + np.exp(-np.log10(3))),
        "equal scores would give that; here they differ": 0.5,
    },
)

# ---- the bowl


def _walk(K, seed):
    rng = np.random.default_rng(seed)
    return softmax(rng.normal(size=K)), rng.normal(size=K)


check_curvature = ShapedCheck(
    right=lambda p, v: p @ (v - p @ v) ** 2,
    mistakes={
        "that is the mean of v squared; its distances from the mean of v are wanted": lambda p, v: (
            p @ v**2
        ),
        "that is the mean of v itself": lambda p, v: p @ v,
        "the mean of v is to be weighed by p, not the plain one": lambda p, v: (
            p @ (v - v.mean()) ** 2
        ),
        "that is the plain variance; both means are to be weighed by p": lambda p, v: np.var(v),
        "weigh the squares by p as well": lambda p, v: np.sum((v - p @ v) ** 2),
        "weigh the squares by p, not by 1/K": lambda p, v: np.mean((v - p @ v) ** 2),
        "the distances cancel without their squares": lambda p, v: p @ (v - p @ v),
        "the mean has to be squared before it is subtracted": lambda p, v: p @ v**2 - p @ v,
        "sign flipped: a variance is not negative": lambda p, v: (p @ v) ** 2 - p @ v**2,
        "one number for each answer; add them up": lambda p, v: p * (v - p @ v) ** 2,
        "p stands outside the square": lambda p, v: np.sum((p * (v - p @ v)) ** 2),
        "v - p is not a distance: subtract the mean of v": lambda p, v: p @ (v - p) ** 2,
        "that is the square root, the spread; leave the square": lambda p, v: np.sqrt(
            p @ (v - p @ v) ** 2
        ),
    },
    cases=[_walk(4, seed=1), _walk(3, seed=2)],
    shapes="p and v have the same shape (K,): p @ v is the mean of v, one number",
)

# ---- softmax twice

check_least = WholeCheck(
    right=np.log(1 + 2 / np.e),
    mistakes={
        "that is what one softmax leaves; the second one sees 1, 0, 0 as scores": 0,
        "that is the probability; the loss is minus its logarithm": np.e / (np.e + 2),
        "sign flipped: minus the logarithm": -np.log(1 + 2 / np.e),
        "the price of equal scores; but here one score is 1": np.log(3),
        "that is log-sum-exp of 1, 0, 0; the true score, 1, is still to be subtracted": np.log(
            np.e + 2
        ),
        "there are two other answers, not one": np.log(1 + 1 / np.e),
        "e to the 0 is 1, and there are two of them": np.log(1 + 3 / np.e),
        "logarithms to the base e are wanted: np.log": np.log10(1 + 2 / np.e),
    },
)

# ---- exercises


class WithoutMatrix(ShapedCheck):
    """A ShapedCheck that also looks at the memory: an array of K K numbers is too much."""

    def find_fault(self, answer):
        """As for every function; or that right numbers came from a matrix."""
        if fault := super().find_fault(answer):
            return fault
        K = 1000
        case = _walk(K, seed=3)
        tracemalloc.start()
        self._run(answer, case)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        # A matrix takes 8 K K bytes, in single precision half of it.
        return "the numbers are right, but a K by K matrix is formed" if peak > 4 * K * K else None


check_softmax_backward = WithoutMatrix(
    right=lambda p, u: p * (u - p @ u),
    mistakes={
        "only a score's own probability is counted; the others move too": lambda p, u: (
            p * (1 - p) * u
        ),
        "the part of J off the diagonal is missing": lambda p, u: p * u,
        "the diagonal of J is missing": lambda p, u: -p * (p @ u),
        "sign flipped": lambda p, u: p * (p @ u - u),
        "subtract the mean of u under p, not its plain mean": lambda p, u: p * (u - u.mean()),
        "the mean of u under p is p @ u; yours is the sum of the squares of p": lambda p, u: (
            p * (u - p @ p)
        ),
        "the second term is subtracted: delta minus p": lambda p, u: p * (u + p @ u),
        "each u_k counts in the sum by its probability": lambda p, u: p * (u - u.sum()),
        "the factor p_j is missing in the second term": lambda p, u: p * u - p @ u,
        "the factor p in front is missing": lambda p, u: u - p @ u,
        "p - y is for cross-entropy; here u is any slope": lambda p, u: p - u,
        "p is given already; softmax is not applied again": lambda p, u: u @ softmax_jacobian(p),
        "zeros: the loss would not depend on the scores": lambda p, u: 0 * u,
    },
    cases=[_walk(4, seed=1), _walk(3, seed=2)],
    shapes="p, u and the answer have the same shape (K,); p @ u is one number",
)


def _table(m, K, seed):
    """Rows of scores, the last row 800 below the others."""
    Z = np.random.default_rng(seed).normal(size=(m, K))
    Z[-1] -= 800
    return (Z,)


def _wide():
    """Rows with one score far above: no number of a row but this one may be taken out."""
    return (np.random.default_rng(3).normal(size=(3, 4)) + 3000 * np.eye(3, 4, k=1),)


def _log_sum_exp(Z):
    return Z[:, 0] - log_softmax(Z)[:, 0]


class FiniteCheck(ShapedCheck):
    """A ShapedCheck that knows what infinity comes from."""

    def _first_difference(self, results, expected):
        values = [as_array(result) for result in results]
        floats = [a.ravel() for a in values if a is not None and a.dtype.kind == "f"]
        numbers = np.concatenate([*floats, np.zeros(0)])
        if np.isposinf(numbers).any():
            return (
                "e to a large score is infinite in floating point; "
                "take out of each row its own largest score first"
            )
        if np.isneginf(numbers).any():
            return (
                "a row still gives minus infinity: all its exponentials are 0; "
                "take out of each row its own largest score first"
            )
        return super()._first_difference(results, expected)


check_rows = FiniteCheck(
    right=_log_sum_exp,
    mistakes={
        "what was subtracted inside must be added again outside": lambda Z: (
            _log_sum_exp(Z) - Z.max(axis=1)
        ),
        "what was subtracted inside is to be added outside; you subtract it again": lambda Z: (
            _log_sum_exp(Z) - 2 * Z.max(axis=1)
        ),
        "that is the largest score of each row; the logarithm is missing": lambda Z: Z.max(axis=1),
        "axis=0 runs down the columns; each row is a house": lambda Z: (
            Z.max(axis=0) + np.log(np.exp(Z - Z.max(axis=0)).sum(axis=0))
        ),
        "one number for each row, of shape (m,): here it is (m, 1)": lambda Z: _log_sum_exp(Z)[
            :, None
        ],
        "a column (m, 1) plus a row (m,) makes a table (m, m): which of the two is (m, 1)?": (
            lambda Z: Z.max(axis=1, keepdims=True) + _log_sum_exp(Z) - Z.max(axis=1)
        ),
        "sign flipped": lambda Z: -_log_sum_exp(Z),
    },
    cases=[_table(4, 3, seed=1), _table(5, 2, seed=2), _wide()],
    rtol=3e-7,
    shapes="Z is (m, K). With keepdims=True the largest scores are (m, 1), which fits Z; "
    "without it they are (m,), which fits the sums",
)

check_charged = WholeCheck(
    right=-np.log(0.3) - np.log(0.4) - np.log(0.9),
    mistakes={
        "that is (5.3), the first of the two charges; 1 - y is 1 for the other two": -np.log(0.3),
        "that is the second charge alone; the true answer pays too": -np.log(0.4) - np.log(0.9),
        "sign flipped: minus the logarithms": np.log(0.3) + np.log(0.4) + np.log(0.9),
        "for the other two, 1 - p stands in the logarithm": (
            -np.log(0.3) - np.log(0.6) - np.log(0.1)
        ),
        "house 3 was sold later, not soon: y is 0, 1, 0": (
            -np.log(0.6) - np.log(0.7) - np.log(0.9)
        ),
        "the true answer has y = 1, so its factor 1 - y is 0": (
            -np.log(0.3) - np.log(0.7) - np.log(0.4) - np.log(0.9)
        ),
        "the three are added; m counts houses, and here is one": (
            (-np.log(0.3) - np.log(0.4) - np.log(0.9)) / 3
        ),
        "logarithms to the base e are wanted: np.log": -np.log10(0.3 * 0.4 * 0.9),
        "soon has y = 0, so its logarithm is that of 1 - 0.6": -np.log(0.3 * 0.6 * 0.9),
        "never has y = 0, so its logarithm is that of 1 - 0.1": -np.log(0.3 * 0.4 * 0.1),
        "later has y = 1, so its logarithm is that of 0.3": -np.log(0.7 * 0.4 * 0.9),
    },
)

progress = Progress(
    "softmax_again",
    exercises={
        "back through softmax, without the matrix": check_softmax_backward,
        "find the bug": check_rows,
        "charged twice": check_charged,
    },
    turns={
        "all scores rise": check_log_sum_exp,
        "any row": check_any_row,
        "two scores": check_two_scores,
        "the curvature in a direction": check_curvature,
        "the least that two softmaxes cost": check_least,
    },
)
