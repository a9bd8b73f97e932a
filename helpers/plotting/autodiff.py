"""The figures of notebook 12: the graph that a program has recorded, a walk that does not wait, and
the border that an engine has learned.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyBboxPatch

from helpers.plotting import BLUE, GREY, VERMILLION, arrow, chain_rule
from helpers.plotting.layers import _houses, _shade

program = chain_rule.graph  # a program of notebook 3, not a record

_WIDTH, _HEIGHT = 0.86, 0.42  # of a box; columns are 1.25 apart


def graph(output, names=None, title=None):
    """The graph that `output` has recorded: in every box the value, and if there is one its slope.

    names is {name: value}; a value without a name shows its operation only. A value is anything
    that has data, parents, op and grad.
    """
    names = {value: name for name, value in (names or {}).items()}
    places = _places(_listed(output))
    x, y = np.array(list(places.values())).T
    width, height = max(3.4, 0.99 * np.ptp(x) + 1.2), 1.05 * np.ptp(y) + 1.2
    fig, ax = plt.subplots(figsize=(round(width, 1), round(height, 1)))
    for value, place in places.items():
        _join_all(ax, value, places)
        from_above = any(places[parent][1] > place[1] for parent, _ in value.parents)
        _box(ax, place, value, names.get(value, ""), label_below=from_above)
    ax.set(xlim=(x.min() - 0.6, x.max() + 0.6), ylim=(y.min() - 0.45, y.max() + 0.62))
    ax.set_title(title or "In every box: value | slope")
    ax.axis("off")
    return fig


def _listed(output):
    """All values under `output`, each once and after its parents."""
    order, stack = [], [(output, False)]
    while stack:
        value, parents_listed = stack.pop()
        if parents_listed:
            order.append(value)
        elif value not in order:
            stack.append((value, True))
            stack += [(parent, False) for parent, _ in value.parents]
    return list(dict.fromkeys(order))


def _join_all(ax, value, places):
    """An arrow from each parent; two that bend apart, where a parent is used twice."""
    parents = [parent for parent, _ in value.parents]
    for parent in dict.fromkeys(parents):
        if parents.count(parent) == 1:
            _join(ax, places[parent], places[value])
        else:
            (x0, y0), (x1, y1) = places[parent], places[value]
            for bend in (0.3, -0.3):
                style = {"arrowstyle": "-|>", "color": GREY, "connectionstyle": f"arc3,rad={bend}"}
                arrow(ax, (x0 + _WIDTH / 2, y0), (x1 - _WIDTH / 2, y1), **style)


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
    if value.grad is None:
        ax.text(x, y, _written(value.data), **middle)
    else:
        data, slope = _written(value.data), _written(value.grad)
        size = 10 if max(len(data), len(slope)) < 4 else 8
        ax.text(x, y, "|", color=GREY, **middle)
        ax.text(x - 0.22, y, data, fontsize=size, **middle)
        ax.text(x + 0.22, y, slope, fontsize=size, color=VERMILLION, fontweight="bold", **middle)
    label = name + (f":  {value.op}" if name and value.op else value.op)
    beside = y - _HEIGHT / 2 - 0.17 if label_below else y + _HEIGHT / 2 + 0.03
    ax.text(x - _WIDTH / 2 + 0.02, beside, label, fontsize=9, color=BLUE)


def _written(number):
    """With two decimals at most, as numbers in a box have little room."""
    return f"{round(float(number), 2):g}"


# ---- three nodes, and what passes back


def deliveries(frames):
    """A, B and C, once for each frame (title, slopes of A, B and C, who passes on, what)."""
    fig, axes = plt.subplots(1, len(frames), figsize=(10.2, 1.9))
    for ax, (title, slopes, sender, told) in zip(axes, frames):
        for place, (name, slope) in enumerate(zip("ABC", slopes)):
            _lettered(ax, 1.6 * place, name, slope)
        for head in (1, 2):
            strong = "ABC"[head] == sender
            for bend in (0.35, -0.35):
                style = {
                    "arrowstyle": "-|>",
                    "color": VERMILLION if strong else "#BBBBBB",
                    "lw": 2 if strong else 1,
                    "linestyle": "-" if strong else "--",
                    "connectionstyle": f"arc3,rad={bend}",
                }
                arrow(ax, (1.6 * head - 0.4, 0), (1.6 * head - 1.2, 0), **style)
        ax.set_title(f"{title}\n{told}", fontsize=10)
        ax.set(xlim=(-0.6, 3.8), ylim=(-0.55, 0.5))
        ax.axis("off")
    return fig


def _lettered(ax, x, name, slope):
    look = {"boxstyle": "round,pad=0,rounding_size=0.08", "facecolor": "white", "edgecolor": BLUE}
    ax.add_patch(FancyBboxPatch((x - 0.38, -0.24), 0.76, 0.48, **look))
    ax.text(x - 0.17, 0, name, ha="center", va="center", color=BLUE)
    ax.text(x + 0.17, 0, slope, ha="center", va="center", color=VERMILLION, fontweight="bold")


# ---- the pattern of notebook 6


def borders(frames, houses, sold):
    """The pattern, shaded where the score of a tanh network of one hidden layer is positive, for
    each entry of frames, {steps: its numbers}: rows of weights, then biases, then weights out, and
    last the bias of the score.
    """
    fig, axes = plt.subplots(1, len(frames), figsize=(10.4, 2.9), sharey=True)
    for ax, (steps, numbers) in zip(axes, frames.items()):
        _shade(ax, lambda points, numbers=numbers: _scores(points, numbers), houses)
        _houses(ax, houses, sold)
        right = np.sum((_scores(houses, numbers) > 0) == sold)
        ax.set_title(f"{steps} steps: {right} right")
    axes[0].set_ylabel("distance")
    axes[-1].legend(loc="upper left", bbox_to_anchor=(1, 1))
    return fig


def _scores(points, numbers):
    table = np.reshape(numbers[:-1], (4, -1))
    return np.tanh(points @ table[:2] + table[2]) @ table[3] + numbers[-1]
