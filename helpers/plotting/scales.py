"""The figures of side path 8c: a bowl with the axes along its valley, and walks in this bowl as it
lies and turned.
"""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, VERMILLION

LEVELS = np.array([0.05, 0.4, 2, 8, 20])  # above the bottom
ENDS = (-0.9, 3.1), (-2.4, 2.9)  # to the right and up, one scale for both bowls


def turned_axes(loss, bottom, angle, point):
    """The bowl with the axes p and q, turned by `angle`, and the feet of `point` on them; and the
    two numbers p and q of the point.
    """
    fig, ax = plt.subplots(figsize=(4.4, 4.9))
    _contours(ax, loss, (-1.7, 3.1), (-2.4, 2.9), loss(bottom) + LEVELS)
    steep = np.array([np.cos(angle), np.sin(angle)])
    flat = np.array([-np.sin(angle), np.cos(angle)])
    for name, axis, ends, colour, style in (
        ("p, steep", steep, (-1.2, 2.2), BLUE, ":"),
        ("q, flat", flat, (-2.1, 2.7), VERMILLION, "--"),
    ):
        low, high = ends[0] * axis, ends[1] * axis
        ax.annotate("", high, low, arrowprops={"arrowstyle": "->", "color": colour, "lw": 1.4})
        ax.annotate(name, high, (5, 3), textcoords="offset points", color=colour)
        foot = (point @ axis) * axis
        ax.plot(*np.array([point, foot]).T, style, color=colour, linewidth=1.6)
    ax.plot(*bottom, "*", color="black", markersize=10)
    ax.plot(*point, "o", color="black", markersize=5)
    ax.annotate(f"({point[0]:g}, {point[1]:g})", point, (7, 2), textcoords="offset points")
    ax.set(xlabel="weight w", ylabel="bias b", aspect="equal")
    return fig, point @ steep, point @ flat


def turned_bowl(loss, bottom, R, walks):
    """A row for each {rule: two walks}, the first in the bowl as it lies, the second in the bowl
    that the matrix R has turned.
    """
    losses, bottoms = (loss, lambda point: loss(R.T @ point)), (bottom, R @ bottom)
    fig, axes = plt.subplots(len(walks), 2, figsize=(6.6, 4.1 * len(walks)), squeeze=False)
    looks = ((BLUE, "o", "-"), (VERMILLION, "s", "--"))
    for row, (name, pair), (colour, marker, style) in zip(axes, walks.items(), looks):
        for ax, height, lowest, path, where in zip(
            row, losses, bottoms, pair, ("as it lies", "turned")
        ):
            _contours(ax, height, *ENDS, height(lowest) + LEVELS)
            ax.plot(
                path[:, 0],
                path[:, 1],
                color=colour,
                marker=marker,
                linestyle=style,
                linewidth=1,
                markersize=3.5,
            )
            ax.plot(*lowest, "*", color="black", markersize=10)
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
