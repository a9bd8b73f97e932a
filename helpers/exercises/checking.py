"""Three kinds of check, for an answer that is a function, a formula, or a value; and the progress.

A check holds the right answer and a catalogue of mistakes, {why it is wrong: the wrong answer}, as
data. Its `verdict` is a text. Calling the check hands the learner's answer in: it prints the
verdict, and remembers it for `Progress`.
"""

import copy
import inspect

import numpy as np
import sympy as sp

from helpers import chapters, symbolic
from helpers.exercises.comparing import (
    as_array,
    close,
    close_entries,
    is_words,
    same,
    shown,
    shown_apart,
    too_deep,
    unchanged,
)

NOT_ATTEMPTED = "not attempted yet"
CORRECT = "correct"
NOTHING = "it returns nothing; is there a `return`?"
TOO_DEEP = "lists stand in lists without end: was a list appended to itself?"


class Check:
    """What the three kinds share: `state` is the verdict on the learner's last answer."""

    def __init__(self, right, mistakes):
        self.right, self.mistakes = right, mistakes
        self.state, self._solution = NOT_ATTEMPTED, None

    def __call__(self, answer):
        """Print the verdict on the learner's `answer`, and remember it."""
        if callable(answer) and answer is self._solution:
            print("that is the solution itself; your own function would count")
            return
        self.state = self.verdict(answer)
        print(self.state)

    def demonstrate(self, solution):
        """Print the verdict on a solution, which is not the learner's: it is not remembered."""
        self._solution = solution
        print(self.verdict(solution))

    def verdict(self, answer):
        """One of "not attempted yet", "correct" and "wrong: ..."."""
        if answer is None or answer is Ellipsis:
            return NOT_ATTEMPTED
        wrong = TOO_DEEP if too_deep(answer) else self.find_fault(answer)
        return f"wrong: {wrong}" if wrong else CORRECT

    def find_fault(self, answer):
        """What is wrong with `answer`, or None."""
        raise NotImplementedError


class Progress:
    """The turns of a chapter and the exercises at its end, each {title: check} in their order; a
    call prints what is done.

    Both are kept with their numbers: {"T6.1 one layer": check} and {"6.1 find the bug": check};
    those of a side path are T6a.1 and 6a.1.
    """

    def __init__(self, stem, exercises=None, turns=None):
        label = chapters.label(stem)
        self.turns = _numbered(f"T{label}", turns or {})
        self.exercises = _numbered(label, exercises or {})

    def __call__(self):
        """Print a line for each turn and exercise, then how many are done and which are left.

        What counts is the last answer handed in since the kernel started.
        """
        for name, check in (self.turns | self.exercises).items():
            print(f"{check.state.split(':')[0]:{len(NOT_ATTEMPTED)}}  {name}")
        print(self.summary())

    def summary(self):
        """For example "1 of 3 done; left: 2.2, 2.3"; turns and exercises, if both, on two lines."""
        if self.turns and self.exercises:
            return f"turns: {_count(self.turns)}\nexercises: {_count(self.exercises)}"
        return _count(self.turns or self.exercises)


def _numbered(label, checks):
    return {f"{label}.{k} {title}": check for k, (title, check) in enumerate(checks.items(), 1)}


def _count(checks):
    left = [name.split()[0] for name, check in checks.items() if check.state != CORRECT]
    done = f"{len(checks) - len(left)} of {len(checks)} done"
    return f"{done}; left: {', '.join(left)}" if left else done


class ValueCheck(Check):
    """For an answer that is a number, a word or a list; numbers may be off by `rtol`."""

    def __init__(self, right, mistakes, rtol=1e-3):
        super().__init__(right, mistakes)
        self.rtol = rtol

    def find_fault(self, answer):
        """The name of a known mistake; or another kind of thing, or value, than was asked for."""
        if same(answer, self.right, self.rtol):
            return None
        for why, value in self.mistakes.items():
            if same(answer, value, self.rtol):
                return why
        return self._wrong_kind(answer) or self._wrong_value(answer)

    def _wrong_kind(self, answer):
        array, right = as_array(answer), as_array(self.right)
        kind = "words" if is_words(right) else "numbers"
        if array is None or is_words(array) != is_words(right) or array.ndim != right.ndim:
            expected = f"a list of {kind}" if right.ndim else f"a {kind.removesuffix('s')}"
            return f"expected {expected}; got {shown(answer)}"
        return None

    def _wrong_value(self, answer):
        """Which number is wrong, where one can be pointed at; never the right one."""
        array, right = as_array(answer), as_array(self.right)
        if is_words(right) or array.shape != right.shape or array.ndim == 0:
            near = array.ndim == 0 and same(answer, self.right, 10 * self.rtol)
            found = "near it; if you rounded, give more digits" if near else "not it"
            return f"{shown(answer)} is {found}"
        at = next(k for k in range(len(right)) if not same(array[k], right[k], self.rtol))
        return f"entry {at}: {shown(array[at])} is not it"


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
            formula = self._in_our_symbols(answer)
            if formula.has(sp.nan, sp.oo, sp.zoo):
                return f"{formula} is not finite"
            if equal(formula, self.right):
                return None
        except Exception:  # SymPy raises of all kinds at what is no formula
            return f"expected a formula in the notebook's symbols; got {shown(answer)}"
        for why, mistake in self.mistakes.items():
            if equal(formula, mistake):
                return why
        return self._foreign_symbol(formula) or self._difference(formula)

    def _in_our_symbols(self, formula):
        """`formula`, or the text of one, with our symbols for those of the same name, whose
        assumptions may differ, and with exact numbers for decimals: 1/2 for 0.5.
        """
        known = {s.name: s for s in self.right.free_symbols if s.is_Symbol}
        formula = sp.sympify(formula, locals=known)
        theirs = {s: known[s.name] for s in formula.free_symbols if s.is_Symbol and s.name in known}
        decimals = {x: sp.nsimplify(x) for x in formula.atoms(sp.Float) if x.is_finite}
        return formula.xreplace(theirs | decimals)

    def _foreign_symbol(self, formula):
        foreign = sorted(_names(formula) - _names(self.right))
        return f"the right formula does not depend on {foreign[0]}" if foreign else None

    def _difference(self, formula):
        return f"yours != the right one: {symbolic.refute(formula, self.right)}"


class FunctionCheck(Check):
    """For a function, tried on `cases`, each a tuple of arguments. A stub raises
    NotImplementedError.

    A function that returns several arrays has their names as `parts`, and the first wrong one
    decides. What is compared is the result of call(function, *case), as a rule function(*case).
    """

    def __init__(self, right, mistakes, cases, rtol=1e-5, parts=(), call=None):
        super().__init__(right, mistakes)
        self.cases, self.rtol, self.parts = cases, rtol, parts
        self.call = call or (lambda function, *case: function(*case))

    def verdict(self, answer):
        """As for every check; a stub, which raises NotImplementedError, is no attempt."""
        try:
            return super().verdict(answer)
        except NotImplementedError:
            return NOT_ATTEMPTED

    def find_fault(self, answer):
        """A crash, a changed argument, a known mistake, or the first case that differs."""
        if fault := self._not_callable(answer):
            return fault
        results = []
        for case in self.cases:
            result, fault = self._run(answer, case)
            if fault:
                return fault
            results.append(result)
        if not self.parts:
            return self._fault(results)
        for part, name in enumerate(self.parts):
            if fault := self._fault([result[part] for result in results], part):
                return fault if fault in self.mistakes else f"{name}: {fault}"
        return None

    def _fault(self, results, part=None):
        """A known mistake, one that any function can make, or the first case that differs."""
        if any(result is None for result in results):
            return NOTHING
        expected = self._on_all_cases(self.right, part)
        if self._all_close(results, expected):
            return None
        for why, mistake in self.mistakes.items():
            if self._all_close(results, self._on_all_cases(mistake, part)):
                return why
        return self._kinship(results, expected) or self._first_difference(results, expected)

    def _not_callable(self, answer):
        """That `answer` is no function, or takes other arguments; or None."""
        if not callable(answer):
            return f"expected a function; got {shown(answer)}"
        try:
            signature = inspect.signature(answer)
        except ValueError:  # some of NumPy's functions do not tell
            return None
        try:
            signature.bind(*self.cases[0])
        except TypeError:
            names = self._names()
            return f"it must take {', '.join(names)}; yours takes {', '.join(signature.parameters)}"
        return None

    def _run(self, answer, case):
        """The answer's result on a copy of `case`, or what went wrong."""
        arguments = copy.deepcopy(case)
        try:
            with np.errstate(all="ignore"):
                result = self.call(answer, *arguments)
        except NotImplementedError:
            raise
        except (Exception, SystemExit) as error:
            return None, f"{self._at(case)} it raises {type(error).__name__}: {error}"
        if result is None:
            return None, NOTHING
        if too_deep(result):
            return None, TOO_DEEP
        for name, before, after in zip(self._names(), case, arguments):
            if not unchanged(before, after):
                return None, f"it changes its argument {name}; work on a copy"
        if self.parts and not (
            isinstance(result, (tuple, list)) and len(result) == len(self.parts)
        ):
            return None, f"it must return {len(self.parts)} arrays: {', '.join(self.parts)}"
        return result, None

    def _on_all_cases(self, function, part):
        results = [self.call(function, *copy.deepcopy(case)) for case in self.cases]
        return results if part is None else [result[part] for result in results]

    def _all_close(self, results, expected):
        return all(close(a, b, self.rtol) for a, b in zip(results, expected))

    def _kinship(self, results, expected):
        """The mistakes that any function can make: a wrong sign, a transpose, a constant."""
        if self._all_close(results, [-b for b in expected]):
            return "sign flipped"
        if self._all_close(results, [np.transpose(b) for b in expected]):
            return "transposed"
        values = [as_array(result) for result in results]
        if all(v is not None and v.size and np.all(v == values[0].flat[0]) for v in values):
            return f"a constant answer: {shown(values[0].flat[0])} for all inputs that were tried"
        return None

    def _first_difference(self, results, expected):
        """Where it is, what came, and what was expected."""
        case, a, b = next(
            row
            for row in zip(self.cases, results, expected)
            if not close(row[1], row[2], self.rtol)
        )
        a, b = a if as_array(a) is None else as_array(a), np.asarray(b)
        if as_array(a) is None or is_words(a):
            what = "a number" if b.ndim == 0 else f"an array of shape {b.shape}"
            return f"{self._at(case)} you get {shown(a)}; expected {what}"
        if a.shape != b.shape:
            return f"{self._at(case)} it has shape {a.shape}; expected {b.shape}"
        if np.isnan(a).any():
            where = f" at entry {_index(np.isnan(a))}" if a.ndim else ""
            return f"{self._at(case)} it gives NaN{where}"
        if b.size > 6:
            where = _index(~close_entries(a, b, self.rtol))
            came, wanted = shown_apart(a[where], b[where])
            return f"{self._at(case)} entry {where} is {came}; expected {wanted}"
        came, wanted = shown_apart(a, b)
        return f"{self._at(case)} you get {came}; expected {wanted}"

    def _names(self):
        return list(inspect.signature(self.right).parameters)[: len(self.cases[0])]

    def _at(self, case):
        """The arguments, the large ones by their shape."""
        told = [
            f"{name} = {shown(value)}" if np.size(value) <= 6 else f"{name} of shape {value.shape}"
            for name, value in zip(self._names(), case)
        ]
        return f"for {', '.join(told)}"


def _index(mask):
    """Where `mask` is first true: a tuple, or for a single axis a number."""
    where = tuple(int(k) for k in np.argwhere(mask)[0])
    return where[0] if len(where) == 1 else where


def traceback_in(function, error):
    """The step of an error's traceback inside `function`, with its line and its frame; or None."""
    step, code = error.__traceback__, getattr(function, "__code__", None)
    while step and step.tb_frame.f_code is not code:
        step = step.tb_next
    return step


def _names(formula):
    return {symbol.name for symbol in formula.free_symbols if symbol.is_Symbol}


def equal(answer, formula):
    """Whether `prove` finds two formulas equal; not if it is undecided."""
    try:
        return bool(symbolic.prove(answer, formula))
    except (symbolic.Disproved, symbolic.Undecided):
        return False
