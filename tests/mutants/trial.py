"""Runs a mutant: first the formulas of the chapter's page, then the chapter's tests.

Each trial is a fork of one process that has NumPy, pytest and the checker loaded, so that it costs
what the first failing formula or test costs, and no start of Python. It has its own memory: nothing
of a mutant is left behind. This needs a system with fork.
"""

import contextlib
import doctest
import functools
import importlib
import io
import multiprocessing
import os
import resource
import sys
import types
from pathlib import Path

import pytest

import nnbook
from nnbook.verify.book import scan_page
from nnbook.verify.load import load_symbols
from nnbook.verify.page_check import PageCheck

ROOT = Path(__file__).resolve().parents[2]
SECONDS, TIMES = 5, 4  # a trial may use so much more processor time than the right code
MEMORY = 8 * 2**30
# What the tests of the chapters use besides NumPy, loaded before the fork.
USED = ("hypothesis.extra.numpy", "mpmath", "sklearn.linear_model", "yaml")


class FirstFailure(Exception):
    """A formula failed; the rest of the page need not run."""


class UntilFailure(PageCheck):
    """The check of a page, ended by the first formula that fails."""

    def execute(self, result):
        super().execute(result)
        if not result.holds:
            raise FirstFailure(f"line {result.printed.line}")


def load(chapter, source):
    """The chapter's module from other source, in place of the file's."""
    name = f"nnbook.{chapter}"
    path = ROOT / "nnbook" / f"{chapter}.py"
    module = types.ModuleType(name)
    module.__file__ = str(path)
    module.__package__ = "nnbook"
    module.__spec__ = importlib.util.spec_from_file_location(name, path)
    sys.modules[name] = module
    setattr(nnbook, chapter, module)
    exec(compile(source, str(path), "exec"), module.__dict__)
    return module


@functools.cache
def printed(chapter):
    """The chapter's page, found to be printed mathematics and the rest before any fork."""
    return scan_page(ROOT / "docs" / f"{chapter}.md")


def formulas_fail(chapter):
    """Where the first formula of the chapter's page fails; '' where all hold."""
    page = load_symbols(ROOT / "nnbook" / "symbols" / f"{chapter}.py")
    try:
        UntilFailure(page).run(printed(chapter).formulas)
    except FirstFailure as failure:
        return f"formula in {failure}"
    return ""


def tests_fail(chapter, module):
    """Whether the examples in the docstrings or the chapter's tests fail."""
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    for example in doctest.DocTestFinder(exclude_empty=True).find(module, module.__name__):
        if runner.run(example, out=lambda text: None).failed:
            return f"example of {example.name}"
    file = f"tests/test_{chapter}.py"
    late = "ignore::pytest.PytestAssertRewriteWarning"  # hypothesis is loaded already
    status = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", late, file])
    return "test" if status else ""


def killed_by(chapter, source):
    """What notices that the chapter's code is this: a formula, a test, an error; '' if nothing."""
    try:
        module = load(chapter, source)
        return formulas_fail(chapter) or tests_fail(chapter, module)
    except (Exception, SystemExit) as error:
        return f"error {type(error).__name__}"


def trial(chapter, source, seconds):
    """The same in a fork, with a limit of processor time; and the processor time used."""
    here, there = multiprocessing.Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        with contextlib.suppress(BaseException), contextlib.redirect_stdout(io.StringIO()):
            there.send(killed_by(chapter, source))
        os._exit(0)
    there.close()
    _, status, usage = os.wait4(child, 0)
    used = usage.ru_utime + usage.ru_stime
    with contextlib.suppress(EOFError):
        return here.recv(), used
    return ("time" if os.WIFSIGNALED(status) else "error"), used


def prepare():
    """Load what trials need, but no chapter: each trial loads its own."""
    os.chdir(ROOT)
    for name in USED:
        importlib.import_module(name)
    loaded = [name for name in sys.modules if name.startswith("nnbook.") and "." not in name[7:]]
    chapters = {path.stem for path in (ROOT / "nnbook").glob("*.py")}
    for name in loaded:
        if name[7:] in chapters:
            del sys.modules[name]


def source_of(chapter):
    return (ROOT / "nnbook" / f"{chapter}.py").read_text(encoding="utf-8")


def limit(chapter):
    """The processor time that a trial may use, after the right code has passed."""
    printed(chapter)
    noticed, used = trial(chapter, source_of(chapter), 600)
    if noticed:
        raise SystemExit(f"{chapter}: the right code fails already: {noticed}")
    return round(SECONDS + TIMES * used)
