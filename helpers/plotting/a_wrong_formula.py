"""The figures of notebook 0: two claims about a slope, and two descents."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, GREY, VERMILLION


def two_claims(weights, article, slope, best):
    """What the article's formula and the measured slope say, with the loss's bottom at `best`."""
    fig, ax = plt.subplots()
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.axvline(best, color=GREY, linewidth=0.8, linestyle=":")
    ax.plot(weights, article, color=VERMILLION, linestyle="--")
    ax.plot(weights, slope, color=BLUE, linestyle="-")
    ax.annotate("the article's formula", (weights[0], article[0]), (0.3, 5.0), color=VERMILLION)
    ax.annotate("the slope, measured", (weights[0], slope[0]), (0.55, -8.2), color=BLUE)
    ax.annotate("bottom of the loss", (best, -11), (best + 0.05, -11), color=GREY)
    ax.set(title="Two claims about one slope", xlabel="weight w", ylabel="claimed dL/dw")
    return fig


def two_descents(article, right, best):
    """Weights along two descents; the article's is on a scale that can hold it."""
    fig, (left, middle) = plt.subplots(1, 2, figsize=(7.6, 3.4))
    left.plot(article, color=VERMILLION, linestyle="--", marker="s", markersize=3)
    left.set_yscale("symlog")
    left.set_yticks([0, -10, -1e3, -1e5, -1e7])
    left.set(title="The article's formula runs away", xlabel="step")
    left.set_ylabel("weight w (logarithmic below -1)")
    middle.axhline(best, color=GREY, linewidth=0.8)
    middle.plot(right, color=BLUE, marker="o", markersize=3)
    middle.annotate(
        f"bottom, w = {best:.3f}", (len(right) - 1, best), (10, best + 0.04), color=GREY
    )
    middle.set(title="The measured slope finds the bottom", xlabel="step", ylim=(-0.05, 1.4))
    for ax in (left, middle):
        ax.set_xticks(np.arange(0, len(right), 4))
    return fig
