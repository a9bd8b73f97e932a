"""The door: input is checked here, once, before any arithmetic.

Every message names the argument, what came and what was expected, because that is
what someone needs who has just mixed up two arrays.
"""

import functools

import numpy as np


def checked(check):
    """Decorator: run `check(*args)` first, and call the function on the arrays that it returns.

    The undecorated formula stays reachable as `__wrapped__`: a training loop that has checked its
    data calls that.
    """

    def decorate(formula):
        @functools.wraps(formula)
        def at_the_door(*args):
            return formula(*check(*args))

        return at_the_door

    return decorate


def numbers(name, value):
    """`value` as an array of finite numbers (complex ones pass: the complex step needs them)."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(
            f"{name} must be an array of numbers; got rows of different lengths"
        ) from None
    if array.dtype.kind not in "biufc":
        raise ValueError(f"{name} must be an array of numbers; got {_describe(value)}")
    if array.size == 0:
        raise ValueError(f"{name} is empty; got shape {array.shape}, expected at least one sample")
    if bad := np.count_nonzero(~np.isfinite(array)):
        raise ValueError(f"{name} must be finite; got {bad} NaN or infinite entries")
    return array


def matrix(name, value, columns=None):
    """`value` as a matrix whose rows are samples, with that many columns."""
    array = numbers(name, value)
    if np.iscomplexobj(array):
        raise ValueError(f"{name} must be real; got complex numbers")
    if array.ndim != 2 or columns not in (None, array.shape[1]):
        raise ValueError(
            f"{name} has shape {array.shape}; expected (samples, {columns or 'columns'})"
        )
    return array


def same_samples(name, value, other_name, other):
    """Raise unless both arrays have the same number of rows."""
    if len(value) != len(other):
        raise ValueError(
            f"{name} has {len(value)} rows; expected {len(other)}, one for each row of {other_name}"
        )


def scores_and_targets(scores, targets, names=("prediction", "target")):
    """Scores (..., m) or (..., m, K) and targets (m,) or (m, K) of the same trailing shape."""
    scores, targets = numbers(names[0], scores), numbers(names[1], targets)
    if targets.ndim not in (1, 2):
        raise ValueError(
            f"{names[1]} has shape {targets.shape}; expected (samples,) or (samples, outputs)"
        )
    if scores.shape[-targets.ndim :] != targets.shape:
        raise ValueError(
            f"{names[1]} has shape {targets.shape}; expected {scores.shape}, that of {names[0]}"
        )
    return scores, targets


def logits_and_labels(logits, y):
    """As `scores_and_targets`; every label is in [0, 1]."""
    logits, y = scores_and_targets(logits, y, ("logits", "y"))
    return logits, labels("y", y)


def logits_and_one_hot(logits, Y):
    """Logits (..., m, K) and one-hot rows (m, K)."""
    logits, Y = numbers("logits", logits), one_hot("Y", Y)
    if logits.shape[-2:] != Y.shape:
        raise ValueError(f"Y has shape {Y.shape}; expected {logits.shape}, the shape of logits")
    return logits, Y


def labels(name, value):
    """`value`, every entry of which is in [0, 1]."""
    array = numbers(name, value)
    if np.iscomplexobj(array) or array.min() < 0 or array.max() > 1:
        raise ValueError(
            f"{name} holds labels from {array.min()} to {array.max()}; expected numbers from 0 to 1"
        )
    return array


def one_hot(name, value):
    """`value`, every row of which has a single 1 among zeros."""
    array = matrix(name, value)
    wrong = np.flatnonzero(~(np.isin(array, (0, 1)).all(axis=1) & (array.sum(axis=1) == 1)))
    if wrong.size:
        raise ValueError(
            f"{name} must be one-hot, a single 1 in each row; got row {array[wrong[0]].tolist()}"
        )
    return array


def size(name, value, least=1):
    """`value` as an int of at least `least`."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        raise ValueError(f"{name} must be a whole number of at least {least}; got {value}")
    return int(value)


def positive(name, value):
    """`value` as a positive number, or an array of them."""
    array = numbers(name, value)
    if np.iscomplexobj(array) or (array <= 0).any():
        raise ValueError(f"{name} must be positive; got {value!r}")
    return array


def choice(name, value, options):
    """The entry of `options` called `value`."""
    if not isinstance(value, str) or value not in options:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, options))}; got {value!r}")
    return options[value]


def _describe(value):
    return repr(value) if np.ndim(value) == 0 else f"entries of type {np.asarray(value).dtype}"
