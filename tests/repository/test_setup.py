"""The set-up: clear words when it cannot be done, nothing done twice."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """The set-up script, in a checkout of its own where installing is only written down."""
    script = tmp_path / ".ci" / "environment.py"
    script.parent.mkdir()
    shutil.copy(ROOT / ".ci" / "environment.py", script)
    for name in ("requirements.txt", "requirements-peers.txt", "pyproject.toml", ".npmrc"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path)
    spec = importlib.util.spec_from_file_location("environment", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.commands = []

    def call(command, **_):
        module.commands.append(" ".join(command))
        python = module.PEERS_PYTHON if ".venv-peers" in module.commands[-1] else module.PYTHON
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()
        module.NODE_MODULES.mkdir(exist_ok=True)
        return 0

    monkeypatch.setattr(module.subprocess, "call", call)
    monkeypatch.setattr(sys, "argv", ["environment.py"])
    return module


def test_an_old_python_is_told_so(environment, monkeypatch, capsys):
    monkeypatch.setattr(environment.sys, "version_info", (3, 10, 13))
    assert environment.main() == 2
    said = capsys.readouterr().err
    assert "Python 3.11 or later" in said
    assert "make PYTHON=" in said
    assert environment.commands == []


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_the_package(environment, monkeypatch, capsys, module):
    monkeypatch.setitem(sys.modules, module, None)
    assert environment.main() == 2
    said = capsys.readouterr().err
    assert f"no module {module}" in said
    assert "apt-get install python3-venv" in said
    assert environment.commands == []


def test_a_taken_port_is_told_before_anything_is_installed(environment, monkeypatch, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        monkeypatch.setattr(sys, "argv", ["environment.py", "--port", port])
        assert environment.main() == 2
    said = capsys.readouterr().err
    assert f"Port {port} cannot be used" in said
    assert "make serve PORT=" in said
    assert environment.commands == []


@pytest.mark.parametrize("port", ["", "no", "-1", "0", "65536", "80.5", "\u00b2"])
def test_what_is_no_port_is_told(environment, monkeypatch, capsys, port):
    monkeypatch.setattr(sys, "argv", ["environment.py", f"--port={port}"])
    assert environment.main() == 2
    assert "is no port" in capsys.readouterr().err


def test_a_second_run_does_nothing(environment, capsys):
    assert environment.main() == 0
    first = capsys.readouterr().out
    assert [line.split(":")[0] for line in first.splitlines()[:3]] == [
        "Setting up .venv",
        "Setting up the command nnbook ...",
        "Setting up node_modules",
    ]
    assert len(environment.commands) == 4
    assert environment.main() == 0
    assert capsys.readouterr().out == ""
    assert len(environment.commands) == 4


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("requirements.txt", ["-m venv", "requirements.txt", "--editable", "npm"]),
        ("pyproject.toml", ["--editable"]),
        ("package-lock.json", ["npm"]),
        ("package.json", ["npm"]),
    ],
)
def test_a_changed_lock_is_installed_anew(environment, changed, again):
    environment.main()
    environment.commands.clear()
    file = environment.ROOT / changed
    file.write_text(file.read_text() + "\n")
    assert environment.main() == 0
    assert len(environment.commands) == len(again)
    assert all(part in command for part, command in zip(again, environment.commands, strict=True))


@pytest.fixture
def peers(environment, monkeypatch):
    """The same, called with --peers."""
    monkeypatch.setattr(sys, "argv", ["environment.py", "--peers"])
    return environment


def test_the_peers_have_an_environment_of_their_own(peers, capsys):
    assert peers.main() == 0
    assert capsys.readouterr().out.startswith("Setting up .venv-peers")
    made, installed, imported = peers.commands
    assert made.endswith(str(peers.ROOT / ".venv-peers"))
    assert installed.startswith(str(peers.ROOT / ".venv-peers"))
    assert installed.endswith("--no-deps --require-hashes -r requirements-peers.txt")
    assert imported == f"{peers.PEERS_PYTHON} -c import torch"
    assert not peers.PYTHON.exists()
    assert peers.main() == 0
    assert capsys.readouterr().out == ""
    assert len(peers.commands) == 3


def test_the_lock_of_the_peers_is_no_matter_of_the_book(environment):
    environment.main()
    lock = environment.ROOT / "requirements-peers.txt"
    lock.write_text(lock.read_text() + "\n")
    environment.commands.clear()
    assert environment.main() == 0
    assert environment.commands == []


def test_a_changed_lock_of_the_peers_is_installed_anew(peers):
    peers.main()
    lock = peers.ROOT / "requirements-peers.txt"
    lock.write_text(lock.read_text() + "\n")
    assert peers.main() == 0
    assert len(peers.commands) == 6


@pytest.mark.parametrize(("part", "failed"), [("pip", "Installing"), ("import torch", "Importing")])
def test_a_pytorch_that_is_not_found_or_needs_more_is_told(
    peers, monkeypatch, capsys, part, failed
):
    works = peers.subprocess.call

    def fails(command, **settings):
        works(command, **settings)
        return int(part in command)

    monkeypatch.setattr(peers.subprocess, "call", fails)
    assert peers.main() == 2
    said = capsys.readouterr().err
    assert f"{failed} " in said
    assert "failed; the lines above say why" in said
    assert "PIP_EXTRA_INDEX_URL=https://download.pytorch.org" in said
    assert "PIP_FIND_LINKS=folder" in said
    monkeypatch.setattr(peers.subprocess, "call", works)
    assert peers.main() == 0
    assert len(peers.commands) == {"Installing": 2, "Importing": 3}[failed] + 3


def test_a_virtual_environment_whose_python_is_gone_is_made_anew(environment):
    environment.main()
    environment.commands.clear()
    environment.PYTHON.unlink()
    assert environment.main() == 0
    assert "-m venv" in environment.commands[0]


@pytest.mark.parametrize("last", range(4))
def test_what_failed_is_told_and_done_again(environment, monkeypatch, capsys, last):
    works = environment.subprocess.call

    def fails(command, **settings):
        works(command, **settings)
        return int(len(environment.commands) > last)

    monkeypatch.setattr(environment.subprocess, "call", fails)
    assert environment.main() == 2
    assert "failed; the lines above say why" in capsys.readouterr().err
    failed = environment.commands[-1]
    environment.commands.clear()
    monkeypatch.setattr(environment.subprocess, "call", works)
    assert environment.main() == 0
    assert failed in environment.commands


def test_a_missing_program_is_told(environment, monkeypatch, capsys):
    def missing(command, **_):
        raise FileNotFoundError(2, "No such file", command[0])

    monkeypatch.setattr(environment.subprocess, "call", missing)
    assert environment.main() == 2
    assert "Remove .venv" in capsys.readouterr().err


def test_interrupting_is_no_traceback(environment, monkeypatch, capsys):
    def interrupted(command, **_):
        raise KeyboardInterrupt

    monkeypatch.setattr(environment.subprocess, "call", interrupted)
    assert environment.main() == 130
    assert "Stopped" in capsys.readouterr().err


OLD = """#!/bin/sh
[ "$1" = -c ] && exit 1
exec "{python}" -c "import runpy, sys
sys.argv = sys.argv[1:]
sys.version_info = (3, 9, 2)
runpy.run_path(sys.argv[0], run_name='__main__')" "$@"
"""


def test_make_says_it_when_no_python_is_new_enough(environment):
    """`python3` is the only Python on the path, and says that it is 3.9."""
    checkout, programs = environment.ROOT, environment.ROOT / "bin"
    programs.mkdir()
    shutil.copy(ROOT / "Makefile", checkout)
    for name in ("make", "sh"):
        (programs / name).symlink_to(shutil.which(name))
    (programs / "python3").write_text(OLD.format(python=sys.executable))
    (programs / "python3").chmod(0o755)
    result = subprocess.run(
        ["make", "serve"],
        cwd=checkout,
        env={**os.environ, "PATH": str(programs)},
        capture_output=True,
        text=True,
    )
    assert result.returncode != 0
    assert "nnbook needs Python 3.11 or later; this is" in result.stderr
    assert "Traceback" not in result.stderr
    assert not environment.VENV.exists()
