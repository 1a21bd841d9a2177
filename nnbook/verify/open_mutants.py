"""Wrong prints that still pass and are not understood yet: holes, known by name and counted.

`tests/open_mutants.toml` holds them, a table for each page:

    ["docs/page.md"]
    "eq:label" = ['the wrong print', …]

with the whole LaTeX in the place of the label where a formula has none. `nnbook mutate` fails on
any survivor that is not there, and on an entry that no longer survives, so that the list can only
become shorter by work and never longer by chance.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nnbook.verify.errors import FormulaError

FILE = Path("tests") / "open_mutants.toml"
Entry = tuple[str, str]  # formula, wrong print


def open_for(page: Path) -> set[Entry]:
    """The survivors of a page that are known."""
    for folder in page.resolve().parents:
        if (folder / FILE).is_file():
            return _read(folder / FILE, page.resolve().relative_to(folder).as_posix())
    return set()


def _read(path: Path, page: str) -> set[Entry]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormulaError(f"{path}: {error}", remedy="mend the file") from error
    table = data.get(page, {})
    return {(formula, wrong) for formula, prints in table.items() for wrong in prints}


def compared(
    outcomes: Sequence[dict[str, Any]], wholly: Sequence[Path]
) -> tuple[int, int, list[str]]:
    """How many survivors are known and how many are not; and what is listed but died."""
    known = fresh = 0
    gone: list[str] = []
    for file in dict.fromkeys(outcome["file"] for outcome in outcomes):
        listed = open_for(Path(file))
        found = {
            (outcome["label"] or outcome["latex"].strip(), survivor["latex"])
            for outcome in outcomes
            if outcome["file"] == file
            for survivor in outcome["survivors"]
        }
        known += len(found & listed)
        fresh += len(found - listed)
        if Path(file) in wholly:
            gone += [f"{file}: {formula}: {wrong}" for formula, wrong in sorted(listed - found)]
    return known, fresh, gone


def written(report: dict[str, Any]) -> str:
    """The list of all survivors of a report, as the file has it."""
    pages: dict[str, dict[str, list[str]]] = {}
    for outcome in report["formulas"]:
        for survivor in outcome["survivors"]:
            named = outcome["label"] or outcome["latex"].strip()
            pages.setdefault(outcome["file"], {}).setdefault(named, []).append(survivor["latex"])
    lines = [
        "# Wrong prints that still pass and are not understood yet: holes, known and counted. From",
        "# `nnbook mutate --json FILE` and `python -m nnbook.verify.open_mutants FILE`.",
    ]
    for page, formulas in sorted(pages.items()):
        lines += ["", f"[{json.dumps(page)}]"]
        for formula, prints in formulas.items():
            wrong = ",\n".join(f"  {json.dumps(latex)}" for latex in dict.fromkeys(prints))
            lines.append(f"{json.dumps(formula)} = [\n{wrong},\n]")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(written(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), end="")
