"""Integrals: all points at once where that is sound, narrow bells, nested ones, and refusals."""

import math

import numpy as np
import pytest

from nnbook.verify import Page, calculus, drawn, function
from nnbook.verify.evaluate import Evaluator, evaluate
from nnbook.verify.world import World
from tests.verify.pages import assert_fails, assert_holds


def bell(y, mean, deviation):
    """The normal density, for numbers or arrays."""
    return np.exp(-(((y - mean) / deviation) ** 2) / 2) / (deviation * np.sqrt(2 * np.pi))


def of_numbers_alone(x):
    return math.exp(x)  # an array is refused


def shared(x):
    return np.mean(x) + 0.0 * x  # not elementwise, whatever is declared


PAGE = Page(
    drawn("x", (), "a place"),
    drawn("y", (), "another place"),
    drawn("h", (), "an end", values="positive"),
    drawn(r"\mu", (), "mean"),
    drawn("s", (), "deviation", values=(0.05, 2.0)),
    drawn("v", (2, 1), "a column"),
    function("f", bell, "density"),
    function("u", of_numbers_alone, "exponential of a number"),
    function("m", shared, "a mean that is declared elementwise"),
)
LINE = r"\int_{-\infty}^{\infty}"


@pytest.mark.parametrize(
    ("integral", "value", "wrong"),
    [
        (rf"{LINE} f(x, \mu, s) \,dx", "1", "2"),
        (rf"{LINE} x f(x, \mu, s) \,dx", r"\mu", r"-\mu"),
        (rf"{LINE} (x - \mu)^2 f(x, \mu, s) \,dx", "s^2", "s"),
        (r"\int_0^h x \sqrt{x^2 + 1} \,dx", r"\frac13 ((h^2 + 1)^{\frac32} - 1)", "h"),
        (r"\int_0^h \frac{1}{1 + |x|} \,dx", r"\log(1 + h)", r"\log h"),
        (r"\int_0^h x^{\frac32} \,dx", r"\frac25 h^{\frac52}", r"\frac25 h"),
        (r"\int_0^h y \,dx", "h y", "h"),
        (r"\int_h^h y \,dx", "0", "h"),
        (r"\int_0^0 x \,dx", "0", "1"),
        (r"\int_0^h u(x) \,dx", "e^h - 1", "e^h"),
        (r"\int_0^h m(x) x \,dx", r"\frac13 h^3", r"\frac14 h^3"),
        (rf"{LINE} \left( {LINE} e^{{-\frac{{x^2 + y^2}}{{2}}}} \,dy \right) \,dx", r"2 \pi", "6"),
    ],
)
def test_integrals_have_their_values_and_no_others(integral, value, wrong):
    assert_holds(f"{integral} = {value}", PAGE)
    assert_fails(f"{integral} = {wrong}", PAGE, "value")


@pytest.mark.parametrize(
    ("latex", "category", "message"),
    [
        (r"\int_0^h \frac{1}{x} \,dx = 1", "value", "does not settle"),
        (r"\int_{-1}^{1} \log x \,dx = 1", "value", "not positive"),
        (r"\int_{-1}^{1} \frac{1}{x - x} \,dx = 1", "value", "division by zero"),
        (r"\int_{-1}^{1} x^{\frac12} \,dx = 1", "value", "power of a negative number"),
        (r"\int_0^h v^2 x \,dx = 1", "shape", "power of an array"),
    ],
)
def test_what_an_integrand_is_refused_for_is_said(latex, category, message):
    assert_fails(latex, PAGE, category, message)


@pytest.mark.parametrize(
    ("body", "steps"),
    [(r"e^{-x^2} x^2", 50), (r"f(x, \mu, s) x", 50), ("u(x)", 100), ("m(x) x", 200)],
)
def test_arithmetic_is_done_once_and_what_is_not_elementwise_point_by_point(body, steps):
    world = World(PAGE, 0, evaluate)
    evaluator = Evaluator(world)
    evaluator.value(PAGE.parse(rf"\int_0^1 {body} \,dx"), {})
    spent = evaluator.trace.spent
    assert (spent < steps) == (steps == 50), spent


def test_few_points_do_where_the_integrand_is_smooth_and_there_alone():
    def points(function):
        asked = []
        found = calculus.integral(lambda x: asked.append(x) or function(x), 0.0, 1.0)
        return found, len(asked)

    smooth, few = points(math.exp)
    assert smooth == pytest.approx(math.e - 1, rel=1e-14)
    kinked, many = points(lambda x: abs(x - 0.3))
    assert kinked == pytest.approx((0.3**2 + 0.7**2) / 2, rel=1e-6)
    narrow, _ = points(lambda x: bell(x, 0.37, 0.01))
    assert narrow == pytest.approx(1, rel=1e-12)
    assert few == 50 < many
