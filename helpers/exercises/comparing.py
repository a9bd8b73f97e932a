"""Whether two answers are the same, and how a number, a word or an array reads in a sentence."""

import re

import numpy as np


def as_array(value):
    """`value` as an array of numbers or of words; None for anything else, ragged rows among them.

    SymPy's numbers and fractions become floats; words lose their case and punctuation. An array of
    objects (a column of a table) or of StringDType is judged by its entries.
    """
    if too_deep(value):
        return None
    try:
        array = np.asarray(value)
        array = np.array(array.tolist()) if array.dtype.kind in "OT" else array
        array = array.astype(float) if array.dtype == object else array
    except Exception:  # whatever a learner's object does when NumPy asks what it is
        return None
    if array.dtype.kind == "U":
        return np.vectorize(lambda word: re.sub(r"\W", "", word).lower(), otypes=["U32"])(array)
    return array if array.dtype.kind in "biufc" else None


def missing(answer):
    """Whether None stands in a list of numbers: `as_array` makes it NaN."""
    array = as_array(answer)
    return array is not None and array.dtype.kind == "f" and bool(np.isnan(array).any())


def too_deep(value, depth=0):
    """Whether lists stand in lists more than 16 deep, as where one was appended to itself: NumPy
    would go on until the memory is full.
    """
    entries = value.values() if isinstance(value, dict) else value
    if not isinstance(value, (list, tuple, dict)):
        return False
    return depth > 16 or any(too_deep(entry, depth + 1) for entry in entries)


def is_words(array):
    """Whether `array`, made by `as_array`, holds words."""
    return array.dtype.kind == "U"


def close(a, b, rtol):
    """Whether `a` has the shape of the array of numbers `b`, and all its entries.

    An entry may be off by rtol times itself, and by rtol times the largest entry of `b`: where
    numbers of size 1 cancel to a small one, float32 knows no more.
    """
    a, b = as_array(a), np.asarray(b)
    if a is None or is_words(a) or a.shape != b.shape:
        return False
    return bool(np.all(close_entries(a, b, rtol)))


def close_entries(a, b, rtol):
    """The mask of the entries of `a` that `close` finds right; both are arrays of one shape."""
    return np.isclose(a, b, rtol=rtol, atol=rtol * np.abs(b).max(initial=0) + 1e-12)


def same(a, b, rtol):
    """Whether the value `a` says what `b` says: numbers within rtol, words up to their case.

    A row (1, n) or a column is taken for a list, and a list of letters for their word.
    """
    a, b = as_array(a), as_array(b)
    if a is None or is_words(a) != is_words(b):
        return False
    if b.ndim == 1 and a.ndim == 2 and 1 in a.shape:
        a = a.ravel()
    if is_words(b) and (b.ndim, a.ndim) == (0, 1):
        a = np.array("".join(a))
    if a.shape != b.shape:
        return False
    return bool(np.all(a == b) if is_words(b) else np.allclose(a, b, rtol=rtol))


def unchanged(before, after):
    """Whether two copies of an argument, an array or (nested) lists of them, are still equal."""
    if isinstance(before, np.ndarray):
        return np.array_equal(before, after)
    if isinstance(before, (list, tuple)):
        return len(before) == len(after) and all(map(unchanged, before, after))
    return callable(before) or before == after


def shown(value, digits=4):
    """`value` in a sentence: a large array by its shape, numbers with so many digits."""
    if callable(value):
        return f"the function {getattr(value, '__name__', type(value).__name__)}"
    array = as_array(value)
    if array is None:
        return f"a {type(value).__name__}"
    if array.size > 6:
        return f"an array of shape {array.shape}"
    if is_words(array):
        return repr(np.asarray(value).tolist())
    return str(_rounded(array.tolist(), digits))


def shown_apart(a, b):
    """Both in a sentence, with as many digits as it takes to see that they differ."""
    for digits in (4, 7, 10, 17):
        if shown(a, digits) != shown(b, digits):
            break
    return shown(a, digits), shown(b, digits)


def _rounded(number, digits):
    if isinstance(number, list):
        return [_rounded(entry, digits) for entry in number]
    if isinstance(number, complex):
        return complex(_rounded(number.real, digits), _rounded(number.imag, digits))
    return float(f"{number:.{digits}g}") if isinstance(number, float) else number
