"""The pictures of docs/training.md."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from nnbook.pictures import FIRST, INK, QUIET, SECOND, WIDTH, new
from nnbook.training import answers, best_epoch, digits, history, leak, split

PARTS = [1077, 360, 360]  # as in nnbook/programs/digits.py


def _images(columns, titles, across):
    """Images of digits in sixteen strengths of ink, a frame around and a line under each."""
    rows = -(-len(titles) // across)
    figure = Figure(figsize=(WIDTH, WIDTH / across * rows * 1.3))
    axes = figure.subplots()
    axes.set_axis_off()
    axes.set_aspect("equal")
    dots: dict[float, list[Path]] = {}
    for number, (image, title) in enumerate(zip(columns.T, titles, strict=True)):
        left, top = 10 * (number % across), -13 * (number // across)
        axes.add_patch(Rectangle((left, top - 8), 8, 8, fill=False, edgecolor=QUIET, linewidth=0.5))
        axes.text(left + 4, top - 10, title, fontsize=8, ha="center", va="center", color=INK)
        for k, grey in enumerate(image):
            corner = left + k % 8, top - 1 - k // 8
            square = Path.unit_rectangle().transformed(Affine2D().translate(*corner))
            dots.setdefault(grey, []).append(square)
    for grey, squares in sorted(dots.items()):
        if grey > 0:
            path = Path.make_compound_path(*squares)
            axes.add_patch(PathPatch(path, facecolor=INK, linewidth=0, alpha=grey))
    axes.set(xlim=(-0.5, 10 * across - 1.5), ylim=(2 - 13 * rows, 0.5))
    return figure


def images():
    """Two images of each digit: the first one and the last one of the set."""
    X, c = digits()
    places = [np.flatnonzero(c[0] == digit + 1)[end] for end in (0, -1) for digit in range(10)]
    return _images(X[:, places], [str(c[0, place] - 1) for place in places], 10)


def wrong():
    """The test images that the network of the page reads wrongly."""
    X, _ = digits()
    *_, test = split(X.shape[1], PARTS, seed=0)
    right, answer = answers()
    places = np.flatnonzero(right[0] != answer[0])
    titles = [f"{right[0, k] - 1}, read as {answer[0, k] - 1}" for k in places]
    return _images(X[:, test[places]], titles, max(len(places), 5))


def curve():
    """Costs of the training and the validation part after each epoch, and where it stops."""
    training, validation = (costs[0] for costs in history())
    best, epochs = best_epoch(validation), np.arange(1, validation.size + 1)
    figure, axes = new(height=3.6)
    axes.semilogy(epochs, validation, color=FIRST)
    axes.semilogy(epochs, training, color=SECOND)
    axes.semilogy(best, validation[best - 1], "o", color=FIRST)
    axes.annotate(
        f"lowest, epoch {best}",
        (best, validation[best - 1]),
        (best, validation[best - 1] * 3),
        ha="center",
        color=INK,
        arrowprops={"arrowstyle": "-", "color": QUIET},
    )
    end = epochs[-1] + 2
    axes.text(end, validation[-1], "validation", color=FIRST, va="center")
    axes.text(end, training[-1], "training", color=SECOND, va="center")
    axes.set(xlabel="epoch", ylabel="cost", xlim=(0, epochs[-1] + 25))
    return figure


def gaps():
    """Reported minus true accuracy, the epoch chosen by the test part or by another."""
    figure = Figure(figsize=(WIDTH, 4.2))
    both = figure.subplots(2, 1, sharex=True, sharey=True)
    edges = np.arange(-0.1, 0.11, 0.01)
    names = ("chosen by the test part", "chosen by a validation part")
    for axes, name, gaps, color in zip(both, names, leak(), (FIRST, SECOND), strict=True):
        axes.hist(gaps[0], edges, color=color)
        axes.axvline(0, color=INK, linewidth=1)
        axes.axvline(gaps.mean(), color=INK, linewidth=1, linestyle=":")
        axes.set_title(name, fontsize=9, color=color, loc="left")
        axes.set_ylabel("runs")
    both[1].set_xticks([-0.1, -0.05, 0, 0.05, 0.1])
    both[1].set_xlabel("reported minus true accuracy; dotted: the mean")
    return figure
