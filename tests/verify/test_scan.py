"""The scanner finds the formulas that Python-Markdown draws, at their places."""

import hashlib
import html
import itertools
import random
import sys
from html.parser import HTMLParser
from pathlib import Path

import markdown
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.utils.meta import get_data

from nnbook.verify.errors import FormulaError
from nnbook.verify.scan import read_page, scan
from nnbook.verify.scan_text import Source


def site():
    """The Markdown extensions of mkdocs.yml and their settings, but for the book's own."""
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    settings = {}
    for listed in config["markdown_extensions"]:
        settings |= listed if isinstance(listed, dict) else {listed: {}}
    del settings["nnbook.site.extension"]
    settings["pymdownx.snippets"] = {"check_paths": False}  # texts made up here include nothing
    return settings


ROOT = Path(__file__).resolve().parents[2]
SETTINGS = site()
VOID = {"br", "hr", "img", "input"}


class Drawn(HTMLParser):
    """Collects the text of the elements of class arithmatex, and the ids of headings."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.formulas, self.headings, self.depth = [], [], 0

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag[0] == "h" and tag[1:].isdigit():
            self.headings.append((int(tag[1]), attrs.get("id")))
        if self.depth:
            self.depth += tag not in VOID
        elif "arithmatex" in (attrs.get("class") or "").split():
            self.depth, self.text = 1, ""

    def handle_endtag(self, tag):
        if self.depth:
            self.depth -= 1
            if not self.depth:
                self.formulas.append((self.text[2:-2], self.text.startswith("\\[")))

    def handle_data(self, data):
        if self.depth:
            self.text += data


def drawn(text):
    """What Python-Markdown makes of a page: formulas (latex, display) and headings (level, id)."""
    page = Drawn()
    text = get_data(text)[0]
    page.feed(markdown.markdown(text, extensions=list(SETTINGS), extension_configs=SETTINGS))
    page.close()
    return sorted(page.formulas), page.headings


def found(text):
    page = scan(text, "page.md")
    return sorted((formula.latex, formula.display) for formula in page.formulas)


def errors(text):
    return [(error.line, error.column, error.message) for error in scan(text, "page.md").errors]


# --- Wrong input --------------------------------------------------------------------------------

WRONG = {
    "dollars never closed": ("a\n\n$$\nx = 1\n\nb\n", 3, 1, "`$$` is not drawn"),
    "dollars glued to a paragraph": ("a\n$$\nx\n$$\n", 2, 1, "`$$` is not drawn"),
    "dollars within a line": ("so $$x$$ here", 1, 4, "`$$` is not drawn"),
    "blank line inside": ("$$\nx\n\ny\n$$\n", 1, 1, "`$$` is not drawn"),
    "attribute list after": ("$$\nx\n$$ {: #id }\n", 1, 1, "`$$` is not drawn"),
    "bracket never closed": ("\\[\nx = 1\n\nb", 1, 1, r"`\[` is not drawn"),
    "bracket within a line": ("so \\[x\\] here", 1, 4, r"`\[` is not drawn"),
    "round never closed": ("so \\(x here", 1, 4, r"`\(` is not drawn"),
    "round with nothing": ("so \\(\\) here", 1, 4, r"`\(` is not drawn"),
    "environment never closed": ("\\begin{align}\nx\n\ny", 1, 1, r"`\begin` is not drawn"),
    "environment within a line": ("so \\begin{align}x\\end{align}.", 1, 4, r"`\begin`"),
    "dollar never closed": ("so $x = 1 here\n", 1, 4, "never closed"),
    "dollar never opened": ("so x$ here\n", 1, 5, "never closed"),
    "command never closed": ("so $\\alpha here", 1, 4, "never closed"),
    "blanks inside": ("so $ x $ here", 1, 4, "remove the blanks inside"),
    "blank before the end": ("so $x $ here", 1, 4, "never closed"),
    "empty display": ("$$ $$\n", 1, 1, "empty formula"),
    "empty round": ("so \\( \\) here", 1, 4, "empty formula"),
    "four dollars": ("$$$$\n", 1, 1, "`$$` is not drawn"),
    "two displays in a block": ("$$a$$\n$$b$$\n", 1, 4, "two display formulas"),
    "picture": ("![the $x$ axis](a.svg)", 1, 7, "words of a picture"),
    "address": ("[a](http://x/$y$)", 1, 14, "address of a link"),
    "attribute": ('<b title="$x$">a</b> b', 1, 11, "HTML tag"),
    "raw HTML": ("<div>\nso $x$\n</div>\n", 2, 4, "raw HTML"),
    "raw HTML never closed": ("a\n\n<div>\n\n$x$\n", 3, 1, "never closed"),
    "element never closed": ("<div markdown>\n\n$x$\n", 1, 1, "never closed"),
    "fence never closed": ("a\n\n```python\nx\n", 3, 1, "never closed"),
    "fence not understood": ("``` a b=c\n$x$\n```\n", 1, 1, "not understood"),
    "snippet in the text": ('a\n\n--8<-- "other.md"\n', 3, 1, "snippet"),
    "entity": ("so $a &lt; b$", 1, 7, "write the character"),
    "list of attributes": ("so $x${.a} b", 1, 7, "attribute list"),
    "code inside": ("$$\n```\nx\n```\n$$", 1, 1, "code or HTML inside"),
    "control character": ("a\n\nb\x02c", 3, 2, "control character"),
    "metadata": ("note: $x$\n\nb", 1, 1, "metadata"),
    "rule before a formula": ("---\n$a$\n---\n", 1, 1, "front matter"),
    "two footnotes of a name": ("a[^1]\n\n[^1]: $x$\n\n[^1]: $y$\n", 5, 1, "defined twice"),
    "two ids": ("# A {#a}\n\n# B {#a}\n", 3, 1, "given twice"),
    "link target": ('[a][b]\n\n[b]: http://x "$y$"\n', 3, 16, "link target"),
    "cell too many": ("a | b\n--|--\n1 | 2 | $x$\n", 3, 9, "beyond the columns"),
    "bar in a table": ("a | b\n--|--\n$|x|$ | $y$\n", 3, 9, "beyond the columns"),
    "long line": ("x" * 6000, 1, 1, "too long"),
    "many levels": ("> " * 60 + "$x$", 1, 81, "levels deep"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_input_is_an_error_with_its_place(name):
    text, line, column, message = WRONG[name]
    assert any(e[:2] == (line, column) and message in e[2] for e in errors(text)), errors(text)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"\xff", "1:1"),
        (b"a\nb\xe9c\n", "2:2"),
        (b"a\r\n\xc3\xa9\xc3(", "2:2"),
        (b"\xef\xbb\xbfa\xff", "1:2"),
    ],
)
def test_bytes_that_are_not_utf8(tmp_path, data, place):
    path = tmp_path / "page.md"
    path.write_bytes(data)
    with pytest.raises(FormulaError, match="UTF-8") as caught:
        read_page(path)
    assert caught.value.message.startswith(f"{path}:{place}: ")
    assert caught.value.category == "reading"


def test_no_page_to_read(tmp_path):
    for path in (tmp_path, tmp_path / "none.md", "\0"):
        with pytest.raises(FormulaError) as caught:
            read_page(path)
        assert caught.value.category == "reading"
        assert str(path) in caught.value.message


def test_page_is_read(tmp_path):
    path = tmp_path / "page.md"
    path.write_bytes("\ufeffa\r\né\r".encode())
    assert read_page(path) == "a\né\n"


# --- The same formulas as Python-Markdown -------------------------------------------------------

TRICKY = {
    "paragraph": "Let $x$ and \\(y\\) be\nnumbers $a\nb$.",
    "display": "$$\nx = 1\n$$",
    "one line": "$$x = 1$$",
    "bracket": "\\[\nx\n\\]",
    "environment": "\\begin{align*}\na &= b \\\\\nc &< d\n\\end{align*}",
    "escapes": "a \\$5 b\\$ and \\\\$x$ and \\\\\\(y\\) and $a\\$b$",
    "money": "costs $5 and $10, or $3.50 each",
    "code": "`$a$` and ``b ` $c$`` and $d$ and `` ` `` and $e$",
    "code of odd ticks": "``` a$x$ `b` and \\`$y$\\` and \\\\`$z$`",
    "admonition": '!!! note "With $t$"\n    Text $a$.\n\n    $$\n    b\n    $$\n\n'
    "    - $c$\n\n        $d$",
    "details": '??? tip "More $t$"\n    $$\n    b\n    $$\n\n    ```\n    $c$\n    ```',
    "tabs": '=== "One $t$"\n\n    $a$\n\n    $$\n    b\n    $$\n\n'
    '=== "Two"\n\n    - $c$\n\n        $$d$$',
    "list": "- $a$\n- b\n    - $c$\n\n        $$\n        d\n        $$\n\n- e $f$",
    "loose list": "1. $a$\n\n    $$\n    b\n    $$\n\n2. c\n\n    ```\n    $d$\n    ```\n\n    $e$",
    "lazy list": "* a $x$\nb $y$\n* c\n  $z$",
    "table": "| a | $b$ |\n|---|:-:|\n| $\\|c\\|$ | `d | $e$` |\n| $f$ |",
    "table without borders": "a | b\n--|--\n$x$ | $y$\n$z$",
    "footnote": "See[^1] $a$.\n\n[^1]: Note $b$\n    and $c$.\n\n    $$\n    d\n    $$",
    "quote": "> Said $a$\n> and\n>\n> $$\n> b\n> + c\n> $$\n>\n> - $d$",
    "quote in a list": "- a\n\n    > $b$\n    >\n    > $$\n    > c\n    > $$",
    "definition list": "Term $a$\n:   Meaning $b$\n\n    $$\n    c\n    $$\n\nNext\n:   $d$",
    "fence": "```python\n$a$\n```\n\n~~~\n$b$\n\n$$c$$\n~~~\n\n$d$",
    "fence of four": "````markdown\n```\n$a$\n```\n````\n\n$b$",
    "fence in a quote": "> ```\n> $a$\n>\n> $b$\n> ```\n> $c$",
    "fence with options": '``` { .python title="a" }\n$x$\n```\n\n```python hl_lines="1"\n$y$\n```',
    "snippet": '```python\n;--8<-- "a.py:b"\n```\n\n$a$',
    "indented code": "a\n\n    $b$\n\n    $$c$$\n\nd $e$",
    "comment": "<!-- $a$ -->\n\nb <!-- $c$ --> $d$\n\n<!--\n$$e$$\n\n$f$ -->\n\n$g$",
    "raw HTML": '<div title="$a$">\n<pre>$b$</pre>\n</div>\n\n<span class="c">$d$</span>',
    "Markdown in HTML": "<div markdown>\n\n$$\na\n$$\n\n- $b$\n\n</div>\n\n<p markdown>So $c$</p>",
    "nested Markdown in HTML": '<div markdown="1">\n$a$\n<div markdown="1">\n$$b$$\n'
    "</div>\n$c$\n</div>\n$d$",
    "headings": "# The $a$\n\nb\n## Two $c$ {#two}\nd $e$\n\nThird $f$\n---\n\n### Two",
    "emphasis": "**a $x$ b** and *$y$* and _$z_1$_ and $u_1$ * $v_2$",
    "links": "[the $a$ of](b.md) and [c $d$][e]\n\n[e]: http://f",
    "rule": "$a$\n\n---\n\n$b$\n***\n$c$",
    "angle brackets": "$a<b$ and $c>d$ and $a <b$ and\n\n$$\na <b \\\\\nc &amp d\n$$",
    "tab characters": "-\t$a$\n\n\t$$\n\tb\tc\n\t$$",
    "trailing blanks": "$$\na\n$$   \n   \nb $c$  \nd",
    "odd fences": "- a\n\n    ```\n    $b$\n    ```\n\n- c $d$\n\n    ~~~ text\n    $e$\n    ~~~",
    "reference": "By \\eqref{eq:a} and `\\eqref{b}` and $\\eqref{c}$.",
}


@pytest.mark.parametrize("name", TRICKY)
def test_finds_what_is_drawn(name):
    text = TRICKY[name]
    assert found(text) == drawn(text)[0]
    assert errors(text) == []


@pytest.mark.parametrize("name", WRONG)
def test_wrong_pages_lose_nothing_that_is_drawn(name):
    text = WRONG[name][0]
    lenient = {"attribute", "entity", "metadata", "many levels", "empty display", "empty round"}
    lenient |= {"rule before a formula", "list of attributes", "control character", "code inside"}
    if name not in lenient:
        assert found(text) == drawn(text)[0]


def together(random_source, number):
    pieces = random_source.sample(sorted(TRICKY), number)
    return "\n\n".join(TRICKY[name] for name in pieces)


@pytest.mark.parametrize("seed", range(60))
def test_finds_what_is_drawn_in_combinations(seed):
    source = random.Random(seed)
    text = together(source, 4)
    for _ in range(source.randrange(3)):
        text = nested(text, source.choice(sorted(NESTS)))
    compare(text)


NESTS = {
    "quote": (lambda number: "> "),
    "item": (lambda number: "    " if number else "-   "),
    "numbered item": (lambda number: "    " if number else "1.  "),
    "admonition": (lambda number: "    " if number else "!!! note\n\n    "),
    "tab": (lambda number: "    " if number else '=== "T"\n\n    '),
    "details": (lambda number: "    " if number else "??? note\n\n    "),
    "footnote": (lambda number: "    " if number else "a[^9]\n\n[^9]: "),
}


def nested(text, name):
    lines = text.split("\n")
    return "\n".join(NESTS[name](number) + line for number, line in enumerate(lines))


@pytest.mark.parametrize(("outer", "inner"), list(itertools.product(NESTS, NESTS)))
def test_finds_what_is_drawn_in_nests(outer, inner):
    compare(nested(nested("So $a$\n\n$$\nb\n$$\n\n- $c$\n\n```\n$d$\n```", inner), outer))


def compare(text):
    """The same formulas, or a complaint; and every formula stands where the scan says."""
    page = scan(text, "page.md")
    if not page.errors:
        formulas, headings = drawn(text)
        assert sorted((f.latex, f.display) for f in page.formulas) == formulas
        assert sorted(h[:2] for h in page.headings) == sorted(headings)
    check_places(text, page)


def check_places(text, page):
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for formula in page.formulas:
        assert (formula.line, formula.column) == formula.position(0)
        for offset, character in enumerate(formula.latex):
            if character.isspace():
                continue
            line, column = formula.position(offset)
            assert lines[line - 1][column - 1] == character, (formula, offset)


LINES = [
    "$$",
    "x = 1",
    "$a$",
    "\\[",
    "\\]",
    "\\(b\\)",
    "- i $c$",
    "1. n",
    "> q $d$",
    "```",
    "~~~",
    "!!! note",
    '=== "T"',
    "??? d",
    "# H $e$",
    "a | b",
    "--|--",
    ": def $f$",
    "[^1]: foot $g$",
    "<div>",
    "</div>",
    "<div markdown>",
    "<!-- c",
    "-->",
    "`$h$`",
    "``",
    "\\$",
    "$5",
    "[l $j$](u)",
    "![p](u)",
    "[r]: u",
    "---",
    "===",
    "\\begin{a}",
    "\\end{a}",
    "**k $m$**",
    "<b>$n$</b>",
    "text",
]
indented = st.tuples(
    st.sampled_from(["", "", "", "    ", "        ", "> ", "  "]), st.sampled_from(LINES)
)
pages = st.lists(st.one_of(indented.map("".join), st.just("")), max_size=14).map("\n".join)


@given(pages)
def test_any_page_made_of_tricky_lines_agrees(text):
    compare(text)


@given(st.one_of(st.text(), st.text(alphabet="$\\`[]()<>{}!|:-=~#*_ \n\t\"'ab1&;/?^\x02\r"), pages))
def test_any_text_gives_a_scan(text):
    page = scan(text, "page.md")
    check_places(text, page)
    for error in page.errors:
        assert 1 <= error.line <= text.count("\n") + text.count("\r") + 1
        assert error.column >= 1


# --- Places, sections, counts -------------------------------------------------------------------


def test_places_in_nested_lines():
    text = "# A\n\n!!! note\n    > - $$\n    >   a\n    >\n    > so $b$\n\n"
    text += "- c\n\n    $$\n    d\n      e\n    $$\n"
    formulas = {formula.latex: formula for formula in scan(text, "f.md").formulas}
    assert (formulas["b"].line, formulas["b"].column) == (7, 11)
    display = formulas["\nd\n  e\n"]
    assert display.starts == ((0, 11, 7), (1, 12, 5), (3, 13, 5))
    assert display.position(1) == (12, 5)
    assert display.position(5) == (13, 7)
    assert display.file == "f.md"


def test_places_behind_tab_characters():
    text = "-\ta\t$b\tc$"
    (formula,) = scan(text, "f.md").formulas
    assert (formula.line, formula.column) == (1, 6)
    assert formula.position(formula.latex.index("c")) == (1, 8)


def test_sections_are_the_open_headings():
    text = "$a$\n\n# One\n\n$b$\n\n## Two $c$ {#two}\n\n$d$\n\n## One\n\n$e$\n\n"
    text += "# *Th_r_ee* `x_1`\n\n$f$"
    page = scan(text, "f.md")
    assert {f.latex: f.section for f in page.formulas} == {
        "a": (),
        "b": ("one",),
        "c": ("one", "two"),
        "d": ("one", "two"),
        "e": ("one", "one_1"),
        "f": ("th_r_ee-x_1",),
    }
    assert [(level, id, line) for level, id, _, line in page.headings] == [
        (1, "one", 3),
        (2, "two", 7),
        (2, "one_1", 11),
        (1, "th_r_ee-x_1", 15),
    ]


def test_ids_of_headings_are_those_of_the_toc():
    titles = [
        "A b",
        "A b",
        "A b_1",
        "$x_1^2$",
        "`_a_`",
        "_a_ *b*",
        "[c](d)",
        "é & ö",
        "![p](q)",
        "",
    ]
    titles += ["E {: #f .g }", "H \\_i\\_", "J <b>k</b>", "L&amp;m", "A b {data-x=1}"]
    text = "\n\n".join(f"## {title} #" for title in titles)
    assert [heading[:2] for heading in scan(text, "f.md").headings] == drawn(text)[1]


def test_counts():
    page = scan(
        "`a` ``b``\n\n<!-- c -->\n\nd <!-- e -->\n\n```\nf\n```\n\n    g\n\n    h\n", "f.md"
    )
    assert (page.code_spans, page.comments, page.code_blocks) == (2, 2, 2)


def test_references_stand_outside_mathematics_and_code():
    text = "By \\eqref{eq:a} and `\\eqref{b}`, $\\eqref{c}$.\n\n- See \\eqref{eq:d_e}."
    assert scan(text, "f.md").references == (("eq:a", 1, 4), ("eq:d_e", 3, 7))


def test_body_is_without_front_matter():
    text = "---\ntitle: a $x$\n---\n\n# B\n\n$c$\n\n"
    page = scan(text, "f.md")
    assert page.body == hashlib.sha256(b"# B\n\n$c$").hexdigest()
    assert page.body == scan("# B\n\n$c$", "g.md").body
    assert [(f.latex, f.line) for f in page.formulas] == [("c", 7)]
    assert page.text == text


def test_line_ends_of_other_systems():
    text = "a\r\n\r\n$$\r\nx\r\n$$\r\n"
    (formula,) = scan(text, "f.md").formulas
    assert (formula.latex, formula.line, formula.position(1)) == ("\nx\n", 3, (4, 1))


# --- Work in step with the page -----------------------------------------------------------------


def work(text):
    """Calls made and characters copied while a page is scanned."""
    count = 0

    def watch(frame, event, argument):
        nonlocal count
        count += 1

    copied = 0
    cut = Source.cut

    def counted(self, start=0, end=None):
        nonlocal copied
        piece = cut(self, start, end)
        copied += len(piece.text)
        return piece

    Source.cut = counted
    sys.setprofile(watch)
    try:
        scan(text, "f.md")
    finally:
        sys.setprofile(None)
        Source.cut = cut
    return count, copied


LONG = {
    **{name: "\n\n" + text for name, text in TRICKY.items()},
    "same headings": "# a\n\n",
    "headings without blank lines": "# a\n" * 50 + "\n",
    "items": "- $a$\n\n",
    "nested quotes": "> > > > $a$\n",
    "open brackets": "[ [ ]( $x$ [](\n\n",
    "open tags": "<p\n",
    "open comments": "a <!-- ",
    "open round": "\\( ",
    "open raw": "<div>\n",
    "ticks": "` `` ``` ",
}


@pytest.mark.parametrize("name", LONG)
def test_work_grows_as_the_page(name):
    one, two, four = (work(LONG[name] * (40 * factor)) for factor in (1, 2, 4))
    for first, second, last in zip(one, two, four, strict=True):
        assert last - second <= 2.4 * (second - first) + 2000


@pytest.mark.parametrize(
    "piece", ["$", "[", "`", "\\(", "<", "<!--", "$x ", "a` ", "](", "> ", "<p\n", "\n"]
)
def test_a_million_characters_end(piece):
    page = scan(piece * (1_000_000 // len(piece)), "f.md")
    assert page.formulas == ()


def test_html_in_formulas_is_compared_as_text():
    assert drawn("$a<b$")[0] == [(html.unescape("a&lt;b"), False)]
