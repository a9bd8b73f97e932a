"""The figures of side path 10a: splits in rows, the squares and pairs of a mean, and margins."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, GREY, VERMILLION


def rows_of_splits(test_parts, count):
    """A row for each split of `count` flowers: dots are trained on, squares are tested."""
    fig, ax = plt.subplots(figsize=(7.6, 2.6))
    for row, test_rows in enumerate(test_parts):
        train_rows = np.setdiff1d(np.arange(count), test_rows)
        ax.plot(train_rows, np.full(len(train_rows), row), "o", color=BLUE, markersize=9)
        ax.plot(test_rows, np.full(len(test_rows), row), "s", color=VERMILLION, markersize=11)
    ax.plot([], [], "o", color=BLUE, label="training part")
    ax.plot([], [], "s", color=VERMILLION, label="test part")
    ax.set(xlabel="flower", xticks=range(count), ylim=(len(test_parts) - 0.5, -0.6))
    ax.set_yticks(range(len(test_parts)), [f"split {row + 1}" for row in range(len(test_parts))])
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    fig.legend(loc="outside upper center", ncols=2)
    return fig


def table_of_products(count):
    """The table of all products of `count` deviations: squares on the diagonal, pairs beside it."""
    fig, ax = plt.subplots(figsize=(3.8, 3.6))
    for one in range(count):
        for other in range(count):
            same = one == other
            face = "#9CC4DF" if same else "white"
            box = plt.Rectangle((other - 0.5, one - 0.5), 1, 1, facecolor=face, edgecolor=GREY)
            ax.add_patch(box)
            ax.text(other, one, r"$\sigma^2$" if same else r"$\rho\,\sigma^2$", ha="center",
                    va="center", fontsize=12)  # fmt: skip
    ax.set(xlim=(-0.6, count - 0.4), ylim=(count - 0.4, -0.6), aspect="equal")
    ax.set(xlabel="split", ylabel="split")
    ax.set_xticks(range(count), range(1, count + 1))
    ax.set_yticks(range(count), range(1, count + 1))
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return fig


def margins(means, usual, corrected, truth):
    """A row for each person: the usual margin (thick), the corrected one (thin), and the mean. Its
    marker says which of the two reaches the truth.
    """
    fig, ax = plt.subplots(figsize=(7.2, 4.4))
    rows = np.arange(len(means))
    ax.hlines(rows, means - corrected, means + corrected, color=BLUE, linewidth=1.2,
              label="corrected margin")  # fmt: skip
    ax.hlines(rows, means - usual, means + usual, color=VERMILLION, linewidth=5,
              label="usual margin")  # fmt: skip
    off = np.abs(means - truth)
    for marker, face, reached, who in (
        ("o", "black", off <= usual, "both reach the truth"),
        ("o", "white", (off > usual) & (off <= corrected), "only the corrected one"),
        ("X", "white", off > corrected, "neither"),
    ):
        ax.plot(means[reached], rows[reached], marker, color="black", markerfacecolor=face,
                markersize=6, label=f"mean; {who}")  # fmt: skip
    ax.axvline(truth, color=GREY, linestyle="--", label="truth")
    ax.set(xlabel="accuracy", ylabel="person with 150 flowers", yticks=[0, 5, 10, 15])
    ax.xaxis.set_major_locator(plt.MaxNLocator(5))
    ax.set(ylim=(len(means) - 0.4, -0.6))
    fig.legend(loc="outside right upper")
    return fig
