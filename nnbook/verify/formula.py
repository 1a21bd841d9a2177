"""A whole formula: its rows, relations, conditions and reasons, and which of the kinds of
DESIGN.md it is.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError, error_at, error_between
from nnbook.verify.lexer import Token, tokens_of
from nnbook.verify.names import group
from nnbook.verify.parse_blackboard import encloses_relation
from nnbook.verify.parse_cursor import Scope
from nnbook.verify.parse_environments import split_rows
from nnbook.verify.parse_relations import read_condition, read_relation, read_set
from nnbook.verify.parse_signs import DOTS, LOGIC, RELATIONS, bracket_depth
from nnbook.verify.parser import Parser

_ROWS = {
    "aligned",
    "align",
    "align*",
    "alignedat",
    "alignat",
    "alignat*",
    "gather",
    "gather*",
    "gathered",
    "split",
    "multline",
    "multline*",
    "equation",
    "equation*",
    "eqnarray",
    "eqnarray*",
}
_CONDITION = {
    "for",
    "if",
    "when",
    "where",
    "with",
    "for all",
    "for every",
    "whenever",
    "provided",
    "on",
    "at",
}
_STATEMENT = {"and", "so", "hence", "thus", "that is", "therefore", "or", "while", "but", "then"}
_SUPPOSE = {"suppose", "assume", "let", "suppose that", "assume that"}


@dataclass(frozen=True)
class Formula:
    """One printed formula as read."""

    kind: str
    statements: tuple[t.Statement, ...]
    label: str | None
    wrong: str | None = None


def label_of(latex: str) -> str | None:
    """The label of a formula, also of one that cannot be read."""
    try:
        labels = [token for token in tokens_of(latex) if token.kind == "label"]
    except FormulaError:
        return None
    return labels[0].text if labels else None


def read_formula(latex: str, scope: Scope) -> Formula:
    """The formula that `latex` prints; FormulaError with the place where it cannot be read."""
    tokens = tokens_of(latex)
    labels = [token for token in tokens if token.kind == "label"]
    if len(labels) > 1:
        raise error_at(labels[1], "two labels in one formula")
    tokens = [token for token in tokens if token.kind not in ("label", "tag")]
    tokens = _unboxed(_plain_signs(tokens))
    if not tokens:
        raise FormulaError("an empty formula", 0, max(1, len(latex)))
    label = labels[0].text if labels else None
    if tokens[0].text == r"\wrong":
        return _counterexample(tokens, label, scope)
    if any(token.text == r"\wrong" for token in tokens):
        found = next(token for token in tokens if token.text == r"\wrong")
        raise error_at(
            found, r"\wrong inside a formula", remedy=r"\wrong{…} holds the whole formula"
        )
    statements = _statements(tokens, scope)
    return Formula(_kind(statements), statements, label)


def _unboxed(tokens: list[Token]) -> list[Token]:
    """A formula without the box around the whole of it."""
    while len(tokens) > 1 and tokens[0].text == r"\boxed":
        inner, after = group(tokens, 1, tokens[0])
        if any(token.text not in (".", ",") for token in tokens[after:]):
            break
        tokens = list(inner)
    return tokens


def _plain_signs(tokens: list[Token]) -> list[Token]:
    """Relation signs without what is printed over them: `\\overset{(a)}{=}`."""
    plain: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.text not in (r"\overset", r"\stackrel"):
            plain.append(token)
            place += 1
            continue
        over, below = group(tokens, place + 1, token)
        sign, place = group(tokens, below, token)
        if len(sign) != 1 or sign[0].text not in (*RELATIONS, *LOGIC):
            raise error_at(token, f"{token.text} over what is no relation sign")
        if any(_words(piece) in ("def", "by definition") for piece in over if piece.kind == "text"):
            raise error_at(
                token,
                "two readings: a definition, or a relation",
                remedy="print := for a letter that the code lacks, = for what the code computes",
            )
        plain.append(sign[0])
    return plain


def in_letters(formula: Formula) -> Formula:
    """The steps `left = right` of a formula that are printed in letters, without decimals."""
    if formula.kind not in ("relation", "derivation"):
        return replace(formula, statements=())
    steps = []
    for statement in formula.statements:
        pairs = zip(itertools.pairwise(statement.sides), statement.signs, strict=True)
        for pair, sign in pairs:
            if sign == "=" and all(_lettered(side) for side in pair):
                steps.append(replace(statement, sides=pair, signs=(sign,), reasons=()))
    return replace(formula, kind="relation", statements=tuple(steps))


def _lettered(side: t.Node) -> bool:
    letters = numbers = 0
    for node in side.walk():
        letters += isinstance(node, t.Name)
        numbers += isinstance(node, t.Number) and "." in node.text
        if isinstance(node, t.Matrix):
            cells = [cell for row in node.rows for cell in row]
            numbers += not any(isinstance(part, t.Name) for cell in cells for part in cell.walk())
    return letters > 0 and not numbers


def _counterexample(tokens: list[Token], label: str | None, scope: Scope) -> Formula:
    place, reason = 1, "false"
    if len(tokens) > 1 and tokens[1].text == "[":
        close = next((k for k, token in enumerate(tokens) if token.text == "]"), None)
        if close is None:
            raise error_at(tokens[1], r"the [ of \wrong is never closed")
        reason = "".join(token.text for token in tokens[2:close])
        if reason not in ("shape", "false"):
            raise error_between(
                tokens[2],
                tokens[close],
                rf"\wrong[{reason}] is not known",
                remedy="print [shape] or nothing",
            )
        place = close + 1
    inner, after = group(tokens, place, tokens[0])
    rest = [token for token in tokens[after:] if token.text not in (".", ",")]
    if rest:
        raise error_at(
            rest[0], r"something after \wrong{…}", remedy=r"\wrong{…} holds the whole formula"
        )
    if not inner:
        raise error_at(tokens[0], r"\wrong holds nothing")
    statements = _statements(list(inner), scope)
    refutable = {"=", r"\in", r"\approx", r"\iff", r"\Rightarrow", "<", ">", r"\le", r"\ge"}
    if (
        len(statements) != 1
        or len(statements[0].sides) != 2
        or statements[0].signs[0] not in refutable
    ):
        raise error_between(
            tokens[0],
            tokens[-1],
            r"\wrong holds one relation with two sides",
            remedy=r"print \wrong{left = wrong right}",
        )
    return Formula("counterexample", statements, label, reason)


def _kind(statements: tuple[t.Statement, ...]) -> str:
    signs = [sign for statement in statements for sign in statement.signs]
    if statements[0].supposed:
        return "assumption"
    if ":=" in signs:
        if len(signs) > 1:
            first = statements[0]
            raise error_at(
                first, ":= beside other relations", remedy="print the definition by itself"
            )
        return "definition"
    if r"\leftarrow" in signs:
        if set(signs) != {r"\leftarrow"}:
            raise error_between(statements[0], statements[-1], r"\leftarrow beside other relations")
        return "update"
    if not signs:
        return "mention"
    return "derivation" if max(len(statement.signs) for statement in statements) > 1 else "relation"


def _statements(tokens: list[Token], scope: Scope) -> tuple[t.Statement, ...]:
    rows = _displayed_rows(tokens)
    found: list[t.Statement] = []
    chain: list[Token] = []
    notes: list[list[Token]] = []
    for row in rows:
        main, note = _halves(row, scope)
        if main and chain and _continues(main[0], chain[-1]):
            chain += main
        else:
            found += _finish(chain, notes, scope)
            chain, notes = main, []
        notes.append(note)
    found += _finish(chain, notes, scope)
    if not found:
        raise error_between(tokens[0], tokens[-1], "an empty formula")
    return tuple(found)


def _displayed_rows(tokens: list[Token]) -> list[list[Token]]:
    """The rows of the environment around the formula, or the formula as its one row."""
    while tokens and tokens[0].kind == "begin" and tokens[0].text in (*_ROWS, "array"):
        close = _end_of(tokens)
        if tokens[0].text == "array" and not _is_chain(tokens[1:close]):
            break
        after = tokens[close + 1 :]
        if any(token.text not in (".", ",", ";") for token in after):
            break
        inner = tokens[1:close]
        rows = split_rows(inner)
        if len(rows) > 1 or not (inner and inner[0].kind == "begin"):
            return [row for row in rows if row]
        tokens = inner
    return [row for row in split_rows(tokens) if row]


def _is_chain(inner: list[Token]) -> bool:
    """Whether an array is the columns of relations, `f &=& …`, and no matrix."""
    depth = 0
    for token in inner:
        depth += {"open": 1, "begin": 1, "close": -1, "end": -1}.get(token.kind, 0)
        depth += bracket_depth(token)
        if depth == 0 and token.text in RELATIONS:
            return True
    return False


def _end_of(tokens: Sequence[Token]) -> int:
    depth = 0
    for place, token in enumerate(tokens):
        depth += {"begin": 1, "end": -1}.get(token.kind, 0)
        if depth == 0:
            if token.text != tokens[0].text:
                raise error_at(
                    token, f"\\begin{{{tokens[0].text}}} ends with \\end{{{token.text}}}"
                )
            return place
    raise error_at(tokens[0], f"\\begin{{{tokens[0].text}}} is never ended")


def _halves(row: list[Token], scope: Scope) -> tuple[list[Token], list[Token]]:
    """The relation of a row, and what stands beside it: conditions, reasons, more relations."""
    depth = 0
    for place, token in enumerate(row):
        deeper = {"open": 1, "begin": 1, "close": -1, "end": -1}.get(token.kind, 0)
        deeper += (
            (token.text in ("(", "[", r"\{")) - (token.text in (")", "]", r"\}"))
            if token.kind in ("other", "command")
            else 0
        )
        depth += deeper
        double = token.kind == "amp" and row[place + 1 : place + 2] and row[place + 1].kind == "amp"
        if depth == 0 and (token.kind in ("quad",) or double or _is_word(row, place, scope)):
            if not any(piece.kind not in ("amp", "quad") for piece in row[:place]):
                continue
            return _trimmed(row[:place]), _outside(row[place:], ("amp",))
    return _trimmed(row), []


def _is_word(row: list[Token], place: int, scope: Scope) -> bool:
    return (
        row[place].kind == "text"
        and scope.names.read_base(row, place) is None
        and _words(row[place]) not in _SUPPOSE
        and place > 0
        and row[place - 1].kind != "script"
    )


def _trimmed(tokens: list[Token]) -> list[Token]:
    tokens = _outside(tokens, ("amp", "quad"))
    while tokens and tokens[-1].text in (",", ".", ";") and tokens[-1].kind == "other":
        tokens.pop()
    return tokens


def _outside(tokens: Sequence[Token], kinds: tuple[str, ...]) -> list[Token]:
    """The tokens without those of some kinds that stand outside environments and braces."""
    kept = []
    depth = 0
    for token in tokens:
        depth += {"open": 1, "begin": 1, "close": -1, "end": -1}.get(token.kind, 0)
        if depth or token.kind not in kinds:
            kept.append(token)
    return kept


def _words(token: Token) -> str:
    return token.text.strip().strip(",.;:").strip().lower()


def _continues(first: Token, last: Token) -> bool:
    """Whether a row goes on with the relation of the row before."""
    signs = set(RELATIONS) | set(LOGIC) | {"+", "-", ":"} | {r"\cdot", r"\times", r"\odot"}
    return first.text in signs or last.text in signs


def _finish(chain: list[Token], notes: list[list[Token]], scope: Scope) -> list[t.Statement]:
    """The statements that one chain of rows and the notes beside them make."""
    if not chain:
        return []
    supposed = False
    if chain[0].kind == "text":
        if _words(chain[0]) not in _SUPPOSE:
            raise error_at(
                chain[0],
                f"\\text{{{chain[0].text}}} before a formula",
                remedy="print it outside, or after the formula",
            )
        supposed, chain = True, chain[1:]
        if not chain:
            raise FormulaError(
                "nothing is supposed", notes[0][0].start if notes and notes[0] else 0, None
            )
    parser = Parser(chain, scope)
    sides, signs = _read_chain(parser)
    more: list[t.Statement] = []
    conditions: list[t.Node] = []
    if isinstance(sides[0], t.Range):
        conditions = []
    elif parser.token is not None and parser.next_text() == ",":
        notes = [list(chain[parser.place :]), *notes]
    else:
        parser.finished()
    reasons: list[str] = []
    for note in notes:
        reason = _read_note(note, scope, conditions, more)
        reasons.append(reason)
    start, end = chain[0].start, chain[-1].end
    for other in more:
        if bool(other.signs) != bool(signs):
            raise error_at(
                other,
                "beside a relation stands what is neither a relation nor a condition",
                remedy="a decimal point is a point; print other expressions by themselves",
            )
    for side in sides:
        _one_reading(side, sides, frozenset())
    first = t.Statement(
        sides=sides,
        signs=signs,
        conditions=tuple(conditions),
        reasons=tuple(reasons),
        supposed=supposed,
        start=start,
        end=end,
    )
    return [first, *more]


def _one_reading(node: t.Node, sides: tuple[t.Node, ...], bound: frozenset[str]) -> None:
    """Under a sum, `i < j` leaves open whether it runs over j too, unless j stands elsewhere."""
    inner = bound | set(node.indices) if isinstance(node, t.Big) else bound
    for condition in node.conditions if isinstance(node, t.Big) else ():
        if not isinstance(condition, t.Relation) or set(condition.signs) & {"=", r"\ne", r"\in"}:
            continue
        for letter in t.free_letters(condition, inner):
            if sum(letter in t.free_letters(side) for side in sides) < 2:
                raise error_at(
                    node,
                    f"two readings: {letter} is fixed, or the sum runs over {letter} too",
                    remedy=(
                        rf"print \sum_{{{letter}}} before it, "
                        f"or let {letter} stand on the other side as well"
                    ),
                )
    for child in node.children():
        _one_reading(child, sides, inner)


def _read_chain(parser: Parser) -> tuple[tuple[t.Node, ...], tuple[str, ...]]:
    """Sides and signs; `\\iff` joins whole relations. A lone range is one side without a sign."""
    here = parser.place
    try:
        condition = read_condition(parser)
    except FormulaError:
        parser.place = here
    else:
        if isinstance(condition, t.Range):
            return (condition,), ()
        parser.place = here
    token = parser.token
    if (
        token is not None
        and token.text in ("[", "(")
        and (interval := _interval(parser)) is not None
    ):
        return (interval,), ()
    relations = [read_relation(parser)]
    logic: list[str] = []
    while parser.next_text() in LOGIC:
        logic.append(LOGIC[parser.take().text])
        relations.append(read_relation(parser))
    if logic:
        return tuple(relations), tuple(logic)
    return relations[0].sides, relations[0].signs


def _interval(parser: Parser) -> t.Node | None:
    """A half-open interval by itself, `[0, 1)`."""
    here = parser.place
    try:
        node = read_set(parser)
    except FormulaError:
        node = None
    if (
        parser.token is None
        and isinstance(node, t.Interval)
        and (node.left, node.right) in (("[", ")"), ("(", "]"))
    ):
        return node
    parser.place = here
    return None


def _read_note(
    tokens: list[Token], scope: Scope, conditions: list[t.Node], more: list[t.Statement]
) -> str:
    """What stands beside a relation; conditions and further statements are added to their lists."""
    reasons: list[str] = []
    mode = ""
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind == "quad" or (token.text in (",", ".", ";") and token.kind == "other"):
            place += 1
            continue
        if token.kind == "text":
            words = _words(token)
            ending = next(
                (
                    word
                    for word in sorted(_CONDITION, key=len)
                    if words == word or words.endswith(" " + word)
                ),
                None,
            )
            follows = any(piece.kind not in ("text", "quad") for piece in tokens[place + 1 :])
            if ending is not None and follows:
                mode = "condition"
            elif words in _STATEMENT and follows:
                mode = mode if mode == "condition" and words in ("and", "or") else "statement"
            elif follows and any(
                piece.kind not in ("text", "quad") and piece.text not in ",.;"
                for piece in tokens[place + 1 :]
            ):
                raise error_at(
                    token,
                    f"\\text{{{token.text}}} between two formulas is not understood",
                    remedy=(
                        r"conditions begin with \text{for} or \text{if}, "
                        r"further formulas with \text{and} or \text{so}"
                    ),
                )
            else:
                reasons.append(token.text.strip())
            place += 1
            continue
        if token.text == r"\forall":
            mode, place = "all", place + 1
            continue
        stop = _segment_end(tokens, place)
        _segment(_trimmed(tokens[place:stop]), mode, scope, conditions, more)
        place = stop
    return "; ".join(reasons)


def _segment_end(tokens: list[Token], place: int) -> int:
    """Where a segment ends: at a word, a wide space, or a comma that is not part of an index
    range.
    """
    depth = 0
    for position in range(place, len(tokens)):
        token = tokens[position]
        depth += {"open": 1, "begin": 1, "close": -1, "end": -1}.get(token.kind, 0)
        depth += (
            (token.text in ("(", "[", r"\{")) - (token.text in (")", "]", r"\}"))
            if token.kind in ("other", "command")
            else 0
        )
        if depth == 0 and (token.kind == "quad" or (token.kind == "text" and position > place)):
            return position
        if depth == 0 and token.text == "," and not _in_range(tokens, place, position):
            return position
    return len(tokens)


def _in_range(tokens: list[Token], start: int, comma: int) -> bool:
    """Whether a comma belongs to `i, j = 1, 2, \\dots, n`."""
    before = tokens[start:comma]
    after = tokens[comma + 1 : comma + 4]
    if any(token.text in DOTS for token in before[-1:] + after[:1]):
        return True
    plain = all(token.kind == "letter" or token.text == "," for token in before)
    leads = plain and len(after) > 1 and after[0].kind == "letter" and after[1].text in ("=", ",")
    listed = (
        len(after) > 2
        and after[0].kind == "digit"
        and after[1].text == ","
        and after[2].text in DOTS
    )
    return leads or listed


def _segment(
    tokens: list[Token], mode: str, scope: Scope, conditions: list[t.Node], more: list[t.Statement]
) -> None:
    if not tokens:
        return
    start, end = tokens[0].start, tokens[-1].end
    if encloses_relation(tokens, 0) and tokens[0].text == "(" and tokens[-1].text == ")":
        tokens, mode = tokens[1:-1], "condition"
    parser = Parser(tokens, scope)
    if mode == "all" and _only_letters(parser):
        return
    if mode != "statement":
        here = parser.place
        try:
            condition: t.Node | None = read_condition(parser)
            parser.finished()
        except FormulaError:
            if mode in ("condition", "all"):
                raise
            condition = None
        if condition is not None and (mode in ("condition", "all") or _is_condition(condition)):
            conditions.append(condition)
            return
        if isinstance(condition, t.Relation) and set(condition.signs) & {"<", ">", r"\le", r"\ge"}:
            raise FormulaError(
                "ambiguous: a condition, or a second relation?",
                start,
                end,
                remedy=r"print \text{for } before a condition, \text{and } before a relation",
            )
        parser.place = here
    sides, signs = _read_chain(parser)
    parser.finished()
    more.append(
        t.Statement(sides=sides, signs=signs, conditions=tuple(conditions), start=start, end=end)
    )


def _only_letters(parser: Parser) -> bool:
    """`\\forall i, j` says no more than free letters say by themselves; else nothing is taken."""
    node = parser.expression()
    if parser.token is None and isinstance(node, (t.Index, t.Name)):
        return True
    parser.place = 0
    return False


def _is_condition(node: t.Node) -> bool:
    """Whether a relation after a comma can only be a condition: about indices, or `\\ne`."""
    if isinstance(node, t.Range):
        return True
    assert isinstance(node, t.Relation)
    return node.signs == (r"\ne",) or isinstance(node.sides[0], t.Index)
