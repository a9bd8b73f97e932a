"""The search for numbers at which two formulas differ, and the sentence that tells them."""

from contextlib import suppress
from functools import partial

import mpmath
import numpy as np
from sympy import IndexedBase, S

from helpers.symbolic.numeric import letters_of, value


@mpmath.workdps(50)
def find_counterexample(lhs, rhs, assumed=(), trials=20):
    """The sentence "a != b at ..." with numbers at which they differ; None if no trial finds any.

    `assumed` are pairs (k, N): the index k runs from 0 to N - 1. A trial's numbers depend on the
    names of the letters alone, not on the order in which they are met.
    """
    letters = letters_of(lhs, rhs)
    names = [letter.name for letter in letters]
    names = ["another " * names[:place].count(name) + name for place, name in enumerate(names)]
    for trial in range(trials):
        with suppress(Exception):  # a division by 0, an index below 0, a function without numbers
            at = _drawn(letters, names, trial)
            if all(k.xreplace(at) < size.xreplace(at) for k, size in assumed):
                a, b = value(lhs, at), value(rhs, at)
                if abs(a - b) > 1e-6 * (1 + abs(a) + abs(b)):
                    told = ", ".join(f"{name} = {at[x]}" for name, x in zip(names, letters))
                    return f"{_six_digits(a)} != {_six_digits(b)} at {told}"


def _six_digits(x):
    if abs(x) > 1e300:  # beyond the floats; nstr shows six digits, too
        return mpmath.nstr(x)
    return f"{complex(x):.6g}" if x.imag else f"{float(x):.6g}"


def _drawn(letters, names, trial):
    """{letter: a number, or an array whose entries are drawn when they are read}.

    Indices stay below all sizes.
    """
    at = {}
    for x, name in zip(letters, names):
        draw = partial(_number, x, trial, name)
        at[x] = _Entries(draw) if isinstance(x, IndexedBase) else draw()
    whole = {x: drawn for x, drawn in at.items() if isinstance(drawn, int)}
    size = min((drawn for x, drawn in whole.items() if x.is_nonnegative), default=3)
    # A ZeroDivisionError if no index is below a size of 0.
    return at | {x: drawn % size for x, drawn in whole.items() if x.is_nonnegative is None}


def _number(letter, trial, *name):
    """A whole number or one of two decimals, as the assumptions on `letter` demand.

    Sizes are 2 or 3; in the second half of the trials they are the smallest that their symbols
    allow, 0 or 1, or a little more, and plain symbols are whole numbers: they may be indices.
    """
    rng = np.random.default_rng([trial, *"".join(map(str, name)).encode()])
    least, choices, whole = 2, 2, letter.is_integer
    if trial >= 10:
        least, choices, whole = 1, 1 + trial % 3, whole or letter.is_real is None
    for _ in range(100):
        drawn = float(round(rng.normal(), 2))
        if whole:
            drawn = int(rng.integers(choices)) + (least if letter.is_positive else 0)
        facts = letter.assumptions0.items()
        if all(getattr(S(drawn), f"is_{fact}") in (None, holds) for fact, holds in facts):
            return drawn
    raise ValueError


class _Entries(dict):
    """An array of any size: an entry is drawn when it is read."""

    def __init__(self, draw):
        self.draw = draw

    def __missing__(self, index):
        if not all(0 <= k < 30 for k in index):  # or the array would be too large to be shown
            raise IndexError
        self[index] = self.draw(index)
        return self[index]

    def __str__(self):
        """The smallest array that holds the entries that were read, as lists."""
        shape = np.max([*self], axis=0) + 1 if self else (0,)
        return str(np.reshape([self[k] for k in np.ndindex(*shape)], shape).tolist())
