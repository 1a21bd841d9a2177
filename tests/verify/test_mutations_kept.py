"""What came of the wrong prints of a page is known until the page, its code or its list changes."""

import json

import pytest

from nnbook.verify import listed_mutants, mutations_kept, page_key
from nnbook.verify.cli import main
from nnbook.verify.mutations_kept import kept_mutations

PAGE = r"""# Small

The sigmoid $\sigma(z) = \frac{1}{1 + e^{-z}}$.
"""
SYMBOLS = r"""from nnbook.sigmoid import sigmoid
from nnbook.verify import Page, drawn, function

page = Page(drawn("z", (), "weighted input"), function(r"\sigma", sigmoid, "sigmoid"))
"""


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A page of a book of its own: the symbols file beside it counts as one of the book's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(mutations_kept, "PACKAGE", tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "small.md").write_text(PAGE)
    (tmp_path / "docs" / "small_symbols.py").write_text(SYMBOLS)
    return tmp_path


def kept(small):
    return kept_mutations(mutations_kept.Path("docs/small.md"))


def test_what_was_tried_is_kept(small):
    assert kept(small) is None
    assert main(["mutate", "docs/small.md", "--json", "run.json"]) == 0
    (outcome,) = kept(small)
    assert outcome == json.loads((small / "run.json").read_text())["formulas"][0]
    assert outcome["made"] == sum(outcome["killed"].values()) > 0


def test_a_part_of_a_page_is_not_kept(small):
    assert main(["mutate", "docs/small.md:3"]) == 0
    assert kept(small) is None


def test_a_page_that_fails_is_not_kept(small):
    page = small / "docs" / "small.md"
    page.write_text(PAGE.replace("e^{-z}", "e^z"))
    assert main(["mutate", "docs/small.md"]) == 1
    assert kept(small) is None


def test_a_page_with_symbols_outside_the_book_is_not_kept(small, monkeypatch):
    monkeypatch.setattr(mutations_kept, "PACKAGE", page_key.PACKAGE)
    assert main(["mutate", "docs/small.md"]) == 0
    assert kept(small) is None


@pytest.mark.parametrize("what", ["page", "symbols", "list"])
def test_what_changes_is_no_longer_known(small, what):
    assert main(["mutate", "docs/small.md"]) == 0
    assert kept(small)
    file = {
        "page": small / "docs" / "small.md",
        "symbols": small / "docs" / "small_symbols.py",
        "list": small / listed_mutants.FILE,
    }[what]
    file.parent.mkdir(exist_ok=True)
    text = file.read_text() if file.exists() else ""
    entry = "[[equivalent]]\npage = 'docs/small.md'\nformulas = ['x']\nrelation = 'a = b'\n"
    file.write_text(text + (entry + "reason = 'so'\n" if what == "list" else "\n# more\n"))
    assert kept(small) is None


def test_only_the_last_run_of_a_page_stays(small):
    assert main(["mutate", "docs/small.md"]) == 0
    page = small / "docs" / "small.md"
    page.write_text(PAGE + "\nMore.\n")
    assert main(["mutate", "docs/small.md"]) == 0
    assert len(list((small / ".nnbook" / "mutated").iterdir())) == 1
    assert kept(small)


def test_a_run_that_was_cut_short_is_none(small):
    assert main(["mutate", "docs/small.md"]) == 0
    (file,) = (small / ".nnbook" / "mutated").iterdir()
    file.write_text(file.read_text()[:20])
    assert kept(small) is None
