"""The figures of notebook 3: a computation with its slopes, and what derivatives cost."""

import matplotlib.pyplot as plt

from helpers.plotting import BLUE, GREEN, GREY, VERMILLION, arrow

# The neuron used twice, one box for each value: u = w x, h = u + b, v = w h, p = v + b, ...
_PLACES = {
    "x": (0, 1), "u": (1.3, 1), "h": (2.6, 1), "v": (3.9, 1), "p": (5.2, 1), "r": (6.5, 1),
    "L": (7.8, 1), "w": (2.6, 2.1), "b": (3.9, -0.1), "y": (6.5, -0.1),
}  # fmt: skip


def graph(values, slopes=None):
    """The neuron used twice: values in boxes, local slopes on arrows, the loss's slopes beside.

    values and slopes are {name: number}; without slopes, the boxes stand alone.
    """
    fig, ax = plt.subplots(figsize=(8.2, 3.5))
    for (used, user), slope in _local_slopes(**values).items():
        _labelled_arrow(ax, _PLACES[used], _PLACES[user], f"{slope:g}")
    for name, (left, height) in _PLACES.items():
        box = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": BLUE}
        ax.text(left, height, f"{name} = {values[name]:g}", ha="center", va="center", bbox=box)
        if slopes:
            beside = height + (-0.36 if name in "uvby" else 0.36)
            label = {"color": VERMILLION, "fontweight": "bold", "ha": "center", "va": "center"}
            ax.text(left, beside, f"d{name} = {slopes[name]:g}", **label)
    ax.set(xlim=(-0.6, 8.4), ylim=(-0.65, 2.6))
    what = "Values in boxes, local slopes on arrows"
    ax.set_title(what + (", the loss's slopes in bold" if slopes else ""))
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
    middle = (tail[0] + head[0]) / 2, (tail[1] + head[1]) / 2
    aside = (0, 5) if tail[1] == head[1] else (-13 if tail[0] > head[0] else 13, -3)
    ax.annotate(label, middle, aside, textcoords="offset points", ha="center", color=GREY)


def operations(chain, wide):
    """Operations against depth, on a log scale, for one unit a layer and for two.

    Each is a list, from depth 1 on, of {"written out", "shared", "walked back", "loss": number}.
    """
    fig, (left, right) = plt.subplots(1, 2, figsize=(8.2, 3.8), sharey=True)
    _panel(left, chain, "One unit a layer")
    _panel(right, wide, "Two units a layer")
    left.set_ylabel("operations (log scale)")
    left.text(4.2, 330, "written out", color=VERMILLION, ha="right")
    left.text(10, 28, "shared = walked back", color=BLUE, ha="right")
    left.text(10, 12, "loss alone", color=GREY, ha="right")
    left.text(10, 135, "grey band: up to 5 × loss", color=GREY, ha="right")
    right.text(3.1, 5200, "written out", color=VERMILLION, ha="right")
    right.text(5, 420, "shared", color=BLUE, ha="right")
    right.text(5, 57, "walked back", color=GREEN, ha="right")
    right.text(5, 25, "loss alone", color=GREY, ha="right")
    return fig


def _panel(ax, counts, title):
    looks = {
        "written out": (VERMILLION, "--", "s"),
        "shared": (BLUE, "-", "o"),
        "walked back": (GREEN, ":", "^"),
        "loss": (GREY, "-", None),
    }
    depth = range(1, len(counts) + 1)
    loss = [count["loss"] for count in counts]
    ax.fill_between(depth, loss, [5 * n for n in loss], color="#EBEBEB")
    for kind, (colour, line, marker) in looks.items():
        operations = [count[kind] for count in counts]
        ax.plot(depth, operations, color=colour, linestyle=line, marker=marker, markersize=5)
    ax.set(title=title, xlabel="depth (layers)", yscale="log", xticks=depth)
