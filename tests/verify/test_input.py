"""Bad input: each is refused with its place and exit code, never a traceback, never in silence."""

import json
import re

import pytest

from nnbook.verify import FormulaError
from nnbook.verify.formula import read_formula
from nnbook.verify.lexer import LONGEST_FORMULA
from nnbook.verify.report import said
from tests.verify.pages import (
    alone,
    assert_fails,
    at_most,
    check,
    command,
    displayed,
    process,
    refused,
)
from tests.verify.worlds import LETTERS, SIGMOID, SOFTMAX

SYMBOLS = r"""
from tests.verify.code import sigmoid
from nnbook.verify import Page, computed, drawn, function

page = Page(
    drawn("z", (), "weighted input"),
    drawn("w", (), "weight"),
    drawn("b", (), "bias"),
    drawn("A", (2, 3), "matrix"),
    drawn("B", (4, 2), "another matrix"),
    drawn("C", (4, 3), "product of the two"),
    function(r"\sigma", sigmoid, "logistic function"),
    computed("a", (), "output", sigmoid, "z"),
)
"""
TRUE = r"\sigma(z) = \frac{1}{1 + e^{-z}}"


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Writes a page and its symbols file, in a folder that is the current one."""
    monkeypatch.chdir(tmp_path)

    def files(text, symbols=SYMBOLS):
        page = tmp_path / "page.md"
        page.write_bytes(text if isinstance(text, bytes) else text.encode())
        if symbols is not None:
            own = tmp_path / "page_symbols.py"
            own.write_bytes(symbols if isinstance(symbols, bytes) else symbols.encode())
        return "page.md"

    return files


def caret(text, line, column):
    """Whether a message names this place, and its caret stands below this character."""
    found = re.search(rf"page\.md:{line}:{column}: .*\n    (.*)\n    ( *)\^", text)
    return found is not None and found


# What a formula may have wrong: what is printed, the place, the character at the caret, words.
FORMULAS = [
    (r"\sigma(q) = a", (3, 8), "q) = a", "the symbol q is not declared"),
    (r"\sigma(z) = \phi", (3, 13), r"\phi", r"the symbol \phi is not declared"),
    (r"C = A B", (3, 5), "A B", "product of shapes 2 x 3 and 4 x 2"),
    (r"C = B A + z", (3, 11), "z", "+ of shapes 4 x 3 and scalar"),
    (r"C = A", (3, 5), "A", "the sides differ in shape: 4 x 3 = 2 x 3"),
    (r"\log a b = z", (3, 8), "b = z", "ambiguous"),
    (r"\log z \cdot b = z", (3, 1), r"\log z", "ambiguous"),
    (r"w = 1/2z", (3, 6), "/2z", "ambiguous"),
    (r"w = z \odot w \cdot b", (3, 15), r"\cdot b", "ambiguous"),
    (r"a = \frac{1}{1 + e^{-z}", (3, 13), "{1 + e^{-z}", "never closed"),
    (r"a = {1 + z}} b", (3, 12), "} b", "closing brace"),
    (r"a = (1 + z", (3, 5), "(1 + z", "never closed"),
    (r"a = (1 + z]", (3, 5), "(1 + z]", "never closed"),
    (r"a = 1 + z)", (3, 10), ")", "does not belong here"),
    (r"a = |z", (3, 5), "|z", "never closed"),
    (r"a = \|z", (3, 5), r"\|z", "never closed"),
    (r"a = \sqrt", (3, 5), r"\sqrt", "has no argument"),
    (r"a = \frac{1}", (3, 5), r"\frac{1}", "has no argument"),
    (r"a =", (3, 3), "=", "nothing after ="),
    (r"= a", (3, 1), "= a", "is not read here"),
    (r"a = = z", (3, 3), "= = z", "nothing after ="),
    (r"a = z^", (3, 6), "^", "has no argument"),
    (r"a = z^2^3", (3, 8), "^3", "a second superscript"),
    (r"a = z_1_2", (3, 8), "_2", "a second subscript"),
    (r"a = + - z", (3, 7), "- z", "sign"),
    (r"a = z \cdot -b", (3, 13), "-b", "sign"),
    (r"a = z +", (3, 7), "+", "ends where more was expected"),
    (r"a \wrong{= z}", (3, 3), r"\wrong{= z}", "inside a formula"),
    (r"a = \foo{z}", (3, 5), r"\foo{z}", "is not read here"),
    (r"\frac{\partial a}{\partial w} = 0", (3, 1), r"\frac{\partial a}", "no path"),
    (r"a \sim z", (3, 3), r"\sim z", "does not belong here"),
    (r"a = z \label{eq:a} \label{eq:b}", (3, 20), r"\label{eq:b}", "two labels"),
    (r"a = z \\", (3, 1), "a = z", "does not hold"),
    (r"\text{because } a = z", (3, 1), r"\text{because }", "before a formula"),
    (r"\begin{array}{c} a \end{array} = \begin{foo} z \end{foo}", (3, 34), r"\begin{foo}", "foo"),
]


@pytest.mark.parametrize(
    ("latex", "place", "under", "words"), FORMULAS, ids=[f[0] for f in FORMULAS]
)
def test_a_formula_is_refused_at_its_place(capsys, write, latex, place, under, words):
    page = write(
        f"# Title\n\n$$\n{latex}\n$$\n".replace("# Title\n\n", "x\n\n").replace("$$\n", "$$", 1)
    )
    run = command(capsys, "check", page)
    assert run.code == 1
    column = place[1] + 2  # after the two dollars
    found = caret(run.text, place[0], column)
    assert found, run.text
    assert found[1][len(found[2]) :].startswith(under)
    assert words in run.text
    assert "1 failed" in run.out


def test_several_formulas_fail_each_with_its_line(capsys, write):
    text = "The sum $w = z$ and $A$.\n\n- item $q$\n\n> $$\n> a = \\frac{1}{1 + e^{z}}\n> $$\n"
    run = command(capsys, "check", write(text))
    assert run.code == 1
    assert re.findall(r"^page\.md:(\d+:\d+)", run.out, re.MULTILINE) == ["1:10", "3:9", "6:3"]
    assert "4 formulas" in run.out
    assert "3 failed" in run.out


PAGES = [
    ("One\n\n$$\na = z\n", 3, "`$$`"),
    ("One\n\na = z\n$$\n\nTwo\n", 4, "`$$`"),
    ("One\n\n$$\n\n$$\n", 3, ""),
    ("One\n\n$$ $$\n", 3, ""),
    ("One $ $ two\n", 1, ""),
    ("One $$ two\n", 1, "`$$`"),
    ("One\n\n$$\n\\begin{aligned} a &= z\n$$\n", 4, "never ended"),
    ("One\n\n$$\na &= z \\end{aligned}\n$$\n", 4, r"\end{aligned}"),
    ("One\n\n\\begin{aligned}\na &= z\n\\end{aligned}\n", 4, "does not hold"),
    ("One \\(a = z two\n", 1, ""),
    ("One $a = z two\n", 1, ""),
]


@pytest.mark.parametrize(("text", "line", "words"), PAGES, ids=[repr(page[0]) for page in PAGES])
def test_a_page_is_refused_at_its_line(capsys, write, text, line, words):
    run = command(capsys, "check", write(f"{text}\n\n$$\n{TRUE}\n$$\n"))
    assert run.code == 1, run.text
    assert f"page.md:{line}:" in run.text
    assert words in run.text


@pytest.mark.parametrize(
    "latex", ["", " ", r"\,", r"\label{eq:a}", r"\begin{aligned}\end{aligned}", "{}"]
)
def test_an_empty_formula_is_refused(latex):
    with pytest.raises(FormulaError):
        read_formula(latex, SIGMOID)


def test_bytes_that_are_not_utf_8(capsys, write):
    run = command(capsys, "check", write(b"One\n\nTwo \xff $a = z$\n"))
    assert run.code == 1
    assert re.search(r"page\.md:3:\d+: .*UTF-8", run.text), run.text


def test_a_page_without_symbols_file(capsys, write):
    run = command(capsys, "check", write("One\n\nHere $a = z$.\n", None))
    assert run.code == 1
    assert "page.md:3:7: the page prints mathematics but has no symbols file" in run.text
    assert "--symbols" in run.text


def test_a_page_without_mathematics_needs_no_symbols_file(capsys, write):
    run = command(capsys, "check", write("One `$a$`.\n\n```\n$$ b\n```\n<!-- $c$ -->\n", None))
    assert run.code == 0, run.text
    assert "0 formulas" in run.text
    assert "1 code blocks and 1 comments" in run.text


SYMBOLS_FILES = [
    ("page = Page(drawn('z', (), 'x'))\n", 1, "declaration"),
    ("from nnbook.verify import Page\npage = Page(z)\n", 2, "NameError"),
    ("import nnbook.nothing\n", 1, "ModuleNotFoundError"),
    ("from nnbook.verify import Page, drawn\npage = Page(drawn('z'))\n", 2, "TypeError"),
    ("x = 1\ny = 2 * x\n", 2, "arithmetic"),
    ("x = 1 if 1 else 2\n", 1, "IfExp"),
    ("x = 1 < 2\n", 1, "Compare"),
    ("x = 1 and 2\n", 1, "BoolOp"),
    ("x = not 1\n", 1, ""),
    ("x = -y\n", 1, ""),
    ("x = f'{1}'\n", 1, ""),
    ("x = [1][0]\n", 1, "Subscript"),
    ("x = lambda z: z\n", 1, "a lambda"),
    ("def f(z):\n    return z\n", 1, "a function"),
    ("class A:\n    pass\n", 1, "ClassDef"),
    ("x = [y for y in (1, 2)]\n", 1, "ListComp"),
    ("x = {y for y in (1, 2)}\n", 1, "SetComp"),
    ("x = (y for y in (1, 2))\n", 1, "GeneratorExp"),
    ("x = {y: 1 for y in (1, 2)}\n", 1, "DictComp"),
    ("for x in (1, 2):\n    y = x\n", 1, "For"),
    ("while 1:\n    pass\n", 1, "While"),
    ("if 1:\n    x = 1\n", 1, "If"),
    ("try:\n    x = 1\nexcept Exception:\n    pass\n", 1, "Try"),
    ("with open('x') as f:\n    pass\n", 1, "With"),
    ("x = 1\nx += 1\n", 2, "AugAssign"),
    ("(x := 1)\n", 1, "NamedExpr"),
    ("import numpy as np\nx = np.exp(2.0)\n", 2, "a call"),
    ("import numpy as np\nx = 1\ny = np.ones(2)(1)\n", 3, "a call"),
    ("from numpy import exp\nx = exp(2.0)\n", 2, ""),
    ("from numpy import exp as drawn\nx = drawn(2.0)\n", 2, ""),
    ("x = eval('1')\n", 1, ""),
    ("x = abs(-1)\n", 1, ""),
    ("x = print\nx('much')\n", 2, ""),
    ("x = (\n", 1, "not Python"),
    ("x = 'a\x00b'\n", 1, "not Python"),
    ("def\n", 1, "not Python"),
    ("x = 1\n", None, "no page"),
    ("page = 3\n", None, "no page"),
    ("", None, "no page"),
    ("# \u00e9\n".encode("latin-1"), None, "UTF-8"),
    ("raise SystemExit(0)\n", 1, ""),
    ("raise ValueError('much')\n", 1, ""),
]


@pytest.mark.parametrize(
    ("source", "line", "words"), SYMBOLS_FILES, ids=[repr(s[0]) for s in SYMBOLS_FILES]
)
def test_a_symbols_file_that_cannot_be_used(capsys, write, source, line, words):
    run = command(capsys, "check", write(f"One ${TRUE}$\n", source))
    assert run.code == 1, run.text
    assert "page_symbols.py" + (f":{line}:" if line else "") in run.text
    assert words in run.text
    assert "1 failed" in run.text or "2 failed" in run.text


HEAD = "from tests.verify import code\nfrom nnbook.verify import *\n"
TWICE = ", ".join(f"computed('{x}', (), 'output {x}', code.sigmoid, 'z')" for x in "ap")
DECLARATIONS = [
    ("drawn('z', (), 'input'), drawn('z', (), 'output')", "declared twice"),
    ("drawn('z', (), 'input'), drawn('w', (), 'input')", "one meaning"),
    ("drawn('z', (), ' ')", "no meaning"),
    (
        "drawn('z', (), 'input'), " + TWICE,
        "bound to the same code",
    ),
    ("function('f', code.sigmoid, 'one'), function('g', code.sigmoid, 'two')", "the same code"),
    ("drawn('z', (), 'input'), computed('a', (), 'one', 3, 'z')", "not a function"),
    ("function('f', 'sigmoid', 'one')", "not a function"),
    ("function('f', None, 'one')", "not a function"),
    ("drawn('z', (), 'input'), computed('a', (), 'one', code.sigmoid, 'w')", "not declared"),
    ("drawn('z', (), 'input'), computed('a', (), 'one', code.sigmoid, '2 z')", "arithmetic"),
    ("drawn('z', (), 'input'), computed('a', (), 'one', code.sigmoid, 'z + z')", "arithmetic"),
    ("drawn('z', (), 'input'), computed('a', (), 'one', code.sigmoid, r'\\log z')", "arithmetic"),
    ("drawn('z', (), 'input'), computed('a', (), 'one', code.sigmoid, None)", "neither a name"),
    ("drawn('z', ('n', 1), 'input')", "not declared"),
    ("drawn('', (), 'input')", "not a name"),
    ("drawn('1', (), 'input')", "not a name"),
    ("drawn('z +', (), 'input')", "not a name"),
    ("drawn('{', (), 'input')", ""),
    ("view('x', (), 'entry', 'X_1')", "not declared"),
    ("section('here'), section('here')", "two sections"),
    ("section('here', values={'q': 1.0})", "not declared"),
    ("3", "no declaration"),
    ("drawn('z', (), 'input', values='odd')", "not known"),
    ("drawn('z', 3, 'input')", ""),
    ("size('n', 0, 'nothing')", ""),
    ("size('n', 2.5, 'two and a half')", ""),
    ("size('n', '2', 'words')", ""),
    ("index('i', 1, 'n', 'index')", "not declared"),
    ("computed('a', (), 'itself', code.sigmoid, 'a')", ""),
    ("drawn('z', (), 3)", ""),
    ("drawn(3, (), 'three')", ""),
    ("drawn('z', (), 'input', also=('a',))", ""),
    ("drawn('x', ('z', 1), 'input'), drawn('z', (), 'not a size')", ""),
]


@pytest.mark.parametrize(("declarations", "words"), DECLARATIONS, ids=[d[0] for d in DECLARATIONS])
def test_declarations_that_are_refused(capsys, write, declarations, words):
    symbols = f"{HEAD}page = Page(\n    {declarations},\n)\n"
    run = command(capsys, "check", write("One\n\n$$\nz = 2 z\n$$\n", symbols))
    assert run.code == 1, run.text
    assert re.search(r"page(\.md|_symbols\.py):\d+", run.text)
    assert words in run.text, run.text


def test_a_section_that_the_page_does_not_have(capsys, write):
    symbols = SYMBOLS.replace("computed(", "section('elsewhere'),\n    computed(")
    symbols = symbols.replace("function\n", "function, section\n")
    run = command(capsys, "check", write(f"# Title\n\n${TRUE}$\n", symbols))
    assert run.code == 1
    assert "section elsewhere, but the page no heading" in run.text


CODE = [
    ("lost", "not a finite number|not finite"),
    ("endless", "not a finite number|not finite"),
    ("warned", "invalid value"),
    ("flat", "declared with shape|changes the shape"),
    ("text", "no array of numbers|changes the shape"),
    ("raising", "RuntimeError: no such luck"),
]


@pytest.mark.parametrize(("name", "words"), CODE, ids=[c[0] for c in CODE])
def test_code_that_fails(capsys, write, name, words):
    output = f"computed('a', (2, 1), 'output', code.{name}, 'z')"
    symbols = f"{HEAD}page = Page(drawn('z', (2, 1), 'input'), {output})\n"
    run = command(capsys, "check", write("One\n\n$$\na = 2 z\n$$\n", symbols))
    assert run.code == 1
    assert re.search(rf"page\.md:4:\d+: .*({words})", run.text), run.text


@pytest.mark.parametrize(("name", "words"), CODE, ids=[c[0] for c in CODE])
def test_functions_that_fail(capsys, write, name, words):
    symbols = (
        f"{HEAD}page = Page(drawn('z', (2, 1), 'input'), function('f', code.{name}, 'function'))\n"
    )
    run = command(capsys, "check", write("One\n\n$$\nf(z) = 2 z\n$$\n", symbols))
    assert run.code == 1
    assert re.search(rf"page\.md:4:\d+: .*({words})", run.text), run.text


# Wrong use of the command: 2.

USE = [
    ([], "command"),
    (["chek"], "chek"),
    (["check", "--sead", "3"], "--sead"),
    (["check", "--seeds", "0"], "1 to 1000"),
    (["check", "--seeds", "-1"], "1 to 1000"),
    (["check", "--seeds", "1001"], "1 to 1000"),
    (["check", "--seeds", "many"], "many"),
    (["check", "--seeds"], "--seeds"),
    (["check", "--json"], "--json"),
    (["check", "nowhere.md"], "nowhere.md"),
    (["check", "empty"], "empty"),
    (["check", "page.md", "--symbols", "nowhere.py"], "nowhere.py"),
    (["check", "page.md", "--symbols", "empty"], "empty"),
    (["check", "page.md", "--json", "empty"], "empty"),
    (["check", "page.md", "--json", "page.md/report.json"], "page.md"),
    (["explain"], "FILE:LINE"),
    (["explain", "page.md"], "FILE:LINE"),
    (["explain", "page.md:"], "FILE:LINE"),
    (["explain", "page.md:first"], "FILE:LINE"),
    (["explain", ":3"], "FILE:LINE"),
    (["explain", "page.md:2"], "no formula stands on this line"),
    (["explain", "page.md:0"], "no formula stands on this line"),
    (["explain", "page.md:99999999999999999999"], "no formula stands on this line"),
    (["explain", "nowhere.md:3"], "nowhere.md"),
    (["explain", "empty:3"], "empty"),
    (["explain", "page.md:3", "--symbols", "nowhere.py"], "nowhere.py"),
    (["explain", "alone.md:1"], "no symbols file"),
    (["explain", "bytes.md:1"], "bytes.md"),
    (["explain", "page.md:1-3"], "FILE:LINE"),
    (["mutate", "page.md:"], "FILE:FIRST-LAST"),
    (["mutate", "page.md:first"], "FILE:FIRST-LAST"),
    (["mutate", "page.md:3-"], "FILE:FIRST-LAST"),
    (["mutate", "page.md:-3"], "FILE:FIRST-LAST"),
    (["mutate", "page.md:3-2"], "the last line stands before the first"),
    (["mutate", "page.md:2"], "page.md:2: no formula stands on this line"),
    (["mutate", "page.md:0"], "no formula stands on this line"),
    (["mutate", "page.md:1-2"], "page.md:1-2: no formula stands on these lines"),
    (["mutate", "page.md:99999999999999999999"], "no formula stands on this line"),
    (["mutate", "nowhere.md:3"], "nowhere.md: no such file"),
    (["mutate", "nowhere.md"], "nowhere.md: no such file"),
    (["mutate", "empty:3"], "a folder has no lines"),
]


@pytest.mark.parametrize(("arguments", "words"), USE, ids=[" ".join(u[0]) or "none" for u in USE])
def test_wrong_use(capsys, write, tmp_path, arguments, words):
    write(f"One\n\n$${TRUE}$$\n")
    (tmp_path / "empty").mkdir()
    (tmp_path / "alone.md").write_text("$a = z$\n")
    (tmp_path / "bytes.md").write_bytes(b"\xff $a$\n")
    run = command(capsys, *arguments)
    assert run.code == 2, run.text
    assert words in run.err
    assert run.out == "" or "formulas" in run.out


def test_help(capsys):
    run = command(capsys, "--help")
    assert run.code == 0
    assert all(word in run.out for word in ("check", "explain", "mutate"))


def test_the_default_is_the_folder_docs(capsys, write, tmp_path):
    write("")
    run = command(capsys, "check")
    assert run.code == 2
    assert "docs" in run.err
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/one.md").write_text("No mathematics.\n")
    run = command(capsys, "check")
    assert run.code == 0
    totals = json.loads((tmp_path / ".nnbook/report.json").read_text())["totals"]
    assert totals["formulas"] == 0


def test_a_page_may_be_named_by_several_paths(capsys, write):
    write(f"One ${TRUE}$\n")
    run = command(capsys, "check", "page.md", "page.md", ".")
    assert run.code == 0, run.text
    assert "1 formulas on 1 pages" in run.out


# Huge and deep: bounded by the structure, so never a hang.

DEEP = {
    "braces": "{" * 9_000 + "z" + "}" * 9_000,
    "parentheses": "(" * 9_000 + "z" + ")" * 9_000,
    "brackets": "[" * 9_000 + "z" + "]" * 9_000,
    "sets": r"\{" * 4_000 + "z" + r"\}" * 4_000,
    "left and right": r"\left(" * 1_400 + "z" + r"\right)" * 1_400,
    "bars": "|" * 19_000,
    "norms": r"\|" * 9_000,
    "fractions": r"\frac{1}{" * 1_900 + "z" + "}" * 1_900,
    "numerators": r"\frac{" * 1_500 + "z" + "}{2}" * 1_500,
    "fractions without braces": r"\frac1" * 3_000 + "z",
    "roots": r"\sqrt{" * 2_500 + "z" + "}" * 2_500,
    "roots without braces": r"\sqrt" * 3_500 + "z",
    "powers": "z^{" * 4_500 + "z" + "}" * 4_500,
    "powers without braces": "z^" * 9_000 + "z",
    "indices": "z_{" * 4_500 + "1" + "}" * 4_500,
    "layers": "z^{[" * 3_000 + "1" + "]}" * 3_000,
    "hats": r"\hat{" * 3_000 + "z" + "}" * 3_000,
    "hats without braces": r"\hat" * 4_500 + "z",
    "functions": r"\sigma(" * 2_200 + "z" + ")" * 2_200,
    "logarithms": r"\log" * 4_500 + " z",
    "primes": "\\sigma" + "'" * 9_000 + "(z)",
    "signs": "-" * 19_000 + "z",
    "plus": "z" + "+z" * 3_000,
    "minus in parentheses": "(-" * 6_000 + "z" + ")" * 6_000,
    "product": "z" * 4_000,
    "product with dots": "z" + r"\cdot z" * 1_000,
    "slashes": "z" + "/z" * 3_000,
    "factorials": "z" + "!" * 18_000,
    "digits": "9" * 19_000,
    "power of a power": "9" + "^{9" * 40 + "}" * 40,
    "large power": "(1 + z)^{999999999}",
    "large number": "9^{9^{9}}",
    "large factorial": "999999999!",
    "sums": r"\sum_{i=1}^{2}" * 1_300 + "z",
    "a long sum": r"\sum_{i=1}^{999999999} i",
    "sums of sums": r"\sum_{i=1}^{99}" * 50 + "z",
    "sums in bounds": r"\sum_{i=1}^{" * 1_500 + "2" + "} z" * 1_500,
    "derivatives": r"\frac{d}{dz}" * 1_500 + "z",
    "derivatives of one another": r"\frac{d}{dz}(" * 1_200 + "z" + ")" * 1_200,
    "twenty derivatives": r"\frac{d}{dz}" * 20 + r"\sigma(z)",
    "a high prime": "\\sigma" + "'" * 25 + "(z)",
    "a high order": r"\frac{d^9 a}{dz^9}",
    "gradients": r"\nabla_z" * 2_600 + " z",
    "bars at": "z" + "|_{z = 1}" * 2_000,
    "cases": r"\begin{cases} z & " * 900 + "z > 0" + r" \end{cases}" * 900,
    "matrices": r"\begin{bmatrix}" * 600 + "z" + r"\end{bmatrix}" * 600,
    "rows": r"\begin{bmatrix}" + r"z\\" * 1_500 + r"z\end{bmatrix}",
    "cells": r"\begin{bmatrix}" + "z&" * 2_000 + r"z\end{bmatrix}",
    "aligned": r"\begin{aligned}" * 600 + "z" + r"\end{aligned}" * 600,
    "aligned rows": r"\begin{aligned}" + r"a&=z\\" * 2_700 + r"\end{aligned}",
    "relations": "z" + "=z" * 2_000,
    "inequalities": "z" + "<z" * 2_000,
    "equivalences": "z=z" + r"\iff z=z" * 1_500,
    "commas": "(z" + ",z" * 3_000 + ")",
    "quads": "a=z" + r"\quad a=z" * 1_500,
    "conditions": "a=z" + r",\quad z>0" * 1_500,
    "texts": "a=z" + r"\text{ and }" * 1_500,
    "dots": r"1 + 2 + \dots + 999999999",
    "labels": r"\label{a}" * 2_000,
    "wrongs": r"\wrong{" * 2_500 + "a=z" + "}" * 2_500,
    "norms with names": r"\|z\|_{" * 2_500 + "}" * 2_500,
    "indicators": r"\mathbb{1}[" * 1_500 + "z > 0" + "]" * 1_500,
    "spaces": r"z \in \mathbb{R}^{" * 1_000 + "1" + "}" * 1_000,
    "underbraces": r"\underbrace{" * 1_400 + "z" + "}" * 1_400,
    "inner products": r"\langle z," * 1_000 + "z" + r"\rangle" * 1_000,
    "arguments of the largest": r"\max(z," * 2_000 + "z" + ")" * 2_000,
    "fonts": r"\mathbf" * 2_700 + "z",
    "too long": "z + " * (LONGEST_FORMULA // 4 + 1) + "z",
}


BRANCHING = {
    "hats": (r"\hat", "z", ""),
    "braced hats": (r"\hat{", "z", "}"),
    "fonts": (r"\mathbf\hat", "z", ""),
    "indicators": (r"\mathbb{1}[i = ", "1", "]"),
    "cases": (r"\begin{cases} 1 & i = ", "1", r"\end{cases}"),
    "cases with words": (r"\begin{cases} 1 & \text{if } i = ", "1", r"\end{cases}"),
    "sums": (r"\sum_{j \ne ", "1", "} 1"),
    "lower ends": (r"\sum_{j = ", "1", "}^2 1"),
    "bars": ("(a_1 |_{i = ", "1", "})"),
    "indices": ("a_{", "1", "}"),
    "powers": ("(a_1^{", "1", "})"),
    "kronecker": (r"\delta_{1,", "1", "}"),
    "derivatives": (r"\frac{\partial}{\partial z_1}(", "a_1", ")"),
    "quotients": (r"\frac{", "a_1", "}{2}"),
    "dots": (r"(1 + \dots + ", "2", ")"),
    "ranges": (r"(i, j = 1, \dots, ", "2", ")"),
    "sets": (r"\mathbb{1}[i \in \{1, ", "2", r"\}]"),
    "intervals": (r"\mathbb{1}[a_1 \in (0, ", "2", ")]"),
    "matrices": (r"\begin{bmatrix} i, & ", "2", r"\end{bmatrix}"),
    "words": (r"\text{for } i = ", "2", ""),
    "quads": (r"\quad i = ", "2", ""),
    "aligned": (r"\begin{aligned} i = ", "2", r"\end{aligned}"),
    "wrong": (r"\wrong{i = ", "2", "}"),
    "functions": ("s(", "z", ")"),
    "logarithms": (r"\log ", "2", ""),
    "bars and products": ("|a_1 ", "2", "|"),
    "norms": (r"\|a ", "2", r"\|"),
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_and_long_formulas_end_soon(name):
    with at_most(6):
        result = alone(f"a = {DEEP[name]}", SIGMOID, seeds=1)
    assert not result.holds
    assert result.message


@pytest.mark.parametrize("name", BRANCHING)
def test_reading_takes_no_time_that_doubles_with_each_level(name):
    before, inner, after = BRANCHING[name]
    with at_most(6):
        result = alone("a_i = " + before * 25 + inner + after * 25, SOFTMAX, seeds=2)
        alone(before * 25 + inner + after * 25, SOFTMAX, seeds=2)
    assert not result.holds


def test_a_long_formula_is_read():
    result = alone("a = " + "z + " * 1_000 + "z", SIGMOID, seeds=1)
    assert result.category == "value"


def test_a_block_that_is_too_long_is_refused_with_its_line(capsys, write):
    for inner in ("{" * 9_999 + "}" * 9_999, "z + " * 6_000 + "z"):
        with at_most(2):
            run = command(capsys, "check", write(f"One\n\n$$\na = {inner}\n$$\n"))
        assert run.code == 1
        assert "page.md:3:1: this block is too long" in run.text


def test_a_long_page_is_checked_in_time_that_grows_with_it(capsys, write):
    page = write("".join(f"Line {number}: ${TRUE}$ and $z$.\n\n" for number in range(50)))
    with at_most(10):
        run = command(capsys, "check", page, "--seeds", "2")
    assert run.code == 0
    assert "100 formulas" in run.out


# The same as processes.


def test_the_command_as_a_process(write, tmp_path):
    page = write(f"One ${TRUE}$ two\n")
    run = process("check", page, folder=tmp_path)
    assert (run.code, run.err) == (0, "")
    assert "1 formulas on 1 pages executed: 0 failed" in run.out
    page = write("One $a = z$ two\n")
    run = process("check", page, folder=tmp_path, module="nnbook.verify.cli")
    again = process("check", page, folder=tmp_path)
    assert again.code == 1
    assert "page.md:1:6: left = right does not hold" in again.out
    assert process("chek", folder=tmp_path).code == 2
    assert "Traceback" not in run.text + again.text


# Messages for people.


def test_a_failure_shows_place_values_index_and_seed():
    page = "\n".join(["Text", "", "$$", r"f = x^2", "  + 1", "$$", ""])
    (result,) = check(page, LETTERS)
    text = said(result)
    assert text.startswith("page.md:4:1: left = right does not hold: ")
    numbers = re.search(r"hold: (\S+) = (\S+) \(seed 0\)", text)
    assert numbers
    assert float(numbers[2]) - float(numbers[1]) == pytest.approx(1)
    assert "\n    f = x^2\n    ^^^^^^^" in text
    assert "to do: " in text


def test_the_worst_entry_is_named():
    result = assert_fails(
        r"A = \begin{bmatrix} A_{11} & A_{12} & A_{13} \\"
        r" A_{21} & A_{22} + 1 & A_{23} \end{bmatrix}",
        LETTERS,
        "value",
        "in entry 2,2",
    )
    assert "seed 0" in result.message


def test_pages_are_refused_with_objects_too():
    assert refused(3).category == "symbol"
    assert displayed("a") == "$$\na\n$$\n"
