"""Discourse's posts as they come over the wire → events. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from connectors.addresses import canonical
from connectors.api.posts import Posts
from connectors.discourse.settings import DiscourseSettings
from connectors.markup import one_line, to_text
from connectors.quotations import without_asides
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.post import Deleted, Engagement, Event, Published
from vigie.say import Say

UNREADABLE: Final = Say("La réponse du forum est illisible.", "The forum’s answer cannot be read.")

# `post_type` of Discourse: 1 a post, 2 a moderator's; 3 is « closed this topic », 4 a whisper
# among the staff, which is no public post.
_PUBLIC: Final = frozenset({1, 2})
_PRIVATE_MESSAGE: Final = "private_message"
_MOST: Final = 1_000  # posts of one answer; Discourse gives fifty


class ForumPost(msgspec.Struct, frozen=True, kw_only=True):
    """One post, of any of the API's answers; older servers lack the newer keys.

    Source: Discourse's API documentation, `GET /posts.json`; `topic_archetype` comes with
    webhooks alone.
    """

    id: int
    topic_id: int
    post_number: int
    created_at: datetime
    cooked: str | None = ""
    username: str | None = None
    user_id: int | None = None
    updated_at: datetime | None = None
    version: int | None = 1
    post_type: int | None = None
    topic_slug: str | None = None
    topic_title: str | None = None
    topic_archetype: str | None = None
    post_url: str | None = None
    reply_to_post_number: int | None = None
    reply_count: int | None = None
    hidden: bool | None = False
    deleted_at: datetime | None = None
    user_deleted: bool | None = False

    @property
    def is_public(self) -> bool:
        """It is a post that everyone on the forum may read."""
        private = self.topic_archetype == _PRIVATE_MESSAGE
        return not private and (self.post_type is None or self.post_type in _PUBLIC)

    @property
    def is_gone(self) -> bool:
        """It was deleted, or is hidden by moderators."""
        return self.deleted_at is not None or bool(self.user_deleted) or bool(self.hidden)


class _Latest(msgspec.Struct, frozen=True):
    latest_posts: list[msgspec.Raw]


def read_latest(
    body: bytes, posts: Posts, now: datetime
) -> tuple[list[ForumPost], list[DeadLetter]]:
    """Return the posts of a page of `/posts.json`, and the items that are none.

    Raises:
        InvalidInput: the body is no page of posts.
    """
    try:
        raws = msgspec.json.decode(body, type=_Latest).latest_posts
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(UNREADABLE) from error
    return read_each(raws, posts, now)


def read_each(
    raws: Sequence[msgspec.Raw], posts: Posts, now: datetime
) -> tuple[list[ForumPost], list[DeadLetter]]:
    """Return the posts among these items, and those that are none."""
    good: list[ForumPost] = []
    bad: list[DeadLetter] = []
    for place, raw in enumerate(raws[:_MOST], 1):
        try:
            good.append(msgspec.json.decode(raw, type=ForumPost))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            why = Say("Message mal formé.", "Malformed post.")
            bad.append(posts.rejected(bytes(raw), f"message {place}", why, now))
    return good, bad


def to_events(
    read: Sequence[ForumPost],
    posts: Posts,
    settings: DiscourseSettings,
    now: datetime,
    *,
    wanted: Collection[int] | None = None,
) -> list[Event]:
    """Return what posts met together tell.

    A post that answers another of the same page says so by its id; Discourse itself gives
    but a number within the topic.

    Args:
        read: posts of one page.
        posts: makes them.
        settings: of the forum.
        now: when they were fetched.
        wanted: ids of those to tell; all when None.
    """
    numbers = {(post.topic_id, post.post_number): str(post.id) for post in read}
    told = [post for post in read if wanted is None or post.id in wanted]
    return [to_event(post, posts, settings, now, numbers) for post in told if post.is_public]


def to_event(
    post: ForumPost,
    posts: Posts,
    settings: DiscourseSettings,
    now: datetime,
    numbers: Mapping[tuple[int, int], str],
) -> Event:
    """Return what a post tells: that it is published, or that it is gone.

    Args:
        post: public.
        posts: makes them.
        settings: of the forum.
        now: when it was fetched.
        numbers: topic and number in it → id, of the posts known.
    """
    if post.is_gone:
        return Deleted(source=settings.name, native_id=str(post.id), at=now)
    edited = post.updated_at if (post.version or 1) > 1 else None
    account = str(post.user_id) if post.user_id is not None else post.username
    return Published(
        post=posts.post(
            native_id=str(post.id),
            title=one_line(post.topic_title or ""),
            text=_own_words(post.cooked or ""),
            published=post.created_at,
            edited=edited,
            now=now,
            author=posts.author(account, post.username),
            url=canonical(f"{settings.url}{_path(post)}"),
            conversation=str(post.topic_id),
            in_reply_to=numbers.get((post.topic_id, post.reply_to_post_number or 0)),
            engagement=Engagement(replies=post.reply_count),
        )
    )


def _path(post: ForumPost) -> str:
    if post.post_url and post.post_url.startswith("/"):
        return post.post_url
    return f"/t/{post.topic_slug or '-'}/{post.topic_id}/{post.post_number}"


def _own_words(cooked: str) -> str:
    """Return a post's text without what it quotes; one that is but a quotation keeps it."""
    return to_text(without_asides(cooked)) or to_text(cooked)
