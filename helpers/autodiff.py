"""A program that writes its own walk back: reverse-mode automatic differentiation (notebook 12).

A `Value` holds a number, an array or a SymPy expression. Every operation on values makes a new one
and records, for each value that went in (a parent), how a slope passes back to it:

    c = f(s, t)  is  Value(f(s, t), ((s, dc -> dc * df/ds), (t, dc -> dc * df/dt)))

That is one shape, repeated for every operator below. `backward` then does what notebook 3 did by
hand: it takes the values from last to first and adds up what they pass back, eq. (3.3).

It computes first derivatives of one number. It has no device, no dtype of its own, no forward mode,
no indexing, and no derivative of a derivative: what is passed back are plain numbers.
"""

import reprlib
from numbers import Number

import numpy as np
import sympy as sp
from numpy.lib.array_utils import normalize_axis_tuple


class Value:
    """A number, array or SymPy expression that knows what it was computed from.

    data     what it holds; whole numbers in arrays become floats
    parents  a tuple of pairs (value, pass_on): what it was computed from, once for each use;
             pass_on(dc) is that use's term of the sum (3.3) in the value's slope. It must have the
             value's shape, or the shape to which NumPy has stretched it; never a smaller one.
    op       the operation's sign, for pictures
    grad     after out.backward(): the slope of `out` along this value, shaped like data; else None
    """

    __array_ufunc__ = None  # array * value is left to __rmul__

    def __init__(self, data, parents=(), op=""):
        if isinstance(data, Value):
            raise TypeError("data must be a number, an array or an expression; got a Value")
        _check_parents(parents)
        data = _operand(data)
        self.data, self.parents, self.op, self.grad = data, parents, op, None

    def __repr__(self):
        return f"Value({self.data!r}, grad={self.grad!r})"

    # ---- the walk back

    def order(self):
        """The values that this one was computed from, each once and after its parents; it is last.

        A depth-first search with a stack of its own, so that long programs do not exhaust Python's.
        """
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            value, parents_listed = stack.pop()
            if parents_listed:
                order.append(value)
            elif value not in seen:
                seen.add(value)
                stack.append((value, True))  # comes up again when all above it is done
                stack += [(parent, False) for parent, _ in value.parents]
        return order

    def backward(self):
        """Set v.grad = d self / d v for every value v in `order`. Eq. (12.2).

        Each call starts from 0: called twice, it sets the same slopes twice. Values that `self` was
        not computed from keep what they have. Raises ValueError unless `self` is one number.
        """
        if np.size(self.data) != 1:
            raise ValueError(f"backward starts from one number; got shape {np.shape(self.data)}")
        order = self.order()
        for value in order:
            value.grad = 0
        # A 1 of the data's kind: slopes in int64 would overflow, in silence.
        self.grad = 1 if isinstance(self.data, int) else np.ones_like(self.data)[()]
        for value in reversed(order):
            for parent, pass_on in value.parents:
                share = summed_to(np.shape(parent.data), pass_on(value.grad))
                parent.grad = parent.grad + share  # += would write into an array in place

    # ---- operators: the value, and for each parent the slope that passes back

    def __add__(self, other):
        s, t = self, as_value(other)
        return Value(s.data + t.data, ((s, lambda d: d), (t, lambda d: d)), "+")

    def __sub__(self, other):
        s, t = self, as_value(other)
        return Value(s.data - t.data, ((s, lambda d: d), (t, lambda d: -d)), "-")

    def __mul__(self, other):
        s, t = self, as_value(other)
        back = ((s, lambda d: d * t.data), (t, lambda d: d * s.data))
        return Value(s.data * t.data, back, "*")

    def __matmul__(self, other):
        """Products of matrices (m, n) and (n, K), or of stacks of them. Eq. (6.4) and (6.6)."""
        s, t = self, as_value(other)
        if min(np.ndim(s.data), np.ndim(t.data)) < 2:
            shapes = f"{np.shape(s.data)} and {np.shape(t.data)}"
            raise ValueError(f"@ multiplies matrices; got shapes {shapes}")
        back = ((s, lambda d: d @ t.data.mT), (t, lambda d: s.data.mT @ d))
        return Value(s.data @ t.data, back, "@")

    def __pow__(self, n):
        """A power with a constant exponent."""
        if not isinstance(n, Number | sp.Expr):
            raise TypeError(f"n, the exponent, must be a constant number; got {reprlib.repr(n)}")
        s = self
        slope = (lambda: n * s.data ** (n - 1)) if n != 0 else (lambda: 0)
        return Value(_power(s.data, n), ((s, lambda d: d * slope()),), f"**{n}")

    def __neg__(self):
        return Value(-self.data, ((self, lambda d: -d),), "neg")

    def __truediv__(self, other):
        return self * as_value(other) ** -1

    def __radd__(self, other):  # other + self
        return as_value(other) + self

    def __rsub__(self, other):  # other - self
        return as_value(other) - self

    def __rmul__(self, other):  # other * self
        return as_value(other) * self

    def __rmatmul__(self, other):  # other @ self
        return as_value(other) @ self

    def __rtruediv__(self, other):  # other / self
        return as_value(other) / self

    # ---- functions

    def exp(self):
        """e^s, its own slope."""
        e = _exp(self.data)
        return Value(e, ((self, lambda d: d * e),), "exp")

    def log(self):
        """The natural logarithm, s > 0; slope 1 / s."""
        return Value(_log(self.data), ((self, lambda d: d / self.data),), "log")

    def tanh(self):
        """The hyperbolic tangent t; slope 1 - t^2. Eq. (1.4)."""
        t = _tanh(self.data)
        return Value(t, ((self, lambda d: d * (1 - t**2)),), "tanh")

    def relu(self):
        """max(0, s); slope 1 where s > 0, else 0, also at the kink. Eq. (1.5)."""
        back = ((self, lambda d: d * _is_positive(self.data)),)
        return Value(_positive_part(self.data), back, "relu")

    def sum(self, axis=None, keepdims=False):
        """The sum over `axis` (all axes if None), as in NumPy: every entry has slope 1."""
        shape = np.shape(self.data)
        if axis is not None:
            axes = axis if isinstance(axis, tuple) else (axis,)
            if not all(isinstance(k, int | np.integer) for k in axes):
                raise TypeError(f"axis must be a whole number, or a tuple of them; got {axis!r}")
            axis = normalize_axis_tuple(axes, len(shape), "axis")
        if not isinstance(keepdims, bool):
            raise TypeError(f"keepdims must be True or False; got {reprlib.repr(keepdims)}")

        def stretched(d):
            if axis is not None and not keepdims:
                d = np.expand_dims(d, axis)
            return np.broadcast_to(d, shape, subok=True)

        total = np.sum(self.data, axis=axis, keepdims=keepdims)
        return Value(total, ((self, stretched),), "sum")


def as_value(x):
    """`x` itself if it is a Value, else a Value without parents."""
    return x if isinstance(x, Value) else Value(x)


def summed_to(shape, slope):
    """`slope`, summed over the axes along which NumPy has stretched `shape`. Eq. (12.3).

    A stretched entry is one value used many times, and the shares of all uses add up.
    """
    if np.shape(slope) == shape:
        return slope
    slope = np.sum(slope, axis=tuple(range(np.ndim(slope) - len(shape))))
    repeated = [k for k, n in enumerate(shape) if n == 1]
    return np.sum(slope, axis=tuple(repeated), keepdims=True) if repeated else slope


def _either(numeric, symbolic):
    """A function for numbers, and one for SymPy expressions, alone or in an array, in one."""
    by_entry = np.frompyfunc(symbolic, 1, 1)

    def function(x):
        if np.asarray(x).dtype == object:
            return by_entry(x)
        try:
            with _no_warning():
                return numeric(x)
        except FloatingPointError:
            message = f"data: {numeric.__name__} has no finite value at {reprlib.repr(x)}"
            raise ValueError(message) from None

    return function


def _operand(data):
    """`data` as a Value holds it: whole numbers in arrays as floats, and nothing but numbers."""
    if isinstance(data, list | tuple):
        try:
            data = np.array(data)
        except ValueError:
            raise ValueError("data must hold numbers; got rows of different lengths") from None
    if isinstance(data, np.ndarray | np.generic):
        if data.dtype.kind in "biu":
            return data.astype(float)
        if data.dtype.kind in "fc":
            return data
        if data.dtype.kind == "O" and all(isinstance(x, Number | sp.Expr) for x in data.flat):
            return data
    elif isinstance(data, Number | sp.Expr):
        return data
    raise TypeError(f"data must be numbers or expressions; got {reprlib.repr(data)}")


def _check_parents(parents):
    for pair in parents if isinstance(parents, list | tuple) else (None,):
        pairs = isinstance(pair, tuple) and len(pair) == 2
        if not (pairs and isinstance(pair[0], Value) and callable(pair[1])):
            raise TypeError(f"parents must be pairs (Value, function); got {reprlib.repr(parents)}")


def _no_warning():
    """Where NumPy would warn, it raises FloatingPointError; what is to be ignored is ignored."""
    return np.errstate(**{k: "raise" if how == "warn" else how for k, how in np.geterr().items()})


def _power(base, n):
    """base^n: finite, and real if both are."""
    try:
        with _no_warning():
            power = base**n
    except ArithmeticError:
        power = None
    turned_complex = np.iscomplexobj(power) and not (np.iscomplexobj(base) or np.iscomplexobj(n))
    if power is None or turned_complex or (isinstance(n, Number) and n - n != 0):
        raise ValueError(f"n: the power {n} of {reprlib.repr(base)} is no finite real number")
    return power


_exp, _log, _tanh = _either(np.exp, sp.exp), _either(np.log, sp.log), _either(np.tanh, sp.tanh)
_positive_part = _either(lambda x: np.maximum(x, 0), lambda x: sp.Max(x, 0))
_is_positive = _either(lambda x: x > 0, lambda x: sp.Heaviside(x, 0))
