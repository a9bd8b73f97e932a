"""The checks of notebook 12: the pieces of an engine, a stretched row, an operator, and a bug."""

import dis
import inspect
import re

import numpy as np

from helpers.activations import sigmoid
from helpers.autodiff import Value, unbroadcast
from helpers.exercises.checking import (
    CORRECT,
    NOT_ATTEMPTED,
    NOTHING,
    Check,
    FunctionCheck,
    Progress,
    ValueCheck,
)
from helpers.exercises.comparing import as_array, close, is_words, shown

DOTS = "one of your lines still holds the three dots"

# What Python says to likely slips: a pattern, and the sentence for the learner.
ERRORS = {
    r"'\w*Value' object has no attribute": (
        "a Value has data, parents, op and grad, and nothing else of that name"
    ),
    r"'tuple' object has no attribute": (
        "a record holds pairs: the loop over it begins with for parent, pass_on in"
    ),
    r"'NoneType' object is not iterable": (
        "order.reverse() returns nothing; reversed(order) goes through the list from its end"
    ),
    r"'NoneType' object has no attribute 'append'": (
        "the function returns nothing: call it for a parent, without order = before the call"
    ),
    r"operand type.*'NoneType'": (
        "a grad is still None there: the lines that set 0 and 1 come first"
    ),
    r"operand type.*'function'": "pass_on stands without its brackets and what goes into it",
    r"missing \d required positional argument": (
        "inside, the function is called with all it takes, as in its first line"
    ),
    r"bitwise_xor|for \^": "^ is no power in Python; a power is written **",
    r"got Value\(": "a Value stands where its number should: take its .data",
}


class Fault(Exception):
    """What is wrong with an answer, in a sentence for the learner."""


class EngineCheck(Check):
    """For a piece of the engine: probe(function) gives {what was looked at: number}, and must give
    for the answer what it gives for `right`. It may raise a Fault.

    A stub holds `blanks` times three dots, or raises NotImplementedError.
    """

    def __init__(self, right, mistakes, probe, blanks=0, names=None):
        super().__init__(right, mistakes)
        self.probe, self.blanks, self.names = probe, blanks, names or {}

    def verdict(self, answer):
        """As for every check; a stub is no attempt, and dots that are left are told."""
        left = _dots(getattr(answer, "__code__", None))
        if left and left == self.blanks:
            return NOT_ATTEMPTED
        try:
            verdict = super().verdict(answer)
        except NotImplementedError:
            return NOT_ATTEMPTED
        return f"wrong: {DOTS}" if left and verdict != CORRECT else verdict

    def find_fault(self, answer):
        """What keeps the answer from doing what `right` does, or None."""
        if not callable(answer):
            return f"expected a function; got {shown(answer)}"
        names = list(inspect.signature(self.right).parameters)
        try:
            inspect.signature(answer).bind(*names)
        except ValueError:  # some functions do not tell what they take
            pass
        except TypeError:
            return f"it must take {', '.join(names)}"
        try:
            with np.errstate(all="ignore"):
                found = self.probe(answer)
        except NotImplementedError:
            raise
        except Fault as fault:
            return str(fault)
        except (Exception, SystemExit) as error:
            return self._told(error)
        expected = self.probe(self.right)
        if _agree(found, expected):
            return None
        for why, mistake in self.mistakes.items():
            if _agree(found, self.probe(mistake)):
                return why
        what = next(name for name in expected if not close(found[name], expected[name], 1e-9))
        if what.endswith("the number of entries") and found[what] > expected[what]:
            return (
                "values are listed more than once: each is appended once, at the end of its visit"
            )
        return f"{what} is {shown(found[what])}; it should be {shown(expected[what])}"

    def _told(self, error):
        """The error in a sentence; in ours where we know the slip."""
        text = str(error).splitlines()[0] if str(error) else ""
        if isinstance(error, RecursionError):
            return "it calls itself without end: each value must be visited once only"
        if unknown := re.search(r"name '(\w+)' is not defined", text):
            default = f"there is no {unknown[1]} here: check the names that the function takes"
            return self.names.get(unknown[1], default)
        for pattern, told in ERRORS.items():
            if re.search(pattern, text):
                return told
        text = re.sub(r" at 0x\w+", "", text)
        return f"it raises {type(error).__name__}: {text}"


def _dots(code):
    """How many times three dots stand in `code`, and in the small functions within it."""
    if not inspect.iscode(code):
        return 0
    here = sum(step.argval is ... for step in dis.get_instructions(code))
    return here + sum(map(_dots, code.co_consts))


def _agree(found, expected):
    return all(close(found[name], expected[name], 1e-9) for name in expected)


# ---- a walk over whatever an operation has recorded


def _record(value):
    """The pairs (parent, pass_on) that `value` has recorded; a Fault if they are no pairs."""
    if not hasattr(value, "data") or not hasattr(value, "parents"):
        raise Fault(f"it must return a Value; it returned a {type(value).__name__}")
    pairs = value.parents
    if not isinstance(pairs, (tuple, list)):
        raise Fault("the record must be a tuple of pairs (parent, function)")
    for pair in pairs:
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise Fault("the record must be a tuple of pairs: a comma stands after each pair")
        if not callable(pair[1]):
            raise Fault("what stands beside a parent must be a function: begin with lambda d:")
    return pairs


def _number(x, what):
    """`x`, a Fault unless it is a number or an array of numbers."""
    if x is ...:
        raise Fault(DOTS)
    if isinstance(x, Value) or hasattr(x, "parents"):
        raise Fault(f"{what} is a Value, and should be its number: take its .data")
    array = as_array(x)
    if array is None or is_words(array) or array.dtype.kind not in "biuf":
        raise Fault(f"{what} should be a number; it is a {type(x).__name__}")
    return array


def _order(output):
    """All values under `output`, parents first."""
    order, stack = [], [(output, False)]
    while stack:
        value, parents_listed = stack.pop()
        if parents_listed:
            order.append(value)
        elif not any(value is other for other in order):
            stack.append((value, True))
            stack += [(parent, False) for parent, _ in _record(value)]
        if len(stack) > 1000:
            raise Fault("the record has no end: does a value name itself as its parent?")
    return order


def _walked(result, d, leaves):
    """The data of `result`, and the slopes of the leaves when the slope of `result` is d."""
    if result is None:
        raise Fault(NOTHING)
    _record(result)
    data = _number(result.data, "the data")
    if np.shape(data) != np.shape(d):
        raise Fault(f"the data has shape {np.shape(data)}; it should be {np.shape(d)}")
    grad = {}
    grad[id(result)] = d
    for value in reversed(_order(result)):
        for parent, pass_on in value.parents:
            share = _number(pass_on(grad[id(value)]), "what passes back")
            if np.size(share) != np.size(grad[id(value)]) and np.size(share) != 1:
                raise Fault("what passes back has another shape than the slope that arrives")
            share = unbroadcast(np.asarray(share), np.shape(getattr(parent, "data", 0)))
            grad[id(parent)] = grad.get(id(parent), 0) + share
    return data, [grad.get(id(leaf), np.zeros(np.shape(leaf.data))) for leaf in leaves]


def _of_two(function):
    """What an operation on two values gives, and passes back."""
    found = {}
    for s, t, d in ((3.0, 2.0, 4.0), (-1.5, 0.7, -2.0), (0.4, 5.0, 1.0)):
        leaves = [Value(s), Value(t)]
        data, slopes = _walked(function(*leaves), d, leaves)
        at = f"for s = {s}, t = {t} and an arriving slope of {d}"
        found |= {f"{at}, the data": data, f"{at}, the slope of s": slopes[0]}
        found[f"{at}, the slope of t"] = slopes[1]
    return found


def _of_one(function):
    """What an operation on one value gives, and passes back."""
    found = {}
    for s, d in ((0.7, 4.0), (-1.2, -2.0), (0.3, 1.0)):
        leaf = Value(s)
        data, (slope,) = _walked(function(leaf), d, [leaf])
        at = f"for s = {s} and an arriving slope of {d}"
        found |= {f"{at}, the data": data, f"{at}, the slope of s": slope}
    return found


def _two(of, to_s, to_t):
    """An operation on s and t with this result, and these slopes passed back."""

    def operation(s, t):
        a, b = s.data, t.data
        back = ((s, lambda d: to_s(d, a, b)), (t, lambda d: to_t(d, a, b)))
        return Value(of(a, b), back)

    return operation


def _product(to_s, to_t):
    return _two(lambda a, b: a * b, to_s, to_t)


check_mul = EngineCheck(
    right=_product(lambda d, a, b: d * b, lambda d, a, b: d * a),
    mistakes={
        "a product swaps: to s passes back d times the number of the other, t": _product(
            lambda d, a, b: d * a, lambda d, a, b: d * b
        ),
        "d passes back unchanged, as for a sum; here the other number is a factor": _product(
            lambda d, a, b: d, lambda d, a, b: d
        ),
        "the local slopes alone: multiply each by d, the slope that arrives": _product(
            lambda d, a, b: b, lambda d, a, b: a
        ),
        "to s passes back the whole product; only the other number is the factor": _product(
            lambda d, a, b: d * a * b, lambda d, a, b: d * a * b
        ),
        "the data is the sum; it should be the product": _two(
            lambda a, b: a + b, lambda d, a, b: d * b, lambda d, a, b: d * a
        ),
        "nothing comes back: the record with both parents is missing": lambda s, t: Value(
            s.data * t.data
        ),
        "nothing comes back to t: it is the second pair of the record": lambda s, t: Value(
            s.data * t.data, ((s, lambda d: d * t.data),)
        ),
    },
    probe=_of_two,
    blanks=2,
)


def _difference(to_s, to_t):
    return _two(lambda a, b: a - b, to_s, to_t)


check_sub = EngineCheck(
    right=_difference(lambda d, a, b: d, lambda d, a, b: -d),
    mistakes={
        "when t rises, s - t falls: to t passes back a slope with another sign": _difference(
            lambda d, a, b: d, lambda d, a, b: d
        ),
        "the signs are in the other order: s - t rises with s": _difference(
            lambda d, a, b: -d, lambda d, a, b: d
        ),
        "the local slopes alone: multiply each by d, the slope that arrives": _difference(
            lambda d, a, b: 1, lambda d, a, b: -1
        ),
        "that is the rule of the product; a difference has no factors": _difference(
            lambda d, a, b: d * b, lambda d, a, b: d * a
        ),
        "the data is t - s; the first minus the second is asked for": _two(
            lambda a, b: b - a, lambda d, a, b: -d, lambda d, a, b: d
        ),
        "both slopes are right; the data should be the difference": _two(
            lambda a, b: a + b, lambda d, a, b: d, lambda d, a, b: -d
        ),
        "nothing comes back: the record with both parents is missing": lambda s, t: Value(
            s.data - t.data
        ),
    },
    probe=_of_two,
    blanks=3,
)


def _tanh(back):
    """The tanh that passes back(d, s, t), where t is the tanh of s."""

    def operation(s):
        a, t = s.data, np.tanh(s.data)
        return Value(t, ((s, lambda d: back(d, a, t)),), "tanh")

    return operation


check_tanh = EngineCheck(
    right=_tanh(lambda d, a, t: d * (1 - t**2)),
    mistakes={
        "the local slope alone: multiply it by d, the slope that arrives": _tanh(
            lambda d, a, t: 1 - t**2
        ),
        "d passes back unchanged: multiply it by the local slope": _tanh(lambda d, a, t: d),
        "the square is of t, the tanh, and not of the number that came in": _tanh(
            lambda d, a, t: d * (1 - a**2)
        ),
        "d times the tanh itself; its slope is wanted, (1.5)": _tanh(lambda d, a, t: d * t),
        "t (1 - t) belongs to the sigmoid; look at (1.5)": _tanh(lambda d, a, t: d * t * (1 - t)),
        "the square is missing: look at (1.5)": _tanh(lambda d, a, t: d * (1 - t)),
        "sign flipped: tanh rises": _tanh(lambda d, a, t: -d * (1 - t**2)),
        "a sum in place of a product: d times the local slope": _tanh(
            lambda d, a, t: d + (1 - t**2)
        ),
        "the tanh is taken twice: t is the tanh already": _tanh(
            lambda d, a, t: d * (1 - np.tanh(t) ** 2)
        ),
        "nothing comes back: the result does not name its parent": lambda s: Value(np.tanh(s.data)),
    },
    probe=_of_one,
    blanks=1,
)

# ---- the list


def _programs():
    """{its name: the output of a program}, each new."""
    A = Value(1.0)
    B = A + A
    x, w, b = Value(1.5), Value(2.0), Value(0.5)
    h = w * x + b
    p = w * h + b
    deep = Value(1.1)
    for _ in range(4):
        deep = deep * deep + deep
    return {"A, B, C": B + B, "the price": p * p, "a longer one": deep * h}


def _listing(visit):
    """What is in the list, for each program."""
    found = {}
    for name, output in _programs().items():
        order = []
        visit(output, order, set())
        if not all(hasattr(value, "parents") for value in order):
            raise Fault("something in the list is no Value: append the value itself")
        places = {id(value): k for k, value in enumerate(order)}
        early = 0
        for value in order:
            for parent, _ in value.parents:
                early += places.get(id(parent), len(order)) > places[id(value)]
        found |= {
            f"in the program {name}, the number of entries": len(order),
            f"in the program {name}, the number of different values": len(places),
            f"in the program {name}, the number of parents that come too late": early,
            f"in the program {name}, the place of the output": places.get(id(output), -1),
        }
    return found


def _visit(before=False, after=True, parents="visit", within=False, front=False):
    """A visit that appends the value before, within or after its loop over the parents."""

    def visit(value, order, seen):
        if value in seen:
            return
        seen.add(value)
        if before:
            order.append(value)
        for parent, _ in value.parents:
            if parents == "visit":
                visit(parent, order, seen)
            elif parents == "append":
                order.append(parent)
            if within:
                order.append(value)
        if after:
            order.insert(0 if front else len(order), value)

    return visit


check_visit = EngineCheck(
    right=_visit(),
    mistakes={
        "a value is listed before its parents: the parents first, then the value": _visit(
            before=True, after=False
        ),
        "nothing is listed: when its parents are done, the value itself is appended": _visit(
            after=False
        ),
        "only the output is listed: its parents must be visited first": _visit(parents="none"),
        "the append stands inside the loop: it belongs after it, one step to the left": _visit(
            within=True, after=False
        ),
        "the parents are appended without a visit, so their own parents are missing": _visit(
            parents="append"
        ),
        "the list is the wrong way round: append at its end; the walk will reverse it": _visit(
            front=True
        ),
        "every value is listed more than once": _visit(before=True),
    },
    probe=_listing,
    names={
        "visit": "there is no visit yet: inside, the function calls itself by its name, my_visit",
        "parents": "the record is value.parents",
        "parent": "the parents are in value.parents: a loop over its pairs gives each of them",
    },
)

# ---- the walk


def _slopes(walk):
    """The slopes that a walk sets, after a first and a second call."""
    found = {}
    for name, output in _programs().items():
        values = _order(output)
        for _ in range(2):
            walk(output)
        if all(value.grad is None for value in values):
            raise Fault(f"{NOTHING} No grad is set, either")
        for place, value in enumerate(values):
            grad = _number(value.grad, f"in the program {name}, a grad")
            found[f"in the program {name}, the grad of value {place} of {len(values)}"] = grad
    return found


def _walk(back=True, into=lambda old, share: old + share, passed=None, zeros=True):
    """A walk whose step is into(grad of the parent, share)."""
    passed = passed or (lambda value, parent, pass_on: pass_on(value.grad))

    def walk(output):
        order = _order(output)
        for value in order:
            value.grad = 0 if zeros or value.grad is None else value.grad
        output.grad = 1
        for value in reversed(order) if back else order:
            for parent, pass_on in value.parents:
                parent.grad = into(parent.grad, passed(value, parent, pass_on))

    return walk


check_walk = EngineCheck(
    right=_walk(),
    mistakes={
        "the last share overwrites the others: add it to what the parent has": _walk(
            into=lambda old, share: share
        ),
        "from first to last nothing can come back: the list must be read backwards": _walk(
            back=False
        ),
        "the slope passes back as it is: send it through pass_on": _walk(
            passed=lambda value, parent, pass_on: value.grad
        ),
        "pass_on(1) is the local slope alone: what goes in is the slope of the value": _walk(
            passed=lambda value, parent, pass_on: pass_on(1)
        ),
        "only zeros come back: pass_on takes value.grad, and a parent adds the share": _walk(
            passed=lambda value, parent, pass_on: pass_on(parent.grad)
        ),
        "each share is subtracted: shares add": _walk(into=lambda old, share: old - share),
        "a number passes back in place of a slope: pass_on takes value.grad": _walk(
            passed=lambda value, parent, pass_on: pass_on(value.data)
        ),
        "called twice, it gives other slopes: the lines that clear old slopes must stand": _walk(
            zeros=False
        ),
    },
    probe=_slopes,
    names={
        "order": "order is the list that topological_order makes; its line must stand",
        "grad": "a grad belongs to a value: parent.grad and value.grad",
    },
)

# ---- a stretched table


def _summed(slope, shape):
    for axis in (0, 1):
        if shape[axis] == 1:
            slope = slope.sum(axis=axis, keepdims=True)
    return slope


def _stretch_case(m, K, shape, seed):
    return np.random.default_rng(seed).normal(size=(m, K)), shape


class StretchCheck(FunctionCheck):
    """A FunctionCheck that knows what to say of a letter that the function does not have."""

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if unknown := re.search(r"raises NameError: name '(\w+)' is not defined", fault or ""):
            fault = f"there is no {unknown[1]} in your function: it has slope and shape"
        elif fault and "tuple index out of range" in fault:
            fault = "a table has two axes: shape[0] and shape[1]"
        elif fault and "AxisError" in fault:
            fault = "an axis is gone already: keepdims=True keeps it, with length 1"
        elif fault and "cannot reshape" in fault:
            fault = "there are more copies than entries: the copies must be added"
        elif isinstance(result, (np.ndarray, np.generic)) and np.ndim(result) == 1:
            fault = "the axis is gone: keepdims=True keeps it, with length 1"
        return result, fault


check_unbroadcast = StretchCheck(
    right=_summed,
    mistakes={
        "a mean; every copy is a use, and shares add": lambda slope, shape: (
            _summed(slope, shape) * _summed(0 * slope + 1, shape) ** -1.0
        ),
        "that is the sum over all entries, also where nothing was stretched": lambda slope, shape: (
            slope.sum()
        ),
        "nothing is summed: where shape has a 1, the copies must be added": lambda slope, shape: (
            slope
        ),
        "the sum always goes down the rows; look at where shape has its 1": lambda slope, shape: (
            slope.sum(axis=0, keepdims=True)
        ),
        "the other axis: sum along the one where shape has its 1": lambda slope, shape: _summed(
            slope, shape[::-1]
        ),
        "the axis is gone: keepdims=True keeps it, with length 1": lambda slope, shape: slope.sum(
            axis=tuple(axis for axis in (0, 1) if shape[axis] == 1)
        ),
        "one copy is picked out; all of them count": lambda slope, shape: slope[
            : shape[0], : shape[1]
        ],
        "the sum goes along one axis only; shape (1, 1) has two": lambda slope, shape: (
            slope.sum(axis=shape.index(1), keepdims=True) if 1 in shape else slope
        ),
    },
    cases=[
        _stretch_case(4, 3, (1, 3), 1),
        _stretch_case(5, 2, (5, 1), 2),
        _stretch_case(3, 6, (1, 1), 3),
        _stretch_case(2, 7, (2, 7), 4),
    ],
)

# ---- the exercises

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
    """The operator's value at z, over what it passes back when the slopes 2, 3, ... arrive."""
    value = Value(z)
    result = operator(value)
    if result is None:
        return None
    weights = np.arange(2.0, 2 + np.size(z)).reshape(np.shape(z))
    data, (passed,) = _walked(result, weights, [value])
    return np.stack([data, passed])


class OperatorCheck(FunctionCheck):
    """A FunctionCheck that tells a Fault as it is."""

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        return result, re.sub(r"^.* it raises Fault: ", "", fault) if fault else fault


def _operator(slope, of=lambda s, d: d):
    """A sigmoid that passes back of(s, d) * slope(z, s)."""

    def operator(z):
        s = sigmoid(z.data)
        return Value(s, ((z, lambda d: of(s, d) * slope(z.data, s)),), "sigmoid")

    return operator


check_sigmoid = OperatorCheck(
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
    right=8,
    mistakes={
        "line 1 is right: each value once, and after its parents": 1,
        "line 2 is right: a loop over all values": 2,
        "line 3 is right: every walk may start from 0": 3,
        "line 4 is right: the slope of the output along itself is 1": 4,
        "line 5 is right: from the last value to the first": 5,
        "line 6 is right: one turn for every entry of the record": 6,
        "line 7 is right: that is the share; look at what becomes of it": 7,
    },
)

progress = Progress(
    "autodiff",
    exercises={
        "two walks over one graph": check_two_walks,
        "an operation and its rule": check_sigmoid,
        "find the bug": check_buggy_line,
    },
    turns={
        "the product": check_mul,
        "the list": check_visit,
        "the walk": check_walk,
        "an activation": check_tanh,
        "a difference": check_sub,
        "a stretched table": check_unbroadcast,
    },
)
