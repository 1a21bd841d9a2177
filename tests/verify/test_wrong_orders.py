r"""`\wrong{… + O(h^3)}`: a wrong order is refuted by what is left out, divided by the power."""

import re

import numpy as np
import pytest

from nnbook.verify import Page, drawn, function
from tests.verify.pages import assert_fails, assert_holds

PAGE = Page(
    drawn("x", (), "a place"),
    drawn("h", (), "a step", values="positive"),
    drawn("k", (), "another number"),
    function("f", np.exp, "exponential"),
)
RIGHT = "f(x + h) = f(x) + h f'(x) + O(h^2)"


@pytest.mark.parametrize(
    ("claimed", "true"), [("f(x) + h f'(x) + O(h^3)", 2), ("f(x) + 2 h f'(x) + O(h^2)", 1)]
)
def test_a_wrong_order_is_refuted_with_its_numbers(claimed, true):
    result = assert_holds(rf"\wrong{{f(x + h) = {claimed}}}", PAGE, RIGHT)
    (note,) = (note for note in result.notes if "vanishes like the power" in note)
    assert f"like the power {true}." in note or f"like the power {true - 1}.9" in note
    said = re.search(r"it is (\S+) at (\S+) and (\S+) at (\S+)$", note)
    before, h, after, least = map(float, said.groups())
    assert 0 < least < h
    assert after > 2 * before > 0
    assert result.steps


@pytest.mark.parametrize(
    ("wrong", "category", "words"),
    [
        ("f(x + h) = f(x) + h f'(x) + O(h^2)", "coverage", "the right form"),
        ("f(x + h) = f(x) + h f'(x) + O(h)", "value", "not wrong"),
        ("f(x + h) = f(x) + h f'(x) + O(h^x)", "reading", "printed number"),
        ("f(x - h) = f(x) - h f'(x) + O(h^3)", "coverage", "the right form"),
        ("f(x + h) = f(x + h) + O(h^3)", "coverage", "zero to rounding"),
    ],
)
def test_what_is_not_refuted_is_not_struck(wrong, category, words):
    assert_fails(rf"\wrong{{{wrong}}}", PAGE, category, words, RIGHT)


def test_an_order_that_is_printed_as_true_says_how_it_grows():
    assert_fails("f(x + h) = f(x) + h f'(x) + O(h^3)", PAGE, "value", "divided by that power it is")
