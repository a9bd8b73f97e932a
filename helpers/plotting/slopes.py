"""The figures of notebook 1: a curve from close, a neuron, a gradient on a map, activations."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, GREEN, GREY, LINE_STYLES, VERMILLION, arrow

_COLOURS = (BLUE, VERMILLION, GREEN)


def frames(f, x, halves):
    """The curve f around x in frames, each 2 * half wide; and in each frame its gap from a line.

    The line joins the curve's ends, the gap is in shares of the frame's height, and a stripe marks
    what the next frame shows.
    """
    fig, axes = plt.subplots(1, len(halves), figsize=(8.6, 3.0))
    gaps = []
    for ax, half, following in zip(axes, halves, [*halves[1:], None]):
        near = np.linspace(x - half, x + half, 201)
        curve, line = f(near), np.linspace(f(near[0]), f(near[-1]), 201)
        gaps.append(np.max(np.abs(line - curve)) / np.ptp(line))
        if following:
            ax.axvspan(x - following, x + following, color="#E4E4E4")
        ax.plot(near, curve, label="curve")
        ax.plot(near, line, label="ends joined")
        ax.plot(x, f(x), "ko")
        heights = f(x - half), f(x), f(x + half)
        ax.set(title=f"{2 * half:g} wide", xlabel="x", xticks=(x - half, x, x + half))
        ax.set_yticks(heights, [f"{height:.6g}" for height in heights])
        ax.margins(0)
    axes[0].set_ylabel("height of the curve")
    axes[0].legend(loc="upper left", fontsize=9)
    return fig, gaps


def arrow_on_map(loss, place, gradient, walk):
    """Lines of equal loss and the gradient at a place; the loss after a walk from there.

    The walk goes in every direction, and the one in which the loss grows most, in whole degrees, is
    the second result.
    """
    fig, (left, right) = plt.subplots(1, 2, figsize=(8.6, 3.8))
    w, b = np.meshgrid(np.linspace(-0.4, 2.2, 101), np.linspace(-0.4, 2.2, 101))
    lines = left.contour(w, b, loss(w, b), levels=[0.25, 1, 4, 9, 16, 25])
    spots = [(-0.2, 0.4), (-0.1, 1.2), (0.8, 0.4), (0.6, 1.8), (1.7, 0.6), (1.6, 1.3)]
    # Not inline: how much of a line a number hides would depend on the version of matplotlib.
    for number in left.clabel(lines, fmt="%g", colors="black", manual=spots, inline=False):
        number.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1})
    left.plot([1.4, 2.2], [2.2, 0.6], "k:")  # 2w + b = 5
    style = {"width": 0.02, "color": VERMILLION, "length_includes_head": True, "zorder": 3}
    left.arrow(*place, *(0.1 * np.array(gradient)), **style)
    left.plot(*place, "ko", markersize=4)
    degrees = np.arange(361)
    turn = np.deg2rad(degrees)
    circle = place[0] + walk * np.cos(turn), place[1] + walk * np.sin(turn)
    left.plot(*circle, color=BLUE)
    left.set(title="Lines of equal loss, and the gradient", xlabel="w", ylabel="b", aspect="equal")
    changes = loss(*circle) - loss(*place)
    right.plot(degrees, changes)
    right.axvline(np.rad2deg(np.arctan2(*gradient[::-1])) % 360, color=VERMILLION, linestyle="--")
    right.text(213, -0.65, "direction of\nthe gradient", color=VERMILLION)
    right.set(title=f"A walk of {walk:g} in every direction", xticks=range(0, 361, 45))
    right.set(xlabel="direction (degrees; 0: w grows, 90: b grows)", ylabel="change of the loss")
    return fig, degrees[np.argmax(changes)]


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
