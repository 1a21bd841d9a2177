"""What a build was made with: the tools' versions, the commit and its date."""

import json
import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy

import nnbook

# Whatever the site is made of; what is not named here cannot change it.
INPUTS = (
    "docs",
    "nnbook",
    "mkdocs.yml",
    "package-lock.json",
    "requirements.txt",
    "pyproject.toml",
    "CHANGELOG.md",
)


@dataclass(frozen=True)
class Commit:
    """The last commit; `changed` says whether anything that the site is made of differs from it."""

    name: str
    date: str
    changed: bool


def versions(root: Path) -> dict[str, str]:
    """The versions of what computes and of what draws."""
    return {
        "nnbook": nnbook.__version__,
        "Python": platform.python_version(),
        "NumPy": numpy.__version__,
        "MathJax": _mathjax(root),
    }


def _mathjax(root: Path) -> str:
    try:
        lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))
        return str(lock["packages"]["node_modules/mathjax"]["version"])
    except (OSError, ValueError, KeyError):
        return "not known"


def commit(root: Path) -> Commit | None:
    """The commit that the book's folder is at; None where the folder is not that of a clone."""
    top = _git(root, "rev-parse", "--show-toplevel")
    if top is None or Path(top).resolve() != root.resolve():
        return None
    last = _git(root, "log", "-1", "--format=%H %cs")
    if not last:
        return None
    name, _, date = last.partition(" ")
    inputs = [item for item in INPUTS if (root / item).exists()]
    return Commit(name, date, bool(_git(root, "status", "--porcelain", "--", *inputs)))


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments], capture_output=True, encoding="utf-8", check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
