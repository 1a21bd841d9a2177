"""A place in a run of tokens, and what every rule of reading needs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Protocol, Self

from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError, error_at
from nnbook.verify.lexer import Token
from nnbook.verify.names import Names, Script, group, read_scripts
from nnbook.verify.parse_signs import BAR, CLOSERS, EXPLICIT, LOGIC, NORM, REFUSED, RELATIONS, said

DEEPEST = 60
MOST_PRIMES = 4

_BETWEEN = {"amp", "newline", "quad", "label", "tag", "close", "end", "script", "prime"}
_CLOSED = set(CLOSERS.values())
_NO_FACTOR = {
    *(r"\mid", r"\colon", r"\to", r"\sim", r"\forall"),
    *(r"\pm", r"\mp", r"\%", r"\middle"),
}


# Bound letters, depth and tokens, on which alone it depends how a run is read.
Reading = tuple[frozenset[str], int, tuple[tuple[str, str], ...]]


class Scope(Protocol):
    """What the reader must know of the declared symbols."""

    @property
    def readings(self) -> dict[Reading, t.Node] | None:
        """What was read before, where it does not matter at which place it stood; None where
        places matter.
        """

    @property
    def names(self) -> Names:
        """All declared names."""

    def role(self, symbol: str) -> str:
        """`value`, `function` or `size`."""

    def dimensions(self, symbol: str) -> int:
        """How many indices an entry of the symbol needs."""

    def inverse_of(self, symbol: str) -> str | None:
        """The symbol declared as the inverse function of `symbol`."""


class Cursor(ABC):
    """A place in a run of tokens, and what every rule of reading needs.

    Sub-runs (a brace, a cell) get a cursor of their own.
    """

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
            raise _too_deep(tokens[0].start if tokens else 0)

    @abstractmethod
    def expression(self) -> t.Node:
        """Terms with + and -."""

    @abstractmethod
    def term(self) -> t.Node:
        """Products under explicit signs; side by side binds tighter."""

    @abstractmethod
    def factor(self) -> t.Node:
        """One factor with the scripts and bars after it."""

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
            raise self.cut_short()
        self.place += 1
        return self.tokens[self.place - 1]

    def cut_short(self) -> FormulaError:
        """The error for an end where more was expected."""
        return FormulaError("the formula ends where more was expected", *self.span())

    def expect(self, text: str, opener: Token) -> Token:
        if self.next_text() != text:
            found = f"; found {self.next_text()}" if self.token else ""
            raise error_at(opener, f"{opener.text} is never closed by {text}{found}")
        return self.take()

    def argument(self, owner: Token) -> list[Token]:
        """What a command is applied to, as TeX takes it: a brace or one token."""
        inner, self.place = group(self.tokens, self.place, owner)
        return list(inner)

    def scripts(self) -> list[Script]:
        """The scripts that follow, taken."""
        scripts, self.place = read_scripts(self.tokens, self.place)
        return scripts

    def number(self) -> t.Node:
        """Digits with one point or comma among them, a percent sign after them."""
        start = self.start()
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
        node: t.Node = t.Number(text=text, start=start, end=self.end())
        if self.next_text() == r"\%":
            self.take()
            node = t.Call(
                function=t.Builtin(name="percent"), arguments=(node,), start=start, end=self.end()
            )
        return node

    def _digit_ahead(self, ahead: int) -> bool:
        place = self.place + ahead
        return place < len(self.tokens) and self.tokens[place].kind == "digit"

    # --- sub-runs -----------------------------------------------------------------------------

    def sub(self, tokens: Sequence[Token], bound: frozenset[str] | None = None) -> Self:
        return type(self)(
            tokens, self.scope, self.bound if bound is None else bound, self.depth + 1, self.last
        )

    def whole(self, tokens: Sequence[Token], where: Token) -> t.Node:
        """All of `tokens` as one expression."""
        if not tokens:
            raise error_at(where, f"{where.text} holds nothing")
        kept = self.scope.readings
        key = self._key(tokens) if kept is not None else None
        if kept is not None and key in kept:
            return kept[key]
        parser = self.sub(tokens)
        node = parser.expression()
        parser.finished()
        if kept is not None and key is not None:
            kept[key] = node
        return node

    def side(self) -> t.Node:
        """An expression up to a relation sign or the end."""
        kept = self.scope.readings
        if kept is None or self.bars:
            return self.expression()
        stop = self._next_sign()
        key = self._key(self.tokens[self.place : stop + 1])
        if key in kept:
            self.place = stop
            return kept[key]
        node = self.expression()
        if self.place == stop and key is not None:
            kept[key] = node
        return node

    def _next_sign(self) -> int:
        """Where the next relation sign outside of brackets stands, or the end."""
        depth = 0
        for place in range(self.place, len(self.tokens)):
            token = self.tokens[place]
            if token.text in CLOSERS or token.kind in ("open", "begin"):
                depth += 1
            elif token.text in _CLOSED or token.kind in ("close", "end"):
                depth -= 1
            elif depth == 0 and (token.text in RELATIONS or token.text in LOGIC):
                return place
        return len(self.tokens)

    def _key(self, tokens: Sequence[Token]) -> Reading | None:
        """By what a reading is kept. Not that of cases: their places tell their arms apart."""
        if any(token.kind == "begin" and "cases" in token.text for token in tokens):
            return None
        return self.bound, self.depth, tuple((token.kind, token.text) for token in tokens)

    def finished(self) -> None:
        """Nothing may be left over."""
        if (token := self.token) is None:
            return
        if token.text in REFUSED and token.kind in ("command", "other"):
            raise refusal(token)
        raise error_at(token, f"{said(token)} does not belong here")

    def deeper(self, start: int) -> None:
        """One level deeper, unless that is too deep."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise _too_deep(start)

    # --- what comes, and where ----------------------------------------------------------------

    def starts_factor(self) -> bool:
        """Whether a factor begins here, so that it stands beside the one before."""
        token = self.token
        if token is None or token.kind in _BETWEEN:
            return False
        if token.kind in ("letter", "digit", "open", "begin"):
            return True
        if token.kind == "text":
            return self.scope.names.read_base(self.tokens, self.place) is not None
        if token.text in BAR or token.text in NORM:
            kind = "|" if token.text in BAR else "||"
            return kind not in self.bars and not (token.text == "|" and self.next_text(1) == "_")
        if token.text in RELATIONS or token.text in LOGIC or token.text in EXPLICIT:
            return False
        if token.text in CLOSERS:
            return True
        return (
            token.kind == "command"
            and token.text not in CLOSERS.values()
            and token.text not in _NO_FACTOR
        )

    def is_index(self, token: Token) -> bool:
        """Whether a token is an index letter, or runs under a sum."""
        return token.text in self.bound or token.text in self.scope.names.index_letters

    def start(self) -> int:
        return self.token.start if self.token else self.last

    def end(self) -> int:
        return self.tokens[self.place - 1].end if self.place else self.start()

    def span(self) -> tuple[int, int]:
        return (
            (self.token.start, self.token.end) if self.token else (max(0, self.last - 1), self.last)
        )


def refusal(token: Token) -> FormulaError:
    """Why a sign is not read, and what to print instead."""
    why, remedy = REFUSED[token.text]
    return error_at(token, why, remedy=remedy)


def _too_deep(start: int) -> FormulaError:
    return FormulaError(
        f"nested more than {DEEPEST} deep",
        start,
        start + 1,
        remedy="name a part and print it by itself",
    )
