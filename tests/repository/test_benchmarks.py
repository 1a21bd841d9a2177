"""The benchmark of the checks runs, and says what it measured. No time is asserted."""

import json

import pytest

from benchmarks import check

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
