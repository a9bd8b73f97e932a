"""The figure of side path 13a: the article as a map of verdicts."""

from itertools import groupby

import matplotlib.pyplot as plt

from helpers.article import MISLEADING, OMITTED, RIGHT, SIGNS, VERDICTS, WRONG
from helpers.plotting import GREEN, GREY, VERMILLION

COLOURS = {
    WRONG: (VERMILLION, 0.5),
    MISLEADING: ("#F0E442", 0.4),
    OMITTED: (GREY, 0.3),
    RIGHT: (GREEN, 0.3),
}
SECTIONS = {
    "1": "background", "2": "words: networks", "2.1": "words: the loss",
    "2.2": "words: activations", "3": "six steps", "3.1": "formulas", "4": "an example",
    "4.1": "program: data", "4.2": "program: model", "4.3": "program: training",
    "4.4": "program: evaluation", "5": "outlook", "6": "questions", "7": "summary",
}  # fmt: skip


def verdicts(claims):
    """A row for each section, in it a tile for each claim: its number and the mark of its verdict.

    The numbers of nitpicks stand in brackets. The last row counts the verdicts.
    """
    fig, ax = plt.subplots(figsize=(7.0, 5.2))
    sections = [list(group) for _, group in groupby(enumerate(claims, 1), lambda c: c[1].section)]
    for row, tiles in enumerate(sections):
        section = tiles[0][1].section
        ax.text(-2.5, row, section, va="center", weight="bold")
        ax.text(-2.05, row, SECTIONS[section], va="center")
        for column, (number, claim) in enumerate(tiles):
            words = f"({number})" if claim.nitpick else f"{number}"
            _tile(ax, column, row, 0.9, words, claim.verdict)
    last = len(sections) + 0.5
    ax.text(-2.5, last, "in all", va="center", weight="bold")
    for column, verdict in enumerate(VERDICTS):
        many = sum(claim.verdict == verdict for claim in claims)
        _tile(ax, 1.6 * column, last, 1.5, f"{many} {verdict}", verdict)
    ax.set(xlim=(-2.6, 6.4), ylim=(last + 0.6, -0.6))
    ax.set_title("The claims of the article, section by section")
    ax.axis("off")
    return fig


def _tile(ax, x, y, width, words, verdict):
    colour, alpha = COLOURS[verdict]
    ax.add_patch(plt.Rectangle((x, y - 0.42), width, 0.84, facecolor=colour, alpha=alpha))
    ax.text(x + 0.08, y, words, va="center", fontsize=9)
    ax.text(x + width - 0.08, y, SIGNS[verdict], va="center", ha="right", weight="bold")
