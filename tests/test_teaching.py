"""What notebooks/TEACHING.md tells teachers: its minutes, sections and equations are those of the
notebooks and of the teaching notes.
"""

import re

import pytest
from reading import ROOT, course, equation_numbers, fenced, links, table

from helpers import chapters

TEACHING = (ROOT / "notebooks" / "TEACHING.md").read_text(encoding="utf-8")
ROAD = [notebook for notebook in course().values() if not notebook.is_side_path]


def test_ci_writes_the_handouts_as_the_teachers_part_says():
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    said = {command.split(" && ")[-1] for command in fenced(TEACHING, "sh")}
    assert said and said <= set(run)


def test_what_to_teach_lists_the_notebooks_in_order():
    rows = table(TEACHING, "no.")
    assert [links(row[1]) for row in rows] == [[notebook.path.name] for notebook in ROAD]
    assert [row[0] for row in rows] == [notebook.label for notebook in ROAD]


@pytest.mark.parametrize("notebook", ROAD, ids=lambda notebook: notebook.name)
def test_what_to_teach_agrees_with_the_notebook(notebook):
    rows = {row[0]: row for row in table(TEACHING, "no.")}
    _, _, minutes, builds_on, _, cut = rows[notebook.label]
    needs = re.search(r"\*\*You need\*\*.*", notebook.prose)[0]
    assert f"**Time** {minutes} minutes" in notebook.cells[0].source
    needed = {int(number) for number in re.findall(r"\((\d\d)_\w+\.ipynb\)", needs)}
    assert {int(number) for number in re.findall(r"\d+", builds_on)} == needed
    sections = {heading for _, heading in notebook.headings}
    assert set(re.findall(r"\*(.+?)\*", cut)) <= sections
    assert set(re.findall(r"\((\d+\.\d+)\)", cut)) <= set(equation_numbers(notebook))


def times(stem):
    """{section: (minutes alone, minutes in class)} in the teaching notes of a chapter."""
    notes = (ROOT / "helpers/handouts/notes" / f"{stem}.md").read_text(encoding="utf-8")
    return {name: (int(alone), int(lesson)) for name, alone, lesson in table(notes, "section")}


TIMES = [times(stem) for stem in chapters.CHAPTERS]
SESSIONS = table(TEACHING, "session")


def parts(text):
    """[(number, sections, minutes)] of a session: "**2** One weight; Many weights (14)"."""
    for number, named, minutes in re.findall(r"\*\*(\d+)\*\* ([^()]+) \((\d+)\)", text):
        sections = list(TIMES[int(number)]) if named == "whole" else named.split("; ")
        yield int(number), sections, int(minutes)


@pytest.mark.parametrize("column, where", [(1, "in class"), (3, "alone")])
@pytest.mark.parametrize("session", SESSIONS, ids=[session[0] for session in SESSIONS])
def test_a_session_has_the_minutes_of_its_sections(session, column, where):
    for number, sections, minutes in parts(session[column]):
        unknown = set(sections) - set(TIMES[number])
        assert not unknown, f"no sections of notebook {number}: {unknown}"
        assert sum(TIMES[number][s][where == "in class"] for s in sections) == minutes, number
    assert sum(map(int, re.findall(r"\((\d+)\)", session[column]))) == int(session[column + 1])


def test_a_session_lasts_as_long_as_its_heading_says():
    said = re.findall(r"^## .*\bsessions? of (\d+) minutes$", TEACHING, re.M)
    assert set(said) == {session[2] for session in SESSIONS}


def test_what_the_sessions_leave_out_has_its_minutes():
    # Only the titles of the series begin with a number; the other table has a single session.
    text = "".join(session[1] + session[3] for session in SESSIONS if session[0][0].isdigit())
    taught = {(number, section) for number, sections, _ in parts(text) for section in sections}
    way = {(n, s): TIMES[n][s][0] for n in range(10) for s in TIMES[n]}
    assert f"0 to 9: {sum(way.values())} minutes" in TEACHING
    left = {section: minutes for section, minutes in way.items() if section not in taught}
    assert f"other sections of 2 to 9 ({sum(left.values())} minutes)" in TEACHING, left
    assert {number for number, _ in left} <= set(range(2, 10)), left
