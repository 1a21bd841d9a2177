"""The PDF of a part of the book: outline, sheet numbers, formulas' numbers, links."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from nnbook.site.pdf import make_pdf

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("index.md", "conventions.md", "sigmoid.md")
SCREEN = ("Skip to content", "Table of contents", "Edit this page", "(formula 6.1)", "Cite this")
TITLE = "6. The sigmoid"


@pytest.fixture(scope="module")
def pdf(site, chromium, tmp_path_factory):
    file = tmp_path_factory.mktemp("pdf") / "book.pdf"
    with ThreadPoolExecutor(
        1
    ) as own:  # Playwright runs once in a thread; the browser tests have it
        count = own.submit(make_pdf, site, ROOT, file, PAGES).result()
    read = PdfReader(file)
    assert len(read.pages) == count > 10
    return read


@pytest.fixture(scope="module")
def words(pdf):
    return [sheet.extract_text() for sheet in pdf.pages]


def soup(site, file):
    path = site / file.removesuffix(".md").removesuffix("index") / "index.html"
    return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")


def outline(pdf, entries=None):
    """(title, number of the sheet) of each entry, in order."""
    for entry in pdf.outline if entries is None else entries:
        if isinstance(entry, list):
            yield from outline(pdf, entry)
        else:
            yield entry.title, pdf.get_destination_page_number(entry)


def letters(text):
    return re.sub(r"\W", "", text)


def test_the_outline_has_the_headings(pdf, site):
    wanted = []
    for file in PAGES:
        for heading in soup(site, file).select("article :is(h1, h2, h3)[id]"):
            for part in heading.select(".headerlink, mjx-assistive-mml"):
                part.decompose()
            title = " ".join(heading.text.split())
            wanted.append(TITLE if title == "The sigmoid" else title)
    found = [title for title, _ in outline(pdf) if not title.startswith("Part ")]
    assert [letters(title) for title in found] == [letters(title) for title in wanted]


def test_each_entry_leads_to_the_sheet_of_its_heading(pdf, words):
    for title, sheet in outline(pdf):
        if not title.startswith("Part ") and title.isascii():
            assert letters("The sigmoid" if title == TITLE else title) in letters(words[sheet])


def test_the_sheets_are_numbered(words):
    for number, text in enumerate(words, 1):
        assert str(number) in text.split(), f"sheet {number}"
        assert len(text.split()) > 1, f"sheet {number} is empty"


def at_the_right(pdf):
    """What is printed in the last fifth of each sheet's width, from above to below."""
    for sheet in pdf.pages:
        found = []

        def see(text, page, line, *font, found=found, edge=0.8 * float(sheet.mediabox.width)):
            x, y = (line[4] * page[k] + line[5] * page[k + 2] + page[k + 4] for k in (0, 1))
            if x > edge:
                found.append((-y, text.strip()))

        sheet.extract_text(visitor_text=see)
        yield from (text for _, text in sorted(found))


def test_the_formulas_have_their_numbers_in_order(pdf, site):
    numbers = [link.text for link in soup(site, "sigmoid.md").select("a.formula-number")]
    assert len(numbers) > 30
    printed = dict.fromkeys(text for text in at_the_right(pdf) if text in numbers)
    assert list(printed) == numbers


def test_what_is_there_to_press_is_not_printed(words):
    text = "\n".join(words)
    assert "The way back" in text
    assert [said for said in SCREEN if said in text] == []


def links(pdf):
    for number, sheet in enumerate(pdf.pages):
        for reference in sheet.get("/Annots") or []:
            link = reference.get_object()
            if link["/Subtype"] == "/Link":
                yield number, link


def test_links_within_the_pdf_lead_to_a_sheet_of_it(pdf):
    sheets = {sheet.indirect_reference.idnum for sheet in pdf.pages}
    inner = [link["/Dest"] for _, link in links(pdf) if "/Dest" in link]
    assert len(inner) > 40
    assert {place[0].idnum for place in inner} <= sheets


def test_a_link_leads_to_a_section_of_another_page(pdf, site):
    """The conventions have one to where the sigmoid is inverted."""
    heading = soup(site, "sigmoid.md").select_one("#inverse").find(string=True)
    sheets = dict(outline(pdf))
    numbers = {sheet.indirect_reference.idnum: i for i, sheet in enumerate(pdf.pages)}
    crossing = {
        numbers[link["/Dest"][0].idnum]
        for number, link in links(pdf)
        if number < sheets[TITLE] and "/Dest" in link
    }
    assert sheets[str(heading)] in crossing
    assert sheets[str(heading)] > sheets[TITLE]


def test_other_links_lead_to_where_the_book_is_published(pdf):
    outer = [str(link["/A"]["/URI"]) for _, link in links(pdf) if "/A" in link]
    assert outer
    assert [address for address in outer if not address.startswith("https://")] == []
