"""One chapter, one plain name, in every folder; nothing missing, nothing left over."""

import inspect
import pkgutil
import re
from pathlib import Path

import pytest
import yaml

import nnbook

ROOT = Path(__file__).resolve().parents[1]
# Pages that print no code of their own.
WITHOUT_CODE = {
    "index",
    "conventions",
    "corrections",
    "how_it_is_checked",
    "checks",
    "exercises",
    "cheat_sheet",
    "references",
    "changelog",
    "your_own_formulas",
    "notation",
    "api",
}
# Those among them that print formulas in letters of their own.
WITH_SYMBOLS = {"conventions", "corrections", "cheat_sheet", "notation"}
# Those that have pictures, drawn with the code of the chapters; `card` is for links to any page.
WITH_PICTURES = {"corrections", "card"}
# Tests of the book as a whole.
OF_THE_BOOK = {"corrections", "formulas", "layout", "layers", "letters", "your_own_formulas"}
FOLDERS = ("nnbook", "nnbook/symbols", "nnbook/pictures")


class Settings(yaml.SafeLoader):
    """Reads mkdocs.yml, where tags name Python objects."""


Settings.add_multi_constructor("", lambda loader, tag, node: None)


def pages(entries):
    """The pages of a nav, in its order."""
    found = []
    for entry in entries:
        (value,) = entry.values() if isinstance(entry, dict) else (entry,)
        found += pages(value) if isinstance(value, list) else [value]
    return found


def titles(entries):
    """The title of each page in a nav."""
    found = {}
    for entry in entries:
        for title, value in entry.items():
            found.update(titles(value) if isinstance(value, list) else {value: title})
    return found


def nav():
    settings = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Settings)
    return pages(settings["nav"])


def chapters():
    """The chapters, in the order of the book."""
    names = [page.removesuffix(".md") for page in nav()]
    return [name for name in names if name not in WITHOUT_CODE]


def modules(folder):
    return {path.stem for path in (ROOT / folder).glob("*.py") if not path.stem.startswith("__")}


def test_the_nav_names_each_page_once():
    assert len(nav()) == len(set(nav()))
    folder = ROOT / "docs"
    assert set(nav()) == {page.relative_to(folder).as_posix() for page in folder.rglob("*.md")}


def test_a_chapter_is_called_in_the_nav_as_on_its_page():
    settings = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Settings)
    called = titles(settings["nav"])
    for name in chapters():
        heading = re.search(r"^# (.+?)( \{.*\})?$", (ROOT / f"docs/{name}.md").read_text(), re.M)
        assert heading
        assert called[f"{name}.md"] == heading[1]


def test_the_pages_without_code_are_those_of_the_one_list():
    assert set(nav()) >= {f"{name}.md" for name in WITHOUT_CODE}


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_chapter_has_one_file_in_each_folder(folder):
    others = {"nnbook/symbols": WITH_SYMBOLS, "nnbook/pictures": WITH_PICTURES}
    assert modules(folder) == set(chapters()) | others.get(folder, set())


def test_each_chapter_has_its_tests():
    names = {path.stem.removeprefix("test_") for path in (ROOT / "tests").glob("test_*.py")}
    assert names - OF_THE_BOOK == set(chapters())
    assert names >= OF_THE_BOOK


def test_names_are_plain():
    for name in chapters():
        assert re.fullmatch("[a-z]+(_[a-z]+)*", name)


def test_a_page_includes_the_code_of_its_chapter():
    for name in chapters():
        text = (ROOT / f"docs/{name}.md").read_text(encoding="utf-8")
        assert f'--8<-- "nnbook/{name}.py:' in text, name


def test_code_is_included_by_name_and_each_part_exists():
    for page in (ROOT / "docs").rglob("*.md"):
        for target in re.findall(r'--8<-- "([^"]+)"', page.read_text(encoding="utf-8")):
            file, _, part = target.partition(":")
            source = (ROOT / file).read_text(encoding="utf-8")
            if not part:  # what tests hold or make is shown whole
                assert file.startswith("tests/"), f"{page.name}: {target}"
                continue
            assert re.fullmatch(r"[a-z]\w*", part), f"{page.name}: {target}"
            assert source.count(f"--8<-- [start:{part}]") == 1, target
            assert source.count(f"--8<-- [end:{part}]") == 1, target


def test_each_part_of_the_code_is_on_its_page():
    for name in chapters():
        source = (ROOT / f"nnbook/{name}.py").read_text(encoding="utf-8")
        parts = set(re.findall(r"--8<-- \[start:(\w+)\]", source))
        text = (ROOT / f"docs/{name}.md").read_text(encoding="utf-8")
        assert parts <= set(re.findall(rf'--8<-- "nnbook/{name}\.py:(\w+)"', text))


def test_the_package_re_exports_nothing():
    found = {name for name in vars(nnbook) if not name.startswith("__")}
    submodules = {module.name for module in pkgutil.iter_modules(nnbook.__path__)}
    assert found <= submodules
    assert not any(inspect.isfunction(value) for value in vars(nnbook).values())


def test_the_nav_is_read():
    assert pages([{"Home": "index.md"}, {"Part": [{"One": "one.md"}, "two.md"]}]) == [
        "index.md",
        "one.md",
        "two.md",
    ]
