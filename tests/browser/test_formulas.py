"""What a reader does with a formula: breaks it, copies it, asks for a letter, steps through it."""

import json
from unicodedata import normalize

import pytest

from tests.browser import checks
from tests.browser.checks import DESKTOP, LOOKS, ROOT, Visit, until

PHONE = {"width": 390, "height": 800}


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


# --- Buttons at a formula, and LaTeX


@pytest.fixture
def clipboard(contexts):
    """A window that may read what was copied."""
    window = contexts(viewport=DESKTOP, permissions=["clipboard-read", "clipboard-write"])
    return window, "navigator.clipboard.readText()"


def at(page, anchor):
    formula = page.locator(f"#{anchor}")
    formula.scroll_into_view_if_needed()
    return formula


def status(page):
    return page.locator("[role=status].badge-of").inner_text()


def latex(formula):
    return formula.locator(".formula-row > .arithmatex").get_attribute("data-latex")


def test_a_click_copies_a_formula_and_nothing_moves(host, clipboard):
    window, read = clipboard
    with Visit(window, host + "sigmoid/") as visit:
        page = visit.page
        checks.all_laid_out(visit.page)
        formula = at(page, "eq-softplus")
        below = page.locator("#eq-softplus ~ *").first
        before = below.bounding_box()["y"]
        formula.hover()
        page.locator("[data-do=copy]").click()
        page.get_by_text("Copied", exact=True).wait_for()
        assert page.evaluate(read) == latex(formula)
        assert below.bounding_box()["y"] == before
        assert "Copied the LaTeX of formula" in status(page)
        assert checks.noise(visit) == []


def test_a_key_copies_the_formula_that_has_the_focus_and_no_other_key_does(host, clipboard):
    window, read = clipboard
    with Visit(window, host + "sigmoid/") as visit:
        page = visit.page
        page.evaluate("navigator.clipboard.writeText('before')")
        page.keyboard.press("c")  # nothing has the focus
        formula = at(page, "eq-sigmoid-product")
        formula.locator(".formula-number").focus()
        for key in ("x", "Control+Shift+c", "Tab"):
            page.keyboard.press(key)
        assert page.evaluate(read) == "before"
        assert page.evaluate("document.activeElement.dataset.do") == "copy"
        page.keyboard.press("c")
        until(page, f"{read}.then((text) => text !== 'before')")
        assert page.evaluate(read) == latex(formula)


def test_the_buttons_go_with_the_reader_and_are_no_tab_stops_elsewhere(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + "sigmoid/") as visit:
        page = visit.page
        assert page.locator(".formula-tools").count() == 0
        for anchor in ("eq-sigmoid", "eq-softplus"):
            at(page, anchor).hover()
            assert page.locator(".formula-tools").count() == 1
            assert page.locator(f"#{anchor} .formula-tools").count() == 1
        page.locator("h1").scroll_into_view_if_needed()
        page.locator("h1").hover()
        assert page.locator(".formula-tools").count() == 0


def test_a_selection_is_copied_with_the_latex_of_its_formulas(host, clipboard):
    window, read = clipboard
    with Visit(window, host + "sigmoid/") as visit:
        page = visit.page
        chosen = page.evaluate(
            """() => {
              const drawn = document.querySelector("p > .arithmatex");
              getSelection().selectAllChildren(drawn.closest("p"));
              return drawn.dataset.latex;
            }"""
        )
        page.keyboard.press("Control+c")
        text = page.evaluate(read)
        assert f"${chosen}$" in text
        assert not any("\U0001d400" <= letter <= "\U0001d7ff" for letter in text)
        page.evaluate(  # a part of one formula is the whole of it
            """() => {
              const math = document.querySelector("#eq-softplus mjx-math");
              getSelection().selectAllChildren(math);
            }"""
        )
        page.keyboard.press("Control+c")
        assert page.evaluate(read) == f"$$\n{latex(page.locator('#eq-softplus'))}\n$$"


# --- What a letter means


def tip(page):
    return page.locator(".letter-tip:visible")


def first_letter(page, anchor, letter):
    return at(page, anchor).locator("mjx-math mjx-mi", has_text=letter).first


def test_a_letter_is_explained_by_the_mouse_until_it_goes(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + "sigmoid/") as visit:
        page = visit.page
        first_letter(page, "eq-softplus", "\U0001d701").hover()  # zeta
        tip(page).wait_for()
        assert "softplus" in tip(page).inner_text()
        assert tip(page).locator("a[href*='nnbook.sigmoid.softplus']").count() == 1
        tip(page).locator("a").hover()  # it stays where the pointer goes to it
        page.wait_for_timeout(600)
        assert tip(page).count() == 1
        page.keyboard.press("Escape")
        assert tip(page).count() == 0
        first_letter(page, "eq-softplus", "\U0001d701").hover()
        tip(page).wait_for()
        page.locator("#eq-softplus .badge").hover()
        tip(page).wait_for(state="hidden")
        assert checks.noise(visit) == []


def test_letters_are_walked_through_by_the_arrow_keys(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + "sigmoid/") as visit:
        page = visit.page
        at(page, "eq-softplus").locator(".formula-number").focus()
        said = []
        for _ in range(3):
            page.keyboard.press("ArrowRight")
            tip(page).wait_for()
            said.append(status(page))
        assert said[0].startswith("\\zeta, softplus, function")
        assert said[1].startswith("z, weighted input")
        assert page.locator(".explained").count() == 1
        page.keyboard.press("ArrowLeft")
        assert status(page) == said[1]
        page.keyboard.press("Escape")
        assert tip(page).count() == page.locator(".explained").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_touch_explains_a_letter_on_a_phone(host, contexts, scheme):
    window = contexts(viewport=DESKTOP, has_touch=True)
    with Visit(window, host + "sigmoid/") as visit:
        visit.look(scheme=scheme, width=PHONE["width"])
        page = visit.page
        first_letter(page, "eq-softplus", "\U0001d701").tap()
        tip(page).wait_for()
        box = tip(page).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert checks.sideways(visit) == []
        page.evaluate(checks.AXE)
        parts = "axe.run({ include: [['.letter-tip'], ['#eq-softplus'], ['[role=status]']] })"
        assert page.evaluate(f"{parts}.then((found) => found.violations)") == []
        page.locator("#eq-softplus ~ p").first.tap(position={"x": 3, "y": 3})
        assert tip(page).count() == 0
        assert checks.noise(visit) == []


READ = """() => {
  const found = {};
  for (const formula of document.querySelectorAll("div.formula")) {
    const rows = letterTable.tokensOf(formula.querySelector(".formula-row > .arithmatex"))
      .map(letterTable.meaning).filter(Boolean).map(({ row }) => row.cells)
      .filter(([, , shape]) => !shape.textContent.startsWith("index"));
    const names = rows.map(([letter]) => letter.querySelector("[data-latex]").dataset.latex);
    found[formula.id] = [...new Set(names)].sort();
  }
  return found;
}"""


@pytest.mark.parametrize("chapter", ["sigmoid", "cross_entropy", "softmax", "gradient_descent"])
def test_the_letters_that_are_explained_are_those_that_the_check_read(host, contexts, chapter):
    report = json.loads((ROOT / ".nnbook" / "report.json").read_text(encoding="utf-8"))
    read = {
        formula["label"].replace(":", "-"): sorted(set(formula["letters"]))
        for formula in report["formulas"]
        if formula["file"] == f"docs/{chapter}.md" and formula["label"]
    }
    with Visit(contexts(viewport=DESKTOP), f"{host}{chapter}/") as visit:
        page = visit.page
        page.locator(".formula-number").first.focus()
        page.keyboard.press("ArrowRight")
        tip(page).wait_for()
        explained = page.evaluate(READ)
        assert len(read) > 30
        assert {label: explained[label] for label in read} == read


# --- Derivations line by line


def lines(page):
    shown = "(rows) => rows.filter((row) => getComputedStyle(row).opacity === '1').length"
    return page.locator("#eq-log-odds-solved mjx-math mjx-mtr").evaluate_all(shown)


def test_a_derivation_is_stepped_through_by_keys_and_by_clicks(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + "sigmoid/") as visit:
        page = visit.page
        formula = at(page, "eq-log-odds-solved")
        whole = lines(page)
        assert whole == 8
        box = formula.bounding_box()
        formula.hover()
        page.locator("[data-do=step]").click()
        until(page, "'letterTable' in window")
        assert lines(page) == 1
        page.locator("[data-do=step]").click()
        assert lines(page) == 2
        marked = formula.locator("mjx-mtr:not(.later) .changed")
        assert marked.count() > 0
        assert "Line 2 of 8: exponential of both sides" in status(page)
        page.keyboard.press("ArrowDown")
        assert lines(page) == 3
        page.keyboard.press("ArrowUp")
        assert lines(page) == 2
        assert formula.bounding_box() == box
        heard = formula.locator("mjx-assistive-mml mtr").count()
        assert heard == 8  # all lines for those who hear them
        page.emulate_media(media="print")
        assert lines(page) == 8
        page.emulate_media(media="screen")
        page.keyboard.press("Escape")
        assert lines(page) == 8
        assert formula.locator(".later, .changed").count() == 0
        page.locator("[data-do=step]").click()
        assert page.locator("[data-do=all]:visible").count() == 1
        assert checks.accessibility(visit) + checks.noise(visit) == []


def test_only_a_derivation_of_three_lines_or_more_has_steps(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + "sigmoid/") as visit:
        page = visit.page
        at(page, "eq-softplus").hover()
        assert page.locator("[data-do=step]:visible").count() == 0
        at(page, "eq-sigmoid-derivative").hover()
        assert page.locator("[data-do=step]:visible").count() == 1


def test_what_is_marked_is_what_the_line_has_new(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + "sigmoid/") as visit:
        page = visit.page
        at(page, "eq-sigmoid-derivative").locator(".formula-number").focus()
        page.keyboard.press("Tab")
        for count in range(1, 5):  # into line 4: add 1 and subtract 1 in the numerator
            page.keyboard.press("ArrowDown")
            page.locator(f"[data-do=step]:has-text('Line {count} of')").wait_for()
        marked = page.locator("#eq-sigmoid-derivative .changed").all_inner_texts()
        text = normalize("NFKC", "".join(marked))
        assert text.startswith("(1+")
        assert text.endswith(")\N{MINUS SIGN}1")
        assert len(marked) == len("(1+e-z)-1")


# --- Search


@pytest.mark.parametrize(
    ("words", "anchor"),
    [
        ("eq:backprop-recursion", "backpropagation/#eq-backprop-recursion"),
        ("mean squared error gradient", "mean_squared_error/#eq-mse-cost-gradient"),
        ("softmax jacobian", "softmax/#eq-softmax-jacobian"),
    ],
)
def test_search_finds_a_formula_and_leads_to_it(host, contexts, words, anchor):
    with Visit(contexts(viewport=DESKTOP), host) as visit:
        page = visit.page
        page.click(".md-search__input")
        page.keyboard.type(words)
        path, _, name = anchor.partition("#")
        link = page.locator(f".md-search-result a[href*='{path}'][href$='#{name}']")
        link.first.wait_for(state="attached")
        page.evaluate("for (const more of document.querySelectorAll('details')) more.open = true")
        link.first.click()
        until(
            page,
            """(name) => {
              const box = document.getElementById(name)?.getBoundingClientRect();
              return box && 0 <= box.top && box.top < innerHeight;
            }""",
            name,
        )
        assert checks.noise(visit) == []


@pytest.mark.parametrize("width", [320, 360, 600])
def test_a_touch_opens_a_badge_and_the_buttons_leave_it_free(width, host, contexts):
    with Visit(contexts(viewport=PHONE, has_touch=True), host + "sigmoid/") as visit:
        visit.look(width=width)
        formula = visit.page.locator(".formula", has=visit.page.locator("mjx-mtr")).first
        badge = formula.locator("details.badge")
        badge.locator("summary").scroll_into_view_if_needed()
        for opened in (True, False, True):
            badge.locator("summary").tap()
            assert badge.evaluate("(badge) => badge.open") == opened
            tools = formula.locator(".formula-tools").bounding_box()
            line = badge.locator("summary").bounding_box()
            assert tools["y"] >= line["y"] + line["height"]
            assert tools["x"] >= 0
