"""What a check found, as JSON for the site and as text for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nnbook.verify import tree as t
from nnbook.verify.result import Result
from nnbook.verify.scan import Scan

VERSION = 1


@dataclass(frozen=True)
class Problem:
    """Something wrong with a page that is no formula: not UTF-8, no symbols file, `$$` never
    closed.
    """

    file: str
    line: int
    column: int
    message: str
    remedy: str = ""


@dataclass(frozen=True)
class PageReport:
    """All that was found on one page, JSON-ready."""

    file: str
    body: str
    key: str
    formulas: list[dict[str, Any]]
    problems: list[dict[str, Any]]
    counts: dict[str, int]

    @property
    def failed(self) -> int:
        failed = [formula for formula in self.formulas if formula["verdict"] != "holds"]
        return len(failed) + len(self.problems)


@dataclass
class Report:
    """A check of several pages."""

    pages: list[PageReport] = field(default_factory=list)

    @property
    def formulas(self) -> list[dict[str, Any]]:
        return [formula for page in self.pages for formula in page.formulas]

    @property
    def problems(self) -> list[dict[str, Any]]:
        return [problem for page in self.pages for problem in page.problems]

    @property
    def totals(self) -> dict[str, Any]:
        formulas = self.formulas
        kinds = sorted({formula["kind"] for formula in formulas})
        errors = [
            formula["worst_error"] for formula in formulas if formula["worst_error"] is not None
        ]
        return {
            "formulas": len(formulas),
            "display": sum(formula["display"] for formula in formulas),
            "inline": sum(not formula["display"] for formula in formulas),
            "by_kind": {
                kind: sum(formula["kind"] == kind for formula in formulas) for kind in kinds
            },
            "comparisons": sum(formula["comparisons"] for formula in formulas),
            "worst_error": max(errors, default=None),
            "failed": sum(page.failed for page in self.pages),
            "exempt": 0,
            "code_blocks": sum(page.counts["code_blocks"] for page in self.pages),
            "comments": sum(page.counts["comments"] for page in self.pages),
        }

    def to_json(self) -> dict[str, Any]:
        """The report as the contract of the JSON file has it."""
        pages = [
            {
                "file": page.file,
                "body": page.body,
                "key": page.key,
                "problems": page.problems,
                **page.counts,
            }
            for page in self.pages
        ]
        return {
            "version": VERSION,
            "pages": pages,
            "formulas": self.formulas,
            "problems": self.problems,
            "totals": self.totals,
        }


def page_report(
    scan: Scan,
    results: Sequence[Result],
    problems: Sequence[Problem],
    key: str,
    tables: Sequence[Result] = (),
) -> PageReport:
    """The results of one page, made plain; `tables` are those of its tables of letters."""
    return PageReport(
        file=scan.file,
        body=scan.body,
        key=key,
        formulas=[_formula(result, generated=False) for result in results]
        + [_formula(result, generated=True) for result in tables],
        problems=[vars(problem) for problem in problems],
        counts={
            "code_blocks": scan.code_blocks,
            "comments": scan.comments,
            "code_spans": scan.code_spans,
        },
    )


def _formula(result: Result, *, generated: bool) -> dict[str, Any]:
    printed = result.printed
    line, column = (
        printed.position(result.place[0]) if result.place else (printed.line, printed.column)
    )
    return {
        "file": printed.file,
        "line": printed.line,
        "column": printed.column,
        "label": result.label,
        "kind": result.kind,
        "latex": printed.latex,
        "display": printed.display,
        "section": list(printed.section),
        "verdict": "holds" if result.holds else "fails",
        "comparisons": result.comparisons,
        "worst_error": result.worst_error,
        "methods": sorted(result.methods),
        "notes": sorted(result.notes),
        "message": "" if result.holds else said(result),
        "category": result.category,
        "place": {"line": line, "column": column},
        "rows": sum(len(statement.sides) for statement in result.formula.statements)
        if result.formula
        else 0,
        "code": sorted(result.code),
        "letters": sorted(t.symbols_in(*result.formula.statements)) if result.formula else [],
        "generated": generated,
        "steps": [vars(step) for step in result.steps],
        "key": result.key,
    }


def said(result: Result) -> str:
    """A failure for people: place, what was found, the LaTeX with a caret, what to do."""
    printed = result.printed
    first = len(printed.latex) - len(printed.latex.lstrip())
    start, end = result.place or (first, first)
    line, column = printed.position(start)
    begin = printed.latex.rfind("\n", 0, start) + 1
    stop = printed.latex.find("\n", start)
    text = printed.latex[begin : stop if stop >= 0 else None]
    width = max(1, min(end, begin + len(text)) - start)
    offset = start - begin
    if len(text) > 160:
        cut = max(0, offset - 60)
        text, offset = text[cut : cut + 160], offset - cut
        width = min(width, max(1, 160 - offset))
    lines = [
        f"{printed.file}:{line}:{column}: {result.message}",
        f"    {text}",
        "    " + " " * offset + "^" * width,
    ]
    if result.remedy:
        lines.append(f"    to do: {result.remedy}")
    return "\n".join(lines)


def problem_said(problem: dict[str, Any]) -> str:
    """A problem of a page as one or two lines."""
    place = f"{problem['file']}:{problem['line']}:{problem['column']}"
    remedy = f"\n    to do: {problem['remedy']}" if problem["remedy"] else ""
    return f"{place}: {problem['message']}{remedy}"
