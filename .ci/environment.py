"""Make what the book is built with: .venv from requirements.txt, node_modules from npm's lock.

With `--peers`, make only .venv-peers from requirements-peers.txt: the libraries that `make peers`
holds the chapters' code against.

Standard library only, and nothing that an old Python could not read: it is the first to say that
the Python is too old. What was made from the same lock is left alone: a second run takes no time.
"""

import argparse
import hashlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
NODE_MODULES = ROOT / "node_modules"
WINDOWS = os.name == "nt"
SCRIPTS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = SCRIPTS / ("python.exe" if WINDOWS else "python")
PEERS = ROOT / ".venv-peers"
PEERS_PYTHON = PEERS / PYTHON.relative_to(VENV)
NPM = SCRIPTS / ("npm.exe" if WINDOWS else "npm")

WITHOUT_CUDA = """
If it is about torch: on Linux the registry's file of it wants CUDA packages of several gigabytes.
The lock names PyTorch's own file without CUDA there, by its hash for Python 3.11. Let pip find it:
PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu make peers
or, from a folder that holds the file: PIP_FIND_LINKS=folder make peers"""


class SetupError(Exception):
    """What went wrong and what to do about it, in words for people."""


def check_python() -> None:
    found = f"{sys.version.split()[0]} ({sys.executable})"
    if sys.version_info < OLDEST:
        raise SetupError(
            f"nnbook needs Python {OLDEST[0]}.{OLDEST[1]} or later; this is {found}.\n"
            "Install a newer one and name it: make PYTHON=python3.12 serve"
        )
    try:
        import ensurepip  # noqa: F401  only whether it is there
        import venv  # noqa: F401  only whether it is there
    except ImportError as missing:
        raise SetupError(
            f"Python {found} has no module {missing.name}: it cannot make a virtual environment.\n"
            "On Debian or Ubuntu: sudo apt-get install python3-venv"
        ) from None


def check_port(text: str) -> None:
    """Say now, not after a minute of installing, that the port cannot be had."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise SetupError(f"PORT={text} is no port. A number up to 65535, please: PORT=8001")
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind(("127.0.0.1", int(text)))
        except OSError as error:
            other = 8001 if text != "8001" else 8002
            raise SetupError(
                f"Port {text} cannot be used: {error.strerror}.\n"
                f"Stop what listens there, or take another: make serve PORT={other}"
            ) from None


def run(what: str, *command: str) -> None:
    path = str(SCRIPTS) + os.pathsep + os.environ.get("PATH", "")
    environment = dict(os.environ, PATH=path, PIP_DISABLE_PIP_VERSION_CHECK="1")
    try:
        code = subprocess.call(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    except OSError as error:
        raise SetupError(f"{what} failed: {error}.\nRemove .venv and run it again.") from None
    if code != 0:
        raise SetupError(
            f"{what} failed; the lines above say why.\n"
            "Most often it is the network or a proxy. Mend that and run the same command again."
        )


def pip(what: str, *arguments: str, python: Path = PYTHON) -> None:
    run(what, str(python), "-m", "pip", "install", "--quiet", "--no-input", "--no-deps", *arguments)


def key(*names: str) -> str:
    """A digest of all that an installation depends on."""
    parts = [sys.platform, f"{sys.version_info[0]}.{sys.version_info[1]}", str(ROOT)]
    parts += [(ROOT / name).read_text(encoding="utf-8") for name in names]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def done(stamp: Path, wanted: str, python: Path = PYTHON) -> bool:
    return python.exists() and stamp.is_file() and stamp.read_text() == wanted


def make_venv() -> None:
    stamp, wanted = VENV / "nnbook-lock", key("requirements.txt")
    if done(stamp, wanted):
        return
    print("Setting up .venv: the packages of requirements.txt (about a minute) ...", flush=True)
    run("Making .venv", sys.executable, "-m", "venv", "--clear", str(VENV))
    pip("Installing the packages", "--require-hashes", "-r", "requirements.txt")
    stamp.write_text(wanted)


def make_command() -> None:
    stamp, wanted = VENV / "nnbook-command", key("requirements.txt", "pyproject.toml")
    if done(stamp, wanted):
        return
    print("Setting up the command nnbook ...", flush=True)
    pip("Installing nnbook", "--no-build-isolation", "--no-index", "--editable", ".")
    stamp.write_text(wanted)


def make_node_modules() -> None:
    names = ["requirements.txt", "package.json", "package-lock.json", ".npmrc"]
    stamp, wanted = NODE_MODULES / "nnbook-lock", key(*names)
    if done(stamp, wanted):
        return
    print("Setting up node_modules: MathJax, from package-lock.json ...", flush=True)
    run("Installing from npm", str(NPM), "ci", "--ignore-scripts", "--loglevel=error")
    stamp.write_text(wanted)


def make_peers() -> None:
    stamp, wanted = PEERS / "nnbook-lock", key("requirements-peers.txt")
    if done(stamp, wanted, PEERS_PYTHON):
        return
    print("Setting up .venv-peers: PyTorch, JAX, scikit-learn (some minutes) ...", flush=True)
    run("Making .venv-peers", sys.executable, "-m", "venv", "--clear", str(PEERS))
    lock = ("--require-hashes", "-r", "requirements-peers.txt")
    try:
        pip("Installing the peers", *lock, python=PEERS_PYTHON)
        run("Importing PyTorch", str(PEERS_PYTHON), "-c", "import torch")
    except SetupError as error:
        raise SetupError(f"{error}\n{WITHOUT_CUDA}") from None
    stamp.write_text(wanted)


def main() -> int:
    parser = argparse.ArgumentParser(description="Make .venv and node_modules from the locks.")
    parser.add_argument("--port", help="see first that this port is free")
    parser.add_argument("--peers", action="store_true", help="make .venv-peers and nothing else")
    options = parser.parse_args()
    start = time.monotonic()
    try:
        check_python()
        if options.port is not None:
            check_port(options.port)
        if options.peers:
            make_peers()
        else:
            make_venv()
            make_command()
            make_node_modules()
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. The next run takes it up again.", file=sys.stderr)
        return 130
    seconds = time.monotonic() - start
    if seconds > 1:
        print(f"Set up in {seconds:.0f} s.", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
