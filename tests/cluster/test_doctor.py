from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from tests.cluster.towns import TownHome, on_cluster
from tests.pipeline.installations import vigie


@pytest.fixture
def town(tmp_path: Path, kafka_server: str, elasticsearch_url: str) -> TownHome:
    home = on_cluster(tmp_path, kafka_server, elasticsearch_url, f"t{secrets.token_hex(6)}")
    home.script.write_text("", encoding="utf-8")
    return home


def test_doctor_tells_how_the_cluster_is_and_what_is_missing(town: TownHome) -> None:
    told = town.run("doctor", code=4)
    assert "Elasticsearch 9." in told
    assert "unassigned shards: 0" in told
    assert told.count("vigie topics apply") == 4
    town.run("topics", "apply")
    assert "Kafka answers, its topics are in order." in town.run("doctor")
    town.run("topics", "remove", "--yes")
    town.run("index", "remove", "--yes")


def test_topics_that_differ_from_the_table_are_told_and_left_alone(town: TownHome) -> None:
    town.run("topics", "apply")
    town.run("topics", "check", VIGIE_KAFKA__PARTITIONS="7", code=4)
    assert "in order" in town.run("topics", "check")
    assert town.run("topics", "remove", "--yes").count("deleted") == 4


def test_an_installation_without_the_cluster_ends_with_a_sentence(tmp_path: Path) -> None:
    home = on_cluster(tmp_path, "127.0.0.1:1", "http://127.0.0.1:1", "away")
    ran = vigie("--home", home.home, "topics", "check")
    assert ran.code == 5
    assert "Kafka ne répond pas" in ran.err


def test_collectors_and_workers_refuse_a_store_that_is_a_file(
    tmp_path: Path, kafka_server: str
) -> None:
    home = TownHome(tmp_path, f'[kafka]\nservers = ["{kafka_server}"]\nprefix = "seul"\n')
    for command in ("collect", "work"):
        ran = vigie("--home", home.home, command, PYTHONPATH=home.environment["PYTHONPATH"])
        assert ran.code == 4
        assert 'store.kind = "elasticsearch"' in ran.err
