"""What a formula must be: SymPy accepts more, and would be wrong about some of it in silence."""

import reprlib

import sympy as sp
from sympy import IndexedBase, KroneckerDelta


def check_names(names):
    """`names`, one after another, with blanks between them."""
    if not isinstance(names, str):
        raise TypeError(f'names must be a text, as in "m n"; got {reprlib.repr(names)}')
    if not names.replace(",", " ").split():
        raise ValueError(f"names holds no name; got {names!r}")
    return " ".join(names.replace(",", " ").split())


def check_formula(name, value):
    """`value` as a SymPy expression: no text, which SymPy would read, and nothing infinite."""
    try:
        expr = sp.sympify(value, strict=True)
    except (sp.SympifyError, AttributeError, TypeError, ValueError):
        expr = None
    if not isinstance(expr, sp.Expr) or isinstance(expr, IndexedBase) or expr.is_Matrix:
        raise TypeError(f"{name} must be a formula; got {reprlib.repr(value)}")
    if expr.has(sp.nan, sp.oo, -sp.oo, sp.zoo):
        raise ValueError(f"{name} must be finite; got {expr}")
    return expr


def check_plain(*exprs):
    """Refuse what SymPy's matrices bring along."""
    for part in {part for expr in exprs for part in expr.atoms(sp.MatrixSymbol, KroneckerDelta)}:
        if isinstance(part, sp.MatrixSymbol):
            raise ValueError(f"formulas are sums over entries of `arrays`; got the matrix {part}")
        if len(part.args) > 2:
            raise ValueError(f"a KroneckerDelta has two indices and no range; got {part}")
