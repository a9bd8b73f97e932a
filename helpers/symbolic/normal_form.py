"""The normal form of a formula: seven rules, each a theorem about finite sums.

In the order of the code:

1. bound indices are renamed apart;
2. b^(e + n) = b^e b^n, for a whole number n (and b^e / b need not have a value where b is 0: what
   follows by algebra with it holds there, too, since no rule divides by 0 for b alone);
3. a sum is linear: sum (f + g) = sum f + sum g;
4. sum_v delta(v, k) f(v) = f(k), if k is in the range of v;
5. a constant leaves its sum: sum c f = c sum f, and sum_v 1 is the number of terms;
6. a product of sums is a sum over all their indices, split again into groups of indices that occur
   together; and delta(p, r) f(r) = delta(p, r) f(p);
7. bound indices are named by nesting depth; of all orders, the alphabetically first is taken.

An empty sum is 0, even if its terms have no value: sum_{k < n} 1/n is 0 for n = 0. So in 5 and 6 a
factor leaves a sum only if the sum is known to have a term, or the factor to have a value.
"""

from itertools import combinations, permutations

import sympy as sp
from sympy import Add, KroneckerDelta, Mul, Pow, Product, Sum, Symbol
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.function import AppliedUndef

BINDERS = Sum, Product


def to_normal_form(expr, ranges=None):
    """`expr` as terms c * Sum(product, limits) * ..., without deltas, bound indices renamed.

    `ranges`, a dict, receives {index: the set of its (first, last)}, those that the fourth rule
    assumed of free indices among them.
    """
    ranges = {} if ranges is None else ranges
    expr = _with_split_powers(renamed_apart(expr))
    ranges |= ranges_of(expr)
    return _normal(expr, ranges)


def renamed_apart(expr):
    """`expr`, where every sum and product has indices of its own: a letter may be bound twice."""
    return map_sums(expr, _with_own_indices, BINDERS)


def map_sums(expr, rule, kinds=Sum):
    """`expr` with rule(total) in place of every sum, the innermost first."""
    return expr.replace(lambda e: isinstance(e, kinds), rule)


def _with_own_indices(total):
    f, limits = total.function, []
    for v, low, high in total.limits:  # the scope of v: f, and the limits further in
        new = sp.Dummy(v.name, integer=True)
        f, *limits = (part.xreplace({v: new}) for part in (f, *limits))
        limits.append(sp.Tuple(new, low, high))
    return total.func(f, *limits)


def _with_split_powers(expr):
    def split(power):
        whole, rest = power.exp.as_coeff_Add()
        return power.base**rest * power.base**whole if whole.is_Integer else power

    def fits(e):  # a delta may be 0, and 0^0 is 1
        return e.is_Pow and e.exp.is_Add and not (e.base.is_number or e.base.has(KroneckerDelta))

    return expr.replace(fits, split)


def _normal(expr, ranges):
    if not expr.has(*BINDERS, KroneckerDelta):
        return _expand(expr) if isinstance(expr, sp.Expr) else expr
    if not isinstance(expr, sp.Expr):  # the tuples inside Subs
        return expr.func(*(_normal(part, ranges) for part in expr.args))
    expr = _expand(map_sums(expr, lambda total: distribute(total, ranges)))
    return Add(*(_normal_term(term, ranges) for term in Add.make_args(expr)))


def distribute(total, ranges, only_deltas=False):
    """Sum(f + g) = Sum f + Sum g;  Sum c f = c Sum f;  Sum_v delta(v, k) f(v) = f(k)."""
    f = total.function
    for v, low, high in total.limits:  # the innermost first
        if only_deltas and not f.has(KroneckerDelta):
            f = Sum(f, (v, low, high))
        else:
            terms = Add.make_args(_expand(f))
            f = Add(*(_contracted(term, (v, low, high), ranges) for term in terms))
    return f


def _contracted(term, limit, ranges):
    """Sum(term, limit): a delta in the limit's index carried out, or constants outside."""
    v, low, high = limit
    for factor in Mul.make_args(term):
        if isinstance(factor, KroneckerDelta) and v in factor.args:
            k = sum(factor.args) - v
            if v not in k.free_symbols and _in_range(k, low, high, ranges):
                check_fresh(k + v, term)
                return term.xreplace({v: k})  # delta(k, k) is 1
    constant, rest = term.as_independent(v)
    if not has_terms(limit, ranges):
        staying = [f for f in Mul.make_args(constant) if not has_value(f, ranges)]
        constant, rest = constant / Mul(*staying), rest * Mul(*staying)
    if rest == 1 and (high - low + 1).is_nonnegative:
        return constant * (high - low + 1)
    return constant * Sum(rest, limit)


def ranges_of(expr):
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
    is_size = (is_free(size) and size not in ranges) or (size.is_Integer and size > 0)
    if low == 0 and is_size and is_free(k):
        ranges.setdefault(k, {(low, high)})
    return all(
        (first - low).is_nonnegative and (high - last).is_nonnegative
        for first, last in ranges.get(k, {(k, k)})
    )


def is_free(index):
    """Whether `index` is a letter of the reader's, and not one that the normal form gave."""
    return index.is_Symbol and not isinstance(index, (sp.Dummy, _Bound))


class _Bound(Symbol):
    """A bound index under the name that the normal form gave it; no other symbol equals it."""


def has_terms(limit, ranges):
    """Whether the range of `limit` is known not to be empty; a free index in it is at least 0."""
    length = limit[2] - limit[1]
    from_first, from_last = {}, {}
    for v in length.free_symbols:
        spans = ranges.get(v, {(sp.S.Zero, v)} if is_free(v) and v.is_integer else ())
        if v.is_nonnegative is None and len(spans) == 1:
            ((first, last),) = spans
            steps = sp.Dummy(integer=True, nonnegative=True)
            from_first[v], from_last[v] = first + steps, last - steps
    return any(sp.expand(length.xreplace(at)).is_nonnegative for at in (from_first, from_last))


def has_value(f, ranges):
    """Whether `f` is known to have a value wherever its letters have one.

    None have powers of 0, roots and logarithms of what is negative, and functions with a pole; an
    unknown function is taken to have real values.
    """
    real = {e: sp.Dummy(real=True) for e in f.atoms(AppliedUndef, sp.Derivative, sp.Subs)}

    def sign(total):
        if total.function.is_positive and all(has_terms(x, ranges) for x in total.limits):
            return sp.Dummy(positive=True)
        return sp.Dummy(real=total.function.is_real or None)

    def defined(part):
        if isinstance(part, sp.Piecewise):
            return False
        if not isinstance(part, (Pow, sp.log)):
            return part in real or part.func(*(sp.Dummy(real=True) for _ in part.args)).is_finite
        base = map_sums(part.args[0].xreplace(real), sign)
        whole = part.is_Pow and part.exp.is_integer
        return base.is_positive or (whole and (part.exp.is_nonnegative or base.is_nonzero))

    return all(map(defined, f.atoms(Pow, sp.Function)))


def _normal_term(term, ranges):
    """One product: its sums merged, then split again into groups of indices that occur together."""
    factors, limits = _merge_sums(term, ranges)
    bound = {limit[0] for limit in limits}
    factors = _with_equal_indices([(f, f.free_symbols & bound | kept) for f, kept in factors])
    together = [*(indices for _, indices in factors), *(x.free_symbols & bound for x in limits)]
    result = Mul(*(f for f, indices in factors if not indices))
    while limits:
        group, linked = {limits[0][0]}, []
        while len(linked) < len(linked := [indices for indices in together if indices & group]):
            group = group.union(*linked)
        product = Mul(*(f for f, indices in factors if indices & group))
        result *= _canonical_sum(product, [limit for limit in limits if limit[0] in group])
        limits = [limit for limit in limits if limit[0] not in group]
    return result


def _with_equal_indices(factors):
    """delta(p, r) f(r) = delta(p, r) f(p), for indices that are free or bound further out."""
    for delta, bound in factors:
        if isinstance(delta, KroneckerDelta) and not bound:
            keep, drop = sorted(delta.args, key=lambda index: index.is_Symbol)
            factors = [(f if f == delta else f.xreplace({drop: keep}), at) for f, at in factors]
    return factors


def _merge_sums(term, ranges):
    """The factors f, g of (Sum f)(Sum g), and all its limits, under new names.

    With each factor come the indices whose sums it must not leave: they may be empty, and then it
    need not have a value.
    """
    factors, limits, todo = [], [], [(f, frozenset()) for f in Mul.make_args(term)]
    while todo:
        f, kept = todo.pop()
        if isinstance(f, Sum):
            f = _with_own_indices(f)  # again: the sums of a power share their indices
            ranges |= {v: {(low, high)} for v, low, high in f.limits}
            kept |= {limit[0] for limit in f.limits if not has_terms(limit, ranges)}
            limits += f.limits
            todo += [(factor, kept) for factor in Mul.make_args(f.function)]
        elif f.is_Pow and isinstance(f.base, Sum) and f.exp.is_Integer and f.exp > 0:
            todo += [(f.base, kept)] * int(f.exp)
        else:
            kept = kept and (frozenset() if has_value(f, ranges) else kept)
            if f.has(*BINDERS):
                f = f.func(*(_normal(part, ranges) for part in f.args))
            if isinstance(f, Product):
                f = _canonical_sum(f.function, f.limits, Product)
            factors.append((f, kept))
    return factors, limits


def _canonical_sum(f, limits, kind=Sum):
    """Of all orders and namings of the limits, the alphabetically first."""
    inner = [int(v.name.split("_")[1]) for part in f.atoms(*BINDERS) for v in part.variables]
    names = [_Bound(f"_{1 + max(inner, default=0)}_{r}", integer=True) for r in range(len(limits))]

    def named(order):
        new = {limit[0]: name for limit, name in zip(order, names)}
        return kind(f.xreplace(new), *(limit.xreplace(new) for limit in order))

    return min(map(named, filter(_nested, permutations(limits))), key=str)


def _nested(limits):
    """Whether no limit needs the index of one further in."""
    pairs = combinations(limits, 2)
    return not any(sp.Tuple(*edges).has(v) for (v, *_), (_, *edges) in pairs)


def _expand(expr):
    """`expr` multiplied out, but not its denominators, which sp.expand would join first."""
    below = {
        power: sp.Dummy()
        for power in expr.atoms(Pow)
        if power.base.is_Add and power.exp.is_negative
    }
    expr = sp.expand(expr.xreplace(below), power_exp=False, power_base=False, log=False)
    return expr.xreplace({new: 1 / _expand(old.base**-old.exp) for old, new in below.items()})


def check_fresh(index, expr):
    """Refuse an `index` that a sum of `expr` binds: SymPy would mix the two up, in silence."""
    bound = {v for total in expr.atoms(ExprWithLimits) for v in total.variables}
    if clash := index.free_symbols & bound:
        names = ", ".join(sorted(map(str, clash)))
        raise ValueError(f"{names} is a summation index already; use another letter in {index}")
