"""What a reader does with a formula: breaks it, copies it, asks for a letter, steps through it."""

import pytest

from tests.browser import checks
from tests.browser.checks import DESKTOP, LOOKS, Visit

PHONE = {"width": 390, "height": 844}


# --- One formula to break


def shown(page):
    return page.locator(".break-shown:visible")


def test_a_slip_is_chosen_by_mouse_and_the_check_fails_with_its_numbers(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host) as visit:
        page = visit.page
        assert shown(page).count() == 1
        assert "The check passes." in shown(page).inner_text()
        right = shown(page).locator(".arithmatex").get_attribute("data-latex")
        page.get_by_text("a dropped factor").click()
        assert shown(page).count() == 1
        assert "The check fails." in shown(page).inner_text()
        assert shown(page).locator(".arithmatex").get_attribute("data-latex") != right
        left, other = shown(page).locator(".number").all_inner_texts()
        assert left != other
        assert checks.noise(visit) == []


def test_slips_are_walked_through_by_the_arrow_keys(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host) as visit:
        page = visit.page
        page.locator("#break-0").focus()
        said = []
        for _ in range(7):
            said.append(page.evaluate("document.activeElement.nextElementSibling.innerText"))
            ring = "getComputedStyle(document.activeElement.nextElementSibling).outlineStyle"
            assert page.evaluate(ring) == "solid"
            page.keyboard.press("ArrowRight")
        assert len(set(said)) == 7
        assert "The check passes." in shown(page).inner_text()  # round to the first one


@pytest.mark.parametrize("look", LOOKS)
def test_the_home_page_is_accessible_with_a_slip_chosen(host, contexts, look):
    with Visit(contexts(viewport=DESKTOP), host) as visit:
        visit.look(**LOOKS[look])
        visit.page.locator("label[for='break-2']").click()
        assert checks.accessibility(visit) + checks.sideways(visit) + checks.noise(visit) == []


def test_choosing_needs_no_script_and_moves_nothing_below(host, contexts):
    with Visit(contexts(java_script_enabled=False, viewport=DESKTOP), host) as visit:
        page = visit.page
        top = page.locator(".md-button").first.bounding_box()["y"]
        for count in range(7):
            page.locator(f"label[for='break-{count}']").click()
            assert shown(page).get_attribute("id") == f"break-shown-{count}"
            assert page.locator(".md-button").first.bounding_box()["y"] == top


def test_what_this_is_and_the_formula_to_break_fit_one_screen(host, contexts):
    laptop = {"width": 1280, "height": 720}
    with Visit(contexts(viewport=laptop), host) as visit:
        for what in ("h1", "fieldset.break", ".md-button"):
            box = visit.page.locator(what).last.bounding_box()
            assert box["y"] + box["height"] <= laptop["height"], what


def test_on_paper_all_slips_stand_in_a_list(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host) as visit:
        visit.page.emulate_media(media="print")
        assert shown(visit.page).count() == 7
        visit.page.emulate_media(media="screen")
