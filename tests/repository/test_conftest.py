"""The promises of conftest.py, each tried on a small test suite of its own."""

from pathlib import Path

import pytest

CONFTEST = (Path(__file__).parent.parent / "conftest.py").read_text(encoding="utf-8")

SKIPS = {
    "skip": "def test(): pytest.skip('why')",
    "skipif": "@pytest.mark.skipif(True, reason='why')\ndef test(): pass",
    "fixture": "@pytest.fixture\ndef x(): pytest.skip('why')\ndef test(x): pass",
    "module": "pytest.skip('why', allow_module_level=True)",
    "importorskip": "pytest.importorskip('nowhere_to_be_found')",
    "subtest": "def test(subtests):\n with subtests.test(): pytest.skip('why')",
    "unittest": "import unittest as u\nclass T(u.TestCase):\n def test(self): self.skipTest('')",
    "xfail": "@pytest.mark.xfail(reason='why')\ndef test(): assert False",
    "xfail-call": "def test(): pytest.xfail('why')",
}


@pytest.fixture
def suite(pytester, monkeypatch):
    """Run a test suite below a copy of conftest.py, with or without CI and Chromium."""

    def run(*arguments, ci=False, chromium=True, **files):
        for name, body in files.items():
            file = pytester.path / "tests" / (name.replace("__", "/") + ".py")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("import pytest\n" + body, encoding="utf-8")
        (pytester.path / "tests" / "conftest.py").write_text(CONFTEST, encoding="utf-8")
        monkeypatch.setenv("CI", "true" if ci else "")
        monkeypatch.setenv("CHROMIUM", "a/browser" if chromium else "")
        if not chromium:
            monkeypatch.setenv("PATH", "")
        return pytester.runpytest("-p", "no:cacheprovider", *arguments, "tests")

    return run


@pytest.mark.parametrize("body", SKIPS.values(), ids=SKIPS)
@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "xdist"])
def test_skips_fail_under_ci(suite, body, workers):
    result = suite(*workers, ci=True, test_it=body)
    outcomes = result.parseoutcomes()
    assert outcomes.get("failed", 0) + outcomes.get("errors", 0) >= 1
    assert not {"skipped", "xfailed", "passed"} & set(outcomes)
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*is a failure under CI=true*"])


def test_the_doctests_of_other_folders_count_too(suite, pytester):
    source = '"""\n>>> 1 + 1  # doctest: +SKIP\n3\n"""\n'
    pytester.makepyfile(package=source)
    result = suite("--doctest-modules", "package.py", ci=True, test_it="def test(): pass")
    result.assert_outcomes(passed=1, failed=1)


@pytest.mark.parametrize("body", SKIPS.values(), ids=SKIPS)
def test_skips_are_allowed_elsewhere(suite, body):
    result = suite(test_it=body, test_other="def test_other(): pass")
    assert result.ret == 0
    assert not {"failed", "errors"} & set(result.parseoutcomes())


@pytest.mark.parametrize("ci", [False, True])
def test_what_passes_and_fails_still_does(suite, ci):
    result = suite(ci=ci, test_it="def test(): pass\ndef test_bad(): assert False")
    result.assert_outcomes(passed=1, failed=1)


BROWSER = "def test(chromium): assert chromium"


def test_without_chromium_browser_tests_are_skipped_loudly(suite):
    result = suite(chromium=False, browser__test_it="def test(): assert False")
    assert result.ret == 0
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*!!! NO BROWSER !!!*", "1 browser tests did not run:*"])


def test_the_fixture_chromium_skips_where_there_is_none(suite):
    suite(chromium=False, test_it=BROWSER).assert_outcomes(skipped=1)


def test_without_chromium_ci_fails(suite):
    result = suite(chromium=False, ci=True, browser__test_it=BROWSER)
    result.assert_outcomes(errors=1)
    assert result.ret == 1


def test_with_chromium_nothing_is_said(suite):
    result = suite(ci=True, browser__test_it=BROWSER)
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*NO BROWSER*")


def test_a_site_that_is_not_built_is_an_error_not_a_skip(suite, pytester):
    result = suite(test_it="def test(site): pass")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*Run `make site` first.*"])
    pytester.mkdir("site").joinpath("index.html").touch()
    suite(test_it="def test(site): pass").assert_outcomes(passed=1)
