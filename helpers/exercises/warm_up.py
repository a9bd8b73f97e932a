"""The checks of side path 0a: shapes and axes, two products, a sum sign, and slopes."""

import numpy as np

from helpers.exercises.checking import FunctionCheck, Progress, ValueCheck
from helpers.exercises.comparing import as_array, close, is_words, same, shown

_SALES = np.array([[6, 2, 4], [10, 8, 3]])
_TABLES = [
    (np.array([[1.0, 4.0], [3.0, 8.0], [6.0, 2.0]]),),
    (np.array([[2.0, 3.0, 5.0, 1.0, 7.0], [4.0, 9.0, 1.0, 5.0, 2.0]]),),
]


class _ShapesCheck(FunctionCheck):
    """Says in plain words what NumPy says of shapes that do not fit: `hint`; of an index that is
    too large: `past_end`; and of numbers copied from the notebook's `example`, which fit it alone.
    """

    def __init__(self, *arguments, hint, example, past_end=None, **options):
        super().__init__(*arguments, **options)
        self.hint, self.example = hint, example
        self.past_end = past_end or "an index is too large; Python counts from 0"

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        words = "matmul", "broadcast", "aligned", "operands", "too many indices"
        if fault and "AxisError" in fault:
            fault = "you name an axis that the array does not have; the first one is axis 0"
        elif fault and ("out of bounds" in fault or "out of range" in fault):
            fault = self.past_end
        elif fault and any(word in fault for word in words):
            fault = f"two shapes in your code do not fit: {self.hint}"
            if close(super()._run(answer, self.example)[0], self.right(*self.example), self.rtol):
                fault = "this fits the notebook's example alone; use what is handed in"
        if fault and "bitwise_xor" in fault:
            fault = "in Python a power is written **; the sign ^ means something else"
        if fault and "name 'm' is not defined" in fault:
            fault = "m is not handed in; it is the length of the lists"
        return result, fault


class _NumberCheck(_ShapesCheck):
    """For a function that returns one number; another shape is met with a sentence."""

    def _first_difference(self, results, expected):
        for case, result in zip(self.cases, results):
            array = as_array(result)
            if array is not None and not is_words(array) and array.ndim:
                what = "a list of one" if array.size == 1 else f"an array of shape {array.shape}"
                return f"{self._at(case)} you get {what}; it should be one plain number"
        return super()._first_difference(results, expected)


class _EntriesCheck(ValueCheck):
    """For a list; a mistake is known by the one entry in which it differs from the right list."""

    def _wrong_value(self, answer):
        array, right = as_array(answer).ravel(), as_array(self.right)
        if array.shape != right.shape:
            return f"expected {len(right)} numbers; got {shown(answer)}"
        wrong = [k for k in range(len(right)) if not same(array[k], right[k], self.rtol)]
        for why, value in self.mistakes.items():
            if same(array[wrong[0]], value[wrong[0]], self.rtol):
                return why
        return super()._wrong_value(array)


# ---- tables

check_shape = ValueCheck(
    right=[4, 2],
    mistakes={
        "the other way round: the rows are counted first": [2, 4],
        "that is the number of entries; a shape has one number for each axis": 8,
        "that is the number of rows; a table has two axes": 4,
        "these are the rows alone; a table has two axes": [4],
        "these are the lengths of the rows, one by one": [2, 2, 2, 2],
        "that is the last row; count rows and columns": [1, 6],
        "Python counts from 0, but a shape says how many there are": [3, 1],
    },
)

check_means = ValueCheck(
    right=[8, 5, 3.5],
    mistakes={
        "that is the mean of each day; go down the columns instead": [4, 7],
        "these are the sums of the columns; take the mean": [16, 10, 7],
        "these are the sums of the rows; go down the columns, and take the mean": [12, 21],
        "that is the mean of all six entries; say along which axis": 5.5,
        "that is the sum of all six entries; take the mean, along one axis": 33,
        "there are two days: divide each sum by 2, not by 3": [16 / 3, 10 / 3, 7 / 3],
        "that is Monday alone": [6, 2, 4],
        "that is Tuesday alone": [10, 8, 3],
        "these are the differences of the two days": [4, 6, -1],
        "do not round down; the third one has a half": [8, 5, 3],
        "do not round up; the third one has a half": [8, 5, 4],
    },
)

check_centred = _ShapesCheck(
    right=lambda table: table - table.mean(axis=0),
    mistakes={
        "that subtracts the mean of the row; take that of the column": lambda table: (
            table - table.mean(axis=1, keepdims=True)
        ),
        "that subtracts the mean of all entries; each column has a mean of its own": lambda table: (
            table - table.mean()
        ),
        "that subtracts the sum of the column; take its mean": lambda table: (
            table - table.sum(axis=0)
        ),
        "these are the means alone; subtract them from the table": lambda table: table.mean(axis=0),
        "the sign: the entry minus the mean": lambda table: table.mean(axis=0) - table,
        "these are the means alone, and those of the rows": lambda table: table.mean(axis=1),
        "keep the sign: an entry below the mean gives a negative number": lambda table: abs(
            table - table.mean(axis=0)
        ),
        "only subtract the mean; nothing is divided": lambda table: (
            (table - table.mean(axis=0)) / table.std(axis=0)
        ),
        "you divide by the mean; subtract it": lambda table: table / table.mean(axis=0),
        "you add the mean; subtract it": lambda table: table + table.mean(axis=0),
        "that is the table as it came; is something subtracted?": lambda table: table,
        "use the table that is handed in; you use the one of the bakery": lambda table: (
            _SALES - _SALES.mean(axis=0)
        ),
        "that subtracts the first row; take the mean of the column": lambda table: table - table[0],
    },
    cases=_TABLES,
    hint="you need one mean for each column, so along which axis?",
    example=(_SALES,),
)

check_shares = _ShapesCheck(
    right=lambda table: table / table.sum(axis=1, keepdims=True),
    mistakes={
        "these are shares of the column; divide by the sum of the row": lambda table: (
            table / table.sum(axis=0)
        ),
        "these are shares of the whole table; each row has a sum of its own": lambda table: (
            table / table.sum()
        ),
        "you divide by the mean of the row; take its sum": lambda table: (
            table / table.mean(axis=1, keepdims=True)
        ),
        "a share is a part of 1, not of a hundred": lambda table: (
            100 * table / table.sum(axis=1, keepdims=True)
        ),
        "upside down: the entry, divided by the sum": lambda table: (
            table.sum(axis=1, keepdims=True) / table
        ),
        "these are the sums alone; divide the table by them": lambda table: table.sum(
            axis=1, keepdims=True
        ),
        "these are the sums alone, and their second axis is lost": lambda table: table.sum(axis=1),
        "divide by the sum; you multiply": lambda table: table * table.sum(axis=1, keepdims=True),
        "divide by the sum; you subtract": lambda table: table - table.sum(axis=1, keepdims=True),
        "these are the right shares in a table that is turned over": lambda table: (
            table.T / table.sum(axis=1)
        ),
        "use the table that is handed in; you use the one of the bakery": lambda table: (
            _SALES / _SALES.sum(axis=1, keepdims=True)
        ),
    },
    cases=_TABLES,
    hint="the sums of the rows must stand in a column, below one another; what keeps their axis?",
    example=(_SALES,),
)

_COLUMNS = [
    (np.array([2.0, 5.0, 1.0]), np.array([[1.0], [3.0], [2.0]])),
    (np.array([3.0, 1.0, 4.0, 2.0]), np.array([[2.0], [1.5], [1.0], [5.0]])),
]

check_miss = _NumberCheck(
    right=lambda actual, guess: np.mean((actual - guess[:, 0]) ** 2),
    mistakes={
        "the trap is still there: you take every difference of the two, not one for each day": (
            lambda actual, guess: np.mean((actual - guess) ** 2)
        ),
        "that is only the first guess, against all days; take the whole column": (
            lambda actual, guess: np.mean((actual - guess[0]) ** 2)
        ),
        "that is only the first day; the colon stands for all rows, and comes first": (
            lambda actual, guess: (actual[0] - guess[0, 0]) ** 2
        ),
        "that is the sum; take the mean": lambda actual, guess: np.sum((actual - guess[:, 0]) ** 2),
        "the square is missing": lambda actual, guess: np.mean(actual - guess[:, 0]),
        "first square, then take the mean": lambda actual, guess: (
            np.mean(actual - guess[:, 0]) ** 2
        ),
        "these are the squares, one for each day; take their mean": lambda actual, guess: (
            (actual - guess[:, 0]) ** 2
        ),
        "these are the differences; square them, and take the mean": lambda actual, guess: (
            actual - guess[:, 0]
        ),
        "that is the square of the guess alone; subtract before you square": (
            lambda actual, guess: np.mean(actual - guess[:, 0] ** 2)
        ),
        "you add up every difference of the two; there is one for each day": lambda actual, guess: (
            np.sum((actual - guess) ** 2)
        ),
        "there is no root: the mean of the squares is wanted": lambda actual, guess: np.sqrt(
            np.mean((actual - guess[:, 0]) ** 2)
        ),
        "the difference is squared, not only freed of its sign": lambda actual, guess: np.mean(
            abs(actual - guess[:, 0])
        ),
        "take the difference; you add the two": lambda actual, guess: np.mean(
            (actual + guess[:, 0]) ** 2
        ),
        "divide by the number of days that are handed in; it is not always 3": (
            lambda actual, guess: np.sum((actual - guess[:, 0]) ** 2) / 3
        ),
    },
    cases=_COLUMNS,
    hint="actual has one axis and guess has two; take column 0 of guess, and it has one too",
    example=(np.array([10, 20, 30]), np.array([[10], [20], [30]])),
    past_end="guess has a single column, and Python counts from 0; the rows come first",
)

# ---- products and sums

check_product = ValueCheck(
    right=[12, 34],
    mistakes={
        "that goes down the columns; take a row of the table each time": [13, 24],
        "the products are right; now add along each row": [[10, 2], [30, 4]],
        "the products are right, but you added down the columns": [40, 6],
        "you added everything up; each row has its own number": 46,
        "each row meets the whole list: two products, then their sum": [10, 4],
        "you multiplied each sum of a row by one number; multiply first, then add": [30, 7],
        "you added both numbers to each row; multiply, then add": [14, 18],
        "start at the top of the column: the first entry of a row meets the 10": [21, 43],
    },
)

check_weighted = _ShapesCheck(
    right=lambda table, weights: table.T @ weights,
    mistakes={
        "the products are right; they must be added up, for each column": (
            lambda table, weights: table.T * weights
        ),
        "the products are right; they must be added up": lambda table, weights: (
            table * weights[:, None]
        ),
        "you added along the rows; there should be one number for each column": (
            lambda table, weights: (table.T * weights).sum(axis=0)
        ),
        "the weights are missing: these are plain sums of the columns": (
            lambda table, weights: table.sum(axis=0)
        ),
        "that is the mean over the rows; only add them up": lambda table, weights: (
            table.T @ weights / len(weights)
        ),
        "you divided by the sum of the weights; only add up": lambda table, weights: (
            table.T @ weights / weights.sum()
        ),
        "everything is added up; each column has its own number": lambda table, weights: (
            table.T @ weights
        ).sum(),
        "that is the table, turned over; now the product with the weights": (
            lambda table, weights: table.T
        ),
        "use what is handed in; you use the table of the bakery": lambda table, weights: (
            _SALES.T @ np.array([1, 2])
        ),
    },
    cases=[
        (np.array([[1.0, 4.0], [3.0, 2.0], [5.0, 1.0]]), np.array([2.0, 0.5, 1.0])),
        (
            np.array([[1.0, 2.0, 1.0, 3.0, 2.0], [2.0, 1.0, 4.0, 1.0, 5.0]]),
            np.array([1.5, 3.0]),
        ),
    ],
    hint="there are as many weights as rows; how must the table lie, so that they meet?",
    example=(_SALES, np.array([1, 2])),
)

check_mean_of_products = _NumberCheck(
    right=lambda a, b: np.mean(a * b**2),
    mistakes={
        "that is the sum; the factor before the sum sign makes it a mean": lambda a, b: np.sum(
            a * b**2
        ),
        "only b is squared; you square the product": lambda a, b: np.mean((a * b) ** 2),
        "you square the mean; only b is squared, before anything is added": lambda a, b: (
            np.mean(a * b) ** 2
        ),
        "the square is missing": lambda a, b: np.mean(a * b),
        "you square a; the square belongs to b": lambda a, b: np.mean(a**2 * b),
        "first multiply, pair by pair, then add": lambda a, b: np.mean(a) * np.mean(b**2),
        "first multiply, pair by pair, then add; and divide by m once": lambda a, b: (
            np.sum(a) * np.sum(b**2)
        ),
        "first multiply, pair by pair, then add; the sums came too early": lambda a, b: (
            np.sum(a) * np.sum(b**2) / len(a)
        ),
        "only b is squared, before anything is added; you square the whole sum": lambda a, b: (
            np.sum(a * b) ** 2 / len(a)
        ),
        "first multiply, pair by pair; square b before you add": lambda a, b: (
            np.mean(a) * np.mean(b) ** 2
        ),
        "these are the products; add them up, and divide by m": lambda a, b: a * b**2,
        "m is the number of pairs that are handed in; it is not always 3": lambda a, b: (
            np.sum(a * b**2) / 3
        ),
        "the 2 is a power: write ** for it": lambda a, b: np.mean(a * b * 2),
        "Python counts from 0; you left the first pair out": lambda a, b: (
            np.sum(a[1:] * b[1:] ** 2) / len(a)
        ),
    },
    cases=[
        (np.array([2.0, 1.0, 3.0, 0.5]), np.array([1.0, 3.0, 2.0, 4.0])),
        (np.array([1.0, 4.0]), np.array([3.0, 0.5])),
    ],
    hint="a and b are two lists of one length; multiply them with *, entry by entry",
    example=(np.array([2, 1, 3]), np.array([4, 5, 1])),
    past_end="the counter runs past the end: i goes from 0 to len(a) - 1",
)

# ---- slopes

check_rules = _EntriesCheck(
    right=[60, 32.5, 3 * np.exp(2)],
    mistakes={
        "first: the factor 5 stays": [12, 32.5, 3 * np.exp(2)],
        "first: that is the value; bring the power 3 down as a factor": [40, 32.5, 3 * np.exp(2)],
        "first: the factor 5 is multiplied by the slope, not added": [17, 32.5, 3 * np.exp(2)],
        "first: the power 3 comes down as a factor, and shrinks by one": [20, 32.5, 3 * np.exp(2)],
        "first: the factor is right; the power shrinks by one": [120, 32.5, 3 * np.exp(2)],
        "first: the factor is right; the power shrinks by one only": [30, 32.5, 3 * np.exp(2)],
        "first: a constant factor stays; it has not the slope 0": [0, 32.5, 3 * np.exp(2)],
        "first: the slope at x = 2 is wanted": [15, 32.5, 3 * np.exp(2)],
        "second: there is a second term, and its slope is 1/x": [60, 32, 3 * np.exp(2)],
        "second: that is the slope of log x alone; add the other one": [60, 0.5, 3 * np.exp(2)],
        "second: that is the value; add two slopes": [60, 16 + np.log(2), 3 * np.exp(2)],
        "second: add two slopes, that of x^4 and that of log x": [60, 16, 3 * np.exp(2)],
        "second: x^4 is the function; take its slope": [60, 16.5, 3 * np.exp(2)],
        "second: the power 4 comes down as a factor": [60, 8.5, 3 * np.exp(2)],
        "second: the power 4 comes down, and shrinks by one": [60, 64.5, 3 * np.exp(2)],
        "second: the slope of log x is 1/x, not x": [60, 34, 3 * np.exp(2)],
        "second: the slope of log x is 1/x, not log x": [60, 32 + np.log(2), 3 * np.exp(2)],
        "second: 1/x is not 1 here": [60, 33, 3 * np.exp(2)],
        "third: a product has two terms, each slope times the other factor": [60, 32.5, np.exp(2)],
        "third: there are two terms; one is missing": [60, 32.5, 2 * np.exp(2)],
        "third: each slope is multiplied by the other factor": [60, 32.5, 1 + np.exp(2)],
        "third: two terms are right, but each keeps a factor e^x": [60, 32.5, 3],
        "third: the slope of e^x is e^x itself": [60, 32.5, np.exp(2) + 4 * np.e],
        "third: nearly; give two decimals": [60, 32.5, 22.2],
        "third: do not round to a whole number": [60, 32.5, 22],
        "third: the two terms have a plus between them": [60, 32.5, 2 * np.exp(4)],
    },
)

check_chain = ValueCheck(
    right=1800,
    mistakes={
        "that is the outer rate; multiply it by the rate of u as x moves": 300,
        "that is the inner rate; multiply it by the rate of y as u moves": 6,
        "the outer rate belongs to the place u, which is x^2 + 1": 162,
        "you took the outer rate at x, and the inner one is missing": 27,
        "rates in a row are multiplied, not added": 306,
        "that is the value of y, no rate": 1000,
        "that is the value of u, no rate": 10,
        "that is y times the inner rate; take the rate of y, not its value": 6000,
        "that is u times the inner rate; take the rate of y as u moves": 60,
        "in the inner rate, the constant has the slope 0": 2100,
        "x^2 is no rate: take the slope of the square": 2700,
        "the inner rate is the slope of u, not u itself": 3000,
        "you put the inner rate into the outer one; multiply by it instead": 108,
        "the outer rate belongs to the place u; you put the inner rate there": 648,
        "a factor 3 is missing: the power of the cube, or x in the slope of the square": 600,
        "that is u squared; the power comes down as a factor, and the inner rate is missing": 100,
        "the outer power shrinks by one: u squared, not cubed": 18000,
        "the outer power shrinks by one only: from u cubed to u squared": 180,
        "that is the rate of u squared; here it is the cube": 120,
        "the slope of the square is twice x: there is a factor for the power": 900,
        "u is x^2 + 1: you left the 1 out": 1458,
        "u is x^2 + 1: you took x times 2 for the square": 882,
    },
)

progress = Progress(
    "warm_up",
    turns={
        "a shape": check_shape,
        "three means": check_means,
        "away from the mean": check_centred,
        "shares": check_shares,
        "out of the trap": check_miss,
        "a product with a pencil": check_product,
        "one number for each column": check_weighted,
        "a formula in NumPy": check_mean_of_products,
        "three slopes": check_rules,
        "a rate of a rate": check_chain,
    },
)
