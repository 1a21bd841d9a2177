"""Check, build, draw: the steps from the pages to `site/`, each said and timed."""

import contextlib
import hashlib
import json
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from nnbook.site.book import Book
from nnbook.site.cards import write_cards
from nnbook.site.checks import CSV_FILE, JSON_FILE, Checks
from nnbook.site.checks_page import HERE
from nnbook.site.draw import draw
from nnbook.site.errors import BookError
from nnbook.site.found import about, list_pages, redirect, seconds
from nnbook.site.lean import lean_theme
from nnbook.site.policy import secure
from nnbook.site.rendered import Rendered, for_all, kept_pages
from nnbook.site.results import Results, load
from nnbook.site.search import index_formulas
from nnbook.site.versions import INPUTS, commit
from nnbook.verify.book import KEPT, check_book, write_report
from nnbook.verify.mutations_kept import FOLDER
from nnbook.verify.report import problem_said

STAMP = ".nnbook/site-{}.json"  # for each folder that was built into


def build(root: Path, directory: Path, *, preview: str = "") -> bool:
    """Build the site into `directory`; False when nothing had changed since it was built there.

    In the preview, which has the address at which it is served, a formula that fails does not stop
    the build: it is shown in its place.
    """
    directory = directory.resolve()
    with contextlib.chdir(root):  # the check and MkDocs read paths from the book's own folder
        return _build(Path().resolve(), directory, preview)


def _build(root: Path, directory: Path, preview: str) -> bool:
    started = time.perf_counter()
    key = _key(root, preview)
    if _built(root, directory) == key:
        _say(f"Nothing has changed: {_name(directory, root)} is as it should be")
        return False
    same = for_all(root, preview)
    with _step("Checking the formulas"):
        checked = check_formulas(preview)
    _say(f"  {checked}")
    checks = Checks(load(root / KEPT / "report.json", Book(root)), root)
    rendered = Rendered(root, checks, preview, same)
    with tempfile.TemporaryDirectory(dir=_made(root / ".nnbook")) as scratch:
        fresh = Path(scratch) / "site"
        with _step("Building the pages"):
            _mkdocs(root, fresh, preview, rendered)
        with _step("Drawing the formulas"):
            count = draw(fresh, root)
            _write_downloads(fresh, checks)
            lean_theme(fresh)
            index_formulas(fresh, checks.results)
        if not preview:
            with _step("Cards, addresses, policy"):
                _finish(fresh, checks.results, root)
        _say(f"  {count.formulas:,} formulas on {count.pages} pages, {count.new:,} of them new")
        _say(f"  {rendered.kept} pages as they were kept, {len(rendered.new)} made anew")
        if directory.exists():
            directory.rename(Path(scratch) / "old")
        shutil.move(fresh, directory)
    stamp = {"key": key, "directory": str(directory), "files": _contents(directory)}
    _stamp(root, directory).write_text(json.dumps(stamp), encoding="utf-8")
    _say(f"Built {_name(directory, root)} in {time.perf_counter() - started:.1f} s")
    return True


def check_formulas(preview: str) -> str:
    """Execute the formulas and write the report; a line on what was done."""
    report = check_book([Path(Book(Path()).path(""))], processes=os.cpu_count() or 1)
    write_report(report, KEPT / "report.json")
    failed = [formula["message"] for formula in report.formulas if formula["verdict"] != "holds"]
    failed += [problem_said(problem) for problem in report.problems]
    if failed:
        print(file=sys.stderr)
    for message in failed:
        print(message, file=sys.stderr)
    if failed and not preview:
        raise BookError("Check", f"{len(failed)} failed, see above", "nothing was built")
    return f"{report.totals['formulas']:,} formulas, {report.totals['comparisons']:,} comparisons"


def _write_downloads(directory: Path, checks: Checks) -> None:
    """The results of all formulas beside the page that shows them, where the book has one."""
    book = checks.results.book
    if HERE in book.by_file:
        folder = directory / book.address("index.md", HERE)
        folder = folder if folder.is_dir() else folder.parent
        (folder / JSON_FILE).write_text(checks.as_json(), encoding="utf-8")
        (folder / CSV_FILE).write_text(checks.as_csv(), encoding="utf-8", newline="")


def _finish(site: Path, results: Results, root: Path) -> None:
    """What only the published site has."""
    book = results.book
    formulas = {file: len(page.formulas) for file, page in results.pages.items()}
    write_cards(site, book, formulas, root / KEPT / "cards")
    list_pages(site, book)
    redirect(site, book)
    secure(site)


def _mkdocs(root: Path, directory: Path, preview: str, rendered: Rendered) -> None:
    """MkDocs with every warning an error, or all of them shown in the preview."""
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, ConfigurationError
    from pymdownx.snippets import SnippetMissingError  # type: ignore[import-untyped]  # has no types

    checks = rendered.checks
    log = logging.getLogger("mkdocs")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("  %(levelname)s: %(message)s"))
    handler.setLevel(logging.WARNING)
    log.addHandler(handler)
    try:
        here = {"site_url": preview} if preview else {}
        config = load_config(
            str(root / "mkdocs.yml"), site_dir=str(directory), strict=not preview, **here
        )
        config["extra"]["book"] = about(checks.results.book, checks.commit)
        config["extra"]["totals"] = checks.results.totals
        extension = config["mdx_configs"].setdefault("nnbook.site.extension", {})
        extension.update(root=str(root), preview=bool(preview), checks=checks)
        os.environ["SOURCE_DATE_EPOCH"] = str(seconds(checks.commit))  # two builds: the same bytes
        config.plugins.on_startup(command="build", dirty=False)
        try:
            with kept_pages(rendered):
                mkdocs_build(config)
        finally:
            config.plugins.on_shutdown()
    except (Abort, ConfigurationError) as error:
        raise BookError("MkDocs", str(error), "what is wrong stands above") from error
    except SnippetMissingError as error:
        raise BookError(
            "MkDocs", str(error), "mend the include, or the name in the code"
        ) from error
    finally:
        log.removeHandler(handler)


def _key(root: Path, preview: str) -> str:
    """What the site is made of, as one number."""
    kept = sorted(file.name for file in (root / KEPT / FOLDER).glob("*.json"))  # wrong prints
    sums = hashlib.sha256(f"{preview} {sys.version} {commit(root)} {kept}".encode())
    for name in INPUTS:
        path = root / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                sums.update(file.relative_to(root).as_posix().encode() + b"\0")
                sums.update(hashlib.sha256(file.read_bytes()).digest())
    return sums.hexdigest()


def _built(root: Path, directory: Path) -> str | None:
    """The key of what stands in `directory`, if it is what was built there."""
    try:
        stamp = json.loads(_stamp(root, directory).read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return None
    same = stamp["directory"] == str(directory) and directory.is_dir()
    return stamp["key"] if same and stamp["files"] == _contents(directory) else None


def _stamp(root: Path, directory: Path) -> Path:
    return root / STAMP.format(hashlib.sha256(str(directory).encode()).hexdigest()[:8])


def _contents(directory: Path) -> str:
    sums = hashlib.sha256()
    for file in sorted(directory.rglob("*")):
        if file.is_file():
            sums.update(f"{file.relative_to(directory).as_posix()}\0".encode())
            sums.update(hashlib.sha256(file.read_bytes()).digest())
    return sums.hexdigest()


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def _name(path: Path, root: Path) -> str:
    return f"{path.relative_to(root) if path.is_relative_to(root) else path}/"


@contextlib.contextmanager
def _step(what: str) -> Iterator[None]:
    print(f"{what} … ", end="", flush=True)
    started = time.perf_counter()
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f"{time.perf_counter() - started:.1f} s", flush=True)


def _say(line: str) -> None:
    print(line, flush=True)
