"""A step is looked for in more worlds than the rest, where they can differ at all."""

import pytest

from nnbook.verify import Page, computed, defined, drawn, index, size, view
from tests.verify.pages import assert_fails, assert_holds, check, displayed


def squares(m):
    """A row of the first m squares."""
    return [[k * k for k in range(1, int(m) + 1)]]


PAGE = Page(
    size("m", 4, "examples"),
    index("i", 1, "m", "example"),
    computed("C", (1, "m"), "squares", squares, "m"),
    drawn("z", (), "a number"),
    defined("c", (), "the number by another name"),
    view("A", (1, "m"), "the same squares", "C"),
)
SEEDS = 6
NAMED = "c := z"


@pytest.mark.parametrize(
    "latex",
    [
        r"\sum_{i=1}^{m} \mathbb{1}[C_{1i} > 3] = 3",
        r"\sum_{i=1}^{m} \mathbb{1}[A_{1i} > 3] = 3",
        r"\mathbb{1}[m > 3] = 1",
    ],
)
def test_what_is_the_same_in_all_worlds_is_not_looked_at_in_more(latex):
    assert assert_holds(latex, PAGE).comparisons == SEEDS


@pytest.mark.parametrize("letter", ["z", "c"])
def test_what_varies_is_looked_at_in_more_worlds(letter):
    latex = rf"\mathbb{{1}}[{letter} > 0] + \mathbb{{1}}[{letter} \le 0] = 1"
    *_, result = check(displayed(NAMED, latex), PAGE)
    assert result.holds
    assert result.comparisons > SEEDS


def test_a_wrong_count_fails_as_before():
    assert_fails(r"\sum_{i=1}^{m} \mathbb{1}[C_{1i} > 3] = 2", PAGE, "value")
