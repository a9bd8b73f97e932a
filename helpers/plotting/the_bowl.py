"""The figures of side path 2a: walks in two valleys, pulls, cuts through a bowl, and a way down."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, CLASS_MARKERS, GREY, VERMILLION, from_above

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


def pulls(x, y, w, b):
    """The samples with the line w x + b and their residuals; beside it, residual times input."""
    fig, (data, bars) = plt.subplots(1, 2, figsize=(7.6, 3.3))
    ends = np.array([0, x.max() + 0.5])
    data.plot(ends, w * ends + b, color=GREY, linestyle="-")
    data.vlines(x, w * x + b, y, color=VERMILLION, linestyle="--")
    data.plot(x, y, "o", color=BLUE)
    for number, (x_i, y_i) in enumerate(zip(x, y)):
        data.annotate(f"house {number}", (x_i, y_i), (-12, 6), textcoords="offset points")
    data.annotate("prediction", (0, b), (2, 6), textcoords="offset points")
    data.set(title="Residuals", xlabel="size x (100 m²)", ylabel="price y (100,000 francs)")
    data.set(ylim=(-0.3, y.max() + 0.8))
    bars.barh(range(len(x)), (w * x + b - y) * x, color=BLUE, height=0.5)
    bars.axvline(0, color=GREY, linewidth=0.8)
    bars.set(title="Residual times input", xlabel="negative: w should rise")
    bars.set_yticks(range(len(x)), [f"house {number}" for number in range(len(x))])
    bars.invert_yaxis()
    return fig


def cuts(loss, bottom, directions):
    """Above, loss(w, b) with a straight walk through `bottom` in each direction; below, the loss
    on that walk.
    """
    fig, axes = plt.subplots(2, len(directions), figsize=(8.4, 5.2), sharey="row")
    t = np.linspace(-1.6, 1.6, 81)
    for (above, below), direction in zip(axes.T, directions):
        walk = bottom + t[:, None] * np.array(direction)
        from_above(above, loss, (-1, 4), (-4, 2.7), LEVELS)
        above.plot(*walk.T, color=VERMILLION, linestyle="-")
        above.plot(*bottom, color="white", marker="*", markersize=10)
        above.set(title=f"v = {direction}", xlim=(-1, 4), ylim=(-4, 2.7), xlabel="weight w")
        below.plot(t, [loss(*place) for place in walk], color=VERMILLION, linestyle="-")
        below.set(xlabel="t", ylim=(0, 12))
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
