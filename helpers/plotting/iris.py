"""The figures of notebook 9: a flower, two lists of species, and a network's answers on a map."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Ellipse

from helpers.plotting import BLUE, CLASS_COLOURS, CLASS_MARKERS, GREY, VERMILLION

PALE = ("#D6E6F2", "#F8DCCB", "#DDF2EA")  # of the three species, behind words and dots
SPECIES = ("setosa", "versicolor", "virginica")


def flower(ax):
    """An iris seen from above, with the four measures that were taken."""
    for angle in (210, 330, 90):
        _leaf(ax, angle, reach=3.0, length=2.8, width=1.9, colour="#D6E6F2", edge=BLUE)
    for angle in (30, 150, 270):
        _leaf(
            ax,
            angle,
            reach=2.1,
            length=1.9,
            width=0.9,
            colour="#F8DCCB",
            edge="#E9A27C",
            hatch="..",
        )
    _measure(ax, (0, 0.2), (0, 3.0), BLUE, "sepal length", (-1.25, 2.5), "right")
    _measure(ax, (-0.95, 1.6), (0.95, 1.6), BLUE, "sepal width", (1.15, 1.75), "left")
    _measure(ax, (0, -0.2), (0, -2.1), VERMILLION, "petal length", (0.35, -2.2), "left")
    _measure(ax, (-0.45, -1.15), (0.45, -1.15), VERMILLION, "petal width", (-0.6, -2.2), "right")
    ax.set(xlim=(-3.4, 3.4), ylim=(-2.7, 3.3), aspect="equal", title="an iris, from above")
    ax.axis("off")


def _leaf(ax, angle, reach, length, width, colour, edge, hatch=None):
    """An ellipse that ends at a distance of `reach` from the centre."""
    turned = np.deg2rad(angle)
    centre = (reach - length / 2) * np.array([np.cos(turned), np.sin(turned)])
    ax.add_patch(
        Ellipse(centre, length, width, angle=angle, facecolor=colour, edgecolor=edge, hatch=hatch)
    )


def _measure(ax, start, end, colour, name, at, side):
    """A double arrow between two points, and its name."""
    style = {"arrowstyle": "<->", "color": colour, "shrinkA": 0, "shrinkB": 0, "linewidth": 1.4}
    ax.annotate("", start, end, arrowprops=style)
    ax.text(*at, name, color=colour, ha=side, va="center")


def two_lists(truth, answers):
    """Two lists of species numbers, with an arrow at the first largest number of each."""
    fig, ax = plt.subplots(figsize=(9.4, 2.6))
    for row, (name, numbers) in enumerate((("truth", truth), ("answers", answers))):
        y = -1.2 * row
        for column, number in enumerate(numbers):
            box = {"facecolor": PALE[number], "edgecolor": "white"}
            ax.add_patch(plt.Rectangle((column, y), 1, 0.8, **box))
            ax.text(column + 0.5, y + 0.4, str(number), ha="center", va="center")
        ax.text(-0.4, y + 0.4, name, ha="right", va="center")
        first, up = int(np.argmax(numbers)), 1 - 2 * row
        tip, tail = (y + 0.85, y + 1.5) if row == 0 else (y - 0.05, y - 0.7)
        style = {"arrowstyle": "->", "color": VERMILLION, "linewidth": 1.8}
        ax.annotate("", (first + 0.5, tip), (first + 0.5, tail), arrowprops=style)
        told = f"the first largest number stands at place {first}"
        ax.text(first + 0.9, tail - 0.1 * up, told, color=VERMILLION, va="center")
    for column in np.flatnonzero(np.not_equal(truth, answers)):
        ring = {"facecolor": "none", "edgecolor": "black", "linewidth": 1.6}
        ax.add_patch(plt.Rectangle((column, -1.25), 1, 2.1, **ring))
    ax.set(xlim=(-3.2, len(truth) + 0.3), ylim=(-2.2, 2.5))
    ax.set(title="Thirty test flowers: 0 setosa, 1 versicolor, 2 virginica")
    ax.axis("off")
    return fig


def frames(answer, epochs, petals, labels):
    """What a network answers for petals, after so many epochs each: answer(points, epochs)."""
    fig, axes = plt.subplots(1, len(epochs), figsize=(10.2, 3.0), sharey=True)
    for ax, count in zip(axes, epochs):
        _regions(ax, lambda points, count=count: answer(points, count), petals)
        _dots(ax, petals, labels, size=11, filled=True)
        _name_regions(ax, lambda points, count=count: answer(points, count), petals)
        right = np.sum(answer(petals, count) == labels)
        ax.set(title=f"after {count} epochs:\n{right} of {len(labels)} right")
        ax.set(xlabel="petal length (cm)")
    axes[0].set_ylabel("petal width (cm)")
    return fig


def maps(answer, names, parts):
    """A map for each of `names`, of answer(points in cm, name), with the flowers of both parts,
    (petals, labels) of training and test, and a ring round each mistake.
    """
    fig, axes = plt.subplots(1, len(names), figsize=(10.2, 4.6), sharey=True)
    for ax, name in zip(axes, names):
        _regions(ax, lambda points, name=name: answer(points, name), parts[0][0])
        for (petals, labels), filled in zip(parts, (False, True)):
            _dots(ax, petals, labels, size=26, filled=filled)
            wrong = petals[answer(petals, name) != labels]
            style = {"facecolors": "none", "edgecolors": "black", "linewidths": 1.4}
            ax.scatter(*wrong.T, s=140, marker="o", **style)
        places = ((2.1, 0.3), (4.1, 0.75), (4.5, 2.7))
        for species, place, colour in zip(SPECIES, places, CLASS_COLOURS):
            ax.text(*place, species, color=colour, weight="bold")
        ax.set(title=name, xlabel="petal length (cm)")
    axes[0].set_ylabel("petal width (cm)")
    fig.supxlabel("filled: test part    hollow: training part    ring: a mistake", fontsize=10)
    return fig


def _regions(ax, answer, petals, steps=161):
    """The areas of the three answers, on a grid around the flowers."""
    across, up = (np.linspace(x.min() - 0.4, x.max() + 0.4, steps) for x in petals.T)
    grid = np.meshgrid(across, up)
    species = answer(np.column_stack([side.ravel() for side in grid])).reshape(steps, steps)
    levels = np.arange(4) - 0.5
    ax.contourf(across, up, species, levels=levels, colors=PALE)
    ax.contour(across, up, species, levels=levels[1:-1], colors=GREY, linewidths=0.8)


def _name_regions(ax, answer, petals, steps=25):
    """The first letters of a species in its area, far from other areas and from the flowers."""
    sides = [np.linspace(x.min() + 0.2, x.max() - 0.2, steps) for x in petals.T]
    points = np.column_stack([side.ravel() for side in np.meshgrid(*sides)])
    species, size = answer(points), np.ptp(petals, axis=0)
    for number in np.unique(species):
        inside = points[species == number]
        taken = np.concatenate([points[species != number], petals])
        apart = np.linalg.norm((inside[:, None] - taken) / size, axis=2).min(axis=1)
        place, colour = inside[np.argmax(apart)], CLASS_COLOURS[number]
        ax.text(*place, f"{SPECIES[number][:3]}.", color=colour, ha="center", va="center")


def _dots(ax, petals, labels, size, filled):
    for number, (colour, marker) in enumerate(zip(CLASS_COLOURS, CLASS_MARKERS)):
        face = colour if filled else "none"
        style = {"facecolors": face, "edgecolors": colour, "linewidths": 1}
        ax.scatter(*petals[labels == number].T, s=size, marker=marker, **style)
