"""The Bluesky connector: Jetstream, the whole network's posts as they come."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from datetime import datetime
from random import random
from typing import Any

import msgspec

from connectors.bluesky.cursor import BlueskyCursor, read_cursor, start_at
from connectors.bluesky.dictionary import Dictionaries
from connectors.bluesky.gathering import Gathering
from connectors.bluesky.jetstream_addresses import subscription
from connectors.bluesky.jetstream_events import read_v1, read_v2
from connectors.bluesky.jetstream_frames import Dictionary, as_it_is
from connectors.bluesky.jetstream_line import Line, open_line
from connectors.bluesky.pages import LinePages
from connectors.bluesky.posts import BlueskyPosts
from connectors.bluesky.settings import BlueskySettings
from connectors.source_settings import checked
from vigie.context import Context
from vigie.errors import Unavailable
from vigie.page import Page


class Rhythm(msgspec.Struct, frozen=True, kw_only=True):
    """Times of a line, in seconds.

    Attributes:
        every: a page is made at least so often while anything is heard, so that the cursor
            moves with the network even when nobody speaks of the town.
        soon: a post waits for others no longer than this.
        quiet: the whole network is never silent for so long.
    """

    every: float = 5.0
    soon: float = 1.0
    quiet: float = 30.0


class BlueskyConnector:
    """The whole network, read for the posts that name a town.

    Args:
        settings: checked.
        context: the house's services.
        rhythm: of its pages.
        chance: a number from 0 to 1, for the wait after a failure.

    Raises:
        ConfigurationError: the dictionary's file cannot be read, or is none.
    """

    def __init__(
        self,
        settings: BlueskySettings,
        context: Context,
        *,
        rhythm: Rhythm | None = None,
        chance: Callable[[], float] = random,
    ) -> None:
        self.settings = settings
        self._context = context
        self._rhythm = rhythm or Rhythm()
        self._chance = chance
        self._posts = BlueskyPosts(settings, context)
        self._dictionaries = Dictionaries(settings, context)

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.settings.name

    async def pages(self, cursor: bytes | None) -> AsyncGenerator[Page, None]:
        """Yield pages for as long as the line holds; the last one tells why it does not.

        Each call asks the host whose turn it is, from the moment of the last frame heard.
        """
        state = read_cursor(cursor)
        host = self.settings.asked[state.turn % len(self.settings.asked)]
        dictionary = await self._dictionaries.of(host)
        gathering = self._gathering(dictionary)
        made = LinePages(self.name, self._context.language, host, state)
        url = self._address(state, host, dictionary)
        opened = time.monotonic()
        try:
            async with open_line(self._context.outbound, url, self._rhythm.quiet) as line:
                while True:
                    await self._fill(gathering, line)
                    if gathering.frames:
                        yield made.heard(gathering, self._now(), held=self._holds(opened))
        except Unavailable as error:
            if gathering.frames:
                yield made.heard(gathering, self._now(), held=self._holds(opened))
            self._dictionaries.forget(host)
            yield made.over(error, self._now(), self._chance())

    async def _fill(self, gathering: Gathering, line: Line) -> None:
        """Gather until the page is full or due.

        Raises:
            Unavailable: the line is over; what came before stays gathered.
        """
        due = time.monotonic() + self._rhythm.every
        urgent = False
        while not gathering.full and (left := due - time.monotonic()) > 0:
            frames = await line.frames(left)
            gathering.take(frames, self._now())
            if gathering.urgent and not urgent:
                urgent = True
                due = min(due, time.monotonic() + self._rhythm.soon)
            await asyncio.sleep(0)  # a flood leaves the loop to the others between two lots

    def _gathering(self, dictionary: Dictionary | None) -> Gathering:
        read = read_v1 if self.settings.wire == "v1" else read_v2
        unpack = dictionary.unpack if dictionary is not None else as_it_is
        return Gathering(self._posts, read, unpack)

    def _address(self, state: BlueskyCursor, host: str, dictionary: Dictionary | None) -> str:
        start = start_at(state, host, self._now(), self.settings.lookback_hours)
        used = dictionary.id if dictionary is not None else None
        return subscription(host, self.settings.wire, start, used)

    def _holds(self, opened: float) -> bool:
        return time.monotonic() - opened >= self._rhythm.quiet

    def _now(self) -> datetime:
        return self._context.clock.now()


def build(settings: Mapping[str, Any], context: Context) -> BlueskyConnector:
    """Build the connector of Bluesky; touches no network.

    Raises:
        ConfigurationError: every wrong key of `settings`, told at once.
    """
    return BlueskyConnector(checked(BlueskySettings, settings), context)
