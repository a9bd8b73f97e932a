"""The figures of side path 2a: walks in two valleys, cuts through a bowl, and a way down."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import CLASS_MARKERS, VERMILLION, from_above

LEVELS = [0, 0.2, 0.5, 1, 2, 5, 10, 20, 40, 100]
WALKS = (VERMILLION, "white", "#F0A6D8")
END = "#F0E442"  # the yellow of Okabe and Ito
DASHES = ("-", "--", ":")  # where two walks go the same way, both are seen


def two_valleys(left, right, left_paths, right_paths):
    """Two losses from above, left(w, b) and right(w_0, w_1), and walks (steps, 2) in each."""
    fig, axes = plt.subplots(1, 2, figsize=(8.4, 3.9))
    frames = (
        (left, left_paths, (-1, 4), (-3.2, 3.2), "size and bias", "weight w", "bias b"),
        (right, right_paths, (-1, 3), (-2.2, 2.2), "one size, twice", "weight w₀", "weight w₁"),
    )
    for ax, (loss, paths, across, up, title, x, y) in zip(axes, frames):
        filled = from_above(ax, loss, across, up, LEVELS)
        for path, colour, dash, marker in zip(paths, WALKS, DASHES, CLASS_MARKERS):
            ax.plot(*path.T, color=colour, linestyle=dash, linewidth=1.6)
            ax.plot(*path[0], color=colour, marker=marker, markersize=6)
            ax.plot(*path[-1], color=END, marker="*", markersize=13, markeredgecolor="black")
        ax.set(title=title, xlabel=x, ylabel=y)
    fig.colorbar(filled, ax=axes, label="loss L")
    return fig


def cuts(loss, bottom, directions):
    """Above, loss(w, b) with a straight walk through `bottom` in each direction; below, the loss
    on that walk over the distance from the bottom.
    """
    fig, axes = plt.subplots(2, len(directions), figsize=(8.4, 6.2), sharey="row")
    distance = np.linspace(-2.2, 2.2, 81)
    for (above, below), direction in zip(axes.T, directions):
        walk = bottom + distance[:, None] * np.array(direction) / np.linalg.norm(direction)
        from_above(above, loss, (-1, 4), (-3.5, 2.2), LEVELS)
        above.plot(*walk.T, color=VERMILLION, linestyle="-")
        above.plot(*bottom, color="white", marker="*", markersize=10)
        above.set(title=f"direction {direction}", xlabel="weight w", aspect="equal")
        above.set(xlim=(-1, 4), ylim=(-3.5, 2.2))
        below.plot(distance, [loss(*place) for place in walk], color=VERMILLION, linestyle="-")
        below.set(xlabel="distance from the bottom", ylim=(0, 12))
    axes[0, 0].set_ylabel("bias b")
    axes[1, 0].set_ylabel("loss on the walk")
    return fig


def bowl(loss, gradient, path, bottom):
    """Contours of loss(w, b), arrows against gradient(w, b), and a descent's path (steps, 2)."""
    fig, ax = plt.subplots(figsize=(5.6, 5.0))
    filled = from_above(ax, loss, (-1, 4), (-3.5, 3.2), LEVELS)
    fig.colorbar(filled, label="loss L")
    w, b = np.meshgrid(np.linspace(-0.6, 3.6, 6), np.linspace(-3.1, 1.9, 6))
    slopes = np.array([gradient(*point) for point in zip(w.flat, b.flat)])
    down = -slopes / np.linalg.norm(slopes, axis=1, keepdims=True)
    ax.quiver(w, b, *down.T, color="white", angles="xy", scale=16, width=0.006)
    ax.plot(*path.T, color=VERMILLION, linestyle="-", marker="s", markersize=4, markevery=6)
    ax.plot(*bottom, color="white", marker="*", markersize=12)
    ends = (("start", path[0], (6, -14)), (f"step {len(path) - 1}", path[-1], (7, 0)))
    for text, point, aside in ends:  # where the bowl is dark
        ax.annotate(text, point, aside, textcoords="offset points", color="white")
    ax.set(title="The bowl, and the way down", xlabel="weight w", ylabel="bias b", aspect="equal")
    return fig
