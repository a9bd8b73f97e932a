"""The referee for formulas: derivatives of sums over symbolic sizes, and proofs that two such
formulas are equal.

A size stays a letter: Sum(x[i]**2, (i, 0, m - 1)) has m terms, whatever m is. Indices start at 0,
so that the same formula runs on NumPy arrays.

`prove` brings both sides to a normal form by rules that are theorems about finite sums: expand; a
sum is linear; constants leave it; sum_v delta(v, k) f(v) = f(k); products of sums are sums over all
their indices; bound indices are renamed. If the difference is then literally 0, the formulas are
equal for all sizes and values. If it is not, that proves nothing yet: `prove` looks for numbers at
which the sides differ, and says "undecided" if it finds none. Free indices are taken to be in
range; that assumption is not checked.
"""

from itertools import pairwise, permutations
from keyword import iskeyword

import numpy as np
import sympy as sp
from sympy import Add, Indexed, IndexedBase, KroneckerDelta, Mul, Sum, Symbol
from sympy.core.function import AppliedUndef


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
    return sp.symbols(names, integer=True, positive=True)


def indices(names):
    """Symbols for indices."""
    return sp.symbols(names, integer=True)


def arrays(names):
    """Symbols for arrays of real numbers, indexed as in X[i, j]."""
    bases = [IndexedBase(Symbol(name, real=True)) for name in names.split()]
    return bases[0] if len(bases) == 1 else bases


def gradient(loss, variable):
    """d loss / d variable, simplified by sum_v delta(v, k) f(v) = f(k).

    Raises ValueError if an index of `variable` is a summation index of `loss`: SymPy would mix the
    two up in silence.
    """
    _check_fresh(variable, loss)
    return sp.factor_terms(collapse(sp.diff(loss, variable)))


def collapse(expr):
    """`expr` with every sum over a Kronecker delta carried out, and otherwise as it is."""
    return _on_sums(expr, lambda total: _linear(total, only_deltas=True))


def prove(*chain):
    """True if neighbours in `chain` are equal for all sizes and values; usually prove(lhs, rhs).

    Raises AssertionError with numbers at which they differ, or Undecided if there is neither proof
    nor counterexample.
    """
    for step, (lhs, rhs) in enumerate(pairwise(chain), 1):
        at = f"step {step}: " if len(chain) > 2 else ""
        rest = _difference(lhs, rhs)
        if rest != 0:
            found = _counterexample(sp.S(lhs), sp.S(rhs))
            if found is None:
                raise Undecided(f"{at}undecided: no proof, no counterexample; left over: {rest}")
            raise AssertionError(at + _sentence(*found))
    return True


def refute(lhs, rhs):
    """The sentence "a != b at ..." with numbers at which lhs and rhs differ. AssertionError if they
    are equal.
    """
    if _difference(lhs, rhs) == 0:
        raise AssertionError("no counterexample: the two sides are equal")
    found = _counterexample(sp.S(lhs), sp.S(rhs))
    if found is None:
        raise Undecided("undecided: no proof, no counterexample")
    return _sentence(*found)


def evaluate(expr, **values):
    """`expr` at numbers and arrays, given by name: evaluate(Sum(x[i], (i, 0, m - 1)), m=2, x=[1.,
    2.]) is 3.
    """
    return _numpy_function(list(values), sp.S(expr))(*map(np.asarray, values.values()))


def assert_matches(array, expr, free, rtol=1e-12, atol=1e-14, **values):
    """Raise AssertionError unless array[p, q, ...] equals `expr` at every position.

    `free` lists the free indices of `expr` in the order of the axes; `values` are as in `evaluate`.
    """
    formula = _numpy_function([*free, *values], sp.S(expr))
    expected = [
        formula(*at, *map(np.asarray, values.values())) for at in np.ndindex(np.shape(array))
    ]
    np.testing.assert_allclose(array, np.reshape(expected, np.shape(array)), rtol=rtol, atol=atol)


# ---- the normal form


def normal_form(expr):
    """`expr` as terms c * Sum(product, limits) * ..., without deltas, bound indices renamed."""
    if not expr.has(Sum):
        return _expand(expr) if isinstance(expr, sp.Expr) else expr
    if not isinstance(expr, sp.Expr):  # the tuples inside Subs
        return expr.func(*map(normal_form, expr.args))
    expr = _expand(_on_sums(expr, lambda total: _linear(total, only_deltas=False)))
    return Add(*map(_normal_term, Add.make_args(expr)))


def _difference(lhs, rhs):
    """A normal form of lhs - rhs: 0 proves that they are equal, anything else proves nothing."""
    rest = normal_form(sp.S(lhs) - sp.S(rhs))
    return rest if rest == 0 or rest.has(Sum) else sp.simplify(rest)


def _linear(total, only_deltas):
    """Sum(f + g) = Sum f + Sum g;  Sum c f = c Sum f;  Sum_v delta(v, k) f(v) = f(k)."""
    f = total.function
    for v, low, high in total.limits:  # the innermost first
        if only_deltas and not f.has(KroneckerDelta):
            f = Sum(f, (v, low, high))
        else:
            f = Add(*(_summed(term, v, low, high) for term in Add.make_args(_expand(f))))
    return f


def _summed(term, v, low, high):
    """Sum(term, (v, low, high)): constants outside, and a delta in v carried out."""
    for factor in Mul.make_args(term):
        if isinstance(factor, KroneckerDelta) and v in factor.args:
            k = sum(factor.args[:2]) - v
            if v not in k.free_symbols:
                _check_fresh(k + v, term)
                return (term / factor).xreplace({v: k})
    constant, rest = term.as_independent(v, as_Add=False)
    return constant * (high - low + 1 if rest == 1 else Sum(rest, (v, low, high)))


def _normal_term(term):
    """One product: its sums merged, then split again into groups of indices that occur together."""
    factors, limits = _merge_sums(term)
    bound = {limit[0] for limit in limits}
    result = Mul(*(f for f in factors if not f.free_symbols & bound))
    while limits:
        group, linked = {limits[0][0]}, []
        while len(linked) < len(linked := [f for f in factors if f.free_symbols & group]):
            group |= bound & set().union(*(f.free_symbols for f in linked))
        result *= _named_sum(Mul(*linked), [limit for limit in limits if limit[0] in group])
        limits = [limit for limit in limits if limit[0] not in group]
    return result


def _merge_sums(term):
    """The factors f, g of (Sum f)(Sum g), and all its limits, under new names."""
    factors, limits, todo = [], [], list(Mul.make_args(term))
    while todo:
        f = todo.pop()
        if isinstance(f, Sum):
            f = f.xreplace({v: sp.Dummy(integer=True) for v in f.variables})
            limits += f.limits
            todo += Mul.make_args(f.function)
        elif f.is_Pow and isinstance(f.base, Sum) and f.exp.is_Integer and f.exp > 0:
            todo += [f.base] * int(f.exp)
        else:
            factors.append(f.func(*map(normal_form, f.args)) if f.has(Sum) else f)
    return factors, limits


def _named_sum(product, limits):
    """Of all orders and namings of the limits, the alphabetically first."""
    inner = [int(v.name.split("_")[1]) for total in product.atoms(Sum) for v in total.variables]
    names = [Symbol(f"_{1 + max(inner, default=0)}_{r}", integer=True) for r in range(len(limits))]

    def named(order):
        new = {limit[0]: name for limit, name in zip(order, names)}
        return Sum(product.xreplace(new), *((new[limit[0]], *limit[1:]) for limit in order))

    return min(map(named, permutations(limits)), key=str)


def _expand(expr):
    return sp.expand(expr, power_exp=False, power_base=False, log=False)


def _on_sums(expr, rule):
    return expr.replace(lambda e: isinstance(e, Sum), rule)  # innermost sums first


def _check_fresh(index, expr):
    clash = index.free_symbols & {v for total in expr.atoms(Sum) for v in total.variables}
    if clash:
        names = ", ".join(sorted(map(str, clash)))
        raise ValueError(f"{names} is a summation index already; use another letter in {index}")


# ---- counterexamples


def _counterexample(lhs, rhs, trials=20, rtol=1e-6, seed=0):
    """Values at which lhs and rhs differ, and the two numbers; None if no trial finds any."""
    rng, both = np.random.default_rng(seed), sp.Tuple(*_with_known_functions(lhs, rhs))
    for _ in range(trials):
        at = _random_values(both, rng)
        with np.errstate(all="ignore"):
            a, b = (_numpy_function(list(at), side)(*at.values()) for side in both)
        if abs(a - b) > rtol * (1 + abs(a) + abs(b)):
            return at, a, b
    return None


def _random_values(expr, rng):
    """A value for every name in `expr`: sizes 2 or 3, indices 0 or 1, arrays large enough."""
    entries = expr.atoms(Indexed)
    labels = {entry.base.label for entry in entries}
    at = {}
    for s in sorted((s for s in expr.free_symbols if s.is_Symbol and s not in labels), key=str):
        low = 2 if s.is_positive else 0
        at[s] = int(rng.integers(low, low + 2)) if s.is_integer else round(abs(rng.normal()), 2)
    last = {v: high for total in expr.atoms(Sum) for v, _, high in total.limits}
    shape = {}
    for entry in entries:
        ends = [int(last.get(index, index).subs(at)) + 1 for index in entry.indices]
        shape[entry.base.label.name] = np.maximum(shape.get(entry.base.label.name, 0), ends)
    arrays = {name: rng.normal(size=shape[name]).round(2) for name in sorted(shape)}
    return {s.name: value for s, value in at.items()} | arrays


def _numpy_function(names, expr):
    """`expr` as a function of NumPy arguments; a symbol called `lambda` becomes `lambda_`."""
    python = {s: Symbol(f"{s.name}_") for s in expr.free_symbols if iskeyword(str(s))}
    names = [f"{name}_" if iskeyword(str(name)) else name for name in names]
    expr = _with_known_functions(expr.xreplace(python))[0]
    return sp.lambdify(names, expr.rewrite(sigmoid, sp.exp), "numpy")


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
        order = derivative.derivative_count
        return stand_in(t).diff(t, order).xreplace({t: derivative.expr.args[0]})

    expr = expr.replace(lambda e: isinstance(e, sp.Derivative) and e.expr.func == g, slope)
    return expr.replace(lambda e: isinstance(e, sp.Subs), lambda e: e.doit()).replace(g, stand_in)


def _sentence(at, a, b):
    values = (f"{name} = {np.asarray(value).tolist()}" for name, value in at.items())
    return f"{a:.6g} != {b:.6g} at {', '.join(values)}"
