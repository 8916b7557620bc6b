"""Mastodon and Lemmy: their answers, and Mastodon's live events."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from connectors.api.posts import Posts
from connectors.lemmy import posts as lemmy_posts
from connectors.lemmy.settings import LemmySettings
from connectors.mastodon import statuses as mastodon_statuses
from connectors.mastodon.about import about, is_nearly_spent, wait_until_reset
from connectors.mastodon.hearing import Heard, Hearing, Instance
from connectors.mastodon.memory import Memory
from connectors.mastodon.server_sent_events import EventReader
from connectors.mastodon.settings import MastodonSettings
from tests.doubles.lemmy import LemmyInstance
from tests.doubles.mastodon import MastodonInstance
from tests.fuzz.house import NOW, TEXTS, answered, context, encoded, nowhere, recorded, told
from tests.fuzz.target import JSON, TEXT, Target

_URL = "https://instance.example"


def rows() -> Iterator[Target]:
    yield from _mastodon()
    yield from _lemmy()


def _mastodon() -> Iterator[Target]:
    double = MastodonInstance(nowhere(_URL), ["troisrivieres"])
    image = {"url": f"{_URL}/a.jpg", "description": "Un trou"}
    statuses = [double.status(text, media_attachments=[image]) for text in TEXTS]
    statuses[1]["edited_at"] = "2026-11-23T13:00:00.000Z"
    yield Target(
        name="mastodon_timeline",
        run=_timeline(),
        seeds=(
            encoded(statuses),
            encoded({"statuses": statuses, "accounts": []}),
            *recorded("mastodon/*timeline*.json"),
            *recorded("mastodon/search*.json"),
        ),
        most=4_000_000,
    )
    live = b"".join(
        b"event: %s\ndata: %s\n\n" % (name, encoded(status))
        for name, status in (
            (b"update", statuses[0]),
            (b"status.update", statuses[1]),
            (b"delete", statuses[0]["id"]),
        )
    )
    yield Target(
        name="mastodon_live",
        run=_live(),
        seeds=(b":)\n" + live, *recorded("mastodon/sse*")),
        words=(*TEXT, *JSON),
    )
    yield Target(
        name="mastodon_about",
        run=lambda body: about(body, _URL),
        seeds=(answered(double.server, "/api/v2/instance"), *recorded("mastodon/instance*")),
    )
    yield Target(
        name="mastodon_limits",
        run=_limits,
        seeds=(b"2026-11-23T14:05:00.123Z\n12\nMon, 23 Nov 2026 14:00:00 GMT\n30",),
        words=TEXT,
        most=20_000,
    )


def _hearing() -> tuple[Hearing, Instance]:
    settings = MastodonSettings(name="M", url=_URL, tags=("troisrivieres",))
    return Hearing(settings, context()), Instance(url=_URL, key="instance", domain="instance")


def _timeline() -> Callable[[bytes], object]:
    hearing, instance = _hearing()

    def run(body: bytes) -> None:
        _told(hearing.page(mastodon_statuses.items(body), instance, Memory(), NOW))

    return run


def _live() -> Callable[[bytes], object]:
    hearing, instance = _hearing()

    def run(body: bytes) -> None:
        whole, cut = EventReader(), EventReader(limit=500)
        at = len(body) // 3
        for reader, chunks in ((whole, (body,)), (cut, (body[:at], body[at:], b"\n\n"))):
            memory = Memory()
            for chunk in chunks:
                _told(hearing.live(reader.feed(chunk), instance, memory, NOW))

    return run


def _told(heard: Heard) -> None:
    told(heard.events, heard.rejected)


def _limits(body: bytes) -> None:
    reset, left, date, after, *_ = [*body.decode("latin-1").split("\n"), "", "", ""]
    headers = {"x-ratelimit-reset": reset, "x-ratelimit-remaining": left, "date": date}
    wait = wait_until_reset({**headers, "retry-after": after} if after else headers, NOW)
    assert wait is None or wait >= 0
    is_nearly_spent(headers)


def _lemmy() -> Iterator[Target]:
    server = nowhere(_URL)
    double = LemmyInstance(server)
    for text in TEXTS:
        double.publish(text, updated="2026-11-23T12:30:00.5Z")
    double.comment("Moi aussi.", 1)
    double.comment("Et hier.", 1, above="0.1")
    asked = "?community_name=trois_rivieres&limit=50&page=1"
    settings = LemmySettings(name="L", url=_URL, communities=("trois_rivieres",))
    posts = Posts("lemmy", "lemmy", settings, context())

    def run(body: bytes) -> None:
        good, bad = lemmy_posts.views(lemmy_posts.items(body), posts, NOW)
        for view in good:
            lemmy_posts.edited_at(view)
            told(lemmy_posts.to_events(view, posts, settings, NOW))
        told((), bad)

    yield Target(
        name="lemmy",
        run=run,
        seeds=tuple(
            answered(server, f"/api/v3/{path}{asked}") for path in ("post/list", "comment/list")
        ),
    )
