"""Two ways to differentiate numerically that share nothing: complex step and five-point
differences.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Mapped = Callable[[Array], Any]

COMPLEX_STEP = 1e-30
REAL_STEPS = (
    1e-3,
    1e-4,
    1e-2,
    1e-5,
)  # tried in turn: a strongly curved function needs a smaller one
AGREEMENT = 1e-8

COMPLEX = "complex step"
FIVE_POINT = "five-point differences"


def complex_step(function: Mapped, at: Array, direction: Array) -> Any:
    """Derivative of `function` at `at` along `direction`: Im f(x + ihd) / h. Needs f analytic
    and real on reals.
    """
    return np.imag(function(at + 1j * COMPLEX_STEP * direction)) / COMPLEX_STEP


def five_point(function: Mapped, at: Array, direction: Array, step: float = REAL_STEPS[0]) -> Any:
    """Derivative along `direction` from four values; its error falls like step to the fourth."""
    far = function(at - 2 * step * direction) - function(at + 2 * step * direction)
    near = function(at + step * direction) - function(at - step * direction)
    return (far + 8 * near) / (12 * step)


def by_entry(
    method: Callable[[Mapped, Array, Array], Any], function: Mapped, at: Array
) -> list[Any]:
    """The derivative by each entry of `at`, in flat order."""
    found = []
    for place in range(at.size):
        direction = np.zeros(at.size)
        direction[place] = 1
        found.append(method(function, at, direction.reshape(at.shape)))
    return found


def disagreement(first: Any, second: Any) -> float:
    """How far two results are apart, relative to the larger entries of both and never below 1."""
    if isinstance(first, float) and isinstance(second, float):
        return abs(first - second) / max(1.0, abs(first), abs(second))
    scale = max(
        1.0, float(np.max(np.abs(first), initial=0.0)), float(np.max(np.abs(second), initial=0.0))
    )
    return float(np.max(np.abs(np.asarray(first) - np.asarray(second)), initial=0.0)) / scale
