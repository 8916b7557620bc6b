from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from contextlib import closing

from kafka import KafkaAdminClient


def names_of_the_demonstration(elasticsearch: str, kafka: str) -> set[str]:
    with urllib.request.urlopen(f"{elasticsearch}/_cat/indices?format=json") as answer:
        indices = {row["index"] for row in json.load(answer)}
    with closing(KafkaAdminClient(bootstrap_servers=kafka)) as admin:
        topics = set(admin.list_topics())
    return {name for name in indices | topics if name.startswith("vigie-demo-")}


def test_the_demonstration_runs_on_the_cluster_and_leaves_nothing_behind(
    kafka_server: str, elasticsearch_url: str
) -> None:
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "pipeline", "demo", "--port", "0", "--seconds", "30"),
            *("--kafka", kafka_server, "--elasticsearch", elasticsearch_url),
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "VIGIE_LANG": "en"},
        timeout=100,
        check=True,
    )
    assert "alert received and verified: urgence" in ran.stdout
    assert "http://127.0.0.1:" in ran.stdout
    assert "Traceback" not in ran.stderr
    assert names_of_the_demonstration(elasticsearch_url, kafka_server) == set()


def test_one_server_without_the_other_is_told_at_once() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "pipeline", "demo", "--kafka", "127.0.0.1:1"],
        capture_output=True,
        text=True,
        env={**os.environ, "VIGIE_LANG": "fr"},
        check=False,
    )
    assert ran.returncode == 4
    assert "--elasticsearch" in ran.stderr
