"""Cross-entropy of one sigmoid neuron, from predictions and from logits: docs/cross_entropy.md.

w (n, 1), X (n, m) with one example a column, b a number; labels Y from 0 to 1, weighted inputs Z
and predictions Y_hat (1, m). The functions of one prediction or logit work elementwise.
"""

import numpy as np

from nnbook.mean_squared_error import weighted_inputs
from nnbook.sigmoid import sigmoid, sigmoid_derivative, softplus


def _pair(values, y):
    """Predictions or logits, and labels, as arrays of numbers of one shape; labels from 0 to 1."""
    values, y = np.asarray(values) + 0.0, np.asarray(y) + 0.0
    if values.shape != y.shape:
        raise ValueError(f"predictions of shape {values.shape}, but labels of shape {y.shape}")
    if np.any(np.isnan(values)):
        raise ValueError("a prediction is NaN")
    if not np.all((np.real(y) >= 0) & (np.real(y) <= 1)):
        raise ValueError("every label must lie between 0 and 1")
    return values, y


def _row(values, Y):
    """Predictions or logits, and labels, of a batch: two rows (1, m) with m at least 1."""
    values, Y = _pair(values, Y)
    if Y.ndim != 2 or Y.shape[0] != 1:
        raise ValueError(f"a batch is a row of shape (1, m), found {Y.shape}")
    if Y.size == 0:
        raise ValueError("an empty batch has no mean: it needs at least one example")
    return values, Y


# --8<-- [start:loss]
def weighted(y, s):
    """y times s, where 0 times infinity is 0; numbers or arrays of one shape. (eq:ce-zero)

    >>> weighted([0, 0.5], [np.inf, 3]).tolist()
    [0.0, 1.5]
    """
    y = np.asarray(y)
    return y * np.where(y == 0, 0, s)


def loss(y_hat, y):
    """Cross-entropy of each prediction, from 0 to 1; numbers or arrays of one shape. (eq:ce-loss)

    Infinite where the prediction excludes what the label allows.

    >>> loss([0.9, 0.9, 1], [1, 0, 1]).round(4).tolist()
    [0.1054, 2.3026, 0.0]
    """
    y_hat, y = _pair(y_hat, y)
    if not np.all((np.real(y_hat) >= 0) & (np.real(y_hat) <= 1)):
        raise ValueError("loss: every prediction must lie between 0 and 1")
    with np.errstate(divide="ignore"):
        return weighted(y, -np.log(y_hat)) + weighted(1 - y, -np.log1p(-y_hat))


# --8<-- [end:loss]


# --8<-- [start:cost]
def cost(Y_hat, Y):
    """Mean of the losses of two rows (1, m); a number. (eq:ce-cost)

    >>> float(cost([[0.5, 0.9]], [[1, 1]]).round(4))
    0.3993
    """
    Y_hat, Y = _row(Y_hat, Y)
    return np.mean(loss(Y_hat, Y))


# --8<-- [end:cost]


# --8<-- [start:conventions]
def sum_cost(Y_hat, Y):
    """Sum of the losses, not divided by m; a number. (eq:ce-conventions)

    >>> float(sum_cost([[0.5, 0.9]], [[1, 1]]).round(4))
    0.7985
    """
    Y_hat, Y = _row(Y_hat, Y)
    return np.sum(loss(Y_hat, Y))


def cost_in_bits(Y_hat, Y):
    """Mean of the losses with logarithms to the base 2; a number. (eq:ce-conventions)

    >>> float(cost_in_bits([[0.5, 0.5]], [[1, 0]]))
    1.0
    """
    return cost(Y_hat, Y) / np.log(2)


# --8<-- [end:conventions]


# --8<-- [start:loss_gradient]
def loss_gradient(y_hat, y):
    """Derivative of each loss by its prediction, not its logit; their shape. (eq:ce-loss-gradient)

    >>> float(loss_gradient(0.9, 1).round(3))
    -1.111
    """
    y_hat, y = _pair(y_hat, y)
    if not np.all((np.real(y_hat) > 0) & (np.real(y_hat) < 1)):
        raise ValueError("loss_gradient: every prediction must lie strictly between 0 and 1")
    return (y_hat - y) / (y_hat * (1 - y_hat))


# --8<-- [end:loss_gradient]


# --8<-- [start:loss_from_logit]
def loss_from_logit(z, y):
    """Cross-entropy of each sigmoid(z), without overflow; z and y of one shape. (eq:ce-stable)

    >>> loss_from_logit([2, 2, -800], [1, 0, 1]).round(4).tolist()
    [0.1269, 2.1269, 800.0]
    """
    z, y = _pair(z, y)
    return weighted(y, softplus(-z)) + weighted(1 - y, softplus(z))


def cost_from_logits(Z, Y):
    """Mean of these losses of two rows (1, m); a number. (eq:ce-cost-stable)

    >>> float(cost_from_logits([[0, 2]], [[1, 1]]).round(4))
    0.41
    """
    Z, Y = _row(Z, Y)
    return np.mean(loss_from_logit(Z, Y))


# --8<-- [end:loss_from_logit]


# --8<-- [start:logit_gradient]
def logit_gradient(z, y):
    """Derivative of each loss by its logit; z and y of one shape. (eq:ce-logit-gradient-stable)

    >>> logit_gradient([2, 2], [1, 0]).round(4).tolist()
    [-0.1192, 0.8808]
    """
    z, y = _pair(z, y)
    return (1 - y) * sigmoid(z) - y * sigmoid(-z)


# --8<-- [end:logit_gradient]


# --8<-- [start:gradient]
def gradient(w, X, b, Y):
    """dw (n, 1) and db of the cost of a sigmoid neuron; labels Y (1, m). (eq:ce-gradient)

    >>> dw, db = gradient([[0.0]], [[1, -1]], 0, [[1, 0]])
    >>> dw.tolist(), float(db)
    ([[-0.5]], 0.0)
    """
    Z, Y = _row(weighted_inputs(w, X, b), Y)
    dZ = logit_gradient(Z, Y)
    return np.asarray(X) @ dZ.T / Y.shape[1], np.mean(dZ)


# --8<-- [end:gradient]


# --8<-- [start:hessian]
def hessian(w, X, b):
    """Second derivatives of the cost by the weights, (n, n); labels do not enter. (eq:ce-hessian)

    >>> hessian([[0.0]], [[1, -3]], 0).tolist()
    [[1.25]]
    """
    X = np.asarray(X) + 0.0
    Z = weighted_inputs(w, X, b)
    if Z.size == 0:
        raise ValueError("an empty batch has no mean: it needs at least one example")
    return X * sigmoid_derivative(Z) @ X.T / Z.size


# --8<-- [end:hessian]


# --8<-- [start:entropy]
def entropy(p):
    """Entropy of a yes with probability p, from 0 to 1, in natural units. (eq:ce-entropy)

    >>> entropy([0, 0.5, 0.9]).round(4).tolist()
    [0.0, 0.6931, 0.3251]
    """
    return loss(p, p)


# --8<-- [end:entropy]


# --8<-- [start:calibration]
def calibration(Y_hat, Y, bins):
    """Mean prediction and mean label of each of k equal bins from 0 to 1: two columns (k, 1).

    Y_hat and Y (1, m); a bin without a prediction is NaN in both. (eq:ce-calibration)

    >>> claimed, observed = calibration([[0.2, 0.9, 0.9]], [[0, 1, 0]], 2)
    >>> claimed.tolist(), observed.tolist()
    ([[0.2], [0.9]], [[0.0], [0.5]])
    """
    Y_hat, Y = _row(Y_hat, Y)
    if bins < 1 or np.any((Y_hat < 0) | (Y_hat > 1)):
        raise ValueError("calibration needs predictions from 0 to 1 and at least one bin")
    place = np.minimum((Y_hat[0] * bins).astype(int), bins - 1)
    count = np.bincount(place, minlength=bins)
    sums = [np.bincount(place, values[0], minlength=bins) for values in (Y_hat, Y)]
    means = [np.where(count > 0, total / np.maximum(count, 1), np.nan) for total in sums]
    return means[0][:, np.newaxis], means[1][:, np.newaxis]


# --8<-- [end:calibration]
