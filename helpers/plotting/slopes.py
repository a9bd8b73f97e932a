"""The figures of notebook 1: a neuron, and three activations with their slopes."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, GREEN, GREY, LINE_STYLES, VERMILLION, arrow

_COLOURS = (BLUE, VERMILLION, GREEN)


def neuron(size, w, b, price):
    """A neuron as a row of boxes: the input, times the weight, plus the bias, and the answer."""
    fig, ax = plt.subplots(figsize=(7.6, 2.5))
    boxes = [
        (0, "size", f"{size:g}"),
        (1.5, "times the weight", f"{w:g} × {size:g} = {w * size:g}"),
        (3.3, "plus the bias", f"{w * size:g} + {b:g} = {w * size + b:g}"),
        (4.9, "predicted price", f"{w * size + b:g}"),
    ]
    _row(ax, boxes, height=0.9)
    for place, name, number in ((1.5, "weight w", w), (3.3, "bias b", b)):
        _box(ax, place, 2.15, f"{name} = {number:g}", VERMILLION)
        arrow(ax, (place, 1.9), (place, 1.45), arrowstyle="-|>", color=GREY)
    ax.text(
        2.4, 0.25, "orange frames: the two numbers that can move", ha="center", color=VERMILLION
    )
    ax.text(4.9, 0.25, f"known price {price:g}", ha="center", color=GREY)
    ax.set(xlim=(-0.5, 5.6), ylim=(0.1, 2.5))
    ax.axis("off")
    return fig


def activations(z, curves, slopes):
    """A neuron with an activation; below it three activations over z, and their slopes.

    curves and slopes are {name: an array over z}.
    """
    fig, panels = plt.subplot_mosaic("nn;gs", figsize=(7.6, 4.6), height_ratios=(1, 3))
    boxes = [
        (0, "input", "size"),
        (1.7, "weigh, add", "z = w · size + b"),
        (3.6, "activation", "g"),
        (5.1, "answer", "g(z)"),
    ]
    _row(panels["n"], boxes, height=0.6)
    panels["n"].set(xlim=(-0.6, 5.9), ylim=(0.1, 1.35))
    panels["n"].axis("off")
    axes = panels["g"], panels["s"]
    for values, ax in zip((curves, slopes), axes):
        for heights, colour, line in zip(values.values(), _COLOURS, LINE_STYLES):
            ax.plot(z, _broken_at_jumps(heights), color=colour, linestyle=line)
        ax.set(xlabel="z, the sum", xticks=range(-4, 5, 2))
    spots = (((-3.9, 0.2), (-3.9, -0.85), (0.45, 1.55)), ((-4.0, 0.11), (1.05, 0.5), (1.6, 1.04)))
    for ax, places in zip(axes, spots):
        for name, place, colour in zip(curves, places, _COLOURS):
            ax.annotate(name, place, color=colour)
    axes[0].set(title="Three activations", ylabel="g(z)", ylim=(-1.15, 2))
    axes[1].set(title="Their slopes", ylabel="slope of g at z", ylim=(-0.05, 1.15))
    return fig


def _row(ax, boxes, height):
    """Boxes (place, name above, text inside) in a row, with an arrow from each to the next."""
    for place, name, text in boxes:
        _box(ax, place, height, text, BLUE)
        ax.text(place, height + 0.38, name, ha="center", va="center")
    for (tail, _, left), (head, _, right) in pairwise(boxes):
        ends = (tail + _half(left), height), (head - _half(right), height)
        arrow(ax, *ends, arrowstyle="-|>", color=GREY)


def _box(ax, place, height, text, colour):
    box = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": colour}
    ax.text(place, height, text, ha="center", va="center", bbox=box)


def _half(text):
    """Half the width of the box around `text`, in the units of the row."""
    return 0.17 + 0.038 * len(text)


def _broken_at_jumps(values):
    """`values` with a gap after each entry that the next one leaves by a jump."""
    jump = np.append(False, np.abs(np.diff(values)) > 0.5)
    return np.where(jump, np.nan, values)
