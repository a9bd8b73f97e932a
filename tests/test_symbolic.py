"""The referee for formulas: what it proves, what it refutes, and SymPy's traps."""

import os
import subprocess
import sys

import numpy as np
import pytest
import sympy as sp
from sympy import Function, KroneckerDelta, Max, Product, Sum, Symbol, exp, log

from helpers.symbolic import (
    Disproved,
    Undecided,
    arrays,
    assert_matches,
    contract,
    evaluate,
    gradient,
    indices,
    prove,
    refute,
    sigmoid,
    sizes,
)
from helpers.symbolic.counterexample import _number
from helpers.symbolic.normal_form import to_normal_form

m, n, H, K = sizes("m n H K")
i, j, h, k, l, p, q, r = indices("i j h k l p q r")
X, Y, W1, b1, W2, b2, w, x, y, z, v = arrays("X Y W1 b1 W2 b2 w x y z v")
c = Symbol("c", real=True)
g, f = Function("g"), Function("f")
plain_k = Symbol("k")
samples, inputs, hidden, classes = (i, 0, m - 1), (j, 0, n - 1), (h, 0, H - 1), (k, 0, K - 1)


def normal_form(formula):
    return to_normal_form(formula)[0]


def softmax(index):
    return exp(z[index]) / Sum(exp(z[l]), (l, 0, K - 1))


# ---- the backpropagation theorem, right and wrong


def Z1(i, h):
    return Sum(X[i, j] * W1[j, h], inputs) + b1[h]


def Z2(i, k):
    return Sum(g(Z1(i, h)) * W2[h, k], hidden) + b2[k]


def total(i):
    return Sum(exp(Z2(i, l)), (l, 0, K - 1))


def dZ2(i, k):
    return (exp(Z2(i, k)) / total(i) - Y[i, k]) / m


def slope(u):
    t = sp.Dummy()
    return g(t).diff(t).subs(t, u)


def dA1(i, h):
    return Sum(dZ2(i, k) * W2[h, k], classes)


def dW1(dZ1):
    return Sum(X[i, p] * dZ1(i, q), samples)


LOSS = Sum(log(total(i)) - Sum(Y[i, k] * Z2(i, k), classes), samples) / m


def test_backpropagation_theorem_for_any_sizes_and_activation():
    prove(gradient(LOSS, W2[p, q]), Sum(g(Z1(i, p)) * dZ2(i, q), samples))
    prove(gradient(LOSS, b2[q]), Sum(dZ2(i, q), samples))
    prove(gradient(LOSS, W1[p, q]), dW1(lambda i, h: dA1(i, h) * slope(Z1(i, h))))
    prove(gradient(LOSS, b1[q]), Sum(dA1(i, q) * slope(Z1(i, q)), samples))


MUTANTS = {
    "no slope": dW1(dA1),
    "activation for slope": dW1(lambda i, h: dA1(i, h) * g(Z1(i, h))),
    "slope at the activation": dW1(lambda i, h: dA1(i, h) * slope(g(Z1(i, h)))),
    "flipped sign": -dW1(lambda i, h: dA1(i, h) * slope(Z1(i, h))),
    "no 1/m": m * dW1(lambda i, h: dA1(i, h) * slope(Z1(i, h))),
    "one sample only": X[0, p] * dA1(0, q) * slope(Z1(0, q)),
    "transposed W2": dW1(lambda i, h: Sum(dZ2(i, k) * W2[k, h], classes) * slope(Z1(i, h))),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_wrong_backpropagation_is_refuted(name):
    derived = gradient(LOSS, W1[p, q])
    with pytest.raises(Disproved, match=r" != .* at "):
        prove(derived, MUTANTS[name])


# ---- the smaller theorems, and traps of SymPy, each with what would go wrong

affine = Sum(X[i, j] * w[j], inputs) + c
L_mse = Sum((affine - y[i]) ** 2, samples) / m
s = sigmoid(affine)
L_binary = -Sum(y[i] * log(s) + (1 - y[i]) * log(1 - s), samples) / m
L_raw = -Sum(y[k] * log(softmax(k)), classes)
both = Sum(X[i, j] * y[i] * w[j], inputs, samples)
row = Sum(y[i], (i, 0, n - 1))
# Sum(X[j, k], classes).subs(j, k) is Sum(X[k, k], classes) in SymPy.
of_row_k = Sum(KroneckerDelta(i, k) * Sum(X[i, k], classes), samples)
# One delta can be carried out only after the other.
of_each = Sum(
    KroneckerDelta(i, k) * exp(Sum(KroneckerDelta(i, j) * x[j], (j, 0, m - 1))), (i, 0, m)
)
late_delta = Sum(of_each, (k, 0, m - 1))
triangle = Sum(x[i] * y[j], (j, 0, i), samples)
reversed_triangle = Sum(x[i] * y[j], samples, (j, 0, i))  # i is free in the outer limit
sign = (-1) ** i
logistic = 1 / (1 + exp(-z[i]))
twice = Sum(KroneckerDelta(i, p) * KroneckerDelta(i, q) * x[i], samples)
relu = Sum(Max(0, x[i] + Sum(Max(0, z[h]) * w[h], hidden)), samples)
u = sp.IndexedBase("u")  # logits that may be complex: log(exp(u) / S) is then not split
share = exp(u[k]) / Sum(exp(u[l]), (l, 0, K - 1))


@pytest.mark.parametrize(
    "chain",
    [
        (gradient(L_mse, w[k]), 2 / m * Sum((affine - y[i]) * X[i, k], samples)),
        (sp.Derivative(L_mse, w[k]), 2 / m * Sum((affine - y[i]) * X[i, k], samples)),
        (Sum(sp.Derivative((c * y[i]) ** 2, c), samples), 2 * c * Sum(y[i] ** 2, samples)),
        (sp.Derivative(L_mse, w[k], 2), 2 / m * Sum(X[i, k] ** 2, samples)),
        (
            sp.Derivative(Sum(g(Z1(i, h)), samples, hidden), W1[p, q]),
            Sum(g(Z1(i, q)).diff(b1[q]) * X[i, p], samples),
        ),
        (gradient(L_mse, c), 2 / m * Sum(affine - y[i], samples)),
        (gradient(L_binary, w[k]), Sum((s - y[i]) * X[i, k], samples) / m),
        (gradient(softmax(k), z[j]), softmax(k) * (KroneckerDelta(k, j) - softmax(j))),
        (gradient(L_raw, z[j]), softmax(j) * Sum(y[k], classes) - y[j]),
        (
            gradient(-Sum(y[k] * log(share), classes), u[j]),
            share.xreplace({k: j}) * Sum(y[k], classes) - y[j],
        ),
        (both, Sum(y[i] * Sum(X[i, j] * w[j], inputs), samples)),
        (both, Sum(w[j] * Sum(X[i, j] * y[i], samples), inputs)),
        (Sum(x[i], samples) ** 2, Sum(x[i] * x[p], (p, 0, m - 1), samples)),
        (Sum(c, samples), m * c),
        (Sum(x[i] * Sum(x[i], samples), samples), Sum(x[i], samples) ** 2),
        # A letter may be bound again, or bound and free: subs, xreplace and doit mix such up.
        (Sum(x[i] * row, samples), Sum(x[i], samples) * row),
        (Sum(KroneckerDelta(i, p) * x[i] * row, samples), x[p] * row),
        (Sum(x[i], samples, (i, 0, n - 1)), n * Sum(x[i], samples)),
        (x[i] * Sum(x[i], samples), x[i] * Sum(x[j], (j, 0, m - 1))),
        (of_row_k, Sum(X[k, l], (l, 0, K - 1))),
        # Limits may depend on an index.
        (triangle, Sum(x[k] * Sum(y[i], (i, 0, k)), (k, 0, m - 1))),
        (reversed_triangle, Sum(x[k], (k, 0, m - 1)) * Sum(y[j], (j, 0, i))),
        (Sum(c, (j, 0, i), samples), Sum(c * Sum(1, (k, 0, j)), (j, 0, m - 1))),
        # A sum may start at 1, or have one term, or be longer than the index in a delta.
        (Sum(c, (i, 1, m)), m * c),
        (Sum(KroneckerDelta(i, p) * x[i], (i, 0, 0)), x[p]),
        (Sum(KroneckerDelta(i, j), (i, 0, m), (j, 0, m - 1)), m),
        # (-1)**(2 i) is 1 for integers only.
        (Sum(sign * (1 + sign * x[i]), samples), Sum(sign, samples) + Sum(x[i], samples)),
        (slope(Sum(KroneckerDelta(i, p) * x[i], samples)), slope(x[p])),
        (late_delta, Sum(exp(x[k]), (k, 0, m - 1))),
        # Equal indices may be swapped.
        (KroneckerDelta(p, q) * x[p], KroneckerDelta(p, q) * x[q]),
        (twice, KroneckerDelta(p, q) * x[p], KroneckerDelta(p, q) * x[q]),
        # expand makes 1/(m + m*exp(-z)) of 1/(m*(1 + exp(-z))).
        (Sum((x[i] + c) * logistic, samples) / m, Sum((x[i] + c) * logistic / m, samples)),
        (Sum(1 / (1 + x[i]) ** 2, samples), Sum(1 / (1 + 2 * x[i] + x[i] ** 2), samples)),
        # .equals says None, and simplify(one - same) is not 0.
        (Sum(x[i], samples), Sum(x[j], (j, 0, m - 1))),
        (relu, relu.xreplace({h: j, i: p})),
        (sigmoid(-c), 1 - sigmoid(c)),
        (sigmoid(c), 1 / (1 + exp(-c)), (1 + sp.tanh(c / 2)) / 2),
    ],
)
def test_true_formulas_are_proved(chain):
    assert prove(*chain)


def nested_exponentials(a, b):
    third = Sum(exp(X[a, k] * Y[b, k]), (k, 0, m - 1))
    return Sum(exp(Sum(exp(third), (j, 0, m - 1))), samples)


@pytest.mark.parametrize(
    "lhs, rhs",
    [
        (of_row_k, Sum(X[k, k], classes)),
        (triangle, 2 * triangle),
        (triangle, reversed_triangle),
        (Sum(x[i], (j, 0, i), samples), Sum(x[i], samples, (j, 0, i))),
        # as_dummy and dummy_eq call these two equal.
        (
            Sum(Y[i, 0] * Sum(X[i, l], (l, 0, m - 1)), samples),
            Sum(Y[i, 0] * Sum(X[l, i], (l, 0, m - 1)), samples),
        ),
        (Sum(KroneckerDelta(i, p) * w[i], (i, 1, m - 1)), w[p]),
        (Sum(KroneckerDelta(i, p) * w[i], (i, 0, m - 2)), w[p]),
        # Only a delta picks a term.
        (Sum(exp(i) * x[i], samples), x[0]),
        (KroneckerDelta(p, q) * x[p], x[p]),
        (KroneckerDelta(p, q) * x[p], KroneckerDelta(p, q) * x[0]),
        (KroneckerDelta(p, q) ** (1 - p), KroneckerDelta(p, q)),
        (Sum(c * logistic, samples) / m, Sum(c * logistic, samples)),
        (Sum(x[i], samples), Sum(x[i] ** 2, samples)),
        # With one name for both indices, X[i, j] and X[j, i] would be one.
        (
            Sum(exp(Sum(X[i, j], (j, 0, m - 1))), samples),
            Sum(exp(Sum(X[j, i], (j, 0, m - 1))), samples),
        ),
        (nested_exponentials(i, j), nested_exponentials(j, i)),
        # Limits or indices that differ for one letter.
        (Sum(x[i], samples), Sum(x[i], (i, 0, n - 1))),
        (Sum(x[i + 1] * y[i], samples), Sum(x[i] * y[i], samples)),
        # Negative numbers are tried.
        (Max(0, c), c),
        (sp.Abs(c), c),
        (c * sp.Heaviside(c), c),
        (log(-c), 2 * log(-c)),
        (g(c).diff(c, 2), g(c).diff(c)),
        (g(c), f(c)),
        (c + Symbol("a", real=True), c + Symbol("lambda", real=True)),
        (c + 1, c),
    ],
)
def test_false_formulas_are_refuted(lhs, rhs):
    assert " != " in refute(lhs, rhs)


@pytest.mark.parametrize(
    "lhs, rhs",
    [
        (Symbol("u", imaginary=True), c),
        (10**12 * (2 + c**2) + 1, 10**12 * (2 + c**2)),
        # m may be smaller than n.
        (
            Sum(KroneckerDelta(i, p) * w[i], samples),
            Sum(KroneckerDelta(i, p) * w[i], (i, 0, n - 1)),
        ),
        (log(-m), Sum(x[i], samples)),
        # Terms without a value stay in a sum whose end depends on an index.
        (Sum(x[k] / c, (k, 0, i), samples), Sum(Sum(x[k], (k, 0, i)), samples) / c),
    ],
)
def test_undecided_rather_than_a_guess(lhs, rhs):
    with pytest.raises(Undecided, match=r"^undecided: no proof, no counterexample; left over: "):
        prove(lhs, rhs)


def test_a_chain_names_its_wrong_step():
    right = Sum(2 * x[i], samples)
    assert prove(right, 2 * Sum(x[i], samples), Sum(x[j], (j, 0, m - 1)) * 2)
    with pytest.raises(Disproved, match=r"step 2: .* != .* at m = "):
        prove(right, 2 * Sum(x[i], samples), Sum(x[i], samples))


def test_what_is_equal_is_not_refuted():
    tiny = sp.Rational(1, 10**12) * Sum(x[i] ** 2, samples)
    with pytest.raises(Undecided):
        refute(Sum(x[i], samples), Sum(x[i], samples) + tiny)
    with pytest.raises(AssertionError, match=r"^no counterexample: the two sides are equal: "):
        refute(Sum(x[i] + x[i], samples), 2 * Sum(x[i], samples))


def test_what_simplify_cannot_do_is_undecided(monkeypatch):
    def simplify(expr):
        raise NotImplementedError

    monkeypatch.setattr(sp, "simplify", simplify)
    with pytest.raises(Undecided):
        prove(sigmoid(-c), 1 - sigmoid(c))


def test_sizes_and_indices_are_small_and_smaller():
    def drawn(symbol, trial):
        return {_number(symbol, trial, name) for name in range(99)}

    for trial in (0, 9):
        assert drawn(m, trial) == {2, 3} and drawn(i, trial) == {0, 1}
        assert any(x != int(x) for x in drawn(Symbol("t"), trial))
    assert [drawn(m, trial) for trial in (10, 11, 12)] == [{1, 2}, {1, 2, 3}, {1}]
    assert [drawn(Symbol("t"), trial) for trial in (10, 11, 12)] == [{0, 1}, {0, 1, 2}, {0}]


def test_a_refutation_names_every_value():
    assert refute(10**400, c) == "1.0e+400 != -0.14 at c = -0.14"
    assert refute(12345678 * 10**400, c) == "1.23457e+407 != -0.14 at c = -0.14"
    assert refute(sp.Float(1e300), c) == "1e+300 != -0.14 at c = -0.14"
    assert refute(X[0, 1], c) == "1.29 != -0.14 at c = -0.14, X = [[-0.36, 1.29]]"
    assert refute(g(c), 0) == "0.857154 != 0 at c = -0.14"
    assert refute(exp(sp.I * c), c) == "0.990216-0.139543j != -0.14 at c = -0.14"
    assert refute(sp.I * c, c) == "0-0.14j != -0.14 at c = -0.14"
    assert refute(c * Sum(x[i], samples), c) == (
        "-0.0938 != -0.14 at c = -0.14, m = 3, x = [-1.21, 1.51, 0.37]"
    )
    nothing = Sum(x[i], (i, 0, m - 4))
    assert refute(nothing + c, 2 * c) == "-0.14 != -0.28 at c = -0.14, m = 3, x = []"
    assert refute(sp.Rational(15, 10**7), 0) == "1.5e-06 != 0 at "
    assert refute(c**2, 2 * c) == "0.0196 != -0.28 at c = -0.14" == refute(c**2, 2 * c)


def test_a_free_index_may_not_be_a_summation_index():
    # diff(Sum(x[i]**2, (i, 0, m - 1)), x[i]) is Sum(2*x[i], ...) in SymPy: wrong, in silence.
    with pytest.raises(ValueError, match=r"^i is a summation index already"):
        gradient(Sum(x[i] ** 2, samples), x[i])
    with pytest.raises(ValueError, match=r"^i, p is a summation index already; .* letter in X"):
        gradient(Sum(X[i, p], samples, (p, 0, n - 1)), X[i, p])


def test_a_delta_does_not_capture():
    k0 = indices("k0")
    for size in (K, m):
        captured = Sum(KroneckerDelta(i, k) * Sum(X[i, k], (k, 0, size - 1)), samples)
        assert contract(captured) == Sum(X[k, k0], (k0, 0, size - 1))


@pytest.mark.parametrize(
    "lhs, rhs",
    [
        (Sum(KroneckerDelta(i, j), samples, inputs), n),
        (Sum(KroneckerDelta(i, j), inputs, samples), m),
        (
            Sum(w[j] * y[k] * KroneckerDelta(j, k), inputs, (k, 0, m - 1)),
            Sum(w[k] * y[k], (k, 0, m - 1)),
        ),
        (Sum(KroneckerDelta(i, j + 1), samples, (j, 0, m - 1)), m),
        (Sum(KroneckerDelta(i, -1), samples), 1),
        (gradient(Sum(x[i] ** 2, (i, 1, m - 1)), x[0]), 2 * x[0]),
        (Sum(exp(Sum(KroneckerDelta(i, j) * x[i], samples)), inputs), Sum(exp(x[j]), inputs)),
        (Sum(c, (i, 2, n - 1)), (n - 2) * c),
        (Sum(KroneckerDelta(i, j), (i, 0, 1), (j, 0, 3)), 4),
        (Sum(KroneckerDelta(i, p) * x[i], (i, 0, -1)), x[p]),
        # The end of a range that depends on a bound index is the end for one of its terms only.
        (Sum(KroneckerDelta(i, p), (i, 0, j**2), inputs), n),
        (Sum(KroneckerDelta(i, p), (i, 0, n / 2)), 1),
        # c need not be whole.
        (Sum(KroneckerDelta(i, c), samples), 1),
        (Sum(KroneckerDelta(i, plain_k), samples), 1),
        # The statement would name no Dummy.
        (Sum(KroneckerDelta(i, sp.Dummy(integer=True)), samples), 1),
    ],
)
def test_an_index_out_of_range_is_no_proof(lhs, rhs):
    with pytest.raises(AssertionError):
        prove(lhs, rhs)


def test_a_bound_index_is_no_symbol_of_the_user():
    u = indices("_1_0")
    with pytest.raises(AssertionError):
        prove(Sum(exp(x[i] + y[u]), samples), Sum(exp(x[i] + y[i]), samples))


@pytest.mark.parametrize("arguments", [(), (c,), (c == c,)])
def test_one_formula_alone_is_refused(arguments):
    with pytest.raises(TypeError, match="prove compares two formulas or more"):
        prove(*arguments)


def test_a_delta_with_a_range_of_its_own_is_refused():
    # What SymPy makes of the entries of a MatrixSymbol; its derivative by an index is an error.
    delta = KroneckerDelta(i, p, (1, m - 2))
    for call in (lambda: prove(Sum(delta * x[i], samples), x[p]), lambda: gradient(delta * c, c)):
        with pytest.raises(ValueError, match=r"sums over entries .* it has KroneckerDelta\(i, p, "):
            call()


def test_the_place_at_which_a_slope_is_taken_is_brought_to_normal_form():
    of_a_row_or_of_none = Sum(slope(Sum(KroneckerDelta(i, j) * x[i], samples)), inputs)
    assert normal_form(of_a_row_or_of_none).has(KroneckerDelta)


def test_the_normal_form_has_the_value_of_the_formula():
    values = {"m": 2, "n": 3, "x": [1.0, 2.0, 4.0], "y": [0.5, 3.0, -1.0]}
    triangle = Sum(x[i] * y[j], (j, 0, i), samples)
    product = Sum(x[i], samples) * Sum(y[j], inputs)
    for formula in (triangle, product, 1 / product, product**2):
        assert evaluate(normal_form(formula), **values) == pytest.approx(
            evaluate(formula, **values)
        )


def test_the_normal_form_keeps_independent_sums_apart():
    product = normal_form(Sum(x[i] * y[j], samples, inputs))
    assert [len(total.limits) for total in product.atoms(Sum)] == [1, 1]


def test_the_normal_form_multiplies_out_but_keeps_logarithms_and_powers_whole():
    assert normal_form((c + 1) ** 2) == c**2 + 2 * c + 1
    for whole in (log(m * n), (m * n) ** c):
        assert normal_form(whole) == whole


def test_matrix_expressions_are_refused():
    # diff((r.T*r)[0, 0], w) is 0 in SymPy, and so are the other two: wrong, in silence.
    A, u, t = sp.MatrixSymbol("A", m, n), sp.MatrixSymbol("u", n, 1), sp.MatrixSymbol("t", m, 1)
    residual = A * u - t
    square = (residual.T * residual)[0, 0]
    logsumexp = log((sp.ones(1, 3) * sp.MatrixSymbol("u", 3, 1).applyfunc(exp))[0, 0])
    traces = sp.Trace(A.T * A) + sp.Trace(t.T * t)
    for loss, variable in ((square, u), (logsumexp, sp.MatrixSymbol("u", 3, 1)), (traces, A)):
        with pytest.raises(ValueError, match=r"sums over entries of `arrays`; it has [Atu] in it"):
            gradient(loss, variable)
    with pytest.raises(ValueError, match=r"sums over entries of `arrays`; it has A in it"):
        gradient(c**2, A[0, 0])
    with pytest.raises(TypeError, match=r"must be a formula; got A\.T\*A"):
        prove(A.T * A, A * A.T)


def test_relu_in_nested_sums_keeps_its_index():
    # With Piecewise, SymPy's Sum folds, and h escapes: a free symbol of the loss.
    assert relu.free_symbols & {i, h} == set()
    values = {"m": 2, "H": 2, "x": [-1, 0.5], "z": [2, -3], "w": [0.7, 5]}
    assert evaluate(relu, **values) == pytest.approx(0.4 + 1.9)
    assert evaluate(gradient(relu, w[k]), k=0, **values) == pytest.approx(2 * 2)


def test_the_step_of_relu_is_one_half_at_its_kink():
    # Backpropagation says 0 there: compare away from kinks.
    slope = gradient(Max(0, c), c)
    assert [evaluate(slope, c=value) for value in (-1.0, 0.0, 1.0)] == [0, 0.5, 1]


def test_deltas_are_carried_out_without_cases():
    # doit makes Piecewise((x[p], (p >= 0) & (p <= m - 1)), (0, True)) of it.
    assert contract(Sum(KroneckerDelta(i, p) * x[i], samples)) == x[p]


def test_sums_that_sympy_flattens_are_all_kept():
    # Sum(Sum(f, a), b) is Sum(f, a, b) in SymPy.
    nested = Sum(Sum(KroneckerDelta(j, k) * X[i, j], inputs), samples)
    assert nested == Sum(KroneckerDelta(j, k) * X[i, j], inputs, samples)
    assert contract(nested) == Sum(X[i, k], samples)


def test_arrays_take_their_place_under_a_sum():
    # Sum(x[i]*w[j], (i, 0, m - 1)).subs(x[i], y[i]) changes nothing.
    assert evaluate(Sum(x[i] * w[j], samples), m=2, j=1, x=[1.0, 2.0], w=[0.0, 5.0]) == 15


@pytest.mark.parametrize("name", ["E", "N", "S", "I", "Q", "O", "e", "pi", "beta", "zeta", "sum"])
def test_names_that_sympy_or_mpmath_use_are_only_names(name):
    # With from sympy import *, N, S, E, I, Q, beta and zeta are taken; mpmath's e is a number.
    letter, data = Symbol(name, real=True), sp.IndexedBase(name)
    assert evaluate(letter * sp.E, **{name: 2.0}) == pytest.approx(2 * np.e)
    assert evaluate(Sum(data[i] * sp.pi, samples), m=2, **{name: [1.0, 2.0]}) == 3 * np.pi
    assert f"{name} = " in refute(letter * sp.E, 2 * letter)
    index = Symbol(name, integer=True)
    assert " != " in refute(Sum(sp.E * x[index], (index, 0, m - 1)), Sum(x[i], samples))


def test_texts_do_not_depend_on_the_hash_seed():
    code = (
        "from helpers.symbolic import *; import sympy as sp\n"
        "m, (i, j) = sizes('m'), indices('i j'); x, y, z = arrays('x y z')\n"
        "print(refute(sp.Sum(x[i] * y[i] + z[j], (i, 0, m - 1)), x[j] * y[j] + Symbol('a')))\n"
        "one = sp.sin(x[i]) ** 2 + sp.cos(x[i]) ** 2\n"
        "try: prove(sp.Sum(one, (i, 0, m - 1)), m)\n"
        "except AssertionError as error: print(error)"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in "12"
    }
    (text,) = texts
    assert " != " in text
    assert "undecided" in text


# ---- counterexamples that are none, and some that are easy to miss

below = Symbol("z", negative=True)


@pytest.mark.parametrize(
    "lhs, rhs",
    [
        (Max(exp(below), 1), 1),
        (sp.Heaviside(exp(below) - 1), 0),
        (Sum(sp.cosh(10 * x[i]) ** 2 - sp.sinh(10 * x[i]) ** 2, samples), m),
        (Sum((sp.sin(x[i]) ** 2 + sp.cos(x[i]) ** 2 - 1) * 10**17, samples), 0),
        (10**24 / (10**12 - c) - 10**24 / (10**12 + c), 2 * c * 10**24 / (10**24 - c**2)),
        (Sum(sp.Derivative(g(c**2 * y[i]), c), samples), Sum(g(c**2 * y[i]).diff(c), samples)),
        # true of the indices below m
        (Sum(KroneckerDelta(i, p), (i, 0, m - 2)) + KroneckerDelta(p, m - 1), 1),
    ],
)
def test_true_identities_are_never_refuted(lhs, rhs):
    try:
        prove(lhs, rhs)
    except Undecided:
        pass


@pytest.mark.filterwarnings("error")
def test_places_where_a_side_is_not_defined_are_passed_over():
    assert "m = 3" in refute(1 / (m - 2), 1 / (m - 2) + c**2 / (m - 2))
    assert "m = 2" in refute(1 / (m - 3), 1 / (m - 3) + c**2 / (m - 3))


def test_whole_numbers_do_not_overflow():
    assert evaluate(m**30 * c, m=10, c=1.0) == 1e30


def test_constants_have_all_the_digits():
    assert evaluate((sp.pi - c) * 10**16, c=np.pi) == pytest.approx(1.2246467991473532)


def test_contract_keeps_the_other_sums():
    inner = Sum(KroneckerDelta(j, k) * X[i, j], inputs)
    assert contract(Sum(inner * y[i], samples)) == Sum(X[i, k] * y[i], samples)
    assert contract(Sum(c * x[i], samples)) == Sum(c * x[i], samples)


def test_exponentials_of_sums_stay_sums():
    assert not normal_form(exp(c + Sum(x[i], samples))).has(sp.Product)


# ---- sums that may be empty: what has no value there must not leave them

short, short_total = (k, 0, K - 2), Sum(x[l], (l, 0, K - 2))
T = Symbol("T", integer=True, nonnegative=True)


@pytest.mark.parametrize(
    "lhs, rhs, smallest",
    [
        (1 - c + Sum(c / (K - 1), short), 1, "K = 1"),
        (Sum(1 / (K - 1), short) ** 2, 1, "K = 1"),
        (exp(Sum(1 / (K - 1), short)), sp.E, "K = 1"),
        (Sum(x[k] / short_total, short), 1, "K = 1"),
        (Sum(x[k] / short_total**2, short) * short_total, 1, "K = 1"),
        (Sum(y[i] * Sum(1 / (K - 1), short), samples), Sum(y[i], samples), "K = 1"),
        (Sum(x[k] * y[i] / short_total, short, samples), Sum(y[i], samples), "K = 1"),
        (Sum(1 / T, (k, 0, T - 1)), 1, "T = 0"),
        (gradient(Sum(c * x[k] / short_total, short), c), 1, "K = 1"),
        (
            contract(Sum(KroneckerDelta(i, k) * x[k] / short_total, (i, 0, K - 2), short)),
            1,
            "K = 1",
        ),
    ],
)
def test_what_is_true_of_sums_with_terms_only_is_refuted(lhs, rhs, smallest):
    assert smallest in refute(lhs, rhs)


@pytest.mark.parametrize(
    "lhs, rhs",
    [
        (Sum(c * x[k], short), c * Sum(x[k], short)),
        (Sum(x[k] / m, (k, 1, m - 1)), Sum(x[k], (k, 1, m - 1)) / m),
        (Sum(x[k] / c, classes), Sum(x[k], classes) / c),
        (Sum(softmax(k), (k, 1, K - 1)), softmax(0) / exp(z[0]) * Sum(exp(z[k]), (k, 1, K - 1))),
        (Sum(log(1 + exp(c)) * x[k], short), log(1 + exp(c)) * Sum(x[k], short)),
        (Sum(g(c) * x[k] / 2**c, short), g(c) * Sum(x[k], short) / 2**c),
        (Sum(u[0] ** 2 * x[k], short), u[0] ** 2 * Sum(x[k], short)),
        (Sum(c * (-2) ** k, short), c * Sum((-2) ** k, short)),
        (Sum(x[k] / c, short), Sum(x[l] / c, (l, 0, K - 2))),
    ],
)
def test_what_has_a_value_leaves_every_sum_and_the_rest_a_sum_with_terms(lhs, rhs):
    assert prove(lhs, rhs)


def test_a_slope_keeps_what_has_no_value_in_its_sum():
    slope = gradient(Sum(c * x[k] / short_total, short), c)
    assert evaluate(slope, K=1, x=[5.0]) == 0
    assert gradient(Sum(c * x[k] / m, short), c) == Sum(x[k], short) / m


def test_a_delta_is_not_carried_out_below_a_bound_index():
    triangle = Sum(x[l], (l, 0, k - 1), (k, 0, m - 1))  # x[q] is in it m - 1 - q times
    assert evaluate(gradient(triangle, x[q]), m=4, q=1) == 2
    assert " != " in refute(Sum(KroneckerDelta(l, q), (l, 0, k - 1), (k, 0, m - 1)), m)


# ---- powers, and letters used again


def test_the_slope_of_a_power_series_has_a_value_at_0():
    t = Symbol("t", real=True)
    series = Sum(y[i] * t**i, (i, 0, n))
    first = gradient(series, t)
    second = gradient(first, t)
    for slope, expected in ((first, 5.0), (second, 14.0)):
        assert evaluate(slope, n=3, y=[3.0, 5.0, 7.0, 11.0], t=0.0) == expected
    assert " != " in refute(first, Sum(i * y[i] * t**i, (i, 0, n)))
    assert gradient(c ** w[0], c) == w[0] * c ** (w[0] - 1)
    assert prove(gradient(c ** w[0], w[0]), c ** w[0] * log(c))
    assert evaluate(gradient(Sum(t ** (2 * i), (i, 0, n)), t), n=2, t=0.0) == 0


def test_a_slope_may_have_a_letter_twice():
    mean = Sum(x[i], samples) / m
    deviations = Sum((x[i] - mean) ** 2, samples)
    assert prove(gradient(deviations, x[k]), 2 * (x[k] - mean))
    twice = Sum(Sum(x[i] * c, samples) * x[i] ** 2 * Sum(c * x[i] * X[i, j], inputs), samples)
    slope = gradient(exp(twice), c)
    assert prove(slope, exp(twice) * gradient(twice, c))
    assert not slope.atoms(sp.Dummy)
    inner = Sum(exp(c * Sum(exp(X[k, i]), samples)), (k, 0, m - 1)).xreplace({k: i})
    assert prove(gradient(inner, c), gradient(inner, c))


def test_a_letter_that_a_slope_would_mix_up_is_replaced():
    # delta(j, i) makes i of j, inside a sum over another i.
    both = Sum(KroneckerDelta(i, j) * c * exp(Sum(X[j, i], samples)), (j, 0, m - 1), samples)
    slope = gradient(both, c)
    assert prove(slope, Sum(exp(Sum(X[i, k], (k, 0, m - 1))), samples))
    assert slope.free_symbols & {i, Symbol("i_1", integer=True)} == set()


# ---- symbols are told apart by what they are, whatever they are called


def test_symbols_of_one_name_are_two():
    both = Sum(z[plain_k] * z[k], (plain_k, 0, K - 1))
    assert evaluate(both, K=2, k=0, z=[1.0, 2.0]) == 3
    shifted = Sum(exp(z[plain_k] + z[k]), (plain_k, 0, K - 1))
    with pytest.raises(Undecided):
        prove(shifted, Sum(exp(z[l]) * exp(z[k]), (l, 0, K - 1)))
    assert "c = -0.14, another c = -0.87" in refute(c, Symbol("c"))
    for name in "abefghkl":  # the one with fewer assumptions comes first
        real, plain = Symbol(name, real=True), Symbol(name)
        sides, told = refute(real, plain).split(" at ")
        first, second = sides.split(" != ")
        assert told == f"{name} = {second}, another {name} = {first}"
    assert "x = 0.09" in refute(Symbol("x", real=True), Sum(x[i], (i, 0, 0)))
    assert " != " in refute(Sum(x[i], (i, 0, 0)), sp.IndexedBase("x")[0, 0])
    for formula, names in ((c + Symbol("c"), {"c": 1}), (x[0] + Symbol("x"), {"x": [1]})):
        with pytest.raises(ValueError, match=r"^two symbols of expr are called [cx]; rename one"):
            evaluate(formula, **names)


@pytest.mark.parametrize("name", ["w_{1}", "W^{(1)}", r"\hat{y}", "lambda", "v000", "a b", "total"])
def test_names_may_be_those_of_latex_or_python(name):
    letter, data, index = (
        Symbol(name, real=True),
        arrays("s").func(name),
        Symbol(name, integer=True),
    )
    assert evaluate(letter**2, **{name: 3.0}) == 9
    assert evaluate(Sum(data[i], samples), m=2, **{name: [1.0, 2.0]}) == 3
    assert f"{name} = " in refute(letter, letter**2)
    assert prove(Sum(x[index], (index, 0, m - 1)), Sum(x[i], samples))
    assert f"{name} = [" in refute(Sum(data[i], samples), 0)


# ---- whatever the formula, one of the promised answers

ell = Function("ell")
whole = sp.IndexedBase(Symbol("N", integer=True))


@pytest.mark.parametrize(
    "formula",
    [
        Sum(x[m - 1 - i], samples),
        Sum(y[i] * x[k - i], (i, 0, k)),
        z[whole[i]],
        Sum(x[i], (i, 0, m / 2 - 1)),
        Sum(x[i], (i, 0, Symbol("m") - 1)),
        x[Symbol("k")],
        g(g(c)).diff(c),
        ell(c, Symbol("d", real=True)),
        gradient(Sum(ell(c * x[i], y[i]), samples), c),
        f(c) * g(c) * Function("u")(c) * Function("v")(c),
        x[29],
    ],
)
def test_every_formula_has_a_counterexample(formula):
    assert prove(formula, formula)
    assert " != " in refute(formula, formula + 1 + c**2)


@pytest.mark.parametrize("formula", [x[-1], x[30], x[10**4], z[x[i]]])
def test_without_numbers_it_is_undecided(formula):
    with pytest.raises(Undecided, match=r"^undecided: no proof, no counterexample; left over: "):
        prove(formula, c)


@pytest.mark.parametrize(
    "formula",
    [
        Product(x[i], samples),
        sp.Integral(c, c),
        x[sp.Idx("i")],
        Sum(x[sp.Idx("i")], (sp.Idx("i"), 0, m - 1)),
        sp.Piecewise((c, c > 0), (0, True)),
    ],
)
def test_what_has_no_rule_is_refused(formula):
    for call in (prove, gradient, refute):
        with pytest.raises(ValueError, match=r"must be of sums over entries of `arrays`; it has "):
            call(2 * formula, c)


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: prove("c", c), TypeError, "^formula 1 of the chain must be a formula; got 'c'"),
        (lambda: prove(c, sp.oo), ValueError, "^formula 2 of the chain must be finite; got oo"),
        (lambda: contract(-sp.oo * c), ValueError, r"^expr must be finite; got -oo\*c"),
        (lambda: contract(sp.nan), ValueError, "^expr must be finite; got nan"),
        (lambda: contract(sp.zoo * c), ValueError, r"^expr must be finite; got zoo\*c"),
        (lambda: evaluate(x), TypeError, "^expr must be a formula; got x"),
        (lambda: contract("c"), TypeError, "^expr must be a formula; got 'c'"),
        (lambda: gradient("c", c), TypeError, "^loss must be a formula; got 'c'"),
        (lambda: gradient(c, "c"), TypeError, "^variable must be a formula; got 'c'"),
        (lambda: evaluate(c, c="a"), ValueError, "^c must hold numbers; got 'a'"),
        (lambda: evaluate(sp.Chi(c), c=1), ValueError, r"an unknown function in it; got Chi\(c\)"),
        (lambda: assert_matches("a", c, []), ValueError, "^array must hold numbers; got 'a'"),
        (lambda: gradient(c, 2 * c), TypeError, "^variable must be a symbol or an entry, as W"),
        (lambda: sizes(["m"]), TypeError, r"""^names must be a text, as in "m n"; got \['m'\]"""),
        (lambda: arrays(" ,"), ValueError, "^no symbols given"),
        (
            lambda: evaluate(x[i - 1], i=0, x=[1, 2]),
            ValueError,
            r"^x has shape \(2,\), and no entry \[-1\]",
        ),
        (
            lambda: evaluate(X[i, 0], i=1, X=[[1]]),
            ValueError,
            r"shape \(1, 1\), and no entry \[1, 0\]",
        ),
        (
            lambda: evaluate(x[i], i=0.5, x=[1]),
            ValueError,
            "^i must be a whole number of at least 0",
        ),
        (lambda: evaluate(m * c, m=0, c=1), ValueError, "^m must be a whole number of at least 1"),
        (lambda: evaluate(x[c], c=0.5, x=[1]), ValueError, "^expr has no finite value"),
        (lambda: evaluate(1 / c, c=0), ValueError, "^expr has no finite value at these values"),
        (lambda: assert_matches([1], x[j], [i], x=[1]), ValueError, "^values lacks j"),
        (
            lambda: assert_matches([1], x[i], [i], i=2, x=[1]),
            ValueError,
            "^free must list 1 indices",
        ),
        (
            lambda: assert_matches([[1]], X[i, j], [i], X=[[1]]),
            ValueError,
            "^free must list 2 indices",
        ),
    ],
)
def test_what_is_refused_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


# ---- a proof shows its statement

positive = Symbol("a", positive=True)
data_above = sp.IndexedBase(Symbol("s", positive=True))


@pytest.mark.parametrize(
    "chain, text, latex",
    [
        ((c + c, 2 * c), "2*c = 2*c", "2 c = 2 c"),
        (
            (Sum(2 * x[i], samples), 2 * Sum(x[i], samples)),
            "Sum(2*x[i], (i, 0, m - 1)) = 2*Sum(x[i], (i, 0, m - 1)), for all m",
            r"\sum_{i=0}^{m - 1} 2 {x}_{i} = 2 \sum_{i=0}^{m - 1} {x}_{i} \quad \text{for all } m",
        ),
        (
            (Sum(KroneckerDelta(i, p), samples), 1),
            "Sum(KroneckerDelta(i, p), (i, 0, m - 1)) = 1, for all m, 0 <= p < m",
            r"\sum_{i=0}^{m - 1} \delta_{i p} = 1 \quad \text{for all } m, 0 \le p < m",
        ),
        (
            (c / (c * positive + c), 1 / (1 + positive), c / c / (1 + positive)),
            "c/(a*c + c) = 1/(a + 1) = 1/(a + 1), for all a > 0, where all sides are defined",
            r"\frac{c}{a c + c} = \frac{1}{a + 1} = \frac{1}{a + 1} \quad "
            r"\text{for all } a > 0,\ \text{where all sides are defined}",
        ),
        (
            (1 / Symbol("b", nonzero=True), 1 / Symbol("b", nonzero=True)),
            "1/b = 1/b, for all b != 0",
            r"\frac{1}{b} = \frac{1}{b} \quad \text{for all } b \ne 0",
        ),
        (
            (log(data_above[0]), log(data_above[0])),
            "log(s[0]) = log(s[0]), for all s[0] > 0",
            r"\log{\left({s}_{0} \right)} = \log{\left({s}_{0} \right)} \quad "
            r"\text{for all } {s}_{0} > 0",
        ),
        (
            (log(1 + T), log(T + 1)),
            "log(T + 1) = log(T + 1), for all T >= 0",
            r"\log{\left(T + 1 \right)} = \log{\left(T + 1 \right)} \quad \text{for all } T \ge 0",
        ),
        (
            (sp.gamma(below), sp.gamma(below)),
            "gamma(z) = gamma(z), for all z < 0, where both sides are defined",
            r"\Gamma\left(z\right) = \Gamma\left(z\right) \quad "
            r"\text{for all } z < 0,\ \text{where both sides are defined}",
        ),
    ],
)
def test_a_proof_shows_its_statement(chain, text, latex):
    proved = prove(*chain)
    assert bool(proved) is True
    assert repr(proved) == text
    assert proved._repr_latex_() == rf"$\displaystyle {latex}$"


@pytest.mark.parametrize("letters, lines", [(4, 1), (10, 2), (20, 3)])
def test_a_long_statement_is_broken_into_lines(letters, lines):
    """For A4: first the conditions get a line of their own, then the right-hand side."""
    x = sp.symbols(f"x1:{letters + 1}", positive=True)
    latex = prove(sp.Add(*x), sp.Add(*x))._repr_latex_()
    assert latex.count(r" \\ & ") == lines - 1
    assert latex.count("aligned") == (2 if lines > 1 else 0)
    assert (r"\\ & \text{for all }" in latex, r"\\ & = " in latex) == (lines > 1, lines > 2)


@pytest.mark.parametrize(
    "formula, everywhere",
    [
        (softmax(k), True),
        (1 / Sum(exp(g(x[i])), samples), True),
        (1 / Sum(exp(Sum(g(x[i]) * w[j], inputs)), samples), True),
        (1 / (1 + exp(slope(x[0]))), True),
        (1 / (1 + exp(slope(2 * x[0]))), True),
        (1 / Sum(x[i] ** 2, samples), False),
        (1 / Sum(exp(x[i]), (i, 1, m - 1)), False),
        (g(1 / c), False),
        (sp.sqrt(c), False),
        (c**n, True),
        (Symbol("t") ** 2, True),
        (1 / (1 + exp(-c)), True),
        (sigmoid(c), True),
        (Max(c, 0) / m, True),
        (sp.tan(c), False),
    ],
)
def test_a_proof_says_whether_its_sides_are_defined_everywhere(formula, everywhere):
    assert ("where both sides are defined" not in repr(prove(formula, formula))) == everywhere


def test_a_proof_tells_its_assumptions():
    picked = Sum(KroneckerDelta(i, q) * KroneckerDelta(j, p) * X[i, j], samples, inputs)
    assert str(prove(picked, X[q, p], X[q, p])) == "proved for all m, n, 0 <= p < n, 0 <= q < m"
    rest = Sum(KroneckerDelta(i, p) * sp.sin(x[i]) ** 2, (i, 0, 0)) + sp.cos(x[p]) ** 2
    assert str(prove(rest, 1)) == "proved for all 0 <= p < 1"
    inner = Sum(KroneckerDelta(i, p) * x[i] * y[j], (i, 0, k**2))  # its end is free in the end
    late = Sum(KroneckerDelta(k, q) * exp(inner), (k, 0, m - 1), inputs)
    told = "proved for all m, n, 0 <= p < q**2 + 1, 0 <= q < m"
    assert str(prove(late, Sum(exp(x[p] * y[j]), inputs))) == told
    assert str(prove(1 / c, 1 / c)) == "proved, where both sides are defined"
    over_a = prove(1 / (c * positive), 1 / (c * positive))
    assert str(over_a) == "proved for all a > 0, where both sides are defined"


def test_nameless_dummies_are_named():
    assert repr(prove(slope(x[0]), slope(x[0]))).startswith("Derivative(g(x[0]), x[0]) = ")
    two = slope(c + slope(2 * c))
    side = "Subs(Derivative(g({0}), {0}), {0}, {1})"
    side = side.format("_t", "c + " + side.format("_t_1", "2*c"))
    assert repr(prove(two, two)) == f"{side} = {side}"
    latex = prove(slope(2 * c), slope(2 * c))._repr_latex_()
    assert r"\frac{d}{d t} g{\left(t \right)} \right|_{\substack{ t=2 c }}" in latex


# ---- numbers


def test_formulas_run_on_arrays():
    assert evaluate(Sum(x[i] * y[i], samples), m=3, x=[1, 2, 3], y=[4, 5, 6]) == 32
    X_ = np.random.default_rng(0).normal(size=(5, 3))
    product = Sum(X[i, p] * X[i, q], samples)
    assert_matches(X_.T @ X_, product, [p, q], m=5, X=X_)
    assert evaluate(Sum(x[i], samples), m=1, x=[3]) == 3
    assert_matches(np.full(1, 1e-14), 0 * c, [p])
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        assert_matches(X_.T @ X_ + 1e-10, product, [p, q], m=5, X=X_)


@pytest.mark.parametrize(
    "values, message",
    [
        ({}, "values lacks m, x"),
        ({"m": [1, 2], "x": [1.0]}, r"m has 1 axes; expr gives it 0 indices"),
        ({"m": 1, "x": [[1.0]]}, "x has 2 axes; expr gives it 1 indices"),
        ({"m": 1, "x": [0.0]}, "expr has no finite value at these values"),
    ],
)
def test_bad_values_are_named(values, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        evaluate(1 / Sum(x[i], samples), **values)


def test_symbols_know_what_they_stand_for():
    assert sizes("s, t") == sp.symbols("s t", integer=True, positive=True)
    assert indices("s") == Symbol("s", integer=True)
    one, (first, second) = arrays("s"), arrays("s, t")
    assert one == first == sp.IndexedBase(Symbol("s", real=True))
    assert second[i].is_real


def test_an_arbitrary_function_is_no_other():
    with pytest.raises(ValueError, match=r"^expr has an unknown function in it; got g\(c\)$"):
        evaluate(g(c), c=0.5)


def test_sigmoid_knows_its_slope():
    assert sp.diff(sigmoid(c), c) == sigmoid(c) * (1 - sigmoid(c))
    assert (
        sp.simplify(sp.diff(sigmoid(c).rewrite(exp), c) - sp.diff(sigmoid(c), c).rewrite(exp)) == 0
    )
    assert sigmoid(sp.Dummy(real=True)).is_real
    assert evaluate(sigmoid(c), c=2.0) == pytest.approx(1 / (1 + np.exp(-2)))
    assert sp.latex(sigmoid(c)) == r"\sigma\left(c\right)"
    assert sp.latex(sigmoid(c) ** 2) == r"\sigma^{2}\left(c\right)"


def test_a_written_derivative_says_which_index_it_assumes():
    """Beyond the last weight there is none, and the slope along it would be 0."""
    total = Sum((v[j] * w[j]) ** 2, (j, 0, n - 1))
    shown = repr(prove(sp.Derivative(total, w[k]), 2 * v[k] ** 2 * w[k]))
    assert shown.endswith("for all n, 0 <= k < n")


def test_a_sum_of_a_billion_terms_is_not_added_up():
    total = Sum(sp.sqrt(j) * c, (j, 1, 10**9))
    with pytest.raises(Undecided):
        prove(total, c * Sum(sp.sqrt(j), (j, 1, 10**9 + 1)))
    with pytest.raises(ValueError, match="1,000,000,000 terms"):
        evaluate(total, c=2.0)
