"""Functions applied, and their primes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnbook.verify import derivative, functions
from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.errors import error_at
from nnbook.verify.evaluate_base import Bindings, Evaluation
from nnbook.verify.evaluate_indices import listed
from nnbook.verify.evaluate_slopes import differentiated
from nnbook.verify.world import Value, numbers

KINK = 1e-5  # how near to a kink there is no derivative


def call(evaluator: Evaluation, node: t.Call, bindings: Bindings) -> Value:
    arguments = [
        evaluator.value(argument, bindings)
        for argument in listed(evaluator, node.arguments, bindings)
    ]
    return applied(evaluator, node.function, arguments, node, bindings)


def applied(
    evaluator: Evaluation,
    function: t.Node,
    arguments: list[Value],
    node: t.Node,
    bindings: Bindings,
) -> Value:
    """A function's value, primes differentiated here."""
    if isinstance(function, t.Prime):
        return primed(evaluator, function, arguments, node, bindings)
    if isinstance(function, t.Builtin):
        if function.name in ("Re", "Im") and evaluator.mode == derivative.COMPLEX:
            raise error_at(
                node,
                "complex step does not pass a real or imaginary part",
                "value",
                "print the derivative of the whole, or the part of the derivative",
            )
        return functions.call(function.name, arguments)
    if isinstance(function, t.Composition):
        value = arguments[0]
        for part in reversed(function.functions):
            value = applied(evaluator, part, [value], node, bindings)
        return value
    inner = function.function if isinstance(function, t.InverseFunction) else function
    assert isinstance(inner, t.Name)
    symbol = evaluator.world.page.symbols[inner.symbol]
    assert isinstance(symbol, s.Function)
    note(evaluator, symbol)
    value = numbers(evaluator.world.call(symbol.function, arguments, symbol.name))
    if symbol.elementwise and arguments and np.shape(value) != np.shape(arguments[0]):
        raise error_at(
            node, f"{symbol.name} is declared elementwise, but changes the shape", "shape"
        )
    return value


def note(evaluator: Evaluation, symbol: s.Function) -> None:
    """Note code under a derivative that complex step cannot be used for."""
    if evaluator.mode and not symbol.analytic:
        evaluator.trace.notes.add(
            f"{symbol.name} is declared as not analytic: five-point differences alone"
        )


def primed(
    evaluator: Evaluation,
    function: t.Prime,
    arguments: list[Value],
    node: t.Node,
    bindings: Bindings,
) -> Value:
    """The derivative of an elementwise function of one argument, by both methods."""
    if len(arguments) != 1:
        raise error_at(
            node,
            "a prime on a function of several arguments",
            remedy=r"print \frac{\partial}{\partial x}",
        )
    analytic = True
    name = function.function
    if isinstance(name, t.Name):
        symbol = evaluator.world.page.symbols[name.symbol]
        assert isinstance(symbol, s.Function)
        if not symbol.elementwise:
            raise error_at(
                node,
                f"a prime on {symbol.name}, which is not elementwise",
                remedy="print the Jacobian",
            )
        for kink in symbol.kinks:
            if np.any(np.abs(np.real(arguments[0]) - kink) < KINK):
                raise error_at(
                    node,
                    f"{symbol.name} has no derivative at {kink:g}, its kink",
                    "value",
                    rf"print the condition: \quad z \ne {kink:g}",
                )
        analytic = symbol.analytic
    below = prime_below(function)

    def apply(mode: str) -> Callable[[Any], Any]:
        inner = evaluator.elsewhere(evaluator.world, mode)
        return lambda x: applied(inner, below, [x], node, bindings)

    at = np.asarray(arguments[0])
    return differentiated(evaluator, apply, at, analytic, node, elementwise=True)


def prime_below(function: t.Prime) -> t.Node:
    """The function of which a prime is the derivative."""
    name, order = function.function, function.order
    return name if order == 1 else t.Prime(function=name, order=order - 1)
