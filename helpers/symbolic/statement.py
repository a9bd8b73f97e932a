"""What `prove` returns: the statement, shown as mathematics writes it."""

import re
from collections import defaultdict

import sympy as sp
from sympy import Indexed

from helpers.symbolic.normal_form import has_value

_SIGNS = [("is_positive", "> 0"), ("is_negative", "< 0"), ("is_nonnegative", ">= 0")]
_SIGNS += [("is_nonpositive", "<= 0"), ("is_nonzero", "!= 0")]
_LATEX = ("for all", r"\text{for all }"), ("<=", r"\le"), (">=", r"\ge"), ("!=", r"\ne")


class Proved:
    """The statement that `formulas` are equal, with the conditions under which they are.

    It is true, as an object that is not empty. A notebook shows the statement, typeset; `print`
    says "proved", and the conditions. `assumed` are pairs (k, N): the index k is in 0, ..., N - 1.
    """

    def __init__(self, formulas, assumed=()):
        self.formulas, self.assumed = tuple(formulas), tuple(assumed)

    def __str__(self):
        values, place = self._conditions(str)
        return ", ".join(filter(None, [f"proved {values}".strip(), place]))

    def __repr__(self):
        return ", ".join(filter(None, [self._statement(str), *self._conditions(str)]))

    def _repr_latex_(self):
        values, place = self._conditions(sp.latex)
        for plain, latex in _LATEX:
            values = values.replace(plain, latex)
        conditions = r",\ ".join(filter(None, [values, place and rf"\text{{{place}}}"]))
        equals = " = " if len(self._statement(str)) < 200 else r" \\ & = "  # it fits on A4, or not
        parts = list(filter(None, [self._statement(sp.latex, equals), conditions]))
        if len(repr(self)) < 150:
            return r"$\displaystyle " + r" \quad ".join(parts) + "$"
        # SymPy breaks what stands below a sum over two indices; within lines that is one line.
        lines = re.sub(r"\\substack{(.*?)\\\\(.*?)}", r"\1,\\ \2", r" \\ & ".join(parts))
        return r"$$\begin{aligned} & " + lines + r" \end{aligned}$$"

    def _statement(self, show, equals=" = "):
        """The equation, with t, t_1, ... for SymPy's Dummy_123, whose number changes every time."""
        text = equals.join(map(show, self.formulas))
        names = defaultdict(lambda: f"t_{len(names)}" if names else "t")
        return re.sub(r"Dummy_\{?(\d+)\}?", lambda found: names[found[1]], text)

    def _conditions(self, show):
        """("for all m, z > 0, 0 <= k < m", "where both sides are defined"), or "" for either."""
        every = sp.Tuple(*self.formulas)
        arrays, values = {entry.base.label for entry in every.atoms(Indexed)}, []
        for letter in sorted(every.free_symbols - arrays, key=str):
            if letter.is_integer and letter.is_positive:
                values.append(show(letter))
            elif sign := next((x for fact, x in _SIGNS if getattr(letter, fact)), None):
                values.append(f"{show(letter)} {sign}")
        values += [f"0 <= {show(k)} < {show(size)}" for k, size in self.assumed]
        sides = "both" if len(self.formulas) == 2 else "all"
        place = "" if all(map(has_value, self.formulas)) else f"where {sides} sides are defined"
        return f"for all {', '.join(values)}" if values else "", place
