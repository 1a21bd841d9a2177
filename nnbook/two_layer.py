"""The two-layer network, forward, backward and trained: docs/two_layer.md.

Columns are examples. X is (n_0, m), Y is (n_2, m), W1 is (n_1, n_0), W2 is (n_2, n_1), b1 is
(n_1, 1), b2 is (n_2, 1). One example is a batch with m = 1. A gradient has its variable's shape.
"""

import numpy as np

from nnbook.sigmoid import sigmoid


def _require(where, **wanted):
    """Refuse an array that has not the shape that it needs."""
    for name, (array, shape) in wanted.items():
        if np.shape(array) != shape:
            found = f"{name} has shape {np.shape(array)}"
            raise ValueError(f"{where}: {found}, beside the others it needs {shape}")


def _examples(X):
    """The number of columns of a batch; none is an error."""
    if np.ndim(X) != 2 or X.shape[1] == 0:
        raise ValueError(f"a batch needs examples as columns, found shape {np.shape(X)}")
    return X.shape[1]


# --8<-- [start:initialize]
def initialize(n_0, n_1, n_2, seed):
    """Random W1, W2; b1, b2 of zeros; shapes: (eq:two-layer-shapes).

    >>> initialize(2, 3, 1, seed=3)[2].round(4).tolist()
    [[-2.02, -0.2319, -0.8652]]
    """
    rng = np.random.default_rng(seed)
    W1 = rng.standard_normal((n_1, n_0))
    W2 = rng.standard_normal((n_2, n_1))
    return W1, np.zeros((n_1, 1)), W2, np.zeros((n_2, 1))


# --8<-- [end:initialize]


# --8<-- [start:affine]
def affine(W, X, b):
    """W X + b of W (n, k), X (k, m), b (n, 1). (eq:two-layer-affine)

    >>> W, b = np.array([[2.0, -3.0]]), np.array([[5.0]])
    >>> affine(W, np.array([[3.0], [4.0]]), b)
    array([[-1.]])
    """
    n, k, m = np.size(b), len(X), np.shape(X)[-1]
    _require("affine", W=(W, (n, k)), X=(X, (k, m)), b=(b, (n, 1)))
    return W @ X + b


# --8<-- [end:affine]


# --8<-- [start:forward]
def forward(X, W1, b1, W2, b2, g=sigmoid):
    """Z1, A1 (n_1, m), Z2, A2 (n_2, m) of X. (eq:two-layer-network)

    >>> X, b1 = np.array([[1], [0.5]]), np.array([[0.1], [-0.2], [0.3]])
    >>> W1 = np.array([[0.2, -0.4], [0.5, 0.6], [-0.3, 0.8]])
    >>> W2, b2 = np.array([[0.7, -0.5, 0.3]]), np.array([[-0.4]])
    >>> forward(X, W1, b1, W2, b2)[3].round(4).tolist()
    [[0.4562]]
    """
    Z1 = affine(W1, X, b1)
    A1 = g(Z1)
    Z2 = affine(W2, A1, b2)
    A2 = sigmoid(Z2)
    return Z1, A1, Z2, A2


# --8<-- [end:forward]


# --8<-- [start:loss]
def loss(a2, y):
    """Cross-entropy of one example. (eq:two-layer-loss)

    Shapes (n_2, 1); for a batch, (n_2, m), the sum over its examples.

    >>> float(loss(np.array([[0.5]]), np.array([[1.0]])).round(4))
    0.6931
    """
    _require("loss", y=(y, np.shape(a2)))
    if np.any((a2 == 0) | (a2 == 1)):
        raise ValueError("loss: log(0), an output is exactly 0 or 1")
    return -np.sum(y * np.log(a2) + (1 - y) * np.log(1 - a2))


# --8<-- [end:loss]


# --8<-- [start:cost]
def cost(A2, Y):
    """Mean loss of the columns, all (n_2, m). (eq:two-layer-cost)

    >>> float(cost(np.array([[0.5, 0.5]]), np.array([[1, 0]])).round(4))
    0.6931
    """
    return loss(A2, Y) / _examples(Y)


# --8<-- [end:cost]


# --8<-- [start:loss_gradient]
def loss_gradient(A2, Y):
    """dA2 of A2, Y: the shape of all is (n_2, m). (eq:two-layer-da2)

    >>> loss_gradient(np.array([[0.9]]), np.array([[1.0]])).round(3)
    array([[-1.111]])
    """
    _require("loss_gradient", Y=(Y, np.shape(A2)))
    return (A2 - Y) / (A2 * (1 - A2))


# --8<-- [end:loss_gradient]


# --8<-- [start:sigmoid_slope]
def sigmoid_slope(A):
    """Slope of sigmoid at output A. (eq:two-layer-sigmoid-slope)

    >>> sigmoid_slope(0.5)
    0.25
    """
    return A * (1 - A)


# --8<-- [end:sigmoid_slope]


# --8<-- [start:tanh]
def tanh(Z):
    """Hyperbolic tangent, elementwise. (eq:two-layer-tanh)

    >>> tanh(np.array([-0.5, 0.0, 0.5])).round(4).tolist()
    [-0.4621, 0.0, 0.4621]
    """
    return np.tanh(Z)


def tanh_slope(A):
    """Slope of tanh at output A. (eq:two-layer-tanh-slope)

    >>> tanh_slope(0.5)
    0.75
    """
    return 1 - A * A


# --8<-- [end:tanh]


# --8<-- [start:backward]
def backward(X, Y, W2, A1, A2, slope=sigmoid_slope):
    """dZ2, dW2, db2, dA1, dZ1, dW1, db1. (eq:two-layer-batch)

    dZ2, dA1, dZ1: of each loss, as columns. The others: of the cost.

    >>> X, W2 = np.array([[1], [0.5]]), np.array([[0.7, -0.5, 0.3]])
    >>> A1 = sigmoid(np.array([[0.1], [0.6], [0.4]]))
    >>> A2 = sigmoid(affine(W2, A1, np.array([[-0.4]])))
    >>> backward(X, np.array([[1]]), W2, A1, A2)[1].round(4).tolist()
    [[-0.2855, -0.3511, -0.3256]]
    """
    (n_2, n_1), m = np.shape(W2), _examples(X)
    _require("backward", Y=(Y, (n_2, m)), A2=(A2, (n_2, m)))
    _require("backward", A1=(A1, (n_1, m)))
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * slope(A1)
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return dZ2, dW2, db2, dA1, dZ1, dW1, db1


# --8<-- [end:backward]


# --8<-- [start:step]
def step(X, Y, W1, b1, W2, b2, alpha):
    """W1, b1, W2, b2 after one step. (eq:two-layer-batch-update)

    >>> X, Y = np.array([[0, 0, 1, 1], [0, 1, 0, 1]]), np.array([[0, 1, 1, 0]])
    >>> after = step(X, Y, *initialize(2, 3, 1, seed=3), alpha=2)
    >>> float(cost(forward(X, *after)[3], Y).round(4))
    0.7592
    """
    _, A1, _, A2 = forward(X, W1, b1, W2, b2)
    _, dW2, db2, _, _, dW1, db1 = backward(X, Y, W2, A1, A2)
    W1, b1 = W1 - alpha * dW1, b1 - alpha * db1
    W2, b2 = W2 - alpha * dW2, b2 - alpha * db2
    return W1, b1, W2, b2


# --8<-- [end:step]


# --8<-- [start:train]
def train(X, Y, W1, b1, W2, b2, alpha, steps):
    """W1, b1, W2, b2 and all costs. (eq:two-layer-batch-update)

    >>> X, Y = np.array([[0, 0, 1, 1], [0, 1, 0, 1]]), np.array([[0, 1, 1, 0]])
    >>> *_, costs = train(X, Y, *initialize(2, 3, 1, seed=3), 2, 300)
    >>> [float(costs[k].round(4)) for k in (0, 1, 300)]
    [0.9687, 0.7592, 0.0223]
    """
    costs = [cost(forward(X, W1, b1, W2, b2)[-1], Y)]
    for _ in range(steps):
        W1, b1, W2, b2 = step(X, Y, W1, b1, W2, b2, alpha)
        costs.append(cost(forward(X, W1, b1, W2, b2)[-1], Y))
    return W1, b1, W2, b2, costs


# --8<-- [end:train]


# --8<-- [start:shared_bias]
def shared_bias(beta, n):
    """One bias for n neurons, shape (n, 1). (eq:two-layer-shared)

    >>> shared_bias(0.5, 3).tolist()
    [[0.5], [0.5], [0.5]]
    """
    return beta * np.ones((n, 1))


# --8<-- [end:shared_bias]
