"""The formulas of a page in their order: read, given their worlds, executed."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.assumptions import Assumption, satisfied, set_letter, sets_letter
from nnbook.verify.errors import FormulaError
from nnbook.verify.evaluate import evaluate
from nnbook.verify.evaluate_base import Trace
from nnbook.verify.formula import in_letters, label_of, read_formula
from nnbook.verify.kinds import Run
from nnbook.verify.memory import Memory
from nnbook.verify.result import Result
from nnbook.verify.scan import Printed
from nnbook.verify.world import World

SEEDS = 6
_TRIES = 400


@dataclass(frozen=True)
class Setting:
    """The worlds of one section: the page as its letters mean there, sizes and fixed values."""

    name: str
    page: s.Page
    sizes: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    letters_alone: bool = False  # only the steps that are printed without numbers


def _own_fault(error: Exception) -> FormulaError:
    """A fault of the checker is a failure of the formula, said as what it is."""
    return FormulaError(
        f"the checker itself failed: {type(error).__name__}: {error}",
        remedy="this is a fault of the checker, please report it with the formula",
    )


class PageCheck:
    """Checks the formulas of one page in the order in which they stand."""

    explains = True  # steps are kept with their numbers, a failure with those that refute

    def __init__(self, page: s.Page, seeds: int = SEEDS) -> None:
        self.page, self.seeds = page, seeds
        self.definitions: dict[str, tuple[t.Node, tuple[str, ...]]] = {}
        self.assumptions: list[Assumption] = []
        self.sides: list[t.Node] = []
        self.true: list[tuple[t.Statement, tuple[str, ...]]] = []
        self.memory: Memory | None = None  # of values of the sides of relations
        self.defining: Memory | None = None  # of values of what is defined
        self._worlds: dict[Any, list[World]] = {}
        self._further: dict[tuple[str, int], World] = {}
        self._called: dict[Any, Any] = {}  # what the code returned, shared by all worlds

    # --- the page -----------------------------------------------------------------------------

    def run(self, formulas: Sequence[Printed]) -> list[Result]:
        """All formulas; mentions and counterexamples last, since they refer to the others."""
        results = [self.read(printed) for printed in formulas]
        for result in results:
            if result.formula is not None and result.formula.kind not in (
                "mention",
                "counterexample",
            ):
                self.execute(result)
                self.remember(result)
        for result in results:
            if result.formula is not None and result.formula.kind in ("mention", "counterexample"):
                self.execute(result)
        return results

    def read(self, printed: Printed) -> Result:
        """Read one formula in the letters of its section."""
        result = Result(printed, label=label_of(printed.latex))
        try:
            result.formula = read_formula(printed.latex, self.settings(printed)[0].page)
            result.kind = result.formula.kind
        except FormulaError as error:
            result.fail(error)
        except RecursionError:
            result.fail(
                FormulaError("nested too deep", 0, 1, remedy="name a part and print it by itself")
            )
        return result

    def remember(self, result: Result) -> None:
        """A relation that holds is what mentions and counterexamples may refer to."""
        if not result.holds or result.formula is None:
            return
        for statement in result.formula.statements:
            self.true.append((statement, result.printed.section))
            for side in statement.sides:
                self.sides += list(side.sides) if isinstance(side, t.Relation) else [side]

    def settings(self, printed: Printed) -> list[Setting]:
        """The settings in which a formula is checked, its own section's first."""
        general = Setting("", self.page)
        for identity in reversed(printed.section):
            if identity in self.page.sections:
                part = self.page.sections[identity]
                own = Setting(
                    identity, self.page.section_page(identity), dict(part.sizes), dict(part.values)
                )
                if part.general is None:
                    if not (part.sizes or part.values):
                        return [own]  # its worlds are general already
                    general = Setting(f"{identity}, in general", own.page, letters_alone=True)
                return [own] if part.general is False else [own, general]
        return [general]

    def execute(self, result: Result) -> None:
        """Check one formula that was read, in all its settings."""
        assert result.formula is not None
        trace = Trace()
        try:
            for number, setting in enumerate(self.settings(result.printed)):
                formula = (
                    result.formula
                    if number == 0
                    else read_formula(result.printed.latex, setting.page)
                )
                if setting.letters_alone:
                    formula = in_letters(formula)
                with np.errstate(all="raise", under="ignore"):
                    Run(self, setting, formula, result, trace).run()
        except FormulaError as error:
            result.fail(error)
        except RecursionError:
            result.fail(
                FormulaError("nested too deep", 0, 1, remedy="name a part and print it by itself")
            )
        except Exception as error:  # the rest of the page is still checked
            result.fail(_own_fault(error))
        result.methods |= trace.methods
        result.notes |= trace.notes

    # --- worlds -------------------------------------------------------------------------------

    def assumed(self, section: tuple[str, ...]) -> tuple[Assumption, ...]:
        """The assumptions in force in a section."""
        return tuple(
            item for item in self.assumptions if section[: len(item.section)] == item.section
        )

    def worlds(self, setting: Setting, section: tuple[str, ...]) -> list[World]:
        """Random worlds and those with forced points, all satisfying the assumptions in force."""
        active = self.assumed(section)
        key = (setting.name, active)
        if key not in self._worlds:
            self._worlds[key] = (
                self._with_assumptions(setting, active) if active else self._free(setting)
            )
        return self._worlds[key]

    def world(
        self, setting: Setting, seed: int, values: dict[str, Any] | None = None, title: str = ""
    ) -> World:
        """One world of a setting."""
        return World(
            setting.page,
            seed,
            evaluate,
            sizes=setting.sizes,
            values={**setting.values, **(values or {})},
            definitions=self.definitions,
            title=title,
            shared=self._called,
        )

    def further(self, setting: Setting, seed: int) -> World:
        """A random world beyond those in which all is checked, for what is met rarely."""
        key = (setting.name, seed)
        if key not in self._further:
            world = self._further[key] = self.world(setting, seed)
            world.definitions = self.definitions
        return self._further[key]

    def _free(self, setting: Setting) -> list[World]:
        worlds = [self.world(setting, seed) for seed in range(self.seeds)]
        for world in worlds:
            world.definitions = self.definitions
        for symbol in setting.page.symbols.values():
            if (
                isinstance(symbol, s.Drawn)
                and not setting.page.slots[symbol.name]
                and symbol.name not in setting.values
            ):
                for point in symbol.also:
                    title = f"seed 0 with {symbol.name} = {point:g}"
                    worlds.append(
                        self.world(
                            setting,
                            0,
                            {symbol.name: np.full(worlds[0].shape(symbol, ()), point)},
                            title,
                        )
                    )
        for world in worlds:
            world.definitions = self.definitions
        return worlds

    def _with_assumptions(self, setting: Setting, active: tuple[Assumption, ...]) -> list[World]:
        """Draw until the assumptions hold; one `letter = value` is set instead."""
        changes = [item for item in active if sets_letter(item.statement, setting.page)]
        filters = [item for item in active if item not in changes]
        found: list[World] = []
        for world in itertools.chain(
            self._free(setting), (self.world(setting, seed) for seed in range(self.seeds, _TRIES))
        ):
            for item in changes:
                world = set_letter(world, item.statement)
            if all(satisfied(world, item.statement) for item in filters):
                found.append(world)
            if len(found) >= self.seeds and world.seed >= self.seeds:
                break
        return found
