"""The figures of notebook 6: a network, and the shapes of its values and of their gradients."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, GREEN, GREY, VERMILLION, arrow

GAP = 3.9  # between two arrays of the diagram; an entry is 1 wide and 1 high
_ARROW = {"arrowstyle": "->", "lw": 1.2}


def network(sizes):
    """Neurons as circles, weights as lines; the lines into the first hidden neuron stand out."""
    fig, ax = plt.subplots(figsize=(7.2, 3.8))
    heights = [np.linspace(1, -1, n) * (n - 1) / 2 for n in sizes]
    for layer, (lower, upper) in enumerate(pairwise(heights)):
        one = lower.min() - 0.8  # a bias is the weight of an input that is always 1
        for h, y in enumerate(upper):
            chosen = layer == 0 and h == 0
            style = {"color": VERMILLION if chosen else GREY, "lw": 2.2 if chosen else 0.8}
            for x_from in lower:
                ax.plot([layer, layer + 1], [x_from, y], linestyle="-", zorder=1, **style)
            ax.plot([layer, layer + 1], [one, y], linestyle=":", zorder=1, **style)
        ax.plot(layer, one, "s", color="white", mec=GREY, ms=13)
        ax.annotate("1", (layer, one), ha="center", va="center", fontsize=8)
    for layer, ys in enumerate(heights):
        fill = (BLUE, VERMILLION, GREEN)[min(layer, 2)]
        ax.scatter(np.full(len(ys), layer), ys, s=330, color="white", edgecolors=fill, zorder=2)
        _name_neurons(ax, layer, ys, "xaz"[min(layer, 2)])
    _name_layers(ax, sizes)
    ax.set(title="A network with one hidden layer", xlim=(-0.4, 2.4), ylim=(-3.5, 1.8))
    ax.axis("off")
    return fig


def _name_neurons(ax, layer, ys, letter):
    for number, y in enumerate(ys):
        ax.annotate(f"${letter}_{number}$", (layer, y), ha="center", va="center", zorder=3)


def _name_layers(ax, sizes):
    n, h, k = sizes
    below = {
        0: f"inputs\nX (m, {n})",
        0.5: f"W1 ({n}, {h})\nb1 (1, {h})",
        1: f"hidden neurons\nZ1, A1 (m, {h})",
        1.5: f"W2 ({h}, {k})\nb2 (1, {k})",
        2: f"scores\nZ2 (m, {k})",
    }
    for x, text in below.items():
        ax.annotate(text, (x, -2.75), ha="center", va="top")


def shapes(values, gradients):
    """Every array as a grid of its entries, above; its gradient below, and what it is made from.

    values maps X, W1, b1, Z1, A1, W2, b2, Z2 and L to arrays; gradients maps all but X to arrays of
    the same shapes.
    """
    fig, ax = plt.subplots(figsize=(8.6, 4.7))
    columns = (("X",), ("W1", "b1"), ("Z1",), ("A1",), ("W2", "b2"), ("Z2",), ("L",))
    x, centre, right = 0.0, {}, {}
    for names in columns:
        for top, arrays, prefix in ((0.0, values, ""), (-10.5, gradients, "d")):
            for name in names:
                if name in arrays:
                    plus = "+ " if prefix + name in ("b1", "b2") else ""
                    _grid(ax, arrays[name], x, top, plus + prefix + name)
                    top -= len(arrays[name]) + 1.5
        width = np.shape(values[names[0]])[1]
        centre[names[0]], right[names[0]] = x + width / 2, x + width
        x += width + GAP
    _forward_arrows(ax, right)
    _backward_arrows(ax, centre, right)
    ax.set(title="Values go forward, gradients come back", aspect="equal")
    ax.set(xlim=(-0.5, x - GAP + 1), ylim=(-20.8, 1.6))
    ax.axis("off")
    return fig


def _grid(ax, array, left, top, name):
    """An array as coloured cells, |entry| relative to the largest; exact zeros are crossed."""
    size = np.abs(array) / max(np.abs(array).max(), 1e-300)
    rows, columns = array.shape
    edges = left + np.arange(columns + 1), top - np.arange(rows + 1)
    ax.pcolormesh(*edges, size, cmap="cividis", vmin=0, vmax=1, edgecolors="white", linewidth=0.6)
    for i, j in np.argwhere(array == 0):
        ax.plot(left + j + 0.5, top - i - 0.5, "x", color="white", markersize=3, mew=0.9)
    ax.annotate(name, (left + columns / 2, top + 0.2), ha="center", va="bottom", fontsize=10)


def _forward_arrows(ax, right):
    joins = {"X": "@", "W1": "", "Z1": "g", "A1": "@", "W2": "", "Z2": "loss"}
    for name, label in joins.items():
        start = right[name] + 0.35
        if label == "@":
            ax.annotate("@", (right[name] + GAP / 2, -2.5), ha="center", va="center", color=BLUE)
        else:
            arrow(ax, (start, -2.5), (start + GAP - 0.7, -2.5), color=BLUE, **_ARROW)
            ax.annotate(label, (right[name] + GAP / 2, -2.2), ha="center", color=BLUE, fontsize=10)


def _backward_arrows(ax, centre, right):
    y = -13.0
    for name, label in {"Z2": "(P - Y)/m", "W2": "A1ᵀ @", "Z1": "* g'(Z1)", "W1": "Xᵀ @"}.items():
        start, middle = right[name] + GAP - 0.35, right[name] + GAP / 2
        arrow(ax, (start, y), (start - GAP + 0.7, y), color=VERMILLION, **_ARROW)
        ax.annotate(label, (middle, y + 0.3), ha="center", color=VERMILLION, fontsize=10)
    for name, y in (("W1", -17.3), ("W2", -16.3)):
        text = f"column sums\nof dZ{name[1]}"
        ax.annotate(text, (centre[name], y), ha="center", va="top", color=GREY, fontsize=10)
    below = {"color": VERMILLION, **_ARROW, "connectionstyle": "arc3,rad=-0.45"}
    arrow(ax, (centre["Z2"], -15.8), (centre["A1"], -15.8), **below)
    middle = (centre["Z2"] + centre["A1"]) / 2
    ax.annotate("@ W2ᵀ", (middle, -19.3), ha="center", va="top", color=VERMILLION, fontsize=10)
