"""YouTube: known posts asked about again, since nothing tells what was deleted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.connectors.api_context import api_context
from tests.connectors.contract import gone, ids
from tests.connectors.youtube_world import YouTubeWorld, polled, posts
from tests.doubles.youtube import Refused
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


@pytest.mark.parametrize("strict", [False, True])
async def test_what_is_gone_is_told_deleted(world: YouTubeWorld, strict: bool) -> None:
    world.double.strict = strict
    there = world.publish([f"Commentaire {n}" for n in range(60)])
    lost = [there.pop(7), there.pop(40)]
    reply = world.double.reply(there[0], "Réponse")
    video = world.double.video(world.press, "Trois-Rivières")
    removed = world.double.video(world.press, "Retirée")
    del world.double.videos[removed]
    for native in [*lost, reply]:
        world.double.delete(native)
    asked = [*there, *lost, reply, f"video:{video}", f"video:{removed}"]
    page = await world.build().recheck(asked)
    assert page is not None
    assert page.cursor == b""
    assert sorted(gone([page])) == sorted([*lost, reply, f"video:{removed}"])
    assert ids([page]) == []


async def test_an_edited_comment_keeps_its_place(world: YouTubeWorld) -> None:
    edited, same = world.publish(["Avant", "Toujours"])
    reply = world.double.reply(same, "Réponse d’avant")
    first = posts(await polled(world.build()))
    world.double.edit(edited, "Après")
    world.double.edit(reply, "Réponse d’après")
    page = await world.build().recheck([edited, same, reply])
    assert page is not None
    told = posts([page])
    assert set(told) == {edited, reply}
    assert (told[edited].text, told[reply].text) == ("Après", "Réponse d’après")
    for native in (edited, reply):
        before, after = first[native], told[native]
        assert after.revision > before.revision
        assert (after.url, after.source, after.author) == (before.url, before.source, before.author)
        assert (after.in_reply_to, after.conversation) == (before.in_reply_to, before.conversation)
    assert told[reply].reply_to_text == "Séance du conseil\nToujours"


async def test_a_source_that_cannot_be_asked_tells_nothing(world: YouTubeWorld) -> None:
    there = world.publish(["Bonjour"])
    world.double.trouble = Refused(500, "backendError", "global")
    assert await world.build().recheck(there) is None
    world.double.trouble = None
    world.refuse()
    assert await world.build().recheck([*there, f"video:{world.seance}"]) is None


async def test_a_spent_budget_tells_nothing(world: YouTubeWorld) -> None:
    there = world.publish(["Bonjour"])
    connector = world.build(interval=3_600, units_per_day=600)
    cursor = b'{"spent": {"day": "2026-11-23", "units": 599}}'
    await polled(connector, cursor)
    assert await connector.recheck(there) is not None  # the last unit
    assert await connector.recheck(there) is None
    assert len(world.double.asked) == 1


async def test_an_answer_that_cannot_be_read_deletes_nothing(world: YouTubeWorld) -> None:
    there = world.publish(["Bonjour", "Bonsoir"])
    world.double.comments[there[0]] = {"videoId": world.seance, "textDisplay": 3}
    page = await world.build().recheck(there)
    assert page is not None
    assert gone([page]) == []
    nameless = b'{"kind": "youtube#commentListResponse", "items": [{"id": 3}]}'
    world.server.serve("/youtube/v3/comments", nameless)
    page = await world.build().recheck(there)
    assert page is not None
    assert (gone([page]), len(page.rejected)) == ([], 1)
    for body in (b"{}", b'{"items": []}', b"<html>", b'{"kind": "youtube#error", "items": []}'):
        world.server.serve("/youtube/v3/comments", body)
        world.server.serve("/youtube/v3/videos", body)
        assert await world.build().recheck([*there, f"video:{world.seance}"]) is None


async def test_dates_without_a_zone_are_read(world: YouTubeWorld) -> None:
    (there,) = world.publish(["Bonjour"])
    world.double.edit(there, "Bonsoir")
    world.double.comments[there]["publishedAt"] = "2026-11-23T11:00:00"
    page = await world.build().recheck([there])
    assert page is not None
    assert posts([page])[there].text == "Bonsoir"


async def test_ids_that_youtube_never_gave_are_not_asked_about(world: YouTubeWorld) -> None:
    assert await world.build().recheck(["a,b", "video:", "video:x&key=1", "é", "x" * 200]) is None
    assert world.double.asked == []
