"""`python -m helpers.refresh [notebook ...]` executes the notebooks again, in place; without names,
all of the course: the road and its side paths.

What is stored depends on the notebook alone: no timestamps, no version of Python, no name of a
kernel. Two refreshes are identical byte for byte. What a person wrote stays: cells and their ids,
tags, slides, locks, marks. A notebook that fails keeps its old file, and the command says why.
"""

import argparse
import hashlib
import itertools
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert.preprocessors import CoalesceStreamsPreprocessor

from helpers import chapters

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"

# What a notebook says of its kernel: enough to open it and to export it as a script, no version.
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {
    "codemirror_mode": {"name": "ipython"},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}

# What programs leave in the metadata of notebooks and cells: when a cell ran and for whom, what was
# folded or scrolled on a screen, the state of widgets, names in an editor's or a service's own
# database. All other keys are someone's, and are kept.
LEFT_BY_A_MACHINE = {
    *("execution", "ExecuteTime", "executionInfo", "execution_start", "execution_millis"),
    *("papermill", "collapsed", "scrolled", "trusted", "widgets", "varInspector", "is_executing"),
    *("orig_nbformat", "orig_nbformat_minor", "signature", "kernel_info", "interpreter", "vscode"),
    *("colab", "colab_type", "id", "outputId", "nteract", "pycharm", "anaconda-cloud"),
    *("application/vnd.databricks.v1+notebook", "application/vnd.databricks.v1+cell"),
}


# ---- the notebook that is stored


def read(path):
    """The notebook at `path` in today's format, every cell with an id of its own.

    Raises ValueError for a file that is no notebook.
    """
    text = Path(path).read_bytes()
    try:
        notebook = nbformat.reader.reads(text.decode("utf-8"))
        if notebook.get("nbformat", 1) < 4:
            notebook = nbformat.convert(notebook, 4)
            for cell in notebook.cells:
                cell.pop("id", None)  # random
        notebook.nbformat, notebook.nbformat_minor = 4, 5
        _give_ids(notebook.cells)  # before nbformat gives random ones
        nbformat.validate(notebook)
    except Exception as error:  # nbformat fails in as many ways as a file can
        raise ValueError(f"{Path(path).name} is no notebook: {_first_line(error)}") from error
    return notebook


def normalise(notebook):
    """Keep what people wrote, and the outputs; drop what a machine left behind."""
    _give_ids(notebook.cells)
    notebook.metadata = _written_by_someone(notebook.metadata)
    notebook.metadata.update(nbformat.from_dict({"kernelspec": KERNEL, "language_info": LANGUAGE}))
    for cell in notebook.cells:
        cell.metadata = _written_by_someone(cell.metadata)
        if "solution" in cell.metadata.get("tags", []):
            cell.metadata.setdefault("jupyter", nbformat.NotebookNode()).source_hidden = True
    # Where a kernel cuts a stream into pieces is chance.
    notebook, _ = CoalesceStreamsPreprocessor().preprocess(notebook, {})
    return notebook


def _written_by_someone(metadata):
    """`metadata` without what programs left."""
    kept = {key: value for key, value in metadata.items() if key not in LEFT_BY_A_MACHINE}
    if isinstance(kept.get("jupyter"), dict):  # JupyterLab's own: what is folded
        kept["jupyter"] = {k: v for k, v in kept["jupyter"].items() if k != "outputs_hidden" and v}
    for key in ("jupyter", "tags"):  # it leaves them empty, too
        if not kept.get(key, True):
            del kept[key]
    return nbformat.from_dict(kept)


def _give_ids(cells):
    """A new id for each cell whose own is missing, not valid, or that of a cell before it."""
    own = {cell.id for cell in cells if _is_id(cell.get("id"))}
    given = set()
    for cell in cells:
        if not _is_id(cell.get("id")) or cell.id in given:
            cell.id = next(new for new in _ids_of(cell) if new not in own | given)
        given.add(cell.id)


def _is_id(text):
    return isinstance(text, str) and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", text) is not None


def _ids_of(cell):
    """Ids made of what a cell holds, not of where it stands; the later ones are for its equals."""
    for count in itertools.count():
        content = f"{cell.cell_type} {count} {cell.source}"
        yield hashlib.sha256(content.encode("utf-8")).hexdigest()[:8]


# ---- the command


def refresh(path):
    """Execute the notebook at `path` in its own folder, normalise it, and write it back.

    If `path` is a symbolic link, the notebook runs in the folder of the link, as in JupyterLab; the
    file to which the link leads is written, and the link stays.
    Raises ValueError for what is no notebook in Python, OSError if it cannot be written,
    RuntimeError if there is no kernel, and what nbclient raises for a cell that fails.
    """
    path = _notebook("path", path)
    file = path.resolve()
    before, notebook = file.read_bytes(), read(file)
    language = _language(notebook)
    if not language.lower().startswith("python"):
        raise ValueError(f"it is written in {language}; only Python is executed")
    if not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
        raise PermissionError(f"cannot write: {file} or its folder is write-protected")
    execute(notebook, path.parent)
    if file.read_bytes() != before:
        raise OSError("someone saved it while it ran; refresh it again")
    _replace(file, nbformat.writes(normalise(notebook)) + "\n")


def _language(notebook):
    """The language of the notebook's kernel: "python", also if it names none."""
    kernel, language = (notebook.metadata.get(key, {}) for key in ("kernelspec", "language_info"))
    return str(kernel.get("language") or language.get("name") or "python")


def _replace(file, text):
    """`text` in the place of what is in `file`, whole or not at all; mode and owner stay."""
    before = file.stat()
    number, temporary = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with open(number, "w", encoding="utf-8", newline="\n") as new:
            new.write(text)
        if hasattr(os, "geteuid") and os.geteuid() == 0:  # others cannot give a file away
            os.chown(temporary, before.st_uid, before.st_gid)
        shutil.copystat(file, temporary)
        os.utime(temporary)
        os.replace(temporary, file)
    except BaseException:
        os.unlink(temporary)
        raise


def execute(notebook, folder):
    """Execute `notebook`, in place, with `folder` as its working directory.

    Raises RuntimeError if the kernel does not start, and what nbclient raises for a cell.
    """
    with tempfile.TemporaryDirectory() as settings:
        client = NotebookClient(notebook, timeout=120, kernel_name="python3", record_timing=False)
        client.create_kernel_manager()
        try:
            client.start_new_kernel(cwd=str(folder), env=kernel_environment(settings))
            client.start_new_kernel_client()
        except (KeyError, OSError, RuntimeError) as error:  # NoSuchKernel is a KeyError
            raise RuntimeError(
                f"the kernel python3 does not start: {_first_line(error)}; "
                "`jupyter kernelspec list` says where it comes from"
            ) from error
        client.execute()


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
    path = Path(path).absolute()
    if path.suffix != ".ipynb" or not path.is_file():
        raise ValueError(f"{name} must lead to a notebook (.ipynb); got {path}")
    return path


def _first_line(error):
    return next(iter(str(error).splitlines()), type(error).__name__)


def outside_a_checkout():
    """Why a command finds no course, or None; `helpers` may be installed without its repository."""
    if NOTEBOOKS.is_dir():
        return None
    return (
        f"{Path(__file__).parent} is not in the repository of the course: "
        "there, run `pip install -e .`, and this command again"
    )


def print_what_a_terminal_lacks():
    """From now on a letter that the terminal's encoding lacks is printed as a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _fail(status, sentence):
    print(sentence, file=sys.stderr)
    return status


def main(arguments=None):
    """Refresh the named notebooks, or all; returns the exit status.

    A name that leads to no notebook is 2, before any is executed; a notebook that fails is 1.
    """
    print_what_a_terminal_lacks()
    parser = argparse.ArgumentParser(
        prog="python -m helpers.refresh", description="Execute notebooks again, in place."
    )
    parser.add_argument("notebooks", nargs="*", help="which notebooks (default: all)")
    names = parser.parse_args(arguments).notebooks
    if not names and outside_a_checkout():
        return _fail(2, outside_a_checkout())
    try:
        paths = [_notebook("names", name) for name in names] or chapters.notebooks(NOTEBOOKS)
    except ValueError as error:
        return _fail(2, error)
    for path in paths:
        try:
            refresh(path)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            return _fail(1, f"{path.name} failed and is unchanged:\n{error}")
        except (OSError, RuntimeError, ValueError) as error:
            return _fail(1, f"{path.name} is unchanged: {_first_line(error)}")
        except KeyboardInterrupt:
            return _fail(130, f"interrupted; {path.name} is unchanged")
        print(f"{chapters.name_of(path)}.ipynb refreshed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
