"""The chapters of the course in their order: the one place where a chapter has its number.

A chapter has a stem, "layers". Its notebook is called by number and stem, 06_layers; the modules of
its exercises and of its figures, and its teaching notes, by the stem alone.

The chapters' notebooks are the road. A side path continues one of them; it stands in the folder
`deeper`, and adds a letter to the number: deeper/06a_theorem continues 06_layers.
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
    "one_run_is_luck",
    "why_networks_fail",
    "autodiff",
    "errata",
)  # the first is number 0

# The side paths, {stem: label}: "momentum": "8a" stands for notebooks/deeper/08a_momentum.ipynb,
# the first of chapter 8, with equations (D8a.1) and turns T8a.1. Modules are called by the stem.
SIDE_PATHS = {
    "warm_up": "0a",
    "exact_slopes": "1a",
    "the_bowl": "2a",
    "several_outputs": "2b",
    "the_cost": "3a",
    "one_bowl": "4a",
    "softmax_again": "5a",
    "the_theorem": "6a",
    "seven_bugs": "7a",
    "bugs_as_formulas": "7b",
    "momentum": "8a",
    "noise": "8b",
    "scales": "8c",
    "overlapping_splits": "10a",
    "many_networks": "10b",
    "digits": "10c",
    "variance_and_norms": "11a",
    "first_loss": "11b",
    "engine": "12a",
    "every_claim": "13a",
}
DEEPER = "deeper"  # their folder


def number(stem):
    """The chapter's number: 6 for "layers"; for a side path, that of its chapter."""
    return int(SIDE_PATHS[stem][:-1]) if stem in SIDE_PATHS else CHAPTERS.index(stem)


def label(stem):
    """What stands before the dot in the numbers of turns and exercises: "6", or "8a"."""
    return SIDE_PATHS[stem] if stem in SIDE_PATHS else str(number(stem))


def notebook(stem):
    """The notebook's path in notebooks/, without its suffix: "06_layers", "deeper/08a_momentum"."""
    if stem in SIDE_PATHS:
        return f"deeper/{number(stem):02d}{label(stem)[-1]}_{stem}"
    return f"{number(stem):02d}_{stem}"


def stem_of(name):
    """The stem of a notebook's name: "layers" for "06_layers", "mine" for "mine"."""
    return re.sub(r"^\d+[a-z]?_", "", name)


def road(folder):
    """The paths of the notebooks in `folder`, in the order of their names."""
    # Names with a dot in front are the system's: macOS writes ._06_layers.ipynb on some discs.
    return sorted(path for path in folder.glob("*.ipynb") if not path.name.startswith("."))


def side_paths(folder):
    """The paths of the notebooks in `folder`/deeper, in the order of their names."""
    return road(folder / DEEPER)


def notebooks(folder):
    """The road through `folder`, each notebook followed by its side paths."""
    # 06_layers comes before 06a_theorem: "_" stands before "a" in ASCII.
    return sorted([*road(folder), *side_paths(folder)], key=lambda path: path.name)


def name_of(path):
    """What a notebook is called in the course: "06_layers", "deeper/06a_theorem"."""
    return f"{DEEPER}/{path.stem}" if path.parent.name == DEEPER else path.stem
