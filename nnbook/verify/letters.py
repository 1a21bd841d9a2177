r"""Tables of letters: what the symbols files say, in rows, and the mathematics in these rows.

A paragraph `\letters{sigmoid}` of a page stands for the letters of that page. Two tables are of
the whole book: `\letters{book}` has those of docs/conventions.md, and `\letters{single}` all
others. One letter means one thing: `clashes` are the letters that pages use otherwise. The site
draws the rows; what they print is checked here like what a hand typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from nnbook.verify import symbols as s
from nnbook.verify.errors import FormulaError
from nnbook.verify.load import load_symbols
from nnbook.verify.names import read_pattern
from nnbook.verify.scan import Printed

DIRECTIVE = re.compile(r"[ \t]*\\letters\{([a-z_]+)\}[ \t]*")
FENCE = re.compile(r"[ \t]*(```|~~~)")
OF_THE_BOOK = ("book", "single")
CONVENTIONS, OTHER_BOOKS = "conventions", "notation"


@dataclass(frozen=True)
class Row:
    """One letter with one meaning, as `page` declares it: generally, or within a section."""

    page: str
    places: tuple[tuple[str, str], ...]  # all pages, with their sections, where it means this
    letter: str
    kind: str
    shape: str  # LaTeX, of an index the largest value; empty where there is none
    part: str  # LaTeX of what it is a part of; empty where it is none
    meaning: str
    code: tuple[str, ...]

    @property
    def section(self) -> str:
        """The section that declares it; empty where it is declared for the whole page."""
        return self.places[0][1]

    @property
    def term(self) -> str:
        """What the letter stands for, without what a page adds: the meaning to the first comma or
        colon, in the singular, without an article.
        """
        if self.kind == "index":
            return "index"
        said = re.split("[,:]", self.meaning)[0]
        return re.sub("^an? |(?<=[^s])s$|(?<=s)es$", "", re.sub("ies$", "ys", said))

    @property
    def formulas(self) -> tuple[str, ...]:
        """The mathematics that the row prints."""
        return tuple(latex for latex in (self.letter, self.shape, self.part) if latex)


def directives(text: str) -> Iterator[tuple[int, str]]:
    """Line and argument of each `\\letters{…}` that is a line of the page outside of code."""
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        if match := FENCE.match(line):
            fence = "" if fence == match[1] else fence or match[1]
        elif not fence and (found := DIRECTIVE.fullmatch(line)):
            yield number, found[1]


def clashes(files: dict[str, Path]) -> list[Row]:
    """Each letter that pages use for different things, with each of its meanings."""
    meanings: dict[str, set[str]] = {}
    others = _of_chapters(files)
    for row in others:
        meanings.setdefault(row.letter, set()).add(row.term)
    return sorted(
        _once([row for row in others if len(meanings[row.letter]) > 1]),
        key=lambda row: _order(row.letter),
    )


def symbols_files(page: Path) -> dict[str, Path]:
    """All symbols files of the book that a page belongs to, by the names of their pages."""
    for folder in page.resolve().parents:
        if folder.name == "docs":
            inside = sorted((folder.parent / "nnbook" / "symbols").glob("*.py"))
            return {path.stem: path for path in inside if not path.stem.startswith("__")}
    return {}


def rows(what: str, files: dict[str, Path]) -> list[Row]:
    """The rows of one table, each page's in the order of its symbols file."""
    if what not in OF_THE_BOOK:
        if what not in files:
            raise FormulaError(
                rf"\letters{{{what}}}: there is no such symbols file",
                remedy=f"name one of {', '.join((*OF_THE_BOOK, *files))}",
            )
        return list(page_rows(files[what]))
    if what == "book":
        return of_the_book(files)
    return sorted(_once(_of_chapters(files)), key=lambda row: _order(row.letter))


def _of_chapters(files: dict[str, Path]) -> list[Row]:
    """The rows of all pages whose letter is none of the book's."""
    fixed = frozenset(row.letter for row in of_the_book(files))
    return [
        row
        for name, path in files.items()
        if name not in (CONVENTIONS, OTHER_BOOKS)
        for row in page_rows(path)
        if letter_of(row.letter, fixed) not in fixed
    ]


def of_the_book(files: dict[str, Path]) -> list[Row]:
    """The letters that mean the same on every page. What an index counts is each page's own, and
    an example of a batch has the batch's letter.
    """
    shared = page_rows(files[CONVENTIONS]) if CONVENTIONS in files else ()
    return [
        row
        for row in shared
        if not row.section
        and row.kind != "index"
        and all(script.kind != "paren" for script in read_pattern(row.letter, ()).scripts)
    ]


@cache
def letter_of(name: str, fixed: frozenset[str]) -> str:
    """The letter of the book that a declared name is made of, `w` of `w_{\\text{best}}`, and
    `A^{[l]}` of `A^{[1]}`; the name itself where it is one, or is made of none.
    """
    pattern = read_pattern(name, ())
    layered = any(script.kind == "layer" for script in pattern.scripts)
    if name not in fixed:
        found = [
            letter
            for letter in sorted(fixed, reverse=True)
            if read_pattern(letter, ()).base == pattern.base
        ]
        for letter in found:
            if layered and any(s.kind == "layer" for s in read_pattern(letter, ()).scripts):
                return letter
        for letter in found:
            if not read_pattern(letter, ()).scripts:
                return letter
    return name


def printed(page: Path, text: str) -> list[tuple[Path, Printed]]:
    """The formulas in the tables of a page, and the symbols file that each belongs to."""
    files = symbols_files(page)
    found = []
    for line, what in directives(text):
        for row in rows(what, files):
            section = (row.section,) if row.section else ()
            for latex in row.formulas:
                place = Printed(str(page), line, 1, latex, False, section, ((0, line, 1),))
                found.append((files[row.page], place))
    return found


@cache
def page_rows(path: Path) -> tuple[Row, ...]:
    """The letters of one symbols file; those of a section where they are new or mean otherwise."""
    page = load_symbols(path)
    general = [_row(path.stem, "", symbol) for symbol in page.symbols.values()]
    known = {(row.letter, row.meaning) for row in general}
    for identity, part in page.sections.items():
        for symbol in part.symbols:
            if isinstance(symbol, s.Updated) or (symbol.name, symbol.meaning) in known:
                continue
            known.add((symbol.name, symbol.meaning))
            general.append(_row(path.stem, identity, symbol))
    return tuple(general)


def _row(page: str, section: str, symbol: s.Symbol) -> Row:
    return Row(
        page=page,
        places=((page, section),),
        letter=symbol.name,
        kind=_kind(symbol),
        shape=_shape(symbol),
        part=symbol.of if isinstance(symbol, s.View) else "",
        meaning=symbol.meaning,
        code=_code(symbol),
    )


def _kind(symbol: s.Symbol) -> str:
    """In words what a letter stands for."""
    if symbol.role != "value":
        return symbol.role
    if not symbol.shape:
        return "number"
    rows, columns = symbol.shape
    return "column" if columns == 1 else "row" if rows == 1 else "matrix"


def _shape(symbol: s.Symbol) -> str:
    if isinstance(symbol, s.IndexLetter):
        return str(symbol.high)
    if not symbol.shape:
        return ""
    extents = r" \times ".join(map(_extent, symbol.shape))
    return rf"\mathbb{{R}}^{{{extents}}}"


def _extent(extent: s.Extent) -> str:
    """A size; a sum in parentheses, and these in braces, or they would be those of an index."""
    text = str(extent)
    return f"{{({text})}}" if re.search(" [+-] ", text) else text


def _code(symbol: s.Symbol) -> tuple[str, ...]:
    function = getattr(symbol, "function", None)
    if not isinstance(symbol, (s.Computed, s.Function)) or function is None:
        return ()
    return (f"{function.__module__}.{function.__qualname__}",)


def _once(found: Sequence[Row]) -> list[Row]:
    """One row for each meaning of each letter, with all places where it is declared."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in found:
        groups.setdefault((row.letter, row.term), []).append(row)
    return [
        replace(
            group[0],
            meaning=_shared(group),
            places=tuple(place for row in group for place in row.places),
        )
        for group in groups.values()
    ]


def _shared(group: Sequence[Row]) -> str:
    """What several pages say alike."""
    if len({row.meaning for row in group}) == 1:
        return group[0].meaning
    if group[0].kind == "index":
        return "counts what its page says"
    return min((re.split("[,:]", row.meaning)[0] for row in group), key=len)


def _order(letter: str) -> tuple[bool, str, str, str]:
    """Latin letters first, accents and case aside; then Greek ones and words."""
    bare = re.sub(r"\\(hat|tilde|bar|mathbf|boldsymbol|operatorname|text)\b|[{}]", "", letter)
    return bare.startswith("\\"), re.sub("[^a-z]", "", bare.lower())[:1], bare.lower(), letter


if __name__ == "__main__":
    for clash in clashes(symbols_files(Path("docs/index.md"))):
        print(f"{clash.letter}: {clash.term}, in {', '.join(page for page, _ in clash.places)}")
