"""The referee for numbers: measure a slope, and compare a gradient with it (notebooks 1 and 7).

Both measurements need nothing but the loss, so they cannot repeat a mistake made in its derivative.
They cost one or two losses for each parameter, which is why nobody trains with them.
"""

from dataclasses import dataclass

import numpy as np

from helpers.network import Network
from helpers.validation import (
    checked,
    finite,
    function,
    instance,
    numbers,
    positive_number,
    real,
)

# Relative errors: up to the first a gradient is right, from the second on it is wrong.
RIGHT, WRONG = 1e-7, 1e-4
ROUNDING = 1e-14


def central_difference(f, x, h=1e-5):
    """(f(x + h) - f(x - h)) / 2h for every entry of x; the error is about h^2 f'''/6. Eq. (1.8).

    x is a number or an array, and the result has its shape; f(x) is a number (or M numbers, one for
    each row of x).
    """

    def slope(x, step):
        return (np.sum(f(x + step)) - np.sum(f(x - step))) / (2 * h)

    return _entry_by_entry(slope, x, h)


def complex_step(f, x, h=1e-30):
    """Im f(x + ih) / h for every entry of x: no subtraction, so no cancellation. Eq. (1.9).

    f must be analytic in x: powers, exp, log, tanh, products; no abs, comparisons of real parts
    only, and no conjugate, which gives a wrong slope in silence. Squire and Trapp (1998). Raises
    ValueError if f throws the imaginary part away.
    """

    def slope(x, step):
        value = np.sum(f(x + 1j * step))
        if not np.iscomplexobj(value):
            raise ValueError("f must keep a complex argument complex; it returned a real number")
        return value.imag / h

    return _entry_by_entry(slope, x, h)


def _one_shape(a, b):
    a, b = numbers("a", a), numbers("b", b)
    if a.shape != b.shape:
        raise ValueError(f"a and b must have one shape; got {a.shape} and {b.shape}")
    return a, b


@checked(_one_shape)
@finite
def relative_error(a, b):
    """max |a - b| / max(|a|, |b|), the maxima over all entries, or 0 if all are 0. Eq. (1.12)."""
    difference, scale = np.abs(a - b).max(), max(np.abs(a).max(), np.abs(b).max())
    return float(difference / scale) if scale else 0.0


@dataclass(frozen=True)
class Block:
    """One parameter block of a checked gradient, such as W1.

    kink  whether the block feeds a ReLU that is at its kink for some sample
    """

    name: str
    shape: tuple
    error: float
    kink: bool = False

    @property
    def verdict(self):
        """One of "right", "wrong", between them "look again", or, if it may excuse, "at a kink"."""
        if self.error <= RIGHT:
            return "right"
        if self.kink:
            return "at a kink"
        return "wrong" if self.error >= WRONG else "look again"

    def __str__(self):
        error = f"below {RIGHT:.0e}" if self.error <= RIGHT else f"{self.error:.1e}"
        return f"{self.name:<4} {self.shape!s:<10} {error:<12} {self.verdict}"


class Report(tuple):
    """The blocks of a checked gradient; prints as a table, with a line for every layer at a kink.

    kinks  how many entries of Z1, Z2, ... are at the kink of a hidden ReLU
    """

    kinks = ()

    @property
    def right(self):
        """Whether every block is right."""
        return all(block.verdict == "right" for block in self)

    def __str__(self):
        kinks = (
            f"Z{layer}: {count} at the kink of ReLU, where no slope can be judged"
            for layer, count in enumerate(self.kinks, 1)
            if count
        )
        return "\n".join([*map(str, self), *kinks])

    __repr__ = __str__


def check(net, X, Y, gradient=None, method=complex_step):
    """Compare dL/dtheta, block by block, with a measurement of `net.loss` by `method`. Eq. (7.1).

    `gradient`, shaped like net.theta, defaults to the network's own. Returns a Report. Of a stack
    of networks, the worst counts in every block.

    It sees an entry that is off by 1e-6 of its block's largest. In a block whose true gradient is
    0, both numbers are rounding. So differences of less than 1e-14 times the largest measured slope
    of all blocks count as 0.

    Where a ReLU's input is 0, but for rounding, there is no derivative, and backpropagation and
    `method` may choose different slopes. Blocks that feed it and differ are "at a kink": move theta
    a little, and check again. (A central difference errs up to h away from a kink, too. Eq. (7.5).)
    """
    if gradient is None:
        gradient = net.loss_and_gradient(X, Y)[1]
    gradient = real("gradient", gradient)
    if gradient.shape != net.theta.shape:
        expected = f"{net.theta.shape}, that of theta"
        raise ValueError(f"gradient has shape {gradient.shape}; expected {expected}")
    measured = method(lambda theta: net.loss(X, Y, theta=theta), net.theta)
    kinks = _kinks(net, X)
    rounding = ROUNDING * np.abs(measured).max(axis=-1, keepdims=True)
    close = np.abs(gradient - measured) <= rounding
    ours, theirs = net.views(np.where(close, measured, gradient)), net.views(measured)
    report = Report(
        Block(f"{kind}{layer + 1}", a[layer].shape, _worst(a[layer], b[layer]), any(kinks[layer:]))
        for layer in range(len(net.W))
        for kind, a, b in zip("Wb", ours, theirs)
    )
    report.kinks = kinks
    return report


def _worst(a, b):
    """The largest relative error of (n, H), or of all M matrices in (M, n, H)."""
    return max(relative_error(a[at], b[at]) for at in np.ndindex(a.shape[:-2]))


def _kinks(net, X):
    """For each hidden layer of ReLUs: how many entries of its Z are 0, but for rounding."""
    counts, A, rounding = [], np.asarray(X), 0
    hidden = len(net.W) - 1 if net.activation_name == "relu" else 0
    for W, b in zip(net.W[:hidden], net.b):
        Z = A @ W + b
        rounding = (rounding + ROUNDING * np.abs(A)) @ np.abs(W) + ROUNDING * np.abs(b)
        counts.append(np.count_nonzero(np.abs(Z) <= rounding))
        A = net.g(Z)
    return counts


def _entry_by_entry(slope, x, h):
    """slope(x, h e_k) for every unit vector e_k, in the shape of x."""
    result, step = np.empty(x.shape), np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step[index] = h
        result[index] = slope(x, step)
        step[index] = 0
    return result if x.ndim else float(result)


# ---- the door: notebooks print the measurements and the check as they stand above


def _measured(f, x, h):
    """f with its answers checked, x as an array, and h as a float."""
    function("f", f)

    def f_checked(x):
        return numbers("f(x)", f(x))

    return f_checked, real("x", x), positive_number("h", h)


def _real_step(f, x, *chosen):
    """Who chooses h may choose it too small, as notebook 1 does; the default must not be."""
    f_checked, x, h = _measured(f, x, *(chosen or (1e-5,)))
    if not chosen and (lost := (x + h == x) | (x - h == x)).any():
        raise ValueError(f"h is lost beside x: {x[lost][0]} + {h} is {x[lost][0]} again")
    return lambda x: real("f(x)", f_checked(x)), x, h


def _imaginary_step(f, x, h=1e-30):
    return _measured(f, x, h)


def _network_and_method(net, X, Y, gradient=None, method=complex_step):
    return instance("net", net, Network), X, Y, gradient, function("method", method)


central_difference = checked(_real_step)(central_difference)
complex_step = checked(_imaginary_step)(complex_step)
check = checked(_network_and_method)(check)
