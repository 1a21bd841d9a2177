"""Wrong code: a chapter with one operator, number, comparison, sign, name or argument changed.

Only what runs is changed: no docstring (its examples are tests), and no message of an error.
"""

import ast
import tokenize
from dataclasses import dataclass
from io import StringIO

ARITHMETIC = {
    ast.Add: ("-",),
    ast.Sub: ("+",),
    ast.Mult: ("/",),
    ast.Div: ("*",),
    ast.MatMult: ("*",),
    ast.Pow: ("*",),
    ast.FloorDiv: ("/",),
    ast.Mod: ("//",),
    ast.BitAnd: ("|",),
    ast.BitOr: ("&",),
}
COMPARISONS = {
    ast.Lt: ("<=", ">="),
    ast.LtE: ("<", ">"),
    ast.Gt: (">=", "<="),
    ast.GtE: (">", "<"),
    ast.Eq: ("!=",),
    ast.NotEq: ("==",),
    ast.Is: ("is not",),
    ast.IsNot: ("is",),
    ast.In: ("not in",),
    ast.NotIn: ("in",),
}
NAMES = [
    ("maximum", "minimum"),
    ("max", "min"),
    ("argmax", "argmin"),
    ("sum", "mean"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("any", "all"),
    ("exp", "expm1"),
    ("log", "log1p"),
    ("sin", "cos"),
]
SYMMETRIC = {"maximum", "minimum", "max", "min", "add", "array_equal"}  # f(a, b) is f(b, a)
OTHER = {**dict(NAMES), **{second: first for first, second in NAMES}}


@dataclass(frozen=True)
class Mutant:
    """One change: the function it is in, its line, and what stands there before and after."""

    function: str
    line: int
    text: str  # the line, without the spaces around it
    old: str
    new: str
    start: int
    end: int

    def apply(self, source):
        return source[: self.start] + self.new + source[self.end :]

    @property
    def change(self):
        return f"{self.old} -> {self.new}"


def mutants_of(source):
    """All mutants of a module, in the order of their places."""
    return sorted(Maker(source).made, key=lambda mutant: (mutant.start, mutant.end, mutant.new))


class Maker(ast.NodeVisitor):
    """Collects the mutants of a module; `function` says where it is. The names are ast's."""

    def __init__(self, source):
        self.source, self.made, self.function = source, [], ""
        lines = source.splitlines(keepends=True)
        self.lines = lines
        self.offsets = [0]
        for line in lines:
            self.offsets.append(self.offsets[-1] + len(line))
        self.visit(ast.parse(source))

    def place(self, line, column):
        """Where a position of the syntax tree is in the text; columns count bytes."""
        before = self.lines[line - 1].encode()[:column].decode()
        return self.offsets[line - 1] + len(before)

    def span(self, node):
        end = self.place(node.end_lineno, node.end_col_offset)
        return self.place(node.lineno, node.col_offset), end

    def add(self, start, end, new):
        line = self.source.count("\n", 0, start) + 1
        text = self.lines[line - 1].strip()
        old = self.source[start:end]
        if new != old:
            self.made.append(Mutant(self.function, line, text, old, new, start, end))

    def replace(self, node, new):
        self.add(*self.span(node), new)

    def between(self, left, right, old, news):
        """Replace the operator `old` that stands between two nodes."""
        start, end = self.span(left)[1], self.span(right)[0]
        found = operator_in(self.source[start:end], old)
        for new in news:
            self.add(start + found, start + found + len(old), new)

    # --- what is changed ----------------------------------------------------------------------

    def visit_FunctionDef(self, node):
        outer = self.function
        self.function = f"{outer}.{node.name}" if outer else node.name
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.visit(default)
        for statement in node.body:
            self.visit(statement)
        self.function = outer

    def visit_Raise(self, node):
        pass

    def visit_Expr(self, node):
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_BinOp(self, node):
        news = ARITHMETIC.get(type(node.op), ())
        self.between(node.left, node.right, SIGN[type(node.op)], news)
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        news = [f"{new}=" for new in ARITHMETIC.get(type(node.op), ())]
        self.between(node.target, node.value, f"{SIGN[type(node.op)]}=", news)
        self.visit(node.value)

    def visit_UnaryOp(self, node):
        self.replace(node, f"({self.source[slice(*self.span(node.operand))]})")
        if not isinstance(node.operand, ast.Constant):
            self.generic_visit(node)
        elif isinstance(node.op, ast.USub):
            self.visit_Constant(node.operand)

    def visit_BoolOp(self, node):
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        self.between(node.values[0], node.values[1], old, [new])
        self.generic_visit(node)

    def visit_Compare(self, node):
        left = node.left
        for operator, right in zip(node.ops, node.comparators, strict=True):
            self.between(left, right, SIGN[type(operator)], COMPARISONS[type(operator)])
            left = right
        self.generic_visit(node)

    def visit_Constant(self, node):
        if isinstance(node.value, bool):
            self.replace(node, str(not node.value))
        elif isinstance(node.value, (int, float)):
            self.replace(node, repr(node.value + 1))
            if node.value == 1:
                self.replace(node, "0")

    def visit_Attribute(self, node):
        end = self.span(node)[1]
        if node.attr == "T":
            self.add(self.source.rindex(".", 0, end), end, "")
        elif node.attr in OTHER:
            self.add(end - len(node.attr), end, OTHER[node.attr])
        self.visit(node.value)

    def visit_Call(self, node):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        plain = not any(isinstance(one, ast.Starred) for one in node.args[:2])
        if len(node.args) > 1 and plain and name not in SYMMETRIC:
            first, second = self.span(node.args[0]), self.span(node.args[1])
            swapped = self.source[slice(*second)] + self.source[first[1] : second[0]]
            self.add(first[0], second[1], swapped + self.source[slice(*first)])
        before = self.span(node.args[-1])[1] if node.args else None
        for keyword in node.keywords:
            end = self.span(keyword)[1]
            if before is not None:
                self.add(before, end, "")
            before = end
        self.generic_visit(node)

    def visit_IfExp(self, node):
        self.replace(node.test, f"not ({self.source[slice(*self.span(node.test))]})")
        self.generic_visit(node)

    def visit_If(self, node):
        self.replace(node.test, f"not ({self.source[slice(*self.span(node.test))]})")
        self.generic_visit(node)


SIGN = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
    ast.Pow: "**",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}


def operator_in(text, operator):
    """Where an operator stands in the text between its sides: brackets, comments and line ends."""
    for token in tokenize.generate_tokens(StringIO(f"({text.lstrip(')')})").readline):
        if token.string == operator.split()[0]:
            line, column = token.start
            skipped = len(text) - len(text.lstrip(")"))
            lines = f"({text.lstrip(')')}".splitlines(keepends=True)
            return skipped + sum(map(len, lines[: line - 1])) + column - 1
    raise ValueError(f"no {operator} in {text!r}")
