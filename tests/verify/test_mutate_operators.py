"""Each slip, on formulas small enough to write down what comes out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbook.sigmoid import sigmoid
from nnbook.verify import Page, computed, drawn, function, index, size
from nnbook.verify.formula import read_formula
from nnbook.verify.mutation_edits import Edit, edited
from nnbook.verify.mutations import OPERATORS, mutants_of

PAGE = Page(
    size("n", 3, "neurons"),
    size("m", 4, "examples"),
    index("i", 1, "n", "counts rows"),
    index("j", 1, "m", "counts columns"),
    index("l", 1, 3, "counts layers"),
    drawn("a", (), "first number"),
    drawn("b", (), "second number"),
    drawn(r"\hat{a}", (), "first number, estimated"),
    drawn("x", ("n", 1), "column"),
    drawn("v", ("n", 1), "another column"),
    drawn("W", ("n", "m"), "matrix"),
    drawn("V", ("m", "n"), "matrix the other way round"),
    drawn("U^{[1]}", ("n", "n"), "weights of layer 1"),
    drawn("U^{[2]}", ("n", "n"), "weights of layer 2"),
    drawn("u^{[l]}", ("n", 1), "values of a layer"),
    function(r"\sigma", sigmoid, "sigmoid"),
    computed("s", (), "sigmoid of a", sigmoid, "a"),
)

# formula, operator, some of what must come out
SLIPS = [
    ("s = a + b", "flip sign", ["s = a - b"]),
    ("s = a - b", "flip sign", ["s = a + b"]),
    ("s = -a", "drop minus", ["s =  a"]),
    ("s = -a + b", "drop minus", ["s =  a + b"]),
    ("s = a b", "add minus", ["s = -a b"]),
    ("s = a + b", "add minus", [r"s = -\left(a + b\right)", "s = -a + b"]),
    (r"s = \sigma(a)", "add minus", [r"s = \sigma(-a)"]),
    ("s = e^a", "add minus", ["s = e^{-a}"]),
    (r"s = \tanh a", "add minus", [r"s = \tanh (-a)"]),
    ("s = a - b", "swap difference", ["s = b - a"]),
    (r"s = 1 - \tanh^2 a", "swap difference", [r"s = \tanh^2 a - 1"]),
    ("s = a b", "drop factor", ["s =  b", "s = a "]),
    (r"s = a \cdot b", "drop factor", ["s =  b", "s = a "]),
    (r"s = \frac{1}{m} a", "drop factor", ["s =  a"]),
    (r"s = \left(a + b\right) a", "drop factor", ["s =  a", r"s = \left(a + b\right) "]),
    ("s = a + b", "double factor", [r"s = 2\, a + b", r"s = a + 2\, b"]),
    (r"s = 0.5 \cdot a + b", "double factor", [r"s = 2 \cdot 0.5 \cdot a + b"]),
    ("s = a + b", "drop term", ["s = b", "s = a"]),
    ("s = a - b", "drop term", ["s = -b"]),
    ("x = W V x", "swap factors", ["x = V W x"]),
    ("x = W V x", "elementwise for product", [r"x = W \odot  V x"]),
    (r"x = v \odot v", "product for elementwise", ["x = v   v"]),
    (r"s = \frac{a}{b}", "swap fraction", [r"s = \frac{b}{a}"]),
    (r"s = \frac{a + b}{b}", "swap fraction", [r"s = \frac{b}{a + b}"]),
    (
        r"s = \frac{\partial s}{\partial a}",
        "swap fraction",
        [r"s = \frac{\partial a}{\partial s}"],
    ),
    (r"s = \frac{a + b}{m} a", "drop denominator", [r"s = \left(a + b\right) a"]),
    ("s = a^2", "drop power", ["s = a "]),
    ("s = a^{10} b", "drop power", ["s = a  b"]),
    ("s = 1 - a", "change constant", ["s = 2 - a"]),
    (r"s = \frac12 a", "change constant", [r"s = \frac{2}2 a", r"s = \frac1{3} a"]),
    ("s = a^2", "change constant", ["s = a^{3}", "s = a^{1}"]),
    (r"s \approx 0.60", "last digit", [r"s \approx 0.61", r"s \approx 0.59"]),
    (r"s \approx 0.09", "last digit", [r"s \approx 0.10", r"s \approx 0.08"]),
    (r"s = \sum_{i=1}^{n} x_i", "drop sum", ["s =  x_i"]),
    (r"s = \sum_{i=1}^{n} x_i", "product for sum", [r"s = \prod_{i=1}^{n} x_i"]),
    (
        r"s = \sum_{i=1}^n x_i",
        "change end of sum",
        [
            r"s = \sum_{i=2}^n x_i",
            r"s = \sum_{i=0}^n x_i",
            r"s = \sum_{i=1}^{n - 1} x_i",
            r"s = \sum_{i=1}^{n + 1} x_i",
        ],
    ),
    (r"s = \log a", "other function", [r"s = \exp a"]),
    (r"s = \exp(a)", "other function", [r"s = \log(a)"]),
    (r"s = e^{-a}", "other function", [r"s = \log(-a)"]),
    (r"s = \tanh a", "other function", [r"s = \sigma (a)"]),
    (r"s = \sigma(a)", "other function", [r"s = \tanh(a)"]),
    (
        r"s = \begin{cases} a & b > 0 \\ b & b \le 0 \end{cases}",
        "swap arms",
        [r"s = \begin{cases} b & b > 0 \\ a & b \le 0 \end{cases}"],
    ),
    (
        r"s = \begin{cases} a & b > 0 \\ b & b \le 0 \end{cases}",
        "turn relation",
        [
            r"s = \begin{cases} a & b < 0 \\ b & b \le 0 \end{cases}",
            r"s = \begin{cases} a & b > 0 \\ b & b < 0 \end{cases}",
        ],
    ),
    ("s = |a + b| a", "drop absolute value", ["s = (a + b) a"]),
    ("s < a", "turn relation", ["s > a", r"s \le a"]),
    (r"s \le a", "turn relation", ["s < a", r"s \ge a"]),
    (r"s \approx 0.5", "turn relation", ["s = 0.5"]),
    (
        r"W \in \mathbb{R}^{n \times m}",
        "swap dimensions",
        [r"W \in \mathbb{R}^{m \times n}"],
    ),
    (r"s = a, \quad a \ne 0", "drop condition", ["s = a "]),
    (
        r"x = \begin{pmatrix} a \\ b \\ 1 \end{pmatrix}",
        "swap cells",
        [
            r"x = \begin{pmatrix} b \\ a \\ 1 \end{pmatrix}",
            r"x = \begin{pmatrix} a \\ 1 \\ b \end{pmatrix}",
        ],
    ),
    (r"s = \hat{a} b", "drop accent", ["s = a b"]),
    (r"s = \sigma'(a)", "drop prime", [r"s = \sigma (a)"]),
    (r"s = \sigma(a)", "add prime", [r"s = \sigma'(a)"]),
    (r"s = x^\top v", "drop transpose", ["s = x  v"]),
    (r"x = U^{[1]\top} v", "drop transpose", ["x = U^{[1] } v"]),
    ("x = W V x", "insert transpose", [r"x = W^\top V x"]),
    ("x = U^{[1]} v", "insert transpose", [r"x = U^{[1]\top} v"]),
    ("x = U^{[1]} v", "shift layer", ["x = U^{[2]} v"]),
    ("x_i = W_{ij} a", "swap indices", ["x_i = W_{ji} a"]),
    ("x_i = W_{ij} a", "shift index", ["x_i = W_{jj} a", "x_{j} = W_{ij} a"]),
    ("a = x_1", "shift index", ["a = x_{2}"]),
    ("x = u^{[l - 1]}", "shift index", ["x = u^{[l]}"]),
    ("x = u^{[l]}", "shift index", ["x = u^{[l - 1]}"]),
    (r"s = \frac{1}{m} a", "swap sizes", [r"s = \frac{1}{n} a"]),
    ("s = a b", "other letter", ["s = b b", "s = a a"]),
]


def prints(latex: str, operator: str) -> list[str]:
    """What one operator makes of a formula."""
    mutants = mutants_of(latex, read_formula(latex, PAGE), PAGE)
    return [squeezed(mutant.latex) for mutant in mutants if mutant.operator == operator]


def squeezed(latex: str) -> str:
    """Without the spaces that an edit leaves."""
    return " ".join(latex.split())


@pytest.mark.parametrize(("latex", "operator", "wanted"), SLIPS)
def test_a_slip_gives_the_wrong_prints_that_people_make(latex, operator, wanted):
    found = prints(latex, operator)
    for wrong in wanted:
        assert squeezed(wrong) in found


def test_every_operator_is_shown():
    assert {operator for _, operator, _ in SLIPS} == set(OPERATORS)


@pytest.mark.parametrize("latex", dict.fromkeys(latex for latex, _, _ in SLIPS))
def test_each_wrong_print_is_another_text_and_marks_its_place(latex):
    mutants = mutants_of(latex, read_formula(latex, PAGE), PAGE)
    texts = [mutant.latex for mutant in mutants]
    assert latex not in texts
    assert len(texts) == len(set(texts))
    for mutant in mutants:
        assert 0 <= mutant.start <= mutant.end <= len(latex)
        assert mutant.latex[: mutant.start].rstrip() == latex[: mutant.start].rstrip()
        rest = latex[mutant.end :]
        assert not rest or mutant.latex.endswith(rest)


@pytest.mark.parametrize(
    "latex",
    [
        r"x_i = \sigma(a) \label{eq:wrong}",  # the label is no formula
        r"s = a \text{ where b is 1}",  # nor is a reason
    ],
)
def test_words_are_not_mutated(latex):
    for mutant in mutants_of(latex, read_formula(latex, PAGE), PAGE):
        for words in (r"\label{eq:wrong}", r"\text{ where b is 1}"):
            assert (words in mutant.latex) == (words in latex)


def test_the_target_of_a_definition_or_an_update_keeps_its_letter():
    latex = r"a \leftarrow a - b"
    for mutant in mutants_of(latex, read_formula(latex, PAGE), PAGE):
        assert not mutant.latex.startswith(("-a", "2"))


@pytest.mark.parametrize(
    ("latex", "edits", "wanted"),
    [
        (r"\alpha x", [Edit(6, 7, "")], r"\alpha x"),
        (r"\alpha 1 x", [Edit(6, 9, "b")], r"\alpha bx"),
        (r"2x", [Edit(0, 1, r"\alpha")], r"\alpha x"),
        ("a b c", [Edit(0, 1, "c"), Edit(4, 5, "a")], "c b a"),
    ],
)
def test_a_command_and_a_letter_after_it_stay_apart(latex, edits, wanted):
    assert edited(latex, edits) == wanted


@given(
    st.text("ab\\ {}^", min_size=1, max_size=12),
    st.integers(0, 12),
    st.integers(0, 12),
    st.sampled_from(["", "x", r"\alpha", "12"]),
)
def test_an_edit_changes_nothing_beside_its_place(latex, start, length, text):
    start = min(start, len(latex))
    end = min(start + length, len(latex))
    result = edited(latex, [Edit(start, end, text)])
    assert result.startswith(latex[:start])
    assert result.endswith(latex[end:])
    assert text in result
