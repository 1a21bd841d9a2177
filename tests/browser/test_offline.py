"""The zip of `make offline`, unpacked and opened from a file with the network off."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from nnbook.site.offline import make_offline
from tests.browser import checks

ROOT = Path(__file__).resolve().parents[2]
FILE = "nnbook-offline"


@pytest.fixture(scope="module")
def folder(site, tmp_path_factory):
    """A folder whose name has to be escaped in an address."""
    made = tmp_path_factory.mktemp("a zip")
    count = make_offline(site, ROOT, made / f"{FILE}.zip", 86400 * 365 * 20)
    with zipfile.ZipFile(made / f"{FILE}.zip") as packed:
        assert len(packed.namelist()) == count
        packed.extractall(made / "un packed")
    return made / "un packed" / FILE


def failure(request):
    """What failed, unless the next page came before it did: its picture in the tab, say."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"{request.failure}: {request.url}"]


@pytest.fixture
def visit(folder, contexts):
    """A page of files; what it asks for beside the zip, or complains of, is wrong."""
    page = contexts(offline=True, viewport={"width": 1280, "height": 900}).new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(f"script error: {error}"))
    page.on("console", lambda said: page.wrong.append(said.text) if said.type == "error" else None)
    page.on("requestfailed", lambda request: page.wrong.extend(failure(request)))
    own = (folder.as_uri() + "/", "data:", "blob:")
    page.on("request", lambda asked: asked.url.startswith(own) or page.wrong.append(asked.url))
    page.goto(f"{folder.as_uri()}/index.html")
    yield page
    assert page.wrong == []
    page.close()


def test_a_chapter_opens_from_the_contents_with_formulas_and_pictures(visit):
    visit.get_by_role("link", name="The sigmoid").first.click()
    expect(visit.locator("h1")).to_contain_text("The sigmoid")
    assert visit.url.endswith("/sigmoid/index.html")
    visit.wait_for_load_state()
    visit.evaluate("document.fonts.ready")
    fonts = visit.evaluate("[...document.fonts].filter((f) => f.status == 'loaded').length")
    assert fonts >= 2
    assert visit.locator("mjx-container mjx-math").first.bounding_box()["width"] > 5
    checks.all_laid_out(visit)
    picture = visit.locator("figure.picture svg").filter(visible=True).first
    picture.scroll_into_view_if_needed()
    assert picture.bounding_box()["height"] > 50
    paper = visit.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 254, 251)", "the book's own style sheet"


def test_a_reference_leads_to_a_formula_of_another_page(visit, folder):
    visit.goto(f"{folder.as_uri()}/softmax/index.html")
    link = visit.locator("a.formula-reference[href*='index.html#']").first
    anchor = link.get_attribute("href").partition("#")[2]
    visit.goto(link.evaluate("(link) => link.href"))
    assert visit.locator(f"[id='{anchor}']").count() == 1


def test_search_finds_a_page_and_leads_to_it(visit):
    visit.click(".md-search__input")
    visit.keyboard.type("softmax")
    found = visit.locator(".md-search-result__item a[href*='softmax/index.html']").first
    found.wait_for()
    found.click()
    expect(visit.locator("h1")).to_contain_text("Softmax")


def test_each_address_of_a_page_names_a_file(folder):
    from bs4 import BeautifulSoup

    for page in (folder / "index.html", folder / "sigmoid" / "index.html"):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml")
        links = {link["href"].partition("#")[0] for link in soup.select("[href]")}
        own = {link for link in links if link and ":" not in link}
        assert len(own) > 20
        assert [link for link in own if not (page.parent / link).is_file()] == []


def test_two_zips_are_the_same(site, folder, tmp_path):
    make_offline(site, ROOT, tmp_path / f"{FILE}.zip", 86400 * 365 * 20)
    first = folder.parents[1] / f"{FILE}.zip"
    assert (tmp_path / f"{FILE}.zip").read_bytes() == first.read_bytes()
