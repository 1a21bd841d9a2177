"""The checker: LaTeX as printed, read, executed against the code, differentiated independently.

A symbols file is written with the names below; `nnbook check` does the rest.
"""

from nnbook.verify.errors import FormulaError
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

__all__ = [
    "FormulaError",
    "Page",
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
