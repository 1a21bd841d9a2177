"""The package in an environment with NumPy alone: built, installed without a network, and used.

The environment is empty at first, without pip. The pip of these tests installs into it (`--python`,
`--no-index --no-deps`), and a `.pth` file leads to a folder with links to NumPy and nothing else.
"""

import importlib.metadata
import os
import shutil
import subprocess
import sys
import tarfile
import venv
from pathlib import Path

import pytest

from tests.repository.test_files import tracked

ROOT = Path(__file__).resolve().parents[2]
PAPER = ROOT / "tests/paper"
FIXED = (r"\mathbf{x}^\top" + "\n$$", r"\mathbf{x}" + "\n$$")  # the slip of the paper, mended


def run(*command, cwd):
    """A command without any variable that could lead it back here."""
    kept = {"PATH": os.environ.get("PATH", ""), "HOME": str(cwd)}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def build(sources, folder, kind):
    done = run(
        sys.executable, "-m", "build", "--no-isolation", kind, "--outdir", folder, sources, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.iterdir())


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """What the package is built from: the files of the repository that are not ignored."""
    folder = tmp_path_factory.mktemp("checkout") / "nnbook"
    for name in tracked("--cached", "--others", "--exclude-standard"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module", params=["wheel", "sdist"])
def installed(request, checkout, tmp_path_factory):
    """The folder of programs of an environment with this package and NumPy."""
    folder = tmp_path_factory.mktemp(request.param)
    sources = checkout
    if request.param == "sdist":
        with tarfile.open(build(checkout, folder / "archive", "--sdist")) as archive:
            archive.extractall(folder / "unpacked", filter="data")
        (sources,) = (folder / "unpacked").iterdir()
    wheel = build(sources, folder / "built", "--wheel")
    venv.create(folder / "environment", symlinks=True)
    programs = folder / "environment" / "bin"
    install = ("-m", "pip", "--python", programs / "python", "install", "--no-index", "--no-deps")
    done = run(sys.executable, *install, wheel, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    (packages,) = (folder / "environment" / "lib").glob("python*/site-packages")
    only = folder / "numpy alone"
    only.mkdir()
    here = Path(str(importlib.metadata.distribution("numpy").locate_file("")))
    for path in here.glob("numpy*"):
        (only / path.name).symlink_to(path)
    (packages / "numpy.pth").write_text(f"{only}\n", encoding="utf-8")
    return programs


@pytest.fixture
def paper(tmp_path):
    """A page outside the book, with its code and its symbols."""
    for name in ("paper.md", "paper_code.py", "paper_symbols.py"):
        shutil.copy(PAPER / name, tmp_path)
    return tmp_path


def test_numpy_is_all_there_is(installed, tmp_path):
    lists = "import importlib.metadata as m; print(*sorted({d.name for d in m.distributions()}))"
    done = run(installed / "python", "-c", lists, cwd=tmp_path)
    assert done.stdout.split() == ["nnbook", "numpy"], done.stderr
    where = run(installed / "python", "-c", "import nnbook; print(nnbook.__file__)", cwd=tmp_path)
    assert Path(where.stdout.strip()).is_relative_to(installed.parent)


def test_a_page_outside_the_book_is_checked(installed, paper):
    done = run(installed / "nnbook", "check", "paper.md", cwd=paper)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "paper.md:" in done.stdout
    assert done.stderr == ""
    page = paper / "paper.md"
    text = page.read_text(encoding="utf-8")
    assert text.count(FIXED[0]) == 1
    page.write_text(text.replace(*FIXED), encoding="utf-8")
    done = run(installed / "nnbook", "check", "paper.md", cwd=paper)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""


def test_the_other_commands_and_the_interface_work(installed, paper):
    (paper / "paper_symbols.py").unlink()
    done = run(installed / "nnbook", "new-symbols", "paper.md", cwd=paper)
    assert done.returncode == 0, done.stdout + done.stderr
    python = (
        "from nnbook.verify import check; from nnbook.sigmoid import sigmoid; print(sigmoid(0))"
    )
    done = run(installed / "python", "-W", "error", "-c", python, cwd=paper)
    assert (done.stdout, done.stderr) == ("0.5\n", "")
    assert (paper / "paper_symbols.py").is_file()
