"""Squared error: the loss, its costs and gradients, descent with them: docs/mean_squared_error.md.

One neuron, m examples with n inputs: w (n, 1), X (n, m) with one example a column, b a number,
labels Y and predictions Y_hat (1, m). The functions of one prediction work elementwise.
"""

import numpy as np

from nnbook.sigmoid import sigmoid, sigmoid_derivative


def _pair(y_hat, y):
    """Predictions and labels as arrays of numbers, one shape, no NaN."""
    y_hat, y = np.asarray(y_hat) + 0.0, np.asarray(y) + 0.0
    if y_hat.shape != y.shape:
        raise ValueError(f"predictions of shape {y_hat.shape}, but labels of shape {y.shape}")
    if np.any(np.isnan(y_hat)) or np.any(np.isnan(y)):
        raise ValueError("a prediction or a label is NaN")
    return y_hat, y


def _row(Y_hat, Y):
    """Predictions and labels of a batch: two rows (1, m) with m at least 1."""
    Y_hat, Y = _pair(Y_hat, Y)
    if Y.ndim != 2 or Y.shape[0] != 1:
        raise ValueError(f"a batch is a row of shape (1, m), found {Y.shape}")
    if Y.size == 0:
        raise ValueError("an empty batch has no mean: it needs at least one example")
    return Y_hat, Y


# --8<-- [start:loss]
def loss(y_hat, y):
    """Squared error of each prediction; numbers or arrays of one shape, not halved. (eq:mse-loss)

    >>> float(loss(1.5, 2))
    0.25
    """
    y_hat, y = _pair(y_hat, y)
    return (y_hat - y) ** 2


# --8<-- [end:loss]


# --8<-- [start:loss_gradient]
def loss_gradient(y_hat, y):
    """Derivative of each loss by its own prediction; their shape. (eq:mse-loss-gradient)

    >>> float(loss_gradient(1.5, 2))
    -1.0
    """
    y_hat, y = _pair(y_hat, y)
    return 2 * (y_hat - y)


# --8<-- [end:loss_gradient]


# --8<-- [start:costs]
def cost(Y_hat, Y):
    """Mean of the losses of two rows (1, m); a number. (eq:mse-cost)

    >>> float(cost([[0.5, 1, 1.5]], [[1, 3, 4]]))
    3.5
    """
    Y_hat, Y = _row(Y_hat, Y)
    return np.mean(loss(Y_hat, Y))


def sum_cost(Y_hat, Y):
    """Sum of the losses, not divided by m; a number. (eq:mse-conventions)

    >>> float(sum_cost([[0.5, 1, 1.5]], [[1, 3, 4]]))
    10.5
    """
    Y_hat, Y = _row(Y_hat, Y)
    return np.sum(loss(Y_hat, Y))


def half_cost(Y_hat, Y):
    """Half the mean of the losses; a number. (eq:mse-conventions)

    >>> float(half_cost([[0.5, 1, 1.5]], [[1, 3, 4]]))
    1.75
    """
    return cost(Y_hat, Y) / 2


def half_sum_cost(Y_hat, Y):
    """Half the sum of the losses; a number. (eq:mse-conventions)

    >>> float(half_sum_cost([[0.5, 1, 1.5]], [[1, 3, 4]]))
    5.25
    """
    return sum_cost(Y_hat, Y) / 2


# --8<-- [end:costs]


# --8<-- [start:cost_gradient]
def cost_gradient(Y_hat, Y):
    """Derivative of the cost by each prediction, a row (1, m). (eq:mse-cost-gradient)

    >>> cost_gradient([[0.5, 1, 1.5]], [[1, 3, 4]]).round(4).tolist()
    [[-0.3333, -1.3333, -1.6667]]
    """
    Y_hat, Y = _row(Y_hat, Y)
    return loss_gradient(Y_hat, Y) / Y.shape[1]


# --8<-- [end:cost_gradient]


# --8<-- [start:negative_log_likelihood]
def negative_log_likelihood(Y_hat, Y, s):
    """Minus the logarithm of the density of all labels (1, m); a number. (eq:mse-likelihood)

    >>> float(negative_log_likelihood([[0.5, 1, 1.5]], [[1, 3, 4]], 1).round(4))
    8.0068
    """
    if not np.real(s) > 0:
        raise ValueError("negative_log_likelihood: the standard deviation s must be positive")
    m = np.size(Y)
    return sum_cost(Y_hat, Y) / (2 * s**2) + m * np.log(s * np.sqrt(2 * np.pi))


# --8<-- [end:negative_log_likelihood]


# --8<-- [start:weighted_inputs]
def weighted_inputs(w, X, b):
    """Row (1, m) of the weighted inputs; w (n, 1), X (n, m), b a number. (eq:mse-neuron)

    >>> weighted_inputs([[2.0], [-1.0]], [[1.0, 0.0], [0.0, 1.0]], 0.5).tolist()
    [[2.5, -0.5]]
    """
    w, X, b = np.asarray(w) + 0.0, np.asarray(X) + 0.0, np.asarray(b) + 0.0
    if X.ndim != 2 or w.shape != (X.shape[0], 1) or b.size != 1:
        raise ValueError(
            "weighted_inputs needs w (n, 1), X (n, m) and a number b, "
            f"found {w.shape}, {X.shape} and {b.shape}"
        )
    if any(np.any(np.isnan(array)) for array in (w, X, b)):
        raise ValueError("a weight, an input or the bias is NaN")
    return w.T @ X + b


# --8<-- [end:weighted_inputs]


# --8<-- [start:linear_gradient]
def linear_gradient(w, X, b, Y):
    """dw (n, 1) and db of the cost of a linear neuron; labels Y (1, m). (eq:mse-linear-gradient)

    >>> dw, db = linear_gradient([[0.5]], [[0, 1, 2]], 0.5, [[1, 3, 4]])
    >>> dw.round(4).tolist(), float(db.round(4))
    ([[-4.6667]], -3.3333)
    """
    Y_hat, Y = _row(weighted_inputs(w, X, b), Y)
    dZ = loss_gradient(Y_hat, Y)
    return np.asarray(X) @ dZ.T / Y.shape[1], np.mean(dZ)


# --8<-- [end:linear_gradient]


# --8<-- [start:sigmoid_gradient]
def sigmoid_gradient(w, X, b, Y):
    """dw (n, 1) and db of the cost of a sigmoid neuron; labels Y (1, m). (eq:mse-sigmoid-gradient)

    >>> dw, db = sigmoid_gradient([[0.0]], [[1, -1]], 0, [[1, 0]])
    >>> dw.tolist(), float(db)
    ([[-0.25]], 0.0)
    """
    Z = weighted_inputs(w, X, b)
    Y_hat, Y = _row(sigmoid(Z), Y)
    dZ = loss_gradient(Y_hat, Y) * sigmoid_derivative(Z)
    return np.asarray(X) @ dZ.T / Y.shape[1], np.mean(dZ)


# --8<-- [end:sigmoid_gradient]


# --8<-- [start:descend]
def half_sum_gradient(w, X, b, Y):
    """dw (n, 1) and db of half the sum of squares, linear neuron. (eq:mse-half-sum-gradient)

    >>> dw, db = half_sum_gradient([[0.5]], [[0, 1, 2]], 0.5, [[1, 3, 4]])
    >>> dw.tolist(), float(db)
    ([[-7.0]], -5.0)
    """
    Y_hat, Y = _row(weighted_inputs(w, X, b), Y)
    return np.asarray(X) @ (Y_hat - Y).T, np.sum(Y_hat - Y)


def descend(gradient, w, X, b, Y, alpha, steps):
    """w (n, 1) and b after so many steps of size alpha down that gradient. (eq:mse-update)

    >>> w, b = descend(linear_gradient, [[0.5]], [[0, 1, 2]], 0.5, [[1, 3, 4]], 0.1, 1)
    >>> w.round(4).tolist(), float(b.round(4))
    ([[0.9667]], 0.8333)
    """
    if not alpha > 0:
        raise ValueError(f"the step size must be positive, found {alpha}")
    for _ in range(steps):
        dw, db = gradient(w, X, b, Y)
        w, b = w - alpha * dw, b - alpha * db
    return w, b


# --8<-- [end:descend]


# --8<-- [start:best_line]
def best_line(X, Y):
    """w (1, 1) and b of the line of least cost through m points; X and Y (1, m). (eq:mse-best-line)

    >>> w, b = best_line([[0, 1, 2]], [[1, 3, 4]])
    >>> w.tolist(), float(b.round(4))
    ([[1.5]], 1.1667)
    """
    X, Y = _row(X, Y)
    X_apart = X - np.mean(X)
    if not np.any(X_apart):
        raise ValueError("best_line: all inputs are equal, so no single line is best")
    w = X_apart @ (Y - np.mean(Y)).T / np.sum(X_apart**2)
    return w, np.mean(Y) - w[0, 0] * np.mean(X)


# --8<-- [end:best_line]
