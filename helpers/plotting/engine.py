"""The figures of side path 12a: the shapes that a program of tables has recorded, and a sum beside
a stretch.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyBboxPatch

from helpers.plotting import BLUE, GREY, VERMILLION, arrow
from helpers.plotting.autodiff import _HEIGHT, _WIDTH, _join_all, _listed, _places


def shapes(output, names):
    """The graph that `output` has recorded: in every box a shape, above it a name or operation.

    names is {name: value}.
    """
    names = {value: name for name, value in names.items()}
    places = _places(_listed(output))
    x, y = np.array(list(places.values())).T
    fig, ax = plt.subplots(figsize=(10.2, round(1.05 * np.ptp(y) + 1.2, 1)))
    for value, (left, up) in places.items():
        _join_all(ax, value, places)
        corner = (left - _WIDTH / 2, up - _HEIGHT / 2)
        edge = BLUE if value.parents else GREY
        look = {"boxstyle": "round,pad=0,rounding_size=0.08", "fc": "white", "ec": edge}
        ax.add_patch(FancyBboxPatch(corner, _WIDTH, _HEIGHT, **look))
        shape = np.shape(value.data)
        told = f"{shape[0]} x {shape[1]}" if shape else "number"
        ax.text(left, up, told, ha="center", va="center", fontsize=9)
        from_above = any(places[parent][1] > up for parent, _ in value.parents)
        beside = up - _HEIGHT / 2 - 0.2 if from_above else up + _HEIGHT / 2 + 0.05
        name = names.get(value, value.op)
        factors = [names.get(parent) for parent, _ in value.parents]
        if value.op == "@" and all(factors):  # its order counts
            name = " @ ".join(factors)
        ax.text(left - _WIDTH / 2 + 0.02, beside, name, color=BLUE)
    ax.set(xlim=(x.min() - 0.5, x.max() + 0.5), ylim=(y.min() - 0.45, y.max() + 0.6))
    ax.set_title("One box a value, with its shape; operations in blue boxes")
    ax.axis("off")
    return fig


def mirror(table, slopes, row, copies):
    """Left: rows of `table` are summed, and `slopes` come back; right: `row` is stretched, and the
    slopes of its `copies` come back.
    """
    fig, axes = plt.subplots(1, 2, figsize=(9.6, 3.6))
    back = np.repeat(slopes[:, None], table.shape[1], axis=1)
    _numbers(axes[0], (0, 2.7), table, "the table")
    _numbers(axes[0], (4, 2.7), table.sum(axis=1)[:, None], "sums of its rows")
    _numbers(axes[0], (0, 0), back, "copies of the slopes", VERMILLION)
    _numbers(axes[0], (4, 0), slopes[:, None], "slopes of the sums", VERMILLION)
    _numbers(axes[1], (0, 3.32), row, "a row")
    _numbers(axes[1], (4, 2.7), np.repeat(row, len(copies), axis=0), "its copies")
    _numbers(axes[1], (0, 0.62), copies.sum(axis=0)[None], "their sum", VERMILLION)
    _numbers(axes[1], (4, 0), copies, "slopes of the copies", VERMILLION)
    for ax, forwards, backwards in zip(axes, ("sum", "stretch"), ("stretch", "sum")):
        for up, ends, word, style in (
            (3.32, (1.4, 3.4), f"forwards: {forwards}", "-"),
            (0.62, (3.4, 1.4), f"backwards: {backwards}", "--"),
        ):
            arrow(ax, (ends[0], up), (ends[1], up), arrowstyle="-|>", color=GREY, linestyle=style)
            ax.text(2.4, up + 0.12, word, ha="center", va="bottom", fontsize=9)
        ax.set(xlim=(-0.5, 6.1), ylim=(-0.5, 5.0))
        ax.set_title(f"A {forwards}")
        ax.axis("off")
    return fig


def _numbers(ax, corner, table, title, colour="black"):
    """A table of numbers in boxes, its lower left box at `corner`."""
    left, low = corner
    for i, numbers in enumerate(table[::-1]):
        for k, number in enumerate(numbers):
            x, y = left + 0.8 * k, low + 0.62 * i
            ax.add_patch(plt.Rectangle((x - 0.4, y - 0.31), 0.8, 0.62, fc="white", ec=GREY, lw=0.8))
            ax.text(x, y, f"{number:g}", ha="center", va="center", color=colour)
    top = low + 0.62 * len(table) - 0.25
    ax.text(left - 0.4, top, title, fontsize=9, va="bottom")
