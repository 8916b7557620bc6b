from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from sinks.elasticsearch.kept_source import read, status
from sinks.source_moves import FIGURES, HOLES, moved
from tests.sinks.records import DAY, HOUR, MONDAY, a_move
from vigie.batch import CursorMove, SourceStatus
from vigie.figures import Figures
from vigie.rhythm import MEMORY, Rhythm, hour_of
from vigie.source_watch import Missed


def after(*moves: CursorMove) -> SourceStatus:
    status: SourceStatus | None = None
    for move in moves:
        status = moved(status, move)
    assert status
    return status


def hours(status: SourceStatus) -> list[int]:
    """Arrivals remembered, in hours from Monday, oldest first."""
    assert status.rhythm
    return sorted(hour - hour_of(MONDAY) for hour in status.rhythm.hours())


def page(at: datetime, *arrivals: datetime, **others: Any) -> CursorMove:
    return a_move(at.isoformat().encode(), at=at, arrivals=arrivals, **others)


def test_a_first_reading_of_fifty_old_entries_is_one_arrival_the_newest() -> None:
    old = [MONDAY - n * DAY for n in range(2, 52)]
    assert hours(after(page(MONDAY, *old))) == [-48]


def test_later_pages_tell_of_each_hour_in_which_something_came() -> None:
    status = after(
        page(MONDAY), page(MONDAY + DAY, MONDAY + 5 * HOUR, MONDAY + 5 * HOUR, MONDAY + 20 * HOUR)
    )
    assert hours(status) == [5, 20]
    assert status.arrived_at == MONDAY + 20 * HOUR


def test_what_was_not_there_yet_at_the_last_reading_arrived_after_it() -> None:
    midnight = MONDAY.replace(hour=0)
    status = after(page(MONDAY), page(MONDAY + HOUR, midnight))
    assert status.arrived_at == MONDAY


def test_what_is_dated_in_the_future_arrived_when_it_was_read() -> None:
    assert hours(after(page(MONDAY), page(MONDAY + HOUR, MONDAY + 30 * DAY))) == [1]


def test_a_failing_page_brings_nothing_and_is_no_beginning_of_listening() -> None:
    status = after(page(MONDAY, state="failing"))
    assert status.rhythm is None
    status = moved(status, page(MONDAY + HOUR))
    assert status.rhythm == Rhythm(hour_of(MONDAY + HOUR))


def test_failures_in_a_row_keep_the_moment_of_the_first() -> None:
    failing = [page(MONDAY + n * HOUR, state="failing") for n in range(3)]
    status = after(*failing)
    assert (status.failures, status.since) == (3, MONDAY)
    assert moved(status, page(MONDAY + DAY, state="blocked")).since == MONDAY + DAY


def test_a_call_keeps_the_next_poll() -> None:
    polled = a_move(b"1", next_at=MONDAY + DAY)
    call = a_move(b"", at=MONDAY + HOUR, next_at=None, arrivals=(MONDAY + HOUR,))
    assert after(polled, call).next_at == MONDAY + DAY


def test_posts_let_go_in_an_hour_are_one_hole_and_the_oldest_holes_are_forgotten() -> None:
    minute = timedelta(minutes=1)
    flood = [page(t, missed=Missed(at=t, posts=2)) for t in (MONDAY, MONDAY + minute)]
    status = after(*flood)
    assert status.missed == (Missed(at=MONDAY + minute, posts=4),)
    gaps = [Missed(at=MONDAY + n * DAY, since=MONDAY, until=MONDAY + HOUR) for n in range(1, 30)]
    status = after(*flood, *(page(gap.at, missed=gap) for gap in gaps))
    assert status.missed == tuple(gaps[-HOLES:])


def test_a_document_of_before_there_were_rhythms_tells_what_it_can() -> None:
    old = {
        "source": "Gazette",
        "state": "failing",
        "failures": 2,
        "asked_at": 2_000,
        "heard_at": 1_000,
        "kept": {"cursor": "MQ==", "asked_us": 2_000_000, "heard_us": 1_000_000, "note": "panne"},
    }
    known = status(read(msgspec.json.encode(old)))
    asked, heard = (datetime.fromtimestamp(n, UTC) for n in (2, 1))
    assert (known.since, known.failed_at, known.error) == (asked, asked, "panne")
    assert (known.answered_at, known.arrived_at, known.rhythm) == (heard, heard, None)
    again = moved(known, page(MONDAY))
    assert (again.failures, again.rhythm) == (0, Rhythm(hour_of(MONDAY)))


MOVES = st.lists(
    st.builds(
        lambda minutes, ages, state, lost: page(
            MONDAY + timedelta(minutes=minutes),
            *(MONDAY + timedelta(minutes=minutes - age) for age in ages),
            state=state,
            missed=Missed(at=MONDAY + timedelta(minutes=minutes), posts=lost) if lost else None,
        ),
        st.integers(0, 500_000),
        st.lists(st.integers(-100, 400_000), max_size=4),
        st.sampled_from(["working", "failing"]),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda move: move.at,
).map(lambda moves: sorted(moves, key=lambda move: move.at))


@settings(max_examples=60, deadline=None)
@given(MOVES)
def test_moves_told_again_change_neither_rhythm_nor_holes(moves: list[CursorMove]) -> None:
    once = after(*moves)
    again = after(*moves, *moves)
    assert (again.rhythm, again.missed, again.arrived_at) == (
        once.rhythm,
        once.missed,
        once.arrived_at,
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 3 * MEMORY), min_size=1, max_size=30), st.randoms())
def test_a_rhythm_is_a_set_of_hours_whatever_their_order(told: list[int], chance: Any) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)
    rhythm = Rhythm(0).with_arrivals(told)
    for hour in shuffled:
        rhythm = rhythm.with_arrivals([hour])
    assert rhythm.hours() == sorted({h for h in told if max(told) - h < MEMORY}, reverse=True)
    assert len(rhythm.bits) <= MEMORY / 8


def test_what_a_call_brings_says_nothing_of_polls_that_fail() -> None:
    told = {"state": "needs_credentials", "note": "Clé refusée.", "next_at": MONDAY + HOUR}
    before = after(page(MONDAY, **told))
    called = moved(before, a_move(b"", at=MONDAY + HOUR / 2, heard=True))
    assert (called.state, called.note) == ("needs_credentials", "Clé refusée.")
    assert called.heard_at == MONDAY + HOUR / 2
    assert called.next_at == before.next_at


def test_figures_are_kept_one_a_day_for_each_account() -> None:
    def told(day: int, followers: int, account: str = "Page") -> CursorMove:
        figures = (Figures(account=account, at=MONDAY + day * DAY, followers=followers),)
        return page(MONDAY + day * DAY, figures=figures)

    status = after(told(0, 10), told(0, 11), told(1, 12), told(1, 500, "Chaîne"))
    assert [(f.account, f.followers) for f in status.figures] == [
        ("Page", 11),
        ("Chaîne", 500),
        ("Page", 12),
    ]
    many = after(*(told(day, day) for day in range(FIGURES + 5)))
    assert [f.followers for f in many.figures] == list(range(5, FIGURES + 5))
