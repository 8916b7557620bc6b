"""Turns on a host, with a clock that only moves when someone sleeps."""

from __future__ import annotations

import asyncio

from pipeline.outbound.limits import Limits
from pipeline.outbound.politeness import Politeness
from tests.pipeline.ways_out import way_out
from tests.servers import LocalServer


class Time:
    """Sleeping moves it; nobody waits."""

    def __init__(self) -> None:
        self.at = 100.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds
        await asyncio.sleep(0)


def polite(time: Time, *, at_once: int = 2, spacing: float = 5.0) -> Politeness:
    return Politeness(at_once=at_once, spacing=spacing, now=time.now, sleep=time.sleep)


async def test_two_requests_to_a_host_start_at_least_the_spacing_apart() -> None:
    time = Time()
    turns, starts = polite(time), []

    async def ask() -> None:
        async with turns.turn("ville.example"):
            starts.append(time.at)

    await asyncio.gather(*(ask() for _ in range(4)))
    assert starts == [100.0, 105.0, 110.0, 115.0]


async def test_hosts_do_not_wait_for_one_another() -> None:
    time = Time()
    turns = polite(time)
    for host in ("a.example", "b.example", "c.example"):
        async with turns.turn(host):
            pass
    assert time.slept == []


async def test_at_most_two_requests_are_under_way_on_a_host_and_the_first_come_is_served() -> None:
    turns = polite(Time(), spacing=0)
    served: list[int] = []
    under_way = most = 0

    async def ask(number: int) -> None:
        nonlocal under_way, most
        async with turns.turn("ville.example"):
            served.append(number)
            under_way += 1
            most = max(most, under_way)
            for _ in range(3):
                await asyncio.sleep(0)
            under_way -= 1

    await asyncio.gather(*(ask(number) for number in range(9)))
    assert most == 2
    assert served == list(range(9))


async def test_a_turn_is_given_back_when_its_user_fails_or_is_cancelled() -> None:
    turns = polite(Time(), at_once=1, spacing=0)

    async def hold() -> None:
        async with turns.turn("ville.example"):
            await asyncio.Event().wait()

    holder = asyncio.create_task(hold())
    waiter = asyncio.create_task(hold())
    await asyncio.sleep(0)
    for task in (waiter, holder):
        task.cancel()
    await asyncio.gather(holder, waiter, return_exceptions=True)
    async with asyncio.timeout(5), turns.turn("ville.example"):
        pass


async def test_hosts_that_nobody_asks_any_more_are_forgotten() -> None:
    time = Time()
    turns = polite(time)
    for number in range(1000):
        async with turns.turn(f"h{number}.example"):
            time.at += 1
    assert len(turns._places) <= 6


async def test_a_host_in_use_is_remembered_however_long_it_takes() -> None:
    time = Time()
    turns = polite(time, at_once=1)
    order = []

    async def slow() -> None:
        async with turns.turn("ville.example"):
            order.append("slow begins")
            time.at += 60
            async with turns.turn("autre.example"):
                pass
            await asyncio.sleep(0)
            order.append("slow ends")

    async def next_one() -> None:
        async with turns.turn("ville.example"):
            order.append("next begins")

    await asyncio.gather(slow(), next_one())
    assert order == ["slow begins", "slow ends", "next begins"]


async def test_the_wait_for_a_turn_is_not_counted_in_the_deadline(server: LocalServer) -> None:
    url = server.serve("/", "ok")
    async with way_out(server.url, spacing=0.8, limits=Limits(total=1.2)) as out:
        # The third may start only after 1.6 s, when its deadline would long be over.
        answers = await asyncio.gather(*(out.get(url) for _ in range(3)))
    assert [answer.body for answer in answers] == [b"ok"] * 3


async def test_posts_are_not_spaced(server: LocalServer) -> None:
    url = server.serve("/", "ok")
    async with way_out(server.url, spacing=3600) as out:
        for _ in range(3):
            await out.post(url, b"{}", {})
    assert len(server.received) == 3
