"""The course for everyone: words that stand out, colours told apart, and colour never alone.

tests/rules.py demands one H1, headings in order, links that say where they lead, a name for every
column of a table, and a sentence with numbers under every figure.
"""

import importlib
from collections import defaultdict
from itertools import combinations

import matplotlib
import numpy as np
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from figure_examples import EXAMPLES
from matplotlib.collections import LineCollection, PathCollection, QuadMesh
from matplotlib.colors import to_hex, to_rgb
from matplotlib.contour import ContourSet
from matplotlib.image import AxesImage
from matplotlib.path import Path as MarkerPath
from matplotlib.text import Text
from reading import ROOT

from helpers import plotting

PALETTE = {name: getattr(plotting, name) for name in ("BLUE", "VERMILLION", "GREEN", "GREY")}

# Linear RGB as someone without one kind of cone sees it: G. M. Machado, M. M. Oliveira and
# L. A. F. Fernandes (2009), A physiologically-based model for simulation of color vision
# deficiency, severity 1.
SIGHTS = {
    "all cones": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
# CIE XYZ of linear sRGB, in units of white (IEC 61966-2-1); the second row is luminance.
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(rgb):
    """sRGB in [0, 1], last axis of three, made proportional to light."""
    rgb = np.asarray(rgb)
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def luminance(rgb):
    return linear(rgb) @ XYZ[1]


def contrast(one, other):
    """WCAG 2.2's contrast ratio of two luminances."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def lab(light):
    """CIE L*a*b* of linear sRGB."""
    t = XYZ @ np.clip(light, 0, 1) / XYZ.sum(axis=1)
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_contrast_of_known_colours():
    assert contrast(luminance((1, 1, 1)), luminance((0, 0, 0))) == pytest.approx(21)
    grey = luminance(to_rgb("#767676"))  # the lightest grey that words on white may have
    assert contrast(1, grey) == pytest.approx(4.54, abs=0.005)
    np.testing.assert_allclose(lab(linear(to_rgb("red"))), (53.24, 80.09, 67.20), atol=0.05)


@pytest.mark.parametrize("name", PALETTE)
def test_lines_and_words_stand_out_from_white(name):
    line = PALETTE[name]
    assert contrast(1, luminance(to_rgb(line))) >= 3  # WCAG 1.4.11, graphics
    assert contrast(1, luminance(to_rgb(plotting.INKS.get(line, line)))) >= 4.5  # 1.4.3, text


@pytest.mark.parametrize("sight", SIGHTS)
def test_class_colours_differ_for_every_sight(sight):
    seen = [lab(SIGHTS[sight] @ linear(to_rgb(c))) for c in plotting.CLASS_COLOURS]
    # About 2.3 is just noticeable; the colours of small marks need several times that.
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) >= 15


# The figures.


@pytest.fixture(scope="module", params=EXAMPLES, ids=".".join)
def figure(request):
    """Every figure as `show` leaves it, drawn."""
    with plt.rc_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(plotting, "display", lambda *args, **options: None)
        patch.setattr(plotting, "_small_png", lambda figure, description: b"")
        patch.setattr(plt, "close", lambda figure: None)
        plotting.use()
        fig = EXAMPLES[request.param]()
        plotting.show(fig, "1")
    fig.canvas.draw()
    yield fig
    plt.close(fig)


def test_every_figure_of_the_course_has_an_example():
    functions = set()
    for path in (ROOT / "helpers" / "plotting").glob("[a-z]*.py"):
        module = importlib.import_module(f"helpers.plotting.{path.stem}")
        functions |= {
            (path.stem, name)
            for name, value in vars(module).items()
            if callable(value) and getattr(value, "__module__", "") == module.__name__
            if not name.startswith("_")
        }
    assert functions == set(EXAMPLES)


def words(artist):
    """(text, its box in pixels) for all that is written in a figure or a panel."""
    found = [t for t in artist.findobj(Text) if t.get_text().strip() and t.get_visible()]
    boxes = [text.get_window_extent() for text in found]
    return [(t, box) for t, box in zip(found, boxes) if box.width and box.height]


def test_words_stand_out_from_what_is_behind_them(figure):
    """WCAG 1.4.3, against the median luminance of the box that the words fill."""
    found = words(figure)
    inks = [luminance(to_rgb(text.get_color())) for text, _ in found]
    for text, _ in found:
        text.set_alpha(0)
    figure.canvas.draw()
    for text, _ in found:
        text.set_alpha(None)
    picture = luminance(np.asarray(figure.canvas.buffer_rgba())[::-1, :, :3] / 255)
    for (text, _), ink in zip(found, inks):
        box = text.get_window_extent().get_points()  # every drawing settles the layout further
        (left, bottom), (right, top) = np.clip(np.rint(box).astype(int), 0, None)
        behind = picture[bottom : top + 1, left : right + 1]
        if behind.size:
            ratio = contrast(ink, np.median(behind))
            assert ratio >= 4.5, f"{text.get_text()}: {ratio:.2f}"


def test_colour_is_never_the_only_cue(figure):
    """Of two colours of a kind, in one panel, one has a cue that the other lacks."""
    for ax in figure.axes:
        cues = defaultdict(list)
        written = [(text.get_text(), box.get_points().mean(axis=0)) for text, box in words(ax)]
        for kind, colour, found in (*lines(ax), *marks(ax, written), *areas(ax, written)):
            cues[kind, colour].append(found)
        for (one, first), (other, second) in combinations(cues.items(), 2):
            if one[0] == other[0] and one[1] != other[1]:
                assert own(first, second) or own(second, first), (one, first, other, second)


def own(sets, others):
    """The cues that all of `sets` have and none of `others`."""
    return set.intersection(*sets) - set.union(*others)


def lines(ax):
    """("line" or "marks", colour, {dashes, width, marker, hollow}); a thin line has width 1."""
    for line in ax.lines:
        drawn = line.get_linestyle() != "None" and len(line.get_xdata()) > 1
        hollow = to_hex(line.get_markerfacecolor()) == "#ffffff"
        colour = line.get_markeredgecolor() if hollow else line.get_color()
        cues = {f"marker {line.get_marker()}"} | ({"hollow"} if hollow else set())
        if drawn:
            cues |= {str(line._dash_pattern[1]), f"width {round(line.get_linewidth())}"}
        yield "line" if drawn else "marks", to_hex(colour), cues
    for collection in ax.collections:
        if isinstance(collection, LineCollection):
            (_, dashes), width = collection.get_linestyle()[0], round(collection.get_linewidth()[0])
            colour = to_hex(collection.get_color()[0])
            yield "line", colour, {"marker None", str(dashes), f"width {width}"}


def marks(ax, written):
    """("scattered", colour, {marker, size, words inside the first})."""
    for collection in ax.collections:
        if isinstance(collection, PathCollection) and len(collection.get_offsets()):
            centre = ax.transData.transform(collection.get_offsets()[0])
            radius = np.sqrt(collection.get_sizes()[0]) / 2 * ax.figure.dpi / 72
            cues = {f"marker {collection.get_paths()[0].vertices.shape}", f"size {radius:.0f}"}
            cues |= inside(MarkerPath.circle(centre, radius), written)
            yield "scattered", to_hex(collection.get_edgecolor()[0]), cues


def areas(ax, written):
    """("area", colour, {hatch, words inside}) of patches, bars and the regions of a map."""
    for patch in ax.patches:
        path = patch.get_path().transformed(patch.get_transform())
        colour = to_hex(patch.get_facecolor(), keep_alpha=True)
        yield "area", colour, {f"hatch {patch.get_hatch()}"} | inside(path, written)
    for regions in ax.collections:
        if isinstance(regions, ContourSet) and regions.filled and regions.colors is not None:
            for path, colour in zip(regions.get_paths(), regions.get_facecolor()):
                yield "area", to_hex(colour), inside(path.transformed(ax.transData), written)


def inside(path, written):
    return {text for text, centre in written if path.contains_point(centre)}


def test_shades_are_lighter_or_darker_or_written_out(figure):
    for ax in figure.axes:
        for shaded in ax.findobj(AxesImage) + ax.findobj(QuadMesh) + ax.findobj(ContourSet):
            if getattr(shaded, "colors", None) is None and shaded.get_array().ndim < 3:
                steps = np.diff(luminance(shaded.get_cmap()(np.linspace(0, 1, 32))[:, :3]))
                assert (steps > 0).all() or (steps < 0).all() or every_cell_is_written(ax, shaded)


def every_cell_is_written(ax, image):
    cells = {tuple(np.rint(text.get_position()).astype(int)[::-1]) for text in ax.texts}
    return set(np.ndindex(image.get_array().shape)) <= cells
