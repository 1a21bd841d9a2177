"""Jupyter notebooks: the text cells as one page, and the way back from its lines to the cells."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass, replace
from pathlib import Path

from nnbook.verify.errors import FormulaError
from nnbook.verify.scan import Printed, Scan, ScanError, scan


@dataclass(frozen=True)
class Cells:
    """The text of a notebook, and at which line of it each text cell begins."""

    text: str
    numbers: tuple[int, ...]
    first_lines: tuple[int, ...]

    def place(self, line: int) -> tuple[int, int]:
        """The number of the cell (all cells counted from 1) and the line within it."""
        found = bisect_right(self.first_lines, line) - 1
        return self.numbers[found], line - self.first_lines[found] + 1


def read_notebook(path: Path) -> Cells:
    """The text cells of a notebook, or a FormulaError that says why they cannot be read."""
    try:
        cells = json.loads(path.read_bytes().decode("utf-8"))["cells"]
        sources = [
            (number, "".join(cell["source"]))
            for number, cell in enumerate(cells, start=1)
            if cell["cell_type"] == "markdown"
        ]
    except (OSError, UnicodeDecodeError) as error:
        raise FormulaError(f"{path}: cannot be read: {error}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise FormulaError(f"{path}: not a Jupyter notebook: {error}") from None
    text, numbers, first_lines = "", [0], [1]
    for number, source in sources:
        numbers.append(number)
        first_lines.append(text.count("\n") + 1)
        text += source.rstrip("\n") + "\n\n"
    return Cells(text, tuple(numbers), tuple(first_lines))


def scan_notebook(path: Path) -> Scan:
    """The formulas of a notebook; their file names the cell, their lines count within it."""
    cells = read_notebook(path)
    found = scan(cells.text, str(path))
    formulas = tuple(_in_cell(printed, cells) for printed in found.formulas)
    errors = tuple(
        ScanError(
            cells.place(error.line)[1],
            error.column,
            f"{error.message} (cell {cells.place(error.line)[0]})",
        )
        for error in found.errors
    )
    return replace(found, formulas=formulas, errors=errors)


def _in_cell(printed: Printed, cells: Cells) -> Printed:
    number, line = cells.place(printed.line)
    starts = tuple((offset, cells.place(at)[1], column) for offset, at, column in printed.starts)
    return replace(printed, file=f"{printed.file}[cell {number}]", line=line, starts=starts)
