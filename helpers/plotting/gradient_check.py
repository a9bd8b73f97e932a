"""The figures of notebook 7: eight programs, how well they train and how wrong their gradients are;
and which parameters lie behind a bug.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from helpers.gradcheck import RIGHT_UP_TO, WRONG_FROM
from helpers.plotting import BLUE, GREEN, GREY, VERMILLION, arrow
from helpers.telling import NOISE

BLOCKS = ("W1", "b1", "W2", "b2")
_STYLES = ((BLUE, "o"), (VERMILLION, "s"), (GREEN, "^"), ("black", "x"))
_PALE, _HATCHED = "#F8DCCB", "#F3CDB5"


def accuracies_and_errors(accuracy, errors):
    """Accuracies (8, 10) of the programs `errors` names, and their errors {letter: (4,)}."""
    fig, (left, right) = plt.subplots(1, 2, figsize=(9.4, 3.9), sharey=True, width_ratios=(1, 1.5))
    for row, values in enumerate(accuracy):
        left.plot(values, np.full(values.size, row), "o", color=BLUE, ms=5, alpha=0.5, mew=0)
    left.set(title="How well does it learn?", xlabel="accuracy", xlim=(-0.05, 1.05))
    left.set(yticks=range(len(errors)), ylim=(len(errors) - 0.5, -0.6), ylabel="program")
    left.set_yticklabels(errors)
    for limit in (RIGHT_UP_TO, WRONG_FROM):
        right.axvline(limit, color=GREY, ls=":", lw=1.2)
    for block, (colour, marker) in enumerate(_STYLES):
        _marks(right, [values[block] for values in errors.values()], block, colour, marker)
    right.set(title="How far from measured slopes?", xscale="log", xlim=(1e-12, 30))
    right.set(xlabel="relative error, on a log axis")
    right.legend(loc="upper left", bbox_to_anchor=(1, 1), title="slopes of")
    for ax in (left, right):
        ax.grid(axis="y", lw=0.4)
    return fig


def _marks(ax, errors, block, colour, marker):
    """A mark for each program; what is right is drawn apart, since its error is mere rounding."""
    rows = np.arange(len(errors)) + 0.16 * (block - 1.5)
    errors = np.maximum(errors, 2e-12)
    wrong = errors > RIGHT_UP_TO
    style = dict(color=colour, marker=marker, ls="none", ms=5)
    ax.plot(errors[wrong], rows[wrong], label=BLOCKS[block], **style)
    (noise,) = ax.plot(errors[~wrong], rows[~wrong], **style)
    noise.set_gid(NOISE)


# ---- the way back, with a bug in it

_PLACES = {"dZ2": (2, 1), "dA1": (1, 1), "dZ1": (0, 1), "W2": (2.3, 0), "b2": (1.55, 0),
           "W1": (0.35, 0), "b1": (-0.4, 0)}  # fmt: skip
_ARROWS = (("dZ2", "dA1"), ("dA1", "dZ1"), ("dZ2", "W2"), ("dZ2", "b2"), ("dZ1", "W1"),
           ("dZ1", "b1"))  # fmt: skip


def behind(bugs):
    """The way back, once for each (title, names in which the bug sits, errors (4,)) in `bugs`."""
    fig, axes = plt.subplots(1, len(bugs), figsize=(10.2, 2.7))
    for ax, (title, places, errors) in zip(axes, bugs):
        wrong = {name for name, error in zip(BLOCKS, errors) if error > RIGHT_UP_TO}
        _way_back(ax, wrong, places)
        ax.set(title=title, xlim=(-0.85, 2.75), ylim=(-0.75, 1.5))
        ax.axis("off")
    return fig


def _way_back(ax, wrong, places):
    spoiled = set(places)
    for tail, head in _ARROWS:  # from the right, so that what is spoiled is known in time
        if tail in spoiled:
            spoiled.add(head)
        _arrow_between(ax, _PLACES[tail], _PLACES[head])
    for name, (x, y) in _PLACES.items():
        hit = name in wrong if name in BLOCKS else name in spoiled
        box, frame = (x - 0.31, y - 0.2), {"edgecolor": GREY, "lw": 0.8}
        if hit:
            style = dict(facecolor=_PALE, edgecolor=_HATCHED, hatch="//", lw=0)
            ax.add_patch(Rectangle(box, 0.62, 0.4, **style))
            frame = {"edgecolor": VERMILLION, "lw": 2}
        ax.add_patch(Rectangle(box, 0.62, 0.4, fill=False, **frame))
        told = name if name.startswith("d") else f"d{name}"
        ax.text(x, y, told, ha="center", va="center")
        if name in BLOCKS:
            word = "wrong" if hit else "right"
            ax.text(x, y - 0.35, word, ha="center", va="center", fontsize=9)
        if name in places:
            y = y - 0.55 if name in BLOCKS else y + 0.33
            ax.text(x, y, "bug", ha="center", va="center", color=VERMILLION, weight="bold")


def _arrow_between(ax, tail, head):
    (x0, y0), (x1, y1) = tail, head
    if y0 == y1:
        arrow(ax, (x0 - 0.3, y0), (x1 + 0.3, y1), arrowstyle="->", color=GREY)
    else:
        arrow(ax, (0.6 * x0 + 0.4 * x1, y0 - 0.2), (x1, y1 + 0.2), arrowstyle="->", color=GREY)
