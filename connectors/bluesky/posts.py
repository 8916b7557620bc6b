"""What Jetstream tells → events. Pure."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from connectors.api.posts import Posts
from connectors.bluesky.jetstream_events import POSTS, Said, moment
from connectors.bluesky.record import (
    Record,
    descriptions,
    language,
    published,
    read_record,
    text_of,
    thread,
)
from connectors.bluesky.settings import BlueskySettings
from connectors.markup import one_line
from vigie.context import Context
from vigie.dead_letter import DeadLetter
from vigie.errors import InvalidInput
from vigie.post import AuthorPurged, Deleted, Event, Media, Published
from vigie.privacy import mask
from vigie.say import Say

PLATFORM: Final = "bluesky"

_DID: Final = re.compile(r"did:[a-z]{1,12}:[A-Za-z0-9._:%-]{1,240}")
_RKEY: Final = re.compile(r"[A-Za-z0-9_:~-][A-Za-z0-9._:~-]{0,511}")
#: Account states of which the posts are still public (lexicon com.atproto.sync.subscribeRepos):
#: the trouble is between servers.
_STILL_THERE: Final = frozenset({"desynchronized", "throttled"})
_DESCRIPTION: Final = 1_000


class BlueskyPosts:
    """Makes the events of one source.

    Args:
        settings: of the source.
        context: the house's services.
    """

    def __init__(self, settings: BlueskySettings, context: Context) -> None:
        self._posts = Posts("bluesky", PLATFORM, settings, context)
        self._context = context
        self._source = settings.name
        # The town's answers name no town. A stream has no handles: profiles give the DID.
        self._ours = frozenset(
            account.handle.lower()
            for town in context.towns
            for account in town.accounts
            if account.platform.lower() == PLATFORM and account.handle.lower().startswith("did:")
        )

    def concerns(self, said: Said) -> bool:
        """Tell whether a new post may be about a town: its text names one, or one wrote it.

        Anyone may publish any record: of one that has no text, all of it is looked at.
        """
        named = self._context.names_a_town(text_of(said.record))
        return named or said.did.lower() in self._ours

    def events(self, said: Said, now: datetime) -> tuple[Event, ...]:
        """Return what a frame tells; nothing when it is nothing to the house.

        Raises:
            InvalidInput: the author's id or the post's key is none, or a record that names a town
                has no text.
        """
        if said.kind == "account":
            return self._account(said, now)
        if said.kind == "delete":
            native_id = _native_id(said)
            at = _witnessed(said, now)
            # Every deletion of the network comes; those of posts never kept leave no trace.
            return (Deleted(source=self._source, native_id=native_id, at=at, in_order=True),)
        if said.kind in {"create", "update"}:
            return self._published(said, now)
        return ()

    def rejected(self, raw: str | bytes, why: InvalidInput, now: datetime) -> DeadLetter:
        """Return the dead letter of a frame."""
        body = raw.encode("utf-8", "replace") if isinstance(raw, str) else raw
        return self._posts.rejected(body, "Jetstream", why.say, now)

    def _account(self, said: Said, now: datetime) -> tuple[AuthorPurged, ...]:
        if said.active or said.name in _STILL_THERE:
            return ()
        if not _DID.fullmatch(said.did):
            raise _malformed()
        return self._posts.purges(said.did, _witnessed(said, now))

    def _published(self, said: Said, now: datetime) -> tuple[Published, ...]:
        native_id = _native_id(said)
        record = read_record(said.record)
        if record is None:
            if self._context.names_a_town(text_of(said.record)):
                raise _malformed()
            return ()
        witnessed = _witnessed(said, now)
        edited: dict[str, Any] = {}
        if said.kind == "update":
            edited = {"edited": witnessed, "revision": max(2, int(witnessed.timestamp()))}
        url = f"https://bsky.app/profile/{said.did}/post/{said.rkey}"
        root, parent = thread(record)
        post = self._posts.post(
            native_id=native_id,
            text=record.text,
            published=published(record, witnessed),
            now=now,
            author=self._posts.author(said.did),
            language=language(record),
            url=url,
            conversation=root or native_id,
            in_reply_to=parent,
            media=self._media(record, url),
            **edited,
        )
        return (Published(post=post),)

    def _media(self, record: Record, url: str) -> tuple[Media, ...]:
        """Return the descriptions of pictures and films, at the post's own address."""
        lines = [one_line(alt, _DESCRIPTION, is_markup=False) for alt in descriptions(record)]
        contacts = self._context.contacts
        return tuple(Media(url=url, description=mask(line, contacts)) for line in lines if line)


def _native_id(said: Said) -> str:
    if not _DID.fullmatch(said.did) or not _RKEY.fullmatch(said.rkey):
        raise _malformed()
    return f"at://{said.did}/{POSTS}/{said.rkey}"


def _witnessed(said: Said, now: datetime) -> datetime:
    """When Jetstream saw it, never later than now."""
    return min(moment(said.time_us), now) if said.time_us else now


def _malformed() -> InvalidInput:
    return InvalidInput(Say("Message mal formé.", "Malformed post."))
