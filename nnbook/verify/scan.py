"""Finds every piece of mathematics in a Markdown page, as pymdownx.arithmatex would draw it.

Python-Markdown reads a page in three steps, and so does this module: fences and HTML are taken out
(`scan_fences`, `scan_html`), blocks are nested into a tree (`scan_nesting`, `scan_blocks`,
`scan_nested`), and each run of text is read (`scan_inline`). What is found is kept in `scan_page`.
What none of these is sure about is an error with a place; nothing is passed over in silence.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nnbook.verify import scan_blocks, scan_nested
from nnbook.verify.errors import FormulaError
from nnbook.verify.scan_fences import take_fences
from nnbook.verify.scan_html import Html
from nnbook.verify.scan_inline import InlineText
from nnbook.verify.scan_nesting import BlockReader, Processor
from nnbook.verify.scan_page import Page, Printed, ScanError
from nnbook.verify.scan_text import Node, Source, join

__all__ = ["Printed", "Scan", "ScanError", "read_page", "scan"]

Heading = tuple[int, str, str, int]  # level, id, title, line

# A block goes to the first of these that takes it.
_PROCESSORS: tuple[Processor, ...] = (
    scan_nested.container,
    scan_nested.element,
    scan_blocks.empty,
    scan_nested.list_indent,
    scan_nested.definition_indent,
    scan_blocks.code,
    scan_blocks.display,
    scan_blocks.table,
    scan_blocks.heading,
    scan_blocks.underlined_heading,
    scan_blocks.rule,
    scan_nested.list_of_items,
    scan_nested.definition,
    scan_nested.quote,
    scan_nested.footnote,
    scan_blocks.link_target,
    scan_blocks.paragraph,
)
_FRONT_MATTER = re.compile(r"-{3}[ \t]*\n(.*?\n)(?:-{3}|\.{3})[ \t]*\n", re.DOTALL)
_FRONT_LINES = re.compile(r"[A-Za-z_][\w-]*:(?:\s.*)?\n(?:(?:[A-Za-z_][\w-]*:|\s|- |#).*\n|\n)*")
_METADATA = re.compile(r"[ ]{0,3}[A-Za-z0-9_-]+:")
_ATTRIBUTES = re.compile(r"[ ]+\{:?[ ]*([^}\n ][^\n]*)\}[ ]*$")


@dataclass(frozen=True)
class Scan:
    """What was found in one page."""

    file: str
    text: str
    body: str
    formulas: tuple[Printed, ...]
    code_blocks: int
    code_spans: int
    comments: int
    headings: tuple[Heading, ...]
    references: tuple[tuple[str, int, int], ...]
    errors: tuple[ScanError, ...]


def read_page(path: str | Path) -> str:
    """Text of a page, or a FormulaError that says why it cannot be read."""
    try:
        data = Path(path).read_bytes()
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        before = before.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"{path}:{line}:{column}: byte 0x{data[error.start]:02x} is not UTF-8"
        raise FormulaError(message, remedy="save the file as UTF-8") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FormulaError(f"{path}:1:1: the page cannot be read: {reason}") from None


def scan(text: str, file: str) -> Scan:
    """Everything that is mathematics in the text of a Markdown page."""
    page = Page(text)
    front = _FRONT_MATTER.match(page.text)
    start = front.end() if front else 0
    if front and not _FRONT_LINES.fullmatch(front[1]):
        message = "front matter holds lines `key: value`; begin the page with a heading"
        page.errors.add(ScanError(1, 1, message))
    body = page.text[start:].strip().encode("utf-8", "surrogatepass")
    lines = take_fences(page, _lines(page, start))
    roots = BlockReader(page, _PROCESSORS).document(Html(page, join(lines)).read())
    headings = _read_tree(page, roots)
    return Scan(
        file=file,
        text=text,
        body=hashlib.sha256(body).hexdigest(),
        formulas=tuple(_formulas(page, file, headings)),
        code_blocks=page.code_blocks,
        code_spans=page.code_spans,
        comments=page.comments,
        headings=tuple(headings),
        references=tuple(sorted(page.references, key=lambda found: found[1:])),
        errors=tuple(sorted(page.errors)),
    )


def _lines(page: Page, start: int) -> list[Source]:
    """The lines from a place on, tabs expanded, blank lines empty."""
    lines, place = [], start
    if not start and _METADATA.match(page.text):
        message = "MkDocs takes a first line `Key: …` for metadata: begin with a heading"
        page.errors.add(ScanError(1, 1, message))
    for line in page.text[start:].split("\n"):
        lines.append(_line(page, line, place))
        place += len(line) + 1
    return [Source() if n and not ln.text.strip(" ") else ln for n, ln in enumerate(lines)]


def _line(page: Page, line: str, place: int) -> Source:
    if not re.search(r"[\t\x02\x03]", line):
        return Source(line, list(range(place, place + len(line))))
    text = ""
    origin: list[int] = []
    for index, character in enumerate(line):
        if character in "\x02\x03":
            page.errors.add(ScanError(*page.position(place + index), "a control character"))
            continue
        piece = " " * (4 - len(origin) % 4) if character == "\t" else character
        text += piece
        origin += [place + index] * len(piece)
    return Source(text, origin)


def _read_tree(page: Page, roots: list[Node]) -> list[Heading]:
    """Reads all inline text and returns the headings."""
    found: list[Heading] = []
    waiting = roots[::-1]
    while waiting:
        node = waiting.pop()
        text = InlineText(page, node.text).read()
        InlineText(page, node.tail).read()
        if re.fullmatch("h[1-6]", node.tag):
            title, id = text.words(), node.id
            if match := _ATTRIBUTES.search(title):
                named = re.search(r"(?:^|\s)(?:#|id=[\"']?)([^\s\"'}]+)", match[1])
                id = named[1] if named else id
                title = title[: match.start()].rstrip("#").rstrip()
            line = page.position(node.text.place())[0]
            found.append((int(node.tag[1]), id, title, line))
        waiting += node.children[::-1]
    return _identify(page, found)


def _identify(page: Page, found: list[Heading]) -> list[Heading]:
    """Gives each heading without an id the one that the toc extension gives it."""
    used: set[str] = set()
    for _, id, _, line in found:
        if id and id in used:
            page.errors.add(ScanError(line, 1, f"the id {id!r} is given twice"))
        used.add(id)
    used.discard("")
    counts: dict[str, int] = {}
    return [
        (level, id or _unique(_slug(title), used, counts), title, line)
        for level, id, title, line in found
    ]


def _formulas(page: Page, file: str, headings: list[Heading]) -> Iterator[Printed]:
    waiting = deque(sorted(headings, key=lambda heading: heading[3]))
    open_headings: list[tuple[int, str]] = []
    for line, column, latex, display, starts in sorted(page.printed):
        while waiting and waiting[0][3] <= line:
            level, id, _, _ = waiting.popleft()
            while open_headings and open_headings[-1][0] >= level:
                open_headings.pop()
            open_headings.append((level, id))
        section = tuple(id for _, id in open_headings)
        yield Printed(file, line, column, latex, display, section, starts)


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


def _unique(id: str, used: set[str], counts: dict[str, int]) -> str:
    """The id, with _1, _2 … when it is taken already."""
    if id and id not in used:
        used.add(id)
        return id
    match = re.match(r"^(.*)_([0-9]+)$", id)
    base, count = (match[1], int(match[2])) if match else (id, 0)
    count = max(count, counts.get(id, 0)) + 1
    while f"{base}_{count}" in used:
        count += 1
    counts[id] = count
    used.add(f"{base}_{count}")
    return f"{base}_{count}"
