"""The checks of notebook 3: a walk back by hand, a shared weight, and a short cut's lost share."""

import numpy as np
import sympy as sp

from helpers.exercises.checking import Check, FormulaCheck, FunctionCheck, Progress
from helpers.exercises.comparing import same, shown


class _WalkCheck(Check):
    """For a walk back {name: slope}, in the order of the visits; `users` says who uses whom."""

    def __init__(self, right, users, mistakes):
        super().__init__(right, mistakes)
        self.users = users

    def find_fault(self, answer):
        """A known mistake; or names missing, a visit that comes too early, or a wrong slope."""
        if not isinstance(answer, dict):
            return f"expected names and slopes, {{'L': 1, ...}}; got {shown(answer)}"
        if sorted(map(str, answer)) != sorted(self.right):
            return f"visit each of {', '.join(self.right)} once"
        for why, walk in self.mistakes.items():
            if list(answer) == list(walk) and all(same(answer[k], walk[k], 1e-9) for k in walk):
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
            if not same(answer[name], slope, 1e-9):
                return f"d{name} = {shown(answer[name])} is not it; who uses {name}?"
        return None


# s = q t; q = a + b; L = s - q; t = q a, at a = 2, b = 1: q = 3, t = 6, s = 18, L = 15.
check_walk = _WalkCheck(
    right={"L": 1, "s": 1, "t": 3, "q": 11, "a": 20, "b": 11},
    users={"L": "", "s": "L", "t": "s", "q": "stL", "a": "qt", "b": "q"},
    mistakes={
        "that is the order in which the values are computed; the walk reverses it": (
            {"a": 20, "b": 11, "q": 11, "t": 3, "s": 1, "L": 1}
        ),
        "q passes on before t has given it its share": (
            {"L": 1, "s": 1, "q": 5, "t": 3, "a": 14, "b": 5}
        ),
        "three lines use q; the share of t is missing": (
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
)

_w, _x, _y, _h, _p = sp.symbols("w x y h p", real=True)
_upstream = 2 * (_p - _y) * (1 - _p**2)

check_shared_weight = FormulaCheck(
    right=_upstream * (_h + _w * (1 - _h**2) * _x),
    mistakes={
        "w is used twice; the share of h = tanh(w x) is missing": _upstream * _h,
        "w is used twice; the share of p = tanh(w h) is missing": (
            _upstream * _w * (1 - _h**2) * _x
        ),
        "the two shares add, they do not multiply": _upstream * _h * _w * (1 - _h**2) * _x,
        "the slope of tanh is missing in both places": 2 * (_p - _y) * (_h + _w * _x),
        "the slope of the inner tanh is missing": _upstream * (_h + _w * _x),
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
    {
        "walk back by hand": check_walk,
        "derive it": check_shared_weight,
        "find the bug": check_shortcut,
    },
)
