"""The figures of notebook 6: the pattern and its regions, a network of four neurons with all its
numbers, a nudge in frames, and the arrays of a pass over their gradients.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from helpers.activations import relu, relu_grad, softmax
from helpers.losses import sigmoid_cross_entropy
from helpers.plotting import BLUE, GREY, VERMILLION, arrow

PALE_BLUE, PALE_VERMILLION, PALE_GREY = "#D6E6F2", "#F8DCCB", "#DDDDDD"
SIDE = 2.4  # the pattern is drawn from -SIDE to SIDE, both ways

# ---- the pattern


def line(weights, houses, sold):
    """The pattern, with the part shaded where w0 size + w1 distance + b is positive."""
    w0, w1, b = weights
    fig, ax = plt.subplots(figsize=(5.6, 4.0))
    _shade(ax, lambda points: w0 * points[:, 0] + w1 * points[:, 1] + b, houses)
    _houses(ax, houses, sold)
    ax.set(title="Your line", ylabel="distance")
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return fig


def regions(lead, hidden, frames, houses, sold):
    """The pattern after each number of steps in `frames`, shaded where lead(points, hidden, steps),
    the score of sold minus that of waits, is positive.
    """
    fig, axes = plt.subplots(1, len(frames), figsize=(10.4, 2.9), sharey=True)
    for ax, steps in zip(axes, frames):
        _shade(ax, lambda points, steps=steps: lead(points, hidden, steps), houses)
        _houses(ax, houses, sold)
        # Softmax of two scores is the sigmoid of their difference.
        loss = sigmoid_cross_entropy(lead(houses, hidden, steps), sold)
        ax.set_title(f"{steps} steps: loss {loss:.3f}")
    axes[0].set_ylabel("distance")
    axes[-1].legend(loc="upper left", bbox_to_anchor=(1, 1))
    return fig


def _shade(ax, lead, houses):
    """Where `lead` is positive; either part has its name at a place far from houses and edges."""
    ticks = np.linspace(-SIDE, SIDE, 121)
    across, up = np.meshgrid(ticks, ticks)
    points = np.column_stack([across.ravel(), up.ravel()])
    positive = lead(points) > 0
    shaded = positive.reshape(across.shape)
    ax.contourf(across, up, shaded, levels=[-1, 0.5, 2], colors=["white", PALE_BLUE])
    well_in = (np.abs(points) < [0.8 * SIDE, 0.9 * SIDE]).all(axis=1)
    for kind, name in ((True, "sold"), (False, "waits")):
        inside, outside = points[well_in & (positive == kind)][::5], points[positive != kind][::5]
        if len(inside):
            others = np.vstack([houses, outside, [[9.0, 9.0]]])
            # Words are about twice as wide as they are high.
            gaps = (inside[:, None] - others[None]) * [0.5, 1.0]
            place = inside[np.argmax(np.abs(gaps).max(axis=2).min(axis=1))]
            ax.text(*place, name, ha="center", va="center", fontsize=8, fontstyle="italic")


def _houses(ax, houses, sold):
    for kind, marker, name in ((1, "o", "sold"), (0, "s", "waits")):
        chosen = houses[sold == kind]
        colour = BLUE if kind else VERMILLION
        ax.scatter(*chosen.T, s=11, marker=marker, color=colour, label=name)
    ax.set(xlabel="size", xlim=(-SIDE, SIDE), ylim=(-SIDE, SIDE), aspect="equal")


# ---- a network of two inputs, two hidden neurons and two scores

UP, DOWN = 2.0, 0.0  # the heights of the two neurons of a layer
INPUT, HIDDEN, SCORE, LOSS = 0.0, 3.6, 7.2, 9.8


def network(x, weights, biases, Z1, A1, Z2, P, y, loss):
    """All numbers of one house on its way forward; weights (W1, W2), biases (b1, b2)."""
    fig, ax = _stage("Forward: one house comes in on the left")
    _lines(ax, INPUT, HIDDEN, weights[0], 0.24, BLUE)
    _lines(ax, HIDDEN, SCORE, weights[1], 0.24, BLUE)
    for k, height in enumerate((UP, DOWN)):
        _box(ax, INPUT, height, f"x = {_written(x[k])}", BLUE)
        _box(ax, HIDDEN, height, f"z = {_written(Z1[k])}\na = {_written(A1[k])}", BLUE)
        told = f"z = {_written(Z2[k])}\np = {_written(P[k])}\ny = {_written(y[k])}"
        _box(ax, SCORE, height, told, BLUE)
        _beside(ax, HIDDEN, height, _sum(x, weights[0][:, k], biases[0][k]), BLUE)
        _beside(ax, SCORE, height, _sum(A1, weights[1][:, k], biases[1][k]), BLUE)
    _loss(ax, f"L = {loss:.2f}")
    return fig


def network_back(x, A1, weights, dZ2, dA1, dZ1, slopes):
    """The same network with its slopes: of the numbers in the boxes, of the weights (dW1, dW2) on
    their lines.
    """
    fig, ax = _stage("Backward: the slopes come in on the right")
    for start, end, table, slope in zip((INPUT, HIDDEN), (HIDDEN, SCORE), weights, slopes):
        _lines(ax, start, end, table, 0.31, BLUE)
        _lines(ax, start, end, slope, 0.66, VERMILLION)
    for k, height in enumerate((UP, DOWN)):
        _box(ax, INPUT, height, f"x = {_written(x[k])}", BLUE)
        told = f"a = {_written(A1[k])}\nslope of a: {_written(dA1[k])}"
        _box(ax, HIDDEN, height, f"{told}\nslope of z: {_written(dZ1[k])}", VERMILLION)
        _box(ax, SCORE, height, f"slope of z: {_written(dZ2[k])}", VERMILLION)
        _beside(ax, HIDDEN, height, _sum(dZ2, weights[1][k]), VERMILLION)
        _beside(ax, SCORE, height, "p − y", VERMILLION)
    _loss(ax, "L")
    return fig


def _stage(title):
    fig, ax = plt.subplots(figsize=(9.0, 4.0))
    ax.set(title=title, xlim=(-0.7, 10.5), ylim=(-1.5, 2.85))
    ax.axis("off")
    names = {INPUT: "inputs\n(size, distance)", HIDDEN: "hidden neurons\n0 above, 1 below",
             SCORE: "scores\nsold above, waits below", LOSS: "loss\n"}  # fmt: skip
    for x, name in names.items():
        ax.text(x, -1.45, name, ha="center", va="bottom", color=GREY, fontsize=9)
    return fig, ax


def _lines(ax, left, right, table, part, colour):
    """Four lines, and on each its number, at this part of the way."""
    for j, tail in enumerate((UP, DOWN)):
        for k, head in enumerate((UP, DOWN)):
            ax.plot([left, right], [tail, head], color=GREY, linestyle="-", lw=0.8, zorder=1)
            place = left + part * (right - left), tail + part * (head - tail)
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
            style = dict(ha="center", va="center", color=colour, bbox=box, zorder=2)
            ax.text(*place, _written(table[j][k]), **style)


def _box(ax, x, height, text, colour):
    box = {"boxstyle": "round,pad=0.4", "facecolor": "white", "edgecolor": colour}
    words = VERMILLION if colour == VERMILLION else "black"
    ax.text(x, height, text, ha="center", va="center", bbox=box, color=words, zorder=3)


def _loss(ax, text):
    for height in (UP, DOWN):
        ax.plot([SCORE, LOSS], [height, 1], color=GREY, linestyle="-", lw=0.8, zorder=1)
    _box(ax, LOSS, 1, text, GREY)


def _beside(ax, x, height, text, colour):
    away = 0.66 if height == UP else -0.66
    ax.text(x, height + away, text, ha="center", va="center", color=colour, fontsize=9)


def _written(number):
    return f"{round(float(number), 3) + 0.0:g}".replace("-", "−")


def _sum(values, weights, bias=None):
    """For example "1·2 + 2·(−1) + 2 = 2"; without a bias if there is none."""
    terms = [f"{_written(a)}·{_in_brackets(w)}" for a, w in zip(values, weights)]
    terms += [] if bias is None else [_in_brackets(bias)]
    return f"{' + '.join(terms)} = {_written(np.dot(values, weights) + (bias or 0))}"


def _in_brackets(number):
    return f"({_written(number)})" if number < 0 else _written(number)


# ---- a nudge, in frames

NODES = [(0, UP), (0, DOWN), (1, UP), (1, DOWN), (2, UP), (2, DOWN), (3, 1.0)]


def nudge(inputs, rises, weights, slopes):
    """Four frames: the weight from input 1 to hidden neuron 0 rises, and what rises after it.

    rises = [of the hidden neuron, of score 0, of score 1, of the loss], in thousandths; weights and
    slopes are those of hidden neuron 0 to the scores, and of the scores.
    """
    hidden, first, second, loss = rises
    titles = (
        "1. The weight rises by 1 thousandth,",
        f"2. its hidden neuron by {_written(hidden)},",
        f"3. the scores by {_written(first)} and {_written(second)},",
        f"4. and the loss by {_written(loss)}.",
    )
    fig, axes = plt.subplots(2, 2, figsize=(8.6, 4.9))
    for frame, (ax, title) in enumerate(zip(axes.flat, titles)):
        ax.set_title(title, loc="left")
        _paths(ax, frame, inputs)
        on_lines = [(0.5, 1.0, "+1", VERMILLION)]
        if frame >= 1:
            ax.text(1, UP, f"+{_written(hidden)}", **_RISE)
            on_lines += [(0.78, 1.56, f"× {_written(inputs[1])}", GREY)]
        if frame >= 2:
            ax.text(2, UP, f"+{_written(first)}", **_RISE)
            ax.text(2, DOWN, f"+{_written(second)}", **_RISE)
            on_lines += [(1.5, UP, f"× {_written(weights[0])}", GREY)]
            on_lines += [(1.5, 1.0, f"× {_written(weights[1])}", GREY)]
        if frame >= 3:
            ax.text(3, 1, f"+{_written(loss)}", **_RISE)
            on_lines += [(2.5, 1.5, f"× {_in_brackets(slopes[0])}", GREY)]
            on_lines += [(2.5, 0.5, f"× {_in_brackets(slopes[1])}", GREY)]
        for x, height, text, colour in on_lines:
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
            ax.text(x, height, text, color=colour, ha="center", va="center", bbox=box, zorder=3)
    return fig


_RISE = dict(color=VERMILLION, ha="center", va="center", fontweight="bold", zorder=3)


def _paths(ax, frame, inputs):
    """The network; the lines that the nudge has run along by this frame stand out."""
    lit = {((0, DOWN), (1, UP))}
    if frame >= 2:
        lit |= {((1, UP), (2, UP)), ((1, UP), (2, DOWN))}
    if frame >= 3:
        lit |= {((2, UP), (3, 1.0)), ((2, DOWN), (3, 1.0))}
    for tail in NODES:
        for head in [node for node in NODES if node[0] == tail[0] + 1]:
            bright = (tail, head) in lit
            style = dict(color=VERMILLION, lw=2.2) if bright else dict(color="#CCCCCC", lw=0.8)
            ax.plot(*zip(tail, head), linestyle="-", zorder=1, **style)
    reached = {head for _, head in lit} if frame else set()
    edges = [VERMILLION if node in reached else GREY for node in NODES]
    ax.scatter(*zip(*NODES), s=560, color="white", edgecolors=edges, zorder=2)
    for height, x in zip((UP, DOWN), inputs):
        ax.text(0, height, f"x = {_written(x)}", ha="center", va="center", fontsize=7.5, zorder=3)
    ax.set(xlim=(-0.25, 3.25), ylim=(-0.5, 2.5))
    ax.axis("off")


# ---- the arrays of a pass

WIDE = 1.5  # of an entry, which is 1 high
LEFT = {"X": 0.0, "W1": 4.7, "Z1": 9.3, "A1": 14.2, "W2": 18.9, "Z2": 23.5}
BIASES = {"W1": "b1", "W2": "b2"}
BELOW = -7.2  # the upper edge of the gradients


def shapes(X, Y, weights, biases):
    """Every array of a pass through two layers with ReLU, above, with its numbers; its gradient
    below, in the same shape. What lies behind a closed gate, in A1 and in dZ1, is grey.

    X and Y are (2, 2); weights = (W1, W2) are (2, 2), biases = (b1, b2) are (1, 2).
    """
    values, gradients = _there_and_back(X, Y, *weights, *biases)
    closed = values["Z1"] < 0
    fig, ax = plt.subplots(figsize=(9.8, 4.6))
    for name, x in LEFT.items():
        bias = BIASES.get(name)
        _table(ax, x, 0, values[name], name, PALE_BLUE, closed if name == "A1" else None)
        if bias:
            _table(ax, x, -3.5, values[bias], bias, PALE_BLUE)
            _table(ax, x, BELOW - 3.5, gradients[f"d{bias}"], f"d{bias}", PALE_VERMILLION)
        if name != "X":
            grey = closed if name == "Z1" else None
            _table(ax, x, BELOW, gradients[f"d{name}"], f"d{name}", PALE_VERMILLION, grey)
    for start, end, label in (("W1", "Z1", ""), ("Z1", "A1", "g"), ("W2", "Z2", "")):
        _way(ax, _right(start), LEFT[end], -1, label, BLUE)
    for start, end in (("X", "W1"), ("A1", "W2")):
        ax.text((_right(start) + LEFT[end]) / 2, -1, "@", ha="center", va="center", color=BLUE)
    for start, end, label in (
        ("A1", "Z1", "∗ g′(Z1)"),
        ("Z1", "W1", "Xᵀ @"),
        ("Z2", "W2", "A1ᵀ @"),
    ):
        _way(ax, LEFT[start], _right(end), BELOW - 1, label, VERMILLION)
    _around(ax)
    _way(ax, _right("Z2"), _right("Z2") + 1.7, -1, "loss", BLUE)
    _way(ax, _right("Z2") + 1.7, _right("Z2"), BELOW - 1, "", VERMILLION)
    end = _right("Z2") + 1.8
    ax.text(end, BELOW - 1, "(P − Y)/m", ha="left", va="center", color=VERMILLION, fontsize=9)
    for name, bias in BIASES.items():
        text = f"column sums of dZ{bias[1]}"
        style = dict(ha="center", va="top", color=GREY, fontsize=8)
        ax.text(LEFT[name] + WIDE, BELOW - 4.7, text, **style)
    ax.set(title="Values go forward, slopes come back", xlim=(-0.3, 31.5), ylim=(-13.8, 1.3))
    ax.axis("off")
    return fig


def _there_and_back(X, Y, W1, W2, b1, b2):
    """All the values, and all the gradients of the mean cross-entropy."""
    Z1 = X @ W1 + b1
    A1 = relu(Z1)
    Z2 = A1 @ W2 + b2
    dZ2 = (softmax(Z2) - Y) / len(X)
    dA1 = dZ2 @ W2.T
    dZ1 = dA1 * relu_grad(Z1)
    values = {"X": X, "W1": W1, "b1": b1, "Z1": Z1, "A1": A1, "W2": W2, "b2": b2, "Z2": Z2}
    gradients = {"dZ2": dZ2, "dW2": A1.T @ dZ2, "db2": dZ2.sum(axis=0, keepdims=True), "dA1": dA1}
    gradients |= {"dZ1": dZ1, "dW1": X.T @ dZ1, "db1": dZ1.sum(axis=0, keepdims=True)}
    return values, gradients


def _right(name):
    return LEFT[name] + 2 * WIDE


def _table(ax, x, top, table, name, fill, grey=None):
    for (row, column), number in np.ndenumerate(table):
        shut = grey is not None and grey[row, column]
        place = x + WIDE * column, top - row - 1
        face = PALE_GREY if shut else fill
        hatch = "xx" if shut else "//" if name.startswith("d") else None  # in the edge's white
        ax.add_patch(Rectangle(place, WIDE, 1, facecolor=face, edgecolor="white", hatch=hatch))
        style = dict(ha="center", va="center", fontsize=9)
        ax.text(place[0] + WIDE / 2, place[1] + 0.48, _written(number), **style)
    colour = VERMILLION if name.startswith("d") else BLUE
    ax.text(x + WIDE, top + 0.12, name, ha="center", va="bottom", color=colour)


def _way(ax, start, end, height, label, colour):
    step = 0.2 if end > start else -0.2
    arrow(ax, (start + step, height), (end - step, height), arrowstyle="->", lw=1.2, color=colour)
    style = dict(ha="center", va="bottom", fontsize=9, color=colour)
    ax.text((start + end) / 2, height + 0.25, label, **style)


def _around(ax):
    """From dZ2 to dA1, below dW2 and db2."""
    start, end, low = LEFT["Z2"] + WIDE, LEFT["A1"] + WIDE, BELOW - 6.0
    ax.plot([start, start, end], [BELOW - 2.2, low, low], "-", color=VERMILLION, lw=1.2)
    arrow(ax, (end, low), (end, BELOW - 2.2), arrowstyle="->", lw=1.2, color=VERMILLION)
    style = dict(ha="center", va="top", fontsize=9, color=VERMILLION)
    ax.text((start + end) / 2, low - 0.1, "@ W2ᵀ", **style)
