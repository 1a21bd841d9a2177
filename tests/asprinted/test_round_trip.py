"""A tree printed as LaTeX and read again is the same tree."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbook.verify import tree as t
from nnbook.verify.formula import read_formula
from tests.asprinted.printing import latex_of
from tests.asprinted.test_as_printed import readings
from tests.verify.worlds import LETTERS


def again(node, scope):
    """What is printed for a tree, and what is read there."""
    latex = latex_of(node, scope)
    (statement,) = read_formula(f"{latex} = 1", scope).statements
    return latex, statement.sides[0]


def test_each_side_in_the_book_is_read_again_as_it_was():
    wrong, seen = [], set()
    for place, formula, scope in readings().values():
        for side in itertools.chain.from_iterable(one.sides for one in formula.statements):
            if isinstance(side, (t.Relation, t.Range, t.Interval, t.Finite, t.Space, t.Order)):
                continue  # no sides of an equation
            if any(isinstance(part, t.Order) for part in side.walk()):
                continue
            key = (id(scope), side)
            if key in seen:
                continue
            seen.add(key)
            latex, found = again(side, scope)
            if found != side:
                wrong.append(f"{place}\n  {latex}\n  {side}\n  {found}")
    assert len(seen) > 2000
    assert wrong == [], "\n".join(wrong)


def names(*symbols):
    return st.sampled_from([t.Name(symbol=symbol) for symbol in symbols])


VALUES = st.one_of(
    names("x", "y", "p", "A", "u", "f"),
    st.sampled_from([t.Number(text=text) for text in ("1", "2", "10", "0.5")]),
    st.sampled_from([t.Constant(name="e"), t.Constant(name=r"\pi")]),
    st.builds(t.Entry, base=names("u"), indices=st.tuples(st.just(t.Number(text="2")))),
    st.builds(t.Call, function=names("h"), arguments=st.tuples(names("x", "y"))),
)


def larger(inner):
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    signs = st.lists(st.sampled_from("+-"), min_size=2, max_size=2).map(tuple)
    pair = st.tuples(inner, inner)
    builtin = st.sampled_from([t.Builtin(name=name) for name in ("log", "exp", "tanh", "log_2")])
    functions = st.one_of(builtin, st.just(t.Prime(function=t.Name(symbol="h"), order=2)))
    counted = t.Index(name="i")
    bodies = st.tuples(inner, inner).map(
        lambda two: t.Product(sign="", factors=(two[0], t.Power(base=two[1], exponent=counted)))
    )
    return st.one_of(
        st.builds(t.Add, terms=pair, signs=signs),
        st.builds(t.Product, sign=st.sampled_from(["", "cdot", "times", "odot"]), factors=several),
        st.builds(t.Quotient, numerator=inner, denominator=inner, slash=st.booleans()),
        st.builds(t.Power, base=inner, exponent=inner),
        st.builds(t.Transpose, base=inner),
        st.builds(t.Negative, value=inner),
        st.builds(t.Absolute, value=inner),
        st.builds(t.Norm, value=inner, kind=st.sampled_from(["1", "2", "F", r"\infty"])),
        st.builds(t.Call, function=functions, arguments=st.tuples(inner)),
        st.builds(t.Call, function=st.just(t.Builtin(name="max")), arguments=pair),
        st.builds(t.Call, function=st.just(t.Builtin(name="sqrt")), arguments=st.tuples(inner)),
        st.builds(t.Call, function=st.just(t.Builtin(name="inner")), arguments=pair),
        st.builds(
            t.Big,
            kind=st.sampled_from(["sum", "prod", "max", "argmin"]),
            indices=st.just(("i",)),
            low=st.just(t.Number(text="1")),
            high=st.just(t.Number(text="3")),
            conditions=st.just(()),
            body=bodies,
        ),
        st.builds(t.Matrix, rows=st.tuples(pair, pair)),
        st.builds(t.Entry, base=inner, indices=st.just((t.Number(text="1"), t.Number(text="2")))),
        st.builds(
            t.Derivative,
            sign=st.just(r"\partial"),
            of=inner,
            by=st.sampled_from([(t.Name(symbol="x"),), 2 * (t.Name(symbol="x"),)]),
        ),
        st.builds(t.Gradient, of=inner, by=names("x", "u"), order=st.sampled_from([1, 2])),
        st.builds(
            t.Cases,
            arms=pair.map(
                lambda two: (
                    (two[0], (t.Relation(sides=(two[1], t.Name(symbol="x")), signs=("<",)),)),
                    (two[1], ()),
                )
            ),
        ),
    )


TREES = st.recursive(VALUES, larger, max_leaves=7)


@settings(max_examples=500)
@given(TREES)
def test_a_random_tree_is_read_again_as_it_was(tree):
    latex, found = again(tree, LETTERS)
    assert found == tree, latex


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x^2 y", "(x^2) y"),
        ("x + y p", "x + (y p)"),
        (r"\frac12 x", r"\frac{1}{2} x"),
        ("-x^2", "-(x^2)"),
        (r"u^\top A u", r"(u^\top) A u"),
    ],
)
def test_what_says_the_same_is_one_tree(one, other):
    sides = [read_formula(f"{latex} = 1", LETTERS).statements[0].sides[0] for latex in (one, other)]
    assert sides[0] == sides[1]
