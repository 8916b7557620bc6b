"""Discourse's answers, alone: recorded, and any bytes at all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.api.posts import Posts
from connectors.discourse.posts import ForumPost, read_latest, to_events
from connectors.discourse.settings import DiscourseSettings
from connectors.discourse.topic import Hit, read_search, read_topic
from tests.connectors.api_context import api_context
from vigie.clock import HeldClock
from vigie.context import Context
from vigie.errors import InvalidInput
from vigie.post import Published

FORUM = DiscourseSettings(name="Forum", url="https://forum.example")


@pytest.fixture
async def context(tmp_path: Path, clock: HeldClock) -> AsyncIterator[Context]:
    async with api_context(tmp_path, clock) as given_:
        yield given_


@pytest.fixture
def posts(context: Context) -> Posts:
    return Posts("discourse", FORUM.host, FORUM, context)


@pytest.fixture
def recorded(payloads: Path) -> Callable[[str], bytes]:
    return lambda name: (payloads / "discourse" / f"discourse_api-{name}.json").read_bytes()


@pytest.mark.parametrize(
    ("name", "numbers"), [("posts_latest", [15, 14, 10, 2]), ("posts_before", [14, 10, 2])]
)
def test_recorded_pages_of_posts_are_read(
    recorded: Callable[[str], bytes], posts: Posts, clock: HeldClock, name: str, numbers: list[int]
) -> None:
    good, bad = read_latest(recorded(name), posts, clock.now())
    assert [post.id for post in good] == numbers
    assert bad == []
    told = to_events(good, posts, FORUM, clock.now())
    assert [type(event) for event in told] == [Published] * len(numbers)


def test_a_recorded_post_becomes_what_it_says(
    recorded: Callable[[str], bytes], posts: Posts, clock: HeldClock
) -> None:
    good, _ = read_latest(recorded("posts_latest"), posts, clock.now())
    (event, *_) = to_events(good, posts, FORUM, clock.now())
    assert isinstance(event, Published)
    post = event.post
    assert (post.native_id, post.title) == ("15", "This is an uncategorized title")
    assert post.text == "holla bullhonky."
    assert post.url == "https://forum.example/t/this-is-an-uncategorized-title/11/2"
    assert post.published_at.isoformat() == "2020-01-25T02:10:07.971000+00:00"
    assert post.author.pseudonym == posts.pseudonym("1")
    assert (post.engagement.replies, post.conversation) == (0, "11")


def test_a_recorded_post_alone_is_read(recorded: Callable[[str], bytes]) -> None:
    post = msgspec.json.decode(recorded("post"), type=ForumPost)
    assert (post.id, post.topic_id, post.user_id, post.version) == (11, 8, -1, 1)
    assert post.is_public
    assert not post.is_gone


def test_a_recorded_topic_is_read(
    recorded: Callable[[str], bytes], posts: Posts, clock: HeldClock
) -> None:
    topic = read_topic(recorded("topic"), posts, clock.now())
    assert (len(topic.posts), len(topic.stream), topic.rejected) == (4, 4, ())
    first = topic.posts[0]
    assert (first.id, first.version, first.topic_title) == (83, 5, topic.title)
    (event, *_) = to_events(topic.posts, posts, FORUM, clock.now())
    assert isinstance(event, Published)
    assert event.post.edited_at is not None
    assert event.post.edited_at.isoformat() == "2013-04-30T18:33:37.273000+00:00"


def test_recorded_posts_of_a_topic_are_read(
    recorded: Callable[[str], bytes], posts: Posts, clock: HeldClock
) -> None:
    topic = read_topic(recorded("topic_posts"), posts, clock.now())
    assert [(post.id, post.user_id, post.cooked) for post in topic.posts] == [
        (123456, 123, "<p>Some text.</p>")
    ]
    assert (topic.title, topic.stream) == ("", ())


def test_a_recorded_search_of_an_old_server_tells_topics_alone(
    recorded: Callable[[str], bytes], posts: Posts, clock: HeldClock
) -> None:
    hits = read_search(recorded("search"), posts, clock.now())
    assert (hits.posts, hits.topics, hits.more) == ((), {1: None, 2: None, 3: None}, False)


@pytest.mark.parametrize("name", ["latest", "categories"])
def test_other_recorded_answers_are_no_page_of_posts(
    recorded: Callable[[str], bytes], posts: Posts, clock: HeldClock, name: str
) -> None:
    with pytest.raises(InvalidInput, match="illisible"):
        read_latest(recorded(name), posts, clock.now())
    with pytest.raises(InvalidInput, match="illisible"):
        read_topic(recorded(name), posts, clock.now())


def test_a_search_of_today_tells_posts_and_how_far_each_topic_goes(
    posts: Posts, clock: HeldClock
) -> None:
    body = {
        "posts": [{"id": 5, "topic_id": 9, "blurb": "…"}, {"id": "zut"}, 3],
        "topics": [{"id": 9, "highest_post_number": 12, "title": "Pont"}, {"id": None}],
        "grouped_search_result": {"more_full_page_results": True},
    }
    hits = read_search(msgspec.json.encode(body), posts, clock.now())
    assert hits.posts == (Hit(id=5, topic_id=9),)
    assert (hits.topics, hits.more, len(hits.rejected)) == ({9: 12}, True, 2)


def test_a_malformed_post_is_a_dead_letter_whose_id_stays_the_same(
    posts: Posts, clock: HeldClock
) -> None:
    body = b'{"latest_posts": [{"id": 1}, 7, {"id": 2, "topic_id": 3, "post_number": 1,'
    body += b'"created_at": "2026-11-23T12:00:00Z"}]}'
    good, bad = read_latest(body, posts, clock.now())
    assert [post.id for post in good] == [2]
    assert [letter.where for letter in bad] == ["message 1", "message 2"]
    again = read_latest(body, posts, clock.now())[1]
    assert [letter.id for letter in again] == [letter.id for letter in bad]
    assert bad[1].raw == b"7"


READERS: list[Any] = [read_latest, read_topic, read_search]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "posts", "latest_posts", "post_stream", "stream", "topics"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.one_of(st.binary(max_size=120), JSON.map(msgspec.json.encode)), st.sampled_from(READERS))
def test_any_bytes_are_an_answer_or_a_refusal(
    posts: Posts, clock: HeldClock, body: bytes, reader: Any
) -> None:
    with suppress(InvalidInput):
        reader(body, posts, clock.now())
