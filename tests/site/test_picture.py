"""Pictures become SVG that belongs to the page."""

import re
import sys
import types

import pytest
from matplotlib.figure import Figure

from nnbook.pictures import FIRST, QUIET, new
from nnbook.site import picture
from nnbook.site.errors import BookError
from nnbook.site.picture import svg


@pytest.fixture
def pictures(monkeypatch):
    """Functions become the pictures of a chapter `small`."""

    def make(**functions):
        module = types.ModuleType("nnbook.pictures.small")
        vars(module).update(functions)
        monkeypatch.setitem(sys.modules, "nnbook.pictures.small", module)

    return make


def line():
    figure, axes = new()
    axes.plot([0, 1.23456], [0, 1], color=FIRST, clip_on=True)
    axes.axhline(0.5, color=QUIET)
    axes.set_xlabel("the third decimal: 0.125")
    return figure


def test_a_picture_that_fails(pictures):
    pictures(line=lambda: 1 / 0)
    with pytest.raises(BookError, match=r"docs/x\.md: the picture small/line fails: ZeroDivision"):
        svg("small/line", "A line", "docs/x.md")


def test_a_picture_that_is_no_figure(pictures):
    pictures(line=lambda: None)
    with pytest.raises(BookError, match="returns a NoneType"):
        svg("small/line", "A line", "docs/x.md")


def test_a_colour_without_a_role(pictures):
    def red():
        figure = Figure()
        figure.subplots().plot([0, 1], color="#ff0000")
        return figure

    pictures(line=red)
    with pytest.raises(BookError, match="#ff0000, which has no role"):
        svg("small/line", "A line", "docs/x.md")


def test_a_name_that_is_no_function(pictures):
    pictures(line=3)
    with pytest.raises(BookError, match="is no function"):
        svg("small/line", "A line", "docs/x.md")


def test_the_same_byte_for_byte(pictures):
    pictures(line=line)
    assert svg("small/line", "A line", "x") == svg("small/line", "A line", "x")


def test_what_was_drawn_is_kept_until_the_code_changes(pictures, tmp_path, monkeypatch):
    pictures(line=line)
    first = svg("small/line", "A line", "x", tmp_path)
    pictures(line=lambda: 1 / 0)
    assert svg("small/line", "A line", "x", tmp_path) == first
    assert "Another text" in svg("small/line", "Another text", "x", tmp_path)
    monkeypatch.setattr(picture, "_code", lambda: "other code")
    with pytest.raises(BookError, match="fails"):
        svg("small/line", "A line", "x", tmp_path)


def test_what_stands_in_the_page(pictures):
    pictures(line=line, other=line)
    drawn = svg("small/line", 'A "line" <up>', "x")
    assert drawn.startswith('<svg viewBox="0 0 374.4 230.4" role="img" aria-label="A &quot;line')
    assert "&lt;up&gt;" in drawn
    for unwanted in (
        "<?xml",
        "<!DOCTYPE",
        "<metadata",
        "<style",
        "font-family",
        "#1f5fa8",
    ):
        assert unwanted not in drawn
    assert "var(--picture-first)" in drawn
    assert "var(--picture-quiet)" in drawn
    assert "0.125" in drawn, "labels are not rounded"


def test_ids_are_the_pictures_own(pictures):
    pictures(line=line, other=line)
    first, second = svg("small/line", "A", "x"), svg("small/other", "A", "x")
    names = [set(re.findall(r'\bid="([^"]+)"', drawn)) for drawn in (first, second)]
    assert names[0]
    assert not names[0] & names[1]
    for drawn, own in zip((first, second), names, strict=True):
        used = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', drawn))
        assert {a or b for a, b in used} == own
