"""The pictures of docs/mean_squared_error.md."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from nnbook import mean_squared_error as code
from nnbook.pictures import FIRST, INK, QUIET, SECOND, WIDTH, WRONG, new
from nnbook.sigmoid import sigmoid

POINTS = np.array([[0.0, 1.0, 2.0]]), np.array([[1.0, 3.0, 4.0]])
HOLLOWS = (  # the page's four examples with one input each
    np.array([[10.0, 1.0, 0.0, 0.0], [0.0, 0.0, 10.0, 1.0]]),
    np.array([[0.1, 0.9, 0.1, 0.9]]),
)


def squares():
    """Three points, their best line, and the square of each error."""
    figure, axes = new()
    X, Y = POINTS
    w, b = code.best_line(X, Y)
    w, b = w - 0.5, b + 0.2  # a line that is not yet the best, so that the squares can be seen
    ends = np.array([[-0.3, 3.0]])
    axes.plot(ends[0], code.weighted_inputs(w, ends, b)[0], color=FIRST)
    predictions = code.weighted_inputs(w, X, b)
    for x, y, prediction in zip(X[0], Y[0], predictions[0], strict=True):
        side = abs(y - prediction)
        corner = x, min(y, prediction)
        axes.add_patch(Rectangle(corner, side, side, fill=False, edgecolor=SECOND, linewidth=1.4))
    axes.plot(X[0], Y[0], "o", color=INK)
    axes.text(2.2, 2.9, "prediction", color=FIRST)
    axes.text(0.35, 3.1, "label", color=INK)
    axes.set(xlabel="input x", ylabel="y", xticks=range(4), yticks=range(6), aspect="equal")
    return figure


def surfaces():
    """Level lines of the cost: a linear neuron with bias, a sigmoid neuron with two weights."""
    figure = Figure(figsize=(WIDTH, 8.4))
    above, below = figure.subplots(2)

    X, Y = POINTS
    w, b = np.linspace(-1, 4, 61), np.linspace(-1.5, 4, 61)
    costs = [[code.cost(code.weighted_inputs([[p]], X, q), Y) for p in w] for q in b]
    above.contour(w, b, costs, levels=[0.1, 0.4, 1, 2, 4, 8, 14, 22], colors=QUIET, linewidths=1)
    way = [(np.array([[0.0]]), -1.0)]
    for _ in range(60):
        way.append(code.descend(code.linear_gradient, way[-1][0], X, way[-1][1], Y, 0.1, 1))
    above.plot([w.item() for w, _ in way], [b for _, b in way], ".-", color=FIRST, linewidth=1.2)
    above.plot(*(np.ravel(part) for part in code.best_line(X, Y)), "s", color=INK)
    above.set(title="linear neuron: one bowl", xlabel="weight w", ylabel="bias b")

    X, Y = HOLLOWS
    grid = np.linspace(-1.2, 4.2, 109)
    costs = [
        [code.cost(sigmoid(code.weighted_inputs([[p], [q]], X, 0)), Y) for p in grid] for q in grid
    ]
    levels = [0.11, 0.15, 0.2, 0.24, 0.26, 0.28, 0.32, 0.36, 0.4, 0.408, 0.418, 0.43]
    below.contour(grid, grid, costs, levels=levels, colors=QUIET, linewidths=1)
    for start in ((0.42, 0.42), (0.56, 0.4), (0.4, 0.56), (0.56, 0.56)):
        path = [np.array(start).reshape(2, 1)]
        for _ in range(1500):
            dw, _ = code.sigmoid_gradient(path[-1], X, 0, Y)
            path.append(path[-1] - 0.6 * dw)
        track = np.concatenate(path, axis=1)
        below.plot(*track, color=SECOND)
        below.plot(*track[:, -1], "s", color=SECOND)
    below.set(title="sigmoid neuron: four hollows", xlabel="first weight", ylabel="second weight")
    return figure


def not_convex():
    """The loss of one sigmoid neuron over its weight, with a chord below the curve."""
    figure, axes = new()
    w = np.linspace(-10, 6, 321)
    ends = np.array([-8.0, 0.0])
    axes.plot(w, code.loss(sigmoid(w), np.ones_like(w)), color=FIRST)
    axes.plot(ends, code.loss(sigmoid(ends), np.ones(2)), "o--", color=WRONG)
    bend = -np.log(2)  # where the prediction is one third
    axes.plot(bend, code.loss(sigmoid(bend), 1), "o", color=SECOND)
    axes.text(-9.6, 0.87, "loss", color=FIRST)
    axes.text(-7.4, 0.5, "chord", color=WRONG)
    axes.text(bend + 0.4, 0.46, "the bend changes", color=SECOND)
    axes.set(xlabel="weight w", ylabel="loss", xticks=range(-8, 7, 4), yticks=(0, 0.5, 1))
    return figure
