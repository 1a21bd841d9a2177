"""Every built page in Chromium: light and dark, desktop and phone."""

from pathlib import Path

import pytest

from tests.browser import checks
from tests.browser.checks import DESKTOP, LOOKS, PHONE, Visit

SITE = Path(__file__).resolve().parents[2] / "site"
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html")) or ["index.html"]


@pytest.mark.parametrize("page", PAGES)
def test_page(page, host, contexts):
    """One visit, since a chapter is long: as it comes, then with all opened, in four looks."""
    with Visit(contexts(viewport=DESKTOP), host + page) as visit:
        checks.all_laid_out(visit.page)
        found = {"as it comes": checks.raw_tex(visit)}
        for width in (320, PHONE["width"], DESKTOP["width"]):
            visit.look(width=width)
            found[f"{width} pixels"] = checks.sideways(visit)
        found["badges"] = checks.badges(visit)
        for name, rules in zip(LOOKS, (None, *[checks.SEEN] * 3), strict=True):
            visit.look(**LOOKS[name])
            found[name] = checks.sideways(visit) + checks.accessibility(visit, only=rules)
        found["noise"] = checks.noise(visit)
    assert {when: wrong for when, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("page", [page for page in PAGES if page != "404.html"])
def test_readable_without_javascript(page, host, contexts):
    with Visit(contexts(java_script_enabled=False, viewport=DESKTOP), host + page) as visit:
        assert checks.readable(visit) + checks.noise(visit) == []


def test_the_next_page_comes_without_a_reload_and_is_whole(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host) as visit:
        page = visit.page
        page.evaluate("window.stayed = true")
        visit.follow(page.locator(".md-footer__link--next"))
        page.wait_for_selector("div.formula")
        assert page.evaluate("window.stayed")
        assert checks.raw_tex(visit) + checks.accessibility(visit) == []
        assert checks.badges(visit) + checks.noise(visit) == []


def test_a_formula_that_scrolls_is_reached_by_the_keyboard(host, contexts):
    with Visit(contexts(viewport=PHONE), host + "sigmoid/") as visit:
        checks.all_laid_out(visit.page)
        box = visit.page.locator(".formula .arithmatex[tabindex='0']").first
        box.wait_for()
        assert "scrolls sideways" in box.get_attribute("aria-label")
        box.focus()
        visit.page.keyboard.press("ArrowRight")
        checks.until(visit.page, "(box) => box.scrollLeft > 0", box.element_handle())


def test_search_finds_a_page(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host) as visit:
        visit.page.click(".md-search__input")
        visit.page.keyboard.type("sigmoid")
        visit.page.wait_for_selector(".md-search-result__item a[href*='sigmoid']")
        assert checks.noise(visit) == []


def test_the_colours_follow_the_system_and_the_switch(host, contexts):
    paper = "getComputedStyle(document.body).backgroundColor"
    with Visit(contexts(viewport=DESKTOP), host) as visit:
        page = visit.page
        visit.look(scheme="light")
        light = page.evaluate(paper)
        visit.look(scheme="dark")
        dark = page.evaluate(paper)
        assert light != dark
        page.click("label[for='__palette_1']:visible")
        assert page.evaluate(paper) == light
        page.click("label[for='__palette_2']:visible")
        assert page.evaluate(paper) == dark
        page.evaluate("localStorage.clear()")


def test_a_link_to_a_formula_leads_to_it(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + "sigmoid/") as visit:
        link = visit.page.locator("a.formula-reference:visible").last
        anchor = link.get_attribute("href").partition("#")[2]
        visit.follow(link)
        checks.until(
            visit.page,
            """(anchor) => {
              const { top } = document.getElementById(anchor).getBoundingClientRect();
              return 0 <= top && top < innerHeight;
            }""",
            anchor,
        )


FAR = """() => {
  const last = [...document.querySelectorAll(".md-content__inner > p .arithmatex")].at(-1);
  return !last.checkVisibility({ contentVisibilityAuto: true });
}"""


def test_what_is_far_is_laid_out_once_a_reader_moves(host, contexts):
    with Visit(contexts(viewport=PHONE), host + "gradient_descent/") as visit:
        assert visit.page.evaluate(FAR)
        visit.page.mouse.wheel(0, 100)
        checks.until(visit.page, f"() => !({FAR})()")
        assert checks.noise(visit) == []


@pytest.mark.parametrize("anchor", ["eq-descent-step", "eq-descent-momentum-rate"])
def test_an_address_with_a_formula_leads_to_it_and_it_stays(anchor, host, contexts):
    with Visit(contexts(viewport=PHONE), f"{host}gradient_descent/#{anchor}") as visit:
        within = f"""() => {{
          const {{ top, bottom }} = document.getElementById("{anchor}").getBoundingClientRect();
          return 0 <= top && bottom <= innerHeight;
        }}"""
        checks.until(visit.page, within)
        checks.all_laid_out(visit.page)
        visit.look()
        assert visit.page.evaluate(within)


def test_a_page_that_is_loaded_again_is_where_it_was(host, contexts):
    with Visit(contexts(viewport=PHONE), host + "gradient_descent/") as visit:
        page = visit.page
        page.mouse.wheel(0, 20000)
        checks.until(page, "() => scrollY > 10000")
        checks.still(page)
        seen = "document.elementFromPoint(180, 400).textContent.slice(0, 60)"
        before = page.evaluate(seen)
        page.reload()
        checks.until(page, f"() => scrollY > 10000 && {seen} === {before!r}")


def test_the_way_back_leads_to_where_the_reader_was(host, contexts):
    """At a place that the page one leaves has too: the browser scrolls there before the theme has
    put the other page in its place, and on a slow machine the theme notes where that one ends.
    """
    with Visit(contexts(viewport=DESKTOP), host + "corrections/") as visit:
        page = visit.page
        others = "a.formula-reference:not([href*='/corrections/'])"
        link = page.locator(f"h2:nth-of-type(n + 2) ~ p > {others}:visible").first
        link.scroll_into_view_if_needed()
        checks.until(page, "() => scrollY > 2000 && history.state?.y === scrollY")
        place = page.evaluate("scrollY")
        title = page.locator("h1").inner_text()
        link.click()
        checks.until(page, f"() => !document.querySelector('h1')?.innerText.startsWith({title!r})")
        checks.still(page)
        page.go_back()
        checks.until(page, "() => location.pathname.includes('corrections')")
        checks.until(page, f"() => Math.abs(scrollY - {place}) < 60")


@pytest.mark.parametrize("width", [320, 768])
def test_no_formula_runs_into_its_number(width, host, contexts):
    """Also where the number is long, as (16.100) is, and the formula too."""
    with Visit(contexts(viewport=DESKTOP), host + "backpropagation/") as visit:
        visit.look(width=width)
        visit.page.evaluate("document.querySelectorAll('details').forEach((box) => (box.open = 1))")
        visit.look()
        apart = visit.page.evaluate(
            """() => [...document.querySelectorAll(".formula-row")].map((row) => {
              const side = (name) => row.querySelector(name).getBoundingClientRect();
              return side(".formula-number").left - side(".arithmatex").right;
            })"""
        )
        assert len(apart) > 100
        assert min(apart) > 1


def test_boxes_of_every_kind_have_the_quiet_edge(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + "training/") as visit:
        boxes = ".admonition, details:not(.badge)[class]"
        colours = visit.page.evaluate(
            """(boxes) => [...document.querySelectorAll(boxes)].map(
              (box) => [box.className, getComputedStyle(box).borderTopColor])""",
            boxes,
        )
        assert len({kind for kind, _ in colours}) > 2
        assert {colour for _, colour in colours} == {"rgb(228, 226, 218)"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_print_is_dark_on_white_whatever_the_screen_was(scheme, host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + "how_it_is_checked/") as visit:
        visit.look(scheme=scheme)
        visit.page.emulate_media(media="print", color_scheme=scheme)
        looks = visit.page.evaluate(
            """() => [...document.querySelectorAll("body, article :is(p, li, h2, code)")].map(
              (part) => getComputedStyle(part).color)"""
        )
        paper = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
        visit.page.emulate_media(media="screen", color_scheme="light")
    assert paper == "rgb(255, 255, 255)"
    assert len(looks) > 40
    brightest = max(max(map(int, look[4:-1].split(","))) for look in looks)
    assert brightest < 160  # no text is pale


@pytest.mark.parametrize("address", ["notation/", "training/", "exercises/"])
def test_no_table_is_cut_off_in_print(address, host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + address) as visit:
        visit.page.evaluate("document.querySelectorAll('details').forEach((box) => (box.open = 1))")
        visit.page.emulate_media(media="print")
        visit.page.set_viewport_size({"width": 688, "height": 1017})  # A4 without its margins
        over = visit.page.evaluate(
            """() => {
              const tables = [...document.querySelectorAll("article table:not(.badge-numbers)")];
              return tables.map((table) => {
                const [own, box] = [table, table.parentElement].map(
                  (part) => part.getBoundingClientRect());
                return own.right - Math.min(box.right, innerWidth);
              });
            }"""
        )
        visit.page.emulate_media(media="screen")
    assert over
    assert max(over) < 1
