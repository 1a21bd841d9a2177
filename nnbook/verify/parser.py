"""Tokens to expressions: a recursive-descent reader that refuses what has two readings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError, error_at, error_between
from nnbook.verify.lexer import Token
from nnbook.verify.names import (
    Match,
    Names,
    Script,
    canonical,
    group,
    read_atom,
    read_scripts,
    split_indices,
)

DEEPEST = 60
MOST_PRIMES = 4

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
WORDS = {"tr", "diag", "sign", "erf", "trace", "rank", "logit"}
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
_EXPLICIT = {
    r"\cdot": "cdot",
    r"\times": "times",
    r"\odot": "odot",
    r"\circ": "odot",
    r"\otimes": "otimes",
    "/": "/",
}
_BIG = {r"\sum": "sum", r"\prod": "prod", r"\max": "max", r"\min": "min"}
_MATRICES = {
    "matrix",
    "pmatrix",
    "bmatrix",
    "Bmatrix",
    "vmatrix",
    "Vmatrix",
    "smallmatrix",
    "array",
}
_NORM = {r"\|", r"\lVert", r"\rVert", r"\Vert"}
_BAR = {"|", r"\lvert", r"\rvert", r"\vert"}
_CLOSERS = {
    "(": ")",
    "[": "]",
    r"\{": r"\}",
    r"\lbrace": r"\rbrace",
    r"\lbrack": r"\rbrack",
    r"\langle": r"\rangle",
}


class Scope(Protocol):
    """What the reader must know of the declared symbols."""

    @property
    def names(self) -> Names:
        """All declared names."""

    def role(self, symbol: str) -> str:
        """`value`, `function` or `size`."""

    def dimensions(self, symbol: str) -> int:
        """How many indices an entry of the symbol needs."""

    def inverse_of(self, symbol: str) -> str | None:
        """The symbol declared as the inverse function of `symbol`."""


class Parser:
    """Reads one run of tokens; sub-runs (a brace, a cell) get a parser of their own."""

    def __init__(
        self,
        tokens: Sequence[Token],
        scope: Scope,
        bound: frozenset[str] = frozenset(),
        depth: int = 0,
        end: int = 0,
    ) -> None:
        self.tokens, self.scope, self.bound, self.depth = tokens, scope, bound, depth
        self.place = 0
        self.bars: list[str] = []
        self.last = tokens[-1].end if tokens else end
        if depth > DEEPEST:
            start = tokens[0].start if tokens else 0
            raise FormulaError(
                f"nested more than {DEEPEST} deep",
                start,
                start + 1,
                remedy="name a part and print it by itself",
            )

    # --- tokens -------------------------------------------------------------------------------

    @property
    def token(self) -> Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def next_text(self, ahead: int = 0) -> str:
        """The text of a coming token; '' for words and at the end."""
        place = self.place + ahead
        if place >= len(self.tokens) or self.tokens[place].kind in ("text", "label", "tag"):
            return ""
        return self.tokens[place].text

    def take(self) -> Token:
        if self.place >= len(self.tokens):
            raise FormulaError(
                "the formula ends where more was expected", max(0, self.last - 1), self.last
            )
        self.place += 1
        return self.tokens[self.place - 1]

    def expect(self, text: str, opener: Token) -> Token:
        if self.next_text() != text:
            found = f"; found {self.next_text()}" if self.token else ""
            raise error_at(opener, f"{opener.text} is never closed by {text}{found}")
        return self.take()

    def argument(self, owner: Token) -> list[Token]:
        inner, self.place = group(self.tokens, self.place, owner)
        return list(inner)

    def sub(self, tokens: Sequence[Token], bound: frozenset[str] | None = None) -> Parser:
        return Parser(
            tokens, self.scope, self.bound if bound is None else bound, self.depth + 1, self.last
        )

    def whole(
        self, tokens: Sequence[Token], where: Token, read: Callable[[Parser], t.Node] | None = None
    ) -> t.Node:
        """All of `tokens` as one expression."""
        if not tokens:
            raise error_at(where, f"{where.text} holds nothing")
        parser = self.sub(tokens)
        node = read(parser) if read else parser.expression()
        parser.finished()
        return node

    def finished(self) -> None:
        """Nothing may be left over."""
        if (token := self.token) is not None:
            raise error_at(token, f"{_said(token)} does not belong here")

    # --- sums and products --------------------------------------------------------------------

    def expression(self) -> t.Node:
        """Terms with + and -."""
        start = self._start()
        terms: list[t.Node] = []
        signs: list[str] = []
        dots: int | None = None
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(
                f"nested more than {DEEPEST} deep",
                start,
                start + 1,
                remedy="name a part and print it by itself",
            )
        sign = self.take().text if self.next_text() in ("+", "-") else ""
        while True:
            if self.next_text() in DOTS:
                if dots is not None or not terms:
                    raise FormulaError(
                        "the dots need the first term before and the last after", *self._span()
                    )
                dots = len(terms)
                self.take()
            else:
                terms.append(self.term())
                signs.append("-" if sign == "-" else "+")
            if self.next_text() not in ("+", "-"):
                break
            sign = self.take().text
            if self.next_text() in ("+", "-"):
                raise FormulaError(
                    "two signs in a row",
                    *self._span(),
                    remedy="put the negative term in parentheses",
                )
        self.depth -= 1
        end = self._end()
        if dots is not None:
            if dots != len(terms) - 1 or set(signs) != {"+"}:
                raise FormulaError("dots stand between + and the last term", start, end)
            return t.Dots(sign="+", shown=tuple(terms[:-1]), last=terms[-1], start=start, end=end)
        if len(terms) == 1:
            return t.Negative(value=terms[0], start=start, end=end) if signs[0] == "-" else terms[0]
        return t.Add(terms=tuple(terms), signs=tuple(signs), start=start, end=end)

    def term(self) -> t.Node:
        """Products under explicit signs; side by side binds tighter."""
        start = self._start()
        node = self.juxtaposed()
        sign = ""
        factors = [node]
        while self.next_text() in _EXPLICIT:
            token = self.take()
            new = _EXPLICIT[token.text]
            if new == "/":
                if self.next_text() in DOTS:
                    raise FormulaError("dots after a slash", *self._span())
                below = self.juxtaposed()
                for part, place in ((factors[-1], token), (below, token)):
                    if isinstance(part, t.Product) and part.sign == "" and part is below:
                        raise FormulaError(
                            "ambiguous: a slash before several factors",
                            place.start,
                            self._end(),
                            remedy=r"print \frac{…}{…}, or put what is divided by in parentheses",
                        )
                factors[-1] = t.Quotient(
                    numerator=factors[-1],
                    denominator=below,
                    slash=True,
                    start=start,
                    end=self._end(),
                )
                continue
            if sign and {sign, new} - {"cdot", "times"} and sign != new:
                raise error_at(
                    token,
                    f"ambiguous: {token.text} beside another product sign",
                    remedy="add parentheses",
                )
            sign = new
            if self.next_text() in DOTS:
                self.take()
                again = self.take() if self.next_text() in _EXPLICIT else None
                if again is None or _EXPLICIT[again.text] != new:
                    raise error_at(
                        token, rf"dots in a product are printed {token.text} \dots {token.text}"
                    )
                last = self.juxtaposed()
                return t.Dots(
                    sign=new, shown=tuple(factors), last=last, start=start, end=self._end()
                )
            factors.append(self.juxtaposed())
        if len(factors) == 1:
            return factors[0]
        return t.Product(sign=sign, factors=tuple(factors), start=start, end=self._end())

    def juxtaposed(self) -> t.Node:
        """Factors side by side."""
        start = self._start()
        factors = [self.factor()]
        while self._starts_factor():
            if self.next_text() in DOTS:
                self.take()
                last = self.factor()
                return t.Dots(
                    sign="", shown=tuple(factors), last=last, start=start, end=self._end()
                )
            token = self.token
            assert token is not None
            if _bare(factors[-1]):
                raise error_at(
                    token,
                    f"ambiguous: does {_said(token)} belong to "
                    "what the function before it is applied to?",
                    remedy=r"add parentheses: \log(a)\,b or \log(a b)",
                )
            if token.kind == "digit" and not isinstance(factors[-1], t.Quotient):
                raise error_at(
                    token,
                    "a number right after another factor",
                    remedy=r"print \cdot, or the number first",
                )
            factors.append(self.factor())
        if len(factors) == 1:
            return factors[0]
        return t.Product(sign="", factors=tuple(factors), start=start, end=self._end())

    def _starts_factor(self) -> bool:
        token = self.token
        if token is None or token.kind in (
            "amp",
            "newline",
            "quad",
            "label",
            "tag",
            "close",
            "end",
            "script",
            "prime",
        ):
            return False
        if token.kind in ("letter", "digit", "open", "begin"):
            return True
        if token.kind == "text":
            return self.scope.names.read_base(self.tokens, self.place) is not None
        if token.text in _BAR or token.text in _NORM:
            kind = "|" if token.text in _BAR else "||"
            return kind not in self.bars and not (token.text == "|" and self.next_text(1) == "_")
        if token.text in RELATIONS or token.text in LOGIC or token.text in _EXPLICIT:
            return False
        if token.text in _CLOSERS:
            return True
        return (
            token.kind == "command"
            and token.text not in _CLOSERS.values()
            and token.text
            not in {
                r"\mid",
                r"\colon",
                r"\to",
                r"\sim",
                r"\forall",
                r"\pm",
                r"\mp",
                r"\%",
                r"\middle",
            }
        )

    # --- factors ------------------------------------------------------------------------------

    def factor(self) -> t.Node:
        """One factor with the scripts and bars after it."""
        token = self.token
        if token is None:
            raise FormulaError(
                "the formula ends where more was expected", max(0, self.last - 1), self.last
            )
        if self.next_text() in ("+", "-"):
            raise error_at(
                token,
                "a sign right after a product sign",
                remedy="put the negative factor in parentheses",
            )
        start = token.start
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(
                f"nested more than {DEEPEST} deep",
                start,
                start + 1,
                remedy="name a part and print it by itself",
            )
        node = self._primary(token)
        if self.next_text() == "!":
            self.take()
            node = t.Call(
                function=t.Builtin(name="factorial"),
                arguments=(node,),
                start=start,
                end=self._end(),
            )
        while self.next_text() == "|" and self.next_text(1) == "_":
            self.take()
            scripts, self.place = read_scripts(self.tokens, self.place)
            at = self.sub(scripts[0].tokens).conditions()
            node = t.Evaluated(of=node, at=at, start=start, end=self._end())
        self.depth -= 1
        return node

    def _primary(self, token: Token) -> t.Node:
        if token.kind == "digit":
            return self._power_of_group(self._number())
        if token.kind == "open":
            return self._braces(token)
        if token.kind == "begin":
            return self._environment(token)
        if token.text in _BAR or token.text in _NORM:
            return self._bars(token)
        if (token.kind == "other" and token.text in _CLOSERS) or token.text in (
            r"\{",
            r"\lbrace",
            r"\langle",
        ):
            return self._brackets(token)
        special = self._special(token)
        if special is not None:
            return special
        base = self.scope.names.read_base(self.tokens, self.place)
        if base is not None:
            return self._declared(*base, token)
        return self._undeclared(token)

    def _number(self) -> t.Node:
        start = self._start()
        text = ""
        while (token := self.token) is not None:
            if token.kind == "digit":
                text += token.text
            elif token.text == "." and "." not in text and self._digit_ahead(1):
                text += "."
            elif (
                token.kind == "open"
                and self.next_text(1) == ","
                and self.next_text(2) == "}"
                and self._digit_ahead(3)
            ):
                self.place += 2
            else:
                break
            self.place += 1
        node: t.Node = t.Number(text=text, start=start, end=self._end())
        if self.next_text() == r"\%":
            self.take()
            node = t.Call(
                function=t.Builtin(name="percent"), arguments=(node,), start=start, end=self._end()
            )
        return node

    def _digit_ahead(self, ahead: int) -> bool:
        place = self.place + ahead
        return place < len(self.tokens) and self.tokens[place].kind == "digit"

    def _braces(self, token: Token) -> t.Node:
        inner = self.argument(token)
        node = self.whole(inner, token)
        if isinstance(node, (t.Add, t.Negative)) and not _bracketed(inner):
            raise FormulaError(
                "braces are not printed, so this sum would be read without them",
                token.start,
                self._end(),
                remedy="print parentheses, or leave the braces out",
            )
        return self._power_of_group(node)

    def _brackets(self, token: Token) -> t.Node:
        """`(…)`, `[…]`, `\\{…\\}`: one expression, a list, or a set."""
        self.take()
        close = _CLOSERS[token.text]
        outer, self.bars = self.bars, []
        items = self._list(close, token)
        self.expect(close, token)
        self.bars = outer
        start, end = token.start, self._end()
        if token.text == r"\langle":
            if len(items) != 2:
                raise FormulaError("an inner product has two parts", start, end)
            return t.Call(
                function=t.Builtin(name="inner"), arguments=tuple(items), start=start, end=end
            )
        node: t.Node
        if len(items) == 1 and not isinstance(items[0], t.Dots):
            node = t.placed(items[0], start, end)
        elif token.text == "[":
            node = t.Matrix(rows=(tuple(items),), start=start, end=end)
        elif token.text == "(":
            node = t.Ordered(items=tuple(items), start=start, end=end)
        else:
            node = t.Finite(items=tuple(items), start=start, end=end)
        if isinstance(node, t.Product) and node.sign == "odot" and self.next_text() == "(":
            functions = (t.Name, t.Builtin, t.Prime)
            if all(
                isinstance(factor, functions) and self._is_function(factor)
                for factor in node.factors
            ):
                composed = t.Composition(functions=node.factors, start=start, end=end)
                return self._applied(composed, token)
        if len(items) == 1 and token.text == r"\{" and self.next_text() != "^":
            return node
        return self._power_of_group(node)

    def _is_function(self, node: t.Node) -> bool:
        return not isinstance(node, t.Name) or self.scope.role(node.symbol) == "function"

    def _applied(self, function: t.Node, token: Token) -> t.Node:
        """A function and the bracket with its arguments that follows."""
        opener = self.take()
        outer, self.bars = self.bars, []
        arguments = self._list(_CLOSERS[opener.text], opener)
        self.expect(_CLOSERS[opener.text], opener)
        self.bars = outer
        node = t.Call(
            function=function, arguments=tuple(arguments), start=token.start, end=self._end()
        )
        return self._power_of_group(node)

    def _list(self, close: str, opener: Token) -> list[t.Node]:
        """Expressions separated by commas, dots between them allowed."""
        if self.next_text() == close:
            raise FormulaError(f"{opener.text}{close} holds nothing", opener.start, self._end())
        items: list[t.Node] = []
        dotted = False
        while True:
            if self.next_text() in DOTS and items:
                self.take()
                dotted = True
            else:
                items.append(self.expression())
            if self.next_text() != ",":
                break
            self.take()
        if not dotted:
            return items
        return [
            t.Dots(
                sign=",",
                shown=tuple(items[:-1]),
                last=items[-1],
                start=items[0].start,
                end=items[-1].end,
            )
        ]

    def _bars(self, token: Token) -> t.Node:
        self.take()
        single = token.text in _BAR
        kind, closers = ("|", _BAR) if single else ("||", _NORM)
        self.bars.append(kind)
        value = self.expression()
        self.bars.pop()
        if self.next_text() not in closers:
            raise error_at(token, f"{token.text} is never closed")
        self.take()
        if single:
            return self._power_of_group(t.Absolute(value=value, start=token.start, end=self._end()))
        scripts, self.place = read_scripts(self.tokens, self.place)
        sub = next((script for script in scripts if script.kind == "sub"), None)
        norm = t.Norm(
            value=value, kind=sub.text if sub else "2", start=token.start, end=self._end()
        )
        if norm.kind not in ("1", "2", r"\infty", "F", r"\mathrm{F}"):
            assert sub is not None
            raise error_at(
                sub, f"no norm is known by the name {norm.kind}", remedy=r"1, 2, F and \infty are"
            )
        return self._generic(norm, [script for script in scripts if script is not sub], 2)

    def _power_of_group(self, node: t.Node) -> t.Node:
        scripts, self.place = read_scripts(self.tokens, self.place)
        return self._generic(node, scripts, None)

    def _generic(self, node: t.Node, scripts: Sequence[Script], dimensions: int | None) -> t.Node:
        """Scripts that are no part of a name: entry, transpose, power."""
        entry = next((script for script in scripts if script.kind == "sub"), None)
        others = [script for script in scripts if script is not entry]
        if entry is not None and others and others[0].kind == "top":
            raise error_between(
                entry,
                others[0],
                r"ambiguous: an entry of the transpose, or the transpose of an entry",
                remedy=r"print (W^\top)_{ij}, or W_{ji}",
            )
        if entry is not None:
            node = self._entry(node, entry, dimensions)
        for script in others:
            node = self._raised(node, script)
        return node

    def _raised(self, node: t.Node, script: Script) -> t.Node:
        start = node.start
        if script.kind == "top":
            return t.Transpose(base=node, start=start, end=script.end)
        if script.kind == "sup":
            if (
                len(script.tokens) == 1
                and script.text == "T"
                and self.scope.names.read_base(script.tokens, 0) is None
            ):
                raise error_at(script, "T as a superscript", remedy=r"print \top for the transpose")
            exponent = self.whole(script.tokens, script.tokens[0])
            return t.Power(base=node, exponent=exponent, start=start, end=script.end)
        what = {
            "layer": f"no layers, but [{script.text}] is printed",
            "paren": f"no examples, but ({script.text}) is printed",
            "prime": "no derivative: it is not a function",
            "star": "no star in its declared name",
            "sub": "no such subscript",
        }[script.kind]
        remedy = (
            "for a power print it without parentheses"
            if script.kind == "paren"
            else "declare it in the symbols file"
        )
        raise FormulaError(f"this has {what}", start, script.end, "symbol", remedy)

    def _entry(self, node: t.Node, script: Script, dimensions: int | None) -> t.Node:
        wanted = dimensions
        if wanted is None:
            wanted = 1 + sum(token.text == "," for token in script.tokens)
            if (
                wanted == 1
                and len(script.tokens) == 2
                and all(self._is_index(token) for token in script.tokens)
            ):
                wanted = 2
        pieces = split_indices(script.tokens, wanted) if wanted else None
        if pieces is None and wanted == 2:
            pieces = (
                split_indices(script.tokens, 1)
                if "," not in [token.text for token in script.tokens]
                else None
            )
            if pieces is not None and len(script.tokens) > 1:
                pieces = None
        if pieces is None:
            text = script.text.replace(" ", "")
            raise error_between(
                node,
                script,
                f"the subscript {text} is no part of a declared name and does not pick an entry",
                "symbol",
                "separate several indices by commas, or declare the name in the symbols file",
            )
        indices = tuple(
            None
            if canonical(piece) == ":"
            else self.whole(piece, piece[0], lambda inner: inner.expression())
            for piece in pieces
        )
        return t.Entry(base=node, indices=indices, start=node.start, end=script.end)

    def _is_index(self, token: Token) -> bool:
        return token.text in self.bound or token.text in self.scope.names.index_letters

    # --- commands -----------------------------------------------------------------------------

    def _special(self, token: Token) -> t.Node | None:
        """Commands with a meaning of their own; None where a name should be read."""
        text = token.text
        if token.kind != "command":
            return None
        if text in (r"\frac", r"\tfrac", r"\dfrac", r"\cfrac"):
            return self._fraction(token)
        if text in (r"\sum", r"\prod") or (text in (r"\max", r"\min") and self.next_text(1) == "_"):
            return self._big(token)
        if text == r"\sqrt":
            return self._root(token)
        if text in (r"\underbrace", r"\overbrace", r"\boxed"):
            self.take()
            inner = self.argument(token)
            if self.next_text() in ("_", "^"):
                self.place = read_scripts(self.tokens, self.place)[1]
            return self._needs_no_parentheses(self.whole(inner, token), token)
        if text == r"\nabla":
            return self._nabla(token)
        if text == r"\int":
            return self._integral(token)
        if text == r"\lim":
            return self._limit(token)
        if text == r"\Pr":
            self.take()
            return self._expectation("P", token)
        if text == r"\mathbb":
            return self._blackboard(token)
        if text == r"\infty":
            self.take()
            return t.Constant(name=text, start=token.start, end=token.end)
        if text == r"\partial":
            raise error_at(
                token, r"\partial outside a fraction", remedy=r"print \frac{\partial J}{\partial w}"
            )
        if text == r"\not":
            raise error_at(token, r"\not is not read", remedy=r"print \ne")
        return None

    def _needs_no_parentheses(self, node: t.Node, token: Token) -> t.Node:
        sums = isinstance(node, (t.Add, t.Negative))
        before = self.tokens[self.place - 2] if self.place > 1 else None
        if sums and (
            self._starts_factor()
            or self.next_text() in _EXPLICIT
            or (before and before.text in _EXPLICIT)
        ):
            raise error_at(
                token, "a sum under a brace beside another factor", remedy="add parentheses"
            )
        return node

    def _fraction(self, token: Token) -> t.Node:
        self.take()
        above, below = self.argument(token), self.argument(token)
        sign = _differential(above)
        if sign is not None and _differential(below) == sign:
            return self._derivative(sign, above, below, token)
        node = t.Quotient(
            numerator=self.whole(above, token),
            denominator=self.whole(below, token),
            start=token.start,
            end=self._end(),
        )
        return self._power_of_group(node)

    def _derivative(
        self, sign: str, above: list[Token], below: list[Token], token: Token
    ) -> t.Node:
        width = _width(above)
        order, above = self._order(above[width:], token)
        by: list[t.Node] = []
        for piece in _differentiated(below, sign):
            node = self.whole(piece, token)
            times = 1
            if isinstance(node, t.Power):
                exponent = node.exponent
                if (
                    isinstance(exponent, t.Number)
                    and exponent.text.isdecimal()
                    and exponent.text.isascii()
                ):
                    node, times = node.base, int(exponent.text)
            by += [node] * min(times, order + 1)
        if len(by) != order:
            raise FormulaError(
                f"a derivative of order {order} above the line, but {len(by)} letters below",
                token.start,
                self._end(),
            )
        if above:
            of = self.whole(above, token)
            if isinstance(of, (t.Add, t.Product, t.Negative)) and above[0].text not in ("(", "["):
                raise error_between(
                    above[0],
                    above[-1],
                    f"ambiguous: how far does the {sign} above the line reach?",
                    remedy=r"put what is differentiated in parentheses, or after the fraction",
                )
        else:
            if not self._starts_factor():
                raise FormulaError("nothing to differentiate", token.start, self._end())
            of = self.factor()
            if self._starts_factor() and not isinstance(of, t.Derivative):
                following = self.token
                assert following is not None
                raise error_at(
                    following,
                    "ambiguous: what does the derivative in front reach?",
                    remedy=r"put what is differentiated in parentheses",
                )
        node = t.Derivative(sign=sign, of=of, by=tuple(by), start=token.start, end=self._end())
        if _times_differentiated(node) > MOST_PRIMES:
            raise error_at(node, f"a derivative of an order above {MOST_PRIMES}")
        return node

    def _order(self, tokens: list[Token], token: Token) -> tuple[int, list[Token]]:
        """`^2` after the sign above the line."""
        if not tokens or tokens[0].text != "^":
            return 1, tokens
        inner, after = group(tokens, 1, tokens[0])
        text = "".join(piece.text for piece in inner)
        if not text.isdecimal() or not 1 <= int(text) <= 4:
            raise error_at(token, "the order of a derivative is a number from 1 to 4")
        return int(text), tokens[after:]

    def _big(self, token: Token) -> t.Node:
        """A sum, product, largest or smallest over an index; it takes the product that follows."""
        self.take()
        scripts, self.place = read_scripts(self.tokens, self.place)
        below = next((script for script in scripts if script.kind == "sub"), None)
        above = [script for script in scripts if script.kind != "sub"]
        if below is None:
            raise error_at(
                token, f"{token.text} without an index", remedy=rf"print {token.text}_{{i=1}}^{{m}}"
            )
        indices, low, conditions = self._bounds(below)
        if (low is None) != (not above) and not (low is None and not above):
            where = above[0] if above else below
            raise error_between(token, where, "a sum needs both ends, or only its index")
        if len(above) > 1:
            raise error_between(token, above[-1], "two upper ends")
        high = (
            self.whole(above[0].tokens, above[0].tokens[0])
            if above and above[0].kind == "sup"
            else None
        )
        if above and high is None:
            raise error_at(above[0], "this upper end is not read")
        outer = self.bound
        self.bound = outer | set(indices)
        if not self._starts_factor():
            raise FormulaError(f"{token.text} of nothing", token.start, self._end())
        body = self.term() if token.text in (r"\sum", r"\prod") else self._one_factor(token)
        self.bound = outer
        return t.Big(
            kind=_BIG[token.text],
            indices=indices,
            low=low,
            high=high,
            conditions=conditions,
            body=body,
            start=token.start,
            end=self._end(),
        )

    def _one_factor(self, token: Token) -> t.Node:
        node = self.factor()
        if self._starts_factor() or self.next_text() in _EXPLICIT:
            raise FormulaError(
                f"ambiguous: how far does {token.text} reach?",
                token.start,
                self._end(),
                remedy="add parentheses",
            )
        return node

    def _bounds(self, script: Script) -> tuple[tuple[str, ...], t.Node | None, tuple[t.Node, ...]]:
        """What stands under a sum: `i=1`, `i`, `j \\ne i`, `i, j`."""
        tokens = list(script.tokens)
        letters = []
        while tokens and tokens[0].kind in ("letter", "command") and _index_like(tokens[0]):
            letters.append(tokens[0].text)
            tokens = tokens[1:]
            if not (
                tokens and tokens[0].text == "," and len(tokens) > 1 and _index_like(tokens[1])
            ):
                break
            tokens = tokens[1:]
        if not letters:
            raise error_at(
                script, "the index of the sum is not read", remedy="print i=1 below and m above"
            )
        bound = self.bound | set(letters)
        if not tokens:
            return tuple(letters), None, ()
        if tokens[0].text == "=" and len(letters) == 1:
            return tuple(letters), self.sub(tokens[1:], bound)._all(script), ()
        conditions = self.sub(script.tokens, bound).conditions()
        return tuple(letters), None, conditions

    def _all(self, script: Script) -> t.Node:
        if not self.tokens:
            raise error_at(script, "the sum has no first index")
        node = self.expression()
        self.finished()
        return node

    def _expectation(self, kind: str, token: Token) -> t.Node:
        """`\\mathbb{E}[…]` over the random letters in it."""
        if self.next_text() == "_":
            raise FormulaError(
                "a subscript on an expectation",
                token.start,
                self._span()[1],
                remedy="leave it out: it runs over the letters declared with random(…)",
            )
        opener = self.token
        if opener is None or opener.text not in ("[", "(", r"\{"):
            raise error_at(token, "an expectation needs brackets", remedy=r"print \mathbb{E}[x]")
        self.take()
        outer, self.bars = self.bars, []
        arguments: tuple[t.Node, ...]
        if kind == "P":
            start = self._start()
            conditions = self.conditions()
            arguments = (t.Indicator(conditions=conditions, start=start, end=self._end()),)
        else:
            arguments = tuple(self._list(_CLOSERS[opener.text], opener))
        self.expect(_CLOSERS[opener.text], opener)
        self.bars = outer
        if len(arguments) != (2 if kind == "Cov" else 1):
            raise FormulaError(f"{kind} of {len(arguments)} expressions", token.start, self._end())
        node = t.Expectation(kind=kind, arguments=arguments, start=token.start, end=self._end())
        return self._power_of_group(node)

    def _integral(self, token: Token) -> t.Node:
        """`\\int_a^b f(x) \\, dx`."""
        self.take()
        scripts, self.place = read_scripts(self.tokens, self.place)
        ends = {script.kind: script for script in scripts}
        if set(ends) != {"sub", "sup"}:
            raise FormulaError(
                "an integral needs both ends", token.start, self._end(), remedy=r"print \int_0^1"
            )
        low, high = (self.whole(ends[kind].tokens, token) for kind in ("sub", "sup"))
        depth, stop = 0, None
        for place in range(self.place, len(self.tokens)):
            piece = self.tokens[place]
            depth += {"open": 1, "begin": 1, "close": -1, "end": -1}.get(piece.kind, 0)
            depth += _bracket_depth(piece)
            if depth == 0 and piece.kind == "letter" and piece.text == "d":
                declared = self.scope.names.read_base(self.tokens, place)
                if declared is None or declared[0][0] != "d":
                    stop = place
                    break
        if stop is None or stop == self.place:
            raise FormulaError(
                "an integral without its dx", token.start, self._end(), remedy=r"end it with \,dx"
            )
        body = self.whole(self.tokens[self.place : stop], token, lambda inner: inner.expression())
        self.place = stop + 1
        by = self.factor()
        return t.Integral(by=by, low=low, high=high, body=body, start=token.start, end=self._end())

    def _limit(self, token: Token) -> t.Node:
        """`\\lim_{h \\to 0^+}`; it takes the product that follows."""
        self.take()
        scripts, self.place = read_scripts(self.tokens, self.place)
        tokens = list(scripts[0].tokens) if scripts and scripts[0].kind == "sub" else []
        arrow = next(
            (k for k, piece in enumerate(tokens) if piece.text in (r"\to", r"\rightarrow")), 0
        )
        if not arrow or arrow == len(tokens) - 1 or len(scripts) != 1:
            raise FormulaError(r"a limit is printed \lim_{h \to 0}", token.start, self._end())
        target, side = tokens[arrow + 1 :], ""
        if len(target) > 2 and target[-2].text == "^" and target[-1].text in ("+", "-"):
            side, target = target[-1].text, target[:-2]
        by, to = self.whole(tokens[:arrow], token), self.whole(target, token)
        body = self.term()
        return t.Limit(by=by, to=to, side=side, body=body, start=token.start, end=self._end())

    def _root(self, token: Token) -> t.Node:
        self.take()
        degree: t.Node | None = None
        if self.next_text() == "[":
            opener = self.take()
            degree = self.expression()
            self.expect("]", opener)
        value = self.whole(self.argument(token), token)
        arguments = (value,) if degree is None else (value, degree)
        node = t.Call(
            function=t.Builtin(name="sqrt"), arguments=arguments, start=token.start, end=self._end()
        )
        return self._power_of_group(node)

    def _nabla(self, token: Token) -> t.Node:
        self.take()
        scripts, self.place = read_scripts(self.tokens, self.place)
        sub = next((script for script in scripts if script.kind == "sub"), None)
        order = 2 if any(script.kind == "sup" and script.text == "2" for script in scripts) else 1
        if len(scripts) != (sub is not None) + (order == 2):
            raise FormulaError("a script on \\nabla that is not read", token.start, self._end())
        of = self.factor()
        if sub is not None:
            by = self.whole(sub.tokens, token)
        elif isinstance(of, t.Call) and len(of.arguments) == 1:
            by = of.arguments[0]
        else:
            raise error_at(
                token,
                r"\nabla without the letter that it differentiates by",
                remedy=r"print \nabla_w J, or \nabla J(w)",
            )
        return t.Gradient(of=of, by=by, order=order, start=token.start, end=self._end())

    def _blackboard(self, token: Token) -> t.Node | None:
        atom = read_atom(self.tokens, self.place)
        if atom is None or self.scope.names.read_base(self.tokens, self.place) is not None:
            return None
        if atom[0] == r"\mathbb{1}":
            self.place = atom[1]
            opener = self.token
            if opener is None or opener.text not in ("[", "(", r"\{"):
                raise FormulaError(
                    "an indicator needs its condition",
                    token.start,
                    self._end(),
                    remedy=r"print \mathbb{1}[z > 0]",
                )
            self.take()
            conditions = self.conditions()
            self.expect(_CLOSERS[opener.text], opener)
            return t.Indicator(conditions=conditions, start=token.start, end=self._end())
        if atom[0] in EXPECTATIONS:
            self.place = atom[1]
            return self._expectation(EXPECTATIONS[atom[0]], token)
        return self.space() if atom[0] in (r"\mathbb{R}", r"\mathbb{N}", r"\mathbb{Z}") else None

    def space(self) -> t.Node:
        """`\\mathbb{R}^{n \\times m}`."""
        token = self.take()
        self.place -= 1
        atom = read_atom(self.tokens, self.place)
        assert atom is not None
        self.place = atom[1]
        scripts, self.place = read_scripts(self.tokens, self.place)
        dimensions: tuple[t.Node, ...] = ()
        if scripts:
            if len(scripts) > 1 or scripts[0].kind != "sup":
                raise error_between(
                    token,
                    scripts[-1],
                    "this space is not read",
                    remedy=r"print \mathbb{R}^{n \times m}",
                )
            inner = self.whole(scripts[0].tokens, token)
            both = isinstance(inner, t.Product) and inner.sign == "times"
            dimensions = inner.factors if both and isinstance(inner, t.Product) else (inner,)
        return t.Space(
            field_name=atom[0], dimensions=dimensions, start=token.start, end=self._end()
        )

    # --- environments -------------------------------------------------------------------------

    def _environment(self, token: Token) -> t.Node:
        self.take()
        inner = self._until_end(token)
        name = token.text
        if name in ("cases", "dcases", "rcases"):
            arms = tuple(self._arm(row, token) for row in _rows(inner))
            return t.Cases(arms=arms, start=token.start, end=self._end())
        if name not in _MATRICES:
            raise error_at(token, f"the environment {name} is not read inside a formula")
        rows = tuple(tuple(self._cell(cell, token) for cell in _cells(row)) for row in _rows(inner))
        if len({len(row) for row in rows}) != 1:
            raise FormulaError(
                "the rows of the matrix are not equally long", token.start, self._end(), "shape"
            )
        if any(isinstance(cell, t.Constant) and cell.name in DOTS for row in rows for cell in row):
            rows = _spread(rows, token)
        node: t.Node = t.Matrix(rows=rows, start=token.start, end=self._end())
        if name in ("vmatrix",):
            node = t.Call(
                function=t.Builtin(name="det"),
                arguments=(node,),
                start=token.start,
                end=self._end(),
            )
        return self._power_of_group(node)

    def _until_end(self, token: Token) -> list[Token]:
        depth, start = 1, self.place
        while self.place < len(self.tokens):
            current = self.take()
            depth += {"begin": 1, "end": -1}.get(current.kind, 0)
            if depth == 0:
                if current.text != token.text:
                    raise error_at(
                        current, f"\\begin{{{token.text}}} ends with \\end{{{current.text}}}"
                    )
                return list(self.tokens[start : self.place - 1])
        raise error_at(token, f"\\begin{{{token.text}}} is never ended")

    def _cell(self, cell: list[Token], token: Token) -> t.Node:
        if len(cell) == 1 and cell[0].text in DOTS:
            return t.Constant(name=cell[0].text, start=cell[0].start, end=cell[0].end)
        if not cell:
            raise error_at(token, "an empty cell in a matrix")
        return self.whole(cell, token)

    def _arm(self, row: list[Token], token: Token) -> tuple[t.Node, tuple[t.Node, ...]]:
        cells = _cells(row)
        if len(cells) == 1:
            cut = next((k for k, piece in enumerate(row) if piece.kind in ("text", "quad")), None)
            cells = [row[:cut], row[cut:]] if cut is not None else cells
        if len(cells) != 2:
            raise error_at(token, "an arm of cases is a value, &, and its condition")
        value = [piece for piece in cells[0] if piece.kind != "quad"]
        while value and value[-1].text in (",", ";"):
            value.pop()
        condition = [piece for piece in cells[1] if piece.kind != "quad"]
        while condition and condition[-1].text in (",", ".", ";"):
            condition.pop()
        words = (
            condition[0].text.strip().lower() if condition and condition[0].kind == "text" else ""
        )
        if words in ("otherwise", "else"):
            return self.whole(value, token), ()
        if words in ("if", "for", "when", "where"):
            condition = condition[1:]
        if not condition:
            raise error_at(
                token,
                "an arm of cases without its condition",
                remedy=r"print z > 0, or \text{otherwise}",
            )
        return self.whole(value, token), self.sub(condition).conditions()

    # --- names --------------------------------------------------------------------------------

    def _declared(self, base: tuple[str, ...], after: int, token: Token) -> t.Node:
        shown = "".join(base)
        self.place = after
        if base[0] in self.bound and len(base) == 1:
            return self._bound_letter(token)
        scripts, self.place = read_scripts(self.tokens, self.place)
        found = self.scope.names.match(base, scripts)
        if found is None and (kronecker := self._kronecker(shown, scripts, token)) is not None:
            return kronecker
        if found is None:
            if len(base) == 1 and base[0] in self.scope.names.index_letters:
                return self._generic(
                    t.Index(name=base[0], start=token.start, end=token.end), scripts, 0
                )
            others = ", ".join(self.scope.names.with_base(base))
            raise FormulaError(
                f"{shown} is declared only as {others}",
                token.start,
                self._end(),
                "symbol",
                "print it so, or declare this form too",
            )
        symbol = found.pattern.symbol
        slots = tuple(self.whole(piece, piece[0]) for piece in found.slots)
        name = t.Name(symbol=symbol, slots=slots, start=token.start, end=self._end())
        if self.scope.role(symbol) == "function":
            return self._function(name, found, token)
        return self._generic(name, found.rest, self.scope.dimensions(symbol))

    def _bound_letter(self, token: Token) -> t.Node:
        scripts, self.place = read_scripts(self.tokens, self.place)
        return self._generic(t.Index(name=token.text, start=token.start, end=token.end), scripts, 0)

    def _function(self, name: t.Node, found: Match, token: Token) -> t.Node:
        """A declared function: its primes, powers and argument."""
        function: t.Node = name
        powers: list[Script] = []
        entry: Script | None = None
        order = sum(script.kind == "prime" for script in found.rest)
        for script in found.rest:
            if script.kind == "sup" and script.text.replace(" ", "") == "-1":
                inverse = self.scope.inverse_of(found.pattern.symbol)
                if inverse is None:
                    raise error_between(
                        token,
                        script,
                        "no inverse of this function is declared",
                        "symbol",
                        "declare the inverse, or print 1/f(x) for the reciprocal",
                    )
                function = t.InverseFunction(
                    function=t.Name(symbol=inverse), start=token.start, end=script.end
                )
            elif script.kind == "sup":
                powers.append(script)
            elif script.kind == "sub":
                entry = script
            elif script.kind != "prime":
                raise error_between(token, script, f"a function with {script.text} is not read")
        if order:
            if order > MOST_PRIMES:
                raise error_at(token, f"more than {MOST_PRIMES} primes")
            function = t.Prime(function=function, order=order, start=token.start, end=self._end())
        if self.next_text() not in ("(", "["):
            if self._starts_factor() or powers or entry:
                raise FormulaError(
                    f"{_said(token)} is a function",
                    token.start,
                    self._end(),
                    remedy="print its argument in parentheses",
                )
            return function
        opener = self.take()
        outer, self.bars = self.bars, []
        arguments = self._list(_CLOSERS[opener.text], opener)
        self.expect(_CLOSERS[opener.text], opener)
        self.bars = outer
        node: t.Node = t.Call(
            function=function, arguments=tuple(arguments), start=token.start, end=self._end()
        )
        if entry is not None:
            node = self._entry(node, entry, None)
        for script in powers:
            node = self._raised(node, script)
        return self._power_of_group(node)

    def _undeclared(self, token: Token) -> t.Node:
        """Index letters, constants, the checker's own functions; else an error with a hint."""
        atom = read_atom(self.tokens, self.place)
        text = atom[0] if atom else token.text
        word = text[len(r"\mathrm{") : -1] if text.startswith(r"\mathrm{") else ""
        if text in FUNCTIONS or word in WORDS or (word and rf"\{word}" in FUNCTIONS):
            self.place = atom[1] if atom else self.place + 1
            return self._builtin(word or text[1:], token)
        if atom is None:
            raise error_at(token, f"{_said(token)} is not read here")
        self.place = atom[1]
        if text in EXPECTATIONS and self.next_text() in ("[", "(", r"\{", "_"):
            return self._expectation(EXPECTATIONS[text], token)
        if text == "O" and self.next_text() == "(":
            opener = self.take()
            of = self.expression()
            self.expect(")", opener)
            return t.Order(of=of, start=token.start, end=self._end())
        scripts, after = read_scripts(self.tokens, self.place)
        self.place = after
        if (kronecker := self._kronecker(text, scripts, token)) is not None:
            return kronecker
        if text in self.bound or text in self.scope.names.index_letters:
            return self._generic(t.Index(name=text, start=token.start, end=token.end), scripts, 0)
        if text in ("e", r"\pi"):
            return self._generic(
                t.Constant(name=text, start=token.start, end=token.end), scripts, 0
            )
        if text == "I" or text in (r"\mathbf{1}", r"\mathbf{0}"):
            raise error_at(
                token,
                f"{text} is not declared, so its size is not known",
                "symbol",
                "declare it in the symbols file",
            )
        raise FormulaError(
            f"the symbol {text} is not declared",
            token.start,
            max(token.end, self._end()),
            "symbol",
            "declare it in the symbols file of the page",
        )

    def _kronecker(self, text: str, scripts: Sequence[Script], token: Token) -> t.Node | None:
        """`\\delta_{ij}` of two indices, unless the page declares it otherwise."""
        subscript = next((script for script in scripts if script.kind == "sub"), None)
        pieces = (
            split_indices(subscript.tokens, 2)
            if text == r"\delta" and subscript is not None
            else None
        )
        if pieces is None:
            return None
        indices = tuple(self.whole(piece, piece[0]) for piece in pieces)
        node = t.Call(
            function=t.Builtin(name="kronecker"),
            arguments=indices,
            start=token.start,
            end=self._end(),
        )
        return self._generic(node, [script for script in scripts if script is not subscript], 0)

    def _builtin(self, name: str, token: Token) -> t.Node:
        """`\\log`, `\\tanh^2`, `\\max(0, z)`, `\\arg\\max_i`."""
        if name == "arg":
            return self._arg(token)
        scripts, self.place = read_scripts(self.tokens, self.place)
        order = sum(script.kind == "prime" for script in scripts)
        powers = [script for script in scripts if script.kind == "sup"]
        base = next((script for script in scripts if script.kind == "sub"), None)
        if base is not None and name != "log":
            raise error_at(base, f"a subscript on \\{name} is not read")
        if any(power.text.replace(" ", "") == "-1" for power in powers):
            raise error_between(
                token,
                powers[0],
                "ambiguous: the inverse function or the reciprocal",
                remedy=r"print \operatorname{artanh}, or \frac{1}{\tanh z}",
            )
        full = (
            f"log_{base.text}" if base is not None else {"ln": "log", "trace": "tr"}.get(name, name)
        )
        function: t.Node = t.Builtin(name=full, start=token.start, end=self._end())
        if order:
            if order > MOST_PRIMES:
                raise error_at(token, f"more than {MOST_PRIMES} primes")
            function = t.Prime(function=function, order=order, start=token.start, end=self._end())
        if base is not None and not (
            base.text.isdecimal() and base.text.isascii() and int(base.text) > 1
        ):
            raise error_at(base, "the base of a logarithm is a number")
        bare = False
        if self.next_text() in ("(", "[", r"\{"):
            opener = self.take()
            outer, self.bars = self.bars, []
            arguments = tuple(self._list(_CLOSERS[opener.text], opener))
            self.expect(_CLOSERS[opener.text], opener)
            self.bars = outer
        elif not self._starts_factor():
            if powers:
                raise FormulaError(f"\\{name} needs its argument", token.start, self._end())
            return function
        elif name in ("max", "min"):
            raise FormulaError(
                f"\\{name} needs its arguments in parentheses", token.start, self._end()
            )
        else:
            arguments = (self.factor(),)
            bare = True
            if self.next_text() in _EXPLICIT:
                raise FormulaError(
                    f"ambiguous: how far does \\{name} reach?",
                    token.start,
                    self._end(),
                    remedy=rf"add parentheses: \{name}(…)",
                )
        node: t.Node = t.Call(
            function=function, arguments=arguments, bare=bare, start=token.start, end=self._end()
        )
        for power in powers:
            node = self._raised(node, power)
        return node if bare else self._power_of_group(node)

    def _arg(self, token: Token) -> t.Node:
        """`\\arg\\max_i a_i`."""
        if self.next_text() not in (r"\max", r"\min"):
            raise error_at(token, r"\arg stands before \max or \min")
        kind = self.next_text()[1:]
        here = self.place
        scripts, after = read_scripts(self.tokens, here + 1)
        below = scripts[0] if len(scripts) == 1 and scripts[0].kind == "sub" else None
        if below is not None and not all(self._is_index(piece) for piece in below.tokens):
            declared = self.scope.names.read_base(below.tokens, 0)
            if declared is not None:
                by = self.whole(below.tokens, token)
                self.place = after
                body = self._one_factor(token)
                return t.Minimiser(kind=kind, by=by, body=body, start=token.start, end=self._end())
        big = self._big(self.tokens[self.place])
        assert isinstance(big, t.Big)
        return t.Big(
            kind="arg" + big.kind,
            indices=big.indices,
            low=big.low,
            high=big.high,
            conditions=big.conditions,
            body=big.body,
            start=token.start,
            end=big.end,
        )

    # --- relations ----------------------------------------------------------------------------

    def relation_sign(self) -> str | None:
        """The relation sign at this place, not taken."""
        if self.next_text() == ":" and self.next_text(1) == "=":
            return ":="
        return RELATIONS.get(self.next_text())

    def relation(self) -> t.Relation:
        """A chain `a = b < c`; after `\\in` a set is read."""
        start = self._start()
        return self._chain([self.expression()], [], start)

    def _chain(self, sides: list[t.Node], signs: list[str], start: int) -> t.Relation:
        """The rest of a chain whose first sides are read."""
        while (sign := self.relation_sign()) is not None:
            token = self.take()
            if token.text == ":":
                self.take()
            signs.append(sign)
            if self.token is None or self.relation_sign() is not None:
                raise error_at(token, f"nothing after {token.text}")
            sides.append(self.set() if sign == r"\in" else self.expression())
        return t.Relation(sides=tuple(sides), signs=tuple(signs), start=start, end=self._end())

    def set(self) -> t.Node:
        """What may stand after `\\in`."""
        token = self.token
        assert token is not None
        if token.text in ("(", "["):
            self.take()
            low = self.expression()
            if self.next_text() != ",":
                raise FormulaError(
                    "an interval has two ends", token.start, self._end(), remedy="print (0, 1)"
                )
            self.take()
            high = self.expression()
            if self.next_text() not in (")", "]"):
                raise error_at(token, "the interval is never closed")
            right = self.take().text
            return t.Interval(
                left=token.text, low=low, high=high, right=right, start=token.start, end=self._end()
            )
        if token.text == r"\{":
            self.take()
            items = self._list(r"\}", token)
            self.expect(r"\}", token)
            return t.Finite(items=tuple(items), start=token.start, end=self._end())
        return self.expression()

    def conditions(self) -> tuple[t.Node, ...]:
        """Relations and index ranges separated by commas, to the end or a closing bracket."""
        found = [self.condition()]
        while self.next_text() in (",", r"\wedge", r"\land") or (
            self.token and self.token.kind == "text" and self.token.text.strip() == "and"
        ):
            self.take()
            found.append(self.condition())
        if self.token is not None and self.next_text() not in _CLOSERS.values():
            self.finished()
        return tuple(found)

    def condition(self) -> t.Node:
        """`l = 1, \\dots, L-1`, `i \\ne j`, `z > 0`."""
        start, here = self._start(), self.place
        letters = self._letters()
        relation = None
        if letters and self.next_text() == "=":
            self.take()
            low = self.expression()
            if self._to_dots():
                high = self.expression()
                return t.Range(
                    indices=tuple(letters), low=low, high=high, start=start, end=self._end()
                )
            if len(letters) == 1:
                first = t.Index(name=letters[0], start=start, end=self.tokens[here].end)
                relation = self._chain([first, low], ["="], start)
        if relation is None:
            self.place = here
            relation = self.relation()
        if not relation.signs:
            raise FormulaError(
                "a condition is a relation",
                start,
                self._end(),
                remedy=r"print i \ne j, z > 0 or l = 1, \dots, L",
            )
        return relation

    def _letters(self) -> list[str]:
        """Index letters with commas between them, as at the start of a range."""
        letters: list[str] = []
        while (token := self.token) is not None and self._is_index(token):
            letters.append(self.take().text)
            if self.next_text() != ",":
                break
            self.take()
        return letters

    def _to_dots(self) -> bool:
        """Take `, 2, \\dots,` of a range; nothing is taken where no dots come."""
        before = self.place
        while self.next_text() == ",":
            self.take()
            if self.next_text() in DOTS:
                self.take()
                if self.next_text() == ",":
                    self.take()
                return True
            if not (self.token is not None and self.token.kind == "digit"):
                break
            self._number()
        self.place = before
        return False

    # --- places -------------------------------------------------------------------------------

    def _start(self) -> int:
        return self.token.start if self.token else self.last

    def _end(self) -> int:
        return self.tokens[self.place - 1].end if self.place else self._start()

    def _span(self) -> tuple[int, int]:
        return (
            (self.token.start, self.token.end) if self.token else (max(0, self.last - 1), self.last)
        )


def _said(token: Token) -> str:
    return (
        f"\\text{{{token.text}}}"
        if token.kind == "text"
        else f"\\{token.kind}{{{token.text}}}"
        if token.kind in ("begin", "end")
        else token.text
    )


def _index_like(token: Token) -> bool:
    return token.kind == "letter" or read_atom([token], 0) is not None


def _differential(tokens: Sequence[Token]) -> str | None:
    """`\\partial` or `d` where tokens begin with a differential sign."""
    if not tokens:
        return None
    if tokens[0].text == r"\partial":
        return r"\partial"
    if (tokens[0].kind == "letter" and tokens[0].text == "d") or _upright_d(tokens):
        return "d"
    return None


def _differentiated(tokens: Sequence[Token], sign: str) -> list[list[Token]]:
    """The letters under the line of a derivative: each follows a sign of its own."""
    pieces: list[list[Token]] = []
    depth = place = 0
    while place < len(tokens):
        token = tokens[place]
        if depth == 0 and _differential(tokens[place:]) == sign:
            pieces.append([])
            place += _width(tokens[place:])
            continue
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if not pieces:
            raise error_at(token, f"each letter under the line needs its own {sign}")
        pieces[-1].append(token)
        place += 1
    return pieces


def _bracket_depth(token: Token) -> int:
    """+1 at an opening bracket, -1 at a closing one."""
    if token.kind not in ("other", "command"):
        return 0
    return (token.text in _CLOSERS) - (token.text in _CLOSERS.values())


def _upright_d(tokens: Sequence[Token]) -> bool:
    return [token.text for token in tokens[:4]] == [r"\mathrm", "{", "d", "}"]


def _width(tokens: Sequence[Token]) -> int:
    return 4 if _upright_d(tokens) else 1


def _times_differentiated(node: t.Node) -> int:
    """The order of the highest derivative in an expression."""
    inner = max((_times_differentiated(child) for child in node.children()), default=0)
    if isinstance(node, t.Derivative):
        return inner + len(node.by)
    return inner + (node.order if isinstance(node, (t.Prime, t.Gradient)) else 0)


def _bracketed(tokens: Sequence[Token]) -> bool:
    """Whether the first bracket closes with the last token."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += _bracket_depth(token)
        if depth == 0:
            return place == len(tokens) - 1
    return False


def _bare(node: t.Node) -> bool:
    """Whether a factor ends with a function's argument printed without brackets."""
    if isinstance(node, t.Power):
        return _bare(node.base)
    return isinstance(node, t.Call) and node.bare


def _rows(tokens: Sequence[Token]) -> list[list[Token]]:
    return _split(tokens, "newline", drop_last=True)


def _cells(tokens: Sequence[Token]) -> list[list[Token]]:
    return _split(tokens, "amp")


def _split(tokens: Sequence[Token], kind: str, drop_last: bool = False) -> list[list[Token]]:
    """Split at tokens of a kind that stand outside braces and environments."""
    pieces: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += {"open": 1, "begin": 1, "close": -1, "end": -1}.get(token.kind, 0)
        if token.kind == kind and depth == 0:
            pieces.append([])
        else:
            pieces[-1].append(token)
    if drop_last and len(pieces) > 1 and not pieces[-1]:
        pieces.pop()
    return pieces


def _spread(rows: tuple[tuple[t.Node, ...], ...], token: Token) -> tuple[tuple[t.Node, ...], ...]:
    """Dots in one row or one column of a matrix."""

    def dotted(items: tuple[t.Node, ...]) -> t.Dots:
        marks = [
            k for k, item in enumerate(items) if isinstance(item, t.Constant) and item.name in DOTS
        ]
        if len(marks) != 1 or marks[0] != len(items) - 2 or marks[0] == 0:
            raise error_at(token, "dots in a matrix stand between the first entries and the last")
        place = marks[0]
        return t.Dots(
            sign=",", shown=items[:place], last=items[-1], start=items[0].start, end=items[-1].end
        )

    def is_dots(node: t.Node) -> bool:
        return isinstance(node, t.Constant) and node.name in DOTS

    if len(rows) == 1:
        return ((dotted(rows[0]),),)
    if len(rows[0]) == 1:
        dots = dotted(tuple(row[0] for row in rows))
        found = t.Dots(sign=";", shown=dots.shown, last=dots.last, start=dots.start, end=dots.end)
        return ((found,),)
    between = [k for k, row in enumerate(rows) if all(map(is_dots, row))]
    if between and between != [len(rows) - 2]:
        raise error_at(token, "dots stand before the last row")
    shown = [row for k, row in enumerate(rows) if k not in between]
    lines: list[t.Node] = [
        dotted(row) if any(map(is_dots, row)) else t.Matrix(rows=(row,)) for row in shown
    ]
    if not between:
        return tuple((line,) for line in lines)
    first, last = lines[0], lines[-1]
    column = t.Dots(sign=";", shown=tuple(lines[:-1]), last=last, start=first.start, end=last.end)
    return ((column,),)


def split_rows(tokens: Sequence[Token]) -> list[list[Token]]:
    """The rows of an aligned display."""
    return _rows(tokens)
