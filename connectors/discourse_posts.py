"""Discourse's posts as they come over the wire → events. Pure."""

from __future__ import annotations

from datetime import datetime

import msgspec

from connectors.api_posts import Posts
from connectors.discourse_settings import DiscourseSettings
from connectors.markup import one_line, to_text
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.post import Deleted, Engagement, Event, Published
from vigie.say import Say


class LatestPost(msgspec.Struct, frozen=True, kw_only=True):
    """One post of `/posts.json`; older servers lack the newer keys.

    Source: Discourse's API documentation, `GET /posts.json`.
    """

    id: int
    topic_id: int
    post_number: int
    created_at: datetime
    cooked: str = ""
    username: str | None = None
    updated_at: datetime | None = None
    version: int = 1
    topic_slug: str | None = None
    topic_title: str | None = None
    post_url: str | None = None
    reply_count: int | None = None
    hidden: bool = False
    deleted_at: datetime | None = None
    user_deleted: bool = False


class _Latest(msgspec.Struct, frozen=True):
    latest_posts: list[msgspec.Raw]


def read_latest(
    body: bytes, posts: Posts, now: datetime
) -> tuple[list[LatestPost], list[DeadLetter]]:
    """Return the posts of a page, and the items that are none.

    Raises:
        InvalidInput: the body is no page of posts.
    """
    try:
        raws = msgspec.json.decode(body, type=_Latest).latest_posts
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        say = Say("La réponse du forum est illisible.", "The forum’s answer cannot be read.")
        raise InvalidInput(say) from error
    good: list[LatestPost] = []
    bad: list[DeadLetter] = []
    for place, raw in enumerate(raws, 1):
        try:
            good.append(msgspec.json.decode(raw, type=LatestPost))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            why = Say("Message mal formé.", "Malformed post.")
            bad.append(posts.rejected(bytes(raw), f"message {place}", why, now))
    return good, bad


def to_event(post: LatestPost, posts: Posts, settings: DiscourseSettings, now: datetime) -> Event:
    """Return what a post tells: that it is published, or that it is gone."""
    if post.deleted_at is not None or post.user_deleted or post.hidden:
        return Deleted(source=settings.name, native_id=str(post.id), at=now)
    slug = post.topic_slug or "-"
    path = post.post_url or f"/t/{slug}/{post.topic_id}/{post.post_number}"
    edited = post.updated_at if post.version > 1 else None
    return Published(
        post=posts.post(
            native_id=str(post.id),
            title=one_line(post.topic_title or ""),
            text=to_text(post.cooked),
            published=post.created_at,
            edited=edited,
            now=now,
            author=posts.author(post.username),
            url=f"{settings.url}{path}",
            conversation=str(post.topic_id),
            engagement=Engagement(replies=post.reply_count),
        )
    )
