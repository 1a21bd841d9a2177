"""Draws the formulas of a built site: MathJax in one Node process, one style sheet with all fonts.

What was drawn is kept by content, so that a rebuild draws only what is new. A TeX error in any
formula of any page stops the build with the page and the formula.
"""

import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from nnbook.site.errors import BookError
from nnbook.site.fonts import FONTS, Glyphs, cut_down, glyphs, together, within
from nnbook.site.lean import lean_formula, lean_rule
from nnbook.verify.macros import MACROS

SCRIPT = Path(__file__).with_name("draw.mjs")
MADE_BY = [SCRIPT, *(Path(__file__).with_name(name) for name in ("lean.py", "fonts.py"))]
STYLE = "assets/mathjax.css"
# As the extension leaves them: Arithmatex's own delimiters around escaped TeX, no element within.
FORMULA = re.compile(
    r'<(?P<tag>span|div) class="(?P<class>arithmatex[^"]*)"(?P<attributes>[^>]*)>'
    r"\\(?P<open>[(\[])(?P<latex>[^<]*?)\\[)\]]</(?P=tag)>"
)
FONT_CLASS = re.compile(r"\bNCM-[A-Za-z0-9-]+")
FONT_RULE = re.compile(r"\.(NCM-[A-Za-z0-9-]+) \{")
FACE = re.compile(
    r"@font-face \{ font-family: (?P<family>[\w-]+); src: url\(\"fonts/(?P<file>[\w.-]+)\"\)"
)
BREAKING = ("mjx-break", "[breakable]", "inline-breaks", "mjx-linestack", "mjx-linebox")


class Drawn(TypedDict, total=False):
    """What Node answers for one formula, and what is kept."""

    html: str
    size: list[float]
    glyphs: Glyphs
    rules: list[str]
    error: str


@dataclass(frozen=True)
class Count:
    """How much was done, for the terminal."""

    formulas: int
    pages: int
    new: int


Formula = tuple[str, bool]  # LaTeX, display


def draw(site: Path, root: Path) -> Count:
    """Draw all formulas of all pages under `site`; `root` holds package.json and .nnbook/."""
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    printed = {path: _formulas(text) for path, text in pages.items()}
    wanted = list(dict.fromkeys(formula for found in printed.values() for formula in found))
    cache = root / ".nnbook" / "drawn.json"
    drawn, new = _drawn(wanted, root, cache)
    errors = [
        f"{path.relative_to(site).as_posix()}: {formula[0]}\n    {drawn[formula]['error']}"
        for path, found in printed.items()
        for formula in dict.fromkeys(found)
        if "error" in drawn[formula]
    ]
    if errors:
        raise BookError("TeX", "MathJax cannot draw\n" + "\n".join(errors), "mend the formula")
    for path, text in pages.items():
        if printed[path]:
            path.write_text(_replaced(text, drawn), encoding="utf-8")
    _write_style(site, root, [drawn[formula] for formula in wanted])
    return Count(sum(map(len, printed.values())), sum(map(bool, printed.values())), new)


def _formulas(text: str) -> list[Formula]:
    return [(_latex(match), match["open"] == "[") for match in FORMULA.finditer(text)]


def _latex(match: re.Match[str]) -> str:
    return html.unescape(match["latex"]).strip()


def _replaced(text: str, drawn: dict[Formula, Drawn]) -> str:
    def formula(match: re.Match[str]) -> str:
        latex = _latex(match)
        display = match["open"] == "["
        answer = drawn[latex, display]
        tag, attributes = match["tag"], match["attributes"]
        attributes += f' data-latex="{html.escape(" ".join(latex.split()))}"'
        if display:  # what is far from the window is not laid out; its size is known (book.css)
            width, height = answer["size"]
            attributes += f' style="--width: {width:.3f}em; --height: {height:.3f}em"'
        return f'<{tag} class="{match["class"]}"{attributes}>{answer["html"]}</{tag}>'

    return FORMULA.sub(formula, text)


def _drawn(wanted: list[Formula], root: Path, cache: Path) -> tuple[dict[Formula, Drawn], int]:
    """What is wanted, from what is kept or else from MathJax; and how many were new."""
    tools = [file.read_bytes() for file in MADE_BY] + [json.dumps(MACROS).encode()]
    lock = root / "package-lock.json"
    tools += [lock.read_bytes()] if lock.is_file() else []
    version = hashlib.sha256(b"\0".join(tools)).hexdigest()
    kept: dict[str, Drawn] = {}
    if cache.is_file():
        stored = json.loads(cache.read_text(encoding="utf-8"))
        kept = stored["drawn"] if stored.get("version") == version else {}
    names = {formula: f"{'display' if formula[1] else 'inline'} {formula[0]}" for formula in wanted}
    missing = [formula for formula in wanted if names[formula] not in kept]
    if missing:
        answers = [_lean(answer) for answer in _mathjax(missing, root)]
        kept |= {names[formula]: answer for formula, answer in zip(missing, answers, strict=True)}
    drawn = {formula: kept[names[formula]] for formula in wanted}
    good = {names[formula]: drawn[formula] for formula in wanted if "error" not in drawn[formula]}
    if good.keys() != kept.keys() or not cache.is_file():
        cache.parent.mkdir(exist_ok=True)
        fresh = cache.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps({"version": version, "drawn": good}), encoding="utf-8")
        fresh.replace(cache)
    return drawn, len(missing)


def _lean(answer: Drawn) -> Drawn:
    """What Node drew as it is kept and printed, with the characters that each font must have."""
    if "error" not in answer:
        seen = answer["html"].partition("<mjx-assistive-mml")[0]
        answer["glyphs"] = glyphs(seen)
        answer["html"] = lean_formula(answer["html"])
        answer["rules"] = [lean_rule(rule) for rule in answer["rules"]]
    return answer


def _mathjax(formulas: list[Formula], root: Path) -> list[Drawn]:
    here = Path(sys.executable).parent
    node = shutil.which("node", path=f"{here}{os.pathsep}{os.environ.get('PATH', '')}")
    if node is None:
        raise BookError("node", "Node is not there", "install requirements.txt, which brings it")
    if not (root / "node_modules" / "mathjax").is_dir():
        raise BookError("node_modules", "MathJax is not there", "run `npm ci`")
    asked = {
        "macros": MACROS,
        "formulas": [{"latex": latex, "display": display} for latex, display in formulas],
    }
    done = subprocess.run(
        [node, str(SCRIPT)],
        cwd=root,
        input=json.dumps(asked),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != 0:
        raise BookError("MathJax", f"stopped with code {done.returncode}\n{done.stderr}")
    answers: list[Drawn] = json.loads(done.stdout)
    return answers


def _write_style(site: Path, root: Path, drawn: list[Drawn]) -> None:
    """One style sheet with the rules in use, and in it the fonts that they name."""
    rules = dict.fromkeys(rule for formula in drawn for rule in formula["rules"])
    classes = {"NCM-N"}.union(*(FONT_CLASS.findall(formula["html"]) for formula in drawn))
    families = {"MJX-NCM-ZERO"} | {f"MJX-{name}" for name in classes}
    breaks = any("mjx-break" in formula["html"] for formula in drawn)
    families |= {"MJX-BRK"} if breaks else set()
    characters = together(formula["glyphs"] for formula in drawn)
    used: list[str] = []
    for rule in rules:
        selector = rule.split("{")[0]
        face, font_class = FACE.match(rule), FONT_RULE.match(rule)
        needless = (
            (face and face["family"] not in families)
            or (font_class and font_class[1] not in classes)
            or (not breaks and any(word in selector for word in BREAKING))
        )
        if face and not needless:
            name = face["file"]
            font = root / FONTS / name
            printed = characters.get(face["family"].removeprefix("MJX-"))
            data = cut_down(font, printed, root / ".nnbook/fonts") if printed else font.read_bytes()
            rule = rule.replace(f'url("fonts/{name}")', f"url({within(data)})")
            rule = rule.replace("; }", "; font-display: block; }")
        if not needless:
            used.append(rule)
    used.append("mjx-container { position: relative; }")
    style = site / STYLE
    style.parent.mkdir(parents=True, exist_ok=True)
    style.write_text("\n".join(used) + "\n", encoding="utf-8")
