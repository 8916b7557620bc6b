"""A reply of the town's own account, seen at its source, stops the clock of what it answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from enrichers.relevance import Screen
from pipeline.answering import mark_answered
from pipeline.assembly import build_chain, load_town
from pipeline.intake import Intake, TownParts, Watch
from pipeline.metrics import Metrics
from sinks.sqlite.store import SqliteStore
from vigie.batch import Answered
from vigie.clock import HeldClock
from vigie.mention import mention_id
from vigie.page import Page
from vigie.post import Author, Deleted, Post, Published, Source
from vigie.review import Review

TOWN = "trois-rivieres"
ASKED = mention_id(TOWN, "Forum", "question")


@pytest.fixture
async def store(tmp_path: Path, clock: HeldClock) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path / "vigie.db", clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
def intake(store: SqliteStore, clock: HeldClock) -> Intake:
    town = load_town(TOWN, None)
    chain = build_chain(town, options={"detector": "langdetect", "accounts": {}})
    return Intake(
        store=store,
        screen=Screen((town,)),
        towns={TOWN: TownParts(town=town, chain=chain)},
        watch=Watch(),
        clock=clock,
        metrics=Metrics(),
    )


def a_post(native_id: str, text: str, at: datetime, **others: object) -> Published:
    post = Post(
        source=Source(kind="discourse", name="Forum"),
        native_id=native_id,
        text=text,
        published_at=at,
        fetched_at=at,
    )
    return Published(post=replace(post, **others))


def a_page(*events: Published) -> Page:
    return Page(source="Forum", cursor=b"1", events=events)


QUESTION = "À Trois-Rivières, quand passe la collecte des feuilles ?"


async def test_the_towns_reply_stops_the_clock_though_it_does_not_name_the_town(
    intake: Intake, store: SqliteStore, clock: HeldClock
) -> None:
    asked, replied = clock.now(), clock.now() + timedelta(hours=2)
    clock.move(timedelta(hours=3))
    reply = a_post(
        "reponse", "Bonjour, c’est lundi.", replied, in_reply_to="question",
        author=Author(pseudonym="00", role="town"),
    )  # fmt: skip
    await intake.absorb(a_page(a_post("question", QUESTION, asked), reply))
    record = await store.get(ASKED)
    assert record is not None
    assert record.review is not None
    assert (record.review.status, record.review.reply_sent_at) == ("answered", replied)
    # The same page again, as after a restart: nothing changes.
    await intake.absorb(a_page(a_post("question", QUESTION, asked), reply))
    again = await store.get(ASKED)
    assert again is not None
    assert again.review == record.review


async def test_someone_elses_reply_stops_no_clock(
    intake: Intake, store: SqliteStore, clock: HeldClock
) -> None:
    reply = a_post("reponse", "Lundi je pense.", clock.now(), in_reply_to="question")
    await intake.absorb(a_page(a_post("question", QUESTION, clock.now()), reply))
    record = await store.get(ASKED)
    assert record is not None
    assert record.review is None


async def test_what_a_person_noted_stays(
    intake: Intake, store: SqliteStore, clock: HeldClock
) -> None:
    await intake.absorb(a_page(a_post("question", QUESTION, clock.now())))
    noted = clock.now() + timedelta(minutes=5)
    await store.review(Review(mention=ASKED, status="closed", reply_sent_at=noted, by="officier"))
    later = Answered(mention=ASKED, at=noted + timedelta(hours=1))
    assert await mark_answered(store, [later]) == 0
    record = await store.get(ASKED)
    assert record is not None
    assert record.review is not None
    assert (record.review.by, record.review.reply_sent_at) == ("officier", noted)


async def test_a_review_changed_meanwhile_loses_nothing(
    intake: Intake, store: SqliteStore, clock: HeldClock
) -> None:
    await intake.absorb(a_page(a_post("question", QUESTION, clock.now())))
    await store.review(Review(mention=ASKED, status="taken", assignee="Officière fictive"))
    at = clock.now() + timedelta(hours=1)
    assert await mark_answered(store, [Answered(mention=ASKED, at=at)]) == 1
    record = await store.get(ASKED)
    assert record is not None
    assert record.review is not None
    assert (record.review.assignee, record.review.status) == ("Officière fictive", "answered")


async def test_a_reply_to_what_is_not_kept_changes_nothing(
    store: SqliteStore, clock: HeldClock
) -> None:
    assert await mark_answered(store, [Answered(mention="inconnue", at=clock.now())]) == 0


async def test_a_deletion_told_in_order_leaves_no_trace_of_what_was_never_kept(
    intake: Intake, store: SqliteStore, clock: HeldClock
) -> None:
    await intake.absorb(a_page(a_post("question", QUESTION, clock.now())))
    events = tuple(
        Deleted(source="Forum", native_id=one, at=clock.now(), in_order=True)
        for one in ("question", "jamais-gardee")
    )
    await intake.absorb(Page(source="Forum", cursor=b"2", events=events))
    assert await store.get(ASKED) is None
    assert [grave.mention for grave in await store.graves()] == [ASKED]
