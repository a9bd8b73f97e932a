"""The figure of side path 7a: eight programs, six checks, and how well each program learns."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, GREY

_PALE = "#F3E3D7"


def checks_and_accuracies(names, checks, caught, accuracies):
    """Which check catches which program; beside it, the accuracies that each one reaches.

    names (G,) and checks (C,) label the rows and columns of caught (G, C); the first row is the
    right program. A grey band shows how far its accuracies spread, the first row of (G, seeds).
    """
    fig, (table, strip) = plt.subplots(1, 2, figsize=(9.0, 3.9), sharey=True, width_ratios=(1.8, 1))
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
    """One cell: dark and "caught", or pale and "missed"; white for the right program."""
    word = "caught" if hit else "passes" if right else "missed"
    face, ink = (BLUE, "white") if hit else ("white" if right else _PALE, "black")
    box = plt.Rectangle((column - 0.48, row - 0.44), 0.96, 0.88, facecolor=face, edgecolor=GREY)
    box.set_linewidth(0.4)
    ax.add_patch(box)
    ax.text(column, row, word, color=ink, ha="center", va="center", fontsize=9)


def _dots(ax, accuracies):
    """A dot for each network, and a band behind those of the right program."""
    ax.axvspan(accuracies[0].min(), accuracies[0].max(), color=GREY, alpha=0.15, linewidth=0)
    for row, values in enumerate(accuracies):
        ax.plot(values, np.full(values.size, row), "o", color=BLUE, alpha=0.6, ms=5, mew=0)
    ax.set(xlim=(-0.05, 1.05), xlabel="accuracy of each network")
    ax.set_title("How well does it learn?")
    ax.grid(axis="y", lw=0.4)
    ax.tick_params(axis="y", length=0, labelleft=False)
    ax.spines["left"].set_visible(False)
