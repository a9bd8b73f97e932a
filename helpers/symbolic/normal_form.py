"""The normal form of a formula: six rules, each a theorem about finite sums.

In the order of the code:

1. bound indices are renamed apart;
2. a sum is linear: sum (f + g) = sum f + sum g;
3. sum_v delta(v, k) f(v) = f(k), if k is in the range of v;
4. a constant leaves its sum: sum c f = c sum f, and sum_v 1 is the number of terms;
5. a product of sums is a sum over all their indices, split again into groups of indices that occur
   together; and delta(p, r) f(r) = delta(p, r) f(p);
6. bound indices are named by the number of sums inside; of all orders, the alphabetically first is
   taken.

An empty sum is 0, even if its terms have no value: sum_{k < n} 1/n is 0 for n = 0. So 4 and 5 are
for sums that are known to have a term, or whose terms are known to have a value.
"""

from itertools import combinations, permutations

import sympy as sp
from sympy import Add, Derivative, KroneckerDelta, Mul, Pow, Subs, Sum
from sympy.core.function import AppliedUndef
from sympy.utilities.iterables import connected_components


def to_normal_form(expr):
    """`expr` as terms c * Sum(product, limits) * ..., without deltas, bound indices renamed; and
    what the third rule assumed of free indices, as pairs (k, N): k is in 0, ..., N - 1.
    """
    expr = renamed_apart(expr)
    ranges = ranges_of(expr)
    normal = _normal(expr, ranges)
    return normal, [(k, last + 1) for k, (_, last) in ranges.items() if not k.is_Dummy]


def renamed_apart(expr):
    """`expr`, where every sum has indices of its own: a letter may be bound twice."""
    return expr.replace(Sum, _with_own_indices)


def _with_own_indices(f, *limits):
    inner = []
    for v, low, high in limits:  # the scope of v: f, and the limits further in
        new = sp.Dummy(v.name, integer=True)
        f, *inner = (part.xreplace({v: new}) for part in (f, *inner))
        inner.append(sp.Tuple(new, low, high))
    return Sum(f, *inner)


def _normal(expr, ranges):
    if not isinstance(expr, sp.Expr):  # the tuples inside Subs
        return expr.func(*(_normal(part, ranges) for part in expr.args))
    expr = _expand(distributed(expr, ranges))
    return Add(*(_normal_term(term, ranges) for term in Add.make_args(expr)))


def distributed(expr, ranges, only_deltas=False):
    """Sum(f + g) = Sum f + Sum g;  Sum c f = c Sum f;  Sum_v delta(v, k) f(v) = f(k)."""

    def distribute(f, *limits):
        for limit in limits:  # the innermost first
            if only_deltas and not f.has(KroneckerDelta):
                f = Sum(f, limit)
            else:
                f = Add(*(_contracted(f, limit, ranges) for f in Add.make_args(_expand(f))))
        return f

    return expr.replace(Sum, distribute)


def _contracted(term, limit, ranges):
    """Sum(term, limit): a delta in the limit's index carried out, or constants outside."""
    v, low, high = limit
    for factor in Mul.make_args(term):
        if isinstance(factor, KroneckerDelta) and v in factor.args:
            k = sum(factor.args) - v
            if v not in k.free_symbols and _in_range(k, low, high, ranges):
                return term.xreplace({v: k})  # delta(k, k) is 1
    if not is_loose(term, limit):
        return Sum(term, limit)
    constant, rest = term.as_independent(v)
    if rest == 1 and (high - low + 1).is_nonnegative:
        return constant * (high - low + 1)
    return constant * Sum(rest, limit)


def ranges_of(expr):
    """{bound index: its (first, last)} of every sum in `expr`."""
    return {v: ends for total in expr.atoms(Sum) for v, *ends in total.limits}


def _in_range(k, low, high, ranges):
    """Whether low <= k <= high for all values of k: those of its sum, if it is bound.

    A free index is assumed to be in the first range for which this is asked, if that starts at 0,
    is never empty, and depends on no bound index.
    """
    counts = k.is_integer and high.is_integer and high.is_nonnegative
    if low == 0 and counts and k.is_Symbol and not sp.Tuple(k, high).has(sp.Dummy):
        ranges.setdefault(k, (low, high))
    first, last = ranges.get(k, (k, k))
    return (first - low).is_nonnegative and (high - last).is_nonnegative


def is_loose(f, *limits):
    """Whether factors may leave Sum(f, *limits): it has terms, or they have a value."""
    return _has_terms(limits) or has_value(f)


def _has_terms(limits):
    return all((high - low).is_nonnegative for _, low, high in limits)


def has_value(f):
    """Whether `f` is known to have a value wherever its letters have one.

    None have powers of 0, roots and logarithms of what is negative, and functions with a pole; an
    unknown function is taken to have real values.
    """
    real = {e: sp.Dummy(real=True) for e in f.atoms(AppliedUndef, Derivative, Subs)}

    def stand_in(term, *limits):
        positive = term.is_positive and _has_terms(limits)
        return sp.Dummy(positive=True) if positive else sp.Dummy(real=term.is_real or None)

    def defined(part):
        polynomial = part.is_Pow and part.exp.is_integer and part.exp.is_nonnegative
        return polynomial or part.xreplace(real).replace(Sum, stand_in).is_real

    return all(map(defined, f.atoms(Pow, sp.Function)))


def _normal_term(term, ranges):
    """One product: its sums merged, then split again into groups of indices that occur together."""
    factors, limits = _merge_sums(term, ranges)
    bound = {v for v, *_ in limits}
    for delta in factors:  # its indices are free, or bound further out
        if isinstance(delta, KroneckerDelta) and not delta.free_symbols & bound:
            keep, drop = sorted(delta.args, key=lambda index: index.is_Symbol)
            factors = [f if f == delta else f.xreplace({drop: keep}) for f in factors]
    result = Mul(*(f for f in factors if not f.free_symbols & bound))
    together = [x.free_symbols & bound for x in (*factors, *limits)]
    edges = [edge for indices in together for edge in combinations(indices, 2)]
    for group in map(set, connected_components((bound, edges))):
        product = Mul(*(f for f in factors if f.free_symbols & group))
        result *= _canonical_sum(product, [limit for limit in limits if limit[0] in group])
    return result


def _merge_sums(term, ranges):
    """The factors f, g of (Sum f)(Sum g), and all its limits, under new names."""
    factors, limits, todo = [], [], [*Mul.make_args(term)]
    while todo:
        f = todo.pop()
        if isinstance(f, Sum) and is_loose(*f.args):
            f = _with_own_indices(*f.args)  # again: the sums of a power share their indices
            ranges |= ranges_of(f)
            limits += f.limits
            todo += Mul.make_args(f.function)
        elif f.is_Pow and isinstance(f.base, Sum) and f.exp.is_Integer and f.exp.is_positive:
            todo += [f.base] * int(f.exp)
        else:
            if f.has(Sum):
                f = f.func(*(_normal(part, ranges) for part in f.args))
            factors.append(_canonical_sum(f.function, f.limits) if isinstance(f, Sum) else f)
    return factors, limits


def _canonical_sum(f, limits):
    """Of all orders and namings of the limits, the alphabetically first."""
    depth = len(sp.Tuple(f, *limits).atoms(Sum))  # more than that of any sum in it
    names = [sp.Dummy(f"_{depth}_{r}", dummy_index=r) for r in range(len(limits))]

    def named(order):
        new = {limit[0]: name for limit, name in zip(order, names)}
        return Sum(f.xreplace(new), *(limit.xreplace(new) for limit in order))

    return min(map(named, filter(_nested, permutations(limits))), key=str)


def _nested(limits):
    """Whether no limit needs the index of one further in."""
    pairs = combinations(limits, 2)
    return not any(sp.Tuple(*edges).has(v) for (v, *_), (_, *edges) in pairs)


def _expand(expr):
    """`expr` multiplied out, but not its denominators, which sp.expand would join first."""
    below = {x: sp.Dummy() for x in expr.atoms(Pow) if x.base.is_Add and x.exp.is_negative}
    expr = sp.expand(expr.xreplace(below), power_exp=False, power_base=False, log=False)
    return expr.xreplace({new: 1 / _expand(old.base**-old.exp) for old, new in below.items()})
