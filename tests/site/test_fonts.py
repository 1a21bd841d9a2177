"""The fonts hold what is printed and nothing else."""

import io
from pathlib import Path

from fontTools.ttLib import TTFont

from nnbook.site.fonts import FONTS, cut_down, glyphs, together, within

ROOT = Path(__file__).resolve().parents[2]


def characters(data):
    return {chr(code) for code in TTFont(io.BytesIO(data)).getBestCmap()}


def test_a_character_belongs_to_the_font_that_is_named_last_around_it():
    drawn = '<a class="NCM-N"><b class="mjx-c31">1</b><c class="x NCM-S5"><d>{</d></c>&lt;</a>'
    assert glyphs(drawn) == {"NCM-N": "1<", "NCM-S5": "{"}


def test_fonts_of_several_formulas():
    assert together([{"NCM-S": "b"}, {"NCM-N": "z"}, {"NCM-S": "ab"}]) == {
        "NCM-N": "z",
        "NCM-S": "ab",
    }


def test_a_font_is_cut_down_to_what_is_printed(tmp_path):
    file = ROOT / FONTS / "mjx-ncm-n.woff2"
    data = cut_down(file, "=z\N{MATHEMATICAL ITALIC SMALL Z}", tmp_path)
    assert characters(data) == {"=", "z", "\N{MATHEMATICAL ITALIC SMALL Z}"}
    assert len(data) < file.stat().st_size / 20
    before, after = TTFont(file), TTFont(io.BytesIO(data))
    for character in "=z":
        old, new = (font.getBestCmap()[ord(character)] for font in (before, after))
        assert before["hmtx"][old] == after["hmtx"][new]
    assert (before["hhea"].ascent, before["hhea"].descent) == (
        after["hhea"].ascent,
        after["hhea"].descent,
    )


def test_the_same_is_cut_once_and_what_is_old_forgotten(tmp_path, monkeypatch):
    file = ROOT / FONTS / "mjx-ncm-s.woff2"
    first = cut_down(file, "\u2113", tmp_path)
    monkeypatch.setattr("nnbook.site.fonts._subset", lambda data, characters: b"new")
    assert cut_down(file, "\u2113", tmp_path) == first
    assert cut_down(file, "\u2113x", tmp_path) == b"new"
    assert len(list(tmp_path.iterdir())) == 1


def test_an_address_can_hold_a_font():
    assert within(b"font") == "data:font/woff2;base64,Zm9udA=="
