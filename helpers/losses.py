"""Three losses and their gradients.

Rows are samples. A loss is a mean over the m samples and a sum over the outputs. So 1/m enters
here, and no later step of a backward pass divides by m again. (Other libraries' mean squared error
often averages over the outputs too.) The two cross-entropies take logits, the numbers before the
sigmoid or the softmax: a probability that rounds to 0 would have no logarithm. Their logarithms are
natural ones.

A loss and its gradient share most of their work, so one formula, `..._and_grad`, computes both, and
checks nothing. The other functions are for people: they check what comes in, and return the loss
or the gradient. All of them take M networks side by side (side path 10b): predictions or logits of
shape (M, m, K), targets of shape (m, K); a loss is then M numbers.
"""

import numpy as np

from helpers.activations import log_softmax, sigmoid
from helpers.validation import check_labels, check_one_hot, check_pair, check_real


def _mean_over_samples(terms, target):
    """The sum of `terms` over samples and outputs, divided by m."""
    axes = tuple(range(-target.ndim, 0))  # as many as target has, counted from the last: (-2, -1)
    return terms.sum(axis=axes) / len(target)


def mse_and_grad(prediction, target):
    """L, eq. (D2b.1), and dL/dprediction, eq. (D2b.2), of the mean squared error."""
    residual = prediction - target
    return _mean_over_samples(residual**2, target), 2 * residual / len(target)


def sigmoid_cross_entropy_and_grad(logits, y):
    """L from the logits, eq. (4.6), and dL/dz, eq. (4.4), of the binary cross-entropy."""
    positive = np.where(logits.real > 0, logits, 0)  # max(z, 0)
    rest = np.log1p(np.exp(logits - 2 * positive))  # z - 2 max(z, 0) = -|z|, so log(1 + e^-|z|)
    # log(1 + e^z) = max(z, 0) + rest. The rest may be tiny: it is added when the others are one.
    loss = positive - y * logits + rest
    return _mean_over_samples(loss, y), (sigmoid(logits) - y) / len(y)


def softmax_cross_entropy_and_grad(logits, Y):
    """L, eq. (5.3), and dL/dZ = (P - Y) / m, eq. (5.4), of the cross-entropy; Y is one-hot.

    log P comes from the logits, eq. (5.5): P itself may round to 0, which has no logarithm.
    """
    log_P = log_softmax(logits)
    return _mean_over_samples(-Y * log_P, Y), (np.exp(log_P) - Y) / len(Y)


def mse(prediction, target):
    """L = (1/m) sum_i sum_k (prediction_ik - target_ik)^2. Eq. (D2b.1).

    prediction (m,) or (m, K), target of the same shape; L is in the square of their unit.
    Raises ValueError for shapes that differ, no samples, NaN or infinity.
    """
    return mse_and_grad(*check_pair("prediction", prediction, "target", target, check_real))[0]


def mse_grad(prediction, target):
    """dL/dprediction_ik = (2/m) (prediction_ik - target_ik), like prediction. Eq. (D2b.2)."""
    return mse_and_grad(*check_pair("prediction", prediction, "target", target, check_real))[1]


def sigmoid_cross_entropy(logits, y):
    """L = -(1/m) sum_i [y_i log p_i + (1 - y_i) log(1 - p_i)], p = sigmoid(z). Eq. (4.2).

    Computed from the logits z as (1/m) sum_i [log(1 + exp(z_i)) - y_i z_i], eq. (4.6).
    logits (m,), y of the same shape, each label 0 or 1, or a number between; with shape (m, K) the
    terms of the K outputs are added too. Raises ValueError for shapes that differ, labels below 0
    or above 1, no samples, NaN or infinity.
    """
    return sigmoid_cross_entropy_and_grad(*check_pair("logits", logits, "y", y, check_labels))[0]


def sigmoid_cross_entropy_grad(logits, y):
    """dL/dz_i = (sigmoid(z_i) - y_i) / m, shaped like logits. Eq. (4.4)."""
    return sigmoid_cross_entropy_and_grad(*check_pair("logits", logits, "y", y, check_labels))[1]


def softmax_cross_entropy(logits, Y):
    """L = -(1/m) sum_i sum_k Y_ik log P_ik, P = softmax(logits) by rows. Eq. (5.3).

    logits (m, K), Y (m, K) with one-hot rows. Raises ValueError for shapes that differ, rows that
    are not one-hot, no samples, NaN or infinity.
    """
    return softmax_cross_entropy_and_grad(*check_pair("logits", logits, "Y", Y, check_one_hot))[0]


def softmax_cross_entropy_grad(logits, Y):
    """dL/dZ = (P - Y) / m, shaped like logits. Eq. (5.4)."""
    return softmax_cross_entropy_and_grad(*check_pair("logits", logits, "Y", Y, check_one_hot))[1]


# The losses by name, each with the check of its targets: what a network accepts.
LOSSES = {
    "mse": (mse_and_grad, check_real),
    "sigmoid_cross_entropy": (sigmoid_cross_entropy_and_grad, check_labels),
    "softmax_cross_entropy": (softmax_cross_entropy_and_grad, check_one_hot),
}
