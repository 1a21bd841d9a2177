"""Zensical's pages are held against the check: what is lost is told."""

import json

import pytest

from nnbook.site import zensical
from nnbook.site.book import Book
from nnbook.site.errors import BookError
from nnbook.site.zensical import BADGE, FORMULA, build_with_zensical

BODY = f'{FORMULA}">z</span> {FORMULA}">a = b</div>{BADGE}">'


@pytest.fixture
def built(book):
    """The small book as files, with what the check says of its first chapter."""
    (book.root / "site").mkdir()
    for page in Book(book.root).pages:
        file = book.root / "site" / Book(book.root).address("index.md", page.file) / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(BODY if page.file == "first.md" else "nothing")
    book.said = {
        "formulas": [
            {"file": "docs/first.md", "display": False},
            {"file": "docs/first.md", "display": True},
        ]
    }
    return book


def compare(built):
    zensical._compare(Book(built.root), built.said, built.root / "site")


def test_pages_as_they_were_checked_pass(built):
    compare(built)


def test_a_formula_quoted_from_another_page_has_no_check_of_its_own(built):
    file = built.root / "site" / "first" / "index.html"
    file.write_text(file.read_text() + f'{FORMULA} quoted">z</span>')
    compare(built)


@pytest.mark.parametrize("lost", [BADGE, f'{FORMULA}">z'])
def test_what_is_lost_on_a_page_is_told(built, lost):
    file = built.root / "site" / "first" / "index.html"
    file.write_text(file.read_text().replace(lost, "", 1))
    with pytest.raises(BookError, match=r"first\.md: .* checked were \(2, 1\)"):
        compare(built)


def test_a_page_that_is_lost_is_told(built):
    (built.root / "site" / "deeper" / "second" / "index.html").unlink()
    with pytest.raises(BookError, match=r"deeper/second\.md"):
        compare(built)


def test_what_zensical_says_of_a_fault_is_shown(book, monkeypatch):
    book.change("index.md", "# Home", "# Home\n\n[nowhere](nowhere.md)")
    monkeypatch.setattr(zensical, "check_formulas", lambda preview: "")
    (book.root / ".nnbook" / "report.json").write_text(json.dumps({"formulas": []}))
    with pytest.raises(BookError, match=r"(?s)Zensical: stopped with code 1.*nowhere\.md"):
        build_with_zensical(book.root)
    assert not (book.root / "site").exists()
