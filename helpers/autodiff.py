"""A program that walks back through itself: reverse-mode automatic differentiation (notebook 12).

A `Value` holds a number, an array or a formula of SymPy. Every operation on values makes a new one
and records, for each value that went in (a parent), how to pass a slope back to it. Let L be the
number at the end of the program, and write dc for the slope of L along c, dL/dc. Then

    c = f(s, t)  is  Value(f(s, t), ((s, dc -> dc * df/ds), (t, dc -> dc * df/dt)))

Every operator below is written in this pattern. `backward` then does what notebook 3 did by hand:
it takes the values from last to first, and the slope of a value is the sum of what all its uses
pass back,

    ds = sum over all uses c of s:  dc * dc/ds        eq. (3.3)

It computes first derivatives of one number, and knows only the operations below. Slopes are plain
numbers, arrays or formulas, and no Values: so there is no derivative of a derivative.

Where an operation has no slope, a ValueError says so. A logarithm of 0 or below and a division by 0
stop at once; the root of 0 is 0 and has no slope, so `backward` stops there. A number that grows
too large is left to NumPy, which gives inf and a warning, and to Python, which raises
OverflowError.
"""

from numbers import Number

import numpy as np
import sympy as sp


def elementwise(numeric, symbolic, x):
    """numeric(x); or, if x holds formulas, symbolic(entry) for each entry of x."""
    if np.asarray(x).dtype == object:  # what NumPy calls an array that holds formulas
        for_each = np.frompyfunc(symbolic, 1, 1)  # from 1 input to 1 result
        return for_each(x)  # for a single formula: a single formula
    return numeric(x)


def _sign(x):
    """1, 0 or -1 for each entry of x; sign(x) as a formula where SymPy cannot tell."""
    return elementwise(np.sign, sp.sign, x)


def _refuse(op, s, at_zero, below_zero):
    """Raise ValueError if there are zeros in s and `at_zero`, or negative ones and `below_zero`."""
    entries = np.ravel(s)
    sign = _sign(entries)  # where it is a formula, it equals neither 0 nor -1
    refused = ((sign == 0) & at_zero) | ((sign == -1) & below_zero)
    if refused.any():
        raise ValueError(f"the operation {op} has no slope at {entries[refused][0]}")


def _power(s, n, op):
    """s^n; a ValueError that names the operation `op` for 1/0 and for a root below 0."""
    n_is_fraction = _sign(n % 1) == 1  # False for a letter: it may stand for a whole number
    _refuse(op, s, at_zero=_sign(n) == -1, below_zero=n_is_fraction)
    return s**n


def _without_end(data, depth=0):
    """Whether lists stand in lists deeper than an array can have axes, 64: NumPy would not stop."""
    if not isinstance(data, (list, tuple)):
        return False
    return depth == 64 or any(_without_end(entry, depth + 1) for entry in data)


def unbroadcast(slope, shape):
    """`slope`, summed over the axes along which NumPy has stretched a value of `shape`. Eq. (12.3).

    In (5, 3) + (3,) each entry of the row is used five times, and the shares of all uses add up.
    """
    if np.shape(slope) == shape:
        return slope
    if np.broadcast_shapes(np.shape(slope), shape) != np.shape(slope):  # they don't fit
        raise ValueError(f"pass_on gave a slope of shape {np.shape(slope)} to a value of {shape}")
    in_front = range(np.ndim(slope) - len(shape))  # axes that `shape` lacks, if any
    slope = np.sum(slope, axis=tuple(in_front))  # axis=() sums over none
    of_length_1 = tuple(k for k, n in enumerate(shape) if n == 1)
    return np.sum(slope, axis=of_length_1, keepdims=True)


class Value:
    """A number, array or formula that knows what it was computed from.

    data     what it holds; lists become arrays, and NumPy's whole numbers floats
    parents  a tuple of pairs (parent, pass_on), one for each use of a parent: when the slope of
             this value is dc, pass_on(dc) is what this use adds to the parent's slope, in the
             parent's shape or in the one to which NumPy has stretched it
    op       the operation's name, for pictures of the program
    grad     after out.backward(): the slope of `out` along this value, shaped like data; else None
    """

    __array_ufunc__ = None  # for array * value, NumPy then calls value.__rmul__(array), below

    def __init__(self, data, parents=(), op=""):
        if isinstance(data, (np.matrix, sp.MatrixExpr)):
            raise TypeError("data must be an array: * of a matrix is the matrix product")
        if _without_end(data):
            raise TypeError("lists stand in lists without end")
        if not isinstance(data, (Number, sp.Expr)):
            data = np.asanyarray(data)  # keeps subclasses: side path 12a has one that counts
        kind = np.asarray(data).dtype.kind
        if kind in "biu" and not isinstance(data, int):  # b, i, u: bool and whole numbers
            data = data.astype(float)  # in NumPy they overflow in silence
        if kind not in "biufc":  # f, c: float and complex
            for entry in np.ravel(data):
                if not isinstance(entry, (Number, sp.Expr)):
                    raise TypeError(f"data must be numbers or expressions; got {entry!r}")
        self.data, self.parents, self.op, self.grad = data, parents, op, None

    def __repr__(self):
        return f"Value({self.data!r}, grad={self.grad!r})"

    # ---- the walk back

    def topological_order(self):
        """All values that this one was computed from, each once, after its parents; itself is last.

        A value goes on the stack twice: first to put its parents above it, and again to be listed
        when they are done. So a value is listed after everything that it was computed from, however
        many values share it. (A function that calls itself would be shorter, but Python stops it at
        depth 1,000.)
        """
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            value, parents_listed = stack.pop()
            if parents_listed:
                order.append(value)
            elif value not in seen:
                seen.add(value)
                stack.append((value, True))  # under its parents, so it comes up after them
                stack += [(parent, False) for parent, _ in value.parents]
        return order

    def backward(self):
        """Set v.grad = d self / d v for every value v that `self` was computed from. Eq. (12.2).

        Each call starts from 0: called twice, it sets the same slopes twice. Raises ValueError, and
        sets nothing, unless `self` is one number and every operation has a slope.
        """
        if np.size(self.data) != 1:
            raise ValueError(f"backward starts from one number; got shape {np.shape(self.data)}")
        order = self.topological_order()
        grad = dict.fromkeys(order, 0)
        # The slope of self along itself is 1, in the kind and shape of its data: 1.0, or [[1.0]].
        # For a single number, ones_like makes an array without axes, and [()] takes the number out.
        grad[self] = 1 if isinstance(self.data, int) else np.ones_like(self.data)[()]
        for value in reversed(order):
            for parent, pass_on in value.parents:
                share = unbroadcast(pass_on(grad[value]), np.shape(parent.data))
                grad[parent] = grad[parent] + share  # += would change an array that others hold
        for value in order:
            value.grad = grad[value]

    # ---- operators: the value, and for each parent the slope that passes back

    def __add__(self, other):
        """c = s + t; dc/ds = dc/dt = 1."""
        s, t = self, as_value(other)
        return Value(s.data + t.data, ((s, lambda d: d), (t, lambda d: d)), "+")

    def __sub__(self, other):
        """c = s - t; dc/ds = 1, dc/dt = -1."""
        s, t = self, as_value(other)
        return Value(s.data - t.data, ((s, lambda d: d), (t, lambda d: -d)), "-")

    def __mul__(self, other):
        """c = s t, entry by entry; dc/ds = t, dc/dt = s."""
        s, t = self, as_value(other)
        back = ((s, lambda d: d * t.data), (t, lambda d: d * s.data))
        return Value(s.data * t.data, back, "*")

    def __matmul__(self, other):
        """C = S T, of matrices (m, n) and (n, K), or of stacks of matrices.

        dS = dC T^T and dT = S^T dC, eq. (6.6) and (6.4). x.mT transposes every matrix of a stack.
        """
        s, t = self, as_value(other)
        if min(np.ndim(s.data), np.ndim(t.data)) < 2:
            shapes = f"{np.shape(s.data)} and {np.shape(t.data)}"
            raise ValueError(f"@ multiplies matrices; got shapes {shapes}")
        back = ((s, lambda d: d @ t.data.mT), (t, lambda d: s.data.mT @ d))
        return Value(s.data @ t.data, back, "@")

    def __pow__(self, n):
        """c = s^n for a constant n; dc/ds = n s^(n - 1), and 0 if n is 0."""
        if not isinstance(n, Number | sp.Expr):
            raise TypeError(f"the exponent must be a constant number; got {n!r}")
        s, op = self, f"**{n}"

        def pass_on(d):  # raises ValueError at s = 0 if n < 1, as for a root
            return d * n * _power(s.data, n - 1, op) if n != 0 else d * 0

        return Value(_power(s.data, n, op), ((s, pass_on),), op)

    def __neg__(self):
        """c = -s; dc/ds = -1."""
        return Value(-self.data, ((self, lambda d: -d),), "neg")

    def __truediv__(self, other):
        """c = s / t = s t^(-1)."""
        return self * as_value(other) ** -1

    __radd__ = __add__  # other + self = self + other

    def __rsub__(self, other):  # other - self
        return as_value(other) - self

    __rmul__ = __mul__  # other * self = self * other

    def __rmatmul__(self, other):  # other @ self
        return as_value(other) @ self

    def __rtruediv__(self, other):  # other / self
        return as_value(other) / self

    # ---- functions

    def exp(self):
        """c = e^s; dc/ds = c."""
        c = elementwise(np.exp, sp.exp, self.data)
        return Value(c, ((self, lambda d: d * c),), "exp")

    def log(self):
        """c = log s, the natural logarithm, for s > 0; dc/ds = 1 / s."""
        _refuse("log", self.data, at_zero=True, below_zero=True)
        c = elementwise(np.log, sp.log, self.data)
        return Value(c, ((self, lambda d: d / self.data),), "log")

    def tanh(self):
        """t = tanh s; dt/ds = 1 - t^2. Eq. (1.5)."""
        t = elementwise(np.tanh, sp.tanh, self.data)
        return Value(t, ((self, lambda d: d * (1 - t**2)),), "tanh")

    def relu(self):
        """c = max(0, s); dc/ds = 1 where s > 0, else 0, also at the kink. Eq. (1.6)."""

        def pass_on(d):
            # Heaviside(x, 0) is SymPy's name for: 1 if x > 0, else 0
            step = elementwise(lambda x: x > 0, lambda x: sp.Heaviside(x, 0), self.data)
            return d * step

        c = elementwise(lambda x: np.maximum(x, 0), lambda x: sp.Max(x, 0), self.data)
        return Value(c, ((self, pass_on),), "relu")

    def sum(self, axis=None, keepdims=False):
        """c = sum of s over `axis` (None: all axes), as in NumPy; dc/ds = 1 for each entry."""
        shape = np.shape(self.data)

        def pass_on(d):
            if axis is not None and not keepdims:
                d = np.expand_dims(d, axis)
            # subok keeps subclasses, as in __init__
            return np.broadcast_to(d, shape, subok=True)

        c = np.sum(self.data, axis=axis, keepdims=keepdims)
        return Value(c, ((self, pass_on),), "sum")


def as_value(x):
    """`x` itself if it is a Value, else a Value without parents."""
    return x if isinstance(x, Value) else Value(x)
