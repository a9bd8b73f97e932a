"""The figures of notebook 13: descents that only fall, and the road of the course."""

from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, GREEN, GREY, INKS, VERMILLION

A_ROW = 5  # so many stops of the road stand in a row


def falling(paths, lowest, learning_rate, fit):
    """Weights along descents by the article's formula, `paths` from several starts.

    The grey line falls by `learning_rate` times the `lowest` loss a step, from the last start.
    """
    fig, ax = plt.subplots()
    steps = np.arange(max(map(len, paths)))
    bound = paths[-1][0] - learning_rate * lowest * steps
    ax.plot(steps, bound, color=GREY, linewidth=1.2)
    middle = len(steps) // 2
    promise = f"promise of (13.1) for the start {paths[-1][0]:g}"
    ax.annotate(promise, (middle, bound[middle]), (0, 9), textcoords="offset points",
                color=GREY, ha="center")  # fmt: skip
    for path, colour, style in zip(paths, (VERMILLION, BLUE, GREEN), ("-", "--", "-.")):
        ax.plot(path, color=colour, linestyle=style)
        ax.annotate(f"from {path[0]:g}", (len(path) - 1, -5), (4, 0), textcoords="offset points",
                    color=colour)  # fmt: skip
    ax.axhline(fit, color=GREY, linestyle=":", linewidth=1.2)
    ax.annotate("bottom of the loss", (steps[-1], fit), (-4, 4), textcoords="offset points",
                color=GREY, ha="right")  # fmt: skip
    ax.set(title="By the article's formula, the weight falls without end", xlabel="step")
    ax.set(ylabel="weight w", ylim=(-6, paths[-1][0] + 0.5))
    return fig


def road(stops):
    """A road that winds from stop 0 to the last one; under each its number and its words."""
    fig, ax = plt.subplots(figsize=(8.8, 4.2))
    places = np.array([_place(k) for k in range(len(stops))])
    along = np.concatenate([_way(k, places) for k in range(len(stops) - 1)])
    ax.plot(along[:, 0], along[:, 1], color=GREY, alpha=0.35, linewidth=9, solid_capstyle="round")
    for k, ((x, y), words) in enumerate(zip(places, stops)):
        last = k == len(stops) - 1
        ax.plot(x, y, "s" if last else "o", markersize=23, color=INKS[VERMILLION] if last else BLUE)
        ax.text(x, y - 0.01, f"{k}", color="white", ha="center", va="center", weight="bold")
        ax.text(x, y - 0.27, fill(words, 16), ha="center", va="top", fontsize=9)
    ax.set(xlim=(-0.85, A_ROW - 0.15), ylim=(places[:, 1].min() - 0.75, 0.35))
    ax.set_title("What you wrote on the road")
    ax.axis("off")
    return fig


def _place(k):
    """Where stop k stands: rows of A_ROW, alternately to the right and to the left."""
    row, column = divmod(k, A_ROW)
    return (column if row % 2 == 0 else A_ROW - 1 - column), -1.15 * row


def _way(k, places):
    """The road from stop k to the next one: straight, or a half circle from row to row."""
    (x, y), (_, y_next) = places[k : k + 2]
    if y == y_next:
        return places[k : k + 2]
    turn = np.linspace(np.pi / 2, -np.pi / 2, 30)
    side = 1 if x > 0 else -1
    middle, radius = (y + y_next) / 2, (y - y_next) / 2
    return np.column_stack([x + side * radius * np.cos(turn), middle + radius * np.sin(turn)])
