"""The training loop: shuffle, cut into batches, and update after each (notebook 9)."""

from dataclasses import dataclass

import numpy as np

from helpers.validation import size


@dataclass
class History:
    """What a training saw.

    loss (epochs,) or (epochs, M): the mean over an epoch's samples, each before its update.
    """

    loss: np.ndarray


def minibatches(m, batch_size, rng):
    """The indices 0..m-1 in a new random order, cut into batches; the last may be smaller."""
    order = rng.permutation(m)
    return [order[start : start + batch_size] for start in range(0, m, batch_size)]


def fit(net, X, Y, optimizer, epochs=100, batch_size=32, seed=0, callback=None):
    """Train `net` in place and return its History.

    X (m, n) and Y (m, K) are checked once, here. `optimizer` is one of `helpers.optimizers`, fresh
    unless you go on with an earlier training. `seed` decides the batches. `callback(epoch, loss)`,
    if given, is called after every epoch, counted from 1.

    Raises ValueError for bad arguments, and ArithmeticError, naming the epoch, when the loss is no
    longer a number.
    """
    X, Y = net.check(X, Y)
    epochs, batch_size = size("epochs", epochs), size("batch_size", batch_size)
    rng, losses = np.random.default_rng(size("seed", seed, least=0)), []
    for epoch in range(1, epochs + 1):
        losses.append(_epoch(net, X, Y, optimizer, minibatches(len(X), batch_size, rng)))
        if not np.isfinite(losses[-1]).all():
            raise ArithmeticError(
                f"the loss is {losses[-1]} in epoch {epoch}; try a smaller learning rate"
            )
        if callback is not None:
            callback(epoch, losses[-1])
    return History(np.array(losses))


def _epoch(net, X, Y, optimizer, batches):
    """One pass over the data; returns the mean loss of its samples."""
    total = 0
    for batch in batches:
        loss, gradient = net.backpropagate(X[batch], Y[batch])
        optimizer.step(net.theta, gradient)
        total = total + loss * len(batch)
    return total / len(X)
