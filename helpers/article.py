"""The article's claims, each with a verdict; where one can be computed, a check computes it.

The article is a Chinese introduction to backpropagation (反向传播); our copy names no author. A
`Claim` quotes it briefly. Its `evidence` is a source, or the name of a check: a function that
returns `Trial`s. A trial asks for one quantity three times: what the sentence says it is, what the
right form says, and what is measured without either. The verdicts (notebook 13):

    wrong       false even in its kindest reading
    misleading  true of a part, or in a kind reading, but not as most will take it
    omitted     silent about what the reader needs at this place
    right       true, as far as it goes

Words are read as they are used today.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import OneHotEncoder

from helpers import data, gradcheck, losses
from helpers.activations import relu, sigmoid, softmax
from helpers.network import Network
from helpers.optimizers import Adam, GradientDescent
from helpers.training import minibatches
from helpers.validation import choice, floats, function, instance, size

WRONG, MISLEADING, OMITTED, RIGHT = VERDICTS = ("wrong", "misleading", "omitted", "right")
MARKS = {WRONG: "✗", MISLEADING: "~", OMITTED: "…", RIGHT: "✓"}


@dataclass(frozen=True)
class Claim:
    """One sentence, formula or line of the article; code is quoted between backticks.

    `says` and `right` are in words, mathematics or code; `notebook` is where the course shows it.
    """

    topic: str
    section: str
    quotation: str
    translation: str
    says: str
    right: str
    verdict: str
    notebook: int
    evidence: str

    def __post_init__(self):
        choice("verdict", self.verdict, MARKS)


@dataclass(frozen=True)
class Trial:
    """A quantity as the article has it, as the right form has it, and as it was measured."""

    question: str
    printed: float | int | str
    right: float | int | str
    measured: float | int | str

    @property
    def printed_holds(self):
        """Whether the article's value is the measured one."""
        return agree(self.printed, self.measured)

    @property
    def right_holds(self):
        """Whether the right form's value is the measured one."""
        return agree(self.right, self.measured)


def agree(a, b):
    """Equal texts, or numbers within 1e-6 of each other (relative, or absolute near 0)."""
    for name, value in (("a", a), ("b", b)):
        if not isinstance(value, str) and floats(name, value).ndim:
            raise ValueError(f"{name} must be a text or one number; got {value!r}")
    if isinstance(a, str) or isinstance(b, str):
        return a == b
    with np.errstate(over="ignore"):
        return bool(np.isclose(a, b, rtol=1e-6, atol=1e-6))


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
    question = "loss of two flowers, three species, by 3.1's bracket summed over the classes"
    return [Trial(question, printed, right, measured)]


def update_rule():
    """Notebook 0: the rule, fed with the right slope, against the least-squares weight."""
    led = _descend(lambda w: gradcheck.central_difference(_house_loss, w), steps=300)
    best = np.linalg.lstsq(_x[:, None], _y)[0][0]
    return [Trial("where the rule leads, with a measured slope", led, 17 / 14, best)]


def adam_step():
    """Notebook 9: the first step of the program's optimiser, at a gradient of 1000."""
    theta = np.zeros(1)
    Adam(0.001).step(theta, np.array([1000.0]))
    right = -0.001 * 1000 / (1000 + 1e-8)
    return [Trial("first step for a slope of 1000, eta 0.001", -0.001 * 1000, right, theta[0])]


def adam_on_measured_slopes():
    """Notebook 8: Adam finds the bottom with slopes that were measured with two losses each."""
    adam, theta = Adam(0.01), np.zeros(1)
    for _ in range(1000):
        slope = gradcheck.central_difference(_house_loss, theta[0])
        adam.step(theta, np.array([slope]))
    found = "yes" if agree(theta[0], 17 / 14) else "no"
    return [Trial("does Adam find the bottom without backpropagation?", "no", "yes", found)]


def backpropagation_moves_nothing():
    """Notebook 3: run backpropagation on Iris, and count the parameters that it changed."""
    net, flowers = Network([4, 10, 3]), data.iris()
    before = net.theta.copy()
    net.loss_and_gradient(flowers.X, flowers.Y)
    moved = np.count_nonzero(net.theta != before)
    return [Trial("parameters of 83 that backpropagation moves", len(net.theta), 0, moved)]


def descent_can_stop_short():
    """Notebook 3: XOR, two ReLU units, seed 0. Where descent ends, three questions share an answer.

    Of these three, two are of one kind, so the answer is 2/3, and the fourth question is free.
    """
    X, Y = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), np.array([[0], [1], [1], [0.0]])
    net, descent = Network([2, 2, 1], loss="sigmoid_cross_entropy", seed=0), GradientDescent(0.5)
    for _ in range(3000):
        descent.step(net.theta, net.loss_and_gradient(X, Y)[1])
    flat = -(2 * np.log(2 / 3) + np.log(1 / 3)) / 4
    values = (round(float(a), 2) for a in (0.0, flat, net.loss(X, Y)))
    return [Trial("loss on XOR at the end of descent", *values)]


def bends_allow_xor():
    """Notebook 6: two ReLU units, weights by hand, answer XOR; without the bend they cannot."""
    X, V = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[1, -1], [-1, 1]])
    right = np.sum(relu(X @ V).sum(axis=1) == X[:, 0] ^ X[:, 1])
    return [Trial("XOR questions of 4 that a ReLU layer answers", 4, 4, int(right))]


def linear_answers_differ():
    """Notebook 6: two layers without a bend still answer two inputs differently."""
    net = Network([2, 3, 1], activation="identity", seed=0)
    a, b = np.array([[1.0, 2.0]]), np.array([[2.0, -1.0]])
    right = ((b - a) @ net.W[0] @ net.W[1]).item()
    measured = (net.forward(b) - net.forward(a)).item()
    return [Trial("difference of two answers, no activation", 0.0, right, measured)]


def zero_start():
    """Notebook 9: from weights and biases 0, only the last bias moves."""
    net, flowers = Network([4, 10, 3]), data.iris()
    net.theta = np.zeros_like(net.theta)
    train = flowers.X[:120], flowers.Y[:120]  # unequal shares, so that something moves
    weights, biases = net.unflatten(net.loss_and_gradient(*train)[1])
    moved = sum(bool(block.any()) for block in weights + biases)
    return [Trial("blocks of 4 that move, all starting at 0", 4, 1, moved)]


def one_hot():
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
    """Notebook 9: how many of each species the test part holds; a fair third is 10."""
    counts = split_42()[3].sum(axis=0).astype(int).tolist()
    fair = np.bincount(data.split(data.iris())[1].labels).tolist()
    return [Trial("test flowers of each species", str(counts), str(fair), str([10, 10, 10]))]


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
    """Notebook 5: perfect answers, taken for logits by a loss that sees numbers only."""
    P = Y = np.eye(3)
    believed = losses.softmax_cross_entropy(P, Y)
    assert agree(believed, np.log(1 + 2 / np.e))
    return [Trial("loss of perfect answers", believed, -np.mean(np.log(P[Y == 1])), 0.0)]


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
        bends_allow_xor,
        linear_answers_differ, zero_start, one_hot, unequal_split, batches, softmax_twice,
        last_batch, metric_on_class_numbers,
    )
}  # fmt: skip


# In the article's order. A claim's number is its place here, from 1.
# fmt: off
CLAIMS = (
    Claim(
        "the brain", "1", "模拟人类大脑中的神经网络结构",
        "simulating the structure of the human brain's neural networks",
        "an artificial network simulates the brain",
        "the units are a coarse picture of neurons; nothing here depends on it",
        MISLEADING, 6, "Stanford CS231n, notes, Neural networks 1: a coarse model",
    ),
    Claim(
        "what it does", "1", "它通过计算损失函数的梯度来调整神经网络中各个参数的值",
        "by computing the gradient of the loss it adjusts the values of the parameters",
        "backpropagation adjusts the parameters",
        "it computes the gradient; an optimiser uses it (Goodfellow et al. 2016, section 6.5)",
        WRONG, 3, "backpropagation_moves_nothing",
    ),
    Claim(
        "the best?", "1", "它可以高效地找到神经网络中最佳的参数组合",
        "it can efficiently find the best combination of parameters",
        "(backpropagation, by itself) reaches the lowest loss, as a merit of the method",
        "it returns a gradient; descent that uses it can end above the lowest loss, as here",
        WRONG, 3, "descent_can_stop_short",
    ),
    Claim(
        "perceptrons", "2", "神经网络是一种由多层感知器组成的结构",
        "a neural network is a structure of several layers of perceptrons",
        "the units are perceptrons",
        "a perceptron answers with a step, whose slope is 0: rule (0.1) cannot train it",
        MISLEADING, 1, "Rosenblatt 1958; the term multilayer perceptron has stayed",
    ),
    Claim(
        "direction", "2", "节点接收来自下一层节点的输入",
        "nodes receive input from nodes of the next layer (or: of the layer below)",
        "A_l is computed from the next layer",
        "A_l is computed from A_{l-1}; only gradients come from the next layer",
        MISLEADING, 6, "the article itself, section 2: from the input layer to the output layer",
    ),
    Claim(
        "figure 1", "2", "图1：简单的感知器网络结构",
        "figure 1: the structure of a simple perceptron network",
        "a figure, missing in our copy",
        "a drawing with every shape: notebook 6",
        OMITTED, 6, "our copy; the published page may show it",
    ),
    Claim(
        "forward pass", "2", "首先对神经网络进行前向传播，即从输入层到输出层的数据传递",
        "first comes forward propagation: data passed from the input layer to the output layer",
        "forwards, from the first layer to the last",
        "the same",
        RIGHT, 6, "Goodfellow et al. 2016, section 6.5",
    ),
    Claim(
        "loss: its job", "2.1", "损失函数的目标是最小化模型的预测误差",
        "the goal of the loss function is to minimise the model's prediction error",
        "the loss minimises",
        "the loss measures; training minimises it",
        MISLEADING, 0, "Goodfellow et al. 2016, section 4.3",
    ),
    Claim(
        "what g maps", "2.2", "激活函数（Activation Function）是用于将神经元的输入映射到输出的函数",
        "an activation function maps a neuron's input to its output",
        "output = g(input)",
        "output = g(z), where z = (weights times inputs) + bias",
        MISLEADING, 6, "Goodfellow et al. 2016, section 6.3",
    ),
    Claim(
        "why bend: 1", "2.2", "激活函数的目的是为了让神经网络能够学习更复杂的模式",
        "activation functions are there so that the network can learn more complex patterns",
        "with bends, more functions can be learned",
        "the same: without them, layers collapse into one",
        RIGHT, 6, "bends_allow_xor",
    ),
    Claim(
        "why bend: 2", "2.2", "能够在不同的输入下产生不同的输出",
        "so that it can give different outputs for different inputs",
        "without bends, the outputs would not differ",
        "x W1 W2 differs from x' W1 W2 wherever (x - x') W1 W2 is not 0",
        MISLEADING, 6, "linear_answers_differ",
    ),
    Claim(
        "no derivation", "3", "核心算法原理和具体操作步骤以及数学模型公式详细讲解",
        "principle, steps and formulas of the core algorithm, explained in detail",
        "three formulas, none for a layer",
        "the chain rule, and dW = A'dZ, db = column sums, dA = dZ W', dZ = dA * g'(Z)",
        OMITTED, 6, "Rumelhart, Hinton and Williams 1986; notebook 6, eq. (6.4) to (6.7)",
    ),
    Claim(
        "the start", "3", "初始化神经网络中的权重和偏置",
        "initialise the weights and biases of the network",
        "initialise, with no word on how",
        "weights at random: units that start equal stay equal",
        OMITTED, 9, "zero_start",
    ),
    Claim(
        "one gradient", "3", "计算损失函数的梯度，以及各个参数的梯度",
        "compute the gradient of the loss, and the gradients of the parameters",
        "two kinds of gradient",
        "one: that of the loss, with an entry for each parameter",
        MISLEADING, 3, "the definition; in today's code, too, p.grad is short for dL/dp",
    ),
    Claim(
        "adjust", "3", "根据梯度调整神经网络中各个参数的值",
        "adjust the parameters according to the gradient",
        "a step against the gradient",
        "the same",
        RIGHT, 0, "update_rule",
    ),
    Claim(
        "until when", "3", "直到损失函数的值达到最小或者达到最大迭代次数",
        "until the loss reaches its minimum or the iterations their maximum",
        "stop at the minimum, or after a number of steps",
        "only the second: cross-entropy need not have a minimum; or stop by a validation part",
        MISLEADING, 9, "Prechelt 1998, Early stopping: but when?",
    ),
    Claim(
        "MSE", "3.1", "均方误差（Mean Squared Error，MSE）损失函数的梯度公式",
        "the formula for the gradient of the mean squared error loss",
        "dL/dw = (1/m) sum (y - y^)^2",
        "dL/dw = (2/m) sum (y^ - y) dy^/dw; the printed formula is L",
        WRONG, 2, "mse_gradient",
    ),
    Claim(
        "cross-entropy", "3.1", "交叉熵损失（Cross Entropy Loss）的梯度公式",
        "the formula for the gradient of the cross-entropy loss",
        "dL/dw = -(1/m) sum [y log y^ + (1 - y) log(1 - y^)]",
        "dL/dw = (1/m) sum (y^ - y) x for y^ = sigmoid(wx + b); the printed formula is L",
        WRONG, 4, "cross_entropy_gradient",
    ),
    Claim(
        "as a loss", "3.1", r"`(1 - y^{(i)}) \log(1 - \hat{y}^{(i)})`",
        "the same formula, read as the loss for labels 0 and 1",
        "L = -(1/m) sum [y log y^ + (1 - y) log(1 - y^)]",
        "the same",
        RIGHT, 4, "binary_loss",
    ),
    Claim(
        "update rule", "3.1", "参数更新公式",
        "the formula for the parameter update",
        "w <- w - eta dL/dw",
        "the same",
        RIGHT, 0, "update_rule",
    ),
    Claim(
        "batches, Adam", "3.1", "$m$ 是训练数据的数量",
        "m is the number of training data",
        "formulas for all the data at once, and one rule for the step",
        "true of all data at once; the program averages over a batch and steps by Adam: no formula",
        OMITTED, 9, "adam_step",
    ),
    Claim(
        "3 classes", "4", "我们将通过一个简单的多类分类问题来展示",
        "we shall show it with a simple multi-class problem",
        "section 3.1 prints only the binary form; the loss of this example is not written down",
        "L = -(1/m) sum_i sum_k Y_ik log P_ik, dL/dZ = (P - Y)/m",
        OMITTED, 5, "three_classes",
    ),
    Claim(
        "one-hot", "4.1", "将类别转换为一热编码",
        "turn the classes into a one-hot encoding",
        "OneHotEncoder().fit_transform(...).toarray()",
        "the same",
        RIGHT, 9, "one_hot",
    ),
    Claim(
        "the split", "4.1", "将数据分为训练集和测试集",
        "split the data into a training set and a test set",
        "one split of two parts, species in unequal shares, no seed for the weights",
        "stratify; a validation part for choices; many splits and seeds",
        OMITTED, 9, "unequal_split",
    ),
    Claim(
        "input_shape", "4.2", "`input_shape=input_shape`",
        "the first layer is told the shape of its input",
        "a layer inside a model takes input_shape",
        "it is not needed; Keras 3 warns",
        MISLEADING, 13, "tests/test_article.py, with TensorFlow",
    ),
    Claim(
        "loss object", "4.3", "`loss_fn = tf.keras.losses.CategoricalCrossentropy()`",
        "the loss, with its default from_logits=False",
        "a loss of probabilities, behind a softmax",
        "the same",
        RIGHT, 5, "Keras documentation, CategoricalCrossentropy",
    ),
    Claim(
        "Adam", "4.3", "我们将使用 Adam 优化器来实现这个算法",
        "we shall use the Adam optimiser to implement this algorithm (backpropagation)",
        "Adam implements backpropagation",
        "GradientTape does; Adam turns its gradient into a step",
        WRONG, 9, "adam_on_measured_slopes",
    ),
    Claim(
        "batches", "4.3", "`train_test_split(X_train, y_train, batch_size=batch_size)`",
        "for X_batch, y_batch in ...: a loop over minibatches",
        "train_test_split makes batches",
        "shuffle the indices and slice them",
        WRONG, 9, "batches",
    ),
    Claim(
        "logits", "4.3", "`logits = model(X_batch)`",
        "the name of the model's output, which ends in a softmax",
        "logits; a loss on bare numbers would then apply softmax again",
        "probabilities (the program's loss expects those: only the name misleads)",
        MISLEADING, 5, "softmax_twice",
    ),
    Claim(
        "tape, apply", "4.3", "`gradients = tape.gradient(loss, model.trainable_variables)`",
        "the gradient, and, on the next line, apply_gradients",
        "backpropagation, then one step of the optimiser",
        "the same",
        RIGHT, 9, "TensorFlow documentation, GradientTape",
    ),
    Claim(
        "which loss", "4.3", "打印训练进度",
        "print the progress of the training",
        "the epoch's loss is that of its last batch",
        "the mean over the epoch's samples",
        MISLEADING, 9, "last_batch",
    ),
    Claim(
        "the test part", "4.4", "我们将使用测试集来计算模型的准确率",
        "we shall use the test set to compute the model's accuracy",
        "accuracy on flowers that the training has not seen",
        "the same",
        RIGHT, 9, "Goodfellow et al. 2016, section 5.3",
    ),
    Claim(
        "compile", "4.4", "`model.compile(optimizer=optimizer, loss=loss_fn`",
        "compile, after the training",
        "a step of the evaluation",
        "no weight changes; predict does not need it",
        MISLEADING, 13, "tests/test_article.py, with TensorFlow",
    ),
    Claim(
        "the metric", "4.4", "`accuracy.update_state(true_classes, predicted_classes)`",
        "class numbers, given to CategoricalAccuracy",
        "the share of right answers",
        "update_state(y_test, predictions): it compares the argmax of each row",
        WRONG, 9, "metric_on_class_numbers",
    ),
    Claim(
        "applications", "5", "如自动驾驶、医疗诊断、语音识别等",
        "such as self-driving, medical diagnosis, speech recognition",
        "deep learning will be used there",
        "the same; speech by 2012, retinal images by 2016",
        RIGHT, 13, "Hinton et al. 2012; Gulshan et al. 2016",
    ),
    Claim(
        "real time", "5", "深度学习模型的训练时间通常非常长，这限制了其在实时应用中的使用",
        "training usually takes very long, which limits the use in real-time applications",
        "slow training makes slow answers",
        "an answer is one forward pass; its time counts, unless the model must keep learning",
        MISLEADING, 13, "reasoning; notebook 3 counts a pass",
    ),
    Claim(
        "opacity", "5", "深度学习模型的解释性较差",
        "deep learning models are hard to interpret",
        "their decisions are hard to follow",
        "the same, and the word means several things",
        RIGHT, 13, "Lipton 2018; Rudin 2019",
    ),
    Claim(
        "unlabelled data", "5", "深度学习模型对于无标注数据的学习能力有限",
        "deep learning models have little ability to learn from unlabelled data",
        "labels are needed",
        "networks pre-trained without labels lead in language, and are strong in vision",
        MISLEADING, 13, "Devlin et al. 2019; Chen et al. 2020",
    ),
    Claim(
        "Q1: why?", "6", "Q1：为什么需要反向传播算法？",
        "why do we need backpropagation?",
        "because it finds the best parameters (as in section 1)",
        "because all slopes together cost a few losses, however many parameters",
        OMITTED, 3, "Baur and Strassen 1983; notebook 3",
    ),
    Claim(
        "Q4: which?", "6", "反向传播算法有哪些优化方法？ 常见的优化方法有梯度下降",
        "which optimisation methods does backpropagation have? The usual: gradient descent, ...",
        "gradient descent, SGD and Adam are methods of backpropagation",
        "they are optimisers; they take a gradient from wherever it comes",
        WRONG, 8, "adam_on_measured_slopes",
    ),
    Claim(
        "adaptive rates", "6", "动态学习率下降（Adaptive Learning Rate Descent）",
        "adaptive learning rate descent, listed beside Adam",
        "a method of this name",
        "a family: AdaGrad, RMSProp, Adam",
        MISLEADING, 8, "Duchi et al. 2011; Tieleman and Hinton 2012; Kingma and Ba 2015",
    ),
    Claim(
        "in detail", "7", "我们详细介绍了反向传播算法的原理、步骤和数学模型公式",
        "we have presented principle, steps and formulas of backpropagation in detail",
        "the article explains backpropagation",
        "it names its steps; the backward pass is left to GradientTape",
        MISLEADING, 6, "the article itself: no chain rule, no formula for a layer",
    ),
)
# fmt: on


def trials(claim):
    """The trials of a claim's check; none if its evidence is a source."""
    instance("claim", claim, Claim)
    return CHECKS[claim.evidence]() if claim.evidence in CHECKS else []


def run(number, check=None):
    """Print the claim of that number (or a `Claim` of yours, with its check), and its trials."""
    if check is not None:
        function("check", check)
    if isinstance(number, Claim):
        claim = number
    else:
        claim = CLAIMS[size("number", number, most=len(CLAIMS)) - 1]
    print(f"section {claim.section}: {claim.quotation}\n  ({claim.translation})")
    print(f"  says     {claim.says}\n  right    {claim.right}")
    print(f"  verdict  {MARKS[claim.verdict]} {claim.verdict}, notebook {claim.notebook}")
    found = trials(claim) if check is None else check()
    if not found:
        print(f"  source   {claim.evidence}")
    for trial in found:
        values = (_short(v) for v in (trial.printed, trial.right, trial.measured))
        print(f"  {trial.question}:")
        print("    printed {}   right {}   measured {}".format(*values))


def table():
    """One line for each claim: number, section, verdict, notebook, topic."""
    return "\n".join(
        f"{number:2}  {c.section:<4} {MARKS[c.verdict]} {c.verdict:<11} {c.notebook:>2}  {c.topic}"
        for number, c in enumerate(CLAIMS, 1)
    )


def _short(value):
    """Four decimals, or a power of ten for numbers beyond a million; texts as they are."""
    if isinstance(value, str | int | np.integer):
        return str(value)
    return f"{value:.1e}" if abs(value) > 1e6 else f"{value + 0.0:.4f}".replace("-0.0000", "0.0000")
