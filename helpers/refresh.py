"""`python -m helpers.refresh [notebook ...]` executes the notebooks again, in place; without names,
all of them.

What is stored depends on the notebook alone: no timestamps, no version of Python, no name of a
kernel. Two refreshes are identical byte for byte. A notebook that fails keeps its old file, and the
command names the cell.
"""

import sys
from pathlib import Path

import nbformat
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert.preprocessors import ExecutePreprocessor

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def normalise(notebook):
    """Keep what a reader needs: cells, ids, tags, outputs; drop what a machine left behind."""
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        tags = cell.metadata.get("tags", [])
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if "solution" in tags:
            cell.metadata.jupyter = {"source_hidden": True}
        if cell.cell_type == "code":
            cell.outputs = _whole_streams(cell.outputs)
    return notebook


def _whole_streams(outputs):
    """`outputs` with neighbouring pieces of one stream joined: where a kernel cuts is chance."""
    whole = []
    for output in outputs:
        if whole and output.output_type == whole[-1].output_type == "stream":
            if output.name == whole[-1].name:
                whole[-1].text += output.text
                continue
        whole.append(output)
    return whole


def refresh(path):
    """Execute the notebook at `path` in its own folder, normalise it, and write it back."""
    path = _notebook("path", path)
    notebook = nbformat.read(path, as_version=4)
    execute = ExecutePreprocessor(timeout=120, kernel_name="python3", record_timing=False)
    execute.preprocess(notebook, {"metadata": {"path": str(path.parent)}})
    temporary = path.with_suffix(".tmp")
    nbformat.write(normalise(notebook), temporary)
    temporary.replace(path)


def _notebook(name, path):
    """`path`, which must lead to a notebook."""
    path = Path(path).resolve()
    if path.suffix != ".ipynb" or not path.is_file():
        raise ValueError(f"{name} must lead to a notebook; got {path}")
    return path


def main(names):
    """Refresh the named notebooks, or all; returns the exit status.

    Raises ValueError for what is no notebook, before any is executed.
    """
    paths = [_notebook("names", name) for name in names]
    for path in paths or sorted(NOTEBOOKS.glob("*.ipynb")):
        try:
            refresh(path)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            print(f"{path.name} failed and is unchanged:\n{error}", file=sys.stderr)
            return 1
        print(f"{path.name} refreshed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
