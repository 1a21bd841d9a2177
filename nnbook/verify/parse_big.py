"""What runs over an index or an interval: sums, products, extremes, limits, integrals."""

from __future__ import annotations

from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError, error_at, error_between
from nnbook.verify.lexer import Token
from nnbook.verify.names import Script, read_atom, read_scripts
from nnbook.verify.parse_cursor import Cursor
from nnbook.verify.parse_relations import read_conditions
from nnbook.verify.parse_signs import EXPLICIT, bracket_depth

_BIG = {r"\sum": "sum", r"\prod": "prod", r"\max": "max", r"\min": "min"}


def read_big(parser: Cursor, token: Token) -> t.Node:
    """A sum, product, largest or smallest over an index; it takes the product that follows."""
    parser.take()
    scripts = parser.scripts()
    below = next((script for script in scripts if script.kind == "sub"), None)
    above = [script for script in scripts if script.kind != "sub"]
    if below is None:
        raise error_at(
            token, f"{token.text} without an index", remedy=rf"print {token.text}_{{i=1}}^{{m}}"
        )
    indices, low, conditions = _bounds(parser, below)
    if (low is None) != (not above):
        where = above[0] if above else below
        raise error_between(token, where, "a sum needs both ends, or only its index")
    if len(above) > 1:
        raise error_between(token, above[-1], "two upper ends")
    high = (
        parser.whole(above[0].tokens, above[0].tokens[0])
        if above and above[0].kind == "sup"
        else None
    )
    if above and high is None:
        raise error_at(above[0], "this upper end is not read")
    outer = parser.bound
    parser.bound = outer | set(indices)
    if not parser.starts_factor():
        raise FormulaError(f"{token.text} of nothing", token.start, parser.end())
    body = parser.term() if token.text in (r"\sum", r"\prod") else _one_factor(parser, token)
    parser.bound = outer
    return t.Big(
        kind=_BIG[token.text],
        indices=indices,
        low=low,
        high=high,
        conditions=conditions,
        body=body,
        start=token.start,
        end=parser.end(),
    )


def _one_factor(parser: Cursor, token: Token) -> t.Node:
    node = parser.factor()
    if parser.starts_factor() or parser.next_text() in EXPLICIT:
        raise FormulaError(
            f"ambiguous: how far does {token.text} reach?",
            token.start,
            parser.end(),
            remedy="add parentheses",
        )
    return node


def _bounds(
    parser: Cursor, script: Script
) -> tuple[tuple[str, ...], t.Node | None, tuple[t.Node, ...]]:
    """What stands under a sum: `i=1`, `i`, `j \\ne i`, `i, j`."""
    tokens = list(script.tokens)
    letters = []
    while tokens and tokens[0].kind in ("letter", "command") and _index_like(tokens[0]):
        letters.append(tokens[0].text)
        tokens = tokens[1:]
        if not (tokens and tokens[0].text == "," and len(tokens) > 1 and _index_like(tokens[1])):
            break
        tokens = tokens[1:]
    if not letters:
        raise error_at(
            script, "the index of the sum is not read", remedy="print i=1 below and m above"
        )
    bound = parser.bound | set(letters)
    if not tokens:
        return tuple(letters), None, ()
    if tokens[0].text == "=" and len(letters) == 1:
        return tuple(letters), _first(parser.sub(tokens[1:], bound), script), ()
    conditions = read_conditions(parser.sub(script.tokens, bound))
    return tuple(letters), None, conditions


def _first(parser: Cursor, script: Script) -> t.Node:
    if not parser.tokens:
        raise error_at(script, "the sum has no first index")
    node = parser.expression()
    parser.finished()
    return node


def _index_like(token: Token) -> bool:
    return token.kind == "letter" or read_atom([token], 0) is not None


def read_arg(parser: Cursor, token: Token) -> t.Node:
    """`\\arg\\max_i a_i`."""
    if parser.next_text() not in (r"\max", r"\min"):
        raise error_at(token, r"\arg stands before \max or \min")
    kind = parser.next_text()[1:]
    here = parser.place
    scripts, after = read_scripts(parser.tokens, here + 1)
    below = scripts[0] if len(scripts) == 1 and scripts[0].kind == "sub" else None
    if below is not None and not all(parser.is_index(piece) for piece in below.tokens):
        declared = parser.scope.names.read_base(below.tokens, 0)
        if declared is not None:
            by = parser.whole(below.tokens, token)
            parser.place = after
            body = _one_factor(parser, token)
            return t.Minimiser(kind=kind, by=by, body=body, start=token.start, end=parser.end())
    big = read_big(parser, parser.tokens[parser.place])
    assert isinstance(big, t.Big)
    return t.Big(
        kind="arg" + big.kind,
        indices=big.indices,
        low=big.low,
        high=big.high,
        conditions=big.conditions,
        body=big.body,
        start=token.start,
        end=big.end,
    )


def read_limit(parser: Cursor, token: Token) -> t.Node:
    """`\\lim_{h \\to 0^+}`; it takes the product that follows."""
    parser.take()
    scripts = parser.scripts()
    tokens = list(scripts[0].tokens) if scripts and scripts[0].kind == "sub" else []
    arrow = next((k for k, piece in enumerate(tokens) if piece.text in (r"\to", r"\rightarrow")), 0)
    if not arrow or arrow == len(tokens) - 1 or len(scripts) != 1:
        raise FormulaError(r"a limit is printed \lim_{h \to 0}", token.start, parser.end())
    target, side = tokens[arrow + 1 :], ""
    if len(target) > 2 and target[-2].text == "^" and target[-1].text in ("+", "-"):
        side, target = target[-1].text, target[:-2]
    by, to = parser.whole(tokens[:arrow], token), parser.whole(target, token)
    body = parser.term()
    return t.Limit(by=by, to=to, side=side, body=body, start=token.start, end=parser.end())


def read_integral(parser: Cursor, token: Token) -> t.Node:
    """`\\int_a^b f(x) \\, dx`."""
    parser.take()
    scripts = parser.scripts()
    ends = {script.kind: script for script in scripts}
    if set(ends) != {"sub", "sup"}:
        raise FormulaError(
            "an integral needs both ends", token.start, parser.end(), remedy=r"print \int_0^1"
        )
    low, high = (parser.whole(ends[kind].tokens, token) for kind in ("sub", "sup"))
    depth, stop = 0, None
    for place in range(parser.place, len(parser.tokens)):
        piece = parser.tokens[place]
        depth += {"open": 1, "begin": 1, "close": -1, "end": -1}.get(piece.kind, 0)
        depth += bracket_depth(piece)
        if depth == 0 and piece.kind == "letter" and piece.text == "d":
            declared = parser.scope.names.read_base(parser.tokens, place)
            if declared is None or declared[0][0] != "d":
                stop = place
                break
    if stop is None or stop == parser.place:
        raise FormulaError(
            "an integral without its dx", token.start, parser.end(), remedy=r"end it with \,dx"
        )
    body = parser.whole(parser.tokens[parser.place : stop], token)
    parser.place = stop + 1
    by = parser.factor()
    return t.Integral(by=by, low=low, high=high, body=body, start=token.start, end=parser.end())
