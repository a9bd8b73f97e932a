"""The training loop: every sample once an epoch, the loss it reports, and how it stops."""

import numpy as np
import pytest

from helpers.network import Network
from helpers.optimizers import Adam, GradientDescent
from helpers.training import fit, minibatches, progress

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(11, 4)), np.eye(3)[RNG.integers(0, 3, 11)]


def test_minibatches_hold_every_sample_once():
    batches = minibatches(11, 4, np.random.default_rng(1))
    assert [len(batch) for batch in batches] == [4, 4, 3]
    assert sorted(np.concatenate(batches)) == list(range(11))
    assert list(np.concatenate(batches)) != list(range(11))


def test_fit_is_the_loop_written_out():
    net, by_hand = Network([4, 5, 3]), Network([4, 5, 3])
    history = fit(net, X, Y, GradientDescent(0.1), epochs=3, batch_size=4, seed=5)
    rng, losses = np.random.default_rng(5), []
    for _ in range(3):
        order, total = rng.permutation(11), 0.0
        for start in (0, 4, 8):
            batch = order[start : start + 4]
            loss, gradient = by_hand.loss_and_gradient(X[batch], Y[batch])
            by_hand.theta[:] = by_hand.theta - 0.1 * gradient
            total += loss * len(batch)
        losses.append(total / 11)
    np.testing.assert_allclose(net.theta, by_hand.theta, rtol=1e-13)
    np.testing.assert_allclose(history.loss, losses, rtol=1e-13)


def test_stack_is_trained_like_its_networks_bit_for_bit():
    stack = Network([4, 5, 3], seed=(1, 2))
    history = fit(stack, X, Y, Adam([0.01, 0.02]), epochs=4, batch_size=4)
    for index, (seed, rate) in enumerate([(1, 0.01), (2, 0.02)]):
        net = Network([4, 5, 3], seed=seed)
        alone = fit(net, X, Y, Adam(rate), epochs=4, batch_size=4)
        assert np.array_equal(net.theta, stack.theta[index])
        assert np.array_equal(alone.loss, history.loss[:, index])
        assert np.array_equal(net.predict(X), stack.predict(X)[index])


def test_defaults_are_those_of_the_article():
    plain, spelled_out = Network([4, 3]), Network([4, 3])
    many = np.tile(X, (4, 1)), np.tile(Y, (4, 1))
    assert len(fit(plain, *many, Adam()).loss) == 100
    adam = Adam(1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8)
    fit(spelled_out, *many, adam, epochs=100, batch_size=32, seed=0)
    assert np.array_equal(plain.theta, spelled_out.theta)


def test_callback_hears_of_every_epoch():
    heard = []
    history = fit(
        Network([4, 3]), X, Y, Adam(), epochs=3, callback=lambda *what: heard.append(what)
    )
    assert heard == list(zip([1, 2, 3], history.loss))


def test_an_interrupt_keeps_a_consistent_network_and_history():
    net, whole = Network([4, 5, 3]), Network([4, 5, 3])

    def interrupt(epoch, loss):
        if epoch == 2:
            raise KeyboardInterrupt

    history = fit(net, X, Y, Adam(), epochs=50, callback=interrupt)
    assert history.interrupted and len(history.loss) == 2
    complete = fit(whole, X, Y, Adam(), epochs=2)
    assert np.array_equal(net.theta, whole.theta) and not complete.interrupted
    assert np.array_equal(history.loss, complete.loss)


def test_progress_prints_every_so_many_epochs(capsys):
    history = fit(Network([4, 3]), X, Y, Adam(), epochs=5, callback=progress(every=2))
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"epoch    {e}: loss {history.loss[e - 1]:.4f}" for e in (2, 4)]
    for epoch in (9, 10, 11):
        progress()(epoch, 0.5)
    assert capsys.readouterr().out == "epoch   10: loss 0.5000\n"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("activation, rate", [("identity", 1e3), ("relu", 1e250)])
def test_diverging_stops_and_names_the_epoch(activation, rate):
    net = Network([4, 5, 3], activation, loss="mse")
    with pytest.raises(ArithmeticError, match=r"the loss is (nan|inf) in epoch \d+; try a smaller"):
        fit(net, X, Y, GradientDescent(rate), epochs=200, batch_size=4)
