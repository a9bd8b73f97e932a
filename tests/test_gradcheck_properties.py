"""Random networks for the referee of numbers: right gradients pass, and wrong ones do not.

A mistake counts as caught if the report does not call the gradient right: "look again" asks for
a second look, and that is enough. It is left out where it makes no difference: where
it moves no entry by 5e-7 of its block's largest, or none by 1e-13 of the whole gradient's.

The file runs a few hundred networks, the same ones each time. For a long run with others:

    EXAMPLES=5000 python -m pytest -s tests/test_gradcheck_properties.py --hypothesis-seed=1
"""

from collections import Counter

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


# ---- random networks


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


def hidden_inputs(net, X):
    """Z of every hidden layer."""
    Z, A = [], X
    for W, b in zip(net.W[:-1], net.b[:-1]):
        Z.append(A @ W + b)
        A = net.g(Z[-1])
    return Z


# ---- the catalogue of mistakes


def backward(net, X, Y, mistake="", at=0):
    """Backpropagation as in equations (6.4) to (6.7), with a mistake in layer `at`."""
    Z = hidden_inputs(net, X)
    A = [X, *(net.g(Z_l) for Z_l in Z)]
    gradient = np.zeros_like(net.theta)
    dW, db = net.unflatten(gradient)
    dZ = net.loss_and_dZ(A[-1] @ net.W[-1] + net.b[-1], Y)[1]
    for l in reversed(range(len(net.W))):
        here = mistake if l == at else ""
        share = dZ * len(X) if here == "no 1/m" else dZ
        share = np.roll(share, 1, axis=-2) if here == "next sample" else share
        rows = slice(0, -1) if here == "last sample forgotten" else slice(None)
        inputs = Z[l - 1] if here == "Z for A" and l > 0 else A[l]
        dW[l][...] = inputs[..., rows, :].mT @ share[..., rows, :]
        db[l][...] = share[..., rows, :].sum(axis=-2, keepdims=True)
        if here == "bias averaged":
            db[l][...] /= len(X)
        if l > 0:
            slope = net.g_grad(A[l] if here == "slope at A" else Z[l - 1])
            W_back = net.W[l].mT
            if here == "W reshaped, not transposed":
                W_back = net.W[l].reshape(W_back.shape)
            dZ = share @ W_back * (1 if here == "no slope" else slope)
    return gradient


def in_block(change):
    """A mistake in one block of a right gradient: change(rng, block)."""

    def mistaken(net, X, Y, right, rng):
        gradient = right.copy()
        blocks = [block for both in net.unflatten(gradient) for block in both]
        block = blocks[rng.integers(len(blocks))]
        block[...] = change(rng, block)
        return gradient

    return mistaken


def on_the_way_back(mistake):
    """A mistake in one layer of backpropagation."""

    def mistaken(net, X, Y, right, rng):
        return backward(net, X, Y, mistake, rng.integers(len(net.W)))

    return mistaken


def one_entry(size):
    """One entry off by `size`, of its block's largest or, where the block is 0, of the largest."""

    def mistaken(net, X, Y, right, rng):
        gradient = right.reshape(-1, right.shape[-1]).copy()
        row, entry = rng.integers(gradient.shape[0]), rng.integers(gradient.shape[1])
        same_block = block_numbers(net) == block_numbers(net)[entry]
        scale = np.abs(gradient[row, same_block]).max() or np.abs(gradient[row]).max()
        gradient[row, entry] += rng.choice([-1, 1]) * size * scale
        return gradient.reshape(right.shape)

    return mistaken


def block_numbers(net):
    """For each entry of a network's theta, the number of its block."""
    numbers = np.zeros(net.theta.shape)
    for number, block in enumerate(block for both in net.unflatten(numbers) for block in both):
        block[...] = number
    return numbers.reshape(-1, numbers.shape[-1])[0]


MISTAKES = {
    "sign": in_block(lambda rng, block: -block),
    "factor 2": in_block(lambda rng, block: 2 * block),
    "factor 1.001": in_block(lambda rng, block: 1.001 * block),
    "zero": in_block(lambda rng, block: 0 * block),
    "dW transposed": in_block(lambda rng, block: block.mT.reshape(block.shape)),
    "rows in another order": in_block(lambda rng, block: np.roll(block, 1, axis=-2)),
    "one entry off by 1e-6": one_entry(1e-6),
    "one entry off by 1e-3": one_entry(1e-3),
} | {
    name: on_the_way_back(name)
    for name in (
        "no 1/m",
        "bias averaged",
        "W reshaped, not transposed",
        "no slope",
        "slope at A",
        "Z for A",
        "last sample forgotten",
        "next sample",
    )
}


def makes_a_difference(net, right, wrong):
    """Whether `wrong` differs by more than the check promises to see."""
    shape = (-1, right.shape[-1])
    for one, other in zip(right.reshape(shape), wrong.reshape(shape)):
        largest = np.abs(one).max()
        for number in set(block_numbers(net)):
            block = block_numbers(net) == number
            change = np.abs(one - other)[block].max()
            scale = max(np.abs(one[block]).max(), np.abs(other[block]).max())
            if change > 5e-7 * scale and change > 1e-13 * largest:
                return True
    return False


# ---- the properties


def test_right_gradients_pass_and_every_mistake_is_caught():
    tried = Counter()

    @examples(150)
    @given(networks(), seeds)
    def run(network, seed):
        net, X, Y = network
        report = gradcheck.check_gradient(net, X, Y)
        assert report.right, report
        assert not any(report.kinks)
        measured = gradcheck.complex_step(lambda theta: net.loss(X, Y, theta=theta), net.theta)
        right, rng = net.loss_and_gradient(X, Y)[1], np.random.default_rng(seed)
        np.testing.assert_allclose(backward(net, X, Y), right, rtol=1e-9, atol=1e-12)
        for name, mistake in MISTAKES.items():
            wrong = mistake(net, X, Y, right, rng)
            if makes_a_difference(net, right, wrong):
                tried[name] += 1
                report = gradcheck.check_gradient(
                    net, X, Y, wrong, method=lambda f, theta: measured
                )
                assert not report.right, name

    run()
    print(f"{tried.total()} wrong gradients, all caught: {dict(tried)}")
    assert set(tried) == set(MISTAKES)
    assert min(tried.values()) >= 10
