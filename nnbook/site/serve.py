"""The book while it is written: serves the site and builds it anew whenever a file is saved."""

import contextlib
import errno
import logging
import subprocess
import sys
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

from nnbook.site.errors import BookError

HOST = "127.0.0.1"
WATCHED = ("docs", "nnbook", "mkdocs.yml")


def serve(root: Path, directory: Path, port: int) -> None:
    """Build the preview into `directory`, serve it, and build again at every save, until Ctrl-C."""
    server = _server(root, directory, port)
    if not _build(root, directory, server.url):
        print("The page will stand here as soon as what is wrong is mended.", flush=True)
    for name in WATCHED:
        server.watch(str(root / name))
    print(f"Serving {server.url} (Ctrl-C ends it)", flush=True)
    try:
        server.serve_thread.start()
        server.observer.start()
        server._build_loop()  # type: ignore[no-untyped-call]  # MkDocs leaves it untyped
    except KeyboardInterrupt:
        print()
    finally:
        with contextlib.suppress(KeyboardInterrupt):
            server.shutdown(wait=True)


def _server(root: Path, directory: Path, port: int) -> LiveReloadServer:
    """The server with its port taken, before any work is done."""

    def again() -> None:
        if not _build(root, directory, server.url):
            raise SystemExit("The page stays as it was until this is mended.")

    logging.getLogger("mkdocs.livereload").setLevel(logging.ERROR)
    server = LiveReloadServer(again, HOST, port, str(directory), polling_interval=0.3)
    server.error_handler = lambda code: _missing(directory, code)
    try:
        server.server_bind()
        server.server_activate()
    except OSError as error:
        server.server_close()
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise BookError(
            f"Port {port}",
            "is taken by another program" if error.errno == errno.EADDRINUSE else "is not allowed",
            f"choose another: make serve PORT={port + 1 if port < 65535 else 8000}",
        ) from error
    return server


def _build(root: Path, directory: Path, address: str) -> bool:
    """Build in a process of its own, so that changed code is what runs."""
    command = [sys.executable, "-m", "nnbook.site", "build", "--preview", address]
    return subprocess.call([*command, "--directory", str(directory)], cwd=root) == 0


def _missing(directory: Path, code: int) -> bytes | None:
    page = directory / f"{code}.html"
    return page.read_bytes() if page.is_file() else None
