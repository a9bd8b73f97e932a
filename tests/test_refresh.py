"""Refreshing stores what depends on the notebook alone, and a failure loses nothing."""

import nbformat
import pytest

from helpers import refresh

KERNEL = {"name": "python3", "display_name": "my venv", "language": "python"}


def notebook(*sources):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    cells[0].metadata = {"tags": ["solution"], "execution": {"iopub.status.busy": "2026"}}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def test_two_refreshes_are_identical(tmp_path):
    path = tmp_path / "one.ipynb"
    nbformat.write(notebook("print(6 * 7)", "import os; os.getcwd().endswith('x')"), path)
    refresh.refresh(path)
    first = path.read_bytes()
    refresh.refresh(path)
    assert path.read_bytes() == first
    stored = nbformat.read(path, as_version=4)
    assert [cell.execution_count for cell in stored.cells] == [1, 2]
    assert stored.cells[0].outputs[0].text == "42\n"
    assert stored.cells[0].metadata == {"tags": ["solution"], "jupyter": {"source_hidden": True}}
    assert stored.metadata == {"kernelspec": refresh.KERNEL, "language_info": {"name": "python"}}


def test_a_failing_notebook_stays_as_it_was(tmp_path, capsys):
    path = tmp_path / "broken.ipynb"
    nbformat.write(notebook("x = 1", "1 / 0"), path)
    before = path.read_bytes()
    assert refresh.main([str(path)]) == 1
    assert path.read_bytes() == before
    message = capsys.readouterr().err
    assert "broken.ipynb failed and is unchanged" in message and "ZeroDivisionError" in message


def test_the_command_refreshes_what_it_is_told(tmp_path, capsys):
    path = tmp_path / "one.ipynb"
    nbformat.write(notebook("1"), path)
    assert refresh.main([str(path)]) == 0
    assert capsys.readouterr().out == "one.ipynb refreshed\n"
    with pytest.raises(ValueError, match=r"names must lead to a notebook; got .*absent\.ipynb"):
        refresh.main([str(tmp_path / "absent.ipynb")])
