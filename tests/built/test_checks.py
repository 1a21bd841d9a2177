"""The page of all checks, as built: its totals are those of what is scanned, drawn and reported."""

import csv
import io
import json
import re
from functools import cache

from nnbook.verify.book import printed_on
from tests.built.test_site import BOOK, PAGES, PRINTED, SITE, built, built_at, report, soup

__all__ = ["built"]
MOST_BYTES = 1_500_000


@cache
def tables():
    """The rows of each page's table, by the page's file."""
    found = {}
    for box in soup("checks/index.html").select("details.table[id]"):
        rows = [[cell.text for cell in row.select("td")] for row in box.select("tbody tr")]
        found[box["id"]] = rows
    return {
        file: found.get("checks-" + file.removesuffix(".md").replace("_", "-"), [])
        for file in PRINTED
    }


@cache
def download():
    return json.loads((SITE / "checks" / "formulas.json").read_text(encoding="utf-8"))


def drawn_on(file):
    """The formulas of a page, without those of the formula to break, which are drawn again."""
    return soup(built_at(file)).select(".arithmatex[data-latex]:not(.break *)")


def test_the_totals_are_those_of_what_is_scanned_and_drawn():
    scanned = sum(len(printed_on(BOOK.docs / file)) for file in PRINTED)
    drawn = sum(len(drawn_on(file)) for file in PRINTED)
    rows = sum(map(len, tables().values()))
    assert scanned == drawn == rows == report()["totals"]["formulas"] == len(download()["formulas"])
    whole = soup("checks/index.html").select("#checks-totals tbody tr")[-1].text
    assert f"{scanned:,}" in whole
    assert f"{report()['totals']['comparisons']:,}" in whole


def test_each_page_has_a_row_for_each_formula():
    for file in PRINTED:
        formulas = printed_on(BOOK.docs / file)
        rows = tables()[file]
        assert len(rows) == len(formulas), file
        comparisons = sum(int(row[3] or 0) for row in rows if len(row) > 3)
        reported = [item for item in report()["formulas"] if item["file"] == f"docs/{file}"]
        assert comparisons == sum(item["comparisons"] for item in reported)
        displays = sum(bool(re.fullmatch(r"[0-9A-Zivx]+\.\d+", row[0])) for row in rows)
        assert displays == sum(formula.display for formula in formulas)


def test_the_downloads_say_the_same():
    text = (SITE / "checks" / "formulas.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    formulas = download()["formulas"]
    assert [(row["file"], int(row["line"]), row["latex"]) for row in rows] == [
        (item["file"], item["line"], item["latex"]) for item in formulas
    ]
    assert download()["totals"] == report()["totals"]
    links = {link["href"] for link in soup("checks/index.html").select("a[download]")}
    assert links == {"formulas.json", "formulas.csv"}


def test_home_and_footer_have_the_totals_of_the_page_of_checks():
    totals = download()["totals"]
    words = [f"{totals[name]:,} {name}" for name in ("formulas", "comparisons")]
    for page in ["index.html", *PAGES]:
        footer = " ".join(soup(page).select_one(".md-footer .md-copyright").text.split())
        assert all(word in footer for word in words), page
        assert "none failed" in footer
    home = soup("index.html").select_one("article").text
    assert all(word in home for word in words)


def test_what_was_not_tried_is_said():
    page = soup("checks/index.html")
    for item in download()["pages"]:
        name = item["file"].removeprefix("docs/").removesuffix(".md").replace("_", "-")
        box = page.select_one(f"#checks-{name}")
        assert ("not run for this build" in box.text) == (item["wrong_prints"] is None)
        wrong = item["wrong_prints"]
        if wrong is not None:
            equivalent = sum(wrong["equivalent"].values()) + len(wrong["listed"])
            assert wrong["made"] == wrong["killed"] + equivalent + wrong["surviving"]
            tried = [row for row in tables()[item["file"].removeprefix("docs/")] if len(row) > 6]
            assert sum(int(row[6]) for row in tried) == wrong["made"]


def test_the_page_says_what_it_was_made_with():
    facts = soup("checks/index.html").select_one("dl.facts").text
    for name in ("Python", "NumPy", "MathJax", "nnbook", "Commit", "Exemptions"):
        assert name in facts
    assert "Exemptionsnone" in facts


def test_the_page_is_light_and_draws_no_formula():
    assert (SITE / "checks" / "index.html").stat().st_size < MOST_BYTES
    assert not soup("checks/index.html").select("mjx-container")


def test_no_page_has_a_script_within_its_markup_of_ours():
    for element in soup("checks/index.html").select("article *"):
        assert not [name for name in element.attrs if name.startswith("on")]
        assert element.name != "script"


def test_the_page_is_not_searched():
    index = json.loads((SITE / "search" / "search_index.json").read_text(encoding="utf-8"))
    places = [entry["location"] for entry in index["docs"]]
    assert any(place.startswith("exercises/") for place in places)
    assert not [place for place in places if place.startswith("checks/")]
