"""The pictures of docs/gradient_descent.md."""

import numpy as np
from matplotlib.figure import Figure

from nnbook import gradient_descent as code
from nnbook.pictures import FIRST, INK, QUIET, SECOND, THIRD, WIDTH, WRONG, new

A = np.array([[10.0, 8.0], [8.0, 10.0]])
BEST = np.array([[1.0], [3.0]])
START = np.array([[3.0], [2.0]])


def _level_lines(axes):
    """Level lines of the bowl of the worked example."""
    x, y = np.linspace(-1.6, 4.2, 75), np.linspace(-0.2, 5.8, 75)
    costs = [[code.bowl([[p], [q]], A, BEST) for p in x] for q in y]
    axes.contour(x, y, costs, levels=[0.6, 2.4, 5.76, 9, 18, 36, 60], colors=QUIET, linewidths=0.8)
    axes.plot(*BEST, "s", color=INK)
    axes.set(xlabel="w1", ylabel="w2", xlim=(-1.6, 4.2), ylim=(-0.2, 5.8), aspect="equal")


def three_steps():
    """Twelve steps down one bowl with three step sizes."""
    figure = Figure(figsize=(WIDTH, 11.4))
    best, limit = code.best_step(A), 2 / code.extremes(A)[1]
    runs = (
        ("a quarter of the best step", best / 4, FIRST),
        ("the best step", best, THIRD),
        ("one tenth above the limit", 1.1 * limit, WRONG),
    )
    for axes, (title, alpha, color) in zip(figure.subplots(3), runs, strict=True):
        _level_lines(axes)
        path = code.descend(code.bowl_gradient, START, alpha, 12, A, BEST)
        axes.plot(path[:, 0, 0], path[:, 1, 0], ".-", color=color, linewidth=1.2)
        axes.plot(*START, "o", color=INK)
        axes.set(title=title)
    return figure


def one_weight():
    """Six steps down a parabola with the factors 0.4, -0.6 and -1.1."""
    figure = Figure(figsize=(WIDTH, 3.2))
    c, best, start = 2.0, 1.0, 4.0
    w = np.linspace(-4.2, 6.2, 105)
    for axes, factor, color in zip(
        figure.subplots(1, 3, sharey=True), (0.4, -0.6, -1.1), (FIRST, THIRD, WRONG), strict=True
    ):
        path = code.descend(code.bowl_gradient, start, (1 - factor) / c, 6, c, best)
        for places, style in ((w, {"color": QUIET}), (path, {"color": color, "marker": "."})):
            axes.plot(places, [code.bowl(place, c, best) for place in places], **style)
        axes.plot(start, code.bowl(start, c, best), "o", color=INK)
        axes.set(title=f"factor {factor}".replace("-", "\N{MINUS SIGN}"), xlabel="w")
        axes.set(xticks=(-4, 1, 6), yticks=(0, 10, 20))
    return figure


def factors():
    """Size of the factor of the flat and of the steep direction against the step size."""
    figure, axes = new()
    smallest, largest = code.extremes(A)
    alpha = np.linspace(0, 0.13, 131)
    flat, steep = np.abs(1 - alpha * smallest), np.abs(1 - alpha * largest)
    axes.plot(alpha, np.maximum(flat, steep), color=QUIET, linewidth=5, alpha=0.5)
    axes.plot(alpha, flat, color=FIRST)
    axes.plot(alpha, steep, color=SECOND)
    axes.axhline(1, color=QUIET, linewidth=0.8)
    best, limit = code.best_step(A), 2 / largest
    for place, name, side in ((best, "best", "right"), (limit, "limit", "left")):
        axes.axvline(place, color=QUIET, linewidth=0.8, linestyle="--")
        shift = -0.002 if side == "right" else 0.002
        axes.text(place + shift, 0.1, name, ha=side)
    axes.text(0.01, 1.04, "flat direction", color=FIRST)
    axes.text(0.0025, 0.3, "steep direction", color=SECOND)
    axes.set(xlabel="step size", ylabel="size of the factor", ylim=(0, 1.4), xticks=(0, 0.05, 0.1))
    return figure


def momentum():
    """Distance from the lowest point of a bowl with condition number 100, three runs."""
    figure, axes = new()
    bowl, best, start = np.diag([1.0, 100.0]), np.zeros((2, 1)), np.ones((2, 1))
    alpha, beta = code.momentum_choice(bowl)
    arguments = (60, bowl, best)
    runs = (
        (code.descend(code.bowl_gradient, start, code.best_step(bowl), *arguments), FIRST),
        (code.momentum(code.bowl_gradient, start, alpha, beta, *arguments), SECOND),
        (code.descend(code.bowl_gradient, start, 1.05 * 2 / 100, *arguments), WRONG),
    )
    for path, color in runs:
        axes.semilogy(np.linalg.norm(path[:, :, 0], axis=1), color=color)
    axes.text(42, 0.13, "best step", color=FIRST)
    axes.text(20, 0.002, "momentum", color=SECOND)
    axes.text(2, 12, "above the limit", color=WRONG)
    axes.set(xlabel="step", ylabel="distance", ylim=(1e-5, 500))
    return figure


def noise():
    """Mean squared distance of noisy descent: two constant step sizes and the falling one."""
    figure, axes = new()
    curvature, deviation, start = 1.0, 1.0, 10.0
    steps = np.arange(1, 2001)
    for alpha, color, place in ((0.2, FIRST, (200, 0.15)), (0.02, SECOND, (2, 130))):
        level = alpha * deviation**2 / (curvature * (2 - alpha * curvature))
        left = (1 - alpha * curvature) ** (2 * steps)
        axes.loglog(steps, level + left * (start**2 - level), color=color)
        axes.text(place[0], place[1], f"constant step {alpha}", color=color)
    axes.loglog(steps, deviation**2 / (curvature**2 * steps), color=THIRD)
    axes.text(2, 0.02, "falling step", color=THIRD)
    axes.set(xlabel="step", ylabel="mean squared distance", ylim=(3e-4, 400))
    return figure


def flowers():
    """Cost above its lowest value on real flowers, and the length of the weights."""
    figure = Figure(figsize=(WIDTH, 6.4))
    above, below = figure.subplots(2)
    start, lam = np.zeros((5, 1)), 0.01
    X, Y = code.iris(1, 2)
    top = code.logistic_smoothness(X, lam)
    plain = code.descend(code.logistic_gradient, start, 1 / top, 1000, X, Y, lam)
    root, low = np.sqrt(top), np.sqrt(lam)
    choice = 4 / (root + low) ** 2, ((root - low) / (root + low)) ** 2
    quick = code.momentum(code.logistic_gradient, start, *choice, 300, X, Y, lam)
    lowest = code.logistic_cost(plain[-1], X, Y, lam)
    for path, color in ((plain, FIRST), (quick, SECOND)):
        gaps = np.array([code.logistic_cost(w, X, Y, lam) for w in path[:301]]) - lowest
        above.semilogy(np.where(gaps > 1e-13, gaps, np.nan), color=color)
    above.text(150, 1e-4, "plain descent", color=FIRST)
    above.text(70, 1e-12, "momentum", color=SECOND)
    above.set(xlabel="step", ylabel="cost above the lowest", ylim=(1e-14, 3))

    marks = np.unique(np.logspace(0, 3.5, 60).astype(int))
    X, Y = code.iris(0, 1)
    for penalty, color in ((0.01, FIRST), (0.0, WRONG)):
        alpha = 1 / code.logistic_smoothness(X, penalty)
        path = code.descend(code.logistic_gradient, start, alpha, int(marks[-1]), X, Y, penalty)
        below.semilogx(marks, np.linalg.norm(path[marks, :, 0], axis=1), color=color)
    below.text(150, 1.7, "with penalty", color=FIRST)
    below.text(20, 4.6, "without penalty", color=WRONG)
    below.set(xlabel="step", ylabel="length of the weights", ylim=(0, None))
    return figure
