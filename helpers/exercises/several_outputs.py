"""The checks of side path 2b: slopes along predictions, and along the weights of two outputs."""

import dis
import itertools
import re

import numpy as np

from helpers.exercises.checking import Progress, ValueCheck
from helpers.exercises.comparing import as_array, same, shown
from helpers.exercises.the_bowl import ShapedCheck

OUTSIDE = {"said": "prediction", "targets": "target"}  # the table of the three houses
EACH = "each prediction has a slope of its own"
ALONE = (
    "those are the residuals themselves; they have to be doubled, and divided by the number of "
    "houses"
)
UNDONE = "dividing by 2 undoes the 2 of the square; divide by the number of houses, the rows"


class PredictionCheck(ShapedCheck):
    """A ShapedCheck for slopes along predictions: it sees the names of the three houses in a wrong
    function, slopes that were put together, and any factor in front of the residuals.
    """

    def find_fault(self, answer):
        """As for every function; if it is wrong and reads the table outside, that comes first."""
        fault = super().find_fault(answer)
        used = getattr(getattr(answer, "__code__", None), "co_names", ())
        names = [name for name in OUTSIDE if name in used]
        if fault and names:
            inside = " and ".join(OUTSIDE[name] for name in names)
            return f"it reads {' and '.join(names)}, our three houses; write {inside} instead"
        return UNDONE if fault == ALONE and _has_a_two(answer) else fault

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        unknown = re.search(r"NameError: name '(\w+)' is not defined", fault or "")
        if unknown and unknown[1] == "m":
            fault = "there is no m in your function: the number of houses is len(target)"
        elif unknown:
            fault = f"there is no {unknown[1]} in your function: it has prediction and target"
        return result, fault

    def _kinship(self, results, expected):
        known = super()._kinship(results, expected)
        return known or self._put_together(results) or self._factor(results)

    def _put_together(self, results):
        """That the houses, the outputs or both have been added up or averaged; or None."""
        (m, K), result = self.cases[0][1].shape, as_array(results[0])
        if result is None or result.shape == (m, K):
            return None
        if result.size == 1:
            return f"one number: you put houses and outputs together; {EACH}"
        if result.shape in [(K,), (1, K)]:
            return f"you put the houses together; {EACH}"
        if result.shape in [(m,), (m, 1)]:
            return f"you put the outputs together; {EACH}"
        return None

    def _factor(self, results):
        """A number by which all residuals, their sizes or their squares are multiplied; or None."""
        residuals = [prediction - target for prediction, target in self.cases]
        if _factors(results, [r**2 for r in residuals]):
            return "the square is still there: the slope of a square is not a square"
        if _factors(results, [np.abs(r) for r in residuals]):
            return "the signs of the residuals are lost"
        found = _factors(results, residuals)
        if found and np.isclose(*found):
            return (
                f"you multiply the residuals by {shown(found[0])}, for any number of houses; "
                "where is the 1/m?"
            )
        if found:
            return "you multiply the residuals by a wrong number; by which one does (D2b.2)?"
        return None


def _has_a_two(function):
    """Whether the number 2 is written in `function`."""
    try:
        steps = list(dis.get_instructions(function))
    except TypeError:  # it was not written in Python
        return False
    return any(s.opname.startswith("LOAD") and s.argval in (2, 2.0) for s in steps)


def _factors(results, tables):
    """The number that makes each of `tables` its result; [] if there is none."""
    found = []
    for result, table in zip(map(as_array, results), tables):
        if result is None or result.shape != table.shape or result.dtype.kind == "U":
            return []
        factor = np.sum(result * table) / np.sum(table**2)
        if not np.isfinite(factor) or factor == 0 or not np.allclose(result, factor * table):
            return []
        found.append(factor)
    return found


def _multiple(number):
    """The residuals times number(m, K)."""

    def slopes(prediction, target):
        return number(*target.shape) * (prediction - target)

    return slopes


DIVISORS = {
    "": lambda m, K: m,
    "the 1/m is missing": lambda m, K: 1,
    "you divide by all entries; the loss is a mean over the houses only": lambda m, K: m * K,
    "you divide by the number of outputs; the mean is over the houses": lambda m, K: K,
    "there are not always 3 houses; divide by the number of rows": lambda m, K: 3,
    "you divide by m twice": lambda m, K: m * m,
    "you multiply by m; the mean divides by it": lambda m, K: 1 / m,
}
TWOS = {"": 2, "the 2 of the square is missing": 1, "the 2 of the square stands there twice": 4}
SIGNS = {"": 1, "sign flipped: the residual is prediction minus target": -1}


def _wrong_factors():
    """Each wrong sign, 2 and divisor, and several at once, with a sentence that names them all."""
    wrong = {}
    for (sign, one), (two, number), (over, divisor) in itertools.product(
        SIGNS.items(), TWOS.items(), DIVISORS.items()
    ):
        why = "; also ".join(filter(None, [sign, two, over]))
        if why and (number == 2 or divisor(1, 1) != 3):  # 1/3 may stand for 2/6
            factor = one * number
            alone = factor == divisor(5, 3) == 1
            wrong[ALONE if alone else why] = _multiple(
                lambda m, K, f=factor, d=divisor: f / d(m, K)
            )
    return wrong


def _outputs(m, K, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(m, K)), rng.normal(size=(m, K))


check_mse_grad = PredictionCheck(
    right=lambda prediction, target: 2 * (prediction - target) / len(target),
    mistakes={
        **_wrong_factors(),
        "brackets are missing: the whole residual is divided by m": lambda prediction, target: (
            2 * prediction - target / len(target)
        ),
        "brackets are missing: target is doubled and divided too": lambda prediction, target: (
            2 / len(target) * prediction - target
        ),
        "brackets are missing: the whole residual is doubled and divided": (
            lambda prediction, target: prediction - 2 * target / len(target)
        ),
        "brackets are missing: the division takes the target alone": (
            lambda prediction, target: prediction - target / len(target)
        ),
        "brackets are missing: the 2 takes the prediction alone": lambda prediction, target: (
            (2 * prediction - target) / len(target)
        ),
        "where is the target? The residual is prediction minus target": lambda prediction, target: (
            2 * prediction / len(target)
        ),
        "that is the factor alone; where are the residuals?": lambda prediction, target: (
            2 / len(target)
        ),
        "that is the loss, not its slopes": lambda prediction, target: (
            np.sum((prediction - target) ** 2) / len(target)
        ),
    },
    cases=[_outputs(5, 3, seed=1), _outputs(4, 2, seed=2)],
    shapes="prediction and target have the same shape (m, K), and so have the slopes",
)


class ChangesCheck(ValueCheck):
    """A ValueCheck for one number for each of `names`, with a catalogue for each of them,
    {why it is wrong: the number}.
    """

    def __init__(self, *arguments, catalogues, **options):
        super().__init__(*arguments, **options)
        self.catalogues = catalogues

    def _wrong_kind(self, answer):
        array, count = as_array(answer), len(self.right)
        if array is None or array.dtype.kind not in "iuf":
            return super()._wrong_kind(answer) or "expected a list of numbers"
        if not np.all(np.isfinite(array)):
            return "one of them is no number; four numbers are wanted"
        if array.shape == (2, 2):
            rights = np.array(self.right).reshape(2, 2)
            found = any(np.allclose(array, table, rtol=self.rtol) for table in (rights, rights.T))
            told = "the numbers are right; write them" if found else "write the numbers"
            return f"{told} in one list of four: first the price, weight and bias, then the rent"
        if array.size != count or array.ndim != 1:
            return f"four numbers are wanted, in one list; yours has {array.size}"
        return None

    def _wrong_value(self, answer):
        numbers = as_array(answer)
        for (name, known), number, right in zip(self.catalogues.items(), numbers, self.right):
            if not same(number, right, self.rtol):
                told = [why for why, value in known.items() if same(number, value, self.rtol)]
                return f"the slope along the {name}: {(told or [self._not_it(number, right)])[0]}"
        return None

    def _not_it(self, number, right):
        if right == 0:
            return f"why {shown(number)}? Only the predicted rents move"
        if same(number, right, 20 * self.rtol):
            return f"{shown(number)} is close, but not exact"
        return (
            f"{shown(number)} is not it; all residuals of the rent rise by 1: that is multiplied "
            "by the input, added up, and multiplied by 2/m"
        )


_of_the_price = {
    "the predicted prices do not rise with the bias of the rent": 4,
    "the residuals of the price stay as they are": 2,
}

check_changes = ChangesCheck(
    right=[0, 0, 4, 2],
    mistakes={
        "not all stay as they are: the predicted rents rise, and with them their residuals": (
            [0, 0, 0, 0]
        ),
        "the bias of the rent itself rises by 1; by how much do the four slopes change?": (
            [0, 0, 0, 1]
        ),
        "the predicted prices do not rise with the bias of the rent": [4, 2, 4, 2],
        "those are the changes when the bias of the price rises": [4, 2, 0, 0],
        "those are the changes when the weight of the price rises": [28 / 3, 4, 0, 0],
        "those are the changes when the weight of the rent rises": [0, 0, 28 / 3, 4],
        "the weight of an output comes before its bias": [0, 0, 2, 4],
        "first both slopes of the price, then both of the rent": [0, 4, 0, 2],
        "each should be twice as large: is the 2 of the square missing, or did you divide by the "
        "number of outputs?": [0, 0, 2, 1],
        "the 1/m is missing: there are 3 houses": [0, 0, 12, 6],
        "those are the sums alone; multiply them by 2/m, with m = 3 houses": [0, 0, 6, 3],
        "the slope along the weight of the rent changes too: the residuals of the rent rise, and "
        "it multiplies them by the sizes": [0, 0, 0, 2],
        "the slope along the bias of the rent changes too: it adds up the residuals": [0, 0, 4, 0],
        "look at the sign: the residuals of the rent rise": [0, 0, -4, -2],
        "those are the slopes themselves, at the W above; by how much do they change?": (
            [10 / 3, 4 / 3, 10 / 3, 2 / 3]
        ),
        "those are the slopes after the step; by how much did they change?": (
            [10 / 3, 4 / 3, 22 / 3, 8 / 3]
        ),
    },
    catalogues={
        "weight of the price": _of_the_price,
        "bias of the price": _of_the_price,
        "weight of the rent": {
            "it changes too: the residuals of the rent rise": 0,
            "it should be twice as large: the 2 of the square is missing": 2,
            "the 1/m is missing: there are 3 houses": 12,
            "that is the sum of the sizes; multiply it by 2/m, with m = 3 houses": 6,
            "that belongs to the weight of the rent rising; here its bias rises": 28 / 3,
            "the sign: the residuals of the rent rise": -4,
        },
        "bias of the rent": {
            "it changes too: it adds up the residuals of the rent": 0,
            "the residuals rise by 1, but their squares bring a 2": 1,
            "the 1/m is missing: there are 3 houses": 6,
            "that is the sum of three ones; multiply it by 2/m, with m = 3 houses": 3,
            "all three residuals rise, not one": 2 / 3,
            "here each residual counts once, not times its size": 4,
            "the sign: the residuals of the rent rise": -2,
        },
    },
)

progress = Progress(
    "several_outputs",
    turns={
        "the slope along every prediction": check_mse_grad,
        "the bias of the rent": check_changes,
    },
)
