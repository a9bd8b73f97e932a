"""The checks of notebook 4: odds, a cost, p - y in numbers and letters, and a score of 800."""

import copy

import numpy as np
import sympy as sp

from helpers.activations import sigmoid
from helpers.exercises.checking import (
    FormulaCheck,
    FunctionCheck,
    Progress,
    ValueCheck,
    equal,
    traceback_in,
)
from helpers.exercises.comparing import as_array, same, shown
from helpers.exercises.mse import CountedCheck, GradientCheck, SlopeCheck
from helpers.losses import sigmoid_cross_entropy


class NamedCheck(CountedCheck):
    """A CountedCheck for a list of numbers with names; each has a catalogue of its own,
    {its name: {why it is wrong: the number, or several}}.
    """

    def __init__(self, *arguments, entries, **options):
        super().__init__(*arguments, **options)
        self.entries = entries

    def _wrong_value(self, answer):
        array = as_array(answer)
        if array.shape != (len(self.right),):
            return super()._wrong_value(answer)
        for number, right, (name, known) in zip(array, self.right, self.entries.items()):
            if np.isnan(number):
                return f"{name}: a number is missing"
            if not same(number, right, self.rtol):
                told = [
                    why
                    for why, values in known.items()
                    if any(same(number, value, self.rtol) for value in np.atleast_1d(values))
                ]
                near = same(number, right, 2e-2) and "nearly; give more digits"
                return f"{name}: {told[0] if told else near or f'{shown(number)} is not it'}"
        return super()._wrong_value(answer)


class CostCheck(ValueCheck):
    """A ValueCheck for a number that NumPy computes: more digits would not mend another one."""

    def _wrong_value(self, answer):
        why = super()._wrong_value(answer)
        return why.replace("close; give more digits", "close, but not it; let np.log compute it")


class LineCheck(SlopeCheck):
    """A SlopeCheck for a function of two arrays that returns one number for each house. It knows
    an `if` on an array, and a * that is missing.
    """

    if_on_an_array = (
        "p and y are arrays, and an if looks at one number; a single formula serves both labels"
    )

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if fault and "truth value of an array" in fault:
            fault = self.if_on_an_array
        elif fault and "'numpy.ndarray' object is not callable" in fault:
            fault = "a * is missing before a bracket; Python reads p(1 - p) as a call of p"
        elif isinstance(result, str):
            fault = "a formula without quotation marks, please"
        return result, fault

    def _unknown(self, name):
        if callable(getattr(np, name, None)):
            return f"there is no {name} here: write np.{name}"
        return super()._unknown(name)

    def _first_difference(self, results, expected):
        for a, b in zip(map(as_array, results), expected):
            if a is not None and a.dtype.kind != "U" and a.shape != np.shape(b):
                what = "one number" if a.size == 1 else f"an array of shape {a.shape}"
                return f"one number for each house is wanted; yours is {what}"
        return FunctionCheck._first_difference(self, results, expected)


class StableCheck(LineCheck):
    """A LineCheck that says at which score a number is lost."""

    if_on_an_array = (
        "z is an array, and an if, or Python's max, looks at one number; "
        "use np.maximum(z, 0) and np.abs(z), or np.where"
    )

    def find_fault(self, answer):
        """As for every function; a number that is lost comes before numbers that differ."""
        with np.errstate(all="ignore"):
            fault = super().find_fault(answer)
        if not fault or fault in self.mistakes or self._not_callable(answer):
            return fault
        runs = [self._run(answer, case) for case in self.cases]
        if any(failed for _, failed in runs):
            return fault
        for (result, _), (z, y) in zip(runs, self.cases):
            array = as_array(result)
            if array is None or array.dtype.kind == "U" or array.shape != z.shape:
                continue
            lost = ~np.isfinite(array.astype(float))
            if lost.any():
                at = lost.argmax()
                kinds = _kinds_of_loss(answer, (z[at : at + 1], y[at : at + 1]))
                why = self._lost(z[at], array[at], kinds)
                return f"at z = {z[at]:g} it gives {array[at]}: {why}"
        return fault

    def _all_close(self, results, expected):
        """As for every function; where a mistake loses a number, the answer must lose it, too."""
        if all(np.isfinite(b).all() for b in expected):
            return super()._all_close(results, expected)
        return all(
            a is not None
            and a.dtype.kind != "U"
            and a.shape == b.shape
            and np.allclose(a, b, rtol=self.rtol, atol=self.rtol, equal_nan=True)
            for a, b in zip(map(as_array, results), expected)
        )

    @staticmethod
    def _lost(score, value, kinds):
        """Why `value` is no number at this score, after what NumPy would have warned of."""
        log_of_0 = "divide by zero" in kinds
        if abs(score) < 100 or (value == -np.inf and log_of_0):
            return "the logarithm gets 0 or a negative number; is it log(1 + e^...)?"
        p, power, cure = (
            ("1 - p", "e^800", "where z is positive, use z + log(1 + e^-z)")
            if score > 0
            else ("p", "e^-z", "where z is negative, use log(1 + e^z)")
        )
        if log_of_0:
            return f"{p} is rounded to 0, and log 0 is infinite; {cure}"
        return f"{power} is too large; {cure}"


def _kinds_of_loss(function, case):
    """What NumPy would warn of: "overflow", or "divide by zero", which is also that of log 0."""
    kinds = set()
    try:
        with np.errstate(all="call", call=lambda kind, _: kinds.add(kind)):
            function(*copy.deepcopy(case))
    except Exception:  # a function that takes no single score
        return set()
    return kinds


class TracedCheck(SlopeCheck):
    """A SlopeCheck that looks for the first line with a wrong shape: the line that fails may be
    a later one, and innocent.
    """

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if fault and any(f"line of {name}" in fault for name in ("dz", "dw", "db", "return")):
            known, m = _locals_at_failure(answer, case), len(case[1])
            for name in ("p", "dz"):
                if name in known and np.shape(known[name]) != (m,):
                    shape = np.shape(known[name])
                    what = f"an array of shape {shape}" if shape else "one number"
                    return result, (
                        f"the line of {name} should make one number for each house, an array of "
                        f"shape (m,), here ({m},); yours makes {what}. {self.shapes[name]}"
                    )
        return result, fault


class TracedGradientCheck(TracedCheck, GradientCheck):
    """A TracedCheck of a gradient in two parts."""


def _locals_at_failure(function, case):
    """What the names of `function` stand for when it fails."""
    try:
        with np.errstate(all="ignore"):
            function(*copy.deepcopy(case))
    except Exception as error:
        step = traceback_in(function, error)
        return step.tb_frame.f_locals if step else {}
    return {}


class DerivedCheck(FormulaCheck):
    """A FormulaCheck that wants a slope worked out: a derivative that is only written is none."""

    def find_fault(self, answer):
        """As for every formula; a derivative sign in it is no answer, even if it is equal."""
        fault = super().find_fault(answer)
        if not fault and isinstance(answer, sp.Basic) and answer.has(sp.Derivative):
            return "equal, but not worked out: a derivative sign is still in it"
        return fault


class WeightsCheck(TracedCheck):
    """A TracedCheck for the slopes along the weights alone; it knows them with that along b."""

    def _first_difference(self, results, expected):
        for result, slopes in zip(results, expected):
            if isinstance(result, (tuple, list)) and len(result) == 2:
                if {np.shape(as_array(part)) for part in result} == {np.shape(slopes), ()}:
                    return "only the weights are asked for; leave the slope along b out"
        return super()._first_difference(results, expected)


class SignedCheck(DerivedCheck):
    """A DerivedCheck that knows a slope which is right for the two labels -1 and +1 only."""

    def _difference(self, formula):
        labels = ({_t: -1}, {_t: 1})
        if all(equal(formula.subs(t), self.right.subs(t)) for t in labels):
            return "right for t = 1 and t = -1 only; here t is any number"
        return super()._difference(formula)


# ---- odds and cost

check_probabilities = NamedCheck(
    right=[0.8, 0.2],
    mistakes={
        "the other way round: a positive score means odds above 1": [0.2, 0.8],
        "those are the odds; a probability is odds / (1 + odds)": [4, 1 / 4],
        "those are the log-odds; undo the logarithm first": [np.log(4), -np.log(4)],
        "two numbers are wanted, one for each house": 0.8,
        "odds of 4 are 4 sales for each case without one: 4 of 5 cases": [3 / 4, 1 / 4],
        "a probability lies between 0 and 1; those are percents": [80, 20],
        "the scores are log 4 and -log 4; you took the sigmoid of 4 and of -4": [0.98, 0.02],
    },
    entries={
        "house with log 4": {
            "those are the odds; a probability is odds / (1 + odds)": 4,
            "odds of 4 are 4 sales for each case without one, so 4 of 5": 3 / 4,
            "that is the log-odds; undo the logarithm first": np.log(4),
            "that is the probability of no sale": 0.2,
            "the score is log 4; you took the sigmoid of 4": (sigmoid(4), 0.98),
        },
        "house with -log 4": {
            "a probability is never negative": -0.2,
            "a probability is never negative; minus log 4 is the logarithm of 1/4": -0.8,
            "e^(-log 4) is 1/4; that is the odds, and not yet the probability": 1 / 4,
            "that is the log-odds; undo the logarithm first": -np.log(4),
            "that is the probability of no sale": 0.8,
            "the odds are 1/4, so divide 1/4 by 1 + 1/4": 1 / 3,
            "the odds are e^(-log 4), which is 1/4 and not -4": 4 / 3,
            "the score is -log 4; you took the sigmoid of -4": (sigmoid(-4), 0.02),
        },
    },
)

check_cost = CostCheck(
    right=-np.log(0.1),
    mistakes={
        "that is the cost if the house is sold; what probability had no sale?": -np.log(0.9),
        "a cost is not negative: minus the logarithm": np.log(0.1),
        "a cost is not negative, and no sale had another probability": np.log(0.9),
        "no logarithm, or one to the base 10; take the natural one, np.log": 1,
        "that is the probability of what happened; the cost is minus its logarithm": 0.1,
        "that is the probability of a sale; the house was not sold": 0.9,
        "that is the log-odds; the cost needs the probability of what happened": np.log(9),
        "that is the squared error; the cost is minus a logarithm": 0.81,
    },
    rtol=5e-3,
)

# ---- the slope along the score

check_speeds = NamedCheck(
    right=[3 / 16, 4, 3 / 4],
    mistakes={
        "that is for a sold house; this one was not sold": [3 / 16, -4 / 3, -1 / 4],
        "you differentiated log p; a house that was not sold costs -log(1 - p)": [
            3 / 16,
            4 / 3,
            1 / 4,
        ],
        "sign of the cost: 1 - p falls when p rises, and a minus stands before the logarithm": [
            3 / 16,
            -4,
            -3 / 4,
        ],
        "p moves p (1 - p) times as fast as z, not p": [3 / 4, 4, 3],
        "the speeds multiply; you added them": [3 / 16, 4, 67 / 16],
        "in the order asked for: the speed of p, the speed of the cost, the product": [
            4,
            3 / 16,
            3 / 4,
        ],
        "three numbers are wanted: two speeds and their product": 3 / 4,
    },
    entries={
        "the speed of p": {
            "p moves p (1 - p) times as fast as z; yours is p": 3 / 4,
            "p moves p (1 - p) times as fast as z; yours is 1 - p": 1 / 4,
            "p rises when z rises; its speed is positive": -3 / 16,
            "that is p squared; the sigmoid's slope is p (1 - p)": 9 / 16,
            "that is the number for p = 0.2; here p is 3/4": 0.16,
        },
        "the speed of the cost": {
            "that is for a sold house, whose cost is -log p": -4 / 3,
            "you differentiated log p; a house that was not sold costs -log(1 - p)": 4 / 3,
            "sign: the cost rises when p rises, as there was no sale; 1 - p falls": -4,
            "one over 1 - p, please; yours is 1 - p": 1 / 4,
            "that is the cost itself, not its speed": np.log(4),
        },
        "the product": {
            "sign: both speeds are positive": -3 / 4,
            "multiply the two speeds; you added them": 67 / 16,
            "that is for a sold house": -1 / 4,
            "the product of your first two numbers is another": 3,
        },
    },
    rtol=5e-3,
)


def _house_by_house(m, seed):
    rng = np.random.default_rng(seed)
    return rng.uniform(0.1, 0.9, size=m), np.arange(m) % 2.0


def _costs(p, y):
    return -y * np.log(p) - (1 - y) * np.log(1 - p)


check_short_slope = LineCheck(
    right=lambda p, y: p - y,
    mistakes={
        "sign flipped: at p = 0.2 and y = 1 it should be -0.8": lambda p, y: y - p,
        "that is right for sold houses only; where is y?": lambda p, y: p - 1,
        "that is right for houses that were not sold only; where is y?": lambda p, y: p,
        "that is the speed of p alone, without the cost's": lambda p, y: p * (1 - p),
        "that is the speed of the cost along p; the sigmoid's p (1 - p) is missing": lambda p, y: (
            -y / p + (1 - y) / (1 - p)
        ),
        "the factor p (1 - p) has cancelled; it does not come in again": lambda p, y: (
            (p - y) * p * (1 - p)
        ),
        "one slope for each house; no mean yet": lambda p, y: (p - y) / len(y),
        "a single house has no 2: nothing is squared": lambda p, y: 2 * (p - y),
        "one slope for each house; you added them up": lambda p, y: np.sum(p - y),
        "one slope for each house; you took the mean": lambda p, y: np.mean(p - y),
        "p is the probability already; no sigmoid is needed": lambda p, y: sigmoid(p) - y,
        "that is the cost, not its slope": _costs,
        "for a sold house it should be negative: is there an abs, or did you lose the minus before "
        "y (1 - p)?": lambda p, y: y * (1 - p) + (1 - y) * p,
        "-y times -p is + y p, so the two terms y p cancel": lambda p, y: p - y - 2 * y * p,
        "the second term has a plus: + (1 - y) p": lambda p, y: -y * (1 - p) - (1 - y) * p,
        "for a sold house yours is 0; where is the term with y (1 - p)?": lambda p, y: p * (1 - y),
        "for a house that was not sold yours is 0; where is the term with (1 - y) p?": (
            lambda p, y: -y * (1 - p)
        ),
        "that is the squared error": lambda p, y: (p - y) ** 2,
        "brackets are missing: p (1 - p) multiplies both fractions": lambda p, y: (
            -y / p + (1 - y) / (1 - p) * p * (1 - p)
        ),
        "the last p is missing: (1 - y) is multiplied by p": lambda p, y: -y * (1 - p) + (1 - y),
    },
    cases=[_house_by_house(4, seed=1), _house_by_house(5, seed=2)],
    blanks=1,
    shapes={"": "p and y have one entry for each house"},
)

# ---- the gradient


def _case(m, n, seed):
    rng = np.random.default_rng(seed)
    y = np.arange(m) % 2.0
    return rng.normal(size=(m, n)), y, rng.normal(size=n), rng.normal()


def _with(slope, mean=lambda X, y: len(y)):
    """The gradient of someone whose slope along the scores is slope(p, y) / mean(X, y)."""

    def gradient(X, y, w, b):
        dz = slope(sigmoid(X @ w + b), y) / mean(X, y)
        return X.T @ dz, dz.sum()

    return gradient


_gradient = _with(lambda p, y: p - y)


def _score_without_sigmoid(X, y, w, b):
    dz = (X @ w + b - y) / len(y)
    return X.T @ dz, dz.sum()


def _odds_for_p(X, y, w, b):
    dz = (np.exp(X @ w + b) - y) / len(y)
    return X.T @ dz, dz.sum()


def _one_score(X, y, w, b):
    dz = (sigmoid(np.sum(X * w) + b) - y) / len(y)
    return X.T @ dz, dz.sum()


check_gradient = TracedGradientCheck(
    right=_gradient,
    mistakes={
        "p is one number for all houses together; the scores are X @ w + b": _one_score,
        "that is b itself, not the slope along b: add the entries of dz up": lambda X, y, w, b: (
            _gradient(X, y, w, b)[0],
            b,
        ),
        "sign flipped: dz is (p - y)/m": _with(lambda p, y: y - p),
        "the 1/m of (4.4) is missing: dz is (p - y)/m": _with(lambda p, y: p - y, lambda X, y: 1),
        "1/m twice: dz has it already": _with(lambda p, y: p - y, lambda X, y: len(y) ** 2),
        "divided by the number of features, not of houses": _with(
            lambda p, y: p - y, lambda X, y: X.shape[1]
        ),
        "m is 5 for our houses only; inside the function write len(y)": _with(
            lambda p, y: p - y, lambda X, y: 5
        ),
        "the sigmoid's slope has cancelled; it does not come in again": _with(
            lambda p, y: (p - y) * p * (1 - p)
        ),
        "the 2 belongs to the squared error": _with(lambda p, y: 2 * (p - y)),
        "that is the gradient of the squared error": _with(lambda p, y: 2 * (p - y) * p * (1 - p)),
        "the score went in without its sigmoid": _score_without_sigmoid,
        "e^z is the odds; the probability is sigmoid(z)": _odds_for_p,
        "the bias b is missing from the score": lambda X, y, w, b: _gradient(X, y, w, 0),
        "brackets are missing: 1/m multiplies p as well as y": lambda X, y, w, b: (
            X.T @ (sigmoid(X @ w + b) - y / len(y)),
            np.sum(sigmoid(X @ w + b) - y / len(y)),
        ),
        "b's input is 1: add the entries of dz up, without X": lambda X, y, w, b: (
            2 * (_gradient(X, y, w, b)[0],)
        ),
        "where is X? each entry of dz is multiplied by the inputs of its house": (
            lambda X, y, w, b: 2 * (_gradient(X, y, w, b)[1],)
        ),
        "one number for each house; add them up": lambda X, y, w, b: (
            ((sigmoid(X @ w + b) - y) / len(y))[:, None] * X,
            (sigmoid(X @ w + b) - y) / len(y),
        ),
        "that is the loss, not its gradient (the article's mistake)": lambda X, y, w, b: (
            2 * (sigmoid_cross_entropy(X @ w + b, y),)
        ),
        "dz holds the costs; it should hold their slopes along the scores": _with(_costs),
        "dz holds the costs, without 1/m; it should hold their slopes along the scores": _with(
            _costs, lambda X, y: 1
        ),
    },
    cases=[_case(7, 3, seed=1), _case(4, 2, seed=2)],
    parts=("dw", "db"),
    blanks=4,
    shapes={
        "p": "X is (m, n) and w is (n,): the scores are X @ w + b",
        "dz": "p and y are both (m,); len(y) is m",
        "dw": "X is (m, n) and dz is (m,): dw sums over the houses, so look at the transpose, and "
        "at @ or *",
        "db": "dz is (m,), and db is the sum of its entries, without X",
        "": "X is (m, n), w is (n,), p, y and dz are (m,); dw sums over the houses",
    },
)

# ---- a score of 800


def _log_term(z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


_SCORES = (
    (np.array([3.0, -2.0, 800.0, -800.0, 800.0, -800.0]), np.array([1.0, 0, 0, 1, 1, 0])),
    (np.array([-40.0, 0.5, 1.5, -1.0, 40.0]), np.array([1.0, 1, 0, 1, 0])),
)

check_stable_loss = StableCheck(
    right=lambda z, y: _log_term(z) - y * z,
    mistakes={
        "max(z, 0) is missing: where z is positive, z stands before the logarithm": lambda z, y: (
            np.log1p(np.exp(-np.abs(z))) - y * z
        ),
        "the logarithm is missing; max(z, 0) is only the larger part": lambda z, y: (
            np.maximum(z, 0) - y * z
        ),
        "for a negative z nothing stands before the logarithm: max(z, 0), not |z|": lambda z, y: (
            np.abs(z) + np.log1p(np.exp(-np.abs(z))) - y * z
        ),
        "for a negative z nothing stands before the logarithm: max(z, 0), not z": lambda z, y: (
            z + np.log1p(np.exp(-np.abs(z))) - y * z
        ),
        "np.max is the largest entry of all; np.maximum goes entry by entry": (
            lambda z, y: np.max(z, 0) + np.log1p(np.exp(-np.abs(z))) - y * z
        ),
        "the two cases are exchanged: z stands before the logarithm where z is positive": (
            lambda z, y: np.minimum(z, 0) + np.log1p(np.exp(-np.abs(z))) - y * z
        ),
        "1 + is missing inside the logarithm": lambda z, y: np.maximum(z, 0) - np.abs(z) - y * z,
        "the logarithm is missing: log(1 + e^...), and not e^... alone": lambda z, y: (
            np.maximum(z, 0) + np.exp(-np.abs(z)) - y * z
        ),
        "inside the logarithm stands 1 plus e^..., not 1 minus": lambda z, y: (
            np.maximum(z, 0) + np.log1p(-np.exp(-np.abs(z))) - y * z
        ),
        "log1p adds the 1 already": lambda z, y: (
            np.maximum(z, 0) + np.log1p(1 + np.exp(-np.abs(z))) - y * z
        ),
        "the logarithm is added to max(z, 0), not subtracted": lambda z, y: (
            np.maximum(z, 0) - np.log1p(np.exp(-np.abs(z))) - y * z
        ),
        "the part - y z is gone; leave the return as it was": lambda z, y: _log_term(z),
        "sign of y z: it is subtracted": lambda z, y: _log_term(z) + y * z,
        "sign: the log term is added": lambda z, y: -_log_term(z) - y * z,
        "one cost for each house; no mean here": lambda z, y: np.mean(_log_term(z) - y * z),
        "that is minus the cost": lambda z, y: y * z - _log_term(z),
        "a clipped score has another cost: a score of 800 must cost 800": lambda z, y: (
            np.log1p(np.exp(np.clip(z, -500, 500))) - y * z
        ),
        "that is the slope, not the cost": lambda z, y: sigmoid(z) - y,
        "the minus in the exponent is missing: e to minus the size of z": lambda z, y: (
            np.maximum(z, 0) + np.log1p(np.exp(np.abs(z))) - y * z
        ),
        "exp is missing: the logarithm is log(1 + e^...)": lambda z, y: (
            np.maximum(z, 0) + np.log1p(-np.abs(z)) - y * z
        ),
        "exp is missing, and the minus in its exponent": lambda z, y: (
            np.maximum(z, 0) + np.log1p(np.abs(z)) - y * z
        ),
    },
    cases=list(_SCORES),
    blanks=2,
    shapes={"": "z and y have one entry for each house"},
)

# ---- the exercises

# A house with input x = 2 and score z = log 3, so that p = 3/4; it was not sold, y = 0.
check_one_slope = ValueCheck(
    right=3 / 4 * 2,
    mistakes={
        "that is the slope along the score; how fast does w move the score?": 3 / 4,
        "sign flipped: the probability minus the label": -3 / 4 * 2,
        "that is the slope for a house that was sold": (3 / 4 - 1) * 2,
        "the sigmoid's slope has cancelled; it does not come in again": 3 / 4 * (3 / 16) * 2,
        "3 is the odds; or did you double, as for a squared error? Nothing is squared here": 3,
        "you took 1 - p; the slope along the score is the probability minus the label": 1 / 4 * 2,
        "3 is the odds; the probability is 3/4": 3 * 2,
        "that is how fast the probability moves; how fast does the cost move with it?": 3 / 16 * 2,
        "that is the cost, not its slope (the article's mistake)": np.log(4),
        "log 3 is the score; the probability is its sigmoid": np.log(3) * 2,
        "that is how fast the probability moves with the score; two speeds are missing": 3 / 16,
        "that is the slope along the score, for a house that was sold, and without the input": (
            3 / 4 - 1
        ),
        "that is the slope along p times the input; how fast does p move with the score?": 4 * 2,
        "sign flipped, and the input is missing": -3 / 4,
    },
)


_t, _z = sp.symbols("t z", real=True)

check_signed_slope = SignedCheck(
    right=-_t / (1 + sp.exp(_t * _z)),
    mistakes={
        "the factor t is missing: -t z moves at the rate -t": -1 / (1 + sp.exp(_t * _z)),
        "one of the three slopes is missing: -t z moves too": 1 / (1 + sp.exp(_t * _z)),
        "sign flipped: raising z must lower the cost when t is +1": _t / (1 + sp.exp(_t * _z)),
        "the logarithm's own slope is missing": -_t * sp.exp(-_t * _z),
        "only the logarithm is differentiated, not what stands in it": 1 / (1 + sp.exp(-_t * _z)),
        "the exponent's sign went astray in the last step": -_t / (1 + sp.exp(-_t * _z)),
        "p - y is for labels 0 and 1; here a label is -1 or +1": 1 / (1 + sp.exp(-_z)) - _t,
        "that is the cost, not its slope": sp.log(1 + sp.exp(-_t * _z)),
        "that is the slope along t; here z moves": -_z / (1 + sp.exp(_t * _z)),
        "t comes in twice as a factor; -t z moves at the rate -t": (
            -(_t**2) / (1 + sp.exp(_t * _z))
        ),
        "the last factor is the slope of -t z along z, not -t z itself": (
            -_t * _z / (1 + sp.exp(_t * _z))
        ),
        "brackets are missing: all of 1 + e^(-t z) is below the bar": (
            -_t * sp.exp(-_t * _z) + sp.exp(-_t * _z)
        ),
        "brackets are missing: all of 1 + e^(t z) is below the bar": -_t + sp.exp(_t * _z),
    },
)


def _mean_times_input(slope):
    """The gradient X^T d / m of a colleague whose dL/dz_i is d_i / m, d = slope(p, y)."""
    return lambda X, y, w, b: _with(slope)(X, y, w, b)[0]


check_repaired_gradient = WeightsCheck(
    right=_mean_times_input(lambda p, y: p - y),
    mistakes={
        "the bug is still there: compare with a measured slope": _mean_times_input(
            lambda p, y: (p - y) * p * (1 - p)
        ),
        "the bug is still there, and the 1/m is gone": lambda X, y, w, b: _with(
            lambda p, y: (p - y) * p * (1 - p), lambda X, y: 1
        )(X, y, w, b)[0],
        "a factor p is left; all of p (1 - p) has cancelled": _mean_times_input(
            lambda p, y: (p - y) * p
        ),
        "a factor 1 - p is left; all of p (1 - p) has cancelled": _mean_times_input(
            lambda p, y: (p - y) * (1 - p)
        ),
        "p is one number for all houses together; the scores are X @ w + b": lambda X, y, w, b: (
            _one_score(X, y, w, b)[0]
        ),
        "that is dL/dp; the factor p (1 - p) of the sigmoid is missing": _mean_times_input(
            lambda p, y: (p - y) / (p * (1 - p))
        ),
        "that is the gradient of the squared error": _mean_times_input(
            lambda p, y: 2 * (p - y) * p * (1 - p)
        ),
        "that is how fast the probabilities move; the loss's slope along p is missing": (
            _mean_times_input(lambda p, y: p * (1 - p))
        ),
        "exp(z) is the odds; the probability is sigmoid(z)": lambda X, y, w, b: _odds_for_p(
            X, y, w, b
        )[0],
        "sign flipped: the probability minus the label": _mean_times_input(lambda p, y: y - p),
        "the factor 2 belongs to the squared error": _mean_times_input(lambda p, y: 2 * (p - y)),
        "no 1/m: it doubles when you repeat the data": lambda X, y, w, b: (
            X.T @ (sigmoid(X @ w + b) - y)
        ),
        "divided by the number of features, not of houses": lambda X, y, w, b: (
            X.T @ (sigmoid(X @ w + b) - y) / len(w)
        ),
        "the bias b is missing from the score": lambda X, y, w, b: (
            X.T @ (sigmoid(X @ w) - y) / len(y)
        ),
        "the score went in without its sigmoid": lambda X, y, w, b: X.T @ (X @ w + b - y) / len(y),
        "that is the loss, not its gradient (the article's mistake)": lambda X, y, w, b: (
            sigmoid_cross_entropy(X @ w + b, y)
        ),
        "dz holds the costs; it should hold their slopes along the scores": (
            _mean_times_input(_costs)
        ),
        "a constant answer: it does not depend on the data": lambda X, y, w, b: np.zeros_like(w),
    },
    cases=[_case(5, 3, seed=1), _case(6, 4, seed=2)],
    blanks=1,
    shapes={
        "": "X is (m, n) and w is (n,), so the scores are X @ w + b; p, y and dz are (m,), and the "
        "gradient is X.T @ dz",
        "p": "X is (m, n) and w is (n,): the scores are X @ w + b",
        "dz": "p and y are both (m,); len(y) is m",
    },
)

progress = Progress(
    "binary_cross_entropy",
    exercises={
        "one house by hand": check_one_slope,
        "derive it": check_signed_slope,
        "find the bug": check_repaired_gradient,
    },
    turns={
        "back from log-odds": check_probabilities,
        "sure, and wrong": check_cost,
        "two speeds": check_speeds,
        "the short slope": check_short_slope,
        "the gradient": check_gradient,
        "a loss that survives": check_stable_loss,
    },
)
