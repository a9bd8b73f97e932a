"""The figures of side path 6a: a network of two houses with its numbers, and rows of stand-ins."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, GREEN, GREY, INKS, VERMILLION, arrow

_HEIGHTS = (1.0, -1.0)


def pencil(X, W1, b1, Z1, A1, W2, b2, Z2, P, dZ2):
    """The two houses side by side, each with its network of two inputs, neurons and scores.

    Every line carries its weight; beside the scores stand probability and slope.
    """
    fig, axes = plt.subplots(1, 2, figsize=(9.2, 3.6))
    for house, ax in enumerate(axes):
        for left, table in enumerate((W1, W2)):
            for start in range(2):
                for end in range(2):
                    _line(ax, left, start, end, table[start, end])
        for place in range(2):
            y = _HEIGHTS[place]
            _neuron(ax, 0, y, f"{X[house, place]:g}", BLUE, "s")
            _neuron(ax, 1, y, f"{A1[house, place]:g}", VERMILLION, "o")
            _neuron(ax, 2, y, f"{Z2[house, place]:g}", GREEN, "H")
            _beside(ax, 0, y, f"input {place}")
            _beside(ax, 1, y, f"sum {Z1[house, place]:g} (bias {b1[0, place]:g} in it)")
            _beside(ax, 2, y, f"bias {b2[0, place]:g}")
            told = f"p = {P[house, place]:g}\nslope {dZ2[house, place]:g}"
            ax.text(2.24, y, told, color=INKS[VERMILLION], ha="left", va="center", fontsize=9)
        ax.set(title=f"house {house}", xlim=(-0.3, 2.95), ylim=(-1.5, 1.5))
        ax.axis("off")
    return fig


def _line(ax, left, start, end, weight):
    """From neuron `start` to neuron `end`, with its weight near the start of the line."""
    tail, head = _HEIGHTS[start], _HEIGHTS[end]
    ax.plot([left, left + 1], [tail, head], color=GREY, linestyle="-", linewidth=0.9, zorder=1)
    along = 0.5 if start == end else 0.3
    where = (left + along, tail + along * (head - tail))
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
    ax.text(*where, f"{weight:g}", ha="center", va="center", fontsize=9, bbox=box, zorder=2)


def _neuron(ax, x, y, text, colour, marker):
    ax.scatter(x, y, s=520, marker=marker, color="white", edgecolors=colour, zorder=3)
    ax.text(x, y, text, ha="center", va="center", fontsize=10, zorder=4)


def _beside(ax, x, y, text):
    """Above the upper neurons, below the lower ones, where no line runs."""
    place = "bottom" if y > 0 else "top"
    y += 0.22 if y > 0 else -0.22
    ax.text(x, y, text, color=INKS[GREY], ha="center", va=place, fontsize=9)


def zoom(loss, stand_in, W1):
    """The loss, and the stand-in lifted to meet it, as W1[0, 0] moves, from three distances."""
    fig, axes = plt.subplots(1, 3, figsize=(8.2, 3.0))
    one_weight, middle = np.zeros_like(W1), W1[0, 0]
    one_weight[0, 0] = 1.0
    lift = loss(W1) - stand_in(W1)
    for ax, reach in zip(axes, [0.5, 0.1, 0.02]):
        moves = np.linspace(-reach, reach, 61)
        tables = [W1 + move * one_weight for move in moves]
        ax.plot(middle + moves, [loss(table) for table in tables], label="loss")
        lifted = [lift + stand_in(table) for table in tables]
        ax.plot(middle + moves, lifted, "--", label="stand-in, lifted")
        ax.plot(middle, loss(W1), "ko")
        title = f"from {middle - reach:g} to {middle + reach:g}"
        ax.set(xlabel="weight W1[0, 0]", title=title)
    axes[0].legend()
    return fig


def standing_in(depth):
    """Rows of boxes: the whole network, then with all behind Z_depth, ..., Z_1 replaced."""
    fig, axes = plt.subplots(depth + 1, 1, figsize=(8.4, 0.95 * (depth + 1)))
    for row, (ax, last) in enumerate(zip(axes, [None, *range(depth, 0, -1)]), 1):
        ax.text(-1.0, 0, f"row {row}", ha="center", va="center", fontsize=10, color=INKS[GREY])
        _box(ax, 0, "$X$", GREY)
        for layer in range(1, (last or depth) + 1):
            _box(ax, 2 * layer - 1, f"$W_{layer},\\ b_{layer}$", BLUE)
            _box(ax, 2 * layer, f"$Z_{layer}$", GREY)
            _step(ax, 2 * layer - 2, "$g$" if layer > 1 else "")
            _step(ax, 2 * layer - 1, "")
        if last is None:
            _step(ax, 2 * depth, "")
            _box(ax, 2 * depth + 1, "loss", GREEN)
        else:
            _step(ax, 2 * last, "")
            _box(ax, 2 * last + 1.15, f"$\\sum D_{last}\\,Z_{last}$", VERMILLION)
        ax.set(xlim=(-1.4, 2 * depth + 1.6), ylim=(-0.5, 0.6))
        ax.axis("off")
    return fig


def _box(ax, x, text, colour):
    style = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": colour}
    ax.text(x, 0, text, ha="center", va="center", fontsize=11, bbox=style)


def _step(ax, x, label):
    arrow(ax, (x + 0.36, 0), (x + 0.66, 0), color=GREY, arrowstyle="->", lw=1.2)
    ax.text(x + 0.5, 0.16, label, ha="center", va="bottom", fontsize=10, color=INKS[GREY])
