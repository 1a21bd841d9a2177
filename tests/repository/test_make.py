"""`make test`: every step runs, in its order, and one that fails fails all."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STEPS = [
    "ruff format",
    "ruff check",
    "mypy",
    "nnbook check",
    "--ignore tests/built",
    "nnbook mutate",
    "nnbook.site build",
    "tests/built tests/browser",
]

PYTHON = """#!/bin/sh
echo "begins: $*"
echo "ends: $*"
case "$*" in *"$FAULT"*) exit 3;; esac
"""


@pytest.fixture
def make(tmp_path):
    """Run make where Python only says what it was asked for; `fault` is the step that fails."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    program = tmp_path / ".venv" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.write_text(PYTHON)
    program.chmod(0o755)

    def call(target="test", fault="nothing"):
        own = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        result = subprocess.run(
            ["make", target, f"PYTHON={program}"],
            cwd=tmp_path,
            env={**own, "FAULT": fault},
            capture_output=True,
            text=True,
        )
        return result.returncode, result.stdout.splitlines()

    return call


def place(lines, step, word="begins"):
    return next(k for k, line in enumerate(lines) if line.startswith(word) and step in line)


def test_all_steps_run_in_their_order(make):
    code, said = make()
    assert code == 0
    begun = [place(said, step) for step in STEPS]
    assert begun == sorted(begun)


@pytest.mark.parametrize("fault", STEPS)
def test_a_step_that_fails_fails_all(make, fault):
    code, said = make(fault=fault)
    assert code != 0
    assert place(said, fault, "ends")
