"""An edition as a folder. It is written beside the old one, and takes its place only when it is
complete and the old one holds nothing of anyone's.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from urllib.parse import quote

import nbformat

from helpers import refresh
from helpers.chapters import DEEPER, name_of
from helpers.handouts.editions import EDITIONS
from helpers.handouts.links import destination, relinked, with_pictures
from helpers.handouts.page import BadCell, Page
from helpers.handouts.pdf import print_pdf

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = ".written.json"  # what we wrote, {path: hash}: all the rest is someone's work
# What programs and operating systems add to a folder, and nobody misses.
IGNORED = ("__pycache__", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db", "desktop.ini", "._*")


class HandoutError(Exception):
    """Why an edition was not written, in a sentence."""


def write_edition(edition, paths, output, browser=None, report=print):
    """Write `edition` of the notebooks at `paths` to the folder output/edition.

    Raises HandoutError, and leaves an older edition as it was, if a notebook is broken, if the
    folder cannot be written, or if it holds files that were added or changed by someone.
    """
    target, names = output / edition, _names(paths)
    try:
        output.mkdir(parents=True, exist_ok=True)
        _check_untouched(target)
        with tempfile.TemporaryDirectory(prefix=f".{edition}-", dir=output) as temporary:
            new = Path(temporary) / edition
            _fill(new, edition, names, browser, report)
            _check_untouched(target)  # someone may have worked there meanwhile
            _replace(target, new)
    except OSError as error:
        raise HandoutError(f"cannot write {target}: {error.strerror or error}") from error


def _names(paths):
    """What the notebooks are called in an edition, {absolute path: name}.

    Raises HandoutError for names that are one on some systems, and for that of the index.
    """
    names, taken = {}, {}
    for path in (Path(os.path.abspath(path)) for path in paths):
        name = name_of(path)
        key = unicodedata.normalize("NFC", name).casefold()
        if key == "index":
            raise HandoutError(f"{path} would replace the index of the edition; rename it")
        if path not in names and key in taken:
            raise HandoutError(f"{taken[key]} and {path} would both be {name}.html; rename one")
        names[path], taken[key] = name, path
    return names


def _fill(folder, edition, names, browser, report):
    """Everything of an edition, in `folder`."""
    shutil.copytree(
        ROOT / "helpers", folder / "helpers", ignore=shutil.ignore_patterns(*IGNORED, "handouts")
    )
    if any(name.startswith(f"{DEEPER}/") for name in names.values()):
        (folder / DEEPER / "helpers").mkdir(parents=True)
        _write(folder / DEEPER / "helpers" / "__init__.py", HELPERS_ABOVE)
    shutil.copy(ROOT / "LICENSE", folder)
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    _write(folder / "requirements.txt", "\n".join(p for p in pins if "==" in p) + "\n")
    notebooks = {}
    for count, (path, name) in enumerate(names.items(), 1):
        report(f"{edition} edition, {count} of {len(names)}: {name}.ipynb")
        notebooks[name] = notebook = EDITIONS[edition](_read(path), name)
        _write_notebook(folder, notebook, path, names)
    _write_page(folder, index(edition, notebooks, browser), "index")
    if browser:
        report(f"{edition} edition: printing {len(names)} PDFs")
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda name: _print(browser, folder / f"{name}.html"), notebooks))
    _write(folder / MANIFEST, json.dumps(_hashes(folder), indent=1))


HELPERS_ABOVE = '''\
"""The package `helpers` of the folder above, where the notebooks of this folder find it."""

from pathlib import Path

__path__ = [str(Path(__file__).resolve().parents[2] / "helpers")]
'''


def _read(path):
    """The notebook at `path`, which must have been run without error."""
    try:
        notebook = refresh.read(path)
    except (OSError, ValueError) as error:
        raise HandoutError(f"{path.name} cannot be read: {error}") from error
    for cell in notebook.cells:
        if cell.cell_type == "code":
            _check_run(cell, path)
        elif cell.cell_type == "markdown":
            with _naming(path, cell):
                with_pictures(cell, path.parent)
    return notebook


def _check_run(cell, path):
    """Raise unless the cell has run without an error, or has nothing to run, or may fail."""
    tags = cell.metadata.get("tags", [])
    failed = any(output.output_type == "error" for output in cell.outputs)
    left_out = not cell.source.strip() or "skip-execution" in tags
    if failed and "raises-exception" not in tags:
        state = "raises an error"
    elif cell.execution_count is None and not left_out:
        state = "has not been run"
    else:
        return
    again = f"mend it, and python -m helpers.refresh {path}"
    raise HandoutError(f"{path.name}, cell {cell.id} {state}; {again}")


@contextmanager
def _naming(path, cell):
    """A ValueError about a cell becomes a HandoutError that names it, and its notebook."""
    try:
        yield
    except ValueError as error:
        raise HandoutError(f"{path.name}, cell {cell.id}: {error}") from error


def _write_notebook(folder, notebook, path, names):
    """`notebook` as .ipynb and as .html, each with links to its own kind."""
    name = names[path]
    (folder / name).parent.mkdir(exist_ok=True)
    for suffix in (".ipynb", ".html"):
        copy = nbformat.from_dict(notebook)
        lead = partial(destination, path=path, names=names, suffix=suffix)
        for cell in copy.cells:
            if cell.cell_type == "markdown":
                with _naming(path, cell):
                    cell.source = relinked(cell.source, lead)
        if suffix == ".ipynb":
            nbformat.write(copy, folder / f"{name}.ipynb")
        else:
            _write_page(folder, copy, name)


def _write_page(folder, notebook, name):
    notebook.metadata.title = _title(notebook, name)
    try:
        html, _ = Page().from_notebook_node(notebook)
    except BadCell as error:
        raise HandoutError(f"{Path(name).name}.ipynb, {error}") from error
    _write(folder / f"{name}.html", html)


def _print(browser, page):
    try:
        print_pdf(browser, page)
    except (OSError, subprocess.SubprocessError) as error:
        raise HandoutError(
            f"printing {page.name} with {browser} failed: {error}; --no-pdf leaves PDFs out"
        ) from error


def index(edition, notebooks, browser):
    """The first page: how to start, and the map of the course."""
    rows = [_row(name, notebooks[name], browser) for name in _with_side_paths(list(notebooks))]
    notes = TRAPS if edition == "instructor" else ""
    source = "\n".join([INDEX.format(edition=edition, notes=notes), *rows])
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(source, id="index")])


def _with_side_paths(names):
    """`names` in their order, but each side path under the notebook that it continues."""
    place = {name[:2]: number for number, name in enumerate(names) if "/" not in name}

    def order(name):
        folder, _, stem = name.rpartition("/")
        return place.get(stem[:2], len(names)) if folder else names.index(name), folder, stem

    return sorted(names, key=order)


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
    first = next((cell.source for cell in notebook.cells), "")
    minutes = re.search(r"\*\*Time\*\* (\d+)", first)
    needs = re.search(r"\*\*You need\*\*(.*?)\*\*Time\*\*", first, re.DOTALL)
    needs = needs[1] if needs else ""
    numbers = re.findall(r"\((?:\.\./|deeper/)?0?(\d+[a-z]?)_\w+\.ipynb[)#]", needs)
    title, side = _title(notebook, name).replace("|", r"\|"), "deeper: " if "/" in name else ""
    suffixes = [".ipynb", ".pdf"][: 1 + bool(browser)]
    files = " ".join(f"[{name}{suffix}]({quote(name + suffix)})" for suffix in suffixes)
    page = quote(f"{name}.html")
    minutes = minutes[1] if minutes else ""
    return f"| {side}[{title}]({page}) | {minutes} | {', '.join(numbers)} | {files} |"


def _title(notebook, name):
    """The notebook's first heading of level one, or its name."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    heading = re.search(
        r"^# +(.+?)(?:[ \t]+#+)?[ \t]*$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.M
    )
    return heading[1] if heading else Path(name).name


def _check_untouched(target):
    """Raise unless `target` is absent, or holds exactly what an earlier run wrote."""
    if not os.path.lexists(target):
        return
    if target.is_symlink() or not target.is_dir():
        raise HandoutError(f"{target} is a link or a file, not a folder; choose another --output")
    try:
        written = dict(json.loads((target / MANIFEST).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError) as error:
        raise HandoutError(
            f"{target} was not written by this command; choose another --output"
        ) from error
    found = _hashes(target)
    theirs = sorted(path for path in found if path != MANIFEST and found[path] != written.get(path))
    if theirs:
        raise HandoutError(
            f"{target / theirs[0]} is someone's work; move it, or choose another --output"
        )


def _hashes(folder):
    """{path: hash} of the files in `folder`; of a link or an empty folder, that it is one."""
    found = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if any(fnmatch(part.lower(), name.lower()) for part in relative.parts for name in IGNORED):
            continue
        if path.is_file() and not path.is_symlink():
            found[relative.as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
        elif not path.is_dir() or path.is_symlink() or not any(path.iterdir()):
            found[relative.as_posix()] = "no plain file"
    return found


def _replace(target, new):
    """`new` in the place of `target`; if that fails, `target` comes back."""
    old = new.parent / "old"
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except BaseException:  # an interrupt, too: what is left in the temporary folder is deleted
        if old.exists():
            old.rename(target)
        raise


def _write(path, text):
    path.write_text(text, encoding="utf-8", newline="\n")
