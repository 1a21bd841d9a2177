"""The pictures of docs/cross_entropy.md."""

import numpy as np

from nnbook import cross_entropy as code
from nnbook import mean_squared_error
from nnbook.pictures import FIRST, INK, QUIET, SECOND, THIRD, WIDTH, new
from nnbook.pictures.mean_squared_error import HOLLOWS
from nnbook.sigmoid import logit, sigmoid


def losses():
    """Both losses over the prediction, for the labels 1 and 0."""
    figure, axes = new()
    for label, colour in ((1, FIRST), (0, SECOND)):
        y_hat = np.abs(np.linspace(0.011, 1, 199) - 1 + label)
        y = np.full_like(y_hat, label)
        axes.plot(y_hat, code.loss(y_hat, y), color=colour)
        squared = mean_squared_error.loss(y_hat, y)
        axes.plot(y_hat, squared, color=colour, linestyle="--", linewidth=1.2)
    axes.text(0.09, 3, "label 1", color=FIRST)
    axes.text(0.75, 3, "label 0", color=SECOND)
    axes.set(xlabel="prediction", ylabel="loss", xticks=(0, 0.25, 0.5, 0.75, 1), yticks=range(5))
    return figure


def surface():
    """Level lines of the cross-entropy for the examples that give squared error four hollows."""
    figure, axes = new(WIDTH, 4.2)
    X, Y = HOLLOWS
    grid = np.linspace(-1.2, 1.6, 85)
    costs = [
        [
            code.cost_from_logits(mean_squared_error.weighted_inputs([[p], [q]], X, 0), Y)
            for p in grid
        ]
        for q in grid
    ]
    levels = [0.55, 0.6, 0.7, 0.9, 1.2, 1.7, 2.3, 3, 4, 5]
    axes.contour(grid, grid, costs, levels=levels, colors=QUIET, linewidths=1)
    for start in ((0.42, 0.42), (0.56, 0.4), (0.4, 0.56), (0.56, 0.56)):
        way = [np.reshape(start, (2, 1))]
        for _ in range(300):
            dw, _ = code.gradient(way[-1], X, 0, Y)
            way.append(way[-1] - 0.05 * dw)
        line = np.transpose(np.squeeze(way))
        axes.plot(*line, color=SECOND)
        axes.plot(*line[:, -1], "s", color=SECOND)
    axes.set(xlabel="first weight", ylabel="second weight")
    return figure


def slopes():
    """The derivative of both losses by the logit, for the label 1."""
    figure, axes = new()
    z = np.linspace(-10, 6, 321)
    axes.axhline(0, color=QUIET, linewidth=0.8)
    axes.plot(z, code.logit_gradient(z, np.ones_like(z)), color=FIRST)
    a = sigmoid(z)
    squared = mean_squared_error.loss_gradient(a, np.ones_like(a)) * a * (1 - a)
    axes.plot(z, squared, color=SECOND)
    axes.text(-9.6, -0.9, "cross-entropy", color=FIRST)
    axes.text(-9.6, -0.14, "squared error", color=SECOND)
    axes.set(xlabel="logit z", ylabel="slope", xticks=range(-10, 7, 4), yticks=(-1, -0.5, 0))
    return figure


def calibration():
    """Observed frequency against claim, for neurons that are too sure and too modest."""
    figure, axes = new(WIDTH, 4.6)
    claim = np.linspace(0.002, 0.998, 250)
    axes.plot([0, 1], [0, 1], color=QUIET)
    axes.plot(claim, sigmoid(logit(claim) / 3), color=FIRST)
    axes.plot(claim, sigmoid(2 * logit(claim)), color=THIRD)
    rng = np.random.default_rng(1)
    z = rng.normal(size=4000)
    labels = (rng.random(4000) < sigmoid(z)).astype(float)[np.newaxis]
    claims = sigmoid(3 * z)[np.newaxis]
    claimed, observed = code.calibration(claims, labels, 10)
    count = np.histogram(claims, bins=10, range=(0, 1))[0][:, np.newaxis]
    error = np.sqrt(observed * (1 - observed) / count)
    axes.errorbar(claimed[:, 0], observed[:, 0], error[:, 0], fmt="o", color=FIRST, markersize=4)
    axes.plot([0.9, 0.9], [0, sigmoid(logit(0.9) / 3)], color=SECOND, linestyle="--")
    axes.plot([0, 0.9], [sigmoid(logit(0.9) / 3)] * 2, color=SECOND, linestyle="--")
    axes.text(0.88, 0.06, "claimed: nine in ten", color=SECOND, ha="right")
    axes.text(0.01, 0.7, "come true: two in three", color=SECOND)
    axes.text(0.06, 0.4, "too sure", color=FIRST)
    axes.text(0.5, 0.9, "too modest", color=THIRD)
    axes.text(0.7, 0.69, "calibrated", color=INK, rotation=45, rotation_mode="anchor", va="bottom")
    axes.set(xlabel="claimed probability", ylabel="observed frequency", aspect="equal")
    axes.set(xticks=(0, 0.25, 0.5, 0.75, 1), yticks=(0, 0.25, 0.5, 0.75, 1))
    return figure
