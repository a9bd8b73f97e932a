"""The search for numbers at which two formulas differ, and the sentence that tells them."""

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
    for trial in range(trials):
        try:
            at = _drawn(letters, trial)
            if all(k.xreplace(at) < size.xreplace(at) for k, size in assumed):
                a, b = value(lhs, at), value(rhs, at)
                if abs(a - b) > 1e-6 * (1 + abs(a) + abs(b)):
                    names = [letter.name for letter in letters]
                    told = [
                        f"{'another ' * (name in names[:place])}{name} = {at[letters[place]]}"
                        for place, name in enumerate(names)
                    ]
                    return f"{_six_digits(a)} != {_six_digits(b)} at {', '.join(told)}"
        except Exception:  # a division by 0, an index below 0, a function without numbers
            continue
    return None


def _six_digits(x):
    if abs(x) > 1e300:  # beyond the floats
        return mpmath.nstr(x, 6)
    return f"{complex(x):.6g}" if x.imag else f"{float(x):.6g}"


def _drawn(letters, trial):
    """{letter: a number, or an array whose entries are drawn when they are read}.

    Sizes are 2 or 3; in the second half of the trials they are the smallest that their symbols
    allow, 0 or 1, or a little more, and plain symbols are whole numbers: they may be indices.
    Indices stay below all sizes.
    """
    small = 1 + trial % 3 if trial >= 10 else None
    at = {}
    for number, x in enumerate(letters):
        place = f"{x} {number}" if x.name in [y.name for y in letters[:number]] else x.name
        if isinstance(x, IndexedBase):
            at[x] = _Entries(x.label, place, trial)
        else:
            whole = x.is_integer or (small and x.is_real is None)
            at[x] = _number(x, place, trial, whole, small)
    sizes = [at[x] for x in letters if isinstance(at[x], int) and x.is_nonnegative]
    for x in letters:
        if isinstance(at[x], int) and x.is_nonnegative is None and sizes:
            at[x] %= min(sizes)  # a ZeroDivisionError if no index is below a size of 0
    return at


def _number(symbol, place, trial, whole, small=None):
    """A whole number or one of two decimals, as the symbol's assumptions demand."""
    rng, facts = np.random.default_rng([trial, *place.encode()]), symbol.assumptions0.items()
    least = bool(symbol.is_positive) * (1 if small else 2)
    for _ in range(100):
        drawn = float(round(rng.normal(), 2))
        if whole:
            drawn = int(rng.integers(least, least + (small or 2)))
        if all(getattr(S(drawn), f"is_{name}") in (None, fact) for name, fact in facts):
            return drawn
    raise ValueError(f"no number found for {symbol}")


class _Entries(dict):
    """An array of any size: an entry is drawn when it is read."""

    def __init__(self, label, place, trial):
        super().__init__()
        self.label, self.place, self.trial = label, place, trial

    def __missing__(self, index):
        if not all(0 <= k < 30 for k in index):  # or the array would be too large to be shown
            raise IndexError(f"{self.label} has no entry {index}")
        drawn = _number(self.label, f"{self.place}{index}", self.trial, self.label.is_integer)
        self[index] = drawn
        return drawn

    def __str__(self):
        """The smallest array that holds the entries that were read, as lists."""
        shape = np.max([*self], axis=0) + 1 if self else (0,)
        return str(np.reshape([self[k] for k in np.ndindex(*shape)], shape).tolist())
