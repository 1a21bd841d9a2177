"""Slips in larger forms: sums, functions, cases, relations, conditions, matrices."""

from __future__ import annotations

import itertools

from nnbook.verify import tree as t
from nnbook.verify.mutation_edits import (
    Edit,
    Edits,
    Operators,
    Print,
    Site,
    swapped,
)

# --- sums, functions, cases -----------------------------------------------------------------------


def drop_sum(p: Print) -> Edits:
    """A \\sum forgotten."""
    for site in p.sites:
        if isinstance(site.node, t.Big):
            start, body = site.node.start, p.span(site.node.body)[0]
            yield [Edit(start, body, "")]


def product_for_sum(p: Print) -> Edits:
    """\\prod for \\sum and \\sum for \\prod."""
    for site in p.sites:
        if isinstance(site.node, t.Big) and site.node.kind in ("sum", "prod"):
            text = r"\prod" if site.node.kind == "sum" else r"\sum"
            length = len(r"\sum" if site.node.kind == "sum" else r"\prod")
            yield [Edit(site.node.start, site.node.start + length, text)]


def change_end(p: Print) -> Edits:
    """A sum that begins or ends one too early or too late."""
    for site in p.sites:
        node, parent = site.node, site.parent
        if not isinstance(parent, t.Big) or node not in (parent.low, parent.high):
            continue
        if isinstance(node, t.Number):
            value = int(node.text) if node.text.isdigit() else 1
            yield [p.replaced(site, str(value + 1))]
            if value:
                yield [p.replaced(site, str(value - 1))]
        else:
            yield [p.replaced(site, p.text(node) + " - 1")]
            yield [p.replaced(site, p.text(node) + " + 1")]


def other_function(p: Print) -> Edits:
    """log for exp, exp for log, tanh for the sigmoid and the sigmoid for tanh, sine for cosine."""
    for site in p.sites:
        node, parent = site.node, site.parent
        calls = parent if isinstance(parent, t.Call) else _called(site)
        if isinstance(node, t.Builtin) and calls is not None:
            for name, other in _OTHER.items():
                if p.latex.startswith(name, node.start):
                    swapped = Edit(node.start, node.start + len(name), other)
                    needs = other == r"\sigma" and r"\sigma" in p.page.symbols
                    if other != r"\sigma":
                        yield [swapped]
                    elif needs:
                        yield [swapped, *_in_parentheses(p, calls)]
        if isinstance(node, t.Name) and calls is not None and node.symbol == r"\sigma":
            yield [Edit(node.start, node.start + len(r"\sigma"), r"\tanh")]
        if isinstance(node, t.Power) and node.base == t.Constant(name="e"):
            yield [p.replaced(site, rf"\log({p.text(node.exponent)})")]


_OTHER = {
    r"\log": r"\exp",
    r"\ln": r"\exp",
    r"\exp": r"\log",
    r"\tanh": r"\sigma",
    r"\max": r"\min",
    r"\min": r"\max",
    r"\sin": r"\cos",
    r"\cos": r"\sin",
}


def _called(site: Site) -> t.Call | None:
    """The call whose function (under primes) a node is."""
    for node in reversed(site.above):
        if isinstance(node, t.Call):
            return node
        if not isinstance(node, (t.Prime, t.InverseFunction)):
            return None
    return None


def _in_parentheses(p: Print, call: t.Call) -> list[Edit]:
    if not call.arguments or p.latex[: call.arguments[0].start].rstrip().endswith("("):
        return []
    start, end = p.span(call.arguments[0])
    return [] if p.grouped(call.arguments[0]) else [Edit(start, end, f"({p.latex[start:end]})")]


def swap_arms(p: Print) -> Edits:
    """The values of two arms exchanged."""
    for site in p.sites:
        if isinstance(site.node, t.Cases):
            arms = site.node.arms
            for (left, _), (right, _) in itertools.pairwise(arms):
                yield swapped(p, left, right)


def drop_absolute(p: Print) -> Edits:
    """The bars of an absolute value forgotten."""
    for site in p.sites:
        if isinstance(site.node, t.Absolute):
            inner = p.text(site.node.value)
            sums = isinstance(site.node.value, t.Add)
            yield [p.replaced(site, f"({inner})" if sums else inner)]


# --- relations and conditions ---------------------------------------------------------------------


def turn_relation(p: Print) -> Edits:
    """< for >, \\le for <, = for \\approx."""
    for token in p.tokens:
        for other in _TURNED.get(token.text, ()) if token.kind != "text" else ():
            yield [Edit(token.start, token.end, other)]


_TURNED = {
    "<": (">", r"\le"),
    ">": ("<", r"\ge"),
    r"\lt": (">",),
    r"\gt": ("<",),
    r"\le": ("<", r"\ge"),
    r"\leq": ("<", r"\ge"),
    r"\ge": (">", r"\le"),
    r"\geq": (">", r"\le"),
    r"\approx": ("=",),
    r"\ne": ("=",),
    r"\neq": ("=",),
    r"\Rightarrow": (r"\iff",),
    r"\implies": (r"\iff",),
}


def swap_dimensions(p: Print) -> Edits:
    """Rows and columns of a space exchanged; one dimension off by one."""
    for site in p.sites:
        node = site.node
        if isinstance(node, t.Space) and len(node.dimensions) == 2:
            yield swapped(p, *node.dimensions)
        if isinstance(site.parent, t.Space) and isinstance(node, t.Number):
            yield [p.replaced(site, str(int(node.text) + 1))]


def drop_condition(p: Print) -> Edits:
    """A condition that narrows the range forgotten."""
    for statement in p.formula.statements:
        before = statement.sides[-1]
        for condition in statement.conditions:
            start, end = p.span(before)[1], p.span(condition)[1]
            if start < end and not p.formula.statements[0].supposed:
                yield [Edit(start, end, "")]
            before = condition


def swap_cells(p: Print) -> Edits:
    """Two neighbours of a matrix exchanged, in a row or in a column."""
    for site in p.sites:
        if not isinstance(site.node, t.Matrix):
            continue
        rows = site.node.rows
        for row in rows:
            for left, right in itertools.pairwise(row):
                if left != right:
                    yield swapped(p, left, right)
        for upper, lower in itertools.pairwise(rows):
            for left, right in zip(upper, lower, strict=False):
                if left != right:
                    yield swapped(p, left, right)


FORM_OPERATORS: Operators = {
    "drop sum": drop_sum,
    "product for sum": product_for_sum,
    "change end of sum": change_end,
    "other function": other_function,
    "swap arms": swap_arms,
    "drop absolute value": drop_absolute,
    "turn relation": turn_relation,
    "swap dimensions": swap_dimensions,
    "drop condition": drop_condition,
    "swap cells": swap_cells,
}
