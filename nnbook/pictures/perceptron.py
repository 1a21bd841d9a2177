"""The pictures of docs/perceptron.md."""

import numpy as np
from matplotlib.figure import Figure

from nnbook import perceptron as code
from nnbook.pictures import FIRST, INK, QUIET, SECOND, THIRD, WIDTH, new

TO = {"arrowstyle": "->", "linewidth": 1.8}
SIX = np.array([[2.0, 0.9, 2.4, 0.2, 1.3, -0.4], [1.2, 2.0, 2.4, 0.6, -0.4, 1.6]])
SIGNS = np.array([[1.0, 1.0, 1.0, -1.0, -1.0, -1.0]])


def _points(axes, X, Y, size=8):
    """Rings for the label 1, crosses for -1."""
    for sign, marker, colour in ((1, "o", FIRST), (-1, "x", SECOND)):
        chosen = X[:, Y[0] == sign]
        axes.plot(*chosen, marker, color=colour, markersize=size, markerfacecolor="none")


def _boundary(axes, w, b, along, colour=INK):
    """The line where the weighted input is zero, as far as `along` from its middle."""
    p = -b / np.sum(w * w) * w
    turned = np.array([-w[1], w[0]]) / np.sqrt(np.sum(w * w))
    ends = np.outer(p, [1, 1]) + np.outer(turned, [-along, along])
    axes.plot(*ends, color=colour)


def geometry():
    """Two clouds, the boundary between them, the weights and the distance of the boundary."""
    figure, axes = new(height=4.2)
    w, b = np.array([1.0, 1.5]), -3.2
    rng = np.random.default_rng(4)
    c = code.unit(w[:, None])
    Y = np.array([[1.0] * 9 + [-1.0] * 9])
    X = code.clouds(c, Y, rng.normal(size=(2, 18)), 0.75)
    X = X + (-b / np.sqrt(w @ w) - 0.75) * c
    _points(axes, X, Y)
    _boundary(axes, w, b, 3.4)
    p = -b / (w @ w) * w
    start = p + 1.6 * np.array([1.5, -1.0]) / np.sqrt(w @ w)
    axes.annotate("", xy=start + 0.7 * w, xytext=start, arrowprops={**TO, "color": THIRD})
    along, up = start + 0.7 * w + [0.1, -0.1]
    axes.text(along, up, "weights", color=THIRD)
    axes.plot([0, p[0]], [0, p[1]], "--", color=QUIET)
    axes.plot(0, 0, "o", color=INK, markersize=4)
    axes.text(-0.2, 0.08, "origin", color=INK, ha="right")
    axes.axhline(0, color=QUIET, linewidth=0.8)
    axes.axvline(0, color=QUIET, linewidth=0.8)
    axes.set(xlabel="first input", ylabel="second input", aspect="equal")
    return figure


def learning():
    """Six points and the boundary after the first, second, fourth and last mistake."""
    figure = Figure(figsize=(WIDTH, 5))
    weights, examples = code.learn(SIX, SIGNS)
    last = len(examples)
    for axes, t in zip(figure.subplots(2, 2).ravel(), (1, 2, 4, last), strict=True):
        _points(axes, SIX, SIGNS, 7)
        _boundary(axes, weights[t][:2, 0], weights[t][2, 0], 6)
        axes.plot(*SIX[:, examples[t - 1] - 1], "o", color=THIRD, markersize=16, fillstyle="none")
        axes.set(xlim=(-1.5, 3.5), ylim=(-1.5, 3.5), xticks=(), yticks=(), aspect="equal")
        axes.set_title(f"mistake {t}" if t < last else f"mistake {t}, the last")
    return figure


def counted():
    """Mistakes counted on sixty data sets against Novikoff's bound."""
    figure, axes = new(height=3.8)
    rng = np.random.default_rng(1)
    bounds, counts = [], []
    for g in np.geomspace(0.01, 8, 60):
        c = code.unit(rng.normal(size=(2, 1)))
        Y = rng.choice([-1.0, 1.0], size=(1, 30))
        X = code.clouds(c, Y, rng.normal(size=(2, 30)), g)
        room = code.margin(code.extended(X), Y, code.separator(c, g))
        bounds.append(code.radius(code.extended(X)) ** 2 / room**2)
        counts.append(code.mistakes(X, Y))
    axes.loglog([1, 1e5], [1, 1e5], color=INK)
    axes.loglog(bounds, counts, "o", color=FIRST, markersize=5)
    axes.text(1500, 400, "as many as\nthe bound", color=INK)
    axes.set(xlabel="bound", ylabel="mistakes", xlim=(1, 1e5), ylim=(0.7, 1e3))
    axes.set(xticks=(1, 100, 10000), yticks=(1, 10, 100, 1000))
    axes.set_xticklabels(("1", "100", "10000"))
    axes.set_yticklabels(("1", "10", "100", "1000"))
    axes.minorticks_off()
    return figure


def xor():
    """The corners of XOR, with a line that has three of them right."""
    figure, axes = new(width=3.4, height=3.2)
    X = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    _points(axes, X, np.array([[-1.0, 1.0, 1.0, -1.0]]), 12)
    _boundary(axes, np.array([1.0, 1.0]), -0.5, 1.1)
    axes.text(0.55, 0.55, "fires", color=INK)
    axes.set(xlabel="first input", ylabel="second input", xticks=(0, 1), yticks=(0, 1))
    axes.set(xlim=(-0.4, 1.4), ylim=(-0.4, 1.4), aspect="equal")
    return figure
