"""The book as mkdocs.yml orders it: its pages, their numbers, and which page a text is."""

import hashlib
import posixpath
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from nnbook.site.errors import BookError

FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


class _Loader(yaml.SafeLoader):
    """Reads mkdocs.yml as data: what names Python objects or the environment is left out."""


_Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, suffix, node: None)
_Loader.add_constructor("!ENV", lambda loader, node: None)
_Loader.add_constructor("!relative", lambda loader, node: None)


@dataclass(frozen=True)
class Page:
    """A page of the nav: its file under docs/, its title there, its number in the book."""

    file: str
    title: str
    number: str
    chapter: bool
    part: str = ""  # the heading of the nav that it stands under


def body(text: str) -> str:
    """A page's Markdown without front matter and outer white space: what a result is kept for."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return FRONT_MATTER.sub("", text, count=1).strip()


def front_matter(text: str) -> dict[str, Any]:
    """What stands before a page's text, such as its description."""
    match = FRONT_MATTER.match(text)
    read = yaml.safe_load(match[0].strip().strip("-.")) if match else None
    return read if isinstance(read, dict) else {}


def fingerprint(markdown: str) -> str:
    return hashlib.sha256(markdown.strip().encode()).hexdigest()


def numbered(nav: list[Any]) -> list[Page]:
    """The pages of a nav in order. Those in a section called "Part …" are the chapters 1, 2, 3, …

    What stands before the first part has Roman numbers, what stands after the last one has letters.
    """
    found: list[tuple[str, str, bool, str]] = []

    def walk(entries: list[Any], in_part: bool, part: str) -> None:
        for entry in entries:
            if isinstance(entry, str):
                found.append((entry, "", in_part, part))
                continue
            for title, target in entry.items():
                if isinstance(target, list):
                    walk(target, in_part or title.startswith("Part "), part or title)
                elif target.endswith(".md"):
                    found.append((target, title, in_part, part))

    walk(nav, False, "")
    pages: list[Page] = []
    front = back = chapters = 0
    last = max((i for i, (_, _, chapter, _) in enumerate(found) if chapter), default=-1)
    for i, (file, title, chapter, part) in enumerate(found):
        if chapter:
            chapters += 1
            number = str(chapters)
        elif i < last or last < 0:
            number = ROMAN[front]
            front += 1
        else:
            number = chr(ord("A") + back)
            back += 1
        pages.append(Page(file, title, number, chapter, part))
    return pages


def _built(file: str, folders: bool) -> str:
    """The folder or file that a page becomes, from the root of the site."""
    stem = file.removesuffix(".md")
    if not folders:
        return f"{stem}.html"
    name = posixpath.basename(stem)
    return posixpath.dirname(stem) if name in ("index", "README") else stem


class Book:
    """The folder that holds mkdocs.yml."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def config(self) -> dict[str, Any]:
        path = self.root / "mkdocs.yml"
        if not path.is_file():
            raise BookError(str(path), "there is no such file", "run from the book's own folder")
        loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), _Loader)
        return loaded

    @cached_property
    def docs(self) -> Path:
        return self.root / str(self.config.get("docs_dir") or "docs")

    @cached_property
    def pages(self) -> list[Page]:
        return numbered(self.config.get("nav") or [])

    @property
    def chapters(self) -> list[Page]:
        return [page for page in self.pages if page.chapter]

    @cached_property
    def by_file(self) -> dict[str, Page]:
        return {page.file: page for page in self.pages}

    @cached_property
    def _by_body(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in sorted(self.docs.rglob("*.md")):
            key = fingerprint(body(path.read_text(encoding="utf-8")))
            found.setdefault(key, []).append(path.relative_to(self.docs).as_posix())
        return found

    def identify(self, markdown: str) -> str | None:
        """The file under docs/ whose text this is; None if it is no page (a docstring, say)."""
        files = self._by_body.get(fingerprint(markdown), [])
        if len(files) > 1:
            raise BookError(
                str(self.docs / files[0]),
                f"has the same text as {files[1]}, so that the two cannot be told apart",
                "let one of them say something of its own",
            )
        return files[0] if files else None

    def address(self, here: str, file: str) -> str:
        """Where the page `file` was built, seen from the page `here`: for HTML that MkDocs does
        not see.
        """
        folders = bool(self.config.get("use_directory_urls", True))
        start, end = (_built(name, folders) for name in (here, file))
        start = start if folders else posixpath.dirname(start)
        return posixpath.relpath(end or ".", start or ".") + ("/" if folders else "")

    def path(self, file: str) -> str:
        """A page's path from the root, as the report and the messages have it."""
        return (self.docs / file).relative_to(self.root).as_posix()
