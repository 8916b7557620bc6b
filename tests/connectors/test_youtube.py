"""YouTube: what every connector does, and the comments of watched channels."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from tests.connectors.api_context import api_context
from tests.connectors.contract import ConnectorContract, World, ids
from tests.connectors.youtube_world import YouTubeWorld, polled, posts
from tests.doubles.youtube import Refused
from tests.servers import LocalServer
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.page import Page
from vigie.source_contracts import Receiver, Rechecker


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given:
        yield given


@pytest.fixture
def world(server: LocalServer, context: Context, clock: HeldClock) -> YouTubeWorld:
    return YouTubeWorld(server, context, clock)


class TestYouTube(ConnectorContract):
    @pytest.fixture
    def world(self, server: LocalServer, context: Context, clock: HeldClock) -> World:
        return YouTubeWorld(server, context, clock)


def test_it_receives_and_rechecks(world: YouTubeWorld) -> None:
    connector = world.build()
    assert isinstance(connector, Receiver)
    assert isinstance(connector, Rechecker)
    assert 0 < connector.recheck_days < 30


async def test_a_comment_keeps_what_youtube_says_of_it(world: YouTubeWorld) -> None:
    top = world.double.comment(world.seance, "Et le nid-de-poule ? Appelez au 819-555-0134.")
    reply = world.double.reply(top, "Le service est prévenu.", author=world.town)
    told = posts(await polled(world.build()))
    post = told[top]
    assert post.source.own
    assert post.text == "Et le nid-de-poule ? Appelez au [téléphone masqué]."
    assert post.url == f"https://www.youtube.com/watch?v={world.seance}&lc={top}"
    assert (post.conversation, post.in_reply_to) == (top, f"video:{world.seance}")
    assert (post.engagement.likes, post.engagement.replies) == (2, 1)
    assert (post.revision, post.title, post.author.role) == (1, "", None)
    answer = told[reply]
    assert (answer.conversation, answer.in_reply_to) == (top, top)
    assert answer.reply_to_text == "Et le nid-de-poule ? Appelez au [téléphone masqué]."
    assert answer.author.role == "town"


async def test_replies_that_do_not_come_along_are_asked_for_once(world: YouTubeWorld) -> None:
    top = world.double.comment(world.seance, "Qui déneige le trottoir ?")
    replies = [world.double.reply(top, f"Réponse {n}") for n in range(30)]
    first = await polled(world.build())
    assert {top, *replies} <= set(ids(first))
    asked = world.double.calls("comments")
    assert asked == 2  # thirty replies, twenty a page
    second = await polled(world.build(), first[-1].cursor)
    assert world.double.calls("comments") == asked
    late = world.double.reply(top, "Encore une")
    third = await polled(world.build(), second[-1].cursor)
    assert late in ids(third)


async def test_an_edited_comment_comes_again_with_a_higher_revision(world: YouTubeWorld) -> None:
    old = world.double.comment(world.seance, "La rue est belle")
    first = await polled(world.build())
    world.clock.move(timedelta(days=2))
    world.double.edit(old, "La rue n’est pas belle")
    told = posts(await polled(world.build(), first[-1].cursor))
    assert told[old].text == "La rue n’est pas belle"
    assert told[old].edited_at is not None
    assert told[old].revision == int(told[old].edited_at.timestamp()) > 1


async def test_page_tokens_that_expired_lose_nothing(world: YouTubeWorld) -> None:
    published = set(world.publish([f"Commentaire {n}" for n in range(50)]))
    connector = world.build()
    coming = connector.pages(None)
    first = await anext(coming)
    await coming.aclose()
    world.double.forget_tokens()
    rest = await polled(world.build(), first.cursor)
    assert published <= set(ids([first, *rest]))


async def test_comments_that_come_during_a_walk_are_heard_after_it(world: YouTubeWorld) -> None:
    old = world.publish([f"Commentaire {n}" for n in range(50)])
    coming = world.build().pages(None)
    first = await anext(coming)
    await coming.aclose()
    between = world.publish(["Pendant la lecture"])
    world.clock.move(timedelta(hours=5))
    world.double.edit(old[0], "Corrigé, sur la dernière page")
    rest = await polled(world.build(), first.cursor)
    last = await polled(world.build(), rest[-1].cursor)
    assert between[0] in ids([first, *rest, *last])


async def test_replies_cut_off_in_the_middle_are_heard_the_next_time(world: YouTubeWorld) -> None:
    busy = [world.double.comment(world.seance, f"Fil {n}") for n in range(3)]
    replies = [world.double.reply(top, f"Réponse {n}") for top in busy for n in range(4)]
    world.double.trouble = Refused(500, "backendError", "global")
    world.double.troubled = "comments"
    first = await polled(world.build())
    assert first[-1].state == "failing"
    world.double.trouble = None
    second = await polled(world.build(), first[-1].cursor)
    assert {*busy, *replies} <= set(ids([*first, *second]))
    third = await polled(world.build(), second[-1].cursor)
    assert ids(third) == []


async def test_a_channel_that_youtube_fails_to_process_is_left_for_later(
    world: YouTubeWorld,
) -> None:
    world.double.trouble = Refused(400, "processingFailure", "youtube.commentThread")
    world.double.troubled = "commentThreads"
    pages = await polled(world.build())
    assert world.double.calls("commentThreads") == 1
    assert f"video:{world.seance}" in ids(pages)
    assert world.town in str(pages[-1].note)


async def test_a_date_in_the_future_hides_nothing(world: YouTubeWorld) -> None:
    odd = world.publish(["Date étrange"])[0]
    world.double.comments[odd]["publishedAt"] = "2031-01-01T00:00:00Z"
    world.double.comments[odd]["updatedAt"] = "2031-01-01T00:00:00Z"
    first = await polled(world.build())
    assert posts(first)[odd].published_is_known is False
    world.clock.move(timedelta(hours=3))
    later = world.publish(["Après"])[0]
    assert later in ids(await polled(world.build(), first[-1].cursor))


async def test_a_clock_behind_youtubes_own_loses_nothing(
    world: YouTubeWorld, clock: HeldClock
) -> None:
    first = await polled(world.build())
    clock.move(timedelta(days=-2))
    later = world.publish(["Notre horloge retarde"])
    second = await polled(world.build(), first[-1].cursor)
    assert later[0] in ids(second)
    assert all(page.next_at is not None and page.next_at >= clock.now() for page in second)


async def test_a_channel_that_is_gone_spoils_nothing_else(world: YouTubeWorld) -> None:
    missing = world.double.channel("Disparue")
    del world.double.channels[missing]
    heard = world.publish(["Bonjour"])
    pages = await polled(world.build(own_channels=[missing, world.town]))
    assert heard[0] in ids(pages)
    assert pages[-1].state == "working"
    assert missing in str(pages[-1].note)


async def test_comments_of_a_watched_channel_are_not_the_towns_own(world: YouTubeWorld) -> None:
    video = world.double.video(world.press, "Budget de la Ville de Trois-Rivières", days=1)
    first = await polled(world.build(channels=[world.press]))
    told = world.double.comment(video, "C’est trop cher")
    heard = posts(await polled(world.build(channels=[world.press]), first[-1].cursor))[told]
    assert not heard.source.own
    # The video's title says which town is meant.
    assert heard.reply_to_text == "Budget de la Ville de Trois-Rivières"


async def test_a_malformed_reply_spoils_only_itself(world: YouTubeWorld) -> None:
    top = world.double.comment(world.seance, "Merci")
    good = world.double.reply(top, "De rien")
    bad = world.double.reply(top, "abîmée")
    world.double.comments[bad]["publishedAt"] = "hier"
    pages = await polled(world.build())
    assert {top, good} <= set(ids(pages))
    assert sum(len(page.rejected) for page in pages) == 1


async def test_a_server_that_repeats_its_page_for_ever_is_left(world: YouTubeWorld) -> None:
    world.publish(["Toujours la même"])
    world.double.endless = True
    pages = await polled(world.build())
    assert world.double.calls("commentThreads") == 2
    assert pages[-1].state == "working"


async def test_what_was_told_is_not_told_at_each_poll(world: YouTubeWorld) -> None:
    world.publish([f"Commentaire {n}" for n in range(30)])
    world.spoil()
    first = await polled(world.build())
    second = await polled(world.build(), first[-1].cursor)
    assert [(page.events, page.rejected) for page in second] == [((), ())]


async def test_a_cursor_that_cannot_be_read_starts_anew(world: YouTubeWorld) -> None:
    heard = world.publish(["Bonjour"])
    for cursor in (b"", b"\xff", b"[]", b'{"followed": 3}', b'{"comments": {"a": {"mark": "x"}}}'):
        pages: Sequence[Page] = await polled(world.build(), cursor)
        assert heard[0] in ids(pages)


async def test_the_connection_cut_in_mid_answer_is_told_and_tried_again(
    world: YouTubeWorld, server: LocalServer
) -> None:
    world.publish(["Bonjour"])
    path = "/youtube/v3/commentThreads"
    whole = server.routes[path]

    def cut(exchange) -> None:  # type: ignore[no-untyped-def]
        exchange.send_response(200)
        exchange.send_header("Content-Length", "5000")
        exchange.end_headers()
        exchange.wfile.write(b'{"kind": "youtube#comm')
        exchange.close_connection = True

    server.routes[path] = cut
    failed = await polled(world.build())
    assert (failed[-1].state, failed[-1].events) == ("failing", ())
    assert failed[-1].next_at is not None
    server.routes[path] = whole
    assert len(ids(await polled(world.build(), failed[-1].cursor))) == 2  # and the video
