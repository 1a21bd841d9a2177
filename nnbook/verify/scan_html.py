"""Takes raw HTML out of a page and stashes what is Markdown inside HTML, as md_in_html does."""

from __future__ import annotations

import re
from bisect import bisect_right

from nnbook.verify.scan_page import Element, Page
from nnbook.verify.scan_text import Node, Source, join


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


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


class Html:
    """Takes raw HTML out of the text and stashes what is Markdown inside HTML."""

    def __init__(self, page: Page, source: Source) -> None:
        self.page, self.source, self.text = page, source, source.text
        self.newlines = [match.start() for match in re.finditer("\n", self.text)]
        self.kept: list[Source] = []
        self.open: list[Element] = []
        self.raw: list[str] = []
        self.raw_start = 0
        self.tail = False  # on the line where a block of HTML has ended
        self.no_comment = len(self.text) + 1
        self.broken = False

    def read(self) -> Source:
        place = 0
        while (match := _MARKUP.search(self.text, place)) and not self.broken:
            self._data(place, match.start())
            place = self._markup(match)
        self._data(place, len(self.text))
        self._report_unclosed()
        return join(self.kept, "")

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

    def _keep(self, piece: Source) -> None:
        if self.raw:
            return
        if self.open:
            self.open[-1].started = False
        (self.open[-1].pieces if self.open else self.kept).append(piece)

    def _stash(self, end: int) -> None:
        """Puts a placeholder paragraph for a block of HTML that ends here."""
        pieces = self.open[-1].pieces if self.open else self.kept
        pieces += [Source("\n"), self.page.hide()[1], Source("\n\n")]
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
            pieces += [Source("\n\n"), placeholder, Source("\n" if self.open else "\n\n")]
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
            self.kept.append(Source("\n"))
            self.raw, self.raw_start = [tag], place
            return
        if any(element.tag == "p" for element in self.open):
            self._end_element("p", place)
        named = _ID.search(attributes)
        self.open.append(Element(tag, state, place, Node(tag, id=named["id"] if named else "")))

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
