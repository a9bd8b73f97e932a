"""The house: what the README promises, the pins, and what Binder reads."""

import re
import subprocess
import sys
import tomllib

import pytest
from reading import ROOT, course, fenced, links, table

README = (ROOT / "README.md").read_text(encoding="utf-8")
ROAD = [notebook for notebook in course().values() if not notebook.is_side_path]
PACKAGES = {"jupyterlab", "numpy", "matplotlib", "scikit-learn", "sympy", "nbval", "pytest"}


def lines(name):
    return (ROOT / name).read_text(encoding="utf-8").splitlines()


def pins(name):
    return dict(line.split("==") for line in lines(name) if "==" in line)


def test_a_block_of_code_is_found_by_its_language():
    text = "```sh\na\n\nb\n```\n```\nc\n```\n````sh\n```\nd\n```\n````\n    ```sh\n    e\n    ```\n"
    assert fenced(text, "sh") == ["a\n\nb", "```\nd\n```"]
    assert fenced(text, "") == ["c"] and fenced(text, "powershell") == []


def test_a_table_is_found_by_its_first_column():
    text = "| a | b |\n|---|---|\n| 1 | 2 |\n\n| c |\n|---|\n| 3 |\n\n| a |\n|:-:|\n| - 4 |\n| |\n"
    assert table(text, "a") == [["1", "2"], ["- 4"], [""]]
    assert table(text, "c") == [["3"]]


def test_ci_runs_the_test_command_of_the_readme():
    commands = [c for c in fenced(README, "sh") if c.startswith("python3 -m venv .venv ")]
    tests = {command for command in commands if command.endswith("-m pytest")}
    assert tests and tests <= set(lines(".ci/run"))


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
    found = [target for row in table(README, "notebook") for target in links(row[0])]
    expected = [f"notebooks/{notebook.path.name}" for notebook in ROAD]
    assert [target for target in found if "/deeper/" not in target] == expected


def test_the_readme_leads_to_the_teachers_part():
    assert "notebooks/TEACHING.md" in links(README)


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
