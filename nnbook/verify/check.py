"""Each formula of a page executed: kinds, worlds, free indices, verdicts."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnbook.verify import calculus
from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.compare import NEAR, TOLERANCE, Comparison, Scale, compare
from nnbook.verify.errors import FormulaError, error_at, error_between
from nnbook.verify.evaluate import Evaluator, Trace, evaluate
from nnbook.verify.formula import Formula, label_of, read_formula
from nnbook.verify.scan import Printed
from nnbook.verify.world import Key, World, said

SEEDS = 6
MOST_COMBINATIONS = 5_000
MORE_SEEDS = 40  # where a rare arm or truth value has not been met yet
_TRIES = 400
_SLOPE = 0.2  # how far a fitted order may be from the printed one
_FLAT = 1e-6
_BEATEN = 1e-12


@dataclass
class Step:
    """One relation of a chain, with both sides' numbers in one world."""

    relation: str
    left: str
    right: str
    left_value: Any
    right_value: Any
    world: str
    reason: str = ""
    indices: str = ""


@dataclass
class Result:
    """What the check found for one formula."""

    printed: Printed
    label: str | None = None
    kind: str = "mention"
    holds: bool = True
    comparisons: int = 0
    worst_error: float | None = None
    methods: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    message: str = ""
    category: str = ""
    remedy: str = ""
    place: tuple[int, int] | None = None
    code: set[str] = field(default_factory=set)
    steps: list[Step] = field(default_factory=list)
    formula: Formula | None = None
    key: str = ""

    def fail(self, error: FormulaError) -> None:
        """Record why the formula does not stand."""
        self.holds, self.message, self.category, self.remedy = (
            False,
            error.message,
            error.category,
            error.remedy,
        )
        if error.start is not None:
            self.place = (error.start, error.end if error.end is not None else error.start + 1)


@dataclass(frozen=True)
class Setting:
    """The worlds of one section: the page as its letters mean there, sizes and fixed values."""

    name: str
    page: s.Page
    sizes: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Assumption:
    """`\\text{suppose} …`, in force in its section."""

    section: tuple[str, ...]
    statement: t.Statement


class PageCheck:
    """Checks the formulas of one page in the order in which they stand."""

    def __init__(self, page: s.Page, seeds: int = SEEDS) -> None:
        self.page, self.seeds = page, seeds
        self.definitions: dict[str, tuple[t.Node, tuple[str, ...]]] = {}
        self.assumptions: list[Assumption] = []
        self.sides: list[t.Node] = []
        self.true: list[tuple[t.Statement, tuple[str, ...]]] = []
        self._worlds: dict[Any, list[World]] = {}

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
                return [own, general] if part.general else [own]
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
                with np.errstate(all="raise", under="ignore"):
                    _Run(self, setting, formula, result, trace).run()
        except FormulaError as error:
            result.fail(error)
        except RecursionError:
            result.fail(
                FormulaError("nested too deep", 0, 1, remedy="name a part and print it by itself")
            )
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
        )

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
        changes = [item for item in active if _sets_letter(item.statement)]
        filters = [item for item in active if item not in changes]
        found: list[World] = []
        for world in itertools.chain(
            self._free(setting), (self.world(setting, seed) for seed in range(self.seeds, _TRIES))
        ):
            for item in changes:
                world = _set(world, item.statement)
            if all(_satisfied(world, item.statement) for item in filters):
                found.append(world)
            if len(found) >= self.seeds and world.seed >= self.seeds:
                break
        return found


class _Run:
    """One formula in one setting."""

    def __init__(
        self, check: PageCheck, setting: Setting, formula: Formula, result: Result, trace: Trace
    ) -> None:
        self.check, self.setting, self.formula, self.result, self.trace = (
            check,
            setting,
            formula,
            result,
            trace,
        )
        self.section = result.printed.section

    def run(self) -> None:
        kind = self.formula.kind
        if kind == "mention":
            self.mention()
        elif kind == "definition":
            self.definition(self.formula.statements[0])
        elif kind == "assumption":
            self.assumption()
        elif kind == "update":
            self.update()
        elif kind == "counterexample":
            self.counterexample()
        else:
            for statement in self.formula.statements:
                self.relations(statement, self.worlds())

    def worlds(self) -> list[World]:
        worlds = self.check.worlds(self.setting, self.section)
        if not worlds:
            raise FormulaError(
                "no world satisfies the assumptions of this section", category="vacuous"
            )
        return worlds

    # --- relations ----------------------------------------------------------------------------

    def relations(self, statement: t.Statement, worlds: Sequence[World]) -> None:
        """Every step of a chain, each against the one before, in all worlds and for all free
        indices.
        """
        self.not_vacuous(statement, worlds[0])
        self.bind(statement)
        tally = _Tally(statement)
        for world in worlds:
            self.in_world(statement, world, tally)
        missing = tally.missing(self.trace)
        for seed in range(self.check.seeds, MORE_SEEDS):
            if missing is None or self.check.assumed(self.section):
                break
            self.in_world(statement, self.check.world(self.setting, seed), tally)
            missing = tally.missing(self.trace)
        if missing is not None:
            raise missing

    def in_world(self, statement: t.Statement, world: World, tally: _Tally) -> None:
        """One world's comparisons."""
        evaluator = Evaluator(world, self.trace)
        for bindings in self.combinations(statement, evaluator):
            tally.combinations += 1
            if statement.signs[0] in (r"\iff", r"\Rightarrow"):
                self.logic(statement, evaluator, bindings, tally)
            else:
                self.chain(statement, evaluator, bindings, tally)

    def chain(
        self, statement: t.Statement, evaluator: Evaluator, bindings: dict[str, int], tally: _Tally
    ) -> None:
        self.trace.largest = 0.0
        previous: Any = None
        for number, side in enumerate(statement.sides):
            sign = statement.signs[number - 1] if number else ""
            if sign == r"\in":
                count = self.membership(previous, statement, number, evaluator, bindings)
                self.result.comparisons += count
                self.sample(statement, number, previous, None, evaluator.world, bindings)
                continue
            if number and isinstance(side, t.Minimiser):
                self.minimised(previous, statement, number, evaluator, bindings)
                continue
            exact, order = _without_order(side)
            value = evaluator.value(exact, bindings)
            if not np.all(np.isfinite(value)):
                raise error_at(side, "not a finite number", "value")
            if number and order is not None:
                self.of_order(statement, number, order, evaluator, bindings, tally)
                self.sample(statement, number, previous, value, evaluator.world, bindings)
            elif number:
                outcome = self.compared(
                    sign, previous, value, statement, number, evaluator.world, bindings
                )
                tally.add(number - 1, outcome, previous, value, bindings)
            previous = value

    def of_order(
        self,
        statement: t.Statement,
        number: int,
        order: t.Order,
        evaluator: Evaluator,
        bindings: dict[str, int],
        tally: _Tally,
    ) -> None:
        """`= … + O(h^p)`: what is left out vanishes like h to the p, nowhere slower."""
        if statement.signs[number - 1] not in ("=", r"\approx"):
            raise error_at(order, "an order term after this sign")
        by, power = order.of, 1.0
        if isinstance(by, t.Power):
            exponent = by.exponent
            if not isinstance(exponent, t.Number):
                raise error_at(order, "the order is a printed number")
            by, power = by.base, float(exponent.text)
        sides = [_without_order(side)[0] for side in statement.sides[number - 1 : number + 1]]
        left, right = (evaluator.with_letter(by, side, bindings) for side in sides)
        slope = calculus.order(lambda h: np.subtract(left(h), right(h)))
        self.result.comparisons += 1
        self.result.notes.add("order fitted over a finite sequence")
        if slope < power - _SLOPE:
            raise FormulaError(
                f"what is left out vanishes like the power {slope:.2f}, not {power:g}"
                + self.where(statement, number, evaluator.world, bindings),
                order.start,
                order.end,
                "value",
            )
        tally.orders.setdefault(number - 1, []).append(slope - power)

    def minimised(
        self,
        value: Any,
        statement: t.Statement,
        number: int,
        evaluator: Evaluator,
        bindings: dict[str, int],
    ) -> None:
        """`w = \\arg\\min_w J`: the slope is zero there, and no sampled point is better."""
        side = statement.sides[number]
        assert isinstance(side, t.Minimiser)
        world = evaluator.world
        key = world.key(side.by, bindings)
        own = np.asarray(value).reshape(np.shape(world.value(key)))
        here = world.override({key: own})
        slope = Evaluator(here, self.trace).value(
            t.Gradient(of=side.body, by=side.by, order=1, start=side.start, end=side.end), bindings
        )
        best = float(np.real(Evaluator(here, self.trace).value(side.body, bindings)))
        sign = 1 if side.kind == "min" else -1
        generator = np.random.default_rng(world.seed)
        for spread in (1e-3, 1e-2, 0.1, 1.0):
            for _ in range(25):
                point = own + spread * generator.normal(size=np.shape(own))
                other = Evaluator(world.override({key: point})).value(side.body, bindings)
                if sign * float(np.real(other)) < sign * best - _BEATEN:
                    raise FormulaError(
                        f"a sampled point is better: {float(np.real(other)):.9g}, here {best:.9g}"
                        + self.where(statement, number, world, bindings),
                        side.start,
                        side.end,
                        "value",
                    )
        if np.max(np.abs(slope)) > _FLAT:
            raise FormulaError(
                f"the slope is not zero there: {_numbers(slope)}"
                + self.where(statement, number, world, bindings),
                side.start,
                side.end,
                "value",
            )
        self.result.comparisons += int(np.size(slope)) + 100
        self.result.notes.add("least value: zero slope, not beaten by 100 sampled points")
        self.sample(statement, number, value, None, world, bindings)

    def compared(
        self,
        sign: str,
        left: Any,
        right: Any,
        statement: t.Statement,
        number: int,
        world: World,
        bindings: dict[str, int],
    ) -> Comparison:
        """One comparison, recorded; a failure is described with its numbers."""
        side = statement.sides[number]
        try:
            outcome = compare(sign, left, right, side, self.scale())
        except FormulaError as error:
            error.message += self.where(statement, number, world, bindings)
            raise
        self.result.comparisons += outcome.count
        if sign == "=":
            self.result.worst_error = max(self.result.worst_error or 0.0, outcome.error)
        self.sample(statement, number, left, right, world, bindings)
        if not outcome.holds:
            entry = f" in entry {','.join(map(str, outcome.worst))}" if outcome.worst else ""
            raise FormulaError(
                f"left {sign} right does not hold{entry}: "
                f"{_numbers(left, outcome.worst)} {sign} {_numbers(right, outcome.worst)}"
                + self.where(statement, number, world, bindings),
                statement.sides[number - 1].start if number == 1 else side.start,
                side.end,
                "value",
                self.advice(sign, side),
            )
        return outcome

    def scale(self) -> Scale:
        """The accuracy that the evaluation of both sides allows."""
        trace = self.trace
        return Scale(bool(trace.methods), trace.largest, trace.deviation)

    def advice(self, sign: str, side: t.Node) -> str:
        if sign == "=" and isinstance(side, t.Number) and "." in side.text:
            return r"a rounded number needs \approx"
        return "find out which of the formula, the code and the symbols is wrong"

    def where(
        self, statement: t.Statement, number: int, world: World, bindings: dict[str, int]
    ) -> str:
        step = f", step {number} of {len(statement.signs)}" if len(statement.signs) > 1 else ""
        indices = "".join(f", {letter} = {value}" for letter, value in bindings.items())
        section = f", section {self.setting.name}" if self.setting.name else ""
        return f" ({world.title}{section}{step}{indices})"

    def sample(
        self,
        statement: t.Statement,
        number: int,
        left: Any,
        right: Any,
        world: World,
        bindings: dict[str, int],
    ) -> None:
        """Keep the numbers of each step once, for the badge."""
        latex = self.result.printed.latex
        sides = statement.sides
        step = (
            latex[sides[number - 1].start : sides[number - 1].end],
            latex[sides[number].start : sides[number].end],
        )
        if any((kept.left, kept.right) == step for kept in self.result.steps):
            return
        reason = statement.reasons[number - 1] if number - 1 < len(statement.reasons) else ""
        indices = ", ".join(f"{letter} = {value}" for letter, value in bindings.items())
        self.result.steps.append(
            Step(
                statement.signs[number - 1],
                *step,
                _listed(left),
                _listed(right),
                world.title,
                reason,
                indices,
            )
        )

    def membership(
        self,
        value: Any,
        statement: t.Statement,
        number: int,
        evaluator: Evaluator,
        bindings: dict[str, int],
    ) -> int:
        side = statement.sides[number]
        where = self.where(statement, number, evaluator.world, bindings)
        if isinstance(side, t.Space):
            shape = tuple(evaluator.world.integer(extent, bindings) for extent in side.dimensions)
            wanted = shape if len(shape) != 1 else (shape[0], 1)
            if (np.shape(value) or (1, 1)) != (wanted or (1, 1)):
                raise error_at(
                    side,
                    f"its shape is {said(np.shape(value))}, not {said(wanted)}{where}",
                    "shape",
                )
            return 1
        inside = evaluator.member(value, side, bindings)
        if not np.all(inside):
            raise error_at(side, f"{_numbers(value)} is not in this set{where}", "value")
        return int(np.size(value))

    def logic(
        self, statement: t.Statement, evaluator: Evaluator, bindings: dict[str, int], tally: _Tally
    ) -> None:
        truths = [np.asarray(evaluator.truth(side, bindings)) for side in statement.sides]
        for number, sign in enumerate(statement.signs):
            before, after = truths[number], truths[number + 1]
            if before.shape != after.shape:
                raise error_at(statement, f"the sides of {sign} differ in shape", "shape")
            agree = before == after if sign == r"\iff" else np.logical_or(~before, after)
            self.result.comparisons += int(np.size(agree))
            tally.truths[number] |= {bool(value) for value in np.ravel(before)}
            if not np.all(agree):
                raise FormulaError(
                    f"left {sign} right does not hold: left is "
                    f"{_truth(before)}, right is {_truth(after)}"
                    + self.where(statement, number + 1, evaluator.world, bindings),
                    statement.sides[number].start,
                    statement.sides[number + 1].end,
                    "value",
                )
            self.sample(
                statement,
                number + 1,
                before.astype(float),
                after.astype(float),
                evaluator.world,
                bindings,
            )

    def combinations(
        self, statement: t.Statement, evaluator: Evaluator
    ) -> Iterator[dict[str, int]]:
        """All values of the free indices that the printed conditions allow."""
        ranges = [condition for condition in statement.conditions if isinstance(condition, t.Range)]
        letters: list[str] = []
        for part in (*statement.sides, *statement.conditions):
            letters += [letter for letter in t.free_letters(part) if letter not in letters]
        yield from self._bind_letters(letters, {}, ranges, statement, evaluator, [0])

    def _bind_letters(
        self,
        letters: list[str],
        bound: dict[str, int],
        ranges: list[t.Range],
        statement: t.Statement,
        evaluator: Evaluator,
        count: list[int],
    ) -> Iterator[dict[str, int]]:
        if not letters:
            count[0] += 1
            if count[0] > MOST_COMBINATIONS:
                raise error_at(
                    statement, f"more than {MOST_COMBINATIONS} values of the free indices", "value"
                )
            rest = [
                condition
                for condition in statement.conditions
                if not isinstance(condition, t.Range)
            ]
            if all(evaluator.holds(condition, bound) for condition in rest):
                yield dict(bound)
            return
        letter = letters[0]
        printed = next((item for item in ranges if letter in item.indices), None)
        if printed is not None:
            values = range(
                evaluator.world.integer(printed.low, bound),
                evaluator.world.integer(printed.high, bound) + 1,
            )
        else:
            values = evaluator.range_of(letter, bound, statement)
        for value in values:
            yield from self._bind_letters(
                letters[1:], {**bound, letter: value}, ranges, statement, evaluator, count
            )

    # --- what makes a relation evidence -------------------------------------------------------

    def not_vacuous(self, statement: t.Statement, world: World) -> None:
        """Both sides must come from different places."""
        for left, right in itertools.pairwise(statement.sides):
            if left == right:
                raise error_between(
                    left,
                    right,
                    "both sides are the same expression",
                    "vacuous",
                    "a relation compares the code with the print",
                )
            if _one_value(left, right, self.setting.page):
                raise error_between(
                    left,
                    right,
                    "both sides are one value under two names",
                    "vacuous",
                    "print what it is computed from, or introduce the alias with :=",
                )

    def bind(self, statement: t.Statement) -> None:
        """Note the code that the statement is held against."""
        for part in (*statement.sides, *statement.conditions):
            for name in part.walk():
                if isinstance(name, t.Name):
                    self.result.code |= code_of(self.setting.page, name)

    # --- the other kinds ----------------------------------------------------------------------

    def definition(self, statement: t.Statement) -> None:
        """`k := …` gives a declared letter its value."""
        left, right = statement.sides
        symbol = self.setting.page.symbols.get(left.symbol) if isinstance(left, t.Name) else None
        if not isinstance(left, t.Name) or not isinstance(symbol, s.Defined):
            raise error_at(
                left,
                ":= is only for a letter that the code lacks",
                "symbol",
                "print = for what the code computes; declare a new letter with defined(…)",
            )
        letters = []
        for slot in left.slots:
            if not isinstance(slot, t.Index):
                raise error_at(left, "a family is defined for an index letter", "symbol")
            letters.append(slot.name)
        if (
            symbol.name in self.check.definitions
            and self.check.definitions[symbol.name][0] != right
        ):
            raise error_at(left, f"{symbol.name} is defined twice", "symbol")
        declared = self.setting.page.slots[symbol.name]
        if tuple(letters) != declared:
            raise error_at(left, f"print the index letters as declared: {symbol.name}", "symbol")
        self.check.definitions[symbol.name] = (right, declared)
        for world in self.worlds():
            evaluator = Evaluator(world, self.trace)
            for bindings in self.combinations(statement, evaluator):
                value = evaluator.value(right, bindings)
                slots = tuple(bindings[letter] for letter in letters)
                wanted = world.shape(symbol, slots)
                if (np.shape(value) or (1, 1)) != (wanted or (1, 1)):
                    raise error_at(
                        right,
                        f"{symbol.name} is declared with shape "
                        f"{said(wanted)}, but this has {said(np.shape(value))}",
                        "shape",
                    )

    def assumption(self) -> None:
        """What is supposed must leave some world out, and leave some in."""
        for statement in self.formula.statements:
            if not statement.signs:
                raise error_at(statement, "what is supposed is a relation")
            worlds = self.worlds()
            truths = [_satisfied(world, statement) for world in worlds]
            new = Assumption(self.section, statement)
            if all(truths):
                raise error_at(
                    statement,
                    "every sampled world satisfies this, so it supposes nothing",
                    "vacuous",
                    "leave it out, or draw more widely",
                )
            self.check.assumptions.append(new)
            if not self.check.worlds(self.setting, self.section):
                raise error_at(statement, "no world satisfies this", "vacuous")
            self.result.comparisons += len(truths)

    def update(self) -> None:
        """`W \\leftarrow …`: rows run one after another; gradients are those at the entry."""
        for world in self.worlds():
            done: dict[Key, Any] = {}
            for statement in self.formula.statements:
                self.row(statement, world, done)

    def row(self, statement: t.Statement, world: World, done: dict[Key, Any]) -> None:
        left, right = statement.sides[0], statement.sides[-1]
        if len(statement.sides) != 2:
            raise error_at(statement, "a chain of updates")
        pairs = [(left, right)]
        if (
            isinstance(left, t.Ordered)
            and isinstance(right, t.Ordered)
            and len(left.items) == len(right.items)
        ):
            pairs = list(zip(left.items, right.items, strict=True))
        self.bind(statement)
        evaluator = Evaluator(world, self.trace, updated=done)
        new: dict[Key, Any] = {}
        for bindings in self.combinations(statement, Evaluator(world, self.trace)):
            for letter, value_node in pairs:
                key = world.key(letter, bindings)
                update = self._update_of(letter, key)
                self.result.code.add(_qualified(update.function))
                value = evaluator.value(value_node, bindings)
                expected = world.updated(update, key)
                expected = (
                    np.asarray(expected).reshape(-1)[0] if np.size(expected) == 1 else expected
                )
                numbered = t.Statement(
                    sides=(letter, value_node),
                    signs=("=",),
                    reasons=statement.reasons,
                    start=statement.start,
                    end=statement.end,
                )
                self.compared("=", expected, value, numbered, 1, world, bindings)
                new[key] = world.updated(update, key)
        if not new:
            raise error_at(statement, "nothing is updated", "vacuous")
        done.update(new)

    def _update_of(self, letter: t.Node, key: Key) -> s.Updated:
        names = [letter.symbol] if isinstance(letter, t.Name) else []
        for name in (*names, key[0]):
            if name in self.setting.page.updates:
                return self.setting.page.updates[name]
        raise error_at(
            letter,
            "no code is declared that updates this",
            "symbol",
            "declare updated(name, code, …) in the symbols file",
        )

    def counterexample(self) -> None:
        """The wrong formula must be refuted, for the reason that is stated."""
        statement = self.formula.statements[0]
        if self.formula.wrong == "shape":
            self.ill_formed(statement)
            return
        self.bind(statement)
        rights = [
            (right, section)
            for right, section in self.check.true
            if statement.sides[0] in right.sides and right != statement
        ]
        if not rights:
            raise error_at(
                statement.sides[0],
                "the right form is not on this page: no executed relation has this left side",
                "coverage",
                "print the right formula too, with the same left side",
            )
        refuted = False
        more = (
            self.check.world(self.setting, seed) for seed in range(self.check.seeds, MORE_SEEDS)
        )
        for world in itertools.chain(
            self.worlds(), () if self.check.assumed(self.section) else more
        ):
            evaluator = Evaluator(world, self.trace)
            for bindings in self.combinations(statement, evaluator):
                if statement.signs[0] in (r"\iff", r"\Rightarrow"):
                    if self._logic_refuted(statement, evaluator, bindings):
                        return
                    continue
                left = evaluator.value(statement.sides[0], bindings)
                if statement.signs[0] == r"\in":
                    self._not_member(left, statement, evaluator, bindings)
                    return
                right = evaluator.value(statement.sides[1], bindings)
                outcome = compare(statement.signs[0], left, right, statement.sides[1])
                if outcome.holds or outcome.error < 1e-6:
                    continue
                refuted = True
                if not any(self._right_holds(true, evaluator, bindings) for true, _ in rights):
                    continue
                self.result.comparisons += outcome.count
                self.sample(statement, 1, left, right, world, bindings)
                return
        if refuted:
            raise error_at(
                statement,
                "refuted, but the right form of this page does not hold in the same world",
                "coverage",
                "print the right form in this section, with the same left side",
            )
        raise error_at(
            statement,
            "this is not wrong: both sides agree in every sampled world",
            "value",
            r"\wrong{…} holds a formula that the numbers refute",
        )

    def _logic_refuted(
        self, statement: t.Statement, evaluator: Evaluator, bindings: dict[str, int]
    ) -> bool:
        try:
            self.logic(statement, evaluator, bindings, _Tally(statement))
        except FormulaError as error:
            return error.category == "value"
        return False

    def _not_member(
        self, left: Any, statement: t.Statement, evaluator: Evaluator, bindings: dict[str, int]
    ) -> None:
        try:
            self.membership(left, statement, 1, evaluator, bindings)
        except FormulaError as error:
            if error.category == "value" or isinstance(statement.sides[1], t.Space):
                self.result.comparisons += 1
                return
            raise
        raise error_at(statement, "this is not wrong: it is a member", "value")

    def _right_holds(
        self, true: t.Statement, evaluator: Evaluator, bindings: dict[str, int]
    ) -> bool:
        """Whether the right form holds in the very world that refutes the wrong one."""
        letters = {letter for side in true.sides for letter in t.free_letters(side)}
        if not letters <= set(bindings):
            return False
        rest = [condition for condition in true.conditions if not isinstance(condition, t.Range)]
        try:
            if not all(evaluator.holds(condition, bindings) for condition in rest):
                return False
            values = [
                None if sign == r"\in" else evaluator.value(side, bindings)
                for side, sign in zip(true.sides, ("", *true.signs), strict=True)
            ]
            return all(
                sign == r"\in"
                or compare(sign, values[place], values[place + 1], true.sides[place + 1]).holds
                for place, sign in enumerate(true.signs)
            )
        except FormulaError:
            return False

    def ill_formed(self, statement: t.Statement) -> None:
        """`\\wrong[shape]{…}`: the shapes must not fit."""
        reason = ""
        for world in self.worlds():
            evaluator = Evaluator(world, self.trace)
            for bindings in self.combinations(statement, evaluator):
                try:
                    self.chain(statement, evaluator, bindings, _Tally(statement))
                except FormulaError as error:
                    if error.category != "shape":
                        raise FormulaError(
                            f"wrong for another reason than its shape: {error.message}",
                            error.start,
                            error.end,
                            error.category,
                            r"print \wrong{…} for a formula that is false",
                        ) from None
                    reason = reason or error.message
                else:
                    raise error_at(
                        statement,
                        "the shapes fit here, so it is not ill-formed",
                        "value",
                        r"print \wrong{…} for a formula that is false",
                    )
        if not reason:
            raise error_at(statement, "nothing was compared", "vacuous")
        self.bind(statement)
        self.result.comparisons += 1
        self.result.notes.add(reason)

    def mention(self) -> None:
        """A name, number, shape or range; or an expression that an executed relation of the
        page has as a side.
        """
        for statement in self.formula.statements:
            for node in statement.sides:
                if _is_mention(node):
                    self._evaluates(node)
                elif node not in self.check.sides:
                    raise error_at(
                        node,
                        "an expression with an operator that no "
                        "executed relation of this page has as a side",
                        "coverage",
                        "print the relation it belongs to, or name it by one letter",
                    )

    def _evaluates(self, node: t.Node) -> None:
        """A named value must exist in the page's worlds."""
        if isinstance(node, (t.Name, t.Entry, t.Transpose, t.Call)) and not self._is_function(node):
            world = self.worlds()[0]
            evaluator = Evaluator(world, Trace())
            probe = t.Statement(sides=(node,), start=node.start, end=node.end)
            letters_known = all(
                letter in self.setting.page.symbols for letter in t.free_letters(node)
            )
            symbol = (
                self.setting.page.symbols.get(node.symbol) if isinstance(node, t.Name) else None
            )
            if not letters_known or (
                isinstance(symbol, s.Defined) and symbol.name not in self.check.definitions
            ):
                return
            for bindings in self.combinations(probe, evaluator):
                try:
                    evaluator.value(node, bindings)
                    return
                except FormulaError as error:
                    last = error
            raise last

    def _is_function(self, node: t.Node) -> bool:
        return isinstance(node, t.Name) and self.setting.page.role(node.symbol) == "function"


class _Tally:
    """What a chain must have met over all worlds: near cases, both truth values, every arm."""

    def __init__(self, statement: t.Statement) -> None:
        self.statement = statement
        self.combinations = 0
        self.slack = [np.inf] * len(statement.signs)
        self.truths: list[set[bool]] = [set() for _ in statement.signs]
        self.orders: dict[int, list[float]] = {}
        self.ratios: list[list[float]] = [[] for _ in statement.signs]
        self.pairs: list[set[tuple[bytes, bytes]]] = [set() for _ in statement.signs]

    def add(
        self, place: int, outcome: Comparison, left: Any, right: Any, bindings: dict[str, int]
    ) -> None:
        """Note how close an inequality came, and whether its sides ever change."""
        if self.statement.signs[place] == r"\propto":
            self.ratios[place] += [float(ratio) for ratio in np.ravel(np.real(left / right))]
        self.slack[place] = min(self.slack[place], abs(outcome.slack))
        if self.statement.signs[place] in ("<", ">", r"\le", r"\ge"):
            self.pairs[place].add((np.asarray(left).tobytes(), np.asarray(right).tobytes()))

    def missing(self, trace: Trace) -> FormulaError | None:
        """What no sampled point has shown yet, so that the comparison would say nothing about
        it.
        """
        statement = self.statement
        if self.combinations == 0:
            return error_at(
                statement,
                "no sampled point satisfies the conditions, so nothing was compared",
                "vacuous",
                "print a condition that holds somewhere, or force a point with also=",
            )
        for place, sign in enumerate(statement.signs):
            left, right = statement.sides[place], statement.sides[place + 1]
            found = (
                self._not_near(place, sign)
                or self._not_both(place, sign)
                or self._not_constant(place, sign)
            )
            if found is not None:
                return FormulaError(found[0], left.start, right.end, "coverage", found[1])
        for side in statement.sides:
            for node in side.walk():
                if isinstance(node, t.Cases):
                    for number, (value, _) in enumerate(node.arms):
                        if (node.start, node.end, number) not in trace.arms:
                            return error_at(
                                value,
                                "no sampled point reaches this arm",
                                "coverage",
                                "force a point with also=",
                            )
        return None

    def _not_constant(self, place: int, sign: str) -> tuple[str, str] | None:
        if min(self.orders.get(place, [0.0])) > _SLOPE:
            found = min(self.orders[place])
            return f"everywhere it vanishes faster, by the power {found:.2f}", "print that order"
        ratios = self.ratios[place]
        if sign != r"\propto":
            return None
        if len(ratios) < 2:
            return "one ratio alone says nothing about \\propto", "let something vary"
        spread = (max(ratios) - min(ratios)) / max(map(abs, ratios))
        if spread > TOLERANCE:
            said_ratios = f"{min(ratios):.6g} to {max(ratios):.6g}"
            return f"the ratio of the sides is not constant: {said_ratios}", "print the factor"
        return None

    def _not_near(self, place: int, sign: str) -> tuple[str, str] | None:
        nearest = f"(nearest: {self.slack[place]:.1e} of the larger side)"
        if sign in (r"\le", r"\ge", r"\succeq", r"\preceq") and self.slack[place] > 1e-9:
            return (
                f"equality in {sign} is met at no sampled point {nearest}",
                "force the point of equality with also=, or print a strict sign",
            )
        two_numbers = (
            len(self.pairs[place]) == 1
        )  # fixed numbers: no bound whose sharpness could be asked for
        if sign in ("<", ">") and self.slack[place] > NEAR and not two_numbers:
            return (
                f"no sampled point comes near equality in {sign} {nearest}",
                "force a point near the bound with also=, or print a closer bound",
            )
        return None

    def _not_both(self, place: int, sign: str) -> tuple[str, str] | None:
        remedy = "draw more widely, or force a point with also="
        if sign == r"\iff" and len(self.truths[place]) < 2:
            truth = "true" if True in self.truths[place] else "false"
            return f"the sides of {sign} are {truth} at every sampled point", remedy
        if sign == r"\Rightarrow" and True not in self.truths[place]:
            return r"the premise of \Rightarrow never occurs", remedy
        return None


def code_of(page: s.Page, name: t.Name) -> set[str]:
    """The nnbook functions that a name is bound to."""
    symbol = page.symbols[name.symbol]
    if isinstance(symbol, s.View):
        inner = page.parse(symbol.of, frozenset(page.slots[symbol.name]))
        return set().union(
            *(code_of(page, part) for part in inner.walk() if isinstance(part, t.Name))
        )
    if isinstance(symbol, (s.Computed, s.Function)):
        return {_qualified(symbol.function)}
    return set()


def _qualified(function: Callable[..., Any]) -> str:
    module = getattr(function, "__module__", None) or "numpy"
    name = getattr(function, "__qualname__", None) or getattr(function, "__name__", repr(function))
    return f"{module}.{name}"


def _one_value(left: t.Node, right: t.Node, page: s.Page) -> bool:
    """Whether both sides read the same thing: an alias, or one function applied to the same
    arguments.
    """
    first, second = _resolved(left, page), _resolved(right, page)
    return first is not None and first == second


def _resolved(node: t.Node, page: s.Page) -> Any:
    """A name as what it shows or is computed by; None where it is an expression of its own."""
    if isinstance(node, t.Name):
        symbol = page.symbols[node.symbol]
        if isinstance(symbol, s.View):
            letters = page.slots[symbol.name]
            inner = page.parse(symbol.of, frozenset(letters))
            return _resolved(_substituted(inner, dict(zip(letters, node.slots, strict=True))), page)
        if (
            isinstance(symbol, s.Computed)
            and all(isinstance(item, str) for item in symbol.arguments)
            and not symbol.pick
        ):
            letters = page.slots[symbol.name]
            slots = dict(zip(letters, node.slots, strict=True))
            parsed = [
                page.parse(item, frozenset(page.names.index_letters) | frozenset(letters))
                for item in symbol.arguments
            ]
            return symbol.function, tuple(_substituted(item, slots) for item in parsed)
        return node
    if isinstance(node, t.Call) and isinstance(node.function, t.Name):
        symbol = page.symbols[node.function.symbol]
        assert isinstance(symbol, s.Function)
        return symbol.function, node.arguments
    if isinstance(node, (t.Entry, t.Transpose)):
        inner_value = _resolved(node.base, page)
        return (
            None if inner_value is None else (type(node), inner_value, getattr(node, "indices", ()))
        )
    return None


def _substituted(node: Any, slots: dict[str, t.Node]) -> Any:
    """A tree with index letters replaced."""
    if isinstance(node, t.Index):
        return slots.get(node.name, node)
    if isinstance(node, tuple):
        return tuple(_substituted(item, slots) for item in node)
    if isinstance(node, t.Node):
        changes = {
            name: _substituted(getattr(node, name), slots) for name in node.__dataclass_fields__
        }
        return type(node)(**changes)
    return node


def _is_mention(node: t.Node) -> bool:
    """One name with its scripts or arguments, a number, a shape, a range, a set."""
    if isinstance(
        node, (t.Number, t.Constant, t.Index, t.Name, t.Builtin, t.Space, t.Interval, t.Range)
    ):
        return True
    if isinstance(node, t.Negative):
        return isinstance(node.value, (t.Number, t.Constant))
    if isinstance(node, (t.Entry, t.Transpose)):
        return _is_mention(node.base)
    if isinstance(node, (t.Prime, t.InverseFunction)):
        return _is_mention(node.function)
    if isinstance(node, t.Call):
        own = isinstance(node.function, t.Builtin) and node.function.name in (
            "kronecker",
            "percent",
        )
        return (
            own or not isinstance(node.function, t.Builtin) or isinstance(node.function, t.Prime)
        ) and all(_is_mention(item) for item in node.arguments)
    if isinstance(node, t.Product) and node.sign == "times":
        return all(isinstance(factor, (t.Number, t.Name, t.Index)) for factor in node.factors)
    if isinstance(node, (t.Ordered, t.Finite)):
        return all(_is_mention(item) for item in node.items)
    return False


def _without_order(node: t.Node) -> tuple[t.Node, t.Order | None]:
    """A side without its last term O(…), and that term."""
    if isinstance(node, t.Add) and isinstance(node.terms[-1], t.Order):
        terms, signs = node.terms[:-1], node.signs[:-1]
        if len(terms) == 1 and signs[0] == "+":
            return terms[0], node.terms[-1]
        return t.Add(terms=terms, signs=signs, start=node.start, end=node.end), node.terms[-1]
    if isinstance(node, t.Order):
        return t.Number(text="0", start=node.start, end=node.end), node
    return node, None


def _sets_letter(statement: t.Statement) -> bool:
    return statement.signs == ("=",) and isinstance(statement.sides[0], t.Name)


def _set(world: World, statement: t.Statement) -> World:
    evaluator = Evaluator(world)
    key = world.key(statement.sides[0], {})
    value = evaluator.value(statement.sides[1], {})
    shape = np.shape(world.value(key))
    return world.override({key: np.full(shape, value) if np.ndim(value) == 0 and shape else value})


def _satisfied(world: World, statement: t.Statement) -> bool:
    relation = t.Relation(
        sides=statement.sides, signs=statement.signs, start=statement.start, end=statement.end
    )
    evaluator = Evaluator(world)
    letters = list(
        dict.fromkeys(letter for side in statement.sides for letter in t.free_letters(side))
    )
    ranges = [evaluator.range_of(letter, {}, statement) for letter in letters]
    return all(
        bool(np.all(evaluator.truth(relation, dict(zip(letters, values, strict=True)))))
        for values in itertools.product(*ranges)
    )


def _numbers(value: Any, entry: tuple[int, ...] = ()) -> str:
    """A number for people: the worst entry, or the whole if it is small."""
    if np.ndim(value) and entry:
        return f"{np.real(np.asarray(value)[tuple(k - 1 for k in entry)]):.12g}"
    if np.ndim(value) == 0:
        return f"{float(np.real(value)):.12g}"
    return np.array2string(np.real(np.asarray(value)), precision=6, threshold=20)


def _truth(value: Any) -> str:
    return ("true" if bool(value) else "false") if np.ndim(value) == 0 else str(value.tolist())


def _listed(value: Any) -> Any:
    """Numbers for the report, JSON-ready."""
    if value is None:
        return None
    array = np.real(np.asarray(value, dtype=complex))
    return float(array) if array.ndim == 0 else array.tolist()
