"""The museum of wrong formulas: every slip has its entry, and would be caught in its chapter.

`python -m tests.test_corrections` renews the tables of docs/corrections.md from corrections.toml.
"""

import itertools
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

from nnbook.pictures import corrections as pictures
from nnbook.verify.load import load_symbols, symbols_for
from nnbook.verify.page_check import PageCheck
from nnbook.verify.scan import read_page, scan
from tests.test_layout import ROOT, Settings, nav, titles

PAGE = ROOT / "docs" / "corrections.md"
DATA = tomllib.loads((ROOT / "tests" / "corrections.toml").read_text(encoding="utf-8"))
KINDS = {kind["id"]: kind["name"] for kind in DATA["kind"]}
ENTRIES = {entry["id"]: entry for entry in DATA["entry"]}
FORMS = ("false", "ill-formed", "wording", "restricted")
# What was found in the five articles, by the letter of each and the number of its slips ...
ARTICLES = {"a": 4, "b": 5, "c": 9, "d": 4, "e": 7}
# ... and in well-known material.
WELL_KNOWN = {
    "d2l-88",
    "cs231n-sign",
    "cs231n-two",
    "autograd-317",
    "optax-sign",
    "numpy-ml-sign",
    "numpy-tutorials",
}
HEADING = re.compile(r"^(#+) (.+?) \{#([\w-]+)\}$", re.MULTILINE)


def text():
    return PAGE.read_text(encoding="utf-8")


@cache
def formulas():
    """The latex of every formula of the page, with the sections that it stands in."""
    return [(item.latex.strip(), item.section) for item in scan(text(), str(PAGE)).formulas]


STRUCK = re.compile(r"\\wrong(?:\[shape\])?\{(.*)\}", re.DOTALL)


def struck(name, how=r"\wrong{"):
    return [latex for latex, section in formulas() if name in section and latex.startswith(how)]


# The entries.


def test_each_slip_has_its_entry():
    coded = {f"{letter}{number + 1}" for letter, last in ARTICLES.items() for number in range(last)}
    assert set(ENTRIES) == coded | WELL_KNOWN
    assert len(DATA["entry"]) == len(ENTRIES)


def test_the_page_has_the_entries_in_their_order_each_under_its_kind():
    kind, found = "", []
    for depth, title, name in HEADING.findall(text()):
        kind = name if depth == "##" else kind
        if depth == "##" and name in KINDS:
            assert title == KINDS[name]
        if depth == "###" and kind in KINDS:
            found.append((name, kind))
    assert found == [(entry["id"], entry["kind"]) for entry in DATA["entry"]]


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_strikes_what_is_a_formula_and_nothing_else(name):
    form = ENTRIES[name]["form"]
    assert form in FORMS
    assert bool(struck(name)) == (form == "false")
    assert bool(struck(name, r"\wrong[shape]{")) == (form == "ill-formed")
    assert bool(ENTRIES[name].get("in")) == (form in ("false", "ill-formed"))


@pytest.mark.parametrize("name", [name for name in ENTRIES if struck(name)])
def test_the_right_formula_of_an_entry_stands_in_it_and_links_to_its_chapter(name):
    part = re.split(rf"^### .*\{{#{name}\}}$", text(), flags=re.MULTILINE)[1]
    part = re.split(r"^##+ (?!#)(?!.*\{#" + name + "-)", part, flags=re.MULTILINE)[0]
    assert "**Right**" in part
    assert (
        "**In numbers**" in part or "**In numbers.**" in part or "[shape]" in part or name == "b2"
    )
    assert "**In training" in part
    assert "**In a minute.**" in part
    assert re.search(r"\\eqref\{eq:(?!corrections)|\]\(\w+\.md#", part)
    assert re.search(r"\\label\{eq:corrections-", part)


# The same slips as tests.


def put(source, label, wrong):
    """The text of a page with a wrong formula in the place of the one that has the label."""
    inside = rf"\$\$(?:(?!\$\$).)*?\\label\{{{re.escape(label)}\}}\s*\$\$"
    found = re.findall(inside, source, re.DOTALL)
    assert len(found) == 1, label
    return source.replace(found[0], f"$$\n{wrong}\n\\label{{{label}}}\n$$")


def verdict(source, path, label):
    """What the check says of the formula with this label: "" if it holds, else by what it dies."""
    check = PageCheck(load_symbols(symbols_for(path)))
    (formula,) = [
        printed
        for printed in scan(source, str(path)).formulas
        if f"\\label{{{label}}}" in printed.latex
    ]
    for printed in scan(source, str(path)).formulas:
        result = check.read(printed)
        if printed == formula or result.kind in ("definition", "assumption"):
            if result.formula is not None:
                check.execute(result)
            if printed == formula:
                return "" if result.holds else result.category
    raise AssertionError(label)


TRIALS = [
    (name, trial["page"], trial["label"], trial["wrong"], trial["by"], trial.get("struck", ""))
    for name, entry in ENTRIES.items()
    for trial in entry.get("in", [])
]


@pytest.mark.parametrize(
    ("page", "label", "wrong", "by", "section"),
    [trial[1:] for trial in TRIALS],
    ids=[f"{trial[0]} as {trial[2]}" for trial in TRIALS],
)
def test_a_slip_in_its_chapter_is_caught(page, label, wrong, by, section):
    path = ROOT / "docs" / f"{page}.md"
    source = read_page(path)
    assert verdict(source, path, label) == ""
    assert verdict(put(source, label, wrong), path, label) == by
    if section:
        formulas_there = [
            item for item in scan(source, str(path)).formulas if STRUCK.match(item.latex.strip())
        ]
        assert any(section in item.section for item in formulas_there)


def bare(latex):
    """The tokens of a formula, without what only spaces it."""
    return re.sub(r"\\,|\\left|\\right|\s", "", latex)


@cache
def struck_in(page):
    """All struck formulas of a page, without the striking."""
    path = ROOT / "docs" / f"{page}.md"
    found = (item.latex.strip() for item in scan(read_page(path), str(path)).formulas)
    return {bare(match[1]) for latex in found if (match := STRUCK.match(latex))}


# Tried in other words than it is struck in: what stands in the chapter has other letters or parts.
REWORDED = {
    ("c4", "eq:chain-affine-biases"),
    ("optax-sign", "eq:softmax-loss-one-hot"),
    ("b5", "eq:backprop-other-weights"),
    ("e2", "eq:ce-loss-gradient"),
    ("numpy-tutorials", "eq:activations-relu-slope"),
    ("e6", "eq:descent-update"),
    ("e6", "eq:two-layer-update"),
    ("b2", "eq:two-layer-shapes"),
    ("e4", "eq:two-layer-dW1"),
    ("b3", "eq:activations-relu-derivative"),
    ("c6", "eq:perceptron-influence-size"),
    ("c7", "eq:mse-outside"),
    ("d1", "eq:exceeds-half"),
    ("d1", "eq:perceptron-threshold"),
}


def test_what_is_tried_is_struck_here_or_in_its_chapter():
    other = {
        (name, label)
        for name, page, label, wrong, _, _ in TRIALS
        if bare(wrong) not in struck_in("corrections") | struck_in(page)
    }
    assert other == REWORDED


# The tables.


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def count_table():
    """The entries by kind and form."""
    counts = Counter((entry["kind"], entry["form"]) for entry in ENTRIES.values())
    rows = [
        [f"[{title}](#{kind})", *(counts[kind, form] for form in FORMS)]
        for kind, title in KINDS.items()
    ]
    whole = [sum(row[number] for row in rows) for number in range(1, len(FORMS) + 1)]
    head = ["kind", *FORMS]
    total = ["together", *whole]
    wrong, told, small = whole[0] + whole[1], whole[2], whole[3]
    said = (
        f"{len(ENTRIES)} entries: {wrong} wrong formulas, or pairs of them, "
        f"{told} slips of wording and {small} models that are only restricted. "
        f"{len(WELL_KNOWN)} are from well-known courses, books and libraries, "
        f"the others from the five articles."
    )
    return table(head, [*rows, total]) + "\n\n" + said


def caught_table():
    """Each slip, where it was put, and by what it was refused."""
    settings = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Settings)
    called = titles(settings["nav"])
    title_of = {name: title for _, title, name in HEADING.findall(text())}
    rows = [
        [
            f"[{title_of[name]}](#{name})",
            f"[{called[f'{page}.md']}]({page}.md{section and '#' + section})",
            f"\\eqref{{{label}}}",
            by,
        ]
        for name, page, label, _, by, section in TRIALS
    ]
    by = Counter(row[-1] for row in rows)
    said = ", ".join(f"{number} by {how}" for how, number in sorted(by.items(), reverse=True))
    head = ["slip", "chapter", "in the place of", "refused by"]
    return table(head, rows) + f"\n\n{len(rows)} formulas put in: {said}."


def made(source):
    """The page with its tables made anew."""
    for name, content in (("count", count_table()), ("tests", caught_table())):
        begin, end = f"<!-- made: {name} -->\n", "<!-- end -->\n"
        before, _, rest = source.partition(begin)
        assert rest, name
        source = before + begin + "\n" + content + "\n\n" + end + rest.partition(end)[2]
    return source


def test_the_tables_of_the_page_are_those_of_the_entries():
    assert made(text()) == text(), "renew them: python -m tests.test_corrections"


def test_the_chapters_of_the_slips_are_in_the_book():
    assert {f"{page}.md" for _, page, *_ in TRIALS} <= set(nav())


# The pictures say what the page says.


def test_the_pictures_are_all_on_the_page():
    drawn = set(re.findall(r"\(picture:corrections/(\w+) ", text()))
    assert drawn == {
        "sign",
        "still",
        "factor",
        "mean",
        "place",
        "relu_slope",
        "step_size",
        "outside",
    }
    assert all(callable(getattr(pictures, name)) for name in drawn)


def lines(name, axes=0):
    """The heights of the lines of a picture that have more than two points."""
    figure = getattr(pictures, name)()
    drawn = [line.get_ydata() for line in figure.axes[axes].lines]
    return [heights for heights in drawn if len(heights) > 2]


def test_the_turned_sign_raises_the_cost_at_each_step():
    right, wrong = lines("sign")
    assert list(right) == sorted(right, reverse=True)
    assert list(wrong) == sorted(wrong)


@pytest.mark.parametrize("axes", [0, 1])
def test_what_never_moves_is_zero_at_each_step(axes):
    right, wrong = lines("still", axes)
    assert set(wrong) == {0}
    assert right[-1] > 1


def test_half_the_gradient_is_slower_and_the_bias_counted_often_diverges():
    right, half, often = lines("factor")
    assert right[-1] < half[-1] < half[0]
    assert often[-1] > 1000 * often[0]


def test_the_sum_throws_the_cost_up():
    right, wrong = lines("mean")
    assert max(wrong) > 10 * wrong[0]
    assert wrong[-1] > 5 * right[-1]


def test_one_slope_too_many_hardly_learns():
    right, wrong = lines("place")
    assert right[-1] < 0.1
    assert wrong[-1] > 5


def test_a_slope_that_is_always_one_stops_above():
    right, wrong = lines("relu_slope")
    assert right[-1] < 0.1
    assert min(wrong) > 2 * right[-1]
    assert wrong[100] < wrong[0] / 2


def test_the_label_two_leaves_the_loss_above_one_and_the_weight_growing():
    (loss,) = lines("outside")
    (weight,) = lines("outside", 1)
    assert 1 < min(loss) < 1.05
    assert all(after > before for before, after in itertools.pairwise(weight))


if __name__ == "__main__":
    PAGE.write_text(made(text()), encoding="utf-8")
    print(f"{Path(PAGE).name}: {len(ENTRIES)} entries, {len(TRIALS)} slips tried")
