"""A formula as printed and as read, and edits of its LaTeX at the places of its tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.formula import Formula
from nnbook.verify.lexer import Token, tokens_of

_DELIMITER = re.compile(r"\\(?:left|right|[bB]igg?[lrm]?)\s*$")
_CONTROL_WORD = re.compile(r"\\[A-Za-z]+$")
_GROUPS = ("(", "[", r"\{")


@dataclass(frozen=True)
class Edit:
    """Other text for the LaTeX from `start` to `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Site:
    """A node with all nodes above it, the nearest last."""

    node: t.Node
    above: tuple[t.Node, ...]

    @property
    def parent(self) -> t.Node | None:
        return self.above[-1] if self.above else None

    @property
    def symbol(self) -> str:
        """The declared name that stands here; a site of something else has none."""
        assert isinstance(self.node, t.Name)
        return self.node.symbol


class Print:
    """One formula as printed and as read, with what the operators ask about it."""

    def __init__(self, latex: str, formula: Formula, page: s.Page) -> None:
        self.latex, self.formula, self.page = latex, formula, page

    @cached_property
    def tokens(self) -> list[Token]:
        return tokens_of(self.latex)

    @cached_property
    def sites(self) -> list[Site]:
        """Every node of the sides and conditions."""
        found: list[Site] = []
        for statement in self.formula.statements:
            for child in statement.children():
                found += _sites(child, (statement,))
        return found

    def span(self, node: t.Node) -> tuple[int, int]:
        """The place of a node with the size command before it and the brace that ends its
        script.
        """
        start, end = node.start, max(part.end for part in node.walk())
        sized = _DELIMITER.search(self.latex[:start])
        if sized and self.latex[start : start + 1] in "([|\\":
            start = sized.start()
        while self.latex.count("{", start, end) > self.latex.count("}", start, end):
            close = self.latex.find("}", end)
            if close < 0 or self.latex[end:close].strip():
                break
            end = close + 1
        return start, end

    def text(self, node: t.Node) -> str:
        start, end = self.span(node)
        return self.latex[start:end]

    def replaced(self, site: Site, text: str) -> Edit:
        """Other text for a node, in braces or parentheses where its place needs them."""
        start, end = self.span(site.node)
        before = self.latex[:start].rstrip()
        parent = site.parent
        if isinstance(parent, t.Quotient) and parent.slash:
            text = f"({text})"
        elif before.endswith(("^", "_")) or (
            isinstance(parent, t.Quotient) and not before.endswith("{")
        ):
            text = f"{{{text}}}"
        elif (
            isinstance(parent, t.Call)
            and site.node is not parent.function
            and not before.endswith(("(", "[", ",", "{"))
        ):
            text = f"({text})"
        return Edit(start, end, text)

    def negated(self, node: t.Node) -> str:
        """The text of a node with a minus before it."""
        if isinstance(node, (t.Add, t.Negative)) and not self.grouped(node):
            return rf"-\left({self.text(node)}\right)"
        return "-" + self.text(node)

    def grouped(self, node: t.Node) -> bool:
        """Whether the parentheses around a sum are part of its place."""
        return self.latex[node.start : node.start + 1] in _GROUPS

    def between(self, left: t.Node, right: t.Node, *texts: str) -> Token | None:
        """The last token with one of these texts between two nodes."""
        start, end = self.span(left)[1], self.span(right)[0]
        found = [
            token
            for token in self.tokens
            if start <= token.start and token.end <= end and token.text in texts
        ]
        return found[-1] if found else None

    def array(self, node: t.Node) -> bool:
        """Whether a node is an array, as far as declared shapes tell."""
        if isinstance(node, t.Name):
            return len(self.page.symbols[node.symbol].shape) == 2
        if isinstance(node, t.Entry):
            return None in node.indices
        if isinstance(node, t.Call):
            own = isinstance(node.function, t.Builtin) and node.function.name in ("tr", "det")
            return not own and any(self.array(argument) for argument in node.arguments)
        if isinstance(node, t.Derivative):
            return any(self.array(part) for part in (node.of, *node.by))
        if isinstance(node, t.Norm):
            return False
        return isinstance(node, t.Matrix) or any(self.array(child) for child in node.children())


def _sites(node: t.Node, above: tuple[t.Node, ...]) -> Iterator[Site]:
    yield Site(node, above)
    for child in node.children():
        yield from _sites(child, (*above, node))


def edited(latex: str, edits: Iterable[Edit]) -> str:
    """The LaTeX after some edits; a space keeps a command and a letter after it apart."""
    for edit in sorted(edits, key=lambda item: item.start, reverse=True):
        before, after = latex[: edit.start], latex[edit.end :]
        text = edit.text or " "
        if _CONTROL_WORD.search(before) and text[:1].isalpha():
            text = " " + text
        if _CONTROL_WORD.search(text) and after[:1].isalpha():
            text += " "
        latex = before + text + after
    return latex


Edits = Iterator[list[Edit]]
Operators = dict[str, Callable[[Print], Edits]]


def swapped(p: Print, left: t.Node, right: t.Node) -> list[Edit]:
    """Two nodes in each other's place, with parentheses where a sum was without."""
    first, second = p.span(left), p.span(right)
    texts = (p.latex[first[0] : first[1]], p.latex[second[0] : second[1]])
    if second[0] < first[1]:
        return []
    one, two = (_as_other(p, node, text) for node, text in zip((left, right), texts, strict=True))
    return [Edit(*first, two), Edit(*second, one)]


def _as_other(p: Print, node: t.Node, text: str) -> str:
    if isinstance(node, (t.Add, t.Negative)) and not p.grouped(node):
        before = p.latex[: p.span(node)[0]].rstrip()
        in_cell = before.endswith(("&", r"\\")) or re.search(r"matrix\}$", before)
        return text if before.endswith("{") or in_cell else f"({text})"
    return text


def is_zero(node: t.Node) -> bool:
    return isinstance(node, t.Number) and float(node.text) == 0


def is_whole(site: Site) -> bool:
    """Whether a node is a side, an argument, an exponent, a cell or the value of an arm."""
    node, parent = site.node, site.parent
    if isinstance(node, (t.Relation, t.Range, t.Space, t.Ordered, t.Finite, t.Interval, t.Builtin)):
        return False
    if isinstance(parent, t.Statement):
        return node in parent.sides and not _is_target(site)
    if isinstance(parent, t.Call):
        return node in parent.arguments and parent.function is not node
    if isinstance(parent, t.Power):
        return parent.exponent is node
    if isinstance(parent, t.Cases):
        return any(value is node for value, _ in parent.arms)
    return isinstance(parent, (t.Matrix, t.Relation, t.Interval, t.Finite))


def _is_target(site: Site) -> bool:
    """The letter that an update or a definition gives a value."""
    statement = site.above[0]
    return (
        isinstance(statement, t.Statement)
        and bool(set(statement.signs) & {r"\leftarrow", ":="})
        and statement.sides[0] is site.node
    )


def counts(site: Site) -> bool:
    """Whether a node is part of an index, the end of a sum, a shape or a printed range."""
    below = site.node
    for node in reversed(site.above):
        if isinstance(node, (t.Name, t.Entry)) and not _base_of(node, below):
            return True
        if isinstance(node, (t.Space, t.Range)):
            return True
        if isinstance(node, t.Big) and below in (node.low, node.high):
            return True
        below = node
    return False


def _base_of(node: t.Node, below: Any) -> bool:
    return isinstance(node, t.Entry) and node.base is below
