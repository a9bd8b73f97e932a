"""The kernels that nbval starts run in the surroundings in which the outputs were made."""

import os
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest

from helpers.refresh import kernel_environment

_SETTINGS = TemporaryDirectory()  # goes when pytest ends, after the kernels


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    """nbval starts a kernel, with the environment as it is then, before a notebook's first cell."""
    if item.path.suffix != ".ipynb":
        return (yield)
    with patch.dict(os.environ, kernel_environment(_SETTINGS.name), clear=True):
        return (yield)
