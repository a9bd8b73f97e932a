"""Formulas at numbers: an expression is walked from its leaves up, with 50 digits.

Letters are told apart as SymPy does, by what they are and not by their names: two symbols may share
a name, and a name like \\hat{y} is none in Python. Here a letter is a symbol, or the base of an
array, and `at` gives each its value.
"""

import math
from contextlib import suppress
from functools import partial

import mpmath
import numpy as np
import sympy as sp
from sympy import Derivative, Indexed, Mul, Subs, Sum
from sympy.core.function import AppliedUndef

from helpers.validation import check_real, check_size

_CALLS = vars(mpmath) | {
    "Add": lambda *terms: sum(terms),
    "Pow": pow,
    "Abs": abs,
    "Max": max,
    "Min": min,
    "KroneckerDelta": lambda i, j: int(i == j),
    "Heaviside": lambda x, at_0: at_0 if x == 0 else int(x > 0),
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
}


def value(expr, at):
    """The number that `expr` is for the letters `at`; an error of some kind if there is none."""
    if expr in at:
        return mpmath.mpf(at[expr])
    if expr.is_number and expr.is_Atom:  # such as pi and I
        return mpmath.mpmathify(expr.evalf(mpmath.mp.dps))
    if isinstance(expr, Sum):
        *inner, (k, low, high) = expr.limits
        term = Sum(expr.function, *inner) if inner else expr.function
        steps = range(_whole(value(low, at)), _whole(value(high, at)) + 1)
        if len(steps) > 100_000:
            raise ValueError(f"a sum of {len(steps):,} terms takes too long")
        return sum(value(term, {**at, k: step}) for step in steps)
    if isinstance(expr, Indexed):
        return mpmath.mpf(at[expr.base][tuple(_whole(value(k, at)) for k in expr.indices)])
    if isinstance(expr, Mul):
        # The slope of t^k is k t^(k - 1): 0 for k = 0, and at t = 0 as well, where t^(-1) is not.
        zero = any(f.is_integer and value(f, at) == 0 for f in expr.args)
        factors = (f for f in expr.args if not (zero and f.is_Pow and f.exp.free_symbols))
        return math.prod(value(f, at) for f in factors)
    if isinstance(expr, Derivative):  # of an unknown function, along a letter, an entry or a g(...)
        along, orders = zip(*expr.variable_count)
        points = [value(v, at) for v in along]
        return mpmath.diff(partial(_moved, expr.expr, at, along), points, map(int, orders))
    if isinstance(expr, Subs):
        return _moved(expr.expr, at, expr.variables, *(value(point, at) for point in expr.point))
    given, name = [value(part, at) for part in expr.args], expr.func.__name__
    if isinstance(expr, AppliedUndef):  # it is played by a tanh, with weights given by its name
        weight = np.random.default_rng([*name.encode()]).normal
        return mpmath.tanh(weight() + sum(weight() * x for x in given))
    found = _CALLS[name](*given)
    if found.imag and not any(x.imag for x in given):
        raise ArithmeticError  # a root or logarithm of what is negative
    return found


def _moved(f, at, letters, *points):
    return value(f, at | dict(zip(letters, points)))


def _whole(x):
    if x != int(x):
        raise ArithmeticError
    return int(x)


def letters_of(*exprs):
    """The symbols that `exprs` need values for, then the arrays, each in the order of the names."""
    exprs = sp.Tuple(*exprs)
    arrays = {entry.base: sp.Function(f"entry of {entry.base}") for entry in exprs.atoms(Indexed)}
    symbols = exprs.replace(Indexed, lambda base, *index: arrays[base](*index)).free_symbols
    return sorted(
        [*symbols, *arrays],
        key=lambda x: (x in arrays, x.name, sorted(x.assumptions0.items())),
    )


@mpmath.workdps(50)
def number(expr, values):
    """The number that `expr` is for {name: value}, as a float; a ValueError if there is none."""
    unknown = {f for f in expr.atoms(sp.Function) if f.func.__name__ not in _CALLS}
    if unknown := unknown | expr.atoms(AppliedUndef):
        raise ValueError(f"expr has an unknown function in it; got {min(unknown, key=str)}")
    letters = letters_of(expr)
    names = [x.name for x in letters]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two symbols of expr are called {twice[0]}; rename one of them")
    if missing := sorted({*names} - {*values}):
        raise ValueError(f"values lacks {', '.join(missing)}")
    rank = {entry.base: len(entry.indices) for entry in expr.atoms(Indexed)}
    at = {x: _checked(x, values[x.name], rank.get(x, 0)) for x in letters}
    with suppress(ArithmeticError, TypeError):
        if math.isfinite(found := float(value(expr, at))):
            return found
    raise ValueError("expr has no finite value at these values")


def _checked(letter, given, rank):
    array = check_real(letter.name, given)
    if array.ndim != rank:
        raise ValueError(f"{letter} has {array.ndim} axes; expr gives it {rank} indices")
    if rank:
        return _Entries(letter, array)
    if letter.is_integer:
        check_size(letter.name, given, least=1 if letter.is_positive else 0)
    return array.item()


class _Entries(dict):
    """An array that a formula reads entry by entry; an index that leaves it is a ValueError."""

    def __init__(self, name, array):
        super().__init__(np.ndenumerate(array))
        self.name, self.shape = name, array.shape

    def __missing__(self, index):
        raise ValueError(f"{self.name} has shape {self.shape}, and no entry {[*index]}")
