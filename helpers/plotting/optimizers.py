"""The figures of notebook 8: walks on a parabola, paths in the valley of forty houses, and six
paths in the valley of three.
"""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, CLASS_COLOURS, CLASS_MARKERS, GREY, LINE_STYLES, VERMILLION

VALLEY = (0.0, 7.6), (-0.7, 1.9)  # the ends of b and of w
LEVELS = np.array([0.1, 1, 4, 12, 28, 60])  # above the bottom

# ---- one number


SIDE = 2.2  # a parabola is drawn from -SIDE to SIDE


def on_parabola(loss, paths, side=SIDE):
    """A panel for each {title: path}: the numbers of a path on the curve loss(theta), and which
    step led there. What lies farther out than `side` is left out.
    """
    fig, axes = plt.subplots(
        1, len(paths), figsize=(3.1 * len(paths), 3.1), sharey=True, squeeze=False
    )
    theta = np.linspace(-side, side, 81)
    for ax, (title, path) in zip(axes[0], paths.items()):
        ax.plot(theta, loss(theta), color=GREY, linewidth=1.2, linestyle="-")
        inside = _until_it_leaves(np.asarray(path, dtype=float), side)
        style = dict(marker="s", markersize=5, linestyle="-", linewidth=1, color=VERMILLION)
        ax.plot(inside, loss(inside), **style)
        for number, steps in _by_place(inside):
            aside, where = ((7, -2), "left") if number >= 0 else ((-7, -2), "right")
            if abs(number) < 0.06 * side:
                aside, where = (0, -15), "center"
            told = ", ".join(map(str, steps[:4])) + (", ..." if len(steps) > 4 else "")
            ax.annotate(told, (number, loss(number)), aside, textcoords="offset points", ha=where)
        ax.set(title=title, xlabel="θ", xlim=(-side, side), ylim=(-1.4, loss(side)))
    axes[0, 0].set_ylabel("loss L")
    return fig


def _until_it_leaves(path, side):
    outside = np.flatnonzero(np.abs(path) > side)
    return path[: outside[0]] if len(outside) else path


def _by_place(path, room=0.25):
    """Pairs of a place and the steps that led there; none for a place close to an earlier one, so
    that no two labels overlap.
    """
    places = []
    for step, number in enumerate(path):
        here = [steps for place, steps in places if abs(place - number) < 1e-6]
        if here:
            here[0].append(step)
        elif np.all(np.abs(path[:step] - number) >= room):
            places.append((number, [step]))
    return places


# ---- two numbers


def valley(loss, paths, bottom, frames=None):
    """Paths {name: (steps + 1, 2)} of w and b, seen from above, b to the right and w up the page.

    With `frames`, numbers of steps, there is a panel for each; without, one with all steps.
    """
    frames = frames or [None]
    height = 2.5 if len(frames) == 1 else 0.5 + 2.3 * len(frames)
    fig, axes = plt.subplots(
        len(frames), 1, figsize=(7.2, height), sharex=True, squeeze=False, layout="constrained"
    )
    for ax, steps in zip(axes[:, 0], frames):
        _contours(ax, loss, *VALLEY, bottom)
        looks = zip(paths.items(), CLASS_COLOURS, CLASS_MARKERS, LINE_STYLES)
        for (name, path), colour, marker, style in looks:
            shown = path if steps is None else path[: steps + 1]
            ax.plot(
                shown[:, 1],
                shown[:, 0],
                color=colour,
                linestyle=style,
                linewidth=1.2,
                marker=marker,
                markersize=4.5,
                label=name,
            )
        start = next(iter(paths.values()))[0]
        ax.annotate("start", start[::-1], (-8, 5), textcoords="offset points", ha="right")
        ax.set(ylabel="weight w", aspect="equal")
        if steps is not None:
            ax.set_title(f"after {steps} steps")
    axes[-1, 0].set_xlabel("bias b")
    axes[0, 0].legend(loc="upper right", fontsize=9)
    return fig


def _contours(ax, loss, b_ends, w_ends, bottom, levels=LEVELS):
    """Lines of equal loss, and a star at the bottom (w, b)."""
    b, w = np.meshgrid(np.linspace(*b_ends, 81), np.linspace(*w_ends, 61))
    heights = np.array([loss(np.array(pair)) for pair in zip(w.flat, b.flat)])
    shape = heights.reshape(w.shape)
    ax.contour(b, w, shape, loss(bottom) + levels, colors="#A8A8A8", linewidths=0.7)
    ax.plot(bottom[1], bottom[0], color="black", marker="*", markersize=10, linestyle="")
    ax.set(xlim=b_ends, ylim=w_ends)


def six_paths(loss, paths, bottom):
    """A panel for each of six rules, {name: path}, on the lines of equal loss; b to the right."""
    fig, axes = plt.subplots(
        3, 2, figsize=(7.2, 7.8), sharex=True, sharey=True, layout="constrained"
    )
    levels = np.array([0.05, 0.4, 2, 8, 20])  # above the bottom
    for number, (ax, (name, path)) in enumerate(zip(axes.flat, paths.items())):
        _contours(ax, loss, (-2.8, 3.1), (-0.7, 3.1), bottom, levels)
        colour, marker, style = (BLUE, "o", "-") if number < 3 else (VERMILLION, "s", "--")
        look = dict(color=colour, marker=marker, linestyle=style, linewidth=1.1, markersize=4)
        ax.plot(path[:, 1], path[:, 0], **look)
        ax.annotate("start", path[0, ::-1], (0, -14), textcoords="offset points", ha="center")
        ax.set(title=name, aspect="equal")
    for ax in axes[-1]:
        ax.set_xlabel("bias b")
    for ax in axes[:, 0]:
        ax.set_ylabel("weight w")
    return fig
