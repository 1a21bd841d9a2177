"""Blocks that hold others: admonitions, tabs, HTML, lists, definitions, quotes, footnotes.

Each function takes the first of the waiting blocks, or says that the block is none of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nnbook.verify.scan_nesting import BlockReader, Blocks
from nnbook.verify.scan_page import Element
from nnbook.verify.scan_text import PLACEHOLDER, Node, Source, detab, join, loose_detab

_ADMONITION = re.compile(r'(?:^|\n)!!! ?[\w\-]+(?: +[\w\-]+)*(?: +"(?P<title>.*?)")? *(?:\n|$)')
_DETAILS = re.compile(
    r'(?:^|\n)\?{3}\+? ?(?:(?:[\w\-]+(?: +[\w\-]+)*?)?(?: +"(?P<title>.*?)")|'
    r"[\w\-]+(?: +[\w\-]+)*?) *(?:\n|$)"
)
_TAB = re.compile(r'(?:^|\n)={3}(?P<special>\+|\+!|!\+|!)? +"(?P<title>.*?)" *(?:\n|$)')
_CONTAINERS = (("admonition", _ADMONITION), ("details", _DETAILS), ("tabs", _TAB))
_ITEM = re.compile(r"^[ ]{0,3}(?:\d+\.|[*+-])[ ]+(.*)")
_INDENTED_ITEM = re.compile(r"^[ ]{4,7}(?:\d+\.|[*+-])[ ]+.*")
_QUOTE = re.compile(r"(^|\n)[ ]{0,3}>[ ]?(.*)")
_DEFINITION = re.compile(r"(^|\n)[ ]{0,3}:[ ]{1,3}(.*?)(\n|$)")
_FOOTNOTE = re.compile(r"^[ ]{0,3}\[\^([^\]]*)\]:[ ]*(.*)$", re.MULTILINE)
_LISTS = ("ul", "ol", "dl")


def container(reader: BlockReader, parent: Node, blocks: Blocks) -> bool:
    """Admonitions, details and tabs: a line that opens one, or an indented block after it."""
    block = blocks[0]
    for tag, pattern in _CONTAINERS:
        if match := pattern.search(block.text):
            blocks.popleft()
            if match.start():
                reader.chunk(parent, [block.cut(0, match.start())])
            title = block.cut(*match.span("title")) if match["title"] else Source()
            special = match["special"] if tag == "tabs" else ""
            inner, rest = detab(block.cut(match.end()))
            _into(reader, _open(parent, tag, title, special or ""), inner, rest, blocks)
            return True
        if found := _continued(parent, block, tag):
            blocks.popleft()
            _into(reader, found[0], found[1], found[2], blocks)
            return True
    return False


def _into(reader: BlockReader, node: Node, inner: Source, rest: Source, blocks: Blocks) -> None:
    reader.chunk(node, inner.split("\n\n"))
    if rest.text:
        blocks.appendleft(rest)


def _open(parent: Node, tag: str, title: Source, special: str) -> Node:
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


def _continued(parent: Node, block: Source, tag: str) -> tuple[Node, Source, Source] | None:
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
    return sibling, *detab(block, indent + 4)


def element(reader: BlockReader, parent: Node, blocks: Blocks) -> bool:
    """An HTML element whose content is Markdown."""
    match = PLACEHOLDER.match(blocks[0].text)
    stashed = reader.page.stash.pop(int(match[1]), None) if match else None
    if match is None or stashed is None:
        return False
    block = blocks.popleft()
    parent.children.append(stashed.node)
    _element_content(reader, stashed)
    if match.end() < len(block.text):
        blocks.appendleft(block.cut(match.end()))
    return True


def _element_content(reader: BlockReader, element: Element) -> None:
    source = join(element.pieces, "")
    if element.state == "block":
        reader.chunk(element.node, reader.bounded(source.rstrip("\n")))
    elif element.state == "span":
        _span_content(reader, element.node, source)
    else:
        reader.page.check_raw(source)


def _span_content(reader: BlockReader, node: Node, source: Source) -> None:
    node.text, child = source, None
    for match in PLACEHOLDER.finditer(source.text):
        stashed = reader.page.stash.pop(int(match[1]), None)
        if stashed is None:
            continue
        node.text = node.text if child else source.cut(0, match.start())
        if child:
            child.tail = child.tail.cut(0, len(child.tail.text) - len(source.text) + match.start())
        child = stashed.node
        node.children.append(child)
        child.tail = source.cut(match.end())
        _element_content(reader, stashed)


def list_indent(reader: BlockReader, parent: Node, blocks: Blocks) -> bool:
    return _indent(reader, parent, blocks, ("ul", "ol"), ("li",), "li")


def definition_indent(reader: BlockReader, parent: Node, blocks: Blocks) -> bool:
    return _indent(reader, parent, blocks, ("dl", "ol", "ul"), ("dd", "li"), "dd")


def _indent(
    reader: BlockReader,
    parent: Node,
    blocks: Blocks,
    lists: tuple[str, ...],
    items: tuple[str, ...],
    new: str,
) -> bool:
    """An indented block after a list belongs to the item of its level."""
    block, last = blocks[0], parent.last
    if (
        not block.text.startswith("    ")
        or reader.within("detabbed")
        or not (parent.tag in items or (last is not None and last.tag in lists))
    ):
        return False
    blocks.popleft()
    level, sibling = _level(reader, parent, block.text, lists, items)
    block = loose_detab(block, 4 * level)
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
    reader.chunk(target, inner, "detabbed")
    return True


def _level(
    reader: BlockReader, parent: Node, text: str, lists: tuple[str, ...], items: tuple[str, ...]
) -> tuple[int, Node]:
    wanted = (len(text) - len(text.lstrip(" "))) // 4
    level = 1 if reader.within("list") else 0
    while wanted > level:
        child = parent.last
        if child is None or child.tag not in (*lists, *items):
            break
        level += child.tag in lists
        parent = child
    return level, parent


def list_of_items(reader: BlockReader, parent: Node, blocks: Blocks) -> bool:
    if not _ITEM.match(blocks[0].text):
        return False
    items = _items(blocks.popleft())
    sibling = parent.last
    if sibling is not None and sibling.tag in ("ol", "ul"):
        target = sibling
        if previous := target.last:
            previous.wrap()
            if previous.last and previous.last.tail.text:
                tail, previous.last.tail = previous.last.tail, Source()
                previous.add("p", tail.lstrip())
        reader.chunk(target.add("li"), [items.pop(0)], "looselist")
    elif parent.tag in ("ol", "ul"):
        target = parent
    else:
        target = parent.add("ul")
    reader.states.append("list")
    for item in items:
        nested = item.text.startswith("    ") and target.last
        reader.chunk(nested or target.add("li"), [item])
    reader.states.pop()
    return True


def _items(block: Source) -> list[Source]:
    items: list[list[Source]] = []
    for line in block.split():
        if match := _ITEM.match(line.text):
            items.append([line.cut(match.start(1))])
        elif _INDENTED_ITEM.match(line.text) and not items[-1][0].text.startswith("    "):
            items.append([line])
        else:
            items[-1].append(line)
    return [join(item) for item in items]


def definition(reader: BlockReader, parent: Node, blocks: Blocks) -> bool:
    match = _DEFINITION.search(blocks[0].text)
    if match is None:
        return False
    sibling = parent.last
    terms = [term.strip() for term in blocks[0].cut(0, match.start()).split()]
    terms = [term for term in terms if term.text]
    if not terms and sibling is None:
        return False
    block = blocks.popleft()
    inner, rest = block.cut(match.end()), Source()
    if not re.match(r"^[ ]{0,3}[^ :]", inner.text):
        inner, rest = detab(inner)
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
    reader.chunk(sibling.add("dd"), [join([first, inner]) if inner.text else first], state)
    if rest.text:
        blocks.appendleft(rest)
    return True


def quote(reader: BlockReader, parent: Node, blocks: Blocks) -> bool:
    match = _QUOTE.search(blocks[0].text)
    if match is None:
        return False
    block = blocks.popleft()
    reader.chunk(parent, [block.cut(0, match.start())])
    lines = [_unquote(line) for line in block.cut(match.start()).split()]
    quote = parent.last
    if quote is None or quote.tag != "blockquote":
        quote = parent.add("blockquote")
    reader.chunk(quote, join(lines).split("\n\n"), "blockquote")
    return True


def _unquote(line: Source) -> Source:
    match = _QUOTE.match(line.text)
    if line.text.strip() == ">":
        return Source()
    return line.cut(match.start(2)) if match else line


def footnote(reader: BlockReader, parent: Node, blocks: Blocks) -> bool:
    first = match = _FOOTNOTE.search(blocks[0].text)
    if first is None or match is None:
        return False
    block = blocks.popleft()
    for following in _FOOTNOTE.finditer(block.text, first.end()):
        if block.text[match.end() : following.start()].strip("\n"):
            break
        _keep_footnote(reader, match[1], block.cut(*match.span(2)).rstrip(), block)
        match = following
    note = [block.cut(*match.span(2))]
    rest = block.cut(match.end()).lstrip("\n")
    if following_note := _FOOTNOTE.search(rest.text):
        before = rest.cut(0, following_note.start()).rstrip("\n")
        note[0] = join([note[0], loose_detab(before)]).lstrip("\n")
        blocks.appendleft(rest.cut(following_note.start()))
    else:
        note[0] = join([note[0], loose_detab(rest)]).strip("\n")
        note += _footnote_blocks(blocks)
    _keep_footnote(reader, match[1], join(note, "\n\n").rstrip(), block)
    if block.text[: first.start()].strip():
        blocks.appendleft(block.cut(0, first.start()).rstrip("\n"))
    return True


def _keep_footnote(reader: BlockReader, name: str, note: Source, block: Source) -> None:
    if name in reader.footnotes:
        reader.page.fault(block, 0, f"the footnote [^{name}] is defined twice")
    reader.footnotes[name] = note


def _footnote_blocks(blocks: Blocks) -> Iterator[Source]:
    while blocks and blocks[0].text.startswith("    "):
        block = blocks.popleft()
        if match := _FOOTNOTE.search(block.text):
            yield loose_detab(block.cut(0, match.start()).rstrip("\n"))
            blocks.appendleft(block.cut(match.start()))
            return
        yield loose_detab(block)
