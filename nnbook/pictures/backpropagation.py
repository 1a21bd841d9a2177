"""The pictures of docs/backpropagation.md."""

from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from nnbook import backpropagation as code
from nnbook.activations import relu, relu_derivative
from nnbook.pictures import FIRST, INK, PAPER, QUIET, THIRD, WIDTH
from nnbook.sigmoid import sigmoid

INPUT, LABEL = np.array([[2.0], [-1.0]]), np.array([[1.0]])
PARAMETERS = [
    (np.array([[0.5, -0.5], [-1.0, 0.5], [0.2, -0.6]]), np.array([[0.5], [0.5], [-0.2]])),
    (np.array([[0.4, -0.6, 0.25], [-0.2, 0.7, 1.0]]), np.array([[-0.2], [0.1]])),
    (np.array([[0.6, -0.9]]), np.array([[0.25]])),
]


def _arrow(axes, start, end, color):
    style = {"arrowstyle": "-|>", "color": color, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", end, start, arrowprops=style)


def passes():
    """Values downwards, gradients upwards, parameters and their gradients beside each layer."""
    figure = Figure(figsize=(WIDTH, 6.0))
    axes = figure.subplots()
    axes.set_axis_off()
    parameters, values, gradients, results = 0.0, 3.0, 6.2, 9.4
    rows = ["A0", "Z1", "A1", "Z2", "A2", "Z3", "A3", "J"]
    places = {name: -1.15 * number for number, name in enumerate(rows)}

    def letter(x, y, name, shape, color):
        axes.text(x, y + 0.13, name, ha="center", va="center", color=color)
        if shape:
            axes.text(x, y - 0.27, shape, ha="center", va="center", color=color, fontsize=9)

    for name, y in places.items():
        shape = f"n{name[1]} by m" if name != "J" else ""
        letter(values, y, "A0 = X" if name == "A0" else name, shape, FIRST)
        if name not in ("A0", "A3", "J"):
            letter(gradients, y, f"d{name}", shape, THIRD)
        if name[0] == "Z":
            l = int(name[1])
            wide, tall = f"n{l} by n{l - 1}", f"n{l} by 1"
            letter(parameters, y, f"W{l}, b{l}", f"{wide}, {tall}", INK)
            letter(results, y, f"dW{l}, db{l}", f"{wide}, {tall}", THIRD)
            _arrow(axes, (parameters + 1.25, y), (values - 0.7, y), INK)
            _arrow(axes, (gradients + 0.7, y), (results - 1.3, y), THIRD)
    for above, below in pairwise(places.values()):
        _arrow(axes, (values, above - 0.45), (values, below + 0.38), FIRST)
    for one, other in (("A2", "Z2"), ("A1", "Z1"), ("Z3", "A2"), ("Z2", "A1")):
        _arrow(axes, (gradients, places[one] + 0.38), (gradients, places[other] - 0.45), THIRD)
    _arrow(axes, (values + 0.45, places["J"] + 0.2), (gradients, places["Z3"] - 0.5), THIRD)
    for name in ("Z1", "Z2"):
        axes.plot(
            [values + 0.7, gradients - 0.75], [places[name]] * 2, color=QUIET, linestyle=":", lw=1.2
        )
    for x, title, color in ((values, "forward", FIRST), (gradients, "backward", THIRD)):
        axes.text(x, 0.85, title, ha="center", va="center", color=color, fontweight="bold")
    axes.set(xlim=(-1.5, 10.9), ylim=(places["J"] - 0.5, 1.2))
    return figure


def _number(value):
    """Two decimals, or fewer where fewer say all; a minus sign that is one."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return ("0" if text == "-0" else text).replace("-", "\N{MINUS SIGN}")


def _drawn(axes, title, color, weights, neurons):
    """A network with a number on each line and in each circle."""
    columns = [0.0, 3.2, 6.4, 9.2]
    heights = [(3.2, 1.0), (4.2, 2.1, 0.0), (3.2, 1.0), (2.1,)]
    # Where on its line each number stands: (layer, neuron, neuron before) with two crossing lines.
    parts = {(1, 0, 1): 0.62, (1, 2, 0): 0.62, (2, 1, 0): 0.3, (2, 0, 2): 0.3}
    usual = {1: 0.35, 2: 0.65, 3: 0.5}
    for l, matrix in enumerate(weights, start=1):
        for (j, k), weight in np.ndenumerate(matrix):
            start, end = (columns[l - 1], heights[l - 1][k]), (columns[l], heights[l][j])
            dead = abs(weight) < 1e-12
            axes.plot(*zip(start, end, strict=True), color=QUIET, linewidth=0.9, zorder=1)
            part = parts.get((l, j, k), usual[l])
            axes.text(
                start[0] + part * (end[0] - start[0]),
                start[1] + part * (end[1] - start[1]),
                _number(weight),
                ha="center",
                va="center",
                color=QUIET if dead else color,
                fontsize=9,
                bbox={"boxstyle": "round,pad=0.1", "facecolor": PAPER, "edgecolor": "none"},
                zorder=2,
            )
    for x, ys, numbers in zip(columns, heights, neurons, strict=True):
        for y, value in zip(ys, numbers, strict=True):
            shade = QUIET if value in (0, "x1", "x2") else color
            axes.add_patch(
                Circle((x, y), 0.56, facecolor=PAPER, edgecolor=shade, linewidth=1.8, zorder=3)
            )
            axes.text(
                x,
                y,
                value if isinstance(value, str) else _number(value),
                ha="center",
                va="center",
                color=shade,
                fontsize=10,
                zorder=4,
            )
    axes.text(-0.6, 5.3, title, color=INK, va="center")
    axes.set(xlim=(-0.7, 9.8), ylim=(-0.7, 5.7), aspect="equal")
    axes.set_axis_off()


def example():
    """The worked example: weights and activations, then the gradients by weights and sums."""
    values = code.forward(INPUT, PARAMETERS, relu, sigmoid)
    gradients, dZ, _ = code.backward(INPUT, LABEL, PARAMETERS, values, relu_derivative)
    figure = Figure(figsize=(WIDTH, 6.2))
    above, below = figure.subplots(2)
    activations = [INPUT, *(A for _, A in values)]
    _drawn(
        above, "forward: weights, activations", FIRST,
        [W for W, _ in PARAMETERS], [A[:, 0] for A in activations],
    )  # fmt: skip
    errors = [["x1", "x2"], *(dZ[l][:, 0] for l in (1, 2, 3))]
    _drawn(
        below, "backward: gradients by weights, by sums", THIRD,
        [dW for dW, _ in gradients], errors,
    )  # fmt: skip
    return figure
