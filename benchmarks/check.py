"""How long the checks take: a formula, the book, a page; and that cost grows with the formulas.

    python -m benchmarks.check

prints a table and writes .nnbook/benchmark.json. All in one run on one machine; elapsed seconds
unless it says processor. No test asserts a time.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from nnbook.verify.book import KEPT, load_page, pages_below
from nnbook.verify.load import symbols_for
from nnbook.verify.page_check import SEEDS, PageCheck

ROOT = Path(__file__).resolve().parents[1]
TARGET = KEPT / "benchmark.json"
TIMES = (1, 2, 4)
RUNS = 3


def seconds(work):
    """Processor time of one call."""
    started = time.process_time()
    work()
    return time.process_time() - started


class Timed(PageCheck):
    """A page's check that notes the processor time of each formula, read and executed."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.taken = {}

    def _note(self, printed, started):
        taken = time.process_time() - started
        self.taken[id(printed)] = self.taken.get(id(printed), 0.0) + taken

    def read(self, printed):
        started = time.process_time()
        result = super().read(printed)
        self._note(printed, started)
        return result

    def execute(self, result):
        started = time.process_time()
        super().execute(result)
        self._note(result.printed, started)


def each_formula(pages):
    """Milliseconds of each formula of the pages, with all seeds."""
    found = []
    for path in pages:
        if symbols_for(path) is None:
            continue  # a page without formulas
        scanned, page = load_page(path)
        check = Timed(page, SEEDS)
        check.run(scanned.formulas)
        found += [1000 * taken for taken in check.taken.values()]
    return found


def so_many_times(path, times):
    """Processor time of a page on which each formula stands so many times; the least of some."""
    scanned, page = load_page(path)
    formulas = [replace(printed) for printed in scanned.formulas for _ in range(times)]
    return min(seconds(lambda: PageCheck(page).run(formulas)) for _ in range(RUNS))


def elapsed(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def command(folder, *paths):
    """`nnbook check` in a process of its own; what is kept lies in the folder."""
    subprocess.run(
        [sys.executable, "-m", "nnbook", "check", *(str(path.resolve()) for path in paths)],
        check=True,
        capture_output=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def measured(paths, page):
    """All numbers: of the pages together, and of one page by itself."""
    each = each_formula(pages_below(paths))
    found = {
        "formulas": len(each),
        "seeds": SEEDS,
        "median_ms": statistics.median(each),
        "slowest_ms": max(each),
        "cores": os.cpu_count() or 1,
        "python": platform.python_version(),
        "numpy": np.__version__,
    }
    for name, what in (("pages", paths), ("page", [page])):
        with tempfile.TemporaryDirectory() as folder:
            found[f"{name}_from_nothing_s"] = elapsed(partial(command, folder, *what))
            again = [elapsed(partial(command, folder, *what)) for _ in range(RUNS)]
            found[f"{name}_unchanged_s"] = min(again)
    found["page"] = str(page)
    taken = [so_many_times(page, times) for times in TIMES]
    found["so_many_times"] = [
        {"times": times, "processor_s": own, "ratio": own / taken[0]}
        for times, own in zip(TIMES, taken, strict=True)
    ]
    return found


def table(found):
    """The numbers as a table in Markdown."""
    rows = [
        (f"one formula, median of {found['formulas']}", f"{found['median_ms']:.1f} ms"),
        ("one formula, the slowest", f"{found['slowest_ms']:.0f} ms"),
        ("all pages from nothing", f"{found['pages_from_nothing_s']:.1f} s"),
        ("all pages, unchanged", f"{found['pages_unchanged_s']:.2f} s"),
        (f"{found['page']} alone, from nothing", f"{found['page_from_nothing_s']:.2f} s"),
        (f"{found['page']} alone, unchanged", f"{found['page_unchanged_s']:.2f} s"),
    ]
    rows += [
        (
            f"{found['page']}, each formula {row['times']} times",
            f"{row['processor_s']:.2f} s processor, {row['ratio']:.2f} times the first",
        )
        for row in found["so_many_times"]
    ]
    head = f"| {found['seeds']} seeds, {found['cores']} cores, Python {found['python']} | taken |"
    return "\n".join([head, "|---|---|", *(f"| {name} | {taken} |" for name, taken in rows)])


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=[Path("docs")])
    parser.add_argument("--page", type=Path, default=Path("docs/sigmoid.md"))
    parser.add_argument("--json", type=Path, default=TARGET)
    options = parser.parse_args(arguments)
    found = measured(options.paths, options.page)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(table(found))


if __name__ == "__main__":
    main()
