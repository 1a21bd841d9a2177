"""Which mutants say the same as the right formula, and by which rule.

A survivor is equivalent only if it agrees with the original in a hundred free worlds (or for a
stated reason that is tested there), and only under a rule that has a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.equivalence_rules import Evidence, named, own_fields
from nnbook.verify.errors import FormulaError
from nnbook.verify.evaluate import Evaluator
from nnbook.verify.evidence import one_value
from nnbook.verify.formula import Formula
from nnbook.verify.free_worlds import WORLDS, Bindings, FreeEvaluator, FreeWorlds, bindings_of
from nnbook.verify.memory import Memory
from nnbook.verify.page_check import Setting
from nnbook.verify.world import World

_OF_SLOPES = 1e-6  # where both sides were differentiated numerically
_SMALLEST_SLOPE = 1e-3
_EXACT = 1e-12
_ENOUGH = WORLDS // 2  # where the letters leave a function's domain in some of the worlds
_INEQUALITIES = {"<", ">", r"\le", r"\ge"}


class Judge:
    """Looks for the rule by which a survivor of one formula is no wrong formula."""

    def __init__(
        self,
        setting: Setting,
        worlds: Sequence[World],
        free: Sequence[FreeWorlds],
        memory: Memory | None = None,
    ) -> None:
        self.setting, self.worlds, self.free = setting, worlds, free
        self.memory = memory  # of values in the free worlds
        self._known: dict[Any, Any] = {}  # values of right sides, in free worlds

    def rule(self, operator: str, original: Formula, mutated: Formula) -> str | None:
        """The name of the rule, or None: then the mutant is a survivor."""
        if original.kind == "mention" and mutated.kind == "mention":
            return "a mention of another side of the page"
        if len(original.statements) != len(mutated.statements) or original.wrong is not None:
            return None
        found: list[str] = []
        for old, new in zip(original.statements, mutated.statements, strict=True):
            if old != new:
                rule = self._statement(operator, old, new)
                if rule is None:
                    return None
                found.append(rule)
        return found[0] if found else None

    def _statement(self, operator: str, old: t.Statement, new: t.Statement) -> str | None:
        if len(old.sides) != len(new.sides) or len(old.conditions) != len(new.conditions):
            return None
        if old.signs != new.signs:
            return self._exact_decimal(old, new)
        if _without_transposed_norms(old) == _without_transposed_norms(new):
            return "a transposed scalar, or a norm, which does not see it"
        pairs = [
            (left, right)
            for left, right in zip(
                (*old.sides, *old.conditions), (*new.sides, *new.conditions), strict=True
            )
            if left != right
        ]
        if all(one_value(left, right, self.setting.page) for left, right in pairs):
            return "one value under two names"
        rules = [self._agree(operator, left, right, old) for left, right in pairs]
        if all(rules):
            return rules[0]
        tests: tuple[Callable[[t.Statement, t.Statement], str | None], ...] = (
            (
                self._only_shape,
                self._of_numbers,
                self._multiple_of_zero,
                self._weaker_bound,
                self._other_value,
                self._renamed,
            )
            if old.conditions == new.conditions
            else (self._narrower, self._other_value, self._renamed)
        )
        return next((found for test in tests if (found := test(old, new))), None)

    # --- sides that agree -----------------------------------------------------------------------

    def _agree(self, operator: str, old: t.Node, new: t.Node, statement: t.Statement) -> str | None:
        if isinstance(old, t.Relation) and isinstance(new, t.Relation):
            return self._relations_agree(operator, old, new, statement)
        evidence = self.evidence(old, new, statement)
        if evidence is None or not evidence.equal:
            return None
        return named(operator, old, new, evidence)

    def _relations_agree(
        self, operator: str, old: t.Relation, new: t.Relation, statement: t.Statement
    ) -> str | None:
        if old.signs != new.signs or len(old.sides) != 2 or old.signs[0] == r"\in":
            return None
        rules = [
            self._agree(operator, left, right, statement)
            for left, right in zip(old.sides, new.sides, strict=True)
            if left != right
        ]
        if all(rules):
            return rules[0]
        return "the same sign on both sides" if self._same_sign(old, new, statement) else None

    def _same_sign(self, old: t.Relation, new: t.Relation, statement: t.Statement) -> bool:
        """Whether left minus right has one sign before and after, at the boundary too."""
        before, after = (
            t.Add(terms=(node.sides[0], node.sides[1]), signs=("+", "-")) for node in (old, new)
        )
        seen: set[float] = set()
        count = 0
        for first, second in self._values((before, after), statement):
            floor = 1e-12 * max(1.0, float(np.max(np.abs(first), initial=0.0)))
            signs = [np.sign(np.where(np.abs(x) < floor, 0, x)) for x in (first, second)]
            if old.signs[0] in ("=", r"\ne"):  # here it only matters where it is zero
                signs = [np.abs(sign) for sign in signs]
            if np.shape(first) != np.shape(second) or np.any(signs[0] != signs[1]):
                return False
            seen |= {float(value) for value in np.ravel(signs[0])}
            count += 1
        wanted = {0.0, 1.0} if old.signs[0] in ("=", r"\ne") else {-1.0, 0.0, 1.0}
        return count >= _ENOUGH and wanted <= seen

    def same(self, old: t.Statement, new: t.Statement) -> bool:
        """Whether two statements are one for free letters, side by side."""
        if (old.signs, len(old.sides), old.conditions) != (
            new.signs,
            len(new.sides),
            new.conditions,
        ):
            return False
        for left, right in zip(old.sides, new.sides, strict=True):
            if left == right:
                continue
            pairs = [(left, right)]
            if isinstance(left, t.Relation) and isinstance(right, t.Relation):
                if left.signs != right.signs:
                    return False
                pairs = list(zip(left.sides, right.sides, strict=True))
            for first, second in pairs:
                if self.memory is not None:  # they share most of their parts
                    self.memory.name(self.setting.page, first)
                evidence = self.evidence(first, second, old)
                if evidence is None or not evidence.equal:
                    return False
        return True

    def _only_shape(self, old: t.Statement, new: t.Statement) -> str | None:
        """Another array, where a statement gives the shape of the array alone."""
        for k, side in enumerate(new.sides):
            if side == old.sides[k]:
                continue
            space = new.sides[k + 1] if k + 1 < len(new.sides) else None
            if not isinstance(space, t.Space) or (k and new.signs[k - 1] != r"\in"):
                return None
            found = (
                self._here((old.sides[k], side), old)
                if all(isinstance(size, t.Number) for size in space.dimensions)
                else list(self._values((old.sides[k], side), old))
            )
            if not found or any(np.shape(one) != np.shape(two) for one, two in found):
                return None
        return "only the shape is claimed"

    def _here(self, nodes: tuple[t.Node, t.Node], statement: t.Statement) -> list[tuple[Any, Any]]:
        """Values in the page's own worlds: a shape printed in numbers is of these sizes alone."""
        return [pair for world in self.worlds for pair in _both(nodes, statement, world)]

    def _narrower(self, old: t.Statement, new: t.Statement) -> str | None:
        """A condition that leaves out more: the formula still holds where it is claimed."""
        if old.sides != new.sides:
            return None
        for before, after in zip(old.conditions, new.conditions, strict=True):
            if before == after:
                continue
            count = 0
            for world in (*self.free[0], *self.worlds):
                evaluator = FreeEvaluator(world)
                for bound in bindings_of((before, after), old, evaluator):
                    try:
                        wide, narrow = (evaluator.holds(item, bound) for item in (before, after))
                    except FormulaError:
                        return None
                    if narrow and not wide:
                        return None
                    count += narrow
            if not count:
                return None
        return "a narrower condition, true there"

    def evidence(self, old: t.Node, new: t.Node, statement: t.Statement) -> Evidence | None:
        """Both expressions in the free worlds; None where they cannot be compared."""
        if _structural(old) or _structural(new):
            return self._parts(old, new, statement)
        slopes = any(isinstance(part, (t.Prime, t.Derivative)) for part in old.walk())
        evidence = Evidence(_OF_SLOPES, _SMALLEST_SLOPE) if slopes else Evidence()
        for first, second in self._values((old, new), statement):
            if second is None or np.shape(first) != np.shape(second):
                return None
            evidence.add(first, second)
            evidence.worlds += 1
            if not evidence.equal and evidence.ratio is None:
                return evidence
        return evidence if evidence.worlds >= _ENOUGH else None

    def _parts(self, old: t.Node, new: t.Node, statement: t.Statement) -> Evidence | None:
        """Sets, spaces and lists agree part by part."""
        children = list(old.children()), list(new.children())
        alike = type(old) is type(new) and len(children[0]) == len(children[1])
        if not alike or own_fields(old) != own_fields(new):
            return None
        for left, right in zip(*children, strict=True):
            if left != right:
                evidence = self.evidence(left, right, statement)
                if evidence is None or not evidence.equal:
                    return None
        return Evidence(worlds=WORLDS, constant=False, zero=False)

    def _values(
        self, nodes: tuple[t.Node, t.Node], statement: t.Statement
    ) -> Iterator[tuple[Any, Any]]:
        """The values of the old and the new expression wherever the old one has one."""
        for free in self.free:
            names = [
                name.symbol
                for node in nodes
                for name in node.walk()
                if isinstance(name, t.Name) and name.symbol in free.page.symbols
            ]
            worlds = (*free, *free.forced(list(dict.fromkeys(names))))
            found = [item for world in worlds for item in self._first(nodes, statement, world)]
            if len(found) >= _ENOUGH:
                for first, bound, evaluator in found:
                    yield first, _second(nodes[1], bound, evaluator)
                return

    def _first(
        self, nodes: tuple[t.Node, t.Node], statement: t.Statement, world: World
    ) -> Iterator[tuple[Any, Bindings, FreeEvaluator]]:
        """The values of the old expression in one world, where it has one: one for all mutants."""
        evaluator = FreeEvaluator(world)
        evaluator.memory = self.memory
        try:
            found = bindings_of(nodes, statement, evaluator)
        except FormulaError:
            return
        letters = t.free_letters(nodes[0])
        for bound in found:
            key = nodes[0], id(world), tuple([bound[letter] for letter in letters])
            if key not in self._known:
                self._known[key] = _value(nodes[0], bound, evaluator)
            value = self._known[key]
            if value is not None:
                yield value, bound, evaluator

    # --- whole statements -----------------------------------------------------------------------

    def _exact_decimal(self, old: t.Statement, new: t.Statement) -> str | None:
        r"""= for \approx where the printed decimal is the exact value."""
        changed = [k for k, sign in enumerate(new.signs) if sign != old.signs[k]]
        if any((old.signs[k], new.signs[k]) != (r"\approx", "=") for k in changed):
            return None
        if old.sides != new.sides:
            return None
        for world in self.worlds[:1]:
            evaluator = Evaluator(world)
            for k in changed:
                pair = new.sides[k], new.sides[k + 1]
                for bound in bindings_of(pair, new, evaluator):
                    left, right = (np.asarray(evaluator.value(side, bound)) for side in pair)
                    if np.any(np.abs(left - right) > _EXACT * np.abs(right)):
                        return None
        return "the decimal is exact"

    def _of_numbers(self, old: t.Statement, new: t.Statement) -> str | None:
        """A relation between numbers alone is executed as it stands: what passes is true."""
        for k, sign in enumerate(new.signs):
            pair = new.sides[k], new.sides[k + 1]
            if pair == (old.sides[k], old.sides[k + 1]):
                continue
            if any(_letters(side, self.setting.page) for side in pair) or sign == "=":
                return None
        return "true of numbers alone"

    def _multiple_of_zero(self, old: t.Statement, new: t.Statement) -> str | None:
        """Beside a printed 0 a multiple says the same; beside an inequality a positive one."""
        for k, side in enumerate(new.sides):
            if side == old.sides[k]:
                continue
            beside = [
                (new.signs[place], new.sides[other])
                for place, other in ((k - 1, k - 1), (k, k + 1))
                if 0 <= place < len(new.signs)
            ]
            if not all(_is_zero(other) for _, other in beside):
                return None
            evidence = self.evidence(old.sides[k], side, old)
            ratio = evidence.ratio if evidence is not None else None
            if ratio is None or not all(
                sign == "=" or (sign in _INEQUALITIES and ratio > 0) for sign, _ in beside
            ):
                return None
        return "a multiple of zero"

    def _weaker_bound(self, old: t.Statement, new: t.Statement) -> str | None:
        """An inequality that follows from the printed one and still meets what the check asks."""
        for k, side in enumerate(new.sides):
            if side == old.sides[k]:
                continue
            signs = {new.signs[place] for place in (k - 1, k) if 0 <= place < len(new.signs)}
            if len(signs) != 1 or not signs <= _INEQUALITIES:
                return None
            if 0 < k < len(new.signs):
                return None
            upward = (next(iter(signs)) in ("<", r"\le")) == (k > 0)
            count = 0
            for first, second in self._values((old.sides[k], side), old):
                gap = second - first if upward else first - second
                if np.shape(first) != np.shape(second) or np.any(gap < 0):
                    return None
                count += 1
            if count < _ENOUGH:
                return None
        return "a weaker bound, true and met"

    def _other_value(self, old: t.Statement, new: t.Statement) -> str | None:
        """The right formula at another value of a drawn letter, which may have any value."""
        for name, put in _replaced(old, new):
            symbol = self.setting.page.symbols.get(name.symbol)
            if (
                isinstance(symbol, s.Drawn)
                and symbol.name not in self.setting.values
                and substituted(old, name, put) == new
                and self._alone(old, name)
                and self._in_domain(symbol, put)
            ):
                return "the same at another value of a free letter"
        return None

    def _renamed(self, old: t.Statement, new: t.Statement) -> str | None:
        """A free index under another letter that runs over the same range."""
        free = {letter for side in old.sides for letter in t.free_letters(side)}
        for letter, put in _indices(old, new):
            ranges = [self.setting.page.symbols.get(node.name) for node in (letter, put)]
            declared = [(item.low, item.high) for item in ranges if isinstance(item, s.IndexLetter)]
            alike = len(declared) == 2 and declared[0] == declared[1]
            fresh = letter.name in free and put not in old.walk()
            if alike and fresh and substituted(old, letter, put) == new:
                return "an index renamed"
        return None

    def _alone(self, statement: t.Statement, letter: t.Name) -> bool:
        """Whether nothing else in a statement is computed from a letter."""
        world = self.worlds[0]
        for node in statement.walk():
            if not isinstance(node, t.Name) or node == letter:
                continue
            if self.setting.page.role(node.symbol) == "function":
                continue
            try:
                if world.depends(world.key(node, {}), frozenset({world.key(letter, {})})):
                    return False
            except FormulaError:
                return False  # a member of a family: which one is not known here
        return True

    def _in_domain(self, symbol: s.Drawn, put: t.Node) -> bool:
        """Whether the other value is one that the letter may have, in every world of the page."""
        ends = {"normal": (-np.inf, np.inf), "positive": (0.0, np.inf), "unit": (0.0, 1.0)}
        low, high = (
            ends.get(symbol.values, (np.inf, -np.inf))
            if isinstance(symbol.values, str)
            else symbol.values
        )
        name = t.Name(symbol=symbol.name)
        for world in self.worlds:
            value = Evaluator(world).value(put, {})
            if np.shape(value) != np.shape(Evaluator(world).value(name, {})):
                return False
            if not np.all((low < value) & (value < high)):
                return False
        return True


def _without_transposed_norms(node: Any) -> Any:
    """A tree in which no norm is taken of a transpose: by definition it is that of the array."""
    if isinstance(node, tuple):
        return tuple(_without_transposed_norms(item) for item in node)
    if not isinstance(node, t.Node):
        return node
    if isinstance(node, t.Norm) and isinstance(node.value, t.Transpose):
        return _without_transposed_norms(t.Norm(value=node.value.base, kind=node.kind))
    names = type(node).__dataclass_fields__
    return type(node)(**{name: _without_transposed_norms(getattr(node, name)) for name in names})


def substituted(node: Any, old: t.Node, new: t.Node) -> Any:
    """A tree with one expression in the place of another, everywhere."""
    if node == old:
        return new
    if isinstance(node, tuple):
        return tuple(substituted(item, old, new) for item in node)
    if isinstance(node, t.Node):
        changes = {
            name: substituted(getattr(node, name), old, new) for name in node.__dataclass_fields__
        }
        return type(node)(**changes)
    return node


def _replaced(old: t.Node, new: t.Node) -> Iterator[tuple[t.Name, t.Node]]:
    """The lone names at which two trees differ, each with what stands there now."""
    if old == new:
        return
    if isinstance(old, t.Name):
        yield old, new
    pairs = list(old.children()), list(new.children())
    if type(old) is type(new) and len(pairs[0]) == len(pairs[1]):
        for left, right in zip(*pairs, strict=True):
            yield from _replaced(left, right)


def _indices(old: t.Node, new: t.Node) -> Iterator[tuple[t.Index, t.Index]]:
    """The index letters at which two trees differ."""
    if isinstance(old, t.Index) and isinstance(new, t.Index) and old != new:
        yield old, new
    pairs = list(old.children()), list(new.children())
    if type(old) is type(new) and len(pairs[0]) == len(pairs[1]):
        for left, right in zip(*pairs, strict=True):
            yield from _indices(left, right)


def _both(
    nodes: tuple[t.Node, t.Node], statement: t.Statement, world: World
) -> Iterator[tuple[Any, Any]]:
    """Both values in one world, for each value of the free indices at which the first exists."""
    evaluator = FreeEvaluator(world)
    try:
        found = bindings_of(nodes, statement, evaluator)
    except FormulaError:
        return
    for bound in found:
        first = _value(nodes[0], bound, evaluator)
        if first is not None:
            yield first, _second(nodes[1], bound, evaluator)


def _second(node: t.Node, bound: Bindings, evaluator: FreeEvaluator) -> Any:
    value = _value(node, bound, evaluator)
    return np.asarray(np.nan) if value is None else value


def _value(node: t.Node, bound: Bindings, evaluator: FreeEvaluator) -> Any:
    """The value in a free world, or None where there is none."""
    with np.errstate(all="raise", under="ignore"):
        try:
            return np.asarray(evaluator.value(node, bound))
        except FormulaError:
            return None


def _structural(node: t.Node) -> bool:
    return isinstance(node, (t.Ordered, t.Finite, t.Interval, t.Space, t.Range))


def _letters(node: t.Node, page: s.Page) -> bool:
    """Whether an expression has a letter with a value, or an index."""
    return any(
        isinstance(part, t.Index)
        or (isinstance(part, t.Name) and page.role(part.symbol) != "function")
        for part in node.walk()
    )


def _is_zero(node: t.Node) -> bool:
    return isinstance(node, t.Number) and float(node.text) == 0
