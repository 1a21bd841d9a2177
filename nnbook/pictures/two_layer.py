"""The pictures of docs/two_layer.md."""

from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from nnbook import two_layer as code
from nnbook.pictures import FIRST, INK, PAPER, QUIET, SECOND, THIRD, WIDTH, new

CORNERS = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
LABELS = np.array([[0.0, 1.0, 1.0, 0.0]])


def _arrow(axes, start, end, color, width=1.2):
    axes.annotate(
        "", end, start, arrowprops={"arrowstyle": "-|>", "color": color, "linewidth": width}
    )


def _blank(height):
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.subplots()
    axes.set_axis_off()
    axes.set_aspect("equal")
    return figure, axes


def network():
    """Two inputs, three hidden neurons, one output; forward arrow above, backward arrow below."""
    figure, axes = _blank(3.6)
    inputs = [(0.0, 2.4), (0.0, 0.9)]
    hidden = [(2.6, 3.3), (2.6, 1.65), (2.6, 0.0)]
    output = [(5.2, 1.65)]
    layers = [inputs, hidden, output]
    for before, after in pairwise(layers):
        for x0, y0 in before:
            for x1, y1 in after:
                axes.plot([x0, x1], [y0, y1], color=QUIET, linewidth=1, zorder=1)
    names = [["x1", "x2"], ["1", "2", "3"], ["1"]]
    for places, labels, color in zip(layers, names, (INK, FIRST, SECOND), strict=True):
        for (x, y), label in zip(places, labels, strict=True):
            axes.add_patch(
                Circle((x, y), 0.42, facecolor=PAPER, edgecolor=color, linewidth=1.8, zorder=2)
            )
            axes.text(x, y, label, ha="center", va="center", color=color, zorder=3)
    for x, label, color in (
        (0, "inputs", INK),
        (2.6, "hidden layer", FIRST),
        (5.2, "output", SECOND),
    ):
        axes.text(x, 4.15, label, ha="center", color=color)
    axes.text(1.3, 3.3, "W1, b1", ha="center", color=FIRST)
    axes.text(4.1, 3.0, "W2, b2", ha="center", color=SECOND)
    _arrow(axes, (-0.4, -1.25), (5.6, -1.25), INK)
    axes.text(2.6, -1.15, "forward: values", ha="center", va="bottom")
    _arrow(axes, (5.6, -2.05), (-0.4, -2.05), THIRD)
    axes.text(2.6, -1.95, "backward: gradients", ha="center", va="bottom", color=THIRD)
    axes.set(xlim=(-0.8, 6.0), ylim=(-2.3, 4.6))
    return figure


def numbers():
    """The worked example: values in and above the neurons, gradients below them."""
    figure, axes = _blank(4.6)
    x, y = np.array([[1.0], [0.5]]), np.array([[1.0]])
    W1, b1 = np.array([[0.2, -0.4], [0.5, 0.6], [-0.3, 0.8]]), np.array([[0.1], [-0.2], [0.3]])
    W2, b2 = np.array([[0.7, -0.5, 0.3]]), np.array([[-0.4]])
    z1, a1, z2, a2 = code.forward(x, W1, b1, W2, b2)
    dz2, _, _, da1, dz1, _, _ = code.backward(x, y, W2, a1, a2)
    inputs, output = [(0.0, 4.0), (0.0, 1.6)], [(5.6, 2.8)]
    hidden = [(2.8, 5.4), (2.8, 2.8), (2.8, 0.2)]
    for before, after in ((inputs, hidden), (hidden, output)):
        for start in before:
            for end in after:
                axes.plot(*zip(start, end, strict=True), color=QUIET, linewidth=1, zorder=1)
    layers = (
        (inputs, INK, x, ()),
        (hidden, FIRST, a1, (z1, da1, dz1)),
        (output, SECOND, a2, (z2, code.loss_gradient(a2, y), dz2)),
    )
    for places, color, a, computed in layers:
        for j, (left, up) in enumerate(places):
            edge = Circle((left, up), 0.62, facecolor=PAPER, edgecolor=color, linewidth=1.8)
            axes.add_patch(edge)
            axes.text(left, up, _said(a[j]), ha="center", va="center", zorder=3)
            if computed:
                z, da, dz = computed
                axes.text(left, up + 0.82, f"z {_said(z[j])}", ha="center")
                below = f"da {_said(da[j])}\ndz {_said(dz[j])}"
                axes.text(left, up - 0.72, below, ha="center", va="top", color=THIRD)
    loss = f"loss {_said(code.loss(a2, y))}"
    axes.text(5.6, 0.4, loss, ha="center", color=SECOND)
    axes.set(xlim=(-0.8, 6.7), ylim=(-1.5, 6.6))
    return figure


def _said(value):
    """A number to four decimals with a true minus."""
    return f"{float(np.ravel(value)[0]):.4f}".replace("-", "\N{MINUS SIGN}")


def backward():
    """The forward chain of values and, against it, the gradients, numbered in their order."""
    figure, axes = _blank(3.4)
    boxes = {"X": 0, "Z1": 1.5, "A1": 3.0, "Z2": 4.5, "A2": 6.0, "loss": 7.5}
    for label, x in boxes.items():
        axes.text(x, 2, label, ha="center", va="center")
    for left, right in pairwise(boxes.values()):
        _arrow(axes, (left + 0.42, 2.12), (right - 0.42, 2.12), INK)
    for label, x in (("W1, b1", 1.5), ("W2, b2", 4.5)):
        axes.text(x, 3.5, label, ha="center", va="center")
        _arrow(axes, (x, 3.25), (x, 2.3), INK)
    ways = [
        ((7.08, 1.85), (6.42, 1.85)),
        ((5.58, 1.85), (4.92, 1.85)),
        ((4.08, 1.85), (3.42, 1.85)),
        ((2.58, 1.85), (1.92, 1.85)),
        ((4.5, 1.7), (4.5, 0.25)),
        ((1.5, 1.7), (1.5, 0.25)),
    ]
    for start, end in ways:
        _arrow(axes, start, end, THIRD)
    steps = [
        (6.75, 1.45, "1 dA2"),
        (5.25, 1.45, "2 dZ2"),
        (4.5, 0.0, "3 dW2"),
        (4.5, -0.5, "4 db2"),
        (3.75, 1.45, "5 dA1"),
        (2.25, 1.45, "6 dZ1"),
        (1.5, 0.0, "7 dW1"),
        (1.5, -0.5, "8 db1"),
    ]
    for x, y, label in steps:
        axes.text(x, y, label, ha="center", va="center", color=THIRD)
    axes.set(xlim=(-0.4, 8.0), ylim=(-0.9, 3.9))
    return figure


def xor():
    """The corners of the unit square and the lines where the two hidden neurons of XOR switch."""
    figure, axes = new(height=3.6)
    W1, b1 = np.array([[20.0, 20.0], [-20.0, -20.0]]), np.array([[-10.0], [30.0]])
    x1 = np.array([-0.4, 1.4])
    for (w1, w2), bias, name, place, color in zip(
        W1,
        b1[:, 0],
        ("neuron 1", "neuron 2"),
        ((0.1, -0.3), (0.95, 0.72)),
        (FIRST, SECOND),
        strict=True,
    ):
        axes.plot(x1, -(w1 * x1 + bias) / w2, color=color)
        axes.text(*place, name, color=color)
    on = LABELS[0] == 1
    axes.plot(*CORNERS[:, on], "o", color=INK, markersize=9)
    axes.plot(*CORNERS[:, ~on], "o", color=INK, markersize=9, markerfacecolor=PAPER)
    for x, y, label in zip(*CORNERS, LABELS[0], strict=True):
        axes.text(x + 0.06, y + 0.05, f"label {label:.0f}")
    axes.set(xlabel="x1", ylabel="x2", xlim=(-0.4, 1.5), ylim=(-0.4, 1.4))
    axes.set(xticks=(0, 1), yticks=(0, 1), aspect="equal")
    return figure


def training():
    """Cost of the two runs on XOR: learning rates 2 and 10 from one start."""
    figure, axes = new()
    W1, b1, W2, b2 = code.initialize(2, 3, 1, seed=3)
    for alpha, color, place in ((2, FIRST, (120, 0.2)), (10, SECOND, (60, 1.3))):
        costs = code.train(CORNERS, LABELS, W1, b1, W2, b2, alpha, 300)[-1]
        axes.plot(costs, color=color, linewidth=1.2)
        axes.text(*place, f"learning rate {alpha}", color=color)
    axes.set(xlabel="step", ylabel="cost", ylim=(0, None))
    return figure
