"""The rules of what counts as evidence, each with pages that break it."""

import numpy as np
import pytest

from nnbook.verify import (
    Page,
    computed,
    constant,
    drawn,
    function,
    index,
    section,
    size,
    updated,
    view,
)
from nnbook.verify.compare import Scale, relative_error, scalar_error
from nnbook.verify.report import said
from nnbook.verify.world import _content
from tests.verify import code
from tests.verify.pages import assert_fails, assert_holds, check, displayed, refused, verdict
from tests.verify.worlds import (
    DESCENT,
    LETTERS,
    NUMBERS,
    RELU,
    SIGMOID,
    SOFTMAX,
    network,
    one_example,
)

LOGISTIC = r"\sigma(z) = \frac{1}{1 + e^{-z}}"
SQUARE = "f = x^2"


# The two sides of a relation come from different places.

NAMES = Page(
    drawn("z", (), "weighted input"),
    drawn("X", (2, 3), "inputs"),
    size("n", 2, "rows"),
    size("m", 3, "columns"),
    index("i", 1, "m", "example"),
    index("k", 1, "n", "entry"),
    view("w", (), "weighted input by another name", "z"),
    view("x^{(i)}", (2, 1), "one example", "X_{:i}"),
    computed("a", (), "output", code.sigmoid, "z"),
    computed("p", (), "output, computed again", code.sigmoid, "w"),
    function(r"\sigma", code.sigmoid, "logistic function"),
    computed("Y", (2, 3), "twice the inputs", code.double, "X"),
)


@pytest.mark.parametrize(
    "latex",
    [
        "z = z",
        r"\sigma(z) = \sigma(z)",
        r"\sigma'(z) = \sigma^\prime(z)",
        r"\frac{1}{1 + e^{-z}} = \frac{1}{1+e^{-z}}",
        r"a = \frac{1}{1 + e^{-z}} = \frac{1}{1 + e^{-z}}",
        "(z) = z",
        r"\left(z\right) = z",
        "z = w",
        "w = z",
        "a = p",
        r"a = \sigma(z)",
        r"\sigma(z) = a",
        r"\sigma(w) = a",
        r"\sigma(z) = \sigma(w)",
        "x^{(i)}_k = X_{ki}",
        "x^{(1)} = X_{:1}",
        "X_{:2} = x^{(2)}",
        r"x^{(i)\top} = X_{:i}^\top",
        r"z \approx z",
        r"z \le z",
        r"z = w = a",
        "1 = 1",
        "2 = 2.0",
        r"3 \approx 3",
    ],
)
def test_one_value_under_two_names_is_no_evidence(latex):
    result = verdict(latex, NAMES)
    assert not result.holds, "this compares a value with itself"
    assert result.category in ("vacuous", "reading", "value"), said(result)


def test_an_alias_inside_an_expression_is_allowed():
    assert_holds(r"a = \frac{1}{1 + e^{-w}}", NAMES)
    assert_holds("Y_{ki} = 2 x^{(i)}_k", NAMES)


def test_two_names_for_the_same_code_cannot_be_declared():
    error = refused(
        drawn("z", (), "input"),
        computed("a", (), "output", code.sigmoid, "z"),
        computed("p", (), "probability", code.sigmoid, "z"),
    )
    assert "bound to the same code" in error.message
    error = refused(function("f", code.sigmoid, "one"), function("g", code.sigmoid, "two"))
    assert "bound to the same code" in error.message


def test_only_numbers_without_a_letter_are_compared_with_one_another():
    assert_holds(r"2 + 3 = 5", NAMES)
    assert_fails(r"2 + 3 = 6", NAMES, "value")


# Mentions.


@pytest.mark.parametrize(
    "latex",
    [
        "z",
        r"\sigma",
        r"\sigma(z)",
        r"\sigma'",
        r"\sigma'(0)",
        "a",
        "0.5",
        "-1",
        r"\pi",
        "e",
        "a_1",
        r"2 \times 3",
        r"\mathbb{R}",
        r"\mathbb{R}^{2 \times 3}",
        r"(0, 1)",
        "[0, 1]",
        r"[0, 1)",
        r"\{0, 1\}",
        r"5\,\%",
        r"\infty",
    ],
)
def test_a_mention_is_one_name_with_its_scripts(latex):
    result = verdict(latex, SIGMOID)
    if latex == "a_1":  # a is a number
        assert (result.holds, result.category) == (False, "symbol")
    else:
        assert result.kind == "mention", said(result)
        assert result.holds, said(result)
        assert result.comparisons == 0


@pytest.mark.parametrize(
    "latex",
    [
        "1 - a",
        "a (1 - a)",
        "-z",
        "2z",
        "z^2",
        r"\frac{z}{2}",
        r"e^{-z}",
        r"\log p",
        r"\sqrt{p}",
        r"\sigma(-z)",
        r"\sigma(2z)",
        r"\frac{da}{dz}",
        r"\sum_{i=1}^3 i",
        "|z|",
        "1 + 1",
        "2^3",
        r"\sigma(\sigma(z))" + "+0",
        r"(1 - a, a)",
        r"[0, 1 - a]",
        r"\max(0, z)",
        "p!",
    ],
)
def test_an_expression_with_an_operator_is_no_mention(latex):
    assert_fails(latex, SIGMOID, "coverage", "operator")


def test_an_expression_may_be_repeated_where_its_relation_is_executed():
    text = (
        displayed(LOGISTIC, r"\frac{1}{1 + e^{-z}}") + "\nThe fraction $\\frac1{1 + e^{-z}}$ too.\n"
    )
    assert all(result.holds for result in check(text, SIGMOID))
    text = "First $\\frac{1}{1 + e^{-z}}$.\n\n" + displayed(LOGISTIC)
    assert all(result.holds for result in check(text, SIGMOID))


def test_a_side_of_a_false_relation_is_no_evidence_for_a_mention():
    first, second = check(displayed(r"a = 1 - \sigma(z)", r"1 - \sigma(z)"), SIGMOID)
    assert (first.holds, second.holds) == (False, False)
    assert second.category == "coverage"


def test_a_mention_of_what_does_not_exist_is_refused():
    page = network(2)
    assert check("$W^{[2]}$ $W^{[l]}$ $A^{[0]}$ $b^{[L]}$ $W^{[1]}_{21}$\n", page)[-1].holds
    for latex in (
        "W^{[3]}",
        "W^{[0]}",
        "W^{[L+1]}",
        "W^{[1]}_{99}",
        "W^{[1]}_{19}",
        "W^{[1]}_{0,1}",
    ):
        assert_fails(latex, page, "shape")
    assert_fails("W", page, "symbol")
    assert_fails("W^{[1]}_{1}", page, "shape")


# Derivatives.


def test_a_prime_is_never_the_package_s_own_derivative():
    error = refused(
        drawn("z", (), "input"),
        function("f", code.square, "square"),
        function("f'", code.square_of_absolute, "derivative bound to a prime"),
    )
    assert "prime" in error.message or "derivative" in error.message
    error = refused(
        drawn("z", (), "input"),
        computed(r"\frac{da}{dz}", (), "slope", code.slope, "z"),
    )
    assert error.category == "symbol"


def test_the_package_s_derivative_has_a_name_of_its_own():
    assert_holds(r"D(z) = \sigma'(z)", SIGMOID)
    wrong = Page(
        drawn("z", (), "input"),
        function(r"\sigma", code.sigmoid, "logistic function"),
        function("D", code.double, "slope, but wrong"),
    )
    assert_fails(r"D(z) = \sigma'(z)", wrong, "value")


def test_both_methods_must_agree():
    page = Page(drawn("z", (), "input"), function("f", code.square_of_absolute, "square"))
    assert_fails("f'(z) = 2z", page, "value", "two methods of differentiation disagree")
    page = Page(
        drawn("z", (), "input"), function("f", code.square_of_absolute, "square", analytic=False)
    )
    result = assert_holds("f'(z) = 2z", page)
    assert result.methods == {"five-point differences"}
    assert any("not analytic" in note for note in result.notes)


def test_a_number_that_loses_its_imaginary_part_is_found_in_a_computed_value():
    page = Page(drawn("x", (), "input"), computed("J", (), "cost", code.square_of_absolute, "x"))
    assert_fails(r"\frac{dJ}{dx} = 2x", page, "value", "methods of differentiation disagree")


def test_an_absolute_value_has_its_slope_except_at_the_kink():
    page = Page(drawn("z", (), "input"))
    assert_holds(r"\frac{d |z|}{dz} = \begin{cases} 1 & z > 0 \\ -1 & z < 0 \end{cases}", page)


def test_a_kink_has_no_derivative():
    text = "# Zero {#at-zero}\n\n" + displayed(
        r"\mathrm{ReLU}'(z) = \begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases}"
    )
    (result,) = check(text, RELU)
    assert (result.holds, result.category) == (False, "value")
    assert "no derivative at 0, its kink" in result.message
    given = displayed(
        r"\mathrm{ReLU}'(z) = \begin{cases} 1 & z > 0 \\ 0 & z < 0 \end{cases}, \quad z \ne 0"
    )
    (result,) = check("# Zero {#at-zero}\n\n" + given, RELU)
    assert result.holds, said(result)


def test_a_kink_that_is_not_declared_is_found():
    page = Page(drawn("z", (), "input", also=(0.0,)), function("f", code.relu, "rectifier"))
    slopes = r"f'(z) = \begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases}"
    assert_fails(slopes, page, "value", "methods of differentiation disagree")


def test_without_a_path_there_is_no_derivative():
    for latex in (
        r"\frac{da}{dp} = 0",
        r"\frac{\partial p}{\partial z} = 0",
        r"\frac{\partial z}{\partial a} = 1",
        r"\nabla_p a = 0",
        r"\frac{d \sigma(p)}{dz} = 0",
        r"\frac{d^2 z}{dz^2} = \frac{dp}{dz}",
        r"\frac{d 3}{dz} = 0",
    ):
        assert_fails(latex, SIGMOID, "path", "no path")


def test_what_depends_is_recomputed_from_the_letter_below():
    page = one_example(3)
    assert_holds(r"\frac{\partial \ell}{\partial z^{[2]}} = \delta^{[2]}", page)
    left = r"\frac{\partial \ell}{\partial a^{[1]}} = "
    right = r"\frac{\partial \ell}{\partial z^{[2]}}"
    assert_holds(left + r"(W^{[2]})^\top " + right, page)
    assert_fails(left + "W^{[2]} " + right, page, "shape")


def test_the_untransposed_chain_is_refused():
    page = one_example(2)
    chain = r"\frac{\partial \ell}{\partial z^{[1]}} = "
    below = r"\frac{\partial z^{[2]}}{\partial z^{[1]}}"
    above = r"\frac{\partial \ell}{\partial z^{[2]}}"
    assert_holds(chain + rf"\left({below}\right)^\top {above}", page)
    assert_fails(chain + below + above, page, "shape")
    assert_fails(chain + above + below, page, "shape")
    assert_fails(chain + above + r"\left(" + below + r"\right)^\top", page, "shape")


def test_a_matrix_by_a_matrix_is_refused():
    page = network(2)
    latex = r"\frac{\partial Z^{[1]}}{\partial W^{[1]}} = X"
    result = assert_fails(latex, page, "shape", "is no matrix")
    assert result.remedy == "print it with indices"
    assert_fails(r"\frac{\partial Z^{[1]}}{\partial b^{[1]}} = X", page, "shape", "is no matrix")


def test_a_scalar_by_an_array_has_its_shape():
    page = network(2)
    assert_holds(r"\frac{\partial \mathcal{L}}{\partial W^{[1]}} \in \mathbb{R}^{3 \times 2}", page)
    assert_fails(
        r"\frac{\partial \mathcal{L}}{\partial W^{[1]}} \in \mathbb{R}^{2 \times 3}", page, "shape"
    )


# Shapes: = never broadcasts, + only a declared bias.


@pytest.mark.parametrize(
    ("latex", "category"),
    [
        ("o = A + d", ""),
        ("o = d + A", ""),
        ("o - d = A", ""),
        ("o = A + (d)", ""),
        ("F - A = A", ""),
        ("F + 1 = A + A + 1", ""),
        ("o = A + c", "shape"),
        ("o = A + 2d - d", "shape"),
        (r"o = A + d^\top", "shape"),
        ("o = A + x", "shape"),
        ("o = A + u", "shape"),
        ("o = d", "shape"),
        ("o = c", "shape"),
        ("d = o", "shape"),
        ("A = 1", "shape"),
        ("A = x", "shape"),
        ("x = A", "shape"),
        (r"A \le 9", "shape"),
        (r"F = 2 A^\top", "shape"),
        (r"F = A \odot d", "shape"),
        (r"F = A \odot 2", "shape"),
        (r"F = A \cdot 2", ""),
        (r"F = \frac{A}{d}", "shape"),
        (r"F = \frac{d}{A}", "shape"),
        ("F = A / 0.5", ""),
        ("G = A^2", "shape"),
        (r"G = A \odot A", ""),
        ("G = A A", "shape"),
        (r"A \times A = G", "shape"),
        ("s = u^2", "shape"),
        (r"s = u^\top u", ""),
        (r"s = \|u\|^2", ""),
        (r"s = \|u\|_2^2", ""),
        (r"s = \|u\|_1^2", "value"),
        (r"s = \|A\|^2", "reading"),
        ("s = u u", "shape"),
        (r"s = u u^\top", "shape"),
        ("I u = 2u - u", ""),
        ("I A = A + 0", "shape"),
        ("A I = 0.5 F", ""),
        (r"s = |A|", "shape"),
        (r"\begin{bmatrix} A \\ F \end{bmatrix} = A", "shape"),
        (r"\begin{bmatrix} A & c \end{bmatrix} = A", "shape"),
        (r"\begin{bmatrix} A & u \end{bmatrix} = A", "shape"),
        (r"\begin{bmatrix} A \\ u^\top \end{bmatrix} = A", "shape"),
        (r"F_{ij} = 2 A_{ij}", "symbol"),
        (r"F_{12} = 2 A_{12}", ""),
        (r"F_{12} = 2 A_{21}", "value"),
        (r"F_{13} = 2 A_{13}", ""),
        (r"F_{31} = 2 A_{31}", "shape"),
        (r"F_{1} = 2 A_{1}", "shape"),
        (r"F_{1:} = 2 A_{1:}", ""),
        (r"F_{:1} = 2 A_{:1}", ""),
        (r"F_{:1} = 2 A_{1:}", "shape"),
        (r"F^\top_{12} = 2 A_{21}", "reading"),
        (r"(F^\top)_{1,2} = 2 A_{21}", ""),
        (r"(F^\top)_{12} = 2 A_{21}", "shape"),  # read as entry 12
    ],
)
def test_shapes(latex, category):
    if category:
        assert_fails(latex, LETTERS, category)
    else:
        assert_holds(latex, LETTERS)


# Numbers.

ROOTS = r"\begin{bmatrix} \sqrt{2} \\ \sqrt{3} \end{bmatrix}"


@pytest.mark.parametrize(
    ("latex", "category"),
    [
        (r"\sqrt{2} \approx 1.4142", ""),
        (r"\sqrt{2} \approx 1.414", ""),
        (r"\sqrt{2} \approx 1.4143", "value"),
        (r"\sqrt{2} \approx 1.4141", "value"),
        (r"\sqrt{2} \approx 1.41420", "value"),
        (r"\sqrt{2} = 1.4142", "value"),
        (r"\sqrt{2} = 1.41421356", "value"),
        (r"\frac{1}{8} \approx 0.13", ""),
        (r"\frac{1}{8} \approx 0.12", ""),
        (r"\frac{1}{8} \approx 0.11", "value"),
        (r"\frac{1}{8} = 0.125", ""),
        (r"\frac{1}{3} = 0.333333333", "value"),
        (r"\frac{1}{3} = 0.33333333333", "value"),
        (r"-\sqrt{2} \approx -1.41", ""),
        (r"-\sqrt{2} \approx 1.41", "value"),
        (r"\sqrt{2} \cdot 10^3 \approx 1.41 \cdot 10^3", ""),
        (r"\sqrt{2} \cdot 10^3 \approx 1.41 \times 10^{3}", ""),
        (r"\sqrt{2} \cdot 10^3 \approx 1.42 \cdot 10^3", "value"),
        (r"\sqrt{2} \cdot 10^3 \approx 1.41 \cdot 10^2", "value"),
        (r"\sqrt{2} \cdot 10^3 \approx 1414", ""),
        (r"\sqrt{2} \cdot 10^3 \approx 1400", "value"),
        (r"10^{-5} \sqrt{2} \approx 1.41 \cdot 10^{-5}", ""),
        (r"10^{-5} \sqrt{2} \approx 1.42 \cdot 10^{-5}", "value"),
        (r"10^{-5} \sqrt{2} \approx 0.00", ""),
        (r"\sigma(0) = \frac{1}{2} = 50\,\%", ""),
        (r"\sigma(1) \approx 73\,\%", ""),
        (r"\sigma(1) \approx 74\,\%", "value"),
        (r"1.41 \approx \sqrt{2}", "reading"),
        (r"\sqrt{2} \approx \frac{7}{5}", "reading"),
        (r"\sqrt{2} \approx 1.4 + 0.01", "reading"),
        (r"\sqrt{2} \approx 1.4 \approx 1", ""),
        (r"\sqrt{2} \approx 1.5 \approx 2", "value"),
        (rf"{ROOTS} \approx \begin{{bmatrix}} 1.41 \\ 1.73 \end{{bmatrix}}", ""),
        (rf"{ROOTS} \approx \begin{{bmatrix}} 1.41 \\ 1.74 \end{{bmatrix}}", "value"),
        (r"0.1 + 0.2 = 0.3", ""),
        (r"10^{-12} = 2 \cdot 10^{-12}", "value"),
        (r"10^{-12} \sqrt{4} = 2 \cdot 10^{-12}", ""),
        (r"1 + 10^{-7} = 1 \cdot 1", "value"),
        (r"\frac{1}{0} = 1", "value"),
        (r"\log(0) = 1", "value"),
        (r"\log(-1) = 1", "value"),
        (r"\sqrt{-1} = 1", "value"),
        (r"0^0 = 1", "value"),
        (r"0^{-1} = 1", "value"),
        (r"(-1)^{0.5} = 1", "value"),
        (r"e^{1000} = 1", "value"),
        (r"10^{400} = 1", "value"),
        (r"\infty = \infty + 1", "value"),
        (r"\sqrt{2} \le \infty", "value"),
        (r"e^{-1000} = 0", ""),
        (r"2^{0.5} = \sqrt{2}", ""),
        (r"8^{1/3} = 2", ""),
        (r"\sqrt[3]{8} = 2", ""),
        (r"3! = 6", ""),
        (r"3! = 7", "value"),
        (r"\pi \approx 3.14", ""),
        (r"\pi \approx 3.15", "value"),
        (r"e \approx 2.718", ""),
        (r"1{,}000 = 10^3", ""),
    ],
)  # fmt: skip
def test_numbers(latex, category):
    if category:
        assert_fails(latex, NUMBERS, category)
    else:
        assert_holds(latex, NUMBERS)


def test_a_rounded_number_needs_its_own_sign():
    result = assert_fails(r"\sqrt{2} = 1.4142", NUMBERS, "value")
    assert r"\approx" in result.remedy


def test_what_code_finds_in_single_precision_is_compared_with_all_digits():
    page = Page(function("f", code.square_in_single, "square in single precision"))
    assert_holds(r"f(0.1) \approx 0.0100000007", page)
    assert_fails("f(0.1) = 0.0100000007", page, "value")


# Inequalities.

BOUNDS = Page(
    drawn("x", (), "number"),
    drawn("q", (), "share", values="unit"),
    drawn("y", (), "number with its zero", also=(0.0,)),
    drawn("w", (), "number with a very small one", also=(1e-5,)),
    drawn("k", (), "share with its middle", values="unit", also=(0.5,)),
    drawn("h", (), "share that comes near its middle", values="unit", also=(0.5, 0.5001)),
)


@pytest.mark.parametrize(
    ("latex", "category"),
    [
        (r"y^2 \ge 0", ""),
        (r"0 \le y^2", ""),
        (r"y^2 > 0", "value"),
        (r"x^2 \ge 0", "coverage"),
        (r"x^2 \ge -1", "coverage"),
        (r"y^2 \ge -1", "coverage"),
        (r"y^2 > -1", "coverage"),
        (r"y^2 + 1 > 1", "value"),
        (r"y^2 + 1 \ge 1", ""),
        (r"y^2 + 1 \le 1", "value"),
        (r"w^2 + 1 > 1", ""),
        (r"w^2 + 1 \ge 1", "coverage"),
        (r"w^2 + 1 > 0.9", "coverage"),
        (r"q (1 - q) \le \frac{1}{4}", "coverage"),
        (r"k (1 - k) \le \frac{1}{4}", ""),
        (r"k (1 - k) < \frac{1}{4}", "value"),
        (r"k (1 - k) \le \frac{1}{5}", "value"),
        (r"k (1 - k) \le \frac{1}{3}", "coverage"),
        (r"k (1 - k) \ge \frac{1}{4}", "value"),
        (r"h (1 - h) < \frac{1}{4}, \quad h \ne 0.5", ""),
        (r"h (1 - h) < 0.26, \quad h \ne 0.5", "coverage"),
        (r"0 < q < 1", "coverage"),
        (r"0 \le q \le 1", "coverage"),
        (r"2 < 3", ""),
        (r"2 \le 3", ""),
        (r"3 < 2", "value"),
        (r"2 < 2", ""),
        (r"x \ne x + 1", ""),
        (r"x \ne 2x", ""),
        (r"y \ne 2y", "value"),
        (r"x \ne \frac{2x}{2}", "value"),
    ],
)
def test_inequalities_are_sharp(latex, category):
    if latex == "2 < 2":
        assert not verdict(latex, BOUNDS).holds
    elif latex == r"2 \le 3":  # an equality that is met nowhere
        assert_fails(latex, BOUNDS, "coverage")
    elif category:
        assert_fails(latex, BOUNDS, category)
    else:
        assert_holds(latex, BOUNDS)


# Logic.


@pytest.mark.parametrize(
    ("latex", "category"),
    [
        (r"x > 0 \iff 2x > 0", ""),
        (r"x > 0 \iff x < 0", "value"),
        (r"x > 0 \iff x > 1", "value"),
        (r"q > 0 \iff 2q > 0", "coverage"),
        (r"x^2 < 0 \iff x^4 < 0", "coverage"),
        (r"x > 0 \Rightarrow 3x > 0", ""),
        (r"x > 0 \Rightarrow 3x > 1", "value"),
        (r"x > 1 \Rightarrow x > 0", ""),
        (r"x > 0 \Rightarrow x > 1", "value"),
        (r"x^2 < 0 \Rightarrow x = 1", "coverage"),
        (r"q > 0 \Rightarrow 2q > 0", ""),
        (r"x > 0 \Leftrightarrow 2x > 0 \Leftrightarrow 3x > 0", ""),
        (r"x > 0 \iff x > 0", "vacuous"),
    ],
)
def test_logic_needs_both_truth_values(latex, category):
    if category:
        assert_fails(latex, BOUNDS, category)
    else:
        assert_holds(latex, BOUNDS)


# Cases.

ARMS = Page(
    drawn("x", (), "number", also=(0.0,)),
    function("f", code.relu, "rectifier"),
    function("g", code.leaky, "leaky rectifier"),
    function("h", code.absolute, "distance from zero", analytic=False),
)


@pytest.mark.parametrize(
    ("arms", "category", "words"),
    [
        (r"x & x > 0 \\ 0 & x \le 0", "", ""),
        (r"x & x > 0 \\ 0 & \text{otherwise}", "", ""),
        (r"x & x \ge 0 \\ 0 & x \le 0", "", ""),  # they overlap, and agree there
        (r"x & x > 0 \\ 0 & x < 0", "coverage", "no arm"),
        (r"x & x > 0", "coverage", "no arm"),
        (r"x & x > 0 \\ 0 & x \le 0 \\ 7 & x > 100", "coverage", "reaches this arm"),
        (r"x & x > 0 \\ 0 & x \le 0 \\ 7 & \text{otherwise}", "coverage", "reaches this arm"),
        (r"x & x \ge 0 \\ 1 & x = 0 \\ 0 & x < 0", "value", "two arms"),
        (r"x + 1 & x > 0 \\ x & x > 0 \\ 0 & x \le 0", "value", "two arms"),
        (r"x & x > 0 \\ 0.1 x & x \le 0", "value", "does not hold"),
        (r"-x & x > 0 \\ 0 & x \le 0", "value", "does not hold"),
        (r"x & x < 0 \\ 0 & x \ge 0", "value", "does not hold"),
        (r"\frac{x^2}{x} & x > 0 \\ 0 & x \le 0", "", ""),  # an arm is read where it holds
        (r"x & x > 0 \\ 0 & \text{perhaps}", "symbol", ""),
        (r"x & \text{otherwise} \\ 0 & x \le 0", "value", "two arms"),
    ],
)
def test_arms(arms, category, words):
    latex = rf"f(x) = \begin{{cases}} {arms} \end{{cases}}"
    if category:
        assert_fails(latex, ARMS, category, words)
    else:
        assert_holds(latex, ARMS)


# Counterexamples.


@pytest.mark.parametrize(
    ("wrong", "category", "words"),
    [
        (r"\wrong{f = x^3}", "", ""),
        (r"\wrong{f = 2x}", "", ""),
        (r"\wrong{f < x^2}", "value", "not wrong"),  # the numbers are the same
        (r"\wrong{f = x^2}", "coverage", "the right form"),
        (r"\wrong{f = x \cdot x}", "value", "not wrong"),
        (r"\wrong{f = x x}", "value", "not wrong"),
        (r"\wrong{f \ge x^2}", "value", "not wrong"),
        (r"\wrong{s = 3}", "coverage", "the right form"),
        (r"\wrong{f = A}", "shape", ""),
        (r"\wrong{f = q}", "", ""),
        (r"\wrong{f = n}", "symbol", "not declared"),
        (r"\wrong{f = \log(-p)}", "value", "logarithm"),
        (r"\wrong{f = \frac{x}{0}}", "value", "division by zero"),
        (r"\wrong[shape]{f = A}", "", ""),
        (r"\wrong[shape]{f = A B A B A}", "", ""),
        (r"\wrong[shape]{A A = G}", "", ""),
        (r"\wrong[shape]{f = x^3}", "value", "another reason"),
        (r"\wrong[shape]{f = x \cdot x}", "value", "the shapes fit"),
        (r"\wrong[shape]{f = \log(-p)}", "value", "another reason"),
        (r"\wrong[shape]{f = n}", "symbol", "not declared"),
        (r"\wrong[value]{f = x^3}", "reading", "not known"),
        (r"\wrong[shape{f = A}", "reading", ""),
        (r"\wrong{f}", "reading", "one relation"),
        (r"\wrong{f = x = 2}", "reading", "one relation"),
        (r"\wrong{f = x, \quad f = 2}", "reading", "one relation"),
        (r"\wrong{}", "reading", "holds nothing"),
        (r"\wrong", "reading", "no argument"),
        (r"\wrong{f = 2x} + 1", "reading", "after"),
        (r"\wrong{f := 2x}", "reading", ""),
        (r"\wrong{f \leftarrow 2x}", "reading", ""),
        (r"\wrong{\wrong{f = 2x}}", "reading", ""),
        (r"\wrong{f = 2x}.", "", ""),
        (r"\wrong{x = 2x}", "coverage", "the right form"),
    ],
)  # fmt: skip
def test_counterexamples(wrong, category, words):
    if category:
        assert_fails(wrong, LETTERS, category, words, SQUARE)
    else:
        result = assert_holds(wrong, LETTERS, SQUARE)
        assert result.kind == "counterexample"


def test_the_right_form_of_a_section_with_letters_of_its_own_is_none_elsewhere():
    """Only in its section is there a letter that the right form is printed with."""
    page = Page(
        drawn("x", (), "a number"),
        computed("f", (), "its square", np.square, "x"),
        section("own", symbols=(drawn("q", (), "a number of its own"),
                                computed("f", (), "square of q", np.square, "q"))),
    )  # fmt: skip
    elsewhere = "## Own {#own}\n\n$$\nf = q^2\n$$\n\n## Other {#other}\n\n$$\n\\wrong{f = 2x}\n$$\n"
    right, wrong = check(elsewhere, page)
    assert right.holds, said(right)
    assert wrong.category == "coverage"
    assert "the right form of this page does not hold" in wrong.message
    right, wrong, here = check(elsewhere + "\n$$\nf = x^2\n$$\n", page)
    assert wrong.holds, said(wrong)
    assert here.holds


def test_the_right_form_may_come_after():
    wrong, right = check(displayed(r"\wrong{f = 2x}", SQUARE), LETTERS)
    assert wrong.holds, said(wrong)
    assert right.holds


def test_the_right_form_must_be_true():
    wrong, right = check(displayed(r"\wrong{f = 2x}", "f = x^3"), LETTERS)
    assert not right.holds
    assert (wrong.holds, wrong.category) == (False, "coverage")


def test_the_right_form_must_hold_in_the_same_world():
    page = Page(
        drawn("x", (), "number"),
        computed("f", (), "square", code.square, "x"),
        section("here", values={"x": 2.0}),
        section("there", values={"x": 3.0}),
    )
    text = "# Here {#here}\n\n$$\nf = 4\n$$\n\n# There {#there}\n\n$$\n\\wrong{f = 5}\n$$\n"
    right, wrong = check(text, page)
    assert right.holds
    assert (wrong.holds, wrong.category) == (False, "coverage")
    assert "same world" in wrong.message


def test_a_counterexample_shows_both_numbers():
    result = assert_holds(r"\wrong{f = 2x}", LETTERS, SQUARE)
    (step,) = result.steps
    assert step.left_value != pytest.approx(step.right_value)


# Definitions.

DEFINED = Page(*LETTERS.declarations, drawn("z", (), "third number"))


@pytest.mark.parametrize(
    ("formulas", "category", "words"),
    [
        (["k := x^2", "f = k"], "", ""),
        ([r"k \coloneqq x^2", "f = k"], "", ""),
        (["k := x^2", "f = 2k"], "value", ""),
        (["f := x^2"], "symbol", "only for a letter that the code lacks"),
        (["x := 2"], "symbol", "only for a letter that the code lacks"),
        (["n := 2"], "symbol", "not declared"),
        (["k + 1 := 2"], "symbol", ""),
        (["k^2 := 2"], "symbol", ""),
        (["f = k"], "symbol", "no value yet"),
        (["f = k", "k := x^2"], "symbol", "no value yet"),
        (["k := x^2", "k := x^3"], "symbol", "defined twice"),
        (["k := A"], "shape", "declared with shape"),
        (["k := k + 1"], "symbol", ""),
        (["k := k"], "", ""),
        (["k := x^2 = f"], "reading", "beside other relations"),
        (["k := "], "reading", ""),
        (["k := 2, \\quad f = x^2"], "reading", ""),
        (["k := x^2", "k = x^2"], "vacuous", ""),
        (["k := x^2", "f = k", r"\frac{dk}{dx} = 2x"], "", ""),
        (["k := x^2", r"\frac{df}{dk} = 1"], "path", ""),
    ],
)  # fmt: skip
def test_definitions(formulas, category, words):
    *before, last = formulas
    if formulas == ["k := k"]:
        assert not verdict(last, DEFINED).holds
    elif category and len(formulas) > 1 and formulas[0] == "f = k":
        first = check(displayed(*formulas), DEFINED)[0]
        assert (first.holds, first.category) == (False, category), said(first)
        assert words in first.message
    elif category:
        assert_fails(last, DEFINED, category, words, *before)
    else:
        results = check(displayed(*formulas), DEFINED)
        assert all(result.holds for result in results), [said(result) for result in results]
        assert results[0].comparisons == 0  # a definition is no evidence


# Assumptions.


def supposing(*formulas):
    return "# One\n\n## There {#there}\n\n" + displayed(*formulas)


@pytest.mark.parametrize(
    ("formulas", "category", "words"),
    [
        ([r"\text{suppose } x > 0", r"|x| = x \cdot 1"], "", ""),
        ([r"\text{Suppose that } x > 0", r"|x| = x \cdot 1"], "", ""),
        ([r"\text{assume } x < 0", "|x| = -x"], "", ""),
        ([r"\text{suppose } x > 0", "|x| = -x"], "value", ""),
        ([r"\text{suppose } x > 0", r"\text{suppose } x < 1", r"|x| = x \cdot 1"], "", ""),
        ([r"\text{suppose } p > 0"], "vacuous", "supposes nothing"),
        ([r"\text{suppose } x^2 \ge 0"], "vacuous", "supposes nothing"),
        ([r"\text{suppose } x > 0", r"\text{suppose } x > -1"], "vacuous", "supposes nothing"),
        ([r"\text{suppose } x > 1000"], "vacuous", "no world"),
        ([r"\text{suppose } x^2 < 0"], "vacuous", "no world"),
        ([r"\text{suppose } x > 0", r"\text{suppose } x < 0"], "vacuous", "no world"),
        ([r"\text{suppose } x = 2", "f = 4"], "", ""),
        ([r"\text{suppose } x = 2", "f = 5"], "value", ""),
        ([r"\text{suppose } f = 2"], "vacuous", ""),
        ([r"\text{suppose } x = x + 1"], "vacuous", ""),
        ([r"\text{suppose } x"], "reading", "is a relation"),
        ([r"\text{suppose }"], "reading", ""),
        ([r"\text{suppose } n > 0"], "symbol", "not declared"),
        ([r"\text{suppose } A > 0"], "", ""),
        ([r"\text{suppose } A > 9"], "vacuous", "no world"),
        ([r"\text{suppose } A = B"], "shape", ""),
    ],
)  # fmt: skip
def test_assumptions(formulas, category, words):
    results = check(supposing(*formulas), LETTERS)
    for result in results[:-1]:
        assert result.holds, said(result)
    last = results[-1]
    assert last.holds == (not category), said(last)
    assert last.category == category, said(last)
    assert words in last.message


def test_an_assumption_ends_with_its_section():
    text = supposing(r"\text{suppose } x > 0", r"|x| = x \cdot 1")
    text += "\n## Elsewhere\n\n" + displayed(r"|x| = 1 \cdot x")
    *inside, outside = check(text, LETTERS)
    assert all(result.holds for result in inside)
    assert (outside.holds, outside.category) == (False, "value")
    text = text.replace("## Elsewhere", "### Below")
    assert all(result.holds for result in check(text, LETTERS))


def test_an_assumption_does_not_reach_back():
    first, second = check(supposing(r"|x| = x \cdot 1", r"\text{suppose } x > 0"), LETTERS)
    assert (first.holds, second.holds) == (False, True)


# Updates.

VELOCITY = r"v \leftarrow \beta v - \alpha \frac{\partial J}{\partial w}"


def rows(*lines):
    return r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}"


@pytest.mark.parametrize(
    ("latex", "category"),
    [
        (rows(VELOCITY, r"w \leftarrow w + v"), ""),  # v is the new velocity here
        (rows(VELOCITY.replace(r"\leftarrow", r"&\leftarrow"), r"w &\leftarrow w + v"), ""),
        (rows(r"w \leftarrow w + v", VELOCITY), "value"),
        (rows(VELOCITY, r"w \leftarrow w - v"), "value"),
        (rows(VELOCITY, r"w \leftarrow w + \beta v"), "value"),
        (r"w \leftarrow w + v", "value"),  # the old velocity
        (VELOCITY, ""),
        (VELOCITY.replace("- ", "+ "), "value"),
        (VELOCITY.replace(r"\beta v", "v"), "value"),
        (r"v \leftarrow \beta v - \alpha (w - y)", ""),
        (rows(r"v \leftarrow \beta v - \alpha (w - y)", r"w \leftarrow w + v"), ""),
        # The gradient is that at the entry, although w has its new value by then.
        (rows(VELOCITY, r"w \leftarrow w + v", r"v \leftarrow v"), "vacuous"),
        (r"(v, w) \leftarrow (\beta v - \alpha (w - y), w + \beta v - \alpha (w - y))", ""),
        (r"(v, w) \leftarrow (\beta v - \alpha (w - y), w + v)", "value"),  # at once: v is old
        (r"(w, v) \leftarrow (\beta v - \alpha (w - y), w + v)", "value"),
        (r"(v, w) \leftarrow (w, v, v)", ""),
        (r"y \leftarrow y - 1", "symbol"),
        (r"w \leftarrow w + v \leftarrow v", "reading"),
        (r"w \leftarrow", "reading"),
        (r"w + v \leftarrow w", "shape"),
        (r"J \leftarrow J - 1", "symbol"),
    ],
)  # fmt: skip
def test_updates(latex, category):
    if "v, v)" in latex:
        assert not verdict(latex, DESCENT).holds
    elif category:
        assert_fails(latex, DESCENT, category)
    else:
        assert assert_holds(latex, DESCENT).kind == "update"


def test_a_tuple_is_updated_at_once():
    text = "# At once {#at-once}\n\n" + displayed(
        r"(v, w) \leftarrow (\beta v - \alpha (w - y), w + v)"
    )
    (result,) = check(text, DESCENT)
    assert result.holds, said(result)
    text = "# At once {#at-once}\n\n" + displayed(rows(VELOCITY, r"w \leftarrow w + v"))
    (result,) = check(text, DESCENT)
    assert (result.holds, result.category) == (False, "value")


def test_gradients_in_rows_are_those_at_the_entry():
    page = Page(
        size("n", 3, "number of weights"),
        drawn("w", ("n", 1), "weights"),
        drawn("v", ("n", 1), "more weights"),
        drawn(r"\alpha", (), "step size", values="positive"),
        computed("J", (), "cost", code.half_squared, "w", "v"),
        computed("dw", ("n", 1), "gradient by w", code.difference, "w", "v"),
        updated("w", code.less, "w", r"\alpha", "dw"),
        updated("v", code.plus_part, "v", r"\alpha", "dw"),
    )
    first = r"w \leftarrow w - \alpha \frac{\partial J}{\partial w}"
    second = r"v \leftarrow v - \alpha \frac{\partial J}{\partial v}"
    assert_holds(rows(first, second), page)
    assert_holds(rows(second, first), page)


# Sections.

WORLDS = Page(
    size("n", 3, "outputs"),
    size("m", 4, "examples"),
    drawn("W", ("n", "m"), "weights"),
    drawn("x", ("m", 1), "inputs"),
    drawn("t", (), "number"),
    computed("z", ("n", 1), "products", code.product, "W", "x"),
    section("one-output", sizes={"n": 1}),
    section("one-output-too", sizes={"n": 1}, general=True),
    section("one-output-alone", sizes={"n": 1}, general=False),
    section("fixed", values={"t": 2.0}),
    section("fixed-too", values={"t": 2.0}, general=True),
    section("squares", symbols=(computed("z", ("n", 1), "squares", code.product, "W", "x"),)),
)
BACK = r"z = (x^\top W^\top)^\top"
SWAPPED = r"z = x^\top W^\top"


def under(heading, *formulas):
    return f"# One {{#{heading}}}\n\n" + displayed(*formulas)


def test_a_special_world_hides_a_transpose_and_the_general_one_shows_it():
    assert check(under("here", BACK), WORLDS)[0].holds
    assert check(under("here", SWAPPED), WORLDS)[0].category == "shape"
    assert check(under("one-output-alone", SWAPPED), WORLDS)[0].holds
    for heading in ("one-output", "one-output-too"):
        assert check(under(heading, SWAPPED), WORLDS)[0].category == "shape"
        assert check(under(heading, BACK), WORLDS)[0].holds


def test_what_is_printed_in_numbers_is_asked_of_the_special_world_unless_said_otherwise():
    assert check(under("fixed", "t + 1 = 3"), WORLDS)[0].holds
    assert check(under("fixed-too", "t + 1 = 3"), WORLDS)[0].category == "value"


def test_fixed_values_hold_below_their_heading_alone():
    assert check(under("fixed", "t + 1 = 3"), WORLDS)[0].holds
    assert check(under("fixed", "t + 1 = 4"), WORLDS)[0].category == "value"
    text = under("fixed", "t + 1 = 3") + "\n# Two\n\n" + displayed("t + 1 = 3")
    inside, outside = check(text, WORLDS)
    assert (inside.holds, outside.holds) == (True, False)
    text = under("fixed") + "\n## Two\n\n" + displayed("t + 1 = 3")
    assert check(text, WORLDS)[0].holds


def test_values_of_a_section_have_their_shape():
    page = Page(
        drawn("x", (2, 1), "inputs"),
        computed("f", (2, 1), "squares", code.square, "x"),
        section("short", values={"x": [[1.0]]}),
        section("flat", values={"x": [1.0, 2.0]}),
        section("right", values={"x": [[1.0], [2.0]]}),
    )
    for heading in ("short", "flat"):
        (result,) = check(under(heading, r"f = x \odot x"), page)
        assert (result.holds, result.category) == (False, "shape")
    (result,) = check(under("right", r"f = \begin{bmatrix} 1 \\ 4 \end{bmatrix}"), page)
    assert result.holds, said(result)


# Where formulas stand.

EVERYWHERE = r"""# The square $f = x^2$

A line with $f = x^2 + 1$.

!!! note "A title with $f = x^3$"

    Inside $f = x^4$.

| one | two |
|-----|-----|
| $f = x^5$ | $f = x^6$ |

- An item with $f = x^7$

    - A deeper one with $f = x^8$

> A quotation with $f = x^9$

Text with a footnote.[^1]

[^1]: The footnote says $f = 2x$.

=== "Tab $f = 3x$"

    In the tab $f = 4x$.

??? tip
    $$
    f = 5x
    $$

Term
:   its definition $f = 6x$

<div markdown="1">
In an element $f = 7x$.
</div>

Not mathematics: `$f = 8x$`, <!-- $f = 9x$ --> and

```
$$ f = 10x $$
```
"""


def test_formulas_are_read_wherever_they_stand():
    results = check(EVERYWHERE, LETTERS)
    first, *others = sorted(results, key=lambda result: result.printed.line)
    assert first.holds
    assert not any(result.holds for result in others)
    lines = [result.printed.line for result in others]
    expected = [
        number
        for number, line in enumerate(EVERYWHERE.split("\n"), 1)
        for _ in range(line.count("f ="))
        if number > 1 and not any(f"f = {k}x" in line for k in (5, 8, 10))
    ]
    assert lines == sorted([*expected, EVERYWHERE.split("\n").index("    $$") + 1])


# What was compared with what.


def test_the_code_behind_a_formula_is_named():
    result = assert_holds(LOGISTIC, SIGMOID)
    assert result.code == {"tests.verify.code.sigmoid"}
    result = assert_holds(r"D(z) = \sigma'(z)", SIGMOID)
    assert result.code == {"tests.verify.code.sigmoid", "tests.verify.code.slope"}


def test_a_relation_that_names_no_code_is_counted_without_it():
    assert assert_holds("(1 + z)^2 = 1 + 2z + z^2", SIGMOID).code == set()


def test_every_step_of_a_chain_is_compared_with_the_one_before():
    chain = r"f = x \cdot x = x^2 = \frac{x^3 + x^2}{x + 1}"
    assert assert_holds(chain, LETTERS).kind == "derivation"
    for old, new, step in (("x \\cdot x", "x + x", 1), ("= x^2", "= x^3", 2), ("x^3", "x^4", 3)):
        result = assert_fails(chain.replace(old, new, 1), LETTERS, "value")
        assert f"step {step} of 3" in result.message


def test_zero_comparisons_fail():
    assert_fails(r"a_i = z_i, \quad i > 9", SOFTMAX, "vacuous", "nothing was compared")
    assert_fails(r"a_i = z_i, \quad i = 5, \dots, 4", SOFTMAX, "vacuous", "nothing was compared")
    assert_fails(r"f = 7 \quad \text{for } x > 100", LETTERS, "vacuous", "nothing was compared")


def test_every_value_of_a_free_index_is_compared():
    one = verdict(r"\sum_{j=1}^{n} a_j = 1", SOFTMAX)
    every = verdict(r"\frac{\partial a_i}{\partial z_j} = a_i(\delta_{ij} - a_j)", SOFTMAX)
    assert (one.comparisons, every.comparisons) == (6, 6 * 16)
    some = verdict(r"\frac{\partial a_i}{\partial z_j} = -a_i a_j, \quad i \ne j", SOFTMAX)
    assert some.comparisons == 6 * 12


def test_labels_are_used_once(tmp_path):
    from nnbook.verify.book import check_page

    page = tmp_path / "page.md"
    page.write_text(displayed(r"2 + 2 = 4 \label{eq:a}", r"2 + 3 = 5 \label{eq:a}"))
    (tmp_path / "page_symbols.py").write_text("from nnbook.verify import Page\npage = Page()\n")
    first, second = check_page(page, keep=False).formulas
    assert first["verdict"] == "holds"
    assert second["verdict"] == "fails"
    assert "eq:a" in second["message"]


def test_two_numbers_are_compared_as_two_arrays_are():
    generator = np.random.default_rng(0)
    for _ in range(300):
        left = generator.normal() * 10.0 ** generator.integers(-12, 12)
        right = left * (1 + generator.normal() * 10.0 ** generator.integers(-16, 1))
        for literal in (0.0, left):
            for slopes in (False, True):
                scale = Scale(slopes, abs(right) * generator.choice([0, 1, 1e6]), 0.0, literal)
                alone = scalar_error(float(left), float(right), scale)
                assert alone == relative_error(np.array([left]), np.array([right]), scale)[0]


def test_code_is_called_once_for_all_symbols_that_pick_a_part_of_its_result():
    calls = []

    def both(z):
        calls.append(z)
        return z + 1, z - 1

    page = Page(
        drawn("z", (), "a number"),
        computed("u", (), "one more", both, "z", pick=0),
        computed("v", (), "one less", both, "z", pick=1),
    )
    results = check(displayed("u - v = 2", "u + v = 2 z"), page, seeds=3)
    assert all(result.holds for result in results)
    assert len(calls) == len(set(calls)) >= 3


def test_code_is_called_once_for_equal_arguments_in_all_worlds():
    calls = []

    def tenfold(z, n):
        calls.append((float(np.ravel(z)[0]), n))
        return 10 * z * n / n

    page = Page(
        constant("c", (2, 1), "the same everywhere", [[1.5], [-2.0]]),
        drawn("z", (), "another in each world"),
        computed("u", (2, 1), "of what is the same", tenfold, "c", 3),
        computed("v", (), "of what is not", tenfold, "z", 3),
    )
    results = check(displayed("u = 10 c", "v = 10 z"), page, seeds=4)
    assert all(result.holds for result in results)
    assert calls.count((1.5, 3)) == 1
    assert len(set(calls)) == len(calls) == 5


def test_arguments_are_equal_only_if_code_cannot_tell_them_apart():
    same = [_content(x) for x in ([np.zeros(2), 1], [np.zeros(2), 1])]
    assert same[0] == same[1]
    for x, y in [(0.0, -0.0), (1, 1.0), (1, True), ((1,), [1]), (np.float64(1), 1.0)]:
        assert _content(x) != _content(y)
    for x, y in [([0.0], [-0.0]), ([1], [1.0]), ([[1.0, 2.0]], [[1.0], [2.0]])]:
        assert _content(np.array(x)) != _content(np.array(y))
