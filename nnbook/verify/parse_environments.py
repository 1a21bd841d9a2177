"""Environments: cases, matrices, and the rows of an aligned display."""

from __future__ import annotations

from collections.abc import Sequence

from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError, error_at
from nnbook.verify.lexer import Token
from nnbook.verify.parse_cursor import Cursor
from nnbook.verify.parse_relations import read_conditions
from nnbook.verify.parse_scripts import scripted
from nnbook.verify.parse_signs import DOTS

_MATRICES = {
    "matrix",
    "pmatrix",
    "bmatrix",
    "Bmatrix",
    "vmatrix",
    "Vmatrix",
    "smallmatrix",
    "array",
}


def read_environment(parser: Cursor, token: Token) -> t.Node:
    """Cases, a matrix or a determinant."""
    parser.take()
    inner = _until_end(parser, token)
    name = token.text
    if name in ("cases", "dcases", "rcases"):
        arms = tuple(_arm(parser, row, token) for row in split_rows(inner))
        return t.Cases(arms=arms, start=token.start, end=parser.end())
    if name not in _MATRICES:
        raise error_at(token, f"the environment {name} is not read inside a formula")
    rows = tuple(
        tuple(_cell(parser, cell, token) for cell in _cells(row)) for row in split_rows(inner)
    )
    if len({len(row) for row in rows}) != 1:
        raise FormulaError(
            "the rows of the matrix are not equally long", token.start, parser.end(), "shape"
        )
    if any(isinstance(cell, t.Constant) and cell.name in DOTS for row in rows for cell in row):
        rows = _spread(rows, token)
    node: t.Node = t.Matrix(rows=rows, start=token.start, end=parser.end())
    if name == "vmatrix":
        node = t.Call(
            function=t.Builtin(name="det"),
            arguments=(node,),
            start=token.start,
            end=parser.end(),
        )
    return scripted(parser, node)


def _until_end(parser: Cursor, token: Token) -> list[Token]:
    depth, start = 1, parser.place
    while parser.place < len(parser.tokens):
        current = parser.take()
        depth += {"begin": 1, "end": -1}.get(current.kind, 0)
        if depth == 0:
            if current.text != token.text:
                raise error_at(
                    current, f"\\begin{{{token.text}}} ends with \\end{{{current.text}}}"
                )
            return list(parser.tokens[start : parser.place - 1])
    raise error_at(token, f"\\begin{{{token.text}}} is never ended")


def _cell(parser: Cursor, cell: list[Token], token: Token) -> t.Node:
    if len(cell) == 1 and cell[0].text in DOTS:
        return t.Constant(name=cell[0].text, start=cell[0].start, end=cell[0].end)
    if not cell:
        raise error_at(token, "an empty cell in a matrix")
    return parser.whole(cell, token)


def _arm(parser: Cursor, row: list[Token], token: Token) -> tuple[t.Node, tuple[t.Node, ...]]:
    """The value of an arm of cases and its conditions; none for "otherwise"."""
    cells = _cells(row)
    if len(cells) == 1:
        cut = next((k for k, piece in enumerate(row) if piece.kind in ("text", "quad")), None)
        cells = [row[:cut], row[cut:]] if cut is not None else cells
    if len(cells) != 2:
        raise error_at(token, "an arm of cases is a value, &, and its condition")
    value = [piece for piece in cells[0] if piece.kind != "quad"]
    while value and value[-1].text in (",", ";"):
        value.pop()
    condition = [piece for piece in cells[1] if piece.kind != "quad"]
    while condition and condition[-1].text in (",", ".", ";"):
        condition.pop()
    words = condition[0].text.strip().lower() if condition and condition[0].kind == "text" else ""
    if words in ("otherwise", "else"):
        return parser.whole(value, token), ()
    if words in ("if", "for", "when", "where"):
        condition = condition[1:]
    if not condition:
        raise error_at(
            token,
            "an arm of cases without its condition",
            remedy=r"print z > 0, or \text{otherwise}",
        )
    return parser.whole(value, token), read_conditions(parser.sub(condition))


def split_rows(tokens: Sequence[Token]) -> list[list[Token]]:
    """The rows of an environment."""
    return _split(tokens, "newline", drop_last=True)


def _cells(tokens: Sequence[Token]) -> list[list[Token]]:
    return _split(tokens, "amp")


def _split(tokens: Sequence[Token], kind: str, drop_last: bool = False) -> list[list[Token]]:
    """Split at tokens of a kind that stand outside braces and environments."""
    pieces: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += {"open": 1, "begin": 1, "close": -1, "end": -1}.get(token.kind, 0)
        if token.kind == kind and depth == 0:
            pieces.append([])
        else:
            pieces[-1].append(token)
    if drop_last and len(pieces) > 1 and not pieces[-1]:
        pieces.pop()
    return pieces


def _spread(rows: tuple[tuple[t.Node, ...], ...], token: Token) -> tuple[tuple[t.Node, ...], ...]:
    """Dots in one row or one column of a matrix."""

    def dotted(items: tuple[t.Node, ...]) -> t.Dots:
        marks = [
            k for k, item in enumerate(items) if isinstance(item, t.Constant) and item.name in DOTS
        ]
        if len(marks) != 1 or marks[0] != len(items) - 2 or marks[0] == 0:
            raise error_at(token, "dots in a matrix stand between the first entries and the last")
        place = marks[0]
        return t.Dots(
            sign=",", shown=items[:place], last=items[-1], start=items[0].start, end=items[-1].end
        )

    def is_dots(node: t.Node) -> bool:
        return isinstance(node, t.Constant) and node.name in DOTS

    if len(rows) == 1:
        return ((dotted(rows[0]),),)
    if len(rows[0]) == 1:
        dots = dotted(tuple(row[0] for row in rows))
        found = t.Dots(sign=";", shown=dots.shown, last=dots.last, start=dots.start, end=dots.end)
        return ((found,),)
    between = [k for k, row in enumerate(rows) if all(map(is_dots, row))]
    if between and between != [len(rows) - 2]:
        raise error_at(token, "dots stand before the last row")
    shown = [row for k, row in enumerate(rows) if k not in between]
    lines: list[t.Node] = [
        dotted(row) if any(map(is_dots, row)) else t.Matrix(rows=(row,)) for row in shown
    ]
    if not between:
        return tuple((line,) for line in lines)
    first, last = lines[0], lines[-1]
    column = t.Dots(sign=";", shown=tuple(lines[:-1]), last=last, start=first.start, end=last.end)
    return ((column,),)
