"""Nests the blocks of a page into a tree, as Python-Markdown does."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from nnbook.verify.scan_page import Page
from nnbook.verify.scan_text import Node, Source

LONGEST_LINE, LONGEST_BLOCK, MOST_LINES, DEEPEST = 5_000, 20_000, 500, 40

Blocks = deque[Source]
Processor = Callable[["BlockReader", Node, Blocks], bool]


class BlockReader:
    """Nests blocks into a tree: each goes to the first processor that takes it."""

    def __init__(self, page: Page, processors: tuple[Processor, ...]) -> None:
        self.page, self.processors = page, processors
        self.states: list[str] = []
        self.depth = 0
        self.footnotes: dict[str, Source] = {}

    def document(self, source: Source) -> list[Node]:
        """The tree of a page, and one for each footnote."""
        roots = [Node("div")]
        self.chunk(roots[0], self.bounded(source))
        for note in list(self.footnotes.values()):
            roots.append(Node("div"))
            self.chunk(roots[-1], note.split("\n\n"))
        return roots

    def bounded(self, source: Source) -> Iterator[Source]:
        """The blocks of a source that are not too long to be read."""
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

    def chunk(self, parent: Node, blocks: Iterable[Source], state: str = "") -> None:
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
                if processor(self, parent, waiting):
                    break
        if state:
            self.states.pop()
        self.depth -= 1

    def within(self, name: str) -> bool:
        """Whether the innermost state is this one."""
        return self.states[-1:] == [name]
