"""Inline text, read in the order of Python-Markdown's inline patterns."""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from nnbook.verify.scan_page import Page
from nnbook.verify.scan_text import HIDDEN, Source

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


class InlineText:
    """One run of inline text, read from code spans to what is left over."""

    def __init__(self, page: Page, source: Source) -> None:
        self.page, self.source, self.text = page, source, source.text
        self.formulas: list[tuple[int, int, int, int]] = []  # whole span, then span of the latex
        self.code: list[tuple[int, int]] = []

    def read(self) -> InlineText:
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
            pieces += [self.text[done:start], HIDDEN * (end - max(start, done))]
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
                    hidden = self.text.find(HIDDEN, place)
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
        text = _ESCAPE.sub(HIDDEN * 2, self.text)
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
        text = re.sub(r"\\[\\`*_{}>#+\-.!|$]", HIDDEN * 2, self.text)
        left = [m for m in _LEFT.finditer(text) if not _MONEY.match(text, m.start())]
        lone = sum(match[0] == "$" for match in left) == 1
        for match in left:
            spaced = re.match(r"\$(?:\s|$)", text[match.start() : match.start() + 2])
            before = text[match.start() - 1 : match.start()] if match.start() else " "
            if match[0] == "$" and lone and spaced and before.isspace():
                continue
            kind = "$ " if spaced and before.isspace() else match[0][:2]
            beside = HIDDEN in (before, text[match.end() : match.end() + 1])
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
        return html.unescape(plain.replace(HIDDEN, "").replace("\x04", "_"))
