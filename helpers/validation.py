"""Input is checked here, once, where someone hands arrays in; the formulas check nothing.

A check returns its argument as the arithmetic wants it. Every message names the argument, what came
and what was expected, because that is what someone needs who has just mixed up two arrays.
"""

import reprlib

import numpy as np


def check_numbers(name, value):
    """`value` as an array of finite floating-point numbers, real or complex; at least one."""
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "biufcO":  # numbers, or objects that may be; no words, no dates
            raise TypeError
        array = array if array.dtype.kind in "fc" else array.astype(float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must hold numbers; got {reprlib.repr(value)}") from None
    if np.ma.is_masked(value):  # or what the mask hides would be computed with
        raise ValueError(f"{name} has masked entries; fill them, or leave them out")
    if array.size == 0:
        raise ValueError(f"{name} is empty; got shape {array.shape}, expected at least one number")
    if bad := np.count_nonzero(~np.isfinite(array)):
        raise ValueError(f"{name} must be finite; got {bad} NaN or infinite entries")
    return array


def check_real(name, value):
    """`value` as an array of finite real numbers."""
    array = check_numbers(name, value)
    if np.iscomplexobj(array):
        raise ValueError(f"{name} must be real; got complex numbers")
    return array


def check_matrix(name, value, columns=None):
    """`value` as a real matrix whose rows are samples, with that many columns."""
    array = check_real(name, value)
    if array.ndim != 2 or columns not in (None, array.shape[1]):
        expected = f"(samples, {columns or 'columns'})"
        raise ValueError(f"{name} has shape {array.shape}; expected {expected}")
    return array


def check_shape(name, array, shape, owner):
    """Raise unless `array` has the shape of `owner`: broadcasting would stretch it, in silence."""
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}; expected {shape}, that of {owner}")


def check_pair(scores_name, scores, targets_name, targets, check_targets):
    """Scores (m,) and targets (m,), or scores (..., m, K) and targets (m, K)."""
    scores, targets = check_numbers(scores_name, scores), check_targets(targets_name, targets)
    if targets.ndim not in (1, 2):
        expected = "(samples,) or (samples, outputs)"
        raise ValueError(f"{targets_name} has shape {targets.shape}; expected {expected}")
    shape = scores.shape[-2:] if targets.ndim == 2 else scores.shape
    check_shape(targets_name, targets, shape, scores_name)
    return scores, targets


def check_labels(name, value):
    """`value`, every entry of which is in [0, 1]."""
    array = check_real(name, value)
    if array.min() < 0 or array.max() > 1:
        came = f"labels from {array.min()} to {array.max()}"
        raise ValueError(f"{name} holds {came}; expected numbers from 0 to 1")
    return array


def check_one_hot(name, value):
    """`value`, every row of which has a single 1 among zeros."""
    array = check_matrix(name, value)
    wrong = np.flatnonzero(~(np.isin(array, (0, 1)).all(axis=1) & (array.sum(axis=1) == 1)))
    if wrong.size:
        row = reprlib.repr(array[wrong[0]].tolist())
        raise ValueError(f"{name} must be one-hot, a single 1 in each row; got row {row}")
    return array


def check_class_numbers(name, value, K):
    """`value` as a vector of ints from 0 to K - 1."""
    array = check_real(name, value)
    wrong = array[(array != np.floor(array)) | (array < 0) | (array >= K)]
    if array.ndim != 1 or wrong.size:
        came = wrong[0] if wrong.size else f"shape {array.shape}"
        raise ValueError(f"{name} must be class numbers from 0 to {K - 1}; got {came}")
    return array.astype(int)


def check_size(name, value, least=1):
    """`value` as an int of at least `least`."""
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or value < least:
        came = value.item() if isinstance(value, np.generic) else value
        raise ValueError(f"{name} must be a whole number of at least {least}; got {came!r}")
    return int(value)


def check_widths(name, value):
    """`value` as a list of two sizes or more."""
    if np.ndim(value) != 1 or len(value) < 2:
        expected = "widths from inputs to outputs, as in [4, 10, 3]"
        raise ValueError(f"{name} must list {expected}; got {value!r}")
    return [check_size(f"{name}[{i}]", n) for i, n in enumerate(value)]


def check_positive(name, value):
    """`value` as a positive float."""
    array = check_real(name, value)
    if array.ndim or array <= 0:
        raise ValueError(f"{name} must be a positive number; got {reprlib.repr(value)}")
    return float(array)


def check_beta(name, value):
    """`value` as the beta of a running mean: a float with 0 <= value < 1."""
    array = check_real(name, value)
    if array.ndim or not 0 <= array < 1:
        raise ValueError(f"{name} must be at least 0 and less than 1; got {reprlib.repr(value)}")
    return float(array)


def check_choice(name, value, options):
    """The entry of `options` called `value`."""
    if not isinstance(value, str) or value not in options:
        names = ", ".join(map(repr, options))
        raise ValueError(f"{name} must be one of {names}; got {value!r}")
    return options[value]


def check_precision(name, dtype):
    """`dtype` as a NumPy type of real floats; in float16, an epsilon of 1e-8 would round to 0."""
    dtype = np.dtype(dtype)
    if dtype.kind != "f" or dtype.itemsize < 4:
        expected = "float32 or float64, so that small steps have room"
        raise ValueError(f"{name} must be {expected}; got {dtype}")
    return dtype
