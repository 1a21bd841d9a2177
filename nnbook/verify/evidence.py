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
    """Whether both sides read the same thing, whatever names they are printed with."""
    return _traced(left, page) == _traced(right, page)


def _traced(node: t.Node, page: s.Page, seen: frozenset[str] = frozenset()) -> t.Node:
    """An expression with its names traced back: views to what they show, code to what it is
    applied to, so that two names of one value become the same tree. It is kept beside the node,
    since wrong prints of a formula share most of theirs.
    """
    kept = node.__dict__.setdefault("_traced", {})
    if (id(page), seen) not in kept:
        kept[id(page), seen] = page, _trace(node, page, seen)  # so that the page's id stays its own
    found: t.Node = kept[id(page), seen][1]
    return found


def _trace(node: t.Node, page: s.Page, seen: frozenset[str]) -> t.Node:
    if isinstance(node, t.Number):
        return t.Number(text=repr(float(node.text)))
    if isinstance(node, t.Name):
        return _traced_name(node, page, seen)
    if isinstance(node, t.Call) and isinstance(node.function, t.Name):
        symbol = page.symbols[node.function.symbol]
        assert isinstance(symbol, s.Function)
        return _applied(symbol.function, [_traced(item, page, seen) for item in node.arguments])
    own = {name: getattr(node, name) for name in type(node).__dataclass_fields__}
    changes = {name: _each(value, page, seen) for name, value in own.items()}
    alike = all(changes[name] is value for name, value in own.items())
    return _entry_of_symbol(node if alike else type(node)(**changes))


def _each(value: Any, page: s.Page, seen: frozenset[str]) -> Any:
    if isinstance(value, t.Node):
        return _traced(value, page, seen)
    if not isinstance(value, tuple):
        return value
    items = tuple(_each(item, page, seen) for item in value)
    return value if all(new is old for new, old in zip(items, value, strict=True)) else items


def _traced_name(node: t.Name, page: s.Page, seen: frozenset[str]) -> t.Node:
    symbol = page.symbols[node.symbol]
    letters = page.slots.get(symbol.name, ())
    slots = dict(zip(letters, node.slots, strict=True))
    if isinstance(symbol, s.View):
        return _traced(_substituted(page.parse(symbol.of, frozenset(letters)), slots), page, seen)
    if not isinstance(symbol, s.Computed) or symbol.pick or symbol.name in seen:
        return node
    seen = seen | {symbol.name}  # a layer is not followed to the layers before it
    if all(isinstance(item, str) for item in symbol.arguments):
        known = frozenset(page.names.index_letters) | frozenset(letters)
        arguments = [_substituted(page.parse(item, known), slots) for item in symbol.arguments]
        if not any(page.role(part.symbol) == "function" for part in _names(arguments)):
            return _applied(symbol.function, [_traced(item, page, seen) for item in arguments])
    return node


def _names(nodes: list[t.Node]) -> list[t.Name]:
    return [part for node in nodes for part in node.walk() if isinstance(part, t.Name)]


def _applied(function: Callable[..., Any], arguments: list[t.Node]) -> t.Node:
    return t.Call(function=t.Builtin(name=qualified(function)), arguments=tuple(arguments))


def _entry_of_symbol(node: t.Node) -> t.Node:
    """An entry of a column, row or transpose as the entry of the array itself."""
    if not isinstance(node, t.Entry):
        return node
    base, indices = node.base, node.indices
    if isinstance(base, t.Transpose) and len(indices) == 2:
        return _entry_of_symbol(t.Entry(base=base.base, indices=indices[::-1]))
    if isinstance(base, t.Entry) and base.indices.count(None) == len(indices) == 1:
        filled = tuple(indices[0] if k is None else k for k in base.indices)
        return t.Entry(base=base.base, indices=filled)
    return node


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
    if isinstance(node, t.Matrix):
        return all(is_mention(cell) for row in node.rows for cell in row)
    if isinstance(node, (t.Ordered, t.Finite)):
        return all(is_mention(item) for item in node.items)
    return False
