"""The badge under a formula: what the check compared, and both sides' numbers, to open."""

from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from nnbook.site.checks import WrongPrints
from nnbook.site.results import Result

KINDS = {
    "relation": "relation between both sides",
    "derivation": "derivation, each step against the one before",
    "definition": "definition of a letter",
    "assumption": "assumption, until the end of its section",
    "mention": "name",
    "counterexample": "counterexample",
    "update": "update",
}
MINUS, TIMES = "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}"
MOST_ROWS = MOST_COLUMNS = 6  # of an array in a badge; the rest is an ellipsis


def badge(result: Result, api: str, wrong: WrongPrints | None = None) -> Element:
    """`<details>` that names the verdict and holds the evidence; `api` is the API page, `wrong`
    what came of the formula's wrong prints, where they were tried.
    """
    details = Element("details", {"class": "badge", "data-search-exclude": ""})
    if not result.holds:
        details.set("class", "badge badge--fails")
        details.set("open", "")
    summary = SubElement(details, "summary")
    _fill(summary, _verdict(result))
    SubElement(summary, "span", {"class": "badge-of"}).text = f" (formula {result.number})"
    content = SubElement(details, "div", {"class": "badge-content"})
    if not result.holds:
        _text(SubElement(content, "pre"), str(result.data["message"]))
    facts = SubElement(content, "dl")
    for name, value in (*_facts(result), *_wrong(wrong)):
        fact = SubElement(facts, "div")
        SubElement(fact, "dt").text = name
        _fill(SubElement(fact, "dd"), value)
    if result.data.get("code"):
        fact = SubElement(facts, "div")
        SubElement(fact, "dt").text = "Held against"
        links = SubElement(fact, "dd")
        for name in result.data["code"]:
            link = SubElement(links, "a", {"href": f"{api}#{name}"})
            _text(SubElement(link, "code"), name.removeprefix("nnbook."))
            link.tail = " "
    fact = SubElement(facts, "div")
    SubElement(fact, "dt").text = "Repeat"
    _text(SubElement(SubElement(fact, "dd"), "code"), f"nnbook explain {result.place}")
    if result.data.get("steps"):
        content.append(_table(result))
    return details


def scientific(value: float) -> list[str | Element]:
    """A small number as people write it: 2e-16, with a true minus."""
    if value == 0:
        return ["0"]
    digits, _, exponent = f"{value:.0e}".partition("e")
    power = Element("sup")
    power.text = str(int(exponent)).replace("-", MINUS)
    return [f"{digits} {TIMES} 10", power]


def number(value: Any) -> str:
    """One entry of an array."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "none"}[value]
    if not isinstance(value, int | float):
        return str(value)
    if value == int(value) and abs(value) < 1e6:
        return str(int(value)).replace("-", MINUS)
    return f"{value:.6g}".replace("-", MINUS)


def _verdict(result: Result) -> list[str | Element]:
    if not result.holds:
        return ["fails"]
    comparisons = int(result.data["comparisons"])
    error = result.data["worst_error"]
    if result.kind == "counterexample":
        return [f"refuted, {_count(comparisons, 'comparison')}"]
    if not comparisons:
        return [KINDS[result.kind]]
    parts: list[str | Element] = [f"executed, {_count(comparisons, 'comparison')}"]
    if error == 0:
        parts += [", no difference"]
    elif error is not None:
        parts += [", worst error ", *scientific(error)]
    return parts


def _facts(result: Result) -> list[tuple[str, list[str | Element]]]:
    facts: list[tuple[str, list[str | Element]]] = [
        ("Kind", [KINDS.get(result.kind, result.kind)]),
        ("Comparisons", [str(result.data["comparisons"])]),
    ]
    if result.data["worst_error"] is not None:
        facts.append(("Worst error", scientific(result.data["worst_error"])))
    if result.data["methods"]:
        facts.append(("Methods", [", ".join(result.data["methods"])]))
    return facts


def _wrong(wrong: WrongPrints | None) -> list[tuple[str, list[str | Element]]]:
    """How many wrong prints of the formula were made, and how many of them the check refused."""
    if wrong is None or not wrong.made:
        return []
    said = f"{wrong.made:,} made, {wrong.killed:,} refused"
    said += f", {wrong.equivalent:,} the same formula after all" if wrong.equivalent else ""
    said += f", {wrong.surviving:,} not refused yet" if wrong.surviving else ""
    return [("Wrong prints", [said])]


def _table(result: Result) -> Element:
    """Both sides' numbers, a row for each step, at the first sampled world."""
    steps = result.data["steps"]
    table = Element("table", {"class": "badge-numbers"})
    world = str(steps[0].get("world") or "")
    SubElement(table, "caption").text = "Both sides" + (f" at {world}" if world else "")
    head = SubElement(SubElement(table, "thead"), "tr")
    for name in ("Step", "Left", "", "Right"):
        SubElement(head, "th" if name else "td", {"scope": "col"} if name else {}).text = name
    rows = SubElement(table, "tbody")
    for count, step in enumerate(steps, 1):
        row = SubElement(rows, "tr")
        indices = str(step.get("indices") or "").replace("\\", "")  # a Greek one by its name
        named = [part for part in (str(step.get("reason") or ""), indices) if part]
        _text(SubElement(row, "th", {"scope": "row"}), ", ".join(named) or str(count))
        _value(SubElement(row, "td"), step["left_value"])
        _text(SubElement(row, "td", {"class": "badge-relation"}), _sign(step, result.kind))
        _value(SubElement(row, "td"), step["right_value"])
    return table


SIGNS = {
    r"\approx": "≈",
    r"\le": "≤",
    r"\leq": "≤",
    r"\ge": "≥",
    r"\geq": "≥",
    r"\ne": "≠",
    r"\neq": "≠",
    r"\in": "∈",
    r"\leftarrow": "←",
    r"\iff": "⇔",
    r"\Rightarrow": "⇒",
    r"\implies": "⇒",
    r"\propto": "∝",
    ":=": ":=",
}


def _sign(step: dict[str, Any], kind: str) -> str:
    relation = str(step["relation"])
    refuted = kind == "counterexample" and relation == "="
    return SIGNS[r"\ne"] if refuted else SIGNS.get(relation, relation)


def _value(cell: Element, value: Any) -> None:
    """A scalar, or an array row by row."""
    if not isinstance(value, list):
        _text(SubElement(cell, "span", {"class": "number"}), number(value))
        return
    rows = value if value and isinstance(value[0], list) else [[entry] for entry in value]
    for row in rows[:MOST_ROWS]:
        shown = [number(entry) for entry in row[:MOST_COLUMNS]]
        shown += ["…"] if len(row) > MOST_COLUMNS else []
        line = SubElement(cell, "span", {"class": "numbers"})
        for entry in shown:
            item = SubElement(line, "span", {"class": "number"})
            _text(item, entry)
            item.tail = " "
    if len(rows) > MOST_ROWS:
        SubElement(cell, "span", {"class": "numbers"}).text = "…"


def _fill(element: Element, parts: list[str | Element]) -> None:
    last: Element | None = None
    for part in parts:
        if isinstance(part, Element):
            element.append(part)
            last = part
        elif last is None:
            element.text = AtomicString((element.text or "") + part)
        else:
            last.tail = AtomicString((last.tail or "") + part)


def _text(element: Element, text: str) -> None:
    element.text = AtomicString(text)


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")
