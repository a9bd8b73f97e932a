"""Refreshing stores what depends on the notebook alone, loses nothing of anyone's work, and says in
a line why it could not be done.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbconvert import ScriptExporter

from helpers import chapters, refresh

KERNEL = {"name": "python3", "display_name": "my venv", "language": "python"}
MACHINE = {"kernelspec": refresh.KERNEL, "language_info": refresh.LANGUAGE}
code, prose = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell


def notebook(*sources):
    cells = [code(source) for source in sources]
    cells[0].metadata = {"tags": ["solution"], "execution": {"iopub.status.busy": "2026"}}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def stored(path, *sources):
    nbformat.write(notebook(*sources), path)
    return path


def test_two_refreshes_are_identical(tmp_path):
    path = stored(tmp_path / "one.ipynb", "print(6 * 7)", "import os; os.getcwd().endswith('x')")
    refresh.refresh(path)
    first = path.read_bytes()
    refresh.refresh(path)
    assert path.read_bytes() == first
    again = nbformat.read(path, as_version=4)
    assert [cell.execution_count for cell in again.cells] == [1, 2]
    assert again.cells[0].outputs[0].text == "42\n"
    assert again.cells[0].metadata == {"tags": ["solution"], "jupyter": {"source_hidden": True}}
    assert again.metadata == MACHINE


# ---- what is stored


@pytest.mark.parametrize(
    "left",
    [
        {"execution": {"iopub.status.busy": "2026-11-29T08:06:00Z"}},
        {"ExecuteTime": {"end_time": "2026"}, "collapsed": True, "scrolled": False},
        {"jupyter": {"outputs_hidden": True, "source_hidden": False}, "tags": []},
        {"id": "x7Yz", "outputId": "a1", "executionInfo": {"user": {"displayName": "Ada"}}},
        {"vscode": {"languageId": "python"}, "pycharm": {"name": "#%%"}, "trusted": True},
    ],
)
def test_what_a_machine_left_in_a_cell_is_dropped(left):
    cell = code("1", metadata=left)
    assert refresh.normalise(nbformat.v4.new_notebook(cells=[cell])).cells[0].metadata == {}


@pytest.mark.parametrize(
    "written",
    [
        {"slideshow": {"slide_type": "slide"}},
        {"deletable": False, "editable": False},
        {"nbgrader": {"grade_id": "q1", "solution": True}},
        {"tags": ["mine"], "jupyter": {"source_hidden": True}},
        {"lesson": 3},
    ],
)
def test_what_someone_wrote_in_a_cell_is_kept(written):
    cell = code("1", metadata=written)
    assert refresh.normalise(nbformat.v4.new_notebook(cells=[cell])).cells[0].metadata == written


def test_of_the_notebook_too_what_someone_wrote_is_kept():
    written = {"jupytext": {"formats": "ipynb,py"}, "title": "Mine", "authors": [{"name": "Ada"}]}
    left = {"kernelspec": KERNEL, "language_info": {"name": "python", "version": "3.11.4"}}
    left |= {"widgets": {"state": {}}, "colab": {"provenance": []}, "vscode": {"interpreter": "a"}}
    both = nbformat.v4.new_notebook(metadata=written | left)
    assert refresh.normalise(both).metadata == written | MACHINE


def test_a_script_of_a_notebook_is_python():
    script, resources = ScriptExporter().from_notebook_node(refresh.normalise(notebook("x = 1")))
    assert resources["output_extension"] == ".py" and "x = 1" in script


def test_pieces_of_a_stream_are_joined():
    cell = code("", outputs=[nbformat.v4.new_output("stream", text=text) for text in ("a", "b\n")])
    (output,) = refresh.normalise(nbformat.v4.new_notebook(cells=[cell])).cells[0].outputs
    assert output.text == "ab\n"


def ids(path, cells):
    """The ids that the cells, raw JSON, have after reading, and whether they are there again."""
    raw = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    path.write_text(json.dumps(raw), encoding="utf-8")
    found, again = ([cell.id for cell in refresh.read(path).cells] for _ in range(2))
    assert found == again, "by chance"
    assert len(set(found)) == len(found)
    return found


def raw(source, **more):
    return {"cell_type": "markdown", "metadata": {}, "source": source} | more


def test_a_cell_keeps_its_id_and_gets_one_if_it_has_none(tmp_path):
    path = tmp_path / "n.ipynb"
    one, two, twins = raw("one", id="cell-00"), raw("two", id="mine"), [raw("twin"), raw("twin")]
    assert ids(path, [one, two]) == ["cell-00", "mine"]
    assert ids(path, [two, one]) == ["mine", "cell-00"]
    new = ids(path, [one, *twins])
    assert new[0] == "cell-00" and ids(path, [raw("before"), two, *twins])[2:] == new[1:]
    for bad in ("", "with space", "x" * 65, 7, None):
        assert ids(path, [one, raw("twin", id=bad)]) == new[:2]
    assert ids(path, [one, raw("twin", id="cell-00")]) == new[:2]
    assert ids(path, [raw("twin"), raw("other", id=new[1])]) == [new[2], new[1]]


@pytest.mark.parametrize("version", [(3, 0), (4, 2)])
def test_an_older_notebook_gets_ids_by_its_content(tmp_path, version):
    path = tmp_path / "old.ipynb"
    cells = [raw("one"), raw("two")]
    content = (
        {"worksheets": [{"cells": cells, "metadata": {}}]} if version[0] == 3 else {"cells": cells}
    )
    old = {"nbformat": version[0], "nbformat_minor": version[1], "metadata": {}} | content
    path.write_text(json.dumps(old), encoding="utf-8")
    found = [cell.id for cell in refresh.read(path).cells]
    assert found == ids(tmp_path / "new.ipynb", cells)


# ---- the file and its neighbours


def test_the_file_keeps_its_mode_and_its_neighbours(tmp_path):
    path = stored(tmp_path / "n.ipynb", "1")
    path.chmod(0o640)
    (tmp_path / "n.tmp").write_text("precious", encoding="utf-8")
    refresh.refresh(path)
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "n.tmp").read_text(encoding="utf-8") == "precious"
    assert {path.name for path in tmp_path.iterdir()} == {"n.ipynb", "n.tmp"}


def test_a_link_stays_a_link_and_runs_where_it_stands(tmp_path):
    (tmp_path / "store").mkdir()
    (tmp_path / "class").mkdir()
    file = stored(tmp_path / "store" / "n.ipynb", "import os; print(os.path.basename(os.getcwd()))")
    link = tmp_path / "class" / "n.ipynb"
    link.symlink_to(Path("..", "store", "n.ipynb"))
    refresh.refresh(link)
    assert link.is_symlink() and [path.name for path in link.parent.iterdir()] == ["n.ipynb"]
    assert nbformat.read(file, as_version=4).cells[0].outputs[0].text == "class\n"


# ---- what can go wrong


def no_kernel(path, monkeypatch):
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(path.parent))
    kernel = path.parent / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    absent = {
        "argv": ["/no/python", "{connection_file}"],
        "display_name": "x",
        "language": "python",
    }
    kernel.write_text(json.dumps(absent), encoding="utf-8")


def another_language(path, monkeypatch):
    kernel = {"name": "ir", "display_name": "R", "language": "R"}
    nbformat.write(nbformat.v4.new_notebook(metadata={"kernelspec": kernel}), path)


def write_protected(path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *arguments: False)


def full_disc(path, monkeypatch):
    def replace(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", replace)


def interrupted(path, monkeypatch):
    def interrupt(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(refresh, "execute", interrupt)


def content(text):
    return lambda path, monkeypatch: path.write_text(text, encoding="utf-8")


NO_CELLS = '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}'


@pytest.mark.parametrize(
    "fault, status, sentence",
    [
        (no_kernel, 1, "n.ipynb is unchanged: the kernel python3 does not start: "),
        (another_language, 1, "n.ipynb is unchanged: it is written in R; only Python is executed"),
        (write_protected, 1, "n.ipynb is unchanged: cannot write: "),
        (full_disc, 1, "n.ipynb is unchanged: [Errno 28] No space left on device"),
        (interrupted, 130, "interrupted; n.ipynb is unchanged"),
        (content("{"), 1, "n.ipynb is unchanged: n.ipynb is no notebook: Notebook does not appear"),
        (content("[]"), 1, "n.ipynb is unchanged: n.ipynb is no notebook: "),
        (content(NO_CELLS), 1, "n.ipynb is unchanged: n.ipynb is no notebook: "),
    ],
)
def test_what_cannot_be_done_is_a_line(tmp_path, monkeypatch, capfd, fault, status, sentence):
    path = stored(tmp_path / "n.ipynb", "1")
    fault(path, monkeypatch)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert refresh.main([str(path)]) == status
    (line,) = [line for line in capfd.readouterr().err.splitlines() if "WARNING" not in line]
    assert line.startswith(sentence)
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_what_someone_saves_meanwhile_stays(tmp_path, monkeypatch, capsys):
    path = stored(tmp_path / "n.ipynb", "1")
    monkeypatch.setattr(refresh, "execute", lambda *_: path.write_text("mine", encoding="utf-8"))
    assert refresh.main([str(path)]) == 1
    assert path.read_text(encoding="utf-8") == "mine"
    assert "n.ipynb is unchanged: someone saved it while it ran" in capsys.readouterr().err


def test_a_failing_notebook_stays_as_it_was(tmp_path, capsys):
    path = stored(tmp_path / "broken.ipynb", "x = 1", "1 / 0")
    before = path.read_bytes()
    assert refresh.main([str(path)]) == 1
    assert path.read_bytes() == before
    message = capsys.readouterr().err
    assert "broken.ipynb failed and is unchanged" in message and "ZeroDivisionError" in message


# ---- the command


@pytest.mark.parametrize("wrong", ["absent.ipynb", "folder.ipynb", "text.md"])
def test_a_wrong_name_is_said_before_anything_runs(tmp_path, capsys, wrong):
    path, before = stored(tmp_path / "one.ipynb", "1"), (tmp_path / "one.ipynb").read_bytes()
    (tmp_path / "folder.ipynb").mkdir()
    (tmp_path / "text.md").write_text("", encoding="utf-8")
    assert refresh.main([str(path), str(tmp_path / wrong)]) == 2
    assert capsys.readouterr().err == (
        f"names must lead to a notebook (.ipynb); got {tmp_path / wrong}\n"
    )
    assert path.read_bytes() == before


def test_without_names_it_takes_the_road_and_the_side_paths(tmp_path, monkeypatch, capsys):
    (tmp_path / "deeper").mkdir()
    for name in ("06_layers", "deeper/06a_theorem", "deeper/06b_depth", "07_check", "._07_check"):
        stored(tmp_path / f"{name}.ipynb", "1")
    monkeypatch.setattr(refresh, "NOTEBOOKS", tmp_path)
    monkeypatch.setattr(refresh, "execute", lambda notebook, folder: None)
    assert refresh.main([]) == 0
    names = ["06_layers", "deeper/06a_theorem", "deeper/06b_depth", "07_check"]
    assert capsys.readouterr().out == "".join(f"{name}.ipynb refreshed\n" for name in names)
    assert [chapters.name_of(path) for path in chapters.side_paths(tmp_path)] == names[1:3]


def test_outside_the_repository_it_says_where_to_run(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(refresh, "NOTEBOOKS", tmp_path / "notebooks")
    assert refresh.main([]) == 2
    assert "is not in the repository of the course: there, run" in capsys.readouterr().err


def test_a_name_that_the_terminal_lacks_is_printed_all_the_same(tmp_path):
    path = stored(tmp_path / "02_数学.ipynb", "1")
    command = [sys.executable, "-m", "helpers.refresh", str(path)]
    environment = os.environ | {"PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "02_??.ipynb refreshed\n")
