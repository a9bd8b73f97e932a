"""The figures of notebook 4: the pull of two losses, a race between them, and their bowls."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, GREEN, GREY, VERMILLION


def slopes(z, cross_entropy, squared):
    """The slopes of both losses along the logit z, for a house that was sold."""
    fig, ax = plt.subplots()
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.axvline(0, color=GREY, linewidth=0.8, linestyle=":")
    ax.plot(z, cross_entropy, color=BLUE, linestyle="-")
    ax.plot(z, squared, color=VERMILLION, linestyle="--")
    ax.annotate("cross-entropy: p - y", (-7.9, -0.93), color=BLUE)
    ax.annotate("squared error:\n2 (p - y) p (1 - p)", (-7.9, -0.23), color=VERMILLION)
    for x, words, side in ((-8, "sure, and wrong", "left"), (8, "sure, and right", "right")):
        ax.annotate(words, (x, 0.05), color=GREY, horizontalalignment=side)
    ax.set(title="The slope of the loss for a house that was sold (y = 1)", ylim=(-1.08, 0.16))
    ax.set(xlabel="logit z (no sale on the left, a sale on the right)", ylabel="slope along z")
    return fig


def race(runs):
    """The mean probability given to what happened, against the step on a logarithmic axis.

    `runs` is {label: path}; every path starts at step 0, and the axis is linear up to step 1.
    """
    fig, ax = plt.subplots()
    looks = ((BLUE, "-", "o"), (VERMILLION, "--", "s"), (GREEN, ":", "^"))
    labels = ((19, 0.6, ",\n"), (1500, 0.275, ", "), (250, 0.43, ",\n"))
    marked = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
    for (label, path), (color, style, marker), (x, y, comma) in zip(runs.items(), looks, labels):
        ax.plot(path, color=color, linestyle=style, marker=marker, markevery=marked, markersize=5)
        ax.annotate(label.replace(", ", comma), (x, y), color=color, ha="right", va="center")
    ax.set_xscale("symlog", linthresh=1)
    ax.set_xticks([0, 1, 10, 100, 1000], ["0", "1", "10", "100", "1,000"])
    ax.set(title="A race from a confidently wrong start", ylim=(0.25, 0.75))
    ax.set(xlabel="step (logarithmic from 1 on)", ylabel="mean probability\ngiven to what happened")
    return fig


def chords(z, cross_entropy, squared, ends):
    """Both losses for a sold house, each with the chord between the two logits in `ends`.

    The gap halfway along the chord is drawn and written out; the two loss axes differ.
    """
    fig, axes = plt.subplots(1, 2, figsize=(7.6, 3.2))
    middle = sum(ends) / 2
    for ax, loss, color, style, title in (
        (axes[0], cross_entropy, BLUE, "-", "Cross-entropy: below its chords"),
        (axes[1], squared, VERMILLION, "--", "Squared error: not always"),
    ):
        heights = [loss(end) for end in ends]
        gap = [loss(middle), np.mean(heights)]
        ax.plot(z, loss(z), color=color, linestyle=style)
        ax.plot(ends, heights, color=GREY, linestyle="-", linewidth=1, marker="o", markersize=5)
        ax.plot([middle] * 2, gap, color="black", linestyle=":")
        ax.plot(middle, loss(middle), color=color, marker="s", markersize=6)
        below = gap[0] < gap[1]  # then there is room above the chord, else under it
        ax.annotate(
            f"gap {abs(gap[1] - gap[0]):.2f}",
            (middle, gap[1]),
            (4, 4) if below else (-4, -4),
            textcoords="offset points",
            ha="left" if below else "right",
            va="bottom" if below else "top",
        )
        ax.set(title=title, xlabel="logit z", ylabel="loss of a sold house")
    return fig
