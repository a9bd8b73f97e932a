"""The figures of notebook 11: twins, and the size of the gradient layer by layer."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, CLASS_COLOURS, CLASS_MARKERS, GREY, LINE_STYLES, VERMILLION


def twins(runs):
    """Weights out of two units, and the loss; runs[title] = (weights (steps, 2), losses)."""
    fig, axes = plt.subplots(1, len(runs), figsize=(7.6, 3.2), sharey=True)
    for ax, (title, (weights, losses)) in zip(axes, runs.items()):
        ax.plot(weights[:, 0], color=BLUE, linestyle="-", linewidth=4, alpha=0.6)
        ax.plot(weights[:, 1], color=VERMILLION, linestyle="--")
        ax.plot(losses, color=GREY, linestyle=":")
        first, second = weights[-1]
        ends = [(first, "first twin", BLUE, -16), (second, "second twin", VERMILLION, -16)]
        if abs(first - second) < 0.1:
            ends = [(first, "both twins", BLUE, -16)]
        for y, label, colour, shift in (*ends, (losses[-1], "loss", GREY, 6)):
            text = {"textcoords": "offset points", "color": colour, "ha": "right"}
            ax.annotate(label, (len(losses) - 1, y), (0, shift), **text)
        ax.set(title=title, xlabel="step")
    axes[0].margins(y=0.2)
    axes[0].set(ylabel="weight out of each twin; loss (nats)")
    return fig


def gradient_sizes(panels):
    """The root mean square of dW in every layer; panels[title] = {label: sizes (layers,)}."""
    fig, axes = plt.subplots(1, len(panels), figsize=(7.6, 3.6), sharey=True)
    cues = tuple(zip(CLASS_COLOURS, CLASS_MARKERS, LINE_STYLES))
    beside = {"sigmoid": (26, -10), "tanh": (0, -16)}  # elsewhere the label stands above
    for ax, (title, curves) in zip(axes, panels.items()):
        for (label, sizes), (colour, marker, style) in zip(curves.items(), cues):
            layers, middle = np.arange(1, len(sizes) + 1), len(sizes) // 2 - 1
            ax.semilogy(layers, sizes, color=colour, marker=marker, linestyle=style, markersize=5)
            text = {"textcoords": "offset points", "color": colour, "ha": "center"}
            shift = beside.get(label, (0, 8))
            ax.annotate(label, (layers[middle], sizes[middle]), shift, **text)
        ax.set(title=title, xlabel="layer", xticks=layers)
    axes[0].set(ylabel="size of a layer's gradient")
    return fig
