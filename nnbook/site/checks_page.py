r"""The parts of the page `checks`, each put in place of a paragraph `\checks{…}`, as HTML.

All formulas of the book stand in it: its markup is as light as HTML allows, and formulas are shown
by their LaTeX. A table with `data-sorts` can be sorted (docs/assets/sort.js).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html import escape

from nnbook.site.badge import KINDS
from nnbook.site.book import Book, Page
from nnbook.site.checks import CSV_FILE, JSON_FILE, Checked, Checks, PageChecks, worst
from nnbook.site.checks_picture import alternative, errors
from nnbook.site.picture import figure_svg
from nnbook.site.rules import WHY

HERE = "checks.md"
LETTER = re.compile(r"\\[^\s,:]+")  # that a method is said of
LABEL = re.compile(r"\\label\{[^}]*\}")
MOST_LATEX = 70  # characters of a formula in the table; the downloads have all of it
MUTATE = "nnbook mutate"


def part(name: str, checks: Checks) -> str | None:
    """The HTML for `\\checks{name}`; None where there is no such part."""
    made = PARTS.get(name)
    return None if made is None else made(checks)


def _totals(checks: Checks) -> str:
    """How many formulas of each kind, with their comparisons and their worst error."""
    rows = []
    for kind, meaning in KINDS.items():
        found = tuple(item for item in checks.formulas if item.result.kind == kind)
        rows.append([_text(_capital(meaning)), *_counted(found)])
    rows.append(["All", *_counted(tuple(checks.formulas))])
    head = ("Kind", "Formulas", "Comparisons", "Worst error")
    return _box(_table(head, rows, caption="Formulas by kind", sorts=False, name="checks-totals"))


def _counted(found: tuple[Checked, ...]) -> list[str]:
    comparisons = sum(item.comparisons for item in found)
    return [f"{len(found):,}", f"{comparisons:,}" if comparisons else "", error(worst(found))]


def _versions(checks: Checks) -> str:
    """What the build was made with."""
    facts = [f"<dt>{_text(name)}<dd>{_text(text)}" for name, text in checks.versions.items()]
    made = checks.commit
    if made is None:
        facts.append("<dt>Commit<dd>not known: not built from a clone")
    else:
        changed = ", with changes that are not committed" if made.changed else ""
        facts.append(f"<dt>Commit<dd><code>{made.name[:12]}</code>{changed}")
        facts.append(f'<dt>Date<dd><time datetime="{made.date}">{made.date}</time>')
    exempt = int(checks.results.totals["exempt"])
    facts.append(f"<dt>Exemptions<dd>{exempt or 'none'}")
    return f'<dl class="facts">{"".join(facts)}</dl>'


def _errors(checks: Checks) -> str:
    """The picture: how far apart both sides were at most, formula by formula."""
    alt = alternative(checks.formulas)
    drawn = figure_svg(lambda: errors(checks.formulas), "checks/errors", alt, HERE)
    return f'<figure class="picture" id="picture-checks-errors">{drawn}</figure>'


def _downloads(checks: Checks) -> str:
    count = f"{len(checks.formulas):,} formulas"
    return (
        f'<ul><li><a href="{JSON_FILE}" download>All results as JSON</a>, {count}, for programs'
        f'<li><a href="{CSV_FILE}" download>All results as CSV</a>, one line a formula, for '
        "spreadsheets</ul>"
    )


def _pages(checks: Checks) -> str:
    """One row for each page, with a link to its table."""
    head = ["Page", "Formulas", "Comparisons", "Worst error"]
    head += ["Wrong prints", "Refused", "True after all", "Missed"]
    rows = [
        [
            f'<a href="#{_anchor(found.page)}">{_title(found.page)}</a>',
            *_counted(found.formulas),
            *_wrong(found),
        ]
        for found in checks.pages
    ]
    return _box(_table(head, rows, caption="Pages", name="checks-pages"))


def _wrong(found: PageChecks) -> list[str]:
    wrong = found.wrong
    if wrong is None:
        return ["not run", "", "", ""]
    true = f"{wrong.equivalent:,}"
    if wrong.equivalent:
        true = f'<a href="#{_true(found.page)}">{true}</a>'
    return [f"{wrong.made:,}", f"{wrong.killed:,}", true, f"{wrong.surviving:,}"]


def _wrong_prints(checks: Checks) -> str:
    """In words: what was made, what became of it, and which pages were not tried."""
    tried = [found.wrong for found in checks.pages if found.wrong is not None]
    said = []
    if tried:
        made, killed = sum(item.made for item in tried), sum(item.killed for item in tried)
        equivalent = sum(item.equivalent for item in tried)
        missed = sum(item.surviving for item in tried)
        said.append(
            f"On {len(tried)} pages {made:,} wrong prints were made. {killed:,} of them were "
            f"refused, {equivalent:,} are true formulas after all, and {missed:,} were missed."
        )
    if checks.not_tried:
        names = ", ".join(_text(page.title) for page in checks.not_tried)
        said.append(f"<strong>Not run for this build:</strong> {names}.")
    return f"<p>{' '.join(said)}</p>" if said else ""


def _equivalents(checks: Checks) -> str:
    """The rules with their reasons and counts; then page by page those that were used there, and
    what is listed by hand with the relation that explains it.
    """
    rules: Counter[str] = Counter()
    for found in checks.pages:
        rules.update(found.wrong.rules if found.wrong else {})
    made = ""
    if rules:
        rows = [[_text(_capital(rule)), WHY[rule], f"{n:,}"] for rule, n in rules.most_common()]
        made = _box(_table(("Rule", "Why", "Wrong prints"), rows, caption="By a rule"))
    return made + "".join(_true_after_all(found) for found in checks.pages)


def _true_after_all(found: PageChecks) -> str:
    """The rules that a page's wrong prints are true by, and its relations; "" if there are none."""
    wrong = found.wrong
    if wrong is None or not wrong.equivalent:
        return ""
    reasons: Counter[tuple[str, str]] = Counter()
    for item in wrong.listed:
        reasons.update(zip(item["relations"], item["reasons"], strict=True))
    tables = ""
    if wrong.rules:
        rows = [[_text(_capital(rule)), f"{n:,}"] for rule, n in wrong.rules.items()]
        tables += _box(_table(("Rule", "Wrong prints"), rows, caption="By a rule"))
    if reasons:
        hand = [[_code(how), _text(why), f"{n:,}"] for (how, why), n in reasons.items()]
        head = ("Relation", "Reason", "Wrong prints")
        tables += _box(_table(head, hand, caption="By a relation that is executed"))
    count = f"{sum(wrong.rules.values()):,} by a rule, {len(wrong.listed):,} by a relation"
    return _details(_true(found.page), f"{_title(found.page)}: {count}", tables)


def _formulas(checks: Checks) -> str:
    """One table for each page, shut at first."""
    book = checks.results.book
    return "".join(_page(found, book) for found in checks.pages)


def _page(found: PageChecks, book: Book) -> str:
    head = ["Formula", "LaTeX", "Kind", "Comparisons", "Worst error", "Methods"]
    if found.wrong is not None:
        head += ["Wrong prints", "Refused", "True after all"]
    address = book.address(HERE, found.page.file)
    rows = [_formula(item, address, found.wrong is not None) for item in found.formulas]
    count = f"{len(rows):,} formulas, {found.comparisons:,} comparisons"
    missing = "" if found.wrong is not None else f"<p>Wrong prints: {NOT_RUN}.</p>"
    table = _box(_table(head, rows, caption=_title(found.page)))
    return _details(_anchor(found.page), f"{_title(found.page)}: {count}", missing + table)


NOT_RUN = "not run for this build"


def _formula(item: Checked, address: str, tried: bool) -> list[str]:
    result = item.result
    name = f"line {result.data['line']}"
    if result.display:
        name = f'<a href="{address}#{result.id}">{result.number}</a>'
    elif result.data.get("generated"):
        name = "table"
    latex = " ".join(LABEL.sub("", result.latex).split())
    latex = latex if len(latex) <= MOST_LATEX else latex[: MOST_LATEX - 1] + "…"
    cells = [
        name,
        _code(latex),
        result.kind,
        str(item.comparisons or ""),
        error(item.error),
        LETTER.sub(r"<code>\g<0></code>", _text(", ".join(item.methods))),
    ]
    if tried:
        wrong = item.wrong
        cells += (
            [str(wrong.made), str(wrong.killed), str(wrong.equivalent or "")]
            if wrong and wrong.made
            else ["", "", ""]
        )
    while cells[-1] == "":
        cells.pop()  # a row may be shorter than its table
    return cells


# --- HTML --------------------------------------------------------------------------------------


def error(value: float | None) -> str:
    """A largest error as a table has it: short, and to be read by scripts."""
    return "" if value is None else f"{value:.0e}".replace("e-0", "e-") if value else "0"


def _table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    caption: str,
    sorts: bool = True,
    name: str = "",
) -> str:
    """A table without what HTML lets one leave out: the tags that end cells and rows."""
    heads = "".join(f"<th scope=col>{title}" for title in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in rows)
    attributes = (f' id="{name}"' if name else "") + (" data-sorts" if sorts else "")
    return (
        f'<table class="checks"{attributes}><caption>{caption}</caption>'
        f"<thead><tr>{heads}<tbody>{body}</table>"
    )


def _box(table: str) -> str:
    return f'<div class="table-box">{table}</div>'


def _details(name: str, summary: str, content: str) -> str:
    return f'<details class="table" id="{name}"><summary>{summary}</summary>{content}</details>'


def _anchor(page: Page) -> str:
    return "checks-" + page.file.removesuffix(".md").replace("/", "-").replace("_", "-")


def _true(page: Page) -> str:
    return _anchor(page).replace("checks-", "checks-true-", 1)


def _title(page: Page) -> str:
    return _text(f"{page.number}. {page.title}" if page.chapter else page.title)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _text(text: str) -> str:
    return escape(text, quote=False)


def _code(latex: str) -> str:
    return f"<code>{_text(latex)}</code>"


PARTS: dict[str, Callable[[Checks], str]] = {
    "totals": _totals,
    "versions": _versions,
    "errors": _errors,
    "downloads": _downloads,
    "pages": _pages,
    "wrong-prints": _wrong_prints,
    "equivalents": _equivalents,
    "formulas": _formulas,
}
