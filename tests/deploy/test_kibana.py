"""The file that Kibana imports is sound, as far as can be known without Kibana."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy.kibana.checking import problems
from deploy.kibana.fields import HIDDEN, SHOWN, SOURCE_SHOWN, Field
from deploy.kibana.fields_used import fields_used
from deploy.kibana.lens import Chart
from deploy.kibana.ndjson import FILE, objects, text
from deploy.kibana.objects import IN_PERIOD
from deploy.kibana.panels import PANELS
from deploy.kibana.questions import THE_DATE, THE_DATE_SAID, WEEK_AFTER, WEEK_BEFORE
from tests.deploy.kibana_mentions import mapping
from vigie.labels import VOCABULARIES

Json = dict[str, Any]


def test_the_file_is_what_its_source_gives() -> None:
    assert FILE.read_text("utf-8") == text(), "run: make docs"


def test_the_file_has_no_problem() -> None:
    assert problems(text()) == []


def test_what_is_pointed_at_stands_before_what_points() -> None:
    kinds = [item["type"] for item in objects()]
    assert kinds == ["index-pattern"] * 3 + ["search"] * 5 + ["map", "dashboard"]


def test_the_panels_leave_no_hole_in_the_rows() -> None:
    for line in range(max(y + height for _, y, _, height in (panel.at for panel in PANELS))):
        across = [at[2] for at in (panel.at for panel in PANELS) if at[1] <= line < at[1] + at[3]]
        assert sum(across) == 48, f"line {line}"


def test_every_field_is_one_that_we_name_in_french() -> None:
    assert fields_used(text()) == {*SHOWN, *HIDDEN, *SOURCE_SHOWN}


@pytest.mark.parametrize(("index", "shown"), [("mentions", SHOWN), ("sources", SOURCE_SHOWN)])
def test_every_field_is_in_the_mapping_with_the_type_that_lens_needs(
    index: str, shown: dict[str, Field]
) -> None:
    held = mapping(index)["properties"]
    assert {name: held[name]["type"] for name in shown} == {
        name: field.type for name, field in shown.items()
    }


def test_what_is_not_shown_is_hidden() -> None:
    assert set(mapping("mentions")["properties"]) == {*SHOWN, *HIDDEN}


def test_labels_are_shown_by_their_french_names() -> None:
    view = objects()[0]["attributes"]
    formats = json.loads(view["fieldFormatMap"])
    for field in ("topic", "sentiment", "intent", "route", "status", "emergency"):
        entries = formats[field]["params"]["lookupEntries"]
        assert {entry["key"]: entry["value"] for entry in entries} == {
            key: name.fr for key, name in VOCABULARIES[field].items()
        }


def test_the_date_of_before_and_after_is_written_in_its_panel_alone() -> None:
    panel = next(panel for panel in PANELS if panel.id == "avant-apres")
    assert text().count(THE_DATE_SAID) == panel.title.count(THE_DATE_SAID) + 1
    assert [text().count(f"{bound}\\") for bound in (WEEK_BEFORE, THE_DATE, WEEK_AFTER)] == [
        1,
        2,
        1,
    ]


def test_no_outside_tile_is_asked_for() -> None:
    drawing = next(item for item in objects() if item["type"] == "map")
    layers = json.loads(drawing["attributes"]["layerListJSON"])
    assert {layer["sourceDescriptor"]["type"] for layer in layers} == {"ES_GEO_GRID", "ES_SEARCH"}
    assert "http" not in json.dumps(drawing)


# ── each check sees what it is there to see ──────────────────────────────────────────────────


def spoilt(change: Callable[[list[Json]], None]) -> list[str]:
    items = objects()
    change(items)
    return problems("".join(json.dumps(item) + "\n" for item in items))


def _panels(change: Callable[[list[Json]], Any]) -> Callable[[list[Json]], None]:
    def apply(items: list[Json]) -> None:
        attributes = items[-1]["attributes"]
        panels = json.loads(attributes["panelsJSON"])
        change(panels)
        attributes["panelsJSON"] = json.dumps(panels)

    return apply


def _chart(change: Callable[[Json], Any]) -> Callable[[list[Json]], None]:
    """Change the table of stories."""

    def of(panels: list[Json]) -> None:
        panel = next(panel for panel in panels if panel["panelIndex"] == "histoires")
        change(panel["embeddableConfig"]["attributes"])

    return _panels(of)


def _layer(chart: Json) -> Json:
    found: Json = chart["state"]["datasourceStates"]["formBased"]["layers"]["couche"]
    return found


def _controls(items: list[Json]) -> None:
    group = items[-1]["attributes"]["controlGroupInput"]
    controls = json.loads(group["panelsJSON"])
    controls["ville"]["explicitInput"].pop("fieldName")
    group["panelsJSON"] = json.dumps(controls)


SPOILT: dict[str, tuple[Callable[[list[Json]], Any], str]] = {
    "an id": (lambda items: items[0].update(id="Une vue"), "does not match"),
    "two of one id": (lambda items: items.append(items[0]), "stands twice"),
    "a newer version": (
        lambda items: items[-1].update(typeMigrationVersion="10.3.0"),
        "'10.3.0' is not one of",
    ),
    "a reference to nothing": (lambda items: items.pop(0), "which is not in the file"),
    "an unknown key": (lambda items: items[-1]["attributes"].update(tags=[]), "'tags' was unexp"),
    "a text that is not JSON": (
        lambda items: items[-1]["attributes"].update(optionsJSON="{"),
        "optionsJSON is not JSON",
    ),
    "a reference that is missing": (
        lambda items: items[-1]["references"].pop(0),
        "is missing",
    ),
    "a reference that serves nothing": (
        lambda items: items[-1]["references"].append(
            {"id": "vigie-mentions", "name": "rien", "type": "index-pattern"}
        ),
        "reference rien serves nothing",
    ),
    "a search without its view": (
        lambda items: items[3].update(references=[]),
        "has no reference",
    ),
    "a panel that leads elsewhere": (
        lambda items: items[-1]["references"][0].update(id="vigie-mentions-toutes-dates"),
        "leads elsewhere",
    ),
    "a control without its field": (_controls, "control ville: no field"),
    "an overlap": (_panels(lambda panels: panels[1]["gridData"].update(x=4)), "overlap"),
    "a wide panel": (_panels(lambda panels: panels[5]["gridData"].update(w=9)), "48th column"),
    "an index of its own": (
        _panels(lambda panels: panels[0]["gridData"].update(i="autre")),
        "gridData.i is autre",
    ),
    "a kind of the past": (
        _panels(lambda panels: panels[0].update(type="visualization")),
        "not a kind that lasts",
    ),
    "a panel without a title": (
        _panels(lambda panels: panels[0].update(title="")),
        "a title and a description",
    ),
    "a column that is not there": (
        _chart(lambda chart: _layer(chart)["columns"].pop("titre")),
        "columnOrder and columns differ",
    ),
    "a column drawn that is not there": (
        _chart(lambda chart: chart["state"]["visualization"]["sorting"].update(columnId="rien")),
        "rien is drawn and is not there",
    ),
    "a column that nobody draws": (
        _chart(lambda chart: chart["state"]["visualization"]["columns"].pop()),
        "fin is there and is not drawn",
    ),
    "a layer that is not there": (
        _chart(lambda chart: chart["state"]["visualization"].update(layerId="autre")),
        "are drawn",
    ),
    "columns in the wrong order": (
        _chart(lambda chart: _layer(chart)["columnOrder"].reverse()),
        "what splits comes before",
    ),
    "a rank by nothing": (
        _chart(
            lambda chart: _layer(chart)["columns"]["histoire"]["params"].update(
                orderBy={"type": "column", "columnId": "titre"}
            )
        ),
        "titre cannot rank it",
    ),
    "a query that is no KQL": (
        _chart(lambda chart: chart["state"]["query"].update(query="topic: (")),
        "cut short",
    ),
    "an ES|QL chart": (
        _chart(lambda chart: chart["state"].update(datasourceStates={"textBased": {}})),
        "not formBased",
    ),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_a_check_sees(fault: str) -> None:
    change, said = SPOILT[fault]
    found = spoilt(change)
    assert any(said in problem for problem in found), found


def test_a_line_that_is_not_json_is_told() -> None:
    assert problems("pas du JSON\n") == ["line 1: not JSON"]


@pytest.mark.parametrize("page", ["kibana.md", "kibana.fr.md"])
def test_every_panel_is_in_the_documentation(page: str) -> None:
    lines = (Path(__file__).parents[2] / "docs" / page).read_text("utf-8").splitlines()
    told = [line.split(" | ")[0].removeprefix("| ") for line in lines if line.startswith("| ")]
    titles = [panel.title.removesuffix(f" {THE_DATE_SAID}") for panel in PANELS]
    whenever = {panel.title for panel in PANELS if _follows_no_period(panel.shows)}
    marked = [
        f"{title} ∞" if panel.title in whenever else title
        for title, panel in zip(titles, PANELS, strict=True)
    ]
    assert told[1:] == marked


def _follows_no_period(shown: Any) -> bool:
    return shown.view != IN_PERIOD if isinstance(shown, Chart) else shown[0] == "search"
