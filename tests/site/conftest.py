"""A book of two chapters in a folder of its own, checked by hand (reports.py)."""

import json
import shutil

import pytest
from markdown import Markdown

from nnbook.site import extension
from nnbook.site.extension import BookExtension
from tests.site import reports

CONFIG = """\
site_name: Two chapters
nav:
  - Home: index.md
  - "Part I. One":
      - First: first.md
  - "Part II. Two":
      - Second: deeper/second.md
  - Back matter:
      - Functions: api.md
"""
FIRST = r"""---
title: First
---

# First

One letter, $z$, and by \eqref{eq:other} more.

$$
a = \sigma(z) \label{eq:first}
$$

$$
a < 1
$$
"""
SECOND = r"""# Second

$$
b = a
\label{eq:other}
$$

Back to \eqref{eq:first}.
"""


class SmallBook:
    """Pages to change, and what becomes of them."""

    def __init__(self, root):
        self.root = root
        (root / "mkdocs.yml").write_text(CONFIG)
        self.write("index.md", "# Home\n")
        self.write("first.md", FIRST)
        self.write("deeper/second.md", SECOND)
        self.write("api.md", "# Functions\n")
        self.check()

    def write(self, file, text):
        path = self.root / "docs" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def read(self, file):
        return (self.root / "docs" / file).read_text(encoding="utf-8")

    def change(self, file, old, new):
        assert old in self.read(file)
        self.write(file, self.read(file).replace(old, new))

    def check(self):
        return reports.write(self.root)

    def report(self, change):
        """Let `change` alter the list of formulas in the report."""
        path = self.root / ".nnbook" / "report.json"
        made = json.loads(path.read_text())
        change(made["formulas"])
        path.write_text(json.dumps(made))

    def result(self, latex, **changed):
        """Let the report say something else of the formula that begins like this."""

        def change(formulas):
            next(f for f in formulas if f["latex"].strip().startswith(latex)).update(changed)

        self.report(change)

    def forget(self):
        shutil.rmtree(self.root / ".nnbook")

    def html(self, file, configs=None, more=(), **settings):
        markdown = Markdown(
            extensions=[
                *more,
                "pymdownx.arithmatex",
                "pymdownx.superfences",
                "tables",
                "attr_list",
                "footnotes",
                BookExtension(root=str(self.root), **settings),
            ],
            extension_configs=configs or {"pymdownx.arithmatex": {"generic": True}},
        )
        return markdown.convert(reports.FRONT.sub("", self.read(file)))


@pytest.fixture
def book(tmp_path):
    yield SmallBook(tmp_path)
    extension._pages.clear()
