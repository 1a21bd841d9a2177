"""Wrong code is made where it should be, noticed when it runs, and what lives is listed.

All mutants of all chapters run with `make code-mutants`; here runs a sample.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.listed import key_of, listed
from tests.mutants.operators import mutants_of

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted(
    path.stem for path in (ROOT / "nnbook").glob("*.py") if not path.stem.startswith("_")
)
SAMPLE = 10  # every tenth mutant of one chapter


def changes(body):
    source = f'def f(x, y):\n    """1 + 2"""\n    {body}\n'
    return [mutant.change for mutant in mutants_of(source)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return x + y", ["+ -> -"]),
        ("return x - y", ["- -> +"]),
        ("return (x) * (y)", ["* -> /"]),
        ("return x @ y", ["@ -> *"]),
        ("return x.T @ y", [".T -> ", "@ -> *"]),
        ("return (x + y).T", ["+ -> -", ".T -> "]),
        ("return x**2", ["** -> *", "2 -> 3"]),
        ("return -x", ["-x -> (x)"]),
        ("return x < y", ["< -> <=", "< -> >="]),
        ("return x == y", ["== -> !="]),
        ("return x is not y", ["is not -> is"]),
        ("return x and y", ["and -> or"]),
        ("return 1", ["1 -> 0", "1 -> 2"]),
        ("return 0.5", ["0.5 -> 1.5"]),
        ("return True", ["True -> False"]),
        ("return np.where(x, y)", ["x, y -> y, x"]),
        ("return np.maximum(x, y)", ["maximum -> minimum"]),
        ("return np.sum(x, axis=0)", ["sum -> mean", ", axis=0 -> ", "0 -> 1"]),
        ("x += y", ["+= -> -="]),
        ("return x if y else x", ["y -> not (y)"]),
        ("raise ValueError(f'{x + 1} of 2')", []),
        ("return 'a' 'b'", []),
        ("return x  # 1 + 1", []),
        ("return (\n        x  # - here\n        - y\n    )", ["- -> +"]),
        ("return 'é' + x", ["+ -> -"]),
    ],
)
def test_each_place_is_changed_in_its_ways(body, expected):
    assert changes(body) == expected


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_mutants_of_a_chapter_are_programs_that_differ(chapter):
    source = (ROOT / "nnbook" / f"{chapter}.py").read_text(encoding="utf-8")
    mutants = mutants_of(source)
    assert len(mutants) > 40
    texts = {mutant.apply(source) for mutant in mutants}
    assert len(texts) == len(mutants)
    assert source not in texts
    for text in texts:
        compile(text, chapter, "exec")


def test_each_listed_survivor_is_a_mutant_of_the_code_as_it_is():
    made = {
        key_of(chapter, mutant)
        for chapter in CHAPTERS
        for mutant in mutants_of((ROOT / "nnbook" / f"{chapter}.py").read_text(encoding="utf-8"))
    }
    assert set(listed()) - made == set()


NOTICED = """
import json
from tests.mutants.trial import prepare, source_of, trial
prepare()
right = source_of("sigmoid")
wrong = {
    "right": right,
    "formula": right.replace("return 1 / (1 + np.exp(-z))", "return 1 / (1 + np.exp(z))"),
    "example": right.replace("[0.105, 0.25, 0.105]", "[0.105, 0.75, 0.105]"),
    "test": right.replace('raise ValueError("logit', 'raise TypeError("logit'),
    "error": right + "\\n1 / 0\\n",
    "time": right + "\\nwhile True:\\n    pass\\n",
}
print(json.dumps({name: trial("sigmoid", source, 20 if name != "time" else 1)[0]
    for name, source in wrong.items()}))
"""


def run(*arguments):
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_wrong_code_is_noticed_by_what_should_notice_it():
    done = run("-c", NOTICED)
    assert done.returncode == 0, done.stderr
    noticed = json.loads(done.stdout)
    assert noticed.pop("right") == ""
    assert {name: said.split()[0] for name, said in noticed.items()} == {
        name: name for name in noticed
    }


def test_a_sample_of_the_mutants_is_noticed_or_listed(tmp_path):
    kept = tmp_path / "found.json"
    done = run("-m", "tests.mutants", "sigmoid", "--jobs", "1", f"--every={SAMPLE}", "--json", kept)
    assert done.returncode == 0, done.stdout + done.stderr
    (row,) = json.loads(kept.read_text(encoding="utf-8")).values()
    print(f"{row['made']} mutants, every {SAMPLE}th of the sigmoid chapter: {row['by']}")
    assert row["made"] >= 6
    assert row["by"]["formula"] >= 4
