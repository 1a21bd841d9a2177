"""The pictures of docs/optimizers.md."""

import numpy as np
from matplotlib.figure import Figure

from nnbook import optimizers as code
from nnbook.gradient_descent import best_step, bowl, bowl_gradient, momentum_choice
from nnbook.pictures import FIRST, FOURTH, INK, QUIET, SECOND, THIRD, WIDTH, WRONG, new

A = np.array([[10.0, 8.0], [8.0, 10.0]])
BEST = np.array([[1.0], [3.0]])
START = np.array([[3.0], [2.0]])
NONE = np.zeros((2, 1))
RUNS = {
    "plain descent": (code.momentum_step, (best_step(A), 0.0), (START, NONE)),
    "momentum": (code.momentum_step, momentum_choice(A), (START, NONE)),
    "Nesterov": (code.nesterov_step, (1 / 18, 0.5), (START, NONE)),
    "Adam": (code.adam_step, (0.5, 0.9, 0.999, 1e-8), (START, NONE, NONE, 0)),
    "RMSProp": (code.rmsprop_step, (0.05, 0.9, 1e-8), (START, NONE)),
}
COLORS = (FIRST, SECOND, THIRD, FOURTH, WRONG)


def _path(name, steps):
    """The weights of a run, one column after the other."""
    step, settings, state = RUNS[name]
    return [w for w, *_ in code.minimise(step, settings, bowl_gradient, state, steps, A, BEST)]


def paths():
    """Twenty-five steps of four methods down one bowl."""
    figure = Figure(figsize=(WIDTH, 13.2))
    x, y = np.linspace(-0.9, 3.7, 75), np.linspace(0.6, 4.4, 75)
    costs = [[bowl([[p], [q]], A, BEST) for p in x] for q in y]
    for axes, (name, color) in zip(
        figure.subplots(4), zip(RUNS, COLORS, strict=True), strict=False
    ):
        axes.contour(x, y, costs, levels=[0.6, 2.4, 5.76, 9, 18], colors=QUIET, linewidths=0.8)
        path = np.array(_path(name, 25))
        axes.plot(path[:, 0, 0], path[:, 1, 0], ".-", color=color, linewidth=1.2)
        axes.plot(*START, "o", color=INK)
        axes.plot(*BEST, "s", color=INK)
        axes.set(xlabel="w1", ylabel="w2", xlim=(-0.9, 3.7), ylim=(0.6, 4.4), aspect="equal")
        axes.set(title=name)
    return figure


def costs():
    """The cost of five methods against the step."""
    figure, axes = new()
    for name, color in zip(RUNS, COLORS, strict=True):
        axes.semilogy([bowl(w, A, BEST) for w in _path(name, 100)], color=color)
    axes.text(51, 2e-8, "plain descent", color=FIRST)
    axes.text(1, 1e-9, "momentum", color=SECOND)
    axes.text(34.5, 3e-10, "Nesterov", color=THIRD)
    axes.text(86, 8e-6, "Adam", color=FOURTH)
    axes.text(44, 2.0, "RMSProp", color=WRONG)
    axes.set(xlabel="step", ylabel="cost", ylim=(1e-10, 50))
    return figure


def bias():
    """The moving average of noisy squares, as it is and corrected."""
    figure, axes = new()
    squares = np.random.default_rng(5).normal(size=500) ** 2
    averages = code.moving_averages(squares, 0.999)
    mended = [code.corrected(averages[t], 0.999, t) for t in range(1, 501)]
    axes.axhline(1, color=QUIET, linewidth=0.8)
    axes.plot(range(501), averages, color=WRONG)
    axes.plot(range(1, 501), mended, color=FIRST)
    axes.text(300, 1.12, "corrected", color=FIRST)
    axes.text(300, 0.13, "as it is", color=WRONG)
    axes.set(xlabel="step", ylabel="average of squares", ylim=(0, 2))
    return figure


def wrong_way():
    """Three runs with gradients in cycles: plain descent, and Adam with long and short memory."""
    figure, axes = new()
    G = code.cycle(3.0, 90)
    start = [[0.0]]
    plain = code.replay(code.momentum_step, (0.1, 0.0), G, (start, 0))
    runs = [(plain, FIRST)]
    for beta2, color in ((0.999, THIRD), (0.1, WRONG)):
        settings = (0.1, 0.0, beta2, 0.0)
        runs.append((code.replay(code.adam_step, settings, G, (start, 0, 0, 0)), color))
    for path, color in runs:
        axes.plot([w[0, 0] for w, *_ in path], color=color, linewidth=1.2)
    axes.axhline(0, color=QUIET, linewidth=0.8)
    axes.text(62, -2.9, "plain descent", color=FIRST, ha="right")
    axes.text(48, -0.55, "Adam, long memory", color=THIRD)
    axes.text(58, 1.45, "Adam, short memory", color=WRONG, ha="right")
    axes.set(xlabel="step", ylabel="weight")
    return figure
