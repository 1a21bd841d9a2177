"""The other kinds of formula: definitions, assumptions, updates, counterexamples, mentions."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.assumptions import Assumption, satisfied
from nnbook.verify.compare import compare
from nnbook.verify.errors import FormulaError, error_at
from nnbook.verify.evaluate import Evaluator
from nnbook.verify.evaluate_base import Trace
from nnbook.verify.evidence import is_mention, qualified
from nnbook.verify.relations import MORE_SEEDS, Relations, growth, without_order
from nnbook.verify.tally import Tally
from nnbook.verify.world import Key, World, said


class Run(Relations):
    """One formula in one setting, of whichever kind."""

    def run(self) -> None:
        kind = self.formula.kind
        if not self.formula.statements:
            return
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
            evaluator.memory = self.check.defining
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
                if len(bindings) == len(letters):  # else a letter is left free, which is an error
                    world.values[symbol.name, slots] = value

    def assumption(self) -> None:
        """What is supposed must leave some world out, and leave some in."""
        for statement in self.formula.statements:
            if not statement.signs:
                raise error_at(statement, "what is supposed is a relation")
            worlds = self.worlds()
            truths = [satisfied(world, statement) for world in worlds]
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
        for letter, _ in pairs:
            if not isinstance(letter, t.Name):
                raise error_at(
                    letter,
                    r"the target of \leftarrow is not a letter",
                    "shape",
                    "print the letter itself",
                )
        self.bind(statement)
        evaluator = Evaluator(world, self.trace, updated=done)
        new: dict[Key, Any] = {}
        for bindings in self.combinations(statement, Evaluator(world, self.trace)):
            for letter, value_node in pairs:
                key = world.key(letter, bindings)
                if key in done:
                    raise error_at(letter, "a letter that an earlier row has updated", "vacuous")
                update = self._update_of(letter, key)
                self.result.code.add(qualified(update.function))
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
                if without_order(statement.sides[1])[1] is not None:
                    slower = self._slower_than_printed(statement, evaluator, bindings)
                    refuted = refuted or slower
                    if slower and any(
                        self._right_holds(true, evaluator, bindings) for true, _ in rights
                    ):
                        self.result.comparisons += 1
                        return
                    continue
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
            self.logic(statement, evaluator, bindings, Tally(statement))
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

    def _slower_than_printed(
        self, statement: t.Statement, evaluator: Evaluator, bindings: dict[str, int]
    ) -> bool:
        """Whether the order term of a wrong formula is refuted; then its numbers are noted."""
        exact, order = without_order(statement.sides[1])
        assert order is not None
        power, found = self.vanishing(statement, 1, order, evaluator, bindings)
        if not self.slower(power, found):
            return False
        self.result.notes.add(
            f"what is left out vanishes like the power {found.power:.2f}, not {power:g}: "
            + growth(found, power)
        )
        sides = (statement.sides[0], exact)
        left, right = (evaluator.value(side, bindings) for side in sides)
        self.sample(statement, 1, left, right, evaluator.world, bindings)
        return True

    def _right_holds(
        self, true: t.Statement, evaluator: Evaluator, bindings: dict[str, int]
    ) -> bool:
        """Whether the right form holds in the very world that refutes the wrong one."""
        letters = {letter for side in true.sides for letter in t.free_letters(side)}
        known = t.symbols_in(*true.sides) <= set(self.setting.page.symbols)
        if not known or not letters <= set(bindings):
            return False
        rest = [condition for condition in true.conditions if not isinstance(condition, t.Range)]
        try:
            if not all(evaluator.holds(condition, bindings) for condition in rest):
                return False
            values = [
                None if sign == r"\in" else evaluator.value(without_order(side)[0], bindings)
                for side, sign in zip(true.sides, ("", *true.signs), strict=True)
            ]
            for place, sign in enumerate(true.signs):
                side = true.sides[place + 1]
                order = without_order(side)[1]
                if order is not None:
                    power, found = self.vanishing(true, place + 1, order, evaluator, bindings)
                    if self.slower(power, found):
                        return False
                elif sign != r"\in":
                    one, other = values[place : place + 2]
                    if not compare(sign, one, other, side).holds:
                        return False
            return True
        except FormulaError:
            return False

    def ill_formed(self, statement: t.Statement) -> None:
        """`\\wrong[shape]{…}`: the shapes must not fit."""
        reason = ""
        for world in self.worlds():
            evaluator = Evaluator(world, self.trace)
            for bindings in self.combinations(statement, evaluator):
                try:
                    self.chain(statement, evaluator, bindings, Tally(statement))
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
                if is_mention(node):
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
