"""Every check accepts whatever form the words of its exercise allow."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from sympy import Sum
from test_exercises import CHECKS, with_results

from helpers.activations import sigmoid as of_numbers
from helpers.activations import softmax
from helpers.autodiff import Value, elementwise
from helpers.exercises.checking import CORRECT, FormulaCheck, FunctionCheck
from helpers.symbolic import arrays, indices, sigmoid, sizes

# ---- forms that every answer may take


def forms_of(check):
    """{form: the right answer in it}."""
    if isinstance(check, FunctionCheck):
        return {
            "lists": with_results(check.right, as_lists),
            "float32": with_results(check.right, in_single_precision),
        }
    if isinstance(check, FormulaCheck):
        return dict(forms_of_a_formula(check.right))
    if callable(check.right):  # a piece of an engine is judged by what it does
        return {}
    if np.asarray(check.right).dtype.kind == "U":
        return dict(forms_of_words(check.right))
    if isinstance(check.right, dict) or np.ndim(check.right) > 1:
        return {}
    return dict(forms_of_numbers(check.right))


def as_lists(result):
    return [as_lists(row) for row in result] if ragged(result) else np.asarray(result).tolist()


def ragged(result):
    """Whether it is a list of arrays, as for layers of several lengths."""
    return isinstance(result, list) and any(isinstance(row, np.ndarray) for row in result)


def in_single_precision(result):
    if ragged(result):
        return [in_single_precision(row) for row in result]
    return np.asarray(result).astype(np.complex64 if np.iscomplexobj(result) else np.float32)


def forms_of_a_formula(right):
    """With other letters' order, expanded, with decimals, with plain letters, or as text."""
    yield "expanded", sp.expand(right)
    yield "factored", sp.factor(right)
    yield "decimals", right.xreplace({n: sp.Float(n) for n in right.atoms(sp.Integer) if n > 1})
    if not right.has(Sum):
        yield "plain letters", right.xreplace({s: sp.Symbol(s.name) for s in right.free_symbols})
        yield "text", str(right)


def forms_of_words(right):
    """In another case, and as other kinds of list; a word of letters also as their list."""
    if isinstance(right, str):
        yield from {"case": right.lower(), "list": list(right), "commas": ", ".join(right)}.items()
    else:
        yield "case", [word.title() for word in right]
        yield "tuple", tuple(right)
        for dtype in (str, object, np.dtypes.StringDType()):
            yield f"array of {dtype}", np.array(right, dtype=dtype)


def forms_of_numbers(right):
    """As other types of number, and as other kinds of list."""
    for kind in (float, np.float32, sp.Rational, Fraction):
        yield kind.__name__, list(map(kind, right)) if np.ndim(right) else kind(right)
    yield "array", np.array(right)
    if np.ndim(right):
        yield "tuple", tuple(right)
        yield "row", np.array([right])
        yield "array of objects", np.array(right, dtype=object)


COMMON = [
    (name, form, answer)
    for name, check in CHECKS.items()
    for form, answer in forms_of(check).items()
]


@pytest.mark.parametrize(
    "name, answer",
    [(name, answer) for name, _, answer in COMMON],
    ids=[f"{n}: {f}" for n, f, _ in COMMON],
)
def test_a_right_answer_is_correct_in_every_form(name, answer):
    assert CHECKS[name].verdict(answer) == CORRECT


# ---- functions that come to the same in another way, with more rounding or another structure


def sigmoid_by_exp(z):
    s = np.exp(-np.logaddexp(0, -z.data))
    return Value(s, [(z, lambda d: d * s * np.exp(-np.logaddexp(0, z.data)))], "s")


def tanh_by_both_signs(s):
    t = elementwise(np.tanh, sp.tanh, s.data)
    return Value(t, [[s, lambda d: d * (1 - t) * (1 + t)]])


def visit_with_an_early_return(value, order, seen):
    if value in seen:
        return
    seen.add(value)
    for pair in value.parents:
        visit_with_an_early_return(pair[0], order, seen)
    order += [value]


def walk_from_a_copy(output):
    order = output.topological_order()
    for value in order:
        value.grad = 0.0
    output.grad = 1.0
    while order:
        value = order.pop()
        for parent, pass_on in value.parents:
            parent.grad += pass_on(value.grad)


def trial_of_scores(w, x, y, h=1e-5):
    def loss(w):
        return np.mean(np.logaddexp(0, w * x) - y * w * x)

    right = x @ (np.tanh(w * x / 2) / 2 + 0.5 - y) / x.size
    return np.array([loss(w), right, (loss(w + h) - loss(w - h)) / (2 * h)])


def walk_in_pairs(x, y, w, b, rate, steps):
    place, A = np.array([w, b]), np.column_stack([x, np.ones(len(x))])
    for _ in range(steps):
        place -= rate * 2 / len(x) * A.T @ (A @ place - y)
    return place[0], place[1]


def forward_house_by_house(X, W1, b1, W2, b2, g):
    Z1 = np.array([x @ W1 + b1[0] for x in X])
    A1 = [g(z) for z in Z1]
    return Z1, A1, [a @ W2 + b2[0] for a in A1]


def backward_house_by_house(X, Y, W1, b1, W2, b2, g, g_slope):
    total = [0 * W1, 0 * b1, 0 * W2, 0 * b2]
    for x, y in zip(X, Y):
        z = x @ W1 + b1[0]
        dz2 = (softmax(g(z) @ W2 + b2[0]) - y) / len(X)
        dz1 = W2 @ dz2 * g_slope(z)
        for table, share in zip(total, (np.outer(x, dz1), dz1, np.outer(g(z), dz2), dz2)):
            table += share
    return total


def one_slope_by_a_unit_vector(loss, theta, k, h):
    step = h * np.eye(len(theta))[k]
    return (loss(theta + step) - loss(theta - step)) / (h + h)


def slopes_in_a_list(loss, theta, h):
    return [one_slope_by_a_unit_vector(loss, theta, k, h) for k in range(len(theta))]


def deep_backward_of_lists(X, Y, W, b, g, g_slope):
    A, Z = [X], []
    for W_l, b_l in zip(W, b):
        Z += [A[-1] @ W_l + b_l]
        A += [g(Z[-1])]
    dZ, dW, db = (softmax(Z[-1]) - Y) / len(X), [None] * len(W), [None] * len(W)
    for l in reversed(range(len(W))):
        dW[l], db[l] = (dZ.T @ A[l]).T, [dZ.sum(axis=0)]
        dZ = (W[l] @ dZ.T).T * g_slope(Z[l - 1]) if l else None
    return dW, db


FUNCTIONS = {
    "slopes.check_slope": [lambda f, x, h: ((f(x + h) - f(x)) / h + (f(x) - f(x - h)) / h) / 2],
    "slopes.check_gradient": [
        lambda loss, w, b, h: (
            (loss(w + h, b) - loss(w - h, b)) / 2 / h,
            (loss(w, b + h) - loss(w, b - h)) / 2 / h,
        ),
    ],
    "slopes.check_sigmoid": [
        lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
        lambda z: (1 - np.tanh(z / 2) ** 2) / 4,
    ],
    "mse.check_slope_w": [
        lambda x, y, w, b: 2 / len(y) * x @ (w * x + b - y),
        lambda x, y, w, b: 2 * (w * np.mean(x**2) + b * np.mean(x) - np.mean(x * y)),
        lambda x, y, w, b: sum(2 * (w * p + b - q) * p for p, q in zip(x, y)) / len(x),
    ],
    "mse.check_gradient": [
        lambda X, y, w, b: [
            2 / len(X) * (X.T @ X @ w + b * X.sum(axis=0) - X.T @ y),
            2 * np.mean(X @ w + b - y),
        ],
        lambda X, y, w, b: (
            2 * np.mean((np.float32(X) @ w + b - y)[:, None] * np.float32(X), axis=0),
            2 / len(y) * sum(X @ w + b - y),
        ),
        lambda X, y, w, b: ((X @ w + b - y) @ X * 2 / len(y), 2 * (X @ w + b - y).mean()),
    ],
    "mse.check_walk": [walk_in_pairs],
    "binary_cross_entropy.check_short_slope": [
        lambda p, y: (-y / p + (1 - y) / (1 - p)) * p * (1 - p),
        lambda p, y: np.where(y == 1, p - 1, p),
        lambda p, y: [a - b for a, b in zip(p, y)],
    ],
    "binary_cross_entropy.check_gradient": [
        lambda X, y, w, b: [
            X.T @ of_numbers(X @ w + b) / len(X) - X.T @ y / len(X),
            np.mean(of_numbers(X @ w + b) - y),
        ],
        lambda X, y, w, b: (
            np.mean((of_numbers(X @ w + b) - y)[:, None] * X, axis=0),
            sum(of_numbers(X @ w + b) - y) / len(y),
        ),
    ],
    "binary_cross_entropy.check_stable_loss": [
        lambda z, y: np.logaddexp(0, z * (1 - 2 * y)),
        lambda z, y: np.where(z > 0, z, 0) - y * z + np.log1p(np.exp(-abs(z))),
        lambda z, y: np.where(
            z > 0, (1 - y) * z + np.log1p(np.exp(-z)), np.log1p(np.exp(z)) - y * z
        ),
    ],
    "layers.check_forward": [forward_house_by_house],
    "layers.check_linear_backward": [lambda dZ, A, W: [(dZ.T @ A).T, [dZ.sum(0)], (W @ dZ.T).T]],
    "layers.check_backward": [backward_house_by_house],
    "layers.check_deep": [deep_backward_of_lists],
    "gradient_check.check_one_slope": [one_slope_by_a_unit_vector],
    "gradient_check.check_slopes": [slopes_in_a_list],
    "gradient_check.check_relative_error": [
        lambda a, b: np.max(abs(a - b)) / max(np.max(abs(a)), np.max(abs(b)), 1e-300),
        lambda a, b: np.linalg.norm((a - b).ravel(), np.inf) / max(1e-300, np.abs([a, b]).max()),
    ],
    "autodiff.check_sigmoid": [sigmoid_by_exp, lambda z: (z * 0.5).tanh() * 0.5 + 0.5],
    "autodiff.check_mul": [
        lambda s, t: Value(
            t.data * s.data, [(t, lambda d: s.data * d), (s, lambda d: t.data * d)], "*"
        ),
    ],
    "autodiff.check_tanh": [tanh_by_both_signs],
    "autodiff.check_sub": [
        lambda s, t: s + t * Value(-1.0),
        lambda s, t: Value(s.data - t.data, ((t, lambda d: -1 * d), (s, lambda d: 1 * d))),
    ],
    "autodiff.check_visit": [visit_with_an_early_return],
    "autodiff.check_walk": [walk_from_a_copy],
    "engine.check_div": [
        lambda s, t: s * t**-1,
        lambda s, t: Value(
            s.data / t.data,
            [(t, lambda d: -(s.data / t.data) * d / t.data), (s, lambda d: d / t.data)],
        ),
    ],
    "engine.check_row_sums": [
        lambda d, shape: d[:, None] * np.ones(shape),
        lambda d, shape: np.repeat(d, shape[1]).reshape(shape),
        lambda d, shape: np.full(shape[::-1], d).T,
    ],
    "errata.check_trial": [trial_of_scores],
    "exact_slopes.check_complex_step": [
        lambda f, x, h: f(complex(x, h)).imag / h,
        lambda f, x, h: float(np.imag(f(x + h * 1j) - f(x - h * 1j)) / (2 * h)),
    ],
    "exact_slopes.check_absolute": [
        lambda w, x, y: sum(r if r.real > 0 else -r for r in w * x - y) / len(x),
        lambda w, x, y: np.sqrt((w * x - y) ** 2).mean(),
    ],
    "warm_up.check_centred": [lambda table: (table.T - table.T.mean(axis=1, keepdims=True)).T],
    "warm_up.check_shares": [
        lambda table: (table.T / table.sum(axis=1)).T,
        lambda table: table / table.sum(1)[:, None],
    ],
    "warm_up.check_miss": [
        lambda actual, guess: np.mean((actual - guess.T) ** 2),
        lambda actual, guess: ((guess - actual[:, None]) ** 2).mean(),
        lambda actual, guess: sum((a - g) ** 2 for a, g in zip(actual, guess.ravel())) / len(guess),
    ],
    "warm_up.check_weighted": [
        lambda table, weights: weights @ table,
        lambda table, weights: (table * weights[:, None]).sum(axis=0),
    ],
    "warm_up.check_mean_of_products": [
        lambda a, b: a @ b**2 / len(a),
        lambda a, b: sum(p * q * q for p, q in zip(a, b)) / len(b),
    ],
}

# ---- formulas that are equal by more than algebra, or with other indices; and what is no list

z, t, w, b, lam = sp.symbols("z t w b lambda", real=True)
i, j, k, c, q, p = indices("i j k c q p")
m, n, M, K = sizes("m n M K")
x, y, X, A, D1, D2, D, W = arrays("x y X A D1 D2 D W")
weights = arrays("w")
samples = (i, 0, m - 1)
many = Sum(X[i, j] * weights[j], (j, 0, n - 1)) + b - y[i]

FORMULAS = {
    "mse.check_last_line": [
        2 / m * Sum(X[j, k] * (Sum(X[j, i] * weights[i], (i, 0, n - 1)) + b - y[j]), (j, 0, m - 1)),
    ],
    "mse.check_weight_decay": [
        2 * (Sum(X[i, k] * many, samples) + lam * m * weights[k]) / m,
        2 * lam * weights[k]
        + 2
        / m
        * (
            Sum(X[i, k] * X[i, j] * weights[j], (j, 0, n - 1), samples)
            + b * Sum(X[i, k], samples)
            - Sum(X[i, k] * y[i], samples)
        ),
    ],
    "binary_cross_entropy.check_signed_slope": [
        -t * sigmoid(-t * z),
        t * (sigmoid(t * z) - 1),
        sp.diff(sp.log(1 + sp.exp(-t * z)), z),
    ],
    "why_networks_fail.check_limit": [(6 / n) ** 0.5, sp.sqrt(6 * n) / n],
    "many_networks.check_shared_layer": [
        Sum(Sum(D[j, i, c] * W[j, p, c], (j, 0, M - 1)), (c, 0, K - 1)),
    ],
}

VALUES = {
    "errata.check_evidence": [
        np.array([[0.51, 0.51, 0.999], [0.49, 0.49, 0.4]]),
        ([0.6, 0.6, 0.99], [0.6, 0.45, 0.55]),
    ],
    "a_wrong_formula.check_agreement": [1.227, 1.2271, (31 - sp.sqrt(191)) / 14, np.array(1.2271)],
    "chain_rule.check_walk": [
        {"L": 1.0, "s": 1.0, "t": 3.0, "q": 11.0, "b": 11.0, "a": 20.0},
        {"L": np.int64(1), "s": np.float32(1), "t": sp.Integer(3), "q": 11, "a": 20, "b": 11},
    ],
    "layers.check_line": [[-1, -1, -0.9], np.array([[1.0, 1.0, -1.0]]), [-1, 1, 1], (3, -3, 3)],
    "optimizers.check_three_steps": [[1, 1e-17, -0.5]],
    "warm_up.check_means": [[[8, 5, 3.5]]],
    "warm_up.check_rules": [[60, 32.5, 22.17], (60.0, 32.5, 3 * np.exp(2))],
}

OTHERS = FUNCTIONS | FORMULAS | VALUES


@pytest.mark.parametrize(
    "name, number", [(name, k) for name, forms in OTHERS.items() for k in range(len(forms))]
)
def test_a_right_answer_is_correct_by_another_way(name, number):
    assert CHECKS[name].verdict(OTHERS[name][number]) == CORRECT


def test_every_check_has_another_form():
    assert set(CHECKS) == set(OTHERS) | {name for name, _, _ in COMMON}


def test_a_step_back_in_front_of_layer_1_is_found():
    """At layer 0, Z[l - 1] is the last of Z: that fits where all layers have the same length."""

    def without_the_if(X, Y, W, b, g, g_slope):
        A, Z, dW, db = [X], [], [], []
        for W_l, b_l in zip(W, b):
            Z.append(A[-1] @ W_l + b_l)
            A.append(g(Z[-1]))
        dZ = (softmax(Z[-1]) - Y) / len(X)
        for l in reversed(range(len(W))):
            dW.insert(0, A[l].T @ dZ)
            db.insert(0, dZ.sum(axis=0, keepdims=True))
            dZ = dZ @ W[l].T * g_slope(Z[l - 1])
        return dW, db

    assert "is `if layer > 0` missing?" in CHECKS["layers.check_deep"].verdict(without_the_if)
