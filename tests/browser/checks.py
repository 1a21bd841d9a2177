"""What must be true of every page in a browser: each check gives the list of what is wrong.

They are held against pages with a seeded fault of each kind in test_faults.py.
"""

import json
import time
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
UNCHOSEN = ".break-case input:not(:checked) ~ * *"  # slips of the formula to break
LOOKS = {
    f"{scheme} {name}": {"scheme": scheme, "width": size["width"]}
    for scheme in ("light", "dark")
    for name, size in (("desktop", DESKTOP), ("phone", PHONE))
}


class Visit:
    """A page, opened, with what it said and asked for on the way."""

    def __init__(self, context, address):
        self.wrong = []
        self.host = "/".join(address.split("/")[:3]) + "/"
        self.thin = False
        self.page = context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script error: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("request", self._request)
        self.page.goto(address, wait_until="load")
        self.page.evaluate("document.fonts.ready")

    def follow(self, link):
        """Click a link as a reader does: it is in sight, and the page stands still."""
        all_laid_out(self.page)
        link.scroll_into_view_if_needed()
        still(self.page)
        link.click()

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.wrong.append(f"console: {message.text}")

    def _failed(self, request):
        self.wrong.append(f"request failed: {request.url}")

    def _request(self, request):
        if not request.url.startswith((self.host, "data:", "blob:")):
            self.wrong.append(f"other host: {request.url}")

    def look(self, scheme=None, width=None):
        """Change the colour scheme and the width of the window."""
        if scheme:
            self.page.emulate_media(color_scheme=scheme)
        if width:
            self.page.set_viewport_size({"width": width, "height": 800})
        self.page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))"
        )

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.page.close()


def all_laid_out(page):
    """As after a reader's first move: also what is far from the window is laid out."""
    page.evaluate("dispatchEvent(new Event('scroll'))")
    assert page.evaluate("document.documentElement.matches('.stands')")


def still(page):
    """Wait until the page stands still: a little after the last scroll the theme notes the place;
    until then it forgets a click.
    """
    place = None
    while place != (place := page.evaluate("scrollY")):
        page.wait_for_timeout(500)


def until(page, condition, *argument):
    """Wait until a condition holds, asked for again and again from outside: what the browser's own
    waiting evaluates within a page is forbidden by the page's policy, but for its first try.
    """
    late = time.monotonic() + 20
    while not page.evaluate(condition, *argument):
        assert time.monotonic() < late, f"never so: {condition}"
        page.wait_for_timeout(20)


def noise(visit):
    """Errors and warnings in the console, failed requests, requests to other hosts."""
    return list(visit.wrong)


def raw_tex(visit):
    """TeX that a reader would see, and formulas that were not drawn or not without error."""
    return visit.page.evaluate(
        r"""() => {
          const wrong = [];
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            const { parentElement, data } = texts.currentNode;
            if (parentElement.closest("code, pre, script, style, template, noscript")) continue;
            if (/\$\$|\\[A-Za-z]+|\\[()\[\]]/.test(data)) wrong.push("raw TeX: " + data.trim());
          }
          for (const formula of document.querySelectorAll(".arithmatex")) {
            if (formula.matches(".break-case input:not(:checked) ~ * *")) continue; // not chosen
            const box = formula.querySelector("mjx-container > mjx-math")?.getBoundingClientRect();
            if (!box?.width || !box.height)
              wrong.push("not drawn: " + formula.outerHTML.slice(0, 200));
          }
          for (const error of document.querySelectorAll("mjx-merror, merror, [data-mjx-error]"))
            wrong.push("TeX error: " + error.textContent);
          return wrong;
        }"""
    )


def thin_out(visit):
    """Empty the drawn formulas but for the first ten and the struck ones; displays keep their size.

    They are all of one make, and a page has tens of thousands of elements in them, which take axe
    and the layout many seconds a page. So are code and what the badges hold, of which ten stay, the
    rows of long tables, of which ten stay in each, and the functions of the book, of which twenty.
    """
    if not visit.thin:
        visit.thin = True
        visit.page.evaluate(
            """() => {
              const drawn = [...document.querySelectorAll(".arithmatex")].slice(10);
              const full = drawn.filter((box) => box.matches(":has(> *):not(:has(.wrong))"));
              const sizes = full.map((box) => box.firstElementChild.getBoundingClientRect());
              full.forEach((box, i) => {
                const empty = document.createElement("span");
                empty.style.display = "inline-block";
                empty.style.width = box.matches("div") ? sizes[i].width + "px" : "2em";
                empty.style.height = box.matches("div") ? sizes[i].height + "px" : "1em";
                empty.style.overflow = "hidden";
                empty.textContent = "x";  // a heading of a table that is a formula has a text
                empty.append(document.createElement("math"));  // without rows
                box.replaceChildren(empty);
              });
              const code = [...document.querySelectorAll("pre > code")].slice(10);
              for (const block of code) block.textContent = block.textContent;
              const badges = [...document.querySelectorAll(".badge-content")].slice(10);
              for (const badge of badges) badge.textContent = "x";
              for (const table of document.querySelectorAll("table[data-sorts], table.letters"))
                for (const row of [...table.tBodies[0].rows].slice(10)) row.remove();
              for (const code of [...document.querySelectorAll(".doc-function")].slice(20))
                code.remove();
            }"""
        )


SEEN = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]


def accessibility(visit, within="html", only=None):
    """What axe finds in a part of the page; by all rules, or only by some, such as `SEEN`, those
    whose outcome depends on colours and sizes.
    """
    thin_out(visit)
    if not visit.page.evaluate("'axe' in window"):
        visit.page.evaluate(AXE)
    found = visit.page.evaluate(
        """async ([within, only]) => {
          const { violations } = await axe.run(within, {
            resultTypes: ["violations"],
            rules: { "target-size": { enabled: true } },
            ...(only ? { runOnly: only } : {}),
          });
          const places = (nodes) => nodes.slice(0, 3).map((node) => node.html.slice(0, 160));
          return violations.map(({ id, help, nodes }) => [id, help, places(nodes)]);
        }""",
        [within, only],
    )
    return [f"axe: {name}: {text}: {json.dumps(where)}" for name, text, where in found]


def badges(visit):
    """Display formulas without number or badge, and badges that the keyboard does not open."""
    thin_out(visit)
    wrong = visit.page.evaluate(
        """() => [...document.querySelectorAll("div.arithmatex")].filter((drawn) => {
          const formula = drawn.closest(".formula");
          const number = formula?.querySelector("a.formula-number");
          const badge = formula?.querySelector("details.badge > summary");
          return !badge || !formula.id || number?.hash !== "#" + formula.id;
        }).map((drawn) => "no number or badge: " + drawn.outerHTML.slice(0, 120))"""
    )
    page = visit.page
    page.evaluate(
        "document.querySelectorAll('details:not(.badge)').forEach((box) => (box.open = true))"
    )
    count = page.evaluate("document.querySelectorAll('details.badge > summary').length")
    page.evaluate(
        """() => {
          const waiting = [...document.querySelectorAll("details.badge > summary")].values();
          const next = () => waiting.next().value?.focus({ preventScroll: true });
          document.addEventListener("keyup", next);
          next();
        }"""
    )
    for _ in range(count):
        page.keyboard.press("Enter")
    return wrong + page.evaluate(
        """() => [...document.querySelectorAll("details.badge")].filter((badge) =>
          !badge.open || !badge.querySelector(".badge-content")?.getBoundingClientRect().height
        ).map((badge) => "a badge that Enter does not open: " + badge.textContent.slice(0, 80))"""
    )


def sideways(visit):
    """Whether the page scrolls sideways."""
    return visit.page.evaluate(
        """() => {
          const { scrollWidth, clientWidth } = document.documentElement;
          if (scrollWidth <= clientWidth) return [];
          const wide = [...document.querySelectorAll("body *")]
            .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
            .filter((element) => !element.closest(".md-sidebar, .md-header, pre, .formula"))
            .map((element) => element.outerHTML.slice(0, 100));
          return [`${scrollWidth} pixels wide in ${clientWidth}: ${wide.slice(0, 3)}`];
        }"""
    )


def readable(visit):
    """What a reader without JavaScript does not get: text, formulas, opened badges."""
    wrong = raw_tex(visit)
    article = visit.page.locator("article")
    if not article.is_visible() or len(article.inner_text().split()) < 20:
        wrong.append("no text to read")
    hidden = f"details:not([open]) *, {UNCHOSEN}"
    for drawn in visit.page.query_selector_all(f".arithmatex mjx-math:not({hidden})")[:20]:
        if not drawn.is_visible():
            wrong.append("a formula that is not to be seen")
    for badge in visit.page.query_selector_all("details.badge")[:3]:
        try:
            badge.query_selector("summary").click(timeout=2000)
        except PlaywrightError as error:
            wrong.append(f"a badge that is not to be clicked: {error}")
        if badge.get_attribute("open") is None:
            wrong.append("a badge that does not open")
    return wrong
