"""What makes the site easy to find and to cite: a list of pages for programs, pages that moved, and
what each page's head says of it.
"""

import html
from datetime import date
from pathlib import Path
from typing import Any

from nnbook.site.book import Book, Page, front_matter
from nnbook.site.errors import BookError
from nnbook.site.versions import Commit

MOVED = """\
<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Moved to {title}</title>
    <link rel="canonical" href="{address}">
    <meta name="robots" content="noindex">
    <meta http-equiv="refresh" content="0; url={address}">
  </head>
  <body><p>This page has moved: <a href="{address}">{title}</a>.</p></body>
</html>
"""


def about(book: Book, commit: Commit | None) -> dict[str, Any]:
    """What the theme's templates say of each page: its number, its part, its card, its date."""
    year = int(commit.date[:4]) if commit else None
    pages = {
        page.file: {
            "number": page.number if page.chapter else "",
            "part": page.part if page.chapter else "",
            "card": f"assets/cards/{card_name(page)}",
            "key": f"nnbook-{page.file.removesuffix('.md').replace('/', '-')}",
        }
        for page in book.pages
    }
    return {"pages": pages, "date": commit.date if commit else "", "year": year}


def card_name(page: Page) -> str:
    return page.file.removesuffix(".md").replace("/", "-") + ".png"


def seconds(commit: Commit | None) -> int:
    """The commit's day, as the seconds that a build takes for its own time."""
    day = date.fromisoformat(commit.date) if commit else date(1980, 1, 1)
    return (day - date(1970, 1, 1)).days * 24 * 60 * 60


def list_pages(site: Path, book: Book) -> None:
    """`llms.txt`: each page with its description, in the order of the book."""
    lines = [f"# {book.config['site_name']}"]
    lines += ["", f"> {said}."] if (said := book.config.get("site_description")) else []
    part = None
    for page in book.pages:
        if page.part != part:
            part = page.part
            lines += ["", f"## {part or 'Front'}", ""]
        title, description = _said(book, page)
        where = _address(book, page)
        lines.append(f"- [{title}]({where})" + (f": {description}" if description else ""))
    (site / "llms.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _said(book: Book, page: Page) -> tuple[str, str]:
    front = front_matter((book.docs / page.file).read_text(encoding="utf-8"))
    return page.title or str(front.get("title", page.file)), str(front.get("description", ""))


def _address(book: Book, page: Page) -> str:
    """The whole address of a page, where the site is published."""
    site = str(book.config.get("site_url") or "/")
    return site + book.address("index.md", page.file).removeprefix("./")


def redirect(site: Path, book: Book) -> None:
    """A page at each old address that leads to the new one: `extra: redirects:` in mkdocs.yml."""
    moved = (book.config.get("extra") or {}).get("redirects") or {}
    for old, new in moved.items():
        if new not in book.by_file:
            raise BookError("mkdocs.yml", f"redirects: {old} leads to {new}, which is no page", "")
        target = site / (old.removesuffix(".md") + "/index.html")
        if target.exists() or old in book.by_file:
            raise BookError("mkdocs.yml", f"redirects: {old} is still a page", "drop the line")
        target.parent.mkdir(parents=True)
        words = {
            "title": html.escape(book.by_file[new].title or new),
            "address": html.escape(_address(book, book.by_file[new])),
        }
        target.write_text(MOVED.format(**words), encoding="utf-8")
