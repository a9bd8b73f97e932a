"""The figures of notebook 8: what survives a step with momentum, and six paths on one bowl."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, GREY, VERMILLION


def survivors(x, curves):
    """The larger root's size over x = eta lambda; curves[beta] is shaped like x."""
    fig, ax = plt.subplots()
    ax.axhline(1, color=GREY, linewidth=0.8, linestyle="-")
    places = ((0.55, -8, 0), (1.4, 0, -15), (1.4, 0, -15))
    for (beta, y), (x_label, dx, dy) in zip(curves.items(), places):
        (line,) = ax.plot(x, y)
        ax.plot(2 * (1 + beta), 1, "o", color="black", clip_on=False)
        at = int(np.searchsorted(x, x_label))
        where = {"xytext": (dx, dy), "textcoords": "offset points", "ha": "right"}
        ax.annotate(f"β = {beta}", (x[at], y[at]), **where, color=line.get_color())
    ax.set(title="What survives a step, in the long run", ylim=(0, 1.25), xlim=(x[0], x[-1]))
    ax.set(xlabel="learning rate times curvature, ηλ", ylabel="size of the larger root")
    return fig


def six_paths(loss, paths, bottom):
    """paths[name] (steps + 1, 2) on the contours of `loss`; the adaptive rules have squares."""
    fig, axes = plt.subplots(2, 3, figsize=(6.5, 4.1), sharex=True, sharey=True)
    w, b = np.meshgrid(np.linspace(-0.6, 2.5, 63), np.linspace(-2.7, 2.5, 63))
    heights = [loss(np.array(point)) for point in zip(w.flat, b.flat)]
    levels = loss(bottom) + np.array([0.02, 0.3, 2, 8])
    for number, (ax, (name, path)) in enumerate(zip(axes.flat, paths.items())):
        ax.contour(w, b, np.reshape(heights, w.shape), levels, colors="#BBBBBB", linewidths=0.7)
        colour, marker, style = (BLUE, "o", "-") if number < 3 else (VERMILLION, "s", "--")
        ax.plot(
            *path.T, color=colour, marker=marker, linestyle=style, linewidth=0.8, markersize=2.4
        )
        ax.plot(*bottom, color="black", marker="*", markersize=9, linestyle="")
        ax.set(title=name, xlim=(w.min(), w.max()), ylim=(b.min(), b.max()))
    for ax in axes[1]:
        ax.set(xlabel="weight w")
    for ax in axes[:, 0]:
        ax.set(ylabel="bias b")
    axes[0, 0].annotate(
        "start", paths["gradient descent"][0], (-20, -12), textcoords="offset points"
    )
    return fig
