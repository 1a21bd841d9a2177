r"""The Python-Markdown extension of the book: numbers, badges, references and pictures.

It stands beside `pymdownx.arithmatex` (generic), which finds the formulas, and looks each one up
in the report of the last check. What it does not find there stops the build, so nothing is
published that was not executed; and so does a formula of the report that is not drawn.

    $$ … \label{eq:name} $$                    a display formula with number, link and badge
    \eqref{eq:name}; in docstrings (eq:name)   a link with the number, on every page
    \report{formulas}                          a total of the report
    \letters{sigmoid}                          a paragraph: the table of a page's letters
    \break{eq:name}                            a paragraph: wrong prints of a formula to choose from
    \checks{totals}                            a paragraph: a part of the page of all checks
    \report{formulas of sigmoid, softmax}      the same, of some pages alone
    \exercises{chapters}                       a paragraph: an index of the exercises
    \references{works}                         a paragraph: what the chapters cite
    \changes{}                                 a paragraph: CHANGELOG.md, without its heading
    \answer{The distance}{3}{2 \log 9}         a paragraph: a box to enter a number (exercises.py)
    ![what it shows](picture:sigmoid/slope)    a paragraph: slope() of nnbook/pictures/sigmoid.py
"""

import html
import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from nnbook.site import break_it, checks_page, exercises, letters, picture, references
from nnbook.site.badge import badge, scientific
from nnbook.site.book import Book, fingerprint
from nnbook.site.checks import Checks
from nnbook.site.errors import BookError
from nnbook.site.results import API_PAGE, RUN_CHECK, Result, Results, load, normal, unlabelled
from nnbook.verify.book import KEPT

REFERENCE = r"\\eqref\{\s*([^}\s]*)\s*\}|\((eq:[A-Za-z0-9-]+)\)"
TOTAL = r"\\report\{\s*([a-z_.]+)(?: of ([a-z_, ]+?))?\s*\}"
PICTURE = re.compile(
    r'!\[(?P<alt>[^\]]*)\]\(picture:(?P<source>\w+/\w+)(?:\s+"(?P<caption>.*)")?\s*\)\s*', re.DOTALL
)

MOVE = "put it between the heading of an exercise and its solution, not indented"

DOCTEST = re.compile(r"^>>> .*(?:\n.+)*", re.MULTILINE)

# The pages being converted, the innermost last: a docstring is converted while its page is.
_pages: list["_Page"] = []


class _Page:
    """The page at hand: its name, and its formulas' results, each to be used once."""

    def __init__(self, extension: "BookExtension", markdown: str) -> None:
        self.file = extension.book.identify(markdown)
        self.fingerprint = fingerprint(markdown)
        self.outer = _pages[-1] if _pages and self.file is None else None
        self.extension = extension
        self._queues: dict[tuple[str, bool], Iterator[Result]] | None = None
        self.asked: list[exercises.Asked] = []

    @property
    def place(self) -> str:
        if self.file is not None:
            return self.extension.book.path(self.file)
        return f"a text within {self.outer.place}" if self.outer else "a text that is no page"

    def result(self, latex: str, display: bool) -> Result:
        """The check's result for the next formula printed like this."""
        if self.file is None:
            raise BookError(
                self.place,
                f"prints the formula {latex}, where nothing checks it",
                "formulas are printed in the pages under docs/ and nowhere else",
            )
        if self._queues is None:
            results = self.extension.results.of_page(self.file, self.fingerprint, self.place)
            self._queues = results.queues()
        found = next(self._queues.get((normal(latex), display), iter(())), None)
        if found is None:
            raise BookError(self.place, f"has no result for the formula {latex}", RUN_CHECK)
        return found

    def undrawn(self) -> Result | None:
        """A formula that the check read in the page's present text, but Markdown did not."""
        results = self.extension.results.pages.get(self.file or "")
        if results is None or results.fingerprint != self.fingerprint:
            return None
        queues = results.queues() if self._queues is None else self._queues
        left = (result for queue in queues.values() for result in queue)
        return min(
            left, key=lambda result: (result.data["line"], result.data["column"]), default=None
        )

    def address(self, result: Result) -> str:
        """Where a formula is, from here, by the file's name: MkDocs validates and rewrites it."""
        path = "" if result.page == self.file else self.path(result.page)
        return f"{path}#{result.id}"

    def api(self) -> str:
        return self.path(API_PAGE)

    def path(self, file: str) -> str:
        here = self.file or (self.outer.file if self.outer else None) or ""
        return posixpath.relpath(file, posixpath.dirname(here) or ".")


class _Begin(Preprocessor):
    """Sees a page's Markdown before any other preprocessor and finds out which page it is."""

    def __init__(self, md: Markdown, extension: "BookExtension") -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, lines: list[str]) -> list[str]:
        markdown = "\n".join(lines)
        page = self.extension.begin(markdown)
        return lines if page.file else DOCTEST.sub(_fenced, markdown).split("\n")


def _fenced(doctest: re.Match[str]) -> str:
    """Markdown would take the example in a docstring for a quotation."""
    return f"```pycon\n{doctest[0]}\n```"


class _End(Treeprocessor):
    def run(self, root: Element) -> None:
        _pages.pop()


class _Formulas(Treeprocessor):
    """Turns what Arithmatex found into numbered formulas with their results."""

    def __init__(self, md: Markdown, extension: "BookExtension") -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: Element) -> None:
        page = _pages[-1]
        known = self.extension.book.by_file.get(page.file or "")
        headings = iter(list(root.iter("h1")))
        if known and known.chapter and (heading := next(headings, None)) is not None:
            heading.set("data-chapter", known.number)
        for element in list(root.iter()):
            if element.tag == "img" and element.get("src", "").startswith("picture:"):
                raise BookError(
                    page.place,
                    f"the picture {element.get('src')} stands within a paragraph",
                    "put an empty line before and after it",
                )
            if element.get("class") == "arithmatex":
                if element.tag == "div":
                    self._display(element, page)
                else:
                    self._inline(element, page)
        if page.file and not self.extension.preview and (lost := page.undrawn()):
            raise BookError(
                lost.place,
                f"the formula {lost.latex.strip()} was executed, but is not drawn",
                "print it as $…$, or between lines of $$ with empty lines around",
            )

    def _inline(self, element: Element, page: _Page) -> None:
        latex = str(element.text)[2:-2]
        result = self._result(page, latex, display=False)
        element.set("data-kind", result.kind)
        if not result.holds:
            element.set("class", "arithmatex fails")
            element.set("title", str(result.data["message"]))

    def _display(self, element: Element, page: _Page) -> None:
        latex = html.unescape(str(element.text)[2:-2])
        result = self._result(page, latex, display=True)
        drawn = Element("div", {"class": "arithmatex"})
        drawn.text = AtomicString(rf"\[{unlabelled(latex)}\]")
        element.text = None
        element.set("class", "formula" if result.holds else "formula formula--fails")
        element.set("data-kind", result.kind)
        element.set("id", result.id)
        row = SubElement(element, "div", {"class": "formula-row"})
        row.append(drawn)
        link = SubElement(row, "a", {"class": "formula-number", "href": f"#{result.id}"})
        link.set("title", "Permanent link to this formula")
        link.set("aria-label", f"Formula {result.number}, permanent link")
        link.text = f"({result.number})"
        element.append(badge(result, page.api(), self.extension.checks.wrong(result)))

    def _result(self, page: _Page, latex: str, display: bool) -> Result:
        preview = self.extension.preview
        try:
            result = page.result(latex, display)
        except BookError as error:
            if not preview:
                raise
            return _missing(page, latex, display, str(error))
        if not result.holds and not preview:
            raise BookError(result.place, f"the formula {latex} fails", RUN_CHECK)
        return result


def _missing(page: _Page, latex: str, display: bool, message: str) -> Result:
    """In the preview: a formula that has no result shows why."""
    data = {
        "file": page.place,
        "line": 0,
        "latex": latex,
        "display": display,
        "kind": "unchecked",
        "verdict": "fails",
        "message": message,
        "comparisons": 0,
        "worst_error": None,
        "methods": [],
    }
    return Result(data, page.file or "", number="?", id=f"unchecked-{abs(hash(latex))}")


class _Reference(InlineProcessor):
    def __init__(self, md: Markdown, extension: "BookExtension") -> None:
        super().__init__(REFERENCE, md)
        self.extension = extension

    def handleMatch(  # type: ignore[override]  # two kinds of pattern share one base there
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str, int, int]:
        page = _pages[-1]
        try:
            result = self.extension.results.labelled(m[1] or m[2] or "", page.place)
        except BookError as error:
            if not self.extension.preview:
                raise
            lost = Element("strong", {"class": "fails", "title": str(error)})
            lost.text = AtomicString("(?)")
            return lost, m.start(0), m.end(0)
        link = Element("a", {"class": "formula-reference", "href": page.address(result)})
        link.text = AtomicString(f"({result.number})")
        return link, m.start(0), m.end(0)


class _Total(InlineProcessor):
    def __init__(self, md: Markdown, extension: "BookExtension") -> None:
        super().__init__(TOTAL, md)
        self.extension = extension

    def handleMatch(  # type: ignore[override]  # two kinds of pattern share one base there
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        value = self.extension.results.total(m[1], _pages[-1].place, m[2] or "")
        shown = Element("span", {"class": "total"})
        if isinstance(value, float):
            digits, *power = scientific(value)
            shown.text = AtomicString(digits)
            shown.extend([part for part in power if isinstance(part, Element)])
        else:
            shown.text = AtomicString(f"{value:,}" if isinstance(value, int) else str(value))
        return shown, m.start(0), m.end(0)


class _Picture(BlockProcessor):
    """A paragraph that is a picture becomes a figure."""

    def __init__(self, md: Markdown, extension: "BookExtension") -> None:
        super().__init__(md.parser)
        self.extension = extension

    def test(self, parent: Element, block: str) -> bool:
        return bool(PICTURE.fullmatch(block))

    def run(self, parent: Element, blocks: list[str]) -> bool:
        match = PICTURE.fullmatch(blocks.pop(0))
        assert match
        source, place = match["source"], _pages[-1].place
        alt = " ".join(match["alt"].split())
        name = "picture-" + source.replace("/", "-")
        figure = SubElement(parent, "figure", {"class": "picture", "id": name})
        frame = SubElement(figure, "div", {"data-search-exclude": ""})
        try:
            if not alt:
                raise BookError(
                    place,
                    f"the picture {source} has no alternative text",
                    "say between the square brackets what is to be seen",
                )
            drawn = picture.svg(source, alt, place, self.extension.book.root / KEPT / "pictures")
        except BookError as error:
            if not self.extension.preview:
                raise
            frame.set("class", "fails")
            frame.text = AtomicString(str(error))
        else:
            frame.text = AtomicString(self.parser.md.htmlStash.store(drawn))
        if match["caption"]:
            SubElement(figure, "figcaption").text = " ".join(match["caption"].split())
        return True


class _Directive(BlockProcessor):
    """A paragraph that is a directive alone becomes what its argument names."""

    name: str
    argument = "[a-z-]+"

    def __init__(self, md: Markdown, extension: "BookExtension") -> None:
        super().__init__(md.parser)
        self.extension = extension
        self.pattern = re.compile(rf"[ \t]*\\{self.name}\{{({self.argument})\}}[ \t]*")

    def test(self, parent: Element, block: str) -> bool:
        return bool(self.pattern.fullmatch(block))

    def run(self, parent: Element, blocks: list[str]) -> bool:
        match = self.pattern.fullmatch(blocks.pop(0))
        assert match
        try:
            self.make(parent, match[1])
        except BookError as error:
            if not self.extension.preview:
                raise
            SubElement(parent, "p", {"class": "fails"}).text = AtomicString(str(error))
        return True

    def make(self, parent: Element, argument: str) -> None:
        """Append to `parent` what is named; BookError where it cannot be made."""
        raise NotImplementedError

    def unknown(self, argument: str, what: str, there: Iterable[str]) -> BookError:
        return BookError(
            _pages[-1].place,
            rf"\{self.name}{{{argument}}} names no {what}",
            "there are: " + ", ".join(there),
        )


class _Letters(_Directive):
    """The table of a page's letters."""

    name, argument = "letters", "[a-z_]+"  # as nnbook.verify.letters reads it

    def make(self, parent: Element, argument: str) -> None:
        page = _pages[-1]
        made = letters.table(argument, self.extension.results, page.path, page.place)
        SubElement(parent, "div", {"class": "letters-box"}).append(made)


class _Checks(_Directive):
    """A part of the page of all checks."""

    name = "checks"

    def make(self, parent: Element, argument: str) -> None:
        made = checks_page.part(argument, self.extension.checks)
        if made is None:
            raise self.unknown(argument, "part", sorted(checks_page.PARTS))
        box = SubElement(parent, "div", {"data-search-exclude": ""})
        box.text = AtomicString(self.parser.md.htmlStash.store(made))


class _Exercises(_Directive):
    """An index of the exercises."""

    name = "exercises"

    def make(self, parent: Element, argument: str) -> None:
        made = exercises.index(argument, self.extension.book)
        if made is None:
            raise self.unknown(argument, "index", ("count", "chapters", *exercises.LEVELS))
        parent.append(made)


class _References(_Directive):
    """A list of what is cited."""

    name = "references"

    def make(self, parent: Element, argument: str) -> None:
        made = references.markdown(argument, self.extension.book)
        if made is None:
            raise self.unknown(argument, "list", ("works", "links"))
        self.parser.parseBlocks(parent, [made])


class _Changes(_Directive):
    """The list of changes, which is no page of docs/."""

    name, argument = "changes", ""

    def make(self, parent: Element, argument: str) -> None:
        text = (self.extension.book.root / "CHANGELOG.md").read_text(encoding="utf-8")
        if "$" in text:
            there = "nothing executes a formula there: say it in words"
            raise BookError("CHANGELOG.md", "has a dollar sign", there)
        _, _, changes = text.partition("\n\n")
        self.parser.parseBlocks(parent, re.split(r"\n{2,}", changes.strip()))


class _Break(_Directive):
    """A formula of the book, and wrong prints of it to choose from."""

    name, argument = "break", "eq:[A-Za-z0-9-]+"

    def make(self, parent: Element, argument: str) -> None:
        page, results = _pages[-1], self.extension.results
        found = results.labelled(argument, page.place)
        parent.append(break_it.chooser(found, results, page.path))


DIRECTIVES = (_Break, _Letters, _Checks, _Exercises, _References, _Changes)


class _Answer(BlockProcessor):
    """A paragraph that asks for a number holds its place until the exercise is known."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md.parser)

    def test(self, parent: Element, block: str) -> bool:
        return bool(exercises.ANSWER.fullmatch(block))

    def run(self, parent: Element, blocks: list[str]) -> bool:
        match = exercises.ANSWER.fullmatch(blocks.pop(0))
        assert match
        _pages[-1].asked.append(exercises.asked(match))
        SubElement(parent, "div", {"class": "asked"})
        return True


class _Solutions(Treeprocessor):
    """Gives each solution its id, and each number that is asked for its box."""

    def __init__(self, md: Markdown, extension: "BookExtension") -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: Element) -> None:
        page, exercise = _pages[-1], ""
        asked, count = iter(page.asked), 0
        for place, element in enumerate(list(root)):
            if element.tag in ("h1", "h2", "h3"):
                exercise, count = element.get("id", "") if element.tag == "h3" else "", 0
            elif exercise and element.tag == "details" and element.get("class") == "success":
                element.set("id", exercises.solution_of(exercise))
                exercise = ""
            elif element.get("class") == "asked":
                count += 1
                root[place] = self._entry(next(asked), exercise, count, page)
        if page.asked and (left := next(asked, None)):
            raise BookError(page.place, f"asks for {left.words!r} within another box", MOVE)

    def _entry(self, what: exercises.Asked, exercise: str, count: int, page: _Page) -> Element:
        try:
            if not exercise or page.file is None:
                raise BookError(page.place, f"asks for {what.words!r} outside an exercise", MOVE)
            value = exercises.value_of(what, exercise, self.extension.results, page.file)
        except BookError as error:
            if not self.extension.preview:
                raise
            made = Element("p", {"class": "fails"})
            made.text = AtomicString(str(error))
            return made
        return exercises.entry(what, value, exercise, page.file, count)


class BookExtension(Extension):
    def __init__(self, **settings: Any) -> None:
        self.config = {
            "root": [".", "the folder of mkdocs.yml"],
            "report": [".nnbook/report.json", "the report of the last check, from the root"],
            "preview": [False, "show what fails in its place instead of stopping the build"],
            "checks": ["", "what a build has read of the report, once for all pages"],
        }
        super().__init__(**settings)
        given = self.getConfig("checks")  # MkDocs makes an extension for each page
        self._checks: Checks | None = given if isinstance(given, Checks) else None
        self._results: Results | None = self._checks.results if self._checks else None
        self.book = self._results.book if self._results else Book(Path(self.getConfig("root")))
        self.preview = bool(self.getConfig("preview")) or "NNBOOK_PREVIEW" in os.environ

    @property
    def results(self) -> Results:
        if self._results is None:
            self._results = load(self.book.root / self.getConfig("report"), self.book)
        return self._results

    @property
    def checks(self) -> Checks:
        if self._checks is None:
            self._checks = Checks(self.results, self.book.root)
        return self._checks

    def begin(self, markdown: str) -> _Page:
        page = _Page(self, markdown)
        if page.file is not None:
            _pages.clear()  # a page stands in no other: what is left over was stopped by an error
        _pages.append(page)
        return page

    def extendMarkdown(self, md: Markdown) -> None:
        # Each where it must stand among the others: before all preprocessors (snippets have 32);
        # before emphasis and escapes but after code; after the inline patterns (20) and before the
        # table of contents and MkDocs' links (5, 0).
        md.preprocessors.register(_Begin(md, self), "nnbook-begin", 1000)
        md.inlinePatterns.register(_Reference(md, self), "nnbook-reference", 185)
        md.inlinePatterns.register(_Total(md, self), "nnbook-total", 185)
        md.parser.blockprocessors.register(_Picture(md, self), "nnbook-picture", 75)
        for directive in DIRECTIVES:
            name = f"nnbook-{directive.name}"
            md.parser.blockprocessors.register(directive(md, self), name, 75)
        md.parser.blockprocessors.register(_Answer(md), "nnbook-answer", 75)
        md.treeprocessors.register(_Formulas(md, self), "nnbook-formulas", 6)
        md.treeprocessors.register(_Solutions(md, self), "nnbook-solutions", 6)
        md.treeprocessors.register(_End(md), "nnbook-end", -1000)


def makeExtension(**settings: Any) -> BookExtension:
    return BookExtension(**settings)
