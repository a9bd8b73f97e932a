"""Every check accepts whatever form the words of its exercise allow."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from sympy import Sum
from test_exercises import CHECKS

from helpers import activations
from helpers.autodiff import Value
from helpers.exercises.checking import CORRECT
from helpers.symbolic import arrays, indices, sigmoid, sizes

# ---- functions, as loops, products, einsums, in float32, or with lists as results


def gradient_in_place(f, x, h):
    x, result = x.copy(), []
    for k in reversed(range(len(x))):
        old = x[k]
        x[k] = old + h
        up = f(x)
        x[k] = old - h
        result.insert(0, (up - f(x)) / h / 2)
        x[k] = old
    return result


def mse_loop(X, y, w, b):
    gradient = [0.0] * len(w)
    for row, target in zip(X, y):
        residual = sum(float(a) * float(c) for a, c in zip(row, w)) + b - target
        for k, entry in enumerate(row):
            gradient[k] += 2 * residual * entry / len(X)
    return gradient


def mse_float32(X, y, w, b):
    X, y, w = X.astype(np.float32), y.astype(np.float32), w.astype(np.float32)
    return 2 * np.mean((X @ w + np.float32(b) - y)[:, None] * X, axis=0)


def logistic_loop(X, y, w, b):
    total = np.zeros(len(w))
    for i in reversed(range(len(y))):
        total += (1 / (1 + np.exp(-(X[i] @ w) - b)) - y[i]) * X[i]
    return total / len(y)


def shortcut_by_central_difference(*at, h=1e-5):
    def loss(x, w, v, y):
        return (v * (x + np.tanh(w * x)) - y) ** 2

    moves = h * np.eye(4)[:3]
    return [(loss(*(at + move)) - loss(*(at - move))) / (2 * h) for move in moves]


def shortcut_in_one_breath(x, w, v, y):
    h = np.tanh(w * x)
    p = v * x + v * h
    return 2 * (p - y) * np.array([v + v * w * (1 - h * h), v * x * (1 - h * h), x + h])


def softmax_backward_with_matrix(p, u):
    return [sum(u[k] * p[k] * ((k == j) - p[j]) for k in range(len(p))) for j in range(len(p))]


def cross_entropy_loop(Z, Y):
    rows = [np.exp(z) / np.exp(z).sum() - y for z, y in zip(Z, Y)]
    return [list(row / len(rows)) for row in rows]


def linear_backward_loop(dZ, A, W):
    dW, db = np.zeros_like(W), np.zeros((1, W.shape[1]))
    for a, d in zip(A, dZ):
        dW += np.outer(a, d)
        db += d
    return [dW, db, np.array([W @ d for d in dZ])]


def adam_with_closed_means(gradients, eta, beta1=0.9, beta2=0.999):
    steps = []
    for t in range(1, len(gradients) + 1):
        past = np.arange(t)[::-1]
        m = (1 - beta1) * np.sum(beta1**past * gradients[:t]) / (1 - beta1**t)
        v = (1 - beta2) * np.sum(beta2**past * gradients[:t] ** 2) / (1 - beta2**t)
        steps.append(-eta * m / (v**0.5 + 1e-8))
    return np.cumsum(steps)


def adam_with_corrected_rate(gradients, eta):
    theta, m, v, path = 0, 0, 0, []
    for t, g in enumerate(gradients):
        m, v = m + (g - m) / 10, v + (g**2 - v) / 1000
        theta = theta - eta * (m / (1 - 0.9 ** (t + 1))) / (
            1e-8 + np.sqrt(v / (1 - 0.999 ** (t + 1)))
        )
        path.append(float(theta))
    return path


def accuracy_loop(Z, Y):
    hits = [max(range(len(z)), key=lambda k: z[k]) == list(y).index(1) for z, y in zip(Z, Y)]
    return sum(hits) / len(hits)


def dead_loop(X, W1, b1):
    return len([h for h in range(W1.shape[1]) if all(x @ W1[:, h] + b1[0, h] < 0 for x in X)])


def last_layer_loop(A, W, b, Y):
    if A.ndim == 2:
        E = np.exp(A @ W + b)
        return np.einsum("mn,mh->nh", A, E / E.sum(1, keepdims=True) - Y) / len(Y)
    return np.stack([last_layer_loop(*each, Y) for each in zip(A, W, b)])


def last_layer_einsum(A, W, b, Y):
    E = np.exp(A @ W + b)
    return np.einsum("...mn,...mh->...nh", A, E / np.sum(E, -1)[..., None] - Y) / Y.shape[0]


def sigmoid_by_exp(z):
    s = 1 / (1 + np.exp(-z.data))
    return Value(s, [(z, lambda d: d * np.exp(-z.data) * s**2)], "s")


def sigmoid_by_tanh(z):
    return (z * 0.5).tanh() * 0.5 + 0.5


def trial_by_loops(w, x, y, h=1e-4):
    def loss(w):
        return sum((w * a - b) ** 2 for a, b in zip(x, y)) / len(x)

    half = sum((w * a - b) * a for a, b in zip(x, y)) / len(x)
    return [half, 2 * half, (loss(w + h) - loss(w - h)) / (2 * h)]


def trial_one_sided(w, x, y, h=1e-7):
    def loss(w):
        return np.mean((w * x - y) ** 2)

    printed = x @ (w * x - y) / x.size
    return printed, 2 * (w * (x @ x) - x @ y) / len(x), (loss(w + h) - loss(w)) / h


FUNCTIONS = {
    "slopes.check_vector": [
        gradient_in_place,
        lambda f, x, h: np.array([f(x + h * e) / (2 * h) - f(x - h * e) / 2 / h
                                  for e in np.eye(x.size)], dtype=np.float32),
    ],
    "slopes.check_absolute": [
        lambda w, x, y: sum(r if r.real > 0 else -r for r in w * x - y) / len(x),
        lambda w, x, y: np.sum((w * x - y) * np.sign((w * x - y).real)) / x.size,
        lambda w, x, y: np.sqrt((w * x - y) ** 2).mean(),
    ],
    "mse.check_weight_gradient": [
        mse_loop,
        mse_float32,
        lambda X, y, w, b: np.einsum("i,ij->j", X @ w + b - y, X) * 2 / X.shape[0],
        lambda X, y, w, b: 2 / len(X) * (X.T @ X @ w + b * X.sum(axis=0) - X.T @ y),
    ],
    "chain_rule.check_shortcut": [shortcut_by_central_difference, shortcut_in_one_breath],
    "binary_cross_entropy.check_repaired_gradient": [
        logistic_loop,
        lambda X, y, w, b: list(((np.tanh((X @ w + b) / 2) + 1) / 2 - y) @ X / y.size),
        lambda X, y, w, b: np.mean((activations.sigmoid(X @ w + b) - y)[:, None] * X, 0),
    ],
    "softmax_cross_entropy.check_softmax_backward": [
        softmax_backward_with_matrix,
        lambda p, u: u @ (np.diag(p) - np.outer(p, p)),
        lambda p, u: (p * u - p * np.sum(p * u)).astype(np.float32),
    ],
    "softmax_cross_entropy.check_gradient": [
        cross_entropy_loop,
        lambda Z, Y: ((np.exp(Z).T / np.exp(Z).sum(1)).T - Y) / Z.shape[0],
        lambda Z, Y: np.exp(Z - np.logaddexp.reduce(Z, 1)[:, None]) / len(Z) - Y / len(Z),
        lambda Z, Y: ((activations.softmax(Z) - Y) / len(Y)).astype(np.float32),
    ],
    "layers.check_linear_backward": [
        linear_backward_loop,
        lambda dZ, A, W: (
            np.einsum("mk,mn->nk", dZ, A),
            np.ones((1, len(dZ))) @ dZ,
            np.einsum("mk,nk->mn", dZ, W),
        ),
        lambda dZ, A, W: [(dZ.T @ A).T, [dZ.sum(0)], (W @ dZ.T).T],
    ],
    "gradient_check.check_relative_error": [
        lambda a, b: float(np.max(abs(a - b)) / max(np.max(abs(a)), np.max(abs(b)), 1e-300)),
        lambda a, b: 0 if not (a.any() or b.any()) else (
            np.linalg.norm((a - b).ravel(), np.inf) / np.abs([a, b]).max()
        ),
        lambda a, b: np.float32(np.abs(a - b).max()) / (np.abs([a, b]).max() or 1),
    ],
    "optimizers.check_adam": [adam_with_closed_means, adam_with_corrected_rate],
    "iris.check_accuracy": [
        accuracy_loop,
        lambda Z, Y: np.float32(np.mean([np.argmax(z) == np.argmax(y) for z, y in zip(Z, Y)])),
        lambda Z, Y: (Y * (Z == Z.max(axis=1, keepdims=True))).sum() / len(Z),
    ],
    "why_networks_fail.check_dead": [
        dead_loop,
        lambda X, W1, b1: int(np.count_nonzero((X @ W1 + b1).max(axis=0) < 0)),
        lambda X, W1, b1: float(W1.shape[1] - np.any(X @ W1 + b1 > 0, 0).sum()),
    ],
    "many_networks.check_last_layer": [last_layer_loop, last_layer_einsum],
    "autodiff.check_sigmoid": [
        sigmoid_by_exp,
        sigmoid_by_tanh,
        lambda z: Value(
            activations.sigmoid(z.data), ((z, lambda d: activations.sigmoid_grad(z.data) * d),), ""
        ),
    ],
    "errata.check_trial": [trial_by_loops, trial_one_sided],
}  # fmt: skip


# ---- formulas, in other letters' order, expanded, with decimals, or as text

z, s, t, w, b, x, y, h, p, lam = sp.symbols("z s t w b x y h p lambda", real=True)
i, j, k, c, q, r, pp = indices("i j k c q r p")
m, n, M, K = sizes("m n M K")
p_j, y_j, T, mu, Lambda, eta, beta1, beta2 = sp.symbols(
    "p_j y_j T mu Lambda eta beta1 beta2", positive=True
)
x_, y_, X, A, D1, D2, D, W = arrays("x y X A D1 D2 D W")
samples, classes, networks = (i, 0, m - 1), (k, 0, K - 1), (r, 0, M - 1)

FORMULAS = {
    "slopes.check_swish": [
        s * (1 + z * (1 - s)),
        z * s + s * (1 - z * s),
        "s + z*s - z*s**2",
        s + 1.0 * z * s - sp.Symbol("z") * sp.Symbol("s") ** 2,
    ],
    "mse.check_weight_decay": [
        2 * (Sum(x_[j] * (w * x_[j] + b - y_[j]), (j, 0, m - 1)) + lam * m * w) / m,
        Sum(2 * (w * x_[i] + b - y_[i]) * x_[i] / m, samples) + 2 * lam * w,
        2 * lam * w + 2 / m * (
            w * Sum(x_[i] ** 2, samples) + b * Sum(x_[i], samples) - Sum(x_[i] * y_[i], samples)
        ),
        Sum((w * x_[i] + b - y_[i]) * x_[i], samples) * 2.0 / m + 2.0 * lam * w,
    ],
    "chain_rule.check_shared_weight": [
        2 * (p - y) * (1 - p**2) * h + 2 * (p - y) * (1 - p**2) * w * (1 - h**2) * x,
        2 * (y - p) * (p**2 - 1) * (h + w * x - w * x * h * h),
        "(p - y)*(1 - p)*(1 + p)*(2*h + 2*w*x*(1 - h)*(1 + h))",
    ],
    "binary_cross_entropy.check_signed_slope": [
        -t * sp.exp(-t * z) / (1 + sp.exp(-t * z)),
        -t * sigmoid(-t * z),
        t * (1 / (1 + sp.exp(-t * z)) - 1),
        t * (sigmoid(t * z) - 1),
        sp.diff(sp.log(1 + sp.exp(-t * z)), z),
    ],
    "softmax_cross_entropy.check_temperature": [
        p_j / T - y_j / T,
        -(y_j - p_j) * T**-1,
        "(p_j - y_j)/T",
        (sp.Symbol("p_j") - sp.Symbol("y_j")) / sp.Symbol("T"),
    ],
    "layers.check_tied_weights": [
        Sum(X[i, pp] * D1[i, q], samples) + Sum(D2[c, pp] * A[c, q], (c, 0, m - 1)),
        Sum(A[i, q] * D2[i, pp] + D1[i, q] * X[i, pp], samples),
    ],
    "optimizers.check_best_rate": [
        1 / ((mu + Lambda) / 2),
        2.0 / (Lambda + mu),
        "1/(mu/2 + Lambda/2)",
        (sp.Symbol("Lambda") / 2 + sp.Symbol("mu") / 2) ** -1,
    ],
    "iris.check_second_step": [
        eta * (1 - beta1) ** 2 / (1 - beta1**2),
        -eta * (beta1 * (1 - beta1) - (1 - beta1)) / (1 - beta1**2) / sp.sqrt(1),
        eta * (2 / (1 + beta1) - 1),
        eta * (1 - beta1) ** 2 / (1 - beta1**2)
        / sp.sqrt((1 - beta2) * (1 + beta2) / (1 - beta2**2)),
    ],
    "why_networks_fail.check_limit": [
        sp.sqrt(6) / sp.sqrt(n),
        (6 / n) ** 0.5,
        sp.sqrt(3 * 2 / n),
        "sqrt(6/n)",
        sp.sqrt(6 * n) / n,
        sp.sqrt(6 / sp.Symbol("n")),
    ],
    "many_networks.check_shared_layer": [
        Sum(D[r, i, k] * W[r, pp, k], networks, classes),
        Sum(Sum(W[r, pp, c] * D[r, i, c], (c, 0, K - 1)), networks),
        Sum(Sum(D[j, i, c] * W[j, pp, c], (j, 0, M - 1)), (c, 0, K - 1)),
    ],
}  # fmt: skip

# ---- values: other types of number, other kinds of list, words in another case

VALUES = {
    "a_wrong_formula.check_next_weight": [2.83, np.float32(2.8333), sp.Rational(17, 6)],
    "a_wrong_formula.check_agreement": [
        1.23, 3.2, np.float32(1.2271), (31 - sp.sqrt(191)) / 14, np.array(3.2015),
    ],
    "a_wrong_formula.check_tests_that_catch": [("number",), np.array(["number"]), ["Number"]],
    "mse.check_hiding_size": [2.0, np.int64(2), sp.Integer(2), np.array(2)],
    "chain_rule.check_walk": [
        {"L": 1.0, "s": 1.0, "t": 3.0, "q": 11.0, "b": 11.0, "a": 20.0},
        {"L": np.int64(1), "s": np.float32(1), "t": sp.Integer(3), "q": 11, "a": 20, "b": 11},
    ],
    "binary_cross_entropy.check_one_slope": [
        1.5, np.float32(1.5), Fraction(3, 2), sp.Rational(3, 2),
    ],
    "softmax_cross_entropy.check_one_row": [
        (0.5, 0.4, -0.9), np.array([[0.5, 0.4, -0.9]]), np.array([0.5, 0.4, -0.9], np.float32),
        [sp.Rational(1, 2), sp.Rational(2, 5), -sp.Rational(9, 10)],
        [Fraction(1, 2), Fraction(2, 5), Fraction(-9, 10)],
    ],
    "layers.check_buggy_line": [4.0, np.int32(4), sp.Integer(4)],
    "gradient_check.check_places": [("bottom", "random"), np.array(["bottom", "random"])],
    "gradient_check.check_diagnoses": [(3, 1, 4, 2), np.array([3, 1, 4, 2]), [3.0, 1, 4, 2]],
    "optimizers.check_three_steps": [
        (1, 0, -0.5), np.array([1, 1e-17, -0.5]), [1, 0, sp.Rational(-1, 2)],
    ],
    "iris.check_leaks": [(1, 6), np.array([1, 6]), [1.0, 6.0]],
    "why_networks_fail.check_twins": ["ae", "A, E", "A E", ["A", "E"], ("a", "e")],
    "why_networks_fail.check_diagnosis": ["bdac", "B, D, A, C", ["B", "D", "A", "C"]],
    "many_networks.check_honest_choice": [
        (0.01, 27.5), np.array([0.01, 27.5]), [1 / 100, Fraction(55, 2)],
    ],
    "autodiff.check_two_walks": [(27, 33, 39), [27.0, 33.0, 39.0], np.array([27, 33, 39])],
    "autodiff.check_buggy_line": [9.0, np.int64(9)],
    "errata.check_verdicts": [
        ("wrong", "right", "wrong", "wrong"), ["Wrong", "Right", "Wrong", "Wrong"],
    ],
    "errata.check_border": [0.2143, Fraction(3, 14), sp.Rational(3, 14), np.float32(3 / 14)],
}  # fmt: skip

FORMS = FUNCTIONS | FORMULAS | VALUES


def test_every_check_has_two_other_forms():
    assert set(FORMS) == set(CHECKS)
    assert all(len(forms) >= 2 for forms in FORMS.values())


@pytest.mark.parametrize(
    "name, number", [(name, k) for name, forms in FORMS.items() for k in range(len(forms))]
)
def test_a_right_answer_is_correct_in_every_form(name, number):
    assert CHECKS[name].verdict(FORMS[name][number]) == CORRECT


@pytest.mark.parametrize("name", [name for name in VALUES if np.ndim(CHECKS[name].right)])
def test_a_column_of_a_table_is_judged_by_its_entries_not_by_its_dtype(name):
    right = CHECKS[name].right
    for dtype in (object, np.dtypes.StringDType())[: 1 + isinstance(right[0], str)]:
        assert CHECKS[name].verdict(np.array(right, dtype=dtype)) == CORRECT
