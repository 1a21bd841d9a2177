"""What the search finds in a page is kept by what the page is made of."""

from types import SimpleNamespace

import pytest
from material.plugins.search.plugin import SearchIndex

from nnbook.site.entries import kept_entries

HTML = "<h1>Home</h1><p>Words.</p><h2 id='part'>A part</h2><p>More words.</p>"


@pytest.fixture
def found(tmp_path, monkeypatch):
    """The entries of a page by its HTML; `parsed` says for which HTML it was parsed."""
    parsed = []
    find = SearchIndex.add_entry_from_context

    def noted(index, page):
        parsed.append(page.content)
        find(index, page)

    monkeypatch.setattr(SearchIndex, "add_entry_from_context", noted)

    def entries(content=HTML, same="same", **other):
        index = SearchIndex()
        file = SimpleNamespace(src_uri="deeper/page.md")
        page = SimpleNamespace(
            content=content, file=file, toc=[], url="page/", title="Page", meta={}
        )
        for name, value in other.items():
            setattr(page, name, value)
        with kept_entries(tmp_path / "search", same):
            index.add_entry_from_context(page)
        assert SearchIndex.add_entry_from_context is noted
        return index.entries

    entries.parsed = parsed
    entries.kept = tmp_path / "search" / "deeper--page.md.json"
    return entries


def test_a_page_is_parsed_once(found):
    first = found()
    assert [entry["location"] for entry in first] == ["page/", "page/#part"]
    assert found() == first
    assert found.parsed == [HTML]


@pytest.mark.parametrize(
    "other",
    [{"content": HTML + "<p>!</p>"}, {"url": "there/"}, {"title": "T"}, {"meta": {"tags": ["a"]}}],
)
def test_another_page_is_parsed_anew(found, other):
    found()
    assert found(**other)
    assert len(found.parsed) == 2


def test_another_book_is_parsed_anew(found):
    found()
    found(same="other")
    assert len(found.parsed) == 2


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": "another", "entries": []}'])
def test_what_is_damaged_is_made_anew(found, damage):
    first = found()
    found.kept.write_text(damage)
    assert found() == first
    assert len(found.parsed) == 2
