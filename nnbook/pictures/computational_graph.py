"""The picture of docs/computational_graph.md."""

from matplotlib.figure import Figure

from nnbook.computational_graph import (
    add,
    gradients,
    multiply,
    pull_back,
    ridge_cost,
    square,
    subtract,
)
from nnbook.pictures import FIRST, INK, PAPER, QUIET, THIRD, WIDTH

NUMBERS = 2.0, 3.0, -1.0, 2.0, 0.5  # w, x, b, y, lambda


def edges():
    """Value and gradient on each line: (from, to) and the two numbers."""
    w, x, b, y, strength = NUMBERS
    u, z, error = (float(node) for node in (multiply(w, x), add(w * x, b), subtract(w * x + b, y)))
    v = float(square(w))
    loss, penalty, J = (
        float(square(error)),
        float(multiply(strength, v)),
        float(ridge_cost(*NUMBERS)),
    )
    d_loss, d_penalty = pull_back(add, 1.0, loss, penalty)
    d_strength, dv = pull_back(multiply, d_penalty, strength, v)
    [d_error] = pull_back(square, d_loss, error)
    dz, dy = pull_back(subtract, d_error, z, y)
    du, db = pull_back(add, dz, u, b)
    dw, dx = pull_back(multiply, du, w, x)
    [dw_penalty] = pull_back(square, dv, w)
    assert dw + dw_penalty == gradients(ridge_cost, *NUMBERS)[0]
    return {
        ("x", "u"): (x, dx), ("w", "u"): (w, dw), ("w", "v"): (w, dw_penalty),
        ("b", "z"): (b, db), ("y", "error"): (y, dy), ("lambda", "penalty"): (strength, d_strength),
        ("u", "z"): (u, du), ("z", "error"): (z, dz), ("error", "loss"): (error, d_error),
        ("loss", "J"): (loss, d_loss),
        ("v", "penalty"): (v, dv), ("penalty", "J"): (penalty, d_penalty), ("J", "out"): (J, 1.0),
    }  # fmt: skip


# Where each stands, and what the box says.
INPUTS = {"x": (0, 6), "w": (0, 3.2), "b": (5.2, 8.0), "y": (7.8, 8.0), "lambda": (7.8, -1.2)}
BOXES = {
    "u": (2.6, 5, "times"), "z": (5.2, 5, "plus"), "error": (7.8, 5, "minus"),
    "loss": (10.4, 5, "square"),
    "v": (2.6, 1.6, "square"), "penalty": (7.8, 1.6, "times"), "J": (12.6, 3.2, "plus"),
}  # fmt: skip


def _number(value):
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def graph():
    """The worked example: boxes for operations, on each line its value and its gradient."""
    figure = Figure(figsize=(WIDTH, 4.2))
    axes = figure.subplots()
    axes.set_axis_off()
    places = {**INPUTS, **{name: place[:2] for name, place in BOXES.items()}, "out": (15, 3.2)}
    for (start, end), (value, gradient) in edges().items():
        (x0, y0), (x1, y1) = places[start], places[end]
        style = {
            "arrowstyle": "-|>",
            "color": QUIET,
            "linewidth": 1.0,
            "shrinkA": 13,
            "shrinkB": 15,
        }
        axes.annotate("", (x1, y1), (x0, y0), arrowprops=style, zorder=1)
        steep = abs(x1 - x0) < 0.1
        part = {"out": 0.62, "J": 0.55}.get(end, 0.45)
        x, y = x0 + part * (x1 - x0), y0 + part * (y1 - y0)
        across, up = (0.5, 0.0) if steep else (0.0, 0.5)
        for sign, number, color in ((1, value, FIRST), (-1, gradient, THIRD)):
            axes.text(
                x - sign * across, y + sign * up, _number(number),
                ha="center", va="center", color=color, fontsize=9, zorder=3,
            )  # fmt: skip
    for name, (x, y) in INPUTS.items():
        axes.text(x, y, name, ha="center", va="center", color=INK)
    for name, (x, y, says) in BOXES.items():
        box = {"boxstyle": "round,pad=0.3", "facecolor": PAPER, "edgecolor": INK}
        axes.text(x, y, says, ha="center", va="center", color=INK, fontsize=8, bbox=box, zorder=4)
        beside = 0.75 if name == "penalty" else 0
        axes.text(x + beside, y - 0.85, name, ha="center", va="center", color=QUIET, fontsize=8)
    axes.text(15, 3.2, "J", ha="center", va="center", color=INK)
    axes.text(10.2, 8.0, "value", color=FIRST, va="center")
    axes.text(12.6, 8.0, "gradient", color=THIRD, va="center")
    axes.set(xlim=(-0.5, 15.5), ylim=(-1.8, 8.5))
    return figure
