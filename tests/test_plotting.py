"""The look: three cues for three classes, and a figure that describes itself."""

import io

import matplotlib
import pytest
from PIL import Image

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from helpers import plotting


def test_the_three_cues_go_together():
    for cues in (plotting.CLASS_COLOURS, plotting.CLASS_MARKERS, plotting.LINE_STYLES):
        assert len(set(cues)) == 3


def test_show_describes_the_figure(capsys, monkeypatch):
    plt.close("all")
    shown = []
    monkeypatch.setattr(plotting, "display", lambda *a, **k: shown.append((a, k)))
    plotting.use()
    fig, ax = plt.subplots()
    ax.plot([1, 2, 3], color=plotting.GREEN)
    ax.annotate("it rises", (1, 2), color=plotting.GREEN)
    plotting.show(fig, "A line rises from 1 to 3.")
    (bundle,), options = shown[0]
    assert options["metadata"]["image/png"]["alt"] == "A line rises from 1 to 3."
    assert capsys.readouterr().out == "A line rises from 1 to 3.\n"
    assert bundle["text/plain"] == "<Figure size 576x324 with 1 Axes>"
    picture = Image.open(io.BytesIO(bundle["image/png"]))
    assert picture.size == (576, 324)
    assert picture.text["Description"] == "A line rises from 1 to 3."
    assert not plt.get_fignums()
    assert ax.lines[0].get_color() == plotting.GREEN
    assert ax.texts[0].get_color() == plotting.INKS[plotting.GREEN]


@pytest.mark.parametrize("alt", ["", " \n"])
def test_a_figure_without_a_description_is_not_shown(alt):
    with pytest.raises(ValueError, match="alt is empty"):
        plotting.show(plt.figure(), alt)
    plt.close("all")
