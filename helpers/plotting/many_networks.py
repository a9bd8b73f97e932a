"""The figures of side path 10b: a product of two piles of cards, and where biases land."""

import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle

from helpers.plotting import BLUE, INKS, VERMILLION

EDGES = {BLUE: "-", VERMILLION: "--"}
PAPER = "#F6F3EC"


def _card(ax, left, top, table, marked, colour, name):
    """A table of numbers as a card with its left upper corner at a point, and `marked` entries."""
    rows, columns = table.shape
    place = (left, top - rows - 0.35)
    ax.add_patch(
        Rectangle(place, columns + 0.3, rows + 0.35, fc=PAPER, ec=colour, ls=EDGES[colour], lw=1.4)
    )
    for row in range(rows):
        for column in range(columns):
            corner = (left + 0.15 + column, top - 0.2 - row - 1)
            if (row, column) in marked:
                ax.add_patch(Rectangle(corner, 1, 1, fc=PAPER, ec="black", lw=1.6))
            weight = "bold" if (row, column) in marked else "normal"
            style = {"ha": "center", "va": "center", "fontsize": 9, "weight": weight}
            ax.text(corner[0] + 0.5, corner[1] + 0.5, f"{table[row, column]:g}", **style)
    ax.text(left + 0.1, top + 0.12, name, fontsize=8.5, color=INKS[colour], va="bottom")


def pile(A, B):
    """A @ B for piles of two cards: card 0 above, card 1 below; a row times a column is marked."""
    fig, ax = plt.subplots(figsize=(7.6, 4.2))
    C = A @ B
    for r, (colour, top) in enumerate(((BLUE, 9.6), (VERMILLION, 3.9))):
        left = 0
        for name, array, sign in (("A", A, "@"), ("B", B, "="), ("C", C, "")):
            rows, columns = array.shape[1:]
            marks = {
                "A": [(1, column) for column in range(columns)],
                "B": [(row, 2) for row in range(rows)],
                "C": [(1, 2)],
            }[name]
            _card(ax, left, top, array[r], marks, colour, f"{name}, card {r}")
            middle = top - 2
            left += columns + 0.3
            ax.text(left + 0.55, middle, sign, ha="center", va="center", fontsize=15)
            left += 1.1
    shapes = [" × ".join(map(str, array.shape)) for array in (A, B, C)]
    ax.set(xlim=(-0.2, left - 0.9), ylim=(-0.8, 10.6))
    ax.set_title(f"{shapes[0]}   @   {shapes[1]}   gives   {shapes[2]}")
    ax.set_aspect("equal")
    ax.axis("off")
    return fig


def landings(right, wrong):
    """Above, Z + b with the samples' place in b; below without it: a card for each network."""
    fig, ax = plt.subplots(figsize=(7.6, 4))
    rows = ((right, 9.4, "b of shape (3, 1, 2)"), (wrong, 4.2, "b of shape (3, 2)"))
    for array, top, title in rows:
        ax.text(-0.3, top - 1.6, title, ha="right", va="center", fontsize=10)
        for r, card in enumerate(array):
            _card(ax, 4 * r, top, card, [], BLUE if array is right else VERMILLION, f"network {r}")
    ax.set(
        xlim=(-7, 11),
        ylim=(0.3, 10.2),
        title="Z + b, where Z is 0: samples down, neurons across",
    )
    ax.set_aspect("equal")
    ax.axis("off")
    return fig
