"""Scripts that are no part of a name: entries, transposes, powers."""

from __future__ import annotations

from collections.abc import Sequence

from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError, error_at, error_between
from nnbook.verify.names import Script, canonical, split_indices
from nnbook.verify.parse_cursor import Cursor


def scripted(parser: Cursor, node: t.Node) -> t.Node:
    """The node with the scripts that follow it."""
    return with_scripts(parser, node, parser.scripts(), None)


def with_scripts(
    parser: Cursor, node: t.Node, scripts: Sequence[Script], dimensions: int | None
) -> t.Node:
    """The node with these scripts; `dimensions` where it is known how many indices an entry has."""
    entry = next((script for script in scripts if script.kind == "sub"), None)
    others = [script for script in scripts if script is not entry]
    if entry is not None and others and others[0].kind == "top":
        raise error_between(
            entry,
            others[0],
            r"ambiguous: an entry of the transpose, or the transpose of an entry",
            remedy=r"print (W^\top)_{ij}, or W_{ji}",
        )
    if entry is not None and entry.text == "+":
        zero = t.Number(text="0", start=entry.start, end=entry.end)
        positive = t.Builtin(name="max", start=entry.start, end=entry.end)
        node = t.Call(function=positive, arguments=(zero, node), start=node.start, end=entry.end)
    elif entry is not None:
        node = entry_of(parser, node, entry, dimensions)
    for script in others:
        node = raised(parser, node, script)
    return node


def raised(parser: Cursor, node: t.Node, script: Script) -> t.Node:
    """The transpose or the power that a superscript makes."""
    start = node.start
    if script.kind == "top":
        return t.Transpose(base=node, start=start, end=script.end)
    if script.kind == "sup":
        if (
            len(script.tokens) == 1
            and script.text == "T"
            and parser.scope.names.read_base(script.tokens, 0) is None
        ):
            raise error_at(script, "T as a superscript", remedy=r"print \top for the transpose")
        exponent = parser.whole(script.tokens, script.tokens[0])
        return t.Power(base=node, exponent=exponent, start=start, end=script.end)
    what = {
        "layer": f"no layers, but [{script.text}] is printed",
        "paren": f"no examples, but ({script.text}) is printed",
        "prime": "no derivative: it is not a function",
        "star": "no star in its declared name",
        "sub": "no such subscript",
    }[script.kind]
    remedy = (
        "for a power print it without parentheses"
        if script.kind == "paren"
        else "declare it in the symbols file"
    )
    raise FormulaError(f"this has {what}", start, script.end, "symbol", remedy)


def entry_of(parser: Cursor, node: t.Node, script: Script, dimensions: int | None) -> t.Node:
    """The entry, row or column that a subscript picks."""
    wanted = dimensions
    if wanted is None:
        wanted = 1 + sum(token.text == "," for token in script.tokens)
        if (
            wanted == 1
            and len(script.tokens) == 2
            and all(parser.is_index(token) for token in script.tokens)
        ):
            wanted = 2
    pieces = split_indices(script.tokens, wanted) if wanted else None
    if pieces is None and wanted == 2:
        pieces = (
            split_indices(script.tokens, 1)
            if "," not in [token.text for token in script.tokens]
            else None
        )
        if pieces is not None and len(script.tokens) > 1:
            pieces = None
    if pieces is None:
        text = script.text.replace(" ", "")
        raise error_between(
            node,
            script,
            f"the subscript {text} is no part of a declared name and does not pick an entry",
            "symbol",
            "separate several indices by commas, or declare the name in the symbols file",
        )
    indices = tuple(
        None if canonical(piece) == ":" else parser.whole(piece, piece[0]) for piece in pieces
    )
    return t.Entry(base=node, indices=indices, start=node.start, end=script.end)
