"""The figures of notebook 4: a line and a curve, the pull of two losses, and a race in frames."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.activations import sigmoid
from helpers.plotting import BLUE, GREY, VERMILLION


def line_and_curve(discount, sold, line, curve, x):
    """The houses, with a line (slope, intercept) and with a sigmoid (w, b); both marked at x."""
    fig, axes = plt.subplots(1, 2, figsize=(8.2, 3.4), sharey=True)
    grid = np.linspace(-2.5, 5.5, 161)
    for ax, title, height in (
        (axes[0], "A straight line", lambda at: line[0] * at + line[1]),
        (axes[1], "An S-curve", lambda at: sigmoid(curve[0] * at + curve[1])),
    ):
        ax.axhspan(0, 1, color=GREY, alpha=0.12, linewidth=0)
        ax.plot(grid, height(grid), color=BLUE, linestyle="-")
        ax.plot(discount, sold, "o", color=VERMILLION, label="house")
        ax.plot(x, height(x), "s", color="black", label=f"answer at {x}: {height(x):.2f}")
        ax.set(title=title, xlabel="discount (10,000 francs)", ylim=(-0.4, 1.65))
        ax.legend(loc="upper left", ncol=2)
    axes[0].set(ylabel="probability of a sale?")
    axes[0].text(5.5, 0.06, "room for probabilities", color=GREY, ha="right")
    return fig


def slopes(z, cross_entropy, squared):
    """The slopes of both losses along the score z, for a house that was sold."""
    fig, ax = plt.subplots()
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.axvline(0, color=GREY, linewidth=0.8, linestyle=":")
    ax.plot(z, cross_entropy, color=BLUE, linestyle="-")
    ax.plot(z, squared, color=VERMILLION, linestyle="--")
    ax.annotate("cross-entropy: p - y", (-7.9, -0.93), color=BLUE)
    ax.annotate("squared error:\n2 (p - y) p (1 - p)", (-7.9, -0.23), color=VERMILLION)
    for x, words, side in ((-8, "sure, and wrong", "left"), (8, "sure, and right", "right")):
        ax.annotate(words, (x, 0.05), color=GREY, horizontalalignment=side)
    ax.set(title="The slope of the cost of a house that was sold (y = 1)", ylim=(-1.08, 0.16))
    ax.set(xlabel="score z (left: the neuron says no; right: it says yes)", ylabel="slope along z")
    return fig


def frames(discount, sold, walks, steps):
    """A panel for each of `steps`: the houses and the S-curves that {label: path} have reached."""
    fig, axes = plt.subplots(1, len(steps), figsize=(2.5 * len(steps), 2.9), sharey=True)
    grid = np.linspace(-1.5, 3.5, 101)
    looks = ((BLUE, "-"), (VERMILLION, "--"))
    for ax, step in zip(axes, steps):
        for (label, path), (color, style) in zip(walks.items(), looks):
            w, b = path[step]
            ax.plot(grid, sigmoid(w * grid + b), color=color, linestyle=style, label=label)
        ax.plot(discount, sold, "o", color="black", markersize=5, label="house")
        ax.set(title=f"step {step:,}", xlabel="discount", xticks=[-1, 0, 1, 2, 3])
    axes[0].set(ylabel="probability of a sale")
    handles, labels = axes[0].get_legend_handles_labels()
    fig.legend(handles, labels, loc="outside upper center", ncol=3)
    return fig
