"""The checks of side path 1a: errors by hand, the best step, the complex step, and its traps."""

import numpy as np
import sympy as sp

from helpers.exercises.checking import FormulaCheck, FunctionCheck, Progress, ValueCheck
from helpers.exercises.comparing import as_array, is_words
from helpers.exercises.slopes import cube
from helpers.gradcheck import central_difference, complex_step

# ---- T1a.1 and T1a.2: what a difference misses, in numbers

check_fourth = ValueCheck(
    right=0.04,
    mistakes={
        "that is the measured slope; subtract the true one": 4.04,
        "that is the error of the forward difference": 0.641,
        "that is the measured slope of the forward difference": 4.641,
        "the two points are 2h apart, so divide by 2h": 4.08,
        "the sign: the measured slope minus the true one": -0.04,
        "that is the error for the cube": 0.01,
        "that is the cubic term of one side; subtract both sides, and divide by 2h": 0.004,
        "that is the cubic term of both sides; divide it by 2h": 0.008,
        "the error shrinks with the square of h": 0.4,
    },
)


def _real_number(answer):
    """`answer` as a float, if it is one finite real number; or None."""
    array = as_array(answer)
    if array is None or is_words(array) or array.ndim or array.dtype.kind == "c":
        return None
    return float(array) if np.isfinite(array) else None


class _LargestCheck(ValueCheck):
    """For the largest number that keeps a promise: it may be a little smaller, and not larger."""

    def find_fault(self, answer):
        """As for every value; near the right one, on which side the answer lies."""
        ratio = (_real_number(answer) or 0) / self.right
        if 1 + 1e-5 < ratio < 1.03:
            return "close, but a little too large to keep the promise; give more digits"
        if 0.97 < ratio < 1 - 1e-3:
            return "close, and small enough, but not the largest; give more digits"
        return super().find_fault(answer)

    def _wrong_value(self, answer):
        value = _real_number(answer)
        if value is None:
            return super()._wrong_value(answer)
        if value <= 0:
            return f"a step is positive; {value:.4g} is not"
        if value < self.right:
            return f"the step {value:.4g} keeps the promise, but a larger one does so, too"
        return f"for the step {value:.4g}, a sixth of its square is {value**2 / 6:.2g}, too large"


check_guarantee = _LargestCheck(
    right=np.sqrt(6e-6),
    mistakes={
        "that is its square; take the root": 6e-6,
        "that step is small enough, but not the largest: there is a factor 1/6": 1e-3,
        "that is the negative root; a step is positive": -np.sqrt(6e-6),
        "multiply by 6, do not divide by it": np.sqrt(1e-6 / 6),
        "that is for the error of the forward difference": 2e-6,
        "a sixth of the square, not a half": np.sqrt(2e-6),
        "a sixth of the square, not a third": np.sqrt(3e-6),
        "the square of h, not its cube": 6e-6 ** (1 / 3),
        "the error is to be 1e-6, not 1": np.sqrt(6),
    },
)

# ---- T1a.3: the complex step


def wave(x):
    """Another curve to try a slope on."""
    return np.sin(x) * np.exp(x)


check_complex_step = FunctionCheck(
    right=complex_step,
    mistakes={
        "yours does not use h; take the step that the function is handed": lambda f, x, h: (
            complex_step(f, x)
        ),
        "the imaginary part is the slope times h; what is left to do?": lambda f, x, h: np.imag(
            f(x + 1j * h)
        ),
        "that is the real part, which is nearly f(x) itself": lambda f, x, h: (
            np.real(f(x + 1j * h)) / h
        ),
        "that is the real part; the slope is in the other one, times h": lambda f, x, h: np.real(
            f(x + 1j * h)
        ),
        "that steps along the number line, where nothing has an imaginary part; use 1j": (
            lambda f, x, h: 0 * np.real(f(x + h))
        ),
        "that is a complex number; the slope is in its imaginary part alone": lambda f, x, h: (
            f(x + 1j * h) / h
        ),
        "that is a complex number, and its imaginary part is the slope; subtract nothing": (
            lambda f, x, h: (f(x + 1j * h) - f(x)) / h
        ),
        "the two are 2ih apart, not 2h; one of them is enough": (
            lambda f, x, h: (f(x + 1j * h) - f(x - 1j * h)) / (2 * h)
        ),
        "the imaginary part is a real number already; divide it by h, not by ih": (
            lambda f, x, h: np.imag(f(x + 1j * h)) / (1j * h)
        ),
        "divide by h, do not multiply": lambda f, x, h: np.imag(f(x + 1j * h)) * h,
        "the step is 1j times h; yours is 1j, however small h is": lambda f, x, h: (
            np.imag(f(x + 1j)) / h
        ),
        "that is a complex number; its real part is the slope": lambda f, x, h: (
            (f(x + 1j * h) - f(x)) / (1j * h)
        ),
        "there is one step here, not two: divide by h alone": lambda f, x, h: (
            np.imag(f(x + 1j * h)) / (2 * h)
        ),
        "that is the central difference, with a step along the number line": lambda f, x, h: (
            (f(x + h) - f(x - h)) / (2 * h)
        ),
        "that is the forward difference, with a step along the number line": lambda f, x, h: (
            (f(x + h) - f(x)) / h
        ),
        "that steps 1 up from x + h; the step is the product of 1j and h": lambda f, x, h: (
            np.imag(f(x + h + 1j)) / h
        ),
    },
    cases=[(cube, 1.5, 0.1), (wave, 0.8, 0.3), (cube, -0.7, 1e-30)],
)

# ---- T1a.4: the step at which E(h) = 2 epsilon f / h + h M / 2 is smallest

_eps, _f, _M, _h = sp.symbols("epsilon f M h", positive=True)
_LETTERS = {"eps_": _eps, "size_": _f, "M_": _M, "step_": _h}
_ESTIMATE = 2 * _eps * _f / _h + _h * _M / 2


class _StepCheck(FormulaCheck):
    """For a step in the letters of the estimate; a letter that is missing is named."""

    def _in_our_symbols(self, formula):
        if isinstance(formula, str):
            formula = sp.sympify(formula, locals=_LETTERS)
        return super()._in_our_symbols(formula)

    def _foreign_symbol(self, formula):
        if "h" in {letter.name for letter in formula.free_symbols}:
            return "yours still contains the step; set the slope of the estimate to 0, and solve"
        return super()._foreign_symbol(formula)

    def _difference(self, formula):
        for name, letter in _LETTERS.items():
            if letter != _h and letter not in formula.free_symbols:
                return f"expected a formula with eps_, size_ and M_; {name} is missing"
        return super()._difference(formula)


check_best_step = _StepCheck(
    right=2 * sp.sqrt(_eps * _f / _M),
    mistakes={
        "that is the step of the central difference": sp.cbrt(3 * _eps * _f / _M),
        "a factor 2 is lost: two values are rounded, and h/2 has the slope 1/2": sp.sqrt(
            2 * _eps * _f / _M
        ),
        "the factors are lost: there is a 2 in one term, and a 1/2 in the other": sp.sqrt(
            _eps * _f / _M
        ),
        "that is the square of the step; take the root": 4 * _eps * _f / _M,
        "that is the estimate; take its slope along h, set it to 0, and solve for h": _ESTIMATE,
        "that is the slope of the estimate; set it to 0, and solve for h": sp.diff(_ESTIMATE, _h),
        "M belongs under the root, too": 2 * sp.sqrt(_eps * _f) / _M,
        "that is half of its square; take the root": 2 * _eps * _f / _M,
        "size_ belongs under the root, too": 2 * sp.sqrt(_eps / _M) * _f,
        "a step is positive": -2 * sp.sqrt(_eps * _f / _M),
        "h comes with its square, so it is a square root": sp.cbrt(4 * _eps * _f / _M),
        "take the root of the 4 as well": 4 * sp.sqrt(_eps * _f / _M),
        "upside down: a large M asks for a small step": 2 * sp.sqrt(_M / (_eps * _f)),
        "that is the smallest error; the step was asked for": 2 * sp.sqrt(_eps * _f * _M),
    },
)

# ---- 1a.1: a loss that lost its slope


def _mean_of(loss):
    return lambda w, x, y: np.mean(loss(w * x - y))


class _OneWeight(FunctionCheck):
    """Says in plain words what NumPy says of shapes."""

    def _run(self, answer, case):
        result, fault = super()._run(answer, case)
        if fault and ("matmul" in fault or "broadcast" in fault or "aligned" in fault):
            fault = "two shapes do not fit: w is one number, so multiply with *, entry by entry"
        if fault and "truth value of an array" in fault:
            fault = "`if` decides once, and there are many residuals; decide with np.where"
        return result, fault


check_absolute = _OneWeight(
    right=_mean_of(lambda r: np.where(r.real > 0, r, -r)),
    mistakes={
        "abs throws the imaginary part away, and the slope with it": _mean_of(np.abs),
        "the real part alone holds no slope": _mean_of(lambda r: np.abs(r.real)),
        "the imaginary part must change its sign with the real part": _mean_of(
            lambda r: np.abs(r.real) + 1j * r.imag
        ),
        "the imaginary part changes its sign with the real part; abs makes it positive": _mean_of(
            lambda r: np.abs(r.real) + 1j * np.abs(r.imag)
        ),
        "decide by the real part, not by the imaginary one": _mean_of(
            lambda r: np.where(r.imag > 0, r, -r)
        ),
        "the sign of a complex number is no plus or minus; decide by the real part": _mean_of(
            lambda r: r / np.abs(r) * r
        ),
        "that is the mean squared error, another loss": _mean_of(lambda r: r**2),
        "that is its slope; the loss itself is wanted": lambda w, x, y: np.mean(
            np.where((w * x - y).real > 0, x, -x)
        ),
        "without its absolute value a loss can be negative": _mean_of(lambda r: r),
        "sign flipped: where the residual is positive, keep it": _mean_of(
            lambda r: np.where(r.real > 0, -r, r)
        ),
        "the mean is missing: divide by m": lambda w, x, y: np.sum(
            np.where((w * x - y).real > 0, w * x - y, y - w * x)
        ),
        "the mean is missing: you return one number for each residual": lambda w, x, y: np.where(
            (w * x - y).real > 0, w * x - y, y - w * x
        ),
        "first each residual without its sign, then the mean": lambda w, x, y: np.abs(
            np.mean(w * x - y)
        ),
    },
    cases=[
        (1.5 + 0.2j, np.array([1.0, 2.0, 4.0]), np.array([1.0, 2.0, 7.0])),
        (0.4 + 0.1j, np.array([2.0, -1.0, 0.5, 3.0]), np.array([1.0, 0.7, -0.6, 0.9])),
    ],
)

# ---- 1a.2: two central differences, put together


def _mixed(a, b):
    """a times the difference with h, and b times the one with 2h."""
    return lambda f, x, h: a * central_difference(f, x, h) + b * central_difference(f, x, 2 * h)


class _MixCheck(FunctionCheck):
    """For two central differences, put together; wrong weights are judged, not their numbers."""

    def _kinship(self, results, expected):
        return super()._kinship(results, expected) or self._weights_judged(results)

    def _weights_judged(self, results):
        """What the weights of the two differences do wrong; or None, if there is no such number."""
        numbers = [_real_number(result) for result in results]
        if None in numbers:
            return None
        near = [_mixed(1, 0)(*case) for case in self.cases]
        far = [_mixed(0, 1)(*case) for case in self.cases]
        both = np.transpose([near, far])
        weights = np.linalg.lstsq(both, numbers, rcond=None)[0]
        if not np.allclose(both @ weights, numbers, rtol=1e-6):
            return (
                "that is no multiple of the difference with h plus a multiple of the one with 2h; "
                "check the steps, and what you divide by"
            )
        slopes, errors = weights.sum(), weights @ [1, 4]
        if abs(slopes) < 1e-4:
            return "the slope is gone: one slope minus one slope is 0"
        if abs(errors) < 1e-4 * abs(slopes):
            return f"the errors cancel, but {slopes:.3g} slopes are left, not 1; divide"
        if abs(slopes - 1) > 1e-4:
            return f"the errors do not cancel, and {slopes:.3g} slopes are left, not 1"
        return f"one slope is left, but the errors do not cancel: {errors:.3g} units are left"


def _forward(f, x, h):
    return (f(x + h) - f(x)) / h


check_better = _MixCheck(
    right=_mixed(4 / 3, -1 / 3),
    mistakes={
        "the errors cancel, but three slopes are left; divide": _mixed(4, -1),
        "the mean of the two does not cancel: both errors have one sign": _mixed(1 / 2, 1 / 2),
        "twice the step makes four times the error, not twice": _mixed(2, -1),
        "which of the two has the larger error, and counts less?": _mixed(-1 / 3, 4 / 3),
        "the errors have the same sign: subtract, do not add": _mixed(4 / 5, 1 / 5),
        "divide by the number of slopes that are left: is it four?": _mixed(1, -1 / 4),
        "the two far points are 4h apart": _mixed(4 / 3, -2 / 3),
        "that works, with h/2 and h; this exercise takes h and 2h": lambda f, x, h: _mixed(
            4 / 3, -1 / 3
        )(f, x, h / 2),
        "that is a complex step; use the central differences with h and 2h alone": complex_step,
        "that is nearly the exact slope; use the central differences with h and 2h alone": (
            lambda f, x, h: complex_step(f, x, 1e-30)
        ),
        "a complex step helps here, too; but use the two central differences alone": (
            lambda f, x, h: (central_difference(f, x, h) + complex_step(f, x, h)) / 2
        ),
        "that puts forward differences together; the exercise takes the central ones": (
            lambda f, x, h: 2 * _forward(f, x, h) - _forward(f, x, 2 * h)
        ),
        "those are forward differences; the exercise takes the central ones": (
            lambda f, x, h: (4 * _forward(f, x, h) - _forward(f, x, 2 * h)) / 3
        ),
        "that is one central difference, with h": _mixed(1, 0),
        "that is one central difference, with 2h": _mixed(0, 1),
    },
    cases=[(wave, 0.8, 0.3), (np.exp, 1.3, 0.2), (cube, 0.7, 0.4)],
)

# ---- 1a.3: the central difference of ReLU at z = 0.2 h

check_kink = ValueCheck(
    right=0.6,
    mistakes={
        "that is the true slope there; a central difference sees the height of ReLU at two points, "
        "and on the left that height is 0": 1,
        "that is what it says at the kink itself": 0.5,
        "divide by 2h, the distance of the two points": 1.2,
        "divide by 2h, not by 2 alone": 6e-6,
        "that is the difference of the two heights; divide it by 2h": 1.2e-5,
        "how far do the two points lie from the kink, and on which sides?": 0.4,
        "where are z + h and z - h, and how high is ReLU at each of the two?": 0.2,
        "that is the slope on the left; most of the way lies on the right": 0,
        "the point on the left has the height 0, not a negative one": 2,
    },
)

# ---- 1a.4: where the second derivative is taken


class _PlaceCheck(ValueCheck):
    """For a place that solves an equation; near the right one, on which side the answer lies."""

    def _wrong_value(self, answer):
        value = _real_number(answer)
        if value is None or abs(value - self.right) > 0.3 * self.right:
            return super()._wrong_value(answer)
        side = "large" if value > self.right else "small"
        return f"{value:.4g} is a little too {side}; solve the equation for e^xi, then for xi"


_rest = np.exp(0.5) - 1.5  # after 1 + h

check_place = _PlaceCheck(
    right=np.log(_rest / 0.125),
    mistakes={
        "that is the second derivative there; where has it this value?": _rest / 0.125,
        "that is the rest after two terms; compare it with the next term": _rest,
        "that is the rest after three terms; here the rest begins one term earlier": np.log(
            (_rest - 0.125) * 48
        ),
        "the next term has both a factor 1/2 and the square of the step": np.log(_rest / 0.25),
        "that is a part of the way; the way is 0.5 long": 2 * np.log(_rest / 0.125),
        "that is the middle of the way, a guess; solve the equation": 0.25,
        "the logarithm with base e, please": np.log10(_rest / 0.125),
        "a third of the way is nearly right; solve the equation": 1 / 6,
    },
    rtol=0.03,
)

progress = Progress(
    "exact_slopes",
    exercises={
        "find the bug": check_absolute,
        "a better difference": check_better,
        "beside a kink": check_kink,
        "the place xi": check_place,
    },
    turns={
        "a fourth power": check_fourth,
        "a step with a guarantee": check_guarantee,
        "a complex step": check_complex_step,
        "the best step forwards": check_best_step,
    },
)
