"""Offsets are committed only behind what is durable, whatever Faust skips or repeats."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.distributed.ledger import Ledger

PLACE = ("raw", 0)


@dataclass(frozen=True)
class Message:
    offset: int
    generation_id: int = 1
    topic: str = "raw"
    partition: int = 0
    key: bytes | None = None
    value: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True)
class Event:
    message: Message


def some(*offsets: int, generation: int = 1, partition: int = 0) -> list[Event]:
    return [Event(Message(o, generation, partition=partition)) for o in offsets]


def ledger(start: int = 0) -> Ledger:
    kept = Ledger()
    kept.assigned(1, [PLACE, ("raw", 1)], {PLACE: start, ("raw", 1): start})
    return kept


def offsets(taken: list[Event]) -> list[int]:
    return [event.message.offset for event in taken]


def test_nothing_is_due_before_it_is_durable() -> None:
    kept = ledger()
    taken = kept.take(some(0, 1, 2))
    assert kept.due() == {}
    kept.finish(taken, 1)
    assert kept.due() == {PLACE: 3}
    kept.committed({PLACE: 3})
    assert kept.due() == {}


def test_each_partition_has_its_own_place() -> None:
    kept = ledger()
    kept.finish(kept.take([*some(0), *some(0, 1, partition=1), *some(1)]), 1)
    assert kept.due() == {PLACE: 2, ("raw", 1): 2}


def test_events_of_an_assignment_that_is_over_are_left_to_the_next_owner() -> None:
    kept = ledger()
    assert kept.take(some(0, 1, generation=0)).events == []
    kept.revoked()
    assert kept.take(some(2)).events == []


def test_what_was_finished_after_the_partitions_were_lost_is_not_committed() -> None:
    kept = ledger()
    taken = kept.take(some(0, 1))
    kept.assigned(2, [PLACE], {PLACE: 0})
    kept.finish(taken, 1)
    assert kept.due() == {}


def test_a_record_that_comes_twice_is_handled_once() -> None:
    kept = ledger()
    kept.take(some(0, 1, 2))
    assert offsets(list(kept.take(some(1, 2, 3)).events)) == [3]  # type: ignore[arg-type]


def test_records_that_were_jumped_over_are_read_again_and_nothing_behind_them_is_taken() -> None:
    kept = ledger()
    kept.take(some(0, 1))
    jumped = kept.take(some(5, 6))
    assert jumped.events == []
    assert jumped.holes == {PLACE: 2}
    assert kept.take(some(7)).holes == {}, "it was asked for already"
    again = kept.take(some(2, 3, 4, 5, 6, 7))
    assert offsets(list(again.events)) == [2, 3, 4, 5, 6, 7]  # type: ignore[arg-type]


def test_a_second_hole_is_read_again_too() -> None:
    kept = ledger()
    assert kept.take(some(5, 6)).holes == {PLACE: 0}
    kept.take(some(0, 1, 2))
    assert kept.take(some(9)).holes == {PLACE: 3}


def test_the_first_record_after_an_assignment_must_be_the_one_expected() -> None:
    kept = ledger(start=10)
    assert kept.take(some(12, 13)).holes == {PLACE: 10}


def test_records_that_expired_unread_are_no_longer_expected() -> None:
    kept = ledger()
    kept.take(some(0, 1))
    assert kept.take(some(5, 6)).holes == {PLACE: 2}
    kept.expired(PLACE, 5)
    assert offsets(list(kept.take(some(5, 6, 7)).events)) == [5, 6, 7]  # type: ignore[arg-type]


def test_a_place_that_stays_empty_however_often_it_is_read_is_passed_over() -> None:
    kept = ledger()
    kept.take(some(0, 1))
    for _ in range(4):
        assert kept.take(some(5, 6)).holes == {PLACE: 2}
    assert offsets(list(kept.take(some(5, 6)).events)) == [5, 6]  # type: ignore[arg-type]


def test_what_was_cancelled_is_missed_by_the_next_batch() -> None:
    kept = ledger()
    taken = kept.take(some(0, 1))
    kept.give_back(taken, 1)
    assert kept.take(some(2, 3)).holes == {PLACE: 0}


def test_without_a_known_beginning_the_first_record_is_taken_as_it_comes() -> None:
    kept = Ledger()
    kept.assigned(1, [PLACE], {})
    kept.finish(kept.take(some(40, 41)), 1)
    assert kept.due() == {PLACE: 42}
