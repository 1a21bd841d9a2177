"""What is taken over letters, at all points of a rule at once: scalar arithmetic on arrays.

Only what is arithmetic, or a function that is declared elementwise, is taken. Anything else is left
to the evaluator, point by point, and so is every error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from nnbook.verify import derivative, functions
from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError
from nnbook.verify.evaluate_base import Bindings, Evaluation, Valued
from nnbook.verify.evaluate_functions import KINK, applied, note, prime_below, primed
from nnbook.verify.probability import drawn_anew
from nnbook.verify.world import Key

_ALONE = frozenset({"log", "exp", "tanh", "sinh", "cosh", "sin", "cos", "arctan", "erf", "sqrt"})
_CLOSE = 1e-10


class NotAtOnce(Exception):
    """This is to be evaluated point by point."""


class AtOnce:
    """A scalar that is wanted at many points: all at once, or None if they have to be found one by
    one. `function` makes it from the values of expressions, which it is handed a way to ask for.
    """

    def __init__(
        self, function: Callable[[Valued], Any], evaluator: Evaluation, bindings: Bindings
    ) -> None:
        self.function, self.evaluator, self.bindings = function, evaluator, bindings
        self.fits: bool | None = None  # not known before the first points

    def __call__(self, points: Mapping[Key, Any]) -> Any:
        if self.fits is False:
            return None
        largest = self.evaluator.trace.largest
        found = self._at(points)
        self.evaluator.trace.largest = largest  # terms far out are no terms of what is compared
        return found

    def _at(self, points: Mapping[Key, Any]) -> Any:
        inside = _Points(points, self.evaluator, self.bindings)
        try:
            with np.errstate(all="raise", under="ignore"):
                found = np.broadcast_to(self.function(inside.value), inside.shape)
        except (NotAtOnce, FormulaError, ArithmeticError, ValueError, TypeError):
            self.fits = False
            return None
        if self.fits is None:
            self.fits = self._agree(points, found)
        return found if self.fits else None

    def _agree(self, points: Mapping[Key, Any], found: Any) -> bool:
        """Whether the evaluator has the same values at two of the points."""
        before = self.evaluator
        for place in (len(found) // 3, len(found) // 2):
            world = before.world.override({key: values[place] for key, values in points.items()})
            there = type(before)(world, before.trace, before.mode)
            alone = self.function(partial(there.value, bindings=self.bindings))
            if np.ndim(alone):
                return False
            largest = max(abs(alone), abs(found[place]))
            if not abs(alone - found[place]) <= _CLOSE * largest:
                return False
        return True


class _Points:
    """Evaluates scalar arithmetic with arrays in the place of some letters."""

    def __init__(self, at: Mapping[Key, Any], evaluator: Evaluation, bindings: Bindings) -> None:
        self.at, self.evaluator, self.bindings = at, evaluator, bindings
        self.keys = frozenset(at)
        self.shape = next(iter(at.values())).shape

    def value(self, node: t.Node) -> Any:
        if not self._changes(node):
            found = self.evaluator.value(node, self.bindings)
            if np.ndim(found):
                raise NotAtOnce
            return found
        match node:
            case t.Name() if self.evaluator.world.key(node, self.bindings) in self.keys:
                return self.at[self.evaluator.world.key(node, self.bindings)]
            case t.Negative():
                return -self.value(node.value)
            case t.Add():
                return self._sum(node)
            case t.Product():
                return np.prod([self._whole(factor) for factor in node.factors], axis=0)
            case t.Quotient():
                below = self.value(node.denominator)
                if np.any(below == 0):
                    raise NotAtOnce
                return self.value(node.numerator) / below
            case t.Power():
                return self._power(node)
            case t.Absolute():
                return functions.absolute(self.value(node.value))
            case t.Call():
                return self._call(node)
            case t.Expectation() if drawn_anew(
                node, self.keys, self.evaluator.world, self.bindings
            ):
                return self.evaluator.value(node, self.bindings)
        raise NotAtOnce

    def _drawn_anew(self, node: t.Expectation) -> bool:
        return drawn_anew(node, self.keys, self.evaluator.world, self.bindings)

    def _whole(self, node: t.Node) -> Any:
        return np.broadcast_to(self.value(node), self.shape)

    def _sum(self, node: t.Add) -> Any:
        total: Any = 0.0
        for term, sign in zip(node.terms, node.signs, strict=True):
            found = self.value(term)
            total = total + found if sign == "+" else total - found
        return total

    def _power(self, node: t.Power) -> Any:
        exponent = self.value(node.exponent)
        if isinstance(node.base, t.Constant) and node.base.name == "e":
            return np.exp(exponent)
        base = self.value(node.base)
        if np.ndim(exponent) or np.iscomplexobj(exponent) or not 0 < exponent < 100:
            raise NotAtOnce
        if exponent == int(exponent):
            return base ** int(exponent)
        if np.any(np.real(base) <= 0):
            raise NotAtOnce
        return base**exponent

    def _call(self, node: t.Call) -> Any:
        """A function that is declared elementwise, of arguments that change or do not."""
        arguments = [self.value(argument) for argument in node.arguments]
        if isinstance(node.function, t.Builtin) and node.function.name in _ALONE:
            return functions.call(node.function.name, arguments)
        if isinstance(node.function, t.Prime):
            return self._prime(node.function, arguments, node)
        symbol = (
            self.evaluator.world.page.symbols.get(node.function.symbol)
            if isinstance(node.function, t.Name)
            else None
        )
        if not isinstance(symbol, s.Function) or not symbol.elementwise:
            raise NotAtOnce
        note(self.evaluator, symbol)
        column = [
            np.reshape(argument, (-1, 1)) if np.ndim(argument) else argument
            for argument in arguments
        ]
        found = np.asarray(self.evaluator.world.call(symbol.function, column, symbol.name))
        if found.shape != (*self.shape, 1):
            raise NotAtOnce
        return found[:, 0]

    def _prime(self, function: t.Prime, arguments: Sequence[Any], node: t.Call) -> Any:
        """The derivative of an elementwise function; where it is found by both methods, they agree
        at each point.
        """
        evaluator, name = self.evaluator, function.function
        symbol = evaluator.world.page.symbols[name.symbol] if isinstance(name, t.Name) else None
        if not isinstance(symbol, s.Function) or not symbol.elementwise or not symbol.analytic:
            raise NotAtOnce
        if len(arguments) != 1 or np.shape(arguments[0]) != self.shape:
            raise NotAtOnce
        column = np.reshape(arguments[0], (-1, 1))
        if evaluator.mode or np.iscomplexobj(column):
            return primed(evaluator, function, [column], node, self.bindings)[:, 0]
        if any(np.any(np.abs(column - kink) < KINK) for kink in symbol.kinks):
            raise NotAtOnce
        below = prime_below(function)

        def apply(mode: str) -> Callable[[Any], Any]:
            inner = evaluator.elsewhere(evaluator.world, mode)
            return lambda x: applied(inner, below, [x], node, self.bindings)

        ones = np.ones(column.shape)
        exact = derivative.complex_step(apply(derivative.COMPLEX), column, ones)
        apart = np.full(column.shape, np.inf)
        for step in derivative.REAL_STEPS:
            other = derivative.five_point(apply(derivative.FIVE_POINT), column, ones, step)
            size = np.maximum(1.0, np.maximum(np.abs(exact), np.abs(other)))
            apart = np.minimum(apart, np.abs(exact - other) / size)
            if np.all(apart <= derivative.AGREEMENT):
                break
        else:
            raise NotAtOnce
        trace = evaluator.trace
        trace.methods |= {derivative.COMPLEX, derivative.FIVE_POINT}
        trace.disagreement = max(trace.disagreement, float(np.max(apart)))
        return exact[:, 0]

    def _changes(self, node: t.Node) -> bool:
        """Whether an expression is, or is computed from, the letter."""
        world = self.evaluator.world
        return any(
            isinstance(name, t.Name)
            and world.page.role(name.symbol) != "function"
            and any(
                world.depends(world.key(name, inner), self.keys)
                for inner in world.all_slots(name, self.bindings)
            )
            for name in node.walk()
        )
