"""Lens charts: columns, and how each kind of chart lays them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from deploy.kibana.objects import IN_PERIOD, Json, kuery, reference

_LAYER: Final = "couche"


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A Lens chart, by value.

    Attributes:
        columns: column id → column, the splits first, in the order in which they nest.
        kind: Lens's own name for the visualization ("lnsXY"…).
        layout: its state, which names the columns.
        where: KQL that the mentions must answer to be in the chart.
        view: id of the data view.
        apart: of another index than mentions, so the page's controls do not apply to it.
    """

    columns: Mapping[str, Json]
    kind: str
    layout: Json
    where: str = ""
    view: str = IN_PERIOD
    apart: bool = False


def attributes(chart: Chart, title: str, description: str) -> Json:
    """Return what Kibana keeps of a chart inside a dashboard's panel."""
    layer: Json = {
        "columnOrder": list(chart.columns),
        "columns": dict(chart.columns),
        "incompleteColumns": {},
        "sampling": 1,
    }
    if chart.apart:
        layer["ignoreGlobalFilters"] = True
    return {
        "description": description,
        "references": [reference("index-pattern", chart.view, LAYER_REFERENCE)],
        "state": {
            "adHocDataViews": {},
            "datasourceStates": {"formBased": {"layers": {_LAYER: layer}}},
            "filters": [],
            "internalReferences": [],
            "query": kuery(chart.where),
            "visualization": chart.layout,
        },
        "title": title,
        "type": "lens",
        "visualizationType": chart.kind,
    }


LAYER_REFERENCE: Final = f"indexpattern-datasource-layer-{_LAYER}"


def figure(column: Json, subtitle: str, *, where: str = "", view: str = IN_PERIOD) -> Chart:
    """One large figure, with a line of explanation below it."""
    layout = {
        "layerId": _LAYER,
        "layerType": "data",
        "metricAccessor": "nombre",
        "showBar": False,
        "subtitle": subtitle,
    }
    return Chart(
        columns={"nombre": column}, kind="lnsMetric", layout=layout, where=where, view=view
    )


def bars(
    split: Json,
    heights: Sequence[tuple[str, Json, str]],
    *,
    horizontal: bool,
    where: str = "",
    view: str = IN_PERIOD,
) -> Chart:
    """Bars, stacked when there are several heights.

    Args:
        split: the column along the axis.
        heights: (id, column, colour) of what is stacked, from the axis outwards.
        horizontal: bars that lie, for long names.
        where: KQL for the whole chart.
        view: id of the data view.
    """
    series = "bar_horizontal_stacked" if horizontal else "bar_stacked"
    names = [name for name, _, _ in heights]
    data = {
        "accessors": names,
        "layerId": _LAYER,
        "layerType": "data",
        "seriesType": series,
        "xAccessor": "axe",
        "yConfig": [{"forAccessor": name, "color": colour} for name, _, colour in heights],
    }
    columns = {"axe": split, **{name: column for name, column, _ in heights}}
    layout = {**_axes(series, legend=len(heights) > 1), "layers": [data]}
    return Chart(columns=columns, kind="lnsXY", layout=layout, where=where, view=view)


def _axes(series: str, *, legend: bool) -> Json:
    shown = {"x": True, "yLeft": True, "yRight": True}
    return {
        "axisTitlesVisibilitySettings": {"x": False, "yLeft": False, "yRight": False},
        "fittingFunction": "None",
        "gridlinesVisibilitySettings": {**shown, "x": False},
        "labelsOrientation": {"x": 0, "yLeft": 0, "yRight": 0},
        "legend": {"isVisible": legend, "position": "bottom"},
        "preferredSeriesType": series,
        "tickLabelsVisibilitySettings": shown,
        "valueLabels": "hide" if legend else "show",
    }


def ring(split: Json, size: Json, *, view: str = IN_PERIOD) -> Chart:
    """A ring of shares."""
    layer = {
        "categoryDisplay": "default",
        "layerId": _LAYER,
        "layerType": "data",
        "legendDisplay": "show",
        "legendPosition": "right",
        "metrics": ["nombre"],
        "nestedLegend": False,
        "numberDisplay": "percent",
        "primaryGroups": ["part"],
    }
    layout = {"layers": [layer], "shape": "donut"}
    return Chart(columns={"part": split, "nombre": size}, kind="lnsPie", layout=layout, view=view)


def table(
    columns: Mapping[str, Json],
    *,
    hidden: str | None = None,
    sorted_by: tuple[str, str] | None = None,
    where: str = "",
    view: str = IN_PERIOD,
    apart: bool = False,
) -> Chart:
    """A table; the splits are its first columns, `hidden` one of them that nobody reads."""
    layout: Json = {
        "columns": [
            {
                "columnId": name,
                "isMetric": not column["isBucketed"],
                "isTransposed": False,
                **({"hidden": True} if name == hidden else {}),
            }
            for name, column in columns.items()
        ],
        "layerId": _LAYER,
        "layerType": "data",
    }
    if sorted_by:
        layout["sorting"] = {"columnId": sorted_by[0], "direction": sorted_by[1]}
    return Chart(
        columns=columns, kind="lnsDatatable", layout=layout, where=where, view=view, apart=apart
    )
