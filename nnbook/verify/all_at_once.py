"""What is taken over letters, at all points of a rule at once: scalar arithmetic on arrays.

Only what is arithmetic, a sum over an index, a bracket that is 1 or 0, or a function that is
declared elementwise, is taken. Anything else is left to the evaluator, point by point, and so is
every error.
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
from nnbook.verify.evaluate_base import Bindings, Evaluation, Valued, is_symbol
from nnbook.verify.evaluate_conditions import COMPARE
from nnbook.verify.evaluate_functions import KINK, applied, note, prime_below, primed
from nnbook.verify.evaluate_indices import runs
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
        inside = _Points(points, self.evaluator)
        try:
            with np.errstate(all="raise", under="ignore"):
                values = self.function(lambda node: inside.value(node, self.bindings))
                found = np.broadcast_to(values, inside.shape)
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
    """Evaluates scalar arithmetic with arrays in the place of some letters: of a letter that is an
    array itself, one of these for each point.
    """

    def __init__(self, at: Mapping[Key, Any], evaluator: Evaluation) -> None:
        self.at, self.evaluator = at, evaluator
        self.keys = frozenset(at)
        self.shape = next(iter(at.values())).shape[:1]

    def value(self, node: t.Node, bindings: Bindings) -> Any:
        if not self._changes(node, bindings):
            found = self.evaluator.value(node, bindings)
            if np.ndim(found):
                raise NotAtOnce
            return found
        match node:
            case t.Name() | t.Entry():
                return self._letter(node, bindings)
            case t.Negative():
                return -self.value(node.value, bindings)
            case t.Add():
                return self._sum(node, bindings)
            case t.Product():
                return np.prod([self._whole(factor, bindings) for factor in node.factors], axis=0)
            case t.Quotient():
                below = self.value(node.denominator, bindings)
                if np.any(below == 0):
                    raise NotAtOnce
                return self.value(node.numerator, bindings) / below
            case t.Power():
                return self._power(node, bindings)
            case t.Absolute():
                return functions.absolute(self.value(node.value, bindings))
            case t.Big() if node.kind in ("sum", "prod"):
                found = [
                    self._whole(node.body, run) for run in runs(self.evaluator, node, bindings)
                ]
                return (np.sum if node.kind == "sum" else np.prod)(found, axis=0)
            case t.Indicator():
                return self._indicator(node, bindings)
            case t.Call():
                return self._call(node, bindings)
            case t.Expectation() if drawn_anew(node, self.keys, self.evaluator.world, bindings):
                return self.evaluator.value(node, bindings)
        raise NotAtOnce

    def _letter(self, node: t.Name | t.Entry, bindings: Bindings) -> Any:
        """A letter that has a value at each point, an entry of one, or what is defined by it."""
        if not is_symbol(node):
            raise NotAtOnce
        world = self.evaluator.world
        key = world.key(node, bindings)
        if key in self.keys:
            values = self.at[key].reshape(*self.shape, -1)
            places = np.ravel(world.positions(node, bindings)) if self.at[key].ndim > 1 else [0]
            if len(places) != 1:
                raise NotAtOnce
            return values[:, places[0]]
        symbol = world.page.symbols[key[0]]
        if isinstance(node, t.Name) and isinstance(symbol, s.Defined):
            if key[0] not in world.definitions or self.evaluator.updated:
                raise NotAtOnce
            letters = world.page.slots.get(key[0], ())
            return self.value(world.definitions[key[0]][0], dict(zip(letters, key[1], strict=True)))
        raise NotAtOnce

    def _indicator(self, node: t.Indicator, bindings: Bindings) -> Any:
        """1 where all conditions hold, and 0 elsewhere."""
        found: Any = np.ones(self.shape, dtype=bool)
        for condition in node.conditions:
            if not isinstance(condition, t.Relation) or not COMPARE.keys() >= set(condition.signs):
                raise NotAtOnce
            sides = [np.real(self._whole(side, bindings)) for side in condition.sides]
            for sign, left, right in zip(condition.signs, sides[:-1], sides[1:], strict=True):
                found = found & COMPARE[sign](left, right)
        return found.astype(float)

    def _whole(self, node: t.Node, bindings: Bindings) -> Any:
        return np.broadcast_to(self.value(node, bindings), self.shape)

    def _sum(self, node: t.Add, bindings: Bindings) -> Any:
        total: Any = 0.0
        for term, sign in zip(node.terms, node.signs, strict=True):
            found = self.value(term, bindings)
            total = total + found if sign == "+" else total - found
        return total

    def _power(self, node: t.Power, bindings: Bindings) -> Any:
        exponent = self.value(node.exponent, bindings)
        if isinstance(node.base, t.Constant) and node.base.name == "e":
            return np.exp(exponent)
        base = self.value(node.base, bindings)
        if np.ndim(exponent) or np.iscomplexobj(exponent) or not 0 < exponent < 100:
            raise NotAtOnce
        if exponent == int(exponent):
            return base ** int(exponent)
        if np.any(np.real(base) <= 0):
            raise NotAtOnce
        return base**exponent

    def _call(self, node: t.Call, bindings: Bindings) -> Any:
        """A function that is declared elementwise, of arguments that change or do not."""
        arguments = [self.value(argument, bindings) for argument in node.arguments]
        if isinstance(node.function, t.Builtin) and node.function.name in _ALONE:
            return functions.call(node.function.name, arguments)
        if isinstance(node.function, t.Builtin) and node.function.name in ("max", "min"):
            sign = 1 if node.function.name == "max" else -1
            return functions.extreme(sign, [np.broadcast_to(x, self.shape) for x in arguments])
        if isinstance(node.function, t.Prime):
            return self._prime(node.function, arguments, node, bindings)
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

    def _prime(
        self, function: t.Prime, arguments: Sequence[Any], node: t.Call, bindings: Bindings
    ) -> Any:
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
            return primed(evaluator, function, [column], node, bindings)[:, 0]
        if any(np.any(np.abs(column - kink) < KINK) for kink in symbol.kinks):
            raise NotAtOnce
        below = prime_below(function)

        def apply(mode: str) -> Callable[[Any], Any]:
            inner = evaluator.elsewhere(evaluator.world, mode)
            return lambda x: applied(inner, below, [x], node, bindings)

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

    def _changes(self, node: t.Node, bindings: Bindings) -> bool:
        """Whether an expression is, or is computed from, the letter."""
        world = self.evaluator.world
        return any(
            isinstance(name, t.Name)
            and world.page.role(name.symbol) != "function"
            and any(
                world.depends(world.key(name, inner), self.keys)
                for inner in world.all_slots(name, bindings)
            )
            for name in node.walk()
        )
