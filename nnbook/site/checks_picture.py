"""How far apart the two sides of the formulas were: a picture of all largest errors."""

import math
from collections import Counter
from collections.abc import Sequence

from matplotlib.figure import Figure

from nnbook.pictures import FIRST, INK, QUIET, SECOND, new
from nnbook.site.checks import Checked
from nnbook.verify.compare import TOLERANCE

LEAST = -17  # decades below it share a bar
LIMIT = round(math.log10(TOLERANCE))


def errors(formulas: Sequence[Checked]) -> Figure:
    """Bars by decades: formulas with no difference, then from rounding up to what is allowed."""
    plain, sloped = _counted(formulas)
    figure, axes = new()
    places = list(range(LEAST - 1, LIMIT))  # the first is for no difference at all
    below = [plain[place] for place in places]
    axes.bar(places, below, width=0.85, color=FIRST)
    axes.bar(places, [sloped[place] for place in places], width=0.85, bottom=below, color=SECOND)
    axes.axvline(LIMIT - 0.5, color=QUIET, linestyle="--")
    top = max([plain[place] + sloped[place] for place in places], default=1) or 1
    axes.text(LIMIT - 0.7, 0.9 * top, "allowed", color=INK, ha="right")
    axes.text(LIMIT - 5.6, 0.7 * top, "without derivatives", color=FIRST)
    axes.text(LIMIT - 5.6, 0.6 * top, "with derivatives", color=SECOND)
    shown = [LEAST - 1, *range(LEAST + 1, LIMIT, 2)]
    axes.set_xticks(shown, ["none", *(f"1e{place}" for place in shown[1:])])
    axes.set(xlabel="largest error, at least", ylabel="formulas")
    return figure


def alternative(formulas: Sequence[Checked]) -> str:
    """What the picture shows, in words and numbers."""
    plain, sloped = _counted(formulas)
    both = plain + sloped
    none = both.pop(LEAST - 1, 0)
    if not both:
        return f"Bars of largest errors: {none:,} formulas had no difference at all, and none had."
    highest = max(both, key=lambda place: both[place])
    return (
        f"Bars of the largest error of each formula that was compared. {none:,} had no difference "
        f"at all. {sum(both.values()):,} had one: most of them, {both[highest]:,}, from "
        f"1e{highest} to 1e{highest + 1}; the largest lies below 1e{max(both) + 1}, where "
        f"1e{LIMIT} is allowed. {sum(sloped.values()):,} formulas were compared with derivatives."
    )


def _counted(formulas: Sequence[Checked]) -> tuple[Counter[int], Counter[int]]:
    """How many formulas each decade has, without and with derivatives."""
    plain, sloped = Counter[int](), Counter[int]()
    for item in formulas:
        if item.error is not None and item.comparisons:
            decade = max(math.floor(math.log10(item.error)), LEAST) if item.error else LEAST - 1
            (sloped if item.result.data["methods"] else plain)[decade] += 1
    return plain, sloped
