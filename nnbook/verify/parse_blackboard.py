"""Expectations, indicators and spaces."""

from __future__ import annotations

from collections.abc import Sequence

from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError, error_at, error_between
from nnbook.verify.lexer import Token
from nnbook.verify.names import group, read_atom
from nnbook.verify.parse_brackets import read_items
from nnbook.verify.parse_cursor import Cursor
from nnbook.verify.parse_relations import read_conditions
from nnbook.verify.parse_scripts import scripted
from nnbook.verify.parse_signs import CLOSERS, EXPECTATIONS, RELATIONS, bracket_depth


def read_blackboard(parser: Cursor, token: Token) -> t.Node | None:
    """What `\\mathbb` begins; None where it is a declared name."""
    atom = read_atom(parser.tokens, parser.place)
    if atom is not None and atom[0] == r"\mathbf{1}":
        if encloses_relation(parser.tokens, atom[1]) or _conditioned(parser.tokens, atom[1]):
            parser.place = atom[1]
            return _one_where(parser, token)
        return None
    if token.text != r"\mathbb":
        return None
    if atom is None or parser.scope.names.read_base(parser.tokens, parser.place) is not None:
        return None
    if atom[0] == r"\mathbb{1}":
        parser.place = atom[1]
        return _one_where(parser, token)
    if atom[0] in EXPECTATIONS:
        parser.place = atom[1]
        return read_expectation(parser, EXPECTATIONS[atom[0]], token)
    return _space(parser) if atom[0] in (r"\mathbb{R}", r"\mathbb{N}", r"\mathbb{Z}") else None


def _one_where(parser: Cursor, token: Token) -> t.Node:
    """The condition of an indicator whose 1 has been taken, in brackets or as a subscript."""
    if _conditioned(parser.tokens, parser.place):
        (script,) = parser.scripts()
        conditions = read_conditions(parser.sub(script.tokens))
        return t.Indicator(conditions=conditions, start=token.start, end=parser.end())
    opener = parser.token
    if opener is None or opener.text not in ("[", "(", r"\{"):
        raise FormulaError(
            "an indicator needs its condition",
            token.start,
            parser.end(),
            remedy=r"print \mathbb{1}[z > 0]",
        )
    return read_indicator(parser, token)


def read_indicator(parser: Cursor, token: Token) -> t.Node:
    """1 where the conditions in the bracket hold, else 0."""
    opener = parser.take()
    conditions = read_conditions(parser)
    parser.expect(CLOSERS[opener.text], opener)
    return t.Indicator(conditions=conditions, start=token.start, end=parser.end())


def encloses_relation(tokens: Sequence[Token], place: int) -> bool:
    """Whether a bracket at `place` holds a relation."""
    if place >= len(tokens) or tokens[place].text not in ("[", "(", r"\{"):
        return False
    depth = 0
    for token in tokens[place:]:
        depth += bracket_depth(token)
        if depth == 0:
            return False
        if depth == 1 and token.text in RELATIONS:
            return True
    return False


def _conditioned(tokens: Sequence[Token], place: int) -> bool:
    """Whether a subscript with a relation follows."""
    if place >= len(tokens) or tokens[place].text != "_":
        return False
    inner, _ = group(tokens, place + 1, tokens[place])
    return any(token.text in RELATIONS for token in inner)


def read_expectation(parser: Cursor, kind: str, token: Token) -> t.Node:
    """`\\mathbb{E}[…]` over the random letters in it."""
    if parser.next_text() == "_":
        raise FormulaError(
            "a subscript on an expectation",
            token.start,
            parser.span()[1],
            remedy="leave it out: it runs over the letters declared with random(…)",
        )
    opener = parser.token
    if opener is None or opener.text not in ("[", "(", r"\{"):
        raise error_at(token, "an expectation needs brackets", remedy=r"print \mathbb{E}[x]")
    parser.take()
    outer, parser.bars = parser.bars, []
    arguments: tuple[t.Node, ...]
    if kind == "P":
        start = parser.start()
        conditions = read_conditions(parser)
        arguments = (t.Indicator(conditions=conditions, start=start, end=parser.end()),)
    else:
        arguments = tuple(read_items(parser, CLOSERS[opener.text], opener))
    parser.expect(CLOSERS[opener.text], opener)
    parser.bars = outer
    if len(arguments) != (2 if kind == "Cov" else 1):
        raise FormulaError(f"{kind} of {len(arguments)} expressions", token.start, parser.end())
    node = t.Expectation(kind=kind, arguments=arguments, start=token.start, end=parser.end())
    return scripted(parser, node)


def _space(parser: Cursor) -> t.Node:
    """`\\mathbb{R}^{n \\times m}`."""
    token = parser.take()
    parser.place -= 1
    atom = read_atom(parser.tokens, parser.place)
    assert atom is not None
    parser.place = atom[1]
    scripts = parser.scripts()
    dimensions: tuple[t.Node, ...] = ()
    if scripts:
        if len(scripts) > 1 or scripts[0].kind != "sup":
            raise error_between(
                token,
                scripts[-1],
                "this space is not read",
                remedy=r"print \mathbb{R}^{n \times m}",
            )
        inner = parser.whole(scripts[0].tokens, token)
        both = isinstance(inner, t.Product) and inner.sign == "times"
        dimensions = inner.factors if both and isinstance(inner, t.Product) else (inner,)
    return t.Space(field_name=atom[0], dimensions=dimensions, start=token.start, end=parser.end())
