"""One Chromium and one server of site/ for all browser tests of a process."""

import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from nnbook.site.book import Book

ROOT = Path(__file__).resolve().parents[2]

# For a machine without internet: no updates, no field trials, nothing that asks another host.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


PREFIX = "/nnbook/"  # the site is published in a folder of its host, and its 404 page relies on it
EDITED = {}  # pages that are answered in place of the built ones


class Quiet(SimpleHTTPRequestHandler):
    """Files of the site."""

    def do_GET(self):
        self.path = "/" + self.path.removeprefix(PREFIX)
        page = EDITED.get(self.path.split("?")[0])
        if self.path == "/sitemap.xml":  # the theme takes from it which pages are its own
            own = f"http://{self.headers['Host']}{PREFIX}"
            published = Path(self.translate_path(self.path)).read_text()
            page = published.replace(Book(ROOT).config["site_url"], own).encode()
        if page is None:
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", f"text/{'xml' if self.path.endswith('xml') else 'html'}")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def end_headers(self):
        """A page is asked for each time: by its age alone one just built may be taken from the
        browser's store, where it hides the edited one.
        """
        if not Path(self.path).suffix:
            self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="session")
def host(site):
    """The address of a server of site/."""

    class Site(Quiet):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=str(site))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def edited():
    """Addresses that are answered with other pages."""
    yield EDITED
    EDITED.clear()


@pytest.fixture(scope="session")
def browser(chromium):
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def contexts(browser):
    """Browser windows by their settings, each opened once."""
    opened = {}

    def context(**settings):
        key = tuple(sorted((name, str(value)) for name, value in settings.items()))
        if key not in opened:
            opened[key] = browser.new_context(reduced_motion="reduce", **settings)
        return opened[key]

    yield context
    for window in opened.values():
        window.close()
