"""Expectations over declared random letters: by enumeration, by quadrature, else by sampling."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np

from nnbook.verify import symbols as s
from nnbook.verify import tree as t
from nnbook.verify.errors import error_at
from nnbook.verify.world import Key, World

MOST_POINTS = 30_000
SAMPLES = 4_000
_NOTHING = 1e-30  # a weight that adds nothing
_FEW = 6  # points that are taken one by one
_MOST_ENTRIES = 32  # axes that an array may have
_DEVIATIONS = 12.0  # how far out a normal letter is integrated
_PANELS = {1: 18, 2: 10}  # panels of ten points each, by the number of continuous letters
_HERMITE = 12  # points for each of three and more normal letters: exact for polynomials

Points = list[tuple[float, float]]  # value and probability


def random_keys(node: t.Node, world: World, bindings: Mapping[str, int]) -> list[Key]:
    """The random letters that an expression is, or is computed from."""
    found: list[Key] = []
    for name in node.walk():
        if not isinstance(name, t.Name) or world.page.role(name.symbol) == "function":
            continue
        for inner in world.all_slots(name, bindings):
            key = world.key(name, inner)
            for one in [key, *sorted(world.dependencies(key))]:
                symbol = world.page.symbols[one[0]]
                if isinstance(symbol, s.Random) and one not in found:
                    letters = world.page.slots.get(symbol.name, ())
                    world._within(symbol, one[1], dict(zip(letters, one[1], strict=True)))
                    found.append(one)
    return found


def drawn_anew(
    node: t.Expectation, keys: Collection[Key], world: World, bindings: Mapping[str, int]
) -> bool:
    """Whether a mean does not see what is given to some letters: they are random, and it is over
    those that it depends on.
    """
    if not all(isinstance(world.page.symbols[name], s.Random) for name, _ in keys):
        return False
    over = {key for item in node.arguments for key in random_keys(item, world, bindings)}
    return bool(over) and all(world.dependencies(key).isdisjoint(keys) for key in over)


def expectation(
    function: Callable[[World], Any],
    keys: Sequence[Key],
    world: World,
    node: t.Node,
    together: Callable[[Mapping[Key, Any]], Any] = lambda points: None,
) -> tuple[Any, str, Any]:
    """The mean of `function` over the random letters, how it was found, and its standard error.
    `together` has its values at all points at once, or None.
    """
    if not keys:
        raise error_at(
            node,
            "there is no random letter in this",
            "path",
            "declare the random letters with random(…)",
        )
    entries = [(key, place) for key in keys for place in range(_entries(world, key))]
    continuous = sum(_continuous(world, key) for key, _ in entries)
    points = [_points(world, key, continuous) for key, _ in entries]
    if np.prod([float(len(found)) for found in points]) > MOST_POINTS:
        return _sampled(function, keys, world)
    how = "quadrature" if continuous else "enumeration"
    if np.prod([float(len(found)) for found in points]) > _FEW:
        found = _at_once(together, world, entries, points)
        if found is not None:
            return found, how, None
    total: Any = 0.0
    for combination in itertools.product(*points):
        weight = float(np.prod([probability for _, probability in combination]))
        if weight < _NOTHING:
            continue
        values = [value for value, _ in combination]
        total = total + weight * function(world.override(_assembled(world, keys, entries, values)))
    return total, how, None


def _at_once(
    together: Callable[[Mapping[Key, Any]], Any],
    world: World,
    entries: Sequence[tuple[Key, int]],
    points: Sequence[Points],
) -> Any:
    """The mean over some letters from the values at all points, or None."""
    if len(entries) > _MOST_ENTRIES:
        return None
    grids = np.meshgrid(*([value for value, _ in found] for found in points), indexing="ij")
    weights = np.ones(())
    for found in points:
        weights = np.multiply.outer(weights, [probability for _, probability in found])
    if np.iscomplexobj(weights):
        return None
    kept = weights >= _NOTHING
    values: dict[Key, list[Any]] = {}
    for (key, _), grid in zip(entries, grids, strict=True):
        values.setdefault(key, []).append(grid[kept])
    there = together({key: _of_all(world, key, own) for key, own in values.items()})
    return None if there is None else np.sum(weights[kept] * there)


def _of_all(world: World, key: Key, own: Sequence[Any]) -> Any:
    """The values of a whole letter at all points from those of its entries."""
    symbol = _symbol(world, key)
    if symbol.distribution == "sample":
        found = np.asarray(_parameters(world, key)[0])[:, own[0].astype(int)].T
    else:
        found = np.stack(own, axis=1)
    return found.reshape(len(found), *world.shape(symbol, key[1]))


def _symbol(world: World, key: Key) -> s.Random:
    symbol = world.page.symbols[key[0]]
    assert isinstance(symbol, s.Random)
    return symbol


def _entries(world: World, key: Key) -> int:
    """How many independent draws a random letter holds."""
    symbol = _symbol(world, key)
    return 1 if symbol.distribution == "sample" else int(np.prod(world.shape(symbol, key[1])))


def _continuous(world: World, key: Key) -> int:
    return int(_symbol(world, key).distribution in ("normal", "uniform"))


def _parameters(world: World, key: Key) -> list[Any]:
    symbol = _symbol(world, key)
    letters = world.page.slots.get(symbol.name, ())
    bindings = dict(zip(letters, key[1], strict=True))
    return [world.argument(item, bindings) for item in symbol.parameters]


def _points(world: World, key: Key, continuous: int) -> Points:
    """Values of one entry with their probabilities."""
    kind, parameters = _symbol(world, key).distribution, _parameters(world, key)
    if kind == "bernoulli":
        return [(0.0, 1 - parameters[0]), (1.0, parameters[0])]
    if kind == "categorical":
        return [(float(k + 1), mass) for k, mass in enumerate(np.ravel(parameters[0]))]
    if kind == "sample":
        count = np.shape(parameters[0])[1]
        return [(float(k), 1 / count) for k in range(count)]
    if kind == "uniform":
        low, high = parameters
        return [(x, w / (high - low)) for x, w in panels(low, high, _PANELS.get(continuous, 1))]
    mean, deviation = parameters
    if continuous > 2:
        nodes, weights = np.polynomial.hermite_e.hermegauss(_HERMITE)
        return [
            (mean + deviation * x, w / np.sqrt(2 * np.pi))
            for x, w in zip(nodes, weights, strict=True)
        ]
    reach = _DEVIATIONS * np.real(deviation)
    found = panels(mean - reach, mean + reach, _PANELS[continuous])
    scale = deviation * np.sqrt(2 * np.pi)
    return [(x, w * np.exp(-(((x - mean) / deviation) ** 2) / 2) / scale) for x, w in found]


def panels(low: Any, high: Any, count: int) -> Points:
    """Gauss-Legendre points on equal panels; 0, where kinks stand, is made an end of a panel."""
    nodes, weights = _legendre()
    ends = [low, high] if not np.real(low) < 0 < np.real(high) else [low, 0.0, high]
    found: Points = []
    for left, right in itertools.pairwise(ends):
        share = max(1, round(count * float(np.real((right - left) / (high - low)))))
        edges = [left + (right - left) * k / share for k in range(share + 1)]
        for start, stop in itertools.pairwise(edges):
            half = (stop - start) / 2
            found += [
                (start + half * (1 + x), half * w) for x, w in zip(nodes, weights, strict=True)
            ]
    return found


@functools.cache
def _legendre() -> tuple[list[float], list[float]]:
    """The ten points between -1 and 1, with their weights."""
    nodes, weights = np.polynomial.legendre.leggauss(10)
    return nodes.tolist(), weights.tolist()


def _assembled(
    world: World, keys: Sequence[Key], entries: Sequence[tuple[Key, int]], values: Sequence[Any]
) -> dict[Key, Any]:
    """The values of whole letters from those of their entries."""
    found: dict[Key, Any] = {}
    for key in keys:
        symbol = _symbol(world, key)
        own = [value for (owner, _), value in zip(entries, values, strict=True) if owner == key]
        shape = world.shape(symbol, key[1])
        if symbol.distribution == "sample":
            column = np.asarray(_parameters(world, key)[0])[:, int(own[0])]
            found[key] = column.reshape(shape) if shape else column[0]
        else:
            found[key] = np.array(own).reshape(shape) if shape else own[0]
    return found


def _sampled(
    function: Callable[[World], Any], keys: Sequence[Key], world: World
) -> tuple[Any, str, Any]:
    """A mean over draws, with its standard error: an estimate, and said to be one."""
    values = []
    for number in range(SAMPLES):
        fresh = World.__new__(World)
        fresh.__dict__.update(world.__dict__)
        fresh.seed = 1_000_003 * (world.seed + 1) + number
        draws = {key: fresh._make(key) for key in keys}
        values.append(function(world.override(draws)))
    array = np.array(values)
    return array.mean(axis=0), "sampling", array.std(axis=0, ddof=1) / np.sqrt(SAMPLES)
