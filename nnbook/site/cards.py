"""Cards: the still picture of a page that a link to it shows elsewhere, made from its title."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

from nnbook.pictures import card as picture
from nnbook.site.book import Book, Page
from nnbook.site.found import card_name

CARD: Callable[[str, str, str], Figure] = picture.card


def write_cards(site: Path, book: Book, formulas: dict[str, int], keep: Path) -> None:
    """A card for each page; what was drawn is kept in the folder `keep` by what it says."""
    folder = site / "assets" / "cards"
    folder.mkdir(parents=True)
    keep.mkdir(parents=True, exist_ok=True)
    wanted = set()
    for page in book.pages:
        said = lines(book, page, formulas.get(page.file, 0))
        tools = f"{matplotlib.__version__} {Path(picture.__file__).read_text(encoding='utf-8')}"
        key = hashlib.sha256(f"{tools}{said}".encode()).hexdigest()[:16]
        kept = keep / f"{key}.png"
        wanted.add(kept)
        if not kept.is_file():
            kept.write_bytes(draw(*said))
        (folder / card_name(page)).write_bytes(kept.read_bytes())
    for old in set(keep.glob("*.png")) - wanted:
        old.unlink()


def lines(book: Book, page: Page, formulas: int) -> tuple[str, str, str]:
    """What a card says: above, in large letters, below."""
    above = f"{book.config['site_name']}"
    if page.chapter:
        above += f"  ·  chapter {page.number}"
    title = page.title if page.title != "Home" else "Neural networks, every formula executed"
    below = f"{formulas:,} formulas on this page, each executed" if formulas else ""
    return above, title, below


def draw(above: str, title: str, below: str) -> bytes:
    """The card as PNG."""
    figure = CARD(above, title, below)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()
