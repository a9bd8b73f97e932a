"""The figures of notebook 9: learning curves, decision regions, and accuracies over many splits."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, CLASS_COLOURS, CLASS_MARKERS, GREY, VERMILLION


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


def grid(train, steps=201):
    """A grid around two features of `train`: its two axes, and its points (steps^2, 2)."""
    axes = [np.linspace(x.min() - 0.4, x.max() + 0.4, steps) for x in train.X.T]
    return axes, np.column_stack([side.ravel() for side in np.meshgrid(*axes)])


def regions(axes, answers, parts, mistakes):
    """What the network answers on a grid, the flowers of `parts` (training, test), and rings.

    `mistakes` holds a mask for each part: the flowers to ring.
    """
    fig, ax = plt.subplots(figsize=(6.4, 4.4))
    answers, levels = answers.reshape(len(axes[1]), len(axes[0])), np.arange(4) - 0.5
    ax.contourf(*axes, answers, levels=levels, colors=CLASS_COLOURS, alpha=0.16)
    ax.contour(*axes, answers, levels=levels[1:-1], colors=GREY, linewidths=0.8, linestyles="-")
    for part, wrong, filled in zip(parts, mistakes, (False, True)):
        for k, (colour, marker) in enumerate(zip(CLASS_COLOURS, CLASS_MARKERS)):
            x, y = part.X[part.labels == k].T
            face = colour if filled else "none"
            ax.scatter(x, y, s=26, marker=marker, facecolors=face, edgecolors=colour)
        ring = {"facecolors": "none", "edgecolors": "black", "linewidths": 1.4}
        ax.scatter(*part.X[wrong].T, s=130, marker="o", **ring)
    for name, at, colour in zip(part.classes, ((2.2, 0.3), (2.3, 1.2), (5.1, 2.65)), CLASS_COLOURS):
        ax.text(*at, name, color=colour, weight="bold")
    key = "filled: test   hollow: training   ring: mistake"
    ax.text(0.99, 0.03, key, transform=ax.transAxes, color=GREY, ha="right")
    ax.set(title="What the network answers, and where it is wrong")
    ax.set(xlabel=f"{part.features[0]} (cm)", ylabel=f"{part.features[1]} (cm)")
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
