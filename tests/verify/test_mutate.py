"""`nnbook mutate`: what is wrong must die, and what lives is shown with its place."""

import json
from pathlib import Path

import pytest

from nnbook.verify.book import load_page
from nnbook.verify.errors import FormulaError
from nnbook.verify.free_worlds import FreeEvaluator
from nnbook.verify.listed_mutants import read_listed
from nnbook.verify.mutate import DEATHS
from nnbook.verify.mutate_trial import PageTrial
from tests.verify.pages import command, process

IMPORTS = "from nnbook.sigmoid import sigmoid, weighted_input\nfrom nnbook.verify import *\n"
IMPORTS = IMPORTS.replace("*", "Page, computed, defined, drawn, function, section, size, view")
SIGMOID = """page = Page(
    drawn("z", (), "weighted input", also=(0.0,)),
    function(r"\\sigma", sigmoid, "sigmoid"),
    computed("a", (), "output", sigmoid, "z"),
    defined("t", (), "exponential"),
)
"""


def write(folder, markdown, symbols=SIGMOID):
    """A page with its symbols file beside it."""
    page = folder / "page.md"
    page.write_text(markdown, encoding="utf-8")
    (folder / "page_symbols.py").write_text(IMPORTS + symbols, encoding="utf-8")
    return page


def mutated(capsys, page, *more):
    """The run, and its JSON."""
    report = Path(str(page).split(":")[0]).with_suffix(".json")
    run = command(capsys, "mutate", page, "--json", report, *more)
    return run, json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}


# --- wrong input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markdown", "message"),
    [
        ("$$\n\\sigma(z) = 1\n", "is not drawn"),
        ("$\\sigma(z) = \\frac{1}{1 + e^z}$", "line 1 fails as it is printed"),
        ("$q = 1$", "line 1 fails as it is printed"),
        ("$\\sigma(z$", "line 1 fails as it is printed"),
    ],
)
def test_a_page_that_fails_as_it_is_printed_is_named(capsys, tmp_path, markdown, message):
    run, report = mutated(capsys, write(tmp_path, markdown))
    assert run.code == 1
    assert message in run.out
    assert message in report["problems"][0]["message"]


def test_a_page_without_symbols_or_without_a_file_is_named(capsys, tmp_path):
    page = tmp_path / "bare.md"
    page.write_text("$a = b$", encoding="utf-8")
    run = command(capsys, "mutate", page)
    assert (run.code, "has no symbols file" in run.out) == (1, True)
    run = command(capsys, "mutate", tmp_path / "missing.md")
    assert (run.code, "no such file" in run.err) == (2, True)
    run = command(capsys, "mutate", page, "--symbols", tmp_path / "missing.py")
    assert (run.code, "missing.py" in run.text) == (2, True)


@pytest.mark.parametrize(
    "text",
    [
        "equivalent = 1",
        "[[equivalent]]\npage = 'a'",
        "[[equivalent]]\npage = 'a'\nformulas = []\nrelation = 'a = b'\nreason = 'so'",
        "[[other]]\n",
        "[[equivalent",
    ],
)
def test_a_list_of_equivalents_that_is_not_as_it_should_be_is_refused(tmp_path, text):
    path = tmp_path / "equivalent_mutants.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormulaError, match=r"equivalent_mutants\.toml"):
        read_listed(path)


# --- what lives ---------------------------------------------------------------------------------


def test_a_world_in_which_nothing_can_be_told_apart_gives_a_survivor(capsys, tmp_path):
    symbols = """page = Page(
    drawn("w", (), "weight", values=(0.0, 1e-30)),
    drawn("x", (), "input", values=(0.0, 1e-30)),
    drawn("b", (), "bias"),
    computed("z", (), "weighted input", weighted_input, "w", "x", "b"),
)
"""
    run, report = mutated(capsys, write(tmp_path, "Then $z = w x + b$.\n", symbols))
    assert run.code == 1
    assert "page.md:1:11: survives: flip sign" not in run.out
    assert "page.md:1:11: survives: double factor" in run.out
    assert report["totals"]["survivors"] >= 1
    survivor = next(
        item for item in report["formulas"][0]["survivors"] if item["operator"] == "double factor"
    )
    assert survivor["latex"] == r"z = 2\, w x + b"
    assert (survivor["line"], survivor["column"]) == (1, 11)


def test_equal_sizes_let_a_transpose_live(capsys, tmp_path):
    symbols = """page = Page(
    size("n", 1, "neurons"),
    drawn("v", ("n", "n"), "weights"),
    drawn("x", ("n", "n"), "inputs"),
    drawn("b", ("n", "n"), "biases"),
    computed("z", ("n", "n"), "weighted inputs", weighted_input, "v", "x", "b"),
)
"""
    run, _ = mutated(capsys, write(tmp_path, "$z = v x + b$\n", symbols))
    assert run.code == 1
    assert "survives: insert transpose" in run.out
    assert "survives: swap factors" in run.out


def test_a_definition_that_no_formula_uses_survives_and_one_that_is_used_does_not(capsys, tmp_path):
    definition = "$$\nt := e^{-z}\n$$\n\n"
    run, report = mutated(capsys, write(tmp_path, definition))
    assert run.code == 1
    assert report["totals"]["survivors"] > 3
    run, report = mutated(capsys, write(tmp_path, definition + "$\\sigma(z) = \\frac{1}{1 + t}$\n"))
    assert run.code == 0, run.out
    assert report["formulas"][0]["kind"] == "definition"
    assert report["formulas"][0]["killed"]["value"] > 3


def test_a_definition_is_used_by_what_the_code_computes_from_it(capsys, tmp_path):
    symbols = SIGMOID.replace(
        '"exponential"),\n)', '"twice z"),\n    computed("q", (), "of t", sigmoid, "t"),\n)'
    )
    definition = "$$\nt := 2 z\n$$\n\n"
    run, report = mutated(
        capsys, write(tmp_path, definition + "$q = \\frac{1}{1 + e^{-2 z}}$\n", symbols)
    )
    assert run.code == 0, run.out
    assert report["formulas"][0]["kind"] == "definition"
    assert report["formulas"][0]["killed"]["value"] > 3


def test_a_definition_has_no_say_where_another_letter_has_its_name(capsys, tmp_path):
    symbols = SIGMOID.replace(
        'defined("t", (), "exponential"),\n',
        """drawn("t", (), "a number"),
    computed("q", (), "of t", sigmoid, "t"),
    section("one", symbols=(defined("t", (), "exponential"),)),
""",
    )
    page = write(
        tmp_path,
        "# One {#one}\n\n$$\nt := e^{-z}\n$$\n\n$\\sigma(z) = \\frac{1}{1 + t}$ and "
        "$q = \\frac{1}{1 + e^{-t}}$.\n\n"
        "# Two {#two}\n\n$q = \\frac{1}{1 + e^{-t}}$\n",
        symbols,
    )
    scanned, declared = load_page(page)
    trial = PageTrial(declared, scanned.formulas)
    assert not trial.failed
    assert trial.users(0) == {0, 1, 2}
    run, report = mutated(capsys, page)
    assert run.code == 0, run.out
    assert report["formulas"][0]["killed"]["value"] > 3


# --- random letters -----------------------------------------------------------------------------

DRAWS = """page = Page(
    size("m", 4, "examples"),
    size("B", 2, "draws"),
    index("k", 1, "B", "counts draws"),
    index("i", 1, "m", "counts examples"),
    drawn("G", (1, "m"), "values"),
    random("D_k", (), "draw k", "sample", "G"),
    defined("q", (), "what a draw is off by"),
    defined("r", (), "another number from the same draw"),
)
"""
DRAWS_IMPORTS = "from nnbook.verify import Page, defined, drawn, index, random, size\n"


def draws(folder, markdown):
    page = folder / "page.md"
    page.write_text(markdown, encoding="utf-8")
    (folder / "page_symbols.py").write_text(DRAWS_IMPORTS + DRAWS, encoding="utf-8")
    return page


@pytest.mark.parametrize("index", ["0", "3", "k - 1", "i"])
def test_a_draw_that_is_not_made_has_no_mean(capsys, tmp_path, index):
    mean = r"\frac{B}{m} \sum_{i=1}^{m} G_{1i}"
    latex = rf"$\sum_{{k=1}}^{{B}} \mathbb{{E}}[D_{{{index}}}] = {mean}$"
    run = command(capsys, "check", draws(tmp_path, latex))
    assert run.code == 1
    assert "k runs from 1 to 2" in run.out
    run = command(capsys, "check", draws(tmp_path, latex.replace(f"D_{{{index}}}", "D_k")))
    assert run.code == 0, run.out


def test_a_mean_of_a_letter_that_is_free_is_free_itself(capsys, tmp_path):
    markdown = (
        "$q := D_1 - \\frac1m \\sum_{i=1}^{m} G_{1i}$\n\n"
        "$D_1 = q + \\frac1m \\sum_{i=1}^{m} G_{1i}$\n\n"
        "$\\mathbb{E}[q] = 0$\n"
    )
    run, report = mutated(capsys, draws(tmp_path, markdown))
    mean = report["formulas"][2]
    assert mean["survivors"] == [], run.out
    assert mean["equivalent"] == {"a multiple of zero": 2}
    assert mean["killed"]["value"] > 0


TWO_OF_ONE_DRAW = "$q := D_1$ and $r := D_1^2$\n\n"


def test_what_a_covariance_does_not_see_is_credited_and_the_rest_dies(capsys, tmp_path):
    markdown = (
        TWO_OF_ONE_DRAW
        + r"$\operatorname{Cov}(q, r) = \mathbb{E}[(q - \mathbb{E}[q]) (r - \mathbb{E}[r])]$"
        + "\n\n"
        + r"$\operatorname{Var}(q) = \mathbb{E}[(q - \mathbb{E}[q])^2]$"
        + "\n\n"
        + r"$\mathbb{E}[q r] = \operatorname{Cov}(q, r) + \mathbb{E}[q]\, \mathbb{E}[r]$"
    )
    run, report = mutated(capsys, draws(tmp_path, markdown))
    *_, covariance, variance, product = report["formulas"]
    for formula in (covariance, variance, product):
        assert formula["survivors"] == [], run.out
    assert covariance["equivalent"]["one mean, whatever the distribution"] > 3
    assert variance["equivalent"]["an even power"] > 0
    assert set(product["equivalent"]) <= {"factors commute"}
    assert product["killed"]["value"] > 5


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (r"\mathbb{E}[(q + B) (r - \mathbb{E}[r])]", r"\operatorname{Cov}(q, r)", True),
        (r"\operatorname{Var}(B - 2 q)", r"4 \operatorname{Var}(q)", True),
        (r"\mathbb{E}[q r]", r"\mathbb{E}[q]\, \mathbb{E}[r]", False),
        (r"\mathbb{E}[q^2]", r"\mathbb{E}[q]^2", False),
        (r"\mathbb{E}[q D_1]", r"q\, \mathbb{E}[D_1]", False),
        (r"\Pr(q = r)", r"0", False),
    ],
)
def test_means_of_what_is_computed_from_random_letters_are_over_any_joint_distribution(
    tmp_path, left, right, same
):
    scanned, page = load_page(draws(tmp_path, TWO_OF_ONE_DRAW))
    trial = PageTrial(page, scanned.formulas)
    free = trial.free(trial.settings(0)[0])[0]
    values = [
        [FreeEvaluator(world).value(free.page.parse(side), {}) for side in (left, right)]
        for world in list(free)[:12]
    ]
    assert [one == pytest.approx(two, abs=1e-9) for one, two in values] == [same] * 12


# --- what dies ----------------------------------------------------------------------------------

RIGHT = r"""The output $a$ is

$$
\begin{aligned}
\sigma(z) &= \frac{1}{1 + e^{-z}} && \text{definition} \\
&= \frac{e^z}{e^z + 1} && \text{extended}
\end{aligned}
$$
"""


def test_a_right_page_lets_nothing_through(capsys, tmp_path):
    run, report = mutated(capsys, write(tmp_path, RIGHT))
    totals = report["totals"]
    assert (run.code, report["version"]) == (0, 1)
    dead = sum(totals["killed"].values())
    spared = sum(totals["equivalent"].values()) + totals["listed"] + totals["survivors"]
    assert totals["made"] == dead + spared > 40
    assert set(totals["killed"]) == set(DEATHS)


def test_derivation_rows_relations_and_numbers_all_die(capsys, tmp_path):
    markdown = RIGHT + "\nand $\\sigma(2) \\approx 0.8808$, $\\sigma'(z) = a\\,(1 - a)$.\n"
    run, report = mutated(capsys, write(tmp_path, markdown))
    assert run.code == 0, run.out
    killed = report["totals"]["killed"]
    assert killed["value"] > 60
    assert [item["kind"] for item in report["formulas"]] == [
        "mention",
        "derivation",
        "relation",
        "relation",
    ]
    assert report["formulas"][0]["made"] == 0


def test_the_right_formula_inside_wrong_is_rejected(capsys, tmp_path):
    markdown = "$\\sigma(z) = \\frac{1}{1 + e^{-z}}$\n\n$$\n\\wrong{\\sigma(z) = e^z}\n$$\n"
    run, report = mutated(capsys, write(tmp_path, markdown))
    assert run.code == 0, run.out
    formula = report["formulas"][1]
    assert (formula["kind"], formula["made"]) == ("counterexample", 2)
    assert sum(formula["killed"].values()) == 2


def test_a_mention_with_an_operator_must_stay_a_side(capsys, tmp_path):
    markdown = "$\\sigma'(z) = a\\,(1 - a)$, which has the factor $a\\,(1 - a)$.\n"
    run, report = mutated(capsys, write(tmp_path, markdown))
    assert run.code == 0, run.out
    mention = report["formulas"][1]
    assert mention["kind"] == "mention"
    assert mention["killed"]["coverage"] > 3


def test_shapes_kill(capsys, tmp_path):
    symbols = """page = Page(
    size("n", 3, "neurons"),
    size("m", 4, "examples"),
    size("k", 2, "inputs"),
    drawn("W", ("n", "k"), "weights"),
    drawn("X", ("k", "m"), "inputs of all examples"),
    drawn("b", ("n", 1), "biases", broadcasts=True),
    computed("Z", ("n", "m"), "weighted inputs", affine, "W", "X", "b"),
)
"""
    symbols = "from nnbook.two_layer import affine\n" + symbols
    markdown = "$Z = W X + b$ and $W \\in \\mathbb{R}^{n \\times k}$\n"
    run, report = mutated(capsys, write(tmp_path, markdown, symbols))
    assert run.code == 0, run.out
    assert report["totals"]["killed"]["shape"] > 8


# --- equivalents --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markdown", "rule"),
    [
        (r"$\sigma(z)^2 = \left(\frac{1}{1 + e^{-z}} - 0\right)^2$", "an even power"),
        (r"$\sigma'(z) = a\,(1 - a)$", "an even function"),
        (r"$\sigma(z) = \frac{1}{1 + e^{-z}} \cdot 1$", "a neutral factor, term or power"),
        (r"$\sigma(0) - \frac12 = 0$", "a multiple of zero"),
        (r"$a > \frac12 \iff z > 0$", "the same sign on both sides"),
        (
            r"$\frac{\sigma(z)}{z} = \frac{1}{z + z e^{-z}}, \quad z \ne 0$",
            "the same sign on both sides",
        ),
        (
            r"$\sigma(z) = \frac{1}{1 + e^{-z}} \quad \text{for } z > 0.5$",
            "a narrower condition, true there",
        ),
        (r"$2 \cdot 1 + 1 = 3$", "a neutral factor, term or power"),
        (r"$\sigma(0) = 0.5$ and $\sigma(0) \approx 0.5$", "the decimal is exact"),
        (r"$\int_{-1}^{1} \sigma(z) \,dz = 1$", "one integral, whatever the letters"),
    ],
)
def test_equivalents_are_credited_to_a_rule(capsys, tmp_path, markdown, rule):
    _, report = mutated(capsys, write(tmp_path, markdown + "\n"))
    assert rule in report["totals"]["equivalent"]


def test_a_free_index_under_another_letter_is_the_same_formula(capsys, tmp_path):
    symbols = """page = Page(
    size("n", 3, "neurons"),
    size("m", 4, "examples"),
    index("i", 1, "n", "counts neurons"),
    index("j", 1, "n", "counts neurons again"),
    index("k", 1, "m", "counts examples"),
    drawn("x", ("n", 1), "inputs", values="positive"),
    computed("y", ("n", 1), "outputs", sigmoid, "x"),
    function(r"\\sigma", sigmoid, "sigmoid"),
)
"""
    symbols = "from nnbook.verify import index\n" + symbols
    markdown = "$\\sigma(x_i) > \\frac12 \\iff x_i > 0$ and $y_i = \\frac{1}{1 + e^{-x_i}}$\n"
    _, report = mutated(capsys, write(tmp_path, markdown, symbols))
    of_outputs = report["formulas"][1]
    assert of_outputs["survivors"] == []  # y_j beside x_i is another formula, and dies
    assert "an index renamed" not in of_outputs["equivalent"]
    markdown = "$y_i < 1$ and $y_i = \\frac{1}{1 + e^{-x_i}}$\n"
    symbols = symbols.replace('"positive"', "(0.1, 30.0)")
    _, report = mutated(capsys, write(tmp_path, markdown, symbols))
    assert report["formulas"][0]["equivalent"].get("an index renamed") == 1


def test_an_equivalent_is_listed_only_with_a_relation_that_holds(capsys, tmp_path):
    symbols = SIGMOID.replace(
        'computed("a"',
        'computed("c", (), "output again", weighted_input, "a", 1, 0),\n    computed("a"',
    )
    (tmp_path / "tests").mkdir()
    listed = tmp_path / "tests" / "equivalent_mutants.toml"
    page = write(tmp_path, r"$a = \frac{1}{1 + e^{-z}} \label{eq:a}$" + "\n", symbols)
    entry = "[[equivalent]]\npage = 'page.md'\nformulas = ['eq:a']\nreason = 'one value'\n"

    def survivors(relation):
        listed.write_text(entry + f"relation = '{relation}'\n", encoding="utf-8")
        run, report = mutated(capsys, page)
        unused = [item["relation"] for item in report["unused"]]
        for relation in unused:
            assert f"listed for eq:a, but explains nothing: {relation}" in run.out
        return report["totals"] | {"unused": unused}

    with_it = survivors("a = c")
    assert (with_it["listed"], with_it["survivors"], with_it["unused"]) == (1, 0, [])
    without = survivors("a = z")
    assert (without["listed"], without["survivors"]) == (0, 1)
    of_no_use = survivors("z = z + 0")
    assert of_no_use["unused"] == ["z = z + 0"]
    of_nothing = survivors("z = t")
    assert (of_nothing["listed"], of_nothing["survivors"]) == (0, 1)
    report = mutated(capsys, f"{page}:1")[1]
    assert report["unused"] == []  # the page was not tried as a whole


# --- some lines -----------------------------------------------------------------------------

LINES = """One $\\sigma(0) = \\frac12$.

$$
\\sigma(z) = \\frac{1}{1 + e^{-z}}
$$

Two $a = \\frac{1}{1 + e^{-z}}$ and $\\sigma(2) \\approx 0.8808$.
"""


@pytest.mark.parametrize(
    ("places", "lines"),
    [
        (["1"], [1]),
        (["4"], [3]),
        (["7"], [7, 7]),
        (["2-6"], [3]),
        (["1-4"], [1, 3]),
        (["7", "1"], [1, 7, 7]),
        (["4", "4-5"], [3]),
        (["4", ""], [1, 3, 7, 7]),
    ],
)
def test_only_the_formulas_on_the_named_lines_are_mutated(capsys, tmp_path, places, lines):
    page, report = write(tmp_path, LINES), tmp_path / "report.json"
    command(capsys, "mutate", page, "--json", report)
    whole = json.loads(report.read_text(encoding="utf-8"))["formulas"]
    named = [f"{page}:{place}" if place else page for place in places]
    run = command(capsys, "mutate", *named, "--json", report)
    assert run.code == 0, run.text
    found = json.loads(report.read_text(encoding="utf-8"))["formulas"]
    assert [item["line"] for item in found] == lines
    assert found == [item for item in whole if item["line"] in lines]
    assert all(item["made"] for item in found)


def test_a_row_of_a_derivation_stands_for_the_derivation(capsys, tmp_path):
    page = write(tmp_path, RIGHT)
    for line in (4, 5, 6, 7):
        assert command(capsys, "mutate", f"{page}:{line}").out.startswith(f"{page}: 1 formulas")


def test_a_file_with_a_colon_in_its_name_is_that_file(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = write(tmp_path, LINES)
    page.rename(tmp_path / "page.md:1")
    run = command(capsys, "mutate", "page.md:1", "--symbols", tmp_path / "page_symbols.py")
    assert run.code == 0, run.text
    assert "4 formulas" in run.out


def test_lines_of_a_page_that_fails_elsewhere(capsys, tmp_path):
    page = write(tmp_path, LINES + "\n$\\sigma(0) = 1$\n")
    assert command(capsys, "mutate", f"{page}:1").code == 0
    assert command(capsys, "mutate", f"{page}:9").code == 1


def test_survivors_are_shown_as_they_are_found(capsys, tmp_path):
    page = write(tmp_path, "$$\nt := e^{-z}\n$$\n\n$\\sigma(0) = \\frac12$\n")
    run = command(capsys, "mutate", page)
    assert run.code == 1
    assert "page.md:2:6: survives" in run.err
    assert run.err.index("survives") < run.err.index("2 of 2 formulas")
    shown = [line for line in run.err.splitlines() if "of 2 formulas" not in line]
    assert sorted(shown) == sorted(run.out.splitlines()[: len(shown)])


# --- as a process -------------------------------------------------------------------------------


def test_it_runs_on_all_cores_and_shows_its_progress(tmp_path):
    page = write(tmp_path, "\n\n".join([r"$\sigma(z) = \frac{1}{1 + e^{-z}}$"] * 40) + "\n")
    run = process("mutate", page, folder=tmp_path)
    assert run.code == 0, run.text
    assert "40 of 40 formulas" in run.err
    assert "40 formulas" in run.out
