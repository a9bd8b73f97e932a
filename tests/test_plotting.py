"""The look: colours that everyone can tell apart, and a figure that describes itself."""

import io

import matplotlib
import pytest
from PIL import Image

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from helpers import plotting


def luminance(colour):
    """Relative luminance (WCAG 2.2)."""
    channels = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), channels))


@pytest.mark.parametrize("colour", [*plotting.CLASS_COLOURS, plotting.GREY])
def test_colours_stand_out_from_white(colour):
    contrast = 1.05 / (luminance(matplotlib.colors.to_rgb(colour)) + 0.05)
    assert contrast >= 3  # WCAG 1.4.11, graphics


def test_the_three_cues_go_together():
    for cues in (plotting.CLASS_COLOURS, plotting.CLASS_MARKERS, plotting.LINE_STYLES):
        assert len(set(cues)) == 3


def test_show_describes_the_figure(capsys, monkeypatch):
    plt.close("all")
    shown = []
    monkeypatch.setattr(plotting, "display", lambda *a, **k: shown.append((a, k)))
    plotting.use()
    fig, ax = plt.subplots()
    ax.plot([1, 2, 3])
    plotting.show(fig, "A line rises from 1 to 3.")
    (bundle,), options = shown[0]
    assert options["metadata"]["image/png"]["alt"] == "A line rises from 1 to 3."
    assert capsys.readouterr().out == "A line rises from 1 to 3.\n"
    assert bundle["text/plain"] == "<Figure size 576x324 with 1 Axes>"
    assert Image.open(io.BytesIO(bundle["image/png"])).size == (576, 324)
    assert not plt.get_fignums()
