"""What the command answers: the report as JSON, the totals, and `nnbook explain`."""

import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest

import nnbook.verify.book
from nnbook.verify import Page, computed, drawn
from nnbook.verify.book import check_book, check_page
from tests.verify import code
from tests.verify.pages import assert_holds, command, process

FIELDS = {
    "file": str,
    "line": int,
    "column": int,
    "label": str | None,
    "kind": str,
    "latex": str,
    "display": bool,
    "section": list,
    "verdict": str,
    "comparisons": int,
    "worst_error": float | None,
    "methods": list,
    "message": str,
    "code": list,
    "steps": list,
    "key": str,
}
KINDS = {
    "relation",
    "derivation",
    "definition",
    "assumption",
    "mention",
    "counterexample",
    "update",
}
PAGE = r"""---
title: A page
---

# One

The number $x$ and its square:

$$
f = x^2
\label{eq:square}
$$

## Derivation {#derivation}

$$
\begin{aligned}
f &= x \cdot x && \text{definition} \\
&= x^2 && \text{the same shorter}
\end{aligned}
\label{eq:steps}
$$

- A slope $\frac{df}{dx} = 2x$,
  a letter $k := 2 x$.

!!! note
    $$
    \wrong{f = 3x}
    $$

## Supposed

Here $\text{suppose } x > 0$, so $|x| = 1 \cdot x$.

## Step

$$
x \leftarrow x - p\, \frac{df}{dx}
$$

<!-- a comment $f = 7$ -->

```
$$ code $$
```
"""
SYMBOLS = """
from tests.verify import code
from nnbook.verify import Page, computed, defined, drawn, updated

page = Page(
    drawn("x", (), "number"),
    drawn("p", (), "step size", values="positive"),
    computed("f", (), "square", code.square, "x"),
    computed("df", (), "twice the number", code.double, "x"),
    defined("k", (), "slope"),
    updated("x", code.less, "x", "p", "df"),
)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.md").write_text(PAGE)
    (tmp_path / "page_symbols.py").write_text(SYMBOLS)
    return tmp_path


@pytest.fixture
def report(folder, capsys):
    run = command(capsys, "check", "page.md", "--json", "out/report.json")
    assert run.code == 0, run.text
    return json.loads((folder / "out/report.json").read_text())


def test_every_formula_is_in_the_report_at_its_place(report):
    lines = PAGE.split("\n")
    places = [(formula["line"], formula["column"]) for formula in report["formulas"]]
    assert len(places) == 9
    assert places == sorted(places)
    for formula in report["formulas"]:
        assert formula["file"] == "page.md"
        line = lines[formula["line"] - 1]
        before = line[: formula["column"] - 1]
        if formula["display"]:
            assert before.strip() == "$$"
        else:
            assert before.endswith("$")
            assert line[len(before) :].startswith(formula["latex"])


def test_the_fields_of_a_formula(report):
    for formula in report["formulas"]:
        for name, kind in FIELDS.items():
            assert isinstance(formula[name], kind), name
        assert formula["verdict"] == "holds"
        assert formula["message"] == ""
        assert formula["kind"] in KINDS
        assert re.fullmatch("[0-9a-f]{64}", formula["key"])
    assert Counter(formula["kind"] for formula in report["formulas"]) == Counter(
        dict.fromkeys(KINDS, 1) | {"relation": 3}
    )
    labels = [formula["label"] for formula in report["formulas"] if formula["label"]]
    assert labels == ["eq:square", "eq:steps"]
    assert len({formula["key"] for formula in report["formulas"]}) == 9


def test_the_sections_of_a_formula(report):
    sections = {formula["latex"].strip(): formula["section"] for formula in report["formulas"]}
    assert sections["x"] == ["one"]
    assert sections[r"\frac{df}{dx} = 2x"] == ["one", "derivation"]
    assert sections[r"|x| = 1 \cdot x"] == ["one", "supposed"]


def test_the_steps_of_a_derivation(report):
    (formula,) = (item for item in report["formulas"] if item["kind"] == "derivation")
    first, second = formula["steps"]
    assert (first["relation"], first["left"], first["right"]) == ("=", "f", r"x \cdot x")
    assert (second["left"], second["right"]) == (r"x \cdot x", "x^2")
    assert (first["reason"], second["reason"]) == ("definition", "the same shorter")
    assert first["world"] == "seed 0"
    assert first["left_value"] == pytest.approx(first["right_value"])
    assert formula["code"] == ["tests.verify.code.square"]
    assert formula["comparisons"] == 2 * 6
    assert 0 <= formula["worst_error"] < 1e-12


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("f", r"\left( x \cdot x \right)^{1}"),
        (r"\frac{1}{2^{2}} f", r"\bigl(\frac{x}{2}\bigr)^{1 + 1}"),
        (r"\left( f \right)", "x^{2}"),
        (r"\sqrt{f}^{2}", r"x^{2^{1}}"),
        (r"1 \cdot {f}^{1}", "{x}^2"),
    ],
)
def test_a_step_has_its_sides_as_they_are_printed(left, right):
    page = Page(
        drawn("x", (), "number", values="positive"), computed("f", (), "square", code.square, "x")
    )
    (step,) = assert_holds(f"{left} = {right}", page).steps
    assert (step.left, step.right) == (left, right)


def test_the_methods_of_differentiation(report):
    (formula,) = (item for item in report["formulas"] if item["latex"].startswith(r"\frac{df}"))
    assert formula["methods"] == ["complex step", "five-point differences"]
    (formula,) = (item for item in report["formulas"] if item["label"] == "eq:square")
    assert formula["methods"] == []


def test_what_is_no_evidence_compares_nothing(report):
    for formula in report["formulas"]:
        assert (formula["comparisons"] == 0) == (formula["kind"] in ("mention", "definition"))


def test_the_totals(report):
    totals = report["totals"]
    assert totals["formulas"] == 9
    assert (totals["display"], totals["inline"]) == (4, 5)
    assert totals["by_kind"] == dict.fromkeys(sorted(KINDS), 1) | {"relation": 3}
    assert totals["comparisons"] == sum(item["comparisons"] for item in report["formulas"])
    errors = [item["worst_error"] for item in report["formulas"]]
    assert totals["worst_error"] == max(error for error in errors if error is not None)
    assert (totals["failed"], totals["exempt"]) == (0, 0)
    assert (totals["code_blocks"], totals["comments"]) == (1, 1)


def test_the_pages_of_the_report(report):
    (page,) = report["pages"]
    assert page["file"] == "page.md"
    assert re.fullmatch("[0-9a-f]{64}", page["body"])
    assert report["version"] == 1


def test_the_report_of_a_failure(folder, capsys):
    (folder / "page.md").write_text(PAGE.replace("&= x^2", "&= x^3").replace("2x$", "q$"))
    run = command(capsys, "check", "page.md", "--json", "report.json")
    assert run.code == 1
    report = json.loads((folder / "report.json").read_text())
    failed = [item for item in report["formulas"] if item["verdict"] == "fails"]
    assert [item["category"] for item in failed] == ["value", "symbol"]
    for item in failed:
        assert item["message"] in run.out
        assert item["message"].startswith(f"page.md:{item['place']['line']}:")
    assert failed[0]["place"] == {"line": 19, "column": 4}
    assert report["totals"]["failed"] == 2


def test_the_json_is_plain(folder, capsys):
    command(capsys, "check", "page.md", "--json", "report.json")
    text = (folder / "report.json").read_text()
    json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


# Kept results.


def test_a_kept_result_is_the_same(folder, monkeypatch):
    monkeypatch.setattr(nnbook.verify.book, "PACKAGE", folder)  # what is outside is not kept
    first = check_book(["page.md"])
    kept = list((folder / ".nnbook").rglob("*.json"))
    assert kept
    again = check_book(["page.md"])
    assert again.to_json() == first.to_json()
    assert check_book(["page.md"], keep=False).to_json() == first.to_json()


def test_several_processes_find_what_one_finds_in_the_same_order(folder):
    names = [f"page{number}.md" for number in range(5)]
    for number, name in enumerate(names):
        Path(name).write_text(PAGE + "\n" * number)
        Path(name.replace(".md", "_symbols.py")).write_text(SYMBOLS)
    Path("page1.md").write_text("no mathematics\n")
    Path("page2.md").write_text(PAGE.replace("=", "= 2 +", 1))
    seen = []
    several = check_book(names, processes=2, progress=seen.append)
    assert several.to_json() == check_book(names).to_json()
    assert [page.file for page in several.pages] == names
    assert sorted(seen) == names
    assert several.totals["failed"] > 0


@pytest.mark.parametrize("name", ["page.md", "page_symbols.py"])
def test_a_result_is_not_kept_when_something_changed(folder, name):
    key = check_page(folder / "page.md").key
    (folder / name).write_text((folder / name).read_text().replace("number", "quantity"))
    changed = check_page(folder / "page.md")
    assert changed.key != key


def test_other_seeds_are_other_results(folder):
    keys = {check_page(folder / "page.md", seeds=seeds).key for seeds in (1, 2, 6)}
    assert len(keys) == 3


def test_code_that_a_symbols_file_imports_from_beside_it_is_part_of_the_key(folder):
    symbols = SYMBOLS.replace("from tests.verify import code", "import own_code as code")
    (folder / "page_symbols.py").write_text(symbols)
    source = (nnbook.verify.book.PACKAGE.parent / "tests/verify/code.py").read_text()
    (folder / "own_code.py").write_text(source)
    first = process("check", "page.md", folder=folder)
    assert first.code == 0, first.text
    written = (folder / "own_code.py").stat()
    (folder / "own_code.py").write_text(source.replace("return x**2", "return x**3"))
    # As quick as a fast machine: same second, same size.
    os.utime(folder / "own_code.py", ns=(written.st_atime_ns, written.st_mtime_ns))
    second = process("check", "page.md", folder=folder)
    assert second.code == 1, second.text


def test_a_damaged_result_is_made_anew(folder, monkeypatch):
    monkeypatch.setattr(nnbook.verify.book, "PACKAGE", folder)
    check_page(folder / "page.md")
    for kept in (folder / ".nnbook").rglob("*.json"):
        kept.write_text("{")
    assert check_page(folder / "page.md").failed == 0


def test_the_same_seeds_give_the_same_numbers(folder):
    def steps():
        formulas = check_page(folder / "page.md", keep=False).formulas
        return [formula["steps"] for formula in formulas]

    assert steps() == steps()


# explain


def test_explain_a_derivation(folder, capsys):
    for line in (17, 18, 19, 20, 21):
        run = command(capsys, "explain", f"page.md:{line}")
        assert run.code == 0, run.text
        assert "page.md:16:3 derivation eq:steps" in run.out
        assert r"f &= x \cdot x && \text{definition} \\" in run.out
    assert "read as" in run.out
    assert re.search(r"Statement.*\n.*Name symbol='f'\n +Product sign='cdot'\n", run.out)
    assert re.search(r"Power\n +Name symbol='x'\n +Number text='2'", run.out)
    assert re.search(r"^ +f .*shape \(\).* square: tests\.verify\.code\.square$", run.out, re.M)
    assert re.search(r"^ +x .*shape \(\).* number: drawn$", run.out, re.M)
    numbers = re.search(r"^    f  =  x \\cdot x\n +(\S+)  =  (\S+)$", run.out, re.M)
    assert numbers
    assert float(numbers[1]) == pytest.approx(float(numbers[2]))
    assert "holds: 12 comparisons" in run.out


def test_explain_a_line_with_two_formulas(folder, capsys):
    line = PAGE.split("\n").index(r"Here $\text{suppose } x > 0$, so $|x| = 1 \cdot x$.") + 1
    run = command(capsys, "explain", f"page.md:{line}")
    assert run.code == 0, run.text
    assert "assumption" in run.out
    assert "relation" in run.out


def test_explain_a_failure(folder, capsys):
    (folder / "page.md").write_text(PAGE.replace("f = x^2", "f = x^4"))
    run = command(capsys, "explain", "page.md:10")
    assert run.code == 1
    assert "FAILS" in run.out
    assert "page.md:10:1: left = right does not hold" in run.out
    (folder / "page.md").write_text(PAGE.replace("f = x^2", "f = x^"))
    run = command(capsys, "explain", "page.md:10")
    assert run.code == 1
    assert "page.md:10:6: " in run.out


def test_explain_with_a_symbols_file(folder, capsys):
    (folder / "page_symbols.py").rename(folder / "other.py")
    run = command(capsys, "explain", "page.md:10", "--symbols", "other.py")
    assert run.code == 0, run.text
    assert command(capsys, "check", "page.md", "--symbols", "other.py").code == 0


def test_explain_by_an_absolute_path(folder, capsys):
    run = command(capsys, "explain", f"{folder / 'page.md'}:7")
    assert run.code == 0, run.text
    assert "mention" in run.out
