r"""One formula to break: `\break{eq:name}` shows it as printed, and wrong prints to choose from.

The wrong prints are those of `nnbook mutate`. Each is checked when the book is built, in the worlds
of its page, and is shown only if numbers refute it. Nothing is typed here but words for the slips.
The choice is a group of radio buttons and needs no script; on paper all cases stand in a list.
"""

from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import numpy as np
from markdown.util import AtomicString

from nnbook.site.badge import SIGNS, number
from nnbook.site.errors import BookError
from nnbook.site.letters import Address
from nnbook.site.results import Result, Results, normal, unlabelled
from nnbook.verify.book import load_page
from nnbook.verify.mutations import mutants_of
from nnbook.verify.page_check import PageCheck
from nnbook.verify.result import Counterexample
from nnbook.verify.result import Result as Found

WORDS = {
    "flip sign": "a wrong sign",
    "swap difference": "terms swapped",
    "drop factor": "a dropped factor",
    "change constant": "another constant",
    "drop accent": "a lost hat",
    "swap sizes": "the wrong size",
}
FEWEST = 3


@dataclass(frozen=True)
class Case:
    """A print of the formula, and both sides' numbers in one world."""

    words: str
    latex: str
    left: Any
    right: Any


@dataclass(frozen=True)
class Broken:
    """The formula as it is printed, its wrong prints, and the letters of the world."""

    right: Case
    wrong: tuple[Case, ...]
    letters: dict[str, Any]
    title: str


def broken(result: Result, results: Results) -> Broken:
    """One wrong print for each slip of WORDS that fits the formula and is refuted by numbers."""
    path = results.book.docs / result.page
    scanned, page = load_page(path)
    printed = next(item for item in scanned.formulas if item.latex == result.latex)
    (right,) = PageCheck(page).run([printed])
    if not right.holds or right.formula is None or len(right.steps) != 1:
        raise BookError(result.place, "cannot be broken: it is no single relation that holds")
    step = right.steps[0]
    shown = Case("as printed", normal(unlabelled(result.latex)), step.left_value, step.right_value)
    letters: dict[str, Any] = {}
    wrong: dict[str, Case] = {}
    title = ""
    for mutant in mutants_of(printed.latex, right.formula, page):
        words = WORDS.get(mutant.operator)
        if words is None or words in wrong:
            continue
        (tried,) = PageCheck(page).run([replace(printed, latex=mutant.latex)])
        refuted = _refuted(tried, step.left_value)
        if refuted is None:
            continue
        wrong[words] = Case(
            words, normal(unlabelled(mutant.latex)), refuted.left_value, refuted.right_value
        )
        title = refuted.world
        letters |= {name: value for name, value in refuted.letters.items() if name in refuted.right}
        letters |= refuted.indices
    if len(wrong) < FEWEST:
        few = f"has {len(wrong)} wrong prints that numbers refute, too few to choose from"
        raise BookError(result.place, few, "choose another formula, or name more slips in WORDS")
    ordered = tuple(wrong[words] for words in WORDS.values() if words in wrong)
    return Broken(shown, ordered, letters, title)


def _refuted(tried: Found, left: Any) -> Counterexample | None:
    """The numbers that refute a wrong print, if its left side is that of the right formula."""
    found = tried.counterexample
    if tried.holds or tried.category != "value" or found is None:
        return None
    same = np.ndim(found.left_value) == np.ndim(found.right_value) == 0
    return found if same and np.isclose(float(found.left_value), float(left)) else None


def chooser(result: Result, results: Results, address: Address) -> Element:
    r"""What stands for `\break{…}`; `address` says how a page of the book is linked to."""
    found = broken(result, results)
    made = Element("fieldset", {"class": "break", "data-search-exclude": ""})
    SubElement(made, "legend").text = "Break this formula: choose a slip"
    cases = SubElement(made, "div", {"class": "break-cases"})
    for count, case in enumerate((found.right, *found.wrong)):
        _case(cases, count, case)
    where = SubElement(made, "p", {"class": "break-world"})
    at = SubElement(where, "span")
    at.text = f"Both sides at one of the random points ({found.title}):"
    for name, value in sorted(found.letters.items()):
        item = SubElement(where, "span", {"class": "break-letter"})
        _drawn(item, name)
        item[-1].tail = AtomicString(f" = {number(value)}")
    about = SubElement(made, "p", {"class": "break-about"})
    about.text = "Computed beforehand, by the check itself, when the book was built. Formula "
    link = SubElement(about, "a", {"href": f"{address(result.page)}#{result.id}"})
    link.text = AtomicString(f"({result.number})")
    link.tail = " is where it stands in the book."
    return made


def _case(parent: Element, count: int, case: Case) -> None:
    """A radio button, its label, and what is shown while it is chosen."""
    right = count == 0
    box = SubElement(parent, "div", {"class": "break-case"})
    button = {"type": "radio", "name": "break", "id": f"break-{count}"}
    button["aria-describedby"] = f"break-shown-{count}"
    SubElement(box, "input", button | ({"checked": "checked"} if right else {}))
    SubElement(box, "label", {"for": f"break-{count}"}).text = AtomicString(case.words)
    kind = "break-shown" if right else "break-shown break-shown--wrong"
    shown = SubElement(box, "div", {"class": kind, "id": f"break-shown-{count}"})
    _drawn(SubElement(shown, "p", {"class": "break-formula"}), rf"\displaystyle {case.latex}")
    verdict = SubElement(shown, "p", {"class": "break-verdict"})
    verdict.text = "The check passes." if right else "The check fails. The book would not build."
    sides = SubElement(shown, "p", {"class": "break-sides"})
    for value, sign in ((case.left, "=" if right else SIGNS[r"\ne"]), (case.right, "")):
        SubElement(sides, "span", {"class": "number"}).text = AtomicString(number(float(value)))
        if sign:
            sides[-1].tail = " "
            SubElement(sides, "span", {"class": "break-sign"}).text = sign
            sides[-1].tail = " "


def _drawn(parent: Element, latex: str) -> None:
    """A formula that is drawn, but is no formula of this page: its own page has its result."""
    made = SubElement(parent, "span", {"class": "arithmatex quoted"})
    made.text = AtomicString(rf"\({latex}\)")
