"""`check(latex, world)`: wrong input first, then verdicts and their counterexamples."""

import numpy as np
import pytest

from nnbook.sigmoid import sigmoid
from nnbook.verify import FormulaError, Page, check, computed, defined, drawn, function, index, size
from tests.verify import code

PAGE = Page(
    size("m", 5, "examples"),
    index("i", 1, "m", "example"),
    drawn("z", (), "weighted input"),
    drawn("Y", ("m", 1), "labels"),
    drawn("W", (2, 3), "weights"),
    drawn("x", (3, 1), "inputs"),
    computed("a", (), "activation", sigmoid, "z"),
    defined("k", (), "one over the number of examples"),
    function(r"\sigma", sigmoid, "sigmoid"),
)


@pytest.mark.parametrize(
    ("world", "words"),
    [
        ({"z": "much"}, "z is neither a number, an array of numbers nor a function"),
        ({"z": [1.0, 2.0]}, r"z has shape \(2,\)"),
        ({"z": np.zeros((2, 2, 2))}, "z has shape"),
        ({"": 1.0}, "name"),
        ({"z": None}, "z is not a finite number"),
        ({"z": [[1.0, np.inf]]}, "z is not a finite number"),
    ],
)
def test_a_world_that_cannot_be_used_is_an_error(world, words):
    with pytest.raises(FormulaError, match=words):
        check("z = 1", world)


def test_a_given_formula_must_stand_itself():
    with pytest.raises(FormulaError, match="given formula"):
        check(r"a = \sigma(z)", PAGE, given=[r"a = \sigma(2 z)"])


@pytest.mark.parametrize(
    ("latex", "category"),
    [
        (r"a = \sigma(", "reading"),
        ("", "reading"),
        (r"a = \sigma(q)", "symbol"),
        ("W x = x", "shape"),
        ("a = 2 a", "value"),
        ("a = a", "vacuous"),
        (r"a \le 2", "coverage"),
    ],
)
def test_a_bad_formula_is_a_verdict_with_its_category(latex, category):
    verdict = check(latex, PAGE)
    assert not verdict
    assert verdict.category == category
    assert str(verdict) == verdict.message
    assert verdict.message.startswith("formula:1:")


def test_what_holds_says_what_was_compared():
    verdict = check(r"\sigma'(z) = \sigma(z)\,(1 - \sigma(z))", PAGE, seeds=3)
    assert verdict
    assert verdict.comparisons == 3
    assert verdict.worst_error < 1e-9
    assert verdict.counterexample is None
    assert str(verdict) == "holds: 3 comparisons"


def test_a_definition_may_stand_before():
    assert check(r"m k = 1", PAGE, given=[r"k := \frac1m"])
    assert not check(r"m k = 1", PAGE)


def test_a_counterexample_has_the_numbers_of_both_sides_and_of_the_letters():
    found = check(r"a = \frac{1}{1 + e^{-z}} = 1 - \sigma(z)", PAGE).counterexample
    assert (found.relation, found.left, found.right) == (
        "=",
        r"\frac{1}{1 + e^{-z}}",
        r"1 - \sigma(z)",
    )
    z = found.letters["z"]
    np.testing.assert_allclose(found.left_value, sigmoid(z))
    np.testing.assert_allclose(found.right_value, 1 - sigmoid(z))
    assert "z = " in str(found)
    assert found.world in str(found)


def test_a_counterexample_has_the_indices_at_which_it_fails():
    found = check(r"Y_i = 2 Y_i, \quad i = 2, \dots, m", PAGE).counterexample
    assert found.indices == {"i": 2}
    assert set(found.letters) == {"Y_i"}


def test_a_world_of_values_is_one_world():
    world = {"W": [[1.0, 2.0], [3.0, 4.0]], "x": [[1.0], [1.0]], "u": [[3.0], [7.0]]}
    verdict = check("u = W x", world)
    assert verdict
    assert verdict.comparisons == 2
    wrong = check(r"u = W^\top x", world)
    assert wrong.counterexample.world == "as given"
    np.testing.assert_array_equal(wrong.counterexample.right_value, [[4.0], [6.0]])


def test_a_world_of_values_may_hold_functions_and_is_differentiated():
    world = {"f": code.square, "t": 1.5}
    assert check("f'(t) = 2 t", world).methods == ("complex step", "five-point differences")
    assert not check("f'(t) = 3 t", world)
