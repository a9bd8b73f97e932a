"""The checks of side path 8c: a step of AdaGrad, its update and RMSProp's, a first step, rules that
follow the bowl, and two exercises.
"""

import re

import numpy as np

from helpers.exercises.checking import Progress
from helpers.exercises.comparing import close_entries, same, shown
from helpers.exercises.noise import POWER, OneNumberCheck, YesNoCheck
from helpers.exercises.optimizers import CASES, NumbersCheck, UpdateCheck, WrongStepError


class RoundedCheck(NumbersCheck):
    """A NumbersCheck that takes a mistake for what it is when its numbers are rounded to two
    digits, and asks for more digits where the right ones are.
    """

    def _wrong_value(self, answer):
        for why, value in self.mistakes.items():
            if same(answer, value, 0.015):
                return why
        if same(answer, self.right, 0.015):
            return "close; give more digits"
        return super()._wrong_value(answer)


check_third_step = RoundedCheck(
    right=[14, -2 / np.sqrt(14)],
    mistakes={
        "the first is right; divide by its root": [14, -2 / 14],
        "the first is right; the gradient keeps its sign above the line": [14, 2 / np.sqrt(14)],
        "squares are positive: (-2)^2 adds 4": [6, -2 / np.sqrt(6)],
        "s adds squares: (-2)^2 is 4": [8, -2 / np.sqrt(8)],
        "the last square alone is not enough: s keeps what it had": [4, -1],
        "that is the mean of the squares; AdaGrad keeps their sum": [14 / 3, -2 / np.sqrt(14 / 3)],
        "the right numbers in the other order": [-2 / np.sqrt(14), 14],
        "that is the root of s; s itself comes first": [np.sqrt(14), -2 / np.sqrt(14)],
        "the step already uses the new s": [14, -2 / np.sqrt(10)],
        "-2 is right above the line; its square is still missing in s": [10, -2 / np.sqrt(10)],
        "s is a plain sum of squares, without a half in front": [3.375, -2 / np.sqrt(3.375)],
    },
    names=("s", "the quotient"),
    hints=("add (-2)^2 to what s was", "the gradient -2, divided by the root of the new s"),
)


NO_COUNT = "leave self.t out: these rules count no steps, and do not mend s as Adam mends its means"
LOST = "self.s stays 0: the new s must be stored in self.s, so that the next step finds it"
SHARED = "there is still one s for all parameters: each has its own, from its own g"
NOT_KEPT = (
    "s is a sum: self.s must keep what it had, and hold the new sum",
    "the old s is missing: self.s must keep the part beta of it",
)


class ScaleCheck(UpdateCheck):
    """An UpdateCheck that says whether s is right, and what was stored that should not be.

    It also knows NumPy's sentence about ^, and a name that has no value yet.
    """

    def find_fault(self, answer):
        """As for every update; where s was not kept, whether it was stored at all."""
        self._answer, self._new = answer, []
        fault = super().find_fault(answer)
        return LOST if fault in NOT_KEPT and not self._s_after(answer, 1).any() else fault

    def _updates(self, function, rate, gradients):
        settings = {"learning_rate": rate, **self.settings}
        known = {*settings, *self.running, "t"}

        def watched(optimizer, g):
            step = function(optimizer, g)
            for name, value in settings.items():
                if not np.array_equal(getattr(optimizer, name), value):
                    raise WrongStepError(
                        f"self.{name} has been changed: it must stay for the steps to come"
                    )
            if function is self._answer:
                self._new = sorted({*vars(optimizer)} - known)
            return step

        with np.errstate(all="ignore"):
            return super()._updates(watched, rate, gradients)

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if fault and "bitwise_xor" in fault:
            return result, POWER
        if fault and "step counts self.t" in fault:
            return result, NO_COUNT
        if fault and fault.startswith("self has no beta"):
            return result, "a sum has no weights, so there is no beta here"
        if lost := re.search(r"UnboundLocalError.*'(\w+)'", fault or ""):
            return result, self._without_value(lost[1])
        return result, fault

    def _without_value(self, name):
        if name == "theta":
            return "return what a step subtracts: theta minus that is formed elsewhere"
        where = f"; what is kept is self.{name}" if name in self.running else ""
        return f"{name} is used before it has a value{where}"

    def _has(self):
        return super()._has().removesuffix(", t")  # these rules do not count

    def _all_close(self, results, expected):
        """As for every function; but NaN is NaN, so that a mistake that makes it is known."""
        where = [np.isnan(b) for b in expected]
        if not any(mask.any() for mask in where):
            return super()._all_close(results, expected)
        return all(
            np.shape(a) == b.shape
            and np.array_equal(np.isnan(a), mask)
            and close_entries(np.asarray(a)[~mask], b[~mask], self.rtol).all()
            for a, b, mask in zip(results, expected, where)
        )

    def _s_after(self, function, steps):
        rate, gradients = self.cases[0]
        self._updates(function, rate, gradients[:steps])
        return self.kept["s"]

    def _first_difference(self, results, expected):
        fault = super()._first_difference(results, expected)
        for step, g in enumerate(self.cases[0][1], 1):
            mine, right = self._s_after(self._answer, step), self._s_after(self.right, step)
            if np.allclose(mine, right, self.rtol):
                continue
            if not mine.any():
                return LOST
            if np.allclose(mine, mine[0]):
                return SHARED
            before = "right" if step > 1 else "0"
            return (
                f"s was {before} before step {step}; after it, for g = {shown(g)}, it is "
                f"{shown(mine)}, expected {shown(right)}"
            )
        if self._new:
            return f"s is right, but self.{self._new[0]} is new: these rules keep self.s alone"
        if "NaN" in fault:
            return f"s is right; {fault.split(' gives')[0]} gives NaN: look below the line"
        return f"s is right, and what is returned is not: {fault}"


def _scaled(
    fill=lambda self, g: self.s + g * g,
    quotient=lambda self, g, s: g / (np.sqrt(s) + self.epsilon),
    rate=lambda self: self.learning_rate,
    old=False,
):
    """An update that divides by what `fill` has put into s, with a mistake or without."""

    def update(self, g):
        before = self.s
        self.s = fill(self, g)
        return rate(self) * quotient(self, g, before if old else self.s)

    return update


def _mistakes_of_both(fill):
    """What can go wrong after s is right."""
    return {
        "the root is missing: divide by the root of s": _scaled(
            fill, lambda self, g, s: g / (s + self.epsilon)
        ),
        "epsilon stands outside the root": _scaled(
            fill, lambda self, g, s: g / np.sqrt(s + self.epsilon)
        ),
        "epsilon is missing, or is not self.epsilon": _scaled(
            fill, lambda self, g, s: g / np.sqrt(s)
        ),
        "brackets: the root and epsilon are added before you divide": _scaled(
            fill, lambda self, g, s: g / np.sqrt(s) + self.epsilon / self.learning_rate
        ),
        "brackets again: multiply by the rate, and add epsilon to the root only": _scaled(
            fill, lambda self, g, s: g / np.sqrt(s) + self.epsilon
        ),
        "the sign is flipped: step subtracts what update returns": _scaled(
            fill, rate=lambda self: -self.learning_rate
        ),
        "the learning rate is missing from the step": _scaled(fill, rate=lambda self: 1),
        "multiply by the gradient, divide by the root": _scaled(
            fill, lambda self, g, s: g * (np.sqrt(s) + self.epsilon)
        ),
        "above the line stands g with its sign, not its size": _scaled(
            fill, lambda self, g, s: np.abs(g) / (np.sqrt(s) + self.epsilon)
        ),
        "the gradient is missing above the line": _scaled(
            fill, lambda self, g, s: 1 / (np.sqrt(s) + self.epsilon)
        ),
        "above the line stands g itself, not its square": _scaled(
            fill, lambda self, g, s: g * g / (np.sqrt(s) + self.epsilon)
        ),
        "the step uses the old s: first the new one, then the step": _scaled(fill, old=True),
        "nothing is divided: that is plain descent": _scaled(fill, lambda self, g, s: g),
    }


_MISTAKES_OF_THE_SUM = {
    "s adds squares, g * g, not absolute values": _scaled(lambda self, g: self.s + np.abs(g)),
    "s holds squares already: add g * g to s itself, not to its square": _scaled(
        lambda self, g: self.s**2 + g * g
    ),
    "s adds squares, g * g, not g itself": _scaled(lambda self, g: self.s + g),
    "s is a sum: self.s must keep what it had, and hold the new sum": _scaled(
        lambda self, g: g * g
    ),
    "a mean forgets; AdaGrad's s is the sum": _scaled(lambda self, g: 0.5 * self.s + 0.5 * g * g),
    "that is RMSProp: its mean forgets, and AdaGrad's s is the sum": _scaled(
        lambda self, g: 0.9 * self.s + 0.1 * g * g
    ),
    "no mean over the steps: s is the sum": _scaled(
        quotient=lambda self, g, s: g / (np.sqrt(s / self.t) + self.epsilon)
    ),
    **_mistakes_of_both(lambda self, g: self.s + g * g),
}

check_adagrad = ScaleCheck(
    right=_scaled(),
    mistakes={
        "one s for all parameters: each has its own, without a sum": _scaled(
            lambda self, g: self.s + np.sum(g * g)
        ),
        "one s for all parameters, with the largest of the squares: each has its own": _scaled(
            lambda self, g: self.s + np.max(g * g)
        ),
        **_MISTAKES_OF_THE_SUM,
    },
    cases=CASES,
    settings={"epsilon": 0.05},
    running=("s",),
    blanks=2,
)


def _recent(self, g):
    return self.beta * self.s + (1 - self.beta) * g * g


check_rmsprop = ScaleCheck(
    right=_scaled(_recent),
    mistakes={
        "that is AdaGrad: the sum forgets nothing": _scaled(),
        "1 - beta is missing in s, or is divided away again below the root": _scaled(
            lambda self, g: self.beta * self.s + g * g
        ),
        "the weights have changed places: beta belongs to the old s": _scaled(
            lambda self, g: (1 - self.beta) * self.s + self.beta * g * g
        ),
        "s is a mean of squares, not of absolute values": _scaled(
            lambda self, g: self.beta * self.s + (1 - self.beta) * np.abs(g)
        ),
        "beta is missing: the old s keeps the part beta": _scaled(
            lambda self, g: self.s + (1 - self.beta) * g * g
        ),
        "the old s is missing: self.s must keep the part beta of it": _scaled(
            lambda self, g: (1 - self.beta) * g * g
        ),
        "brackets: the new square is multiplied by (1 - beta)": _scaled(
            lambda self, g: self.beta * self.s + 1 - self.beta * g * g
        ),
        "brackets: beta multiplies the old s alone, (1 - beta) the new square alone": _scaled(
            lambda self, g: (self.beta * self.s + 1 - self.beta) * g * g
        ),
        "brackets: beta multiplies the old s alone, and not both terms": _scaled(
            lambda self, g: self.beta * (self.s + (1 - self.beta) * g * g)
        ),
        "the old s keeps the part beta, not 1 - beta": _scaled(
            lambda self, g: (1 - self.beta) * (self.s + g * g)
        ),
        "brackets: 1 - beta multiplies the new square alone, and not both terms": _scaled(
            lambda self, g: (1 - self.beta) * (self.beta * self.s + g * g)
        ),
        "s is a mean of squares, g * g, not of g itself": _scaled(
            lambda self, g: self.beta * self.s + (1 - self.beta) * g
        ),
        "s holds squares already: the old one is not squared": _scaled(
            lambda self, g: self.beta * self.s**2 + (1 - self.beta) * g * g
        ),
        "only g is squared, not 1 - beta": _scaled(
            lambda self, g: self.beta * self.s + ((1 - self.beta) * g) ** 2
        ),
        "beta is self.beta, and not always 1/2": _scaled(
            lambda self, g: 0.5 * self.s + 0.5 * g * g
        ),
        "beta is self.beta, and not always 0.9": _scaled(
            lambda self, g: 0.9 * self.s + 0.1 * g * g
        ),
        "one s for all parameters: each has its own, without a sum": _scaled(
            lambda self, g: self.beta * self.s + (1 - self.beta) * np.sum(g * g)
        ),
        "RMSProp does not mend its mean; Adam does": _scaled(
            _recent,
            lambda self, g, s: g / (np.sqrt(s / (1 - self.beta**self.t)) + self.epsilon),
        ),
        **_mistakes_of_both(_recent),
    },
    cases=CASES,
    settings={"beta": 0.7, "epsilon": 0.05},
    running=("s",),
    blanks=2,
)

check_first_step = OneNumberCheck(
    right=np.sqrt(10),
    mistakes={
        "that would be so if s were mended; after one step s is 0.1 g^2": 1,
        "s is ten times too small, but its root stands below the line": 10,
        "upside down: the root is too small, so the quotient is too large": np.sqrt(0.1),
        "upside down: divide by the root, which is about 0.32": 0.32,
        "upside down: divide by the root, which is 0.316": 0.3,
        "that is 1/0.3; the root of 0.1 is 0.316": 10 / 3,
        "the root is missing, and it is upside down": 0.1,
        "the new square has the weight 1 - beta = 0.1, not 0.9": 1 / np.sqrt(0.9),
        "that is for beta = 1/2; here beta is 0.9": np.sqrt(2),
        "that is what the old s keeps; it was 0": 0.9,
        "too rough, if you rounded; and if it is the gradient of the table: the length is the "
        "same for every gradient": 3,
        "a length is positive; and s is not mended, so the size of g does not cancel to 1": -1,
        "the length counts, as a positive number": -np.sqrt(10),
    },
    hint="after one step s is 0.1 times g squared; divide the size of g by its root",
    rtol=1e-2,
)

RULES = ("descent", "momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam")

WHY = {
    "descent": "its step is the gradient times a fixed number",
    "momentum": "its v is a sum of gradients with fixed numbers in front",
    "Nesterov": "g + beta v is a sum of gradients with fixed numbers in front",
    "AdaGrad": "compare its first step for the gradient (3, 4) in the two bowls",
    "RMSProp": "compare its first steps for (3, 4) and (5, 0)",
    "Adam": "its m is a sum of gradients, but what is it divided by? Compare its first steps, too",
}


class RuleCheck(YesNoCheck):
    """A YesNoCheck that says what the first wrong rule's step is made of."""

    def _wrong_value(self, answer):
        fault = super()._wrong_value(answer)
        wrong = [name for name in self.names if fault.startswith(f"look again at {name}")]
        if not wrong:
            return fault
        many = f"; {wrong[0]}" if " and " in fault else ""
        return f"{fault}{many}: {WHY[wrong[0]]}"


check_turning = RuleCheck(
    right=["yes", "yes", "yes", "no", "no", "no"],
    mistakes={
        "squares are taken entry by entry: RMSProp and Adam do that as well as AdaGrad": (
            ["yes", "yes", "yes", "no", "yes", "yes"]
        ),
        "the other way round: yes where the walk is the turned walk": (
            ["no", "no", "no", "yes", "yes", "yes"]
        ),
        "memory does no harm: a velocity is a sum of gradients, and sums are turned along": (
            ["yes", "no", "no", "no", "no", "no"]
        ),
        "take AdaGrad's first step for (3, 4): (1, 1) in one bowl, and (1, 0) in the other": (
            ["yes"] * 6
        ),
        "descent's step is the gradient times a fixed number, so it is turned along": ["no"] * 6,
    },
    names=RULES,
)

# ---- exercises

_SUM = "is there still one s for all parameters? Each has its own, without a sum"

check_own_scale = ScaleCheck(
    right=_scaled(),
    mistakes={
        _SUM: _scaled(lambda self, g: self.s + np.sum(g * g)),
        "a mean over the parameters is still one number for all": _scaled(
            lambda self, g: self.s + np.mean(g * g)
        ),
        "one number for all again, the largest: each parameter has its own": _scaled(
            lambda self, g: self.s + np.max(g * g)
        ),
        **_MISTAKES_OF_THE_SUM,
    },
    cases=CASES,
    settings={"epsilon": 0.05},
    running=("s",),
    blanks=-1,  # a stub without dots
)

check_tenth = OneNumberCheck(
    right=100,
    mistakes={
        "step 10 is 1 over the root of 10, about a third": 10,
        "the count starts with 1: the first step has t = 1": 99,
        "t counts the first step too: one less": 101,
        "one square too many: the root of t should be 10": 10_000,
        "the root of t should be 10: t is 10 squared, not 2 times 10": 20,
        "upside down": 0.01,
    },
    hint="step t is 1 over the root of t times as long as the first",
    rtol=1e-6,
)

progress = Progress(
    "scales",
    exercises={"find the bug": check_own_scale, "a tenth": check_tenth},
    turns={
        "the third step": check_third_step,
        "AdaGrad": check_adagrad,
        "RMSProp": check_rmsprop,
        "the first step": check_first_step,
        "which follow": check_turning,
    },
)
