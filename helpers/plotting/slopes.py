"""The figures of notebook 1: three activations with their slopes, and the V curve."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, GREEN, GREY, LINE_STYLES, VERMILLION
from helpers.telling import NOISE

_COLOURS = (BLUE, VERMILLION, GREEN)


def activations(z, curves):
    """The activations over z, and beside them their slopes; curves is {name: (g, slope of g)}."""
    fig, axes = plt.subplots(1, 2, figsize=(7.6, 3.3))
    for part, ax in enumerate(axes):
        for pair, colour, line in zip(curves.values(), _COLOURS, LINE_STYLES):
            ax.plot(z, _broken_at_jumps(pair[part](z)), color=colour, linestyle=line)
        ax.set(xlabel="z, before the activation", xticks=range(-4, 5, 2))
    spots = (((-3.9, 0.2), (-3.9, -0.85), (0.6, 1.55)), ((-4.0, 0.11), (0.95, 0.5), (1.6, 1.04)))
    for ax, places in zip(axes, spots):
        for name, place, colour in zip(curves, places, _COLOURS):
            ax.annotate(name, place, color=colour)
    axes[0].set(title="Three activations", ylabel="g(z)", ylim=(-1.15, 2))
    axes[1].set(title="Their slopes", ylabel="g'(z)", ylim=(-0.05, 1.15))
    return fig


def _broken_at_jumps(values):
    """`values` with a gap after each entry that the next one leaves by a jump."""
    jump = np.append(False, np.abs(np.diff(values)) > 0.5)
    return np.where(jump, np.nan, values)


def v_curve(steps, errors):
    """Relative error against h, both on log scales.

    errors {"forward", "central", "complex step": an array over steps}.
    """
    fig, ax = plt.subplots(figsize=(7.0, 4.2))
    for (_, error), colour, line, marker in zip(errors.items(), _COLOURS, LINE_STYLES, "os^"):
        look = {"color": colour, "linestyle": line, "marker": marker, "markersize": 5}
        ax.loglog(steps, error, **look, gid=NOISE)
    labels = {
        "forward: like h": (1.5e-6, 6e-4, BLUE),
        "central: like h²": (6e-3, 1e-12, VERMILLION),
        "complex step": (1e-14, 3e-15, GREEN),
        "rounding: like 1/h": (1e-14, 2e-6, GREY),
    }
    for name, (h, error, colour) in labels.items():
        ax.annotate(name, (h, error), color=colour, ha="center")
    ax.set(title="Error of a measured slope", xlabel="step h", ylabel="worst relative error")
    ax.set(ylim=(1e-17, 1e2))
    return fig
