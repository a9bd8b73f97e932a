"""What a formula must be: SymPy accepts more, and would be wrong about some of it in silence."""

import reprlib

import sympy as sp
from sympy import Idx, IndexedBase, Integral, KroneckerDelta, MatrixSymbol, Piecewise, Product


def check_names(names):
    """`names` as it is: a text, or SymPy would take it for something else."""
    if not isinstance(names, str):
        raise TypeError(f'names must be a text, as in "m n"; got {reprlib.repr(names)}')
    return names


def check_formula(name, value):
    """`value` as a SymPy expression: no text, which SymPy would read, and nothing infinite.

    Refused are matrices, and what they bring along, and what `prove` has no rule for.
    """
    try:
        expr = sp.sympify(value, strict=True)
    except (sp.SympifyError, AttributeError, TypeError, ValueError):
        expr = None
    if not isinstance(expr, sp.Expr) or isinstance(expr, IndexedBase) or expr.is_Matrix:
        raise TypeError(f"{name} must be a formula; got {reprlib.repr(value)}")
    if expr.has(sp.nan, sp.oo, -sp.oo, sp.zoo):
        raise ValueError(f"{name} must be finite; got {expr}")
    strange = {delta for delta in expr.atoms(KroneckerDelta) if len(delta.args) > 2}
    if strange := strange | expr.atoms(MatrixSymbol, Product, Integral, Piecewise, Idx):
        found = min(strange, key=str)
        raise ValueError(f"{name} must be of sums over entries of `arrays`; it has {found} in it")
    return expr
