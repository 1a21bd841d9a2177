"""What came of the wrong prints of a page, kept until anything changes that it depends on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nnbook.verify.book import KEPT
from nnbook.verify.errors import FormulaError
from nnbook.verify.listed_mutants import listed_for
from nnbook.verify.load import symbols_for
from nnbook.verify.page_key import PACKAGE, digest, page_key

FOLDER = "mutated"


def keep_mutations(page: Path, outcomes: Sequence[dict[str, Any]], folder: Path = KEPT) -> None:
    """Keep the outcomes of all formulas of a page of the book; those of its earlier texts are
    dropped. Code outside the book may change without our knowing.
    """
    own = symbols_for(page)
    if own is None or PACKAGE not in own.resolve().parents:
        return
    try:
        place = _place(page, folder, None)
        place.parent.mkdir(parents=True, exist_ok=True)
        for old in place.parent.glob(f"{page.stem}-*.json"):
            old.unlink()
        place.write_text(json.dumps(list(outcomes)), encoding="utf-8")
    except OSError:
        pass  # a folder that cannot be written only means that the site says "not run"


def kept_mutations(
    page: Path, folder: Path = KEPT, name: str | None = None
) -> list[dict[str, Any]] | None:
    """The outcomes for the page as it is now; None where they are not known. `name` is the path
    that the page's messages show.
    """
    try:
        found: list[dict[str, Any]] = json.loads(
            _place(page, folder, name).read_text(encoding="utf-8")
        )
    except (OSError, ValueError, FormulaError):
        return None
    return found


def _place(page: Path, folder: Path, name: str | None) -> Path:
    listed = repr(sorted(map(repr, listed_for(page))))
    return folder / FOLDER / f"{page.stem}-{digest(page_key(page, name=name), listed)[:32]}.json"
