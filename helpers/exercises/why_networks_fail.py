"""The checks of notebook 11: a uniform start, twins, dead units, and a diagnosis."""

import numpy as np
import sympy as sp

from helpers.exercises.checking import FormulaCheck, FunctionCheck, Progress, ValueCheck
from helpers.symbolic import sizes

_n = sizes("n")

check_limit = FormulaCheck(
    right=sp.sqrt(6 / _n),
    mistakes={
        "that is the standard deviation; a uniform weight can lie further out": sp.sqrt(2 / _n),
        "that keeps n sigma^2 at 1; ReLU loses half, so it must be 2": sp.sqrt(3 / _n),
        "c^2/12 is for a length of c; from -c to c it is 2c": 2 * sp.sqrt(6 / _n),
        "that is c^2": 6 / _n,
        "the variance of a uniform number in (-c, c) is not c^2; integrate": 2 / _n,
        "upside down: c^2 is three times the variance, not a third of it": sp.sqrt(2 / (3 * _n)),
    },
)

check_twins = ValueCheck(
    right="AE",
    mistakes={
        "B's units send different weights on, so the first step parts them": "ABE",
        "equal units need not have equal weights within: compare two columns of W1": "A",
        "units that answer 0 are equal too": "E",
        "B's units part at the first step; and of E compare two columns of W1": "AB",
        "C's units read the inputs differently from the start": "ACE",
        "D's units have different biases, hence different answers": "ADE",
        "those are the starts whose units part": "BCD",
    },
)


def _case(m, n, H, seed):
    """Inputs like lengths, all positive, the first rows so small that they wake no unit."""
    rng = np.random.default_rng(seed)
    b1 = rng.permutation(np.linspace(-3, -0.2, H))[None]
    return (
        rng.uniform(0, 1, size=(m, n)) * np.arange(1, m + 1)[:, None] / 3,
        rng.normal(size=(n, H)),
        b1,
    )


def _active(X, W1, b1):
    return X @ W1 + b1 > 0


check_dead = FunctionCheck(
    right=lambda X, W1, b1: np.sum(~_active(X, W1, b1).any(axis=0)),
    mistakes={
        "one quiet sample is no death; all samples must be quiet": lambda X, W1, b1: np.sum(
            ~_active(X, W1, b1).all(axis=0)
        ),
        "that counts samples that wake no unit; count units": lambda X, W1, b1: np.sum(
            ~_active(X, W1, b1).any(axis=1)
        ),
        "that counts entries of Z1; count columns": lambda X, W1, b1: np.sum(~_active(X, W1, b1)),
        "the biases are missing": lambda X, W1, b1: np.sum(~_active(X, W1, 0).any(axis=0)),
        "those are the living": lambda X, W1, b1: np.sum(_active(X, W1, b1).any(axis=0)),
        "a mask; sum it": lambda X, W1, b1: ~_active(X, W1, b1).any(axis=0),
        "that is a share; return a count": lambda X, W1, b1: np.mean(
            ~_active(X, W1, b1).any(axis=0)
        ),
        "a constant answer: it does not depend on the weights": lambda X, W1, b1: 0,
    },
    cases=[_case(6, 4, 9, seed=5), _case(8, 3, 11, seed=0)],
)

check_diagnosis = ValueCheck(
    right="BDAC",
    mistakes={
        "A and B: in which of the two do the first layers starve, and in which all": "ADBC",
        "C and D: which of the two takes steps many times the size of a weight": "BCAD",
        "both pairs are swapped": "ACBD",
        "give letters, one for each row, from row 1 to row 4": [3, 1, 4, 2],
        "that is the row of each letter; give the letter of each row": "3142",
    },
)

progress = Progress(
    "why_networks_fail",
    {
        "where the six comes from": check_limit,
        "which starts keep twins?": check_twins,
        "count the dead": check_dead,
        "a diagnosis": check_diagnosis,
    },
)
