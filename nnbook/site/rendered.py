r"""The HTML of a page, kept by all that it is made from, so that a build renders what has changed.

A page's Markdown becomes HTML from its own text, the results of its own formulas, the numbers of
the formulas that it refers to, the files that it includes, and what is the same for all pages: the
code of the book and of this extension, mkdocs.yml, the tools, the names of the files under docs/.
The digest of these is the key. A page that shows other pages or the whole report (`\checks{…}`,
`\exercises{…}`, …) is never kept; nor is one that gave a warning.

Kept with the HTML is what rendering tells the rest of the build: the table of contents, the title,
the anchors, the links to be validated, the headings that mkdocs-autorefs may link to, the names
that mkdocstrings lists. What the search finds in a page is kept beside it.
"""

import contextlib
import json
import logging
import os
import re
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from nnbook.site.book import Book
from nnbook.site.checks import Checks
from nnbook.site.entries import kept_entries
from nnbook.site.extension import REFERENCE
from nnbook.site.inventory import again, noted
from nnbook.verify.page_key import digest

FOLDER = "rendered"
INCLUDED = re.compile(r'^[ \t]*--8<-- "(?P<file>[^":;]+)(?::[\w.-]*)*"[ \t]*$', re.MULTILINE)
INCLUDES = "--8<--"
# The marks of a section include nothing.
NESTED = re.compile(r"--8<--(?! \[(?:start|end):[\w-]+\])")
# What a page may say of other pages; a table of its own letters is known by its own results.
OF_OTHERS = re.compile(
    r"\\(?:report|break|checks|exercises|references|changes)\s*\{|\\letters\{(?:book|single)\}"
)
DOCSTRINGS = ":::"  # of the book's code, which is the same for all; they refer to any formula
# What is the same for all pages, beside the code of the book.
FOR_ALL = ("mkdocs.yml", "package-lock.json", "requirements.txt", "pyproject.toml")


class Rendered:
    """The pages of one build: those that are kept, and those that are to be."""

    def __init__(self, root: Path, checks: Checks, preview: str, same: str) -> None:
        """`same` is what `for_all` was before anything was checked or read."""
        self.root, self.checks, self.preview = root, checks, preview
        self.folder = root / ".nnbook" / FOLDER
        self.same = same
        self.states: dict[str, dict[str, Any]] = {}  # of new pages, to be kept
        self.own = {found.page.file: found for found in checks.pages}
        self.new: list[str] = []  # the pages that were rendered
        self.kept = 0

    def key(self, file: str, markdown: str) -> str | None:
        """All that the page's HTML is made from; None where that cannot be told."""
        results = self.checks.results
        tables = re.findall(r"\\letters\{([^}]*)\}", markdown)
        if OF_OTHERS.search(markdown) or any(name != Path(file).stem for name in tables):
            return None
        texts = {"": markdown}
        names = INCLUDED.findall(markdown)
        if len(names) != markdown.count(INCLUDES):
            return None
        for name in names:
            try:
                texts[name] = (self.root / name).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                return None
            if NESTED.search(texts[name]) or OF_OTHERS.search(texts[name]):
                return None
        labels = {a or b for text in texts.values() for a, b in re.findall(REFERENCE, text)}
        labels |= set(results.labels) if DOCSTRINGS in markdown else set()
        linked = {name: results.labels.get(name) for name in labels}
        own, known = results.pages.get(file), self.own.get(file)
        data: dict[str, Any] = {
            "file": file,
            "number": vars(results.book.by_file[file]) if file in results.book.by_file else None,
            "texts": texts,
            "linked": {
                name: (found.page, found.number, found.id) if found else None
                for name, found in linked.items()
            },
            "checked": (own.fingerprint, own.key) if own else None,
            "results": [(item.number, item.id, item.data) for item in own.formulas] if own else [],
            "wrong": [
                item.wrong.as_data() if item.wrong else None
                for item in (known.formulas if known else ())
            ],
        }
        return digest(self.same, json.dumps(data, sort_keys=True))

    def render(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        """In place of `Page.render`: what is kept, or what that makes."""
        file = page.file.src_uri
        key = self.key(file, page.markdown or "")
        kept = self._kept(file, key) if key else None
        if kept is not None and _restore(page, kept, config, files):
            self.kept += 1
            return
        self.new.append(file)
        with _warnings() as warned, _anchors(page, config) as anchors, noted(config) as written:
            _render(page, config, files)
        if key and not warned and None not in anchors:
            more = {"autorefs": anchors, "mkdocstrings": written}
            self.states[file] = {"key": key, **_state(page), **more}

    def keep(self) -> None:
        """Keep the new pages, unless something was saved while they were rendered."""
        if for_all(self.root, self.preview) == self.same:
            for file, state in self.states.items():
                self._keep(file, state)

    @property
    def place(self) -> Path:
        """Where the pages of this kind of build are kept."""
        return self.folder / ("preview" if self.preview else "site")

    def _path(self, file: str) -> Path:
        return self.place / f"{file.replace('/', '--')}.json"

    def _kept(self, file: str, key: str) -> dict[str, Any] | None:
        try:
            kept: dict[str, Any] = json.loads(self._path(file).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return kept if kept.get("key") == key else None

    def _keep(self, file: str, state: dict[str, Any]) -> None:
        path = self._path(file)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(state), encoding="utf-8")
        fresh.replace(path)


_render = Page.render


@contextlib.contextmanager
def kept_pages(rendered: Rendered) -> Iterator[Rendered]:
    """MkDocs renders its pages through `rendered`."""

    def render(self: Page, config: MkDocsConfig, files: Files) -> None:
        rendered.render(self, config, files)

    setattr(Page, "render", render)  # noqa: B010  # MkDocs has no event around it
    try:
        with kept_entries(rendered.place / "search", rendered.same):
            yield rendered
        rendered.keep()
    finally:
        setattr(Page, "render", _render)  # noqa: B010  # as it was


def for_all(root: Path, preview: str) -> str:
    """What the HTML of every page depends on, as one digest."""
    tools = sorted({f"{found.name} {found.version}" for found in distributions()})
    parts: list[str | bytes] = [preview, os.environ.get("NNBOOK_PREVIEW", "-"), *tools]
    files = [path for path in (root / "nnbook").rglob("*") if "__pycache__" not in path.parts]
    here = Path(__file__).resolve().parents[1]  # the code that runs, wherever the book lies
    files += [path for path in here.rglob("*") if "__pycache__" not in path.parts]
    for path in sorted({*files, *(root / name for name in FOR_ALL)}):
        if path.is_file():
            parts += [str(path), path.read_bytes()]
    docs = Book(root).docs
    parts += [path.relative_to(docs).as_posix() for path in sorted(docs.rglob("*"))]
    return digest(*parts)


def _state(page: Page) -> dict[str, Any]:
    """What rendering leaves in a page."""
    links = page.links_to_anchors
    return {
        "content": page.content,
        "toc": [_of_link(link) for link in page.toc],
        "title": page._title_from_render,
        "anchors": sorted(page.present_anchor_ids or ()),
        "links": None if links is None else {to.src_uri: found for to, found in links.items()},
    }


def _restore(page: Page, kept: dict[str, Any], config: MkDocsConfig, files: Files) -> bool:
    """Leave in a page what rendering left there; False where a page that it links to is gone."""
    links = kept["links"]
    found = {name: files.get_file_from_path(name) for name in links or ()}
    if None in found.values():
        return False
    page.content = kept["content"]
    page.toc = TableOfContents([_link(item) for item in kept["toc"]])
    if page.toc.items:
        page.toc.items[0].active = True  # type: ignore[attr-defined]  # as MkDocs does
    page._title_from_render = kept["title"]
    page.present_anchor_ids = set(kept["anchors"])
    if links is not None:
        page.links_to_anchors = {to: links[name] for name, to in found.items() if to}
    autorefs: Any = config.plugins.get("autorefs")
    for item in kept["autorefs"]:
        autorefs.register_anchor(page, *item["args"], **item["more"])
    again(kept["mkdocstrings"], config)
    return True


def _of_link(link: AnchorLink) -> list[Any]:
    return [link.title, link.id, link.level, [_of_link(child) for child in link.children]]


def _link(item: list[Any]) -> AnchorLink:
    link = AnchorLink(*item[:3])
    link.children = [_link(child) for child in item[3]]
    return link


@contextlib.contextmanager
def _anchors(page: Page, config: MkDocsConfig) -> Iterator[list[dict[str, Any] | None]]:
    """What is registered with mkdocs-autorefs while a page is rendered; None for another page."""
    found: list[dict[str, Any] | None] = []
    autorefs: Any = config.plugins.get("autorefs")
    if autorefs is None:
        yield found
        return
    register = autorefs.register_anchor

    def note(of: Any, *args: Any, **more: Any) -> None:
        found.append({"args": args, "more": more} if of is page else None)
        register(of, *args, **more)

    autorefs.register_anchor = note
    try:
        yield found
    finally:
        del autorefs.register_anchor


class _Noting(logging.Handler):
    def __init__(self, found: list[logging.LogRecord]) -> None:
        super().__init__(logging.WARNING)
        self.found = found

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record)


@contextlib.contextmanager
def _warnings() -> Iterator[list[logging.LogRecord]]:
    """The warnings of MkDocs and its plugins while a page is rendered."""
    found: list[logging.LogRecord] = []
    handler = _Noting(found)
    log = logging.getLogger("mkdocs")
    log.addHandler(handler)
    try:
        yield found
    finally:
        log.removeHandler(handler)
