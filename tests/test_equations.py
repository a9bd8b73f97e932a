"""Nothing that was derived or proved is lost when a notebook is written anew: it has a place."""

import re
import tomllib

import pytest
from reading import ROOT, course, equation_numbers

LISTED = tomllib.loads((ROOT / "tests/equations.toml").read_text(encoding="utf-8"))
EQUATIONS, STATEMENTS = LISTED["equations"], LISTED["statements"]
NOTEBOOKS = course()


def bare(code):
    """`code` without spaces, line breaks and trailing commas, which a formatter may move."""
    return re.sub(r",(?=[)\]}])", "", re.sub(r"\s", "", code))


def test_the_list_is_whole():
    """An entry may move, and its words may change; none may go."""
    assert (len(EQUATIONS), len(STATEMENTS)) == (96, 87)


@pytest.mark.parametrize("number", EQUATIONS)
def test_each_equation_is_in_its_place(number):
    place, says = EQUATIONS[number]["place"], EQUATIONS[number]["says"]
    name, now = re.fullmatch(r"(?:deeper/)?(\w+) \((D?\w+\.\d+)\)", place).groups()
    assert name in NOTEBOOKS, f"{says}: there is no notebook {name}; where is it now?"
    found = equation_numbers(NOTEBOOKS[name])
    assert now in found, f"{says}: {name} has no equation ({now}); where is it now?"


@pytest.mark.parametrize("entry", STATEMENTS, ids=lambda entry: entry["says"])
def test_each_statement_is_in_its_place(entry):
    says, name = entry["says"], entry["place"].removeprefix("deeper/")
    assert name in NOTEBOOKS, f"{says}: there is no notebook {name}; where is it now?"
    code = bare("\n".join(cell.source for cell in NOTEBOOKS[name].code()))
    alike = [e for e in STATEMENTS if (e["place"], e["code"]) == (entry["place"], entry["code"])]
    enough = code.count(bare(entry["code"])) >= len(alike)
    assert enough, f"{says}: {name} has no cell with {entry['code']}; where is it now?"
