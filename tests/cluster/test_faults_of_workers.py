"""Workers that are killed, that join and leave in mid-batch, that hang."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.distributed.ending import HUNG
from tests.cluster.conftest import Lived, scene_on
from tests.cluster.form import MENTIONS, sized
from tests.cluster.scenes import Scene

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(sized(300, 2_400))]

KILLS = sized(4, 20)
CHANGES = sized(3, 12)
# More than a dead worker's session, for which the next one waits.
WATCHDOG = 20.0
#: How it hangs, and the code it is ended with: asleep, or never letting the interpreter go.
HANGS = [("spin", 1), ("sleep", HUNG)]


def test_workers_killed_at_random_lose_nothing_and_repeat_nothing(
    scene: Scene, lived: Lived
) -> None:
    day, chance = lived(MENTIONS), random.Random(9)
    scene.begin(day, seconds=KILLS * 35)
    scene.crew.start("collect")
    working = [scene.crew.start("work"), scene.crew.start("work")]
    recovery = scene.recovery(f"kill -9 of a worker, {KILLS} times")
    recovery.until_begun()
    for kill in range(KILLS):
        if kill % 2 == 0 and kill:
            recovery.until_moving()  # killed at work; then, soon after, while taking over
        time.sleep(chance.uniform(0, 4))
        victim = chance.randrange(2)
        working[victim] = scene.crew.again(working[victim], "work")
        recovery.over()
    recovery.until_moving()
    scene.finish(recovery)
    scene.check(day)


def test_workers_that_come_and_go_in_mid_batch_lose_nothing_and_repeat_nothing(
    scene: Scene, lived: Lived
) -> None:
    day, chance = lived(MENTIONS), random.Random(4)
    scene.begin(day, seconds=CHANGES * 35)
    scene.crew.start("collect")
    working = [scene.crew.start("work")]
    recovery = scene.recovery(f"workers joining and leaving, {CHANGES} changes")
    recovery.until_begun()
    for change in range(CHANGES):
        time.sleep(chance.uniform(0, 2))
        if change % 2 == 0:
            working.append(scene.crew.start("work").ready())
        else:
            working.pop(0).leave()
        recovery.over()
        recovery.until_moving()
    scene.finish(recovery)
    scene.check(day)


@pytest.fixture
def watched(kafka_server: str, elasticsearch_url: str, tmp_path: Path) -> Iterator[Scene]:
    with scene_on(kafka_server, elasticsearch_url, tmp_path / "home", watchdog=WATCHDOG) as made:
        yield made


@pytest.mark.parametrize(("how", "code"), HANGS[: sized(1, 2)])
def test_a_worker_that_hangs_is_ended_and_the_next_one_does_its_work(
    watched: Scene, lived: Lived, how: str, code: int
) -> None:
    day, scene = lived(MENTIONS), watched
    scene.begin(day, seconds=sized(10, 60))
    scene.home.hang.write_text(how)
    scene.crew.start("collect")
    hanging = scene.crew.start("work").ready()
    assert hanging.process.wait(90) == code, str(hanging)
    scene.crew.members.remove(hanging)
    scene.home.hang.unlink()
    recovery = scene.recovery(f"a worker that hangs ({how}), ended with exit code {code}")
    scene.crew.start("work")
    recovery.until_moving()
    scene.finish(recovery, under_load=False)
    scene.check(day)
