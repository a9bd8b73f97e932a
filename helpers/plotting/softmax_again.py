"""The figures of side path 5a: a soft maximum, straight walks, and a second softmax."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, GREEN, GREY, LINE_STYLES, VERMILLION

TANGENT = {"color": VERMILLION, "linestyle": "-", "linewidth": 2.6}


def soft_maximum(score, heights, largest, marks):
    """log-sum-exp and the largest score, as one score runs; `marks` are (score, height, slope)."""
    fig, ax = plt.subplots(figsize=(6.4, 3.6))
    ax.plot(score, largest, color=GREY, linestyle="--", linewidth=1.4, label="the largest score")
    ax.plot(score, heights, color=BLUE, linestyle="-", label="log-sum-exp")
    for number, (at, height, slope) in enumerate(marks):
        ends = np.array([-0.9, 0.9])
        label = None if number else "tangents"
        ax.plot(at + ends, height + slope * ends, **TANGENT, label=label)
        ax.plot(at, height, "o", color=VERMILLION, markersize=5)
        ax.annotate(
            f"slope {slope:.2f}", (at, height), (-6, 12), textcoords="offset points", ha="right"
        )
    ax.set(xlabel='score of "soon"; the others stay at log 3 and log 1')
    ax.set(ylabel="height", ylim=(0, None))
    ax.legend(loc="upper left")
    return fig


def straight_walks(times, walks):
    """The losses on straight walks, {name: losses at the times}."""
    fig, ax = plt.subplots(figsize=(6.4, 3.4))
    for (name, losses), colour, style in zip(walks.items(), (BLUE, VERMILLION, GREEN), LINE_STYLES):
        ax.plot(times, losses, color=colour, linestyle=style, label=name)
    ax.set(title="House 3, straight walks", xlabel="time t", ylabel="loss", ylim=(0, None))
    ax.legend(loc="upper center")
    return fig


def second_softmax(score, losses, slopes, floor):
    """Loss and slope along the true answer's score, each a pair: for one softmax, and for two."""
    fig, axes = plt.subplots(1, 2, figsize=(8.2, 3.3))
    for ax, curves in zip(axes, (losses, slopes)):
        for curve, colour, style in zip(curves, (BLUE, VERMILLION), ("-", "--")):
            ax.plot(score, curve, color=colour, linestyle=style)
    axes[0].axhline(floor, color=GREY, linestyle=":", linewidth=1.2)
    axes[0].annotate(f"floor: {floor:.2f}", (-8, floor - 0.15), color=GREY, va="top")
    axes[0].annotate("one softmax", (-6.2, 7.3), color=BLUE)
    axes[0].annotate("two softmaxes", (-7.5, 1.75), color=VERMILLION)
    axes[0].set(title="Loss", ylabel="loss")
    axes[1].axhline(0, color=GREY, linewidth=0.8)
    axes[1].annotate("one softmax", (-7.6, -0.93), color=BLUE)
    axes[1].annotate("two softmaxes", (-7.6, -0.2), color=VERMILLION)
    axes[1].set(title="Its slope along that score", ylabel="slope")
    for ax in axes:
        ax.set(xlabel="score of the true answer", xticks=range(-8, 9, 4))
    return fig
