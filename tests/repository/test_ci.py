"""What CI runs: `make test`, `make zensical`, then `make peers`, with nothing skipped.

It keeps the first exit code that is not 0, and ends as pytest did.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

MAKE = """
echo "CI=$CI" "$@"
read -r line && echo "there is an input"
if [ "$1" = zensical ]; then
    echo "Zensical: 7 formulas on 2 pages"
    exit ${ZENSICAL:-0}
fi
if [ "$1" = peers ]; then
    echo "Setting up .venv-peers"
    echo "== peers"
    echo "=== 7 passed in 9.99s ==="
    exit ${PEERS:-0}
fi
echo "== format"
echo "== doctests and tests"
echo "=== 1 failed in 0.01s ==="
echo "that was captured from a test of a test"
echo "=================== 310 passed in 75.32s (0:01:15) ==================="
echo "== site"
echo "== built site and browser"
echo "=== 2 failed, 40 passed in 3.10s ==="
echo "make: *** [test] Error 1" >&2
exit ${EXIT:-0}
"""


@pytest.fixture
def run(tmp_path):
    """Run .ci/run where make, apt-get, id and sudo only write down how they were called."""
    programs, said = tmp_path / "bin", tmp_path / "said"
    programs.mkdir()
    for name in ("bash", "sh", "env", "dirname", "mktemp", "tee", "awk", "rm"):
        (programs / name).symlink_to(shutil.which(name))

    def program(name, body):
        (programs / name).write_text("#!/bin/sh\n" + body)
        (programs / name).chmod(0o755)

    def call(chromium=True, user=0, make=MAKE, **variables):
        said.write_text("")
        program("make", make)
        program("id", f"echo {user}")
        program("apt-get", f'echo "apt-get $@" >> "{said}"')
        program("sudo", f'echo "sudo $1" >> "{said}"; exec "$@"')
        if chromium:
            program("chromium", "")
        result = subprocess.run(
            [ROOT / ".ci" / "run"],
            env={"PATH": str(programs), "TMPDIR": str(tmp_path), **variables},
            cwd=tmp_path,
            input="y\n",
            capture_output=True,
            text=True,
        )
        return result.returncode, result.stdout.splitlines(), said.read_text().splitlines()

    return call


def test_it_runs_make_test_under_ci_without_input(run):
    code, lines, said = run()
    assert code == 0
    called = [line for line in lines if line.startswith("CI=")]
    assert called == ["CI=true test", "CI=true zensical", "CI=true peers"]
    assert "there is an input" not in lines
    assert said == []


@pytest.mark.parametrize("exit_code", ["1", "2", "130"])
def test_it_keeps_the_exit_code(run, exit_code):
    assert run(EXIT=exit_code)[0] == int(exit_code)
    assert run(PEERS=exit_code)[0] == int(exit_code)
    assert run(ZENSICAL=exit_code)[0] == int(exit_code)
    assert run(EXIT=exit_code, PEERS="7")[0] == int(exit_code)


@pytest.mark.parametrize("exit_code", ["0", "2"])
def test_it_ends_with_what_pytest_said(run, exit_code):
    assert run(EXIT=exit_code)[1][-4:] == [
        "== pytest",
        "=================== 310 passed in 75.32s (0:01:15) ===================",
        "=== 2 failed, 40 passed in 3.10s ===",
        "=== 7 passed in 9.99s ===",
    ]


def test_nothing_is_made_up_when_pytest_was_not_reached(run):
    code, lines, _ = run(make="echo == format; exit 2")
    assert code == 2
    assert lines[-1] == "== pytest"


@pytest.mark.parametrize("user", [0, 1000])
def test_it_brings_the_browser_where_there_is_none(run, user):
    code, _, said = run(chromium=False, user=user)
    assert code == 0
    installed = [line for line in said if line.startswith("apt-get install")]
    assert len(installed) == 1
    assert installed[0].endswith(" chromium")
    assert ("sudo apt-get" in said) == (user != 0)


def test_the_log_is_removed(run, tmp_path):
    run()
    assert {path.name for path in tmp_path.iterdir()} == {"bin", "said"}
