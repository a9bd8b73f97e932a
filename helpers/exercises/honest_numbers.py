"""The checks of side path 9a: a first loss, the width of an interval, and Adam's second step."""

import sympy as sp

from helpers.exercises.checking import FormulaCheck, Progress, ValueCheck

check_trace = ValueCheck(
    right=3 / 8,
    mistakes={
        "that is the factor for three species": 1 / 3,
        "that is the trace; half of it counts": 3 / 4,
        "one entry of the diagonal; there are four": 3 / 32,
        "without the p squared on the diagonal": 1 / 2,
        "three entries; with four species there are four": 9 / 32,
    },
)

check_width = ValueCheck(
    right=11**0.5,
    mistakes={
        "those are the variances; a width is as their root": 11,
        "without the 1/J of the corrected one": 10**0.5,
        "the other way round": 11**-0.5,
        "that is a rho of 30/150; it enters as rho over 1 - rho, which is 30/120": 3.0,
        "the root of the corrected factor alone; divide by that of the usual one": 0.275**0.5,
    },
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

progress = Progress(
    "honest_numbers",
    exercises={"derive Adam's second step": check_second_step},
    turns={"four species": check_trace, "how much wider": check_width},
)
