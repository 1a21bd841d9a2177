"""Chains of relations executed: every step, in all worlds, for all values of the free indices."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nnbook.verify import calculus
from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.compare import Comparison, Scale, compare, printed_number
from nnbook.verify.errors import FormulaError, error_at, error_between
from nnbook.verify.evaluate import Evaluator
from nnbook.verify.evaluate_base import Trace
from nnbook.verify.evidence import code_of, drawn_from, one_value
from nnbook.verify.formula import Formula
from nnbook.verify.result import Counterexample, Result, Step, listed, numbers, truth, whole
from nnbook.verify.tally import Tally
from nnbook.verify.world import World, said

if TYPE_CHECKING:
    from nnbook.verify.page_check import PageCheck, Setting

MOST_COMBINATIONS = 5_000
MORE_SEEDS = 40  # where a rare arm or truth value has not been met yet
_SLOPE = 0.2  # how far a fitted order may be from the printed one
_FLAT = 1e-6
_BEATEN = 1e-12


class Relations:
    """The relations of one formula in one setting."""

    def __init__(
        self, check: PageCheck, setting: Setting, formula: Formula, result: Result, trace: Trace
    ) -> None:
        self.check, self.setting, self.formula = check, setting, formula
        self.result, self.trace = result, trace
        self.section = result.printed.section
        self._known: dict[int, tuple[t.Node, Any, bool]] = {}
        self._sampled: dict[tuple[int, int], tuple[t.Node, t.Node]] = {}

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
        tally = Tally(statement)
        for world in worlds:
            self.in_world(statement, world, tally)
        if self.setting.letters_alone and tally.combinations == 0:
            return  # its printed conditions confine it to the special world
        missing = tally.missing(self.trace)
        rare = any(_steps(part, self.setting.page) for part in statement.sides)
        rare = rare and self._varies(statement)
        for seed in range(self.check.seeds, MORE_SEEDS):
            if (missing is None and not rare) or self.check.assumed(self.section):
                break
            self.in_world(statement, self.check.further(self.setting, seed), tally)
            missing = tally.missing(self.trace)
        if missing is not None:
            raise missing

    def _varies(self, statement: t.Statement) -> bool:
        """Whether anything in it comes from a random letter, at any distance. If not, it is the
        same in all worlds, and more of them show nothing new.
        """
        page, definitions = self.setting.page, self.check.definitions
        names, known = t.symbols_in(statement), set[str]()
        while names - known:
            name = (names - known).pop()
            known.add(name)
            symbol = page.symbols.get(name)
            if symbol is None or isinstance(symbol, (s.Drawn, s.Random)):
                return True
            names |= set(page.sources(symbol))
            if name in definitions:
                names |= t.symbols_in(definitions[name][0])
        return False

    def in_world(self, statement: t.Statement, world: World, tally: Tally) -> None:
        """One world's comparisons."""
        evaluator = Evaluator(world, self.trace)
        evaluator.memory = self.check.memory
        for bindings in self.combinations(statement, evaluator):
            tally.combinations += 1
            if statement.signs[0] in (r"\iff", r"\Rightarrow"):
                self.logic(statement, evaluator, bindings, tally)
            else:
                self.chain(statement, evaluator, bindings, tally)

    def chain(
        self, statement: t.Statement, evaluator: Evaluator, bindings: dict[str, int], tally: Tally
    ) -> None:
        self.trace.largest = 0.0
        previous: Any = None
        for number, side in enumerate(statement.sides):
            sign = statement.signs[number - 1] if number else ""
            if sign == r"\in":
                count = self.membership(previous, statement, number, evaluator, bindings)
                distances = self.distances(previous, statement, number, evaluator, bindings)
                tally.add_member(number - 1, distances)
                self.result.comparisons += count
                self.sample(statement, number, previous, None, evaluator.world, bindings)
                continue
            if number and isinstance(side, t.Minimiser):
                self.minimised(previous, statement, number, evaluator, bindings)
                continue
            exact, order = without_order(side)
            value = evaluator.value(exact, bindings)
            finite = math.isfinite(value) if isinstance(value, float) else np.isfinite(value).all()
            if not finite:
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
        tally: Tally,
    ) -> None:
        """`= … + O(h^p)`: what is left out vanishes like h to the p, nowhere slower."""
        power, found = self.vanishing(statement, number, order, evaluator, bindings)
        self.result.comparisons += 1
        self.result.notes.add("order fitted over a finite sequence")
        if found.power < power - _SLOPE:
            raise FormulaError(
                f"what is left out vanishes like the power {found.power:.2f}, not {power:g}: "
                + growth(found, power)
                + self.where(statement, number, evaluator.world, bindings),
                order.start,
                order.end,
                "value",
            )
        tally.orders.setdefault(number - 1, []).append(found.power - power)

    def vanishing(
        self,
        statement: t.Statement,
        number: int,
        order: t.Order,
        evaluator: Evaluator,
        bindings: dict[str, int],
    ) -> tuple[float, calculus.Vanishing]:
        """The printed power of an order term, and how what is left out really vanishes."""
        if statement.signs[number - 1] not in ("=", r"\approx"):
            raise error_at(order, "an order term after this sign")
        by, power = order.of, 1.0
        if isinstance(by, t.Power):
            exponent = by.exponent
            if not isinstance(exponent, t.Number):
                raise error_at(order, "the order is a printed number")
            by, power = by.base, float(exponent.text)
        sides = [without_order(side)[0] for side in statement.sides[number - 1 : number + 1]]
        left, right = (evaluator.with_letter(by, side, bindings) for side in sides)
        if np.shape(evaluator.value(sides[0], bindings)) != np.shape(
            evaluator.value(sides[1], bindings)
        ):
            raise error_between(sides[0], sides[1], "the sides differ in shape", "shape")
        try:
            return power, calculus.order(lambda h: np.subtract(left(h), right(h)))
        except FormulaError as error:
            if error.start is None:
                error.start, error.end = order.start, order.end
            raise

    def slower(self, power: float, found: calculus.Vanishing) -> bool:
        """Whether what is left out vanishes slower than like a power: divided by it, it grows."""
        sizes = [size for _, size in found.over(power)]
        growing = all(after > before for before, after in itertools.pairwise(sizes))
        return found.power < power - _SLOPE and growing

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
                f"the slope is not zero there: {numbers(slope)}"
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
            outcome = compare(
                sign, left, right, side, self.scale(statement.sides[number - 1], side)
            )
        except FormulaError as error:
            error.message += self.where(statement, number, world, bindings)
            raise
        self.result.comparisons += outcome.count
        if sign == "=":
            self.result.worst_error = max(self.result.worst_error or 0.0, outcome.error)
        self.sample(statement, number, left, right, world, bindings)
        if not outcome.holds:
            if self.check.explains:
                self.result.counterexample = self.refuted_by(
                    statement, number, left, right, world, bindings
                )
            entry = f" in entry {','.join(map(str, outcome.worst))}" if outcome.worst else ""
            raise FormulaError(
                f"left {sign} right does not hold{entry}: "
                f"{numbers(left, outcome.worst)} {sign} {numbers(right, outcome.worst)}"
                + self.where(statement, number, world, bindings),
                statement.sides[number - 1].start if number == 1 else side.start,
                side.end,
                "value",
                self.advice(sign, side),
            )
        return outcome

    def refuted_by(
        self,
        statement: t.Statement,
        number: int,
        left: Any,
        right: Any,
        world: World,
        bindings: dict[str, int],
    ) -> Counterexample:
        """The numbers that refute a step, with those of the letters that stand in it."""
        latex, sides = self.result.printed.latex, statement.sides[number - 1 : number + 1]
        letters: dict[str, Any] = {}
        for part in (part for side in sides for part in side.walk()):
            bound = isinstance(part, t.Name) and set(t.free_letters(part)) <= set(bindings)
            role = self.setting.page.role(part.symbol) if isinstance(part, t.Name) else ""
            if bound and role not in ("function", "index"):
                value = Evaluator(world, Trace()).value(part, bindings)
                if not np.any(np.imag(value)):  # the imaginary unit is no number to show
                    letters[whole(latex, part)] = np.real(value)
        before, after = sides
        return Counterexample(
            statement.signs[number - 1],
            whole(latex, before),
            whole(latex, after),
            np.real(left),
            np.real(right),
            world.title,
            dict(bindings),
            letters,
        )

    def scale(self, *sides: t.Node) -> Scale:
        """The accuracy that the evaluation of both sides allows."""
        trace = self.trace
        literal: Any = 0.0
        slopes = bool(trace.methods)
        for side in sides:
            if id(side) not in self._known:
                own = side, printed_number(side), self._defined_by_slope(side)
                self._known[id(side)] = own  # with the node, so that its id stays its own
            _, printed, by_slope = self._known[id(side)]
            literal = printed if np.any(printed) else literal
            slopes = slopes or by_slope
        return Scale(slopes, trace.largest, trace.deviation, literal)

    def _defined_by_slope(self, side: t.Node) -> bool:
        """Whether a letter that `:=` introduced holds a derivative."""
        definitions = self.check.definitions
        return any(
            isinstance(part, (t.Derivative, t.Prime, t.Gradient))
            for name in side.walk()
            if isinstance(name, t.Name) and name.symbol in definitions
            for part in definitions[name.symbol][0].walk()
        )

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
        if not self.check.explains:
            return
        sides = statement.sides
        pair = sides[number - 1], sides[number]
        key = id(pair[0]), id(pair[1])
        if key in self._sampled:
            return
        self._sampled[key] = pair  # the nodes are kept, so that their ids stay theirs
        latex = self.result.printed.latex
        step = whole(latex, sides[number - 1]), whole(latex, sides[number])
        if any((kept.left, kept.right) == step for kept in self.result.steps):
            return
        reason = statement.reasons[number - 1] if number - 1 < len(statement.reasons) else ""
        indices = ", ".join(f"{letter} = {value}" for letter, value in bindings.items())
        self.result.steps.append(
            Step(
                statement.signs[number - 1],
                *step,
                listed(left),
                listed(right),
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
            raise error_at(side, f"{numbers(value)} is not in this set{where}", "value")
        return int(np.size(value))

    def distances(
        self,
        value: Any,
        statement: t.Statement,
        number: int,
        evaluator: Evaluator,
        bindings: dict[str, int],
    ) -> list[float]:
        """How near entries come to each finite end of an interval, or to each item of a set; none
        for a space, and for a leaf that is declared to be drawn from this very set.
        """
        side, own = statement.sides[number], statement.sides[number - 1]
        if isinstance(side, t.Ordered) and len(side.items) == 2:
            side = t.Interval(left="(", low=side.items[0], high=side.items[1], right=")")
        if isinstance(side, t.Finite):
            ends = [evaluator.value(item, bindings) for item in side.items]
        elif isinstance(side, t.Interval):
            ends = [evaluator.value(end, bindings) for end in (side.low, side.high)]
        else:
            return []
        brackets = "{}" if isinstance(side, t.Finite) else side.left + side.right
        if drawn_from(own, self.setting.page) == (brackets, *(float(np.real(end)) for end in ends)):
            return []
        finite = [end for end in ends if np.isfinite(end)]
        return [float(np.min(np.abs(np.subtract(value, end)), initial=np.inf)) for end in finite]

    def logic(
        self, statement: t.Statement, evaluator: Evaluator, bindings: dict[str, int], tally: Tally
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
                    f"{truth(before)}, right is {truth(after)}"
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
            defined = {name: body for name, (body, _) in self.check.definitions.items()}
            known = any(
                isinstance(one, t.Name) and defined.get(one.symbol) == other
                for one, other in ((left, right), (right, left))
            )
            if known or one_value(left, right, self.setting.page):
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


def growth(found: calculus.Vanishing, power: float) -> str:
    """What is left out over a power of the letter, at the first and last place that was tried."""
    (h, before), *_, (least, after) = found.over(power)
    return f"divided by that power it is {before:.4g} at {h:.3g} and {after:.4g} at {least:.3g}"


def _steps(node: t.Node, page: s.Page) -> bool:
    """Whether an expression jumps or bends, so that few random points may all fall on one side."""
    return any(
        isinstance(part, (t.Indicator, t.Cases, t.Relation))
        or (isinstance(part, t.Name) and part.symbol in page.kinked)
        for part in node.walk()
    )


def without_order(node: t.Node) -> tuple[t.Node, t.Order | None]:
    """A side without its last term O(…), and that term."""
    if isinstance(node, t.Add) and isinstance(node.terms[-1], t.Order):
        if node.signs[-1] != "+":
            raise error_at(node.terms[-1], "an order term has no sign", remedy="print + O(…)")
        terms, signs = node.terms[:-1], node.signs[:-1]
        if len(terms) == 1 and signs[0] == "+":
            return terms[0], node.terms[-1]
        return t.Add(terms=terms, signs=signs, start=node.start, end=node.end), node.terms[-1]
    if isinstance(node, t.Order):
        return t.Number(text="0", start=node.start, end=node.end), node
    return node, None
