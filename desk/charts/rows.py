"""What the charts share: their data given in line, long names folded, figures on an axis."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import altair

from vigie.chart import Look

_LETTER: Final = 6.6  # pixels, on average, at the charts' size
_INVISIBLE: Final = "\u200b"

#: Writes a folded name on its lines.
FOLDED: Final = "split(datum.label, '\\n')"


def data(rows: Iterable[Mapping[str, Any]]) -> Any:
    """Return rows as altair's data, held in the specification itself."""
    return altair.Data(values=list(rows))  # type: ignore[no-untyped-call]


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


def fitted(chart: Any, look: Look, height: float) -> Any:
    """Return a chart as wide as its look, its names and axes included."""
    fit = altair.AutoSizeParams(type="fit-x", contains="padding")
    return chart.properties(width=look.width, height=height, autosize=fit)
