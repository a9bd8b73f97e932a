"""The house: what the README promises, the pins, and what Binder reads."""

import json
import re
import subprocess
import sys
import tomllib

import pytest
from reading import ROOT

from helpers import chapters

README = (ROOT / "README.md").read_text(encoding="utf-8")
PACKAGES = {"jupyterlab", "numpy", "matplotlib", "scikit-learn", "sympy", "nbval", "pytest"}


def lines(name):
    return (ROOT / name).read_text(encoding="utf-8").splitlines()


def pins(name):
    return dict(line.split("==") for line in lines(name) if "==" in line)


def test_ci_runs_the_test_command_of_the_readme():
    (command,) = re.findall(r"^python3 -m venv \.venv .*-m pytest$", README, re.M)
    assert command in lines(".ci/run")


def test_the_seven_packages_are_pinned():
    assert set(pins("requirements.txt")) == PACKAGES
    assert [line for line in lines("requirements.txt") if line.startswith("-")] == [
        "-c .binder/constraints.txt",
        "-e .",
    ]


def test_constraints_freeze_the_rest_and_agree():
    frozen = pins(".binder/constraints.txt")
    assert len(frozen) == len(lines(".binder/constraints.txt"))
    assert pins("requirements.txt").items() <= frozen.items()


def test_binder_reads_the_same_requirements():
    assert lines(".binder/requirements.txt") == ["-r ../requirements.txt"]
    assert re.fullmatch(r"python-3\.1[1-9]", lines(".binder/runtime.txt")[0])


def test_the_readme_lists_the_notebooks_in_order():
    notebooks = [f"notebooks/{path.name}" for path in chapters.road(ROOT / "notebooks")]
    found = re.findall(r"\]\(([^)\s]+\.ipynb)\)", README)
    assert [target for target in found if "/deeper/" not in target] == notebooks


def test_the_table_for_teachers_agrees_with_the_notebooks():
    rows = re.findall(r"^\| (\d+) \| .+? \| (\d+) \| (.+?) \| .+? \| .+? \|$", README, re.M)
    paths = chapters.road(ROOT / "notebooks")
    assert [int(number) for number, *_ in rows] == list(range(len(paths)))
    for path, (_, minutes, builds_on) in zip(paths, rows):
        first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"]
        needs = re.search(r"\*\*You need\*\*.*", "".join(first))[0]
        assert f"**Time** {minutes} minutes" in needs
        needed = {int(number) for number in re.findall(r"\((\d\d)_\w+\.ipynb\)", needs)}
        assert {int(number) for number in re.findall(r"\d+", builds_on)} == needed, path.name


def test_training_imports_nothing_heavy():
    code = (
        "import sys, helpers.network, helpers.optimizers, helpers.training, helpers.gradcheck;"
        "print(sorted({'sklearn', 'scipy', 'matplotlib', 'sympy', 'IPython'} & set(sys.modules)))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert printed.stdout == "[]\n"


@pytest.mark.parametrize("module", sorted(p.stem for p in (ROOT / "helpers").glob("[a-z]*.py")))
def test_every_module_is_in_the_map_of_the_package(module):
    assert re.search(
        rf"\b{module}\b", (ROOT / "helpers" / "__init__.py").read_text(encoding="utf-8")
    )


def test_the_package_lists_all_its_parts():
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    parts = {
        p.parent.relative_to(ROOT).as_posix().replace("/", ".")
        for p in ROOT.glob("helpers/**/__init__.py")
    }
    assert set(tool["setuptools"]["packages"]) == parts
    assert "claims.toml" in tool["setuptools"]["package-data"]["helpers"]
