"""Thousands of random formulas for the referee: `prove` never calls two of them equal that are not.

A random formula has sums in sums, Kronecker deltas, powers, functions and an unknown g, over three
sizes that stay letters. A true pair is a formula and what sound rewriting made of it. A false pair
has a typical mistake in it. Whether that mistake matters is decided without SymPy's algebra and
without `prove`: `value`, below, runs the sums as loops, over sizes of 1 to 4.

The file runs a few hundred pairs, the same ones each time. For a long run with other pairs:

    EXAMPLES=5000 python -m pytest -s tests/test_prove_properties.py --hypothesis-seed=1
"""

import math
import random
from collections import Counter

import mpmath
import pytest
import sympy as sp
from sympy import Add, Function, Indexed, KroneckerDelta, Mul, Pow, Sum

from helpers.symbolic import (
    Disproved,
    Proved,
    Undecided,
    arrays,
    gradient,
    indices,
    prove,
    sigmoid,
    sizes,
)
from helpers.symbolic.normal_form import to_normal_form

pytest.importorskip("hypothesis", reason="needs hypothesis: pip install -e '.[dev]'")
from hypothesis import assume, given
from hypothesis import strategies as st
from random_examples import examples

m, n, K = sizes("m n K")
LETTERS = i, j, k, l = indices(
    "i j k l"
)  # bound, of any size; the same letter may be bound again and again
FRESH = indices("a:h")
p, q, r = indices("p q r")
FREE = {p: m, q: n, r: m}
c = sp.Symbol("c", real=True)
g = Function("g")
SHAPES = dict(
    zip(arrays("x y w X V A S"), [(m,), (m,), (n,), (m, n), (m, n), (n, K), (m, m)], strict=True)
)


# ---- random formulas; a scope says which letters may be used, and the size each ranges over


def formula(rng, scope=FREE, depth=3):
    """A random formula in the letters of `scope`."""
    if depth == 0 or rng.random() < 0.1:
        return leaf(rng, scope)

    def part(scope=scope):
        return formula(rng, scope, depth - 1)

    kind = rng.choice(["sum"] * 4 + ["product"] * 3 + ["plus", "plus", "power", "function", "mean"])
    if kind in ("sum", "mean"):
        letter, size = rng.choice(LETTERS), rng.choice([m, m, n, K])
        total = Sum(part({**scope, letter: size}), (letter, 0, size - 1))
        return total / size if kind == "mean" else total
    if kind == "product":
        return part() * part()
    if kind == "plus":
        return part() + rng.choice([1, -1]) * part()
    return part() ** 2 if kind == "power" else of_function(rng, part())


def of_function(rng, inner):
    """A function of `inner`; log gets something positive."""
    functions = [sp.exp, sp.tanh, sigmoid, g, lambda u: sp.log(1 + u**2), lambda u: 1 / (2 + u**2)]
    return rng.choice(functions)(inner)


def leaf(rng, scope):
    """An entry of an array, mostly; or a delta, a number, a size."""
    kind = rng.choice(["entry"] * 4 + ["product"] * 4 + ["delta", "delta", "number", "size"])
    if kind == "product":
        return Mul(*(random_entry(rng, scope) for _ in range(rng.randint(2, 3))))
    if kind == "number":
        return rng.choice([c, sp.Integer(2), sp.Rational(1, 2)])
    if kind == "size":
        return rng.choice([m, n, K])
    if kind == "delta":
        one, other = rng.choice(list(scope)), rng.choice(list(scope))
        comparable = scope[one] == scope[other] or not {one, other} & set(FREE)
        return KroneckerDelta(one, other) if comparable else sp.Integer(1)
    return random_entry(rng, scope)


def random_entry(rng, scope):
    """An entry of any array."""
    bound = {v: size for v, size in scope.items() if v not in FREE}
    if bound and rng.random() < 0.8:  # where all indices are bound, if that can be
        scope = bound
    within = [x for x, shape in SHAPES.items() if set(shape) <= set(scope.values())]
    return entry(rng, rng.choice(within), scope) if within else c


def entry(rng, array, scope):
    """`array` at letters of the right sizes."""
    fits = [[v for v in scope if scope[v] == size] for size in SHAPES[array]]
    return array[tuple(map(rng.choice, fits))]


def nodes(expr, scope=FREE, path=()):
    """(path, subexpression, scope) of every subexpression, entries and deltas taken whole."""
    yield path, expr, scope
    if isinstance(expr, Sum):
        scope = {**scope, **{v: high + 1 for v, _, high in reversed(expr.limits)}}
        yield from nodes(expr.function, scope, (*path, 0))
    elif not isinstance(expr, (Indexed, KroneckerDelta)):
        parts = expr.args[:1] if isinstance(expr, Pow) else expr.args  # exponents stay
        for position, part in enumerate(parts):
            yield from nodes(part, scope, (*path, position))


def replaced(expr, path, new):
    """`expr` with `new` at `path`."""
    if not path:
        return new
    parts = list(expr.args)
    parts[path[0]] = replaced(parts[path[0]], path[1:], new)
    return expr.func(*parts)


def changed(rng, expr, changes):
    """`expr` after one of `changes` somewhere in it, and the change's name; None if none fits."""
    places = list(nodes(expr))
    for _ in range(30):
        path, node, scope = rng.choice(places)
        change = rng.choice(changes)
        if (new := change(rng, node, scope)) not in (None, node):
            return replaced(expr, path, new), change.__name__
    return None


def unused(rng, expr, scope):
    """A letter that neither `expr` contains nor `scope`."""
    return rng.choice([v for v in (*LETTERS, *FRESH) if not expr.has(v) and v not in scope])


def binds(expr, letters):
    """Whether a sum inside `expr` has one of `letters`."""
    return any(set(total.variables) & set(letters) for total in expr.atoms(Sum))


# ---- sound rewriting: each takes a subexpression and returns an equal one, or None


def rename(rng, node, scope):
    if isinstance(node, Sum) and len(set(node.variables)) == len(node.variables):
        letter = rng.choice(node.variables)
        if not binds(node.function, [letter]):
            return node.xreplace({letter: unused(rng, node, scope)})


def swap_sums(rng, node, scope):
    if isinstance(node, Sum) and len(set(node.variables)) == len(node.limits) > 1:
        return Sum(node.function, *rng.sample(node.limits, len(node.limits)))


def split_sum(rng, node, scope):
    if isinstance(node, Sum):
        return Add(*(Sum(f, *node.limits) for f in Add.make_args(sp.expand_mul(node.function))))


def constants_out(rng, node, scope):
    if isinstance(node, Sum):
        (v, low, high), *outer = node.limits
        factors = Mul.make_args(node.function)
        constant = Mul(*(f for f in factors if v not in f.free_symbols))
        rest = Mul(*(f for f in factors if v in f.free_symbols))
        inside = constant * (Sum(rest, (v, low, high)) if rest != 1 else high + 1)
        return Sum(inside, *outer) if outer else inside


def constants_in(rng, node, scope):
    factors = list(Mul.make_args(node))
    for total in [f for f in factors if isinstance(f, Sum)]:
        factors.remove(total)
        rest = Mul(*factors)
        if not rest.free_symbols & set(total.variables):
            return Sum(rest * total.function, *total.limits)
        factors.append(total)


def one_sum_of_two(rng, node, scope):
    factors = list(Mul.make_args(node))
    if isinstance(node, Pow) and node.exp == 2:
        factors = [node.base, node.base]
    totals = [f for f in factors if isinstance(f, Sum) and len(f.limits) == 1]
    if len(totals) < 2:
        return None
    one, other = totals[:2]
    factors.remove(one)
    factors.remove(other)
    new_one, new_other = rng.sample([v for v in FRESH if not node.has(v)], 2)
    if binds(one.function, one.variables) or binds(other.function, other.variables):
        return None
    one = one.xreplace({one.variables[0]: new_one})
    other = other.xreplace({other.variables[0]: new_other})
    return Mul(*factors) * Sum(one.function * other.function, *one.limits, *other.limits)


def multiply_out(rng, node, scope):
    return sp.expand(node, deep=False, power_exp=False, power_base=False, log=False)


def insert_delta(rng, node, scope):
    fits = sorted((v for v in node.free_symbols if v in scope and not binds(node, [v])), key=str)
    if fits:
        v, new = rng.choice(fits), unused(rng, node, scope)
        return Sum(KroneckerDelta(v, new) * node.xreplace({v: new}), (new, 0, scope[v] - 1))


def carry_out_delta(rng, node, scope):
    if not isinstance(node, Sum):
        return None
    (v, _, high), *outer = node.limits
    inside = {**scope, **{u: top + 1 for u, _, top in outer}}
    for delta in Mul.make_args(node.function):
        if isinstance(delta, KroneckerDelta) and v in delta.args:
            k = sum(delta.args) - v
            f = node.function / delta
            if inside.get(k) == high + 1 and not binds(f, [v, k]):
                return Sum(f.xreplace({v: k}), *outer) if outer else f.xreplace({v: k})


def average_of_constant(rng, node, scope):
    size = rng.choice([m, n, K])
    return Sum(node, (unused(rng, node, scope), 0, size - 1)) / size


def add_zero(rng, node, scope):
    v, new = rng.choice(list(scope)), unused(rng, node, scope)
    one = Sum(KroneckerDelta(v, new), (new, 0, scope[v] - 1))
    return node + (one - 1) * leaf(rng, scope)


REWRITES = [
    rename,
    swap_sums,
    split_sum,
    constants_out,
    constants_in,
    one_sum_of_two,
    multiply_out,
    insert_delta,
    carry_out_delta,
    average_of_constant,
    add_zero,
]


# ---- mistakes: each takes a subexpression and returns one that is probably not equal, or None


def drop_factor(rng, node, scope):
    if isinstance(node, Mul):
        return Mul(*rng.sample(node.args, len(node.args) - 1))


def drop_term(rng, node, scope):
    if isinstance(node, Add):
        return Add(*rng.sample(node.args, len(node.args) - 1))


def change_sign(rng, node, scope):
    return -node


def forget_mean(rng, node, scope):
    if isinstance(node, Mul) and any(isinstance(f, Sum) for f in node.args):
        return node * rng.choice([m, n, 1 / m, 1 / n])


def other_array(rng, node, scope):
    if isinstance(node, Indexed):
        same_shape = [x for x in SHAPES if SHAPES[x] == SHAPES.get(node.base)]
        return rng.choice(same_shape)[node.indices]


def other_index(rng, node, scope):
    if isinstance(node, Indexed):
        return entry(rng, node.base, scope)


def transpose(rng, node, scope):
    if isinstance(node, Indexed) and len(node.indices) == 2:
        return node.base[node.indices[::-1]]


def other_delta(rng, node, scope):
    if isinstance(node, KroneckerDelta):
        v = rng.choice(node.args)
        return KroneckerDelta(v, rng.choice([u for u in scope if scope[u] == scope[v]]))


def delta_out_of_range(rng, node, scope):
    if isinstance(node, Sum) and len(node.limits) == 1:
        (v,) = node.variables
        for delta in Mul.make_args(node.function):
            if isinstance(delta, KroneckerDelta) and v in delta.args:
                k = sum(delta.args) - v
                if scope.get(k) != node.limits[0][2] + 1 and not binds(node.function, [v, k]):
                    return (node.function / delta).xreplace({v: k})


def off_by_one(rng, node, scope):
    if isinstance(node, Sum):
        (v, low, high), *outer = node.limits
        limit = rng.choice([(v, low + 1, high), (v, low, high - 1), (v, low, high + 1)])
        return Sum(node.function, limit, *outer)


def other_size(rng, node, scope):
    if isinstance(node, Sum):
        (v, low, _), *outer = node.limits
        return Sum(node.function, (v, low, rng.choice([m, n, K]) - 1), *outer)


def captured(rng, node, scope):
    return node.xreplace({rng.choice(LETTERS): rng.choice(LETTERS)})


def squares_inside(rng, node, scope):
    if isinstance(node, Pow) and isinstance(node.base, Sum):
        return Sum(node.base.function**node.exp, *node.base.limits)


def function_inside(rng, node, scope):
    if len(node.args) == 1 and isinstance(node.args[0], Sum):
        return Sum(node.func(node.args[0].function), *node.args[0].limits)


def one_sum_of_product(rng, node, scope):
    totals = [f for f in Mul.make_args(node) if isinstance(f, Sum)]
    if len(totals) > 1:
        rest = node / totals[0] / totals[1]
        return rest * Sum(totals[0].function * totals[1].function, *totals[0].limits)


MISTAKES = [
    drop_factor,
    drop_term,
    change_sign,
    forget_mean,
    other_array,
    other_index,
    other_index,
    transpose,
    other_delta,
    delta_out_of_range,
    off_by_one,
    other_size,
    captured,
    squares_inside,
    function_inside,
    one_sum_of_product,
]


# ---- the truth, by loops


def value(expr, at, lib=math):
    """`expr` as a number; at: a number for every symbol, and at["entry"](name, indices)."""
    if isinstance(expr, Sum):
        return total(expr.function, list(expr.limits), at, lib)
    if isinstance(expr, sp.Symbol):
        return at[expr]
    if expr is sp.E:
        return lib.e
    if isinstance(expr, sp.Rational):
        return number(expr.p, lib) / expr.q
    if isinstance(expr, Indexed):
        return number(at["entry"](str(expr.base), [value(v, at) for v in expr.indices]), lib)
    parts = [value(part, at, lib) for part in expr.args]
    if isinstance(expr, (Add, Mul)):
        return math.prod(parts) if isinstance(expr, Mul) else sum(parts)
    if isinstance(expr, KroneckerDelta):
        return int(parts[0] == parts[1])
    if isinstance(expr, Pow):
        return parts[0] ** (int(parts[1]) if expr.exp.is_Integer else parts[1])
    return FUNCTIONS[expr.func](parts[0], lib)


def total(f, limits, at, lib):
    """The sum of f over `limits`, the innermost first, as in Sum."""
    if not limits:
        return value(f, at, lib)
    v, low, high = limits.pop()
    terms = range(int(value(low, at)), int(value(high, at)) + 1)
    return sum(total(f, limits[:], {**at, v: index}, lib) for index in terms)


def number(x, lib):
    return x if lib is math else lib.mpf(x)


FUNCTIONS = {
    sp.exp: lambda u, lib: lib.exp(u),
    sp.log: lambda u, lib: lib.log(u),
    sp.tanh: lambda u, lib: lib.tanh(u),
    sigmoid: lambda u, lib: 1 / (1 + lib.exp(-u)),
    g: lambda u, lib: lib.cos(u) + u / 3 + u**2 / 7,  # any function would do
}


def places(trials=20):
    """Sizes from 1 to 4, indices in range, and numbers."""
    for trial in range(trials):
        rng = random.Random(trial)
        at = {size: rng.randint(1, 4) if trial else 2 for size in (m, n, K)}
        at |= {v: rng.randrange(min(at.values())) for v in (*FREE, *LETTERS, *FRESH)}
        at[c] = rng.uniform(-1.5, 1.5)
        entries = {}

        def entry_at(name, index, entries=entries, rng=rng):
            return entries.setdefault((name, *index), rng.uniform(-1.5, 1.5))

        yield at | {"entry": entry_at}


def differ(lhs, rhs):
    """Whether some sizes and numbers tell the sides apart, with 40 digits."""
    defined = 0
    for at in places():
        try:
            a, b = value(lhs, at), value(rhs, at)
        except (ArithmeticError, ValueError):  # a side is not defined there
            continue
        defined += 1
        if abs(a - b) > 1e-9 * (1 + abs(a) + abs(b)):
            with mpmath.workdps(40):
                a, b = value(lhs, at, mpmath.mp), value(rhs, at, mpmath.mp)
                if abs(a - b) > 1e-9 * (1 + abs(a) + abs(b)):
                    return True
    assume(defined > 5)
    return False


# ---- the properties


def size_of(expr):
    """The number of limits, a square counting twice: what the referee's time depends on."""
    if isinstance(expr, Sum):
        return len(expr.limits) + size_of(expr.function)
    weight = 2 if isinstance(expr, Pow) else 1
    return weight * sum(map(size_of, expr.args))


def pair(rng, mistakes):
    """Two formulas, the second rewritten, with so many mistakes; and the names of the changes."""
    lhs = Sum(formula(rng, {**FREE, j: m}), (j, 0, m - 1)) if rng.random() < 0.5 else formula(rng)
    rhs, names = lhs, []
    for changes in [MISTAKES] * mistakes + [REWRITES] * rng.randint(1, 4):
        if found := changed(rng, rhs, changes):
            rhs, names = found[0], [*names, found[1]]
    assume(names and 0 < size_of(lhs) <= 5 and size_of(rhs) <= 6)
    assume(not rhs.has(sp.nan, sp.zoo, sp.I))  # the logarithm of something negative, and such
    return lhs, rhs, names


def verdict(lhs, rhs):
    """What `prove` says: "equal", "different" or "undecided"."""
    try:
        prove(lhs, rhs)
        return "equal"
    except Undecided:
        return "undecided"
    except Disproved:
        return "different"


def test_true_pairs_are_never_refuted_and_nearly_always_proved():
    counts = Counter()

    @examples(150)
    @given(st.randoms(use_true_random=False))
    def check(rng):
        lhs, rhs, names = pair(rng, mistakes=0)
        assert not differ(lhs, rhs), f"not sound: {names}"
        said = verdict(lhs, rhs)
        assert said != "different", f"{lhs} = {rhs}"
        counts[said] += 1

    check()
    share = counts["equal"] / counts.total()
    print(f"{counts.total()} true pairs, {share:.1%} proved")
    assert share >= 0.9


def test_false_pairs_are_never_proved():
    counts = Counter()

    @examples(150)
    @given(st.randoms(use_true_random=False))
    def check(rng):
        lhs, rhs, _ = pair(rng, mistakes=1)
        truth, said = differ(lhs, rhs), verdict(lhs, rhs)
        assert said != ("equal" if truth else "different"), f"{lhs} = {rhs}"
        counts[truth, said] += 1

    check()
    wrong = sum(counts[True, said] for said in ("different", "undecided"))
    share = counts[True, "different"] / wrong
    print(f"{wrong} false pairs, {share:.1%} refuted; {counts.total() - wrong} turned out true")
    assert wrong > counts.total() / 2
    assert share >= 0.9


def test_products_are_equal_only_if_their_indices_are_linked_alike():
    counts = Counter()

    @examples(150)
    @given(st.randoms(use_true_random=False))
    def check(rng):
        letters = rng.choice([(i, j), (i, j, k)])
        names = rng.choices(["x", "y", "S", "S"], k=3)
        lhs, rhs = (linked(rng, names, letters) for _ in range(2))
        truth, said = differ(lhs, rhs), verdict(lhs, rhs)
        assert said == ("different" if truth else "equal"), f"{lhs} = {rhs}"
        counts[said] += 1

    check()
    print(f"index patterns: {dict(counts)}")
    assert min(counts["equal"], counts["different"]) > counts.total() / 10


def linked(rng, names, letters):
    """The sum over `letters`, in any order, of a product of the named arrays at any of them."""
    shapes = {str(x): shape for x, shape in SHAPES.items()}
    entries = [sp.IndexedBase(name)[rng.choices(letters, k=len(shapes[name]))] for name in names]
    return Sum(Mul(*entries), *((v, 0, m - 1) for v in rng.sample(letters, len(letters))))


# ---- all that `prove` accepts: ranges that may be empty, strange indices, names and functions

T = sp.Symbol("T", integer=True, nonnegative=True)
LATEX_NAMES = sp.symbols(r"\hat{y} w_{1} lambda", real=True)
OF_WHOLE_NUMBERS = sp.IndexedBase(sp.Symbol("N", integer=True))
STRANGE = [sp.Symbol("m"), sp.Symbol("k"), sp.Symbol("below", negative=True)]
VECTORS = [
    *arrays(r"x y W^{(1)}"),
    sp.IndexedBase("u"),
    sp.IndexedBase(sp.Symbol("p", positive=True)),
]
ell = Function("ell")


def any_formula(rng, letters=(p, q), depth=3, strange=True):
    """A random formula whose sums may be empty; if `strange`, of all that SymPy can write."""
    if depth == 0 or rng.random() < 0.1:
        return any_leaf(rng, letters, strange)

    def part(letters=letters):
        return any_formula(rng, letters, depth - 1, strange)

    kind = rng.choice(["sum", "times"] * 4 + ["pick", "plus"] * 2 + ["over", "of"] * 3)
    if kind in ("sum", "pick"):
        letter, other = rng.choice(LETTERS), rng.choice(letters)
        other = p if other == letter else other
        ranges = [(0, m - 1), (0, m - 1), (1, m - 1), (0, other), (other, m)]
        ranges += [(0, K - 2), (0, T - 1)]  # perhaps empty
        ranges += [(0, other**2), (0, n - 1)]
        ranges += [(0, m / 2 - 1), (0, STRANGE[0]), (0, OF_WHOLE_NUMBERS[other])] * strange
        picked = KroneckerDelta(letter, rng.choice([other, p, q])) if kind == "pick" else 1
        return Sum(picked * part((*letters, letter)), (letter, *rng.choice(ranges)))
    if kind == "times":
        return part() * part()
    if kind == "plus":
        return part() + rng.choice([1, -1]) * part()
    if kind == "over":
        return rng.choice([1 / (K - 1), 1 / c, 1 / T, part() / part(), 1 / (2 + part() ** 2)])
    functions = [sp.exp, sp.tanh, sigmoid, g, lambda u: sp.log(1 + u**2), lambda u: u**2]
    if strange:
        functions += [sp.floor, sp.Abs, sp.sqrt, sp.gamma, lambda u: sp.Max(u, 0), sp.Heaviside]
        functions += [lambda u: ell(c, u), lambda u: ell(c * u, part()).diff(c), lambda u: c**u]
        functions += [lambda u: g(c * u).diff(c), lambda u: g(g(c)).diff(c) * u, sp.log]
        functions += [lambda u: sp.floor(c).diff(c) * u, lambda u: p * u ** (p - 1)]
    return rng.choice(functions)(part())


def any_leaf(rng, letters, strange):
    """An entry at an index that may be shifted, decreasing or an entry itself; or a scalar."""
    v, other = rng.choice(letters), rng.choice(letters)
    at = [v, v, v, v + 1, m - 1 - v, other - v, sp.S.Zero]
    at += [OF_WHOLE_NUMBERS[v], VECTORS[0][v], *STRANGE[:2]] * strange
    scalars = [c, sp.S(2), m, K - 1, T, KroneckerDelta(v, other)] + [
        *LATEX_NAMES,
        *STRANGE,
    ] * strange
    matrix = sp.IndexedBase("A")[rng.choice(at), rng.choice(at)]
    return rng.choice([rng.choice(VECTORS)[rng.choice(at)], matrix, rng.choice(scalars)])


def test_every_formula_gets_one_of_the_promised_answers():
    counts = Counter()

    @examples(300)
    @given(st.randoms(use_true_random=False))
    def check(rng):
        lhs = any_formula(rng)
        assume(len(lhs.atoms(Sum)) <= 5)
        rhs = rng.choice([c, 2 * lhs, sp.expand(lhs), any_formula(rng, depth=1)])
        try:
            statement = prove(lhs, rhs)
            assert isinstance(statement, Proved) and str(statement)
            assert statement._repr_latex_().startswith((r"$\displaystyle ", r"$$\begin{aligned}"))
            counts["proved"] += 1
            gradient(lhs, rng.choice([c, VECTORS[0][p]]))
        except (Disproved, Undecided) as answer:
            counts[type(answer).__name__] += 1
        except ValueError as refusal:  # SymPy made something infinite of it
            assert "must be finite" in str(refusal), f"{lhs}, {rhs}"
            counts["refused"] += 1

    check()
    print(f"all sorts of formulas: {dict(counts)}")
    assert counts["refused"] < counts.total() / 50 and counts["Undecided"] < counts.total() / 5


def test_where_a_formula_has_a_value_its_normal_form_has_the_same():
    counts = Counter()

    @examples(300)
    @given(st.randoms(use_true_random=False))
    def check(rng):
        formula = any_formula(rng, strange=False)
        assume(len(formula.atoms(Sum)) <= 5 and not formula.has(sp.zoo, sp.nan))
        form, assumed = to_normal_form(formula)
        counts["assuming"] += bool(assumed)
        for at in map(with_T, places(), range(20)):
            if not all(0 <= at[v] < value(size, at) for v, size in assumed):
                counts["out of range"] += 1
                continue
            try:
                expected = value(formula, at, mpmath.mp)
            except (ArithmeticError, ValueError):
                counts["undefined"] += 1
                continue
            counts["compared"] += 1
            assert value(form, at, mpmath.mp) == pytest.approx(expected, 1e-9, 1e-9), f"{formula}"

    check()
    print(f"places: {dict(counts)}")
    assert counts["compared"] > counts["undefined"]


def with_T(at, number):
    return {**at, T: number % 4, q: number % 5}  # and q need not be below a size
