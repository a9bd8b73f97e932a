"""The figures of side path 9a: learning curves, and accuracies over many splits."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, GREY, VERMILLION


def learning_curves(curves):
    """Losses after every epoch; curves[title] = (training part, test part)."""
    fig, axes = plt.subplots(1, len(curves), figsize=(7.6, 3.2), sharey=True)
    for ax, (title, (train, test)) in zip(axes, curves.items()):
        epochs = np.arange(1, len(train) + 1)
        for y, colour, style, name, offset in (
            (train, BLUE, "-", "training", (0, -13)),
            (test, VERMILLION, "--", "test", (0, 7)),
        ):
            ax.plot(epochs, y, color=colour, linestyle=style)
            at = (epochs[-1], y[-1])
            ax.annotate(name, at, offset, textcoords="offset points", color=colour, ha="right")
        ax.axhline(np.log(3), color=GREY, linewidth=0.8, linestyle=":")
        ax.set(title=title, xlabel="epoch", ylim=(-0.2, 1.4))
    axes[0].annotate("ln 3, a guess", (100, np.log(3)), (100, 1.13), color=GREY, ha="right")
    axes[0].set(ylabel="cross-entropy (nats)", yticks=np.arange(0, 1.5, 0.2))
    return fig


def strips(rows, out_of):
    """One row of dots for each entry of `rows`, name: accuracies; the bar marks the mean."""
    fig, ax = plt.subplots(figsize=(7.2, 4.2))
    for row, accuracies in enumerate(rows.values()):
        right, many = np.unique(np.rint(accuracies * out_of), return_counts=True)
        for x, count in zip(right, many):
            column, line = np.divmod(np.arange(count), 6)
            dx, dy = column - column.mean(), line - line.mean()
            ax.plot(x + 0.09 * dx, row + 0.12 * dy, "o", color=BLUE, markersize=3.4, linestyle="")
        mean = np.mean(accuracies) * out_of
        ax.vlines(mean, row - 0.45, row + 0.45, color=VERMILLION, linewidth=2)
    ax.set_yticks(range(len(rows)), rows)
    ax.set(title="One dot, one training; a bar marks the mean of forty")
    ax.set(xlabel=f"right answers among {out_of} test flowers", ylim=(len(rows) - 0.4, -0.6))
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return fig
