"""Declared names, the checker's own functions, constants and index letters."""

from __future__ import annotations

from collections.abc import Sequence

from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError, error_at, error_between
from nnbook.verify.lexer import Token
from nnbook.verify.names import Match, Script, read_atom, split_indices
from nnbook.verify.parse_big import read_arg
from nnbook.verify.parse_blackboard import read_expectation
from nnbook.verify.parse_brackets import enclosed
from nnbook.verify.parse_cursor import MOST_PRIMES, Cursor
from nnbook.verify.parse_scripts import entry_of, raised, scripted, with_scripts
from nnbook.verify.parse_signs import (
    EXPECTATIONS,
    EXPLICIT,
    EXTREMES,
    FUNCTIONS,
    WORDS,
    said,
)


def read_declared(parser: Cursor, base: tuple[str, ...], after: int, token: Token) -> t.Node:
    """A name that the page declares, the scripts that are part of it, and those that are not."""
    shown = "".join(base)
    parser.place = after
    if base[0] in parser.bound and len(base) == 1:
        return _bound_letter(parser, token)
    scripts = parser.scripts()
    found = parser.scope.names.match(base, scripts)
    if found is None and (kronecker := _kronecker(parser, shown, scripts, token)) is not None:
        return kronecker
    if found is None:
        if len(base) == 1 and base[0] in parser.scope.names.index_letters:
            return with_scripts(
                parser, t.Index(name=base[0], start=token.start, end=token.end), scripts, 0
            )
        others = ", ".join(parser.scope.names.with_base(base))
        raise FormulaError(
            f"{shown} is declared only as {others}",
            token.start,
            parser.end(),
            "symbol",
            "print it so, or declare this form too",
        )
    symbol = found.pattern.symbol
    slots = tuple(parser.whole(piece, piece[0]) for piece in found.slots)
    name = t.Name(symbol=symbol, slots=slots, start=token.start, end=parser.end())
    if parser.scope.role(symbol) == "function":
        return _function(parser, name, found, token)
    return with_scripts(parser, name, found.rest, parser.scope.dimensions(symbol))


def _bound_letter(parser: Cursor, token: Token) -> t.Node:
    scripts = parser.scripts()
    return with_scripts(
        parser, t.Index(name=token.text, start=token.start, end=token.end), scripts, 0
    )


def _function(parser: Cursor, name: t.Node, found: Match, token: Token) -> t.Node:
    """A declared function: its primes, powers and argument."""
    function: t.Node = name
    powers: list[Script] = []
    entry: Script | None = None
    order = sum(script.kind == "prime" for script in found.rest)
    for script in found.rest:
        if script.kind == "sup" and script.text.replace(" ", "") == "-1":
            inverse = parser.scope.inverse_of(found.pattern.symbol)
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
    function = _primed(parser, function, order, token)
    if parser.next_text() not in ("(", "["):
        if parser.starts_factor() or powers or entry:
            raise FormulaError(
                f"{said(token)} is a function",
                token.start,
                parser.end(),
                remedy="print its argument in parentheses",
            )
        return function
    arguments = enclosed(parser, parser.take())
    node: t.Node = t.Call(
        function=function, arguments=tuple(arguments), start=token.start, end=parser.end()
    )
    if entry is not None:
        node = entry_of(parser, node, entry, None)
    for script in powers:
        node = raised(parser, node, script)
    return scripted(parser, node)


def _primed(parser: Cursor, function: t.Node, order: int, token: Token) -> t.Node:
    """The function, or its derivative of this order."""
    if not order:
        return function
    if order > MOST_PRIMES:
        raise error_at(token, f"more than {MOST_PRIMES} primes")
    return t.Prime(function=function, order=order, start=token.start, end=parser.end())


def read_undeclared(parser: Cursor, token: Token) -> t.Node:
    """Index letters, constants, the checker's own functions; else an error with a hint."""
    atom = read_atom(parser.tokens, parser.place)
    text = atom[0] if atom else token.text
    word = text[len(r"\mathrm{") : -1] if text.startswith(r"\mathrm{") else ""
    if word in EXTREMES:
        assert atom is not None
        parser.place = atom[1]
        return read_arg(parser, token, EXTREMES[word])
    if text in FUNCTIONS or word in WORDS or (word and rf"\{word}" in FUNCTIONS):
        parser.place = atom[1] if atom else parser.place + 1
        return _builtin(parser, word or text[1:], token)
    if atom is None:
        raise error_at(token, f"{said(token)} is not read here")
    parser.place = atom[1]
    if text in EXPECTATIONS and parser.next_text() in ("[", "(", r"\{", "_"):
        return read_expectation(parser, EXPECTATIONS[text], token)
    if text == "O" and parser.next_text() == "(":
        opener = parser.take()
        of = parser.expression()
        parser.expect(")", opener)
        return t.Order(of=of, start=token.start, end=parser.end())
    scripts = parser.scripts()
    if (kronecker := _kronecker(parser, text, scripts, token)) is not None:
        return kronecker
    if text in parser.bound or text in parser.scope.names.index_letters:
        return with_scripts(
            parser, t.Index(name=text, start=token.start, end=token.end), scripts, 0
        )
    if text in ("e", r"\pi"):
        return with_scripts(
            parser, t.Constant(name=text, start=token.start, end=token.end), scripts, 0
        )
    if text == "I" or text in (r"\mathbf{1}", r"\mathbf{0}"):
        raise error_at(
            token,
            f"{text} is not declared, so its size is not known",
            "symbol",
            "declare it in the symbols file",
        )
    if text == r"\mathrm{d}":
        raise error_at(
            token, "a differential by itself", remedy=r"print the slope: \frac{d f(x)}{d x} = …"
        )
    raise FormulaError(
        f"the symbol {text} is not declared",
        token.start,
        max(token.end, parser.end()),
        "symbol",
        "declare it in the symbols file of the page",
    )


def _kronecker(parser: Cursor, text: str, scripts: Sequence[Script], token: Token) -> t.Node | None:
    """`\\delta_{ij}` of two indices, unless the page declares it otherwise."""
    subscript = next((script for script in scripts if script.kind == "sub"), None)
    pieces = (
        split_indices(subscript.tokens, 2) if text == r"\delta" and subscript is not None else None
    )
    if pieces is None:
        return None
    indices = tuple(parser.whole(piece, piece[0]) for piece in pieces)
    node = t.Call(
        function=t.Builtin(name="kronecker"),
        arguments=indices,
        start=token.start,
        end=parser.end(),
    )
    return with_scripts(parser, node, [script for script in scripts if script is not subscript], 0)


def _builtin(parser: Cursor, name: str, token: Token) -> t.Node:
    """`\\log`, `\\tanh^2`, `\\max(0, z)`, `\\arg\\max_i`."""
    if name == "arg":
        if parser.next_text() not in (r"\max", r"\min"):
            raise error_at(token, r"\arg stands before \max or \min")
        return read_arg(parser, token, parser.take().text[1:])
    scripts = parser.scripts()
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
    digits = base.text.replace(" ", "") if base is not None else ""
    full = (
        f"log_{digits}"
        if base is not None
        else {"ln": "log", "trace": "tr", "sgn": "sign"}.get(name, name)
    )
    builtin = t.Builtin(name=full, start=token.start, end=parser.end())
    function = _primed(parser, builtin, order, token)
    if base is not None and not (digits.isdecimal() and digits.isascii() and int(digits) > 1):
        raise error_at(base, "the base of a logarithm is a number")
    bare = parser.next_text() not in ("(", "[", r"\{")
    if not bare:
        arguments = enclosed(parser, parser.take())
    elif parser.starts_factor():
        arguments = [_bare_argument(parser, name, token)]
    elif powers:
        raise FormulaError(f"\\{name} needs its argument", token.start, parser.end())
    else:
        return function
    node: t.Node = t.Call(
        function=function,
        arguments=tuple(arguments),
        bare=bare,
        start=token.start,
        end=parser.end(),
    )
    for power in powers:
        node = raised(parser, node, power)
    return node if bare else scripted(parser, node)


def _bare_argument(parser: Cursor, name: str, token: Token) -> t.Node:
    """The one factor that a function without brackets takes."""
    if name in ("max", "min"):
        raise FormulaError(
            f"\\{name} needs its arguments in parentheses", token.start, parser.end()
        )
    argument = parser.factor()
    if parser.next_text() in EXPLICIT:
        raise FormulaError(
            f"ambiguous: how far does \\{name} reach?",
            token.start,
            parser.end(),
            remedy=rf"add parentheses: \{name}(…)",
        )
    return argument
