"""The search for numbers at which two formulas differ, and the sentence that tells them."""

import math
from contextlib import suppress
from functools import partial

import mpmath
import numpy as np
from sympy import Indexed, KroneckerDelta, Product, S, Sum, Tuple

from helpers.symbolic.numeric import MPMATH, NUMPY, Entries, lambdified, whole, with_python_names


def find_counterexample(lhs, rhs, assumed=(), trials=20, seed=0):
    """({letter: value}, a, b), where a of lhs and b of rhs differ; None if no trial finds any.

    `assumed` are pairs (k, N): the index k runs from 0 to N - 1. Sizes are 2 or 3; in the second
    half of the trials, they are the smallest that their symbols allow, 0 or 1, or a little more.
    """
    try:
        letters, both = with_python_names(lhs, rhs)
        sides, exact_sides = (
            [lambdified(letters, f, lib) for f in both] for lib in (NUMPY, MPMATH)
        )
    except Exception:  # SymPy raises of all kinds at what it cannot write in Python
        return None
    rng, whole_numbers = np.random.default_rng(seed), _counting(Tuple(lhs, rhs))
    for trial in range(trials):
        small = 1 + trial % 3 if trial >= trials / 2 else None
        draw = partial(_random_number, whole_numbers, small)
        values = _random_values(letters, sides, assumed, rng, draw)
        pair = None if values is None else _different(sides, values, letters)
        if pair and _confirmed(exact_sides, values, letters):
            return values, *pair
    return None


def as_sentence(values, a, b):
    """For example "2 != 3 at m = 2, x = [0.5, 1.5]"."""
    names = [letter.name for letter in values]
    told = [
        f"{'another ' if name in names[:place] else ''}{name} = {np.asarray(value).tolist()}"
        for place, (name, value) in enumerate(zip(names, values.values()))
    ]
    return f"{_six_digits(a)} != {_six_digits(b)} at {', '.join(told)}"


def _six_digits(number):
    try:
        return f"{number:.6g}"
    except OverflowError:
        return mpmath.nstr(mpmath.mpf(number), 6)


def _different(sides, values, letters, rtol=1e-6):
    """The values of both sides if they differ; None if they agree, or one of them has none."""
    given = [Entries("", values[x]) if x.rank else values[x] for x in letters]
    try:
        with np.errstate(all="ignore"):
            pair = [side(*given) for side in sides]
        a, b = map(mpmath.mpmathify, pair)  # a whole number may be too large for a float
        return pair if abs(a - b) > rtol * (1 + abs(a) + abs(b)) else None
    except Exception:  # division by 0, an index out of range, a function that Python lacks
        return None


def _confirmed(sides, values, letters):
    """Whether the sides still differ with 50 digits: what cancellation made up is gone then."""
    with mpmath.workdps(50):
        exact = np.vectorize(lambda x: mpmath.mpf(str(x)), otypes=[object])
        values = {x: v if isinstance(v, int) else exact(v)[()] for x, v in values.items()}
        return _different(sides, values, letters) is not None


def _counting(exprs):
    """The letters that have to be whole numbers: they stand in an index, a limit or a delta."""
    places = [index for entry in exprs.atoms(Indexed) for index in entry.indices]
    places += [edge for x in exprs.atoms(Sum, Product) for _, *edges in x.limits for edge in edges]
    places += exprs.atoms(KroneckerDelta)
    return {letter for place in places for letter in place.free_symbols}


def _random_number(whole_numbers, small, rng, symbol):
    """A size, an index, or a number of two decimals, as the symbol's assumptions demand; or None.

    Sizes are 2 or 3, and indices 0 or 1; or both are one of the `small` least numbers.
    """
    facts = symbol.assumptions0.items()
    least = bool(symbol.is_positive) * (1 if small else 2)
    for _ in range(100):
        if symbol.is_integer or symbol in whole_numbers:
            value = int(rng.integers(least, least + (small or 2)))
        else:
            value = float(round(rng.normal(), 2))
        if all(getattr(S(value), f"is_{name}") in (None, fact) for name, fact in facts):
            return value
    return None


def _random_values(letters, sides, assumed, rng, draw):
    """{letter: value}: indices below all sizes, and arrays large enough; None if there are none."""
    in_order = sorted(letters, key=lambda letter: letter.name)
    values = {x: draw(rng, x.symbol) for x in in_order if not x.rank}
    counts = [x for x, value in values.items() if isinstance(value, int)]
    smallest = min((values[x] for x in counts if x.symbol.is_nonnegative), default=4)
    for index in counts:
        if index.symbol.is_nonnegative is None:
            values[index] = values[index] % smallest if smallest else None
    at = {x.symbol: S(value) for x, value in values.items()}
    if None in values.values() or not all(
        k.xreplace(at) < size.xreplace(at) for k, size in assumed if k in at
    ):
        return None
    for x, shape in _shapes(letters, sides, values, draw).items():
        entries = [draw(rng, x.symbol.label) for _ in range(min(math.prod(shape), MOST_ENTRIES))]
        if None in entries or len(entries) < math.prod(shape):
            return None
        values[x] = np.reshape(entries, shape)
    return values


MOST_ENTRIES = 1000


def _shapes(letters, sides, values, draw):
    """{letter: shape} of the smallest arrays that hold all entries that the sides read."""
    rng = np.random.default_rng(0)
    arrays = sorted((x for x in letters if x.rank), key=lambda letter: letter.name)
    readers = {x: _Reader((0,) * x.rank, partial(draw, rng, x.symbol.label)) for x in arrays}
    for side in sides:
        with np.errstate(all="ignore"), suppress(Exception):  # as in _different
            side(*(readers[x] if x.rank else values[x] for x in letters))
    return {x: reader.shape for x, reader in readers.items()}


class _Reader:
    """An array of any size, which remembers what was read."""

    def __init__(self, shape, draw):
        self.shape, self.draw = shape, draw

    def __getitem__(self, index):
        self.shape = tuple(max(n, whole(k) + 1) for n, k in zip(self.shape, index))
        return self.draw()
