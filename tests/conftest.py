"""What several test files share."""

import pytest

from helpers import chapters
from helpers.refresh import NOTEBOOKS


@pytest.fixture(scope="session")
def editions(tmp_path_factory):
    """Both editions of all notebooks, without PDFs; tests read them and change nothing."""
    from helpers.handouts.folder import write_edition  # needs an extra, as the tests that ask do

    output = tmp_path_factory.mktemp("handouts")
    for edition in ("student", "instructor"):
        write_edition(edition, chapters.notebooks(NOTEBOOKS), output, report=lambda line: None)
    return output
