"""YouTube: videos found by a search, uploaded by a watched channel, followed for a while."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from connectors.youtube.queries import searches
from connectors.youtube.settings import YouTubeSettings
from pipeline.assembly import load_town
from tests.connectors.api_context import api_context
from tests.connectors.contract import gone, ids
from tests.connectors.youtube_world import YouTubeWorld, polled, posts
from tests.servers import LocalServer
from vigie.clock import HeldClock
from vigie.context import Context


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given:
        yield given


@pytest.fixture
def world(server: LocalServer, context: Context, clock: HeldClock) -> YouTubeWorld:
    return YouTubeWorld(server, context, clock)


LONG = "Visite du parc Champlain à Trois-Rivières. " * 20


async def test_a_search_brings_whole_videos(world: YouTubeWorld) -> None:
    found = world.double.video(world.press, "Fête & feux d’artifice", LONG, hours=5)
    world.double.video(world.press, "Autre chose", hours=5)
    told = posts(await polled(world.build(own_channels=[], words=None)))
    post = told[f"video:{found}"]
    assert len(told) == 1
    assert post.title == "Fête & feux d’artifice"  # a search writes « &amp; »
    assert post.text == LONG.strip()  # and cuts descriptions short
    assert post.url == f"https://www.youtube.com/watch?v={found}"
    assert (post.declared_language, post.revision, post.source.own) == ("fr", 1, False)
    assert (post.engagement.views, post.engagement.likes, post.engagement.replies) == (321, 12, 3)
    assert post.author.pseudonym is not None


async def test_searches_are_spread_over_the_day(world: YouTubeWorld) -> None:
    connector = world.build(own_channels=[], words=None, searches_per_day=24)
    cursor = None
    for _ in range(36):  # six hours, ten minutes apart
        cursor = (await polled(connector, cursor))[-1].cursor
        world.clock.move(timedelta(minutes=10))
    assert world.double.calls("search") == 6


async def test_a_video_that_is_listed_late_is_found_once(world: YouTubeWorld) -> None:
    connector = world.build(own_channels=[], words=["Champlain"])
    first = world.double.video(world.press, "Parc Champlain", hours=5)
    pages = await polled(connector)
    assert ids(pages) == [f"video:{first}"]
    world.clock.move(timedelta(hours=1))
    late = world.double.video(world.press, "Champlain, de nuit", hours=20)
    pages = await polled(connector, pages[-1].cursor)
    assert ids(pages) == [f"video:{late}"]


async def test_comments_of_found_videos_are_read_for_a_while(world: YouTubeWorld) -> None:
    video = world.double.video(world.press, "Trois-Rivières vue du ciel", hours=5)
    heard = world.double.comment(video, "Quelle belle ville")
    connector = world.build(own_channels=[], words=None)
    pages = await polled(connector)
    post = posts(pages)[heard]
    assert post.reply_to_text == "Trois-Rivières vue du ciel"
    assert not post.source.own
    later = world.double.comment(video, "Toujours aussi belle")
    pages = await polled(connector, pages[-1].cursor)
    assert later not in ids(pages)  # three hours between two readings
    world.clock.move(timedelta(hours=3))
    pages = await polled(connector, pages[-1].cursor)
    assert later in ids(pages)
    calls = world.double.calls("commentThreads")
    world.clock.move(timedelta(days=15))
    await polled(connector, pages[-1].cursor)
    assert world.double.calls("commentThreads") == calls


async def test_closed_comments_spoil_nothing_and_are_paid_for_once(world: YouTubeWorld) -> None:
    closed = world.double.video(world.press, "Trois-Rivières, sans commentaire", hours=4)
    opened = world.double.video(world.press, "Trois-Rivières, avec", hours=5)
    world.double.disabled.add(closed)
    heard = world.double.comment(opened, "Bonjour")
    connector = world.build(own_channels=[], words=None)
    pages = await polled(connector)
    assert heard in ids(pages)
    assert pages[-1].state == "working"
    world.clock.move(timedelta(hours=4))
    await polled(connector, pages[-1].cursor)
    asked = [q["videoId"] for m, q in world.double.asked if m == "commentThreads"]
    assert (asked.count(closed), asked.count(opened)) == (1, 2)


async def test_a_followed_video_that_is_gone_is_told_deleted(world: YouTubeWorld) -> None:
    video = world.double.video(world.press, "Trois-Rivières", hours=5)
    connector = world.build(own_channels=[], words=None)
    pages = await polled(connector)
    del world.double.videos[video]
    world.clock.move(timedelta(days=1))
    pages = await polled(connector, pages[-1].cursor)
    assert gone(pages) == [f"video:{video}"]
    world.clock.move(timedelta(days=1))
    assert gone(await polled(connector, pages[-1].cursor)) == []


async def test_a_followed_video_that_cannot_be_read_is_not_told_deleted(
    world: YouTubeWorld,
) -> None:
    video = world.double.video(world.press, "Trois-Rivières", hours=5)
    connector = world.build(own_channels=[], words=None)
    pages = await polled(connector)
    world.double.videos[video]["snippet"]["title"] = {}
    world.clock.move(timedelta(days=1))
    pages = await polled(connector, pages[-1].cursor)
    assert gone(pages) == []
    assert sum(len(page.rejected) for page in pages) == 1


async def test_a_followed_video_that_is_edited_comes_again(world: YouTubeWorld) -> None:
    video = world.double.video(world.press, "Trois-Rivières", "Bientôt", hours=5)
    connector = world.build(own_channels=[], words=None)
    first = await polled(connector)
    world.double.videos[video]["snippet"]["description"] = "Maintenant"
    world.clock.move(timedelta(days=1))
    second = await polled(connector, first[-1].cursor)
    post = posts(second)[f"video:{video}"]
    assert post.text == "Maintenant"
    assert post.revision == int(world.clock.now().timestamp())
    world.clock.move(timedelta(days=1))
    assert ids(await polled(connector, second[-1].cursor)) == []


async def test_new_uploads_of_watched_channels_are_brought(world: YouTubeWorld) -> None:
    connector = world.build(channels=[world.press])
    pages = await polled(connector)
    assert posts(pages)[f"video:{world.seance}"].source.own
    assert posts(pages)[f"video:{world.seance}"].author.role == "town"
    new = world.double.video(world.press, "Le pont rouvre")
    pages = await polled(connector, pages[-1].cursor)
    assert f"video:{new}" not in ids(pages)  # an hour between two readings
    world.clock.move(timedelta(hours=1))
    pages = await polled(connector, pages[-1].cursor)
    assert ids(pages) == [f"video:{new}"]
    assert not posts(pages)[f"video:{new}"].source.own


async def test_uploads_in_an_unusual_playlist_are_looked_up_once(world: YouTubeWorld) -> None:
    odd = world.double.channel("Autre", playlist="PLautres")
    video = world.double.video(odd, "Bonjour", hours=3)
    connector = world.build(own_channels=[odd])
    pages = await polled(connector)
    assert f"video:{video}" in ids(pages)
    asked = world.double.calls("channels")
    world.clock.move(timedelta(hours=1))
    await polled(connector, pages[-1].cursor)
    assert world.double.calls("channels") == asked
    assert world.double.calls("playlistItems") == 3


async def test_killed_in_the_middle_of_a_search_it_loses_nothing(world: YouTubeWorld) -> None:
    made = {
        f"video:{world.double.video(world.press, f'Trois-Rivières {n}', minutes=n + 1)}"
        for n in range(45)
    }
    connector = world.build(own_channels=[], words=None, videos=0)
    coming = connector.pages(None)
    first = await anext(coming)
    await coming.aclose()
    world.clock.move(timedelta(hours=1))
    rest = await polled(world.build(own_channels=[], words=None, videos=0), first.cursor)
    assert made <= set(ids([first, *rest]))


async def test_the_own_channels_figures_come_once_a_day(world: YouTubeWorld) -> None:
    connector = world.build()
    pages = await polled(connector)
    figures = [figure for page in pages for figure in page.figures]
    assert [(f.account, f.followers, f.posts, f.reach) for f in figures] == [
        ("YouTube", 1_200, 34, None)
    ]
    again = await polled(connector, pages[-1].cursor)
    assert all(not page.figures for page in again)
    world.double.channels[world.town]["statistics"]["hiddenSubscriberCount"] = True
    world.clock.move(timedelta(days=1))
    pages = await polled(connector, again[-1].cursor)
    assert [f.followers for page in pages for f in page.figures] == [None]


TOWN = load_town("trois-rivieres", None)


def test_the_towns_names_become_one_query() -> None:
    settings = YouTubeSettings(name="YouTube")
    (search,) = searches(settings, (TOWN,))
    assert search.query == {
        "q": "Trois-Rivières|V3R",  # « Ville de Trois-Rivières » holds the first
        "regionCode": "CA",
        "relevanceLanguage": "fr",
    }


def test_many_towns_share_their_queries() -> None:
    towns = tuple(replace_name(TOWN, f"Ville-Fictive-{n}", f"slug-{n}") for n in range(40))
    queries = searches(YouTubeSettings(name="YouTube"), towns)
    assert 4 <= len(queries) <= 8
    assert all(len(one.query["q"]) <= 160 for one in queries)
    assert "Ville-Fictive-39" in queries[-1].query["q"]


def replace_name(town, name: str, slug: str):  # type: ignore[no-untyped-def]
    names = msgspec.structs.replace(town.names, official=name, variants=())
    return msgspec.structs.replace(town, slug=slug, names=names)


def test_near_draws_a_circle_around_the_territory() -> None:
    settings = YouTubeSettings(name="YouTube", near=True, words=["fête | nuit", "-neige"])
    (search,) = searches(settings, (TOWN,))
    lat, lon = map(float, search.query["location"].split(","))
    assert search.query["q"] == '"fête nuit"|neige'
    assert 46.2 < lat < 46.5
    assert -72.8 < lon < -72.4
    assert 10 <= int(search.query["locationRadius"].removesuffix("km")) <= 40


def test_a_town_without_an_outline_is_searched_everywhere() -> None:
    town = msgspec.structs.replace(TOWN, outline=())
    settings = YouTubeSettings(name="YouTube", near=True)
    (search,) = searches(settings, (town,))
    assert "location" not in search.query
