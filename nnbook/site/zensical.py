"""The same book with Zensical, the successor of the theme, from the same mkdocs.yml: a trial that
says when the two drift apart. What is published is built with MkDocs.

Zensical writes beside its configuration, so it is given a folder of its own, in which everything is
the book's own but for the site.
"""

import contextlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from nnbook.site.book import Book
from nnbook.site.build import check_formulas
from nnbook.site.draw import Count, draw
from nnbook.site.errors import BookError
from nnbook.verify.book import KEPT

OWN = (".venv", ".git", "site", "dist", ".nnbook", ".cache")  # of the book's folder, not given
QUOTED = 'class="arithmatex quoted"'  # from another page, which has the check of it
COLOUR = re.compile(r"\x1b\[[\d;]*m")  # it colours what it says, letter by letter
FORMULA, BADGE = 'class="arithmatex', '<details class="badge'


def build_with_zensical(root: Path) -> Count:
    """Check, build, draw, and count: each page has the formulas and the badges of the check."""
    with contextlib.chdir(root):
        check_formulas(preview="")
    report = json.loads((root / KEPT / "report.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(dir=root / KEPT) as scratch:
        folder = Path(scratch)
        for path in root.iterdir():
            if path.name in ("docs", "mkdocs.yml"):  # it follows no link to these
                copy = shutil.copytree if path.is_dir() else shutil.copyfile
                copy(path, folder / path.name)
            elif path.name not in OWN:
                (folder / path.name).symlink_to(path)
        kept = folder / KEPT
        kept.mkdir()
        for path in (root / KEPT).iterdir():
            if path != folder:
                (kept / path.name).symlink_to(path)
        _zensical(folder)
        count = draw(folder / "site", root)
        _compare(Book(root), report, folder / "site")
    return count


def _zensical(folder: Path) -> None:
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    if done.returncode or not (folder / "site" / "index.html").is_file():
        said = COLOUR.sub("", done.stdout + done.stderr).partition("\nTraceback")[0]
        raise BookError("Zensical", f"stopped with code {done.returncode}\n{said}")


def _compare(book: Book, report: dict[str, Any], site: Path) -> None:
    """Each page is there, with each formula that was checked, and a badge for each display."""
    wrong = []
    for page in book.pages:
        checked = [item for item in report["formulas"] if item["file"] == book.path(page.file)]
        wanted = (len(checked), sum(item["display"] for item in checked))
        file = site / book.address("index.md", page.file) / "index.html"
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        found = (text.count(FORMULA) - text.count(QUOTED), text.count(BADGE))
        if not text or found != wanted:
            wrong.append(f"{page.file}: {found} formulas and badges, checked were {wanted}")
    if wrong:
        raise BookError("Zensical", "builds other pages\n" + "\n".join(wrong))
