"""The pictures of docs/probability.md."""

import numpy as np

from nnbook import probability as code
from nnbook.pictures import FIRST, INK, QUIET, SECOND, new


def bell():
    """The standard normal density, filled over one, two and three deviations."""
    figure, axes = new()
    t = np.linspace(-4, 4, 321)
    height = code.gaussian(t, 0, 1)
    for deviations, strength in ((3, 0.15), (2, 0.25), (1, 0.4)):
        part = np.abs(t) <= deviations
        axes.fill_between(t[part], height[part], color=FIRST, alpha=strength, linewidth=0)
    axes.plot(t, height, color=FIRST)
    for deviations, level in ((1, 0.17), (2, 0.08), (3, 0.02)):
        fine = np.linspace(-deviations, deviations, 1001)
        area = np.trapezoid(code.gaussian(fine, 0, 1), fine)
        axes.annotate(
            "",
            xy=(-deviations, level),
            xytext=(deviations, level),
            arrowprops={"arrowstyle": "<->", "color": INK},
        )
        axes.text(0, level + 0.008, f"{area:.1%}", color=INK, ha="center")
    axes.set(xlabel="standard deviations from the mean", ylabel="density", ylim=(0, 0.45))
    axes.set(xticks=range(-4, 5), yticks=(0, 0.1, 0.2, 0.3, 0.4))
    return figure


def divergences():
    """Both divergences of two yes-or-no distributions, one of them fixed."""
    figure, axes = new()
    p = 0.3
    q = np.linspace(0.004, 0.996, 249)
    forward = [code.divergence([p, 1 - p], [value, 1 - value]) for value in q]
    backward = [code.divergence([value, 1 - value], [p, 1 - p]) for value in q]
    axes.axhline(0, color=QUIET, linewidth=0.8)
    axes.plot(q, forward, color=FIRST)
    axes.plot(q, backward, color=SECOND)
    axes.plot(p, 0, "o", color=INK)
    axes.text(0.88, 1.55, "KL(p, q)", color=FIRST, ha="right")
    axes.text(0.99, 0.42, "KL(q, p)", color=SECOND, ha="right", va="top")
    axes.text(p, 0.07, "q = p", color=INK, ha="center")
    axes.set(xlabel="q, the probability that moves", ylabel="divergence")
    axes.set(xticks=(0, 0.3, 0.5, 1), yticks=(0, 0.5, 1, 1.5, 2), ylim=(-0.05, 2.2))
    return figure


def closing_in():
    """Means of the first draws of a uniform number, twenty runs, within two deviations."""
    figure, axes = new()
    m = np.arange(1, 1001)
    deviation = np.sqrt(1 / 12 / m)
    draws = np.random.default_rng(2).uniform(size=(20, m.size))
    shown = np.unique(np.geomspace(1, m.size, 80).astype(int)) - 1
    for run in np.cumsum(draws, axis=1) / m:
        axes.plot(m[shown], run[shown], color=QUIET, linewidth=0.8)
    for side in (-2, 2):
        axes.plot(m[shown], 0.5 + side * deviation[shown], color=FIRST)
    axes.axhline(0.5, color=SECOND, linestyle="--")
    axes.set(xlabel="draws", ylabel="mean so far", xscale="log", ylim=(0, 1))
    axes.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
    axes.set_xticks([], minor=True)
    axes.set(yticks=(0, 0.25, 0.5, 0.75, 1))
    return figure
