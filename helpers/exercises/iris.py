"""The checks of notebook 9: accuracy from logits, Adam's second step, and a report that leaks."""

import numpy as np
import sympy as sp

from helpers.exercises.checking import FormulaCheck, FunctionCheck, Progress, ValueCheck


def _case(m, K, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, K)), np.eye(K)[rng.integers(K, size=m)]


check_accuracy = FunctionCheck(
    right=lambda Z, Y: np.mean(Z.argmax(axis=1) == Y.argmax(axis=1)),
    mistakes={
        "argmax ran over the flowers; it must run along a row": lambda Z, Y: np.mean(
            Z.argmax(axis=0) == Y.argmax(axis=0)
        ),
        "that is the article's metric: an argmax over class numbers": lambda Z, Y: float(
            Z.argmax(axis=1).argmax() == Y.argmax(axis=1).argmax()
        ),
        "a count; accuracy is a share": lambda Z, Y: np.sum(Z.argmax(axis=1) == Y.argmax(axis=1)),
        "that is the share of mistakes": lambda Z, Y: np.mean(Z.argmax(axis=1) != Y.argmax(axis=1)),
        "each logit was judged alone; the answer of a row is its largest logit": lambda Z, Y: (
            np.mean((Z > 0) == Y)
        ),
        "divided by all entries; there is one answer a row": lambda Z, Y: (
            np.sum(Z.argmax(axis=1) == Y.argmax(axis=1)) / Y.size
        ),
        "a constant answer: it does not depend on the logits": lambda Z, Y: 1.0,
    },
    cases=[_case(7, 3, seed=3), _case(11, 4, seed=1)],
)

# Gradients g > 0 and then -g, epsilon = 0: what the second step adds to theta.
_eta, _beta1, _beta2 = sp.symbols("eta beta1 beta2", positive=True)

check_second_step = FormulaCheck(
    right=_eta * (1 - _beta1) / (1 + _beta1),
    mistakes={
        "sign: the update subtracts, and the corrected mean is negative by now": (
            -_eta * (1 - _beta1) / (1 + _beta1)
        ),
        "the first mean is not corrected: divide it by 1 - beta1^2": _eta * (1 - _beta1) ** 2,
        "neither mean is corrected": (_eta * (1 - _beta1) ** 2 / sp.sqrt(1 - _beta2**2)),
        "Adam remembers: the running mean still holds the first gradient": _eta / (1 + _beta1),
        "that is the first step turned round; the second has a memory": _eta,
        "corrected as in step 1; at step 2 the weights sum to 1 - beta1^2": _eta * (1 - _beta1),
    },
)

check_leaks = ValueCheck(
    right=[1, 6],
    mistakes={
        "that is one; another line lets the test labels decide something": [1],
        "that is one; another line computes with the test flowers before they are set apart": [6],
        "a random split is fair, as long as nothing has been computed before it": [1, 2],
        "a fixed seed is fair: it was not chosen by its result": [1, 4, 6],
        "fit sees the training part alone": [1, 5, 6],
        "printing decides nothing; the choice was made a line earlier": [1, 7],
        "printing decides nothing": [1, 6, 7],
    },
)

progress = Progress(
    "iris",
    {
        "accuracy": check_accuracy,
        "derive Adam's second step": check_second_step,
        "find the bugs": check_leaks,
    },
)
