"""The figures of notebook 2: what each sample pulls, and the bowl that the pulls descend."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import BoundaryNorm

from helpers.plotting import BLUE, GREY, VERMILLION


def pulls(x, y, w, b):
    """The samples with the line w x + b and their residuals; beside it, residual times input."""
    fig, (data, bars) = plt.subplots(1, 2, figsize=(7.6, 3.3))
    ends = np.array([0, x.max() + 0.5])
    data.plot(ends, w * ends + b, color=GREY, linestyle="-")
    data.vlines(x, w * x + b, y, color=VERMILLION, linestyle="--")
    data.plot(x, y, "o", color=BLUE)
    for number, (x_i, y_i) in enumerate(zip(x, y)):
        data.annotate(f"house {number}", (x_i, y_i), (-12, 6), textcoords="offset points")
    data.annotate("prediction", (0, b), (2, 6), textcoords="offset points")
    data.set(title="Residuals", xlabel="size x (100 m²)", ylabel="price y (100,000 francs)")
    data.set(ylim=(-0.3, y.max() + 0.8))
    bars.barh(range(len(x)), (w * x + b - y) * x, color=BLUE, height=0.5)
    bars.axvline(0, color=GREY, linewidth=0.8)
    bars.set(title="Residual times input", xlabel="negative: w should rise")
    bars.set_yticks(range(len(x)), [f"house {number}" for number in range(len(x))])
    bars.invert_yaxis()
    return fig


def bowl(loss, gradient, path, bottom):
    """Contours of loss(w, b), arrows against gradient(w, b), and a descent's path (steps, 2)."""
    fig, ax = plt.subplots(figsize=(5.6, 5.0))
    w, b = np.meshgrid(np.linspace(-1, 4, 81), np.linspace(-3.5, 3.2, 81))
    levels = [0, 0.2, 0.5, 1, 2, 5, 10, 20, 40, 100]
    filled = ax.contourf(w, b, np.vectorize(loss)(w, b), levels, norm=BoundaryNorm(levels, 256))
    fig.colorbar(filled, label="loss L")
    w, b = np.meshgrid(np.linspace(-0.6, 3.6, 6), np.linspace(-3.1, 1.9, 6))
    slopes = np.array([gradient(*point) for point in zip(w.flat, b.flat)])
    down = -slopes / np.linalg.norm(slopes, axis=1, keepdims=True)
    ax.quiver(w, b, *down.T, color="white", angles="xy", scale=16, width=0.006)
    ax.plot(*path.T, color=VERMILLION, linestyle="-", marker="s", markersize=4, markevery=6)
    ax.plot(*bottom, color="white", marker="*", markersize=12)
    ends = (("start", path[0], (6, -14)), (f"step {len(path) - 1}", path[-1], (7, 0)))
    for text, point, aside in ends:  # where the bowl is dark
        ax.annotate(text, point, aside, textcoords="offset points", color="white")
    ax.set(title="The bowl, and the way down", xlabel="weight w", ylabel="bias b", aspect="equal")
    return fig
