"""What a kept verdict is kept under: all that it depends on, and nothing else of the book."""

import shutil
import subprocess
import sys

import pytest

from nnbook.verify import book, page_key
from nnbook.verify.page_key import depends_on
from tests.test_layout import ROOT, chapters
from tests.verify.pages import command, process

PAGE = "# One\n\nThe output $a = \\sigma(z)$, with $\\sigma(z) = \\frac{1}{1 + e^{-z}}$.\n"
SYMBOLS = """\"\"\"What the letters of docs/{name}.md mean.\"\"\"

from nnbook import {name}
from nnbook.verify import Page, computed, drawn, function

page = Page(
    drawn("z", (), "weighted input"),
    function(r"\\sigma", {name}.activation, "activation"),
    computed("a", (), "output", {name}.output, "z"),
)
"""
FIRST = """import numpy as np


def activation(z):
    return 1 / (1 + np.exp(-z))


def output(z):
    return 1 / (1 + np.exp(-z))
"""
SECOND = "from nnbook.first import activation\n\n\ndef output(z):\n    return activation(z) + 0\n"
THIRD = FIRST + '\n\nTABLE = __file__.replace("third.py", "data/numbers.csv")\n'


@pytest.fixture
def small(tmp_path):
    """A copy of the checker with three small chapters: the second imports the first, the third
    reads a table.
    """
    package = tmp_path / "nnbook"
    shutil.copytree(
        ROOT / "nnbook/verify", package / "verify", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("__init__.py", "__main__.py"):
        shutil.copy(ROOT / "nnbook" / name, package / name)
    (package / "symbols").mkdir()
    (package / "data").mkdir()
    (package / "data/numbers.csv").write_text("1\n2\n", encoding="utf-8")
    (package / "data/others.csv").write_text("3\n", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    for name, code in (("first", FIRST), ("second", SECOND), ("third", THIRD)):
        (package / f"{name}.py").write_text(code, encoding="utf-8")
        symbols = SYMBOLS.replace("{name}", name)
        (package / f"symbols/{name}.py").write_text(symbols, encoding="utf-8")
        (tmp_path / f"docs/{name}.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "docs/table.md").write_text("\\letters{first}\n", encoding="utf-8")
    (tmp_path / "docs/tables.md").write_text("\\letters{single}\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "pages"),
    [
        ("docs/second.md", {"second"}),
        ("nnbook/symbols/second.py", {"second", "tables"}),
        ("nnbook/second.py", {"second", "tables"}),
        ("nnbook/symbols/first.py", {"first", "table", "tables"}),
        ("nnbook/first.py", {"first", "second", "table", "tables"}),
        ("nnbook/third.py", {"third", "tables"}),
        ("nnbook/data/numbers.csv", {"third", "tables"}),
        ("nnbook/data/others.csv", set()),
        ("nnbook/verify/compare.py", {"first", "second", "third", "table", "tables"}),
        ("nnbook/__init__.py", {"first", "second", "third", "table", "tables"}),
    ],
)
def test_what_a_change_makes_checked_anew(small, monkeypatch, changed, pages):
    monkeypatch.setattr(page_key, "PACKAGE", small / "nnbook")

    def keys():
        return {
            name: page_key.page_key(small / f"docs/{name}.md")
            for name in ("first", "second", "third", "table", "tables")
        }

    before = keys()
    with (small / changed).open("a", encoding="utf-8") as file:
        file.write("\n")
    after = keys()
    assert {name for name in before if before[name] != after[name]} == pages


def test_seeds_and_the_name_of_the_page_are_in_the_key():
    page = ROOT / "docs/sigmoid.md"
    keys = {
        page_key.page_key(page, seeds=seeds, name=name)
        for seeds in (6, 7)
        for name in ("docs/sigmoid.md", "other.md")
    }
    assert len(keys) == 4


def test_a_changed_chapter_is_executed_again_and_another_is_not(small):
    def run():
        done = process("check", folder=small)
        kept = {path.name for path in (small / ".nnbook/pages").iterdir()}
        return done, kept

    first, kept = run()
    assert first.code == 0, first.text
    assert len(kept) == 3
    assert run()[1] == kept
    chapter = small / "nnbook/second.py"
    chapter.write_text(SECOND.replace("+ 0", "+ 1"), encoding="utf-8")
    second, more = run()
    assert second.code == 1
    assert "docs/second.md:3" in second.out
    assert "docs/first.md:3" not in second.out
    assert len(more - kept) == 1


def test_a_page_that_is_not_there_or_holds_no_text_is_said_as_before(capsys, tmp_path):
    (tmp_path / "bytes.md").write_bytes(b"\xff")
    run = command(capsys, "check", tmp_path / "bytes.md")
    assert run.code == 1
    assert "bytes.md:1:1" in run.out


OPENED = """
import sys
from pathlib import Path
from nnbook.verify.book import check_page
from nnbook.verify.page_key import PACKAGE, depends_on
from nnbook.verify.load import symbols_for
opened = set()
def note(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        opened.add(arguments[0])
sys.addaudithook(note)
page = Path(sys.argv[1])
report = check_page(page, keep=False)
own = symbols_for(page)
known = {str(path) for path in depends_on(own)} | {str(own)}
inside = {name for name in opened if name.startswith(str(PACKAGE)) and "__pycache__" not in name}
print("\\n".join(sorted(inside - known)))
print("\\n".join(sorted(inside & known)), file=sys.stderr)
"""


def reads_data():
    """The chapters whose code, or the code that they import, names a data file."""
    return [
        name
        for name in chapters()
        if any("data" in path.parts for path in depends_on(ROOT / f"nnbook/symbols/{name}.py"))
    ]


def test_every_data_file_is_in_the_key_of_some_page():
    found = {
        path
        for name in chapters()
        for path in depends_on(ROOT / f"nnbook/symbols/{name}.py")
        if "data" in path.parts
    }
    tables = {path for path in (ROOT / "nnbook/data").rglob("*") if path.suffix != ".md"}
    assert found == {path for path in tables if path.is_file()}


@pytest.mark.parametrize("name", reads_data())
def test_what_a_check_opens_is_in_the_key(name):
    """Nothing of nnbook is read that the key does not know: data files above all."""
    run = subprocess.run(
        [sys.executable, "-B", "-c", OPENED, f"docs/{name}.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == ""
    assert f"nnbook/symbols/{name}.py" in run.stderr


def test_the_check_keeps_a_verdict_under_this_key(tmp_path, monkeypatch):
    monkeypatch.setattr(book, "KEPT", tmp_path)
    path = ROOT / "docs/index.md"
    assert book.check_page(path).key == page_key.page_key(path)
