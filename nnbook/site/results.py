"""What the check found, as the pages need it: each formula's result, number and permanent name."""

import difflib
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nnbook.site.book import Book
from nnbook.site.errors import BookError
from nnbook.verify.page_key import page_key

LABEL = re.compile(r"\s*\\label\{[^}]*\}")
RUN_CHECK = "run `nnbook check`, then build again"
API_PAGE = "api.md"


def normal(latex: str) -> str:
    """LaTeX without the accidents of white space: how print and result find one another."""
    return " ".join(latex.split())


def unlabelled(latex: str) -> str:
    """LaTeX as it is drawn: the label is the page's."""
    return LABEL.sub("", latex).strip()


@dataclass
class Result:
    """One printed formula and what the check found for it."""

    data: dict[str, Any]
    page: str  # its file under docs/
    number: str = ""  # of a display: chapter.number
    id: str = ""  # of a display: its anchor, which stays when the page is edited elsewhere

    @property
    def latex(self) -> str:
        return str(self.data["latex"])

    @property
    def display(self) -> bool:
        return bool(self.data["display"])

    @property
    def label(self) -> str | None:
        label: str | None = self.data.get("label")
        return label

    @property
    def kind(self) -> str:
        return str(self.data["kind"])

    @property
    def holds(self) -> bool:
        return str(self.data["verdict"]) == "holds"

    @property
    def place(self) -> str:
        return f"{self.data['file']}:{self.data['line']}"


@dataclass
class PageResults:
    """The formulas of one page, given out in the order of print."""

    file: str
    fingerprint: str
    key: str
    formulas: list[Result] = field(default_factory=list)

    def queues(self) -> dict[tuple[str, bool], Iterator[Result]]:
        """For each formula as printed the results that it has, in order."""
        found: dict[tuple[str, bool], list[Result]] = defaultdict(list)
        for result in self.formulas:
            found[normal(result.latex), result.display].append(result)
        return {key: iter(results) for key, results in found.items()}


class Results:
    """The report of the last check, numbered in the order of the book."""

    def __init__(self, report: dict[str, Any], book: Book) -> None:
        self.book = book
        self.totals: dict[str, Any] = report["totals"]
        self.pages: dict[str, PageResults] = {}
        self.labels: dict[str, Result] = {}
        prefix = book.path("x.md").removesuffix("x.md")
        for page in report["pages"]:
            file = str(page["file"]).removeprefix(prefix)
            self.pages[file] = PageResults(file, page["body"], page["key"])
        for data in report["formulas"]:
            file = str(data["file"]).removeprefix(prefix)
            if file in self.pages:
                self.pages[file].formulas.append(Result(data, file))
        for file, results in self.pages.items():
            self._number(book, file, results)

    def _number(self, book: Book, file: str, results: PageResults) -> None:
        results.formulas.sort(key=lambda result: (result.data["line"], result.data["column"]))
        known = book.by_file.get(file)
        seen: dict[str, int] = defaultdict(int)
        displays = [result for result in results.formulas if result.display]
        for count, result in enumerate(displays, 1):
            result.number = f"{known.number}.{count}" if known else str(count)
            if result.label:
                result.id = result.label.replace(":", "-")
                other = self.labels.setdefault(result.label, result)
                if other is not result:
                    raise BookError(
                        result.place,
                        f"the label {result.label} is already taken by {other.place}",
                        "a label stands once in the whole book: choose another",
                    )
            else:
                name = hashlib.sha256(normal(result.latex).encode()).hexdigest()[:8]
                seen[name] += 1
                result.id = f"eq-{name}" + (f"-{seen[name]}" if seen[name] > 1 else "")

    def of_page(self, file: str, markdown_fingerprint: str, place: str) -> PageResults:
        """The results of a page, if it has any and they are of its present text."""
        page = self.pages.get(file)
        if page is None:
            raise BookError(place, "has formulas, but the check has no result for it", RUN_CHECK)
        if page.fingerprint != markdown_fingerprint:
            raise BookError(place, "was changed after its formulas were checked", RUN_CHECK)
        if page.key != page_key(self.book.docs / file, name=place):
            what = "the letters of the page, the code or the checker were changed after the check"
            raise BookError(place, what, RUN_CHECK)
        return page

    def labelled(self, label: str, place: str) -> Result:
        if label in self.labels:
            return self.labels[label]
        near = difflib.get_close_matches(label, self.labels, n=1)
        raise BookError(
            place,
            f"refers to {label}, but no formula has this label",
            f"is {near[0]} meant?" if near else r"give the formula a \label, or mend the reference",
        )

    def total(self, name: str, place: str, pages: str = "") -> Any:
        """A total of the report; or of some pages, which are named with commas between."""
        if pages:
            return self._of_pages(name, [page.strip() for page in pages.split(",")], place)
        value: Any = self.totals
        for part in name.split("."):
            if not isinstance(value, dict) or part not in value:
                raise BookError(
                    place,
                    rf"\report{{{name}}} names no total of the report",
                    "there are: " + ", ".join(sorted(self.totals)),
                )
            value = value[part]
        return value

    def _of_pages(self, name: str, pages: list[str], place: str) -> int:
        found = [self.pages.get(f"{page}.md") for page in pages]
        formulas = [result for page in found if page for result in page.formulas]
        counts = {
            "formulas": len(formulas),
            "comparisons": sum(int(result.data["comparisons"]) for result in formulas),
            "holding": sum(result.holds for result in formulas),
        }
        unknown = [page for page, known in zip(pages, found, strict=True) if known is None]
        if unknown or name not in counts:
            raise BookError(
                place,
                rf"\report{{{name} of {', '.join(pages)}}} names no total of pages",
                f"there is no page {unknown[0]}" if unknown else f"there are: {', '.join(counts)}",
            )
        return counts[name]


def load(path: Path, book: Book) -> Results:
    """The report of the last `nnbook check`."""
    if not path.is_file():
        raise BookError(str(path), "the formulas have not been checked yet", RUN_CHECK)
    try:
        return Results(json.loads(path.read_text(encoding="utf-8")), book)
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise BookError(str(path), f"is no report of a check ({error!r})", RUN_CHECK) from error
