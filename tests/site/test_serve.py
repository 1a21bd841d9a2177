"""The preview: what is saved is checked and shown, and Ctrl-C ends it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAIN = """\
theme: mkdocs
plugins: []
markdown_extensions:
  - pymdownx.arithmatex: {generic: true}
  - nnbook.site.extension
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def preview(book):
    """A served book: its address, the process, and what it has printed so far."""
    with (book.root / "mkdocs.yml").open("a") as config:
        config.write(PLAIN)
    for name in ("node_modules", "package.json", "package-lock.json"):
        (book.root / name).symlink_to(ROOT / name)
    (book.root / "nnbook").mkdir()
    port = free_port()
    said = book.root / "said.txt"
    with said.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "nnbook.site", "serve", "--port", str(port)],
            cwd=book.root,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=output,
            stderr=subprocess.STDOUT,
            # A shell that runs the tests in its background has Ctrl-C ignored, also by us.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
    yield f"http://127.0.0.1:{port}/", process, said
    process.kill()
    process.wait()


def until(is_so, process, said):
    deadline = time.monotonic() + 120
    while not is_so():
        assert process.poll() is None, said.read_text()
        assert time.monotonic() < deadline, said.read_text()
        time.sleep(0.1)


def test_what_is_saved_is_checked_and_shown(book, preview):
    address, process, said = preview
    until(lambda: "Serving " + address in said.read_text(), process, said)

    def page():
        with urlopen(address + "first/") as answer:
            return answer.read().decode()

    assert "livereload" in page()
    assert "badge--fails" in page(), "the small book has no symbols files"
    book.change("first.md", "One letter", "Another letter")
    until(lambda: "Another letter" in page(), process, said)
    assert said.read_text().count("no symbols file") >= 2, "in the terminal as well"
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert "Traceback" not in said.read_text()
