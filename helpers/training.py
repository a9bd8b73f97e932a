"""The training loop: shuffle, cut into batches, and update after each (notebook 9)."""

from dataclasses import dataclass

import numpy as np

from helpers.validation import check_size


@dataclass(eq=False)
class History:
    """What a training saw.

    loss (epochs,) or (epochs, M): the mean over an epoch's samples, each as its batch came up.
    interrupted: whether it was stopped from the keyboard.
    """

    loss: np.ndarray
    interrupted: bool = False


def minibatches(m, batch_size, rng):
    """The indices 0..m-1 in a new random order, cut into batches; the last may be smaller."""
    order = rng.permutation(m)
    return [order[start : start + batch_size] for start in range(0, m, batch_size)]


def train_epoch(net, X, Y, optimizer, batches):
    """The mean loss of the samples in one pass; X and Y come from `net.prepare`."""
    total = 0
    for batch in batches:
        loss, gradient = net.backpropagate(take_rows(X, batch), take_rows(Y, batch))
        optimizer.step(net.theta, gradient)
        total = total + loss * len(batch)
    return total / len(X)


def take_rows(array, batch):
    """array[batch], laid out in memory column by column, as `Network` does."""
    return array.T.take(batch, axis=1).T


def fit(net, X, Y, optimizer, epochs=100, batch_size=32, seed=0, callback=None):
    """Train `net` in place and return its History.

    X (m, n) and Y (m, K) are checked once, here. `optimizer` is one of `helpers.optimizers`, fresh
    unless you go on with an earlier training. `seed` decides the batches. `callback(epoch, loss)`,
    if given, is called after every epoch, counted from 1; `progress` makes one.

    An interrupt from the keyboard ends the training after the last whole update. Raises ValueError
    for bad arguments, and ArithmeticError, naming the epoch, when the loss is no longer finite.
    """
    if isinstance(optimizer, type):  # Python would miss an argument of its step
        raise TypeError(f"optimizer must be made first, as in Adam(0.01); got {optimizer!r}")
    X, Y = net.prepare(X, Y)
    epochs, batch_size = check_size("epochs", epochs), check_size("batch_size", batch_size)
    rng, history = np.random.default_rng(seed), History([])
    try:
        with np.errstate(over="ignore", invalid="ignore"):  # the error below says it better
            for epoch in range(1, epochs + 1):
                loss = train_epoch(net, X, Y, optimizer, minibatches(len(X), batch_size, rng))
                if not np.isfinite(loss).all():
                    hint = "try a smaller learning rate"
                    raise ArithmeticError(f"the loss is {loss} in epoch {epoch}; {hint}")
                history.loss.append(loss)
                if callback is not None:
                    callback(epoch, loss)
    except KeyboardInterrupt:
        history.interrupted = True
    history.loss = np.array(history.loss)
    return history


def progress(every=10):
    """A callback for `fit` that prints the mean loss after every so many epochs."""

    def report(epoch, loss):
        if epoch % every == 0:
            print(f"epoch {epoch:>4}: loss {np.mean(loss):.4f}")

    return report
