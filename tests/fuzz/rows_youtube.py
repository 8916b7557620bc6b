"""YouTube: lists of every kind, errors, and what its hub posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlencode

from connectors.youtube.api import Listing, read_listing
from connectors.youtube.comments import NOWHERE, read_comments, read_threads
from connectors.youtube.errors import read_trouble
from connectors.youtube.figures import read_figures
from connectors.youtube.lists import digest, read_spotted, read_videos
from connectors.youtube.posts import YouTubePosts
from connectors.youtube.settings import YouTubeSettings
from connectors.youtube.websub import signed, verified
from connectors.youtube.websub_atom import SIZE_LIMIT, read_notification
from tests.doubles.youtube import PREFIX, YouTube
from tests.fuzz.house import NOW, TEXTS, answered, context, encoded, nowhere, recorded, told
from tests.fuzz.target import TEXT, XML, Target
from vigie.inbound import Call
from vigie.post import Published

_SETTINGS = YouTubeSettings(name="YouTube", key_env="CLE", own_channels=("UC" + "a" * 22,))
_NOTIFIED = b"""<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015"
 xmlns="http://www.w3.org/2005/Atom"><link rel="hub" href="https://hub.example"/>
<entry><yt:videoId>vid00000000</yt:videoId><yt:channelId>UCaaaaaaaaaaaaaaaaaaaaaa</yt:channelId>
<title>S\xc3\xa9ance</title><published>2026-11-20T10:00:00+00:00</published>
<updated>2026-11-20T10:00:00.123456789+00:00</updated></entry></feed>"""
_WITHDRAWN = b"""<feed xmlns:at="http://purl.org/atompub/tombstones/1.0"
 xmlns="http://www.w3.org/2005/Atom"><at:deleted-entry ref="yt:video:vid00000000"
 when="2026-11-20T10:00:00+00:00"><at:by><uri>https://www.youtube.com/channel/UCaaaaaaaaaaaaaaaaaaaaaa
</uri></at:by></at:deleted-entry></feed>"""


def rows() -> Iterator[Target]:
    for name, body in _answers().items():
        kept = recorded(f"youtube/{_RECORDED[name]}")
        yield Target(name=f"youtube_{name}", run=_reading(name), seeds=(body, *kept))
    yield Target(
        name="youtube_errors",
        run=_errors,
        seeds=(
            encoded(
                {"error": {"errors": [{"domain": "youtube.quota", "reason": "quotaExceeded"}]}}
            ),
            encoded({"error": {"status": "PERMISSION_DENIED", "details": [{"reason": "x"}]}}),
            *recorded("youtube/error*"),
        ),
    )
    yield Target(
        name="websub_atom",
        run=read_notification,
        seeds=(_NOTIFIED, _WITHDRAWN, *recorded("youtube/pubsubhubbub*")),
        words=XML,
        most=SIZE_LIMIT,
    )
    yield Target(name="websub_call", run=_called, seeds=(_QUERY,), words=TEXT, most=262_144)


_RECORDED: Mapping[str, str] = {
    "commentThreads": "comment_threads*",
    "comments": "comments_by*",
    "videos": "videos*",
    "search": "search*",
    "playlistItems": "playlist*",
    "channels": "channel*",
}


def _answers() -> dict[str, bytes]:
    server = nowhere()
    double = YouTube(server, context().clock, "cle")
    channel = double.channel("Ville d’essai")
    video = double.video(channel, "Séance du conseil", "À l’ordre du jour : la rue.", days=3)
    top = double.comment(video, TEXTS[0])
    double.reply(top, TEXTS[1])
    uploads = double.channels[channel]["contentDetails"]["relatedPlaylists"]["uploads"]
    asked = {
        "commentThreads": {"allThreadsRelatedToChannelId": channel},
        "comments": {"parentId": top},
        "videos": {"id": video},
        "search": {"q": "conseil"},
        "playlistItems": {"playlistId": uploads},
        "channels": {"id": channel},
    }
    return {
        name: answered(server, f"{PREFIX}/{name}?{urlencode(query)}", **{"X-goog-api-key": "cle"})
        for name, query in asked.items()
    }


def _reading(name: str) -> Callable[[bytes], object]:
    posts = YouTubePosts(_SETTINGS, context())
    read = {
        "commentThreads": _threads,
        "comments": _comments,
        "videos": _videos,
        "search": _searched,
        "playlistItems": _uploaded,
        "channels": _channels,
    }[name]

    def run(body: bytes) -> None:
        listing = read_listing(body)
        if isinstance(listing, Listing):
            read(listing, posts)

    return run


def _threads(listing: Listing, posts: YouTubePosts) -> None:
    page = read_threads(listing, NOWHERE, posts, NOW)
    for thread in page.threads:
        comments = (thread.top, *thread.replies)
        told(Published(post=posts.comment(each, thread.under, NOW)) for each in comments)
    told((), page.rejected)


def _comments(listing: Listing, posts: YouTubePosts) -> None:
    _, rejected = read_comments(listing.items, posts, NOW)
    told((), rejected)


def _videos(listing: Listing, posts: YouTubePosts) -> None:
    videos, rejected = read_videos(listing, posts, NOW)
    for video in videos:
        digest(video)
    told((Published(post=posts.video(video, NOW)) for video in videos), rejected)


def _searched(listing: Listing, posts: YouTubePosts) -> None:
    told((), read_spotted(listing, posts, NOW, search=True)[1])


def _uploaded(listing: Listing, posts: YouTubePosts) -> None:
    told((), read_spotted(listing, posts, NOW, search=False)[1])


def _channels(listing: Listing, posts: YouTubePosts) -> None:
    del posts
    read_figures(listing, "YouTube", NOW)


def _errors(body: bytes) -> None:
    for status in (400, 403, 404, 429, 500):
        read_trouble(status, body, "vidéo {x}", paged=status == 400)


_QUERY = b"subscribe\nhttps://topic.example\nchallenge\n432000\nmark\nsha1=0a"


def _called(body: bytes) -> None:
    parts = body.decode("utf-8", "replace").split("\n")
    names = ("hub.mode", "hub.topic", "hub.challenge", "hub.lease_seconds", "mark")
    query = dict(zip(names, parts, strict=False))
    headers = {"x-hub-signature": parts[-1]}
    call = Call(method="GET", query=query, headers=headers, body=body)
    assert verified(call, "cle", ["https://topic.example"]).status < 500
    assert not signed(call, "cle")
