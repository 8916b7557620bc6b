"""Shares before and after, each with its interval: two rows of one form, never a bare point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import altair

from desk.charts.look import inks
from desk.charts.rows import FOLDED, Sets, fitted, folded
from vigie.chart import BeforeAfter, Look

_BAND: Final = 42  # pixels for a pair


def before_after(chart: BeforeAfter, look: Look, sets: Sets) -> Any:
    """Return the altair chart of both sides; a square is before, a disc is after."""
    ink, room_for_names = inks(look), min(230.0, look.width * 0.4)
    names = folded([pair.name for pair in chart.pairs], room_for_names)
    sides = list(chart.sides)
    base = altair.Chart(sets.add(_rows(chart, names))).encode(
        y=altair.Y(
            "name:N", sort=names, title=None,
            axis=altair.Axis(
                labelExpr=FOLDED, labelLimit=int(room_for_names) + 10, ticks=False,
                domain=False, labelColor=ink.ink, grid=False,
            ),
        ),
        yOffset=altair.YOffset("side:N", sort=sides, scale=altair.Scale(paddingInner=0.2)),
        color=altair.Color(
            "side:N", sort=sides, title=None,
            scale=altair.Scale(domain=sides, range=[ink.hues["before"], ink.hues["after"]]),
            legend=altair.Legend(orient="top"),
        ),
    )  # fmt: skip
    axis = altair.Axis(format=".0%", tickCount=5, labelFlush=True)
    spans = base.mark_rule(strokeWidth=3, opacity=0.55).encode(
        x=altair.X("low:Q", title=chart.unit, axis=axis, scale=altair.Scale(zero=True)),
        x2="high:Q",
    )
    points = base.mark_point(filled=True, size=90, opacity=1).encode(
        x="value:Q",
        shape=altair.Shape(
            "side:N", sort=sides, title=None,
            scale=altair.Scale(domain=sides, range=["square", "circle"]),
        ),
    )  # fmt: skip
    height = _BAND * max(1, len(chart.pairs))
    return fitted(altair.layer(spans, points), look, height, names)


def _rows(chart: BeforeAfter, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    for name, pair in zip(names, chart.pairs, strict=True):
        for side, value, (low, high) in (
            (chart.sides[0], pair.before, pair.before_interval),
            (chart.sides[1], pair.after, pair.after_interval),
        ):
            yield {"name": name, "side": side, "value": value, "low": low, "high": high}
