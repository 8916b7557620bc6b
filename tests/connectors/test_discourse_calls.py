"""A Discourse forum's webhooks, and what is learnt by asking again."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.discourse.connector import DiscourseConnector, build
from tests.connectors.api_context import api_context
from tests.doubles.discourse import DiscourseForum, signed
from tests.servers import LocalServer
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.inbound import Call
from vigie.page import Page
from vigie.post import AuthorPurged, Deleted, Event, Published
from vigie.source_contracts import Receiver, Rechecker

SECRET = "secret-fictif-du-webhook"
POST = {
    "id": 41,
    "topic_id": 7,
    "topic_slug": "rue-des-forges",
    "topic_title": "Rue des Forges",
    "topic_archetype": "regular",
    "post_number": 3,
    "post_type": 1,
    "username": "residente_fictive_1",
    "user_id": 101,
    "created_at": "2026-11-23T12:00:00.000Z",
    "updated_at": "2026-11-23T12:00:00.000Z",
    "cooked": "<p>Un trou.</p>",
    "version": 1,
}


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given_:
        yield given_


@pytest.fixture
def double(server: LocalServer) -> DiscourseForum:
    return DiscourseForum(server)


@pytest.fixture
def connector(
    double: DiscourseForum, context: Context, monkeypatch: pytest.MonkeyPatch
) -> DiscourseConnector:
    monkeypatch.setenv("VIGIE_ESSAI_SECRET", SECRET)
    settings_ = {"name": "Forum d’été", "url": double.url, "secret_env": "VIGIE_ESSAI_SECRET"}
    return build(settings_, context)


async def told(connector: DiscourseConnector, call: Call) -> tuple[int, Page | None]:
    reply, page = await connector.receive(call)
    return reply.status, page


def events(page: Page | None) -> list[Event]:
    assert page is not None
    assert page.cursor == b""
    return list(page.events)


def test_a_forum_is_a_receiver_and_a_rechecker(connector: DiscourseConnector) -> None:
    assert isinstance(connector, Receiver)
    assert isinstance(connector, Rechecker)
    assert connector.recheck_days == 7


@pytest.mark.parametrize(
    ("name", "inbox", "door"),
    [
        ("Forum d’été", None, "discourse-forum-d-ete"),
        ("Forum", "porte-2", "porte-2"),
        ("é" * 120, None, "discourse-" + "e" * 50),
        ("–", None, "discourse"),
    ],
)
def test_its_door_is_named_after_the_source_or_as_chosen(
    context: Context, name: str, inbox: str | None, door: str
) -> None:
    given_ = {"name": name, "url": "https://f.example", **({"inbox": inbox} if inbox else {})}
    assert build(given_, context).inbox == door


# Webhooks


async def test_a_post_called_in_is_the_one_that_is_polled(
    connector: DiscourseConnector, double: DiscourseForum
) -> None:
    double.publish("Un trou.")
    polled = [page async for page in connector.pages(None)]
    status, page = await told(connector, signed("post_created", {"post": double.posts[0]}, SECRET))
    assert status == 200
    assert events(page) == list(polled[0].events)


async def test_an_edition_a_deletion_and_a_recovery_are_told(
    connector: DiscourseConnector, clock: HeldClock
) -> None:
    edited = {**POST, "version": 2, "updated_at": "2026-11-23T13:00:00.000Z", "cooked": "Bouché."}
    (edition,) = events((await told(connector, signed("post_edited", {"post": edited}, SECRET)))[1])
    assert isinstance(edition, Published)
    assert (edition.post.text, edition.post.revision > 1) == ("Bouché.", True)
    gone = {"post": {**POST, "deleted_at": "2026-11-23T13:00:00.000Z"}}
    assert events((await told(connector, signed("post_destroyed", gone, SECRET)))[1]) == [
        Deleted(source="Forum d’été", native_id="41", at=clock.now())
    ]
    # What a destroyed post still says does not matter, nor what it no longer does.
    for payload in ({"post": POST}, {"post": {"id": 41}}):
        (event,) = events((await told(connector, signed("post_destroyed", payload, SECRET)))[1])
        assert isinstance(event, Deleted)
    (back,) = events((await told(connector, signed("post_recovered", {"post": POST}, SECRET)))[1])
    assert isinstance(back, Published)


async def test_a_post_hidden_by_moderators_is_gone(connector: DiscourseConnector) -> None:
    call = signed("post_edited", {"post": {**POST, "hidden": True}}, SECRET)
    (event,) = events((await told(connector, call))[1])
    assert isinstance(event, Deleted)


async def test_an_account_that_is_gone_takes_all_its_posts_with_it(
    connector: DiscourseConnector, context: Context
) -> None:
    created = signed("post_created", {"post": POST}, SECRET)
    (published,) = events((await told(connector, created))[1])
    assert isinstance(published, Published)
    user = {"user": {"id": 101, "username": "residente_fictive_1", "trust_level": 1}}
    purged = events((await told(connector, signed("user_destroyed", user, SECRET)))[1])
    names = {event.pseudonym for event in purged if isinstance(event, AuthorPurged)}
    assert published.post.author.pseudonym in names
    assert context.pseudonyms.of("127.0.0.1", "residente_fictive_1") in names
    assert len(purged) == 2


@pytest.mark.parametrize(
    "fields", [{"topic_archetype": "private_message"}, {"post_type": 4}, {"post_type": 3}]
)
async def test_what_is_not_public_is_not_kept(
    connector: DiscourseConnector, fields: dict[str, Any]
) -> None:
    call = signed("post_created", {"post": {**POST, **fields}}, SECRET)
    status, page = await told(connector, call)
    assert (status, events(page)) == (200, [])


@pytest.mark.parametrize("event", ["ping", "topic_created", "user_created", "like_created", ""])
async def test_other_calls_are_answered_and_bring_nothing(
    connector: DiscourseConnector, event: str
) -> None:
    assert await told(connector, signed(event, {"ping": "OK"}, SECRET)) == (200, None)


@pytest.mark.parametrize(
    "signature",
    ["", "sha256=", "sha256=" + "0" * 64, "0" * 64, "sha1=" + "0" * 40, "sha256=é", "\udcff"],
)
async def test_a_call_signed_otherwise_is_refused(
    connector: DiscourseConnector, signature: str
) -> None:
    headers = {"x-discourse-event-signature": signature}
    call = signed("post_created", {"post": POST}, SECRET, **headers)
    assert await told(connector, call) == (401, None)


async def test_a_signature_is_over_the_very_bytes(connector: DiscourseConnector) -> None:
    call = signed("post_created", {"post": POST}, SECRET)
    for body in (call.body + b" ", json.dumps({"post": POST}, indent=1).encode(), b""):
        changed = Call(method="POST", query={}, headers=call.headers, body=body)
        assert (await told(connector, changed))[0] == 401
    assert (await told(connector, signed("post_created", {"post": POST}, "autre secret")))[0] == 401


async def test_without_a_secret_nobody_may_call(double: DiscourseForum, context: Context) -> None:
    connector = build({"name": "Forum", "url": double.url}, context)
    assert await told(connector, signed("post_created", {"post": POST}, "")) == (403, None)


async def test_only_a_post_is_a_call(connector: DiscourseConnector) -> None:
    call = Call(method="GET", query={}, headers={}, body=b"")
    assert await told(connector, call) == (405, None)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"post": 3}', b'{"post": {"id": "zut"}}', b"\xff", b"[" * 100_000]
)
@pytest.mark.parametrize("event", ["post_created", "post_destroyed", "user_destroyed"])
async def test_a_genuine_call_that_cannot_be_read_is_a_dead_letter(
    connector: DiscourseConnector, event: str, body: bytes
) -> None:
    status, page = await told(connector, signed(event, body, SECRET))
    assert page is not None
    assert (status, page.events, len(page.rejected)) == (200, (), 1)
    assert page.rejected[0].where == f"webhook {event}"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=200), st.sampled_from(["post_created", "post_edited", "ping", "zut"]))
async def test_no_call_makes_it_raise(
    connector: DiscourseConnector, body: bytes, event: str
) -> None:
    assert (await told(connector, signed(event, body, SECRET)))[0] == 200


async def test_the_same_call_twice_says_the_same(connector: DiscourseConnector) -> None:
    call = signed("post_created", {"post": POST}, SECRET)
    assert events((await told(connector, call))[1]) == events((await told(connector, call))[1])


async def test_the_secret_is_in_nothing_that_is_told(
    connector: DiscourseConnector, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    for event in ("post_created", "zut"):
        answered = await told(connector, signed(event, b"{", SECRET))
        assert SECRET not in f"{answered} {caplog.text}"


# Asking again


async def test_posts_gone_are_deleted_edited_ones_are_published_the_others_are_kept(
    connector: DiscourseConnector, double: DiscourseForum, clock: HeldClock
) -> None:
    for _ in range(6):
        double.publish("Un trou.")
    double.removed = {1}
    double.change(2, deleted_at="2026-11-23T13:00:00Z")
    double.change(3, user_deleted=True)
    double.change(4, hidden=True)
    double.edit(5, "Un trou bouché.")
    page = await connector.recheck(["1", "2", "3", "4", "5", "6", "zut"])
    deleted = [event.native_id for event in events(page) if isinstance(event, Deleted)]
    edited = [event.post for event in events(page) if isinstance(event, Published)]
    assert sorted(deleted) == ["1", "2", "3", "4"]
    assert [(post.native_id, post.text, post.title) for post in edited] == [
        ("5", "Un trou bouché.", "Rue des Forges")
    ]


async def test_an_edition_seen_again_is_the_one_that_polling_saw(
    connector: DiscourseConnector, double: DiscourseForum
) -> None:
    double.publish("Un trou.")
    answer = double.publish("Où ?", reply_to_post_number=1)
    double.edit(answer, "Où donc ?")
    polled = [event async for page in connector.pages(None) for event in page.events]
    rechecked = events(await connector.recheck([str(answer)]))
    assert rechecked == [event for event in polled if _native(event) == str(answer)]


def _native(event: Event) -> str:
    return event.post.native_id if isinstance(event, Published) else ""


async def test_410_is_gone_too(connector: DiscourseConnector, double: DiscourseForum) -> None:
    double.publish("Un trou.")
    double.server.serve("/posts/1.json", "", 410)
    (event,) = events(await connector.recheck(["1"]))
    assert isinstance(event, Deleted)


async def test_nothing_is_deleted_when_the_forum_itself_is_not_there(
    connector: DiscourseConnector, double: DiscourseForum
) -> None:
    assert await connector.recheck(["1", "2", "3"]) is not None  # unknown ids of a live forum
    double.server.serve("/posts.json", "<html>Domaine à vendre</html>")
    assert await connector.recheck(["1", "2", "3"]) is None
    del double.server.routes["/posts.json"]
    assert await connector.recheck(["1", "2", "3"]) is None


async def test_a_refusal_on_the_way_keeps_what_was_learnt(
    connector: DiscourseConnector, double: DiscourseForum
) -> None:
    for _ in range(3):
        double.publish("Un trou.")
    double.change(1, deleted_at="2026-11-23T13:00:00Z")
    double.server.serve("/posts/2.json", "", 503)
    assert len(events(await connector.recheck(["1", "2", "3"]))) == 1
    asked = [one.path for one in double.server.received]
    assert asked == ["/posts/1.json", "/posts/2.json"]
    double.busy = 60
    assert await connector.recheck(["1", "2", "3"]) is None


async def test_a_post_one_may_no_longer_see_is_kept_and_the_next_is_asked(
    connector: DiscourseConnector, double: DiscourseForum
) -> None:
    for _ in range(2):
        double.publish("Un trou.")
    double.forbidden = {1}
    double.change(2, hidden=True)
    (event,) = events(await connector.recheck(["1", "2"]))
    assert isinstance(event, Deleted)
    assert event.native_id == "2"


async def test_a_forum_that_forbids_everything_is_not_asked_a_hundred_times(
    connector: DiscourseConnector, double: DiscourseForum
) -> None:
    for _ in range(20):
        double.publish("Un trou.")
    double.forbidden = set(range(1, 21))
    assert await connector.recheck([str(id_) for id_ in range(1, 21)]) is None
    assert len(double.server.received) == 6


async def test_at_most_a_hundred_are_asked_about(
    connector: DiscourseConnector, double: DiscourseForum
) -> None:
    for _ in range(120):
        double.publish("Un trou.")
    await connector.recheck([str(id_) for id_ in range(1, 121)])
    assert len(double.server.received) == 100


async def test_a_post_that_cannot_be_read_is_kept(
    connector: DiscourseConnector, double: DiscourseForum
) -> None:
    double.publish("Un trou.")
    for body in ("", "{", '{"id": "zut"}', "[]"):
        double.server.serve("/posts/1.json", body)
        assert events(await connector.recheck(["1"])) == []


async def test_an_edition_whose_topic_cannot_be_had_waits_for_the_next_time(
    connector: DiscourseConnector, double: DiscourseForum
) -> None:
    double.publish("Un trou.")
    double.edit(1, "Bouché.")
    double.server.serve("/t/7.json", "", 500)
    assert events(await connector.recheck(["1"])) == []


async def test_no_key_no_question(context: Context, double: DiscourseForum) -> None:
    private = {"key_env": "VIGIE_ESSAI_ABSENTE", "user": "vigie"}
    connector = build({"name": "Forum", "url": double.url, **private}, replace(context))
    assert await connector.recheck(["1"]) is None
    assert double.server.received == []
