"""What a webhook of a page tells → events, and what is to be asked for. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.facebook.events import ELSEWHERE, FacebookEvents, Said, address_of
from connectors.facebook.things import Actor
from connectors.meta.asking import Told, Wish
from connectors.meta.door import Change, read_call
from connectors.meta.listing import Ident, When, malformed, moment
from vigie.post import Published

_SAID: Final = frozenset({"add", "edit", "edited", "update", "unhide"})
_GONE: Final = frozenset({"remove", "delete", "hide"})
#: What is asked for when a call has no words.
_WORDS: Final = "id,message,from,created_time,permalink_url"
#: Things that nobody says.
_SILENT: Final = frozenset({"reaction", "like"})
_FIELDS: Final = frozenset({"feed", "mention", "ratings"})


class _PostOf(msgspec.Struct, frozen=True):
    permalink_url: str | None = None
    is_published: bool | None = None


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to one post, comment or recommendation.

    Source: Meta, webhooks reference, « Page »: `feed`, `mention`, `ratings`. `sender_id` is
    the older form of `from`; names are not read.
    """

    item: str = ""
    verb: str = ""
    post_id: Ident | None = None
    comment_id: Ident | None = None
    parent_id: Ident | None = None
    author: Actor | None = msgspec.field(default=None, name="from")
    sender_id: Ident | None = None
    reviewer_id: Ident | None = None
    open_graph_story_id: Ident | None = None
    message: str | None = None
    review_text: str | None = None
    created_time: When = None
    is_hidden: bool | None = None
    published: int | bool | None = None
    post: _PostOf | None = None

    @property
    def own_id(self) -> str | None:
        """The id of what it is about."""
        if self.item == "comment":
            found = self.comment_id
        elif self.item == "rating":
            found = self.open_graph_story_id or self.post_id
        else:
            found = self.post_id
        return None if found is None else str(found)

    @property
    def account(self) -> str | None:
        """Who did it."""
        first = self.author.id if self.author else None
        found = first or self.sender_id or self.reviewer_id
        return None if found is None else str(found)

    @property
    def text(self) -> str:
        """What is said, empty when nothing is."""
        return (self.message or self.review_text or "").strip()

    @property
    def is_public(self) -> bool:
        """Whether everyone may read it: neither hidden nor waiting to be published."""
        waiting = self.published is not None and not self.published
        draft = self.post is not None and self.post.is_published is False
        return not (self.is_hidden or waiting or draft)


def read_page_call(body: bytes, events: FacebookEvents, now: datetime) -> Told:
    """Return what a verified call tells of one page."""
    page = events.settings.page_id
    changes, bad = read_call(body, "page", page, events.posts, now)
    told = read_changes(changes, events, now)
    return replace(told, rejected=[*bad, *told.rejected])


def read_changes(changes: Sequence[Change], events: FacebookEvents, now: datetime) -> Told:
    """Return what the changes of a call tell, in their order.

    A mention or a recommendation without its words is to be asked for, since no poll meets it.
    """
    told = Told(events=[], rejected=[], wishes=[])
    for change in changes:
        if change.field not in _FIELDS:
            continue
        try:
            value = msgspec.json.decode(change.value, type=Value)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            told.rejected.append(malformed(change.raw, events.posts, change.place, now))
            continue
        own_id = value.own_id
        if own_id is None or value.item in _SILENT:
            continue
        if value.verb in _GONE:
            told.events.append(events.deleted(native(own_id, value, change, events), now))
        elif value.verb in _SAID and value.is_public:
            if value.text:
                told.events.append(events.published(said_of(value, change, events), now))
            elif change.field != "feed":
                told.wishes.append(_wish(own_id, value, change, events, now))
    return told


def native(id_: str, value: Value, change: Change, events: FacebookEvents) -> str:
    """Return the id that a poll would give, or one of elsewhere."""
    page = events.settings.page_id
    at_home = change.field == "feed" or str(value.post_id or id_).partition("_")[0] == page
    return id_ if at_home and change.field != "ratings" else f"{ELSEWHERE}{id_}"


def said_of(value: Value, change: Change, events: FacebookEvents) -> Said:
    """Return what a change with words says."""
    own_id, edited = value.own_id or "", value.verb != "add"
    created = moment(value.created_time)
    if edited and created is not None and created >= change.at:
        created = None  # the date of the edit, as older applications are told
    comment = own_id if value.item == "comment" else None
    post = str(value.post_id) if value.post_id is not None else own_id
    parent = str(value.parent_id) if value.parent_id is not None else post
    given = value.post.permalink_url if value.post and not comment else None
    return Said(
        native_id=native(own_id, value, change, events),
        text=value.text,
        published=created if edited else created or change.at,
        account=value.account,
        url=given or address_of(post, comment),
        conversation=native(post, value, change, events),
        answers=native(parent, value, change, events) if comment else None,
        edited=change.at if edited else None,
        revision=max(2, int(change.at.timestamp())) if edited else None,
    )


class _Words(msgspec.Struct, frozen=True, kw_only=True):
    """What the API answers about one post or comment."""

    message: str | None = None
    created_time: When = None
    author: Actor | None = msgspec.field(default=None, name="from")
    permalink_url: str | None = None


def _wish(own_id: str, value: Value, change: Change, events: FacebookEvents, now: datetime) -> Wish:
    def words(body: bytes) -> Published | None:
        return _with_words(body, value, change, events, now)

    return Wish(path=own_id, params={"fields": _WORDS}, words=words)


def _with_words(
    body: bytes, value: Value, change: Change, events: FacebookEvents, now: datetime
) -> Published | None:
    try:
        words = msgspec.json.decode(body, type=_Words)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    whole = replace(
        value,
        message=words.message,
        author=words.author or value.author,
        created_time=words.created_time or value.created_time,
    )
    if not whole.text:
        return None
    said = said_of(whole, change, events)
    return events.published(replace(said, url=words.permalink_url or said.url), now)
