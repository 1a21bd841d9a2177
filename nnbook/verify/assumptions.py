"""`\\text{suppose} …`: which worlds satisfy it, and letters that it sets."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.evaluate import Evaluator
from nnbook.verify.world import World


@dataclass(frozen=True)
class Assumption:
    """`\\text{suppose} …`, in force in its section."""

    section: tuple[str, ...]
    statement: t.Statement


def sets_letter(statement: t.Statement, page: s.Page) -> bool:
    """Whether the assumption gives a drawn letter its value, in terms of others."""
    left, right = statement.sides[0], statement.sides[-1]
    if statement.signs != ("=",) or not isinstance(left, t.Name):
        return False
    drawn = isinstance(page.symbols[left.symbol], s.Drawn)
    return drawn and all(node != left for node in right.walk())


def set_letter(world: World, statement: t.Statement) -> World:
    evaluator = Evaluator(world)
    key = world.key(statement.sides[0], {})
    value = evaluator.value(statement.sides[1], {})
    shape = np.shape(world.value(key))
    return world.override({key: np.full(shape, value) if np.ndim(value) == 0 and shape else value})


def satisfied(world: World, statement: t.Statement) -> bool:
    relation = t.Relation(
        sides=statement.sides, signs=statement.signs, start=statement.start, end=statement.end
    )
    evaluator = Evaluator(world)
    letters = list(
        dict.fromkeys(letter for side in statement.sides for letter in t.free_letters(side))
    )
    ranges = [evaluator.range_of(letter, {}, statement) for letter in letters]
    return all(
        bool(np.all(evaluator.truth(relation, dict(zip(letters, values, strict=True)))))
        for values in itertools.product(*ranges)
    )
