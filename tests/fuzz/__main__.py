"""`make fuzz`: a million random inputs; each is read, or refused with a place, within its bound.

A fault is printed with what makes it again: the seed, the block, and the shortest input found.
"""

import argparse
import functools
import multiprocessing
import os
import sys
import time
from collections import Counter

from nnbook.verify.errors import FormulaError
from nnbook.verify.formula import Formula, read_formula
from tests.fuzz.inputs import BLOCK, block, book
from tests.verify.pages import at_most

SECONDS = 2  # of processor time, for one input
TRIES = 400  # to make a reproducer shorter


def fault(latex, scope):
    """What is wrong with how an input is read: '' where it is a tree or an error with a place."""
    try:
        with at_most(SECONDS):
            found = read_formula(latex, scope)
    except FormulaError as error:
        return misplaced(error, latex)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return f"{type(error).__name__}: {error}"
    if not isinstance(found, Formula):
        return f"neither a tree nor an error: {found!r}"
    for statement in found.statements:
        for node in statement.walk():
            if not 0 <= node.start <= node.end <= len(latex):
                return f"a node outside the formula: {type(node).__name__} {node.start} {node.end}"
    return ""


def misplaced(error, latex):
    start, end = error.start, error.end
    if start is None:
        return f"an error without a place: {error}"
    if not 0 <= start <= (start if end is None else end) <= max(1, len(latex)):
        return f"a place outside the formula, {start} to {end}: {error}"
    return "" if error.message else "an error without words"


def shorter(latex, scope, wrong):
    """The shortest input found that is wrong in the same way."""
    same = wrong.split(":")[0]
    size, tries = len(latex) // 2, 0
    while size and tries < TRIES:
        for start in range(0, len(latex), size):
            tries += 1
            less = latex[:start] + latex[start + size :]
            if tries < TRIES and fault(less, scope).split(":")[0] == same:
                latex = less
                break
        else:
            size //= 2
    return latex


def run_block(number, seed, formulas):
    """How many inputs of a block were read and refused, and the faults among them."""
    count, faults = Counter(), []
    for kind, latex, scope, name in block(seed, number, formulas):
        wrong = fault(latex, scope)
        if wrong:
            least = shorter(latex, scope, wrong)
            faults.append(
                f"{wrong}\n  input {least!r}\n  in the letters of {name}; as made: {latex!r}\n"
                f"  again: python -m tests.fuzz --seed {seed} --block {number}"
            )
        count[kind] += 1
    return count, faults


def run(seed, numbers, jobs, say):
    """All blocks; the count of inputs of each kind, and the faults."""
    formulas = book()
    count, faults, start = Counter(), [], time.monotonic()
    work = functools.partial(run_block, seed=seed, formulas=formulas)
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for done, (more, found) in enumerate(pool.imap_unordered(work, numbers), start=1):
            count += more
            faults += found
            for one in found:
                say(one)
            if done % 50 == 0:
                said = f"{done * BLOCK:,} of {len(numbers) * BLOCK:,} inputs, {len(faults)} faults"
                say(f"{said}, {time.monotonic() - start:.0f} s")
    return count, faults


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, help="another run where it is left out")
    parser.add_argument("--block", type=int, help="this block of a thousand inputs alone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args(arguments)
    seed = asked.seed if asked.seed is not None else time.time_ns() % 1_000_000
    numbers = range(-(-asked.inputs // BLOCK)) if asked.block is None else [asked.block]
    say = functools.partial(print, flush=True)
    say(f"seed {seed}")
    count, faults = run(seed, numbers, asked.jobs, say)
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in sorted(count.items()))
    say(f"{sum(count.values()):,} inputs ({kinds}), {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
