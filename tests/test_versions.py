"""The versions promised: every import is declared, and the oldest and the pinned set lie in it."""

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PROMISED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
RANGES = {canonicalize_name(r.name): r.specifier for r in map(Requirement, PROMISED)}


def pins(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if "==" in line)
    return {canonicalize_name(package): Version(version) for package, version in pairs}


def test_the_oldest_set_is_the_lower_end_of_every_range():
    lowest = {package: Version(str(r).removeprefix(">=")) for package, r in RANGES.items()}
    assert pins("tests/oldest.txt") == lowest


def test_the_pinned_set_lies_in_the_ranges():
    frozen = pins(".binder/constraints.txt")
    assert {package: v for package in RANGES if (v := frozen[package]) not in RANGES[package]} == {}


def test_whatever_helpers_imports_is_declared():
    extras = sum(PROJECT["optional-dependencies"].values(), PROJECT["dependencies"])
    declared, imported = {canonicalize_name(Requirement(text).name) for text in extras}, set()
    for path in (ROOT / "helpers").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module.split(".")[0])
    packages = packages_distributions()
    missing = {
        module
        for module in imported - sys.stdlib_module_names - {"helpers"}
        if not set(map(canonicalize_name, packages.get(module, [module]))) & declared
    }
    assert missing == set()
