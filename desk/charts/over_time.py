"""Counts by period: a row of bars for each series, so that none hides behind another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import altair

from desk.charts.look import day_format, inks
from desk.charts.rows import FOLDED, Sets, folded
from vigie.chart import Look, OverTime

_ROW: Final = 64  # pixels high
_AXIS: Final = 56  # and for the figures, at the left
_A_YEAR: Final = 366  # days: beyond, a date has its year


def over_time(chart: OverTime, look: Look, sets: Sets) -> Any:
    """Return the altair chart of counts by period.

    Rows share one scale, as Tufte's small multiples ("The Visual Display of Quantitative
    Information", 1983) do: their heights compare, and no meaning rests on a colour.
    """
    names = folded([line.name for line in chart.lines], look.width - _AXIS)
    layers = [_bars(chart, look)]
    if chart.event is not None:
        layers.append(_event(look))
    # Above its row, a name has all the width, whatever letters a screen has.
    header = altair.Header(
        labelAngle=0, labelAlign="left", labelAnchor="start", labelOrient="top", labelPadding=0,
        labelExpr=FOLDED, title=None,
    )  # fmt: skip
    return (
        altair.layer(*layers, data=sets.add(_rows(chart, names)))
        .properties(width=look.width - _AXIS, height=_ROW)
        .facet(row=altair.Row("name:N", sort=names, header=header), spacing=6)
    )


def _bars(chart: OverTime, look: Look) -> Any:
    ink = inks(look)
    hues = list(dict.fromkeys(line.hue for line in chart.lines))
    colours = altair.Scale(domain=hues, range=[ink.hues[hue] for hue in hues])
    hollow = altair.value(0.2)
    return (
        altair.Chart()
        .mark_rect(strokeWidth=1)
        .encode(
            x=altair.X("start:T", scale=_utc(), axis=_days(chart), title=None),
            x2="end:T",
            y=altair.Y(
                "count:Q", axis=altair.Axis(tickCount=3, format=",d", tickMinStep=1), title=None
            ),
            y2=altair.datum(0),
            color=altair.Color("hue:N", legend=None, scale=colours),
            fillOpacity=altair.condition("datum.unfinished", hollow, altair.value(1)),
            # Bars are parted by the ground; the one that is not over is drawn by its edge.
            stroke=altair.condition(
                "datum.unfinished",
                altair.Stroke("hue:N", legend=None, scale=colours),
                altair.value(ink.ground),
            ),
        )
    )


def _utc() -> Any:
    """Return a scale of days as they are written, in no zone."""
    return altair.Scale(type="utc", nice=False)


def _days(chart: OverTime) -> Any:
    """Return the axis of days; the first of the month is « 1er » in French."""
    written = f"utcFormat(datum.value, '{day_format(chart.language)}')"
    if chart.language == "fr":
        written = f"replace({written}, /^1\u00a0/, '1er\u00a0')"
    if (chart.until - chart.starts[0]).days > _A_YEAR:
        written += " + ' ' + utcFormat(datum.value, '%Y')"
    return altair.Axis(
        labelExpr=written, grid=False, labelOverlap=True, tickCount=6, labelFlush=True
    )


def _event(look: Look) -> Any:
    ink = inks(look)
    return (
        altair.Chart()
        .transform_filter("datum.first")
        .mark_rule(color=ink.ink, strokeDash=[4, 3], strokeWidth=1.5)
        .encode(x=altair.X("event:T", scale=_utc()))
    )


def _rows(chart: OverTime, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    ends = (*chart.starts[1:], chart.until)
    event = chart.event.isoformat() if chart.event else None
    last = len(chart.starts) - 1
    for name, line in zip(names, chart.lines, strict=True):
        for place, (start, end) in enumerate(zip(chart.starts, ends, strict=True)):
            yield {
                "name": name,
                "hue": line.hue,
                "start": start.isoformat(),
                "end": end.isoformat(),
                "count": line.counts[place],
                "unfinished": chart.unfinished and place == last,
                "first": place == 0,
                "event": event,
            }
