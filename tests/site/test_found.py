"""What search engines, programs and old links find; and the cards."""

import struct

import pytest

from nnbook.site.book import Book, front_matter, numbered
from nnbook.site.cards import draw, lines, write_cards
from nnbook.site.errors import BookError
from nnbook.site.found import about, list_pages, redirect, seconds
from nnbook.site.versions import Commit

COMMIT = Commit("a" * 40, "2026-11-22", False)


@pytest.fixture
def site(book, tmp_path):
    text = (book.root / "mkdocs.yml").read_text()
    (book.root / "mkdocs.yml").write_text(
        text + "site_url: https://example.org/book/\nsite_description: Two of them\n"
    )
    made = tmp_path / "made"
    made.mkdir()
    return made


def test_the_list_of_pages_is_in_the_order_of_the_book(book, site):
    book.write("first.md", "---\ntitle: First\ndescription: What comes first.\n---\n\n# First\n")
    list_pages(site, Book(book.root))
    assert (site / "llms.txt").read_text() == (
        "# Two chapters\n\n> Two of them.\n\n## Front\n\n- [Home](https://example.org/book/)\n\n"
        "## Part I. One\n\n- [First](https://example.org/book/first/): What comes first.\n\n"
        "## Part II. Two\n\n- [Second](https://example.org/book/deeper/second/)\n\n"
        "## Back matter\n\n- [Functions](https://example.org/book/api/)\n"
    )


def test_each_page_has_its_number_part_card_and_key(book):
    found = about(Book(book.root), COMMIT)
    assert found["year"] == 2026
    assert found["pages"]["deeper/second.md"] == {
        "number": "2",
        "part": "Part II. Two",
        "card": "assets/cards/deeper-second.png",
        "key": "nnbook-deeper-second",
    }
    assert found["pages"]["index.md"]["number"] == ""
    assert about(Book(book.root), None)["date"] == ""


def test_a_build_takes_the_commit_for_its_time():
    assert seconds(COMMIT) == 1795305600
    assert seconds(None) == seconds(Commit("b", "1980-01-01", True))


def test_front_matter_is_read_and_its_absence_is_no_error():
    assert front_matter("---\ntitle: A\n---\n\ntext") == {"title": "A"}
    assert front_matter("text\n---\n") == {}


def moved(book, lines):
    with (book.root / "mkdocs.yml").open("a") as config:
        config.write("extra:\n  redirects:\n" + "".join(f"    {line}\n" for line in lines))
    return Book(book.root)


def test_an_old_address_leads_to_the_new_one(book, site):
    redirect(site, moved(book, ["old.md: first.md", "deeper/older.md: index.md"]))
    text = (site / "old" / "index.html").read_text()
    assert 'content="0; url=https://example.org/book/first/"' in text
    assert '<link rel="canonical" href="https://example.org/book/first/">' in text
    assert 'href="https://example.org/book/"' in (site / "deeper/older/index.html").read_text()


@pytest.mark.parametrize(
    ("line", "says"), [("old.md: gone.md", "is no page"), ("first.md: index.md", "still a page")]
)
def test_a_redirect_that_cannot_be_right_stops_the_build(book, site, line, says):
    with pytest.raises(BookError, match=says):
        redirect(site, moved(book, [line]))


def test_the_part_of_a_page_is_the_outermost_heading():
    nav = [{"Home": "index.md"}, {"Part I. A": [{"B": [{"C": "c.md"}]}]}]
    assert [page.part for page in numbered(nav)] == ["", "Part I. A"]


def test_a_card_is_a_picture_of_the_size_that_the_page_names_and_always_the_same():
    first = draw("nnbook", "A title that needs more than one line", "12 formulas")
    assert first[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", first[16:24]) == (1200, 630)
    assert draw("nnbook", "A title that needs more than one line", "12 formulas") == first
    assert draw("nnbook", "Another", "12 formulas") != first


def test_cards_are_kept_by_what_they_say(book, site, tmp_path, monkeypatch):
    keep = tmp_path / "keep"
    drawn = []
    monkeypatch.setattr("nnbook.site.cards.draw", lambda *said: drawn.append(said) or b"card")
    whole = Book(book.root)
    write_cards(site / "one", whole, {"first.md": 3}, keep)
    assert len(drawn) == len(whole.pages) == len(list((site / "one/assets/cards").iterdir()))
    write_cards(site / "two", whole, {"first.md": 3}, keep)
    assert len(drawn) == len(whole.pages)
    write_cards(site / "three", whole, {"first.md": 4}, keep)
    assert drawn[len(whole.pages) :] == [lines(whole, whole.by_file["first.md"], 4)]


def test_the_list_of_changes_is_a_page(book):
    changes = "# Changes\n\nSaid once.\n\n## 1.0\n\n- `a`, and\n  b.\n"
    (book.root / "CHANGELOG.md").write_text(changes)
    book.write("index.md", "# Home\n\n\\changes{}\n")
    book.check()
    made = book.html("index.md")
    assert "<p>Said once.</p>" in made
    assert "<h2" in made
    assert "<li><code>a</code>, and\n  b.</li>" in made


def test_a_formula_in_the_list_of_changes_stops_the_build(book):
    (book.root / "CHANGELOG.md").write_text("# Changes\n\nNow $a = b$.\n")
    book.write("index.md", "# Home\n\n\\changes{}\n")
    book.check()
    with pytest.raises(BookError, match="has a dollar sign"):
        book.html("index.md")
