"""YouTube: WebSub, from the subscription to the notification."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.youtube.connector import YouTubeConnector, build
from connectors.youtube.websub_atom import read_notification
from tests.connectors.api_context import api_context
from tests.connectors.contract import gone, ids
from tests.connectors.youtube_world import YouTubeWorld, bare_context, polled, posts
from tests.doubles.websub_hub import Door, WebSubHub
from tests.servers import LocalServer, local_server
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import InvalidInput
from vigie.inbound import Call

SECRET = "secret-du-serveur-websub-fictif"
NAMESPACES = (
    'xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns="http://www.w3.org/2005/Atom"'
    ' xmlns:at="http://purl.org/atompub/tombstones/1.0"'
)


@pytest.fixture
def door(server: LocalServer) -> Iterator[LocalServer]:
    del server  # the API's own
    with local_server() as local:
        yield local


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock, door: LocalServer) -> AsyncIterator[Context]:
    (tmp_path / "websub.secret").write_text(f"{SECRET}\n", "utf-8")
    (tmp_path / "websub.secret").chmod(0o600)
    async with api_context(tmp_path, clock) as given:
        yield replace(given, public_url=door.url)


class Town(YouTubeWorld):
    """The town's channel, a hub, and the door by which it calls."""

    def __init__(
        self, server: LocalServer, context: Context, clock: HeldClock, door: LocalServer
    ) -> None:
        super().__init__(server, context, clock)
        self.hub = WebSubHub(server)
        self.door = Door(door, asyncio.get_running_loop())
        self.topic = topic(self.town)

    def open(self, **more: object) -> YouTubeConnector:
        given = {"websub_secret_file": "websub.secret", "hub": self.hub.url, **more}
        connector = self.build(**given)
        self.door.open(connector)
        return connector


@pytest.fixture
async def town(server: LocalServer, context: Context, clock: HeldClock, door: LocalServer) -> Town:
    return Town(server, context, clock, door)


def topic(channel: str) -> str:
    return f"https://www.youtube.com/xml/feeds/videos.xml?channel_id={channel}"


def entry(video: str, channel: str, updated: str = "2026-11-23T13:00:20.552394234+00:00") -> str:
    return (
        f"<entry><id>yt:video:{video}</id><yt:videoId>{video}</yt:videoId>"
        f"<yt:channelId>{channel}</yt:channelId><title>Titre</title>"
        f"<published>2026-11-23T13:00:00+00:00</published><updated>{updated}</updated></entry>"
    )


def tombstone(video: str, channel: str) -> str:
    return (
        f'<at:deleted-entry ref="yt:video:{video}" when="2026-11-23T13:30:00+00:00">'
        f'<link href="https://www.youtube.com/watch?v={video}"/><at:by><name>Chaîne</name>'
        f"<uri>https://www.youtube.com/channel/{channel}</uri></at:by></at:deleted-entry>"
    )


def feed(*inside: str) -> bytes:
    return f"<?xml version='1.0'?><feed {NAMESPACES}>{''.join(inside)}</feed>".encode()


async def blocking(call: Callable[..., int], *args: object, **named: object) -> int:
    return await asyncio.to_thread(call, *args, **named)


async def subscribed(town: Town, **more: object) -> YouTubeConnector:
    connector = town.open(**more)
    await polled(connector)
    assert await blocking(town.hub.verify, town.topic) == 200
    return connector


async def test_a_subscription_is_asked_for_verified_and_renewed(town: Town) -> None:
    connector = town.open()
    pages = await polled(connector)
    subscription = town.hub.subscriptions[town.topic]
    assert subscription.callback.startswith(f"{town.door.url}/inbound/youtube?")
    assert SECRET not in f"{subscription} {pages}"
    assert len(subscription.secret) < 200  # the limit of WebSub
    assert await blocking(town.hub.verify, town.topic) == 200
    assert subscription.verified
    pages = await polled(connector, pages[-1].cursor)
    assert town.hub.asked == 1
    town.clock.move(timedelta(seconds=subscription.lease / 2 + 60))
    await polled(town.open(), pages[-1].cursor)
    assert town.hub.asked == 2


async def test_a_new_video_is_heard_at_once_with_its_description(town: Town) -> None:
    await subscribed(town)
    video = town.double.video(town.town, "Le pont rouvre", "Dès lundi, à 7 h.")
    for method in ("sha1", "sha256"):
        body = feed(entry(video, town.town))
        assert await blocking(town.hub.publish, town.topic, body, method) == 200
    page = town.door.pages[0]
    assert page.cursor == b""
    post = posts([page])[f"video:{video}"]
    assert (post.title, post.text) == ("Le pont rouvre", "Dès lundi, à 7 h.")
    assert (post.revision, post.source.own) == (1, True)  # twenty seconds are no edit
    assert ids(town.door.pages) == [f"video:{video}"] * 2


async def test_a_changed_title_is_a_revision(town: Town) -> None:
    await subscribed(town)
    video = town.double.video(town.town, "Titre corrigé", hours=3)
    body = feed(entry(video, town.town, updated="2026-11-23T13:30:00Z"))
    assert await blocking(town.hub.publish, town.topic, body) == 200
    post = posts(town.door.pages)[f"video:{video}"]
    assert post.edited_at is not None
    assert post.revision == int(post.edited_at.timestamp())


async def test_a_deleted_entry_is_told_deleted(town: Town) -> None:
    await subscribed(town)
    before = len(town.double.asked)
    body = feed(tombstone("vid1", town.town), tombstone("vid2", town.press))
    assert await blocking(town.hub.publish, town.topic, body) == 200
    assert gone(town.door.pages) == ["video:vid1"]
    assert len(town.double.asked) == before  # nothing is asked for a deletion


@pytest.mark.parametrize("secret", ["faux", "é"])
async def test_a_wrong_signature_is_answered_and_ignored(town: Town, secret: str) -> None:
    await subscribed(town)
    video = town.double.video(town.town, "Faux")
    before = len(town.double.asked)
    for inside in (entry(video, town.town), tombstone(video, town.town), "pas même"):
        assert await blocking(town.hub.publish, town.topic, feed(inside), "sha1", secret) == 200
    assert town.door.pages == []
    assert len(town.double.asked) == before


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-hub-signature": ""},
        {"x-hub-signature": "sha1="},
        {"x-hub-signature": "md5=d41d8cd98f00b204e9800998ecf8427e"},
        {"x-hub-signature": "sha1=é"},
        {"x-hub-signature": "=" * 50},
    ],
)
async def test_a_body_without_a_good_signature_is_ignored(
    town: Town, headers: dict[str, str]
) -> None:
    connector = town.open()
    call = Call(method="POST", query={}, headers=headers, body=feed(tombstone("v", town.town)))
    reply, page = await connector.receive(call)
    assert (reply.status, page) == (200, None)


async def test_only_our_own_subscriptions_are_confirmed(town: Town) -> None:
    await subscribed(town)
    hub = town.hub
    other = {"hub.topic": topic(town.press)}
    assert await blocking(hub.verify, town.topic, **other) == 404
    assert await blocking(hub.verify, town.topic, "unsubscribe") == 404
    assert await blocking(hub.verify, town.topic, "denied") == 200
    assert await blocking(hub.verify, town.topic, "publish") == 404
    # A stranger knows the door, not the mark that only our own callback bears.
    hub.subscriptions[town.topic].callback = f"{town.door.url}/inbound/youtube?mark=devinee"
    assert await blocking(hub.verify, town.topic) == 404


async def test_a_video_of_another_channel_is_ignored(town: Town) -> None:
    await subscribed(town)
    video = town.double.video(town.press, "Autre chaîne")
    before = len(town.double.asked)
    for channel in (town.press, "UC", ""):
        assert await blocking(town.hub.publish, town.topic, feed(entry(video, channel))) == 200
    assert len(town.double.asked) == before
    # One that pretends to be ours is asked about, and found out.
    assert await blocking(town.hub.publish, town.topic, feed(entry(video, town.town))) == 200
    assert ids(town.door.pages) == []


async def test_when_youtube_cannot_be_asked_the_hub_is_to_call_again(town: Town) -> None:
    await subscribed(town)
    video = town.double.video(town.town, "Le pont rouvre")
    town.refuse()
    body = feed(entry(video, town.town))
    assert await blocking(town.hub.publish, town.topic, body) == 503
    town.double.key = str(town.secret)
    assert await blocking(town.hub.publish, town.topic, body) == 200
    assert ids(town.door.pages) == [f"video:{video}"]


async def test_a_signed_body_that_cannot_be_read_is_set_aside(town: Town) -> None:
    await subscribed(town)
    bomb = "".join(f'<!ENTITY n{n} "{f"&n{n - 1};" * 10}">' for n in range(1, 12))
    bodies = [
        b"",
        b"<html>",
        b"\xff\xfe\x00",
        feed("<entry>"),
        f'<!DOCTYPE feed [<!ENTITY n0 "boum">{bomb}]><feed>&n11;</feed>'.encode(),
        b'<!DOCTYPE feed [<!ENTITY f SYSTEM "file:///etc/passwd">]><feed>&f;</feed>',
        b"<feed>" + b"x" * 300_000 + b"</feed>",
    ]
    for body in bodies:
        assert await blocking(town.hub.publish, town.topic, body) == 200
    letters = [letter for page in town.door.pages for letter in page.rejected]
    assert len(letters) == len(town.door.pages) == len(bodies)
    assert all(len(letter.raw) <= 65_536 for letter in letters)
    assert ids(town.door.pages) == []


async def test_a_hub_that_refuses_is_told_and_asked_again_later(town: Town) -> None:
    town.hub.refusal = 503
    connector = town.open()
    pages = await polled(connector)
    assert pages[-1].state == "working"
    assert "WebSub" in str(pages[-1].note)
    pages = await polled(connector, pages[-1].cursor)
    assert town.hub.asked == 1
    town.hub.refusal = 0
    town.clock.move(timedelta(hours=1))
    await polled(connector, pages[-1].cursor)
    assert town.topic in town.hub.subscriptions


async def test_without_a_secret_or_a_public_address_nobody_is_subscribed(
    town: Town, context: Context
) -> None:
    connector = town.build(hub=town.hub.url)
    await polled(connector)
    town.context = replace(context, public_url="")
    await polled(town.build(hub=town.hub.url, websub_secret_file="websub.secret"))
    town.context = context
    await polled(town.open(websub=False))
    assert town.hub.asked == 0
    reply, page = await connector.receive(Call(method="POST", query={}, headers={}, body=b"x"))
    assert (reply.status, page) == (404, None)


async def test_a_secret_that_is_gone_is_told_and_stops_nothing_else(
    town: Town, context: Context
) -> None:
    connector = town.open()
    (context.home / "websub.secret").unlink()
    heard = town.publish(["Bonjour"])
    pages = await polled(connector)
    assert heard[0] in ids(pages)
    assert "websub.secret" in str(pages[-1].note)
    reply, page = await connector.receive(Call(method="POST", query={}, headers={}, body=b"x"))
    assert (reply.status, page) == (503, None)


@pytest.mark.parametrize(
    ("name", "inbox"),
    [("YouTube", "youtube"), ("La Ville à l’écran !", "la-ville-a-l-ecran"), ("速報", "youtube")],
)
def test_the_inbox_is_named_for_the_source(name: str, inbox: str) -> None:
    given = {"name": name, "words": ["ville"]}
    assert build(given, bare_context()).inbox == inbox
    assert build({**given, "inbox": "boite-2"}, bare_context()).inbox == "boite-2"


async def test_a_body_signed_with_the_teams_own_secret_is_ignored(town: Town) -> None:
    connector = town.open()
    body = feed(tombstone("vid1", town.town))
    headers = {"x-hub-signature": "sha1=" + hmac.new(SECRET.encode(), body, "sha1").hexdigest()}
    reply, page = await connector.receive(Call(method="POST", query={}, headers=headers, body=body))
    assert (reply.status, page) == (200, None)


def test_the_documented_notification_is_read(payloads: Path) -> None:
    body = (payloads / "youtube" / "pubsubhubbub_notification_doc_sample.xml").read_bytes()
    told = read_notification(body, "application/atom+xml")
    assert [(one.video, one.channel) for one in told.announced] == [("VIDEO_ID", "CHANNEL_ID")]
    assert str(told.announced[0].published) == "2015-03-06 21:40:57+00:00"
    assert str(told.announced[0].updated) == "2015-03-09 19:05:24.552394+00:00"
    assert told.withdrawn == ()


def test_odd_entries_spoil_only_themselves() -> None:
    told = read_notification(
        feed(
            entry("bon", "UC"),
            entry("pas un id", "UC"),
            "<entry/>",
            entry("sans-date", "UC", updated="hier"),
            '<at:deleted-entry ref="https://mal.example/video"/>',
            "<at:deleted-entry/>",
            '<at:deleted-entry ref="yt:video:parti"/>',
        )
    )
    assert [one.video for one in told.announced] == ["bon", "sans-date"]
    assert told.announced[1].updated is None
    assert [(one.video, one.channel) for one in told.withdrawn] == [("parti", "")]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=300)
    | st.lists(
        st.sampled_from(
            [
                entry("v", "UC"),
                tombstone("v", "UC"),
                "<entry>",
                "</entry>",
                "&#xD800;",
                "&a;",
                "<![CDATA[",
                "]]>",
                "<yt:videoId>é</yt:videoId>",
                "<published>0000-00-00T99:99:99</published>",
                "<!DOCTYPE x>",
                "\x00",
            ]
        ),
        max_size=8,
    ).map(lambda parts: feed(*parts))
)
def test_any_bytes_are_a_notification_or_a_refusal(body: bytes) -> None:
    try:
        read_notification(body)
    except InvalidInput:
        return
