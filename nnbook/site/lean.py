"""What a page need not carry: what of a drawn formula nobody sees or hears, and what the theme
would fetch before it is asked for.
"""

import re
import shutil
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from nnbook.site.errors import BookError

# Attributes of MathJax's elements that no rule of its style sheet names.
NEEDLESS = re.compile(
    r" (?:jax|overflow|texclass|noic|unselectable|data-mjx-[\w-]+|data-latex(?:-item)?)=\"[^\"]*\""
)
TAG = re.compile(r"<(mjx-[\w-]+)([^>]*)>")
PLACED = ' style="position: relative;"'  # of each formula: one rule in book.css
HEARD = re.compile(r"<mjx-assistive-mml[^>]*>(<math.*?</math>)</mjx-assistive-mml>", re.DOTALL)

# Of the MathML, which is heard and never seen: attributes of the look alone.
LOOK = {
    "columnalign", "columnspacing", "displaystyle", "fence", "indentshift", "lspace", "maxsize",
    "minsize", "movablelimits", "rowspacing", "rspace", "scriptlevel", "stretchy", "symmetric",
}  # fmt: skip
ROWS = {
    "math",
    "mrow",
    "mtd",
    "mstyle",
    "msqrt",
    "menclose",
    "mpadded",
    "mphantom",
}  # of any length

THEME = "assets/javascripts/bundle.*.min.js"
# What asks for the index of the search: the search, and the marks in a page that was found by it.
AT_ONCE = {
    r'\(location\.protocol!=="file:"\)(?=,\w+\("search"\))': "(!1)",
    r'(\w+\("search\.highlight"\))(?=\?)': r'\1&&new URL(location).searchParams.has("h")',
}
LANGUAGES = "assets/javascripts/lunr"  # words of languages that the book is not in


def lean_formula(drawn: str) -> str:
    """A drawn formula that looks and sounds the same with fewer bytes."""
    heard = HEARD.search(drawn)
    seen = drawn if heard is None else drawn[: heard.start()]
    rest = "" if heard is None else drawn[heard.end() :]
    seen = TAG.sub(lambda tag: f"<{tag[1]}{NEEDLESS.sub('', tag[2])}>", seen).replace(PLACED, "", 1)
    words = "" if heard is None else f"<mjx-assistive-mml>{_mathml(heard[1])}</mjx-assistive-mml>"
    return seen + words + rest


def lean_rule(rule: str) -> str:
    """A rule of MathJax's style sheet without the attribute that no longer stands in the pages."""
    return rule.replace('[jax="CHTML"]', "")


def _mathml(text: str) -> str:
    tree = ElementTree.fromstring(re.sub(r' xmlns="[^"]*"', "", text, count=1))
    _thin(tree)
    return ElementTree.tostring(tree, encoding="unicode", method="html")


def _thin(element: Element) -> None:
    """Drop the look, spaces, and groups around a single thing."""
    for name in list(element.attrib):
        if name in LOOK or name.startswith("data-"):
            del element.attrib[name]
    children: list[Element] = []
    for child in element:
        _thin(child)
        if child.tag == "mstyle" and not child.attrib:
            child.tag = "mrow"
        if child.tag == "mspace" and element.tag in ROWS:
            continue
        group = child.tag == "mrow" and not child.attrib
        children.append(child[0] if group and len(child) == 1 else child)
    element[:] = children


def lean_theme(site: Path) -> None:
    """Let the theme fetch the index of the search when somebody searches, not at each first visit:
    it is larger than a chapter. The theme itself does so where pages are files.
    """
    shutil.rmtree(site / LANGUAGES, ignore_errors=True)
    for bundle in site.glob(THEME):
        text = bundle.read_text(encoding="utf-8")
        for asks, later in AT_ONCE.items():
            text, count = re.subn(asks, later, text)
            if count != 1:
                raise BookError(
                    bundle.name,
                    "asks for the index of the search in another way than it did",
                    "look for `search_index` in the theme's source, and mend nnbook/site/lean.py",
                )
        bundle.write_text(text, encoding="utf-8")
