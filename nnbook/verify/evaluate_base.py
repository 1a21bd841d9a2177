"""What every part of an evaluation needs: where it takes place, and what is noted on the way."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from nnbook.verify import tree as t
from nnbook.verify.world import Key, Value, World

Bindings = dict[str, int]
Valued = Callable[[t.Node], Value]  # has the values of expressions somewhere
SCALARS = (float, np.float64, complex, np.complex128)


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


class Evaluation(ABC):
    """Trees evaluated in one world. `updated` has the letters that an update block has changed."""

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
        self.outside: Evaluation | None = None  # of which this is a part, in another world

    @abstractmethod
    def value(self, node: t.Node, bindings: Bindings) -> Value:
        """The value of an expression: a number, or an array of two dimensions."""

    @abstractmethod
    def holds(self, condition: t.Node, bindings: Mapping[str, int]) -> bool:
        """Whether a condition about scalars holds."""

    @abstractmethod
    def forgetful(self) -> Evaluation:
        """The same evaluation, of which no value is kept."""

    @abstractmethod
    def elsewhere(self, world: World, mode: str) -> Evaluation:
        """The evaluation gone on with in another world, perhaps by a method of differentiation."""

    @abstractmethod
    def with_value(self, key: Key, value: Value) -> Evaluation:
        """The evaluation gone on with where one letter has another value."""

    @abstractmethod
    def slope(self, of: t.Node, by: t.Node, node: t.Node, bindings: Bindings) -> Value:
        """∂of/∂by."""

    @abstractmethod
    def averaged(
        self, function: Callable[[Valued], Value], node: t.Expectation, bindings: Bindings
    ) -> Value:
        """The mean, over the random letters of a node, of what `function` makes of values."""


def plain(value: Value) -> Value:
    """One entry alone is a number; a flat array is a column."""
    if type(value) in SCALARS:
        return value
    if type(value) is np.ndarray and value.ndim == 2 and value.size > 1:
        return value
    if np.ndim(value) == 0:
        return value[()] if isinstance(value, np.ndarray) else value
    if np.size(value) == 1:
        return np.asarray(value).reshape(-1)[0]
    return np.asarray(value).reshape(-1, 1) if np.ndim(value) == 1 else np.asarray(value)


def is_symbol(node: t.Node) -> bool:
    """A declared name, perhaps with an entry or a transpose."""
    while isinstance(node, (t.Entry, t.Transpose)):
        node = node.base
    return isinstance(node, t.Name)


def literal(node: t.Node) -> bool:
    """Whether an expression is made of printed numbers alone."""
    return not any(isinstance(part, (t.Name, t.Index, t.Call)) for part in node.walk())
