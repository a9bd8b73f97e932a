"""The figures of side path 4a: walks on two maps, a steepening sigmoid."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.activations import sigmoid
from helpers.plotting import BLUE, CLASS_MARKERS, VERMILLION, from_above

LEVELS = [0, 0.03, 0.1, 0.3, 0.55, 0.7, 1, 2, 4, 8]
WALKS = (VERMILLION, "white")


def two_maps(losses, walks, titles, ends):
    """Two losses(w, b) from above, and in each the walks (steps, 2) that belong to it; `ends` holds
    the marker at the end of a walk for each map.
    """
    fig, axes = plt.subplots(1, 2, figsize=(8.4, 3.9), sharey=True)
    for ax, loss, paths, title, end in zip(axes, losses, walks, titles, ends):
        filled = from_above(ax, loss, (-5, 12), (-17, 7), LEVELS, points=69)
        for path, colour, dash, marker in zip(paths, WALKS, ("-", "--"), CLASS_MARKERS):
            ax.plot(*path.T, color=colour, linestyle=dash, linewidth=1.6)
            ax.plot(*path[0], color=colour, marker=marker, markersize=6)
            size = 8 if end == "*" else 6
            ax.plot(*path[-1], color=colour, marker=end, markersize=size, markeredgecolor="black")
        ax.set(title=title, xlabel="weight w")
    axes[0].set_ylabel("bias b")
    fig.colorbar(filled, ax=axes, label="loss L")
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
    for label, name, above in ((0, "unsold", 6), (1, "sold", -18)):
        place = (np.mean(x[labels == label]), label)
        axes[0].annotate(name, place, (0, above), textcoords="offset points", ha="center")
    axes[0].set_ylabel("probability of a sale")
    return fig
