"""The editions that a teacher hands out: complete, readable offline, and never half-written."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("math_core", reason="needs math-core: pip install -e '.[handouts]'")
from bs4 import BeautifulSoup

from helpers.chapters import stem_of
from helpers.handouts import __main__ as command
from helpers.handouts import folder, pdf
from helpers.handouts.editions import FOLDED, NOTES, relinked
from helpers.handouts.folder import HandoutError, write_edition
from helpers.refresh import NOTEBOOKS

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
NAMES = [path.stem for path in PATHS]
BOTH = pytest.mark.parametrize("edition", ["student", "instructor"])
EACH = pytest.mark.parametrize("name", NAMES)


def read(path):
    return nbformat.read(path, as_version=4)


def tagged(notebook, tag):
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def text(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells)


@EACH
def test_students_get_no_solutions(editions, name):
    source, notebook = (
        read(NOTEBOOKS / f"{name}.ipynb"),
        read(editions / "student" / f"{name}.ipynb"),
    )
    solutions = tagged(source, "solution")
    assert solutions and not tagged(notebook, "solution")
    kept = [cell.source for cell in source.cells if cell.cell_type == "code"]
    kept = [code for code in kept if code not in [cell.source for cell in solutions]]
    assert [cell.source for cell in notebook.cells if cell.cell_type == "code"] == kept
    assert "solution" not in re.sub(r"# .*", "", "\n".join(kept)), "a cell that needs a solution"
    assert FOLDED not in text(notebook)
    assert text(notebook).count("<summary>Hint") == text(source).count("<summary>Hint")
    assert text(notebook).count("<details>") - text(source).count("<details>") == -text(
        source
    ).count("<summary>Why")
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    for check in tagged(notebook, "check"):
        assert check.outputs[-1].text == "not attempted yet\n"


def test_the_student_edition_runs_to_the_end(editions, tmp_path):
    shutil.copytree(editions / "student", tmp_path / "stick")  # it needs nothing else
    run = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "--rootdir", "."]
    run += ["-p", "no:cacheprovider", "--nbval", "--nbval-current-env", "00_a_wrong_formula.ipynb"]
    result = subprocess.run(run, cwd=tmp_path / "stick", capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


@EACH
def test_instructors_get_solutions_and_notes(editions, name):
    notebook = read(editions / "instructor" / f"{name}.ipynb")
    assert len(tagged(notebook, "solution")) == len(tagged(notebook, "exercise")) >= 2
    assert not [cell for cell in notebook.cells if "jupyter" in cell.metadata]
    assert FOLDED not in text(notebook)
    assert notebook.cells[1].metadata.tags == ["notes"]
    assert notebook.cells[1].source.startswith("## Teaching notes")


@EACH
def test_teaching_notes_fit_their_notebook(name):
    notes = (NOTES / f"{stem_of(name)}.md").read_text(encoding="utf-8")
    prose = text(read(NOTEBOOKS / f"{name}.ipynb"))
    minutes = int(re.search(r"\*\*Time\*\* (\d+) minutes", prose)[1])
    rows = re.findall(r"^\| (.+?) \| (\d+) \| (\d+) \|$", notes, re.MULTILINE)
    assert sum(int(alone) for _, alone, _ in rows) == minutes
    sections = set(re.findall(r"^## (.*)$", prose, re.MULTILINE))
    assert {section for section, _, _ in rows} <= sections
    parts = re.findall(r"^\*\*(.+?)\*\*", notes, re.MULTILINE)
    assert parts == ["Timing", "Misconceptions", "What to ask", "At the board"]
    for equation in re.findall(r"\((\d+\.\d+)\)", notes):
        assert f"({equation})" in prose
    for exercise in re.findall(r"[Ee]xercise (\d+\.\d)", notes):
        assert f"### Exercise {exercise}" in prose


@BOTH
@pytest.mark.parametrize("name", [*NAMES, "index"])
def test_a_page_asks_nobody_for_anything(editions, edition, name):
    path = editions / edition / f"{name}.html"
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    assert path.stat().st_size < 1_000_000
    assert not page.select("script, iframe, link, object, embed, video, audio")
    assert all(image["src"].startswith("data:image/png;base64,") for image in page.select("img"))
    assert all(re.search(r"\d", image["alt"]) for image in page.select("img"))
    style = page.select_one("style").text
    assert "url(" not in style and "@import" not in style
    assert len(page.select("style")) == 1, "nbconvert's own styles came along"
    assert page.html["lang"] == "en" and page.title.text == page.h1.text
    for link in page.select("a"):
        target = link["href"].split("#")[0]
        assert target.startswith("https://") or (path.parent / target).is_file(), target


@BOTH
@EACH
def test_every_formula_is_on_the_page(editions, edition, name):
    notebook = read(editions / edition / f"{name}.ipynb")
    prose = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    written = re.findall(r"\$\$.+?\$\$|\$.+?\$", re.sub(r"`[^`]*`", "", prose), re.DOTALL)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    shown = [output for output in outputs if "text/latex" in output.get("data", {})]
    page = BeautifulSoup(
        (editions / edition / f"{name}.html").read_text(encoding="utf-8"), "html.parser"
    )
    assert len(page.select("math")) == len(written) + len(shown) > 0
    for leftover in page.select("annotation, pre, code"):
        leftover.extract()
    assert not re.search(r"\$|\\[a-zA-Z]", page.main.text), "LaTeX that was not converted"


def test_links_lead_to_pages_of_the_same_kind_or_nowhere():
    source = (
        "[1 Slopes](01_slopes.ipynb) | [Contents](../README.md) | [r](../tests/x.md) [w](https://x)"
    )
    assert relinked(source, ".html", ["01_slopes"]) == (
        "[1 Slopes](01_slopes.html) | [Contents](index.html) | r [w](https://x)"
    )
    assert relinked(source, ".html", []).startswith("1 Slopes | [Contents](index.html)")


# ---- what can go wrong


@pytest.fixture
def course(tmp_path):
    """Two notebooks, of which a student edition has been written."""
    paths = [Path(shutil.copy(path, tmp_path)) for path in PATHS[:2]]
    write_edition("student", paths, tmp_path / "out", report=lambda line: None)
    return paths, tmp_path / "out"


def files(directory):
    return {path: path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()}


def edit(path, change):
    notebook = read(path)
    change(notebook)
    nbformat.write(notebook, path)


def never_run(notebook):
    notebook.cells[2].execution_count = None


def failing(notebook):
    notebook.cells[2].outputs = [
        nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])
    ]


def bad_formula(notebook):
    notebook.cells[1].source += r" $\frac{1}$"


@pytest.mark.parametrize(
    "fault, message",
    [
        (never_run, "01_slopes.ipynb, cell cell-02 has not been run"),
        (failing, "01_slopes.ipynb, cell cell-02 raises an error"),
        (bad_formula, "01_slopes.ipynb, cell cell-01: \\frac{1} cannot be shown"),
    ],
)
def test_a_broken_notebook_is_named_and_the_old_edition_stays(course, fault, message):
    paths, output = course
    before = files(output)
    edit(paths[1], fault)
    with pytest.raises(HandoutError) as error:
        write_edition("student", paths, output, report=lambda line: None)
    assert str(error.value).startswith(message)
    assert files(output) == before


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": 3, "nbformat": 4}'])
def test_a_file_that_is_no_notebook_is_named(course, content):
    paths, output = course
    before = files(output)
    paths[1].write_text(content, encoding="utf-8")
    with pytest.raises(HandoutError, match=r"^01_slopes\.ipynb cannot be read"):
        write_edition("student", paths, output, report=lambda line: None)
    assert files(output) == before


def test_an_interrupt_loses_nothing(course):
    paths, output = course
    before = files(output)

    def interrupt(line):
        if "2 of 2" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_edition("student", paths, output, report=interrupt)
    assert files(output) == before


def test_a_folder_that_cannot_be_replaced_comes_back(course, monkeypatch):
    paths, output = course
    before, rename = files(output), Path.rename

    def full(self, target):
        if Path(target) == output / "student" and self.name == "student":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(HandoutError, match=r"cannot write .*student: No space left"):
        write_edition("student", paths, output, report=lambda line: None)
    assert files(output) == before


def test_a_new_edition_replaces_the_old_one(course):
    paths, output = course
    write_edition("student", paths[:1], output, report=lambda line: None)
    assert [path.name for path in output.iterdir()] == ["student"]
    assert not (output / "student" / "01_slopes.ipynb").exists()


@pytest.mark.parametrize("name", ["00_a_wrong_formula.ipynb", "my_notes.txt"])
def test_work_in_an_edition_is_not_thrown_away(course, name):
    paths, output = course
    (output / "student" / name).write_text("mine", encoding="utf-8")
    with pytest.raises(HandoutError, match=f"{name} is someone's work; move it"):
        write_edition("student", paths, output, report=lambda line: None)
    assert (output / "student" / name).read_text(encoding="utf-8") == "mine"


def test_a_folder_of_someone_else_is_not_touched(tmp_path):
    (tmp_path / "student").mkdir()
    with pytest.raises(HandoutError, match="was not written by this command"):
        write_edition("student", PATHS[:1], tmp_path, report=lambda line: None)
    assert list((tmp_path / "student").iterdir()) == []


def test_an_unwritable_folder_is_named(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(HandoutError, match=r"cannot write .*file"):
        write_edition("student", PATHS[:1], tmp_path / "file", report=lambda line: None)


# ---- the command


def test_the_command_says_what_it_does(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "find_browser", lambda: None)
    arguments = [str(PATHS[2]), "--edition", "instructor", "--output", str(tmp_path / "out")]
    assert command.main(arguments) == 0
    assert capsys.readouterr().out.splitlines() == [
        "no PDFs: neither Chromium nor Chrome nor Edge was found",
        "instructor edition, 1 of 1: 02_mse.ipynb",
        f"open {tmp_path / 'out' / 'instructor' / 'index.html'}",
    ]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["instructor"]


def test_the_command_fails_with_a_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "find_browser", lambda: None)
    assert command.main([str(tmp_path / "absent.ipynb"), "--output", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("not written: absent.ipynb cannot be read")

    def interrupt(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(folder, "write_edition", interrupt)
    assert command.main(["--output", str(tmp_path)]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_a_browser_that_fails_is_named(course, monkeypatch):
    paths, output = course
    before = files(output)
    with pytest.raises(HandoutError, match=r"printing 00_a_wrong_formula\.html with"):
        write_edition(
            "student", paths[:1], output, browser=sys.executable, report=lambda line: None
        )
    assert files(output) == before


def test_pdfs_are_on_a4(tmp_path):
    browser = pdf.find_browser()
    if browser is None:
        pytest.skip("needs Chromium, Chrome or Edge")
    write_edition("student", PATHS[:1], tmp_path, browser=browser, report=lambda line: None)
    printed = (tmp_path / "student" / "00_a_wrong_formula.pdf").read_bytes()
    sizes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed))
    assert [(round(float(w)), round(float(h))) for w, h in sizes] == [(595, 842)]
    assert b"/StructTreeRoot" in printed, "tagged, for a screen reader"
    assert "00_a_wrong_formula.pdf" in (tmp_path / "student" / "index.html").read_text("utf-8")
    assert json.loads((tmp_path / "student" / folder.MANIFEST).read_text("utf-8"))
