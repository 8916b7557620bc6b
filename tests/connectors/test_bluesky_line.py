"""Bluesky's line: where it begins, how it ends, and what is missing in between."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from connectors.bluesky.connector import Rhythm
from connectors.bluesky.cursor import BlueskyCursor, read_cursor, write_cursor
from connectors.bluesky.jetstream_events import micros
from connectors.bluesky.jetstream_line import open_line
from pipeline.listening import Listener
from tests.connectors.contract import ids
from tests.connectors.firehose import (
    ELSEWHERE,
    NAMED,
    Firehose,
    first,
    listening,
    seen,
    whole,
)
from tests.doubles.jetstream import jetstream
from vigie.clock import HeldClock
from vigie.outbound import Outbound
from vigie.page import Gap, Page


@pytest.fixture
async def firehose(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Firehose]:
    async with listening(tmp_path, clock) as given:
        yield given


async def test_the_cursor_moves_with_identities_when_nobody_posts(firehose: Firehose) -> None:
    firehose.double.identity("did:plc:residentefictive1")
    (page,) = await first(firehose)
    assert (page.events, page.unheard) == ((), 0)
    assert seen(page) == firehose.double.times[0]


async def test_a_new_line_listens_an_hour_back(firehose: Firehose, clock: HeldClock) -> None:
    long_ago = firehose.double.post(NAMED, at=clock.now() - timedelta(minutes=61))
    (recent,) = firehose.publish([NAMED])
    assert ids(await first(firehose)) == [recent]
    firehose.settings["lookback_hours"] = 2
    assert ids(await first(firehose)) == [long_ago, recent]


async def test_a_line_taken_up_again_repeats_one_second(firehose: Firehose) -> None:
    firehose.publish([NAMED])
    (page,) = await first(firehose)
    await first(firehose, page.cursor)
    assert int(firehose.double.asked[1]["cursor"][0]) == seen(page) - 1_000_000


async def test_another_host_is_asked_from_five_seconds_before(
    firehose: Firehose, clock: HeldClock
) -> None:
    async with jetstream(clock.now()) as other:
        firehose.settings["hosts"] = [firehose.double.url, other.url]
        firehose.double.closes_after = 1
        firehose.publish([NAMED])
        kept = other.post(NAMED)
        *_, last = await whole(firehose)
        assert last.state == "failing"
        assert kept in ids(await first(firehose, last.cursor))
        assert int(other.asked[0]["cursor"][0]) == seen(last) - 5_000_000


async def test_hosts_take_turns_when_they_fail(firehose: Firehose, clock: HeldClock) -> None:
    async with jetstream(clock.now()) as other:
        firehose.settings["hosts"] = [firehose.double.url, other.url]
        firehose.double.status = 503
        kept = other.post(NAMED)
        (failed,) = await whole(firehose)
        assert failed.state == "failing"
        assert "503" in (failed.note or "")
        assert ids(await first(firehose, failed.cursor)) == [kept]


async def test_the_wait_doubles_up_to_a_minute_and_is_forgotten_once_a_line_holds(
    firehose: Firehose, clock: HeldClock
) -> None:
    firehose.double.status = 429
    cursor: bytes | None = None
    waits = []
    for _ in range(8):
        (page,) = await whole(firehose, cursor)
        assert page.next_at is not None
        waits.append((page.next_at - clock.now()).total_seconds())
        cursor = page.cursor
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    firehose.double.status = None
    firehose.publish([NAMED])
    (young,) = await first(firehose, cursor)
    assert read_cursor(young.cursor).failures == 8
    firehose.rhythm = Rhythm(every=0.1, soon=0.1, quiet=0.05)
    (held,) = await first(firehose, cursor)
    assert read_cursor(held.cursor).failures == 0


@pytest.mark.parametrize("ending", ["cuts_after", "closes_after"])
async def test_a_line_that_ends_gives_what_it_brought_then_says_so(
    firehose: Firehose, ending: str
) -> None:
    published = firehose.publish([NAMED] * 9)
    setattr(firehose.double, ending, 4)
    *brought, last = await whole(firehose)
    assert (last.state, last.events) == ("failing", ())
    assert last.note
    setattr(firehose.double, ending, None)
    rest = await first(firehose, last.cursor)
    assert set(ids([*brought, *rest])) == set(published)


async def test_silence_is_a_cut_line_wherever_the_pages_are_asked_from(
    firehose: Firehose, clock: HeldClock
) -> None:
    # The runner asks for each page from another task; the watchdog must still bite.
    firehose.rhythm = Rhythm(every=0.1, soon=0.05, quiet=0.4)
    firehose.publish([NAMED])
    brought: list[Page] = []

    class Kept:
        async def cursor(self, _: str) -> bytes | None:
            return None

    async def absorb(page: Page) -> None:
        brought.append(page)

    listener = Listener(firehose.build(), absorb)
    async with asyncio.timeout(5):
        last = await listener.ask(Kept(), asyncio.Event())  # type: ignore[arg-type]
    assert len(brought) > 1
    assert last is not None
    assert last.state == "failing"
    assert "ne dit plus rien" in (last.note or "")


async def test_a_line_that_never_says_anything_is_failing_and_never_working(
    firehose: Firehose,
) -> None:
    firehose.rhythm = Rhythm(every=0.1, soon=0.1, quiet=0.3)
    firehose.double.silent = True
    assert [page.state for page in await whole(firehose)] == ["failing"]


async def test_a_cursor_that_is_too_old_leaves_a_gap_that_is_told_once(
    firehose: Firehose, clock: HeldClock
) -> None:
    firehose.publish([NAMED])
    left = clock.now() - timedelta(hours=40)
    cursor = write_cursor(BlueskyCursor(seen=micros(left), host=firehose.double.url))
    oldest = clock.now() - timedelta(minutes=50)
    (page,) = await first(firehose, cursor)
    assert page.gap == Gap(since=left, until=oldest)
    assert "2026-11-21 22:00 UTC" in (page.note or "")
    firehose.publish([NAMED])
    (onwards,) = await first(firehose, page.cursor)
    assert onwards.gap is None


async def test_a_gap_is_told_by_the_first_page_of_a_line_alone(
    firehose: Firehose, clock: HeldClock
) -> None:
    left = micros(clock.now() - timedelta(hours=40))
    firehose.publish([NAMED] * 230)
    told = await first(firehose, write_cursor(BlueskyCursor(seen=left)), count=2)
    assert [page.gap is not None for page in told] == [True, False]


async def test_a_gap_is_told_by_the_second_wire_however_short(
    firehose: Firehose, clock: HeldClock
) -> None:
    firehose.settings["wire"] = "v2"
    left = clock.now() - timedelta(minutes=51)
    firehose.publish([NAMED])
    firehose.double.kept = timedelta(minutes=50)
    cursor = write_cursor(BlueskyCursor(seen=micros(left), host=firehose.double.url))
    (page,) = await first(firehose, cursor)
    assert page.gap == Gap(since=left, until=clock.now() - timedelta(minutes=50))


async def test_a_first_listening_has_no_gap(firehose: Firehose) -> None:
    firehose.settings["lookback_hours"] = 36
    firehose.publish([NAMED])
    assert (await first(firehose))[0].gap is None


async def test_a_host_whose_clock_is_ahead_does_not_drag_the_cursor_along(
    firehose: Firehose, clock: HeldClock
) -> None:
    firehose.double.post(NAMED, at=clock.now() - timedelta(seconds=1))
    firehose.double.identity("did:plc:f", at=clock.now() + timedelta(days=400))
    (page,) = await first(firehose)
    assert seen(page) == micros(clock.now())


async def test_a_replay_says_how_far_behind_it_is(firehose: Firehose) -> None:
    firehose.publish([ELSEWHERE])
    assert (await first(firehose))[0].note == "Rattrape son retard : encore 0 h 50."


async def test_a_wire_that_nobody_can_read_is_left_after_200_frames(firehose: Firehose) -> None:
    for number in range(300):
        firehose.double.garble(b"<html>%d</html>" % number)
    page, last = await whole(firehose)
    assert (len(page.rejected), page.lost) == (20, 180)
    assert last.state == "failing"
    assert "illisibles" in (last.note or "")


async def test_the_second_wire_s_last_word_is_told(firehose: Firehose) -> None:
    firehose.settings["wire"] = "v2"
    firehose.double.last_word = "ConsumerTooSlow"
    published = firehose.publish([NAMED])
    page, last = await whole(firehose)
    assert ids([page]) == published
    assert "trop lentement" in (last.note or "")


async def test_an_address_that_may_not_be_reached_is_blocked(
    firehose: Firehose, clock: HeldClock
) -> None:
    firehose.settings["hosts"] = ["ws://10.0.0.1"]
    (page,) = await whole(firehose)
    assert page.state == "blocked"
    assert page.next_at == clock.now() + timedelta(seconds=60)


async def test_a_flood_comes_in_pages_and_waits_while_they_are_written(
    firehose: Firehose, clock: HeldClock
) -> None:
    at = clock.now() - timedelta(minutes=1)
    count = 20_000
    for number in range(count):
        firehose.double.post(f"{ELSEWHERE} {number}", at=at)
    published = firehose.publish([NAMED])
    pages = []
    async with asyncio.timeout(30), aclosing(firehose.build().pages(None)) as coming:
        async for page in coming:
            pages.append(page)
            await asyncio.sleep(0.05)  # a store that takes its time
            if ids([page]):
                break
    assert sum(page.unheard for page in pages) == count
    assert ids(pages) == published


async def test_other_work_has_its_turn_every_hundred_frames(
    firehose: Firehose, clock: HeldClock
) -> None:
    turn, looks = 0, Counter[int]()

    async def count() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    def names_a_town(_: str) -> bool:
        looks[turn] += 1
        return False

    firehose.context = replace(firehose.context, names_a_town=names_a_town)
    for number in range(5_000):
        firehose.double.post(f"{ELSEWHERE} {number}", at=clock.now() - timedelta(minutes=1))
    counting = asyncio.create_task(count())
    await first(firehose)
    counting.cancel()
    await asyncio.wait({counting})
    assert looks
    assert max(looks.values()) <= 100


async def test_rubbish_among_frames_is_no_reason_to_leave(firehose: Firehose) -> None:
    for number in range(250):
        firehose.double.garble(b"<html>%d</html>" % number)
        firehose.publish([ELSEWHERE])
    (page,) = await first(firehose)
    assert (page.unheard, len(page.rejected), page.lost) == (250, 20, 230)


async def test_leaving_hangs_up(firehose: Firehose) -> None:
    firehose.publish([NAMED])
    before = len(asyncio.all_tasks())
    await first(firehose)
    await asyncio.sleep(0.05)
    assert len(asyncio.all_tasks()) <= before + 1  # the double's own


class Endless:
    """A server that never stops talking."""

    def __init__(self) -> None:
        self.told = 0

    @asynccontextmanager
    async def websocket(self, _: str, **__: Any) -> AsyncIterator[Endless]:
        yield self

    async def messages(self) -> AsyncIterator[str]:
        while True:
            self.told += 1
            yield "x" * 1_000
            await asyncio.sleep(0)


async def test_a_server_that_talks_faster_than_we_write_is_made_to_wait() -> None:
    server = Endless()
    async with open_line(cast("Outbound", server), "wss://x", quiet=5) as line:
        await asyncio.sleep(0.3)
        held = server.told
        assert held == 4_001  # four megabytes, and the frame that was too much
        assert len(await line.frames(1)) == 100
        await asyncio.sleep(0.05)
        assert held < server.told <= held + 101


def test_a_cursor_of_another_time_starts_anew() -> None:
    for spoiled in (b"\xff", b"[]", b'{"seen": "hier"}', msgspec.json.encode({"seen": 1.5})):
        assert read_cursor(spoiled) == BlueskyCursor()
