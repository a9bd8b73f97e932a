"""The figures of notebook 3: a computation, gates, the walk back, and one that never waits."""

import matplotlib.pyplot as plt

from helpers.plotting import BLUE, GREY, VERMILLION, arrow

# The neuron used twice, one box for each value: u = w x, h = u + b, v = w h, p = v + b, ...
_PLACES = {
    "x": (0, 1), "u": (1.3, 1), "h": (2.6, 1), "v": (3.9, 1), "p": (5.2, 1), "r": (6.5, 1),
    "L": (7.8, 1), "w": (2.6, 2.1), "b": (3.9, -0.1), "y": (6.5, -0.1),
}  # fmt: skip


def graph(values):
    """The neuron used twice: values, {name: number}, in boxes, and local slopes on arrows."""
    fig, ax = plt.subplots(figsize=(8.2, 3.5))
    for (used, user), slope in _local_slopes(**values).items():
        _labelled_arrow(ax, _PLACES[used], _PLACES[user], f"{slope:g}")
    for name, (left, height) in _PLACES.items():
        _box(ax, (left, height), f"{name} = {values[name]:g}")
    ax.set(xlim=(-0.6, 8.4), ylim=(-0.65, 2.6), title="Values in boxes, local slopes on arrows")
    ax.axis("off")
    return fig


def _local_slopes(x, w, h, r, **_):
    """{(used, user): slope} for every arrow, each read off the user's line."""
    sums = {
        ("u", "h"): 1,
        ("b", "h"): 1,
        ("v", "p"): 1,
        ("b", "p"): 1,
        ("p", "r"): 1,
        ("y", "r"): -1,
    }
    products = {("x", "u"): w, ("w", "u"): x, ("h", "v"): w, ("w", "v"): h}
    return sums | products | {("r", "L"): 2 * r}


def _labelled_arrow(ax, tail, head, label):
    arrow(ax, tail, head, arrowstyle="-|>", color=GREY, shrinkA=19, shrinkB=19)
    _label(ax, tail, head, label)


def _label(ax, tail, head, label, **style):
    middle = (tail[0] + head[0]) / 2, (tail[1] + head[1]) / 2
    aside = (0, 5) if tail[1] == head[1] else (-13 if tail[0] > head[0] else 13, -3)
    ax.annotate(label, middle, aside, textcoords="offset points", ha="center", color=GREY, **style)


def gates(s, t, dc):
    """A sum, a product and a maximum of the same two values s > t, with the same slope dc."""
    fig, axes = plt.subplots(1, 3, figsize=(8.2, 2.7))
    values = {"s": s, "t": t}
    _gate(axes[0], "A sum copies", "+", values, s + t, (1, 1), dc)
    _gate(axes[1], "A product swaps", "×", values, s * t, (t, s), dc)
    _gate(axes[2], "A maximum routes", "max", values, max(s, t), (1, 0), dc)
    return fig


def _gate(ax, title, sign, values, result, local, dc):
    middle, output = (1.35, 0.6), (2.65, 0.6)
    for (name, value), height, slope in zip(values.items(), (1.2, 0), local):
        arrow(ax, (0, height), middle, arrowstyle="-|>", color=GREY, shrinkA=21, shrinkB=17)
        aside = (0.78, 1.02 if height else 0.18)
        ax.text(*aside, f"{slope:g}", ha="center", va="center", color=GREY)
        _box(ax, (0, height), f"{name} = {value:g}")
        _slope(ax, (0, height - 0.38), f"d{name} = {dc * slope:g}")
    arrow(ax, middle, output, arrowstyle="-|>", color=GREY, shrinkA=17, shrinkB=20)
    circle = {"boxstyle": "circle,pad=0.3", "facecolor": "#EBEBEB", "edgecolor": GREY}
    ax.text(*middle, sign, ha="center", va="center", bbox=circle)
    _box(ax, output, f"c = {result:g}")
    _slope(ax, (output[0], output[1] - 0.38), f"dc = {dc:g}")
    ax.set(xlim=(-0.55, 3.2), ylim=(-0.6, 1.6), title=title)
    ax.axis("off")


# The walk back: a line, and the slopes after it, in the order in which they are found.
_LINES = (
    ("L = r²", ("r",)),
    ("r = p − y", ("p", "y")),
    ("p = v + b", ("v", "b")),
    ("v = w h", ("h", "w")),
    ("h = u + b", ("u", "b")),
    ("u = w x", ("x", "w")),
)


def walk(values):
    """Six frames, one for each line from last to first: the slopes that have been found so far.

    values is {name: number}. The arrows of a frame carry their local slopes. A slope that still
    waits for another share is followed by dots.
    """
    local, waiting = _local_slopes(**values), {"w": 2, "b": 2}
    slopes, shares = {"L": 1}, {}
    fig, axes = plt.subplots(3, 2, figsize=(8.2, 6.6))
    for number, (ax, (line, inputs)) in enumerate(zip(axes.flat, _LINES), 1):
        user = line[0]
        for used in inputs:
            share = slopes[user] * local[used, user]
            shares[used] = [*shares.get(used, []), share]
            slopes[used] = sum(shares[used])
        now = {(used, user): local[used, user] for used in inputs}
        _frame(ax, values, slopes, shares, now, waiting)
        ax.set_title(f"{number}. {line}", loc="left")
    return fig


def _frame(ax, values, slopes, shares, now, waiting):
    for used, user in _local_slopes(**dict.fromkeys("xwhr", 1)):
        lit = (used, user) in now
        colour, width = (VERMILLION, 2) if lit else ("#BEBEBE", 1)
        tail, head = (user, used) if lit else (used, user)  # a slope travels against the arrow
        ends = _PLACES[tail], _PLACES[head]
        arrow(ax, *ends, arrowstyle="-|>", color=colour, lw=width, shrinkA=13, shrinkB=13)
        if lit:
            _label(ax, _PLACES[used], _PLACES[user], f"{now[used, user]:g}", fontsize=9)
    for name, (left, height) in _PLACES.items():
        _box(ax, (left, height), f"{name}={values[name]:g}", fontsize=8)
        if name in slopes:
            told = " + ".join(f"{share:g}" for share in shares.get(name, [1]))
            if len(shares.get(name, [])) == 2:
                told = f"{told} = {slopes[name]:g}"
            elif name in waiting:
                told = f"{told} + …"
            aside = {"h": -0.3, "v": 0.2}.get(name, 0)  # away from w and from b
            beside = height + (-0.52 if name in "uhby" else 0.52)
            _slope(ax, (left + aside, beside), told, fontsize=9)
    ax.set(xlim=(-0.5, 8.3), ylim=(-0.95, 2.95))
    ax.axis("off")


def doublings():
    """Three doublings, two arrows each, and how often a walk that never waits visits each box."""
    fig, ax = plt.subplots(figsize=(7.2, 2.1))
    for place, visits in enumerate((8, 4, 2, 1)):
        if place:
            for bend in (-0.35, 0.35):
                style = {"connectionstyle": f"arc3,rad={bend}", "shrinkA": 17, "shrinkB": 17}
                arrow(ax, (2 * place - 2, 0), (2 * place, 0), arrowstyle="-|>", color=GREY, **style)
        _box(ax, (2 * place, 0), f"{2**place} a" if place else "a")
        _slope(ax, (2 * place, -0.62), f"{visits} visit{'s' * (visits > 1)}")
    title = "From right to left without waiting: visits to each box"
    ax.set(xlim=(-0.7, 6.7), ylim=(-0.9, 0.7), title=title)
    ax.axis("off")
    return fig


def _box(ax, place, text, **style):
    box = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": BLUE}
    ax.text(*place, text, ha="center", va="center", bbox=box, **style)


def _slope(ax, place, text, **style):
    ax.text(*place, text, color=VERMILLION, fontweight="bold", ha="center", va="center", **style)
