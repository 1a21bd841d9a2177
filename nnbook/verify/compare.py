"""Two values under one relation sign: do they agree, and how far apart are they?"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnbook.verify import tree as t
from nnbook.verify.errors import error_at
from nnbook.verify.evaluate_conditions import definite
from nnbook.verify.world import said

TOLERANCE = 1e-9
NEAR = 1e-3
_SMALLEST_SCALE = 1e-5
_SMALLEST_SLOPE = 1e-3  # where a derivative was taken numerically
_SHARE_OF_LARGEST = 1e-3
_ROUNDING = 1e-12
_UNITS = 8  # units in the last place within which two sides are equal
_SURE = 5.0  # standard errors within which an estimate agrees


@dataclass(frozen=True)
class Comparison:
    """The outcome of one comparison; `error` is relative, elementwise, the worst."""

    holds: bool
    count: int
    error: float
    worst: tuple[int, ...] = ()
    slack: float = 0.0
    touches: bool = False  # an inequality's sides are equal up to rounding somewhere


@dataclass(frozen=True)
class Scale:
    """What the evaluation says about the accuracy that can be asked for."""

    slopes: bool = False  # a derivative was taken numerically
    largest: float = 0.0  # the largest term of a sum on either side
    deviation: float = 0.0  # standard error of an estimate
    literal: Any = 0.0  # what is printed as a number on either side: it bears no other floor

    @property
    def smallest(self) -> float:
        """The size below which a difference is not seen relative to the sides any more."""
        return _SMALLEST_SLOPE if self.slopes else _SMALLEST_SCALE * max(1.0, self.largest)


def scalar_error(left: float, right: float, scale: Scale) -> float:
    """The relative error of two numbers: as `relative_error`, but without arrays, which
    cost most of the time of a check.
    """
    size = max(abs(left), abs(right))
    floor = 0.0 if scale.literal else max(_SHARE_OF_LARGEST * size, scale.smallest)
    apart = max(abs(left - right) - _SURE * scale.deviation, 0.0)
    return apart / max(size, floor, sys.float_info.min)


def relative_error(left: Any, right: Any, scale: Scale) -> Any:
    """Elementwise error, relative to the larger side, with a floor so that cancelled zeros
    compare.
    """
    size = np.maximum(np.abs(left), np.abs(right))
    floor: Any
    floor = max(_SHARE_OF_LARGEST * float(np.max(size, initial=0.0)), scale.smallest)
    literal = scale.literal if np.shape(scale.literal) in ((), np.shape(size)) else 0.0
    floor = np.where(np.equal(literal, 0), floor, 0.0)
    apart = np.maximum(np.abs(np.subtract(left, right)) - _SURE * scale.deviation, 0.0)
    return apart / np.maximum(np.maximum(size, floor), np.finfo(float).tiny)


def printed_number(node: t.Node) -> Any:
    """The value of a side that is a printed number, or a matrix of such; else 0."""
    if isinstance(node, t.Number):
        return float(node.text)
    if isinstance(node, t.Negative):
        return -printed_number(node.value)
    if isinstance(node, t.Matrix):
        rows = [[printed_number(cell) for cell in row] for row in node.rows]
        return np.array(rows) if np.size(rows) > 1 else rows[0][0]
    if isinstance(node, t.Product) and len(node.factors) == 2:
        power = _power_of_ten(node.factors[1])
        return 0.0 if power is None else printed_number(node.factors[0]) * 10.0**power
    return 0.0


def compare(sign: str, left: Any, right: Any, node: t.Node, scale: Scale = Scale()) -> Comparison:
    """Compare the values of two sides; FormulaError where they cannot be compared."""
    if sign in (r"\succ", r"\succeq", r"\prec", r"\preceq"):
        holds, slack = definite(sign, left, right, node)
        return Comparison(holds, 1, 0.0, (), slack, abs(slack) <= TOLERANCE)
    if np.shape(left) != np.shape(right):
        raise error_at(
            node,
            f"the sides differ in shape: {said(np.shape(left))} {sign} {said(np.shape(right))}",
            "shape",
            "nothing is broadcast over a relation sign",
        )
    for value in (left, right):
        if not np.all(np.isfinite(value)):
            raise error_at(node, "a side is not finite", "value")
        if np.any(np.imag(value)):
            raise error_at(
                node,
                "a side is a complex number",
                "value",
                r"compare \operatorname{Re} and \operatorname{Im} of both sides",
            )
    left, right = np.real(left), np.real(right)
    numbers_alone = all(isinstance(value, float) for value in (left, right, scale.literal))
    if sign == "=" and numbers_alone:
        error = scalar_error(float(left), float(right), scale)
        exact = scale.literal and not scale.slopes
        return Comparison(error <= (_ROUNDING if exact else TOLERANCE), 1, error)
    count = int(np.size(left))
    if sign == "=":
        errors = relative_error(left, right, scale)
        printed = np.any(scale.literal) and not scale.slopes
        allowed = _ROUNDING if printed else TOLERANCE  # a printed number is exact or wrong
        return Comparison(bool(np.all(errors <= allowed)), count, *_worst(errors))
    if sign == r"\approx":
        allowed = rounding(node)
        apart = np.abs(left - right)
        return Comparison(
            bool(np.all(apart <= allowed * (1 + 1e-9))), count, *_worst(apart / allowed * TOLERANCE)
        )
    if sign == r"\propto":
        return _proportional(left, right, node)
    gap = _gap(sign, left, right)
    size = np.maximum(np.maximum(np.abs(left), np.abs(right)), _SMALLEST_SCALE)
    slack = float(np.min(gap / size, initial=np.inf))
    if sign == r"\ne":
        return Comparison(bool(np.all(relative_error(left, right, scale) > TOLERANCE)), count, 0.0)
    units = _UNITS * np.spacing(np.maximum(size, scale.largest))
    strict = gap > units  # a gap of rounding alone is none
    holds = bool(np.all(strict if sign in "<>" else gap >= -_ROUNDING * size))
    error = 0.0 if holds else float(np.max(-gap / size))
    touches = slack <= TOLERANCE if scale.slopes else bool(np.any(np.abs(gap) <= units))
    return Comparison(
        holds, count, error, _worst(-gap / size)[1] if not holds else (), slack, touches
    )


def _proportional(left: Any, right: Any, node: t.Node) -> Comparison:
    """One ratio for all entries; over scalars the caller compares the ratios of all points."""
    if np.any(np.equal(right, 0)) or np.any(np.equal(left, 0)):
        raise error_at(node, "a side is zero, so there is no ratio", "value")
    ratios = np.ravel(left / right)
    spread = float(np.max(np.abs(ratios - ratios[0])) / np.max(np.abs(ratios)))
    return Comparison(spread <= TOLERANCE, int(np.size(ratios)), spread)


def _gap(sign: str, left: Any, right: Any) -> Any:
    return np.subtract(right, left) if sign in ("<", r"\le") else np.subtract(left, right)


def _worst(errors: Any) -> tuple[float, tuple[int, ...]]:
    if np.ndim(errors) == 0:
        return float(errors), ()
    place = np.unravel_index(int(np.argmax(errors)), np.shape(errors))
    return float(np.max(errors)), tuple(int(k) + 1 for k in place)


def rounding(node: t.Node) -> Any:
    """Half a unit of the last printed digit of a literal, or of each literal of a matrix."""
    if isinstance(node, t.Matrix):
        return np.array([[rounding(cell) for cell in row] for row in node.rows])
    if isinstance(node, t.Ordered):
        raise error_at(node, "a list of rounded numbers", remedy="print a column")
    if isinstance(node, t.Negative):
        return rounding(node.value)
    if isinstance(node, t.Transpose):
        return np.transpose(rounding(node.base))
    if isinstance(node, t.Number):
        decimals = len(node.text.partition(".")[2])
        return 0.5 * 10.0**-decimals
    if (
        isinstance(node, t.Call)
        and isinstance(node.function, t.Builtin)
        and node.function.name == "percent"
    ):
        return rounding(node.arguments[0]) / 100
    if (
        isinstance(node, t.Product)
        and len(node.factors) == 2
        and (power := _power_of_ten(node.factors[1])) is not None
    ):
        return rounding(node.factors[0]) * 10.0**power
    raise error_at(
        node,
        r"\approx needs a printed number on its right, whose last digit says how close",
        remedy="print = where it is exact, or an order term",
    )


def _power_of_ten(node: t.Node) -> int | None:
    if not isinstance(node, t.Power) or node.base != t.Number(text="10"):
        return None
    exponent = node.exponent
    sign = 1
    if isinstance(exponent, t.Negative):
        sign, exponent = -1, exponent.value
    return (
        sign * int(exponent.text)
        if isinstance(exponent, t.Number) and exponent.text.isdigit()
        else None
    )
