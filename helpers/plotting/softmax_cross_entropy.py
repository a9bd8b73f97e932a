"""The figure of notebook 5: what each house pulls and pushes."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from helpers.plotting import BLUE, VERMILLION

_DIVERGING = LinearSegmentedColormap.from_list("pull and push", [BLUE, "white", VERMILLION])


def pulls(P, Y, answers):
    """P, Y and P - Y (m, K) as grids of numbers; arrows show where descent moves a score.

    The true class is framed.
    """
    fig, axes = plt.subplots(1, 3, figsize=(8.2, 3.2), width_ratios=(1, 1, 1.25))
    titles = (
        "P, the forecast",
        "Y, what happened",
        "P − Y; the arrow shows where\ndescent moves the score",
    )
    for ax, values, title in zip(axes, (P, Y, P - Y), titles):
        _grid(ax, values, Y, signed=ax is axes[2])
        ax.set_title(title)
        ax.set_xticks(range(len(answers)), answers, va="baseline")
        ax.tick_params(axis="x", pad=14)
        ax.set_yticks([])
    names = [f"house {i}\n({answers[true]})" for i, true in enumerate(Y.argmax(axis=1))]
    axes[0].set_yticks(range(len(Y)), names)
    for ax, sign in zip(axes[1:], "−="):
        ax.annotate(sign, (-0.13, 0.5), xycoords="axes fraction", ha="center", size=14)
    return fig


def _grid(ax, values, Y, signed):
    ax.imshow(values, cmap=_DIVERGING, vmin=-1.2, vmax=1.2, aspect="auto")
    for (i, k), value in np.ndenumerate(values):
        text = f"{value:+.2f} {'↓' if value > 0 else '↑'}" if signed else f"{value:.2f}"
        ax.text(k, i, text.replace("-", "−"), ha="center", va="center")
        if Y[i, k] == 1:
            ax.add_patch(plt.Rectangle((k - 0.46, i - 0.44), 0.92, 0.88, fill=False, lw=1.8))
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
