"""Gradient descent, momentum, batches, L2, and logistic regression: docs/gradient_descent.md.

Weights and gradients are columns (n, 1). A batch X is (n, m), one example a column; its labels Y
are a row (1, m) of numbers from 0 to 1.
"""

import numpy as np

from nnbook.cross_entropy import cost_from_logits
from nnbook.curvature import eigen
from nnbook.sigmoid import sigmoid, sigmoid_derivative


def _numbers(name, value):
    """An array of numbers, none of them NaN."""
    value = np.asarray(value) + 0.0
    if np.any(np.isnan(value)):
        raise ValueError(f"{name} holds NaN")
    return value


def _positive(name, value):
    """Numbers greater than 0."""
    value = np.asarray(value)
    if not np.all(np.real(value) > 0):
        raise ValueError(f"{name} must be positive, found {value}")
    return value


# --8<-- [start:descend]
def descend(gradient, w, alpha, steps, *data):
    """All weights on the way, start first; steps + 1 of w's shape. (eq:descent-update)

    gradient(w, *data) has w's shape; alpha is one step size, or one for each step.

    >>> path = descend(lambda w: 2 * w, [[8.0]], 0.25, 3)
    >>> path[:, 0, 0].tolist()
    [8.0, 4.0, 2.0, 1.0]
    """
    path = [_numbers("the start", w)]
    for step_size in np.broadcast_to(np.ravel(_positive("the step size", alpha)), steps):
        path.append(path[-1] - step_size * gradient(path[-1], *data))
    return np.array(path)


# --8<-- [end:descend]


# --8<-- [start:waves]
def waves(w):
    """An egg box: hills and hollows in each of n directions; a number. (eq:descent-waves)

    >>> float(waves([[0.5], [-1.0]]).round(4))
    0.592
    """
    return np.sum(1 - np.cos(3 * _numbers("w", w) - 1)) / 3


def waves_gradient(w):
    """Its gradient, elementwise; shape of w. (eq:descent-waves-gradient)

    >>> waves_gradient([[0.5], [-1.0]]).round(4).tolist()
    [[0.4794], [0.7568]]
    """
    return np.sin(3 * _numbers("w", w) - 1)


# --8<-- [end:waves]


# --8<-- [start:bowl]
def bowl(w, A, best):
    """Quadratic cost with the curvature A (n, n), lowest at best (n, 1). (eq:descent-bowl)

    A number, and w and best numbers too, for one weight.

    >>> float(bowl([[3], [2]], [[10, 8], [8, 10]], [[1], [3]]))
    9.0
    """
    u = _numbers("w", w) - best
    return np.sum(u * np.dot(A, u)) / 2


def bowl_gradient(w, A, best):
    """Its gradient, shape of w. (eq:descent-bowl-gradient)

    >>> bowl_gradient([[3], [2]], [[10, 8], [8, 10]], [[1], [3]]).tolist()
    [[12.0], [6.0]]
    """
    return np.dot(A, _numbers("w", w) - best)


# --8<-- [end:bowl]


# --8<-- [start:rates]
def extremes(A):
    """Smallest and largest eigenvalue of A (n, n), both positive. (eq:descent-condition)

    >>> [float(value) for value in extremes([[10, 8], [8, 10]])]
    [2.0, 18.0]
    """
    values, _ = eigen(A)
    return _positive("every eigenvalue", values)[0, 0], values[-1, 0]


def condition_number(A):
    """Largest eigenvalue over smallest. (eq:descent-condition)

    >>> float(condition_number([[10, 8], [8, 10]]))
    9.0
    """
    smallest, largest = extremes(A)
    return largest / smallest


def best_step(A):
    """Step size with the fastest descent in the worst direction. (eq:descent-best-step)

    >>> float(best_step([[10, 8], [8, 10]]))
    0.1
    """
    return 2 / sum(extremes(A))


# --8<-- [end:rates]


# --8<-- [start:cosine]
def cosine(u, v):
    """Cosine of the angle between two columns that are not zero. (eq:descent-cosine)

    >>> round(float(cosine([[12.0], [6.0]], [[2.0], [-1.0]])), 4)
    0.6
    """
    u, v = _numbers("u", u), _numbers("v", v)
    if not np.any(u) or not np.any(v):
        raise ValueError("cosine: a column of zeros has no direction")
    return np.sum(u * v) / np.sqrt(np.sum(u * u) * np.sum(v * v))


# --8<-- [end:cosine]


# --8<-- [start:momentum]
def momentum(gradient, w, alpha, beta, steps, *data):
    """All weights on the way, start first; the velocity begins at 0. (eq:descent-momentum)

    >>> path = momentum(lambda w: 2 * w, [[8.0]], 0.25, 0.5, 3)
    >>> path[:, 0, 0].tolist()
    [8.0, 4.0, 0.0, -2.0]
    """
    if not 0 <= beta < 1:
        raise ValueError(f"beta must lie from 0 to below 1, found {beta}")
    _positive("the step size", alpha)
    path = [_numbers("the start", w)]
    v = np.zeros_like(path[0])
    for _ in range(steps):
        v = beta * v + gradient(path[-1], *data)
        path.append(path[-1] - alpha * v)
    return np.array(path)


# --8<-- [end:momentum]


# --8<-- [start:momentum_choice]
def momentum_rate(alpha, beta, curvature):
    """Size of the larger root of the momentum recursion; numbers. (eq:descent-momentum-rate)

    >>> float(momentum_rate(0.25, 0.25, 4)), float(momentum_rate(0.25, 0, 1))
    (0.5, 0.75)
    """
    k = 1 + beta - alpha * curvature
    inside = k**2 - 4 * beta
    return np.sqrt(beta) if inside < 0 else (abs(k) + np.sqrt(inside)) / 2


def momentum_choice(A):
    """The step size and beta of two touching bounds, for A (n, n). (eq:descent-momentum-choice)

    >>> [round(float(value), 6) for value in momentum_choice([[10, 8], [8, 10]])]
    [0.125, 0.25]
    """
    smallest, largest = np.sqrt(extremes(A))
    return 4 / (largest + smallest) ** 2, ((largest - smallest) / (largest + smallest)) ** 2


# --8<-- [end:momentum_choice]


# --8<-- [start:noise]
def all_batches(values, B):
    """Every ordered draw of B different entries of a row (1, m); a column each. (eq:descent-draws)

    >>> all_batches([[1, 2, 3]], 2).astype(int).tolist()
    [[1, 1, 2, 2, 3, 3], [2, 3, 1, 3, 1, 2]]
    """
    values = _numbers("the row", values).reshape(-1)
    if not 1 <= B <= values.size:
        raise ValueError(f"a batch of {B} cannot be drawn from {values.size} examples")
    places = np.indices((values.size,) * B).reshape(B, -1)  # one column for each draw
    different = [len(set(column)) == B for column in places.T]
    return values[places[:, different]]


def noisy_path(u, curvature, alpha, noise):
    """Distance from the best weight after each noisy step, start first. (eq:descent-noisy-step)

    noise (T, 1) has one entry for each step; alpha is one step size, or one for each.

    >>> noisy_path(1.0, 2.0, 0.25, [[0.0], [4.0]]).tolist()
    [1.0, 0.5, -0.75]
    """
    noise = np.asarray(noise).reshape(-1)
    path = [u]
    for step_size, error in zip(np.broadcast_to(np.ravel(alpha), noise.shape), noise, strict=True):
        path.append(path[-1] - step_size * (curvature * path[-1] + error))
    return np.array(path)


def schedule(curvature, steps):
    """Step sizes that fall like one over the step's number, a column. (eq:descent-schedule)

    >>> schedule(2.0, 3).round(4).tolist()
    [[0.5], [0.25], [0.1667]]
    """
    return 1 / (curvature * np.arange(1, steps + 1)[:, None])


# --8<-- [end:noise]


def _batch(w, X, Y, lam):
    """Weights, inputs and labels of one batch, their shapes and labels held to what they are."""
    w, X, Y = _numbers("w", w), _numbers("X", X), _numbers("Y", Y)
    if X.ndim != 2 or X.shape[1] == 0:
        raise ValueError(f"a batch needs examples as columns, found X of shape {X.shape}")
    if w.shape != (X.shape[0], 1) or Y.shape != (1, X.shape[1]):
        raise ValueError(
            f"X of shape {X.shape} needs w {(X.shape[0], 1)} and Y {(1, X.shape[1])}, "
            f"found {w.shape} and {Y.shape}"
        )
    if not np.all((np.real(Y) >= 0) & (np.real(Y) <= 1)):
        raise ValueError("every label must lie between 0 and 1")
    if np.real(lam) < 0:
        raise ValueError(f"the penalty must not be negative, found {lam}")
    return w, X, Y


# --8<-- [start:logistic]
def logistic_cost(w, X, Y, lam):
    """Mean cross-entropy, plus lam / 2 times the square of w's length. (eq:descent-logistic)

    >>> float(logistic_cost([[1.0]], [[2.0, -1.0]], [[1, 0]], 0.1).round(4))
    0.2701
    """
    w, X, Y = _batch(w, X, Y, lam)
    return cost_from_logits(w.T @ X, Y) + lam / 2 * np.sum(w * w)


def logistic_gradient(w, X, Y, lam):
    """Its gradient, a column (n, 1). (eq:descent-logistic-gradient)

    >>> logistic_gradient([[1.0]], [[2.0, -1.0]], [[1, 0]], 0.1).round(4).tolist()
    [[-0.1537]]
    """
    w, X, Y = _batch(w, X, Y, lam)
    return X @ (sigmoid(w.T @ X) - Y).T / X.shape[1] + lam * w


def logistic_hessian(w, X, Y, lam):
    """Its second derivatives, a matrix (n, n). (eq:descent-logistic-hessian)

    >>> logistic_hessian([[1.0]], [[2.0, -1.0]], [[1, 0]], 0.1).round(4).tolist()
    [[0.4083]]
    """
    w, X, Y = _batch(w, X, Y, lam)
    return X * sigmoid_derivative(w.T @ X) @ X.T / X.shape[1] + lam * np.eye(len(w))


def logistic_smoothness(X, lam):
    """A bound on the curvature that holds at all weights. (eq:descent-logistic-smoothness)

    >>> float(logistic_smoothness([[2.0, -1.0]], 0.1))
    0.725
    """
    X = _numbers("X", X)
    values, _ = eigen(X @ X.T / X.shape[1])
    return values[-1, 0] / 4 + lam


# --8<-- [end:logistic]


# --8<-- [start:descend_batches]
def descend_batches(gradient, w, alpha, X, Y, batches, *data):
    """All weights on the way, start first, one step for each batch. (eq:descent-batch-step)

    gradient(w, X, Y, *data) sees the columns that the batch names, counted from 0.

    >>> X, Y, w = [[2.0, -1.0]], [[1, 0]], [[0.0]]
    >>> descend_batches(logistic_gradient, w, 1, X, Y, [[0], [1]], 0)[:, 0, 0].round(4).tolist()
    [0.0, 1.0, 1.2689]
    """
    X, Y, path = np.asarray(X), np.asarray(Y), [_numbers("the start", w)]
    for batch in batches:
        columns = list(batch)
        dw = gradient(path[-1], X[:, columns], Y[:, columns], *data)
        path.append(path[-1] - _positive("the step size", alpha) * dw)
    return np.array(path)


# --8<-- [end:descend_batches]


# --8<-- [start:iris]
def iris(first, second):
    """Flowers of two kinds: X (5, 100), Y (1, 100), label 1 for the second kind. (eq:descent-iris)

    Kinds: 0 setosa, 1 versicolor, 2 virginica. Four lengths, each with mean 0 and standard
    deviation 1 over these flowers, and a row of ones.

    >>> X, Y = iris(1, 2)
    >>> X.shape, float(Y.sum())
    ((5, 100), 50.0)
    """
    if not {first, second} < {0, 1, 2} or first == second:
        raise ValueError(f"iris: two different kinds out of 0, 1 and 2, found {first}, {second}")
    table = __file__.removesuffix("gradient_descent.py") + "data/iris.csv"
    flowers = np.loadtxt(table, delimiter=",", skiprows=1, usecols=range(4)).T
    X = np.hstack([flowers[:, 50 * kind : 50 * kind + 50] for kind in (first, second)])
    X = (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
    return np.vstack([X, np.ones((1, 100))]), np.repeat([[0.0, 1.0]], 50, axis=1)


# --8<-- [end:iris]
