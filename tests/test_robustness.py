"""Every public function against bad input, made by Hypothesis.

What is no argument at all must raise ValueError or TypeError with the argument's name in it. What
is a right argument in disguise (a list, whole numbers, every other entry of a larger array) must
give the right answer. What is at the edge of floating point may do either. None may warn, let
another exception come up from below, or change an argument, or the object that was called.

Three things are meant to be as they are. NaN goes through an activation and comes out as NaN, as in
NumPy, and through theta into the loss. A gradient is not looked at for NaN or size: `fit` looks at
the loss. What asks for more memory than there is raises NumPy's MemoryError.
"""

import fnmatch
import importlib
import inspect
import pkgutil
import re
import warnings
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import sympy as sp
from matplotlib.figure import Figure

import helpers
from helpers import (
    activations,
    article,
    autodiff,
    data,
    gradcheck,
    losses,
    optimizers,
    plotting,
    refresh,
    symbolic,
    training,
    validation,
)
from helpers.exercises import checking
from helpers.network import Network

hypothesis = pytest.importorskip("hypothesis", reason="needs hypothesis: pip install -e '.[dev]'")
from hypothesis import Phase, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from random_examples import examples

often = examples(20, phases=(Phase.generate, Phase.shrink))


# ---- what comes

pytestmark = pytest.mark.filterwarnings("ignore:the matrix subclass")


class Array(np.ndarray):
    """A subclass that does nothing."""


def masked(values):
    values = np.ma.array(values, mask=False)
    values[(0,) * values.ndim] = np.ma.masked
    return values


def constants(*makers):
    """One of what the makers make, anew each time."""
    return st.sampled_from(makers).map(lambda make: make())


NONE = st.none()
NO_TEXT = constants(
    object,
    dict,
    lambda: {"a": 1},
    lambda: {1, 2},
    lambda: (n for n in (1, 2)),
    lambda: Ellipsis,
    lambda: [[1.0], [1.0, 2.0]],
    lambda: [None],
    lambda: ["x"],
    lambda: np.array([object()]),
    lambda: np.array(["1.5"]),
    lambda: np.datetime64("2020-01-01"),
    lambda: b"1",
)
TEXT = st.text(max_size=3)
SOMETHING = NONE | TEXT | NO_TEXT | constants(lambda: len)
JUNK = SOMETHING | constants(list)
SOMETHING_BUT_LISTS = NONE | TEXT | constants(dict, object, lambda: {1, 2}, lambda: len, lambda: 1)
FLOATS = st.floats(allow_nan=False, allow_infinity=False, width=64)
NOT_FINITE = st.sampled_from([np.nan, np.inf, -np.inf])
COMPLEX = st.complex_numbers(allow_nan=False, allow_infinity=False).filter(lambda z: z.imag != 0)
SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=6)
VECTORS = constants(lambda: [1.0, 2.0], lambda: np.ones((1, 1, 1)), lambda: np.array([]))
EDGES = st.sampled_from([1e308, -1e308, 1.7e308, 1e200, 1e-320, -0.0, 5e-324, 2.0**63])


@dataclass(frozen=True)
class Argument:
    """A right value, made anew each time; a strategy of bad ones; of disguises; and of edges.

    named: what a message calls it, a regular expression; by default its name.
    """

    right: callable
    bad: st.SearchStrategy
    disguises: st.SearchStrategy = None
    edges: st.SearchStrategy = None
    named: str = None


def spoilt(right, entries):
    """`right` with one entry replaced."""

    def spoil(where, entry):
        values = np.array(right(), np.result_type(float, type(entry)))
        values.flat[where % values.size] = entry
        return values

    return st.builds(spoil, st.integers(0, 100), entries)


def disguises(right):
    """The same numbers in other clothes."""
    values = np.asarray(right())
    clothes = [
        np.ndarray.tolist,
        np.asfortranarray,
        lambda a: np.repeat(a, 2, axis=-1)[..., ::2],
        lambda a: a[..., ::-1].copy()[..., ::-1],
        lambda a: a.view(Array),
        frozen,
        lambda a: a.astype(np.float32),
        lambda a: a.astype(np.longdouble),
        lambda a: a.astype(a.dtype.newbyteorder()),
        lambda a: np.ma.array(a, mask=False),
    ]
    if values.dtype.kind == "f" and (values == np.round(values)).all():
        clothes += [
            lambda a, kind=kind: a.astype(kind)
            for kind in (np.uint8, np.int8, np.int16, int, object, bool)
            if kind is not object and (values.astype(kind) == values).all()
        ]
    if values.ndim == 2:
        clothes.append(np.matrix)
    return st.sampled_from(clothes).map(lambda dress: dress(np.array(right())))


def frozen(a):
    a.flags.writeable = False
    return a


def array(right, *, any_shape=False, complex_too=False, nan_too=False, junk=JUNK, **options):
    """An argument that holds numbers in the shape of `right()`."""
    shape = np.shape(right())
    bad = junk | st.just(masked(right())) if shape else junk
    if not any_shape:
        bad |= hnp.arrays(float, SHAPES.filter(lambda s: s != shape), elements=st.just(1.0))
    if not nan_too:
        bad |= spoilt(right, NOT_FINITE)
    if not complex_too:
        bad |= spoilt(right, COMPLEX)
    return Argument(
        right, bad, disguises(right) if shape else None, spoilt(right, EDGES), **options
    )


def entries(right, **options):
    """An array of which a formula reads entries: a larger one will do."""
    wrong = st.just(np.stack([right(), right()])) | st.just(np.empty(np.shape(right())[1:] or (0,)))
    strategy = array(right, any_shape=True, complex_too=True, **options)
    return replace(strategy, bad=strategy.bad | wrong)


def whole(right, least=1, most=None, junk=JUNK):
    bad = (
        junk
        | FLOATS
        | NOT_FINITE
        | COMPLEX
        | st.booleans()
        | VECTORS
        | st.integers(max_value=least - 1)
    )
    bad |= st.just(np.array([[2]])) | st.just(np.float64(right)) | st.just(float(right))
    if most is not None:
        bad |= st.integers(min_value=most + 1)
    same = constants(*(lambda kind=kind: kind(right) for kind in (np.int64, np.uint8, np.int8)))
    return Argument(lambda: right, bad, same)


def number(right, low=None, above=None, below=None, vectors=True, junk=JUNK):
    """A real number with low <= it, or above < it, and it < below."""
    bad = junk | NOT_FINITE | COMPLEX | st.just([np.nan]) | st.just(10**400)
    if low is not None:
        bad |= st.floats(max_value=low, exclude_max=True)
    if above is not None:
        bad |= st.floats(max_value=above)
    if below is not None:
        bad |= st.floats(min_value=below)
    if vectors:
        bad |= VECTORS
    kinds = (np.float64, np.float32, np.array)
    same = constants(*(lambda kind=kind: kind(right) for kind in kinds))
    edges = st.sampled_from([1e308, 1e-320, 5e-324, 1e-17])
    return Argument(lambda: right, bad, same, edges)


def one_of(right, options):
    bad = JUNK.filter(lambda value: not (isinstance(value, str) and value in options))
    return Argument(lambda: right, bad | FLOATS | st.text().filter(lambda t: t not in options))


def function(right, *answers):
    """A function; those among `answers` do not return what they should."""
    bad = NONE | TEXT | NO_TEXT | FLOATS | constants(list)
    return Argument(lambda: right, bad | st.sampled_from(answers) if answers else bad)


def object_(right, *others):
    """An object of a class of ours."""
    bad = JUNK | FLOATS | constants(lambda: type(right()), *others)
    return Argument(right, bad)


def optional(argument):
    return replace(argument, bad=argument.bad.filter(lambda value: value is not None))


# ---- what is called


@dataclass(frozen=True)
class Call:
    """`make()` is the function and the objects that must survive a failure as they were."""

    make: callable
    arguments: dict
    changes: tuple = ()
    verdicts: tuple = ()
    call: callable = lambda function, arguments: function(**arguments)


def plain(function, changes=(), verdicts=(), **arguments):
    return Call(lambda: (function, ()), arguments, changes, verdicts)


def method(make, name, changes=(), **arguments):
    def bound():
        owner = make()
        return getattr(owner, name), (owner,)

    return Call(bound, arguments, changes)


def setter(make, name, argument):
    def bound():
        owner = make()
        return (lambda **value: setattr(owner, name, *value.values())), (owner,)

    return Call(bound, {name: argument})


def spread(function, **arguments):
    """For a function of *arguments."""
    return Call(
        lambda: (function, ()),
        arguments,
        call=lambda function, arguments: function(*arguments.values()),
    )


X = np.array([[3.0, 1, 4, 1], [5, 9, 2, 6], [5, 3, 5, 8], [9, 7, 9, 3], [2, 3, 8, 4]])
CLASSES = np.array([0.0, 1, 2, 1, 0])
Y = np.eye(3)[CLASSES.astype(int)]


def net():
    return Network([4, 2, 3], seed=1)


def dataset():
    return data.Dataset(np.tile(X, (2, 1)), np.tile(CLASSES, 2), tuple("abcd"), tuple("xyz"))


def value():
    return autodiff.Value(np.array([[1.0, 2.0], [3.0, 4.0]]))


def claim():
    return article.CLAIMS[0]


def trained(kind):
    """An optimiser with a memory."""
    optimizer = kind(0.5)
    optimizer.step(np.ones(3), np.ones(3))
    return optimizer


RULES = ("GradientDescent", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam")
RATE = number(0.5, above=0, vectors=False)
RATE_SET = number(0.5, low=0, vectors=False)
BETA, EPSILON = number(0.5, low=0, below=1), number(0.5, above=0)
SETTINGS = {
    "GradientDescent": {},
    "Momentum": {"beta": BETA},
    "Nesterov": {"beta": BETA},
    "AdaGrad": {"epsilon": EPSILON},
    "RMSProp": {"beta": BETA, "epsilon": EPSILON},
    "Adam": {"beta1": BETA, "beta2": BETA, "epsilon": EPSILON},
}
WRONG_ARRAYS = (
    JUNK
    | FLOATS
    | constants(
        lambda: np.ones(4),
        lambda: np.ones((1, 3)),
        lambda: np.array(1.0),
        lambda: 1j * np.ones(3),
        lambda: np.ones(3, bool),
        lambda: [1.0, 1.0, 1.0],
        lambda: np.matrix(np.ones(3)),
        lambda: masked(np.ones(3)),
        lambda: np.ones(3, object),
    )
)
THETA = Argument(
    lambda: np.array([1.0, 2.0, 3.0]),
    WRONG_ARRAYS | constants(lambda: frozen(np.ones(3)), lambda: np.ones(3, int)),
    constants(
        lambda: np.array([1.0, 9, 2, 9, 3, 9])[::2], lambda: np.array([1.0, 2, 3]).view(Array)
    ),
)
GRADIENT = Argument(
    lambda: np.array([100.0, 2.0, 3.0]),
    WRONG_ARRAYS,
    constants(
        *(lambda kind=kind: np.array([100, 2, 3], kind) for kind in (np.int8, np.uint8, int)),
        lambda: frozen(np.array([100.0, 2.0, 3.0])),
        lambda: np.array([100.0, 9, 2, 9, 3, 9])[::2],
    ),
)

m, n = symbolic.sizes("m n")
i, j, k = symbolic.indices("i j k")
w, x = sp.Symbol("w", real=True), symbolic.arrays("x")
TOTAL = sp.Sum((w * x[i]) ** 2, (i, 0, m - 1))
BAD_FORMULAS = (
    JUNK
    | NOT_FINITE
    | constants(
        lambda: sp.oo,
        lambda: sp.zoo,
        lambda: sp.nan,
        lambda: sp.true,
        lambda: sp.Tuple(1, 2),
        lambda: sp.Eq(w, 1),
        lambda: sp.Matrix([1]),
        lambda: np.ones(2),
        lambda: x,
    )
)
FORMULA = Argument(lambda: TOTAL, BAD_FORMULAS)
NAMES = Argument(lambda: "p q", NONE | NO_TEXT | FLOATS | st.sampled_from(["", " ", ",", " ,"]))
SCORES = array(lambda: X[:, :3], complex_too=True)
SCORES = replace(
    SCORES,
    bad=SCORES.bad.filter(
        lambda v: np.shape(v)[-2:] != (5, 3) if isinstance(v, np.ndarray) and v.ndim > 2 else True
    ),
)
SQUARES = {"prediction": SCORES, "target": array(lambda: X[:, 1:])}
SQUARES["prediction"] = replace(SCORES, named="prediction|target")
BINARY = {"logits": replace(SCORES, named="logits|y"), "y": array(lambda: Y)}
SOFT = {"logits": replace(SCORES, named="logits|Y"), "Y": array(lambda: Y)}
ENTRIES = array(lambda: X, any_shape=True, complex_too=True, nan_too=True, junk=SOMETHING)
OUT = optional(
    Argument(
        lambda: np.zeros((5, 4)),
        JUNK
        | FLOATS
        | constants(
            lambda: np.zeros((5, 4), int),
            lambda: np.zeros((2, 5, 4)),
            lambda: np.zeros(4),
            lambda: frozen(np.zeros((5, 4))),
            lambda: [0.0],
        ),
        constants(lambda: np.zeros((4, 5)).T, lambda: np.zeros((5, 8))[:, ::2]),
    )
)
ROW = array(lambda: X[0], complex_too=True, any_shape=True, nan_too=True)
ROW = replace(
    ROW,
    bad=ROW.bad
    | constants(
        lambda: 1.0, lambda: np.ones((2, 0)), lambda: [np.inf, 0], lambda: [-np.inf, -np.inf]
    ),
)
ONE_ROW = replace(
    ROW, bad=ROW.bad | hnp.arrays(float, SHAPES.filter(lambda s: len(s) != 1 or not s[0]))
)
DATA = {"X": array(lambda: X), "Y": array(lambda: Y)}
# Without a Y, any number of samples is right.
SAMPLES = replace(
    DATA["X"],
    bad=DATA["X"].bad.filter(
        lambda v: (
            not (isinstance(v, np.ndarray) and v.dtype == float and v.shape[1:] == (4,))
            or not v.size
            or not np.isfinite(v).all()
            or np.ma.is_masked(v)
        )
    ),
)
PARAMETERS = array(lambda: np.arange(19.0), complex_too=True)
VECTOR = Argument(
    lambda: np.arange(19.0),
    JUNK
    | FLOATS
    | constants(
        lambda: np.ones(18),
        lambda: np.ones(20),
        lambda: np.ones((19, 2)),
        lambda: np.array(1.0),
        lambda: [0.0] * 19,
    ),
    constants(
        lambda: np.arange(19), lambda: np.arange(38.0)[::2] / 2, lambda: frozen(np.arange(19.0))
    ),
)
SIZES = Argument(
    lambda: [4, 2, 3],
    JUNK
    | FLOATS
    | constants(
        lambda: [4],
        lambda: [4, 0, 3],
        lambda: [4, -1],
        lambda: [4, 2.0],
        lambda: [4, True],
        lambda: [4, "3"],
        lambda: [[4, 2], [3, 3]],
        lambda: [4, None],
        lambda: np.array([4.0, 3.0]),
        lambda: [4, 10**20],
        lambda: np.array(4),
        lambda: [4, np.nan],
    ),
    constants(
        lambda: (4, 2, 3),
        lambda: np.array([4, 2, 3], np.uint8),
        lambda: np.array([4, 0, 2, 0, 3])[::2],
    ),
)
SEED = Argument(
    lambda: 1,
    whole(1, least=0).bad
    | constants(
        lambda: [1, -1],
        lambda: [1, 1.5],
        lambda: [[1], [1, 2]],
        lambda: masked([1, 2]),
        lambda: [True],
    ),
    constants(lambda: np.int64(1), lambda: np.uint8(1), lambda: np.array(1)),
)
SEED = replace(
    SEED, bad=SEED.bad.filter(lambda v: not (isinstance(v, np.ndarray) and v.dtype.kind == "i"))
)
DTYPE = Argument(
    lambda: float,
    NO_TEXT
    | constants(
        list,
        lambda: len,
        lambda: int,
        lambda: complex,
        lambda: "S3",
        lambda: "nonsense",
        lambda: object,
        lambda: [("a", float)],
        lambda: 3,
    ),
    constants(lambda: "f8", lambda: np.float64, lambda: np.dtype(float)),
)


def square(z):
    return z * z


NO_SLOPE = (lambda z: None, lambda z: "a", lambda z: np.nan, lambda z: {})
NAMED_F = {"named": r"\bf\b"}
POINT = array(lambda: np.array([1.0, 2.0]), any_shape=True)
POINT = replace(POINT, edges=None, bad=POINT.bad | st.just(np.array([])))
STEP = replace(number(1e-4, above=0), edges=None)
TEXTS = NONE | NO_TEXT | constants(list, lambda: len) | FLOATS
ROOT = Path(__file__).resolve().parent
OPERANDS = Argument(lambda: 2.0, SOMETHING, named="data")
EXPONENT = Argument(
    lambda: 2,
    JUNK | NOT_FINITE | VECTORS,
    constants(lambda: 2.0, lambda: np.int8(2), lambda: np.float32(2)),
)
AXIS = Argument(
    lambda: 1,
    TEXT | NO_TEXT | constants(lambda: len) | st.integers(2, 9) | FLOATS | st.just((0, 0)),
    constants(lambda: -1, lambda: np.int64(1), lambda: (1,)),
)


def shape_free(argument):
    return replace(argument, named="a")


CALLS = {
    "activations.softmax": plain(activations.softmax, Z=ROW),
    "activations.log_softmax": plain(activations.log_softmax, Z=ROW),
    "activations.softmax_jacobian": plain(activations.softmax_jacobian, z=ONE_ROW),
    "losses.mse": plain(losses.mse, **SQUARES),
    "losses.mse_grad": plain(losses.mse_grad, **SQUARES),
    "losses.sigmoid_cross_entropy": plain(losses.sigmoid_cross_entropy, **BINARY),
    "losses.sigmoid_cross_entropy_grad": plain(losses.sigmoid_cross_entropy_grad, **BINARY),
    "losses.softmax_cross_entropy": plain(losses.softmax_cross_entropy, **SOFT),
    "losses.softmax_cross_entropy_grad": plain(losses.softmax_cross_entropy_grad, **SOFT),
    "network.Network": plain(
        Network,
        sizes=SIZES,
        activation=one_of("relu", activations.ACTIVATIONS),
        loss=one_of("mse", losses.LOSSES),
        seed=SEED,
        dtype=DTYPE,
    ),
    "network.Network.theta": setter(net, "theta", array(lambda: np.arange(19.0))),
    "network.Network.layers": method(net, "layers", vector=VECTOR),
    "network.Network.views": method(net, "views", vector=VECTOR),
    "network.Network.forward": method(net, "forward", X=SAMPLES),
    "network.Network.predict": method(net, "predict", X=SAMPLES),
    "network.Network.prepare": method(net, "prepare", **DATA),
    "network.Network.loss": method(net, "loss", **DATA, theta=optional(PARAMETERS)),
    "network.Network.loss_and_gradient": method(net, "loss_and_gradient", **DATA),
    "optimizers.inverse_time": plain(
        optimizers.inverse_time, start=RATE, t=number(3, low=0), half=EPSILON
    ),
    "optimizers.cosine": plain(optimizers.cosine, start=RATE, t=number(3, low=0), steps=EPSILON),
    "training.minibatches": plain(
        training.minibatches,
        m=whole(5),
        batch_size=whole(2),
        rng=object_(lambda: np.random.default_rng(0), lambda: np.random),
        changes=("rng",),
    ),
    "training.progress": plain(training.progress, every=whole(2)),
    "training.fit": plain(
        training.fit,
        net=object_(net),
        **DATA,
        optimizer=object_(lambda: optimizers.Adam(0.5)),
        epochs=whole(2),
        batch_size=whole(2),
        seed=whole(1, least=0),
        callback=optional(function(lambda epoch, loss: None)),
        changes=("net", "optimizer"),
        verdicts=(ArithmeticError,),
    ),
    "data.Dataset": plain(
        data.Dataset,
        X=replace(entries(lambda: X), bad=JUNK | spoilt(lambda: X, NOT_FINITE | COMPLEX) | VECTORS),
        labels=array(lambda: CLASSES, any_shape=True),
        features=Argument(lambda: tuple("abcd"), SOMETHING_BUT_LISTS),
        classes=Argument(
            lambda: tuple("xyz"), JUNK | FLOATS | st.just(("a",)), named="labels|classes"
        ),
    ),
    "data.split": plain(
        data.split,
        dataset=object_(dataset),
        test_size=Argument(
            lambda: 0.5,
            JUNK
            | NOT_FINITE
            | COMPLEX
            | st.sampled_from([0, -1, 0.0, 1.0, 1.5, -0.5, 10, True, 10**20]),
            st.just(np.float64(0.5)),
        ),
        seed=whole(1, least=0, most=2**32 - 1),
    ),
    "data.standardise": spread(
        data.standardise,
        train=object_(dataset),
        second=replace(object_(dataset, lambda: OTHER), named=r"others\[0\]"),
    ),
    "data.one_hot": plain(
        data.one_hot, labels=array(lambda: CLASSES, any_shape=True), K=whole(3, most=2**31 - 1)
    ),
    "data.class_numbers": plain(
        data.class_numbers,
        name=Argument(lambda: "a", st.nothing()),
        value=array(lambda: CLASSES, any_shape=True, named="a"),
        K=Argument(lambda: 3, st.nothing()),
    ),
    "gradcheck.central_difference": plain(
        gradcheck.central_difference,
        f=replace(function(square, *NO_SLOPE, lambda z: 1j * z), **NAMED_F),
        x=POINT,
        h=STEP,
    ),
    "gradcheck.complex_step": plain(
        gradcheck.complex_step,
        f=replace(function(square, *NO_SLOPE, np.real), **NAMED_F),
        x=POINT,
        h=STEP,
    ),
    "gradcheck.relative_error": plain(
        gradcheck.relative_error,
        a=array(lambda: X, complex_too=True),
        b=array(lambda: X + 1, complex_too=True),
    ),
    "gradcheck.check": plain(
        gradcheck.check,
        net=object_(net),
        **DATA,
        gradient=optional(array(lambda: np.arange(19.0))),
        method=function(gradcheck.complex_step),
    ),
    "symbolic.sizes": plain(symbolic.sizes, names=NAMES),
    "symbolic.indices": plain(symbolic.indices, names=NAMES),
    "symbolic.arrays": plain(symbolic.arrays, names=NAMES),
    "symbolic.gradient": plain(
        symbolic.gradient,
        loss=FORMULA,
        variable=Argument(
            lambda: w,
            BAD_FORMULAS | FLOATS | st.just(w + 1) | st.just(x[i]),
            named="variable|index",
        ),
    ),
    "symbolic.collapse": plain(symbolic.collapse, expr=FORMULA),
    "symbolic.normal_form": plain(symbolic.normal_form, expr=replace(FORMULA, bad=JUNK)),
    "symbolic.prove": spread(
        symbolic.prove,
        first=replace(FORMULA, named="formula 1"),
        second=replace(FORMULA, named="formula 2"),
    ),
    "symbolic.refute": plain(
        symbolic.refute, lhs=FORMULA, rhs=replace(FORMULA, right=lambda: 2 * TOTAL)
    ),
    "symbolic.evaluate": plain(
        symbolic.evaluate,
        expr=FORMULA,
        m=whole(4),
        w=entries(lambda: 2.0, named=r"\bw\b|expr"),
        x=entries(lambda: X[0], named=r"\bx\b|expr"),
    ),
    "symbolic.assert_matches": plain(
        symbolic.assert_matches,
        verdicts=(AssertionError,),
        array=entries(lambda: 2 * X[0], named="array|free"),
        expr=replace(FORMULA, right=lambda: w * x[i]),
        free=Argument(lambda: [i], JUNK | FLOATS | st.sampled_from([[i, j], [i, i], [w], [1, 2]])),
        rtol=number(1e-9, low=0, below=1),
        atol=number(1e-9, low=0),
        w=entries(lambda: 2.0, named=r"\bw\b|expr"),
        x=entries(lambda: X[0], named=r"\bx\b|expr"),
    ),
    "autodiff.Value": plain(
        autodiff.Value,
        data=Argument(
            lambda: [1.0, 2.0],
            SOMETHING | constants(value),
            constants(
                lambda: np.array([1, 2], np.uint8),
                lambda: (1, 2),
                lambda: frozen(np.array([1.0, 2])),
            ),
        ),
        parents=Argument(
            lambda: ((value(), square),),
            (SOMETHING | FLOATS | st.sampled_from([[1], ((1, 2),), (value(),), ((value(), 2),)])),
        ),
    ),
    "autodiff.as_value": plain(autodiff.as_value, x=OPERANDS),
    "autodiff.Value.sum": method(
        value, "sum", axis=AXIS, keepdims=Argument(lambda: True, JUNK | FLOATS)
    ),
    "plotting.show": plain(
        plotting.show,
        fig=object_(Figure),
        alt=Argument(lambda: "text", TEXTS | st.sampled_from(["", " ", "\n"])),
        changes=("fig",),
    ),
    "refresh.normalise": plain(
        refresh.normalise,
        notebook=object_(lambda: refresh.nbformat.v4.new_notebook()),
        changes=("notebook",),
    ),
    "refresh.refresh": plain(
        refresh.refresh,
        path=Argument(
            lambda: NotImplemented, TEXTS | st.sampled_from(["", ROOT, "no.ipynb", __file__])
        ),
    ),
    "refresh.main": plain(
        refresh.main,
        names=Argument(
            lambda: NotImplemented,
            SOMETHING  # not []: that means all notebooks
            | st.sampled_from([["no.ipynb"], [__file__], [ROOT], [5], ("",)]),
        ),
    ),
    "article.Claim": plain(
        article.Claim,
        **{
            name: Argument(lambda name=name: getattr(claim(), name), st.nothing())
            for name in article.Claim.__dataclass_fields__
            if name != "verdict"
        },
        verdict=one_of("wrong", article.MARKS),
    ),
    "article.agree": plain(
        article.agree,
        a=array(lambda: 1.0, complex_too=True, nan_too=True, junk=NONE | NO_TEXT),
        b=array(lambda: 1.0, complex_too=True, nan_too=True, junk=NONE | NO_TEXT),
    ),
    "article.trials": plain(article.trials, claim=object_(claim)),
    "article.run": plain(
        article.run,
        number=whole(1, most=len(article.CLAIMS)),
        check=optional(function(lambda: [article.Trial("?", 1.0, 2.0, 2.0)])),
    ),
}
OTHER = data.Dataset(X[:, :3], CLASSES, tuple("abc"), tuple("xyz"))
for name in ("sigmoid", "tanh", "relu", "identity"):
    CALLS[f"activations.{name}"] = plain(
        getattr(activations, name), z=ENTRIES, out=OUT, changes=("out",)
    )
    grad = getattr(activations, f"{name}_grad")
    CALLS[f"activations.{name}_grad"] = plain(grad, z=ENTRIES)
for name in RULES:
    rule = getattr(optimizers, name)
    CALLS[f"optimizers.{name}"] = plain(rule, learning_rate=RATE, **SETTINGS[name])
    for suffix, make in (
        ("", lambda rule=rule: rule(0.5)),
        (" again", lambda rule=rule: trained(rule)),
    ):
        CALLS[f"optimizers.{name}.step{suffix}"] = method(
            make, "step", theta=THETA, gradient=GRADIENT, changes=("theta",)
        )
    CALLS[f"optimizers.{name}.learning_rate"] = setter(
        lambda rule=rule: trained(rule), "learning_rate", RATE_SET
    )
for name in (
    "add",
    "sub",
    "mul",
    "truediv",
    "matmul",
    "radd",
    "rsub",
    "rmul",
    "rtruediv",
    "rmatmul",
):
    other = replace(OPERANDS, right=value) if "matmul" in name else OPERANDS
    CALLS[f"autodiff.Value.__{name}__"] = method(value, f"__{name}__", other=other)
CALLS["autodiff.Value.__pow__"] = method(value, "__pow__", n=EXPONENT)
for name, argument in {
    "floats": ENTRIES,
    "numbers": array(lambda: X, any_shape=True, complex_too=True),
    "real": array(lambda: X, any_shape=True),
    "labels": array(lambda: Y, any_shape=True),
    "one_hot_rows": array(lambda: Y, any_shape=True),
    "size": whole(3),
    "positive": number(0.5, above=0, vectors=False),
    "positive_number": EPSILON,
    "seeds": SEED,
    "floating_type": DTYPE,
    "function": function(square),
}.items():
    CALLS[f"validation.{name}"] = plain(
        getattr(validation, name),
        name=Argument(lambda: "a", st.nothing()),
        value=replace(argument, named="a"),
    )


# Public, and yet not in the table.
EXCEPTIONS = {
    "losses.*_and_grad": "the inner loop: fit and Network check before",
    "network.Network.backpropagate": "the inner loop: takes what prepare returns",
    "network.Workspace": "made by Network for itself",
    "network.rows": "made for Workspace, of sizes that are checked",
    "network.with_ones": "called by Network with an X that is checked",
    "training.History": "a record that fit makes",
    "gradcheck.Block*": "a record that check makes",
    "gradcheck.Report*": "a record that check makes",
    "article.Trial*": "a record that the article's checks make",
    "autodiff.summed_to": "called by backward, with shapes and slopes of its own making",
    "symbolic.sigmoid*": "SymPy's Function: it reads its argument as SymPy does",
    "symbolic.Undecided": "an exception",
    "handouts.*": "commands over files, which test_handouts breaks in its own ways",
    "validation.checked": "a decorator, at import",
    "validation.finite": "a decorator, at import",
    "validation.matrix": "covered by X and Y of a network",
    "validation.instance": "covered by every argument that must be an object of ours",
    "validation.choice": "covered by the names of activations, losses and verdicts",
    "validation.cast": "covered by X, Y and theta of a float32 network, below",
    "validation.between": "covered by every beta, t and tolerance",
    "validation.same_samples": "covered by X and Y of a network",
    "validation.scores_and_targets": "covered by the losses, whose door it is",
    "validation.logits_and_*": "covered by the losses, whose door it is",
    "exercises.checking.*Check": "made at import; every check is called with anything, below",
    "exercises.checking.*Check.*": "made at import; every check is called with anything, below",
    "exercises.*": "data: the answers and the mistakes",
    "plotting.*.*": "one notebook's figure, drawn from its own numbers",
}


# ---- the tests


@pytest.fixture(autouse=True)
def no_notebook_is_refreshed(monkeypatch):
    monkeypatch.setattr(refresh, "NOTEBOOKS", ROOT / "nowhere")


def snapshot(thing, depth=4):
    """What can be compared later: numbers by their bytes, objects by what they hold."""
    if isinstance(thing, np.ndarray) and thing.dtype != object:
        return type(thing), thing.dtype, thing.shape, thing.tobytes()
    if isinstance(thing, np.random.Generator):
        return str(thing.bit_generator.state)
    if isinstance(thing, Network):
        return thing.loss_name, thing.activation_name, thing.sizes, snapshot(thing.theta)
    if isinstance(thing, autodiff.Value):
        return snapshot((thing.data, thing.grad, len(thing.parents)), depth)
    if isinstance(thing, dict):
        return tuple((key, snapshot(item, depth - 1)) for key, item in thing.items())
    if isinstance(thing, list | tuple):
        return type(thing), tuple(snapshot(item, depth - 1) for item in thing)
    if depth and type(thing).__module__.startswith("helpers"):
        return type(thing), snapshot(vars(thing), depth - 1)
    return repr(thing)


def outcome(call, **replaced):
    """The call's result or its exception; nothing may warn, nor change what it must not."""
    function, owners = call.make()
    arguments = {name: a.right() for name, a in call.arguments.items()} | replaced
    keep = {name: a for name, a in arguments.items() if name not in call.changes}
    before, kept, owned = snapshot(arguments), snapshot(keep), snapshot(owners)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = call.call(function, arguments)
    except (ValueError, TypeError) as error:
        assert snapshot(arguments) == before and snapshot(owners) == owned
        return error
    except call.verdicts as verdict:  # what the function is there to say
        result = verdict
    assert snapshot(keep) == kept
    return result, {name: arguments[name] for name in call.changes}, owners


def assert_named(error, name, argument):
    assert isinstance(error, ValueError | TypeError), f"{name} passed: {error}"
    pattern = argument.named or rf"\b{re.escape(name)}\b"
    assert re.search(pattern, str(error)), f"{name} is not named: {error!r}"


def cases(part):
    return [
        pytest.param(call, name, id=f"{title}-{name}")
        for title, call in CALLS.items()
        for name, argument in call.arguments.items()
        if getattr(argument, part) is not None and not getattr(argument, part).is_empty
    ]


@pytest.mark.parametrize("call, name", cases("bad"))
def test_what_is_no_argument_is_refused_by_name(call, name):
    argument = call.arguments[name]

    @often
    @given(argument.bad)
    def refused(value):
        assert_named(outcome(call, **{name: value}), name, argument)

    refused()


@pytest.mark.parametrize("call, name", cases("disguises"))
def test_numbers_in_other_clothes_are_the_same_numbers(call, name):
    argument = call.arguments[name]
    expected = outcome(call)

    @often
    @given(argument.disguises)
    def same(value):
        result = outcome(call, **{name: value})
        assert not isinstance(result, Exception), result
        assert_same(result[0], expected[0])
        for changed in set(call.changes) - {name}:
            assert_same(result[1][changed], expected[1][changed])
        if name in call.changes:
            assert_same(np.asarray(result[1][name]), np.asarray(expected[1][name]))
        assert_same(result[2], expected[2])

    same()


def assert_same(a, b):
    """Equal numbers, up to float32, in results of the same kind."""
    if isinstance(a, list | tuple):
        assert len(a) == len(b)
        for one, other in zip(a, b):
            assert_same(one, other)
    elif isinstance(a, np.ndarray | np.generic | float | int):
        assert np.shape(a) == np.shape(b)
        np.testing.assert_allclose(
            np.asarray(a, complex), np.asarray(b, complex), rtol=1e-5, atol=1e-6
        )
    elif type(a).__module__.startswith("helpers") and hasattr(a, "__dict__"):
        if isinstance(a, Network):
            return assert_same(a.theta, b.theta)
        for key in vars(a):
            assert_same(vars(a)[key], vars(b)[key])
    elif not callable(a):
        assert type(a) is type(b)


@pytest.mark.parametrize("call, name", cases("edges"))
def test_the_edge_of_floats_is_quiet_or_refused_by_name(call, name):
    argument = call.arguments[name]

    @often
    @given(argument.edges)
    def quiet(value):
        result = outcome(call, **{name: value})
        if isinstance(result, Exception):
            assert_named(result, name, argument)

    quiet()


def public():
    """The names of all public functions and classes, and of their methods that take arguments."""
    for module in pkgutil.walk_packages(helpers.__path__, "helpers."):
        namespace = importlib.import_module(module.name)
        for name, thing in vars(namespace).items():
            here = getattr(thing, "__module__", None) == module.name
            if (
                name.startswith("_")
                or not here
                or not (inspect.isfunction(thing) or inspect.isclass(thing))
            ):
                continue
            title = f"{module.name.removeprefix('helpers.')}.{name}"
            methods = vars(thing).items() if inspect.isclass(thing) else ()
            if inspect.isclass(thing) or inspect.signature(thing).parameters:
                yield title
            for method_name, member in methods:
                takes = inspect.isfunction(member) and len(inspect.signature(member).parameters) > 1
                sets = isinstance(member, property) and member.fset
                if (takes or sets) and not method_name.startswith("_"):
                    yield f"{title}.{method_name}"


def test_every_public_function_is_in_the_table_or_excused():
    names = set(public())
    excused = {pattern: fnmatch.filter(names, pattern) for pattern in EXCEPTIONS}
    assert all(EXCEPTIONS.values())
    stale = [pattern for pattern, matched in excused.items() if not matched]
    assert not stale
    tested = {name.split(" ")[0] for name in CALLS}
    left = names - tested - {name for matched in excused.values() for name in matched}
    assert not left


def test_every_parameter_is_in_the_table():
    for title, call in CALLS.items():
        parameters = inspect.signature(call.make()[0]).parameters.values()
        if not title.startswith("validation") and all(
            p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL) for p in parameters
        ):
            missing = {p.name for p in parameters} - call.arguments.keys() - {"op"}
            assert not missing, (title, missing)


def test_too_much_for_float32_is_refused_by_name():
    net = Network([4, 2, 3], loss="mse", seed=1, dtype=np.float32)
    before = net.theta.copy()
    for name, arguments in {"X": (1e300 * X, Y), "Y": (X, 1e300 * Y)}.items():
        with warnings.catch_warnings(), pytest.raises(ValueError, match=f"{name} must be finite"):
            warnings.simplefilter("error")
            net.loss_and_gradient(*arguments)
    with warnings.catch_warnings(), pytest.raises(ValueError, match="theta must be finite"):
        warnings.simplefilter("error")
        net.theta = np.full(net.theta.shape, 1e300)
    assert np.array_equal(net.theta, before)


NAN = float("nan")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", activations.ACTIVATIONS)
def test_activations_pass_nan_on_and_have_their_limits_at_infinity(name):
    g, slope = getattr(activations, name), getattr(activations, f"{name}_grad")
    z = np.array([NAN, -np.inf, np.inf])
    limits = {
        "sigmoid": (0, 1),
        "tanh": (-1, 1),
        "relu": (0, np.inf),
        "identity": (-np.inf, np.inf),
    }
    slopes = {"sigmoid": (NAN, 0, 0), "tanh": (NAN, 0, 0), "relu": (0, 0, 1), "identity": (1, 1, 1)}
    np.testing.assert_array_equal(g(z), (NAN, *limits[name]))
    np.testing.assert_array_equal(slope(z), slopes[name])
    assert g([]).shape == slope(np.empty((0, 3)))[:, 0].shape == (0,)


@pytest.mark.filterwarnings("error")
def test_softmax_of_nan_is_nan_and_of_minus_infinity_is_0():
    for function, zero, half in (
        (activations.softmax, 0, 0.5),
        (activations.log_softmax, -np.inf, np.log(0.5)),
    ):
        np.testing.assert_array_equal(function([NAN, 1.0]), [NAN, NAN])
        np.testing.assert_allclose(function([-np.inf, 2, 2]), [zero, half, half])
        assert function([1e308, -1e308])[1] == zero


@pytest.mark.parametrize(
    "run, message",
    [
        (lambda v: v(0.0).log(), "data: log has no finite value at 0.0"),
        (lambda v: v(np.array([-1.0, 1.0])).log(), "data: log has no finite value"),
        (lambda v: v(1000.0).exp(), "data: exp has no finite value at 1000.0"),
        (lambda v: v(-8.0) ** (1 / 3), "n: the power 0.3.* of -8.0 is no finite real number"),
        (lambda v: v(np.array([0.0, 1.0])) ** -1, "n: the power -1 of .* is no finite"),
        (lambda v: 1 / v(0), "n: the power -1 of 0 is no finite"),
        (lambda v: v(1e200) ** 2, "n: the power 2 of 1e[+]200 is no finite"),
        (lambda v: v(np.ones(2)).sum(axis=1), "axis: axis 1 is out of bounds"),
        (lambda v: v(2.0).sum(axis=0), "axis: axis 0 is out of bounds"),
        (lambda v: v(np.ones(2)).backward(), r"backward starts from one number; got shape \(2,\)"),
    ],
)
@pytest.mark.filterwarnings("error")
def test_where_a_function_of_a_value_is_not_defined_it_says_so(run, message):
    with pytest.raises(ValueError, match=message):
        run(autodiff.Value)


def test_what_numpy_is_told_to_ignore_a_value_ignores():
    with np.errstate(all="ignore"):
        assert (
            autodiff.Value(1000.0).exp().data == (autodiff.Value(np.zeros(())) ** -1).data == np.inf
        )


@pytest.mark.parametrize(
    "run, message",
    [
        (lambda: symbolic.evaluate(TOTAL, m=2, w=1.0), "values lacks x"),
        (
            lambda: symbolic.evaluate(TOTAL, m=3, w=1.0, x=[1, 2]),
            "x has shape .2,., and no entry 2",
        ),
        (lambda: symbolic.evaluate(x[i - 1], i=0, x=[1, 2]), "x has shape .2,., and no entry -1"),
        (lambda: symbolic.evaluate(1 / w, w=0), "expr has no finite value at these values"),
        (lambda: symbolic.evaluate(1 / w, w=np.float64(0)), "expr has no finite value"),
        (
            lambda: symbolic.evaluate(x[i], i=0.5, x=[1, 2]),
            "i must be a whole number of at least 0",
        ),
        (lambda: symbolic.assert_matches(np.empty((0, 2)), x[i], [i], x=[1]), "array is empty"),
        (lambda: symbolic.assert_matches([1], x[j], [i], x=[1]), "values and free lack j"),
        (lambda: symbolic.assert_matches([1], x[i], [i], i=2, x=[1]), "free must list 1 indices"),
    ],
)
@pytest.mark.filterwarnings("error")
def test_values_that_do_not_fit_a_formula_are_named(run, message):
    with pytest.raises(ValueError, match=message):
        run()


def test_a_comma_between_names_is_no_part_of_them():
    assert [str(a) for a in symbolic.arrays("X, Y")] == ["X", "Y"]
    assert symbolic.sizes("m, n") == symbolic.sizes("m n") == symbolic.sizes(" m  n,")


def test_a_default_step_that_is_lost_beside_x_is_refused():
    with pytest.raises(ValueError, match=r"h is lost beside x: 1e\+20 \+ 1e-05 is 1e\+20"):
        gradcheck.central_difference(square, [1.0, 1e20])
    assert gradcheck.central_difference(square, 1e20, h=1e14) == pytest.approx(2e20)
    assert gradcheck.central_difference(square, 1e20, h=1.0) == 0  # the V curve of notebook 1
    assert gradcheck.complex_step(square, 1e20) == pytest.approx(2e20)


@pytest.mark.parametrize("number", [0, -1, 10**6])
def test_a_claim_that_is_not_there_is_named(number):
    with pytest.raises(ValueError, match="number must be"):
        article.run(number)


# ---- the checks of the exercises: anything may come as an answer

CHECKS = {
    f"{module.name.rsplit('.')[-1]}.{name}": check
    for module in pkgutil.iter_modules(helpers.exercises.__path__, "helpers.exercises.")
    for name, check in vars(importlib.import_module(module.name)).items()
    if isinstance(check, checking.Check)
}
ANSWERS = (
    SOMETHING
    | FLOATS
    | NOT_FINITE
    | COMPLEX
    | st.booleans()
    | st.integers()
    | VECTORS
    | hnp.arrays(float, SHAPES, elements=st.floats())
    | constants(
        lambda: masked([1, 2]),
        lambda: lambda *a: None,
        lambda: lambda *a: "x",
        lambda: lambda *a: {1},
        lambda: lambda *a: a,
        lambda: lambda *a: a[0],
        lambda: lambda *a: np.nan,
        lambda: lambda *a: [[1], [1, 2]],
        lambda: lambda *a: np.array([object()]),
        lambda: lambda *a: 1 / 0,
        lambda: lambda: 1,
        lambda: value,
        lambda: value(),
        lambda: TOTAL,
        lambda: x,
        lambda: sp.true,
        lambda: sp.zoo,
        lambda: sp.Matrix([w]),
        lambda: sp.Symbol("w") / 0,
        lambda: str,
        lambda: dict,
        lambda: type,
    )
)


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_a_check_has_a_verdict_on_anything(check, capsys):
    @often
    @given(ANSWERS)
    def judged(answer):
        before = snapshot((answer, check.right, check.mistakes))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            check(answer)
        printed = capsys.readouterr().out
        assert re.match("(not attempted yet|wrong: .|undecided: )", printed), printed
        assert snapshot((answer, check.right, check.mistakes)) == before

    judged()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "loss, scores, targets, message",
    [
        (losses.mse, [1e200], [0.0], "prediction and target hold numbers so large that mse"),
        (losses.mse_grad, [1.7e308], [0.0], "prediction and target hold numbers so large"),
        (losses.softmax_cross_entropy, [[1e308, -1e308]], [[0, 1]], "logits and Y hold numbers"),
        (losses.sigmoid_cross_entropy, [1e308, 1e308], [0, 0], "logits and y hold numbers"),
    ],
)
def test_a_loss_beyond_floats_is_refused(loss, scores, targets, message):
    with pytest.raises(ValueError, match=message):
        loss(scores, targets)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", [name for name, c in CHECKS.items() if np.ndim(c.right) == 0])
def test_a_check_of_a_number_is_quiet_about_a_huge_one(name, capsys):
    for answer in (1e160, -1.7e308, np.inf, np.nan):
        CHECKS[name](answer)
        assert capsys.readouterr().out.startswith("wrong: ")
