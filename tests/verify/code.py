"""Code for the pages of these tests: what a chapter would compute, and code with faults."""

import numpy as np


def sigmoid(z):
    """Logistic function."""
    return 1 / (1 + np.exp(-z))


def sigmoid_again(z):
    """The same function under another name."""
    return sigmoid(z)


def slope(z):
    """Derivative of the sigmoid, by its formula."""
    return sigmoid(z) * (1 - sigmoid(z))


def logit(p):
    """Inverse of the sigmoid."""
    return np.log(p / (1 - p))


def relu(z):
    """max(0, z), also for complex z."""
    return np.where(np.real(z) > 0, z, 0 * z)


def leaky(z):
    """relu without its declared kink's side: slope 0.1 below."""
    return np.where(np.real(z) > 0, z, 0.1 * z)


def absolute(z):
    """|z|, which loses the imaginary part."""
    return np.abs(z)


def square_of_absolute(z):
    """z squared, right as numbers, but blind to the imaginary part."""
    return np.abs(z) ** 2


def affine(w, x, b):
    """W X + b."""
    return w @ x + b


def neuron(w, x, b):
    """Weighted input of one neuron as a number."""
    return (w.T @ x)[0, 0] + b


def double(x):
    """2 x."""
    return 2 * x


def identity(x):
    """x."""
    return x


def square(x):
    """x squared."""
    return x**2


def square_in_single(x):
    """The square in single precision."""
    return np.float32(x) * np.float32(x)


def total(x):
    """Sum of all entries."""
    return np.sum(x)


def softmax(z):
    """Shares of each entry of a column."""
    t = np.exp(z - np.max(np.real(z)))
    return t / np.sum(t)


def mean_squared(a, y):
    """Mean over the examples of the squared error."""
    return np.sum((a - y) ** 2) / a.shape[1]


def half_squared(a, y):
    """Half the sum of squares."""
    return np.sum((a - y) ** 2) / 2


def cross_entropy(a, y):
    """Mean over the examples of the cross-entropy."""
    return -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a)) / a.shape[1]


def backward(layers, x, y):
    """Gradients of all layers: [None, (dZ, dW, db) of layer 1, …]; dZ holds those of the losses."""
    activations = [x]
    for w, b in layers:
        activations.append(sigmoid(w @ activations[-1] + b))
    m = x.shape[1]
    found = [None] * (len(layers) + 1)
    dz = activations[-1] - y
    for number in range(len(layers), 0, -1):
        a = activations[number - 1]
        found[number] = (dz, dz @ a.T / m, np.sum(dz, axis=1, keepdims=True) / m)
        dz = (layers[number - 1][0].T @ dz) * a * (1 - a)
    return found


def descend(layers, x, y, rate):
    """All layers after one step of gradient descent: [None, (W, b) of layer 1, …]."""
    slopes = backward(layers, x, y)
    steps = zip(layers, slopes[1:], strict=True)
    return [None, *((w - rate * dw, b - rate * db) for (w, b), (_, dw, db) in steps)]


def less(w, rate, slope):
    """One step of gradient descent."""
    return w - rate * slope


def momentum(w, v, rate, friction, slope):
    """Velocity first, then the place with the new velocity: (v, w)."""
    v = friction * v - rate * slope
    return v, w + v


def old_momentum(w, v, rate, friction, slope):
    """Both from the values at entry: (v, w)."""
    return friction * v - rate * slope, w + v


def lost(z):
    """A result that is not a number."""
    return z * np.nan


def endless(z):
    """A result that is not finite, with no warning."""
    return z * 0 + np.inf


def warned(z):
    """A NumPy warning inside: a logarithm of a negative number."""
    return np.where(z > 0, np.log(z), 0)


def flat(z):
    """A row of numbers where a column was asked for."""
    return np.ravel(z)


def text(z):
    """No number at all."""
    return "much"


def raising(z):
    """Code that fails."""
    raise RuntimeError("no such luck")


def difference(x, y):
    """x - y."""
    return x - y


def add(x, y):
    """x + y, the column to every column."""
    return x + y


def sum_of_squares(x):
    """x^T x as a number."""
    return np.sum(x * x)


def product(w, x):
    """W x."""
    return w @ x


def plus_part(v, rate, slope):
    """One step for the letter that stands with a minus."""
    return v + rate * slope
