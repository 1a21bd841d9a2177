"""How long a build of the site takes: from nothing, for one changed page, and page by page.

    python -m benchmarks.build

builds the commit that is checked out, in a folder of its own, and prints a table. A build with so
many pages made anew has the others as they were kept. No test asserts a time.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NEW = (8, 16, 32)
TOOK = re.compile(r"^Built .* in ([\d.]+) s$", re.MULTILINE)
PAGES = re.compile(r"Building the pages … ([\d.]+) s")
MADE = re.compile(r"(\d+) made anew")


def build(book):
    """Seconds of the whole build and of its pages, and how many were made anew."""
    done = subprocess.run(
        [sys.executable, "-m", "nnbook.site", "build"],
        cwd=book,
        env={**os.environ, "PYTHONPATH": str(book)},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    whole, pages, made = (found.search(done.stdout) for found in (TOOK, PAGES, MADE))
    return float(whole[1]), float(pages[1]), int(made[1])


def with_new(book, count):
    """Build with so many pages, the first in their order, made anew."""
    kept = book / ".nnbook" / "rendered" / "site"
    names = sorted(path.name for path in kept.glob("*.json"))
    for name in names[:count]:
        (kept / name).unlink()
        (kept / "search" / name).unlink(missing_ok=True)
    for stamp in (book / ".nnbook").glob("site-*.json"):
        stamp.unlink()
    return build(book)


def main():
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(book)], check=True)
        (book / "node_modules").symlink_to(ROOT / "node_modules")
        rows = {"from nothing": build(book)}
        shutil.rmtree(book / "site")
        shutil.rmtree(book / ".nnbook" / "rendered")
        (book / ".nnbook" / "drawn.json").unlink()
        rows["from nothing, checks kept"] = build(book)
        page = book / "docs" / "sigmoid.md"
        page.write_text(page.read_text(encoding="utf-8") + "\nOne line more.\n", encoding="utf-8")
        rows["one page changed"] = build(book)
        for count in (0, *NEW):
            rows[f"{count} pages dropped from what is kept"] = with_new(book, count)
    print("| build | whole, s | pages, s | pages made anew |\n|---|---|---|---|")
    for name, (whole, pages, made) in rows.items():
        print(f"| {name} | {whole:.1f} | {pages:.1f} | {made} |")


if __name__ == "__main__":
    main()
