"""The pictures of docs/vectors_and_matrices.md."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from nnbook import vectors_and_matrices as code
from nnbook.pictures import FIRST, INK, PAPER, QUIET, SECOND, WIDTH


def _blank(height):
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.subplots()
    axes.set_axis_off()
    axes.set_aspect("equal")
    return figure, axes


def product():
    """Grids of 2 by 4, 4 by 3 and 2 by 3 cells: row 2 times column 3 gives one entry."""
    figure, axes = _blank(2.6)
    i, j = 1, 2

    def grid(left, rows, columns, name, marked, color):
        top = rows / 2
        for row in range(rows):
            for column in range(columns):
                axes.add_patch(
                    Rectangle(
                        (left + column, top - row - 1),
                        1,
                        1,
                        facecolor=color if marked(row, column) else PAPER,
                        alpha=0.55 if marked(row, column) else 1,
                        edgecolor="none",
                    )
                )
        for row in range(rows + 1):
            axes.plot([left, left + columns], [top - row] * 2, color=QUIET, linewidth=0.8)
        for column in range(columns + 1):
            axes.plot([left + column] * 2, [top, top - rows], color=QUIET, linewidth=0.8)
        axes.text(left + columns / 2, top + 0.25, name, ha="center", va="bottom")

    grid(0, 2, 4, "A, 2 by 4", lambda row, column: row == i, FIRST)
    grid(5.2, 4, 3, "B, 4 by 3", lambda row, column: column == j, FIRST)
    grid(10.2, 2, 3, "C, 2 by 3", lambda row, column: (row, column) == (i, j), SECOND)
    axes.text(4.6, 0, "times", ha="center", va="center", fontsize=9)
    axes.text(9.2, 0, "is", ha="center", va="center", fontsize=9)
    axes.text(2, -1.35, "row 2", ha="center", va="center", color=FIRST)
    axes.text(7.7, -2.35, "column 3", ha="center", va="center", color=FIRST)
    axes.text(12.7, -1.35, "entry 2,3", ha="center", va="center", color=SECOND)
    axes.set(xlim=(-0.4, 13.9), ylim=(-2.7, 2.9))
    return figure


def projection():
    """Two columns as arrows, and the projection of the shorter one on the line of the longer."""
    figure, axes = _blank(3.0)
    u, v = np.array([[4.0], [1.0]]), np.array([[2.0], [2.6]])
    foot = code.projection(v, u)[:, 0]
    tip = v[:, 0]

    def arrow(end, color, width, zorder):
        axes.annotate(
            "",
            end,
            (0, 0),
            arrowprops={
                "arrowstyle": "-|>",
                "color": color,
                "linewidth": width,
                "shrinkA": 0,
                "shrinkB": 0,
            },
            zorder=zorder,
        )

    arrow(u[:, 0], FIRST, 1.8, 2)
    arrow(tip, SECOND, 1.8, 2)
    axes.plot([0, foot[0]], [0, foot[1]], color=FIRST, linewidth=5, solid_capstyle="butt")
    axes.plot([tip[0], foot[0]], [tip[1], foot[1]], color=QUIET, linestyle="--")
    along = -u[:, 0] / code.length(u) * 0.22
    across = np.array([-along[1], along[0]]) * -1
    corner = np.array([foot + along, foot + along + across, foot + across])
    axes.plot(corner[:, 0], corner[:, 1], color=INK, linewidth=1)
    axes.text(4.1, 1.0, "u", color=FIRST, va="center")
    axes.text(1.9, 2.75, "v", color=SECOND, ha="center")
    axes.text(1.3, -0.05, "projection", color=FIRST, ha="center", va="top")
    axes.text(2.5, 1.75, "rest", ha="left", va="center")
    axes.set(xlim=(-0.2, 4.5), ylim=(-0.4, 3.1))
    return figure
