"""Braces, brackets and bars: one expression, a list, a set, a norm."""

from __future__ import annotations

from collections.abc import Sequence

from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError, error_at
from nnbook.verify.lexer import Token
from nnbook.verify.parse_cursor import Cursor
from nnbook.verify.parse_scripts import scripted, with_scripts
from nnbook.verify.parse_signs import BAR, CLOSERS, DOTS, NORM, ROUNDED, bracket_depth


def read_braces(parser: Cursor, token: Token) -> t.Node:
    """`{…}`: one expression, as if the braces were not there."""
    inner = parser.argument(token)
    node = parser.whole(inner, token)
    if isinstance(node, (t.Add, t.Negative)) and not bracketed(inner):
        raise FormulaError(
            "braces are not printed, so this sum would be read without them",
            token.start,
            parser.end(),
            remedy="print parentheses, or leave the braces out",
        )
    return scripted(parser, node)


def read_brackets(parser: Cursor, token: Token) -> t.Node:
    """`(…)`, `[…]`, `\\{…\\}`: one expression, a list, or a set."""
    parser.take()
    items = enclosed(parser, token)
    start, end = token.start, parser.end()
    if token.text in ROUNDED:
        if len(items) != 1:
            raise FormulaError("one number is rounded", start, end)
        rounded = t.Builtin(name=ROUNDED[token.text], start=start, end=end)
        return scripted(
            parser, t.Call(function=rounded, arguments=tuple(items), start=start, end=end)
        )
    if token.text == r"\langle":
        if len(items) != 2:
            raise FormulaError("an inner product has two parts", start, end)
        return t.Call(
            function=t.Builtin(name="inner"), arguments=tuple(items), start=start, end=end
        )
    node: t.Node
    if len(items) == 1 and not isinstance(items[0], t.Dots):
        node = t.placed(items[0], start, end)
    elif token.text == "[":
        node = t.Matrix(rows=(tuple(items),), start=start, end=end)
    elif token.text == "(":
        node = t.Ordered(items=tuple(items), start=start, end=end)
    else:
        node = t.Finite(items=tuple(items), start=start, end=end)
    if isinstance(node, t.Product) and node.sign == "odot" and parser.next_text() == "(":
        functions = (t.Name, t.Builtin, t.Prime)
        if all(
            isinstance(factor, functions) and _is_function(parser, factor)
            for factor in node.factors
        ):
            composed = t.Composition(functions=node.factors, start=start, end=end)
            return _applied(parser, composed, token)
    if len(items) == 1 and token.text == r"\{" and parser.next_text() != "^":
        return node
    return scripted(parser, node)


def _is_function(parser: Cursor, node: t.Node) -> bool:
    return not isinstance(node, t.Name) or parser.scope.role(node.symbol) == "function"


def _applied(parser: Cursor, function: t.Node, token: Token) -> t.Node:
    """A function and the bracket with its arguments that follows."""
    arguments = enclosed(parser, parser.take())
    node = t.Call(
        function=function, arguments=tuple(arguments), start=token.start, end=parser.end()
    )
    return scripted(parser, node)


def enclosed(parser: Cursor, opener: Token) -> list[t.Node]:
    """The expressions between a bracket that has been taken and the one that closes it."""
    outer, parser.bars = parser.bars, []
    items = read_items(parser, CLOSERS[opener.text], opener)
    parser.expect(CLOSERS[opener.text], opener)
    parser.bars = outer
    return items


def read_items(parser: Cursor, close: str, opener: Token) -> list[t.Node]:
    """Expressions separated by commas, dots between them allowed."""
    if parser.next_text() == close:
        raise FormulaError(f"{opener.text}{close} holds nothing", opener.start, parser.end())
    items: list[t.Node] = []
    dotted = False
    while True:
        if parser.next_text() in DOTS and items:
            parser.take()
            dotted = True
        else:
            items.append(parser.expression())
        if parser.next_text() != ",":
            break
        parser.take()
    if not dotted:
        return items
    return [
        t.Dots(
            sign=",",
            shown=tuple(items[:-1]),
            last=items[-1],
            start=items[0].start,
            end=items[-1].end,
        )
    ]


def read_bars(parser: Cursor, token: Token) -> t.Node:
    """An absolute value or a norm."""
    parser.take()
    single = token.text in BAR
    kind, closers = ("|", BAR) if single else ("||", NORM)
    parser.bars.append(kind)
    value = parser.expression()
    parser.bars.pop()
    if parser.next_text() not in closers:
        raise error_at(token, f"{token.text} is never closed")
    parser.take()
    if single:
        return scripted(parser, t.Absolute(value=value, start=token.start, end=parser.end()))
    scripts = parser.scripts()
    sub = next((script for script in scripts if script.kind == "sub"), None)
    norm = t.Norm(value=value, kind=sub.text if sub else "2", start=token.start, end=parser.end())
    if norm.kind not in ("1", "2", r"\infty", "F", r"\mathrm{F}"):
        assert sub is not None
        raise error_at(
            sub, f"no norm is known by the name {norm.kind}", remedy=r"1, 2, F and \infty are"
        )
    return with_scripts(parser, norm, [script for script in scripts if script is not sub], 2)


def bracketed(tokens: Sequence[Token]) -> bool:
    """Whether the first bracket closes with the last token."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += bracket_depth(token)
        if depth == 0:
            return place == len(tokens) - 1
    return False
