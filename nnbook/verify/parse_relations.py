"""Relations, sets and conditions."""

from __future__ import annotations

from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError, error_at
from nnbook.verify.parse_brackets import read_items
from nnbook.verify.parse_cursor import Cursor
from nnbook.verify.parse_signs import CLOSERS, DOTS, RELATIONS


def read_relation(parser: Cursor) -> t.Relation:
    """A chain `a = b < c`; after `\\in` a set is read."""
    start = parser.start()
    return _chain(parser, [parser.side()], [], start)


def _relation_sign(parser: Cursor) -> str | None:
    """The relation sign at this place, not taken."""
    if parser.next_text() == ":" and parser.next_text(1) == "=":
        return ":="
    return RELATIONS.get(parser.next_text())


def _chain(parser: Cursor, sides: list[t.Node], signs: list[str], start: int) -> t.Relation:
    """The rest of a chain whose first sides are read."""
    while (sign := _relation_sign(parser)) is not None:
        token = parser.take()
        if token.text == ":":
            parser.take()
        signs.append(sign)
        if parser.token is None or _relation_sign(parser) is not None:
            raise error_at(token, f"nothing after {token.text}")
        sides.append(read_set(parser) if sign == r"\in" else parser.side())
    return t.Relation(sides=tuple(sides), signs=tuple(signs), start=start, end=parser.end())


def read_set(parser: Cursor) -> t.Node:
    """What may stand after `\\in`."""
    token = parser.token
    assert token is not None
    if token.text in ("(", "["):
        parser.take()
        low = parser.expression()
        if parser.next_text() != ",":
            raise FormulaError(
                "an interval has two ends", token.start, parser.end(), remedy="print (0, 1)"
            )
        parser.take()
        high = parser.expression()
        if parser.next_text() not in (")", "]"):
            raise error_at(token, "the interval is never closed")
        right = parser.take().text
        return t.Interval(
            left=token.text, low=low, high=high, right=right, start=token.start, end=parser.end()
        )
    if token.text == r"\{":
        parser.take()
        items = read_items(parser, r"\}", token)
        parser.expect(r"\}", token)
        return t.Finite(items=tuple(items), start=token.start, end=parser.end())
    return parser.expression()


def read_conditions(parser: Cursor) -> tuple[t.Node, ...]:
    """Relations and index ranges separated by commas, to the end or a closing bracket."""
    found = [read_condition(parser)]
    while parser.next_text() in (",", r"\wedge", r"\land") or (
        parser.token and parser.token.kind == "text" and parser.token.text.strip() == "and"
    ):
        parser.take()
        found.append(read_condition(parser))
    if parser.token is not None and parser.next_text() not in CLOSERS.values():
        parser.finished()
    return tuple(found)


def read_condition(parser: Cursor) -> t.Node:
    """`l = 1, \\dots, L-1`, `i \\ne j`, `z > 0`."""
    start, here = parser.start(), parser.place
    letters = _letters(parser)
    relation = None
    if letters and parser.next_text() == "=":
        parser.take()
        low = parser.expression()
        if _to_dots(parser):
            high = parser.expression()
            return t.Range(
                indices=tuple(letters), low=low, high=high, start=start, end=parser.end()
            )
        if len(letters) == 1:
            first = t.Index(name=letters[0], start=start, end=parser.tokens[here].end)
            relation = _chain(parser, [first, low], ["="], start)
    if relation is None:
        parser.place = here
        relation = read_relation(parser)
    if not relation.signs:
        raise FormulaError(
            "a condition is a relation",
            start,
            parser.end(),
            remedy=r"print i \ne j, z > 0 or l = 1, \dots, L",
        )
    return relation


def _letters(parser: Cursor) -> list[str]:
    """Index letters with commas between them, as at the start of a range."""
    letters: list[str] = []
    while (token := parser.token) is not None and parser.is_index(token):
        letters.append(parser.take().text)
        if parser.next_text() != ",":
            break
        parser.take()
    return letters


def _to_dots(parser: Cursor) -> bool:
    """Take `, 2, \\dots,` of a range; nothing is taken where no dots come."""
    before = parser.place
    while parser.next_text() == ",":
        parser.take()
        if parser.next_text() in DOTS:
            parser.take()
            if parser.next_text() == ",":
                parser.take()
            return True
        if not (parser.token is not None and parser.token.kind == "digit"):
            break
        parser.number()
    parser.place = before
    return False
