"""The figures of side path 4a: walks on two maps, chords of two losses, a steepening sigmoid."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.activations import sigmoid
from helpers.plotting import BLUE, CLASS_MARKERS, GREY, VERMILLION, from_above

LEVELS = [0, 0.03, 0.1, 0.3, 0.5, 0.7, 1, 2, 4, 8]
WALKS = (VERMILLION, "white")


def two_maps(losses, walks, titles):
    """Two losses(w, b) from above, and in each the walks (steps, 2) that belong to it."""
    fig, axes = plt.subplots(1, 2, figsize=(8.4, 3.9), sharey=True)
    for ax, loss, paths, title in zip(axes, losses, walks, titles):
        filled = from_above(ax, loss, (-5, 12), (-17, 7), LEVELS, points=69)
        for path, colour, dash, marker in zip(paths, WALKS, ("-", "--"), CLASS_MARKERS):
            ax.plot(*path.T, color=colour, linestyle=dash, linewidth=1.6)
            ax.plot(*path[0], color=colour, marker=marker, markersize=6)
            ax.plot(*path[-1], color=colour, marker="*", markersize=13, markeredgecolor="black")
        ax.set(title=title, xlabel="weight w")
    axes[0].set_ylabel("bias b")
    fig.colorbar(filled, ax=axes, label="loss L")
    return fig


def chords(z, cross_entropy, squared, ends):
    """Both losses for a sold house, each with the chord between the two scores in `ends`.

    The gap halfway along the chord is drawn and written out; the two loss axes differ.
    """
    fig, axes = plt.subplots(1, 2, figsize=(7.6, 3.2))
    middle = sum(ends) / 2
    for ax, loss, color, style, title in (
        (axes[0], cross_entropy, BLUE, "-", "Cross-entropy"),
        (axes[1], squared, VERMILLION, "--", "Squared error"),
    ):
        heights = [loss(end) for end in ends]
        gap = [loss(middle), np.mean(heights)]
        ax.plot(z, loss(z), color=color, linestyle=style)
        ax.plot(ends, heights, color=GREY, linestyle="-", linewidth=1, marker="o", markersize=5)
        ax.plot([middle] * 2, gap, color="black", linestyle=":")
        ax.plot(middle, loss(middle), color=color, marker="s", markersize=6)
        below = gap[0] < gap[1]  # then there is room above the chord, else under it
        ax.annotate(
            f"gap {abs(gap[1] - gap[0]):.2f}",
            (middle, gap[1]),
            (4, 4) if below else (-4, -4),
            textcoords="offset points",
            ha="left" if below else "right",
            va="bottom" if below else "top",
        )
        ax.set(title=title, xlabel="score z", ylabel="cost of a sold house")
    return fig


def steeper(x, labels, places):
    """The answers of a neuron over its input, a frame for each {steps: (w, b)} of a walk."""
    fig, axes = plt.subplots(1, len(places), figsize=(8.4, 2.7), sharey=True)
    grid = np.linspace(x.min() - 0.5, x.max() + 0.5, 201)
    for ax, (steps, (w, b)) in zip(axes, places.items()):
        ax.plot(grid, sigmoid(w * grid + b), color=BLUE, linestyle="-")
        for label, color, marker in ((0, VERMILLION, "s"), (1, BLUE, "o")):
            here = x[labels == label]
            ax.plot(here, np.full(len(here), float(label)), marker, color=color, markersize=6)
        ax.set(title=f"{steps:,} steps", xlabel="discount", xticks=x)
    axes[0].set_ylabel("probability of a sale")
    return fig
