"""The pictures of docs/curvature.md."""

import numpy as np
from matplotlib.figure import Figure

from nnbook import curvature as code
from nnbook.pictures import FIRST, INK, QUIET, SECOND, WIDTH, new


def three_shapes():
    """Level lines of a bowl, a dome and a saddle, with the eigenvectors of the Hessian."""
    figure = Figure(figsize=(WIDTH, 11.0))
    grid = np.linspace(-1.5, 1.5, 61)
    shapes = (
        ("bowl: both eigenvalues positive", [[5.0, 2.0], [2.0, 2.0]]),
        ("dome: both eigenvalues negative", [[-5.0, -2.0], [-2.0, -2.0]]),
        ("saddle: one of each", [[4.0, 3.0], [3.0, -2.0]]),
    )
    levels = np.array([0.1, 0.4, 0.9, 1.6, 2.5, 3.6])
    for axes, (title, A) in zip(figure.subplots(3), shapes, strict=True):
        zero = np.zeros((2, 1))
        values = [
            [code.second_order(0.0, zero, A, [[x], [y]]) for x in grid] for y in grid
        ]  # Taylor's parabola itself
        for sign, color, style in ((1, FIRST, "solid"), (-1, SECOND, "dashed")):
            marks = np.sort(sign * levels)
            if np.min(values) < marks[-1] and np.max(values) > marks[0]:
                axes.contour(
                    grid, grid, values, levels=marks, colors=color, linewidths=1, linestyles=style
                )
        _, Q = code.eigen(A)
        for x, y in Q.T:
            axes.plot([-1.4 * x, 1.4 * x], [-1.4 * y, 1.4 * y], color=QUIET, linewidth=1.2)
        axes.plot(0, 0, "o", color=INK)
        axes.set(title=title, xlim=(-1.5, 1.5), ylim=(-1.5, 1.5), aspect="equal")
        axes.set(xlabel="w1", ylabel="w2", xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    return figure


def parabola():
    """The dip with its tangent and its Taylor parabola at three halves."""
    figure, axes = new()
    x, at = np.linspace(-3, 5, 241), 1.5
    slope, bend = 2 * at / (1 + at**2), 2 * (1 - at**2) / (1 + at**2) ** 2
    near = np.linspace(-1.2, 4.6, 101)
    axes.plot(x, code.dip(x), color=FIRST)
    axes.plot(near, code.dip(at) + slope * (near - at), color=QUIET, linestyle="--")
    parabola = [code.second_order(code.dip(at), [[slope]], [[bend]], [[z - at]]) for z in near]
    axes.plot(near, parabola, color=SECOND)
    axes.plot(at, code.dip(at), "o", color=INK)
    axes.text(-2.9, 2.45, "dip", color=FIRST)
    axes.text(2.5, 3.4, "tangent", color=INK, ha="right")
    axes.text(3.4, 1.75, "parabola", color=SECOND)
    axes.set(xlabel="x", ylabel="value", ylim=(-1.7, 4.3))
    return figure


def convex():
    """A convex curve between one of its chords and one of its tangents."""
    figure, axes = new()
    x = np.linspace(-1.5, 4.5, 121)

    def value(z):
        return code.cone([[z]])

    axes.plot(x, [value(z) for z in x], color=FIRST)
    ends, at = np.array([-0.6, 3.8]), 0.3
    axes.plot(ends, [value(z) for z in ends], "o-", color=SECOND)
    slope = code.cone_gradient([[at]]).item()
    axes.plot(x, value(at) + slope * (x - at), color=QUIET, linestyle="--")
    axes.plot(at, value(at), "o", color=INK)
    axes.text(1.3, 2.6, "chord", color=SECOND, ha="right")
    axes.text(2.4, -0.5, "tangent", color=INK, ha="right")
    axes.text(3.6, 3.4, "cone", color=FIRST, ha="right")
    axes.set(xlabel="w", ylabel="cost", ylim=(-1.5, 4))
    return figure
