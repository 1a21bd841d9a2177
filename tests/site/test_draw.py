"""Formulas of built pages are drawn by MathJax, once."""

import json
import re
from pathlib import Path

import pytest

from nnbook.site import draw as drawing
from nnbook.site.draw import draw
from nnbook.site.errors import BookError
from nnbook.site.lean import NEEDLESS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def root(tmp_path):
    """A root with the book's Node modules and nothing drawn yet."""
    for name in ("node_modules", "package.json", "package-lock.json"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def page(root, html, name="index.html"):
    site = root / "site"
    site.mkdir(exist_ok=True)
    (site / name).write_text(f"<html><body>{html}</body></html>", encoding="utf-8")
    return site


def inline(latex):
    return f'<span class="arithmatex" data-kind="mention">\\({latex}\\)</span>'


def test_a_tex_error_names_page_and_formula(root):
    site = page(root, inline(r"\frac{1}{2"))
    page(root, inline("z"), "good.html")
    with pytest.raises(BookError) as caught:
        draw(site, root)
    assert "index.html: \\frac{1}{2\n    Missing close brace" in str(caught.value)
    assert "good.html" not in str(caught.value)


def test_all_tex_errors_are_named_at_once(root):
    site = page(root, inline(r"\nosuch") + inline("}"))
    with pytest.raises(BookError) as caught:
        draw(site, root)
    assert r"Undefined control sequence \nosuch" in str(caught.value)
    assert "Extra close brace" in str(caught.value)


def test_an_error_is_not_kept(root):
    site = page(root, inline(r"\nosuch"))
    for _ in range(2):
        with pytest.raises(BookError):
            draw(site, root)


def test_without_mathjax_the_remedy_is_named(tmp_path):
    with pytest.raises(BookError, match="npm ci"):
        draw(page(tmp_path, inline("z")), tmp_path)


def test_formulas_are_drawn_with_words_for_those_who_listen(root):
    site = page(
        root,
        inline("a &lt; b")
        + r'<div class="arithmatex" data-number="1.1">\[\wrong[shape]{x \in \R^n}\]</div>'
        + r"<code>\(z\)</code>",
    )
    count = draw(site, root)
    assert (count.formulas, count.pages, count.new) == (2, 1, 2)
    text = (site / "index.html").read_text(encoding="utf-8")
    assert 'data-kind="mention" data-latex="a &lt; b"><mjx-container' in text
    assert '<div class="arithmatex" data-number="1.1" data-latex="' in text
    assert text.count("<mjx-assistive-mml><math") == 2
    assert "wrong shape</mtext>" in text
    assert r"<code>\(z\)</code>" in text


def test_style_and_fonts_are_those_in_use(root):
    site = page(root, inline(r"\frac{z}{2}"))
    draw(site, root)
    style = (site / "assets" / "mathjax.css").read_text()
    assert "mjx-mfrac" in style
    assert "mjx-msqrt" not in style
    assert "://" not in style
    assert "fonts/" not in style
    faces = [rule for rule in style.splitlines() if rule.startswith("@font-face")]
    assert 1 < len(faces) < 6
    assert all("src: url(data:font/woff2;base64," in face for face in faces)
    assert max(map(len, faces)) < 4000
    assert [path.name for path in (site / "assets").iterdir()] == ["mathjax.css"]


def test_all_attributes_that_a_rule_names_are_kept(root):
    """Whatever MathJax draws: what was left out is in no selector."""
    site = page(root, inline(r"\left[\begin{matrix} \sqrt{\frac12} \\ x_1 \end{matrix}\right]"))
    draw(site, root)
    style = (site / "assets" / "mathjax.css").read_text()
    selectors = " ".join(rule.split("{")[0] for rule in style.splitlines())
    named = set(re.findall(r"\[([\w-]+)", selectors)) - {"overflow"}  # only where it is not visible
    assert "space" in named
    assert not [name for name in named if NEEDLESS.search(f' {name}=""')]


def test_what_was_drawn_is_kept(root, monkeypatch):
    site = page(root, inline("z") + inline("y"))
    draw(site, root)
    first = (site / "index.html").read_text()
    style = (site / "assets" / "mathjax.css").read_text()

    def no_node(formulas, root):
        raise AssertionError(formulas)

    monkeypatch.setattr(drawing, "_mathjax", no_node)
    page(root, inline("z") + inline("y"))
    assert draw(site, root).new == 0
    assert (site / "index.html").read_text() == first
    assert (site / "assets" / "mathjax.css").read_text() == style


def test_what_was_kept_for_another_mathjax_is_drawn_anew(root):
    site = page(root, inline("z"))
    draw(site, root)
    kept = root / ".nnbook" / "drawn.json"
    stored = json.loads(kept.read_text())
    kept.write_text(json.dumps(stored | {"version": "another"}))
    page(root, inline("z"))
    assert draw(site, root).new == 1


def test_what_is_no_longer_printed_is_forgotten(root):
    draw(page(root, inline("z")), root)
    draw(page(root, inline("y")), root)
    stored = json.loads((root / ".nnbook" / "drawn.json").read_text())
    assert list(stored["drawn"]) == ["inline y"]


@pytest.mark.parametrize("name", ["align", "align*", "gather", "equation"])
def test_an_environment_without_dollars_is_drawn_without_a_number_of_its_own(root, name):
    latex = rf"\begin{{{name}}} a = b \end{{{name}}}"
    site = page(root, rf'<div class="arithmatex">\[{latex}\]</div>')
    assert draw(site, root).formulas == 1
    text = (site / "index.html").read_text(encoding="utf-8")
    assert "<mjx-container" in text
    assert "merror" not in text
    assert "mlabeledtr" not in text
    assert "(1)" not in text
