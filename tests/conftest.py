"""What several test files share."""

import re

import pytest

from helpers import chapters
from helpers.refresh import NOTEBOOKS

# What takes long: `python -m pytest` leaves it out, `python -m pytest -m slow` runs it alone.
SLOW = {
    "test_accessibility.py",
    "test_browser.py",
    "test_gradcheck_properties.py",
    "test_handouts.py",
    "test_planted_faults.py",
    "test_prove_properties.py",
    "test_reproducibility.py",
    "test_running_again.py",
    "test_surroundings.py",
}


# These try hundreds of answers on each check: for those of the side paths that is slow as well.
ANSWERS = {"test_exercises.py", "test_exercise_forms.py"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what is slow, before pytest asks for the mark."""
    for item in items:
        checks = set(re.findall(r"(\w+)\.check_", item.name)) & set(chapters.SIDE_PATHS)
        if item.path.name in SLOW or (item.path.name in ANSWERS and checks):
            item.add_marker("slow")


@pytest.fixture(scope="session")
def editions(tmp_path_factory):
    """Both editions of all notebooks, without PDFs; tests read them and change nothing."""
    from helpers.handouts.folder import write_edition  # needs an extra, as the tests that ask do

    output = tmp_path_factory.mktemp("handouts")
    for edition in ("student", "instructor"):
        write_edition(edition, chapters.notebooks(NOTEBOOKS), output, report=lambda line: None)
    return output
