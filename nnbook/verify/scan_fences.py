"""Takes fenced code blocks out of a page, as pymdownx.superfences does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nnbook.verify.scan_page import Page
from nnbook.verify.scan_text import Source, join

_SNIPPET = re.compile(r"\s*-+8<-+(?:\s|$)")
_FENCE = re.compile(
    r"""(?P<fence>~{3,}|`{3,})(?:[ \t]*\.?[\w#.+-]+(?=[\t ]|$))?"""
    r"""(?:[ \t]*(?:\{[^\n]*\})|(?:(?:[ \t]+(?:title=(?P<quote>"|').*?(?P=quote)|"""
    r"""(?:hl_lines|linenums)=["'][\d\s-]+["'])))+)?[ \t]*$"""
)
_FENCE_LIKE = re.compile(r"[> ]*(?:`{3,}[^`]*|~{3,}.*)$")
_UNCLOSED_FENCE = (
    "this code block is never closed: the closing fence has the same marks and the same indent, "
    "and no line between is indented less"
)


def take_fences(page: Page, lines: list[Source]) -> list[Source]:
    """Puts a placeholder for each fenced code block."""
    kept: list[Source] = []
    fence: Fence | None = None
    for line in lines:
        kept.append(line)
        if fence is None:
            fence = Fence.open(line, len(kept) - 1)
            if fence is None and _SNIPPET.match(line.text):
                page.fault(line, 0, "a snippet outside a code block is not read for formulas")
            elif fence is None and _FENCE_LIKE.match(line.text):
                page.fault(line, 0, "the head of this code block is not understood")
            continue
        verdict = fence.judge(line)
        if verdict == "closes":
            number, placeholder = page.hide()
            page.fences[number] = kept[fence.index :]
            page.code_blocks += 1
            opening = kept[fence.index].cut(0, len(fence.prefix))
            kept[fence.index :] = [join([opening, placeholder], "")]
        if verdict == "broken":
            page.fault(kept[fence.index], 0, _UNCLOSED_FENCE)
        if verdict != "inside":
            fence = None
    if fence is not None:
        page.fault(kept[fence.index], 0, _UNCLOSED_FENCE)
    return kept


@dataclass
class Fence:
    """A fenced code block that is open."""

    prefix: str
    marks: str
    index: int
    empty: int = 0

    @classmethod
    def open(cls, line: Source, index: int) -> Fence | None:
        prefix = line.text[: len(line.text) - len(line.text.lstrip("> \t"))]
        match = _FENCE.match(line.text, len(prefix))
        return cls(prefix, match["fence"], index) if match else None

    def judge(self, line: Source) -> str:
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
