"""Text that knows where in the page it came from, and the tree that it is nested into."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

HIDDEN = "\x02"  # stands for each character of what has been read already
PLACEHOLDER = re.compile("\x02wzxhzdk:([0-9]+)\x03")


class Source:
    """A piece of the page; `origin` has each character's place in it, -1 for what was put in."""

    __slots__ = ("origin", "text")

    def __init__(self, text: str = "", origin: list[int] | None = None) -> None:
        self.text = text
        self.origin = [-1] * len(text) if origin is None else origin

    def cut(self, start: int = 0, end: int | None = None) -> Source:
        return Source(self.text[start:end], self.origin[start:end])

    def strip(self, characters: str | None = None) -> Source:
        return self.rstrip(characters).lstrip(characters)

    def lstrip(self, characters: str | None = None) -> Source:
        return self.cut(len(self.text) - len(self.text.lstrip(characters)))

    def rstrip(self, characters: str | None = None) -> Source:
        return self.cut(0, len(self.text.rstrip(characters)))

    def split(self, separator: str = "\n") -> list[Source]:
        pieces, start = [], 0
        for piece in self.text.split(separator):
            pieces.append(self.cut(start, start + len(piece)))
            start += len(piece) + len(separator)
        return pieces

    def place(self, index: int = 0) -> int:
        """Origin of the first character from this one on that stands in the page."""
        return next((place for place in self.origin[index:] if place >= 0), -1)


def join(pieces: Iterable[Source], separator: str = "\n") -> Source:
    pieces = list(pieces)
    origin: list[int] = []
    for number, piece in enumerate(pieces):
        origin += [-1] * len(separator) if number else []
        origin += piece.origin
    return Source(separator.join(piece.text for piece in pieces), origin)


def detab(block: Source, width: int = 4) -> tuple[Source, Source]:
    """The indented lines at the head of a block without their indentation, and the rest."""
    lines, inner = block.split(), []
    for line in lines:
        if line.text.startswith(" " * width):
            inner.append(line.cut(width))
        elif not line.text.strip():
            inner.append(Source())
        else:
            break
    return join(inner), join(lines[len(inner) :])


def loose_detab(block: Source, width: int = 4) -> Source:
    """Takes the indentation off those lines that have it."""
    indent = " " * width
    return join(ln.cut(width) if ln.text.startswith(indent) else ln for ln in block.split())


@dataclass(eq=False)
class Node:
    """An element of the page's tree; only what decides how later blocks nest is kept."""

    tag: str
    text: Source = field(default_factory=Source)
    tail: Source = field(default_factory=Source)
    children: list[Node] = field(default_factory=list)
    id: str = ""

    def add(self, tag: str, text: Source | None = None) -> Node:
        child = Node(tag, text or Source())
        self.children.append(child)
        return child

    @property
    def last(self) -> Node | None:
        return self.children[-1] if self.children else None

    def wrap(self) -> None:
        """Moves the text of a list item into a paragraph, as in a loose list."""
        if self.text.text:
            self.children.insert(0, Node("p", self.text))
            self.text = Source()
