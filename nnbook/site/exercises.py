r"""Exercises: their index, made from the pages, and the boxes in which a reader enters a number.

An exercise is a heading of the third level below the heading `Exercises` of a chapter:

    ### 6. How wide is the transition? (easy) {#exercise-width}

with `(medium, code)` where it is one to program, and its solution in a box `??? success`. Where it
asks for a number, a paragraph before the solution has what is asked, the decimals, and a side of
a formula of the solution:

    \answer{The distance}{3}{2 \log 9}

What that side is worth is what the check computed. It must be equal to a printed number there, so
that it is the same in every world. The page carries only a salted digest of the rounded number:
it cannot be read at a glance, and it is no secret.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from nnbook.site.book import FRONT_MATTER, Book, Page
from nnbook.site.errors import BookError
from nnbook.site.results import Result, Results, normal

LEVELS = ("easy", "medium", "hard")
HEADING = re.compile(
    r"^### (?P<number>\d+)\. (?P<title>.+?) "
    r"\((?P<level>easy|medium|hard)(?P<code>, (?:in )?code)?\) \{#(?P<id>[a-z0-9-]+)\}$"
)
BEGIN = re.compile(r"^## Exercises\b")
ANSWER = re.compile(
    r"[ \t]*\\answer\{(?P<asked>[^{}]+)\}\{(?P<decimals>[0-9])\}\{(?P<latex>.+)\}[ \t]*", re.DOTALL
)
FENCE = re.compile(r"^[ \t]*(```|~~~)")
_NUMBER = r"\d+(?:\.\d+)?"
LITERAL = re.compile(
    rf"-?(?:{_NUMBER}(?:\s*\\cdot\s*10\^(?:\d|\{{-?\d+\}}))?|\\frac\s*(?:\d\s*\d|\{{\d+\}}\{{\d+\}}))"
)
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Exercise:
    """One exercise as its heading has it."""

    page: Page
    number: str
    title: str
    level: str
    code: bool
    id: str
    asks: bool  # whether a number can be entered

    @property
    def solution(self) -> str:
        return solution_of(self.id)


def solution_of(exercise: str) -> str:
    """The id of an exercise's solution."""
    return f"{exercise}-solution"


def exercises_of(page: Page, text: str, place: str) -> list[Exercise]:
    """The exercises on a page, in its order; BookError where a heading has not their form."""
    found: list[Exercise] = []
    inside, fence = False, ""
    for line in FRONT_MATTER.sub("", text).split("\n"):
        if match := FENCE.match(line):
            fence = "" if fence == match[1] else fence or match[1]
        elif fence:
            continue
        elif line.startswith("## "):
            inside = bool(BEGIN.match(line))
        elif inside and line.startswith("### "):
            found.append(_exercise(page, line, place))
        elif found and inside and line.lstrip().startswith(r"\answer{"):
            found[-1] = Exercise(**{**vars(found[-1]), "asks": True})
    return found


def _exercise(page: Page, line: str, place: str) -> Exercise:
    match = HEADING.match(line.strip())
    if match is None:
        raise BookError(
            place,
            f"has an exercise with the heading {line!r}",
            "write ### 1. Title (easy) {#exercise-name}, with medium or hard, and ', code' if so",
        )
    return Exercise(
        page,
        match["number"],
        match["title"],
        match["level"],
        bool(match["code"]),
        match["id"],
        False,
    )


def exercises(book: Book) -> list[Exercise]:
    """All exercises, in the order of the book."""
    return [
        exercise
        for page in book.chapters
        for exercise in exercises_of(
            page, (book.docs / page.file).read_text(encoding="utf-8"), book.path(page.file)
        )
    ]


# --- the index ----------------------------------------------------------------------------------


def index(what: str, book: Book) -> Element | None:
    r"""What stands for `\exercises{what}`: a table by chapter, or lists by difficulty."""
    found = exercises(book)
    if what == "count":
        made = Element("p")
        kinds = ", ".join(
            f"{sum(item.level == level for item in found)} {level}" for level in LEVELS
        )
        asking = sum(item.asks for item in found)
        coded = sum(item.code for item in found)
        made.text = (
            f"{len(found)} exercises: {kinds}. {coded} are in code. "
            f"For {asking} of them a number can be entered."
        )
        return made
    if what == "chapters":
        return _table(found)
    return _list([item for item in found if item.level == what]) if what in LEVELS else None


def _table(found: list[Exercise]) -> Element:
    box = Element("div", {"class": "table-box"})
    table = SubElement(box, "table", {"class": "checks", "data-sorts": "", "id": "exercises-all"})
    SubElement(table, "caption").text = "Exercises by chapter"
    head = SubElement(SubElement(table, "thead"), "tr")
    for name in ("Chapter", "Exercise", "Difficulty", "Code", "Number", "Solution"):
        SubElement(head, "th", {"scope": "col"}).text = name
    body = SubElement(table, "tbody")
    for item in found:
        row = SubElement(body, "tr")
        SubElement(row, "td").text = f"{item.page.number}. {item.page.title}"
        _link(SubElement(row, "td"), item, item.id, f"{item.number}. {item.title}")
        level = SubElement(row, "td", {"data-key": str(LEVELS.index(item.level))})
        level.text = item.level
        SubElement(row, "td").text = "code" if item.code else ""
        SubElement(row, "td").text = "to enter" if item.asks else ""
        _link(SubElement(row, "td"), item, item.solution, "solution")
    return box


def _list(found: list[Exercise]) -> Element:
    made = Element("ul")
    for item in found:
        entry = SubElement(made, "li")
        entry.text = f"{item.page.title}: "
        _link(entry, item, item.id, item.title)
    return made


def _link(into: Element, item: Exercise, anchor: str, text: str) -> None:
    link = SubElement(into, "a", {"href": f"{item.page.file}#{anchor}"})
    link.text = text
    if text == "solution":  # each link by itself says where it leads
        link.set("aria-label", f"Solution of {item.page.title}, exercise {item.number}")


# --- numbers to enter ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What an exercise asks for: a number, rounded to so many decimals."""

    words: str
    decimals: int
    latex: str


def asked(match: re.Match[str]) -> Asked:
    words, latex = " ".join(match["asked"].split()), normal(match["latex"])
    return Asked(words, int(match["decimals"]), latex)


def value_of(what: Asked, exercise: str, results: Results, file: str) -> float:
    """What the check computed for the side of a formula in the solution of an exercise."""
    place = results.book.path(file)
    page = results.pages.get(file)
    inside = [item for item in page.formulas if exercise in item.data["section"]] if page else []
    for result in inside:
        for value in _values(result, what.latex):
            return _usable(value, what, place)
    raise BookError(
        place,
        rf"asks in {exercise} for {what.latex}, which is no side of an executed formula there that "
        "equals a printed number",
        "name one side of such a formula of the solution, letter by letter",
    )


def _values(result: Result, latex: str) -> Iterator[Any]:
    """What the side is worth, wherever a chain of equal sides has it beside a printed number."""
    steps = [step for step in result.data["steps"] if step["relation"] in ("=", r"\approx")]
    equal = {latex}
    for _ in steps:  # as far as the chain goes
        for step in steps:
            sides = {normal(step["left"]), normal(step["right"])}
            if equal & sides:
                equal |= sides
    if not result.holds or not any(LITERAL.fullmatch(side) for side in equal):
        return
    for step in steps:
        for side in ("left", "right"):
            if normal(step[side]) == latex:
                yield step[f"{side}_value"]


def _usable(value: Any, what: Asked, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BookError(place, f"asks for {what.latex}, which is no number: {value}")
    scaled = abs(value) * 10**what.decimals
    if abs(scaled % 1 - 0.5) < 1e-6:
        raise BookError(
            place,
            f"asks for {what.latex} to {what.decimals} decimals, but {value} lies half-way between",
            "ask for more decimals or for fewer",
        )
    if what.decimals and scaled < 10:
        raise BookError(
            place,
            f"asks for {what.latex} to {what.decimals} decimals, which leave one digit of {value}",
            "ask for more decimals",
        )
    return float(value)


def rounded(value: float, decimals: int) -> str:
    """The number as the page compares it; zero has no sign."""
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def digest(salt: str, text: str) -> str:
    """FNV-1a in 32 bits, as docs/assets/answers.js has it: hides a number from the eye."""
    found = 0x811C9DC5
    for byte in f"{salt} {text}".encode():
        found = (found ^ byte) * 0x01000193 & 0xFFFFFFFF
    return f"{found:08x}"


def entry(what: Asked, value: float, exercise: str, file: str, count: int = 1) -> Element:
    """The box in which a reader enters the number, the first of an exercise or a further one;
    without scripts it is not shown.
    """
    salt = f"{file.removesuffix('.md')}/{exercise}"
    unit = 10.0**-what.decimals
    near = [rounded(value + step, what.decimals) for step in (-unit, unit)]
    made = Element("form", {"class": "answer", "hidden": "", "data-search-exclude": ""})
    made.set("data-salt", salt)
    made.set("data-decimals", str(what.decimals))
    made.set("data-right", digest(salt, rounded(value, what.decimals)))
    made.set("data-near", " ".join(digest(salt, text) for text in near))
    made.set("data-opposite", digest(salt, rounded(-value, what.decimals)))
    name = f"{exercise}-answer" + (f"-{count}" if count > 1 else "")
    SubElement(made, "label", {"for": name}).text = what.words
    box = {"id": name, "type": "text", "inputmode": "decimal", "autocomplete": "off"}
    how = f"{name}-how"
    SubElement(made, "input", {**box, "spellcheck": "false", "aria-describedby": how})
    SubElement(made, "button", {"type": "submit"}).text = "Check"
    SubElement(made, "span", {"class": "answer-how", "id": how}).text = tolerance(what.decimals)
    SubElement(made, "output", {"for": name})
    return made


def tolerance(decimals: int) -> str:
    """How exact the number must be, in words."""
    if decimals == 0:
        return "a whole number"
    return f"to {WORDS[decimals]} decimal{'' if decimals == 1 else 's'}"
