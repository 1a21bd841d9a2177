"""A content security policy in each page: this host only, and scripts by hash.

A server's header would be stronger, but a static host may not let one be set; the page itself can.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from nnbook.site.errors import BookError

SCRIPT = re.compile(r"<script\b(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL)
STYLE = re.compile(r"<style\b[^>]*>(?P<text>.*?)</style>", re.DOTALL)
DATA = re.compile(r"type=[\"']?application/(?:ld\+)?json\b")
HANDLER = re.compile(r"<[a-z][^<>]*?\s(on[a-z]+)=[\"']")
CHARSET = re.compile(r"<meta charset=[\"']?utf-8[\"']?\s*/?>", re.IGNORECASE)


def secure(site: Path) -> int:
    """Write the policy into all pages under `site`; how many scripts stand in pages.

    With instant navigation one page shows what another one holds, so all pages have one policy.
    """
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    for path, text in pages.items():
        if found := HANDLER.search(SCRIPT.sub("", text)):
            raise BookError(
                path.relative_to(site).as_posix(),
                f"has a handler in an attribute, {found[1]}, which the policy would block",
                "listen for the event in a file under docs/assets/",
            )
        if not CHARSET.search(text):
            raise BookError(
                path.relative_to(site).as_posix(),
                "does not name its character set in its head",
                "the policy stands behind it",
            )
    scripts = _hashes(
        match["text"]
        for text in pages.values()
        for match in SCRIPT.finditer(text)
        if match["text"].strip() and not DATA.search(match["attributes"])
    )
    styles = _hashes(match["text"] for text in pages.values() for match in STYLE.finditer(text))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(scripts, styles)}">'
    for path, text in pages.items():
        written = CHARSET.sub(lambda match: match[0] + "\n      " + meta, text, count=1)
        path.write_text(written, encoding="utf-8")
    return len(scripts)


def policy(scripts: list[str], styles: list[str]) -> str:
    """What a page may load and run; a width or a colour may stand at its element."""
    rules = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *scripts],
        "style-src": ["'self'", *styles],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


def _hashes(texts: Iterable[str]) -> list[str]:
    """Each text as a policy names it, once, in a fixed order."""
    digests = {hashlib.sha256(text.encode()).digest() for text in texts}
    return sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
