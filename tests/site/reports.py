"""A report as the checker writes it, made by hand: the site's tests need no checker."""

import hashlib
import json
import re

from nnbook.verify.page_key import page_key

FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.DOTALL | re.MULTILINE)
FORMULA = re.compile(
    r"\$\$(?P<display>.+?)\$\$|(?<![\\$])\$(?P<inline>[^\s$](?:[^$]*[^\s$])?)\$"
    r"|\\\((?P<round>.+?)\\\)|\\\[(?P<square>.+?)\\\]"
    r"|\n(?P<bare>\\begin\{(?P<name>\w+)\}.+?\\end\{(?P=name)\})",
    re.DOTALL,
)
LABEL = re.compile(r"\\label\{([^}]*)\}")


def entry(file, line, latex, display, **changed):
    """One formula that holds, as the report lists it."""
    label = LABEL.search(latex)
    found = {
        "file": file,
        "line": line,
        "column": 1,
        "label": label[1] if label else None,
        "kind": "relation" if "=" in latex else "mention",
        "latex": latex,
        "display": display,
        "section": [],
        "verdict": "holds",
        "comparisons": 36 if "=" in latex else 0,
        "worst_error": 2.2e-16 if "=" in latex else None,
        "methods": [],
        "message": "",
        "code": [],
        "steps": [],
        "key": hashlib.sha256(latex.encode()).hexdigest(),
    }
    if display and "=" in latex:
        found["steps"] = [
            {
                "relation": "=",
                "left": "l",
                "right": "r",
                "left_value": 0.23500371,
                "right_value": 0.23500371,
                "world": "seed 0",
                "reason": "",
            }
        ]
    return found | changed


def page(file, text):
    """What the report says of a page, and of each of its formulas."""
    body = FRONT.sub("", text).strip()
    plain = FENCE.sub(lambda match: re.sub(r"\S", " ", match[0]), text)
    formulas = [
        entry(
            file,
            text.count("\n", 0, match.start()) + 1,
            match["display"]
            or match["inline"]
            or match["round"]
            or match["square"]
            or match["bare"],
            not (match["inline"] or match["round"]),
        )
        for match in FORMULA.finditer(plain)
    ]
    return {"file": file, "body": hashlib.sha256(body.encode()).hexdigest()}, formulas


def report(texts):
    """The report of a book whose pages are {file: text}."""
    pages, formulas = [], []
    for file, text in texts.items():
        described, found = page(file, text)
        pages.append(described)
        formulas += found
    kinds = {
        kind: sum(f["kind"] == kind for f in formulas) for kind in {f["kind"] for f in formulas}
    }
    return {
        "version": 1,
        "key": "",
        "pages": pages,
        "formulas": formulas,
        "totals": {
            "formulas": len(formulas),
            "display": sum(f["display"] for f in formulas),
            "inline": sum(not f["display"] for f in formulas),
            "by_kind": kinds,
            "comparisons": sum(f["comparisons"] for f in formulas),
            "worst_error": max((f["worst_error"] or 0.0 for f in formulas), default=0.0),
            "failed": 0,
            "exempt": 0,
            "code_blocks": 0,
            "comments": 0,
        },
    }


def write(root):
    """The report of all pages under root/docs, in its place."""
    texts = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((root / "docs").rglob("*.md"))
    }
    made = report(texts)
    for described in made["pages"]:
        described["key"] = page_key(root / described["file"], name=described["file"])
    (root / ".nnbook").mkdir(exist_ok=True)
    (root / ".nnbook" / "report.json").write_text(json.dumps(made), encoding="utf-8")
    return made
