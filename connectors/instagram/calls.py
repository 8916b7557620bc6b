"""What a webhook of an Instagram account tells → events, and what is to be asked for. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Final

import msgspec
from msgspec.structs import replace

from connectors.instagram.events import InstagramEvents, Thread
from connectors.instagram.things import (
    MEDIA_FIELDS,
    MENTION_FIELDS,
    REPLY_FIELDS,
    Media,
    Person,
    Remark,
)
from connectors.meta.asking import Told, Wish
from connectors.meta.door import Change, read_call
from connectors.meta.listing import Ident, malformed
from vigie.post import Published

_MALFORMED: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _Value(msgspec.Struct, frozen=True, kw_only=True):
    """What happened.

    Source: Meta, webhooks reference, « Instagram »: `comments` and `mentions`.
    """

    id: Ident | None = None
    text: str | None = None
    author: Person | None = msgspec.field(default=None, name="from")
    media: Person | None = None
    parent_id: Ident | None = None
    media_id: Ident | None = None
    comment_id: Ident | None = None


class _Mentioned(msgspec.Struct, frozen=True):
    mentioned_comment: Remark | None = None
    mentioned_media: Media | None = None


class CallReader:
    """Reads the calls to one account.

    Args:
        events: makes the events.
        threads: media that the polls met, by id.
    """

    def __init__(self, events: InstagramEvents, threads: Mapping[str, Thread]) -> None:
        self._events = events
        self._threads = threads

    def read(self, body: bytes, now: datetime) -> Told:
        """Return what a verified call tells, in its order.

        A mention is told by its ids alone, and is only shown through who was named.
        """
        account, posts = self._events.settings.account_id, self._events.posts
        changes, bad = read_call(body, "instagram", account, posts, now)
        told = Told(events=[], rejected=bad, wishes=[])
        for change in changes:
            if change.field not in {"comments", "mentions"}:
                continue
            try:
                value = msgspec.json.decode(change.value, type=_Value)
            except _MALFORMED:
                told.rejected.append(malformed(change.raw, posts, change.place, now))
                continue
            if change.field == "mentions":
                told.wishes.extend(self._mention(value, now))
            elif value.id is not None:
                self._comment(value.id, value, change, told, now)
        return told

    def _comment(
        self, id_: str | int, value: _Value, change: Change, told: Told, now: datetime
    ) -> None:
        media = str(value.media.id) if value.media and value.media.id is not None else ""
        thread = self._threads.get(media) or Thread(id=media)
        if value.text is None:
            wish = Wish(
                path=str(id_),
                params={"fields": f"{REPLY_FIELDS},media{{id}}"},
                words=partial(self._asked_comment, thread=thread, now=now),
            )
            told.wishes.append(wish)
        elif value.text.strip():
            remark = Remark(
                id=id_,
                text=value.text,
                timestamp=change.at.timestamp(),
                author=value.author,
                parent_id=value.parent_id,
            )
            told.events.append(self._events.comment(remark, thread, now))

    def _mention(self, value: _Value, now: datetime) -> Iterator[Wish]:
        media = None if value.media_id is None else str(value.media_id)
        if value.comment_id is not None:
            field = f"mentioned_comment.comment_id({value.comment_id}){{{MENTION_FIELDS}}}"
        elif media is not None:
            field = f"mentioned_media.media_id({media}){{{MEDIA_FIELDS}}}"
        else:
            return
        yield Wish(
            path=self._events.settings.account_id,
            params={"fields": field},
            words=partial(self._asked_mention, media=media, now=now),
        )

    def _asked_comment(self, body: bytes, *, thread: Thread, now: datetime) -> Published | None:
        try:
            remark = msgspec.json.decode(body, type=Remark)
        except _MALFORMED:
            return None
        if remark.media and remark.media.id is not None:
            media = str(remark.media.id)
            thread = self._threads.get(media) or Thread(id=media)
        return self._events.comment(remark, thread, now) if _speaks(remark.text) else None

    def _asked_mention(self, body: bytes, *, media: str | None, now: datetime) -> Published | None:
        try:
            found = msgspec.json.decode(body, type=_Mentioned)
        except _MALFORMED:
            return None
        comment, picture = found.mentioned_comment, found.mentioned_media
        if comment is not None and _speaks(comment.text):
            known = Person(id=media) if media else None
            return self._events.mention(replace(comment, media=comment.media or known), now)
        if picture is not None and _speaks(picture.caption):
            return self._events.others_media(picture, now, names_us=True)
        return None


def _speaks(text: str | None) -> bool:
    return bool((text or "").strip())
