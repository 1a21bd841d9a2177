"""The list of wrong prints that still pass: known ones pass, others and dead ones do not."""

import json
from pathlib import Path

import pytest

from nnbook.verify import mutate
from nnbook.verify.errors import FormulaError
from nnbook.verify.open_mutants import compared, open_for, written

SYMBOLS = """\
from nnbook.verify import Page, defined, drawn

page = Page(
    drawn("z", (), "input", values=(0.0, 0.0)),
    defined("a", (), "output"),
)
"""


@pytest.fixture
def page(tmp_path, monkeypatch):
    """A page whose only formula is held against a world in which everything is zero."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "tests").mkdir()
    return tmp_path / "docs" / "page.md"


def outcome(*prints, label="eq:one", file="docs/page.md"):
    survivors = [{"latex": latex} for latex in prints]
    return {"file": file, "label": label, "latex": "a = z", "survivors": survivors}


def listed(page, *outcomes):
    text = written({"formulas": list(outcomes)})
    (page.parents[1] / "tests" / "open_mutants.toml").write_text(text)


def test_without_a_list_nothing_is_known(page):
    assert open_for(page) == set()
    assert compared([outcome("a = -z")], []) == (0, 1, [])


def test_what_is_listed_is_known_and_the_rest_is_not(page):
    listed(page, outcome("a = -z"))
    assert compared([outcome("a = -z", "a = 2z")], []) == (1, 1, [])
    assert compared([outcome("a = -z", label="eq:two")], []) == (0, 1, [])


def test_what_died_must_leave_the_list_where_the_page_was_tried_as_a_whole(page):
    listed(page, outcome("a = -z"), outcome("b = \\frac{1}{2}\n", label=None))
    found = [outcome("a = -z")]
    assert compared(found, []) == (1, 0, [])
    assert compared(found, [Path("docs/page.md")]) == (
        1,
        0,
        ["docs/page.md: a = z: b = \\frac{1}{2}\n"],
    )


def test_the_list_is_written_as_it_is_read(page):
    prints = ('a = "z"', "a = z\\,'", "a =\n z \\\\ b")
    listed(page, outcome(*prints))
    assert open_for(page) == {("eq:one", latex) for latex in prints}


def test_a_list_that_is_no_list_is_said_to_be_none(page):
    (page.parents[1] / "tests" / "open_mutants.toml").write_text("= no\n")
    with pytest.raises(FormulaError, match="open_mutants"):
        open_for(page)


def test_the_command_fails_on_what_is_not_listed_and_passes_what_is(page, capsys):
    page.write_text("# A\n\n$$\nz^2 = z^3 \\label{eq:one}\n$$\n")
    symbols = page.with_name("symbols.py")
    symbols.write_text(SYMBOLS)
    report = page.with_name("report.json")
    assert mutate.run([page], symbols, report) == 1
    data = json.loads(report.read_text())
    assert data["totals"]["survivors"] > 0
    for item in data["formulas"]:
        item["file"] = "docs/page.md"
    (page.parents[1] / "tests" / "open_mutants.toml").write_text(written(data))
    assert mutate.run([page], symbols, None) == 0
    assert "are known and open" in capsys.readouterr().out
