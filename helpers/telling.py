"""What a figure draws, told as text that is the same in every version of matplotlib.

A picture depends on the version; the telling does not, so that it can be stored and compared. It
names the panels, their scales, limits and words, and every line, mark, area and image, with its
colours and its numbers, rounded to what an eye can see: a thousandth of a linear axis or less, four
digits along a logarithmic one.
"""

import hashlib
import json
import re
from difflib import SequenceMatcher
from itertools import chain, zip_longest
from textwrap import shorten

import numpy as np
from matplotlib.axes import Axes
from matplotlib.category import StrCategoryFormatter
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_hex
from matplotlib.contour import ContourSet
from matplotlib.lines import AxLine, Line2D
from matplotlib.quiver import Quiver
from matplotlib.text import Annotation
from matplotlib.ticker import FixedLocator, FuncFormatter

_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s\[\],]+')  # of a telling: a quotation is one
BRIEF = 1900  # characters that a notebook stores of one telling
NOISE = "noise"  # the gid of an artist whose numbers are rounding errors, others on each processor


def told(fig, whole=6, most=4, noise=False):
    """`fig` as lines of text; what looks alike in a panel stands under one heading.

    Of more than `whole` numbers it tells how many there are, `whole` of them, evenly spaced, the
    least and the greatest, and a digest of all; of more than `most` things that look alike, the
    first, and a digest of the others. What is marked as NOISE is told only on demand.
    """
    words = [_quoted(text.get_text()) for text in fig.texts]
    keys = chain.from_iterable(map(_legend, fig.legends))
    every = [ax for outer in fig.axes for ax in (outer, *outer.child_axes)]
    shown = [ax for ax in every if isinstance(ax, Axes) and ax.get_visible()]
    panels = [_panel(ax, number, whole, most, noise) for number, ax in enumerate(shown, 1)]
    return "\n".join([repr(fig), *words, *keys, *chain.from_iterable(panels)])


def told_briefly(fig):
    """`told(fig)`; if even that is long, the beginning, and a digest of the rest."""
    lines = told(fig).splitlines()
    fitting = np.searchsorted(np.cumsum([len(line) + 1 for line in lines]), BRIEF)
    return "\n".join(_first(lines, fitting))


def differences(stored, drawn):
    """Sentences that say where two tellings differ, and in which words."""
    old, new = stored.splitlines(), drawn.splitlines()
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for k, (before, after) in enumerate(zip_longest(old[a:b], new[c:d])):
            if kind != "equal":
                place = _place(old, a + k) if after is None else _place(new, c + k)
                yield ", ".join([*place, _difference(before, after)])


def _place(lines, number):
    """The headings over a line: the lines before it that are indented less."""
    headings, indent = [], len(lines[number]) - len(lines[number].lstrip())
    for line in reversed(lines[:number]):
        if len(line) - len(line.lstrip()) < indent:
            indent = len(line) - len(line.lstrip())
            headings.insert(0, line.strip(" :"))
    return headings


def _difference(before, after):
    if before is None:
        return f"only drawn: {after.strip()}"
    if after is None:
        return f"only stored: {before.strip()}"
    old, new = (_WORD.findall(line.rstrip(":")) for line in (before, after))
    if len(old) != len(new):
        return f"{shorten(before, 200)} stored, {shorten(after, 200)} drawn"
    words = [f"{one} stored, {other} drawn" for one, other in zip(old, new) if one != other]
    return f"{old[0]}: {'; '.join(_first(words, 3))}"


def _panel(ax, number, whole, most, noise):
    yield f"panel {number}"
    titles = [ax.get_title(place) for place in ("left", "center", "right")]
    yield from (f"  title {_quoted(title)}" for title in titles if title)
    for name, axis in (("x", ax.xaxis), ("y", ax.yaxis)):
        yield f"  {name} {_axis(axis, ax.axison, whole)}"
    if ax.get_aspect() != "auto":
        yield f"  aspect {ax.get_aspect()}"
    alike = {}
    for tell, artists in (
        (_image, ax.images),
        (_collection, ax.collections),
        (_patch, ax.patches),
        (_line, ax.lines),
        (_words, ax.texts),
    ):
        for artist in artists:
            if artist.get_visible():
                look, what = tell(artist, ax, whole)
                told_here = noise or artist.get_gid() != NOISE
                alike.setdefault(look, []).append(what if told_here else NOISE)
    for look, things in alike.items():
        yield f"  {look}:"
        yield from (f"    {line}" for thing in _first(things, most) for line in thing.split("\n"))
    if ax.get_legend():
        yield from (f"  {line}" for line in _legend(ax.get_legend()))


def _axis(axis, shown, whole):
    low, high = _rounded(axis.get_view_interval(), axis)
    text = f"{_quoted(axis.get_label_text())}: {axis.get_scale()} from {low} to {high}"
    if not (shown and axis.get_visible()):
        return f"{text}, not drawn"
    if isinstance(axis.get_major_locator(), FixedLocator):
        text += f", ticks {_listed(_rounded(axis.get_majorticklocs(), axis), whole)}"
    if isinstance(axis.get_major_formatter(), FuncFormatter | StrCategoryFormatter):
        names = axis.get_major_formatter().format_ticks(axis.get_majorticklocs())
        text += f", named {_listed(map(_quoted, names), whole)}"
    return text


# One artist: how it looks, and what it shows.


def _image(image, ax, whole):
    low, high, *extent = _rounded([*image.get_clim(), *image.get_extent()])
    look = f"image {image.get_cmap().name} from {low} to {high}"
    return look, f"{_array(image.get_array(), whole)} in {_listed(extent, whole)}"


def _collection(collection, ax, whole):
    collection.update_scalarmappable()
    look = _areas(collection, whole)
    if isinstance(collection, QuadMesh):
        corners = _points(collection.get_coordinates().reshape(-1, 2), ax, whole)
        return f"mesh {look}", f"{_array(collection.get_array(), whole)} {corners}"
    if isinstance(collection, Quiver):
        along = " ".join(_numbers(part, whole=whole) for part in (collection.U, collection.V))
        return f"arrows {look}", f"{_points(collection.XY, ax, whole)} along {along}"
    paths = collection.get_paths()
    if collection.get_offset_transform().contains_branch(ax.transData):
        sizes = _numbers(np.unique(collection.get_sizes()), whole=whole)
        look = f"marks {look} sizes {sizes} of {len(paths[0].vertices)} corners"
        return look, _points(collection.get_offsets(), ax, whole)
    vertices = np.concatenate([path.vertices for path in paths if len(path)] or [np.empty((0, 2))])
    if isinstance(collection, ContourSet):
        look = f"contours {look} at {_numbers(collection.levels, whole=whole)}"
        return look, _points(vertices, ax, whole)
    return f"shapes {look}", _points(vertices, ax, whole, collection.get_transform())


def _patch(patch, ax, whole):
    vertices = patch.get_patch_transform().transform(patch.get_path().vertices)
    look = f"{type(patch).__name__.lower()} {_areas(patch, whole)}"
    return look, _points(vertices, ax, whole, patch.get_data_transform())


def _line(line, ax, whole):
    look = _stroke(line)
    if isinstance(line, AxLine):
        return f"straight {look}", f"{line.get_xy1()} {line.get_xy2()} {line.get_slope()}"
    return look, _points(line.get_xydata(), ax, whole, line.get_transform())


def _words(text, ax, whole):
    look = f"words {_colour(text.get_color())} {text.get_ha()} {text.get_va()}"
    look += " bold" if text.get_weight() in ("bold", 700) else ""
    what = _quoted(text.get_text())
    if not isinstance(text, Annotation):
        inside = text.get_transform().contains_branch(ax.transData)
        return look, f"{what} {_spot(text.get_position(), 'data' if inside else 'other', ax)}"
    if text.arrow_patch:
        style = text.arrowprops.get("arrowstyle", "simple")
        look += f" arrow {_colour(text.arrow_patch.get_edgecolor())} {style}"
    at = _spot(text.xy, text.xycoords, ax)
    beside = _spot(text.get_position(), text.anncoords, ax)
    return look, f"{what} {at}" + f" from {beside}" * (beside != at)


def _legend(legend):
    """Each entry, with the look of what it explains."""
    yield "legend:"
    for text, handle in zip(legend.get_texts(), legend.legend_handles):
        look = _stroke(handle) if isinstance(handle, Line2D) else _areas(handle, whole=1)
        yield f"  {_quoted(text.get_text())} {look}"


def _stroke(line):
    look = f"line {_colour(line.get_color())} {line.get_linestyle()} {line.get_linewidth():g}"
    if line.get_alpha() is not None:
        look += f" alpha {line.get_alpha():g}"
    if line.get_drawstyle() != "default":
        look += f" {line.get_drawstyle()}"
    if line.get_marker() not in (None, "", " ", "None", "none"):
        face, every = _colour(line.get_markerfacecolor()), line.get_markevery()
        look += f" marker {line.get_marker()} {line.get_markersize():g} {face}"
        look += "" if every is None else f" at {every}"
    return look


def _areas(areas, whole):
    """The colours of one area, or of a collection of them."""
    face, edge = areas.get_facecolor(), areas.get_edgecolor()
    look = f"{_colours(face, whole)} edged {_colours(edge, whole)}"
    return f"{look} hatched {areas.get_hatch()}" if areas.get_hatch() else look


def _colours(colours, whole):
    """The colours of an array (4,) or (n, 4); if all are equal, one."""
    words = [_colour(colour) for colour in np.reshape(colours, (-1, 4))] or ["none"]
    return words[0] if len(set(words)) == 1 else _listed(words, whole)


def _colour(colour):
    if isinstance(colour, str) and colour == "none":
        return colour
    return to_hex(colour, keep_alpha=True).removesuffix("ff")


def _spot(place, coordinates, ax):
    """A place and, unless it is in the units of the axes, what it is counted in."""
    inside = coordinates == "data"
    axes = (ax.xaxis, ax.yaxis) if inside else (None, None)
    coordinates = coordinates if isinstance(coordinates, str) else "other"
    (x,), (y,) = (_rounded(number, axis) for number, axis in zip(place, axes))
    return f"({x}, {y})" if inside else f"({x}, {y}) {coordinates}"


def _points(points, ax, whole, transform=None):
    """x and y of `points` (n, 2), in the units of the axes as far as `transform` is."""
    inside = (transform or ax.transData).contains_branch_seperately(ax.transData)
    axes = [axis if data else None for axis, data in zip((ax.xaxis, ax.yaxis), inside)]
    x, y = np.ma.filled(np.ma.asarray(points, dtype=float), np.nan).T
    return f"x {_numbers(x, axes[0], whole)}\ny {_numbers(y, axes[1], whole)}"


def _array(array, whole):
    return f"{'x'.join(map(str, np.shape(array)))} {_numbers(np.ravel(array), whole=whole)}"


# Numbers, and lists of them.


def _numbers(numbers, axis=None, whole=6):
    """As `_listed`; of shortened ones, the least and the greatest too."""
    text = _listed(_rounded(numbers, axis), whole)
    finite = np.ma.masked_invalid(np.ma.asarray(numbers, dtype=float)).compressed()
    if np.size(numbers) <= whole or not finite.size:
        return text
    least, greatest = _rounded([finite.min(), finite.max()], axis)
    return f"{text[:-1]}, least {least}, greatest {greatest}]"


def _rounded(numbers, axis=None):
    """As words, to what can be seen along `axis`; without one, to four digits of the largest."""
    numbers = np.ma.filled(np.ma.asarray(np.atleast_1d(numbers), dtype=float), np.nan)
    span = np.abs(numbers)
    if axis is None:
        span = np.max(span, initial=0, where=np.isfinite(span))
    elif axis.get_scale() == "linear":
        span = np.abs(np.subtract(*axis.get_view_interval()))
    span = np.where(np.isfinite(span) & (span > 0), span, 1)
    unit = 10.0 ** (np.floor(np.log10(span * (1 + 1e-9))) - 3)
    # A number halfway between two may come out on either side, by its last bit: both go up.
    return [f"{number:.10g}" for number in np.floor(numbers / unit + 0.5 + 1e-6) * unit + 0.0]


def _listed(words, whole):
    """All of `words`; or, of many, some, evenly spaced, with their number and a digest."""
    words = list(words)
    if len(words) <= whole:
        return f"[{', '.join(words)}]"
    some = [words[k] for k in np.linspace(0, len(words) - 1, whole).round().astype(int)]
    return f"[{len(words)}: {', '.join(some)}, digest {_digest(words)}]"


def _first(words, most):
    """The first of `words`, and the number and a digest of the others."""
    rest = words[most:]
    return [*words[:most], f"and {len(rest)} more, digest {_digest(rest)}"] if rest else words


def _digest(words):
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:8]


def _quoted(text):
    return json.dumps(str(text), ensure_ascii=False)
