"""A tree printed as LaTeX: what the checker read, for MathJax to draw, or to be read again.

A tree holds no brackets. They are printed where the tree needs them, and, if the formula that the
tree was read from is given, where that formula has them around the very same node. So brackets that
the formula lacks appear as soon as it was misread.
"""

import itertools
from dataclasses import dataclass, replace

from nnbook.verify import tree as t

SUM, TERM, SIDE_BY_SIDE, FACTOR = range(4)
SIGNS = {"": " ", "cdot": r" \cdot ", "times": r" \times ", "odot": r" \odot ", "+": " + "}
SIGNS |= {"otimes": r" \otimes ", ",": ", "}
CLOSERS = {"(": ")", "[": "]", r"\{": r"\}"}
SIZES = {r"\left", r"\right", r"\big", r"\bigl", r"\bigr", r"\Big", r"\Bigl", r"\Bigr"}
SIZES |= {r"\bigg", r"\biggl", r"\biggr", r"\Bigg", r"\Biggl", r"\Biggr"}
ENVIRONMENTS = ("bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "matrix", "array")
SPECIAL = ("sqrt", "kronecker", "percent", "factorial", "inner", "det", "binom", "floor", "ceil")
OTHERWISE = r"\text{otherwise}"
WORDS = {"tr", "diag", "sign", "erf", "rank", "logit", "Re", "Im"}
EXPECTATIONS = {"E": r"\mathbb{E}", "Var": r"\operatorname{Var}", "Cov": r"\operatorname{Cov}"}

PROBABILITIES = (r"\Pr", r"\mathbb{P}", r"\mathrm{P}", "P")


@dataclass(frozen=True)
class Piece:
    """Printed LaTeX, its scripts kept apart so that more can join them."""

    base: str
    level: int = FACTOR
    sub: str = ""
    sup: str = ""
    primes: int = 0
    raised: bool = False  # has a power or transpose, and takes no subscript any more
    closed: bool = False  # takes no scripts at all
    reach: str = ""  # what follows would be taken as part of it: "side" by side, or "all" factors

    @property
    def text(self):
        sub = f"_{{{self.sub}}}" if self.sub else ""
        sup = f"^{{{self.sup}}}" if self.sup else ""
        return self.base + "'" * self.primes + sub + sup


def latex_of(node, scope, source=""):
    """The LaTeX of an expression, relation or condition."""
    return Printer(scope, source).at(node, SUM)


def statements_of(formula, scope, source=""):
    """The LaTeX of a formula: its sides, signs and conditions in the order of their places."""
    printer = Printer(scope, source)
    pieces = []
    for statement in formula.statements:
        for sign, side in zip(("", *statement.signs), statement.sides, strict=True):
            pieces.append((side.start, f"{sign} {printer.at(side, SUM)}"))
        pieces += [(item.start, printer.at(item, SUM)) for item in statement.conditions]
    return r" \quad ".join(text for _, text in sorted(pieces, key=lambda piece: piece[0]))


class Printer:
    """Prints nodes; one method for each kind of node."""

    def __init__(self, scope, source=""):
        self.scope, self.source = scope, source
        self.patterns = {pattern.symbol: pattern for pattern in scope.names.patterns}

    def at(self, node, level, following=""):
        """The node where the grammar wants at least `level`; brackets where it is below that."""
        return self.piece(node, level, following).text

    def piece(self, node, level=FACTOR, following=""):
        piece = self.plain(node)
        for opener in self.brackets(node):
            piece = self.bracketed(piece, opener)
        if piece.level < level or (piece.reach and following in ("side", piece.reach)):
            piece = self.bracketed(piece, "(")
        return piece

    def plain(self, node):
        """The node without brackets around it."""
        return getattr(self, type(node).__name__.lower())(node)

    @staticmethod
    def bracketed(piece, opener):
        return Piece(f"{opener} {piece.text} {CLOSERS[opener]}")

    def brackets(self, node):
        """The brackets that the source has around the node, innermost first."""
        if isinstance(node, (t.Ordered, t.Finite, t.Interval)):
            return []
        text = self.source[node.start : node.end]
        found = []
        while (inside := outermost(text)) is not None:
            found.append(inside[0])
            text = inside[1]
        if isinstance(node, t.Matrix) and found and "," in text and r"\begin" not in text:
            found.pop()  # a row in square brackets
        return found[::-1]

    def closing(self, node, default="("):
        """The kind of bracket that the source closes a node with."""
        kinds = {")": "(", "]": "[", "}": r"\{"}
        end = self.source[node.start : node.end].rstrip()[-1:]
        return kinds.get(end, default) if self.source else default

    def within(self, opener, items):
        return f"{opener} {', '.join(self.at(item, SUM) for item in items)} {CLOSERS[opener]}"

    # --- leaves -------------------------------------------------------------------------------

    def number(self, node):
        return Piece(node.text)

    def constant(self, node):
        return Piece(node.name)

    def index(self, node):
        return Piece(node.name)

    def name(self, node):
        """The declared name, its index letters replaced by what the tree holds for them."""
        pattern = self.patterns[node.symbol]
        slots = iter(node.slots)
        sub, sup, primes = "", "", 0
        for script in pattern.scripts:
            inner = node.symbol[script.tokens[0].start : script.tokens[-1].end]
            letters = [token.text for token in script.tokens if token.text != ","]
            known = script.kind in ("layer", "paren", "sup", "sub") and all(
                letter in self.scope.names.index_letters for letter in letters
            )
            if known:
                filled = list(itertools.islice(slots, len(letters)))
                inner = ", ".join(self.at(slot, SUM) for slot in filled)
            if script.kind == "prime":
                primes += 1
            elif script.kind == "sub":
                sub += inner
            else:
                wrap = {"layer": "[{}]", "paren": "({})"}.get(script.kind, "{}")
                sup += wrap.format(inner) + " "
        return Piece(" ".join(pattern.base), sub=sub, sup=sup.strip(), primes=primes)

    def builtin(self, node):
        name, _, base = node.name.partition("_")
        word = rf"\operatorname{{{name}}}" if name in WORDS else rf"\{name}"
        return Piece(word, sub=base)

    # --- scripts ------------------------------------------------------------------------------

    def raised(self, node, script):
        """A base with one more superscript."""
        piece = self.scriptable(node)
        if piece.raised and not (script == r"\top" and isinstance(node, t.Power)):
            piece = self.bracketed(piece, "(")
        return replace(piece, sup=f"{piece.sup} {script}".strip(), raised=True)

    def scriptable(self, node):
        """The node as what a script is put on."""
        piece = self.piece(node)
        return self.bracketed(piece, "(") if piece.closed or piece.reach else piece

    def transpose(self, node):
        if isinstance(node.base, t.Entry) and not self.brackets(node.base):
            return replace(self.bracketed(self.plain(node.base), "("), sup=r"\top", raised=True)
        return self.raised(node.base, r"\top")

    def power(self, node):
        exponent = self.at(node.exponent, SUM)
        if exponent.startswith(("(", "[")):  # else it would be an example or a layer
            summed = isinstance(node.exponent, (t.Add, t.Negative))
            exponent = f"( {exponent} )" if summed and not self.source else exponent
            exponent = f"{{{exponent}}}"
        base = node.base
        if isinstance(base, t.Call) and self.before(node.exponent, base.arguments[0]):
            return self.call(base, sup=exponent)  # \tanh^2 z
        return self.raised(base, exponent)

    def before(self, first, second):
        return bool(self.source) and 0 < first.end <= second.start

    def entry(self, node):
        sub = ", ".join(":" if item is None else self.at(item, SUM) for item in node.indices)
        shown = [item for item in node.indices if item is not None]
        base = node.base
        if isinstance(base, t.Call) and shown and self.before(shown[0], base.arguments[0]):
            return self.call(base, sub=sub)
        piece = self.scriptable(base)
        if piece.raised or piece.sub or not self.indexed(base, len(node.indices)):
            piece = self.bracketed(piece, "(")
        return replace(piece, sub=sub)

    def indexed(self, base, number):
        """Whether a subscript with so many indices right after `base` is read as an entry of it."""
        if isinstance(base, t.Name):
            return self.scope.dimensions(base.symbol) == number
        return not isinstance(base, (t.Norm, t.Absolute, t.Constant, t.Index))

    def prime(self, node):
        return replace(self.piece(node.function), primes=node.order)

    def inversefunction(self, node):
        known = (name for name in self.patterns if self.scope.role(name) == "function")
        symbol = next(name for name in known if self.scope.inverse_of(name) == node.function.symbol)
        return replace(self.name(t.Name(symbol=symbol)), sup="-1")

    # --- sums and products --------------------------------------------------------------------

    def add(self, node):
        text = ""
        for sign, term in zip(node.signs, node.terms, strict=True):
            lead = sign if text or sign == "-" else ""
            text += f" {lead} {self.at(term, TERM)}"
        return Piece(text.strip(), SUM)

    def negative(self, node):
        return Piece(f"-{self.at(node.value, TERM)}", SUM)

    def product(self, node):
        level = FACTOR if node.sign == "" else SIDE_BY_SIDE
        pieces = []
        for place, factor in enumerate(node.factors):
            last = place == len(node.factors) - 1
            slash = isinstance(factor, t.Quotient) and factor.slash and node.sign
            reach = "" if last else "all" if node.sign else "side"
            piece = self.piece(factor, TERM if slash else level, reach)
            if node.sign == "" and place and piece.text[0].isdigit():
                piece = self.bracketed(piece, "(")  # a number comes first
            pieces.append(piece)
        text = SIGNS[node.sign].join(piece.text for piece in pieces)
        return Piece(text, SIDE_BY_SIDE if node.sign == "" else TERM, reach=pieces[-1].reach)

    def quotient(self, node):
        if not node.slash:
            above, below = self.at(node.numerator, SUM), self.at(node.denominator, SUM)
            return Piece(rf"\frac{{{above}}}{{{below}}}", closed=True)
        above = self.at(node.numerator, SIDE_BY_SIDE, "all")
        below = self.piece(node.denominator)
        return Piece(f"{above} / {below.text}", TERM, reach=below.reach)

    def dots(self, node):
        items = (*node.shown, node.last)
        if node.sign in (",", ";"):
            shown = ", ".join(self.at(item, SUM) for item in node.shown)
            return Piece(rf"{shown}, \dots, {self.at(node.last, SUM)}", SUM)
        level = {"+": TERM, "": FACTOR}.get(node.sign, SIDE_BY_SIDE)
        reach = {"+": "", "": "side"}.get(node.sign, "all")
        shown = [self.at(item, level, "" if item is node.last else reach) for item in items]
        sign = SIGNS[node.sign]
        level = {"+": SUM, "": SIDE_BY_SIDE}.get(node.sign, TERM)
        return Piece(sign.join([*shown[:-1], r"\dots", shown[-1]]), level)

    def big(self, node):
        kind = rf"\arg\{node.kind[3:]}" if node.kind.startswith("arg") else rf"\{node.kind}"
        below = ", ".join(node.indices)
        if node.low is not None:
            below += f" = {self.at(node.low, SUM)}"
            below += "".join(f", {self.at(condition, SUM)}" for condition in node.conditions)
        elif node.conditions:
            below = self.listed(node.conditions)
        above = f"^{{{self.at(node.high, SUM)}}}" if node.high is not None else ""
        body = self.at(node.body, TERM if node.kind in ("sum", "prod") else FACTOR)
        return Piece(f"{kind}_{{{below}}}{above} {body}", reach="all")

    # --- functions ----------------------------------------------------------------------------

    def call(self, node, sup="", sub=""):
        name = node.function.name if isinstance(node.function, t.Builtin) else ""
        if name in SPECIAL and (special := getattr(self, f"_{name}", self._rounded)(node)):
            return special
        function = self.piece(node.function)
        if isinstance(node.function, t.Composition) and not self.brackets(node.function):
            function = self.bracketed(function, "(")
        function = replace(
            function, sup=f"{function.sup} {sup}".strip(), sub=f"{function.sub} {sub}".strip()
        )
        if node.bare:
            return Piece(f"{function.text} {self.at(node.arguments[0], FACTOR)}", reach="all")
        opener = "("
        if self.source:
            after = self.source[node.arguments[-1].end : node.end].lstrip()
            opener = next((mark for mark in CLOSERS if CLOSERS[mark] in after[:8]), "(")
            text = self.source[node.start : node.arguments[0].start].rstrip()
            opener = next((mark for mark in CLOSERS if text.endswith(mark)), opener)
        return Piece(f"{function.text} {self.within(opener, node.arguments)}")

    def _sqrt(self, node):
        degree = f"[{self.at(node.arguments[1], SUM)}]" if len(node.arguments) > 1 else ""
        return Piece(rf"\sqrt{degree}{{{self.at(node.arguments[0], SUM)}}}")

    def _kronecker(self, node):
        return Piece(r"\delta", sub=", ".join(self.at(item, SUM) for item in node.arguments))

    def _percent(self, node):
        return Piece(rf"{self.at(node.arguments[0], FACTOR)}\%", closed=True)

    def _binom(self, node):
        above, below = (self.at(item, SUM) for item in node.arguments)
        return Piece(rf"\binom{{{above}}}{{{below}}}", closed=True)

    def _rounded(self, node):
        name = node.function.name
        return Piece(rf"\l{name} {self.at(node.arguments[0], SUM)} \r{name}", closed=True)

    def _factorial(self, node):
        return Piece(f"{self.at(node.arguments[0], FACTOR)}!", closed=True)

    def _inner(self, node):
        inside = ", ".join(self.at(item, SUM) for item in node.arguments)
        return Piece(rf"\langle {inside} \rangle", closed=True)

    def _det(self, node):
        if self.source[node.start :].startswith(r"\begin{vmatrix}"):
            return self.piece(node.arguments[0])
        return None

    def composition(self, node):
        return Piece(r" \circ ".join(self.at(item, FACTOR) for item in node.functions), TERM)

    def absolute(self, node):
        return Piece(f"| {self.at(node.value, SUM)} |")

    def norm(self, node):
        return Piece(
            rf"\| {self.at(node.value, SUM)} \|", sub="" if node.kind == "2" else node.kind
        )

    def expectation(self, node):
        if node.kind == "P":
            text = self.source[node.start : node.end]
            name = next((name for name in PROBABILITIES if text.startswith(name)), r"\Pr")
            return Piece(f"{name}( {self.listed(node.arguments[0].conditions)} )")
        return Piece(EXPECTATIONS[node.kind] + self.within(self.closing(node, "["), node.arguments))

    def indicator(self, node):
        opener = self.closing(node, "[")
        return Piece(
            rf"\mathbb{{1}}{opener} {self.listed(node.conditions)} {CLOSERS[opener]}", closed=True
        )

    # --- calculus -----------------------------------------------------------------------------

    def derivative(self, node):
        sign = f"{node.sign} "
        order = f"^{{{len(node.by)}}}" if len(node.by) > 1 else ""
        below = ""
        for _, same in itertools.groupby(node.by, lambda by: (by, by.start)):
            letters = list(same)
            piece = self.piece(letters[0])
            if len(letters) > 1:
                piece = replace(piece, sup=f"{piece.sup} {len(letters)}".strip())
            below += sign + piece.text + " "
        simple = isinstance(node.of, (t.Name, t.Entry, t.Call, t.Index, t.Norm, t.Derivative))
        if self.source:
            after = node.of.start > node.by[-1].start
        else:
            after = not simple
        if after:
            of = self.at(node.of, FACTOR)
            return Piece(rf"\frac{{{node.sign}{order}}}{{{below.strip()}}} {of}", reach="side")
        return Piece(
            rf"\frac{{{sign}{order} {self.at(node.of, FACTOR)}}}{{{below.strip()}}}", closed=True
        )

    def gradient(self, node):
        inside = self.source and node.of.start <= node.by.start <= node.by.end <= node.of.end
        sub = "" if inside else f"_{{{self.at(node.by, SUM)}}}"
        sup = f"^{{{node.order}}}" if node.order > 1 else ""
        piece = self.piece(node.of)
        return Piece(rf"\nabla{sub}{sup} {piece.text}", closed=True, reach=piece.reach)

    def evaluated(self, node):
        return Piece(f"{self.at(node.of, FACTOR)} |_{{{self.listed(node.at)}}}", reach="all")

    def integral(self, node):
        ends = f"_{{{self.at(node.low, SUM)}}}^{{{self.at(node.high, SUM)}}}"
        return Piece(
            rf"\int{ends} {self.at(node.body, SUM)} \, d {self.at(node.by, FACTOR)}", closed=True
        )

    def limit(self, node):
        side = f"^{node.side}" if node.side else ""
        below = rf"{self.at(node.by, SUM)} \to {self.at(node.to, SUM)}{side}"
        return Piece(rf"\lim_{{{below}}} {self.at(node.body, TERM)}", reach="all")

    def order(self, node):
        return Piece(f"O( {self.at(node.of, SUM)} )", closed=True)

    def minimiser(self, node):
        below = self.at(node.by, SUM)
        return Piece(rf"\arg\{node.kind}_{{{below}}} {self.at(node.body, FACTOR)}", reach="all")

    # --- arrays, sets, relations --------------------------------------------------------------

    def matrix(self, node):
        text = self.source[node.start : node.end]
        if text.startswith("["):
            return Piece(self.within("[", node.rows[0]))
        known = (name for name in ENVIRONMENTS if text.startswith(rf"\begin{{{name}}}"))
        name = next(known, "pmatrix")
        columns = "{" + "c" * len(node.rows[0]) + "}" if name == "array" else ""
        rows = r" \\ ".join(" & ".join(row) for row in self.rows(node))
        return Piece(rf"\begin{{{name}}}{columns} {rows} \end{{{name}}}")

    def rows(self, node):
        """The cells of a matrix; dots in a row or a column are one node of the tree."""
        found = []
        for row in node.rows:
            only = row[0]
            if len(row) > 1 or not isinstance(only, t.Dots) or only.sign not in (",", ";"):
                found.append([self.at(cell, SUM) for cell in row])
            elif only.sign == ",":
                shown = [self.at(cell, SUM) for cell in only.shown]
                found.append([*shown, r"\dots", self.at(only.last, SUM)])
            else:
                lines = [self.line(line) for line in (*only.shown, only.last)]
                found += [*lines[:-1], [r"\dots"] * len(lines[-1]), lines[-1]]
        return found

    def line(self, node):
        if isinstance(node, t.Matrix):
            return self.rows(node)[0]
        if isinstance(node, t.Dots) and node.sign == ",":
            return self.rows(t.Matrix(rows=((node,),)))[0]
        return [self.at(node, SUM)]

    def cases(self, node):
        arms = r" \\ ".join(
            f"{self.at(value, SUM)} & {self.listed(conditions) or OTHERWISE}"
            for value, conditions in node.arms
        )
        return Piece(rf"\begin{{cases}} {arms} \end{{cases}}", closed=True)

    def ordered(self, node):
        return Piece(self.within("(", node.items))

    def finite(self, node):
        return Piece(self.within(r"\{", node.items))

    def interval(self, node):
        ends = f"{self.at(node.low, SUM)}, {self.at(node.high, SUM)}"
        return Piece(f"{node.left} {ends} {node.right}")

    def space(self, node):
        sup = r" \times ".join(self.at(item, SIDE_BY_SIDE) for item in node.dimensions)
        return Piece(node.field_name, sup=sup)

    def range(self, node):
        letters = ", ".join(node.indices)
        ends = rf"{self.at(node.low, SUM)}, \dots, {self.at(node.high, SUM)}"
        return Piece(f"{letters} = {ends}", SUM)

    def relation(self, node):
        text = self.at(node.sides[0], SUM)
        for sign, side in zip(node.signs, node.sides[1:], strict=True):
            text += f" {sign} {self.at(side, SUM)}"
        return Piece(text, SUM)

    def listed(self, conditions):
        return ", ".join(self.at(condition, SUM) for condition in conditions)


def outermost(text):
    """The opening bracket and the inside, where one pair of brackets holds all of `text`."""
    text = text.strip()
    for size in sorted(SIZES, key=len, reverse=True):
        if text.startswith(size) and not text[len(size) : len(size) + 1].isalpha():
            text = text[len(size) :].lstrip()
            break
    opener = next((mark for mark in CLOSERS if text.startswith(mark)), None)
    if opener is None:
        return None
    depth, place = 0, 0
    marks = {**dict.fromkeys(CLOSERS, 1), **dict.fromkeys(CLOSERS.values(), -1)}
    while place < len(text):
        width = 2 if text[place] == "\\" else 1
        depth += marks.get(text[place : place + width], 0)
        place += width
        if depth == 0:
            break
    if depth or place < len(text):
        return None
    inside = text[len(opener) : len(text) - len(CLOSERS[opener])].rstrip()
    for size in sorted(SIZES, key=len, reverse=True):
        if inside.endswith(size):
            inside = inside[: -len(size)].rstrip()
            break
    return opener, inside
