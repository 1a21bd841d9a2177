"""An expression's value in a world: matrix products, sums over indices, derivatives by
recomputing.

This module has the way from a tree to the rule for it. The rules stand by kinds in the modules
`evaluate_*`; what all of them need is in `evaluate_base`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from nnbook.verify import evaluate_arithmetic as arithmetic
from nnbook.verify import evaluate_conditions as conditions
from nnbook.verify import evaluate_functions as functions
from nnbook.verify import evaluate_indices as indices
from nnbook.verify import evaluate_means as means
from nnbook.verify import evaluate_slopes as slopes
from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError, error_at
from nnbook.verify.evaluate_base import Bindings, Evaluation, Trace, Valued, plain
from nnbook.verify.memory import Found, Memory
from nnbook.verify.world import Key, Value, World

MOST_WORK = 200_000


class Evaluator(Evaluation):
    """Evaluates trees in one world."""

    memory: Memory | None = None  # of values that are asked for again and again

    def value(self, node: t.Node, bindings: Bindings) -> Value:
        """The value of an expression: a number, or an array of two dimensions."""
        memory = self.memory
        if memory is None:
            return self._value(node, bindings)
        place = memory.place(node, self.world, bindings, type(self))
        if place is None:
            return self._value(node, bindings)
        found = memory.found(place)
        if found is None:
            found = self._noted(node, bindings)
            memory.keep(place, found)
        else:
            self.trace.add(found.trace)
            self._within_bounds(node)
        return found.value

    def _noted(self, node: t.Node, bindings: Bindings) -> Found:
        """A value with all that is noted while it is found."""
        whole, own = self.trace, Trace(spent=self.trace.spent)
        self.trace = own
        try:
            value = self._value(node, bindings)
        finally:
            self.trace = whole
            own.spent -= whole.spent
            whole.add(own)
        return Found(value, own, self.world)

    def _within_bounds(self, node: t.Node) -> None:
        if self.trace.spent > MOST_WORK:
            raise error_at(
                node,
                f"the formula needs more than {MOST_WORK} steps to evaluate",
                "value",
                "print it in smaller pieces, or for smaller sizes",
            )

    def _value(self, node: t.Node, bindings: Bindings) -> Value:
        self.trace.spent += 1
        if self.trace.spent > MOST_WORK:
            self._within_bounds(node)
        method = _METHODS.get(type(node))
        if method is None:
            raise error_at(node, f"{_kind(node)} has no value")
        try:
            result = plain(method(self, node, bindings))
        except FormulaError as error:
            if error.start is None:
                error.start, error.end = node.start, node.end
            raise
        except (FloatingPointError, ZeroDivisionError, OverflowError) as error:
            raise error_at(node, f"not a finite number: {error}", "value") from None
        except np.linalg.LinAlgError as error:
            raise error_at(node, f"{error}", "value") from None
        except (ValueError, TypeError) as error:
            raise error_at(node, f"the shapes do not fit: {error}", "shape") from None
        return result

    def forgetful(self) -> Evaluator:
        """The same evaluation, of which no value is kept."""
        return type(self)(self.world, self.trace, self.mode, self.updated)

    def elsewhere(self, world: World, mode: str) -> Evaluator:
        """The evaluation gone on with in another world, perhaps by a method of differentiation."""
        found = Evaluator(world, self.trace, mode)
        found.outside = self
        return found

    def with_value(self, key: Key, value: Value) -> Evaluator:
        """The evaluation gone on with where one letter has another value. It is one world for all
        who ask for it, and what is kept in it is found by the next; not in a world of other
        definitions, for which nobody asks again.
        """
        memory = self.memory if self.world.redefines is None else None
        world = memory.beside(self.world, key, value) if memory else None
        found = self.elsewhere(world or self.world.override({key: value}), self.mode)
        found.memory = memory if world else None
        return found

    def slope(self, of: t.Node, by: t.Node, node: t.Node, bindings: Bindings) -> Value:
        """∂of/∂by: `by` is given other values, and what depends on it is computed anew."""
        return slopes.slope(self, of, by, node, bindings)

    def averaged(
        self, function: Callable[[Valued], Value], node: t.Expectation, bindings: Bindings
    ) -> Value:
        """The mean, over the random letters of a node, of what `function` makes of values."""
        return means.averaged(self, function, node, bindings)

    def holds(self, condition: t.Node, bindings: Mapping[str, int]) -> bool:
        """Whether a condition about scalars holds."""
        return conditions.holds(self, condition, bindings)

    def truth(self, condition: t.Node, bindings: Bindings) -> Any:
        """A condition elementwise."""
        return conditions.truth(self, condition, bindings)

    def member(self, value: Value, group: t.Node, bindings: Bindings) -> Any:
        """Whether entries lie in an interval or a finite set."""
        return conditions.member(self, value, group, bindings)

    def range_of(self, letter: str, bindings: Mapping[str, int], node: t.Node) -> range:
        """The declared range of an index letter."""
        return indices.range_of(self, letter, bindings, node)

    def with_letter(self, by: t.Node, of: t.Node, bindings: Bindings) -> Callable[[Any], Value]:
        """`of` as a function of a declared scalar letter."""
        return means.with_letter(self, by, of, bindings)


_METHODS: dict[type, Callable[[Evaluation, Any, Bindings], Value]] = {
    t.Number: arithmetic.number,
    t.Constant: arithmetic.constant,
    t.Index: arithmetic.index,
    t.Name: arithmetic.name,
    t.Entry: arithmetic.entry,
    t.Transpose: arithmetic.transpose,
    t.Negative: arithmetic.negative,
    t.Add: arithmetic.add,
    t.Product: arithmetic.product,
    t.Quotient: arithmetic.quotient,
    t.Power: arithmetic.power,
    t.Absolute: arithmetic.absolute,
    t.Norm: arithmetic.norm,
    t.Big: indices.big,
    t.Dots: indices.dots,
    t.Cases: conditions.cases,
    t.Indicator: conditions.indicator,
    t.Matrix: arithmetic.matrix,
    t.Call: functions.call,
    t.Derivative: slopes.derivative,
    t.Gradient: slopes.gradient,
    t.Evaluated: slopes.evaluated,
    t.Expectation: means.expectation,
    t.Integral: means.integral,
    t.Limit: means.limit,
}


def evaluate(node: t.Node, world: World, bindings: Mapping[str, int]) -> Value:
    """The value of an expression in a world."""
    return Evaluator(world).value(node, dict(bindings))


def _kind(node: t.Node) -> str:
    words = {
        "Ordered": "a list in parentheses",
        "Finite": "a set",
        "Interval": "an interval",
        "Space": "a space",
        "Prime": "a function without its argument",
        "Builtin": "a function without its argument",
        "Range": "a range",
    }
    return words.get(type(node).__name__, f"this ({type(node).__name__.lower()})")
