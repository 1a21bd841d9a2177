"""What the check found for one formula, and how numbers are said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnbook.verify.errors import FormulaError
from nnbook.verify.formula import Formula
from nnbook.verify.scan import Printed
from nnbook.verify.tree import Node

_BEFORE_A_BRACKET = re.compile(r"\\(?:left|[bB]igg?l?)\s*$")
_BRACE = re.compile(r"(?<!\\)[{}]")


def whole(latex: str, node: Node) -> str:
    r"""A part of a formula as it is printed: with the `\left` before its first bracket and the
    braces around its first and its last letter, which belong to no node.
    """
    start, end = node.start, node.end
    if sized := _BEFORE_A_BRACKET.search(latex[:start]):
        start = sized.start()
    depth = 0
    for brace in _BRACE.findall(latex[start:end]):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            start, depth = latex.rindex("{", 0, start), 0
    for _ in range(depth):
        end = latex.index("}", end) + 1
    return latex[start:end]


@dataclass
class Step:
    """One relation of a chain, with both sides' numbers in one world."""

    relation: str
    left: str
    right: str
    left_value: Any
    right_value: Any
    world: str
    reason: str = ""
    indices: str = ""


@dataclass(frozen=True)
class Counterexample:
    """Where a relation does not hold: both sides' numbers, and those of the letters."""

    relation: str
    left: str
    right: str
    left_value: Any
    right_value: Any
    world: str
    indices: dict[str, int]
    letters: dict[str, Any]

    def __str__(self) -> str:
        letters = [f"{name} = {numbers(value)}" for name, value in self.letters.items()]
        letters += [f"{name} = {value}" for name, value in self.indices.items()]
        where = f" at {', '.join(letters)}" if letters else ""
        left, right = numbers(self.left_value), numbers(self.right_value)
        return f"{self.left} is {left}, {self.right} is {right}{where} ({self.world})"


@dataclass
class Result:
    """What the check found for one formula."""

    printed: Printed
    label: str | None = None
    kind: str = "mention"
    holds: bool = True
    comparisons: int = 0
    worst_error: float | None = None
    methods: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    message: str = ""
    category: str = ""
    remedy: str = ""
    place: tuple[int, int] | None = None
    code: set[str] = field(default_factory=set)
    steps: list[Step] = field(default_factory=list)
    counterexample: Counterexample | None = None
    formula: Formula | None = None
    key: str = ""

    def fail(self, error: FormulaError) -> None:
        """Record why the formula does not stand."""
        self.holds, self.message, self.category, self.remedy = (
            False,
            error.message,
            error.category,
            error.remedy,
        )
        if error.start is not None:
            self.place = (error.start, error.end if error.end is not None else error.start + 1)


def numbers(value: Any, entry: tuple[int, ...] = ()) -> str:
    """A number for people: the worst entry, or the whole if it is small."""
    if np.ndim(value) and entry:
        return f"{np.real(np.asarray(value)[tuple(k - 1 for k in entry)]):.12g}"
    if np.ndim(value) == 0:
        return f"{float(np.real(value)):.12g}"
    return np.array2string(np.real(np.asarray(value)), precision=6, threshold=20)


def truth(value: Any) -> str:
    return ("true" if bool(value) else "false") if np.ndim(value) == 0 else str(value.tolist())


def listed(value: Any) -> Any:
    """Numbers for the report, JSON-ready."""
    if value is None:
        return None
    array = np.real(np.asarray(value, dtype=complex))
    return float(array) if array.ndim == 0 else array.tolist()
