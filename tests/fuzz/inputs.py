"""Random input of the reader: characters, words in any order, formulas of the book changed.

Inputs come in blocks of a thousand. A block is known by the seed and its number, so that any input
can be made again.
"""

import random
import re
from pathlib import Path

from nnbook.verify.book import load_page, symbols_for
from nnbook.verify.page_check import PageCheck
from tests.verify.test_properties import COMMON, PAGES, WORDS

ROOT = Path(__file__).resolve().parents[2]
BLOCK = 1000
CHARACTERS = r"\\\\{{}}^^__''&&~%$#@!|<>=+-*/()[],.;:0123456789abdefilmnxyzACIJLTWX" + " \n\t"
STRANGE = "\x00\x7f\u00b2\u03c3\u0661\u2032\u2212\u200b\ud7ff\ufeff\U0001d400"
PIECE = re.compile(r"\\[A-Za-z]+\*?|\\.|[^\\]", re.DOTALL)


def book():
    """The formulas of the book with the letters of their place."""
    found = []
    for page in sorted((ROOT / "docs").rglob("*.md")):
        if symbols_for(page):
            scanned, symbols = load_page(page)
            check = PageCheck(symbols, 1)
            for printed in scanned.formulas:
                found.append((printed.latex, check.settings(printed)[0].page, page.stem))
    return found


def block(seed, number, formulas):
    """The inputs of one block: the kind of each, its LaTeX, the letters, and the page's name."""
    chance = random.Random(f"{seed}:{number}")
    for _ in range(BLOCK):
        kind = chance.choice(["characters", "words", "changed", "changed"])
        if kind == "changed":
            latex, scope, name = chance.choice(formulas)
            yield kind, changed(latex, chance, formulas), scope, name
            continue
        name = chance.choice(sorted(PAGES))
        make = characters if kind == "characters" else words
        yield kind, make(name, chance), PAGES[name], name


def characters(_, chance):
    length = chance.choice([1, 2, 3, 5, 10, 30, 100])
    text = "".join(chance.choices(CHARACTERS, k=length))
    if chance.random() < 0.2:
        place = chance.randrange(len(text) + 1)
        text = text[:place] + chance.choice(STRANGE) + text[place:]
    return text


def words(name, chance):
    vocabulary = COMMON + 4 * WORDS[name]
    glue = chance.choice(["", " ", " "])
    return glue.join(chance.choices(vocabulary, k=chance.randrange(1, 30)))


def changed(latex, chance, formulas):
    """A formula of the book with a few pieces lost, doubled, swapped, or from another formula."""
    pieces = PIECE.findall(latex)
    for _ in range(chance.randrange(1, 5)):
        if not pieces:
            break
        start = chance.randrange(len(pieces))
        end = min(len(pieces), start + chance.choice([1, 1, 1, 2, 5, 20]))
        what = chance.randrange(6)
        if what == 0:
            del pieces[start:end]
        elif what == 1:
            pieces[start:end] = pieces[start:end] * chance.choice([2, 2, 3, 50])
        elif what == 2:
            other = chance.randrange(len(pieces))
            pieces[start], pieces[other] = pieces[other], pieces[start]
        elif what == 3:
            pieces[start:end] = chance.choices(COMMON, k=1)
        elif what == 4:
            pieces[start:start] = PIECE.findall(chance.choice(formulas)[0])[:40]
        else:
            pieces = pieces[:end]
    return "".join(pieces)
