"""The page "Check your own formulas": each command that it shows prints what is shown."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs/your_own_formulas.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+).*?\n(.*?)^```$", PAGE, re.M | re.S)
SHOWN = [
    match
    for language, block in BLOCKS
    if language == "console"
    for match in re.findall(r"^\$ nnbook (.*)\n((?:(?!\$ ).*\n)*)", block, re.M)
]
TIME = re.compile(r" \(\d+\.\d s\)$", re.M)


def nnbook(folder, *arguments):
    run = subprocess.run(
        [sys.executable, "-m", "nnbook", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=60,
    )
    assert run.stderr == ""
    return run.returncode, TIME.sub("", run.stdout)


@pytest.fixture
def folder(tmp_path):
    shutil.copy(ROOT / "tests/paper/paper.md", tmp_path)
    shutil.copy(ROOT / "tests/paper/paper_code.py", tmp_path)
    return tmp_path


def test_the_page_shows_commands():
    assert [command.split()[0] for command, _ in SHOWN] == ["new-symbols", "check", "check"]


def test_each_command_prints_what_the_page_shows(folder):
    first, unfilled, filled = SHOWN
    code, output = nnbook(folder, *first[0].split())
    assert (code, output) == (0, first[1])
    code, output = nnbook(folder, *unfilled[0].split())
    assert (code, output) == (1, unfilled[1])
    shutil.copy(ROOT / "tests/paper/paper_symbols.py", folder)
    code, output = nnbook(folder, *filled[0].split())
    assert (code, output) == (1, filled[1])


def test_without_the_transpose_the_paper_holds(folder):
    shutil.copy(ROOT / "tests/paper/paper_symbols.py", folder)
    paper = folder / "paper.md"
    paper.write_text(paper.read_text().replace(r"\mathbf{x}^\top" + "\n$$", r"\mathbf{x}" + "\n$$"))
    code, output = nnbook(folder, "check", "paper.md")
    assert code == 0, output


def test_the_hook_and_the_step_run_the_command():
    hook, step = (yaml.safe_load(block) for language, block in BLOCKS if language == "yaml")
    (repository,) = hook["repos"]
    (entry,) = repository["hooks"]
    assert entry["entry"] == "nnbook check"
    assert step[0]["run"].startswith("nnbook check docs")
