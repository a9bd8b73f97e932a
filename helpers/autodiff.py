"""A program that writes its own walk back: reverse-mode automatic differentiation (notebook 12).

A `Value` holds a number, an array or a SymPy expression. Every operation on values makes a new one
and records, for each value that went in (a parent), how a slope passes back to it:

    c = f(s, t)  is  Value(f(s, t), ((s, dc -> dc * df/ds), (t, dc -> dc * df/dt)))

That is one shape, repeated for every operator below. `backward` then does what notebook 3 did by
hand: it takes the values from last to first and adds up what they pass back, eq. (3.3).

It computes first derivatives of one number. It has no device, no dtype of its own, no forward mode,
no indexing, and no derivative of a derivative: what is passed back are plain numbers.

Where an operation has no slope (a root at 0, a logarithm at 0 or below, a division by 0), a
ValueError says so, in the program or on the walk back. Overflow is left to what holds the numbers:
NumPy gives inf and a RuntimeWarning, a power of a Python float raises OverflowError.
"""

from numbers import Number

import numpy as np
import sympy as sp


def elementwise(numeric, symbolic, x):
    """numeric(x); or, if x holds SymPy expressions, symbolic of each."""
    if np.asarray(x).dtype == object:
        return np.frompyfunc(symbolic, 1, 1)(x)  # calls it for every entry
    return numeric(x)


def _sign(x):
    """1, 0 or -1 for each entry of x; a formula, if SymPy does not know it."""
    return elementwise(np.sign, sp.sign, x)


def _refuse(op, s, at_zero, below_zero):
    """A ValueError if an entry of s is 0 and `at_zero`, or negative and `below_zero`."""
    s = np.asarray(s)
    sign = _sign(s)
    refused = ((sign == 0) & at_zero) | ((sign == -1) & below_zero)
    if np.any(refused):
        raise ValueError(f"the operation {op} has no slope at {s[refused][0]}")


def _power(s, n, op):
    """s^n, where it is a finite real number; else a ValueError that names the operation `op`."""
    fractional = _sign(n % 1) == 1
    _refuse(op, s, at_zero=_sign(n) == -1, below_zero=fractional)
    return s**n


def unbroadcast(slope, shape):
    """`slope`, summed over the axes along which NumPy has stretched `shape`. Eq. (12.3).

    A stretched entry is one value used many times, and the shares of all uses add up.
    """
    if np.shape(slope) == shape:
        return slope
    if np.broadcast_shapes(np.shape(slope), shape) != np.shape(slope):
        raise ValueError(f"pass_on gave a slope of shape {np.shape(slope)} to a value of {shape}")
    slope = np.sum(slope, axis=tuple(range(np.ndim(slope) - len(shape))))
    repeated = tuple(k for k, n in enumerate(shape) if n == 1)
    return np.sum(slope, axis=repeated, keepdims=True)


class Value:
    """A number, array or SymPy expression that knows what it was computed from.

    data     what it holds; lists become arrays, and NumPy's whole numbers floats
    parents  a tuple of pairs (parent, pass_on): what it was computed from, once for each use;
             pass_on(dc) is that use's term of the sum (3.3) in the parent's slope. It must have the
             parent's shape, or the shape to which NumPy has stretched it.
    op       the operation's sign, for pictures
    grad     after out.backward(): the slope of `out` along this value, shaped like data; else None
    """

    __array_ufunc__ = None  # NumPy then leaves array * value to __rmul__ below

    def __init__(self, data, parents=(), op=""):
        if isinstance(data, np.matrix | sp.MatrixExpr):
            raise TypeError("data must be an array: * of a matrix is the matrix product")
        if not isinstance(data, Number | sp.Expr):
            data = np.asanyarray(data)
        kind = np.asarray(data).dtype.kind
        if kind in "biu" and not isinstance(data, int):
            data = data.astype(float)  # whole numbers in NumPy overflow, in silence
        if kind not in "biufc":
            for entry in np.ravel(data):
                if not isinstance(entry, Number | sp.Expr):
                    raise TypeError(f"data must be numbers or expressions; got {entry!r}")
        self.data, self.parents, self.op, self.grad = data, parents, op, None

    def __repr__(self):
        return f"Value({self.data!r}, grad={self.grad!r})"

    # ---- the walk back

    def topological_order(self):
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
        """Set v.grad = d self / d v for every value v that `self` was computed from. Eq. (12.2).

        Each call starts from 0: called twice, it sets the same slopes twice. Other values keep what
        they have. Raises ValueError, and sets nothing, unless `self` is one number and every
        operation has a slope.
        """
        if np.size(self.data) != 1:
            raise ValueError(f"backward starts from one number; got shape {np.shape(self.data)}")
        order = self.topological_order()
        grad = dict.fromkeys(order, 0)
        # A 1 of the data's kind (slopes in int64 would overflow); [()] takes it out of its array.
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
        """C = S T, of matrices (m, n) and (n, K) or stacks of them. Eq. (6.4) and (6.6)."""
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
        slope = (lambda: n * _power(s.data, n - 1, op)) if n != 0 else (lambda: 0)
        return Value(_power(s.data, n, op), ((s, lambda d: d * slope()),), op)

    def __neg__(self):
        """c = -s; dc/ds = -1."""
        return Value(-self.data, ((self, lambda d: -d),), "neg")

    def __truediv__(self, other):
        """c = s / t = s t^(-1)."""
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
        """c = e^s; dc/ds = c."""
        c = elementwise(np.exp, sp.exp, self.data)
        return Value(c, ((self, lambda d: d * c),), "exp")

    def log(self):
        """c = log s, the natural logarithm, for s > 0; dc/ds = 1 / s."""
        _refuse("log", self.data, at_zero=True, below_zero=True)
        c = elementwise(np.log, sp.log, self.data)
        return Value(c, ((self, lambda d: d / self.data),), "log")

    def tanh(self):
        """t = tanh s; dt/ds = 1 - t^2. Eq. (1.4)."""
        t = elementwise(np.tanh, sp.tanh, self.data)
        return Value(t, ((self, lambda d: d * (1 - t**2)),), "tanh")

    def relu(self):
        """c = max(0, s); dc/ds = 1 where s > 0, else 0, also at the kink. Eq. (1.5)."""

        def pass_on(d):
            step = elementwise(lambda x: x > 0, lambda x: sp.Heaviside(x, 0), self.data)  # 1 or 0
            return d * step

        c = elementwise(lambda x: np.maximum(x, 0), lambda x: sp.Max(x, 0), self.data)
        return Value(c, ((self, pass_on),), "relu")

    def sum(self, axis=None, keepdims=False):
        """c = sum of s over `axis` (None: all axes), as in NumPy; dc/ds = 1 for each entry."""
        shape = np.shape(self.data)

        def pass_on(d):
            if axis is not None and not keepdims:
                d = np.expand_dims(d, axis)
            return np.broadcast_to(d, shape, subok=True)  # subok: a class of arrays stays itself

        c = np.sum(self.data, axis=axis, keepdims=keepdims)
        return Value(c, ((self, pass_on),), "sum")


def as_value(x):
    """`x` itself if it is a Value, else a Value without parents."""
    return x if isinstance(x, Value) else Value(x)
