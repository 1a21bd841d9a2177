"""The code of the paper: a unit that predicts a count."""

import numpy as np


def weighted_input(w, x, b):
    """Weights times inputs, plus bias."""
    return (w.T @ x).item() + b


def rate(z):
    """The count that is expected."""
    return np.exp(z)


def loss(z, y):
    """Loss of one count y."""
    return np.exp(z) - y * z
