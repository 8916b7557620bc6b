"""The Discourse connector: a forum polled or searched, its webhooks, its deletions looked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from connectors.api.pages import Pages
from connectors.api.posts import Posts
from connectors.credentials import NoCredential, read_credential
from connectors.discourse.forum import Forum
from connectors.discourse.latest import Latest
from connectors.discourse.recheck import Recheck
from connectors.discourse.search import Search
from connectors.discourse.settings import DiscourseSettings
from connectors.discourse.webhook import is_genuine, read_call
from connectors.source_settings import checked
from vigie.context import Context
from vigie.errors import ConfigurationError
from vigie.inbound import Call, Reply
from vigie.page import Page
from vigie.say import Say
from vigie.town import Town

#: Words searched for when the settings name none: so many of the towns' own names.
_WORDS: Final = 10
_SHORTEST: Final = 3  # Discourse's `min_search_term_length`


class DiscourseConnector:
    """One forum: a `Connector`, a `Receiver` and a `Rechecker`.

    Args:
        settings: checked.
        context: the house's services.
        sleep: waits that many seconds between two searches.
    """

    #: Discourse's terms ask for nothing; a week is as long as a deleted post should stay.
    recheck_days: float = 7.0

    def __init__(
        self,
        settings: DiscourseSettings,
        context: Context,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.settings = settings
        self._context = context
        self._posts = Posts("discourse", settings.host, settings, context)
        self._pages = Pages(settings.name, context.language, settings.interval)
        forum = Forum(settings, context)
        self._rechecking = Recheck(settings, forum, self._posts)
        parts = (forum, self._posts, self._pages)
        self._walk: Latest | Search = Latest(settings, *parts, clock=context.clock)
        if settings.search:
            words = settings.words or names(context.towns)
            self._walk = Search(settings, words, *parts, clock=context.clock, sleep=sleep)

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.settings.name

    def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Yield what is new: the newest posts, or what the search finds; never raises."""
        return self._walk.walk(cursor)

    @property
    def inbox(self) -> str:
        """Where the forum's webhook calls: `/inbound/{inbox}`."""
        return self.settings.door

    async def receive(self, call: Call) -> tuple[Reply, Page | None]:
        """Verify and read one call of the forum's webhook; never raises.

        The same post has the same id as when it is polled. A call that is genuine and cannot
        be read is a dead letter: calling again would not mend it.
        """
        if call.method != "POST":
            return Reply(status=405), None
        try:
            secret = self._secret()
        except NoCredential:
            return Reply(status=403), None  # without a secret, anyone could call
        if not is_genuine(call, secret):
            return Reply(status=401), None
        now = self._context.clock.now()
        told = read_call(call, self._posts, self.settings, now)
        if told is None:
            return Reply(status=200), None
        events, rejected = told
        return Reply(status=200), self._pages.brought(b"", now, events=events, rejected=rejected)

    async def recheck(self, native_ids: Sequence[str]) -> Page | None:
        """Ask about these posts; see `vigie.source_contracts.Rechecker`."""
        now = self._context.clock.now()
        events = await self._rechecking.ask(native_ids, now)
        return None if events is None else self._pages.brought(b"", now, events=events)

    def _secret(self) -> str:
        settings = self.settings
        return read_credential(
            self._context.home, file=settings.secret_file, env=settings.secret_env, key="secret"
        )


def names(towns: Sequence[Town]) -> tuple[str, ...]:
    """Return the names that search for these towns, each spelling once, the official first."""
    said = [town.names.official for town in towns]
    said += [variant for town in towns for variant in town.names.variants]
    # Accents make another word to Discourse's search, capitals do not.
    kept: dict[str, str] = {}
    for name in said:
        if len(name) >= _SHORTEST:
            kept.setdefault(name.casefold(), name)
    return tuple(kept.values())[:_WORDS]


def build(settings: Mapping[str, Any], context: Context) -> DiscourseConnector:
    """Build the connector of one forum; touches no network.

    Raises:
        ConfigurationError: every wrong key of `settings`, told at once.
    """
    forum = checked(DiscourseSettings, settings)
    if forum.search and not forum.words and not names(context.towns):
        raise ConfigurationError([_no_words(forum.name)])
    return DiscourseConnector(forum, context)


def _no_words(name: str) -> Say:
    return Say(
        f"source « {name} » : search = true cherche le nom des villes, et aucune n’est donnée ;"
        " ajoutez words.",
        f"source “{name}”: search = true looks for the towns’ names, and none is given; add words.",
    )
