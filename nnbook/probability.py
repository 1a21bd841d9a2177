"""Means, variances, distributions, entropy and divergence: docs/probability.md.

A random number has K outcomes: their values x and their probabilities p are two columns (K, 1), or
two lists of one length. Probabilities are not negative and sum to 1.
"""

import numpy as np


def _numbers(x, name):
    """x as an array of numbers, not empty, none of them NaN."""
    x = np.asarray(x) + 0.0
    if x.size == 0:
        raise ValueError(f"{name} is empty")
    if np.any(np.isnan(x)):
        raise ValueError(f"{name} holds NaN")
    return x


def _distribution(p):
    """p as probabilities of K outcomes: not negative, with the sum 1."""
    p = _numbers(p, "a distribution")
    if p.ndim > 2 or (p.ndim == 2 and p.shape[1] != 1):
        raise ValueError(f"a distribution is a column of shape (K, 1) or a list, found {p.shape}")
    if np.any(np.real(p) < 0) or abs(np.sum(np.real(p)) - 1) > 1e-9:
        raise ValueError("probabilities must not be negative, and their sum must be 1")
    return p


def _same_shape(x, p):
    if x.shape != p.shape:
        raise ValueError(f"one value for each outcome: found shapes {x.shape} and {p.shape}")


# --8<-- [start:expectation]
def expectation(x, p):
    """Mean of the values x with the probabilities p, of one shape; a number. (eq:prob-expectation)

    >>> float(expectation([0, 2, 4, 4], [0.5, 0.25, 0.125, 0.125]))
    1.5
    """
    x, p = _numbers(x, "a random number"), _distribution(p)
    _same_shape(x, p)
    return np.sum(p * x)


# --8<-- [end:expectation]


# --8<-- [start:variance]
def variance(x, p):
    """Mean squared distance of the values x from their mean; a number. (eq:prob-variance)

    >>> float(variance([0, 2, 4, 4], [0.5, 0.25, 0.125, 0.125]))
    2.75
    """
    return expectation((np.asarray(x) - expectation(x, p)) ** 2, p)


# --8<-- [end:variance]


# --8<-- [start:covariance]
def covariance(x, v, p):
    """Covariance of two numbers with the values x and v, of one shape. (eq:prob-covariance)

    >>> float(covariance([0, 2, 4, 4], [1, 1, 3, 1], [0.5, 0.25, 0.125, 0.125]))
    0.625
    """
    x, v = np.asarray(x) - expectation(x, p), np.asarray(v) - expectation(v, p)
    return expectation(x * v, p)


# --8<-- [end:covariance]


# --8<-- [start:gaussian]
def gaussian(y, mu, s):
    """Density at y of the normal distribution with mean mu and deviation s > 0. (eq:prob-gaussian)

    Elementwise; numbers or arrays of shapes that fit.

    >>> gaussian([0, 0], 0, [1, 0.1]).round(4).tolist()
    [0.3989, 3.9894]
    """
    y, mu, s = _numbers(y, "y"), _numbers(mu, "mu"), np.asarray(s) + 0.0
    if not np.all(np.real(s) > 0):
        raise ValueError("gaussian: the standard deviation s must be positive")
    return np.exp(-((y - mu) ** 2) / (2 * s**2)) / (s * np.sqrt(2 * np.pi))


# --8<-- [end:gaussian]


# --8<-- [start:bernoulli]
def bernoulli(y, p):
    """Probability of each label y, 0 or 1, if a 1 has the probability p. (eq:prob-bernoulli)

    Elementwise; numbers or arrays of shapes that fit.

    >>> bernoulli([1, 0], 0.9).round(4).tolist()
    [0.9, 0.1]
    """
    y, p = _numbers(y, "y"), _numbers(p, "p")
    if not np.all((np.real(y) == 0) | (np.real(y) == 1)):
        raise ValueError("bernoulli: every label must be 0 or 1")
    if not np.all((np.real(p) >= 0) & (np.real(p) <= 1)):
        raise ValueError("bernoulli: every probability must lie between 0 and 1")
    return p**y * (1 - p) ** (1 - y)


# --8<-- [end:bernoulli]


# --8<-- [start:one_hot_covariance]
def one_hot_covariance(p):
    """Covariances (K, K) of the entries of a one-hot column, p (K, 1). (eq:prob-one-hot)

    >>> one_hot_covariance([[0.5], [0.25], [0.25]])[0].tolist()
    [0.25, -0.125, -0.125]
    """
    p = _distribution(p).reshape(-1, 1)
    return np.diag(p[:, 0]) - p @ p.T


# --8<-- [end:one_hot_covariance]


# --8<-- [start:divergence]
def cross_entropy(p, q):
    """Mean of -log q under p, of one shape; a number, also infinite. (eq:prob-cross-entropy)

    >>> float(cross_entropy([0.5, 0.25, 0.125, 0.125], [0.1, 0.2, 0.3, 0.4]).round(4))
    1.8187
    """
    p, q = _distribution(p), _distribution(q)
    _same_shape(q, p)
    possible = np.real(p) > 0  # an outcome without probability adds nothing
    with np.errstate(divide="ignore"):
        return -np.sum(p[possible] * np.log(q[possible]))


def entropy(p):
    """Mean of -log p under p, in natural units; a number. (eq:prob-entropy)

    >>> float(entropy([0.5, 0.25, 0.125, 0.125]).round(4))
    1.213
    """
    return cross_entropy(p, p)


def divergence(p, q):
    """Kullback-Leibler divergence of q from p, of one shape; a number. (eq:prob-divergence)

    >>> float(divergence([0.5, 0.25, 0.125, 0.125], [0.1, 0.2, 0.3, 0.4]).round(4))
    0.6057
    """
    return cross_entropy(p, q) - entropy(p)


# --8<-- [end:divergence]


# --8<-- [start:standard_error]
def standard_error(Y):
    """Standard error of the mean of all numbers in Y, at least two. (eq:prob-standard-error)

    >>> float(standard_error([1, 2, 4, 5]).round(4))
    0.9129
    """
    Y = _numbers(Y, "a sample")
    if Y.size < 2:
        raise ValueError("one number says nothing about its spread: a sample needs two")
    return np.sqrt(np.sum((Y - np.mean(Y)) ** 2) / (Y.size - 1) / Y.size)


# --8<-- [end:standard_error]
