"""The pictures of docs/activations.md."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from nnbook import activations as code
from nnbook.pictures import FIRST, FOURTH, INK, QUIET, SECOND, THIRD, WIDTH, new
from nnbook.sigmoid import sigmoid, sigmoid_derivative, softplus, step

SHARE = 0.1  # of the leaky ReLU, large enough to be seen


def leaky(z):
    return code.leaky_relu(z, SHARE)


def leaky_derivative(z):
    return code.leaky_relu_derivative(z, SHARE)


def all():
    """Ten activations with their slopes."""
    figure = Figure(figsize=(WIDTH, 7.6))
    panels: tuple[tuple[str, Any, Any], ...] = (
        ("step", step, code.step_derivative),
        ("identity", code.identity, code.identity_derivative),
        ("sigmoid", sigmoid, sigmoid_derivative),
        ("tanh", np.tanh, code.tanh_derivative),
        ("ReLU", code.relu, code.relu_derivative),
        ("leaky ReLU", leaky, leaky_derivative),
        ("ELU", code.elu, code.elu_derivative),
        ("softplus", softplus, sigmoid),
        ("SiLU", code.silu, code.silu_derivative),
        ("GELU", code.gelu, code.gelu_derivative),
    )
    kinked = ("step", "ReLU", "leaky ReLU")
    axes_of_all = figure.subplots(5, 2, sharex=True, sharey=True).flat
    for axes, (name, function, derivative) in zip(axes_of_all, panels, strict=True):
        axes.axhline(0, color=QUIET, linewidth=0.8)
        for z in np.linspace(-4, -1e-9, 81), np.linspace(1e-9, 4, 81):  # a jump is no line
            axes.plot(z, derivative(z), color=SECOND, linestyle="--", linewidth=1.4)
            axes.plot(z, function(z), color=FIRST)
        if name in kinked:
            axes.plot(0, function(0), "o", color=FIRST, markersize=4)
        axes.text(-3.9, 1.5, name, color=INK)
        axes.set(xticks=(-4, 0, 4), yticks=(-1, 0, 1, 2), ylim=(-1.3, 2.3))
    return figure


def saturation():
    """The size of six slopes, on a logarithmic axis."""
    figure, axes = new(height=3.8)
    z = np.linspace(-10, 10, 401)
    left, right = z[z <= 0], z[z > 0]
    axes.plot(z, sigmoid_derivative(z), color=FIRST)
    axes.plot(z, code.tanh_derivative(z), color=SECOND)
    axes.plot(right, code.relu_derivative(right), color=INK)
    axes.plot(left, code.leaky_relu_derivative(left), color=QUIET)
    axes.plot(left, code.elu_derivative(left), color=THIRD)
    axes.plot(z, np.abs(code.gelu_derivative(z)), color=FOURTH)
    axes.text(4.4, 0.03, "sigmoid", color=FIRST)
    axes.text(5.8, 1e-4, "tanh", color=SECOND)
    axes.text(6.5, 1.35, "ReLU", color=INK)
    axes.text(-9.8, 0.013, "leaky ReLU", color=INK)
    axes.text(-9.8, 3e-4, "ELU", color=THIRD)
    axes.text(-4.3, 2e-6, "GELU", color=FOURTH)
    axes.set(yscale="log", ylim=(1e-6, 3), xlabel="z", xticks=range(-10, 11, 5))
    axes.set(ylabel="size of the slope")
    return figure


def pieces():
    """The sine with six straight pieces, and the six ReLUs that add up to them."""
    figure = Figure(figsize=(WIDTH, 5.2))
    above, below = figure.subplots(2, sharex=True, height_ratios=(3, 2))
    t = np.linspace(0, 6, 7).reshape(-1, 1)
    v = code.wave(t)
    z = np.linspace(0, 6, 241)
    above.axhline(0, color=QUIET, linewidth=0.8)
    above.plot(z, code.wave(z), color=FIRST)
    above.plot(z, code.relu_network(z, t, v), color=SECOND, linewidth=1.4)
    above.plot(t, v, "o", color=SECOND, markersize=5)
    above.text(2.35, 0.85, "sine", color=FIRST)
    above.text(3.6, 0.1, "network", color=SECOND)
    above.set(yticks=(-1, 0, 1))
    below.axhline(0, color=QUIET, linewidth=0.8)
    for weight, knot in zip(code.relu_weights(t, v).flat, t.flat, strict=False):
        below.plot(z[z >= knot], weight * code.relu(z[z >= knot] - knot), color=THIRD)
        below.plot(knot, 0, "o", color=THIRD, markersize=5)
    below.set(xlabel="z", xticks=range(7), yticks=(-4, 0, 4))
    return figure


def error():
    """The largest error against the number of ReLUs, with its bound."""
    figure, axes = new()
    counts = (1, 2, 3, 6, 12, 25, 50, 100)
    measured = [code.largest_gap(code.wave, 0, 6, n) for n in counts]
    bound = [(6 / n) ** 2 / 8 for n in counts]
    axes.loglog(counts, bound, color=SECOND, linestyle="--")
    axes.loglog(counts, measured, "o", color=FIRST)
    axes.text(7, 0.3, "bound", color=SECOND)
    axes.text(4, 0.02, "measured", color=FIRST)
    axes.set(xlabel="ReLUs", ylabel="largest error")
    return figure
