"""Paths made short: the same line to the eye, whatever is not straight as it was."""

import math
import re
from itertools import pairwise

import pytest

from nnbook.site.paths import OFF, short, short_paths


def corners(path):
    """The points of a short path, in hundredths."""
    points = []
    for kind, numbers in re.findall(r"([Mlz])([^Mlz]*)", path):
        values = [round(100 * float(number)) for number in re.findall(r"-?[\d.]+", numbers)]
        for x, y in zip(values[::2], values[1::2], strict=True):
            last = points[-1] if kind == "l" else (0, 0)
            points.append((last[0] + x, last[1] + y))
    return points


def distance(point, start, end):
    (x, y), (x1, y1), (x2, y2) = point, start, end
    square = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / square if square else 0
    along = min(1, max(0, along))
    return math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))


def test_what_lies_on_a_line_is_left_out():
    assert short("M 0 0 L 1 0 L 2 0 L 2 5 L 2 7 z ") == "M0 0l2 0 0 7z"


def test_several_lines_stay_several():
    assert short("M 0 1.5 L 0.25 1 M 3 4 L 3 3.5 ") == "M0 1.5l.25-.5M3 4l0-.5"


@pytest.mark.parametrize("path", ["M 0 1.5 C 0.4 1.5 0.78 1.34 1.06 1.06 z ", "", "m 1 1 l 2 2"])
def test_what_is_not_of_straight_lines_stays(path):
    assert short(path) == path


def test_no_point_of_a_curve_is_farther_off_than_said():
    points = [(0.37 * i, round(100 + 90 * math.sin(0.05 * i), 2)) for i in range(800)]
    path = "M " + " L ".join(f"{x:.2f} {y}" for x, y in points)
    kept = corners(short(path))
    assert kept[0] == (0, 10000)
    assert len(kept) < len(points) / 2
    for x, y in points:
        point = (round(100 * x), round(100 * y))
        near = min(distance(point, *pair) for pair in pairwise(kept))
        assert near <= OFF


def test_a_picture_has_its_paths_short_and_the_rest_as_it_was():
    drawn = '<g id="d"><path d="M 1 1 L 2 1 L 3 1 " style="fill: none"/><use x="1.5"/></g>'
    assert short_paths(drawn) == drawn.replace("M 1 1 L 2 1 L 3 1 ", "M1 1l2 0")
