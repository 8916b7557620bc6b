"""Mastodon instances, over their doubles: polled, live, several at once."""

from __future__ import annotations

import asyncio
import json
import tomllib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.mastodon.connector import MastodonConnector, build
from connectors.mastodon.streams import Streams
from tests.connectors.api_context import api_context
from tests.connectors.contract import ConnectorContract, gone, hang, heard, ids, texts
from tests.doubles.mastodon import MastodonInstance
from tests.servers import LocalServer, local_server
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import ConfigurationError
from vigie.page import Page
from vigie.post import Published
from vigie.source_contracts import Rechecker

TAG = "troisrivieres"
KEY = "cle-fictive-0123456789"


@dataclass
class World:
    """An instance and its connector; with a key, it is listened to live."""

    server: LocalServer
    context: Context
    secret: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.double = MastodonInstance(self.server, [TAG], self.secret)
        if self.secret is not None:
            path = self.context.home / "cle"
            path.write_text(self.secret)
            path.chmod(0o600)
            self.settings = {"token_file": "cle", **self.settings}

    def build(self, **more: Any) -> MastodonConnector:
        named = {"name": "Mastodon", "url": self.server.url, "tags": [TAG], "words": []}
        return build({**named, **self.settings, **more}, self.context)

    def publish(self, texts: Sequence[str]) -> list[str]:
        return [self.double.publish(text)["uri"] for text in texts]

    def spoil(self) -> None:
        self.double.add({"id": self.double.status("")["id"], "content": 4})

    def refuse(self) -> None:
        self.double.refuses = True
        self.double.cut()

    def vanish(self) -> None:
        hang(self.server)


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given:
        yield given


@pytest.fixture
def other() -> Iterator[LocalServer]:
    with local_server() as local:
        yield local


@pytest.fixture
def polled(server: LocalServer, context: Context) -> World:
    return World(server, context)


@pytest.fixture
def live(server: LocalServer, context: Context) -> World:
    return World(server, context, secret=KEY)


class TestPolled(ConnectorContract):
    @pytest.fixture
    def world(self, polled: World) -> World:
        return polled


class TestLive(ConnectorContract):
    @pytest.fixture
    def world(self, live: World) -> World:
        return live


async def poll(connector: MastodonConnector, cursor: bytes | None = None) -> list[Page]:
    return await heard(connector, cursor, 10_000)


def asked(server: LocalServer, path: str) -> list[str]:
    return [request.path for request in server.received if request.path.startswith(path)]


def published(pages: Sequence[Page]) -> list[Published]:
    return [e for page in pages for e in page.events if isinstance(e, Published)]


# --- polling


async def test_posts_come_oldest_first_and_each_once(polled: World) -> None:
    uris = polled.publish(texts(5))
    first = await poll(polled.build())
    assert ids(first) == uris
    assert ids(await poll(polled.build(), first[-1].cursor)) == []


async def test_a_long_absence_is_read_page_by_page_forwards(polled: World) -> None:
    first = await poll(polled.build())
    polled.publish(texts(1))
    known = await poll(polled.build(), first[-1].cursor)
    later = polled.publish(texts(95))
    pages = await poll(polled.build(), known[-1].cursor)
    assert ids(pages) == later
    assert [len(page.events) for page in pages] == [40, 40, 15, 0]


async def test_the_last_page_tells_when_to_ask_again(polled: World, clock: HeldClock) -> None:
    pages = await poll(polled.build(interval=120))
    assert pages[-1].next_at == clock.now() + timedelta(seconds=120)
    assert pages[-1].state == "working"


async def test_a_limit_reached_is_waited_for_until_its_reset(
    polled: World, clock: HeldClock
) -> None:
    polled.publish(texts(90))
    polled.double.budget = 2
    polled.double.reset = timedelta(hours=2)
    pages = await poll(polled.build())
    assert ids(pages)
    assert pages[-1].state == "working", "the reserve is left alone"
    polled.double.budget = 0
    pages = await poll(polled.build(), pages[-1].cursor)
    assert pages[-1].state == "failing"
    assert pages[-1].note == "Le serveur demande de ralentir (429)."
    assert pages[-1].next_at is not None
    wait = (pages[-1].next_at - clock.now()).total_seconds()
    assert wait == pytest.approx(7_200, abs=60)
    before = len(asked(polled.server, "/api/v1/timelines"))
    assert (await poll(polled.build(), pages[-1].cursor))[-1].state == "failing"
    assert len(asked(polled.server, "/api/v1/timelines")) == before, "it rests"
    polled.double.budget = 300
    clock.move(timedelta(hours=3))
    rest = await poll(polled.build(), pages[-1].cursor)
    assert rest[-1].state == "working"


async def test_a_limit_nearly_spent_leaves_the_other_feeds_to_the_next_round(
    server: LocalServer, context: Context
) -> None:
    tags = ["namur", "vedrin", TAG]
    double = MastodonInstance(server, tags)
    for tag in tags:
        double.publish("La place est fermée.", tag)
    connector = build({"name": "M", "url": server.url, "tags": tags}, context)
    double.budget = 8  # three requests each: the second feed’s last answer says two are left
    first = await poll(connector)
    double.budget = 300
    second = await poll(connector, first[-1].cursor)
    assert (len(ids(first)), len(ids(second))) == (2, 1)


async def test_hashtags_come_from_the_profiles(server: LocalServer, context: Context) -> None:
    tags = [TAG, "troisrivieresqc", "3r", "v3r"]
    double = MastodonInstance(server, tags)
    for tag in tags:
        double.publish(f"Un message sous {tag}.", tag)
    assert len(ids(await poll(build({"name": "M", "url": server.url}, context)))) == 4


async def test_a_hashtag_that_the_instance_does_not_know_yet_is_no_failure(polled: World) -> None:
    polled.publish(texts(1))
    pages = await poll(polled.build(tags=["inconnu", TAG]))
    assert len(ids(pages)) == 1
    assert pages[-1].state == "working"


async def test_an_address_that_is_no_instance_is_told(
    server: LocalServer, context: Context
) -> None:
    pages = await poll(build({"name": "M", "url": server.url, "tags": [TAG]}, context))
    assert (pages[-1].state, pages[-1].note) == ("failing", "Introuvable (404).")


async def test_an_answer_that_is_no_timeline_is_told(polled: World) -> None:
    polled.server.serve(f"/api/v1/timelines/tag/{TAG}", "<html>")
    pages = await poll(polled.build())
    assert (pages[-1].state, pages[-1].events) == ("failing", ())
    assert pages[-1].note == "La réponse de l’instance est illisible."


async def test_an_instance_that_shows_nothing_without_a_key_says_so(polled: World) -> None:
    polled.double.refuses = True
    pages = await poll(polled.build())
    assert pages[-1].state == "needs_credentials"
    assert "token_file" in (pages[-1].note or "")


async def test_an_instance_whose_hashtags_are_shut_is_not_asked(polled: World) -> None:
    polled.double.access = {"local": "disabled", "remote": "disabled"}
    pages = await poll(polled.build())
    assert pages[-1].state == "blocked"
    assert asked(polled.server, "/api/v1/timelines") == []


async def test_an_instance_is_described_once_a_day(polled: World, clock: HeldClock) -> None:
    connector = polled.build()
    for _ in range(3):
        await poll(connector)
    assert len(asked(polled.server, "/api/v2/instance")) == 1
    clock.move(timedelta(days=1, seconds=1))
    await poll(connector)
    assert len(asked(polled.server, "/api/v2/instance")) == 2


# --- several instances


async def test_two_instances_bring_a_shared_status_once(
    polled: World, other: LocalServer, context: Context
) -> None:
    there = MastodonInstance(other, [TAG])
    shared = polled.double.publish("Le pont est fermé.")
    there.federate(shared)
    alone = there.publish("Le musée ouvre dimanche.")
    connector = polled.build(urls=[other.url])
    pages = await poll(connector)
    assert ids(pages) == [shared["uri"], alone["uri"]]
    assert ids(await poll(connector, pages[-1].cursor)) == []


async def test_an_instance_that_fails_does_not_stop_the_others(
    polled: World, other: LocalServer, clock: HeldClock
) -> None:
    there = MastodonInstance(other, [TAG])
    there.refuses = True
    polled.publish(texts(2))
    pages = await poll(polled.build(urls=[other.url], interval=300))
    assert len(ids(pages)) == 2
    assert pages[-1].state == "failing"
    host = other.url.removeprefix("http://")
    assert (pages[-1].note or "").startswith(f"1 instance sur 2 en défaut ; {host} : ")
    assert pages[-1].next_at == clock.now() + timedelta(seconds=300)


async def test_the_key_goes_to_its_own_instance_alone(live: World, other: LocalServer) -> None:
    MastodonInstance(other, [TAG])
    await heard(live.build(urls=[other.url], stream=False), None, 10)
    assert asked(other, "/api/v1/timelines")
    assert all("authorization" not in request.headers for request in other.received)
    sent = {
        request.path.partition("?")[0]: request.headers.get("authorization")
        for request in live.server.received
    }
    assert sent[f"/api/v1/timelines/tag/{TAG}"] == f"Bearer {KEY}"
    assert sent["/api/v2/instance"] is None
    assert KEY not in str([request.path for request in live.server.received])


# --- searches


async def test_with_a_key_words_are_searched(live: World) -> None:
    tagged = live.double.publish("Trois-Rivières : la rue est fermée.")
    loose = live.double.publish("Que se passe-t-il à Trois-Rivières ?", tag="autre")
    live.double.publish("Rien à voir.", tag="autre")
    connector = live.build(words=["Trois-Rivières"], stream=False)
    pages = await poll(connector)
    assert set(ids(pages)) == {tagged["uri"], loose["uri"]}
    later = live.double.publish("Trois-Rivières encore.", tag="autre")
    assert ids(await poll(connector, pages[-1].cursor)) == [later["uri"]]


@pytest.mark.parametrize("status", [401, 403, 422, 500])
async def test_a_search_that_is_refused_leaves_hashtags_heard(live: World, status: int) -> None:
    live.double.search_status = status
    uris = live.publish(texts(2))
    pages = await poll(live.build(words=["Trois-Rivières"], stream=False))
    assert ids(pages) == uris
    assert pages[-1].state == "working"


async def test_a_search_alone_that_is_refused_is_told(live: World) -> None:
    live.double.search_status = 403
    pages = await poll(live.build(tags=[], words=["Trois-Rivières"], stream=False))
    assert pages[-1].state == "blocked"


# --- live events


class Listening:
    """A connector's pages, drawn one by one while the test goes on."""

    def __init__(self, connector: MastodonConnector, cursor: bytes | None = None) -> None:
        self._coming = connector.pages(cursor)
        self.pages: list[Page] = []

    async def until(self, enough: Callable[[Page], bool]) -> Page:
        async with asyncio.timeout(10):
            async for page in self._coming:
                self.pages.append(page)
                if enough(page):
                    return page
        raise AssertionError("the connector came to its end")

    async def ready(self, double: MastodonInstance, lines: int = 1) -> None:
        """Wait for the end of the first round, and for the lines to be open."""
        await self.until(lambda page: not page.events)
        for _ in range(lines):
            await asyncio.to_thread(double.opened.get, timeout=10)

    async def rest(self) -> list[Page]:
        async with asyncio.timeout(10):
            return [page async for page in self._coming]


@pytest.fixture
async def listening(live: World) -> AsyncIterator[Listening]:
    listens = Listening(live.build())
    async with aclosing(listens._coming):
        await listens.ready(live.double)
        yield listens


def brings(page: Page) -> bool:
    return bool(page.events or page.rejected)


async def test_a_status_is_heard_as_it_is_published(live: World, listening: Listening) -> None:
    told = live.double.publish("Le feu est éteint.")
    page = await listening.until(brings)
    assert ids([page]) == [told["uri"]]
    assert page.state == "working"


async def test_an_edition_and_a_deletion_are_heard(
    live: World, listening: Listening, clock: HeldClock
) -> None:
    told = live.double.publish("La rue est fermé.")
    await listening.until(brings)
    live.double.edit(told, "La rue est fermée.", "2026-11-23T13:00:00.000Z")
    (edited,) = published([await listening.until(brings)])
    assert edited.post.text == "La rue est fermée."
    assert edited.post.revision > 1
    live.double.tell("delete", "404")  # never heard of: nothing is said
    live.double.delete(told)
    page = await listening.until(brings)
    assert gone([page]) == [told["uri"]]
    again = Listening(live.build(), page.cursor)
    live.double.add(told)  # an instance that is late still lists it
    async with aclosing(again._coming):
        await again.ready(live.double)
    assert ids(again.pages) == []


async def test_an_event_cut_in_pieces_between_thumps_is_heard(
    live: World, listening: Listening
) -> None:
    told = live.double.status("L’été à Trois-Rivières.")
    raw = f"event: update\r\ndata: {json.dumps(told, ensure_ascii=False)}\r\n\r\n".encode()
    middle = raw.index("é".encode()) + 1
    live.double.send(b":thump\n")
    for piece in (raw[:9], raw[9:middle], raw[middle:-3], raw[-3:]):
        live.double.send(piece)
    (event,) = published([await listening.until(brings)])
    assert event.post.text == "L’été à Trois-Rivières."


async def test_malformed_events_are_set_aside_and_the_stream_goes_on(
    live: World, listening: Listening
) -> None:
    live.double.send(b"event: update\ndata: {\n\n")
    live.double.send(b"event: update\ndata: \xff\n\n")
    live.double.send(b"event: update\ndata: " + b"x" * 250_000 + b"\n\n")
    live.double.tell("filters_changed", "undefined")
    live.double.tell("inconnu", "{}")
    told = live.double.publish("Tout va bien.")
    await listening.until(lambda page: told["uri"] in ids([page]))
    assert sum(len(page.rejected) for page in listening.pages) == 3
    assert ids(listening.pages) == [told["uri"]]


async def test_what_a_cut_hid_is_read_after_it(live: World, listening: Listening) -> None:
    live.double.publish("Avant la coupure.")
    page = await listening.until(brings)
    live.double.send(b'event: update\ndata: {"id": "1')
    live.double.cut()
    rest = await listening.rest()
    assert [page.state for page in rest] == ["working"]
    assert rest[-1].note
    assert rest[-1].next_at is not None
    missed = live.double.publish("Pendant la coupure.")
    after = Listening(live.build(), rest[-1].cursor)
    async with aclosing(after._coming):
        await after.ready(live.double)
    assert ids(after.pages) == [missed["uri"]]
    assert page.cursor != rest[-1].cursor


async def test_cuts_in_a_row_are_followed_by_longer_waits(live: World, clock: HeldClock) -> None:
    waits = []
    cursor = None
    for _ in range(3):
        listens = Listening(live.build(), cursor)
        async with aclosing(listens._coming):
            await listens.ready(live.double)
            live.double.cut()
            last = (await listens.rest())[-1]
        assert last.next_at is not None
        waits.append((last.next_at - clock.now()).total_seconds())
        cursor = last.cursor
    assert waits == [5, 10, 20]


async def test_a_post_heard_live_is_not_brought_again_by_the_next_round(
    live: World, listening: Listening
) -> None:
    live.publish(texts(3))
    await listening.until(lambda _: len(ids(listening.pages)) == 3)
    again = Listening(live.build(), listening.pages[-1].cursor)
    async with aclosing(again._coming):
        await again.ready(live.double)
    assert ids(again.pages) == []


async def test_a_post_heard_live_and_lost_before_it_was_durable_is_read_again(
    live: World, listening: Listening
) -> None:
    uris = live.publish(texts(3))
    durable = listening.pages[-1].cursor
    await listening.until(lambda _: len(ids(listening.pages)) == 3)
    again = Listening(live.build(), durable)
    async with aclosing(again._coming):
        await again.ready(live.double)
    assert ids(again.pages) == uris


async def test_instances_that_are_not_live_are_polled_meanwhile(
    live: World, other: LocalServer
) -> None:
    there = MastodonInstance(other, [TAG])
    connector = live.build(urls=[other.url])
    connector._pages.interval = 0.2
    listens = Listening(connector)
    async with aclosing(listens._coming):
        await listens.ready(live.double)
        here = live.double.publish("Ici.")
        assert ids([await listens.until(brings)]) == [here["uri"]]
        alone = there.publish("Là-bas.")
        assert ids([await listens.until(brings)]) == [alone["uri"]]
        assert len(live.double.streams) == 1, "the line stays open across rounds"


async def test_an_instance_that_fails_does_not_stop_the_one_that_is_live(
    live: World, other: LocalServer
) -> None:
    MastodonInstance(other, [TAG]).refuses = True
    listens = Listening(live.build(urls=[other.url]))
    async with aclosing(listens._coming):
        await listens.ready(live.double)
        told = live.double.publish("Le feu est éteint.")
        page = await listens.until(brings)
    assert ids([page]) == [told["uri"]]
    assert page.state == "failing", "what fails is still told"


async def test_a_line_without_a_sound_is_over(live: World, context: Context) -> None:
    streams = Streams(context.outbound, quiet=0.2)
    streams.open(live.server.url, [TAG], {"authorization": f"Bearer {KEY}"})
    assert await streams.next(10) == []
    assert streams.is_over
    assert streams.refused is None
    await streams.close()


async def test_each_hashtag_has_its_line(server: LocalServer, context: Context) -> None:
    world = World(server, context, secret=KEY)
    double = MastodonInstance(server, [TAG, "v3r"], KEY)
    listens = Listening(world.build(tags=[TAG, "V3R"]))
    async with aclosing(listens._coming):
        await listens.ready(double, lines=2)
        told = double.publish("Sous un autre mot-clic.", tag="v3r")
        assert ids([await listens.until(brings)]) == [told["uri"]]


async def test_an_instance_without_live_feeds_is_polled(live: World) -> None:
    live.double.live_access = {"local": "disabled", "remote": "disabled"}
    uris = live.publish(texts(2))
    assert ids(await poll(live.build())) == uris
    assert asked(live.server, "/api/v1/streaming") == []


async def test_a_stream_that_is_refused_leaves_polling(live: World, clock: HeldClock) -> None:
    live.server.routes["/api/v1/streaming/hashtag"] = lambda exchange: exchange.reply(b"{}", 401)
    uris = live.publish(texts(2))
    pages = await poll(live.build(interval=300))
    assert ids(pages) == uris
    assert pages[-1].state == "working"
    assert (pages[-1].note or "").startswith("Pas d’écoute en direct")
    assert pages[-1].next_at == clock.now() + timedelta(seconds=300)


async def test_a_key_taken_back_in_mid_run_is_told(live: World, listening: Listening) -> None:
    live.refuse()
    rest = await listening.rest()
    pages = await poll(live.build(), rest[-1].cursor)
    assert pages[-1].state == "needs_credentials"
    assert KEY not in f"{rest} {pages}"


async def test_a_key_that_is_not_there_is_told_and_read_again_at_each_use(live: World) -> None:
    path = live.context.home / "cle"
    path.unlink()
    connector = live.build(stream=False)
    pages = await poll(connector)
    assert pages[-1].state == "needs_credentials"
    path.write_text("clé")
    path.chmod(0o600)
    assert (await poll(connector))[-1].state == "needs_credentials"
    path.write_text(KEY)
    assert (await poll(connector))[-1].state == "working"


# --- asking again


async def test_statuses_of_the_instance_are_asked_about_again(live: World) -> None:
    same, edited, deleted, opted = (live.double.publish(text) for text in texts(4))
    live.double.edit(edited, "Corrigé.", "2026-11-23T13:00:00.000Z")
    live.double.delete(deleted)
    live.double.statuses[opted["id"]] = {
        **opted,
        "account": live.double.account("residente_fictive_9", noindex=True),
    }
    connector = live.build()
    assert isinstance(connector, Rechecker)
    asked_for = [status["uri"] for status in (same, edited, deleted, opted)]
    page = await connector.recheck([*asked_for, "https://ailleurs.example/users/1/statuses/4"])
    assert page is not None
    assert page.cursor == b""
    assert ids([page]) == [edited["uri"]]
    assert sorted(gone([page])) == sorted([deleted["uri"], opted["uri"]])
    assert len(asked(live.server, "/api/v1/statuses?")) == 1


async def test_many_statuses_are_asked_about_twenty_at_a_time(polled: World) -> None:
    uris = polled.publish(texts(45))
    page = await polled.build().recheck(uris)
    assert page is not None
    assert page.events == ()
    assert len(asked(polled.server, "/api/v1/statuses?")) == 3


async def test_an_instance_that_refuses_to_be_asked_loses_nothing(polled: World) -> None:
    uris = polled.publish(texts(2))
    polled.double.refuses = True
    assert await polled.build().recheck(uris) is None


@pytest.mark.parametrize("status", [200, 401, 403, 429, 500])
async def test_an_empty_answer_alone_deletes_nothing(polled: World, status: int) -> None:
    uris = polled.publish(texts(2))
    polled.server.serve("/api/v1/statuses", "[]")
    for id_ in polled.double.statuses:
        polled.server.serve(f"/api/v1/statuses/{id_}", "{}", status)
    page = await polled.build().recheck(uris)
    assert page is not None
    assert page.events == ()


# --- settings


@pytest.mark.parametrize(
    ("settings", "problems"),
    [
        ({}, ["urls"]),
        ({"url": "mastodon.example"}, ["url"]),
        ({"url": "https://mastodon.example/@ville"}, ["url"]),
        ({"url": "https://u:p@mastodon.example"}, ["url"]),
        ({"urls": ["https://a.example"], "token_env": "CLE"}, ["token_env"]),
        ({"url": "http://a.example", "token_file": "cle"}, ["token_file"]),
        ({"url": "https://a.example", "tags": ["2026"], "interval": 5}, ["tags", "interval"]),
        ({"url": "https://a.example", "words": ["  "]}, ["words"]),
        ({"url": "https://a.example", "respect": ["rien"]}, ["respect.0"]),
        ({"url": "https://a.example", "token": "secret"}, ["token"]),
        ({"url": "https://a.example", "tags": []}, ["aucun mot-clic"]),
    ],
)
def test_wrong_settings_are_told_all_at_once(
    context: Context, settings: dict[str, Any], problems: list[str]
) -> None:
    with pytest.raises(ConfigurationError) as raised:
        build({"name": "M", **settings}, context)
    told = [problem.fr for problem in raised.value.problems]
    assert len(told) == len(problems)
    assert all(any(f"{key}" in line for line in told) for key in problems)


def test_the_documented_example_is_right(context: Context) -> None:
    page = (Path(__file__).parents[2] / "docs" / "sources.md").read_text("utf-8")
    example = page.partition("## `mastodon`")[2].partition("```toml")[2].partition("```")[0]
    (source,) = tomllib.loads(example)["source"]
    assert source.pop("kind") == "mastodon"
    assert len(build(source, context).settings.instances) == 3


def test_an_address_is_kept_to_its_origin_and_named_once(context: Context) -> None:
    given = {"name": "M", "url": "HTTPS://Mastodon.Example/", "urls": ["https://mastodon.example"]}
    assert build(given, context).settings.instances == ("https://mastodon.example",)
