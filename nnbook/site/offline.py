"""The book as a zip to open from a file, with nothing served: the built site with addresses that
name files, and a search that asks no server.
"""

import html
import json
import re
import shutil
import tempfile
import zipfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from nnbook.site.errors import BookError

WORKER = "node_modules/iframe-worker/shim/index.js"  # a browser runs no worker from a file
INDEX = "search/search_index"
ADDRESS = re.compile(r'(?P<name>\s(?:href|action)=")(?P<address>[^"#]*)(?P<anchor>#[^"]*)?"')
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//")
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
# Files have no host: nothing else may be fetched. The search's worker is written into the page.
FILES_ONLY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src file: data: blob: '
    "'unsafe-inline'; object-src 'none'\">"
)
BUNDLE = re.compile(r'<script src="(?P<base>[^"]*)assets/javascripts/bundle\.')
LEFT_OUT = ("404.html", "sitemap.xml", "sitemap.xml.gz", "assets/cards")  # of use to a host alone


def make_offline(site: Path, root: Path, file: Path, seconds: int) -> int:
    """Write the site as `file`, all in one folder; the number of its files.

    Each file has the time of the commit, so that two zips of one site are the same.
    """
    when = datetime.fromtimestamp(seconds, UTC)
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / file.stem
        shutil.copytree(site, folder)
        _for_files(folder, root)
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
            for path in paths:
                name = path.relative_to(scratch).as_posix()
                entry = zipfile.ZipInfo(name, when.timetuple()[:6])
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                written.writestr(entry, path.read_bytes())
    return len(paths)


def _for_files(folder: Path, root: Path) -> None:
    for name in LEFT_OUT:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    worker = root / WORKER
    if not worker.is_file():
        raise BookError("node_modules", "iframe-worker is not there", "run `npm ci`")
    shutil.copyfile(worker, folder / "assets" / "iframe-worker.js")
    for page in sorted(folder.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        text = ADDRESS.sub(partial(_named, page, folder), text)
        text = POLICY.sub(FILES_ONLY, text, count=1)
        text = BUNDLE.sub(_with_worker, text, count=1)
        page.write_text(text, encoding="utf-8")
    _index_as_script(folder)


def _with_worker(script: re.Match[str]) -> str:
    return f'<script src="{script["base"]}assets/iframe-worker.js"></script>\n      {script[0]}'


def _named(page: Path, folder: Path, match: re.Match[str]) -> str:
    """An address that names a folder, as one that names the file which a server would give."""
    address, anchor = html.unescape(match["address"]), match["anchor"] or ""
    if SCHEME.match(address) or address.startswith("/") or not address:
        return match[0]
    target = (page.parent / address).resolve()
    if not (target / "index.html").is_file() or not target.is_relative_to(folder.resolve()):
        return match[0]
    return f'{match["name"]}{html.escape(address.rstrip("/"))}/index.html{anchor}"'


def _index_as_script(folder: Path) -> None:
    """The index of the search as a script, which a page may load from a file; JSON it may not."""
    path = folder / f"{INDEX}.json"
    index = json.loads(path.read_text(encoding="utf-8"))
    for entry in index["docs"]:
        where, hash_, anchor = entry["location"].partition("#")
        if not where.endswith(".html"):
            entry["location"] = f"{where}index.html{hash_}{anchor}"
    written = json.dumps(index, separators=(",", ":"), ensure_ascii=False)
    (folder / f"{INDEX}.js").write_text(f"var __index = {written}\n", encoding="utf-8")
    path.unlink()
