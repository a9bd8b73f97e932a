"""Every check accepts the right answer, names each known mistake, and survives anything else."""

import ast
import copy
import importlib
import pkgutil
import re
import sys
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from reading import announced, course

import helpers.exercises
from helpers import chapters
from helpers.activations import sigmoid, softmax
from helpers.autodiff import Value
from helpers.exercises.checking import (
    CORRECT,
    NOT_ATTEMPTED,
    Check,
    FormulaCheck,
    FunctionCheck,
    Progress,
    ValueCheck,
)
from helpers.exercises.engine import count_operations
from helpers.training import minibatches

CELLS = {chapters.stem_of(name): notebook.cells for name, notebook in course().items()}

CHECKS = {
    f"{module.name}.{name}": check
    for module in pkgutil.iter_modules(helpers.exercises.__path__)
    for name, check in vars(importlib.import_module(f"helpers.exercises.{module.name}")).items()
    if isinstance(check, Check)
}
FUNCTIONS = [name for name, check in CHECKS.items() if isinstance(check, FunctionCheck)]
MISTAKES = [(name, why) for name, check in CHECKS.items() for why in check.mistakes]


@pytest.mark.parametrize("name", CHECKS)
def test_the_right_answer_is_correct_and_none_is_no_attempt(name):
    check = CHECKS[name]
    assert check.verdict(check.right) == CORRECT
    assert check.verdict(None) == check.verdict(...) == NOT_ATTEMPTED
    assert len(check.mistakes) >= 5, "a catalogue of at least five typical mistakes"


@pytest.mark.parametrize("name, why", MISTAKES)
def test_each_known_mistake_is_named(name, why):
    assert CHECKS[name].verdict(CHECKS[name].mistakes[why]) == f"wrong: {why}"


class Hostile:
    """Raises at whatever it is asked."""

    def __array__(self, *arguments, **options):
        raise RuntimeError("hostile")

    __eq__ = __repr__ = __len__ = __float__ = __array__
    __hash__ = None


NONSENSE = [
    "nonsense", 1234.5, [1, 2], {"a": 1}, np.nan, object(), Hostile(), 1j, 10**400, b"x", {1, 2},
    "z +", [[1], [1, 2]], np.array([]), np.ma.masked_all(3), sp.zoo, sp.Eq(sp.Symbol("z"), 1),
    dict.fromkeys("Lstqab", Hostile()), [None], np.datetime64("2020"), iter([1]), type,
]  # fmt: skip


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize("answer", NONSENSE, ids=lambda answer: type(answer).__name__)
def test_nonsense_is_wrong_and_does_not_raise(name, answer):
    for given in (answer, lambda *arguments: answer):
        verdict = CHECKS[name].verdict(given)
        assert verdict.startswith("wrong: ") and "\n" not in verdict and " at 0x" not in verdict


def boom(*arguments):
    raise ZeroDivisionError("boom")


def stub(*arguments):
    raise NotImplementedError


@pytest.mark.parametrize("name", FUNCTIONS)
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
PAIR = FunctionCheck(
    right=lambda x: (2 * x, -x),
    mistakes={"that is half of it": lambda x: (x, -x)},
    cases=DOUBLE.cases,
    parts=("double", "minus"),
)
LARGE = FunctionCheck(right=lambda x: 2 * x, mistakes={}, cases=[(np.ones((3, 4)),)])
SHEAR = FunctionCheck(lambda A: A + np.tri(2, 3), {}, [(np.arange(1.0, 7).reshape(2, 3),)])


def in_place(x):
    x *= 2
    return x


def bye(x):
    sys.exit("bye")


VERDICTS = [
    (DOUBLE, lambda x: x + x, CORRECT),
    (DOUBLE, lambda x, factor=2: factor * x, CORRECT),
    (DOUBLE, lambda *arguments: 2 * arguments[0], CORRECT),
    (DOUBLE, 3, "expected a function; got 3"),
    (DOUBLE, lambda x, y: x, "it must take x; yours takes x, y"),
    (DOUBLE, lambda: 1, "it must take x; yours takes "),
    (DOUBLE, in_place, "it changes its argument x; work on a copy"),
    (DOUBLE, bye, "for x = [1.0, 2.0] it raises SystemExit: bye"),
    (DOUBLE, lambda x: -2 * x, "sign flipped"),
    (DOUBLE, lambda x: 7.0, "a constant answer: 7.0 for all inputs that were tried"),
    (DOUBLE, lambda x: x * 3, "for x = [1.0, 2.0] you get [3.0, 6.0]; expected [2.0, 4.0]"),
    (DOUBLE, lambda x: 2 * x if len(x) == 2 else x * 3,
     "for x = [3.0, 4.0, 5.0] you get [9.0, 12.0, 15.0]; expected [6.0, 8.0, 10.0]"),
    (DOUBLE, lambda x: 2 * x + 3e-4,
     "for x = [1.0, 2.0] you get [2.0003, 4.0003]; expected [2.0, 4.0]"),
    (DOUBLE, lambda x: x[:1], "for x = [1.0, 2.0] it has shape (1,); expected (2,)"),
    (DOUBLE, lambda x: (entry for entry in x),
     "for x = [1.0, 2.0] you get a generator; expected an array of shape (2,)"),
    (DOUBLE, lambda x: np.where(x > 1, np.nan, 2), "for x = [1.0, 2.0] it gives NaN at entry 1"),
    (LARGE, lambda x: np.log(x - 1 - np.eye(3, 4, 1)),
     "for x of shape (3, 4) it gives NaN at entry (0, 1)"),
    (LARGE, lambda x: 2 * x + np.eye(3, 4, 2),
     "for x of shape (3, 4) entry (0, 2) is 3.0; expected 2.0"),
    (SHEAR, lambda A: (A + np.tri(2, 3)).T, "transposed"),
    (PAIR, lambda x: [x + x, 0 - x], CORRECT),
    (PAIR, lambda x: (x, -x), "that is half of it"),
    (PAIR, lambda x: (2 * x, x), "minus: sign flipped"),
    (PAIR, lambda x: (3 * x, x),
     "double: for x = [1.0, 2.0] you get [3.0, 6.0]; expected [2.0, 4.0]"),
    (PAIR, lambda x: (2 * x, None), "minus: it returns nothing; is there a `return`?"),
    (PAIR, lambda x: None, "it returns nothing; is there a `return`?"),
    (PAIR, lambda x: 2 * x, "it must return 2 arrays: double, minus"),
    (PAIR, lambda x: (2 * x, -x)[: len(x) - 1], "it must return 2 arrays: double, minus"),
]  # fmt: skip


@pytest.mark.parametrize("check, answer, verdict", VERDICTS, ids=[v for *_, v in VERDICTS])
def test_function_verdicts_say_what_is_wrong_and_where(check, answer, verdict):
    assert check.verdict(answer).removeprefix("wrong: ") == verdict


def test_what_is_compared_may_be_another_call():
    def right(x):
        return np.sin(x)  # np.sin itself has no signature in NumPy 2.0

    check = FunctionCheck(right, {"flat": np.cos}, [(0.0,)], call=lambda f, x: f(x) + 1)
    assert check.verdict(np.sinh) == CORRECT and check.verdict(np.cosh) == "wrong: flat"
    assert check.verdict(lambda x: 4.0).endswith("5.0 for all inputs that were tried")


def test_a_changed_argument_is_seen_in_lists_too():
    nested = FunctionCheck(
        right=lambda rows: sum(map(sum, rows)),
        mistakes={},
        cases=[([[1.0, 2.0], [3.0]],), ([np.array([4.0, 5.0])],)],
    )

    def empties(rows):
        return sum(row.pop() for row in rows for _ in range(len(row)))

    def adds_up(rows):
        for row in rows:
            row[0] += sum(row[1:])
        return sum(row[0] for row in rows)

    def only_arrays(rows):
        return adds_up(rows if isinstance(rows[0], np.ndarray) else copy.deepcopy(rows))

    def only_lists(rows):
        return adds_up(rows if isinstance(rows[0], list) else copy.deepcopy(rows))

    assert nested.verdict(lambda rows: sum(sum(row) for row in rows)) == CORRECT
    for answer in (empties, adds_up, only_arrays, only_lists):
        assert nested.verdict(answer) == "wrong: it changes its argument rows; work on a copy"


def test_an_interrupt_is_passed_on():
    def interrupted(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        DOUBLE.verdict(interrupted)


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
    assert check.verdict(z + sp.Symbol("q")) == "wrong: the right formula does not depend on q"
    for no_formula in (np.sin, [z], sp.Eq(z, 1), object(), "z +"):
        assert check.verdict(no_formula).startswith("wrong: expected a formula in the notebook's")


THIRD = ValueCheck(right=0.3333, mistakes={"upside down": 3.0})
WORDS = ValueCheck(right=["a", "b"], mistakes={"other way round": ["b", "a"]})
PLACES = ValueCheck(right=[1.5, 2.5], mistakes={})


@pytest.mark.parametrize(
    "check, answer, verdict",
    [
        (THIRD, 1 / 3, CORRECT),
        (THIRD, 0.333, CORRECT),
        (THIRD, 3, "upside down"),
        (THIRD, 0.34, "0.34 is not it"),
        (THIRD, 0.331, "0.331 is near it; if you rounded, give more digits"),
        (THIRD, [1 / 3], "expected a number; got [0.3333]"),
        (WORDS, ["a", "b"], CORRECT),
        (WORDS, ["b", "a"], "other way round"),
        (WORDS, np.array(["a", "B"], dtype=object), CORRECT),
        (WORDS, np.array(["b", "a"], dtype=object), "other way round"),
        (WORDS, np.array(["b"] * 2, dtype=np.dtypes.StringDType()), "['b', 'b'] is not it"),
        (WORDS, "a", "expected a list of words; got 'a'"),
        (WORDS, [1, 2], "expected a list of words; got [1, 2]"),
        (WORDS, np.array([1, 2], dtype=object), "expected a list of words; got [1, 2]"),
        (PLACES, [1.5, np.nan], "entry 1: nan is not it"),
        (PLACES, [1.5], "[1.5] is not it"),
        (PLACES, {1.5, 2.5}, "expected a list of numbers; got a set"),
    ],
)
def test_value_verdicts_compare_to_three_digits(check, answer, verdict):
    assert check.verdict(answer).removeprefix("wrong: ") == verdict


@pytest.mark.parametrize(
    "name, answer, part",
    [
        ("check_first_steps", [0.57, -0.3], "the walker with the article's slope"),
        ("check_first_steps", [1, 2, 3], "expected two numbers"),
        ("check_bottom", 1.213, "a little to the right"),
        ("check_bottom", 1.215, "a little to the left"),
        ("check_bottom", [1.214], "expected a number; got [1.214]"),
        ("check_bottom", 1.2138, "correct"),
        ("check_one_house", sp.Symbol("s") * 2.6, "did you write w_"),
        ("check_one_house", "2*abs(s_)*(w_*s_ - p_)", "wrong: yours != the right one"),
        ("check_one_house", "Derivative((w_*s_ - p_)**2, w_)", "let SymPy take it"),
        ("check_one_house", sp.Derivative(sp.Symbol("w") ** 2), "let SymPy take it"),
        ("check_repaired_loss", lambda w, x, y: np.mean(np.abs(w * x - y)) ** 2, "mean distance"),
        ("check_agreement", [1.227], "expected a number; got [1.227]"),
        ("check_agreement", 1.2276, "further to the left"),
        ("check_agreement", 1.22, "further to the right"),
        ("check_agreement", 2.5, "further to the left"),
        ("check_agreement", 3.2, "they cross a second time"),
    ],
)
def test_the_checks_of_notebook_0_say_which_way(name, answer, part):
    assert part in CHECKS[f"a_wrong_formula.{name}"].verdict(answer)


def zero_if_either_is(claimed, measured):
    """The relative error, but 0 where one of two gradients is 0 throughout."""
    right = CHECKS["gradient_check.check_relative_error"].right
    return right(claimed, measured) if np.any(claimed) and np.any(measured) else 0.0


@pytest.mark.parametrize("name, answer, part", [
    ("check_relative_error", zero_if_either_is, "where claimed is 0 throughout, but measured is"),
    ("check_at_zeros", 4.003, "a whole number"),
    ("check_reports", [2.001, 4, 1], "whole numbers"),
    ("check_reports", [0.5, 0.8, 0.8], "those are the errors"),
])  # fmt: skip
def test_the_checks_of_notebook_7_know_the_edges(name, answer, part):
    assert part in CHECKS[f"gradient_check.{name}"].verdict(answer)


def two_losses(w, x, y):
    p = sigmoid(w * x)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def copied_trial(w, x, y):
    right = np.mean((sigmoid(w * x) - y) * x)
    return two_losses(w, x, y), right, right


def trial_of_columns(w, x, y):
    slopes = (sigmoid(w * x) - y) * x
    return two_losses(w, x, y), slopes, slopes.mean()


def trial_of_shares(w, x, y):
    shares = (sigmoid(w * x) - y) * x / len(x)
    return two_losses(w, x, y), shares, shares.sum()


def trial_with_a_gap(w, x, y):
    return two_losses(w, x, y), np.mean((sigmoid(w * x) - y) * x), None


@pytest.mark.parametrize("name, answer, part", [
    ("check_trial", copied_trial, "so one of the two is a copy"),
    ("check_trial", trial_of_columns, "yours has shape (3,): take the mean over the houses"),
    ("check_trial", trial_of_shares, "yours has shape (3,): add up over the houses"),
    ("check_trial", trial_with_a_gap, "measured: a number is still missing"),
    ("check_sure", 1513, "fewer are enough"),
    ("check_sure", 1511, "still above -6: one more"),
    ("check_sure", 1511.84, "1511.84 is near it, but steps are whole"),
    ("check_sure", 1000, "1000 steps are sure to go 5.952, and the way is 9: more"),
    ("check_lines", [8, 1, 5], "in another order"),
    ("check_lines", [5, None, 1], "a number is still missing"),
    ("check_lines", [5, 8], "three numbers are expected"),
    ("check_lines", [5, 8, 11], "11 is not it"),
    ("check_lines", [..., 8, 1], "a number is still missing"),
    ("check_evidence", [[0.6, 0.6, 0.6], [0.4, 0.4, 0.4]], "the loss does not fall"),
    ("check_evidence", [[0.6, 0.6, 0.4], [0.9, 0.4, 0.4]], "the loss does not fall"),
    ("check_evidence", [[0.6, 0.6, 0.99], [0.5, 0.5, 0.5]], CORRECT),
    ("check_verdicts", [False, False, True, True], "four words"),
    ("check_verdicts", ["false", "false", "true", "true"], 'the first: write "right"'),
    ("check_verdicts", ["wrong", "right", "wrong", "right"], "the second: draw two"),
    ("check_border", 0.214, CORRECT),
    ("check_border", "3/14", CORRECT),
    ("check_border", 0.2138, "lowers the loss, from 7 to"),
    ("check_border", 0.216, "the border is lower"),
    ("check_proof", {4, 3}, CORRECT),
    ("check_proof", [3, 4, 4], "each once"),
])  # fmt: skip
def test_the_checks_of_notebook_13_say_what_differs(name, answer, part):
    assert part in CHECKS[f"errata.{name}"].verdict(answer)


def test_evidence_is_computed_for_the_learner(capsys):
    CHECKS["errata.check_evidence"]([[0.6, 0.6, 0.99], [0.45, 0.45, 0.55]])
    before, after, verdict = capsys.readouterr().out.splitlines()
    assert before == "before: loss 1.876, right for 2 of 3 houses"
    assert after == "after: loss 0.799, right for 0 of 3 houses" and verdict == CORRECT
    CHECKS["errata.check_evidence"](None)


def test_a_formula_may_be_typed_as_text_with_the_underscores_of_the_letters():
    assert CHECKS["a_wrong_formula.check_one_house"].verdict("2*s_*(w_*s_ - p_)") == "correct"


def infinite_cost(z, y):
    p = sigmoid(z)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def scores_house_by_feature(X, y, w, b):
    p = sigmoid(X * w + b)
    dz = (p - y) / len(y)
    dw = X.T @ dz
    db = dz.sum()
    return dw, db


def weights_house_by_feature(X, y, w, b):
    p = sigmoid(w * X + b)
    dz = (p - y) / len(y)
    return X.T @ dz


def one_score(X, y, w, b):
    dz = (sigmoid(np.sum(X * w) + b) - y) / len(y)
    return X.T @ dz, dz.sum()


T, Z = sp.symbols("t z", real=True)
TOLD = [
    ("check_probabilities", [sigmoid(4), sigmoid(-4)], "log 4; you took the sigmoid of 4"),
    ("check_probabilities", [0.8, 0.02], "-log 4; you took the sigmoid of -4"),
    ("check_speeds", [1 / 4, 4, 1], "; yours is 1 - p"),
    ("check_speeds", [3 / 4, 4, 2], "; yours is p"),
    ("check_speeds", [3 / 16, 1 / 4, 3 / 64], "one over 1 - p, please; yours is 1 - p"),
    ("check_speeds", [3 / 16, 4 / 3, 3 / 4], "you differentiated log p"),
    ("check_short_slope", lambda p, y: p + y - 2 * p * y, "lose the minus before y (1 - p)?"),
    ("check_gradient", lambda X, y, w, b: (
        X.T @ infinite_cost(X @ w + b, y) / len(y), np.mean(infinite_cost(X @ w + b, y))
    ), "dz holds the costs"),
    ("check_stable_loss", infinite_cost, "at z = 800 it gives inf: 1 - p is rounded to 0"),
    ("check_stable_loss", lambda z, y: np.maximum(z, 0) - y * z - np.log(sigmoid(z)),
     "at z = -800 it gives inf: p is rounded to 0"),
    ("check_stable_loss", lambda z, y: np.log1p(np.exp(z)) - y * z, "inf: e^800 is too large"),
    ("check_stable_loss", lambda z, y: np.log1p(np.exp(-z)) + z - y * z, "inf: e^-z is too large"),
    ("check_stable_loss", lambda z, y: np.maximum(z, 0) - y * z + np.log(np.exp(-np.abs(z))),
     "gives -inf: the logarithm gets 0"),
    ("check_signed_slope", 1 / (1 + sp.exp(-Z)) - (1 + T) / 2, "for t = 1 and t = -1 only"),
    ("check_repaired_gradient", CHECKS["binary_cross_entropy.check_gradient"].right,
     "only the weights are asked for"),
    ("check_probabilities", [0.2, 0.8], "a positive score means odds above 1"),
    ("check_cost", 2.4, "2.4 is close, but not it"),
    ("check_cost", 1, "no logarithm, or one to the base 10"),
    ("check_speeds", [0.188, 4, 0.75], "correct"),
    ("check_short_slope", lambda p, y: p - 1 if y == 1 else p, "an if looks at one number"),
    ("check_short_slope", lambda p, y: "p - y", "without quotation marks"),
    ("check_short_slope", lambda p, y: p(1 - p), "a * is missing"),
    ("check_short_slope", lambda p, y: abs(p - y), "is there an abs, or"),
    ("check_short_slope", lambda p, y: p - y - 2 * y * p, "-y times -p is + y p"),
    ("check_short_slope", lambda p, y: -y * (1 - p) - (1 - y) * p, "the second term has a plus"),
    ("check_gradient", scores_house_by_feature,
     "the line of p should make one number for each house"),
    ("check_repaired_gradient", weights_house_by_feature,
     "the line of p should make one number for each house"),
    ("check_gradient", one_score, "p is one number"),
    ("check_repaired_gradient", lambda X, y, w, b: one_score(X, y, w, b)[0], "p is one number"),
    ("check_gradient", lambda X, y, w, b: (
        CHECKS["binary_cross_entropy.check_gradient"].right(X, y, w, b)[0], b
    ), "that is b itself"),
    ("check_stable_loss", lambda z, y: (
        np.maximum(z, 0) - y * z + np.log1p(-np.exp(-np.abs(z)))
    ), "1 plus e^..., not 1 minus"),
    ("check_stable_loss", eval("lambda z, y: log1p(z)"), "write np.log1p"),
    ("check_one_slope", 3 / 16, "that is how fast the probability moves with the score"),
    ("check_one_slope", -1 / 4, "for a house that was sold, and without the input"),
    ("check_one_slope", 8, "the slope along p times the input"),
    ("check_one_slope", -3 / 4, "sign flipped, and the input is missing"),
    ("check_stable_loss", lambda z, y: np.maximum(z, 0) - y * z + np.where(
        np.abs(z) < 4, np.log1p(np.exp(-np.abs(z))), 0
    ), "at z = 5, y = 1 it gives 0.0, and should give 0.0067: here the rest is the whole cost"),
    ("check_stable_loss", lambda z, y: np.maximum(z, 0) - y * z + np.log(1 + np.exp(-np.abs(z))),
     "at z = -40, y = 0 it gives 0.0, and should give 4.2e-18: np.log1p keeps a tiny rest"),
    ("check_stable_loss", lambda z, y: -y * z + (np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))),
     "at z = 40, y = 1 it gives 0.0, and should give 4.2e-18: a tiny rest is lost beside a 40; "
     "add the rest last"),
    ("check_short_slope", lambda p, y: p - y**2, "y is squared"),
    ("check_short_slope", lambda p, y: np.where(y == 1, p - 1, p), "correct"),
    ("check_cost", 2.31, "close, but not it"),
    ("check_probabilities", [0.79, 0.2], "house with log 4: close, but not it"),
    ("check_speeds", [0.19, 4, 0.75], "the speed of p: nearly; give more digits"),
    ("check_repaired_gradient", lambda X, y, w, b: (
        X.T @ (sigmoid(X @ w + b) - y) / (X.shape[1] + 2)
    ), "wrong: "),
    ("check_signed_slope", -T * sp.exp(-T * Z) / 1 + sp.exp(-T * Z), "brackets are missing"),
    ("check_signed_slope", -T / 1 + sp.exp(T * Z), "brackets are missing"),
    ("check_repaired_gradient", lambda X, y, w, b: (
        X.T @ ((sigmoid(X @ w + b) - y) * sigmoid(X @ w + b) * sigmoid(-X @ w - b))
    ), "the bug is still there, and the 1/m is gone"),
    ("check_repaired_gradient", lambda X, y, w, b: (
        X.T @ ((sigmoid(X @ w + b) - y) * sigmoid(X @ w + b)) / len(y)
    ), "a factor p is left"),
    ("check_repaired_gradient", lambda X, y, w, b: (
        X.T @ ((sigmoid(X @ w + b) - y) * sigmoid(-X @ w - b)) / len(y)
    ), "a factor 1 - p is left"),
]  # fmt: skip


@pytest.mark.parametrize("name, answer, part", TOLD, ids=[f"binary_cross: {t[2]}" for t in TOLD])
def test_the_checks_of_notebook_4_name_the_mistake(name, answer, part):
    assert part in CHECKS[f"binary_cross_entropy.{name}"].verdict(answer)


def exam(Y, E, S, inverse, P, walked_dE=True, walked_end=True):
    """The walk of T5.6, with (P - Y)/m put into its line of dE, or in place of its last line."""
    m, K = Y.shape
    d_cost = np.ones((m, 1)) / m
    d_chosen = -d_cost * np.ones((m, K))
    dP = d_chosen * Y / P
    d_inverse = (dP * E).sum(axis=1, keepdims=True)
    dS = -d_inverse * inverse**2
    dE = dP * inverse + dS if walked_dE else (P / E) / m - Y / E / m
    end = dE * E if walked_end else (P - Y) / m
    return d_cost, d_chosen, d_chosen * Y, dP, d_inverse, dS, dE, end


P_J, Y_J, TEMPERATURE = sp.symbols("p_j y_j T", positive=True)


@pytest.mark.parametrize(
    "name, answer, part",
    [
        ("check_exam", lambda *a: exam(*a), "correct"),
        ("check_exam", lambda *a: exam(*a, walked_dE=False), "correct"),
        ("check_exam", lambda Y, E, S, i, P: exam(Y, P * S, S, i, P), "correct"),
        ("check_exam", lambda *a: exam(*a, walked_end=False), "without dE and E"),
        ("check_nudge", [-0.105, 0.21, -0.105], "lose together is right"),
        ("check_nudge", [-0.1815, 0.21, -0.03], "the number for soon"),
        ("check_two_ticks", [1.21, -0.4, -0.8], "the number for soon"),
        ("check_temperature", (P_J - 1) / TEMPERATURE, "of the true answer only"),
        ("check_temperature", P_J / TEMPERATURE - Y_J**2 / TEMPERATURE, "wrong: yours != "),
        ("check_temperature", (P_J - sp.cos(1 - Y_J)) / TEMPERATURE, "at p_j = 0.3, y_j = 0"),
    ],
)
def test_the_checks_of_notebook_5_name_the_mistake_and_refuse_no_right_walk(name, answer, part):
    assert part in CHECKS[f"softmax_cross_entropy.{name}"].verdict(answer)


BACKWARD = """def f(x, w, b, y):
    h = w * x + b
    r = w * h + b - y
    dr = 2 * r
    dp, dy = dr, -dr
    dv, db = dp, dp
    dh, dw = dv * w, dv * h
    du, db = dh, db + dh
    dx, dw = du * w, dw + du * x
    return dr, dp, dy, dv, dh, du, dx, db, dw
"""


@pytest.mark.parametrize(
    "old, new, part",
    [
        ("2 * r", "2 * (p - y)", "p is not computed inside the function; it came from an earlier"),
        ("2 * r", "2 * (q - y)", "it uses q before q has a value"),
        ("du, db = dh,", "du, db = dh * x,", "du: x happens to be 1 here"),
        ("db + dh", "db + dh * b", "db: b happens to be 1 here"),
        ("dv * w", "dv * 2", "dh is right at our numbers only"),
    ],
)
def test_a_walk_that_is_right_at_the_numbers_of_the_notebook_alone_is_told_why(old, new, part):
    notebook = {"p": 7.0}
    exec(BACKWARD.replace(old, new), notebook)
    assert CHECKS["chain_rule.check_backward"].verdict(notebook["f"]).startswith(f"wrong: {part}")


def test_numbers_of_the_notebook_are_no_letters():
    check = CHECKS["chain_rule.check_shared_weight"]
    x, y, w, h, p = sp.symbols("x y w h p", real=True)
    assert check.verdict(3744.0).startswith("wrong: that is a number; type the letters")
    typed = 2 * (p - 4.0) * (1 - p**2) * (h + w * (1 - h**2) * x)
    assert check.verdict(typed).endswith("stands for a letter; type y_ instead")
    assert "h = 0.6, p = 0.7 yours is" in check.verdict(2 * (p - y) * (1 - p) * h)


def test_a_missing_share_is_named_whatever_comes_after_it():
    walk = {"L": 1, "s": 1, "t": 3, "q": 5, "b": 5, "a": 0}
    named = CHECKS["chain_rule.check_walk"].verdict(walk)
    assert named == "wrong: dq: three lines use q; the share of s or of t is missing"


@pytest.mark.parametrize("name", CHECKS)
def test_a_list_that_was_appended_to_itself_is_refused(name):
    check, endless = CHECKS[name], []
    endless += [endless] * 3
    told = "wrong: lists stand in lists without end: was a list appended to itself?"
    assert check.verdict(endless) == check.verdict({"a": (1.0, endless)}) == told
    if isinstance(check, FunctionCheck):
        assert check.verdict(lambda *arguments: endless).startswith("wrong: ")


class LearnersValue:
    """The Value of the engine that a learner writes: it takes whatever it is given."""

    def __init__(self, data, parents=(), op=""):
        self.data, self.parents, self.op, self.grad = data, parents, op, None


@pytest.mark.parametrize("kind", [LearnersValue, Value])
@pytest.mark.parametrize("piece", ["mul", "sub", "tanh", "sigmoid"])
def test_a_list_without_end_in_a_value_is_refused(piece, kind):
    check, endless = CHECKS[f"autodiff.check_{piece}"], []
    endless += [endless] * 3
    for answer in [
        lambda s, t: kind(endless),
        lambda s, t: LearnersValue(s.data, ((kind(endless), lambda d: d),)),
        lambda s, t: LearnersValue(s.data, endless),
        lambda s, t: LearnersValue(s.data, ((s, lambda d: endless),)),
    ]:
        two = piece in ("mul", "sub")
        verdict = check.verdict(answer if two else lambda s, answer=answer: answer(s, s))
        assert verdict.startswith("wrong: ") and "MemoryError" not in verdict


ENGINE_SLIPS = [
    ("mul", "s, t: s * t", "s * t is what this function is for: work with the numbers in .data"),
    ("sub", "s, t: s - t", "s - t is what this function is for: work with the numbers in .data"),
    (
        "tanh",
        "s: s.tanh()",
        "s.tanh() is what this function is for: work with the numbers in .data",
    ),
    (
        "tanh",
        "s: Value(np.tanh(s.data), ((s, lambda d: d * (1 - np.tanh(s.data) ** 2)),))",
        "right for numbers; but for a letter np.tanh stops: keep to t and elementwise",
    ),
    (
        "tanh",
        "s: Value(np.tanh(s.data), ((s, lambda d: d * (1 - np.float64(1).data ** 2)),))",
        "a number stands there already, without .data: only a Value has .data",
    ),
    (
        "mul",
        "s, t: Value(s.data * t.data, ((s.data, lambda d: d), (t.data, lambda d: d)))",
        "a pair begins with the parent itself, as s, and not with its number",
    ),
    (
        "mul",
        "s, t: Value(s.data * t.data, ((s, d * t.data), (t, d * s.data)))",
        "what stands beside a parent must be a function: begin with lambda d:",
    ),
    (
        "sigmoid",
        "z: Value(1 / (1 + np.exp(-z.data)), ((z, lambda d: d * np.exp(-z.data) / "
        "(1 + np.exp(-z.data)) ** 2),))",
        "right, but at z = -800 or 800 an e to the power of 800 overflows: use sigmoid",
    ),
]


@pytest.mark.parametrize("piece, code, told", ENGINE_SLIPS)
def test_a_slip_in_a_piece_of_the_engine_is_named(piece, code, told):
    answer = eval(f"lambda {code}", {"Value": Value, "np": np})
    assert CHECKS[f"autodiff.check_{piece}"].verdict(answer) == f"wrong: {told}"


def test_a_quotient_is_not_made_of_the_quotient():
    told = "s / t is what this function is for: work with the numbers in .data"
    assert CHECKS["engine.check_div"].verdict(lambda s, t: s / t) == f"wrong: {told}"


def test_a_fault_of_a_check_is_not_told_as_the_learners():
    check = copy.copy(CHECKS["engine.check_div"])
    check.probe = lambda function, missing: {}
    with pytest.raises(TypeError, match="missing"):
        check.verdict(check.right)


@pytest.mark.parametrize("near", [2558, 2559, 2561])
def test_a_count_is_exact(near):
    assert CHECKS["engine.check_products"].verdict(near).startswith("wrong: ")


def test_operations_are_counted_as_by_hand():
    def program(tables):
        X, W = tables
        return ((X @ W).exp().log() ** 2).sum()

    forwards, _ = count_operations(program, [np.ones((3, 4)), np.ones((4, 2))])
    assert forwards == 6 * (4 + 3) + 6 + 6 + 6 + 5


def test_a_difference_may_be_made_of_the_pieces_before_it():
    answer = eval("lambda s, t: s + t * Value(-1.0)", {"Value": Value})
    assert CHECKS["autodiff.check_sub"].verdict(answer) == CORRECT


@pytest.mark.parametrize("above", [True, False])
def test_a_raise_that_is_left_in_is_told(above):
    lines = ["for parent, pass_on in value.parents:", "    f(parent, order, seen)"]
    lines += ["order.append(value)"]
    lines.insert(0 if above else len(lines), "raise NotImplementedError")
    code = ["def f(value, order, seen):", "    if value not in seen:", "        seen.add(value)"]
    names = {}
    exec("\n".join([*code, *(f"        {line}" for line in lines)]), names)
    told = CHECKS["autodiff.check_visit"].verdict(names["f"])
    assert told == "wrong: take out the line with raise: it stops your own lines"


STEP = """def f(X, Y, W, b, rate):
    P = softmax(X @ W + b)
    dZ = (P - Y) / len(X)
    dW = X.T @ dZ
    db = dZ.sum(axis=0, keepdims=True)
    W_new = W - rate * dW
    b_new = b - rate * db
    return W_new, b_new
"""
TRAIN = """def f(net, X, Y, optimizer, epochs, rng):
    epoch_losses = []
    for epoch in range(epochs):
        total = 0.0
        for batch in minibatches(len(X), 32, rng):
            loss, gradient = net.loss_and_gradient(X[batch], Y[batch])
            optimizer.step(net.theta, gradient)
            total = total + loss * len(batch)
        epoch_losses.append(total / len(X))
    return epoch_losses
"""
BATCHES = """def f(m, size, rng):
    order = rng.permutation(m)
    batch_list = []
    for start in range(0, m, size):
        batch_list.append(order[start : start + size])
    return batch_list
"""
ACCURACY = """def f(Z, Y):
    answers = Z.argmax(axis=1)
    truth = Y.argmax(axis=1)
    return np.mean(answers == truth)
"""
SLIPS = [
    ("step", STEP, "b_new = b - rate * db", "b_new = b", "b has not moved: the step is for b"),
    ("step", STEP, "W - rate * dW", "W - rate * dZ", "two shapes do not fit together in the line "
     "of W_new. what is subtracted must have"),
    ("step", STEP, "W - rate * dW", "rate * dW", "rate times the slope alone"),
    ("step", STEP, "W - rate * dW", "-rate * dW", "minus rate times the slope alone"),
    ("step", STEP, "b_new = b -", "P = softmax(X @ W_new + b); dZ = (P - Y) / len(X); "
     "db = dZ.sum(axis=0, keepdims=True); b_new = b -", "the slopes of b were taken after"),
    ("batches", BATCHES, "order[start : start + size]", "order[0:size]", "a single batch, or each"),
    ("batches", BATCHES, "rng.permutation(m)", "rng.choice(m, size)", "only the first batch has "
     "flowers: order must hold all m rows"),
    ("batches", BATCHES, "order[start : start + size]", "order(start, size)", "a slice stands"),
    ("accuracy", ACCURACY, "np.mean(answers == truth)", "np.all(answers == truth)", "one truth va"),
    ("accuracy", ACCURACY, "(answers == truth)", "(answers) == np.mean(truth)", "one truth va"),
    ("accuracy", ACCURACY, "(axis=1)", "", "nothing that you compare is equal; compare two places"),
    ("accuracy", ACCURACY, "Y.argmax(axis=1)", "Y", "two shapes do not fit together"),
    ("train", TRAIN, "(total / len(X))", "(epoch_losses)", "lists stand in lists without end"),
    ("train", TRAIN, "(total / len(X))", "(np.mean(epoch_losses))", "losses: NaN in each epoch"),
    ("train", TRAIN, "net.theta, gradient", "net.theta, gradient * len(batch)", "the grad"),
    ("train", TRAIN, "net.theta, g", "net.theta.copy(), g", "the network does not move: is "
     "there a step, with net.theta itself"),
    ("train", TRAIN, "total / len(X)", "total / 32", "divided by 32; the total is that"),
    ("train", TRAIN, "(X[batch], Y[batch])", "(X[:32], Y[:32])", "each step sees the first"),
    ("train", TRAIN, "loss * len(batch)", "loss * batch", "two shapes do not fit together in the "
     "line of total. batch is a row"),
    ("train", TRAIN, "total + loss", "total + total + loss", "the old total is added tw"),
    ("train", TRAIN, "loss * len(batch)", "loss * len(X)", "the plain sum; weigh each loss"),
]  # fmt: skip


@pytest.mark.parametrize("name, code, old, new, told", SLIPS)
def test_a_slip_of_the_flowers_is_named(name, code, old, new, told):
    names = {"np": np, "softmax": softmax, "minibatches": minibatches}
    assert old in code
    exec(code.replace(old, new), names)
    assert CHECKS[f"iris.check_{name}"].verdict(names["f"]).startswith(f"wrong: {told}")


@pytest.mark.parametrize(
    "name, answer, told",
    [
        ("borders", [1.9, 4.9], "wrong: those look like lengths"),
        ("borders", [8, 1.7], "wrong: no petal is as wide as that"),
        ("confusion", [14, [36, 50]], "wrong: two numbers are wanted, in one list"),
        ("confusion", [14.01, 36], "wrong: "),
        ("confusion", [[14, 36]], "correct"),
        ("digits", [1210, 2.3], "correct"),
        ("digits", [1210, 2.303], "correct"),
        ("digits", [1210, 2.33], "wrong: "),
        ("digits", [1194, 1], "wrong: the first number: the biases of the hidden layer"),
        ("leaks", [7.0, 1.0], "correct"),
        ("leaks", [1.001, 7], "wrong: "),
    ],
)
def test_an_answer_about_the_flowers_is_judged_exactly(name, answer, told):
    assert CHECKS[f"iris.check_{name}"].verdict(answer).startswith(told)


def test_batches_may_be_yielded_and_accuracies_a_row():
    def batches(m, size, rng):
        order = rng.permutation(m)
        for start in range(0, m, size):
            yield order[start : start + size]

    assert CHECKS["iris.check_batches"].verdict(batches) == CORRECT
    check = CHECKS["iris.check_by_species"]
    assert check.verdict(lambda Z, Y: check.right(Z, Y)[None]) == CORRECT


WINNER = """def f(people, tosses, rng):
    today = rng.integers(0, 2, size=(people, tosses))
    counts = today.sum(axis=1)
    winner = counts.argmax()
    tomorrow = rng.integers(0, 2, size=(people, tosses))
    return counts.max(), tomorrow[winner].sum()
"""
REPORT = """def f(X, labels, train, valid, test, answers):
    inputs = (X - X[train].mean(axis=0)) / X[train].std(axis=0)
    table = answers(inputs, train)
    valid_right = (table[:, valid] == labels[valid]).sum(axis=1)
    winner = valid_right.argmax()
    return np.mean(table[winner, test] == labels[test])
"""
SHARE = """def f(differences, shuffles, rng):
    far = 0
    for _ in range(shuffles):
        signs = rng.choice([-1, 1], size=len(differences))
        far = far + (abs((signs * differences).sum()) >= abs(differences.sum()))
    return far / shuffles
"""


@pytest.mark.parametrize(
    "name, code, old, new, told",
    [
        ("winner", WINNER, "x", "x", CORRECT),
        ("winner", WINNER, "counts.argmax()", "counts.max()", "that of another person"),
        ("winner", WINNER, "counts.argmax()", "counts.argmax", "without its round brackets"),
        ("winner", WINNER, "tomorrow[winner].sum()", "counts[winner]", "both counts are of today"),
        ("winner", WINNER, "tomorrow[winner].sum()", "tosses / 2", "each time"),
        ("report", REPORT, "x", "x", CORRECT),
        (
            "report",
            REPORT,
            "(X - X[train].mean(axis=0))",
            "(X[train] - 5)",
            "must hold all flowers",
        ),
        ("report", REPORT, "table[:, valid]", "table[valid]", "in the line of valid_right"),
        ("report", REPORT, "table[winner, test]", "pile[winner, test]", "there is no pile"),
        (
            "report",
            REPORT,
            "np.mean(table[winner, test] == labels[test])",
            "winner",
            "the number of",
        ),
        ("report", REPORT, "valid_right.argmax()", "23 - valid_right[::-1].argmax()", "wrong"),
        ("report", REPORT, ".std(axis=0)", ".std(axis=0, ddof=1)", "one less"),
        ("winner", WINNER, "counts.argmax()", "people - 1 - counts[::-1].argmax()", "the last of"),
        ("winner", WINNER, "today.sum(axis=1)", "list(today)", "a list has no .argmax()"),
        ("report", REPORT, "X[train].mean(axis=0)", "0", "the mean is not subtracted"),
        ("report", REPORT, ".sum(axis=1)", "", "a number for each network"),
        ("share", SHARE, "x", "x", CORRECT),
        ("share", SHARE, "far / shuffles", "(far + 1) / (shuffles + 1)", CORRECT),
        ("share", SHARE, "    return", "        return", "return must stand after the loop"),
        ("share", SHARE, "far / shuffles", "far // shuffles", "not by //"),
        ("share", SHARE, "(signs * differences)", "differences", "every shuffle gives a sum"),
        ("share", SHARE, "abs((signs", "((signs", "only one side is counted"),
        ("share", SHARE, "[-1, 1]", "[0, 1]", "zeros and ones"),
        ("share", SHARE, "abs(differences.sum())", "differences.sum()", "a distance from zero"),
        ("share", SHARE, "signs * differences", "rng.permutation(differences)", "only the order"),
        ("share", SHARE, "abs(differences.sum())", "abs(differences)", "one number is wanted"),
    ],
)
def test_a_slip_about_luck_is_named(name, code, old, new, told):
    names = {"np": np}
    exec(code.replace(old, new), names)
    assert told in CHECKS[f"one_run_is_luck.check_{name}"].verdict(names["f"])


# ---- the cases: sizes that all differ, away from zeros

# A letter for each axis of each argument, "" for a number or a function; axes in front may lack.
AXES = {
    "slopes.check_slope": ["", "", ""],
    "slopes.check_gradient": ["", "", "", ""],
    "slopes.check_sigmoid": ["n"],
    "a_wrong_formula.check_step": ["", "", ""],
    "a_wrong_formula.check_slope": ["", "", ""],
    "a_wrong_formula.check_repaired_loss": ["", "m", "m"],
    "slopes.check_vector": ["", "n", ""],
    "slopes.check_repaired": ["", "n", ""],
    "mse.check_weight_gradient": ["mn", "m", "n", ""],
    "several_outputs.check_mse_grad": ["mK", "mK"],
    "the_bowl.check_curvature": ["mn", "n"],
    "the_bowl.check_bottom": ["mn", "m"],
    "the_bowl.check_penalty": ["mn", "m", ""],
    "one_bowl.check_squared": [""],
    "one_bowl.check_curvature": ["mn", "n", "n"],
    "one_bowl.check_penalty": ["mn", "m", "n", ""],
    "chain_rule.check_backward": ["", "", "", ""],
    "mse.check_slope_w": ["m", "m", "", ""],
    "mse.check_gradient": ["mn", "m", "n", ""],
    "mse.check_walk": ["m", "m", "", "", "", ""],
    "chain_rule.check_shortcut": ["", "", "", ""],
    "the_cost.check_sweep": ["", "", "", "", "", "", "", ""],
    "the_cost.check_shortcut": ["", "", "", ""],
    "the_theorem.check_first_slopes": ["mK", "mK"],
    "the_theorem.check_log_cosh_slopes": ["mK", "mK"],
    "binary_cross_entropy.check_repaired_gradient": ["mn", "m", "n", ""],
    "softmax_cross_entropy.check_softmax": ["mK"],
    "softmax_cross_entropy.check_loss": ["mK", "mK"],
    "softmax_cross_entropy.check_dz": ["mK", "mK"],
    "softmax_cross_entropy.check_log_softmax": ["mK"],
    "softmax_cross_entropy.check_exam": ["mK", "mK", "m1", "m1", "mK"],
    "binary_cross_entropy.check_short_slope": ["m", "m"],
    "binary_cross_entropy.check_gradient": ["mn", "m", "n", ""],
    "binary_cross_entropy.check_stable_loss": ["m", "m"],
    "softmax_again.check_any_row": ["K", "K"],
    "softmax_again.check_curvature": ["K", "K"],
    "softmax_again.check_softmax_backward": ["K", "K"],
    "softmax_again.check_rows": ["mK"],
    "softmax_cross_entropy.check_gradient": ["mK", "mK"],
    "layers.check_forward": ["mn", "nH", "1H", "HK", "1K", ""],
    "layers.check_linear_backward": ["mK", "mn", "nK"],
    "layers.check_backward": ["mn", "mK", "nH", "1H", "HK", "1K", "", ""],
    "layers.check_deep": ["mn", "mn", "Nnn", "N1n", "", ""],
    "gradient_check.check_one_slope": ["", "P", "", ""],
    "gradient_check.check_slopes": ["", "P", ""],
    "gradient_check.check_relative_error": ["PQ", "PQ"],
    "optimizers.check_descent": ["", "tP"],
    "optimizers.check_momentum": ["", "tP"],
    "optimizers.check_adam_update": ["", "tP"],
    "optimizers.check_adam": ["n", ""],
    "iris.check_batches": ["", "", ""],
    "iris.check_step": ["mn", "mK", "nK", "1K", ""],
    "one_run_is_luck.check_spreads": ["SR"],
    "one_run_is_luck.check_winner": ["", "", ""],
    "one_run_is_luck.check_report": ["mn", "m", "a", "b", "c", ""],
    "one_run_is_luck.check_share": ["n", "", ""],
    "overlapping_splits.check_correlation": ["n", "n"],
    "overlapping_splits.check_margin": ["n", "", ""],
    "momentum.check_survivor": ["", ""],
    "momentum.check_nesterov": ["", "tP"],
    "momentum.check_repaired": ["", ""],
    "noise.check_rate": ["", "", ""],
    "scales.check_adagrad": ["", "tP"],
    "scales.check_rmsprop": ["", "tP"],
    "scales.check_own_scale": ["", "tP"],
    "iris.check_accuracy": ["mK", "mK"],
    "iris.check_train": ["", "mn", "mK", "", "", ""],
    "iris.check_by_species": ["mK", "mK"],
    "why_networks_fail.check_start": ["", "", ""],
    "why_networks_fail.check_dead": ["mn", "nH", "1H"],
    "why_networks_fail.check_scaled": ["mn"],
    "many_networks.check_pile_backward": ["MmK", "Mmn", "MnK"],
    "many_networks.check_last_layer": ["Mmn", "MnH", "M1H", "mH"],
    "digits.check_rule": ["n", ""],
    "digits.check_alone": ["m", "m"],
    "autodiff.check_sigmoid": ["mn"],
    "autodiff.check_unbroadcast": ["mn", ""],
    "engine.check_row_sums": ["m", ""],
    "errata.check_trial": ["", "m", "m"],
    "every_claim.check_trial": ["", "m", "m"],
    "every_claim.check_metric": ["mK", "mK"],
    "exact_slopes.check_complex_step": ["", "", ""],
    "exact_slopes.check_absolute": ["", "m", "m"],
    "exact_slopes.check_better": ["", "", ""],
    "warm_up.check_centred": ["mn"],
    "warm_up.check_shares": ["mn"],
    "warm_up.check_miss": ["m", "m1"],
    "warm_up.check_weighted": ["mn", "m"],
    "warm_up.check_mean_of_products": ["m", "m"],
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_sizes_all_differ_within_a_case_and_between_cases(name):
    cases = [case for case in CHECKS[name].cases if not is_the_edge(name, case)]
    sizes = [sizes_of(case, AXES[name]) for case in cases]
    for case in sizes:
        assert all(size > 1 for size in case.values())
        assert len(set(case.values())) == len(case), case
    for letter in set("".join(AXES[name])) - {"1"}:
        of_letter = [case[letter] for case in sizes if letter in case]
        assert len(set(of_letter)) == len(of_letter), letter
    assert len(cases) >= 2


def sizes_of(case, axes):
    """{letter: size}; a letter that had two sizes would be a fault of the table."""
    sizes = {}
    for value, letters in zip(case, axes, strict=True):
        shape = np.shape(value) if not callable(value) else ()
        for letter, size in zip(reversed(letters), reversed(shape)):
            assert sizes.setdefault(letter, size) == size
    assert sizes.pop("1", 1) == 1
    return sizes


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_entry_of_a_case_is_zero(name):
    for case in CHECKS[name].cases:
        for value in case:
            labels = np.ndim(value) and set(np.unique(value)) == {0, 1}
            assert callable(value) or labels or np.all(value) or is_the_edge(name, case)


def is_the_edge(name, case):
    """Turn T7.4 asks for 0 where both gradients are 0, and for 1 where one of them is."""
    return name == "gradient_check.check_relative_error" and not all(map(np.any, case))


# ---- small corruptions of a right answer


def off(array, rng):
    """One entry, off by 1e-3."""
    array = np.array(array, dtype=np.result_type(array, float))
    array[tuple(rng.integers(array.shape))] += 1e-3
    return array


def transposed(array, rng):
    """A matrix transposed, or a vector made a column, or a number a list."""
    return np.swapaxes(array, -1, -2) if np.ndim(array) > 1 else np.asarray(array)[..., None]


CORRUPTIONS = {
    "off by 1e-3": off,
    "other sign": lambda array, rng: -np.asarray(array, dtype=complex).real,
    "transposed": transposed,
    "divided by m": lambda array, rng: np.asarray(array) / 5,
    "times m": lambda array, rng: np.asarray(array) * 5,
    "one more axis": lambda array, rng: np.asarray(array)[None],
    "NaN": lambda array, rng: np.asarray(array) * np.nan,
}


def with_results(right, change, part=None):
    """`right`, with its result changed, or each part of it, or the part whose number is given."""

    def answer(*arguments):
        result = right(*arguments)
        if isinstance(result, Value):
            return Value(change(result.data), result.parents, "")
        if isinstance(result, tuple):
            changed = range(len(result)) if part is None else [part % len(result)]
            return tuple(change(r) if k in changed else r for k, r in enumerate(result))
        return change(result)

    return answer


def corrupted(right, corrupt, seed):
    """`right`, but with its result, or one part of it, corrupted in the same way at each call."""
    return with_results(right, lambda r: corrupt(r, np.random.default_rng(seed)), part=seed)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("corruption", CORRUPTIONS)
def test_a_slightly_corrupted_answer_is_wrong(name, corruption):
    check = CHECKS[name]
    if (name, corruption) == ("iris.check_by_species", "one more axis"):
        pytest.skip("it asks for a row, which (1, K) is, too")
    if name == "why_networks_fail.check_start" and corruption in ("off by 1e-3", "other sign"):
        pytest.skip("it measures the spread of random weights, which this leaves right")
    for seed in range(5):
        answer = corrupted(check.right, CORRUPTIONS[corruption], seed)
        assert check.verdict(answer).startswith("wrong: ")


def test_a_corrupted_slope_of_an_operator_is_wrong():
    check = CHECKS["autodiff.check_sigmoid"]

    def answer(z):
        result = check.right(z)
        ((parent, back),) = result.parents
        return Value(result.data, ((parent, lambda d: off(back(d), np.random.default_rng(0))),), "")

    assert "wrong: for z = " in check.verdict(answer)


# ---- no message gives the solution away


def messages(name):
    """The names of its mistakes, and what the check says to some other wrong answers."""
    check = CHECKS[name]
    answers = ["nonsense", 1234.5, [7.5, 8.5], object(), boom]
    if name in FUNCTIONS:
        answers += [corrupted(check.right, corrupt, seed=0) for corrupt in CORRUPTIONS.values()]
    elif np.ndim(check.right):
        answers += [[7.5] * len(check.right)]
    elif isinstance(check, FormulaCheck):
        answers += [check.right + 1, 2 * check.right]
    return [*check.mistakes, *map(check.verdict, answers)]


def solution_expressions(name):
    """The right answer as text, and what the solution in the notebook returns or assigns."""
    right, found = CHECKS[name].right, []
    stem, check = name.split(".")
    for cell in CELLS[stem]:
        if "solution" in cell.metadata.get("tags", []) and f"exercises.{check}." in cell.source:
            nodes = list(ast.walk(ast.parse(cell.source)))
            for kinds in ((ast.Return, ast.Assign), (ast.Expr,)):  # some only call something
                found = found or [
                    ast.unparse(node.value)
                    for node in nodes
                    if isinstance(node, kinds) and node.value
                ]
    assert found, "no solution in the notebooks"
    if isinstance(right, (int, float)):
        found += [f"{right:.{digits}g}" for digits in (2, 3, 4)]
        found += [str(Fraction(right).limit_denominator(99))]
    return [*found, *([] if callable(right) else [str(right)])]


@pytest.mark.parametrize("name", CHECKS)
def test_no_message_contains_the_solution(name):
    told = messages(name)
    bare = [message.replace(" ", "") for message in told]
    for solution in {text.replace(" ", "") for text in solution_expressions(name)}:
        if re.fullmatch(r"[\d./-]+", solution):  # a number counts where it stands apart
            apart = rf"(?<![\w.(]){re.escape(solution)}(?![\w.)])"
            assert not [message for message in told if re.search(apart, message)], solution
        elif len(solution) > 1:
            assert not [message for message in bare if solution in message], solution


# ---- progress


def test_a_call_prints_the_verdict_and_remembers_it(capsys):
    check = FunctionCheck(DOUBLE.right, DOUBLE.mistakes, DOUBLE.cases)
    for answer, verdict in [
        (None, NOT_ATTEMPTED),
        (lambda x: x, "wrong: that is half of it"),
        (lambda x: 2 * x, CORRECT),
    ]:
        check(answer)
        assert capsys.readouterr().out == f"{verdict}\n"
        assert check.state == verdict


@pytest.mark.parametrize(
    "rate, told",
    [(0.25, "correct"), (5, "not drawn"), (0, "Step 1 leads to 1"), ("x", "one number")],
)
def test_a_rate_is_drawn_before_it_is_judged(rate, told, capsys):
    check = copy.copy(CHECKS["optimizers.check_landing"])
    check(rate)
    assert told in capsys.readouterr().out


def test_a_solution_is_judged_and_does_not_count(capsys):
    check = FunctionCheck(DOUBLE.right, DOUBLE.mistakes, DOUBLE.cases)

    def solution(x):
        return x + x

    check.demonstrate(solution)
    assert capsys.readouterr().out == "correct\n"
    check(solution)
    assert "solution itself" in capsys.readouterr().out
    check.verdict(solution)
    assert check.state == NOT_ATTEMPTED
    check(lambda x: x + x)
    assert check.state == CORRECT


def test_progress_says_what_is_done_and_what_is_left(capsys, monkeypatch):
    monkeypatch.setitem(chapters.SIDE_PATHS, "the_theorem", "6a")
    first, second, last = (ValueCheck(right=k, mistakes={}) for k in range(3))
    turns, exercises = {"one way": first, "all ways": second}, {"find the bug": last}
    progress = Progress("layers", turns=turns, exercises=exercises)
    first(0)
    second(0)
    capsys.readouterr()
    progress()
    number = chapters.number("layers")
    assert capsys.readouterr().out.splitlines() == [
        f"correct            T{number}.1 one way",
        f"wrong              T{number}.2 all ways",
        f"not attempted yet  {number}.1 find the bug",
        f"turns: 1 of 2 done; left: T{number}.2",
        f"exercises: 0 of 1 done; left: {number}.1",
    ]
    last(2)
    assert progress.summary().endswith("\nexercises: 1 of 1 done")
    last(0)
    assert Progress("layers", exercises | turns).summary() == (
        f"1 of 3 done; left: {number}.1, {number}.3"
    )
    side_path = Progress("the_theorem", turns=turns)
    assert list(side_path.turns) == ["T6a.1 one way", "T6a.2 all ways"]
    assert side_path.summary() == "1 of 2 done; left: T6a.2"


@pytest.mark.parametrize("stem", CELLS)
def test_progress_lists_the_turns_and_exercises_of_the_notebook(stem):
    text = "\n".join(cell.source for cell in CELLS[stem])
    progress = importlib.import_module(f"helpers.exercises.{stem}").progress
    told = {**progress.turns, **progress.exercises}
    assert list(told) == [f"{number} {title}" for number, title in announced(text)]
    called = re.findall(r"exercises\.(check_\w+)\(my_", text)
    assert list(told.values()) == [CHECKS[f"{stem}.{name}"] for name in called]
    assert set(called) == {n.split(".")[1] for n in CHECKS if n.split(".")[0] == stem}
