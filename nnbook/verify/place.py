"""Formulas named by where they stand: FILE:LINE or FILE:FIRST-LAST."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from nnbook.verify.errors import FormulaError
from nnbook.verify.scan import Printed

_PLACE = re.compile(r"(?P<file>.+):(?P<first>[0-9]{1,99})(-(?P<last>[0-9]{1,99}))?")
_PAGE_AND_MORE = re.compile(r".*\.(md|ipynb):.*", re.DOTALL)


@dataclass(frozen=True)
class Place:
    """Some lines of a page, the first and the last with those between."""

    page: Path
    first: int
    last: int

    def __str__(self) -> str:
        lines = f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"
        return f"{self.page}:{lines}"

    def has(self, printed: Printed) -> bool:
        """Whether a line of the formula is one of these."""
        end = printed.position(len(printed.latex))[0]
        return printed.line <= self.last and self.first <= end

    def nothing(self) -> FormulaError:
        """What is said where no formula stands there."""
        lines = "this line" if self.first == self.last else "these lines"
        return FormulaError(
            f"{self}: no formula stands on {lines}", remedy="name a line of the formula itself"
        )


def read_place(text: str) -> Place | None:
    """FILE:LINE or FILE:FIRST-LAST taken apart; None if it has another form."""
    found = _PLACE.fullmatch(text)
    if found is None:
        return None
    first, last = int(found["first"]), int(found["last"] or found["first"])
    if last < first:
        raise FormulaError(
            f"{text}: the last line stands before the first", remedy=f"name {last}-{first}"
        )
    return Place(Path(found["file"]), first, last)


def page_or_place(path: Path) -> Path | Place:
    """A page or folder as it is named, or the lines of a page."""
    if path.exists():
        return path
    place = read_place(str(path))
    if place is None and _PAGE_AND_MORE.fullmatch(str(path)):
        raise FormulaError(
            f"{str(path)!r} is not FILE:LINE or FILE:FIRST-LAST",
            remedy="for example docs/sigmoid.md:42 or docs/sigmoid.md:40-60",
        )
    if place is not None and place.page.is_dir():
        raise FormulaError(f"{place}: a folder has no lines", remedy="name a page before the colon")
    return place or path
