"""Places on the town's outline; nothing is fetched, no tile of anyone's."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import altair

from desk.charts.look import SIZE, inks
from desk.charts.map_frame import Frame
from desk.charts.rows import Sets, folded
from vigie.chart import Look, Map, Spot

_NAMED: Final = 8  # at most: the places most spoken of bear their name, where it fits
_LARGEST: Final = 900.0  # square pixels of the largest disc


def town_map(chart: Map, look: Look, sets: Sets) -> Any:
    """Return the altair chart of places, as discs whose area is the count."""
    spots = [(spot.longitude, spot.latitude) for spot in chart.spots]
    frame = Frame([*chart.outline, *chart.context, *spots], look.width - 20)
    layers = [*_outline(chart, look, frame, sets), *_context(chart, look, frame, sets)]
    layers.extend(_spots(chart, look, frame, sets))
    return altair.layer(*layers).properties(width=frame.width, height=frame.height)


def _outline(chart: Map, look: Look, frame: Frame, sets: Sets) -> list[Any]:
    if not chart.outline:
        return []
    ink = inks(look)
    rows = [{**frame.row(point), "order": place} for place, point in enumerate(chart.outline)]
    ring = altair.Chart(sets.add([*rows, {**rows[0], "order": len(rows)}]))
    ring = ring.encode(x=frame.x, y=frame.y, order="order:Q")
    return [
        ring.mark_line(filled=True, fill=ink.line, fillOpacity=0.45, strokeWidth=0),
        ring.mark_line(color=ink.soft, strokeWidth=1.5),
    ]


def _context(chart: Map, look: Look, frame: Frame, sets: Sets) -> list[Any]:
    dots = altair.Chart(sets.add(frame.row(point) for point in chart.context))
    drawn = dots.mark_circle(size=10, opacity=0.8, color=inks(look).hues["soft"])
    return [drawn.encode(x=frame.x, y=frame.y)] if chart.context else []


def _spots(chart: Map, look: Look, frame: Frame, sets: Sets) -> list[Any]:
    ink, ordered = inks(look), sorted(chart.spots, key=lambda spot: -spot.count)
    most = max((spot.count for spot in ordered), default=1)
    rows = [{**frame.row((s.longitude, s.latitude)), "count": s.count} for s in ordered]
    area = altair.Scale(type="linear", domain=[0, most], range=[0, _LARGEST])
    legend = altair.Legend(
        title=chart.unit, orient="bottom", format=",d", values=_round_counts(most),
        symbolFillColor=ink.hues["plain"], symbolOpacity=0.75,
    )  # fmt: skip
    discs = (
        altair.Chart(sets.add(rows))
        .mark_circle(color=ink.hues["plain"], opacity=0.75, stroke=ink.hues["plain"])
        .encode(x=frame.x, y=frame.y, size=altair.Size("count:Q", scale=area, legend=legend))
    )
    names = altair.Chart(sets.add(_names(ordered, most, frame)))
    names = names.encode(x=frame.x, y=frame.y, text="name:N")
    # A halo of the ground first, so that a name is read over a line or a disc.
    halo = names.mark_text(stroke=ink.ground, strokeWidth=3, strokeJoin="round", fontWeight="bold")
    return [discs, halo, names.mark_text(color=ink.ink, fontWeight="bold")]


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def _names(ordered: Iterable[Spot], most: int, frame: Frame) -> list[dict[str, Any]]:
    """Place each name over its disc, the largest first; one that would cover another is left."""
    rows: list[dict[str, Any]] = []
    taken: list[_Box] = []
    for spot in ordered:
        at = frame.row((spot.longitude, spot.latitude))
        radius = math.sqrt(_LARGEST * spot.count / most / math.pi)
        name = folded([spot.name], 260, lines=1)[0]
        half, y = len(name) * SIZE * 0.31, at["y"] - radius - SIZE * 0.7
        x = min(max(at["x"], half), frame.width - half)
        box = _Box(x - half, y - SIZE * 0.6, x + half, y + SIZE * 0.6)
        if len(rows) < _NAMED and not any(box.meets(other) for other in taken):
            taken.append(box)
            rows.append({"x": x, "y": y, "name": name})
    return rows


def _round_counts(most: int) -> list[int]:
    """Return two or three counts for the legend, 1, 2 or 5 times a power of ten."""
    known = [step * 10**power for power in range(9) for step in (1, 2, 5)]
    return [count for count in known if count <= most][-1::-2][:3][::-1]
