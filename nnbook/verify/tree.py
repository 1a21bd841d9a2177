"""What a formula is read as: expressions, relations, statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Node:
    """A piece of a formula; `start` and `end` are its place in the LaTeX and no part of its
    identity. What is asked of a node again and again (what is below it, its free letters) is kept
    beside its fields.
    """

    start: int = field(default=0, compare=False, repr=False)
    end: int = field(default=0, compare=False, repr=False)

    def children(self) -> tuple[Node, ...]:
        """The nodes directly below this one."""
        kept = self.__dict__
        if "_children" not in kept:
            kept["_children"] = tuple(
                node for name in self.__dataclass_fields__ for node in _nodes(kept[name])
            )
        found: tuple[Node, ...] = kept["_children"]
        return found

    def walk(self) -> Sequence[Node]:
        """This node and all below it."""
        kept = self.__dict__
        if "_walked" not in kept:
            found: list[Node] = []
            waiting: list[Node] = [self]
            while waiting:
                node = waiting.pop()
                found.append(node)
                waiting += node.children()[::-1]
            kept["_walked"] = found
        walked: Sequence[Node] = kept["_walked"]
        return walked


def _nodes(value: Any) -> tuple[Node, ...]:
    if isinstance(value, Node):
        return (value,)
    if isinstance(value, tuple):
        return tuple(node for item in value for node in _nodes(item))
    return ()


def placed(node: Any, start: int, end: int) -> Any:
    """The same node at another place."""
    return replace(node, start=start, end=end)


@dataclass(frozen=True, kw_only=True)
class Number(Node):
    """A literal as printed, so that its last digit is known: `0.6225`."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Constant(Node):
    """`e`, `\\pi`, `\\infty`."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Index(Node):
    """An index letter, free or bound."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Name(Node):
    """A declared symbol; `slots` are the values of the index letters in its declared name."""

    symbol: str
    slots: tuple[Node, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Builtin(Node):
    """A function that the checker knows by itself: `\\log`, `\\tanh`."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Prime(Node):
    """The derivative of a function, so many times."""

    function: Node
    order: int


@dataclass(frozen=True, kw_only=True)
class InverseFunction(Node):
    """`\\sigma^{-1}`."""

    function: Node


@dataclass(frozen=True, kw_only=True)
class Call(Node):
    """A function applied to its arguments."""

    function: Node
    arguments: tuple[Node, ...]
    bare: bool = field(default=False, compare=False, repr=False)  # printed without brackets


@dataclass(frozen=True, kw_only=True)
class Entry(Node):
    """An entry, row or column; an index of None takes all."""

    base: Node
    indices: tuple[Node | None, ...]


@dataclass(frozen=True, kw_only=True)
class Transpose(Node):
    """`\\top`."""

    base: Node


@dataclass(frozen=True, kw_only=True)
class Power(Node):
    """A power of a scalar, or the inverse of a matrix."""

    base: Node
    exponent: Node


@dataclass(frozen=True, kw_only=True)
class Negative(Node):
    """A minus in front."""

    value: Node


@dataclass(frozen=True, kw_only=True)
class Add(Node):
    """Terms with their signs, + or -."""

    terms: tuple[Node, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Product(Node):
    """Factors under one sign: '' (side by side), cdot, times, odot, otimes."""

    sign: str
    factors: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Quotient(Node):
    """A fraction, or a slash."""

    numerator: Node
    denominator: Node
    slash: bool = False


@dataclass(frozen=True, kw_only=True)
class Big(Node):
    """`\\sum`, `\\prod`, `\\max`, `\\min` over an index."""

    kind: str
    indices: tuple[str, ...]
    low: Node | None
    high: Node | None
    conditions: tuple[Node, ...]
    body: Node


@dataclass(frozen=True, kw_only=True)
class Dots(Node):
    """`first + \\dots + last`: a sum or product whose terms follow a pattern, or the entries
    of a row.
    """

    sign: str
    shown: tuple[Node, ...]
    last: Node


@dataclass(frozen=True, kw_only=True)
class Derivative(Node):
    """`d` or `\\partial` of something by one or several letters, each with its order."""

    sign: str
    of: Node
    by: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Gradient(Node):
    """`\\nabla_w J`, or `\\nabla^2_w J`."""

    of: Node
    by: Node
    order: int


@dataclass(frozen=True, kw_only=True)
class Evaluated(Node):
    """An expression with a bar: `f |_{x = 0}`."""

    of: Node
    at: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Matrix(Node):
    """Rows of entries; a block is an entry that is itself an array."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Cases(Node):
    """Arms, each a value and its conditions; no condition means otherwise."""

    arms: tuple[tuple[Node, tuple[Node, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class Expectation(Node):
    """E, Var, Cov or P over the declared random letters in it."""

    kind: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Integral(Node):
    """A definite integral over one letter."""

    by: Node
    low: Node
    high: Node
    body: Node


@dataclass(frozen=True, kw_only=True)
class Limit(Node):
    """`\\lim_{h \\to 0}`; side is '+', '-' or ''."""

    by: Node
    to: Node
    side: str
    body: Node


@dataclass(frozen=True, kw_only=True)
class Order(Node):
    """`O(h^2)`: what is left out, and how fast it vanishes."""

    of: Node


@dataclass(frozen=True, kw_only=True)
class Minimiser(Node):
    """`\\arg\\min_w J`, or the largest, over a declared letter."""

    kind: str
    by: Node
    body: Node


@dataclass(frozen=True, kw_only=True)
class Composition(Node):
    """`f \\circ g` of functions, the last applied first."""

    functions: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Absolute(Node):
    """`|x|`."""

    value: Node


@dataclass(frozen=True, kw_only=True)
class Norm(Node):
    """`\\|x\\|_p`; kind is '2', '1', '\\infty' or 'F'."""

    value: Node
    kind: str


@dataclass(frozen=True, kw_only=True)
class Indicator(Node):
    """`\\mathbb{1}[…]`: 1 where the condition holds, else 0."""

    conditions: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Ordered(Node):
    """A tuple or list `(a, b)`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Finite(Node):
    """A set `\\{0, 1\\}`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Interval(Node):
    """`(0, 1]`."""

    left: str
    low: Node
    high: Node
    right: str


@dataclass(frozen=True, kw_only=True)
class Space(Node):
    """`\\mathbb{R}^{n \\times m}`; no dimensions is the line itself."""

    field_name: str
    dimensions: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Range(Node):
    """`l = 1, \\dots, L - 1`: what an index runs over."""

    indices: tuple[str, ...]
    low: Node
    high: Node


@dataclass(frozen=True, kw_only=True)
class Relation(Node):
    """Sides with the relation signs between them; the first side of a continued row is that of
    the row before.
    """

    sides: tuple[Node, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Statement(Node):
    """A chain of relations (or one lone expression) with the conditions and reasons printed
    beside it.
    """

    sides: tuple[Node, ...]
    signs: tuple[str, ...] = ()
    conditions: tuple[Node, ...] = ()
    reasons: tuple[str, ...] = ()
    supposed: bool = False


def _once(hashed: Callable[[Any], int]) -> Callable[[Any], int]:
    """A hash that is found once for each node, not anew from all that is below it."""

    def kept(node: Any) -> int:
        found = node.__dict__.get("_hash")
        if found is None:
            found = node.__dict__["_hash"] = hashed(node)
        return int(found)

    return kept


for _kind in Node.__subclasses__():
    _kind.__hash__ = _once(_kind.__hash__)  # type: ignore[assignment]  # made by dataclass


def symbols_in(*nodes: Node) -> set[str]:
    """The declared names that stand in expressions."""
    return {part.symbol for node in nodes for part in node.walk() if isinstance(part, Name)}


def free_letters(node: Node, bound: frozenset[str] = frozenset()) -> Sequence[str]:
    """The index letters of an expression that no sum in it binds."""
    kept = node.__dict__
    if "_letters" not in kept:
        kept["_letters"] = _free_letters(node)
    letters: Sequence[str] = kept["_letters"]
    return [letter for letter in letters if letter not in bound] if bound else letters


def _free_letters(node: Node) -> Sequence[str]:
    if isinstance(node, Index):
        return [node.name]
    found = list(node.indices) if isinstance(node, Range) else []
    inner = frozenset(node.indices) if isinstance(node, Big) else frozenset()
    for child in node.children():
        outside = isinstance(node, Big) and child in (node.low, node.high)
        found += free_letters(child, frozenset() if outside else inner)
    return list(dict.fromkeys(found))


def show(node: Node, depth: int = 0) -> str:
    """The tree, one node a line, for `nnbook explain`."""
    words = [type(node).__name__]
    for item in fields(node):
        value = getattr(node, item.name)
        plain = isinstance(value, (str, int)) or (
            isinstance(value, tuple) and value and all(isinstance(part, str) for part in value)
        )
        if item.compare and plain:
            words.append(f"{item.name}={value!r}")
    lines = ["  " * depth + " ".join(words)]
    lines += [show(child, depth + 1) for child in node.children()]
    return "\n".join(lines)
