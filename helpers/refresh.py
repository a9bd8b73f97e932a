"""`python -m helpers.refresh [notebook ...]` executes the notebooks again, in place; without names,
all of them.

What is stored depends on the notebook alone: no timestamps, no version of Python, no name of a
kernel. Two refreshes are identical byte for byte. A notebook that fails keeps its old file, and the
command names the cell.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

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
    execute(notebook, path.parent)
    temporary = path.with_suffix(".tmp")
    nbformat.write(normalise(notebook), temporary)
    temporary.replace(path)


def execute(notebook, folder):
    """Execute `notebook`, in place, with `folder` as its working directory."""
    with TemporaryDirectory() as settings:
        NotebookClient(notebook, timeout=120, kernel_name="python3", record_timing=False).execute(
            cwd=str(folder), env=kernel_environment(settings)
        )


def kernel_environment(settings):
    """The environment of a kernel that nothing of a user's own reaches: no startup file, no
    settings of IPython or matplotlib. An empty set of its own is written to the folder `settings`,
    which must last as long as the kernel.

    The tests of the notebooks start their kernels in it too (tests/kernels.py).
    """
    profile = Path(settings, "profile_default")
    profile.mkdir(exist_ok=True)
    (profile / "ipython_kernel_config.py").write_text(_KERNEL_CONFIG, encoding="utf-8")
    Path(settings, "matplotlibrc").touch()
    kept = {name: value for name, value in os.environ.items() if name not in _OF_A_USER}
    return kept | {"IPYTHONDIR": str(settings), "MATPLOTLIBRC": str(settings)}


# Variables that change what a kernel prints or shows, beside those that are replaced.
_OF_A_USER = ("MPLBACKEND", "PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONDEVMODE", "PYTHONOPTIMIZE")
# A notebook that imports matplotlib before helpers, which says the same, must not warn either.
_KERNEL_CONFIG = 'import logging\nlogging.getLogger("matplotlib").setLevel(logging.ERROR)\n'


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
