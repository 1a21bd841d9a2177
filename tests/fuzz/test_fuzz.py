"""A short run of `make fuzz`, and faults that it must find."""

import re

import pytest

from nnbook.verify.errors import FormulaError
from nnbook.verify.formula import Formula, read_formula
from nnbook.verify.tree import Number, Statement
from tests.fuzz import __main__ as fuzz
from tests.fuzz.inputs import BLOCK, block, book
from tests.verify.worlds import LETTERS

BLOCKS = 3


@pytest.fixture(scope="module")
def formulas():
    return book()


def test_a_short_run_finds_nothing(formulas):
    for number in range(BLOCKS):
        count, faults = fuzz.run_block(number, 1, formulas)
        assert faults == []
        assert sum(count.values()) == BLOCK
        assert min(count.values()) > BLOCK / 10


def test_a_block_is_made_again_from_its_seed_and_number(formulas):
    first, again, other, next_one = (
        [latex for _, latex, *_ in block(seed, number, formulas)]
        for seed, number in ((1, 2), (1, 2), (2, 2), (1, 3))
    )
    assert first == again
    assert first != other
    assert first != next_one


def test_some_inputs_are_read_and_some_are_refused(formulas):
    answers = {True: 0, False: 0}
    for _, latex, scope, _ in block(1, 0, formulas):
        try:
            read_formula(latex, scope)
        except FormulaError:
            answers[False] += 1
        else:
            answers[True] += 1
    assert min(answers.values()) > 50


def hang():
    while True:
        pass


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda: 1 / 0, "ZeroDivisionError: division by zero"),
        (lambda: int("x"), "ValueError"),
        (hang, "still busy after"),
        (lambda: None, "neither a tree nor an error"),
        (
            lambda: Formula("mention", (Statement(sides=(Number(text="1", end=9),)),), None),
            "outside",
        ),
    ],
)
def test_a_fault_of_the_reader_is_found(monkeypatch, answer, said):
    monkeypatch.setattr(fuzz, "SECONDS", 0.05)
    monkeypatch.setattr(fuzz, "read_formula", lambda latex, scope: answer())
    assert said in fuzz.fault("x = 1", LETTERS)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FormulaError("what"), "an error without a place"),
        (FormulaError("what", 3, 99), "a place outside"),
        (FormulaError("what", 4, 2), "a place outside"),
        (FormulaError("", 0, 1), "an error without words"),
        (FormulaError("what", 0, 1), ""),
    ],
)
def test_an_error_has_its_place_and_words(error, said):
    wrong = fuzz.misplaced(error, "x = 1")
    assert said in wrong
    assert bool(wrong) == bool(said)


def test_the_reproducer_is_short_and_printed(monkeypatch, capsys):
    def reads_no_seven(latex, scope):
        if "7" in latex:
            raise KeyError("seven")
        return Formula("mention", (), None)

    monkeypatch.setattr(fuzz, "read_formula", reads_no_seven)
    assert fuzz.main(["--inputs", "1000", "--seed", "5", "--jobs", "1"]) == 1
    said = capsys.readouterr().out
    assert "seed 5\n" in said
    assert "input '7'" in said
    assert "again: python -m tests.fuzz --seed 5 --block 0" in said
    assert re.search(r"1,000 inputs \(.*\), [1-9]\d* faults", said)
