"""The benchmarks run, and say what they measured. No time is asserted."""

import json

import pytest

from benchmarks import check
from benchmarks import site as first_visit

PAGE = r"The output $a = \frac{1}{1 + e^{-z}}$ and $1 - a = \sigma(-z)$, of $z$."
SYMBOLS = r"""from nnbook.sigmoid import sigmoid
from nnbook.verify import Page, computed, drawn, function

page = Page(
    drawn("z", (), "weighted input"),
    function(r"\sigma", sigmoid, "sigmoid"),
    computed("a", (), "output", sigmoid, "z"),
)
"""


def test_all_is_measured_on_a_page_of_three_formulas(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    (tmp_path / "page_symbols.py").write_text(SYMBOLS)
    check.main([str(page), "--page", str(page), "--json", str(tmp_path / "found.json")])
    said = capsys.readouterr().out.splitlines()
    found = json.loads((tmp_path / "found.json").read_text())
    assert found["formulas"] == 3
    assert [row["times"] for row in found["so_many_times"]] == [1, 2, 4]
    assert found["so_many_times"][0]["ratio"] == 1
    assert found["pages_from_nothing_s"] > 0 < found["page_unchanged_s"]
    assert said[0].startswith("| 6 seeds")
    assert said[1] == "|---|---|"
    assert sum("times the first" in line for line in said) == 3


def test_a_page_that_fails_is_no_measurement(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("$a = 1 - z$")
    (tmp_path / "page_symbols.py").write_text(SYMBOLS)
    with pytest.raises(check.subprocess.CalledProcessError):
        check.main([str(page), "--page", str(page), "--json", str(tmp_path / "found.json")])


BUILT = (
    '<head><meta http-equiv="Content-Security-Policy" content="x">'
    '<link rel="stylesheet" href="../assets/mathjax.css"></head>'
    '<p>So <span class="arithmatex" data-kind="mention" data-latex="a &lt; b"><mjx-container>a<b'
    '</mjx-container></span> and</p><div class="arithmatex" data-latex="z" style="--width: 1em">'
    "<mjx-container>z</mjx-container></div>"
)


def test_a_page_without_its_formulas_keeps_the_text():
    assert first_visit.page_of("published", BUILT) == BUILT
    assert first_visit.page_of("no formulas", BUILT).endswith("<p>So  and</p>")


def test_a_page_for_mathjax_has_its_formulas_as_tex():
    text = first_visit.page_of("MathJax in the browser", BUILT)
    assert r'<span class="arithmatex">\(a &lt; b\)</span>' in text
    assert r'<div class="arithmatex">\[z\]</div>' in text
    assert "tex-chtml.js" in text
    assert "Content-Security-Policy" not in text
    assert "mjx-container" not in text


def test_each_quantity_has_its_own_median():
    rows = [{"kB": 1, "CLS": 3}, {"kB": 9, "CLS": 0}, {"kB": 2, "CLS": 1}]
    assert first_visit.median(rows) == {"kB": 2, "CLS": 1}


def test_what_an_address_holds_is_not_counted_as_sent():
    sent = {}
    for request, address in (("1", "http://here/"), ("2", "data:font/woff2;base64,Zm9udA==")):
        first_visit.note(sent, request, address)
    for request in ("1", "2", "3"):
        first_visit.arrived(sent, {"requestId": request, "encodedDataLength": 7})
    assert sent == {"1": 7}
