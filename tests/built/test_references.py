"""References and cheat sheet as built."""

from tests.built.test_site import BOOK, PRINTED, built, built_at, report, soup

__all__ = ["built"]


def test_each_article_has_its_formulas_counted():
    page = soup("references/index.html")
    rows = page.select("#articles ~ table tbody tr, #articles ~ div table tbody tr")
    assert [row.select_one("td").text for row in rows] == list("ABCDE")
    for row in rows:
        pages = [link["href"].strip("./") for link in row.select("a")]
        found = [
            item
            for item in report()["formulas"]
            if item["file"].removeprefix("docs/").removesuffix(".md") in pages
        ]
        formulas, holding = (cell.text.replace(",", "") for cell in row.select("td")[-2:])
        assert int(formulas) == len(found) > 100
        assert int(holding) == sum(item["verdict"] == "holds" for item in found)


def test_each_chapter_is_linked_from_the_references():
    links = {link["href"] for link in soup("references/index.html").select("#works ~ ul a")}
    for page in BOOK.chapters:
        assert f"../{built_at(page.file).removesuffix('index.html')}#sources" in links


def test_the_cheat_sheet_has_forty_formulas_that_are_executed_and_derived():
    rows = soup("cheat_sheet/index.html").select("article tbody tr")
    assert len(rows) == 40
    compared = {
        " ".join(item["latex"].split())
        for item in report()["formulas"]
        if item["file"] == "docs/cheat_sheet.md" and item["comparisons"]
    }
    chapters = {built_at(page.file).removesuffix("index.html") for page in BOOK.chapters}
    from_chapters = set()
    for row in rows:
        name, formula, _, derived = row.select("td")
        assert name.text
        assert formula.select_one(".arithmatex")["data-latex"] in compared
        from_chapters.add(derived.select_one("a.formula-reference")["href"].split("#")[0][3:])
    assert from_chapters == chapters  # none is without a main formula
    assert "cheat_sheet.md" in PRINTED
