"""The pictures of docs/softmax.md."""

import numpy as np
from matplotlib.figure import Figure

from nnbook import softmax as code
from nnbook.pictures import FIRST, INK, QUIET, SECOND, THIRD, WIDTH, new

COLOURS = (FIRST, SECOND, THIRD)


def computation():
    """Three logits, their exponentials with the sum, and the shares."""
    figure = Figure(figsize=(WIDTH, 3.2))
    axes = figure.subplots()
    axes.set(xlim=(0, 10), ylim=(-0.7, 4))
    axes.set_axis_off()
    z = np.array([2.0, 1.0, 0.0])
    columns = (z, np.exp(z), code.softmax(z))
    box = {"boxstyle": "round,pad=0.4", "facecolor": "none"}
    for x, words in zip((1.2, 5, 8.8), ("logits", "exponentials", "shares"), strict=True):
        axes.text(x, 3.8, words, ha="center", color=INK)
    for k, colour in enumerate(COLOURS):
        y = 3 - k
        for x, values, form in zip(
            (1.2, 5, 8.8), columns, ("{:g}", "{:.2f}", "{:.2f}"), strict=True
        ):
            axes.text(
                x,
                y,
                form.format(values[k]),
                ha="center",
                va="center",
                color=colour,
                bbox={**box, "edgecolor": colour},
            )
        for start, end in ((2, 3.9), (6.1, 7.9)):
            axes.annotate(
                "", xy=(end, y), xytext=(start, y), arrowprops={"arrowstyle": "->", "color": QUIET}
            )
    axes.plot([4, 6], [0.45, 0.45], color=INK, linewidth=0.8)
    axes.text(5, 0, f"sum {np.sum(np.exp(z)):.2f}", ha="center", va="center", color=INK)
    axes.text(7, 0, "divide by the sum", ha="left", va="center", color=INK)
    return figure


def outputs():
    """The three outputs against the first logit; the others are 1 and 0."""
    figure, axes = new()
    first = np.linspace(-6, 6, 241)
    A = code.softmax(np.array([first, np.ones(241), np.zeros(241)]))
    for height in (0, 1):
        axes.axhline(height, color=QUIET, linewidth=0.8)
    for row, colour in zip(A, COLOURS, strict=True):
        axes.plot(first, row, color=colour)
    axes.text(3.4, 0.82, "first class", color=FIRST)
    axes.text(-5.8, 0.64, "second class", color=SECOND)
    axes.text(-5.8, 0.17, "third class", color=THIRD)
    axes.set(xlabel="first logit", ylabel="probability", xticks=range(-6, 7, 2), yticks=(0, 0.5, 1))
    return figure
