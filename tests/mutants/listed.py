"""The mutants of the code that nothing kills, each with its reason: survivors.toml.

    [[survivor]]
    chapter = "sigmoid"
    function = "_numbers"
    line = "return z + 0.0"
    change = "+ -> -"
    reason = "Either makes a copy with floating-point numbers, and only that is wanted."

An entry counts while the chapter has this mutant and nothing kills it.
"""

import tomllib
from pathlib import Path

FILE = Path(__file__).with_name("survivors.toml")
PARTS = ("chapter", "function", "line", "change")


def listed():
    """The reason of each listed mutant, by chapter, function, line and change."""
    entries = tomllib.loads(FILE.read_text(encoding="utf-8")).get("survivor", [])
    found = {}
    for entry in entries:
        assert set(entry) == {*PARTS, "reason"}, entry
        assert len(entry["reason"]) > 20, entry
        key = tuple(entry[part] for part in PARTS)
        assert key not in found, f"listed twice: {key}"
        found[key] = entry["reason"]
    return found


def key_of(chapter, mutant):
    return chapter, mutant.function, mutant.text, mutant.change
