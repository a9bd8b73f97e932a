"""An edition as a folder. It is written beside the old one, and takes its place only when it is
complete and the old one holds nothing of anyone's.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from helpers.handouts.editions import EDITIONS, relinked
from helpers.handouts.page import BadFormula, Page
from helpers.handouts.pdf import print_pdf

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = ".written.json"  # what we wrote, {path: hash}: all the rest is someone's work
IGNORED = ("__pycache__", ".ipynb_checkpoints")


class HandoutError(Exception):
    """Why an edition was not written, in a sentence."""


def write_edition(edition, paths, output, browser=None, report=print):
    """Write `edition` of the notebooks at `paths` to the folder output/edition.

    Raises HandoutError, and leaves an older edition as it was, if a notebook is broken, if the
    folder cannot be written, or if it holds files that were added or changed by someone.
    """
    target = output / edition
    try:
        output.mkdir(parents=True, exist_ok=True)
        _check_untouched(target)
        with tempfile.TemporaryDirectory(prefix=f".{edition}-", dir=output) as temporary:
            new = Path(temporary) / edition
            _fill(new, edition, paths, browser, report)
            _replace(target, new)
    except OSError as error:
        raise HandoutError(f"cannot write {target}: {error.strerror or error}") from error


def _fill(folder, edition, paths, browser, report):
    """Everything of an edition, in `folder`."""
    shutil.copytree(
        ROOT / "helpers", folder / "helpers", ignore=shutil.ignore_patterns(*IGNORED, "handouts")
    )
    shutil.copy(ROOT / "LICENSE", folder)
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    _write(folder / "requirements.txt", "\n".join(p for p in pins if "==" in p) + "\n")
    names = [path.stem for path in paths]
    notebooks = {}
    for count, path in enumerate(paths, 1):
        report(f"{edition} edition, {count} of {len(paths)}: {path.name}")
        notebooks[path.stem] = notebook = EDITIONS[edition](_read(path), path.stem)
        _write_notebook(folder, notebook, path.stem, names)
    _write_page(folder, index(edition, notebooks, browser), "index", names)
    if browser:
        report(f"{edition} edition: printing {len(names)} PDFs")
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda name: _print(browser, folder / f"{name}.html"), names))
    _write(folder / MANIFEST, json.dumps(_hashes(folder), indent=1))


def _read(path):
    """The notebook at `path`, which must have been run without error."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # nbformat fails in as many ways as a file can
        raise HandoutError(f"{path.name} cannot be read: {error}") from error
    for cell in notebook.cells:
        if cell.cell_type == "code":
            failed = any(output.output_type == "error" for output in cell.outputs)
            if failed or cell.execution_count is None:
                state = "raises an error" if failed else "has not been run"
                again = f"python -m helpers.refresh notebooks/{path.name}"
                raise HandoutError(f"{path.name}, cell {cell.id} {state}; mend it, and {again}")
    return notebook


def _write_notebook(folder, notebook, name, names):
    """`notebook` as .ipynb and as .html, each with links to its own kind."""
    for suffix in (".ipynb", ".html"):
        copy = nbformat.from_dict(notebook)
        for cell in copy.cells:
            if cell.cell_type == "markdown":
                cell.source = relinked(cell.source, suffix, names)
        if suffix == ".ipynb":
            nbformat.write(copy, folder / f"{name}.ipynb")
        else:
            _write_page(folder, copy, name, names)


def _write_page(folder, notebook, name, names):
    notebook.metadata.title = _title(notebook)
    try:
        html, _ = Page().from_notebook_node(notebook)
    except BadFormula as error:
        raise HandoutError(f"{name}.ipynb, {error}") from error
    _write(folder / f"{name}.html", html)


def _print(browser, page):
    try:
        print_pdf(browser, page)
    except subprocess.SubprocessError as error:
        raise HandoutError(f"printing {page.name} with {browser} failed: {error}") from error


def index(edition, notebooks, browser):
    """The first page: how to start, and the map of the course."""
    rows = [_row(name, notebook, browser) for name, notebook in notebooks.items()]
    notes = TRAPS if edition == "instructor" else ""
    source = "\n".join([INDEX.format(edition=edition, notes=notes), *rows])
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(source, id="index")])


INDEX = """\
# Backprop, Proved: {edition} edition

A course on backpropagation. To read it, open a page; no network is needed. To run and change it,
install the packages once, and start JupyterLab in this folder:

```sh
python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/jupyter lab
```

{notes}
## The map of the course

| notebook | minutes | builds on | files |
|---|---|---|---|"""


TRAPS = """
Each notebook begins with teaching notes. Of their questions, *Predict* comes before a cell is run,
*In words* needs no computation, and a *Trap* is one that most of a class get wrong.
"""


def _row(name, notebook, browser):
    first = notebook.cells[0].source
    minutes = re.search(r"\*\*Time\*\* (\d+)", first)[1]
    needs = re.search(r"\*\*You need\*\*(.*?)\*\*Time\*\*", first, re.DOTALL)[1]
    needed = ", ".join(str(int(number)) for number in re.findall(r"\((\d\d)_\w+\.ipynb\)", needs))
    files = [
        f"[{name}{suffix}]({name}{suffix})" for suffix in [".ipynb", ".pdf"][: 1 + bool(browser)]
    ]
    return f"| [{_title(notebook)}]({name}.html) | {minutes} | {needed} | {' '.join(files)} |"


def _title(notebook):
    return notebook.cells[0].source.splitlines()[0].removeprefix("# ")


def _check_untouched(target):
    """Raise unless `target` is absent, or holds exactly what an earlier run wrote."""
    if not target.exists():
        return
    if not (target / MANIFEST).is_file():
        raise HandoutError(f"{target} was not written by this command; choose another --output")
    written = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
    found = _hashes(target)
    theirs = sorted(path for path in found if path != MANIFEST and found[path] != written.get(path))
    if theirs:
        raise HandoutError(
            f"{target / theirs[0]} is someone's work; move it, or choose another --output"
        )


def _hashes(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not set(path.parts) & set(IGNORED)
    }


def _replace(target, new):
    """`new` in the place of `target`; if that fails, `target` comes back."""
    old = new.parent / "old"
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise


def _write(path, text):
    path.write_text(text, encoding="utf-8", newline="\n")
