"""The referee for formulas: derivatives of sums over symbolic sizes, and proofs that two such
formulas are equal.

A size stays a letter: Sum(x[i]**2, (i, 0, m - 1)) has m terms, whatever m is. Indices start at 0,
so that the same formula runs on NumPy arrays.

`prove` brings both sides to a normal form by rules that are theorems about finite sums: expand; a
sum is linear; constants leave it; sum_v delta(v, k) f(v) = f(k) if k is in the range of v; products
of sums are sums over all their indices; bound indices are renamed. If the difference is then
literally 0, the formulas are equal for all sizes, and for all values at which both are defined. If
it is not, that proves nothing yet: `prove` looks for numbers at which the sides differ, confirms
them with 50 digits, and says "undecided" if it finds none. What it cannot do: exp(a + b) = exp(a)
exp(b) inside a sum, sums cut in two by their range, and identities between functions of sums that
need more than algebra.

One assumption is not checked: a free index k runs from 0 to N - 1, for one size N. In a formula
with sums over several sizes, N is the first to meet delta(v, k); a sum from 1, or to N - 2, keeps
its delta.
"""

import reprlib
from itertools import combinations, pairwise, permutations

import mpmath
import numpy as np
import sympy as sp
from sympy import Add, Indexed, IndexedBase, KroneckerDelta, Mul, Sum, Symbol
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.function import AppliedUndef

from helpers.validation import check_numbers, check_size


class Undecided(AssertionError):
    """Neither a proof nor a counterexample was found."""


class sigmoid(sp.Function):
    """The logistic function s, known to SymPy by one fact only: s' = s (1 - s). Eq. (1.3)."""

    def fdiff(self, argindex=1):
        """s' = s (1 - s)."""
        return self * (1 - self)

    def _eval_rewrite_as_exp(self, z, **hints):
        return 1 / (1 + sp.exp(-z))

    def _latex(self, printer, exp=None):
        power = f"^{{{exp}}}" if exp else ""
        return rf"\sigma{power}\left({printer.doprint(self.args[0])}\right)"


def sizes(names):
    """Symbols for numbers of samples, features, ...: positive integers."""
    return sp.symbols(_names(names), integer=True, positive=True)


def indices(names):
    """Symbols for indices."""
    return sp.symbols(_names(names), integer=True)


def arrays(names):
    """Symbols for arrays of real numbers, indexed as in X[i, j]."""
    bases = [IndexedBase(Symbol(name, real=True)) for name in _names(names).split()]
    return bases[0] if len(bases) == 1 else bases


def gradient(loss, variable):
    """d loss / d variable, simplified by sum_v delta(v, k) f(v) = f(k).

    Raises ValueError if an index of `variable` is a summation index of `loss`, or if one of the two
    has a matrix in it: SymPy would give a wrong derivative, in silence.
    """
    loss = _formula("loss", loss)
    if not (isinstance(variable, sp.Expr) and variable._diff_wrt):
        raise TypeError(
            f"variable must be a symbol or an entry, as in w or W[p, q]; got {variable!r}"
        )
    _check_plain(loss, variable)
    _check_fresh(variable, loss)
    return sp.factor_terms(collapse(sp.diff(loss, variable)))


def collapse(expr):
    """`expr` with every sum over a Kronecker delta carried out, and otherwise as it is."""
    expr = _formula("expr", expr)
    ranges = _ranges(expr)
    return _on_sums(expr, lambda total: _linear(total, ranges, only_deltas=True))


def prove(*chain):
    """True if neighbours in `chain` are equal for all sizes and values; usually prove(lhs, rhs).

    Values are those at which both sides are defined. Raises AssertionError with numbers at which
    they differ, or Undecided if there is neither proof nor counterexample; ValueError for matrices.
    """
    if len(chain) < 2:
        raise TypeError(f"prove compares two formulas or more; got {len(chain)}")
    chain = [_formula(f"formula {number} of the chain", f) for number, f in enumerate(chain, 1)]
    _check_plain(*chain)
    for step, (lhs, rhs) in enumerate(pairwise(chain), 1):
        at = f"step {step}: " if len(chain) > 2 else ""
        rest = normal_form(lhs - rhs)
        if rest == 0:
            continue
        if found := _counterexample(lhs, rhs):
            raise AssertionError(at + _sentence(*found))
        if rest.has(Sum) or not _simplifies_to_0(rest):
            raise Undecided(f"{at}undecided: no proof, no counterexample; left over: {rest}")
    return True


def _simplifies_to_0(expr):
    return sp.simplify(expr) == 0 or sp.simplify(expr.rewrite(sp.exp)) == 0


def refute(lhs, rhs):
    """The sentence "a != b at ..." with numbers at which lhs and rhs differ.

    Raises AssertionError if they are equal, or Undecided if no numbers are found.
    """
    lhs, rhs = _formula("lhs", lhs), _formula("rhs", rhs)
    try:
        prove(lhs, rhs)
    except Undecided:
        raise
    except AssertionError as counterexample:
        return str(counterexample)
    raise AssertionError("no counterexample: the two sides are equal")


def evaluate(expr, **values):
    """`expr` at numbers and arrays, given by name: evaluate(Sum(x[i], (i, 0, m - 1)), m=2, x=[1.,
    2.]) is 3.

    Raises ValueError, naming it, for a value that is missing, not finite, or of the wrong shape.
    """
    expr = _formula("expr", expr)
    return _finite_value(_numpy_function(list(values), expr), _given(expr, values))


def assert_matches(array, expr, free, rtol=1e-12, atol=1e-14, **values):
    """Raise AssertionError unless array[p, q, ...] equals `expr` at every position.

    `free` lists the free indices of `expr` in the order of the axes; `values` are as in `evaluate`.
    """
    array, expr = check_numbers("array", array), _formula("expr", expr)
    names = [str(index) for index in free]
    if len({*names} - {*values}) != array.ndim or len(names) != array.ndim:
        raise ValueError(f"free must list {array.ndim} indices, one for each axis; got {free!r}")
    formula, given = _numpy_function([*free, *values], expr), _given(expr, values, free=names)
    expected = [_finite_value(formula, [*at, *given]) for at in np.ndindex(array.shape)]
    np.testing.assert_allclose(array, np.reshape(expected, array.shape), rtol, atol)


# ---- the door


def _names(names):
    """`names`, one after another, with blanks between them."""
    if not names.replace(",", " ").split():
        raise ValueError(f"names holds no name; got {names!r}")
    return " ".join(names.replace(",", " ").split())


def _formula(name, value):
    """`value` as a SymPy expression: no text, which SymPy would read, and nothing infinite."""
    try:
        expr = sp.sympify(value, strict=True)
    except (sp.SympifyError, AttributeError, TypeError, ValueError):
        expr = None
    if not isinstance(expr, sp.Expr) or isinstance(expr, IndexedBase) or expr.is_Matrix:
        raise TypeError(f"{name} must be a formula; got {reprlib.repr(value)}")
    if expr.has(sp.nan, sp.oo, -sp.oo, sp.zoo):
        raise ValueError(f"{name} must be finite; got {expr}")
    return expr


def _given(expr, values, free=()):
    """The values, checked. Numbers stay as they are: Python's integers do not overflow."""
    symbols = {s.name: s for s in expr.free_symbols if isinstance(s, Symbol)}
    rank = {entry.base.label.name: len(entry.indices) for entry in expr.atoms(Indexed)}
    if missing := sorted(symbols.keys() - values.keys() - {*free}):
        lacking = "values and free lack" if free else "values lacks"
        raise ValueError(f"{lacking} {', '.join(missing)}")
    for name, value in values.items():
        if np.shape(check_numbers(name, value)) and name in symbols and name not in rank:
            raise ValueError(f"{name} must be a number; got shape {np.shape(value)}")
        if name in symbols and name not in rank and symbols[name].is_integer:
            check_size(name, value, least=1 if symbols[name].is_positive else 0)
        if name in rank and np.ndim(value) != rank[name]:
            raise ValueError(
                f"{name} has {np.ndim(value)} axes; expr gives it {rank[name]} indices"
            )
    return [_Entries(name, value) if name in rank else value for name, value in values.items()]


def _finite_value(formula, arguments):
    try:
        with np.errstate(all="ignore"):
            value = formula(*arguments)
    except ArithmeticError:
        value = np.nan
    if not np.isfinite(value).all():
        raise ValueError("expr has no finite value at these values")
    return value


class _Entries:
    """An array that a formula reads entry by entry; an index that leaves it is a ValueError."""

    def __init__(self, name, values):
        self.name, self.values = name, np.asarray(values)

    def __getitem__(self, index):
        at = index if isinstance(index, tuple) else (index,)
        if not all(0 <= k < n for k, n in zip(at, self.values.shape)):
            raise ValueError(f"{self.name} has shape {self.values.shape}, and no entry {index}")
        return self.values[at]


# ---- the normal form


def normal_form(expr):
    """`expr` as terms c * Sum(product, limits) * ..., without deltas, bound indices renamed."""
    expr = _on_sums(expr, _renamed_apart)
    return _normal(expr, _ranges(expr))


def _renamed_apart(total):
    """`total` with indices of its own: SymPy's letters may stand for several things at once."""
    f, limits = total.function, []
    for v, low, high in total.limits:  # the scope of v: f, and the limits further in
        new = sp.Dummy(integer=True)
        f, *limits = (part.xreplace({v: new}) for part in (f, *limits))
        limits.append(sp.Tuple(new, low, high))
    return Sum(f, *limits)


def _normal(expr, ranges):
    if not expr.has(Sum, KroneckerDelta):
        return _expand(expr) if isinstance(expr, sp.Expr) else expr
    if not isinstance(expr, sp.Expr):  # the tuples inside Subs
        return expr.func(*(_normal(part, ranges) for part in expr.args))
    expr = _expand(_on_sums(expr, lambda total: _linear(total, ranges, only_deltas=False)))
    return Add(*(_normal_term(term, ranges) for term in Add.make_args(expr)))


def _linear(total, ranges, only_deltas):
    """Sum(f + g) = Sum f + Sum g;  Sum c f = c Sum f;  Sum_v delta(v, k) f(v) = f(k)."""
    f = total.function
    for v, low, high in total.limits:  # the innermost first
        if only_deltas and not f.has(KroneckerDelta):
            f = Sum(f, (v, low, high))
        else:
            terms = Add.make_args(_expand(f))
            f = Add(*(_summed(term, (v, low, high), ranges) for term in terms))
    return f


def _summed(term, limit, ranges):
    """Sum(term, limit): constants outside, and a delta in the limit's index carried out."""
    v, low, high = limit
    for factor in Mul.make_args(term):
        if isinstance(factor, KroneckerDelta) and v in factor.args:
            k = sum(factor.args) - v
            if v not in k.free_symbols and _in_range(k, low, high, ranges):
                _check_fresh(k + v, term)
                return term.xreplace({v: k})  # delta(k, k) is 1
    constant, rest = term.as_independent(v)
    if rest == 1 and (high - low + 1).is_nonnegative:
        return constant * (high - low + 1)
    return constant * Sum(rest, limit)


def _ranges(expr):
    """{bound index: the set of its (low, high)} of every sum in `expr`."""
    ranges = {}
    for total in expr.atoms(Sum):
        for v, low, high in total.limits:
            ranges.setdefault(v, set()).add((low, high))
    return ranges


def _in_range(k, low, high, ranges):
    """Whether low <= k <= high for all values of k: those of its sums, if it is bound.

    A free index starts at 0 and ends below a size: the first for which this is asked.
    """
    size = high + 1
    if low == 0 and (size.is_Symbol or (size.is_Integer and size > 0)) and _is_free(k):
        ranges.setdefault(k, {(low, high)})
    return all(
        (first - low).is_nonnegative and (high - last).is_nonnegative
        for first, last in ranges.get(k, {(k, k)})
    )


def _is_free(index):
    return index.is_Symbol and not isinstance(index, (sp.Dummy, _Bound))


class _Bound(Symbol):
    """A bound index under the name that the normal form gave it; no other symbol equals it."""


def _normal_term(term, ranges):
    """One product: its sums merged, then split again into groups of indices that occur together."""
    factors, limits = _merge_sums(term, ranges)
    bound = {limit[0] for limit in limits}
    factors = _with_equal_indices(factors, bound)
    result = Mul(*(f for f in factors if not f.free_symbols & bound))
    while limits:
        group, linked = {limits[0][0]}, []
        while len(linked) < len(linked := [f for f in factors + limits if f.free_symbols & group]):
            group |= bound & set().union(*(f.free_symbols for f in linked))
        product = Mul(*(f for f in factors if f.free_symbols & group))
        result *= _named_sum(product, [limit for limit in limits if limit[0] in group])
        limits = [limit for limit in limits if limit[0] not in group]
    return result


def _with_equal_indices(factors, bound):
    """delta(p, r) f(r) = delta(p, r) f(p), for indices that are not in `bound`."""
    for delta in factors:
        if isinstance(delta, KroneckerDelta) and not delta.free_symbols & bound:
            keep, drop = sorted(delta.args, key=lambda index: index.is_Symbol)
            factors = [f if f == delta else f.xreplace({drop: keep}) for f in factors]
    return factors


def _merge_sums(term, ranges):
    """The factors f, g of (Sum f)(Sum g), and all its limits, under new names."""
    factors, limits, todo = [], [], list(Mul.make_args(term))
    while todo:
        f = todo.pop()
        if isinstance(f, Sum):
            f = _renamed_apart(f)  # again: the sums of a power share their indices
            limits += f.limits
            todo += Mul.make_args(f.function)
        elif f.is_Pow and isinstance(f.base, Sum) and f.exp.is_Integer and f.exp > 0:
            todo += [f.base] * int(f.exp)
        else:
            factors.append(f.func(*(_normal(part, ranges) for part in f.args)) if f.has(Sum) else f)
    return factors, limits


def _named_sum(product, limits):
    """Of all orders and namings of the limits, the alphabetically first."""
    inner = [int(v.name.split("_")[1]) for total in product.atoms(Sum) for v in total.variables]
    names = [_Bound(f"_{1 + max(inner, default=0)}_{r}", integer=True) for r in range(len(limits))]

    def named(order):
        new = {limit[0]: name for limit, name in zip(order, names)}
        return Sum(product.xreplace(new), *(limit.xreplace(new) for limit in order))

    return min(map(named, filter(_nested, permutations(limits))), key=str)


def _nested(limits):
    """Whether no limit needs the index of one further in."""
    pairs = combinations(limits, 2)
    return not any(sp.Tuple(*edges).has(v) for (v, *_), (_, *edges) in pairs)


def _expand(expr):
    """`expr` multiplied out, but not its denominators, which sp.expand would join first."""
    below = {
        power: sp.Dummy()
        for power in expr.atoms(sp.Pow)
        if power.base.is_Add and power.exp.is_negative
    }
    expr = sp.expand(expr.xreplace(below), power_exp=False, power_base=False, log=False)
    return expr.xreplace({new: 1 / _expand(old.base**-old.exp) for old, new in below.items()})


def _on_sums(expr, rule):
    return expr.replace(lambda e: isinstance(e, Sum), rule)  # innermost sums first


def _check_fresh(index, expr):
    bound = {v for total in expr.atoms(ExprWithLimits) for v in total.variables}
    clash = index.free_symbols & bound
    if clash:
        names = ", ".join(sorted(map(str, clash)))
        raise ValueError(f"{names} is a summation index already; use another letter in {index}")


def _check_plain(*exprs):
    """Refuse what SymPy's matrices bring along."""
    for part in {part for expr in exprs for part in expr.atoms(sp.MatrixSymbol, KroneckerDelta)}:
        if isinstance(part, sp.MatrixSymbol):
            raise ValueError(f"formulas are sums over entries of `arrays`; got the matrix {part}")
        if len(part.args) > 2:
            raise ValueError(f"a KroneckerDelta has two indices and no range; got {part}")


# ---- counterexamples


def _counterexample(lhs, rhs, trials=20, seed=0):
    """Values at which lhs and rhs differ, and the two numbers; None if no trial finds any."""
    rng, both = np.random.default_rng(seed), sp.Tuple(*_with_known_functions(lhs, rhs))
    for _ in range(trials):
        at = _random_values(both, rng)
        with np.errstate(all="ignore"):
            try:
                a, b = (_numpy_function(list(at), side)(*at.values()) for side in both)
            except (ZeroDivisionError, OverflowError):  # a side is not defined there
                continue
            if _differ(a, b) and _confirmed(both, at):
                return at, a, b
    return None


def _differ(a, b, rtol=1e-6):
    return bool(abs(a - b) > rtol * (1 + abs(a) + abs(b)))


def _confirmed(both, at):
    """Whether the sides still differ with 50 digits: what cancellation made up is gone then."""
    with mpmath.workdps(50):
        exact = np.vectorize(lambda x: mpmath.mpf(str(x)), otypes=[object])
        values = [v if isinstance(v, int) else exact(v)[()] for v in at.values()]
        return _differ(*(_function(list(at), side, _MPMATH)(*values) for side in both))


# SymPy would print its step, Heaviside, as cases, and let an index of a sum inside escape.
_NUMPY = [{"step": np.heaviside}, "numpy"]
_MPMATH = [{"step": lambda x, at_0: at_0 if x == 0 else int(x > 0)}, "mpmath"]


def _random_values(expr, rng):
    """A value for every name in `expr`: sizes 2 or 3, indices 0 or 1, arrays large enough."""
    entries = expr.atoms(Indexed)
    labels = {entry.base.label for entry in entries}
    scalars = sorted((s for s in expr.free_symbols if s.is_Symbol and s not in labels), key=str)
    at = {s: _random_scalar(s, rng) for s in scalars}
    tops = {v: sp.Max(*(high for _, high in both)) for v, both in _ranges(expr).items()}
    shape = {}
    for entry in entries:
        ends = [int(index.subs(tops).subs(tops).subs(at)) + 1 for index in entry.indices]
        name = entry.base.label.name
        shape[name] = np.maximum(shape.get(name, 0), ends)
    arrays = {name: rng.normal(size=shape[name]).round(2) for name in sorted(shape)}
    return {s.name: value for s, value in at.items()} | arrays


def _random_scalar(symbol, rng):
    """A size, an index, or a number of two decimals that fits the symbol's assumptions."""
    for _ in range(100):
        if symbol.is_integer:
            low = 2 if symbol.is_positive else 0
            value = int(rng.integers(low, low + 2))
        else:
            value = float(round(rng.normal(), 2))
        facts = symbol.assumptions0.items()
        if all(getattr(sp.S(value), f"is_{name}") in (None, fact) for name, fact in facts):
            return value
    raise Undecided(f"undecided: no value found for {symbol}")


def _numpy_function(names, expr):
    return _function(names, expr, _NUMPY)


def _function(names, expr, modules):
    """`expr` as a function of its names, with an underscore: not `lambda`, nor mpmath's e."""
    python = {s: Symbol(f"{s.name}_") for s in expr.atoms(Symbol)}
    expr = _with_known_functions(expr.xreplace(python))[0]
    expr = expr.replace(sp.Heaviside, sp.Function("step"))
    names = [f"{name}_" for name in names]
    return sp.lambdify(names, _on_sums(expr.rewrite(sigmoid, sp.exp), _nested_loops), modules)


def _nested_loops(total):
    """`total` with one sum a limit: SymPy 1.13 writes the loops of a single sum inside out."""
    nested = total.function
    for limit in total.limits:
        nested = sp.UnevaluatedExpr(Sum(nested, limit))
    return nested


def _with_known_functions(*exprs):
    """`exprs` with tanh in place of an arbitrary g, atan in place of a second one, then sin."""
    unknown = sorted({e.func for expr in exprs for e in expr.atoms(AppliedUndef)}, key=str)
    for g, stand_in in zip(unknown, (sp.tanh, sp.atan, sp.sin)):
        exprs = [_replace_function(expr, g, stand_in) for expr in exprs]
    return exprs


def _replace_function(expr, g, stand_in):
    """`stand_in` for g, and its derivatives for g's, which SymPy cannot take at g(...) itself."""
    t = sp.Dummy()

    def slope(derivative):
        (argument,), order = derivative.expr.args, derivative.derivative_count
        if set(derivative.variables) == {argument}:
            return stand_in(t).diff(t, order).xreplace({t: argument})
        return stand_in(argument).diff(*derivative.variables)

    expr = expr.replace(lambda e: isinstance(e, sp.Derivative) and e.expr.func == g, slope)
    return expr.replace(lambda e: isinstance(e, sp.Subs), lambda e: e.doit()).replace(g, stand_in)


def _sentence(at, a, b):
    values = (f"{name} = {np.asarray(value).tolist()}" for name, value in at.items())
    return f"{a:.6g} != {b:.6g} at {', '.join(values)}"
