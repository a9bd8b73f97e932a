"""The look: three cues for three classes, and a figure that describes itself; and what is drawn."""

import base64
import io

import matplotlib
import pytest
from PIL import Image

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from figure_examples import EXAMPLES, FIGURES, drawn, stored_at

from helpers import plotting
from helpers.telling import differences, told, told_briefly


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
    assert bundle["text/plain"] == told_briefly(fig)
    assert isinstance(bundle["image/png"], str), "bytes, which not every kernel encodes"
    picture = Image.open(io.BytesIO(base64.b64decode(bundle["image/png"], validate=True)))
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


def plain_figure():
    """What a notebook draws with plain matplotlib, in a few lines."""
    plotting.use()
    fig, (left, right) = plt.subplots(1, 2)
    left.plot([0, 1, 2], [0, 1, 4], "o--", label="squares")
    left.plot([1.5, 2], [2e-16, 1e-16], ":", color=plotting.GREEN, gid="noise")
    left.axline((0, 0), slope=2, color="black")
    left.text(0.1, 0.9, "above", transform=left.transAxes)
    left.legend()
    right.bar(["a", "b"], [1, 1 / 3])
    right.scatter([0, 1], [1, 1 / 3], marker="s", color=plotting.GREEN)
    right.set(title="Shares", xlabel="letter", yscale="log", ylim=(0.1, 10))
    return fig


PLAIN = """\
<Figure size 576x324 with 2 Axes>
panel 1
  x "": linear from -0.1 to 2.1
  y "": linear from -0.2 to 4.2
  line #0072b2 -- 1.8 marker o 6 #0072b2:
    x [0, 1, 2]
    y [0, 1, 4]
  line #009e73 : 1.8:
    noise
  straight line #000000 - 1.8:
    (0, 0) None 2
  words #000000 left baseline:
    "above" (0.1, 0.9) other
  legend:
    "squares" line #0072b2 -- 1.8 marker o 6 #0072b2 at [1]
panel 2
  title "Shares"
  x "letter": linear from -0.49 to 1.49, named ["a", "b"]
  y "": log from 0.1 to 10
  marks #009e73 edged #009e73 sizes [36] of 5 corners:
    x [0, 1]
    y [1, 0.3333]
  rectangle #0072b2 edged #00000000:
    x [-0.4, 0.4, 0.4, -0.4, -0.4]
    y [0, 0, 1, 1, 0]
    x [0.6, 1.4, 1.4, 0.6, 0.6]
    y [0, 0, 0.3333, 0.3333, 0]"""


def test_a_plain_figure_is_told():
    fig = plain_figure()
    assert told(fig) == PLAIN
    plt.close(fig)


def test_the_look_is_the_same_whatever_a_matplotlibrc_says():
    with plt.rc_context():
        plotting.use()
        ours = dict(plt.rcParams)
        plt.rcParams.update({"axes.facecolor": "black", "savefig.dpi": 300, "text.usetex": True})
        plotting.use()
        assert dict(plt.rcParams) == ours


# What the figures draw. tests/figures holds it as text; the same for every version of matplotlib.


def told_differences(name, change=lambda fig: None):
    """Sentences that say where the example, after `change`, differs from what is stored."""
    return list(differences(stored_at(name).read_text(encoding="utf-8"), drawn(name, change)))


@pytest.mark.parametrize("name", EXAMPLES, ids=".".join)
def test_a_figure_draws_what_is_stored(name):
    found = told_differences(name)
    assert not found, "\n".join([f"{'.'.join(name)} draws something else:", *found])


def test_every_stored_figure_has_an_example():
    assert set(FIGURES.iterdir()) == {stored_at(name) for name in EXAMPLES}


def exchange(first, second, what):
    """Exchange a property, such as the colour, of two artists."""
    values = [getattr(artist, f"get_{what}")() for artist in (first, second)]
    for artist, value in zip((second, first), values):
        getattr(artist, f"set_{what}")(value)


def turn_a_curve(fig):
    fig.axes[0].lines[3].set_ydata(-fig.axes[0].lines[3].get_ydata())


def exchange_two_labels(fig):
    two, three = (t for t in fig.axes[0].texts if t.get_text() in ("2", "3") and t.xy[0] == 3.25)
    exchange(two, three, "text")


def exchange_two_colours(fig):
    exchange(*fig.axes[0].lines[2:], "color")


# fault: (the figure, how to plant it there, words of the sentences that say so)
FAULTS = {
    "a curve upside down": (
        ("a_wrong_formula", "two_claims"),
        turn_a_curve,
        ["panel 1, line #0072b2 - 1.8, y: -11.33 stored, 11.33 drawn"],
    ),
    "two labels exchanged": (
        ("chain_rule", "graph"),
        exchange_two_labels,
        ['panel 1, words #6e6e6e center baseline, "2": "2" stored, "3" drawn'],
    ),
    "a marker without its point": (
        ("mse", "bowl"),
        lambda fig: fig.axes[0].lines[1].set_data([], []),
        ["panel 1, line #ffffff - 1.8 marker * 12 #ffffff, x [1.5] stored, x [] drawn"],
    ),
    "a point without its marker": (
        ("mse", "bowl"),
        lambda fig: fig.axes[0].lines[1].set_marker(""),
        ["panel 1, line #ffffff - 1.8 marker * 12 #ffffff: stored, line #ffffff - 1.8: drawn"],
    ),
    "a logarithmic axis made linear": (
        ("the_cost", "operations"),
        lambda fig: fig.axes[1].set_yscale("linear"),
        ["panel 1, y: log stored, linear drawn", "panel 2, y: log stored, linear drawn"],
    ),
    "two colours exchanged": (
        ("a_wrong_formula", "two_claims"),
        exchange_two_colours,
        ["line: #d55e00 stored, #0072b2 drawn", "line: #0072b2 stored, #d55e00 drawn"],
    ),
    "a bar of another length": (
        ("mse", "pulls"),
        lambda fig: fig.axes[1].patches[1].set_width(-5),
        ["panel 2, rectangle #0072b2 edged #00000000, x: -4 stored, -5 drawn"],
    ),
    "an image upside down": (
        ("digits", "misread"),
        lambda fig: fig.axes[1].images[0].set_data(fig.axes[1].images[0].get_array()[::-1]),
        ["panel 2, image gray_r from 0 to 15, 8x8: 5 stored, 6 drawn"],
    ),
    "another line style": (
        ("a_wrong_formula", "two_claims"),
        lambda fig: fig.axes[0].lines[3].set_linestyle(":"),
        ["panel 1, line: - stored, : drawn"],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_figure_is_named(fault):
    name, plant, words = FAULTS[fault]
    found = "\n".join(told_differences(name, plant))
    assert [part for part in words if part not in found] == [], found
