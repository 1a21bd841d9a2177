"""Symbols files: found for a page, checked to hold no arithmetic, run, and their `page` taken."""

from __future__ import annotations

import ast
import hashlib
import sys
import types
from pathlib import Path

import nnbook.verify
from nnbook.verify.errors import FormulaError
from nnbook.verify.symbols import Page

DECLARATIONS = frozenset(
    name
    for name in nnbook.verify.__all__
    if getattr(nnbook.verify, name).__module__ == "nnbook.verify.symbols"
)
TODO = "TODO"  # how a first symbols file marks what is to be filled in
_ALLOWED = (
    ast.Module,
    ast.Import,
    ast.ImportFrom,
    ast.alias,
    ast.Assign,
    ast.AnnAssign,
    ast.Expr,
    ast.Call,
    ast.keyword,
    ast.Name,
    ast.Attribute,
    ast.Constant,
    ast.Tuple,
    ast.List,
    ast.Dict,
    ast.Load,
    ast.Store,
    ast.Starred,
    ast.UnaryOp,
    ast.USub,
)


def symbols_for(page: Path) -> Path | None:
    """The symbols file of a book page: docs/x.md -> nnbook/symbols/x.py."""
    for folder in page.resolve().parents:
        if folder.name == "docs":
            own = folder.parent / "nnbook" / "symbols" / f"{page.stem}.py"
            if own.is_file():
                return own
    beside = page.with_name(f"{page.stem}_symbols.py")
    return beside if beside.is_file() else None


def load_symbols(path: Path) -> Page:
    """The `page` that a symbols file declares; FormulaError with file and line where it cannot
    be had.
    """
    try:
        source = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise _error(f"there is no symbols file {path}", "name it with --symbols") from None
    except IsADirectoryError:
        raise _error(f"{path} is a directory, not a symbols file") from None
    except UnicodeDecodeError as error:
        raise _error(f"{path}: byte {error.start} is not UTF-8") from None
    try:
        tree = ast.parse(source, str(path))
    except (SyntaxError, ValueError) as error:
        line, reason = getattr(error, "lineno", None) or 1, getattr(error, "msg", error)
        raise _error(f"{path}:{line}: not Python: {reason}") from None
    _no_arithmetic(tree, path)
    return _run(source, path)


def _no_arithmetic(tree: ast.Module, path: Path) -> None:
    """A symbols file names code; a second copy of a formula would be compared with itself."""
    declarations = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module in ("nnbook.verify", "nnbook.verify.symbols")
        for alias in node.names
        for name in (DECLARATIONS if alias.name == "*" else {alias.asname or alias.name})
        if alias.name in ("*", *DECLARATIONS)
    }
    for node in ast.walk(tree):
        negative = isinstance(node, ast.UnaryOp) and not isinstance(node.operand, ast.Constant)
        if not isinstance(node, _ALLOWED) or negative:
            what = {"Lambda": "a lambda", "FunctionDef": "a function", "BinOp": "arithmetic"}.get(
                type(node).__name__, type(node).__name__
            )
            raise _error(
                f"{path}:{getattr(node, 'lineno', 1)}: {what} in a symbols file",
                "move the code into a module of its own and import it here",
            )
        if isinstance(node, ast.Call) and ast.unparse(node.func) not in declarations:
            raise _error(
                f"{path}:{node.lineno}: a call of something else than a declaration",
                "a symbols file holds declarations alone",
            )


def _run(source: str, path: Path) -> Page:
    name = "nnbook_symbols_" + hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]
    module = types.ModuleType(name)
    module.__file__ = str(path)
    folder = str(path.resolve().parent)
    sys.path.insert(0, folder)
    # Bytecode is kept by second and size: a sign changed within a second would run as it was.
    kept, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        exec(compile(source, str(path), "exec"), module.__dict__)
    except FormulaError as error:
        raise _error(f"{path}{_line_of(error, path)}: {error.message}", error.remedy) from None
    except Exception as error:
        raise _error(
            f"{path}{_line_of(error, path)}: the symbols "
            f"file raises {type(error).__name__}: {error}"
        ) from None
    finally:
        sys.dont_write_bytecode = kept
        sys.path.remove(folder)
    page = getattr(module, "page", None)
    if not isinstance(page, Page):
        raise _error(f"{path}: no page = Page(…) in it", "a symbols file declares one page")
    unfilled = [name for name, symbol in page.symbols.items() if symbol.meaning.startswith(TODO)]
    if unfilled:
        raise _error(
            f"{path}: still to be filled in: {', '.join(unfilled)}",
            f"say in place of {TODO!r} what each letter means, its shape and where it comes from",
        )
    return page


def _line_of(error: BaseException, path: Path) -> str:
    trace, line = error.__traceback__, ""
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = f":{trace.tb_lineno}"
        trace = trace.tb_next
    return line


def _error(message: str, remedy: str = "") -> FormulaError:
    return FormulaError(message, category="symbol", remedy=remedy)
