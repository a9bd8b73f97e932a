"""The course's look: three colours, three markers, and one way to show a figure. The figures are in
one module a chapter, called by the stem of its notebook.

`show` prints a sentence under every picture, with numbers computed from the data: the caption, and
the description for someone who cannot see the picture. Pictures are not compared; what they draw
is, told as text in the place where a notebook keeps the text of an output.
"""

import base64
import io
import textwrap

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.colors import BoundaryNorm
from matplotlib.text import Text
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from helpers.telling import told_briefly

BLUE, VERMILLION, GREEN = CLASS_COLOURS = (
    "#0072B2",
    "#D55E00",
    "#009E73",
)  # Okabe and Ito: told apart by everyone
CLASS_MARKERS = ("o", "s", "^")
LINE_STYLES = ("-", "--", ":")
GREY = "#6E6E6E"
INKS = {BLUE: "#00639B", VERMILLION: "#A64900", GREEN: "#007656", GREY: "#606060"}  # of words

_STYLE = {
    "figure.figsize": (6.4, 3.6),
    "figure.dpi": 90,
    "figure.constrained_layout.use": True,
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": plt.cycler(color=CLASS_COLOURS) + plt.cycler(linestyle=LINE_STYLES),
    "image.cmap": "cividis",
    "legend.frameon": False,
    "lines.linewidth": 1.8,
}


def use():
    """Set the look for every figure that follows, whatever a matplotlibrc says."""
    matplotlib.rcdefaults()
    plt.rcParams.update(_STYLE)


def show(fig, alt):
    """Show `fig` with `alt` as its alternative text, and print `alt` under it.

    Words in a colour of the palette are darkened to a contrast of 4.5 (WCAG 2.2, 1.4.3). What the
    figure draws is stored beside it as text, and compared (`helpers.telling`). Numbers that are
    mere noise, such as rounding errors, differ between processors: mark such a line with
    gid="noise", and set the limits of its axis.
    """
    if not alt.strip():
        raise ValueError("alt is empty; it is what someone reads who cannot see the picture")
    for text in fig.findobj(Text):
        text.set_color(INKS.get(text.get_color(), text.get_color()))
    bundle = {"image/png": _small_png(fig, alt), "text/plain": told_briefly(fig)}
    display(bundle, metadata={"image/png": {"alt": alt}}, raw=True)
    plt.close(fig)
    print(textwrap.fill(alt, 88, break_on_hyphens=False))


def from_above(ax, loss, across, up, levels, points=81):
    """Filled contours of loss(w, b), where `across` and `up` are the ends of w and b."""
    grid = np.meshgrid(np.linspace(*across, points), np.linspace(*up, points))
    heights = np.vectorize(loss)(*grid)
    return ax.contourf(*grid, heights, levels, norm=BoundaryNorm(levels, 256), extend="max")


def arrow(ax, tail, head, **style):
    """An arrow from tail to head, with matplotlib's arrowprops as `style`; it touches both."""
    ax.annotate("", head, tail, arrowprops={"shrinkA": 0, "shrinkB": 0, **style})


def _small_png(fig, description):
    """The figure as a PNG of 128 colours, a third of the size: notebooks are kept in git.

    `description` is stored in it, which ties the picture to its sentence, wherever it goes. The PNG
    is written in base64, as notebooks store it: not every kernel does that before it sends bytes.
    """
    full, small, texts = io.BytesIO(), io.BytesIO(), PngInfo()
    texts.add_itxt("Description", description)
    fig.savefig(full, format="png")
    Image.open(full).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
        small, format="png", optimize=True, pnginfo=texts
    )
    return base64.b64encode(small.getvalue()).decode("ascii")
