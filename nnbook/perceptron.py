"""The perceptron, its learning rule and the count of its mistakes: docs/perceptron.md.

Columns are examples: X (n, m) and Y (1, m), labels 1 and -1; w (n, 1) and the number b. One example
is a batch with m = 1. Extended columns have one entry more, the 1 that the bias multiplies.
"""

import numpy as np


def _matrices(where, **arrays):
    """The arrays as finite numbers in two dimensions, none of them empty."""
    found = {name: np.asarray(array) for name, array in arrays.items()}
    for name, array in found.items():
        if array.dtype.kind not in "biufc":
            raise TypeError(f"{where}: {name} must hold numbers, found dtype {array.dtype}")
        if array.ndim != 2 or array.size == 0:
            raise ValueError(f"{where}: {name} must be a matrix, not empty, not {array.shape}")
        if not np.all(np.isfinite(array)):
            raise ValueError(f"{where}: {name} holds a NaN or an infinity")
    return [array + 0.0 for array in found.values()]


def _require(fits, where, **arrays):
    """A ValueError that names the shapes found, unless they fit."""
    if not fits:
        found = ", ".join(f"{name} {np.shape(array)}" for name, array in arrays.items())
        raise ValueError(f"{where}: these shapes do not fit: {found}")


def _signs(where, Y):
    """Refuse labels other than 1 and -1."""
    if not np.all(np.abs(Y) == 1):
        raise ValueError(f"{where}: every label must be 1 or -1")


# --8<-- [start:weighted_input]
def weighted_input(w, X, b):
    """Weighted inputs of w (n, 1), X (n, m) and the number b; (1, m). (eq:perceptron-neuron)

    >>> weighted_input([[2], [-1]], [[3], [4]], 1).tolist()
    [[3.0]]
    """
    w, X = _matrices("weighted_input", w=w, X=X)
    _require(w.shape == (len(X), 1) and np.ndim(b) == 0, "weighted_input", w=w, X=X, b=b)
    return w.T @ X + b


def perceptron(w, X, b):
    """Outputs 1 and 0 of the step neuron for the columns of X; (1, m). (eq:perceptron-neuron)

    >>> perceptron([[2], [-1]], [[3, 0], [4, 4]], 1).tolist()
    [[1.0, 0.0]]
    """
    return np.where(np.real(weighted_input(w, X, b)) > 0, 1.0, 0.0)


# --8<-- [end:weighted_input]


# --8<-- [start:distance]
def distance(w, X, b):
    """Distances of the columns of X from the boundary, with sign; (1, m). (eq:perceptron-distance)

    >>> distance([[3], [4]], [[1], [1]], -2).tolist()
    [[1.0]]
    """
    z = weighted_input(w, X, b)
    length = np.sqrt(np.sum(np.asarray(w) * w))
    if length == 0:
        raise ValueError("distance: weights that are all zero have no boundary")
    return z / length


# --8<-- [end:distance]


# --8<-- [start:correct]
def correct(w, b, x, y):
    """w (n, 1) and b after one look at x (n, 1) with label y, 1 or -1. (eq:perceptron-rule)

    >>> w, b = correct([[0], [0]], 0, [[1], [2]], -1)
    >>> w.tolist(), b
    ([[-1.0], [-2.0]], -1)
    """
    _signs("correct", y)
    w, x = _matrices("correct", w=w, x=x)
    if y * weighted_input(w, x, b)[0, 0] <= 0:
        w, b = w + y * x, b + y
    return w, b


# --8<-- [end:correct]


# --8<-- [start:extended]
def extended(X, last=1.0):
    """The columns of X (n, m) with one entry more, here a 1; (n + 1, m). (eq:perceptron-extended)

    >>> extended([[3], [4]]).tolist()
    [[3.0], [4.0], [1.0]]
    """
    (X,) = _matrices("extended", X=X)
    return np.vstack([X, np.full((1, X.shape[1]), last)])


# --8<-- [end:extended]


# --8<-- [start:learn]
def learn(X, Y, passes=10_000):
    """Extended weights after each mistake (T + 1, n + 1, 1), and the T examples. (eq:novikoff-rule)

    >>> weights, examples = learn([[1, -1]], [[1, -1]])
    >>> weights[-1].tolist(), examples.tolist()
    ([[2.0], [0.0]], [1, 2])
    """
    X, Y = _matrices("learn", X=X, Y=Y)
    _require(Y.shape == (1, X.shape[1]), "learn", X=X, Y=Y)
    _signs("learn", Y)
    X = extended(X)
    weights = [np.zeros((len(X), 1))]
    examples: list[int] = []
    for _ in range(passes):
        before = len(examples)
        for i in range(X.shape[1]):
            x, y = X[:, [i]], Y[0, i]
            if y * (weights[-1].T @ x)[0, 0] <= 0:
                weights.append(weights[-1] + y * x)
                examples.append(i + 1)
        if len(examples) == before:
            return np.array(weights), np.array(examples)
    raise ValueError(f"learn: still mistakes after {passes} passes; can a line separate these?")


def mistakes(X, Y):
    """How many mistakes there are until there are no more; a number. (eq:novikoff)

    >>> mistakes([[0.1, 0.3]], [[-1, 1]])
    37
    """
    return len(learn(X, Y)[1])


# --8<-- [end:learn]


# --8<-- [start:raw_margin]
def raw_margin(X, Y, w, b):
    """Smallest label times signed distance of the columns of X. (eq:perceptron-raw-margin)

    >>> float(raw_margin([[1, 4]], [[-1, 1]], [[2]], -5))
    1.5
    """
    (Y,) = _matrices("raw_margin", Y=Y)
    rho = distance(w, X, b)
    _require(Y.shape == rho.shape, "raw_margin", X=X, Y=Y)
    _signs("raw_margin", Y)
    return np.min(Y * rho)


# --8<-- [end:raw_margin]


# --8<-- [start:margin]
def margin(X, Y, u):
    """Smallest label times dot product with a unit column u (n, 1). (eq:novikoff-margin)

    >>> float(margin([[3, -2]], [[1, -1]], [[1]]))
    2.0
    """
    X, Y, u = _matrices("margin", X=X, Y=Y, u=u)
    fits = Y.shape == (1, X.shape[1]) and u.shape == (len(X), 1)
    _require(fits, "margin", X=X, Y=Y, u=u)
    _signs("margin", Y)
    if abs(np.sum(u * u) - 1) > 1e-9:
        raise ValueError("margin: u must have the length 1")
    return np.min(Y * (u.T @ X))


def radius(X):
    """Length of the longest column of X (n, m); a number. (eq:novikoff-radius)

    >>> float(radius([[3, 0], [4, 1]]))
    5.0
    """
    (X,) = _matrices("radius", X=X)
    return np.max(np.sqrt(np.sum(X * X, axis=0)))


# --8<-- [end:margin]


# --8<-- [start:clouds]
def unit(v):
    """The column v (n, 1) with length 1. (eq:perceptron-unit)

    >>> unit([[3], [4]]).tolist()
    [[0.6], [0.8]]
    """
    (v,) = _matrices("unit", v=v)
    length = np.sqrt(np.sum(v * v))
    if v.shape[1] != 1 or length == 0:
        raise ValueError("unit: expected a column that is not zero")
    return v / length


def across(v):
    """A column perpendicular to v (n, 1), n even, of the same length. (eq:perceptron-across)

    >>> across([[3], [4]]).tolist()
    [[-4.0], [3.0]]
    """
    (v,) = _matrices("across", v=v)
    _require(len(v) % 2 == 0 and v.shape[1] == 1, "across", v=v)
    return np.hstack([-v[1::2], v[::2]]).reshape(v.shape)


def clouds(v, Y, N, c):
    """Two clouds (n, m) on the sides that the labels say of a plane. (eq:perceptron-clouds)

    v (n, 1) is the plane's normal of length 1, n even; N (n, m) is noise; c is the size of the
    noise and the plane's distance from the origin.

    >>> clouds([[1], [0]], [[1, -1]], [[-2, 2], [0, 1]], 0.5).tolist()
    [[2.75, -1.75], [0.75, 1.25]]
    """
    v, Y, N = _matrices("clouds", v=v, Y=Y, N=N)
    _require(v.shape == (len(N), 1) and Y.shape == (1, N.shape[1]), "clouds", v=v, Y=Y, N=N)
    _signs("clouds", Y)
    along = v.T @ N
    folded = N - v @ along + v @ (Y * np.abs(along))
    return v @ (5 / 4 * Y + c) + 3 / 4 * across(v) + c * folded


def separator(v, c):
    """Unit column (n + 1, 1) of the plane with normal v, distance c. (eq:perceptron-separator)

    >>> separator([[0.8]], 0.6).round(4).tolist()
    [[0.8], [-0.6]]
    """
    return unit(extended(v, -c))


# --8<-- [end:clouds]


# --8<-- [start:loss]
def loss(z, y):
    """Loss of one example whose gradient is the rule: 0 where it is right. (eq:perceptron-loss)

    >>> float(loss(-2.0, 1)), float(loss(2.0, 1))
    (2.0, 0.0)
    """
    return np.where(np.real(y * z) < 0, -y * z, 0)


def error_rate(w, X, b, Y):
    """Share of the m examples that are mistakes; a number. (eq:perceptron-error-rate)

    >>> error_rate([[1]], [[3, -2, 1, 5]], 0, [[1, 1, -1, 1]])
    0.5
    """
    (Y,) = _matrices("error_rate", Y=Y)
    z = weighted_input(w, X, b)
    _require(z.shape == Y.shape, "error_rate", X=X, Y=Y)
    _signs("error_rate", Y)
    return float(np.mean(Y * z <= 0))


# --8<-- [end:loss]
