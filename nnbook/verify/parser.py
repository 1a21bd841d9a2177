"""Tokens to expressions: a recursive-descent reader that refuses what has two readings.

This module has the grammar's spine, from sums down to factors. What a factor may begin with has a
module for each kind (`parse_*`), all reading through `Cursor`: `parse_signs` and `parse_cursor`
come first, then `parse_scripts`, `parse_brackets`, `parse_relations`, and what is built on those.
"""

from __future__ import annotations

from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError, error_at
from nnbook.verify.lexer import Token
from nnbook.verify.parse_blackboard import encloses_relation, read_indicator
from nnbook.verify.parse_brackets import bracketed, read_bars, read_braces, read_brackets
from nnbook.verify.parse_commands import read_command
from nnbook.verify.parse_cursor import Cursor
from nnbook.verify.parse_environments import read_environment
from nnbook.verify.parse_names import read_declared, read_undeclared
from nnbook.verify.parse_relations import read_conditions
from nnbook.verify.parse_scripts import scripted
from nnbook.verify.parse_signs import BAR, CLOSERS, DOTS, EXPLICIT, NORM, said


class Parser(Cursor):
    """Reads one run of tokens."""

    def expression(self) -> t.Node:
        """Terms with + and -."""
        start = self.start()
        terms: list[t.Node] = []
        signs: list[str] = []
        dots: int | None = None
        self.deeper(start)
        sign = self.take().text if self.next_text() in ("+", "-") else ""
        while True:
            if self.next_text() in DOTS:
                if dots is not None or not terms:
                    raise FormulaError(
                        "the dots need the first term before and the last after", *self.span()
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
                    *self.span(),
                    remedy="put the negative term in parentheses",
                )
        self.depth -= 1
        end = self.end()
        if dots is not None:
            if dots != len(terms) - 1 or set(signs) != {"+"}:
                raise FormulaError("dots stand between + and the last term", start, end)
            return t.Dots(sign="+", shown=tuple(terms[:-1]), last=terms[-1], start=start, end=end)
        if len(terms) == 1:
            return t.Negative(value=terms[0], start=start, end=end) if signs[0] == "-" else terms[0]
        return t.Add(terms=tuple(terms), signs=tuple(signs), start=start, end=end)

    def term(self) -> t.Node:
        """Products under explicit signs; side by side binds tighter."""
        start = self.start()
        sign, divided = "", False
        factors = [self.juxtaposed()]
        while self.next_text() in EXPLICIT:
            token = self.take()
            new = EXPLICIT[token.text]
            if new == "/":
                if divided:
                    raise error_at(
                        token,
                        "ambiguous: a second slash",
                        remedy=r"print \frac{…}{…}, or add parentheses",
                    )
                factors[-1], divided = self._divided(factors[-1], start, token), True
                continue
            if sign and {sign, new} - {"cdot", "times"} and sign != new:
                raise error_at(
                    token,
                    f"ambiguous: {token.text} beside another product sign",
                    remedy="add parentheses",
                )
            sign = new
            if self.next_text() in DOTS:
                return self._dotted(factors, start, token)
            factors.append(self.juxtaposed())
            divided = False
        if len(factors) == 1:
            return factors[0]
        return t.Product(sign=sign, factors=tuple(factors), start=start, end=self.end())

    def _divided(self, above: t.Node, start: int, slash: Token) -> t.Node:
        """A quotient whose slash has been taken."""
        if self.next_text() in DOTS:
            raise FormulaError("dots after a slash", *self.span())
        here = self.place
        below = self.juxtaposed()
        several = isinstance(below, t.Product) and below.sign == ""
        if several and not bracketed(self.tokens[here : self.place]):
            raise FormulaError(
                "ambiguous: a slash before several factors",
                slash.start,
                self.end(),
                remedy=r"print \frac{…}{…}, or put what is divided by in parentheses",
            )
        return t.Quotient(
            numerator=above, denominator=below, slash=True, start=start, end=self.end()
        )

    def _dotted(self, factors: list[t.Node], start: int, sign: Token) -> t.Node:
        """A product with dots, up to its last factor; the sign before the dots has been taken."""
        self.take()
        again = self.take() if self.next_text() in EXPLICIT else None
        if again is None or EXPLICIT[again.text] != EXPLICIT[sign.text]:
            raise error_at(sign, rf"dots in a product are printed {sign.text} \dots {sign.text}")
        last = self.juxtaposed()
        return t.Dots(
            sign=EXPLICIT[sign.text],
            shown=tuple(factors),
            last=last,
            start=start,
            end=self.end(),
        )

    def juxtaposed(self) -> t.Node:
        """Factors side by side."""
        start = self.start()
        factors = [self.factor()]
        while self.starts_factor():
            if self.next_text() in DOTS:
                self.take()
                last = self.factor()
                return t.Dots(sign="", shown=tuple(factors), last=last, start=start, end=self.end())
            token = self.token
            assert token is not None
            if _bare(factors[-1]):
                raise error_at(
                    token,
                    f"ambiguous: does {said(token)} belong to "
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
        return t.Product(sign="", factors=tuple(factors), start=start, end=self.end())

    def factor(self) -> t.Node:
        """One factor with the scripts and bars after it."""
        token = self.token
        if token is None:
            raise self.cut_short()
        if self.next_text() in ("+", "-"):
            raise error_at(
                token,
                "a sign right after a product sign",
                remedy="put the negative factor in parentheses",
            )
        start = token.start
        self.deeper(start)
        node = self._primary(token)
        if self.next_text() == "!":
            self.take()
            node = t.Call(
                function=t.Builtin(name="factorial"),
                arguments=(node,),
                start=start,
                end=self.end(),
            )
        while self.next_text() == "|" and self.next_text(1) == "_":
            self.take()
            scripts = self.scripts()
            at = read_conditions(self.sub(scripts[0].tokens))
            node = t.Evaluated(of=node, at=at, start=start, end=self.end())
        self.depth -= 1
        return node

    def _primary(self, token: Token) -> t.Node:
        """What stands before the scripts: by the kind of its first token."""
        if token.kind == "digit":
            return scripted(self, self.number())
        if token.kind == "open":
            return read_braces(self, token)
        if token.kind == "begin":
            return read_environment(self, token)
        if token.text in BAR or token.text in NORM:
            return read_bars(self, token)
        if token.text in CLOSERS:
            if token.text == "[" and encloses_relation(self.tokens, self.place):
                return read_indicator(self, token)
            return read_brackets(self, token)
        special = read_command(self, token)
        if special is not None:
            return special
        base = self.scope.names.read_base(self.tokens, self.place)
        if base is not None:
            return read_declared(self, *base, token)
        return read_undeclared(self, token)


def _bare(node: t.Node) -> bool:
    """Whether a factor ends with a function's argument printed without brackets."""
    if isinstance(node, t.Power):
        return _bare(node.base)
    return isinstance(node, t.Call) and node.bare
