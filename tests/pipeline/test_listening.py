"""One source's loop, over a real store, with a connector that is told what to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline.listening import Listener
from sinks.sqlite.store import SqliteStore
from vigie.batch import Batch, CursorMove
from vigie.clock import HeldClock
from vigie.errors import ConfigurationError, Unavailable
from vigie.page import Page
from vigie.say import Say

NAME = "source"


class Told:
    """A connector that gives the pages, or raises the errors, that it was told to."""

    name = NAME

    def __init__(self, *told: Page | Exception) -> None:
        self.told = list(told)
        self.asked: list[bytes | None] = []
        self.first = asyncio.Event()

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        self.asked.append(cursor)
        self.first.set()
        while self.told:
            one = self.told.pop(0)
            if isinstance(one, Exception):
                raise one
            yield one
            if one.next_at is not None:
                return


def a_page(cursor: bytes, next_at: datetime | None = None, state: str = "working") -> Page:
    return Page(source=NAME, cursor=cursor, next_at=next_at, state=state)


@pytest.fixture
async def store(tmp_path: Path, clock: HeldClock) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path / "vigie.db", clock=clock)
    yield opened
    await opened.close()


def listener(connector: Told, store: SqliteStore, clock: HeldClock) -> Listener:
    async def absorb(page: Page) -> None:
        move = CursorMove(
            source=NAME,
            cursor=page.cursor,
            at=clock.now(),
            next_at=page.next_at,
            state=page.state,
        )
        await store.write(Batch(cursors=(move,)))

    return Listener(connector, absorb)


async def test_a_source_at_its_end_is_left_alone(store: SqliteStore, clock: HeldClock) -> None:
    connector = Told(a_page(b"1"), a_page(b"2"))
    await listener(connector, store, clock).run(store, clock, asyncio.Event())
    assert connector.asked == [None]
    assert await store.cursor(NAME) == b"2"


async def test_after_a_fault_the_source_is_asked_again_from_the_durable_cursor(
    store: SqliteStore, clock: HeldClock
) -> None:
    fault = Unavailable(Say("ailleurs", "away"), retry_after=0.05)
    connector = Told(a_page(b"1"), fault, RuntimeError("n’importe quoi"), a_page(b"2"))
    running = asyncio.create_task(
        listener(connector, store, clock).run(store, clock, asyncio.Event())
    )
    while not running.done():
        clock.move(timedelta(seconds=60))
        await asyncio.sleep(0.02)
        if len(connector.asked) >= 2:
            break
    assert connector.asked[1] == b"1"
    running.cancel()


async def test_a_source_waits_for_its_moment_even_when_the_clock_jumps_back(
    store: SqliteStore, clock: HeldClock
) -> None:
    later = clock.now() + timedelta(hours=2)
    connector = Told(a_page(b"1", next_at=later))
    stop = asyncio.Event()
    running = asyncio.create_task(listener(connector, store, clock).run(store, clock, stop))
    await asyncio.wait_for(connector.first.wait(), 2)
    clock.move(timedelta(days=-400))
    await asyncio.sleep(0.05)
    stop.set()
    await asyncio.wait_for(running, 2)
    assert connector.asked == [None]


async def test_a_stopped_source_is_asked_once_at_each_start(
    store: SqliteStore, clock: HeldClock
) -> None:
    for _ in range(2):
        connector = Told(a_page(b"1", state="stopped"))
        await listener(connector, store, clock).run(store, clock, asyncio.Event())
        assert len(connector.asked) == 1


async def test_a_broken_installation_stops_everything(store: SqliteStore, clock: HeldClock) -> None:
    connector = Told(ConfigurationError([Say("brisé", "broken")]))
    with pytest.raises(ConfigurationError):
        await listener(connector, store, clock).run(store, clock, asyncio.Event())


async def test_shutting_down_takes_no_time_whatever_the_wait(
    store: SqliteStore, clock: HeldClock
) -> None:
    connector = Told(a_page(b"1", next_at=clock.now() + timedelta(hours=20)))
    stop = asyncio.Event()
    running = asyncio.create_task(listener(connector, store, clock).run(store, clock, stop))
    await asyncio.sleep(0.05)
    stop.set()
    await asyncio.wait_for(running, 1)


class Stream:
    """A connector like a firehose: one page, then hours of silence, guarded by a time-out."""

    name = NAME

    def __init__(self) -> None:
        self.ended = False

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        assert cursor is None
        try:
            async with asyncio.timeout(3_600):
                yield a_page(b"1")
                await asyncio.Event().wait()
        finally:
            self.ended = True


async def test_a_stream_that_says_nothing_is_let_go_at_once(
    store: SqliteStore, clock: HeldClock
) -> None:
    stream, stop = Stream(), asyncio.Event()

    async def absorb(page: Page) -> None:
        asyncio.get_running_loop().call_later(0.05, stop.set)

    running = asyncio.create_task(Listener(stream, absorb).run(store, clock, stop))
    await asyncio.wait_for(running, 2)
    assert stream.ended


async def test_the_next_page_is_asked_for_once_the_last_is_durable(
    store: SqliteStore, clock: HeldClock
) -> None:
    made: list[int] = []
    durable: list[int] = []

    class Quick:
        name = NAME

        async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
            assert cursor is None
            for number in range(4):
                made.append(number)
                assert durable == list(range(number))
                yield a_page(str(number).encode())

    async def absorb(page: Page) -> None:
        await asyncio.sleep(0.01)
        durable.append(int(page.cursor))

    await Listener(Quick(), absorb).run(store, clock, asyncio.Event())
    assert durable == made == [0, 1, 2, 3]
