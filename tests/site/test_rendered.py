"""What is kept of a page is what rendering gives, and nothing that it is made of is missed."""

import hashlib

import pytest

from nnbook.site import build as building
from nnbook.site import rendered
from nnbook.site.build import build
from nnbook.site.errors import BookError
from tests.site.test_build import small

__all__ = ["small"]  # the fixture

INCLUDING = '# Home\n\n```\n--8<-- "code.py:part"\n```\n'
CODE = "# --8<-- [start:part]\n{}\n# --8<-- [end:part]\n"
PLUGINS = "plugins: [autorefs]"


@pytest.fixture
def kept(small, monkeypatch):
    """A built book with headings that autorefs knows; `again` builds and says what was rendered."""
    config = small.root / "mkdocs.yml"
    config.write_text(
        config.read_text().replace("plugins: []", PLUGINS)
        + "  - toc: {permalink: true}\n  - attr_list\n  - pymdownx.snippets: {check_paths: true}\n"
    )
    (small.root / "code.py").write_text(CODE.format("x = 1"))
    small.write("index.md", INCLUDING + "\n## A part {#part}\n\n[there](first.md#eq-first)\n")
    small.write("api.md", "# Functions\n\nSee [A part][part].\n")
    small.check()
    monkeypatch.chdir(small.root)
    made = []

    def render(page, config, files):
        made.append(page.file.src_uri)
        original(page, config, files)

    original = rendered._render
    monkeypatch.setattr(rendered, "_render", render)

    def again(**options):
        made.clear()
        build(small.root, small.root / "site", **options)
        return sorted(made)

    small.again = again
    assert len(again()) == 4
    return small


def unstamped(book):
    """Let the next build begin, though nothing has changed."""
    for stamp in (book.root / ".nnbook").glob("site-*.json"):
        stamp.unlink()


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def as_new(book):
    """The site as it is now, and as a build makes it that has nothing kept."""
    made = contents(book.root / "site")
    for folder in ("rendered", "rendered/site"):
        for path in (book.root / ".nnbook" / folder).glob("*.json"):
            path.unlink()
    unstamped(book)
    assert len(book.again()) == 4
    return made, contents(book.root / "site")


def test_what_is_kept_is_not_rendered_and_is_the_same(kept):
    unstamped(kept)
    assert kept.again() == []
    made, fresh = as_new(kept)
    assert made == fresh
    assert 'href="../#part"' in (kept.root / "site" / "api" / "index.html").read_text()


def test_a_page_that_changed_is_rendered_alone(kept):
    kept.change("first.md", "One letter", "A letter")
    assert kept.again() == ["first.md"]
    made, fresh = as_new(kept)
    assert made == fresh
    assert "A letter" in (kept.root / "site" / "first" / "index.html").read_text()


def test_a_number_that_changed_is_mended_where_it_is_referred_to(kept):
    kept.change("first.md", "$$\na =", "$$\na < 1\n$$\n\n$$\na =")
    assert kept.again() == ["deeper/second.md", "first.md"]
    made, fresh = as_new(kept)
    assert made == fresh
    assert ">(1.2)</a>" in (kept.root / "site" / "deeper" / "second" / "index.html").read_text()


def test_a_result_that_changed_is_shown(kept, monkeypatch):
    check = building.check_book

    def otherwise(*arguments, **more):
        done = check(*arguments, **more)
        kept.result("b = a", comparisons=4321)
        return done

    monkeypatch.setattr(building, "check_book", otherwise)
    unstamped(kept)
    assert kept.again() == ["deeper/second.md"]
    assert "4,321" in (kept.root / "site" / "deeper" / "second" / "index.html").read_text()


@pytest.mark.parametrize("what", ["configuration", "code of the book", "a page more", "tools"])
def test_what_is_the_same_for_all_pages_renders_all_of_them(kept, what, monkeypatch):
    if what == "configuration":
        config = kept.root / "mkdocs.yml"
        config.write_text(config.read_text() + "  - footnotes\n")
    elif what == "code of the book":
        (kept.root / "nnbook").mkdir()
        (kept.root / "nnbook" / "sigmoid.py").write_text("x = 1\n")
    elif what == "a page more":
        kept.write("more.md", "# More\n")
    else:
        monkeypatch.setattr(rendered, "distributions", list)
        unstamped(kept)
    assert set(kept.again()) >= {"api.md", "deeper/second.md", "first.md", "index.md"}


def test_the_code_of_the_extension_is_in_every_key(tmp_path, monkeypatch):
    site = tmp_path / "elsewhere" / "nnbook" / "site"
    site.mkdir(parents=True)
    monkeypatch.setattr(rendered, "__file__", str(site / "rendered.py"))
    (site / "extension.py").write_text("one")
    (tmp_path / "mkdocs.yml").write_text("site_name: A book\n")
    first = rendered.for_all(tmp_path, "")
    (site / "extension.py").write_text("two")
    assert rendered.for_all(tmp_path, "") != first


def test_what_was_rendered_while_something_was_saved_is_not_kept(kept, monkeypatch):
    render = rendered._render

    def saved_meanwhile(page, config, files):
        render(page, config, files)
        (kept.root / "nnbook").mkdir(exist_ok=True)
        (kept.root / "nnbook" / "sigmoid.py").write_text("x = 1\n")

    kept.change("first.md", "One letter", "A letter")
    with monkeypatch.context() as during:
        during.setattr(rendered, "_render", saved_meanwhile)
        kept.again()
    unstamped(kept)
    assert len(kept.again()) == 4


def test_a_file_that_is_included_is_read_anew(kept):
    (kept.root / "code.py").write_text(CODE.format("x = 2"))
    unstamped(kept)
    assert kept.again() == ["index.md"]
    assert "x = 2" in (kept.root / "site" / "index.html").read_text()


def test_a_page_that_includes_what_includes_is_always_rendered(kept):
    (kept.root / "more.py").write_text("y = 1\n")
    (kept.root / "code.py").write_text(CODE.format('--8<-- "more.py"'))
    kept.again()
    (kept.root / "more.py").write_text("y = 2\n")
    unstamped(kept)
    assert kept.again() == ["index.md"]
    assert "y = 2" in (kept.root / "site" / "index.html").read_text()


@pytest.mark.parametrize(
    "text", [r"\report{formulas} of them", r"\changes{}", "```\n--8<--\ncode.py\n--8<--\n```"]
)
def test_a_page_that_shows_others_is_always_rendered(kept, text):
    (kept.root / "CHANGELOG.md").write_text("# Changes\n\nNone.\n")
    kept.write("api.md", f"# Functions\n\n{text}\n")
    kept.again()
    unstamped(kept)
    assert kept.again() == ["api.md"]


def test_a_link_that_breaks_in_another_page_is_still_found(kept):
    kept.change("first.md", r"\label{eq:first}", r"\label{eq:renamed}")
    kept.change("deeper/second.md", "eq:first", "eq:renamed")
    with pytest.raises(BookError, match="warnings in strict mode"):
        kept.again()


def test_a_warning_is_given_at_every_build(kept, capsys):
    kept.change("index.md", "first.md#eq-first", "nowhere.md")
    for _ in range(2):
        unstamped(kept)
        kept.again(preview="http://127.0.0.1:8000/")
        assert "nowhere.md" in capsys.readouterr().err


def test_a_kept_page_that_cannot_be_read_is_rendered(kept):
    (kept.root / ".nnbook" / "rendered" / "site" / "first.md.json").write_text("{")
    unstamped(kept)
    assert kept.again() == ["first.md"]
