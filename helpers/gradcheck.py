"""The referee for numbers: measure a slope, and compare a gradient with it (notebooks 1 and 7).

Both measurements need nothing but the loss, so they cannot repeat a mistake made in its derivative.
They cost one or two losses for each parameter, which is why nobody trains with them.
"""

from dataclasses import dataclass

import numpy as np

from helpers.validation import numbers, positive, real

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


def relative_error(a, b):
    """max |a - b| / max(|a|, |b|), the maxima over all entries, or 0 if all are 0. Eq. (1.12)."""
    a, b = numbers("a", a), numbers("b", b)
    if a.shape != b.shape:
        raise ValueError(f"a and b must have one shape; got {a.shape} and {b.shape}")
    difference, scale = np.abs(a - b).max(), max(np.abs(a).max(), np.abs(b).max())
    return float(difference / scale) if scale else 0.0


@dataclass(frozen=True)
class Block:
    """One parameter block of a checked gradient, such as W1."""

    name: str
    shape: tuple
    error: float

    @property
    def verdict(self):
        """One of "right", "wrong" and, between them, "look again"."""
        return "right" if self.error <= RIGHT else "wrong" if self.error >= WRONG else "look again"

    def __str__(self):
        error = f"below {RIGHT:.0e}" if self.error <= RIGHT else f"{self.error:.1e}"
        return f"{self.name:<4} {self.shape!s:<10} {error:<12} {self.verdict}"


class Report(tuple):
    """The blocks of a checked gradient; prints as a table."""

    @property
    def right(self):
        """Whether every block is right."""
        return all(block.verdict == "right" for block in self)

    def __str__(self):
        return "\n".join(map(str, self))

    __repr__ = __str__


def check(net, X, Y, gradient=None, method=complex_step):
    """Compare dL/dtheta, block by block, with a measurement of `net.loss` by `method`. Eq. (7.1).

    In a block whose true gradient is 0, both numbers are rounding. So differences of less than
    1e-14 times the largest measured slope of all blocks count as 0.
    `gradient`, shaped like net.theta, defaults to the network's own. Returns a Report.
    """
    if gradient is None:
        gradient = net.loss_and_gradient(X, Y)[1]
    gradient = real("gradient", gradient)
    if gradient.shape != net.theta.shape:
        expected = f"{net.theta.shape}, that of theta"
        raise ValueError(f"gradient has shape {gradient.shape}; expected {expected}")
    measured = method(lambda theta: net.loss(X, Y, theta=theta), net.theta)
    close = np.abs(gradient - measured) <= ROUNDING * np.abs(measured).max()
    ours, theirs = net.views(np.where(close, measured, gradient)), net.views(measured)
    return Report(
        Block(f"{kind}{layer + 1}", a[layer].shape, relative_error(a[layer], b[layer]))
        for layer in range(len(net.W))
        for kind, a, b in zip("Wb", ours, theirs)
    )


def _entry_by_entry(slope, x, h):
    """slope(x, h e_k) for every unit vector e_k, in the shape of x."""
    if np.ndim(h):
        raise ValueError(f"h must be a number; got {h!r}")
    positive("h", h)
    x = real("x", x)
    result, step = np.empty(x.shape), np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step[index] = h
        result[index] = slope(x, step)
        step[index] = 0
    return result if x.ndim else float(result)
