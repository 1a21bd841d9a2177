"""Values that are asked for again and again, kept while one formula is printed in many ways.

What a wrong print has in common with the right one has the same values in the same world. Kept are
those of some expressions alone, which are named first; a value is found again by what the
expression is, not by where it stands, with all that its evaluation noted on the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.evaluate_base import Bindings, Trace
from nnbook.verify.world import Key, Value, World

_MOST = 300_000  # values that are kept
_MOST_WORLDS = 20_000  # in which one letter has another value
_LIGHT = 3  # expressions of so few parts are found as fast as they are remembered
_DEAR = (t.Expectation, t.Derivative, t.Gradient)  # however short they are
_PLACED = (t.Cases,)  # which of their arms were met is noted by the place where they stand
_PARTS = (t.Space, t.Range, t.Finite, t.Interval, t.Relation, t.Order, t.Minimiser)  # no value


@dataclass(frozen=True)
class Found:
    """A value, what was noted while it was found, and the world, so that its id stays its own."""

    value: Value
    trace: Trace
    world: World


@dataclass(frozen=True)
class Named:
    """An expression whose values are kept: its number, and what its value depends on."""

    number: int
    letters: tuple[str, ...] = ()
    symbols: frozenset[str] = frozenset()


class Memory:
    """The values of some expressions in some worlds. Under other definitions those alone are kept
    that do not see them; they are those of the world as it is defined.
    """

    def __init__(self) -> None:
        self._named: dict[t.Node, Named] = {}
        self._known: dict[int, tuple[t.Node, Named | None]] = {}
        self._values: dict[Any, Found] = {}
        self._beside: dict[tuple[int, Key, Value], tuple[World, World]] = {}

    def name(self, page: s.Page, *nodes: t.Node) -> None:
        """Keep from now on the values of these expressions, as read in a page, and of all that are
        part of them.
        """
        self._known.clear()
        for node in nodes:
            for part in node.walk():
                if part in self._named or _worth(part):
                    before = self._named.get(part) or Named(len(self._named))
                    places = [part, *_ends(part, page)]
                    letters = {letter for place in places for letter in t.free_letters(place)}
                    self._named[part] = Named(
                        before.number,
                        tuple(sorted(letters | set(before.letters))),
                        before.symbols | t.symbols_in(*places),
                    )

    def place(self, node: t.Node, world: World, bindings: Bindings, of: type) -> Any:
        """Under which key a value is kept; None for an expression whose value is not."""
        known = self._known.get(id(node))
        if known is None:  # kept with the node, so that its id stays its own
            known = self._known[id(node)] = node, self._named.get(node)
        named = known[1]
        if named is None:
            return None
        if world.redefines is not None:
            if not named.symbols.isdisjoint(world.redefines):
                return None
            world = world.parent or world
        return named.number, id(world), of, tuple([bindings.get(x) for x in named.letters])

    def found(self, place: Any) -> Found | None:
        """What is kept there."""
        return self._values.get(place)

    def keep(self, place: Any, found: Found) -> None:
        """Keep a value, while there is room."""
        if len(self._values) < _MOST:
            self._values[place] = found

    def beside(self, world: World, key: Key, value: Value) -> World | None:
        """The world in which one letter has another value, the same one each time; None where
        there is no room for more of them.
        """
        place = id(world), key, value
        if place not in self._beside:
            if len(self._beside) >= _MOST_WORLDS:
                return None
            other = world.override({key: value})
            self._beside[place] = world, other  # with the world, so that its id stays its own
        return self._beside[place][1]


def _ends(node: t.Node, page: s.Page) -> list[t.Node]:
    """The ends of the declared ranges over which the sums in an expression run."""
    found: list[t.Node] = []
    for part in node.walk():
        for letter in part.indices if isinstance(part, t.Big) else ():
            symbol = page.symbols.get(letter)
            ends = (symbol.low, symbol.high) if isinstance(symbol, s.IndexLetter) else ()
            found += [page.parse(end, page.index_letters) for end in ends if isinstance(end, str)]
    return found


def _worth(node: t.Node) -> bool:
    """Whether to remember is less work than to find again."""
    if isinstance(node, _PARTS) or any(isinstance(part, _PLACED) for part in node.walk()):
        return False
    if isinstance(node, _DEAR):
        return True
    return len(node.walk()) > _LIGHT and not isinstance(node, (t.Entry, t.Name, t.Transpose))
