"""The two committed lists: what is printed, and which wrong prints are true all the same."""

from functools import cache
from pathlib import Path

import pytest

from nnbook.verify.book import load_page
from nnbook.verify.listed_mutants import listed_for, read_listed
from nnbook.verify.mutate_trial import PageTrial
from nnbook.verify.printed import main, printed_list
from tests.verify.pages import ROOT
from tests.verify.test_mutate import write

ENTRIES = read_listed(ROOT / "tests" / "equivalent_mutants.toml")
RENEW = "python -m nnbook.verify.printed docs > tests/printed.txt"


def test_what_is_printed_is_what_the_committed_list_says():
    found = printed_list([ROOT / "docs"], ROOT)
    committed = (ROOT / "tests" / "printed.txt").read_text(encoding="utf-8").splitlines()
    lost = [line for line in committed if line not in found]
    new = [line for line in found if line not in committed]
    assert found == committed, f"lost: {lost}\nnew: {new}\nif this is meant: {RENEW}"


PRINTED = "$z$ and\n\n$$\n\\begin{aligned}\na &= \\sigma(z) \\\\\n&= \\frac{1}{1 + e^{-z}}\n"
PRINTED += "\\end{aligned}\n\\label{eq:a}\n$$\n\n$\\sigma(0) = 0.5$\n"


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        (" \\\\\n&= \\frac{1}{1 + e^{-z}}", "", "page.md eq:a derivation display 2"),
        ("$\\sigma(0) = 0.5$", "", "page.md #/2 relation inline 1"),
        ("$z$", "", "page.md #/1 mention inline 0"),
        ("\\label{eq:a}", "", "page.md eq:a derivation display 2"),
        ("$\\sigma(0) = 0.5$", "$\\sigma(0)$", "page.md #/2 relation inline 1"),
    ],
)
def test_a_deleted_formula_row_or_label_changes_the_list(tmp_path, old, new, lost):
    before = printed_list([write(tmp_path, PRINTED)], tmp_path)
    after = printed_list([write(tmp_path, PRINTED.replace(old, new))], tmp_path)
    assert lost in before
    assert lost not in after


def test_the_list_of_a_page_that_cannot_be_read_is_an_error(capsys, tmp_path):
    page = write(tmp_path, "$\\sigma(z$\n")
    assert main([str(page)]) == 2
    assert "page.md:1" in capsys.readouterr().err


@cache
def trial(page: str) -> PageTrial:
    scanned, symbols = load_page(ROOT / page)
    return PageTrial(symbols, scanned.formulas)


@pytest.mark.parametrize("page", dict.fromkeys(entry.page for entry in ENTRIES))
def test_each_listed_relation_passes_the_check_where_its_formulas_stand(page):
    of_page = trial(page)
    for entry in listed_for(ROOT / Path(page)):
        for name in entry.formulas:
            places = [
                number
                for number, result in enumerate(of_page.results)
                if name in (result.label, result.printed.latex.strip())
            ]
            assert places, f"{page} prints no formula {name}: {entry}"
            assert any(of_page.stands(number, entry.relation) for number in places), entry


def test_a_relation_that_is_false_does_not_stand():
    of_page = trial("docs/sigmoid.md")
    assert of_page.stands(0, r"\sigma(-z) = 1 - \sigma(z)")
    assert not of_page.stands(0, r"\sigma(-z) = \sigma(z)")
    assert not of_page.stands(0, r"\sigma(-z) = \sigma(-z)")
    assert not of_page.stands(0, r"q = 1")
