"""The figures of side path 11a: random sums, a stretched circle, the way back and its bound."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import (
    BLUE,
    CLASS_COLOURS,
    CLASS_MARKERS,
    GREY,
    LINE_STYLES,
    VERMILLION,
    arrow,
)


def three_sums(sums):
    """A histogram for each {title: sums of an even number of terms, each 1 or -1}."""
    fig, axes = plt.subplots(1, len(sums), figsize=(8.6, 3), sharex=True, sharey=True)
    most = max(np.abs(z).max() for z in sums.values())
    for ax, (title, z) in zip(axes, sums.items()):
        size = np.sqrt(np.mean(z**2))
        ax.hist(z, bins=np.arange(-most - 1, most + 2, 2), color=BLUE)
        for edge in (-size, size):
            ax.axvline(edge, color=VERMILLION, linestyle="--")
        ax.set(xlabel="sum")
        ax.set_title(title, fontsize=10)
    axes[0].set_ylabel("how often")
    axes[-1].annotate(
        "dashed: minus and\nplus the size", (0.5, 0.5), xycoords="axes fraction", ha="center"
    )
    return fig


def stretched(circle, panels):
    """Closed curves of rows, {title: rows (many, 2)}; the first panel's are the `circle`.

    In each panel an arrow leads to the longest row, and the circle is drawn in grey.
    """
    fig, axes = plt.subplots(1, len(panels), figsize=(8.6, 3.2), sharex=True, sharey=True)
    for ax, (title, rows) in zip(axes, panels.items()):
        lengths = np.linalg.norm(rows, axis=1)
        longest = np.argmax(lengths > lengths.max() - 1e-9)
        ax.plot(*circle.T, color=GREY, linestyle=":")
        ax.plot(*rows.T, color=BLUE)
        arrow(ax, (0, 0), rows[longest], arrowstyle="-|>", color=VERMILLION, linewidth=1.6)
        ax.set(title=f"{title}: longest {lengths[longest]:.2f}", aspect="equal")
        ax.set_xlabel("first entry")
    axes[0].set_ylabel("second entry")
    return fig


def way_back(panels):
    """Lengths by layer on a logarithmic axis; panels[title][line] = a length for each layer."""
    fig, axes = plt.subplots(1, len(panels), figsize=(7.6, 3.4))
    for ax, (title, lines) in zip(axes, panels.items()):
        for (name, lengths), colour, marker, style in zip(
            lines.items(), CLASS_COLOURS, CLASS_MARKERS, LINE_STYLES
        ):
            layers = np.arange(1, len(lengths) + 1)
            ax.semilogy(
                layers, lengths, color=colour, marker=marker, markersize=4, linestyle=style,
                label=name,
            )  # fmt: skip
        ax.set(title=title, xlabel="layer", xticks=layers)
        ax.legend()
    axes[0].set_ylabel("length of the row of slopes")
    return fig
