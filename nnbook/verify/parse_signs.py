"""The signs, words and brackets that the parser knows before any page declares a letter."""

from __future__ import annotations

from nnbook.verify.lexer import Token

RELATIONS = {
    "=": "=",
    r"\equiv": "=",
    r"\approx": r"\approx",
    "<": "<",
    r"\lt": "<",
    ">": ">",
    r"\gt": ">",
    r"\le": r"\le",
    r"\leq": r"\le",
    r"\ge": r"\ge",
    r"\geq": r"\ge",
    r"\ne": r"\ne",
    r"\neq": r"\ne",
    r"\in": r"\in",
    r"\leftarrow": r"\leftarrow",
    r"\gets": r"\leftarrow",
    r"\propto": r"\propto",
    r"\coloneqq": ":=",
    r"\succ": r"\succ",
    r"\succeq": r"\succeq",
    r"\prec": r"\prec",
    r"\preceq": r"\preceq",
}
LOGIC = {
    r"\iff": r"\iff",
    r"\Leftrightarrow": r"\iff",
    r"\Rightarrow": r"\Rightarrow",
    r"\implies": r"\Rightarrow",
}
DOTS = {r"\dots", r"\ldots", r"\cdots", r"\dotsc", r"\dotsb", r"\vdots", r"\ddots"}
FUNCTIONS = {
    rf"\{name}"
    for name in [
        "log",
        "ln",
        "exp",
        "tanh",
        "sinh",
        "cosh",
        "sin",
        "cos",
        "tan",
        "arctan",
        "det",
        "max",
        "min",
        "arg",
    ]
}
WORDS = {"tr", "diag", "sign", "sgn", "erf", "trace", "rank", "logit", "Re", "Im"}
EXTREMES = {"argmax": "max", "argmin": "min"}  # as one word
EXPECTATIONS = {
    r"\mathbb{E}": "E",
    r"\mathrm{E}": "E",
    r"\mathbb{V}": "Var",
    r"\mathrm{Var}": "Var",
    r"\mathrm{Cov}": "Cov",
    r"\mathbb{P}": "P",
    r"\mathrm{P}": "P",
    r"\Pr": "P",
    "P": "P",
}
EXPLICIT = {
    r"\cdot": "cdot",
    r"\times": "times",
    r"\odot": "odot",
    r"\circ": "odot",
    r"\otimes": "otimes",
    "/": "/",
}
NORM = {r"\|", r"\lVert", r"\rVert", r"\Vert"}
BAR = {"|", r"\lvert", r"\rvert", r"\vert"}
CLOSERS = {
    "(": ")",
    "[": "]",
    r"\{": r"\}",
    r"\lbrace": r"\rbrace",
    r"\lbrack": r"\rbrack",
    r"\langle": r"\rangle",
    r"\lfloor": r"\rfloor",
    r"\lceil": r"\rceil",
}
# Signs that are not executed: why, and what to print instead.
REFUSED = {
    ":": ("a colon", "print := for a definition, and the equation of a function"),
    r"\not": (r"\not is not read", r"print \ne"),
    r"\pm": ("two formulas in one", "print one with + and one with -"),
    r"\mp": ("two formulas in one", "print one with + and one with -"),
    r"\mapsto": ("a rule without a name", "name the function and print f(x) = …"),
    r"\to": (
        "an arrow outside a limit",
        r"print the shape, x \in \mathbb{R}^n, or the limit, \lim_{h \to 0}",
    ),
    r"\triangleq": (
        "two readings: a definition, or a relation",
        "print := for a letter that the code lacks, = for what the code computes",
    ),
    r"\forall": (
        "for all, without a relation before it",
        r"print it last: a_i > 0, \quad \forall i",
    ),
    r"\exists": (
        "an existence cannot be executed",
        "print the value that exists, and its relation",
    ),
}
ROUNDED = {r"\lfloor": "floor", r"\lceil": "ceil"}


def said(token: Token) -> str:
    """A token as an author writes it."""
    return (
        f"\\text{{{token.text}}}"
        if token.kind == "text"
        else f"\\{token.kind}{{{token.text}}}"
        if token.kind in ("begin", "end")
        else token.text
    )


def bracket_depth(token: Token) -> int:
    """+1 at an opening bracket, -1 at a closing one."""
    if token.kind not in ("other", "command"):
        return 0
    return (token.text in CLOSERS) - (token.text in CLOSERS.values())
