"""What guards the speed: counts that do not depend on the machine."""

import subprocess
import sys
import tracemalloc

import numpy as np
import pytest

from helpers import network
from helpers.network import Network
from helpers.optimizers import Adam

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(32, 4)), np.eye(3)[RNG.integers(0, 3, 32)]


class Counted(np.ndarray):
    """An array whose ufunc calls are counted, matrix products and reductions included."""

    calls = 0

    def __array_ufunc__(self, ufunc, method, *inputs, out=(), **options):
        Counted.calls += 1
        inputs = [a.view(np.ndarray) if isinstance(a, Counted) else a for a in inputs]
        if out:
            options["out"] = tuple(a.view(np.ndarray) for a in out)
        result = getattr(ufunc, method)(*inputs, **options)
        return out[0] if out else np.asanyarray(result).view(Counted)


def test_a_step_makes_few_calls(monkeypatch):
    monkeypatch.setattr(
        network, "by_columns", lambda *a, make=network.by_columns: make(*a).view(Counted)
    )
    monkeypatch.setattr(np, "asarray", np.asanyarray)  # asarray would stop the counting
    net, adam = Network([4, 10, 3]), Adam()
    net.adopt(net.theta.view(Counted))
    prepared = [np.asfortranarray(a).view(Counted) for a in net.prepare(X, Y)]
    net.backpropagate(*prepared)
    Counted.calls = 0
    _, gradient = net.backpropagate(*prepared)
    assert Counted.calls <= 23  # 5 products, 3 for the activation, 13 for the loss
    Counted.calls = 0
    adam.step(net.theta, gradient)
    assert Counted.calls <= 13


def test_a_step_keeps_no_memory():
    net, adam = Network([4, 10, 3]), Adam()
    prepared = net.prepare(X, Y)

    def steps(n):
        for _ in range(n):
            adam.step(net.theta, net.backpropagate(*prepared)[1])

    steps(10)
    tracemalloc.start()
    steps(10)
    before = tracemalloc.get_traced_memory()[0]
    steps(200)
    kept = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert kept < 200  # less than a byte a step: Python's own counters


def test_layers_are_written_in_place():
    net = Network([4, 10, 3])
    gradient = net.backpropagate(*net.prepare(X, Y))[1]
    again = net.backpropagate(*net.prepare(X, Y))[1]
    kept = net.forward_pass(net.prepare(X, Y)[0], net._Wb)
    assert gradient is again and all(np.shares_memory(dWb, gradient) for dWb in kept.dWb)
    assert (kept.dA[1] != 1).any()
    assert all(Z.flags.f_contiguous for Z in kept.Z)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no module resource to measure by")
def test_training_needs_little_memory():
    code = """
import resource, sys
start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
import numpy as np
from helpers import network
from helpers.network import Network
from helpers.optimizers import Adam
from helpers.training import fit
rng = np.random.default_rng(0)
fit(Network([4, 10, 3]), rng.normal(size=(120, 4)), np.eye(3)[rng.integers(0, 3, 120)], Adam())
unit = 1 if sys.platform == "darwin" else 1024
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start) * unit / 1e6)
"""
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert float(printed.stdout) < 60  # MB above the interpreter
