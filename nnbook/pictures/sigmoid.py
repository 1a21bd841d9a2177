"""The pictures of docs/sigmoid.md."""

import numpy as np
from matplotlib.figure import Figure

from nnbook import sigmoid as code
from nnbook.pictures import FIRST, INK, QUIET, SECOND, WIDTH, WRONG, new


def slope():
    """The sigmoid with its tangent at zero and, below it, its slope."""
    figure = Figure(figsize=(WIDTH, 4.4))
    above, below = figure.subplots(2, sharex=True, height_ratios=(3, 2))
    z = np.linspace(-6, 6, 241)
    near = np.array([-1.8, 1.8])
    for height in (0, 1):
        above.axhline(height, color=QUIET, linewidth=0.8)
    tangent = code.sigmoid(0) + code.sigmoid_derivative(0) * near
    above.plot(near, tangent, color=SECOND, linestyle="--")
    above.plot(z, code.sigmoid(z), color=FIRST)
    above.plot(0, code.sigmoid(0), "o", color=FIRST)
    above.text(-3.6, 0.3, "sigmoid", color=FIRST)
    above.text(0.7, 0.45, "tangent at zero", color=SECOND)
    above.set(ylabel="value", yticks=(0, 0.5, 1))
    below.axhline(0, color=QUIET, linewidth=0.8)
    below.plot(z, code.sigmoid_derivative(z), color=SECOND)
    below.plot(0, code.sigmoid_derivative(0), "o", color=SECOND)
    below.set(xlabel="z", ylabel="slope", yticks=(0, 0.25), xticks=range(-6, 7, 2))
    return figure


def tanh():
    """The sigmoid and the hyperbolic tangent on one axis."""
    figure, axes = new()
    z = np.linspace(-6, 6, 241)
    for height in (-1, 0, 1):
        axes.axhline(height, color=QUIET, linewidth=0.8)
    axes.plot(z, code.sigmoid(z), color=FIRST)
    axes.plot(z, np.tanh(z), color=SECOND)
    axes.text(-5.4, 0.12, "sigmoid", color=FIRST)
    axes.text(0.3, -0.6, "hyperbolic tangent", color=SECOND)
    axes.set(xlabel="z", xticks=range(-6, 7, 2), yticks=(-1, -0.5, 0, 0.5, 1))
    return figure


def softplus():
    """Softplus above the larger of 0 and z."""
    figure, axes = new()
    z = np.linspace(-5, 5, 201)
    axes.plot(z, np.maximum(z, 0), color=QUIET, linestyle="--")
    axes.plot(z, code.softplus(z), color=FIRST)
    axes.text(-2.4, 0.75, "softplus", color=FIRST)
    axes.text(1.7, 0.9, "the larger of 0 and z", color=INK)
    axes.set(xlabel="z", xticks=range(-4, 5, 2), yticks=range(6))
    return figure


def step_loss():
    """Loss of one example with x = 2, y = 1 and b = 1/2, against w: step and sigmoid."""
    figure, axes = new()

    def loss(activation, w):
        return code.squared_error(activation(code.weighted_input(w, 2, 0.5)), 1)

    for w in np.array([-3, -0.25]), np.array([-0.249, 2]):
        axes.plot(w, loss(code.step, w), color=WRONG)
    axes.plot(-0.25, loss(code.step, -0.25), "o", color=WRONG)
    w = np.linspace(-3, 2, 201)
    axes.plot(w, loss(code.sigmoid, w), color=FIRST)
    before, after = -1, -0.0245  # the step of descent that the page works out
    axes.plot([before, after], [loss(code.sigmoid, w) for w in (before, after)], "o", color=SECOND)
    axes.annotate(
        "",
        xy=(after, loss(code.sigmoid, after)),
        xytext=(before, loss(code.sigmoid, before)),
        arrowprops={"arrowstyle": "->", "color": SECOND, "linewidth": 1.8, "shrinkB": 4},
    )
    axes.text(-0.15, 0.97, "step: level, a jump, level", color=WRONG)
    axes.text(-2.9, 0.78, "sigmoid", color=FIRST)
    axes.text(0.1, 0.3, "one step of descent", color=SECOND)
    axes.set(xlabel="weight w", ylabel="loss", xticks=range(-3, 3), yticks=(0, 0.5, 1))
    return figure
