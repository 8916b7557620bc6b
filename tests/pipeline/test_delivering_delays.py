"""What dead targets cost the live ones, on a clock of our own: no machine's noise in it."""

from __future__ import annotations

import asyncio
import random
from datetime import datetime, timedelta
from statistics import median, quantiles

from pipeline.delivering import run_deliveries
from tests.pipeline.outboxes import MemoryOutbox
from tests.pipeline.virtual_time import VirtualClock
from vigie.alert import Alert
from vigie.errors import Unavailable
from vigie.say import Say

LIVE, EACH, SECONDS = 17, 500, 60
AWAY = Unavailable(Say("absente", "away"))


class Timed:
    """A target that takes so long for each alert; a dead one then fails."""

    def __init__(self, target: str, clock: VirtualClock, seconds: float, *, dead: bool) -> None:
        self.target = target
        self.dead = dead
        self.tries = 0
        self.at: dict[str, datetime] = {}
        self._clock = clock
        self._seconds = seconds

    async def deliver(self, alert: Alert) -> None:
        self.tries += 1
        await asyncio.sleep(self._seconds)
        if self.dead:
            raise AWAY
        self.at[alert.id] = self._clock.now()


def delays(*dead: float, seed: int = 311) -> list[float]:
    """Return the seconds that each new alert takes to each live target.

    Five alerts a second come for all of the live ones, each of which takes 20 ms, while 500
    have long been due for each dead one, which fails after so many seconds.
    """
    clock, chance = VirtualClock(), random.Random(seed)

    async def live() -> list[float]:
        outbox, stop, put = MemoryOutbox(), asyncio.Event(), dict[str, datetime]()
        targets = [Timed(f"vif{n}", clock, 0.02, dead=False) for n in range(LIVE)]
        gone = [Timed(f"mort{n}", clock, seconds, dead=True) for n, seconds in enumerate(dead)]
        for each in gone:
            names = [str(n) for n in range(EACH)]
            outbox.put(each.target, *names, due_at=clock.now() - timedelta(hours=1))
        made = {each.target: each for each in (*targets, *gone)}
        loop = asyncio.create_task(run_deliveries(outbox, made, clock, stop))
        for number in range(5 * SECONDS):
            await asyncio.sleep(chance.uniform(0.1, 0.3))
            put[f"alert_neuve{number}"] = clock.now()
            for each in targets:
                outbox.put(each.target, f"neuve{number}", due_at=clock.now())
        await asyncio.sleep(5)
        stop.set()
        await loop
        assert all(each.tries for each in gone)
        return [
            (each.at[name] - at).total_seconds() for each in targets for name, at in put.items()
        ]

    return clock.run(live())


def test_dead_targets_do_not_make_the_live_ones_wait_longer() -> None:
    """One takes ten seconds to fail, one fails at once, one is known by no name after two."""
    alone, among = delays(), delays(10, 0.001, 2)
    assert len(among) == len(alone) == 5 * SECONDS * LIVE
    assert median(among) <= 1.02 * median(alone)
    assert quantiles(among, n=20)[-1] <= 1.02 * quantiles(alone, n=20)[-1]
    assert max(among) <= 1.02 * max(alone)
