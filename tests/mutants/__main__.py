"""`make code-mutants`: changes each chapter's code at every place, and counts what is noticed.

Two kept tools were looked at first. cosmic-ray starts the test command anew for each mutant; here
that costs some three seconds before the first test, a trial in a fork half a second in all. mutmut
forks too, but it knows test functions alone, and it picks the mutant inside one rewritten file by a
variable of the environment, which results kept by the content of the code do not see. What is
needed is small: operators.py makes the mutants with `ast`, trial.py runs each in a fork, the
page's formulas first, up to the first that fails.
"""

import argparse
import functools
import json
import multiprocessing
import os
import sys
from collections import Counter
from pathlib import Path

from tests.mutants.listed import key_of, listed
from tests.mutants.operators import mutants_of
from tests.mutants.trial import ROOT, limit, prepare, source_of, trial

WANTED = 0.95


def chapters():
    names = sorted(path.stem for path in (ROOT / "nnbook").glob("*.py"))
    return [name for name in names if not name.startswith("_")]


def outcome(task, seconds):
    """What noticed one mutant of a chapter, and the processor time it took."""
    chapter, mutant = task
    return chapter, mutant, *trial(chapter, mutant.apply(source_of(chapter)), seconds[chapter])


def run(names, jobs, every=1, say=print):
    """The outcomes of every so many mutants of these chapters."""
    prepare()
    seconds = {}
    for name in names:
        seconds[name] = limit(name)
        say(f"{name}: the right code passes; a mutant may take {seconds[name]} s")
    tasks = [(name, mutant) for name in names for mutant in mutants_of(source_of(name))][::every]
    found = []
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        work = pool.imap_unordered(functools.partial(outcome, seconds=seconds), tasks)
        for done in work:
            found.append(done)
            chapter, mutant, noticed, _ = done
            if not noticed:
                say(f"{chapter}:{mutant.line} survives: {mutant.change}   in {mutant.text}")
            if len(found) % 50 == 0:
                say(f"{len(found)} of {len(tasks)}")
    return sorted(found, key=lambda one: (one[0], one[1].start, one[1].end, one[1].new))


def summary(found):
    """Of each chapter: made, noticed by a formula, by a test, by an error; what survives."""
    reasons = listed()
    rows = {}
    for chapter, mutant, noticed, used in found:
        row = rows.setdefault(chapter, {"made": 0, "by": Counter(), "seconds": 0.0})
        row["made"] += 1
        row["by"][noticed.split()[0] if noticed else "nothing"] += 1
        row["seconds"] = round(row["seconds"] + used, 1)
        if not noticed:
            reason = reasons.get(key_of(chapter, mutant))
            entry = {"line": mutant.line, "text": mutant.text, "change": mutant.change}
            row.setdefault("survivors", []).append(
                entry | {"function": mutant.function, "reason": reason}
            )
    return rows


def faults(found, rows, every=1):
    """What is wrong with a run, in words; a sample can only find survivors that are not listed.
    How many are killed is asked of the whole book: a chapter may have few and their like.
    """
    made = sum(row["made"] for row in rows.values())
    alive = {key_of(chapter, mutant) for chapter, mutant, noticed, _ in found if not noticed}
    known = listed()
    killed = made - sum(row["by"]["nothing"] for row in rows.values())
    said = [f"not listed in survivors.toml: {key}" for key in sorted(alive - set(known))]
    if every > 1:
        return said
    said += [
        f"listed, but something kills it or it is no mutant: {key}"
        for key in sorted(set(known) - alive)
        if key[0] in rows
    ]
    if len(rows) == len(chapters()) and killed < WANTED * made:
        said.append(f"{killed} of {made} are killed, less than {WANTED:.0%}")
    return said


def main():
    parser = argparse.ArgumentParser(prog="make code-mutants", description=__doc__)
    parser.add_argument("chapters", nargs="*", help="all where none is named")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--every", type=int, default=1, help="only every so many mutants")
    parser.add_argument("--json", type=Path, default=ROOT / ".nnbook" / "code_mutants.json")
    arguments = parser.parse_args()
    names = arguments.chapters or chapters()
    if unknown := sorted(set(names) - set(chapters())):
        parser.error(f"no chapter {', '.join(unknown)}; there are {', '.join(chapters())}")
    found = run(names, arguments.jobs, arguments.every, functools.partial(print, flush=True))
    rows = summary(found)
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    for chapter, row in rows.items():
        by = ", ".join(f"{number} by {what}" for what, number in sorted(row["by"].items()))
        print(f"{chapter}: {row['made']} mutants: {by}; {row['seconds']} s of processor time")
    made = sum(row["made"] for row in rows.values())
    alive = sum(row["by"]["nothing"] for row in rows.values())
    print(f"{made - alive} of {made} killed, {(made - alive) / made:.1%}; {arguments.json}")
    wrong = faults(found, rows, arguments.every)
    for fault in wrong:
        print(fault)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
