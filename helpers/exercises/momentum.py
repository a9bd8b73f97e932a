"""The checks of side path 8a: alternating gradients, roots, edges, and two rules that remember."""

import re
from types import SimpleNamespace
from unittest import mock

import numpy as np
import sympy as sp
from sympy.logic.boolalg import Boolean

from helpers.exercises.checking import CORRECT, FormulaCheck, FunctionCheck, Progress, ValueCheck
from helpers.exercises.comparing import as_array, same, shown
from helpers.exercises.mse import SlopeCheck
from helpers.exercises.optimizers import CASES, NumbersCheck, UpdateCheck, momentum, velocity

# ---- gradients that alternate


class HintedCheck(ValueCheck):
    """A ValueCheck for an exact number, with a hint for what is no known mistake."""

    def __init__(self, *arguments, hint, **options):
        super().__init__(*arguments, **options)
        self.hint = hint

    def _wrong_value(self, answer):
        near = "near it, but not it" if same(answer, self.right, 0.04) else "not it"
        return f"{shown(answer)} is {near}; {self.hint}"


check_alternating = HintedCheck(
    right=5,
    mistakes={
        "that is the velocity if all gradients agree; here they alternate": 20,
        "that is the gradient alone; the memory takes a part of it away": 8,
        "that is the velocity of step 2; it is smaller than 8 there, and goes on changing": 3.2,
        "the velocity before has the opposite sign: it takes away from 8, it does not add": 12.8,
        "that is 0.6 times 8; solve a = 8 - 0.6 a": 4.8,
        "what is kept is 0.6, not 0.4: a = 8 - 0.6 a": 8 / 1.4,
        "a is a size, so it is positive": -5,
        "that is step 3; go on until the size stays the same": 8 - 0.6 * 3.2,
    },
    rtol=5e-3,
    hint="before the velocity a it was -a: write (8.3) with both, and solve it for a",
)

# ---- roots

check_larger_root = HintedCheck(
    right=-0.8,
    mistakes={
        "the right size; look at its sign, with the sum of the roots": 0.8,
        "that is a root too; but the other one is larger in size": -0.75,
        "the smaller one in size, and its sign is the other": 0.75,
        "that is T, the sum of the two roots": -1.55,
        "T is 1 + 0.6 - 3.15, so it is negative; and T is the sum of the two roots": 1.55,
        "that is the product of the two roots": 0.6,
        "that is what descent multiplies by; momentum has two roots": -2.15,
        "the root of 0.6 would be right for complex roots; these are real": np.sqrt(0.6),
        "that is half of T, and nearly minus the root of 0.6; a root lies on each side": -0.775,
    },
    rtol=2e-3,
    hint="which two numbers have the sum 1.6 - 3.15 and the product 0.6?",
)

ETA, LAMBDA, BETA = sp.symbols("eta lambda beta", positive=True)


class LettersCheck(FormulaCheck):
    """A FormulaCheck that takes text too, with lambda (a word of Python) and with underscores."""

    def _in_our_symbols(self, formula):
        if isinstance(formula, str):
            text = re.sub(r"\b([A-Za-z]+)_\b", r"\1", formula)
            text = re.sub(r"\blambda\b", "lamda", text)
            known = {symbol.name: symbol for symbol in self.right.free_symbols}
            formula = sp.sympify(text, locals=known | {"lamda": LAMBDA})
        return super()._in_our_symbols(formula)

    def find_fault(self, answer):
        """As for every formula; an equation or an inequality is told apart."""
        text = isinstance(answer, str) and re.search("[=<>≤≥]", answer)
        if text or isinstance(answer, (Boolean, bool)):
            return "that is an equation or an inequality; type the formula alone, without = or <"
        return super().find_fault(answer)

    def _foreign_symbol(self, formula):
        if told := super()._foreign_symbol(formula):
            letter = told.split()[-1]
            return f"write it with {self._letters()} alone; there is still {letter} in yours"
        return None

    def _difference(self, formula):
        if not formula.free_symbols:
            return f"that is a number; type the letters {self._letters()}"
        return super()._difference(formula)

    def _letters(self):
        return ", ".join(sorted(f"{symbol.name}_" for symbol in self.right.free_symbols))


check_at_minus_one = LettersCheck(
    right=2 * (1 + BETA) - ETA * LAMBDA,
    mistakes={
        "that is p(1); here u is -1": ETA * LAMBDA,
        "the square of -1 is 1, not -1": BETA - ETA * LAMBDA + BETA,
        "u is -1, so -T u is plus T": -(1 + BETA - ETA * LAMBDA) + 1 + BETA - 2 * BETA,
        "D is missing: it stands there without u": 2 + BETA - ETA * LAMBDA,
        "D is beta, with a plus": 2 - ETA * LAMBDA,
        "eta lambda has a minus in T": 2 * (1 + BETA) + ETA * LAMBDA,
        "the 1 of u² is missing": 1 + 2 * BETA - ETA * LAMBDA,
        "that is T alone": 1 + BETA - ETA * LAMBDA,
        "-T u, with u = -1, is missing": 1 + BETA,
        "eta stands there without lambda": 2 * (1 + BETA) - ETA,
        "lambda stands there without eta": 2 * (1 + BETA) - LAMBDA,
        "the sign is flipped": ETA * LAMBDA - 2 * (1 + BETA),
        "that is the edge; the value of p at -1 is wanted": 2 * (1 + BETA) / LAMBDA,
    },
)


class NumberCheck(SlopeCheck):
    """A SlopeCheck for a function of numbers."""

    def __init__(self, *arguments, **options):
        shapes = {"": "All that goes in is numbers"}
        super().__init__(*arguments, shapes=shapes, **options)

    def _kinship(self, results, expected):
        return FunctionCheck._kinship(self, results, expected)

    def _first_difference(self, results, expected):
        a, b = as_array(results[0]), np.asarray(expected[0])
        if a is not None and b.ndim == 0 and a.ndim:
            return f"one number is wanted; yours is an array of shape {a.shape}"
        return FunctionCheck._first_difference(self, results, expected)


def _roots(eta_lambda, beta):
    return np.roots([1, -(1 + beta - eta_lambda), beta])


def _largest(*coefficients):
    return np.max(np.abs(np.roots(coefficients)))


class SurvivorCheck(NumberCheck):
    """A NumberCheck that looks at the quadratic, too: with the sign of T flipped, the sizes of the
    roots are right. It also knows an answer that relies on the order of the roots.
    """

    def __call__(self, answer):
        """Print the verdict on the learner's `answer`, and a word on a flipped T or an order."""
        super().__call__(answer)
        if self.state == CORRECT and self._flipped(answer):
            print(
                "but T has the other sign in yours, and so have the roots; only their sizes agree"
            )
        if self.state == CORRECT and self._needs_the_order(answer):
            print("but np.roots does not promise an order: take the largest size, np.max")

    def _needs_the_order(self, answer):
        def turned(coefficients, original=np.roots):
            return original(coefficients)[::-1]

        with mock.patch.object(np, "roots", turned):
            return self.find_fault(answer) is not None

    def _flipped(self, answer):
        asked = []

        def roots(coefficients, original=np.roots):
            asked.append(np.array(coefficients))
            return original(coefficients)

        eta_lambda, beta = self.cases[0]
        with mock.patch.object(np, "roots", roots):
            answer(eta_lambda, beta)
        return any(np.allclose(p, [1, 1 + beta - eta_lambda, beta]) for p in asked)


check_survivor = SurvivorCheck(
    right=lambda eta_lambda, beta: np.max(np.abs(_roots(eta_lambda, beta))),
    mistakes={
        "that is the smaller root; in the long run the larger one survives": lambda x, beta: np.min(
            np.abs(_roots(x, beta))
        ),
        "first the sizes, np.abs(roots), then the largest of them": lambda x, beta: np.max(
            _roots(x, beta)
        ),
        "the largest of the roots is not always the largest in size: np.abs first": (
            lambda x, beta: np.abs(np.max(_roots(x, beta)))
        ),
        "both sizes come out; the largest is wanted": lambda x, beta: np.abs(_roots(x, beta)),
        "the roots come out; the size of the larger one is wanted": _roots,
        "that is right only where the roots are complex": lambda x, beta: np.sqrt(beta),
        "that is the product of the roots": lambda x, beta: beta,
        "that is what descent keeps; it has no memory": lambda x, beta: np.abs(1 - x),
        "the last coefficient is the memory, not 0": lambda x, beta: _largest(1, x - 1 - beta, 0),
        "the last coefficient is the memory, with a plus": lambda x, beta: _largest(
            1, x - 1 - beta, -beta
        ),
        "eta lambda has a minus in T": lambda x, beta: _largest(1, -(1 + beta + x), beta),
        "the memory has a plus in T": lambda x, beta: _largest(1, -(1 - beta - x), beta),
        "the coefficients stand in the other order: the one of u² first": lambda x, beta: _largest(
            beta, x - 1 - beta, 1
        ),
        "p holds no square of the memory": lambda x, beta: _largest(1, x - 1 - beta, beta**2),
        "the sizes are added; the largest is wanted": lambda x, beta: np.sum(
            np.abs(_roots(x, beta))
        ),
    },
    cases=[tuple(map(np.float64, pair)) for pair in ((0.05, 0.6), (3.15, 0.6), (1, 0.5), (3, 0.3))],
    blanks=2,
)

# ---- a bowl


class BowlCheck(NumbersCheck):
    """A NumbersCheck for two curvatures and a rate. It knows the other order, a rate that is
    rounded too much, and a range of rates.
    """

    def find_fault(self, answer):
        """As for every list of numbers; the rate may not be a range."""
        if isinstance(answer, (list, tuple)) and len(answer) == 3:
            if np.size(np.array(answer[2], dtype=object)) > 1 and as_array(answer[:2]) is not None:
                return "the rate: one number, the upper end of the range"
        return super().find_fault(answer)

    def _wrong_value(self, answer):
        array = as_array(answer)
        if array.shape == (3,):
            if same(array[:2], self.right[1::-1], self.rtol):
                return "the two curvatures in the other order: the flat one first"
            if same(array[:2], self.right[:2], self.rtol) and same(array[2], self.right[2], 0.02):
                return f"the rate: {shown(array[2])} is close; give more digits, or a fraction"
        return super()._wrong_value(answer)


check_bowl = BowlCheck(
    right=[1, 9, 1 / 3],
    mistakes={
        "the flat curvature first": [9, 1, 1 / 3],
        "the flat curvature first; and the steeper one limits the rate": [9, 1, 3],
        "the curvatures are right; the rate is limited by the steeper one": [1, 9, 3],
        "the curvatures are right; that is the edge of descent, without the memory": [1, 9, 2 / 9],
        "the curvatures are right; the memory beta is 1/2": [1, 9, 3.2 / 9],
        "5 and 4 are entries of H; multiply H by (1, -1) and by (1, 1)": [4, 5, 0.6],
        "those are entries of H; multiply H by (1, -1) and by (1, 1)": [5, 5, 0.6],
    },
    names=("the flat curvature", "the steep curvature", "the rate"),
    hints=(
        "H times (1, -1) is that number times (1, -1)",
        "H times (1, 1) is that number times (1, 1)",
        "put the steep curvature and beta = 1/2 into (D8a.3)",
    ),
)

# ---- Nesterov


class NesterovCheck(UpdateCheck):
    """An UpdateCheck that looks at what self.v holds, too."""

    def __call__(self, answer):
        """Print the verdict on the learner's `answer`, and a word on a velocity with the rate."""
        super().__call__(answer)
        if self.state == CORRECT and self._rate_in_velocity(answer):
            print(
                "but self.v holds the velocity times the rate; that is safe for a fixed rate only"
            )

    def _rate_in_velocity(self, answer):
        keeps = SimpleNamespace(learning_rate=0.5, v=np.zeros(2), t=1, **self.settings)
        answer(keeps, np.array([1.0, -2.0]))
        return np.allclose(keeps.v, [0.5, -1.0])


check_nesterov = NesterovCheck(
    right=momentum(velocity, lambda self, g, old: self.learning_rate * (g + self.beta * self.v)),
    mistakes={
        "that is momentum's step; Nesterov's goes along g + beta v, with the new v": momentum(
            velocity, lambda self, g, old: self.learning_rate * self.v
        ),
        "beta is missing in the step: g + beta v": momentum(
            velocity, lambda self, g, old: self.learning_rate * (g + self.v)
        ),
        "g is missing in the step: g + beta v": momentum(
            velocity, lambda self, g, old: self.learning_rate * self.beta * self.v
        ),
        "that is descent's step; beta v is missing in it": lambda self, g: self.learning_rate * g,
        "the learning rate is missing": momentum(
            velocity, lambda self, g, old: g + self.beta * self.v
        ),
        "the learning rate multiplies both parts: put brackets round g + beta v": momentum(
            velocity, lambda self, g, old: self.learning_rate * g + self.beta * self.v
        ),
        "the sign is flipped: step subtracts what update returns": momentum(
            velocity, lambda self, g, old: -self.learning_rate * (g + self.beta * self.v)
        ),
        "g has the weight 1 in the velocity, not 1 - beta": momentum(
            lambda self, g: self.beta * self.v + (1 - self.beta) * g,
            lambda self, g, old: self.learning_rate * (g + self.beta * self.v),
        ),
        "nothing is remembered: self.v must hold the new velocity": lambda self, g: (
            self.learning_rate * (g + self.beta * g)
        ),
        "a plus stands between g and beta v": momentum(
            velocity, lambda self, g, old: self.learning_rate * (g - self.beta * self.v)
        ),
        "beta belongs to the velocity alone, not to g": momentum(
            velocity, lambda self, g, old: self.learning_rate * self.beta * (g + self.v)
        ),
        "in the step the velocity has the weight beta, and g the weight 1": momentum(
            velocity, lambda self, g, old: self.learning_rate * (self.beta * g + self.v)
        ),
        "beta is in the velocity, too: it keeps a part of the old one only": momentum(
            lambda self, g: self.v + g,
            lambda self, g, old: self.learning_rate * (g + self.beta * self.v),
        ),
    },
    cases=CASES,
    settings={"beta": 0.7},
    running=("v",),
    blanks=2,
)

# ---- exercises

MU, CAPITAL_LAMBDA = sp.symbols("mu Lambda", positive=True)
_LOW, _HIGH = sp.sqrt(MU), sp.sqrt(CAPITAL_LAMBDA)

check_best_pace = LettersCheck(
    right=(_HIGH - _LOW) / (_HIGH + _LOW),
    mistakes={
        "that is beta; the pace is its root": ((_HIGH - _LOW) / (_HIGH + _LOW)) ** 2,
        "the roots of the curvatures, not the curvatures in a root": sp.sqrt(
            (CAPITAL_LAMBDA - MU) / (CAPITAL_LAMBDA + MU)
        ),
        "that is the best pace of descent": (CAPITAL_LAMBDA - MU) / (CAPITAL_LAMBDA + MU),
        "a pace is positive: the larger curvature first": (_LOW - _HIGH) / (_HIGH + _LOW),
        "upside down: a pace is smaller than 1": (_HIGH + _LOW) / (_HIGH - _LOW),
        "that is a rate: the best one of descent": 2 / (MU + CAPITAL_LAMBDA),
        "that is the rate; the pace is asked for": 4 / (_LOW + _HIGH) ** 2,
        "that is the quotient of the ends, (1 - s)/(1 + s); solve it for s": _LOW / _HIGH,
        "that is (1 + s)/(1 - s); solve it for s": _HIGH / _LOW,
        "take the roots of both equations before you divide them": MU / CAPITAL_LAMBDA,
        "the denominator is missing: s stands on both sides of the quotient (1 - s)/(1 + s)": (
            1 - _LOW / _HIGH
        ),
    },
)


def _walk(velocity, error, steps=8, start=0.0):
    """A walk whose next velocity and error are given by two functions; v begins at `start`."""

    def walk(eta_lambda, beta):
        e, v = 1.0, start
        path = [e]
        for _ in range(steps):
            old, v = v, velocity(v, e, beta)
            e = error(e, old, v, eta_lambda)
            path.append(e)
        return np.array(path)

    return walk


def _gradient_after_the_step(eta_lambda, beta):
    """The error moves first, with the old velocity; the velocity then sees the new error."""
    e, v = 1.0, 0.0
    path = [e]
    for _ in range(8):
        e = e - eta_lambda * v
        v = beta * v + e
        path.append(e)
    return np.array(path)


def _nesterov_walk(eta_lambda, beta):
    e, v = 1.0, 0.0
    path = [e]
    for _ in range(8):
        v = beta * v + e
        e = e - eta_lambda * (e + beta * v)
        path.append(e)
    return np.array(path)


check_repaired = FunctionCheck(
    right=_walk(lambda v, e, beta: beta * v + e, lambda e, old, v, x: e - x * v),
    mistakes={
        "nothing has changed: the step still uses the old velocity": _walk(
            lambda v, e, beta: beta * v + e, lambda e, old, v, x: e - x * old
        ),
        "that is descent; the velocity has to be kept": _walk(
            lambda v, e, beta: e, lambda e, old, v, x: e - x * v
        ),
        "the gradient has the weight 1 in (8.3)": _walk(
            lambda v, e, beta: beta * v + (1 - beta) * e, lambda e, old, v, x: e - x * v
        ),
        "a sign: the step goes against the velocity": _walk(
            lambda v, e, beta: beta * v + e, lambda e, old, v, x: e + x * v
        ),
        "that is Nesterov's rule": _nesterov_walk,
        "the velocity starts at 0, since nothing is remembered yet": _walk(
            lambda v, e, beta: beta * v + e, lambda e, old, v, x: e - x * v, start=1.0
        ),
        "first the velocity, then the error: now step 1 goes nowhere, as v is still 0": (
            _gradient_after_the_step
        ),
    },
    cases=[tuple(map(np.float64, pair)) for pair in ((1, 0.6), (0.3, 0.5), (2.4, 0.6))],
)

check_broken_edge = LettersCheck(
    right=(1 - BETA) / LAMBDA,
    mistakes={
        "that is the edge of momentum; the broken rule has another T and D": (
            2 * (1 + BETA) / LAMBDA
        ),
        "that is the edge of descent": 2 / LAMBDA,
        "D is beta + eta lambda; the memory takes a part of the 1 away": 1 / LAMBDA,
        "there is no 2 in it: the condition is beta + eta lambda smaller than 1": (
            2 * (1 - BETA) / LAMBDA
        ),
        "D is beta + eta lambda, with a plus": (1 + BETA) / LAMBDA,
        "lambda is missing: the edge is lower where the curvature is higher": 1 - BETA,
        "the sign is flipped: solve beta + eta lambda = 1 again": (BETA - 1) / LAMBDA,
        "lambda divides: solve beta + eta lambda = 1 for eta": (1 - BETA) * LAMBDA,
        "p(1) and p(-1) are positive for all positive rates; look at D": (-2 * (1 + BETA) / LAMBDA),
    },
)

progress = Progress(
    "momentum",
    exercises={
        "the best pace": check_best_pace,
        "find the bug": check_repaired,
        "the edge of the broken rule": check_broken_edge,
    },
    turns={
        "to and fro": check_alternating,
        "the root that survives": check_larger_root,
        "the value at -1": check_at_minus_one,
        "a bowl by hand": check_bowl,
        "what survives a step": check_survivor,
        "Nesterov": check_nesterov,
    },
)
