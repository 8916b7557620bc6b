"""Lays the panels out and writes them in Grafana's form."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from deploy.grafana.panels import ROWS, Panel, Row

#: Grafana's grid is 24 columns wide.
_WIDE: Final = 24
_HEIGHTS: Final = {"stat": 4, "timeseries": 8}
_SOURCE: Final = {"type": "prometheus", "uid": "${datasource}"}


def dashboard(rows: Sequence[Row] = ROWS) -> dict[str, Any]:
    """Return the dashboard as Grafana imports it, for a Prometheus chosen at the top."""
    return {
        "uid": "vigie",
        "title": "Vigie, la marche du poste d’écoute",
        "description": "How the listening post runs. What it hears is in Kibana and on the page.",
        "tags": ["vigie"],
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "browser",
        "templating": {"list": [_datasource()]},
        "annotations": {"list": []},
        "panels": list(_placed(rows)),
    }


def text() -> str:
    """Return the dashboard's file."""
    return json.dumps(dashboard(), ensure_ascii=False, indent=1) + "\n"


def _datasource() -> dict[str, Any]:
    return {
        "name": "datasource",
        "label": "Prometheus",
        "type": "datasource",
        "query": "prometheus",
        "current": {},
        "hide": 0,
        "refresh": 1,
    }


def _placed(rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    number, top = 0, 0
    for row in rows:
        number += 1
        place = {"x": 0, "y": top, "w": _WIDE, "h": 1}
        yield {
            "id": number,
            "type": "row",
            "title": row.title,
            "collapsed": False,
            "gridPos": place,
            "panels": [],
        }
        top += 1
        width, height = _WIDE // len(row.panels), _HEIGHTS[row.panels[0].kind]
        for column, panel in enumerate(row.panels):
            number += 1
            where = {"x": column * width, "y": top, "w": width, "h": height}
            yield {"id": number, "gridPos": where, **_written(panel)}
        top += height


def _written(panel: Panel) -> dict[str, Any]:
    steps: list[dict[str, Any]] = [{"color": "green", "value": None}]
    if panel.red is not None:
        steps.append({"color": "red", "value": panel.red})
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.about,
        "datasource": _SOURCE,
        "fieldConfig": {
            "defaults": {
                "unit": panel.unit,
                "min": 0,
                "thresholds": {"mode": "absolute", "steps": steps},
            },
            "overrides": [],
        },
        "options": _options(panel),
        "targets": [
            {
                "refId": chr(ord("A") + number),
                "datasource": _SOURCE,
                "editorMode": "code",
                "range": True,
                "expr": query.expr,
                "legendFormat": query.legend or "__auto",
            }
            for number, query in enumerate(panel.queries)
        ],
    }


def _options(panel: Panel) -> dict[str, Any]:
    if panel.kind == "stat":
        return {
            "colorMode": "value",
            "graphMode": "area",
            "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        }
    return {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
