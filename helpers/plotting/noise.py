"""The figures of side path 8b: a calm walk and a hasty one, and the steps of three pairs."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, CLASS_COLOURS, GREY, VERMILLION, arrow

REACH = np.array([-0.25, 0.25])  # of the window, about the bottom
LEVELS = np.array([0.05, 0.4, 2, 8, 20])  # above the bottom


def two_walks(loss, walks, bottom):
    """A panel for each of two {title: path} of w and b, on the lines of equal loss; a window in it
    enlarges the second half of the walk.
    """
    fig, axes = plt.subplots(1, 2, figsize=(7.6, 3.6), sharex=True, sharey=True)
    for ax, (title, path), colour in zip(axes, walks.items(), (BLUE, VERMILLION)):
        _contours(ax, loss, (-0.6, 2.9), (-2.7, 2.6), loss(bottom) + LEVELS)
        ax.plot(
            path[:, 0], path[:, 1], "o-", color=colour, linewidth=0.5, markersize=2, label="walk"
        )
        ax.plot(*bottom, "*", color="black", markersize=10, label="bottom")
        ax.annotate("start", path[0], (-6, -3), textcoords="offset points", ha="right")
        ax.set(title=title, xlabel="weight w")
        ax.legend(loc="upper right", fontsize=9)
        window = ax.inset_axes((0.05, 0.05, 0.4, 0.36))
        late = path[len(path) // 2 :]
        window.plot(late[:, 0], late[:, 1], "o", color=colour, markersize=1.5)
        window.plot(*bottom, "*", color="black", markersize=7)
        window.set(xlim=bottom[0] + REACH, ylim=bottom[1] + REACH, xticks=[], yticks=[])
        window.spines[:].set_visible(True)
        window.set_title("second half, enlarged", fontsize=9)
    axes[0].set_ylabel("bias b")
    return fig


def pair_steps(loss, start, steps):
    """From `start` an arrow for each {name: step}; the last one is drawn in black and
    thin, so that one that lies under it is seen.
    """
    fig, ax = plt.subplots(figsize=(6.6, 3.1))
    levels = np.linspace(0.4, 6, 29)
    _contours(ax, loss, (-0.15, 0.48), (1.86, 2.16), levels)
    ax.plot(*start, "o", color=GREY, markersize=5)
    colours = (*CLASS_COLOURS[: len(steps) - 1], "black")
    asides = ((-8, -14), (6, -12), (6, 0), (-14, -16))
    for (name, step), colour, aside in zip(steps.items(), colours, asides):
        head = start + step
        wide = 1.3 if colour == "black" else 3
        arrow(ax, start, head, arrowstyle="->", color=colour, linewidth=wide)
        ax.annotate(name, head, aside, textcoords="offset points", color=colour)
    ax.set(xlabel="weight w", ylabel="bias b", xlim=(-0.15, 0.48), ylim=(1.86, 2.16))
    return fig


def _contours(ax, loss, across, up, levels):
    w, b = np.meshgrid(np.linspace(*across, 71), np.linspace(*up, 71))
    heights = np.array([loss(np.array(pair)) for pair in zip(w.flat, b.flat)])
    ax.contour(w, b, heights.reshape(w.shape), levels, colors="#A8A8A8", linewidths=0.7)
    ax.set(xlim=across, ylim=up)
