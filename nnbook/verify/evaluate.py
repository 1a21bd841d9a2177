"""An expression's value in a world: matrix products, sums over indices, derivatives by
recomputing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from nnbook.verify import calculus, derivative, functions, probability
from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.all_at_once import Integrand
from nnbook.verify.errors import FormulaError, error_at, error_between
from nnbook.verify.world import Key, Value, World, said, take

Bindings = dict[str, int]
LARGEST_SUM = 100_000
_SCALARS = (float, np.float64, complex, np.complex128)
MOST_WORK = 200_000
_KINK = 1e-5


@dataclass
class Trace:
    """What happened during an evaluation, for the report."""

    methods: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    arms: set[tuple[int, int, int]] = field(default_factory=set)
    disagreement: float = 0.0
    spent: int = 0  # nodes evaluated so far
    largest: float = 0.0  # the largest term of a sum: rounding errors are relative to it
    deviation: float = 0.0  # the largest standard error of an estimated expectation

    def add(self, other: Trace) -> None:
        """What happened elsewhere too."""
        self.methods |= other.methods
        self.notes |= other.notes
        self.arms |= other.arms
        self.spent += other.spent
        self.disagreement = max(self.disagreement, other.disagreement)
        self.largest = max(self.largest, other.largest)
        self.deviation = max(self.deviation, other.deviation)


class Evaluator:
    """Evaluates trees in one world. `entry` is the world at the start of an update block."""

    def __init__(
        self,
        world: World,
        trace: Trace | None = None,
        mode: str = "",
        updated: Mapping[Key, Value] | None = None,
    ) -> None:
        self.world = world
        self.trace = trace if trace is not None else Trace()
        self.mode = mode  # the method of differentiation that this evaluation is part of
        self.updated = dict(updated or {})

    def value(self, node: t.Node, bindings: Bindings) -> Value:
        """The value of an expression: a number, or an array of two dimensions."""
        self.trace.spent += 1
        if self.trace.spent > MOST_WORK:
            raise error_at(
                node,
                f"the formula needs more than {MOST_WORK} steps to evaluate",
                "value",
                "print it in smaller pieces, or for smaller sizes",
            )
        method = _METHODS.get(type(node))
        if method is None:
            raise error_at(node, f"{_kind(node)} has no value")
        try:
            result = _plain(method(self, node, bindings))
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

    # --- leaves -------------------------------------------------------------------------------

    def number(self, node: t.Number, bindings: Bindings) -> Value:
        return float(node.text)

    def constant(self, node: t.Constant, bindings: Bindings) -> Value:
        return {"e": np.e, r"\pi": np.pi, r"\infty": np.inf}[node.name]

    def index(self, node: t.Index, bindings: Bindings) -> Value:
        return float(self.world.integer(node, bindings))

    def name(self, node: t.Name, bindings: Bindings) -> Value:
        if self.world.page.role(node.symbol) == "function":
            raise error_at(
                node, f"{node.symbol} is a function", remedy="print its argument in parentheses"
            )
        if self.updated:
            key = self.world.key(node, bindings)
            if key in self.updated:
                return np.asarray(self.updated[key]).reshape(-1)[
                    self.world.positions(node, bindings)
                ]
        return self.world.read(node, bindings)

    def entry(self, node: t.Entry, bindings: Bindings) -> Value:
        if _is_symbol(node) and not self.updated:
            return self.world.read(node, bindings)
        indices = [None if k is None else self.world.integer(k, bindings) for k in node.indices]
        return take(np.asarray(self.value(node.base, bindings)), indices, node)

    def transpose(self, node: t.Transpose, bindings: Bindings) -> Value:
        value = self.value(node.base, bindings)
        return value if np.ndim(value) == 0 else value.T

    # --- arithmetic ---------------------------------------------------------------------------

    def negative(self, node: t.Negative, bindings: Bindings) -> Value:
        return -self.value(node.value, bindings)

    def add(self, node: t.Add, bindings: Bindings) -> Value:
        values = [self.value(term, bindings) for term in node.terms]
        return self._sum(node.terms, values, node.signs, node)

    def _sum(
        self, terms: Sequence[t.Node], values: Sequence[Value], signs: Sequence[str], node: t.Node
    ) -> Value:
        if all(type(value) in _SCALARS for value in values):
            sum_: Value = 0.0
            largest = self.trace.largest
            for value, sign in zip(values, signs, strict=True):
                largest = max(largest, float(abs(value)))
                sum_ = sum_ + value if sign == "+" else sum_ - value
            self.trace.largest = largest
            return sum_
        shape = max(
            (np.shape(value) for value in values),
            key=lambda found: (len(found), math.prod(found)),
        )
        for term, value in zip(terms, values, strict=True):
            if np.shape(value) == shape or (np.ndim(value) == 0 and _literal(term)):
                continue
            column = np.ndim(value) == 2 and value.shape[1] == 1 and value.shape[0] == shape[0]
            row = np.ndim(value) == 2 and value.shape[0] == 1 and value.shape[1] == shape[-1]
            if (
                (column or row or np.ndim(value) == 0)
                and self._broadcasts(term)
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
            self.trace.largest = max(self.trace.largest, float(np.max(np.abs(value), initial=0.0)))
            total = total + value if sign == "+" else total - value
        return total

    def _broadcasts(self, term: t.Node) -> bool:
        if not isinstance(term, t.Name):
            return False
        symbol = self.world.page.symbols[term.symbol]
        return bool(getattr(symbol, "broadcasts", False))

    def product(self, node: t.Product, bindings: Bindings) -> Value:
        values = [self.value(factor, bindings) for factor in node.factors]
        result = values[0]
        for factor, value in zip(node.factors[1:], values[1:], strict=True):
            result = _plain(self._times(node.sign, result, value, node, factor))
        return result

    def _times(self, sign: str, left: Value, right: Value, node: t.Node, factor: t.Node) -> Value:
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

    def quotient(self, node: t.Quotient, bindings: Bindings) -> Value:
        above, below = self.value(node.numerator, bindings), self.value(node.denominator, bindings)
        fits = (
            np.ndim(below) == 0
            or np.shape(above) == np.shape(below)
            or (np.ndim(above) == 0 and _literal(node.numerator))
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

    def power(self, node: t.Power, bindings: Bindings) -> Value:
        exponent = self.value(node.exponent, bindings)
        if isinstance(node.base, t.Constant) and node.base.name == "e":
            return np.exp(exponent)
        base = self.value(node.base, bindings)
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

    def absolute(self, node: t.Absolute, bindings: Bindings) -> Value:
        value = self.value(node.value, bindings)
        if np.ndim(value) == 2 and value.shape[0] == value.shape[1]:
            raise error_at(
                node,
                "ambiguous: bars around a square matrix",
                remedy=r"print \det, or name an entry",
            )
        return functions.absolute(value)

    def norm(self, node: t.Norm, bindings: Bindings) -> Value:
        value = self.value(node.value, bindings)
        if node.kind == "2" and np.ndim(value) == 2 and 1 not in value.shape:
            raise error_at(
                node,
                "ambiguous: the norm of a matrix",
                remedy=r"print \|W\|_F for the root of the sum of squares",
            )
        return functions.norm(value, node.kind)

    # --- sums over indices --------------------------------------------------------------------

    def big(self, node: t.Big, bindings: Bindings) -> Value:
        found = []
        for inner in self._runs(node, bindings):
            found.append((inner, self.value(node.body, inner)))
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
                result = self._times("", result, value, node, node.body)
            return result
        if any(np.ndim(value) for value in values):
            raise error_at(node, f"the {node.kind} over arrays", "shape")
        sign = 1 if node.kind.endswith("max") else -1
        if node.kind.startswith("arg"):
            best = max(found, key=lambda pair: sign * float(np.real(pair[1])))
            return float(best[0][node.indices[0]])
        return functions.extreme(sign, values)

    def _runs(self, node: t.Big, bindings: Bindings) -> list[Bindings]:
        """The bindings under which the body of a sum is taken."""
        runs: list[Bindings] = [dict(bindings)]
        for letter in node.indices:
            inside = [condition for condition in node.conditions if _element_of(condition, letter)]
            values: Sequence[int]
            if node.low is not None and node.high is not None:
                values = range(
                    self.world.integer(node.low, bindings),
                    self.world.integer(node.high, bindings) + 1,
                )
            elif inside:
                values = self._members(inside[0], bindings)
            else:
                values = self.range_of(letter, bindings, node)
            if len(values) * len(runs) > LARGEST_SUM:
                raise error_at(node, f"a sum of more than {LARGEST_SUM} terms", "value")
            runs = [{**run, letter: value} for run in runs for value in values]
        rest = [
            condition
            for condition in node.conditions
            if not any(_element_of(condition, letter) for letter in node.indices)
        ]
        return [run for run in runs if all(self.holds(condition, run) for condition in rest)]

    def _members(self, condition: t.Node, bindings: Bindings) -> list[int]:
        assert isinstance(condition, t.Relation)
        items = condition.sides[1]
        if not isinstance(items, t.Finite):
            raise error_at(
                items, "an index runs over a set that is printed", remedy=r"print i \in \{1, 2\}"
            )
        return [self.world.integer(item, bindings) for item in self._listed(items.items, bindings)]

    def range_of(self, letter: str, bindings: Mapping[str, int], node: t.Node) -> range:
        """The declared range of an index letter."""
        symbol = self.world.page.symbols.get(letter)
        if not isinstance(symbol, s.IndexLetter):
            raise error_at(
                node,
                f"the range of {letter} is not known",
                "symbol",
                "print it, or declare the index",
            )
        return range(
            self.world.integer(symbol.low, bindings), self.world.integer(symbol.high, bindings) + 1
        )

    def dots(self, node: t.Dots, bindings: Bindings) -> Value:
        values = [self.value(item, bindings) for item in self._listed((node,), bindings)]
        if node.sign in (",", ";"):
            return np.concatenate(
                [np.reshape(value, (1, 1)) if np.ndim(value) == 0 else value for value in values],
                axis=int(node.sign == ","),
            )
        if len({np.shape(value) for value in values}) > 1 and node.sign == "+":
            raise error_at(node, "the terms differ in shape", "shape")
        result = values[0]
        for value in values[1:]:
            result = (
                result + value
                if node.sign == "+"
                else self._times(node.sign, result, value, node, node)
            )
        return result

    def _listed(self, items: Sequence[t.Node], bindings: Bindings) -> list[t.Node]:
        """The items with dots written out."""
        found: list[t.Node] = []
        for item in items:
            found += self._written_out(item, bindings) if isinstance(item, t.Dots) else [item]
        return found

    def _written_out(self, node: t.Dots, bindings: Bindings) -> list[t.Node]:
        """`x_1 w_1 + \\dots + x_n w_n` as its n terms: what differs between first and last
        runs between them.
        """
        first, last = node.shown[0], node.last
        pairs = list(_differences(first, last))
        ends = {
            (self.world.integer(low, bindings), self.world.integer(high, bindings))
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
            if _numbered(shown) != _numbered(terms[place]):
                raise error_at(shown, "this term does not fit the pattern of the dots")
        return terms

    # --- conditions ---------------------------------------------------------------------------

    def holds(self, condition: t.Node, bindings: Mapping[str, int]) -> bool:
        """Whether a condition about scalars holds."""
        truth = self.truth(condition, dict(bindings))
        if np.ndim(truth):
            raise error_at(condition, "a condition on an array", "shape", "print it for an entry")
        return bool(truth)

    def truth(self, condition: t.Node, bindings: Bindings) -> Any:
        """A condition elementwise."""
        try:
            return self._truth(condition, bindings)
        except (ValueError, TypeError) as error:
            raise error_at(condition, f"the shapes do not fit: {error}", "shape") from None

    def _truth(self, condition: t.Node, bindings: Bindings) -> Any:
        if isinstance(condition, t.Range):
            low, high = (
                self.world.integer(condition.low, bindings),
                self.world.integer(condition.high, bindings),
            )
            return all(low <= bindings[letter] <= high for letter in condition.indices)
        if not isinstance(condition, t.Relation):
            raise error_at(condition, "this is not a condition")
        values: list[Any] = []
        result: Any = True
        for place, side in enumerate(condition.sides):
            values.append(
                None
                if place and condition.signs[place - 1] == r"\in"
                else np.real(self.value(side, bindings))
            )
        for place, sign in enumerate(condition.signs):
            left = values[place]
            if sign == r"\in":
                found = self.member(left, condition.sides[place + 1], bindings)
            elif sign in (r"\succ", r"\succeq", r"\prec", r"\preceq"):
                found = definite(sign, left, values[place + 1], condition)[0]
            elif sign in _COMPARE:
                found = _COMPARE[sign](left, values[place + 1])
            else:
                raise error_at(condition, f"{sign} in a condition")
            result = np.logical_and(result, found)
        return result

    def member(self, value: Value, group: t.Node, bindings: Bindings) -> Any:
        """Whether entries lie in an interval or a finite set."""
        try:
            return self._member(value, group, bindings)
        except (ValueError, TypeError) as error:
            raise error_at(group, f"the shapes do not fit: {error}", "shape") from None

    def _member(self, value: Value, group: t.Node, bindings: Bindings) -> Any:
        if isinstance(group, t.Ordered) and len(group.items) == 2:
            group = t.Interval(
                left="(",
                low=group.items[0],
                high=group.items[1],
                right=")",
                start=group.start,
                end=group.end,
            )
        if isinstance(group, t.Interval):
            low, high = self.value(group.low, bindings), self.value(group.high, bindings)
            above = np.greater_equal(value, low) if group.left == "[" else np.greater(value, low)
            below = np.less_equal(value, high) if group.right == "]" else np.less(value, high)
            return np.logical_and(above, below)
        if isinstance(group, t.Finite):
            items = [self.value(item, bindings) for item in self._listed(group.items, bindings)]
            return np.any([np.equal(value, item) for item in items], axis=0)
        raise error_at(group, "this is not a set")

    def cases(self, node: t.Cases, bindings: Bindings) -> Value:
        """Every point falls in an arm; arms that overlap agree."""
        masks: list[Any] = []
        for number, (_, conditions) in enumerate(node.arms):
            mask: Any = np.logical_not(np.any(masks, axis=0)) if not conditions else True
            for condition in conditions:
                mask = np.logical_and(mask, self.truth(condition, bindings))
            masks.append(np.asarray(mask))
            if np.any(mask):
                self.trace.arms.add((node.start, node.end, number))
        shape = np.broadcast_shapes(*(mask.shape for mask in masks))
        if not np.all(np.any([np.broadcast_to(mask, shape) for mask in masks], axis=0)):
            raise error_at(
                node, "a sampled point falls in no arm", "coverage", "print the arm that is missing"
            )
        result: Any = None
        for mask, (value_node, _) in zip(masks, node.arms, strict=True):
            if not np.any(mask):
                continue
            value = self._on(mask, value_node, bindings)
            if result is None:
                result, filled = np.where(mask, value, np.nan), mask
                continue
            both = np.logical_and(mask, filled)
            if (
                np.any(both)
                and derivative.disagreement(np.where(both, value, 0), np.where(both, result, 0))
                > 1e-9
            ):
                raise error_at(value_node, "two arms hold at one point and differ there", "value")
            result, filled = np.where(filled, result, value), np.logical_or(filled, mask)
        return np.asarray(result)[()]

    def _on(self, mask: Any, node: t.Node, bindings: Bindings) -> Value:
        if np.all(mask):
            return self.value(node, bindings)
        with np.errstate(all="ignore"):
            return self.value(node, bindings)

    def indicator(self, node: t.Indicator, bindings: Bindings) -> Value:
        mask: Any = True
        for condition in node.conditions:
            mask = np.logical_and(mask, self.truth(condition, bindings))
        return np.asarray(mask, dtype=float)[()]

    # --- arrays -------------------------------------------------------------------------------

    def matrix(self, node: t.Matrix, bindings: Bindings) -> Value:
        rows = []
        for row in node.rows:
            cells = [self.value(cell, bindings) for cell in row]
            blocks = [np.reshape(cell, (1, 1)) if np.ndim(cell) == 0 else cell for cell in cells]
            if len({block.shape[0] for block in blocks}) > 1:
                raise error_at(node, "the blocks of a row differ in height", "shape")
            rows.append(np.concatenate(blocks, axis=1))
        if len({row.shape[1] for row in rows}) > 1:
            raise error_at(node, "the rows differ in width", "shape")
        return np.concatenate(rows, axis=0)

    # --- functions ----------------------------------------------------------------------------

    def call(self, node: t.Call, bindings: Bindings) -> Value:
        arguments = [
            self.value(argument, bindings) for argument in self._listed(node.arguments, bindings)
        ]
        return self.applied(node.function, arguments, node, bindings)

    def applied(
        self, function: t.Node, arguments: list[Value], node: t.Node, bindings: Bindings
    ) -> Value:
        """A function's value, primes differentiated here."""
        if isinstance(function, t.Prime):
            return self._prime(function, arguments, node, bindings)
        if isinstance(function, t.Builtin):
            if function.name in ("Re", "Im") and self.mode == derivative.COMPLEX:
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
                value = self.applied(part, [value], node, bindings)
            return value
        inner = function.function if isinstance(function, t.InverseFunction) else function
        assert isinstance(inner, t.Name)
        symbol = self.world.page.symbols[inner.symbol]
        assert isinstance(symbol, s.Function)
        self._note(symbol)
        value = self.world.call(symbol.function, arguments, symbol.name)
        if symbol.elementwise and arguments and np.shape(value) != np.shape(arguments[0]):
            raise error_at(
                node, f"{symbol.name} is declared elementwise, but changes the shape", "shape"
            )
        return value

    def _note(self, symbol: s.Function) -> None:
        if self.mode and not symbol.analytic:
            self.trace.notes.add(
                f"{symbol.name} is declared as not analytic: five-point differences alone"
            )

    def _prime(
        self, function: t.Prime, arguments: list[Value], node: t.Node, bindings: Bindings
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
            symbol = self.world.page.symbols[name.symbol]
            assert isinstance(symbol, s.Function)
            if not symbol.elementwise:
                raise error_at(
                    node,
                    f"a prime on {symbol.name}, which is not elementwise",
                    remedy="print the Jacobian",
                )
            for kink in symbol.kinks:
                if np.any(np.abs(np.real(arguments[0]) - kink) < _KINK):
                    raise error_at(
                        node,
                        f"{symbol.name} has no derivative at {kink:g}, its kink",
                        "value",
                        rf"print the condition: \quad z \ne {kink:g}",
                    )
            analytic = symbol.analytic
        below: t.Node = (
            name if function.order == 1 else t.Prime(function=name, order=function.order - 1)
        )

        def apply(mode: str) -> Callable[[Any], Any]:
            inner = Evaluator(self.world, self.trace, mode)
            return lambda x: inner.applied(below, [x], node, bindings)

        at = np.asarray(arguments[0])
        return self._differentiated(apply, at, analytic, node, elementwise=True)

    def _differentiated(
        self,
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
            return derivative.by_entry(method, function, at)

        inside_complex = self.mode == derivative.COMPLEX or np.iscomplexobj(at)
        if inside_complex or not analytic:
            if not inside_complex:
                self.trace.methods.add(derivative.FIVE_POINT)
            return run(
                derivative.five_point,
                derivative.FIVE_POINT if not inside_complex else derivative.COMPLEX,
            )
        exact = run(derivative.complex_step, derivative.COMPLEX)
        self.trace.methods.add(derivative.COMPLEX)
        if self.mode:
            return exact
        self.trace.methods.add(derivative.FIVE_POINT)
        function = apply(derivative.FIVE_POINT)
        apart = np.inf
        for step in derivative.REAL_STEPS:
            try:
                apart = min(apart, self._apart(function, at, exact, step, elementwise))
            except FormulaError:
                continue  # a step out of the function's domain; a smaller one may stay inside
            if apart <= derivative.AGREEMENT:
                break
        self.trace.disagreement = max(self.trace.disagreement, apart)
        if not apart <= derivative.AGREEMENT:
            raise error_at(
                node,
                f"the two methods of differentiation disagree by {apart:.1e} of the "
                f"larger value: {derivative.COMPLEX} against {derivative.FIVE_POINT}",
                "value",
                "is the point a kink, or the code not analytic (abs, "
                "where)? then declare kinks=… or analytic=False",
            )
        return exact

    def _apart(
        self, function: Callable[[Any], Any], at: Any, exact: Any, step: float, elementwise: bool
    ) -> float:
        """How far five-point differences are from the exact slopes: everywhere, or along
        random directions.
        """
        if elementwise:
            return derivative.disagreement(
                exact, derivative.five_point(function, at, _ones(at), step)
            )
        direction = np.ones(np.shape(at))
        if np.size(at) > 1:
            direction = np.random.default_rng(20).normal(size=np.shape(at))
        weighted = zip(np.ravel(direction), exact, strict=True)
        expected = sum((weight * slope for weight, slope in weighted), start=0.0)
        return derivative.disagreement(
            derivative.five_point(function, at, direction, step), expected
        )

    def derivative(self, node: t.Derivative, bindings: Bindings) -> Value:
        of: t.Node = node.of
        if len(node.by) > 1:
            of = t.Derivative(
                sign=node.sign, of=node.of, by=node.by[1:], start=node.start, end=node.end
            )
        return self._by(of, node.by[0], node, bindings)

    def gradient(self, node: t.Gradient, bindings: Bindings) -> Value:
        if node.order == 1:
            return self._by(node.of, node.by, node, bindings)
        first = t.Gradient(of=node.of, by=node.by, order=1, start=node.start, end=node.end)
        return self._by(first, node.by, node, bindings)

    def _by(self, of: t.Node, by: t.Node, node: t.Node, bindings: Bindings) -> Value:
        """∂of/∂by: `by` is given other values, and what depends on it is computed anew."""
        if not _is_symbol(by):
            raise error_at(
                by,
                "this is not a letter to differentiate by",
                remedy="name a declared symbol or its entry",
            )
        if isinstance(by, t.Name) and self.world.page.role(by.symbol) != "value":
            raise error_at(
                by,
                f"{by.symbol} is a {self.world.page.role(by.symbol)}, "
                "not a letter to differentiate by",
            )
        world = self.world
        letters = t.free_letters(node)
        place = (of, by, tuple(bindings.get(letter) for letter in letters))
        if not self.mode and place in world.slopes:
            value, methods = world.slopes[place]
            self.trace.methods |= methods
            return value
        key = world.key(by, bindings)
        base = world.value(key)
        scalar = np.ndim(base) == 0
        positions = np.zeros((), dtype=int) if scalar else world.positions(by, bindings)
        at = np.asarray(base).reshape(-1)[positions]
        reached = False

        def apply(mode: str) -> Callable[[Any], Any]:
            def value_at(point: Any) -> Any:
                nonlocal reached
                flat = np.array(
                    base,
                    dtype=complex if np.iscomplexobj(point) or np.iscomplexobj(base) else float,
                ).reshape(-1)
                flat[positions] = point
                changed = world.override({key: flat[0] if scalar else flat.reshape(np.shape(base))})
                result = Evaluator(changed, self.trace, mode).value(of, bindings)
                reached = reached or changed.touched
                return result

            return value_at

        analytic = self._analytic(of, bindings)
        slopes = self._differentiated(apply, at, analytic, node, elementwise=False)
        if not reached:
            raise error_at(
                node,
                "there is no path from what is differentiated to the letter below",
                "path",
                "differentiate by a letter that it is computed "
                "from, or declare the section's graph",
            )
        value = self._laid_out(slopes, np.shape(_plain(at)), node)
        if not self.mode:
            both = (
                {derivative.COMPLEX, derivative.FIVE_POINT} if analytic else {derivative.FIVE_POINT}
            )
            world.slopes[place] = value, both
        return value

    def _laid_out(self, slopes: list[Any], below: tuple[int, ...], node: t.Node) -> Value:
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

    def _analytic(self, of: t.Node, bindings: Bindings) -> bool:
        """Whether complex step may be used: no code below is declared otherwise."""
        page = self.world.page
        for name in of.walk():
            if isinstance(name, t.Name) and (culprit := page.not_analytic(name.symbol)):
                self.trace.notes.add(
                    f"{culprit} is declared as not analytic: five-point differences alone"
                )
                return False
        return True

    def evaluated(self, node: t.Evaluated, bindings: Bindings) -> Value:
        changes: dict[Key, Value] = {}
        for condition in node.at:
            if (
                not isinstance(condition, t.Relation)
                or condition.signs != ("=",)
                or not _is_symbol(condition.sides[0])
            ):
                raise error_at(condition, "a bar needs letter = value", remedy="print |_{x = 0}")
            key = self.world.key(condition.sides[0], bindings)
            base = self.world.value(key)
            value = self.value(condition.sides[1], bindings)
            if np.ndim(base) == 0:
                changes[key] = value
                continue
            flat = np.array(base, dtype=complex if np.iscomplexobj(value) else None).reshape(-1)
            flat[self.world.positions(condition.sides[0], bindings)] = value
            changes[key] = flat.reshape(np.shape(base))
        return Evaluator(self.world.override(changes), self.trace, self.mode).value(
            node.of, bindings
        )

    # --- over a letter --------------------------------------------------------------------------

    def expectation(self, node: t.Expectation, bindings: Bindings) -> Value:
        """E, Var, Cov and P over the random letters of the page."""
        first = node.arguments[0]
        mean = self._mean(first, node, bindings)
        if node.kind in ("E", "P"):
            return mean
        second = node.arguments[-1]
        other = mean if second is first else self._mean(second, node, bindings)
        if node.kind == "Var" and np.ndim(mean):
            raise error_at(node, "the variance of an array", "shape", r"print \operatorname{Cov}")

        def product(evaluator: Evaluator) -> Value:
            left = evaluator.value(first, bindings) - mean
            right = left if second is first else evaluator.value(second, bindings) - other
            return left @ np.transpose(right) if np.ndim(left) and np.ndim(right) else left * right

        return self._averaged(product, node, bindings)

    def _mean(self, of: t.Node, node: t.Expectation, bindings: Bindings) -> Value:
        return self._averaged(lambda evaluator: evaluator.value(of, bindings), node, bindings)

    def _averaged(
        self, function: Callable[[Evaluator], Value], node: t.Expectation, bindings: Bindings
    ) -> Value:
        keys: list[Key] = []
        for argument in node.arguments:
            found = probability.random_keys(argument, self.world, bindings)
            keys += [key for key in found if key not in keys]
        value, method, deviation = probability.expectation(
            lambda world: function(Evaluator(world, self.trace, self.mode)), keys, self.world, node
        )
        self.trace.notes.add(f"expectation by {method}")
        if deviation is not None:
            self.trace.deviation = max(self.trace.deviation, float(np.max(np.abs(deviation))))
        return value

    def with_letter(self, by: t.Node, of: t.Node, bindings: Bindings) -> Callable[[Any], Value]:
        """`of` as a function of a declared scalar letter."""
        if not _is_symbol(by) or np.ndim(self.world.read(by, bindings)):
            raise error_at(by, "this is not a declared scalar letter")
        key = self.world.key(by, bindings)

        def at(value: Any) -> Value:
            # Large terms far out, in an exponent say, are no terms of what is compared.
            largest = self.trace.largest
            world = self.world.override({key: value})
            found = Evaluator(world, self.trace, self.mode).value(of, bindings)
            self.trace.largest = largest
            return found

        return at

    def integral(self, node: t.Integral, bindings: Bindings) -> Value:
        low, high = self.value(node.low, bindings), self.value(node.high, bindings)
        self.trace.notes.add("integral by Gauss-Legendre quadrature")
        alone = self.with_letter(node.by, node.body, bindings)
        by = self.world.key(node.by, bindings)
        return calculus.integral(alone, low, high, Integrand(node.body, by, self, bindings))

    def limit(self, node: t.Limit, bindings: Bindings) -> Value:
        to = float(np.real(self.value(node.to, bindings)))
        self.trace.notes.add("limit: a finite sequence, extrapolated")
        return calculus.limit(self.with_letter(node.by, node.body, bindings), to, node.side)


_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": np.less,
    ">": np.greater,
    r"\le": np.less_equal,
    r"\ge": np.greater_equal,
    "=": np.equal,
    r"\ne": np.not_equal,
}

_METHODS: dict[type, Callable[[Evaluator, Any, Bindings], Value]] = {
    t.Number: Evaluator.number,
    t.Constant: Evaluator.constant,
    t.Index: Evaluator.index,
    t.Name: Evaluator.name,
    t.Entry: Evaluator.entry,
    t.Transpose: Evaluator.transpose,
    t.Negative: Evaluator.negative,
    t.Add: Evaluator.add,
    t.Product: Evaluator.product,
    t.Quotient: Evaluator.quotient,
    t.Power: Evaluator.power,
    t.Absolute: Evaluator.absolute,
    t.Norm: Evaluator.norm,
    t.Big: Evaluator.big,
    t.Dots: Evaluator.dots,
    t.Cases: Evaluator.cases,
    t.Indicator: Evaluator.indicator,
    t.Matrix: Evaluator.matrix,
    t.Call: Evaluator.call,
    t.Derivative: Evaluator.derivative,
    t.Gradient: Evaluator.gradient,
    t.Evaluated: Evaluator.evaluated,
    t.Expectation: Evaluator.expectation,
    t.Integral: Evaluator.integral,
    t.Limit: Evaluator.limit,
}


def definite(sign: str, left: Value, right: Value, node: t.Node) -> tuple[bool, float]:
    """The order of symmetric matrices: whether it holds, and the smallest eigenvalue."""
    difference = np.atleast_2d(np.real(left)) * 1.0
    if np.ndim(right) or right != 0:
        if np.shape(left) != np.shape(right):
            raise error_at(node, "matrices of different shapes", "shape")
        difference = difference - np.real(right)
    if difference.shape[0] != difference.shape[1]:
        raise error_at(node, "a matrix that is not square", "shape")
    if np.max(np.abs(difference - difference.T)) > 1e-9 * max(1.0, np.max(np.abs(difference))):
        raise error_at(node, "a matrix that is not symmetric", "value")
    values = np.linalg.eigvalsh(difference * (1 if sign.startswith(r"\succ") else -1))
    smallest = float(values[0]) / max(1e-12, float(np.max(np.abs(values))))
    return smallest > (1e-12 if sign in (r"\succ", r"\prec") else -1e-10), smallest


def evaluate(node: t.Node, world: World, bindings: Mapping[str, int]) -> Value:
    """The value of an expression in a world."""
    return Evaluator(world).value(node, dict(bindings))


def _plain(value: Value) -> Value:
    """One entry alone is a number; a flat array is a column."""
    if type(value) in _SCALARS:
        return value
    if np.ndim(value) == 0:
        return value[()] if isinstance(value, np.ndarray) else value
    if np.size(value) == 1:
        return np.asarray(value).reshape(-1)[0]
    return np.asarray(value).reshape(-1, 1) if np.ndim(value) == 1 else np.asarray(value)


def _ones(at: Any) -> Any:
    """The direction in which each entry grows alike; of a number a number, not an array."""
    return np.ones(np.shape(at)) if np.ndim(at) else 1.0


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


def _is_symbol(node: t.Node) -> bool:
    """A declared name, perhaps with an entry or a transpose."""
    while isinstance(node, (t.Entry, t.Transpose)):
        node = node.base
    return isinstance(node, t.Name)


def _literal(node: t.Node) -> bool:
    """Whether an expression is made of printed numbers alone."""
    return not any(isinstance(part, (t.Name, t.Index, t.Call)) for part in node.walk())


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


def _numbered(node: t.Node) -> t.Node:
    """A term for comparison with the pattern."""
    return node
