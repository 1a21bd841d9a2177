"""The picture of docs/fast_training.md."""

import json
from pathlib import Path

from matplotlib.figure import Figure

from nnbook.pictures import FIRST, FOURTH, INK, QUIET, SECOND, THIRD, WIDTH

MEASURED = Path(__file__).with_suffix(".json")
BARS = {
    "products": QUIET,
    "fast": FIRST,
    "JAX": THIRD,
    "scikit-learn": FOURTH,
    "PyTorch": SECOND,
    "plain": INK,
}


def times():
    """What benchmarks/fast_training.py measured on one processor: a group of bars for a network."""
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    figure = Figure(figsize=(WIDTH, 6.4))
    axes = figure.subplots()
    ticks, names = [], []
    for place, (network, seconds) in enumerate(
        zip(measured["networks"], measured["seconds"]["1"], strict=True)
    ):
        top = 7.5 * place
        for row, (name, color) in enumerate(BARS.items()):
            axes.barh(top + row, seconds[name] * 1e6, 0.8, color=color)
            if place == 0:
                axes.text(seconds[name] * 1.2e6, top + row, name, va="center", fontsize=8)
        ticks.append(top + 2.5)
        names.append("-".join(map(str, network["sizes"])) + f"\nbatch {network['batch']}")
    axes.set_xscale("log")
    axes.set_yticks(ticks, names, fontsize=8)
    axes.set(xlim=(1, 1e5), xlabel="microseconds for a step")
    axes.invert_yaxis()
    return figure
