"""Whoever studies a notebook may go back and run a cell again: it says the same as before."""

import pytest
from reading import course
from running import faults_of_a_second_run

NOTEBOOKS = course()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_cell_run_once_more_says_the_same(name):
    faults = faults_of_a_second_run(NOTEBOOKS[name])
    assert not faults, "\n".join([name, *faults])
