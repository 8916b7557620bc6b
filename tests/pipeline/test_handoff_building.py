"""A wrong hand-off is told whole, in sentences, before anything starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.handoff_building import build_desks
from pipeline.settings import Settings
from tests.desk.examples import TOWN
from tests.pipeline.ways_out import way_out
from vigie.clock import SystemClock
from vigie.context import Context
from vigie.errors import ConfigurationError
from vigie.privacy import Pseudonymiser


def built(home: Path, hosts: tuple[str, ...] = (), **handoff: Any) -> dict[str, Any]:
    settings = Settings(
        towns=(TOWN.slug,),
        handoff=handoff,  # type: ignore[arg-type]
        network={"allowed_hosts": hosts},  # type: ignore[arg-type]
    )
    context = Context(
        outbound=way_out(),
        clock=SystemClock(),
        pseudonyms=Pseudonymiser(b"k" * 32),
        home=home,
        towns=(TOWN,),
    )
    return build_desks(settings, context)


OPEN311 = {"by": "open311", "url": "https://311.example/v2", "services": {"pothole": "001"}}


def test_it_is_off_by_default(tmp_path: Path) -> None:
    assert built(tmp_path) == {}


@pytest.mark.parametrize(
    "handoff",
    [
        OPEN311,
        {"by": "csv"},
        {"by": "email", "host": "m.example", "sender": "a@v.example", "to": "b@v.example"},
        {"town": {TOWN.slug: {"by": "csv"}}},
    ],
)
def test_each_way_is_built(tmp_path: Path, handoff: dict[str, Any]) -> None:
    (desk,) = built(tmp_path, **handoff).values()
    assert desk.by == handoff.get("by", "csv")


@pytest.mark.parametrize(
    ("handoff", "words"),
    [
        ({"by": "open311"}, ["« url » manque", "« services » est vide"]),
        ({**OPEN311, "url": "311.example"}, ["adresse complète"]),
        ({**OPEN311, "url": "https://[x"}, ["adresse complète"]),
        ({**OPEN311, "url": "https://311.example/?api_key=x"}, ["sans « ? »"]),
        ({**OPEN311, "url": "http://311.example", "key_env": "CLE"}, ["en clair"]),
        ({**OPEN311, "key_file": "rien.key"}, ["rien.key"]),
        ({**OPEN311, "key_env": "VIGIE_CLE_ABSENTE"}, ["VIGIE_CLE_ABSENTE"]),
        ({**OPEN311, "automatic": {"ice": 0.9}}, ["automatic.ice"]),
        ({"automatic": {"ice": 0.9}}, ["ne sert à rien"]),
        ({"by": "webhook", "url": "https://x.example"}, ["secret"]),
        (
            {"by": "email", "to": "personne"},
            ["« host » manque", "« sender » manque", "« to » n’est"],
        ),
        (
            {"by": "email", "host": "m", "sender": "a@v.ca", "to": "b@v.ca", "user": "u",
             "tls": "none"},
            ["en clair"],
        ),
        ({"town": {"ailleurs": {"by": "csv"}}}, ["ailleurs"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_once(
    tmp_path: Path, handoff: dict[str, Any], words: list[str]
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        built(tmp_path, **handoff)
    assert len(caught.value.problems) == len(words)
    for word, problem in zip(words, caught.value.problems, strict=True):
        assert word in problem.fr


def test_a_key_may_go_in_clear_inside_the_town_s_own_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLE_FICTIVE", "x")
    inside = {**OPEN311, "url": "http://311.interne/v2", "key_env": "CLE_FICTIVE"}
    assert built(tmp_path, ("311.interne",), **inside)


@pytest.mark.parametrize(
    "handoff",
    [
        {"by": "fax"},
        {"services": {"potholes": "001"}},
        {"services": {"pothole": " "}},
        {"automatic": {"pothole": 0.3}},
        {"automatic": {"pothole": 2}},
        {"daily_cap": 0},
        {"cle": "x"},
    ],
)
def test_values_that_make_no_sense_are_refused(tmp_path: Path, handoff: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        built(tmp_path, **handoff)
