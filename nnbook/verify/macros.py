r"""The book's own TeX macros: one table, read by the checker's parser and by MathJax.

Each macro is its TeX, and for one with arguments their number and the default of the first,
which is then optional.
"""

Macro = str | tuple[str, int] | tuple[str, int, str]

MACROS: dict[str, Macro] = {
    # \R^{n \times m}: the real numbers.
    "R": r"\mathbb{R}",
    # \wrong{a = b} is false, \wrong[shape]{A B} cannot be formed; both are drawn struck,
    # with the word.
    "wrong": (r"\class{wrong}{\enclose{updiagonalstrike}{#2}\quad\text{wrong #1}}", 2, ""),
}
