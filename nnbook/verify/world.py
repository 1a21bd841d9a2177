"""A world: one value for every letter of a page, drawn or computed when it is asked for."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy as np

from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.errors import FormulaError, error_at

Key = tuple[str, tuple[int, ...]]
Bindings = Mapping[str, int]
Value = Any
Evaluate = Callable[[t.Node, "World", Bindings], Value]


class World:
    """Values of all symbols, from one seed. `override` gives a world in which one of them is
    another.
    """

    def __init__(
        self,
        page: s.Page,
        seed: int,
        evaluate: Evaluate,
        *,
        sizes: Mapping[str, int | tuple[int, ...]] | None = None,
        values: Mapping[str, Any] | None = None,
        definitions: Mapping[str, tuple[t.Node, tuple[str, ...]]] | None = None,
        title: str = "",
        shared: dict[Any, Any] | None = None,
    ) -> None:
        self.page, self.seed, self.evaluate = page, seed, evaluate
        self.shared = {} if shared is None else shared  # what the code made of equal arguments
        self.sizes = dict(sizes or {})
        self.definitions: Mapping[str, tuple[t.Node, tuple[str, ...]]] = dict(definitions or {})
        self.title = title or f"seed {seed}"
        self.values: dict[Key, Value] = {}
        self.overridden: frozenset[Key] = frozenset()
        self.parent: World | None = None
        self.touched = False
        self.redefines: frozenset[str] | None = None
        self._families = {family for family, _ in page.literal}
        self._shapes: dict[Key, tuple[int, ...]] = {}
        self._addresses: dict[Any, tuple[Key, Any]] = {}
        self._computing: list[Key] = []
        self._results: dict[Any, Any] = {}  # what the code returned, whole
        self._dependencies: dict[Key, frozenset[Key]] = {}
        self.slopes: dict[Any, Any] = {}  # derivatives found in this very world
        for name, value in (values or {}).items():
            key = self._key_of_name(name)
            wanted = self.shape(page.symbols[key[0]], key[1])
            if np.shape(value) != wanted:
                raise FormulaError(
                    f"{name} is given with shape {said(np.shape(value))}, "
                    f"but declared with {said(wanted)}",
                    category="shape",
                )
            self.values[key] = numbers(np.asarray(value, dtype=float))
        self.given = frozenset(self.values)

    def _key_of_name(self, name: str) -> Key:
        node = self.page.parse(name) if name not in self.page.symbols else t.Name(symbol=name)
        return self.key(node, {})

    # --- which symbol -------------------------------------------------------------------------

    def key(self, node: t.Node, bindings: Bindings) -> Key:
        """The symbol (views followed to what they show) and the values of its slots."""
        if isinstance(node, (t.Entry, t.Transpose)):
            return self.key(node.base, bindings)
        if not isinstance(node, t.Name):
            raise error_at(node, "this is not a declared symbol", "symbol")
        if not node.slots and node.symbol in self.page.whole:
            return node.symbol, ()
        slots = tuple(self.integer(slot, bindings) for slot in node.slots)
        name = self.page.literal.get((node.symbol, slots))
        symbol = self.page.symbols[name or node.symbol]
        slots = () if name else slots
        if isinstance(symbol, s.View):
            letters = self.page.slots[symbol.name]
            return self.key(
                self.page.parse(symbol.of, frozenset(letters)),
                dict(zip(letters, slots, strict=True)),
            )
        return symbol.name, slots

    def integer(self, node: t.Node | s.Extent, bindings: Bindings) -> int:
        """The value of an index, size or count."""
        if isinstance(node, int):
            return node
        if isinstance(node, str):
            node = self.page.parse(node, frozenset(bindings))
        if isinstance(node, t.Index) and node.name in bindings:
            return bindings[node.name]
        if isinstance(node, t.Number) and node.text.isdigit():
            return int(node.text)
        if isinstance(node, t.Index):
            raise error_at(node, f"the index {node.name} has no value here", "symbol")
        if isinstance(node, t.Name):
            value = self.value(self.key(node, bindings))
            if np.ndim(value) == 0 and float(value) == int(value):
                return int(value)
        if isinstance(node, t.Negative):
            return -self.integer(node.value, bindings)
        if isinstance(node, t.Add):
            return sum(
                self.integer(term, bindings) * (1 if sign == "+" else -1)
                for term, sign in zip(node.terms, node.signs, strict=True)
            )
        if isinstance(node, t.Product):
            return int(np.prod([self.integer(factor, bindings) for factor in node.factors]))
        raise error_at(node, "this is not a whole number", "symbol")

    def shape(self, symbol: s.Symbol, slots: Sequence[int]) -> tuple[int, ...]:
        """The declared shape in numbers."""
        if not symbol.shape:
            return ()
        key = (symbol.name, tuple(slots))
        if key not in self._shapes:
            self._shapes[key] = self._shape(symbol, slots)
        return self._shapes[key]

    def _shape(self, symbol: s.Symbol, slots: Sequence[int]) -> tuple[int, ...]:
        letters = self.page.slots.get(symbol.name, ())
        bindings = dict(zip(letters, slots, strict=True))
        return tuple(self.integer(extent, bindings) for extent in symbol.shape)

    def positions(self, node: t.Node, bindings: Bindings) -> Any:
        """Where in the flat array of its symbol the entries of `node` stand, in the shape of
        `node`.
        """
        if isinstance(node, t.Transpose):
            return self.positions(node.base, bindings).T
        if isinstance(node, t.Entry):
            return take(
                self.positions(node.base, bindings),
                [None if k is None else self.integer(k, bindings) for k in node.indices],
                node,
            )
        assert isinstance(node, t.Name)
        slots = tuple(self.integer(slot, bindings) for slot in node.slots)
        name = self.page.literal.get((node.symbol, slots))
        symbol = self.page.symbols[name or node.symbol]
        if isinstance(symbol, s.View):
            letters = () if name else self.page.slots[symbol.name]
            inner = dict(zip(letters, slots, strict=True)) if not name else {}
            target = self.positions(self.page.parse(symbol.of, frozenset(letters)), inner)
            wanted = self.shape(symbol, () if name else slots)
            if target.shape != wanted and not (target.size == 1 and np.prod(wanted) == 1):
                raise error_at(
                    node,
                    f"{symbol.name} is declared with shape {said(wanted)}, "
                    f"but {symbol.of} has {said(target.shape)}",
                    "shape",
                )
            return target.reshape(wanted)
        shape = np.shape(self.value((symbol.name, () if name else slots)))
        positions: np.ndarray[Any, np.dtype[np.int64]] = np.arange(int(np.prod(shape))).reshape(
            shape
        )
        return positions.reshape(-1, 1) if positions.ndim == 1 else positions

    def read(self, node: t.Node, bindings: Bindings) -> Value:
        """The value of a symbol, view or entry."""
        key, positions = self.address(node, bindings)
        base = self.value(key)
        if positions is None:
            return base
        return base.reshape(-1)[positions]

    def address(self, node: t.Node, bindings: Bindings) -> tuple[Key, Any]:
        """The symbol that `node` shows, and where in its flat array; None for all of it."""
        place = node, tuple([bindings.get(letter) for letter in t.free_letters(node)])
        found = self._addresses.get(place)
        if found is None:
            found = self._address(node, bindings)
            if self._fixed(node):
                self._addresses[place] = found
        return found

    def _address(self, node: t.Node, bindings: Bindings) -> tuple[Key, Any]:
        key = self.key(node, bindings)
        base = self.value(key)
        if np.ndim(base) == 0 or (isinstance(node, t.Name) and self._whole(node)):
            return key, None
        return key, self.positions(node, bindings)

    def _fixed(self, node: t.Node) -> bool:
        """Whether only index letters and sizes say where `node` stands."""
        if isinstance(node, t.Transpose):
            return self._fixed(node.base)
        if isinstance(node, t.Entry):
            return self._fixed(node.base) and all(map(self._counted, filter(None, node.indices)))
        if not isinstance(node, t.Name):
            return False
        symbol = self.page.symbols[node.symbol]
        shown = not isinstance(symbol, s.View) or self._fixed(
            self.page.parse(symbol.of, frozenset(self.page.slots[symbol.name]))
        )
        return shown and all(map(self._counted, node.slots))

    def _counted(self, index: t.Node) -> bool:
        return all(isinstance(self.page.symbols[name], s.Size) for name in t.symbols_in(index))

    def _whole(self, node: t.Name) -> bool:
        """Whether a name shows all of its own symbol."""
        return node.symbol in self.page.whole and (
            node.symbol not in self._families or not node.slots
        )

    # --- values -------------------------------------------------------------------------------

    def override(self, values: Mapping[Key, Value]) -> World:
        """This world with other values for some symbols; what depends on them is computed anew."""
        child = World.__new__(World)
        child.__dict__.update(self.__dict__)
        child.parent, child.values, child.touched = self, dict(values), False
        child.overridden, child.redefines = frozenset(values), None
        child._computing, child._results, child.slopes = [], {}, {}
        if self._resizes(child.overridden):
            child._shapes, child._addresses = {}, {}
        return child

    def redefined(
        self, names: frozenset[str], definitions: Mapping[str, tuple[t.Node, tuple[str, ...]]]
    ) -> World:
        """This world under other definitions: these symbols, and all that are computed from them,
        have other values; the others have the same.
        """
        child = self.override({})
        child.redefines, child.definitions = names, definitions
        child._dependencies = {}
        if names & self.page.extents:
            child._shapes, child._addresses = {}, {}
        return child

    def _differs(self, key: Key) -> bool:
        """Whether a symbol has not the value that it has in the world that this one was made of."""
        if self.redefines is None:
            return self.depends(key, self.overridden)
        if key in self.given:
            return False
        self.within(key)  # what is out of range is said, not followed to what it would depend on
        return key[0] in self.redefines or any(
            isinstance(self.page.symbols[name], s.Defined) and name not in self.definitions
            for name in (key[0], *(other for other, _ in self.dependencies(key)))
        )

    def _resizes(self, keys: frozenset[Key]) -> bool:
        """Whether a size is, or is computed from, one of these."""
        page = self.page
        if any(name in page.extents or isinstance(page.symbols[name], s.Size) for name, _ in keys):
            return True
        return any(
            page.slots.get(name) or self.depends((name, ()), keys)
            for name in page.extents
            if not isinstance(page.symbols[name], s.Size)
        )

    def value(self, key: Key) -> Value:
        """The array (or number) of a symbol."""
        if key in self.values:
            if key in self.overridden:
                self.touched = True
            return self.values[key]
        if self.parent is not None and not self._differs(key):
            return self.parent.value(key)
        if key in self._computing:
            raise FormulaError(f"{key[0]} is computed from itself", category="symbol")
        self._computing.append(key)
        try:
            value = self._make(key)
        finally:
            self._computing.pop()
        self.values[key] = value
        return value

    def depends(self, key: Key, on: frozenset[Key]) -> bool:
        """Whether a symbol is, or is computed from, one of `on`."""
        return key in on or not self.dependencies(key).isdisjoint(on)

    def dependencies(self, key: Key) -> frozenset[Key]:
        """All symbols that a symbol is computed from, at any distance."""
        if self.redefines is not None and self.parent and key[0] not in self.redefines:
            return self.parent.dependencies(key)
        if key not in self._dependencies:
            self._dependencies[key] = frozenset()
            found: set[Key] = set()
            for other in self._direct(key):
                found |= {other} | self.dependencies(other)
            self._dependencies[key] = frozenset(found)
        return self._dependencies[key]

    def _direct(self, key: Key) -> list[Key]:
        symbol = self.page.symbols[key[0]]
        bindings = dict(zip(self.page.slots.get(symbol.name, ()), key[1], strict=True))
        if isinstance(symbol, s.Computed):
            return self._names_in(symbol.arguments, bindings)
        if isinstance(symbol, s.Random):
            return self._names_in(symbol.parameters, bindings)
        if isinstance(symbol, s.Defined) and symbol.name in self.definitions:
            node = self.definitions[symbol.name][0]
            return [
                self.key(name, inner)
                for name in node.walk()
                if isinstance(name, t.Name) and self.page.role(name.symbol) != "function"
                for inner in self.all_slots(name, bindings)
            ]
        return []

    def all_slots(self, name: t.Name, bindings: Bindings) -> list[Bindings]:
        """The bindings of a name whose slots hold letters that a sum around it binds."""
        letters = sorted(
            {
                index.name
                for slot in name.slots
                for index in slot.walk()
                if isinstance(index, t.Index) and index.name not in bindings
            }
        )
        ranges = []
        for letter in letters:
            declared = self.page.symbols.get(letter)
            if not isinstance(declared, s.IndexLetter):
                raise error_at(name, f"the range of {letter} is not known", "symbol")
            low, high = self.integer(declared.low, bindings), self.integer(declared.high, bindings)
            ranges.append(range(low, high + 1))
        return [
            {**bindings, **dict(zip(letters, values, strict=True))}
            for values in itertools.product(*ranges)
        ]

    def _names_in(self, arguments: Sequence[Any], bindings: Bindings) -> list[Key]:
        found: list[Key] = []
        for argument in arguments:
            if isinstance(argument, str):
                node = self.page.parse(
                    argument, frozenset(self.page.names.index_letters) | frozenset(bindings)
                )
                if not isinstance(node, (t.Number, t.Index)):
                    found.append(self.key(node, bindings))
            elif isinstance(argument, tuple):
                found += self._names_in(argument, bindings)
            elif isinstance(argument, list):
                for inner in self._members(argument[0], bindings):
                    found += self._names_in([argument[0]], inner)
        return found

    def _make(self, key: Key) -> Value:
        name, slots = key
        symbol = self.page.symbols[name]
        bindings = dict(zip(self.page.slots.get(name, ()), slots, strict=True))
        self._within(symbol, slots, bindings)
        if isinstance(symbol, s.Size):
            return self._size(symbol, slots)
        if isinstance(symbol, s.Drawn):
            return self._draw(symbol, slots)
        if isinstance(symbol, s.Random):
            return random_draw(self, symbol, slots, bindings)
        if isinstance(symbol, s.Constant):
            return _filled(symbol.value, self.shape(symbol, slots))
        if isinstance(symbol, s.Computed):
            return self._result(
                symbol, self._called(symbol, bindings), symbol.pick, bindings, slots
            )
        if isinstance(symbol, s.Defined):
            if name not in self.definitions:
                raise FormulaError(
                    f"{name} has no value yet",
                    category="symbol",
                    remedy="print its definition with := before it is used",
                )
            return self.evaluate(self.definitions[name][0], self, bindings)
        raise FormulaError(f"{name} has no value", category="symbol")

    def _called(self, symbol: s.Computed, bindings: Bindings) -> Any:
        """What the code returns, called once for all symbols that pick a part of it, and once for
        all worlds in which its arguments are the same.
        """
        key = (symbol.function, repr(symbol.arguments), tuple(sorted(bindings.items())))
        if key not in self._results:
            arguments = [self.argument(argument, bindings) for argument in symbol.arguments]
            content = (symbol.function, _content(arguments))
            if content in self.shared:
                self._results[key] = self.shared[content]
            else:
                self._results[key] = self.call(symbol.function, arguments, symbol.name)
                if self.parent is None:  # not the many steps of derivatives
                    self.shared[content] = self._results[key]
        return self._results[key]

    def updated(self, update: s.Updated, key: Key) -> Value:
        """What the code makes of a symbol in one step."""
        symbol = self.page.symbols[key[0]]
        bindings = dict(zip(self.page.slots.get(symbol.name, ()), key[1], strict=True))
        arguments = [self.argument(argument, bindings) for argument in update.arguments]
        return self._result(
            symbol,
            self.call(update.function, arguments, update.name),
            update.pick,
            bindings,
            key[1],
        )

    def call(self, function: Callable[..., Any], arguments: Sequence[Any], name: str) -> Any:
        """The code's answer; its own exceptions become errors that name the symbol."""
        try:
            return function(*arguments)
        except FloatingPointError as error:
            raise FormulaError(f"computing {name}: {error}", category="value") from None
        except FormulaError:
            raise
        except Exception as error:
            where = (
                f"{getattr(function, '__module__', '')}.{getattr(function, '__name__', function)}"
            )
            raise FormulaError(
                f"{where}, which computes {name}, raised {type(error).__name__}: {error}",
                category="symbol",
            ) from None

    def _result(
        self,
        symbol: s.Symbol,
        result: Any,
        pick: Sequence[s.Extent],
        bindings: Bindings,
        slots: Sequence[int],
    ) -> Value:
        for step in pick:
            try:
                result = result[self.integer(step, bindings)]
            except (IndexError, TypeError, KeyError) as error:
                raise FormulaError(
                    f"{symbol.name} is picked from {type(result).__name__}: {error}",
                    category="symbol",
                ) from None
        value = numbers(result)
        wanted = self.shape(symbol, slots)
        if np.shape(value) != wanted:
            raise FormulaError(
                f"{symbol.name} is declared with shape {said(wanted)}, "
                f"but the code returns {said(np.shape(value))}",
                category="shape",
            )
        return value

    def argument(self, argument: Any, bindings: Bindings) -> Any:
        """One argument for the code: a name's value, a number, a tuple, or a list over layers."""
        if isinstance(argument, str):
            letters = self.page.index_letters
            if not letters.issuperset(bindings):
                letters |= frozenset(bindings)
            node = self.page.parse(argument, letters)
            if isinstance(node, t.Number):
                return float(node.text) if "." in node.text else int(node.text)
            if isinstance(node, t.Index):
                return self.integer(node, bindings)
            if isinstance(node, t.Name) and self.page.role(node.symbol) == "function":
                found = self.page.symbols[node.symbol]
                assert isinstance(found, s.Function)
                return found.function
            return self.read(node, bindings)
        if isinstance(argument, tuple):
            return tuple(self.argument(item, bindings) for item in argument)
        if isinstance(argument, list):
            return [
                self.argument(argument[0], inner) for inner in self._members(argument[0], bindings)
            ]
        return argument

    def _members(self, template: Any, bindings: Bindings) -> list[dict[str, int]]:
        """The bindings under which a list's template is repeated: over the layers of its first
        free letter.
        """
        first = template
        while isinstance(first, (tuple, list)):
            first = first[0]
        node = self.page.parse(first, self.page.index_letters)
        letters_in = [index.name for index in node.walk() if isinstance(index, t.Index)]
        free = [letter for letter in letters_in if letter not in bindings] or letters_in
        if not free:
            raise FormulaError(f"[{first!r}] repeats over no index", category="symbol")
        letter = self.page.symbols[free[0]]
        assert isinstance(letter, s.IndexLetter)
        low, high = self.integer(letter.low, bindings), self.integer(letter.high, bindings)
        owner = next((name for name in node.walk() if isinstance(name, t.Name)), None)
        limits = self.page.symbols[owner.symbol].letters_range if owner else None
        if limits is not None:
            low, high = self.integer(limits[0], bindings), self.integer(limits[1], bindings)
        return [{**bindings, free[0]: value} for value in range(low, high + 1)]

    def within(self, key: Key) -> None:
        """FormulaError for a member of a family that there is not."""
        name, slots = key
        letters = self.page.slots.get(name, ())
        self._within(self.page.symbols[name], slots, dict(zip(letters, slots, strict=True)))

    def _within(self, symbol: s.Symbol, slots: Sequence[int], bindings: Bindings) -> None:
        if not slots or isinstance(symbol, s.Size):
            return
        letters = self.page.slots[symbol.name]
        limits = symbol.letters_range
        for letter, value in zip(letters, slots, strict=True):
            declared = self.page.symbols[letter]
            assert isinstance(declared, s.IndexLetter)
            low, high = limits if limits is not None else (declared.low, declared.high)
            if not self.integer(low, bindings) <= value <= self.integer(high, bindings):
                raise FormulaError(
                    f"{symbol.name} with {letter} = {value}: {letter} runs from "
                    f"{self.integer(low, bindings)} to {self.integer(high, bindings)}",
                    category="shape",
                    remedy=rf"print the range: \quad {letter} = 1, \dots",
                )

    def _size(self, symbol: s.Size, slots: Sequence[int]) -> int:
        value = self.sizes.get(symbol.name, symbol.value)
        if isinstance(value, int):
            return value
        if len(slots) != 1 or not 0 <= slots[0] < len(value):
            raise FormulaError(f"{symbol.name} has no member {list(slots)}", category="shape")
        return value[slots[0]]

    def _draw(self, symbol: s.Drawn, slots: Sequence[int]) -> Value:
        generator = np.random.default_rng([self.seed, crc32(symbol.name.encode()), *slots])
        value = draw(generator, symbol.values, self.shape(symbol, slots))
        return value[()] if np.ndim(value) == 0 else value


def draw(
    generator: np.random.Generator, values: str | tuple[float, float], shape: tuple[int, ...]
) -> Any:
    """Random numbers of a kind: nothing zero or one by accident."""
    if isinstance(values, tuple):
        return generator.uniform(*values, size=shape)
    if values == "normal":
        return generator.normal(size=shape)
    if values == "unit":
        return generator.uniform(0.05, 0.95, size=shape)
    if values == "positive":
        return generator.uniform(0.2, 2.0, size=shape)
    if values == "labels":
        return generator.integers(0, 2, size=shape).astype(float)
    if values == "signs":
        return generator.choice([-1.0, 1.0], size=shape)
    if values == "integer":
        return generator.integers(2, 7, size=shape).astype(float)
    if values == "simplex":
        mass = generator.uniform(0.2, 1.0, size=shape)
        return mass / mass.sum(axis=0, keepdims=True)
    if values in ("symmetric", "definite"):
        half = generator.normal(size=shape)
        return half + half.T if values == "symmetric" else half @ half.T / 2 + np.eye(shape[0]) / 4
    if values == "onehot":
        rows = generator.integers(0, shape[0], size=shape[1])
        return np.eye(shape[0])[:, rows]
    raise FormulaError(
        f"values={values!r} is not known",
        category="symbol",
        remedy="normal, unit, positive, labels, signs, integer, simplex, onehot, symmetric, "
        "definite, or (low, high)",
    )


def random_draw(world: World, symbol: s.Random, slots: Sequence[int], bindings: Bindings) -> Value:
    """One draw of a random letter, for where it stands outside an expectation."""
    generator = np.random.default_rng([world.seed, crc32(symbol.name.encode()), *slots])
    shape: Any = world.shape(symbol, slots) or None
    parameters: list[Any] = [world.argument(item, bindings) for item in symbol.parameters]
    if symbol.distribution == "normal":
        return generator.normal(parameters[0], parameters[1], size=shape)
    if symbol.distribution == "uniform":
        return generator.uniform(parameters[0], parameters[1], size=shape)
    if symbol.distribution == "bernoulli":
        return (generator.uniform(size=shape) < parameters[0]) * 1.0
    if symbol.distribution == "categorical":
        mass = np.ravel(parameters[0])
        return float(1 + np.searchsorted(np.cumsum(mass)[:-1], generator.uniform()))
    if symbol.distribution == "sample":
        matrix = np.asarray(parameters[0])
        return numbers(matrix[:, [generator.integers(matrix.shape[1])]].reshape(shape or ()))
    raise FormulaError(
        f"the distribution {symbol.distribution!r} of {symbol.name} is not known",
        category="symbol",
        remedy="normal, uniform, bernoulli, categorical or sample",
    )


def take(array: np.ndarray[Any, Any], indices: Sequence[int | None], node: t.Node) -> Any:
    """Entry, row or column of an array by indices that count from 1."""
    if array.ndim == 0 or (array.shape == (1, 1) and len(indices) == 1):
        array = np.reshape(array, (1, 1))
    if len(indices) == 1 and 1 in array.shape:
        array = array.reshape(-1)
    if len(indices) != array.ndim:
        raise error_at(
            node,
            f"{len(indices)} {'index' if len(indices) == 1 else 'indices'} "
            f"for an array of shape {said(array.shape)}",
            "shape",
        )
    picked: list[int | slice] = []
    for axis, k in enumerate(indices):
        if k is None:
            picked.append(slice(None))
        elif not 1 <= k <= array.shape[axis]:
            raise error_at(node, f"index {k} of an axis with {array.shape[axis]} entries", "shape")
        else:
            picked.append(slice(k - 1, k) if len(indices) == 2 else k - 1)
    result = array[tuple(picked)]
    if len(indices) == 2 and None not in indices:
        result = result[0, 0]
    return np.asarray(result)


def said(shape: Sequence[int]) -> str:
    """A shape in words of a matrix."""
    return "scalar" if len(shape) == 0 else " x ".join(str(extent) for extent in shape)


def _content(argument: Any) -> Any:
    """What is the same for arguments that code cannot tell apart; a function is only itself."""
    if isinstance(argument, (tuple, list)):
        return type(argument), tuple(_content(item) for item in argument)
    if isinstance(argument, np.ndarray):
        return argument.shape, argument.dtype.str, argument.tobytes()
    if isinstance(argument, (bool, int, float, complex, np.generic)):
        return type(argument), repr(argument)
    return argument


def numbers(value: Any) -> Any:
    """What code returns, as numbers: a shorter float as float64, which has all of its digits, so
    that nothing is compared in single precision.
    """
    array = np.asarray(value)
    if array.dtype == object or array.dtype.kind not in "biufc":
        raise FormulaError(
            f"the code returns {type(value).__name__}, which is no array of numbers",
            category="symbol",
        )
    if array.dtype.kind == "b" or (array.dtype.kind in "iu" and array.ndim):
        array = array.astype(float)
    elif array.dtype.kind in "fc":
        array = array.astype(np.result_type(array.dtype, float), copy=False)
    return array[()] if array.ndim == 0 else array


def _filled(value: Any, shape: tuple[int, ...]) -> Any:
    if isinstance(value, str) and value == "identity":
        return np.eye(shape[0], shape[-1])
    array = np.asarray(value) + 0.0
    if array.ndim == 0 and shape:
        return np.full(shape, array[()])
    if array.shape != shape:
        raise FormulaError(
            f"a constant of shape {said(array.shape)} is declared with {said(shape)}",
            category="shape",
        )
    return array[()] if array.ndim == 0 else array
