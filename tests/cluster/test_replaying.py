from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from pipeline.distributed.connection import Kafka
from pipeline.distributed.events import heard
from pipeline.distributed.topics import RAW
from pipeline.fan_out import first_said
from sinks.elasticsearch import ElasticStore
from tests.cluster.scripts import TOWN, Script
from tests.cluster.towns import on_cluster
from tests.cluster.waiting import Waiting
from tests.sinks import elastic
from vigie.batch import Batch
from vigie.dead_letter import DeadLetter
from vigie.judgement import Judged, Relevance
from vigie.mention import Mention


def a_letter(kafka: Kafka, script: Script, raw: bytes | None = None) -> DeadLetter:
    """A message that an older worker could not read."""
    post = script.posts[0]
    relevance = Relevance(about=True, confidence=1.0, rule="name", reason="nommée")
    judged = Judged(mention=Mention.of(post, TOWN), judgement=first_said(post, relevance))
    return DeadLetter(
        id=secrets.token_hex(8),
        stage="wire",
        source=post.source.name,
        where=f"{RAW.full_name(kafka)}[0]@0",
        why="message illisible ($)",
        at=post.fetched_at,
        raw=heard(judged).value if raw is None else raw,
    )


@pytest.mark.timeout(300)
async def test_a_message_that_can_be_read_again_goes_back_to_the_workers(
    tmp_path: Path, kafka_server: str, elasticsearch_url: str
) -> None:
    prefix, script = f"t{secrets.token_hex(6)}", Script(1)
    home = on_cluster(tmp_path, kafka_server, elasticsearch_url, prefix)
    home.script.write_text("", encoding="utf-8")
    home.run("topics", "apply")
    kafka = Kafka(servers=(kafka_server,), prefix=prefix, partitions=6)
    letters = (a_letter(kafka, script), a_letter(kafka, script, b"\xff"))
    settings = elastic.settings_for(elasticsearch_url, prefix)
    async with await ElasticStore.open(settings, refresh=True) as store:
        await store.write(Batch(dead_letters=letters))
    assert "1 judged, 1 still impossible" in home.run("dead-letters", "replay")
    with home.running("work"):
        Waiting(kafka_server, prefix).until_quiet(lambda: len(home.exported()) == 1, patience=120)
    left = home.run("dead-letters", "list", "--json").splitlines()
    assert len(left) == 1
    assert letters[1].id in left[0]
    home.run("topics", "remove", "--yes")
    home.run("index", "remove", "--yes")
