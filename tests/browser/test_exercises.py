"""Numbers that a reader enters: what is right is what the check computed, at once and offline."""

from nnbook.site.exercises import ANSWER, asked, value_of
from nnbook.site.results import load
from tests.browser import checks
from tests.browser.checks import DESKTOP, PHONE, Visit
from tests.built.test_site import BOOK, ROOT, built_at, soup

FORM = "form.answer[data-salt='sigmoid/exercise-width']"
ANSWERS = {"4.394": "Right.", "4,394449": "Right.", "8.788898/2": "Right."}
WRONG = {
    "4.395": "Nearly: the last digit is one off.",
    "-4.394": "The size is right, the sign is not.",
    "\N{MINUS SIGN}4.394": "The size is right, the sign is not.",
    "4": "Not yet.",
    "1/0": "Enter a number, for example 0.25, -3 or 2/3.",
    "two": "Enter a number, for example 0.25, -3 or 2/3.",
    "": "Enter a number, for example 0.25, -3 or 2/3.",
}


def enter(visit, text):
    box = visit.page.locator(f"{FORM} input")
    box.focus()
    box.fill("")
    visit.page.keyboard.type(text)
    visit.page.keyboard.press("Enter")
    return visit.page.locator(f"{FORM} output").inner_text()


def test_a_number_is_judged_at_once_and_without_a_connection(host, contexts):
    context = contexts(viewport=DESKTOP, locale="en-GB")  # a window of its own: it goes offline
    with Visit(context, host + "sigmoid/") as visit:
        assert checks.noise(visit) == []
        address = visit.page.url
        context.set_offline(True)  # the theme may miss an icon, the answers miss nothing
        said = {text: enter(visit, text) for text in ANSWERS | WRONG}
        context.set_offline(False)
        assert said == ANSWERS | WRONG
        assert visit.page.url == address
        role = visit.page.get_by_role("status").first
        assert role.count() == 1
        assert visit.page.get_by_label("How far apart").count() == 1


def test_what_was_said_goes_when_the_number_is_changed(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + "sigmoid/") as visit:
        assert enter(visit, "4.394") == "Right."
        visit.page.keyboard.type("1")
        assert visit.page.locator(f"{FORM} output").inner_text() == ""


def answers():
    """Each number that the book asks for, with the form that takes it."""
    results = load(ROOT / ".nnbook" / "report.json", BOOK)
    for page in BOOK.chapters:
        text = (BOOK.docs / page.file).read_text(encoding="utf-8")
        forms = iter(soup(built_at(page.file)).select("form.answer"))
        for line in text.split("\n"):
            if match := ANSWER.fullmatch(line):
                form = next(forms)
                name = form["data-salt"].partition("/")[2]
                data = {key: form[f"data-{key}"] for key in DATA}
                yield data, asked(match), value_of(asked(match), name, results, page.file)
        assert next(forms, None) is None


DATA = ("salt", "decimals", "right", "near", "opposite")


def test_every_answer_of_the_book_is_taken_and_its_neighbours_are_not(site, host, contexts):
    every = list(answers())
    assert len(every) >= 30
    asking = []
    for data, what, value in every:
        unit = 10.0**-what.decimals
        for text in (f"{value:.{what.decimals}f}", repr(value), repr(value + 2 * unit)):
            asking.append([data, text])
    with Visit(contexts(viewport=DESKTOP), host + "exercises/") as visit:
        verdicts = visit.page.evaluate(
            "(asking) => asking.map(([dataset, text]) => judge({ dataset }, text)[0])", asking
        )
    assert verdicts == ["right", "right", "wrong"] * len(every)


def test_the_index_sorts_by_difficulty(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + "exercises/") as visit:
        visit.page.get_by_role("button", name="Difficulty").click()
        cells = visit.page.locator("#exercises-all tbody td:nth-child(3)").all_inner_texts()
        order = ["easy", "medium", "hard"]
        assert cells == sorted(cells, key=order.index)
        assert set(cells) == set(order)


def test_a_link_to_a_solution_opens_it(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + "exercises/") as visit:
        link = visit.page.locator("#exercises-all a[href$='sigmoid/#exercise-width-solution']")
        link.click()
        visit.page.locator("#exercise-width-solution[open]").wait_for()


def test_without_scripts_the_solution_is_there_and_no_box(host, contexts):
    context = contexts(java_script_enabled=False, viewport=DESKTOP)
    with Visit(context, host + "sigmoid/") as visit:
        assert not visit.page.locator(FORM).is_visible()
        box = visit.page.locator("#exercise-width-solution")
        box.locator("> summary").click()
        assert "4.3944" in box.locator("[data-latex*='4.3944']").first.get_attribute("data-latex")
        assert box.locator("[data-latex*='4.3944']").first.is_visible()


def test_on_a_phone_no_word_of_the_index_is_parted(host, contexts):
    """The table scrolls instead."""
    with Visit(contexts(viewport=PHONE), host + "exercises/") as visit:
        parted = visit.page.evaluate(
            r"""() => [...document.querySelectorAll("#exercises-all a")].flatMap((link) => {
              const text = link.firstChild;
              return [...text.data.matchAll(/\w+/g)].filter(({ 0: word, index }) => {
                const range = document.createRange();
                range.setStart(text, index);
                range.setEnd(text, index + word.length);
                return range.getClientRects().length > 1;
              }).map(([word]) => word);
            })"""
        )
        assert parted == []
        names = visit.page.locator("#exercises-all td:nth-child(2)")
        assert names.count() > 100
        assert names.first.bounding_box()["width"] > 120
