"""Commands with a meaning of their own."""

from __future__ import annotations

from nnbook.verify import tree as t
from nnbook.verify.errors import error_at
from nnbook.verify.lexer import Token
from nnbook.verify.parse_big import read_big, read_integral, read_limit
from nnbook.verify.parse_blackboard import read_blackboard, read_expectation
from nnbook.verify.parse_cursor import Cursor, refusal
from nnbook.verify.parse_derivatives import read_fraction, read_nabla, read_partial
from nnbook.verify.parse_scripts import scripted
from nnbook.verify.parse_signs import EXPLICIT, REFUSED


def read_command(parser: Cursor, token: Token) -> t.Node | None:
    """What a command with a meaning of its own begins; None where a name should be read."""
    text = token.text
    if token.kind != "command":
        return None
    if text in (r"\frac", r"\tfrac", r"\dfrac", r"\cfrac"):
        return read_fraction(parser, token)
    if text in (r"\sum", r"\prod") or (text in (r"\max", r"\min") and parser.next_text(1) == "_"):
        return read_big(parser, token)
    if text == r"\sqrt":
        return _root(parser, token)
    if text in (r"\binom", r"\tbinom", r"\dbinom"):
        return _binomial(parser, token)
    if text in (r"\underbrace", r"\overbrace", r"\boxed"):
        parser.take()
        inner = parser.argument(token)
        if parser.next_text() in ("_", "^"):
            parser.scripts()
        return _needs_no_parentheses(parser, parser.whole(inner, token), token)
    if text == r"\nabla":
        return read_nabla(parser, token)
    if text == r"\int":
        return read_integral(parser, token)
    if text == r"\lim":
        return read_limit(parser, token)
    if text == r"\Pr":
        parser.take()
        return read_expectation(parser, "P", token)
    if text in (r"\mathbb", r"\mathbf"):
        return read_blackboard(parser, token)
    if text == r"\infty":
        parser.take()
        return t.Constant(name=text, start=token.start, end=token.end)
    if text == r"\partial" and parser.next_text(1) == "_":
        return read_partial(parser, token)
    if text == r"\partial":
        raise error_at(
            token, r"\partial outside a fraction", remedy=r"print \frac{\partial J}{\partial w}"
        )
    if text in REFUSED:
        raise refusal(token)
    return None


def _needs_no_parentheses(parser: Cursor, node: t.Node, token: Token) -> t.Node:
    sums = isinstance(node, (t.Add, t.Negative))
    before = parser.tokens[parser.place - 2] if parser.place > 1 else None
    if sums and (
        parser.starts_factor()
        or parser.next_text() in EXPLICIT
        or (before and before.text in EXPLICIT)
    ):
        raise error_at(token, "a sum under a brace beside another factor", remedy="add parentheses")
    return node


def _binomial(parser: Cursor, token: Token) -> t.Node:
    parser.take()
    arguments = tuple(parser.whole(parser.argument(token), token) for _ in range(2))
    node = t.Call(
        function=t.Builtin(name="binom"), arguments=arguments, start=token.start, end=parser.end()
    )
    return scripted(parser, node)


def _root(parser: Cursor, token: Token) -> t.Node:
    parser.take()
    degree: t.Node | None = None
    if parser.next_text() == "[":
        opener = parser.take()
        degree = parser.expression()
        parser.expect("]", opener)
    value = parser.whole(parser.argument(token), token)
    arguments = (value,) if degree is None else (value, degree)
    node = t.Call(
        function=t.Builtin(name="sqrt"), arguments=arguments, start=token.start, end=parser.end()
    )
    return scripted(parser, node)
