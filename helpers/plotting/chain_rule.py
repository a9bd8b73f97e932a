"""The figures of notebook 3: a computation, its slopes, the walk back, and what it costs."""

from html import escape

import matplotlib.pyplot as plt

from helpers.plotting import BLUE, GREEN, GREY, VERMILLION, arrow

# The neuron used twice, one box for each value: u = w x, h = u + b, v = w h, p = v + b, ...
_PLACES = {
    "x": (0, 1), "u": (1.3, 1), "h": (2.6, 1), "v": (3.9, 1), "p": (5.2, 1), "r": (6.5, 1),
    "L": (7.8, 1), "w": (2.6, 2.1), "b": (3.9, -0.1), "y": (6.5, -0.1),
}  # fmt: skip


def graph(values, slopes=None):
    """The neuron used twice: values in boxes, local slopes on arrows, the loss's slopes beside.

    values and slopes are {name: number}; without slopes, the boxes stand alone.
    """
    fig, ax = plt.subplots(figsize=(8.2, 3.5))
    for (used, user), slope in _local_slopes(**values).items():
        _labelled_arrow(ax, _PLACES[used], _PLACES[user], f"{slope:g}")
    for name, (left, height) in _PLACES.items():
        _box(ax, (left, height), f"{name} = {values[name]:g}")
        if slopes:
            beside = height + (-0.36 if name in "uvby" else 0.36)
            _slope(ax, (left, beside), f"d{name} = {slopes[name]:g}")
    ax.set(xlim=(-0.6, 8.4), ylim=(-0.65, 2.6))
    what = "Values in boxes, local slopes on arrows"
    ax.set_title(what + (", the loss's slopes in bold" if slopes else ""))
    ax.axis("off")
    return fig


def _local_slopes(x, w, h, r, **_):
    """{(used, user): slope} for every arrow, each read off the user's line."""
    sums = {
        ("u", "h"): 1,
        ("b", "h"): 1,
        ("v", "p"): 1,
        ("b", "p"): 1,
        ("p", "r"): 1,
        ("y", "r"): -1,
    }
    products = {("x", "u"): w, ("w", "u"): x, ("h", "v"): w, ("w", "v"): h}
    return sums | products | {("r", "L"): 2 * r}


def _labelled_arrow(ax, tail, head, label):
    arrow(ax, tail, head, arrowstyle="-|>", color=GREY, shrinkA=19, shrinkB=19)
    middle = (tail[0] + head[0]) / 2, (tail[1] + head[1]) / 2
    aside = (0, 5) if tail[1] == head[1] else (-13 if tail[0] > head[0] else 13, -3)
    ax.annotate(label, middle, aside, textcoords="offset points", ha="center", color=GREY)


def gates(s, t, dc):
    """A sum, a product and a maximum of the same two values s > t, with the same slope dc."""
    fig, axes = plt.subplots(1, 3, figsize=(8.2, 2.7))
    values = {"s": s, "t": t}
    _gate(axes[0], "A sum copies", "+", values, s + t, (1, 1), dc)
    _gate(axes[1], "A product swaps", "×", values, s * t, (t, s), dc)
    _gate(axes[2], "A maximum routes", "max", values, max(s, t), (1, 0), dc)
    return fig


def _gate(ax, title, sign, values, result, local, dc):
    middle, output = (1.35, 0.6), (2.65, 0.6)
    for (name, value), height, slope in zip(values.items(), (1.2, 0), local):
        arrow(ax, (0, height), middle, arrowstyle="-|>", color=GREY, shrinkA=21, shrinkB=17)
        aside = (0.78, 1.02 if height else 0.18)
        ax.text(*aside, f"{slope:g}", ha="center", va="center", color=GREY)
        _box(ax, (0, height), f"{name} = {value:g}")
        _slope(ax, (0, height - 0.38), f"d{name} = {dc * slope:g}")
    arrow(ax, middle, output, arrowstyle="-|>", color=GREY, shrinkA=17, shrinkB=20)
    circle = {"boxstyle": "circle,pad=0.3", "facecolor": "#EBEBEB", "edgecolor": GREY}
    ax.text(*middle, sign, ha="center", va="center", bbox=circle)
    _box(ax, output, f"c = {result:g}")
    _slope(ax, (output[0], output[1] - 0.38), f"dc = {dc:g}")
    ax.set(xlim=(-0.55, 3.2), ylim=(-0.6, 1.6), title=title)
    ax.axis("off")


_TWICE = ("w", "b")  # those with two uses


# The walk back: a line, and the slopes after it, in the order in which they are found.
_LINES = (
    ("L = r²", ("r",)),
    ("r = p − y", ("p", "y")),
    ("p = v + b", ("v", "b")),
    ("v = w h", ("h", "w")),
    ("h = u + b", ("u", "b")),
    ("u = w x", ("x", "w")),
)


def walk(values):
    """Six frames, one for each line from last to first: the slopes that have been found so far.

    values is {name: number}. A slope that still waits for another share is followed by dots.
    """
    local, waiting = _local_slopes(**values), {"w": 2, "b": 2}
    slopes, shares = {"L": 1}, {}
    fig, axes = plt.subplots(3, 2, figsize=(8.2, 6.6))
    for number, (ax, (line, inputs)) in enumerate(zip(axes.flat, _LINES), 1):
        user = line[0]
        for used in inputs:
            share = slopes[user] * local[used, user]
            shares[used] = [*shares.get(used, []), share]
            slopes[used] = sum(shares[used])
        _frame(ax, slopes, shares, {(used, user) for used in inputs}, waiting)
        ax.set_title(f"{number}. {line}", loc="left")
    return fig


def _frame(ax, slopes, shares, now, waiting):
    for used, user in _local_slopes(**dict.fromkeys("xwhr", 1)):
        lit = (used, user) in now
        colour, width = (VERMILLION, 2) if lit else ("#BEBEBE", 1)
        tail, head = (user, used) if lit else (used, user)  # a slope travels against the arrow
        ends = _PLACES[tail], _PLACES[head]
        arrow(ax, *ends, arrowstyle="-|>", color=colour, lw=width, shrinkA=11, shrinkB=11)
    for name, (left, height) in _PLACES.items():
        _box(ax, (left, height), name, fontsize=9)
        if name in slopes:
            told = " + ".join(f"{share:g}" for share in shares.get(name, [1]))
            if len(shares.get(name, [])) == 2:
                told = f"{told} = {slopes[name]:g}"
            elif name in waiting:
                told = f"{told} + …"
            beside = height + (-0.52 if name in "uhvby" else 0.52)
            _slope(ax, (left, beside), told, fontsize=9)
    ax.set(xlim=(-0.5, 8.3), ylim=(-0.95, 2.95))
    ax.axis("off")


def stepper(values):
    """The walk back, one arrow at a time, as what `display` takes with raw=True.

    Where scripts run, it asks for each slope before it shows it. The words, which stand in its
    place elsewhere, are the same steps. Nothing in it is random or has a date.
    """
    steps = _steps(values)
    items = "\n".join(
        f'<li data-e="{user and used + user}" data-n="{used}" data-ask="{ask}" data-s="{right}" '
        f'data-now="{now}">{escape(line)}{escape(told)}</li>'
        for line, user, used, ask, right, now, told in steps
    )
    lines = {}
    for line, *_, told in steps:
        lines.setdefault(line, []).append(told)
    words = "\n".join(line + "; ".join(told) for line, told in lines.items())
    parts = {"@ARROWS": _svg_arrows(values), "@BOXES": _svg_boxes(values), "@ITEMS": items}
    html = _STEPPER
    for mark, part in parts.items():
        html = html.replace(mark, part)
    return {"text/html": html, "text/plain": words}


def _steps(values):
    """[(line, user, used, what is asked for, the answer, what stands beside the box, sentence)]"""
    local, slopes = _local_slopes(**values), {"L": 1}
    steps = [("start: ", "", "L", "dL", "1", "1", "dL = 1")]
    for line, inputs in _LINES:
        user = line[0]
        for used in inputs:
            share = slopes[user] * local[used, user]
            ask, told = f"d{used}", f"{slopes[user]:g} · {_signed(local[used, user])} = {share:g}"
            now = f"{share:g}"
            if used in slopes:
                now = f"{slopes[used]:g} + {share:g} = {slopes[used] + share:g}"
                ask, told = f"the second share of {ask}", f"{told}, and {now}"
            elif used in _TWICE:
                ask, now = f"the first share of {ask}", f"{now} + …"
            slopes[used] = slopes.get(used, 0) + share
            told = f"{ask} = {told}"
            steps.append((f"{line}: ", user, used, ask, f"{share:g}", now, told))
    return steps


def _signed(number):
    return f"({number:g})" if number < 0 else f"{number:g}"


def _at(name):
    """Where the box of `name` is in the SVG, in its units."""
    left, height = _PLACES[name]
    return 60 + 88 * left, 150 - 92 * (height - 1)


def _svg_arrows(values):
    parts = []
    for (used, user), slope in _local_slopes(**values).items():
        (a, b), (c, d) = _at(used), _at(user)
        short = 36 / ((c - a) ** 2 + (d - b) ** 2) ** 0.5
        dx, dy = (c - a) * short, (d - b) * short * 0.7
        path = f"M{a + dx:.0f} {b + dy:.0f}L{c - dx:.0f} {d - dy:.0f}"
        aside = (0, -7) if b == d else (-16 if a > c else 16, 2)
        place = f'x="{(a + c) / 2 + aside[0]:.0f}" y="{(b + d) / 2 + aside[1]:.0f}"'
        parts.append(f'<g class="bp-e" data-e="{used}{user}">')
        parts.append(
            f'<path d="{path}" marker-end="url(#bp-a)"/><text {place}>{slope:g}</text></g>'
        )
    return "".join(parts)


def _svg_boxes(values):
    parts = []
    for name in _PLACES:
        x, y = _at(name)
        below = 34 if name in "uvby" else -24
        parts.append(f'<g class="bp-n" data-n="{name}">')
        parts.append(f'<rect x="{x - 30:.0f}" y="{y - 15:.0f}" width="60" height="30" rx="5"/>')
        parts.append(f'<text x="{x:.0f}" y="{y + 5:.0f}">{name} = {values[name]:g}</text>')
        parts.append(f'<text class="bp-d" x="{x:.0f}" y="{y + below:.0f}"></text></g>')
    return "".join(parts)


_STEPPER = """<figure class="bp">
<figcaption><b>The walk back, one arrow at a time.</b></figcaption>
<ol>
@ITEMS
</ol>
</figure>
<style>
.bp { margin: 1em 0; max-width: 52em; padding: 0.6em; font: 15px/1.5 sans-serif }
.bp { color: #1f2328; background: #fff }
.bp svg { width: 100%; height: auto; display: block }
.bp svg text { font: 13px sans-serif; text-anchor: middle; fill: #1f2328 }
.bp rect { fill: #fff; stroke: #0072b2; stroke-width: 1.5 }
.bp .bp-e path { stroke: #6e6e6e; stroke-width: 1.3; fill: none }
.bp marker path { fill: #6e6e6e }
.bp svg .bp-e text { fill: #606060 }
.bp svg .bp-d { font-weight: bold; fill: #a64900 }
.bp .bp-e.on path { stroke: #d55e00; stroke-width: 3.5 }
.bp svg .bp-e.on text { fill: #a64900; font-weight: bold }
.bp .bp-n.on rect { stroke: #d55e00; stroke-width: 3 }
.bp.js ol { list-style: none; padding: 0 }
.bp.js li { display: none }
.bp.js li.now { display: list-item }
.bp button, .bp input { font: inherit; padding: 0.2em 0.8em }
.bp input { width: 3em }
.bp output { font-weight: bold }
</style>
<script>
for (const f of document.querySelectorAll("figure.bp:not(.js)")) {
  f.classList.add("js");
  const says = "Ten boxes with values; arrows carry local slopes. The line below tells each step.";
  f.querySelector("figcaption").insertAdjacentHTML("afterend",
    `<svg viewBox="0 0 806 300" role="img" aria-label="${says}"><defs>
<marker id="bp-a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9"
markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>
@ARROWS@BOXES</svg>
<div><button type="button" data-go="-1">Back</button>
<label>Your prediction for <b></b> <input type="text" inputmode="decimal" autocomplete="off">
</label> <button type="button" data-check>Check</button>
<button type="button" data-go="1">Show the next step</button> <output></output></div>`);
  const items = [...f.querySelectorAll("li")], out = f.querySelector("output");
  const box = f.querySelector("input"), who = f.querySelector("label b");
  const number = text => Number(text.trim().replace("\\u2212", "-"));
  let at = 0;
  f.querySelector("ol").setAttribute("aria-live", "polite");
  const show = () => {
    const now = items[at].dataset, next = items[at + 1], seen = items.slice(0, at + 1);
    items.forEach((item, k) => item.classList.toggle("now", k == at));
    for (const e of f.querySelectorAll(".bp-e")) e.classList.toggle("on", e.dataset.e == now.e);
    for (const n of f.querySelectorAll(".bp-n")) {
      n.classList.toggle("on", n.dataset.n == now.n);
      const last = seen.filter(item => item.dataset.n == n.dataset.n).pop();
      const text = last ? `d${n.dataset.n} = ${last.dataset.now}` : "";
      n.querySelector(".bp-d").textContent = text;
    }
    f.querySelector("[data-go='-1']").disabled = at == 0;
    f.querySelector("[data-go='1']").disabled = !next;
    f.querySelector("label").hidden = f.querySelector("[data-check]").hidden = !next;
    if (next) who.textContent = next.dataset.ask;
    box.value = out.textContent = "";
  };
  const check = () => {
    const right = number(box.value) == number(items[at + 1].dataset.s);
    const hint = "not yet; multiply the slope of the user by the number on the arrow";
    if (box.value.trim()) out.textContent = right ? "right" : hint;
  };
  f.addEventListener("click", event => {
    if (event.target.dataset.go) { at += Number(event.target.dataset.go); show(); }
    else if ("check" in event.target.dataset) check();
  });
  box.addEventListener("keydown", event => {
    event.stopPropagation();
    if (event.key == "Enter") { event.preventDefault(); if (at + 1 < items.length) check(); }
  });
  show();
}
</script>"""


def doublings():
    """Three values, each twice the one before: two arrows each time, and all paths counted."""
    fig, ax = plt.subplots(figsize=(7.2, 2.1))
    for place, paths in enumerate((8, 4, 2, 1)):
        if place:
            for bend in (-0.35, 0.35):
                style = {"connectionstyle": f"arc3,rad={bend}", "shrinkA": 17, "shrinkB": 17}
                arrow(ax, (2 * place - 2, 0), (2 * place, 0), arrowstyle="-|>", color=GREY, **style)
        _box(ax, (2 * place, 0), f"{2**place} a" if place else "a")
        _slope(ax, (2 * place, -0.62), f"{paths} path{'s' * (paths > 1)}")
    ax.set(
        xlim=(-0.7, 6.7), ylim=(-0.9, 0.7), title="How many paths lead from each box to the last?"
    )
    ax.axis("off")
    return fig


def _box(ax, place, text, **style):
    box = {"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": BLUE}
    ax.text(*place, text, ha="center", va="center", bbox=box, **style)


def _slope(ax, place, text, **style):
    ax.text(*place, text, color=VERMILLION, fontweight="bold", ha="center", va="center", **style)


def operations(chain, wide):
    """Operations against depth, on a log scale, for one unit a layer and for two.

    Each is a list, from depth 1 on, of {"written out", "shared", "walked back", "loss": number}.
    """
    fig, (left, right) = plt.subplots(1, 2, figsize=(8.2, 3.8), sharey=True)
    _panel(left, chain, "One unit a layer")
    _panel(right, wide, "Two units a layer")
    left.set_ylabel("operations (log scale)")
    left.text(4.2, 330, "written out", color=VERMILLION, ha="right")
    left.text(10, 28, "shared = walked back", color=BLUE, ha="right")
    left.text(10, 12, "loss alone", color=GREY, ha="right")
    left.text(10, 135, "grey band: up to 5 × loss", color=GREY, ha="right")
    right.text(3.1, 5200, "written out", color=VERMILLION, ha="right")
    right.text(5, 420, "shared", color=BLUE, ha="right")
    right.text(5, 57, "walked back", color=GREEN, ha="right")
    right.text(5, 25, "loss alone", color=GREY, ha="right")
    return fig


def _panel(ax, counts, title):
    looks = {
        "written out": (VERMILLION, "--", "s"),
        "shared": (BLUE, "-", "o"),
        "walked back": (GREEN, ":", "^"),
        "loss": (GREY, "-", None),
    }
    depth = range(1, len(counts) + 1)
    loss = [count["loss"] for count in counts]
    ax.fill_between(depth, loss, [5 * n for n in loss], color="#EBEBEB")
    for kind, (colour, line, marker) in looks.items():
        operations = [count[kind] for count in counts]
        ax.plot(depth, operations, color=colour, linestyle=line, marker=marker, markersize=5)
    ax.set(title=title, xlabel="depth (layers)", yscale="log", xticks=depth)
