"""A page of comments → those that are new, edited or hidden. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from connectors.facebook.events import FacebookEvents, Said
from connectors.facebook.things import FeedComment, place_of
from connectors.meta.known import remember, sight
from connectors.meta.listing import Listing, moment, read_items
from vigie.dead_letter import DeadLetter
from vigie.post import Engagement, Event

#: Stands for the text of a comment that the page hid.
_HIDDEN = "\x00hidden"


class CommentsRead(msgspec.Struct, frozen=True, kw_only=True):
    """What a page of comments tells.

    Attributes:
        known: its comments, to tell them apart when it is read again.
    """

    events: list[Event]
    rejected: list[DeadLetter]
    known: dict[str, str]


def read_comments(
    listing: Listing,
    post: str,
    *,
    quote: str,
    known: Mapping[str, str],
    events: FacebookEvents,
    now: datetime,
) -> CommentsRead:
    """Read a page of comments, those answering others included.

    Args:
        listing: the page.
        post: id of the post.
        quote: the post's text, which a first-level comment answers.
        known: what the same page held before, see `connectors.meta.known`.
        events: makes the events.
        now: when it came.
    """
    good, bad = read_items(listing.items, FeedComment, events.posts, "commentaire", now)
    told: list[Event] = []
    seen: dict[str, str] = {}
    for comment in good:
        native_id, parent = place_of(comment, post)
        text = _HIDDEN if comment.is_hidden else comment.message or ""
        seen[native_id] = text
        sighting = sight(known, native_id, text)
        if sighting == "same":
            continue
        if comment.is_hidden:
            told.append(events.deleted(native_id, now))
        elif text.strip():
            said = _said(comment, native_id, post, parent, quote)
            if sighting == "edited":
                # Facebook dates no edit of a comment: it is dated when it is first seen.
                said = msgspec.structs.replace(said, edited=now, revision=int(now.timestamp()))
            told.append(events.published(said, now))
    return CommentsRead(events=told, rejected=bad, known=remember({}, seen))


def _said(comment: FeedComment, native_id: str, post: str, parent: str, quote: str) -> Said:
    return Said(
        native_id=native_id,
        text=comment.message or "",
        published=moment(comment.created_time),
        account=str(comment.author.id) if comment.author and comment.author.id else None,
        url=comment.permalink_url,
        conversation=post,
        answers=parent,
        quote=quote if parent == post else None,
        engagement=Engagement(replies=comment.comment_count, likes=comment.like_count),
    )
