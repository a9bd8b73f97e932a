"""The checks of notebook 10: the grid of accuracies, two spreads, the luck of a winner, a report
without a leak, and a share of shuffles; then a choice, five coins, and a comparison with two leaks.
"""

import re

import numpy as np

from helpers.exercises.checking import NOTHING, Progress, ValueCheck
from helpers.exercises.comparing import as_array, missing, same
from helpers.exercises.iris import LinesCheck
from helpers.exercises.layers import LayerCheck
from helpers.exercises.mse import NO_BRACKETS, CountedCheck, PairCheck, _failing_line

# ---- the grid of accuracies


def _fault_of_form(answer):
    if missing(answer):
        return "a number is still missing"
    array = as_array(answer)
    if array is None or array.dtype.kind not in "iuf" or array.ndim == 0:
        return "two numbers are wanted, in a list, and no text in quotation marks"
    return None


class TwoNumbersCheck(PairCheck):
    """A PairCheck that asks for a list, and for what is still missing in it."""

    def find_fault(self, answer):
        """As for every pair, after a look at its form."""
        return _fault_of_form(answer) or super().find_fault(answer)


class GridCheck(TwoNumbersCheck):
    """For the height of a step, and a number of flowers of which 0.975 can be right."""

    def _wrong_value(self, answer):
        array = as_array(answer)
        if array.shape == (2,) and same(array[0], self.right[0], self.rtol):
            flowers = float(array[1])
            if flowers >= 80 and flowers % 40 == 0:
                return "the second number: that many are possible, but fewer are enough"
            if 0 < flowers < 1:
                return "the second number: a number of flowers is wanted, not a share"
            if flowers not in self.entries[1].values():
                many = 0.975 * flowers
                return f"the second number: of {flowers:g} flowers, 0.975 are {many:.4g} right ones"
        return super()._wrong_value(answer)


check_grid = GridCheck(
    right=[1 / 30, 40],
    rtol=0.011,
    mistakes={
        "the first number: as a share, not in percent": [3.333, 40],
        "the first number: with 150 flowers; the test part has 30": [1 / 150, 40],
        "the second number: that many would be right; how many are asked in all?": [1 / 30, 39],
        "the second number: that many are possible, but fewer are enough": [1 / 30, 200],
        "in the other order": [40, 1 / 30],
    },
    first={
        "as a share, not in percent": 3.333,
        "with 150 flowers; the test part has 30": 1 / 150,
        "a flower among 30 is a thirtieth": 1,
        "that is the accuracy with one mistake; by how much does it rise?": 29 / 30,
        "upside down": 30,
        "rounded too far; three digits, please": 0.03,
        "with the 120 flowers of the training part; the test part has 30": 1 / 120,
    },
    second={
        "that many would be right; how many are asked in all?": 39,
        "0.975 of 30 is no whole number, so 30 flowers can't give it": 29.25,
        "29 of 30 are 0.967; which number of flowers makes 0.975 exactly?": 30,
    },
)

# ---- functions of the learner


class TableCheck(LayerCheck):
    """A LayerCheck that says `where` for its cases, and knows names from `outside`."""

    def __init__(self, *arguments, where="in a case of the check", outside=(), **options):
        super().__init__(*arguments, **options)
        self.where, self.outside = where, outside

    def find_fault(self, answer):
        """As for every function; what was not handed in is named first."""
        fault = super().find_fault(answer)
        used = getattr(getattr(answer, "__code__", None), "co_names", ())
        outside = [name for name in self.outside if name in used]
        if fault and outside:
            told = ", ".join(self._names())
            return f"{outside[0]} is from outside; the check hands in others: use only {told}"
        return fault

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if not fault:
            return result, None
        if fault.startswith("it changes its argument"):
            fault = fault.replace("; -= changes", "; -= or *= changes")
        elif re.search(r"not iterable|AxisError|tuple index out of range|IndexError", fault):
            fault = self._about_an_index(fault, _failing_line(answer, case, self.call))
        elif fault.startswith("max, min and if look at one number"):
            fault = "a whole row is compared where one number is wanted: add its entries up"
        return result, fault

    def _about_an_index(self, fault, line):
        """What to say in place of an error about an axis or an index in the `line` of a name."""
        where = f" in the line of {line}" if line else ""
        if "only integers" in fault:
            return (
                f"what stands in square brackets{where} is no whole number; does a function stand "
                "without its round brackets?"
            )
        told = self.shapes.get(line, self.shapes[""])
        return f"an axis or an index does not fit{where}; {told}"

    def _at(self, case):
        return self.where

    def _unknown(self, name):
        told = ", ".join(self._names())
        return f"there is no {name} in your function: it has {told}, and what its lines define"

    def _first_difference(self, results, expected):
        if any(result is ... for result in results):
            return "three dots are returned here in place of a number"
        if any(map(callable, results)):
            return NO_BRACKETS
        for a, b in zip(map(as_array, results), map(np.asarray, expected)):
            if a is not None and a.dtype.kind in "biufc" and b.ndim == 0 and a.ndim:
                return f"one number is wanted; yours is an array of shape {a.shape}"
        return super()._first_difference(results, expected)


def _table(splits, seeds, random_seed):
    rng = np.random.default_rng(random_seed)
    return rng.integers(24, 31, size=(splits, 1)) + rng.integers(-2, 3, size=(splits, seeds))


def _spreads(measure):
    """A function that returns measure(scores, 0) and measure(scores, 1)."""
    return lambda scores: (measure(scores, 0), measure(scores, 1))


class SpreadsCheck(TableCheck):
    """For two spreads of a table, one down its columns and one along its rows."""

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if fault and fault.startswith("it must return 2 arrays"):
            fault = "it must return two numbers, split_alone and seed_alone"
        return result, fault

    def _fault(self, results, part=None):
        fault = super()._fault(results, part)
        if fault and self._all_close(results, self._on_all_cases(self.right, 1 - part)):
            return "that is the spread inside the others: rows for columns, or columns for rows"
        return fault and (self._rounded(results, part) or fault)

    def _rounded(self, results, part):
        expected = self._on_all_cases(self.right, part)
        for digits in (4, 3, 2, 1, 0):
            if self._all_close(results, [round(number, digits) for number in expected]):
                return "right, but rounded; return the numbers as they are"
        return None


check_spreads = SpreadsCheck(
    right=_spreads(lambda scores, axis: scores.std(axis=axis).mean()),
    mistakes={
        "the spread of all scores; take it inside a column, or inside a row": _spreads(
            lambda scores, axis: scores.std()
        ),
        "the spread of the means; first a spread for each column or row, then their mean": _spreads(
            lambda scores, axis: scores.mean(axis=1 - axis).std()
        ),
        "a spread of means, over the other axis; first .std, then .mean of these": _spreads(
            lambda scores, axis: scores.mean(axis=axis).std()
        ),
        "that is the mean of squares; .std takes the root": _spreads(
            lambda scores, axis: scores.var(axis=axis).mean()
        ),
        "from the smallest to the largest; .std is wanted": _spreads(
            lambda scores, axis: np.ptp(scores, axis=axis).mean()
        ),
        "divided by one less than their number; here .std as it is": _spreads(
            lambda scores, axis: scores.std(axis=axis, ddof=1).mean()
        ),
        "the spread of the first one alone; take the mean of all": _spreads(
            lambda scores, axis: scores.std(axis=axis)[0]
        ),
        "the largest of the spreads; their mean is wanted": _spreads(
            lambda scores, axis: scores.std(axis=axis).max()
        ),
        "the spread of the spreads; their mean is wanted": _spreads(
            lambda scores, axis: scores.std(axis=axis).std()
        ),
        "divided by 30; a spread of scores counts flowers": _spreads(
            lambda scores, axis: scores.std(axis=axis).mean() / 30
        ),
        "the sum of the spreads; their mean is wanted": _spreads(
            lambda scores, axis: scores.std(axis=axis).sum()
        ),
    },
    cases=[(_table(7, 4, 1),), (_table(5, 3, 2),)],
    parts=("split_alone", "seed_alone"),
    returns="split_alone, seed_alone",
    blanks=2,
    shapes={"": "scores has a row for each split and a column for each seed"},
    where="with a table of the check",
)

# ---- the luck of a winner

RUNS = 400  # the learner's function draws at random, so its means are compared


def _guesses(people, tosses, rng):
    return rng.integers(0, 2, size=(people, tosses))


def _winner(people, tosses, rng, choose=np.argmax, first=None, second=None):
    """What a person has right on two days, or with a mistake."""
    today = _guesses(people, tosses, rng).sum(axis=1)
    tomorrow = _guesses(people, tosses, rng).sum(axis=1)
    winner = choose(today)
    one = today[winner] if first is None else first(winner, today, tomorrow)
    two = tomorrow[winner] if second is None else second(winner, today, tomorrow)
    return one, two


def _wrong_winner(**changed):
    return lambda people, tosses, rng: _winner(people, tosses, rng, **changed)


def _last_winner(people, tosses, rng):
    return _winner(
        people, tosses, rng, choose=lambda counts: np.flatnonzero(counts == counts.max())[-1]
    )


def _over_people(people, tosses, rng):
    """The sums run over the people: one for each toss."""
    counts = _guesses(people, tosses, rng).sum(axis=0)
    winner = counts.argmax()
    return counts[winner], _guesses(people, tosses, rng)[winner].sum()


def _of_the_table(people, tosses, rng):
    """argmax of the whole table: the place of its first right guess."""
    today = _guesses(people, tosses, rng)
    winner = min(today.argmax(), people - 1)
    return today[winner].sum(), _guesses(people, tosses, rng)[winner].sum()


def _columns(people, tosses, rng):
    """Sums over the people, on both days: the winner is a toss."""
    counts = _guesses(people, tosses, rng).sum(axis=0)
    winner = counts.argmax()
    return counts[winner], _guesses(people, tosses, rng)[:, winner].sum()


def _many_runs(function, people, tosses, seed):
    rng = np.random.default_rng(seed)
    return [function(people, tosses, rng) for _ in range(RUNS)]


def _means_of(function, cases):
    return np.array([np.mean(_many_runs(function, *case), axis=0) for case in cases])


BOTH_TODAY = "both counts are of today; the second is of new tosses"
BOTH_TOMORROW = (
    "both counts are of tomorrow; the first is of the tosses that made the winner, today's"
)


class SameEveryDay:
    """In place of a random generator: `integers` gives the same numbers at each call."""

    def __init__(self, seed):
        self.seed, self.sizes = seed, []

    def integers(self, *arguments, size=None, **options):
        """As of a generator; the size is noted."""
        self.sizes.append(size)
        return np.random.default_rng(self.seed).integers(*arguments, size=size, **options)

    def __getattr__(self, name):
        return getattr(np.random.default_rng(self.seed), name)


class WinnerCheck(TableCheck):
    """For a function of people, tosses and rng that returns two counts; `RUNS` runs decide."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self._known = {}  # the means of the right function and of the mistakes

    def find_fault(self, answer):
        """What is wrong with the counts: their kind, or their means."""
        if fault := self._not_callable(answer):
            return fault
        means = []
        for case in self.cases:
            runs, fault = self._run(answer, case)
            fault = fault or self._fault_of_runs(runs)
            if fault:
                return fault
            if not np.array_equal(runs, self._runs_of(_winner, case)) and np.array_equal(
                runs, self._runs_of(_last_winner, case)
            ):
                return "the last of the best; the first is asked for"
            means.append(np.mean(runs, axis=0))
            if all(one == two for one, two in runs):
                return BOTH_TODAY if means[-1][0] > 0.6 * case[1] else BOTH_TOMORROW
        return self._fault_of_means(means) or self._another_person(answer)

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if fault and "'list' object has no attribute 'argmax'" in fault:
            fault = "a list has no .argmax(); make counts an array: add along the rows of today"
        return result, fault

    def _runs_of(self, function, case):
        return _many_runs(function, *case)

    def _another_person(self, answer):
        """That tomorrow's row is somebody else's: it shows where everybody guesses as before."""
        people, tosses, seed = self.cases[0]
        for number in range(20):
            rng = SameEveryDay(seed + number)
            one, two = answer(people, tosses, rng)
            if rng.sizes == [(people, tosses)] * 2 and one != two:
                return (
                    "tomorrow's count is that of another person: winner must be the number of one"
                )
        return None

    def _fault_of_runs(self, runs):
        for pair in runs:
            if pair is None:
                return NOTHING
            if not isinstance(pair, (tuple, list, np.ndarray)) or len(pair) != 2:
                return "it must return two numbers: the winner's count today, and tomorrow"
            if any(number is ... for number in pair):
                return "three dots are returned here in place of a number"
            numbers = [as_array(number) for number in pair]
            if any(a is None or a.dtype.kind not in "iuf" or a.ndim for a in numbers):
                shapes = [a.shape for a in numbers if a is not None and a.ndim]
                if shapes:
                    return f"one number each is wanted; yours has shape {shapes[0]}: one person"
                return "two numbers are wanted: the winner's count today, and tomorrow"
            if not all(float(a) == np.round(a) for a in numbers):
                return "counts of one person are wanted, whole numbers; not a mean, not a share"
        for day, name in enumerate(("today", "tomorrow")):
            if len({float(pair[day]) for pair in runs}) == 1:
                always = f"{float(runs[0][day]):g}"
                return f"{name} gives {always} each time; it should be that person's count"
        return None

    def _fault_of_means(self, means):
        if self._alike(means, self._means(self.right)):
            return None
        if self._alike([pair[::-1] for pair in means], self._means(self.right)):
            return "in the other order: today first"
        for why, mistake in self.mistakes.items():
            if why not in (BOTH_TODAY, BOTH_TOMORROW) and self._alike(means, self._means(mistake)):
                return why
        today, tomorrow = means[0]
        people, tosses, _ = self.cases[0]
        told = f"with {people} people and {tosses} tosses, {RUNS} runs give on average"
        wrong = ["today's", "tomorrow's"]
        for day in (1, 0):
            if np.allclose(np.array(means)[:, day], self._means(self.right)[:, day], rtol=0.04):
                del wrong[day]
        off = f"{wrong[0]} is off" if len(wrong) == 1 else "both are off"
        return f"{told} {today:.1f} today and {tomorrow:.1f} tomorrow; {off}"

    def _means(self, function):
        if function not in (self.right, *self.mistakes.values()):
            return _means_of(function, self.cases)
        if function not in self._known:  # ours do not change; a learner's function may
            self._known[function] = _means_of(function, self.cases)
        return self._known[function]

    def _alike(self, means, others):
        return np.allclose(means, others, rtol=0.04)


check_winner = WinnerCheck(
    right=_winner,
    mistakes={
        "tomorrow's best of all; the winner was found today, so ask the same person again": (
            _wrong_winner(second=lambda winner, today, tomorrow: tomorrow.max())
        ),
        BOTH_TODAY: _wrong_winner(second=lambda winner, today, tomorrow: today[winner]),
        BOTH_TOMORROW: _wrong_winner(first=lambda winner, today, tomorrow: tomorrow[winner]),
        "that is the person with the fewest": _wrong_winner(choose=np.argmin),
        "winner is somebody, not the one with the most: argmax finds the place of the largest": (
            _wrong_winner(choose=lambda today: len(today) // 2)
        ),
        "winner is not the one with the most: .argmax() must look at counts, not at the table": (
            _of_the_table
        ),
        "counts and winner are those of a toss; a person is a row, so add along the row: axis=1": (
            _columns
        ),
        "the first number is the number of the person; how many did that person get right?": (
            _wrong_winner(first=lambda winner, today, tomorrow: winner)
        ),
        "the first number is what all have right together; add along each row: axis=1": (
            _wrong_winner(first=lambda winner, today, tomorrow: today.sum())
        ),
        "the sums run over the people; a person is a row, so add along the row: axis=1": (
            _over_people
        ),
        "the second is tomorrow's worst; ask the same person again": _wrong_winner(
            second=lambda winner, today, tomorrow: tomorrow.min()
        ),
    },
    cases=[(256, 30, 1), (40, 12, 2)],
    call=_many_runs,
    blanks=4,
    shapes={
        "": "today has a row for each person and a column for each toss",
        "won": "counts must have a number for each person, and winner be the number of one",
    },
)

# ---- a report without a leak


def _report(X, labels, train, valid, test, answers, **changed):
    """The winner's share of right test answers, or that of a mistake.

    What is changed is named: the rows of the mean, of the spread, of the training, of the choice
    and of the report, each a function of (train, valid, test, m); and formulas in between.
    """

    def rows(name, usual):
        chosen = changed.get(name, changed.get("scale") if name in ("mean", "spread") else None)
        return usual if chosen is None else chosen(train, valid, test, len(X))

    axis = changed.get("axis", 0)
    mean = X[rows("mean", train)].mean(axis=axis)
    spread = X[rows("spread", train)].std(axis=changed.get("down", 0), ddof=changed.get("ddof", 0))
    spread = spread ** changed.get("power", 1)
    scaled = changed.get("inputs", lambda X, mean, spread: (X - mean) / spread)
    right = answers(scaled(X, mean, spread), rows("learn", train)) == labels
    valid_right = right[:, rows("ask", valid)].sum(axis=changed.get("add", 1))
    if changed.get("flat"):  # the sum is left out
        valid_right = right[:, valid]
    winner = changed.get("choose", np.argmax)(valid_right)
    return changed.get("measure", np.mean)(right[winner][..., rows("tell", test)])


ALL = {23: 89, 29: 97}  # how many flowers the cases have, by the size of their test part


def _wrong_report(**changed):
    def report(X, labels, train, valid, test, answers):
        return _report(X, labels, train, valid, test, answers, **changed)

    return report


def _all(train, valid, test, m):
    return np.arange(m)


def _test(train, valid, test, m):
    return test


def _valid(train, valid, test, m):
    return valid


def _train(train, valid, test, m):
    return train


def _train_and_valid(train, valid, test, m):
    return np.concatenate([train, valid])


def _report_case(m, n, networks, sizes, seed):
    """Made-up flowers, and networks that are quick: fixed weights, and a pull towards the means."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(1, 4, size=m)
    X = 5 + 2 * rng.normal(size=(m, n)) + 1.4 * np.eye(3, n)[labels - 1]
    rows = 1 + rng.permutation(m - 1)
    train, valid, test = np.split(rows[: sum(sizes)], np.cumsum(sizes)[:-1])
    W = 0.5 * rng.normal(size=(networks, n, 3))
    b = 0.4 * rng.normal(size=(networks, 1, 3))

    def answers(inputs, train_rows):
        means = np.array([inputs[train_rows][labels[train_rows] == k].mean(axis=0)
                          for k in (1, 2, 3)])  # fmt: skip
        return 1 + (inputs @ (W + means.T) + b).argmax(axis=2)

    return X, labels, train, valid, test, answers


class ReportCheck(TableCheck):
    """A TableCheck that knows what may go wrong with the tables of answers."""

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if fault and "boolean index" in fault:
            fault = "train, valid and test are row numbers, as in X[train] or table[:, valid]"
        elif not fault and self._is_the_winner(result, case):
            fault = "that is the number of the winner; what share of the test flowers has it right?"
        return result, fault

    def _is_the_winner(self, result, case):
        X, labels, train, valid, _, answers = case
        mean, spread = X[train].mean(axis=0), X[train].std(axis=0)
        table = answers((X - mean) / spread, train)
        number = (table[:, valid] == labels[valid]).sum(axis=1).argmax()
        return number > 1 and same(result, number, 1e-9)

    def _about_an_index(self, fault, line):
        told = super()._about_an_index(fault, line)
        return self.shapes["table"] if line == "table" and "square brackets" not in told else told


check_report = ReportCheck(
    right=lambda X, labels, train, valid, test, answers: _report(
        X, labels, train, valid, test, answers
    ),
    mistakes={
        "a leak: mean and spread are those of all flowers; take the training part's": (
            _wrong_report(scale=_all)
        ),
        "a leak: mean and spread have seen the validation part": _wrong_report(
            scale=_train_and_valid
        ),
        "a leak: mean and spread are those of the test part": _wrong_report(scale=_test),
        "mean and spread are those of the validation part; take the training part's": (
            _wrong_report(scale=_valid)
        ),
        "a leak: the test part chose the winner; the validation part chooses": _wrong_report(
            ask=_test
        ),
        "the training part chose the winner; the validation part chooses": _wrong_report(
            ask=_train
        ),
        "a leak: all flowers chose the winner; the validation part chooses": _wrong_report(
            ask=_all
        ),
        "the winner's share of the validation part, which made it the winner; report the test "
        "part's": _wrong_report(tell=_valid),
        "two leaks: mean and spread are of all flowers, and the test part chose": _wrong_report(
            scale=_all, ask=_test
        ),
        "a count; the share of right answers is wanted": _wrong_report(measure=np.sum),
        "that is the network with the fewest right": _wrong_report(choose=np.argmin),
        "that is network 0; if valid_right is a single number, add along each row: axis=1": (
            _wrong_report(choose=lambda counts: 0)
        ),
        "winner is the largest count; .argmax() gives the number of the network": _wrong_report(
            choose=np.max
        ),
        "divided by the number of all flowers; the test part has len(test)": _wrong_report(
            measure=lambda hits: hits.sum() / ALL[len(hits)]
        ),
        "valid_right has a number for each network, so add along each row: axis=1": (
            _wrong_report(add=0)
        ),
        "a leak: the mean is that of all flowers; take the training part's": _wrong_report(
            mean=_all
        ),
        "a leak: the spread is that of all flowers; take the training part's": (
            _wrong_report(spread=_all)
        ),
        "one mean for all features; each has its own: axis=0": _wrong_report(axis=None),
        "one spread for all features; each has its own: axis=0": _wrong_report(down=None),
        "one mean and one spread for all features; each has its own: axis=0": (
            _wrong_report(axis=None, down=None)
        ),
        "the spread is divided by one less than the number of flowers; here .std as it is": (
            _wrong_report(ddof=1)
        ),
        "the last of the best; the first is asked for": _wrong_report(
            choose=lambda counts: len(counts) - 1 - counts[::-1].argmax()
        ),
        "the mean of all that are best; the first of them is asked for": _wrong_report(
            choose=lambda counts: counts == counts.max()
        ),
        "the winner's share of the training part; the test part reports": _wrong_report(
            tell=_train
        ),
        "the share of wrong answers; that of right ones is wanted": _wrong_report(
            measure=lambda hits: 1 - hits.mean()
        ),
        "only the mean is divided; brackets around X minus mean": _wrong_report(
            inputs=lambda X, mean, spread: X - mean / spread
        ),
        "a count of the validation part; the share of the test part is wanted": _wrong_report(
            tell=_valid, measure=np.sum
        ),
        "divided by 30; here are other numbers of test flowers: np.mean, or len(test)": (
            _wrong_report(measure=lambda hits: hits.sum() / 30)
        ),
        "the mean of all networks; report the winner alone": _wrong_report(
            choose=lambda counts: slice(None)
        ),
        "the inputs are not divided by the spread": _wrong_report(
            inputs=lambda X, mean, spread: X - mean
        ),
        "valid_right must be a number for each network: add up along its row, axis=1": (
            _wrong_report(flat=True)
        ),
        "the mean is not subtracted; each feature has its mean taken off first": _wrong_report(
            inputs=lambda X, mean, spread: X / spread
        ),
        "multiplied by the spread; divide by it": _wrong_report(
            inputs=lambda X, mean, spread: (X - mean) * spread
        ),
        "divided by the mean of squares; .std takes the root": _wrong_report(power=2),
        "in percent; the share is wanted": _wrong_report(measure=lambda hits: 100 * hits.mean()),
        "the features are not standardised": _wrong_report(inputs=lambda X, mean, spread: X),
        "the networks were trained on more than the training part": _wrong_report(learn=_all),
        "the networks were trained on the validation part, too": _wrong_report(
            learn=_train_and_valid
        ),
        "the share of all flowers; the test part alone reports": _wrong_report(tell=_all),
    },
    cases=[
        _report_case(89, 4, 24, (41, 19, 23), 35),
        _report_case(97, 5, 31, (43, 20, 29), 2418),
    ],
    blanks=6,
    shapes={
        "": "X has a row for each flower; table a row for each network, a column for each flower",
        "inputs": "mean and spread are one row, a number for each feature: axis=0",
        "table": "inputs must hold all flowers, X, standardised: answers picks the training rows "
        "itself",
        "valid_right": "the columns of table are the flowers: table[:, ...] picks some of them",
        "return": "winner is the number of a network, and test holds the numbers of columns",
    },
    where="with flowers of the check",
    outside=("flowers", "train_rows", "test_rows", "valid_rows", "pile_answers", "scaled"),
)

# ---- a share of shuffles


def _share(differences, shuffles, rng, far=None, signs=None, measure=np.mean, distance=None):
    """The share of shuffles whose sum is at least as far from 0, or with a mistake."""
    observed = np.abs(np.sum(differences)) if distance is None else distance(differences)
    kinds = (-1, 1) if signs is None else signs
    sums = rng.choice(kinds, size=(shuffles, len(differences))) @ differences
    is_far = np.abs(sums) >= observed if far is None else far(sums, observed)
    return measure(is_far)


def _wrong_share(**changed):
    return lambda differences, shuffles, rng: _share(differences, shuffles, rng, **changed)


def _with_rng(function, differences, shuffles, seed):
    return function(differences, shuffles, np.random.default_rng(seed))


EVERY = "every shuffle gives a sum as far; is a sign drawn for each difference, with size=?"
TOLERANCE = 0.027  # for a share of 8,000 shuffles or more


class ShareCheck(TableCheck):
    """For a share of shuffles that is drawn at random, beside the exact one."""

    def _all_close(self, results, expected):
        pairs = [(as_array(a), np.asarray(b)) for a, b in zip(results, expected)]
        if any(a is None or a.dtype.kind not in "biuf" or a.ndim for a, _ in pairs):
            return False
        return all(abs(float(a) - float(b)) < TOLERANCE * max(1, float(b)) for a, b in pairs)

    def find_fault(self, answer):
        """As for every function; a changed order is told from a single sign."""
        fault = super().find_fault(answer)
        used = getattr(getattr(answer, "__code__", None), "co_names", ())
        if fault == EVERY and {"permutation", "permuted", "shuffle"} & set(used):
            return "only the order was changed, and that changes no sum; draw signs"
        return fault

    def _fault(self, results, part=None):
        if fault := super()._fault(results, part):
            return fault
        for result, (_, shuffles, _) in zip(results, self.cases):
            counts = float(result) * np.array([shuffles, shuffles + 1])  # some count one more
            if np.all(np.abs(counts - np.round(counts)) > 0.05):
                whole = f"a share of {shuffles} shuffles is a whole number, divided by {shuffles}"
                return f"{whole}; do not round"
        return None

    def _kinship(self, results, expected):
        numbers = [as_array(result) for result in results]
        if all(a is not None and a.ndim == 0 and a.dtype.kind in "iuf" and a == 0 for a in numbers):
            return (
                "no shuffle is counted; is shuffled a sum, as measured is, does far grow, does "
                "return stand after the loop, and is it divided by /, not by //?"
            )
        if any(a is None or a.ndim or a.dtype.kind not in "iuf" for a in numbers):
            return super()._kinship(results, expected)
        most = [float(a) * shuffles for a, (_, shuffles, _) in zip(numbers, self.cases)]
        if all(count < 1.5 for count in most):
            return "at most one shuffle is counted; return must stand after the loop, not in it"
        return super()._kinship(results, expected)

    def _at(self, case):
        return f"for differences {case[0].tolist()}"


check_share = ShareCheck(
    right=_share,
    mistakes={
        "only one side is counted, or the share is halved; abs makes it two sides": _wrong_share(
            far=lambda sums, observed: sums >= observed
        ),
        "the signs are zeros and ones; -1 and 1 are wanted": _wrong_share(signs=(0, 1)),
        "measured is negative where the sum is; as a distance from zero: abs": _wrong_share(
            distance=lambda differences: differences.sum()
        ),
        "only one side is counted, and measured is no distance; abs of both sums": _wrong_share(
            distance=lambda differences: differences.sum(),
            far=lambda sums, observed: sums >= observed,
        ),
        "only sums that are farther; as far counts, too: >=": _wrong_share(
            far=lambda sums, observed: np.abs(sums) > observed
        ),
        EVERY: lambda differences, shuffles, rng: 1.0,
        "a count; divide it by the number of shuffles": _wrong_share(measure=np.sum),
        "a sign that may be zero; a coin has two sides, -1 and 1": _wrong_share(signs=(-1, 0, 1)),
        "that is the share of the others, those nearer to zero": _wrong_share(
            far=lambda sums, observed: np.abs(sums) < observed
        ),
        "sums that are no farther; at least as far is wanted": _wrong_share(
            far=lambda sums, observed: np.abs(sums) <= observed
        ),
        "compared with the sum of the distances; it is the distance of the sum": _wrong_share(
            distance=lambda differences: np.abs(differences).sum()
        ),
        "only the signs were added; multiply each difference by its sign": (
            lambda differences, shuffles, rng: np.mean(
                np.abs(rng.choice([-1, 1], size=(shuffles, len(differences))).sum(axis=1))
                >= abs(differences.sum())
            )
        ),
        "shuffled is a mean, but measured is a sum": _wrong_share(
            distance=lambda differences: len(differences) * abs(differences.sum())
        ),
        "measured is a mean, but shuffled is a sum": _wrong_share(
            distance=lambda differences: abs(differences.mean())
        ),
        "in percent; as a share": _wrong_share(measure=lambda far: 100 * far.mean()),
        "twice the share; abs has counted both sides already": _wrong_share(
            measure=lambda far: 2 * far.mean()
        ),
        "upside down": _wrong_share(measure=lambda far: 1 / far.mean()),
        "divided by the number of differences; it is the number of shuffles": (
            lambda differences, shuffles, rng: (
                _share(differences, shuffles, rng) * shuffles / len(differences)
            )
        ),
        "the share of sums that are equal; at least as far is wanted": _wrong_share(
            far=lambda sums, observed: sums == observed
        ),
        "the share of sums that are just as far; farther ones count, too: >=": _wrong_share(
            far=lambda sums, observed: np.abs(sums) == observed
        ),
    },
    cases=[
        (np.array([3, 1, 1, 1, -2]), 9750, 1),
        (np.array([2, 1, -1, 1, 2, -1, 1]), 8250, 2),
        (np.array([2, -2, -1, -2, -2, 3]), 9000, 3),
    ],
    call=_with_rng,
    blanks=3,
    shapes={"": "signs has one entry, -1 or 1, for each difference: size=len(differences)"},
)

# ---- exercises


class ReportedCheck(CountedCheck):
    """A CountedCheck for [what is chosen, what is reported]."""

    def find_fault(self, answer):
        """As for every list, after a look at its form."""
        return _fault_of_form(answer) or super().find_fault(answer)

    def _wrong_value(self, answer):
        array = as_array(answer)
        if array.shape == (2,) and array[1] == self.right[0]:
            return "in the other order: first the number of neurons"
        if array.shape == (2,) and 0 < array[1] < 1:
            return "the second number: how many of 30 are right? A number, not a share"
        if array.shape == (2,) and array[0] == self.right[0] and array[1] in (27, 27.2):
            return (
                "the choice is right; one seed, or rounded: the mean of all four has two decimals"
            )
        if array.shape == (2,) and array[0] == self.right[0]:
            return "the choice is right; what may report it, and over which seeds?"
        if array.shape == (2,) and array[0] == 10:
            return "10 is best on the test part; which part chooses?"
        if array.shape == (2,) and array[0] == 50:
            return (
                "50 is best on the training part, and with one seed; average the validation scores"
            )
        if array.shape == (2,) and array[0] == 2:
            return "2 neurons are best on no part; average the validation scores of each row"
        if array.shape == (2,):
            return "the first number is a number of neurons: 2, 5, 10 or 50"
        return super()._wrong_value(answer)


check_honest_choice = ReportedCheck(
    right=[5, 27.25],
    rtol=0.002,
    mistakes={
        "the right choice; but its validation scores were the reason to choose it": [5, 28.5],
        "the right choice; report all seeds, not the best": [5, 29],
        "chosen on the test part; average the validation scores": [10, 28.5],
        "chosen on the test part, and reported by its best seed": [10, 29],
        "chosen by a single validation score; average over the seeds": [50, 26.75],
        "chosen by its best validation score, and reported by it": [50, 30],
        "the right choice; that is its worst seed": [5, 26],
        "the right choice; the mean over its seeds is wanted, not their sum": [5, 109],
    },
)


class ShareOfCoinsCheck(ValueCheck):
    """A ValueCheck that asks for one number."""

    def _wrong_kind(self, answer):
        told = super()._wrong_kind(answer)
        return "one number is wanted, a share between 0 and 1" if told else None

    def _wrong_value(self, answer):
        if as_array(answer).dtype.kind not in "biuf":
            return super()._wrong_value(answer)
        number = float(as_array(answer))
        if not 0 <= number <= 1:
            return "a share lies between 0 and 1"
        ways = 32 * number
        told = f"that is {ways:.3g} of the 32 ways"
        return f"{told}; which sums are as far from 0 as the measured one, on both sides?"


check_five_coins = ShareOfCoinsCheck(
    right=0.375,
    rtol=0.014,
    mistakes={
        "one side alone; a sum of -3 or -5 is as far": 6 / 32,
        "as far or farther: five alike count, too": 10 / 32,
        "only those with five alike; four alike are as far as what was measured": 2 / 32,
        "one side alone, and without five alike": 5 / 32,
        "that is how many; divide by the number of ways to fall": 12,
        "that is the share of the others": 20 / 32,
        "as a share, not in percent": 37.5,
        "the ways to fall are 2 times 2 times 2 times 2 times 2": 12 / 25,
        "the order counts: the one that is turned can be any of five": 4 / 32,
        "all up alone is one way; there are others as far": 1 / 32,
        "one way too few; count those with sum 5, 3, -3 and -5": 11 / 32,
        "rounded too far; three digits, please": 0.4,
    },
)


INNOCENT = {
    1: "two empty lists are fair",
    2: "fifty splits are better than one",
    3: "the deal is at random, and the parts do not overlap",
    5: "it only keeps a number that was found before",
    7: "it keeps a score that nobody chose; the flowers it is about come from another line",
    8: "a difference of means is fair; what is in the lists is the question",
}

check_culprits = LinesCheck(
    right=[4, 6],
    rtol=1e-9,
    innocent=INNOCENT,
    mistakes={
        "that is one; another line lets the models answer for different flowers": [4],
        "that is one; another line lets the test part choose": [6],
        f"line 2: {INNOCENT[2]}": [2, 4],
        f"line 3: {INNOCENT[3]}": [3, 4, 6],
        f"line 5: {INNOCENT[5]}": [4, 5, 6],
        f"line 7: {INNOCENT[7]}": [4, 6, 7],
        f"line 8: {INNOCENT[8]}": [4, 6, 8],
    },
)

progress = Progress(
    "one_run_is_luck",
    exercises={
        "choose honestly": check_honest_choice,
        "five coins": check_five_coins,
        "find the bugs": check_culprits,
    },
    turns={
        "a grid": check_grid,
        "two spreads": check_spreads,
        "the winner, tomorrow": check_winner,
        "a report without a leak": check_report,
        "flip the signs": check_share,
    },
)
