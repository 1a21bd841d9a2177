"""What runs over an index or an interval: sums, products, extremes, limits, integrals."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError, error_at, error_between
from nnbook.verify.lexer import Token
from nnbook.verify.names import Script, group, read_atom, read_scripts
from nnbook.verify.parse_cursor import Cursor
from nnbook.verify.parse_relations import read_conditions
from nnbook.verify.parse_signs import EXPLICIT, RELATIONS, bracket_depth

_BIG = {r"\sum": "sum", r"\prod": "prod", r"\max": "max", r"\min": "min"}


def read_big(parser: Cursor, token: Token) -> t.Node:
    """A sum, product, largest or smallest over an index; it takes the product that follows."""
    parser.take()
    return _over(parser, token, _BIG[token.text])


def _over(parser: Cursor, token: Token, kind: str) -> t.Node:
    """What a sign that has been taken runs over, and its body."""
    scripts = parser.scripts()
    below = next((script for script in scripts if script.kind == "sub"), None)
    above = [script for script in scripts if script.kind != "sub"]
    if below is None:
        raise error_at(
            token, f"{token.text} without an index", remedy=rf"print {token.text}_{{i=1}}^{{m}}"
        )
    indices, low, between, conditions = _bounds(parser, below)
    if (low is None) != (not above) and between is None:
        where = above[0] if above else below
        raise error_between(token, where, "a sum needs both ends, or only its index")
    if len(above) > 1:
        raise error_between(token, above[-1], "two upper ends")
    high = (
        parser.whole(above[0].tokens, above[0].tokens[0])
        if above and above[0].kind == "sup"
        else between
    )
    if above and (high is None or between is not None):
        raise error_at(above[0], "this upper end is not read")
    outer = parser.bound
    parser.bound = outer | set(indices)
    if not parser.starts_factor():
        raise FormulaError(f"{token.text} of nothing", token.start, parser.end())
    body = parser.term() if kind in ("sum", "prod") else _one_factor(parser, token)
    parser.bound = outer
    return t.Big(
        kind=kind,
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


Bounds = tuple[tuple[str, ...], t.Node | None, t.Node | None, tuple[t.Node, ...]]


def _bounds(parser: Cursor, script: Script) -> Bounds:
    """What stands under a sum: the letters, the first value, the last, and the conditions.

    `i=1`, `i=1, i \\ne j`, `i`, `j \\ne i`, `i, j`, `1 \\le i \\le n`, `1 \\le i < j \\le n`.
    """
    tokens = list(_unstacked(script.tokens))
    letters: list[str] = []
    while tokens and tokens[0].kind in ("letter", "command") and _index_like(tokens[0]):
        letters.append(tokens[0].text)
        tokens = tokens[1:]
        if not (tokens and tokens[0].text == "," and len(tokens) > 1 and _index_like(tokens[1])):
            break
        tokens = tokens[1:]
    if not letters:
        return _between(parser, tokens, script)
    bound = parser.bound | set(letters)
    if not tokens:
        return tuple(letters), None, None, ()
    if tokens[0].text == "=" and len(letters) == 1:
        comma = next((k for k, token in enumerate(tokens) if token.text == ","), len(tokens))
        rest = tokens[comma + 1 :]
        conditions = read_conditions(parser.sub(rest, bound)) if rest else ()
        return tuple(letters), _first(parser.sub(tokens[1:comma], bound), script), None, conditions
    conditions = read_conditions(parser.sub(_unstacked(script.tokens), bound))
    return tuple(letters), None, None, conditions


def _between(parser: Cursor, tokens: list[Token], script: Script) -> Bounds:
    """`1 \\le i \\le n`: letters between their first and their last value."""
    signs = [k for k, token in enumerate(tokens) if RELATIONS.get(token.text) in (r"\le", "<")]
    cuts = [-1, *signs, len(tokens)]
    pieces = [tokens[a + 1 : b] for a, b in itertools.pairwise(cuts)]
    inner = pieces[1:-1]
    ends = [RELATIONS[tokens[k].text] for k in signs[:1] + signs[-1:]]
    if not inner or any(len(piece) != 1 or not _index_like(piece[0]) for piece in inner):
        raise error_at(
            script, "the index of the sum is not read", remedy="print i=1 below and m above"
        )
    if ends != [r"\le", r"\le"]:
        raise error_at(script, "an index runs from one value to another", remedy=r"print \le")
    letters = tuple(piece[0].text for piece in inner)
    middle = tokens[signs[0] + 1 : signs[-1]]
    bound = parser.bound | set(letters)
    conditions = read_conditions(parser.sub(middle, bound)) if len(inner) > 1 else ()
    first, last = (_first(parser.sub(pieces[k], parser.bound), script) for k in (0, -1))
    return letters, first, last, conditions


def _unstacked(tokens: Sequence[Token]) -> Sequence[Token]:
    """The lines of a `\\substack` as one line with commas."""
    if not tokens or tokens[0].text != r"\substack":
        return tokens
    inner, _ = group(tokens, 1, tokens[0])
    comma = {"newline": ","}
    return [
        Token("other", ",", piece.start, piece.end) if piece.kind in comma else piece
        for piece in inner
    ]


def _first(parser: Cursor, script: Script) -> t.Node:
    if not parser.tokens:
        raise error_at(script, "the sum has no first index")
    node = parser.expression()
    parser.finished()
    return node


def _index_like(token: Token) -> bool:
    return token.kind == "letter" or read_atom([token], 0) is not None


def read_arg(parser: Cursor, token: Token, kind: str) -> t.Node:
    """`\\arg\\max_i a_i`, whose sign has been taken; `kind` is max or min."""
    scripts, after = read_scripts(parser.tokens, parser.place)
    below = scripts[0] if len(scripts) == 1 and scripts[0].kind == "sub" else None
    if below is not None and not all(parser.is_index(piece) for piece in below.tokens):
        declared = parser.scope.names.read_base(below.tokens, 0)
        if declared is not None:
            by = parser.whole(below.tokens, token)
            parser.place = after
            body = _one_factor(parser, token)
            return t.Minimiser(kind=kind, by=by, body=body, start=token.start, end=parser.end())
    return _over(parser, token, "arg" + kind)


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
