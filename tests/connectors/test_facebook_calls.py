"""Meta's calls to a Facebook page's source."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.connectors.api_context import api_context
from tests.connectors.meta_worlds import PageWorld, deleted, polled, posts
from tests.doubles.meta import (
    APP_SECRET,
    FORBIDDEN,
    PAGE_ID,
    THROTTLED,
    WORD,
    handshake,
    signed,
    told,
)
from tests.servers import LocalServer
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.inbound import Call
from vigie.page import Page
from vigie.post import Post


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given:
        yield given


@pytest.fixture
def world(server: LocalServer, context: Context) -> PageWorld:
    return PageWorld(server, context)


def change(world: PageWorld, field: str = "feed", **value: object) -> Any:
    return told("page", PAGE_ID, field, world.now, **value)


async def page_of(world: PageWorld, payload: object) -> Page:
    reply, page = await world.build().receive(signed(payload))
    assert reply.status == 200
    assert page is not None
    assert page.cursor == b""
    return page


async def post_of(world: PageWorld, payload: object) -> Post:
    (post,) = posts([await page_of(world, payload)]).values()
    return post


async def test_the_handshake_gives_the_raw_challenge_back(world: PageWorld) -> None:
    reply, page = await world.build().receive(handshake())
    assert (reply.status, reply.body, page) == (200, b"1158201444", None)


@pytest.mark.parametrize(
    "call",
    [
        handshake(word="autre"),
        handshake(word=""),
        handshake(word="é\udc80"),
        handshake(challenge=""),
        handshake(challenge="9" * 5_000),
        Call(method="GET", query={"hub.verify_token": WORD}, headers={}, body=b""),
    ],
)
async def test_a_handshake_that_does_not_know_the_word_is_refused(
    world: PageWorld, call: Call
) -> None:
    reply, page = await world.build().receive(call)
    assert (reply.status, page) == (403, None)
    assert WORD.encode() not in reply.body


@pytest.mark.parametrize(
    "header",
    [None, "", "sha256=", "sha256=00", "é", "\udc80", "sha1=abc", signed(b"autre", APP_SECRET)],
)
async def test_a_call_without_its_signature_is_refused_unread(
    world: PageWorld, header: Any
) -> None:
    call = signed(change(world, item="comment", verb="add", comment_id="1_2", message="x"))
    if isinstance(header, Call):
        header = header.headers["x-hub-signature-256"]
    forged = msgspec.structs.replace(
        call, headers={} if header is None else {"x-hub-signature-256": header}
    )
    reply, page = await world.build().receive(forged)
    assert (reply.status, page) == (403, None)


async def test_one_byte_more_breaks_the_signature(world: PageWorld) -> None:
    call = signed(change(world, item="post", verb="add", post_id=f"{PAGE_ID}_5", message="x"))
    reply, page = await world.build().receive(msgspec.structs.replace(call, body=call.body + b" "))
    assert (reply.status, page) == (403, None)


async def test_without_an_application_secret_every_call_is_refused(
    server: LocalServer, context: Context
) -> None:
    world = PageWorld(server, context)
    del world.settings["app_secret_file"]
    reply, _ = await world.build().receive(signed(b"{}", ""))
    assert reply.status == 403


async def test_a_secret_that_cannot_be_read_now_makes_meta_call_again(world: PageWorld) -> None:
    (world.context.home / "meta_app_secret").unlink()
    reply, _ = await world.build().receive(signed(b"{}"))
    assert reply.status == 503


async def test_a_call_and_a_poll_meet_on_the_same_id(world: PageWorld) -> None:
    post = world.double.post("Fermeture du pont.")
    comment = world.double.comment(post, "Encore ?")
    called = await post_of(
        world,
        change(
            world,
            item="comment",
            verb="add",
            comment_id=comment,
            post_id=post,
            parent_id=post,
            message="Encore ?",
            created_time=1_795_000_000,
            **{"from": {"id": "70595", "name": "Residente fictive 1"}},
        ),
    )
    polled_post = posts(await polled(world.build()))[comment]
    assert called.native_id == polled_post.native_id
    assert called.author.pseudonym == polled_post.author.pseudonym
    assert (called.conversation, called.in_reply_to) == (post, post)
    assert (called.revision, polled_post.revision) == (1, 1)
    assert "fictive" not in str(called)
    number = comment.partition("_")[2]
    assert called.url == f"https://www.facebook.com/{PAGE_ID}/posts/1/?comment_id={number}"


async def test_the_page_s_own_answer_is_the_town_s(world: PageWorld) -> None:
    answer = await post_of(
        world,
        change(
            world,
            item="comment",
            verb="add",
            comment_id="5_9",
            post_id=f"{PAGE_ID}_5",
            parent_id="5_7",
            message="C’est noté, merci.",
            **{"from": {"id": PAGE_ID, "name": "Ville"}},
        ),
    )
    assert answer.author.role == "town"
    assert (answer.in_reply_to, answer.conversation) == ("5_7", f"{PAGE_ID}_5")


async def test_an_edit_is_a_revision_dated_by_meta(world: PageWorld) -> None:
    value = {"item": "comment", "comment_id": "5_9", "post_id": f"{PAGE_ID}_5", "message": "Mieux"}
    edit = await post_of(world, change(world, verb="edited", created_time=1_795_000_000, **value))
    assert edit.revision == int(world.now.timestamp())
    assert edit.edited_at == world.now
    assert edit.published_at.timestamp() == 1_795_000_000
    undated = await post_of(
        world, change(world, verb="edit", created_time=int(world.now.timestamp()), **value)
    )
    assert undated.revision == int(world.now.timestamp())
    assert not undated.published_is_known


@pytest.mark.parametrize("verb", ["remove", "hide", "delete"])
@pytest.mark.parametrize(("item", "key"), [("comment", "comment_id"), ("photo", "post_id")])
async def test_what_is_removed_or_hidden_is_gone(
    world: PageWorld, verb: str, item: str, key: str
) -> None:
    page = await page_of(world, change(world, item=item, verb=verb, **{key: "5_9"}))
    assert deleted([page]) == ["5_9"]


async def test_what_is_shown_again_is_a_later_revision_if_it_has_words(world: PageWorld) -> None:
    value = {"item": "comment", "verb": "unhide", "comment_id": "5_9", "post_id": f"{PAGE_ID}_5"}
    shown = await post_of(world, change(world, message="Revenu", **value))
    assert shown.revision == int(world.now.timestamp())
    assert (await world.build().receive(signed(change(world, **value))))[1] is None


@pytest.mark.parametrize(
    "value",
    [
        {"item": "reaction", "verb": "add", "post_id": f"{PAGE_ID}_5", "reaction_type": "love"},
        {"item": "like", "verb": "remove", "post_id": f"{PAGE_ID}_5"},
        {
            "item": "status",
            "verb": "add",
            "post_id": f"{PAGE_ID}_5",
            "message": "x",
            "published": 0,
        },
        {
            "item": "post",
            "verb": "add",
            "post_id": f"{PAGE_ID}_5",
            "message": "x",
            "is_hidden": True,
        },
        {"item": "photo", "verb": "add", "post_id": f"{PAGE_ID}_5"},
        {"item": "comment", "verb": "add", "post_id": f"{PAGE_ID}_5", "message": "sans id"},
        {"item": "comment", "verb": "mute", "comment_id": "5_9", "message": "x"},
        {"item": "event", "verb": "add", "event_id": "3"},
    ],
)
async def test_what_says_nothing_in_public_brings_nothing(
    world: PageWorld, value: dict[str, object]
) -> None:
    reply, page = await world.build().receive(signed(change(world, **value)))
    assert (reply.status, page) == (200, None)


async def test_several_pages_and_changes_in_one_call_are_told_apart(world: PageWorld) -> None:
    value = {"item": "post", "verb": "add", "message": "Bonjour"}
    calls = [
        change(world, post_id=f"{PAGE_ID}_1", **value),
        change(world, post_id=f"{PAGE_ID}_2", **value),
        told("page", "999", "feed", world.now, post_id="999_3", **value),
    ]
    whole = {"object": "page", "entry": [entry for call in calls for entry in call["entry"]]}
    assert set(posts([await page_of(world, whole)])) == {f"{PAGE_ID}_1", f"{PAGE_ID}_2"}
    other = {"object": "instagram", "entry": calls[0]["entry"]}
    assert (await world.build().receive(signed(other)))[1] is None


async def test_a_malformed_change_spoils_only_itself_and_keeps_no_name(world: PageWorld) -> None:
    good = change(world, item="post", verb="add", post_id=f"{PAGE_ID}_1", message="Bonjour")
    bad = change(
        world,
        item="comment",
        verb="add",
        comment_id="../secret",
        message="Bonsoir",
        sender_name="Residente fictive",
        **{"from": {"id": "7", "name": "Residente fictive"}},
    )
    good["entry"] += [*bad["entry"], {"id": PAGE_ID, "changes": [3, {"field": "feed", "value": 4}]}]
    page = await page_of(world, good)
    assert list(posts([page])) == [f"{PAGE_ID}_1"]
    assert len(page.rejected) == 3
    assert any(b"Bonsoir" in letter.raw for letter in page.rejected)
    assert "fictive" not in str(page.rejected)


async def test_a_signed_body_that_is_nothing_is_put_aside_once_and_for_all(
    world: PageWorld,
) -> None:
    page = await page_of(world, b"\xff not json")
    assert len(page.rejected) == 1
    assert page.rejected[0].raw == b""


async def test_a_mention_is_about_the_town_and_of_elsewhere(world: PageWorld) -> None:
    mention = await post_of(
        world,
        change(
            world,
            "mention",
            item="comment",
            verb="add",
            comment_id="44_55",
            post_id="99_44",
            message="La Ville devrait voir ça",
            sender_id=70595,
        ),
    )
    assert mention.source.own
    assert mention.author.role is None
    assert mention.author.pseudonym
    assert mention.native_id == "elsewhere:44_55"
    assert mention.in_reply_to == mention.conversation == "elsewhere:99_44"


async def test_a_mention_without_words_is_asked_for_at_once(world: PageWorld) -> None:
    world.double.nodes["99_44"] = {
        "id": "99_44",
        "message": "Bravo à la Ville",
        "created_time": "2026-11-23T12:00:00+0000",
        "from": {"id": "70595", "name": "Residente fictive"},
    }
    mention = change(world, "mention", item="post", verb="add", post_id="99_44")
    post = await post_of(world, mention)
    assert post.text == "Bravo à la Ville"
    assert post.native_id == "elsewhere:99_44"
    assert post.published_at.hour == 12


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (THROTTLED, 503),
        ((2, "unavailable", None), 503),
        ((190, "expired", None), 503),
        (FORBIDDEN, 200),
    ],
)
async def test_meta_calls_again_only_when_it_can_help(
    world: PageWorld, fault: tuple[int, str, int | None], status: int
) -> None:
    world.double.faults.append(fault)
    mention = change(world, "mention", item="post", verb="add", post_id="99_44")
    reply, page = await world.build().receive(signed(mention))
    assert (reply.status, page) == (status, None)


async def test_an_api_that_says_nothing_holds_a_call_for_seconds_at_most(
    world: PageWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.meta.asking._PATIENCE", 0.2)
    world.double.silent = True
    mention = change(world, "mention", item="post", verb="add", post_id="99_44")
    began = time.monotonic()
    reply, _ = await world.build().receive(signed(mention))
    assert reply.status == 503
    assert time.monotonic() - began < 2


async def test_a_flood_of_mentions_is_cut_and_counted(world: PageWorld) -> None:
    calls = [
        change(world, "mention", item="post", verb="add", post_id=f"99_{n}") for n in range(25)
    ]
    whole = {"object": "page", "entry": [entry for call in calls for entry in call["entry"]]}
    page = await page_of(world, whole)
    assert page.lost == 5
    assert len(world.double.asked) == 20


async def test_a_recommendation_is_heard_by_its_words(world: PageWorld) -> None:
    post = await post_of(
        world,
        change(
            world,
            "ratings",
            item="rating",
            verb="add",
            open_graph_story_id="904801129604590",
            review_text="Service courtois au comptoir.",
            reviewer_id="70595",
            reviewer_name="Residente fictive",
            recommendation_type="POSITIVE",
            created_time=1_795_000_000,
        ),
    )
    assert post.text == "Service courtois au comptoir."
    assert post.native_id == "elsewhere:904801129604590"
    assert post.author.pseudonym
    assert "Residente" not in str(post)


async def test_a_call_from_the_future_is_dated_now(world: PageWorld) -> None:
    later = change(world, item="post", verb="edit", post_id=f"{PAGE_ID}_1", message="Demain")
    later["entry"][0]["time"] = 9_999_999_999
    post = await post_of(world, later)
    assert post.revision == int(world.now.timestamp())
