"""The cheat sheet as a printer gets it."""

import re

from tests.browser.checks import DESKTOP, Visit

PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


def printed(host, contexts, address):
    with Visit(contexts(viewport=DESKTOP), host + address) as visit:
        return len(PAGE.findall(visit.page.pdf(format="A4")))


def test_the_cheat_sheet_takes_two_pages(host, contexts):
    assert printed(host, contexts, "cheat_sheet/") == 2


def test_a_longer_page_takes_more(host, contexts):
    assert printed(host, contexts, "notation/") > 4


def test_nothing_of_it_is_cut_off_in_print(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + "cheat_sheet/") as visit:
        visit.page.emulate_media(media="print")
        visit.page.set_viewport_size({"width": 688, "height": 1017})  # A4 without its margins
        cut = visit.page.evaluate(
            """() => [...document.querySelectorAll("article td")].filter(
              (cell) => cell.scrollWidth > cell.clientWidth + 1 ||
                cell.getBoundingClientRect().right > innerWidth + 1
            ).map((cell) => cell.textContent.slice(0, 60))"""
        )
        visit.page.emulate_media(media="screen")
        assert cut == []
