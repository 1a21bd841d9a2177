"""Who may know whom; and what each public function of a chapter owes to its page."""

import ast
import doctest
import functools
import importlib
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nnbook.verify import load
from nnbook.verify.book import check_page
from nnbook.verify.errors import FormulaError
from nnbook.verify.formula import label_of
from nnbook.verify.scan import read_page, scan
from tests.test_layout import ROOT, chapters, modules

STANDARD = set(sys.stdlib_module_names)
SYMBOLS = sorted(modules("nnbook/symbols"))
EVIDENCE = ("relation", "derivation", "update")


def imports(source, package=""):
    """The modules that a source imports, at any depth of it; names of nnbook down to the module."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: 1 - node.level or None] if node.level else []
            module = ".".join([*parents, *filter(None, [node.module])])
            if module in ("nnbook", "nnbook.symbols", "nnbook.pictures"):
                found |= {f"{module}.{alias.name}" for alias in node.names}
            else:
                found.add(module)
        elif (
            isinstance(node, ast.Call)
            and ast.unparse(node.func).split(".")[-1] in ("import_module", "__import__")
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            found.add(node.args[0].value)
    return found


def allowed(module, *names):
    """Whether a module is one of these, or lies in one of these packages."""
    return any(module == name or module.startswith(f"{name}.") for name in names)


def sources(folder):
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


def strangers(source, package, *names, standard=True):
    """What a source imports beyond these."""
    return {
        module
        for module in imports(source, package)
        if not allowed(module, *names) and not (standard and module.split(".")[0] in STANDARD)
    }


def test_a_chapter_knows_numpy_and_earlier_chapters():
    order = chapters()
    for place, name in enumerate(order):
        source = (ROOT / f"nnbook/{name}.py").read_text(encoding="utf-8")
        earlier = [f"nnbook.{chapter}" for chapter in order[:place]]
        assert strangers(source, "nnbook", "numpy", *earlier, standard=False) == set(), name


def test_symbols_know_chapters_and_the_declarations():
    own = [f"nnbook.{name}" for name in chapters()]
    for name in SYMBOLS:
        found = imports((ROOT / f"nnbook/symbols/{name}.py").read_text(encoding="utf-8"))
        assert {module for module in found if module not in ("nnbook.verify", *own)} == set(), name


def test_the_checker_knows_numpy_and_no_chapter():
    for name, source in sources("nnbook/verify").items():
        assert strangers(source, "nnbook.verify", "numpy", "nnbook.verify") == set(), name


def test_the_site_knows_no_chapter():
    own = [f"nnbook.{name}" for name in chapters()]
    for name, source in sources("nnbook/site").items():
        found = imports(source, "nnbook.site")
        assert not any(allowed(module, *own, "nnbook.symbols") for module in found), name
        inside = {module for module in found if allowed(module, "nnbook")}
        known = ("nnbook.site", "nnbook.verify", "nnbook.pictures", "nnbook")
        assert all(allowed(module, *known) for module in inside), name


def test_pictures_know_chapters_and_matplotlib():
    own = [f"nnbook.{name}" for name in chapters()]
    for name, source in sources("nnbook/pictures").items():
        known = ("numpy", "matplotlib", "cycler", "nnbook.pictures", *own)
        assert strangers(source, "nnbook.pictures", *known) == set(), name


def test_the_checker_runs_without_any_chapter_or_other_package():
    code = "import sys, nnbook.verify.cli; print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {name for name in done.stdout.split() if name.split(".")[0] not in STANDARD}
    own = {name for name in loaded if allowed(name, "nnbook")}
    assert not {name for name in own if not allowed(name, "nnbook.verify")} - {"nnbook"}
    others = {name.split(".")[0] for name in loaded - own if not name.startswith("_")}
    assert others <= {"numpy", "sitecustomize", "usercustomize", "__main__", "cython_runtime"}


def test_imports_are_found_wherever_they_stand():
    source = "import a.b\nfrom c import d\ndef f():\n    from nnbook import e\n"
    source += "import importlib\nimportlib.import_module('g')\nfrom . import h\n"
    assert imports(source, "nnbook") == {"a.b", "c", "nnbook.e", "importlib", "g", "nnbook.h"}
    assert strangers("import torch", "nnbook", "numpy") == {"torch"}
    assert strangers("from nnbook import later", "nnbook", "nnbook.early") == {"nnbook.later"}


# Symbols files.


@pytest.mark.parametrize("name", SYMBOLS)
def test_a_symbols_file_holds_declarations_alone(name):
    path = ROOT / f"nnbook/symbols/{name}.py"
    page = load.load_symbols(path)
    assert page.declarations
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = {type(statement).__name__ for statement in tree.body}
    assert kinds <= {"Expr", "Import", "ImportFrom", "Assign"}
    forbidden = (ast.BinOp, ast.Lambda, ast.FunctionDef, ast.BoolOp, ast.Compare, ast.comprehension)
    assert not any(isinstance(node, forbidden) for node in ast.walk(tree))
    declarations = set(importlib.import_module("nnbook.verify").__all__)
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert called <= declarations


@pytest.mark.parametrize(
    "line",
    [
        "k = 2 * 3",
        "f = lambda z: z",
        "def f(z):\n    return z",
        "k = [z for z in (1, 2)]",
        "import numpy as np\nk = np.exp(2.0)",
        "k = 3 if 1 else 2",
        "k = 1 < 2",
    ],
)
def test_arithmetic_in_a_symbols_file_is_refused(tmp_path, line):
    path = tmp_path / "symbols.py"
    path.write_text(f"from nnbook.verify import Page\n{line}\npage = Page()\n")
    with pytest.raises(FormulaError, match=r"symbols\.py:\d+: "):
        load.load_symbols(path)


# What a public function owes.


def public(name):
    """The functions that a chapter defines and does not keep to itself."""
    module = importlib.import_module(f"nnbook.{name}")
    return {
        key: value
        for key, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and key[0] != "_"
    }


FUNCTIONS = [(name, key) for name in chapters() for key in public(name)]
IDS = [f"{name}.{key}" for name, key in FUNCTIONS]


@functools.cache
def formulas_of(name):
    return check_page(Path(os.path.relpath(ROOT / f"docs/{name}.md"))).formulas


@functools.cache
def labels():
    """Each label of the book, with the pages that print it."""
    found = {}
    for page in (ROOT / "docs").rglob("*.md"):
        for printed in scan(read_page(page), str(page)).formulas:
            label = label_of(printed.latex)
            if label:
                found.setdefault(label, set()).add(page.stem)
    return found


@pytest.mark.parametrize(("name", "key"), FUNCTIONS, ids=IDS)
def test_a_public_function_is_held_against_a_relation_of_its_page(name, key):
    qualified = f"nnbook.{name}.{key}"
    held = [
        formula
        for formula in formulas_of(name)
        if formula["kind"] in EVIDENCE and formula["verdict"] == "holds"
    ]
    assert any(qualified in formula["code"] for formula in held)


@pytest.mark.parametrize(("name", "key"), FUNCTIONS, ids=IDS)
def test_a_public_function_shows_itself(name, key):
    said = inspect.getdoc(public(name)[key]) or ""
    examples = doctest.DocTestParser().get_examples(said)
    assert examples, "no doctest"
    assert any(key in example.source for example in examples)
    assert any(example.want for example in examples)


@pytest.mark.parametrize(("name", "key"), FUNCTIONS, ids=IDS)
def test_a_public_function_cites_its_formula(name, key):
    cited = re.findall(r"\beq:[\w-]+", inspect.getdoc(public(name)[key]) or "")
    assert cited, "no formula is cited"
    for label in cited:
        assert label in labels(), f"{label} is on no page"
    assert any(name in labels()[label] for label in cited)


@pytest.mark.parametrize("name", chapters())
def test_a_chapter_has_public_functions(name):
    assert public(name)
