"""A cluster that goes away for a while is waited for, and nothing is lost or written twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from urllib.parse import urlsplit

import msgspec
import pytest

from sinks.elasticsearch import ElasticSettings, ElasticStore
from tests.sinks.records import DAY, MONDAY, a_delivery, a_move, a_record, batch, edited
from vigie.batch import Tally
from vigie.clock import HeldClock
from vigie.errors import Unavailable
from vigie.query import Query


class Line:
    """The line to the cluster: it can be cut, even before an answer comes through."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._there = parts.hostname, parts.port
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._port = 0
        #: Requests still to be let through before the answers stop coming; None: all.
        self.answers: int | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def mend(self) -> None:
        """Let everything through."""
        self.answers = None
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Refuse every connection, and end those that there are."""
        if self._server:
            self._server.close()
            self._server = None
        for writer in self._writers:
            writer.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_connection(*self._there)
        self._writers |= {writer, ours}
        for source, sink, back in ((reader, ours, False), (theirs, writer, True)):
            task = asyncio.create_task(self._copy(source, sink, back=back))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _copy(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, back: bool
    ) -> None:
        with suppress(ConnectionError):
            while data := await source.read(65_536):
                if back and self.answers is not None:
                    if self.answers <= 0:
                        break
                    self.answers -= 1
                sink.write(data)
                await sink.drain()
        sink.close()


@pytest.fixture
async def line(elasticsearch_url: str) -> AsyncIterator[Line]:
    there = Line(elasticsearch_url)
    await there.mend()
    yield there
    await there.cut()


@pytest.fixture
async def store(
    line: Line, elastic_settings: ElasticSettings, clock: HeldClock
) -> AsyncIterator[ElasticStore]:
    settings = msgspec.structs.replace(elastic_settings, urls=(line.url,))
    async with await ElasticStore.open(settings, clock, refresh=True, patience=20) as opened:
        yield opened


async def test_what_is_asked_meanwhile_waits(line: Line, store: ElasticStore) -> None:
    first = a_record(1)
    await store.write(batch(first))
    await line.cut()
    record = a_record(2)
    writing = asyncio.create_task(store.write(batch(record, cursors=(a_move(b"2"),))))
    reading = asyncio.create_task(store.get(first.mention.id))
    searching = asyncio.create_task(store.search(Query()))
    await asyncio.sleep(1)
    assert {writing.done(), reading.done(), searching.done()} == {False}
    await line.mend()
    assert (await writing).new == (record.mention.id,)
    assert await reading == first
    assert (await searching).total >= 1
    assert await store.cursor("Gazette fictive") == b"2"


async def test_a_caller_that_is_less_patient_is_told(
    line: Line, elastic_settings: ElasticSettings
) -> None:
    settings = msgspec.structs.replace(elastic_settings, urls=(line.url,))
    async with await ElasticStore.open(settings, patience=0.5) as store:
        await line.cut()
        with pytest.raises(Unavailable):
            await store.write(batch(a_record()))
        with pytest.raises(Unavailable):
            await store.similar(b"\0" * 4, "valbois", MONDAY - DAY)


@pytest.mark.parametrize("answers", range(9))
async def test_an_answer_lost_on_its_way_changes_nothing(
    line: Line, store: ElasticStore, answers: int
) -> None:
    first, record = a_record(1), a_record(2)
    await store.write(batch(first))
    line.answers = answers
    whole = batch(
        edited(first, "Une autre version"),
        record,
        deliveries=(a_delivery(record),),
        cursors=(a_move(b"2"),),
        tallies=(Tally(source="Gazette fictive", outcome="kept", count=3),),
    )
    task = asyncio.create_task(store.write(whole))
    await asyncio.sleep(0.3)
    line.answers = None
    await task
    assert {each.mention.post.text async for each in store.scan()} == {
        "Une autre version",
        record.mention.post.text,
    }
    assert await store.deliveries() == [a_delivery(record)]
    assert await store.tallies() == {"Gazette fictive": {"kept": 3}}
