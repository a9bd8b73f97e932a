"""The tests of the notebooks are tested: each planted fault is seen, and named.

Faults against the rules are planted in a small course that keeps them all. That the rules belong to
the README's command (`python -m pytest`, with the options of pyproject.toml), and that nbval sees a
false output, is seen in copies of the project: what is red there must be exactly what the faults
call for, by name, and a copy without a fault is green.
"""

import base64
import copy
import io
import json
import os
import shutil
import subprocess
import sys
from xml.etree import ElementTree

import nbformat
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from reading import ROOT, course
from rules import HTML_CELLS, RULES
from running import faults_of_a_second_run
from small_course import write_course

from helpers import chapters

NAMES = [path.stem for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]


def failures(folder, *options):
    """{test: message} of the tests that fail when the test command runs in `folder`."""
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *options]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    environment.pop("PYTEST_ADDOPTS", None)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    found = {}
    for case in ElementTree.parse(report).iter("testcase"):
        where = case.get("classname").removeprefix("notebooks.").removesuffix(".ipynb")
        for problem in (*case.iter("failure"), *case.iter("error")):
            found[f"{where}::{case.get('name')}"] = problem.get("message") + (problem.text or "")
    assert done.returncode == bool(found), done.stdout + done.stderr
    return found


def edit(path, change):
    """Apply `change` to the notebook at `path`; what nbformat would refuse or mend is kept."""
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def last_text(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"][-1]


# ---- faults that the rules of tests/rules.py must see


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The small course, {name: Notebook}; tests change copies of it."""
    root = tmp_path_factory.mktemp("small")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(chapters.SIDE_PATHS, "theorem", "6a")
        write_course(root)
    return course(root)


@pytest.fixture(autouse=True)
def listed(monkeypatch):
    monkeypatch.setitem(HTML_CELLS, "06_small", ["stepper"])


def cell(notebook, cell_id):
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def says(cell_id, old, new):
    """In the source of the cell, `old` becomes `new`."""

    def change(notebook):
        assert old in cell(notebook, cell_id).source
        cell(notebook, cell_id).source = cell(notebook, cell_id).source.replace(old, new)

    return change


def retagged(cell_id, *tags):
    return changed(cell_id, metadata=nbformat.from_dict({"tags": tags}))


def without(*cell_ids):
    def change(notebook):
        notebook.cells[:] = [cell for cell in notebook.cells if cell.id not in cell_ids]

    return change


def moved_to_the_end(*cell_ids):
    def change(notebook):
        moved = [cell(notebook, cell_id) for cell_id in cell_ids]
        without(*cell_ids)(notebook)
        notebook.cells += moved

    return change


def output_said(cell_id, text):
    def change(notebook):
        cell(notebook, cell_id).outputs[-1].text = text

    return change


def changed(cell_id, **fields):
    """The cell with other fields, such as its source."""

    def change(notebook):
        cell(notebook, cell_id).update(fields)

    return change


def stored(cell_id, output_type, **fields):
    """One more output, in the stored outputs of the cell."""

    def change(notebook):
        cell(notebook, cell_id).outputs.append(nbformat.v4.new_output(output_type, **fields))

    return change


def shown(kind, text):
    """What the interactive cell shows, with other content of this kind."""

    def change(notebook):
        cell(notebook, "stepper").outputs[0].data[kind] = text

    return change


def append_to_code(line):
    def change(notebook):
        coded = [cell for cell in notebook.cells if cell.cell_type == "code"]
        coded[2].source += f"\n{line}"

    return change


def append_to_text(text):
    def change(notebook):
        last_text(notebook).source += f"\n\n{text}\n"

    return change


def drop_a_picture(notebook):
    del cell(notebook, "picture").outputs[0].data["image/png"]


def repaint(paint=lambda old: old, padding=0):
    """The first picture is stored anew, perhaps longer, and without the right description."""

    def change(notebook):
        data, stored, texts = cell(notebook, "picture").outputs[0].data, io.BytesIO(), PngInfo()
        texts.add_itxt("Description", "From 0 to 1.")
        old = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
        paint(old).save(stored, format="png", pnginfo=texts)
        data["image/png"] = base64.b64encode(stored.getvalue() + bytes(padding)).decode()

    return change


def append_a_big_cell(notebook):
    """What counts is the file: it is written anew."""
    cell(notebook, "recap").source += "\n" + "A long line.\n" * 40_000
    notebook.path = notebook.path.with_name("06_big.ipynb")
    notebook.path.write_text(cell(notebook, "recap").source, encoding="utf-8")


# {HTML: what of it the message quotes}
REQUESTS = {
    "see https://a.b": "https:",
    "<img alt='1' src = 'x.png'>": "src = 'x.png'",
    "<script>picture.src = frames[k]</script>": "src = frames[k]",
    "<a href=06_small.ipynb>": "href=06_small.ipynb",
    "<a HREF='//a.b'>": "HREF='//a.b'",
    "<style>p { background: url(x.png) }</style>": "url(x.png)",
    "<style>@import 'x.css'</style>": "import",
    "<script>import('./x.js')</script>": "import",
    "<script>fetch('x.csv')</script>": "fetch",
    "<script>new XMLHttpRequest()</script>": "XMLHttpRequest",
    "<iframe srcdoc='x'>": "<iframe",
}
SIDE = "06a_theorem"
EVERY_TURN = ("turn", "stub", "check", "solution", "exercises", "stub-1", "check-1", "solution-1")

# {rule: [(how to plant a fault, words of the message, in the side path or not)]}
RULE_FAULTS = {
    "every_cell_was_run": [
        (changed("set-up", execution_count=None), "set-up"),
        (changed("draw", execution_count=3), "not in order"),
        (stored("draw", "stream", name="stderr", text="overflow\n"), "(stderr): overflow"),
        (stored("draw", "error", ename="TypeError", evalue="no"), "error: TypeError"),
    ],
    "cells_have_known_tags": [
        (retagged("stub", "exercize"), "exercize"),
        (retagged("draw", "raises-exception"), "raises-exception"),
        (retagged("stub", "exercise", "check"), "more than one tag"),
    ],
    "cells_have_ids_of_their_own": [
        (changed("turn", id="start"), "occurs twice"),
    ],
    "nothing_hides_from_the_comparison": [
        (append_to_code("# NBVAL_IGNORE_OUTPUT"), "silences nbval"),
        (append_to_code("# PYTEST_VALIDATE_IGNORE_OUTPUT"), "silences nbval"),
        (stored("more", "display_data", data={"text/html": "<p>1</p>"}), "text/html"),
        (changed("recap", cell_type="raw"), "a raw cell"),
        (stored("more", "display_data", data={"application/javascript": "1"}), "javascript"),
        (shown("application/javascript", "1"), "application/javascript"),
    ],
    "html_is_listed_and_complete": [
        (retagged("more", "interactive"), "interactive, but not in HTML_CELLS"),
        (retagged("stepper"), "or the other way round"),
        (without("stepper"), "names ['stepper']; there is no such cell"),
        (changed("stepper", outputs=[]), "shows no HTML"),
        (shown("text/plain", "<IPython.core.display.HTML object>"), "HTML without a picture"),
        *[(shown("text/html", html), f"asks someone for something: {found}")
          for html, found in REQUESTS.items()],
        (shown("text/html", f"<img src='data:image/png;base64,{'A' * 80_004}'>"), "60,003 bytes"),
    ],
    "no_trace_of_a_machine": [
        (output_said("more", "read /home/ada/iris.csv"), "/home/ada"),
        (append_to_text("Open C:\\Users\\ada."), "an absolute path"),
        (append_to_text("It is at 0x7f00aa10."), "address in memory", SIDE),
    ],
    "every_cell_is_plain_python": [
        (append_to_code("%matplotlib inline"), "plain Python: %matplotlib inline"),
    ],
    "it_loads_quickly": [
        (append_a_big_cell, "at most 400,000"),
    ],
    "every_figure_describes_itself": [
        (drop_a_picture, "a figure, but no picture"),
        (repaint(lambda old: Image.new("RGB", old.size, "white")), "a blank picture"),
        (repaint(lambda old: old.resize((64, 48))), "another figure"),
        (repaint(), "something else"),
        (lambda notebook: cell(notebook, "picture").outputs.pop(), "not printed"),
        (repaint(padding=60_000), "at most 60,000"),
    ],
    "its_title_has_its_number": [
        (says("start", "# 6a", "# 6"), '"# 6a "', SIDE),
    ],
    "headings_are_in_order": [
        (append_to_text("# Another"), "the only title"),
        (append_to_text("##### Deep"), "skips a level", SIDE),
        (append_to_text("## Recap"), "two headings"),
        (append_to_text("## "), "without words"),
    ],
    "the_first_cells_say_what_it_takes": [
        (says("start", "**Time**", "Time"), "**Time**", SIDE),
        (says("start", "5 min", "some min"), "40 minutes"),
        (says("start", "**You need**", "Read"), "You need"),
        (says("set-up", "plotting.use()", ""), "look of"),
    ],
    "it_is_linked": [
        (says("start", " | [Next: 7](07_after.ipynb)", ""), "07_after.ipynb"),
        (says("start", "../06_small.ipynb", "https://a.b"), "does not link back", SIDE),
    ],
    "the_readme_lists_it": [
        (says("start", "5 minutes", "6 minutes"), "its 6 minutes"),
    ],
    "links_lead_somewhere": [
        (append_to_text("[flowers](iris.csv)"), "iris.csv"),
        (append_to_text("[6](06_small.ipynb)"), "06_small.ipynb", SIDE),
        (append_to_text("[boxes](#Boxes)"), "no such heading"),
        (append_to_text("[b](../06_small.ipynb#B)"), "no such heading", SIDE),
        (append_to_text("[Read more](https://a.b)"), "does not say where"),
        (append_to_text("[https://a.b](https://a.b)"), "does not say where"),
        (append_to_text("[3](https://a.b)"), "does not say where"),
        (append_to_text("[side path](https://a.b)"), "to two places"),
        (append_to_text("![](x.png)"), "alternative text"),
    ],
    "plain_markdown_only": [
        (append_to_text("> [!NOTE]"), "> [! is not"),
        (append_to_text("| 1 | 2 |"), "a table without a header"),
        (append_to_text("| 1 | |\n|---|---|\n| 2 | 3 |"), "without a name"),
        (append_to_text('<span style="color: red">1</span>'), "<span style"),
        (append_to_text("Done!"), "an exclamation mark", SIDE),
        (append_to_text("It is $-$inf."), "the formula $-$"),
        (append_to_text("As $a<b$ says."), "a parser of HTML"),
    ],
    "equations_are_numbered_in_order": [
        (append_to_text(r"$$ a = b \qquad (6.99) $$"), "where (6.2) is due"),
        (says("turn-1", "(D6a.1)", "(6a.1)"), "(6a.1)", SIDE),
    ],
    "equations_cited_exist": [
        (append_to_text("It follows from (3.98)."), "(3.98)", SIDE),
        (append_to_code("# by (D6a.2)"), "(D6a.2)"),
    ],
    "only_what_was_derived_is_used": [
        (append_to_code("from helpers import network as net; net.x; from helpers import training"),
         "training is derived"),
        (append_to_code("from helpers import gradcheck as g; g.check_gradient"),
         "gradcheck.check_gradient is derived", SIDE),
        (append_to_code("import helpers.network"), "import hel"),
        (append_to_code("from math import *"), "import *"),
    ],
    "each_turn_has_stub_check_and_solution": [
        (without("stub"), "T6.1 has check, solution"),
        (without("check"), "T6.1 has exercise, solution"),
        (without("solution"), "T6.1 has exercise, check;"),
        (without("stub-1"), "6.1 has check, solution"),
        (without("check-1"), "6.1 has exercise, solution"),
        (without("solution-1"), "6.1 has exercise, check;"),
        (without("solution-2"), "T6a.2 has exercise, check;", SIDE),
        (without("stub", "check", "solution"), "T6.1 has no cell"),
        (without("turn"), "says **Your turn T6.1: ..."),
        (says("turn-2", "T6a.2", "T6a.3"), "where T6a.2 is due", SIDE),
        (says("turn-1", "T6a.1", "T6.1"), "T6a.1 is due", SIDE),
        (says("check", "(my_double)", "(my_double, 3)"), "takes the answer alone"),
        (says("stub", "my_double", "my_doubel"), "does not define my_double"),
        (says("solution", "solution_double =", "my_double ="),
         "overwrites the learner's ['my_double']"),
        (says("solution", ".demonstrate", ""), "not handed in"),
        (says("solution", "check_twice", "check_sign"), "exercises.check_twice.demonstrate"),
        (output_said("solution", "wrong: that is three times\n"),
         "calls the solution of T6.1: wrong"),
        (output_said("check", "correct\n"), 'does not say "not attempted yet"'),
    ],
    "progress_is_told": [
        (without("progress"), "0 cells are tagged progress", SIDE),
        (moved_to_the_end("stub"), "a turn comes after it"),
        (without("exercises", "stub-1", "check-1", "solution-1"), "T6.1"),
    ],
    "a_turn_comes_in_the_first_half": [
        (moved_to_the_end(*EVERY_TURN), "in the first half"),
    ],
    "a_side_path_has_turns_and_no_notes": [
        (without("turn-2"), "1 turns", SIDE),
    ],
    "questions_stand_before_their_answers": [
        (says("question", "Make a guess.", "It is 6."), "end the cell there"),
        (says("turn", "By (6.1)", "**Before you read on:** which one?\n\nBy (6.1)"),
         "end the cell there"),
        (says("hint", "</details>", "**Before you read on:** why?"), "the solution follows"),
    ],
    "the_student_edition_runs": [
        (says("more", "print(double)", "print(solution_double)"), "it uses solution_double"),
        (says("more", "(double)", "(my_double)"), "it uses my_double"),
        (says("more", "double = 3", "my_double = my_double"), "it uses my_double"),
        (says("more", "print(", "for k in (1, 2):\n    solution_double -= k\nprint("), "solution_"),
        (says("more", "double = 3 + 3", "double = [solution_double for k in (1, 2)]"), "solution_"),
        (says("stepper", "display(", "solution_sign, display("), "it uses solution_sign"),
        (says("picture", "fig, ax =", "f = lambda: solution_double\nfig, ax ="), "solution_double"),
    ],
}  # fmt: skip
PLANTED = [(rule, *fault) for rule, faults in RULE_FAULTS.items() for fault in faults]


def test_the_small_course_keeps_every_rule(small):
    faults = [RULES[rule](small[name], small) for rule in RULES for name in ("06_small", SIDE)]
    assert not [fault for found in faults for fault in found]


@pytest.mark.parametrize(
    "fault", PLANTED, ids=[f"{rule}: {words}" for rule, _, words, *_ in PLANTED]
)
def test_a_broken_rule_is_named(small, fault):
    rule, plant, words, name = (*fault, "06_small")[:4]
    changed = copy.deepcopy(small)
    plant(changed[name])
    faults = list(RULES[rule](changed[name], changed))
    assert any(words in fault for fault in faults), faults


def test_every_rule_is_broken_once():
    assert set(RULE_FAULTS) == set(RULES)


def test_a_side_path_that_nobody_links_is_named(small):
    changed = copy.deepcopy(small)
    says("turn", "deeper/06a_theorem.ipynb", "../README.md")(changed["06_small"])
    assert list(RULES["it_is_linked"](changed[SIDE], changed)) == [
        "06_small does not link it: [...](deeper/06a_theorem.ipynb)"
    ]


@pytest.mark.parametrize(
    "change, words",
    [
        (says("draw", "rng =", "#"), 'draw "np.random'),  # made before
        (says("more", "double = 3 + 3", "np = 3 + 3; double = np"), 'draw "rng'),  # two things
    ],
)
def test_a_cell_that_cannot_be_run_again_is_named(small, change, words):
    changed = copy.deepcopy(small["06_small"])
    assert not faults_of_a_second_run(changed)
    cell(changed, "set-up").source += "\nrng = np.random.default_rng(1)"
    change(changed)
    faults = faults_of_a_second_run(changed)
    assert len(faults) >= 1 and words in faults[-1], faults


# ---- faults that only nbval sees: the stored outputs, cell by cell, against a new run.


def drop_the_figure(notebook):
    outputs = cell(notebook, "picture").outputs
    outputs[:] = [output for output in outputs if "data" not in output]


# fault: (the cell of the small course, how to plant it there, words of nbval's message)
OUTPUTS = {
    "a wrong number": ("more", output_said("more", "7\n"), "mismatch 'stdout'"),
    "a wrong formula": ("formula", says("formula", "(1, 2)", "(1, 3)"), "mismatch 'text/latex'"),
    "an output that no longer comes": ("draw", says("draw", "print(", "str("), "Missing output"),
    "a warning that is new": (
        "stub",
        says("stub", "my_", 'import warnings\nwarnings.warn("new")\nmy_'),
        "Unexpected output fields",
    ),
    "HTML that is not the same each time": (
        "stepper",
        says("stepper", "display(", "html += str(id(html))\ndisplay("),
        "mismatch 'text/html'",
    ),
    "a figure that is gone": ("picture", drop_the_figure, "Unexpected output fields"),
    "an exception that is new": ("solution-1", says("solution-1", "-1", "1 / 0"), "ZeroDivision"),
}


PARTS = (
    ".ci",
    ".github",
    "LICENSE",
    "README.md",
    "pyproject.toml",
    "helpers",
    "notebooks",
    "tests",
)


def copy_project(to, parts=PARTS):
    for part in parts:
        if (ROOT / part).is_dir():
            unwanted = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(ROOT / part, to / part, ignore=unwanted)
        else:
            (to / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / part, to / part)


# ---- faults that the command must see, in a copy of the project


COPY_FAULTS = [
    (
        lambda notebook: notebook.cells[0].metadata.update(jupyter={"source_hidden": True}),
        "assert hidden ==",
    ),
    (
        lambda notebook: notebook.metadata.kernelspec.update(name="my-kernel"),
        "my-kernel",
    ),
]


def test_what_is_planted_in_a_copy_is_seen_and_nothing_else(tmp_path):
    copy_project(tmp_path)
    last, new = NAMES[-1], f"{len(NAMES):02d}_new"
    for (plant, _), name in zip(COPY_FAULTS, NAMES):
        edit(tmp_path / f"notebooks/{name}.ipynb", plant)
    shutil.copy(tmp_path / f"notebooks/{last}.ipynb", tmp_path / f"notebooks/{new}.ipynb")
    failed = failures(tmp_path, "tests/test_notebooks.py")
    for (_, words), name in zip(COPY_FAULTS, NAMES):
        assert [test for test, why in failed.items() if f"{name}]" in test and words in why]
    for rule, name in (("it_is_linked", last), ("it_is_linked", new), ("the_readme_lists_it", new)):
        assert f"tests.test_notebooks::test_rule[{rule}-{name}]" in failed
    spoilt = [*NAMES[: len(COPY_FAULTS)], last, new]
    assert not [test for test in failed if not any(f"{name}]" in test for name in spoilt)]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """What fails when the whole test command runs over the small course, spoilt in many cells."""
    folder = tmp_path_factory.mktemp("outputs")
    copy_project(folder, ("tests/kernels.py", "pyproject.toml", "helpers"))
    write_course(folder)
    shutil.rmtree(folder / "notebooks/deeper")  # its chapter is in no table
    path = folder / "notebooks/06_small.ipynb"
    edit(path, lambda notebook: [plant(notebook) for _, plant, _ in OUTPUTS.values()])
    return failures(folder)


@pytest.mark.parametrize("fault", OUTPUTS)
def test_a_false_output_is_seen(outputs, small, fault):
    cell_id, _, words = OUTPUTS[fault]
    assert words in outputs[place(small, cell_id)]


def test_cells_without_a_fault_stay_green(outputs, small):
    assert set(outputs) == {place(small, cell_id) for cell_id, _, _ in OUTPUTS.values()}


def place(small, cell_id):
    """What nbval calls the cell."""
    code = small["06_small"].code()
    return f"06_small::Cell {[cell.id for cell in code].index(cell_id)}"
