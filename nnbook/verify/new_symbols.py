"""A first symbols file for a page: every symbol that it prints, with a place to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nnbook.verify.errors import FormulaError
from nnbook.verify.lexer import Token, tokens_of
from nnbook.verify.load import TODO
from nnbook.verify.names import Script, read_atom, read_scripts
from nnbook.verify.parse_signs import EXPECTATIONS, FUNCTIONS, WORDS
from nnbook.verify.scan import Printed, Scan

_KNOWN = {"e", "d", r"\pi", r"\mathbb{R}", r"\mathbb{N}", r"\mathbb{Z}", r"\mathbb{1}"}
_BINDING = {r"\sum", r"\prod"}


@dataclass
class Found:
    """A symbol as printed: where first, and whether a bracket or an index follows it."""

    name: str
    place: str
    applied: bool = False
    bound: bool = False
    layered: bool = False
    sampled: bool = False
    indexed: bool = False


def symbols_printed(scanned: Scan) -> list[Found]:
    """Every symbol of a page in the order in which it first stands."""
    found: dict[str, Found] = {}
    for printed in scanned.formulas:
        try:
            _collect(tokens_of(printed.latex), printed, found)
        except FormulaError:
            continue  # the check itself will say what is wrong with it
    return list(found.values())


def _collect(tokens: Sequence[Token], printed: Printed, found: dict[str, Found]) -> None:
    place = 0
    while place < len(tokens):
        if tokens[place].text in _BINDING:
            place = _bound(tokens, place, printed, found)
            continue
        atom = None if tokens[place].kind == "text" else read_atom(tokens, place)
        if atom is None:
            place += 1
            continue
        start = tokens[place].start
        name, place = atom
        if _built_in(name):
            continue
        scripts, after = read_scripts(tokens, place)
        words = "".join(_word(script) for script in scripts)
        line, column = printed.position(start)
        one = found.setdefault(name + words, Found(name + words, f"{line}:{column}"))
        one.applied |= after < len(tokens) and tokens[after].text == "("
        for script in scripts:
            one.layered |= script.kind == "layer"
            one.sampled |= script.kind == "paren"
            one.indexed |= script.kind == "sub" and not _word(script)
            _collect(script.tokens if not _word(script) else (), printed, found)
        place = after


def _bound(tokens: Sequence[Token], place: int, printed: Printed, found: dict[str, Found]) -> int:
    """The index under a sum, and what its ends are made of."""
    scripts, after = read_scripts(tokens, place + 1)
    for script in scripts:
        atom = read_atom(script.tokens, 0) if script.kind == "sub" else None
        if atom is not None:
            line, column = printed.position(script.start)
            one = found.setdefault(atom[0], Found(atom[0], f"{line}:{column}"))
            one.bound = True
            _collect(script.tokens[atom[1] :], printed, found)
        else:
            _collect(script.tokens, printed, found)
    return after


def _word(script: Script) -> str:
    """A subscript in words, which is part of the name."""
    if script.kind == "sub" and any(token.kind == "text" for token in script.tokens):
        return f"_{{{script.text}}}"
    return ""


def _built_in(name: str) -> bool:
    word = name.removeprefix(r"\mathrm{").removesuffix("}")
    return (
        name in _KNOWN
        or (name in EXPECTATIONS and name != "P")
        or name in FUNCTIONS
        or word in WORDS
    )


def symbols_file(scanned: Scan) -> str:
    """The text of a first symbols file, which runs as it is and says what to fill in."""
    page = Path(scanned.file).name
    lines = [
        f'"""What the letters of {page} mean.',
        "",
        "Each line is a guess from the print: put in the shape and the meaning, and for what code",
        "computes, import it and use computed(...) or function(...) in place of drawn(...).",
        "`nnbook check` says what is still missing.",
        '"""',
        "",
        "from nnbook.verify import Page, drawn, index",
        "",
        "page = Page(",
    ]
    for one in symbols_printed(scanned):
        lines += _lines(one, page)
    return "\n".join([*lines, ")", ""])


def _lines(one: Found, page: str) -> list[str]:
    quoted = f'r"{one.name}"' if "\\" in one.name else f'"{one.name}"'
    meaning = f'"{TODO}: what {one.name} is"'.replace("\\", "\\\\")
    if one.bound:
        return [f"    index({quoted}, 1, 2, {meaning}),  # {page}:{one.place}"]
    hints = []
    if one.applied:
        hints.append("a bracket follows: if it is a function, function(name, code, meaning)")
    if one.layered:
        hints.append("layers: put [l] into its name, and index(l, 1, L)")
    if one.sampled:
        hints.append("examples: view(name with (i), shape, meaning, of)")
    if one.indexed:
        hints.append("an index: give it a shape such as (n, 1)")
    comments = [f"    # {hint}" for hint in hints]
    return [*comments, f"    drawn({quoted}, (), {meaning}),  # {page}:{one.place}"]
