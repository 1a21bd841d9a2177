"""What the theme's search finds in a page, kept: it parses all of a page's HTML to know it."""

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from material.plugins.search.plugin import SearchIndex  # type: ignore[import-untyped]
from mkdocs.structure.pages import Page

from nnbook.verify.page_key import digest


@contextlib.contextmanager
def kept_entries(folder: Path, same: str) -> Iterator[None]:
    """The search takes a page's entries from `folder`, or finds them and keeps them there."""
    find = SearchIndex.add_entry_from_context

    def add(index: Any, page: Page) -> None:
        made_from = [page.content, page.url, page.title, page.meta]
        key = digest(same, json.dumps(made_from, sort_keys=True, default=str))
        path = folder / f"{page.file.src_uri.replace('/', '--')}.json"
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            kept = json.loads(path.read_text(encoding="utf-8"))
            if kept["key"] == key:
                index.entries += kept["entries"]
                return
        before = len(index.entries)
        find(index, page)
        folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps({"key": key, "entries": index.entries[before:]}))
        fresh.replace(path)

    SearchIndex.add_entry_from_context = add
    try:
        yield
    finally:
        SearchIndex.add_entry_from_context = find
