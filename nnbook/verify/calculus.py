"""Integrals, limits and orders of one variable, from values alone."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnbook.verify.errors import FormulaError
from nnbook.verify.probability import panels

_ENOUGH = 1e-9
_FEW = 1e-13  # where few panels do
_SMOOTH = (2, 3)  # panels
_PANELS = (30, 60, 120, 240)
_REACH = 12.0  # of u: as far as x = sinh(u) goes
_STEPS = 16


def integral(
    function: Callable[[Any], Any],
    low: Any,
    high: Any,
    together: Callable[[Any], Any] = lambda points: None,
) -> Any:
    """Gauss-Legendre on panels, twice with different panels; both must agree, if need be on more
    and narrower ones. Few panels are enough for what is smooth, if they agree to rounding.
    `together` has the values at all points at once, or None.
    """
    if low == high:
        return 0.0 * function(low)
    before = None
    finite = bool(np.isfinite(np.real(low)) and np.isfinite(np.real(high)))
    for count in (*_SMOOTH, *_PANELS) if finite else _PANELS:
        total = _on_panels(function, together, low, high, count)
        if before is not None:
            apart = np.max(np.abs(before - total)) / max(1.0, np.max(np.abs(total)))
            if apart <= (_FEW if count <= _PANELS[0] else _ENOUGH):
                return total
        before = total
    raise FormulaError(
        "the integral does not settle: two rules differ",
        category="value",
        remedy="is there a kink or a pole? split the integral there",
    )


def _on_panels(
    function: Callable[[Any], Any],
    together: Callable[[Any], Any],
    low: Any,
    high: Any,
    count: int,
) -> Any:
    """One rule. An infinite range is made finite by x = sinh(u): what decays like 1/x^2 is
    integrable.
    """
    finite = bool(np.isfinite(np.real(low)) and np.isfinite(np.real(high)))
    if not finite:
        low, high = (
            np.copysign(_REACH, np.real(end)) if np.isinf(np.real(end)) else np.arcsinh(end)
            for end in (low, high)
        )
    points, weights = np.array(panels(low, high, count)).T
    if not finite:
        points, weights = np.sinh(points), weights * np.cosh(points)
    values = together(points)
    if values is not None:
        return np.sum(weights * values)
    total: Any = 0.0
    for x, weight in zip(points, weights, strict=True):
        total = total + weight * function(x)
    return total


def limit(function: Callable[[float], Any], to: float, side: str) -> Any:
    """The value that a sequence tends to, extrapolated as a polynomial in the distance."""
    signs = {"+": (1.0,), "-": (-1.0,)}.get(side, (1.0, -1.0)) if math.isfinite(to) else (1.0,)
    found = [_from_one_side(function, to, sign) for sign in signs]
    if len(found) == 2 and np.max(np.abs(found[0] - found[1])) > 1e-7:
        raise FormulaError(
            f"the limits from both sides differ: {found[1]} and {found[0]}",
            category="value",
            remedy=r"print the side: h \to 0^+",
        )
    return found[0]


def _from_one_side(function: Callable[[float], Any], to: float, sign: float) -> Any:
    columns: list[Any] = []
    best, error = None, np.inf
    for step in range(_STEPS):
        distance = 0.2 * 0.5**step
        at = to + sign * distance if math.isfinite(to) else math.copysign(1 / distance, to)
        try:
            value = function(at)
        except FormulaError:
            if step < 4:
                raise
            break
        row = [value]
        for order, before in enumerate(columns, start=1):
            row.append(row[-1] + (row[-1] - before) / (2.0**order - 1))
        if columns:
            apart = float(np.max(np.abs(row[-1] - columns[-1])))
            plain = float(np.max(np.abs(row[0] - columns[0])))
            for estimate, change in ((row[-1], apart), (row[0], plain)):
                if change < error:
                    best, error = estimate, change
        columns = row
    if best is None or error > 1e-8 * max(1.0, float(np.max(np.abs(best)))):
        raise FormulaError("the sequence does not settle to a limit", category="value")
    return best


@dataclass(frozen=True)
class Vanishing:
    """The power of h with which a difference vanishes, and the last sizes that it was fitted to."""

    power: float
    sizes: tuple[tuple[float, float], ...]  # h, falling, and the size of the difference

    def over(self, power: float) -> list[tuple[float, float]]:
        """The sizes divided by a power of h: bounded if the difference vanishes as fast."""
        return [(h, size / h**power) for h, size in self.sizes]


def order(function: Callable[[float], Any]) -> Vanishing:
    """How a difference vanishes with h, fitted over a sequence of h."""
    steps = [0.08 * 0.6**k for k in range(9)]
    sizes = [float(np.max(np.abs(function(step)))) for step in steps]
    kept = [(h, size) for h, size in zip(steps, sizes, strict=True) if size > 1e-12]
    if len(kept) < 4:
        raise FormulaError(
            "what is left out is zero to rounding, so its order cannot be seen",
            category="coverage",
            remedy="print the exact equation",
        )
    tail = kept[-4:]
    slope, _ = np.polyfit(np.log([h for h, _ in tail]), np.log([size for _, size in tail]), 1)
    return Vanishing(float(slope), tuple(tail))
