"""The checks of notebook 12: the pieces of an engine, a stretched row, an operator, and a bug."""

import dis
import inspect
import re

import numpy as np
import sympy as sp

from helpers.activations import sigmoid
from helpers.autodiff import Value, elementwise, unbroadcast
from helpers.exercises.checking import (
    CORRECT,
    NOT_ATTEMPTED,
    NOTHING,
    Check,
    FunctionCheck,
    Progress,
    ValueCheck,
)
from helpers.exercises.comparing import (
    as_array,
    close,
    close_entries,
    is_words,
    same,
    shown,
    shown_apart,
)

DOTS = "one of your lines still holds the three dots"
RAISED = "take out the line with raise: it stops your own lines"
LAMBDA = "what stands beside a parent must be a function: begin with lambda d:"

# What Python says to likely slips: a pattern, and the sentence for the learner.
ERRORS = {
    r"'memoryview'": "a number stands there already, without .data: only a Value has .data",
    r"'(float|float64|int)' object has no attribute '(data|parents)'": (
        "a number stands where a Value must, as Value(-1.0), or .data stands after a number"
    ),
    r"takes 0 positional arguments but 1": "the function beside a parent takes d: lambda d:",
    r"pass_on gave a slope of shape|matmul": (
        "what passes back has another shape than the parent: multiply entry by entry"
    ),
    r"not 'Value'": "a Value stands where its number should: take its .data",
    r"operand type.*'Value'": "a Value stands in a formula for numbers: take its .data",
    r"local variable 'parent'": (
        "a value without parents never enters the loop, and has no parent to append after it"
    ),
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

    A stub holds `blanks` times three dots, or raises NotImplementedError. `look`(answer, why) may
    tell two slips apart that give the same numbers: why is the sentence so far, or None.
    """

    def __init__(self, right, mistakes, probe, blanks=0, names=None, look=None):
        super().__init__(right, mistakes)
        self.probe, self.blanks, self.names = probe, blanks, names or {}
        self.look = look or (lambda answer, why: why)

    def verdict(self, answer):
        """As for every check; a stub is no attempt, and dots that are left are told."""
        left = _dots(getattr(answer, "__code__", None))
        if left and left == self.blanks:
            return NOT_ATTEMPTED
        try:
            verdict = super().verdict(answer)
        except NotImplementedError:
            return _raised(answer)
        return f"wrong: {DOTS}" if left and verdict != CORRECT else verdict

    def find_fault(self, answer):
        """What keeps the answer from doing what `right` does, or None."""
        return self.look(answer, self._fault(answer))

    def _fault(self, answer):
        if not callable(answer):
            return f"expected a function; got {shown(answer)}"
        names = list(inspect.signature(self.right).parameters)
        try:
            inspect.signature(answer).bind(*names)
        except ValueError:  # some functions do not tell what they take
            pass
        except TypeError:
            return f"it must take {', '.join(names)}"
        expected = self.probe(self.right)  # outside the try: a fault of ours is not the learner's
        try:
            with np.errstate(all="ignore"):
                found = self.probe(answer)
        except NotImplementedError:
            raise
        except Fault as fault:
            return str(fault)
        except (Exception, SystemExit) as error:
            return self._told(error)
        if _agree(found, expected):
            return None
        for why, mistake in self.mistakes.items():
            if _agree(found, self.probe(mistake)):
                return why
        what = next(name for name in expected if not close(found[name], expected[name], 1e-9))
        if what.endswith("the number of entries") and found[what] > expected[what]:
            return (
                "values are listed more than once: each is appended once, after the loop and "
                "inside the if"
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


def _code_names(function):
    """The names that a function uses, its arguments left out."""
    code = getattr(function, "__code__", None)
    if code is None:
        return set()
    arguments = set(inspect.signature(function).parameters)
    return {*code.co_names, *code.co_varnames} - arguments


STUBS = {"NotImplementedError", "add", "topological_order", "order", "value", "grad"}


def _raised(answer):
    """The verdict on a function that raised NotImplementedError: a stub, or one with own lines."""
    return f"wrong: {RAISED}" if _code_names(answer) - STUBS else NOT_ATTEMPTED


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
            raise Fault(LAMBDA)
        if not hasattr(pair[0], "parents"):
            raise Fault("a pair begins with the parent itself, as s, and not with its number")
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
            shape = np.shape(_number(parent.data, "the data of a parent"))
            share = unbroadcast(np.asarray(share), shape)
            grad[id(parent)] = grad.get(id(parent), 0) + share
    return data, [grad.get(id(leaf), np.zeros(np.shape(leaf.data))) for leaf in leaves]


def _class_of(function):
    """The Value of the learner, from the notebook in which `function` stands; else ours."""
    theirs = getattr(function, "__globals__", {}).get("Value")
    try:
        fits = [hasattr(theirs(1.0), name) for name in ("data", "parents", "op", "grad")]
    except Exception:  # whatever a learner's class does
        return Value
    return theirs if all(fits) else Value


def _leaf_class(function, asked):
    """The learner's Value, without the operation that the function is to do: {its name: how it is
    written}.
    """

    def refusal(written):
        def refuse(*_):
            raise Fault(f"{written} is what this function is for: work with the numbers in .data")

        return refuse

    refused = {name: refusal(written) for name, written in asked.items()}
    return type("Value", (_class_of(function),), refused)


def _of_two(function, asked):
    """What an operation on two values gives, and passes back."""
    found, leaf = {}, _leaf_class(function, asked)
    for s, t, d in ((3.0, 2.0, 4.0), (-1.5, 0.7, -2.0), (0.4, 5.0, 1.0)):
        leaves = [leaf(s), leaf(t)]
        data, slopes = _walked(function(*leaves), d, leaves)
        at = f"for s = {s}, t = {t} and an arriving slope of {d}"
        found |= {f"{at}, the data": data, f"{at}, the slope of s": slopes[0]}
        found[f"{at}, the slope of t"] = slopes[1]
    return found


def _of_one(function):
    """What an operation on one value gives, and passes back."""
    found, kind = {}, _leaf_class(function, {"tanh": "s.tanh()"})
    for s, d in ((0.7, 4.0), (-1.2, -2.0), (0.3, 1.0)):
        leaf = kind(s)
        data, (slope,) = _walked(function(leaf), d, [leaf])
        at = f"for s = {s} and an arriving slope of {d}"
        found |= {f"{at}, the data": data, f"{at}, the slope of s": slope}
    return found


def _also_letters(answer, why):
    """A tanh that is right for numbers must also take a letter, and give it back."""
    if why:
        return why
    try:
        for _, pass_on in answer(Value(sp.Symbol("s", real=True))).parents:
            pass_on(sp.Integer(1))
    except Exception:  # NumPy's and Python's words for it differ
        return "right for numbers; but for a letter np.tanh stops: keep to t and elementwise"
    return None


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
        "a sum in place of a product: d times the number of the other": _product(
            lambda d, a, b: d + b, lambda d, a, b: d + a
        ),
        "t is the factor in both pairs: in the second it is the number of s": _product(
            lambda d, a, b: d * b, lambda d, a, b: d * b
        ),
        "s is the factor in both pairs: in the first it is the number of t": _product(
            lambda d, a, b: d * a, lambda d, a, b: d * a
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
    probe=lambda function: _of_two(function, {"__mul__": "s * t"}),
    blanks=2,
    names={"d": LAMBDA},
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
        "to t passes back the local slope alone: multiply it by d": _difference(
            lambda d, a, b: d, lambda d, a, b: -1
        ),
        "that is the rule of the product; a difference has no factors": _difference(
            lambda d, a, b: d * b, lambda d, a, b: d * a
        ),
        "that is nearly the rule of the product; a difference has no factors": _difference(
            lambda d, a, b: d * b, lambda d, a, b: -d * a
        ),
        "each slope has its own number as a factor; a difference has no factors": _difference(
            lambda d, a, b: d * a, lambda d, a, b: -d * b
        ),
        "two minus signs, where one belongs: s - t rises with s": _difference(
            lambda d, a, b: -d, lambda d, a, b: -d
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
    probe=lambda function: _of_two(function, {"__sub__": "s - t"}),
    blanks=3,
    names={"d": LAMBDA},
)


def _tanh(back):
    """The tanh that passes back(d, s, t), where t is the tanh of s."""

    def operation(s):
        a, t = s.data, elementwise(np.tanh, sp.tanh, s.data)
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
    names={"d": LAMBDA},
    look=_also_letters,
)

# ---- the list


def _programs():
    """{its name: (the output of a program, {value: its name})}, each new."""
    A = Value(1.0)
    B = A + A
    C = B + B
    x, w, b, minus_y = Value(1.0), Value(2.0), Value(1.0), Value(-4.0)
    u = w * x
    h = u + b
    v = w * h
    p = v + b
    r = p + minus_y
    L = r * r
    price = {x: "x", w: "w", b: "b", minus_y: "minus y", u: "w x", h: "h", v: "w h", p: "p"}
    deep = start = Value(1.1)
    for _ in range(4):
        deep = deep * deep + deep
    return {
        "A, B, C": (C, {A: "A", B: "B", C: "C"}),
        "the price": (L, price | {r: "r", L: "L"}),
        "a longer one": (deep * start, {start: "the value at its start"}),
    }


def _listing(visit):
    """What is in the list, for each program."""
    found = {}
    for name, (output, _) in _programs().items():
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


def _visit(before=False, after=True, visited=True, within=False, front=False, forget=False):
    """A visit that appends the value before, within or after its loop over the parents."""

    def visit(value, order, seen):
        if value in seen:
            return
        seen.add(value)
        if before:
            order.append(value)
        for parent, _ in value.parents:
            if visited:
                visit(parent, order, set() if forget else seen)
            else:
                order.append(parent)
            if within:
                order.append(value)
        if after:
            order.insert(0 if front else len(order), value)

    return visit


NOT_LISTED = "nothing is listed: when its parents are done, the value itself is appended"
ALONE = "only the output is listed: its parents must be visited first"


def _look_at_visit(answer, why):
    """Tell apart what lists the same; and a visit that is not the learner's."""
    names = _code_names(answer)
    if why == NOT_LISTED and "append" not in names:
        stored = {step.argval for step in dis.get_instructions(answer) if "STORE" in step.opname}
        if "order" in stored:
            return "your order becomes a new list, and the one that came in stays empty: append"
    if why == ALONE and "parents" in names:
        return (
            "only the output is listed: in the loop, call the function for the parent, and hand on "
            "the same list and the same set"
        )
    theirs = getattr(answer, "__globals__", {}).get("visit")
    name = getattr(answer, "__name__", "visit")
    if not why and "visit" in names and name != "visit" and theirs is not answer:
        return f"inside, you call our visit: the function calls itself by its name, {name}"
    return why


check_visit = EngineCheck(
    right=_visit(),
    mistakes={
        "a value is listed before its parents: the parents first, then the value": _visit(
            before=True, after=False
        ),
        NOT_LISTED: _visit(after=False),
        ALONE: lambda value, order, seen: order.append(value),
        "values are listed more than once: hand on the set seen itself, and not a new one": _visit(
            forget=True
        ),
        "the append stands inside the loop: it belongs after it, one step to the left": _visit(
            within=True, after=False
        ),
        "the parents are appended without a visit, so their own parents are missing": _visit(
            visited=False
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
    look=_look_at_visit,
)

# ---- the walk


def _slopes(walk):
    """The slopes that a walk sets, after a first and a second call."""
    found = {}
    for name, (output, names) in _programs().items():
        values = _order(output)
        for _ in range(2):
            walk(output)
        if all(value.grad is None for value in values):
            raise Fault("no grad is set: every value under the output gets one")
        for place, value in enumerate(values):
            told = names.get(value, f"value {place} of {len(values)}")
            told = f"in the program {name}, the slope along {told}"
            found[told] = _number(value.grad, told)
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
                share = passed(value, parent, pass_on)
                parent.grad = into(parent.grad, share) if into else value.grad + share

    return walk


def _careless_walk(output):
    def careless(value):
        for parent, pass_on in value.parents:
            parent.grad = parent.grad + pass_on(value.grad)
            careless(parent)

    for value in _order(output):
        value.grad = 0
    output.grad = 1
    careless(output)


FORWARDS = "only the parents of the output get slopes: loop over the whole list, from its end"
ZEROS = (
    "only zeros come back: the loop begins with the output, pass_on takes value.grad, and "
    "parent.grad is what grows"
)


def _look_at_walk(answer, why):
    """Tell apart the ways in which only zeros come back."""
    if why == ZEROS and hasattr(answer, "__code__"):
        steps = list(dis.get_instructions(answer))
        if sum(step.opname == "STORE_ATTR" for step in steps) == 2:
            return "only zeros come back: the sum is computed and not kept in the parent's grad"
        if any(step.opname == "BINARY_OP" and step.argrepr.startswith("*") for step in steps):
            return "only zeros come back: 0 times a share is 0, and shares add"
    if why and why.endswith("the slope along A is 2; it should be 4"):
        return f"{why}. A share is lost: does the line that adds stand inside the inner loop?"
    if why and why.endswith("the slope along A is 0; it should be 4"):
        return f"{why}. Does the inner loop go over the parents of the value at hand?"
    return why


check_walk = EngineCheck(
    right=_walk(),
    mistakes={
        "the last share overwrites the others: add it to what the parent has": _walk(
            into=lambda old, share: share
        ),
        FORWARDS: _walk(back=False),
        "that is the careless walk, which does not wait: go through the list": _careless_walk,
        "a parent adds the share to its own slope, and not to that of the value": _walk(into=None),
        "the slope passes back as it is: send it through pass_on": _walk(
            passed=lambda value, parent, pass_on: value.grad
        ),
        "the output's slope goes into pass_on, each time; take that of the value": _walk(
            passed=lambda value, parent, pass_on: pass_on(1)
        ),
        ZEROS: _walk(passed=lambda value, parent, pass_on: pass_on(parent.grad)),
        "each share is subtracted: shares add": _walk(into=lambda old, share: old - share),
        "a number passes back in place of a slope: pass_on takes value.grad": _walk(
            passed=lambda value, parent, pass_on: pass_on(value.data)
        ),
        "the parent's number goes into pass_on; what goes in is value.grad": _walk(
            passed=lambda value, parent, pass_on: pass_on(parent.data)
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
    look=_look_at_walk,
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

    def verdict(self, answer):
        """As for every function; a raise that is left below own lines is told."""
        verdict = super().verdict(answer)
        return _raised(answer) if verdict == NOT_ATTEMPTED and callable(answer) else verdict

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
        "the sum always goes along axis 1; look at where shape has its 1": lambda slope, shape: (
            slope.sum(axis=1, keepdims=True)
        ),
        "the sum goes over both axes, also where nothing was stretched": lambda slope, shape: (
            slope.sum(keepdims=True)
        ),
        "the sum goes along the axes where shape has no 1": lambda slope, shape: slope.sum(
            axis=tuple(axis for axis in (0, 1) if shape[axis] > 1), keepdims=True
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
class RulesCheck(ValueCheck):
    """A ValueCheck of three numbers, one for each rule."""

    def _wrong_value(self, answer):
        array = as_array(answer)
        if array.size != 3:
            return "three numbers are expected, one for each rule"
        at = next(k for k in range(3) if not same(array[k], self.right[k], self.rtol))
        return f"the {('first', 'second', 'third')[at]} rule: {shown(array[at])} is not it"


check_two_walks = RulesCheck(
    right=[27, 33, 39],
    mistakes={
        "the rules differ: they part at what the first walk has left behind": [27, 27, 27],
        "the first number is what A.backward() sets; B.backward() starts from 0": [6, 33, 39],
        "the first rule forgets the first walk: B.backward() starts from 0": [33, 33, 39],
        "the second rule keeps the 6 of the first walk, and adds": [27, 27, 39],
        "the third rule: two old slopes are still there, 6 in a and 1 in A; you used one": [
            27,
            33,
            33,
        ],
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
    value = _leaf_class(operator, {})(z)
    result = operator(value)
    if result is None:
        return None
    weights = np.arange(2.0, 2 + np.size(z)).reshape(np.shape(z))
    data, (passed,) = _walked(result, weights, [value])
    return np.stack([data, passed])


class OperatorCheck(FunctionCheck):
    """A FunctionCheck that tells a Fault as it is, and names data and slope."""

    def verdict(self, answer):
        """As for every function; a raise that is left below own lines is told."""
        verdict = super().verdict(answer)
        return _raised(answer) if verdict == NOT_ATTEMPTED and callable(answer) else verdict

    def find_fault(self, answer):
        """As for every function; one that is right must not overflow."""
        fault = super().find_fault(answer)
        if fault:
            return fault
        try:
            with np.errstate(over="raise", invalid="raise"):
                self.call(answer, np.array([-800.0, 800.0]))
        except FloatingPointError:
            return "right, but at z = -800 or 800 an e to the power of 800 overflows: use sigmoid"
        return None

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if fault and "NameError: name 'd' is not defined" in fault:
            return result, LAMBDA
        if fault:
            told = re.sub(r"^.* it raises \w+: ", "", fault)
            known = [said for pattern, said in ERRORS.items() if re.search(pattern, told)]
            fault = known[0] if known else re.sub(r"^.* it raises Fault: ", "", fault)
        return result, fault

    def _first_difference(self, results, expected):
        for (z,), came, right in zip(self.cases, results, expected):
            for part, what in enumerate(("the data", "the slope of z")):
                if not close(came[part], right[part], self.rtol):
                    at = np.flatnonzero(~close_entries(came[part], right[part], self.rtol))[0]
                    arrives = f", where the slope {2 + at} arrives," if part else ""
                    a, b = shown_apart(came[part].flat[at], right[part].flat[at])
                    return f"for z = {shown(z.flat[at])}{arrives} {what} is {a}; expected {b}"
        return super()._first_difference(results, expected)


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
        "the factor s is missing in the local slope": _operator(lambda z, s: 1 - s),
        "the factor 1 - s is missing in the local slope": _operator(lambda z, s: s),
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
