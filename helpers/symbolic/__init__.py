"""The referee for formulas: derivatives of sums over symbolic sizes, and proofs that two such
formulas are equal.

A size stays a letter: Sum(x[i]**2, (i, 0, m - 1)) has m terms, whatever m is. Indices start at 0,
so that the same formula runs on NumPy arrays.

`prove` brings both sides to a normal form by rules that are theorems about finite sums (they are
listed in `normal_form`). If the difference is then literally 0, the formulas are equal for all
sizes, and for all values at which both are defined. If it is not, that proves nothing yet: `prove`
looks, with 50 digits, for numbers at which the sides differ, and says "undecided" if it finds none.
What it cannot do: exp(a + b) = exp(a) exp(b) inside a sum, sums cut in two by their
range, and identities between functions of sums that need more than algebra.

One thing is assumed, of a free index k where delta(v, k) meets a sum over v = 0, ..., N - 1: that k
is in this range. The statement of `prove` says so, "0 <= k < N"; `gradient` and `contract` return a
formula, and assume the same in silence. N is that of the first such sum; a sum that is not known to
have all of 0, ..., N - 1 in it keeps its delta. Nothing is assumed of a k that is not known to be
whole, nor where a sum starts elsewhere, may be empty, as one to N - 2 may, or has an end that
depends on a bound index or is not known to be whole.
"""

from itertools import pairwise

import numpy as np
import sympy as sp
from sympy import IndexedBase, Sum, Symbol

from helpers.symbolic.checks import check_formula, check_names
from helpers.symbolic.counterexample import find_counterexample
from helpers.symbolic.derivative import carried_out, contracted, derivative
from helpers.symbolic.normal_form import to_normal_form
from helpers.symbolic.numeric import number
from helpers.symbolic.statement import Proved
from helpers.validation import check_numbers


class Undecided(AssertionError):
    """Neither a proof nor a counterexample was found."""


class Disproved(AssertionError):
    """Numbers were found at which the formulas differ."""


class sigmoid(sp.Function):
    """The logistic function s, known to SymPy by one fact only: s' = s (1 - s). Eq. (1.4)."""

    def fdiff(self, argindex):
        """s' = s (1 - s)."""
        return self * (1 - self)

    def _eval_rewrite_as_exp(self, z, **hints):
        return 1 / (1 + sp.exp(-z))

    def _eval_is_real(self):
        return self.args[0].is_real

    def _latex(self, printer, exp=None):
        power = f"^{{{exp}}}" if exp else ""
        return rf"\sigma{power}\left({printer.doprint(self.args[0])}\right)"


def sizes(names):
    """Symbols for numbers of samples, features, ...: positive integers."""
    return sp.symbols(check_names(names), integer=True, positive=True)


def indices(names):
    """Symbols for indices."""
    return sp.symbols(check_names(names), integer=True)


def arrays(names):
    """Symbols for arrays of real numbers, indexed as in X[i, j]."""
    return sp.symbols(check_names(names), cls=lambda name: IndexedBase(Symbol(name, real=True)))


def gradient(loss, variable):
    """d loss / d variable, simplified by sum_v delta(v, k) f(v) = f(k).

    Raises ValueError if an index of `variable` is a summation index of `loss`, or if one of the two
    has a matrix in it: SymPy would give a wrong derivative, in silence.
    """
    loss, variable = check_formula("loss", loss), check_formula("variable", variable)
    if not variable._diff_wrt:
        raise TypeError(f"variable must be a symbol or an entry, as W[p, q] is; got {variable}")
    bound = {v for total in loss.atoms(Sum) for v in total.variables}
    if clash := ", ".join(sorted(map(str, variable.free_symbols & bound))):
        raise ValueError(f"{clash} is a summation index already; use another letter in {variable}")
    return derivative(loss, variable)


def contract(expr):
    """`expr` with every sum over a Kronecker delta carried out, and otherwise as it is."""
    return contracted(check_formula("expr", expr))


def prove(*chain):
    """The statement that neighbours in `chain` are equal, proved; usually prove(lhs, rhs).

    A derivative that is only written, as Derivative(loss, w[k]), is carried out. The statement
    holds for all sizes, and all values at which both sides are defined. Raises Disproved with
    numbers at which they differ, or Undecided if there is neither proof nor counterexample;
    ValueError for matrices.
    """
    if len(chain) < 2:
        raise TypeError(f"prove compares two formulas or more; got {len(chain)}")
    chain = [check_formula(f"formula {place} of the chain", f) for place, f in enumerate(chain, 1)]
    assumed = set()
    for step, (lhs, rhs) in enumerate(pairwise(map(carried_out, chain)), 1):
        at = f"step {step}: " if len(chain) > 2 else ""
        rest, ends = to_normal_form(lhs - rhs)
        if rest != 0:
            if found := find_counterexample(lhs, rhs, ends):
                raise Disproved(at + found)
            if rest.has(Sum) or not _simplifies_to_0(rest):
                raise Undecided(f"{at}undecided: no proof, no counterexample; left over: {rest}")
        assumed.update(ends)
    return Proved(chain, sorted(assumed, key=str))


def _simplifies_to_0(expr):
    try:
        return sp.simplify(expr) == 0 or sp.simplify(expr.rewrite(sp.exp)) == 0
    except Exception:  # simplify raises of all kinds
        return False


def refute(lhs, rhs):
    """The sentence "a != b at ..." with numbers at which lhs and rhs differ.

    Raises AssertionError if they are equal, or Undecided if no numbers are found.
    """
    try:
        proved = prove(lhs, rhs)
    except Disproved as counterexample:
        return str(counterexample)
    raise AssertionError(f"no counterexample: the two sides are equal: {proved}")


def evaluate(expr, /, **values):
    """`expr` at numbers and arrays, given by name: evaluate(Sum(x[i], (i, 0, m - 1)), m=2, x=[1.,
    2.]) is 3.

    Raises ValueError, naming it, for a value that is missing, not finite, or of the wrong shape,
    and for two symbols of one name.
    """
    return number(check_formula("expr", expr), values)


def assert_matches(array, expr, free, /, rtol=1e-12, atol=1e-14, **values):
    """Raise AssertionError unless array[p, q, ...] equals `expr` at every position.

    `free` lists the free indices of `expr` in the order of the axes; `values` are as in `evaluate`.
    """
    array, names = check_numbers("array", array), [str(index) for index in free]
    if len({*names} - {*values}) != array.ndim or len(names) != array.ndim:
        raise ValueError(f"free must list {array.ndim} indices, one for each axis; got {free!r}")
    expected = np.empty(array.shape)
    for position in np.ndindex(array.shape):
        expected[position] = evaluate(expr, **values, **dict(zip(names, position)))
    np.testing.assert_allclose(array, expected, rtol=rtol, atol=atol)
