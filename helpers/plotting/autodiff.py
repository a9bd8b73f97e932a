"""The figure of notebook 12: the graph that a program has recorded, with value and gradient."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyBboxPatch

from helpers.plotting import BLUE, GREY, VERMILLION, arrow

_WIDTH, _HEIGHT = 0.86, 0.42  # of a box; columns are 1.25 apart


def graph(output, names=None):
    """The graph that `output` has recorded, after backward: value | gradient in every box.

    names is {name: Value}; a value without a name shows its operation only.
    """
    names = {value: name for name, value in (names or {}).items()}
    places = _places(output.topological_order())
    fig, ax = plt.subplots(figsize=(8.6, 3.4))
    for value, place in places.items():
        for parent, _ in value.parents:
            _join(ax, places[parent], place)
        from_above = any(places[parent][1] > place[1] for parent, _ in value.parents)
        _box(ax, place, value, names.get(value, ""), label_below=from_above)
    x, y = np.array(list(places.values())).T
    ax.set(xlim=(x.min() - 0.6, x.max() + 0.6), ylim=(y.min() - 0.45, y.max() + 0.62))
    ax.set_title("The graph that the program recorded: value | gradient in every box")
    ax.axis("off")
    return fig


def _places(order):
    """{value: (x, y)}: computed values to the right of their parents, the others beside a user."""
    column = {}
    for value in order:
        column[value] = 1 + max((column[parent] for parent, _ in value.parents), default=-1)
    for value in order:  # a value without parents moves up to its first user
        users = [column[v] for v in order if value in [parent for parent, _ in v.parents]]
        if not value.parents and users:
            column[value] = min(users) - 1
    rows, side, places = {}, 1, {}
    for value in sorted(order, key=lambda v: not v.parents):
        taken = rows.setdefault(column[value], [])
        row = 0 if 0 not in taken else side
        while row in taken:
            row += side
        side = -side if row else side
        taken.append(row)
        places[value] = 1.25 * column[value], 1.1 * row
    return places


def _join(ax, tail, head):
    (x0, y0), (x1, y1) = tail, head
    if abs(y0 - y1) < 0.1:
        start, end = (x0 + _WIDTH / 2, y0), (x1 - _WIDTH / 2, y1)
    else:
        side = np.sign(y1 - y0)
        start, end = (x0, y0 + side * _HEIGHT / 2), (x1 + 0.12, y1 - side * _HEIGHT / 2)
    arrow(ax, start, end, arrowstyle="-|>", color=GREY, shrinkA=2, shrinkB=2)


def _box(ax, place, value, name, label_below):
    x, y = place
    corner = (x - _WIDTH / 2, y - _HEIGHT / 2)
    look = {"boxstyle": "round,pad=0,rounding_size=0.08", "facecolor": "white", "edgecolor": BLUE}
    ax.add_patch(FancyBboxPatch(corner, _WIDTH, _HEIGHT, **look))
    middle = {"ha": "center", "va": "center"}
    ax.text(x, y, "|", color=GREY, **middle)
    ax.text(x - 0.22, y, f"{float(value.data):g}", **middle)
    ax.text(x + 0.22, y, f"{float(value.grad):g}", color=VERMILLION, fontweight="bold", **middle)
    label = name + (f":  {value.op}" if name and value.op else value.op)
    beside = y - _HEIGHT / 2 - 0.17 if label_below else y + _HEIGHT / 2 + 0.03
    ax.text(x - _WIDTH / 2 + 0.02, beside, label, fontsize=9, color=BLUE)
