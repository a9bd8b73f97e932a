"""The one table of chapters agrees with the files, which are found by their chapter's stem."""

import re
from pathlib import Path

import pytest

from helpers.chapters import (
    CHAPTERS,
    SIDE_PATHS,
    label,
    notebook,
    number,
    road,
    side_paths,
    stem_of,
)

ROOT = Path(__file__).resolve().parent.parent


def test_the_table_names_the_notebooks_in_their_order():
    found = [path.stem for path in road(ROOT / "notebooks")]
    assert [notebook(stem) for stem in CHAPTERS] == found
    assert [stem_of(name) for name in found] == list(CHAPTERS)
    assert [number(stem) for stem in CHAPTERS] == list(range(len(CHAPTERS)))
    assert notebook("layers").endswith("_layers") and stem_of("mine") == "mine"


def test_the_table_names_the_side_paths():
    found = [path.stem for path in side_paths(ROOT / "notebooks")]
    assert sorted(notebook(stem) for stem in SIDE_PATHS) == [f"deeper/{name}" for name in found]
    assert not set(SIDE_PATHS) & set(CHAPTERS)


def test_a_side_path_has_the_number_of_its_chapter_and_a_letter(monkeypatch):
    monkeypatch.setitem(SIDE_PATHS, "the_theorem", "6a")
    assert notebook("the_theorem") == "deeper/06a_the_theorem"
    assert stem_of("06a_the_theorem") == "the_theorem"
    assert (number("the_theorem"), label("the_theorem"), label("layers")) == (6, "6a", "6")


@pytest.mark.parametrize("files", ["exercises/*.py", "plotting/*.py", "handouts/notes/*.md"])
def test_what_belongs_to_a_chapter_has_its_stem(files):
    """A side path has no teaching notes; figures that are drawn in view need no module."""
    shared = {"__init__", "checking", "comparing"}
    found = {path.stem for path in (ROOT / "helpers").glob(files)} - shared
    stems = set(CHAPTERS) if "notes" in files else {*CHAPTERS, *SIDE_PATHS}
    assert found <= stems if "plotting" in files else found == stems


@pytest.mark.parametrize("stem", [*CHAPTERS, *SIDE_PATHS])
def test_a_notebook_uses_its_own_exercises_and_figures(stem):
    text = (ROOT / "notebooks" / f"{notebook(stem)}.ipynb").read_text(encoding="utf-8")
    found = re.findall(r'from helpers\.(exercises|plotting) import (.+?)(?:\\n)?"', text)
    expected = [("exercises", f"{stem} as exercises"), ("plotting", f"{stem} as figures")]
    has_figures = (ROOT / f"helpers/plotting/{stem}.py").exists()
    assert found == expected[: 1 + has_figures]
