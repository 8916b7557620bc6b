"""The outbox: 10,000 deliveries to 20 targets, 3 of them dead, next to a bare httpx loop.

500 alerts for each of 20 targets. Of the dead, one accepts and never answers, one refuses the
connection, one's name does not exist. Run: python -m bench.outbox
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from bench.outbox_receiver import receiver
from pipeline.delivering import run_deliveries
from pipeline.outbound.client import HttpOutbound
from sinks.sqlite import SqliteStore
from sinks.webhook import WebhookDeliverer
from sinks.webhook_message import message, signed
from vigie.alert import Alert, Delivery
from vigie.batch import Batch
from vigie.clock import SystemClock

TARGETS, DEAD, EACH, ROUNDS, PAIRS = 20, 3, 500, 3, 6
#: Seconds between two looks that leave the waiting for a look out of the latency.
QUICK = 0.05
KEY = b"k" * 32


def alert(number: int) -> Alert:
    return Alert(
        id=f"alert_{number}",
        rule="urgence",
        town="ville-fictive",
        mention=f"m{number}",
        severity="urgent",
        title="Ville fictive · Urgence · Forum",
        reason="Urgence signalée : danger électrique.",
        advice="Prévenez sans attendre les services d’urgence.",
        raised_at=datetime.now(UTC),
        summary={"topic": "sécurité", "excerpt": "Un fil est tombé, ça fait des étincelles! " * 5},
        url="http://127.0.0.1:8311/mention/x",
    )


class Timed:
    """A webhook whose moments of acceptance are written down."""

    def __init__(self, inner: WebhookDeliverer) -> None:
        self.inner = inner
        self.at: dict[str, float] = {}

    @property
    def target(self) -> str:
        """Name of the target."""
        return self.inner.target

    async def deliver(self, one: Alert) -> None:
        """Deliver, then write the moment down."""
        await self.inner.deliver(one)
        self.at[one.id] = time.perf_counter()


def addresses(live: str, silent: str, dead: int) -> Mapping[str, str]:
    wrong = [silent, "http://127.0.0.1:9", "http://nulle-part.invalid"][:dead]
    live_ones = {f"vif{n}": f"{live}/{n}" for n in range(TARGETS - DEAD)}
    return {**{f"mort{n}": url for n, url in enumerate(wrong)}, **live_ones}


@asynccontextmanager
async def delivering(
    live: str, silent: str, dead: int, *, poll: float, backlog: Callable[[str], int]
) -> AsyncIterator[tuple[SqliteStore, list[Timed]]]:
    """Deliver meanwhile what waits, so many for each target; yield the store and the live ones."""
    clock = SystemClock()
    hosts = [url.removeprefix("http://").split("/")[0] for url in (live, silent)]
    with tempfile.TemporaryDirectory() as folder:
        store = await SqliteStore.open(Path(folder) / "vigie.db", clock)
        async with HttpOutbound(allowed_hosts=[*hosts, "127.0.0.1:9"]) as out:
            made = {
                name: Timed(
                    WebhookDeliverer(target=name, url=url, keys=[KEY], outbound=out, clock=clock)
                )
                for name, url in addresses(live, silent, dead).items()
            }
            due = clock.now() - timedelta(seconds=1)
            waiting = [
                Delivery(alert=alert(n), target=name, due_at=due)
                for n in range(EACH)
                for name in made
                if n < backlog(name)
            ]
            await store.write(Batch(deliveries=tuple(waiting)))
            stop = asyncio.Event()
            loop = asyncio.create_task(run_deliveries(store, made, clock, stop, poll=poll))
            yield store, [one for name, one in made.items() if name.startswith("vif")]
            stop.set()
            loop.cancel()
            await asyncio.gather(loop, return_exceptions=True)
        await store.close()


async def rate(live: str, silent: str, dead: int) -> float:
    """Return deliveries a second to live targets, of a backlog of 500 for each of all."""
    began = time.perf_counter()
    async with delivering(live, silent, dead, poll=1.0, backlog=lambda _: EACH) as (_, alive):
        while sum(len(one.at) for one in alive) < EACH * len(alive):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        return EACH * len(alive) / (time.perf_counter() - began)


async def latency(live: str, silent: str, dead: int, poll: float = QUICK) -> list[float]:
    """Return the seconds that new alerts take to live targets, in order, shortest first.

    Five alerts a second for each, while 500 wait for each of the dead.
    """

    def backlog(name: str) -> int:
        return EACH if name.startswith("mort") else 0

    async with delivering(live, silent, dead, poll=poll, backlog=backlog) as (store, alive):
        await asyncio.sleep(2)
        return sorted(await trickle(store, alive))


async def trickle(store: SqliteStore, alive: list[Timed]) -> list[float]:
    """Return the time that each of 50 new alerts takes to each live target."""
    written: dict[str, float] = {}
    for n in range(50):
        one = alert(EACH + n)
        written[one.id] = time.perf_counter()
        now = datetime.now(UTC)
        new = tuple(Delivery(alert=one, target=each.target, due_at=now) for each in alive)
        await store.write(Batch(deliveries=new))
        await asyncio.sleep(0.2)
    while any(id_ not in each.at for each in alive for id_ in written):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    return [each.at[id_] - at for each in alive for id_, at in written.items()]


async def bare(live: str) -> float:
    """Return the rate of one httpx client, a task for each live target, nothing kept."""
    alerts = [alert(n) for n in range(EACH)]

    async def one_target(client: httpx.AsyncClient, number: int) -> None:
        for one in alerts:
            body = message(one)
            headers = signed(one, body, [KEY], datetime.now(UTC))
            answer = await client.post(f"{live}/{number}", content=body, headers=headers)
            answer.raise_for_status()

    began = time.perf_counter()
    async with httpx.AsyncClient() as client:
        await asyncio.gather(*(one_target(client, n) for n in range(TARGETS - DEAD)))
    return EACH * (TARGETS - DEAD) / (time.perf_counter() - began)


async def main() -> None:
    with receiver() as (live, silent):
        rates = [
            (await rate(live, silent, DEAD), await rate(live, silent, 0), await bare(live))
            for _ in range(ROUNDS)
        ]
        tell_rates(rates)
        for poll in (QUICK, 1.0):
            await tell_latencies(live, silent, poll)


def tell_rates(rates: list[tuple[float, float, float]]) -> None:
    """Print what the rounds of a backlog came to."""
    among, alone, loop = zip(*rates, strict=True)
    print(f"to 17 live targets, 3 dead beside them: {statistics.median(among):,.0f} deliveries/s")
    print(f"the same, no dead one: {statistics.median(alone):,.0f}/s")
    print(f"a bare httpx loop: {statistics.median(loop):,.0f}/s", flush=True)


async def tell_latencies(live: str, silent: str, poll: float) -> None:
    """Print how long new alerts take, with and without the dead, the order turned each time."""
    pairs = []
    for number in range(PAIRS):
        order = (DEAD, 0) if number % 2 else (0, DEAD)
        took = {dead: await latency(live, silent, dead, poll) for dead in order}
        pairs.append((took[DEAD], took[0]))
    print(f"looks every {poll:g} s:", flush=True)
    for name, share in (("median", 0.5), ("95th percentile", 0.95)):
        among, alone = (
            [each[int(len(each) * share)] for each in some] for some in zip(*pairs, strict=True)
        )
        ratios = sorted(a / b for a, b in zip(among, alone, strict=True))
        print(
            f"  {name}: {statistics.median(among) * 1e3:.0f} ms among the dead, "
            f"{statistics.median(alone) * 1e3:.0f} ms without; ratio of the pairs "
            f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})",
            flush=True,
        )


if __name__ == "__main__":
    asyncio.run(main())
