"""The steps of the build, its stamp, and the two commands."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from nnbook.site import build as building
from nnbook.site.__main__ import main
from nnbook.site.build import build
from nnbook.site.errors import BookError

HERE = "http://127.0.0.1:8000/"
ROOT = Path(__file__).resolve().parents[2]


class Report:
    """What the check gives back, as far as the build reads it."""

    def __init__(self, failed=()):
        self.formulas = [{"verdict": "fails", "message": message} for message in failed]
        self.problems = []
        self.totals = {"formulas": 4, "comparisons": 72}

    def to_json(self):
        return {}


@pytest.fixture
def small(book, monkeypatch):
    """A book that builds with the plainest theme, and what was done."""
    done = []
    book.failed = []
    config = (book.root / "mkdocs.yml").read_text()
    (book.root / "mkdocs.yml").write_text(
        config
        + "theme: mkdocs\nplugins: []\nvalidation: {anchors: warn}\nmarkdown_extensions:\n"
        + "  - pymdownx.arithmatex: {generic: true}\n  - nnbook.site.extension\n"
    )
    for name in ("node_modules", "package.json", "package-lock.json"):
        (book.root / name).symlink_to(ROOT / name)

    def check(paths, processes):
        done.append("check")
        book.check()
        return Report(book.failed)

    monkeypatch.setattr(building, "check_book", check)
    monkeypatch.setattr(building, "write_report", lambda report, path: None)
    book.done = done
    return book


def test_a_formula_that_fails_builds_nothing(small, capsys):
    small.failed = ["docs/first.md:9:1: left 1, right 2"]
    with pytest.raises(BookError, match="1 failed"):
        build(small.root, small.root / "site")
    assert "left 1, right 2" in capsys.readouterr().err
    assert not (small.root / "site").exists()


def test_a_warning_builds_nothing(small, capsys):
    small.change("index.md", "# Home", "# Home\n\n[nowhere](nowhere.md)")
    with pytest.raises(BookError, match="warnings in strict mode"):
        build(small.root, small.root / "site")
    assert "nowhere.md" in capsys.readouterr().err
    assert not (small.root / "site").exists()


def test_code_that_is_not_there_builds_nothing(small, capsys):
    config = (small.root / "mkdocs.yml").read_text()
    (small.root / "mkdocs.yml").write_text(config + "  - pymdownx.snippets: {check_paths: true}\n")
    small.change("index.md", "# Home", '# Home\n\n```\n--8<-- "nowhere.py:nothing"\n```\n')
    with pytest.raises(BookError, match=r"nowhere\.py"):
        build(small.root, small.root / "site")
    assert "index.md" in capsys.readouterr().err


def test_a_link_to_no_formula_builds_nothing(small):
    small.change("index.md", "# Home", "# Home\n\n[gone](first.md#eq-gone)")
    with pytest.raises(BookError, match="warnings in strict mode"):
        build(small.root, small.root / "site")


def test_a_tex_error_builds_nothing(small):
    small.change("first.md", "$z$", r"$\nosuch$")
    with pytest.raises(BookError, match=r"first/index.html: \\nosuch"):
        build(small.root, small.root / "site")
    assert not (small.root / "site").exists()


def test_a_build_that_fails_leaves_the_last_one(small):
    build(small.root, small.root / "site")
    small.change("first.md", "eq:other", "eq:gone")
    with pytest.raises(BookError, match="eq:gone"):
        build(small.root, small.root / "site")
    assert (small.root / "site" / "index.html").is_file()


def test_links_across_pages_are_validated_and_rewritten(small):
    assert build(small.root, small.root / "site")
    text = (small.root / "site" / "first" / "index.html").read_text()
    assert 'href="../deeper/second/#eq-other"' in text
    assert text.count("<mjx-container") == 3


def test_nothing_changed_is_nothing_done(small, capsys):
    site = small.root / "site"
    assert build(small.root, site)
    assert not build(small.root, site)
    assert small.done == ["check"]
    assert "Nothing has changed" in capsys.readouterr().out


@pytest.mark.parametrize("what", ["page", "code", "configuration", "site", "directory", "preview"])
def test_whatever_changes_is_built_anew(small, what):
    site = small.root / "site"
    build(small.root, site)
    if what == "page":
        small.change("first.md", "One letter", "A letter")
    elif what == "code":
        (small.root / "nnbook").mkdir()
        (small.root / "nnbook" / "sigmoid.py").write_text("x = 1\n")
    elif what == "configuration":
        config = small.root / "mkdocs.yml"
        config.write_text(config.read_text() + "copyright: ours\n")
    elif what == "site":
        (site / "index.html").write_text("something else")
    elif what == "directory":
        site = small.root / "elsewhere"
    assert build(small.root, site, preview=HERE if what == "preview" else "")


def test_the_preview_is_built_with_a_formula_that_fails(small, capsys):
    small.failed = ["docs/first.md:9:1: left 1, right 2"]
    assert build(small.root, small.root / "site", preview=HERE)
    assert "left 1, right 2" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "65536", "x", "-1"])
def test_a_port_that_is_none(port, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["serve", "--port", port])
    assert stopped.value.code == 2
    assert "is no port" in capsys.readouterr().err


def test_a_taken_port_is_said_before_any_work():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "nnbook.site", "serve", "--port", str(port)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert f"Port {port}: is taken" in done.stderr
    assert f"make serve PORT={port + 1}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_outside_the_book_the_remedy_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["build"]) == 1
    assert "mkdocs.yml: there is no such file" in capsys.readouterr().err
