"""The pictures of docs/corrections.md: the code of the book, trained with a slip put in."""

import numpy as np
from matplotlib.figure import Figure

from nnbook import backpropagation, cross_entropy, gradient_descent, two_layer
from nnbook.activations import relu, relu_derivative
from nnbook.mean_squared_error import (
    cost,
    descend,
    linear_gradient,
    sigmoid_gradient,
    weighted_inputs,
)
from nnbook.pictures import FIRST, INK, QUIET, SECOND, WIDTH, WRONG, new
from nnbook.sigmoid import sigmoid, sigmoid_derivative

ONE = np.array([[1.0]])
ZERO = np.array([[0.0]])


def run(gradient, w, X, b, Y, alpha, steps):
    """Weights and biases before the first step and after each one."""
    path = [(w, b)]
    for _ in range(steps):
        w, X, b = _before(path, X)
        path.append(descend(gradient, w, X, b, Y, alpha, 1))
    return path


def _before(path, X):
    w, b = path[-1]
    return w, X, b


def costs(path, X, Y, predict, measure):
    """The cost at each place of a run."""
    return [measure(predict(weighted_inputs(w, X, b)), Y) for w, b in path]


def turned(w, X, b, Y):
    """C1 to C3: label minus prediction."""
    dw, db = sigmoid_gradient(w, X, b, Y)
    return -dw, -db


def sign():
    """One neuron and one example, with the right sign and with the other."""
    figure, axes = new()
    for gradient, color in ((sigmoid_gradient, FIRST), (turned, WRONG)):
        path = run(gradient, ZERO, ONE, 0.0, ONE, 1.0, 20)
        axes.plot(costs(path, ONE, ONE, sigmoid, cost), color=color)
    axes.text(11, 0.08, "right", color=FIRST)
    axes.text(11, 0.55, "sign turned", color=WRONG)
    axes.set(xlabel="step", ylabel="cost", ylim=(0, 1), xticks=range(0, 21, 5))
    return figure


def apart(w, X, b, Y):
    """C2 with its sign mended: the sum ends before the slope and the input of an example."""
    Y_hat = sigmoid(weighted_inputs(w, X, b))
    error = 2 * np.mean(Y_hat - Y) * sigmoid_derivative(weighted_inputs(w, X, b)[0, 0])
    return error * X[:, :1], error


def still():
    """Weights that do not move: the sum closed too early, and a network that begins at zero."""
    figure = Figure(figsize=(WIDTH, 6.4))
    above, below = figure.subplots(2)
    X, Y = np.array([[1.0, -1.0]]), np.array([[1.0, 0.0]])
    for gradient, color in ((sigmoid_gradient, FIRST), (apart, WRONG)):
        path = run(gradient, ZERO, X, 0.0, Y, 1.0, 20)
        above.plot([w[0, 0] for w, _ in path], color=color)
    above.text(6, 1.3, "right", color=FIRST, ha="right")
    above.text(12, 0.15, "sum closed too early", color=WRONG)
    above.set(xlabel="step", ylabel="weight", xticks=range(0, 21, 5))

    X, Y = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]]), np.array([[0.0, 1, 1, 1]])
    _, b1, W2, b2 = two_layer.initialize(2, 3, 1, seed=3)
    for second, color in ((W2, FIRST), (np.zeros((1, 3)), WRONG)):
        below.plot(_lengths(X, Y, [np.zeros((3, 2)), b1, second, b2], 100), color=color)
    below.text(35, 2.4, "random second layer", color=FIRST)
    below.text(60, 0.15, "all zero", color=WRONG)
    below.set(xlabel="step", ylabel="length of the first layer")
    return figure


def _lengths(X, Y, parameters, steps):
    """Length of the first layer's weights before each step of a network with tanh."""
    found = []
    for _ in range(steps):
        found.append(np.linalg.norm(parameters[0]))
        W1, b1, W2, b2 = parameters
        _, A1, _, A2 = two_layer.forward(X, W1, b1, W2, b2, two_layer.tanh)
        slopes = two_layer.backward(X, Y, parameters[2], A1, A2, two_layer.tanh_slope)
        _, dW2, db2, _, _, dW1, db1 = slopes
        pairs = zip(parameters, (dW1, db1, dW2, db2), strict=True)
        parameters = [value - slope for value, slope in pairs]
    return found


def halved(w, X, b, Y):
    """CS231n: the 2 of the square forgotten."""
    dw, db = linear_gradient(w, X, b, Y)
    return dw / 2, db / 2


def bias_inside(w, X, b, Y):
    """C4: the slope of the weighted input by the bias taken as the number of inputs."""
    dw, db = linear_gradient(w, X, b, Y)
    return dw, len(X) * db


def factor():
    """A linear neuron with six inputs: right, half the gradient, n times the slope of the bias."""
    figure, axes = new()
    rng = np.random.default_rng(1)
    X = rng.standard_normal((6, 40))
    Y = rng.standard_normal((1, 6)) @ X + 1
    slips = ((linear_gradient, FIRST), (halved, SECOND), (bias_inside, WRONG))
    for gradient, color in slips:
        path = run(gradient, np.zeros((6, 1)), X, 0.0, Y, 0.2, 12)
        axes.semilogy(costs(path, X, Y, lambda Z: Z, cost), color=color)
    axes.text(8, 4e-3, "right", color=FIRST, ha="right")
    axes.text(9, 0.3, "half", color=SECOND)
    axes.text(6.5, 1500, "bias counted n times", color=WRONG, ha="right")
    axes.set(xlabel="step", ylabel="cost")
    return figure


def summed(w, X, b, Y):
    """E1: the mean over the examples forgotten."""
    dw, db = cross_entropy.gradient(w, X, b, Y)
    return Y.size * dw, Y.size * db


def mean():
    """Logistic regression on real flowers, with the mean and with the sum."""
    figure, axes = new()
    X, Y = gradient_descent.iris(1, 2)
    X = X[:4]
    for gradient, color in ((cross_entropy.gradient, FIRST), (summed, WRONG)):
        path = run(gradient, np.zeros((4, 1)), X, 0.0, Y, 5.0, 50)
        found = costs(path, X, Y, lambda Z: Z, cross_entropy.cost_from_logits)
        axes.semilogy(found, color=color)
    axes.text(30, 0.09, "mean", color=FIRST)
    axes.text(30, 0.9, "sum", color=WRONG)
    axes.set(xlabel="step", ylabel="cost", ylim=(0.05, 30))
    return figure


def twice(w, X, b, Y):
    """E2: prediction minus label taken for the derivative by the output."""
    Z = weighted_inputs(w, X, b)
    dZ = cross_entropy.logit_gradient(Z, Y) * sigmoid_derivative(Z)
    return X @ dZ.T / Y.size, np.mean(dZ)


def place():
    """A neuron that is sure and wrong, with one slope of the sigmoid and with two."""
    figure, axes = new()
    for gradient, color in ((cross_entropy.gradient, FIRST), (twice, WRONG)):
        path = run(gradient, -3 * ONE, ONE, -3.0, ONE, 1.0, 60)
        axes.plot(costs(path, ONE, ONE, lambda Z: Z, cross_entropy.cost_from_logits), color=color)
    axes.text(5, 1, "right", color=FIRST)
    axes.text(20, 5, "one slope too many", color=WRONG)
    axes.set(xlabel="step", ylabel="loss", ylim=(0, None))
    return figure


def always(Z):
    """numpy-tutorials: the output of the ReLU is never below zero."""
    return np.where(relu(Z) >= 0, 1.0, 0.0)


def relu_slopes():
    """Both runs of `relu`: the costs with the right slope, and with a slope that is always 1."""
    rng = np.random.default_rng(4)
    X = rng.uniform(-2, 2, (2, 60))
    Y = np.where(np.sum(X**2, axis=0, keepdims=True) < 2, 1.0, 0.0)
    random = backpropagation.initialize([2, 8, 8, 1], seed=0)
    start = [(W / 2, b) for W, b in random]
    return [
        backpropagation.train(X, Y, start, 0.3, relu, slope, sigmoid, two_layer.cost, 300)[1]
        for slope in (relu_derivative, always)
    ]


def relu_slope():
    """A network of ReLUs trained with the right slope, and with one that is always 1."""
    figure, axes = new()
    for found, color in zip(relu_slopes(), (FIRST, WRONG), strict=True):
        axes.plot(found, color=color)
    axes.text(75, 0.07, "right", color=FIRST)
    axes.text(150, 0.5, "always 1", color=WRONG)
    axes.set(xlabel="step", ylabel="cost", ylim=(0, None))
    return figure


def step_size():
    """Three parabolas of one weight: the distance from the lowest point."""
    figure, axes = new()
    start, best = ONE, ZERO
    for curvature, alpha, color in ((0.1, 0.5, FIRST), (0.1, 10, SECOND), (100, 0.5, WRONG)):
        path = gradient_descent.descend(
            gradient_descent.bowl_gradient, start, alpha, 8, curvature * ONE, best
        )
        distance = np.abs(path[:, 0, 0])
        axes.semilogy(np.where(distance > 1e-9, distance, 1e-9), ".-", color=color)
    axes.axhline(1, color=QUIET, linewidth=0.8)
    axes.text(4, 3e-2, "small curvature, one half", color=FIRST)
    axes.text(1.6, 1e-7, "small curvature, ten", color=SECOND)
    axes.text(4, 1e10, "large curvature, one half", color=WRONG, ha="right")
    axes.set(xlabel="step", ylabel="distance", ylim=(3e-10, 1e12))
    return figure


def outside():
    """A sigmoid neuron with the label 2: its loss and its weight."""
    figure = Figure(figsize=(WIDTH, 5.4))
    above, below = figure.subplots(2, sharex=True)
    path = run(sigmoid_gradient, ZERO, ONE, 0.0, 2 * ONE, 1.0, 200)
    above.axhline(1, color=QUIET, linewidth=0.8)
    above.plot(costs(path, ONE, 2 * ONE, sigmoid, cost), color=WRONG)
    above.text(120, 1.2, "loss", color=WRONG)
    above.text(120, 0.75, "as low as it can get", color=INK)
    above.set(ylabel="loss", ylim=(0, 2.5))
    below.plot([w[0, 0] for w, _ in path], color=WRONG)
    below.set(xlabel="step", ylabel="weight")
    return figure
