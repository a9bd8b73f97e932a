"""The checks of notebook 3: one step back, shares that add, gates, a whole walk, and its order."""

import re

import numpy as np
import sympy as sp

from helpers.exercises.checking import (
    Check,
    FormulaCheck,
    FunctionCheck,
    Progress,
    ValueCheck,
)
from helpers.exercises.comparing import as_array, close, close_entries, is_words, same, shown

# ---- the turns


class _NamedCheck(ValueCheck):
    """For a list of numbers that have names, by which a wrong one is called; `hints`, {(name,
    number): why}, are for one wrong number, whatever the others are.
    """

    def __init__(self, names, right, mistakes, hints=()):
        super().__init__(right, mistakes)
        self.names, self.hints = names, dict(hints)

    def find_fault(self, answer):
        """As for every value; numbers that are missing, or too many, are told by their names."""
        fault = super().find_fault(answer)
        if fault and isinstance(answer, (list, tuple)):
            if len(answer) != len(self.names):
                return f"expected {len(self.names)} numbers, for {' and '.join(self.names)}"
            for name, entry in zip(self.names, answer):
                if entry is None or entry is ...:
                    return f"{name}: its number is still missing"
        return fault

    def _wrong_value(self, answer):
        array = as_array(answer).ravel()
        if array.shape != np.shape(self.right):
            return f"expected {len(self.names)} numbers, for {' and '.join(self.names)}"
        for name, got, right in zip(self.names, array, self.right):
            if not same(got, right, self.rtol):
                return f"{name}: {self.hints.get((name, got.item()), f'{shown(got)} is not it')}"
        return super()._wrong_value(answer)


check_one_step = _NamedCheck(
    names=["u", "y"],
    right=[12, -6],
    mistakes={
        "those are the local slopes; multiply each by the slope of the user": [1, -1],
        "y: the arrow from y to r carries -1, so its slope is negative": [12, 6],
        "local slopes multiply the user's slope; you added them": [13, 5],
        "24 is the slope along x; u is one arrow nearer to the loss": [24, -6],
        "first u, then y; you have them the other way round": [-6, 12],
        "both signs are flipped; only the arrow from y to r carries a minus": [-12, 6],
        "u: its user is h, and the slope of h is 12": [6, -6],
        "y: its user is r, and the slope of r is 6": [12, -1],
    },
)

check_measured = ValueCheck(
    right=30.0,
    mistakes={
        "12 is what the early arrow says; run loss_of twice, and measure": 12.0,
        "18 is the slope along b, and what the late arrow of w says; move w alone": 18.0,
        "15 is half of a measurement, or the mean of 12 and 18; divide by the distance in w": 15.0,
        "sign flipped: subtract the loss of the lower w from that of the higher w": -30.0,
        "twice too large: the two values of w are two steps apart; divide by that": 60.0,
        "you measured on the upper side only; take one run on each side of w": 30.311001,
        "you measured on the lower side only; take one run on each side of w": 29.690999,
        "on the upper side only it comes out too large; take one run on each side": 30.031010,
        "on the lower side only it comes out too small; take one run on each side": 29.969010,
        "a step of 0.1 is too long; take 0.001": 30.1,
        "a step of 0.5 is too long; take 0.001": 32.5,
        "a step of 1 is too long; take 0.001": 40.0,
        "put the distance in brackets: / 2 * 0.001 divides by 2, and then multiplies": 3.00001e-5,
        "put the difference of the losses in brackets; only the second was divided": -4475.98546,
        "half of the rise; divide by the distance between the two values of w, 0.002": 0.03000001,
        "216 is 12 times 18; run loss_of twice, and measure": 216.0,
        "the rise alone; divide it by the distance in w": 0.06,
        "the rise alone; divide it by the distance between the two values of w": 0.6,
        "the rise on one side alone; take both sides, and divide by the distance": 0.030031,
        "that is the slope along x; w is the second argument": 24.0,
        "that is the slope along y; w is the second argument": -6.0,
    },
    rtol=5e-4,
)

# k = a a; q = k a, at a = 5: each of three uses leaves a share of 25.
check_three_uses = ValueCheck(
    right=75,
    mistakes={
        "50 is two shares of three; the line k = a a uses a twice": 50,
        "25 is the share of one use; a is used three times": 25,
        "35: the two shares through k must be multiplied by the slope of k, which is 5": 35,
        "10 is the local slope of k along a; walk back from q": 10,
        "5 is the slope of k, a value on the way; go on from there to a": 5,
        "125 is the value of q; its slope along a is asked for": 125,
        "the shares add, they do not multiply": 15625,
        "that is the mean of shares; they add": 75 / 2,
    },
)

# k = s t; q = s + t; c = max(k, q), at s = 2, t = 3, with dc = 10: k = 6 is larger than q = 5.
check_gates = _NamedCheck(
    names=["s", "t"],
    right=[30, 20],
    mistakes={
        "a product swaps: s gets the slope times t, and t gets the slope times s": [20, 30],
        "the maximum routes the slope to the larger of k and q; compute both": [10, 10],
        "the maximum gives the smaller of k and q a slope of 0; compute both": [40, 30],
        "those are the local slopes; a slope of 10 comes in at c": [3, 2],
        "you multiplied by the value of k; multiply by the other factor": [60, 60],
        "the maximum does not divide a slope among its inputs": [15, 10],
        "the maximum does not divide a slope; the larger of k and q gets all of it": [20, 15],
        "first s, then t: right for one of them, look at the other": [30, 30],
    },
)


# The slopes in the order in which the walk finds them.
_FOUND = ("dr", "dp", "dy", "dv", "dh", "du", "dx", "db", "dw")


def _walked(x, w, b, y, fault=""):
    """All slopes of (w (w x + b) + b - y)^2 in the order of _FOUND, with a fault, if any."""
    h = w * x + b
    r = w * h + b - y
    dr = {"two": r, "square": r**2, "residual": -2 * r}.get(fault, 2 * r)
    dp = {"dp local": 1, "dp minus": -dr}.get(fault, dr)
    dy = {"sign": dr, "dy local": -1, "dy value": -y}.get(fault, -dr)
    dv = 1 if fault == "dv local" else dp
    late_b = {"late b local": 1, "late b value": b}.get(fault, dp)
    late_w, dh = (dv * w, dv * h) if fault == "swap v" else (dv * h, dv * w)
    if fault in ("local", "late w local"):
        late_w, dh = h, (w if fault == "local" else dh)
    du = 1 if fault == "du local" else dh
    early_b = {"early b local": 1, "early b value": h}.get(fault, dh)
    early_w, dx = (du * w, du * x) if fault == "swap u" else (du * x, du * w)
    early_w = {"no x": du, "early w local": x, "early w swapped": du * w}.get(fault, early_w)
    dx = {"dx local": w, "no w": du}.get(fault, dx)
    join = _JOINS.get(fault, _JOINS[""])
    b, w = join(early_b, late_b), join(early_w, late_w)
    return np.array([dr, dp, dy, dv, dh, du, dx, b, w])


_JOINS = {
    "": lambda early, late: early + late,
    "overwritten": lambda early, late: early,
    "late": lambda early, late: late,
    "product": lambda early, late: early * late,
    "mean": lambda early, late: (early + late) / 2,
    "early twice": lambda early, late: 2 * early,
    "late twice": lambda early, late: 2 * late,
    "minus": lambda early, late: late - early,
}


def _nine_numbers(function, x, w, b, y):
    """What the learner's function returns; dots in all the lines that are the learner's are no
    attempt, and in one of them a mistake.
    """
    result = function(x, w, b, y)
    if isinstance(result, (tuple, list)):
        dots = [entry is ... for entry in result]
        if all(dots[1:]) and len(dots) == len(_FOUND):
            raise NotImplementedError
        if any(dots):
            raise TypeError("ellipsis")
    return result


class _BackwardCheck(FunctionCheck):
    """For a function that returns the slopes in _FOUND; it says what Python's own errors mean."""

    def find_fault(self, answer):
        """As for every function; dots that are left, a name without a value, and a number that
        comes from the notebook are explained.
        """
        fault = super().find_fault(answer)
        if not fault:
            return None
        if "ellipsis" in fault:
            return "there are still three dots in one of its lines"
        if unknown := re.search(r"it raises (?:UnboundLocal|Name)Error: .*?'(\w+)'", fault):
            name = unknown[1]
            if name in _NOT_KEPT:
                return f"{name} is not computed inside the function; {_NOT_KEPT[name]}"
            return f"it uses {name} before {name} has a value; take the lines from last to first"
        if name := _from_outside(answer):
            instead = _NOT_KEPT.get(name, "use the names inside it")
            return (
                f"{name} is not computed inside the function; it came from an earlier cell; "
                f"{instead}"
            )
        return fault

    def _first_difference(self, results, expected):
        """The first wrong slope of the walk; and why, if a known mistake leads to it."""
        arrays = [as_array(result) for result in results]
        if any(a is None or is_words(a) or a.shape != (len(_FOUND),) for a in arrays):
            return "it must return nine numbers; its last line was right as it stood"
        case, wrong = next(
            (row, int(np.argmin(close_entries(a, b, self.rtol))))
            for row, a, b in zip(self.cases, arrays, expected)
            if not close(a, b, self.rtol)
        )
        seen = [*range(min(wrong, _FOUND.index("db"))), wrong]
        for why, mistake in self.mistakes.items():
            others = [mistake(*case)[seen] for case in self.cases]
            if self._all_close([a[seen] for a in arrays], others):
                return why
        name, got = _FOUND[wrong], arrays[self.cases.index(case)][wrong]
        if case != self.cases[0]:  # all slopes are right there, at the numbers of the picture
            return _happens_to_be_right(name, arrays[1:], self.cases[1:])
        return f"{name}: {self._at(case)} you get {shown(got)}; {_USES[name]}"


# Where each value is used.
_USES = {
    "dr": "its line is L = r**2",
    "dp": "look at r = p - y, and at dr",
    "dy": "look at r = p - y, and at dr",
    "dv": "look at p = v + b, and at dp",
    "dh": "look at v = w * h, and at dv",
    "du": "look at h = u + b, and at dh",
    "dx": "look at u = w * x, and at du",
    "db": "b is used in p = v + b and in h = u + b; add a share from each",
    "dw": "w is used in v = w * h and in u = w * x; add a share from each",
}

# Values of the program that the function does not compute, and what to use instead.
_NOT_KEPT = {
    "p": "use r, which is p - y",
    "L": "use r",
    "u": "use the numbers that come in, h and r",
    "v": "use the numbers that come in, h and r",
}


def _from_outside(function):
    """The first name of a number, other than 1, that the function takes from the notebook."""
    outside = getattr(function, "__globals__", {})
    for name in getattr(getattr(function, "__code__", None), "co_names", ()):
        value = outside.get(name)
        if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
            if name != "dL":  # which is 1 wherever the walk starts
                return name
    return None


def _happens_to_be_right(name, arrays, cases):
    """Why the slope `name`, right where x = b = 1 and w = 2, is wrong at other numbers."""
    at = _FOUND.index(name)
    walks = [dict(zip(_FOUND, _walked(*case))) for case in cases]
    for place, letter in ((0, "x"), (2, "b")):
        ones = [case[place] for case in cases]
        for more in ("times", "without"):
            wrong = [f if more == "times" else 1 / f for f in ones]
            if _with_factor(name, arrays, cases, walks, wrong, at):
                return (
                    f"{name}: {letter} happens to be 1 here, so a wrong line looks right; is the "
                    f"local slope really {letter}?"
                    if more == "times"
                    else f"{name}: {letter} happens to be 1 here, so it is easily forgotten; "
                    f"which local slope is {letter}?"
                )
    return (
        f"{name} is right at our numbers only: there x and b happen to be 1, and w is 2; use the "
        "letters of its line, and no number of ours"
    )


def _with_factor(name, arrays, cases, walks, factors, at):
    """Whether `name`, or one of its two shares, has these factors too many, one for each case."""
    possible = []
    for case, walk, factor in zip(cases, walks, factors):
        x, w, b, _ = case
        early, late = {
            "db": (walk["dh"], walk["dp"]),
            "dw": (walk["du"] * x, walk["dv"] * (w * x + b)),
        }.get(name, (walk[name], 0))
        possible.append([early * factor + late, early + late * factor, (early + late) * factor])
    return any(
        all(same(array[at], guess[k], 1e-6) for array, guess in zip(arrays, possible))
        for k in range(3)
    )


_MISTAKES_OF_A_WALK = {
    "the factor 2 is missing: r^2 moves at the rate 2r": "two",
    "along r, r^2 moves at the rate 2r; that is not its value": "square",
    "every sign is flipped: dr is 2r, with r = p - y as it stands": "residual",
    "dy has the wrong sign: in r = p - y, the local slope of y is -1": "sign",
    "v = w h: a product swaps, so dw gets dv times h, and dh gets dv times w": "swap v",
    "u = w x: a product swaps, so dw gets du times x, and dx gets du times w": "swap u",
    "v = w h: multiply the local slopes by dv, the slope of the user": "local",
    "the second share overwrites the first; add it to what is there": "overwritten",
    "u = w x: the second share of w is du times x, the local slope": "no x",
    "one share is missing: w is used in u = w x too, and b in h = u + b": "late",
    "the two shares add, they do not multiply": "product",
    "you took the mean of the two shares; they add": "mean",
    "the share of the early use is there twice; the late one is missing": "early twice",
    "the share of the late use is there twice; the early one is missing": "late twice",
    "you subtracted the second share; shares add": "minus",
    "dp: 1 is the local slope alone; multiply it by dr, the slope of the user": "dp local",
    "dp has the wrong sign: in r = p - y, the local slope of p is 1": "dp minus",
    "dy: -1 is the local slope alone; multiply it by dr, the slope of the user": "dy local",
    "dy: y is a value; multiply the local slope, -1, by dr, the slope of the user": "dy value",
    "dv: 1 is the local slope alone; multiply it by dp, the slope of the user": "dv local",
    "db: its first share is the local slope, 1, times dp, the slope of the user": "late b local",
    "db: b is a value; its first share is dp times the local slope": "late b value",
    "dw: h is the local slope alone; multiply it by dv, the slope of the user": "late w local",
    "du: 1 is the local slope alone; multiply it by dh, the slope of the user": "du local",
    "db: its second share is the local slope, 1, times dh, the slope of the user": "early b local",
    "db: h is a value; its second share is dh times the local slope": "early b value",
    "dx: w is the local slope alone; multiply it by du, the slope of the user": "dx local",
    "dx: in u = w x, the local slope of x is w; du alone is not enough": "no w",
    "dw: x is the local slope alone; multiply it by du, the slope of the user": "early w local",
    "dw: in u = w x, the local slope of w is x, so its second share is du times x": (
        "early w swapped"
    ),
}


def _walk_with(fault):
    return lambda x, w, b, y: _walked(x, w, b, y, fault)


check_backward = _BackwardCheck(
    right=lambda x, w, b, y: _walked(x, w, b, y),
    mistakes={why: _walk_with(fault) for why, fault in _MISTAKES_OF_A_WALK.items()},
    cases=[(1.0, 2.0, 1.0, 4.0), (0.5, 1.3, 0.7, 0.2), (1.4, -0.6, 0.9, 2.1)],
    call=_nine_numbers,
)

check_careless = ValueCheck(
    right=6,
    mistakes={
        "4 is the true slope; the careless walk gets another number": 4,
        "8: the first time k passes on 1 along each arrow, the second time 2": 8,
        "2 is what a has after the first share; then k gets the second and passes on again": 2,
        "3: k passes on along both of its arrows, each time": 3,
        "5: the second time, k passes on 2 along both of its arrows": 5,
        "12: a starts at 0; follow what a has after each share": 12,
    },
)

# ds + 2 s dc for the square; ds + dc (1 - c^2) for tanh.
check_count = _NamedCheck(
    names=["the square", "tanh"],
    right=[3, 4],
    mistakes={
        "in both lines one is missing: adding the share to ds counts too": [2, 3],
        "in both lines one too many; what is there already is not computed again": [4, 5],
        "first the square, then tanh; you have them the other way round": [4, 3],
        "that is the way forward; count on the way back": [1, 1],
        "tanh: one is missing; c squared counts, and so does adding the share to ds": [3, 3],
    },
    hints={
        ("the square", 1): "count every sign of the update, also the sum",
        ("the square", 2): "one is missing; adding the share to ds counts too",
        ("the square", 4): "one too many; each product and the sum count once",
        ("tanh", 2): "two are missing; c squared counts, and so does adding the share to ds",
        ("tanh", 5): "one too many; tanh(s) is not computed again, c is there already",
    },
)

# ---- the exercises


class _WalkCheck(Check):
    """For a walk back {name: slope}, in the order of the visits; `users` says who uses whom."""

    def __init__(self, right, users, values, mistakes, hints):
        super().__init__(right, mistakes)
        self.users, self.values, self.hints = users, values, hints

    def find_fault(self, answer):
        """A known mistake; or names missing, a visit that comes too early, or a wrong slope."""
        if not isinstance(answer, dict):
            return f"expected names and slopes, {{'L': 1, ...}}; got {shown(answer)}"
        if sorted(map(str, answer)) != sorted(self.right):
            return f"visit each of {', '.join(self.right)} once"
        if all(same(answer[k], value, 1e-9) for k, value in self.values.items()):
            return "those are the values; asked for are the slopes of L, the first of them 1"
        for why, walk in self.mistakes.items():
            if _a_first(answer) == _a_first(walk) and all(
                same(answer[k], walk[k], 1e-9) for k in walk
            ):
                return why
        return self._early_visit(list(answer)) or self._wrong_slope(answer)

    def _early_visit(self, order):
        for place, name in enumerate(order):
            waiting = [user for user in self.users[name] if user not in order[:place]]
            if waiting:
                return f"{name} is visited before {waiting[0]}, which uses it, has passed on"
        return None

    def _wrong_slope(self, answer):
        for name, slope in self.right.items():
            if answer[name] is None or answer[name] is ...:
                return f"d{name}: its number is still missing"
            if not same(answer[name], slope, 1e-9):
                if name == "L":
                    return "dL is 1: if L rises a little, L rises as much"
                for why, (wrong, value) in self.hints.items():
                    if wrong == name and same(answer[name], value, 1e-9):
                        return why
                return f"d{name} = {shown(answer[name])} is not it; who uses {name}?"
        return None


def _a_first(walk):
    """Its names in their order; a and b, if neighbours, in this one, for both orders are right."""
    return "".join(walk).replace("ba", "ab")


# s = q t; q = a + b; L = s - q; t = q a, at a = 2, b = 1: q = 3, t = 6, s = 18, L = 15.
check_walk = _WalkCheck(
    right={"L": 1, "s": 1, "t": 3, "q": 11, "a": 20, "b": 11},
    users={"L": "", "s": "L", "t": "s", "q": "stL", "a": "qt", "b": "q"},
    values={"L": 15, "s": 18, "t": 6, "q": 3, "a": 2, "b": 1},
    mistakes={
        "that is the order in which the values are computed; the walk reverses it": (
            {"a": 20, "b": 11, "q": 11, "t": 3, "s": 1, "L": 1}
        ),
        "q passes on before t has given it its share": (
            {"L": 1, "s": 1, "q": 5, "t": 3, "a": 14, "b": 5}
        ),
        "three lines use q; the share of s or of t is missing": (
            {"L": 1, "s": 1, "t": 3, "q": 5, "a": 14, "b": 5}
        ),
        "three lines use q; the share of L is missing": (
            {"L": 1, "s": 1, "t": 3, "q": 12, "a": 21, "b": 12}
        ),
        "L falls when q rises: the local slope is -1": (
            {"L": 1, "s": 1, "t": 3, "q": 13, "a": 22, "b": 13}
        ),
        "two lines use a; the share of t is missing": (
            {"L": 1, "s": 1, "t": 3, "q": 11, "a": 11, "b": 11}
        ),
        "along t, the product q t moves at the rate q": (
            {"L": 1, "s": 1, "t": 6, "q": 14, "a": 32, "b": 14}
        ),
    },
    hints={  # for a wrong number alone, whatever comes after it
        "dq: three lines use q; the share of s or of t is missing": ("q", 5),
        "dq: three lines use q; the share of L is missing": ("q", 12),
        "dq: that is the share of L alone; three lines use q": ("q", -1),
        "dq: that is one share of three; three lines use q": ("q", 6),
        "dq: L falls when q rises: the local slope is -1": ("q", 13),
        "dt: along t, the product q t moves at the rate q": ("t", 6),
        "da: two lines use a; the share of t is missing": ("a", 11),
        "da: two lines use a; the share of q is missing": ("a", 9),
        "da: along a, the product q a moves at the rate q": ("a", 17),
        "dq: along q, the product q a moves at the rate a": ("q", 14),
    },
)

_w, _x, _y, _h, _p = sp.symbols("w x y h p", real=True)
_upstream = 2 * (_p - _y) * (1 - _p**2)


# What the letters are without their underscore: numbers of the notebook.
_NUMBERS = {_x: 1, _y: 4, _w: 2, _h: 3, _p: 7}
# Numbers to compare at: h and p are possible values of tanh, and nothing vanishes.
_POINTS = (
    {_w: 1.5, _x: 0.5, _y: 0.25, _h: 0.6, _p: 0.7},
    {_w: -0.8, _x: 2.0, _y: -0.5, _h: -0.9, _p: 0.6},
    {_w: 0.4, _x: -1.5, _y: 0.75, _h: -0.5, _p: -0.2},
)


class _LettersCheck(FormulaCheck):
    """For a formula in which h and p stay letters."""

    def find_fault(self, answer):
        """As for every formula; numbers of the notebook in place of letters are named."""
        if isinstance(answer, str):
            answer = answer.replace("_", "")
        number = isinstance(answer, (int, float, np.number, sp.Rational, sp.Float))
        if number and not isinstance(answer, bool) and abs(answer) < np.inf:
            return "that is a number; type the letters with their underscore: h_, p_, w_, x_, y_"
        fault = super().find_fault(answer)
        if fault and isinstance(answer, sp.Expr):
            typed = {symbol.name for symbol in answer.free_symbols}
            numbers = {x: value for x, value in _NUMBERS.items() if x.name not in typed}
            same_again = FormulaCheck(self.right.subs(numbers), {})
            if numbers and answer.atoms(sp.Float) and same_again.find_fault(answer) is None:
                missing = ", ".join(f"{letter}_" for letter in numbers)
                return f"a number of this notebook stands for a letter; type {missing} instead"
        return fault

    def _difference(self, formula):
        if formula.has(sp.tanh):
            return "leave h and p as letters everywhere: h for tanh(w x), p for tanh(w h)"
        for point in _POINTS:
            came, wanted = formula.subs(point).evalf(), self.right.subs(point)
            if came.is_real and not same(float(came), float(wanted), 1e-6):
                where = ", ".join(f"{letter} = {value:g}" for letter, value in point.items())
                return f"at {where} yours is {shown(float(came))}, and not {shown(float(wanted))}"
        return super()._difference(formula)


check_shared_weight = _LettersCheck(
    right=_upstream * (_h + _w * (1 - _h**2) * _x),
    mistakes={
        "w is used twice; the share of h = tanh(w x) is missing": _upstream * _h,
        "w is used twice; the share of p = tanh(w h) is missing": (
            _upstream * _w * (1 - _h**2) * _x
        ),
        "the two shares add, they do not multiply": _upstream * _h * _w * (1 - _h**2) * _x,
        "the slope of tanh is missing in both places": 2 * (_p - _y) * (_h + _w * _x),
        "the slope of the inner tanh is missing": _upstream * (_h + _w * _x),
        "the early use reaches p through the outer tanh too: its slope is missing in that share": (
            2 * (_p - _y) * ((1 - _p**2) * _h + _w * (1 - _h**2) * _x)
        ),
        "the slope of the outer tanh is missing in the share of p = tanh(w h)": (
            2 * (_p - _y) * (_h + (1 - _p**2) * _w * (1 - _h**2) * _x)
        ),
        "the slope of the square, 2 (p - y), is missing": (
            (1 - _p**2) * (_h + _w * (1 - _h**2) * _x)
        ),
        "the slope of the inner tanh belongs to the share of h = tanh(w x) alone": (
            _upstream * (1 - _h**2) * (_h + _w * _x)
        ),
        "the slope of the outer tanh is missing": 2 * (_p - _y) * (_h + _w * (1 - _h**2) * _x),
        "h reaches p through w: that factor is missing": _upstream * (_h + (1 - _h**2) * _x),
        "right if h and p were written out; leave them as letters": sp.diff(
            (sp.tanh(_w * sp.tanh(_w * _x)) - _y) ** 2, _w
        ),
        "the factor 2 of the square is missing": _upstream / 2 * (_h + _w * (1 - _h**2) * _x),
        "sign flipped: the residual is prediction minus target": (
            -_upstream * (_h + _w * (1 - _h**2) * _x)
        ),
    },
)


def _shortcut(x, w, v, y, join=lambda short, long: short + long, g_grad=lambda h, u: 1 - h**2):
    """[dx, dw, dv] of (v (x + tanh(w x)) - y)^2; `join` makes dx of its two shares."""
    u = w * x
    h = np.tanh(u)
    s = x + h
    dp = 2 * (v * s - y)
    ds = dp * v
    du = ds * g_grad(h, u)
    return np.array([join(ds, du * w), du * x, dp * s])


check_shortcut = FunctionCheck(
    right=lambda x, w, v, y: _shortcut(x, w, v, y),
    mistakes={
        "dx holds the share of u only: the last line overwrites the short cut's": (
            lambda x, w, v, y: _shortcut(x, w, v, y, lambda short, long: long)
        ),
        "dx holds the short cut's share only; u uses x too": (
            lambda x, w, v, y: _shortcut(x, w, v, y, lambda short, long: short)
        ),
        "the two shares of x add, they do not multiply": (
            lambda x, w, v, y: _shortcut(x, w, v, y, lambda short, long: short * long)
        ),
        "you took the mean of the two shares; they add": (
            lambda x, w, v, y: _shortcut(x, w, v, y, lambda short, long: (short + long) / 2)
        ),
        "the short cut's share is in dx twice": (
            lambda x, w, v, y: _shortcut(x, w, v, y, lambda short, long: 2 * short + long)
        ),
        "the slope of tanh was right as it stood: 1 - h^2": (
            lambda x, w, v, y: _shortcut(x, w, v, y, g_grad=lambda h, u: 1 - u**2)
        ),
    },
    cases=[(0.5, 0.8, 1.5, 0.3), (-1.2, 0.4, 0.7, 0.9), (0.9, -0.6, -1.1, 0.2)],
)

progress = Progress(
    "chain_rule",
    exercises={
        "walk back by hand": check_walk,
        "derive it": check_shared_weight,
        "find the bug": check_shortcut,
    },
    turns={
        "one step back": check_one_step,
        "let a measurement decide": check_measured,
        "three uses": check_three_uses,
        "through three gates": check_gates,
        "the backward pass": check_backward,
        "a careless walk": check_careless,
        "count two lines": check_count,
    },
)
