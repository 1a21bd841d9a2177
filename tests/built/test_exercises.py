"""The exercises as built: each is in the index, has its solution, and hides what it asks for."""

import re

import pytest

from nnbook.site.exercises import exercises
from tests.built.test_site import BOOK, built, built_at, soup

__all__ = ["built"]
CHAPTERS = [page.file for page in BOOK.chapters]


@pytest.mark.parametrize("file", CHAPTERS)
def test_each_exercise_of_a_chapter_is_in_the_index_with_its_solution(file):
    page = soup(built_at(file))
    section = page.select_one("h2#exercises")
    headings = [
        heading
        for heading in section.find_next_siblings(["h2", "h3"])
        if heading.find_previous("h2") == section and heading.name == "h3"
    ]
    listed = soup("exercises/index.html").select("#exercises-all tbody tr")
    stem = built_at(file).removesuffix("index.html")
    links = [
        tuple(link["href"].removeprefix("../") for link in row.select("a"))
        for row in listed
        if row.a["href"].startswith(f"../{stem}")
    ]
    ids = [heading["id"] for heading in headings]
    assert links == [(f"{stem}#{name}", f"{stem}#{name}-solution") for name in ids]
    for name in ids:
        assert page.select_one(f"details.success[id='{name}-solution'] > summary"), name


@pytest.mark.parametrize("file", CHAPTERS)
def test_a_box_is_hidden_and_says_what_it_wants(file):
    forms = soup(built_at(file)).select("form.answer")
    for form in forms:
        assert form.has_attr("hidden")
        assert form.label.text.strip()
        assert re.fullmatch(r"a whole number|to \w+ decimals?", form.select_one("span").text)
        assert re.fullmatch("[0-9a-f]{8}", form["data-right"])
        assert not form.input.has_attr("value")
        solution = form.find_next("details", class_="success")
        assert form["data-salt"].endswith(solution["id"].removesuffix("-solution"))


def test_the_index_says_which_exercises_ask():
    asking = {(item.page.file, item.id) for item in exercises(BOOK) if item.asks}
    built_forms = {
        (file, form["data-salt"].partition("/")[2])
        for file in CHAPTERS
        for form in soup(built_at(file)).select("form.answer")
    }
    assert asking == built_forms
    assert len(asking) >= 2 * 15


def test_the_index_by_difficulty_has_each_exercise_once():
    page = soup("exercises/index.html")
    lists = page.select("article h3 + ul")
    assert len(lists) == 3
    links = [link["href"] for items in lists for link in items.select("a")]
    assert sorted(links) == sorted(row.a["href"] for row in page.select("#exercises-all tbody tr"))
