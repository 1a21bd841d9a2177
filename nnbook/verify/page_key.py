"""What the verdicts on a page depend on, as one digest: who keeps a verdict keeps it under this.

In it are the page, its symbols file, the modules of nnbook that this imports (and those that they
import, and so on), the data files that these modules name, the checker, NumPy and Python; and the
symbols files whose letters a table of the page shows. Another chapter is not: a change there leaves
this page's verdicts standing.
"""

from __future__ import annotations

import ast
import hashlib
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from nnbook.verify.letters import directives, symbols_files
from nnbook.verify.load import symbols_for
from nnbook.verify.page_check import SEEDS

PACKAGE = Path(__file__).resolve().parent.parent


def page_key(
    page: Path, symbols: Path | None = None, seeds: int = SEEDS, name: str | None = None
) -> str:
    """The digest for a page; `name` is the path that its messages show."""
    own = symbols or symbols_for(page)
    text = page.read_bytes()
    parts = [text, b"", str(seeds).encode(), (name or str(page)).encode()]
    parts += [np.__version__.encode(), sys.version.encode()]
    if own is not None and own.is_file():
        parts[1] = own.read_bytes()
    for source in depends_on(own, tabled(page, text.decode("utf-8", "replace"))):
        parts += [_name(source).encode(), source.read_bytes()]
    return digest(*parts)


def _name(source: Path) -> str:
    inside = PACKAGE in source.parents
    return source.relative_to(PACKAGE).as_posix() if inside else source.as_posix()


def digest(*parts: str | bytes) -> str:
    """One digest of several parts, each ended so that none can pass into the next."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        found.update(len(data).to_bytes(8) + data)
    return found.hexdigest()


def tabled(page: Path, text: str) -> list[Path]:
    """The symbols files that the tables of letters of a page are made from."""
    files = symbols_files(page)
    found: list[Path] = []
    for _, what in directives(text):
        found += [files[what]] if what in files else files.values()
    return found


def depends_on(symbols: Path | None, others: Sequence[Path] = ()) -> list[Path]:
    """The files of nnbook, besides page and symbols file, that the verdicts on a page depend on;
    `others` are further symbols files that are read.
    """
    found = set((PACKAGE / "verify").glob("*.py"))
    own = {symbols.resolve()} if symbols is not None and symbols.is_file() else set()
    waiting = [*own, *(path.resolve() for path in others)]
    seen: set[Path] = set()
    while waiting:
        source = waiting.pop()
        if source in seen or source.parent == PACKAGE / "verify":
            continue
        seen.add(source)
        waiting += [file for name in _imported(source.read_bytes()) for file in _files(name)]
        found |= set(_data_of(source.read_text(encoding="utf-8", errors="replace")))
    return sorted((found | seen) - own)


@lru_cache(maxsize=256)
def _imported(source: bytes) -> tuple[str, ...]:
    """The names that a module imports, wherever in it the import stands."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ()  # it cannot be run either
    return tuple(_names(tree))


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _files(name: str) -> Iterator[Path]:
    """The files that are run when a module of this name is imported; none outside nnbook."""
    first, *rest = name.split(".")
    if first != PACKAGE.name:
        return
    place = PACKAGE
    for part in ("", *rest):
        place = place / part
        for file in (place.with_suffix(".py"), place / "__init__.py"):
            if file.is_file():
                yield file


def _data_of(source: str) -> Iterator[Path]:
    """The data files that a module names; all of them where it reads files without naming one."""
    files = [path for path in (PACKAGE / "data").rglob("*") if path.is_file()]
    named = [path for path in files if path.name in source]
    return iter(named if named or "__file__" not in source else files)
