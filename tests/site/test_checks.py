"""The page of all checks: what stands in it is what the report says, and nothing else."""

import ast
import csv
import inspect
import io
import json
import subprocess

import pytest
from bs4 import BeautifulSoup

from nnbook.site import checks as checks_module
from nnbook.site.book import Book
from nnbook.site.build import _write_downloads
from nnbook.site.checks import Checks, wrong_prints
from nnbook.site.checks_page import PARTS, error, part
from nnbook.site.checks_picture import alternative, errors
from nnbook.site.errors import BookError
from nnbook.site.results import load
from nnbook.site.rules import WHY
from nnbook.site.versions import commit, versions
from nnbook.verify import equivalence_rules, equivalents

CHECKS = "# Checks\n\n" + "\n\n".join(rf"\checks{{{name}}}" for name in PARTS) + "\n"


@pytest.fixture
def checked(book):
    """The small book with its page of checks."""
    book.write("checks.md", CHECKS)
    config = book.root / "mkdocs.yml"
    config.write_text(config.read_text() + "      - Checks: checks.md\n")
    book.check()
    return book


def outcome(line, column=1, **changed):
    """What `nnbook mutate` keeps of one formula."""
    found = {
        "line": line,
        "column": column,
        "made": 9,
        "killed": {"reading": 1, "shape": 2, "value": 3, "coverage": 0},
        "equivalent": {"factors commute": 2},
        "listed": [{"latex": "b", "relations": ["a = b < c"], "reasons": ["It is one."]}],
        "survivors": [],
    }
    return found | changed


def tried(monkeypatch, **pages):
    """Let these pages have outcomes, by their stems."""
    monkeypatch.setattr(
        checks_module, "kept_mutations", lambda path, folder, name: pages.get(path.stem)
    )


def made(book):
    return Checks(load(book.root / ".nnbook" / "report.json", Book(book.root)), book.root)


def rows(table):
    return [[cell.get_text() for cell in row.select("td")] for row in table.select("tbody tr")]


def soup(html):
    return BeautifulSoup(html, "lxml")


def test_every_formula_of_the_report_has_its_row(checked):
    checks = made(checked)
    page = soup(checked.html("checks.md"))
    tables = page.select("details.table table.checks")
    assert [len(rows(table)) for table in tables] == [3, 1]
    number, latex, kind, comparisons, worst = rows(tables[0])[1][:5]
    assert (number, kind, comparisons, worst) == ("1.1", "relation", "36", "2e-16")
    assert latex == r"a = \sigma(z)"
    assert rows(tables[0])[0] == ["line 7", "z", "mention"]
    assert tables[0].select_one("a")["href"] == "../first/#eq-first"
    assert tables[1].select_one("a")["href"] == "../deeper/second/#eq-other"
    assert len(checks.formulas) == checks.results.totals["formulas"] == 4


def test_the_totals_are_sums_of_the_rows(checked):
    totals = soup(checked.html("checks.md")).select_one("#checks-totals")
    *kinds, whole = rows(totals)
    for column in (1, 2):
        assert sum(int(row[column] or 0) for row in kinds) == int(whole[column])
    assert whole == ["All", "4", "72", "2e-16"]


def test_without_directories_links_lead_to_files(checked):
    config = checked.root / "mkdocs.yml"
    config.write_text(config.read_text() + "use_directory_urls: false\n")
    links = [link["href"] for link in soup(checked.html("checks.md")).select("td > a")]
    assert "first.html#eq-first" in links
    assert "deeper/second.html#eq-other" in links


def test_wrong_prints_that_were_not_tried_are_said_to_be_not_run(checked, monkeypatch):
    tried(monkeypatch, first=[outcome(7, 13), outcome(9), outcome(13)])
    page = soup(checked.html("checks.md"))
    first, second = page.select("details.table:has(thead th + th + th + th + th)")
    assert "not run for this build" not in first.text
    assert "not run for this build" in second.text
    assert len(first.select("thead th")) == len(second.select("thead th")) + 3
    assert "Not run for this build: Second." in page.text
    by_page = {row[0]: row[4:] for row in rows(page.select_one("#checks-pages"))}
    assert by_page["2. Second"] == ["not run", "", "", ""]


def test_wrong_prints_are_counted_with_their_rules_and_reasons(checked, monkeypatch):
    tried(monkeypatch, first=[outcome(9), outcome(13, killed={"value": 5}, survivors=[{}])])
    page = soup(checked.html("checks.md"))
    by_page = {row[0]: row[4:] for row in rows(page.select_one("#checks-pages"))}
    assert by_page["1. First"] == ["18", "11", "6", "1"]
    assert "On 1 pages 18 wrong prints were made. 11 of them were refused, 6 are" in page.text
    assert "1 were missed" in page.text
    by_rule = next(table for table in page.select("table") if table.caption.text == "By a rule")
    assert rows(by_rule) == [["Factors commute", WHY["factors commute"], "4"]]


def test_each_page_shows_the_rules_and_the_relations_that_its_wrong_prints_are_true_by(
    checked, monkeypatch
):
    tried(
        monkeypatch, first=[outcome(9), outcome(13)], second=[outcome(4, equivalent={}, listed=[])]
    )
    page = soup(checked.html("checks.md"))
    rules, relations = page.select("#checks-true-first table")
    assert rows(rules) == [["Factors commute", "4"]]
    assert rows(relations) == [["a = b < c", "It is one.", "2"]]
    said = page.select_one("#checks-true-first summary").text
    assert said == "1. First: 4 by a rule, 2 by a relation"
    assert page.select_one("#checks-pages a[href='#checks-true-first']").text == "6"
    assert not page.select("#checks-true-second, a[href='#checks-true-second']")


def test_each_rule_has_its_reason():
    returned = set()
    for module in (equivalents, equivalence_rules):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Return | ast.Assign) and node.value is not None:
                parts = (node.value, *vars(node.value).values())  # also both arms of an if
                returned |= {part.value for part in parts if isinstance(part, ast.Constant)}
    rules = {text for text in returned if isinstance(text, str) and " " in text}
    assert rules == set(WHY)


def test_a_letter_of_a_table_has_no_wrong_prints_of_its_own(checked, monkeypatch):
    tried(monkeypatch, first=[outcome(7, 1)])
    assert made(checked).pages[0].formulas[0].wrong
    checked.result("z", generated=True)
    assert made(checked).pages[0].formulas[0].wrong is None


def facts(page, anchor):
    badge = page.select_one(f"#{anchor} details.badge")
    return {fact.dt.text: fact.dd.text for fact in badge.select("dl > div")}


def test_a_badge_says_what_came_of_the_wrong_prints_of_its_formula(checked, monkeypatch):
    tried(monkeypatch, first=[outcome(9, made=1234), outcome(13, survivors=[{}])])
    page = soup(checked.html("first.md"))
    said = "1,234 made, 6 refused, 3 the same formula after all"
    assert facts(page, "eq-first")["Wrong prints"] == said
    (other,) = (box["id"] for box in page.select("div.formula") if box["id"] != "eq-first")
    assert facts(page, other)["Wrong prints"].endswith("after all, 1 not refused yet")


def test_a_badge_says_nothing_of_wrong_prints_that_were_not_tried(checked, monkeypatch):
    tried(monkeypatch, second=[outcome(4, made=0)])
    assert "Wrong prints" not in facts(soup(checked.html("first.md")), "eq-first")
    assert "Wrong prints" not in facts(soup(checked.html("deeper/second.md")), "eq-other")


def test_the_sums_of_wrong_prints():
    both = wrong_prints([outcome(1), outcome(2, equivalent={"factors commute": 1, "zero": 1})])
    assert (both.made, both.killed, both.equivalent, both.surviving) == (18, 12, 6, 0)
    assert both.rules == {"factors commute": 3, "zero": 1}


def checks_of(book):
    results = load(book.root / ".nnbook" / "report.json", Book(book.root))
    return Checks(results, book.root)


def test_the_downloads_have_every_formula(checked, monkeypatch):
    tried(monkeypatch, first=[outcome(9), outcome(13)])
    folder = checked.root / "site" / "checks"
    folder.mkdir(parents=True)
    _write_downloads(checked.root / "site", checks_of(checked))
    data = json.loads((folder / "formulas.json").read_text(encoding="utf-8"))
    report = json.loads((checked.root / ".nnbook" / "report.json").read_text())
    assert data["totals"] == report["totals"]
    assert {item["latex"] for item in data["formulas"]} == {
        " ".join(item["latex"].split()) for item in report["formulas"]
    }
    assert [item["file"] for item in data["formulas"]][2:] == [
        "docs/first.md",
        "docs/deeper/second.md",
    ]
    assert [page["wrong_prints"] is None for page in data["pages"]] == [False, True]
    text = (folder / "formulas.csv").read_text(encoding="utf-8")
    table = list(csv.DictReader(io.StringIO(text)))
    assert len(table) == len(data["formulas"]) == 4
    assert table[1]["label"] == "eq:first"
    assert table[1]["wrong_prints"] == "9"
    assert table[1]["rules"] == "factors commute; It is one."
    assert table[3]["wrong_prints"] == ""
    assert sum(int(row["comparisons"]) for row in table) == report["totals"]["comparisons"]


def test_a_book_without_the_page_has_no_downloads(book):
    (book.root / "site").mkdir()
    _write_downloads(book.root / "site", checks_of(book))
    assert list((book.root / "site").iterdir()) == []


def test_a_part_that_there_is_not_is_named(checked):
    checked.write("checks.md", "# Checks\n\n\\checks{everything}\n")
    checked.check()
    with pytest.raises(BookError, match=r"\\checks\{everything\} names no part(.|\n)*totals"):
        checked.html("checks.md")


def test_what_stands_within_a_sentence_is_no_part(checked):
    checked.write("checks.md", "# Checks\n\nWrite `\\checks{totals}` for it.\n")
    checked.check()
    assert "<table" not in checked.html("checks.md")


def test_long_latex_is_cut_in_the_table_only(checked):
    checked.change("first.md", "a < 1", "a < 1 + " + " + ".join(["a"] * 60))
    checked.check()
    table = soup(checked.html("checks.md")).select("details.table table")[0]
    latex = rows(table)[2][1]
    assert len(latex) == 70
    assert latex.endswith("…")
    assert made(checked).as_json().count("+ a") == 60


def test_a_letter_that_a_method_names_is_shown_as_code(checked):
    checked.result("a = ", notes=[r"\operatorname{sq} is declared as not analytic"])
    cell = soup(checked.html("checks.md")).select("details.table tbody tr")[1].select("td")[5]
    assert cell.code.text == r"\operatorname{sq}"
    assert cell.text == r"\operatorname{sq} is declared as not analytic"


def test_the_markup_is_light(checked):
    html = part("formulas", made(checked))
    assert "</td>" not in html
    assert "style=" not in html
    assert "onclick" not in html


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, ""), (0.0, "0"), (2.2e-16, "2e-16"), (3e-5, "3e-5"), (9.6e-11, "1e-10")],
)
def test_errors_are_short_and_numbers_to_a_script(value, shown):
    assert error(value) == shown
    assert not shown or float(shown) >= 0


# --- the picture -------------------------------------------------------------------------------


def changed(checked, *errors):
    """The formulas of the book with these largest errors, one after the other."""

    def change(formulas):
        for formula, (worst, methods) in zip(formulas, errors, strict=True):
            formula.update(worst_error=worst, methods=methods, comparisons=worst is not None)

    checked.report(change)
    return made(checked).formulas


def test_the_picture_has_each_compared_formula_in_one_bar(checked):
    slope = ["complex step"]
    found = changed(checked, (None, []), (0.0, []), (3e-16, []), (3e-16, slope))
    bars = errors(found).axes[0].patches
    heights = {}
    for bar in bars:
        place = round(bar.get_x() + bar.get_width() / 2)
        heights[place] = heights.get(place, 0) + bar.get_height()
    assert sum(heights.values()) == 3
    assert heights[-18] == 1
    assert heights[-16] == 2


def test_the_picture_is_said_in_numbers(checked):
    found = changed(checked, (None, []), (0.0, []), (3e-16, []), (2e-12, ["complex step"]))
    said = alternative(found)
    assert "1 had no difference at all. 2 had one" in said
    assert "the largest lies below 1e-11, where 1e-9 is allowed. 1 formulas were" in said
    assert "none had" in alternative(changed(checked, *[(0.0, [])] * 4))


# --- versions ----------------------------------------------------------------------------------


def git(root, *arguments):
    person = ["-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "commit.gpgsign=0"]
    subprocess.run(["git", "-C", str(root), *person, *arguments], check=True, capture_output=True)


def test_the_commit_and_whether_anything_differs_from_it(book):
    assert commit(book.root) is None
    git(book.root, "init", "-q")
    assert commit(book.root) is None
    git(book.root, "add", "docs", "mkdocs.yml")
    git(book.root, "commit", "-q", "-m", "first")
    made = commit(book.root)
    assert len(made.name) == 40
    assert made.date.count("-") == 2
    assert not made.changed
    book.write("first.md", "# Changed\n")
    assert commit(book.root).changed
    assert commit(book.root / "docs") is None


def test_versions_are_those_that_are_installed(book):
    assert versions(book.root)["MathJax"] == "not known"
    (book.root / "package-lock.json").write_text(
        '{"packages": {"node_modules/mathjax": {"version": "4.5.6"}}}'
    )
    found = versions(book.root)
    assert found["MathJax"] == "4.5.6"
    assert set(found) == {"nnbook", "Python", "NumPy", "MathJax"}
