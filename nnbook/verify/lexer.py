"""LaTeX to tokens, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nnbook.verify.errors import FormulaError
from nnbook.verify.macros import MACROS

LONGEST_FORMULA = 20_000
DEEPEST_BRACES = 100

# Commands that change how a formula looks, never what it says.
_SPACING = {r"\,", r"\;", r"\:", r"\!", r"\>", r"\ ", r"\thinspace", r"\medspace", r"\thickspace"}
_SIZING = {
    rf"\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")
}
_LOOKS = {
    r"\left",
    r"\right",
    r"\middle",
    r"\displaystyle",
    r"\textstyle",
    r"\scriptstyle",
    r"\limits",
    r"\nolimits",
    r"\nonumber",
    r"\notag",
    r"\strut",
    r"\hfill",
}
_IGNORED = _SPACING | _SIZING | _LOOKS
_WITH_TEXT = {
    r"\text": "text",
    r"\textbf": "text",
    r"\textit": "text",
    r"\mbox": "text",
    r"\label": "label",
    r"\tag": "tag",
    r"\begin": "begin",
    r"\end": "end",
    r"\phantom": "skip",
    r"\hspace": "skip",
    r"\vspace": "skip",
    r"\color": "skip",
    r"\textcolor": "skip",
}
_PLAIN = {"digit", "letter", "script", "prime", "amp"}
_TOKEN = re.compile(
    r"(?P<space>\s+|~|%[^\n]*(?:\n|$))|(?P<command>\\(?:[A-Za-z]+\*?|.|\n))|(?P<digit>[0-9])|(?P<letter>[A-Za-z])"
    r"|(?P<open>\{)|(?P<close>\})|(?P<script>[\^_])|(?P<prime>')|(?P<amp>&)|(?P<other>.)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """One TeX token; `text` is the command, the character, or the words of a `\\text{…}`."""

    kind: str
    text: str
    start: int
    end: int


def tokens_of(latex: str) -> list[Token]:
    """The tokens of a formula, spaces and sizes left out; FormulaError where TeX itself would
    stop.
    """
    return list(_tokens(latex))


@lru_cache(maxsize=64)  # a formula is asked for its label, and read in each of its settings
def _tokens(latex: str) -> tuple[Token, ...]:
    if len(latex) > LONGEST_FORMULA:
        raise FormulaError(
            f"the formula has {len(latex)} characters; the "
            f"longest that is read has {LONGEST_FORMULA}",
            0,
            1,
            remedy="print it as several formulas",
        )
    tokens: list[Token] = []
    opened: list[int] = []
    place = 0
    while place < len(latex):
        match = _TOKEN.match(latex, place)
        assert match is not None  # the last alternative takes any character
        kind, text, start = str(match.lastgroup), match.group(), place
        place = match.end()
        if kind in _PLAIN:
            tokens.append(Token(kind, text, start, place))
            continue
        if text in (r"\left", r"\right") and latex[place : place + 1] == ".":
            place += 1  # an invisible bracket
        if kind == "space" or text in _IGNORED:
            continue
        if text == "\\" and kind != "command":
            raise FormulaError("a backslash with nothing after it", start, place)
        if text.rstrip("*") in _WITH_TEXT and kind == "command":
            kind = _WITH_TEXT[text.rstrip("*")]
            text, place = _braced(latex, place, text)
            if kind == "begin" and text in ("array", "alignedat", "alignat"):
                place = _braced(latex, place, text)[1]
            if kind == "skip":
                continue
        elif text == r"\\":
            kind = "newline"
            spacing = re.compile(r"\s*\[[^\]\n]*(?:pt|em|ex|mm|cm)\]").match(latex, place)
            place = spacing.end() if spacing else place
        elif text in (r"\quad", r"\qquad"):
            kind = "quad"
        elif kind == "open":
            opened.append(start)
            if len(opened) > DEEPEST_BRACES:
                raise FormulaError(
                    f"braces nested more than {DEEPEST_BRACES} deep", start, start + 1
                )
        elif kind == "close":
            if not opened:
                raise FormulaError("a closing brace } without its {", start, place)
            opened.pop()
        macro = MACROS.get(text[1:]) if kind == "command" else None
        if isinstance(macro, str):
            tokens += [Token(part.kind, part.text, start, place) for part in tokens_of(macro)]
            continue
        tokens.append(Token(kind, text, start, place))
    if opened:
        raise FormulaError("an opening brace { that is never closed", opened[-1], opened[-1] + 1)
    return tuple(tokens)


def _braced(latex: str, place: int, command: str) -> tuple[str, int]:
    """The raw text of the `{…}` that follows `command`, and the place after it."""
    while place < len(latex) and latex[place].isspace():
        place += 1
    if place >= len(latex) or latex[place] != "{":
        raise FormulaError(f"{command} needs its text in braces", max(0, place - 1), place)
    depth, start = 0, place
    for place in range(start, len(latex)):
        depth += {"{": 1, "}": -1}.get(latex[place], 0)
        if depth == 0:
            return latex[start + 1 : place], place + 1
    raise FormulaError("an opening brace { that is never closed", start, start + 1)
