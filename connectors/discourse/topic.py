"""Answers of Discourse about topics and searches → what they hold. Pure.

Source: `GET /t/{id}.json` (the first twenty posts, and the ids of all in `post_stream.stream`),
`GET /t/{id}/posts.json?post_ids[]=…`, `GET /search.json`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.api.posts import Posts
from connectors.discourse.posts import UNREADABLE, ForumPost, read_each
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.say import Say

_MOST_HITS: Final = 200  # Discourse gives fifty
_PRIVATE_MESSAGE: Final = "private_message"


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A topic as far as it was read.

    Attributes:
        stream: ids of all its posts, in their order; empty when the answer does not tell.
        is_public: it is no private message.
    """

    title: str
    posts: tuple[ForumPost, ...]
    rejected: tuple[DeadLetter, ...] = ()
    stream: tuple[int, ...] = ()
    is_public: bool = True


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A post that a search found."""

    id: int
    topic_id: int


class Hits(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a search.

    Attributes:
        topics: number → number of its last post, where the server tells it; an old one tells
            topics alone.
        more: there is another page.
    """

    posts: tuple[Hit, ...] = ()
    topics: dict[int, int | None] = {}
    rejected: tuple[DeadLetter, ...] = ()
    more: bool = False


class _Stream(msgspec.Struct, frozen=True):
    posts: list[msgspec.Raw] = []
    stream: list[int] = []


class _Topic(msgspec.Struct, frozen=True):
    post_stream: _Stream
    title: str | None = None
    archetype: str | None = None


class _TopicHit(msgspec.Struct, frozen=True):
    id: int
    highest_post_number: int | None = None


class _Grouped(msgspec.Struct, frozen=True):
    more_full_page_results: bool | None = None


class _Search(msgspec.Struct, frozen=True):
    posts: list[msgspec.Raw] = []
    topics: list[msgspec.Raw] = []
    grouped_search_result: _Grouped | None = None


class _OldSearch(msgspec.Struct, frozen=True):
    """Servers of before 2014 answer a list of groups, whose results are topics alone."""

    type: str | None = None
    results: list[msgspec.Raw] = []


def read_topic(body: bytes, posts: Posts, now: datetime) -> Topic:
    """Return a topic, or the part of it that was asked for; each post bears its title.

    Raises:
        InvalidInput: the body is no topic.
    """
    try:
        topic = msgspec.json.decode(body, type=_Topic)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(UNREADABLE) from error
    good, bad = read_each(topic.post_stream.posts, posts, now)
    title = topic.title or ""
    return Topic(
        title=title,
        posts=tuple(replace(post, topic_title=post.topic_title or title) for post in good),
        rejected=tuple(bad),
        stream=tuple(topic.post_stream.stream),
        is_public=topic.archetype != _PRIVATE_MESSAGE,
    )


def read_search(body: bytes, posts: Posts, now: datetime) -> Hits:
    """Return a page of a search.

    Raises:
        InvalidInput: the body is no search's.
    """
    try:
        if body.lstrip()[:1] == b"[":
            return _old(msgspec.json.decode(body, type=list[_OldSearch]))
        found = msgspec.json.decode(body, type=_Search)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(UNREADABLE) from error
    hits, bad = _hits(found.posts, posts, now)
    grouped = found.grouped_search_result
    return Hits(
        posts=tuple(hits),
        topics={**dict.fromkeys(hit.topic_id for hit in hits), **_numbers(found.topics)},
        rejected=tuple(bad),
        more=bool(grouped and grouped.more_full_page_results),
    )


def _hits(
    raws: Sequence[msgspec.Raw], posts: Posts, now: datetime
) -> tuple[list[Hit], list[DeadLetter]]:
    good: list[Hit] = []
    bad: list[DeadLetter] = []
    for place, raw in enumerate(raws[:_MOST_HITS], 1):
        try:
            good.append(msgspec.json.decode(raw, type=Hit))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            why = Say("Résultat de recherche mal formé.", "Malformed search result.")
            bad.append(posts.rejected(bytes(raw), f"résultat {place}", why, now))
    return good, bad


def _old(groups: Sequence[_OldSearch]) -> Hits:
    found = [raw for group in groups if group.type == "topic" for raw in group.results]
    return Hits(topics=_numbers(found))


def _numbers(raws: Sequence[msgspec.Raw]) -> dict[int, int | None]:
    numbers: dict[int, int | None] = {}
    for raw in raws[:_MOST_HITS]:
        try:
            topic = msgspec.json.decode(raw, type=_TopicHit)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue  # its posts name it all the same
        numbers[topic.id] = topic.highest_post_number
    return numbers
