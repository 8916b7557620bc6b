"""What every store remembers of a source besides its cursor: its rhythm, troubles and holes."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from msgspec.structs import replace

from tests.sinks.records import DAY, HOUR, MONDAY, a_move
from vigie.alert import Alert, Delivery
from vigie.batch import Batch, CursorMove, SourceStatus
from vigie.contracts import Outbox, Store
from vigie.rhythm import Rhythm, hour_of
from vigie.source_watch import Missed, Told, Watched

NAME = "Gazette fictive"


class _Store(Store, Outbox, Protocol):
    """Both contracts."""


async def after(store: _Store, *moves: CursorMove) -> SourceStatus:
    """Write each move as a page of its own; return what is remembered then."""
    for move in moves:
        await store.write(Batch(cursors=(move,)))
    return (await store.sources())[NAME]


def about_a_source(state: str = "late", target: str = "bureau") -> Delivery:
    alert = Alert(
        id=f"alert_{state}",
        rule="source-health",
        town="",
        mention="",
        source=NAME,
        severity="normal",
        title="Source en retard",
        reason="Rien de neuf.",
        advice="Regardez.",
        raised_at=MONDAY,
    )
    return Delivery(alert=alert, target=target, due_at=MONDAY)


class SourceMemoryContract:
    """Rhythm, troubles, holes, and what was told."""

    async def test_all_that_is_remembered_of_a_source_comes_back(self, store: _Store) -> None:
        hole = Missed(at=MONDAY + HOUR, since=MONDAY - DAY, until=MONDAY - HOUR, posts=3)
        status = await after(
            store,
            a_move(b"1", heard=True, arrivals=(MONDAY - 2 * DAY, MONDAY - HOUR)),
            a_move(b"2", at=MONDAY + HOUR, state="failing", note="panne\ud800", missed=hole),
        )
        since = hour_of(MONDAY)
        assert status == SourceStatus(
            source=NAME,
            state="failing",
            asked_at=MONDAY + HOUR,
            heard_at=MONDAY,
            note="panne?",
            failures=1,
            since=MONDAY + HOUR,
            answered_at=MONDAY,
            arrived_at=MONDAY - HOUR,
            failed_at=MONDAY + HOUR,
            error="panne?",
            rhythm=Rhythm(since, since - 1, b"\x01"),
            missed=(hole,),
        )

    async def test_the_same_page_again_is_no_arrival_no_failure_and_no_hole(
        self, store: _Store
    ) -> None:
        moves = (
            a_move(b"1", heard=True, arrivals=(MONDAY,)),
            a_move(b"2", at=MONDAY + DAY, arrivals=(MONDAY + 23 * HOUR,)),
            a_move(b"3", at=MONDAY + 2 * DAY, missed=Missed(at=MONDAY + 2 * DAY, posts=5)),
        )
        once = await after(store, *moves)
        assert await after(store, moves[-1]) == once
        again = await after(store, *moves)
        assert (again.rhythm, again.missed, again.failures) == (once.rhythm, once.missed, 0)

    async def test_a_page_without_news_after_a_failure_keeps_what_went_wrong(
        self, store: _Store
    ) -> None:
        status = await after(
            store,
            a_move(b"1", heard=True, arrivals=(MONDAY,)),
            a_move(b"1", at=MONDAY + HOUR, state="failing", note="panne"),
            a_move(b"1", at=MONDAY + 2 * HOUR, state="failing", note="panne encore"),
            a_move(b"1", at=MONDAY + 3 * HOUR),
        )
        assert (status.state, status.failures, status.since) == ("working", 0, MONDAY + 3 * HOUR)
        assert (status.failed_at, status.error) == (MONDAY + 2 * HOUR, "panne encore")
        assert (status.arrived_at, status.answered_at) == (MONDAY, MONDAY + 3 * HOUR)

    async def test_what_was_made_of_a_source_is_kept_by_its_next_moves(self, store: _Store) -> None:
        await after(store, a_move(b"1"))
        told = Told(rule="source-health", state="late", since=MONDAY)
        watched = Watched(source=NAME, state="late", told=(told,), missed_until=MONDAY)
        stranger = replace(watched, source="Inconnue")
        await store.write(
            Batch(watched=(watched, stranger), deliveries=(about_a_source(), about_a_source()))
        )
        assert set(await store.sources()) == {NAME}
        assert (await after(store, a_move(b"2", at=MONDAY + HOUR))).watched == watched
        assert [d.alert.source for d in await store.deliveries()] == [NAME]

    async def test_an_alert_about_a_source_leaves_and_may_be_sent_again(
        self, store: _Store
    ) -> None:
        await store.write(Batch(deliveries=(about_a_source(),)))
        (claimed,) = await store.claim(MONDAY, timedelta(minutes=1), 10)
        assert (claimed.alert.mention, claimed.alert.source) == ("", NAME)
        await store.settle([replace(claimed, state="sent", settled_at=MONDAY)])
        await store.write(Batch(deliveries=(about_a_source(),)))
        assert await store.claim(MONDAY + HOUR, HOUR, 10) == []
        assert await store.replay([claimed.alert.id], MONDAY + HOUR) == 1
        assert len(await store.claim(MONDAY + HOUR, HOUR, 10)) == 1
