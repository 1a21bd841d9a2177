"""Exercises: their headings, their index, and numbers to enter that nobody typed."""

import pytest
from bs4 import BeautifulSoup

from nnbook.site import exercises
from nnbook.site.book import Book
from nnbook.site.errors import BookError
from nnbook.site.exercises import ANSWER, asked, digest, exercises_of, rounded, tolerance
from tests.site.test_build import ROOT

PAGE = r"""# First

## Exercises {#exercises}

### 1. How wide? (easy) {#exercise-wide}

How wide is it?

\answer{The width}{3}{2 t}

??? success "Solution"

    It is $2 t = 3 s \approx 4.3944$, and $q = \frac67$.

### 2. In code (hard, in code) {#exercise-code}

Do it.

??? success "Solution"

    ```
    ## Exercises
    ### no heading
    ```

## Sources

### Not an exercise
"""


def step(left, right, value, relation="="):
    return {
        "relation": relation,
        "left": left,
        "right": right,
        "left_value": value,
        "right_value": value,
        "world": "seed 0",
        "reason": "",
    }


CHAIN = [step("2 t", "3 s", 4.394449), step("3 s", "4.3944", 4.394449, r"\approx")]


@pytest.fixture
def asking(book, monkeypatch):
    """The small book, whose first chapter has two exercises and asks for a number."""
    book.write("first.md", PAGE)
    book.write("deeper/second.md", "# Second\n")
    book.check()
    inside = {"section": ["first", "exercises", "exercise-wide"]}
    book.steps = lambda steps, **more: book.result("2 t", steps=steps, **(inside | more))
    book.steps(CHAIN)
    book.page = lambda **settings: BeautifulSoup(
        book.html("first.md", more=["pymdownx.details"], **settings), "lxml"
    )
    return book


def test_headings_are_read():
    found = exercises_of(None, PAGE, "docs/first.md")
    assert [(item.number, item.title, item.level, item.code, item.id) for item in found] == [
        ("1", "How wide?", "easy", False, "exercise-wide"),
        ("2", "In code", "hard", True, "exercise-code"),
    ]
    assert [item.asks for item in found] == [True, False]


@pytest.mark.parametrize(
    "heading",
    [
        "### 1. How wide? {#exercise-wide}",
        "### 1. How wide? (simple) {#exercise-wide}",
        "### How wide? (easy) {#exercise-wide}",
        "### 1. How wide? (easy)",
    ],
)
def test_a_heading_of_another_form_is_named(heading):
    text = PAGE.replace("### 1. How wide? (easy) {#exercise-wide}", heading)
    with pytest.raises(BookError, match="has an exercise with the heading"):
        exercises_of(None, text, "docs/first.md")


def test_the_index_has_each_exercise_with_links_to_it_and_its_solution(asking):
    asking.write(
        "index.md",
        "# Home\n\n"
        + "\n\n".join(
            rf"\exercises{{{what}}}" for what in ("count", "chapters", "easy", "medium", "hard")
        ),
    )
    asking.check()
    page = BeautifulSoup(asking.html("index.md"), "lxml")
    rows = [[cell.text for cell in row.select("td")] for row in page.select("tbody tr")]
    assert rows == [
        ["1. First", "1. How wide?", "easy", "", "to enter", "solution"],
        ["1. First", "2. In code", "hard", "code", "", "solution"],
    ]
    links = [link["href"] for link in page.select("td a")]
    assert links[:2] == ["first.md#exercise-wide", "first.md#exercise-wide-solution"]
    assert "2 exercises: 1 easy, 0 medium, 1 hard. 1 are in code." in page.text
    assert "For 1 of them" in page.text
    assert [len(items.select("li")) for items in page.select("ul")] == [1, 0, 1]
    keys = [cell["data-key"] for cell in page.select("td[data-key]")]
    assert keys == ["0", "2"]


def test_an_index_that_there_is_not_is_named(asking):
    asking.write("index.md", "# Home\n\n\\exercises{simple}\n")
    asking.check()
    with pytest.raises(BookError, match=r"names no index(.|\n)*medium"):
        asking.html("index.md")


def test_solutions_have_ids(asking):
    ids = [box["id"] for box in asking.page().select("details.success")]
    assert ids == ["exercise-wide-solution", "exercise-code-solution"]


def test_the_number_is_what_the_check_computed(asking):
    form = asking.page().form
    salt = "first/exercise-wide"
    assert form["data-salt"] == salt
    assert form["data-right"] == digest(salt, "4.394")
    assert form["data-near"].split() == [digest(salt, "4.393"), digest(salt, "4.395")]
    assert form["data-opposite"] == digest(salt, "-4.394")
    asking.steps([step("2 t", "3 s", 0.1234567), step("3 s", "0.1235", 0.1234567, r"\approx")])
    assert asking.page().form["data-right"] == digest(salt, "0.123")


def test_the_box_is_accessible_and_hidden_without_scripts(asking):
    form = asking.page().form
    assert form.has_attr("hidden")
    assert form.label["for"] == form.input["id"] == "exercise-wide-answer"
    assert form.output["for"] in ("exercise-wide-answer", ["exercise-wide-answer"])
    assert form.label.text == "The width"
    how = form.select_one(f"#{form.input['aria-describedby']}")
    assert how.text == "to three decimals"
    assert form.button["type"] == "submit"
    assert "4.39" not in str(form)


def test_an_exercise_may_ask_twice(asking):
    asking.change("first.md", "\\answer", "\\answer{Half of it}{2}{3 s}\n\n\\answer")
    asking.check()
    asking.steps(CHAIN)
    forms = asking.page().select("form")
    assert [form.label.text for form in forms] == ["Half of it", "The width"]
    assert len({form.input["id"] for form in forms}) == 2


@pytest.mark.parametrize(
    ("steps", "what"),
    [
        ([step("3 s", "4.3944", 4.394449, r"\approx")], "no side of an executed formula"),
        ([step("2 t", "3 s", 4.394449)], "no side of an executed formula"),
        ([CHAIN[0], step("3 s", "4.3944", 4.3, r"\ge")], "no side of an executed formula"),
        ([step("2 t", "4.3944", [1.0, 2.0])], "is no number"),
        ([step("2 t", "4.3944", True)], "is no number"),
        ([step("2 t", "4.3944", float("nan"))], "is no number"),
        ([step("2 t", "0.0625", 0.0625)], "half-way between"),
        ([step("2 t", "0.0041", 0.0041)], "leave one digit"),
    ],
)
def test_what_cannot_be_asked_is_named(asking, steps, what):
    asking.steps(steps)
    with pytest.raises(BookError, match=what):
        asking.page()
    assert asking.page(preview=True).select_one("p.fails")


def test_a_formula_that_fails_or_of_another_exercise_is_no_answer(asking):
    for changed in ({"section": ["first", "exercises", "exercise-code"]}, {"verdict": "fails"}):
        asking.steps(CHAIN, **changed)
        assert (
            "no side of an executed formula" in asking.page(preview=True).select("p.fails")[0].text
        )


def test_a_box_stands_between_heading_and_solution(asking):
    marker = "\\answer{The width}{3}{2 t}"
    for place in ("## Sources\n", "## Exercises {#exercises}\n"):
        moved = PAGE.replace(marker + "\n\n", "").replace(place, f"{place}\n{marker}\n")
        asking.write("first.md", moved)
        asking.check()
        with pytest.raises(BookError, match="outside an exercise"):
            asking.page()


def test_a_box_within_the_solution_is_named(asking):
    asking.change("first.md", "    It is", "    \\answer{Again}{3}{2 t}\n\n    It is")
    asking.check()
    asking.steps(CHAIN)
    with pytest.raises(BookError, match="'Again' within another box"):
        asking.page()


@pytest.mark.parametrize(
    "latex",
    ["4", "4.25", "-4.25", r"\frac67", r"\frac{6}{7}", r"-\frac{60}{7}", r"1.9 \cdot 10^{-20}"],
)
def test_a_printed_number_is_known(latex):
    assert exercises.LITERAL.fullmatch(latex)


@pytest.mark.parametrize("latex", ["t", "2 t", r"\log 9", r"\frac{t}{7}", "2^3", "4 + 1", ""])
def test_what_is_no_printed_number(latex):
    assert not exercises.LITERAL.fullmatch(latex)


def test_braces_in_what_is_asked_for_are_kept():
    match = ANSWER.fullmatch(r"\answer{The share}{2}{\frac{\sigma(2)}{W^{[1]}}}")
    assert asked(match).latex == r"\frac{\sigma(2)}{W^{[1]}}"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0.8571, 3, "0.857"), (-0.0001, 3, "0.000"), (2.9999, 0, "3"), (-0.25, 2, "-0.25")],
)
def test_rounding(value, decimals, text):
    assert rounded(value, decimals) == text


def test_the_digest_is_that_of_the_reference():
    """FNV-1a is defined by its step; the published one for "foobar" is bf9cf968."""
    found = 0x811C9DC5
    for letter in b"foobar":
        found = (found ^ letter) * 0x01000193 % 2**32
    assert found == 0xBF9CF968
    for letter in b" 1":
        found = (found ^ letter) * 0x01000193 % 2**32
    assert digest("foobar", "1") == f"{found:08x}"
    assert len({digest("a", "1"), digest("b", "1"), digest("b", "2")}) == 3


def test_tolerance_is_said_in_words():
    assert [tolerance(count) for count in (0, 1, 3)] == [
        "a whole number",
        "to one decimal",
        "to three decimals",
    ]


def test_the_exercises_of_the_book_can_be_read():
    found = exercises.exercises(Book(ROOT))
    assert {item.page.file for item in found} == {page.file for page in Book(ROOT).chapters}
    for page in Book(ROOT).chapters:
        numbers = [int(item.number) for item in found if item.page == page]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= 5, page.file
