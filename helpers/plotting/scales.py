"""The figure of side path 8c: walks in a bowl as it lies, and in the same bowl turned."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, VERMILLION

LEVELS = np.array([0.05, 0.4, 2, 8, 20])  # above the bottom
ENDS = (-0.9, 3.1), (-2.4, 2.9)  # to the right and up, one scale for both bowls


def turned_bowl(losses, bottoms, walks):
    """A row for each {rule: two walks}, the first walk in losses[0] and the second in losses[1]."""
    fig, axes = plt.subplots(len(walks), 2, figsize=(6.6, 4.1 * len(walks)), squeeze=False)
    looks = ((BLUE, "o", "-"), (VERMILLION, "s", "--"))
    for row, (name, pair), (colour, marker, style) in zip(axes, walks.items(), looks):
        for ax, loss, bottom, path, where in zip(
            row, losses, bottoms, pair, ("as it lies", "turned")
        ):
            _contours(ax, loss, *ENDS, loss(bottom) + LEVELS)
            ax.plot(
                path[:, 0],
                path[:, 1],
                color=colour,
                marker=marker,
                linestyle=style,
                linewidth=1,
                markersize=3.5,
            )
            ax.plot(*bottom, "*", color="black", markersize=10)
            ax.annotate("start", path[0], (-8, -3), textcoords="offset points", ha="right")
            ax.set(title=f"{name}, the bowl {where}", aspect="equal")
        row[0].set(xlabel="weight w", ylabel="bias b")
        row[1].set(xlabel="steep direction p", ylabel="flat direction q")
    return fig


def _contours(ax, loss, across, up, levels):
    x, y = np.meshgrid(np.linspace(*across, 81), np.linspace(*up, 81))
    heights = np.array([loss(np.array(pair)) for pair in zip(x.flat, y.flat)])
    ax.contour(x, y, heights.reshape(x.shape), levels, colors="#A8A8A8", linewidths=0.7)
    ax.set(xlim=across, ylim=up)
