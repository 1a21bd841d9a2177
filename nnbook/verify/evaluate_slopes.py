"""Derivatives: a letter is given other values, and what depends on it is computed anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnbook.verify import derivative as methods
from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError, error_at
from nnbook.verify.evaluate_base import Bindings, Evaluation, is_symbol, plain
from nnbook.verify.world import Key, Value, World, said


def differentiated(
    evaluator: Evaluation,
    apply: Callable[[str], Callable[[Any], Any]],
    at: Any,
    analytic: bool,
    node: t.Node,
    *,
    elementwise: bool,
) -> Any:
    """The derivative at `at`, entry by entry: a list, or for an elementwise function an
    array of its shape.
    """
    ones = _ones(at)

    def run(method: Callable[..., Any], mode: str) -> Any:
        function = apply(mode)
        if elementwise:
            return method(function, at, ones)
        return methods.by_entry(method, function, at)

    inside_complex = evaluator.mode == methods.COMPLEX or np.iscomplexobj(at)
    if inside_complex or not analytic:
        if not inside_complex:
            evaluator.trace.methods.add(methods.FIVE_POINT)
        return run(
            methods.five_point,
            methods.FIVE_POINT if not inside_complex else methods.COMPLEX,
        )
    exact = run(methods.complex_step, methods.COMPLEX)
    evaluator.trace.methods.add(methods.COMPLEX)
    if evaluator.mode:
        return exact
    evaluator.trace.methods.add(methods.FIVE_POINT)
    function = apply(methods.FIVE_POINT)
    apart = np.inf
    for step in methods.REAL_STEPS:
        try:
            apart = min(apart, _apart(function, at, exact, step, elementwise))
        except FormulaError:
            continue  # a step out of the function's domain; a smaller one may stay inside
        if apart <= methods.AGREEMENT:
            break
    evaluator.trace.disagreement = max(evaluator.trace.disagreement, apart)
    if not apart <= methods.AGREEMENT:
        raise error_at(
            node,
            f"the two methods of differentiation disagree by {apart:.1e} of the "
            f"larger value: {methods.COMPLEX} against {methods.FIVE_POINT}",
            "value",
            "is the point a kink, or the code not analytic (abs, "
            "where)? then declare kinks=… or analytic=False",
        )
    return exact


def _ones(at: Any) -> Any:
    """The direction in which each entry grows alike; of a number a number, not an array."""
    return np.ones(np.shape(at)) if np.ndim(at) else 1.0


def _apart(
    function: Callable[[Any], Any], at: Any, exact: Any, step: float, elementwise: bool
) -> float:
    """How far five-point differences are from the exact slopes: everywhere, or along
    random directions.
    """
    if elementwise:
        return methods.disagreement(exact, methods.five_point(function, at, _ones(at), step))
    direction = np.ones(np.shape(at))
    if np.size(at) > 1:
        direction = np.random.default_rng(20).normal(size=np.shape(at))
    weighted = zip(np.ravel(direction), exact, strict=True)
    expected = sum((weight * slope for weight, slope in weighted), start=0.0)
    return methods.disagreement(methods.five_point(function, at, direction, step), expected)


def derivative(evaluator: Evaluation, node: t.Derivative, bindings: Bindings) -> Value:
    of: t.Node = node.of
    if len(node.by) > 1:
        of = t.Derivative(
            sign=node.sign, of=node.of, by=node.by[1:], start=node.start, end=node.end
        )
    return evaluator.slope(of, node.by[0], node, bindings)


def gradient(evaluator: Evaluation, node: t.Gradient, bindings: Bindings) -> Value:
    if node.order == 1:
        return evaluator.slope(node.of, node.by, node, bindings)
    first = t.Gradient(of=node.of, by=node.by, order=1, start=node.start, end=node.end)
    return evaluator.slope(first, node.by, node, bindings)


def slope(evaluator: Evaluation, of: t.Node, by: t.Node, node: t.Node, bindings: Bindings) -> Value:
    """∂of/∂by: `by` is given other values, and what depends on it is computed anew."""
    if not is_symbol(by):
        raise error_at(
            by,
            "this is not a letter to differentiate by",
            remedy="name a declared symbol or its entry",
        )
    if isinstance(by, t.Name) and evaluator.world.page.role(by.symbol) != "value":
        raise error_at(
            by,
            f"{by.symbol} is a {evaluator.world.page.role(by.symbol)}, "
            "not a letter to differentiate by",
        )
    world = evaluator.world
    letters = t.free_letters(node)
    place = (of, by, tuple(bindings.get(letter) for letter in letters))
    if not evaluator.mode and place in world.slopes:
        value, found = world.slopes[place]
        evaluator.trace.methods |= found
        return value
    if world.parent is not None and world.redefines is None and _unchanged(world, node, bindings):
        return evaluator.elsewhere(world.parent, evaluator.mode).slope(of, by, node, bindings)
    key, positions = world.address(by, bindings)
    base = world.value(key)
    scalar = np.ndim(base) == 0
    if positions is None:
        positions = np.zeros((), dtype=int) if scalar else world.positions(by, bindings)
    at = np.asarray(base).reshape(-1)[positions]
    reached = False
    if not _below(world, of, frozenset({key}), bindings):
        evaluator.value(of, bindings)  # what is wrong with it is said first
        raise _no_path(node)

    def apply(mode: str) -> Callable[[Any], Any]:
        def value_at(point: Any) -> Any:
            nonlocal reached
            flat = np.array(
                base,
                dtype=complex if np.iscomplexobj(point) or np.iscomplexobj(base) else float,
            ).reshape(-1)
            flat[positions] = point
            changed = world.override({key: flat[0] if scalar else flat.reshape(np.shape(base))})
            result = evaluator.elsewhere(changed, mode).value(of, bindings)
            reached = reached or changed.touched
            return result

        return value_at

    analytic = _analytic(evaluator, of, bindings)
    slopes = differentiated(evaluator, apply, at, analytic, node, elementwise=False)
    if not reached:
        raise _no_path(node)
    value = _laid_out(slopes, np.shape(plain(at)), node)
    if not evaluator.mode:
        both = {methods.COMPLEX, methods.FIVE_POINT} if analytic else {methods.FIVE_POINT}
        world.slopes[place] = value, both
    return value


def _below(world: World, of: t.Node, wanted: frozenset[Key], bindings: Bindings) -> bool:
    """Whether an expression has a letter that is, or is computed from, one of some symbols."""
    for name in of.walk():
        if not isinstance(name, t.Name) or world.page.role(name.symbol) == "function":
            continue
        try:
            keys = [world.key(name, inner) for inner in world.all_slots(name, bindings)]
            if any(world.depends(one, wanted) for one in keys):
                return True
        except (FormulaError, RecursionError):
            return True  # out of range, or a letter over which a sum runs: the values will say it
    return False


def _unchanged(world: World, node: t.Node, bindings: Bindings) -> bool:
    """Whether an expression has the value that it has in the world that this one was made of."""
    return not _below(world, node, world.overridden, bindings)


def _no_path(node: t.Node) -> FormulaError:
    return error_at(
        node,
        "there is no path from what is differentiated to the letter below",
        "path",
        "differentiate by a letter that it is computed from, or declare the section's graph",
    )


def _laid_out(slopes: list[Any], below: tuple[int, ...], node: t.Node) -> Value:
    """Scalar by array has the array's shape; column by column is the Jacobian, a row for
    each entry above.
    """
    above = np.shape(slopes[0])
    if not below:
        return slopes[0]
    if not above:
        return np.array(slopes).reshape(below)
    by_row = isinstance(node, t.Derivative) and isinstance(node.by[0], t.Transpose)
    if above[1] == 1 and (below[1] == 1 or (by_row and below[0] == 1)):
        return np.concatenate(slopes, axis=1)
    raise error_at(
        node,
        f"the derivative of shape {said(above)} by shape {said(below)} is no matrix",
        "shape",
        "print it with indices",
    )


def _analytic(evaluator: Evaluation, of: t.Node, bindings: Bindings) -> bool:
    """Whether complex step may be used: no code below is declared otherwise."""
    page = evaluator.world.page
    for name in of.walk():
        if isinstance(name, t.Name) and (culprit := page.not_analytic(name.symbol)):
            evaluator.trace.notes.add(
                f"{culprit} is declared as not analytic: five-point differences alone"
            )
            return False
    return True


def evaluated(evaluator: Evaluation, node: t.Evaluated, bindings: Bindings) -> Value:
    changes: dict[Key, Value] = {}
    for condition in node.at:
        if (
            not isinstance(condition, t.Relation)
            or condition.signs != ("=",)
            or not is_symbol(condition.sides[0])
        ):
            raise error_at(condition, "a bar needs letter = value", remedy="print |_{x = 0}")
        key = evaluator.world.key(condition.sides[0], bindings)
        base = evaluator.world.value(key)
        value = evaluator.value(condition.sides[1], bindings)
        if np.ndim(base) == 0:
            changes[key] = value
            continue
        flat = np.array(base, dtype=complex if np.iscomplexobj(value) else None).reshape(-1)
        flat[evaluator.world.positions(condition.sides[0], bindings)] = value
        changes[key] = flat.reshape(np.shape(base))
    return evaluator.elsewhere(evaluator.world.override(changes), evaluator.mode).value(
        node.of, bindings
    )
