"""A mean over many outcomes is taken at all of them at once, and is the one found one by one."""

import numpy as np
import pytest

from nnbook.verify import Page, constant, defined, drawn, function, index, random, size
from nnbook.verify.evaluate import Evaluator, evaluate
from nnbook.verify.world import World
from tests.verify.pages import assert_fails, assert_holds

PAGE = Page(
    size("n", 3, "how many"),
    size("m", 5, "how many columns"),
    index("k", 1, "n", "entries"),
    index("r", 1, "n", "entries a second time"),
    constant("V", (1, 3), "three values, a row", [[-1.4, 0.3, 1.6]]),
    drawn("A", ("n", "m"), "columns"),
    drawn("z", (), "a number"),
    random(r"\mathsf{W}_k", (), "one of the three values", "sample", "V"),
    random(r"\mathsf{A}", ("n", 1), "a column", "sample", "A"),
    random(r"\mathsf{B}", ("n", 1), "yes or no, three times", "bernoulli", 0.3),
    random(r"\mathsf{Z}", ("n", 1), "three normal numbers", "normal", 0, 1),
    defined(r"\mathsf{Q}", (), "a sum of products"),
    function("f", np.tanh, "bends"),
)
Q = r"\sum_{k=1}^{n} \mathsf{W}_k \mathsf{A}_k"
WORLD = World(
    PAGE, 3, evaluate, definitions={r"\mathsf{Q}": (PAGE.parse(Q, PAGE.index_letters), ())}
)
SQUARES = (
    r"\sum_{k=1}^{n} \sum_{r=1}^{n} "
    r"\mathbb{E}[\mathsf{W}_k \mathsf{W}_r] \mathbb{E}[\mathsf{A}_k \mathsf{A}_r]"
)
TAKEN = [
    rf"\mathbb{{E}}[{Q}]",
    r"\operatorname{Var}(\mathsf{Q})",
    r"\mathbb{E}[\mathsf{Q}^2 \mathsf{W}_1]",
    r"\mathbb{E}[\mathsf{A}_2 \prod_{k=1}^{n} (\mathsf{W}_k + z)]",
    r"\mathbb{E}[\max(0, \mathsf{Q}) - \min(z, \mathsf{W}_2, 1)]",
    r"\mathbb{E}[\mathsf{Q}\, \mathbb{1}[\mathsf{W}_1 < \mathsf{W}_2 \le 1]]",
    r"\mathbb{E}[f(\mathsf{Q}) \mathsf{B}_3]",
    r"\mathbb{E}[\mathsf{B}_1 + \mathsf{B}_2 \mathsf{B}_3]",
    r"\mathbb{E}[\mathsf{Z}_1^2 \mathsf{Z}_2^2 + \mathsf{Z}_3]",
]
LEFT = [
    r"\mathbb{E}[\mathsf{A} \mathsf{W}_1]",  # an array
    r"\mathbb{E}[\|\mathsf{A}\|^2 \mathsf{W}_1]",
    r"\mathbb{E}[\mathsf{A}^\top \mathsf{A} \mathsf{W}_1]",
]


def value(latex):
    """A value, and the steps that it took."""
    evaluator = Evaluator(WORLD)
    found = evaluator.value(PAGE.parse(latex, PAGE.index_letters), {})
    return found, evaluator.trace.spent


@pytest.mark.parametrize("latex", TAKEN)
def test_at_once_is_what_is_found_one_by_one_in_fewer_steps(latex, monkeypatch):
    found, steps = value(latex)
    monkeypatch.setattr("nnbook.verify.probability._FEW", 10**9)
    alone, more = value(latex)
    assert found == pytest.approx(alone, rel=1e-12, abs=1e-12)
    assert steps < more / 2


@pytest.mark.parametrize("latex", LEFT)
def test_what_is_no_scalar_arithmetic_is_left_to_be_found_one_by_one(latex, monkeypatch):
    found, _ = value(latex)
    monkeypatch.setattr("nnbook.verify.probability._FEW", 10**9)
    assert found == pytest.approx(value(latex)[0], rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (
            rf"\mathbb{{E}}[({Q})^2]",
            SQUARES,
        ),
        (
            r"\mathbb{E}[\mathsf{W}_1^2 \mathsf{A}_2]",
            r"\mathbb{E}[\mathsf{W}_1^2] \mathbb{E}[\mathsf{A}_2]",
        ),
        (
            r"\mathbb{E}[\mathsf{W}_k \mathsf{A}_k]",
            r"\mathbb{E}[\mathsf{W}_k] \mathbb{E}[\mathsf{A}_k]",
        ),
    ],
)
def test_means_of_independent_letters(left, right):
    assert_holds(f"{left} = {right}", PAGE)
    assert_fails(f"{left} = 2 {right}", PAGE, "value", "does not hold")


def test_a_letter_out_of_range_is_said():
    assert_fails(r"\mathbb{E}[\mathsf{W}_{n+1} \mathsf{A}_1 \mathsf{W}_1] = 0", PAGE, "shape", "")
    assert_fails(r"\mathbb{E}[\mathsf{A}_{n+1} \mathsf{W}_1] = 0", PAGE, "shape", "")


def test_a_division_by_zero_at_one_point_is_said():
    assert_fails(
        r"\mathbb{E}\left[\frac{\mathsf{A}_1 \mathsf{W}_1}{\mathsf{W}_2 - 0.3}\right] = z",
        PAGE,
        "value",
        "division by zero",
    )
