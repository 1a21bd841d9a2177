"""Pictures: a Matplotlib figure as SVG inside the page, the same byte for byte at every build."""

import hashlib
import html
import importlib
import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import matplotlib
import numpy
from matplotlib.figure import Figure

from nnbook.pictures import ROLES, STYLE
from nnbook.site.errors import BookError
from nnbook.site.paths import short_paths

PACKAGE = Path(__file__).resolve().parents[1]
METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
# A style element inside the SVG would apply to the whole page; docs/assets/book.css has its rule.
STYLE_ELEMENT = re.compile(r"\s*<defs>\s*<style[^>]*>.*?</style>\s*</defs>", re.DOTALL)
COLOUR = re.compile(r"#[0-9a-f]{6}\b")
FONT = re.compile(r"font-family: [^;\"]*;? ?|font: ")
# `xlink:href` stays: the theme's script sets `href` of whatever has one, which `use` does not bear.
REFERENCE = re.compile(r'(?:url\(#|href="#)([^)"]+)')
ID = re.compile(r' id="([^"]+)"')
TAG = re.compile(r"<[^>]*>")
LONG_NUMBER = re.compile(r"(?<![\w#.])-?\d+\.\d{3,}")


def svg(source: str, alt: str, place: str, keep: Path | None = None) -> str:
    """The picture `chapter/function` as an SVG element whose alternative text is `alt`.

    What was drawn is kept in the folder `keep`, by the content of all code it may come from.
    """
    name = source.replace("/", "-")
    kept = keep / f"{name}-{_code()}.svg" if keep else None
    if kept and kept.is_file():
        drawn = kept.read_text(encoding="utf-8")
    else:
        drawn = _draw(source, place)
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            for old in kept.parent.glob(f"{name}-*.svg"):
                old.unlink()
            kept.write_text(drawn, encoding="utf-8")
    return inline(drawn, source, alt, place)


@cache
def _code() -> str:
    """What a picture is drawn from: the chapters, the pictures, and the tools."""
    sums = hashlib.sha256(f"{matplotlib.__version__} {numpy.__version__}".encode())
    others = {"verify", "site", "symbols", "__pycache__"}
    for file in sorted(PACKAGE.rglob("*")):
        if file.is_file() and not others & set(file.relative_to(PACKAGE).parts):
            sums.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0")
            sums.update(hashlib.sha256(file.read_bytes()).digest())
    return sums.hexdigest()[:16]


def figure_svg(function: Callable[[], object], source: str, alt: str, place: str) -> str:
    """The picture that a function draws, as an SVG element called `source`."""
    return inline(_drawn_by(function, source, place), source, alt, place)


def _draw(source: str, place: str) -> str:
    """Matplotlib's SVG file of a picture."""
    return _drawn_by(_function(source, place), source, place)


def _drawn_by(function: Callable[[], object], source: str, place: str) -> str:
    settings = {**STYLE, "svg.hashsalt": source, "svg.fonttype": "none"}
    with matplotlib.rc_context(settings):
        try:
            figure = function()
        except Exception as error:
            raise BookError(place, f"the picture {source} fails: {error!r}") from error
        if not isinstance(figure, Figure):
            raise BookError(
                place,
                f"the picture {source} returns a {type(figure).__name__}",
                "let it return its Matplotlib figure",
            )
        written = io.StringIO()
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return written.getvalue()


def inline(drawn: str, source: str, alt: str, place: str) -> str:
    """Matplotlib's SVG file as an element of a page: own ids, the page's fonts and colours."""
    drawn = drawn[drawn.index("<svg") :]
    drawn = STYLE_ELEMENT.sub("", METADATA.sub("", drawn))
    drawn = _own_ids(drawn, source.replace("/", "-"))
    drawn = COLOUR.sub(lambda match: _role(match[0], source, place), drawn)
    drawn = FONT.sub(lambda match: "" if "family" in match[0] else match[0], drawn)
    drawn = re.sub(r"font: (?:[\w ]*?)([\d.]+px)[^;\"]*", r"font-size: \1", drawn)
    drawn = TAG.sub(lambda tag: LONG_NUMBER.sub(_short, tag[0]), drawn)
    drawn = re.sub(r' transform="rotate\(-0 [^"]*"', "", drawn)
    drawn = short_paths(drawn)
    drawn = re.sub(r"\s*\n\s*", " ", drawn).replace("> <", "><")
    view = re.search(r'viewBox="[^"]*"', drawn)
    assert view, "Matplotlib writes a viewBox"
    head = f'<svg {view[0]} role="img" aria-label="{html.escape(alt)}">'
    return re.sub(r"<svg[^>]*>", lambda _: head, drawn, count=1).strip()


def _function(source: str, place: str) -> Callable[[], object]:
    chapter, _, name = source.partition("/")
    module = f"nnbook.pictures.{chapter}"
    try:
        function: object = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise BookError(
            place,
            f"there is no picture {source} ({error})",
            f"write the function {name}() in nnbook/pictures/{chapter}.py",
        ) from error
    if not callable(function):
        raise BookError(place, f"the picture {source} is no function", "let it be one")
    return function


def _own_ids(drawn: str, prefix: str) -> str:
    """Keep the ids that something refers to, named after the picture and counted from 1."""
    names: dict[str, str] = {}
    for name in REFERENCE.findall(drawn):
        names.setdefault(name, f"{prefix}-{len(names) + 1}")
    drawn = ID.sub(lambda match: f' id="{names[match[1]]}"' if match[1] in names else "", drawn)
    return REFERENCE.sub(lambda match: match[0].replace(match[1], names[match[1]]), drawn)


def _short(number: re.Match[str]) -> str:
    """Two decimals of a point are finer than any screen."""
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _role(colour: str, source: str, place: str) -> str:
    if colour not in ROLES:
        raise BookError(
            place,
            f"the picture {source} uses the colour {colour}, which has no role",
            "use the colours of nnbook/pictures/__init__.py: they follow the page's scheme",
        )
    return f"var(--picture-{ROLES[colour]})"
