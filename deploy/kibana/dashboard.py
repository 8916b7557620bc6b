"""The dashboard: panels on a grid, controls above them, and every reference named twice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from deploy.kibana.lens import LAYER_REFERENCE, Chart, attributes
from deploy.kibana.objects import IN_PERIOD, Json, kuery, packed, reference, saved
from deploy.kibana.panels import PANELS, Panel

DASHBOARD: Final = "vigie-tableau-de-veille"

#: Control id → field, title. The period has the page's own picker, and a slider in it.
CONTROLS: Final = {
    "ville": ("town", "Ville"),
    "sujet": ("topic", "Sujet"),
    "source": ("source", "Source"),
}
_SLIDER: Final = "periode"


def dashboard() -> Json:
    """Return the veille team's dashboard."""
    attributes_ = {
        "controlGroupInput": _controls(),
        "description": (
            "Ce qui attend une réponse, ce qu’on dit de la ville, où et sur quel ton."
            " Vigie reste l’endroit où l’on répond et où l’on corrige."
        ),
        "kibanaSavedObjectMeta": {"searchSourceJSON": packed({"query": kuery(""), "filter": []})},
        "optionsJSON": packed(
            {
                "hidePanelTitles": False,
                "syncColors": False,
                "syncCursor": True,
                "syncTooltips": False,
                "useMargins": True,
            }
        ),
        "panelsJSON": packed([_panel(panel) for panel in PANELS]),
        "refreshInterval": {"pause": False, "value": 300_000},
        "timeFrom": "now-7d",
        "timeRestore": True,
        "timeTo": "now",
        "title": "Vigie – Tableau de veille",
    }
    return saved("dashboard", DASHBOARD, attributes_, list(_references()))


def _panel(panel: Panel) -> Json:
    x, y, width, height = panel.at
    place: Json = {
        "gridData": {"h": height, "i": panel.id, "w": width, "x": x, "y": y},
        "panelIndex": panel.id,
        "title": panel.title,
    }
    shown: Json = {"description": panel.description, "enhancements": {}}
    if isinstance(panel.shows, Chart):
        chart = attributes(panel.shows, panel.title, panel.description)
        return {**place, "embeddableConfig": {**shown, "attributes": chart}, "type": "lens"}
    kind, _ = panel.shows
    return {
        **place,
        "embeddableConfig": shown,
        "panelRefName": f"panel_{panel.id}",
        "type": kind,
    }


def _references() -> Iterable[Json]:
    for panel in PANELS:
        if isinstance(panel.shows, Chart):
            name = f"{panel.id}:{LAYER_REFERENCE}"
            yield reference("index-pattern", panel.shows.view, name)
        else:
            kind, identifier = panel.shows
            yield reference(kind, identifier, f"{panel.id}:panel_{panel.id}")
    for control in CONTROLS:
        yield reference("index-pattern", IN_PERIOD, f"controlGroup_{control}:optionsListDataView")


def _controls() -> Json:
    panels: Json = {
        identifier: _control(order, "optionsListControl", identifier, title, field)
        for order, (identifier, (field, title)) in enumerate(CONTROLS.items())
    }
    panels[_SLIDER] = _control(len(CONTROLS), "timeSlider", _SLIDER, "Période", None)
    ignored = ("ignoreFilters", "ignoreQuery", "ignoreTimerange", "ignoreValidations")
    return {
        # Each control offers only what those to its left leave: a town, then its sources.
        "chainingSystem": "HIERARCHICAL",
        "controlStyle": "oneLine",
        "ignoreParentSettingsJSON": packed(dict.fromkeys(ignored, False)),
        "panelsJSON": packed(panels),
    }


def _control(order: int, kind: str, identifier: str, title: str, field: str | None) -> Json:
    width = "medium" if field else "large"
    given: Json = {"enhancements": {}, "id": identifier, "title": title}
    if field:
        given |= {"fieldName": field, "grow": True, "searchTechnique": "wildcard", "width": width}
    return {"explicitInput": given, "grow": True, "order": order, "type": kind, "width": width}
