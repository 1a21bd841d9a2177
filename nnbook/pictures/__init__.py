"""What all pictures share: size, lines, and colours by role.

A picture is a function without arguments in `nnbook/pictures/<chapter>.py` that returns a
Matplotlib figure:

    from nnbook.pictures import FIRST, new

    def slope():
        figure, axes = new()
        axes.plot(z, sigmoid(z), color=FIRST)
        return figure

A page shows it by `![what is to be seen](picture:sigmoid/slope "caption")`. Colours are roles, not
values: in the page each becomes a CSS variable, so that one drawing is right in the light and in
the dark scheme. A colour that is none of these stops the build. The names of letters stand in
words or in code letters, as in the rest of the book.
"""

from typing import Any

from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Each role's colour as Matplotlib sees it; the page's CSS has the real ones (docs/assets/book.css).
INK = "#1a1a1b"  # axes, labels, whatever is text
QUIET = "#8a8a8b"  # grids and guides
FIRST = "#1f5fa8"  # the four series, in the order of use
SECOND = "#b4481e"
THIRD = "#2a7a3f"
FOURTH = "#7a3f9c"
WRONG = "#b3202a"  # what the page shows to be false
PAPER = "#fefeff"  # the page's own background, to cover what lies beneath

ROLES = {
    INK: "ink",
    QUIET: "quiet",
    FIRST: "first",
    SECOND: "second",
    THIRD: "third",
    FOURTH: "fourth",
    WRONG: "wrong",
    PAPER: "paper",
}

WIDTH, HEIGHT = 5.2, 3.2  # inches of 72 units: small, so that labels stay readable on a phone

STYLE: dict[Any, Any] = {
    "axes.edgecolor": INK,
    "axes.facecolor": "none",
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": 11,
    "axes.linewidth": 0.8,
    "axes.prop_cycle": cycler(color=[FIRST, SECOND, THIRD, FOURTH]),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlesize": 11,
    "figure.constrained_layout.use": True,
    "figure.edgecolor": "none",
    "figure.facecolor": "none",
    "font.size": 11,
    "grid.color": QUIET,
    "grid.linewidth": 0.5,
    "hatch.color": QUIET,
    "legend.fontsize": 11,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "patch.edgecolor": INK,
    "path.simplify": False,
    "savefig.facecolor": "none",
    "text.color": INK,
    "xtick.color": INK,
    "xtick.labelsize": 10,
    "ytick.color": INK,
    "ytick.labelsize": 10,
}


def new(width: float = WIDTH, height: float = HEIGHT) -> tuple[Figure, Axes]:
    """An empty picture with one pair of axes; for several use `Figure` and its `subplots`."""
    figure = Figure(figsize=(width, height))
    return figure, figure.subplots()
