"""Two builds of one commit on one machine are the same, byte for byte."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "site"


def sums(folder):
    """A digest of each file under a folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }


def test_a_second_build_is_the_same_byte_for_byte(site, tmp_path):
    """Elsewhere, in another order of sets, in another time zone; checks and drawings are kept."""
    again = tmp_path / "somewhere else"
    subprocess.run(
        [sys.executable, "-m", "nnbook.site", "build", "--directory", str(again)],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
        check=True,
        capture_output=True,
    )
    first, second = sums(SITE), sums(again)
    assert set(first) == set(second)
    assert {name for name in first if first[name] != second[name]} == set()


def test_a_byte_that_differs_is_seen(tmp_path):
    for name, text in (("one", "a"), ("two", "b")):
        (tmp_path / name / "deep").mkdir(parents=True)
        (tmp_path / name / "deep" / "page.html").write_text(text)
    assert sums(tmp_path / "one").keys() == sums(tmp_path / "two").keys()
    assert sums(tmp_path / "one") != sums(tmp_path / "two")
