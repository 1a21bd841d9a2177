"""A fault of each kind, put into a built page, must be found by its check."""

import re

import pytest

from tests.browser import checks
from tests.browser.checks import DESKTOP, PHONE, Visit

PAGE = "sigmoid/index.html"

# check, what is found, the place in the page, what is put there
FAULTS = {
    "an error in a script": (checks.noise, "script error", "</article>", "<script>x.y</script>"),
    "an error in the console": (
        checks.noise,
        "console: seeded",
        "</article>",
        "<script>console.error('seeded')</script>",
    ),
    "a file that is missing": (
        checks.noise,
        "404",
        "</article>",
        "<img src='no-such.png' alt='nothing'>",
    ),
    "an image of another host": (
        checks.noise,
        "other host: http://example.invalid/",
        "</article>",
        "<img src='http://example.invalid/a.png' alt='nothing'>",
    ),
    "a font of another host": (
        checks.noise,
        "other host: https://example.invalid/",
        "</head>",
        "<link rel=stylesheet href='https://example.invalid/font.css'>",
    ),
    "a TeX error": (
        checks.raw_tex,
        "TeX error: Missing",
        "</article>",
        "<mjx-merror>Missing brace</mjx-merror>",
    ),
    "a formula that was not drawn": (
        checks.raw_tex,
        "not drawn",
        "</article>",
        '<span class="arithmatex">z</span>',
    ),
    "dollars": (checks.raw_tex, "raw TeX: $$", "</article>", "<p>$$ z $$</p>"),
    "a backslash command": (
        checks.raw_tex,
        r"raw TeX: \frac",
        "</article>",
        r"<p>\frac{1}{2}</p>",
    ),
    "TeX delimiters": (checks.raw_tex, r"raw TeX: \(", "</article>", r"<p>\(z\)</p>"),
    "an image without words": (
        checks.accessibility,
        "axe: image-alt",
        "</article>",
        "<img src='../assets/favicon.svg'>",
    ),
    "pale text": (
        checks.accessibility,
        "axe: color-contrast",
        "</article>",
        "<p style='color: #aaa; background: #fff'>Too pale to read.</p>",
    ),
    "a button without a name": (
        checks.accessibility,
        "axe: button-name",
        "</article>",
        "<button></button>",
    ),
    "a formula without a badge": (
        checks.badges,
        "no number or badge",
        '<details class="badge"',
        '<details class="other"',
    ),
    "a formula without a link": (
        checks.badges,
        "no number or badge",
        'class="formula-number" href="#',
        'class="formula-number" href="#other-',
    ),
    "a badge that stays shut": (
        checks.badges,
        "does not open",
        "</article>",
        "<script>document.querySelector('.badge summary').onclick = () => false</script>",
    ),
    "an empty badge": (
        checks.badges,
        "does not open",
        '<div class="badge-content">',
        '<div class="badge-content" hidden>',
    ),
    "something too wide": (
        checks.sideways,
        "pixels wide",
        "</article>",
        "<div style='width: 900px'>wide</div>",
    ),
}


POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


def faulty(site, place, fault):
    """The beginning of a page with the fault before the place, or in place of its first one."""
    page = (site / PAGE).read_text(encoding="utf-8")
    sections = page.split("<h2")
    page = "<h2".join(sections[:4]) + "</article>" + page.partition("</article>")[2]
    assert place in page
    if fault:  # the page's policy would block some faults before they are one
        page = POLICY.sub("", page)
    return page.replace(place, fault + place if place.startswith("</") else fault, 1)


def test_the_page_without_a_fault_is_whole(site, host, edited, contexts):
    edited["/sigmoid/"] = faulty(site, "</article>", "").encode()
    with Visit(contexts(viewport=PHONE, color_scheme="light"), host + "sigmoid/") as visit:
        for check in (checks.raw_tex, checks.sideways, checks.accessibility, checks.badges):
            assert check(visit) == []
        assert checks.noise(visit) == []


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_found(name, site, host, edited, contexts):
    check, found, place, fault = FAULTS[name]
    edited["/sigmoid/"] = faulty(site, place, fault).encode()
    with Visit(contexts(viewport=PHONE, color_scheme="light"), host + "sigmoid/") as visit:
        assert any(found in problem for problem in check(visit)), check(visit)


def test_a_script_that_the_policy_does_not_know_is_blocked(site, host, edited, contexts):
    page = faulty(site, "</article>", "").replace(
        "</article>", "<script>document.title = 'run'</script></article>", 1
    )
    edited["/sigmoid/"] = page.encode()
    with Visit(contexts(viewport=PHONE, color_scheme="light"), host + "sigmoid/") as visit:
        assert any("Content Security Policy" in problem for problem in checks.noise(visit))
        assert visit.page.title() != "run"


WITHOUT_SCRIPTS = {
    "text that a script shows": ("no text", "</head>", "<style>article {display: none}</style>"),
    "formulas that a script draws": (
        "not drawn",
        "</article>",
        '<span class="arithmatex" data-latex="z"></span>',
    ),
    "formulas that a script shows": (
        "not to be seen",
        "</head>",
        "<style>.arithmatex {visibility: hidden}</style>",
    ),
    "a badge that a script opens": (
        "a badge that does not open",
        '<details class="badge"',
        '<details class="badge" inert',
    ),
}


@pytest.mark.parametrize("name", WITHOUT_SCRIPTS)
def test_what_needs_a_script_is_found(name, site, host, edited, contexts):
    found, place, fault = WITHOUT_SCRIPTS[name]
    edited["/sigmoid/"] = faulty(site, place, fault).encode()
    context = contexts(java_script_enabled=False, viewport=DESKTOP)
    with Visit(context, host + "sigmoid/") as visit:
        assert any(found in problem for problem in checks.readable(visit))
