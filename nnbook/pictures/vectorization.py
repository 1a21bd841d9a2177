"""The pictures of docs/vectorization.md."""

import json
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from nnbook.pictures import FIRST, INK, PAPER, QUIET, SECOND, THIRD, WIDTH, new

MEASURED = Path(__file__).with_suffix(".json")
SIDES = {"inputs": 0.7, "hidden": 1.1, "outputs": 1.5, "examples": 2.1}
SHARED = {"inputs": FIRST, "outputs": SECOND, "examples": THIRD}


def _blank(height):
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.subplots()
    axes.set_axis_off()
    axes.set_aspect("equal")
    return figure, axes


def _matrix(axes, left, middle, rows, columns, shared):
    """A rectangle with named sides; the shared side is coloured, others are ink."""
    width, height = SIDES[columns], SIDES[rows]
    low = middle - height / 2
    axes.add_patch(Rectangle((left, low), width, height, facecolor=PAPER, edgecolor=QUIET))
    for name, ends in (
        (rows, ([left, left], [low, low + height])),
        (columns, ([left, left + width], [low + height, low + height])),
    ):
        color = SHARED[name] if name == shared else INK
        axes.plot(*ends, color=color, linewidth=3 if name == shared else 1)
    small = {"fontsize": 8, "ha": "center", "va": "center"}
    axes.text(
        left + width / 2,
        low + height + 0.22,
        columns,
        color=SHARED[columns] if columns == shared else INK,
        **small,
    )
    axes.text(
        left - 0.22,
        middle,
        rows,
        color=SHARED[rows] if rows == shared else INK,
        rotation=90,
        **small,
    )
    return left + width


def products():
    """Columns become a matrix; three products, each with the side that is summed over."""
    figure, axes = _blank(6.0)
    for place in range(6):
        axes.add_patch(Rectangle((0.55 * place, 0), 0.35, 0.7, facecolor=PAPER, edgecolor=QUIET))
    axes.text(1.55, 1.0, "examples, one by one", ha="center", fontsize=8)
    axes.annotate("", (4.6, 0.35), (3.5, 0.35), arrowprops={"arrowstyle": "-|>", "color": INK})
    _matrix(axes, 5.1, 0.35, "inputs", "examples", None)
    rows = (
        ("weights times inputs", "hidden", "inputs", "examples", "inputs"),
        ("transposed weights times errors", "hidden", "outputs", "examples", "outputs"),
        ("errors times transposed inputs", "hidden", "examples", "inputs", "examples"),
    )
    for number, (name, outer, inner, last, shared) in enumerate(rows):
        middle = -2.2 - 3.1 * number
        axes.text(0, middle + 1.6, name, fontsize=9)
        right = _matrix(axes, 0.4, middle, outer, inner, shared)
        axes.text(right + 0.45, middle, "times", ha="center", va="center", fontsize=8)
        right = _matrix(axes, right + 1.3, middle, inner, last, shared)
        axes.text(right + 0.45, middle, "is", ha="center", va="center", fontsize=8)
        _matrix(axes, right + 1.3, middle, outer, last, None)
    axes.set(xlim=(-0.5, 8.8), ylim=(-9.8, 1.5))
    return figure


def times():
    """What benchmarks/vectorization.py measured: time for one example against their number."""
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))["times"]
    figure, axes = new(height=3.6)
    names = {"loops": ("loops", FIRST), "columns": ("one at a time", SECOND)}
    names["products"] = ("products", THIRD)
    for program, (name, color) in names.items():
        examples, seconds = zip(*measured[program], strict=True)
        axes.loglog(examples, seconds, "o-", color=color, markersize=4)
        axes.text(examples[-1] * 1.25, seconds[-1], name, color=color, va="center")
    axes.set(xlabel="examples in the batch", ylabel="seconds for one example", xlim=(0.8, 8000))
    return figure
