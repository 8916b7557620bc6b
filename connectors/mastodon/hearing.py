"""A Mastodon source's statuses and live events → what is new in them. No input or output."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from connectors.api.posts import Posts
from connectors.mastodon import statuses
from connectors.mastodon.memory import Memory
from connectors.mastodon.server_sent_events import ServerEvent
from connectors.mastodon.settings import MastodonSettings
from vigie.context import Context
from vigie.dead_letter import DeadLetter
from vigie.post import Author, Deleted, Event, Post, Published
from vigie.say import Say

_TELL_A_STATUS: Final = frozenset({"update", "status.update"})


class Instance(msgspec.Struct, frozen=True, kw_only=True):
    """One instance.

    Attributes:
        url: scheme, host and port.
        key: host and port, its name in the cursor.
        domain: the host in the handles of its own accounts.
    """

    url: str
    key: str
    domain: str


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """Events that are new, oldest first, and items that could not be read."""

    events: Sequence[Event] = ()
    rejected: Sequence[DeadLetter] = ()

    def __bool__(self) -> bool:
        return bool(self.events or self.rejected)


class Hearing:
    """Makes the events of one source; the caller's memory tells what was heard before.

    Args:
        settings: checked.
        context: the house's services.
    """

    def __init__(self, settings: MastodonSettings, context: Context) -> None:
        self._settings = settings
        self._contacts = context.contacts
        self._posts = Posts("mastodon", "mastodon", settings, context)
        self._own = {
            account.handle.lstrip("@").lower()
            for town in context.towns
            for account in town.accounts
            if account.platform.lower() == "mastodon"
        }

    def page(
        self, raws: Sequence[bytes], instance: Instance, memory: Memory, now: datetime
    ) -> Heard:
        """Return what is new in a page of statuses, which comes newest first."""
        events: list[Event] = []
        rejected: list[DeadLetter] = []
        for place, raw in reversed(list(enumerate(raws, 1))):
            status, letter = statuses.read(raw, f"message {place}", self._posts, now)
            rejected += [letter] if letter else []
            events += self._news(status, instance, memory, now)
        return Heard(events=events, rejected=rejected)

    def live(
        self, told: Iterable[ServerEvent], instance: Instance, memory: Memory, now: datetime
    ) -> Heard:
        """Return what is new in live events; those of other kinds are let go.

        A deletion names an id of the instance: of a status that is not remembered nothing can
        be said.
        """
        events: list[Event] = []
        rejected: list[DeadLetter] = []
        for event in told:
            if event.name == "delete":
                events += self._gone(event, instance, memory, now)
            elif event.name in _TELL_A_STATUS and event.whole:
                status, letter = statuses.read(event.data, event.name, self._posts, now)
                rejected += [letter] if letter else []
                events += self._news(status, instance, memory, now)
            elif event.name in _TELL_A_STATUS:
                why = Say("Message trop long.", "Status too long.")
                rejected.append(self._posts.rejected(event.data, event.name, why, now))
        return Heard(events=events, rejected=rejected)

    def post(
        self, status: statuses.Status, instance: Instance, memory: Memory, now: datetime
    ) -> Post | None:
        """Return a status as a post, None for one that is not to be kept."""
        if not statuses.is_wanted(status, self._settings.respect):
            return None
        return self._posts.post(
            **statuses.fields(status, now, self._contacts),
            now=now,
            author=self._author(status.account, instance),
            in_reply_to=memory.uri(instance.key, status.in_reply_to_id),
        )

    def _news(
        self, status: statuses.Status | None, instance: Instance, memory: Memory, now: datetime
    ) -> list[Event]:
        post = self.post(status, instance, memory, now) if status else None
        if status is None or post is None:
            return []
        fresh = memory.is_news(post.native_id, post.revision, instance.key, status.id)
        return [Published(post=post)] if fresh else []

    def _gone(
        self, event: ServerEvent, instance: Instance, memory: Memory, now: datetime
    ) -> list[Event]:
        local_id = event.data[:64].decode("ascii", "replace").strip().strip('"')
        uri = memory.uri(instance.key, local_id)
        if uri is None:
            return []
        memory.forget(uri)
        return [Deleted(source=self._settings.name, native_id=uri, at=now)]

    def _author(self, account: statuses.Account, instance: Instance) -> Author:
        """Return who speaks; a bare handle of a profile is one of these instances' accounts.

        A namesake on another instance is not the town.
        """
        whole = statuses.handle(account, instance.domain)
        bare = account.acct.lower()
        shown = bare if "@" not in bare and bare in self._own else whole
        return self._posts.author(statuses.identity(account, instance.domain), shown)
