"""Slips in arithmetic: signs, factors, terms, fractions, powers, numbers."""

from __future__ import annotations

import itertools

from nnbook.verify import tree as t
from nnbook.verify.mutation_edits import (
    Edit,
    Edits,
    Operators,
    Print,
    counts,
    is_whole,
    is_zero,
    swapped,
)

# --- signs ----------------------------------------------------------------------------------------


def flip_sign(p: Print) -> Edits:
    """+ for - and - for + between two terms."""
    for site in p.sites:
        if isinstance(site.node, t.Add):
            for left, right in itertools.pairwise(site.node.terms):
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
        if isinstance(node, t.Negative) or is_zero(node):
            continue
        if is_whole(site):
            yield [p.replaced(site, p.negated(node))]
        if isinstance(node, t.Add) and node.signs[0] == "+":
            start = p.span(node.terms[0])[0]
            yield [Edit(start, start, "-")]


def swap_difference(p: Print) -> Edits:
    """The two parts of a difference in the other order."""
    for site in p.sites:
        node = site.node
        if isinstance(node, t.Add) and node.signs == ("+", "-"):
            yield swapped(p, *node.terms)


# --- factors and terms ----------------------------------------------------------------------------


def drop_factor(p: Print) -> Edits:
    """A factor forgotten."""
    for site in p.sites:
        node = site.node
        if not isinstance(node, t.Product) or counts(site):
            continue
        spans = [p.span(factor) for factor in node.factors]
        yield [Edit(spans[0][0], spans[1][0], "")]
        for before, own in itertools.pairwise(spans):
            yield [Edit(before[1], own[1], "")]


def double_factor(p: Print) -> Edits:
    """A factor 2 too many, before a side, a term or an argument."""
    for site in p.sites:
        node = site.node
        term = isinstance(site.parent, (t.Add, t.Negative)) and not counts(site)
        plain = isinstance(node, (t.Number, t.Add, t.Negative))
        if plain or not (term or is_whole(site)):
            continue
        digit = p.text(node)[:1].isdigit()
        yield [p.replaced(site, (r"2 \cdot " if digit else r"2\, ") + p.text(node))]


def drop_term(p: Print) -> Edits:
    """A term of a sum forgotten: a bias, a one."""
    for site in p.sites:
        node = site.node
        if not isinstance(node, t.Add) or counts(site):
            continue
        spans = [p.span(term) for term in node.terms]
        sign = p.between(node.terms[0], node.terms[1], "+", "-")
        if sign is not None:
            keep = "-" if sign.text == "-" else ""
            yield [Edit(spans[0][0], spans[1][0], keep)]
        for before, own in itertools.pairwise(spans):
            yield [Edit(before[1], own[1], "")]


def swap_factors(p: Print) -> Edits:
    """Two arrays multiplied in the other order."""
    for site in p.sites:
        node = site.node
        if isinstance(node, t.Product) and node.sign in ("", "cdot", "otimes"):
            for left, right in itertools.pairwise(node.factors):
                if p.array(left) and p.array(right):
                    yield swapped(p, left, right)


def elementwise_for_product(p: Print) -> Edits:
    """An \\odot between arrays that are to be multiplied."""
    for site in p.sites:
        node = site.node
        if isinstance(node, t.Product) and node.sign in ("", "cdot"):
            for left, right in itertools.pairwise(node.factors):
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
            for left, right in itertools.pairwise(node.factors):
                sign = p.between(left, right, r"\odot", r"\circ")
                if sign is not None:
                    yield [Edit(sign.start, sign.end, "")]


# --- fractions and powers -------------------------------------------------------------------------


def swap_fraction(p: Print) -> Edits:
    """Numerator and denominator exchanged, also of a derivative."""
    for site in p.sites:
        node = site.node
        if isinstance(node, t.Quotient):
            yield swapped(p, node.numerator, node.denominator)
        if isinstance(node, t.Derivative) and len(node.by) == 1:
            above = p.latex.find("}", node.start)
            if node.of.start < above < node.by[0].start:
                yield swapped(p, node.of, node.by[0])


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
        if not isinstance(site.node, t.Power):
            continue
        exponent = site.node.exponent
        caret = p.latex.rfind("^", site.node.start, exponent.start)
        end = max(part.end for part in exponent.walk())
        between = p.latex[caret + 1 : exponent.start].strip()
        if between == "{" and p.latex[end:].lstrip().startswith("}"):
            yield [Edit(caret, p.latex.find("}", end) + 1, "")]
        elif not between:
            yield [Edit(caret, end, "")]


# --- numbers --------------------------------------------------------------------------------------


def change_constant(p: Print) -> Edits:
    """A whole number off by one."""
    for site in p.sites:
        node = site.node
        if not isinstance(node, t.Number) or "." in node.text or counts(site):
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


VALUE_OPERATORS: Operators = {
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
}
