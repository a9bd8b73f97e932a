"""Formulas as functions of numbers: SymPy's `lambdify`, and what has to be put right before it.

Every letter gets a Python name of its own. Two symbols may share a name, and differ in their
assumptions only; and a name like \\hat{y} is none in Python.
"""

import math
from typing import NamedTuple

import numpy as np
import sympy as sp
from sympy import Add, Indexed, Mul, Product, Sum, Symbol
from sympy.core.function import AppliedUndef

from helpers.symbolic.normal_form import renamed_apart
from helpers.validation import numbers, size


class Letter(NamedTuple):
    """What a formula needs a value for: a number, or an array that has `rank` indices."""

    symbol: sp.Basic
    rank: int

    @property
    def name(self):
        """The name under which readers know it."""
        return str(self.symbol)


def with_python_names(*exprs):
    """({letter: its name in Python}, `exprs` written in these names, ready for `lambdified`)."""
    exprs = _with_known_functions(*map(renamed_apart, exprs))
    exprs = [expr.replace(Sum, _loops(total)).replace(Product, _loops(product)) for expr in exprs]
    arrays = {}

    def read(base, *index):
        array = arrays.setdefault(Letter(base, len(index)), sp.Dummy(str(base)))
        return entry(array, *index)

    exprs = [_with_slopes(expr).replace(Indexed, read) for expr in exprs]
    symbols = {s for expr in exprs for s in expr.free_symbols} | {*arrays.values()}
    in_order = sorted(symbols, key=lambda s: (s.name, str(sorted(s.assumptions0.items()))))
    names = {s: Symbol(f"v{number:03}") for number, s in enumerate(in_order)}
    bound = {loop.args[0] for expr in exprs for loop in expr.atoms(total)}
    free = symbols - bound - {*arrays.values()}
    letters = {letter: names[array] for letter, array in arrays.items()}
    letters |= {Letter(s, 0): names[s] for s in in_order if s in free}
    return letters, [expr.xreplace(names) for expr in exprs]


def finite_value(function, arguments):
    """The value of `function`; ValueError if there is none."""
    try:
        with np.errstate(all="ignore"):
            value = function(*arguments)
    except ArithmeticError:
        value = np.nan
    if not np.isfinite(value).all():
        raise ValueError("expr has no finite value at these values")
    return value


def values_by_name(letters, values, free=()):
    """{name: value} for the `letters` that are not in `free`, checked.

    Numbers stay as they are: Python's integers do not overflow.
    """
    names = [letter.name for letter in letters]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two symbols of expr are called {twice[0]}; rename one of them")
    if missing := sorted({*names} - {*values} - {*free}):
        lacking = "values and free lack" if free else "values lacks"
        raise ValueError(f"{lacking} {', '.join(missing)}")
    return {
        letter.name: _checked(letter, values[letter.name])
        for letter in letters
        if letter.name not in free
    }


def _checked(letter, value):
    name, shape = letter.name, np.shape(numbers(letter.name, value))
    if letter.rank:
        if len(shape) != letter.rank:
            raise ValueError(f"{name} has {len(shape)} axes; expr gives it {letter.rank} indices")
        return Entries(name, value)
    if shape:
        raise ValueError(f"{name} must be a number; got shape {shape}")
    if letter.symbol.is_integer:
        size(name, value, least=1 if letter.symbol.is_positive else 0)
    return value


class Entries:
    """An array that a formula reads entry by entry; an index that leaves it is a ValueError."""

    def __init__(self, name, values):
        self.name, self.values = name, np.asarray(values)

    def __getitem__(self, index):
        index = tuple(map(whole, index))
        if not all(0 <= k < n for k, n in zip(index, self.values.shape)):
            shown = index if len(index) > 1 else index[0]
            raise ValueError(f"{self.name} has shape {self.values.shape}, and no entry {shown}")
        return self.values[index]


def whole(x):
    """The whole number x as an int; ArithmeticError if it is none."""
    if x.imag or x.real % 1 != 0:
        raise ArithmeticError(f"expected a whole number; got {x}")
    return int(x.real)


# ---- what lambdify does not print, or prints wrongly


class _Code(sp.Function):
    """A function that says itself how it reads in Python."""

    def _numpycode(self, printer):
        return self.code(*map(printer._print, self.args))

    _mpmathcode = _numpycode


class entry(_Code):
    """entry(x, i, j) is x[i, j]."""

    code = staticmethod(lambda x, *index: f"{x}[{', '.join(index)},]")


class total(_Code):
    """total(k, f, low, high) is a sum; SymPy 1.13 writes the loops of several inside out."""

    def code(self, k, f, low, high):
        """A call of `total` in `NUMPY` or `MPMATH`."""
        return f"{type(self).__name__}(lambda {k}: {f}, {low}, {high})"


class product(total):
    """As `total`; SymPy has no Python for a product."""


class slope_of_power(_Code):
    """slope_of_power(k, f) is k f, where f may be t^(k - 1): for k = 0 it is 0, even at t = 0."""

    code = staticmethod(lambda k, f: f"(({k}) and ({k}) * ({f}))")


def _loops(kind):
    def nested(f, *limits):
        for k, low, high in limits:
            f = kind(k, f, low, high)
        return f

    return nested


def _sum(f, low, high):
    return sum(map(f, range(whole(low), whole(high) + 1)))


def _product(f, low, high):
    return math.prod(map(f, range(whole(low), whole(high) + 1)))


_LOOPS = {"total": _sum, "product": _product}
# SymPy would print its step, Heaviside, as cases, and let an index of a sum inside escape.
NUMPY = [{**_LOOPS, "step": np.heaviside}, "numpy"]
MPMATH = [{**_LOOPS, "step": lambda x, at_0: at_0 if x == 0 else int(x > 0)}, "mpmath"]


def lambdified(letters, expr, modules=NUMPY):
    """`expr`, of `with_python_names`, as a function of the values of `letters`."""
    return sp.lambdify(
        [*letters.values()], expr.replace(sp.Heaviside, sp.Function("step")), modules
    )


def _with_slopes(expr):
    """`expr` with k t^(k - 1), the slope of t^k, as `slope_of_power`; so k (k - 1) t^(k - 2)."""

    def slope(term):
        zeros = set()
        for power in term.args:
            exponent = power.exp + 1 if power.is_Pow and not power.exp.is_number else sp.S.One
            while (k := exponent.as_coeff_Mul()[1]) in term.args and k.is_integer:
                zeros.add(k)
                exponent += 1
        return slope_of_power(Mul(*zeros), term / Mul(*zeros)) if zeros else term

    return expr.replace(lambda e: e.is_Mul, slope)


def _with_known_functions(*exprs):
    """`exprs` with tanh in place of an arbitrary g, atan in place of a second one, then sin."""
    unknown = sorted({e.func for expr in exprs for e in expr.atoms(AppliedUndef)}, key=str)
    numbered = {g: number for number, g in enumerate(unknown)}

    def play(g):
        round_, turn = divmod(numbered[g.func], 3)
        inner = Add(*(place * u for place, u in enumerate(g.args, 1 + round_)))
        return (sp.tanh, sp.atan, sp.sin)[turn](inner + (Mul(*g.args) if len(g.args) > 1 else 0))

    def known(expr):
        return expr.replace(lambda e: isinstance(e, AppliedUndef), play)

    def slope(derivative):  # by a letter in place of g(...), by which SymPy cannot differentiate
        letters = {
            v: sp.Dummy() for v in derivative.variables if not isinstance(v, (Symbol, Indexed))
        }
        formula = known(derivative.expr.xreplace(letters))
        formula = formula.diff(*(letters.get(v, v) for v in derivative.variables))
        return formula.xreplace({new: old for old, new in letters.items()})

    def at_its_place(subs):
        return subs.expr.xreplace(dict(zip(subs.variables, subs.point)))

    exprs = [expr.replace(lambda e: isinstance(e, sp.Derivative), slope) for expr in exprs]
    exprs = [expr.replace(lambda e: isinstance(e, sp.Subs), at_its_place) for expr in exprs]
    return [known(expr) for expr in exprs]
