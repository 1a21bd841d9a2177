"""The pictures of docs/gradient_checking.md."""

import numpy as np

from nnbook.activations import relu
from nnbook.gradient_checking import central, complex_step, five_point, one_sided, wave
from nnbook.pictures import FIRST, FOURTH, INK, QUIET, SECOND, THIRD, WRONG, new

PLACE = 0.3
SLOPE = float(3 * np.cos(3 * PLACE + 1))
STEPS = 10.0 ** np.arange(-15, 0.01, 0.125)
METHODS = (
    (one_sided, FIRST, "one-sided", "-", (3e-7, 5e-3)),
    (central, SECOND, "central", "-", (5e-9, 5e-12)),
    (five_point, THIRD, "five-point", "-", (5e-4, 4e-15)),
    (complex_step, FOURTH, "complex step", "--", (1e-13, 1e-17)),
)


def errors(method):
    """The size of the error at each step; where there is none, the smallest that is drawn."""
    found = [abs(method(wave, PLACE, float(h)) - SLOPE) for h in STEPS]
    return np.maximum(found, 2.0**-53)


def steps():
    """Error of four methods against the step, both on logarithmic scales."""
    figure, axes = new(height=4.2)
    for method, color, name, line, place in METHODS:
        axes.loglog(STEPS, errors(method), line, color=color, linewidth=1.3)
        axes.text(*place, name, color=color)
    axes.set(xlabel="step", ylabel="error", xlim=(5e-16, 4), ylim=(1e-18, 1e2))
    axes.set(xticks=10.0 ** np.arange(-15, 1, 5), yticks=10.0 ** np.arange(-16, 1, 4))
    return figure


def kink():
    """What the central difference makes of the slope of the ReLU, against the place."""
    figure, axes = new()
    x, h = np.linspace(-1.5, 1.5, 301), 0.5
    axes.plot([-1.5, 0], [0, 0], color=INK, linewidth=3, alpha=0.4)
    axes.plot([0, 1.5], [1, 1], color=INK, linewidth=3, alpha=0.4)
    axes.plot(x, central(relu, x, h), color=WRONG)
    for side in (-h, h):
        axes.axvline(side, color=QUIET, linewidth=0.8, linestyle="--")
    axes.text(-1.45, 0.06, "slope", color=INK)
    axes.text(0.2, 0.45, "central difference", color=WRONG)
    axes.set(xlabel="place", ylabel="slope", xticks=(-h, 0, h), yticks=(0, 0.5, 1))
    axes.set_xticklabels(["step left", "kink", "step right"])
    return figure
