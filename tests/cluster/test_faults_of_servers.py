"""Servers that stop, die and come back, under load: on a pair of servers that is ours alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.dev_stack import Broker, SearchNode, Stack, running_stack
from tests.cluster.conftest import Lived, scene_on
from tests.cluster.form import LONG, MENTIONS, sized
from tests.cluster.scenes import Scene

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(sized(300, 2_400))]

AWAY = sized(8, 60)
ROUNDS = sized(1, 3)


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with running_stack() as stack:
        yield stack


@pytest.fixture
def scene(stack: Stack, tmp_path: Path) -> Iterator[Scene]:
    stack.broker.start()
    stack.search.start()
    with scene_on(stack.broker.server, stack.search.url, tmp_path / "home") as made:
        yield made


def test_a_broker_stopped_and_one_killed_under_load_lose_nothing(
    scene: Scene, stack: Stack, lived: Lived
) -> None:
    day, broker = lived(MENTIONS), stack.broker
    scene.begin(day, seconds=120 * ROUNDS)
    recovery = scene.recovery(f"the broker stopped, then killed, {ROUNDS} times")
    scene.crew.start("collect")
    scene.crew.start("work")
    recovery.until_begun()
    for end in (Broker.stop, Broker.kill) * ROUNDS:
        end(broker)
        time.sleep(sized(3, 20))
        broker.start()
        recovery.over()
        recovery.until_moving()
    scene.finish(recovery)
    scene.check(day)


def test_elasticsearch_stopped_for_a_while_under_load_loses_nothing(
    scene: Scene, stack: Stack, lived: Lived
) -> None:
    day, search = lived(MENTIONS), stack.search
    ends = (SearchNode.stop, SearchNode.kill) if LONG else (SearchNode.stop,)
    scene.begin(day, seconds=(AWAY + 100) * len(ends))
    recovery = scene.recovery(f"Elasticsearch stopped for {AWAY} s ({len(ends)} times)")
    scene.crew.start("collect")
    scene.crew.start("work")
    recovery.until_begun()
    for end in ends:
        end(search)
        time.sleep(AWAY)
        search.start()
        recovery.over()
        recovery.until_moving()
    scene.finish(recovery)
    scene.check(day)
