"""What the Markdown extension makes of a page, and what it refuses."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from nnbook.site import results
from nnbook.site.errors import BookError
from nnbook.verify.book import check_page
from nnbook.verify.page_key import page_key
from nnbook.verify.scan import scan


def soup(html):
    return BeautifulSoup(html, "html.parser")


def refused(book, file, *says):
    with pytest.raises(BookError) as caught:
        book.html(file)
    for words in says:
        assert words in str(caught.value)


# --- What stops the build


def test_a_book_that_was_never_checked(book):
    book.forget()
    refused(book, "first.md", "report.json", "not been checked yet", "run `nnbook check`")


def test_a_report_that_is_none(book):
    (book.root / ".nnbook" / "report.json").write_text('{"pages": 1}')
    refused(book, "first.md", "is no report", "run `nnbook check`")


def test_a_page_that_was_changed_after_the_check(book):
    book.change("first.md", "One letter", "One more letter")
    refused(book, "first.md", "docs/first.md", "changed after its formulas", "run `nnbook check`")


def test_letters_that_were_changed_after_the_check(book):
    symbols = book.root / "nnbook" / "symbols"
    symbols.mkdir(parents=True)
    (symbols / "first.py").write_text("page = None\n")
    refused(book, "first.md", "docs/first.md", "letters of the page", "run `nnbook check`")


def test_code_that_was_changed_after_the_check(book, monkeypatch):
    monkeypatch.setattr(results, "page_key", lambda *_, **__: "other code")
    refused(book, "first.md", "docs/first.md", "the code", "run `nnbook check`")


def test_the_key_of_a_page_is_the_one_that_the_check_counts():
    path = Path("docs/index.md")
    assert page_key(path) == check_page(path, keep=False).key


def test_a_page_with_formulas_that_the_check_did_not_see(book):
    book.write("new.md", "A formula: $q$.")
    refused(book, "new.md", "docs/new.md", "no result", "run `nnbook check`")


def test_one_formula_that_the_check_did_not_see(book):
    book.report(lambda formulas: formulas.pop(2))
    refused(book, "first.md", "docs/first.md", "no result", r"a = \sigma(z)")


def test_a_formula_printed_more_often_than_it_was_checked(book):
    def drop_one(formulas):
        formulas.remove(next(formula for formula in formulas if formula["latex"] == "z"))

    book.change("first.md", "One letter, $z$", "One letter, $z$, and again $z$")
    book.check()
    book.report(drop_one)
    refused(book, "first.md", "no result for the formula z")


def test_a_formula_that_was_checked_but_is_not_drawn(book):
    page = "# First\n\nOne letter, \\(z\\)."
    book.write("first.md", page)
    book.check()
    assert soup(book.html("first.md")).select_one("span.arithmatex")
    dollars = {"pymdownx.arithmatex": {"generic": True, "inline_syntax": ["dollar"]}}
    with pytest.raises(BookError, match=r"docs/first\.md:3: the formula z .* is not drawn"):
        book.html("first.md", configs=dollars)


def test_an_inline_result_is_none_for_a_display(book):
    book.result("b = a", display=False)
    refused(book, "deeper/second.md", "no result")


def test_a_formula_that_fails(book):
    book.result("z", verdict="fails", message="left 1, right 2")
    refused(book, "first.md", "docs/first.md:7", "the formula z fails")


def test_an_unknown_label(book):
    book.change("first.md", "eq:other", "eq:othr")
    book.check()
    refused(book, "first.md", "docs/first.md", "eq:othr", "is eq:other meant?")


def test_an_empty_reference(book):
    book.change("first.md", r"\eqref{eq:other}", r"\eqref{}")
    book.check()
    refused(book, "first.md", "no formula has this label")


def test_a_label_on_two_pages(book):
    book.change("deeper/second.md", "eq:other", "eq:first")
    book.check()
    refused(book, "first.md", "eq:first is already taken by docs/deeper/second.md:3", "other")


def test_a_total_that_does_not_exist(book):
    book.write("index.md", r"\report{formulae} formulas")
    refused(book, "index.md", "formulae", "there are:", "formulas")


def test_two_pages_with_the_same_text(book):
    book.write("copy.md", book.read("api.md"))
    refused(book, "api.md", "api.md", "copy.md", "same text")


def test_a_formula_outside_the_pages(book):
    refused_text = "A docstring with $z$."
    book.write("elsewhere.md", refused_text)
    (book.root / "docs" / "elsewhere.md").rename(book.root / "elsewhere.md")
    book.read = lambda file: refused_text
    refused(book, "elsewhere.md", "no page", "under docs/")


def test_a_picture_without_alternative_text(book):
    book.write("index.md", "![](picture:small/line)")
    refused(book, "index.md", "docs/index.md", "small/line", "no alternative text")


def test_a_picture_that_does_not_exist(book):
    book.write("index.md", "![A line](picture:small/line)")
    refused(book, "index.md", "no picture small/line", "nnbook/pictures/small.py")


def test_a_picture_within_a_paragraph(book):
    book.write("index.md", "See ![A line](picture:small/line) here.")
    refused(book, "index.md", "small/line", "within a paragraph")


# --- What comes out


def test_a_display_formula_has_a_number_a_link_and_a_badge(book):
    formula, unlabelled = soup(book.html("first.md")).select("div.formula")
    assert formula["id"] == "eq-first"
    link = formula.select_one("a.formula-number")
    assert (link["href"], link.text) == ("#eq-first", "(1.1)")
    assert formula.select_one(".arithmatex").text == r"\[a = \sigma(z)\]"
    assert formula.select_one("details.badge > summary").text.startswith("executed, 36 comparisons")
    assert unlabelled.select_one("a.formula-number").text == "(1.2)"
    assert unlabelled["id"].startswith("eq-")


def test_an_unlabelled_formula_keeps_its_link_when_others_come_before_it(book):
    before = soup(book.html("first.md")).select("div.formula")[1]["id"]
    book.change("first.md", "$$\na = ", "$$ c = a $$\n\n$$\na = ")
    book.check()
    assert soup(book.html("first.md")).select("div.formula")[2]["id"] == before


def test_the_same_formula_twice_has_two_links(book):
    book.write("first.md", "# First\n\n$$ a = c $$\n\n$$ a = c $$\n")
    book.check()
    first, second = soup(book.html("first.md")).select("div.formula")
    assert second["id"] == first["id"] + "-2"


def test_each_delimiter_that_the_check_reads_is_drawn(book):
    page = (
        "# First\n\n$u$ and \\(v\\).\n\n$$ a = u $$\n\n\\[ a = v \\]\n\n"
        "\\begin{align} a &= w \\end{align}\n"
    )
    book.write("first.md", page)
    book.check()
    drawn = soup(book.html("first.md"))
    assert [span.text for span in drawn.select("span.arithmatex")] == [r"\(u\)", r"\(v\)"]
    assert [div.text for div in drawn.select("div.formula div.arithmatex")] == [
        r"\[a = u\]",
        r"\[a = v\]",
        r"\[\begin{align} a &= w \end{align}\]",
    ]
    assert [(f.latex.strip(), f.display) for f in scan(page, "first.md").formulas] == [
        ("u", False),
        ("v", False),
        ("a = u", True),
        ("a = v", True),
        (r"\begin{align} a &= w \end{align}", True),
    ]


def test_an_inline_formula_has_a_kind_and_no_badge(book):
    formula = soup(book.html("first.md")).select_one("span.arithmatex")
    assert (formula.text, formula["data-kind"]) == (r"\(z\)", "mention")


def test_references_lead_across_pages_by_file(book):
    there = soup(book.html("first.md")).select_one("a.formula-reference")
    back = soup(book.html("deeper/second.md")).select_one("a.formula-reference")
    assert (there["href"], there.text) == ("deeper/second.md#eq-other", "(2.1)")
    assert (back["href"], back.text) == ("../first.md#eq-first", "(1.1)")


def test_a_docstring_refers_in_parentheses(book):
    book.change("deeper/second.md", "eq:other", "eq:dW-2")
    book.change("first.md", r"\eqref{eq:other}", "(eq:dW-2)")
    book.check()
    assert soup(book.html("first.md")).select_one("a.formula-reference").text == "(2.1)"


def test_a_reference_in_code_is_code(book):
    book.write("index.md", r"Write `\eqref{eq:nothing}` and `(eq:nothing)`.")
    assert r"\eqref{eq:nothing}" in soup(book.html("index.md")).text


def test_a_chapter_has_its_number(book):
    assert soup(book.html("first.md")).h1["data-chapter"] == "1"
    assert not soup(book.html("index.md")).h1.has_attr("data-chapter")


def test_totals_come_from_the_report(book):
    book.write("index.md", r"\report{formulas} formulas, \report{by_kind.mention} names.")
    assert soup(book.html("index.md")).text == "4 formulas, 2 names."


def test_the_badge_links_the_code_and_shows_both_sides(book):
    step = {
        "relation": r"\approx",
        "left_value": [[0.25, -1.0], [3.0, 1e-9]],
        "right_value": 0.5,
        "world": "seed 3",
        "reason": "chain rule",
    }
    book.result("b = a", code=["nnbook.sigmoid.sigmoid"], steps=[step])
    badge = soup(book.html("deeper/second.md")).select_one("details.badge")
    assert badge.select_one("dd a")["href"] == "../api.md#nnbook.sigmoid.sigmoid"
    assert badge.caption.text == "Both sides at seed 3"
    row = badge.select("tbody tr")[0]
    assert [item.text for item in row.select("td")[0].select(".number")] == [
        "0.25",
        "\N{MINUS SIGN}1",
        "3",
        "1e\N{MINUS SIGN}09",
    ]
    assert row.th.text == "chain rule"
    assert row.select_one(".badge-relation").text == "\N{ALMOST EQUAL TO}"


def test_a_large_array_in_a_badge_is_cut(book):
    step = {"relation": "=", "left_value": [[1.5] * 9] * 9, "right_value": 0}
    book.result("b = a", steps=[step])
    cell = soup(book.html("deeper/second.md")).select_one("tbody td")
    assert len(cell.select(".numbers")) == 7
    assert cell.text.count("1.5") == 36


def test_formulas_in_tables_lists_and_notes_are_found(book):
    book.write(
        "first.md",
        "# First\n\n| a | b |\n|---|---|\n| $u$ | $v$ |\n\n"
        "- item\n\n    $$ a = c $$\n\nNote.[^1]\n\n[^1]: $w$\n",
    )
    book.check()
    page = soup(book.html("first.md"))
    assert [span.text for span in page.select("span.arithmatex")] == [r"\(u\)", r"\(v\)", r"\(w\)"]
    assert page.select_one("li div.formula")


def test_comparison_signs_survive(book):
    book.write("first.md", "# First\n\n$$ a < b \\& c $$\n\nand $a < b$.\n")
    book.check()
    page = soup(book.html("first.md"))
    assert page.select_one("div.arithmatex").text == r"\[a < b \& c\]"
    assert page.select_one("span.arithmatex").text == r"\(a < b\)"


# --- The preview shows instead of stopping


def test_the_preview_shows_a_formula_that_fails(book):
    for latex in ("z", "a = ", "a < 1", "b = "):
        book.result(latex, verdict="fails", message="left <1>, right 2")
    page = soup(book.html("first.md", preview=True))
    badge = page.select_one(".formula--fails details.badge--fails")
    assert badge.has_attr("open")
    assert badge.pre.text == "left <1>, right 2"
    assert page.select_one("span.fails")["title"] == "left <1>, right 2"


def test_the_preview_shows_what_is_missing(book):
    book.write("first.md", "# First\n\n$$ q = 1 $$\n\n\\eqref{eq:no}\n\n![](picture:small/line)\n")
    page = soup(book.html("first.md", preview=True))
    assert "run `nnbook check`" in page.select_one(".formula--fails pre").text
    assert "eq:no" in page.select_one("strong.fails")["title"]
    assert "alternative text" in page.select_one("figure .fails").text
