"""The checks of notebook 8: a rate that lands, three updates, a running mean, a factor, and three
exercises.
"""

import re
from types import SimpleNamespace

import numpy as np
import sympy as sp

from helpers import plotting
from helpers.exercises.checking import (
    CORRECT,
    FormulaCheck,
    FunctionCheck,
    Progress,
    ValueCheck,
)
from helpers.exercises.comparing import as_array, close, is_words, same, shown
from helpers.exercises.mse import A_FUNCTION, NUMPY_ON_SHAPES, CountedCheck, SlopeCheck
from helpers.plotting import optimizers as figures

STEPS = 8
NO_STEP = "every step is 0"
FLIPPED = "the sign is flipped: step subtracts what update returns"
CALLS = {
    "update": "self.update is what you are writing, and does not call itself",
    "step": "step calls your update, not the other way round: return only what is subtracted",
}
NO_THETA = "there is no theta here: return only what is subtracted; step does the rest"


class LandingCheck(ValueCheck):
    """For the rate whose first step ends at the bottom of L = 2 theta^2. A call draws the walk."""

    def __call__(self, answer):
        """Print the verdict on the learner's `answer`, under a picture of the walk."""
        rate = self._rate(answer)
        if rate is not None:
            with np.errstate(over="ignore"):
                path = (1 - 4 * np.float64(rate)) ** np.arange(STEPS + 1)
            fig = figures.on_parabola(lambda theta: 2 * theta**2, {f"your rate, {rate:g}": path})
            told = (
                f"Your walk from θ = 1. Step 1 leads to {path[1]:.3g}, step 2 to {path[2]:.3g}, "
                f"and step {STEPS} to {path[STEPS]:.3g}."
            )
            if np.abs(path).max() > figures.SIDE:
                told += f" Beyond {figures.SIDE} the walk is not drawn."
            plotting.show(fig, told)
        super().__call__(answer)

    def find_fault(self, answer):
        """What the walk does instead."""
        rate = self._rate(answer)
        if rate is None:
            return "one number is wanted, a learning rate"
        return super().find_fault(rate)

    def _wrong_value(self, answer):
        rate = float(answer)
        if rate <= 0:
            return "a learning rate is positive"
        if rate < self.right:
            return "step 1 stops short of the bottom: try a larger rate"
        if rate < 0.5:
            return "step 1 goes beyond the bottom: try a smaller rate"
        return "the walk flies apart: try a smaller rate"

    def _rate(self, answer):
        """The number, or None."""
        array = as_array(answer)
        if array is None or array.dtype.kind not in "iuf" or array.size != 1:
            return None
        rate = float(array.ravel()[0])
        return rate if np.isfinite(rate) else None


class NumbersCheck(CountedCheck):
    """A CountedCheck whose numbers have `names`, and a hint each; it knows one that is missing."""

    def __init__(self, *arguments, names, hints, **options):
        super().__init__(*arguments, **options)
        self.names, self.hints = names, hints

    def find_fault(self, answer):
        """As for every list; None in it becomes NaN."""
        array = as_array(answer)
        if array is not None and array.dtype.kind == "f" and np.isnan(array).any():
            return "a number is still missing"
        return super().find_fault(answer)

    def _wrong_value(self, answer):
        array = as_array(answer)
        if array.shape == (len(self.right),):
            for number, right, name, hint in zip(array, self.right, self.names, self.hints):
                if not same(number, right, self.rtol):
                    return f"{name}: {shown(number)} is not it; {hint}"
        return super()._wrong_value(answer)


class WrongStepError(Exception):
    """What an update returns is no step."""


class UpdateCheck(SlopeCheck):
    """For the update(self, g) of an optimiser. A case holds a learning rate, and gradients, a row
    for each step; what is compared is what each step subtracts.

    `settings` are the numbers that self has, and `running` the names of the arrays that it keeps.
    """

    def __init__(self, *arguments, settings, running, blanks, **options):
        super().__init__(*arguments, blanks=blanks, shapes={"": ""}, **options)
        self.settings, self.running = settings, running
        self.call = self._updates

    def _updates(self, function, rate, gradients):
        keeps = {name: np.zeros(gradients.shape[1]) for name in self.running}
        optimizer = SimpleNamespace(learning_rate=rate, **self.settings, **keeps, t=0)
        steps = []
        for count, g in enumerate(gradients, 1):
            optimizer.t = count
            step = function(optimizer, g)
            if optimizer.t != count:
                raise WrongStepError("step counts self.t already: leave it as it is")
            if step is None:
                return None
            if g.size > 1 and not callable(step) and same(step, rate, self.rtol):
                raise WrongStepError("that is the learning rate alone: what is it multiplied by?")
            steps.append(_as_step(step, g))
            for name in self.running:
                _as_step(getattr(optimizer, name), g, f"self.{name}")
        self.kept = {name: np.array(getattr(optimizer, name)) for name in self.running}
        return np.array(steps)

    def find_fault(self, answer):
        """As for every function; where all steps are 0, what was never added to."""
        fault = super().find_fault(answer)
        if fault == NO_STEP:
            self._run(answer, self.cases[0])
            for name, kept in self.kept.items():
                if not kept.any():
                    return f"{fault}: self.{name} stays 0; its line must set it, and add something"
        return fault

    def _run(self, answer, case):
        result, fault = FunctionCheck._run(self, answer, case)
        if not fault:
            return result, None
        if "unsupported operand" in fault and "SimpleNamespace" in fault:
            return None, "self is the whole optimiser; the number in it is self.learning_rate"
        if told := re.search(r"raises WrongStepError: (.*)", fault):
            return None, told[1]
        if lost := re.search(r"raises NameError: name '(\w+)' is not defined", fault):
            return None, self._unknown(lost[1])
        if lost := re.search(r"raises UnboundLocalError: .*local variable '(\w+)'", fault):
            return None, self._unknown(lost[1])
        if lost := re.search(r"SimpleNamespace' object has no attribute '(\w+)'", fault):
            if lost[1] == "theta":
                return None, NO_THETA
            if lost[1] in CALLS:
                return None, CALLS[lost[1]]
            return None, f"self has no {lost[1]}; it has {self._has()}"
        if "can be converted to Python scalars" in fault or "must be real number" in fault:
            return None, "math.sqrt is for one number; np.sqrt takes the root of every entry"
        if "unsupported operand type(s) for ^" in fault or "bitwise_xor" in fault:
            return None, "a power is written ** in Python, not ^"
        if any(words in fault for words in NUMPY_ON_SHAPES):
            return None, "two things do not fit together: between arrays here stands *, not @"
        if re.search(A_FUNCTION, fault):
            return None, "a function stands without its brackets and what goes into it"
        return None, fault

    def _has(self):
        return ", ".join(["learning_rate", *self.settings, *self.running, "t"])

    def _unknown(self, name):
        if name == "theta":
            return NO_THETA
        if name == "math":
            return "there is no math in your function; the root of every entry is np.sqrt"
        if name in {"sqrt", "square", "sum", "mean", "sign"}:
            return f"there is no {name} in your function; NumPy has it: np.{name}"
        if name in {"eta", "rate", "lr", "learning_rate"}:
            return f"there is no {name} in your function; the optimiser has it: self.learning_rate"
        if name in {*self.settings, *self.running, "t"}:
            return f"there is no {name} in your function; the optimiser has it: self.{name}"
        return f"there is no {name} in your function; it has g, and self has {self._has()}"

    def _at(self, case):
        return f"with {case[1].shape[1]} parameters"

    def _kinship(self, results, expected):
        pairs = list(zip(results, expected))
        factors = np.array([np.sum(a * b) / np.sum(b * b) for a, b in pairs])
        rates = np.array([case[0] for case in self.cases])
        if all(np.allclose(a, c * b) for c, (a, b) in zip(factors, pairs)):
            if not factors.any():
                return NO_STEP
            if np.allclose(factors, rates):
                return "the learning rate is in it twice"
            if np.allclose(factors * rates, factors[0] * rates[0]):
                told = "the learning rate is missing, or a fixed number: it is self.learning_rate"
                return told + ("; the sign is flipped, too" if factors[0] < 0 else "")
            if factors[0] > 0 and np.allclose(factors, factors[0]):
                return f"it is {factors[0]:.3g} times what it should be, in each step"
        return FunctionCheck._kinship(self, results, expected)

    def _first_difference(self, results, expected):
        for (_, gradients), a, b in zip(self.cases, results, expected):
            for step, (mine, right) in enumerate(zip(a, b), 1):
                if not close(mine, right, self.rtol):
                    if np.isnan(mine).any():
                        return (
                            f"step {step} gives NaN, from 0/0 or from the root of a negative "
                            "number: look at the squares, at t, and at the brackets"
                        )
                    after = f"step 1 is right; step {step}" if step > 1 else "step 1"
                    given = f"for g = {shown(gradients[step - 1])}"
                    return f"{after} subtracts {shown(mine)} {given}; expected {shown(right)}"
        return "the steps are not right"


def _as_step(value, g, name="what update returns"):
    """`value` as an array that is shaped like g; a WrongStepError that says why it is none."""
    array = None if callable(value) else as_array(value)
    if callable(value):
        raise WrongStepError(f"{name} is a function: do its brackets lack?")
    if array is None or is_words(array):
        raise WrongStepError(f"{name} should be an array of numbers; it is {shown(value)}")
    if array.shape == g.shape:
        return np.array(array)
    if array.size == 1:
        raise WrongStepError(
            f"{name} is one number; each parameter has its own: keep g whole, with all its entries"
        )
    raise WrongStepError(f"{name} has shape {array.shape}; g has {g.shape}, and so should it")


# ---- the rate that lands

check_landing = LandingCheck(
    right=0.25,
    mistakes={
        "the walk jumps from wall to wall for ever: try a smaller rate": 0.5,
        "step 1 goes to the other side: it should end at the bottom": 0.45,
        "4 is how fast the slope changes, and not yet a rate": 4,
        "step 1 goes half of the way: twice as far": 0.125,
        "the walk flies apart: a smaller rate": 0.55,
        "at that rate the slope is subtracted whole, and the walk flies apart": 1,
    },
    rtol=1e-6,
)

# ---- three updates


def _gradients(steps, parameters, seed):
    """A rate, and gradients away from 0 that now and then turn round."""
    rng = np.random.default_rng(seed)
    shape = steps, parameters
    return 0.1 * seed, rng.uniform(0.5, 2, size=shape) * rng.choice([-1, 1, 1], size=shape)


CASES = [_gradients(5, 3, seed=2), _gradients(4, 2, seed=3)]

check_descent = UpdateCheck(
    right=lambda self, g: self.learning_rate * g,
    mistakes={
        FLIPPED: lambda self, g: -self.learning_rate * g,
        "the rate is multiplied by g, not divided by it": lambda self, g: self.learning_rate / g,
        "don't divide by the length of g: a steep slope makes a long step": lambda self, g: (
            self.learning_rate * g / np.linalg.norm(g)
        ),
        "the rate is missing, and the sign is flipped: step subtracts what update returns": (
            lambda self, g: -g
        ),
        "that is the gradient; multiply it by self.learning_rate": lambda self, g: 1.0 * g,
        "that is the rate alone; multiply it by g": lambda self, g: self.learning_rate + 0 * g,
        "multiply by the rate, don't divide": lambda self, g: g / self.learning_rate,
        "the size of g counts, not only its sign": lambda self, g: self.learning_rate * np.sign(g),
        "g itself, not its square": lambda self, g: self.learning_rate * g**2,
        "add nothing to g; a step is rate times gradient": lambda self, g: self.learning_rate + g,
        "the sign of g counts: no absolute value": lambda self, g: self.learning_rate * np.abs(g),
        "return rate times g alone; step subtracts it from theta": lambda self, g: (
            g - self.learning_rate * g
        ),
        "no mean: g is the slope of a mean already": lambda self, g: (
            self.learning_rate * g / len(g)
        ),
    },
    cases=CASES,
    settings={},
    running=(),
    blanks=1,
)


def momentum(new, step=lambda self, g, old: self.learning_rate * self.v):
    """An update whose velocity is new(self, g), and whose step is step(self, g, old velocity)."""

    def update(self, g):
        old = self.v
        self.v = new(self, g)
        return step(self, g, old)

    return update


def velocity(self, g):
    """The new velocity, v in (8.3)."""
    return self.beta * self.v + g


ALONG_G = "the step goes along g alone; it should go along self.v, the old velocity and g"


class MomentumCheck(UpdateCheck):
    """An UpdateCheck for momentum. Steps along g alone have three causes, told apart by the
    velocity that is kept.
    """

    def __call__(self, answer):
        """Print the verdict; for right steps with another velocity, also what differs."""
        super().__call__(answer)
        if self.state == CORRECT:
            self._run(answer, self.cases[0])
            mine = self.kept["v"]
            self._run(self.right, self.cases[0])
            right, rate = self.kept["v"], self.cases[0][0]
            if np.allclose(mine, rate * right):
                print(
                    "The steps are right. Your self.v holds the rate too; that of (8.3) does not."
                )
            elif not np.allclose(mine, right):
                print("The steps are right. Your self.v is not that of (8.3).")

    def find_fault(self, answer):
        """As for every update."""
        fault = super().find_fault(answer)
        if fault != ALONG_G:
            return fault
        gradients = self.cases[0][1]
        self._run(answer, self.cases[0])
        if not self.kept["v"].any():
            return "the new velocity is not kept: self.v must hold it, and the step goes along it"
        if np.allclose(self.kept["v"], gradients[-1]):
            return "the old velocity is lost: keep the part self.beta of it, and add g"
        return fault


check_momentum = MomentumCheck(
    right=momentum(velocity),
    mistakes={
        ALONG_G: momentum(velocity, lambda self, g, old: self.learning_rate * g),
        "the learning rate is missing; beta is in the velocity already": momentum(
            velocity, lambda self, g, old: self.beta * self.v
        ),
        "the gradient has the weight 1 in (8.3), and the step lacks the learning rate": momentum(
            lambda self, g: self.beta * self.v + (1 - self.beta) * g, lambda self, g, old: self.v
        ),
        "the velocity adds up gradients, not rates; the rate multiplies it in the step": momentum(
            lambda self, g: self.beta * self.v + self.learning_rate,
            lambda self, g, old: self.v * g,
        ),
        "the old velocity has the weight beta, and the gradient 1; none has 1 - beta": momentum(
            lambda self, g: (1 - self.beta) * self.v + self.beta * g
        ),
        "the old velocity has the weight beta, not 1 - beta": momentum(
            lambda self, g: (1 - self.beta) * self.v + g
        ),
        "the rate multiplies the velocity; don't divide by it": momentum(
            velocity, lambda self, g, old: self.v / self.learning_rate
        ),
        "the sign of the old velocity: self.beta * self.v is added": momentum(
            lambda self, g: g - self.beta * self.v
        ),
        "beta multiplies the old velocity; don't add it": momentum(
            lambda self, g: self.beta + self.v + g
        ),
        "beta multiplies the old velocity, and then g is added": momentum(
            lambda self, g: self.beta + self.v
        ),
        "the step is the rate times the new velocity, which holds g and beta already": momentum(
            velocity, lambda self, g, old: self.learning_rate * g + self.beta * self.v
        ),
        "in (8.3) the gradient has the weight 1, not 1 - beta": momentum(
            lambda self, g: self.beta * self.v + (1 - self.beta) * g
        ),
        "beta is self.beta, and not always 0.6": momentum(lambda self, g: 0.6 * self.v + g),
        "beta is self.beta, and not always 1/2": momentum(lambda self, g: 0.5 * self.v + g),
        "beta is self.beta, and not always 0.9": momentum(lambda self, g: 0.9 * self.v + g),
        "the old velocity is missing: beta * self.v + g": momentum(
            lambda self, g: self.beta * g + 0 * self.v
        ),
        "beta belongs to the old velocity, not to the gradient": momentum(
            lambda self, g: self.v + self.beta * g
        ),
        "the old velocity is counted twice: += adds to it, = replaces it": momentum(
            lambda self, g: self.v + self.beta * self.v + g
        ),
        "beta is missing: all gradients are added up for ever": momentum(
            lambda self, g: self.v + g
        ),
        "the step uses the old velocity: first the new one, then the step": momentum(
            velocity, lambda self, g, old: self.learning_rate * old
        ),
        "the sign is flipped: the velocity adds g, and step subtracts what update returns": (
            momentum(velocity, lambda self, g, old: -self.learning_rate * self.v)
        ),
        "the learning rate is missing from the step": momentum(
            velocity, lambda self, g, old: self.v
        ),
        "the rate is in it twice: in the velocity and in the step": momentum(
            lambda self, g: self.beta * self.v + self.learning_rate * g
        ),
        "that is Nesterov's step; momentum goes along the velocity itself": momentum(
            velocity, lambda self, g, old: self.learning_rate * (g + self.beta * self.v)
        ),
        "the rate multiplies the velocity; don't add it": momentum(
            velocity, lambda self, g, old: self.learning_rate + self.v
        ),
        "g is in the velocity already: add it no second time": momentum(
            velocity, lambda self, g, old: self.learning_rate * self.v + g
        ),
        "beta multiplies the old velocity only, not the gradient too": momentum(
            lambda self, g: self.beta * (self.v + g)
        ),
        "beta multiplies the old velocity, and g is added": momentum(
            lambda self, g: self.v * g + self.beta
        ),
        "the step is along the velocity, and g is in the velocity already": momentum(
            velocity, lambda self, g, old: self.learning_rate * (g + self.v)
        ),
    },
    cases=CASES,
    settings={"beta": 0.7},
    running=("v",),
    blanks=2,
)


def _adam_update(
    betas=lambda self: (self.beta1, self.beta2),
    fill=(1, 1),
    square=lambda g: g * g,
    mean_m=None,
    mean_s=None,
    share=lambda beta, t: 1 - beta**t,
    share_s=None,
    mend=lambda mean, share: mean / share,
    mend_s=None,
    share_of=lambda beta1, beta2: (beta1, beta2),
    corrected=(True, True),
    keep=(),
    quotient=lambda self, m, s, g: m / (np.sqrt(s) + self.epsilon),
    rate=lambda self: self.learning_rate,
):
    """Adam's update, with a mistake or without. mean_m(self, g) and mean_s(self, g, new m) are
    other means; share_s and mend_s, where s is mended otherwise than m; `keep` names
    those that are overwritten by what is mended.
    """

    def update(self, g):
        beta1, beta2 = betas(self)
        old_s = self.s
        self.m = mean_m(self, g) if mean_m else beta1 * self.m + (1 - beta1) ** fill[0] * g
        self.s = beta2 * old_s + (1 - beta2) ** fill[1] * square(g)
        if mean_s:
            self.s = mean_s(self, g, old_s)
        of_m, of_s = share_of(beta1, beta2)
        m_hat = mend(self.m, share(of_m, self.t)) if corrected[0] else self.m
        part_s = (share_s or share)(of_s, self.t)
        s_hat = (mend_s or mend)(self.s, part_s) if corrected[1] else self.s
        if "m" in keep:
            self.m = m_hat
        if "s" in keep:
            self.s = s_hat
        return rate(self) * quotient(self, m_hat, s_hat, g)

    return update


def _right_share(beta, t):
    return 1 - beta**t


def _divided(mean, share):
    return mean / share


def _hats_first(early):
    """Adam's update, with the hats of the means named in `early` made of the old means."""

    def update(self, g):
        old_m, old_s = self.m, self.s
        self.m = self.beta1 * old_m + (1 - self.beta1) * g
        self.s = self.beta2 * old_s + (1 - self.beta2) * g * g
        m_hat = (old_m if "m" in early else self.m) / (1 - self.beta1**self.t)
        s_hat = (old_s if "s" in early else self.s) / (1 - self.beta2**self.t)
        return self.learning_rate * m_hat / (np.sqrt(s_hat) + self.epsilon)

    return update


class AdamCheck(UpdateCheck):
    """An UpdateCheck for Adam. It says which numbers `self` has, and knows `undefined`, mistakes
    that end in infinities or NaN; and a minus in the mean of the gradients, which flips the steps.
    """

    def __init__(self, *arguments, undefined, **options):
        super().__init__(*arguments, **options)
        self.undefined = undefined

    def find_fault(self, answer):
        """As for every update."""
        fault = super().find_fault(answer)
        if fault == FLIPPED:
            self._run(answer, self.cases[0])
            mine = self.kept["m"]
            self._run(self.right, self.cases[0])
            if np.allclose(mine, -self.kept["m"]):
                return "the sign in the line of self.m: the new gradient is added"
        return fault

    def _first_difference(self, results, expected):
        if not all(np.isfinite(steps).all() for steps in results):
            for why, mistake in self.undefined.items():
                with np.errstate(all="ignore"):
                    runs = [self._run(mistake, case)[0] for case in self.cases]
                pairs = zip(runs, results)
                if all(np.allclose(a, b, equal_nan=True) for a, b in pairs):
                    return why
        told = super()._first_difference(results, expected)
        has = ", ".join(f"{name} = {value}" for name, value in self.settings.items())
        return f"with {has}, {told}" if "subtracts" in told else told


check_adam_update = AdamCheck(
    right=_adam_update(),
    mistakes={
        "no correction: divide both means by what their weights sum to": _adam_update(
            corrected=(False, False)
        ),
        "only m is corrected; s starts too small as well": _adam_update(corrected=(True, False)),
        "only s is corrected; m starts too small as well": _adam_update(corrected=(False, True)),
        "the power t is missing: the weights sum to 1 - beta^t": _adam_update(
            share=lambda beta, t: 1 - beta
        ),
        "t is the number of this step already: 1 - beta**self.t": _adam_update(
            share=lambda beta, t: 1 - beta ** (t + 1)
        ),
        "divide by 1 - beta^t, not by beta^t": _adam_update(share=lambda beta, t: beta**t),
        "m is divided by 1 - self.beta1**self.t, not by the power alone": _adam_update(
            share=lambda beta, t: beta**t, share_s=_right_share
        ),
        "s is divided by 1 - self.beta2**self.t, not by the power alone": _adam_update(
            share_s=lambda beta, t: beta**t
        ),
        "the power t is missing where m is mended: 1 - self.beta1**self.t": _adam_update(
            share=lambda beta, t: 1 - beta, share_s=_right_share
        ),
        "the power t is missing where s is mended: 1 - self.beta2**self.t": _adam_update(
            share_s=lambda beta, t: 1 - beta
        ),
        "m is mended with self.t + 1; t is the number of this step already": _adam_update(
            share=lambda beta, t: 1 - beta ** (t + 1), share_s=_right_share
        ),
        "s is mended with self.t + 1; t is the number of this step already": _adam_update(
            share_s=lambda beta, t: 1 - beta ** (t + 1)
        ),
        "m is mended with a product; a power is wanted: 1 - self.beta1**self.t": _adam_update(
            share=lambda beta, t: 1 - beta * t, share_s=_right_share
        ),
        "brackets: the power belongs to beta alone, 1 - beta**self.t": _adam_update(
            share=lambda beta, t: (1 - beta) ** t
        ),
        "brackets: where m is mended, the power belongs to self.beta1 alone": _adam_update(
            share=lambda beta, t: (1 - beta) ** t, share_s=_right_share
        ),
        "brackets: where s is mended, the power belongs to self.beta2 alone": _adam_update(
            share_s=lambda beta, t: (1 - beta) ** t
        ),
        "m is too small: it is divided by the sum of its weights, not multiplied": _adam_update(
            mend=lambda mean, share: mean * share, mend_s=_divided
        ),
        "s is too small: it is divided by the sum of its weights, not multiplied": _adam_update(
            mend_s=lambda mean, share: mean * share
        ),
        "first mend s, then take the root": _adam_update(
            mend_s=lambda mean, share: mean / share**2
        ),
        "only g is squared: (1 - self.beta2) * g * g": _adam_update(
            mean_s=lambda self, g, old: self.beta2 * old + ((1 - self.beta2) * g) ** 2
        ),
        "in m the new gradient has the weight 1 - self.beta1, not self.beta1": _adam_update(
            mean_m=lambda self, g: self.beta1 * self.m + self.beta1 * g
        ),
        "in s the new square has the weight 1 - self.beta2, not self.beta2": _adam_update(
            mean_s=lambda self, g, old: self.beta2 * old + self.beta2 * g * g
        ),
        "in both means what is new has the weight 1 - beta, not beta": _adam_update(
            mean_m=lambda self, g: self.beta1 * self.m + self.beta1 * g,
            mean_s=lambda self, g, old: self.beta2 * old + self.beta2 * g * g,
        ),
        "the betas in the means are self.beta1 and self.beta2, not fixed numbers": _adam_update(
            mean_m=lambda self, g: 0.9 * self.m + 0.1 * g,
            mean_s=lambda self, g, old: 0.999 * old + 0.001 * g * g,
        ),
        "where you mend, the betas are self.beta1 and self.beta2, not fixed numbers": _adam_update(
            share_of=lambda beta1, beta2: (0.9, 0.999)
        ),
        "that is descent's step: both means are unused": lambda self, g: self.learning_rate * g,
        "a mean that is too small is divided by the sum, not multiplied": _adam_update(
            share=lambda beta, t: 1 / (1 - beta**t)
        ),
        "the root is missing: divide by the root of s_hat": _adam_update(
            quotient=lambda self, m, s, g: m / (s + self.epsilon)
        ),
        "epsilon stands outside the root": _adam_update(
            quotient=lambda self, m, s, g: m / np.sqrt(s + self.epsilon)
        ),
        "epsilon is missing, or is not self.epsilon": _adam_update(
            quotient=lambda self, m, s, g: m / np.sqrt(s)
        ),
        "s is a mean of squares: g * g": _adam_update(square=np.abs),
        "beta1 and beta2 have changed places": _adam_update(
            betas=lambda self: (self.beta2, self.beta1)
        ),
        "both means have a beta of their own: beta1 for m, beta2 for s": _adam_update(
            betas=lambda self: (self.beta1, self.beta1)
        ),
        "s is mended with its own beta2: 1 - beta2^t": _adam_update(
            share_of=lambda beta1, beta2: (beta1, beta1)
        ),
        "m is mended with its own beta1: 1 - beta1^t": _adam_update(
            share_of=lambda beta1, beta2: (beta2, beta2)
        ),
        "each is mended with its own beta: beta1 for m, beta2 for s": _adam_update(
            share_of=lambda beta1, beta2: (beta2, beta1)
        ),
        "the betas are self.beta1 and self.beta2, not always 0.9 and 0.999": _adam_update(
            betas=lambda self: (0.9, 0.999)
        ),
        "entry by entry: the square is g * g, not g @ g": _adam_update(
            square=lambda g: g @ g + 0 * g
        ),
        "brackets: the root and epsilon are added before you divide": _adam_update(
            quotient=lambda self, m, s, g: m / np.sqrt(s) + self.epsilon / self.learning_rate
        ),
        "1 - beta1 is missing: with weight 1 for g, m is no mean": _adam_update(fill=(0, 1)),
        "1 - beta2 is missing: with weight 1 for g * g, s is no mean": _adam_update(fill=(1, 0)),
        "1 - beta is missing in both means": _adam_update(fill=(0, 0)),
        "self.m and self.s stay uncorrected; m_hat and s_hat are new names": _adam_update(
            keep="ms"
        ),
        "self.m stays uncorrected; m_hat is a new name": _adam_update(keep="m"),
        "self.s stays uncorrected; s_hat is a new name": _adam_update(keep="s"),
        "the old means are lost: self.m and self.s must hold the new ones": _adam_update(
            mean_m=lambda self, g: (1 - self.beta1) * g,
            mean_s=lambda self, g, old: (1 - self.beta2) * g * g,
        ),
        "the old mean is lost: self.m must hold the new one, made with the old one": _adam_update(
            mean_m=lambda self, g: (1 - self.beta1) * g
        ),
        "the old mean is lost: self.s must hold the new one, made with the old one": _adam_update(
            mean_s=lambda self, g, old: (1 - self.beta2) * g * g
        ),
        "m keeps the part beta1 of the old mean: self.beta1 * self.m": _adam_update(
            mean_m=lambda self, g: self.m + (1 - self.beta1) * g
        ),
        "s keeps the part beta2 of the old mean: self.beta2 * self.s": _adam_update(
            mean_s=lambda self, g, old: old + (1 - self.beta2) * g * g
        ),
        "both means keep the part beta of the old one: it is missing": _adam_update(
            mean_m=lambda self, g: self.m + (1 - self.beta1) * g,
            mean_s=lambda self, g, old: old + (1 - self.beta2) * g * g,
        ),
        "the mean of squares has the memory beta2, in both its weights": _adam_update(
            mean_s=lambda self, g, old: self.beta1 * old + (1 - self.beta1) * g * g
        ),
        "in m the weights have changed places: beta1 belongs to the old mean": _adam_update(
            mean_m=lambda self, g: (1 - self.beta1) * self.m + self.beta1 * g
        ),
        "in s the weights have changed places: beta2 belongs to the old mean": _adam_update(
            mean_s=lambda self, g, old: (1 - self.beta2) * old + self.beta2 * g * g
        ),
        "in both means the weights have changed places: beta belongs to the old mean": (
            _adam_update(
                mean_m=lambda self, g: (1 - self.beta1) * self.m + self.beta1 * g,
                mean_s=lambda self, g, old: (1 - self.beta2) * old + self.beta2 * g * g,
            )
        ),
        "s is a running mean of the gradient's square, not of the square of m": _adam_update(
            mean_s=lambda self, g, old: self.beta2 * old + (1 - self.beta2) * self.m**2
        ),
        "brackets: m is divided by the whole of (1 - self.beta1**self.t)": _adam_update(
            corrected=(False, True),
            quotient=lambda self, m, s, g: (m - self.beta1**self.t) / (np.sqrt(s) + self.epsilon),
        ),
        "upside down: m_hat stands above the line, the root of s_hat below": _adam_update(
            quotient=lambda self, m, s, g: np.sqrt(s) / (m + self.epsilon)
        ),
        "upside down: above the line stands m_hat, and below it the root plus epsilon": (
            _adam_update(quotient=lambda self, m, s, g: (np.sqrt(s) + self.epsilon) / m)
        ),
        "brackets: epsilon is added to the root, not to the quotient": _adam_update(
            quotient=lambda self, m, s, g: m / np.sqrt(s) + self.epsilon
        ),
        "divide by the root plus epsilon; you multiplied": _adam_update(
            quotient=lambda self, m, s, g: m * (np.sqrt(s) + self.epsilon)
        ),
        "in the line of self.m the beta is self.beta1, not a fixed number": _adam_update(
            mean_m=lambda self, g: 0.9 * self.m + 0.1 * g
        ),
        "in the line of self.s the beta is self.beta2, not a fixed number": _adam_update(
            mean_s=lambda self, g, old: 0.999 * old + 0.001 * g * g
        ),
        "s holds squares already: the old mean is not squared again": _adam_update(
            mean_s=lambda self, g, old: self.beta2 * old**2 + (1 - self.beta2) * g * g
        ),
        "brackets: in m the gradient has the weight (1 - self.beta1)": _adam_update(
            mean_m=lambda self, g: self.beta1 * self.m + 1 - self.beta1 * g
        ),
        "beta1 and beta2 have changed places in the lines of self.m and self.s": _adam_update(
            betas=lambda self: (self.beta2, self.beta1),
            share_of=lambda beta1, beta2: (beta2, beta1),
        ),
        "the usual size is the root of a mean of squares; yours is a mean of sizes": _adam_update(
            square=np.abs, quotient=lambda self, m, s, g: m / (s + self.epsilon)
        ),
        "the betas are self.beta1 and self.beta2, not 1/2": _adam_update(
            betas=lambda self: (0.5, 0.5)
        ),
        "above the line stands m_hat, not the gradient": _adam_update(
            quotient=lambda self, m, s, g: g / (np.sqrt(s) + self.epsilon)
        ),
        FLIPPED: _adam_update(rate=lambda self: -self.learning_rate),
        "the learning rate is missing from the step": _adam_update(rate=lambda self: 1),
        "nothing is divided by the size: that is the mean alone": _adam_update(
            quotient=lambda self, m, s, g: m
        ),
        "s is mended with self.t - 1; self.t is 1 in the first step already": _adam_update(
            share_s=lambda beta, t: (1 - beta ** (t - 1)) or 1e-300
        ),
        "m_hat and s_hat are made too early: first the new self.m and self.s": _hats_first("ms"),
        "m_hat is made too early: first the new self.m": _hats_first("m"),
        "s_hat is made too early: first the new self.s": _hats_first("s"),
        "in the line of self.m stands beta2; m has beta1": _adam_update(
            mean_m=lambda self, g: self.beta2 * self.m + (1 - self.beta2) * g
        ),
        "in the line of self.m the old mean has beta2; m has beta1": _adam_update(
            mean_m=lambda self, g: self.beta2 * self.m + (1 - self.beta1) * g
        ),
        "in the line of self.m the new gradient has 1 - beta2; m has beta1": _adam_update(
            mean_m=lambda self, g: self.beta1 * self.m + (1 - self.beta2) * g
        ),
        "in the line of self.s the old mean has beta1; s has beta2": _adam_update(
            mean_s=lambda self, g, old: self.beta1 * old + (1 - self.beta2) * g * g
        ),
        "in the line of self.s the new square has 1 - beta1; s has beta2": _adam_update(
            mean_s=lambda self, g, old: self.beta2 * old + (1 - self.beta1) * g * g
        ),
        "m has a beta of its own, beta1: you have beta2 in both": _adam_update(
            betas=lambda self: (self.beta2, self.beta2)
        ),
        "a mean is divided by 1 - beta**self.t, with no 1 added": _adam_update(
            share=lambda beta, t: 2 - beta**t
        ),
        "m is divided by 1 - self.beta1**self.t, with no 1 added": _adam_update(
            share=lambda beta, t: 2 - beta**t, share_s=_right_share
        ),
        "s is divided by 1 - self.beta2**self.t, with no 1 added": _adam_update(
            share_s=lambda beta, t: 2 - beta**t
        ),
    },
    undefined={
        "brackets: in s the square has the weight (1 - self.beta2)": _adam_update(
            mean_s=lambda self, g, old: self.beta2 * old + 1 - self.beta2 * g * g
        ),
        "s takes the square of the gradient: g * g": _adam_update(square=lambda g: g),
        "self.t is 1 in the first step already: the power is self.t, not self.t - 1": _adam_update(
            share=lambda beta, t: 1 - beta ** (t - 1)
        ),
        "m is mended with self.t - 1; self.t is 1 in the first step already": _adam_update(
            share=lambda beta, t: 1 - beta ** (t - 1), share_s=_right_share
        ),
        "brackets: a mean is divided by the whole of (1 - beta**self.t)": _adam_update(
            mend=lambda mean, share: mean - (1 - share)
        ),
        "brackets: s is divided by the whole of (1 - self.beta2**self.t)": _adam_update(
            corrected=(True, False),
            quotient=lambda self, m, s, g: m / (np.sqrt(s - self.beta2**self.t) + self.epsilon),
        ),
        "a power is wanted, 1 - self.beta2**self.t; yours is a product": _adam_update(
            share=lambda beta, t: 1 - beta * t
        ),
        "the root belongs to s_hat, which is positive; m_hat has none": _adam_update(
            quotient=lambda self, m, s, g: np.sqrt(m) / (s + self.epsilon)
        ),
    },
    cases=CASES,
    settings={"beta1": 0.8, "beta2": 0.95, "epsilon": 0.05},
    running=("m", "s"),
    blanks=5,
)

# ---- numbers

check_running_means = NumbersCheck(
    right=[2, 3, 3.5],
    mistakes={
        "a running mean starts at 0, and in each step keeps half of what it was": [
            4,
            4,
            4,
        ],
        "the old mean is missing: half of it is kept in each step": [2, 2, 2],
        "that is the velocity of (8.3); here the new gradient has the weight 1/2": [4, 6, 7],
        "each step halves the old mean before it adds 2": [2, 4, 6],
        "m_0 = 0 is given; m_1, m_2 and m_3 are wanted": [0, 2, 3],
        "half of each gradient, then half again: the new gradient has the weight 1/2": [2, 1, 0.5],
        "two are right; before step 3 the mean is 3": [2, 3, 4],
        "those are the sums of the weights; each gradient is 4": [0.5, 0.75, 0.875],
    },
    names=("m_1", "m_2", "m_3"),
    hints=3 * ("keep half of the mean before, and add half of 4",),
)

check_factors = NumbersCheck(
    right=[10, 10, 1],
    mistakes={
        "momentum adds gradients, so its steps grow as they do": [10, 1, 1],
        "look at Adam again: what does the factor do above the line, and what below?": [10, 10, 10],
        "that would be Adam with s below the line; there stands its root": [10, 10, 0.1],
        "a step of plain descent is rate times gradient": [1, 1, 1],
        "momentum's velocity is a sum of gradients with fixed weights: the factor comes once": [
            10,
            100,
            1,
        ],
        "Adam divides by the size, so the factor goes; it does not grow": [10, 10, 100],
    },
    names=("descent", "momentum", "Adam"),
    hints=(
        "a step is rate times gradient",
        "its velocity is a sum, and every term of it gets the factor",
        "what does the factor do above the line, and what below?",
    ),
)

# ---- the exercises

# L = theta^2 from theta = 2, eta = 1/4, beta = 1/2: v = 4, 4, 2.
check_three_steps = NumbersCheck(
    right=[1.0, 0.0, -0.5],
    mistakes={
        "that is plain descent: nothing is remembered": [1.0, 0.5, 0.25],
        "half of each gradient: its weight in (8.3) is 1, and the slope of theta^2 is 2 theta": [
            1.5,
            0.875,
            0.34375,
        ],
        "that is Nesterov's rule, which adds g to beta v": [0.5, -0.125, -0.21875],
        "the step used the old velocity; update v first, and use it at once": [2.0, 1.0, -0.5],
        "two are right; in step 3 the old v, which is 4, is halved too": [1.0, 0.0, -1.0],
        "the sign: the step is subtracted": [3.0, 5.0, 8.5],
        "the rate is missing: what is subtracted is a quarter of v": [-2.0, 0.0, 1.0],
        "those are the velocities; the parameters are asked for": [4.0, 4.0, 2.0],
        "theta_0 = 2 is given; theta_1, theta_2 and theta_3 are wanted": [2.0, 1.0, 0.0],
    },
    names=("theta_1", "theta_2", "theta_3"),
    hints=(
        "what is the slope at theta_0 = 2, and what is v then?",
        "the old v is halved, and the slope at theta_1 is added",
        "the slope is taken at theta_2, and the old v is not lost",
    ),
)


class RateFormulaCheck(FormulaCheck):
    """A FormulaCheck for a rate in mu_ and Lambda_."""

    def find_fault(self, answer):
        """As for every formula; a number is told so, and text may hold the names of the program."""
        if isinstance(answer, str):
            for letter, name in {"\u03bc": "mu", "\u00b5": "mu", "\u039b": "Lambda"}.items():
                answer = answer.replace(letter, name)
            answer = answer.replace("mu_", "mu").replace("Lambda_", "Lambda")
        number = isinstance(answer, (int, float)) and not isinstance(answer, bool)
        if number or (isinstance(answer, sp.Basic) and answer.is_number):
            return "that is a number; type a formula with the letters mu_ and Lambda_"
        fault = super().find_fault(answer)
        if fault and isinstance(answer, sp.Expr) and fault not in self.mistakes:
            for letter in (_mu, _Lambda):
                if letter not in answer.free_symbols:
                    return f"{letter}_ is not in it; a formula for every bowl has both letters"
        return fault


_mu, _Lambda = sp.symbols("mu Lambda", positive=True)

check_best_rate = RateFormulaCheck(
    right=2 / (_mu + _Lambda),
    mistakes={
        "that is the edge (8.2): along the steep axis the error never shrinks": 2 / _Lambda,
        "that rate is safe, and the flat axis could still go faster": 1 / _Lambda,
        "that is the rate that lands along the flat axis; the steep one may fly apart": 1 / _mu,
        "that is beyond the edge of the steep axis": 2 / _mu,
        "the two factors are equal at 1 - eta mu = -(1 - eta Lambda); look at the 2": (
            1 / (_mu + _Lambda)
        ),
        "that is what survives a step at the best rate; the rate is asked for": (
            (_Lambda - _mu) / (_Lambda + _mu)
        ),
        "the sign: solve 1 - eta mu = -(1 - eta Lambda) again": 2 / (_Lambda - _mu),
        "the sign: a rate is positive, and mu is smaller than Lambda": 2 / (_mu - _Lambda),
        "brackets: 2 is divided by the whole sum": 2 / _mu + _Lambda,
        "brackets: the 2 is divided by the whole sum": 2 / _Lambda + _mu,
        "brackets, and the sign: 2 is divided by the whole of mu + Lambda": 2 / _Lambda - _mu,
        "mu belongs below the line too: solve 1 - eta mu = -(1 - eta Lambda) for eta": (
            (2 - _mu) / _Lambda
        ),
        "the sign, and the 2: solve 1 - eta mu = -(1 - eta Lambda) again": 1 / (_Lambda - _mu),
        "upside down, and without the 2: solve 1 - eta mu = -(1 - eta Lambda) for eta": (
            _mu + _Lambda
        ),
        "upside down": (_mu + _Lambda) / 2,
        "divide 2 by the sum; you multiplied": 2 * (_mu + _Lambda),
        "the sign: at the crossing 1 - eta mu = -(1 - eta Lambda), and a rate is positive": (
            -2 / (_mu + _Lambda)
        ),
        "not the mean of 1/mu and 1/Lambda: look where the two lines cross": (
            (1 / _mu + 1 / _Lambda) / 2
        ),
        "not the mean of the two edges: look where the two lines cross": 1 / _mu + 1 / _Lambda,
        "not the root of mu Lambda: look where the two lines cross, right of 1/Lambda": (
            1 / sp.sqrt(_mu * _Lambda)
        ),
        "not the root of mu Lambda; look where the two lines cross": 2 / sp.sqrt(_mu * _Lambda),
        "twice too large: at the crossing 1 - eta mu = -(1 - eta Lambda)": 4 / (_mu + _Lambda),
    },
)


def _adam(
    gradients,
    eta,
    start=1,
    right=(True, True),
    betas=(0.9, 0.999),
    inside=False,
    add=(0, 0),
    later=(0, 0),
):
    """Adam counted from `start`; `right` says which of the two means are corrected. What divides
    them is 1 - beta^(t + later) + add.
    """
    theta, m, s, path = 0.0, 0.0, 0.0, []
    for t, g in enumerate(gradients, start):
        m, s = (beta * q + (1 - beta) * p for beta, q, p in zip(betas, (m, s), (g, g**2)))
        m_hat, s_hat = (
            q / (1 - beta ** (t + k) + extra) if corrected and (t or k) else q
            for q, beta, corrected, extra, k in zip((m, s), betas, right, add, later)
        )
        theta -= eta * m_hat / (np.sqrt(s_hat + 1e-8) if inside else np.sqrt(s_hat) + 1e-8)
        path.append(theta)
    return np.array(path)


def _adam_divided(gradients, eta, divisors):
    """Adam with `divisors`, two functions of the number of the step, counted from 1."""
    m, s, path = 0.0, 0.0, [0.0]
    for t, g in enumerate(gradients, 1):
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
        m_hat, s_hat = (q / divide(t) for q, divide in zip((m, s), divisors))
        path.append(path[-1] - eta * m_hat / (np.sqrt(s_hat) + 1e-8))
    return np.array(path[1:])


def _right_divisor(beta):
    return lambda t: 1 - beta**t


def _divisor_left(beta):
    """As the colleague has it: none in the first step, and then for one step too few."""
    return lambda t: 1 - beta ** (t - 1) if t > 1 else 1


def _divisor_under_if(beta):
    """Right, but for the first step, where there is none."""
    return lambda t: 1 - beta**t if t > 1 else 1


class PathCheck(FunctionCheck):
    """A FunctionCheck that says what NumPy's sentences about 0 mean here."""

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        zero = fault and "ZeroDivisionError" in fault and "division by zero" in fault
        if zero or (not fault and as_array(result) is not None and _starts_with_nan(result)):
            fault = "a division by 0 in the first step: which t does it have?"
        return result, fault


def _starts_with_nan(result):
    array = as_array(result)
    return array.dtype.kind == "f" and array.ndim == 1 and array.size > 1 and np.isnan(array[0])


def _adam_half_repaired(gradients, eta):
    """The first step is right, and in the others t still counts from 0."""
    g = gradients[0]
    path = _adam(gradients, eta, start=0)
    return path - path[0] - eta * g / (np.sqrt(g**2) + 1e-8)


def _adam_with_if(gradients, eta):
    """Right, but that the first step alone is not corrected."""
    g = gradients[0]
    first = -eta * 0.1 * g / (np.sqrt(0.001 * g**2) + 1e-8)
    return _adam(gradients, eta) - _adam(gradients, eta)[0] + first


check_adam = PathCheck(
    right=lambda gradients, eta: _adam(gradients, eta),
    mistakes={
        "as it was: the first step is not corrected, and the others for one step too few": (
            lambda gradients, eta: _adam(gradients, eta, start=0)
        ),
        "the first step is not corrected: the `if` still leaves it out": _adam_with_if,
        "brackets: the power is t + 1, so 0.9**(t + 1) and 0.999**(t + 1)": (
            lambda gradients, eta: _adam(gradients, eta, start=0, add=(1, 1))
        ),
        "brackets: in m_hat the power is t + 1, so 0.9**(t + 1)": (
            lambda gradients, eta: _adam(gradients, eta, start=0, add=(1, 0), later=(0, 1))
        ),
        "brackets: in s_hat the power is t + 1, so 0.999**(t + 1)": (
            lambda gradients, eta: _adam(gradients, eta, start=0, add=(0, 1), later=(1, 0))
        ),
        "the first step is right; in the next, t is still 1 and should be 2": _adam_half_repaired,
        "the path starts after the first step, as before: without the 0 in front": (
            lambda gradients, eta: np.append(0.0, _adam(gradients, eta))
        ),
        "m_hat is repaired but in the first step, where the `if` leaves it out; s_hat is not": (
            lambda gradients, eta: _adam_divided(
                gradients, eta, (_divisor_under_if(0.9), _divisor_left(0.999))
            )
        ),
        "s_hat is repaired but in the first step, where the `if` leaves it out; m_hat is not": (
            lambda gradients, eta: _adam_divided(
                gradients, eta, (_divisor_left(0.9), _divisor_under_if(0.999))
            )
        ),
        "m_hat is repaired; s_hat is as it was": (
            lambda gradients, eta: _adam_divided(
                gradients, eta, (_right_divisor(0.9), _divisor_left(0.999))
            )
        ),
        "s_hat is repaired; m_hat is as it was": (
            lambda gradients, eta: _adam_divided(
                gradients, eta, (_divisor_left(0.9), _right_divisor(0.999))
            )
        ),
        "0.1 and 0.001 are right for the first step alone; the power grows with t": (
            lambda gradients, eta: _adam_divided(gradients, eta, (lambda t: 0.1, lambda t: 0.001))
        ),
        "no correction at all: the first step is three times too long": (
            lambda gradients, eta: _adam(gradients, eta, right=(False, False))
        ),
        "only the mean of the gradient is corrected": (
            lambda gradients, eta: _adam(gradients, eta, right=(True, False))
        ),
        "only the mean of the square is corrected": (
            lambda gradients, eta: _adam(gradients, eta, right=(False, True))
        ),
        "counted from 2: the first correction is for one gradient, not two": (
            lambda gradients, eta: _adam(gradients, eta, start=2)
        ),
        "beta1 and beta2 have changed places": (
            lambda gradients, eta: _adam(gradients, eta, betas=(0.999, 0.9))
        ),
        "epsilon stands inside the root": lambda gradients, eta: _adam(gradients, eta, inside=True),
        "the sign: the step is subtracted": lambda gradients, eta: -_adam(gradients, eta),
    },
    cases=[
        (np.array([0.7, -0.2, 0.4, 1.1]), 0.1),
        (np.array([3e-4, 2e-4, -1e-4, 5e-4, 2e-4]), 0.03),
    ],
)

progress = Progress(
    "optimizers",
    exercises={
        "three steps by hand": check_three_steps,
        "the best rate": check_best_rate,
        "find the bug": check_adam,
    },
    turns={
        "change the rate": check_landing,
        "descent": check_descent,
        "momentum": check_momentum,
        "a running mean": check_running_means,
        "Adam": check_adam_update,
        "ten times the gradient": check_factors,
    },
)
