"""What is taken over a letter: expectations, integrals, limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnbook.verify import calculus, probability
from nnbook.verify import tree as t
from nnbook.verify.all_at_once import AtOnce
from nnbook.verify.errors import error_at
from nnbook.verify.evaluate_base import Bindings, Evaluation, Valued, is_symbol
from nnbook.verify.world import Key, Value, World


def expectation(evaluator: Evaluation, node: t.Expectation, bindings: Bindings) -> Value:
    """E, Var, Cov and P over the random letters of the page."""
    outside = evaluator.outside
    if (
        outside is not None
        and evaluator.world.parent is outside.world
        and evaluator.mode == outside.mode
        and probability.drawn_anew(node, evaluator.world.overridden, outside.world, bindings)
    ):
        return outside.value(node, bindings)
    first = node.arguments[0]
    mean = _mean(evaluator, first, node, bindings)
    if node.kind in ("E", "P"):
        return mean
    second = node.arguments[-1]
    other = mean if second is first else _mean(evaluator, second, node, bindings)
    if node.kind == "Var" and np.ndim(mean):
        raise error_at(node, "the variance of an array", "shape", r"print \operatorname{Cov}")

    def product(value: Valued) -> Value:
        left = value(first) - mean
        right = left if second is first else value(second) - other
        arrays = np.ndim(mean) and np.ndim(other)
        return left @ np.transpose(right) if arrays else left * right

    return evaluator.averaged(product, node, bindings)


def _mean(evaluator: Evaluation, of: t.Node, node: t.Expectation, bindings: Bindings) -> Value:
    return evaluator.averaged(lambda value: value(of), node, bindings)


def averaged(
    evaluator: Evaluation,
    function: Callable[[Valued], Value],
    node: t.Expectation,
    bindings: Bindings,
) -> Value:
    """The mean, over the random letters of a node, of what `function` makes of values."""
    keys: list[Key] = []
    for argument in node.arguments:
        found = probability.random_keys(argument, evaluator.world, bindings)
        keys += [key for key in found if key not in keys]

    def alone(world: World) -> Value:
        there = evaluator.elsewhere(world, evaluator.mode)
        return function(lambda of: there.value(of, bindings))

    largest = evaluator.trace.largest
    value, method, deviation = probability.expectation(
        alone, keys, evaluator.world, node, AtOnce(function, evaluator, bindings)
    )
    evaluator.trace.largest = largest  # terms far out are no terms of what is compared
    evaluator.trace.notes.add(f"expectation by {method}")
    if deviation is not None:
        evaluator.trace.deviation = max(evaluator.trace.deviation, float(np.max(np.abs(deviation))))
    return value


def with_letter(
    evaluator: Evaluation, by: t.Node, of: t.Node, bindings: Bindings
) -> Callable[[Any], Value]:
    """`of` as a function of a declared scalar letter."""
    if not is_symbol(by) or np.ndim(evaluator.world.read(by, bindings)):
        raise error_at(by, "this is not a declared scalar letter")
    key = evaluator.world.key(by, bindings)

    def at(value: Any) -> Value:
        # Large terms far out, in an exponent say, are no terms of what is compared.
        largest = evaluator.trace.largest
        found = evaluator.with_value(key, value).value(of, bindings)
        evaluator.trace.largest = largest
        return found

    return at


def integral(evaluator: Evaluation, node: t.Integral, bindings: Bindings) -> Value:
    low, high = evaluator.value(node.low, bindings), evaluator.value(node.high, bindings)
    evaluator.trace.notes.add("integral by Gauss-Legendre quadrature")
    alone = with_letter(evaluator, node.by, node.body, bindings)
    by = evaluator.world.key(node.by, bindings)
    together = AtOnce(lambda value: value(node.body), evaluator, bindings)
    return calculus.integral(alone, low, high, lambda points: together({by: points}))


def limit(evaluator: Evaluation, node: t.Limit, bindings: Bindings) -> Value:
    to = float(np.real(evaluator.value(node.to, bindings)))
    evaluator.trace.notes.add("limit: a finite sequence, extrapolated")
    return calculus.limit(with_letter(evaluator, node.by, node.body, bindings), to, node.side)
