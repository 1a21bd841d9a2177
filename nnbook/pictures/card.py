"""The card of a page: what a link to it shows elsewhere."""

import textwrap

import numpy as np
from matplotlib.figure import Figure

from nnbook.pictures import FIRST, INK, PAPER, QUIET
from nnbook.sigmoid import sigmoid, sigmoid_derivative

SIZE, DOTS = (12.0, 6.3), 100  # inches, and dots an inch: 1200 by 630


def card(above, title, below):
    """The words, and behind them the sigmoid with its slope."""
    figure = Figure(figsize=SIZE, dpi=DOTS, facecolor=PAPER)
    axes = figure.add_axes((0.0, 0.0, 1.0, 0.5))
    axes.set_axis_off()
    z = np.linspace(-9, 9, 400)
    axes.plot(z, sigmoid(z), color=FIRST, linewidth=5, alpha=0.9)
    axes.plot(z, 2 * sigmoid_derivative(z), color=QUIET, linewidth=3, alpha=0.5)
    axes.set(xlim=(-9, 9), ylim=(-0.1, 1.1))
    figure.text(0.06, 0.87, above, fontsize=22, color=FIRST, va="center")
    for place, line in enumerate(textwrap.wrap(title, 24)):
        height = 0.73 - 0.14 * place
        figure.text(0.06, height, line, fontsize=50, weight="bold", color=INK, va="center")
    figure.text(0.06, 0.09, below, fontsize=22, color=INK, va="center")
    return figure
