"""Finds every piece of mathematics in a Markdown page, as pymdownx.arithmatex would draw it.

Python-Markdown reads a page in three steps, and so does this module: fences and HTML are taken out
(`_Page`), blocks are nested into a tree (`_Blocks`), and each run of text is read (`_Text`).
What none of these is sure about is an error with a place; nothing is passed over in silence.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nnbook.verify.errors import FormulaError

# A paragraph, list or table beyond these is refused: it keeps the work in step with the page.
LONGEST_LINE, LONGEST_BLOCK, MOST_LINES, DEEPEST = 5_000, 20_000, 500, 40

Starts = tuple[tuple[int, int, int], ...]


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
    headings: tuple[tuple[int, str, str, int], ...]
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
    return _Page(text, file).scan()


# --- Text that knows where it came from ---------------------------------------------------------


class _Source:
    """A piece of the page; `origin` has each character's place in it, -1 for what was put in."""

    __slots__ = ("origin", "text")

    def __init__(self, text: str = "", origin: list[int] | None = None) -> None:
        self.text = text
        self.origin = [-1] * len(text) if origin is None else origin

    def cut(self, start: int = 0, end: int | None = None) -> _Source:
        return _Source(self.text[start:end], self.origin[start:end])

    def strip(self, characters: str | None = None) -> _Source:
        return self.rstrip(characters).lstrip(characters)

    def lstrip(self, characters: str | None = None) -> _Source:
        return self.cut(len(self.text) - len(self.text.lstrip(characters)))

    def rstrip(self, characters: str | None = None) -> _Source:
        return self.cut(0, len(self.text.rstrip(characters)))

    def split(self, separator: str = "\n") -> list[_Source]:
        pieces, start = [], 0
        for piece in self.text.split(separator):
            pieces.append(self.cut(start, start + len(piece)))
            start += len(piece) + len(separator)
        return pieces

    def place(self, index: int = 0) -> int:
        """Origin of the first character from this one on that stands in the page."""
        return next((place for place in self.origin[index:] if place >= 0), -1)


def _join(pieces: Iterable[_Source], separator: str = "\n") -> _Source:
    pieces = list(pieces)
    origin: list[int] = []
    for number, piece in enumerate(pieces):
        origin += [-1] * len(separator) if number else []
        origin += piece.origin
    return _Source(separator.join(piece.text for piece in pieces), origin)


@dataclass(eq=False)
class _Node:
    """An element of the page's tree; only what decides how later blocks nest is kept."""

    tag: str
    text: _Source = field(default_factory=_Source)
    tail: _Source = field(default_factory=_Source)
    children: list[_Node] = field(default_factory=list)
    id: str = ""

    def add(self, tag: str, text: _Source | None = None) -> _Node:
        child = _Node(tag, text or _Source())
        self.children.append(child)
        return child

    @property
    def last(self) -> _Node | None:
        return self.children[-1] if self.children else None

    def wrap(self) -> None:
        """Moves the text of a list item into a paragraph, as in a loose list."""
        if self.text.text:
            self.children.insert(0, _Node("p", self.text))
            self.text = _Source()


# --- Inline text --------------------------------------------------------------------------------

_HIDDEN = "\x02"  # stands for each character of what has been read already
_PLACEHOLDER = re.compile("\x02wzxhzdk:([0-9]+)\x03")
_TICKS = re.compile("`+")
_OPENING = re.compile(r"(?<!\\)(?:(?P<escape>(?:\\\\)+)(?=\$|\\\()|\$|\\\()", re.DOTALL)
_DOLLAR = re.compile(r"\$(?!\s)((?:\\.|[^\\$\x02\x03])+?)(?<!\s)\$", re.DOTALL)
_ROUND = re.compile(r"\\\(((?:\\[^)]|[^\\\x02\x03])+?)\\\)", re.DOTALL)
_ESCAPE = re.compile(r"\\[\\`*_{}\[\]()>#+\-.!|$]")
_TAG = re.compile(
    r"<(?:(?P<comment>!--(?:(?!<!--|-->).)*--)|[?](?:(?!<[?]|[?]>).)*[?]|"
    r"""/?+[a-zA-Z][^\s"'<>@]*+(?:\s+[^\s"'=<>]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|"""
    r"""[^\s"'=<>]++))?+)*+\s*+/?|[A-Za-z][A-Za-z0-9+.-]*+://[^<>]*+|[^<> !@]++@[^@<> ]++)>""",
    re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#[0-9]+|#x[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
_MONEY = re.compile(r"\$\d[\d.,]*(?:\s?(?:k|K|M|bn))?(?![\w$^{}\\+*/=-])")
_REFERENCE = re.compile(r"\\eqref\{([^{}]*)\}")
_LEFT = re.compile(r"\$\$?|\\[\[\]()]|\\(?:begin|end)\{")
_ADVICE = {
    "$$": "this `$$` is not drawn: a display formula opens and closes with `$$` in one block of "
    "its own, blank lines before and after and none inside",
    "\\[": r"this `\[` is not drawn: `\[ … \]` needs a block of its own, blank lines before and "
    "after and none inside (a plain bracket needs no backslash)",
    "\\(": r"this `\(` is not drawn: no `\)` closes it in the same paragraph, or nothing stands "
    "between them (a plain parenthesis needs no backslash)",
    "\\b": r"this `\begin` is not drawn: an environment needs a block of its own, blank lines "
    r"before and after, the same name in `\end`",
    "$ ": "this `$` is not drawn: remove the blanks inside `$ … $`, or write `\\$` for the sign",
    "$": "this `$` is never closed: close it in the same paragraph with no blank before the "
    "closing `$`, or write `\\$` for the sign",
}
_ADVICE |= {"\\]": _ADVICE["\\["], "\\)": _ADVICE["\\("], "\\e": _ADVICE["\\b"]}


def code_spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each code span; True instead marks escaped backslashes before one."""
    runs = [match.span() for match in _TICKS.finditer(text)]
    by_length: dict[int, list[int]] = {}
    longest = [0] * (len(runs) + 1)
    longest[-1] = -1
    for number in range(len(runs) - 1, -1, -1):
        size, later = runs[number][1] - runs[number][0], longest[number + 1]
        longest[number] = later if later >= 0 and runs[later][1] - runs[later][0] > size else number
    for number, (start, end) in enumerate(runs):
        by_length.setdefault(end - start, []).append(number)
    consumed = number = 0
    while number < len(runs):
        start, end = runs[number]
        slashes = 0
        while start - slashes > consumed and text[start - slashes - 1] == "\\":
            slashes += 1
        closing = -1
        for begin in range(start + slashes % 2, end):
            same = by_length.get(end - begin, [])
            index = bisect_right(same, number)
            closing = same[index] if index < len(same) else longest[number + 1]
            if closing >= 0 and runs[closing][1] - runs[closing][0] <= end - begin:
                break
            closing = -1
        if slashes > 1 and slashes % 2 == 0:
            yield start - slashes, start, True
        if closing >= 0:
            consumed = runs[closing][1]
            yield begin, consumed, False
            number = closing
        number += 1


class _Text:
    """One run of inline text, read in the order of Python-Markdown's inline patterns."""

    def __init__(self, page: _Page, source: _Source) -> None:
        self.page, self.source, self.text = page, source, source.text
        self.formulas: list[tuple[int, int, int, int]] = []  # whole span, then span of the latex
        self.code: list[tuple[int, int]] = []

    def read(self) -> _Text:
        if not re.search(r"[$\\`<\[]", self.text):
            return self
        self._read_code()
        self._read_formulas()
        kept = self.text
        self.text = self._hide((start, end) for start, end, _, _ in self.formulas)
        self._read_links()
        self._read_tags()
        self._report_formulas(kept)
        for match in _REFERENCE.finditer(self.text):
            line, column = self.page.position(self.source.place(match.start()))
            self.page.references.append((match[1], line, column))
        self._report_left()
        return self

    def _hide(self, spans: Iterable[tuple[int, int]]) -> str:
        pieces, done = [], 0
        for start, end in sorted(spans):
            pieces += [self.text[done:start], _HIDDEN * (end - max(start, done))]
            done = max(done, end)
        return "".join([*pieces, self.text[done:]])

    def _read_code(self) -> None:
        spans = list(code_spans(self.text))
        self.code = [(start, end) for start, end, escaped in spans if not escaped]
        self.page.code_spans += len(self.code)
        self.text = self._hide((start, end) for start, end, _ in spans)

    def _read_formulas(self) -> None:
        unclosed, escapes = 0, []
        opening = _OPENING.search(self.text)
        while opening:
            place = opening.end()
            if opening["escape"]:
                escapes.append(opening.span())
            else:
                place = opening.start()
            closed = None
            if self.text.startswith("$", place):
                closed = _DOLLAR.match(self.text, place)
            elif place >= unclosed:
                closed = _ROUND.match(self.text, place)
                if not closed and not self.text.startswith("\\)", place + 2):
                    hidden = self.text.find(_HIDDEN, place)
                    unclosed = hidden if hidden >= 0 else len(self.text)
            if closed:
                self.formulas.append((*closed.span(), *closed.span(1)))
                place = closed.end()
            else:
                place += 1 + self.text.startswith("\\", place)
            opening = _OPENING.search(self.text, place)
        self.text = self._hide(escapes)

    def _lose(self, spans: list[tuple[int, int, str]]) -> None:
        """Hides spans and drops the formulas in them, which are not drawn, and says so."""
        hidden = self._hide((start, end) for start, end, _ in spans)
        starts = [found[0] for found in self.formulas]
        lost: dict[int, str] = {}
        for start, end, where in spans:
            for number in range(bisect_left(starts, start), bisect_left(starts, end)):
                lost.setdefault(number, where)
        for number, where in lost.items():
            message = f"mathematics in {where} is not drawn: take it out"
            if where:
                self.page.fault(self.source, starts[number], message)
        self.formulas = [found for n, found in enumerate(self.formulas) if n not in lost]
        self.text = hidden

    def _read_links(self) -> None:
        """Hides link addresses and the words of pictures: formulas in them are not drawn."""
        text = _ESCAPE.sub(_HIDDEN * 2, self.text)
        partner: dict[int, int] = {}
        open_brackets: dict[str, list[int]] = {"[": [], "(": []}
        for match in re.finditer(r"[\[\]()]", text):
            if match[0] in open_brackets:
                open_brackets[match[0]].append(match.start())
            elif stack := open_brackets["[" if match[0] == "]" else "("]:
                partner[stack.pop()] = match.start()
        spans = []
        for opening, closing in partner.items():
            picture = text[max(opening - 1, 0) : opening] == "!"
            address = partner.get(closing + 1, -1) if text.startswith("(", closing + 1) else -1
            if picture and (address >= 0 or text.startswith("[", closing + 1)):
                spans.append((opening, closing, "the words of a picture"))
            if text[opening] == "[" and address >= 0:
                spans.append((closing + 1, address + 1, "the address of a link"))
        self._lose(spans)

    def _read_tags(self) -> None:
        spans = []
        for match in _TAG.finditer(self.text):
            self.page.comments += match["comment"] is not None
            spans.append((*match.span(), "" if match["comment"] else "an HTML tag"))
        self._lose(spans)

    def _report_formulas(self, kept: str) -> None:
        for start, end, first, last in self.formulas:
            self.page.print(self.source, start, first, last, display=False)
            if kept.startswith("{", end):
                self.page.fault(self.source, end, "an attribute list right after a formula")
            if match := _ENTITY.search(self.source.text, first, last):
                self.page.fault(
                    self.source, match.start(), f"write the character, not {match[0]}, in a formula"
                )

    def _report_left(self) -> None:
        text = re.sub(r"\\[\\`*_{}>#+\-.!|$]", _HIDDEN * 2, self.text)
        left = [m for m in _LEFT.finditer(text) if not _MONEY.match(text, m.start())]
        lone = sum(match[0] == "$" for match in left) == 1
        for match in left:
            spaced = re.match(r"\$(?:\s|$)", text[match.start() : match.start() + 2])
            before = text[match.start() - 1 : match.start()] if match.start() else " "
            if match[0] == "$" and lone and spaced and before.isspace():
                continue
            kind = "$ " if spaced and before.isspace() else match[0][:2]
            beside = _HIDDEN in (before, text[match.end() : match.end() + 1])
            self.page.fault(
                self.source, match.start(), _ADVICE["$$" if beside and kind == "$" else kind]
            )

    def words(self) -> str:
        """The text as a reader sees it, for the id of a heading."""
        text = self.source.text
        kept = list(self.text)
        for start, end in self.code:
            kept[start:end] = text[start:end].replace("_", "\x04")
        for start, end, _, _ in self.formulas:
            kept[start:end] = text[start:end].replace("_", "\x04")
        plain = "".join(kept).replace("\\_", "\x04")
        plain = re.sub(r"(?<!\w)(_+)(?=\S)([^_]*\S)\1(?!\w)", r"\2", plain)
        plain = re.sub(r"\[\^[^\]]*\]", "", plain)
        return html.unescape(plain.replace(_HIDDEN, "").replace("\x04", "_"))


# --- Blocks -------------------------------------------------------------------------------------

_ADMONITION = re.compile(r'(?:^|\n)!!! ?[\w\-]+(?: +[\w\-]+)*(?: +"(?P<title>.*?)")? *(?:\n|$)')
_DETAILS = re.compile(
    r'(?:^|\n)\?{3}\+? ?(?:(?:[\w\-]+(?: +[\w\-]+)*?)?(?: +"(?P<title>.*?)")|'
    r"[\w\-]+(?: +[\w\-]+)*?) *(?:\n|$)"
)
_TAB = re.compile(r'(?:^|\n)={3}(?P<special>\+|\+!|!\+|!)? +"(?P<title>.*?)" *(?:\n|$)')
_CONTAINERS = (("admonition", _ADMONITION), ("details", _DETAILS), ("tabs", _TAB))
_DISPLAY = re.compile(
    r"(?s)^(?:[$]{2}(?P<dollar>(?:\\.|[^\\])+?)[$]{2}|\\\[(?P<square>(?:\\[^\]]|[^\\])+?)\\\]|"
    r"(?P<begin>\\begin\{(?P<name>[a-z]+\*?)\}(?:\\.|[^\\])+?\\end\{(?P=name)\}))[ ]*$"
)
_PIPES = re.compile(r"(\\\\)|(\\`+)|(`+)|(\\\|)|(\|)")
_LAST_PIPE = re.compile(r"(?<!\\)(?:\\\\)*\|$")
_HASH = re.compile(r"(?:^|\n)(?P<level>#{1,6})(?P<header>(?:\\.|[^\\#]|#+(?=[^#\n]))*?)#*(?:\n|$)")
_UNDERLINED = re.compile(r"^.*?\n(?:=+|-+)[ ]*(\n|$)", re.MULTILINE)
_RULE = re.compile(
    r"^[ ]{0,3}(?>(?:-+[ ]{0,2}){3,}|(?:_+[ ]{0,2}){3,}|(?:\*+[ ]{0,2}){3,})[ ]*$", re.MULTILINE
)
_ITEM = re.compile(r"^[ ]{0,3}(?:\d+\.|[*+-])[ ]+(.*)")
_INDENTED_ITEM = re.compile(r"^[ ]{4,7}(?:\d+\.|[*+-])[ ]+.*")
_QUOTE = re.compile(r"(^|\n)[ ]{0,3}>[ ]?(.*)")
_DEFINITION = re.compile(r"(^|\n)[ ]{0,3}:[ ]{1,3}(.*?)(\n|$)")
_FOOTNOTE = re.compile(r"^[ ]{0,3}\[\^([^\]]*)\]:[ ]*(.*)$", re.MULTILINE)
_LINK_TARGET = re.compile(
    r"^[ ]{0,3}\[([^\[\]]*)\]:[ ]*(?:\n[ ]*)?([^\s]+)[ ]*(?:\n[ ]*)?"
    r"(([\"'])(.*)\4[ ]*|\((.*)\)[ ]*)?$",
    re.MULTILINE,
)
_LISTS = ("ul", "ol", "dl")
Blocks = deque[_Source]


def _detab(block: _Source, width: int = 4) -> tuple[_Source, _Source]:
    """The indented lines at the head of a block without their indentation, and the rest."""
    lines, inner = block.split(), []
    for line in lines:
        if line.text.startswith(" " * width):
            inner.append(line.cut(width))
        elif not line.text.strip():
            inner.append(_Source())
        else:
            break
    return _join(inner), _join(lines[len(inner) :])


def _loose_detab(block: _Source, width: int = 4) -> _Source:
    """Takes the indentation off those lines that have it."""
    indent = " " * width
    return _join(ln.cut(width) if ln.text.startswith(indent) else ln for ln in block.split())


def _cells(row: _Source, border: bool) -> list[_Source]:
    """Splits a row of a table at the pipes that stand outside code."""
    if border:
        row = row.cut(row.text.startswith("|"))
        row = row.cut(0, len(_LAST_PIPE.sub("", row.text)))
    pipes, ticks = [], []
    for match in _PIPES.finditer(row.text):
        if match[2] or match[3]:
            ticks.append(
                (
                    match.start(),
                    match.end() - 1,
                    match.end() - match.start() - bool(match[2]),
                    bool(match[2]),
                )
            )
        elif match[5]:
            pipes.append(match.start())
    sizes = [size for _, _, size, _ in ticks]
    regions, number = [], 0
    while number < len(ticks):
        wanted = sizes[number] - ticks[number][3]
        if wanted and wanted in sizes[number + 1 :]:
            closing = sizes.index(wanted, number + 1)
            regions.append((ticks[number][0], ticks[closing][1]))
            number = closing
        number += 1
    regions.reverse()
    cells, start = [], 0
    for pipe in pipes:
        while regions and regions[-1][1] < pipe:
            regions.pop()
        if not (regions and regions[-1][0] <= pipe):
            cells.append(row.cut(start, pipe))
            start = pipe + 1
    return [*cells, row.cut(start)]


class _Blocks:
    """Nests blocks into a tree; one method per block processor, in their order of precedence."""

    def __init__(self, page: _Page) -> None:
        self.page = page
        self.states: list[str] = []
        self.depth = 0
        self.footnotes: dict[str, _Source] = {}
        self.processors: tuple[Callable[[_Node, Blocks], bool], ...] = (
            self._container,
            self._element,
            self._empty,
            self._list_indent,
            self._definition_indent,
            self._code,
            self._display,
            self._table,
            self._heading,
            self._underlined_heading,
            self._rule,
            self._list,
            self._definition,
            self._quote,
            self._footnote,
            self._link_target,
            self._paragraph,
        )

    def document(self, source: _Source) -> list[_Node]:
        roots = [_Node("div")]
        self.chunk(roots[0], self._bounded(source))
        for note in list(self.footnotes.values()):
            roots.append(_Node("div"))
            self.chunk(roots[-1], note.split("\n\n"))
        return roots

    def _bounded(self, source: _Source) -> Iterator[_Source]:
        for block in source.split("\n\n"):
            lines = block.text.split("\n")
            if (
                len(block.text) > LONGEST_BLOCK
                or len(lines) > MOST_LINES
                or max(map(len, lines)) > LONGEST_LINE
            ):
                self.page.fault(
                    block,
                    0,
                    f"this block is too long to be read (over {LONGEST_BLOCK} characters, "
                    f"{MOST_LINES} lines, or {LONGEST_LINE} characters in a line): split it",
                )
            else:
                yield block

    def chunk(self, parent: _Node, blocks: Iterable[_Source], state: str = "") -> None:
        """Reads blocks into the parent until none is left."""
        waiting = deque(block for block in blocks if block.text)
        if self.depth >= DEEPEST:
            for block in waiting:
                self.page.fault(block, 0, f"nested more than {DEEPEST} levels deep: flatten it")
            return
        self.depth += 1
        if state:
            self.states.append(state)
        while waiting:
            for processor in self.processors:
                if processor(parent, waiting):
                    break
        if state:
            self.states.pop()
        self.depth -= 1

    def _state(self, name: str) -> bool:
        return self.states[-1:] == [name]

    def _container(self, parent: _Node, blocks: Blocks) -> bool:
        """Admonitions, details and tabs: a line that opens one, or an indented block after it."""
        block = blocks[0]
        for tag, pattern in _CONTAINERS:
            if match := pattern.search(block.text):
                blocks.popleft()
                if match.start():
                    self.chunk(parent, [block.cut(0, match.start())])
                title = block.cut(*match.span("title")) if match["title"] else _Source()
                special = match["special"] if tag == "tabs" else ""
                inner, rest = _detab(block.cut(match.end()))
                self._into(self._open(parent, tag, title, special or ""), inner, rest, blocks)
                return True
            if found := self._continued(parent, block, tag):
                blocks.popleft()
                self._into(found[0], found[1], found[2], blocks)
                return True
        return False

    def _into(self, node: _Node, inner: _Source, rest: _Source, blocks: Blocks) -> None:
        self.chunk(node, inner.split("\n\n"))
        if rest.text:
            blocks.appendleft(rest)

    def _open(self, parent: _Node, tag: str, title: _Source, special: str) -> _Node:
        if tag != "tabs":
            node = parent.add(tag)
            node.add("title", title)
            return node
        group = parent.last
        if group is None or group.tag != "tabs" or "!" in special:
            group = parent.add("tabs")
            group.add("labels")
            group.add("content")
        group.children[0].add("label", title)
        return group.children[1].add("tab")

    def _continued(
        self, parent: _Node, block: _Source, tag: str
    ) -> tuple[_Node, _Source, _Source] | None:
        """The open container that an indented block belongs to, and the block without indent."""
        sibling, text, indent = parent.last, block.text, 0
        if sibling is None or sibling.tag != tag or not text.startswith("    "):
            return None
        child = sibling.last.last if tag == "tabs" and sibling.last else sibling.last
        while child is not None and text.startswith(" " * 8) and child.tag in (*_LISTS, "tab"):
            if child.tag == "tab":
                child = child.last
                if child is None or child.tag not in _LISTS:
                    break
            sibling = child.last
            child = sibling.last if sibling else None
            text, indent = text[4:], indent + 4
        if sibling is None:
            return None
        if sibling.tag in ("li", "dd"):
            sibling.wrap()
        elif sibling.tag == "tabs" and sibling.last and sibling.last.last:
            sibling = sibling.last.last
        return sibling, *_detab(block, indent + 4)

    def _element(self, parent: _Node, blocks: Blocks) -> bool:
        """An HTML element whose content is Markdown."""
        match = _PLACEHOLDER.match(blocks[0].text)
        stashed = self.page.stash.pop(int(match[1]), None) if match else None
        if match is None or stashed is None:
            return False
        block = blocks.popleft()
        parent.children.append(stashed.node)
        self._element_content(stashed)
        if match.end() < len(block.text):
            blocks.appendleft(block.cut(match.end()))
        return True

    def _element_content(self, element: _Element) -> None:
        source = _join(element.pieces, "")
        if element.state == "block":
            self.chunk(element.node, self._bounded(source.rstrip("\n")))
        elif element.state == "span":
            self._span_content(element.node, source)
        else:
            self.page.check_raw(source)

    def _span_content(self, node: _Node, source: _Source) -> None:
        node.text, child = source, None
        for match in _PLACEHOLDER.finditer(source.text):
            stashed = self.page.stash.pop(int(match[1]), None)
            if stashed is None:
                continue
            node.text = node.text if child else source.cut(0, match.start())
            if child:
                child.tail = child.tail.cut(
                    0, len(child.tail.text) - len(source.text) + match.start()
                )
            child = stashed.node
            node.children.append(child)
            child.tail = source.cut(match.end())
            self._element_content(stashed)

    def _empty(self, parent: _Node, blocks: Blocks) -> bool:
        if blocks[0].text and not blocks[0].text.startswith("\n"):
            return False
        block = blocks.popleft().cut(1)
        if block.text:
            blocks.appendleft(block)
        return True

    def _list_indent(self, parent: _Node, blocks: Blocks) -> bool:
        return self._indent(parent, blocks, ("ul", "ol"), ("li",), "li")

    def _definition_indent(self, parent: _Node, blocks: Blocks) -> bool:
        return self._indent(parent, blocks, ("dl", "ol", "ul"), ("dd", "li"), "dd")

    def _indent(
        self,
        parent: _Node,
        blocks: Blocks,
        lists: tuple[str, ...],
        items: tuple[str, ...],
        new: str,
    ) -> bool:
        """An indented block after a list belongs to the item of its level."""
        block, last = blocks[0], parent.last
        if (
            not block.text.startswith("    ")
            or self._state("detabbed")
            or not (parent.tag in items or (last is not None and last.tag in lists))
        ):
            return False
        blocks.popleft()
        level, sibling = self._level(parent, block.text, lists, items)
        block = _loose_detab(block, 4 * level)
        inner = [block]
        if parent.tag in items:
            target = last if last is not None and last.tag in lists else parent
        elif sibling.tag in items:
            target = sibling
        elif sibling.last is not None and sibling.last.tag in items:
            target = sibling.last
            target.wrap()
            inner = block.split("\n\n")
        else:
            target = sibling.add(new)
        self.chunk(target, inner, "detabbed")
        return True

    def _level(
        self, parent: _Node, text: str, lists: tuple[str, ...], items: tuple[str, ...]
    ) -> tuple[int, _Node]:
        wanted = (len(text) - len(text.lstrip(" "))) // 4
        level = 1 if self._state("list") else 0
        while wanted > level:
            child = parent.last
            if child is None or child.tag not in (*lists, *items):
                break
            level += child.tag in lists
            parent = child
        return level, parent

    def _code(self, parent: _Node, blocks: Blocks) -> bool:
        if not blocks[0].text.startswith("    "):
            return False
        lines = [line for ln in blocks.popleft().split() for line in self._unfenced(ln)]
        _, rest = _detab(_join(lines))
        if parent.last is None or parent.last.tag != "pre":
            parent.add("pre")
            self.page.code_blocks += 1
        if rest.text:
            blocks.appendleft(rest)
        return True

    def _unfenced(self, line: _Source) -> list[_Source]:
        """The lines of a fence that stands in indented code after all, else the line itself."""
        match = re.fullmatch("([> ]*)\x02wzxhzdk:([0-9]+)\x03", line.text)
        fenced = self.page.fences.pop(int(match[2]), None) if match else None
        if match is None or fenced is None:
            return [line]
        self.page.code_blocks -= 1
        width = len(fenced[0].text) - len(fenced[0].text.lstrip("> "))
        return [inner.cut(max(width - len(match[1]), 0)) for inner in fenced]

    def _display(self, parent: _Node, blocks: Blocks) -> bool:
        match = _DISPLAY.match(blocks[0].text)
        if match is None:
            return False
        block = blocks.popleft()
        parent.add("div")
        start, end = next(span for span in map(match.span, (1, 2, 3)) if span[0] >= 0)
        latex = match[0][start:end]
        if _HIDDEN in latex:
            self.page.fault(block, 0, "code or HTML inside a display formula")
            return True
        self.page.print(block, 0, start, end, display=True)
        if "$$" in latex:
            message = "two display formulas in one block: put a blank line between them"
            self.page.fault(block, start + latex.index("$$"), message)
        return True

    def _table(self, parent: _Node, blocks: Blocks) -> bool:
        if "|" not in blocks[0].text or "\n" not in blocks[0].text:
            return False
        rows = [row.strip(" ") for row in blocks[0].split()]
        last_pipe = _LAST_PIPE.search
        border = rows[0].text.startswith("|") or last_pipe(rows[0].text) is not None
        width = len(_cells(rows[0], border))
        if width == 1:
            alone = (row.text.startswith("|") or last_pipe(row.text) for row in rows[1:])
            if not (border and all(alone)):
                return False
        rule = _cells(rows[1], border)
        if len(rule) != width or not set("".join(cell.text for cell in rule)) <= set("|:- "):
            return False
        blocks.popleft()
        table = parent.add("table")
        for row in [rows[0], *rows[2:]]:
            for number, cell in enumerate(_cells(row, border)):
                if number < width:
                    table.add("td", cell.strip(" "))
                else:
                    self.page.check_raw(cell, "this cell is beyond the columns of its table")
        return True

    def _heading(self, parent: _Node, blocks: Blocks) -> bool:
        match = _HASH.search(blocks[0].text)
        if match is None:
            return False
        block = blocks.popleft()
        if match.start():
            self.chunk(parent, [block.cut(0, match.start())])
        parent.add(f"h{len(match['level'])}", block.cut(*match.span("header")).strip())
        if match.end() < len(block.text):
            after = block.cut(match.end())
            blocks.appendleft(_loose_detab(after) if self._state("looselist") else after)
        return True

    def _underlined_heading(self, parent: _Node, blocks: Blocks) -> bool:
        if not _UNDERLINED.match(blocks[0].text):
            return False
        lines = blocks.popleft().split()
        parent.add("h1" if lines[1].text.startswith("=") else "h2", lines[0].strip())
        if len(lines) > 2:
            blocks.appendleft(_join(lines[2:]))
        return True

    def _rule(self, parent: _Node, blocks: Blocks) -> bool:
        match = _RULE.search(blocks[0].text)
        if match is None:
            return False
        block = blocks.popleft()
        before = block.cut(0, match.start()).rstrip("\n")
        after = block.cut(match.end()).lstrip("\n")
        if before.text:
            self.chunk(parent, [before])
        parent.add("hr")
        if after.text:
            blocks.appendleft(after)
        return True

    def _list(self, parent: _Node, blocks: Blocks) -> bool:
        if not _ITEM.match(blocks[0].text):
            return False
        items = self._items(blocks.popleft())
        sibling = parent.last
        if sibling is not None and sibling.tag in ("ol", "ul"):
            target = sibling
            if previous := target.last:
                previous.wrap()
                if previous.last and previous.last.tail.text:
                    tail, previous.last.tail = previous.last.tail, _Source()
                    previous.add("p", tail.lstrip())
            self.chunk(target.add("li"), [items.pop(0)], "looselist")
        elif parent.tag in ("ol", "ul"):
            target = parent
        else:
            target = parent.add("ul")
        self.states.append("list")
        for item in items:
            nested = item.text.startswith("    ") and target.last
            self.chunk(nested or target.add("li"), [item])
        self.states.pop()
        return True

    @staticmethod
    def _items(block: _Source) -> list[_Source]:
        items: list[list[_Source]] = []
        for line in block.split():
            if match := _ITEM.match(line.text):
                items.append([line.cut(match.start(1))])
            elif _INDENTED_ITEM.match(line.text) and not items[-1][0].text.startswith("    "):
                items.append([line])
            else:
                items[-1].append(line)
        return [_join(item) for item in items]

    def _definition(self, parent: _Node, blocks: Blocks) -> bool:
        match = _DEFINITION.search(blocks[0].text)
        if match is None:
            return False
        sibling = parent.last
        terms = [term.strip() for term in blocks[0].cut(0, match.start()).split()]
        terms = [term for term in terms if term.text]
        if not terms and sibling is None:
            return False
        block = blocks.popleft()
        inner, rest = block.cut(match.end()), _Source()
        if not re.match(r"^[ ]{0,3}[^ :]", inner.text):
            inner, rest = _detab(inner)
        first = block.cut(*match.span(2))
        state = "list"
        if not terms and sibling is not None and sibling.tag == "p":
            state, terms = "looselist", sibling.text.split()
            parent.children.pop()
            sibling = parent.last
        if sibling is not None and sibling.tag == "dl":
            if not terms and sibling.last and sibling.last.tag == "dd" and sibling.last.children:
                state = "looselist"
        else:
            sibling = parent.add("dl")
        for term in terms:
            sibling.add("dt", term)
        self.chunk(sibling.add("dd"), [_join([first, inner]) if inner.text else first], state)
        if rest.text:
            blocks.appendleft(rest)
        return True

    def _quote(self, parent: _Node, blocks: Blocks) -> bool:
        match = _QUOTE.search(blocks[0].text)
        if match is None:
            return False
        block = blocks.popleft()
        self.chunk(parent, [block.cut(0, match.start())])
        lines = [self._unquote(line) for line in block.cut(match.start()).split()]
        quote = parent.last
        if quote is None or quote.tag != "blockquote":
            quote = parent.add("blockquote")
        self.chunk(quote, _join(lines).split("\n\n"), "blockquote")
        return True

    @staticmethod
    def _unquote(line: _Source) -> _Source:
        match = _QUOTE.match(line.text)
        if line.text.strip() == ">":
            return _Source()
        return line.cut(match.start(2)) if match else line

    def _footnote(self, parent: _Node, blocks: Blocks) -> bool:
        first = match = _FOOTNOTE.search(blocks[0].text)
        if first is None or match is None:
            return False
        block = blocks.popleft()
        for following in _FOOTNOTE.finditer(block.text, first.end()):
            if block.text[match.end() : following.start()].strip("\n"):
                break
            self._keep_footnote(match[1], block.cut(*match.span(2)).rstrip(), block)
            match = following
        note = [block.cut(*match.span(2))]
        rest = block.cut(match.end()).lstrip("\n")
        if following_note := _FOOTNOTE.search(rest.text):
            before = rest.cut(0, following_note.start()).rstrip("\n")
            note[0] = _join([note[0], _loose_detab(before)]).lstrip("\n")
            blocks.appendleft(rest.cut(following_note.start()))
        else:
            note[0] = _join([note[0], _loose_detab(rest)]).strip("\n")
            note += self._footnote_blocks(blocks)
        self._keep_footnote(match[1], _join(note, "\n\n").rstrip(), block)
        if block.text[: first.start()].strip():
            blocks.appendleft(block.cut(0, first.start()).rstrip("\n"))
        return True

    def _keep_footnote(self, name: str, note: _Source, block: _Source) -> None:
        if name in self.footnotes:
            self.page.fault(block, 0, f"the footnote [^{name}] is defined twice")
        self.footnotes[name] = note

    @staticmethod
    def _footnote_blocks(blocks: Blocks) -> Iterator[_Source]:
        while blocks and blocks[0].text.startswith("    "):
            block = blocks.popleft()
            if match := _FOOTNOTE.search(block.text):
                yield _loose_detab(block.cut(0, match.start()).rstrip("\n"))
                blocks.appendleft(block.cut(match.start()))
                return
            yield _loose_detab(block)

    def _link_target(self, parent: _Node, blocks: Blocks) -> bool:
        first = _LINK_TARGET.search(blocks[0].text)
        if first is None:
            return False
        block, start, end = blocks.popleft(), first.start(), first.start()
        for match in _LINK_TARGET.finditer(block.text, start):
            between = block.text[end : match.start()].strip("\n")
            if match.start() > start and (between or "\n" in match[0]):
                break
            end = match.end()
        self.page.check_raw(block.cut(start, end), "mathematics in a link target is not drawn")
        for piece in (block.cut(end).lstrip("\n"), block.cut(0, start).rstrip("\n")):
            if piece.text.strip():
                blocks.appendleft(piece)
        return True

    def _paragraph(self, parent: _Node, blocks: Blocks) -> bool:
        block = blocks.popleft()
        if not block.text.strip():
            return True
        if not self._state("list"):
            parent.add("p", block.lstrip())
        elif (sibling := parent.last) is not None:
            sibling.tail = _join([sibling.tail, block])
        elif parent.text.text:
            parent.text = _join([parent.text, block])
        else:
            parent.text = block.lstrip()
        return True


# --- The page -----------------------------------------------------------------------------------


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FRONT_MATTER = re.compile(r"-{3}[ \t]*\n(.*?\n)(?:-{3}|\.{3})[ \t]*\n", re.DOTALL)
_FRONT_LINES = re.compile(r"[A-Za-z_][\w-]*:(?:\s.*)?\n(?:(?:[A-Za-z_][\w-]*:|\s|- |#).*\n|\n)*")
_METADATA = re.compile(r"[ ]{0,3}[A-Za-z0-9_-]+:")
_SNIPPET = re.compile(r"\s*-+8<-+(?:\s|$)")
_FENCE = re.compile(
    r"""(?P<fence>~{3,}|`{3,})(?:[ \t]*\.?[\w#.+-]+(?=[\t ]|$))?"""
    r"""(?:[ \t]*(?:\{[^\n]*\})|(?:(?:[ \t]+(?:title=(?P<quote>"|').*?(?P=quote)|"""
    r"""(?:hl_lines|linenums)=["'][\d\s-]+["'])))+)?[ \t]*$"""
)
_FENCE_LIKE = re.compile(r"[> ]*(?:`{3,}[^`]*|~{3,}.*)$")
_BLOCK_TAGS = _names(
    "address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 header hgroup hr main menu nav ol p pre section table ul canvas colgroup dd body "
    "dt group html iframe li legend math map noscript output object option progress script style "
    "summary tbody td textarea tfoot th thead tr video center"
)
_SPAN_TAGS = _names("address dd dt h1 h2 h3 h4 h5 h6 legend li p summary td th")
_RAW_TAGS = _names("canvas math option pre script style textarea hr")
_MARKUP = re.compile(r"<(?:!--|[!?]|(?P<end>/?)(?P<tag>[a-zA-Z][^`\s/>\x00<]{0,99}))")
_START_TAG = re.compile(r"""(?P<attributes>(?:[^"'`>]|"[^"]{0,2000}"|'[^']{0,2000}'){0,4000}+)>""")
_END_TAG = re.compile(r"[^>]{0,200}>")
_MARKDOWN = re.compile(r"""\bmarkdown(?:\s*=\s*["']?(?P<value>\w*)["']?)?(?=[\s/]|$)""")
_ID = re.compile(r"""\bid\s*=\s*["']?(?P<id>[^\s"'>]+)""")
_BLANK_LINES = re.compile(r"(?:[ ]*\n){2}")
_RAW_MATHEMATICS = re.compile(
    r"(?<!\\)\$(?![\s\d])[^\\$]{1,2000}(?<!\s)\$|\$\$|\\\(|\\\[|\\begin\{", re.DOTALL
)
_ATTRIBUTES = re.compile(r"[ ]+\{:?[ ]*([^}\n ][^\n]*)\}[ ]*$")
_CODE_ELEMENTS = re.compile(
    r"(?si)<(pre|script|style|code|textarea|math)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>"
)


@dataclass(eq=False)
class _Element:
    """An HTML element that the page marks as Markdown: "block", "span", or "off" inside one."""

    tag: str
    state: str
    place: int
    node: _Node
    pieces: list[_Source] = field(default_factory=list)
    started: bool = True


class _Page:
    """One page: what has been found so far, and the three steps of reading it."""

    def __init__(self, text: str, file: str) -> None:
        self.file, self.given = file, text
        self.text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        self.stash: dict[int, _Element] = {}
        self.fences: dict[int, list[_Source]] = {}
        self.placeholders = self.code_blocks = self.code_spans = self.comments = 0
        self.printed: list[tuple[int, int, str, bool, Starts]] = []
        self.references: list[tuple[str, int, int]] = []
        self.errors: set[ScanError] = set()

    def scan(self) -> Scan:
        front = _FRONT_MATTER.match(self.text)
        start = front.end() if front else 0
        if front and not _FRONT_LINES.fullmatch(front[1]):
            message = "front matter holds lines `key: value`; begin the page with a heading"
            self.errors.add(ScanError(1, 1, message))
        body = self.text[start:].strip().encode("utf-8", "surrogatepass")
        lines = self._take_fences(self._lines(start))
        roots = _Blocks(self).document(_Html(self, _join(lines)).read())
        headings = self._read_tree(roots)
        return Scan(
            file=self.file,
            text=self.given,
            body=hashlib.sha256(body).hexdigest(),
            formulas=tuple(self._formulas(headings)),
            code_blocks=self.code_blocks,
            code_spans=self.code_spans,
            comments=self.comments,
            headings=tuple(headings),
            references=tuple(sorted(self.references, key=lambda found: found[1:])),
            errors=tuple(sorted(self.errors)),
        )

    def position(self, place: int) -> tuple[int, int]:
        """Line and column of a place in the page, both from 1."""
        line = bisect_right(self.line_starts, max(place, 0))
        return line, max(place, 0) - self.line_starts[line - 1] + 1

    def fault(self, source: _Source, index: int, message: str) -> None:
        self.errors.add(ScanError(*self.position(source.place(index)), message))

    def hide(self) -> tuple[int, _Source]:
        """A placeholder for what is taken out of the text, and its number."""
        self.placeholders += 1
        return self.placeholders, _Source(f"\x02wzxhzdk:{self.placeholders}\x03")

    def print(self, source: _Source, opening: int, start: int, end: int, *, display: bool) -> None:
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

    def check_raw(self, source: _Source, reason: str = "") -> None:
        """Complains about mathematics where none is drawn."""
        hidden = _CODE_ELEMENTS.sub(lambda match: _HIDDEN * len(match[0]), source.text)
        if match := _RAW_MATHEMATICS.search(hidden):
            reason = reason or "mathematics in raw HTML is not drawn: give the tag `markdown`"
            self.fault(source, match.start(), reason)

    def _lines(self, start: int) -> list[_Source]:
        """The lines from a place on, tabs expanded, blank lines empty."""
        number = bisect_right(self.line_starts, start) - 1
        lines, place = [], start
        if not start and _METADATA.match(self.text):
            message = "MkDocs takes a first line `Key: …` for metadata: begin with a heading"
            self.errors.add(ScanError(1, 1, message))
        for line in self.text[start:].split("\n"):
            lines.append(self._line(line, place))
            place += len(line) + 1
            number += 1
        return [_Source() if n and not ln.text.strip(" ") else ln for n, ln in enumerate(lines)]

    def _line(self, line: str, place: int) -> _Source:
        if not re.search(r"[\t\x02\x03]", line):
            return _Source(line, list(range(place, place + len(line))))
        text = ""
        origin: list[int] = []
        for index, character in enumerate(line):
            if character in "\x02\x03":
                self.errors.add(ScanError(*self.position(place + index), "a control character"))
                continue
            piece = " " * (4 - len(origin) % 4) if character == "\t" else character
            text += piece
            origin += [place + index] * len(piece)
        return _Source(text, origin)

    def _take_fences(self, lines: list[_Source]) -> list[_Source]:
        """Puts a placeholder for each fenced code block, as pymdownx.superfences does."""
        kept: list[_Source] = []
        fence: _Fence | None = None
        for line in lines:
            kept.append(line)
            if fence is None:
                fence = _Fence.open(line, len(kept) - 1)
                if fence is None and _SNIPPET.match(line.text):
                    self.fault(line, 0, "a snippet outside a code block is not read for formulas")
                elif fence is None and _FENCE_LIKE.match(line.text):
                    self.fault(line, 0, "the head of this code block is not understood")
                continue
            verdict = fence.judge(line)
            if verdict == "closes":
                number, placeholder = self.hide()
                self.fences[number] = kept[fence.index :]
                self.code_blocks += 1
                opening = kept[fence.index].cut(0, len(fence.prefix))
                kept[fence.index :] = [_join([opening, placeholder], "")]
            if verdict == "broken":
                self.fault(kept[fence.index], 0, _UNCLOSED_FENCE)
            if verdict != "inside":
                fence = None
        if fence is not None:
            self.fault(kept[fence.index], 0, _UNCLOSED_FENCE)
        return kept

    def _read_tree(self, roots: list[_Node]) -> list[tuple[int, str, str, int]]:
        """Reads all inline text and returns the headings."""
        found: list[tuple[int, str, str, int]] = []
        waiting = roots[::-1]
        while waiting:
            node = waiting.pop()
            text = _Text(self, node.text).read()
            _Text(self, node.tail).read()
            if re.fullmatch("h[1-6]", node.tag):
                title, id = text.words(), node.id
                if match := _ATTRIBUTES.search(title):
                    named = re.search(r"(?:^|\s)(?:#|id=[\"']?)([^\s\"'}]+)", match[1])
                    id = named[1] if named else id
                    title = title[: match.start()].rstrip("#").rstrip()
                line = self.position(node.text.place())[0]
                found.append((int(node.tag[1]), id, title, line))
            waiting += node.children[::-1]
        return self._identify(found)

    def _identify(self, found: list[tuple[int, str, str, int]]) -> list[tuple[int, str, str, int]]:
        """Gives each heading without an id the one that the toc extension gives it."""
        used: set[str] = set()
        for _, id, _, line in found:
            if id and id in used:
                self.errors.add(ScanError(line, 1, f"the id {id!r} is given twice"))
            used.add(id)
        used.discard("")
        counts: dict[str, int] = {}
        return [
            (level, id or _unique(_slug(title), used, counts), title, line)
            for level, id, title, line in found
        ]

    def _formulas(self, headings: list[tuple[int, str, str, int]]) -> Iterator[Printed]:
        waiting = deque(sorted(headings, key=lambda heading: heading[3]))
        open_headings: list[tuple[int, str]] = []
        for line, column, latex, display, starts in sorted(self.printed):
            while waiting and waiting[0][3] <= line:
                level, id, _, _ = waiting.popleft()
                while open_headings and open_headings[-1][0] >= level:
                    open_headings.pop()
                open_headings.append((level, id))
            section = tuple(id for _, id in open_headings)
            yield Printed(self.file, line, column, latex, display, section, starts)


_UNCLOSED_FENCE = (
    "this code block is never closed: the closing fence has the same marks and the same indent, "
    "and no line between is indented less"
)


@dataclass
class _Fence:
    """A fenced code block that is open."""

    prefix: str
    marks: str
    index: int
    empty: int = 0

    @classmethod
    def open(cls, line: _Source, index: int) -> _Fence | None:
        prefix = line.text[: len(line.text) - len(line.text.lstrip("> \t"))]
        match = _FENCE.match(line.text, len(prefix))
        return cls(prefix, match["fence"], index) if match else None

    def judge(self, line: _Source) -> str:
        """Whether a line is inside the block, closes it, or shows that it is none."""
        head = line.text[: len(self.prefix)]
        indent = head[: len(head) - len(head.lstrip("> \t"))]
        content = line.text[len(indent) :]
        quotes, level = indent.count(">"), self.prefix.count(">")
        closes = content.rstrip(" \t") == self.marks
        blank = not content if level else not (indent + content).strip()
        if quotes > level:
            return "broken"
        if blank:
            self.empty += 1
            return "inside"
        if level:
            short = len(indent) < len(self.prefix) or (self.empty and quotes < level)
        else:
            short = len(indent) != len(self.prefix) and content != ""
        if short:
            return "broken"
        self.empty = 0
        return "closes" if closes else "inside"


class _Html:
    """Takes raw HTML out of the text and stashes what is Markdown inside HTML (md_in_html)."""

    def __init__(self, page: _Page, source: _Source) -> None:
        self.page, self.source, self.text = page, source, source.text
        self.newlines = [match.start() for match in re.finditer("\n", self.text)]
        self.kept: list[_Source] = []
        self.open: list[_Element] = []
        self.raw: list[str] = []
        self.raw_start = 0
        self.tail = False  # on the line where a block of HTML has ended
        self.no_comment = len(self.text) + 1
        self.broken = False

    def read(self) -> _Source:
        place = 0
        while (match := _MARKUP.search(self.text, place)) and not self.broken:
            self._data(place, match.start())
            place = self._markup(match)
        self._data(place, len(self.text))
        self._report_unclosed()
        return _join(self.kept, "")

    def _report_unclosed(self) -> None:
        message = "<{}> is never closed: nothing after it is read"
        if self.raw:
            self.page.fault(self.source, self.raw_start, message.format(self.raw[0]))
        for element in self.open[:1]:
            self.page.fault(self.source, element.place, message.format(element.tag))
            self._end_element(element.tag, len(self.text))

    def _at_line_start(self, place: int) -> bool:
        number = bisect_right(self.newlines, place - 1)
        start = self.newlines[number - 1] + 1 if number else 0
        return place - start <= 3 and not self.text[start:place].strip()

    def _data(self, start: int, end: int) -> None:
        if start == end:
            return
        self.tail = self.tail and "\n" not in self.text[start:end]
        self._keep(self.source.cut(start, end))

    def _keep(self, piece: _Source) -> None:
        if self.raw:
            return
        if self.open:
            self.open[-1].started = False
        (self.open[-1].pieces if self.open else self.kept).append(piece)

    def _stash(self, end: int) -> None:
        """Puts a placeholder paragraph for a block of HTML that ends here."""
        pieces = self.open[-1].pieces if self.open else self.kept
        pieces += [_Source("\n"), self.page.hide()[1], _Source("\n\n")]
        if self.open:
            self.open[-1].started = False
        self.tail = not self.open and not _BLANK_LINES.match(self.text, end)

    def _markup(self, match: re.Match[str]) -> int:
        place = match.start()
        if match[0] == "<!--":
            return self._comment(place)
        if match["tag"] is None:
            return self._declaration(place)
        return self._end_tag(match) if match["end"] else self._start_tag(match)

    def _comment(self, place: int) -> int:
        closing = None
        if place < self.no_comment:
            closing = re.compile("--!?>").search(self.text, place + 4)
        if closing is None:
            self.no_comment = min(self.no_comment, place)
            self._data(place, place + 1)
            return place + 1
        if self.raw or self.tail or self._at_line_start(place):
            self.page.comments += 1
            if not self.raw and not self.tail:
                self._stash(closing.end())
        else:
            self._keep(self.source.cut(place, closing.end()))
        return closing.end()

    def _declaration(self, place: int) -> int:
        if self.tail or self.open or self._at_line_start(place):
            self.page.fault(self.source, place, "`<!` and `<?` are not read: take them out")
        self._data(place, place + 2)
        return place + 2

    def _end_tag(self, match: re.Match[str]) -> int:
        place, tag = match.start(), match["tag"].lower()
        closing = _END_TAG.match(self.text, match.end())
        if closing is None:
            self._data(place, place + 2)
            return place + 2
        end = closing.end()
        if self.raw:
            self._end_raw(tag, end)
        elif tag in _BLOCK_TAGS and any(element.tag == tag for element in self.open):
            self._end_element(tag, end)
        else:
            self._keep(self.source.cut(place, end))
        return end

    def _end_raw(self, tag: str, end: int) -> None:
        if tag in self.raw:
            while self.raw.pop() != tag:
                pass
        if not self.raw:
            self.page.check_raw(self.source.cut(self.raw_start, end))
            self._stash(end)

    def _end_element(self, tag: str, end: int) -> None:
        closed = ""
        while self.open and closed != tag:
            element = self.open.pop()
            closed = element.tag
            number, placeholder = self.page.hide()
            self.page.stash[number] = element
            pieces = self.open[-1].pieces if self.open else self.kept
            pieces += [_Source("\n\n"), placeholder, _Source("\n" if self.open else "\n\n")]
        if not self.open:
            self.tail = not _BLANK_LINES.match(self.text, end)

    def _start_tag(self, match: re.Match[str]) -> int:
        place, tag = match.start(), match["tag"].lower()
        block = tag in _BLOCK_TAGS
        starts = self._at_line_start(place) or self.tail
        starts = starts or bool(self.open and self.open[-1].started)
        if not (block and (starts or self.raw)):
            self._data(place, match.end())
            return match.end()
        closing = _START_TAG.match(self.text, match.end())
        if closing is None:
            self.broken = True  # the page is refused, so what follows need not be exact
            self.page.fault(self.source, place, f"the tag <{tag}> has no `>`")
            return place + 1
        attributes, end = closing["attributes"], closing.end()
        if attributes.endswith("/") or tag == "hr":
            if not self.raw:
                self._stash(end)
        elif self.raw:
            self.raw.append(tag)
        else:
            self._open_block(tag, attributes, place)
        return self._after_code(tag, end)

    def _after_code(self, tag: str, end: int) -> int:
        """Script and style have no tags inside: their end is searched for as text."""
        if tag not in ("script", "style") or not (self.raw or self.open):
            return end
        closing = re.compile(rf"(?i)</{tag}\b").search(self.text, end)
        return closing.start() if closing else len(self.text)

    def _open_block(self, tag: str, attributes: str, place: int) -> None:
        state = self._markdown_state(tag, attributes)
        if state == "off" and not self.open:
            self.kept.append(_Source("\n"))
            self.raw, self.raw_start = [tag], place
            return
        if any(element.tag == "p" for element in self.open):
            self._end_element("p", place)
        named = _ID.search(attributes)
        self.open.append(_Element(tag, state, place, _Node(tag, id=named["id"] if named else "")))

    def _markdown_state(self, tag: str, attributes: str) -> str:
        match = _MARKDOWN.search(attributes)
        wanted = (match["value"] or "1" if match else "0").replace("markdown", "1")
        parent = self.open[-1].state if self.open else ""
        if parent == "off" or (parent == "span" and wanted != "0"):
            wanted = parent
        if tag in _RAW_TAGS:
            return "off"
        if wanted == "block" or (wanted == "1" and tag not in _SPAN_TAGS):
            return "block"
        return "span" if wanted in ("1", "span") else "off"


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
