"""Tables of letters: the rows that the symbols files give, as the pages show them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from nnbook.site.errors import BookError
from nnbook.site.results import API_PAGE, Results
from nnbook.verify.errors import FormulaError
from nnbook.verify.letters import OF_THE_BOOK, Row, letter_of, rows, symbols_files

CAPTIONS = {
    "book": "{letters} letters, the same in every chapter",
    "single": "{letters} letters, each with one meaning",
}
Address = Callable[[str], str]


@dataclass(frozen=True)
class Use:
    """A letter where a chapter prints it."""

    place: int
    file: str
    sections: tuple[str, ...]
    letter: str


def table(what: str, results: Results, address: Address, place: str) -> Element:
    r"""The table for `\letters{what}`; `address` says how a page of the book is linked to."""
    try:
        found = rows(what, symbols_files(results.book.docs / "index.md"))
    except FormulaError as error:
        raise BookError(place, error.message, error.remedy) from error
    whole = what in OF_THE_BOOK
    made = Element("table", {"class": "letters"})
    caption = CAPTIONS.get(what, "{letters} letters").format(
        letters=len({row.letter for row in found}), meanings=len(found)
    )
    SubElement(made, "caption").text = AtomicString(caption)
    head = SubElement(SubElement(made, "thead"), "tr")
    for name in ("Letter", "Meaning", "Shape", "Code", *(("First use",) if whole else ())):
        SubElement(head, "th", {"scope": "col"}).text = name
    body = SubElement(made, "tbody")
    for row, use in _in_order(found, what, results) if whole else [(row, None) for row in found]:
        line = SubElement(body, "tr", {} if whole else _sections(row, what))
        SubElement(line, "td").text = f"${row.letter}$"  # a header of mathematics is empty to axe
        SubElement(line, "td").text = AtomicString(row.meaning)
        _shape(SubElement(line, "td"), row)
        _code(SubElement(line, "td"), row, address)
        if whole:
            _first(SubElement(line, "td"), use, results, address)
    return made


def _sections(row: Row, page: str) -> dict[str, str]:
    """The sections of its page in which a letter means this, for letters.js; none for all."""
    sections = [section for name, section in row.places if name == page]
    return {} if "" in sections else {"data-section": " ".join(sections)}


def _shape(cell: Element, row: Row) -> None:
    """The shape as mathematics, or in words where there is none."""
    if row.kind == "size":
        cell.text = "whole number"
    elif row.kind == "index":
        cell.text = f"index, to ${row.shape}$"
    else:
        cell.text = f"${row.shape}$" if row.shape else row.kind


def _code(cell: Element, row: Row, address: Address) -> None:
    """The function that computes it, linked if it is of the book; or of what it is a part."""
    for name in row.code:
        module, _, function = name.rpartition(".")
        if module.startswith("nnbook.") and not function.startswith("_"):
            link = SubElement(cell, "a", {"href": f"{address(API_PAGE)}#{name}"})
            SubElement(link, "code").text = AtomicString(name.removeprefix("nnbook."))
        else:
            SubElement(cell, "code").text = AtomicString(name)
    if row.part:
        cell.text = f"part of ${row.part}$" if row.part != row.letter else "whole"


def _first(cell: Element, use: Use | None, results: Results, address: Address) -> None:
    """A link to the section of the first formula that prints it."""
    if use is None:
        cell.text = "in code only"
        return
    anchor = f"#{use.sections[-1]}" if use.sections else ""
    link = SubElement(cell, "a", {"href": address(use.file) + anchor})
    link.text = AtomicString(results.book.by_file[use.file].title)


def _in_order(found: list[Row], what: str, results: Results) -> list[tuple[Row, Use | None]]:
    """Each row with its first use; several meanings of one letter in the order of the book."""
    uses = _uses(results)
    if what == "book":
        fixed = frozenset(row.letter for row in found)
        uses = [replace(use, letter=letter_of(use.letter, fixed)) for use in uses]
        first = _first_uses(uses, {row.letter: {"": row} for row in found})
        return [(row, first.get(row)) for row in found]
    declared: dict[str, dict[str, Row]] = {}
    for row in found:
        for page, section in row.places:
            declared.setdefault(row.letter, {})[f"{page}.md#{section}"] = row
    first = _first_uses(uses, declared)
    place = {letter: count for count, letter in enumerate(declared)}
    end = len(uses)
    return sorted(
        ((row, first.get(row)) for row in found),
        key=lambda pair: (place[pair[0].letter], pair[1].place if pair[1] else end),
    )


def _first_uses(uses: list[Use], declared: dict[str, dict[str, Row]]) -> dict[Row, Use]:
    """The first use of each row; `declared` has the rows of a letter by page and section."""
    first: dict[Row, Use] = {}
    for use in uses:
        rows_of = declared.get(use.letter, {})
        names = [*(f"{use.file}#{section}" for section in reversed(use.sections)), f"{use.file}#"]
        row = next((rows_of[name] for name in (*names, "") if name in rows_of), None)
        if row is not None:
            first.setdefault(row, use)
    return first


def _uses(results: Results) -> list[Use]:
    """Each letter that a chapter prints, in the order of the book."""
    found: list[Use] = []
    for page in results.book.chapters:
        known = results.pages.get(page.file)
        for result in known.formulas if known else ():
            if not result.data.get("generated"):
                sections = tuple(result.data["section"])
                for letter in result.data.get("letters", ()):
                    found.append(Use(len(found), page.file, sections, letter))
    return found
