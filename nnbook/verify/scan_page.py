"""What is found in a page, and where."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from nnbook.verify.scan_text import HIDDEN, Node, Source

Starts = tuple[tuple[int, int, int], ...]

_RAW_MATHEMATICS = re.compile(
    r"(?<!\\)\$(?![\s\d])[^\\$]{1,2000}(?<!\s)\$|\$\$|\\\(|\\\[|\\begin\{", re.DOTALL
)
_CODE_ELEMENTS = re.compile(
    r"(?si)<(pre|script|style|code|textarea|math)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>"
)


@dataclass(frozen=True)
class Printed:
    """One formula as it stands in the page; line and column are those of its first character."""

    file: str
    line: int
    column: int
    latex: str
    display: bool
    section: tuple[str, ...]
    starts: Starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column in the file of the character of the latex at this offset."""
        offset = min(max(offset, 0), len(self.latex))
        start, line, column = self.starts[bisect_right(self.starts, (offset, 1 << 60, 0)) - 1]
        return line, column + offset - start


@dataclass(frozen=True, order=True)
class ScanError:
    """Something in the page that cannot be read as the author meant it, and its place."""

    line: int
    column: int
    message: str


@dataclass(eq=False)
class Element:
    """An HTML element that the page marks as Markdown: "block", "span", or "off" inside one."""

    tag: str
    state: str
    place: int
    node: Node
    pieces: list[Source] = field(default_factory=list)
    started: bool = True


class Page:
    """One page: what has been found in it so far."""

    def __init__(self, text: str) -> None:
        self.text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        self.stash: dict[int, Element] = {}
        self.fences: dict[int, list[Source]] = {}
        self.placeholders = self.code_blocks = self.code_spans = self.comments = 0
        self.printed: list[tuple[int, int, str, bool, Starts]] = []
        self.references: list[tuple[str, int, int]] = []
        self.errors: set[ScanError] = set()

    def position(self, place: int) -> tuple[int, int]:
        """Line and column of a place in the page, both from 1."""
        line = bisect_right(self.line_starts, max(place, 0))
        return line, max(place, 0) - self.line_starts[line - 1] + 1

    def fault(self, source: Source, index: int, message: str) -> None:
        self.errors.add(ScanError(*self.position(source.place(index)), message))

    def hide(self) -> tuple[int, Source]:
        """A placeholder for what is taken out of the text, and its number."""
        self.placeholders += 1
        return self.placeholders, Source(f"\x02wzxhzdk:{self.placeholders}\x03")

    def print(self, source: Source, opening: int, start: int, end: int, *, display: bool) -> None:
        """Notes the formula that stands between two places of a source."""
        latex = source.cut(start, end)
        if not latex.text.strip():
            self.fault(source, opening, "an empty formula: write it, or take the delimiters out")
            return
        first = latex.origin[0] if latex.origin[0] >= 0 else source.origin[start - 1] + 1
        line, column = self.position(first)
        starts, expected = [(0, line, column)], latex.origin[0]
        for offset, place in enumerate(latex.origin):
            if place >= 0 and (place != expected or latex.text[offset - 1 : offset] == "\n"):
                starts.append((offset, *self.position(place)))
            expected = place + 1
        self.printed.append((line, column, latex.text, display, tuple(starts)))

    def check_raw(self, source: Source, reason: str = "") -> None:
        """Complains about mathematics where none is drawn."""
        hidden = _CODE_ELEMENTS.sub(lambda match: HIDDEN * len(match[0]), source.text)
        if match := _RAW_MATHEMATICS.search(hidden):
            reason = reason or "mathematics in raw HTML is not drawn: give the tag `markdown`"
            self.fault(source, match.start(), reason)
