"""Values side by side, with their intervals where they have one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import altair

from desk.charts.look import inks
from desk.charts.rows import FOLDED, Sets, fitted, folded, room
from vigie.chart import Bars, Look

_BAND: Final = 26  # pixels a bar
_FOLDED_BAND: Final = 36  # when a name takes two lines
_FIGURE: Final = 64.0  # pixels left for a figure beyond the end of its bar


def bars(chart: Bars, look: Look, sets: Sets) -> Any:
    """Return the altair chart of values side by side, each written at the end of its bar."""
    ink, room_for_names = inks(look), min(230.0, look.width * 0.4)
    names = folded([bar.name for bar in chart.bars], room_for_names)
    base = altair.Chart(sets.add(_rows(chart, names))).encode(
        y=altair.Y(
            "name:N", sort=names, title=None,
            axis=altair.Axis(labelExpr=FOLDED, ticks=False, domain=False, labelColor=ink.ink,
                             labelLimit=int(room_for_names) + 10, grid=False),
        )
    )  # fmt: skip
    width = look.width - room_for_names - 40
    values, colour = _values(chart, _FIGURE / width), _hues(chart, look)
    layers = [base.mark_bar(height={"band": 0.62}).encode(x=values, color=colour)]
    if any(bar.low is not None for bar in chart.bars):
        ends = base.mark_rule(color=ink.ink, strokeWidth=1.5)
        layers.append(ends.encode(x="low:Q", x2="high:Q"))
    else:
        layers.extend(_figures(base, chart))
    if chart.mark is not None:
        rule = altair.Chart(sets.add([{"mark": chart.mark}]))
        layers.append(rule.mark_rule(color=ink.ink, strokeDash=[4, 3]).encode(x="mark:Q"))
    band = _FOLDED_BAND if any("\n" in name for name in names) else _BAND
    return fitted(altair.layer(*layers), look, band * max(1, len(names)), names)


def _values(chart: Bars, beyond: float) -> Any:
    reached = [value for bar in chart.bars for value in (bar.value, bar.low or 0, bar.high or 0)]
    domain = [0.0, 1.0] if chart.share else room([*reached, chart.mark or 0], beyond)
    whole = all(bar.value == int(bar.value) for bar in chart.bars)
    axis = altair.Axis(
        format=".0%" if chart.share else ",d" if whole else ",~r",
        tickCount=5,
        tickMinStep=1 if whole and not chart.share else 0.01,
        labelFlush=True,
    )
    return altair.X(
        "value:Q", title=chart.unit, axis=axis, scale=altair.Scale(domain=domain, nice=False)
    )


def _hues(chart: Bars, look: Look) -> Any:
    ink, hues = inks(look), list(dict.fromkeys(bar.hue for bar in chart.bars)) or ["plain"]
    scale = altair.Scale(domain=hues, range=[ink.hues[hue] for hue in hues])
    return altair.Color("hue:N", legend=None, scale=scale)


def _figures(base: Any, chart: Bars) -> Iterator[Any]:
    """Write each value, on the side where its bar ends."""
    text = altair.Text("value:Q", format=".0%" if chart.share else ",~r")
    for test, side, gap in (("datum.value >= 0", "left", 5), ("datum.value < 0", "right", -5)):
        yield (
            base.transform_filter(test).mark_text(align=side, dx=gap).encode(x="value:Q", text=text)
        )


def _rows(chart: Bars, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    for name, bar in zip(names, chart.bars, strict=True):
        yield {
            "name": name,
            "value": bar.value,
            "low": bar.low,
            "high": bar.high,
            "hue": bar.hue,
        }
