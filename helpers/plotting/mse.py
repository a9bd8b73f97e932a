"""The figures of notebook 2: pulls on a line, a column that becomes a row, and walks in a bowl."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from helpers.plotting import BLUE, GREY, VERMILLION, arrow, from_above

LIGHT, LESS_LIGHT = "#FBE3D5", "#F3CBB2"  # VERMILLION, thinned


def pulls(x, y, w, b, rise):
    """The line w x + b, and where it is when w rises; beside it, residual times input."""
    fig, (data, bars) = plt.subplots(1, 2, figsize=(8.2, 3.6), width_ratios=(5, 4))
    ends = np.array([0, x.max() + 0.4])
    data.plot(ends, w * ends + b, color=GREY, linestyle="-", label=f"w = {w:g}")
    data.plot(ends, (w + rise) * ends + b, color=BLUE, linestyle="--", label=f"w = {w + rise:g}")
    for number, x_i in enumerate(x):
        foot = w * x_i + b
        arrow(data, (x_i, foot), (x_i, foot + rise * x_i), arrowstyle="->", color=BLUE, lw=1.6)
        data.annotate(f"+{rise * x_i:g}", (x_i + 0.05, foot - 0.25), color=BLUE)
        data.annotate(f"house {number}", (x_i, y[number]), (8, -3), textcoords="offset points")
    data.plot(x, y, "o", color=VERMILLION)
    data.plot(0, b, marker="D", color=GREY)
    data.annotate("it turns here", (0, b), (4, -16), textcoords="offset points", color=GREY)
    data.set(title="The line when w rises", xlabel="size x (100 m²)")
    data.set(ylabel="price (100,000 francs)", xlim=(-0.1, x.max() + 0.8))
    data.set(ylim=(0, max(y.max(), (w + rise) * ends[1] + b) + 1))
    data.legend(loc="upper left", ncol=2)
    bars.barh(range(len(x)), (w * x + b - y) * x, color=BLUE, height=0.5)
    bars.axvline(0, color=GREY, linewidth=0.8)
    bars.set(
        title="Residual times input", xlabel="negative: w should rise\npositive: w should fall"
    )
    bars.set_yticks(range(len(x)), [f"house {number}" for number in range(len(x))])
    bars.invert_yaxis()
    return fig


WIDE = 1.35  # of a box, which is 1 high


def laid_down(X, r, k, features):
    """X beside the residuals r, column k hatched; and the same numbers as a row of X^T."""
    m, n = X.shape
    fig, (down, along) = plt.subplots(1, 2, figsize=(9.6, 3.3))
    houses, unnamed = [f"house {i}" for i in range(m)], [""] * m
    _grid(down, 0, X, "X", houses, features, columns={k})
    _grid(down, n + 0.6, r[:, None], "r", unnamed, [""], columns={0})
    right = WIDE * (n + 1.6) + 0.4
    for i, (a, b) in enumerate(zip(X[:, k], r)):
        factor = f"({_written(b)})" if b < 0 else _written(b)
        down.text(right, -i - 0.5, f"{_written(a)} · {factor} = {_written(a * b)}", va="center")
    down.plot([right, right + 3], [-m - 0.05] * 2, color=GREY, linewidth=0.8, linestyle="-")
    total = f"together: {_written(X[:, k] @ r)}"
    down.text(right, -m - 0.5, total, va="center", color=VERMILLION)
    down.set(title=f"Down column {k} of X, hand in hand with r", xlim=(-2, right + 3.4))
    _grid(along, 0, X.T, "Xᵀ", features, houses, rows={k})
    _grid(along, m + 0.4, r[:, None], "r", unnamed, [""], columns={0})
    along.text(WIDE * (m + 1.7), -m / 2, "=", ha="center", va="center", fontsize=14)
    _grid(along, m + 2, (X.T @ r)[:, None], "Xᵀr", [""] * n, [""], rows={k})
    along.set(title=f"Along row {k} of Xᵀ: a matrix product", xlim=(-2, WIDE * (m + 3.1)))
    for ax in (down, along):
        ax.set(ylim=(-m - 1, 1.5))
        ax.set_axis_off()
    return fig


def _written(number):
    return f"{number:g}".replace("-", "−")


def _grid(ax, column, table, name, rows_called, columns_called, rows=(), columns=()):
    """The numbers of `table` in boxes from a column on, some hatched, with names on two sides."""
    m, n = len(table), len(table[0])
    for (i, j), number in np.ndenumerate(table):
        chosen = i in rows or j in columns
        place = WIDE * (column + j), -i - 1
        look = {"facecolor": LIGHT, "hatch": "//"} if chosen else {"facecolor": "white"}
        ax.add_patch(Rectangle(place, WIDE, 1, edgecolor=LESS_LIGHT, linewidth=0, **look))
        middle, colour = WIDE * (column + j + 0.5), VERMILLION if chosen else "black"
        ax.text(middle, -i - 0.5, _written(number), ha="center", va="center", color=colour)
    edges = WIDE * (column + np.arange(n + 1))
    ax.hlines(range(-m, 1), edges[0], edges[-1], color=GREY, linewidth=1, capstyle="projecting")
    ax.vlines(edges, -m, 0, color=GREY, linewidth=1)
    style = dict(color=GREY, fontsize=9)
    for i, called in enumerate(rows_called):
        ax.text(WIDE * column - 0.15, -i - 0.5, called, ha="right", va="center", **style)
    for j, called in enumerate(columns_called):
        ax.text(WIDE * (column + j + 0.5), 0.15, called, ha="center", **style)
    ax.text(WIDE * (column + n / 2), 0.75, name, ha="center", fontsize=12)


LEVELS = [0, 0.1, 0.3, 0.7, 1.5, 3, 7, 15, 30, 100]


def _contours(ax, loss, w, b):
    """The bowl from above: a level of the loss, a colour."""
    ax.set(xlabel="weight w", ylabel="bias b", aspect="equal")
    return from_above(ax, loss, w, b, LEVELS)


def bowl(loss, gradient, path, bottom):
    """Contours of loss(w, b), arrows against gradient(w, b), and a descent's path (steps, 2)."""
    fig, ax = plt.subplots(figsize=(6.8, 4.2))
    filled = _contours(ax, loss, (-0.5, 2.5), (-1.3, 0.9))
    fig.colorbar(filled, label="loss L", shrink=0.85)
    w, b = np.meshgrid(np.linspace(-0.3, 2.2, 6), np.linspace(-1.1, 0.7, 5))
    near = np.hypot(w[..., None] + 0.08 - path[:, 0], b[..., None] - path[:, 1]).min(axis=-1) < 0.3
    w, b = w[~near], b[~near]  # no arrow hides the path
    slopes = np.array([gradient(*point) for point in zip(w, b)])
    down = -slopes / np.linalg.norm(slopes, axis=1, keepdims=True)
    ax.quiver(w, b, *down.T, color="white", angles="xy", scale=18, width=0.005)
    ax.plot(*path.T, color=VERMILLION, linestyle="-", marker="s", markersize=4, markevery=5)
    ax.plot(*bottom, color="white", marker="*", markersize=12)
    _start(ax, path)
    ends = (
        ("start", path[0], (-12, -17), "black"),
        (f"step {len(path) - 1}", path[-1], (-46, -10), "white"),
    )
    for text, point, aside, colour in ends:
        ax.annotate(text, point, aside, textcoords="offset points", color=colour)
    ax.set(title="The bowl from above, and the way down")
    return fig


def _start(ax, path):
    """A white circle where a path starts."""
    ax.plot(*path[0], color="white", marker="o", markersize=7, markeredgecolor=VERMILLION)


def walks(loss, paths, bottom):
    """A panel for each {title: path} in the same bowl. The first step and the last of the last
    path are numbered; a path may leave the picture.
    """
    fig, axes = plt.subplots(1, len(paths), figsize=(3.3 * len(paths), 2.8), sharey=True)
    for ax, (title, path) in zip(axes, paths.items()):
        filled = _contours(ax, loss, (-1.5, 3.9), (-1.9, 2.1))
        ax.plot(*path.T, color=VERMILLION, linestyle="-", marker="s", markersize=3.5)
        ax.plot(*bottom, color="white", marker="*", markersize=11)
        _start(ax, path)
        ax.set(title=title, xlim=(-1.5, 3.9), ylim=(-1.9, 2.1))
        ax.label_outer()
    style = dict(textcoords="offset points", color="black")
    axes[0].annotate("start", path[0], (-12, -16), **style)
    axes[-1].annotate("step 1", path[1], (-28, 6), **style)
    axes[-1].annotate(f"step {len(path) - 1}", path[-1], (2, -14), **style)
    fig.colorbar(filled, ax=axes, label="loss L", shrink=0.9)
    return fig
