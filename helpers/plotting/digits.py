"""The figures of side path 10c: accuracy over learning rate and seed, and digits misread."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, GREY, VERMILLION


def rates_and_seeds(right, rates, out_of):
    """A heat map, rates by seeds, with each seed's best rates marked, and beside it the spread.

    right (rates, seeds): right answers among `out_of`. A small dot marks every rate that did best
    for a seed, a large one the smallest of them.
    """
    fig, (left, side) = plt.subplots(1, 2, figsize=(7.6, 4.4), sharey=True, width_ratios=(1.15, 1))
    image = left.imshow(right, origin="lower", aspect="auto", vmin=0, vmax=out_of)
    seeds = np.arange(right.shape[1])
    dots = {"color": "white", "mec": "black", "linestyle": ""}
    best, column = np.nonzero(right == right.max(axis=0))
    left.plot(column, best, "o", ms=3, mew=0.6, **dots)
    left.plot(seeds, right.argmax(axis=0), "o", ms=6.5, **dots)
    left.set(title="dots: a seed's best rates; large: its smallest", xlabel="seed")
    left.set(ylabel="learning rate", xticks=seeds[::3])
    left.set_yticks(range(0, len(rates), 3), [f"{rate:.2g}" for rate in rates[::3]])
    fig.colorbar(image, ax=left, label=f"right of {out_of}", pad=0.02)
    for row, scores in enumerate(right):
        shift = np.linspace(-0.28, 0.28, len(scores))
        side.plot(scores, row + shift, "o", color=BLUE, ms=2.8, linestyle="")
    side.plot(right.mean(axis=1), range(len(rates)), "-", color=VERMILLION)
    beside = (right.mean(axis=1)[8] - 2, 8)
    side.annotate("mean of the seeds", beside, ha="right", va="center", color=VERMILLION)
    side.set(title="the same, seed by seed", xlabel=f"right of {out_of} validation flowers")
    side.tick_params(axis="y", length=0)
    return fig


def misread(confusion, images, titles, networks):
    """A confusion matrix (rows truth) of all networks' answers, and a few 8 by 8 images."""
    letters = "abcdef"
    mosaic = [["M", *letters[:3]], ["M", *letters[3:]]]
    fig, axes = plt.subplot_mosaic(mosaic, figsize=(7.6, 3.9), width_ratios=(3.2, 1, 1, 1))
    matrix, mistakes = axes["M"], confusion * (1 - np.eye(len(confusion), dtype=int))
    matrix.imshow(mistakes, vmax=1.2 * mistakes.max())
    for (truth, answer), count in np.ndenumerate(confusion):
        if count:
            colour = "black" if mistakes[truth, answer] > 0.6 * mistakes.max() else "white"
            style = {"color": colour, "ha": "center", "va": "center", "fontsize": 7.5}
            matrix.text(answer, truth, str(count), **style)
    digits = range(len(confusion))
    count = confusion.sum() // networks
    matrix.set(title=f"{networks} networks, {count} images; mistakes bright")
    matrix.set(xlabel="answer", ylabel="truth", xticks=digits, yticks=digits)
    for letter, pixels, title in zip(letters, images, titles):
        axes[letter].imshow(pixels.reshape(8, 8), cmap="gray_r", vmin=0)
        axes[letter].set_title(title, fontsize=9, color=GREY)
        axes[letter].axis("off")
    return fig
