"""The two-layer network three ways, by loops, by columns, by products: docs/vectorization.md.

Columns are examples. X is (n_0, m), Y is (n_2, m), W1 is (n_1, n_0), W2 is (n_2, n_1), b1 is
(n_1, 1), b2 is (n_2, 1). The third way is nnbook.two_layer itself.
"""

import numpy as np

from nnbook.sigmoid import sigmoid
from nnbook.two_layer import backward, forward, sigmoid_slope
from nnbook.vectors_and_matrices import counted_product


def _batch(name, array):
    """An array of finite numbers with at least one column."""
    array = np.asarray(array)
    if array.dtype.kind not in "biufc":
        raise TypeError(f"{name}: expected numbers, found dtype {array.dtype}")
    if array.ndim != 2 or array.shape[1] == 0:
        raise ValueError(f"{name}: expected columns, at least one, found shape {array.shape}")
    if not np.all(np.isfinite(array)):
        raise ValueError(f"{name}: every entry must be finite")
    return array + 0.0


def _like(shape, **arrays):
    """Refuse arrays that have not this shape."""
    for name, array in arrays.items():
        if array.shape != shape:
            raise ValueError(f"{name} has shape {array.shape}, beside the others it needs {shape}")


# --8<-- [start:loops]
def affine_loops(W, X, b):
    """Z (n, m), an entry at a time, of W (n, k), X (k, m), b (n, 1). (eq:vectorization-entry)

    >>> affine_loops([[2, -3]], [[3, 1], [4, 2]], [[5]]).tolist()
    [[-1.0, 1.0]]
    """
    W, X, b = _batch("W", W), _batch("X", X), _batch("b", b)
    (n, k), m = W.shape, X.shape[1]
    _like((k, m), X=X)
    _like((n, 1), b=b)
    Z = np.zeros((n, m), np.result_type(W, X, b))
    for j in range(n):
        for i in range(m):
            for r in range(k):
                Z[j, i] += W[j, r] * X[r, i]
            Z[j, i] += b[j, 0]
    return Z


def weights_loops(dZ, X):
    """dW (n, k), an entry at a time, of dZ (n, m), X (k, m). (eq:vectorization-weights-entry)

    >>> weights_loops([[1, 3]], [[2, 4], [0, 6]]).tolist()
    [[7.0, 9.0]]
    """
    dZ, X = _batch("dZ", dZ), _batch("X", X)
    (n, m), k = dZ.shape, len(X)
    _like((k, m), X=X)
    dW = np.zeros((n, k), np.result_type(dZ, X))
    for j in range(n):
        for r in range(k):
            for i in range(m):
                dW[j, r] += dZ[j, i] * X[r, i] / m
    return dW


def back_loops(W, dZ):
    """dA (k, m), an entry at a time, of W (n, k), dZ (n, m). (eq:vectorization-back-entry)

    >>> back_loops([[2, -3], [1, 0]], [[3], [4]]).tolist()
    [[10.0], [-9.0]]
    """
    W, dZ = _batch("W", W), _batch("dZ", dZ)
    (n, k), m = W.shape, dZ.shape[1]
    _like((n, m), dZ=dZ)
    dA = np.zeros((k, m), np.result_type(W, dZ))
    for r in range(k):
        for i in range(m):
            for j in range(n):
                dA[r, i] += W[j, r] * dZ[j, i]
    return dA


# --8<-- [end:loops]


# --8<-- [start:by_columns]
def gradients_by_columns(X, Y, W1, b1, W2, b2):
    """dW2, db2, dW1, db1 of the cost: one example at a time. (eq:vectorization-means)

    >>> X, Y, b = np.array([[1, 2]]), np.array([[1, 0]]), np.zeros((1, 1))
    >>> W = np.ones((1, 1))
    >>> gradients_by_columns(X, Y, W, b, W, b)[0].round(4).tolist()
    [[0.1926]]
    """
    X, Y = _batch("X", X), _batch("Y", Y)
    m = X.shape[1]
    _like((len(Y), m), Y=Y)
    total = [0.0, 0.0, 0.0, 0.0]
    for i in range(m):
        x, y = X[:, i : i + 1], Y[:, i : i + 1]
        _, a1, _, a2 = forward(x, W1, b1, W2, b2)
        _, dW2, db2, _, _, dW1, db1 = backward(x, y, W2, a1, a2)
        total = [s + g / m for s, g in zip(total, (dW2, db2, dW1, db1), strict=True)]
    return tuple(total)


# --8<-- [end:by_columns]


# --8<-- [start:counted_step]
def counted_step(X, Y, W1, b1, W2, b2):
    """How many multiplications the products take: forward, backward. (eq:vectorization-counts)

    >>> X, Y, b = np.ones((2, 5)), np.ones((1, 5)), np.zeros((3, 1))
    >>> counted_step(X, Y, np.ones((3, 2)), b, np.ones((1, 3)), b[:1])
    (45, 60)
    """
    Z1, first = counted_product(W1, X)
    A1 = sigmoid(Z1 + b1)
    Z2, second = counted_product(W2, A1)
    dZ2 = sigmoid(Z2 + b2) - Y
    _, third = counted_product(dZ2, A1.T)
    dA1, fourth = counted_product(W2.T, dZ2)
    _, fifth = counted_product(dA1 * sigmoid_slope(A1), X.T)
    return first + second, third + fourth + fifth


# --8<-- [end:counted_step]


# --8<-- [start:in_parts]
def weights_in_parts(dZ, X, first):
    """dW (n, k) from two parts, `first` columns and the rest. (eq:vectorization-parts)

    >>> weights_in_parts([[1, 3, 5]], [[2, 4, 6]], 1).round(4).tolist()
    [[14.6667]]
    """
    dZ, X = _batch("dZ", dZ), _batch("X", X)
    m = X.shape[1]
    _like((len(dZ), m), dZ=dZ)
    if not 0 < first < m:
        raise ValueError(f"both parts need columns: first is {first} of {m}")
    return dZ[:, :first] @ X[:, :first].T / m + dZ[:, first:] @ X[:, first:].T / m


# --8<-- [end:in_parts]


# --8<-- [start:squared_norms]
def squared_norms(dZ, A):
    """Squared length of each example's dW, in a row (1, m). (eq:vectorization-norms)

    >>> squared_norms([[1, 2], [0, 1]], [[3, 1]]).tolist()
    [[9.0, 5.0]]
    """
    dZ, A = _batch("dZ", dZ), _batch("A", A)
    _like((len(A), dZ.shape[1]), A=A)
    return np.sum(dZ * dZ, axis=0, keepdims=True) * np.sum(A * A, axis=0, keepdims=True)


# --8<-- [end:squared_norms]
