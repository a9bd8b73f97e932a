"""The figures of side path 8a: the roots on their way, what survives a step, the axes of a bowl."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.plotting import BLUE, CLASS_COLOURS, GREEN, GREY, LINE_STYLES, VERMILLION, arrow


def roots_on_the_way(beta, products):
    """The two roots of momentum in the complex plane, a frame for each eta lambda in `products`.

    The outer circle has the radius 1, the inner one the root of beta.
    """
    fig, axes = plt.subplots(1, len(products), figsize=(1.9 * len(products), 2.4), sharey=True)
    turn = np.linspace(0, 2 * np.pi, 121)
    for ax, product in zip(axes, products):
        ax.plot(np.cos(turn), np.sin(turn), color=GREY, linewidth=1, linestyle="-")
        inner = np.sqrt(beta)
        ax.plot(inner * np.cos(turn), inner * np.sin(turn), color=GREY, linewidth=1, linestyle=":")
        roots = np.sort_complex(np.roots([1, -(1 + beta - product), beta]))
        for root, colour, marker in zip(roots, (VERMILLION, BLUE), "so"):
            ax.plot(root.real, root.imag, color=colour, marker=marker, markersize=6, linestyle="")
        ax.set(title=f"ηλ = {product:g}", aspect="equal", xlim=(-1.35, 1.25), ylim=(-1.2, 1.2))
        ax.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1], xlabel="real part")
    axes[0].set_ylabel("imaginary part")
    return fig


def survivors(products, curves, ticks=()):
    """The larger root's size over eta lambda; curves[beta] is shaped like `products`.

    A dot stands on each edge. Each of `ticks` is a pair of beta and {"flat": eta lambda, "steep":
    eta lambda}: the places of a bowl's curvatures, marked on the curve of that beta. The flat ones
    are enlarged in a second picture, on the left.
    """
    if not ticks:
        fig, ax = plt.subplots(figsize=(6.6, 3.8))
    else:
        fig, (left, ax) = plt.subplots(1, 2, figsize=(7.4, 3.8), sharey=True, width_ratios=(1, 2.6))
        _draw_survivors(left, products, curves, ticks, "flat")
        left.set(xlim=(0, 2 * max(places["flat"] for _, places in ticks)), title="enlarged")
        left.set(xlabel="ηλ", ylabel="size of the larger root")
    _draw_survivors(ax, products, curves, ticks, "steep")
    ax.set(ylim=(0, 1.25), xlim=(products[0], products[-1]))
    ax.set(xlabel="learning rate times curvature, ηλ")
    if not ticks:
        ax.set_ylabel("size of the larger root")
    ax.legend(loc="lower right", bbox_to_anchor=(1, 0.1))
    return fig


def _draw_survivors(ax, products, curves, ticks, named):
    """The curves, and of `ticks` all places; the one called `named` has its name beside it."""
    ax.axhline(1, color=GREY, linewidth=0.8, linestyle="-.")
    looks = dict(zip(curves, zip(CLASS_COLOURS, LINE_STYLES, "s^D")))
    for beta, heights in curves.items():
        colour, style, _ = looks[beta]
        ax.plot(products, heights, color=colour, linestyle=style, label=f"β = {beta:g}")
        if named == "steep":
            ax.plot(2 * (1 + beta), 1, "o", color="black", clip_on=False)
    for row, (beta, places) in enumerate(ticks):
        colour, style, marker = looks[beta]
        for name, product in places.items():
            height = np.interp(product, products, curves[beta])
            ax.plot([product] * 2, [0, height], color=colour, linewidth=0.9, linestyle=style)
            ax.plot(product, height, marker, color=colour, markersize=8, markeredgecolor="black")
            if name == named:
                place = product, 0.03 + 0.08 * row
                shift, side = (-4, "right") if named == "flat" and row == 0 else (4, "left")
                ax.annotate(
                    name, place, (shift, 0), textcoords="offset points", ha=side, color=colour
                )


def axes_of_the_bowl(loss, bottom, axes, curvatures):
    """Lines of equal loss, and through the bottom (w, b) the two directions in `axes`, columns."""
    fig, ax = plt.subplots(figsize=(5.2, 4.4))
    w, b = np.meshgrid(np.linspace(-0.7, 3.7, 89), np.linspace(-2.8, 1.5, 87))
    heights = np.array([loss(np.array(pair)) for pair in zip(w.flat, b.flat)])
    levels = loss(bottom) + np.array([0.05, 0.4, 2, 6, 14])
    ax.contour(w, b, heights.reshape(w.shape), levels, colors="#A8A8A8", linewidths=0.7)
    for axis, curvature, colour in zip(axes.T, curvatures, (BLUE, VERMILLION)):
        head = bottom + axis * np.sign(axis[0])
        look = dict(arrowstyle="-|>", color=colour, linewidth=1.8)
        arrow(ax, bottom, head, **look)
        words = f"curvature {curvature:.2f}"
        ax.annotate(words, head, (6, -4), textcoords="offset points", color=colour)
    ax.plot(*bottom, color="black", marker="*", markersize=11, linestyle="")
    ax.set(xlabel="weight w", ylabel="bias b", aspect="equal")
    return fig


def two_rules(products, momentum, nesterov, edges):
    """The larger root's size over eta lambda, for both rules; a dot stands on each of `edges`."""
    fig, ax = plt.subplots(figsize=(6.2, 3.3))
    ax.axhline(1, color=GREY, linewidth=0.8, linestyle="-.")
    ax.plot(products, momentum, color=VERMILLION, linestyle="--", label="momentum")
    ax.plot(products, nesterov, color=GREEN, linestyle="-", label="Nesterov")
    ax.plot(edges, [1] * len(edges), "o", color="black", linestyle="")
    ax.set(ylim=(0, 1.25), xlim=(products[0], products[-1]))
    ax.set(xlabel="learning rate times curvature, ηλ", ylabel="size of the larger root")
    ax.legend(loc="lower right", bbox_to_anchor=(1, 0.1))
    return fig


def looking_ahead(phi_before, theta_before, phi_now, theta_now):
    """One step of Nesterov's rule on the parabola u²/2: its four places, on the curve.

    Below them the step of phi and that of theta are drawn as arrows.
    """
    fig, ax = plt.subplots(figsize=(6.6, 4))
    u = np.linspace(-0.6, 4.6, 105)
    ax.plot(u, u**2 / 2, color=GREY, linewidth=1.2, linestyle="-")
    walks = (
        ("φ", phi_before, phi_now, VERMILLION, "s", ":", -1.6),
        ("θ", theta_before, theta_now, BLUE, "o", "-.", -3.2),
    )
    for letter, before, now, colour, marker, style, row in walks:
        for place, index in ((before, "t − 1"), (now, "t")):
            down = [row, place**2 / 2]
            ax.plot([place] * 2, down, color=colour, linewidth=0.8, linestyle=style)
            ax.plot(place, place**2 / 2, marker, color=colour, markersize=8)
            words = f"${letter}_{{{index}}}$ = {place:g}"
            look = dict(textcoords="offset points", ha="right", color=colour)
            ax.annotate(words, (place, place**2 / 2), (-8, 6), **look)
        arrow(ax, (before, row), (now, row), arrowstyle="-|>", color=colour, linewidth=1.8)
        ax.text(before + 0.08, row, f"step of {letter}", va="center", color=colour)
    slope = theta_before
    near = np.array([-0.55, 0.55])
    ax.plot(theta_before + near, theta_before**2 / 2 + slope * near, color="black", linewidth=1.5)
    ax.annotate(
        f"the slope {slope:g} is measured here",
        (theta_before, theta_before**2 / 2),
        (3, 9.3),
        ha="right",
        arrowprops=dict(arrowstyle="->", color=GREY, shrinkB=7, relpos=(1, 0)),
    )
    ax.axhline(0, color=GREY, linewidth=0.8, linestyle="-")
    ax.set(xlim=(-0.6, 5.4), ylim=(-4.2, 10.5), yticks=[0, 5, 10])
    ax.set(xlabel="place", ylabel="loss")
    return fig
