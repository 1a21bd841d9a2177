"""Softmax, log-sum-exp and the cross-entropy of K classes: docs/softmax.md.

Columns are examples: arrays of shape (K, m) or, for one example, (K,). Sums run over the classes,
the first axis. Whole numbers become float64, float32 stays float32.
"""

import numpy as np


def _columns(where, **arrays):
    """The arrays as finite numbers of one shape, (K,) or (K, m), with no axis empty."""
    found = {name: np.asarray(array) for name, array in arrays.items()}
    for name, array in found.items():
        if array.dtype.kind not in "biufc":
            raise TypeError(f"{where}: {name} must hold numbers, found dtype {array.dtype}")
        if array.ndim not in (1, 2) or array.size == 0:
            raise ValueError(f"{where}: {name} must be (K,) or (K, m), not empty: {array.shape}")
        if not np.all(np.isfinite(array)):
            raise ValueError(f"{where}: {name} holds a NaN or an infinity")
    if len({array.shape for array in found.values()}) > 1:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in found.items())
        raise ValueError(f"{where}: these shapes differ: {shapes}")
    return [array + 0.0 for array in found.values()]


def _logits(where, Z):
    """Z as columns whose entries are no further apart than a number can say."""
    (Z,) = _columns(where, Z=Z)
    low, high = np.min(Z.real, axis=0), np.max(Z.real, axis=0)
    if np.any(high / 2 - low / 2 > np.finfo(Z.real.dtype).max / 2):
        raise ValueError(f"{where}: logits of one column are too far apart for {Z.dtype}")
    return Z


def _labels(where, Y):
    """Refuse labels below zero."""
    if np.any(np.real(Y) < 0):
        raise ValueError(f"{where}: labels must not be negative")


# --8<-- [start:scores]
def scores(W, X, b):
    """Logits W X + b of W (K, n), X (n, m) and the column b (K, 1); (K, m). (eq:softmax-scores)

    >>> scores([[1, 0], [0, 1], [1, 1]], [[2], [1]], [[0], [0], [-3]]).tolist()
    [[2.0], [1.0], [0.0]]
    """
    W, X, b = (_columns("scores", array=array)[0] for array in (W, X, b))
    if not (W.ndim == X.ndim == 2 and W.shape[1] == X.shape[0] and b.shape == (W.shape[0], 1)):
        raise ValueError(f"scores: these do not fit: W {W.shape}, X {X.shape}, b {b.shape}")
    return W @ X + b


# --8<-- [end:scores]


# --8<-- [start:naive_softmax]
def naive_softmax(Z):
    """Softmax of each column, exactly as printed; shape of Z. (eq:softmax)

    >>> naive_softmax([2, 1, 0]).round(4).tolist()
    [0.6652, 0.2447, 0.09]
    """
    (Z,) = _columns("naive_softmax", Z=Z)
    return np.exp(Z) / np.sum(np.exp(Z), axis=0)


# --8<-- [end:naive_softmax]


# --8<-- [start:shifted]
def shifted(Z):
    """Place k of the largest logit, differences to it, their exponentials. (eq:softmax-rounded)

    >>> k, D, E = shifted([2, 1, 0])
    >>> k.tolist(), D.tolist(), E.round(4).tolist()
    ([0], [0.0, -1.0, -2.0], [1.0, 0.3679, 0.1353])
    """
    Z = _logits("softmax", Z)
    k = np.argmax(Z.real, axis=0, keepdims=True)
    top = np.take_along_axis(Z, k, axis=0)
    D = Z - top  # never positive
    back = D - Z
    lost = (Z - (D - back)) - (top + back)  # what the subtraction rounded away
    return k, D, np.exp(D) * (1 + lost)


# --8<-- [end:shifted]


# --8<-- [start:softmax]
def softmax(Z):
    """Softmax of each column without overflow; shape of Z. (eq:softmax-stable)

    >>> softmax([2, 1, 0]).round(4).tolist()
    [0.6652, 0.2447, 0.09]
    """
    _, _, E = shifted(Z)
    return E / np.sum(E, axis=0)


# --8<-- [end:softmax]


# --8<-- [start:jacobian]
def jacobian(z):
    """Derivatives of softmax at one example z, (K,) or (K, 1); shape (K, K). (eq:softmax-jacobian)

    >>> jacobian([2, 1, 0]).round(4).tolist()
    [[0.2227, -0.1628, -0.0599], [-0.1628, 0.1848, -0.022], [-0.0599, -0.022, 0.0819]]
    """
    a = softmax(z)
    if a.ndim == 2 and a.shape[1] != 1:
        raise ValueError(f"jacobian: expected one example, found {a.shape[1]}")
    a = a.reshape(-1, 1)
    return np.diag(a[:, 0]) - a @ a.T


# --8<-- [end:jacobian]


# --8<-- [start:log_softmax]
def others(Z):
    """Place of the largest logit, differences to it, the other exponentials' sum. (eq:lse-rest)

    >>> k, D, rest = others([2, 1, 0])
    >>> k.tolist(), D.tolist(), float(rest.round(4))
    ([0], [0.0, -1.0, -2.0], 0.5032)
    """
    k, D, E = shifted(Z)
    np.put_along_axis(E, k, 0, axis=0)
    return k, D, np.sum(E, axis=0)


def log_sum_exp(Z):
    """Logarithm of the sum of exponentials of each column: (m,), or a number. (eq:lse-stable)

    >>> float(log_sum_exp([2, 1, 0]).round(4))
    2.4076
    """
    k, _, rest = others(Z)
    return np.take_along_axis(np.asarray(Z), k, axis=0)[0] + np.log1p(rest)


def log_softmax(Z):
    """Logarithm of softmax of each column, from the logits; shape of Z. (eq:log-softmax-stable)

    >>> log_softmax([2, 1, 0]).round(4).tolist()
    [-0.4076, -1.4076, -2.4076]
    """
    _, D, rest = others(Z)
    return D - np.log1p(rest)


# --8<-- [end:log_softmax]


# --8<-- [start:cross_entropy]
def cross_entropy(A, Y):
    """Losses of outputs A and labels Y, both (K, m) or (K,): (m,), or a number. (eq:softmax-loss)

    >>> float(cross_entropy([0.7, 0.2, 0.1], [0, 1, 0]).round(4))
    1.6094
    """
    A, Y = _columns("cross_entropy", A=A, Y=Y)
    _labels("cross_entropy", Y)
    if np.any((A.real <= 0) | (A.real > 1)):
        raise ValueError("cross_entropy: every output must be positive and at most 1")
    return -np.sum(Y * np.log(A), axis=0)


# --8<-- [end:cross_entropy]


# --8<-- [start:loss]
def loss(Z, Y):
    """The same losses from the logits, for every logit: (m,), or a number. (eq:softmax-loss-stable)

    >>> float(loss([2, 1, 0], [0, 1, 0]).round(4))
    1.4076
    """
    Z, Y = _columns("loss", Z=Z, Y=Y)
    _labels("loss", Y)
    return -np.sum(Y * log_softmax(Z), axis=0)


def loss_gradient(Z, Y):
    """dZ: in each column the gradient of its loss; shape of Z. (eq:softmax-gradient)

    >>> loss_gradient([2, 1, 0], [0, 1, 0]).round(4).tolist()
    [0.6652, -0.7553, 0.09]
    """
    Z, Y = _columns("loss_gradient", Z=Z, Y=Y)
    _labels("loss_gradient", Y)
    return softmax(Z) * np.sum(Y, axis=0) - Y


# --8<-- [end:loss]


# --8<-- [start:cost]
def cost(Z, Y):
    """Mean loss of the m columns of Z and Y (K, m); a number. (eq:softmax-cost)

    >>> float(cost([[0, 2], [0, 1], [0, 0]], [[1, 0], [0, 1], [0, 0]]).round(4))
    1.2531
    """
    return np.mean(loss(Z, Y))


def cost_gradients(Z, Y, X):
    """dW (K, n) and db (K, 1) of the cost, logits Z (K, m), inputs X (n, m). (eq:softmax-dW)

    >>> dW, db = cost_gradients([[2], [1], [0]], [[0], [1], [0]], [[2], [1]])
    >>> dW.round(4).tolist()
    [[1.3305, 0.6652], [-1.5105, -0.7553], [0.1801, 0.09]]
    """
    (X,) = _columns("cost_gradients", X=X)
    dZ = loss_gradient(Z, Y)
    if not (dZ.ndim == X.ndim == 2 and dZ.shape[1] == X.shape[1]):
        raise ValueError(f"cost_gradients: these do not fit: Z {dZ.shape}, X {X.shape}")
    m = X.shape[1]
    return dZ @ X.T / m, np.sum(dZ, axis=1, keepdims=True) / m


# --8<-- [end:cost]


# --8<-- [start:one_hot]
def one_hot(k, K):
    """Labels Y (K, m) of m classes k, whole numbers from 1 to K. (eq:softmax-one-hot)

    >>> one_hot([3, 1], 3).tolist()
    [[0.0, 1.0], [0.0, 0.0], [1.0, 0.0]]
    """
    k = np.asarray(k)
    if k.size == 0 or not np.all(np.isin(k, np.arange(1, K + 1))):
        raise ValueError(f"one_hot: every class must be a whole number from 1 to {K}")
    return (np.arange(1, K + 1)[:, None] == k.ravel()).astype(float)


# --8<-- [end:one_hot]
