"""Two builds of one commit on one machine are the same, byte for byte."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "site"


def sums(folder):
    """A digest of each file under a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }


@pytest.fixture(params=["pages kept", "no pages kept"])
def rendered(request, tmp_path):
    """What is kept of the pages that were rendered; or nothing, as before the first build."""
    folder, away = ROOT / ".nnbook" / "rendered", tmp_path / "rendered"
    if request.param == "no pages kept" and folder.is_dir():
        shutil.move(folder, away)
    yield request.param
    if away.is_dir():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.move(away, folder)


def test_a_second_build_is_the_same_byte_for_byte(site, tmp_path, rendered):
    """Elsewhere, in another order of sets, in another time zone; checks and drawings are kept."""
    again = tmp_path / "somewhere else"
    done = subprocess.run(
        [sys.executable, "-m", "nnbook.site", "build", "--directory", str(again)],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert (" 0 pages as they were kept" in done.stdout) == (rendered == "no pages kept")
    first, second = sums(SITE), sums(again)
    assert set(first) == set(second)
    assert {name for name in first if first[name] != second[name]} == set()


def test_a_byte_that_differs_is_seen(tmp_path):
    for name, text in (("one", "a"), ("two", "b")):
        (tmp_path / name / "deep").mkdir(parents=True)
        (tmp_path / name / "deep" / "page.html").write_text(text)
    assert sums(tmp_path / "one").keys() == sums(tmp_path / "two").keys()
    assert sums(tmp_path / "one") != sums(tmp_path / "two")
