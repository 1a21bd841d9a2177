"""The pictures of docs/chain_rule.md."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from nnbook import chain_rule as code
from nnbook.pictures import FIRST, INK, PAPER, QUIET, SECOND, WIDTH, new


def paths():
    """Partial derivatives on the lines from two inputs over three values to four results."""
    x = np.array([[2.0], [-1.0]])
    u = code.inner_map(x)
    inner, outer = code.inner_jacobian(x), code.outer_jacobian(u)
    figure = Figure(figsize=(WIDTH, 4.2))
    axes = figure.subplots()
    axes.set_axis_off()
    left = [(0.0, y) for y in (3.6, 0.9)]
    middle = [(3.0, y) for y in (4.4, 2.25, 0.1)]
    right = [(6.4, y) for y in (4.7, 3.05, 1.4, -0.25)]
    for starts, ends, slopes, parts in (
        (left, middle, inner, (0.5, 0.5)),  # where on its line each number stands
        (middle, right, outer, (0.25, 0.75, 0.32)),
    ):
        for k, (x1, y1) in enumerate(ends):
            for j, (x0, y0) in enumerate(starts):
                if slopes[k, j] == 0:
                    continue
                thick = (j == 0 and k < 2) if starts is left else (k == 0)
                axes.plot(
                    [x0, x1],
                    [y0, y1],
                    color=SECOND if thick else QUIET,
                    linewidth=2.6 if thick else 1,
                    zorder=1,
                )
                axes.text(
                    x0 + parts[j] * (x1 - x0),
                    y0 + parts[j] * (y1 - y0),
                    f"{slopes[k, j]:.0f}".replace("-", "\N{MINUS SIGN}"),
                    ha="center",
                    va="center",
                    color=SECOND if thick else INK,
                    bbox={"boxstyle": "round,pad=0.12", "facecolor": PAPER, "edgecolor": "none"},
                    zorder=2,
                )
    for places, letter, color in ((left, "x", INK), (middle, "u", FIRST), (right, "v", FIRST)):
        for number, place in enumerate(places, start=1):
            axes.add_patch(
                Circle(place, 0.4, facecolor=PAPER, edgecolor=color, linewidth=1.8, zorder=3)
            )
            axes.text(*place, f"{letter}{number}", ha="center", va="center", color=color, zorder=4)
    axes.set(xlim=(-0.6, 7.0), ylim=(-0.8, 5.2), aspect="equal")
    return figure


def linear():
    """The square, its best linear map at one half, and what the map leaves out at two steps."""
    figure, axes = new()
    x, at = np.linspace(-0.2, 1.7, 200), 0.5

    def tangent(h):
        return code.square(at) + code.square_slope(at) * h

    axes.plot(x, tangent(x - at), color=SECOND, linestyle="--")
    axes.plot(x, code.square(x), color=FIRST)
    axes.plot(at, code.square(at), "o", color=FIRST)
    for h, label in ((0.5, "half the step"), (1.0, "a step")):
        low, high = tangent(h), code.square(at + h)
        axes.plot([at + h, at + h], [low, high], color=INK, linewidth=2.6)
        axes.plot([at + h, at + h], [0, low], color=QUIET, linewidth=0.8, linestyle=":")
        axes.text(at + h, -0.02, label, ha="center", va="top")
        axes.text(at + h - 0.05, high, f"{high - low:g}", ha="right", va="bottom")
    axes.text(0.92, 2.3, "square", color=FIRST)
    axes.text(0.62, 0.12, "best linear map", color=SECOND)
    axes.axhline(0, color=QUIET, linewidth=0.8)
    axes.set(xlim=(-0.2, 1.8), ylim=(-0.3, 2.6), xticks=(0, 0.5, 1, 1.5), yticks=(0, 1, 2))
    return figure
