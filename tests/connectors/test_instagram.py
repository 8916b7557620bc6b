"""An Instagram account, polled and called, through its double."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.connectors.api_context import api_context
from tests.connectors.contract import ConnectorContract
from tests.connectors.meta_worlds import AccountWorld, deleted, events, lapse, polled, posts
from tests.doubles.meta import (
    ACCOUNT_ID,
    FORBIDDEN,
    THROTTLED,
    TOKEN,
    handshake,
    signed,
    told,
)
from tests.servers import LocalServer
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.figures import Figures
from vigie.post import Post
from vigie.source_contracts import Receiver, Rechecker


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given:
        yield given


@pytest.fixture
def world(server: LocalServer, context: Context) -> AccountWorld:
    return AccountWorld(server, context)


class TestInstagram(ConnectorContract):
    @pytest.fixture
    def world(self, server: LocalServer, context: Context) -> AccountWorld:
        return AccountWorld(server, context)


def test_it_is_called_and_asks_again(world: AccountWorld) -> None:
    connector = world.build()
    assert isinstance(connector, Receiver)
    assert isinstance(connector, Rechecker)
    assert connector.inbox == "instagram-de-la-ville"


async def test_comments_and_answers_are_threaded_under_the_town_s_picture(
    world: AccountWorld,
) -> None:
    media = world.double.publish("Patinoire ouverte !")
    question = world.double.comment(media, "Jusqu’à quelle heure ?")
    answer = world.double.reply(media, question, "22 h.", author=ACCOUNT_ID)
    brought = posts(await polled(world.build()))
    assert [brought[id_].author.role for id_ in (media, question, answer)] == ["town", None, "town"]
    assert brought[question].in_reply_to == media
    assert brought[question].reply_to_text == "Patinoire ouverte !"
    assert brought[answer].in_reply_to == question
    assert {each.conversation for each in brought.values()} == {media}
    assert all(each.source.own and each.source.kind == "instagram" for each in brought.values())
    assert brought[question].url == f"https://www.instagram.com/p/C{media}/"
    assert brought[media].engagement.replies == 2
    assert "residente" not in str(brought)


async def test_the_town_is_known_by_its_name_too(server: LocalServer, context: Context) -> None:
    world = AccountWorld(server, context, settings={"username": "residente_fictive_12"})
    media = world.double.publish("Patinoire ouverte !")
    ours = world.double.comment(media, "Bonne journée", author="12")
    assert posts(await polled(world.build()))[ours].author.role == "town"


async def test_a_long_thread_is_read_to_its_end(world: AccountWorld) -> None:
    media = world.double.publish("Patinoire ouverte !")
    question = world.double.comment(media, "Et la buvette ?")
    answers = [world.double.reply(media, question, f"Réponse {n}") for n in range(25)]
    pages = await polled(world.build())
    brought = posts(pages)
    assert set(answers) <= set(brought)
    assert {brought[answer].in_reply_to for answer in answers} == {question}
    assert len(events(pages)) == len(brought)


async def test_a_quiet_account_costs_two_requests_and_brings_nothing_twice(
    world: AccountWorld,
) -> None:
    world.publish([f"Message {n}" for n in range(12)])
    world.double.tag("Vu à Trois-Rivières")
    first = await polled(world.build())
    world.double.asked.clear()
    second = await polled(world.build(), first[-1].cursor)
    assert world.double.asked == [f"{ACCOUNT_ID}/media", f"{ACCOUNT_ID}/tags"]
    assert events(second) == []


async def test_comments_are_read_again_once_a_day_even_when_their_number_stands(
    world: AccountWorld, clock: HeldClock
) -> None:
    media = world.double.publish("Patinoire ouverte !")
    world.double.comment(media, "Retiré plus tard")
    first = await polled(world.build())
    world.double.comments[media].clear()
    late = world.double.comment(media, "Le même jour")
    second = await polled(world.build(), first[-1].cursor)
    assert late not in posts(second)
    clock.move(timedelta(days=1))
    assert late in posts(await polled(world.build(), second[-1].cursor))


async def test_a_comment_that_the_account_hides_is_gone_and_an_edit_is_a_revision(
    world: AccountWorld, clock: HeldClock
) -> None:
    media = world.double.publish("Patinoire ouverte !")
    hidden, edited = (world.double.comment(media, text) for text in ("Insulte", "Brvo"))
    first = await polled(world.build())
    world.double.nodes[hidden]["hidden"] = True
    world.double.nodes[edited]["text"] = "Bravo"
    world.double.media[-1]["caption"] = "Patinoire fermée !"
    clock.move(timedelta(days=1))
    second = await polled(world.build(), first[-1].cursor)
    assert deleted(second) == [hidden]
    assert posts(second)[edited].revision == int(world.now.timestamp())
    assert posts(second)[media].text == "Patinoire fermée !"
    assert posts(second)[media].revision > 1


async def test_who_tags_the_account_speaks_of_the_town(world: AccountWorld) -> None:
    tagged = world.double.tag("Quel beau marché !")
    old = world.double.tag("L’an dernier")
    world.double.tagged[-1]["timestamp"] = "2025-01-01T00:00:00+0000"
    brought = posts(await polled(world.build()))
    assert list(brought) == [f"elsewhere:{tagged}"]
    assert brought[f"elsewhere:{tagged}"].source.own
    assert brought[f"elsewhere:{tagged}"].author.role is None
    assert old


async def test_a_hashtag_is_searched_once_and_its_posts_have_to_be_judged(
    server: LocalServer, context: Context
) -> None:
    world = AccountWorld(server, context, settings={"tags": ["#TroisRivieres"]})
    ours = world.double.publish("Patinoire ouverte ! #troisrivieres")
    found = world.double.hashtag("troisrivieres", "Belle neige #troisrivieres")
    world.double.hashtags["troisrivieres"].append(dict(world.double.media[-1]))
    first = await polled(world.build())
    assert set(posts(first)) == {ours, f"elsewhere:{found}"}
    post = posts(first)[f"elsewhere:{found}"]
    assert not post.source.own
    assert post.author.pseudonym is None
    late = world.double.hashtag("troisrivieres", "Encore #troisrivieres")
    world.double.asked.clear()
    second = await polled(world.build(), first[-1].cursor)
    assert list(posts(second)) == [f"elsewhere:{late}"]
    assert "ig_hashtag_search" not in world.double.asked


async def test_without_hashtags_nothing_is_searched(world: AccountWorld) -> None:
    world.double.publish("Patinoire ouverte !")
    await polled(world.build())
    assert not any("hashtag" in path for path in world.double.asked)


async def test_a_hashtag_search_that_is_denied_is_said_and_stops_nothing_else(
    server: LocalServer, context: Context
) -> None:
    world = AccountWorld(server, context, settings={"tags": ["neige", "fete"]})
    media = world.double.publish("Patinoire ouverte !")
    refused = [FORBIDDEN]

    def refuse(path: str) -> None:
        if path == "ig_hashtag_search" and refused:
            world.double.faults.append(refused.pop())

    world.double.hashtag("fete", "Ce soir #fete")
    world.double.before = refuse
    pages = await polled(world.build())
    assert media in posts(pages)
    assert any(post.text == "Ce soir #fete" for post in posts(pages).values())
    assert pages[-1].state == "working"
    assert "Instagram Public Content Access" in (pages[-1].note or "")


async def test_a_place_that_lapsed_in_a_list_begins_anew(world: AccountWorld) -> None:
    tagged = [world.double.tag(f"Vu {n}") for n in range(25)]
    cut: list[Any] = []
    async for page in world.build().pages(None):
        cut.append(page)
        if len(posts(cut)) == 10:
            break
    assert json.loads(cut[-1].cursor)["edges"]["tags"]["onward"]
    lapse(world.double, "/tags")
    rest = await polled(world.build(), cut[-1].cursor)
    assert {*posts(cut), *posts(rest)} == {f"elsewhere:{id_}" for id_ in tagged}


async def test_figures_come_once_a_day(world: AccountWorld) -> None:
    media = world.double.publish("Patinoire ouverte !")
    world.double.comment(media, "Hourra")
    pages = await polled(world.build())
    assert [figures for page in pages for figures in page.figures] == [
        Figures(
            account="Instagram de la Ville",
            at=world.now,
            followers=987,
            reactions=5,
            replies=1,
            posts=1,
        )
    ]
    again = await polled(world.build(), pages[-1].cursor)
    assert not any(page.figures for page in again)


async def test_a_throttled_account_goes_on_later_and_loses_nothing(world: AccountWorld) -> None:
    published = world.publish([f"Message {n}" for n in range(20)])

    def throttle(path: str) -> None:
        if len(world.double.asked) == 2:
            world.double.faults.append(THROTTLED)

    world.double.before = throttle
    first = await polled(world.build())
    assert first[-1].state == "failing"
    assert first[-1].next_at is not None
    assert first[-1].next_at - world.now >= timedelta(minutes=15)
    second = await polled(world.build(), first[-1].cursor)
    assert {*posts(first), *posts(second)} == set(published)
    assert TOKEN not in str([first, second])


async def test_recheck_asks_about_the_account_s_own_threads_alone(world: AccountWorld) -> None:
    media = world.double.publish("Patinoire ouverte !")
    kept, gone = (world.double.comment(media, f"Commentaire {n}") for n in range(2))
    del world.double.nodes[gone]
    page = await world.build().recheck([media, kept, gone, "elsewhere:1"])
    assert page is not None
    assert deleted([page]) == [gone]
    assert world.double.asked == [media, kept, gone]
    world.double.faults.append(THROTTLED)
    assert await world.build().recheck([media]) is None


# Calls.


async def call(world: AccountWorld, field: str, **value: object) -> dict[str, Post]:
    payload = told("instagram", ACCOUNT_ID, field, world.now, **value)
    reply, page = await world.build().receive(signed(payload))
    assert reply.status == 200
    return posts([page]) if page else {}


async def test_the_handshake_gives_the_challenge_back(world: AccountWorld) -> None:
    reply, _ = await world.build().receive(handshake())
    assert (reply.status, reply.body) == (200, b"1158201444")


async def test_a_comment_is_told_whole_and_meets_the_poll_s(world: AccountWorld) -> None:
    media = world.double.publish("Patinoire ouverte !")
    comment = world.double.comment(media, "Jusqu’à quelle heure ?")
    connector = world.build()
    polled_post = posts(await polled(connector))[comment]
    payload = told(
        "instagram",
        ACCOUNT_ID,
        "comments",
        world.now,
        id=comment,
        text="Jusqu’à quelle heure ?",
        media={"id": media, "media_product_type": "FEED"},
        **{"from": {"id": "70595", "username": "residente_fictive_70595"}},
    )
    _, page = await connector.receive(signed(payload))
    assert page is not None
    called = posts([page])[comment]
    assert called.author == polled_post.author
    assert (called.conversation, called.in_reply_to) == (media, media)
    assert called.url == polled_post.url
    assert called.published_at == world.now
    assert "residente" not in str(page)


async def test_a_comment_without_its_text_is_asked_for(world: AccountWorld) -> None:
    media = world.double.publish("Patinoire ouverte !")
    comment = world.double.comment(media, "Bravo")
    world.double.nodes[comment]["media"] = {"id": media}
    brought = await call(world, "comments", id=comment)
    assert brought[comment].text == "Bravo"
    assert brought[comment].conversation == media


async def test_a_mention_is_fetched_through_who_is_named(world: AccountWorld) -> None:
    world.double.nodes[ACCOUNT_ID]["mentioned_comment"] = {
        "id": "17967008497439572",
        "text": "@ville_fictive regardez ce trou",
        "timestamp": "2026-11-23T09:14:16+0000",
        "username": "residente_fictive_3",
    }
    brought = await call(
        world, "mentions", media_id="17889114512354744", comment_id="17967008497439572"
    )
    (post,) = brought.values()
    assert post.native_id == "elsewhere:17967008497439572"
    assert post.conversation == "elsewhere:17889114512354744"
    assert post.source.own
    assert post.author.pseudonym
    asked = world.double.queries[-1]["fields"]
    assert asked.startswith("mentioned_comment.comment_id(17967008497439572){id,text")


async def test_a_mention_in_a_caption_is_fetched_too(world: AccountWorld) -> None:
    world.double.nodes[ACCOUNT_ID]["mentioned_media"] = {
        "id": "17889114512354744",
        "caption": "Merci @ville_fictive",
        "timestamp": "2026-11-23T09:00:22+0000",
        "permalink": "https://www.instagram.com/p/CMention/",
    }
    brought = await call(world, "mentions", media_id="17889114512354744")
    assert brought["elsewhere:17889114512354744"].url == "https://www.instagram.com/p/CMention/"


async def test_a_mention_that_cannot_be_fetched_now_makes_meta_call_again(
    world: AccountWorld,
) -> None:
    payload = told("instagram", ACCOUNT_ID, "mentions", world.now, media_id="1")
    world.double.faults.append(THROTTLED)
    assert (await world.build().receive(signed(payload)))[0].status == 503
    assert (await world.build().receive(signed(payload)))[1] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("comments", {"id": "1", "text": "  "}),
        ("comments", {"text": "sans id"}),
        ("mentions", {}),
        ("story_insights", {"media_id": "1"}),
        ("live_comments", {"id": "1", "text": "en direct"}),
    ],
)
async def test_what_says_nothing_brings_nothing(
    world: AccountWorld, field: str, value: dict[str, object]
) -> None:
    assert await call(world, field, **value) == {}
    assert world.double.asked == []


async def test_an_id_that_is_no_id_never_reaches_an_address(world: AccountWorld) -> None:
    payload = told("instagram", ACCOUNT_ID, "mentions", world.now, media_id="1){id},username")
    reply, page = await world.build().receive(signed(payload))
    assert reply.status == 200
    assert page is not None
    assert len(page.rejected) == 1
    assert world.double.asked == []
