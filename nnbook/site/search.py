r"""What the search finds: formulas by label and words, and readable text where LaTeX stood.

MkDocs makes the index before the formulas are drawn, so its text has their LaTeX. Here it is put
into plain characters, and each labelled formula gets an entry of its own that leads to it.
"""

import html
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

from nnbook.site.book import Book
from nnbook.site.results import Result, Results, unlabelled

INDEX = "search/search_index.json"
PRINTED = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
REASON = re.compile(r"&&\s*\\text\{([^{}]*)\}")
SHORT = re.compile(r"\\frac\s*(\w)\s*(\w)")  # \frac12
FRACTION = re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")
ACCENT = re.compile(r"\\(hat|bar|tilde|dot)(?:\s+|\s*\{)([A-Za-z])\}?")
ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307"}
STYLED = re.compile(
    r"\\(?:text|operatorname|mathbf|mathsf|mathrm|boldsymbol|mathbb|wrong)\*?\{([^{}]*)\}"
)
LAYOUT = re.compile(
    r"\\(?:begin|end)\{[^}]*\}|\\(?:left|right|[bB]igg?[lr]?|label\{[^}]*\}|q?quad)(?![A-Za-z])"
    r"|\\[,;:! ]|&"
)
COMMAND = re.compile(r"\\([A-Za-z]+)")
SIGNS = {
    "approx": "≈",
    "arg": "arg",
    "cdot": "·",
    "dots": "…",
    "ell": "\N{SCRIPT SMALL L}",
    "exp": "exp",
    "ge": "≥",
    "geq": "≥",
    "iff": "⇔",
    "in": "∈",
    "infty": "∞",
    "int": "∫",
    "le": "≤",
    "leftarrow": "←",
    "leq": "≤",
    "lim": "lim",
    "log": "log",
    "max": "max",
    "min": "min",
    "nabla": "∇",
    "ne": "≠",
    "neq": "≠",
    "odot": "⊙",
    "partial": "∂",
    "pm": "±",
    "prod": "∏",
    "propto": "∝",
    "sqrt": "√",
    "sum": "∑",
    "tanh": "tanh",
    "times": "\N{MULTIPLICATION SIGN}",
    "to": "→",
    "top": "\N{DOWN TACK}",
}


def plain(latex: str) -> str:
    """LaTeX in plain characters, for reading in a list: z^[l] = W^[l] a^[l-1] + b^[l]."""
    text = LAYOUT.sub(" ", latex.replace(r"\\", "; "))
    text = ACCENT.sub(lambda match: match[2] + ACCENTS[match[1]], text)
    text = SHORT.sub(r"\1/\2", text)
    for _ in range(6):  # as deep as fractions stand in one another
        text = STYLED.sub(r"\1", text)
        text = FRACTION.sub(lambda match: f"{_one(match[1])}/{_one(match[2])}", text)
        text = re.sub(r"([_^])\{([^{}]*)\}", lambda match: f"{match[1]}{_one(match[2])}", text)
    text = COMMAND.sub(lambda match: _sign(match[1]), text)
    text = unicodedata.normalize("NFC", re.sub(r"[{}\\]", "", text))
    return " ".join(text.split()).replace(" ;", ";")


def _one(part: str) -> str:
    """A part of a fraction or a script, in brackets if it would fall apart."""
    part = part.strip()
    return f"({part})" if re.search(r"[-+ ]", part) and not re.match(r"[\[(]", part) else part


def _sign(command: str) -> str:
    if command in SIGNS:
        return SIGNS[command]
    size = "CAPITAL" if command[0].isupper() else "SMALL"
    name = command.removeprefix("var").upper().replace("LAMBDA", "LAMDA")
    try:
        return unicodedata.lookup(f"GREEK {size} LETTER {name}")
    except KeyError:
        return ""


def index_formulas(site: Path, results: Results) -> int:
    """Rewrite the index of a built site; how many formulas it has."""
    path = site / INDEX
    if not path.is_file():
        return 0
    index = json.loads(path.read_text(encoding="utf-8"))
    titles = {entry["location"]: entry["title"] for entry in index["docs"]}
    for entry in index["docs"]:
        entry["text"] = PRINTED.sub(_readable, entry["text"])
    added = [
        _entry(result, results.book, titles)
        for page in results.book.pages
        if page.file in results.pages
        for result in results.pages[page.file].formulas
        if result.display and result.label
    ]
    index["docs"] += added
    path.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return len(added)


def _readable(match: re.Match[str]) -> str:
    return html.escape(plain(html.unescape(match[1] or match[2])), quote=False)


def _entry(result: Result, book: Book, titles: dict[str, str]) -> dict[str, Any]:
    """The words of a formula: of its label, its page, its sections and the reasons of its steps."""
    label = str(result.label)
    page = book.address("index.md", result.page).removeprefix("./")
    words = label.removeprefix("eq:").replace("-", " ")
    where = [book.by_file[result.page].title]
    where += [titles.get(f"{page}#{section}", "") for section in result.data["section"]]
    trail = ", ".join(dict.fromkeys(html.unescape(name) for name in where if name))
    reasons = " ".join(REASON.findall(result.latex))
    shown = plain(REASON.sub("", unlabelled(result.latex)))
    text = f"{trail}: {words}, {label}. {shown}. {reasons}"
    return {
        "location": f"{page}#{result.id}",
        "title": f"Formula {result.number}: {words}",
        "text": f"<p>{html.escape(text, quote=False)}</p>",
    }
