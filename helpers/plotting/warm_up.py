"""The figures of side path 0a: tables of numbers, and two rates in a row."""

import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle

from helpers.plotting import BLUE, GREEN, GREY, INKS, VERMILLION, arrow


def differences(actual, guess):
    """Nine differences: the list `actual` (m,) on top, the column `guess` (m, 1) on the left."""
    fig, ax = _canvas(4.6, 3.4, (-2.1, 3.1), (-3.1, 1.9))
    m = len(actual)
    _table(ax, [actual], (0, 0.35), BLUE)
    _table(ax, guess, (-1.35, -1), VERMILLION)
    for i in range(m):
        for k in range(m):
            colour = GREEN if i == k else None
            _cell(ax, actual[k] - guess[i, 0], (k, -1 - i), GREEN if colour else GREY, colour)
    ax.text(m / 2, 1.42, f"actual, shape {actual.shape}", ha="center", va="bottom", color=BLUE)
    ax.text(-0.85, 0.22, f"guess,\nshape {guess.shape}", ha="center", va="bottom", color=VERMILLION)
    return fig


def sums_of_a_table(table):
    """A table with the sums along both of its axes in the margins."""
    rows, columns = table.shape
    fig, ax = _canvas(5.2, 3.1, (-1.8, columns + 2.0), (-rows - 1.4, 1.0))
    _table(ax, table, (0, -1), GREY)
    arrow(ax, (-0.3, 0), (-0.3, -rows), arrowstyle="->", color=VERMILLION, lw=1.8)
    arrow(ax, (0, 0.3), (columns, 0.3), arrowstyle="->", color=BLUE, lw=1.8)
    ax.text(-0.45, -rows / 2, "axis 0", ha="right", va="center", color=VERMILLION)
    ax.text(columns / 2, 0.45, "axis 1", ha="center", va="bottom", color=BLUE)
    _table(ax, [table.sum(axis=0)], (0, -rows - 1.25), VERMILLION)
    _table(ax, table.sum(axis=1, keepdims=True), (columns + 0.25, -1), BLUE)
    ax.text(-0.15, -rows - 0.75, "sum(axis=0)", ha="right", va="center", color=VERMILLION)
    ax.text(columns + 0.75, 0.15, "sum(axis=1)", ha="center", va="bottom", color=BLUE)
    return fig


def stretched(table, row):
    """Three frames: a table and a row; the row copied down; the products."""
    fig, axes = plt.subplots(1, 3, figsize=(7.6, 2.8))
    rows, columns = table.shape
    copies = [row] * rows
    frames = [
        (f"1. shapes {table.shape} and {row.shape}", [row]),
        ("2. the row is stretched", copies),
        (f"3. entry times entry: {table.shape}", None),
    ]
    for ax, (title, lower) in zip(axes, frames):
        _bare(ax, (-0.75, columns + 0.1), (-rows - 2.5, 0.1))
        ax.set_title(title, fontsize=10)
        if lower is None:
            _table(ax, table * row, (0, -1), GREEN)
            continue
        _table(ax, table, (0, -1), BLUE)
        _table(ax, lower, (0, -rows - 1.4), VERMILLION, faint_after=1)
        ax.text(-0.4, -rows - 0.9, "*", ha="center", va="center", fontsize=16)
    return fig


def two_rates(first, second):
    """How far x, u and y move, one below the other, if x rises by 1."""
    fig, ax = _canvas(6.4, 2.7, (-0.9, 7.2), (-2.6, 0.6))
    moves = {"x": 1, "u": first, "y": first * second}
    for k, ((name, move), colour) in enumerate(zip(moves.items(), (BLUE, GREEN, VERMILLION))):
        ax.plot([0, 6.6], [-k, -k], "-", color=GREY, linewidth=0.8)
        ax.plot(range(7), [-k] * 7, "|", color=GREY)
        arrow(ax, (0, -k), (move, -k), arrowstyle="-|>", color=colour, lw=3)
        ax.text(-0.3, -k, name, ha="right", va="center", fontsize=12)
        ax.text(move / 2, 0.12 - k, f"+{move}", ha="center", va="bottom", color=colour)
    for k, rate in enumerate((first, second)):
        ax.text(4.6, -k - 0.5, f"times {rate}", ha="center", va="center")
        arrow(ax, (3.9, -k - 0.25), (3.9, -k - 0.75), arrowstyle="->", color="black", lw=1.2)
    ax.text(3.3, -2.35, "one step between two marks is 1", ha="center", va="center", color=GREY)
    return fig


def _canvas(width, height, xlim, ylim):
    fig, ax = plt.subplots(figsize=(width, height))
    _bare(ax, xlim, ylim)
    return fig, ax


def _bare(ax, xlim, ylim):
    ax.set(xlim=xlim, ylim=ylim)
    ax.axis("off")


def _table(ax, values, corner, colour, faint_after=None):
    """A box for each number; the first box has its lower left corner at `corner`."""
    for i, row in enumerate(values):
        for k, value in enumerate(row):
            copy = faint_after is not None and i >= faint_after
            _cell(ax, value, (corner[0] + k, corner[1] - i), colour, dashed=copy)


def _cell(ax, value, corner, colour, fill=None, dashed=False):
    look = {"edgecolor": colour, "linewidth": 1.4, "linestyle": "--" if dashed else "-"}
    x, y = corner
    box = Rectangle((x + 0.04, y + 0.04), 0.92, 0.92, facecolor="none", **look)
    if fill:
        box.set(facecolor=fill, alpha=0.15, hatch="//")
        ax.add_patch(Rectangle((x + 0.04, y + 0.04), 0.92, 0.92, facecolor="none", **look))
    ax.add_patch(box)
    ax.text(x + 0.5, y + 0.5, f"{value}", ha="center", va="center",
            color=INKS.get(colour, colour))  # fmt: skip
