"""The checks of side path 3a: operations counted by finger, and a sweep forwards."""

import inspect
import re
from types import SimpleNamespace

import numpy as np
import sympy as sp

from helpers.exercises.checking import (
    NOT_ATTEMPTED,
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
        super().__init__(right, mistakes)
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
        "back: two too many; x gets nothing, and a_2 gets dr as it stands": [6, 12],
        "back: the slope of each weight is a product": [6, 8],
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
        "shared: the product w x is one of the operations": [7, 4],
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
        "back: each earlier neuron has two users, and its two shares are added": [8, 14],
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
        "forwards: each neuron adds its two products": [6, 16],
        "forwards: the two tanh count too": [6, 14],
        "forwards: four weights make four products": [4, 16],
        "first forwards, then back; you have them the other way round": [16, 8],
        "24 is both ways together; the second number is the way back alone": [8, 24],
        "back: two too many; two shares take one addition": [8, 18],
        "forwards: two too many; there are no biases": [10, 16],
    },
    hints=(
        "forwards: count the products, the sums and the tanh of two neurons",
        "back: count for each tanh, for each weight, and for each answer of the layer before",
    ),
)

# ---- T3a.4: a sweep forwards, part by part

_PARTS = ("u_dot", "h_dot", "v_dot", "p_dot", "r_dot", "L_dot")


_LINES = {
    "u_dot": lambda n: n.w_dot * n.x + n.w * n.x_dot,
    "h_dot": lambda n: n.u_dot + n.b_dot,
    "v_dot": lambda n: n.w_dot * n.h + n.w * n.h_dot,
    "p_dot": lambda n: n.v_dot + n.b_dot,
    "r_dot": lambda n: n.p_dot - n.y_dot,
    "L_dot": lambda n: 2 * n.r * n.r_dot,
}
_NAMES = ("x", "w", "h", "r", "x_dot", "w_dot", "b_dot", "y_dot")


def _sweep_with(**wrong):
    """The sweep, with the lines in `wrong` in place of the right ones."""

    def sweep(x, w, h, r, x_dot, w_dot, b_dot, y_dot):
        given = (x, w, h, r, x_dot, w_dot, b_dot, y_dot)
        names = SimpleNamespace(**dict(zip(_NAMES, given)))
        for part, line in (_LINES | wrong).items():
            setattr(names, part, line(names))
        return tuple(getattr(names, part) for part in _PARTS)

    return sweep


def _six_rates(function, *case):
    """What the learner's function returns; dots in all its lines are no attempt."""
    result = function(*case)
    if isinstance(result, np.ndarray) and result.shape == (len(_PARTS),):
        return tuple(result)
    if isinstance(result, (tuple, list)) and any(entry is ... for entry in result):
        if all(entry is ... for entry in result):
            raise NotImplementedError
        raise TypeError("there are still three dots in one of its lines")
    return result


class _SweepCheck(FunctionCheck):
    """For a function that returns the rates in _PARTS; dots that are left are explained."""

    def find_fault(self, answer):
        """As for every function; a line that still has dots, or uses a later name, is told."""
        fault = super().find_fault(answer) or ""
        if "ellipsis" in fault or "three dots" in fault:
            return "there are still three dots in one of its lines"
        if "must return" in fault:
            return "it must return six rates; its last line was right as it stood"
        if "UnboundLocalError" in fault:
            return "it uses a name before it has a value; take the lines from first to last"
        if unknown := re.search(r"NameError: name '(\w+)'", fault):
            return f"it uses {unknown[1]}, which it is not given"
        return fault or None


check_sweep = _SweepCheck(
    right=_sweep_with(),
    mistakes={
        "u = w x: x may rise too; its share w * x_dot is missing": _sweep_with(
            u_dot=lambda n: n.w_dot * n.x
        ),
        "u = w x: w may rise too; its share w_dot * x is missing": _sweep_with(
            u_dot=lambda n: n.w * n.x_dot
        ),
        "u = w x: the two shares add; a product of two rates is no rate": _sweep_with(
            u_dot=lambda n: n.w_dot * n.x_dot
        ),
        "u = w x: each rate is multiplied by the other factor": _sweep_with(
            u_dot=lambda n: n.w_dot * n.w + n.x * n.x_dot
        ),
        "u = w x: a product does not rise as a sum does": _sweep_with(
            u_dot=lambda n: n.w_dot + n.x_dot
        ),
        "h = u + b: the rise of b is missing": _sweep_with(h_dot=lambda n: n.u_dot),
        "h = u + b: a sum adds the rates": _sweep_with(h_dot=lambda n: n.u_dot * n.b_dot),
        "v = w h: w is used here too; its share w_dot * h is missing": _sweep_with(
            v_dot=lambda n: n.w * n.h_dot
        ),
        "v = w h: h rises too; its share w * h_dot is missing": _sweep_with(
            v_dot=lambda n: n.w_dot * n.h
        ),
        "v = w h: the two shares add, they do not multiply": _sweep_with(
            v_dot=lambda n: n.w_dot * n.h_dot
        ),
        "v = w h: each rate is multiplied by the other factor": _sweep_with(
            v_dot=lambda n: n.w_dot * n.w + n.h * n.h_dot
        ),
        "p = v + b: b is used a second time here": _sweep_with(p_dot=lambda n: n.v_dot),
        "r = p - y: the rise of y is missing": _sweep_with(r_dot=lambda n: n.p_dot),
        "r = p - y: r falls when y rises; the sign is wrong": _sweep_with(
            r_dot=lambda n: n.p_dot + n.y_dot
        ),
        "L = r^2: the factor 2 is missing": _sweep_with(L_dot=lambda n: n.r * n.r_dot),
        "L = r^2: multiply by 2 r, the local slope": _sweep_with(L_dot=lambda n: n.r_dot),
        "L = r^2: the local slope is 2 r, not 2": _sweep_with(L_dot=lambda n: 2 * n.r_dot),
        "L = r^2: multiply 2 r by the rate r_dot": _sweep_with(L_dot=lambda n: 2 * n.r),
        "L = r^2: the square of a rate is not the rate of a square": _sweep_with(
            L_dot=lambda n: n.r_dot**2
        ),
    },
    cases=[
        (1.0, 2.0, 3.5, 1.5, 0.3, 1.1, -0.7, 0.4),
        (0.5, 1.3, 0.7, 1.4, 1.2, -0.6, 0.9, -1.7),
    ],
    parts=_PARTS,
    call=_six_rates,
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
        "db is dz as it stands: a sum copies, and that takes no operation": 9 * _n + 2,
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


def _shortcut_sweep(x, w, v, y, join=lambda rate: 1 + rate, gate=lambda h, u: 1 - h**2, first=None):
    """The slope of (v (x + tanh(w x)) - y)^2 along x, by a sweep forwards."""
    u = w * x
    h = np.tanh(u)
    u_dot = w if first is None else first(x)
    q_dot = join(u_dot * gate(h, u))
    return 2 * (v * (x + h) - y) * v * q_dot


def _shortcut_with(**lines):
    return lambda x, w, v, y: _shortcut_sweep(x, w, v, y, **lines)


class _RepairCheck(FunctionCheck):
    """For a function that returns a number; its stub has the line `raise`, and a line to repair."""

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

    def find_fault(self, answer):
        """As for every function; a list of one number is told in words."""
        fault = super().find_fault(answer)
        one, wanted = "it has shape (1,); expected ()", "it is a list; expected one number"
        return fault and fault.replace(one, wanted)


def _lines_of(function):
    """The lines of a function's source without spaces and comments; none if it is not known."""
    try:
        source = inspect.getsource(function)
    except (OSError, TypeError):
        return []
    return [re.sub(r"#.*|\s", "", line) for line in source.strip().splitlines()]


check_shortcut = _RepairCheck(
    stub=[
        "h=np.tanh(w*x)",
        "q=x+h",
        "u_dot=w",
        "h_dot=u_dot*(1-h**2)",
        "q_dot=h_dot",
        "p_dot=v*q_dot",
        "return2*(v*q-y)*p_dot",
    ],
    right=_shortcut_with(),
    mistakes={
        "the short cut is missing: x itself rises, at the rate 1": _shortcut_with(
            join=lambda rate: rate
        ),
        "that is the short cut alone; the neuron rises too": _shortcut_with(join=lambda rate: 1),
        "the short cut: the rate of x is 1, whatever its value": (
            lambda x, w, v, y: _shortcut_sweep(x, w, v, y, join=lambda rate: x + rate)
        ),
        "half of it: a mean of two rates that add, or a lost factor 2": _shortcut_with(
            join=lambda rate: (1 + rate) / 2
        ),
        "the rate of the short cut is there twice": _shortcut_with(join=lambda rate: 2 + rate),
        "u = w x: u_dot was right as it stood; u rises w times as fast as x": _shortcut_with(
            first=lambda x: x
        ),
        "u = w x: x rises at the rate 1, and u rises w times as fast": _shortcut_with(
            first=lambda x: 1
        ),
        "u_dot was right as it stood, and the short cut is missing": _shortcut_with(
            first=lambda x: x, join=lambda rate: rate
        ),
        "the slope of tanh was right as it stood: 1 - h^2": _shortcut_with(
            gate=lambda h, u: 1 - u**2
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
