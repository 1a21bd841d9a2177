"""Whether conditions hold, and what depends on them: cases and indicators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnbook.verify import derivative
from nnbook.verify import tree as t
from nnbook.verify.errors import error_at
from nnbook.verify.evaluate_base import Bindings, Evaluation
from nnbook.verify.evaluate_indices import listed
from nnbook.verify.world import Value

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": np.less,
    ">": np.greater,
    r"\le": np.less_equal,
    r"\ge": np.greater_equal,
    "=": np.equal,
    r"\ne": np.not_equal,
}


def holds(evaluator: Evaluation, condition: t.Node, bindings: Mapping[str, int]) -> bool:
    """Whether a condition about scalars holds."""
    found = truth(evaluator, condition, dict(bindings))
    if np.ndim(found):
        raise error_at(condition, "a condition on an array", "shape", "print it for an entry")
    return bool(found)


def truth(evaluator: Evaluation, condition: t.Node, bindings: Bindings) -> Any:
    """A condition elementwise."""
    try:
        return _truth(evaluator, condition, bindings)
    except (ValueError, TypeError) as error:
        raise error_at(condition, f"the shapes do not fit: {error}", "shape") from None


def _truth(evaluator: Evaluation, condition: t.Node, bindings: Bindings) -> Any:
    if isinstance(condition, t.Range):
        low, high = (
            evaluator.world.integer(condition.low, bindings),
            evaluator.world.integer(condition.high, bindings),
        )
        return all(low <= bindings[letter] <= high for letter in condition.indices)
    if not isinstance(condition, t.Relation):
        raise error_at(condition, "this is not a condition")
    values: list[Any] = []
    result: Any = True
    for place, side in enumerate(condition.sides):
        values.append(
            None
            if place and condition.signs[place - 1] == r"\in"
            else np.real(evaluator.value(side, bindings))
        )
    for place, sign in enumerate(condition.signs):
        left = values[place]
        if sign == r"\in":
            found = member(evaluator, left, condition.sides[place + 1], bindings)
        elif sign in (r"\succ", r"\succeq", r"\prec", r"\preceq"):
            found = definite(sign, left, values[place + 1], condition)[0]
        elif sign in COMPARE:
            found = COMPARE[sign](left, values[place + 1])
        else:
            raise error_at(condition, f"{sign} in a condition")
        result = np.logical_and(result, found)
    return result


def member(evaluator: Evaluation, value: Value, group: t.Node, bindings: Bindings) -> Any:
    """Whether entries lie in an interval or a finite set."""
    try:
        return _member(evaluator, value, group, bindings)
    except (ValueError, TypeError) as error:
        raise error_at(group, f"the shapes do not fit: {error}", "shape") from None


def _member(evaluator: Evaluation, value: Value, group: t.Node, bindings: Bindings) -> Any:
    if isinstance(group, t.Ordered) and len(group.items) == 2:
        group = t.Interval(
            left="(",
            low=group.items[0],
            high=group.items[1],
            right=")",
            start=group.start,
            end=group.end,
        )
    if isinstance(group, t.Interval):
        low, high = evaluator.value(group.low, bindings), evaluator.value(group.high, bindings)
        above = np.greater_equal(value, low) if group.left == "[" else np.greater(value, low)
        below = np.less_equal(value, high) if group.right == "]" else np.less(value, high)
        return np.logical_and(above, below)
    if isinstance(group, t.Finite):
        items = [
            evaluator.value(item, bindings) for item in listed(evaluator, group.items, bindings)
        ]
        return np.any([np.equal(value, item) for item in items], axis=0)
    raise error_at(group, "this is not a set")


def cases(evaluator: Evaluation, node: t.Cases, bindings: Bindings) -> Value:
    """Every point falls in an arm; arms that overlap agree."""
    masks: list[Any] = []
    for number, (_, conditions) in enumerate(node.arms):
        mask: Any = np.logical_not(np.any(masks, axis=0)) if not conditions else True
        for condition in conditions:
            mask = np.logical_and(mask, truth(evaluator, condition, bindings))
        masks.append(np.asarray(mask))
        if np.any(mask):
            evaluator.trace.arms.add((node.start, node.end, number))
    shape = np.broadcast_shapes(*(mask.shape for mask in masks))
    if not np.all(np.any([np.broadcast_to(mask, shape) for mask in masks], axis=0)):
        raise error_at(
            node, "a sampled point falls in no arm", "coverage", "print the arm that is missing"
        )
    result: Any = None
    for mask, (value_node, _) in zip(masks, node.arms, strict=True):
        if not np.any(mask):
            continue
        value = _on(evaluator, mask, value_node, bindings)
        if result is None:
            result, filled = np.where(mask, value, np.nan), mask
            continue
        both = np.logical_and(mask, filled)
        if (
            np.any(both)
            and derivative.disagreement(np.where(both, value, 0), np.where(both, result, 0)) > 1e-9
        ):
            raise error_at(value_node, "two arms hold at one point and differ there", "value")
        result, filled = np.where(filled, result, value), np.logical_or(filled, mask)
    return np.asarray(result)[()]


def _on(evaluator: Evaluation, mask: Any, node: t.Node, bindings: Bindings) -> Value:
    if np.all(mask):
        return evaluator.value(node, bindings)
    with np.errstate(all="ignore"):
        return evaluator.forgetful().value(node, bindings)  # it may have values that are none


def indicator(evaluator: Evaluation, node: t.Indicator, bindings: Bindings) -> Value:
    mask: Any = True
    for condition in node.conditions:
        mask = np.logical_and(mask, truth(evaluator, condition, bindings))
    return np.asarray(mask, dtype=float)[()]


def definite(sign: str, left: Value, right: Value, node: t.Node) -> tuple[bool, float]:
    """The order of symmetric matrices: whether it holds, and the smallest eigenvalue."""
    difference = np.atleast_2d(np.real(left)) * 1.0
    if np.ndim(right) or right != 0:
        if np.shape(left) != np.shape(right):
            raise error_at(node, "matrices of different shapes", "shape")
        difference = difference - np.real(right)
    if difference.shape[0] != difference.shape[1]:
        raise error_at(node, "a matrix that is not square", "shape")
    if np.max(np.abs(difference - difference.T)) > 1e-9 * max(1.0, np.max(np.abs(difference))):
        raise error_at(node, "a matrix that is not symmetric", "value")
    values = np.linalg.eigvalsh(difference * (1 if sign.startswith(r"\succ") else -1))
    smallest = float(values[0]) / max(1e-12, float(np.max(np.abs(values))))
    return smallest > (1e-12 if sign in (r"\succ", r"\prec") else -1e-10), smallest
