"""The command `nnbook`: check, explain, mutate."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nnbook.verify import tree as t
from nnbook.verify.book import KEPT, check_book, load_page, scan_page, write_report
from nnbook.verify.errors import FormulaError
from nnbook.verify.evidence import code_of
from nnbook.verify.new_symbols import symbols_file, symbols_printed
from nnbook.verify.page_check import SEEDS, PageCheck
from nnbook.verify.place import read_place
from nnbook.verify.report import problem_said, said
from nnbook.verify.result import Result


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit 0 if every formula is executed and holds, 1 if one fails, 2 for wrong use."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(options)
    except FormulaError as error:
        print(f"nnbook: {error.message}", file=sys.stderr)
        if error.remedy:
            print(f"    to do: {error.remedy}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        print("nnbook: interrupted", file=sys.stderr)
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nnbook", description="Executes every formula that a page prints."
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    check = commands.add_parser("check", help="execute the formulas of pages")
    check.add_argument(
        "paths",
        nargs="*",
        type=Path,
        default=[Path("docs")],
        metavar="PATH",
        help="pages or folders (default: docs)",
    )
    check.add_argument("--json", type=Path, metavar="FILE", help="write the report here")
    check.add_argument(
        "--symbols", type=Path, metavar="FILE", help="symbols file of a page outside the book"
    )
    check.add_argument(
        "--seeds", type=_count, default=SEEDS, metavar="N", help=f"random worlds (default: {SEEDS})"
    )
    check.set_defaults(run=_check)
    explain = commands.add_parser("explain", help="show how one formula is read, and its numbers")
    explain.add_argument("place", metavar="FILE:LINE")
    explain.add_argument("--symbols", type=Path, metavar="FILE")
    explain.set_defaults(run=_explain)
    new = commands.add_parser("new-symbols", help="write a first symbols file for a page")
    new.add_argument("page", type=Path, metavar="PAGE")
    new.add_argument(
        "--output", type=Path, metavar="FILE", help="default: PAGE_symbols.py beside it"
    )
    new.set_defaults(run=_new_symbols)
    mutate = commands.add_parser(
        "mutate", help="print wrong formulas in place of the right ones; each must fail"
    )
    mutate.add_argument(
        "paths",
        nargs="*",
        type=Path,
        default=[Path("docs")],
        metavar="PATH",
        help="pages, folders, FILE:LINE or FILE:FIRST-LAST (default: docs)",
    )
    mutate.add_argument("--json", type=Path, metavar="FILE")
    mutate.add_argument("--symbols", type=Path, metavar="FILE")
    mutate.set_defaults(run=_mutate)
    return parser


def _count(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = 0
    if not 1 <= value <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 1000")
    return value


def _usable(options: argparse.Namespace) -> None:
    """Wrong use is found before the work begins."""
    if options.symbols is not None and not options.symbols.is_file():
        raise FormulaError(
            f"{options.symbols}: no such symbols file", remedy="name a Python file with --symbols"
        )
    if options.json is not None and (
        options.json.is_dir() or any(part.is_file() for part in options.json.parents)
    ):
        raise FormulaError(
            f"{options.json}: cannot be written", remedy="name a file in a folder with --json"
        )


def _check(options: argparse.Namespace) -> int:
    _usable(options)
    started = time.perf_counter()
    cores = os.cpu_count() or 1
    report = check_book(options.paths, options.symbols, options.seeds, processes=cores)
    for page in report.pages:
        for problem in page.problems:
            print(problem_said(problem))
        unread = [formula for formula in page.formulas if formula["category"] == "unread"]
        if unread:
            print(f"    {len(unread)} formulas of this page were not read")
        for formula in page.formulas:
            if formula["verdict"] != "holds" and formula["category"] != "unread":
                print(formula["message"])
    totals = report.totals
    if options.json:
        write_report(report, options.json)
    elif options.symbols is None and options.paths == [Path("docs")]:
        write_report(report, KEPT / "report.json")
    worst = (
        f", worst error {totals['worst_error']:.1e}" if totals["worst_error"] is not None else ""
    )
    print(
        f"{totals['formulas']} formulas on {len(report.pages)} "
        f"pages executed: {totals['failed']} failed, "
        f"{totals['comparisons']} comparisons{worst}, {totals['exempt']} exempt, "
        f"{totals['code_blocks']} code blocks and "
        f"{totals['comments']} comments are not mathematics "
        f"({time.perf_counter() - started:.1f} s)"
    )
    return 1 if totals["failed"] else 0


def _explain(options: argparse.Namespace) -> int:
    place = read_place(options.place)
    if place is None or place.first != place.last:
        raise FormulaError(
            f"{options.place!r} is not FILE:LINE",
            remedy="for example nnbook explain docs/sigmoid.md:42",
        )
    scanned, page = load_page(place.page, options.symbols)
    check = PageCheck(page)
    found = [result for result in check.run(scanned.formulas) if place.has(result.printed)]
    if not found:
        raise place.nothing()
    for result in found:
        _explained(result, check)
    return 0 if all(result.holds for result in found) else 1


def _explained(result: Result, check: PageCheck) -> None:
    printed = result.printed
    print(
        f"{printed.file}:{printed.line}:{printed.column} "
        f"{result.kind}{f' {result.label}' if result.label else ''}"
    )
    print("    " + printed.latex.strip().replace("\n", "\n    "))
    if result.formula is not None:
        page = check.settings(printed)[0].page
        world = check.worlds(check.settings(printed)[0], printed.section)[0]
        print("\nread as")
        for statement in result.formula.statements:
            print(t.show(statement, 1))
        print("\nsymbols")
        for symbol in sorted(t.symbols_in(*result.formula.statements)):
            declared = page.symbols[symbol]
            code = (
                ", ".join(sorted(code_of(page, t.Name(symbol=symbol))))
                or type(declared).__name__.lower()
            )
            print(
                f"    {symbol:16} {declared.role:9} shape "
                f"{declared.shape!s:26} {declared.meaning}: {code}"
            )
        print(f"\nnumbers ({world.title})")
        for step in result.steps:
            indices = f"  ({step.indices})" if step.indices else ""
            print(f"    {step.left}  {step.relation}  {step.right}{indices}")
            print(f"        {_short(step.left_value)}  {step.relation}  {_short(step.right_value)}")
    print(
        f"\n{'holds' if result.holds else 'FAILS'}: {result.comparisons} comparisons, "
        f"worst error {result.worst_error if result.worst_error is not None else 'none'}, "
        f"{', '.join(sorted(result.methods)) or 'by value'}"
    )
    for note in sorted(result.notes):
        print(f"    {note}")
    if not result.holds:
        print(said(result))


def _short(value: object) -> str:
    return (
        ""
        if value is None
        else np.array2string(np.asarray(value, dtype=float), precision=8, separator=", ").replace(
            "\n", " "
        )
    )


def _new_symbols(options: argparse.Namespace) -> int:
    target: Path = options.output or options.page.with_name(f"{options.page.stem}_symbols.py")
    scanned = scan_page(options.page)
    if target.exists():
        raise FormulaError(f"{target} exists already", remedy="name another file with --output")
    target.write_text(symbols_file(scanned), encoding="utf-8")
    print(f"{target}: {len(symbols_printed(scanned))} symbols of {options.page}")
    print(f"    to do: fill it in, then nnbook check {options.page} --symbols {target}")
    return 0


def _mutate(options: argparse.Namespace) -> int:
    from nnbook.verify.mutate import run

    _usable(options)

    return run(options.paths, options.symbols, options.json)
