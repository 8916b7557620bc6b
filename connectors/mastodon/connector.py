"""The Mastodon connector: hashtags and searches of one or several instances, live or polled."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from connectors.api.call import Refusal, refusal
from connectors.api.pages import Pages
from connectors.hashtags import distinct, of_towns
from connectors.mastodon.closing import closing_page, cut_page
from connectors.mastodon.feeds import feeds
from connectors.mastodon.hearing import Hearing, Instance
from connectors.mastodon.instances import Instances, named, needs_a_key, shut
from connectors.mastodon.poll import Poll
from connectors.mastodon.progress import Progress
from connectors.mastodon.recheck import Recheck
from connectors.mastodon.settings import MastodonSettings
from connectors.mastodon.streams import Streams
from connectors.origins import may_hold_a_secret
from connectors.source_settings import checked
from vigie.context import Context
from vigie.errors import ConfigurationError
from vigie.page import Page
from vigie.say import Say

#: Deletions are told by live events alone: posts are looked at again this often, in days.
_RECHECK_DAYS: Final = 7.0
#: A live stream that held so long, in seconds, was a good one.
_LONG: Final = 60.0
_LONGEST_REST: Final = 86_400.0


class MastodonConnector:
    """One or several instances, heard as one source.

    Polling is always done and is always right; live events bring the same statuses sooner,
    and editions and deletions with them. They never move a feed's place, so that whatever
    they miss is read at the next round.

    Args:
        settings: checked.
        context: the house's services.
    """

    def __init__(self, settings: MastodonSettings, context: Context) -> None:
        self.settings = settings
        self._context = context
        self._tags = of_towns(context.towns) if settings.tags is None else distinct(settings.tags)
        names = tuple(town.names.official for town in context.towns)
        self._words = names if settings.words is None else settings.words
        self._pages = Pages(settings.name, context.language, settings.interval)
        self._hearing = Hearing(settings, context)
        self._instances = Instances(settings, context)
        self._poll = Poll(context, self._hearing, self._pages)
        self._recheck = Recheck(settings.name, context, self._hearing, self._instances)

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.settings.name

    @property
    def _count(self) -> int:
        return len(self.settings.instances)

    @property
    def is_idle(self) -> bool:
        """Whether one of the instances would have nothing to be asked for."""
        searches = self.settings.has_key and self._words and not self.settings.urls
        return not (self._tags or searches)

    @property
    def recheck_days(self) -> float:
        """See `vigie.source_contracts.Rechecker`."""
        return _RECHECK_DAYS

    async def recheck(self, native_ids: Sequence[str]) -> Page | None:
        """Ask about the statuses that these instances are the home of; nothing of the others."""
        events = await self._recheck.look(self.settings.instances, native_ids[:100])
        if events is None:
            return None
        return self._pages.brought(b"", self._now(), events=events)

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Yield what is new in every feed; then live events, where there are, until a cut.

        Lines are opened before the feeds are read: between the two nothing is missed.
        """
        progress = Progress(cursor)
        streams = Streams(self._context.outbound)
        try:
            live = await self._open(streams)
            while True:
                refused: list[tuple[str, Refusal]] = []
                async with aclosing(self._round(progress, refused)) as coming:
                    async for page in coming:
                        yield page
                closing = closing_page(self._pages, progress, self._now(), refused, self._count)
                if live is None or live.key in dict(refused):
                    yield closing
                    return
                # A process that starts again has nothing to wait for: it listens.
                yield replace(closing, next_at=self._now())
                async with aclosing(self._live(streams, live, progress)) as coming:
                    async for page in coming:
                        # What fails meanwhile still does.
                        yield replace(page, state=closing.state, note=page.note or closing.note)
                if streams.is_over:
                    return
        finally:
            await streams.close()

    def _now(self) -> datetime:
        return self._context.clock.now()

    async def _open(self, streams: Streams) -> Instance | None:
        """Open the live events of the instance that has a key; None where there are none."""
        url = self.settings.url
        if url is None or not (self.settings.stream and self.settings.has_key and self._tags):
            return None
        looked, headers = await self._instances.look(url), self._instances.headers(url)
        if isinstance(looked, Refusal) or isinstance(headers, Refusal):
            return None  # the round tells it
        instance, said = looked
        if said.streaming is None or not said.is_live or not may_hold_a_secret(said.streaming):
            return None
        streams.open(said.streaming, self._tags, headers)
        return instance

    async def _round(
        self, progress: Progress, refused: list[tuple[str, Refusal]]
    ) -> AsyncGenerator[Page, None]:
        """Yield what is new on each instance; add to `refused` those that refuse."""
        for url in self.settings.instances:
            async with aclosing(self._ask(url, progress)) as coming:
                async for item in coming:
                    if isinstance(item, Page):
                        yield item
                    else:
                        refused.append((named(url).key, item))

    async def _ask(self, url: str, progress: Progress) -> AsyncGenerator[Page | Refusal, None]:
        """Yield the pages of one instance, and its refusal if it refuses."""
        now, key = self._now().timestamp(), named(url).key
        rest = progress.rests.get(key, 0.0) - now
        if 0 < rest <= _LONGEST_REST:
            yield refusal(429, rest)
            return
        headers = self._instances.headers(url)
        if isinstance(headers, Refusal):
            yield headers
            return
        looked = await self._instances.look(url)
        if isinstance(looked, Refusal):
            yield looked
            return
        instance, said = looked
        asked = feeds(self._tags if said.has_hashtags else (), self._words if headers else ())
        if not asked:
            yield shut(instance)
            return
        async with aclosing(self._poll.round(instance, asked, headers, progress)) as coming:
            async for item in coming:
                if isinstance(item, Refusal) and item.retry_after:
                    progress.rests[key] = now + item.retry_after
                keyless = isinstance(item, Refusal) and item.status == 401 and not headers
                yield needs_a_key(instance) if keyless else item

    async def _live(
        self, streams: Streams, instance: Instance, progress: Progress
    ) -> AsyncGenerator[Page, None]:
        """Yield live events until the next round is due, or a page that tells they ended."""
        began = time.monotonic()
        while (left := began + self._pages.interval - time.monotonic()) > 0:
            told = await streams.next(left)
            now = self._now()
            heard = self._hearing.live(told, instance, progress.memory, now)
            if heard:
                yield self._pages.brought(
                    progress.write(), now, events=heard.events, rejected=heard.rejected, more=True
                )
            if not told and streams.is_over:
                was_long = time.monotonic() - began > _LONG
                yield cut_page(self._pages, progress, now, streams.refused, was_long=was_long)
                return


def build(settings: Mapping[str, Any], context: Context) -> MastodonConnector:
    """Build the connector of one source; touches no network.

    Raises:
        ConfigurationError: every wrong key of `settings`, told at once; nothing to listen for.
    """
    connector = MastodonConnector(checked(MastodonSettings, settings), context)
    if connector.is_idle:
        name = connector.name
        say = Say(
            f"source « {name} » : aucun mot-clic à suivre ; ajoutez tags, ou une clé et words"
            " pour chercher sur une seule instance.",
            f"source “{name}”: no hashtag to follow; add tags, or a key and words to search one"
            " instance.",
        )
        raise ConfigurationError([say])
    return connector
