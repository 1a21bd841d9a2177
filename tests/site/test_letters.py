"""The tables of letters in a page, from the symbols files of a small book."""

import pytest
from bs4 import BeautifulSoup

from nnbook.site.errors import BookError
from nnbook.verify.letters import page_rows
from tests.site import reports

SYMBOLS = """\
from math import exp

from nnbook.verify import Page, drawn, function, index, section, size

page = Page(
    size("m", 5, "number of examples"),
    index("i", 1, "m", "counts examples"),
    drawn("z", (), "weighted input"),
    drawn("Y", (1, "m"), "labels & more"),
    function("f", exp, "growth"),
    section("there", symbols=(drawn("z", ("m", 1), "zeros"),)),
)
"""
OTHER = """\
from nnbook.verify import Page, drawn

page = Page(drawn("z", (), "zenith"), drawn("a", (), "apex"))
"""


@pytest.fixture
def letters(book):
    folder = book.root / "nnbook" / "symbols"
    folder.mkdir(parents=True)
    (folder / "first.py").write_text(SYMBOLS)
    (folder / "conventions.py").write_text("from nnbook.verify import Page\npage = Page()\n")
    (folder / "second.py").write_text(OTHER)
    page_rows.cache_clear()
    yield book
    page_rows.cache_clear()


def table(book, what):
    """The table of a page that holds nothing else, its formulas being in the report."""
    book.write("first.md", f"# First\n\n\\letters{{{what}}}\n")
    book.check()
    return BeautifulSoup(book.html("first.md"), "html.parser").table


def cells(row):
    return [cell.get_text() for cell in row.select("th, td")]


def report_all(book, *formulas):
    """Let the report have what the table prints; the reports made by hand do not know tables."""
    made = [
        reports.entry("docs/first.md", 3, latex, False, generated=True, letters=[])
        for latex in formulas
    ]
    book.report(lambda found: found.extend(made))


def test_a_page_s_table_has_a_row_for_each_letter_and_each_section_that_differs(letters):
    letters.write("first.md", "# First\n\n\\letters{first}\n")
    letters.check()
    report_all(
        letters, "m", "i", "m", "z", "Y", r"\mathbb{R}^{1 \times m}", "f", "z",
        r"\mathbb{R}^{m \times 1}",
    )  # fmt: skip
    made = BeautifulSoup(letters.html("first.md"), "html.parser").table
    assert cells(made.thead.tr) == ["Letter", "Meaning", "Shape", "Code"]
    assert made.caption.text == "5 letters"
    assert [cells(row) for row in made.tbody.select("tr")] == [
        [r"\(m\)", "number of examples", "whole number", ""],
        [r"\(i\)", "counts examples", r"index, to \(m\)", ""],
        [r"\(z\)", "weighted input", "number", ""],
        [r"\(Y\)", "labels & more", r"\(\mathbb{R}^{1 \times m}\)", ""],
        [r"\(f\)", "growth", "function", "math.exp"],
        [r"\(z\)", "zeros", r"\(\mathbb{R}^{m \times 1}\)", ""],
    ]


def test_a_letter_that_was_not_checked_stops_the_build(letters):
    with pytest.raises(BookError, match="no result for the formula m"):
        table(letters, "first")


def test_a_table_of_a_page_that_has_no_symbols_stops_the_build(letters):
    with pytest.raises(BookError, match=r"\\letters{thrid}.*no such symbols file"):
        table(letters, "thrid")


def test_several_meanings_of_a_letter_are_rows_of_one_table(letters):
    letters.write("index.md", "# Home\n\n\\letters{single}\n")
    letters.check()
    made = [
        reports.entry("docs/index.md", 3, latex, False, generated=True, letters=[])
        for latex in (*"zzzmimYfa", r"\mathbb{R}^{m \times 1}", r"\mathbb{R}^{1 \times m}")
    ]
    letters.report(lambda found: found.extend(made))
    single = BeautifulSoup(letters.html("index.md"), "html.parser").table
    assert {cells(row)[1] for row in single.select("tbody tr") if cells(row)[0] == r"\(z\)"} == {
        "weighted input", "zeros", "zenith",
    }  # fmt: skip
    assert {cells(row)[0] for row in single.select("tbody tr")} == {
        r"\(a\)", r"\(f\)", r"\(i\)", r"\(m\)", r"\(Y\)", r"\(z\)",
    }  # fmt: skip


def test_the_first_use_leads_to_the_section_that_prints_the_letter(letters):
    letters.write("index.md", "# Home\n\n\\letters{single}\n")
    letters.check()
    made = [
        reports.entry("docs/index.md", 3, latex, False, generated=True, letters=[latex])
        for latex in (*"zzzmimYfa", r"\mathbb{R}^{m \times 1}", r"\mathbb{R}^{1 \times m}")
    ]

    def change(found):
        found.extend(made)
        uses = [formula for formula in found if formula["file"] == "docs/first.md"]
        uses[0].update(letters=["z"], section=["first", "there"])
        uses[1].update(letters=["z"], section=["first", "here"])

    letters.report(change)
    shown = BeautifulSoup(letters.html("index.md"), "html.parser").table
    first = {cells(row)[1]: row.select_one("td:last-child") for row in shown.tbody.select("tr")}
    assert first["zeros"].a["href"] == "first.md#there"
    assert first["weighted input"].a["href"] == "first.md#here"
    assert first["zenith"].text == "in code only"
