"""Poison: bytes that no worker can read, texts that no stage can judge."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing
from hashlib import blake2b

import pytest
from kafka import KafkaProducer

from pipeline.distributed.connection import Kafka
from pipeline.distributed.topics import RAW
from tests.cluster.afterwards import Letter
from tests.cluster.conftest import Lived
from tests.cluster.form import sized
from tests.cluster.scenes import Scene

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(sized(300, 2_400))]

MENTIONS = sized(2_000, 10_000)
UNREADABLE = MENTIONS // 20
PAUSE = 0.02


def unreadable(count: int) -> Iterator[bytes]:
    """Yield what is no mention: no JSON, half of one, another thing, and nothing at all."""
    for number in range(count):
        forms = (
            b"\xff\xfe\x00" + os.urandom(40),
            b'{"mention":{"id":"%032x","town":"trois-rivi' % number,
            b'{"nothing":["known"],"number":%d}' % number,
            b"",
        )
        yield forms[number % len(forms)]


def put_poison(kafka: str, prefix: str) -> frozenset[Letter]:
    """Put them straight on the raw topic; return the letters that they must become.

    A few at a time: a hundred in a row would stop the worker, as they should.
    """
    topic = RAW.full_name(Kafka(prefix=prefix))
    letters = []
    with closing(KafkaProducer(bootstrap_servers=[kafka])) as producer:
        for number, raw in enumerate(unreadable(UNREADABLE)):
            sent = producer.send(topic, value=raw, key=b"%d" % number)
            letters.append(_letter(raw, sent.get(30)))
            time.sleep(PAUSE)
    return frozenset(letters)


def _letter(raw: bytes, at: object) -> Letter:
    where = f"{at.topic}[{at.partition}]@{at.offset}"  # type: ignore[attr-defined]
    id_ = blake2b(f"wire\n{where}".encode(), digest_size=16).hexdigest()
    return id_, "wire", where, raw


def test_poison_is_set_aside_alone_and_whole(scene: Scene, lived: Lived) -> None:
    day = lived(MENTIONS)
    texts = len(day.script.poison)
    assert texts + UNREADABLE == MENTIONS // 10
    scene.begin(day, seconds=sized(20, 60))
    recovery = scene.recovery(f"{texts} texts and {UNREADABLE} records of poison")
    scene.crew.start("collect")
    scene.crew.start("work")
    recovery.until_begun()
    letters = put_poison(scene.kafka, scene.prefix)
    recovery.over()
    scene.finish(recovery)
    scene.check(day, letters=letters)
