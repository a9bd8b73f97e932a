"""SymPy's derivative, put right: for sums in sums, sums that may be empty, and powers at 0."""

from functools import reduce

import sympy as sp
from sympy import Derivative, Sum
from sympy.core.symbol import uniquely_named_symbol

from helpers.symbolic.normal_form import distributed, is_loose, ranges_of, renamed_apart


def derivative(loss, variable):
    """d loss / d variable, deltas carried out and common factors outside."""
    slope = contracted(differentiated(loss, variable))
    # A factor must not leave an empty sum if it may have no value.
    return sp.factor_terms(slope) if all(is_loose(*x.args) for x in slope.atoms(Sum)) else slope


def differentiated(loss, variable):
    """d loss / d variable, with a delta wherever an entry may be the variable."""
    loss = renamed_apart(loss)
    loss = loss.replace(lambda e: e.is_Pow and not e.exp.is_number, lambda e: _power(*e.args))
    return sp.diff(loss, variable).replace(_power, lambda base, e: base**e)


def carried_out(expr):
    """`expr` with its derivatives taken, where it only writes them, as Derivative(loss, w[k])."""
    return expr.replace(lambda e: isinstance(e, Derivative), _taken)


def _taken(written):
    return reduce(differentiated, written.variables, written.expr)


def contracted(expr):
    """`expr` with every sum over a Kronecker delta carried out, and otherwise as it is."""
    expr = renamed_apart(expr)
    return distributed(expr, ranges_of(expr), only_deltas=True).replace(Sum, _with_letters)


class _power(sp.Function):
    """base^e, whose slope is e base^(e - 1): SymPy's, e base^e / base, has no value at 0."""

    def fdiff(self, argindex):
        base, e = self.args
        return e * _power(base, e - 1) if argindex == 1 else self * sp.log(base)


def _with_letters(*total):
    """The sum with letters for its new indices, each its old one if nothing else is called so."""
    total = Sum(*total)
    taken, letters = [s for s in total.free_symbols if s.is_Symbol], {}
    for v in total.variables:
        letters[v] = uniquely_named_symbol(v.name, [*taken, *letters.values()], integer=True)
    return total.xreplace(letters)
