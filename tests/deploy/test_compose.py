"""deploy/compose.yaml is well formed, closed to the outside, and made for what Vigie reads."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from pipeline.settings import read as read_settings
from tests.deploy.composition import (
    COMPOSE,
    DEPLOY,
    KIBANA,
    ONCE,
    ROOT,
    SERVICES,
    STAYING,
    VIGIE,
    read,
    volumes,
)

SCHEMA = Path(__file__).parent / "schemas" / "compose-spec.json"
EVERY = pytest.mark.parametrize("name", sorted(SERVICES))


@pytest.mark.parametrize("path", [COMPOSE, KIBANA], ids=lambda path: path.name)
def test_the_file_follows_the_compose_specification(path: Path) -> None:
    Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(read(path))


def test_the_schema_would_notice_a_misspelt_key() -> None:
    wrong = {"services": {"web": {"image": "x", "mem_limits": "1g"}}}
    validator = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    assert not validator.is_valid(wrong)


def test_only_the_page_and_the_receiving_door_are_published_on_the_loopback() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {
        "web": ["127.0.0.1:8311:8311"],
        "collector": ["127.0.0.1:8312:8312"],
    }


def test_the_file_that_shows_kibana_shows_only_kibana_and_only_on_the_loopback() -> None:
    added = read(KIBANA)["services"]
    assert set(added) == {"kibana"}
    assert added["kibana"]["ports"] == ["127.0.0.1:5601:5601"]


@EVERY
def test_a_service_has_no_power_that_it_does_not_use(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert not any("docker.sock" in str(mount) for mount in service.get("volumes", ()))
    if name == "setup":
        # Root, to give files to their owners: then no network at all.
        assert service["network_mode"] == "none"
        assert service["cap_add"] == ["CHOWN", "DAC_OVERRIDE", "FOWNER"]
    else:
        assert re.fullmatch(r"[1-9]\d+:\d+", service["user"])
        assert "cap_add" not in service


@EVERY
def test_a_service_is_bounded_in_memory_processes_and_logs(name: str) -> None:
    service = SERVICES[name]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert service["logging"]["options"] == {"max-size": "10m", "max-file": "3"}
    for mount in service["tmpfs"]:
        assert "size=" in mount


@EVERY
def test_an_image_is_named_by_its_version(name: str) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    image = SERVICES[name]["image"]
    assert re.search(r":\d+\.\d+\.\d+$", image)
    if image.startswith("vigie:"):
        assert image == f"vigie:{version}"
        assert SERVICES[name]["build"] == {"context": "..", "dockerfile": "deploy/Dockerfile"}


@pytest.mark.parametrize("name", sorted(STAYING))
def test_a_service_that_stays_says_how_it_is_and_has_time_to_stop(name: str) -> None:
    service = SERVICES[name]
    assert set(service["healthcheck"]) == {
        "test",
        "interval",
        "timeout",
        "retries",
        "start_period",
        "start_interval",
    }
    assert service["stop_grace_period"]
    assert service["restart"] == "unless-stopped"


@EVERY
def test_a_service_waits_for_what_can_come_true(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        wanted = "service_completed_successfully" if other in ONCE else "service_healthy"
        assert how == {"condition": wanted}
        # What is in no profile may not wait for what is in one: it would not start.
        assert set(SERVICES[other].get("profiles", ())) <= set(SERVICES[name].get("profiles", ()))


def test_the_workers_may_be_many() -> None:
    assert "container_name" not in SERVICES["worker"]
    assert "ports" not in SERVICES["worker"]
    assert "hostname" not in SERVICES["worker"]


def test_the_servers_can_be_reached_only_from_the_inner_networks() -> None:
    networks = read()["networks"]
    inner = {name for name, how in networks.items() if how.get("internal")}
    assert inner == {"bus", "index", "watch"}
    for name in ("kafka", "elasticsearch", "kibana", "accounts", "topics", "kibana-import"):
        assert set(SERVICES[name]["networks"]) <= inner
    assert SERVICES["web"]["networks"] == ["front", "index"]
    used = {network for service in SERVICES.values() for network in service.get("networks", ())}
    assert used == set(networks)


def test_every_volume_is_declared_and_used() -> None:
    used = {
        mount["source"]
        for name in SERVICES
        for mount in volumes(name).values()
        if mount["type"] == "volume"
    }
    assert used == set(read()["volumes"])


def test_a_service_sees_its_own_secrets_and_cannot_change_them() -> None:
    owners = {
        "kafka-secrets": {"kafka"},
        "elasticsearch-secrets": {"elasticsearch"},
        "kibana-secrets": {"kibana"},
        "accounts-secrets": {"accounts"},
        "vigie-secrets": set(VIGIE),
    }
    for volume, owner in owners.items():
        holders = {
            name
            for name in SERVICES
            for mount in volumes(name).values()
            if mount["source"] == volume and name != "setup"
        }
        assert holders == owner
        for name in holders:
            (mount,) = [m for m in volumes(name).values() if m["source"] == volume]
            assert mount["read_only"] is True
            # Else what the image has at that place would be copied in before the secrets.
            assert mount["volume"] == {"nocopy": True}


def test_no_secret_is_in_the_environment_or_in_a_command() -> None:
    for service in SERVICES.values():
        for key, value in service.get("environment", {}).items():
            if re.search(r"PASS|SECRET|TOKEN|KEY", key):
                assert key.endswith("_FILE")
                assert str(value).startswith("secrets/")


@pytest.mark.parametrize("name", sorted(VIGIE))
def test_a_service_of_vigie_is_given_settings_that_it_understands(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(DEPLOY / "example" / "vigie.toml", tmp_path)
    for key, value in SERVICES[name]["environment"].items():
        monkeypatch.setenv(key, value)
    settings = read_settings(tmp_path)
    assert settings.towns == ("trois-rivieres", "namur")
    assert settings.store.kind == "elasticsearch"
    assert settings.elasticsearch.urls == ("https://elasticsearch:9200",)
    assert settings.kafka.servers == ("kafka:9092",)
    assert settings.kafka.security == "sasl_ssl"
    # An unknown variable is not an error to the settings: a typo is found here.
    known = {name.lower() for name in type(settings).model_fields}
    for key in SERVICES[name]["environment"]:
        part, _, rest = key.removeprefix("VIGIE_").lower().partition("__")
        assert part in known
        assert rest in type(getattr(settings, part)).model_fields


@pytest.mark.parametrize(("part", "alone"), [("WEB", "web"), ("INBOUND", "collector")])
def test_what_is_published_listens_to_its_container_and_no_other_service_does(
    part: str, alone: str
) -> None:
    inside = {
        name
        for name, service in SERVICES.items()
        if f"VIGIE_{part}__IN_CONTAINER" in service.get("environment", {})
    }
    assert inside == {alone}


def test_the_town_s_folder_has_what_is_mounted_from_it() -> None:
    for name in VIGIE:
        for mount in volumes(name).values():
            if mount["type"] == "bind":
                assert (DEPLOY / mount["source"]).exists()
                assert mount["read_only"] is True
