"""Each printed formula of the book is a test of its own, named by its page, line and label."""

import functools
import os
from collections import Counter
from pathlib import Path

import pytest

from nnbook.verify.book import check_book, check_page, printed_on
from nnbook.verify.report import problem_said

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(Path(os.path.relpath(page)) for page in (ROOT / "docs").rglob("*.md"))


@functools.cache
def scanned(page):
    return printed_on(page)


@functools.cache
def checked(page):
    """The page's report: made once, or kept since the last check of the same content."""
    return check_page(page)


def name_of(printed):
    """`sigmoid.md:42 sigmoid-derivative`, or the beginning of the formula where it has no label."""
    begin = printed.latex.find(r"\label{eq:")
    if begin >= 0:
        inside = printed.latex[begin + len(r"\label{eq:") :]
        said = inside.partition("}")[0]
    else:
        said = f"{printed.column}: {' '.join(printed.latex.split())[:40]}"
    page = Path(os.path.relpath(printed.file, ROOT / "docs")).as_posix()
    return f"{page}:{printed.line} {said}"


def formulas():
    """Every formula; those of a table of letters stand at one place and are counted."""
    seen = Counter()
    for page in PAGES:
        for number, printed in enumerate(scanned(page)):
            name = name_of(printed)
            seen[name] += 1
            again = f" ({seen[name]})" if seen[name] > 1 else ""
            yield pytest.param(page, number, id=name + again)


@pytest.mark.parametrize(("page", "number"), list(formulas()))
def test_formula(page, number):
    formula = checked(page).formulas[number]
    assert formula["verdict"] == "holds", formula["message"]
    assert formula["message"] == ""
    compared = formula["kind"] not in ("mention", "definition")
    assert (formula["comparisons"] > 0) == compared


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_the_formulas_of_a_page_are_those_of_its_report(page):
    report = checked(page)
    assert report.problems == [], "\n".join(map(problem_said, report.problems))
    found = [(printed.line, printed.column, printed.latex) for printed in scanned(page)]
    said = [(formula["line"], formula["column"], formula["latex"]) for formula in report.formulas]
    assert said == found


def test_nothing_is_exempt():
    totals = check_book(PAGES).totals
    assert totals["exempt"] == 0
    assert totals["failed"] == 0
    assert totals["formulas"] == sum(len(scanned(page)) for page in PAGES)
    assert totals["display"] + totals["inline"] == totals["formulas"]
    assert sum(totals["by_kind"].values()) == totals["formulas"]
    assert totals["worst_error"] < 1e-9


def test_labels_are_used_once_in_the_book():
    labels = Counter(
        formula["label"] for page in PAGES for formula in checked(page).formulas if formula["label"]
    )
    assert [label for label, count in labels.items() if count > 1] == []
    assert all(label.startswith("eq:") for label in labels)
