"""The table of what is read and what is refused, for the page "How it is checked".

`python -m tests.verify.notation_table` writes it from notation.toml, which test_field.py executes.
"""

import tomllib
from itertools import groupby
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FILE = HERE.parents[1] / "docs/how_it_is_checked.md"
BEGIN, END = "<!-- notation -->\n", "<!-- end of notation -->\n"


def table(notation: dict[str, Any]) -> str:
    """The Markdown of both tables."""
    lines = []
    for topic, entries in groupby(notation["read"], key=lambda entry: entry["topic"]):
        lines += [f"**{topic}**", "", "| read and executed | a near miss, and how it fails |"]
        lines += ["| --- | --- |"]
        for entry in entries:
            old, new, category = entry["slips"][0]
            wrong = entry["latex"].replace(old, new, 1)
            lines.append(f"| {_code(entry['latex'])} | {_code(wrong)}: {category} |")
        lines.append("")
    lines += ["**Refused**", "", "| printed | why | what to do |", "| --- | --- | --- |"]
    for entry in notation["refused"]:
        printed = _code(entry["latex"]) if entry["latex"] else "nothing"
        lines.append(f"| {printed} | {_code(entry['says'])} | {_remedy(entry['remedy'])} |")
    return "\n".join(lines) + "\n"


def _remedy(text: str) -> str:
    return _code(text) if text else ""


def _code(text: str) -> str:
    """Text as a code span; a bar in it does not end the cell."""
    return f"`{text}`"


def shown() -> str:
    """What the page shows between the marks."""
    return FILE.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0]


if __name__ == "__main__":
    head, rest = FILE.read_text(encoding="utf-8").split(BEGIN)
    made = table(tomllib.loads((HERE / "notation.toml").read_text(encoding="utf-8")))
    FILE.write_text(head + BEGIN + "\n" + made + "\n" + END + rest.split(END)[1], encoding="utf-8")
