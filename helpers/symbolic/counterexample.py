"""The search for numbers at which two formulas differ, and the sentence that tells them."""

import mpmath
import numpy as np
import sympy as sp
from sympy import Indexed, IndexedBase, KroneckerDelta, S, Sum

from helpers.symbolic.numeric import DIGITS, letters_of, value

MOST_ENTRIES = 1000


def find_counterexample(lhs, rhs, assumed=(), trials=20):
    """({letter: value}, a, b), where a of lhs and b of rhs differ; None if no trial finds any.

    `assumed` are pairs (k, N): the index k runs from 0 to N - 1. A trial's numbers depend on the
    names of the letters alone, not on the order in which they are met.
    """
    both = lhs, rhs
    letters, counting = letters_of(*both), _counting(*both)
    for trial in range(trials):
        try:
            at = _drawn(letters, trial, counting)
            if all(k.xreplace(at) < size.xreplace(at) for k, size in assumed):
                a, b = (value(side, at) for side in both)
                if _differ(a, b) and _confirmed(both, at):
                    return {x: _listed(found) for x, found in at.items()}, a, b
        except Exception:  # a division by 0, an index below 0, a function without numbers
            continue
    return None


def as_sentence(values, a, b):
    """For example "2 != 3 at m = 2, x = [0.5, 1.5]"."""
    names = [letter.name for letter in values]
    told = [
        f"{'another ' if name in names[:place] else ''}{name} = {found}"
        for place, (name, found) in enumerate(zip(names, values.values()))
    ]
    return f"{_six_digits(a)} != {_six_digits(b)} at {', '.join(told)}"


def _six_digits(number):
    try:
        return f"{number:.6g}"
    except OverflowError:  # a whole number beyond the floats
        return mpmath.nstr(mpmath.mpf(number), 6)


def _differ(a, b, rtol=1e-6):
    a, b = mpmath.mpmathify(a), mpmath.mpmathify(b)  # whole numbers may be beyond the floats
    return abs(a - b) > rtol * (1 + abs(a) + abs(b))


def _confirmed(both, at):
    """Whether the sides still differ with 50 digits: what cancellation made up is gone then."""
    with mpmath.workdps(50):
        exact = {x: _exact(found) for x, found in at.items()}
        return _differ(*(value(side, exact, DIGITS) for side in both))


def _exact(found):
    if isinstance(found, dict):
        return {index: _exact(entry) for index, entry in found.items()}
    return found if isinstance(found, int) else mpmath.mpf(str(found))


def _listed(found):
    """`found`, or the smallest array that holds the entries that were read, as lists."""
    if not isinstance(found, dict):
        return found
    shape = np.max([*found], axis=0) + 1 if found else (0,)
    if np.prod(shape) > MOST_ENTRIES:
        raise ValueError(f"an array of shape {shape} is too large to be shown")
    return np.reshape([found[index] for index in np.ndindex(*shape)], shape).tolist()


def _counting(*exprs):
    """The letters that have to be whole numbers: they stand in an index, a limit or a delta."""
    both = sp.Tuple(*exprs)
    places = [index for entry in both.atoms(Indexed) for index in entry.indices]
    places += [edge for x in both.atoms(Sum) for _, *edges in x.limits for edge in edges]
    places += both.atoms(KroneckerDelta)
    return {letter for place in places for letter in place.free_symbols}


def _drawn(letters, trial, counting):
    """{letter: a number, or an array whose entries are drawn when they are read}.

    Sizes are 2 or 3; in the second half of the trials they are the smallest that their symbols
    allow, 0 or 1, or a little more. Indices stay below all sizes.
    """
    small = 1 + trial % 3 if trial >= 10 else None
    at = {}
    for number, x in enumerate(letters):
        place = f"{x} {number}" if x.name in [y.name for y in letters[:number]] else x.name
        if isinstance(x, IndexedBase):
            at[x] = _Entries(x.label, place, trial, x.label in counting)
        else:
            at[x] = _number(x, place, trial, x.is_integer or x in counting, small)
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

    def __init__(self, label, place, trial, whole):
        super().__init__()
        self.label, self.place, self.trial, self.whole = label, place, trial, whole

    def __missing__(self, index):
        if min(index) < 0:
            raise IndexError(f"{self.label} has no entry {index}")
        self[index] = _number(self.label, f"{self.place}{index}", self.trial, self.whole)
        return self[index]
