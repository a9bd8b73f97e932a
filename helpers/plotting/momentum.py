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

    A dot stands on each edge. Each of `ticks` is a pair of beta and {name: eta lambda}: the places
    of a bowl's curvatures, marked on the curve of that beta.
    """
    fig, ax = plt.subplots(figsize=(6.6, 3.8))
    ax.axhline(1, color=GREY, linewidth=0.8, linestyle="-.")
    looks = dict(zip(curves, zip(CLASS_COLOURS, LINE_STYLES, "s^D")))
    for beta, heights in curves.items():
        colour, style, _ = looks[beta]
        ax.plot(products, heights, color=colour, linestyle=style, label=f"β = {beta:g}")
        ax.plot(2 * (1 + beta), 1, "o", color="black", clip_on=False)
    for row, (beta, places) in enumerate(ticks):
        colour, style, marker = looks[beta]
        for name, product in places.items():
            height = np.interp(product, products, curves[beta])
            ax.plot([product] * 2, [0, height], color=colour, linewidth=0.9, linestyle=style)
            ax.plot(product, height, marker, color=colour, markersize=8, markeredgecolor="black")
            ax.annotate(
                name, (product, 0.03 + 0.08 * row), (4, 0), textcoords="offset points", color=colour
            )
    ax.set(ylim=(0, 1.25), xlim=(products[0], products[-1]))
    ax.set(xlabel="learning rate times curvature, ηλ", ylabel="size of the larger root")
    ax.legend(loc="lower right", bbox_to_anchor=(1, 0.1))
    return fig


def axes_of_the_bowl(loss, bottom, axes, curvatures):
    """Lines of equal loss, and through the bottom (w, b) the two directions in `axes`, columns."""
    fig, ax = plt.subplots(figsize=(5.2, 4.4))
    w, b = np.meshgrid(np.linspace(-0.7, 3.7, 89), np.linspace(-2.8, 1.5, 87))
    heights = np.array([loss(np.array(pair)) for pair in zip(w.flat, b.flat)])
    levels = loss(bottom) + np.array([0.05, 0.4, 2, 6, 14])
    ax.contour(w, b, heights.reshape(w.shape), levels, colors="#A8A8A8", linewidths=0.7)
    for axis, curvature, colour, length in zip(axes.T, curvatures, (BLUE, VERMILLION), (1.5, 0.8)):
        head = bottom + length * axis * np.sign(axis[0])
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
