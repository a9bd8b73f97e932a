"""`python tests/benchmarks` prints how fast helpers trains beside others, and saves the table.

Peer and ours take turns in one process, and what is printed is the median of the pairwise ratios
with their quartiles: ratios survive a busy machine, seconds do not. Nothing here passes or fails;
tests/test_speed.py counts calls instead. It writes results.md and results.png beside this file.
"""

import os

for library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

import platform
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from time import perf_counter

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from peers import BATCH, PEERS, RATE, ours

from helpers import data, plotting
from helpers.network import Network, by_columns
from helpers.optimizers import Adam
from helpers.training import fit

HERE = Path(__file__).parent
STEPS = 400  # 100 epochs of 120 flowers in batches of 32


def seconds(run):
    """How long one call takes."""
    start = perf_counter()
    run()
    return perf_counter() - start


def duel(one, other, rounds=15):
    """The quartiles of time(one) / time(other), measured in turns."""
    one(), other()
    return np.percentile([seconds(one) / seconds(other) for _ in range(rounds)], [50, 25, 75])


def alone(calls, repeats=50):
    """The sum of the calls' times, each repeated alone, in seconds."""
    return (
        sum(seconds(lambda call=call: [call() for _ in range(repeats)]) for call in calls) / repeats
    )


def own_calls(net, X, Y, adam):
    """The NumPy calls of one step of the 4-10-3 network, on arrays like its own."""
    g = net.backpropagate(X, Y)[1]
    adam.step(net.theta, g)
    kept, theta, v = net.forward_pass(X, net._Wb), net.theta, np.abs(net.theta)
    (Z1, Z2), dA, A, W2 = kept.Z, kept.dA[1], kept.A[1], net.W[1]
    hidden, (Wb1, Wb2), (dWb1, dWb2) = A[..., :-1], net._Wb, kept.dWb
    P, row = np.exp(Z2), by_columns((len(X), 1), X.dtype)
    slope = by_columns(dA.shape, X.dtype)  # of ones: the product with it can be repeated
    batch = np.arange(len(X))
    return [
        *(lambda a=a: a.T.take(batch, axis=1) for a in (X, Y)),
        lambda: np.matmul(X, Wb1, out=Z1),
        lambda: hidden.__setitem__(..., np.maximum(Z1, 0)),
        lambda: np.matmul(A, Wb2, out=Z2),
        lambda: Z2.max(axis=-1, keepdims=True),
        *[lambda: Z2 - row] * 2,
        *[lambda: np.exp(P)] * 2,
        *[lambda: P.sum(axis=-1, keepdims=True)],
        lambda: np.log(row),
        lambda: Y * P,
        lambda: P.sum(axis=(-2, -1)),
        lambda: P - Y,
        lambda: P / len(Y),
        lambda: np.matmul(A.mT, P, out=dWb2),
        lambda: np.matmul(P, W2.mT, out=dA),
        lambda: (Z1 > 0).astype(float),
        lambda: np.multiply(dA, slope, out=dA),
        lambda: np.matmul(X.mT, dA, out=dWb1),
        *[lambda: theta * 0.9] * 7,
        *[lambda: theta + g] * 2,
        lambda: theta * g,
        lambda: np.sqrt(v),
        lambda: v + 1e-8,
        lambda: g / v,
        lambda: np.subtract(theta, 0.0, out=theta),
    ]


def small_net(X, Y):
    """Rows of the table for the Iris network: name, ratio and quartiles, and what was aimed at."""
    mine = ours(X, Y)
    for (name, make), aim in zip(PEERS.items(), (2.2, 6, 11, 1.4)):
        try:
            yield f"{name} / ours", duel(make(X, Y), mine), f">= {aim}"
        except ImportError as error:
            yield f"{name} / ours", None, f"left out: {error}"
    net, adam = Network([4, 10, 3]), Adam(RATE)
    x, y = net.prepare(X[:BATCH], Y[:BATCH])
    calls = own_calls(net, x, y, adam)
    ratios = [seconds(mine) / STEPS / alone(calls) for _ in range(15)]
    yield "ours / its own NumPy calls, each alone", np.percentile(ratios, [50, 25, 75]), "<= 1.6"


def stacked(X, Y, M=256, epochs=10):
    """One by one against side by side, per network."""
    for dtype, aim in ((np.float64, 6), (np.float32, 7)):

        def one(dtype=dtype):
            fit(Network([4, 10, 3], dtype=dtype), X, Y, Adam(RATE), epochs, BATCH)

        def many(dtype=dtype):
            fit(Network([4, 10, 3], seed=range(M), dtype=dtype), X, Y, Adam(RATE), epochs, BATCH)

        yield f"one by one / {M} at once, {np.dtype(dtype)}", M * duel(one, many, 9), f">= {aim}"


def wide_net(sizes=(784, 512, 10), m=128):
    """A step of a wide network, optimiser left out, against its five bare matrix products."""
    rng = np.random.default_rng(0)
    net = Network(sizes, dtype=np.float32)
    X = rng.normal(size=(m, sizes[0])).astype(np.float32)
    X, Y = net.prepare(X, np.eye(sizes[-1])[rng.integers(0, sizes[-1], m)])
    W1, W2 = (np.ascontiguousarray(W) for W in net.W)
    A, dZ1, dZ2 = (rng.normal(size=(m, h)).astype(np.float32) for h in (512, 512, 10))
    X_rows = np.ascontiguousarray(X[:, :-1])

    def products():
        X_rows @ W1, A @ W2, A.T @ dZ2, dZ2 @ W2.T, X_rows.T @ dZ1

    name = "-".join(map(str, sizes))
    ratio = duel(lambda: net.backpropagate(X, Y), products, 41)
    yield f"ours / five matrix products, {name}, batch {m}, float32", ratio, "<= 1.6"


def costs():
    """Microseconds a step against width, batch, and number of networks (then per network)."""
    rng = np.random.default_rng(0)

    def step(width=10, batch=32, M=None):
        net, adam = Network([4, width, 3], seed=0 if M is None else range(M)), Adam(RATE)
        X, Y = net.prepare(rng.normal(size=(batch, 4)), np.eye(3)[rng.integers(0, 3, batch)])

        def run():
            adam.step(net.theta, net.backpropagate(X, Y)[1])

        run()
        return 1e6 * np.median([seconds(run) for _ in range(200)]) / (M or 1)

    widths, sizes, numbers = 2 ** np.arange(1, 11), 2 ** np.arange(0, 11), 2 ** np.arange(0, 10)
    return {
        "hidden units": (widths, [step(width=int(n)) for n in widths]),
        "samples in a batch": (sizes, [step(batch=int(n)) for n in sizes]),
        "networks side by side": (numbers, [step(M=int(n)) for n in numbers]),
    }


def plot(measured):
    """One panel for each of `costs`."""
    plotting.use()
    fig, axes = plt.subplots(1, 3, figsize=(9, 3), sharey=True)
    for ax, (name, (x, y)) in zip(axes, measured.items()):
        ax.loglog(x, y, marker="o", markersize=4)
        ax.set(xlabel=name)
    axes[0].set(ylabel="µs a step", title="4-n-3, batch 32")
    axes[1].set(title="4-10-3")
    axes[2].set(title="4-10-3, per network")
    fig.savefig(HERE / "results.png", dpi=90)


def imports(rounds=7):
    """Milliseconds that importing helpers adds to importing NumPy."""

    def start(code):
        return lambda: subprocess.run([sys.executable, "-c", code], check=True)

    more = "import numpy, helpers.network, helpers.training, helpers.optimizers"
    pairs = [(seconds(start(more)), seconds(start("import numpy"))) for _ in range(rounds)]
    return 1e3 * np.median([a - b for a, b in pairs])


def main():
    """Measure, print, and save."""
    train = data.standardise(data.split(data.iris())[0])[0]
    lines = ["| ratio of times | median | quartiles | aim |", "|---|---|---|---|"]
    for part in (small_net(train.X, train.Y), stacked(train.X, train.Y), wide_net()):
        for name, ratio, aim in part:
            shown = (
                ("", "")
                if ratio is None
                else (f"{ratio[0]:.2f}", "{:.2f} to {:.2f}".format(*ratio[1:]))
            )
            lines.append(f"| {name} | {shown[0]} | {shown[1]} | {aim} |")
            print(lines[-1], flush=True)
    versions = [f"Python {platform.python_version()}"]
    for package in ("numpy", "scikit-learn", "torch", "jax"):
        try:
            versions.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            pass
    note = f"{', '.join(versions)}; {platform.machine()}, {os.cpu_count()} cores, 1 thread of BLAS."
    extra = f"Importing helpers adds {imports():.0f} ms to importing NumPy."
    whole = "Compilers of the whole training (JAX's lax.scan, Numba, C) beat all of them."
    print(note, extra, sep="\n")
    plot(costs())
    text = "\n".join(
        [
            "# Benchmark",
            "",
            *lines,
            "",
            note,
            extra,
            whole,
            "",
            "![Cost of a step](results.png)",
            "",
        ]
    )
    (HERE / "results.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
