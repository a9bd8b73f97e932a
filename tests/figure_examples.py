"""Every figure of the course, drawn from small data that look like the notebooks'.

EXAMPLES is {(module of helpers.plotting, function): call}; each call returns a new figure.

What each one draws is stored in tests/figures, a file a figure, and compared by
tests/test_plotting.py. `python tests/figure_examples.py` stores it anew.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from helpers import activations, article, autodiff, data, plotting
from helpers.plotting import (
    a_wrong_formula,
    binary_cross_entropy,
    chain_rule,
    digits,
    engine,
    errata,
    every_claim,
    exact_slopes,
    gradient_check,
    iris,
    layers,
    many_networks,
    momentum,
    mse,
    noise,
    one_bowl,
    one_run_is_luck,
    optimizers,
    overlapping_splits,
    scales,
    seven_bugs,
    several_outputs,
    slopes,
    softmax_again,
    softmax_cross_entropy,
    the_bowl,
    the_cost,
    the_theorem,
    variance_and_norms,
    warm_up,
    why_networks_fail,
)
from helpers.plotting import autodiff as autodiff_figures
from helpers.telling import told

FIGURES = Path(__file__).resolve().parent / "figures"

NEURON = dict(x=1.0, w=2.0, b=1.0, y=4.0, u=2.0, h=3.0, v=6.0, p=7.0, r=3.0, L=9.0)
HOUSES = np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 4.0])


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def recorded_graph():
    names = {name: autodiff.Value(NEURON[name]) for name in "xwby"}
    x, w, b, y = names.values()
    output = (w * (w * x + b) + b - y) ** 2
    output.backward()
    return autodiff_figures.graph(output, names)


def walk_of_three():
    frames = [
        ("first", ("2", "1", "1"), "B", "on 1"),
        ("second", ("6", "2", "1"), "C", "on 2"),
    ]
    return autodiff_figures.deliveries(frames)


def learned_borders():
    start = np.array([1.0, -1.0, 0.5, -1.0, 1.0, 0.5, 0.1, 0.2, 0.3, 1.0, 1.0, -1.0, 0.5])
    houses = np.array([[-1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [1.0, -1.0]])
    return autodiff_figures.borders({0: start, 5: -start}, houses, np.array([1, 1, 0, 0]))


def shapes_of_a_layer():
    names = {"X": np.ones((4, 2)), "W": np.ones((2, 3)), "b": np.ones((1, 3))}
    names = {name: autodiff.Value(array) for name, array in names.items()}
    X, W, b = names.values()
    return engine.shapes((X @ W + b).tanh().sum(), names)


def sum_and_stretch():
    table = np.array([[1, 2], [3, 4]])
    return engine.mirror(table, np.array([10, 20]), row=table[:1], copies=table)


DISCOUNTS = np.array([-1.0, 0.0, 1.0, 2.0, 3.0]), np.array([0.0, 0.0, 1.0, 0.0, 1.0])


def slopes_of_two_losses():
    z = np.linspace(-8, 8, 81)
    p = sigmoid(z)
    return binary_cross_entropy.slopes(z, p - 1, 2 * (p - 1) * p * (1 - p))


def race_in_frames():
    steps = np.arange(101)[:, None]
    fast = np.hstack([1 - 5 * 0.9**steps, 5 * 0.9**steps - 1])
    slow = np.hstack([-4 + steps / 100, 4 + steps / 100])
    walks = {"cross-entropy": fast, "squared error": slow}
    return binary_cross_entropy.frames(*DISCOUNTS, walks, (0, 10, 100))


def operations_of_two_networks():
    growth = {"written out": 20, "shared": 7, "walked back": 8, "loss": 2}
    chain, pairs = (
        {kind: [a * d + 2 for d in range(1, most + 1)] for kind, a in growth.items()}
        for most in (10, 5)
    )
    return the_cost.operations(chain, pairs)


def sweeps():
    along_w = dict(x=0, w=1, b=0, y=0, u=1, h=1, v=5, p=5, r=5, L=30)
    along_y = dict.fromkeys(NEURON, 0) | {"y": 1, "r": -1, "L": -6}
    return the_cost.sweeps({"w": along_w, "y": along_y})


def two_houses():
    """A network whose numbers all differ."""
    numbers = np.arange(1.0, 5.0).reshape(2, 2)
    tables = (numbers + 4, numbers[:1] + 9, numbers + 10, numbers + 14, numbers + 18)
    return the_theorem.pencil(
        numbers, *tables, numbers[:1] + 23, numbers + 24, *(numbers / 10,) * 2
    )


def falling():
    return errata.falling([w - np.linspace(0, 1, 20) ** 3 * 9 for w in (0.0, 1.0, 3.0)],
                          5 / 42, 0.05, 17 / 14)  # fmt: skip


def twins(steps=601):
    rise = np.linspace(0, 1, steps)
    equal, apart = np.column_stack([rise, rise]), np.column_stack([3 * rise, -4 * rise])
    return why_networks_fail.twins({"twins": equal, "moved": apart})


def fading_signals():
    outputs = np.arange(40.0).reshape(10, 4) / 40
    rows = {"half": [outputs / 2**layer for layer in range(3)], "once": [outputs] * 3}
    return why_networks_fail.signals(rows, shown=(1, 3), every=2)


def three_borders():
    X, labels = np.array([[1.0, 0.2], [4.0, 1.5], [6.0, 2.5]]), np.arange(3)
    names = ("length", "width")
    return why_networks_fail.borders(
        {"in cm": (X, names), "standardised": (X - X.mean(axis=0), names)},
        labels,
        {"off": (-1, 1.5), "mixed": (-1, 3), "on": (1, 1)},
        ("setosa", "versicolor", "virginica"),
    )


def six_losses():
    steps = np.arange(50.0)
    names = ("healthy", "A", "B", "C", "D", "E")
    return why_networks_fail.curves({n: 0.7 - 0.01 * k * steps / 6 for k, n in enumerate(names)})


def gradient_sizes():
    layer = np.arange(8)
    left = {"sigmoid": 10.0 ** (layer - 9), "tanh": 0.1 * 1.1**layer}
    right = {"twice He": 3.0 + 0 * layer, "half He": 0.02 + 0 * layer, "He": 0.2 + 0 * layer}
    return why_networks_fail.gradient_sizes(left | right)


REPORTS = {"A": np.array([0.3, 0.4, 6e-11, 8e-11]), "B": np.full(4, 0.5),
           "C": np.array([7e-11, 4e-11, 6e-11, 8e-11])}  # fmt: skip


def accuracies_and_errors():
    accuracy = np.random.default_rng(0).uniform(0.85, 1, (3, 10))
    return gradient_check.accuracies_and_errors(accuracy, REPORTS)


def bugs_and_blocks():
    both = [("a wrong dZ2", ["dZ2"], REPORTS["B"]), ("a wrong dZ1", ["dZ1"], REPORTS["A"])]
    return gradient_check.behind([*both, ("biases", ["b1", "b2"], np.array([0, 0.8, 0, 0.8]))])


def programs_and_checks():
    accuracies = np.random.default_rng(0).uniform(0.85, 1, (3, 10))
    caught = np.array([[False, False], [False, True], [True, True]])
    names = ["E  right", "A  one bug", "B  another"]
    return seven_bugs.checks_and_accuracies(names, ["shape", "complex step"], caught, accuracies)


def flower():
    fig, ax = plt.subplots(figsize=(4, 4))
    iris.flower(ax)
    return fig


def two_lists():
    truth = np.array([1, 0, 2, 1, 0, 2, 0])
    return iris.two_lists(truth, np.where(np.arange(7) == 2, 0, truth))


def on_petals(points, epochs=9):
    """Answers by a sloping ruler, which is better after more epochs."""
    return np.digitize(points.sum(axis=1), (3, 5 + 0.18 * epochs))


def iris_frames():
    flowers = data.iris()
    return iris.frames(on_petals, (0, 3, 9), flowers.X[:, 2:], flowers.labels)


def tested_flowers():
    flowers = data.iris()
    rows = np.arange(0, 150, 15)
    splits = {0: (rows, rows > 130), 3: (rows + 1, rows < 70)}
    return one_run_is_luck.tested(flowers.X[:, 2:], flowers.labels, splits)


def iris_maps():
    parts = [(part.X[:, 2:], part.labels) for part in data.split(data.iris())]
    epochs = {"early": 4, "late": 9}
    return iris.maps(lambda points, name: on_petals(points, epochs[name]), epochs, parts)


def margins_of_four():
    means, usual = np.array([0.9, 0.92, 0.88, 0.95]), np.array([0.01, 0.02, 0.01, 0.015])
    return overlapping_splits.margins(means, usual, 3 * usual, truth=0.91)


W1, B1, W2, B2 = (np.array(rows, float) for rows in (
    [[2, 1], [1, -1]], [[-1, 2]], [[1, 3], [2, -2]], [[2, 0]]))  # fmt: skip


def network():
    ways = [[3, 1], [3, 1], [7, 7], [0.5, 0.5], [1, 0]]
    return layers.network([1, 2], (W1, W2), (B1[0], B2[0]), *ways, np.log(2))


def network_back():
    slopes = np.array([[1, -2], [2, -4]]), np.array([[-1.5, 1.5], [-0.5, 0.5]])
    return layers.network_back([1, 2], [3, 1], (W1, W2), [-0.5, 0.5], [1, -2], [1, -2], slopes)


def pattern():
    return np.array([[-1.0, -1], [1, 1], [-1, 1], [1, -1]]), np.array([1, 1, 0, 0])


def learned_regions():
    start = (
        np.array([[1.0, -1], [1, -1]]),
        np.array([[-1.0, -1]]),
        np.ones((2, 2)),
        np.zeros((1, 2)),
    )
    lines = np.array([[2.0, -2], [1, -2]]), np.array([[-1.0, -2]]), np.array([[2.0, -2], [2, -2]])
    return layers.regions({0: start, 100: (*lines, np.array([[1.0, -1]]))}, *pattern())


def pile():
    A, B = np.arange(24).reshape(2, 3, 4) % 4, np.arange(40).reshape(2, 4, 5) % 3
    return many_networks.pile(A, B)


def landings():
    biases = np.array([[[0, 0]], [[10, 10]], [[20, 20]]])
    return many_networks.landings(np.zeros((3, 3, 2)) + biases, np.zeros((3, 3, 2)) + biases[:, 0])


def rates_and_seeds():
    right = 30 - np.abs(np.arange(16)[:, None] - 9) - np.arange(16) % 3
    return digits.rates_and_seeds(right, np.logspace(-4, 0, 16), out_of=30)


def misread():
    images = data.digits()
    confusion = 170 * np.eye(10, dtype=int) + np.eye(10, k=2, dtype=int) * np.arange(10)
    titles = [f"a {label}; read 1\nwith 0.90" for label in images.labels[:6]]
    return digits.misread(confusion, images.X[:6], titles, networks=5)


def bowl():
    X = np.column_stack([HOUSES[0], np.ones(3)])

    def loss(w, b):
        return np.mean((X @ (w, b) - HOUSES[1]) ** 2)

    def gradient(w, b):
        return 2 / 3 * X.T @ (X @ (w, b) - HOUSES[1])

    path = np.linspace((0, 0), (1.4, -0.5), 41)
    return mse.bowl(loss, gradient, path, (1.5, -2 / 3))


HOUSES_AND_ONES = np.column_stack([HOUSES[0], np.ones(3)])
BOTTOM = np.array([1.5, -2 / 3])


def of_houses(w, b):
    return np.mean((HOUSES_AND_ONES @ (w, b) - HOUSES[1]) ** 2)


def slopes_of_houses(w, b):
    return 2 / 3 * HOUSES_AND_ONES.T @ (HOUSES_AND_ONES @ (w, b) - HOUSES[1])


def way_down():
    path = np.linspace((-0.5, 2.5), (1.4, -0.5), 61)
    return the_bowl.bowl(of_houses, slopes_of_houses, path, BOTTOM)


def bowls_of_outputs():
    def of_rent(w, b):
        return np.mean((HOUSES_AND_ONES @ (w, b) - np.array([2.0, 3.0, 3.0])) ** 2)

    bottoms = [BOTTOM, (0.5, 5 / 3)]
    return several_outputs.bowls([of_houses, of_rent], bottoms, ["price", "rent"])


def two_maps():
    def of_score(w, b):
        return np.logaddexp(0, -w - b)

    walks = [[np.linspace((-4, 4), (1, -2), 5)], [np.linspace((5, 5), (9, -9), 5)]]
    return one_bowl.two_maps([of_score, of_score], walks, ["one", "other"], "*D")


def two_valleys():
    def of_sum(w0, w1):
        return np.mean(((w0 + w1) * HOUSES[0] - HOUSES[1]) ** 2)

    starts = [(-0.5, 2.5), (3.0, 2.0), (0.0, -3.0)]
    left = [np.linspace(start, BOTTOM, 5) for start in starts]
    right = [np.linspace((k, k), (17 / 28 + k, 17 / 28 - k), 5) for k in (0.0, 0.5, -0.5)]
    return the_bowl.two_valleys(of_houses, of_sum, left, right)


def walks():
    def loss(w, b):
        return np.mean((w * HOUSES[0] + b - HOUSES[1]) ** 2)

    paths = {f"rate {rate}": np.linspace((0, 0), (rate, -rate), 9) for rate in (0.5, 1, 3)}
    return mse.walks(loss, paths, (1.5, -2 / 3))


def laid_down():
    X = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 1.0]])
    return mse.laid_down(X, np.array([-1.0, -1.0, 3.0]), 1, ["size", "distance"])


def on_parabola():
    paths = {f"rate {rate}": (1 - 4 * rate) ** np.arange(7) for rate in (0.25, 0.5, 0.55)}
    return optimizers.on_parabola(lambda theta: 2 * theta**2, paths)


def valley():
    bottom = np.array([0.5, 6.0])
    paths = {
        "descent": np.linspace((1.5, 1), (0.4, 4), 16),
        "momentum": np.linspace((1.5, 1), bottom, 16),
    }
    return optimizers.valley(
        lambda q: 25 * (q[0] - 0.5) ** 2 + (q[1] - 6) ** 2, paths, bottom, frames=(2, 15)
    )


def round_bowl(theta):
    return (theta[0] - 1.5) ** 2 + (theta[1] + 0.5) ** 2


def sums_of_two():
    return variance_and_norms.three_sums(
        {"own": np.array([-2, 0, 0, 2]), "copies": np.array([2, -2])}
    )


def stretched_diamond():
    diamond = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0], [1.0, 0.0]])
    return variance_and_norms.stretched(diamond, {"x": diamond, "doubled": 2 * diamond})


def three_ways_back():
    lines = {"bound": [4.0, 2.0, 1.0], "typical": [2.0, 1.5, 1.0], "found": [1.5, 1.25, 1.0]}
    return variance_and_norms.way_back({"one": lines, "other": lines})


def calm_and_hasty():
    calm = np.array([[0.0, 2.0], [1.0, 0.5], [1.5, -0.5]])
    walks = {"calm": calm, "hasty": calm + np.array([[0, 0], [0.5, 0.5], [0, 0]])}
    return noise.two_walks(round_bowl, walks, np.array([1.5, -0.5]))


def steps_of_pairs():
    steps = ([-0.05, -0.05], [0.25, 0.05], [0.3, 0.1], [0.17, 0.03])
    named = {name: np.array(step) for name, step in zip(("one", "two", "three", "mean"), steps)}
    return noise.pair_steps(round_bowl, np.array([0.0, 2.0]), named)


def bowl_turned():
    walk = np.array([[0.0, 2.0], [1.0, 0.5], [1.5, -0.5]])
    walks = {"descent": (walk, walk + 0.1), "AdaGrad": (walk, walk - 0.1)}
    return scales.turned_bowl(round_bowl, np.array([1.5, -0.5]), np.eye(2), walks)


def axes_turned():
    return scales.turned_axes(round_bowl, np.array([1.5, -0.5]), np.pi / 6, np.array([0.0, 2.0]))[0]


def six_paths():
    rules = "descent", "momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam"
    path = np.linspace((0, 2), (1.5, -2 / 3), 16)
    bottom = np.array([1.5, -2 / 3])
    return optimizers.six_paths(
        lambda q: np.sum((q - bottom) ** 2), dict.fromkeys(rules, path), bottom
    )


def arrow_on_map():
    return slopes.arrow_on_map(loss_of_pair, (0.5, 0.5), gradient=(-4, -3), walk=0.2)[0]


def loss_of_pair(w, b):
    return (2 * w + b - 5) ** 2


def activations_and_slopes():
    z, names = np.linspace(-4, 4, 160), {"sigmoid": "sigmoid", "tanh": "tanh", "ReLU": "relu"}
    pairs = {name: activations.ACTIVATIONS[ours] for name, ours in names.items()}
    curves = {name: g(z) for name, (g, _) in pairs.items()}
    return slopes.activations(z, curves, {name: slope(z) for name, (_, slope) in pairs.items()})


def v_curve_of_three():
    h = np.logspace(-18, -1, 18)
    errors = {"forward": h + 1e-15 / h, "central": h**2 + 1e-15 / h, "complex step": h**2 + 1e-16}
    return exact_slopes.v_curve(h, errors)


def pulls_of_scores():
    rng = np.random.default_rng(0)
    P = rng.dirichlet(np.ones(3), size=5)
    return softmax_cross_entropy.pulls(P, np.eye(3)[[0, 1, 2, 1, 0]], ("sold", "rented", "kept"))


def two_claims():
    w = np.linspace(0, 2, 101)
    return a_wrong_formula.two_claims(w, loss_of_houses(w), (28 * w - 34) / 3, 17 / 14)


def loss_of_houses(w):
    return (14 * w**2 - 34 * w + 21) / 3


def two_walks():
    steps = np.arange(4)
    return a_wrong_formula.two_walks(loss_of_houses, 17 / 14 * (1 - 0.5**steps), 1 - 1.4**steps)


def soft_maximum():
    score = np.linspace(-4, 6, 81)
    marks = [(s, np.log(np.exp(s) + 4), sigmoid(s - np.log(4))) for s in (-1.5, 1.5, 4.5)]
    return softmax_again.soft_maximum(
        score, np.log(np.exp(score) + 4), np.maximum(score, np.log(3)), marks
    )


def straight_walks():
    times = np.linspace(-4, 4, 41)
    walks = {"up": np.exp(times / 4), "down": np.exp(-times / 4), "flat": np.ones(41)}
    return softmax_again.straight_walks(times, walks)


def survivors_of_a_bowl():
    curves = {0.0: np.array([1.0, 0.0, 1.0]), 0.25: np.array([1.0, 0.5, 0.5])}
    ticks = [(0.0, {"flat": 0.5, "steep": 1.5}), (0.25, {"flat": 1.0, "steep": 2.0})]
    return momentum.survivors(np.array([0.0, 1.0, 2.0]), curves, ticks)


def of_a_valley(place):
    return (place[0] - 1) ** 2 + 5 * (place[1] + 1) ** 2


def second_softmax_again():
    score = np.linspace(-8, 8, 81)
    p = sigmoid(score)
    losses, steps = (-np.log(p), 0.55 + (1 - p)), (p - 1, -0.3 * p * (1 - p))
    return softmax_again.second_softmax(score, losses, steps, 0.55)


SALES = np.array([[6, 2, 4], [10, 8, 3]])

EXAMPLES = {
    ("autodiff", "graph"): recorded_graph,
    ("autodiff", "deliveries"): walk_of_three,
    ("autodiff", "borders"): learned_borders,
    ("engine", "shapes"): shapes_of_a_layer,
    ("engine", "mirror"): sum_and_stretch,
    ("binary_cross_entropy", "slopes"): slopes_of_two_losses,
    ("binary_cross_entropy", "frames"): race_in_frames,
    ("binary_cross_entropy", "line_and_curve"): lambda: binary_cross_entropy.line_and_curve(
        *DISCOUNTS, line=(0.2, 0.2), curve=(1.1, -1.7), x=5
    ),
    ("chain_rule", "graph"): lambda: chain_rule.graph(NEURON),
    ("chain_rule", "gates"): lambda: chain_rule.gates(3, 2, 4),
    ("chain_rule", "walk"): lambda: chain_rule.walk(NEURON),
    ("chain_rule", "doublings"): chain_rule.doublings,
    ("errata", "falling"): falling,
    ("errata", "road"): lambda: errata.road(["a slope", "a gradient"] * 7),
    ("every_claim", "verdicts"): lambda: every_claim.verdicts(article.CLAIMS),
    ("exact_slopes", "v_curve"): v_curve_of_three,
    ("the_cost", "chain"): lambda: the_cost.chain(2, counted=True),
    ("the_cost", "pairs"): the_cost.pairs,
    ("the_cost", "operations"): operations_of_two_networks,
    ("the_cost", "sweeps"): sweeps,
    ("the_theorem", "pencil"): two_houses,
    ("the_theorem", "zoom"): lambda: the_theorem.zoom(
        lambda table: table[0, 0] ** 2, lambda table: 2 * table[0, 0], np.array([[1.0, 0.0]])
    ),
    ("the_theorem", "standing_in"): lambda: the_theorem.standing_in(3),
    ("why_networks_fail", "twins"): twins,
    ("why_networks_fail", "gradient_sizes"): gradient_sizes,
    ("why_networks_fail", "signals"): fading_signals,
    ("why_networks_fail", "borders"): three_borders,
    ("why_networks_fail", "curves"): six_losses,
    ("gradient_check", "accuracies_and_errors"): accuracies_and_errors,
    ("gradient_check", "behind"): bugs_and_blocks,
    ("iris", "flower"): flower,
    ("iris", "two_lists"): two_lists,
    ("iris", "frames"): iris_frames,
    ("iris", "maps"): iris_maps,
    ("one_run_is_luck", "tested"): tested_flowers,
    ("one_run_is_luck", "falls"): lambda: one_run_is_luck.falls(np.array([1, 1])),
    ("one_run_is_luck", "misses"): lambda: one_run_is_luck.misses(
        [np.eye(3, 150, 40, dtype=int), np.eye(3, 150, 120, dtype=int)],
        ["one", "other"],
        [[40, 41, 120], [41, 7], [122, 42]],
    ),
    ("overlapping_splits", "rows_of_splits"): lambda: overlapping_splits.rows_of_splits(
        [np.array([0, 3]), np.array([3, 5])], 6
    ),
    ("overlapping_splits", "table_of_products"): lambda: overlapping_splits.table_of_products(3),
    ("overlapping_splits", "margins"): margins_of_four,
    ("layers", "line"): lambda: layers.line([-1, -1, -1], *pattern()),
    ("layers", "network"): network,
    ("layers", "nudge"): lambda: layers.nudge([1, 2], [2, 2, 6, 2], [1, 3], [-0.5, 0.5]),
    ("layers", "network_back"): network_back,
    ("layers", "shapes"): lambda: layers.shapes(
        np.array([[1.0, 2], [-1, 4]]), np.eye(2), (W1, W2), (B1, B2)
    ),
    ("layers", "regions"): learned_regions,
    ("many_networks", "pile"): pile,
    ("many_networks", "landings"): landings,
    ("digits", "rates_and_seeds"): rates_and_seeds,
    ("digits", "misread"): misread,
    ("mse", "pulls"): lambda: mse.pulls(*HOUSES, w=0.0, b=0.0, rise=0.25),
    ("mse", "laid_down"): laid_down,
    ("momentum", "roots_on_the_way"): lambda: momentum.roots_on_the_way(0.25, [0.1, 1.0]),
    ("momentum", "survivors"): survivors_of_a_bowl,
    ("momentum", "axes_of_the_bowl"): lambda: momentum.axes_of_the_bowl(
        of_a_valley, np.array([1.0, -1.0]), np.eye(2), [2.0, 10.0]
    ),
    ("momentum", "looking_ahead"): lambda: momentum.looking_ahead(4.0, 3.0, 1.5, 0.25),
    ("momentum", "two_rules"): lambda: momentum.two_rules(
        np.array([0.0, 1.0, 2.0]), [1.0, 0.5, 0.5], [1.0, 0.0, 1.5], [1.6]
    ),
    ("mse", "bowl"): bowl,
    ("mse", "walks"): walks,
    ("optimizers", "on_parabola"): on_parabola,
    ("optimizers", "valley"): valley,
    ("optimizers", "six_paths"): six_paths,
    ("noise", "two_walks"): calm_and_hasty,
    ("noise", "pair_steps"): steps_of_pairs,
    ("scales", "turned_axes"): axes_turned,
    ("scales", "turned_bowl"): bowl_turned,
    ("softmax_again", "soft_maximum"): soft_maximum,
    ("softmax_again", "straight_walks"): straight_walks,
    ("softmax_again", "second_softmax"): second_softmax_again,
    ("several_outputs", "bowls"): bowls_of_outputs,
    ("seven_bugs", "checks_and_accuracies"): programs_and_checks,
    ("slopes", "frames"): lambda: slopes.frames(np.square, 2, halves=(1, 0.25))[0],
    ("slopes", "arrow_on_map"): arrow_on_map,
    ("slopes", "neuron"): lambda: slopes.neuron(size=2, w=1, b=1, price=5),
    ("slopes", "activations"): activations_and_slopes,
    ("softmax_cross_entropy", "pulls"): pulls_of_scores,
    ("the_bowl", "two_valleys"): two_valleys,
    ("the_bowl", "cuts"): lambda: the_bowl.cuts(of_houses, BOTTOM, [(1, 0), (1, -1), (1, -2)]),
    ("the_bowl", "bowl"): way_down,
    ("one_bowl", "two_maps"): two_maps,
    ("one_bowl", "steeper"): lambda: one_bowl.steeper(
        np.array([0.0, 1.0, 2.0]), np.array([0, 0, 1]), {1: (1.0, -1.0), 1000: (5.0, -7.0)}
    ),
    ("variance_and_norms", "three_sums"): sums_of_two,
    ("variance_and_norms", "stretched"): stretched_diamond,
    ("variance_and_norms", "way_back"): three_ways_back,
    ("warm_up", "differences"): lambda: warm_up.differences(np.array([1, 2]), np.array([[1], [2]])),
    ("warm_up", "sums_of_a_table"): lambda: warm_up.sums_of_a_table(SALES),
    ("warm_up", "stretched"): lambda: warm_up.stretched(SALES, np.array([2, 5, 3])),
    ("warm_up", "two_rates"): lambda: warm_up.two_rates(2, 3),
    ("a_wrong_formula", "two_claims"): two_claims,
    ("a_wrong_formula", "houses_and_loss"): lambda: a_wrong_formula.houses_and_loss(
        np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 4.0]), loss_of_houses
    ),
    ("a_wrong_formula", "two_walks"): two_walks,
    ("a_wrong_formula", "tonight_and_later"): a_wrong_formula.tonight_and_later,
    ("a_wrong_formula", "two_losses"): lambda: a_wrong_formula.two_losses(loss_of_houses, 0.5, 0.5),
}


def stored_at(name):
    return FIGURES / f"{'.'.join(name)}.txt"


def drawn(name, change=lambda fig: None):
    """What the example draws after `change`, as text; long arrays of a picture are shortened."""
    with plt.rc_context():
        plotting.use()
        fig = EXAMPLES[name]()
        change(fig)
        text = told(fig, whole=100, most=1000, noise=True)
    plt.close(fig)
    return f"{text}\n"


if __name__ == "__main__":
    plt.switch_backend("Agg")
    for old in FIGURES.glob("*.txt"):
        old.unlink()
    for name in EXAMPLES:
        stored_at(name).write_text(drawn(name), encoding="utf-8", newline="\n")
