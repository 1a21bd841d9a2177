"""The built site, read as files: what was printed was drawn, links lead on, nothing leaks."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Comment

from nnbook.site.badge import number
from nnbook.site.book import Book
from nnbook.verify import check
from nnbook.verify.book import load_page, printed_on
from nnbook.verify.scan import read_page, scan

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "site"
BOOK = Book(ROOT)
LABEL = re.compile(r"\s*\\label\{[^}]*\}")
RAW_TEX = re.compile(r"\$\$|\\[A-Za-z]+|\\[()\[\]]|\beq:")
UNSEEN = ("code", "pre", "script", "style", "template", "noscript")
HOST = re.compile(r"url\(\s*[\"']?(?:https?:)?//|@import", re.IGNORECASE)


def built_at(file):
    """Where the page of a file under docs/ was built, from the root of the site."""
    stem = file.removesuffix(".md")
    return "index.html" if stem == "index" else f"{stem}/index.html"


PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html")) or ["index.html"]
PRINTED = sorted(path.relative_to(BOOK.docs).as_posix() for path in BOOK.docs.rglob("*.md"))


@pytest.fixture(autouse=True)
def built(site):
    """Without `site/` each test says how to build it."""


@cache
def soup(page):
    return BeautifulSoup((SITE / page).read_text(encoding="utf-8"), "lxml")


@cache
def report():
    return json.loads((ROOT / ".nnbook" / "report.json").read_text(encoding="utf-8"))


def normal(latex):
    return " ".join(LABEL.sub("", latex).split())


def test_there_are_pages():
    assert {built_at(file) for file in PRINTED} | {"404.html"} == set(PAGES)


@pytest.mark.parametrize("file", PRINTED)
def test_what_was_printed_was_executed_and_drawn(file):
    found = scan(read_page(BOOK.docs / file), file)
    formulas = printed_on(BOOK.docs / file)
    printed = Counter((normal(formula.latex), formula.display) for formula in formulas)
    reported = Counter(
        (normal(formula["latex"]), formula["display"])
        for formula in report()["formulas"]
        if formula["file"] == f"docs/{file}"
    )
    drawn = Counter(
        (element["data-latex"], element.name == "div")
        for element in soup(built_at(file)).select(".arithmatex[data-latex]:not(.quoted)")
        if element.select_one("mjx-container > mjx-math") and element.find("math")
    )
    assert not found.errors
    assert printed == reported
    assert printed == drawn


def test_a_quoted_formula_is_one_of_the_book_or_is_refuted_where_it_stands():
    """The home page shows one formula to break: as printed, and wrong prints of it."""
    fields = {page: soup(page).select("fieldset.break") for page in PAGES}
    assert {page: len(found) for page, found in fields.items() if found} == {"index.html": 1}
    right, *wrong = fields["index.html"][0].select(".break-case")
    quoted = [drawn for page in PAGES for drawn in soup(page).select(".arithmatex.quoted")]
    assert len(quoted) == len(fields["index.html"][0].select(".arithmatex"))
    style = r"\displaystyle "
    printed = right.select_one(".arithmatex")["data-latex"].removeprefix(style)
    (found,) = (f for f in report()["formulas"] if normal(f["latex"]) == printed and f["label"])
    _, page = load_page(ROOT / found["file"])
    assert check(printed, page)
    left = right.select(".number")[0].text
    assert left == right.select(".number")[1].text
    assert len(wrong) == 6
    for case in wrong:
        verdict = check(case.select_one(".arithmatex")["data-latex"].removeprefix(style), page)
        numbers = [shown.text for shown in case.select(".number")]
        refuted = verdict.counterexample
        assert not verdict
        assert numbers == [number(refuted.left_value), number(refuted.right_value)]
        assert numbers[0] == left != numbers[1]


def test_no_formula_failed_or_was_let_off():
    assert report()["totals"]["failed"] == 0
    assert report()["totals"]["exempt"] == 0


@pytest.mark.parametrize("page", PAGES)
def test_no_raw_tex_is_visible(page):
    for text in soup(page).find_all(string=True):
        if not isinstance(text, Comment) and not text.find_parent(UNSEEN):
            assert not RAW_TEX.search(text), text


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_left_to_draw_and_nothing_failed(page):
    assert not [box for box in soup(page).select(".arithmatex") if not box.select("mjx-container")]
    assert not soup(page).select("mjx-merror, merror, .fails, .badge--fails, .formula--fails")


@pytest.mark.parametrize("page", PAGES)
def test_each_display_formula_has_a_number_a_link_and_a_badge(page):
    formulas = soup(page).select("div.arithmatex")
    numbers = []
    for drawn in formulas:
        formula = drawn.find_parent("div", class_="formula")
        link = formula.select_one("a.formula-number")
        assert link["href"] == f"#{formula['id']}"
        assert formula.select_one("details.badge > summary").text.strip()
        assert "nnbook explain" in formula.select_one("details.badge").text
        numbers.append(link.text)
    chapter = numbers[0].strip("()").split(".")[0] if numbers else ""
    assert numbers == [f"({chapter}.{count})" for count in range(1, len(numbers) + 1)]


def test_each_badge_has_the_numbers_of_its_check():
    of_label = {formula["label"]: formula for formula in report()["formulas"] if formula["label"]}
    for file in PRINTED:
        for formula in soup(built_at(file)).select("div.formula"):
            reported = of_label.get(formula["id"].replace("eq-", "eq:", 1))
            if reported is None:
                continue
            badge = formula.select_one("details.badge")
            if reported["comparisons"]:
                assert f"{reported['comparisons']:,} comparison" in badge.summary.text
            assert len(badge.select("tbody tr")) == len(reported["steps"])
            assert len(badge.select("dd a")) == len(reported["code"])


def targets(page):
    """(page or file, anchor) of each link within the site, as a browser finds them."""
    base = "http://here/" + page
    for element in soup(page).select("a[href], link[href], script[src], img[src], use[href]"):
        address = element.get("href") or element.get("src")
        if page == "404.html":  # its addresses are those of the published site
            continue
        parts = urlsplit(urljoin(base, address))
        if parts.netloc == "here" and parts.scheme == "http":
            path = unquote(parts.path).lstrip("/")
            yield (
                path + ("index.html" if path.endswith("/") or not path else ""),
                unquote(parts.fragment),
            )


@cache
def anchors(page):
    return {element["id"] for element in soup(page).select("[id]")}


@pytest.mark.parametrize("page", PAGES)
def test_each_link_leads_somewhere(page):
    for target, anchor in targets(page):
        assert (SITE / target).is_file(), target
        if anchor and target.endswith(".html") and not anchor.startswith("__"):
            assert anchor in anchors(target), f"{target}#{anchor}"


@pytest.mark.parametrize("page", PAGES)
def test_no_id_stands_twice(page):
    ids = Counter(element["id"] for element in soup(page).select("[id]"))
    assert [name for name, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_no_other_host(page):
    own = BOOK.config["site_url"]
    for element in soup(page).select("[src], [srcset], [poster], object[data], use[href], link"):
        if element.name == "link" and not set(element.get("rel", [])) - {
            "canonical",
            "prev",
            "next",
        }:
            continue
        for name in ("src", "srcset", "poster", "data", "href"):
            address = element.get(name, "")
            assert address.startswith(own) or not urlsplit(address).netloc, address
    for style in soup(page).select("style"):
        assert not HOST.search(style.text)


def test_the_book_s_style_and_script_ask_no_other_host():
    for path in [SITE / "assets" / name for name in ("book.css", "book.js", "mathjax.css")]:
        text = path.read_text(encoding="utf-8")
        assert not HOST.search(text)
        assert "://" not in text


@pytest.mark.parametrize("page", PAGES)
def test_each_picture_says_what_it_shows(page):
    for picture in soup(page).select("figure.picture"):
        drawn = picture.select_one("svg")
        assert drawn["role"] == "img"
        assert len(drawn["aria-label"].split()) > 5
        assert "#" not in re.sub(r"url\(#[^)]*\)|href=\"#[^\"]*\"", "", str(drawn))


def test_each_page_has_a_title_and_a_description_of_its_own():
    titles = Counter(soup(built_at(file)).title.text for file in PRINTED)
    described = Counter(
        soup(built_at(file)).select_one('meta[name="description"]')["content"] for file in PRINTED
    )
    assert max(titles.values()) == 1
    assert max(described.values()) == 1


@pytest.mark.parametrize("page", PAGES)
def test_each_page_has_one_heading_of_the_first_level(page):
    assert len(soup(page).select("h1")) == 1


def test_every_function_of_every_chapter_cites_its_formula():
    page = soup("api/index.html")
    modules = {name.rpartition(".")[0] for name in anchors("api/index.html") if "nnbook." in name}
    for chapter in BOOK.chapters:
        code = ROOT / "nnbook" / Path(chapter.file).with_suffix(".py").name
        if code.is_file():
            assert f"nnbook.{code.stem}" in modules
    silent = [
        function.select_one("[id]")["id"]
        for function in page.select(".doc-function")
        if not function.select("a.formula-reference")
    ]
    assert silent == [], "say which formula they compute: (eq:…) in the docstring"


def test_what_can_be_searched_is_text():
    index = json.loads((SITE / "search" / "search_index.json").read_text(encoding="utf-8"))
    words = " ".join(entry["title"] + " " + entry["text"] for entry in index["docs"])
    assert len(index["docs"]) > len(PRINTED)
    assert not re.search("[\U0001d400-\U0001d7ff]", words), "glyphs of drawn formulas"
    assert "Both sides at" not in words, "badges"
    assert "mjx-" not in words


def test_the_home_page_has_the_totals_of_the_check():
    text = soup("index.html").get_text()
    for name in ("formulas", "comparisons"):
        assert f"{report()['totals'][name]:,} {name}" in text
    assert "proved" not in text
