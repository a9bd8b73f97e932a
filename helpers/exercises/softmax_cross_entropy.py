"""The checks of notebook 5: softmax, its slopes, a loss, (P - Y)/m, a shift, ten named lines."""

import copy
import dis
import inspect
from types import SimpleNamespace

import numpy as np
import sympy as sp

from helpers.activations import log_softmax, softmax
from helpers.exercises.checking import (
    CORRECT,
    NOT_ATTEMPTED,
    FormulaCheck,
    FunctionCheck,
    Progress,
    traceback_in,
)
from helpers.exercises.comparing import as_array, close, same, shown
from helpers.exercises.mse import CountedCheck, SlopeCheck, dots, factor
from helpers.gradcheck import central_difference


class TableCheck(SlopeCheck):
    """A SlopeCheck for tables with a row for each house and a column for each answer.

    Of a wrong function that reads an array from outside, it says so.
    """

    def verdict(self, answer):
        """As for every check; an array of the notebook is no argument, and decides."""
        verdict = super().verdict(answer)
        outside = self._outside(answer)
        if outside and verdict.startswith("wrong: ") and not dots(answer):
            return f"wrong: {self._from_outside(outside, answer)}"
        return verdict

    def _outside(self, answer):
        """The first name in the function `answer` that is an array of the notebook; or None."""
        known = getattr(answer, "__globals__", {})
        try:
            read = [step.argval for step in dis.get_instructions(answer) if "GLOBAL" in step.opname]
        except Exception:  # dis refuses what was not written in Python
            return None
        return next((name for name in read if isinstance(known.get(name), np.ndarray)), None)

    def _from_outside(self, name, answer):
        told = f"{name} is not an argument of {answer.__name__}, and none of its lines makes it"
        return f"{told}: that is the {name} of the notebook's own houses"

    def _unknown(self, name):
        if name in ("m", "K"):
            size = {"m": "the number of houses", "K": "the number of answers"}[name]
            table = self._names()[-1]
            told = f"len({table})" if name == "m" else f"{table}.shape[1]"
            return f"there is no {name} in your function: {size} is {told}"
        return super()._unknown(name)

    def _kinship(self, results, expected):
        if not all(map(_finite, results)):
            return None
        houses = [len(case[0]) for case in self.cases]
        kin = FunctionCheck._kinship(self, results, expected)
        with np.errstate(all="ignore"):
            return kin or factor(results, expected, houses)

    def _first_difference(self, results, expected):
        for a, b in zip(map(as_array, results), map(np.asarray, expected)):
            if a is None or a.dtype.kind == "U" or a.shape == b.shape:
                continue
            column = b.shape == (len(b), 1) if b.ndim else False
            along = "; .sum(axis=1, keepdims=True) adds along each row, if no E or P is too many"
            if b.ndim and a.ndim == 0:
                told = f"one number; expected an array of shape {b.shape}"
                return told + along if column else told
            if column and a.shape != b[:, 0].shape:
                return f"it has shape {a.shape}; expected {b.shape}{along}"
            if b.ndim == 0:
                return f"one number is wanted; yours is an array of shape {a.shape}"
            if a.ndim == 1 and b.shape == (*a.shape, 1):
                return f"it has shape {a.shape}; expected {b.shape}, a column: keepdims=True"
            if a.shape == (len(b), 1):
                return (
                    f"it has shape {a.shape}, one for each row; expected {b.shape}, "
                    "one for each entry"
                )
            return f"it has shape {a.shape}; expected {b.shape}"
        return FunctionCheck._first_difference(self, results, expected)


class LossCheck(TableCheck):
    """A TableCheck that knows the logarithm of a zero of Y."""

    def _first_difference(self, results, expected):
        numbers = [as_array(result) for result in results]
        if all(a is not None and a.dtype.kind == "f" and not _finite(a) for a in numbers):
            return "the logarithm of 0 is infinite, and Y holds zeros: take it of P alone"
        return super()._first_difference(results, expected)


class LargeScoresCheck(TableCheck):
    """A TableCheck whose last case holds large scores. `large` are mistakes that are right on the
    first cases, and are known by what they give for the last one, infinite or not.
    """

    def __init__(self, *arguments, large, small, **options):
        super().__init__(*arguments, **options)
        self.large, self.small = large, small

    def _kinship(self, results, expected):
        for why, mistake in self.small.items():
            if self._all_close(results[:1], [mistake(*self.cases[0])]):
                return why
        return super()._kinship(results, expected)

    def _first_difference(self, results, expected):
        small = as_array(results[0])
        if small is not None and small.dtype.kind == "f" and np.isnan(small).any():
            return "a logarithm gives NaN: S is the sum of the exponentials, which are positive"
        if not self._all_close(results[:-1], expected[:-1]):
            return super()._first_difference(results, expected)
        for why, mistake in self.large.items():
            with np.errstate(all="ignore"):
                known = mistake(*self.cases[-1])
            if np.allclose(results[-1], known, equal_nan=True):
                return f"right for small scores. With scores of 1000: {why}"
        if _finite(results[-1]):
            return (
                "right for small scores. With scores of 1000 it is finite, and not the logarithm: "
                "(5.5) needs no smallest or largest number that is put in by hand"
            )
        return (
            "right for small scores. With scores of 1000 a number becomes infinite, or 0 and "
            "then its logarithm: where do you use the shifted scores, and is the largest "
            "score that of the row?"
        )


def _finite(result):
    array = as_array(result)
    return array is not None and array.dtype.kind in "biuf" and bool(np.isfinite(array).all())


class NamedCheck(CountedCheck):
    """A CountedCheck whose three numbers belong to the answers soon, later and never."""

    def _wrong_value(self, answer):
        array = as_array(answer)
        if array.shape != (3,):
            return super()._wrong_value(answer)
        for name, number, right in zip(("soon", "later", "never"), array, self.right):
            if np.isnan(number):
                return f"the number for {name} is missing"
            if not same(number, right, self.rtol):
                return f"the number for {name}: {shown(number)} is not it"
        return None


class LineByLineCheck(TableCheck):
    """A TableCheck of several named lines, `parts`: the first one that is open or wrong decides."""

    def verdict(self, answer):
        """As for every check; while dots are left, "not finished: ..." says how far it is right."""
        if dots(answer) == self.blanks:
            return NOT_ATTEMPTED
        verdict = FunctionCheck.verdict(self, answer)
        if verdict == CORRECT and self._is_short(answer):
            return (
                "wrong: d_shifted: your walk comes to (P - Y)/m without dE and E; the exam asks "
                "for the walk: use both"
            )
        if verdict in (CORRECT, NOT_ATTEMPTED) or not callable(answer):
            return verdict
        return self._first_open_or_wrong(answer) or verdict

    def _is_short(self, answer):
        """Whether the last part is (P - Y)/m, and not dE times E, where rows of Y sum to 2."""
        Y, E, S, inverse, P = copy.deepcopy(self.cases[0])
        Y = 2 * Y
        with np.errstate(all="ignore"):
            *_, dE, last = answer(Y.copy(), E.copy(), S, inverse, P.copy())
            walked = as_array(dE) * E
        return close(last, (P - Y) / len(Y), self.rtol) and not close(last, walked, self.rtol)

    def _from_outside(self, name, answer):
        told = {"shifted": "; E is np.exp(shifted)", "log_P": "; np.exp(log_P) is P"}
        if name in told:
            return f"{name} is not an argument of {answer.__name__}{told[name]}"
        return super()._from_outside(name, answer)

    def _unknown(self, name):
        told = {
            "shifted": "there is no shifted in your function; what is its exponential called?",
            "log_P": "there is no log_P in your function: in the line of chosen, it is multiplied "
            "by what?",
        }
        return told.get(name) or super()._unknown(name)

    def _at(self, case):
        return "for other scores than ours"

    def _kinship(self, results, expected):
        m, K = self.cases[0][0].shape
        factors = {
            -1: "sign flipped",
            m: "m times too large: the 1/m, which comes back with the slopes, is lost",
            -m: "m times too large, and the sign is flipped: both come back with the slopes",
            1 / m: "divided by m once too often: the 1/m comes back with the slopes",
            K: "K times too large",
            1 / K: "divided by K: shares are added, not averaged",
            2: "twice too large",
            0.5: "half of it is missing",
        }
        for number, why in factors.items():
            if self._all_close(results, [number * b for b in expected]):
                return why
        return None

    def _first_open_or_wrong(self, answer):
        values, right = self._values(answer), []
        one = copy.copy(self)
        one.cases = self.cases[:1]
        for part, name in enumerate(self.parts):
            if name not in values:
                return None
            if values[name] is Ellipsis or values[name] is None:
                return f"not finished: {', '.join(right)} right; next comes {name}"
            known = {why: m for why, m in self.mistakes.items() if why.startswith(f"{name}:")}
            one.mistakes = known
            if fault := one._fault([values[name]], part):
                outside = self._outside(answer)
                if outside and fault not in known:
                    return f"wrong: {name}: {self._from_outside(outside, answer)}"
                return f"wrong: {fault if fault in known else f'{name}: {fault}'}"
            right.append(name)
        return None

    def _values(self, answer):
        """{part: its value}; of a function that fails, what its lines had defined until then."""
        try:
            with np.errstate(all="ignore"):
                result = answer(*copy.deepcopy(self.cases[0]))
        except (Exception, SystemExit) as error:
            step = traceback_in(answer, error)
            return dict(step.tb_frame.f_locals) if step else {}
        whole = isinstance(result, (tuple, list)) and len(result) == len(self.parts)
        return dict(zip(self.parts, result)) if whole else {}


def _scores(m, K, seed, size=1.0):
    return size * np.random.default_rng(seed).normal(size=(m, K))


def _batch(m, K, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, K)), np.eye(K)[rng.integers(0, K, m)]


def _forecasts(m, K, seed):
    Z, Y = _batch(m, K, seed)
    return softmax(Z), Y


def _columns(Z):
    E = np.exp(Z)
    return E / E.sum(axis=0)


# ---- softmax

check_softmax = TableCheck(
    right=lambda Z: softmax(Z),
    mistakes={
        "each column sums to 1, but a house is a row: which axis runs along a row?": _columns,
        "the whole table sums to 1; each row should": lambda Z: np.exp(Z) / np.exp(Z).sum(),
        "those are the exponentials; divide each row by its sum": np.exp,
        "those are the sums of the rows; divide by them": lambda Z: np.exp(Z).sum(
            axis=1, keepdims=True
        ),
        "the scores were divided by their sum; take their exponentials first": lambda Z: (
            Z / Z.sum(axis=1, keepdims=True)
        ),
        "divided by the sum of the scores; take the sum of the exponentials": lambda Z: (
            np.exp(Z) / Z.sum(axis=1, keepdims=True)
        ),
        "the largest score gets the smallest probability: the sign in the exponent": lambda Z: (
            softmax(-Z)
        ),
        "divided by the mean of the row; take the sum": lambda Z: softmax(Z) * Z.shape[1],
        "that is the sigmoid of each score; the rows do not sum to 1": lambda Z: (
            1 / (1 + np.exp(-Z))
        ),
        "upside down: the exponential over the sum": lambda Z: 1 / softmax(Z),
        "those are the logarithms of the probabilities": log_softmax,
    },
    cases=[(_scores(5, 3, seed=1),), (_scores(4, 2, seed=2),)],
    blanks=3,
    shapes={
        "": "E has the shape (m, K), and its row sums need the shape (m, 1): "
        "look at axis and keepdims"
    },
)

check_nudge = NamedCheck(
    right=[-0.18, 0.21, -0.03],
    mistakes={
        "sign flipped: the answer whose score rises wins, the others lose": [0.18, -0.21, 0.03],
        "when later wins, the others lose: two of them are negative": [0.18, 0.21, 0.03],
        "those are the slopes along the score of soon; now that of later rises": (
            [0.24, -0.18, -0.06]
        ),
        "those are the slopes along the score of never; now that of later rises": (
            [-0.06, -0.03, 0.09]
        ),
        "the others move too: the sum S stands under all three fractions": [0, 0.21, 0],
        "those are the probabilities; how fast do they move?": [0.6, 0.3, 0.1],
        "later itself: its numerator moves as well as S": [-0.18, -0.09, -0.03],
        "later itself: S moves as well as its numerator": [-0.18, 0.3, -0.03],
        "when later wins, never loses, too": [-0.18, 0.21, 0.03],
        "when later wins, soon loses, too": [0.18, 0.21, -0.03],
        "those are the changes for h = 0.001; a speed is the change per unit": (
            [-0.00018, 0.00021, -0.00003]
        ),
        "those are the slopes of a loss, not of the probabilities": [0.6, -0.7, 0.1],
        "the right numbers in another order: soon, later, never": [0.21, -0.18, -0.03],
        "10 times too large: the square of S is 100": [-1.8, 2.1, -0.3],
        "the score of later rises, so its own speed is positive": [-0.18, -0.21, -0.03],
        "those are the fractions times 100; S squared stands below": [-18, 21, -3],
        "what the other two lose together is right; they lose in proportion to their own "
        "probabilities": [-0.105, 0.21, -0.105],
    },
    rtol=1e-3,
)

# ---- the loss

check_loss = LossCheck(
    right=lambda P, Y: -np.sum(Y * np.log(P)) / len(Y),
    mistakes={
        "sign flipped: a logarithm of a probability is negative, a cost positive": lambda P, Y: (
            np.sum(Y * np.log(P)) / len(Y)
        ),
        "a sum, where a mean over the houses is wanted: the 1/m is missing": lambda P, Y: (
            -np.sum(Y * np.log(P))
        ),
        "a mean over all m K entries: add along each row first, .sum(axis=1)": lambda P, Y: (
            -np.mean(Y * np.log(P))
        ),
        "divided by the number of answers, K, not of houses, m: a cost for each house is "
        ".sum(axis=1), and m is len(Y)": lambda P, Y: -np.sum(Y * np.log(P)) / Y.shape[1],
        "every answer costs something; Y picks the one that happened": lambda P, Y: (
            -np.sum(np.log(P)) / len(Y)
        ),
        "every answer costs something, and K times as many are averaged: Y picks the one that "
        "happened, and each row is added up first": lambda P, Y: -np.mean(np.log(P)),
        "one number for each house; take their mean": lambda P, Y: -np.sum(Y * np.log(P), axis=1),
        "the logarithm is missing": lambda P, Y: -np.sum(Y * P) / len(Y),
        "that is what is missing to 1; the cost is minus a logarithm": lambda P, Y: (
            1 - np.sum(Y * P) / len(Y)
        ),
        "the logarithm of a mean is not the mean of the logarithms": lambda P, Y: (
            -np.log(np.sum(Y * P) / len(Y))
        ),
        "the terms with 1 - Y are for two answers; here one term a house is left": lambda P, Y: (
            -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / len(Y)
        ),
        "P and Y are swapped: the logarithm is that of a probability": lambda P, Y: (
            -np.sum(P * np.log(Y + 1e-12)) / len(Y)
        ),
        "a logarithm of base 2; np.log is the natural one": lambda P, Y: (
            -np.sum(Y * np.log2(P)) / len(Y)
        ),
        "a logarithm of base 10; np.log is the natural one": lambda P, Y: (
            -np.sum(Y * np.log10(P)) / len(Y)
        ),
        "m is 5 for our houses only; inside the function write len(Y)": lambda P, Y: (
            -np.sum(Y * np.log(P)) / 5
        ),
    },
    cases=[_forecasts(7, 3, seed=1), _forecasts(4, 2, seed=2)],
    blanks=2,
    shapes={"": "P and Y have the same shape, (m, K): multiply them entry by entry, with *"},
)

# ---- (P - Y)/m


def _slopes_of_scores(Z, Y):
    return (softmax(Z) - Y) / len(Y)


_OF_SCORES = {
    "no 1/m: if every house were counted twice, each of these slopes should halve": lambda Z, Y: (
        softmax(Z) - Y
    ),
    "divided by the number of answers, not of houses": lambda Z, Y: (softmax(Z) - Y) / Y.shape[1],
    "divided by m K; the loss is a mean over houses only": lambda Z, Y: (softmax(Z) - Y) / Y.size,
    "sign flipped: probabilities minus labels": lambda Z, Y: (Y - softmax(Z)) / len(Y),
    "transposed; it must have the shape of Z": lambda Z, Y: ((softmax(Z) - Y) / len(Y)).T,
    "softmax was applied twice": lambda Z, Y: (softmax(softmax(Z)) - Y) / len(Y),
    "the scores went in without their softmax": lambda Z, Y: (Z - Y) / len(Y),
    "zeros: the loss would not depend on the scores": lambda Z, Y: 0 * Z,
    "brackets are missing: 1/m multiplies the whole difference": lambda Z, Y: (
        softmax(Z) - Y / len(Y)
    ),
    "brackets are missing: the labels, too, are divided by m": lambda Z, Y: softmax(Z) / len(Y) - Y,
    "multiplied by m; divide by it": lambda Z, Y: (softmax(Z) - Y) * len(Y),
}

check_dz = TableCheck(
    right=_slopes_of_scores,
    mistakes={
        **_OF_SCORES,
        "that is the slope along P; the Jacobian is still missing": lambda Z, Y: (
            -Y / softmax(Z) / len(Y)
        ),
        "no factor p (1 - p) is left; it has cancelled": lambda Z, Y: (
            softmax(Z) * (1 - softmax(Z)) * (softmax(Z) - Y) / len(Y)
        ),
        "the labels Y are missing": lambda Z, Y: softmax(Z) / len(Y),
        "no factor 2: nothing is squared here": lambda Z, Y: 2 * (softmax(Z) - Y) / len(Y),
        "only the answer that happened is counted; the others have slopes too": lambda Z, Y: (
            Y * (softmax(Z) - Y) / len(Y)
        ),
        "m is 5 for our houses only; inside the function write len(Y)": lambda Z, Y: (
            (softmax(Z) - Y) / 5
        ),
        "a mean over the houses; each score has its own slope": lambda Z, Y: (softmax(Z) - Y).mean(
            axis=0
        ),
    },
    cases=[_batch(7, 3, seed=1), _batch(4, 2, seed=2)],
    blanks=1,
    shapes={"": "P, Y and dZ all have the shape (m, K): subtract entry by entry"},
)

# ---- large scores


def _shifted(Z):
    return Z - Z.max(axis=1, keepdims=True)


def _total(Z, axis=1):
    return np.exp(Z).sum(axis=axis, keepdims=True)


def _apart(shifted):
    return shifted - np.log(_total(shifted))


_LARGE = np.array(
    [
        [1000.0, -1000.0, -900.0, -800.0],
        [-1000.0, -1200.0, -1001.0, -1002.0],
        [1.0, 1000.0, 2.0, 3.0],
        [2000.0, 1999.0, 1998.0, 1.0],
        [-1.0, -2.0, -1500.0, 1.0],
        [1.0, 2.0, 3.0, 4.0],
    ]
)

check_log_softmax = LargeScoresCheck(
    right=lambda Z: log_softmax(Z),
    mistakes={
        "that is softmax; its logarithm is wanted": softmax,
        "this S is that of the shifted scores: subtract its logarithm from `shifted`, not from Z, "
        "and add no largest score back": lambda Z: Z - np.log(_total(_shifted(Z))),
        "those are the shifted scores; log S, with the sum of a row, is missing": _shifted,
        "log S is added; it must be subtracted": lambda Z: (
            _shifted(Z) + np.log(_total(_shifted(Z)))
        ),
        "S itself is subtracted; take its logarithm": lambda Z: _shifted(Z) - _total(_shifted(Z)),
        "a mean of the exponentials; S is their sum": lambda Z: log_softmax(Z) + np.log(Z.shape[1]),
        "sign flipped: a logarithm of a probability is negative": lambda Z: -log_softmax(Z),
        "the scores are summed without their exponentials": lambda Z: (
            _shifted(Z) - Z.sum(axis=1, keepdims=True)
        ),
    },
    cases=[(_scores(5, 3, seed=1),), (_scores(4, 2, seed=2),), (_LARGE,)],
    large={
        "exp(1000) is infinite, and exp(-1000) is 0: the shift is missing. Take both the score and "
        "S from Z minus the largest score of its row": lambda Z: Z - np.log(_total(Z)),
        "exp(1000) is infinite: S, too, must come from the shifted scores": lambda Z: (
            _shifted(Z) + Z.max(axis=1, keepdims=True) - np.log(_total(Z))
        ),
        "a shift by the mean, or another middle value, leaves exponentials that are infinite: "
        "subtract the largest score": lambda Z: _apart(Z - Z.mean(axis=1, keepdims=True)),
        "a shift by the first score leaves exponentials that are infinite: subtract the largest": (
            lambda Z: _apart(Z - Z[:, :1])
        ),
        "a shift by the smallest score makes exponentials infinite: subtract the largest": (
            lambda Z: _apart(Z - Z.min(axis=1, keepdims=True))
        ),
        "the largest score of the whole table is too large a shift for some rows, and their S "
        "becomes 0: subtract the largest of each row": lambda Z: _apart(Z - Z.max()),
        "an exponential or a fraction becomes 0, and the logarithm of 0 is infinite: take the "
        "logarithm apart, as in (5.5); that of np.exp(shifted) is shifted itself": lambda Z: np.log(
            np.exp(_shifted(Z)) / _total(_shifted(Z))
        ),
        "exp(1000) is infinite, and infinity over infinity is nan: shift first, and take the "
        "logarithm of the fraction apart, as in (5.5)": lambda Z: np.log(np.exp(Z) / _total(Z)),
    },
    small={
        "the largest score of each column is subtracted; take that of the row": lambda Z: (
            log_softmax(Z - Z.max(axis=0))
        ),
        "the exponentials are added down the columns; S is the sum along a row": lambda Z: (
            _shifted(Z) - np.log(_total(_shifted(Z), axis=0))
        ),
        "the exponentials of the whole table are added; S is the sum along a row": lambda Z: (
            _shifted(Z) - np.log(np.exp(_shifted(Z)).sum())
        ),
        "S is made from Z here; make it from the shifted scores": lambda Z: (
            _shifted(Z) - np.log(_total(Z))
        ),
        "the largest score is subtracted from the scores, not they from it": lambda Z: log_softmax(
            -Z
        ),
        "the scores are divided by the largest one; subtract it": lambda Z: _apart(
            Z / Z.max(axis=1, keepdims=True)
        ),
        "a logarithm of base 2; np.log is the natural one": lambda Z: (
            _shifted(Z) - np.log2(_total(_shifted(Z)))
        ),
        "a logarithm of base 10; np.log is the natural one": lambda Z: (
            _shifted(Z) - np.log10(_total(_shifted(Z)))
        ),
        "the line of shifted gives the largest scores alone: `Z -` is missing": lambda Z: (
            Z - np.log(np.exp(Z.max(axis=1, keepdims=True)))
        ),
        "zeros: the exponentials of a row are not added before the logarithm": np.zeros_like,
    },
    blanks=2,
    shapes={
        "": "Z has the shape (m, K); the largest score and the sum of each row need the shape "
        "(m, 1): look at axis and keepdims"
    },
)

# ---- the exam: the slopes of ten named lines

EXAM = ("d_cost", "d_chosen", "d_log_P", "dP", "d_inverse", "dS", "dE", "d_shifted")

_LINES = {
    "d_cost": lambda a: np.full((len(a.Y), 1), 1 / len(a.Y)),
    "d_chosen": lambda a: -a.d_cost * np.ones(a.Y.shape),
    "d_log_P": lambda a: a.d_chosen * a.Y,
    "dP": lambda a: a.d_log_P / a.P,
    "d_inverse": lambda a: (a.dP * a.E).sum(axis=1, keepdims=True),
    "dS": lambda a: -a.d_inverse * a.inverse**2,
    "dE": lambda a: a.dP * a.inverse + a.dS,
    "d_shifted": lambda a: a.dE * a.E,
}


def _exam(**changed):
    """The walk back through the ten lines, some of its lines changed, {name: line}."""
    lines = _LINES | changed

    def walk(Y, E, S, inverse, P):
        a = SimpleNamespace(Y=Y, E=E, S=S, inverse=inverse, P=P)
        for name in EXAM:
            setattr(a, name, lines[name](a))
        return tuple(getattr(a, name) for name in EXAM)

    return walk


def _way_forward(m, K, seed):
    """What the walk back needs: Y, E, S, inverse, P."""
    Z, Y = _batch(m, K, seed)
    E = np.exp(_shifted(Z))
    S = E.sum(axis=1, keepdims=True)
    return Y, E, S, 1 / S, E / S


def measured_slopes(Z, Y):
    """{name: the slopes of the loss along that array of the ten lines}, by central differences.

    The program starts in the middle: what is moved takes the place of what its line would compute.
    """

    def loss_if(**moved):
        shifted = moved.get("shifted", _shifted(Z))
        E = moved.get("E", np.exp(shifted))
        S = moved.get("S", E.sum(axis=1, keepdims=True))
        inverse = moved.get("inverse", 1 / S)
        P = moved.get("P", E * inverse)
        log_P = moved.get("log_P", np.log(P))
        chosen = moved.get("chosen", Y * log_P)
        cost = moved.get("cost", -chosen.sum(axis=1, keepdims=True))
        return cost.mean()

    shifted = _shifted(Z)
    E = np.exp(shifted)
    S = E.sum(axis=1, keepdims=True)
    P = E / S
    chosen = Y * np.log(P)
    arrays = {"shifted": shifted, "E": E, "S": S, "inverse": 1 / S, "P": P}
    arrays |= {"log_P": np.log(P), "chosen": chosen, "cost": -chosen.sum(axis=1, keepdims=True)}
    return {
        name: central_difference(lambda moved, name=name: loss_if(**{name: moved}), array)
        for name, array in arrays.items()
    }


def side_by_side(claimed, measured, house):
    """The rows of one house, by our lines and measured, as text: a line for each name."""
    lines = [f"house {house}  by our line               measured"]
    for name, slope in claimed.items():
        # + 0.0 makes a plain 0 of -0.0
        ours, theirs = (str(table[house].round(4) + 0.0) for table in (slope, measured[name]))
        lines.append(f"{name:8} {ours:25} {theirs}")
    return "\n".join(lines)


check_exam = LineByLineCheck(
    right=_exam(),
    mistakes={
        "d_chosen: the minus of cost is missing": _exam(
            d_chosen=lambda a: a.d_cost * np.ones(a.Y.shape)
        ),
        "d_chosen: cost adds the entries of its row, so each has the full slope, no 1/K": _exam(
            d_chosen=lambda a: -a.d_cost * np.ones(a.Y.shape) / a.Y.shape[1]
        ),
        "d_chosen: the 1/m comes with d_cost; multiply by it": _exam(
            d_chosen=lambda a: -np.ones(a.Y.shape)
        ),
        "d_chosen: Y comes one line later, in the slope of log_P": _exam(
            d_chosen=lambda a: -a.d_cost * a.Y
        ),
        "d_log_P: chosen is Y times log_P, so the local slope is the other factor": _exam(
            d_log_P=lambda a: a.d_chosen * np.log(a.P)
        ),
        "d_log_P: the factor Y is missing": _exam(d_log_P=lambda a: a.d_chosen),
        "d_log_P: the slope of what the line computes, d_chosen, is missing": _exam(
            d_log_P=lambda a: a.Y
        ),
        "d_log_P: sign flipped": _exam(d_log_P=lambda a: -a.d_chosen * a.Y),
        "dP: the slope of the logarithm is 1/P, not P": _exam(dP=lambda a: a.d_log_P * a.P),
        "dP: the slope of the logarithm is not the logarithm": _exam(
            dP=lambda a: a.d_log_P * np.log(a.P)
        ),
        "dP: the local slope of the logarithm is missing": _exam(dP=lambda a: a.d_log_P),
        "dP: the slope of what the line computes, d_log_P, is missing": _exam(dP=lambda a: 1 / a.P),
        "dP: the line of log_P hands on d_log_P; d_chosen is one line too early": _exam(
            dP=lambda a: a.d_chosen / a.P
        ),
        "dP: the line of log_P hands on d_log_P; d_cost is two lines too early": _exam(
            dP=lambda a: a.d_cost / a.P
        ),
        "dP: the minus and the 1/m are missing: both come back with d_log_P": _exam(
            dP=lambda a: a.Y / a.P
        ),
        "dP: the 1/m is missing: it comes back with d_log_P": _exam(dP=lambda a: -a.Y / a.P),
        "dP: the slope of log P is 1/P, without a square": _exam(dP=lambda a: a.d_log_P / a.P**2),
        "dP: divide by P, not by its logarithm": _exam(dP=lambda a: a.d_log_P / np.log(a.P)),
        "dP: that is (P - Y)/m; it stands at the scores, some lines further back": _exam(
            dP=lambda a: (a.P - a.Y) / len(a.Y)
        ),
        "dP: that is P - Y, which stands at the scores; here divide by P": _exam(
            dP=lambda a: a.P - a.Y
        ),
        "d_inverse: all K entries of a row use it, so their shares are added along the row": _exam(
            d_inverse=lambda a: a.dP * a.E
        ),
        "d_inverse: a mean along the row; slopes of several uses are added": _exam(
            d_inverse=lambda a: (a.dP * a.E).mean(axis=1, keepdims=True)
        ),
        "d_inverse: the sum runs over the houses; each house has its own inverse": _exam(
            d_inverse=lambda a: (a.dP * a.E).sum(axis=0, keepdims=True)
        ),
        "d_inverse: the sum runs over the whole table; each house has its own inverse": _exam(
            d_inverse=lambda a: (a.dP * a.E).sum() * np.ones((len(a.Y), 1))
        ),
        "d_inverse: P is E times inverse, so the local slope is E": _exam(
            d_inverse=lambda a: a.dP.sum(axis=1, keepdims=True)
        ),
        "d_inverse: the local slope is the other factor, E, not P": _exam(
            d_inverse=lambda a: (a.dP * a.P).sum(axis=1, keepdims=True)
        ),
        "d_inverse: the local slope is the other factor, E, not inverse": _exam(
            d_inverse=lambda a: (a.dP * a.inverse).sum(axis=1, keepdims=True)
        ),
        "d_inverse: that is dP times S; multiply each dP by its own E, and then add": _exam(
            d_inverse=lambda a: (a.dP * a.S).sum(axis=1, keepdims=True)
        ),
        "d_inverse: multiply by the other factor, E, do not divide": _exam(
            d_inverse=lambda a: (a.dP / a.E).sum(axis=1, keepdims=True)
        ),
        "d_inverse: the slope of what the line computes, dP, is missing": _exam(
            d_inverse=lambda a: a.E.sum(axis=1, keepdims=True)
        ),
        "d_inverse: the line of P hands on dP; d_log_P is one line too early": _exam(
            d_inverse=lambda a: (a.d_log_P * a.E).sum(axis=1, keepdims=True)
        ),
        "d_inverse: multiply first, in brackets, then add: (dP * E).sum(...)": _exam(
            d_inverse=lambda a: a.dP.sum(axis=1, keepdims=True) * a.E
        ),
        "d_inverse: multiply first, in brackets, then add: (dP * E).sum(...), and not E alone": (
            _exam(d_inverse=lambda a: a.dP * a.E.sum(axis=1, keepdims=True))
        ),
        "dS: sign flipped; when S grows, 1/S falls": _exam(dS=lambda a: a.d_inverse * a.inverse**2),
        "dS: the square is missing in the slope of 1/S": _exam(
            dS=lambda a: -a.d_inverse * a.inverse
        ),
        "dS: the slope of 1/S is not the logarithm, and it has a minus": _exam(
            dS=lambda a: a.d_inverse * np.log(a.S)
        ),
        "dS: the slope of what the line computes, d_inverse, is missing": _exam(
            dS=lambda a: -(a.inverse**2)
        ),
        "dS: upside down: the square of S stands below": _exam(dS=lambda a: -a.d_inverse * a.S**2),
        "dS: the local slope of 1/S is missing": _exam(dS=lambda a: a.d_inverse),
        "dS: the local slope of 1/S is missing, apart from its sign": _exam(
            dS=lambda a: -a.d_inverse
        ),
        "dS: the minus and the square are missing in the slope of 1/S": _exam(
            dS=lambda a: a.d_inverse * a.inverse
        ),
        "dS: the line of inverse hands on d_inverse, not dP": _exam(
            dS=lambda a: -a.dP * a.inverse**2
        ),
        "dS: the slope of 1/S is not -S, but -1/S**2": _exam(dS=lambda a: -a.d_inverse * a.S),
        "dS: the slope of 1/S is not S, but -1/S**2": _exam(dS=lambda a: a.d_inverse * a.S),
        "dE: both local slopes, but what comes back is missing: dP and dS": _exam(
            dE=lambda a: a.inverse + 1
        ),
        "dE: two lines use E; the share through S is missing": _exam(dE=lambda a: a.dP * a.inverse),
        "dE: two lines use E; the share through P is missing": _exam(
            dE=lambda a: a.dS * np.ones(a.Y.shape)
        ),
        "dE: the shares of two uses are added, not multiplied": _exam(
            dE=lambda a: a.dP * a.inverse * a.dS
        ),
        "dE: both shares are added; dS has its minus already": _exam(
            dE=lambda a: a.dP * a.inverse - a.dS
        ),
        "dE: in the share through P, the local slope is the other factor, inverse": _exam(
            dE=lambda a: a.dP * a.E + a.dS
        ),
        "dE: in the share through P, the local slope is missing": _exam(dE=lambda a: a.dP + a.dS),
        "dE: in the share through P, the local slope is inverse, not S": _exam(
            dE=lambda a: a.dP * a.S + a.dS
        ),
        "dE: in the share through P, the local slope is inverse, not P": _exam(
            dE=lambda a: a.dP * a.P + a.dS
        ),
        "dE: in the share through P, dP is missing": _exam(dE=lambda a: a.inverse + a.dS),
        "dE: in the share through S, dS is missing; the local slope there is 1": _exam(
            dE=lambda a: a.dP * a.inverse + 1
        ),
        "dE: the share through S is dS, the slope along S, not S itself": _exam(
            dE=lambda a: a.dP * a.inverse + a.S
        ),
        "dE: the share through S has the local slope 1, not S": _exam(
            dE=lambda a: a.dP * a.inverse + a.dS * a.S
        ),
        "dE: the second use of E is in the line of S, so its share is dS, not d_inverse": _exam(
            dE=lambda a: a.dP * a.inverse + a.d_inverse
        ),
        "dE: each term of S gets the whole dS, not a K-th of it": _exam(
            dE=lambda a: a.dP * a.inverse + a.dS / a.Y.shape[1]
        ),
        "dE: two lines use E; dS is the share through S, and that through P is missing": _exam(
            dE=lambda a: a.dS
        ),
        "dE: each entry of E has its own slope; no sum along the row": _exam(
            dE=lambda a: (a.dP * a.inverse).sum(axis=1, keepdims=True) + a.dS
        ),
        "dE: each house has its own dS; no sum over the houses": _exam(
            dE=lambda a: a.dP * a.inverse + a.dS.sum()
        ),
        "dE: both shares at once: inverse belongs to the share through P only": _exam(
            dE=lambda a: (a.dP + a.dS) * a.inverse
        ),
        "dE: S is a plain sum, so its share comes without a factor E": _exam(
            dE=lambda a: a.dP * a.inverse + a.dS * a.E
        ),
        "d_shifted: the slope of the exponential is the exponential, E": _exam(
            d_shifted=lambda a: a.dE
        ),
        "d_shifted: multiply by the slope of the exponential, do not divide": _exam(
            d_shifted=lambda a: a.dE / a.E
        ),
        "d_shifted: E is the exponential already; no second one": _exam(
            d_shifted=lambda a: a.dE * np.exp(a.E)
        ),
        "d_shifted: the slope of the exponential is E, not P": _exam(
            d_shifted=lambda a: a.dE * a.P
        ),
        "d_shifted: the slope of what the line computes, dE, is missing": _exam(
            d_shifted=lambda a: a.E
        ),
        "d_shifted: the line of E hands on dE, not dP": _exam(d_shifted=lambda a: a.dP * a.E),
        "d_shifted: the line of E hands on dE, not dS": _exam(d_shifted=lambda a: a.dS * a.E),
        "d_shifted: the slope of the exponential is E itself, not its logarithm": _exam(
            d_shifted=lambda a: a.dE * np.log(a.E)
        ),
        "d_shifted: the slope of the exponential is E, not S": _exam(
            d_shifted=lambda a: a.dE * a.S
        ),
        "d_shifted: the slope of the exponential is E, not inverse": _exam(
            d_shifted=lambda a: a.dE * a.inverse
        ),
        "d_shifted: E once, not its square": _exam(d_shifted=lambda a: a.dE * a.E**2),
        "d_shifted: each score has its own slope; no sum along the row": _exam(
            d_shifted=lambda a: (a.dE * a.E).sum(axis=1, keepdims=True)
        ),
        "d_shifted: a chain multiplies: dE times the slope of the exponential": _exam(
            d_shifted=lambda a: np.exp(a.dE)
        ),
        "d_shifted: sign flipped": _exam(d_shifted=lambda a: -a.dE * a.E),
    },
    cases=[_way_forward(5, 3, seed=1), _way_forward(4, 2, seed=2)],
    parts=EXAM,
    blanks=len(EXAM) - 3,  # its first three lines are given
    shapes={
        "": "Tables have the shape (m, K), and d_cost, d_inverse, dS, S and inverse the shape "
        "(m, 1): use * and look at keepdims"
    },
)

# ---- the exercises

check_two_ticks = NamedCheck(
    right=[1.2, -0.4, -0.8],
    mistakes={
        "those are p - y, but this row of Y does not sum to 1: stop one line earlier": (
            [0.6, -0.7, -0.9]
        ),
        "sign flipped": [-1.2, 0.4, 0.8],
        "that is the row with one tick, at later": [0.6, -0.7, 0.1],
        "that is the row with one tick, at never": [0.6, 0.3, -0.9],
        "no mean: the loss of one house is the sum of both terms": [0.6, -0.2, -0.4],
        "the label itself is subtracted once, as it is": [1.2, -1.4, -1.8],
        "the sum of the row, 2, multiplies every probability": [1.2, -0.7, -0.9],
        "those are the probabilities, doubled; now subtract the labels": [1.2, 0.6, 0.2],
    },
    rtol=1e-3,
)

_p, _y, _T = sp.symbols("p_j y_j T", positive=True)


class OfProbabilitiesCheck(FormulaCheck):
    """A FormulaCheck that shows the difference at a probability and a label."""

    def _difference(self, formula):
        for label in (1, 0):
            place = {_p: sp.Rational(3, 10), _y: label, _T: 2}
            mine, right = formula.subs(place), self.right.subs(place)
            if mine.is_real and abs(mine - right) > 1e-3:
                return (
                    f"at p_j = 0.3, y_j = {label}, T = 2 it is {shown(float(mine))}, and should be "
                    f"{shown(float(right))}"
                )
        return super()._difference(formula)


check_temperature = OfProbabilitiesCheck(
    right=(_p - _y) / _T,
    mistakes={
        "the inner slope is missing: how fast does z / T move with z?": _p - _y,
        "does z / T move faster than z, or more slowly, if T is large?": _T * (_p - _y),
        "sign flipped: the probability minus the label": (_y - _p) / _T,
        "the label, too, must be divided by T: brackets round the difference": _p / _T - _y,
        "the probability, too, must be divided by T: brackets round the difference": _p - _y / _T,
        "T itself does not move; no square arises": (_p - _y) / _T**2,
        "that is the slope of the true answer only": (_p - 1) / _T,
        "the Jacobian has cancelled; it does not come in again": _p * (1 - _p) * (_p - _y) / _T,
    },
)


class RepairCheck(TableCheck):
    """A TableCheck of a stub that holds a bug below its `raise`."""

    def verdict(self, answer):
        """As for every check; a repair below a `raise` that was left is told so."""
        verdict = super().verdict(answer)
        if verdict == NOT_ATTEMPTED and callable(answer):
            try:
                source = inspect.getsource(answer)
            except (OSError, TypeError):
                return verdict
            if "E.sum(" in source and "E.sum(axis=0)" not in source:
                return "wrong: the line of `raise` is still there; remove it"
        return verdict


check_gradient = RepairCheck(
    right=_slopes_of_scores,
    mistakes={
        "the bug is still there: each column of P sums to 1": lambda Z, Y: (
            (_columns(Z) - Y) / len(Y)
        ),
        "the whole of P sums to 1; each row should": lambda Z, Y: (
            (np.exp(Z) / np.exp(Z).sum() - Y) / len(Y)
        ),
        "the division by len(Y) was right; the bug is in the line of P": lambda Z, Y: (
            (_columns(Z) - Y) / Y.shape[1]
        ),
        **_OF_SCORES,
    },
    cases=[_batch(5, 3, seed=1), _batch(2, 4, seed=2)],
    blanks=-1,  # its stub raises NotImplementedError
    shapes={"": "To divide each row by its own sum, the sums must have the shape (m, 1)"},
)

progress = Progress(
    "softmax_cross_entropy",
    exercises={
        "two ticks": check_two_ticks,
        "derive it": check_temperature,
        "find the bug": check_gradient,
    },
    turns={
        "softmax": check_softmax,
        "another score rises": check_nudge,
        "the loss": check_loss,
        "the slopes of all scores": check_dz,
        "the logarithm, at any scores": check_log_softmax,
        "the exam": check_exam,
    },
)
