"""The figures of side path 3a: a chain and a network with their counts, and what slopes cost."""

from itertools import pairwise

import matplotlib.pyplot as plt

from helpers.plotting import BLUE, GREEN, GREY, VERMILLION, arrow

_BACK = {"dr": 1, "da": 1, "dz": 3, "dw": 1}  # operations of one neuron's walk back


def chain(depth, counted=False):
    """A chain of neurons as boxes, from x to L; `counted` adds the operations, both ways.

    Above each computed box stands what it costs forwards, on each arrow what comes back over it.
    """
    fig, ax = plt.subplots(figsize=(8.2, 2.5))
    names, after = ["x"], "a_{}"
    for k in range(1, depth + 1):
        names += [f"z_{k}", after.format(k)]
    names += ["r", "L"]
    at = dict(zip(names, range(len(names))))
    for left, right in pairwise(names):
        _edge(ax, (at[left], 0), (at[right], 0), _cost_back(left, right) if counted else None)
    for k in range(1, depth + 1):
        _edge(ax, (at[f"z_{k}"], 1.3), (at[f"z_{k}"], 0), _BACK["dw"] if counted else None)
        _box(ax, at[f"z_{k}"], 1.3, f"$w_{k}$", GREY)
    _edge(ax, (at["r"], 1.3), (at["r"], 0), None)
    _box(ax, at["r"], 1.3, "$y$", GREY)
    for name, left in at.items():
        _box(ax, left, 0, f"${name}$", GREY if name == "x" else BLUE)
        if name != "x":
            what = {"z": "product", "a": "tanh", "r": "difference", "L": "square"}[name[0]]
            below = f"{what}: 1" if counted else what
            ax.text(left, -0.48, below, color=BLUE, ha="center", va="center", fontsize=9)
    ax.set(xlim=(-0.5, len(names) - 0.5), ylim=(-0.75, 1.65))
    how = "Blue: operations forwards. Orange: operations on the way back"
    ax.set_title(how if counted else "What each box computes")
    ax.axis("off")
    return fig


def _cost_back(left, right):
    """The operations on the way back from the box `right` to the box `left`; None if it stops."""
    if left == "x":
        return None
    return {"L": _BACK["dr"], "r": 0, "a": _BACK["dz"], "z": _BACK["da"]}[right[0]]


def _edge(ax, tail, head, back):
    arrow(ax, tail, head, arrowstyle="-|>", color=GREY, shrinkA=13, shrinkB=13)
    if back is not None:  # a thin arrow the other way, beside the first, and the number on it
        right, up = (0, 0.13) if tail[1] == head[1] else (0.07, 0)
        (from_x, from_y), (to_x, to_y) = head, tail
        start, end = (from_x + right, from_y + up), (to_x + right, to_y + up)
        look = {"color": VERMILLION, "linewidth": 0.9, "shrinkA": 15, "shrinkB": 15}
        arrow(ax, start, end, arrowstyle="-|>", **look)
        middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        aside = (0, 8) if up else (9, -1)
        style = {"color": VERMILLION, "fontweight": "bold", "ha": "center", "va": "center"}
        ax.annotate(f"{back}", middle, aside, textcoords="offset points", **style)


def _box(ax, left, height, words, colour):
    box = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": colour}
    ax.text(left, height, words, ha="center", va="center", bbox=box)


def pairs():
    """Three layers of two neurons; the paths from the upper neuron of the first one are marked."""
    fig, ax = plt.subplots(figsize=(7.2, 2.9))
    columns = [0, 2, 4, 6]
    for left, right in pairwise(columns):
        for start in (1, 0):
            for end in (1, 0):
                on_path = left > 2 or (left == 2 and start == 1)
                _line(ax, (left, start), (right, end), on_path)
    for height in (1, 0):
        _line(ax, (6, height), (7.6, 0.5), True)
    for left in columns:
        for height in (1, 0):
            name = f"$x_{2 - height}$" if left == 0 else "tanh"
            _round(ax, left, height, name, GREY if left == 0 else BLUE)
    _round(ax, 7.6, 0.5, "$L$", BLUE)
    for left, paths in zip(
        columns[1:],
        ("from each:\n4 paths to L", "from each:\n2 paths to L", "from each:\n1 path to L"),
    ):
        ax.text(left, 1.6, paths, color=VERMILLION, ha="center", va="center", fontweight="bold")
    for left, words in zip(columns, ("inputs", "layer 1", "layer 2", "layer 3")):
        ax.text(left, -0.5, words, color=GREY, ha="center", va="center")
    ax.set(xlim=(-0.6, 8.2), ylim=(-0.75, 2.0))
    ax.axis("off")
    return fig


def _line(ax, tail, head, on_path):
    colour, width = (VERMILLION, 2.0) if on_path else ("#BEBEBE", 1.2)
    arrow(ax, tail, head, arrowstyle="-|>", color=colour, linewidth=width, shrinkA=17, shrinkB=17)


def _round(ax, left, height, words, colour):
    box = {"boxstyle": "circle,pad=0.3", "facecolor": "white", "edgecolor": colour}
    ax.text(left, height, words, ha="center", va="center", fontsize=9, bbox=box)


def operations(chain, wide):
    """Operations against depth, on a log scale, for one unit a layer and for two.

    Each is {"written out", "shared", "walked back", "loss": list of numbers, from depth 1 on}.
    """
    fig, (left, right) = plt.subplots(1, 2, figsize=(8.2, 4.2), sharey=True)
    _panel(left, chain, "A chain: one neuron a layer")
    _panel(right, wide, "Two neurons a layer")
    left.set_ylabel("operations (log scale)")
    left.legend(loc="upper left")
    return fig


def _panel(ax, counts, title):
    looks = {
        "written out": ("slopes written out", VERMILLION, "--", "s"),
        "shared": ("loss and slopes, shared", BLUE, "-", "o"),
        "walked back": ("loss and slopes, walked back", GREEN, ":", "^"),
        "loss": ("loss alone", GREY, "-", None),
    }
    loss = counts["loss"]
    depth = range(1, len(loss) + 1)
    ax.fill_between(depth, loss, [5 * n for n in loss], color="#EBEBEB", label="up to 5 × loss")
    for kind, (words, colour, line, marker) in looks.items():
        look = {"color": colour, "linestyle": line, "marker": marker, "markersize": 5}
        ax.plot(depth, counts[kind], label=words, **look)
    ax.set(title=title, xlabel="depth (layers)", yscale="log", xticks=depth)


# The program of notebook 3, one box for each value: u = w x, h = u + b, v = w h, p = v + b, ...
_PLACES = {
    "x": (0, 1), "u": (1.3, 1), "h": (2.6, 1), "v": (3.9, 1), "p": (5.2, 1), "r": (6.5, 1),
    "L": (7.8, 1), "w": (2.6, 2.2), "b": (3.9, -0.2), "y": (6.5, -0.2),
}  # fmt: skip
_ARROWS = ("xu", "wu", "uh", "bh", "hv", "wv", "vp", "bp", "pr", "yr", "rL")


def sweeps(rates):
    """Four sweeps forwards through the program of notebook 3, a frame for each chosen input.

    `rates` is {input: {value: how fast it rises when the input does}}.
    """
    fig, axes = plt.subplots(2, 2, figsize=(8.6, 5.4))
    for ax, (chosen, rate) in zip(axes.flat, rates.items()):
        _sweep(ax, chosen, rate)
    return fig


def _sweep(ax, chosen, rate):
    for used, user in _ARROWS:
        colour = BLUE if rate[used] else "#BEBEBE"
        tail, head = _PLACES[used], _PLACES[user]
        arrow(ax, tail, head, arrowstyle="-|>", color=colour, shrinkA=10, shrinkB=10)
    for name, (left, height) in _PLACES.items():
        moves = bool(rate[name])
        _box(ax, left, height, name, BLUE if moves else "#BEBEBE")
        if moves:
            beside = height + (-0.55 if name in "uvpby" else 0.55)
            style = {"color": BLUE, "fontweight": "bold", "ha": "center", "va": "center"}
            ax.text(left, beside, f"{rate[name]:g}", **style)
    ax.set(xlim=(-0.5, 8.3), ylim=(-1.05, 3.0))
    ax.set_title(f"along {chosen}: at L arrives {rate['L']:g}")
    ax.axis("off")
