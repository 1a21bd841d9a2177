"""The Python sessions that a page prints are run, and answer what the page says.

A session is a fenced block with `>>>` lines. The sessions of one page follow one another, as a
reader would type them. Blocks without `>>>` are included from the package, which has its own tests.
"""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(
    r"^(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})[^\n]*\n(?P<body>.*?)^[ \t]*(?P=fence)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)


def sessions(text, name):
    """All sessions of a page as one doctest, each example with its line on the page."""
    examples = []
    for block in FENCE.finditer(text):
        first = text.count("\n", 0, block.start("body"))
        for example in doctest.DocTestParser().get_examples(block["body"], name):
            example.lineno += first
            examples.append(example)
    return doctest.DocTest(examples, {}, name, name, 0, text)


def run(test):
    """What went wrong, as doctest prints it; nothing if all is well."""
    said = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE, verbose=False)
    runner.run(test, out=said.append)
    return "".join(said)


PAGES = sorted(page.relative_to(ROOT).as_posix() for page in (ROOT / "docs").rglob("*.md"))


@pytest.mark.parametrize("page", PAGES)
def test_page(page):
    test = sessions((ROOT / page).read_text(encoding="utf-8"), page)
    assert not any(doctest.SKIP in example.options for example in test.examples), "+SKIP in a page"
    assert run(test) == ""


PAGE = """
A session, and one in a list that goes on with it:

```python
>>> a = 1
>>> a + 1
2
```

- An item

    ~~~~pycon
    >>> a + 2
    {answer}
    ~~~~

>>> this line is prose
"""


def test_sessions_of_a_page_follow_one_another():
    test = sessions(PAGE.replace("{answer}", "3"), "page.md")
    assert [example.lineno + 1 for example in test.examples] == [5, 6, 13]
    assert run(test) == ""


def test_a_wrong_answer_is_found_with_its_line():
    said = run(sessions(PAGE.replace("{answer}", "4"), "page.md"))
    assert 'File "page.md", line 13' in said
    assert re.search(r"Expected:\s+4\s+Got:\s+3", said)
