"""Binder's build file, printed without building it: its Python, and what it would install."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytest.importorskip("repo2docker", reason="needs repo2docker: pip install -e '.[binder]'")


def test_binder_installs_the_pinned_packages_on_the_pinned_python():
    python = (ROOT / ".binder" / "runtime.txt").read_text(encoding="utf-8").strip()
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(ROOT)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True)
    build_file = printed.stdout + printed.stderr
    assert f"conda environment for {python.replace('-', '=')}\n" in build_file
    (install,) = re.findall(r"^RUN .*pip install .*$", build_file, re.M)
    assert install.endswith('-r ".binder/requirements.txt"')
    copy_all = "COPY --chown=0:0 src/ ${REPO_DIR}/"
    assert build_file.index(copy_all) < build_file.index(install)  # -e . needs the whole folder
