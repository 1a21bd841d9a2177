"""One formula to break: its wrong prints are made and refuted by the checker, never typed."""

from pathlib import Path

import numpy as np
import pytest

from nnbook.site import break_it
from nnbook.site.book import Book
from nnbook.site.errors import BookError
from nnbook.site.results import Result, Results
from nnbook.verify.book import load_page
from tests.site.test_extension import soup

ROOT = Path(__file__).resolve().parents[2]
LABEL = "eq:ce-cost-logit-gradient"


def result(page, label):
    scanned, _ = load_page(ROOT / "docs" / page)
    printed = next(found for found in scanned.formulas if f"{{{label}}}" in found.latex)
    data = {"latex": printed.latex, "file": f"docs/{page}", "line": printed.line, "label": label}
    return Result(data, page, number="8.1", id=label.replace(":", "-"))


@pytest.fixture(scope="module")
def results():
    return Results({"totals": {}, "pages": [], "formulas": []}, Book(ROOT))


@pytest.fixture(scope="module")
def found(results):
    return break_it.broken(result("cross_entropy.md", LABEL), results)


def test_each_wrong_print_has_the_numbers_that_it_says(found):
    y, y_hat, m, n = (
        float(found.letters[name]) for name in ("y^{(i)}", r"\hat{y}^{(i)}", "m", "n")
    )
    expected = {
        "a wrong sign": (y_hat + y) / m,
        "terms swapped": (y - y_hat) / m,
        "a dropped factor": y_hat - y,
        "another constant": 2 * (y_hat - y) / m,
        "a lost hat": 0,
        "the wrong size": (y_hat - y) / n,
    }
    assert {case.words: case.right for case in found.wrong} == pytest.approx(expected, abs=1e-15)
    assert found.right.right == pytest.approx((y_hat - y) / m)
    assert found.letters["i"] == 1


def test_the_left_side_is_the_same_in_all_of_them(found):
    assert found.right.left == pytest.approx(found.right.right)
    for case in found.wrong:
        assert np.isclose(case.left, found.right.left)
        assert not np.isclose(case.left, case.right)
        assert case.latex.startswith(found.right.latex.partition("=")[0])


@pytest.mark.parametrize(
    ("page", "label", "says"),
    [
        ("sigmoid.md", "eq:sigmoid-derivative", "no single relation"),
        ("sigmoid.md", "eq:reciprocal-rule", "too few to choose from"),
    ],
)
def test_a_formula_that_is_not_fit_for_it(results, page, label, says):
    with pytest.raises(BookError, match=says):
        break_it.broken(result(page, label), results)


def test_a_chooser_works_without_a_script(results):
    made = break_it.chooser(result("cross_entropy.md", LABEL), results, lambda file: file)
    buttons = made.findall(".//input")
    assert [button.get("type") for button in buttons] == ["radio"] * 7
    assert len({button.get("name") for button in buttons}) == 1
    assert [button.get("checked") for button in buttons] == ["checked"] + [None] * 6
    ids = [element.get("id") for element in made.iter() if element.get("id")]
    assert len(set(ids)) == len(ids)
    for button in buttons:
        assert button.get("aria-describedby") in ids
        assert made.find(f".//label[@for='{button.get('id')}']").text
    assert made.find(".//a").get("href") == f"cross_entropy.md#{LABEL.replace(':', '-')}"


def test_a_label_that_no_formula_has(book):
    book.write("index.md", "# Home\n\n\\break{eq:nothing}\n")
    with pytest.raises(BookError, match="no formula has this label"):
        book.html("index.md")
    assert "no formula has this label" in soup(book.html("index.md", preview=True)).text
