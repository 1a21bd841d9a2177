"""Letters and numbers, sums, products, fractions, powers, norms and matrices."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nnbook.verify import functions
from nnbook.verify import tree as t
from nnbook.verify.errors import error_at, error_between
from nnbook.verify.evaluate_base import SCALARS, Bindings, Evaluation, is_symbol, literal, plain
from nnbook.verify.world import Value, said, take


def number(evaluator: Evaluation, node: t.Number, bindings: Bindings) -> Value:
    return float(node.text)


def constant(evaluator: Evaluation, node: t.Constant, bindings: Bindings) -> Value:
    return {"e": np.e, r"\pi": np.pi, r"\infty": np.inf}[node.name]


def index(evaluator: Evaluation, node: t.Index, bindings: Bindings) -> Value:
    return float(evaluator.world.integer(node, bindings))


def name(evaluator: Evaluation, node: t.Name, bindings: Bindings) -> Value:
    if evaluator.world.page.role(node.symbol) == "function":
        raise error_at(
            node, f"{node.symbol} is a function", remedy="print its argument in parentheses"
        )
    if evaluator.updated:
        key = evaluator.world.key(node, bindings)
        if key in evaluator.updated:
            return np.asarray(evaluator.updated[key]).reshape(-1)[
                evaluator.world.positions(node, bindings)
            ]
    return evaluator.world.read(node, bindings)


def entry(evaluator: Evaluation, node: t.Entry, bindings: Bindings) -> Value:
    if is_symbol(node) and not evaluator.updated:
        return evaluator.world.read(node, bindings)
    indices = [None if k is None else evaluator.world.integer(k, bindings) for k in node.indices]
    return take(np.asarray(evaluator.value(node.base, bindings)), indices, node)


def transpose(evaluator: Evaluation, node: t.Transpose, bindings: Bindings) -> Value:
    value = evaluator.value(node.base, bindings)
    return value if np.ndim(value) == 0 else value.T


def negative(evaluator: Evaluation, node: t.Negative, bindings: Bindings) -> Value:
    return -evaluator.value(node.value, bindings)


def add(evaluator: Evaluation, node: t.Add, bindings: Bindings) -> Value:
    values = [evaluator.value(term, bindings) for term in node.terms]
    return _sum(evaluator, node.terms, values, node.signs, node)


def _sum(
    evaluator: Evaluation,
    terms: Sequence[t.Node],
    values: Sequence[Value],
    signs: Sequence[str],
    node: t.Node,
) -> Value:
    if all(type(value) in SCALARS for value in values):
        sum_: Value = 0.0
        largest = evaluator.trace.largest
        for value, sign in zip(values, signs, strict=True):
            largest = max(largest, float(abs(value)))
            sum_ = sum_ + value if sign == "+" else sum_ - value
        evaluator.trace.largest = largest
        return sum_
    shape = max(
        (np.shape(value) for value in values),
        key=lambda found: (len(found), math.prod(found)),
    )
    for term, value in zip(terms, values, strict=True):
        if np.shape(value) == shape or (np.ndim(value) == 0 and literal(term)):
            continue
        column = np.ndim(value) == 2 and value.shape[1] == 1 and value.shape[0] == shape[0]
        row = np.ndim(value) == 2 and value.shape[0] == 1 and value.shape[1] == shape[-1]
        if (
            (column or row or np.ndim(value) == 0)
            and _broadcasts(evaluator, term)
            and np.ndim(value) <= len(shape)
        ):
            continue
        raise error_at(
            term,
            f"+ of shapes {said(shape)} and {said(np.shape(value))}",
            "shape",
            "only a declared bias or a literal number is added to every column",
        )
    total: Value = 0.0
    for value, sign in zip(values, signs, strict=True):
        evaluator.trace.largest = max(
            evaluator.trace.largest, float(np.max(np.abs(value), initial=0.0))
        )
        total = total + value if sign == "+" else total - value
    return total


def _broadcasts(evaluator: Evaluation, term: t.Node) -> bool:
    if not isinstance(term, t.Name):
        return False
    symbol = evaluator.world.page.symbols[term.symbol]
    return bool(getattr(symbol, "broadcasts", False))


def product(evaluator: Evaluation, node: t.Product, bindings: Bindings) -> Value:
    values = [evaluator.value(factor, bindings) for factor in node.factors]
    result = values[0]
    for factor, value in zip(node.factors[1:], values[1:], strict=True):
        result = plain(times(node.sign, result, value, node, factor))
    return result


def times(sign: str, left: Value, right: Value, node: t.Node, factor: t.Node) -> Value:
    if type(left) in SCALARS and type(right) in SCALARS:
        return left * right
    if np.ndim(left) == 0 and np.ndim(right) == 0:
        return left * right
    if sign == "odot":
        if np.shape(left) != np.shape(right):
            both = f"{said(np.shape(left))} and {said(np.shape(right))}"
            raise error_at(node, f"elementwise product of shapes {both}", "shape")
        return left * right
    if np.ndim(left) == 0 or np.ndim(right) == 0:
        return left * right
    if sign == "otimes":
        if left.shape[1] == 1 and right.shape[1] == 1:
            return left @ right.T
        return np.kron(left, right)
    if sign == "cdot" and left.shape == right.shape and left.shape[1] == 1:
        return np.sum(left * right)
    if sign == "times":
        raise error_at(
            node,
            "two readings between arrays: a cross product, or a product of matrices",
            "shape",
            r"print \odot, or nothing for the matrix product",
        )
    if left.shape[1] != right.shape[0]:
        both = f"{said(np.shape(left))} and {said(np.shape(right))}"
        raise error_between(node, factor, f"product of shapes {both}", "shape")
    return left @ right


def quotient(evaluator: Evaluation, node: t.Quotient, bindings: Bindings) -> Value:
    above, below = (
        evaluator.value(node.numerator, bindings),
        evaluator.value(node.denominator, bindings),
    )
    fits = (
        np.ndim(below) == 0
        or np.shape(above) == np.shape(below)
        or (np.ndim(above) == 0 and literal(node.numerator))
    )
    if not fits:
        raise error_at(
            node,
            f"a fraction of shapes {said(np.shape(above))} and {said(np.shape(below))}",
            "shape",
        )
    if below == 0 if np.ndim(below) == 0 else np.any(below == 0):
        raise error_at(node.denominator, "division by zero", "value")
    return above / below


def power(evaluator: Evaluation, node: t.Power, bindings: Bindings) -> Value:
    exponent = evaluator.value(node.exponent, bindings)
    if isinstance(node.base, t.Constant) and node.base.name == "e":
        return np.exp(exponent)
    base = evaluator.value(node.base, bindings)
    whole = (
        np.ndim(exponent) == 0
        and not np.iscomplexobj(exponent)
        and float(exponent) == int(exponent)
    )
    if np.ndim(base) == 0 and np.ndim(exponent) == 0:
        if np.real(base) < 0 and not whole:
            raise error_at(node, "a power of a negative number", "value")
        if base == 0 and np.real(exponent) <= 0:
            raise error_at(node, "zero to a power that is not positive", "value")
        return (
            base ** int(exponent)
            if whole and abs(exponent) < 100 and exponent > 0
            else (base + 0.0) ** exponent
        )
    if np.ndim(base) == 2 and base.shape[0] == base.shape[1] and whole:
        return np.linalg.matrix_power(base, int(exponent))
    raise error_at(
        node,
        f"a power of an array of shape {said(np.shape(base))}",
        "shape",
        r"print \odot for products of entries",
    )


def absolute(evaluator: Evaluation, node: t.Absolute, bindings: Bindings) -> Value:
    value = evaluator.value(node.value, bindings)
    if np.ndim(value) == 2 and value.shape[0] == value.shape[1]:
        raise error_at(
            node,
            "ambiguous: bars around a square matrix",
            remedy=r"print \det, or name an entry",
        )
    return functions.absolute(value)


def norm(evaluator: Evaluation, node: t.Norm, bindings: Bindings) -> Value:
    value = evaluator.value(node.value, bindings)
    if node.kind == "2" and np.ndim(value) == 2 and 1 not in value.shape:
        raise error_at(
            node,
            "ambiguous: the norm of a matrix",
            remedy=r"print \|W\|_F for the root of the sum of squares",
        )
    return functions.norm(value, node.kind)


def matrix(evaluator: Evaluation, node: t.Matrix, bindings: Bindings) -> Value:
    rows = []
    for row in node.rows:
        cells = [evaluator.value(cell, bindings) for cell in row]
        blocks = [np.reshape(cell, (1, 1)) if np.ndim(cell) == 0 else cell for cell in cells]
        if len({block.shape[0] for block in blocks}) > 1:
            raise error_at(node, "the blocks of a row differ in height", "shape")
        rows.append(np.concatenate(blocks, axis=1))
    if len({row.shape[1] for row in rows}) > 1:
        raise error_at(node, "the rows differ in width", "shape")
    return np.concatenate(rows, axis=0)
