"""Pages checked with their symbols files; results kept by all that they depend on."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
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
    progress: Callable[[str], None] = lambda line: None,
) -> Report:
    """Check pages; what has not changed since the last check is taken from `.nnbook/`."""
    report = Report()
    for path in pages_below([Path(path) for path in paths]):
        progress(str(path))
        report.pages.append(check_page(path, symbols, seeds, keep=keep))
    return report


def check_page(
    path: Path,
    symbols: Path | None = None,
    seeds: int = SEEDS,
    *,
    keep: bool = True,
) -> PageReport:
    """Check one page."""
    own = symbols or symbols_for(path)
    inside = own is not None and PACKAGE in own.resolve().parents
    keep = keep and inside  # code outside the book may change without our knowing
    key = page_key(path, own, seeds) if path.is_file() else ""
    kept = KEPT / "pages" / f"{key}.json"
    if keep and (found := _kept(kept)) is not None:
        return found
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
    if keep:
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
