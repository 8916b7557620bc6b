"""Collectors that are killed, and clocks that do not agree."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.cluster.clocks import HOUR, ahead, until_next_month
from tests.cluster.conftest import Lived
from tests.cluster.form import MENTIONS, sized
from tests.cluster.scenes import Day, Scene

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(sized(300, 2_400))]

KILLS = sized(4, 20)


def test_collectors_killed_at_random_lose_nothing_and_repeat_nothing(
    scene: Scene, lived: Lived
) -> None:
    day, chance = lived(MENTIONS), random.Random(17)
    scene.begin(day, seconds=KILLS * 20)
    scene.crew.start("work")
    listening = [scene.crew.start("collect").ready()]
    listening.append(scene.crew.start("collect"))
    recovery = scene.recovery(f"kill -9 of the collector that listens, {KILLS} times")
    for _ in range(KILLS):
        sent = scene.pages_sent()
        recovery.until(lambda sent=sent: scene.pages_sent() > sent)  # type: ignore[misc]
        time.sleep(chance.uniform(0, 1))
        victim = next(n for n in (0, 1) if listening[n].says("taken=['"))
        listening[victim] = scene.crew.again(listening[victim], "collect")
        recovery.over()
    scene.finish(recovery)
    scene.check(day)


def test_clocks_an_hour_apart_change_nothing_even_around_the_first_of_a_month(
    scene: Scene, tmp_path: Path
) -> None:
    border = until_next_month()
    # libfaketime makes a process several times slower: a smaller day.
    day = Day.live(sized(400, 3_000), tmp_path / "lived", ahead=border)
    scene.begin(day, seconds=sized(60, 240))
    scene.crew.start("collect", **ahead(border - HOUR))
    behind = scene.crew.start("work", **ahead(border - HOUR // 2))
    recovery = scene.recovery("clocks an hour apart, around the first of a month")
    recovery.until_begun()
    time.sleep(sized(3, 20))
    scene.crew.start("work", **ahead(border + HOUR // 2)).ready()
    recovery.until_moving()
    time.sleep(sized(3, 20))
    behind.leave()
    recovery.over()
    recovery.until_moving()
    scene.finish(recovery)
    scene.check(day)
    assert len(scene.months()) == 2, "the border was not crossed"
