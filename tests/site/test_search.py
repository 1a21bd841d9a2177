"""The index of the search: formulas by label and words, and no LaTeX in its text."""

import json

import pytest

from nnbook.site.book import Book
from nnbook.site.results import load
from nnbook.site.search import INDEX, index_formulas, plain

PLAIN = {
    r"z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}": "z^[l] = W^[l] a^[l-1] + b^[l]",
    r"\frac{1}{m}\, (\hat{y}^{(i)} - y)": "1/m (\u0177^(i) - y)",
    r"\frac12 \cdot \frac{\partial J}{\partial w}": "1/2 · (∂ J)/(∂ w)",
    r"\frac{1}{1 + \frac{a}{b}}": "1/(1 + a/b)",
    r"l = 1, \dots, L-1": "l = 1, …, L-1",
    r"\ell_{\text{half}} \le \lambda_{\max}": "\N{SCRIPT SMALL L}_half ≤ λ_max",
    r"\operatorname{logit}(p) \in \mathbb{R}": "logit(p) ∈ R",
    r"\begin{aligned} a &= b \\ &= \Sigma \end{aligned}": "a = b; = Σ",
    r"\left(\varepsilon\right)": "(ε )",
    r"\bar{\mathsf{X}} \qquad \unknown": "X",
}


@pytest.mark.parametrize("latex", PLAIN)
def test_latex_in_plain_characters(latex):
    assert plain(latex) == PLAIN[latex]


@pytest.fixture
def index(book, tmp_path):
    """The small book's index after the formulas were put into it."""
    path = tmp_path / "site" / INDEX
    path.parent.mkdir(parents=True)
    text = r"<p>One letter, \(z^{[l]}\): \[a &lt; \sigma(z)\](1.2)</p>"
    docs = [
        {"location": "first/#part", "title": "A part &amp; more", "text": text},
        {"location": "", "title": "Home", "text": "<p>$5, \\n</p>"},
    ]
    path.write_text(json.dumps({"config": {"lang": ["en"]}, "docs": docs}))
    book.result("a = ", section=["part"])
    results = load(book.root / ".nnbook" / "report.json", Book(book.root))
    count = index_formulas(tmp_path / "site", results)
    return count, json.loads(path.read_text(encoding="utf-8"))


def test_what_was_latex_in_the_text_is_readable_and_escaped(index):
    _, found = index
    sigma = "\N{GREEK SMALL LETTER SIGMA}"
    assert found["docs"][0]["text"] == f"<p>One letter, z^[l]: a &lt; {sigma}(z)(1.2)</p>"
    assert found["docs"][1]["text"] == "<p>$5, \\n</p>"
    assert found["config"] == {"lang": ["en"]}


def test_each_labelled_formula_has_an_entry_that_leads_to_it(index):
    count, found = index
    first, other = found["docs"][2:]
    assert count == 2
    assert first["location"] == "first/#eq-first"
    assert first["title"] == "Formula 1.1: first"
    formula = "a = \N{GREEK SMALL LETTER SIGMA}(z)"
    assert first["text"] == f"<p>First, A part &amp; more: first, eq:first. {formula}. </p>"
    assert other["location"] == "deeper/second/#eq-other"


def test_a_site_without_a_search(book, tmp_path):
    results = load(book.root / ".nnbook" / "report.json", Book(book.root))
    assert index_formulas(tmp_path, results) == 0
