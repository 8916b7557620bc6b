"""The table of a chart: the same figures, for a screen reader, a spreadsheet or a person."""

from __future__ import annotations

from collections.abc import Iterator

from vigie.chart import Bars, BeforeAfter, Chart, Map, OverTime

Cell = str | int | float | None


def rows_of(chart: Chart) -> tuple[tuple[Cell, ...], ...]:
    """Return the rows under `chart.heads`; shares stay from 0 to 1, days are ISO 8601."""
    match chart:
        case OverTime():
            return tuple(_periods(chart))
        case Bars():
            return tuple(_bars(chart))
        case BeforeAfter():
            return tuple(
                (p.name, p.before, *p.before_interval, p.after, *p.after_interval)
                for p in chart.pairs
            )
        case Map():
            placed = tuple((spot.name, spot.count) for spot in chart.spots)
            return (*placed, *chart.unplaced)


def _periods(chart: OverTime) -> Iterator[tuple[Cell, ...]]:
    for place, start in enumerate(chart.starts):
        yield (start.isoformat(), *(line.counts[place] for line in chart.lines))


def _bars(chart: Bars) -> Iterator[tuple[Cell, ...]]:
    bounded = any(bar.low is not None for bar in chart.bars)
    for bar in chart.bars:
        yield (bar.name, bar.value, bar.low, bar.high) if bounded else (bar.name, bar.value)
