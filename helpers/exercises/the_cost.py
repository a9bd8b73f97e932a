"""The checks of side path 3a: operations counted by finger, and a sweep forwards."""

import inspect
import re
from types import SimpleNamespace

import numpy as np
import sympy as sp

from helpers.exercises.checking import (
    NOT_ATTEMPTED,
    NOTHING,
    FormulaCheck,
    FunctionCheck,
    Progress,
    ValueCheck,
)
from helpers.exercises.comparing import same

# ---- T3a.1 to T3a.3: counted by finger


class _PairCheck(ValueCheck):
    """For two numbers; a known mistake in one of them is named whatever the other is.

    Where the mistake is not known, `hints` says for either number what belongs to it.
    """

    def __init__(self, right, mistakes, hints):
        super().__init__(right, mistakes, rtol=1e-9)  # a count is exact
        self.hints = hints

    def find_fault(self, answer):
        """As for every value; then a mistake that shares the first wrong number; then a hint."""
        fault = super().find_fault(answer)
        if fault and fault.startswith("entry "):
            place, numbers = int(fault[6]), np.ravel(answer)
            if any(number is None for number in numbers):
                return "one of the two numbers is still None"
            for why, value in self.mistakes.items():
                right = [same(value[k], self.right[k], self.rtol) for k in range(2)]
                if right[1 - place] and same(numbers[place], value[place], self.rtol):
                    return why
            return self.hints[place]
        if fault and fault.endswith("is not it"):
            return "two numbers are asked for, in a list"
        return fault


# Forwards 2 n + 2, back 5 n, for n = 2.
check_two = _PairCheck(
    right=[6, 10],
    mistakes={
        "forwards, the loss takes a difference and a square too": [4, 10],
        "forwards: four operations in the neurons, two in the loss": [5, 10],
        "that is the chain of one neuron; here there are two": [4, 5],
        "back: one is missing; are 2 times r and what neuron 2 passes on among them?": [6, 9],
        "back: one too many; x gets nothing, and a_2 gets dr as it stands": [6, 11],
        "back: two too many; did you count 4 for a tanh? here it is 3, and x gets nothing": [6, 12],
        "back: two are missing; a tanh takes 3; are 2 times r and what is passed on there?": [6, 8],
        "back: each tanh takes a square, a difference and a product": [6, 6],
        "back: 4 leaves out both tanh, or is how many more it takes than forwards; count it all": [
            6,
            4,
        ],
        "first forwards, then back; you have them the other way round": [10, 6],
        "16 is both ways together; the second number is the way back alone": [6, 16],
        "forwards: one too many; a weight or an input is no operation": [7, 10],
    },
    hints=(
        "forwards: count a product and a tanh for each neuron, then the loss",
        "back: count 2 times r, each tanh, each weight, and what neuron 2 passes on",
    ),
)

check_share = _PairCheck(
    right=[7, 5],
    mistakes={
        "as it is written, tanh stands there twice, and so does the product w x": [5, 5],
        "as it is written: one is missing; count w x and tanh twice, then all the rest": [6, 5],
        "as it is written: one too many; the number 1 is no operation": [8, 5],
        "shared: one is missing; w x, tanh, square, difference and product, each once": [7, 4],
        "shared: that is as it is written; compute w x and tanh once": [7, 7],
        "shared: tanh is computed once, and so is the product w x": [7, 6],
        "shared: square, difference and product are left after w x and tanh": [7, 3],
        "first as written, then shared; you have them the other way round": [5, 7],
    },
    hints=(
        "as it is written: count w x and tanh each time they stand there, and the other three",
        "shared: count w x and tanh once, and the other three",
    ),
)

# Two neurons that read two: 4 products, 2 sums, 2 tanh; back 6, then 4, then 4 products and 2 sums.
check_layer = _PairCheck(
    right=[8, 16],
    mistakes={
        "back: two are missing; a tanh takes 3, not 2, and two shares take an addition": [8, 14],
        "back: six are missing; the tanh, the weights, and what is passed on, all three count": [
            8,
            10,
        ],
        "back: four are missing; count again for each tanh, each weight, and what is passed on": [
            8,
            12,
        ],
        "back: 3 operations for each tanh; there are two of them": [8, 13],
        "back: that is one neuron of a chain; here each value has two users": [8, 5],
        "forwards: two are missing; each neuron has two products, their sum and a tanh": [6, 16],
        "forwards: the two tanh count too": [6, 14],
        "forwards: four weights make four products; or is it one neuron of the two?": [4, 16],
        "both numbers are those of one neuron; the layer has two": [4, 8],
        "first forwards, then back; you have them the other way round": [16, 8],
        "24 is both ways together; the second number is the way back alone": [8, 24],
        "back: two too many; 4 for a tanh? here it is 3; and 2 r belongs to the loss": [
            8,
            18,
        ],
        "forwards: two too many; there are no biases": [10, 16],
    },
    hints=(
        "forwards: count the products, the sums and the tanh of two neurons",
        "back: count for each tanh, for each weight, and for each answer of the layer before",
    ),
)

# ---- T3a.4: a sweep forwards, line by line


class _LinesCheck(FunctionCheck):
    """For a sweep forwards that returns the rate of each line; the first wrong line is told.

    `lines` is {rate: (the line, its rate from the names so far, what to think of)}. A mistake's
    text begins with its line, {text: its rate from the names so far}: it is told for this line
    alone, and only when all rates before are right.
    """

    def __init__(self, lines, mistakes, given, cases):
        self.lines, self.given = lines, given
        parts = tuple(lines)
        wrong = {}
        for why, rate in mistakes.items():
            part = next(name for name in parts if why.startswith(f"{lines[name][0]}: "))
            wrong[why] = self._sweep({part: rate})
        super().__init__(self._sweep({}), wrong, cases, parts=parts, call=_rates)

    def _sweep(self, wrong):
        def sweep(*values):
            names = SimpleNamespace(**dict(zip(self.given, values)))
            for part, (_, rate, _) in self.lines.items():
                setattr(names, part, wrong.get(part, rate)(names))
            return tuple(getattr(names, part) for part in self.lines)

        return sweep

    def _names(self):
        return list(self.given)

    def find_fault(self, answer):
        """As for every function; dots that are left, or a later or unknown name, are told."""
        fault = super().find_fault(answer) or ""
        if "ellipsis" in fault or "three dots" in fault:
            return "there are still three dots in one of its lines"
        if "must return" in fault:
            names = ", ".join(self.parts)
            return f"it must return {names}; its last line was right as it stood"
        if "UnboundLocalError" in fault:
            return "it uses a name before it has a value; take the lines from first to last"
        if unknown := re.search(r"NameError: name '(\w+)'", fault):
            return f"it uses {unknown[1]}, which it is not given"
        return fault or None

    def _fault(self, results, part=None):
        """What is wrong with one line, all before it being right; or None."""
        if any(result is None for result in results):
            return NOTHING
        expected = self._on_all_cases(self.right, part)
        if self._all_close(results, expected):
            return None
        line, _, thought = self.lines[self.parts[part]]
        for why, mistake in self.mistakes.items():
            if why.startswith(f"{line}: ") and self._all_close(
                results, self._on_all_cases(mistake, part)
            ):
                return why
        if self._all_close(results, [-value for value in expected]):
            return f"the sign is wrong; its line is {line}"
        difference = self._first_difference(results, expected)
        plain = all(np.ndim(result) == 0 and not isinstance(result, str) for result in results)
        return f"its line is {line}; {thought}" if plain else difference


def _rates(function, *case):
    """What the learner's function returns; dots in all its lines are no attempt."""
    result = function(*case)
    if result is ...:
        raise TypeError("three dots")
    if isinstance(result, np.ndarray) and result.ndim == 1:
        return tuple(result)
    if isinstance(result, (tuple, list)) and any(entry is ... for entry in result):
        if all(entry is ... for entry in result):
            raise NotImplementedError
        raise TypeError("there are still three dots in one of its lines")
    return result


check_sweep = _LinesCheck(
    given=("x", "w", "h", "r", "x_dot", "w_dot", "b_dot", "y_dot"),
    lines={
        "u_dot": (
            "u = w x",
            lambda n: n.w_dot * n.x + n.w * n.x_dot,
            "the rate of each factor, times the other factor, and the two added",
        ),
        "h_dot": ("h = u + b", lambda n: n.u_dot + n.b_dot, "add the rates of u and b"),
        "v_dot": (
            "v = w h",
            lambda n: n.w_dot * n.h + n.w * n.h_dot,
            "the rate of each factor, times the other factor, and the two added",
        ),
        "p_dot": ("p = v + b", lambda n: n.v_dot + n.b_dot, "add the rates of v and b"),
        "r_dot": (
            "r = p - y",
            lambda n: n.p_dot - n.y_dot,
            "subtract the rate of y from that of p",
        ),
        "L_dot": ("L = r^2", lambda n: 2 * n.r * n.r_dot, "multiply r_dot by the local slope 2 r"),
    },
    mistakes={
        "u = w x: x may rise too; its share w * x_dot is missing": lambda n: n.w_dot * n.x,
        "u = w x: w may rise too; its share w_dot * x is missing": lambda n: n.w * n.x_dot,
        "u = w x: the two shares add; a product of two rates is no rate": (
            lambda n: n.w_dot * n.x_dot
        ),
        "u = w x: each rate is multiplied by the other factor": (
            lambda n: n.w_dot * n.w + n.x * n.x_dot
        ),
        "u = w x: a product does not rise as a sum does": lambda n: n.w_dot + n.x_dot,
        "u = w x: x times w_dot, and w times x_dot; the two rates are missing": (
            lambda n: n.x + n.w
        ),
        "u = w x: w_dot is missing; 1 times x is right only when w_dot is 1": lambda n: n.x,
        "u = w x: 1 is the number of the table; here any rates may come": lambda _: 1.0,
        "u = w x: that is u itself, not its rate": lambda n: n.w * n.x,
        "u = w x: the factor x of w_dot is missing": lambda n: n.w_dot + n.w * n.x_dot,
        "u = w x: the factor w of x_dot is missing": lambda n: n.w_dot * n.x + n.x_dot,
        "u = w x: the two shares are added": lambda n: n.w_dot * n.x - n.w * n.x_dot,
        "h = u + b: the rise of b is missing": lambda n: n.u_dot,
        "h = u + b: the rise of u is missing": lambda n: n.b_dot,
        "h = u + b: a sum adds the rates": lambda n: n.u_dot * n.b_dot,
        "h = u + b: the rates are added": lambda n: n.u_dot - n.b_dot,
        "h = u + b: take the whole u_dot; w may rise too": lambda n: n.w * n.x_dot + n.b_dot,
        "h = u + b: take the whole u_dot; x may rise too": lambda n: n.w_dot * n.x + n.b_dot,
        "h = u + b: b has a rate of its own; 1 is right only where b is chosen": (
            lambda n: n.u_dot + 1
        ),
        "v = w h: w is used here too; its share w_dot * h is missing": lambda n: n.w * n.h_dot,
        "v = w h: h rises too; its share w * h_dot is missing": lambda n: n.w_dot * n.h,
        "v = w h: the two shares add, they do not multiply": lambda n: n.w_dot * n.h_dot,
        "v = w h: each rate is multiplied by the other factor": (
            lambda n: n.w_dot * n.w + n.h * n.h_dot
        ),
        "v = w h: a product does not rise as a sum does": lambda n: n.w_dot + n.h_dot,
        "v = w h: the second factor is h; take h_dot, not u_dot": (
            lambda n: n.w_dot * n.h + n.w * n.u_dot
        ),
        "v = w h: the second factor is h, and not x": lambda n: n.w_dot * n.x + n.w * n.x_dot,
        "v = w h: w_dot is multiplied by h, and not by x": lambda n: n.w_dot * n.x + n.w * n.h_dot,
        "v = w h: the factor w of h_dot is missing": lambda n: n.w_dot * n.h + n.h_dot,
        "v = w h: the factor h of w_dot is missing": lambda n: n.w_dot + n.w * n.h_dot,
        "v = w h: the rate w_dot is missing": lambda n: n.h + n.w * n.h_dot,
        "v = w h: the two rates are missing": lambda n: n.h + n.w,
        "v = w h: the two shares are added": lambda n: n.w_dot * n.h - n.w * n.h_dot,
        "p = v + b: b is used a second time here": lambda n: n.v_dot,
        "p = v + b: the rise of v is missing": lambda n: n.b_dot,
        "p = v + b: a sum adds the rates": lambda n: n.v_dot * n.b_dot,
        "p = v + b: the rates are added": lambda n: n.v_dot - n.b_dot,
        "p = v + b: v is what b is added to; take v_dot": lambda n: n.h_dot + n.b_dot,
        "p = v + b: take the whole v_dot; h may rise too": lambda n: n.w_dot * n.h + n.b_dot,
        "p = v + b: take the whole v_dot; w may rise too": lambda n: n.w * n.h_dot + n.b_dot,
        "p = v + b: b has a rate of its own; 1 is right only where b is chosen": (
            lambda n: n.v_dot + 1
        ),
        "r = p - y: the rise of y is missing": lambda n: n.p_dot,
        "r = p - y: r falls when y rises; the sign is wrong": lambda n: n.p_dot + n.y_dot,
        "r = p - y: take p_dot, not v_dot; b is in p too": lambda n: n.v_dot - n.y_dot,
        "L = r^2: the factor 2 is missing": lambda n: n.r * n.r_dot,
        "L = r^2: multiply by 2 r, the local slope": lambda n: n.r_dot,
        "L = r^2: the local slope is 2 r, not 2": lambda n: 2 * n.r_dot,
        "L = r^2: multiply 2 r by the rate r_dot": lambda n: 2 * n.r,
        "L = r^2: the square of a rate is not the rate of a square": lambda n: n.r_dot**2,
        "L = r^2: the rate of r is r_dot; y is in r too": lambda n: 2 * n.r * n.p_dot,
    },
    cases=[
        (1.0, 2.0, 3.5, 1.5, 0.3, 1.1, -0.7, 0.4),
        (0.5, 1.3, 0.7, 1.4, 1.2, -0.6, 0.9, -1.7),
    ],
)

# ---- T3a.5: from which end

check_ends = _PairCheck(
    right=[3, 1000],
    mistakes={
        "forwards, one sweep serves one knob, whatever the number of pixels": [1000, 3],
        "a sweep forwards takes one knob at a time; there are three": [1, 1000],
        "a sweep back starts from one pixel; there are a thousand": [3, 1],
        "one walk back is enough for one loss; here there are a thousand results": [1, 1],
        "that is the number of slopes, not of sweeps": [3000, 3000],
        "each sweep back brings the slopes of one pixel along all three knobs": [3, 3000],
        "each sweep forwards brings the slopes of all pixels along one knob": [3000, 1000],
        "that is for central differences, two runs for each knob": [6, 1000],
    },
    hints=(
        "forwards: a sweep brings the slopes of everything along one knob; how many knobs?",
        "back: a sweep brings the slopes of one pixel along everything; how many pixels?",
    ),
)

# ---- the exercises

_n = sp.Symbol("n", integer=True, positive=True)

check_biases = FormulaCheck(
    right=8 * _n + 2,
    mistakes={
        "that is the chain without biases": 7 * _n + 2,
        "n too many; did you count 4 for a tanh? here it is 3; and db is dz as it stands": (
            9 * _n + 2
        ),
        "n too many: a tanh takes 3 back, db nothing; and the loss is missing": 9 * _n,
        "two too many a neuron: db is dz as it stands, times 1 and added to nothing": 10 * _n + 2,
        "db is dz as it stands: no operation; and the loss takes two forwards": 9 * _n + 1,
        "that is the way forwards alone": 3 * _n + 2,
        "that is the way back alone": 5 * _n,
        "the first neuron passes nothing on to x": 8 * _n + 3,
        "the loss sends back 2 times r; that is one operation": 8 * _n + 1,
        "the difference and the square of the loss are missing": 8 * _n,
        "that is less than without biases; a bias adds operations and takes none away": 6 * _n + 2,
        "a loss with biases costs more, too; the whole is asked for, not the ratio": (
            (8 * _n + 2) / (3 * _n + 2)
        ),
    },
)


class _RepairCheck(_LinesCheck):
    """For a sweep whose stub has the line `raise`, and a line to repair."""

    def __init__(self, *, stub, **given):
        super().__init__(**given)
        self.stub = stub

    def verdict(self, answer):
        """As for every function; one that is repaired, with `raise` left in, is told so."""
        verdict = super().verdict(answer)
        if verdict == NOT_ATTEMPTED:
            lines = _lines_of(answer)
            if set(lines) & set(self.stub) and lines[-len(self.stub) :] != self.stub:
                return "wrong: the line with raise is still there; remove it"
        return verdict


def _lines_of(function):
    """The lines of a function's source without spaces and comments; none if it is not known."""
    try:
        source = inspect.getsource(function)
    except (OSError, TypeError):
        return []
    lines = [re.sub(r"#.*|\s", "", line) for line in source.strip().splitlines()]
    return [line for line in lines if line]


check_shortcut = _RepairCheck(
    stub=[
        "h=np.tanh(w*x)",
        "q=x+h",
        "u_dot=w",
        "h_dot=u_dot*(1-h**2)",
        "q_dot=h_dot",
        "p_dot=v*q_dot",
        "L_dot=2*(v*q-y)*p_dot",
        "returnu_dot,h_dot,q_dot,p_dot,L_dot",
    ],
    given=("x", "w", "v", "y"),
    lines={
        "u_dot": ("u = w x", lambda n: n.w, "it was right as it stood"),
        "h_dot": (
            "h = tanh u",
            lambda n: n.u_dot * (1 - np.tanh(n.w * n.x) ** 2),
            "it was right as it stood",
        ),
        "q_dot": ("the sum q", lambda n: 1 + n.h_dot, "add the rates of x and h"),
        "p_dot": ("p = v q", lambda n: n.v * n.q_dot, "it was right as it stood"),
        "L_dot": (
            "L = (p - y)^2",
            lambda n: 2 * (n.v * (n.x + np.tanh(n.w * n.x)) - n.y) * n.p_dot,
            "it was right as it stood",
        ),
    },
    mistakes={
        "u = w x: u_dot was right as it stood; u rises w times as fast as x": lambda n: n.x,
        "u = w x: x rises at the rate 1, and u rises w times as fast": lambda _: 1.0,
        "h = tanh u: the slope of tanh was right as it stood, 1 - h^2": (
            lambda n: n.u_dot * (1 - (n.w * n.x) ** 2)
        ),
        "h = tanh u: h_dot was right as it stood; x reaches h through u alone": (
            lambda n: n.u_dot * (1 - np.tanh(n.w * n.x) ** 2) + 1
        ),
        "the sum q: the short cut is missing; x itself rises, at the rate 1": lambda n: n.h_dot,
        "the sum q: that is the short cut alone; the neuron rises too": lambda _: 1.0,
        "the sum q: the rate of x is 1, whatever its value": lambda n: n.x + n.h_dot,
        "the sum q: x rises at the rate 1; w is the rate of u": lambda n: n.w + n.h_dot,
        "the sum q: the two rates add, they do not multiply": lambda n: n.x * n.h_dot,
        "the sum q: that is a mean of two rates; they add": lambda n: (1 + n.h_dot) / 2,
        "the sum q: the rate of the short cut is there twice": lambda n: 2 + n.h_dot,
        "p = v q: p_dot was right as it stood; the short cut is in q_dot already": (
            lambda n: n.v * n.q_dot + n.v
        ),
        "p = v q: p_dot was right as it stood; q_dot has the 1 already": lambda n: (
            n.v * n.q_dot + 1
        ),
        "L = (p - y)^2: the factor 2 is missing": (
            lambda n: (n.v * (n.x + np.tanh(n.w * n.x)) - n.y) * n.p_dot
        ),
    },
    cases=[(0.5, 0.8, 1.5, 0.3), (-1.2, 0.4, 0.7, 0.9), (0.9, -0.6, -1.1, 0.2)],
)

progress = Progress(
    "the_cost",
    exercises={
        "count the biases": check_biases,
        "find the bug": check_shortcut,
    },
    turns={
        "two neurons": check_two,
        "written and shared": check_share,
        "one layer of two": check_layer,
        "a sweep forwards": check_sweep,
        "from which end": check_ends,
    },
)
