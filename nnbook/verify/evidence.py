"""What makes a relation evidence: which code it is held against, and that its sides differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnbook.verify import symbols as s
from nnbook.verify import tree as t


def code_of(page: s.Page, name: t.Name) -> set[str]:
    """The nnbook functions that a name is bound to."""
    symbol = page.symbols[name.symbol]
    if isinstance(symbol, s.View):
        inner = page.parse(symbol.of, frozenset(page.slots[symbol.name]))
        return set().union(
            *(code_of(page, part) for part in inner.walk() if isinstance(part, t.Name))
        )
    if isinstance(symbol, (s.Computed, s.Function)):
        return {qualified(symbol.function)}
    return set()


def qualified(function: Callable[..., Any]) -> str:
    module = getattr(function, "__module__", None) or "numpy"
    name = getattr(function, "__qualname__", None) or getattr(function, "__name__", repr(function))
    return f"{module}.{name}"


def drawn_from(node: t.Node, page: s.Page) -> tuple[str | float, ...] | None:
    """The set that a leaf is declared to be drawn from: its brackets, its ends or items."""
    while isinstance(node, (t.Entry, t.Transpose)):
        node = node.base
    symbol = page.symbols.get(node.symbol) if isinstance(node, t.Name) else None
    if isinstance(symbol, s.View):
        return drawn_from(page.parse(symbol.of, frozenset(page.slots[symbol.name])), page)
    if not isinstance(symbol, s.Drawn):
        return None
    if isinstance(symbol.values, tuple):
        return ("[]", *symbol.values)
    known: dict[str, tuple[str | float, ...]] = {
        "unit": ("()", 0.0, 1.0),
        "labels": ("{}", 0.0, 1.0),
        "onehot": ("{}", 0.0, 1.0),
        "signs": ("{}", -1.0, 1.0),
    }
    return known.get(symbol.values)


def one_value(left: t.Node, right: t.Node, page: s.Page) -> bool:
    """Whether both sides read the same thing: an alias, or one function applied to the same
    arguments.
    """
    first, second = _resolved(left, page), _resolved(right, page)
    return first is not None and first == second


def _resolved(node: t.Node, page: s.Page) -> Any:
    """A name as what it shows or is computed by; None where it is an expression of its own."""
    if isinstance(node, t.Name):
        symbol = page.symbols[node.symbol]
        if isinstance(symbol, s.View):
            letters = page.slots[symbol.name]
            inner = page.parse(symbol.of, frozenset(letters))
            return _resolved(_substituted(inner, dict(zip(letters, node.slots, strict=True))), page)
        if (
            isinstance(symbol, s.Computed)
            and all(isinstance(item, str) for item in symbol.arguments)
            and not symbol.pick
        ):
            letters = page.slots[symbol.name]
            slots = dict(zip(letters, node.slots, strict=True))
            parsed = [
                page.parse(item, frozenset(page.names.index_letters) | frozenset(letters))
                for item in symbol.arguments
            ]
            return symbol.function, tuple(_substituted(item, slots) for item in parsed)
        return node
    if isinstance(node, t.Call) and isinstance(node.function, t.Name):
        symbol = page.symbols[node.function.symbol]
        assert isinstance(symbol, s.Function)
        return symbol.function, node.arguments
    if isinstance(node, (t.Entry, t.Transpose)):
        inner_value = _resolved(node.base, page)
        return (
            None if inner_value is None else (type(node), inner_value, getattr(node, "indices", ()))
        )
    return None


def _substituted(node: Any, slots: dict[str, t.Node]) -> Any:
    """A tree with index letters replaced."""
    if isinstance(node, t.Index):
        return slots.get(node.name, node)
    if isinstance(node, tuple):
        return tuple(_substituted(item, slots) for item in node)
    if isinstance(node, t.Node):
        changes = {
            name: _substituted(getattr(node, name), slots) for name in node.__dataclass_fields__
        }
        return type(node)(**changes)
    return node


def is_mention(node: t.Node) -> bool:
    """One name with its scripts or arguments, a number, a shape, a range, a set."""
    if isinstance(
        node, (t.Number, t.Constant, t.Index, t.Name, t.Builtin, t.Space, t.Interval, t.Range)
    ):
        return True
    if isinstance(node, t.Negative):
        return isinstance(node.value, (t.Number, t.Constant))
    if isinstance(node, (t.Entry, t.Transpose)):
        return is_mention(node.base)
    if isinstance(node, (t.Prime, t.InverseFunction)):
        return is_mention(node.function)
    if isinstance(node, t.Call):
        own = isinstance(node.function, t.Builtin) and node.function.name in (
            "kronecker",
            "percent",
        )
        return (
            own or not isinstance(node.function, t.Builtin) or isinstance(node.function, t.Prime)
        ) and all(is_mention(item) for item in node.arguments)
    if isinstance(node, t.Product) and node.sign == "times":
        return all(isinstance(factor, (t.Number, t.Name, t.Index)) for factor in node.factors)
    if isinstance(node, (t.Ordered, t.Finite)):
        return all(is_mention(item) for item in node.items)
    return False
