"""The door: input is checked here, once, before any arithmetic.

Every message names the argument, what came and what was expected, because that is what someone
needs who has just mixed up two arrays.
"""

import functools
import inspect
import reprlib

import numpy as np


def checked(check):
    """Decorator: run `check` on the arguments first, and call the function on what it returns.

    NumPy's warnings are off inside: what overflows is inf there, and inf - inf is NaN.
    """

    def decorate(formula):
        signature = inspect.signature(formula)

        @functools.wraps(formula)
        def at_the_door(*args, **kwargs):
            given = signature.bind(*args, **kwargs)
            arguments = check(*given.args, **given.kwargs)  # kwargs: what comes after a default
            with np.errstate(over="ignore", invalid="ignore"):
                return formula(*arguments)

        return at_the_door

    return decorate


def finite(formula):
    """Decorator, after `checked`: a result that overflows is a ValueError, naming the arguments."""
    names = " and ".join(inspect.signature(formula).parameters)

    @functools.wraps(formula)
    def within_range(*args):
        result = formula(*args)
        if not np.isfinite(result).all():
            raise ValueError(f"{names} hold numbers so large that {formula.__name__} overflows")
        return result

    return within_range


def floats(name, value):
    """`value` as an array of floating-point numbers, real or complex; NaN and infinity pass."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must hold numbers; got rows of different lengths") from None
    if array.dtype.kind not in "biufc":
        raise ValueError(f"{name} must hold numbers; got {reprlib.repr(value)}")
    if np.ma.is_masked(value):
        raise ValueError(f"{name} has masked entries; fill them, or leave them out")
    if array.dtype.kind in "biu":
        array = array.astype(float)  # small integers would wrap around
    return array


def numbers(name, value):
    """`value` as an array of finite floating-point numbers, real or complex; at least one."""
    array = floats(name, value)
    if array.size == 0:
        raise ValueError(f"{name} is empty; got shape {array.shape}, expected at least one number")
    if bad := np.count_nonzero(~np.isfinite(array)):
        raise ValueError(f"{name} must be finite; got {bad} NaN or infinite entries")
    return array


def real(name, value):
    """`value` as an array of finite real numbers."""
    array = numbers(name, value)
    if np.iscomplexobj(array):
        raise ValueError(f"{name} must be real; got complex numbers")
    return array


def matrix(name, value, columns=None):
    """`value` as a real matrix whose rows are samples, with that many columns."""
    array = real(name, value)
    if array.ndim != 2 or columns not in (None, array.shape[1]):
        expected = f"(samples, {columns or 'columns'})"
        raise ValueError(f"{name} has shape {array.shape}; expected {expected}")
    return array


def same_samples(name, value, other_name, other):
    """Raise unless both arrays have the same number of rows."""
    if len(value) != len(other):
        expected = f"{len(other)}, one for each row of {other_name}"
        raise ValueError(f"{name} has {len(value)} rows; expected {expected}")


def scores_and_targets(scores, targets, names=("prediction", "target")):
    """Scores (m,) and targets (m,), or scores (..., m, K) and targets (m, K)."""
    scores, targets = numbers(names[0], scores), real(names[1], targets)
    if targets.ndim not in (1, 2):
        expected = "(samples,) or (samples, outputs)"
        raise ValueError(f"{names[1]} has shape {targets.shape}; expected {expected}")
    trailing = scores.shape[-2:] if targets.ndim == 2 else scores.shape
    if trailing != targets.shape:
        expected = f"{scores.shape}, that of {names[0]}"
        raise ValueError(f"{names[1]} has shape {targets.shape}; expected {expected}")
    return scores, targets


def logits_and_labels(logits, y):
    """As `scores_and_targets`; every label is in [0, 1]."""
    logits, y = scores_and_targets(logits, y, ("logits", "y"))
    return logits, labels("y", y)


def logits_and_one_hot(logits, Y):
    """Logits (..., m, K) and one-hot rows (m, K)."""
    Y = one_hot_rows("Y", Y)
    return scores_and_targets(logits, Y, ("logits", "Y"))


def labels(name, value):
    """`value`, every entry of which is in [0, 1]."""
    array = real(name, value)
    if array.min() < 0 or array.max() > 1:
        came = f"labels from {array.min()} to {array.max()}"
        raise ValueError(f"{name} holds {came}; expected numbers from 0 to 1")
    return array


def one_hot_rows(name, value):
    """`value`, every row of which has a single 1 among zeros."""
    array = matrix(name, value)
    wrong = np.flatnonzero(~(np.isin(array, (0, 1)).all(axis=1) & (array.sum(axis=1) == 1)))
    if wrong.size:
        row = reprlib.repr(array[wrong[0]].tolist())
        raise ValueError(f"{name} must be one-hot, a single 1 in each row; got row {row}")
    return array


def size(name, value, least=1, most=None):
    """`value` as an int from `least` to `most`."""
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or value < least:
        came = value.item() if isinstance(value, np.generic) else value
        raise ValueError(f"{name} must be a whole number of at least {least}; got {came!r}")
    if most is not None and value > most:
        raise ValueError(f"{name} must be at most {most}; got {value}")
    return int(value)


def instance(name, value, kind):
    """`value`, which must be an instance of `kind`: a class, or a union of classes."""
    if not isinstance(value, kind):
        expected = kind.__name__ if isinstance(kind, type) else kind
        raise TypeError(f"{name} must be of type {expected}; got {reprlib.repr(value)}")
    return value


def function(name, value):
    """`value`, which must be callable."""
    if not callable(value):
        raise TypeError(f"{name} must be a function; got {reprlib.repr(value)}")
    return value


def positive(name, value):
    """`value` as a positive number, or an array of them."""
    array = real(name, value)
    if (array <= 0).any():
        raise ValueError(f"{name} must be positive; got {reprlib.repr(value)}")
    return array


def positive_number(name, value):
    """`value` as a positive float."""
    array = positive(name, value)
    if array.ndim:
        raise ValueError(f"{name} must be one number; got shape {array.shape}")
    return float(array)


def between(name, value, low, high):
    """`value` as a float with low <= value < high."""
    array = real(name, value)
    if array.ndim or not low <= array < high:
        expected = f"at least {low} and less than {high}"
        raise ValueError(f"{name} must be {expected}; got {reprlib.repr(value)}")
    return float(array)


def cast(name, array, dtype):
    """`array` in the precision `dtype`, in which it must be finite as well."""
    with np.errstate(over="ignore"):
        return numbers(name, array.astype(dtype, copy=False))


def floating_type(name, value):
    """The NumPy dtype called `value`, real and floating."""
    try:
        dtype = np.dtype(value)
    except Exception:
        dtype = None
    if value is None or dtype is None or dtype.kind != "f":
        raise ValueError(f"{name} must be a floating-point type; got {reprlib.repr(value)}")
    return dtype


def seeds(name, value):
    """`value`, a whole number or a sequence of them, as an array of Python's ints."""
    try:
        array = np.array(value, dtype=object)
    except ValueError:
        raise ValueError(f"{name} must not hold rows of different lengths") from None
    for index, one in np.ndenumerate(array):
        array[index] = size(name, one, least=0)
    if array.size == 0:
        raise ValueError(f"{name} is empty; expected a whole number, or a sequence of them")
    return array


def choice(name, value, options):
    """The entry of `options` called `value`."""
    if not isinstance(value, str) or value not in options:
        names = ", ".join(map(repr, options))
        raise ValueError(f"{name} must be one of {names}; got {value!r}")
    return options[value]
