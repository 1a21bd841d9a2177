"""What all tests share.

- tests/site needs no build; tests/built reads the folder `site/`, built just before; tests/browser
  drives Chromium over it. The fixtures `site` and `chromium` hand out the two paths.
- Without Chromium the browser tests are skipped, and the end of the run says so loudly.
- With CI=true nothing may be skipped: a skipped or xfailed test is a failure.
"""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# The paper that a page shows is no test; it is checked where its symbols file stands.
collect_ignore = ["paper"]

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

# The same examples on every run and machine; look for new ones with --hypothesis-profile=search.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile("repeatable")


def find_chromium():
    """The path of Chromium: the variable CHROMIUM, else what the PATH has, else None."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def chromium():
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine")
    return path


@pytest.fixture(scope="session")
def site():
    folder = ROOT / "site"
    if not (folder / "index.html").is_file():
        pytest.fail("site/ is not built. Run `make site` first.")
    return folder


class NothingSkipped:
    """Under CI=true a test that was skipped, or that is expected to fail, has failed."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        if report.skipped:
            kind = "xfail" if hasattr(report, "wasxfail") else "skip"
            reason = report.wasxfail if kind == "xfail" else report.longrepr[2]
            report.__dict__.pop("wasxfail", None)
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid}: {kind} is a failure under CI=true. {reason}"
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector):
        report = yield
        if report.skipped:
            report.outcome = "failed"
            report.longrepr = f"{collector.nodeid}: skip is a failure under CI=true."
        return report


def pytest_configure(config):
    if os.environ.get("CI") == "true":
        config.pluginmanager.register(NothingSkipped())


def pytest_collection_modifyitems(items):
    if find_chromium() is None:
        skip = pytest.mark.skip(reason="no Chromium on this machine")
        for item in items:
            if "browser" in item.path.relative_to(ROOT).parts:
                item.add_marker(skip)


def pytest_terminal_summary(terminalreporter):
    reports = terminalreporter.stats.get("skipped", [])
    missed = sum("no Chromium" in str(report.longrepr) for report in reports)
    if missed:
        terminalreporter.section("NO BROWSER", sep="!", red=True, bold=True)
        terminalreporter.line(f"{missed} browser tests did not run: there is no Chromium here.")
        terminalreporter.line("On Debian: sudo apt-get install chromium. Elsewhere: CHROMIUM=path")
