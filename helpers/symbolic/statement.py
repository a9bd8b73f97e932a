"""What `prove` returns: the statement, shown as mathematics writes it."""

import re

import sympy as sp
from sympy import Indexed

from helpers.symbolic.normal_form import has_value, ranges_of, renamed_apart

_SIGNS = [("is_positive", "> 0"), ("is_negative", "< 0"), ("is_nonnegative", ">= 0")]
_SIGNS += [("is_nonpositive", "<= 0"), ("is_nonzero", "!= 0")]


class Proved:
    """The statement that `formulas` are equal, with the conditions under which they are.

    It is true, as an object that is not empty. A notebook shows the statement, typeset; `print`
    says "proved", and the conditions. `assumed` are pairs (k, N): the index k is in 0, ..., N - 1.
    """

    def __init__(self, formulas, assumed=()):
        self.formulas, self.assumed = tuple(formulas), tuple(assumed)

    def __str__(self):
        values, place = self._conditions(str)
        return ", ".join(filter(None, [f"proved for all {values}" if values else "proved", place]))

    def __repr__(self):
        values, place = self._conditions(str)
        statement = _with_named_dummies(" = ".join(map(str, self.formulas)))
        return ", ".join(filter(None, [statement, values and f"for all {values}", place]))

    def _repr_latex_(self):
        values, place = self._conditions(sp.latex)
        for sign, latex in ("<=", r"\le"), (">=", r"\ge"), ("!=", r"\ne"):
            values = values.replace(sign, latex)
        parts = [values and rf"\text{{for all }} {values}", place and rf"\text{{{place}}}"]
        conditions = r",\ ".join(filter(None, parts))
        tail = conditions and rf" \quad {conditions}"
        statement = _with_named_dummies(" = ".join(map(sp.latex, self.formulas)))
        return rf"$\displaystyle {statement}{tail}$"

    def _conditions(self, show):
        """("m, n, z > 0, 0 <= k < m", "where both sides are defined"): what there is of them."""
        every = sp.Tuple(*self.formulas)
        arrays, values = {entry.base.label for entry in every.atoms(Indexed)}, []
        for letter in sorted(every.free_symbols - arrays, key=str):
            if letter.is_integer and letter.is_positive:
                values.append(show(letter))
            elif sign := next((x for fact, x in _SIGNS if getattr(letter, fact)), None):
                values.append(f"{show(letter)} {sign}")
        values += [f"0 <= {show(k)} < {show(size)}" for k, size in self.assumed]
        sides = "both sides" if len(self.formulas) == 2 else "all sides"
        place = "" if all(map(_is_defined, self.formulas)) else f"where {sides} are defined"
        return ", ".join(values), place


def _is_defined(formula):
    apart = renamed_apart(formula)
    return has_value(apart, ranges_of(apart))


def _with_named_dummies(text):
    """`text` with t, t_1, ... for SymPy's nameless Dummy_123, whose number is another each time."""
    numbers = list(dict.fromkeys(re.findall(r"Dummy_\{?(\d+)", text)))

    def name(match):
        place = numbers.index(match[1])
        return f"t_{place}" if place else "t"

    return re.sub(r"Dummy_\{?(\d+)\}?", name, text)
