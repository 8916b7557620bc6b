"""Discourse, phpBB, Reddit, X: forums and networks of threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from connectors.api.posts import Posts
from connectors.discourse import posts as discourse_posts
from connectors.discourse import topic as discourse_topic
from connectors.discourse import webhook as discourse_webhook
from connectors.discourse.settings import DiscourseSettings
from connectors.feed.parsing import read_feed
from connectors.reddit.listing import read_listing
from connectors.reddit.rss import read_document
from connectors.reddit.settings import RedditSettings
from connectors.reddit.things import Listing, to_events
from connectors.x.answer import read_answer, read_line
from connectors.x.lines import Lines
from connectors.x.posts import to_event as x_event
from connectors.x.settings import XSettings
from tests.connectors.documents import atom
from tests.doubles.discourse import DiscourseForum
from tests.fuzz.house import NOW, TEXTS, answered, context, encoded, nowhere, recorded, told
from tests.fuzz.target import JSON, TEXT, XML, Target
from vigie.errors import InvalidInput
from vigie.inbound import Call

_URL = "https://forum.example"


def rows() -> Iterator[Target]:
    yield from _discourse()
    yield from _phpbb()
    yield from _reddit()
    yield from _x()


# --- Discourse


def _discourse() -> Iterator[Target]:
    server = nowhere(_URL)
    double = DiscourseForum(server)
    for text in TEXTS:
        double.publish(text)
    latest = answered(server, "/posts.json")
    settings = DiscourseSettings(name="Forum", url=_URL)
    posts = Posts("discourse", settings.host, settings, context())
    yield Target(
        name="discourse_latest",
        run=_latest(posts, settings),
        seeds=(latest, *recorded("discourse/*posts_*.json")),
    )
    stream = {"posts": double.posts, "stream": [1, 2]}
    topic = {"id": 7, "title": "Rue", "archetype": "regular", "post_stream": stream}
    hits = {"posts": [{"id": 1, "topic_id": 7}], "topics": [{"id": 7, "highest_post_number": 2}]}
    yield Target(
        name="discourse_topic",
        run=_topic(posts, settings),
        seeds=(encoded(topic), *recorded("discourse/*topic*.json")),
    )
    yield Target(
        name="discourse_search",
        run=lambda body: told((), discourse_topic.read_search(body, posts, NOW).rejected),
        seeds=(encoded(hits), *recorded("discourse/*search*.json")),
    )
    told_by = [{"post": double.posts[0]}, {"post": {"id": 1}}, {"user": {"id": 3, "username": "u"}}]
    yield Target(
        name="discourse_webhook",
        run=_webhook(posts, settings),
        seeds=tuple(map(encoded, told_by)),
    )


def _latest(posts: Posts, settings: DiscourseSettings) -> Callable[[bytes], object]:
    def run(body: bytes) -> None:
        good, bad = discourse_posts.read_latest(body, posts, NOW)
        told(discourse_posts.to_events(good, posts, settings, NOW), bad)

    return run


def _topic(posts: Posts, settings: DiscourseSettings) -> Callable[[bytes], object]:
    def run(body: bytes) -> None:
        topic = discourse_topic.read_topic(body, posts, NOW)
        told(discourse_posts.to_events(topic.posts, posts, settings, NOW), topic.rejected)

    return run


def _webhook(posts: Posts, settings: DiscourseSettings) -> Callable[[bytes], object]:
    def run(body: bytes) -> None:
        for event in ("post_created", "post_destroyed", "user_destroyed"):
            headers = {"x-discourse-event": event, "x-discourse-event-signature": "sha256=é"}
            call = Call(method="POST", query={}, headers=headers, body=body)
            assert not discourse_webhook.is_genuine(call, "secret")
            heard = discourse_webhook.read_call(call, posts, settings, NOW)
            if heard is not None:
                told(*heard)

    return run


# --- phpBB


def _phpbb() -> Iterator[Target]:
    content = (
        "<p>Un trou</p><blockquote>cité</blockquote><p>Statistiques : Publié par"
        ' <a href="u">residente_fictive_1</a> — lun. 23 nov.</p><hr />'
    )
    entry = (
        "<entry><author><name>residente_fictive_1</name></author>"
        "<updated>2026-11-23T08:00:00-05:00</updated><published>2026-11-23T08:00:00-05:00</published>"
        f"<id>{_URL}/viewtopic.php?p=9#p9</id><link href='{_URL}/viewtopic.php?t=3&amp;p=9#p9'/>"
        "<title type='html'><![CDATA[Rues • Re: Trou]]></title><category term='Rues' label='Rues'/>"
        f"<content type='html'><![CDATA[{content}]]></content></entry>"
    )
    yield Target(
        name="phpbb",
        run=lambda body: read_feed(body, {}, f"{_URL}/feed", "phpbb"),
        seeds=(atom(entry).encode(), atom(entry, entry).encode()),
        words=XML,
        most=10_000_000,
        apart=True,
    )


# --- Reddit


def _reddit() -> Iterator[Target]:
    settings = RedditSettings(name="R", search=True)
    posts = Posts("reddit", "reddit", settings, context())
    post = {
        "name": "t3_abc",
        "author": "residente_fictive_1",
        "title": TEXTS[0],
        "selftext": "Un trou",
        "selftext_html": "&lt;p&gt;Un trou&lt;/p&gt;",
        "permalink": "/r/TroisRivieres/comments/abc/rue/",
        "created_utc": 1_795_400_000.0,
        "edited": False,
        "num_comments": 3,
        "score": 4,
        "url": "https://i.redd.it/a.jpg",
        "post_hint": "image",
    }
    comment = {"name": "t1_def", "body": TEXTS[1], "parent_id": "t3_abc", "link_id": "t3_abc"}
    children = [{"kind": "t3", "data": post}, {"kind": "t1", "data": {**post, **comment}}]

    def listed(listing: Listing) -> None:
        told(to_events(listing.things, {}, posts, "R", NOW), listing.rejected)

    yield Target(
        name="reddit_listing",
        run=lambda body: listed(read_listing(body, posts, NOW)),
        seeds=(encoded({"kind": "Listing", "data": {"after": "t3_abc", "children": children}}),),
    )
    entry = (
        "<entry><author><name>/u/residente_fictive_1</name></author><id>t3_abc</id>"
        "<link href='https://www.reddit.com/r/TroisRivieres/comments/abc/rue/'/>"
        "<published>2026-11-23T12:00:00+00:00</published><title>Trois-Rivières</title>"
        "<content type='html'>&lt;p&gt;Un trou&lt;/p&gt; submitted by /u/x [link]</content></entry>"
    )

    def feed(body: bytes) -> None:
        document = read_feed(body, {}, "https://www.reddit.com/r/a.rss")
        listed(read_document(document, posts, NOW))

    yield Target(
        name="reddit_rss",
        run=feed,
        seeds=(atom(entry).encode(),),
        words=XML,
        most=10_000_000,
        apart=True,
    )


# --- X


def _x() -> Iterator[Target]:
    settings = XSettings(name="X", enterprise_plan=True)
    posts = Posts("x", "x", settings, context())
    post = {
        "id": "1985000000000000000",
        "text": TEXTS[0],
        "author_id": "12",
        "edit_history_tweet_ids": ["1984000000000000000", "1985000000000000000"],
        "lang": "fr",
        "referenced_tweets": [{"type": "replied_to", "id": "1983000000000000000"}],
        "note_tweet": {"text": TEXTS[1]},
        "public_metrics": {"reply_count": 1, "like_count": 2},
        "geo": {"coordinates": {"type": "Point", "coordinates": [-72.5, 46.3]}},
    }
    body = {
        "data": [post],
        "includes": {"users": [{"id": "12", "username": "residente_fictive_1"}]},
        "meta": {"next_token": "b26v"},
        "errors": [{"resource_id": "1", "type": "https://api.x.com/2/problems/resource-not-found"}],
    }

    def run(body: bytes) -> None:
        lines = Lines()
        streamed = [read_line(line, posts, NOW) for line in lines.add(body + b"\n")]
        with suppress(InvalidInput):
            streamed.append(read_answer(body, posts, NOW))
        for answer in streamed:
            for error in answer.errors:
                assert error.gone is None or isinstance(error.gone, str)
            events = [x_event(p, answer.handles, posts, NOW) for p in answer.posts]
            told(events, answer.rejected)

    yield Target(
        name="x",
        run=run,
        seeds=(encoded(body), encoded({"data": post, "matching_rules": [{"tag": "vigie:1"}]})),
        words=(*JSON, *TEXT[:6], b"\r\n"),
        most=1_000_000,
    )
