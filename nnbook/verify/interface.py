"""One formula checked from Python: `check(latex, world)` gives a verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnbook.verify.errors import FormulaError
from nnbook.verify.page_check import SEEDS, PageCheck
from nnbook.verify.report import said
from nnbook.verify.result import Counterexample, Result
from nnbook.verify.scan import Printed
from nnbook.verify.symbols import Page, Symbol, constant, function

World = Page | Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What was found: true where the formula was executed and holds.

    `comparisons` counts the numbers that were compared, `worst_error` is the largest relative
    difference that passed for an `=`, `methods` says how derivatives were taken. Where the formula
    fails, `category` says in what way (reading, symbol, shape, value, coverage, vacuous, path),
    `message` is for people, and `counterexample` has the numbers if it is numbers that refute it.
    """

    holds: bool
    comparisons: int
    worst_error: float | None
    methods: tuple[str, ...]
    category: str
    message: str
    counterexample: Counterexample | None

    def __bool__(self) -> bool:
        return self.holds

    def __str__(self) -> str:
        return f"holds: {self.comparisons} comparisons" if self.holds else self.message


def check(latex: str, world: World, *, given: Sequence[str] = (), seeds: int = SEEDS) -> Verdict:
    r"""Execute one formula, printed as LaTeX, in a world.

    `world` says what the letters mean: a `Page` of declarations, from which `seeds` random worlds
    are drawn; or a mapping from letters to numbers, arrays (a column has shape (n, 1)) and
    functions, which is one world. `given` are formulas that stand before this one, definitions
    (`:=`) and assumptions among them; they must hold themselves.

    Raises FormulaError where the declarations or one of the given formulas cannot be used; a
    formula that is wrong, unreadable or says nothing is no error but a verdict.

    >>> from nnbook.sigmoid import sigmoid
    >>> from nnbook.verify import Page, check, drawn, function
    >>> page = Page(drawn("z", (), "weighted input"), function(r"\sigma", sigmoid, "sigmoid"))
    >>> verdict = check(r"\sigma'(z) = \sigma(z)\,(1 - \sigma(z))", page)
    >>> verdict.holds, verdict.methods
    (True, ('complex step', 'five-point differences'))
    >>> wrong = check(r"\sigma'(z) = \sigma(z)\,(1 + \sigma(z))", page)
    >>> bool(wrong), wrong.category
    (False, 'value')
    >>> wrong.counterexample.left_value < wrong.counterexample.right_value
    np.True_

    >>> print(check("z = w x + b", {"z": 1.5, "w": 0.5, "x": 2.0, "b": 0.5}))
    holds: 1 comparisons
    >>> print(check("z = w x - b", {"z": 1.5, "w": 0.5, "x": 2.0, "b": 0.5}).counterexample)
    z is 1.5, w x - b is 0.5 at z = 1.5, w = 0.5, x = 2, b = 0.5 (as given)
    """
    page = world if isinstance(world, Page) else _page(world)
    checker = PageCheck(page, seeds if isinstance(world, Page) else 1)
    printed = [_printed(text, line) for line, text in enumerate((*given, latex), start=1)]
    *before, result = checker.run(printed)
    for other in before:
        if not other.holds:
            raise FormulaError(f"a given formula does not stand: {said(other)}")
    if result.counterexample is not None and not isinstance(world, Page):
        result.counterexample = replace(result.counterexample, world="as given")
    return _verdict(result)


def _verdict(result: Result) -> Verdict:
    return Verdict(
        result.holds,
        result.comparisons,
        result.worst_error,
        tuple(sorted(result.methods)),
        result.category,
        "" if result.holds else said(result),
        result.counterexample,
    )


def _printed(latex: str, line: int) -> Printed:
    starts = tuple(
        (place, line, 1) for place in [0, *(k + 1 for k, c in enumerate(latex) if c == "\n")]
    )
    return Printed("formula", line, 1, latex, True, (), starts)


def _page(world: Mapping[str, Any]) -> Page:
    """The declarations of a world in which every letter has one value."""
    return Page(*(_declared(name, value) for name, value in world.items()))


def _declared(name: str, value: float | np.ndarray[Any, Any] | Callable[..., Any]) -> Symbol:
    if callable(value):
        return function(name, value, f"the function given as {name}")
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise FormulaError(
            f"{name} is neither a number, an array of numbers nor a function", category="symbol"
        ) from None
    if not np.all(np.isfinite(array)):
        raise FormulaError(f"{name} is not a finite number", category="symbol")
    if array.ndim not in (0, 2):
        raise FormulaError(
            f"{name} has shape {array.shape}",
            category="shape",
            remedy="give a number or a matrix; a column has shape (n, 1), a row (1, n)",
        )
    return constant(name, array.shape, f"the value given as {name}", array)
