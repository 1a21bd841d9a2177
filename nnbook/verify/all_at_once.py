"""An integrand at all points of a rule at once: the scalar arithmetic of a tree, on an array.

Only what is arithmetic, or a function that is declared elementwise, is taken. Anything else is left
to the evaluator, point by point, and so is every error.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nnbook.verify import functions
from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError
from nnbook.verify.evaluate_base import Bindings, Evaluation
from nnbook.verify.evaluate_functions import note
from nnbook.verify.world import Key

_ALONE = frozenset({"log", "exp", "tanh", "sinh", "cosh", "sin", "cos", "arctan", "erf", "sqrt"})
_CLOSE = 1e-10


class NotAtOnce(Exception):
    """This integrand is to be evaluated point by point."""


class Integrand:
    """A scalar integrand, called with the points of a rule: its values there, or None if they have
    to be found one by one.
    """

    def __init__(self, node: t.Node, by: Key, evaluator: Evaluation, bindings: Bindings) -> None:
        self.node, self.by, self.evaluator, self.bindings = node, by, evaluator, bindings
        self.fits: bool | None = None  # not known before the first rule

    def __call__(self, points: Any) -> Any:
        if self.fits is False:
            return None
        largest = self.evaluator.trace.largest
        found = self._at(points)
        self.evaluator.trace.largest = largest  # terms far out are no terms of what is compared
        return found

    def _at(self, points: Any) -> Any:
        inside = _Points(self.by, points, self.evaluator, self.bindings)
        try:
            with np.errstate(all="raise", under="ignore"):
                found = np.broadcast_to(inside.value(self.node), points.shape)
        except (NotAtOnce, FormulaError, ArithmeticError, ValueError, TypeError):
            self.fits = False
            return None
        if self.fits is None:
            self.fits = self._agree(points, found)
        return found if self.fits else None

    def _agree(self, points: Any, found: Any) -> bool:
        """Whether the evaluator has the same values at two of the points."""
        before = self.evaluator
        for place in (len(points) // 3, len(points) // 2):
            world = before.world.override({self.by: points[place]})
            alone = type(before)(world, before.trace, before.mode).value(self.node, self.bindings)
            if np.ndim(alone):
                return False
            largest = max(abs(alone), abs(found[place]))
            if not abs(alone - found[place]) <= _CLOSE * largest:
                return False
        return True


class _Points:
    """Evaluates scalar arithmetic with an array in the place of one letter."""

    def __init__(self, key: Key, at: Any, evaluator: Evaluation, bindings: Bindings) -> None:
        self.key, self.at, self.evaluator, self.bindings = key, at, evaluator, bindings
        self.keys = frozenset({key})

    def value(self, node: t.Node) -> Any:
        if not self._changes(node):
            found = self.evaluator.value(node, self.bindings)
            if np.ndim(found):
                raise NotAtOnce
            return found
        match node:
            case t.Name() if self.evaluator.world.key(node, self.bindings) == self.key:
                return self.at
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
        raise NotAtOnce

    def _whole(self, node: t.Node) -> Any:
        return np.broadcast_to(self.value(node), self.at.shape)

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
        if found.shape != (self.at.size, 1):
            raise NotAtOnce
        return found[:, 0]

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
