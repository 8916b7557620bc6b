"""Prometheus' rules and Grafana's dashboard ask for metrics that there are, and lead somewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import promql_parser as promql
import pytest
import yaml

from deploy.grafana.dashboard import dashboard, text
from pipeline.metrics import Metrics
from tests.deploy.composition import DEPLOY, ROOT, SERVICES
from vigie.metrics import METRICS

PROMETHEUS = DEPLOY / "prometheus"
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((PROMETHEUS / "vigie.rules.yml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]
PANELS = [panel for panel in dashboard()["panels"] if panel["type"] != "row"]
EXPRESSIONS = [
    *(rule["expr"] for rule in RULES),
    *(target["expr"] for panel in PANELS for target in panel["targets"]),
]
#: What Prometheus itself puts on every series.
GIVEN = {"job", "instance"}
EVERY = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])


def series() -> dict[str, set[str]]:
    """Return every series that Vigie shows, with its labels; and `up`, Prometheus' own."""
    known = {"up": set(GIVEN)}
    for collector, names in Metrics().registry._collector_to_names.items():
        for name in names:
            le = {"le"} if name.endswith("_bucket") else set()
            known[name] = {*collector._labelnames, *GIVEN, *le}
    return known


KNOWN = series()


def selectors(expression: str) -> Iterator[promql.VectorSelector]:
    found: list[promql.VectorSelector] = []

    def look(node: promql.Expr) -> None:
        if isinstance(node, promql.VectorSelector):
            found.append(node)
        elif isinstance(node, promql.MatrixSelector):
            found.append(node.vector_selector)

    promql.walk(promql.parse(expression), look)
    yield from found


def labels_grouped(expression: str) -> set[str]:
    return {
        label.strip()
        for group in re.findall(r"\bby \(([^)]*)\)", expression)
        for label in group.split(",")
    }


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_asks_for_series_and_labels_that_there_are(expression: str) -> None:
    found = list(selectors(expression))
    assert found
    for selector in found:
        assert selector.name in KNOWN
        for matcher in selector.matchers.matchers:
            assert matcher.name in KNOWN[selector.name]
    for label in labels_grouped(expression):
        assert all(label in KNOWN[selector.name] for selector in found)


def test_every_metric_is_looked_at_by_a_rule_or_a_panel() -> None:
    asked = {selector.name for text in EXPRESSIONS for selector in selectors(text)}
    for metric in METRICS:
        assert any(name.startswith(metric) for name in asked), metric


@EVERY
def test_an_alert_speaks_both_languages_and_leads_to_the_runbook(rule: dict[str, Any]) -> None:
    notes = rule["annotations"]
    page, _, anchor = notes["runbook_url"].partition("#")
    assert page == "docs/runbook.md"
    assert anchor == rule["alert"].lower()
    assert f"\n### {rule['alert']}\n" in (ROOT / page).read_text("utf-8")
    assert notes["summary_fr"] != notes["summary_en"]
    assert rule["labels"]["severity"] in {"urgent", "warning"}
    # What the sentence names must survive the expression.
    for label in re.findall(r"\$labels\.(\w+)", notes["summary_fr"] + notes["summary_en"]):
        grouped = labels_grouped(rule["expr"])
        assert label in (grouped or GIVEN)


def test_the_runbook_tells_of_no_alert_that_there_is_not() -> None:
    told = re.findall(r"^### (Vigie\w+)$", (ROOT / "docs" / "runbook.md").read_text(), re.MULTILINE)
    assert sorted(told) == sorted(rule["alert"] for rule in RULES)


def test_the_example_of_prometheus_names_the_jobs_and_ports_that_there_are() -> None:
    written = (PROMETHEUS / "prometheus.yml").read_text("utf-8")
    settings = yaml.safe_load(written)
    assert settings["rule_files"] == ["vigie.rules.yml"]
    jobs = {job["job_name"]: job["static_configs"] for job in settings["scrape_configs"]}
    units = "".join(p.read_text("utf-8") for p in (DEPLOY / "systemd").glob("*.service"))
    assert f"METRICS_PORT={jobs['vigie-collect'][0]['targets'][0].split(':')[1]}\n" in units
    for target in jobs["vigie-work"][0]["targets"]:
        assert f"vigie-work@{target.split(':')[1]}" in units
    for job, name, port in re.findall(
        r"job_name: (\S+)\n +# +dns_sd_configs: \[\{names: \[(\w+)\], type: A, port: (\d+)", written
    ):
        assert job in jobs
        assert "watch" in SERVICES[name]["networks"]
        assert port in SERVICES[name]["environment"].values()
    used = {
        matcher.value
        for rule in RULES
        for selector in selectors(rule["expr"])
        for matcher in selector.matchers.matchers
        if matcher.name == "job"
    }
    assert used <= {*jobs, "vigie.*"}


def test_the_dashboard_is_the_one_that_its_source_writes() -> None:
    written = (DEPLOY / "grafana" / "vigie.json").read_text("utf-8")
    assert written == text(), "run: python -m deploy.grafana"
    assert json.loads(written)["uid"] == "vigie"


def test_the_dashboard_asks_which_prometheus_and_every_panel_uses_it() -> None:
    (variable,) = dashboard()["templating"]["list"]
    assert (variable["type"], variable["query"]) == ("datasource", "prometheus")
    wanted = {"type": "prometheus", "uid": f"${{{variable['name']}}}"}
    for panel in PANELS:
        assert panel["datasource"] == wanted
        assert panel["targets"]
        for target in panel["targets"]:
            assert target["datasource"] == wanted
        assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"])


def test_no_panel_lies_on_another_or_outside_the_grid() -> None:
    panels = dashboard()["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = [panel["gridPos"] for panel in panels]
    for place in places:
        assert 0 <= place["x"] < place["x"] + place["w"] <= 24
        assert place["h"] > 0
    for one, other in combinations(places, 2):
        apart = (
            one["x"] + one["w"] <= other["x"]
            or other["x"] + other["w"] <= one["x"]
            or one["y"] + one["h"] <= other["y"]
            or other["y"] + other["h"] <= one["y"]
        )
        assert apart, (one, other)
