"""X over its double: the search of the past, the stream, the day's allowance, the terms."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from connectors.x import api as x_api
from connectors.x.connector import XConnector, build
from connectors.x.cursor import XCursor
from connectors.x.lines import LONGEST
from connectors.x.posts import id_at, moment_of
from tests.connectors.api_context import api_context
from tests.connectors.contract import ConnectorContract, gone, hang, heard, ids, texts
from tests.connectors.documented import documented
from tests.doubles.x import CUT, END, NOW, XDouble
from tests.servers import LocalServer
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import ConfigurationError
from vigie.page import Page
from vigie.post import Post, Published
from vigie.source_contracts import Rechecker
from vigie.town import Account

SEARCH, STREAM = "/2/tweets/search/recent", "/2/tweets/search/stream"


@dataclass
class Network:
    """A double and its connector."""

    server: LocalServer
    context: Context

    def __post_init__(self) -> None:
        self.double = XDouble(self.server)
        self.secret = self.double.token
        path = self.context.home / "jeton"
        path.write_text(f"{self.secret}\n")
        path.chmod(0o600)
        self.settings: dict[str, Any] = {
            "name": "X",
            "enterprise_plan": True,
            "token_file": "jeton",
            "url": self.server.url,
            "posts_per_day": 1_000,
        }

    def build(self, **settings: Any) -> XConnector:
        return build({**self.settings, **settings}, self.context)

    def publish(self, texts: Sequence[str]) -> list[str]:
        return [self.double.publish(text) for text in texts]

    def spoil(self) -> None:
        self.double.spoil()

    def refuse(self) -> None:
        self.double.token = "un-autre-jeton"

    def vanish(self) -> None:
        hang(self.server)

    def asked(self, path: str) -> list[str]:
        return [r.path for r in self.server.received if r.path.partition("?")[0] == path]


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given:
        yield given


@pytest.fixture
def world(server: LocalServer, context: Context) -> Network:
    return Network(server, context)


class TestX(ConnectorContract):
    many = 150

    @pytest.fixture
    def world(self, world: Network) -> Network:
        return world


def posts(pages: Sequence[Page]) -> list[Post]:
    return [e.post for page in pages for e in page.events if isinstance(e, Published)]


async def listen(
    world: Network,
    then: Callable[[], None],
    *,
    until: Callable[[list[Page]], bool] = lambda pages: pages[-1].state == "failing",
    cursor: bytes | None = None,
    **settings: Any,
) -> list[Page]:
    """Return pages until `until`; `then` is called once the past is told and the line open."""
    pages: list[Page] = []
    async with asyncio.timeout(10), aclosing(world.build(**settings).pages(cursor)) as coming:
        async for page in coming:
            if not pages:
                assert world.double.opened.acquire(timeout=5)
                then()
            pages.append(page)
            if until(pages):
                break
    return pages


def brought(count: int) -> Callable[[list[Page]], bool]:
    return lambda pages: len(ids(pages)) >= count


def test_x_is_off_and_says_why_unless_the_town_has_the_plan(context: Context) -> None:
    with pytest.raises(ConfigurationError) as caught:
        build({"name": "X", "token_env": "JETON_X", "interval": 1}, context)
    enterprise, interval = sorted(caught.value.problems, key=lambda p: -len(p.fr))
    for text in (enterprise.fr, enterprise.en):
        assert "Government Use" in text
        assert "enterprise_plan = true" in text
    assert "0,005" in enterprise.fr
    assert "surveillance" in enterprise.en
    assert "interval" in interval.fr


def test_a_source_without_words_nor_towns_is_refused(world: Network) -> None:
    with pytest.raises(ConfigurationError):
        build(world.settings, replace(world.context, towns=()))


async def test_a_post_is_read_whole(world: Network) -> None:
    parent = world.double.publish("Sans rapport.")
    id_ = world.double.publish(
        "Trois-Rivières…",
        note_tweet={"text": "Le pont de Trois-Rivières &amp; sa file : residente@exemple.test"},
        conversation_id=parent,
        referenced_tweets=[{"type": "replied_to", "id": parent}],
        geo={"coordinates": {"type": "Point", "coordinates": [-72.54, 46.34]}, "place_id": "x"},
    )
    (post,) = posts(await heard(world.build(stream=False), None, 1))
    assert (post.native_id, post.revision) == (id_, 1)
    assert post.text == "Le pont de Trois-Rivières & sa file : [courriel masqué]"
    assert post.url == f"https://x.com/i/web/status/{id_}"
    assert post.published_at == moment_of(int(id_))
    assert (post.in_reply_to, post.conversation) == (parent, parent)
    assert (post.engagement.replies, post.engagement.shares, post.engagement.likes) == (1, 2, 3)
    assert post.declared_language == "fr"
    assert post.geo is not None
    assert (post.geo.lat, post.geo.lon) == (46.34, -72.54)


async def test_the_past_is_searched_page_after_page(world: Network) -> None:
    published = world.publish(texts(230))
    pages = await heard(world.build(stream=False), None, 10_000)
    assert sorted(ids(pages)) == sorted(published)
    asked = world.asked(SEARCH)
    assert len(asked) == 3
    assert ["next_token" in path for path in asked] == [False, True, True]
    assert "230 posts lus aujourd’hui sur 1000 (environ 1,15 $ US)" in (pages[-1].note or "")


async def test_without_the_stream_the_search_comes_back_at_its_interval(
    world: Network, clock: HeldClock
) -> None:
    world.publish(texts(2))
    first = await heard(world.build(stream=False, interval=600), None, 10_000)
    assert first[-1].next_at == clock.now() + timedelta(seconds=600)
    later = world.publish(texts(1))
    second = await heard(world.build(stream=False), first[-1].cursor, 10_000)
    assert ids(second) == later
    assert "since_id" in world.asked(SEARCH)[-1]
    assert world.asked(STREAM) == []


async def test_what_is_said_in_the_stream_is_brought(world: Network) -> None:
    past = world.publish(texts(2))
    now: list[str] = []

    def then() -> None:
        now.extend(world.publish(["À Trois-Rivières, le feu est en panne."]))
        world.double.say(b"\r\n", world.double.frame(now[0]))

    pages = await listen(world, then, until=brought(3))
    assert ids(pages) == [*reversed(past), *now]
    assert all(page.state == "working" for page in pages)


async def test_a_post_said_twice_and_out_of_order_is_brought_once(world: Network) -> None:
    one, two, three = (
        world.double.publish(t, at=NOW + timedelta(seconds=n))
        for n, t in enumerate(("un", "deux", "trois"))
    )
    frame = world.double.frame

    def then() -> None:
        world.double.say(frame(three) + frame(one), frame(three), frame(two) + frame(one))

    assert ids(await listen(world, then, until=brought(3))) == [three, one, two]


async def test_frames_are_read_however_they_are_cut(world: Network) -> None:
    id_ = world.double.publish("Un", at=NOW)
    frame = world.double.frame(id_)
    parts = [frame[n : n + 7] for n in range(0, len(frame), 7)]
    assert ids(await listen(world, lambda: world.double.say(*parts), until=brought(1))) == [id_]


@pytest.mark.parametrize("end", [CUT, END])
async def test_what_a_cut_in_mid_line_took_is_found_by_the_search(
    world: Network, end: Any, clock: HeldClock
) -> None:
    told, half = world.publish(["Trois-Rivières, un.", "Trois-Rivières, deux."])
    hidden, world.double.posts = world.double.posts, []

    def then() -> None:
        world.double.posts = hidden
        world.double.say(world.double.frame(told), world.double.frame(half)[:40], end)

    pages = await listen(world, then)
    assert ids(pages) == [told]
    assert pages[-1].note
    assert pages[-1].next_at == clock.now() + timedelta(seconds=1)
    rest = await heard(world.build(), pages[-1].cursor, 1)
    assert ids(rest) == [half]


async def test_a_post_older_than_the_newest_said_before_the_cut_is_not_lost(
    world: Network,
) -> None:
    older, newer = world.publish(["Trois-Rivières, un.", "Trois-Rivières, deux."])
    hidden, world.double.posts = world.double.posts, []

    def then() -> None:
        world.double.posts = hidden
        world.double.say(world.double.frame(newer), CUT)

    pages = await listen(world, then)
    assert ids(pages) == [newer]
    assert ids(await heard(world.build(), pages[-1].cursor, 1)) == [older]


async def test_a_line_that_cannot_be_read_is_set_aside_and_the_stream_goes_on(
    world: Network,
) -> None:
    id_ = world.double.publish("Un", at=NOW)

    def then() -> None:
        world.double.say(b'{"data": {"id": 4}}\r\n{"data": \r\n[1]\r\n', world.double.frame(id_))

    pages = await listen(world, then, until=brought(1))
    assert sum(len(page.rejected) for page in pages) == 3


async def test_a_line_without_end_is_dropped_and_counted(world: Network) -> None:
    id_ = world.double.publish("Un", at=NOW)

    def then() -> None:
        world.double.say(*[b"x" * 100_000] * (LONGEST // 100_000 + 2), b"\r\n")
        world.double.say(world.double.frame(id_))

    pages = await listen(world, then, until=brought(1))
    assert sum(page.lost for page in pages) == 1


async def test_a_stream_that_announces_its_end_is_told_and_waited_for(
    world: Network, clock: HeldClock
) -> None:
    error = {"title": "operational-disconnect", "disconnect_type": "UpstreamOperationalDisconnect"}
    line = msgspec.json.encode({"errors": [error]}) + b"\r\n"
    pages = await listen(world, lambda: world.double.say(line))
    assert "annoncé" in (pages[-1].note or "")
    assert pages[-1].next_at == clock.now() + timedelta(seconds=5)


async def test_a_partial_error_beside_a_post_is_no_end(world: Network) -> None:
    one, two = (world.double.publish(t, at=NOW) for t in ("un", "deux"))
    frame = msgspec.json.decode(world.double.frame(one))
    frame["errors"] = [{"title": "Not Found Error", "type": "x/resource-not-found"}]
    line = msgspec.json.encode(frame) + b"\r\n"

    def then() -> None:
        world.double.say(line, world.double.frame(two))

    assert ids(await listen(world, then, until=brought(2))) == [one, two]


async def test_cuts_in_a_row_are_waited_for_longer_and_a_post_ends_the_row(
    world: Network, clock: HeldClock
) -> None:
    cursor, waits = None, []
    for _ in range(8):
        pages = await listen(world, lambda: world.double.say(CUT), cursor=cursor)
        assert pages[-1].next_at is not None
        waits.append((pages[-1].next_at - clock.now()).total_seconds())
        cursor = pages[-1].cursor
    assert waits == [1, 1, 1, 1, 1.25, 1.5, 1.75, 2]
    id_ = world.double.publish("Un", at=NOW)

    def then() -> None:
        world.double.say(world.double.frame(id_), CUT)

    pages = await listen(world, then, cursor=cursor)
    assert pages[-1].next_at == clock.now() + timedelta(seconds=1)


async def test_a_silent_stream_is_cut_and_one_that_says_it_is_there_is_not(
    world: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(x_api, "_QUIET", 0.4)
    id_ = world.double.publish("Un", at=NOW)

    def later() -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(0.8, world.double.say, world.double.frame(id_))

    assert ids(await listen(world, later, until=brought(1))) == [id_]
    world.double.keep_alive = 30
    pages = await listen(world, lambda: None)
    assert pages[-1].state == "failing"


async def test_a_stream_where_nothing_comes_says_at_each_interval_that_it_is_alive(
    world: Network, clock: HeldClock
) -> None:
    def then() -> None:
        asyncio.get_running_loop().call_later(0.2, clock.move, timedelta(seconds=900))

    pages = await listen(world, then, until=lambda pages: len(pages) == 2)
    assert pages[1].state == "working"
    assert pages[1].events == ()
    state = msgspec.json.decode(pages[1].cursor, type=XCursor)
    assert state.heard == clock.now().timestamp()


async def test_a_stream_is_closed_as_soon_as_nobody_listens(world: Network) -> None:
    await listen(world, lambda: None, until=bool)
    assert await asyncio.to_thread(world.double.closed.acquire, timeout=2)


async def test_the_rules_become_those_of_the_settings_and_others_are_left_alone(
    world: Network,
) -> None:
    wanted = '("Trois-Rivières" OR #V3R) -is:retweet'
    world.double.rules = [
        {"id": "1", "value": "vieux", "tag": "vigie:1"},
        {"id": "2", "value": "autre programme", "tag": "presse"},
    ]
    settings: dict[str, Any] = {"words": ["Trois-Rivières", "#V3R"]}
    for _ in range(2):
        await listen(world, lambda: None, until=bool, **settings)
    assert [rule["value"] for rule in world.double.rules] == ["autre programme", wanted]
    posted = [r for r in world.server.received if r.method == "POST"]
    assert len(posted) == 2  # one to add, one to delete, none the second time


async def test_a_rule_that_x_refuses_is_told(world: Network) -> None:
    world.double.refused_rules = True
    published = world.publish(texts(1))
    pages = await heard(world.build(), None, 10_000)
    assert ids(pages) == published  # the search goes on meanwhile
    assert pages[-1].state == "failing"
    assert "words" in (pages[-1].note or "")


async def test_what_another_programs_rule_brings_is_paid_for_and_not_told(
    world: Network,
) -> None:
    other, ours = (world.double.publish(t, at=NOW) for t in ("un", "deux"))

    def then() -> None:
        world.double.say(world.double.frame(other, "presse"), world.double.frame(ours))

    pages = await listen(world, then, until=brought(1))
    assert ids(pages) == [ours]
    assert "2 posts lus" in (pages[-1].note or "")


async def test_a_repetition_is_not_told(world: Network) -> None:
    world.double.publish("RT Trois-Rivières", referenced_tweets=[{"type": "retweeted", "id": "1"}])
    kept = world.double.publish("Trois-Rivières", referenced_tweets=[{"type": "quoted", "id": "1"}])
    assert ids(await heard(world.build(stream=False), None, 10_000)) == [kept]


@pytest.mark.parametrize(("status", "wait"), [(429, 600), (503, 600)])
async def test_a_stream_refused_is_told_after_the_past(
    world: Network, clock: HeldClock, status: int, wait: int
) -> None:
    published = world.publish(texts(2))
    world.double.moods[STREAM] = [status]
    pages = await heard(world.build(), None, 10_000)
    assert sorted(ids(pages)) == published
    assert pages[-1].state == "failing"
    assert pages[-1].next_at == clock.now() + timedelta(seconds=wait)


async def test_a_search_refused_in_mid_walk_loses_nothing(world: Network) -> None:
    published = world.publish(texts(150))
    pages: list[Page] = []
    async for page in world.build(stream=False).pages(None):
        pages.append(page)
        if len(pages) == 1:
            world.double.moods[SEARCH] = [429]
    assert [page.state for page in pages] == ["working", "failing"]
    later = world.publish(texts(1))
    rest = await heard(world.build(stream=False), pages[-1].cursor, 10_000)
    assert sorted(ids([*pages, *rest])) == sorted([*published, *later])


async def test_an_allowance_of_requests_used_up_waits_for_its_window(
    world: Network, clock: HeldClock
) -> None:
    published = world.publish(texts(150))
    world.double.left = 1
    pages = await heard(world.build(stream=False), None, 10_000)
    assert len(pages) == 1
    assert pages[0].next_at == clock.now() + timedelta(seconds=600)
    world.double.left = 400
    rest = await heard(world.build(stream=False), pages[0].cursor, 10_000)
    assert sorted(ids([*pages, *rest])) == published


async def test_the_stream_is_left_once_the_days_allowance_is_read_until_midnight_utc(
    world: Network, clock: HeldClock
) -> None:
    live = [world.double.publish(f"Trois-Rivières {n}", at=NOW) for n in range(25)]
    hidden, world.double.posts = world.double.posts, []

    def then() -> None:
        world.double.posts = hidden
        for id_ in live:
            world.double.say(world.double.frame(id_))

    settings: dict[str, Any] = {"posts_per_day": 20}
    pages = await listen(
        world, then, until=lambda pages: "minuit" in str(pages[-1].note), **settings
    )
    assert 20 <= len(ids(pages)) <= 25
    assert pages[-1].state == "working"
    assert pages[-1].next_at == datetime(2026, 11, 24, tzinfo=UTC)
    asked = len(world.server.received)
    again = await heard(world.build(**settings), pages[-1].cursor, 1)
    assert [page.next_at for page in again] == [datetime(2026, 11, 24, tzinfo=UTC)]
    assert len(world.server.received) == asked
    clock.move(timedelta(hours=10, minutes=1))
    world.double.now = clock.now()
    tomorrow = await heard(world.build(stream=False, **settings), again[-1].cursor, 10_000)
    assert {*ids(pages), *ids(tomorrow)} == set(live)


async def test_the_past_takes_half_of_what_may_be_read_and_the_rest_of_it_is_a_gap(
    world: Network, clock: HeldClock
) -> None:
    first = await heard(world.build(stream=False), None, 10_000)
    clock.move(timedelta(hours=1))
    world.double.now = clock.now()
    published = [
        world.double.publish(f"Trois-Rivières {n}", at=NOW + timedelta(minutes=n))
        for n in range(1, 51)
    ]
    settings = {"posts_per_day": 40, "stream": False}
    pages = await heard(world.build(**settings), first[-1].cursor, 10_000)
    assert ids(pages) == published[:29:-1]
    (gap,) = [page.gap for page in pages if page.gap]
    assert gap.since == NOW
    assert NOW + timedelta(minutes=31) <= gap.until < NOW + timedelta(minutes=32)
    again = await heard(world.build(**settings), pages[-1].cursor, 10_000)
    assert ids(again) == []


async def test_an_absence_of_more_than_a_week_is_a_gap(world: Network, clock: HeldClock) -> None:
    old = world.publish(texts(1))
    first = await heard(world.build(stream=False), None, 10_000)
    clock.move(timedelta(days=9))
    world.double.now = clock.now()
    later = world.double.publish("Trois-Rivières.", at=clock.now() - timedelta(days=1))
    second = await heard(world.build(stream=False), first[-1].cursor, 10_000)
    assert (ids(first), ids(second)) == (old, [later])
    assert second[0].gap is not None
    assert second[0].gap.since == NOW
    assert second[0].gap.until == clock.now() - timedelta(days=7) + timedelta(hours=1)


async def test_a_quiet_week_is_no_gap(world: Network, clock: HeldClock) -> None:
    world.publish(texts(1))
    pages = await heard(world.build(stream=False), None, 10_000)
    for _ in range(3):
        clock.move(timedelta(days=4))
        world.double.now = clock.now()
        pages = await heard(world.build(stream=False), pages[-1].cursor, 10_000)
        assert [page.gap for page in pages if page.gap] == []
        assert pages[-1].state == "working"


async def test_an_id_from_which_x_does_not_search_is_replaced_by_a_time(world: Network) -> None:
    ahead = XCursor(newest=id_at(NOW + timedelta(days=2)), heard=int(NOW.timestamp()) - 7_200)
    published = world.publish(texts(2))
    connector = world.build(stream=False)
    refused = await heard(connector, msgspec.json.encode(ahead), 10_000)
    assert refused[-1].state == "failing"
    pages = await heard(connector, refused[-1].cursor, 10_000)
    assert sorted(ids(pages)) == published
    assert "start_time" in world.asked(SEARCH)[-1]


async def test_a_cursor_that_cannot_be_read_starts_anew(world: Network) -> None:
    published = world.publish(texts(2))
    assert sorted(ids(await heard(world.build(), b"\xff{", 2))) == published


async def test_an_edition_is_a_revision_of_the_first_post(world: Network) -> None:
    first = world.double.publish("Trois-Rivières : le pont est fermé.")
    second = world.double.edit(first, "Trois-Rivières : le pont est ouvert.")
    found = posts(await heard(world.build(stream=False), None, 10_000))
    told = {post.revision: post for post in found}
    assert {post.native_id for post in found} == {first}
    assert told[2].text == "Trois-Rivières : le pont est ouvert."
    assert told[2].edited_at == moment_of(int(second))
    assert told[2].published_at == told[1].published_at == moment_of(int(first))


async def test_a_recheck_tells_what_is_gone_and_what_was_edited(world: Network) -> None:
    kept, deleted, protected, withheld, edited = world.publish(texts(5))
    later = world.double.edit(edited, "Réparé.")
    world.double.missing = {
        deleted: "resource-not-found",
        protected: "not-authorized-for-resource",
        withheld: "service-unavailable",
    }
    connector = world.build()
    assert isinstance(connector, Rechecker)
    assert connector.recheck_days == 1
    page = await connector.recheck([kept, deleted, protected, withheld, edited, "pas-un-id", "7"])
    assert page is not None
    assert page.cursor == b""
    assert sorted(gone([page])) == sorted([deleted, protected])
    (post,) = posts([page])
    assert (post.native_id, post.revision, post.text) == (edited, 2, "Réparé.")
    assert post.url == f"https://x.com/i/web/status/{later}"


async def test_a_recheck_that_is_refused_or_too_dear_deletes_nothing(
    world: Network, clock: HeldClock
) -> None:
    names = world.publish(texts(3))
    world.double.missing = {names[0]: "resource-not-found"}
    connector = world.build(rechecks_per_day=4)
    world.double.moods["/2/tweets"] = [503]
    assert await connector.recheck(names) is None
    others = world.publish(texts(2))
    assert await connector.recheck(others) is None  # two more would be five
    assert len(world.asked("/2/tweets")) == 1
    page = await connector.recheck(names)  # the same three are charged once in a day
    assert page is not None
    clock.move(timedelta(days=1))
    page = await connector.recheck(names)
    assert page is not None
    assert gone([page]) == names[:1]
    world.server.serve("/2/tweets", b"<html>")
    clock.move(timedelta(days=1))
    assert await connector.recheck(names) is None


async def test_a_towns_own_account_is_known_by_its_handle(
    server: LocalServer, context: Context
) -> None:
    town = msgspec.structs.replace(
        context.towns[0], accounts=(Account(platform="x", handle="residente_fictive_992"),)
    )
    world = Network(server, replace(context, towns=(town,)))
    world.publish(texts(2))
    found = posts(await heard(world.build(stream=False), None, 10_000))
    assert sorted(str(post.author.role) for post in found) == ["None", "town"]
    assert "expansions=author_id" in world.asked(SEARCH)[0]
    assert "fictive" not in str(found)


async def test_handles_are_not_even_asked_for_when_no_town_has_an_account(
    world: Network,
) -> None:
    world.publish(texts(1))
    await heard(world.build(stream=False), None, 10_000)
    assert "expansions" not in world.asked(SEARCH)[0]


async def test_a_token_that_expires_while_the_stream_lasts_is_told_at_its_cut(
    world: Network, clock: HeldClock
) -> None:
    pages = await listen(world, lambda: world.double.say(CUT))
    world.refuse()
    (page,) = await heard(world.build(), pages[-1].cursor, 10_000)
    assert page.state == "needs_credentials"
    assert page.next_at == clock.now() + timedelta(hours=1)


async def test_a_missing_token_is_one_sentence(world: Network) -> None:
    (world.context.home / "jeton").unlink()
    (page,) = await heard(world.build(), None, 10_000)
    assert page.state == "needs_credentials"
    assert "jeton" in (page.note or "")


@pytest.mark.parametrize("status", [402, 403])
async def test_a_plan_without_the_right_is_blocked_and_seldom_asked(
    world: Network, clock: HeldClock, status: int
) -> None:
    world.double.moods[SEARCH] = [status]
    (page,) = await heard(world.build(stream=False), None, 10_000)
    assert page.state == "blocked"
    assert f"({status})" in (page.note or "")
    assert page.next_at is not None
    assert page.next_at >= clock.now() + timedelta(hours=1)


async def test_the_token_is_in_no_address(world: Network) -> None:
    await listen(world, lambda: None, until=bool)
    await world.build().recheck(world.publish(texts(1)))
    assert len(world.server.received) >= 4
    assert not [r for r in world.server.received if world.secret in r.path]


def test_the_example_of_the_documentation_is_taken(context: Context) -> None:
    settings = documented("x")
    assert build(settings, context).name == settings["name"]
