"""The article's claims, each with a verdict; where one can be computed, a check computes it.

The article is a Chinese introduction to backpropagation (反向传播); our copy names no author. A
`Claim` quotes it briefly; all of them stand in claims.toml. A claim has a source, or the name of a
check: a function that returns `Trial`s. A trial asks for one quantity three times: what the
sentence says it is, what the right form says, and what is measured without either. What a word
means, no trial can show; where the verdict depends on a word, `source` or `right` says who uses it
so. The verdicts (notebook 13a):

    wrong       false even in its kindest reading, by what its words mean today
    misleading  true of a part, or in a kind reading, but not as most will take it
    omitted     silent about what the reader needs at this place
    right       true, as far as it goes

A claim that is hardly worth a word has a `nitpick`, which says why.
"""

import textwrap
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import OneHotEncoder

from helpers import data, gradcheck, losses
from helpers.activations import relu, sigmoid, softmax
from helpers.chapters import CHAPTERS, SIDE_PATHS, label
from helpers.network import Network
from helpers.optimizers import Adam, GradientDescent
from helpers.training import minibatches

WRONG, MISLEADING, OMITTED, RIGHT = VERDICTS = ("wrong", "misleading", "omitted", "right")
SIGNS = {WRONG: "✗", MISLEADING: "~", OMITTED: "…", RIGHT: "✓"}


@dataclass(frozen=True)
class Claim:
    """One sentence, formula or line of the article; code is quoted between backticks.

    `says` and `right` are in words, mathematics or code; `notebook` is the stem of the chapter or
    side path that shows it. Of `check`, a name in CHECKS, and `source` one is empty.
    """

    topic: str
    section: str
    quotation: str
    translation: str
    says: str
    right: str
    verdict: str
    notebook: str
    check: str = ""
    source: str = ""
    nitpick: str = ""


@dataclass(frozen=True)
class Trial:
    """A quantity as the article has it, as the right form has it, and as it was measured.

    `stands` says where the first number comes from: a formula or program that the article prints,
    or, where it prints none, its words, or what one would do who takes them at their word.
    """

    question: str
    printed: float | int | str
    right: float | int | str
    measured: float | int | str
    stands: str = "printed"

    @property
    def printed_holds(self):
        """Whether the article's value is the measured one."""
        return close(self.printed, self.measured)

    @property
    def right_holds(self):
        """Whether the right form's value is the measured one."""
        return close(self.right, self.measured)


def close(a, b):
    """Equal texts, or numbers within 1e-6 of each other (relative, or absolute near 0)."""
    if isinstance(a, str) or isinstance(b, str):
        return a == b
    return bool(np.isclose(a, b, rtol=1e-6, atol=1e-6))


BY_ITS_WORDS = "by its words"  # where the article prints nothing that could be computed

# The checks. Three houses (notebook 0): sizes, prices.
_x, _y = np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 4.0])


def _house_loss(w):
    return losses.mse(w * _x, _y)


def _descend(slope, w=0.0, learning_rate=0.01, steps=24):
    for _ in range(steps):
        w -= learning_rate * slope(w)
    return w


def mse_gradient():
    """Notebooks 0 and 2: the slope at two weights, and where 24 steps lead."""

    def printed(w):
        return np.mean((_y - w * _x) ** 2)

    def right(w):
        return 2 * np.mean((w * _x - _y) * _x)

    def measured(w):
        return gradcheck.central_difference(_house_loss, w)

    slopes = printed, right, measured
    return [
        Trial("dL/dw at w = 2", *(f(2.0) for f in slopes)),
        Trial("dL/dw at the bottom, w = 17/14", *(f(17 / 14) for f in slopes)),
        Trial("w after 24 steps of 0.01 from 0", *map(_descend, slopes)),
    ]


def cross_entropy_gradient():
    """Notebook 4: a neuron y^ = sigmoid(w x), three inputs, labels 0, 1, 1."""
    x, y, w = np.array([-1.5, 0.5, 2.0]), np.array([0.0, 1.0, 1.0]), 0.4
    p = sigmoid(w * x)
    printed = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    measured = gradcheck.central_difference(lambda w: losses.sigmoid_cross_entropy(w * x, y), w)
    return [Trial("dL/dw at w = 0.4", printed, np.mean((p - y) * x), measured)]


def binary_loss():
    """Notebook 4: the same formula, as a loss, is -1/m times the log of a likelihood."""
    p, y = np.array([0.9, 0.2, 0.6]), np.array([1.0, 0.0, 0.0])
    printed = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    right = losses.sigmoid_cross_entropy(np.log(p / (1 - p)), y)
    likelihood = 0.9 * (1 - 0.2) * (1 - 0.6)
    question = "loss of answers 0.9, 0.2, 0.6 to 1, 0, 0"
    return [Trial(question, printed, right, -np.log(likelihood) / 3)]


def three_classes():
    """Notebook 5: two flowers, three classes: the binary bracket does not carry over."""
    Z, Y = np.log([[0.7, 0.2, 0.1], [0.3, 0.5, 0.2]]), np.array([[1, 0, 0], [0, 0, 1]])
    P = softmax(Z)
    printed = -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / 2
    measured = -np.log(0.7 * 0.2) / 2  # the two true species had 0.7 and 0.2
    right = losses.softmax_cross_entropy(Z, Y)
    question = "loss of two flowers with three species"
    return [Trial(question, printed, right, measured, "bracket of 3.1, over the classes")]


def update_rule():
    """Notebook 0: the rule, fed with the right slope, against the least-squares weight."""
    led = _descend(lambda w: gradcheck.central_difference(_house_loss, w), steps=300)
    best = np.linalg.lstsq(_x[:, None], _y)[0][0]
    return [Trial("where the rule leads, with a measured slope", led, 17 / 14, best)]


def adam_step():
    """Notebook 8: the first step of the program's optimiser, at a gradient of 1000."""
    theta = np.zeros(1)
    Adam(0.001).step(theta, np.array([1000.0]))
    right = -0.001 * 1000 / (1000 + 1e-8)
    question = "first step of the program for a slope of 1000, eta 0.001"
    return [Trial(question, -0.001 * 1000, right, theta[0], "by the rule of row 20")]


def adam_on_measured_slopes():
    """Notebook 13: Adam finds the bottom with slopes that were measured with two losses each."""
    adam, theta = Adam(0.01), np.zeros(1)
    for _ in range(1000):
        slope = gradcheck.central_difference(_house_loss, theta[0])
        adam.step(theta, np.array([slope]))
    found = "yes" if close(theta[0], 17 / 14) else "no"
    question = "does Adam find the bottom without backpropagation?"
    return [Trial(question, "no", "yes", found, BY_ITS_WORDS)]


def backpropagation_moves_nothing():
    """Notebook 13: run backpropagation on Iris, and count the parameters that it changed."""
    net, flowers = Network([4, 10, 3]), data.iris()
    before = net.theta.copy()
    net.loss_and_gradient(flowers.X, flowers.Y)
    moved = np.count_nonzero(net.theta != before)
    return [Trial("parameters of 83 that backpropagation changes", "some", 0, moved, BY_ITS_WORDS)]


def descent_can_stop_short():
    """XOR, two ReLU units, seed 0. Where descent ends, three questions share an answer.

    Of these three, two are of one kind, so the answer is 2/3, and the fourth question is free.
    """
    X, Y = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), np.array([[0], [1], [1], [0.0]])
    net, descent = Network([2, 2, 1], loss="sigmoid_cross_entropy", seed=0), GradientDescent(0.5)
    for _ in range(3000):
        descent.step(net.theta, net.loss_and_gradient(X, Y)[1])
    flat = -(2 * np.log(2 / 3) + np.log(1 / 3)) / 4
    values = (round(float(a), 2) for a in (0.0, flat, net.loss(X, Y)))
    return [Trial("loss of XOR at the end of descent", *values, BY_ITS_WORDS)]


def activations_allow_xor():
    """Notebook 6a: two ReLU units, weights by hand, answer XOR; without ReLU they cannot."""
    X, V = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[1, -1], [-1, 1]])
    right = np.sum(relu(X @ V).sum(axis=1) == X[:, 0] ^ X[:, 1])
    question = "questions of XOR, of 4, that two ReLU neurons answer"
    return [Trial(question, 4, 4, int(right), BY_ITS_WORDS)]


def linear_answers_differ():
    """Notebook 6a: two layers without an activation still answer two inputs differently."""
    net = Network([1, 1, 1], activation="identity")
    net.W[0][:], net.W[1][:] = 3.0, 0.5
    measured = net.forward(np.array([[1.0], [2.0]]))[:, 0].tolist()
    question = "answers to x = 1 and x = 2, weights 3 and 0.5, no activation"
    right = [1 * 3 * 0.5, 2 * 3 * 0.5]
    return [Trial(question, "one number twice", str(right), str(measured), BY_ITS_WORDS)]


def zero_start():
    """Notebook 11: from weights and biases 0, with ReLU, only the last bias moves."""
    net, flowers = Network([4, 10, 3]), data.iris()
    net.theta = np.zeros_like(net.theta)
    train = flowers.X[:120], flowers.Y[:120]  # unequal shares, so that something moves
    weights, biases = net.unflatten(net.loss_and_gradient(*train)[1])
    moved = sum(bool(block.any()) for block in weights + biases)
    question = "of two weight and two bias blocks, all at 0, with ReLU, so many learn"
    return [Trial(question, "not said", 1, moved, BY_ITS_WORDS)]


def one_hot_encoding():
    """Notebook 9: the article's encoding against ours."""
    labels = data.iris().labels
    encoded = OneHotEncoder().fit_transform(labels.reshape(-1, 1)).toarray()
    same = np.sum(np.all(encoded == data.one_hot(labels, 3), axis=1))
    return [Trial("rows of 150 that are one-hot and right", 150, 150, int(same))]


def split_42():
    """X_train, X_test, Y_train, Y_test: the article's split of Iris, 120 and 30 flowers."""
    flowers = data.iris()
    return train_test_split(flowers.X, flowers.Y, test_size=0.2, random_state=42)


def unequal_split():
    """Notebook 10: how many of each species the test part holds, printed and stratified."""
    counts = split_42()[3].sum(axis=0).astype(int).tolist()
    stratified = np.bincount(data.split(data.iris())[1].labels).tolist()
    fair = [30 // 3] * 3
    return [Trial("test flowers of each species", str(counts), str(fair), str(stratified))]


def batches():
    """Notebook 9: what the article's loop iterates over, as printed and without the argument."""
    X_train, _, y_train, _ = split_42()
    outcomes = []
    for options in ({"batch_size": 32}, {}):
        try:
            parts = [len(X) for X, y in train_test_split(X_train, y_train, **options)]
            outcomes.append(str(parts))
        except (TypeError, ValueError) as error:
            outcomes.append(type(error).__name__)
    right = str([len(batch) for batch in minibatches(120, 32, np.random.default_rng(0))])
    sizes = str([32] * (120 // 32) + [120 % 32])
    questions = "sizes of the batches", "the same, without batch_size"
    return [Trial(q, outcome, right, sizes) for q, outcome in zip(questions, outcomes)]


def softmax_twice():
    """Side path 5a: perfect answers, as an array, and a loss that was told to expect logits."""
    P = Y = np.eye(3)
    believed = losses.softmax_cross_entropy(P, Y)
    assert close(believed, np.log(1 + 2 / np.e))
    right = -np.mean(np.log(P[Y == 1]))
    return [Trial("loss of perfect answers", believed, right, 0.0, "with from_logits=True")]


def last_batch():
    """Notebook 9: the loss of the last 24 flowers, and of all 120, the weights at rest."""
    X, _, Y, _ = split_42()
    net, parts = Network([4, 10, 3], seed=0), np.split(np.arange(120), [32, 64, 96])
    each = [net.loss(X[part], Y[part]) for part in parts]
    mean = np.average(each, weights=[len(part) for part in parts])
    return [Trial("loss of the epoch", each[-1], mean, net.loss(X, Y))]


def metric_on_class_numbers():
    """Notebook 9: CategoricalAccuracy by its documented rule, fed with class numbers."""
    truth = split_42()[3].argmax(axis=1)
    trials = []
    for name, answers in (("2 of 30 wrong", truth.copy()), ("all answered 0", 0 * truth)):
        if answers.any():
            answers[[0, 3]] = 0
        printed = float(truth.argmax() == answers.argmax())
        P, Y = np.eye(3)[answers], np.eye(3)[truth]
        right = np.mean(P.argmax(axis=1) == Y.argmax(axis=1))
        share = sum(a == b for a, b in zip(answers, truth)) / 30
        trials.append(Trial(f"accuracy, {name}", printed, right, share))
    return trials


CHECKS = {
    check.__name__: check
    for check in (
        mse_gradient, cross_entropy_gradient, binary_loss, three_classes, update_rule, adam_step,
        adam_on_measured_slopes, backpropagation_moves_nothing, descent_can_stop_short,
        activations_allow_xor, linear_answers_differ, zero_start, one_hot_encoding, unequal_split,
        batches, softmax_twice, last_batch, metric_on_class_numbers,
    )
}  # fmt: skip


def load(text):
    """The claims of a text like claims.toml, which people edit: ValueError names what is amiss."""
    tables = tomllib.loads(text)
    if set(tables) != {"claim"}:
        raise ValueError(f"every entry must begin with [[claim]]; got {', '.join(tables)}")
    return tuple(map(_claim, tables["claim"]))


SHOWN_IN = (*CHAPTERS, *SIDE_PATHS)


def _claim(entry):
    """The Claim with the fields of `entry`; ValueError names its topic, and all that is wrong."""
    names = [field.name for field in fields(Claim)]
    needed = [name for name in names if name not in ("check", "source", "nitpick")]
    wrong = [f"unknown field {name!r}" for name in entry if name not in names]
    wrong += [f"no field {name!r}" for name in needed if name not in entry]
    wrong += [f"{k} must be a text; got {v!r}" for k, v in entry.items() if not isinstance(v, str)]
    if ("check" in entry) == ("source" in entry):
        wrong.append("needs a check or a source, and not both")
    for name, values in (("verdict", VERDICTS), ("notebook", SHOWN_IN), ("check", tuple(CHECKS))):
        if name in entry and entry[name] not in values:
            wrong.append(f"unknown {name} {entry[name]!r}; expected one of {', '.join(values)}")
    if wrong:
        raise ValueError(f"claim {entry.get('topic', 'without a topic')!r}: {'; '.join(wrong)}")
    return Claim(**entry)


# In the article's order. A claim's number is its place here, from 1.
CLAIMS = load(Path(__file__).with_name("claims.toml").read_text(encoding="utf-8"))


def trials(claim):
    """The trials of a claim's check; none if it has a source instead."""
    return CHECKS[claim.check]() if claim.check else []


def show(claim, check=None):
    """Print the claim of that number (or a `Claim` of yours, with its check), and its trials."""
    if not isinstance(claim, Claim):
        if claim not in range(1, len(CLAIMS) + 1):
            raise ValueError(f"a claim has a number from 1 to {len(CLAIMS)}; got {claim!r}")
        claim = CLAIMS[claim - 1]
    print(f"section {claim.section}: {claim.quotation}")
    said = {
        "English": claim.translation,
        "says": claim.says,
        "right": claim.right,
        "verdict": f"{SIGNS[claim.verdict]} {claim.verdict}, notebook {label(claim.notebook)}",
        "nitpick": claim.nitpick,
        "source": claim.source,
    }
    for name, text in said.items():
        if text:
            print(textwrap.fill(f"  {name:7}  {text}", 88, subsequent_indent=11 * " "))
    for trial in check() if check else trials(claim):
        values = (_short(v) for v in (trial.printed, trial.right, trial.measured))
        print(f"  {trial.question.removesuffix('?')}?")
        print("    {}: {}   right: {}   measured: {}".format(trial.stands, *values))


COLUMNS = {
    "row": 3, "section": 7, "the article says": 26, "what should stand there": 26, "verdict": 12,
    "see": 3,
}  # fmt: skip


# Chinese words of the glossary that no quotation has, and what to look for in their place.
ENGLISH = {
    "标签": "label", "预测结果": "prediction", "随机梯度下降": "SGD", "独热编码": "one-hot",
    "对数几率": "logit", "轮次": "epoch",
}  # fmt: skip


def table(section=None, word=None, verdict=None):
    """The claims as a text, a row each; the last column names the notebook to see.

    All of them; or those of a section (with its parts), those that hold a word (English or Chinese,
    in capitals or not), those with a verdict.

    Raises ValueError for a section or a verdict that does not exist.
    """
    sections = list(dict.fromkeys(claim.section for claim in CLAIMS))
    if section is not None and str(section) not in sections:
        raise ValueError(f"the sections are {', '.join(sections)}; got {section!r}")
    if verdict is not None and verdict not in VERDICTS:
        raise ValueError(f"the verdicts are {', '.join(VERDICTS)}; got {verdict!r}")
    english = ENGLISH.get(word, str(word))
    found = [
        _side_by_side((f"{place}", *_cells(claim)))
        for place, claim in enumerate(CLAIMS, 1)
        if (section is None or f"{claim.section}.".startswith(f"{section}."))
        and (word is None or english.lower() in _searched(claim))
        and verdict in (None, claim.verdict)
    ]
    if not found:
        if word is None:
            return "no such row"
        return f"no row with {word!r}; try a shorter or another word"
    line = "  ".join("-" * width for width in COLUMNS.values())
    return "\n".join([_side_by_side(COLUMNS), line, *found])


def _cells(claim):
    """What stands in the columns after the row's number."""
    verdict = f"{SIGNS[claim.verdict]} {claim.verdict}" + "\nnitpick" * bool(claim.nitpick)
    return claim.section, claim.translation, claim.right, verdict, label(claim.notebook)


def _searched(claim):
    """What a word is looked for in: the row, and more of the article's words and ours."""
    return "\n".join([*_cells(claim), claim.quotation, claim.says]).lower()


def _side_by_side(cells):
    """Texts beside each other, each wrapped to the width of its column."""
    wrapped = [
        [part for line in cell.splitlines() for part in textwrap.wrap(line, width)]
        for cell, width in zip(cells, COLUMNS.values())
    ]
    lines = []
    for k in range(max(map(len, wrapped))):
        parts = [column[k] if k < len(column) else "" for column in wrapped]
        padded = [f"{part:{width}}" for part, width in zip(parts, COLUMNS.values())]
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def _short(value):
    """Four decimals, or a power of ten for numbers beyond a million; texts as they are."""
    if isinstance(value, str | int | np.integer):
        return str(value)
    return f"{value:.1e}" if abs(value) > 1e6 else f"{value + 0.0:.4f}".replace("-0.0000", "0.0000")
