"""What the charts share: their data given in line, long names folded, figures on an axis."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import altair

from vigie.chart import Look

_LETTER: Final = 6.6  # pixels, on average, at the charts' size
_WIDER: Final = 0.16  # how much wider other letters may be
_INVISIBLE: Final = "\u200b"

#: Writes a folded name on its lines.
FOLDED: Final = "split(datum.label, '\\n')"


class Sets(dict[str, list[Mapping[str, Any]]]):
    """The data of one specification, by name; altair copies what a chart holds at each step."""

    def add(self, rows: Iterable[Mapping[str, Any]]) -> Any:
        """Keep rows; return what a chart says to have them."""
        name = f"rows_{len(self)}"
        self[name] = list(rows)
        return altair.NamedData(name)


def letters_in(pixels: float) -> int:
    """Return how many letters fit in a width."""
    return max(4, int(pixels / _LETTER))


def folded(names: Sequence[str], pixels: float, lines: int = 2) -> list[str]:
    """Return names on a few lines that fit, their end replaced by « … »; no two are alike.

    Two names that begin alike would otherwise be drawn as one.
    """
    found: list[str] = []
    for name in names:
        kept = textwrap.wrap(name, letters_in(pixels), max_lines=lines, placeholder="…")
        one = "\n".join(kept) or _INVISIBLE
        while one in found:
            one += _INVISIBLE
        found.append(one)
    return found


def room(values: Iterable[float], beyond: float) -> list[float]:
    """Return the ends of an axis that holds 0 and every value, and `beyond` of it on each side."""
    low, high = 0.0, 0.0
    for value in values:
        low, high = min(low, value), max(high, value)
    span = (high - low) or 1.0
    return [low - beyond * span if low < 0 else 0.0, high + beyond * span if high > 0 else 0.0]


def fitted(chart: Any, look: Look, height: float, names: Sequence[str]) -> Any:
    """Return a chart as wide as its look, its names and axes included."""
    # Vega measures with the letters that come with it; where a screen has only wider ones, names
    # that end at the axis need some room to begin.
    fit = altair.AutoSizeParams(type="fit-x", contains="padding")
    left = 4 + _WIDER * _LETTER * longest(names)
    padding = {"left": round(left), "right": 12, "top": 6, "bottom": 4}
    return chart.properties(width=look.width, height=height, autosize=fit, padding=padding)


def longest(names: Sequence[str]) -> int:
    """Return how many letters the longest line of some folded names has."""
    return max((len(line) for name in names for line in name.split("\n")), default=0)
