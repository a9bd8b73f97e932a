"""The checks of side path 4a: second derivatives of two losses, and bottoms that exist."""

import re

import numpy as np

from helpers.activations import sigmoid
from helpers.exercises.checking import Progress, ValueCheck
from helpers.exercises.comparing import as_array, same, shown
from helpers.exercises.the_bowl import ShapedCheck


class NamedCheck(ValueCheck):
    """A ValueCheck for a list whose numbers have names, each with its own slips: `parts` is
    {name: {why it is wrong: the wrong number}}.
    """

    def __init__(self, *arguments, parts, **options):
        super().__init__(*arguments, **options)
        self.parts = parts

    def _wrong_value(self, answer):
        array = as_array(answer)
        if len(array) != len(self.parts):
            return f"{len(self.parts)} numbers are wanted: {', then '.join(self.parts)}"
        faults = [
            f"{name}: {self._slip(came, right, self.parts[name])}"
            for name, came, right in zip(self.parts, array, self.right)
            if not same(came, right, self.rtol)
        ]
        return "; ".join(faults)

    def _slip(self, came, right, slips):
        if np.isnan(came):
            return "no number yet"
        for why, value in slips.items():
            if np.isclose(came, value, rtol=self.rtol, atol=1e-9):
                return why
        if came in (round(right, 1), round(right, 2)):
            return f"{came:g} is rounded; give one more digit"
        return f"{came:g} is not it"


class LineCheck(ShapedCheck):
    """A ShapedCheck that says which names a function has, where it uses one that is nowhere."""

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if unknown := re.search(r"NameError: name '(\w+)' is not defined", fault or ""):
            names = ", ".join(self._names())
            fault = f"there is no {unknown[1]} in your function: it has {names}"
            if unknown[1] == "m":
                fault = "there is no m in your function: the number of houses is len(X)"
        return result, fault


# ---- along the score

check_one_house = NamedCheck(
    right=[3 / 4, 3 / 16],
    mistakes={
        "the first is right; the second derivative does not know the label": [3 / 4, -3 / 16],
        "the first is right; for the second, multiply p by 1 - p": [3 / 4, 1 / 4],
        "that is the slope twice; the second derivative is p (1 - p)": [3 / 4, 3 / 4],
        "the right numbers in the other order": [3 / 16, 3 / 4],
        "3 is the odds; the probability is 3/4": [3, -6],
        "log 3 is the score; first turn it into a probability": [
            np.log(3),
            np.log(3) * (1 - np.log(3)),
        ],
        "the slope of cross-entropy has no factor p (1 - p): it has cancelled": [9 / 64, 3 / 16],
        "the factor 2 belongs to the squared error": [3 / 2, 3 / 8],
    },
    parts={
        "the slope": {
            "1/4 is the probability of no sale; the slope is p - y": 1 / 4,
            "p - y has y = 0 here; -1/4 is the slope for a sold house": -1 / 4,
            "it is p - y, and not y - p": -3 / 4,
            "3 is the odds; the probability is 3/4": 3,
            "log 3 is the score; the slope is p - y": np.log(3),
            "p (1 - p) is the second derivative": 3 / 16,
            "the factor 2 belongs to the squared error": 3 / 2,
        },
        "the second derivative": {
            "p (1 - p) is positive, for either label": -3 / 16,
            "1/4 is 1 - p; multiply it by p": 1 / 4,
            "3/4 is p; multiply it by 1 - p": 3 / 4,
            "9/16 is the square of p; the second factor is 1 - p": 9 / 16,
            "1/16 is the square of 1 - p; one of the factors is p": 1 / 16,
            "the factor 2 belongs to the squared error": 3 / 8,
        },
    },
    rtol=5e-3,
)

_PROBABILITIES = [(np.float64(p),) for p in (0.1, 0.25, 0.6, 0.9)]

check_squared = LineCheck(
    right=lambda p: 2 * p * (1 - p) ** 2 * (3 * p - 1),
    mistakes={
        "that is how fast the slope changes as p rises; p itself rises at the rate p (1 - p)": (
            lambda p: 2 * (1 - p) * (3 * p - 1)
        ),
        "the second part of the product rule is missing: 1 - p moves too": (
            lambda p: -2 * p * (1 - p) ** 3
        ),
        "the first part of the product rule is missing: p in front moves too": (
            lambda p: 4 * p**2 * (1 - p) ** 2
        ),
        "a sign: (1 - p)² moves at the rate -2 (1 - p), so the second part becomes positive": (
            lambda p: -2 * p * (1 - p) ** 2 * (1 + p)
        ),
        "the square of 1 - p brings down a 2 in the second part": (
            lambda p: p * (1 - p) * (-2 * (1 - p) ** 2 + 2 * p * (1 - p))
        ),
        "the 2 of the square is missing": lambda p: p * (1 - p) ** 2 * (3 * p - 1),
        "that is the slope; take the slope of it": lambda p: -2 * p * (1 - p) ** 2,
        "that is the second derivative of cross-entropy": lambda p: p * (1 - p),
        "that is the loss itself": lambda p: (1 - p) ** 2,
        "that is the second derivative along p; along z, p is a function": lambda p: 2 + 0 * p,
        "the factor p (1 - p) stands there twice": lambda p: 2 * p**2 * (1 - p) ** 3 * (3 * p - 1),
    },
    cases=_PROBABILITIES,
    shapes="p is a single number",
)

# ---- in the weights


def _walk(m, n, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, n)), rng.normal(size=n), rng.normal(size=n)


def _bends(X, w):
    p = sigmoid(X @ w)
    return p * (1 - p)


check_curvature = LineCheck(
    right=lambda X, w, v: np.mean(_bends(X, w) * (X @ v) ** 2),
    mistakes={
        "the 1/m is missing": lambda X, w, v: np.sum(_bends(X, w) * (X @ v) ** 2),
        "that is the squared error's bowl; here each square is weighed by p (1 - p)": (
            lambda X, w, v: 2 * np.mean((X @ v) ** 2)
        ),
        "the weights p (1 - p) are missing": lambda X, w, v: np.mean((X @ v) ** 2),
        "the factor 2 belongs to the squared error": lambda X, w, v: (
            2 * np.mean(_bends(X, w) * (X @ v) ** 2)
        ),
        "the gains have to be squared": lambda X, w, v: np.mean(_bends(X, w) * (X @ v)),
        "square each gain by itself, without its p (1 - p)": lambda X, w, v: np.mean(
            (_bends(X, w) * (X @ v)) ** 2
        ),
        "square first, then take the mean": lambda X, w, v: np.mean(_bends(X, w) * (X @ v)) ** 2,
        "one number for each house; take their mean": lambda X, w, v: (
            _bends(X, w) * (X @ v) ** 2 / len(X)
        ),
        "the probabilities come from w, the gains from v": lambda X, w, v: np.mean(
            _bends(X, v) * (X @ v) ** 2
        ),
        "the gains come from v, the probabilities from w": lambda X, w, v: np.mean(
            _bends(X, w) * (X @ w) ** 2
        ),
        "the score went in without its sigmoid": lambda X, w, v: np.mean(
            (X @ w) * (1 - X @ w) * (X @ v) ** 2
        ),
        "p alone is not enough: p (1 - p)": lambda X, w, v: np.mean(sigmoid(X @ w) * (X @ v) ** 2),
        "that is H times v, an array; multiply once more by v": lambda X, w, v: (
            X.T @ (_bends(X, w) * (X @ v)) / len(X)
        ),
        "divided by the number of weights, not of houses": lambda X, w, v: (
            np.sum(_bends(X, w) * (X @ v) ** 2) / len(v)
        ),
    },
    cases=[_walk(5, 3, seed=1), _walk(4, 2, seed=2)],
    shapes="X is (m, n), w and v are (n,): scores X @ w and gains X @ v have m entries each",
)

check_mean_answer = ValueCheck(
    right=12 / 40,
    mistakes={
        "that is their sum; the mean is wanted": 12,
        "that is the share of the houses that were not sold": 28 / 40,
        "an even chance is right only if half of the houses were sold": 1 / 2,
        "the other way round: sold houses over all houses": 40 / 12,
        "that is sold houses over unsold ones, the odds; divide by all 40 houses": 12 / 28,
        "that is how many were not sold; the mean of the answers is wanted": 28,
    },
)


class AnswersCheck(ValueCheck):
    """A ValueCheck for a list of yes and no, in which True and False will do."""

    def find_fault(self, answer):
        """As for every value; which neuron is wrong, where no mistake is known."""
        if isinstance(answer, (list, tuple)) and len(answer) == 4 and None in answer:
            return f"the answer for list {'ABCD'[answer.index(None)]} is still None"
        array = as_array(answer)
        if array is not None and array.dtype.kind == "b":
            return self.find_fault(np.where(array, "yes", "no").tolist())
        if array is None or array.dtype.kind != "U" or array.ndim != 1:
            return f'a list of four words is wanted, each "yes" or "no"; got {shown(answer)}'
        return super().find_fault(answer)

    def _wrong_value(self, answer):
        words, right = list(as_array(answer)), list(as_array(self.right))
        if len(words) != len(right):
            return f"four answers are wanted; you gave {len(words)}"
        if foreign := [word for word in words if word not in ("yes", "no")]:
            return f'"{foreign[0]}" is neither yes nor no'
        wrong = ["ABCD"[k] for k in range(len(right)) if words[k] != right[k]]
        return f"look again at {' and '.join(wrong)}"


check_bottoms = AnswersCheck(
    right=["yes", "no", "no", "yes"],
    mistakes={
        "A, B and D are right; in C, try the v whose gain is 0 at the discount 1": (
            ["yes", "no", "yes", "yes"]
        ),
        "A, C and D are right; in B, the weight may fall for ever": ["yes", "yes", "no", "yes"],
        "all the other way round: yes where there is a bottom": ["no", "yes", "yes", "no"],
        "B and C each have a direction that no house is against": ["yes"] * 4,
        "A and D each have a house between two of the other kind": ["no"] * 4,
        "A, B and C are right; in D, an unsold house lies between two sold ones": (
            ["yes", "no", "no", "no"]
        ),
    },
)

# ---- exercises


def _penalised(m, n, penalty, seed):
    rng = np.random.default_rng(seed)
    y = (rng.random(m) < 0.5).astype(float)
    return rng.normal(size=(m, n)), y, rng.normal(size=n), penalty


def _slopes(X, y, w):
    return X.T @ (sigmoid(X @ w) - y) / len(y)


check_penalty = LineCheck(
    right=lambda X, y, w, penalty: _slopes(X, y, w) + 2 * penalty * w,
    mistakes={
        "the penalty is missing": lambda X, y, w, penalty: _slopes(X, y, w),
        "the 2 of the penalty's squares is missing": lambda X, y, w, penalty: (
            _slopes(X, y, w) + penalty * w
        ),
        "a penalty pulls towards 0: look at its sign": lambda X, y, w, penalty: (
            _slopes(X, y, w) - 2 * penalty * w
        ),
        "the penalty stands outside the mean over houses: do not divide its slope by m": (
            lambda X, y, w, penalty: _slopes(X, y, w) + 2 * penalty * w / len(y)
        ),
        "the slope of a square is not a square": lambda X, y, w, penalty: (
            _slopes(X, y, w) + penalty * w**2
        ),
        "the slope of λ w² is 2 λ w: the w is missing": lambda X, y, w, penalty: (
            _slopes(X, y, w) + 2 * penalty
        ),
        "the slope of λ w² is 2 λ w, and not λ": lambda X, y, w, penalty: (
            _slopes(X, y, w) + penalty
        ),
        "those are the slopes of the penalty; add those of cross-entropy": (
            lambda X, y, w, penalty: 2 * penalty * w
        ),
        "the slopes of cross-entropy are missing, and the 2 of the penalty's squares": (
            lambda X, y, w, penalty: penalty * w
        ),
        "two things are missing: the 1/m of cross-entropy, and the 2 of the penalty's squares": (
            lambda X, y, w, penalty: X.T @ (sigmoid(X @ w) - y) + penalty * w
        ),
        "that adds the penalty itself, not its slope": lambda X, y, w, penalty: (
            _slopes(X, y, w) + penalty * np.sum(w**2)
        ),
        "each weight has a slope of its own: 2 λ w_j, not the sum of all": (
            lambda X, y, w, penalty: _slopes(X, y, w) + 2 * penalty * np.sum(w)
        ),
        "the 1/m is missing in the slopes of cross-entropy, a mean over houses": (
            lambda X, y, w, penalty: X.T @ (sigmoid(X @ w) - y) + 2 * penalty * w
        ),
        "sign flipped in the slope of cross-entropy: p minus y": lambda X, y, w, penalty: (
            -_slopes(X, y, w) + 2 * penalty * w
        ),
        "divided by the number of weights, not of houses": lambda X, y, w, penalty: (
            X.T @ (sigmoid(X @ w) - y) / len(w) + 2 * penalty * w
        ),
        "the factor 2 belongs to the penalty alone": lambda X, y, w, penalty: (
            2 * _slopes(X, y, w) + 2 * penalty * w
        ),
        "the score went in without its sigmoid": lambda X, y, w, penalty: (
            X.T @ (X @ w - y) / len(y) + 2 * penalty * w
        ),
        "p (1 - p) has cancelled; it does not come in again": lambda X, y, w, penalty: (
            X.T @ ((sigmoid(X @ w) - y) * _bends(X, w)) / len(y) + 2 * penalty * w
        ),
    },
    cases=[_penalised(5, 3, 0.1, seed=1), _penalised(4, 2, 0.3, seed=2)],
    shapes="X is (m, n), y is (m,) and w is (n,): Xᵀ times the m errors gives n slopes",
)

check_misprint = NamedCheck(
    right=[3, 0.615],
    mistakes={
        "right house; the printed answers add up to 2.1, and 2 houses were sold": [3, 0.715],
        "right house; it was too large, not too small": [3, 0.815],
        "right house; the sum is too large by 0.1, not by 0.2": [3, 0.515],
        "2 is its discount; the number of the house is wanted": [2, 0.615],
        "then the sum of answers is right, but the sum of answer times discount is not": (
            [2, 0.249]
        ),
        "the sum is right then; look at answer times discount too": [4, 0.726],
        "the house first, then its answer": [0.615, 3],
        "a house and its answer, as a list": 3,
        "a house, and the answer that should stand there": 0.615,
        "the right answer; but the houses are counted from 0": [4, 0.615],
    },
    parts={
        "the house": {
            f"{k} is not it; compare by how much the two sums of the hint are off": k
            for k in (0, 1, 2, 4)
        }
        | {
            "5 is not it; the houses are counted from 0": 5,
        },
        "its answer": {},
    },
    rtol=1e-2,
)

progress = Progress(
    "one_bowl",
    exercises={"a penalty makes a bottom": check_penalty, "find the bug": check_misprint},
    turns={
        "one house": check_one_house,
        "the squared error, twice": check_squared,
        "the curvature along v": check_curvature,
        "the mean answer": check_mean_answer,
        "which neuron has a bottom": check_bottoms,
    },
)
