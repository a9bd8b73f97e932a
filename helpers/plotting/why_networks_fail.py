"""The figures of notebook 11: a signal that fades or grows, gradients layer by layer, twins, the
borders of neurons, and the curves of sick trainings.
"""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import (
    BLUE,
    CLASS_COLOURS,
    CLASS_MARKERS,
    GREEN,
    GREY,
    LINE_STYLES,
    VERMILLION,
    arrow,
)


def signals(rows, shown, largest=1.2, every=5):
    """The outputs of some layers as images; rows[title] = outputs of all layers, each (m, n).

    `shown` are numbers of layers, from 1. A pixel is the output of one neuron for one sample; one
    sample in `every` is drawn.
    """
    fig, axes = plt.subplots(len(rows), len(shown), figsize=(7.6, 4.6), sharex=True, sharey=True)
    for line, (title, outputs) in zip(axes, rows.items()):
        for ax, layer in zip(line, shown):
            image = ax.imshow(outputs[layer - 1][::every].T, vmin=0, vmax=largest, aspect="auto")
            ax.set(xticks=[], yticks=[])
            if ax in axes[0]:
                ax.set_title(f"after layer {layer}")
        line[0].set_ylabel(title)
    fig.supxlabel(
        "each picture: a column for every fifth flower, a row for each of 30 neurons", fontsize=10
    )
    bar = fig.colorbar(image, ax=axes, extend="max", shrink=0.8)
    bar.set_label("output of a neuron")
    return fig


def gradient_sizes(found):
    """The size of the gradient in every layer; found[label] = sizes (layers,).

    The labels with a He in them, ReLU, have a panel of their own.
    """
    panels = {
        "two activations, Glorot's start": {k: v for k, v in found.items() if "He" not in k},
        "ReLU, three starts": {k: v for k, v in found.items() if "He" in k},
    }
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


def twins(runs):
    """A weight out of each of two neurons, step by step; runs[title] = weights (steps, 2)."""
    fig, axes = plt.subplots(1, len(runs), figsize=(7.6, 3.2), sharey=True)
    for ax, (title, weights) in zip(axes, runs.items()):
        ax.plot(weights[:, 0], color=BLUE, linestyle="-", linewidth=4, alpha=0.6)
        ax.plot(weights[:, 1], color=VERMILLION, linestyle="--")
        first, second = weights[-1]
        ends = [(first, "neuron 0", BLUE), (second, "neuron 1", VERMILLION)]
        if abs(first - second) < 0.1:
            ends = [(first, "both neurons", BLUE)]
        for y, label, colour in ends:
            text = {"textcoords": "offset points", "color": colour, "ha": "right"}
            ax.annotate(label, (len(weights) - 1, y), (0, -16), **text)
        ax.set(title=title, xlabel="step")
    axes[0].margins(y=0.2)
    axes[0].set(ylabel="a weight out of each neuron")
    return fig


def borders(panels, labels, neurons, names):
    """Where the sums of some neurons are 0, lines through 0, in a cloud of samples.

    panels[title] = (X (m, 2), the names of both axes); neurons[label] = its two weights. A small
    arrow at each line points to the side where the sum is positive.
    """
    fig, axes = plt.subplots(1, len(panels), figsize=(8.8, 4.2))
    colours = dict(zip(neurons, (BLUE, VERMILLION, GREEN)))
    for ax, (title, (X, axis_names)) in zip(axes, panels.items()):
        for k, marker in enumerate(CLASS_MARKERS):
            part = X[labels == k]
            ax.plot(*part.T, marker, color=GREY, markersize=3.5, alpha=0.6, label=names[k])
        low, high = X.min(axis=0), X.max(axis=0)
        low, high = np.minimum(low - 0.6, -1.6), high + 0.6
        ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), title=title)
        ax.set(xlabel=axis_names[0], ylabel=axis_names[1], aspect="equal")
        for (label, w), style in zip(neurons.items(), LINE_STYLES):
            w = np.asarray(w, dtype=float)
            along, up = np.array([w[1], -w[0]]), w / np.hypot(*w)
            along = along if along[0] > 0 else -along
            ends = np.array([low[0], high[0]])[:, None] * along / along[0]
            ax.plot(*ends.T, color=colours[label], linestyle=style, label=label)
            foot = _inside(along / np.hypot(*along), low, high)
            arrow(ax, foot, foot + 0.8 * up, arrowstyle="-|>", color=colours[label], linewidth=1.6)
    handles, told = axes[0].get_legend_handles_labels()
    fig.legend(handles, told, loc="outside lower center", ncols=len(told))
    return fig


def _inside(along, low, high):
    """A point on the line through 0 along `along`, well inside the axes."""
    reach = [edge / step for edge, step in zip(high, along) if step > 0]
    reach += [edge / step for edge, step in zip(low, along) if step < 0]
    return 0.55 * min(reach) * along


def curves(losses):
    """A panel for each training; losses[title] = its loss, step by step."""
    fig, axes = plt.subplots(2, 3, figsize=(7.6, 4.4), sharex=True, sharey=True)
    for ax, (title, loss) in zip(axes.flat, losses.items()):
        ax.semilogy(loss, color=BLUE if title == "healthy" else VERMILLION)
        ax.axhline(np.log(2), color=GREY, linestyle=":", linewidth=1.2)
        ax.annotate(f"{loss[-1]:.2f}", (len(loss) - 1, loss[-1]), (0, 6), ha="right",
                    textcoords="offset points")  # fmt: skip
        ax.set_title(title)
    for ax in axes[:, 0]:
        ax.set_ylabel("loss")
    for ax in axes[-1]:
        ax.set_xlabel("step")
    return fig
