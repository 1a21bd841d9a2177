"""What the chapters cite: read in both forms, listed once, with what it is cited for."""

import re
from pathlib import Path

import pytest

from nnbook.site import references
from nnbook.site.book import Book
from nnbook.site.errors import BookError
from nnbook.site.references import cited, linked, plain, sources, works

ROOT = Path(__file__).resolve().parents[2]
BOOK = Book(ROOT)
TEXT = r"""# First

## Sources {#sources}

- The curve: P.-F. Verhulst, *Recherches sur la population*, 1845. The word "logit": J. Berkson,
  *Application of the logistic function: a bio-assay*, Journal 39, 1944.
- Two of them: Y. N. Dauphin and others, *Saddles*, Advances 27, 2014; S. van der Walt,
  Yu. Nesterov, *Arrays*, 2018.
- Y. LeCun, K.-R. Müller, "Efficient BackProp", in *Tricks of the Trade*, 1998: weights that fit.
- A popular article, "The math of it", which says *otherwise*.
- [A project, issue 7](https://example.invalid/7), 2017. For *all* readers: W. Rudin, *Analysis*,
  1976.

## Other

- N. O. Body, *Nothing*, 2001.
"""
FOUND = [
    ("P.-F. Verhulst", "Recherches sur la population", "1845", "The curve"),
    (
        "J. Berkson",
        "Application of the logistic function: a bio-assay",
        "Journal 39, 1944",
        'The word "logit"',
    ),
    ("Y. N. Dauphin and others", "Saddles", "Advances 27, 2014", "Two of them"),
    ("S. van der Walt, Yu. Nesterov", "Arrays", "2018", "Two of them"),
    (
        "Y. LeCun, K.-R. Müller",
        "Efficient BackProp",
        "in *Tricks of the Trade*, 1998",
        "weights that fit",
    ),
    ("W. Rudin", "Analysis", "1976", "For *all* readers"),
]


def test_works_are_read_in_both_forms():
    found = cited(None, TEXT)
    assert [(item.authors, item.title, item.where, item.purpose) for item in found] == FOUND
    assert [item.surname for item in found] == [
        "verhulst",
        "berkson",
        "dauphin",
        "van der walt",
        "lecun",
        "rudin",
    ]
    assert [item.year for item in found] == ["1845", "1944", "2014", "2018", "1998", "1976"]


def test_links_are_read():
    (found,) = linked(None, TEXT)
    assert (found.text, found.address) == ("A project, issue 7", "https://example.invalid/7")


def test_a_page_without_sources_cites_nothing():
    assert sources("# First\n\n- W. Rudin, *Analysis*, 1976.\n") == []


def test_a_work_that_two_chapters_cite_is_listed_once(book):
    item = "\n\n## Sources\n\n- {}: A. B. Author, *{}*, {}.\n"
    book.change("first.md", "# First", "# First" + item.format("One", "The Title", "Press, 1999"))
    book.write("deeper/second.md", "# Second" + item.format("two", "The title", "1999"))
    book.write("index.md", "# Home\n\n\\references{works}\n\n\\references{links}\n")
    book.check()
    (same,) = works(Book(book.root))
    assert len(same) == 2
    html = " ".join(re.sub("<[^>]*>", "", book.html("index.md")).split())
    assert "A. B. Author, The Title, Press, 1999. One (First). Two (Second)." in html
    assert 'href="deeper/second.md#sources"' in book.html("index.md")


def test_a_list_that_there_is_not_is_named(book):
    book.write("index.md", "# Home\n\n\\references{books}\n")
    book.check()
    with pytest.raises(BookError, match="names no list"):
        book.html("index.md")


def test_totals_of_some_pages(book):
    book.write("index.md", "# Home\n\n\\report{formulas of first}, \\report{holding of first}\n")
    book.check()
    assert re.findall(r">(\d+)<", book.html("index.md")) == ["3", "3"]
    for wrong in ("formulas of frist", "failures of first"):
        book.write("index.md", f"# Home\n\n\\report{{{wrong}}}\n")
        book.check()
        with pytest.raises(BookError, match="names no total of pages"):
            book.html("index.md")


# --- the book -----------------------------------------------------------------------------------

CITING = [page for page in BOOK.chapters if sources((BOOK.docs / page.file).read_text("utf-8"))]


def italics(text):
    """The titles of a section of sources, read by nothing but their stars."""
    section = text[re.search(r"^## Sources\b", text, re.MULTILINE).start() :].partition("\n## ")[0]
    return [" ".join(title.split()) for title in re.findall(r"\*([^*]+)\*", section)]


def test_each_chapter_has_sources():
    assert [page.file for page in CITING] == [page.file for page in BOOK.chapters]


@pytest.mark.parametrize("page", CITING, ids=lambda page: page.file)
def test_each_title_of_a_chapter_is_in_the_references(page):
    text = (BOOK.docs / page.file).read_text(encoding="utf-8")
    listed = references.markdown("works", BOOK)
    for title in italics(text):
        assert plain(title) in plain(listed), title
    assert len(cited(page, text)) >= len(sources(text)) // 2, "are the authors written as initials?"


def test_each_reference_is_cited_where_it_says():
    for same in works(BOOK):
        for citation in same:
            text = " ".join((BOOK.docs / citation.page.file).read_text(encoding="utf-8").split())
            assert citation.title in text.partition("## Sources")[2]


def test_each_reference_has_an_author_and_most_have_a_year():
    found = [citation for same in works(BOOK) for citation in same]
    assert len(found) > 80
    assert all(re.match(r"[A-Z]|numpy", citation.authors) for citation in found)
    undated = [citation.title for citation in found if not citation.year]
    assert set(undated) <= {"Deep learning on MNIST", "Neural Networks 2"}


def test_two_titles_are_not_one_work_under_two_names():
    listed = [(same[0].surname, same[0].key) for same in works(BOOK)]
    for surname, title in listed:
        longer = [other for name, other in listed if name == surname and f"{title} " in other]
        assert longer == [], "cite it by its whole title everywhere"
