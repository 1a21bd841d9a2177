"""What free worlds show about two expressions, and the name of the rule by which they are one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnbook.verify import tree as t

_TOLERANCE = 1e-9
_SMALLEST = 1e-12


@dataclass
class Evidence:
    """What the free worlds show about two expressions."""

    tolerance: float = _TOLERANCE
    smallest: float = _SMALLEST
    worlds: int = 0
    equal: bool = True
    constant: bool = True
    zero: bool = True
    ratios: set[float] = field(default_factory=set)
    first: Any = None

    def add(self, old: Any, new: Any) -> None:
        scale = max(float(np.max(np.abs(old), initial=0.0)), self.smallest)
        self.equal = self.equal and bool(np.all(np.abs(old - new) <= self.tolerance * scale))
        self.zero = self.zero and not np.any(old) and not np.any(new)
        if self.first is None:
            self.first = old
        same = np.shape(old) == np.shape(self.first) and bool(np.all(old == self.first))
        self.constant = self.constant and same
        if np.iscomplexobj(old) or np.iscomplexobj(new):
            self.ratios.add(np.nan)  # sides are real: a complex number is a part of one
        elif len(self.ratios) < 2 and (np.any(old) or np.any(new)):
            place = int(np.argmax(np.abs(old)))
            below = float(np.ravel(old)[place])
            ratio = float(np.ravel(new)[place]) / below if below else np.nan
            whole = bool(np.all(np.abs(new - ratio * old) <= self.tolerance * scale * abs(ratio)))
            self.ratios.add(float(f"{ratio:.9g}") if whole else np.nan)

    @property
    def ratio(self) -> float | None:
        """The one number that the new side is a multiple by, if there is one."""
        found = next(iter(self.ratios)) if len(self.ratios) == 1 else np.nan
        return float(found) if np.isfinite(found) and found else None


def own_fields(node: t.Node) -> list[Any]:
    """What a node says by itself, without its parts."""
    return [
        getattr(node, name)
        for name in node.__dataclass_fields__
        if isinstance(getattr(node, name), str) and name not in ("start", "end")
    ]


_SIGNS = {"flip sign", "drop minus", "add minus", "swap difference"}
_TRANSPOSES = {"drop transpose", "insert transpose"}
_INDICES = {"shift index", "swap indices"}
_NEUTRAL = {"drop factor", "drop power", "drop denominator", "drop term", "swap fraction"}
_ONE_MEAN = "one mean, whatever the distribution"
_ONE_INTEGRAL = "one integral, whatever the letters"


def named(operator: str, old: t.Node, new: t.Node, evidence: Evidence) -> str | None:
    """The rule by which two sides that agree in all free worlds are one."""
    first, above = _difference(old, new)
    if evidence.zero:
        scaled = operator in _SIGNS or operator == "double factor"
        return "a multiple of zero" if scaled else "zero whatever stands there"
    if any(isinstance(node, t.Cases) for node in above) and operator in (
        "turn relation",
        "double factor",
    ):
        return "the arms agree where they overlap"
    if operator in _SIGNS:
        return _sign_rule(first, above)
    if operator in ("swap factors", "swap cells"):
        return "factors commute"
    if operator in _TRANSPOSES:
        return "a transposed scalar, or a norm, which does not see it"
    if operator in ("elementwise for product", "product for elementwise"):
        return "a product of scalars"
    if operator in _INDICES:
        return "the same value at another index"
    if any(isinstance(node, t.Expectation) for node in (first, *above)):
        return _ONE_MEAN
    if any(isinstance(node, t.Integral) for node in (first, *above)):
        return _ONE_INTEGRAL
    if operator in _NEUTRAL:
        return "a neutral factor, term or power"
    if operator in ("other letter", "other function"):
        functions = isinstance(first, (t.Name, t.Builtin)) and _is_called(first, above)
        return "one function under two names" if functions else _constant(evidence, above)
    found = _constant(evidence, above)
    return "a multiple of zero" if found is None and operator == "double factor" else found


def _constant(evidence: Evidence, above: Sequence[t.Node]) -> str | None:
    """A function whose value does not change there: a step of something positive."""
    if any(isinstance(node, t.Derivative) for node in above):
        return "a constant that the derivative does not see"
    if evidence.constant or any(isinstance(node, (t.Call, t.Indicator)) for node in above):
        return "a function that is constant there"
    return None


def _sign_rule(first: t.Node, above: Sequence[t.Node]) -> str:
    if isinstance(first, t.Negative) and isinstance(first.value, t.Negative):
        return "minus times minus"
    powers = [node for node in above if isinstance(node, t.Power)]
    if any(
        isinstance(node.exponent, t.Number) and float(node.exponent.text) % 2 == 0
        for node in powers
    ) or any(isinstance(node, (t.Norm, t.Absolute)) for node in above):
        return "an even power"
    if any(isinstance(node, t.Expectation) for node in (first, *above)):
        return _ONE_MEAN
    if any(isinstance(node, t.Integral) for node in (first, *above)):
        return _ONE_INTEGRAL
    if any(isinstance(node, t.Call) for node in above):
        return "an even function"
    return "zero has no sign"


def _is_called(node: t.Node, above: Sequence[t.Node]) -> bool:
    for parent in reversed(above):
        if isinstance(parent, t.Call):
            return True
        if not isinstance(parent, (t.Prime, t.InverseFunction)):
            return False
    return False


def _difference(old: t.Node, new: t.Node) -> tuple[t.Node, list[t.Node]]:
    """The smallest part of the old tree that differs, and the nodes above it."""
    above: list[t.Node] = []
    while type(old) is type(new) and own_fields(old) == own_fields(new):
        pairs = list(old.children()), list(new.children())
        if len(pairs[0]) != len(pairs[1]):
            break
        apart = [(left, right) for left, right in zip(*pairs, strict=True) if left != right]
        if len(apart) != 1:
            break
        above.append(old)
        old, new = apart[0]
    return old, above
