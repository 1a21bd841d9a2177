"""What a chain must have met over all worlds: near cases, both truth values, every arm."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnbook.verify import tree as t
from nnbook.verify.compare import NEAR, TOLERANCE, Comparison
from nnbook.verify.errors import FormulaError, error_at
from nnbook.verify.evaluate_base import Trace

_SLOPE = 0.2  # how far a fitted order may be from the printed one


class Tally:
    """What a chain must have met over all worlds: near cases, both truth values, every arm."""

    def __init__(self, statement: t.Statement) -> None:
        self.statement = statement
        self.combinations = 0
        self.slack = [np.inf] * len(statement.signs)
        self.touched = [False] * len(statement.signs)
        self.ends: dict[int, list[float]] = {}
        self.truths: list[set[bool]] = [set() for _ in statement.signs]
        self.orders: dict[int, list[float]] = {}
        self.ratios: list[list[float]] = [[] for _ in statement.signs]
        self.pairs: list[set[tuple[bytes, bytes]]] = [set() for _ in statement.signs]

    def add(
        self, place: int, outcome: Comparison, left: Any, right: Any, bindings: dict[str, int]
    ) -> None:
        """Note how close an inequality came, and whether its sides ever change."""
        if self.statement.signs[place] == r"\propto":
            self.ratios[place] += [float(ratio) for ratio in np.ravel(np.real(left / right))]
        self.touched[place] |= outcome.touches
        self.slack[place] = min(self.slack[place], abs(outcome.slack))
        if self.statement.signs[place] in ("<", ">", r"\le", r"\ge"):
            self.pairs[place].add((np.asarray(left).tobytes(), np.asarray(right).tobytes()))

    def add_member(self, place: int, distances: list[float]) -> None:
        """Note how near a member came to each end of its interval, or each item of its set."""
        before = self.ends.get(place, [np.inf] * len(distances))
        self.ends[place] = [min(pair) for pair in zip(before, distances, strict=True)]

    def missing(self, trace: Trace) -> FormulaError | None:
        """What no sampled point has shown yet, so that the comparison would say nothing about
        it.
        """
        statement = self.statement
        if self.combinations == 0:
            return error_at(
                statement,
                "no sampled point satisfies the conditions, so nothing was compared",
                "vacuous",
                "print a condition that holds somewhere, or force a point with also=",
            )
        for place, sign in enumerate(statement.signs):
            left, right = statement.sides[place], statement.sides[place + 1]
            found = (
                self._not_near(place, sign)
                or self._not_at_ends(place)
                or self._not_both(place, sign)
                or self._not_constant(place, sign)
            )
            if found is not None:
                return FormulaError(found[0], left.start, right.end, "coverage", found[1])
        for side in statement.sides:
            for node in side.walk():
                if isinstance(node, t.Cases):
                    for number, (value, _) in enumerate(node.arms):
                        if (node.start, node.end, number) not in trace.arms:
                            return error_at(
                                value,
                                "no sampled point reaches this arm",
                                "coverage",
                                "force a point with also=",
                            )
        return None

    def _not_constant(self, place: int, sign: str) -> tuple[str, str] | None:
        if min(self.orders.get(place, [0.0])) > _SLOPE:
            found = min(self.orders[place])
            return f"everywhere it vanishes faster, by the power {found:.2f}", "print that order"
        ratios = self.ratios[place]
        if sign != r"\propto":
            return None
        if len(ratios) < 2:
            return "one ratio alone says nothing about \\propto", "let something vary"
        spread = (max(ratios) - min(ratios)) / max(map(abs, ratios))
        if spread > TOLERANCE:
            said_ratios = f"{min(ratios):.6g} to {max(ratios):.6g}"
            return f"the ratio of the sides is not constant: {said_ratios}", "print the factor"
        return None

    def _not_at_ends(self, place: int) -> tuple[str, str] | None:
        if max(self.ends.get(place) or [0.0]) <= NEAR:
            return None
        found = ", ".join(f"{distance:.1e}" for distance in self.ends[place])
        return (
            f"the members do not come near all ends of the set (nearest: {found})",
            "force points near the ends with also=, or print the set that is meant",
        )

    def _not_near(self, place: int, sign: str) -> tuple[str, str] | None:
        nearest = f"(nearest: {self.slack[place]:.1e} of the larger side)"
        if sign in (r"\le", r"\ge", r"\succeq", r"\preceq") and not self.touched[place]:
            return (
                f"equality in {sign} is met at no sampled point {nearest}",
                "force the point of equality with also=, or print a strict sign",
            )
        two_numbers = (
            len(self.pairs[place]) == 1
        )  # fixed numbers: no bound whose sharpness could be asked for
        if sign in ("<", ">") and self.slack[place] > NEAR and not two_numbers:
            return (
                f"no sampled point comes near equality in {sign} {nearest}",
                "force a point near the bound with also=, or print a closer bound",
            )
        return None

    def _not_both(self, place: int, sign: str) -> tuple[str, str] | None:
        remedy = "draw more widely, or force a point with also="
        if sign == r"\iff" and len(self.truths[place]) < 2:
            truth = "true" if True in self.truths[place] else "false"
            return f"the sides of {sign} are {truth} at every sampled point", remedy
        if sign == r"\Rightarrow" and True not in self.truths[place]:
            return r"the premise of \Rightarrow never occurs", remedy
        return None
