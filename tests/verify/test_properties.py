"""Whatever is printed, the checker answers with a verdict or a FormulaError, and soon."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nnbook.verify import FormulaError
from nnbook.verify import tree as t
from nnbook.verify.errors import Category
from nnbook.verify.evaluate import evaluate
from nnbook.verify.formula import Formula, read_formula
from nnbook.verify.lexer import tokens_of
from nnbook.verify.page_check import PageCheck, Setting
from nnbook.verify.report import said
from tests.verify.pages import alone, at_most
from tests.verify.worlds import DESCENT, LETTERS, SOFTMAX, network, one_example

PAGES = {
    "letters": LETTERS,
    "softmax": SOFTMAX,
    "descent": DESCENT,
    "network": network(2),
    "example": one_example(3),
}
CATEGORIES = set(Category.__args__)  # type: ignore[attr-defined]
COMMON = r"""
    x y z a b c d f k n m 1 2 3 0 0.5 . , = + - * / ( ) [ ] { } | ! : ; ^ _ ' & \ \\
    e i j l L \pi \infty \sigma \alpha \delta \hat \bar \vec \mathbf \mathrm \mathbb \mathcal
    \frac \sqrt \sum \prod \max \min \log \exp \tanh \sin \det \arg \partial \nabla \top \prime
    \cdot \times \odot \otimes \circ \left \right \big \, \quad \qquad \dots \cdots \vdots
    \le \ge \ne \approx \in \leftarrow \iff \Rightarrow \propto := \coloneqq \equiv < >
    \text{for} \text{suppose} \text{and} \text{if} \text{otherwise} \text{reason} \label{eq:a}
    \tag{1} \begin{aligned} \end{aligned} \begin{cases} \end{cases} \begin{bmatrix}
    \end{bmatrix} \begin{pmatrix} \end{pmatrix} \{ \} \| \langle \rangle \wrong \wrong[shape]
    \mathbb{R} \mathbb{1} \mathbb{E} \operatorname{diag} \operatorname{Var} \operatorname
    \underbrace \mid \sim \% \infty \to \lim \int O \binom \succ \star \dagger \R
""".split()  # noqa: SIM905
WORDS = {
    "letters": ["A", "B", "F", "G", "o", "p", "q", "s", "u", "h", "I", "h(x)", "A_{12}", "u^\\top"],
    "softmax": ["a_i", "z_j", "a", "z", r"\delta_{ij}", "y_k", "s", "s(z)", "_{i=1}^{n}", "u_{ij}"],
    "descent": ["w", "v", "J", "dw", r"\beta", r"\frac{\partial J}{\partial w}"],
    "network": ["W^{[l]}", "A^{[l-1]}", "b^{[L]}", "Z^{[1]}", "dZ^{[l]}", "a^{[l](i)}", "g", "X"],
    "example": ["W^{[l+1]}", "a^{[l]}", r"\delta^{[l]}", "z^{[l]}", r"\ell", "g'", "x", "y"],
}


def soups():
    """Pages, and formulas made of their words."""
    return st.sampled_from(sorted(PAGES)).flatmap(
        lambda name: st.tuples(
            st.just(name),
            st.lists(st.sampled_from(COMMON + 4 * WORDS[name]), min_size=1, max_size=18).map(
                " ".join
            ),
        )
    )


def read(latex, page):
    """What is read, or the error; its place lies in the formula."""
    try:
        with at_most(5):
            found = read_formula(latex, page)
    except FormulaError as error:
        found = error
    if isinstance(found, FormulaError):
        start = 0 if found.start is None else found.start
        end = start if found.end is None else found.end
        assert found.message
        assert found.category in CATEGORIES
        assert 0 <= start <= end <= max(1, len(latex)), (start, end)
    else:
        assert isinstance(found, Formula)
    return found


@settings(max_examples=300)
@given(st.text(max_size=60))
@example("\\")
@example("\\\\")
@example("{}")
@example("'")
@example("^")
@example("_{}")
@example("\x00")
@example("\N{SUPERSCRIPT TWO}")
@example("x\N{SUPERSCRIPT TWO}")
@example("\N{ARABIC-INDIC DIGIT ONE} = 1")
@example("\\text{\N{GREEK SMALL LETTER SIGMA}} = 1")
@example("\\mathrm{\N{GREEK SMALL LETTER SIGMA}} = 1")
@example("x_{\N{SUPERSCRIPT TWO}} = 1")
@example("u_{\N{ARABIC-INDIC DIGIT ONE}} = 1")
@example("\\log_{\N{SUPERSCRIPT TWO}} x = 1")
@example("\\ud800")
def test_any_text_is_read_or_refused(latex):
    read(latex, LETTERS)


@settings(max_examples=200)
@given(st.text(alphabet=r"\{}^_'&xyfA12.,=+-()[]| lograd<>:!~%" + "\n", max_size=80))
def test_any_text_of_tex_characters_is_read_or_refused(latex):
    read(latex, LETTERS)
    result = alone(latex, LETTERS, seeds=1)
    assert result.holds or result.message


@settings(max_examples=300)
@given(st.text(max_size=40))
def test_tokens_lie_in_their_order(latex):
    try:
        tokens = tokens_of(latex)
    except FormulaError:
        return
    places = [(token.start, token.end) for token in tokens]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(latex) for start, end in places)


# Formulas that went wrong once, or well might.
ODD = [
    ("letters", r"f = x^2 , 7"),
    ("letters", r"\text{suppose} A = B"),
    ("letters", r"x > 0 \iff A > B"),
    ("letters", r"f = \begin{cases} 1 & A > 0 \\ 0 & u > 0 \end{cases}"),
    ("letters", r"\mathbb{1} [ A > u ] = 1"),
    ("letters", r"\text{suppose} u = 1"),
    ("letters", r"\text{suppose} x = A"),
    ("letters", r"x \in ( A , B )"),
    ("letters", r"x \in ( u , 1 )"),
    ("letters", r"A \in \{ u , 1 \}"),
    ("letters", r"u^\top _a = 1"),
    ("letters", r"x ^ A = 1"),
    ("letters", r"2 ^ u = 1"),
    ("letters", r"A ^ { 1 0 0 0 0 0 0 } = A"),
    ("letters", r"\sqrt [ u ] { x } = 1"),
    ("letters", r"\sqrt [ 0 ] { 2 } = 1"),
    ("letters", r"u ! = 1"),
    ("letters", r"\log_0 p = 1"),
    ("letters", r"\log_1 p = 1"),
    ("letters", r"\tanh' ( x , x ) = 1"),
    ("letters", r"\max' ( x , p ) = 1"),
    ("letters", r"\log' ( x ) = \frac { 1 } { x }"),
    ("letters", r"\exp ''( x ) = e ^ x"),
    ("letters", r"\det ( A ) = 1"),
    ("letters", r"A ^ { - 1 } A = I"),
    ("letters", r"I ^ { - 1 } = I"),
    ("letters", r"f |_{ x = A } = 1"),
    ("letters", r"A |_{ A = B } = 1"),
    ("letters", r"A |_{ A_{12} = x } = A"),
    ("letters", r"\frac { d } { d \pi } x = 0"),
    ("letters", r"\frac { d f } { d h } = 0"),
    ("letters", r"\frac { d f } { d 2 } = 0"),
    ("letters", r"\frac { d A } { d A_{12} } = 0"),
    ("letters", r"\frac { d G } { d A^\top } = 0"),
    ("letters", r"\nabla_A s = A"),
    ("letters", r"\nabla^2_u s = 2 I"),
    ("letters", r"1 + 2 + \dots + 0.5 = 1"),
    ("letters", r"x + \dots + A = 1"),
    ("letters", r"u_1 + \dots + u_9 = 1"),
    ("letters", r"\sum_{i=1}^{0.5} i = 1"),
    ("letters", r"\sum_{i=x}^{3} i = 1"),
    ("letters", r"\sum_{i \in A} i = 1"),
    ("letters", r"\max_{i \in \{ 1 , 2 \}} u_i = 1"),
    ("letters", r"\arg\max_{x} f = 0"),
    ("letters", r"h ( A , A ) = 1"),
    ("letters", r"h ^{-1} ( x ) = 1"),
    ("letters", r"\langle A , u \rangle = 1"),
    ("letters", r"\begin{bmatrix} A & 1 \\ 1 & A \end{bmatrix} = A"),
    ("letters", r"[ 1 , \dots , 3 ] = A"),
    ("letters", r"[ A , u ] = A"),
    ("letters", r"k := A , \quad f = x^2"),
    ("letters", r"( x , y ) \leftarrow ( y , x )"),
    ("letters", r"x \leftarrow 2"),
    ("letters", r"\wrong { f \in ( 0 , 1 ) }"),
    ("letters", r"\wrong { x > 0 \iff A = B }"),
    ("letters", r"f \propto x"),
    ("letters", r"f \approx \begin{bmatrix} 0.5 & 1 \\ 1 & 2 \end{bmatrix}"),
    ("letters", r"A \approx 0.5"),
    ("letters", r"f = x^2 \quad \text{for} 1"),
    ("letters", r"f = x^2 \quad \text{for} A > 0"),
    ("letters", r"f = x^2 \quad \text{for} f"),
    ("softmax", r"a_{z} = 1"),
    ("softmax", r"a_{0.5} = 1"),
    ("softmax", r"a_{i , j} = 1"),
    ("softmax", r"a_{:} = a"),
    ("softmax", r"a_i = a_j , \quad i = 1 , \dots , z"),
    ("network", r"W^{[ X ]} = 1"),
    ("network", r"W^{[ 0.5 ]} = 1"),
    ("network", r"W^{[l]} \leftarrow W^{[l]} - A^{[l]}"),
]


@pytest.mark.parametrize(("name", "latex"), ODD, ids=[odd[1] for odd in ODD])
def test_an_odd_formula_has_a_verdict(name, latex):
    answer((name, latex))


@settings(max_examples=300)
@given(soups())
def test_any_formula_of_the_page_s_words_has_a_verdict(soup):
    answer(soup)


def answer(soup):
    """The checker's answer to a formula of a page."""
    name, latex = soup
    read(latex, PAGES[name])
    with at_most(10):
        result = alone(latex, PAGES[name], seeds=1)
    assert result.holds or result.message
    assert result.holds or result.category in CATEGORIES
    assert said(result)


# What is read is what is printed.


def expressions():
    """Expressions in x, y, p as LaTeX, with the same as Python."""
    leaves = st.sampled_from([("x", "x"), ("y", "y"), ("p", "p"), ("2", "2"), ("0.5", "0.5")])

    def larger(inner):
        pairs = st.tuples(inner, inner)
        return st.one_of(
            pairs.map(lambda e: (f"({e[0][0]} + {e[1][0]})", f"({e[0][1]} + {e[1][1]})")),
            pairs.map(lambda e: (f"({e[0][0]} - {e[1][0]})", f"({e[0][1]} - {e[1][1]})")),
            pairs.map(lambda e: (rf"{e[0][0]} \cdot {e[1][0]}", f"({e[0][1]} * {e[1][1]})")),
            pairs.map(
                lambda e: (
                    rf"\frac{{{e[0][0]}}}{{1 + {e[1][0]} \cdot {e[1][0]}}}",
                    f"({e[0][1]} / (1 + {e[1][1]} * {e[1][1]}))",
                )
            ),
            inner.map(lambda e: (rf"\tanh\left({e[0]}\right)", f"tanh({e[1]})")),
            inner.map(lambda e: (f"(-{e[0]})", f"(-{e[1]})")),
            inner.map(lambda e: (f"({e[0]})^2", f"({e[1]})**2")),
            inner.map(lambda e: (f"{{({e[0]})}}", f"({e[1]})")),
        )

    return st.recursive(leaves, larger, max_leaves=8)


@settings(max_examples=80)
@given(expressions())
def test_an_expression_has_the_value_that_python_gives_it(expression):
    latex, python = expression
    formula = read_formula(latex, LETTERS)
    world = PageCheck(LETTERS, 1).world(Setting("", LETTERS), 0)
    letters = {name: world.value((name, ())) for name in "xyp"}
    wanted = eval(python, {"tanh": np.tanh, **letters})
    found = evaluate(formula.statements[0].sides[0], world, {})
    assert np.isclose(found, wanted, rtol=1e-12, atol=0)


@settings(max_examples=60)
@given(expressions(), st.sampled_from(["+", "-"]))
def test_a_true_identity_holds_and_a_changed_one_fails(expression, sign):
    latex = expression[0]
    other = latex.replace("(", r"\left(").replace(")", r"\right)").replace(r"\left\left", r"\left")
    other = other.replace(r"\right\right", r"\right")
    result = alone(f"{latex} {sign} 1 = {sign}1 + {other}", LETTERS, seeds=2)
    assert result.holds, said(result)
    assert not alone(f"{latex} {sign} 1 = {sign}2 + {other}", LETTERS, seeds=2).holds


@settings(max_examples=60)
@given(soups())
def test_places_of_a_tree_lie_in_the_formula(soup):
    name, latex = soup
    formula = read(latex, PAGES[name])
    if isinstance(formula, Formula):
        for statement in formula.statements:
            for node in statement.walk():
                assert isinstance(node, t.Node)
                assert 0 <= node.start <= node.end <= len(latex)
