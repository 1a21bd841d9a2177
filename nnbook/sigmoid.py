"""The sigmoid, its derivative, its inverse, its integral, and the step: docs/sigmoid.md.

The functions of one letter work elementwise: numbers, lists and arrays of any shape go in, an array
of the same shape comes out. Whole numbers become float64, float32 stays float32, NaN stays NaN.
"""

import numpy as np


def _numbers(z):
    """z as an array of floating-point or complex numbers."""
    z = np.asarray(z)
    if z.dtype.kind not in "biufc":
        raise TypeError(f"expected numbers or an array of numbers, found dtype {z.dtype}")
    return z + 0.0


# --8<-- [start:naive_sigmoid]
def naive_sigmoid(z):
    """Logistic function exactly as printed; shape of z. (eq:sigmoid)

    >>> float(naive_sigmoid(0))
    0.5
    """
    z = _numbers(z)
    return 1 / (1 + np.exp(-z))


# --8<-- [end:naive_sigmoid]


# --8<-- [start:sigmoid]
def sigmoid(z):
    """Logistic function without overflow; shape of z. (eq:sigmoid-stable)

    >>> sigmoid([-2, 0, 2]).round(4).tolist()
    [0.1192, 0.5, 0.8808]
    """
    z = _numbers(z)
    c = np.exp(np.where(z < 0, z, -z))  # the exponent is never positive
    return np.where(z < 0, c, 1) / (1 + c)


# --8<-- [end:sigmoid]


# --8<-- [start:sigmoid_derivative]
def sigmoid_derivative(z):
    """Slope of the sigmoid at the input z; shape of z. (eq:sigmoid-product)

    >>> sigmoid_derivative([-2, 0, 2]).round(4).tolist()
    [0.105, 0.25, 0.105]
    """
    z = _numbers(z)
    return sigmoid(z) * sigmoid(-z)


# --8<-- [end:sigmoid_derivative]


# --8<-- [start:logit]
def logit(p):
    """Log-odds of p, strictly between 0 and 1; shape of p. (eq:log-odds)

    >>> logit([0.1, 0.5, 0.9]).round(4).tolist()
    [-2.1972, 0.0, 2.1972]
    """
    p = _numbers(p)
    if np.any((p <= 0) | (p >= 1)):
        raise ValueError("logit: every p must lie strictly between 0 and 1")
    return np.log(p / (1 - p))


# --8<-- [end:logit]


# --8<-- [start:softplus]
def softplus(z):
    """Area under the sigmoid left of z; shape of z. (eq:softplus-stable)

    >>> softplus([-1, 0, 1]).round(4).tolist()
    [0.3133, 0.6931, 1.3133]
    """
    z = _numbers(z)
    c = np.exp(np.where(z < 0, z, -z))
    return np.maximum(z, 0) + np.log1p(c)


# --8<-- [end:softplus]


# --8<-- [start:step]
def step(z):
    """1 where z > 0, else 0; shape of z. (eq:step)

    >>> step([-2, 0, 2]).tolist()
    [0.0, 0.0, 1.0]
    """
    z = _numbers(z)
    return np.where(np.isnan(z), z, z > 0)


# --8<-- [end:step]


# --8<-- [start:neuron]
def weighted_input(w, x, b):
    """Weighted input of a neuron with one input; numbers or arrays. (eq:neuron)

    >>> weighted_input(-1, 1, 0)
    -1
    """
    return w * x + b


def squared_error(a, y):
    """Loss for the output a and the label y; numbers or arrays. (eq:neuron)

    >>> float(squared_error(sigmoid(-1.5), 1).round(4))
    0.6684
    """
    return (a - y) ** 2


# --8<-- [end:neuron]
