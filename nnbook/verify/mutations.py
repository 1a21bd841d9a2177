"""Wrong formulas that people print, as edits of the LaTeX at the places of its tree.

Each operator of `OPERATORS` yields the edits of one kind of slip; `mutants_of` makes the prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.formula import Formula
from nnbook.verify.lexer import Token, tokens_of

_DELIMITER = re.compile(r"\\(?:left|right|[bB]igg?[lrm]?)\s*$")
_CONTROL_WORD = re.compile(r"\\[A-Za-z]+$")
_GROUPS = ("(", "[", r"\{")


@dataclass(frozen=True)
class Edit:
    """Other text for the LaTeX from `start` to `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Mutant:
    """One wrong print: the operator that made it, the whole LaTeX, and where it was changed."""

    operator: str
    latex: str
    start: int
    end: int


@dataclass(frozen=True)
class Site:
    """A node with all nodes above it, the nearest last."""

    node: t.Node
    above: tuple[t.Node, ...]

    @property
    def parent(self) -> t.Node | None:
        return self.above[-1] if self.above else None


class Print:
    """One formula as printed and as read, with what the operators ask about it."""

    def __init__(self, latex: str, formula: Formula, page: s.Page) -> None:
        self.latex, self.formula, self.page = latex, formula, page

    @cached_property
    def tokens(self) -> list[Token]:
        return tokens_of(self.latex)

    @cached_property
    def sites(self) -> list[Site]:
        """Every node of the sides and conditions."""
        found: list[Site] = []
        for statement in self.formula.statements:
            for child in statement.children():
                found += _sites(child, (statement,))
        return found

    def span(self, node: t.Node) -> tuple[int, int]:
        """The place of a node with the size command before it and the brace that ends its
        script.
        """
        start, end = node.start, max(part.end for part in node.walk())
        sized = _DELIMITER.search(self.latex[:start])
        if sized and self.latex[start : start + 1] in "([|\\":
            start = sized.start()
        while self.latex.count("{", start, end) > self.latex.count("}", start, end):
            close = self.latex.find("}", end)
            if close < 0 or self.latex[end:close].strip():
                break
            end = close + 1
        return start, end

    def text(self, node: t.Node) -> str:
        start, end = self.span(node)
        return self.latex[start:end]

    def replaced(self, site: Site, text: str) -> Edit:
        """Other text for a node, in braces or parentheses where its place needs them."""
        start, end = self.span(site.node)
        before = self.latex[:start].rstrip()
        parent = site.parent
        if isinstance(parent, t.Quotient) and parent.slash:
            text = f"({text})"
        elif before.endswith(("^", "_")) or (
            isinstance(parent, t.Quotient) and not before.endswith("{")
        ):
            text = f"{{{text}}}"
        elif (
            isinstance(parent, t.Call)
            and site.node is not parent.function
            and not before.endswith(("(", "[", ",", "{"))
        ):
            text = f"({text})"
        return Edit(start, end, text)

    def negated(self, node: t.Node) -> str:
        """The text of a node with a minus before it."""
        if isinstance(node, (t.Add, t.Negative)) and not self.grouped(node):
            return rf"-\left({self.text(node)}\right)"
        return "-" + self.text(node)

    def grouped(self, node: t.Node) -> bool:
        """Whether the parentheses around a sum are part of its place."""
        return self.latex[node.start : node.start + 1] in _GROUPS

    def between(self, left: t.Node, right: t.Node, *texts: str) -> Token | None:
        """The last token with one of these texts between two nodes."""
        start, end = self.span(left)[1], self.span(right)[0]
        found = [
            token
            for token in self.tokens
            if start <= token.start and token.end <= end and token.text in texts
        ]
        return found[-1] if found else None

    def array(self, node: t.Node) -> bool:
        """Whether a node is an array, as far as declared shapes tell."""
        if isinstance(node, t.Name):
            return len(self.page.symbols[node.symbol].shape) == 2
        if isinstance(node, t.Entry):
            return None in node.indices
        if isinstance(node, t.Call):
            own = isinstance(node.function, t.Builtin) and node.function.name in ("tr", "det")
            return not own and any(self.array(argument) for argument in node.arguments)
        if isinstance(node, t.Derivative):
            return any(self.array(part) for part in (node.of, *node.by))
        if isinstance(node, t.Norm):
            return False
        return isinstance(node, t.Matrix) or any(self.array(child) for child in node.children())


def _sites(node: t.Node, above: tuple[t.Node, ...]) -> Iterator[Site]:
    yield Site(node, above)
    for child in node.children():
        yield from _sites(child, (*above, node))


def mutants_of(latex: str, formula: Formula, page: s.Page) -> list[Mutant]:
    """All wrong prints of a formula, each text once; those of mentions only where there is an
    operator.
    """
    from nnbook.verify.mutations_names import NAME_OPERATORS

    printed = Print(latex, formula, page)
    found: dict[str, Mutant] = {}
    for operator, make in {**OPERATORS, **NAME_OPERATORS}.items():
        for edits in make(printed):
            mutated = edited(latex, edits)
            if mutated != latex and mutated not in found:
                start = min(edit.start for edit in edits)
                end = max(edit.end for edit in edits)
                found[mutated] = Mutant(operator, mutated, start, end)
    return list(found.values())


def edited(latex: str, edits: Iterable[Edit]) -> str:
    """The LaTeX after some edits; a space keeps a command and a letter after it apart."""
    for edit in sorted(edits, key=lambda item: item.start, reverse=True):
        before, after = latex[: edit.start], latex[edit.end :]
        text = edit.text or " "
        if _CONTROL_WORD.search(before) and text[:1].isalpha():
            text = " " + text
        if _CONTROL_WORD.search(text) and after[:1].isalpha():
            text += " "
        latex = before + text + after
    return latex


Edits = Iterator[list[Edit]]


# --- signs --------------------------------------------------------------------------------------


def flip_sign(p: Print) -> Edits:
    """+ for - and - for + between two terms."""
    for site in p.sites:
        if isinstance(site.node, t.Add):
            for left, right in zip(site.node.terms, site.node.terms[1:], strict=False):
                sign = p.between(left, right, "+", "-")
                if sign is not None:
                    yield [Edit(sign.start, sign.end, "-" if sign.text == "+" else "+")]


def drop_minus(p: Print) -> Edits:
    """A minus in front lost."""
    for site in p.sites:
        node = site.node
        first = (
            node.value
            if isinstance(node, t.Negative)
            else node.terms[0]
            if isinstance(node, t.Add) and node.signs[0] == "-"
            else None
        )
        if first is not None:
            signs = [k for k in range(node.start, p.span(first)[0]) if p.latex[k] == "-"]
            if signs:
                yield [Edit(signs[-1], signs[-1] + 1, "")]


def add_minus(p: Print) -> Edits:
    """A minus in front of a side, an argument, an exponent, a cell, an arm, or the first term
    of a sum.
    """
    for site in p.sites:
        node = site.node
        if isinstance(node, t.Negative) or _is_zero(node):
            continue
        if _is_whole(site):
            yield [p.replaced(site, p.negated(node))]
        if isinstance(node, t.Add) and node.signs[0] == "+":
            start = p.span(node.terms[0])[0]
            yield [Edit(start, start, "-")]


def swap_difference(p: Print) -> Edits:
    """The two parts of a difference in the other order."""
    for site in p.sites:
        node = site.node
        if isinstance(node, t.Add) and node.signs == ("+", "-"):
            yield _swapped(p, *node.terms)


# --- factors and terms --------------------------------------------------------------------------


def drop_factor(p: Print) -> Edits:
    """A factor forgotten."""
    for site in p.sites:
        node = site.node
        if not isinstance(node, t.Product) or _counts(site):
            continue
        spans = [p.span(factor) for factor in node.factors]
        yield [Edit(spans[0][0], spans[1][0], "")]
        for before, own in zip(spans, spans[1:], strict=False):
            yield [Edit(before[1], own[1], "")]


def double_factor(p: Print) -> Edits:
    """A factor 2 too many, before a side, a term or an argument."""
    for site in p.sites:
        node = site.node
        term = isinstance(site.parent, (t.Add, t.Negative)) and not _counts(site)
        plain = isinstance(node, (t.Number, t.Add, t.Negative))
        if plain or not (term or _is_whole(site)):
            continue
        digit = p.text(node)[:1].isdigit()
        yield [p.replaced(site, (r"2 \cdot " if digit else r"2\, ") + p.text(node))]


def drop_term(p: Print) -> Edits:
    """A term of a sum forgotten: a bias, a one."""
    for site in p.sites:
        node = site.node
        if not isinstance(node, t.Add) or _counts(site):
            continue
        spans = [p.span(term) for term in node.terms]
        sign = p.between(node.terms[0], node.terms[1], "+", "-")
        if sign is not None:
            keep = "-" if sign.text == "-" else ""
            yield [Edit(spans[0][0], spans[1][0], keep)]
        for before, own in zip(spans, spans[1:], strict=False):
            yield [Edit(before[1], own[1], "")]


def swap_factors(p: Print) -> Edits:
    """Two arrays multiplied in the other order."""
    for site in p.sites:
        node = site.node
        if isinstance(node, t.Product) and node.sign in ("", "cdot", "otimes"):
            for left, right in zip(node.factors, node.factors[1:], strict=False):
                if p.array(left) and p.array(right):
                    yield _swapped(p, left, right)


def elementwise_for_product(p: Print) -> Edits:
    """An \\odot between arrays that are to be multiplied."""
    for site in p.sites:
        node = site.node
        if isinstance(node, t.Product) and node.sign in ("", "cdot"):
            for left, right in zip(node.factors, node.factors[1:], strict=False):
                if p.array(left) and p.array(right):
                    dot = p.between(left, right, r"\cdot")
                    place = p.span(left)[1]
                    yield [
                        Edit(dot.start, dot.end, r"\odot")
                        if dot
                        else Edit(place, place, r" \odot ")
                    ]


def product_for_elementwise(p: Print) -> Edits:
    """An \\odot forgotten."""
    for site in p.sites:
        node = site.node
        if isinstance(node, t.Product) and node.sign == "odot":
            for left, right in zip(node.factors, node.factors[1:], strict=False):
                sign = p.between(left, right, r"\odot", r"\circ")
                if sign is not None:
                    yield [Edit(sign.start, sign.end, "")]


# --- fractions and powers -----------------------------------------------------------------------


def swap_fraction(p: Print) -> Edits:
    """Numerator and denominator exchanged, also of a derivative."""
    for site in p.sites:
        node = site.node
        if isinstance(node, t.Quotient):
            yield _swapped(p, node.numerator, node.denominator)
        if isinstance(node, t.Derivative) and len(node.by) == 1:
            above = p.latex.find("}", node.start)
            if node.of.start < above < node.by[0].start:
                yield _swapped(p, node.of, node.by[0])


def drop_denominator(p: Print) -> Edits:
    """What is divided by forgotten."""
    for site in p.sites:
        if isinstance(site.node, t.Quotient):
            above = site.node.numerator
            text = p.text(above)
            if isinstance(above, (t.Add, t.Negative)) and not p.grouped(above):
                text = rf"\left({text}\right)"
            yield [p.replaced(site, text)]


def drop_power(p: Print) -> Edits:
    """An exponent forgotten."""
    for site in p.sites:
        node = site.node
        if isinstance(node, t.Power):
            base = p.span(node.base)[1]
            if base < p.span(node)[1] and "^" in p.latex[base : node.exponent.start]:
                yield [Edit(base, p.span(node)[1], "")]


# --- numbers ------------------------------------------------------------------------------------


def change_constant(p: Print) -> Edits:
    """A whole number off by one; in a condition, what makes it narrower is no wrong formula."""
    for site in p.sites:
        node = site.node
        if not isinstance(node, t.Number) or "." in node.text or _counts(site):
            continue
        value = int(node.text)
        for other in (value + 1, value - 1):
            if other >= 1 or (other == 0 and value == 1 and isinstance(site.parent, t.Matrix)):
                yield [p.replaced(site, str(other))]


def last_digit(p: Print) -> Edits:
    """The last digit of a decimal off by one."""
    for site in p.sites:
        node = site.node
        if isinstance(node, t.Number) and "." in node.text:
            places = len(node.text.partition(".")[2])
            units = int(node.text.replace(".", ""))
            for other in (units + 1, units - 1):
                if other >= 0:
                    digits = str(other).rjust(places + 1, "0")
                    yield [p.replaced(site, f"{digits[:-places]}.{digits[-places:]}")]


# --- sums, functions, cases ---------------------------------------------------------------------


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
            for (left, _), (right, _) in zip(arms, arms[1:], strict=False):
                yield _swapped(p, left, right)


def drop_absolute(p: Print) -> Edits:
    """The bars of an absolute value forgotten."""
    for site in p.sites:
        if isinstance(site.node, t.Absolute):
            inner = p.text(site.node.value)
            sums = isinstance(site.node.value, t.Add)
            yield [p.replaced(site, f"({inner})" if sums else inner)]


# --- relations and conditions -------------------------------------------------------------------


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
            yield _swapped(p, *node.dimensions)
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
            for left, right in zip(row, row[1:], strict=False):
                if left != right:
                    yield _swapped(p, left, right)
        for upper, lower in zip(rows, rows[1:], strict=False):
            for left, right in zip(upper, lower, strict=False):
                if left != right:
                    yield _swapped(p, left, right)


# --- helpers ------------------------------------------------------------------------------------


def _swapped(p: Print, left: t.Node, right: t.Node) -> list[Edit]:
    """Two nodes in each other's place, with parentheses where a sum was without."""
    first, second = p.span(left), p.span(right)
    texts = (p.latex[first[0] : first[1]], p.latex[second[0] : second[1]])
    if second[0] < first[1]:
        return []
    one, two = (_as_other(p, node, text) for node, text in zip((left, right), texts, strict=True))
    return [Edit(*first, two), Edit(*second, one)]


def _as_other(p: Print, node: t.Node, text: str) -> str:
    if isinstance(node, (t.Add, t.Negative)) and not p.grouped(node):
        before = p.latex[: p.span(node)[0]].rstrip()
        in_cell = before.endswith(("&", r"\\")) or re.search(r"matrix\}$", before)
        return text if before.endswith("{") or in_cell else f"({text})"
    return text


def _is_zero(node: t.Node) -> bool:
    return isinstance(node, t.Number) and float(node.text) == 0


def _is_whole(site: Site) -> bool:
    """Whether a node is a side, an argument, an exponent, a cell or the value of an arm."""
    node, parent = site.node, site.parent
    if isinstance(node, (t.Relation, t.Range, t.Space, t.Ordered, t.Finite, t.Interval, t.Builtin)):
        return False
    if isinstance(parent, t.Statement):
        return node in parent.sides and not _is_target(site)
    if isinstance(parent, t.Call):
        return node in parent.arguments and parent.function is not node
    if isinstance(parent, t.Power):
        return parent.exponent is node
    if isinstance(parent, t.Cases):
        return any(value is node for value, _ in parent.arms)
    return isinstance(parent, (t.Matrix, t.Relation, t.Interval, t.Finite))


def _is_target(site: Site) -> bool:
    """The letter that an update or a definition gives a value."""
    statement = site.above[0]
    return (
        isinstance(statement, t.Statement)
        and bool(set(statement.signs) & {r"\leftarrow", ":="})
        and statement.sides[0] is site.node
    )


def _counts(site: Site) -> bool:
    """Whether a node is part of an index, the end of a sum, a shape or a printed range."""
    below = site.node
    for node in reversed(site.above):
        if isinstance(node, (t.Name, t.Entry)) and not _base_of(node, below):
            return True
        if isinstance(node, (t.Space, t.Range)):
            return True
        if isinstance(node, t.Big) and below in (node.low, node.high):
            return True
        below = node
    return False


def _base_of(node: t.Node, below: Any) -> bool:
    return isinstance(node, t.Entry) and node.base is below


OPERATORS = {
    "flip sign": flip_sign,
    "drop minus": drop_minus,
    "add minus": add_minus,
    "swap difference": swap_difference,
    "drop factor": drop_factor,
    "double factor": double_factor,
    "drop term": drop_term,
    "swap factors": swap_factors,
    "elementwise for product": elementwise_for_product,
    "product for elementwise": product_for_elementwise,
    "swap fraction": swap_fraction,
    "drop denominator": drop_denominator,
    "drop power": drop_power,
    "change constant": change_constant,
    "last digit": last_digit,
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
