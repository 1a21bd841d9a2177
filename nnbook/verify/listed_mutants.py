"""Equivalents that are listed by hand, each with a relation of the page that explains it.

`tests/equivalent_mutants.toml` holds entries of this form:

    [[equivalent]]
    page = "docs/two_layer.md"
    formulas = ["eq:two-layer-db2"]   # labels, or the LaTeX of formulas without one
    relation = 'db^{[2]} = dz^{[2]}'  # a letter of an index stands for every index
    reason = "For one example the gradient by the bias is that by the weighted input."

An entry counts for a mutant only if its relation passes the check at the place of the formula,
and if the right and the wrong formula are one when the left side of the relation is replaced by
the right side in both.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnbook.verify import tree as t
from nnbook.verify.equivalents import Judge
from nnbook.verify.errors import FormulaError
from nnbook.verify.formula import Formula, read_formula
from nnbook.verify.symbols import Page

FILE = Path("tests") / "equivalent_mutants.toml"


@dataclass(frozen=True)
class Listed:
    """One entry: formulas of a page, the relation used, and why it holds."""

    page: str
    formulas: tuple[str, ...]
    relation: str
    reason: str


def listed_for(page: Path) -> list[Listed]:
    """The entries for a page, from the file in a folder above it; none where there is no file."""
    for folder in page.resolve().parents:
        path = folder / FILE
        if path.is_file():
            return [entry for entry in read_listed(path) if (folder / entry.page) == page.resolve()]
    return []


def read_listed(path: Path) -> list[Listed]:
    """All entries of a file; FormulaError that says what is wrong with it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormulaError(f"{path}: {error}", remedy="mend the file") from None
    entries = data.pop("equivalent", [])
    if data or not isinstance(entries, list):
        raise FormulaError(f"{path}: only [[equivalent]] entries are known")
    return [_entry(path, number, item) for number, item in enumerate(entries, start=1)]


def _entry(path: Path, number: int, item: Any) -> Listed:
    wanted = {"page": str, "formulas": list, "relation": str, "reason": str}
    fits = isinstance(item, dict) and set(item) == set(wanted)
    if not fits or any(not item[key] or not isinstance(item[key], wanted[key]) for key in wanted):
        raise FormulaError(
            f"{path}: entry {number} needs page, formulas, relation and reason, and nothing else"
        )
    return Listed(item["page"], tuple(item["formulas"]), item["relation"], item["reason"])


def explained(
    entries: Sequence[Listed], original: Formula, mutated: Formula, page: Page, judge: Judge
) -> tuple[Listed, ...]:
    """The entries by which both formulas are one: one of them, or those of all that are needed."""
    rules = [(entry, _sides(entry, page)) for entry in entries]
    for rule in rules:
        if _one([rule], original, mutated, judge):
            return (rule[0],)
    if len(rules) < 2 or not _one(rules, original, mutated, judge):
        return ()
    needed = rules
    for rule in rules:
        fewer = [other for other in needed if other is not rule]
        if _one(fewer, original, mutated, judge):
            needed = fewer
    return tuple(entry for entry, _ in needed)


def unused(entries: Sequence[Listed], used: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """The formulas and relations of entries that explained no wrong print."""
    return [
        (formula, entry.relation)
        for entry in entries
        for formula in entry.formulas
        if (formula, entry.relation) not in used
    ]


def _sides(entry: Listed, page: Page) -> tuple[t.Node, t.Node]:
    formula = read_formula(entry.relation, page)
    statement = formula.statements[0]
    if len(formula.statements) != 1 or statement.signs != ("=",):
        raise FormulaError(f"{entry.relation}: the relation of an entry is left = right")
    return statement.sides[0], statement.sides[1]


def _one(
    rules: Sequence[tuple[Listed, tuple[t.Node, t.Node]]],
    original: Formula,
    mutated: Formula,
    judge: Judge,
) -> bool:
    if len(original.statements) != len(mutated.statements):
        return False
    for old, new in zip(original.statements, mutated.statements, strict=True):
        if old == new:
            continue
        for _ in range(2):  # a right side may hold the left side of another relation
            for _, (left, right) in rules:
                old, new = rewritten(old, left, right), rewritten(new, left, right)
        if old != new and not judge.same(old, new):
            return False
    return True


def rewritten(node: Any, left: t.Node, right: t.Node) -> Any:
    """A tree with what fits `left` replaced by `right`; its index letters fit any index."""
    if isinstance(node, tuple):
        return tuple(rewritten(item, left, right) for item in node)
    if not isinstance(node, t.Node):
        return node
    free = set(t.free_letters(left))
    found: dict[str, t.Node] = {}
    if _fits(left, node, free, found):
        return _filled(right, found)
    changes = {
        name: rewritten(getattr(node, name), left, right) for name in node.__dataclass_fields__
    }
    return type(node)(**changes)


def _fits(pattern: Any, node: Any, free: set[str], found: dict[str, t.Node]) -> bool:
    if isinstance(pattern, t.Index) and pattern.name in free and isinstance(node, t.Node):
        return found.setdefault(pattern.name, node) == node
    if type(pattern) is not type(node):
        return False
    if isinstance(pattern, tuple):
        return len(pattern) == len(node) and all(
            _fits(one, two, free, found) for one, two in zip(pattern, node, strict=True)
        )
    if isinstance(pattern, t.Node):
        names = [name for name in pattern.__dataclass_fields__ if name not in ("start", "end")]
        return all(
            _fits(getattr(pattern, name), getattr(node, name), free, found) for name in names
        )
    return bool(pattern == node)


def _filled(node: Any, found: dict[str, t.Node]) -> Any:
    if isinstance(node, t.Index):
        return found.get(node.name, node)
    if isinstance(node, tuple):
        return tuple(_filled(item, found) for item in node)
    if isinstance(node, t.Node):
        changes = {name: _filled(getattr(node, name), found) for name in node.__dataclass_fields__}
        return type(node)(**changes)
    return node
