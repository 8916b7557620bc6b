"""The sample: a made-up week, kept as mentions that one act takes away again.

The week is written in the town's usage of French, for Trois-Rivières or for Namur; another town
is given its own name in it, not its own streets. No alert is raised by it, nothing of it is
handed to the front door (`vigie.sample.REAL`), and no source is remembered for it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import datetime
from hashlib import blake2b
from typing import Final

from msgspec.structs import replace

from pipeline.demo.week import Channel, Shown, Week, date_of, read_week
from pipeline.fan_out import fan_out
from pipeline.installation import Installation
from pipeline.story import Stories
from vigie.batch import Batch
from vigie.errors import ConfigurationError
from vigie.page import Page
from vigie.post import Author, Post, Published, Source
from vigie.query import And, Field, Query
from vigie.sample import SAMPLE
from vigie.say import Say
from vigie.town import Town

_AT_ONCE: Final = 500
_PREFIX: Final = "Exemple · "


class SampleWeek:
    """The sample of an installation's towns."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._store = installation.store
        self._loading = asyncio.Lock()

    async def loaded(self, town: str) -> int:
        """Return how many mentions of the sample a town has."""
        return (await self._store.count(_of(town))).total

    async def load(self, town: str) -> int:
        """Add the sample to a town that has none; return how many mentions it has then.

        Raises:
            ConfigurationError: the installation has no such town.
            Unavailable: the store is away.
        """
        profile = self._profile(town)
        async with self._loading:
            if known := await self.loaded(town):
                return known
            await self._add(profile)
            return await self.loaded(town)

    async def remove(self, town: str) -> int:
        """Erase the sample of a town for good; return how many mentions there were."""
        self._profile(town)
        removed, now = 0, self._installation.clock.now()
        async with self._loading:
            async for ids in self._pages(town):
                removed += await self._store.erase(ids, now)
        return removed

    async def _pages(self, town: str) -> AsyncIterator[list[str]]:
        while ids := [hit.record.mention.id for hit in (await self._store.search(_of(town))).hits]:
            yield ids

    async def _add(self, town: Town) -> None:
        installation, now = self._installation, self._installation.clock.now()
        posts = tuple(_posts(read_week(town.usage), town, now))
        page = Page(source=SAMPLE, cursor=b"", events=posts)
        stages = installation.intake.stages
        heard = await asyncio.to_thread(fan_out, page, installation.intake.screen, (town.slug,))
        mentions = heard.about.get(town.slug, [])
        done = await asyncio.to_thread(stages.judge, mentions, now)
        records = await Stories(self._store).told([stages.record(one, now) for one in done.judged])
        await self._store.write(Batch(records=tuple(records)))

    def _profile(self, slug: str) -> Town:
        for town in self._installation.towns:
            if town.slug == slug:
                return town
        raise ConfigurationError(
            [Say(f"ville inconnue ici : {slug}.", f"unknown town here: {slug}.")]
        )


def _of(town: str) -> Query:
    where = And((Field("kind", (SAMPLE,)), Field("town", (town,))))
    return Query(where=where, limit=_AT_ONCE)


def _posts(week: Week, town: Town, now: datetime) -> list[Published]:
    channels = {channel.path: channel for channel in week.channel}
    # The last edition of each post is the one that stays.
    last = {(shown.channel, shown.id): shown for shown in week.post}
    loading = secrets.token_hex(6)
    return [
        Published(post=_post(_named(shown, week.town, town), channels[shown.channel], now, loading))
        for shown in last.values()
    ]


def _post(shown: Shown, channel: Channel, now: datetime, loading: str) -> Post:
    at = min(date_of(shown, now), now)
    return Post(
        source=Source(kind=SAMPLE, name=f"{_PREFIX}{channel.name}", own=channel.own),
        # What was erased never comes back under its id: each loading has its own.
        native_id=f"{loading}-{shown.id}",
        title=shown.title,
        text=shown.text,
        fetched_at=now,
        published_at=at,
        author=Author(pseudonym=_pseudonym(shown, loading), role=channel.role or None),
    )


def _pseudonym(shown: Shown, loading: str) -> str | None:
    """Return one for a made-up author, so that reports count the sample's people as people."""
    if not shown.author:
        return None
    return blake2b(f"{loading}\n{shown.author}".encode(), digest_size=12).hexdigest()


def _named(shown: Shown, written_for: str, town: Town) -> Shown:
    name = town.names.official
    return replace(
        shown,
        title=shown.title.replace(written_for, name),
        text=shown.text.replace(written_for, name),
    )
