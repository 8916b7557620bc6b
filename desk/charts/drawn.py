"""A chart → its whole Vega-Lite specification."""

from __future__ import annotations

from typing import Any

from desk.charts.bars import bars
from desk.charts.before_after import before_after
from desk.charts.look import config
from desk.charts.map import town_map
from desk.charts.over_time import over_time
from vigie.chart import Bars, BeforeAfter, Chart, Look, Map, OverTime


def specification(chart: Chart, look: Look, *, validate: bool = False) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart: JSON, its data in it. Pure.

    Args:
        chart: what.
        look: how.
        validate: check it against Vega-Lite's schema, which takes longer than drawing it.
    """
    drawn = _altair(chart, look).properties(description=chart.alt)
    spec: dict[str, Any] = drawn.to_dict(validate=validate)
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
