"""Three kinds of check: for an answer that is a function, a formula, or a value.

Each holds the right answer and a catalogue of mistakes, {why it is wrong: the wrong answer}, as
data. Its `verdict` is a text; calling it prints that text.
"""

import copy
import inspect

import numpy as np
import sympy as sp

from helpers import symbolic

NOT_ATTEMPTED = "not attempted yet"
CORRECT = "correct"


class Check:
    """What the three kinds share: printing, and asking for an answer before judging it."""

    def __init__(self, right, mistakes):
        self.right, self.mistakes = right, mistakes

    def __call__(self, answer):
        """Print the verdict on `answer`."""
        print(self.verdict(answer))

    def verdict(self, answer):
        """One of "not attempted yet", "correct" and "wrong: ..."."""
        if answer is None or answer is Ellipsis:
            return NOT_ATTEMPTED
        wrong = self.find_fault(answer)
        return f"wrong: {wrong}" if wrong else CORRECT

    def find_fault(self, answer):
        """What is wrong with `answer`, or None."""
        raise NotImplementedError


class ValueCheck(Check):
    """For an answer that is a number, a word or a list; numbers may be off by `rtol`."""

    def __init__(self, right, mistakes, rtol=1e-3):
        super().__init__(right, mistakes)
        self.rtol = rtol

    def find_fault(self, answer):
        """The name of a known mistake, that it needs more digits, or that it is another value."""
        if _same(answer, self.right, self.rtol):
            return None
        known = [why for why, value in self.mistakes.items() if _same(answer, value, self.rtol)]
        if known:
            return known[0]
        close = np.ndim(self.right) == 0 and _same(answer, self.right, 10 * self.rtol)
        return f"{answer!r} is close; give more digits" if close else f"{answer!r} is not it"


class FormulaCheck(Check):
    """For a SymPy expression; any form that `prove` finds equal is correct."""

    def verdict(self, answer):
        """As for every check; or "undecided", where there is neither proof nor counterexample."""
        try:
            return super().verdict(answer)
        except symbolic.Undecided:
            return "undecided: write it closer to the notebook's notation"

    def find_fault(self, answer):
        """The name of a known mistake, or numbers at which answer and right formula differ."""
        try:
            answer = self._in_our_symbols(sp.sympify(answer))
            if answer.has(sp.nan, sp.oo, sp.zoo):
                return f"{answer} is not finite"
            if _equal(answer, self.right):
                return None
            known = [why for why, formula in self.mistakes.items() if _equal(answer, formula)]
            return (
                known[0]
                if known
                else f"yours != the right one: {symbolic.refute(answer, self.right)}"
            )
        except symbolic.Undecided:
            raise
        except Exception as error:
            return (
                f"this is not a formula in the notebook's symbols ({type(error).__name__}: {error})"
            )

    def _in_our_symbols(self, answer):
        """`answer` with our symbols for those of the same name: their assumptions may differ."""
        known = {s.name: s for s in self.right.free_symbols if s.is_Symbol}
        theirs = [s for s in answer.free_symbols if s.is_Symbol and s.name in known]
        return answer.xreplace({s: known[s.name] for s in theirs})


class FunctionCheck(Check):
    """For a function, tried on `cases`, each a tuple of arguments. A stub raises
    NotImplementedError.
    """

    def __init__(self, right, mistakes, cases, rtol=1e-6):
        super().__init__(right, mistakes)
        self.cases, self.rtol = cases, rtol

    def verdict(self, answer):
        """As for every check; a stub, which raises NotImplementedError, is no attempt."""
        try:
            return super().verdict(answer)
        except NotImplementedError:
            return NOT_ATTEMPTED

    def find_fault(self, answer):
        """A crash, a changed argument, a known mistake, or the first case that differs."""
        if not callable(answer):
            return f"expected a function; got {answer!r}"
        results = []
        for case in self.cases:
            result, fault = self._run(answer, case)
            if fault:
                return fault
            results.append(result)
        expected = [self.right(*copy.deepcopy(case)) for case in self.cases]
        if all(self._close(a, b) for a, b in zip(results, expected)):
            return None
        for why, mistake in self.mistakes.items():
            if all(
                self._close(a, mistake(*copy.deepcopy(case)))
                for a, case in zip(results, self.cases)
            ):
                return why
        return self._first_difference(results, expected)

    def _run(self, answer, case):
        """The answer's result on a copy of `case`, or what went wrong."""
        arguments = copy.deepcopy(case)
        try:
            with np.errstate(all="ignore"):
                result = answer(*arguments)
        except NotImplementedError:
            raise
        except Exception as error:
            return None, f"{self._at(case)} it raises {type(error).__name__}: {error}"
        if result is None:
            return None, "it returns nothing; is there a `return`?"
        for name, before, after in zip(self._names(), case, arguments):
            if isinstance(before, np.ndarray) and not np.array_equal(before, after):
                return None, f"it changes its argument {name}; work on a copy"
        return result, None

    def _first_difference(self, results, expected):
        case, a, b = next(
            row for row in zip(self.cases, results, expected) if not self._close(row[1], row[2])
        )
        if _shape(a) != np.shape(b):
            return f"{self._at(case)} it has shape {_shape(a)}; expected {np.shape(b)}"
        if np.size(b) > 6:
            a, b = np.asarray(a), np.asarray(b)
            where = next(
                index for index in np.ndindex(b.shape) if not self._close(a[index], b[index])
            )
            return (
                f"{self._at(case)} entry {where} is {_short(a[where])}; expected {_short(b[where])}"
            )
        return f"{self._at(case)} you get {_short(a)}; expected {_short(b)}"

    def _close(self, a, b):
        try:
            return _shape(a) == _shape(b) and np.allclose(a, b, rtol=self.rtol, atol=1e-12)
        except (TypeError, ValueError):
            return _same(a, b)

    def _names(self):
        return list(inspect.signature(self.right).parameters)

    def _at(self, case):
        small = [
            f"{name} = {_short(value)}"
            for name, value in zip(self._names(), case)
            if np.size(value) <= 6
        ]
        return f"for {', '.join(small)}" if small else "on the check's arrays"


def _equal(answer, formula):
    try:
        return symbolic.prove(answer, formula)
    except AssertionError:  # Undecided among them
        return False


def _same(a, b, rtol=1e-3):
    try:
        if _shape(a) != _shape(b):
            return False
        if np.asarray(b).dtype.kind in "biufc":
            return bool(np.allclose(a, b, rtol=rtol))
        return bool(np.all(a == b))
    except (TypeError, ValueError, OverflowError):
        return False


def _shape(value):
    """The shape of `value` as an array; None for rows of different lengths."""
    try:
        return np.shape(value)
    except ValueError:
        return None


def _short(value):
    """A number, or a small array, with four digits; a large one by its shape."""
    if callable(value):
        return getattr(value, "__name__", "a function")
    if np.size(value) > 6:
        return f"an array of shape {np.shape(value)}"
    array = np.asarray(value)
    return str(np.round(array, 4).tolist()) if array.dtype.kind in "biufc" else repr(value)
