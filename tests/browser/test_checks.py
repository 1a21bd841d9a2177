"""The tables of the page of all checks: sorted by the keyboard, and whole without scripts."""

from tests.browser import checks
from tests.browser.checks import DESKTOP, PHONE, Visit

BOX = "#checks-sigmoid"
COLUMN = f"""(column) => [...document.querySelectorAll("{BOX} tbody tr")].map(
  (row) => row.cells[column]?.textContent ?? "")"""


def column(visit, place):
    return visit.page.evaluate(COLUMN, place)


def opened(visit):
    visit.page.locator(f"{BOX} > summary").focus()
    visit.page.keyboard.press("Enter")
    visit.page.locator(f"{BOX} table").wait_for()


def press(visit, name):
    visit.page.locator(f"{BOX} th button", has_text=name).focus()
    visit.page.keyboard.press("Enter")
    return visit.page.locator(f"{BOX} th[aria-sort]").evaluate_all(
        "(found) => found.map((heading) => [heading.textContent, heading.ariaSort])"
    )


def test_the_keyboard_sorts_a_table_both_ways_and_back(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + "checks/") as visit:
        opened(visit)
        built = column(visit, 1)
        assert press(visit, "Comparisons") == [["Comparisons", "ascending"]]
        up = [int(text) for text in column(visit, 3) if text]
        assert up == sorted(up)
        assert press(visit, "Comparisons") == [["Comparisons", "descending"]]
        down = column(visit, 3)
        assert [int(text) for text in down if text] == up[::-1]
        assert "" not in down[: len(up)], "what has no entry comes last both times"
        assert press(visit, "Worst error") == [["Worst error", "ascending"]]
        errors = [float(text) for text in column(visit, 4) if text]
        assert errors == sorted(errors)
        press(visit, "LaTeX")
        assert column(visit, 1) != built
        press(visit, "Formula")
        assert column(visit, 1) == built
        assert checks.noise(visit) == []


def test_a_table_sorts_after_a_change_of_page_too(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + "notation/") as visit:
        visit.page.evaluate("window.stayed = true")
        visit.page.locator(".md-copyright a").click()
        visit.page.locator(BOX).wait_for()
        assert visit.page.evaluate("window.stayed")
        opened(visit)
        assert press(visit, "Kind") == [["Kind", "ascending"]]
        kinds = [text for text in column(visit, 2) if text]
        assert kinds == sorted(kinds)
        assert visit.page.locator(f"{BOX} th button button").count() == 0


def test_a_wide_table_is_reached_by_the_keyboard_on_a_phone(host, contexts):
    with Visit(contexts(viewport=PHONE), host + "checks/") as visit:
        opened(visit)
        box = visit.page.locator(f"{BOX} .table-box[tabindex='0']")
        box.wait_for()
        assert "scrolls sideways" in box.get_attribute("aria-label")


def test_without_scripts_the_table_stands_in_the_order_of_the_page(host, contexts):
    context = contexts(java_script_enabled=False, viewport=DESKTOP)
    with Visit(context, host + "checks/") as visit:
        visit.page.locator(f"{BOX} > summary").click()
        names = visit.page.locator(f"{BOX} tbody tr td:first-child").all_inner_texts()
        lines = [int(name.split()[1]) for name in names if name.startswith("line")]
        numbers = [int(name.split(".")[1]) for name in names if "." in name]
        assert lines == sorted(lines)
        assert numbers == list(range(1, len(numbers) + 1))
        assert visit.page.locator("th button").count() == 0
