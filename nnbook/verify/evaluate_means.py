"""What is taken over a letter: expectations, integrals, limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnbook.verify import calculus, probability
from nnbook.verify import tree as t
from nnbook.verify.all_at_once import Integrand
from nnbook.verify.errors import error_at
from nnbook.verify.evaluate_base import Bindings, Evaluation, is_symbol
from nnbook.verify.world import Key, Value


def expectation(evaluator: Evaluation, node: t.Expectation, bindings: Bindings) -> Value:
    """E, Var, Cov and P over the random letters of the page."""
    first = node.arguments[0]
    mean = _mean(evaluator, first, node, bindings)
    if node.kind in ("E", "P"):
        return mean
    second = node.arguments[-1]
    other = mean if second is first else _mean(evaluator, second, node, bindings)
    if node.kind == "Var" and np.ndim(mean):
        raise error_at(node, "the variance of an array", "shape", r"print \operatorname{Cov}")

    def product(evaluator: Evaluation) -> Value:
        left = evaluator.value(first, bindings) - mean
        right = left if second is first else evaluator.value(second, bindings) - other
        return left @ np.transpose(right) if np.ndim(left) and np.ndim(right) else left * right

    return evaluator.averaged(product, node, bindings)


def _mean(evaluator: Evaluation, of: t.Node, node: t.Expectation, bindings: Bindings) -> Value:
    return evaluator.averaged(lambda evaluator: evaluator.value(of, bindings), node, bindings)


def averaged(
    evaluator: Evaluation,
    function: Callable[[Evaluation], Value],
    node: t.Expectation,
    bindings: Bindings,
) -> Value:
    keys: list[Key] = []
    for argument in node.arguments:
        found = probability.random_keys(argument, evaluator.world, bindings)
        keys += [key for key in found if key not in keys]
    value, method, deviation = probability.expectation(
        lambda world: function(evaluator.elsewhere(world, evaluator.mode)),
        keys,
        evaluator.world,
        node,
    )
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
        world = evaluator.world.override({key: value})
        found = evaluator.elsewhere(world, evaluator.mode).value(of, bindings)
        evaluator.trace.largest = largest
        return found

    return at


def integral(evaluator: Evaluation, node: t.Integral, bindings: Bindings) -> Value:
    low, high = evaluator.value(node.low, bindings), evaluator.value(node.high, bindings)
    evaluator.trace.notes.add("integral by Gauss-Legendre quadrature")
    alone = with_letter(evaluator, node.by, node.body, bindings)
    by = evaluator.world.key(node.by, bindings)
    return calculus.integral(alone, low, high, Integrand(node.body, by, evaluator, bindings))


def limit(evaluator: Evaluation, node: t.Limit, bindings: Bindings) -> Value:
    to = float(np.real(evaluator.value(node.to, bindings)))
    evaluator.trace.notes.add("limit: a finite sequence, extrapolated")
    return calculus.limit(with_letter(evaluator, node.by, node.body, bindings), to, node.side)
