"""The figures of notebook 2: pulls on a line, a column that becomes a row, and walks in a bowl."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import BoundaryNorm
from matplotlib.patches import Rectangle

from helpers.plotting import BLUE, GREY, VERMILLION, arrow

LIGHT = "#FBE3D5"  # VERMILLION, thinned


def pulls(x, y, w, b, rise):
    """The line w x + b, and where it is when w rises; beside it, residual times input."""
    fig, (data, bars) = plt.subplots(1, 2, figsize=(8.2, 3.5), width_ratios=(5, 4))
    ends = np.array([0, x.max() + 0.4])
    data.plot(ends, w * ends + b, color=GREY, linestyle="-", label=f"w = {w:g}")
    data.plot(ends, (w + rise) * ends + b, color=BLUE, linestyle="--", label=f"w = {w + rise:g}")
    for number, x_i in enumerate(x):
        foot = w * x_i + b
        arrow(data, (x_i, foot), (x_i, foot + rise * x_i), arrowstyle="->", color=BLUE, lw=1.6)
        where = (x_i + 0.06, foot + rise * x_i / 2 - 0.04)
        data.annotate(f"+{rise * x_i:g}", where, color=BLUE, va="center")
        data.annotate(f"house {number}", (x_i, y[number]), (7, -4), textcoords="offset points")
    data.plot(x, y, "o", color=VERMILLION)
    data.plot(0, b, marker="D", color=GREY)
    data.annotate("it turns here", (0, b), (2, -14), textcoords="offset points", color=GREY)
    data.set(title="The line when w rises", xlabel="size x (100 m²)", ylabel="price (100,000 francs)")
    data.set(xlim=(-0.1, x.max() + 0.7), ylim=(0, max(y.max(), (w + rise) * ends[1] + b) + 0.5))
    data.legend(loc="upper left")
    bars.barh(range(len(x)), (w * x + b - y) * x, color=BLUE, height=0.5)
    bars.axvline(0, color=GREY, linewidth=0.8)
    bars.set(title="Residual times input", xlabel="negative: w should rise;  positive: w should fall")
    bars.set_yticks(range(len(x)), [f"house {number}" for number in range(len(x))])
    bars.invert_yaxis()
    return fig


def laid_down(X, r, k, features):
    """X beside the residuals r, with column k coloured; and the same numbers as a row of X^T."""
    m, n = X.shape
    fig, axes = plt.subplots(1, 2, figsize=(9.0, 3.1))
    houses, residuals, each = [f"house {i}" for i in range(m)], r[:, None], np.full((m, 1), "")
    _grid(axes[0], (0, 0), X, "X", houses, features, columns={k})
    _grid(axes[0], (n + 1, 0), residuals, "r", each, [""], columns={0})
    terms = [f"({a:g}) · ({b:g}) = {a * b:g}" for a, b in zip(X[:, k], r)]
    for i, term in enumerate(terms):
        axes[0].text(n + 2.4, -i - 0.5, term, va="center")
    axes[0].plot([n + 2.4, n + 4.9], [-m - 0.05] * 2, color=GREY, linewidth=0.8, linestyle="-")
    axes[0].text(n + 2.4, -m - 0.5, f"together: {X[:, k] @ r:g}", va="center", color=VERMILLION)
    axes[0].set_title(f"Down column {k} of X, hand in hand with r")
    _grid(axes[1], (0, 0), X.T, "Xᵀ", features, houses, rows={k})
    _grid(axes[1], (m + 0.6, 0), residuals, "r", each, [""], columns={0})
    axes[1].text(m + 2.2, -m / 2, "=", ha="center", va="center", fontsize=14)
    _grid(axes[1], (m + 2.8, 0), (X.T @ r)[:, None], "Xᵀr", [""] * n, [""], rows={k})
    axes[1].set_title(f"Along row {k} of Xᵀ: a matrix product")
    axes[0].set(xlim=(-1.7, n + 5.2), ylim=(-m - 1, 1.5))
    axes[1].set(xlim=(-1.7, m + 4.2), ylim=(-m - 1, 1.5))
    for ax in axes:
        ax.set_axis_off()
    return fig


def _grid(ax, corner, table, name, rows_called, columns_called, rows=(), columns=()):
    """The numbers of `table` in boxes, some rows or columns coloured, names on two sides."""
    left, top = corner
    for (i, j), number in np.ndenumerate(table):
        chosen = i in rows or j in columns
        place = (left + j, top - i - 1)
        ax.add_patch(Rectangle(place, 1, 1, facecolor=LIGHT if chosen else "white", edgecolor=GREY))
        colour = VERMILLION if chosen else "black"
        ax.text(left + j + 0.5, top - i - 0.5, f"{number:g}", ha="center", va="center", color=colour)
    for i, called in enumerate(np.ravel(rows_called)):
        ax.text(left - 0.15, top - i - 0.5, called, ha="right", va="center", color=GREY, fontsize=9)
    for j, called in enumerate(columns_called):
        ax.text(left + j + 0.5, top + 0.12, called, ha="center", color=GREY, fontsize=8.5)
    ax.text(left + len(table[0]) / 2, top + 0.75, name, ha="center", fontsize=12)


LEVELS = [0, 0.1, 0.3, 0.7, 1.5, 3, 7, 15, 30, 100]


def _contours(ax, loss, w, b):
    """The bowl from above: a level of the loss, a colour."""
    across, up = np.meshgrid(np.linspace(*w, 81), np.linspace(*b, 81))
    heights = np.vectorize(loss)(across, up)
    ax.set(xlabel="weight w", ylabel="bias b", aspect="equal")
    return ax.contourf(across, up, heights, LEVELS, norm=BoundaryNorm(LEVELS, 256), extend="max")


def bowl(loss, gradient, path, bottom):
    """Contours of loss(w, b), arrows against gradient(w, b), and a descent's path (steps, 2)."""
    fig, ax = plt.subplots(figsize=(6.4, 4.6))
    filled = _contours(ax, loss, (-0.5, 2.5), (-1.3, 0.9))
    fig.colorbar(filled, label="loss L", shrink=0.8)
    w, b = np.meshgrid(np.linspace(-0.3, 2.3, 6), np.linspace(-1.1, 0.7, 5))
    slopes = np.array([gradient(*point) for point in zip(w.flat, b.flat)])
    down = -slopes / np.linalg.norm(slopes, axis=1, keepdims=True)
    ax.quiver(w, b, *down.T, color="white", angles="xy", scale=18, width=0.005)
    ax.plot(*path.T, color=VERMILLION, linestyle="-", marker="s", markersize=4, markevery=5)
    ax.plot(*bottom, color="white", marker="*", markersize=12)
    ends = (("start", path[0], (-4, -15)), (f"step {len(path) - 1}", path[-1], (8, 2)))
    for text, point, aside in ends:
        ax.annotate(text, point, aside, textcoords="offset points", color="white")
    ax.set(title="The bowl from above, and the way down")
    return fig


def walks(loss, paths, bottom):
    """A panel for each {title: path} in the same bowl; a path may leave the picture."""
    fig, axes = plt.subplots(1, len(paths), figsize=(3.1 * len(paths), 3.3), sharey=True)
    for ax, (title, path) in zip(np.atleast_1d(axes), paths.items()):
        _contours(ax, loss, (-1.5, 3.9), (-1.9, 2.1))
        ax.plot(*path.T, color=VERMILLION, linestyle="-", marker="s", markersize=3.5)
        ax.plot(*bottom, color="white", marker="*", markersize=11)
        ax.set(title=title, xlim=(-1.5, 3.9), ylim=(-1.9, 2.1))
        ax.label_outer()
    return fig
