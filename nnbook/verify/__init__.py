"""The checker: LaTeX as printed, read, executed against the code, differentiated independently.

A symbols file is written with the declarations below, and `nnbook check` does the rest; `check`
executes a single formula from Python.
"""

from nnbook.verify.errors import FormulaError
from nnbook.verify.interface import Verdict, check
from nnbook.verify.result import Counterexample
from nnbook.verify.symbols import (
    Page,
    computed,
    constant,
    defined,
    drawn,
    function,
    index,
    random,
    section,
    size,
    updated,
    view,
)

__all__: list[str] = [
    "Counterexample",
    "FormulaError",
    "Page",
    "Verdict",
    "check",
    "computed",
    "constant",
    "defined",
    "drawn",
    "function",
    "index",
    "random",
    "section",
    "size",
    "updated",
    "view",
]
