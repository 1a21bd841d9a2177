"""What the checker read is what MathJax draws: the same leaves under each fraction, script, root,
accent, bracket and cell, in every formula of the book.

Both sides are drawn by MathJax: the formula as printed, and the tree that the checker made of it,
printed again (printing.py). Their MathML is compared as a skeleton (skeleton.py).
"""

from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

from nnbook.verify.book import load_page, symbols_for
from nnbook.verify.formula import read_formula
from nnbook.verify.page_check import PageCheck
from tests.asprinted.misreadings import MISREADINGS, misread
from tests.asprinted.printing import statements_of
from tests.asprinted.skeleton import mathml, skeleton
from tests.verify.field import PAGES as PAGES_OF_THE_FIELD
from tests.verify.test_field import NOTATION

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(page for page in (ROOT / "docs").rglob("*.md") if symbols_for(page))
EACH = 6  # so many formulas of the book are misread in each way


def readings():
    """Every formula of the book as it is read in each of its settings: place, formula, scope."""
    found = {}
    for page in PAGES:
        scanned, symbols = load_page(page)
        check = PageCheck(symbols, 1)
        for printed in scanned.formulas:
            for setting in check.settings(printed):
                formula = read_formula(printed.latex, setting.page)
                again = statements_of(formula, setting.page, printed.latex)
                key = (printed.latex, printed.display, again)
                place = f"{page.name}:{printed.line}:{printed.column}"
                found.setdefault(key, (place, formula, setting.page))
    return found


def wrong_readings(found):
    """Some formulas of the book, each misread in one way and printed again."""
    wrong = defaultdict(list)
    for (latex, _, _), (place, formula, scope) in found.items():
        for slip in MISREADINGS:
            if len(wrong[slip]) == EACH:
                continue
            for number, statement in enumerate(formula.statements):
                changed = misread(statement, slip, scope)
                if changed is not None:
                    statements = list(formula.statements)
                    statements[number] = changed
                    again = statements_of(
                        replace(formula, statements=tuple(statements)), scope, latex
                    )
                    wrong[slip].append((place, latex, again))
                    break
    return {slip: items for slip, items in wrong.items() if items}


def drawn(formulas):
    """The skeleton of each (LaTeX, display), drawn by MathJax in one process."""
    asked = sorted(formulas)
    return dict(zip(asked, map(skeleton, mathml(asked)), strict=True))


# What is compared as if it were printed alike, and a misreading of it that is seen all the same.
ALIKE = [
    ("a one-token argument has no braces", r"\frac12x", r"\frac{1}{2} x", r"\frac{1}{2x}"),
    ("a one-token script has no braces", "x^10", "x^{1} 0", "x^{10}"),
    ("a one-token script has no braces", "e^xy", "e^{x} y", "e^{xy}"),
    ("a one-token accent has no braces", r"\hat yz", r"\hat{y} z", r"\hat{yz}"),
    ("a prime is a superscript", "f'(x)", r"f^{\prime}(x)", "f(x)'"),
    ("a prime is a superscript", "f''(x)", r"f^{\prime\prime}(x)", "f'(x)"),
    ("a prime is a superscript", "f' g", r"f^{\prime} g", "f g'"),
    ("scripts stand in any order", "W^2_i", "W_i^2", "W_{i^2}"),
    ("scripts stand in any order", "a^{[1]}_j", "a_j^{[1]}", "a_j [1]"),
    ("no commas in scripts", "W_{1,2}", "W_{12}", "W_1 2"),
    ("no braces around a part", "{a}{b}_i", "a b_i", "{ab}_i"),
    ("brackets have any size", r"\bigl( a + b \bigr) c", "(a + b) c", "a + b c"),
    ("brackets have any size", r"\left( a + b \right)^2", "(a + b)^2", "a + b^2"),
    ("brackets have any size", r"\left\| x \right\|^2", r"\|x\|^2", r"\|x^2\|"),
    ("brackets have any size", r"\left. f \right|_{x=0}", "f|_{x=0}", "|f|_x = 0"),
    ("spaces are nothing", r"(a\, b \quad c\!d)", "(abcd)", "(ab,cd)"),
    ("digits stand one by one", r"10\,000", "10000", "10.000"),
    ("words have no font", r"\operatorname{tr}(A)", r"\mathrm{tr}(A)", "tr(A)"),
    ("a differential is upright or not", r"\mathrm{d}x", "dx", "d_x"),
    ("the natural logarithm has two names", r"\ln x", r"\log x", r"\log_2 x"),
    ("a trace has two names", r"\operatorname{trace}(A)", r"\operatorname{tr}(A)", r"t r (A)"),
    ("dots stand low or high", r"a + \dots + b", r"a + \cdots + b", "a + b"),
    ("an equivalence is = too", r"a \equiv b", "a = b", r"a \approx b"),
    ("an implication is long or short", r"a \implies b", r"a \Rightarrow b", r"a \iff b"),
    ("an equivalence is long or short", r"a \iff b", r"a \Leftrightarrow b", r"a \Rightarrow b"),
    ("a wedge is a comma", r"(a \wedge b)", "(a, b)", "(a b)"),
    ("elementwise has two signs", r"a \circ b", r"a \odot b", r"a \cdot b"),
    ("a range begins with its first number", r"i = 1, 2, \dots, n", r"i = 1, \dots, n", "i = 1, n"),
    ("a range begins with its first number", r"i = 1, 2, \dots", r"i = 1, \dots", r"i = 2, \dots"),
    ("words beside a formula", r"a = b \quad \text{so}", "a = b", r"a = b_{\text{so}}"),
    ("a stop at the end", "a = b, c = 2.", "a = b c = 2", "a = bc = .2"),
    (
        "rows are one formula",
        r"\begin{aligned} a &= b \\ &= c \end{aligned}",
        "a = b = c",
        "a = bc",
    ),
    ("rows are one formula", r"\begin{gathered} a \\ b \end{gathered}", "a b", "a_b"),
    ("a brace under a part", r"\underbrace{a + b}_{\text{two}} c", "a + b c", "a + b_c"),
    ("the usual norm", r"\|x\|_2", r"\|x\|", r"\|x\|_1"),
    ("the book's mark of a wrong formula", r"\wrong{a = b}", "a = b", "a = b w"),
]


def test_what_says_the_same_is_alike_and_a_misreading_is_not():
    parts = drawn({(latex, True) for row in ALIKE for latex in row[1:]})
    for _, first, second, other in ALIKE:
        alike = [latex for latex in (second, other) if parts[latex, True] == parts[first, True]]
        assert alike == [second], first


def test_limits_of_a_sum_stand_beside_it_or_above_and_below():
    inline, display, other = mathml(
        [(r"\sum_{i=1}^n i", False), (r"\sum_{i=1}^n i", True), (r"\sum_{i=1} ni", True)]
    )
    assert skeleton(inline) == skeleton(display) != skeleton(other)


def test_each_formula_of_the_book_is_read_as_it_is_drawn():
    found = readings()
    assert len(found) > 1400
    asked = {(latex, display) for latex, display, _ in found}
    parts = drawn(asked | {(again, display) for _, display, again in found})
    wrong = [
        f"{place}\n  printed {latex}\n  read    {again}"
        for (latex, display, again), (place, *_) in found.items()
        if parts[latex, display] != parts[again, display]
    ]
    assert wrong == [], "\n".join(wrong)
    kinds = Counter(kind for part in parts.values() for kind in kinds_of(part))
    compared = {"fraction", "scripts", "root", "accent", "brackets", "table"}
    assert compared <= {kind for kind, number in kinds.items() if number > 50}, kinds


def kinds_of(items):
    """The kinds of all constructs in a skeleton."""
    for item in items:
        if isinstance(item, tuple):
            yield item[0]
        if isinstance(item, (tuple, list)):
            yield from kinds_of(item)


# Prints of the notation of the field (tests/verify/notation.toml) whose tree is that of another
# print with the same meaning, so that the two are drawn differently.
ANOTHER_PRINT = {
    r"p = x^{\star} + x_{\mathrm{new}}",
    r"r = \mathrm{loss} + \text{acc} + \mathcal{L}",
    r"r = \operatorname{loss} + \text{acc} + \mathcal L",
    r"A^{-\top} = (A^\top)^{-1}",
    r"B u = \left[\begin{array}{ccc} B_{:1} & B_{:2} & B_{:3} \end{array}\right] u",
    r"r = (z)_+",
    r"M = \max_{1 \le i \le n} u_i",
    r"k = \operatorname*{arg\,max}_i u_i",
    r"k = \operatorname{argmax}_i u_i",
    r"s = \operatorname{sgn} z",
    r"r = z\, \mathbb{1}_{z > 0}",
    r"r = z\, [z > 0]",
    r"o_i = \sum_{\substack{j=1 \\ j \ne i}}^{n} x_j",
    r"q = \sum_{1 \le i < j \le n} x_i x_j",
    r"\partial_x (x^2 y) = 2 x y",
    r"\frac{df}{dx}(x) = 2 x",
    r"b_i = a_i^2 \quad \forall i",
    r"|x| = x \quad (x > 0)",
    r"f(x) \overset{(a)}{=} x \cdot x \equiv x^2",
    r"\begin{array}{rcl} f(x) &=& x \cdot x \\ &=& x^2 \end{array}",
}


def test_the_notation_of_the_field_is_read_as_it_is_drawn():
    pairs = []
    for entry in NOTATION["read"]:
        if r"\bm" in (latex := entry["latex"]):
            continue  # MathJax of the site does not have it
        scope = PAGES_OF_THE_FIELD[entry["page"]]
        pairs.append((latex, statements_of(read_formula(latex, scope), scope, latex)))
    parts = drawn({(latex, True) for pair in pairs for latex in pair})
    other = {latex for latex, again in pairs if parts[latex, True] != parts[again, True]}
    assert other == ANOTHER_PRINT


def test_every_misreading_is_seen():
    """A tree that differs from what is printed is drawn differently; each slip fits somewhere."""
    wrong = wrong_readings(readings())
    assert {slip.__name__ for slip in MISREADINGS} == {slip.__name__ for slip in wrong}
    pairs = [(latex, again) for items in wrong.values() for _, latex, again in items]
    parts = drawn({(latex, True) for pair in pairs for latex in pair})
    missed = [
        f"{slip.__name__} {place}\n  printed {latex}\n  misread {again}"
        for slip, items in wrong.items()
        for place, latex, again in items
        if parts[latex, True] == parts[again, True]
    ]
    assert missed == [], "\n".join(missed)
