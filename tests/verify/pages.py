"""Small pages for the checker, under symbols given as objects, or as files for the command."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nnbook.verify import FormulaError, Page
from nnbook.verify.cli import main
from nnbook.verify.page_check import PageCheck
from nnbook.verify.report import said
from nnbook.verify.result import Result
from nnbook.verify.scan import Printed, scan

ROOT = Path(__file__).resolve().parents[2]


def check(text: str, page: Page, seeds: int = 6) -> list[Result]:
    """All formulas of a Markdown text, in their order."""
    scanned = scan(text, "page.md")
    assert not scanned.errors, scanned.errors
    return PageCheck(page, seeds).run(scanned.formulas)


def alone(latex: str, page: Page, seeds: int = 6) -> Result:
    """The result of one formula, whatever a Markdown page would make of it."""
    starts = ((0, 1, 3),)
    printed = Printed("page.md", 1, 3, latex, True, (), starts)
    return PageCheck(page, seeds).run([printed])[0]


def displayed(*formulas: str) -> str:
    """A page on which each formula is a display of its own."""
    return "\n\n".join(f"$$\n{latex}\n$$" for latex in formulas) + "\n"


def verdict(latex: str, page: Page, *others: str, seeds: int = 6) -> Result:
    """The result of one formula; `others` are displayed before it."""
    return check(displayed(*others, latex), page, seeds)[-1]


def assert_holds(latex: str, page: Page, *others: str) -> Result:
    """The formula is executed and holds, and so do those before it."""
    results = check(displayed(*others, latex), page)
    for result in results:
        assert result.holds, said(result)
    assert results[-1].comparisons > 0
    return results[-1]


def assert_fails(
    latex: str, page: Page, category: str, message: str = "", *others: str, place: str | None = None
) -> Result:
    """The formula fails as it should; those before it hold. `place`: the LaTeX under the caret."""
    *before, result = check(displayed(*others, latex), page)
    for other in before:
        assert other.holds, said(other)
    assert not result.holds, "this holds, but should not"
    assert (result.category, message in result.message) == (category, True), said(result)
    assert result.message
    if place is not None:
        assert result.place is not None
        assert result.printed.latex[slice(*result.place)] == place, said(result)
    assert f"page.md:{result.printed.position((result.place or (0, 0))[0])[0]}:" in said(result)
    return result


def refused(*declarations: object) -> FormulaError:
    """Why a page cannot be declared so."""
    try:
        Page(*declarations)  # type: ignore[arg-type]
    except FormulaError as error:
        return error
    raise AssertionError("these declarations are taken, but should not")


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stops what takes more processor time, so that a hang is a failure and not a hang."""

    def stop(*_: object) -> None:
        raise AssertionError(f"still busy after {seconds} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@dataclass(frozen=True)
class Run:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return self.out + self.err


def command(capsys, *arguments: object) -> Run:
    """`nnbook …` in this process. A traceback would be an exception here."""
    capsys.readouterr()
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as stop:  # argparse
        code = stop.code if isinstance(stop.code, int) else 1
    found = capsys.readouterr()
    assert "Traceback" not in found.out + found.err
    return Run(code, found.out, found.err)


def process(*arguments: object, folder: Path, module: str = "nnbook") -> Run:
    """`python -m nnbook …` as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        timeout=120,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr)
