"""Random networks for the referee of numbers: right gradients pass, and no mistake is too small.

The mistake is in one entry, where it is hardest to see; one that moves more entries, or further,
errs more. It counts as caught if the report does not call the gradient right: "look again" asks for
a second look, and that is enough.

The file runs a few hundred networks, the same ones each time. For a long run with others:

    EXAMPLES=5000 python -m pytest -s tests/test_gradcheck_properties.py --hypothesis-seed=1
"""

import numpy as np
import pytest

from helpers import gradcheck
from helpers.activations import ACTIVATIONS
from helpers.losses import LOSSES
from helpers.network import Network

pytest.importorskip("hypothesis", reason="needs hypothesis: pip install -e '.[dev]'")
from hypothesis import given
from hypothesis import strategies as st
from random_examples import examples
from samples import targets

seeds = st.integers(0, 2**32 - 1)


@st.composite
def networks(draw):
    """A network with random weights and biases, X and Y."""
    sizes = draw(st.lists(st.integers(1, 5), min_size=2, max_size=5))
    activation, loss = (
        draw(st.sampled_from(sorted(ACTIVATIONS))),
        draw(st.sampled_from(sorted(LOSSES))),
    )
    stack = draw(st.sampled_from([0, (0,), (0, 0, 0)]))
    m, rng = draw(st.integers(1, 50)), np.random.default_rng(draw(seeds))
    net = Network(sizes, activation, loss, seed=stack)
    net.theta = 0.8 * rng.normal(size=net.theta.shape)
    return net, rng.normal(size=(m, sizes[0])), targets(rng, loss, m, sizes[-1])


def off_in_one_entry(net, gradient, size, rng):
    """`gradient` but for `size` of its block's largest, or of the largest where the block is 0."""
    gradient = gradient.copy()
    rows = gradient.reshape(-1, gradient.shape[-1])
    row, entry = rng.integers(rows.shape[0]), rng.integers(rows.shape[1])
    same_block = block_numbers(net) == block_numbers(net)[entry]
    scale = np.abs(rows[row, same_block]).max() or np.abs(rows[row]).max()
    rows[row, entry] += rng.choice([-1, 1]) * size * scale
    return gradient


def block_numbers(net):
    """For each entry of a network's theta, the number of its block."""
    numbers = np.zeros(net.theta.shape)
    for number, block in enumerate(block for both in net.unflatten(numbers) for block in both):
        block[...] = number
    return numbers.reshape(-1, numbers.shape[-1])[0]


@pytest.mark.parametrize("size", [1e-6, 1e-3, 2])
def test_right_gradients_pass_and_one_wrong_entry_is_caught(size):
    @examples(150)
    @given(networks(), seeds)
    def run(network, seed):
        net, X, Y = network
        report = gradcheck.check_gradient(net, X, Y)
        assert report.right, report
        assert not any(report.kinks)
        right = net.loss_and_gradient(X, Y)[1]
        wrong = off_in_one_entry(net, right, size, np.random.default_rng(seed))
        assert (wrong == right).all() or not gradcheck.check_gradient(net, X, Y, wrong).right

    run()
