"""The whole book as one PDF: each page of the built site printed by Chromium, put together with an
outline from the headings, page numbers, and links that lead from page to page of the PDF.
"""

import html
import io
import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from nnbook.site.book import Book, Page
from nnbook.site.errors import BookError

HOST = "http://book"  # of nobody: each request is answered from the folder of the site
LEFT_OUT = ("checks.md",)  # thousands of rows to sort and to download, not to read
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
WAYS = "ways-to-anchors"  # the id of the list of links that a page gets before it is printed

# What a page is asked before it is printed: its headings, as level, id and text.
HEADINGS = """() => [...document.querySelectorAll("article :is(h1, h2, h3)[id]")]
  .filter((heading) => heading.getClientRects().length)
  .map((heading) => {
    const words = heading.cloneNode(true);
    words.querySelectorAll(".headerlink, mjx-assistive-mml").forEach((part) => part.remove());
    return [Number(heading.tagName[1]), heading.id, words.textContent.normalize("NFKC")];
  })"""
# Chromium names a place in a PDF if its own page links to it: let there be a link to each.
LINKS = """({ ways, anchors, before }) => {
  document.documentElement.style.counterReset = `page ${before}`;
  const list = document.createElement("div");
  list.id = ways;
  for (const anchor of anchors) {
    if (!document.getElementById(anchor)) continue;
    const link = document.createElement("a");
    link.href = "#" + anchor;
    list.append(link);
  }
  document.querySelector("article").append(list);
}"""
LINK = re.compile(r'<a\b[^>]*? href="([^"]+)"')


@dataclass(frozen=True)
class Heading:
    """An entry of the outline: under which page of the book, how deep, where, what it says."""

    level: int
    anchor: str
    text: str


@dataclass
class Printed:
    """A page of the book as Chromium printed it."""

    page: Page
    address: str
    data: bytes = b""
    first: int = 0  # the number of its first sheet, from 0
    headings: list[Heading] = field(default_factory=list)


def make_pdf(site: Path, root: Path, file: Path, only: tuple[str, ...] = ()) -> int:
    """Write the book that was built in `site`, or `only` some pages of it, into `file`; the number
    of its sheets.
    """
    book = Book(root)
    pages = [page for page in book.pages if page.file not in LEFT_OUT]
    pages = [page for page in pages if not only or page.file in only]
    printed = _print(site, [Printed(page, _address(book, page)) for page in pages])
    return _together(book, printed, file)


def find_browser() -> str:
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if named is None:
        raise BookError(
            "Chromium", "is not there, and it prints the pages", "CHROMIUM=path names another"
        )
    return named


def _address(book: Book, page: Page) -> str:
    return urljoin(f"{HOST}/", book.address("index.md", page.file))


def _print(site: Path, wanted: list[Printed]) -> list[Printed]:
    from playwright.sync_api import Route, sync_playwright
    from pypdf import PdfReader

    def answer(route: Route) -> None:
        path = _file(site, route.request.url)
        if path.is_file():
            route.fulfill(path=path)
        else:
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        context = browser.new_context(java_script_enabled=False, color_scheme="light")
        context.route("**/*", answer)
        view = context.new_page()
        view.emulate_media(media="print")
        anchors = _anchors(site, wanted)
        sheets = 0
        for one in wanted:
            view.goto(one.address)
            one.headings = [Heading(*heading) for heading in view.evaluate(HEADINGS)]
            asked = anchors.get(one.address, set()) | {heading.anchor for heading in one.headings}
            ways = {"ways": WAYS, "anchors": sorted(asked - {""}), "before": sheets}
            view.evaluate(LINKS, ways)
            view.evaluate("document.fonts.ready")
            one.first = sheets
            one.data = view.pdf(format="A4", prefer_css_page_size=True, print_background=False)
            sheets += len(PdfReader(_stream(one.data)).pages)
        browser.close()
    return wanted


def _anchors(site: Path, wanted: list[Printed]) -> dict[str, set[str]]:
    """For each page what is linked to in it, from any page."""
    anchors: dict[str, set[str]] = {}
    for one in wanted:
        text = _file(site, one.address).read_text(encoding="utf-8")
        for link in LINK.findall(text):
            where, _, anchor = urljoin(one.address, html.unescape(link)).partition("#")
            anchors.setdefault(where, set()).add(unquote(anchor))
    return anchors


def _file(site: Path, address: str) -> Path:
    path = site / unquote(urlsplit(address).path).lstrip("/")
    return path / "index.html" if path.is_dir() else path


def _stream(data: bytes) -> io.BytesIO:
    return io.BytesIO(data)


def _together(book: Book, printed: list[Printed], file: Path) -> int:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import Fit

    writer = PdfWriter()
    places: dict[tuple[str, str], tuple[int, float]] = {}  # (address, anchor): sheet, height
    for one in printed:
        reader = PdfReader(_stream(one.data))
        places[one.address, ""] = (one.first, float(reader.pages[0].mediabox.top))
        for name, there in reader.named_destinations.items():
            sheet = reader.get_destination_page_number(there)
            if sheet is not None and sheet >= 0:
                anchor = unquote(name.lstrip("/"))
                places[one.address, anchor] = (one.first + sheet, float(there.top or 0))
        for page in reader.pages:
            writer.add_page(page)
    for one in printed:
        after = [other.first for other in printed if other.first > one.first]
        for number in range(one.first, min(after, default=len(writer.pages))):
            _relink(writer, writer.pages[number], one.address, places, book)
    parents: list[tuple[int, Any]] = []
    part = None
    for one in printed:
        if one.page.part and one.page.part != part:
            parents = [(0, writer.add_outline_item(title=one.page.part, page_number=one.first))]
        elif not one.page.part:
            parents = []
        part = one.page.part
        for heading in one.headings:
            parents = [parent for parent in parents if parent[0] < heading.level]
            sheet, top = places[one.address, heading.anchor]
            text = " ".join(heading.text.split())
            if heading.level == 1 and one.page.chapter:
                text = f"{one.page.number}. {text}"
            above = parents[-1][1] if parents else None
            fit = Fit.xyz(left=0, top=top)
            parents.append(
                (
                    heading.level,
                    writer.add_outline_item(title=text, page_number=sheet, parent=above, fit=fit),
                )
            )
    writer.add_metadata(
        {
            "/Title": str(book.config["site_name"]),
            "/Subject": str(book.config.get("site_description") or ""),
        }
    )
    writer.page_mode = "/UseOutlines"
    writer.root_object.update({_name("/Lang"): _text("en")})
    writer.compress_identical_objects()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        writer.write(stream)
    return len(writer.pages)


def _relink(
    writer: Any,
    page: Any,
    address: str,
    places: dict[tuple[str, str], tuple[int, float]],
    book: Book,
) -> None:
    """Let the links of a sheet lead within the PDF, or to where the book is published."""
    from pypdf.generic import ArrayObject, FloatObject, NullObject

    for reference in page.get("/Annots") or []:
        link = reference.get_object()
        if link.get("/Subtype") != "/Link":
            continue
        action = link.get("/A", {}).get_object() if "/A" in link else {}
        if "/Dest" in link:
            where, anchor = address, unquote(str(link["/Dest"]).lstrip("/"))
        elif str(action.get("/URI", "")).startswith(HOST):
            where, _, anchor = str(action["/URI"]).partition("#")
            anchor = unquote(anchor)
        else:
            continue
        place = places.get((where, anchor))
        if place is None:
            own = str(book.config.get("site_url") or "/")
            target = own + where.removeprefix(f"{HOST}/") + (f"#{anchor}" if anchor else "")
            link[_name("/A")] = _uri(target)
            link.pop("/Dest", None)
            continue
        sheet, top = place
        link.pop("/A", None)
        link[_name("/Dest")] = ArrayObject(
            [
                writer.pages[sheet].indirect_reference,
                _name("/XYZ"),
                FloatObject(0),
                FloatObject(top),
                NullObject(),
            ]
        )


def _uri(target: str) -> Any:
    from pypdf.generic import DictionaryObject

    return DictionaryObject(
        {_name("/S"): _name("/URI"), _name("/URI"): _text(target)},
    )


def _name(name: str) -> Any:
    from pypdf.generic import NameObject

    return NameObject(name)


def _text(text: str) -> Any:
    from pypdf.generic import TextStringObject

    return TextStringObject(text)
