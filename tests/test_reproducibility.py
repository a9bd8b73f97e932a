"""Same seeds, same bits: again in one process, in another one, with one thread or two, and whatever
the seed of Python's hashes is.

Where PYTHONHASHSEED is not set, as in the test command, every notebook runs under another seed each
time; the workflow runs all of them under ten.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

# One network and three side by side; the second pair is wide enough for NumPy's products to
# be shared out among threads.
TRAIN = """
import hashlib
import numpy as np
from helpers.network import Network
from helpers.optimizers import Adam
from helpers.training import fit

def trained(sizes, m, epochs, seed):
    rng = np.random.default_rng(1)
    X, Y = rng.normal(size=(m, sizes[0])), np.eye(sizes[-1])[rng.integers(0, sizes[-1], m)]
    net = Network(sizes, seed=seed)
    fit(net, X, Y, Adam(0.01), epochs=epochs, batch_size=m // 4)
    return hashlib.sha256(net.theta.tobytes()).hexdigest()

for _ in range(2):
    for seed in (0, (0, 1, 2)):
        print(trained([4, 10, 3], 120, 20, seed), trained([64, 256, 10], 1024, 2, seed))
"""

# Sums over symbolic sizes, their derivatives, a proof, and a search for a counterexample.
PROVE = """
import sympy as sp
from helpers.symbolic import arrays, gradient, indices, prove, refute, sizes
i, j, k, l, p, q = indices("i j k l p q")
m, n, K = sizes("m n K")
X, Y, W, b, Z = arrays("X Y W b Z")
residual = sp.Sum(X[i, j] * W[j, k], (j, 0, n - 1)) + b[k] - Y[i, k]
loss = sp.Sum(residual**2, (k, 0, K - 1), (i, 0, m - 1)) / m
cross_entropy = sp.log(sp.Sum(sp.exp(Z[k]), (k, 0, K - 1))) - sp.Sum(Y[k] * Z[k], (k, 0, K - 1))
slopes = [gradient(loss, W[p, q]), gradient(loss, b[q]), gradient(cross_entropy, Z[l])]
for slope in slopes:
    print(slope, sp.latex(slope), sp.latex(sp.expand(slope)), slope.doit())
print(refute(slopes[0], 2 * slopes[0]), prove(slopes[1], slopes[1].expand()))
x, y, z = sp.symbols("x y z")
slopes = sp.Matrix([sp.exp(x * y) / (1 + z), sp.tanh(x + y + z)]).jacobian([x, y, z])
print(sp.latex(slopes), sp.cse(list(slopes)), sp.factor(x**2 * y + x * y**2 + x * y * z))
"""


def printed(program, **environment):
    command = [sys.executable, "-c", program]
    environment = {**os.environ, **environment}
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return run.stdout


def test_training_gives_the_same_bits_again_in_another_process_and_with_other_threads():
    one, two = (printed(TRAIN, **dict.fromkeys(THREADS, number)) for number in "12")
    first, again = one.splitlines()[:2], one.splitlines()[2:]
    assert first == again, "twice in one process"
    assert one == two, "two processes, with one thread and with two"


def test_formulas_print_alike_for_ten_seeds_of_the_hashes():
    with ThreadPoolExecutor(2) as pool:
        ten = pool.map(lambda seed: printed(PROVE, PYTHONHASHSEED=str(seed)), range(10))
    assert len(set(ten)) == 1
