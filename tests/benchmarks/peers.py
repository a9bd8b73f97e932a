"""Other ways to train the same network: 4-10-3, ReLU, softmax, Adam, batches of 32, 100 epochs.

Each maker returns a function without arguments that trains once and returns the last loss. Makers
of packages that are not installed raise ImportError.
"""

import warnings

import numpy as np

RATE, BATCH, EPOCHS = 1e-3, 32, 100


def glorot(n, h, rng):
    """Uniform in +-sqrt(6 / (n + h))."""
    limit = np.sqrt(6 / (n + h))
    return rng.uniform(-limit, limit, (n, h))


def parameters(seed=0):
    """W1, b1, W2, b2 in a dictionary."""
    rng = np.random.default_rng(seed)
    W1, W2 = glorot(4, 10, rng), glorot(10, 3, rng)
    return {"W1": W1, "b1": np.zeros(10), "W2": W2, "b2": np.zeros(3)}


def batches(m, rng):
    """The indices of an epoch's batches."""
    order = rng.permutation(m)
    return [order[start : start + BATCH] for start in range(0, m, BATCH)]


def ours(X, Y):
    """helpers.training.fit."""
    from helpers.network import Network
    from helpers.optimizers import Adam
    from helpers.training import fit

    return lambda: fit(Network([4, 10, 3]), X, Y, Adam(RATE), EPOCHS, BATCH).loss[-1]


def textbook(X, Y):
    """NumPy as many write it: a dictionary of arrays, and Adam in a loop over them."""

    def train():
        rng, p = np.random.default_rng(0), parameters()
        m = {name: np.zeros_like(value) for name, value in p.items()}
        v = {name: np.zeros_like(value) for name, value in p.items()}
        t = 0
        for _ in range(EPOCHS):
            total = 0.0
            for batch in batches(len(X), rng):
                x, y = X[batch], Y[batch]
                z1 = x @ p["W1"] + p["b1"]
                a1 = np.maximum(z1, 0)
                z2 = a1 @ p["W2"] + p["b2"]
                e = np.exp(z2 - z2.max(axis=1, keepdims=True))
                probability = e / e.sum(axis=1, keepdims=True)
                total -= np.sum(y * np.log(probability))
                d2 = (probability - y) / len(x)
                d1 = (d2 @ p["W2"].T) * (z1 > 0)
                g = {"W1": x.T @ d1, "b1": d1.sum(axis=0), "W2": a1.T @ d2, "b2": d2.sum(axis=0)}
                t += 1
                for name in p:
                    m[name] = 0.9 * m[name] + 0.1 * g[name]
                    v[name] = 0.999 * v[name] + 0.001 * g[name] ** 2
                    m_hat, v_hat = m[name] / (1 - 0.9**t), v[name] / (1 - 0.999**t)
                    p[name] -= RATE * m_hat / (np.sqrt(v_hat) + 1e-8)
        return total / len(X)

    return train


def scikit_learn(X, Y):
    """MLPClassifier with the same settings and no penalty."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    def train():
        net = MLPClassifier(
            10,
            alpha=0,
            batch_size=BATCH,
            learning_rate_init=RATE,
            max_iter=EPOCHS,
            n_iter_no_change=EPOCHS,
            random_state=0,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            return net.fit(X, Y.argmax(axis=1)).loss_

    return train


def pytorch(X, Y):
    """Fused Adam, one thread, float64."""
    import torch

    torch.set_num_threads(1)
    X, labels = torch.tensor(X), torch.tensor(Y.argmax(axis=1))

    def train():
        torch.manual_seed(0)
        net = torch.nn.Sequential(
            torch.nn.Linear(4, 10), torch.nn.ReLU(), torch.nn.Linear(10, 3)
        ).double()
        adam = torch.optim.Adam(net.parameters(), lr=RATE, fused=True)
        cross_entropy = torch.nn.CrossEntropyLoss()
        for _ in range(EPOCHS):
            order, total = torch.randperm(len(X)), 0.0
            for start in range(0, len(X), BATCH):
                batch = order[start : start + BATCH]
                adam.zero_grad(set_to_none=True)
                loss = cross_entropy(net(X[batch]), labels[batch])
                loss.backward()
                adam.step()
                total = total + loss.detach() * len(batch)
        return float(total / len(X))

    return train


def jax(X, Y):
    """One compiled function a step, which donates its state; float64."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def loss(p, x, y):
        z = jnp.maximum(x @ p["W1"] + p["b1"], 0) @ p["W2"] + p["b2"]
        return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(z), axis=1))

    def step(state, X, Y, batch):
        p, m, v, t, total = state
        value, g = jax.value_and_grad(loss)(p, X[batch], Y[batch])
        t = t + 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
        p = jax.tree.map(
            lambda p, m, v: p - RATE * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8),
            p,
            m,
            v,
        )
        return p, m, v, t, total + value * len(batch)

    compiled = jax.jit(step, donate_argnums=0)
    X, Y = jnp.array(X), jnp.array(Y)

    def train():
        p = {name: jnp.array(value) for name, value in parameters().items()}
        zeros = [{name: jnp.zeros_like(value) for name, value in p.items()} for _ in range(2)]
        rng, state = np.random.default_rng(0), (p, *zeros, 0.0, 0.0)
        for _ in range(EPOCHS):
            state = (*state[:4], 0.0)
            for batch in batches(len(X), rng):
                state = compiled(state, X, Y, batch)
        return float(state[4]) / len(X)

    train()  # compile before the clock starts
    return train


PEERS = {
    "textbook NumPy (a dictionary of arrays)": textbook,
    "scikit-learn MLPClassifier": scikit_learn,
    "PyTorch, fused Adam, 1 thread": pytorch,
    "JAX, jit per step": jax,
}
