"""The figures of notebook 0: houses and their loss, a slope, two walks, two claims, a network."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, GREEN, GREY, VERMILLION, arrow


def houses_and_loss(x, y, loss):
    """Left the houses, three lines and the residuals of w = 2; right the loss, and the line that
    touches it at w = 0.
    """
    fig, (left, right) = plt.subplots(1, 2, figsize=(8.0, 3.5))
    sizes = np.array([0, 3.3])
    for w, style in ((0, ":"), (1, "-"), (2, "-.")):
        left.plot(sizes, w * sizes, color=BLUE, linestyle=style, linewidth=1.4)
        left.annotate(f"w = {w}", (3.35, w * 3.3), va="center", color=BLUE)
    for size, price in zip(x, y):
        left.plot([size, size], [price, 2 * size], color=VERMILLION, linestyle="--", linewidth=1.4)
        left.annotate(f"{2 * size - price:.0f}", (size + 0.07, price + 0.4), color=VERMILLION)
    left.plot(x, y, "o", color="black", label="a house")
    left.plot([], [], color=VERMILLION, linestyle="--", linewidth=1.4, label="residual of w = 2")
    left.legend(loc="upper left")
    left.set(title="Three houses, three lines", xlabel="size x", ylabel="price y")
    left.set(xlim=(0, 4.0), ylim=(-0.4, 7.6))

    weights = np.linspace(-0.3, 2.6, 117)
    right.plot(weights, [loss(w) for w in weights], color=BLUE, linestyle="-", label="the loss")
    touching = np.array([-0.3, 0.6])
    slope = (loss(0.5) - loss(-0.5)) / 1.0  # of a parabola, at 0
    right.plot(
        touching,
        loss(0) + slope * touching,
        color=VERMILLION,
        linestyle="--",
        linewidth=1.4,
        label="touches it at w = 0",
    )
    for w, place in ((0, (0.13, 7.1)), (1, (0.83, 1.2)), (2, (2.08, 2.4))):
        right.plot(w, loss(w), "o", color=BLUE)
        right.annotate(f"{loss(w):.2f}", place, color=BLUE)
    right.legend(loc="upper right")
    right.set(title="The loss of every weight", xlabel="weight w", ylabel="loss L", ylim=(-0.6, 12))
    return fig


def two_losses(loss, w, h):
    """A slope measured from the losses at w - h and w + h, and the line that touches at w."""
    fig, ax = plt.subplots(figsize=(5.6, 3.4))
    weights = np.linspace(-0.2, 2.4, 105)
    ax.plot(weights, [loss(w) for w in weights], label="the loss")
    sides = np.array([w - h, w + h])
    ax.plot(sides, [loss(side) for side in sides], "s--", label="from w - h to w + h")
    slope = (loss(w + h) - loss(w - h)) / (2 * h)
    near = np.array([-0.35, 0.35])
    ax.plot(w + near, loss(w) + slope * near, ":", label="the same slope, at w")
    ax.plot(w, loss(w), "^", color=GREEN)
    ax.set(xlabel="weight w", ylabel="loss L")
    ax.legend()
    return fig


def two_walks(loss, right, article):
    """A strip of frames: where both walks stand on the loss after 0, 1, 2, ... steps."""
    fig, axes = plt.subplots(1, len(right), figsize=(8.4, 3.0), sharey=True)
    weights = np.linspace(-2.3, 3.2, 111)
    curve = [loss(w) for w in weights]
    for k, ax in enumerate(axes):
        ax.plot(weights, curve, color=GREY, linestyle="-", linewidth=1.0)
        for walk, colour, marker, size, name in (
            (article, VERMILLION, "s", 9, "with the article's formula"),
            (right, BLUE, "o", 6, "with the measured slope"),
        ):
            so_far = walk[: k + 1]
            losses = [loss(w) for w in so_far]
            ax.plot(so_far, losses, ":", color=colour, linewidth=1.0, marker=marker, markersize=3)
            ax.plot(walk[k], losses[-1], marker, color=colour, markersize=size, label=name)
        ax.set(title=f"{k} step{'' if k == 1 else 's'}", xlabel="weight w", ylim=(-3, 55))
    for walk, colour, place in ((right, BLUE, (-8, 12)), (article, VERMILLION, (10, -3))):
        axes[-1].annotate(f"{loss(walk[-1]):.2f}", (walk[-1], loss(walk[-1])), place,
                          textcoords="offset points", color=colour)  # fmt: skip
    axes[0].set_ylabel("loss")
    handles, labels = axes[0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside upper center", ncols=2)
    return fig


def two_claims(weights, article, slope, best):
    """What the article's formula and the measured slope say; right, enlarged around `best`, the
    loss's bottom.
    """
    fig, (whole, near) = plt.subplots(1, 2, figsize=(8.0, 3.6), width_ratios=(1.4, 1))
    for ax in (whole, near):
        ax.axhline(0, color=GREY, linewidth=0.8)
        ax.axvline(best, color=GREY, linewidth=0.8, linestyle=":")
        ax.plot(weights, article, color=VERMILLION, linestyle="--")
        ax.plot(weights, slope, color=BLUE, linestyle="-")
        ax.set(xlabel="weight w")
    whole.annotate("the article's formula,\nwhich is the loss", (0.42, 4.6), color=VERMILLION)
    whole.annotate("the slope, measured", (0.55, -8.2), color=BLUE)
    whole.annotate("bottom of the loss", (best + 0.05, -11), color=GREY)
    whole.set(title="Two claims about one slope", ylabel="claimed dL/dw")
    lowest = article.min()
    near.plot(best, lowest, "o", color=VERMILLION)
    near.annotate(f"{lowest:.3f}", (best, lowest), (-6, 8), textcoords="offset points",
                  ha="right", color=VERMILLION)  # fmt: skip
    near.set(title="Around the bottom", xlim=(1.17, 1.26), ylim=(-0.35, 0.45))
    return fig


def tonight_and_later():
    """Left tonight's model, right the network of notebook 9, with the ways there and back."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(8.0, 3.4), width_ratios=(1, 1.7))
    left.plot([0, 1], [0, 0], color=GREY, linestyle="-", linewidth=1.4)
    _neurons(left, 0, [0], BLUE, *INPUT)
    _neurons(left, 1, [0], GREEN, *ANSWER)
    left.annotate("w", (0.5, 0.04), ha="center", va="bottom", color=GREY)
    left.annotate("size", (0, -0.22), ha="center", va="top")
    left.annotate("price", (1, -0.22), ha="center", va="top")
    left.set(title="Tonight: 1 weight", xlim=(-0.3, 1.3), ylim=(-1.9, 1.3))

    layers = [np.linspace(-0.6, 0.6, 4), np.linspace(-1, 1, 10), np.linspace(-0.4, 0.4, 3)]
    for k, (before, after) in enumerate(pairwise(layers)):
        for low in before:
            for high in after:
                right.plot([k, k + 1], [low, high], color=GREY, linestyle="-", linewidth=0.4)
    looks = (BLUE, *INPUT), (GREY, *HIDDEN), (GREEN, *ANSWER)
    for k, (places, look) in enumerate(zip(layers, looks)):
        _neurons(right, k, places, *look)
    for k, name in enumerate(("4 measures\nof a flower", "10 hidden\nneurons", "3 answers")):
        right.annotate(name, (k, 1.15), ha="center", va="bottom", fontsize=9)
    arrow(right, (0, -1.3), (2, -1.3), arrowstyle="->", color=BLUE, linewidth=1.6)
    right.annotate("forward: the prediction, then the loss", (1, -1.27), ha="center", va="bottom",
                   color=BLUE, fontsize=9)  # fmt: skip
    arrow(right, (2, -1.72), (0, -1.72), arrowstyle="->", color=VERMILLION, linewidth=1.6)
    right.annotate("backward: a slope for every weight", (1, -1.69), ha="center", va="bottom",
                   color=VERMILLION, fontsize=9)  # fmt: skip
    right.set(title="Notebook 9: 70 weights", xlim=(-0.4, 2.4), ylim=(-1.9, 1.75))
    for ax in (left, right):
        ax.set_axis_off()
    return fig


INPUT, HIDDEN, ANSWER = ("s", False), ("o", False), ("o", True)  # a marker, and whether it is full


def _neurons(ax, across, places, colour, marker, full):
    ax.plot(
        [across] * len(places),
        places,
        marker,
        markersize=11,
        color=colour if full else "white",
        markeredgecolor=colour,
        markeredgewidth=1.8,
    )
