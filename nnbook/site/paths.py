"""Paths of pictures, short: only the points that an eye would miss, each as the step from the last.

A curve drawn at a thousand points goes through the same pixels with a part of them.
"""

import re
from itertools import pairwise

Point = tuple[int, int]  # in hundredths of a point of the picture

PATH = re.compile(r' d="([^"]*)"')
TOKEN = re.compile(r"[A-Za-z]|-?[\d.]+")
OFF = 4  # hundredths of a point that a line may be off: a twentieth of a pixel on a large screen


def short_paths(drawn: str) -> str:
    """The same picture with its paths made short; what is not made of straight lines stays."""
    return PATH.sub(lambda match: f' d="{short(match[1])}"', drawn)


def short(path: str) -> str:
    """One path: `M`, `L` and `z` as Matplotlib writes them."""
    tokens = TOKEN.findall(path)
    if not tokens or set(filter(str.isalpha, tokens)) - set("MLz"):
        return path
    lines: list[tuple[list[Point], bool]] = []
    i = 0
    while i < len(tokens):
        if tokens[i] == "z":
            lines[-1] = (lines[-1][0], True)
            i += 1
            continue
        point = (round(100 * float(tokens[i + 1])), round(100 * float(tokens[i + 2])))
        if tokens[i] == "M":
            lines.append(([point], False))
        else:
            lines[-1][0].append(point)
        i += 3
    return "".join(_written(_fewer(points), closed) for points, closed in lines)


def _fewer(points: list[Point]) -> list[Point]:
    """Douglas and Peucker's way: keep the point that is farthest off, as long as it is off."""
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        (x, y), (to_x, to_y) = points[first], points[last]
        step_x, step_y = to_x - x, to_y - y
        square = step_x**2 + step_y**2
        most, farthest = 0.0, first
        for i in range(first + 1, last):
            off_x, off_y = points[i][0] - x, points[i][1] - y
            along = (off_x * step_x + off_y * step_y) / square if square else 0.0
            along = min(1.0, max(0.0, along))
            off = (off_x - along * step_x) ** 2 + (off_y - along * step_y) ** 2
            if off > most:
                most, farthest = off, i
        if most > OFF**2:
            kept.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return [points[i] for i in sorted(kept)]


def _written(points: list[Point], closed: bool) -> str:
    steps = [(there[0] - here[0], there[1] - here[1]) for here, there in pairwise(points)]
    start = _numbers([points[0]])
    return f"M{start}" + (f"l{_numbers(steps)}" if steps else "") + ("z" if closed else "")


def _numbers(points: list[Point]) -> str:
    written = ""
    for value in (value for point in points for value in point):
        number = f"{value / 100:.2f}".rstrip("0").rstrip(".")
        number = number.replace("0.", ".", 1) if re.match(r"-?0\.", number) else number
        written += number if not written or number.startswith("-") else f" {number}"
    return written
