"""The chapters of the course in their order: the one place where a chapter has its number.

A chapter has a stem, "layers". Its notebook is called by number and stem, 06_layers; the modules of
its exercises and of its figures, and its teaching notes, by the stem alone.
"""

import re

CHAPTERS = (
    "a_wrong_formula",
    "slopes",
    "mse",
    "chain_rule",
    "binary_cross_entropy",
    "softmax_cross_entropy",
    "layers",
    "gradient_check",
    "optimizers",
    "iris",
    "why_networks_fail",
    "many_networks",
    "autodiff",
    "errata",
)  # the first is number 0


def number(stem):
    """The chapter's number: 6 for "layers"."""
    return CHAPTERS.index(stem)


def notebook(stem):
    """The name of the chapter's notebook: "06_layers" for "layers"."""
    return f"{number(stem):02d}_{stem}"


def stem_of(name):
    """The stem of a notebook's name: "layers" for "06_layers", "mine" for "mine"."""
    return re.sub(r"^\d+_", "", name)
