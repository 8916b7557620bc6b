"""A chart → its whole Vega-Lite specification."""

from __future__ import annotations

from typing import Any

from altair.utils.schemapi import debug_mode

from desk.charts.bars import bars
from desk.charts.before_after import before_after
from desk.charts.look import config
from desk.charts.map import town_map
from desk.charts.over_time import over_time
from desk.charts.rows import Sets
from vigie.chart import Bars, BeforeAfter, Chart, Look, Map, OverTime


def specification(chart: Chart, look: Look, *, validate: bool = False) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart: JSON, its data in it. Pure.

    Args:
        chart: what.
        look: how.
        validate: check it against Vega-Lite's schema, which takes longer than drawing it.
    """
    sets = Sets()
    with debug_mode(validate):
        drawn = _altair(chart, look, sets).properties(description=chart.alt)
        spec: dict[str, Any] = drawn.to_dict(validate=validate)
    return {**spec, "datasets": dict(sets), "config": config(look)}


def _altair(chart: Chart, look: Look, sets: Sets) -> Any:
    match chart:
        case OverTime():
            return over_time(chart, look, sets)
        case Bars():
            return bars(chart, look, sets)
        case BeforeAfter():
            return before_after(chart, look, sets)
        case Map():
            return town_map(chart, look, sets)
