"""Blocks that hold no others: code, formulas, tables, headings, paragraphs.

Each function takes the first of the waiting blocks, or says that the block is none of its kind.
"""

from __future__ import annotations

import re

from nnbook.verify.scan_nesting import BlockReader, Blocks
from nnbook.verify.scan_text import HIDDEN, Node, Source, detab, join, loose_detab

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
_LINK_TARGET = re.compile(
    r"^[ ]{0,3}\[([^\[\]]*)\]:[ ]*(?:\n[ ]*)?([^\s]+)[ ]*(?:\n[ ]*)?"
    r"(([\"'])(.*)\4[ ]*|\((.*)\)[ ]*)?$",
    re.MULTILINE,
)


def _cells(row: Source, border: bool) -> list[Source]:
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


def empty(reader: BlockReader, parent: Node, blocks: Blocks) -> bool:
    if blocks[0].text and not blocks[0].text.startswith("\n"):
        return False
    block = blocks.popleft().cut(1)
    if block.text:
        blocks.appendleft(block)
    return True


def code(reader: BlockReader, parent: Node, blocks: Blocks) -> bool:
    if not blocks[0].text.startswith("    "):
        return False
    lines = [line for ln in blocks.popleft().split() for line in _unfenced(reader, ln)]
    _, rest = detab(join(lines))
    if parent.last is None or parent.last.tag != "pre":
        parent.add("pre")
        reader.page.code_blocks += 1
    if rest.text:
        blocks.appendleft(rest)
    return True


def _unfenced(reader: BlockReader, line: Source) -> list[Source]:
    """The lines of a fence that stands in indented code after all, else the line itself."""
    match = re.fullmatch("([> ]*)\x02wzxhzdk:([0-9]+)\x03", line.text)
    fenced = reader.page.fences.pop(int(match[2]), None) if match else None
    if match is None or fenced is None:
        return [line]
    reader.page.code_blocks -= 1
    width = len(fenced[0].text) - len(fenced[0].text.lstrip("> "))
    return [inner.cut(max(width - len(match[1]), 0)) for inner in fenced]


def display(reader: BlockReader, parent: Node, blocks: Blocks) -> bool:
    match = _DISPLAY.match(blocks[0].text)
    if match is None:
        return False
    block = blocks.popleft()
    parent.add("div")
    start, end = next(span for span in map(match.span, (1, 2, 3)) if span[0] >= 0)
    latex = match[0][start:end]
    if HIDDEN in latex:
        reader.page.fault(block, 0, "code or HTML inside a display formula")
        return True
    reader.page.print(block, 0, start, end, display=True)
    if "$$" in latex:
        message = "two display formulas in one block: put a blank line between them"
        reader.page.fault(block, start + latex.index("$$"), message)
    return True


def table(reader: BlockReader, parent: Node, blocks: Blocks) -> bool:
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
                reader.page.check_raw(cell, "this cell is beyond the columns of its table")
    return True


def heading(reader: BlockReader, parent: Node, blocks: Blocks) -> bool:
    match = _HASH.search(blocks[0].text)
    if match is None:
        return False
    block = blocks.popleft()
    if match.start():
        reader.chunk(parent, [block.cut(0, match.start())])
    parent.add(f"h{len(match['level'])}", block.cut(*match.span("header")).strip())
    if match.end() < len(block.text):
        after = block.cut(match.end())
        blocks.appendleft(loose_detab(after) if reader.within("looselist") else after)
    return True


def underlined_heading(reader: BlockReader, parent: Node, blocks: Blocks) -> bool:
    if not _UNDERLINED.match(blocks[0].text):
        return False
    lines = blocks.popleft().split()
    parent.add("h1" if lines[1].text.startswith("=") else "h2", lines[0].strip())
    if len(lines) > 2:
        blocks.appendleft(join(lines[2:]))
    return True


def rule(reader: BlockReader, parent: Node, blocks: Blocks) -> bool:
    match = _RULE.search(blocks[0].text)
    if match is None:
        return False
    block = blocks.popleft()
    before = block.cut(0, match.start()).rstrip("\n")
    after = block.cut(match.end()).lstrip("\n")
    if before.text:
        reader.chunk(parent, [before])
    parent.add("hr")
    if after.text:
        blocks.appendleft(after)
    return True


def link_target(reader: BlockReader, parent: Node, blocks: Blocks) -> bool:
    first = _LINK_TARGET.search(blocks[0].text)
    if first is None:
        return False
    block, start, end = blocks.popleft(), first.start(), first.start()
    for match in _LINK_TARGET.finditer(block.text, start):
        between = block.text[end : match.start()].strip("\n")
        if match.start() > start and (between or "\n" in match[0]):
            break
        end = match.end()
    reader.page.check_raw(block.cut(start, end), "mathematics in a link target is not drawn")
    for piece in (block.cut(end).lstrip("\n"), block.cut(0, start).rstrip("\n")):
        if piece.text.strip():
            blocks.appendleft(piece)
    return True


def paragraph(reader: BlockReader, parent: Node, blocks: Blocks) -> bool:
    block = blocks.popleft()
    if not block.text.strip():
        return True
    if not reader.within("list"):
        parent.add("p", block.lstrip())
    elif (sibling := parent.last) is not None:
        sibling.tail = join([sibling.tail, block])
    elif parent.text.text:
        parent.text = join([parent.text, block])
    else:
        parent.text = block.lstrip()
    return True
