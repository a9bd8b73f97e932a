"""SymPy's derivative, put right: for sums in sums, sums that may be empty, and powers at 0."""

from itertools import count

import sympy as sp
from sympy import Idx, Sum, Symbol

from helpers.symbolic.normal_form import (
    BINDERS,
    distribute,
    has_terms,
    has_value,
    map_sums,
    ranges_of,
    renamed_apart,
)


def derivative(loss, variable):
    """d loss / d variable, deltas carried out and common factors outside."""
    # SymPy cannot substitute in an Idx.
    whole = {index: sp.Dummy(index.name, integer=True) for index in loss.atoms(Idx)}
    loss, variable = _apart_where_reused(loss.xreplace(whole)), variable.xreplace(whole)
    loss = loss.replace(lambda e: e.is_Pow and not e.exp.is_number, lambda e: _power(*e.args))
    slope = contracted(sp.diff(loss, variable).replace(_power, lambda base, e: base**e))
    slope = _factored(slope).xreplace({new: index for index, new in whole.items()})
    return map_sums(slope, _with_letters, BINDERS)


def contracted(expr):
    """`expr` with every sum over a Kronecker delta carried out, and otherwise as it is."""
    ranges = ranges_of(expr)
    return map_sums(expr, lambda total: distribute(total, ranges, only_deltas=True))


class _power(sp.Function):
    """base^e, whose slope is e base^(e - 1): SymPy's, e base^e / base, has no value at 0."""

    def fdiff(self, argindex=1):
        base, e = self.args
        return e * _power(base, e - 1) if argindex == 1 else self * sp.log(base)


def _factored(expr):
    """`expr` with common factors outside, unless one might leave an empty sum without a value."""
    ranges = ranges_of(expr)
    limits = {limit for total in expr.atoms(Sum) for limit in total.limits}
    safe = all(has_terms(limit, ranges) for limit in limits) or has_value(expr, ranges)
    return sp.factor_terms(expr) if safe else expr


def _apart_where_reused(expr):
    """`expr`; with new indices if a sum binds a letter that is bound inside it once more."""
    nested = [(x, part) for x in expr.atoms(*BINDERS) for part in x.function.atoms(*BINDERS)]
    reused = any({*x.variables} & {*part.variables} for x, part in nested)
    return renamed_apart(expr) if reused else expr


def _with_letters(total):
    """`total` with letters for its new indices, each its old one if nothing else is called so."""
    taken, letters = {s.name for s in total.free_symbols if hasattr(s, "name")}, {}
    for v in total.variables:
        if isinstance(v, sp.Dummy):
            old = "k" if v.name.startswith("Dummy_") else v.name  # SymPy's, of a product's slope
            names = (f"{old}_{number}" if number else old for number in count())
            letters[v] = Symbol(next(name for name in names if name not in taken), integer=True)
            taken.add(letters[v].name)
    return total.xreplace(letters)
