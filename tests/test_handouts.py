"""The editions that a teacher hands out: complete, readable offline, and never half-written."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest

pytest.importorskip("math_core", reason="needs math-core: pip install -e '.[handouts]'")
from bs4 import BeautifulSoup

from helpers import chapters, refresh
from helpers.chapters import stem_of
from helpers.handouts import __main__ as command
from helpers.handouts import folder, links, pdf
from helpers.handouts.editions import FOLDED, NOTES
from helpers.handouts.folder import HandoutError, write_edition
from helpers.refresh import NOTEBOOKS

PATHS = chapters.notebooks(NOTEBOOKS)
NAMES = [chapters.name_of(path) for path in PATHS]
ROAD = [name for name in NAMES if "/" not in name]
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
    notes = [cell for cell in tagged(notebook, "notes") if cell is notebook.cells[1]]
    assert len(notes) == (name in ROAD)
    assert all(cell.source.startswith("## Teaching notes") for cell in notes)


@BOTH
def test_what_teachers_read_of_the_course_stays_there(editions, edition):
    """Its commands need the whole course; an edition holds none of what they run."""
    assert not list((editions / edition).rglob("TEACHING*"))


@pytest.mark.parametrize("name", ROAD)
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


def still(page):
    """`page` without the HTML of cells tagged interactive, which a rule of the notebooks judges."""
    for moving in page.select(".celltag_interactive .output_interactive"):
        moving.extract()
    return page


@BOTH
@pytest.mark.parametrize("name", [*NAMES, "index"])
def test_a_page_asks_nobody_for_anything(editions, edition, name):
    path = editions / edition / f"{name}.html"
    page = still(BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser"))
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


# ---- notebooks that the course did not write


def small(path, *cells, **metadata):
    """A notebook of these cells at `path`; a string is a text."""
    made = [nbformat.v4.new_markdown_cell(c) if isinstance(c, str) else c for c in cells]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=made, metadata=metadata), path)
    return path


def cell(source, count=1, tags=(), outputs=()):
    return nbformat.v4.new_code_cell(
        source, execution_count=count, metadata={"tags": list(tags)}, outputs=list(outputs)
    )


def page_of(path, output, edition="student"):
    write_edition(edition, [path], output, report=lambda line: None)
    written = (output / edition / f"{path.stem}.html").read_text(encoding="utf-8")
    return BeautifulSoup(written, "html.parser")


PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
PASTED = {"my dot.png": {"image/png": PIXEL}}
ERROR = nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])
OWN = {
    "no cells": [],
    "a title only": ["# Mine"],
    "no title": ["Good morning.", cell("1")],
    "no time": ["# Mine\n\n**You need** nothing."],
    "a pasted picture": [
        nbformat.v4.new_markdown_cell("![dot](attachment:my%20dot.png)", attachments=PASTED)
    ],
    "a picture in HTML": [
        nbformat.v4.new_markdown_cell('<img src="attachment:my dot.png">', attachments=PASTED)
    ],
    "an empty cell": ["# Mine", cell("", None)],
    "a cell that is left out": ["# Mine", cell("input()", None, ["skip-execution"])],
    "an error on purpose": ["# Mine", cell("1 / 0", 1, ["raises-exception"], [ERROR])],
    "an environment of LaTeX": ["\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}"],
    "a raw cell": ["# Mine", nbformat.v4.new_raw_cell("raw")],
}


@BOTH
@pytest.mark.parametrize("what", OWN)
def test_a_notebook_of_ones_own_gives_a_page(tmp_path, edition, what):
    page = page_of(small(tmp_path / "14_mine.ipynb", *OWN[what]), tmp_path / "out", edition)
    assert page.title.text == ("Mine" if "# Mine" in str(OWN[what]) else "14_mine")
    assert all(image["src"] == f"data:image/png;base64,{PIXEL}" for image in page.select("img"))
    assert bool(page.select("img")) == ("picture" in what)
    assert bool(page.select("math")) == ("LaTeX" in what)


MOVING = {"text/html": "<p>1</p><script>run()</script>", "text/plain": "Step 1 < step 2."}


@BOTH
@pytest.mark.parametrize("tag", ["interactive", "check"])
def test_only_a_cell_tagged_interactive_brings_a_script(tmp_path, edition, tag):
    shown = nbformat.v4.new_output("display_data", data=MOVING)
    page = page_of(small(tmp_path / "mine.ipynb", cell("1", 1, [tag], [shown])), tmp_path, edition)
    assert page.script.text == "run()"
    words = [words.text.strip() for words in page.select(".output_still")]
    assert words == (["Step 1 < step 2."] if tag == "interactive" else [])
    assert bool(still(page).select("script")) == (tag != "interactive"), "the course's pages: none"


def test_the_article_is_quoted_in_its_language(tmp_path):
    page = page_of(small(tmp_path / "mine.ipynb", 'It says <span lang="zh">双倍</span>.'), tmp_path)
    assert str(page.select_one("p span")) == '<span lang="zh">双倍</span>'


def test_what_stands_above_a_solution_of_ones_own_stays(tmp_path):
    exercise, hidden = "### Exercise\n\nAdd one and one.", cell("1 + 1", tags=["solution"])
    assert page_of(small(tmp_path / "mine.ipynb", exercise, hidden), tmp_path).h3


def test_pictures_beside_a_notebook_come_along(tmp_path):
    picture = tmp_path / "images" / "a dot.png"
    picture.parent.mkdir()
    picture.write_bytes(base64.b64decode(PIXEL))
    source = '![one](images/a%20dot.png "t")\n\n![two](<images/a dot.png>)\n\n'
    source += '<img src="images/a dot.png">'
    page = page_of(small(tmp_path / "mine.ipynb", source), tmp_path / "out")
    assert [image["src"] for image in page.select("img")] == [f"data:image/png;base64,{PIXEL}"] * 3
    (carried,) = read(tmp_path / "out" / "student" / "mine.ipynb").cells
    (name,) = carried.attachments
    assert carried.attachments[name] == {"image/png": PIXEL}
    assert carried.source.count(f"attachment:{name}") == 3


@pytest.mark.parametrize(
    "source, sentence",
    [
        ("![dot](gone.png)", "gone.png is no file with a picture"),
        ("![dot](attachment:gone.png)", "missing attachment: gone.png"),
        ("[dots][1]\n\n[1]: dots.csv", "the link to dots.csv leads out of the edition"),
        (r"$\frac{1}$", r"\frac{1} cannot be shown"),
    ],
)
def test_what_cannot_be_shown_is_named(tmp_path, source, sentence):
    path = small(tmp_path / "mine.ipynb", nbformat.v4.new_markdown_cell(source, id="here"))
    with pytest.raises(HandoutError) as error:
        page_of(path, tmp_path / "out")
    assert str(error.value).startswith(f"mine.ipynb, cell here: {sentence}")
    assert list((tmp_path / "out").iterdir()) == []


# ---- links


NAMES_OF = {
    Path("/n/01_slopes.ipynb"): "01_slopes",
    Path("/n/02 my.ipynb"): "02 my",
    Path("/n/deeper/01a_taylor.ipynb"): "deeper/01a_taylor",
}

NO_LINKS = (
    r"\[1](x.md) "
    + "[\n\n](x.md) `[1](x.md)` $f[1](x)$ ``[1](x.md)`` $$f[1](x)$$\n```\n[1](x.md)\n```"
)


@pytest.mark.parametrize(
    "source, page",
    [
        ("[1](01_slopes.ipynb)", "[1](01_slopes.html)"),
        ("[1](01_slopes.ipynb#A-place)", "[1](01_slopes.html#A-place)"),
        ('[1](./01_slopes.ipynb "title")', '[1](01_slopes.html "title")'),
        ("[my](<02 my.ipynb>) [my](02%20my.ipynb)", "[my](<02%20my.html>) [my](02%20my.html)"),
        ("[1a](deeper/01a_taylor.ipynb)", "[1a](deeper/01a_taylor.html)"),
        ("[x[0], a\\]\nb](01_slopes.ipynb)", "[x[0], a\\]\nb](01_slopes.html)"),
        ("[![a](b.png)](01_slopes.ipynb)", "[![a](b.png)](01_slopes.html)"),
        ('<a href="01_slopes.ipynb">1</a>', '<a href="01_slopes.html">1</a>'),
        ("[1][s]\n\n[s]: 01_slopes.ipynb", "[1][s]\n\n[s]: 01_slopes.html"),
        ("[Contents](../README.md)", "[Contents](index.html)"),
        ("[w](https://x.org/a_(b)) [p](#A-place)", "[w](https://x.org/a_(b)) [p](#A-place)"),
        ("[r](../tests/x.md#L3), [3](03_mse.ipynb#p), [t](TEACHING.md)", "r, 3, t"),
        ('<a href="x.csv">data</a>', "<a>data</a>"),
        (
            "`[1](x.md)` $f[1](x)$\n```\n[1](x.md)\n```",
            "`[1](x.md)` $f[1](x)$\n```\n[1](x.md)\n```",
        ),
    ],
)
def test_a_link_leads_to_a_page_of_the_edition_or_is_its_label(source, page):
    def lead(target):
        return links.destination(target, Path("/n/00_first.ipynb"), names, ".html")

    names = {Path("/n/00_first.ipynb"): "00_first"} | NAMES_OF
    assert links.relinked(source, lead) == page


@pytest.fixture
def side_path(tmp_path):
    """A notebook of the road and a side path that continues it, with links both ways."""
    road = small(
        tmp_path / "06_layers.ipynb",
        "# 6 Layers\n\n**You need** [1](01_slopes.ipynb) **Time** 60 minutes\n\n"
        "[Contents](../README.md)",
        "## One layer\n\n[the theorem](deeper/06a_theorem.ipynb#Any-depth)",
    )
    side = small(
        tmp_path / "deeper" / "06a_theorem.ipynb",
        "# 6a The theorem\n\n**You need** [6](../06_layers.ipynb) **Time** 30 minutes\n\n"
        "[Contents](../../README.md)",
        "## Any depth\n\n[the layer](../06_layers.ipynb#One-layer)",
        cell("from helpers import losses\nprint(losses.__name__)"),
    )
    return [side, small(tmp_path / "07_check.ipynb", "# 7 Check"), road]


@BOTH
def test_a_side_path_stands_under_the_notebook_it_continues(side_path, tmp_path, edition):
    write_edition(edition, side_path, tmp_path / "out", report=lambda line: None)
    home = tmp_path / "out" / edition
    index = BeautifulSoup((home / "index.html").read_text(encoding="utf-8"), "html.parser")
    rows = [[cell.text for cell in row.select("td")] for row in index.select("tr")[1:]]
    assert [row[:3] for row in rows] == [
        ["7 Check", "", ""],
        ["6 Layers", "60", "1"],
        ["deeper: 6a The theorem", "30", "6"],
    ]
    for page in home.rglob("*.html"):
        for link in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select("a"):
            file, _, place = link["href"].partition("#")
            target = page.parent / file
            assert target.is_file(), link
            if place:
                assert f'id="{place}"' in target.read_text(encoding="utf-8")
    notebook = read(home / "deeper" / "06a_theorem.ipynb")
    assert not tagged(notebook, "notes")
    assert "(../06_layers.ipynb#One-layer)" in text(notebook)


def test_a_side_path_finds_the_helpers_of_its_edition(side_path, tmp_path):
    write_edition("student", side_path, tmp_path / "out", report=lambda line: None)
    folder = tmp_path / "out" / "student" / "deeper"
    code = "from helpers import losses; print(losses.__file__)"
    command = [sys.executable, "-c", code]
    found = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()) == (folder.parent / "helpers" / "losses.py").resolve()


# ---- what can go wrong


@pytest.fixture
def course(tmp_path):
    """Two notebooks, of which a student edition has been written."""
    paths = [Path(shutil.copy(path, tmp_path)) for path in chapters.road(NOTEBOOKS)[:2]]
    write_edition("student", paths, tmp_path / "out", report=lambda line: None)
    return paths, tmp_path / "out"


def files(directory):
    return {path: path.read_bytes() for path in sorted(directory.rglob("*")) if path.is_file()}


def edit(path, change):
    notebook = read(path)
    change(notebook)
    nbformat.write(notebook, path)


def never_run(notebook):
    notebook.cells[1].execution_count = None


def failing(notebook):
    notebook.cells[1].outputs = [
        nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])
    ]


def bad_formula(notebook):
    notebook.cells[0].source += r" $\frac{1}$"


@pytest.mark.parametrize(
    "fault, message",
    [
        (never_run, "01_slopes.ipynb, cell setup has not been run"),
        (failing, "01_slopes.ipynb, cell setup raises an error"),
        (bad_formula, "01_slopes.ipynb, cell title: \\frac{1} cannot be shown"),
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


@pytest.mark.parametrize(
    "stop, seen",
    [
        (OSError(28, "No space left on device"), HandoutError),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_a_folder_that_cannot_be_replaced_comes_back(course, monkeypatch, stop, seen):
    paths, output = course
    before, rename = files(output), Path.rename

    def full(self, target):
        if Path(target) == output / "student" and self.name == "student":
            raise stop
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(seen, match=r"^$|cannot write .*student: No space left"):
        write_edition("student", paths, output, report=lambda line: None)
    assert files(output) == before


def test_a_new_edition_replaces_the_old_one(course):
    paths, output = course
    write_edition("student", paths[:1], output, report=lambda line: None)
    assert [path.name for path in output.iterdir()] == ["student"]
    assert not (output / "student" / "01_slopes.ipynb").exists()


def write_over(path):
    path.write_text("mine", encoding="utf-8")


def link_to_nowhere(path):
    path.symlink_to("elsewhere")


@pytest.mark.parametrize(
    "name, work",
    [
        ("00_a_wrong_formula.ipynb", write_over),
        ("my_notes.txt", write_over),
        ("my_link", link_to_nowhere),
        ("my_folder", Path.mkdir),
    ],
)
def test_work_in_an_edition_is_not_thrown_away(course, name, work):
    paths, output = course
    work(output / "student" / name)
    before = files(output)
    with pytest.raises(HandoutError, match=f"{name} is someone's work; move it"):
        write_edition("student", paths, output, report=lambda line: None)
    assert files(output) == before and os.path.lexists(output / "student" / name)


def test_work_that_is_done_while_the_edition_is_written_stays(course):
    paths, output = course
    note = output / "student" / "note.txt"
    with pytest.raises(HandoutError, match=r"note\.txt is someone's work"):
        write_edition("student", paths, output, report=lambda line: write_over(note))
    assert note.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "Desktop.ini", "._index.html"])
def test_what_an_operating_system_adds_is_not_work(course, name):
    paths, output = course
    write_over(output / "student" / name)
    write_edition("student", paths, output, report=lambda line: None)
    assert not (output / "student" / name).exists()


def test_an_edition_that_is_a_link_or_a_file_is_not_touched(course, tmp_path):
    paths, output = course
    (output / "student").rename(tmp_path / "there")
    for make in (lambda path: path.symlink_to(tmp_path / "there"), write_over, link_to_nowhere):
        make(output / "student")
        with pytest.raises(HandoutError, match="is a link or a file, not a folder"):
            write_edition("student", paths, output, report=lambda line: None)
        (output / "student").unlink()
    assert (tmp_path / "there" / "index.html").is_file()


@pytest.mark.parametrize("manifest", ["", "[1]", "3"])
def test_an_edition_without_a_list_of_what_was_written_is_not_touched(course, manifest):
    paths, output = course
    (output / "student" / folder.MANIFEST).write_text(manifest, encoding="utf-8")
    with pytest.raises(HandoutError, match="was not written by this command"):
        write_edition("student", paths, output, report=lambda line: None)


@pytest.mark.parametrize("one, other", [("a/me", "b/me"), ("a/me", "b/Me"), ("a/é", "b/e\u0301")])
def test_names_that_meet_are_refused_with_both(tmp_path, one, other):
    paths = [small(tmp_path / f"{name}.ipynb", "# Mine") for name in (one, other)]
    with pytest.raises(HandoutError) as error:
        write_edition("student", paths, tmp_path / "out", report=lambda line: None)
    assert f"{paths[0]} and {paths[1]} would both be " in str(error.value)
    write_edition("student", [paths[0]] * 2, tmp_path / "out", report=lambda line: None)


@pytest.mark.parametrize("name", ["index", "Index"])
def test_the_index_is_not_replaced(tmp_path, name):
    path = small(tmp_path / f"{name}.ipynb", "# Mine")
    with pytest.raises(HandoutError, match=r"ndex\.ipynb would replace the index of the edition"):
        write_edition("student", [path], tmp_path / "out", report=lambda line: None)


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
    arguments = [
        str(chapters.road(NOTEBOOKS)[2]),
        "--edition",
        "instructor",
        "--output",
        str(tmp_path / "out"),
    ]
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


def test_the_command_says_where_to_run_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(refresh, "NOTEBOOKS", tmp_path / "notebooks")
    assert command.main([str(PATHS[0]), "--output", str(tmp_path / "out")]) == 2
    assert "is not in the repository of the course" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_name_that_the_terminal_lacks_is_printed_all_the_same(tmp_path):
    path = small(tmp_path / "02_数学.ipynb", "# Mine")
    run = [sys.executable, "-m", "helpers.handouts", str(path), "--edition", "student", "--no-pdf"]
    environment = os.environ | {"PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0 and "1 of 1: 02_??.ipynb" in done.stdout, done.stderr
    page = BeautifulSoup(
        (tmp_path / "handouts/student/index.html").read_text("utf-8"), "html.parser"
    )
    assert unquote(page.select_one("td a")["href"]) == "02_数学.html"


WRITES_TEXT = 'for a; do case $a in --print-to-pdf=*) echo no > "${a#*=}";; esac; done'


@pytest.mark.parametrize(
    "script, sentence",
    [
        ("exit 3", "returned non-zero exit status 3"),
        ("exit 0", "it ended without an error, but wrote no file that begins with %PDF"),
        (
            'for a; do case $a in --print-to-pdf=*) echo no > "${a#*=}";; esac; done',
            "begins with %PDF",
        ),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="the browser is a shell script")
def test_a_browser_that_prints_nothing_is_named(course, tmp_path, script, sentence):
    paths, output = course
    before, browser = files(output), tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    browser.chmod(0o755)
    with pytest.raises(HandoutError) as error:
        write_edition("student", paths[:1], output, str(browser), report=lambda line: None)
    assert f"printing 00_a_wrong_formula.html with {browser} failed: " in str(error.value)
    assert sentence in str(error.value)
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
