"""Wrong formulas that people print: all slips that fit a formula, each as LaTeX of its own."""

from __future__ import annotations

from dataclasses import dataclass

from nnbook.verify.formula import Formula
from nnbook.verify.mutation_edits import Print, edited
from nnbook.verify.mutations_forms import FORM_OPERATORS
from nnbook.verify.mutations_names import NAME_OPERATORS
from nnbook.verify.mutations_values import VALUE_OPERATORS
from nnbook.verify.symbols import Page

OPERATORS = VALUE_OPERATORS | FORM_OPERATORS | NAME_OPERATORS


@dataclass(frozen=True)
class Mutant:
    """One wrong print: the operator that made it, the whole LaTeX, and where it was changed."""

    operator: str
    latex: str
    start: int
    end: int


def mutants_of(latex: str, formula: Formula, page: Page) -> list[Mutant]:
    """All wrong prints of a formula, each text once; those of mentions only where there is an
    operator.
    """
    printed = Print(latex, formula, page)
    found: dict[str, Mutant] = {}
    for operator, make in OPERATORS.items():
        for edits in make(printed):
            mutated = edited(latex, edits)
            if mutated != latex and mutated not in found:
                start = min(edit.start for edit in edits)
                end = max(edit.end for edit in edits)
                found[mutated] = Mutant(operator, mutated, start, end)
    return list(found.values())
