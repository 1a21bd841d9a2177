"""What runs over indices: sums, products, extremes, and what stands behind dots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from nnbook.verify import functions
from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError, error_at
from nnbook.verify.evaluate_arithmetic import times
from nnbook.verify.evaluate_base import Bindings, Evaluation
from nnbook.verify.world import Value

LARGEST_SUM = 100_000


def big(evaluator: Evaluation, node: t.Big, bindings: Bindings) -> Value:
    found = []
    for inner in runs(evaluator, node, bindings):
        found.append((inner, evaluator.value(node.body, inner)))
    if not found:
        if node.kind == "sum":
            return 0.0
        if node.kind == "prod":
            return 1.0
        raise error_at(node, "the largest of nothing", "value")
    values = [value for _, value in found]
    if len({np.shape(value) for value in values}) > 1:
        raise error_at(node, "the terms differ in shape", "shape")
    if node.kind == "sum":
        return sum(values[1:], start=values[0])
    if node.kind == "prod":
        result = values[0]
        for value in values[1:]:
            result = times("", result, value, node, node.body)
        return result
    if any(np.ndim(value) for value in values):
        raise error_at(node, f"the {node.kind} over arrays", "shape")
    sign = 1 if node.kind.endswith("max") else -1
    if node.kind.startswith("arg"):
        best = max(found, key=lambda pair: sign * float(np.real(pair[1])))
        return float(best[0][node.indices[0]])
    return functions.extreme(sign, values)


def runs(evaluator: Evaluation, node: t.Big, bindings: Bindings) -> list[Bindings]:
    """The bindings under which the body of a sum is taken."""
    runs: list[Bindings] = [dict(bindings)]
    for letter in node.indices:
        inside = [condition for condition in node.conditions if _element_of(condition, letter)]
        values: Sequence[int]
        if node.low is not None and node.high is not None:
            values = range(
                evaluator.world.integer(node.low, bindings),
                evaluator.world.integer(node.high, bindings) + 1,
            )
        elif inside:
            values = _members(evaluator, inside[0], bindings)
        else:
            values = range_of(evaluator, letter, bindings, node)
        if len(values) * len(runs) > LARGEST_SUM:
            raise error_at(node, f"a sum of more than {LARGEST_SUM} terms", "value")
        runs = [{**run, letter: value} for run in runs for value in values]
    rest = [
        condition
        for condition in node.conditions
        if not any(_element_of(condition, letter) for letter in node.indices)
    ]
    return [run for run in runs if all(evaluator.holds(condition, run) for condition in rest)]


def _members(evaluator: Evaluation, condition: t.Node, bindings: Bindings) -> list[int]:
    assert isinstance(condition, t.Relation)
    items = condition.sides[1]
    if not isinstance(items, t.Finite):
        raise error_at(
            items, "an index runs over a set that is printed", remedy=r"print i \in \{1, 2\}"
        )
    return [
        evaluator.world.integer(item, bindings) for item in listed(evaluator, items.items, bindings)
    ]


def range_of(
    evaluator: Evaluation, letter: str, bindings: Mapping[str, int], node: t.Node
) -> range:
    """The declared range of an index letter."""
    symbol = evaluator.world.page.symbols.get(letter)
    if not isinstance(symbol, s.IndexLetter):
        raise error_at(
            node,
            f"the range of {letter} is not known",
            "symbol",
            "print it, or declare the index",
        )
    return range(
        evaluator.world.integer(symbol.low, bindings),
        evaluator.world.integer(symbol.high, bindings) + 1,
    )


def dots(evaluator: Evaluation, node: t.Dots, bindings: Bindings) -> Value:
    values = [evaluator.value(item, bindings) for item in listed(evaluator, (node,), bindings)]
    if node.sign in (",", ";"):
        return np.concatenate(
            [np.reshape(value, (1, 1)) if np.ndim(value) == 0 else value for value in values],
            axis=int(node.sign == ","),
        )
    if len({np.shape(value) for value in values}) > 1 and node.sign == "+":
        raise error_at(node, "the terms differ in shape", "shape")
    result = values[0]
    for value in values[1:]:
        result = result + value if node.sign == "+" else times(node.sign, result, value, node, node)
    return result


def listed(evaluator: Evaluation, items: Sequence[t.Node], bindings: Bindings) -> list[t.Node]:
    """The items with dots written out."""
    found: list[t.Node] = []
    for item in items:
        found += _written_out(evaluator, item, bindings) if isinstance(item, t.Dots) else [item]
    return found


def _written_out(evaluator: Evaluation, node: t.Dots, bindings: Bindings) -> list[t.Node]:
    """`x_1 w_1 + \\dots + x_n w_n` as its n terms: what differs between first and last
    runs between them.
    """
    first, last = node.shown[0], node.last
    pairs = list(_differences(first, last))
    ends = {
        (evaluator.world.integer(low, bindings), evaluator.world.integer(high, bindings))
        for low, high in pairs
    }
    if len(ends) != 1:
        raise error_at(
            node,
            "the terms around the dots do not show one pattern",
            remedy=r"print the sum with \sum and an index",
        )
    ((low, high),) = ends
    if high - low > LARGEST_SUM:
        raise error_at(node, f"more than {LARGEST_SUM} terms behind the dots", "value")
    terms = [_with_index(first, last, value) for value in range(low, high + 1)]
    if len(terms) < len(node.shown):
        raise error_at(node, "more terms are shown than there are", "value")
    for place, shown in enumerate(node.shown):
        if shown != terms[place]:
            raise error_at(shown, "this term does not fit the pattern of the dots")
    return terms


def _element_of(condition: t.Node, letter: str) -> bool:
    return (
        isinstance(condition, t.Relation)
        and condition.signs == (r"\in",)
        and isinstance(condition.sides[0], t.Index)
        and condition.sides[0].name == letter
    )


def _differences(first: Any, last: Any) -> list[tuple[t.Node, t.Node]]:
    """The pairs of places at which two trees of one form differ."""
    if first == last:
        return []
    if (
        type(first) is not type(last)
        or isinstance(first, (t.Number, t.Index))
        or (isinstance(first, t.Name) and first.symbol != last.symbol)
    ):
        if isinstance(first, t.Node) and isinstance(last, t.Node):
            return [(first, last)]
        raise FormulaError("the terms around the dots differ in form", None, None)
    found: list[tuple[t.Node, t.Node]] = []
    if isinstance(first, tuple):
        if len(first) != len(last):
            raise FormulaError("the terms around the dots differ in form", None, None)
        for left, right in zip(first, last, strict=True):
            found += _differences(left, right)
        return found
    if not isinstance(first, t.Node):
        raise FormulaError("the terms around the dots differ in form", None, None)
    for item in fields(first):
        if item.compare:
            found += _differences(getattr(first, item.name), getattr(last, item.name))
    return found


def _with_index(first: Any, last: Any, value: int) -> Any:
    """The first term with `value` wherever it differs from the last."""
    if first == last:
        return first
    number = t.Number(text=str(value))
    if (
        type(first) is not type(last)
        or isinstance(first, (t.Number, t.Index))
        or (isinstance(first, t.Name) and first.symbol != last.symbol)
    ):
        return number
    if isinstance(first, tuple):
        return tuple(
            _with_index(left, right, value) for left, right in zip(first, last, strict=True)
        )
    changes = {
        item.name: _with_index(getattr(first, item.name), getattr(last, item.name), value)
        for item in fields(first)
        if item.compare
    }
    return type(first)(**changes, start=first.start, end=first.end)
