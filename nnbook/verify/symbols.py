"""What the letters of a page mean: the declarations that a symbols file is written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError
from nnbook.verify.lexer import tokens_of
from nnbook.verify.names import Names
from nnbook.verify.parse_cursor import Reading
from nnbook.verify.parser import Parser

Extent = int | str
Shape = tuple[Extent, ...]
Layers = tuple[Extent, Extent]


@dataclass(frozen=True)
class Symbol:
    """What every declaration has: the name as printed, the shape in named sizes, the meaning
    in words.
    """

    name: str
    shape: Shape
    meaning: str

    @property
    def role(self) -> str:
        return "value"

    @property
    def letters_range(self) -> Layers | None:
        return getattr(self, "layers", None)


@dataclass(frozen=True)
class Size(Symbol):
    value: int | tuple[int, ...] = 0

    @property
    def role(self) -> str:
        return "size"


@dataclass(frozen=True)
class IndexLetter(Symbol):
    low: Extent = 1
    high: Extent = 1

    @property
    def role(self) -> str:
        return "index"


@dataclass(frozen=True)
class Drawn(Symbol):
    values: str | tuple[float, float] = "normal"
    also: tuple[float, ...] = ()
    layers: Layers | None = None
    broadcasts: bool = False


@dataclass(frozen=True)
class Constant(Symbol):
    value: Any = 0.0


@dataclass(frozen=True)
class Computed(Symbol):
    function: Callable[..., Any] = field(default=lambda: None)
    arguments: tuple[Any, ...] = ()
    pick: tuple[Extent, ...] = ()
    layers: Layers | None = None
    broadcasts: bool = False
    analytic: bool = True


@dataclass(frozen=True)
class Function(Symbol):
    function: Callable[..., Any] = field(default=lambda: None)
    elementwise: bool = True
    kinks: tuple[float, ...] = ()
    analytic: bool = True
    inverse: str | None = None

    @property
    def role(self) -> str:
        return "function"


@dataclass(frozen=True)
class View(Symbol):
    of: str = ""
    layers: Layers | None = None


@dataclass(frozen=True)
class Defined(Symbol):
    pass


@dataclass(frozen=True)
class Random(Symbol):
    """A random letter: its plain value is one draw; an expectation runs over its distribution."""

    distribution: str = "normal"
    parameters: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Updated:
    """The value of a symbol after a step, computed by the code."""

    name: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    pick: tuple[Extent, ...]


@dataclass(frozen=True)
class Section:
    """A special world for the formulas under one heading."""

    identity: str
    sizes: Mapping[str, int | tuple[int, ...]]
    values: Mapping[str, Any]
    symbols: tuple[Symbol | Updated, ...]
    general: bool | None


def size(name: str, value: int | Sequence[int], meaning: str) -> Size:
    """An integer letter; a sequence gives a family, from index 0."""
    return Size(name, (), meaning, value if isinstance(value, int) else tuple(value))


def index(name: str, low: Extent, high: Extent, meaning: str) -> IndexLetter:
    """An index letter; free in a formula it means: for all from `low` to `high`."""
    return IndexLetter(name, (), meaning, low, high)


def drawn(
    name: str,
    shape: Shape,
    meaning: str,
    *,
    values: str | tuple[float, float] = "normal",
    also: Sequence[float] = (),
    layers: Layers | None = None,
    broadcasts: bool = False,
) -> Drawn:
    """A leaf: drawn at random in each world; `also` are points that are forced besides."""
    return Drawn(name, _shape(name, shape), meaning, values, tuple(also), layers, broadcasts)


def constant(name: str, shape: Shape, meaning: str, value: Any) -> Constant:
    """A fixed number, or an array filled with it (`1.0` for a column of ones, `"identity"` for
    I).
    """
    return Constant(name, _shape(name, shape), meaning, value)


def computed(
    name: str,
    shape: Shape,
    meaning: str,
    function: Callable[..., Any],
    *arguments: Any,
    pick: Extent | tuple[Extent, ...] = (),
    layers: Layers | None = None,
    broadcasts: bool = False,
    analytic: bool = True,
) -> Computed:
    """A value that the code computes from other symbols; `analytic=False` says that the code
    loses imaginary parts (abs, comparisons), so that complex step cannot be used.
    """
    return Computed(
        name,
        _shape(name, shape),
        meaning,
        function,
        arguments,
        _path(pick),
        layers,
        broadcasts,
        analytic,
    )


def function(
    name: str,
    code: Callable[..., Any],
    meaning: str,
    *,
    elementwise: bool = True,
    kinks: Sequence[float] = (),
    analytic: bool = True,
    inverse: str | None = None,
) -> Function:
    """A function that the code computes. Its primes are differentiated by the checker."""
    return Function(name, (), meaning, code, elementwise, tuple(kinks), analytic, inverse)


def view(name: str, shape: Shape, meaning: str, of: str, *, layers: Layers | None = None) -> View:
    """Another name for a symbol or a part of it: `view("x^{(i)}", ("n", 1), "one example",
    "X_{:i}")`.
    """
    return View(name, _shape(name, shape), meaning, of, layers)


def defined(name: str, shape: Shape, meaning: str) -> Defined:
    """A letter that gets its value from a `:=` on the page."""
    return Defined(name, _shape(name, shape), meaning)


def updated(
    name: str, code: Callable[..., Any], *arguments: Any, pick: Extent | tuple[Extent, ...] = ()
) -> Updated:
    """What a symbol is after a step: what a `\\leftarrow` on the page is held against."""
    return Updated(name, code, arguments, _path(pick))


def random(
    name: str, shape: Shape, meaning: str, distribution: str, *parameters: str | float
) -> Random:
    """A random letter, entries independent: ("normal", mean, deviation), ("bernoulli", p),
    ("uniform", low, high), ("categorical", column of probabilities), ("sample", matrix): a column
    of the matrix, each as likely as the others.
    """
    return Random(name, _shape(name, shape), meaning, distribution, parameters)


def section(
    identity: str,
    *,
    sizes: Mapping[str, int | tuple[int, ...]] | None = None,
    values: Mapping[str, Any] | None = None,
    symbols: Sequence[Symbol | Updated] = (),
    general: bool | None = None,
) -> Section:
    """A special world for the formulas below the heading with this id.

    What is printed there in letters alone is executed in the page's general worlds too, since a
    special one (one example, one output) hides transposes; `general=True` asks it of the whole
    formulas, `general=False` says that even the letters hold in the special world alone.
    """
    return Section(identity, dict(sizes or {}), dict(values or {}), tuple(symbols), general)


def _shape(name: str, shape: Any) -> Shape:
    if not isinstance(shape, (tuple, list)):
        raise _refuse(f"{name}: a shape is a tuple of sizes, not {shape!r}", "() for a scalar")
    return tuple(shape)


def _path(pick: Extent | tuple[Extent, ...]) -> tuple[Extent, ...]:
    return pick if isinstance(pick, tuple) else (pick,)


def _refuse(message: str, remedy: str = "") -> FormulaError:
    return FormulaError(message, category="symbol", remedy=remedy)


def _well_formed(symbol: Symbol) -> None:
    """The kinds of the fields of a declaration."""
    if not isinstance(symbol.name, str) or not isinstance(symbol.meaning, str):
        raise _refuse(f"{symbol.name!r}: a name and its meaning are text")
    if not all(isinstance(extent, (int, str)) for extent in symbol.shape):
        raise _refuse(f"{symbol.name}: a shape is a tuple of sizes, not {symbol.shape!r}")
    if isinstance(symbol, Size):
        values = symbol.value if isinstance(symbol.value, tuple) else (symbol.value,)
        if not all(isinstance(value, int) and value >= 0 for value in values):
            raise _refuse(f"{symbol.name}: a size is a whole number, not {symbol.value!r}")
    if isinstance(symbol, Drawn):
        points = (*symbol.also, *(symbol.values if isinstance(symbol.values, tuple) else ()))
        if not all(isinstance(point, (int, float)) for point in points):
            raise _refuse(f"{symbol.name}: forced points and limits are numbers, not {points!r}")
        if not isinstance(symbol.values, (str, tuple)):
            raise _refuse(f"{symbol.name}: values={symbol.values!r} is no kind of values")


class Page:
    """All symbols of a page; the scope in which its formulas are read."""

    def __init__(self, *declarations: Symbol | Updated | Section) -> None:
        self.declarations = declarations
        self.readings: dict[Reading, t.Node] | None = None
        self.symbols: dict[str, Symbol] = {}
        self.updates: dict[str, Updated] = {}
        self.sections: dict[str, Section] = {}
        for item in declarations:
            self._add(item)
        self._one_meaning_each()
        for name in [
            name for part in self.sections.values() for name in (*part.sizes, *part.values)
        ]:
            if name not in self.symbols and not any(
                item.name == name for part in self.sections.values() for item in part.symbols
            ):
                self.parse(name)
        for name in self.symbols:
            self._check(self.symbols[name])

    def _add(self, item: Any) -> None:
        if isinstance(item, Section):
            if item.identity in self.sections:
                raise _refuse(f"two sections with the id {item.identity}")
            self.sections[item.identity] = item
        elif isinstance(item, Updated):
            self.updates[item.name] = item
        elif isinstance(item, Symbol):
            _well_formed(item)
            if item.name in self.symbols:
                raise _refuse(f"{item.name} is declared twice")
            self.symbols[item.name] = item
        else:
            raise _refuse(
                f"Page(…) holds {item!r}, which is no declaration",
                "use size, index, drawn, computed, function, view …",
            )

    def _one_meaning_each(self) -> None:
        meanings: dict[str, str] = {}
        bindings: list[tuple[Any, str]] = []
        for symbol in self.symbols.values():
            if not symbol.meaning.strip():
                raise _refuse(f"{symbol.name} has no meaning in words")
            if symbol.meaning in meanings:
                raise _refuse(
                    f"{symbol.name} and {meanings[symbol.meaning]} "
                    f"have one meaning: {symbol.meaning!r}",
                    "one letter for one meaning",
                )
            meanings[symbol.meaning] = symbol.name
            binding: Any = None
            if isinstance(symbol, Computed):
                binding = (symbol.function, symbol.arguments, symbol.pick)
            elif isinstance(symbol, Function):
                binding = symbol.function
            if binding is not None:
                other = next((name for seen, name in bindings if seen == binding), None)
                if other is not None:
                    raise _refuse(
                        f"{symbol.name} and {other} are bound to the same code",
                        "one name for one meaning; view(…) gives another name",
                    )
                bindings.append((binding, symbol.name))

    def _is_base_of_function(self, symbol: Symbol) -> bool:
        """Whether a function is declared by the letter that this name puts a prime on."""
        base = next(one.base for one in self.names.patterns if one.symbol == symbol.name)
        return any(isinstance(self.symbols[name], Function) for name in self.names.with_base(base))

    def _check(self, symbol: Symbol) -> None:
        """Every name in a declaration is read now, so that a slip is found at once."""
        pattern = next((one for one in self.names.patterns if one.symbol == symbol.name), None)
        primed = pattern is not None and any(s.kind == "prime" for s in pattern.scripts)
        if primed and (isinstance(symbol, Function) or self._is_base_of_function(symbol)):
            raise _refuse(
                f"{symbol.name} has a prime in its name: the checker differentiates by itself",
                "give the code's derivative a name of its own, and print its equation",
            )
        letters = frozenset(self.slots.get(symbol.name, ()))
        if isinstance(symbol, IndexLetter):
            for end in (symbol.low, symbol.high):
                if isinstance(end, str):
                    self.parse(end, frozenset(self.names.index_letters))
        for extent in (*symbol.shape, *(symbol.letters_range or ())):
            if isinstance(extent, str):
                self.parse(extent, letters)
        if isinstance(symbol, Computed):
            if not callable(symbol.function):
                raise _refuse(
                    f"{symbol.name} is computed by {symbol.function!r}, which is not a function"
                )
            self._check_arguments(symbol.name, symbol.arguments, letters)
        if isinstance(symbol, Function) and not callable(symbol.function):
            raise _refuse(f"{symbol.name} is bound to {symbol.function!r}, which is not a function")
        if isinstance(symbol, View):
            self.parse(symbol.of, letters)
        if isinstance(symbol, Random):
            self._check_arguments(symbol.name, symbol.parameters, letters)

    def _check_arguments(
        self, owner: str, arguments: Sequence[Any], letters: frozenset[str]
    ) -> None:
        for argument in arguments:
            if isinstance(argument, str):
                node = self.parse(argument, letters | frozenset(self.names.index_letters))
                if not isinstance(node, (t.Name, t.Index, t.Entry, t.Number, t.Transpose)):
                    raise _refuse(
                        f"{owner} is computed from {argument!r}: arithmetic in a symbols file",
                        "name a declared symbol",
                    )
            elif isinstance(argument, (tuple, list)):
                self._check_arguments(owner, argument, letters)
            elif not isinstance(argument, (int, float)) and not callable(argument):
                raise _refuse(
                    f"{owner} is computed from {argument!r}, which is neither a name nor a number"
                )

    @cached_property
    def names(self) -> Names:
        letters = [
            symbol.name for symbol in self.symbols.values() if isinstance(symbol, IndexLetter)
        ]
        others = [
            name for name, symbol in self.symbols.items() if not isinstance(symbol, IndexLetter)
        ]
        return Names(others, letters)

    @cached_property
    def index_letters(self) -> frozenset[str]:
        """The declared index letters."""
        return frozenset(self.names.index_letters)

    @cached_property
    def whole(self) -> frozenset[str]:
        """The symbols that are no view of another one: their name alone is all of their value."""
        return frozenset(
            name for name, symbol in self.symbols.items() if not isinstance(symbol, View)
        )

    @cached_property
    def kinked(self) -> frozenset[str]:
        """The functions that are declared with kinks."""
        return frozenset(
            name
            for name, symbol in self.symbols.items()
            if isinstance(symbol, Function) and symbol.kinks
        )

    @cached_property
    def extents(self) -> frozenset[str]:
        """The symbols that say how large an array is."""
        return frozenset(
            part.symbol
            for symbol in self.symbols.values()
            for extent in symbol.shape
            if isinstance(extent, str)
            for part in self.parse(extent, self.index_letters).walk()
            if isinstance(part, t.Name)
        )

    @cached_property
    def slots(self) -> dict[str, tuple[str, ...]]:
        """The index letters in each declared name."""
        return {pattern.symbol: pattern.letters for pattern in self.names.patterns}

    @cached_property
    def literal(self) -> dict[tuple[str, tuple[int, ...]], str]:
        """`A^{[0]}` declared by itself stands for the member 0 of the family `A^{[l]}`."""
        found: dict[tuple[str, tuple[int, ...]], str] = {}
        for family in self.names.patterns:
            if not family.letters:
                continue
            for single in self.names.patterns:
                kinds = [script.kind for script in single.scripts] == [
                    script.kind for script in family.scripts
                ]
                if single.letters or single.base != family.base or not kinds:
                    continue
                texts = [
                    "".join(token.text for token in script.tokens if token.text != ",")
                    for script in single.scripts
                ]
                if len(texts) == len(family.letters) and all(text.isdigit() for text in texts):
                    found[family.symbol, tuple(int(text) for text in texts)] = single.symbol
        return found

    def parse(self, latex: str, bound: frozenset[str] = frozenset()) -> t.Node:
        """One expression in the page's letters, as in shapes and arguments."""
        key = (latex, bound)
        if key not in self._parsed:
            try:
                parser = Parser(tokens_of(latex), self, bound)
                node = parser.expression()
                parser.finished()
            except FormulaError as error:
                raise _refuse(
                    f"in the symbols file, {latex!r}: {error.message}", error.remedy
                ) from None
            self._parsed[key] = node
        return self._parsed[key]

    @cached_property
    def _parsed(self) -> dict[tuple[str, frozenset[str]], t.Node]:
        return {}

    def role(self, symbol: str) -> str:
        """`value`, `function` or `size`."""
        return self.symbols[symbol].role

    def dimensions(self, symbol: str) -> int:
        """How many indices an entry needs: 0 for a scalar, 1 for a column, 2 for a matrix."""
        shape = self.symbols[symbol].shape
        return 1 if len(shape) == 2 and (shape[0] == 1 or shape[1] == 1) else len(shape)

    def inverse_of(self, symbol: str) -> str | None:
        """The function declared as the inverse of `symbol`."""
        for other in self.symbols.values():
            if isinstance(other, Function) and other.inverse == symbol:
                return other.name
        return None

    def not_analytic(self, name: str) -> str:
        """The symbol, among those that `name` is computed from, that complex step cannot pass."""
        if name not in self._culprits:
            self._culprits[name] = ""
            symbol = self.symbols[name]
            if not getattr(symbol, "analytic", True):
                self._culprits[name] = name
            else:
                below = (self.not_analytic(other) for other in self.sources(symbol))
                self._culprits[name] = next((other for other in below if other), "")
        return self._culprits[name]

    def sources(self, symbol: Symbol) -> list[str]:
        """The names of the symbols in a declaration."""
        letters = frozenset(self.slots.get(symbol.name, ())) | frozenset(self.names.index_letters)
        texts: list[Any] = [getattr(symbol, "of", None)]
        texts += [*getattr(symbol, "arguments", ()), *getattr(symbol, "parameters", ())]
        found: list[str] = []
        while texts:
            text = texts.pop()
            if isinstance(text, (tuple, list)):
                texts += text
            elif isinstance(text, str):
                parsed = self.parse(text, letters)
                found += [node.symbol for node in parsed.walk() if isinstance(node, t.Name)]
        return found

    @cached_property
    def _culprits(self) -> dict[str, str]:
        return {}

    def section_page(self, identity: str) -> Page:
        """This page with the redeclared symbols of one section; sections that redeclare the same
        share it.
        """
        part = self.sections[identity]
        own = tuple(map(id, part.symbols))
        if own not in self._section_pages:
            replaced = {(isinstance(item, Updated), item.name) for item in part.symbols}
            kept = [
                item
                for item in self.declarations
                if not isinstance(item, Section)
                and (isinstance(item, Updated), item.name) not in replaced
            ]
            self._section_pages[own] = Page(*kept, *part.symbols) if part.symbols else self
        return self._section_pages[own]

    @cached_property
    def _section_pages(self) -> dict[tuple[int, ...], Page]:
        return {}
