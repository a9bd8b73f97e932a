"""The figures of notebook 10: who is tested, how coins fall, and which flowers are missed."""

from itertools import product

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, CLASS_COLOURS, CLASS_MARKERS, GREY, VERMILLION

SPECIES = ("setosa", "versicolor", "virginica")


def tested(petals, labels, splits):
    """The test flowers of splits, {number: (rows of the test part, whether each is missed)}."""
    fig, axes = plt.subplots(1, len(splits), figsize=(9.6, 3.6), sharey=True)
    for ax, (split, (rows, wrong)) in zip(axes, splits.items()):
        ax.plot(*petals.T, ".", color="#C8C8C8", markersize=4, label="training part")
        for number, (colour, marker) in enumerate(zip(CLASS_COLOURS, CLASS_MARKERS)):
            some = petals[rows[labels[rows] == number]]
            style = {"color": colour, "markersize": 5, "linestyle": "", "label": SPECIES[number]}
            ax.plot(*some.T, marker, **style)
        ring = {"facecolors": "none", "edgecolors": "black", "linewidths": 1.4}
        ax.scatter(*petals[rows[wrong]].T, s=150, label="mistake", **ring)
        right = len(rows) - np.sum(wrong)
        ax.set(title=f"split {split}: {right} of {len(rows)} right", xlabel="petal length (cm)")
    axes[0].set(ylabel="petal width (cm)")
    axes[-1].legend(loc="upper left")
    return fig


def falls(differences):
    """A panel for each way in which the signs of a few `differences` can fall.

    Hatched are those whose sum is at least as far from 0 as the sum that was measured.
    """
    ways = np.array(list(product((1, -1), repeat=len(differences)))) * differences
    far = np.abs(ways.sum(axis=1)) >= abs(np.sum(differences))
    fig, axes = plt.subplots(1, len(ways), figsize=(9.6, 2.3), sharey=True)
    for ax, way, is_far in zip(axes, ways, far):
        style = {"color": VERMILLION, "hatch": "///", "edgecolor": "white"}
        ax.bar(range(len(way)), way, 0.7, **(style if is_far else {"color": BLUE}))
        ax.axhline(0, color=GREY, linewidth=0.8)
        ax.set(title=f"sum {way.sum():g}", xticks=[])
        ax.spines["bottom"].set_visible(False)
    limit = 1.3 * np.abs(differences).max()
    axes[0].set(ylabel="difference", ylim=(-limit, limit), yticks=[-1, 0, 1])
    return fig


def misses(tables, names, tests):
    """Where models are wrong: for each a table (splits, flowers), 1 for a test flower missed.

    tests: for each split the rows of its test part. Dashes show where a flower that any of the
    models misses is tested and right.
    """
    fig, axes = plt.subplots(len(tables), 1, figsize=(9.6, 4.8), sharex=True)
    hard = np.any(tables, axis=(0, 1))
    tested = np.zeros_like(tables[0])
    for split, rows in enumerate(tests):
        tested[split, rows] = hard[rows]
    for ax, table, name, colour, marker in zip(axes, tables, names, (BLUE, VERMILLION), "os"):
        split, flower = np.nonzero(tested - table)
        ax.plot(flower, split, "_", color="#A0A0A0", markersize=5, linestyle="")
        split, flower = np.nonzero(table)
        ax.plot(flower, split, marker, color=colour, markersize=3, linestyle="")
        for end in (49.5, 99.5):
            ax.axvline(end, color=GREY, linewidth=0.8, linestyle=":")
        ax.set(title=f"{name}: {table.sum()} mistakes", ylabel="split", ylim=(len(table), -1))
    axes[-1].set(xlabel="flower (0 to 49 setosa, 50 to 99 versicolor, 100 to 149 virginica)")
    axes[-1].set(xlim=(-1, table.shape[1]))
    return fig
