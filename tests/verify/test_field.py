"""The notation of the field, of notation.toml: what is read and holds, near misses, refusals."""

import tomllib
from pathlib import Path

import pytest

from nnbook.verify.report import said
from tests.verify.field import PAGES
from tests.verify.notation_table import shown, table
from tests.verify.pages import alone

HERE = Path(__file__).parent
NOTATION = tomllib.loads((HERE / "notation.toml").read_text(encoding="utf-8"))


def slips():
    for entry in NOTATION["read"]:
        for old, new, category in entry["slips"]:
            wrong = entry["latex"].replace(old, new, 1)
            yield pytest.param(entry["page"], wrong, category, id=f"{entry['page']}: {wrong}")


@pytest.mark.parametrize("entry", NOTATION["read"], ids=[one["latex"] for one in NOTATION["read"]])
def test_what_is_read_holds(entry):
    result = alone(entry["latex"], PAGES[entry["page"]])
    assert result.holds, said(result)
    assert result.comparisons or result.kind == "definition"


@pytest.mark.parametrize(("page", "latex", "category"), list(slips()))
def test_a_near_miss_fails(page, latex, category):
    result = alone(latex, PAGES[page])
    assert not result.holds
    assert result.category == category, said(result)


def test_each_formula_has_near_misses_that_change_it():
    for entry in NOTATION["read"]:
        assert entry["slips"]
        for old, new, category in entry["slips"]:
            assert old in entry["latex"]
            assert old != new
            assert category in ("reading", "symbol", "shape", "value", "coverage", "path")


@pytest.mark.parametrize(
    "entry", NOTATION["refused"], ids=[one["latex"] or "nothing" for one in NOTATION["refused"]]
)
def test_what_is_refused_says_why_and_what_to_print(entry):
    result = alone(entry["latex"], PAGES[entry["page"]])
    assert not result.holds
    assert (result.category, result.message) == (entry["category"], entry["says"])
    assert result.remedy == entry["remedy"]
    assert result.place is not None or entry["category"] == "coverage"


def test_every_page_is_used():
    used = {entry["page"] for entry in [*NOTATION["read"], *NOTATION["refused"]]}
    assert used == set(PAGES)


def test_the_table_of_the_page_is_made_of_these_tests():
    renew = "python -m tests.verify.notation_table"
    assert shown().strip() == table(NOTATION).strip(), f"to renew it: {renew}"


def test_large_terms_far_out_in_an_integral_do_not_hide_a_difference():
    wrong = r"\int_0^\infty e^{-p - p^2} \,dp = \int_0^\infty e^{-p - p^3} \,dp"
    result = alone(wrong, PAGES["relations"])
    assert result.category == "value", result
