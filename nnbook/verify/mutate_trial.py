"""One wrong formula put in the place of the right one: does the page's check fail?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.evidence import is_mention
from nnbook.verify.formula import Formula
from nnbook.verify.free_worlds import FreeWorlds
from nnbook.verify.memory import Memory
from nnbook.verify.mutations import Mutant, mutants_of
from nnbook.verify.page_check import PageCheck, Setting
from nnbook.verify.parse_cursor import Reading
from nnbook.verify.result import Result
from nnbook.verify.scan import Printed
from nnbook.verify.symbols import Page
from nnbook.verify.world import World

Death = Literal["reading", "shape", "value", "coverage"]

_DEATHS: dict[str, Death] = {
    "reading": "reading",
    "symbol": "reading",
    "shape": "shape",
    "value": "value",
    "coverage": "coverage",
    "vacuous": "coverage",
    "path": "coverage",
}
Worlds = dict[Any, World]

_ELSEWHERE = ("definition", "assumption")  # what other formulas of the page show to be wrong


@dataclass(frozen=True)
class Verdict:
    """What became of one mutant: how it died, or None if the check let it through."""

    death: Death | None
    message: str = ""


class _OneSetting(PageCheck):
    """A page's check that can be held to one of a formula's settings."""

    only: Setting | None = None
    explains = False

    def settings(self, printed: Printed) -> list[Setting]:
        return [self.only] if self.only is not None else super().settings(printed)


class _Redefined(_OneSetting):
    """A page's check under other definitions. What does not depend on those that are changed is
    taken from the worlds of the page as it is.
    """

    def __init__(
        self, own: PageCheck, names: frozenset[str], worlds: Worlds, memories: tuple[Memory, Memory]
    ) -> None:
        super().__init__(own.page)
        self.own, self.names, self.shared = own, names, worlds
        self.memory, self.defining = memories

    def world(
        self, setting: Setting, seed: int, values: dict[str, Any] | None = None, title: str = ""
    ) -> World:
        """One world of a setting, as the page has it but for what is redefined."""
        given = tuple((name, np.asarray(value).tobytes()) for name, value in (values or {}).items())
        key = setting.name, seed, given
        if key not in self.shared:
            self.shared[key] = self.own.world(setting, seed, values, title)
        return self.shared[key].redefined(self.names, self.definitions)

    def take(self, formula: Formula) -> None:
        """A definition that is not changed, and does not depend on one that is."""
        left, _ = formula.statements[0].sides
        assert isinstance(left, t.Name)
        self.definitions[left.symbol] = self.own.definitions[left.symbol]


class PageTrial:
    """A page checked once; then each of its formulas can be printed wrongly."""

    def __init__(self, page: Page, formulas: Sequence[Printed]) -> None:
        self.page, self.formulas = page, list(formulas)
        self.check = _OneSetting(page)
        self.results: list[Result] = []
        self._assumed: dict[int, int] = {}
        self._originals: dict[str, Formula] = {}  # of the formula on trial, by setting
        self._readings: dict[int, dict[Reading, t.Node]] = {}  # likewise, by page
        self._number = -1  # the formula on trial
        self.memory = Memory()  # of values of the formula on trial
        self._redefined = -1  # the definition on trial
        self._remembered = Memory(), Memory()  # of values of what needs it, and of its own
        self._shared: Worlds = {}  # the worlds of the page, for other definitions
        self._free: dict[str, list[FreeWorlds]] = {}
        self._stand: dict[tuple[int, str], bool] = {}
        self._users: dict[int, set[int]] = {}
        self._run()

    def _run(self) -> None:
        """As PageCheck.run, with a note of the assumptions in force at each formula."""
        check = self.check
        self.results = [check.read(printed) for printed in self.formulas]
        for late in (False, True):
            for number, result in enumerate(self.results):
                formula = result.formula
                if formula is None or (formula.kind in ("mention", "counterexample")) != late:
                    continue
                self._assumed[number] = len(check.assumptions)
                check.execute(result)
                if not late:
                    check.remember(result)
        self._all_assumptions = list(check.assumptions)

    @property
    def failed(self) -> list[Result]:
        """The formulas that do not hold as they are printed."""
        return [result for result in self.results if not result.holds]

    def settings(self, number: int) -> list[Setting]:
        """The settings in which a formula is checked."""
        return self.check.settings(self.formulas[number])

    def free(self, setting: Setting) -> list[FreeWorlds]:
        """The free worlds of a setting, shared by all its formulas."""
        if setting.name not in self._free:
            dependent = self._dependent()
            self._free[setting.name] = [
                FreeWorlds(setting, kind, dependent) for kind in ("normal", "unit")
            ]
        return self._free[setting.name]

    def _dependent(self) -> set[str]:
        """The symbols that are computed from random letters, in any section, at any distance."""
        pages = (self.page, *map(self.page.section_page, self.page.sections))
        random = {
            name
            for page in pages
            for name, symbol in page.symbols.items()
            if isinstance(symbol, s.Random)
        }
        below = self._computed_from()
        found, known = set(random), 0
        while known < len(found):
            known = len(found)
            found |= {name for name, sources in below.items() if sources & found}
        return found - random

    def mutants(self, number: int) -> list[Mutant]:
        """The wrong prints of a formula that differ from it as read."""
        result = self.results[number]
        formula = result.formula
        if formula is None:
            return []
        if formula.kind == "counterexample":
            return list(self._righted(number))
        if formula.kind == "mention" and all(is_mention(side) for side in _sides(formula)):
            return []
        page = self.settings(number)[0].page
        return mutants_of(result.printed.latex, formula, page)

    def _righted(self, number: int) -> Iterator[Mutant]:
        r"""The right formula inside \wrong, and the wrong one without it."""
        latex = self.formulas[number].latex
        formula = self.results[number].formula
        assert formula is not None
        statement = formula.statements[0]
        start, end = statement.start, statement.end
        left = statement.sides[0]
        opened = latex.find("{", latex.find(r"\wrong"))
        close = latex.rfind("}", opened, start + len(latex[start:].rstrip()) + 1)
        inner = latex[opened + 1 : close]
        yield Mutant(r"wrong formula without \wrong", inner, start, end)
        seen: set[str] = set()
        for other in self.results:
            if other.formula is None or other.formula.kind == "counterexample" or not other.holds:
                continue
            for right in _equal_to(left, other):
                text = f"{latex[left.start : left.end]} = {right}"
                whole = latex[: opened + 1] + text + latex[close:]
                if whole not in seen and self.stands(number, text):
                    seen.add(whole)
                    yield Mutant(r"right formula inside \wrong", whole, start, end)

    def stands(self, number: int, latex: str) -> bool:
        """Whether a formula holds where another one is printed, or is a definition of the page."""
        key = (number, latex)
        if key not in self._stand:
            self._stand[key] = self._stands(number, latex)
        return self._stand[key]

    def _stands(self, number: int, latex: str) -> bool:
        result = self.check.read(replace(self.formulas[number], latex=latex))
        if result.formula is None:
            return False
        if self._defines(result.formula):
            return True
        self.check.execute(result)
        return result.holds

    def _defines(self, formula: Formula) -> bool:
        statement = formula.statements[0]
        if len(formula.statements) != 1 or statement.signs != ("=",):
            return False
        left, right = statement.sides
        if not isinstance(left, t.Name) or left.symbol not in self.check.definitions:
            return False
        return self.check.definitions[left.symbol][0] == right

    # --- verdicts -------------------------------------------------------------------------------

    def trial(self, number: int, mutant: Mutant) -> Verdict | None:
        """The verdict on one mutant; None if it is read as the right formula and so is no
        mutant.
        """
        printed = replace(self.formulas[number], latex=mutant.latex)
        formula = self.results[number].formula
        assert formula is not None
        if {formula.kind} & set(_ELSEWHERE):
            return self._elsewhere(number, printed)
        same = True
        try:
            for setting in self.settings(number):
                self.check.only = setting
                verdict = self._in_setting(number, printed, setting)
                if verdict is not None and verdict.death is not None:
                    return verdict
                same = same and verdict is None
        finally:
            self.check.only = None
        return None if same else Verdict(None)

    def _in_setting(self, number: int, printed: Printed, setting: Setting) -> Verdict | None:
        self.check.assumptions = self._all_assumptions[: self._assumed[number]]
        result = self._read(number, printed.latex, setting)
        if result.formula is None:
            return _verdict(result)
        original = self.original(number, setting)
        if result.formula.statements == original.statements and (
            result.formula.wrong == original.wrong and result.formula.kind == original.kind
        ):
            return None
        result.formula = changed_part(original, result.formula)
        self.check.execute(result)
        return _verdict(result)

    def original(self, number: int, setting: Setting) -> Formula:
        """The right formula as read in one setting."""
        if number != self._number or setting.name not in self._originals:
            found = self._read(number, self.formulas[number].latex, setting).formula
            assert found is not None
            self._originals[setting.name] = found
            self.memory.name(setting.page, *_sides(found))
        return self._originals[setting.name]

    def reading(self, number: int, mutant: Mutant, setting: Setting) -> Formula:
        """A mutant as read in one setting."""
        found = self._read(number, mutant.latex, setting).formula
        assert found is not None
        return found

    def _read(self, number: int, latex: str, setting: Setting) -> Result:
        """A formula in the place of another, as read in one setting. What was read in another
        print of it is not read again, and keeps the place at which it was met first.
        """
        if number != self._number:
            self._number = number
            self._originals, self._readings = {}, {}
            self.memory = self.check.memory = Memory()
        before, self.check.only = self.check.only, setting
        setting.page.readings = self._readings.setdefault(id(setting.page), {})
        try:
            return self.check.read(replace(self.formulas[number], latex=latex))
        finally:
            self.check.only, setting.page.readings = before, None

    def _elsewhere(self, number: int, printed: Printed) -> Verdict | None:
        """A wrong definition or assumption must make a formula that needs it fail."""
        own = self.results[number]
        assert own.formula is not None
        changed = self._changed(own.formula)
        needed = self.users(number)
        if number != self._redefined:
            self._redefined, self._remembered = number, (Memory(), Memory())
            for place in needed | {number}:
                of_relations, of_definition = self._remembered
                memory = of_definition if place == number else of_relations
                for setting in self.settings(place):
                    memory.name(setting.page, *_sides(self._formula(place)))
        check = _Redefined(self.check, changed, self._shared, self._remembered)
        new = check.read(printed)
        if new.formula is None:
            return _verdict(new)
        if own.formula is not None and new.formula.statements == own.formula.statements:
            return None
        for place, old in enumerate(self.results):
            result = new if place == number else Result(old.printed, formula=old.formula)
            kind = result.formula.kind if result.formula else ""
            if place != number and kind not in _ELSEWHERE and place not in needed:
                continue
            if kind in ("mention", "counterexample") or result.formula is None:
                continue
            if kind == "definition" and place != number and place not in needed:
                check.take(result.formula)
                continue
            check.execute(result)
            if not result.holds:
                return _verdict(result)
        return Verdict(None)

    def users(self, number: int) -> set[int]:
        """The formulas that a definition or assumption has a say in."""
        if number not in self._users:
            self._users[number] = self._users_of(number)
        return self._users[number]

    def _users_of(self, number: int) -> set[int]:
        formula = self.results[number].formula
        assert formula is not None
        if formula.kind == "assumption":
            section = self.formulas[number].section
            return {
                place
                for place, printed in enumerate(self.formulas)
                if place > number and printed.section[: len(section)] == section
            }
        defined = formula.statements[0].sides[0]
        assert isinstance(defined, t.Name)
        below: dict[int, set[str]] = {}  # by section
        users: set[int] = set()
        for place, result in enumerate(self.results):
            for setting in self.settings(place) if result.formula else ():
                page = setting.page
                if id(page) not in below:
                    below[id(page)] = self._below(defined.symbol, page)
                if t.symbols_in(*self._formula(place).statements) & below[id(page)]:
                    users.add(place)
        return users

    def _changed(self, formula: Formula) -> frozenset[str]:
        """The symbols that a definition has a say in; none for an assumption."""
        if formula.kind == "assumption":
            return frozenset()
        names = t.symbols_in(formula.statements[0].sides[0])
        below = self._computed_from()
        known = 0
        while known < len(names):
            known = len(names)
            names |= {name for name, sources in below.items() if sources & names}
        return frozenset(names)

    def _below(self, name: str, page: Page) -> set[str]:
        """The symbols of a section that a definition has a say in: none where the section has
        another letter of this name.
        """
        if not isinstance(page.symbols.get(name), s.Defined):
            return set()
        sources = {other: self._sources(symbol, page) for other, symbol in page.symbols.items()}
        found, known = {name}, 0
        while known < len(found):
            known = len(found)
            found |= {other for other, own in sources.items() if own & found}
        return found

    def _sources(self, symbol: s.Symbol, page: Page) -> set[str]:
        """What a symbol is computed or defined from in a section."""
        own = self.check.definitions.get(symbol.name)
        defined = t.symbols_in(own[0]) if own and isinstance(symbol, s.Defined) else set()
        return set(page.sources(symbol)) | defined

    def _formula(self, number: int) -> Formula:
        formula = self.results[number].formula
        assert formula is not None
        return formula

    def _computed_from(self) -> dict[str, set[str]]:
        """What each symbol is computed or defined from, in any section."""
        found: dict[str, set[str]] = {}
        for page in (self.page, *map(self.page.section_page, self.page.sections)):
            for name, symbol in page.symbols.items():
                found.setdefault(name, set()).update(page.sources(symbol))
        for name, (definition, _) in self.check.definitions.items():
            found.setdefault(name, set()).update(t.symbols_in(definition))
        return found


def changed_part(original: Formula, mutated: Formula) -> Formula:
    """The steps that differ, with the sides on both ends; the others hold as before."""
    alike = len(original.statements) == len(mutated.statements)
    if not alike or mutated.kind not in ("relation", "derivation") or mutated.kind != original.kind:
        return mutated
    statements = [
        _changed_steps(old, new)
        for old, new in zip(original.statements, mutated.statements, strict=True)
        if old != new
    ]
    return replace(mutated, statements=tuple(statements))


def _changed_steps(old: t.Statement, new: t.Statement) -> t.Statement:
    if old.conditions != new.conditions or len(old.sides) != len(new.sides):
        return new
    places = [k for k, side in enumerate(new.sides) if side != old.sides[k]]
    for k, sign in enumerate(new.signs):
        if sign != old.signs[k]:
            places += [k, k + 1]
    first, last = max(0, min(places) - 1), min(len(new.sides) - 1, max(places) + 1)
    if set(new.signs[first:last]) & {r"\in"} or not new.signs:
        return new
    return replace(
        new,
        sides=new.sides[first : last + 1],
        signs=new.signs[first:last],
        reasons=new.reasons[first:last] if len(new.reasons) == len(new.signs) else (),
    )


def _verdict(result: Result) -> Verdict:
    if result.holds:
        return Verdict(None)
    return Verdict(_DEATHS[result.category], result.message)


def _sides(formula: Formula) -> Iterator[t.Node]:
    for statement in formula.statements:
        yield from statement.sides


def _equal_to(left: t.Node, result: Result) -> Iterator[str]:
    """The LaTeX of what an executed relation has as equal to `left`."""
    assert result.formula is not None
    latex = result.printed.latex
    for statement in result.formula.statements:
        if left not in statement.sides or set(statement.signs) - {"="}:
            continue
        for side in statement.sides:
            if side != left:
                yield latex[side.start : max(part.end for part in side.walk())]
