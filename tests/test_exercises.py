"""Every check accepts the right answer, names each known mistake, and survives anything else."""

import importlib
import pkgutil

import numpy as np
import pytest
import sympy as sp

import helpers.exercises
from helpers.exercises.checking import (
    CORRECT,
    NOT_ATTEMPTED,
    Check,
    FormulaCheck,
    FunctionCheck,
    ValueCheck,
)

CHECKS = {
    f"{module.name}.{name}": check
    for module in pkgutil.iter_modules(helpers.exercises.__path__)
    for name, check in vars(importlib.import_module(f"helpers.exercises.{module.name}")).items()
    if isinstance(check, Check)
}
MISTAKES = [(name, why) for name, check in CHECKS.items() for why in check.mistakes]


@pytest.mark.parametrize("name", CHECKS)
def test_the_right_answer_is_correct_and_none_is_no_attempt(name):
    check = CHECKS[name]
    assert check.verdict(check.right) == CORRECT
    assert check.verdict(None) == check.verdict(...) == NOT_ATTEMPTED
    assert len(check.mistakes) >= 3, "a catalogue of at least three typical mistakes"


@pytest.mark.parametrize("name, why", MISTAKES)
def test_each_known_mistake_is_named(name, why):
    assert CHECKS[name].verdict(CHECKS[name].mistakes[why]) == f"wrong: {why}"


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize("answer", ["nonsense", 1234.5, [1, 2], {"a": 1}, np.nan, object()])
def test_nonsense_is_wrong_and_does_not_raise(name, answer):
    assert CHECKS[name].verdict(answer).startswith("wrong: ")


def boom(*arguments):
    raise ZeroDivisionError("boom")


def stub(*arguments):
    raise NotImplementedError


@pytest.mark.parametrize("name", [n for n, c in CHECKS.items() if isinstance(c, FunctionCheck)])
def test_functions_that_crash_are_told_so(name):
    check = CHECKS[name]
    assert "ZeroDivisionError: boom" in check.verdict(boom)
    assert check.verdict(stub) == NOT_ATTEMPTED
    assert "it returns nothing" in check.verdict(lambda *arguments: None)
    for result in ("text", np.nan, np.ones((2, 7, 3)), [[1], [1, 2]]):
        assert check.verdict(lambda *a, result=result: result).startswith("wrong: ")


DOUBLE = FunctionCheck(
    right=lambda x: 2 * x,
    mistakes={"that is half of it": lambda x: x},
    cases=[(np.array([1.0, 2.0]),), (np.array([3.0, 4.0, 5.0]),)],
)


def test_function_verdicts_say_where():
    def in_place(x):
        x *= 2
        return x

    assert DOUBLE.verdict(lambda x: x + x) == CORRECT
    assert DOUBLE.verdict(lambda x: x * 3) == (
        "wrong: for x = [1.0, 2.0] you get [3.0, 6.0]; expected [2.0, 4.0]"
    )
    assert DOUBLE.verdict(lambda x: 2 * x if len(x) == 2 else x * 3) == (
        "wrong: for x = [3.0, 4.0, 5.0] you get [9.0, 12.0, 15.0]; expected [6.0, 8.0, 10.0]"
    )
    assert DOUBLE.verdict(lambda x: x[:1]) == (
        "wrong: for x = [1.0, 2.0] it has shape (1,); expected (2,)"
    )
    large = FunctionCheck(right=lambda x: 2 * x, mistakes={}, cases=[(np.ones((3, 4)),)])
    assert large.verdict(lambda x: 2 * x + np.eye(3, 4, 2)) == (
        "wrong: on the check's arrays entry (0, 2) is 3.0; expected 2.0"
    )
    assert DOUBLE.verdict(in_place) == "wrong: it changes its argument x; work on a copy"
    assert DOUBLE.verdict(3) == "wrong: expected a function; got 3"


def test_formula_verdicts_accept_every_form_and_refute_with_numbers():
    z = sp.Symbol("z", real=True)
    check = FormulaCheck(right=(z + 1) ** 2, mistakes={"the cross term is missing": z**2 + 1})
    assert check.verdict(z**2 + 2 * z + 1) == CORRECT
    assert (
        check.verdict("z**2 + 2*z + 1") == check.verdict(sp.Symbol("z") ** 2 + 2 * z + 1) == CORRECT
    )
    assert check.verdict("z**2 + 2*z").startswith("wrong: ")
    assert "!=" in check.verdict(z**3) and "at z = " in check.verdict(z**3)
    assert str(check.right) not in check.verdict(z**3)


def test_value_verdicts_compare_to_three_digits():
    check = ValueCheck(right=0.3333, mistakes={"upside down": 3.0})
    assert check.verdict(1 / 3) == CORRECT
    assert check.verdict(0.34) == "wrong: 0.34 is not it"
    assert check.verdict(0.333) == CORRECT
    assert check.verdict(0.331) == "wrong: 0.331 is close; give more digits"
    assert check.verdict([1 / 3]) == "wrong: [0.3333333333333333] is not it"
    words = ValueCheck(right=["a", "b"], mistakes={"other way round": ["b", "a"]})
    assert words.verdict(["a", "b"]) == CORRECT
    assert words.verdict(["b", "a"]) == "wrong: other way round"


def test_a_call_prints_the_verdict(capsys):
    DOUBLE(None)
    assert capsys.readouterr().out == "not attempted yet\n"
