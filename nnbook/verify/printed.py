"""The list of all printed formulas: a deleted formula or row differs from the committed list.

One line a formula: page, label (or section and running number in it), kind, and how many rows or
relations it has. `python -m nnbook.verify.printed docs > tests/printed.txt` renews the list.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from nnbook.verify.book import load_page, pages_below
from nnbook.verify.errors import FormulaError
from nnbook.verify.formula import Formula
from nnbook.verify.page_check import PageCheck
from nnbook.verify.scan import Printed, read_page, scan


def printed_list(paths: Sequence[Path], root: Path | None = None) -> list[str]:
    """The lines of the list for some pages, their names relative to `root`."""
    lines: list[str] = []
    for page in pages_below(paths):
        if not scan(read_page(page), str(page)).formulas:
            continue
        shown = page.resolve().relative_to(root.resolve()) if root else page
        lines += [f"{shown.as_posix()} {line}" for line in _page(page)]
    return lines


def _page(path: Path) -> list[str]:
    scanned, symbols = load_page(path)
    check = PageCheck(symbols)
    numbers: Counter[str] = Counter()
    lines = []
    for printed in scanned.formulas:
        result = check.read(printed)
        if result.formula is None:
            raise FormulaError(f"{path}:{printed.line}: {result.message}", remedy=result.remedy)
        section = printed.section[-1] if printed.section else ""
        if not result.label:
            numbers[section] += 1
        name = result.label or f"#{section}/{numbers[section]}"
        lines.append(f"{name} {result.kind} {_where(printed)} {_size(result.formula)}")
    return lines


def _where(printed: Printed) -> str:
    return "display" if printed.display else "inline"


def _size(formula: Formula) -> str:
    """How many relations each statement has: a row deleted is one less."""
    return "+".join(str(len(statement.signs)) for statement in formula.statements)


def main(arguments: Sequence[str]) -> int:
    """Print the list of the pages that are named (default: docs)."""
    try:
        lines = printed_list([Path(name) for name in arguments] or [Path("docs")])
    except FormulaError as error:
        print(f"nnbook.verify.printed: {error.message}", file=sys.stderr)
        return 2
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
