"""Worlds in which every letter is an independent free leaf: nothing is computed from anything else.

A wrong formula that agrees with the right one in all of them says the same, whatever they mean.
What is computed from random letters is random too: together with them it has some joint
distribution, and another one in each world.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np

from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError
from nnbook.verify.evaluate import Evaluator, evaluate
from nnbook.verify.evaluate_base import Valued
from nnbook.verify.page_check import Setting
from nnbook.verify.probability import random_keys
from nnbook.verify.world import Key, World, said

WORLDS = 100
_MOST_BINDINGS = 4
_GOLDEN = (math.sqrt(5) - 1) / 2
_SMALL = 1e-3
_COUNT = 4  # what a computed count is in a free world
_FREE = {"simplex": "unit", "onehot": "unit", "labels": "unit", "signs": "normal"}
_FORCED = (0.0, 1.0, -1.0)
_OUTCOMES = 6  # of a joint distribution

_YES_OR_NO = (t.Relation, t.Indicator, t.Cases)  # never true of free numbers

Bindings = dict[str, int]


@dataclass(frozen=True)
class Dependent(s.Random):
    """A letter that is computed from random ones, with a value of its own in each outcome."""


def free_page(page: s.Page, values: str, dependent: Collection[str] = ()) -> s.Page:
    """The page with every computed or defined symbol as a leaf of the same shape: a drawn one, or
    a random one where it is computed from random letters.
    """
    declarations: list[Any] = []
    counts = _counts(page)
    for item in page.declarations:
        if isinstance(item, (s.Section, s.Updated)):
            continue
        if item.name in counts and not isinstance(item, s.Size):
            declarations.append(s.size(item.name, _COUNT, item.meaning))
            continue
        if item.name in dependent and isinstance(item, (s.Computed, s.Defined)):
            law = ("normal", (0, 1)) if values == "normal" else ("uniform", (0, 1))
            declarations.append(Dependent(item.name, item.shape, item.meaning, *law))
            continue
        if isinstance(item, s.Computed):
            item = s.drawn(
                item.name,
                item.shape,
                item.meaning,
                values=values,
                layers=item.layers,
                broadcasts=item.broadcasts,
            )
        elif isinstance(item, s.Defined):
            item = s.drawn(item.name, item.shape, item.meaning, values=values)
        elif isinstance(item, s.Drawn):
            own = _FREE.get(item.values, item.values) if isinstance(item.values, str) else values
            item = replace(item, values=own)
        declarations.append(item)
    return s.Page(*declarations)


def _counts(page: s.Page) -> set[str]:
    """The symbols that say how far an index runs or how large an array is."""
    found: set[str] = set()
    for symbol in page.symbols.values():
        ends = (symbol.low, symbol.high) if isinstance(symbol, s.IndexLetter) else ()
        for extent in (*symbol.shape, *ends):
            if isinstance(extent, str):
                parsed = page.parse(extent, frozenset(page.names.index_letters))
                found |= t.symbols_in(parsed)
    return found


class FreeWorlds:
    """The free worlds of one setting, made when they are asked for and kept."""

    def __init__(self, setting: Setting, values: str, dependent: Collection[str] = ()) -> None:
        self.setting = setting
        self.page = free_page(setting.page, values, dependent)
        self._made: list[World] = []
        self._forced: dict[str, list[World]] = {}

    def __iter__(self) -> Iterator[World]:
        """A hundred drawn worlds, every second with other sizes, every fourth near zero."""
        for number in range(WORLDS):
            if number == len(self._made):
                self._made.append(self._world(number))
            yield self._made[number]

    def _world(self, number: int) -> World:
        sizes = self.other_sizes(number) if number % 2 else self.setting.sizes
        world = World(self.page, 1000 + number, evaluate, sizes=sizes)
        if number % 4 != 3:
            return world
        small: dict[Key, Any] = {}
        for symbol in self.page.symbols.values():
            if isinstance(symbol, s.Drawn) and not self.page.slots[symbol.name]:
                small[symbol.name, ()] = world.value((symbol.name, ())) * _SMALL
        free = {
            key: value
            for key, value in small.items()
            if getattr(self.page.symbols[key[0]], "values", "") == "normal"
        }
        return world.override(free)

    def other_sizes(self, number: int) -> dict[str, Any]:
        """Sizes that the page does not use, all different where the page's are."""
        more = 1 + number // 2 % 3
        return {
            item.name: item.value + more
            if isinstance(item.value, int)
            else (
                *(value + more for value in item.value),
                *range(max(item.value) + more + 1, max(item.value) + 2 * more + 1),
            )
            for item in self.page.symbols.values()
            if isinstance(item, s.Size)
        }

    def forced(self, names: Sequence[str]) -> Iterator[World]:
        """Worlds in which one scalar letter is 0, 1, -1 or a point that the page forces."""
        for name in names:
            if name not in self._forced:
                self._forced[name] = list(self._force(name))
            yield from self._forced[name]

    def _force(self, name: str) -> Iterator[World]:
        symbol = self.page.symbols[name]
        if not isinstance(symbol, s.Drawn) or symbol.shape or self.page.slots[name]:
            return
        base = next(iter(self))
        points = (*_FORCED, *symbol.also) if symbol.values == "normal" else symbol.also
        for point in points:
            yield base.override({(name, ()): point})


class FreeEvaluator(Evaluator):
    """Evaluates with a derivative as a leaf where no path leads from one letter to the other, and
    a mean as a leaf where nothing random is left to take it over. A mean over letters that depend
    on each other is one over their joint outcomes.
    """

    def slope(self, of: t.Node, by: t.Node, node: t.Node, bindings: Bindings) -> Any:
        try:
            return super().slope(of, by, node, bindings)
        except FormulaError as error:
            if error.category != "path":
                raise
        place = _derivative(of, by)
        shape = _slope_shape(
            np.shape(self.value(of, bindings)), np.shape(self.value(by, bindings)), node
        )
        return self._leaf(place, shape, bindings)

    def averaged(
        self, function: Callable[[Valued], Any], node: t.Expectation, bindings: Bindings
    ) -> Any:
        keys = {
            key
            for argument in node.arguments
            for key in random_keys(argument, self.world, bindings)
        }
        if any(isinstance(self.world.page.symbols[name], Dependent) for name, _ in keys):
            if any(isinstance(part, _YES_OR_NO) for part in node.walk()):
                return self._leaf(node, np.shape(self._made(function, bindings)), bindings)
            return self._over_outcomes(function, keys, bindings)
        try:
            return super().averaged(function, node, bindings)
        except FormulaError as error:
            if error.category != "path":
                raise
        return self._leaf(node, np.shape(self._made(function, bindings)), bindings)

    def _made(self, function: Callable[[Valued], Any], bindings: Bindings) -> Any:
        return function(lambda of: self.value(of, bindings))

    def _over_outcomes(
        self, function: Callable[[Valued], Any], keys: Collection[Key], bindings: Bindings
    ) -> Any:
        """A mean over some outcomes that all letters share: nothing is known of how they depend."""
        weights = np.random.default_rng(self.world.seed).exponential(size=_OUTCOMES)
        total: Any = 0.0
        for outcome, weight in enumerate(weights / np.sum(weights)):
            there = self.world.override({})
            there.seed = 1_000_003 * (self.world.seed + 1) + outcome
            drawn = {key: there._make(key) for key in keys}
            inside = FreeEvaluator(self.world.override(drawn), self.trace, self.mode)
            inside.outside = self
            total = total + weight * inside._made(function, bindings)
        return total

    def _leaf(self, node: t.Node, shape: tuple[int, ...], bindings: Bindings) -> Any:
        """Normal numbers that are the same wherever the same expression stands in this world."""
        seed = [self.world.seed, crc32(_with_numbers(node, bindings).encode())]
        return np.random.default_rng(seed).normal(size=shape)


@lru_cache
def _derivative(of: t.Node, by: t.Node) -> t.Node:
    """One node for each derivative, so that what is kept beside it is found again."""
    return t.Derivative(sign="d", of=of, by=(by,))


def _slope_shape(above: tuple[int, ...], below: tuple[int, ...], node: t.Node) -> tuple[int, ...]:
    if not below or not above:
        return above or below
    if above[1] == 1 and below[1] == 1:
        return above[0], below[0]
    raise FormulaError(
        f"no derivative of {said(above)} by {said(below)}", node.start, node.end, "shape"
    )


def _with_numbers(node: t.Node, bindings: Bindings) -> str:
    """What an expression is, with the values of its free indices in their place."""
    letters = tuple(letter for letter in t.free_letters(node) if letter in bindings)
    kept = node.__dict__.setdefault("_patterns", {})
    if letters not in kept:
        places = {letter: f"<{place}>" for place, letter in enumerate(letters)}
        kept[letters] = repr(_numbered(node, places))
    text: str = kept[letters]
    for place, letter in enumerate(letters):
        text = text.replace(f"<{place}>", str(bindings[letter]))
    return text


def _numbered(node: Any, values: Mapping[str, str]) -> Any:
    """A tree with something else in the place of its free indices."""
    if isinstance(node, t.Index):
        return t.Number(text=values[node.name]) if node.name in values else node
    if isinstance(node, tuple):
        return tuple(_numbered(item, values) for item in node)
    if isinstance(node, t.Node):
        inside = values
        if isinstance(node, t.Big):
            inside = {name: value for name, value in values.items() if name not in node.indices}
        changes = {
            name: _numbered(getattr(node, name), inside) for name in node.__dataclass_fields__
        }
        return type(node)(**changes)
    return node


def bindings_of(
    nodes: Sequence[t.Node], statement: t.Statement, evaluator: Evaluator
) -> list[Bindings]:
    """Values of the free indices of some nodes, as the printed conditions allow; not too many."""
    letters = list(dict.fromkeys(letter for node in nodes for letter in t.free_letters(node)))
    world = evaluator.world
    found: list[Bindings] = [{}]
    for letter in letters:
        printed = next(
            (
                item
                for item in statement.conditions
                if isinstance(item, t.Range) and letter in item.indices
            ),
            None,
        )
        grown = []
        for bound in found:
            values = (
                range(world.integer(printed.low, bound), world.integer(printed.high, bound) + 1)
                if printed is not None
                else evaluator.range_of(letter, bound, statement)
            )
            grown += [{**bound, letter: value} for value in values]
        found = grown
    step = max(1, -(-len(found) // _MOST_BINDINGS))
    first = int(world.seed * _GOLDEN % 1 * step)  # other ones in each world, evenly
    return list(itertools.islice(found, first, None, step))
