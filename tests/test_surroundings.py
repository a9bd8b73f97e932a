"""What is stored, and compared, depends on the notebook alone, whatever a machine holds."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from helpers import refresh

ROOT = Path(__file__).resolve().parent.parent
CELLS = (
    """import logging
import matplotlib.pyplot as plt
logging.getLogger("matplotlib.font_manager").warning("building the font cache")
from helpers import plotting
plotting.use()""",
    """fig, ax = plt.subplots()
ax.plot([0.5, 1.5])
plotting.show(fig, "From 0.5 to 1.5.")""",
    """import warnings
warnings.warn_explicit("not shown", DeprecationWarning, "a_module.py", 1)
print(f"{0.5:n}", "startup" in dir(), "inline" in plt.get_backend())
"not shown"
1 / 3""",
)


def home_that_cannot_be_written(folder):
    return {"HOME": "/dev/null/home", "USERPROFILE": "/dev/null/home"}


def matplotlibrc(folder):
    settings = folder / ".config" / "matplotlib" / "matplotlibrc"
    settings.parent.mkdir(parents=True)
    settings.write_text(  # no.such.key: matplotlib warns
        "figure.facecolor: black\naxes.facecolor: black\nsavefig.dpi: 300\ntext.usetex: True\n"
        "font.family: serif\nlines.linewidth: 5\naxes.formatter.use_locale: True\nno.such.key: 1\n"
    )
    return {"HOME": str(folder), "MATPLOTLIBRC": str(settings)}


def startup_files_and_settings_of_ipython(folder):
    profile = folder / "profile_default"
    (profile / "startup").mkdir(parents=True)
    (profile / "startup" / "mine.py").write_text("startup = 1; print('started')\n")
    (profile / "ipython_config.py").write_text(
        "c.InteractiveShell.ast_node_interactivity = 'all'\n"
        "c.InlineBackend.rc = {'font.size': 30}\n"
        "c.PlainTextFormatter.float_precision = '%.2f'\n"
    )
    (folder / "startup.py").write_text("startup = 2\n")
    return {"IPYTHONDIR": str(folder), "PYTHONSTARTUP": str(folder / "startup.py")}


def other_variables(folder):
    """Another backend, language, and cache of fonts, which must be built first; every warning."""
    language = dict.fromkeys(("LANG", "LC_ALL"), "de_DE.UTF-8")
    return language | {
        "MPLBACKEND": "TkAgg",
        "MPLCONFIGDIR": str(folder),
        "PYTHONWARNINGS": "always",
    }


SURROUNDINGS = (
    home_that_cannot_be_written,
    matplotlibrc,
    startup_files_and_settings_of_ipython,
    other_variables,
)


def refreshed(path):
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(CELLS)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    refresh.refresh(path)
    return path.read_bytes()


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The fixture notebook, refreshed here."""
    path = tmp_path_factory.mktemp("plain") / "fixture.ipynb"
    refreshed(path)
    return path


def test_the_notebook_shows_and_prints_what_it_should(plain):
    first, second, third = nbformat.read(plain, as_version=4).cells
    assert first.outputs == []
    assert second.outputs[0].data["image/png"].startswith("iVBORw0KGgo")
    assert "\n" not in second.outputs[0].data["image/png"]
    assert third.outputs[0].text == "0.5 False True\n"
    assert third.outputs[1].data == {"text/plain": "0.3333333333333333"}


@pytest.mark.parametrize("surroundings", SURROUNDINGS)
def test_a_refresh_stores_the_same_bytes(surroundings, plain, tmp_path, monkeypatch):
    for name, value in surroundings(tmp_path / "of a user").items():
        monkeypatch.setenv(name, value)
    assert refreshed(tmp_path / "fixture.ipynb") == plain.read_bytes()


def test_nbval_compares_in_the_same_surroundings(plain, tmp_path):
    shutil.copy(plain, tmp_path)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    for surroundings in SURROUNDINGS[1:]:
        environment |= surroundings(tmp_path / surroundings.__name__)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.kernels"]
    command += ["--nbval", "--nbval-current-env", "."]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert run.returncode == 0 and "3 passed" in run.stdout, run.stdout
