"""The tests of the notebooks are tested: each planted fault turns the test command red.

The faults are planted in copies of the project, every fault in a notebook or a cell of its own, and
the README's command (`python -m pytest`, with the options of pyproject.toml) runs there. What is
red must be exactly what the faults call for, by name: a copy without a fault is green.
"""

import base64
import io
import json
import os
import shutil
import subprocess
import sys
from collections import ChainMap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from helpers import chapters

ROOT = Path(__file__).resolve().parent.parent
NAMES = [path.stem for path in chapters.road(ROOT / "notebooks")]


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


def code(notebook, tag=None):
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [cell for cell in cells if tag is None or tag in cell.metadata.get("tags", [])]


def last_text(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"][-1]


def first_figure(notebook):
    """The first output that holds a picture."""
    outputs = [output for cell in code(notebook) for output in cell.outputs]
    return next(output for output in outputs if "image/png" in output.get("data", {}))


# Faults that the rules of tests/test_notebooks.py must see.


def strip_every_output(notebook):
    for cell in code(notebook):
        cell.outputs, cell.execution_count = [], None


def strip_one_output(notebook):
    code(notebook)[2].outputs, code(notebook)[2].execution_count = [], None


def swap_counts(notebook):
    first, second = code(notebook)[2:4]
    first.execution_count, second.execution_count = second.execution_count, first.execution_count


def store_a_warning(notebook):
    warning = nbformat.v4.new_output("stream", name="stderr", text="overflow\n")
    code(notebook)[2].outputs.append(warning)


def store_an_error(notebook):
    error = nbformat.v4.new_output("error", ename="TypeError", evalue="no", traceback=[])
    code(notebook)[2].outputs.append(error)


def tag(name):
    def change(notebook):
        code(notebook)[2].metadata.tags = [name]

    return change


def misspell_a_tag(notebook):
    code(notebook, "solution")[0].metadata.tags = ["soluton"]


def repeat_an_id(notebook):
    notebook.cells[3].id = notebook.cells[2].id


def hide_a_cell(notebook):
    code(notebook)[2].metadata.jupyter = {"source_hidden": True}


def name_another_kernel(notebook):
    notebook.metadata.kernelspec.name = "my-kernel"


def append_to_code(line):
    def change(notebook):
        code(notebook)[2].source += f"\n{line}"

    return change


def append_to_text(text):
    def change(notebook):
        last_text(notebook).source += f"\n\n{text}\n"

    return change


def print_a_path(notebook):
    code(notebook)[2].outputs.append(
        nbformat.v4.new_output("stream", name="stdout", text="read /home/ada/iris.csv\n")
    )


def store_html(notebook):
    data = {"text/html": "<p>1</p>", "text/plain": "1"}
    code(notebook)[2].outputs.append(nbformat.v4.new_output("display_data", data=data))


def turn_text_into_a_raw_cell(notebook):
    last_text(notebook).cell_type = "raw"


def drop_a_picture(notebook):
    del first_figure(notebook).data["image/png"]


def replace_a_picture(size=None):
    """Put a white picture in the place of the first one; of its own size, or of another."""

    def change(notebook):
        data, stored = first_figure(notebook).data, io.BytesIO()
        old = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
        new = old.resize(size) if size else Image.new("RGB", old.size, "white")
        new.save(stored, format="png")
        data["image/png"] = base64.b64encode(stored.getvalue()).decode()

    return change


def swap_a_picture(notebook):
    """An older picture of the same figure, whose description was another."""
    data, stored, texts = first_figure(notebook).data, io.BytesIO(), PngInfo()
    texts.add_itxt("Description", "From 0 to 1.")
    old = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    old.save(stored, format="png", pnginfo=texts)
    data["image/png"] = base64.b64encode(stored.getvalue()).decode()


def shorten_a_description(notebook):
    picture = first_figure(notebook).metadata["image/png"]
    picture["alt"] = picture["alt"][:-9]


def drop_an_exercise(notebook):
    """The first exercise becomes a usual cell: its check and its solution stay."""
    del code(notebook, "exercise")[0].metadata["tags"]


def spoil_a_solution(notebook):
    code(notebook, "solution")[0].outputs[-1].text = "wrong: got 1, expected 2\n"


def drop_the_last_link(notebook):
    lines = notebook.cells[0].source.splitlines()
    notebook.cells[0].source = "\n".join([*lines[:-1], lines[-1].rpartition(" | ")[0]])


def unlist(path):
    """Take the notebook at `path` out of the README's table."""
    readme = path.parent.parent / "README.md"
    lines = readme.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if f"notebooks/{path.name}) |" not in line]
    readme.write_text("".join(kept), encoding="utf-8")


# fault: (how to plant it, the test that sees it, words of the assertion that fails)
RULES = {
    "a stripped notebook": (strip_every_output, "test_every_cell_was_run", "execution_count"),
    "a helper under another name": (  # in notebook 1: activations is derived there, this in 5
        append_to_code("from helpers import activations as act; act.log_softmax"),
        "test_only_what_was_derived_is_used",
        "activations.log_softmax is derived",
    ),
    "a helper ahead of its derivation": (
        append_to_code("from helpers import article"),
        "test_only_what_was_derived_is_used",
        "article is derived",
    ),
    "a helper by its full name": (
        append_to_code("import helpers.network"),
        "test_only_what_was_derived_is_used",
        "import helpers",
    ),
    "all helpers of a module": (
        append_to_code("from helpers.losses import *"),
        "test_only_what_was_derived_is_used",
        "import *",
    ),
    "a stripped output": (strip_one_output, "test_every_cell_was_run", "execution_count"),
    "counts out of order": (swap_counts, "test_every_cell_was_run", "execution_count"),
    "a stored warning": (store_a_warning, "test_every_cell_was_run", "stderr"),
    "a stored error": (store_an_error, "test_every_cell_was_run", '"error"'),
    "a misspelt tag": (misspell_a_tag, "test_what_is_stored_is_normalised", "soluton"),
    "a tag that allows an exception": (
        tag("raises-exception"),
        "test_what_is_stored_is_normalised",
        "raises-exception",
    ),
    "a tag that ignores outputs": (
        tag("nbval-ignore-output"),
        "test_what_is_stored_is_normalised",
        "nbval-ignore-output",
    ),
    "an id that occurs twice": (
        repeat_an_id,
        "test_what_is_stored_is_normalised",
        "an id is missing, or occurs twice",
    ),
    "a hidden cell that is no solution": (
        hide_a_cell,
        "test_what_is_stored_is_normalised",
        "assert hidden ==",
    ),
    "another kernel": (name_another_kernel, "test_what_is_stored_is_normalised", "my-kernel"),
    "a comment that ignores outputs": (
        append_to_code("# NBVAL_IGNORE_OUTPUT"),
        "test_nothing_hides_from_the_comparison",
        "silences nbval",
    ),
    "an older comment that does": (
        append_to_code("# PYTEST_VALIDATE_IGNORE_OUTPUT"),
        "test_nothing_hides_from_the_comparison",
        "silences nbval",
    ),
    "a comment that skips a cell": (
        append_to_code("# NBVAL_SKIP"),
        "test_nothing_hides_from_the_comparison",
        "silences nbval",
    ),
    "an output in HTML": (store_html, "test_nothing_hides_from_the_comparison", "text/html"),
    "a raw cell": (turn_text_into_a_raw_cell, "test_nothing_hides_from_the_comparison", "'raw'"),
    "a machine's path in an output": (print_a_path, "test_no_trace_of_a_machine", "path"),
    "a machine's path in the text": (
        append_to_text("Open C:\\Users\\ada."),
        "test_no_trace_of_a_machine",
        "an absolute path",
    ),
    "an address in memory": (
        append_to_text("The object is at 0x7f00aa10."),
        "test_no_trace_of_a_machine",
        "an address in memory",
    ),
    "a second title": (append_to_text("# Another title"), "test_anatomy", "levels.count(1)"),
    "a skipped heading level": (append_to_text("#### Deep"), "test_anatomy", "level is skipped"),
    "a notebook that its neighbour does not link": (
        drop_the_last_link,
        "test_navigation",
        "sorted(links)",
    ),
    "a link to no file": (append_to_text("[flowers](iris.csv)"), "test_links_lead", "iris.csv"),
    "a link to no heading": (append_to_text("[boxes](#Boxes)"), "test_links_lead", "#Boxes"),
    "an image without a description": (append_to_text("![](x.png)"), "test_links_lead", "image"),
    "a callout that JupyterLab does not know": (
        append_to_text("> [!NOTE]"),
        "test_plain_markdown_only",
        "[!NOTE]",
    ),
    "a table without a header": (append_to_text("| 1 | 2 |"), "test_plain_markdown", "a header"),
    "an equation that exists nowhere": (
        append_to_text("It follows from (3.98)."),
        "test_equations_cited_exist",
        "3.98",
    ),
    "an equation's number out of order": (
        lambda notebook: append_to_text(
            rf"$$ a = b \qquad ({notebook.cells[0].source.split()[1]}.99) $$"
        )(notebook),
        "test_equations_are_numbered_in_order",
        "99",
    ),
    "a picture that is gone": (drop_a_picture, "test_every_figure", "a figure, but no picture"),
    "a blank picture": (replace_a_picture(), "test_every_figure", "a blank picture"),
    "another picture": (replace_a_picture((64, 48)), "test_every_figure", "another figure"),
    "an older picture": (swap_a_picture, "test_every_figure", "something else"),
    "half a description": (shorten_a_description, "test_every_figure", "startswith"),
    "a solution without its exercise": (drop_an_exercise, "test_exercises_have", "tagged"),
    "a solution that is wrong": (spoil_a_solution, "test_exercises_have", "endswith"),
    "a notebook that the README does not list": (unlist, "test_readme_lists", "re.search"),
}


# Faults that only nbval sees: the stored outputs, cell by cell, against a new run.


def output_says(old, new):
    """In the stored outputs of the cell, `old` becomes `new`."""

    def change(cell):
        for output in cell.outputs:
            stored, key = (output, "text") if "text" in output else (output.data, "text/latex")
            if old in stored.get(key, ""):
                stored[key] = stored[key].replace(old, new)
                return
        raise ValueError(f"no output says {old}")

    return change


def source_says(old, new):
    """In the code of the cell, which is not run again, `old` becomes `new`."""

    def change(cell):
        if old not in cell.source:
            raise ValueError(f"the code does not say {old}")
        cell.source = cell.source.replace(old, new)

    return change


def drop_outputs(cell):
    """The count stays, so that the cell looks as if it had been run."""
    cell.outputs = []


def drop_the_figure(cell):
    cell.outputs = [output for output in cell.outputs if "data" not in output]


def expect_a_printed_exception(cell):
    """A cell that shows an exception as the course does, although nothing raises it any more."""
    cell.source = (
        'try:\n    int("7")\nexcept ValueError as error:\n    print(f"ValueError: {error}")'
    )
    cell.outputs = [
        nbformat.v4.new_output("stream", name="stdout", text="ValueError: invalid literal\n")
    ]


def expect_an_exception(cell):
    cell.metadata = nbformat.from_dict({"tags": ["raises-exception"]})
    cell.outputs = [nbformat.v4.new_output("error", ename="TypeError", evalue="no", traceback=[])]


# fault: (number of a code cell of notebook 0, how to plant it there, words of nbval's message)
OUTPUTS = {
    "a wrong number": (2, output_says("7.0000", "7.0001"), "mismatch 'stdout'"),
    "an output removed, its count kept": (4, drop_outputs, "Unexpected output fields"),
    "code changed and not run": (6, source_says("c, w = 10", "c, w = 20"), "mismatch 'stdout'"),
    "a changed figure's description": (8, output_says("11.3", "11.4"), "mismatch 'stdout'"),
    "a wrong LaTeX formula": (9, output_says(r"\frac{2 ", r"\frac{3 "), "mismatch 'text/latex'"),
    "a printed exception that no longer happens": (
        10,
        expect_a_printed_exception,
        "Missing output fields",
    ),
    "a warning that is new": (
        11,
        source_says("def ", 'import warnings\nwarnings.warn("new")\ndef '),
        "Unexpected output fields",
    ),
    "a figure that is gone": (12, drop_the_figure, "Unexpected output fields"),
    "an exception that no longer happens": (19, expect_an_exception, "Missing output fields"),
    "an exception that is new": (21, source_says("solution_tests =", "1 / 0 #"), "ZeroDivision"),
}


PARTS = ("README.md", "pyproject.toml", "helpers", "notebooks", "tests")


def copy_project(to, parts=PARTS):
    for part in parts:
        if (ROOT / part).is_dir():
            unwanted = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(ROOT / part, to / part, ignore=unwanted)
        else:
            (to / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / part, to / part)


def failures_with(faults, folder):
    """Plant each of `faults` in a notebook of its own, in `folder`; (the notebook, what fails)."""
    copy_project(folder)
    for fault, name in zip(faults, NAMES):
        plant, path = RULES[fault][0], folder / "notebooks" / f"{name}.ipynb"
        plant(path) if plant is unlist else edit(path, plant)
    failed = failures(folder, "tests/test_notebooks.py")
    intact = NAMES[len(faults) :]
    assert not [test for test in failed if any(f"[{name}]" in test for name in intact)]
    return {fault: (name, failed) for fault, name in zip(faults, NAMES)}


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    """{fault: (the notebook it was planted in, what failed in its copy)}; two copies at a time.

    The last notebook of each copy has no fault.
    """
    several, faults = len(NAMES) - 1, list(RULES)
    batches = [faults[start : start + several] for start in range(0, len(faults), several)]
    folders = [tmp_path_factory.mktemp("rules") for _ in batches]
    with ThreadPoolExecutor(2) as pool:
        return dict(ChainMap(*pool.map(failures_with, batches, folders)))


def test_a_copy_without_a_fault_is_green(tmp_path):
    copy_project(tmp_path)
    assert failures(tmp_path, "tests/test_notebooks.py", f"notebooks/{NAMES[0]}.ipynb") == {}


@pytest.mark.parametrize("fault", RULES)
def test_a_broken_rule_is_seen(rules, fault):
    _, test, words = RULES[fault]
    name, failed = rules[fault]
    seen = [why for what, why in failed.items() if f"::{test}" in what and f"[{name}]" in what]
    assert seen, f"{name} stays green: {sorted(failed)}"
    assert any(words in reason(why) for why in seen), seen


def reason(message):
    """The lines of a report that hold the failing statement and what pytest says about it."""
    return "\n".join(line for line in message.splitlines() if line.startswith((">", "E")))


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """What fails when the whole test command runs over notebook 0 with a fault in many cells."""
    folder = tmp_path_factory.mktemp("outputs")
    copy_project(folder, ("pyproject.toml", "helpers", f"notebooks/{NAMES[0]}.ipynb"))
    edit(
        folder / "notebooks" / f"{NAMES[0]}.ipynb",
        lambda notebook: [plant(code(notebook)[cell]) for cell, plant, _ in OUTPUTS.values()],
    )
    (folder / "tests").mkdir()
    return failures(folder)


@pytest.mark.parametrize("fault", OUTPUTS)
def test_a_false_output_is_seen(outputs, fault):
    cell, _, words = OUTPUTS[fault]
    assert words in outputs[f"{NAMES[0]}::Cell {cell}"]


def test_cells_without_a_fault_stay_green(outputs):
    assert set(outputs) == {f"{NAMES[0]}::Cell {cell}" for cell, _, _ in OUTPUTS.values()}


def test_a_notebook_that_nothing_links_is_seen(tmp_path):
    copy_project(tmp_path)
    new = f"{len(NAMES):02d}_new"
    shutil.copy(tmp_path / f"notebooks/{NAMES[-1]}.ipynb", tmp_path / f"notebooks/{new}.ipynb")
    failed = failures(tmp_path, "tests/test_notebooks.py", "-k", "navigation or readme")
    assert set(failed) == {
        f"tests.test_notebooks::test_navigation[{NAMES[-1]}]",
        f"tests.test_notebooks::test_navigation[{new}]",
        f"tests.test_notebooks::test_readme_lists_the_notebook[{new}]",
    }
