"""The figure of notebook 7: wrong gradients against checks, and how well each gradient trains."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, GREY, VERMILLION

_PALE = "#F3E3D7"


def checks_and_accuracies(names, checks, caught, accuracies):
    """Which check catches which gradient; beside it, the test accuracies that each one reaches.

    names (G,) and checks (C,) label the rows and columns of caught (G, C); the first row is the
    right gradient, and a grey band shows how far its accuracies spread. accuracies maps each of two
    optimisers' names to an array (G, seeds).
    """
    fig, (table, strip) = plt.subplots(1, 2, figsize=(9.0, 3.9), sharey=True, width_ratios=(1.7, 1))
    for (row, column), hit in np.ndenumerate(caught):
        _mark(table, row, column, hit, right=row == 0)
    table.set_xticks(range(len(checks)), [name.replace(" ", "\n") for name in checks], fontsize=9)
    table.set_yticks(range(len(names)), names)
    table.set(xlim=(-0.5, len(checks) - 0.5), ylim=(len(names) - 0.5, -0.5))
    table.set_title("Which check catches which?")
    table.tick_params(length=0)
    table.spines[:].set_visible(False)
    _dots(strip, accuracies)
    return fig


def _mark(ax, row, column, hit, right):
    """One cell: dark and "caught", or pale and "missed"; white for the right gradient."""
    word = "caught" if hit else "passes" if right else "missed"
    face, ink = (BLUE, "white") if hit else ("white" if right else _PALE, "black")
    box = plt.Rectangle((column - 0.48, row - 0.44), 0.96, 0.88, facecolor=face, edgecolor=GREY)
    box.set_linewidth(0.4)
    ax.add_patch(box)
    ax.text(column, row, word, color=ink, ha="center", va="center", fontsize=9)


def _dots(ax, accuracies):
    """A dot for each seed, the two optimisers above and below the middle of the row."""
    right = np.concatenate([values[0] for values in accuracies.values()])
    ax.axvspan(right.min(), right.max(), color=GREY, alpha=0.15, linewidth=0)
    styles = ((BLUE, "o", -0.17), (VERMILLION, "s", 0.17))
    for (label, values), (colour, marker, shift) in zip(accuracies.items(), styles):
        rows = np.repeat(np.arange(len(values))[:, None] + shift, values.shape[1], axis=1)
        ax.plot(values.ravel(), rows.ravel(), marker, color=colour, alpha=0.6, ms=4, mew=0)
        ax.annotate(label, (0.12, 3 + 4 * shift), color=colour)
        ax.plot(0.08, 2.93 + 4 * shift, marker, color=colour, ms=5)
    ax.set(xlim=(-0.04, 1.04), xlabel="test accuracy, one dot a seed")
    ax.set_title("How well does it train?")
    ax.tick_params(axis="y", length=0, labelleft=False)
    ax.spines["left"].set_visible(False)
