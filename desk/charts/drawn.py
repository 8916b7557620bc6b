"""A chart → its whole Vega-Lite specification."""

from __future__ import annotations

from typing import Any

from desk.charts.bars import bars
from desk.charts.before_after import before_after
from desk.charts.look import config
from desk.charts.map import town_map
from desk.charts.over_time import over_time
from vigie.chart import Bars, BeforeAfter, Chart, Look, Map, OverTime


def specification(chart: Chart, look: Look) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart: JSON, its data in it. Pure."""
    drawn = _altair(chart, look)
    spec: dict[str, Any] = drawn.properties(description=chart.alt).to_dict()
    return {**spec, "config": config(look)}


def _altair(chart: Chart, look: Look) -> Any:
    match chart:
        case OverTime():
            return over_time(chart, look)
        case Bars():
            return bars(chart, look)
        case BeforeAfter():
            return before_after(chart, look)
        case Map():
            return town_map(chart, look)
