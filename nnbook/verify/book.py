"""Pages checked with their symbols files; results kept by all that they depend on."""

from __future__ import annotations

import json
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from nnbook.verify import letters
from nnbook.verify.errors import FormulaError
from nnbook.verify.load import load_symbols, symbols_for
from nnbook.verify.notebook import scan_notebook
from nnbook.verify.page_check import SEEDS, PageCheck
from nnbook.verify.page_key import PACKAGE, digest, page_key
from nnbook.verify.report import PageReport, Problem, Report, page_report
from nnbook.verify.result import Result
from nnbook.verify.scan import Printed, Scan, read_page, scan
from nnbook.verify.symbols import Page

KEPT = Path(".nnbook")
_FEW = 4  # pages for which a further process does not pay


def pages_below(paths: Sequence[Path]) -> list[Path]:
    """The Markdown files that are named, or lie in a folder that is named; FormulaError where
    there are none.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted([*path.rglob("*.md"), *path.rglob("*.ipynb")])
            if not inside:
                raise FormulaError(
                    f"{path}: no Markdown file in this folder",
                    remedy="name a page or a folder with pages",
                )
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise FormulaError(f"{path}: no such file", remedy="name a Markdown file or a folder")
    return list(dict.fromkeys(found))


def check_book(
    paths: Sequence[Path | str],
    symbols: Path | None = None,
    seeds: int = SEEDS,
    *,
    keep: bool = True,
    processes: int = 1,
    progress: Callable[[str], None] = lambda line: None,
) -> Report:
    """Check pages; what has not changed since the last check is taken from `.nnbook/`.

    More than one of the `processes` begins only where several pages are to be checked.
    """
    pages = pages_below([Path(path) for path in paths])
    found: dict[Path, PageReport | None] = {}
    for page in pages:
        kept = _kept_at(page, symbols, seeds) if keep else None
        found[page] = _kept(kept) if kept else None
    left = [page for page in pages if found[page] is None]
    left.sort(key=lambda page: -page.stat().st_size)  # the long ones begin first
    dear = [page for page in left if symbols or symbols_for(page)]
    check = partial(check_page, symbols=symbols, seeds=seeds, keep=keep)
    with _checking(min(processes, len(dear)) if len(dear) >= _FEW else 1) as run:
        for page, report in zip(left, run(check, left), strict=True):
            progress(str(page))
            found[page] = report
    return Report([report for report in found.values() if report is not None])


@contextmanager
def _checking(processes: int) -> Iterator[Callable[..., Iterable[PageReport]]]:
    """A `map` over pages in so many processes; a new one each, not a fork, which NumPy's threads
    could hang.
    """
    if processes < 2:
        yield map
        return
    with multiprocessing.get_context("spawn").Pool(processes, _undisturbed) as pool:
        yield pool.imap


def _undisturbed() -> None:
    """Ctrl-C is for the process that began the others; it ends them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _kept_at(path: Path, symbols: Path | None, seeds: int) -> Path | None:
    """Where the report of a page is kept; code outside the book may change without our knowing."""
    own = symbols or symbols_for(path)
    if own is None or PACKAGE not in own.resolve().parents or not path.is_file():
        return None
    return KEPT / "pages" / f"{page_key(path, own, seeds)}.json"


def check_page(
    path: Path,
    symbols: Path | None = None,
    seeds: int = SEEDS,
    *,
    keep: bool = True,
) -> PageReport:
    """Check one page."""
    own = symbols or symbols_for(path)
    kept = _kept_at(path, symbols, seeds) if keep else None
    if kept is not None and (found := _kept(kept)) is not None:
        return found
    key = page_key(path, own, seeds) if path.is_file() else ""
    try:
        scanned = scan_page(path)
    except FormulaError as error:
        problem = Problem(str(path), 1, 1, error.message, error.remedy)
        return PageReport(
            str(path),
            "",
            "",
            [],
            [vars(problem)],
            {"code_blocks": 0, "comments": 0, "code_spans": 0},
        )
    report = _checked(scanned, own, seeds, key, path)
    if kept is not None:
        _keep(kept, report)
    return report


def _checked(page_scan: Scan, own: Path | None, seeds: int, key: str, path: Path) -> PageReport:
    file = page_scan.file
    problems = [
        Problem(file, error.line, error.column, error.message) for error in page_scan.errors
    ]
    tables: list[Result] = []
    try:
        tables = _tables(path, page_scan.text, key)
    except FormulaError as error:
        problems.append(Problem(file, 1, 1, error.message, error.remedy))
    if not page_scan.formulas:
        return page_report(page_scan, [], problems, key, tables)
    first = page_scan.formulas[0]
    if own is None:
        remedy = f"write nnbook/symbols/{Path(file).stem}.py, or name a file with --symbols"
        problems.append(
            Problem(
                file,
                first.line,
                first.column,
                "the page prints mathematics but has no symbols file",
                remedy,
            )
        )
        return page_report(page_scan, _unread(page_scan.formulas, key), problems, key)
    try:
        page = load_symbols(own)
    except FormulaError as error:
        problems.append(Problem(file, first.line, first.column, error.message, error.remedy))
        return page_report(page_scan, _unread(page_scan.formulas, key), problems, key)
    headings = {identity for _, identity, _, _ in page_scan.headings}
    for missing in sorted(set(page.sections) - headings):
        problems.append(
            Problem(
                file,
                1,
                1,
                f"the symbols file has a section {missing}, but the page no heading with this id",
            )
        )
    results = PageCheck(page, seeds).run(page_scan.formulas)
    labels: dict[str, Printed] = {}
    for result in results:
        result.key = digest(key, result.printed.latex)
        if result.label and result.label in labels:
            first_at = labels[result.label]
            result.fail(
                FormulaError(
                    f"the label {result.label} is used in line {first_at.line} already",
                    category="coverage",
                )
            )
        elif result.label:
            labels[result.label] = result.printed
    return page_report(page_scan, results, problems, key, tables)


def _tables(path: Path, text: str, key: str) -> list[Result]:
    """The formulas of the page's tables of letters, each read as its own page reads it. They are
    not executed again: what a letter is worth, and that it has its shape, is seen where it is used.
    """
    checks: dict[Path, PageCheck] = {}
    found: list[Result] = []
    for own, printed in letters.printed(path, text):
        if own not in checks:
            checks[own] = PageCheck(load_symbols(own))
        result = checks[own].read(printed)
        result.key = digest(key, printed.latex)
        if result.formula is not None and result.kind != "mention":
            result.fail(FormulaError("a table of letters prints names and shapes alone"))
        found.append(result)
    return found


def _unread(formulas: Sequence[Printed], key: str) -> list[Result]:
    results = []
    for printed in formulas:
        result = Result(printed, key=digest(key, printed.latex))
        result.fail(
            FormulaError("not read: the page has no usable symbols file", category="unread")
        )
        results.append(result)
    return results


def scan_page(path: Path) -> Scan:
    """The formulas of a Markdown page or of the text cells of a notebook."""
    return scan_notebook(path) if path.suffix == ".ipynb" else scan(read_page(path), str(path))


def printed_on(path: Path) -> list[Printed]:
    """All formulas of a page: those that were typed, then those of its tables of letters."""
    scanned = scan_page(path)
    return [*scanned.formulas, *(found for _, found in letters.printed(path, scanned.text))]


def load_page(path: Path, symbols: Path | None = None) -> tuple[Scan, Page]:
    """A page and its symbols, for the commands that look at single formulas."""
    scanned = scan_page(path)
    own = symbols or symbols_for(path)
    if own is None:
        raise FormulaError(f"{path} has no symbols file", remedy="name one with --symbols")
    return scanned, load_symbols(own)


def _kept(path: Path) -> PageReport | None:
    try:
        return PageReport(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _keep(path: Path, report: PageReport) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(vars(report)), encoding="utf-8")
    except OSError:
        pass  # a folder that cannot be written only costs time


def write_report(report: Report, path: Path) -> None:
    """The report as JSON."""
    data: dict[str, Any] = report.to_json()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=1, allow_nan=False) + "\n", encoding="utf-8")
