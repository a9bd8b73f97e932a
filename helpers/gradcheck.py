"""The referee for numbers: measure a slope, and compare a gradient with it (notebooks 1 and 7).

Both measurements need nothing but the loss, so they cannot repeat a mistake made in its derivative.
They cost one or two losses for each parameter, which is why nobody trains with them.
"""

from dataclasses import dataclass

import numpy as np

from helpers.validation import check_numbers, check_positive, check_real, check_shape

# Relative errors: up to the first a gradient is right, from the second on it is wrong.
RIGHT_UP_TO, WRONG_FROM = 1e-7, 1e-4
ROUNDING = 1e-14


def central_difference(f, x, h=1e-5):
    """(f(x + h) - f(x - h)) / 2h for every entry of x; the error is about h^2 f'''/6.

    x is a number or an array, and the result has its shape; f(x) is one number, or one for each row
    of x, which must not depend on other rows.
    """

    def slope(x, step):
        return (f(x + step) - f(x - step)) / (2 * h)

    return partial_derivatives(slope, x, h)


def complex_step(f, x, h=1e-30):
    """Im f(x + ih) / h for every entry of x: no subtraction, so no cancellation. Eq. (D1a.4).

    x and f(x) as in `central_difference`. f must be analytic in x: powers, exp, log, tanh,
    products; no abs, comparisons of real parts only, and no conjugate, which gives a wrong slope in
    silence. Squire and Trapp (1998). Raises ValueError if f throws the imaginary part away.
    """

    def slope(x, step):
        value = f(x + 1j * step)
        if not np.iscomplexobj(value):
            raise ValueError("f must keep a complex argument complex; it returned a real number")
        return np.imag(value) / h

    return partial_derivatives(slope, x, h)


def partial_derivatives(slope, x, h):
    """slope(x, h e_k) for every unit vector e_k, in the shape of x."""
    x, h = check_real("x", x), check_positive("h", h)
    lost = x + h == x
    if h >= 1e-5 and lost.any():  # where h is smaller, notebook 1 loses it on purpose
        raise ValueError(f"h is lost beside x: {x[lost][0]} + {h} is {x[lost][0]} again")
    result, step = np.empty(x.shape), np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step[index] = h
        result[index] = _of_one_row(check_real("f(x)", slope(x, step)), index, x)
        step[index] = 0
    return result if x.ndim else float(result)


def _of_one_row(slopes, index, x):
    """The one number in `slopes`; or, of one number a row, that of the row in which x moved."""
    if slopes.size == 1:
        return slopes.item()
    if slopes.shape != x.shape[:1]:
        expected = f"one number, or {len(x)}, one for each row of x" if x.ndim else "one number"
        raise ValueError(f"f(x) has shape {slopes.shape}; expected {expected}")
    if np.delete(slopes, index[0]).any():
        raise ValueError("f(x) has a number for each row of x, and one depends on another row")
    return slopes[index[0]]


def relative_error(a, b):
    """max |a - b| / max(|a|, |b|), the maxima over all entries, or 0 if all are 0. Eq. (D1a.7)."""
    a, b = check_numbers("a", a), check_numbers("b", b)
    if a.shape != b.shape:  # or broadcasting would compare each entry with many
        raise ValueError(f"a and b must have one shape; got {a.shape} and {b.shape}")
    difference, scale = np.abs(a - b).max(), max(np.abs(a).max(), np.abs(b).max())
    return float(difference / scale) if scale else 0.0


@dataclass(frozen=True)
class BlockError:
    """The relative error of one parameter block of a checked gradient, such as W1.

    kink  whether the block feeds a ReLU that is at its kink for some sample
    """

    name: str
    shape: tuple
    error: float
    kink: bool = False

    @property
    def verdict(self):
        """One of "right", "wrong", between them "look again", or, if it may excuse, "at a kink"."""
        if self.error <= RIGHT_UP_TO:
            return "right"
        if self.kink:
            return "at a kink"
        return "wrong" if self.error >= WRONG_FROM else "look again"

    def __str__(self):
        error = f"below {RIGHT_UP_TO:.0e}" if self.verdict == "right" else f"{self.error:.1e}"
        return f"{self.name:<4} {self.shape!s:<10} {error:<12} {self.verdict}"


@dataclass(frozen=True)
class Report:
    """A checked gradient; prints as a table, with a line for every layer at a kink.

    blocks  the errors of W1, b1, W2, ...
    kinks   how many entries of Z1, Z2, ... are at the kink of a hidden ReLU
    """

    blocks: tuple
    kinks: tuple

    @property
    def right(self):
        """Whether every block is right."""
        return all(block.verdict == "right" for block in self.blocks)

    def __str__(self):
        kinks = (
            f"Z{layer}: {count} at the kink of ReLU, where no slope can be judged"
            for layer, count in enumerate(self.kinks, 1)
            if count
        )
        return "\n".join([*map(str, self.blocks), *kinks])

    __repr__ = __str__


def check_gradient(net, X, Y, gradient=None, method=complex_step):
    """Compare dL/dtheta, block by block, with a measurement of `net.loss` by `method`. Eq. (7.1).

    `gradient`, shaped like net.theta, defaults to the network's own. Returns a Report. Of a stack
    of networks, the worst counts in every block.

    It sees an entry that is off by 1e-6 of its block's largest. In a block whose true gradient is
    0, both numbers are rounding. So differences of less than 1e-14 times the largest measured slope
    of all blocks count as 0.

    Where a ReLU's input is 0, but for rounding, there is no derivative, and backpropagation and
    `method` may choose different slopes. Blocks that feed it and differ are "at a kink": move theta
    a little, and check again. (A central difference errs up to h away from a kink, too. Eq. (7.4).)
    """
    if gradient is None:
        gradient = net.loss_and_gradient(X, Y)[1]
    gradient = check_real("gradient", gradient)
    check_shape("gradient", gradient, net.theta.shape, "theta")
    measured = method(lambda theta: net.loss(X, Y, theta=theta), net.theta)
    rounding = ROUNDING * np.abs(measured).max(axis=-1, keepdims=True)
    close = np.abs(gradient - measured) <= rounding
    ours, theirs = net.unflatten(np.where(close, measured, gradient)), net.unflatten(measured)
    kinks, blocks = count_kinks(net, X), []
    for l in range(len(net.W)):
        for kind, a, b in zip("Wb", ours, theirs):
            error = _worst(a[l], b[l])
            blocks.append(BlockError(f"{kind}{l + 1}", a[l].shape, error, any(kinks[l:])))
    return Report(tuple(blocks), kinks)


def _worst(a, b):
    """The largest relative error of (n, H), or of all M matrices in (M, n, H)."""
    return max(relative_error(a[at], b[at]) for at in np.ndindex(a.shape[:-2]))


def count_kinks(net, X):
    """For each hidden layer of ReLUs: how many entries of its Z are 0, but for rounding."""
    counts, A, rounding = [], np.asarray(X), 0  # rounding: how far A may be off, then Z
    hidden = len(net.W) - 1 if net.activation_name == "relu" else 0
    for W, b in zip(net.W[:hidden], net.b):
        Z = A @ W + b
        rounding = (rounding + ROUNDING * np.abs(A)) @ np.abs(W) + ROUNDING * np.abs(b)
        counts.append(np.count_nonzero(np.abs(Z) <= rounding))
        A = net.g(Z)
    return tuple(counts)
