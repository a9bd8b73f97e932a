"""The figure of side path 2b: a bowl for each output."""

import matplotlib.pyplot as plt

from helpers.plotting import from_above
from helpers.plotting.the_bowl import LEVELS


def bowls(losses, bottoms, names):
    """Losses of weight and bias from above, side by side on the same scales, with a star at each
    bottom.
    """
    fig, axes = plt.subplots(1, len(losses), figsize=(7.2, 5.2), sharey=True)
    for ax, loss, bottom, name in zip(axes, losses, bottoms, names):
        filled = from_above(ax, loss, (-1, 4), (-4, 6), LEVELS)
        ax.plot(*bottom, color="white", marker="*", markersize=12)
        ax.set(title=name, xlabel="weight w", aspect="equal")
        ax.set(xticks=range(-1, 5), yticks=range(-4, 7))
    axes[0].set_ylabel("bias b")
    fig.colorbar(filled, ax=axes, label="loss")
    return fig
