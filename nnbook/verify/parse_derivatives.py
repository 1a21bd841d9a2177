"""Fractions, and those that are derivatives."""

from __future__ import annotations

from collections.abc import Sequence

from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError, error_at, error_between
from nnbook.verify.lexer import Token
from nnbook.verify.names import group
from nnbook.verify.parse_brackets import enclosed
from nnbook.verify.parse_cursor import MOST_PRIMES, Cursor
from nnbook.verify.parse_scripts import scripted


def read_fraction(parser: Cursor, token: Token) -> t.Node:
    """A quotient, or a derivative where both sides of the line begin with its sign."""
    parser.take()
    above, below = parser.argument(token), parser.argument(token)
    sign = _differential(above)
    if sign is not None and _differential(below) == sign:
        return _derivative(parser, sign, above, below, token)
    node = t.Quotient(
        numerator=parser.whole(above, token),
        denominator=parser.whole(below, token),
        start=token.start,
        end=parser.end(),
    )
    return scripted(parser, node)


def _derivative(
    parser: Cursor, sign: str, above: list[Token], below: list[Token], token: Token
) -> t.Node:
    order, above = _order(above[_width(above) :], token)
    by = _letters_below(parser, _differentiated(below, sign), order, token)
    if len(by) != order:
        raise FormulaError(
            f"a derivative of order {order} above the line, but by {len(by)} below",
            token.start,
            parser.end(),
        )
    if above and (applied := _at(parser, above, len(by), token)) is not None:
        return applied
    of = _above(parser, sign, above, token) if above else _behind(parser, token)
    node = t.Derivative(sign=sign, of=of, by=tuple(by), start=token.start, end=parser.end())
    if _times_differentiated(node) > MOST_PRIMES:
        raise error_at(node, f"a derivative of an order above {MOST_PRIMES}")
    return node


def _letters_below(
    parser: Cursor, pieces: list[list[Token]], order: int, token: Token
) -> list[t.Node]:
    """What a derivative is taken by; a letter with a power as often as the power says."""
    by: list[t.Node] = []
    for piece in pieces:
        node = parser.whole(piece, token)
        times = 1
        if isinstance(node, t.Power):
            exponent = node.exponent
            if (
                isinstance(exponent, t.Number)
                and exponent.text.isdecimal()
                and exponent.text.isascii()
            ):
                node, times = node.base, int(exponent.text)
        by += [node] * min(times, order + 1)
    return by


def _at(parser: Cursor, above: list[Token], order: int, token: Token) -> t.Node | None:
    """`\\frac{df}{dx}(a)`: the derivative of a declared function, at what stands in brackets."""
    base = parser.scope.names.read_base(above, 0)
    match = parser.scope.names.match(base[0], []) if base and base[1] == len(above) else None
    if match is None or parser.scope.role(match.pattern.symbol) != "function":
        return None
    if parser.next_text() != "(":
        raise error_between(
            above[0],
            above[-1],
            "a function, and nowhere the point at which it is differentiated",
            remedy=r"print \frac{d f(x)}{dx}, or \frac{df}{dx}(x)",
        )
    name = t.Name(symbol=match.pattern.symbol, start=above[0].start, end=above[-1].end)
    prime = t.Prime(function=name, order=order, start=token.start, end=parser.end())
    arguments = tuple(enclosed(parser, parser.take()))
    node = t.Call(function=prime, arguments=arguments, start=token.start, end=parser.end())
    return scripted(parser, node)


def _above(parser: Cursor, sign: str, above: list[Token], token: Token) -> t.Node:
    """What is differentiated, where it stands above the line."""
    of = parser.whole(above, token)
    if isinstance(of, (t.Add, t.Product, t.Negative)) and above[0].text not in ("(", "["):
        raise error_between(
            above[0],
            above[-1],
            f"ambiguous: how far does the {sign} above the line reach?",
            remedy=r"put what is differentiated in parentheses, or after the fraction",
        )
    return of


def _behind(parser: Cursor, token: Token) -> t.Node:
    """What is differentiated, where it stands behind the fraction."""
    if not parser.starts_factor():
        raise FormulaError("nothing to differentiate", token.start, parser.end())
    of = parser.factor()
    if parser.starts_factor() and not isinstance(of, t.Derivative):
        following = parser.token
        assert following is not None
        raise error_at(
            following,
            "ambiguous: what does the derivative in front reach?",
            remedy=r"put what is differentiated in parentheses",
        )
    return of


def _order(tokens: list[Token], token: Token) -> tuple[int, list[Token]]:
    """`^2` after the sign above the line."""
    if not tokens or tokens[0].text != "^":
        return 1, tokens
    inner, after = group(tokens, 1, tokens[0])
    text = "".join(piece.text for piece in inner)
    if not text.isdecimal() or not 1 <= int(text) <= 4:
        raise error_at(token, "the order of a derivative is a number from 1 to 4")
    return int(text), tokens[after:]


def read_partial(parser: Cursor, token: Token) -> t.Node:
    """`\\partial_x (x^2 y)`."""
    parser.take()
    scripts = parser.scripts()
    sub = next(script for script in scripts if script.kind == "sub")
    powers = [script for script in scripts if script is not sub]
    text = powers[0].text if powers else "1"
    if len(powers) > 1 or text not in ("1", "2", "3", "4"):
        raise error_at(token, r"a script on \partial that is not read")
    by = (parser.whole(sub.tokens, token),) * int(text)
    of = _behind(parser, token)
    return t.Derivative(sign=r"\partial", of=of, by=by, start=token.start, end=parser.end())


def read_nabla(parser: Cursor, token: Token) -> t.Node:
    """`\\nabla_w J`, `\\nabla^2 J(w)`."""
    parser.take()
    scripts = parser.scripts()
    sub = next((script for script in scripts if script.kind == "sub"), None)
    order = 2 if any(script.kind == "sup" and script.text == "2" for script in scripts) else 1
    if len(scripts) != (sub is not None) + (order == 2):
        raise FormulaError("a script on \\nabla that is not read", token.start, parser.end())
    if parser.next_text() in (r"\cdot", r"\times"):
        raise error_at(
            token, "a divergence or a curl", remedy="print the sum of the partial derivatives"
        )
    of = parser.factor()
    if sub is not None:
        by = parser.whole(sub.tokens, token)
    elif isinstance(of, t.Call) and len(of.arguments) == 1:
        by = of.arguments[0]
    else:
        raise error_at(
            token,
            r"\nabla without the letter that it differentiates by",
            remedy=r"print the letter below: \nabla_w J",
        )
    return t.Gradient(of=of, by=by, order=order, start=token.start, end=parser.end())


def _differential(tokens: Sequence[Token]) -> str | None:
    """`\\partial` or `d` where tokens begin with a differential sign."""
    if not tokens:
        return None
    if tokens[0].text == r"\partial":
        return r"\partial"
    if (tokens[0].kind == "letter" and tokens[0].text == "d") or _upright_d(tokens):
        return "d"
    return None


def _upright_d(tokens: Sequence[Token]) -> bool:
    return [token.text for token in tokens[:4]] == [r"\mathrm", "{", "d", "}"]


def _width(tokens: Sequence[Token]) -> int:
    """How many tokens the differential sign has."""
    return 4 if _upright_d(tokens) else 1


def _differentiated(tokens: Sequence[Token], sign: str) -> list[list[Token]]:
    """The letters under the line of a derivative: each follows a sign of its own."""
    pieces: list[list[Token]] = []
    depth = place = 0
    while place < len(tokens):
        token = tokens[place]
        if depth == 0 and _differential(tokens[place:]) == sign:
            pieces.append([])
            place += _width(tokens[place:])
            continue
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if not pieces:
            raise error_at(token, f"each letter under the line needs its own {sign}")
        pieces[-1].append(token)
        place += 1
    return pieces


def _times_differentiated(node: t.Node) -> int:
    """The order of the highest derivative in an expression."""
    inner = max((_times_differentiated(child) for child in node.children()), default=0)
    if isinstance(node, t.Derivative):
        return inner + len(node.by)
    return inner + (node.order if isinstance(node, (t.Prime, t.Gradient)) else 0)
