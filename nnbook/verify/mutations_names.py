"""Slips in names: hats, primes, transposes, layers, indices, one letter for another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.mutation_edits import Edit, Edits, Operators, Print, Site

_ACCENT = re.compile(
    r"\\(?:hat|widehat|bar|overline|tilde|widetilde|dot|vec)\s*(?:\{([^{}]*)\}|([A-Za-z]))"
)
_LAYER = re.compile(r"\[\s*(\d+)\s*\]")
_MOST_OTHERS = 2


def names(p: Print) -> Iterator[Site]:
    """Every declared name with its place."""
    for site in p.sites:
        if isinstance(site.node, t.Name) and p.latex[site.node.start : site.node.end]:
            yield site


def drop_accent(p: Print) -> Edits:
    """A hat, bar or tilde forgotten."""
    for found in _ACCENT.finditer(p.latex):
        yield [Edit(found.start(), found.end(), found.group(1) or found.group(2))]


def drop_prime(p: Print) -> Edits:
    """A prime forgotten."""
    for token in p.tokens:
        if token.kind == "prime":
            yield [Edit(token.start, token.end, "")]
    for found in re.finditer(r"\^\s*(?:\{\s*\\prime\s*\}|\\prime(?![A-Za-z]))", p.latex):
        yield [Edit(found.start(), found.end(), "")]


def add_prime(p: Print) -> Edits:
    """A prime too many."""
    for site in p.sites:
        call = site.node
        if isinstance(call, t.Call) and isinstance(call.function, (t.Name, t.Prime)):
            end = p.latex.find("(", call.start)
            if "^" not in p.latex[call.start : end] and end > 0:
                yield [Edit(end, end, "'")]


def drop_transpose(p: Print) -> Edits:
    """A transpose forgotten."""
    alone = [found.span() for found in re.finditer(r"\^\s*(?:\{\s*\\top\s*\}|\\top)", p.latex)]
    for found in re.finditer(r"\\top(?![A-Za-z])", p.latex):
        whole = [span for span in alone if span[0] < found.start() < span[1]]
        yield [Edit(*(whole[0] if whole else found.span()), "")]


def insert_transpose(p: Print) -> Edits:
    """A transpose too many, on an array."""
    for site in names(p):
        shape = p.page.symbols[site.symbol].shape
        taken = isinstance(site.parent, (t.Transpose, t.Entry, t.Derivative, t.Call))
        if len(shape) != 2 or (taken and not _is_argument(site)) or _target(site):
            continue
        start, end = p.span(site.node)
        text = p.latex[start:end]
        if "^" not in text:
            yield [Edit(end, end, r"^\top")]
        elif text.rstrip().endswith("}"):
            place = start + len(text.rstrip()) - 1
            opened = _opening(p.latex, place)
            if p.latex[:opened].rstrip().endswith("^"):
                yield [Edit(place, place, r"\top")]


def shift_layer(p: Print) -> Edits:
    """A layer too high or too low."""
    for found in _LAYER.finditer(p.latex):
        if p.latex[: found.start()].rstrip().endswith(("{", "^")):
            layer = int(found.group(1))
            for other in (layer - 1, layer + 1):
                if other >= 0:
                    yield [Edit(found.start(1), found.end(1), str(other))]


def shift_index(p: Print) -> Edits:
    """An index off by one, or another index letter."""
    for site in p.sites:
        parent, node = site.parent, site.node
        if not isinstance(parent, (t.Entry, t.Name)) or node is getattr(parent, "base", None):
            continue
        if isinstance(node, t.Number) and node.text.isdigit():
            for value in (int(node.text) + 1, int(node.text) - 1):
                if value >= 0:
                    yield [p.replaced(site, str(value))]
        elif isinstance(node, t.Index):
            for letter in _other_letters(p, node.name):
                yield [p.replaced(site, letter)]
            alone = p.latex[: node.start].rstrip().endswith(("_", "[", "("))
            if alone or not isinstance(parent, t.Entry):
                yield [p.replaced(site, f"{node.name} - 1")]
        elif isinstance(node, t.Add):
            yield [p.replaced(site, p.text(node.terms[0]))]


def swap_indices(p: Print) -> Edits:
    """The two indices of an entry exchanged."""
    for site in p.sites:
        if isinstance(site.node, t.Entry) and len(site.node.indices) == 2:
            first, second = site.node.indices
            if first is not None and second is not None and first != second:
                yield [
                    Edit(first.start, first.end, p.latex[second.start : second.end]),
                    Edit(second.start, second.end, p.latex[first.start : first.end]),
                ]


def swap_sizes(p: Print) -> Edits:
    """One size for another: n for m."""
    sizes = [item.name for item in p.page.symbols.values() if isinstance(item, s.Size)]
    for site in names(p):
        name = site.symbol
        if name in sizes and p.latex.startswith(name, site.node.start):
            for other in [size for size in sizes if size != name and "[" not in size][:3]:
                end = site.node.start + len(name)
                yield [_name_edit(p, site.node.start, end, other)]


def swap_letters(p: Print) -> Edits:
    """Another declared letter of the same shape: y for a, dW for W, z for a."""
    for site in names(p):
        symbol = p.page.symbols[site.symbol]
        if isinstance(symbol, s.Size) or _target(site):
            continue
        for other in _others(p, symbol):
            edit = _exchanged(p, site.node, symbol.name, other)
            if edit is not None:
                yield [edit]


def _exchanged(p: Print, node: t.Node, old: str, new: str) -> Edit | None:
    """The name itself replaced, or its base where both have the same scripts."""
    if p.latex.startswith(old, node.start):
        return _name_edit(p, node.start, node.start + len(old), new)
    base, _, scripts = old.partition("^")
    other, _, others = new.partition("^")
    if scripts == others and p.latex.startswith(base, node.start):
        return Edit(node.start, node.start + len(base), other)
    return None


def _name_edit(p: Print, start: int, end: int, new: str) -> Edit:
    """Another name at a place where one letter may have stood without braces."""
    bare = p.latex[:start].rstrip().endswith(("^", "_"))
    return Edit(start, end, f"{{{new}}}" if bare and len(new) > 1 else new)


def _others(p: Print, symbol: s.Symbol) -> list[str]:
    """The letters most easily mistaken for this one: in the formula, of the same base, near by."""
    printed = {site.symbol for site in names(p)}
    ranked: list[tuple[int, int, str]] = []
    order = list(p.page.symbols)
    place = order.index(symbol.name)
    for other in p.page.symbols.values():
        alike = other.shape == symbol.shape and other.role == symbol.role
        if other is symbol or not alike or other.role in ("index", "size"):
            continue
        if p.page.slots.get(other.name, ()) != p.page.slots.get(symbol.name, ()):
            continue
        rank = 0 if other.name in printed else 1 if _base(other) == _base(symbol) else 2
        ranked.append((rank, abs(order.index(other.name) - place), other.name))
    return [name for _, _, name in sorted(ranked)[:_MOST_OTHERS]]


def _base(symbol: s.Symbol) -> str:
    return re.sub(r"\\[a-z]+\{(.*?)\}", r"\1", symbol.name.partition("^")[0]).lower().lstrip("d")


def _other_letters(p: Print, name: str) -> list[str]:
    letters = [item.name for item in p.page.symbols.values() if isinstance(item, s.IndexLetter)]
    here = {site.node.name for site in p.sites if isinstance(site.node, t.Index)}
    others = [letter for letter in letters if letter != name]
    return sorted(others, key=lambda letter: letter not in here)[:_MOST_OTHERS]


def _is_argument(site: Site) -> bool:
    return isinstance(site.parent, t.Call) and site.parent.function is not site.node


def _target(site: Site) -> bool:
    statement = site.above[0]
    return (
        isinstance(statement, t.Statement)
        and ":=" in statement.signs
        and statement.sides[0] is site.node
    )


def _opening(latex: str, close: int) -> int:
    depth = 0
    for place in range(close, -1, -1):
        depth += {"}": 1, "{": -1}.get(latex[place], 0)
        if depth == 0:
            return place
    return 0


NAME_OPERATORS: Operators = {
    "drop accent": drop_accent,
    "drop prime": drop_prime,
    "add prime": add_prime,
    "drop transpose": drop_transpose,
    "insert transpose": insert_transpose,
    "shift layer": shift_layer,
    "shift index": shift_index,
    "swap indices": swap_indices,
    "swap sizes": swap_sizes,
    "other letter": swap_letters,
}
