"""From forty posts to one request at the front door, and back: never twice, never by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from pipeline import case_actions
from pipeline.case_schedule import LEASE, LOOKS
from pipeline.copying import _cases
from pipeline.handing import Handing
from pipeline.privacy_requests import exported
from pipeline.settings_handoff import FrontDoorSettings, HandoffSettings
from sinks.sqlite import SqliteStore
from tests.desk.examples import MONDAY, TOWN
from tests.desk.requests import said
from tests.pipeline.front_doors import Door
from vigie.batch import Batch
from vigie.case import Case, CaseMessage
from vigie.case_contracts import (
    Declined,
    Held,
    Later,
    Outcome,
    Sent,
    Standing,
    Unsure,
)
from vigie.clock import HeldClock
from vigie.errors import InvalidInput
from vigie.judgement import ServiceRequest
from vigie.say import Say

HOUR = timedelta(hours=1)
WHY = Say("parce que", "because")
Build = Callable[..., Handing]


@pytest.fixture
async def store(tmp_path: Path, clock: HeldClock) -> AsyncIterator[SqliteStore]:
    async with await SqliteStore.open(tmp_path / "vigie.db", clock) as store:
        yield store


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def build(store: SqliteStore, clock: HeldClock, door: Door) -> Build:
    def handing(*, off: bool = False, **settings: Any) -> Handing:
        asked = HandoffSettings(by="open311", services={"pothole": "001"}, **settings)
        return Handing(
            store,
            desks={} if off else {TOWN.slug: door},
            towns=[TOWN],
            settings=asked,
            clock=clock,
            language="fr",
        )

    return handing


async def heard(store: SqliteStore, count: int = 3, first: int = 1, **others: Any) -> None:
    records = [
        replace(said(n, hours=n / 10, **others), first_seen=MONDAY)
        for n in range(first, first + count)
    ]
    await store.write(Batch(records=tuple(records)))


async def only(store: SqliteStore) -> Case:
    (case,) = await store.cases()
    return case


async def approved(store: SqliteStore, handing: Handing, clock: HeldClock) -> Case:
    await heard(store)
    await handing.gather()
    case = await only(store)
    return await case_actions.approve(store, handing, clock, case.reference)


async def test_nothing_leaves_by_itself(store: SqliteStore, build: Build, door: Door) -> None:
    await heard(store, 40)
    await build().round()
    case = await only(store)
    assert len(case.posts) == 40
    assert case.handoff.state == "draft"
    assert door.got == []


async def test_an_approved_case_leaves_once_and_is_followed_until_it_is_closed(
    store: SqliteStore, build: Build, door: Door, clock: HeldClock
) -> None:
    handing = build()
    case = await approved(store, handing, clock)
    await handing.round()
    await handing.round()
    (message,) = door.got
    assert message.reference == case.reference
    assert (await only(store)).handoff.state == "open"
    door.told = [Standing(request="1", status="open", notes="Prévu jeudi.")]
    clock.move(HOUR)
    await handing.round()
    assert (await only(store)).handoff.status_notes == "Prévu jeudi."
    door.told = [Standing(request="1", status="closed", notes="Réparé.")]
    await handing.round()
    assert (await only(store)).handoff.state == "open"
    clock.move(HOUR)
    await handing.round()
    closed = (await only(store)).handoff
    assert (closed.state, closed.status_notes, closed.due_at) == ("closed", "Réparé.", None)
    assert len(door.got) == 1


async def test_a_token_becomes_a_number(
    store: SqliteStore, build: Build, door: Door, clock: HeldClock
) -> None:
    handing = build()
    door.outcomes, door.ids = [Sent(token="jeton")], [None, Later(WHY), Sent(request="638344")]
    await approved(store, handing, clock)
    await handing.round()
    assert (await only(store)).handoff.token == "jeton"
    for _ in range(3):
        clock.move(2 * HOUR)
        await handing.round()
    done = (await only(store)).handoff
    assert (done.state, done.request, done.token) == ("open", "638344", None)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Held(WHY), ("draft", None)),
        (Declined(WHY), ("failed", None)),
        (Later(WHY), ("approved", timedelta(minutes=1))),
        (Later(WHY, 900.0), ("approved", timedelta(minutes=15))),
        (Unsure(WHY), ("unknown", LOOKS[1])),
        (RuntimeError("?"), ("unknown", LOOKS[1])),
    ],
)
async def test_what_becomes_of_a_case_that_did_not_simply_leave(
    store: SqliteStore,
    build: Build,
    door: Door,
    clock: HeldClock,
    *,
    outcome: Outcome | Exception,
    expected: tuple[str, timedelta | None],
) -> None:
    handing = build()
    door.outcomes = [outcome]
    await approved(store, handing, clock)
    await handing.round()
    kept = (await only(store)).handoff
    state, due = expected
    assert kept.state == state
    assert kept.due_at == (due and clock.now() + due)
    assert kept.why
    assert len(door.got) == 1


@pytest.mark.parametrize("obstacle", [Held(WHY), Later(WHY)])
async def test_an_obstacle_is_told_before_anything_leaves(
    store: SqliteStore, build: Build, door: Door, clock: HeldClock, obstacle: Held | Later
) -> None:
    handing = build()
    door.obstacle = obstacle
    await approved(store, handing, clock)
    await handing.round()
    kept = (await only(store)).handoff
    assert kept.state == ("draft" if isinstance(obstacle, Held) else "approved")
    assert kept.why == "parce que"
    assert kept.sent_at is None
    assert door.got == []


async def test_an_unknown_outcome_is_looked_up_and_never_posted_twice(
    store: SqliteStore, build: Build, door: Door, clock: HeldClock
) -> None:
    handing = build()
    door.outcomes = [Unsure(WHY)]
    case = await approved(store, handing, clock)
    for _ in range(100):
        await handing.round()
        clock.move(HOUR)
    kept = (await only(store)).handoff
    assert door.looked == len(LOOKS)
    assert len(door.got) == 1
    assert kept.due_at is None
    assert "--again" in (kept.why or "")
    again = await case_actions.send(store, handing, clock, case.reference)
    assert again.handoff.state == "unknown"
    assert len(door.got) == 1
    sent = await case_actions.send(store, handing, clock, case.reference, again=True)
    assert sent.handoff.state == "open"
    assert len(door.got) == 2


async def test_an_unknown_outcome_that_is_found_is_a_sent_case(
    store: SqliteStore, build: Build, door: Door, clock: HeldClock
) -> None:
    handing = build()
    door.outcomes, door.there = [Unsure(WHY)], Sent(request="638344")
    await approved(store, handing, clock)
    await handing.round()
    kept = (await only(store)).handoff
    assert (kept.state, kept.request, kept.why) == ("open", "638344", None)


async def test_a_worker_that_died_in_mid_send_leaves_a_case_that_is_looked_up(
    store: SqliteStore, build: Build, door: Door, clock: HeldClock
) -> None:
    handing = build()

    class Killed(BaseException):
        pass

    async def dies(said: CaseMessage) -> Outcome:
        door.got.append(said)
        raise Killed

    await approved(store, handing, clock)
    alive, door.hand = door.hand, dies  # type: ignore[method-assign]
    with pytest.raises(Killed):
        await handing.round()
    door.hand = alive  # type: ignore[method-assign]
    assert (await only(store)).handoff.state == "sending"
    door.there = Sent(request="638344")
    await build().round()
    assert door.looked == 0
    clock.move(LEASE)
    await build().round()
    kept = (await only(store)).handoff
    assert (kept.state, kept.request) == ("open", "638344")
    assert len(door.got) == 1


async def test_two_workers_send_one_case_once(
    store: SqliteStore, build: Build, door: Door, clock: HeldClock
) -> None:
    one, other = build(), build()
    await approved(store, one, clock)
    (mine,) = await store.claim_cases(["approved"], clock.now(), LEASE, 1)
    clock.move(LEASE)
    await other.round()
    assert await one.sending.send(mine) is None
    assert len(door.got) == 1


async def test_a_person_s_send_and_the_worker_s_are_one(
    store: SqliteStore, build: Build, door: Door, clock: HeldClock
) -> None:
    handing = build()
    case = await approved(store, handing, clock)
    await case_actions.send(store, handing, clock, case.reference.removeprefix("VIGIE-").lower())
    await handing.round()
    assert len(door.got) == 1


# What the town lets go by itself


def sure(level: float) -> ServiceRequest:
    return ServiceRequest(yes=True, confidence=level, category="pothole", category_confidence=level)


async def test_a_category_goes_by_itself_above_its_confidence_and_under_the_daily_cap(
    store: SqliteStore, build: Build, door: Door, clock: HeldClock
) -> None:
    for n in range(1, 6):
        place = {"id": f"rue-{n}", "text": f"rue {n}"}
        await heard(store, 1, n, place=place, service_request=sure(0.97))
    low = {"id": "rue-b", "text": "rue B"}
    await heard(store, 1, 9, place=low, service_request=sure(0.94))
    handing = build(automatic={"pothole": 0.95}, daily_cap=2)
    await handing.round()
    await handing.approve()
    await handing.round()
    assert len(door.got) == 2
    assert sum(case.handoff.automatic for case in await store.cases()) == 2
    clock.move(timedelta(days=1))
    await handing.approve()
    await handing.round()
    assert len(door.got) == 4
    clock.move(timedelta(days=1))
    await handing.approve()
    await handing.round()
    assert len(door.got) == 5
    assert [c.handoff.state for c in await store.cases(state="draft")] == ["draft"]


async def test_a_case_that_was_held_back_waits_for_a_person(
    store: SqliteStore, build: Build, door: Door
) -> None:
    door.obstacle = Held(WHY)
    await heard(store, 1, service_request=sure(0.99))
    handing = build(automatic={"pothole": 0.95})
    await handing.round()
    assert (await only(store)).handoff.why == "parce que"
    door.obstacle = None
    await handing.approve()
    await handing.round()
    assert door.got == []


# What a person does


async def test_what_cannot_be_done_is_said(
    store: SqliteStore, build: Build, clock: HeldClock
) -> None:
    handing = build()
    case = await approved(store, handing, clock)
    with pytest.raises(InvalidInput, match="Aucun dossier"):
        await case_actions.approve(store, handing, clock, "VIGIE-INCONNU000")
    with pytest.raises(InvalidInput, match="approuvé"):
        await case_actions.approve(store, handing, clock, case.reference)
    withdrawn = await case_actions.withdraw(store, handing, case.reference)
    assert withdrawn.handoff.state == "withdrawn"
    await handing.round()
    with pytest.raises(InvalidInput, match="désactivée"):
        await case_actions.approve(store, build(off=True), clock, case.reference)
    await case_actions.send(store, handing, clock, case.reference)
    with pytest.raises(InvalidInput, match="ouvert"):
        await case_actions.withdraw(store, handing, case.reference)


async def test_an_erased_post_is_not_sent(
    store: SqliteStore, build: Build, door: Door, clock: HeldClock
) -> None:
    handing = build()
    case = await approved(store, handing, clock)
    await store.erase([case.posts[0].mention], MONDAY)
    await handing.round()
    (message,) = door.got
    assert len(message.links) == 2
    assert str(case.posts[0].url) not in message.text


async def test_a_copied_case_keeps_where_it_stands(
    store: SqliteStore, build: Build, clock: HeldClock, tmp_path: Path
) -> None:
    handing = build()
    await approved(store, handing, clock)
    await handing.round()
    async with await SqliteStore.open(tmp_path / "copie.db", clock) as copy:
        assert await _cases(store, copy, None) == 1
        assert await copy.cases() == await store.cases()
        assert await _cases(store, copy, "ailleurs") == 0


async def test_a_person_is_given_what_a_case_holds_of_their_post(
    store: SqliteStore, build: Build
) -> None:
    await heard(store)
    await build().gather()
    record = (await store.many([(await only(store)).posts[1].mention])).popitem()[1]
    (part,) = (await exported(store, [record]))["cases"]
    assert part["state"] == "draft"
    assert part["post"]["mention"] == record.mention.id
    assert part["post"]["excerpt"] == "Un nid-de-poule sur la rue des Forges."


async def test_history_makes_no_case(store: SqliteStore, build: Build) -> None:
    await heard(store, 1, first=-24 * 40 * 10)
    await build().gather()
    assert await store.cases() == []


def test_a_town_s_own_front_door_wins() -> None:
    own = FrontDoorSettings(by="csv")
    settings = HandoffSettings(by="email", town={"a": own})
    assert settings.of("a") is own
    assert settings.of("b") is settings
