"""A page of a feed → its posts that are new or edited, and what is known of each. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from connectors.facebook.cursor import KnownPost
from connectors.facebook.events import FacebookEvents, Said
from connectors.facebook.things import FeedPost
from connectors.meta.known import mark
from connectors.meta.listing import Listing, moment, read_items
from vigie.dead_letter import DeadLetter
from vigie.post import Engagement, Event


class FeedRead(msgspec.Struct, frozen=True, kw_only=True):
    """What a page of a feed tells.

    Attributes:
        posts: the recent ones met, as they are known from now on.
        texts: id → text, of those.
        reached: all are older than the horizon: the walk may stop.
    """

    events: list[Event]
    rejected: list[DeadLetter]
    posts: dict[str, KnownPost]
    texts: dict[str, str]
    reached: bool


def read_feed(
    listing: Listing, known: Mapping[str, KnownPost], events: FacebookEvents, now: datetime
) -> FeedRead:
    """Read a page of a feed, which is in falling order of publication.

    A post older than the horizon still counts when it moved since.

    Args:
        listing: the page.
        known: what was known before.
        events: makes the events.
        now: when it came.
    """
    good, bad = read_items(listing.items, FeedPost, events.posts, "publication", now)
    horizon = now - timedelta(days=events.settings.days)
    told: list[Event] = []
    posts: dict[str, KnownPost] = {}
    reached = bool(good)
    for post in good:
        created = moment(post.created_time) or now
        last = max(created, moment(post.updated_time) or created)
        reached = reached and created < horizon
        if last < horizon or post.is_hidden:
            continue
        native_id = str(post.id)
        before = known.get(native_id)
        after = _known(post, before, last, now)
        posts[native_id] = after
        if (post.message or "").strip() and (before is None or after.revision > before.revision):
            told.append(events.published(_said(post, after), now))
    texts = {str(post.id): post.message or "" for post in good if str(post.id) in posts}
    return FeedRead(events=told, rejected=bad, posts=posts, texts=texts, reached=reached)


def _known(post: FeedPost, before: KnownPost | None, last: datetime, now: datetime) -> KnownPost:
    replies = post.comments.total if post.comments else None
    reactions = post.reactions.total if post.reactions else None
    told = post.updated_time is not None or replies is not None
    text = mark(post.message or "")
    after = replace(
        before or KnownPost(text=text),
        at=int(min(last, now).timestamp()),
        moved=f"{post.updated_time or ''}|{replies if replies is not None else ''}" if told else "",
        replies=replies,
        reactions=reactions,
    )
    if text == after.text:
        return after
    # The date of the last move is the edit's or a later comment's: higher in either case.
    second = int(min(last, now).timestamp())
    return replace(after, text=text, revision=max(after.revision + 1, second))


def _said(post: FeedPost, known: KnownPost) -> Said:
    edited = known.revision > 1
    return Said(
        native_id=str(post.id),
        text=post.message or "",
        published=moment(post.created_time),
        account=str(post.author.id) if post.author and post.author.id else None,
        url=post.permalink_url,
        conversation=str(post.id),
        engagement=Engagement(
            replies=known.replies,
            likes=known.reactions,
            shares=post.shares.count if post.shares else None,
        ),
        edited=moment(post.updated_time) if edited else None,
        revision=known.revision if edited else None,
    )
