"""The two-layer network, forward, backward and trained: docs/two_layer.md.

Columns are examples: n_0 inputs, n_1 hidden neurons, n_2 outputs, m examples. Every array has two
dimensions; one example is a batch with m = 1. The activation of the hidden layer is g.
"""

import numpy as np

from nnbook.sigmoid import sigmoid


def _require(fits, where, **arrays):
    """A ValueError that names the shapes found, unless they fit."""
    if not fits:
        found = ", ".join(f"{name} {np.shape(array)}" for name, array in arrays.items())
        raise ValueError(f"{where}: these shapes do not fit: {found}")


# --8<-- [start:initialize]
def initialize(n_0, n_1, n_2, seed):
    """Random W1 (n_1, n_0) and W2 (n_2, n_1), zero b1 (n_1, 1) and b2 (n_2, 1)."""
    rng = np.random.default_rng(seed)
    W1 = rng.standard_normal((n_1, n_0))
    W2 = rng.standard_normal((n_2, n_1))
    return W1, np.zeros((n_1, 1)), W2, np.zeros((n_2, 1))


# --8<-- [end:initialize]


# --8<-- [start:affine]
def affine(W, X, b):
    """W X + b of W (n, k), X (k, m) and the column b (n, 1); shape (n, m). (eq:two-layer-affine)

    >>> affine(np.array([[2.0, -1.0]]), np.array([[3.0], [4.0]]), np.array([[5.0]]))
    array([[7.]])
    """
    fits = np.ndim(W) == np.ndim(X) == 2 and W.shape[1] == X.shape[0]
    _require(fits and np.shape(b) == (W.shape[0], 1), "affine", W=W, X=X, b=b)
    return W @ X + b


# --8<-- [end:affine]


# --8<-- [start:forward]
def forward(X, W1, b1, W2, b2, g=sigmoid):
    """Z1 and A1 (n_1, m), Z2 and A2 (n_2, m) of the inputs X (n_0, m). (eq:two-layer-network)"""
    Z1 = affine(W1, X, b1)
    A1 = g(Z1)
    Z2 = affine(W2, A1, b2)
    A2 = sigmoid(Z2)
    return Z1, A1, Z2, A2


# --8<-- [end:forward]


# --8<-- [start:loss]
def loss(a2, y):
    """Cross-entropy of one example, columns (n_2, 1); of a batch the sum. (eq:two-layer-loss)

    >>> float(loss(np.array([[0.5]]), np.array([[1.0]])).round(4))
    0.6931
    """
    _require(np.ndim(y) == 2 and np.shape(a2) == np.shape(y), "loss", a2=a2, y=y)
    if np.any((a2 == 0) | (a2 == 1)):
        raise ValueError("loss: an output is exactly 0 or 1, where a logarithm is infinite")
    return -np.sum(y * np.log(a2) + (1 - y) * np.log(1 - a2))


# --8<-- [end:loss]


# --8<-- [start:cost]
def cost(A2, Y):
    """Mean loss of the m columns of A2 and Y (n_2, m). (eq:two-layer-cost)"""
    _require(np.ndim(Y) == 2 and np.shape(Y)[1] > 0, "cost", A2=A2, Y=Y)
    return loss(A2, Y) / Y.shape[1]


# --8<-- [end:cost]


# --8<-- [start:loss_gradient]
def loss_gradient(A2, Y):
    """dA2 = dloss/dA2, one column an example; shape (n_2, m). (eq:two-layer-da2)

    >>> loss_gradient(np.array([[0.9]]), np.array([[1.0]])).round(3)
    array([[-1.111]])
    """
    _require(np.shape(A2) == np.shape(Y), "loss_gradient", A2=A2, Y=Y)
    return (A2 - Y) / (A2 * (1 - A2))


# --8<-- [end:loss_gradient]


# --8<-- [start:sigmoid_slope]
def sigmoid_slope(A):
    """Slope of the sigmoid where its output is A; shape of A. (eq:two-layer-sigmoid-slope)"""
    return A * (1 - A)


# --8<-- [end:sigmoid_slope]


# --8<-- [start:tanh]
def tanh(Z):
    """Hyperbolic tangent; shape of Z. (eq:two-layer-tanh)"""
    return np.tanh(Z)


def tanh_slope(A):
    """Slope of tanh where its output is A; shape of A. (eq:two-layer-tanh-slope)"""
    return 1 - A * A


# --8<-- [end:tanh]


# --8<-- [start:backward]
def backward(X, Y, W2, A1, A2, slope=sigmoid_slope):
    """dZ2, dW2, db2, dA1, dZ1, dW1, db1, each in the shape of its variable. (eq:two-layer-batch)

    dZ2, dA1 and dZ1: one column an example, of its loss. dW2, db2, dW1 and db1: of the cost.
    """
    fits = np.shape(A2) == np.shape(Y) and np.shape(W2) == (A2.shape[0], A1.shape[0])
    fits = fits and A1.shape[1] == A2.shape[1] == X.shape[1] > 0
    _require(fits, "backward", X=X, Y=Y, W2=W2, A1=A1, A2=A2)
    m = X.shape[1]
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
    """W1, b1, W2, b2 after one step of gradient descent. (eq:two-layer-update)"""
    _, A1, _, A2 = forward(X, W1, b1, W2, b2)
    _, dW2, db2, _, _, dW1, db1 = backward(X, Y, W2, A1, A2)
    return W1 - alpha * dW1, b1 - alpha * db1, W2 - alpha * dW2, b2 - alpha * db2


# --8<-- [end:step]


# --8<-- [start:train]
def train(X, Y, W1, b1, W2, b2, alpha, steps):
    """W1, b1, W2, b2 after these steps, and the list of costs: before the first, after each."""
    costs = [cost(forward(X, W1, b1, W2, b2)[-1], Y)]
    for _ in range(steps):
        W1, b1, W2, b2 = step(X, Y, W1, b1, W2, b2, alpha)
        costs.append(cost(forward(X, W1, b1, W2, b2)[-1], Y))
    return W1, b1, W2, b2, costs


# --8<-- [end:train]


# --8<-- [start:shared_bias]
def shared_bias(beta, n):
    """The column of n equal biases beta, shape (n, 1): a restricted model. (eq:two-layer-shared)"""
    return beta * np.ones((n, 1))


# --8<-- [end:shared_bias]
