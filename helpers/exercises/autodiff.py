"""The checks of notebook 12: two walks over one graph, an operator with its rule, and a bug."""

import numpy as np

from helpers.activations import sigmoid
from helpers.autodiff import Value
from helpers.exercises.checking import FunctionCheck, Progress, ValueCheck

# a = 3, A = a a, B = A a; A.backward(), then B.backward(): da by three rules.
check_two_walks = ValueCheck(
    right=[27, 33, 39],
    mistakes={
        "the rules differ: they part at what the first walk has left behind": [27, 27, 27],
        "the first number is what A.backward() sets; B.backward() starts from 0": [6, 33, 39],
        "the first rule forgets the first walk: B.backward() starts from 0": [33, 33, 39],
        "the second rule keeps the 6 of the first walk, and adds": [27, 27, 39],
        "the third rule: A still holds its 1 when B.backward() brings 3": [27, 33, 33],
        "the third rule: what A passes back is 4 times 2a, but B = A a uses a as well": [
            27,
            33,
            30,
        ],
        "B uses a twice: directly, and through A": [9, 15, 15],
        "right, in another order: the engine's rule is the first": [39, 33, 27],
    },
)


def _both_ways(operator, z):
    """The operator's value at z, over the slope along z of a weighted sum of its entries.

    The weights differ, so that unequal slopes arrive from above.
    """
    value = Value(z)
    result = operator(value)
    if result is None:
        return None
    if not isinstance(result, Value):
        raise TypeError(f"it must return a Value; it returned a {type(result).__name__}")
    weights = np.arange(2.0, 2 + np.size(z)).reshape(np.shape(z))
    (result * weights).sum().backward()
    passed = np.zeros_like(z) if value.grad is None else value.grad
    return np.stack([result.data, passed])


def _operator(slope, of=lambda s, d: d):
    """A sigmoid that passes back of(s, d) * slope(z, s)."""

    def operator(z):
        s = sigmoid(z.data)
        return Value(s, ((z, lambda d: of(s, d) * slope(z.data, s)),), "sigmoid")

    return operator


check_sigmoid = FunctionCheck(
    right=_operator(lambda z, s: s * (1 - s)),
    mistakes={
        "the local slope alone: multiply it by d, the slope that arrives": _operator(
            lambda z, s: s * (1 - s), of=lambda s, d: 1
        ),
        "d passes back unchanged: multiply it by the local slope": _operator(lambda z, s: 1),
        "the slope, written with the sigmoid's value; you put z in its place": _operator(
            lambda z, s: z * (1 - z)
        ),
        "the sigmoid is applied twice in the slope": _operator(
            lambda z, s: sigmoid(s) * (1 - sigmoid(s))
        ),
        "1 - s^2 is the slope of tanh": _operator(lambda z, s: 1 - s**2),
        "sign flipped: the sigmoid rises": _operator(lambda z, s: -s * (1 - s)),
        "nothing comes back: the result does not name its parent": lambda z: Value(
            sigmoid(z.data), (), "sigmoid"
        ),
    },
    call=_both_ways,
    cases=[(np.array([0.7, -1.2, 2.5, -0.2]),), (np.array([[-0.4, 1.1, 0.3], [1.9, -2.2, -0.8]]),)],
)

check_buggy_line = ValueCheck(
    right=9,
    mistakes={
        "line 2 is right: each value once, and after its parents": 2,
        "line 4 is right: every walk may start from 0": 4,
        "line 5 is right: the slope of the output along itself is 1": 5,
        "line 6 is right: from the last value to the first": 6,
        "line 7 is right: one turn for every entry of the record": 7,
        "line 8 is right: what the record says; look at what becomes of the share": 8,
    },
)

progress = Progress(
    "autodiff",
    {
        "two walks over one graph": check_two_walks,
        "an operator and its rule": check_sigmoid,
        "find the bug": check_buggy_line,
    },
)
