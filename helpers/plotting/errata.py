"""The figures of notebook 13: the article as a table of verdicts, and descents that only fall."""

from itertools import groupby
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np

from helpers.article import MISLEADING, OMITTED, RIGHT, SIGNS, VERDICTS, WRONG
from helpers.plotting import BLUE, GREEN, GREY, VERMILLION

COLOURS = {
    WRONG: (VERMILLION, 0.5),
    MISLEADING: ("#F0E442", 0.4),
    OMITTED: (GREY, 0.3),
    RIGHT: (GREEN, 0.3),
}
SECTIONS = {
    "1": "background", "2": "concepts", "2.1": "loss", "2.2": "activation", "3": "steps",
    "3.1": "formulas", "4": "example", "4.1": "data", "4.2": "model", "4.3": "training",
    "4.4": "evaluation", "5": "outlook", "6": "questions", "7": "summary",
}  # fmt: skip


def verdicts(claims):
    """A row for each section, in it a tile for each claim: number, mark and topic."""
    fig, ax = plt.subplots(figsize=(7.6, 6.6))
    sections = [list(group) for _, group in groupby(enumerate(claims, 1), lambda c: c[1].section)]
    for row, tiles in enumerate(sections):
        section = tiles[0][1].section
        ax.text(-1.3, row, section, va="center", weight="bold")
        ax.text(-0.9, row, SECTIONS[section], va="center", fontsize=8.5)
        for column, (number, claim) in enumerate(tiles):
            _tile(ax, column, row, f"{number}", claim.topic, claim.verdict)
    ax.text(-1.3, len(sections) + 0.3, "in all", va="center", weight="bold")
    for column, verdict in enumerate(VERDICTS):
        many = sum(claim.verdict == verdict for claim in claims)
        _tile(ax, column, len(sections) + 0.3, f"{many}", verdict, verdict)
    widest = max(map(len, sections))
    ax.set(xlim=(-1.4, widest), ylim=(len(sections) + 0.8, -0.6))
    ax.set_title("The article, section by section: number, verdict and topic of every claim")
    ax.axis("off")
    return fig


def _tile(ax, x, y, number, topic, verdict):
    colour, alpha = COLOURS[verdict]
    box = plt.Rectangle((x, y - 0.44), 0.96, 0.88, facecolor=colour, alpha=alpha)
    ax.add_patch(box)
    ax.text(x + 0.05, y - 0.2, number, va="center", fontsize=8)
    ax.text(x + 0.91, y - 0.2, SIGNS[verdict], va="center", ha="right", fontsize=9, weight="bold")
    ax.text(x + 0.48, y + 0.17, fill(topic, 15), va="center", ha="center", fontsize=8)


def falling(paths, lowest, learning_rate, fit):
    """Weights along descents by the article's formula, `paths` from several starts.

    The grey line falls by `learning_rate` times the `lowest` loss a step, from the last start.
    """
    fig, ax = plt.subplots()
    steps = np.arange(max(map(len, paths)))
    bound = paths[-1][0] - learning_rate * lowest * steps
    ax.plot(steps, bound, color=GREY, linewidth=1, linestyle=(0, (1, 1)))
    middle = len(steps) // 2
    ax.annotate(f"bound (13.1) for the start {paths[-1][0]:g}", (middle, bound[middle]), (0, 5),
                textcoords="offset points", color=GREY, ha="center")  # fmt: skip
    for path, colour, style in zip(paths, (VERMILLION, BLUE, GREEN), ("-", "--", "-.")):
        ax.plot(path, color=colour, linestyle=style)
        ax.annotate(f"from {path[0]:g}", (len(path) - 1, -5), (4, 0), textcoords="offset points",
                    color=colour)  # fmt: skip
    ax.axhline(fit, color=GREY, linewidth=0.8)
    ax.annotate("bottom of the loss", (steps[-1], fit), (-4, 4), textcoords="offset points",
                color=GREY, ha="right")  # fmt: skip
    ax.set(title="By the article's formula, every weight falls for ever", xlabel="step")
    ax.set(ylabel="weight w", ylim=(-6, paths[-1][0] + 0.5))
    return fig
