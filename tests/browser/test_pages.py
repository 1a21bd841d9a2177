"""Every built page in Chromium: light and dark, desktop and phone."""

import time
from pathlib import Path

import pytest

from tests.browser import checks
from tests.browser.checks import DESKTOP, PHONE, Visit

SITE = Path(__file__).resolve().parents[2] / "site"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html")) or ["index.html"]
LOOKS = {
    f"{scheme} {name}": {"color_scheme": scheme, "viewport": size}
    for scheme in ("light", "dark")
    for name, size in (("desktop", DESKTOP), ("phone", PHONE))
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("look", LOOKS)
def test_page(page, look, host, contexts):
    with Visit(contexts(**LOOKS[look]), host + page) as visit:
        found = checks.raw_tex(visit) + checks.sideways(visit)
        found += checks.accessibility(visit) + checks.noise(visit)
    assert found == []


@pytest.mark.parametrize("page", PAGES)
def test_each_badge_opens_by_keyboard(page, host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + page) as visit:
        assert checks.badges(visit) == []


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_opened_badges(page, scheme, host, contexts):
    with Visit(contexts(color_scheme=scheme, viewport=PHONE), host + page) as visit:
        visit.page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        assert checks.sideways(visit) + checks.accessibility(visit) == []


@pytest.mark.parametrize("page", PAGES)
def test_nothing_scrolls_sideways_on_the_narrowest_phone(page, host, contexts):
    with Visit(contexts(viewport={"width": 320, "height": 640}), host + page) as visit:
        assert checks.sideways(visit) == []


@pytest.mark.parametrize("page", [page for page in PAGES if page != "404.html"])
def test_readable_without_javascript(page, host, contexts):
    with Visit(contexts(java_script_enabled=False, viewport=DESKTOP), host + page) as visit:
        assert checks.readable(visit) + checks.noise(visit) == []


def test_the_next_page_comes_without_a_reload_and_is_whole(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host) as visit:
        page = visit.page
        page.evaluate("window.stayed = true")
        page.click(".md-footer__link--next")
        page.wait_for_selector("div.formula")
        assert page.evaluate("window.stayed")
        assert checks.raw_tex(visit) + checks.badges(visit) == []
        assert checks.accessibility(visit) + checks.noise(visit) == []


def test_search_finds_a_page(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host) as visit:
        visit.page.click(".md-search__input")
        visit.page.keyboard.type("sigmoid")
        visit.page.wait_for_selector(".md-search-result__item a[href*='sigmoid']")
        assert checks.noise(visit) == []


def test_the_colours_follow_the_switch(host, contexts):
    with Visit(contexts(viewport=DESKTOP, color_scheme="light"), host) as visit:
        paper = "getComputedStyle(document.body).backgroundColor"
        light = visit.page.evaluate(paper)
        for _ in range(2):  # system, light, dark
            visit.page.click(".md-header__option label:not([hidden])")
        assert visit.page.evaluate(paper) != light
        visit.page.evaluate("localStorage.clear()")


def test_a_link_to_a_formula_leads_to_it(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + "sigmoid/") as visit:
        link = visit.page.locator("a.formula-reference:visible").last
        anchor = link.get_attribute("href").partition("#")[2]
        link.click()
        formula = visit.page.locator(f"[id='{anchor}']")
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            box = formula.bounding_box()
            if box and 0 <= box["y"] < DESKTOP["height"]:
                return
            visit.page.wait_for_timeout(50)
        pytest.fail(f"#{anchor} is not to be seen: {box}")
