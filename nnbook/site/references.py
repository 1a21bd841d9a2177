r"""The works that the chapters cite, collected from their sections `Sources`.

A source is an item of a list, in one of two forms, with authors by initials and surname:

    - What for: A. Author, B. Author, *Title*, where, 1999; C. Author, *Title*, 2000.
    - A. Author, "Title", where, 1999: what for.

Links among the sources, to issues and files of projects, make a list of their own.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from nnbook.site.book import FRONT_MATTER, Book, Page

HEADING = re.compile(r"^## Sources\b.*$", re.MULTILINE)
TITLE = re.compile(r'\*[^*]+\*|"[^"]+"')
LINK = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<address>https?://[^)\s]+)\)")
# Where a new thought begins: a colon, a semicolon, a sentence (which no initial ends).
BREAK = re.compile(r": |; |(?<=[^\W\d_A-Z]|[\d)*\"])(?<!Yu)\. |^\. ")
NAME = re.compile(
    r"(?:(?:[A-Z][a-z]?\.[ -]?)+(?:[a-z]+ )*|Lord )[A-Z][\w'-]*(?: [A-Z][\w'-]+)*(?: and others)?$"
)
YEAR = re.compile(r"\b(?:1[6-9]|20)\d\d\b")
WITHIN = re.compile(r"^[,.\s]*(?:in|part of|from)?[,\s]*$")


@dataclass(frozen=True)
class Citation:
    """A work where a chapter cites it."""

    page: Page
    authors: str
    title: str
    where: str
    purpose: str

    @property
    def key(self) -> str:
        return plain(self.title)

    @property
    def surname(self) -> str:
        first = re.sub(" and others$", "", self.authors.split(",")[0])
        found = re.sub(r"^(?:[A-Z][a-z]?\.[ -]?)+", "", first).strip()
        return plain(found)

    @property
    def year(self) -> str:
        years = YEAR.findall(self.where)
        return years[-1] if years else ""


@dataclass(frozen=True)
class Linked:
    """A link among the sources of a chapter."""

    page: Page
    text: str
    address: str


def plain(text: str) -> str:
    """Letters and digits alone, without accents: what is compared and sorted."""
    flat = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.findall("[a-z0-9]+", flat.lower()))


def sources(text: str) -> list[str]:
    """The items of the section `Sources`, each in one line."""
    found = HEADING.search(FRONT_MATTER.sub("", text))
    if not found:
        return []
    section = found.string[found.end() :].split("\n## ")[0]
    items = re.split(r"^- ", section, flags=re.MULTILINE)[1:]
    return [" ".join(item.split()) for item in items]


def cited(page: Page, text: str) -> list[Citation]:
    """The works that a chapter cites, in its order."""
    return [citation for item in sources(text) for citation in _works(page, item)]


def linked(page: Page, text: str) -> list[Linked]:
    return [
        Linked(page, match["text"], match["address"])
        for item in sources(text)
        for match in LINK.finditer(item)
    ]


def _works(page: Page, item: str) -> Iterator[Citation]:
    item = LINK.sub(lambda match: match["text"], item)
    begin, purpose = 0, ""
    for title in TITLE.finditer(item):
        if title.start() < begin:
            continue  # a collection that the work before stands in
        before = item[begin : title.start()]
        breaks = list(BREAK.finditer(before))
        authors = before[breaks[-1].end() if breaks else 0 :].strip()
        if not authors.endswith(",") or WITHIN.match(authors):
            continue  # emphasis, or a word in quotation marks
        authors = authors.rstrip(",")
        if title[0].startswith('"') and not NAME.search(authors.split(", ")[-1]):
            continue  # an article without an author, of which the text speaks
        purpose = _purpose(before, breaks, purpose)
        end = _end(item, title.end())
        where, rest = item[title.end() : end].strip(" ,."), item[end:]
        said = purpose
        if not purpose and rest.startswith(": "):
            said = rest[2:].rstrip(".")
        yield Citation(page, authors, title[0][1:-1], where, said)
        begin = end


def _purpose(before: str, breaks: list[re.Match[str]], last: str) -> str:
    """What a work is cited for: what stands before the colon, else as for the work before it."""
    begin = 0
    for mark in breaks:
        if mark[0] == ": ":
            last = before[begin : mark.start()].strip()
        elif mark[0] == ". ":
            last = ""
        begin = mark.end()
    return last


def _end(item: str, start: int) -> int:
    """Where what is said of a work ends: at the next break outside of titles."""
    hidden = TITLE.sub(lambda title: "x" * len(title[0]), item)
    found = BREAK.search(hidden, start)
    return found.start() if found else len(item)


def works(book: Book) -> list[list[Citation]]:
    """Each work with all its citations, by author and year."""
    found: dict[str, list[Citation]] = {}
    for page in book.chapters:
        for citation in cited(page, _text(book, page)):
            found.setdefault(citation.key, []).append(citation)
    return sorted(found.values(), key=lambda same: (same[0].surname, same[0].year, same[0].key))


def _text(book: Book, page: Page) -> str:
    return (book.docs / page.file).read_text(encoding="utf-8")


# --- what the page has --------------------------------------------------------------------------


def markdown(what: str, book: Book) -> str | None:
    r"""The Markdown that stands for `\references{what}`."""
    if what == "works":
        return "\n".join(f"- {_work(same)}" for same in works(book))
    if what == "links":
        found: dict[tuple[str, str], list[Page]] = {}
        for page in book.chapters:
            for link in linked(page, _text(book, page)):
                found.setdefault((link.text, link.address), []).append(page)
        return "\n".join(
            f"- [{text}]({address}), in {', '.join(map(_chapter, dict.fromkeys(pages)))}"
            for (text, address), pages in found.items()
        )
    return None


def _work(same: list[Citation]) -> str:
    """One work as the list has it: the fullest form, then what for and where."""
    authors = max((citation.authors for citation in same), key=len)
    where = max((citation.where for citation in same), key=lambda text: (len(text), text))
    uses: dict[str, list[str]] = {}
    for citation in same:
        uses.setdefault(citation.purpose, []).append(_chapter(citation.page))
    said = " ".join(
        f"{purpose[:1].upper()}{purpose[1:]} ({', '.join(dict.fromkeys(chapters))})."
        if purpose
        else f"In {', '.join(dict.fromkeys(chapters))}."
        for purpose, chapters in uses.items()
    )
    return f"{authors}, *{same[0].title}*{', ' + where if where else ''}. {said}"


def _chapter(page: Page) -> str:
    return f"[{page.title}]({page.file}#sources)"
