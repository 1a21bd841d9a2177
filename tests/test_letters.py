"""One letter, one meaning: the symbols files of all pages against each other."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from nnbook.verify.letters import (
    CONVENTIONS,
    directives,
    letter_of,
    of_the_book,
    page_rows,
    rows,
    symbols_files,
)
from tests.test_layout import chapters

ROOT = Path(__file__).resolve().parents[1]
FILES = symbols_files(ROOT / "docs" / "index.md")
LOCAL = ROOT / "tests" / "local_letters.txt"
# A letter of the book may be an array or one entry's worth of it, never what is said with a capital.
KINDS = {
    "size": {"size"},
    "number": {"number", "function"},
    "column": {"column", "number"},
    "matrix": {"matrix", "row"},
    "function": {"function"},
}
# Where a page deviates from the book's letters, and says so in its text.
EXCEPTIONS = {}


@cache
def shared():
    return {row.letter: row for row in of_the_book(FILES)}


def agrees(row, fixed):
    """Whether a page's letter means what the book's letter means, and is of its kind."""
    words = rf"{re.escape(fixed.term)}(s|es)?(?!\w)"
    if fixed.letter.startswith("d"):
        words = r"(gradient|derivative)s?(?!\w)"
    return bool(re.match(words, row.meaning)) and row.kind in KINDS[fixed.kind]


def deviations():
    found = defaultdict(set)
    for name in FILES:
        for row in page_rows(FILES[name]):
            letter = letter_of(row.letter, frozenset(shared()))
            if letter in shared() and not agrees(row, shared()[letter]):
                found[row.letter, name].add((row.kind, row.meaning))
    return found


if __name__ == "__main__":
    for k, v in sorted(deviations().items()):
        print(k, v)
