"""Formulas at numbers: an expression is walked from its leaves up, with floats or with 50 digits.

Letters are told apart as SymPy does, by what they are and not by their names: two symbols may share
a name, and a name like \\hat{y} is none in Python. Here a letter is a symbol, or the base of an
array, and `at` gives each its value.
"""

import math

import mpmath
import numpy as np
import sympy as sp
from sympy import Add, Derivative, Heaviside, Indexed, KroneckerDelta, Mul, Pow, Subs, Sum
from sympy.core.function import AppliedUndef

from helpers.validation import check_numbers, check_size

FLOATS, DIGITS = mpmath.fp, mpmath.mp  # the same functions, of floats and of 50 digits

_CALLS = {
    sp.Abs: abs,
    sp.Max: max,
    sp.Min: min,
    KroneckerDelta: lambda i, j: int(i == j),
    Heaviside: lambda x, at_0: at_0 if x == 0 else int(x > 0),
}


def value(expr, at, library=FLOATS):
    """The number that `expr` is for the letters `at`; an error of some kind if there is none."""
    if expr in at:
        return at[expr]
    if expr.is_Rational:
        return int(expr) if expr.is_Integer else library.mpf(expr.p) / expr.q
    if expr is sp.I:
        return library.mpc(0, 1)
    if expr.is_number and expr.is_Atom:  # pi, e, and floats
        return library.mpf(str(expr.evalf(60)))
    if isinstance(expr, Sum | sp.Product):
        combine = sum if isinstance(expr, Sum) else math.prod
        return combine(_terms(expr.function, expr.limits, at, library))
    if isinstance(expr, Indexed):
        index = tuple(whole(value(k, at, library)) for k in expr.indices)
        return at[expr.base][index]
    if isinstance(expr, Mul):
        factors = _without_powers_of_0(expr.args, at, library)
        return math.prod(value(factor, at, library) for factor in factors)
    if isinstance(expr, Derivative):
        return _measured(expr, at, library)
    if isinstance(expr, Subs):
        points = [value(point, at, library) for point in expr.point]
        return value(expr.expr, {**at, **dict(zip(expr.variables, points))}, library)
    given = [value(part, at, library) for part in expr.args]
    if isinstance(expr, AppliedUndef):
        return _unknown(expr.func.__name__, given, library)
    if isinstance(expr, Add):
        return sum(given)
    if isinstance(expr, Pow):
        found = _power(*given, library)
    elif hasattr(expr, "at_number"):
        found = expr.at_number(*given, library)
    else:
        found = _CALLS.get(expr.func, getattr(library, expr.func.__name__, None))(*given)
    if found.imag and not any(x.imag for x in given):
        raise ArithmeticError(f"{expr.func.__name__} has no real value at {given}")
    return found


def _measured(derivative, at, library):
    """A slope of an unknown function, along what may be a letter, an entry or another g(...)."""
    f, ((v, order), *others) = derivative.expr, derivative.variable_count
    if f.args == (v,) and order == 1:  # g'(v), by the complex step, which is quick
        return value(f, {**at, v: value(v, at, library) + 1e-30j}, library).imag / 1e-30
    if others:
        f = Derivative(f, *others)
    slope = DIGITS.diff(lambda x: value(f, {**at, v: x}, DIGITS), value(v, at, DIGITS), int(order))
    return library.mpf(slope)


def _unknown(name, given, library):
    """An arbitrary function g is played by a tanh; its weights depend on the name of g."""
    shift, *weights = np.random.default_rng([*name.encode()]).normal(size=1 + len(given)).tolist()
    return library.tanh(shift + sum(w * x for w, x in zip(weights, given)))


def _terms(f, limits, at, library):
    if not limits:
        return [value(f, at, library)]
    *inner, (k, low, high) = limits
    first, last = (whole(value(edge, at, library)) for edge in (low, high))
    return [x for v in range(first, last + 1) for x in _terms(f, inner, {**at, k: v}, library)]


def _without_powers_of_0(factors, at, library):
    """The slope of t^k is k t^(k - 1): 0 for k = 0, and at t = 0 as well, where t^(-1) is not."""
    zero = any(f.is_integer and value(f, at, library) == 0 for f in factors)
    return [f for f in factors if not (zero and f.is_Pow and f.exp.free_symbols)]


def _power(base, exponent, library):
    if isinstance(base, int) and not (isinstance(exponent, int) and exponent >= 0):
        base = library.mpf(base)  # or Python would divide with 16 digits
    return base**exponent


def whole(x):
    """The whole number x as an int; ArithmeticError if it is none."""
    if x.imag or x.real % 1 != 0:
        raise ArithmeticError(f"expected a whole number; got {x}")
    return int(x.real)


def letters_of(*exprs):
    """The symbols that `exprs` need values for, then the arrays, each in the order of the names."""
    exprs = sp.Tuple(*exprs)
    arrays = {entry.base: sp.Function(f"entry of {entry.base}") for entry in exprs.atoms(Indexed)}
    symbols = exprs.replace(Indexed, lambda base, *index: arrays[base](*index)).free_symbols
    in_order = [sorted(x, key=lambda x: (x.name, str(x.assumptions0))) for x in (symbols, arrays)]
    return in_order[0] + in_order[1]


def finite_value(expr, at):
    """`value`; a ValueError if there is none."""
    if unknown := expr.atoms(AppliedUndef):
        raise ValueError(f"expr has an unknown function in it; got {min(unknown, key=str)}")
    try:
        found = value(expr, at)
    except ArithmeticError:
        found = np.nan
    except (AttributeError, TypeError):
        raise ValueError(f"expr cannot be computed; got {expr}") from None
    if not np.isfinite(found):
        raise ValueError("expr has no finite value at these values")
    return found


def check_values(expr, values, free=()):
    """{letter: its value} of `expr`, from {name: value}; `free` are names of letters without one.

    Numbers stay as they are: Python's integers do not overflow.
    """
    letters = letters_of(expr)
    names = [str(letter) for letter in letters]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two symbols of expr are called {twice[0]}; rename one of them")
    if missing := sorted({*names} - {*values} - {*free}):
        lacking = "values and free lack" if free else "values lacks"
        raise ValueError(f"{lacking} {', '.join(missing)}")
    rank = {entry.base: len(entry.indices) for entry in expr.atoms(Indexed)}
    given = [x for x in letters if str(x) not in free]
    return {x: _checked(x, values[str(x)], rank.get(x)) for x in given}


def _checked(letter, given, rank):
    array = check_numbers(str(letter), given)
    if rank:
        if array.ndim != rank:
            raise ValueError(f"{letter} has {array.ndim} axes; expr gives it {rank} indices")
        return Entries(letter, given)
    if array.ndim:
        raise ValueError(f"{letter} must be a number; got shape {array.shape}")
    if letter.is_integer:
        check_size(str(letter), given, least=1 if letter.is_positive else 0)
    return np.asarray(given)[()].item()


class Entries:
    """An array that a formula reads entry by entry; an index that leaves it is a ValueError."""

    def __init__(self, name, values):
        self.name, self.values = name, np.asarray(values)

    def __getitem__(self, index):
        if not all(0 <= k < n for k, n in zip(index, self.values.shape)):
            shown = index if len(index) > 1 else index[0]
            raise ValueError(f"{self.name} has shape {self.values.shape}, and no entry {shown}")
        return self.values[index].item()
