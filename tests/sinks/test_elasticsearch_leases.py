"""Collectors share the sources by lease, and no machine's clock is trusted but one's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest

from sinks.elasticsearch import ElasticSettings, ElasticStore
from vigie.clock import HeldClock

SOURCES = ("Gazette fictive", "Radio fictive", "Forum fictif")
EVERY = frozenset(SOURCES)


class Machine:
    """A collector's machine: seconds that pass when told to, a wall clock that may be wrong."""

    def __init__(self, seconds: float = 0.0, skew: timedelta = timedelta()) -> None:
        self.seconds = seconds
        self.wall = HeldClock(datetime(2026, 11, 23, 14, tzinfo=UTC) + skew)

    def __call__(self) -> float:
        return self.seconds


Starting = Callable[[Machine], Awaitable[ElasticStore]]


@pytest.fixture
async def started(elastic_settings: ElasticSettings) -> AsyncIterator[Starting]:
    async with AsyncExitStack() as stack:

        async def start(machine: Machine) -> ElasticStore:
            store = await ElasticStore.open(elastic_settings, machine.wall, steady=machine)
            return await stack.enter_async_context(store)

        yield start


async def test_what_is_free_is_taken_by_one_alone(started: Starting) -> None:
    one, two = await started(Machine()), await started(Machine(9_000, timedelta(hours=3)))
    first, second = await asyncio.gather(
        one.lease(SOURCES, "un", 30), two.lease(SOURCES, "deux", 30)
    )
    assert first | second == EVERY
    assert not first & second


async def test_a_holder_that_renews_keeps_its_sources(started: Starting) -> None:
    here, there = Machine(), Machine(500, timedelta(days=-400))
    one, two = await started(here), await started(there)
    assert await one.lease(SOURCES, "un", 30) == EVERY
    for _ in range(4):
        there.seconds += 20
        assert await two.lease(SOURCES, "deux", 30) == frozenset()
        here.seconds += 20
        assert await one.lease(SOURCES, "un", 30) == EVERY


async def test_the_sources_of_a_dead_holder_are_taken_over(started: Starting) -> None:
    there = Machine(77)
    one, two = await started(Machine()), await started(there)
    await one.lease(SOURCES, "un", 30)
    assert await two.lease(SOURCES, "deux", 30) == frozenset()
    there.seconds += 29.9
    assert await two.lease(SOURCES, "deux", 30) == frozenset()
    there.seconds += 0.1
    assert await two.lease(SOURCES, "deux", 30) == EVERY
    assert await one.lease(SOURCES, "un", 30) == frozenset(), "it came back too late"


async def test_a_jump_of_a_wall_clock_takes_nothing_from_anyone(started: Starting) -> None:
    there = Machine()
    one, two = await started(Machine()), await started(there)
    await one.lease(SOURCES, "un", 30)
    await two.lease(SOURCES, "deux", 30)
    there.wall.move(timedelta(days=365))
    assert await two.lease(SOURCES, "deux", 30) == frozenset()


async def test_of_two_that_take_over_one_gets_each_source(started: Starting) -> None:
    machines = [Machine(), Machine(3)]
    dead, *others = [await started(each) for each in (Machine(), *machines)]
    await dead.lease(SOURCES, "mort", 30)
    for name, store in zip("ab", others, strict=True):
        await store.lease(SOURCES, name, 30)
    for machine in machines:
        machine.seconds += 31
    taken = await asyncio.gather(
        *(store.lease(SOURCES, name, 30) for name, store in zip("ab", others, strict=True))
    )
    assert sorted((*taken[0], *taken[1])) == sorted(SOURCES)


async def test_nobody_holds_more_than_it_asks_for(started: Starting) -> None:
    one, two = await started(Machine()), await started(Machine())
    assert await one.lease(SOURCES, "un", 30) == EVERY
    assert await one.lease(SOURCES, "un", 30, most=1) == {SOURCES[0]}
    assert await two.lease(SOURCES, "deux", 30, most=1) == {SOURCES[1]}
    assert await two.lease(SOURCES, "deux", 30) == {SOURCES[1], SOURCES[2]}


async def test_what_is_let_go_is_free_at_once_and_only_by_its_holder(started: Starting) -> None:
    one, two = await started(Machine()), await started(Machine())
    await one.lease(SOURCES, "un", 30)
    await two.release(SOURCES, "deux")
    assert await two.lease(SOURCES, "deux", 30) == frozenset()
    await one.release(SOURCES[:2], "un")
    assert await two.lease(SOURCES, "deux", 30) == set(SOURCES[:2])
    await one.release(["jamais vue"], "un")
