"""What nbval cannot see: that every notebook was run, and keeps the rules of the course."""

import json
import re

import nbformat
import pytest
from reading import ROOT, Notebook, course, equation_numbers
from rules import RULES, TAGS

from helpers import refresh

NOTEBOOKS = course()

# Rules that a notebook cannot meet before it is written anew: {rule: the numbers of the notebooks}.
NOT_YET = {
    "a_turn_comes_in_the_first_half": "11 12 13",
    "questions_stand_before_their_answers": "11 12 13",
}

each_notebook = pytest.mark.parametrize("name", NOTEBOOKS)


@each_notebook
@pytest.mark.parametrize("rule", RULES)
def test_rule(rule, name):
    faults = list(RULES[rule](NOTEBOOKS[name], NOTEBOOKS))
    if name.split("_")[0] in NOT_YET.get(rule, "").split():
        assert faults, f"{name} keeps this rule now: take it out of NOT_YET"
    else:
        assert not faults, "\n".join([f"{name}: {rule.replace('_', ' ')}?", *faults])


def test_exceptions_are_of_rules_and_notebooks_that_exist():
    numbers = {name.split("_")[0] for name in NOTEBOOKS}
    assert set(NOT_YET) <= set(RULES)
    assert {number for listed in NOT_YET.values() for number in listed.split()} <= numbers


@pytest.mark.parametrize("name", ["README.md", "notebooks/TEACHING.md"])
@pytest.mark.parametrize(
    "rule", ["headings_are_in_order", "links_lead_somewhere", "plain_markdown_only"]
)
def test_what_stands_beside_the_notebooks_keeps_the_rules_of_a_text(rule, name):
    source = nbformat.v4.new_markdown_cell((ROOT / name).read_text(encoding="utf-8"))
    text = Notebook(ROOT / name, nbformat.v4.new_notebook(cells=[source]))
    assert list(RULES[rule](text, NOTEBOOKS)) == []


@each_notebook
def test_what_is_stored_is_normalised(name):
    path = NOTEBOOKS[name].path
    stored = json.loads(path.read_text(encoding="utf-8"))
    normal = refresh.normalise(refresh.read(path))
    assert stored["metadata"] == normal.metadata
    assert set(normal.metadata) == {"kernelspec", "language_info"}
    for cell, kept in zip(stored["cells"], normal.cells, strict=True):
        assert cell["id"] == kept.id, "run helpers.refresh: an id is missing, or occurs twice"
        assert cell["metadata"] == kept.metadata
        assert set(kept.metadata) <= {"tags", "jupyter"}
        assert set(kept.metadata.get("tags", [])) <= TAGS
        hidden = kept.metadata.get("jupyter", {}).get("source_hidden", False)
        assert hidden == ("solution" in kept.metadata.get("tags", []))


def test_every_notebook_is_in_its_place():
    """A name that the course does not read would escape all rules."""
    found = {path.stem for path in (ROOT / "notebooks").rglob("*.ipynb")}
    found -= {name for name in found if name.endswith("-checkpoint")}
    assert found == set(NOTEBOOKS), "the road: 06_layers.ipynb; a side path: deeper/06a_name.ipynb"
    for name, notebook in NOTEBOOKS.items():
        assert re.fullmatch(r"\d\d[a-z]_\w+" if notebook.is_side_path else r"\d\d_\w+", name)


def test_equations_cited_in_helpers_exist():
    known = {number for notebook in NOTEBOOKS.values() for number in equation_numbers(notebook)}
    cited = {}
    for path in (ROOT / "helpers").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for number in re.findall(r"(?:[Ee]q\.|to|and)\s+\((D?\d+[a-z]?\.\d+)\)", text):
            cited[number] = path.name
    assert cited
    missing = {number: file for number, file in cited.items() if number not in known}
    assert not missing, f"equations that exist nowhere, and who cites them: {missing}"
