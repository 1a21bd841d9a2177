"""One letter, one meaning: the symbols files of all pages against each other."""

import re
from pathlib import Path

import pytest

from nnbook.verify import Page, computed, constant, drawn, index, size
from nnbook.verify import letters as letters_module
from nnbook.verify.errors import FormulaError
from nnbook.verify.letters import (
    OTHER_BOOKS,
    clashes,
    directives,
    letter_of,
    of_the_book,
    page_rows,
    printed,
    rows,
    symbols_files,
)
from tests.test_layout import chapters

ROOT = Path(__file__).resolve().parents[1]
FILES = symbols_files(ROOT / "docs" / "index.md")
SHARED = {row.letter: row for row in of_the_book(FILES)}
# A small letter may stand for a column or for one number, a capital for a matrix or for one row.
KINDS = {
    "size": {"size"},
    "number": {"number", "function"},
    "column": {"column", "number"},
    "matrix": {"matrix", "row"},
    "function": {"function"},
}


def agrees(row, fixed):
    """Whether a page's letter means what the book's letter means, and is of its kind."""
    words = rf"{re.escape(fixed.term)}(s|es)?(?!\w)"
    if fixed.letter.startswith("d"):
        words = r"(gradient|derivative)s?(?!\w)"
    return bool(re.match(words, row.meaning)) and row.kind in KINDS[fixed.kind]


def deviations(found):
    """The rows that use a letter of the book for something else."""
    fixed = frozenset(SHARED)
    pairs = [(row, letter_of(row.letter, fixed)) for row in found]
    return [row for row, name in pairs if name in fixed and not agrees(row, SHARED[name])]


@pytest.mark.parametrize("name", sorted(set(FILES) - {OTHER_BOOKS}))
def test_a_letter_of_the_book_means_the_same_on_every_page(name):
    said = [
        f"{row.letter} is a {row.kind}: {row.meaning}" for row in deviations(page_rows(FILES[name]))
    ]
    assert said == [], "see docs/conventions.md; take another letter, or begin with its words there"


def test_no_letter_means_two_things():
    said = [f"{row.letter}: {row.term}, in {row.places}" for row in clashes(FILES)]
    assert said == [], "take another letter, or let the meanings begin with the same words"


def test_each_declared_letter_is_in_one_table_of_the_book():
    fixed = frozenset(SHARED)
    single = [row.letter for row in rows("single", FILES)]
    assert len(single) == len(set(single))
    assert not set(single) & fixed
    declared = {
        row.letter for name in FILES if name != OTHER_BOOKS for row in page_rows(FILES[name])
    }
    own = {row.letter for row in page_rows(FILES["conventions"])}
    assert {name for name in declared - own if letter_of(name, fixed) not in fixed} <= set(single)


@pytest.mark.parametrize("name", chapters())
def test_each_chapter_shows_its_letters(name):
    text = (ROOT / f"docs/{name}.md").read_text(encoding="utf-8")
    assert [what for _, what in directives(text)] == [name]


def test_the_pages_show_the_tables_of_the_book():
    shown = [
        what
        for page in ("conventions", "notation")
        for _, what in directives((ROOT / f"docs/{page}.md").read_text(encoding="utf-8"))
    ]
    assert shown == ["book", "single"]


# The tests of the tests: what deviates is found, whatever it is.


@pytest.fixture
def rows_of(monkeypatch, tmp_path):
    def read(*declarations):
        page_rows.cache_clear()
        monkeypatch.setattr(letters_module, "load_symbols", lambda path: Page(*declarations))
        return page_rows(tmp_path / "small.py")

    yield read
    page_rows.cache_clear()


def test_another_meaning_or_kind_of_a_letter_of_the_book_is_found(rows_of):
    sizes = (size("n", 3, "number of inputs"), size("m", 5, "number of examples"))
    good = rows_of(*sizes, drawn("w", ("n", 1), "weights"), drawn("b", (), "bias, a number"))
    assert deviations(good) == []
    for wrong in (
        drawn("w", ("n", 1), "widths"),
        drawn("w", ("n", 1), "weightings of the inputs"),
        drawn("w", ("n", "m"), "weights"),
        drawn("X", ("n", 1), "inputs"),
        drawn(r"w_{\text{best}}", ("n", 1), "best ones"),
        constant(r"\alpha", (), "slope", 2.0),
        size("L", 4, "lengths"),
    ):
        assert [row.letter for row in deviations(rows_of(*sizes, wrong))] == [wrong.name]


def test_two_meanings_of_one_letter_are_found(monkeypatch, tmp_path):
    pages = {
        "one": Page(drawn("q", (), "probability, of a yes"), drawn("k", (), "count")),
        "two": Page(drawn("q", (), "share of the whole"), drawn("k", (), "counts of all")),
        "three": Page(drawn("q", (2, 1), "probabilities, of the classes")),
    }
    page_rows.cache_clear()
    monkeypatch.setattr(letters_module, "load_symbols", lambda path: pages[path.stem])
    found = clashes({name: tmp_path / f"{name}.py" for name in pages})
    page_rows.cache_clear()
    assert [(row.letter, row.term) for row in found] == [
        ("k", "count"),
        ("k", "counts of all"),
        ("q", "probability"),
        ("q", "share of the whole"),
    ]


def test_a_letter_with_a_layer_is_the_books_letter_with_one():
    fixed = frozenset({"A", "A^{[l]}", "W"})
    assert letter_of("A^{[1]}", fixed) == "A^{[l]}"
    assert letter_of("A_1", fixed) == "A"
    assert letter_of("W^{[2]}", fixed) == "W"
    assert letter_of("B", fixed) == "B"


def test_a_row_has_the_shape_and_the_code_of_its_letter(rows_of):
    found = rows_of(
        size("n", 3, "number of inputs"),
        index("j", 1, "n", "counts inputs"),
        drawn("x", ("n + 1", 1), "inputs"),
        computed("s", (), "sum", len, "x"),
    )
    assert [row.kind for row in found] == ["size", "index", "column", "number"]
    assert [row.shape for row in found] == ["", "n", r"\mathbb{R}^{{(n + 1)} \times 1}", ""]
    assert [row.code for row in found] == [(), (), (), ("builtins.len",)]
    assert found[1].formulas == ("j", "n")


def test_a_directive_is_a_line_of_its_own_outside_of_code():
    text = (
        "\\letters{one}\n\n    \\letters{two}\n\n```\n\\letters{three}\n```\n\nno \\letters{four}\n"
    )
    assert list(directives(text)) == [(1, "one"), (3, "two")]


def test_a_table_that_does_not_exist_is_an_error():
    with pytest.raises(FormulaError, match="no such symbols file"):
        printed(ROOT / "docs" / "index.md", r"\letters{sigmiod}")


def test_what_a_table_prints_is_in_the_letters_of_the_page_that_declares_it():
    found = printed(ROOT / "docs" / "index.md", "\n\\letters{sigmoid}\n")
    assert {path.stem for path, _ in found} == {"sigmoid"}
    assert {formula.line for _, formula in found} == {2}
    assert r"\sigma" in {formula.latex for _, formula in found}
