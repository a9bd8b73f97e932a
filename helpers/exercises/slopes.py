"""The checks of notebook 1: slopes by chord, by measurement and by hand; gradients; a tiny step."""

import re

import numpy as np
import sympy as sp

from helpers.exercises.checking import FormulaCheck, FunctionCheck, Progress, ValueCheck
from helpers.exercises.comparing import as_array, shown, shown_apart
from helpers.gradcheck import central_difference

# What Python and NumPy say to a mistake that learners make here, and what to do about it.
_ADVICE = {
    "broadcast|mismatch in its core|not aligned": (
        "two arrays in one of your lines have shapes that do not fit; print the .shape of both"
    ),
    "converted to Python scalars|must be real number": (
        "the functions of math take one number; those of NumPy, such as np.exp, take arrays too"
    ),
    "invalid index to scalar": "f takes the whole vector, not one entry of it",
    "'function' object is not subscriptable": "a function is called with ( ), not with [ ]",
    r"'(int|float|numpy\.\w+)' object is not callable": (
        "if two factors stand side by side, a star is missing between them; if not, a number such "
        "as f(x) is called there like a function"
    ),
    "unsupported operand type.*'function'|non-int of type 'function'": (
        "a function has no value by itself, and is called without a star: {call}"
    ),
    "missing 1 required positional": "the loss is called with too few numbers; hand it all of them",
}

# How the function that a task is about is called, by the name of the task's first argument.
_CALLS = {
    "f": "f(x), not f * (x)",
    "loss": "loss(w, b), not loss * (w, b)",
    "z": "sigmoid(z), not sigmoid * (z)",
}


class AdvisedCheck(FunctionCheck):
    """A FunctionCheck that says in plain words what the commonest errors of NumPy mean."""

    def find_fault(self, answer):
        """As for every function; an error of NumPy that learners meet here gets advice."""
        fault = super().find_fault(answer)
        if fault == "it changes its argument x; work on a copy":
            return f"{fault}, as moving an entry back by h may miss its last digit"
        for pattern, advice in _ADVICE.items():
            if fault and " it raises " in fault and re.search(pattern, fault):
                return advice.replace("{call}", _CALLS[self._names()[0]])
        return fault


class NumberCheck(ValueCheck):
    """A ValueCheck for numbers that come out exactly; it knows the decimal comma.

    `near` is {entry: why a number that is near to the right one is wrong}; entry 0 is also that of
    an answer that is a single number. `names` are those of the entries.
    """

    def __init__(self, right, mistakes, near=None, names=()):
        super().__init__(right, mistakes, rtol=1e-6)
        self.near, self.names = near or {}, names

    def find_fault(self, answer):
        """As for every value; or a text, a decimal comma, a number that is only near."""
        if isinstance(answer, str) or _has_texts(answer):
            return "type numbers without quotes, with a point before the decimals: 2.5"
        right, given = np.atleast_1d(self.right), as_array(answer)
        if given is not None and given.ndim == 1 and given.size > right.size:
            count = "one number" if right.size == 1 else f"{right.size} numbers"
            return f"expected {count}; decimals have a point, not a comma: 2.5, not 2,5"
        fault = super().find_fault(answer)
        if fault and given is not None and np.size(given) == right.size:
            given = given.ravel()
            wrong = np.flatnonzero(~np.isclose(given, right, rtol=self.rtol))
            if len(wrong) == 1 and wrong[0] in self.near and fault not in self.mistakes:
                k = wrong[0]
                if abs(given[k] - right[k]) <= 0.11:
                    return self.near[k]
        return fault

    def _wrong_value(self, answer):
        """The first wrong number, by its name, with as many digits as show that it is wrong."""
        given, right = as_array(answer), as_array(self.right)
        if given.shape != right.shape:
            return f"expected {right.size} numbers; got {shown(answer)}"
        given, right = np.atleast_1d(given), np.atleast_1d(right) * 1.0
        k = np.flatnonzero(~np.isclose(given, right, rtol=self.rtol))[0]
        came, _ = shown_apart(given[k], right[k])
        name = f"{self.names[k]}: " if self.names else ""
        near = np.isclose(given[k], right[k], rtol=1e-3)
        return f"{name}{came} is {'near; the right number comes out exactly' if near else 'not it'}"


def _has_texts(answer):
    return isinstance(answer, (list, tuple)) and any(isinstance(part, str) for part in answer)


# ---- T1.1, T1.2: slopes of the square, by hand

check_window = NumberCheck(
    right=-2,
    mistakes={
        "the size is right; does the curve rise or fall as x grows?": 2,
        "that is the fall alone; divide it by the width of the window": -0.12,
        "that is how far the curve moves; divide it by the width, and look at the sign": 0.12,
        "upside down: the change of the curve goes on top": -0.5,
        "the window is twice as wide: from -1.03 to -0.97": -4,
        "that is the height of the curve in the middle, not its slope": 1,
        "that is where the window stands, not a slope": -1,
        "that is the width of the window": 0.06,
    },
)

check_chord = NumberCheck(
    right=[10.1, 10],
    mistakes={
        "the chord comes first, then the tangent": [10, 10.1],
        "the chord has a step that is not 0; it misses the tangent": [10, 10],
        "the tangent is where the step has shrunk to nothing": [10.1, 10.1],
        "that is the rise of the chord; divide it by the step": [1.01, 10],
        "that is a chord to the left; step to the right": [9.9, 10],
        "to the first number, add the step once, not twice": [10.2, 10],
        "that is the height of the curve; the tangent's slope is asked for": [10.1, 25],
        "those are two heights of the curve": [26.01, 25],
        "the tangent's slope has the factor 2 as well": [10.1, 5],
    },
    names=("the chord", "the tangent"),
    near={1: "that is still a chord, with a small step; the tangent's slope is what they approach"},
)

# ---- T1.3: the central difference


def cube(x):
    """A curve to try a slope on."""
    return x**3


def wave(x):
    """Another."""
    return np.sin(x) + np.exp(x)


check_slope = AdvisedCheck(
    right=central_difference,
    mistakes={
        "a more exact slope than (1.2); here (1.2) itself is wanted": lambda f, x, h: (
            (4 * central_difference(f, x, h / 2) - central_difference(f, x, h)) / 3
        ),
        "a more exact slope than (1.2) with the step h; here (1.2) itself is wanted": (
            lambda f, x, h: (4 * central_difference(f, x, h) - central_difference(f, x, 2 * h)) / 3
        ),
        "that is the chord to the right; step to the left as well": lambda f, x, h: (
            (f(x + h) - f(x)) / h
        ),
        "that is the chord to the left; step to the right as well": lambda f, x, h: (
            (f(x) - f(x - h)) / h
        ),
        "x + h and x - h are not h apart; how far is it from one to the other?": lambda f, x, h: (
            2 * central_difference(f, x, h)
        ),
        "sign flipped: right minus left": lambda f, x, h: -central_difference(f, x, h),
        "that is the rise alone; divide it by the length of both steps together": (
            lambda f, x, h: 2 * h * central_difference(f, x, h)
        ),
        "/ 2 * h divides by 2 and then multiplies by h; it needs brackets": lambda f, x, h: (
            h**2 * central_difference(f, x, h)
        ),
        "the difference on top needs brackets; only its last term is divided": lambda f, x, h: (
            f(x + h) - f(x - h) / (2 * h)
        ),
        "the difference on top needs brackets, and so does 2 * h": lambda f, x, h: (
            f(x + h) - f(x - h) / 2 * h
        ),
        "take the h that is given, not one of your own": lambda f, x, h: central_difference(
            f, x, 1e-5
        ),
        "return the number itself, not a list with one number in it": lambda f, x, h: [
            central_difference(f, x, h)
        ],
        "from x to x + h is one step, but you divide by two; start one step to the left": (
            lambda f, x, h: (f(x + h) - f(x)) / (2 * h)
        ),
        "that starts at x; one step to the left of it, and one to the right": lambda f, x, h: (
            (f(x + 2 * h) - f(x)) / (2 * h)
        ),
        "f(x) itself is not a slope": lambda f, x, h: f(x),
        "that is the slope of x³ by formula; measure it from values of f, which can be any curve": (
            lambda f, x, h: 3 * x**2
        ),
        "that is the slope of x² by formula; measure it from values of f, which can be any curve": (
            lambda f, x, h: 2 * x
        ),
    },
    cases=[(cube, 2.0, 0.1), (wave, 0.7, 0.6)],
)

# ---- T1.4: the slope along the bias, by hand

check_bias = NumberCheck(
    right=-4,
    mistakes={
        "the size is right; the residual is negative": 4,
        "that is the slope along w; the bias is not multiplied by the size of the house": -8,
        "that is the residual; its square changes at another rate": -2,
        "that is a change, for a step of 0.01; a slope is divided by the step": -0.04,
        "that is a change of the loss; a slope is divided by the step": -0.0399,
        "that is a chord with h = 0.01; let h shrink to nothing": -3.99,
        "that is how fast the residual grows, not the loss": 1,
        "two things: the residual grows by h, not by 2h; and the residual is negative": 8,
    },
    near={0: "that is a chord, with a small step; let the step shrink to nothing"},
)

# ---- T1.5: the gradient of two numbers, measured


def house(w, b):
    """The squared residual of a house of size 2 and price 5."""
    return (2 * w + b - 5) ** 2


def valley(w, b):
    """A loss that is no parabola."""
    return w**2 * b + np.exp(w - b)


def _gradient(loss, w, b, h):
    along_w = (loss(w + h, b) - loss(w - h, b)) / (2 * h)
    along_b = (loss(w, b + h) - loss(w, b - h)) / (2 * h)
    return np.array([along_w, along_b])


def _both_at_once(loss, w, b, h):
    slope = (loss(w + h, b + h) - loss(w - h, b - h)) / (2 * h)
    return np.array([slope, slope])


def _forward_gradient(loss, w, b, h):
    here = loss(w, b)
    return np.array([loss(w + h, b) - here, loss(w, b + h) - here]) / h


def _others_at_1(loss, w, b, h):
    return np.array([_gradient(loss, w, 1, h)[0], _gradient(loss, 1, b, h)[1]])


def _not_put_back(loss, w, b, h):
    return np.array([_gradient(loss, w, b, h)[0], _gradient(loss, w + h, b, h)[1]])


check_gradient = AdvisedCheck(
    right=_gradient,
    mistakes={
        "both numbers moved at once; move one, and hold the other still": _both_at_once,
        "both numbers moved at once, and only one slope is left": lambda *case: _both_at_once(
            *case
        )[0],
        "hold the other number at the value that came in, not at 1": _others_at_1,
        "the slope along w comes first, then the one along b": lambda *case: _gradient(*case)[::-1],
        "those are chords to one side; step to both sides": _forward_gradient,
        "each slope is twice too large: the two points are not h apart": lambda *case: (
            2 * _gradient(*case)
        ),
        "sign flipped: the loss after the step up comes first": lambda *case: -_gradient(*case),
        "/ 2 * h divides by 2 and then multiplies by h; it needs brackets": (
            lambda loss, w, b, h: h**2 * _gradient(loss, w, b, h)
        ),
        "w must be back in its place before b moves": _not_put_back,
        "the two slopes stand side by side; they are not added": lambda *case: _gradient(
            *case
        ).sum(),
        "that is the slope along w; the gradient has one along b too": (
            lambda *case: _gradient(*case)[0]
        ),
        "that is the slope along b; the gradient has one along w too": (
            lambda *case: _gradient(*case)[1]
        ),
        "from w to w + h is one step, but you divide by two; start one step below": (
            lambda *case: _forward_gradient(*case) / 2
        ),
        "two numbers in one pair of brackets, not each in brackets of its own": lambda *case: (
            _gradient(*case).reshape(2, 1)
        ),
        "those are changes of the loss; divide them by the length of the steps": (
            lambda loss, w, b, h: 2 * h * _gradient(loss, w, b, h)
        ),
        "one row of two numbers is enough: np.array([.., ..])": lambda *case: _gradient(
            *case
        ).reshape(1, 2),
        "take the h that is given, not one of your own": lambda loss, w, b, h: _gradient(
            loss, w, b, 1e-5
        ),
    },
    cases=[(house, 1.0, 1.5, 0.1), (valley, 0.7, -0.4, 0.2)],
)

# ---- T1.6: the slope of an activation


_NO_AT = "write *, which works entry by entry; @ adds all entries up"

# What Python and NumPy say when a number is taken for an array.
_NO_LOOP = "not iterable|has no len|unsized|(float|int)' object (is not sub|has no)|index to scalar"


class SigmoidCheck(AdvisedCheck):
    """A AdvisedCheck in which a call that fails is a product without its star."""

    def find_fault(self, answer):
        """As for every slope; or a missing star, @ or a loop for a number, a measured slope."""
        fault = FunctionCheck.find_fault(self, answer)
        if fault is None:
            return self._measured(answer)
        if "object is not callable" in fault:
            return "a star is missing between two factors: write a * (1 - b), not a(1 - b)"
        if re.search("enough dimensions|for @:", fault):
            return _NO_AT
        if re.search(_NO_LOOP, fault):
            return "z may also be a single number; NumPy needs no loop over the entries of an array"
        return super().find_fault(answer)

    def _measured(self, answer):
        """That the slopes are near, but not exact, as those of a formula are; or None."""
        for case in self.cases:
            given = as_array(self._run(answer, case)[0])
            digits = 12 if given.dtype == float else 4  # float32 knows no more
            if not np.allclose(given, self.right(*case), rtol=10.0**-digits, atol=0):
                return "near, but not exact, as a measured slope is; write the formula (1.4)"
        return None


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


check_sigmoid = SigmoidCheck(
    right=lambda z: _sigmoid(z) * (1 - _sigmoid(z)),
    mistakes={
        "that is the sigmoid itself; its slope has a second factor": _sigmoid,
        "that is the second factor alone, or the square of the lower line is missing": (
            lambda z: 1 - _sigmoid(z)
        ),
        "the second factor has a minus, not a plus": lambda z: _sigmoid(z) * (1 + _sigmoid(z)),
        "that is the rule of tanh, with the sigmoid in it": lambda z: 1 - _sigmoid(z) ** 2,
        "the formula has the answer in both places; put z through the sigmoid first": lambda z: (
            z * (1 - z)
        ),
        "the second factor has the answer in it, not the sum z": lambda z: _sigmoid(z) * (1 - z),
        "the first factor is the answer, not the sum z": lambda z: z * (1 - _sigmoid(z)),
        "sign flipped: the sigmoid rises everywhere": lambda z: -_sigmoid(z) * (1 - _sigmoid(z)),
        "that is the slope of tanh": lambda z: 1 - np.tanh(z) ** 2,
        _NO_AT: lambda z: np.dot(_sigmoid(z), 1 - _sigmoid(z)),
        "that is 0 for every z; does the second factor, 1 minus the answer, stand in brackets?": (
            lambda z: 0 * z
        ),
        "in the sigmoid, 1 + np.exp(-z) below the line needs brackets": lambda z: (
            -(1 + np.exp(-z)) * np.exp(-z)
        ),
        "brackets are missing: 1 + np.exp(-z) and its square stand below the line": lambda z: (
            np.exp(-z) + np.exp(-z) ** 2
        ),
        "the second factor is not squared": lambda z: _sigmoid(z) * (1 - _sigmoid(z)) ** 2,
    },
    cases=[(np.array([-1.5, 0.4, 2.0]),), (np.array([3.0, -0.2]),), (0.7,)],
)

# ---- T1.7: the step that is too small


class TinyCheck(NumberCheck):
    """A NumberCheck for k, which says of any other k what its step shows."""

    def find_fault(self, answer):
        """As for every number; else on which side of the right one it lies."""
        fault, k = super().find_fault(answer), as_array(answer)
        is_number = k is not None and k.ndim == 0 and k.dtype.kind in "iuf" and np.isfinite(k)
        if not fault or fault in self.mistakes or not is_number:
            return fault
        if 0 < abs(k) < 1:
            return "type k alone, not the step"
        if k % 1 != 0:
            return "k is a whole number"
        if k >= 324:
            return "10^-k is 0.0 there and the division fails; with larger steps the slope is 0"
        if 0 < k < self.right:
            return "with that step some threes are right, so the slope is not 0; take smaller steps"
        return "the slope is 0 there, but with a larger step already" if k > 0 else fault


check_tiny = TinyCheck(
    right=17,
    mistakes={
        "with that step the slope is 1.3878: wrong, but not 0": 16,
        "with that step the slope is 1.3323: off by a thousandth, but not 0": 15,
        "with that step two threes are right, so the slope is not 0": 14,
        "the slope is 0 there, but it is 0 with a step ten times larger already": 18,
        "k itself is positive: the minus stands in the power": -17,
    },
)

# ---- 1.1 and 1.4: a gradient of any length


def _entry_by_entry(x, slope, keep_moves=0):
    """slope(step) for every step that moves one entry of x; or, a mistake, the earlier ones too."""
    result, step = np.zeros_like(x), np.zeros_like(x)
    for k in range(len(x)):
        step[k] = 1
        result[k] = slope(step)
        step[k] = keep_moves
    return result


def _central_vector(f, x, h, keep_moves=0):
    return _entry_by_entry(x, lambda e: (f(x + h * e) - f(x - h * e)) / (2 * h), keep_moves)


def _left_behind(f, x, h, offset):
    """A mistake: each entry, once measured, stays off its place by offset."""
    x, result = x.copy(), np.zeros_like(x)
    for k in range(len(x)):
        result[k] = _central_vector(f, x, h)[k]
        x[k] = x[k] + offset
    return result


def _forward_vector(f, x, h):
    return _entry_by_entry(x, lambda e: (f(x + h * e) - f(x)) / h)


def product(x):
    """A function of a vector of any length."""
    return np.prod(np.exp(x) + 1)


def ripple(x):
    """A function of two numbers and more."""
    return np.sin(x[0] * x[1]) + x[1] ** 3


VECTORS = [(product, np.array([0.3, -0.7, 0.9]), 0.1), (ripple, np.array([0.8, 0.5]), 0.05)]

check_vector = AdvisedCheck(
    right=_central_vector,
    mistakes={
        "that is the forward difference; step to the left as well": _forward_vector,
        "x + h and x - h are 2h apart": lambda f, x, h: 2 * _central_vector(f, x, h),
        "all entries moved at once; move one, and hold the others still": lambda f, x, h: (
            (f(x + h) - f(x - h)) / (2 * h)
        ),
        "numbers in one pair of brackets, not each in brackets of its own": lambda f, x, h: (
            _central_vector(f, x, h).reshape(-1, 1)
        ),
        "an entry must be back in its place before the next one moves": lambda f, x, h: (
            _central_vector(f, x, h, keep_moves=1)
        ),
        "move the entry by h, not by 1": lambda f, x, h: _central_vector(f, x, 1) / h,
        "move the entry by h, not by 1; then the two points are 2h apart": lambda f, x, h: (
            _central_vector(f, x, 1)
        ),
        "an entry must be back in its place when the next one moves": lambda f, x, h: _left_behind(
            f, x, h, -h
        ),
        "take the h that is given, not one of your own": lambda f, x, h: _central_vector(
            f, x, 1e-5
        ),
        "sign flipped: right minus left": lambda f, x, h: -_central_vector(f, x, h),
        "f(x) itself is not a slope": lambda f, x, h: f(x),
        "the step is missing: divide by it": lambda f, x, h: 2 * h * _central_vector(f, x, h),
        "/ 2 * h divides by 2 and then multiplies by h; it needs brackets": lambda f, x, h: (
            h**2 * _central_vector(f, x, h)
        ),
        "the slopes stand side by side; they are not added": lambda f, x, h: _central_vector(
            f, x, h
        ).sum(),
    },
    cases=VECTORS,
)

check_repaired = AdvisedCheck(
    right=_central_vector,
    mistakes={
        "each slope is still half of what it should be; where does x[k] stand at `down`?": (
            lambda f, x, h: _forward_vector(f, x, h) / 2
        ),
        "up and down stand on both sides, but x[k] is not put back": lambda f, x, h: _left_behind(
            f, x, h, -h
        ),
        "that doubles the chord to one side; the two points should lie on both sides of x": (
            _forward_vector
        ),
        "each slope is twice too large: two points at a distance of h on both sides are 2h apart": (
            lambda f, x, h: 2 * _central_vector(f, x, h)
        ),
        "the two points are now 4h apart, or they lie further out than h": lambda f, x, h: (
            2 * _central_vector(f, x, 2 * h)
        ),
        "all entries moved at once; move one, and hold the others still": lambda f, x, h: (
            (f(x + h) - f(x - h)) / (2 * h)
        ),
        "sign flipped: up minus down": lambda f, x, h: -_central_vector(f, x, h),
        "x[k] is put back in the wrong place: it should be where it was before": lambda f, x, h: (
            _left_behind(f, x, h, h)
        ),
    },
    cases=VECTORS,
)

# ---- 1.2: g = z s with s = sigmoid(z), in the letters z and s

_z, _s = sp.symbols("z s", real=True)

# z or s, a number or a closing bracket, straight before another of them or an opening bracket.
_NO_STAR = re.compile(
    r"(\b[zs]|\b\d+|\))\s*\(|(\b[zs]|\b\d+|\))\s+[zs\d]|\)[zs\d]|\d[zs]|\b(zs|sz)\b"
)

# 1 - s without brackets of its own, as a factor.
_NO_BRACKETS = re.compile(r"\*1-s|(?<![(*\d])1-s\*")


class SwishCheck(FormulaCheck):
    """A FormulaCheck that sees a star missing, and that knows s as the sigmoid of z."""

    def find_fault(self, answer):
        """As for every formula; a text without its stars is told so."""
        if isinstance(answer, str):
            answer = re.sub(r"(sigmoid|sigma|σ)(\(z\))?", "s", answer)
            if strange := re.search("[·×∙⋅−–÷,]", answer):
                return f"{strange[0]} is no sign of Python's here; it has + - * / ** and ( )"
            if answer.count("(") != answer.count(")"):
                return "a bracket has no partner: count those that open and those that close"
            if _NO_STAR.search(answer):
                return "a star is missing: write every product with one, such as z*s"
        fault = super().find_fault(answer)
        if fault and isinstance(answer, str) and _NO_BRACKETS.search(answer.replace(" ", "")):
            return "brackets are missing: write (1 - s), as a product is computed before a minus"
        return fault

    def _difference(self, formula):
        """Where it differs, at a z with the s that belongs to it; none differs: another form."""
        for z in (1.0, -2.0, 0.5):
            numbers = {_z: z, _s: 1 / (1 + np.exp(-z))}
            yours, right = formula.subs(numbers).evalf(), self.right.subs(numbers)
            if not yours.is_real:
                return f"at z = {z:g}, yours is no number"
            if abs(yours - right) > 1e-6:
                return (
                    f"at z = {z:g}, where s = {numbers[_s]:.4f}, yours gives {yours:.4f}; "
                    f"expected {right:.4f}"
                )
        return "its numbers are right, its form is not: write s for the sigmoid, and no exponential"


check_swish = SwishCheck(
    right=_s + _z * _s * (1 - _s),
    mistakes={
        "only z moved; s moves with it": _s,
        "only s moved; the factor z moves too": _z * _s * (1 - _s),
        "the slope of a product is not the product of the slopes": _s * (1 - _s),
        "each slope is multiplied by the other factor: z is missing": _s + _s * (1 - _s),
        "the slope of s has two factors, (1.4)": _s + _z * (1 - _s),
        "the second term has the slope of s in it, not s itself": _s + _z * _s,
        "the slope of s has a minus in its second factor": _s + _z * _s * (1 + _s),
        "a plus between the two terms of the product rule": _s - _z * _s * (1 - _s),
        "that is the function itself": _z * _s,
    },
)

# ---- 1.3: two slopes and a step, by hand

check_pencil = NumberCheck(
    right=[-12, -4, 1.12, 2.04],
    mistakes={
        "the slopes have the wrong sign: the neuron predicts too little": [12, 4, 0.88, 1.96],
        "the slopes are right; the step goes against them, so both numbers grow": (
            [-12, -4, 0.88, 1.96]
        ),
        "a slope of a square has a factor 2": [-6, -2, 1.06, 2.02],
        "the step is right, and the slopes have the other sign": [12, 4, 1.12, 2.04],
        "four numbers: the new w and the new b are missing": [-12, -4],
        "w is multiplied by the size of the house, so the residual moves faster with it": (
            [-4, -4, 1.04, 2.04]
        ),
        "first the two along w and b, then the new w and b": [-4, -12, 2.04, 1.12],
        "the two slopes have changed places: first the one along w": [-4, -12, 1.12, 2.04],
        "the slopes have changed places: w moves the residual three times as fast as b does": (
            [-4, -12, 1.04, 2.12]
        ),
        "the slopes are right; add the step to the old w and b": [-12, -4, 0.12, 0.04],
        "the slopes are right; the step is 0.01 times the slope": [-12, -4, 13, 6],
        "this house has the size 3, not 2": [-8, -4, 1.08, 2.04],
    },
    names=("the slope along w", "the slope along b", "the new w", "the new b"),
)

progress = Progress(
    "slopes",
    exercises={
        "measure any gradient": check_vector,
        "a fourth activation": check_swish,
        "two slopes and a step": check_pencil,
        "find the bug": check_repaired,
    },
    turns={
        "the slope in a window": check_window,
        "a chord and a tangent": check_chord,
        "a central difference": check_slope,
        "the slope along the bias": check_bias,
        "a gradient, measured": check_gradient,
        "the slope of the sigmoid": check_sigmoid,
        "too small": check_tiny,
    },
)
