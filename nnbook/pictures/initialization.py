"""The pictures of docs/initialization.md."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from nnbook.activations import (
    identity,
    identity_derivative,
    leaky_relu,
    leaky_relu_derivative,
    relu,
    relu_derivative,
    tanh_derivative,
)
from nnbook.initialization import (
    backward_variances,
    forward_variances,
    four_starts,
    network,
    normal,
    propagate,
)
from nnbook.pictures import FIRST, FOURTH, INK, QUIET, SECOND, THIRD, WIDTH, new
from nnbook.sigmoid import sigmoid, sigmoid_derivative

N, L = 100, 30
SIZES = [N] * (L + 1)
LAYERS = np.arange(1, L + 1)
NAMES = ("0.01", "1", "Xavier", "He")
COLOURS = (SECOND, FOURTH, FIRST, THIRD)
PANELS: tuple[tuple[str, Any, Any], ...] = (
    ("identity", identity, identity_derivative),
    ("ReLU", relu, relu_derivative),
    ("leaky ReLU", leaky_relu, leaky_relu_derivative),
    ("tanh", np.tanh, tanh_derivative),
    ("sigmoid", sigmoid, sigmoid_derivative),
)


def predicted(s, g, dg):
    """Mean squares of the weighted inputs and of the errors of each layer."""
    v = forward_variances(SIZES, [s] * L, 1, g)
    return v, backward_variances(SIZES, [s] * L, v, 1, dg)


def measured(s, g, dg, networks=10, m=10):
    """The same, means over random networks."""
    rng = np.random.default_rng(7)

    def draw(n_in, n_out, rng):
        return normal(n_in, n_out, s, rng)

    ends = []
    for _ in range(networks):
        X, D = rng.standard_normal((2, N, m))
        ends.append(propagate(X, D, network(SIZES, draw, rng), g, dg))
    return np.mean(ends, axis=0)


def thirty():
    """The mean square of the weighted inputs of ReLUs for four deviations."""
    figure, axes = new(height=3.8)
    axes.axhline(1, color=QUIET, linewidth=0.8)
    places = (3, -34), (7, 22), (21, -16), (21, 5)
    rows = zip(four_starts(N).flat, NAMES, COLOURS, places, strict=True)
    for s, name, colour, (x, y) in rows:
        axes.plot(LAYERS, predicted(s, relu, relu_derivative)[0], color=colour)
        dots = measured(s, relu, relu_derivative)[0]
        axes.plot(LAYERS[::2], dots[::2], "o", color=colour, markersize=3)
        axes.text(x, 10.0**y, name, color=colour)
    axes.set(yscale="log", ylim=(1e-72, 1e56), xlabel="layer", xlim=(0, 31))
    axes.set(yticks=[10.0**k for k in range(-60, 61, 20)], ylabel="mean square")
    return figure


def _panels(which, label):
    """Five panels, an activation each, and the names of the lines."""
    figure = Figure(figsize=(WIDTH, 6.6))
    *axes_of_all, last = figure.subplots(3, 2, sharex=True, sharey=True).flat
    for axes, (title, g, dg) in zip(axes_of_all, PANELS, strict=True):
        axes.axhline(1, color=QUIET, linewidth=0.8)
        for s, colour in zip(four_starts(N).flat, COLOURS, strict=True):
            axes.plot(LAYERS, predicted(s, g, dg)[which], color=colour, linewidth=1.4)
            dots = measured(s, g, dg)[which]
            axes.plot(LAYERS[::3], dots[::3], "o", color=colour, markersize=2.5)
        axes.set_title(title, loc="left", color=INK)
        axes.set(yscale="log", ylim=(1e-98, 1e62), yticks=(1e-80, 1e-40, 1, 1e40))
        axes.set(xticks=(1, 10, 20, 30))
    last.axis("off")
    for k, (name, colour) in enumerate(zip(NAMES, COLOURS, strict=True)):
        last.text(8, 10.0 ** (20 - 25 * k), name, color=colour)
    for axes in axes_of_all[-2:]:
        axes.tick_params(labelbottom=True)
    axes_of_all[-1].set(xlabel="layer", ylabel=label)
    return figure


def forwards():
    """The mean square of the weighted inputs, five activations."""
    return _panels(0, "mean square")


def backwards():
    """The mean square of the errors, five activations."""
    return _panels(1, "mean square")
