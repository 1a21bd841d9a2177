"""The one exception of the checker: what was found, where, and what to do about it."""

from __future__ import annotations

from typing import Literal, Protocol

Category = Literal["reading", "symbol", "shape", "value", "coverage", "vacuous", "path", "unread"]


class FormulaError(Exception):
    """A formula or symbols file that the checker refuses.

    `start` and `end` are offsets into the LaTeX of one formula; None means the whole of it.
    `category` says how the formula failed; the mutation run counts by it.
    """

    def __init__(
        self,
        message: str,
        start: int | None = None,
        end: int | None = None,
        category: Category = "reading",
        remedy: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.category: Category = category
        self.remedy = remedy


class Placed(Protocol):
    """Anything with a place in the LaTeX: a token, a script, a node."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def error_at(
    place: Placed, message: str, category: Category = "reading", remedy: str = ""
) -> FormulaError:
    """The error about one place."""
    return FormulaError(message, place.start, place.end, category, remedy)


def error_between(
    first: Placed, last: Placed, message: str, category: Category = "reading", remedy: str = ""
) -> FormulaError:
    """The error about all from one place to another, in whichever order they stand."""
    start, end = min(first.start, last.start), max(first.end, last.end)
    return FormulaError(message, start, end, category, remedy)
