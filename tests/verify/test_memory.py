"""Values that are kept, and worlds that are shared, are those that would be found anew."""

from dataclasses import asdict

import numpy as np
import pytest

from nnbook.verify import (
    Page,
    computed,
    defined,
    drawn,
    function,
    index,
    random,
    section,
    size,
)
from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError
from nnbook.verify.evaluate import Evaluator, evaluate
from nnbook.verify.evaluate_base import Trace
from nnbook.verify.free_worlds import FreeEvaluator, FreeWorlds, bindings_of
from nnbook.verify.memory import Memory
from nnbook.verify.page_check import Setting
from nnbook.verify.world import World
from tests.verify.pages import assert_fails, assert_holds


def bent(x):
    return np.where(np.real(x) > 0.5, np.abs(x), x)  # there the complex step sees no slope


def double(t):
    return 2 * t


PAGE = Page(
    size("n", 3, "how many"),
    index("i", 1, "n", "entries"),
    index("j", 1, "n", "entries too"),
    drawn("x", ("n", 1), "a column"),
    drawn("z", (), "a number"),
    drawn("c", (), "another number"),
    defined("t", (), "a letter"),
    defined("u", (), "one more letter"),
    computed("q", (), "twice the letter", double, "t"),
    random("X", (), "a normal number", "normal", "z", 1),
    random("Y", (), "another", "uniform", 0, 1),
    function("f", np.tanh, "bends"),
    function("g", bent, "not analytic, and not declared so"),
)
SUM = r"\sum_{i=1}^{n} x_i^2 f'(x_i) + \sum_{i=1}^{n} \frac{x_i}{3 + x_i^2}"


def node(latex):
    return PAGE.parse(latex, PAGE.index_letters)


def found(latex, memory, of=Evaluator, **bindings):
    """The value of an expression in one world, and what was noted."""
    evaluator = of(WORLD, Trace())
    evaluator.memory = memory
    return evaluator.value(node(latex), bindings), asdict(evaluator.trace)


WORLD = World(PAGE, 0, evaluate)


@pytest.mark.parametrize("latex", [SUM, rf"z + {SUM}", r"\mathbb{E}[(X - \mathbb{E}[X])^2]"])
@pytest.mark.parametrize("of", [Evaluator, FreeEvaluator])
def test_what_is_kept_is_what_is_found_anew_with_all_that_was_noted(latex, of):
    memory = Memory()
    memory.name(PAGE, node(SUM), node(latex))
    alone = found(latex, None, of)
    assert [found(latex, memory, of) for _ in range(3)] == [alone] * 3
    assert memory.place(node(latex), WORLD, {}, of) is not None


def test_a_value_is_kept_for_each_value_of_its_letters_and_each_world():
    latex = r"x_i + \sum_{j=1}^{n} x_i x_j"
    memory = Memory()
    memory.name(PAGE, node(latex))
    for i in (1, 2, 3):
        assert found(latex, memory, i=i) == found(latex, None, i=i)
    assert len({found(latex, memory, i=i)[0] for i in (1, 2, 3)}) == 3
    places = {
        memory.place(node(latex), world, {}, Evaluator) for world in (WORLD, WORLD.override({}))
    }
    assert len(places) == 2


def test_one_letter_has_another_value_in_one_world_for_all_who_ask():
    memory, key = Memory(), ("z", ())
    evaluator = Evaluator(WORLD)
    evaluator.memory = memory
    memory.name(PAGE, node(SUM))
    one, same, other = (evaluator.with_value(key, value) for value in (0.5, 0.5, 0.25))
    assert one.world is same.world
    assert other.world is not one.world
    latex = rf"z + {SUM}"
    assert one.value(node(latex), {}) != other.value(node(latex), {})
    for there, value in ((one, 0.5), (same, 0.5), (other, 0.25)):
        alone = Evaluator(WORLD.override({key: value})).value(node(latex), {})
        assert there.value(node(latex), {}) == alone
    assert Evaluator(WORLD).with_value(key, 0.5).memory is None
    redefined = Evaluator(WORLD.redefined(frozenset({"t", "q"}), {}))
    redefined.memory = memory
    assert redefined.with_value(key, 0.5).memory is None


def test_there_is_no_end_of_worlds_but_of_those_that_are_kept(monkeypatch):
    monkeypatch.setattr("nnbook.verify.memory._MOST_WORLDS", 1)
    evaluator = Evaluator(WORLD)
    evaluator.memory = Memory()
    places = [evaluator.with_value(("z", ()), value) for value in (0.5, 0.25, 0.5)]
    assert [place.value(node("z"), {}) for place in places] == [0.5, 0.25, 0.5]
    assert [place.memory is None for place in places] == [False, True, False]


@pytest.mark.parametrize(
    ("latex", "wrong"),
    [
        (r"f(z + c) = f(z) + c f'(z) + O(c^2)", r"f(z + c) = f(z) - c f'(z) + O(c^2)"),
        (r"\lim_{c \to 0} \frac{f(z + c) - f(z)}{c} = f'(z)", None),
    ],
)
def test_orders_and_limits_are_the_same_with_what_is_kept(latex, wrong):
    assert_holds(latex, PAGE)
    if wrong is not None:
        assert_fails(wrong, PAGE, "value", "vanishes like the power")
    left = node(latex.partition("=")[0])
    if isinstance(left, t.Limit):
        memory = Memory()
        memory.name(PAGE, left)
        kept, alone = Evaluator(WORLD), Evaluator(WORLD)
        kept.memory = memory
        assert [kept.forgetful().value(left, {}), kept.value(left, {})] == [
            alone.value(left, {})
        ] * 2


def test_only_what_is_named_is_kept_and_no_cases():
    memory = Memory()
    arms = r"1 + \begin{cases} z + c & z > 0 \\ z - c & z \le 0 \end{cases}"
    memory.name(PAGE, node(SUM), node(arms))
    assert memory.place(node("z + c z + 1"), WORLD, {}, Evaluator) is None
    assert memory.place(node(arms), WORLD, {}, Evaluator) is None


def test_what_is_found_where_errors_are_let_pass_is_not_kept():
    root = r"1 + 2 \log(z + c - 9)"  # of a negative number
    guarded = rf"\begin{{cases}} {root} & z > 9 \\ 0 & z \le 9 \end{{cases}}"
    memory = Memory()
    memory.name(PAGE, node(root))
    for _ in range(2):
        with np.errstate(all="raise"), pytest.raises(FormulaError):
            found(f"{guarded} + {root}", memory)


def test_remembering_is_work_too(monkeypatch):
    memory = Memory()
    memory.name(PAGE, node(SUM))
    _, noted = found(SUM, memory)
    monkeypatch.setattr("nnbook.verify.evaluate.MOST_WORK", 3 * noted["spent"])
    found(f"({SUM}) + ({SUM})", memory)
    with pytest.raises(FormulaError, match="steps to evaluate"):
        found(" + ".join([f"({SUM})"] * 4), memory)


def test_under_another_definition_only_what_depends_on_it_differs():
    own = World(PAGE, 0, evaluate, definitions={"t": (node("z"), ()), "u": (node("c"), ())})
    other = own.redefined(frozenset({"t", "q"}), {"t": (node("z + 1"), ()), "u": (node("c"), ())})
    for name, more in {"z": 0, "c": 0, "u": 0, "t": 1, "q": 2}.items():
        assert other.value((name, ())) == pytest.approx(own.value((name, ())) + more)
    assert other.value(("x", ())) is own.value(("x", ()))
    changed = other.override({("z", ()): 5.0})
    assert (changed.value(("t", ())), changed.value(("q", ()))) == (6, 12)


def test_what_is_not_yet_defined_there_has_no_value():
    own = World(PAGE, 0, evaluate, definitions={"t": (node("z"), ()), "u": (node("c"), ())})
    own.value(("t", ()))
    own.value(("q", ()))
    other = own.redefined(frozenset({"u"}), {})
    for name in ("t", "q"):
        with pytest.raises(FormulaError, match="no value yet"):
            other.value((name, ()))


def test_what_sees_another_definition_is_not_remembered():
    memory = Memory()
    memory.name(PAGE, node("t + z + 1"), node("c + z + 1"))
    other = WORLD.redefined(frozenset({"t", "q"}), {})
    assert memory.place(node("t + z + 1"), other, {}, Evaluator) is None
    assert memory.place(node("c + z + 1"), other, {}, Evaluator) == memory.place(
        node("c + z + 1"), WORLD, {}, Evaluator
    )


def test_a_mean_inside_a_mean_is_taken_once():
    evaluator = Evaluator(WORLD)
    evaluator.value(node(r"\mathbb{E}[|X - \mathbb{E}[X]| |Y - \mathbb{E}[Y]|]"), {})
    assert evaluator.trace.spent < 200


@pytest.mark.parametrize(
    ("latex", "wrong"),
    [
        (r"\mathbb{E}[(X - \mathbb{E}[X])^2] = 1", "= 2"),
        (r"\mathbb{E}[X Y] = \frac{z}{2}", r"= \frac{z}{3}"),
        (r"\mathbb{E}[X] + \mathbb{E}[X^2] = z + z^2 + 1", "= z^2 + 1"),
        (r"\int_{-1}^{1} f'(z) \,dz = f(1) - f(-1)", "= f(1)"),
        (r"\int_{-1}^{1} f''(z) z \,dz = f'(1) + f'(-1) - f(1) + f(-1)", "= f'(1)"),
    ],
)
def test_means_and_primes_at_all_points_at_once(latex, wrong):
    assert_holds(latex, PAGE)
    assert_fails(latex.partition("=")[0] + wrong, PAGE, "value", "does not hold")


def test_both_methods_agree_at_each_point_of_an_integral():
    assert_fails(r"\int_{-1}^{1} g'(z) z \,dz = 1", PAGE, "value", "methods of differentiation")


def test_free_worlds_visit_all_values_of_many_letters():
    free = FreeWorlds(Setting("", PAGE, {"n": 6}), "normal")
    parts = (node("x_i x_j"),)
    statement = t.Statement(sides=parts)
    seen = {}
    for world in free:
        extent = world.integer(node("n"), {})
        bound = bindings_of(parts, statement, FreeEvaluator(world))
        assert 0 < len(bound) <= 4
        seen.setdefault(extent, set()).update((item["i"], item["j"]) for item in bound)
    assert {extent: len(pairs) for extent, pairs in seen.items()} == {
        extent: extent**2 for extent in seen
    }


def test_a_member_that_there_is_not_is_out_of_range_and_not_followed_without_end():
    page = Page(
        size("L", 3, "layers"),
        index("l", 1, "L", "layer"),
        drawn("x", (), "an input"),
        drawn("t", (), "a number"),
        computed("z^{l}", (), "a layer", double, "z^{l-1}"),
        computed("z^{0}", (), "the input again", double, "x"),
        computed("y", (), "the last layer", double, "z^{L}"),
    )
    assert_fails(r"\frac{\partial y}{\partial z^{-1}} = t", page, "shape", "runs from 1 to 3")
    world = World(page, 0, evaluate)
    other = world.redefined(frozenset({"t"}), {})
    for at in (world, other):
        with pytest.raises(FormulaError, match="runs from 1 to 3"):
            at.value(("z^{l}", (-1,)))


def test_sections_that_redeclare_the_same_share_their_page():
    column, row = drawn("x", ("n", 1), "a column"), drawn("x", (1, "n"), "a row")
    page = Page(
        size("n", 3, "how many"),
        drawn("x", (), "a number"),
        section("one", symbols=(column,)),
        section("two", sizes={"n": 4}, symbols=(column,)),
        section("three", symbols=(row,)),
        section("four", sizes={"n": 5}),
    )
    shapes = {part: page.section_page(part).symbols["x"].shape for part in page.sections}
    assert shapes == {"one": ("n", 1), "two": ("n", 1), "three": (1, "n"), "four": ()}
    assert page.section_page("one") is page.section_page("two")
    assert page.section_page("four") is page
