"""The one table of chapters agrees with the files, which are found by their chapter's stem."""

import re
from pathlib import Path

import pytest

from helpers.chapters import CHAPTERS, notebook, number, road, side_paths, stem_of

ROOT = Path(__file__).resolve().parent.parent


def test_the_table_names_the_notebooks_in_their_order():
    found = [path.stem for path in road(ROOT / "notebooks")]
    assert [notebook(stem) for stem in CHAPTERS] == found
    assert [stem_of(name) for name in found] == list(CHAPTERS)
    assert [number(stem) for stem in CHAPTERS] == list(range(len(CHAPTERS)))
    assert notebook("layers").endswith("_layers") and stem_of("mine") == "mine"


def test_a_side_path_continues_a_notebook_of_the_road():
    numbers = [path.stem[:2] for path in road(ROOT / "notebooks")]
    for path in side_paths(ROOT / "notebooks"):
        assert re.fullmatch(r"\d\d[a-z]_\w+", path.stem) and path.stem[:2] in numbers


@pytest.mark.parametrize("files", ["exercises/*.py", "plotting/*.py", "handouts/notes/*.md"])
def test_what_belongs_to_a_chapter_has_its_stem(files):
    shared = {"__init__", "checking", "comparing"}
    found = {path.stem for path in (ROOT / "helpers").glob(files)}
    assert found - shared == set(CHAPTERS)


@pytest.mark.parametrize("stem", CHAPTERS)
def test_a_notebook_uses_its_own_exercises_and_figures(stem):
    text = (ROOT / "notebooks" / f"{notebook(stem)}.ipynb").read_text(encoding="utf-8")
    found = re.findall(r"from helpers\.(exercises|plotting) import (.+?)\\n", text)
    assert found == [("exercises", f"{stem} as exercises"), ("plotting", f"{stem} as figures")]
