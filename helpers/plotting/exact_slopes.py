"""The figure of side path 1a: the V curve."""

import matplotlib.pyplot as plt

from helpers.plotting import BLUE, GREEN, GREY, LINE_STYLES, VERMILLION
from helpers.telling import NOISE

_COLOURS = (BLUE, VERMILLION, GREEN)


def v_curve(steps, errors):
    """Worst error, divided by the true slope, against h; both on log scales.

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
    ax.set(title="Error of a measured slope", xlabel="step h", ylim=(1e-17, 1e2))
    ax.set_ylabel("worst error, divided by the slope")
    return fig
