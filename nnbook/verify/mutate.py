"""The command `nnbook mutate`: every formula printed wrongly in many ways; each print must fail.

A page may be named with some of its lines, FILE:LINE or FILE:FIRST-LAST: then the page is checked
as a whole, but only the formulas that stand there are printed wrongly.

The JSON (`--json FILE`) holds

    {"version": 1,
     "totals": {"formulas", "made", "killed": {"reading", "shape", "value", "coverage"},
                "equivalent": {rule: count}, "listed": count, "survivors": count},
     "pages": [{"file", and the same as in totals}],
     "formulas": [{"file", "line", "column", "label" (or null), "kind", "latex", "made",
                   "killed": {…}, "equivalent": {…},
                   "listed": [{"operator", "latex", "relations", "reasons"}],
                   "survivors": [{"operator", "line", "column", "latex", "was", "now"}]}],
     "unused": [{"file", "formula", "relation"}],
     "problems": [{"file", "message"}]}

`made` counts prints that are read otherwise than the right one; killed, equivalent, listed and
survivors add up to it. `unused` has the listed relations that explain no wrong print of a page that
was tried as a whole. Exit 1 on a survivor, or on a page that fails as it is printed.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnbook.verify.book import load_page, pages_below, scan_page
from nnbook.verify.equivalents import Judge
from nnbook.verify.errors import FormulaError
from nnbook.verify.listed_mutants import Listed, explained, listed_for, unused
from nnbook.verify.mutate_trial import PageTrial
from nnbook.verify.mutations import Mutant
from nnbook.verify.mutations_kept import keep_mutations
from nnbook.verify.place import Place, page_or_place

VERSION = 1
DEATHS = ("reading", "shape", "value", "coverage")
_SHOWN = 60

_FEW = 15  # formulas for which a further process does not pay
_PAGES = 3  # pages for each process, from which on it takes whole ones

Outcome = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """One formula of one page, by its number; `length` is that of its LaTeX."""

    page: Path
    symbols: Path | None
    number: int
    length: int


_TRIALS: dict[tuple[Path, Path | None], PageTrial] = {}
_LISTED: dict[Path, list[Listed]] = {}


def run(paths: Sequence[Path], symbols: Path | None, json: Path | None) -> int:
    """Mutate the formulas of pages and print what happened; exit code 1 unless all is well."""
    started = time.perf_counter()
    _TRIALS.clear()  # a page may have changed since a run before in this process
    _LISTED.clear()
    tasks: list[Task] = []
    problems: list[dict[str, str]] = []
    wholly: list[Path] = []
    for page, places in _named(paths):
        try:
            found = _tasks(page, symbols, places)
        except FormulaError as error:
            problems.append({"file": str(page), "message": error.message})
            continue
        if places and not found:
            raise places[0].nothing()
        tasks += found
        if not places:
            wholly.append(page)
    outcomes = sorted(
        _outcomes(tasks), key=lambda item: (item["file"], item["line"], item["column"])
    )
    failing = {item["file"] for item in outcomes if "problem" in item}
    problems += [item.pop("problem") for item in outcomes if "problem" in item]
    for page in wholly if symbols is None else ():
        if str(page) not in failing:
            keep_mutations(page, [item for item in outcomes if item["file"] == str(page)])
    data = report(outcomes, problems) | {"unused": _unused(outcomes, wholly)}
    if json is not None:
        _write(data, json)
    print(said(data))
    print(f"({time.perf_counter() - started:.1f} s)")
    return 1 if problems or data["totals"]["survivors"] else 0


def _named(paths: Sequence[Path]) -> list[tuple[Path, tuple[Place, ...]]]:
    """The pages that are named, each with the lines that are meant: none are all."""
    found: dict[Path, tuple[Place, ...]] = {}
    named = [page_or_place(path) for path in paths]
    for item in named:
        if isinstance(item, Place):
            (page,) = pages_below([item.page])
            found[page] = (*found.get(page, ()), item)
    for page in pages_below([item for item in named if isinstance(item, Path)]):
        found[page] = ()
    return list(found.items())


def _tasks(page: Path, symbols: Path | None, places: Sequence[Place]) -> list[Task]:
    """A task for each formula of a page that is meant; FormulaError where the page cannot be
    checked at all.
    """
    scanned = scan_page(page)
    for error in scanned.errors:
        raise FormulaError(f"line {error.line}: {error.message}")
    if scanned.formulas:
        load_page(page, symbols)
        listed_for(page)
    return [
        Task(page, symbols, number, len(printed.latex))
        for number, printed in enumerate(scanned.formulas)
        if not places or any(place.has(printed) for place in places)
    ]


def _trial(task: Task) -> PageTrial:
    """The page's check, run once in this process."""
    key = (task.page, task.symbols)
    if key not in _TRIALS:
        scanned, declared = load_page(task.page, task.symbols)
        _TRIALS[key] = PageTrial(declared, scanned.formulas)
        _LISTED[task.page] = listed_for(task.page)
    return _TRIALS[key]


# --- the work, on all cores ---------------------------------------------------------------------


def _outcomes(tasks: Sequence[Task]) -> Iterator[Outcome]:
    """Each formula's outcome, in the order in which they are ready; the long pages begin first."""
    progress = _Progress(len(tasks))
    cores = min(os.cpu_count() or 1, len(tasks) // _FEW)
    if cores < 2:
        yield from (progress.step(formula_outcome(task)) for task in tasks)
        return
    # A new process each, not a fork: NumPy may have threads, and a fork of those can hang.
    with multiprocessing.get_context("spawn").Pool(cores) as pool:
        for outcomes in pool.imap_unordered(_outcomes_of, _parts(tasks, cores)):
            yield from map(progress.step, outcomes)


def _parts(tasks: Sequence[Task], cores: int) -> list[list[Task]]:
    """The tasks in parts: whole pages where there are many, since each process that has a part of a
    page checks all of it first; else single formulas.
    """
    pages: dict[Path, list[Task]] = {}
    for task in tasks:
        pages.setdefault(task.page, []).append(task)
    parts = list(pages.values()) if len(pages) >= _PAGES * cores else [[task] for task in tasks]
    return sorted(parts, key=lambda part: -sum(task.length for task in part))


def _outcomes_of(tasks: Sequence[Task]) -> list[Outcome]:
    found = [formula_outcome(task) for task in tasks]
    if len(tasks) > 1:
        _TRIALS.clear()  # the page is done
    return found


class _Progress:
    """How far the run is, on stderr: in place on a terminal, else a line now and then; and what
    survives, as soon as it is known.
    """

    def __init__(self, tasks: int) -> None:
        self.tasks, self.done, self.made, self.alive = tasks, 0, 0, 0
        self.last = time.monotonic()

    def step(self, outcome: Outcome) -> Outcome:
        self.done += 1
        self.made += outcome["made"]
        self.alive += len(outcome["survivors"])
        terminal, now = sys.stderr.isatty(), time.monotonic()
        if lines := _survivors_said(outcome):
            print(*lines, sep="\n", file=sys.stderr, flush=True)
        if now - self.last > (0.2 if terminal else 5) or self.done == self.tasks:
            self.last = now
            line = (
                f"{self.done} of {self.tasks} formulas, {self.made} wrong prints, "
                f"{self.alive} survive"
            )
            end = "\r" if terminal and self.done < self.tasks else "\n"
            print(line, file=sys.stderr, end=end, flush=True)
        return outcome


def formula_outcome(task: Task) -> Outcome:
    """All wrong prints of one formula tried."""
    trial, number = _trial(task), task.number
    result = trial.results[number]
    printed = result.printed
    killed, equivalent = dict.fromkeys(DEATHS, 0), Counter[str]()
    listed: list[dict[str, Any]] = []
    survivors: list[dict[str, Any]] = []
    made = 0
    judge: Judge | None = None
    for mutant in trial.mutants(number) if result.holds else ():
        verdict = trial.trial(number, mutant)
        if verdict is None:
            continue
        made += 1
        if verdict.death is not None:
            killed[verdict.death] += 1
            continue
        judge = judge or _judge(trial, number)
        rule, entries = _pardoned(trial, number, mutant, judge, _LISTED[task.page])
        if rule is not None:
            equivalent[rule] += 1
        elif entries:
            listed.append(
                {
                    "operator": mutant.operator,
                    "latex": mutant.latex,
                    "relations": [entry.relation for entry in entries],
                    "reasons": [entry.reason for entry in entries],
                }
            )
        else:
            survivors.append(_survivor(trial, number, mutant))
    outcome: Outcome = {
        "file": printed.file,
        "line": printed.line,
        "column": printed.column,
        "label": result.label,
        "kind": result.kind,
        "latex": printed.latex,
        "made": made,
        "killed": killed,
        "equivalent": dict(equivalent),
        "listed": listed,
        "survivors": survivors,
    }
    if not result.holds:
        message = f"line {printed.line} fails as it is printed: {result.message}"
        outcome["problem"] = {"file": printed.file, "message": message}
    return outcome


def _unused(outcomes: Sequence[Outcome], pages: Sequence[Path]) -> list[dict[str, str]]:
    """What is listed for these pages and explains nothing there."""
    found: list[dict[str, str]] = []
    for page in pages:
        used = {
            (outcome["label"] or outcome["latex"].strip(), relation)
            for outcome in outcomes
            if outcome["file"] == str(page)
            for item in outcome["listed"]
            for relation in item["relations"]
        }
        found += [
            {"file": str(page), "formula": formula, "relation": relation}
            for formula, relation in unused(listed_for(page), used)
        ]
    return found


def _judge(trial: PageTrial, number: int) -> Judge:
    setting = trial.settings(number)[0]
    worlds = trial.check.worlds(setting, trial.formulas[number].section)
    return Judge(setting, worlds, trial.free(setting), trial.memory)


def _pardoned(
    trial: PageTrial, number: int, mutant: Mutant, judge: Judge, entries: Sequence[Listed]
) -> tuple[str | None, tuple[Listed, ...]]:
    """The rule by which a survivor is equivalent, or the entries by which it is listed."""
    original = trial.original(number, judge.setting)
    mutated = trial.reading(number, mutant, judge.setting)
    rule = judge.rule(mutant.operator, original, mutated)
    if rule is not None:
        return rule, ()
    result = trial.results[number]
    named = result.label or result.printed.latex.strip()
    fitting = [
        entry
        for entry in entries
        if named in entry.formulas and trial.stands(number, entry.relation)
    ]
    return None, explained(fitting, original, mutated, judge.setting.page, judge)


def _survivor(trial: PageTrial, number: int, mutant: Mutant) -> dict[str, Any]:
    printed = trial.formulas[number]
    line, column = printed.position(mutant.start)
    grown = len(mutant.latex) - len(printed.latex)
    return {
        "operator": mutant.operator,
        "line": line,
        "column": column,
        "latex": mutant.latex,
        "was": _around(printed.latex, mutant.start, mutant.end),
        "now": _around(mutant.latex, mutant.start, mutant.end + grown),
    }


def _around(latex: str, start: int, end: int) -> str:
    """A piece of LaTeX with a little of what stands beside it, on one line."""
    rest = max(10, (_SHOWN - (end - start)) // 2)
    before = "…" if start > rest else ""
    after = "…" if end + rest < len(latex) else ""
    return before + " ".join(latex[max(0, start - rest) : end + rest].split()) + after


# --- the report ---------------------------------------------------------------------------------


def report(outcomes: Sequence[Outcome], problems: Sequence[dict[str, str]]) -> dict[str, Any]:
    """All outcomes with their sums, JSON-ready."""
    files = list(dict.fromkeys(outcome["file"] for outcome in outcomes))
    pages = [
        {"file": file} | _sums([item for item in outcomes if item["file"] == file])
        for file in files
    ]
    return {
        "version": VERSION,
        "totals": _sums(outcomes),
        "pages": pages,
        "formulas": list(outcomes),
        "problems": list(problems),
    }


def _sums(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    equivalent: Counter[str] = Counter()
    for outcome in outcomes:
        equivalent.update(outcome["equivalent"])
    return {
        "formulas": len(outcomes),
        "made": sum(outcome["made"] for outcome in outcomes),
        "killed": {
            death: sum(outcome["killed"][death] for outcome in outcomes) for death in DEATHS
        },
        "equivalent": dict(equivalent.most_common()),
        "listed": sum(len(outcome["listed"]) for outcome in outcomes),
        "survivors": sum(len(outcome["survivors"]) for outcome in outcomes),
    }


def said(data: dict[str, Any]) -> str:
    """The report for people: survivors first, then the sums of each page."""
    lines: list[str] = []
    for outcome in data["formulas"]:
        lines += _survivors_said(outcome)
    lines += [f"{problem['file']}: {problem['message']}" for problem in data["problems"]]
    lines += [
        f"{item['file']}: listed for {item['formula']}, but explains nothing: {item['relation']}"
        for item in data.get("unused", ())
    ]
    for page in data["pages"]:
        lines += _page_said(page)
    if len(data["pages"]) != 1:
        lines += _page_said({"file": "in total"} | data["totals"])
    return "\n".join(lines)


def _survivors_said(outcome: Outcome) -> list[str]:
    lines: list[str] = []
    for survivor in outcome["survivors"]:
        place = f"{outcome['file']}:{survivor['line']}:{survivor['column']}"
        lines += [
            f"{place}: survives: {survivor['operator']}",
            f"    was {survivor['was']}",
            f"    now {survivor['now']}",
        ]
    return lines


def _page_said(page: dict[str, Any]) -> list[str]:
    killed = ", ".join(f"{page['killed'][death]} by {death}" for death in DEATHS)
    equivalents = sum(page["equivalent"].values())
    rules = [f"    {count:5} {rule}" for rule, count in page["equivalent"].items()]
    first = (
        f"{page['file']}: {page['formulas']} formulas, {page['made']} wrong prints: "
        f"killed {sum(page['killed'].values())} ({killed}), equivalent {equivalents}, "
        f"listed {page['listed']}, surviving {page['survivors']}"
    )
    return [first, *rules]


def _write(data: dict[str, Any], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
