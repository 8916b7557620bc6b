"""Checks a dashboard: its grid, its panels, its controls, and what each of them points at."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, Final

from deploy.kibana.lens_checking import chart_problems

Json = dict[str, Any]

_COLUMNS: Final = 48
# By reference or by value; « visualization » (TSVB, Timelion, aggregations) is Kibana's past.
_KINDS: Final = frozenset({"lens", "map", "search"})


def dashboard_problems(item: Json) -> Iterator[str]:
    """Yield what is wrong in a dashboard whose texts can be read."""
    attributes = item["attributes"]
    panels = json.loads(attributes.get("panelsJSON", "[]"))
    controls = json.loads(attributes.get("controlGroupInput", {}).get("panelsJSON", "{}"))
    yield from _grid(panels)
    wanted: dict[str, str] = {}
    for panel in panels:
        yield from _panel(panel)
        wanted |= _panel_references(panel)
    for name, control in controls.items():
        yield from _control(name, control)
        wanted |= _control_references(name, control)
    yield from _repeated(wanted, item["references"])


def _grid(panels: Sequence[Json]) -> Iterator[str]:
    names = [panel["panelIndex"] for panel in panels]
    yield from (f"panel {name} stands twice" for name in set(names) if names.count(name) > 1)
    for panel in panels:
        place = panel["gridData"]
        if place["i"] != panel["panelIndex"]:
            yield f"panel {panel['panelIndex']}: gridData.i is {place['i']}"
        if place["x"] < 0 or place["y"] < 0 or place["w"] < 1 or place["h"] < 1:
            yield f"panel {panel['panelIndex']}: no such place"
        if place["x"] + place["w"] > _COLUMNS:
            yield f"panel {panel['panelIndex']}: past the {_COLUMNS}th column"
    for one, other in combinations(panels, 2):
        if _overlap(one["gridData"], other["gridData"]):
            yield f"panels {one['panelIndex']} and {other['panelIndex']} overlap"


def _overlap(one: Json, other: Json) -> bool:
    along = ("x", "w"), ("y", "h")
    return all(
        one[at] < other[at] + other[size] and other[at] < one[at] + one[size] for at, size in along
    )


def _panel(panel: Json) -> Iterator[str]:
    name = panel["panelIndex"]
    kind = panel.get("type")
    if kind not in _KINDS:
        yield f"panel {name}: {kind} is not a kind that lasts"
    if not panel.get("title") or not panel["embeddableConfig"].get("description"):
        yield f"panel {name}: a title and a description are wanted"
    chart = panel["embeddableConfig"].get("attributes")
    if (chart is None) == ("panelRefName" not in panel):
        yield f"panel {name}: a chart or a reference is wanted, and not both"
    elif chart is not None:
        yield from (f"panel {name}: {said}" for said in chart_problems(chart))


def _panel_references(panel: Json) -> dict[str, str]:
    name = panel["panelIndex"]
    chart = panel["embeddableConfig"].get("attributes")
    if chart is None:
        return {f"{name}:{panel.get('panelRefName')}": panel.get("type", "")}
    return {f"{name}:{held['name']}": f"index-pattern/{held['id']}" for held in chart["references"]}


def _control(name: str, control: Json) -> Iterator[str]:
    given = control["explicitInput"]
    if given.get("id") != name:
        yield f"control {name}: its id is {given.get('id')}"
    if control["type"] == "optionsListControl":
        if not given.get("fieldName"):
            yield f"control {name}: no field"
    elif control["type"] != "timeSlider":
        yield f"control {name}: {control['type']} is unknown"


def _control_references(name: str, control: Json) -> dict[str, str]:
    if control["type"] != "optionsListControl":
        return {}
    return {f"controlGroup_{name}:optionsListDataView": "index-pattern"}


def _repeated(wanted: dict[str, str], references: Sequence[Json]) -> Iterator[str]:
    """What panels and controls point at stands again at the top, and nothing else does."""
    held = {reference["name"]: reference for reference in references}
    yield from (f"reference {name} is missing" for name in wanted if name not in held)
    yield from (f"reference {name} serves nothing" for name in held if name not in wanted)
    for name, target in wanted.items():
        kind, _, identifier = target.partition("/")
        found = held.get(name)
        if found and (found["type"] != kind or identifier not in {"", found["id"]}):
            yield f"reference {name} leads elsewhere than its panel says"
