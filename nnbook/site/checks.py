"""All that was checked, formula by formula, for the page `checks` and for its downloads.

It comes from the report of the check, and from what `nnbook mutate` kept of the wrong prints of a
page as it is now. A page whose wrong prints were not tried since it last changed says so.
"""

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from nnbook.site.book import Page
from nnbook.site.results import Result, Results
from nnbook.site.versions import commit, versions
from nnbook.verify.book import KEPT
from nnbook.verify.mutations_kept import kept_mutations

JSON_FILE, CSV_FILE = "formulas.json", "formulas.csv"
COLUMNS = (
    "file",
    "line",
    "number",
    "label",
    "kind",
    "latex",
    "verdict",
    "comparisons",
    "worst_error",
    "methods",
    "wrong_prints",
    "killed",
    "equivalent",
    "rules",
)
Outcome = dict[str, Any]


@dataclass(frozen=True)
class WrongPrints:
    """What came of the wrong prints of one formula or of several."""

    made: int
    killed: int
    rules: dict[str, int]  # those that a named rule shows to be the same formula
    listed: tuple[dict[str, Any], ...]  # those that a relation of the page explains
    surviving: int

    @property
    def equivalent(self) -> int:
        return sum(self.rules.values()) + len(self.listed)

    def as_data(self) -> dict[str, Any]:
        return {
            "made": self.made,
            "killed": self.killed,
            "equivalent": self.rules,
            "listed": list(self.listed),
            "surviving": self.surviving,
        }


def wrong_prints(outcomes: list[Outcome]) -> WrongPrints:
    rules: Counter[str] = Counter()
    for outcome in outcomes:
        rules.update(outcome["equivalent"])
    return WrongPrints(
        made=sum(outcome["made"] for outcome in outcomes),
        killed=sum(sum(outcome["killed"].values()) for outcome in outcomes),
        rules=dict(rules.most_common()),
        listed=tuple(item for outcome in outcomes for item in outcome["listed"]),
        surviving=sum(len(outcome["survivors"]) for outcome in outcomes),
    )


@dataclass(frozen=True)
class Checked:
    """One formula: what the check found, and what came of its wrong prints where they were tried.

    What a table of letters prints has none of its own: its letters stand in formulas that have.
    """

    result: Result
    wrong: WrongPrints | None

    @property
    def error(self) -> float | None:
        error: float | None = self.result.data["worst_error"]
        return error

    @property
    def comparisons(self) -> int:
        return int(self.result.data["comparisons"])

    @property
    def methods(self) -> list[str]:
        """How derivatives, expectations, integrals and limits were taken."""
        notes = self.result.data.get("notes", []) if self.result.kind != "counterexample" else []
        return [*self.result.data["methods"], *notes]


@dataclass(frozen=True)
class PageChecks:
    """The formulas of a page, in the order of print, and all its wrong prints together."""

    page: Page
    formulas: tuple[Checked, ...]
    wrong: WrongPrints | None

    @property
    def comparisons(self) -> int:
        return sum(formula.comparisons for formula in self.formulas)

    @property
    def error(self) -> float | None:
        return worst(self.formulas)


def worst(formulas: tuple[Checked, ...]) -> float | None:
    return max((found.error for found in formulas if found.error is not None), default=None)


class Checks:
    """The whole book, page by page in its own order."""

    def __init__(self, results: Results, root: Path) -> None:
        self.results, self.root = results, root
        self.versions, self.commit = versions(root), commit(root)

    @cached_property
    def pages(self) -> list[PageChecks]:
        """The pages that print formulas."""
        found = [self._page(page) for page in self.results.book.pages]
        return [page for page in found if page.formulas]

    def _page(self, page: Page) -> PageChecks:
        known = self.results.pages.get(page.file)
        outcomes = self._outcomes(page) if known and known.formulas else None
        at = {(item["line"], item["column"]): item for item in outcomes or ()}
        formulas = []
        for result in known.formulas if known else ():
            place = (result.data["line"], result.data["column"])
            tried = place in at and not result.data.get("generated")
            formulas.append(Checked(result, wrong_prints([at[place]]) if tried else None))
        formulas.sort(key=lambda found: bool(found.result.data.get("generated")))  # letters last
        return PageChecks(
            page, tuple(formulas), None if outcomes is None else wrong_prints(outcomes)
        )

    def _outcomes(self, page: Page) -> list[Outcome] | None:
        path = self.results.book.docs / page.file
        folder = self.root / KEPT
        return kept_mutations(path, folder, name=self.results.book.path(page.file))

    def wrong(self, result: Result) -> WrongPrints | None:
        """What came of the wrong prints of one formula; None where they were not tried."""
        return self._wrong.get(id(result))

    @cached_property
    def _wrong(self) -> dict[int, WrongPrints | None]:
        return {id(formula.result): formula.wrong for formula in self.formulas}

    @property
    def formulas(self) -> list[Checked]:
        return [formula for page in self.pages for formula in page.formulas]

    @property
    def not_tried(self) -> list[Page]:
        """The pages whose wrong prints were not tried for this build."""
        return [found.page for found in self.pages if found.wrong is None]

    def as_json(self) -> str:
        """The download for programs; the totals are those of the report."""
        made = self.commit
        data = {
            "version": 1,
            "versions": self.versions,
            "commit": None if made is None else vars(made),
            "totals": self.results.totals,
            "pages": [
                {
                    "file": self.results.book.path(found.page.file),
                    "title": found.page.title,
                    "number": found.page.number,
                    "formulas": len(found.formulas),
                    "comparisons": found.comparisons,
                    "worst_error": found.error,
                    "wrong_prints": None if found.wrong is None else found.wrong.as_data(),
                }
                for found in self.pages
            ],
            "formulas": [_data(formula) for formula in self.formulas],
        }
        return json.dumps(data, ensure_ascii=False, indent=0, allow_nan=False) + "\n"

    def as_csv(self) -> str:
        """The download for spreadsheets: one row for each formula."""
        written = io.StringIO(newline="")
        table = csv.DictWriter(written, COLUMNS, lineterminator="\r\n")
        table.writeheader()
        for formula in self.formulas:
            data = _data(formula)
            wrong = formula.wrong
            data["methods"] = "; ".join(formula.methods)
            data["wrong_prints"] = "" if wrong is None else wrong.made
            data["killed"] = "" if wrong is None else wrong.killed
            data["equivalent"] = "" if wrong is None else wrong.equivalent
            data["rules"] = "" if wrong is None else "; ".join(_reasons(wrong))
            table.writerow({name: data[name] for name in COLUMNS})
        return written.getvalue()


def _data(formula: Checked) -> dict[str, Any]:
    found = formula.result.data
    return {
        "file": found["file"],
        "line": found["line"],
        "number": formula.result.number,
        "label": found.get("label"),
        "kind": formula.result.kind,
        "latex": " ".join(formula.result.latex.split()),
        "verdict": found["verdict"],
        "comparisons": formula.comparisons,
        "worst_error": formula.error,
        "methods": formula.methods,
        "wrong_prints": None if formula.wrong is None else formula.wrong.as_data(),
    }


def _reasons(wrong: WrongPrints) -> list[str]:
    """The rules and the listed reasons by which wrong prints are true after all."""
    listed = (reason for item in wrong.listed for reason in item["reasons"])
    return [*wrong.rules, *dict.fromkeys(listed)]
