"""The fonts of the formulas, cut down to the characters that the book prints.

They stand in the style sheet itself, which comes before the first paint: no letter is drawn in
another font first, and nothing moves.
"""

import base64
import hashlib
import html
import io
import re
from collections.abc import Iterable
from pathlib import Path

FONTS = "node_modules/@mathjax/mathjax-newcm-font/chtml/woff2"
PIECE = re.compile(r"<(?P<end>/?)[\w-]+(?P<attributes>[^>]*)>|(?P<text>[^<]+)")
FONT_CLASS = re.compile(r"\bNCM-[A-Za-z0-9-]+")

Glyphs = dict[str, str]  # the characters that stand in each font, by the font's class


def glyphs(drawn: str) -> Glyphs:
    """The characters of a drawn formula, by the font that they are taken from."""
    found: dict[str, set[str]] = {}
    inside = ["NCM-N"]
    for piece in PIECE.finditer(drawn):
        if piece["text"]:
            found.setdefault(inside[-1], set()).update(html.unescape(piece["text"]))
        elif piece["end"]:
            inside.pop()
        else:
            named = FONT_CLASS.search(piece["attributes"])
            inside.append(named[0] if named else inside[-1])
    return {name: "".join(sorted(characters)) for name, characters in found.items()}


def together(several: Iterable[Glyphs]) -> Glyphs:
    found: dict[str, set[str]] = {}
    for one in several:
        for name, characters in one.items():
            found.setdefault(name, set()).update(characters)
    return {name: "".join(sorted(characters)) for name, characters in sorted(found.items())}


def cut_down(file: Path, characters: str, keep: Path) -> bytes:
    """The font with these characters and no others, kept in the folder `keep` by content."""
    data = file.read_bytes()
    key = hashlib.sha256(data + characters.encode() + Path(__file__).read_bytes()).hexdigest()
    kept = keep / f"{file.stem}-{key[:16]}.woff2"
    if not kept.is_file():
        keep.mkdir(parents=True, exist_ok=True)
        for old in keep.glob(f"{file.stem}-*.woff2"):
            old.unlink()
        kept.write_bytes(_subset(data, characters))
    return kept.read_bytes()


def _subset(data: bytes, characters: str) -> bytes:
    from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]  # has no types
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # has no types

    options = Options()
    options.flavor = "woff2"
    options.layout_features = []  # MathJax places each glyph by itself
    options.hinting = False
    options.name_IDs = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "MATH", "ltag"]
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    written = io.BytesIO()
    font.flavor = "woff2"
    font.save(written)
    return written.getvalue()


def within(data: bytes) -> str:
    """A font as an address that holds it."""
    return f"data:font/woff2;base64,{base64.b64encode(data).decode()}"
